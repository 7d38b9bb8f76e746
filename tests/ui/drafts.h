/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a book keeps of forms that were begun: how many of a kind, waited for. */
#pragma once

#include "casework/draft.h"
#include "support/screen.h"

typedef struct
{
  GbBook *book;
  const char *kind; /* NULL: any */
  guint n;
} GbTestDrafts;

static inline guint
gb_test_count_drafts (GbBook *book, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = gb_draft_list (book, kind, NULL, &error);

  g_assert_no_error (error);
  return all->len;
}

static inline gboolean
gb_test_are_drafts (gpointer data)
{
  GbTestDrafts *wanted = data;
  return gb_test_count_drafts (wanted->book, wanted->kind) == wanted->n;
}

static inline void
gb_test_wait_for_drafts (GbBook *book, const char *kind, guint n)
{
  g_autofree char *what = g_strdup_printf ("%u of what is kept of %s", n, kind != NULL ? kind : "anything");

  gb_test_wait_until (gb_test_are_drafts, &(GbTestDrafts){ book, kind, n }, what);
}

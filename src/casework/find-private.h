/* SPDX-License-Identifier: GPL-3.0-or-later */
/* find-private: what the roads of find.c share - words as they are, names spelt
 * nearly so (find-near.c), a day or a reference (find-day.c). */
#pragma once

#include "casework/find.h"

G_BEGIN_DECLS

/* --- find-near.c -------------------------------------------------------------------- */

/* The list of names that People ever had, dropped with the index and made anew.  Worker only. */
gboolean gb_find_make_names (GbVault *vault, GError **error);
/* Adds the names of the entries after @after, up to @until. */
gboolean gb_find_add_names (GbVault *vault, gint64 after, gint64 until, GError **error);
/* What may stand for @word, whose end may still be missing if @begun: names of People, and other forms
 * of the same name.  (transfer full, element-type utf8) */
GPtrArray *gb_find_near (GbVault *vault, const char *word, gboolean begun, GError **error);

/* --- find-day.c ----------------------------------------------------------------------- */

typedef struct
{
  char *from, *until;     /* days, both counted in; NULL: no day is named */
  char *rest;             /* the words that are left */
  gint64 year, number;    /* "26-0147": 26 and 147; "147": 0 and 147; -1: no reference */
} GbFindAsked;
/* What of @text is a day, a month or a reference: "12 May", "12th May 2026", "12/5/2026", "2026-05-12",
 * "May 2026", "yesterday".  A day without a year is the last one that has been. */
void gb_find_read (const char *text, GbFindAsked *asked);
void gb_find_asked_clear (GbFindAsked *asked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GbFindAsked, gb_find_asked_clear)

/* What has that reference, or happened, was opened or was born then: at most @most.  "words" says
 * which.  Worker only.  (transfer full, element-type GbFound) */
GPtrArray *gb_find_dated (GbVault *vault, const GbFindAsked *asked, guint most, GError **error);
GPtrArray *gb_find_referred (GbVault *vault, const GbFindAsked *asked, guint most, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of registers need: an entry made by whoever sits, and its approval
 * by whoever sits then. */
#pragma once

#include "casework/register.h"
#include "search-support.h"

/* Enters it as whoever sits; the item's id. */
static inline char *
enter (Desk *desk, const char *id, const char *values)
{
  char *item = gb_id_new ();
  g_autofree char *json = g_strdup_printf ("{'register':'%s','item_id':'%s','values':{%s}}", id, item, values);
  g_autofree char *done = gb_test_act (desk->book, "register.entered", NULL, json);
  return item;
}

static inline void
did (Desk *desk, const char *kind, const char *json)
{
  g_autofree char *done = gb_test_act (desk->book, kind, NULL, json);
}

static inline void
cannot_enter (Desk *desk, const char *id, const char *values, GbErrorCode code, const char *words)
{
  g_autofree char *item = gb_id_new ();
  g_autofree char *json = g_strdup_printf ("{'register':'%s','item_id':'%s','values':{%s}}", id, item, values);
  desk_refuses (desk, "register.entered", NULL, json, code, words);
}

static gpointer
item_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_register_item_load (gb_book_get_vault (book), data, error);
}

static inline GbRegisterItem *
item_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbRegisterItem *item = gb_book_ask (desk->book, item_on_worker, (gpointer) id, &error);
  g_assert_no_error (error);
  return item;
}

static gpointer
register_sheet_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbRegisterItem) item = gb_register_item_load (gb_book_get_vault (book), data, error);
  return gb_register_sheet (book, item, error);
}

static inline char *
approval_of (Desk *desk, const char *id)
{
  g_autoptr (GbSigning) sheet = gb_book_ask (desk->book, register_sheet_on_worker, (gpointer) id, NULL);
  return g_strdup_printf ("{'item_id':'%s','sheet_hash':'%s'}", id, sheet->hash);
}

static inline void
approve (Desk *desk, const char *id)
{
  g_autofree char *json = approval_of (desk, id);
  did (desk, "register.approved", json);
}

static inline void
cannot_approve (Desk *desk, const char *id, const char *words)
{
  g_autofree char *json = approval_of (desk, id);
  desk_refuses (desk, "register.approved", NULL, json, GB_ERROR_REFUSED, words);
}

static inline void
state_is (Desk *desk, const char *id, const char *state)
{
  g_autoptr (GbRegisterItem) item = item_of (desk, id);
  g_assert_cmpstr (item->state, ==, state);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* case-list: a GListModel over ids whose rows are fetched as they are shown.
 *
 * The list holds ids only, so a hundred thousand cost nothing.  When a row is
 * shown its GbCaseItem is asked for; the item is at first empty (record NULL),
 * a batch of such items goes to the worker in one question, and "record" is
 * notified when its answer comes.  A view keeps many more rows than it shows:
 * told what is in sight, the list fetches that first, and nothing else as long
 * as it jumps about (a scroll bar that is dragged).  Answers to a question that was asked
 * before the list changed are dropped.  Setting new ids tells the view only of
 * what differs, and fetches the living items anew.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_TYPE_CASE_ITEM (gb_case_item_get_type ())
G_DECLARE_FINAL_TYPE (GbCaseItem, gb_case_item, GB, CASE_ITEM, GObject)
const char *gb_case_item_get_id (GbCaseItem *self);
gpointer gb_case_item_get_record (GbCaseItem *self); /* NULL until it is fetched (transfer none) */

/* One row by its id (worker): a GObject, usually a GbRecord; NULL without
 * error if it is gone.  (transfer full) */
typedef gpointer (*GbCaseFetch) (GbBook *book, const char *id, GError **error);

/* The one row that a query for one id gave: its first, or NULL.  Takes @rows (may be NULL).  (transfer full) */
gpointer gb_case_list_one (GPtrArray *rows);

#define GB_TYPE_CASE_LIST (gb_case_list_get_type ())
G_DECLARE_FINAL_TYPE (GbCaseList, gb_case_list, GB, CASE_LIST, GObject)

GbCaseList *gb_case_list_new (GbBook *book, GbCaseFetch fetch);
/* @ids (element-type utf8, transfer none: it is kept by reference). */
void gb_case_list_set_ids (GbCaseList *self, GPtrArray *ids);
/* The rows in sight: @n from @first; until this is said, those from the first. */
void gb_case_list_look_at (GbCaseList *self, guint first, guint n);

G_END_DECLS

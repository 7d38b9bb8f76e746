/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filter: what a member looks at in a list again and again, under a name.
 *
 * The words may be a child's name, so nothing of it is kept outside the vault:
 * it is encrypted to its member alone, as a draft is (draft.h), is no part of
 * the record, and is listed with no draft.  One for each list and member.
 *
 * All calls take any thread and block for one small read or write; a window
 * goes through gb_book_ask_async.
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_FILTER_DRAFT "list.filters" /* the kind of draft: no kind of entry */
#define GB_FILTERS_MOST 12

/* query: as the list gives it to its worker functions. */
typedef struct { char *name; JsonObject *query; } GbFilter;
void gb_filter_free (GbFilter *filter);

/* This member's own for @list, by name.  (transfer full, element-type GbFilter) */
GPtrArray *gb_filter_list (GbBook *book, const char *list, GError **error);
/* In place of one of the same name.  GB_ERROR_INPUT: no name, or one too many. */
gboolean gb_filter_save (GbBook *book, const char *list, const char *name, JsonObject *query, GError **error);
gboolean gb_filter_drop (GbBook *book, const char *list, const char *name, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filter-menu: the button beside a list's filters that keeps what is set under
 * a name, and sets it again (casework/filter.h).
 *
 * Signal "chosen" (JsonObject *query): set the list so.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_TYPE_FILTER_MENU (gb_filter_menu_get_type ())
G_DECLARE_FINAL_TYPE (GbFilterMenu, gb_filter_menu, GB, FILTER_MENU, GtkBox)

GbFilterMenu *gb_filter_menu_new (GbBook *book, const char *list);
/* What the list asks now; NULL: nothing is set, so that there is nothing to keep. */
void gb_filter_menu_set_query (GbFilterMenu *self, JsonObject *query);

G_END_DECLS

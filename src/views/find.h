/* SPDX-License-Identifier: GPL-3.0-or-later */
/* find: one box for everything that this member may open - cases, people,
 * devices, registers, pages that were made - by words, a name, a reference or a
 * day (casework/find.h).  Over every place by Ctrl+K. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* A GbPage, its box focused when it is shown. */
GtkWidget *gb_find_page_new (GbBook *book);
gboolean gb_find_page_is (GtkWidget *page);

G_END_DECLS

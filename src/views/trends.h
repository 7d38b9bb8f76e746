/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trends: what recurs, where and when; what is done late; and whether searches
 * fall evenly (B20).  First what to ask about, then the tables: a bar beside
 * each figure, and each figure a button that opens the list it counts. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_trends_page_new (GbBook *book);

G_END_DECLS

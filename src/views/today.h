/* SPDX-License-Identifier: GPL-3.0-or-later */
/* today: the desk's heart - what waits for my signature, what goes back before
 * the bell, which clocks run and by which rule, what is kept for me. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_today_page_new (GbBook *book);
/* What asks for this member today (worker). */
gint64 gb_today_count (GbBook *book, GError **error);

G_END_DECLS

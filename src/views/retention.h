/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retention: the closed cases by the day on which their time is over - what is due,
 * what waits for a second person, what a legal hold keeps, what comes next, and the
 * tombstones of what was erased.  Reached from the Journal. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_retention_page_new (GbBook *book);

G_END_DECLS

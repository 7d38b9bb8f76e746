/* SPDX-License-Identifier: GPL-3.0-or-later */
/* people: everybody a case can name - found by name, by sort, by year; added
 * by hand; brought in from the roll. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_people_page_new (GbBook *book);

/* Opens the form that adds one person by hand. */
void gb_people_add (GtkWidget *over, GbBook *book);

G_END_DECLS

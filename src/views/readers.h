/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readers: who can read a case, in plain words, before it is saved and after. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* A section that fills itself: a row for each member who holds a key. */
GtkWidget *gb_readers_new (GbBook *book);
/* The same over a page, from its "5 can see this" button. */
void gb_readers_open (GtkWidget *over, GbBook *book);
/* A button for a header bar that counts them itself: "3 can see this". */
GtkWidget *gb_readers_button_new (GbBook *book);

G_END_DECLS

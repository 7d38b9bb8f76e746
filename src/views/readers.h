/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readers: who can read a case, in plain words, and why or why not.
 *
 * A case that is not sealed is read by everybody who holds a key; a sealed one
 * by its readers, and from here they add another, take one off, or step back.
 * The rows come from the same function that wraps the keys (casework/seal.h).
 * Opening a sealed case's page is itself noted, for its readers.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* A section that fills itself: a row for each member who holds a key to the vault. */
GtkWidget *gb_readers_new (GbBook *book);
/* Over a page: who can see @case_id, who can't, and what can be done about it.
 * NULL: nothing in particular. */
void gb_readers_open (GtkWidget *over, GbBook *book, const char *case_id);
/* A button for the header bar of a case's page that counts them itself: "3
 * can see this", or "Sealed: 2 read it"; it notes that the case was read. */
GtkWidget *gb_readers_button_new (GbBook *book, const char *case_id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disclosure-page: the answer to a request for data - everything that will be
 * in it, as one text.  Words are selected and taken out with a ground, or put
 * back; then the page is looked at, printed or saved, and handed over. */
#pragma once

#include <gtk/gtk.h>

#include "casework/disclosure.h"
#include "views/row.h"

G_BEGIN_DECLS

GtkWidget *gb_disclosure_page_new (GbBook *book, const char *id);

/* Asks who wants what about @person, and begins it; then shows its page. */
void gb_disclosure_ask_begin (GtkWidget *over, GbBook *book, const char *person_id, const char *person);

/* One line for a list: who asked, what state it is in, by when.  It opens its page. */
GbRow *gb_disclosure_row_new (GbDisclosure *disclosure);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer-page: a child's file on its way to the next school - what runs, what
 * was done, and the one thing that is next: look at the file and send it, record
 * that it was sent, record the receipt. */
#pragma once

#include <gtk/gtk.h>

#include "casework/transfer.h"
#include "views/row.h"

G_BEGIN_DECLS

GtkWidget *gb_transfer_page_new (GbBook *book, const char *id);

/* Asks where the child goes and begins it; then shows its page. */
void
gb_transfer_ask_begin (GtkWidget *over, GbBook *book, const char *person_id, const char *person, const char *left_on);

/* One line for a list: the school, what state it is in, by when.  It opens its page. */
GbRow *gb_transfer_row_new (GbTransfer *transfer);

G_END_DECLS

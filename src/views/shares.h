/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shares: the recovery shares in a window - making and printing three, and
 * proving one of them by typing it back (casework/recovery.h). */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* Asks who holds each, makes them, and shows the sheets to be printed. */
void gb_shares_open (GtkWidget *from, GbBook *book);
/* Asks for the words of one share and says whose it is. */
void gb_share_rehearse_open (GtkWidget *from, GbBook *book);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* roll-import: brings in the roll - choose the file, see what would change,
 * bring it in with progress, be told what was done.  Nothing is written before
 * the preview was seen. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_roll_import_page_new (GbBook *book);
/* As if this file had been chosen in the dialogue, or dropped on the page. */
void gb_roll_import_page_open (GtkWidget *page, GFile *file);

G_END_DECLS

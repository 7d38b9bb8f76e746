/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print-sheet: sends a finished sheet to a printer, from the very bytes that
 * were previewed, through the desktop's own print dialogue.  Nothing is
 * written to a folder on the way. */
#pragma once

#include <gtk/gtk.h>

#include "print/sheet.h"

G_BEGIN_DECLS

/* Opens the dialogue over @from's window; @sheet is kept while it prints.
 * @printed (may be NULL) is called with TRUE once it went to the printer. */
typedef void (*GbPrinted) (GtkWidget *from, gboolean printed);
void gb_print_sheet (GtkWidget *from, GbSheet *sheet, GbPrinted printed); /* (transfer full sheet) */

G_END_DECLS

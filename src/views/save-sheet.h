/* SPDX-License-Identifier: GPL-3.0-or-later */
/* save-sheet: a finished sheet as a PDF file, where the person says. */
#pragma once

#include <gtk/gtk.h>

#include "print/sheet.h"

G_BEGIN_DECLS

/* Opens the desktop's own file dialogue over @from's window with the sheet's file
 * name, which names nobody.  @saved (may be NULL) is called once the bytes are on
 * the disk; a failure is shown as a sentence. */
typedef void (*GbSaved) (GtkWidget *from, GFile *file);
void gb_save_sheet (GtkWidget *from, GbSheet *sheet, GbSaved saved); /* (transfer full sheet) */

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* save-sheet: a finished sheet as a file, where the person says, locked (print/locked.h)
 * unless they said otherwise. */
#pragma once

#include "print/sheet.h"
#include "views/form.h"

G_BEGIN_DECLS

/* Opens the desktop's own file dialogue over @from's window with the sheet's file
 * name, which names nobody.  @saved (may be NULL) is called once the bytes are on
 * the disk; a failure is shown as a sentence. */
typedef void (*GbSaved) (GtkWidget *from, GFile *file);
void gb_save_sheet (GtkWidget *from, GbSheet *sheet, GbSaved saved); /* (transfer full sheet) */
/* The same under six words of its own, which are shown once it is on the disk, to
 * be told to @to_whom (B50). */
void gb_save_sheet_locked (GtkWidget *from, GbSheet *sheet, const char *to_whom); /* (transfer full sheet) */

/* Shows @words, once: whoever loses them saves the file again. */
void gb_save_sheet_tell_words (GtkWidget *from, const char *words, const char *to_whom);

/* The switch in the question to whom it goes: page.made's "locked", on until it is turned off.  @is_page: of ours. */
void gb_save_sheet_ask_lock (GbForm *form, gboolean is_page);

G_END_DECLS

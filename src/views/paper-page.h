/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper-page: one printed page of a case looked at before it leaves - the very
 * bytes that are printed or saved, and who gets them and why, which is recorded. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"
#include "print/sheet.h"

G_BEGIN_DECLS

/* Draws the page of case @id (worker). */
typedef GbSheet *(*GbPaperMake) (GbBook *book, const char *id, GError **error);

/* @about: the reference as people say it; @document: a word of the pack's
 * vocabulary "document". */
GtkWidget *gb_paper_page_new (GbBook *book, const char *title, const char *about, const char *document,
                              const char *case_id, GbPaperMake make);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outgoing-page: a document about a case, looked at before it leaves; printing
 * or saving it asks to whom it goes and why, and writes that down with the hash
 * of the very bytes (B50, C33).
 *
 *   gb_window_push (page, gb_outgoing_page_new (book, _("Print incident 26-0149"), id, "26-0149",
 *                                               gb_print_incident));
 */
#pragma once

#include <gtk/gtk.h>

#include "print/sheet.h"

G_BEGIN_DECLS

/* Draws the document about @id.  Worker.  (transfer full) */
typedef GbSheet *(*GbOutgoingMake) (GbBook *book, const char *id, GError **error);

/* A GbPage.  @about: the reference that stands for the case in the journal. */
GtkWidget *gb_outgoing_page_new (GbBook *book, const char *title, const char *id, const char *about,
                                 GbOutgoingMake make);

G_END_DECLS

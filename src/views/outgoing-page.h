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

/* The same for a document that says on its face for whom it was made and why:
 * both were asked before, and aren't asked a second time when it leaves. */
typedef GbSheet *(*GbOutgoingMakeFor) (GbBook *book, const char *id, const char *to_whom, const char *why,
                                       GError **error);
GtkWidget *gb_outgoing_page_new_for (GbBook *book, const char *title, const char *id, const char *about,
                                     const char *to_whom, const char *why, GbOutgoingMakeFor make);

G_END_DECLS

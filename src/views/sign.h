/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sign: the dialog in which somebody signs.  It shows the whole sheet, the code
 * in words, and nothing else that could be signed: what goes to the act is the
 * hash of this very sheet, so that a word changed meanwhile is refused. */
#pragma once

#include <gtk/gtk.h>

#include "casework/signing.h"

G_BEGIN_DECLS

/* Fills a GbPaper from a sheet: rows in its order, a rule before the last wide one. */
GtkWidget *gb_signing_paper_new (const char *title, const char *school, GPtrArray *rows);

/* @body (may be NULL): further fields of the act.  @refuse: the kind that
 * refuses it with a reason, NULL if there is none.  Opens at once. */
GtkWindow *gb_sign_open (GtkWidget *over, GbBook *book, const char *question, GbSigning *sheet, const char *kind,
                         const char *case_id, JsonObject *body, const char *refuse);
/* A further way out, at the end of the sheet's code: a button @label that closes
 * the dialog unsigned.  The caller connects to its "clicked". */
GtkWidget *gb_sign_offer (GtkWindow *sign, const char *label);

G_END_DECLS

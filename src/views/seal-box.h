/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal-box: in a form that opens a case, whether it is sealed and for whom;
 * and the dialogs that seal an open case or add a reader.
 *
 *   GbSealBox *sealing = gb_seal_box_new (book, "incident.recorded", NULL);
 *   gtk_box_append (pane, GTK_WIDGET (sealing));
 *   on "changed" of the form:  gb_seal_box_follow (sealing, body);   asks anew who would see it
 *   on "complete":             gb_seal_box_read (sealing, body);     adds "sealing", if it is sealed
 *
 * The list is gb_seal_preview's, which is what will be wrapped.  A kind that
 * is always sealed has no switch and, by its rule, no choice.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_TYPE_SEAL_BOX (gb_seal_box_get_type ())
G_DECLARE_FINAL_TYPE (GbSealBox, gb_seal_box, GB, SEAL_BOX, GtkBox)

/* Signal "changed": the switch or a choice; the owner keeps its draft. */
/* @case_id: of the open case that is to be sealed, else NULL. */
GbSealBox *gb_seal_box_new (GbBook *book, const char *kind, const char *case_id);
/* @body as it stands now (may be unfinished). */
void gb_seal_box_follow (GbSealBox *self, JsonObject *body);
void gb_seal_box_read (GbSealBox *self, JsonObject *body);
/* From a draft's body. */
void gb_seal_box_write (GbSealBox *self, JsonObject *body);

/* Over a page: seals @case_id, which is open so far. */
void gb_seal_box_open (GtkWidget *over, GbBook *book, const char *case_id);
/* Over a page: gives somebody a key to a sealed case, with the reason. */
void gb_seal_box_add_reader (GtkWidget *over, GbBook *book, const char *case_id);

G_END_DECLS

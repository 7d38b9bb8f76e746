/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evidence-dialogs: a file chosen or dropped, looked through, and attached.
 *
 * The file is read and taken apart on a thread of its own; what is wrong with it,
 * and what the case doesn't allow, is said before anything is asked.  Nothing of
 * it is kept until "Attach", and only as an entry.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/evidence.h"

G_BEGIN_DECLS

/* Opens the desktop's own file dialogue over @page, then goes on as gb_evidence_ask_file. */
void gb_evidence_ask_add (GtkWidget *page, GbBook *book, const char *case_id);
/* The same for a file that is known, such as one that was dropped. */
void gb_evidence_ask_file (GtkWidget *page, GbBook *book, const char *case_id, GFile *file);
/* A file that is dropped on @page is attached to the case. */
void gb_evidence_take_drops (GtkWidget *page, GbBook *book, const char *case_id);

/* What is done with a piece that is there. */
void gb_evidence_ask_note (GtkWidget *page, GbBook *book, GbEvidence *piece, guint shown_page);
void gb_evidence_ask_aside (GtkWidget *page, GbBook *book, GbEvidence *piece);

G_END_DECLS

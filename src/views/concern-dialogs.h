/* SPDX-License-Identifier: GPL-3.0-or-later */
/* concern-dialogs: what is asked for each act of a staff concern after it was
 * recorded.  The questions only; the rules are casework/concern.c's. */
#pragma once

#include <gtk/gtk.h>

#include "casework/concern.h"

G_BEGIN_DECLS

void gb_concern_ask_limbs (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_lado (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_manager (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_welfare (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_person_told (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_parent_told (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_measure (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_dealt (GtkWidget *over, GbBook *book, GbConcern *concern);
/* Looks at the earlier ones first. */
void gb_concern_ask_pattern (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_note (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_outcome (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_cleared (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_close (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_concern_ask_reopen (GtkWidget *over, GbBook *book, GbConcern *concern);

G_END_DECLS

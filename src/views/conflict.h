/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conflict: two people changed one record - what each of them wrote, field by
 * field, and the choice between them.  Nothing typed is lost before it is made. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What it said when the form was opened, what it says now, and what was typed. */
typedef struct { char *field, *label, *was, *theirs, *mine; } GbConflict;
void gb_conflict_free (GbConflict *conflict);

/* Once for each field, in order, before the dialog goes; @theirs: take what the other wrote. */
typedef void (*GbConflictAnswer) (GtkWidget *self, const char *field, gboolean theirs);
/* @sentence says who and what; @done is called on @self after the last answer.
 * Turning back leaves everything as it is. */
void gb_conflict_open (GtkWidget *self, const char *sentence, GPtrArray *conflicts, GbConflictAnswer answer,
                       void (*done) (GtkWidget *self));

G_END_DECLS

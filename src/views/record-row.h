/* SPDX-License-Identifier: GPL-3.0-or-later */
/* record-row: one entry of the record - avatar, name, when, the sentence in
 * the past tense; an amendment shows old, arrow, new and its reason; a late
 * entry has its pill, a signature its lock.  Newest last in a case, newest
 * first in the journal. */
#pragma once

#include <gtk/gtk.h>

#include "casework/timeline.h"

G_BEGIN_DECLS

/* @at: when it was recorded (instant).  @sentence: what was done. */
GtkWidget *gb_record_row_new (const char *author, gint64 at, const char *sentence);
/* The whole of @entry, on the page of @case_id: of another case it says which. */
GtkWidget *gb_record_row_new_of (GbTimelineRow *entry, const char *case_id);
/* One changed field: what it is called, its old and its new value (NULL: was empty). */
void gb_record_row_add_change (GtkWidget *row, const char *field, const char *old, const char *now);
void gb_record_row_add_line (GtkWidget *row, const char *text);   /* quiet: a reason, a note */
void gb_record_row_add_pill (GtkWidget *row, GtkWidget *pill);    /* "Entered late", "Signed" */

G_END_DECLS

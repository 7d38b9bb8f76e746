/* SPDX-License-Identifier: GPL-3.0-or-later */
/* row: one thing in a boxed list - icon, avatar or dot; title (what it is);
 * quiet line (who, when, why, in a sentence); the clause; a pill or two; one
 * button.  The screen reader reads the row as its whole sentence, which is
 * put together anew whenever a part changes.
 *
 *   GbRow *row = gb_row_new (_("Search of a confiscated phone"), _("Asked for by Carys Whitlock at 10.42."));
 *   gb_row_set_icon (row, "edit-find-symbolic");
 *   gb_row_add_pill (row, gb_pill_new (GB_PILL_OPEN, "Search 26-0151"));
 *   GtkWidget *button = gb_row_add_button (row, _("Read and sign"), TRUE);
 *   g_signal_connect_object (button, "clicked", G_CALLBACK (on_sign), self, G_CONNECT_SWAPPED);
 *   gb_section_add (section, row);
 *
 * A row that opens something (gb_row_set_opens) shows an arrow and emits
 * "open" when it is clicked, activated with Return, or its arrow is pressed;
 * a row with a button doesn't open.  gb_row_set_key keeps what it stands for.
 */
#pragma once

#include <gtk/gtk.h>

#include "views/dot.h"

G_BEGIN_DECLS

#define GB_TYPE_ROW (gb_row_get_type ())
G_DECLARE_FINAL_TYPE (GbRow, gb_row, GB, ROW, GtkListBoxRow)

/* @quiet may be NULL. */
GbRow *gb_row_new (const char *title, const char *quiet);
void gb_row_set_title (GbRow *self, const char *title);
void gb_row_set_quiet (GbRow *self, const char *quiet);
void gb_row_set_found (GbRow *self, const char *words);  /* the quiet line, with what was found in bold (text.h) */
void gb_row_set_clause (GbRow *self, const char *clause); /* .80 em: the rule, who signed */
void gb_row_set_strong (GbRow *self, gboolean strong);    /* bold title: the step that is now */
/* Its title is what somebody typed and no entry holds yet: hidden where names are (veil.h). */
void gb_row_set_words (GbRow *self);
void gb_row_set_spent (GbRow *self, gboolean spent);      /* quiet title: done, declined */

/* What stands before it: one of these. */
void gb_row_set_icon (GbRow *self, const char *icon);
void gb_row_set_avatar (GbRow *self, const char *name);
void gb_row_set_dot (GbRow *self, GbDotState state, guint number);

/* What stands behind it, in this order. */
void gb_row_add_pill (GbRow *self, GtkWidget *pill);
void gb_row_add_end (GbRow *self, GtkWidget *widget);                               /* anything else */
GtkWidget *gb_row_add_button (GbRow *self, const char *label, gboolean accent);    /* (transfer none) */
/* What would stand behind it stands under its words: for several buttons, beside which a narrow window has no room. */
void gb_row_set_end_below (GbRow *self);
void gb_row_set_opens (GbRow *self, gboolean opens);
/* A clock behind the row: "21 h" over "working-day clock". */
void gb_row_set_clock (GbRow *self, gint64 due, const char *clock_name);

/* What the row stands for: an id, a step, a kind.  Free for the view. */
void gb_row_set_key (GbRow *self, const char *key);
const char *gb_row_get_key (GbRow *self);
void gb_row_set_noun (GbRow *self, const char *noun);
const char *gb_row_get_noun (GbRow *self);

/* A step of a procedure: dot, title, who and when, clause; the row's name
 * says number and state. */
GbRow *gb_step_row_new (GbDotState state, guint number, const char *title, const char *who, const char *clause);
/* A gate: a green tick with how it is met, or a red triangle with the rule. */
GbRow *gb_gate_row_new (gboolean met, const char *title, const char *sentence);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* section: a heading with a count, an optional quiet line and button, and a
 * boxed list of rows under it.
 *
 *   GbSection *people = gb_section_new (_("People in this incident"));
 *   gb_section_clear (people);
 *   gb_section_add (people, GTK_WIDGET (row));     the count follows by itself
 *   gb_section_set_empty (people, _("Nobody is named yet."));
 *
 * A section without rows and without an empty sentence hides itself.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GB_TYPE_SECTION (gb_section_get_type ())
G_DECLARE_FINAL_TYPE (GbSection, gb_section, GB, SECTION, GtkBox)

GbSection *gb_section_new (const char *title);
void gb_section_set_title (GbSection *self, const char *title);
void gb_section_set_note (GbSection *self, const char *note);         /* a quiet line under the heading */
void gb_section_set_side (GbSection *self, const char *text);         /* quiet, at the right: "2 of 7 done" */
void gb_section_set_counts (GbSection *self, gboolean counts);        /* TRUE: the badge shows how many rows */
void gb_section_set_empty (GbSection *self, const char *sentence);    /* shown in the box when no row is */
GtkWidget *gb_section_add_button (GbSection *self, const char *label); /* flat, beside the heading (transfer none) */
void gb_section_add (GbSection *self, GtkWidget *row);
/* What the badge shows where the rows are only the first of it; 0, and after clearing: the rows. */
void gb_section_set_total (GbSection *self, guint total);
void gb_section_clear (GbSection *self);
GtkWidget *gb_section_first (GbSection *self); /* its first row, NULL: none (transfer none) */
guint gb_section_get_count (GbSection *self);

G_END_DECLS

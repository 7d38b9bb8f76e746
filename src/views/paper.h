/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper: what will be signed or printed, as a sheet of paper in the window,
 * white in every look: heading in a book face, small grey labels over the
 * answers, two columns.  What is signed is this sheet and no other: it is
 * filled from the very rows that are hashed.
 */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define GB_TYPE_PAPER (gb_paper_get_type ())
G_DECLARE_FINAL_TYPE (GbPaper, gb_paper, GB, PAPER, GtkBox)

/* @corner: quiet, at the right of the heading (the school); may be NULL. */
GbPaper *gb_paper_new (const char *heading, const char *corner);
/* One answer; @wide takes both columns.  Rows flow left, right, left. */
void gb_paper_add (GbPaper *self, const char *label, const char *value, gboolean wide);
void gb_paper_add_rule (GbPaper *self);

G_END_DECLS

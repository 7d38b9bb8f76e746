/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evidence-view: a piece of evidence looked at inside the window - the pages of a
 * PDF or a picture one under another, or words as text.
 *
 * Nothing of the file is taken apart here: the confined reader (casework/reader.h)
 * hands back pixels and words, asked for on a thread, page by page as they come
 * into sight.  No file is written.  What was shown goes with the widget.
 *
 * Ctrl with plus, minus and 0 or Ctrl and the wheel change the size, Ctrl and R
 * turns by a quarter, Ctrl and F finds words.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GB_TYPE_EVIDENCE_VIEW (gb_evidence_view_get_type ())
G_DECLARE_FINAL_TYPE (GbEvidenceView, gb_evidence_view, GB, EVIDENCE_VIEW, GtkBox)

GbEvidenceView *gb_evidence_view_new (void);
/* @sort as in casework/evidence.h.  Emits "shown" once there is something to see, or the sentence why there isn't. */
void gb_evidence_view_show (GbEvidenceView *self, const char *sort, GBytes *bytes);
/* What stands there instead: a refusal. */
void gb_evidence_view_say (GbEvidenceView *self, const char *sentence);
/* 1: as wide as the view; 0.4 to 4. */
void gb_evidence_view_set_zoom (GbEvidenceView *self, double zoom);
double gb_evidence_view_get_zoom (GbEvidenceView *self);
/* By a quarter to the right; words aren't turned. */
void gb_evidence_view_turn (GbEvidenceView *self);
gboolean gb_evidence_view_can_turn (GbEvidenceView *self);
void gb_evidence_view_open_find (GbEvidenceView *self);
/* Which page is in sight, from 1; 0: there are none. */
guint gb_evidence_view_get_page (GbEvidenceView *self);

G_END_DECLS

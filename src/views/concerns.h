/* SPDX-License-Identifier: GPL-3.0-or-later */
/* concerns: the list of concerns about staff that this member can open.
 *
 * For whoever can open none it is the page of a school that has none: no
 * number, no grey row and no sentence tells more. */
#pragma once

#include <gtk/gtk.h>

#include "casework/concern.h"

G_BEGIN_DECLS

GtkWidget *gb_concerns_page_new (GbBook *book);
/* For the badge: open, and this member's to read. */
gint64 gb_concerns_open (GbBook *book, GError **error);

/* What it is so far: "Low-level concern", "Allegation", "Limbs not yet asked".  (transfer none) */
const char *gb_concern_say_level (GbConcern *concern);
GtkWidget *gb_concern_level_pill_new (GbConcern *concern);

G_END_DECLS

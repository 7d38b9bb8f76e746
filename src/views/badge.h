/* SPDX-License-Identifier: GPL-3.0-or-later */
/* badge: a count in a round tint, beside a heading or a place.  Never shows
 * zero: a badge of nothing hides itself. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *gb_badge_new (gint64 count);
void gb_badge_set (GtkWidget *badge, gint64 count);
/* Only Today wears the accent. */
void gb_badge_set_accent (GtkWidget *badge, gboolean accent);

G_END_DECLS

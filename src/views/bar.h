/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bar: one line of a chart, beside the figure that it shows - never alone.
 *
 * Two kinds.  A bar from zero: what is now, filled, over what was before,
 * hatched and half as high, on one scale for the whole table.  A range with a dot:
 * where a number would fall by chance, the share as a line, and the number as a
 * dot, hollow inside the range and solid outside.  Drawn in the colour of the text
 * alone, so that it reads in black and white, in the dark and in high
 * contrast: every distinction is a shape.  The screen reader gets the figures,
 * which stand beside it, and nothing of the drawing.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @before -1: there is none. @most: the longest of the table. */
GtkWidget *gb_bar_new (gint64 now, gint64 before, gint64 most);
GtkWidget *gb_bar_new_range (gint64 number, gint64 low, gint64 high, double share, gint64 most);

G_END_DECLS

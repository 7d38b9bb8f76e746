/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a dialog holds, as tall as it is and no taller than a screen has room for:
 * past that it is scrolled.  Words grow with the language and with larger text,
 * and a dialog taller than the screen has its buttons where nobody can reach. */
#pragma once

#include <gtk/gtk.h>

/* @child as tall as it wants to be, scrolled where that is more than @most pixels. */
GtkWidget *gb_tall_new (GtkWidget *child, int most);

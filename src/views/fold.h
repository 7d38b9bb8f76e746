/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fold: the buttons at the end of a header bar, which keep their words while
 * there is room for them.
 *
 *   GtkWidget *fold = gb_fold_new ();
 *   gb_fold_add (fold, gb_word_button_new (...));   // gb_word_button_let_fold: it may lose its word
 *
 * Its children stand in a row against its end, 5 px apart.  Each gets the width
 * that it would like, first to last, while the others still get the least that
 * they need.  A button that may lose its word is then either whole or its icon, never
 * something between; a fold within a fold gets what is left.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GB_TYPE_FOLD (gb_fold_get_type ())
G_DECLARE_FINAL_TYPE (GbFold, gb_fold, GB, FOLD, GtkWidget)

GtkWidget *gb_fold_new (void);
void gb_fold_add (GbFold *self, GtkWidget *child);

/* @child needs no room at all: where it can't have what it would like it isn't shown, and
 * the signal "left" (gboolean) says so, that another may stand for it elsewhere. */
void gb_fold_let_leave (GbFold *self, GtkWidget *child);

G_END_DECLS

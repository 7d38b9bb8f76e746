/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fit: whether a window can be read as it was drawn - every widget has as much
 * room as it asked for, no text is cut off without a way to read the rest, nothing
 * lies over its neighbour or sticks out of what holds it, words stand out from
 * what is behind them, and a screen reader has a name for each thing that can be
 * used.  Computed from what was measured, allocated and drawn. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *faults; /* of char *: a sentence each */
  guint widgets, labels, named;
} GbFit;

GbFit *gb_fit_new (void);
void gb_fit_free (GbFit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbFit, gb_fit_free)

/* Room: requested against allocated. */
void gb_fit_check_room (GbFit *self, GtkWidget *window);
/* @window can be made as small as that. */
void gb_fit_check_smallest (GbFit *self, GtkWidget *window, int width, int height);
/* Contrast of every text with what is behind it, as drawn: 4.5 to 1, and 3 to 1 where it is large. */
void gb_fit_check_contrast (GbFit *self, GtkWidget *window);
/* A name for whatever can be used.  Needs GTK_A11Y=test. */
void gb_fit_check_names (GbFit *self, GtkWidget *window);
/* Whether a widget that needs a name has one. */
gboolean gb_fit_has_name (GtkWidget *widget);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures-view: the figures of a report as tables on the screen, with what each
 * counts beneath it; each figure that counts cases is a button that opens them.
 *
 * It shows what the page shows ("<5", "c"), and opens the very cases that were
 * counted, which the snapshot keeps; whoever may not read a case doesn't find it
 * in the list.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/figures.h"

G_BEGIN_DECLS

#define GB_TYPE_FIGURES_VIEW (gb_figures_view_get_type ())
G_DECLARE_FINAL_TYPE (GbFiguresView, gb_figures_view, GB, FIGURES_VIEW, GtkBox)

GbFiguresView *gb_figures_view_new (GbBook *book);
/* @figures must stay until something else is shown, or NULL for nothing. */
void gb_figures_view_show (GbFiguresView *self, const GbFigures *figures);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock-card: the clock of a case as the largest thing on its page - how long
 * is left, when it ends and by which rule, since when it runs. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @title: what is due; @rule in words; instants, @stopped 0 while it runs. */
GtkWidget *gb_clock_card_new (const char *title, const char *rule, gint64 noticed, gint64 due, gint64 stopped);

G_END_DECLS

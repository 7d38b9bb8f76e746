/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dot: the numbered circle before a step - green tick done, blue now, red
 * blocked, grey to come, dash declined.  Presentational: the row's name says
 * the state in words (gb_dot_state_said). */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum { GB_DOT_TO_COME, GB_DOT_NOW, GB_DOT_DONE, GB_DOT_BLOCKED, GB_DOT_DECLINED } GbDotState;

GtkWidget *gb_dot_new (GbDotState state, guint number);
void gb_dot_set (GtkWidget *dot, GbDotState state, guint number);
const char *gb_dot_state_said (GbDotState state); /* "done", "now", "blocked" ... translated */

G_END_DECLS

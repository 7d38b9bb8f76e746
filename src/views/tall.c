/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "views/tall.h"

GtkWidget *
gb_tall_new (GtkWidget *child, int most)
{
  return g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand", TRUE,
                       "propagate-natural-height", TRUE, "max-content-height", most, "child", child, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "views/dot.h"

static const struct { const char *style, *sign, *said; } states[] = {
  [GB_DOT_TO_COME] = { "to-come", NULL, N_ ("to come") },
  [GB_DOT_NOW] = { "now", NULL, N_ ("now") },
  [GB_DOT_DONE] = { "done", "✓", N_ ("done") },
  [GB_DOT_BLOCKED] = { "blocked", "!", N_ ("blocked") },
  [GB_DOT_DECLINED] = { "declined", "–", N_ ("set aside") },
};

const char *
gb_dot_state_said (GbDotState state)
{
  return _ (states[state].said);
}

void
gb_dot_set (GtkWidget *dot, GbDotState state, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  const char *classes[] = { "dot", states[state].style, NULL };

  gtk_widget_set_css_classes (dot, classes);
  gtk_label_set_label (GTK_LABEL (dot), states[state].sign != NULL ? states[state].sign : text);
}

GtkWidget *
gb_dot_new (GbDotState state, guint number)
{
  GtkWidget *dot = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_set_valign (dot, GTK_ALIGN_START);
  gtk_widget_set_halign (dot, GTK_ALIGN_CENTER);
  gb_dot_set (dot, state, number);
  return dot;
}

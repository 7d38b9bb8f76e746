/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/badge.h"

void
gb_badge_set (GtkWidget *badge, gint64 count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, count);

  gtk_label_set_label (GTK_LABEL (badge), text);
  gtk_widget_set_visible (badge, count > 0);
}

void
gb_badge_set_accent (GtkWidget *badge, gboolean accent)
{
  if (accent)
    gtk_widget_add_css_class (badge, "accent");
  else
    gtk_widget_remove_css_class (badge, "accent");
}

GtkWidget *
gb_badge_new (gint64 count)
{
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_widget_add_css_class (badge, "badge");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gb_badge_set (badge, count);
  return badge;
}

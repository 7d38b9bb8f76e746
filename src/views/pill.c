/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/pill.h"

#include "base/time.h"
#include "views/veil.h"

static const struct { const char *style, *icon; } kinds[] = {
  [GB_PILL_PLAIN] = { "plain", NULL },
  [GB_PILL_OPEN] = { "open", NULL },
  [GB_PILL_GO] = { "go", "object-select-symbolic" },
  [GB_PILL_WARN] = { "warn", "alarm-symbolic" },
  [GB_PILL_STOP] = { "stop", "channel-secure-symbolic" },
  [GB_PILL_SEALED] = { "sealed", "channel-secure-symbolic" },
};

void
gb_pill_set_with_icon (GtkWidget *pill, GbPillKind kind, const char *word, const char *icon)
{
  GtkWidget *image = gtk_widget_get_first_child (pill);
  GtkWidget *label = gtk_widget_get_last_child (pill);
  const char *classes[] = { "pill-state", kinds[kind].style, NULL };

  gtk_widget_set_css_classes (pill, classes);
  gtk_widget_set_visible (image, icon != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (image), icon);
  gtk_label_set_label (GTK_LABEL (label), word);
}

void
gb_pill_set (GtkWidget *pill, GbPillKind kind, const char *word)
{
  gb_pill_set_with_icon (pill, kind, word, kinds[kind].icon);
}

GtkWidget *
gb_pill_new_with_icon (GbPillKind kind, const char *word, const char *icon)
{
  GtkWidget *pill = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  GtkWidget *image =
      g_object_new (GTK_TYPE_IMAGE, "pixel-size", 12, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_box_append (GTK_BOX (pill), image);
  gtk_box_append (GTK_BOX (pill), gtk_label_new (NULL));
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gb_pill_set_with_icon (pill, kind, word, icon);
  return pill;
}

GtkWidget *
gb_pill_new (GbPillKind kind, const char *word)
{
  return gb_pill_new_with_icon (kind, word, kinds[kind].icon);
}

const char *
gb_pill_get_word (GtkWidget *pill)
{
  return gb_veil_get_said (GTK_LABEL (gtk_widget_get_last_child (pill)));
}

GbPillKind
gb_pill_kind_of_due (gint64 due)
{
  gint64 left = due - gb_now ();

  if (left < 0)
    return GB_PILL_STOP;
  return left <= GB_DAY ? GB_PILL_WARN : GB_PILL_PLAIN;
}

GtkWidget *
gb_pill_new_due (gint64 due)
{
  g_autofree char *left = gb_say_left (due);
  return gb_pill_new_with_icon (gb_pill_kind_of_due (due), left, "alarm-symbolic");
}

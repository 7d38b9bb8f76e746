/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/errors.h"
#include "base/text.h"
#include "views/callout.h"
#include "views/text.h"

static const struct { const char *style, *icon; } kinds[] = {
  [GB_CALLOUT_NOTE] = { "note", "dialog-information-symbolic" },
  [GB_CALLOUT_WARN] = { "warn", "dialog-warning-symbolic" },
  [GB_CALLOUT_STOP] = { "stop", "dialog-warning-symbolic" },
  [GB_CALLOUT_SEALED] = { "warn", "channel-secure-symbolic" },
};

void
gb_callout_set (GtkWidget *callout, GbCalloutKind kind, const char *text)
{
  const char *classes[] = { "callout", kinds[kind].style, NULL };

  gtk_widget_set_css_classes (callout, classes);
  gtk_image_set_from_icon_name (GTK_IMAGE (gtk_widget_get_first_child (callout)), kinds[kind].icon);
  gb_text_set (gtk_widget_get_last_child (callout), text);
  gtk_widget_set_visible (callout, gb_text_is_filled (text));
  gb_name (callout, text != NULL ? text : "");
}

void
gb_callout_set_error (GtkWidget *callout, const GError *error)
{
  gb_callout_set (callout, GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
}

GtkWidget *
gb_callout_new (GbCalloutKind kind, const char *text)
{
  GtkWidget *callout = g_object_new (GTK_TYPE_BOX, "spacing", 12, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_box_append (GTK_BOX (callout), icon);
  gtk_box_append (GTK_BOX (callout), gb_text_new (GB_TEXT_BODY, NULL));
  gb_callout_set (callout, kind, text);
  return callout;
}

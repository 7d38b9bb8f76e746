/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "views/tri.h"
#include "views/text.h"

static const struct { const char *id, *label; } answers[] = {
  { "yes", N_ ("Yes") }, { "no", N_ ("No") }, { "unknown", N_ ("Not known") },
};

struct _GbTri
{
  GtkBox parent_instance;
  GtkToggleButton *buttons[G_N_ELEMENTS (answers)];
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (GbTri, gb_tri, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

const char *
gb_tri_get (GbTri *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (gtk_toggle_button_get_active (self->buttons[i]))
      return answers[i].id;
  return NULL;
}

void
gb_tri_set (GbTri *self, const char *answer)
{
  self->setting = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    gtk_toggle_button_set_active (self->buttons[i], g_strcmp0 (answers[i].id, answer) == 0);
  self->setting = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_toggled (GtkToggleButton *button, GbTri *self)
{
  if (!self->setting && gtk_toggle_button_get_active (button))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
gb_tri_class_init (GbTriClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", GB_TYPE_TRI, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_tri_init (GbTri *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "linked");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      self->buttons[i] = GTK_TOGGLE_BUTTON (gb_toggle_new (_ (answers[i].label)));
      gtk_toggle_button_set_group (self->buttons[i], i > 0 ? self->buttons[0] : NULL);
      g_signal_connect_object (self->buttons[i], "toggled", G_CALLBACK (on_toggled), self, 0);
      gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->buttons[i]));
    }
}

GbTri *
gb_tri_new (const char *label)
{
  GbTri *self = g_object_new (GB_TYPE_TRI, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s: %s", label, _ (answers[i].label));
      gb_name (GTK_WIDGET (self->buttons[i]), name);
    }
  return self;
}

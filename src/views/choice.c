/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "policy/pack.h"
#include "views/choice.h"

struct _GbChoice
{
  AdwComboRow parent_instance;
  GtkStringList *labels;
  GPtrArray *ids; /* of char *, beside the labels; the first is NULL: "Choose" */
};

G_DEFINE_FINAL_TYPE (GbChoice, gb_choice, ADW_TYPE_COMBO_ROW)

void
gb_choice_add (GbChoice *self, const char *id, const char *label)
{
  g_ptr_array_add (self->ids, g_strdup (id));
  gtk_string_list_append (self->labels, label);
}

void
gb_choice_add_words (GbChoice *self, GPtrArray *words)
{
  for (guint i = 0; words != NULL && i < words->len; i++)
    {
      GbWord *word = words->pdata[i];
      gb_choice_add (self, word->id, word->label);
    }
}

void
gb_choice_clear (GbChoice *self)
{
  g_ptr_array_set_size (self->ids, 0);
  gtk_string_list_splice (self->labels, 0, g_list_model_get_n_items (G_LIST_MODEL (self->labels)), NULL);
  gb_choice_add (self, NULL, _ ("Choose"));
}

const char *
gb_choice_get (GbChoice *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  return selected < self->ids->len ? self->ids->pdata[selected] : NULL;
}

void
gb_choice_set (GbChoice *self, const char *id)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_strcmp0 (self->ids->pdata[i], id) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self), i);
}

const char *
gb_choice_label (GbChoice *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->ids->len; i++)
    if (g_strcmp0 (self->ids->pdata[i], id) == 0)
      return gtk_string_list_get_string (self->labels, i);
  return NULL;
}

static void
gb_choice_finalize (GObject *object)
{
  GbChoice *self = GB_CHOICE (object);

  g_clear_object (&self->labels);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  G_OBJECT_CLASS (gb_choice_parent_class)->finalize (object);
}

static void
gb_choice_class_init (GbChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_choice_finalize;
}

/* More letters than a row has room for beside its title. */
#define LONG_CHOICE 20

/* A long choice stands under its title, whole, instead of beside it, shortened. */
static void
on_selected (GbChoice *self)
{
  const char *label = gb_choice_label (self, gb_choice_get (self));

  if (label != NULL && g_utf8_strlen (label, -1) > LONG_CHOICE)
    adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), label != NULL ? label : _ ("Choose"));
}

static void
gb_choice_init (GbChoice *self)
{
  g_signal_connect_object (self, "notify::selected", G_CALLBACK (on_selected), self, 0);
  self->labels = gtk_string_list_new (NULL);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  gb_choice_clear (self);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (self->labels));
}

GbChoice *
gb_choice_new (const char *title)
{
  return g_object_new (GB_TYPE_CHOICE, "title", title, NULL);
}

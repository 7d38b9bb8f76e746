/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "policy/register.h"
#include "views/callout.h"
#include "views/choice.h"
#include "views/outer-entry.h"
#include "views/text.h"
#include "views/when.h"

typedef struct
{
  const GbRegisterField *field;
  GtkWidget *row, *widget; /* the row that is shown or hidden; the widget that has the answer */
} Slot;

struct _GbOuterEntry
{
  AdwWindow parent_instance;
  GbOuter *outer;
  const GbRegister *plan;
  GtkWidget *callout, *save;
  GArray *slots; /* of Slot */
};

G_DEFINE_FINAL_TYPE (GbOuterEntry, gb_outer_entry, ADW_TYPE_WINDOW)

enum { ENTERED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- answers ------------------------------------------------------------------------- */

static char *
answer_of (const Slot *slot)
{
  if (GB_IS_CHOICE (slot->widget))
    return g_strdup (gb_choice_get (GB_CHOICE (slot->widget)));
  if (GB_IS_WHEN (slot->widget))
    return gb_when_get_day (GB_WHEN (slot->widget));
  if (GTK_IS_TEXT_VIEW (slot->widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (slot->widget));
      GtkTextIter start, end;
      gtk_text_buffer_get_bounds (buffer, &start, &end);
      return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
    }
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (slot->widget)));
}

/* Whoever writes is the person whom a field of the register asks for. */
static JsonObject *
values_of (GbOuterEntry *self)
{
  JsonObject *values = json_object_new ();

  for (guint i = 0; i < self->plan->fields->len; i++)
    {
      const GbRegisterField *field = self->plan->fields->pdata[i];
      if (field->type == GB_FIELD_IS_PERSON)
        json_object_set_string_member (values, field->name, gb_outer_get_member_id (self->outer));
    }
  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = &g_array_index (self->slots, Slot, i);
      g_autofree char *answer = answer_of (slot);
      if (gb_text_is_filled (answer))
        json_object_set_string_member (values, slot->field->name, answer);
    }
  return values;
}

static void
show_what_applies (GbOuterEntry *self)
{
  g_autoptr (JsonObject) values = values_of (self);

  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = &g_array_index (self->slots, Slot, i);
      gtk_widget_set_visible (slot->row, gb_register_if_holds (&slot->field->only_if, values));
    }
}

/* What no longer applies was perhaps typed before: it isn't sent. */
static JsonObject *
values_that_apply (GbOuterEntry *self)
{
  JsonObject *values = values_of (self);

  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = &g_array_index (self->slots, Slot, i);
      if (!gb_register_if_holds (&slot->field->only_if, values) && json_object_has_member (values, slot->field->name))
        json_object_remove_member (values, slot->field->name);
    }
  return values;
}

void
gb_outer_entry_write (GbOuterEntry *self, JsonObject *values)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = &g_array_index (self->slots, Slot, i);
      const char *answer = gb_json_text (values, slot->field->name);
      if (answer == NULL)
        continue;
      if (GB_IS_CHOICE (slot->widget))
        gb_choice_set (GB_CHOICE (slot->widget), answer);
      else if (GB_IS_WHEN (slot->widget))
        gb_when_set_day (GB_WHEN (slot->widget), answer);
      else if (GTK_IS_TEXT_VIEW (slot->widget))
        gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (slot->widget)), answer, -1);
      else
        gtk_editable_set_text (GTK_EDITABLE (slot->widget), answer);
    }
}

/* --- saving ---------------------------------------------------------------------------- */

static void
on_save (GbOuterEntry *self)
{
  g_autoptr (JsonObject) values = values_that_apply (self);
  g_autoptr (GError) error = NULL;

  /* A letter of a few kilobytes: it needs no thread. */
  if (!gb_outer_enter (self->outer, self->plan->id, values, &error))
    {
      gb_callout_set_error (self->callout, error);
      return;
    }
  g_signal_emit (self, signals[ENTERED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* --- the form ---------------------------------------------------------------------------- */

static GtkWidget *
text_row (const char *label, GtkWidget **view)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *frame;

  *view = g_object_new (GTK_TYPE_TEXT_VIEW, "wrap-mode", GTK_WRAP_WORD_CHAR, "accepts-tab", FALSE, "top-margin", 8,
                        "bottom-margin", 8, "left-margin", 10, "right-margin", 10, "height-request", 72, NULL);
  gb_name (*view, label);
  frame = g_object_new (GTK_TYPE_FRAME, "child", *view, NULL);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, label));
  gtk_box_append (GTK_BOX (box), frame);
  return box;
}

static GtkWidget *
in_group (GtkWidget *row)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}

static Slot
slot_for (GbOuterEntry *self, const GbRegisterField *field)
{
  Slot slot = { .field = field };

  if (field->type == GB_FIELD_IS_CHOICE)
    {
      slot.widget = GTK_WIDGET (gb_choice_new (field->label));
      if (field->words != NULL)
        gb_choice_add_words (GB_CHOICE (slot.widget), field->words);
      g_signal_connect_object (slot.widget, "notify::selected", G_CALLBACK (show_what_applies), self,
                               G_CONNECT_SWAPPED);
      slot.row = in_group (slot.widget);
    }
  else if (field->type == GB_FIELD_IS_DAY)
    {
      g_autofree char *today = gb_today ();
      slot.widget = GTK_WIDGET (gb_when_new (field->label, FALSE));
      slot.row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
      gtk_box_append (GTK_BOX (slot.row), gb_text_new (GB_TEXT_QUIET, field->label));
      gtk_box_append (GTK_BOX (slot.row), slot.widget);
      if (field->need == GB_NEED_TO_ENTER)
        gb_when_set_day (GB_WHEN (slot.widget), today);
    }
  else if (field->type == GB_FIELD_IS_TEXT)
    slot.row = text_row (field->label, &slot.widget);
  else
    {
      slot.widget = g_object_new (ADW_TYPE_ENTRY_ROW, "title", field->label, "tooltip-text", field->label, NULL);
      slot.row = in_group (slot.widget);
    }
  return slot;
}

static void
add_fields (GbOuterEntry *self, GtkWidget *box)
{
  for (guint i = 0; i < self->plan->fields->len; i++)
    {
      const GbRegisterField *field = self->plan->fields->pdata[i];
      Slot slot;
      if (field->type == GB_FIELD_IS_PERSON)
        continue;
      if (field->group != NULL)
        gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_HEADING, field->group));
      slot = slot_for (self, field);
      g_array_append_val (self->slots, slot);
      gtk_box_append (GTK_BOX (box), slot.row);
    }
  show_what_applies (self);
}

static void
gb_outer_entry_finalize (GObject *object)
{
  GbOuterEntry *self = GB_OUTER_ENTRY (object);

  g_clear_object (&self->outer);
  g_array_unref (self->slots);
  G_OBJECT_CLASS (gb_outer_entry_parent_class)->finalize (object);
}

static void
gb_outer_entry_class_init (GbOuterEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_outer_entry_finalize;
  signals[ENTERED]
      = g_signal_new ("entered", GB_TYPE_OUTER_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_outer_entry_init (GbOuterEntry *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
}

static void
build (GbOuterEntry *self)
{
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *scroll = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "child", box,
                                    "vexpand", TRUE, NULL);

  self->save = gtk_button_new_with_label (_ ("Sign and leave it"));
  gtk_widget_add_css_class (self->save, "suggested-action");
  g_signal_connect_object (self->save, "clicked", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->save);
  gtk_widget_add_css_class (box, "start-column");
  self->callout = gb_callout_new (GB_CALLOUT_WARN, NULL);
  gtk_box_append (GTK_BOX (box), self->callout);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, self->plan->about));
  add_fields (self, box);
  gtk_box_append (GTK_BOX (all), bar);
  gtk_box_append (GTK_BOX (all), scroll);
  adw_window_set_content (ADW_WINDOW (self), all);
}

GbOuterEntry *
gb_outer_entry_new (GtkWidget *parent, GbOuter *outer, const char *register_id)
{
  const GbRegister *plan = gb_register_find (register_id);
  GbOuterEntry *self = g_object_new (GB_TYPE_OUTER_ENTRY, "title", plan->new_label, "modal", TRUE, "transient-for",
                                     gtk_widget_get_root (parent), "default-width", 560, "default-height", 700, NULL);

  self->outer = g_object_ref (outer);
  self->plan = plan;
  build (self);
  return self;
}

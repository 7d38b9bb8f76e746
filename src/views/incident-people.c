/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "views/choice.h"
#include "views/incident-people.h"
#include "views/person-picker.h"
#include "views/text.h"

/* One person's group; the picker and the choice are its rows. */
typedef struct
{
  GtkWidget *group;
  GbPersonPicker *picker;
  GbChoice *role;
} Slot;

struct _GbIncidentPeople
{
  GtkBox parent_instance;
  GbBook *book;
  GtkWidget *groups;
  GPtrArray *slots; /* of Slot */
  GtkWidget *back;
  GPtrArray *out; /* of JsonObject: who was left out, the last one at the end */
};

G_DEFINE_FINAL_TYPE (GbIncidentPeople, gb_incident_people_box, GTK_TYPE_BOX)

static guint changed_signal;

static JsonObject *
person_of (Slot *slot)
{
  const GbPersonHit *hit = gb_person_picker_get (slot->picker);
  JsonObject *person = json_object_new ();

  json_object_set_string_member (person, "person_id", hit->id);
  json_object_set_string_member (person, "name", hit->name);
  gb_json_set_text (person, "sort", hit->sort);
  gb_json_set_text (person, "year_group", hit->year_group);
  gb_json_set_text (person, "role", gb_choice_get (slot->role));
  return person;
}

static void
say_changed (GbIncidentPeople *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* Nothing is written yet, so whoever was left out can be brought back. */
static void
show_back (GbIncidentPeople *self)
{
  JsonObject *last = self->out->len > 0 ? self->out->pdata[self->out->len - 1] : NULL;
  g_autofree char *label = last != NULL ? g_strdup_printf (_ ("Bring %s back"), gb_json_text (last, "name")) : NULL;

  gtk_widget_set_visible (self->back, last != NULL);
  if (label != NULL)
    gtk_button_set_label (GTK_BUTTON (self->back), label);
}

static void
on_remove (GtkWidget *button, GbIncidentPeople *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = self->slots->pdata[i];
      if (!gtk_widget_is_ancestor (button, slot->group))
        continue;
      if (gb_person_picker_get (slot->picker) != NULL)
        g_ptr_array_add (self->out, person_of (slot));
      show_back (self);
      gtk_box_remove (GTK_BOX (self->groups), slot->group);
      g_ptr_array_remove_index (self->slots, i);
      gtk_widget_set_visible (self->groups, self->slots->len > 0);
      say_changed (self);
      return;
    }
}

static Slot *
add_slot (GbIncidentPeople *self)
{
  Slot *slot = g_new0 (Slot, 1);
  GtkWidget *remove = gb_icon_button_new ("user-trash-symbolic", _ ("Leave this person out"));

  slot->group = adw_preferences_group_new ();
  slot->picker = gb_person_picker_new (self->book, _ ("Who"));
  slot->role = gb_choice_new (_ ("Part in this incident"));
  gb_choice_add_words (slot->role, gb_pack_words (gb_book_get_pack (self->book), "person-role"));
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (slot->role), remove);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (slot->group), GTK_WIDGET (slot->picker));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (slot->group), GTK_WIDGET (slot->role));
  gtk_box_append (GTK_BOX (self->groups), slot->group);
  gtk_widget_set_visible (self->groups, TRUE);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (on_remove), self, 0);
  g_signal_connect_object (slot->picker, "changed", G_CALLBACK (say_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (slot->role, "notify::selected", G_CALLBACK (say_changed), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->slots, slot);
  return slot;
}

void
gb_incident_people_add (GbIncidentPeople *self)
{
  Slot *slot = add_slot (self);
  gtk_widget_child_focus (GTK_WIDGET (slot->picker), GTK_DIR_TAB_FORWARD);
}

JsonArray *
gb_incident_people_read (GbIncidentPeople *self)
{
  JsonArray *people = json_array_new ();

  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = self->slots->pdata[i];
      if (gb_person_picker_get (slot->picker) != NULL)
        json_array_add_object_element (people, person_of (slot));
    }
  return people;
}

static void
write_one (GbIncidentPeople *self, JsonObject *person)
{
  g_autofree char *detail = NULL;
  g_autoptr (GbPersonHit) hit = NULL;
  Slot *slot = add_slot (self);

  detail = g_strdup (gb_pack_label (gb_book_get_pack (self->book), "person-sort", gb_json_text (person, "sort")));
  hit = gb_person_hit_new (gb_json_text (person, "person_id"), gb_json_text (person, "name"),
                           gb_json_text (person, "sort"), detail, gb_json_text (person, "year_group"), NULL);
  gb_person_picker_set (slot->picker, hit);
  gb_choice_set (slot->role, gb_json_text (person, "role"));
}

static void
on_back (GbIncidentPeople *self)
{
  g_autoptr (JsonObject) person = json_object_ref (self->out->pdata[self->out->len - 1]);

  g_ptr_array_set_size (self->out, (int) self->out->len - 1);
  write_one (self, person);
  show_back (self);
  say_changed (self);
}

void
gb_incident_people_write (GbIncidentPeople *self, JsonArray *people)
{
  while (self->slots->len > 0)
    {
      Slot *slot = self->slots->pdata[self->slots->len - 1];
      gtk_box_remove (GTK_BOX (self->groups), slot->group);
      g_ptr_array_remove_index (self->slots, self->slots->len - 1);
    }
  for (guint i = 0; people != NULL && i < json_array_get_length (people); i++)
    write_one (self, json_array_get_object_element (people, i));
}

static void
gb_incident_people_box_finalize (GObject *object)
{
  GbIncidentPeople *self = GB_INCIDENT_PEOPLE (object);

  g_clear_object (&self->book);
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_clear_pointer (&self->out, g_ptr_array_unref);
  G_OBJECT_CLASS (gb_incident_people_box_parent_class)->finalize (object);
}

static void
gb_incident_people_box_class_init (GbIncidentPeopleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_incident_people_box_finalize;
  changed_signal =
      g_signal_new ("changed", GB_TYPE_INCIDENT_PEOPLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_incident_people_box_init (GbIncidentPeople *self)
{
  GtkWidget *heading = adw_preferences_group_new ();
  GtkWidget *add = gb_word_button_new ("list-add-symbolic", _ ("Add a person"));
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->slots = g_ptr_array_new_with_free_func (g_free);
  self->groups = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_visible (self->groups, FALSE);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (heading), _ ("People in this incident"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (heading),
      _ ("Each with their own part in it. Nobody is counted as hurt because of a category."));
  g_signal_connect_object (add, "clicked", G_CALLBACK (gb_incident_people_add), self, G_CONNECT_SWAPPED);
  self->out = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->back = g_object_new (GTK_TYPE_BUTTON, "visible", FALSE, NULL);
  g_signal_connect_object (self->back, "clicked", G_CALLBACK (on_back), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (buttons), add);
  gtk_box_append (GTK_BOX (buttons), self->back);
  gtk_box_append (GTK_BOX (self), heading);
  gtk_box_append (GTK_BOX (self), self->groups);
  gtk_box_append (GTK_BOX (self), buttons);
}

GbIncidentPeople *
gb_incident_people_new (GbBook *book)
{
  GbIncidentPeople *self = g_object_new (GB_TYPE_INCIDENT_PEOPLE, NULL);

  self->book = g_object_ref (book);
  return self;
}

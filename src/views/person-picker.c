/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/person.h"
#include "views/lookup.h"
#include "views/person-picker.h"
#include "views/text.h"

#define MOST_HITS 6

struct _GbPersonPicker
{
  AdwPreferencesRow parent_instance;
  GbBook *book;
  GtkWidget *entry, *hits, *nobody, *chosen, *avatar, *name, *detail;
  GbPersonHit *hit;
  char *sorts;
  GbLookup lookup;
};

G_DEFINE_FINAL_TYPE (GbPersonPicker, gb_person_picker, ADW_TYPE_PREFERENCES_ROW)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

GbPersonHit *
gb_person_hit_new (const char *id, const char *name, const char *sort, const char *detail, const char *year_group,
                   const char *sex)
{
  GbPersonHit *hit = g_new0 (GbPersonHit, 1);

  hit->id = g_strdup (id);
  hit->name = g_strdup (name);
  hit->sort = g_strdup (sort);
  hit->detail = g_strdup (detail);
  hit->year_group = g_strdup (year_group);
  hit->sex = g_strdup (sex);
  return hit;
}

GbPersonHit *
gb_person_hit_copy (const GbPersonHit *hit)
{
  return hit == NULL ? NULL : gb_person_hit_new (hit->id, hit->name, hit->sort, hit->detail, hit->year_group, hit->sex);
}

void
gb_person_hit_free (GbPersonHit *hit)
{
  g_free (hit->id);
  g_free (hit->name);
  g_free (hit->sort);
  g_free (hit->detail);
  g_free (hit->year_group);
  g_free (hit->sex);
  g_free (hit);
}

/* --- asking (worker) ------------------------------------------------------------- */

typedef struct { char *text, *sorts; } Question;

static void
question_free (gpointer data)
{
  Question *question = data;
  g_free (question->text);
  g_free (question->sorts);
  g_free (question);
}

static void
add_found (GPtrArray *hits, GbPerson *person, const char *sorts, GbPack *pack)
{
  g_autofree char *detail = NULL;

  if (sorts != NULL && strstr (sorts, person->sort) == NULL)
    return;
  detail = gb_person_describe (person, pack);
  g_ptr_array_add (hits,
                   gb_person_hit_new (person->id, person->name, person->sort, detail, person->year_group, person->sex));
}

static gpointer
ask_people (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  GbPersonQuery query = { .text = question->text, .most = question->sorts != NULL ? 0 : MOST_HITS };
  g_autoptr (GPtrArray) people = gb_persons (gb_book_get_vault (book), &query, error);
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_person_hit_free);

  if (people == NULL)
    return NULL;
  for (guint i = 0; i < people->len && hits->len < MOST_HITS; i++)
    add_found (hits, people->pdata[i], question->sorts, gb_book_get_pack (book));
  return g_steal_pointer (&hits);
}

/* --- the row ------------------------------------------------------------------------ */

const GbPersonHit *
gb_person_picker_get (GbPersonPicker *self)
{
  return self->hit;
}

static void
clear_hits (GbPersonPicker *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->hits)) != NULL)
    gtk_box_remove (GTK_BOX (self->hits), child);
  gtk_widget_set_visible (self->nobody, FALSE);
}

void
gb_person_picker_set (GbPersonPicker *self, const GbPersonHit *hit)
{
  GbPersonHit *copy = gb_person_hit_copy (hit);

  g_clear_pointer (&self->hit, gb_person_hit_free);
  self->hit = copy;
  clear_hits (self);
  gtk_widget_set_visible (self->entry, copy == NULL);
  gtk_widget_set_visible (self->chosen, copy != NULL);
  if (copy != NULL)
    {
      adw_avatar_set_text (ADW_AVATAR (self->avatar), copy->name);
      gb_text_set (self->name, copy->name);
      gb_text_set (self->detail, copy->detail);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
gb_person_picker_set_sorts (GbPersonPicker *self, const char *sorts)
{
  g_free (self->sorts);
  self->sorts = g_strdup (sorts);
}

static void
on_hit_clicked (GtkWidget *button, GbPersonPicker *self)
{
  gb_person_picker_set (self, g_object_get_data (G_OBJECT (button), "hit"));
}

static void
add_hit (GbPersonPicker *self, const GbPersonHit *hit)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", hit->name, hit->detail != NULL ? hit->detail : "");
  GtkWidget *detail = gb_text_new (GB_TEXT_QUIET, hit->detail);

  gtk_box_append (GTK_BOX (box), adw_avatar_new (24, hit->name, TRUE));
  gtk_box_append (GTK_BOX (box), gtk_label_new (hit->name));
  gtk_box_append (GTK_BOX (box), detail);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "hit");
  gtk_button_set_child (GTK_BUTTON (button), box);
  gb_name (button, spoken);
  g_object_set_data_full (G_OBJECT (button), "hit", gb_person_hit_copy (hit), (GDestroyNotify) gb_person_hit_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_hit_clicked), self, 0);
  gtk_box_append (GTK_BOX (self->hits), button);
}

static void
take_first (GbPersonPicker *self)
{
  GtkWidget *first = gtk_widget_get_first_child (self->hits);

  if (first != NULL)
    on_hit_clicked (first, self);
}

static void
show_hits (GtkWidget *widget, gpointer answer, GError *error)
{
  GbPersonPicker *self = GB_PERSON_PICKER (widget);
  GPtrArray *found = answer;

  gboolean takes = gb_lookup_answered (&self->lookup, self->entry, found != NULL);

  clear_hits (self);
  if (self->hit != NULL || !gb_text_is_filled (gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    return;
  for (guint i = 0; found != NULL && i < found->len; i++)
    add_hit (self, found->pdata[i]);
  gb_text_set (self->nobody,
               error != NULL ? error->message : _ ("Nobody of that name is on the roll. People are added in People."));
  gtk_widget_set_visible (self->nobody, found == NULL || found->len == 0);
  if (takes)
    take_first (self);
}

static void
ask_hits (GbPersonPicker *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  Question *question;

  gb_lookup_ask (&self->lookup, self->entry);
  if (!gb_text_is_filled (text))
    {
      clear_hits (self);
      return;
    }
  question = g_new0 (Question, 1);
  question->text = g_strdup (text);
  question->sorts = g_strdup (self->sorts);
  gb_view_ask (GTK_WIDGET (self), self->book, ask_people, question, question_free, (GDestroyNotify) g_ptr_array_unref,
               show_hits);
}

static void
on_change (GbPersonPicker *self)
{
  gb_person_picker_set (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (self->entry);
}

static void
on_typed (GbPersonPicker *self)
{
  gb_lookup_typed (&self->lookup, self->entry);
  ask_hits (self);
}

/* Return takes who stands first. */
static void
on_first (GbPersonPicker *self)
{
  if (gb_lookup_takes (&self->lookup, self->entry))
    take_first (self);
  else
    ask_hits (self);
}

static void
gb_person_picker_finalize (GObject *object)
{
  GbPersonPicker *self = GB_PERSON_PICKER (object);

  g_clear_object (&self->book);
  g_clear_pointer (&self->hit, gb_person_hit_free);
  g_free (self->sorts);
  gb_lookup_clear (&self->lookup);
  G_OBJECT_CLASS (gb_person_picker_parent_class)->finalize (object);
}

static void
gb_person_picker_class_init (GbPersonPickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_person_picker_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", GB_TYPE_PERSON_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_chosen (GbPersonPicker *self, const char *label)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *change = gtk_button_new_with_label (_ ("Change"));
  g_autofree char *spoken = g_strdup_printf (_ ("Change: %s"), label);

  self->avatar = adw_avatar_new (30, NULL, TRUE);
  self->name = gb_text_new (GB_TEXT_BODY, NULL);
  self->detail = gb_text_new (GB_TEXT_QUIET, NULL);
  gtk_box_append (GTK_BOX (lines), self->name);
  gtk_box_append (GTK_BOX (lines), self->detail);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (change, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (change, "flat");
  gb_name (change, spoken);
  g_signal_connect_object (change, "clicked", G_CALLBACK (on_change), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->avatar);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), change);
  gtk_widget_set_visible (box, FALSE);
  return box;
}

static void
gb_person_picker_init (GbPersonPicker *self)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

GbPersonPicker *
gb_person_picker_new (GbBook *book, const char *label)
{
  GbPersonPicker *self = g_object_new (GB_TYPE_PERSON_PICKER, "title", label, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->book = g_object_ref (book);
  gtk_widget_add_css_class (box, "field");
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("Type a name"), NULL);
  gb_name (GTK_WIDGET (self->entry), label);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_first), self, G_CONNECT_SWAPPED);
  self->hits = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->nobody = gb_text_new (GB_TEXT_QUIET, NULL);
  self->chosen = make_chosen (self, label);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, label));
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->chosen);
  gtk_box_append (GTK_BOX (box), self->hits);
  gtk_box_append (GTK_BOX (box), self->nobody);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  return self;
}

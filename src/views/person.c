/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/person.h"
#include "casework/register.h"
#include "casework/same.h"
#include "casework/story.h"
#include "casework/vulnerable.h"
#include "print/chronology.h"
#include "views/ask.h"
#include "views/disclosure-page.h"
#include "views/form.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/person-story.h"
#include "views/person.h"
#include "views/pill.h"
#include "views/registers.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/transfer-page.h"
#include "views/vulnerable.h"
#include "views/window.h"

typedef struct _GbPersonPage
{
  GbPage parent_instance;
  GbBook *book;
  char *id;
  GbPerson *person;
  GtkWidget *avatar, *name, *who, *leave, *change, *chronology, *send_on, *answer;
  GbSection *details, *family, *cases, *registers, *transfers, *disclosures;
  GbSection *suggested, *same, *patterns, *needs;
} GbPersonPage;
typedef struct { GbPageClass parent_class; } GbPersonPageClass;

GType gb_person_page_get_type (void);
G_DEFINE_FINAL_TYPE (GbPersonPage, gb_person_page, GB_TYPE_PAGE)
#define GB_PERSON_PAGE(object) (G_TYPE_CHECK_INSTANCE_CAST (object, gb_person_page_get_type (), GbPersonPage))

/* --- what is asked -------------------------------------------------------------------- */

typedef struct
{
  GbPerson *person;
  GPtrArray *relations, *story, *items, *transfers, *disclosures, *same, *suggested, *patterns, *needs;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;
  g_clear_object (&answer->person);
  g_clear_pointer (&answer->relations, g_ptr_array_unref);
  g_clear_pointer (&answer->story, g_ptr_array_unref);
  g_clear_pointer (&answer->same, g_ptr_array_unref);
  g_clear_pointer (&answer->suggested, g_ptr_array_unref);
  g_clear_pointer (&answer->patterns, g_ptr_array_unref);
  g_clear_pointer (&answer->needs, g_ptr_array_unref);
  g_clear_pointer (&answer->items, g_ptr_array_unref);
  g_clear_pointer (&answer->transfers, g_ptr_array_unref);
  g_clear_pointer (&answer->disclosures, g_ptr_array_unref);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static gboolean
ask_story (GbBook *book, const char *id, Answer *answer, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);

  return (answer->story = gb_story_of (book, id, error)) != NULL
         && (answer->patterns = gb_story_patterns (book, id, error)) != NULL
         && (answer->same = gb_same_of (vault, id, error)) != NULL
         && (answer->suggested = gb_same_suggested (vault, id, error)) != NULL
         && (answer->needs = gb_vulnerable_of (vault, id, error)) != NULL;
}

static gpointer
ask_person (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (Answer) answer = g_new0 (Answer, 1);

  answer->person = gb_person_get (vault, id, error);
  answer->relations = answer->person != NULL ? gb_person_relations (vault, id, error) : NULL;
  answer->items = answer->relations != NULL && ask_story (book, id, answer, error)
                    ? gb_register_items (book, &(GbRegisterFilter){ .person_id = id, .state = "standing" }, error)
                    : NULL;
  answer->transfers = answer->items != NULL ? gb_transfers_of (vault, id, error) : NULL;
  answer->disclosures = answer->transfers != NULL ? gb_disclosures_of (vault, id, error) : NULL;
  return answer->disclosures != NULL ? g_steal_pointer (&answer) : NULL;
}

/* --- changing --------------------------------------------------------------------------- */

static const struct { const char *field, *label; gboolean of_pupils, of_others; } fields[] = {
  { "forename", N_ ("First name"), TRUE, TRUE }, { "surname", N_ ("Surname"), TRUE, TRUE },
  { "known_as", N_ ("Known as"), TRUE, TRUE },   { "upn", N_ ("UPN"), TRUE, FALSE },
  { "class_name", N_ ("Class"), TRUE, FALSE },   { "role_title", N_ ("Job, or where from"), FALSE, TRUE },
  { "phone", N_ ("Phone"), TRUE, TRUE },         { "email", N_ ("E-mail"), TRUE, TRUE },
  /* Who may search, and beside whom, depends on it. */
  { "sex", N_ ("Sex"), TRUE, TRUE },
};

static gboolean
is_pupil (GbPerson *person)
{
  return g_strcmp0 (person->sort, "pupil") == 0;
}

static gboolean
is_asked (GbPerson *person, guint field)
{
  return is_pupil (person) ? fields[field].of_pupils : fields[field].of_others;
}

static void
add_change (JsonArray *changes, const char *field, const char *old, const char *now)
{
  JsonObject *change = json_object_new ();

  json_object_set_string_member (change, "field", field);
  if (old != NULL)
    json_object_set_string_member (change, "old", old);
  else
    json_object_set_null_member (change, "old");
  if (gb_text_is_filled (now))
    json_object_set_string_member (change, "new", now);
  else
    json_object_set_null_member (change, "new");
  json_array_add_object_element (changes, change);
}

/* The form's fields become old and new of what differs: old as the form was
 * last told it, not as the page behind it says by now. */
static void
on_change_complete (GbForm *form, JsonObject *body)
{
  JsonArray *changes = json_array_new ();
  GbPerson *person = g_object_get_data (G_OBJECT (form), "person");

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *old = NULL, *now = NULL;
      if (!is_asked (person, i))
        continue;
      g_object_get (person, fields[i].field, &old, NULL);
      now = gb_text_one_line (gb_json_text (body, fields[i].field));
      if (g_strcmp0 (old != NULL ? old : "", now) != 0)
        add_change (changes, fields[i].field, old, now);
      json_object_remove_member (body, fields[i].field);
    }
  json_object_set_array_member (body, "changes", changes);
}

/* Worker. */
static gpointer
load_person (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_person_get (gb_book_get_vault (book), id, error);
}

static JsonObject *
fields_of_person (GbForm *form, gpointer person)
{
  JsonObject *now = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value = NULL;
      if (!is_asked (person, i))
        continue;
      g_object_get (person, fields[i].field, &value, NULL);
      gb_json_set_text (now, fields[i].field, value);
    }
  g_object_set_data_full (G_OBJECT (form), "person", g_object_ref (person), g_object_unref);
  return now;
}

static void
on_change (GbPersonPage *self)
{
  GbForm *form;
  g_autofree char *title = NULL;

  if (self->person == NULL)
    return;
  form = gb_form_new (self->book);
  title = g_strdup_printf (_ ("Change %s’s details"), self->person->name);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (!is_asked (self->person, i))
        continue;
      if (g_str_equal (fields[i].field, "sex"))
        gb_form_choice (form, "sex", _ (fields[i].label), gb_form_words (form, "sex"));
      else
        gb_form_line (form, fields[i].field, _ (fields[i].label));
    }
  gb_form_line (form, "reason", _ ("Why it changes"));
  gb_form_require (form, "forename");
  gb_form_require (form, "surname");
  gb_form_keep_text (form, "person_id", self->id);
  gb_form_keep_text (form, "source", "desk");
  gb_form_set_act (form, "person.changed", NULL);
  gb_form_set_record (form, self->person, load_person, self->id, fields_of_person);
  g_signal_connect_object (form, "complete", G_CALLBACK (on_change_complete), form, 0);
  gb_form_open (form, GTK_WIDGET (self), title, _ ("Change"));
}

/* --- family ------------------------------------------------------------------------------- */

static void
on_relation_complete (GbForm *form, JsonObject *body, GbPersonPage *self)
{
  JsonArray *changes = json_array_new ();
  JsonObject *change = json_object_new ();

  json_object_set_string_member (change, "field", "relation");
  gb_json_set_text (change, "person_id", gb_json_text (body, "other_id"));
  gb_json_set_text (change, "name", gb_json_text (body, "other"));
  json_object_set_null_member (change, "old");
  gb_json_set_text (change, "new", gb_json_text (body, "relation"));
  json_array_add_object_element (changes, change);
  json_object_remove_member (body, "other_id");
  json_object_remove_member (body, "other");
  json_object_remove_member (body, "relation");
  json_object_set_array_member (body, "changes", changes);
}

static void
on_add_relation (GbPersonPage *self)
{
  GbForm *form = gb_form_new (self->book);
  g_autofree char *title = g_strdup_printf (_ ("Parent or carer of %s"), self->person->name);

  gb_person_picker_set_sorts (gb_form_person (form, "other_id", "other", _ ("Who")),
                              "parent staff governor visitor other");
  gb_form_choice (form, "relation", _ ("What they are"), gb_form_words (form, "relation"));
  gb_form_require (form, "other_id");
  gb_form_require (form, "relation");
  gb_form_keep_text (form, "person_id", self->id);
  gb_form_keep_text (form, "source", "desk");
  gb_form_set_act (form, "person.changed", NULL);
  g_signal_connect_object (form, "complete", G_CALLBACK (on_relation_complete), self, 0);
  gb_form_open (form, GTK_WIDGET (self), title, _ ("Add"));
}

static void
on_add_need (GbPersonPage *self)
{
  if (self->person != NULL)
    gb_vulnerable_ask_flag (GTK_WIDGET (self), self->book, self->person);
}

static void
on_link (GbPersonPage *self)
{
  if (self->person != NULL)
    gb_person_ask_link (GTK_WIDGET (self), self->book, self->person);
}

/* --- leaving and coming back ------------------------------------------------------------------ */

static void
on_leave (GbPersonPage *self)
{
  GbForm *form = gb_form_new (self->book);
  gboolean back = self->person->left_on != NULL;
  g_autofree char *today = gb_today ();
  g_autofree char *title = g_strdup_printf (back ? _ ("%s is back") : _ ("%s has left"), self->person->name);

  gb_when_set_day (gb_form_when (form, "on", back ? _ ("Back since") : _ ("Last day"), FALSE), today);
  gb_form_require (form, "on");
  if (!back)
    gb_form_line (form, "reason", _ ("Where to, or why"));
  gb_form_keep_text (form, "person_id", self->id);
  gb_form_keep_text (form, "source", "desk");
  gb_form_set_act (form, back ? "person.returned" : "person.left", NULL);
  gb_form_open (form, GTK_WIDGET (self), title, back ? _ ("Mark as back") : _ ("Mark as left"));
}

/* --- the chronology --------------------------------------------------------------------------- */

static void
on_chronology_for (GbForm *form, JsonObject *body, GbPersonPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (form));
  g_autofree char *title = g_strdup_printf (_ ("Chronology of %s"), self->person->name);

  gb_window_push (GTK_WIDGET (self),
                  gb_outgoing_page_new_for (self->book, title, self->id, self->person->name,
                                            gb_json_text (body, "to_whom"), gb_json_text (body, "why"),
                                            gb_json_flag (body, "siblings") ? gb_print_chronology_of_family
                                                                            : gb_print_chronology));
  gtk_window_destroy (GTK_WINDOW (root));
}

static gboolean
has_siblings (GbPersonPage *self)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (self), "gb-siblings"));
}

/* The page says for whom it was made and why, so both are asked before it is drawn. */
static void
on_chronology (GbPersonPage *self)
{
  GbForm *form;
  g_autofree char *title = NULL;

  if (self->person == NULL || !is_pupil (self->person))
    return;
  form = gb_form_new (self->book);
  title = g_strdup_printf (_ ("Chronology of %s"), self->person->name);
  gb_form_say (form, _ ("Both are printed on it. You see every page before it leaves."));
  gb_form_line (form, "to_whom", _ ("For whom it is made"));
  gb_form_line (form, "why", _ ("Why"));
  if (has_siblings (self))
    gb_form_switch (form, "siblings", _ ("With brothers and sisters"),
                    _ ("Their names stay in; other children’s don’t"));
  gb_form_require (form, "to_whom");
  gb_form_require (form, "why");
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_chronology_for), self, 0);
  gb_form_open (form, GTK_WIDGET (self), title, _ ("Show"));
}

/* --- showing ------------------------------------------------------------------------------------ */

static void
add_detail (GbPersonPage *self, const char *label, const char *value)
{
  GbRow *row;

  if (!gb_text_is_filled (value))
    return;
  row = gb_row_new (label, NULL);
  gb_row_add_end (row, g_object_new (GTK_TYPE_LABEL, "label", value, "ellipsize", PANGO_ELLIPSIZE_END, NULL));
  gb_section_add (self->details, GTK_WIDGET (row));
}

static void
show_details (GbPersonPage *self)
{
  GbPerson *person = self->person;
  GbPack *pack = gb_book_get_pack (self->book);
  const char *middle = person->middle_names != NULL ? person->middle_names : "";
  g_autofree char *legal = g_strdup_printf ("%s %s %s", person->forename, middle, person->surname);
  g_autofree char *full = gb_text_one_line (legal);
  g_autofree char *code = person->ethnicity != NULL ? g_ascii_strdown (person->ethnicity, -1) : NULL;
  const char *ethnicity = code != NULL && gb_pack_word (pack, "ethnicity", code) != NULL
                            ? gb_pack_label (pack, "ethnicity", code) : person->ethnicity;
  g_autofree char *born = person->dob != NULL ? gb_say_day_long (person->dob) : NULL;

  gb_section_clear (self->details);
  if (g_strcmp0 (full, person->name) != 0)
    add_detail (self, _ ("Full name"), full);
  add_detail (self, _ ("UPN"), person->upn);
  if (is_pupil (person) && person->upn == NULL)
    add_detail (self, _ ("Why there is no UPN yet"), person->reason);
  add_detail (self, _ ("Birth date"), born);
  add_detail (self, _ ("Sex"), person->sex != NULL ? gb_pack_label (pack, "sex", person->sex) : NULL);
  add_detail (self, _ ("Ethnicity"), ethnicity);
  add_detail (self, _ ("Special educational needs"),
              person->sen != NULL ? gb_pack_label (pack, "sen", person->sen) : NULL);
  add_detail (self, _ ("Free school meals"), person->free_meals ? _ ("Yes") : NULL);
  add_detail (self, _ ("Looked after by a local authority"), person->looked_after ? _ ("Yes") : NULL);
  add_detail (self, _ ("Phone"), person->phone);
  add_detail (self, _ ("E-mail"), person->email);
}

static void
open_row (GbRow *row, GbPersonPage *self)
{
  gb_window_open_case (GTK_WIDGET (self), gb_row_get_noun (row), gb_row_get_key (row));
}

static void
add_opening_row (GbPersonPage *self, GbSection *section, GbRow *row, const char *noun, const char *id)
{
  gb_row_set_key (row, id);
  gb_row_set_noun (row, noun);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (open_row), self, 0);
  gb_section_add (section, GTK_WIDGET (row));
}

static char *
say_relation (GbPersonPage *self, GbRelation *relation)
{
  g_autofree char *year = g_strcmp0 (relation->sort, "pupil") == 0 ? gb_say_year_group (relation->year_group) : NULL;
  const char *label = gb_pack_label (gb_book_get_pack (self->book), "relation", relation->relation);
  const char *more = year != NULL ? year : relation->phone;

  /* The other way round from how it is recorded, so the pack has no word for it. */
  if (g_str_equal (relation->relation, "child"))
    label = _ ("Child");
  return more != NULL ? g_strdup_printf ("%s, %s", label, more) : g_strdup (label);
}

static void
show_transfers (GbPersonPage *self, GPtrArray *transfers)
{
  gb_section_clear (self->transfers);
  for (guint i = 0; i < transfers->len; i++)
    {
      GbRow *row = gb_transfer_row_new (transfers->pdata[i]);
      g_signal_connect_object (row, "open", G_CALLBACK (open_row), self, 0);
      gb_section_add (self->transfers, GTK_WIDGET (row));
    }
}

static void
show_disclosures (GbPersonPage *self, GPtrArray *disclosures)
{
  gb_section_clear (self->disclosures);
  for (guint i = 0; i < disclosures->len; i++)
    {
      GbRow *row = gb_disclosure_row_new (disclosures->pdata[i]);
      g_signal_connect_object (row, "open", G_CALLBACK (open_row), self, 0);
      gb_section_add (self->disclosures, GTK_WIDGET (row));
    }
}

static void
on_answer (GbPersonPage *self)
{
  gb_disclosure_ask_begin (GTK_WIDGET (self), self->book, self->id, self->person->name);
}

static void
on_send_on (GbPersonPage *self)
{
  gb_transfer_ask_begin (GTK_WIDGET (self), self->book, self->id, self->person->name, self->person->left_on);
}

/* What is going on at home may be told under a brother's name. */
static void
add_open_cases (GbRow *row, int n)
{
  g_autofree char *said = g_strdup_printf (ngettext ("%d open case", "%d open cases", (gulong) n), n);

  if (n > 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_OPEN, said));
}

static void
show_family (GbPersonPage *self, GPtrArray *relations)
{
  gboolean siblings = FALSE;

  gb_section_clear (self->family);
  for (guint i = 0; i < relations->len; i++)
    {
      GbRelation *relation = relations->pdata[i];
      g_autofree char *said = say_relation (self, relation);
      GbRow *row = gb_row_new (relation->name, said);
      gb_row_set_avatar (row, relation->name);
      add_open_cases (row, (int) relation->open_cases);
      add_opening_row (self, self->family, row, "person", relation->id);
      siblings |= g_strcmp0 (relation->relation, "sibling") == 0;
    }
  g_object_set_data (G_OBJECT (self), "gb-siblings", GINT_TO_POINTER (siblings));
}

static void
show_items (GbPersonPage *self, GPtrArray *items)
{
  gb_section_clear (self->registers);
  for (guint i = 0; i < items->len; i++)
    if (((GbRegisterItem *) items->pdata[i])->case_id == NULL)
      gb_section_add (self->registers, GTK_WIDGET (gb_register_row_new (self->book, items->pdata[i])));
}

static void
show_head (GbPersonPage *self)
{
  g_autofree char *who = gb_person_describe (self->person, gb_book_get_pack (self->book));
  gboolean left = self->person->left_on != NULL;

  gb_page_set_title (GB_PAGE (self), self->person->name, NULL);
  adw_avatar_set_text (ADW_AVATAR (self->avatar), self->person->name);
  gb_text_set (self->name, self->person->name);
  gb_text_set (self->who, who);
  gb_word_button_set (self->leave, NULL, left ? _ ("Mark as back…") : _ ("Mark as left…"));
  gtk_widget_set_sensitive (self->leave, TRUE);
  gtk_widget_set_sensitive (self->change, TRUE);
  gtk_widget_set_visible (self->chronology, is_pupil (self->person));
  gtk_widget_set_visible (self->send_on, is_pupil (self->person));
  gtk_widget_set_visible (self->answer, is_pupil (self->person));
}

static void
show_answer (GtkWidget *widget, gpointer data, GError *error)
{
  GbPersonPage *self = GB_PERSON_PAGE (widget);
  Answer *answer = data;

  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (answer == NULL)
    return;
  g_set_object (&self->person, answer->person);
  show_head (self);
  show_details (self);
  show_family (self, answer->relations);
  gb_person_show_suggested (self->suggested, widget, self->book, self->person, answer->suggested);
  gb_person_show_same (self->same, widget, self->book, self->person, answer->same);
  gb_person_show_patterns (self->patterns, widget, answer->patterns);
  gb_person_show_story (self->cases, widget, self->book, answer->story);
  gb_vulnerable_show (self->needs, widget, self->book, answer->needs);
  gtk_widget_set_visible (GTK_WIDGET (self->needs), is_pupil (self->person));
  show_items (self, answer->items);
  show_transfers (self, answer->transfers);
  show_disclosures (self, answer->disclosures);
}

static void
refresh (GtkWidget *widget)
{
  GbPersonPage *self = GB_PERSON_PAGE (widget);
  gb_view_ask (widget, self->book, ask_person, g_strdup (self->id), g_free, answer_free, show_answer);
}

/* --- the page -------------------------------------------------------------------------------------- */

static GtkWidget *
make_head (GbPersonPage *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->avatar = adw_avatar_new (64, NULL, TRUE);
  self->name = gb_text_new (GB_TEXT_TITLE, NULL);
  self->who = gb_text_new (GB_TEXT_QUIET, NULL);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), self->name);
  gtk_box_append (GTK_BOX (words), self->who);
  gtk_box_append (GTK_BOX (head), self->avatar);
  gtk_box_append (GTK_BOX (head), words);
  return head;
}

static void
make_body (GbPersonPage *self)
{
  GtkWidget *desk = gb_page_make_desk (GB_PAGE (self));
  GtkWidget *add;

  self->suggested = gb_section_new (_ ("Perhaps the same person"));
  self->same = gb_section_new (_ ("Also recorded as"));
  self->patterns = gb_section_new (_ ("What recurs"));
  gb_section_set_note (self->patterns, _ ("Counted in the cases that you read. Look, and judge for yourself."));
  gb_section_set_counts (self->patterns, FALSE);
  self->needs = gb_section_new (_ ("Whom to ask"));
  gb_section_set_counts (self->needs, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->needs), FALSE);
  gb_section_set_empty (self->needs, _ ("Nothing is recorded that makes this child vulnerable."));
  add = gb_section_add_button (self->needs, _ ("Add…"));
  g_signal_connect_object (add, "clicked", G_CALLBACK (on_add_need), self, G_CONNECT_SWAPPED);
  self->cases = gb_section_new (_ ("The story"));
  gb_section_set_counts (self->cases, TRUE);
  gb_section_set_empty (self->cases, _ ("No case names this person."));
  self->registers = gb_section_new (_ ("In the registers"));
  self->transfers = gb_section_new (_ ("Sent to another school"));
  self->disclosures = gb_section_new (_ ("Requests for data"));
  self->family = gb_section_new (_ ("Family and carers"));
  gb_section_set_empty (self->family, _ ("Nobody is linked yet."));
  add = gb_section_add_button (self->family, _ ("Add a parent or carer…"));
  g_signal_connect_object (add, "clicked", G_CALLBACK (on_add_relation), self, G_CONNECT_SWAPPED);
  self->details = gb_section_new (_ ("Details"));
  gb_section_set_counts (self->details, FALSE);
  add = gb_section_add_button (self->details, _ ("Another record…"));
  gtk_widget_set_tooltip_text (add, _ ("Say that another record is the same person"));
  g_signal_connect_object (add, "clicked", G_CALLBACK (on_link), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (desk), make_head (self));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->suggested));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->same));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->transfers));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->disclosures));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->patterns));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->cases));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->needs));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->registers));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->family));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->details));
}

static void
gb_person_page_finalize (GObject *object)
{
  GbPersonPage *self = GB_PERSON_PAGE (object);

  g_clear_object (&self->person);
  g_clear_object (&self->book);
  g_free (self->id);
  G_OBJECT_CLASS (gb_person_page_parent_class)->finalize (object);
}

static void
gb_person_page_class_init (GbPersonPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_person_page_finalize;
}

static void
gb_person_page_init (GbPersonPage *self)
{
}

GtkWidget *
gb_person_page_new (GbBook *book, const char *person_id)
{
  GbPersonPage *self = g_object_new (gb_person_page_get_type (), NULL);

  self->book = g_object_ref (book);
  self->id = g_strdup (person_id);
  gb_page_set_title (GB_PAGE (self), _ ("Person"), NULL);
  self->change = gb_page_add_button (GB_PAGE (self), "document-edit-symbolic", _ ("Change details…"), TRUE);
  self->leave = gb_page_add_button (GB_PAGE (self), "system-log-out-symbolic", _ ("Mark as left…"), TRUE);
  self->chronology = gb_page_add_button (GB_PAGE (self), "document-print-symbolic", _ ("Chronology…"), TRUE);
  self->send_on
      = gb_page_add_button (GB_PAGE (self), "mail-send-symbolic", _ ("Send the file to the next school…"), FALSE);
  gtk_widget_set_visible (self->chronology, FALSE);
  self->answer = gb_page_add_button (GB_PAGE (self), "mail-read-symbolic", _ ("Answer a request for data…"), FALSE);
  gtk_widget_set_visible (self->send_on, FALSE);
  gtk_widget_set_visible (self->answer, FALSE);
  gtk_widget_set_sensitive (self->change, FALSE);
  gtk_widget_set_sensitive (self->leave, FALSE);
  g_signal_connect_object (self->change, "clicked", G_CALLBACK (on_change), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leave, "clicked", G_CALLBACK (on_leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chronology, "clicked", G_CALLBACK (on_chronology), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->answer, "clicked", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->send_on, "clicked", G_CALLBACK (on_send_on), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "print", G_CALLBACK (on_chronology), self, 0);
  make_body (self);
  gb_view_follow (GTK_WIDGET (self), book, refresh);
  return GTK_WIDGET (self);
}

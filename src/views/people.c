/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "casework/person.h"
#include "casework/same.h"
#include "views/form.h"
#include "views/list-page.h"
#include "views/people.h"
#include "views/roll-import.h"
#include "views/text.h"
#include "views/window.h"

static const char *const year_groups[] = { "N1", "R", "1", "2", "3", "4", "5", "6" };

/* --- the list --------------------------------------------------------------------------- */

/* Adds to @set the ids that the other filters leave, here or left. */
static gboolean
add_fitting (GHashTable *set, GbBook *book, GbPersonQuery *query, gboolean left, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;

  query->left = left;
  ids = gb_person_ids (gb_book_get_vault (book), query, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    g_hash_table_add (set, g_strdup (ids->pdata[i]));
  return ids != NULL;
}

/* Those whose page suggests that they are here twice. */
static GPtrArray *
list_suspected (GbBook *book, GbPersonQuery *query, GError **error)
{
  g_autoptr (GHashTable) fitting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *ids;

  if (!add_fitting (fitting, book, query, FALSE, error) || !add_fitting (fitting, book, query, TRUE, error))
    return NULL;
  ids = gb_same_suspected (gb_book_get_vault (book), error);
  for (guint i = ids != NULL ? ids->len : 0; i > 0; i--)
    if (!g_hash_table_contains (fitting, ids->pdata[i - 1]))
      g_ptr_array_remove_index (ids, i - 1);
  return ids;
}

static GPtrArray *
list_ids (GbBook *book, JsonObject *asked, GCancellable *cancellable, GError **error)
{
  GbPersonQuery query = { .text = gb_json_text (asked, "text"),
                          .sort = gb_json_text (asked, "sort"),
                          .year_group = gb_json_text (asked, "year"),
                          .left = gb_json_text (asked, "here") != NULL };

  if (g_strcmp0 (gb_json_text (asked, "here"), "twice") == 0)
    return list_suspected (book, &query, error);
  return gb_person_ids (gb_book_get_vault (book), &query, error);
}

static gpointer
fetch_person (GbBook *book, const char *id, GError **error)
{
  return gb_person_get (gb_book_get_vault (book), id, error);
}

static char *
say_status (GbBook *book, JsonObject *asked, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  int pupils = (int) gb_person_count (vault, "pupil", error), staff = (int) gb_person_count (vault, "staff", error);
  int parents = (int) gb_person_count (vault, "parent", error);
  g_autofree char *first = g_strdup_printf (ngettext ("%d pupil on the roll", "%d pupils on the roll", pupils), pupils);
  g_autofree char *second = g_strdup_printf (ngettext ("%d member of staff", "%d members of staff", staff), staff);
  g_autofree char *third = g_strdup_printf (ngettext ("%d parent or carer", "%d parents and carers", parents), parents);

  return g_strdup_printf ("%s, %s, %s", first, second, third);
}

static char *
say_name (gpointer record, GbBook *book)
{
  return g_strdup (((GbPerson *) record)->name);
}

static char *
say_who (gpointer record, GbBook *book)
{
  return gb_person_describe (record, gb_book_get_pack (book));
}

static char *
say_sort (gpointer record, GbBook *book)
{
  return g_strdup (gb_pack_label (gb_book_get_pack (book), "person-sort", ((GbPerson *) record)->sort));
}

static char *
say_cases (gpointer record, GbBook *book)
{
  int cases = (int) ((GbPerson *) record)->cases;
  return cases > 0 ? g_strdup_printf (ngettext ("%d case", "%d cases", cases), cases) : NULL;
}

static char *
say_state (gpointer record, GbBook *book)
{
  GbPerson *person = record;

  if (person->left_on != NULL)
    return g_strdup (_ ("Left"));
  if (g_strcmp0 (person->sort, "pupil") == 0 && person->upn == NULL)
    return g_strdup (_ ("No UPN yet"));
  return NULL;
}

static GbPillKind
pill_of_state (gpointer record)
{
  return ((GbPerson *) record)->left_on != NULL ? GB_PILL_PLAIN : GB_PILL_WARN;
}

static void
sort_options (GPtrArray *options, GbBook *book)
{
  GPtrArray *words = gb_pack_words (gb_book_get_pack (book), "person-sort");

  for (guint i = 0; i < words->len; i++)
    gb_list_option_add (options, ((GbWord *) words->pdata[i])->id, ((GbWord *) words->pdata[i])->label);
}

static void
year_options (GPtrArray *options, GbBook *book)
{
  for (guint i = 0; i < G_N_ELEMENTS (year_groups); i++)
    {
      g_autofree char *label = gb_say_year_group (year_groups[i]);
      gb_list_option_add (options, year_groups[i], label);
    }
}

static void
here_options (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "left", _ ("Have left"));
  gb_list_option_add (options, "twice", _ ("Perhaps here twice"));
}

/* A small label over its answer. */
static void
add_answer (GtkWidget *box, const char *label, const char *answer)
{
  GtkWidget *pair;

  if (!gb_text_is_filled (answer))
    return;
  pair = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (pair), gb_text_new (GB_TEXT_CLAUSE, label));
  gtk_box_append (GTK_BOX (pair), gb_text_new (GB_TEXT_BODY, answer));
  gtk_box_append (GTK_BOX (box), pair);
}

static void
fill_preview (GtkWidget *box, gpointer record, GbBook *book)
{
  GbPerson *person = record;
  GbPack *pack = gb_book_get_pack (book);
  g_autofree char *who = gb_person_describe (person, pack);
  g_autofree char *cases = say_cases (record, book);
  GtkWidget *avatar = adw_avatar_new (64, person->name, TRUE);

  gtk_widget_set_halign (avatar, GTK_ALIGN_START);
  gb_name (avatar, person->name);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_HEADING, person->name));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, who));
  add_answer (box, _ ("UPN"), person->upn);
  add_answer (box, _ ("SEND"), person->sen != NULL ? gb_pack_label (pack, "sen", person->sen) : NULL);
  add_answer (box, _ ("Looked after"), person->looked_after ? _ ("Yes") : NULL);
  add_answer (box, _ ("Phone"), person->phone);
  add_answer (box, _ ("E-mail"), person->email);
  add_answer (box, _ ("Named in"), cases);
}

static void
open_person (GtkWidget *page, GbBook *book, gpointer record)
{
  gb_window_open_case (page, "person", ((GbPerson *) record)->id);
}

/* --- adding by hand ------------------------------------------------------------------------ */

static GPtrArray *
year_words (void)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (year_groups); i++)
    {
      GbWord *word = g_new0 (GbWord, 1);
      g_autofree char *label = gb_say_year_group (year_groups[i]);
      word->id = year_groups[i];
      word->label = g_intern_string (label);
      g_ptr_array_add (words, word);
    }
  return words;
}

/* A pupil is asked for other things than a visitor. */
static void
on_sort_chosen (GbForm *form)
{
  static const char *const of_pupils[] = { "upn", "year_group", "class_name" };
  static const char *const of_others[] = { "role_title", "phone", "email" };
  const char *sort = gb_choice_get (GB_CHOICE (gb_form_get_field (form, "sort")));
  const char *upn = gtk_editable_get_text (GTK_EDITABLE (gb_form_get_field (form, "upn")));
  gboolean pupil = g_strcmp0 (sort, "pupil") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (of_pupils); i++)
    gb_form_show_field (form, of_pupils[i], pupil);
  for (guint i = 0; i < G_N_ELEMENTS (of_others); i++)
    gb_form_show_field (form, of_others[i], sort != NULL && !pupil);
  gb_form_show_field (form, "reason", pupil && !gb_text_is_filled (upn));
}

void
gb_people_add (GtkWidget *over, GbBook *book)
{
  GbPack *pack = gb_book_get_pack (book);
  GbForm *form = gb_form_new (book);
  g_autofree char *id = gb_id_new ();
  g_autoptr (GPtrArray) years = year_words ();

  gb_form_choice (form, "sort", _ ("Who this is"), gb_pack_words (pack, "person-sort"));
  gb_form_line (form, "forename", _ ("First name"));
  gb_form_line (form, "surname", _ ("Surname"));
  gb_form_line (form, "known_as", _ ("Known as, if something else"));
  gb_form_group (form, NULL, NULL);
  gb_form_line (form, "upn", _ ("UPN"));
  gb_form_line (form, "reason", _ ("Why there is no UPN yet"));
  gb_form_when (form, "dob", _ ("Birth date"), FALSE);
  gb_form_choice (form, "sex", _ ("Sex"), gb_pack_words (pack, "sex"));
  gb_form_choice (form, "year_group", _ ("Year group"), years);
  gb_form_line (form, "class_name", _ ("Class"));
  gb_form_line (form, "role_title", _ ("Job, or where from"));
  gb_form_line (form, "phone", _ ("Phone"));
  gb_form_line (form, "email", _ ("E-mail"));
  gb_form_require (form, "sort");
  gb_form_require (form, "forename");
  gb_form_require (form, "surname");
  gb_form_keep_text (form, "person_id", id);
  gb_form_keep_text (form, "source", "desk");
  gb_form_set_act (form, "person.added", NULL);
  g_signal_connect_object (form, "changed", G_CALLBACK (on_sort_chosen), form, 0);
  on_sort_chosen (form);
  gb_form_open (form, over, _ ("Add a person"), _ ("Add"));
}

static void
on_import (GtkWidget *page, GbBook *book)
{
  gb_window_push (page, gb_roll_import_page_new (book));
}

/* --- the page ---------------------------------------------------------------------------------- */

static const GbListColumn columns[] = {
  { N_ ("Name"), GB_COLUMN_TITLE, 0, say_name, say_who },
  { N_ ("Who"), GB_COLUMN_TEXT, 120, say_sort },
  { N_ ("Named in"), GB_COLUMN_QUIET, 84, say_cases },
  { N_ ("State"), GB_COLUMN_PILL, 120, say_state, NULL, pill_of_state },
};

static const GbListPlan plan = {
  .title = N_ ("People"),
  .noun = "person",
  .search_hint = N_ ("A name, or a UPN"),
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .filters = {
    { "sort", N_ ("Who they are"), N_ ("Everybody"), sort_options },
    { "year", N_ ("Year group"), N_ ("Every year"), year_options },
    { "here", N_ ("Here or left"), N_ ("Here now"), here_options },
  },
  .ids = list_ids,
  .fetch = fetch_person,
  .status = say_status,
  .preview = fill_preview,
  .open_label = N_ ("Open"),
  .open = open_person,
  .new_label = N_ ("Add a person"),
  .on_new = gb_people_add,
  .on_second = on_import,
  .empty_icon = "system-users-symbolic",
  .empty_title = N_ ("Nobody is here yet"),
  .empty_sentence = N_ ("Bring in the roll from your school system, "
                        "and add staff and visitors by hand as you need them."),
  .empty_button = N_ ("Add a person"),
  .empty_second = N_ ("Bring in the roll…"),
};

static void
on_import_clicked (GtkWidget *page)
{
  g_signal_emit_by_name (page, "second");
}

GtkWidget *
gb_people_page_new (GbBook *book)
{
  GtkWidget *page = gb_list_page_new (book, &plan);
  GtkWidget *button = gb_page_add_button (GB_PAGE (page), "document-open-symbolic", _ ("Bring in the roll"), TRUE);

  g_signal_connect_object (button, "clicked", G_CALLBACK (on_import_clicked), page, G_CONNECT_SWAPPED);
  return page;
}

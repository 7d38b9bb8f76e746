/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The People place over a real vault: the list, one person, adding by hand,
 * and the roll from the file to the result. */
#include <adwaita.h>
#include <locale.h>
#include <string.h>

#include "base/ids.h"
#include "base/time.h"
#include "casework/demo-data.h"
#include "casework/incident.h"
#include "casework/person.h"
#include "casework/roll.h"
#include "casework/evidence.h"
#include "support/files.h"
#include "support/desk.h"
#include "support/screen.h"
#include "views/choice.h"
#include "views/filter-menu.h"
#include "views/form.h"
#include "views/incident-dialogs.h"
#include "views/roll-import.h"
#include "views/row.h"
#include "views/window.h"

static GtkApplication *application;

typedef struct
{
  GbTestDesk *desk;
  GbWindow *window;
} Room;

static Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->desk = gb_test_desk_new ();
  room->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (room->window), 1280, 820);
  gb_window_set_book (room->window, room->desk->book);
  gtk_window_present (GTK_WINDOW (room->window));
  return room;
}

static void
room_free (Room *room)
{
  gb_window_set_book (room->window, NULL);
  gtk_window_destroy (GTK_WINDOW (room->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  gb_test_desk_free (room->desk);
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

static GFile *
shipped (Room *room, const char *name)
{
  g_autofree char *path = g_build_filename (room->desk->folder, name, NULL);
  g_autofree char *resource = g_strconcat ("/org/guardbook/demo/", name, NULL);
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (gb_demo_data_get_resource (), resource, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
  return g_file_new_for_path (path);
}

static void
bring_in (Room *room, const char *name)
{
  g_autoptr (GFile) file = shipped (room, name);
  GtkWidget *page = gb_roll_import_page_new (room->desk->book);

  gb_window_push (of (room), page);
  gb_roll_import_page_open (page, file);
}

/* --- tests ------------------------------------------------------------------------------- */

static void
test_a_new_vault_knows_its_dsl_and_says_how_many_there_are (void)
{
  g_autoptr (Room) room = room_new ();

  gb_window_go (of (room), "people");
  gb_test_wait_for (of (room), gb_test_says, "Ruth Adeyemi");
  gb_test_wait_for (of (room), gb_test_says, "0 pupils on the roll, 1 member of staff");
}

static void
test_the_roll_is_previewed_brought_in_and_listed (void)
{
  g_autoptr (Room) room = room_new ();

  gb_window_go (of (room), "people");
  gb_test_wait_for (of (room), gb_test_says, "Ruth Adeyemi");
  bring_in (room, "roll.xml");
  gb_test_wait_for (of (room), gb_test_says, "210 new, 217 parents and carers with them.");
  gb_test_shoot (of (room), "roll-preview");
  gb_test_press (of (room), "Bring in");
  gb_test_wait_for (of (room), gb_test_says, "The roll is in");
  gb_test_shoot (of (room), "roll-done");
  gb_test_press (of (room), "Back to People");
  gb_test_wait_for (of (room), gb_test_says, "210 pupils on the roll");
  gb_test_settle (500);
  gb_test_shoot (of (room), "people");
}

static void
test_a_second_import_has_nothing_to_do (void)
{
  g_autoptr (Room) room = room_new ();

  g_assert_true (gb_roll_import_shipped (room->desk->book, NULL));
  bring_in (room, "roll.xml");
  gb_test_wait_for (of (room), gb_test_says, "Nothing would change");
  g_assert_null (gb_test_find (of (room), gb_test_is_button, "Bring in"));
}

static void
test_refused_rows_are_shown_first_with_their_line (void)
{
  g_autoptr (Room) room = room_new ();

  bring_in (room, "roll-faults.xml");
  gb_test_wait_for (of (room), gb_test_says, "3 new, 5 rows refused and left out.");
  gb_test_wait_for (of (room), gb_test_says, "31/12/2018 isn’t in the order year, month, day");
  gb_test_shoot (of (room), "roll-refused");
}

static void
test_a_file_that_is_no_roll_says_so_and_asks_again (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *path = g_build_filename (room->desk->folder, "holiday.xml", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *page = gb_roll_import_page_new (room->desk->book);

  g_file_set_contents (path, "<holiday/>", -1, NULL);
  gb_window_push (of (room), page);
  gb_test_wait_for (of (room), gb_test_is_button, "Choose the file…");
  gb_test_shoot (of (room), "roll-choose");
  gb_roll_import_page_open (page, file);
  gb_test_wait_for (of (room), gb_test_says, "can’t be read as a Common Transfer File");
  gb_test_wait_for (of (room), gb_test_is_button, "Choose the file…");
}

static void
type (GtkWidget *form, const char *field, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (GB_FORM (form), field)), text);
}

static void
test_a_visitor_is_added_by_hand (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog, *form;

  gb_window_go (of (room), "people");
  gb_test_press (of (room), "Add a person");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  gb_choice_set (GB_CHOICE (gb_form_get_field (GB_FORM (form), "sort")), "visitor");
  type (form, "forename", "Dilys");
  type (form, "surname", "Brightwell");
  type (form, "role_title", "Speech therapist");
  gb_test_shoot (dialog, "person-add");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Dilys Brightwell");
}

static void
test_a_refusal_stands_in_the_form_and_keeps_what_was_typed (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog, *form;

  gb_window_go (of (room), "people");
  gb_test_press (of (room), "Add a person");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  gb_choice_set (GB_CHOICE (gb_form_get_field (GB_FORM (form), "sort")), "pupil");
  type (form, "forename", "Elin");
  type (form, "surname", "Marsh");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_for (dialog, gb_test_says, "A pupil has a UPN.");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (gb_form_get_field (GB_FORM (form), "surname"))), ==, "Marsh");
  gb_test_shoot (dialog, "person-refused");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gpointer
load_incident (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_incident_load (gb_book_get_vault (book), id, error);
}

static gpointer
find_elin (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbPersonQuery query = { .text = "elin marsh", .sort = "pupil" };
  g_autoptr (GPtrArray) ids = gb_person_ids (gb_book_get_vault (book), &query, error);
  return g_strdup (ids->pdata[0]);
}

static void
test_a_page_shows_family_and_cases_and_changes_details (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *elin = NULL, *body = NULL, *incident = NULL;
  GtkWidget *dialog, *form;

  g_assert_true (gb_roll_import_shipped (room->desk->book, NULL));
  elin = gb_book_ask (room->desk->book, find_elin, NULL, NULL);
  incident = gb_test_incident (room->desk->book);
  body = g_strdup_printf ("{'person_id': '%s', 'name': 'Elin Marsh', 'sort': 'pupil', 'role': 'saw'}", elin);
  g_free (gb_test_act (room->desk->book, "incident.person-added", incident, body));
  gb_window_open_case (of (room), "person", elin);
  gb_test_wait_for (of (room), gb_test_says, "Year 6, aged ");
  gb_test_wait_for (of (room), gb_test_says, "Mother");
  gb_test_wait_for (of (room), gb_test_says, "Saw it");
  gb_test_shoot (of (room), "person");
  gb_test_press (of (room), "Change details…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  type (form, "known_as", "Ellie");
  type (form, "reason", "She asked");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Ellie Marsh");
}

static char *
add_pupil (GbBook *book, const char *forename, const char *more)
{
  g_autofree char *id = gb_id_new ();
  g_autofree char *body
      = g_strdup_printf ("{'person_id':'%s','sort':'pupil','forename':'%s','surname':'Whitlow','dob':'2016-02-03',"
                         "'year_group':'5','reason':'Not sent yet'%s}",
                         id, forename, more);

  g_free (gb_test_act (book, "person.added", NULL, body));
  return g_steal_pointer (&id);
}

static char *
concern_of (GbBook *book, const char *title, int days, const char *person)
{
  g_autofree char *body = g_strdup_printf (
      "{'title':'%s','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT ",'precision':'exact','location':"
      "'changing-room','site':'on','channel':'staff-saw','narrative':'Seen.','danger':'no','indecent_image':'no',"
      "'people':[{'person_id':'%s','name':'Catherine Whitlow','sort':'pupil','role':'affected'}]}",
      title, gb_now () - days * GB_DAY, person);

  return gb_test_act (book, "incident.recorded", NULL, body);
}

static void
open_row (Room *room, const char *words)
{
  GtkWidget *label = gb_test_wait_for (of (room), gb_test_says, words);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GB_TYPE_ROW), "open");
}

static void
test_two_records_are_linked_and_tell_one_story (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *one = add_pupil (room->desk->book, "Catherine", ",'sen':'support'");
  g_autofree char *other = add_pupil (room->desk->book, "Katie", "");
  g_autofree char *first = concern_of (room->desk->book, "Phone in the changing room", 30, one);
  g_autofree char *second = concern_of (room->desk->book, "Picture passed on", 20, one);
  g_autofree char *third = concern_of (room->desk->book, "Messages at night", 2, other);
  GtkWidget *dialog, *form;

  gb_window_open_case (of (room), "person", one);
  gb_test_wait_for (of (room), gb_test_says, "Perhaps the same person");
  gb_test_wait_for (of (room), gb_test_says, "The same birth date, and names spelt nearly so");
  gb_test_settle (300);
  gb_test_shoot (of (room), "person-suggested");
  open_row (room, "This is one person…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  gb_test_wait_for (dialog, gb_test_says, "Katie Whitlow");
  type (form, "reason", "Her mother showed both letters");
  gb_test_settle (200);
  gb_test_shoot (dialog, "person-link");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Also recorded as");
  gb_test_wait_for (of (room), gb_test_says, "3 concerns within 6 weeks");
  gb_test_wait_for (of (room), gb_test_says, "Recorded under Katie Whitlow.");
  gb_test_wait_for (of (room), gb_test_says, "Before a decision, ask the SENCO.");
  gb_test_settle (300);
  gb_test_shoot (of (room), "person-linked");
  gb_test_press (of (room), "Take apart…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  type (form, "reason", "They are cousins");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  open_row (room, "These are two people…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  type (form, "reason", "They are cousins");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_until_gone (of (room), gb_test_says, "Perhaps the same person");
  gb_test_wait_until_gone (of (room), gb_test_says, "Recorded under Katie Whitlow.");
  g_assert_true (first != NULL && second != NULL && third != NULL);
}

static void
test_whom_to_ask_is_said_where_it_is_decided (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *one = add_pupil (room->desk->book, "Catherine", "");
  g_autofree char *id = concern_of (room->desk->book, "Phone in the changing room", 1, one);
  g_autoptr (GbIncident) incident = NULL;
  GtkWidget *dialog, *form;

  gb_window_open_case (of (room), "person", one);
  gb_test_wait_for (of (room), gb_test_says, "Year 5, aged ");
  gb_test_wait_for (of (room), gb_test_says, "Nothing is recorded that makes this child vulnerable.");
  gb_test_press (of (room), "Add…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  gb_choice_set (GB_CHOICE (gb_form_get_field (GB_FORM (form), "flag")), "looked-after");
  gb_test_settle (200);
  gb_test_shoot (dialog, "person-flag");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Before a decision, ask the designated teacher");
  incident = gb_book_ask (room->desk->book, load_incident, id, NULL);
  gb_incident_ask_decision (of (room), room->desk->book, incident, NULL);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "Catherine Whitlow: Looked after. Before you decide, ask the designated");
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  g_assert_true (gtk_widget_is_visible (gb_form_get_field (GB_FORM (form), "consulted")));
  gb_test_settle (200);
  gb_test_shoot (dialog, "decision-asked");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
is_katie (gpointer search)
{
  return g_str_equal (gtk_editable_get_text (GTK_EDITABLE (search)), "katie");
}

static void
test_what_a_list_is_set_to_is_kept_under_a_name (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *one = add_pupil (room->desk->book, "Catherine", "");
  g_autofree char *other = add_pupil (room->desk->book, "Katie", "");
  GtkWidget *menu, *button, *name;

  gb_window_go (of (room), "people");
  gb_test_wait_for (of (room), gb_test_says, "Katie Whitlow");
  gtk_editable_set_text (GTK_EDITABLE (gb_test_wait_for_type (of (room), GTK_TYPE_SEARCH_ENTRY)), "katie");
  gb_test_wait_until_gone (of (room), gb_test_says, "Ruth Adeyemi, ");
  menu = gb_test_wait_for_type (of (room), GB_TYPE_FILTER_MENU);
  button = gb_test_wait_for_type (menu, GTK_TYPE_MENU_BUTTON);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  name = gb_test_wait_for_type (menu, GTK_TYPE_ENTRY);
  gb_test_settle (200);
  gtk_editable_set_text (GTK_EDITABLE (name), "Our Katies");
  gb_test_press (menu, "Keep");
  gb_test_wait_for (menu, gb_test_is_button, "Our Katies");
  gb_test_settle (200);
  gb_test_shoot (of (room), "people-kept");
  gtk_editable_set_text (GTK_EDITABLE (gb_test_wait_for_type (of (room), GTK_TYPE_SEARCH_ENTRY)), "");
  gb_test_settle (400);
  gb_test_press (menu, "Our Katies");
  gb_test_wait_until (is_katie, gb_test_wait_for_type (of (room), GTK_TYPE_SEARCH_ENTRY), "katie");
  gb_test_wait_until_gone (of (room), gb_test_says, "Ruth Adeyemi, ");
  g_assert_true (one != NULL && other != NULL);
}

/* Somebody else is faster: what was not touched here follows the record, the one
 * field that both changed is asked for, and nothing typed is lost. */
static void
test_two_who_change_one_person_see_what_changed (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *elin = NULL, *body = NULL;
  GtkWidget *dialog, *form, *question;

  g_assert_true (gb_roll_import_shipped (room->desk->book, NULL));
  elin = gb_book_ask (room->desk->book, find_elin, NULL, NULL);
  gb_window_open_case (of (room), "person", elin);
  gb_test_wait_for (of (room), gb_test_says, "Elin Marsh");
  gb_test_settle (200);
  gb_test_press (of (room), "Change details…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  type (form, "known_as", "Ellie");
  body = g_strdup_printf ("{'person_id':'%s','changes':[{'field':'known_as','old':null,'new':'Lina'},{'field':"
                          "'middle_names','old':null,'new':'Rose'}],'source':'desk'}",
                          elin);
  g_free (gb_test_act (room->desk->book, "person.changed", NULL, body));
  gb_test_settle (300);
  gb_form_submit (GB_FORM (form));
  question = gb_test_wait_for_dialog (GTK_WINDOW (dialog));
  gb_test_wait_for (question, gb_test_says, "Lina");
  gb_test_wait_for (question, gb_test_says, "Ellie");
  gb_test_shoot (question, "person-conflict");
  gb_test_press (question, "Go on");
  gb_test_wait_for (dialog, gb_test_says, "what you typed is kept");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Ellie Marsh");
}

/* What is attached to a case of the child stays until it is said why it goes. */
static void
attach_letter (Room *room, const char *person)
{
  static const char *const pages[] = { "Dear Ms Adeyemi", "Thank you for ringing.", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = gb_test_pdf (pages, NULL);
  g_autoptr (GbPiece) piece = gb_piece_new (pdf, "letter.pdf", &error);
  g_autofree char *json = g_strdup_printf (
      "{'title':'A quarrel','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':'playground','site':'on','channel':'staff-saw','narrative':'A quarrel.',"
      "'danger':'no','indecent_image':'no','people':[{'person_id':'%s','name':'Elin Marsh','sort':'pupil',"
      "'role':'did','year_group':'6'}]}",
      gb_now () - GB_HOUR, person);
  g_autofree char *incident = gb_test_act (room->desk->book, "incident.recorded", NULL, json);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GbDone) done = NULL;

  g_assert_no_error (error);
  json_object_set_string_member (body, "name", "Letter of 16 November");
  json_object_set_string_member (body, "from_whom", "Dana Marsh");
  done = gb_evidence_attach (room->desk->book, piece, incident, "attach-1", body, &error);
  g_assert_no_error (error);
}

static void
choose_what_goes_along (Room *room)
{
  GtkWidget *dialog, *form;

  gb_test_wait_for (of (room), gb_test_says, "Stays: nobody has chosen it yet");
  gb_test_settle (300);
  gb_test_shoot (of (room), "transfer-attachments");
  gb_test_press (of (room), "Goes along…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  type (form, "why", "The next school needs it.");
  gb_test_settle (200);
  gb_test_shoot (dialog, "transfer-goes-along");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "The next school needs it. Ruth Adeyemi");
  gb_test_settle (300);
  gb_test_wait_for (of (room), gb_test_says, "Goes along, not saved yet");
  gb_test_shoot (of (room), "transfer-chosen");
  gb_test_press (of (room), "Save…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "To whom it goes");
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  type (form, "to_whom", "Oakfield School");
  type (form, "why", "It goes with the file.");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_for (of (room), gb_test_says, "Goes along, saved today");
  /* The desktop asks where to. */
  gtk_window_destroy (GTK_WINDOW (gb_test_wait_for_dialog (GTK_WINDOW (room->window))));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
}

static void
test_a_childs_file_is_sent_on_from_the_childs_page (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *elin = NULL;
  GtkWidget *dialog, *form;

  g_assert_true (gb_roll_import_shipped (room->desk->book, NULL));
  elin = gb_book_ask (room->desk->book, find_elin, NULL, NULL);
  attach_letter (room, elin);
  gb_window_open_case (of (room), "person", elin);
  gb_test_wait_for (of (room), gb_test_says, "Year 6, aged ");
  gb_test_press (of (room), "Send the file to the next school…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  type (form, "school", "Oakfield School");
  type (form, "contact", "Sian Prosser");
  gb_test_settle (200);
  gb_test_shoot (dialog, "transfer-begin");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "The file is due by ");
  gb_test_settle (300);
  gb_test_shoot (of (room), "transfer");
  choose_what_goes_along (room);
  gb_test_press (of (room), "Look at the file…");
  gb_test_wait_for (of (room), gb_test_says, "File for Oakfield School");
  gb_test_settle (900);
  gb_test_shoot (of (room), "transfer-file");
  gb_window_go (of (room), "today");
  gb_test_wait_for (of (room), gb_test_says, "File sent to the next school");
  gb_test_settle (300);
  gb_test_shoot (of (room), "transfer-today");
  gb_window_open_case (of (room), "person", elin);
  gb_test_wait_for (of (room), gb_test_says, "File to Oakfield School");
  gb_test_settle (300);
  gb_test_shoot (of (room), "transfer-person");
}

typedef struct
{
  GtkTextBuffer *text;
  const char *words;
  GtkTextIter from, until;
} Words;

static gboolean
are_found (gpointer data)
{
  Words *words = data;
  GtkTextIter start;

  gtk_text_buffer_get_start_iter (words->text, &start);
  return gtk_text_iter_forward_search (&start, words->words, 0, &words->from, &words->until, NULL);
}

/* Selects @words in the text view of the page. */
static void
select_words (Room *room, const char *words)
{
  GtkWidget *view = gb_test_wait_for_type (of (room), GTK_TYPE_TEXT_VIEW);
  Words wanted = { .text = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), .words = words };

  gb_test_wait_until (are_found, &wanted, words);
  gtk_text_buffer_select_range (wanted.text, &wanted.from, &wanted.until);
}

static void
test_words_are_taken_out_of_an_answer_where_they_stand (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *elin = NULL, *body = NULL, *incident = NULL;
  GtkWidget *dialog, *form;

  g_assert_true (gb_roll_import_shipped (room->desk->book, NULL));
  elin = gb_book_ask (room->desk->book, find_elin, NULL, NULL);
  incident = gb_test_incident (room->desk->book);
  body = g_strdup_printf ("{'person_id': '%s', 'name': 'Elin Marsh', 'sort': 'pupil', 'role': 'saw'}", elin);
  g_free (gb_test_act (room->desk->book, "incident.person-added", incident, body));
  gb_window_open_case (of (room), "person", elin);
  gb_test_wait_for (of (room), gb_test_says, "Year 6, aged ");
  gb_test_press (of (room), "Answer a request for data…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  type (form, "applicant", "Amina Marsh");
  type (form, "relation", "Mother");
  type (form, "identity", "Known to the office");
  gb_choice_set (GB_CHOICE (gb_form_get_field (GB_FORM (form), "basis")), "subject-access");
  gb_test_settle (200);
  gb_test_shoot (dialog, "disclosure-begin");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "The answer is due by ");
  select_words (room, "during PE");
  gb_test_press (of (room), "Take out…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  gb_choice_set (GB_CHOICE (gb_form_get_field (GB_FORM (form), "ground")), "third-party");
  type (form, "reason", "It tells where another child stood");
  gb_test_settle (200);
  gb_test_shoot (dialog, "disclosure-take");
  gb_form_submit (GB_FORM (form));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "1 piece is taken out.");
  gb_test_settle (300);
  gb_test_shoot (of (room), "disclosure");
  gb_test_press (of (room), "Look at the answer…");
  gb_test_wait_for (of (room), gb_test_says, "Answer to a request");
  gb_test_settle (900);
  gb_test_shoot (of (room), "disclosure-answer");
}

typedef struct { const char *name; void (*func) (void); } Test;

int
main (int argc, char **argv)
{
  static const Test tests[] = {
    { "/people/new-vault", test_a_new_vault_knows_its_dsl_and_says_how_many_there_are },
    { "/people/roll", test_the_roll_is_previewed_brought_in_and_listed },
    { "/people/second-import", test_a_second_import_has_nothing_to_do },
    { "/people/refused", test_refused_rows_are_shown_first_with_their_line },
    { "/people/no-roll", test_a_file_that_is_no_roll_says_so_and_asks_again },
    { "/people/by-hand", test_a_visitor_is_added_by_hand },
    { "/people/refusal", test_a_refusal_stands_in_the_form_and_keeps_what_was_typed },
    { "/people/disclosure", test_words_are_taken_out_of_an_answer_where_they_stand },
    { "/people/transfer", test_a_childs_file_is_sent_on_from_the_childs_page },
    { "/people/person", test_a_page_shows_family_and_cases_and_changes_details },
    { "/people/kept-filters", test_what_a_list_is_set_to_is_kept_under_a_name },
    { "/people/same", test_two_records_are_linked_and_tell_one_story },
    { "/people/whom-to-ask", test_whom_to_ask_is_said_where_it_is_decided },
    { "/people/two-who-change", test_two_who_change_one_person_see_what_changed },
  };

  gtk_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  /* Under its own name the application finds its style sheet. */
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].name, tests[i].func);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The incident's windows over a real vault: the list, the form with its kept
 * draft, the case with procedure and closing gate, the journal.  With
 * GUARDBOOK_SHOTS set to a folder each leaves a picture there. */
#include <adwaita.h>
#include <locale.h>

#include "../casework/incident-support.h"
#include "base/ids.h"
#include "casework/draft.h"
#include "support/screen.h"
#include "views/form.h"
#include "views/incident-form.h"
#include "views/incident-page.h"
#include "views/incidents.h"
#include "views/journal.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/readers.h"
#include "views/row.h"
#include "views/window.h"

static GtkApplication *application;

typedef struct
{
  Desk *desk;
  GbWindow *window;
} Room;

static Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->desk = desk_new_of_three ();
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
  desk_free (room->desk);
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

static GtkWidget *
wait_for_dialog (Room *room)
{
  return gb_test_wait_for_dialog (GTK_WINDOW (room->window));
}

static GbForm *
form_in (GtkWidget *inside)
{
  return GB_FORM (gb_test_wait_for_type (inside, GB_TYPE_FORM));
}

/* --- the tests --------------------------------------------------------------------- */

static void
test_list_shows_what_is_there_and_what_comes_next (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *one = new_incident (room->desk, "no");
  g_autofree char *two = new_incident (room->desk, "unknown");

  tick (room->desk, one, "safe-now");
  gb_window_go (of (room), "incidents");
  gb_test_wait_for (of (room), gb_test_says, "26-0001");
  gb_test_wait_for (of (room), gb_test_says, "2 incidents this school year, 2 open");
  gb_test_wait_for (of (room), gb_test_says, "Two in Y6");
  gb_test_wait_for (of (room), gb_test_says, "Next");
  gb_test_shoot (of (room), "incidents");
}

static void
test_empty_list_offers_the_first_incident (void)
{
  g_autoptr (Room) room = room_new ();

  gb_window_go (of (room), "incidents");
  gb_test_wait_for (of (room), gb_test_says, "Nothing recorded yet");
  gb_test_shoot (of (room), "incidents-empty");
}

static void
test_case_shows_story_people_steps_and_what_is_missing (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");

  tick (room->desk, id, "safe-now");
  desk_does (room->desk, "incident.amended", id,
             "{'changes':[{'field':'site','old':'off','new':'on'}],'reason':'They were sent in school.'}");
  desk_does (room->desk, "step.set-aside", id,
             "{'procedure':'general','step':'advice','title':'-','reason':'We were sure.'}");
  gb_window_open_case (of (room), "incident", id);
  gb_test_wait_for (of (room), gb_test_says, "Hurtful messages in a class chat");
  gb_test_wait_for (of (room), gb_test_says, "It made my tummy hurt.");
  gb_test_wait_for (of (room), gb_test_says, "3 of 9 done");
  gb_test_wait_for (of (room), gb_test_says, "Set aside by Ruth Adeyemi: We were sure.");
  gb_test_wait_for (of (room), gb_test_says, "Not ready to close: 7 things are missing");
  gb_test_wait_for (of (room), gb_test_says, "Whether a parent of Jonah Reed was told isn’t recorded.");
  gb_test_wait_for (of (room), gb_test_says, "Off site");
  gb_test_wait_for (of (room), gb_test_says, "Entered late");
  gb_test_shoot (of (room), "incident");
}

static void
test_possible_image_warns_on_its_page (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "yes");

  gb_window_open_case (of (room), "incident", id);
  gb_test_wait_for (of (room), gb_test_says, "Nobody looks at it, copies, sends or deletes it.");
  gb_test_wait_for (of (room), gb_test_says, "Whether anything was viewed isn’t recorded.");
  gb_test_shoot (of (room), "incident-image");
}

static void
test_missing_thing_opens_where_it_is_put_right (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  GtkWidget *row;
  GtkWidget *dialog;

  gb_window_open_case (of (room), "incident", id);
  row = gtk_widget_get_ancestor (
      gb_test_wait_for (of (room), gb_test_says, "a parent of Jonah Reed was told isn’t recorded"), GB_TYPE_ROW);
  g_signal_emit_by_name (row, "open");
  dialog = wait_for_dialog (room);
  gb_test_wait_for (dialog, gb_test_says, "Parents of Jonah Reed");
  gb_choice_set (GB_CHOICE (gb_form_get_field (form_in (dialog), "told")), "no");
  gb_test_press (dialog, "Record");
  gb_test_wait_for (dialog, gb_test_says, "is still empty");
  gb_test_shoot (dialog, "incident-parent");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Ready, closed, and opened again, all from its page. */
static void
test_case_is_closed_from_its_page (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  g_autoptr (GbIncident) incident = NULL;
  GtkWidget *dialog;
  GbForm *form;

  settle_general (room->desk, id);
  gb_window_open_case (of (room), "incident", id);
  gb_test_wait_for (of (room), gb_test_says, "Nothing is missing");
  gb_test_shoot (of (room), "incident-ready");
  gb_test_press (of (room), "Close the case…");
  dialog = wait_for_dialog (room);
  form = form_in (dialog);
  {
    g_autoptr (JsonObject) body = body_of (CLOSING);
    gb_form_write (form, body);
  }
  gb_test_shoot (dialog, "incident-close");
  gb_form_submit (form);
  gb_test_wait_for (of (room), gb_test_is_button, "Open again…");
  incident = load (room->desk, id);
  g_assert_cmpstr (incident->state, ==, "closed");
}

static void
test_amending_keeps_what_was_not_touched (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  g_autoptr (GbIncident) before = load (room->desk, id);
  g_autoptr (GbIncident) after = NULL;
  GtkWidget *title, *dialog;
  GbForm *form;

  gb_window_open_case (of (room), "incident", id);
  title = gb_test_wait_for (of (room), gb_test_says, "Hurtful messages in a class chat");
  gtk_widget_activate_action (gtk_widget_get_ancestor (title, GB_TYPE_PAGE), "incident.amend", NULL);
  dialog = wait_for_dialog (room);
  form = form_in (dialog);
  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, "title")), "Hurtful messages");
  {
    g_autoptr (JsonObject) reason = body_of ("{'reason':'Shorter.'}");
    gb_form_write (form, reason);
  }
  gb_test_shoot (dialog, "incident-amend");
  gb_form_submit (form);
  gb_test_wait_for (of (room), gb_test_says, "Because: Shorter.");
  after = load (room->desk, id);
  g_assert_cmpstr (after->title, ==, "Hurtful messages");
  g_assert_cmpstr (after->narrative, ==, before->narrative);
  g_assert_cmpstr (after->four_c, ==, before->four_c);
  g_assert_cmpint (after->occurred_at, ==, before->occurred_at);
}

/* What hangs on an incident is begun from its page, and settles its step there. */
static void
test_device_taken_from_the_page_settles_its_step (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "unknown");
  g_autofree char *json =
      g_strdup_printf ("{'owner_id':'" ELIN
                       "','owner':'Elin Marsh','device_type':'phone','description':'Black phone','condition':'Sound',"
                       "'ground':'indecent-image','at':%" G_GINT64_FORMAT ",'place':'main-office-safe','seal':'0417'}",
                       desk_now);
  g_autoptr (JsonObject) body = body_of (json);
  GtkWidget *title;
  GbForm *form;

  gb_window_open_case (of (room), "incident", id);
  title = gb_test_wait_for (of (room), gb_test_says, "Hurtful messages in a class chat");
  gtk_widget_activate_action (gtk_widget_get_ancestor (title, GB_TYPE_PAGE), "incident.device", NULL);
  form = form_in (wait_for_dialog (room));
  gb_form_write (form, body);
  gb_form_submit (form);
  gb_test_wait_for (of (room), gb_test_says, "Black phone"); /* the page of the device opens */
  assert_step (room->desk, id, "take-device", "done");
}

static gpointer
drafts_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_draft_list (book, "incident.recorded", NULL, error);
}

static void
test_form_keeps_its_draft_and_records_it (void)
{
  g_autoptr (Room) room = room_new ();
  g_autoptr (JsonObject) body = general_body ("no");
  g_autoptr (GPtrArray) drafts = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  GbForm *form;

  gb_window_go (of (room), "incidents");
  gb_window_push (gb_test_wait_for (of (room), gb_test_says, "Nothing recorded yet"),
                  gb_incident_form_new (room->desk->book, NULL));
  gb_test_wait_for (of (room), gb_test_says, "Before you write");
  form = form_in (of (room));
  gb_test_shoot (of (room), "incident-form");
  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, "title")), "A fall-out over a game");
  gb_test_wait_for (of (room), gb_test_says, "What you typed was kept at 11.20");
  drafts = gb_book_ask (room->desk->book, drafts_on_worker, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (((GbDraft *) drafts->pdata[0])->title, ==, "A fall-out over a game");

  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, "title")), "A fall-out over a game of tag");
  gb_window_back (of (room));
  gb_window_push (gb_test_wait_for (of (room), gb_test_says, "Nothing recorded yet"),
                  gb_incident_form_new (room->desk->book, ((GbDraft *) drafts->pdata[0])->id));
  gb_test_wait_for (of (room), gb_test_says, "This is your draft");
  form = form_in (of (room));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (gb_form_get_field (form, "title"))), ==,
                   "A fall-out over a game of tag");
  gb_form_submit (form);
  gb_test_wait_for (of (room), gb_test_says, "is still empty");
  gb_form_write (form, body);
  gb_test_wait_for (of (room), gb_test_says, "Concern about a child");
  gb_test_shoot (of (room), "incident-form-filled");
  gb_form_submit (form);
  gb_test_wait_for (of (room), gb_test_says, "Not ready to close");
  after = gb_book_ask (room->desk->book, drafts_on_worker, NULL, &error);
  g_assert_cmpuint (after->len, ==, 0);
}

static void
test_sealed_case_says_who_reads_it_and_why (void)
{
  g_autoptr (Room) room = room_new ();
  g_autoptr (JsonObject) body = general_body ("no");
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = gb_id_new ();
  GtkWidget *dialog;

  json_object_set_object_member (body, "sealing", gb_test_body ("{'rule':'owner'}"));
  done = gb_incident_record (room->desk->book, request, body, &error);
  g_assert_no_error (error);
  gb_window_go (of (room), "incidents");
  gb_test_wait_for (of (room), gb_test_says, done->reference);
  gb_window_open_case (of (room), "incident", done->case_id);
  gb_test_wait_for (of (room), gb_test_says, "Sealed: ");
  gb_test_shoot (of (room), "incident-sealed");
  gb_readers_open (of (room), room->desk->book, done->case_id);
  dialog = wait_for_dialog (room);
  gb_test_wait_for (dialog, gb_test_says, "Nobody else is told that it exists");
  gb_test_wait_for (dialog, gb_test_says, "Who can’t, and why");
  gb_test_shoot (dialog, "incident-readers");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_journal_is_checked_with_progress (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  GtkWidget *dialog;

  desk_does (room->desk, "incident.noted", id, "{'text':'Spoke with the class.'}");
  gb_window_go (of (room), "journal");
  gb_test_wait_for (of (room), gb_test_says, "Recorded the incident (26-0001)");
  gb_test_shoot (of (room), "journal");
  gb_test_press (of (room), "Check the journal");
  dialog = wait_for_dialog (room);
  gb_test_wait_for (dialog, gb_test_says, "Every one is as it was signed, and none is missing.");
  gb_test_shoot (dialog, "journal-check");
  gb_test_press (dialog, "Close");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_func ("/ui/incident/list", test_list_shows_what_is_there_and_what_comes_next);
  g_test_add_func ("/ui/incident/empty", test_empty_list_offers_the_first_incident);
  g_test_add_func ("/ui/incident/case", test_case_shows_story_people_steps_and_what_is_missing);
  g_test_add_func ("/ui/incident/image", test_possible_image_warns_on_its_page);
  g_test_add_func ("/ui/incident/put-right", test_missing_thing_opens_where_it_is_put_right);
  g_test_add_func ("/ui/incident/close", test_case_is_closed_from_its_page);
  g_test_add_func ("/ui/incident/amend", test_amending_keeps_what_was_not_touched);
  g_test_add_func ("/ui/incident/device", test_device_taken_from_the_page_settles_its_step);
  g_test_add_func ("/ui/incident/sealed", test_sealed_case_says_who_reads_it_and_why);
  g_test_add_func ("/ui/incident/form", test_form_keeps_its_draft_and_records_it);
  g_test_add_func ("/ui/incident/journal", test_journal_is_checked_with_progress);
  return g_test_run ();
}

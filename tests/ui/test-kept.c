/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed into any form is there again: after Cancel, after a lock, for
 * the same thing only, and not a word more than was typed. */
#include "drafts.h"
#include "room.h"

#include "casework/draft.h"
#include "views/device-dialogs.h"
#include "views/incident-dialogs.h"
#include "views/incident-form.h"
#include "views/incident-people.h"
#include "views/referral-dialogs.h"
#include "views/register-form.h"
#include "views/row.h"
#include "views/search-dialogs.h"

static void
wait_for_drafts (Room *room, const char *kind, guint n)
{
  gb_test_wait_for_drafts (room->desk->book, kind, n);
}

/* As a hand would: the field itself, not gb_form_write. */
static void
type (GtkWidget *dialog, const char *field, const char *text)
{
  GtkWidget *widget = gb_form_get_field (form_in (dialog), field);

  g_assert_nonnull (widget);
  if (GTK_IS_TEXT_VIEW (widget))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (widget), text);
}

static void
cancel (Room *room, GtkWidget *dialog)
{
  gb_test_press (dialog, "Cancel");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_settle (50);
}

static void
assert_says (GtkWidget *dialog, const char *field, const char *text)
{
  g_autoptr (JsonObject) body = gb_form_read (form_in (dialog));
  g_assert_cmpstr (gb_json_text (body, field), ==, text);
}

/* --- every form --------------------------------------------------------------------- */

static void
open_search (Room *room)
{
  gb_search_ask_request (of (room), room->desk->book, NULL, NULL, FALSE);
}

static void
open_device (Room *room)
{
  gb_device_ask_take (of (room), room->desk->book, NULL);
}

static void
open_referral (Room *room)
{
  gb_referral_ask_begin (of (room), room->desk->book, NULL);
}

static void
open_register (Room *room)
{
  gb_register_ask_new (of (room), room->desk->book, gb_register_find ("lessons"), NULL);
}

static const struct
{
  const char *kind, *field;
  void (*open) (Room *room);
} every[] = {
  { "search.requested", "scope", open_search },
  { "device.confiscated", "description", open_device },
  { "referral.begun", "summary", open_referral },
  { "register.entered", "learnt", open_register },
};

static void
test_every_form_offers_what_was_typed_before (void)
{
  g_autoptr (Room) room = room_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (every); i++)
    {
      GtkWidget *dialog;
      every[i].open (room);
      dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
      gb_test_settle (50);
      type (dialog, every[i].field, "Half a sente");
      cancel (room, dialog);
      wait_for_drafts (room, every[i].kind, 1);
      every[i].open (room);
      dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
      gb_test_wait_for (dialog, gb_test_says, "Carry on where you left off");
      if (i == 0)
        gb_test_shoot (dialog, "carry-on");
      gb_test_press (dialog, "Carry on");
      gb_test_wait_for (dialog, gb_test_says, "This is your draft, as you left it.");
      assert_says (dialog, every[i].field, "Half a sente");
      cancel (room, dialog);
    }
}

static void
test_it_is_kept_while_it_is_typed (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  open_search (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "scope", "The class chat");
  gb_test_wait_for (dialog, gb_test_says, "What you typed was kept at 11.20");
  wait_for_drafts (room, "search.requested", 1);
  cancel (room, dialog);
}

static void
test_nothing_is_kept_when_nothing_was_typed_or_all_was_taken_back (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  open_search (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (1300);
  cancel (room, dialog);
  g_assert_cmpuint (gb_test_count_drafts (room->desk->book, NULL), ==, 0);
  open_search (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "scope", "x");
  wait_for_drafts (room, "search.requested", 1);
  type (dialog, "scope", "");
  cancel (room, dialog);
  wait_for_drafts (room, "search.requested", 0);
}

static void
test_a_person_left_out_can_be_brought_back (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *page;
  GbIncidentPeople *people;
  g_autoptr (JsonArray) none = NULL, both = NULL;
  g_autoptr (JsonObject) two = body_of ("{'people':[{'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil'},"
                                        "{'person_id':'" BETH "','name':'Beth Oyelaran','sort':'staff'}]}");

  page = gb_incident_form_new (room->desk->book, NULL);
  gb_window_push (of (room), page);
  people = GB_INCIDENT_PEOPLE (gb_test_wait_for_type (of (room), GB_TYPE_INCIDENT_PEOPLE));
  gb_incident_people_write (people, gb_json_array (two, "people"));
  gb_test_press (GTK_WIDGET (people), "Leave this person out");
  gb_test_press (GTK_WIDGET (people), "Leave this person out");
  none = gb_incident_people_read (people);
  g_assert_cmpuint (json_array_get_length (none), ==, 0);
  gb_test_shoot (of (room), "kept-left-out");
  gb_test_press (GTK_WIDGET (people), "Bring Beth Oyelaran back");
  gb_test_press (GTK_WIDGET (people), "Bring Jonah Reed back");
  both = gb_incident_people_read (people);
  g_assert_cmpuint (json_array_get_length (both), ==, 2);
  g_assert_cmpstr (gb_json_text (json_array_get_object_element (both, 1), "name"), ==, "Jonah Reed");
  g_assert_null (gb_test_find (GTK_WIDGET (people), gb_test_is_button, "Bring Jonah Reed back"));
}

static void
test_a_lock_in_the_middle_of_a_word_loses_none (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  open_referral (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "summary", "What she said to me at the ga");
  gtk_window_destroy (GTK_WINDOW (dialog));
  sit (room, RUTH);
  open_referral (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_press (dialog, "Carry on");
  gb_test_wait_for (dialog, gb_test_says, "This is your draft");
  assert_says (dialog, "summary", "What she said to me at the ga");
  cancel (room, dialog);
  sit (room, CARYS);
  open_referral (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (300);
  g_assert_null (gb_test_find (dialog, gb_test_says, "Carry on where you left off"));
  cancel (room, dialog);
}

static void
test_done_or_thrown_away_it_is_forgotten (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *incident = NULL;
  g_autoptr (GbIncident) loaded = NULL;
  GtkWidget *dialog;

  incident = new_incident (room->desk, "no");
  loaded = load (room->desk, incident);
  gb_incident_ask_debrief (of (room), room->desk->book, loaded);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  fill (dialog, "{'waived':'no'}");
  type (dialog, "lessons", "Class rules for chats.");
  type (dialog, "present", "Ruth Adeyemi, Martin Pell");
  wait_for_drafts (room, "incident.debriefed", 1);
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  wait_for_drafts (room, "incident.debriefed", 0);
  open_search (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "scope", "x");
  cancel (room, dialog);
  wait_for_drafts (room, "search.requested", 1);
  open_search (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_press (dialog, "Throw away");
  wait_for_drafts (room, "search.requested", 0);
  cancel (room, dialog);
}

static void
test_thrown_away_it_can_be_brought_back_while_the_form_is_open (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  open_referral (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "summary", "What she said to me at the gate");
  cancel (room, dialog);
  wait_for_drafts (room, "referral.begun", 1);
  open_referral (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_press (dialog, "Throw away");
  wait_for_drafts (room, "referral.begun", 0);
  gb_test_wait_for (dialog, gb_test_is_button, "Bring back");
  gb_test_shoot (dialog, "kept-thrown-away");
  g_assert_null (gb_test_find (dialog, gb_test_is_button, "Carry on"));
  gb_test_press (dialog, "Bring back");
  wait_for_drafts (room, "referral.begun", 1);
  gb_test_press (dialog, "Carry on");
  gb_test_wait_for (dialog, gb_test_says, "This is your draft");
  assert_says (dialog, "summary", "What she said to me at the gate");
  cancel (room, dialog);
}

/* A draft about one thing is not offered for another, and says nothing of what
 * was not typed: what somebody else changed meanwhile stays. */
static void
test_it_is_for_the_same_thing_and_for_what_was_typed_alone (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *one = new_incident (room->desk, "no"), *other = new_incident (room->desk, "no");
  g_autoptr (GbIncident) first = load (room->desk, one);
  g_autoptr (GbIncident) second = load (room->desk, other);
  g_autoptr (GbIncident) changed = NULL;
  GtkWidget *dialog;

  gb_incident_ask_amend (of (room), room->desk->book, first);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "narrative", "Four pupils were named.");
  cancel (room, dialog);
  wait_for_drafts (room, "incident.amended", 1);
  desk_does (room->desk, "incident.amended", one,
             "{'reason':'Clearer','changes':[{'field':'title','old':'Hurtful messages in a class chat',"
             "'new':'Messages that hurt'}]}");
  gb_incident_ask_amend (of (room), room->desk->book, second);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (300);
  g_assert_null (gb_test_find (dialog, gb_test_says, "Carry on where you left off"));
  cancel (room, dialog);
  changed = load (room->desk, one);
  gb_incident_ask_amend (of (room), room->desk->book, changed);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_press (dialog, "Carry on");
  gb_test_wait_for (dialog, gb_test_says, "This is your draft");
  assert_says (dialog, "narrative", "Four pupils were named.");
  assert_says (dialog, "title", "Messages that hurt");
  cancel (room, dialog);
}

/* The row in Today leads straight to the form, which offers the draft. */
static void
carry_on_from_today (Room *room, const char *field, const char *text)
{
  GtkWidget *dialog;

  sit (room, RUTH);
  gb_test_press (of (room), "Go on writing");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_press (dialog, "Carry on");
  gb_test_wait_for (dialog, gb_test_says, "This is your draft");
  assert_says (dialog, field, text);
  cancel (room, dialog);
}

static void
test_today_leads_to_where_it_is_carried_on_with (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  open_search (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "scope", "The class chat");
  cancel (room, dialog);
  wait_for_drafts (room, "search.requested", 1);
  sit (room, RUTH);
  gb_test_wait_for (of (room), gb_test_says, "Ask for a search: The class chat");
  gb_test_wait_for (of (room), gb_test_says, "Kept since today, 11.20; only you can see it.");
  gb_test_shoot (of (room), "today-draft");
  carry_on_from_today (room, "scope", "The class chat");
}

static void
test_today_leads_to_the_register_too (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  open_register (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "learnt", "Two adults at the door");
  cancel (room, dialog);
  wait_for_drafts (room, "register.entered", 1);
  carry_on_from_today (room, "learnt", "Two adults at the door");
}

/* A search asked for from an incident is carried on with there, and nowhere else. */
static void
test_what_hangs_on_a_case_leads_to_the_case (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *incident = new_incident (room->desk, "no");
  GtkWidget *dialog;

  gb_referral_ask_begin (of (room), room->desk->book, incident);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "summary", "Half a sente");
  cancel (room, dialog);
  wait_for_drafts (room, "referral.begun", 1);
  open_referral (room);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (300);
  g_assert_null (gb_test_find (dialog, gb_test_says, "Carry on where you left off"));
  cancel (room, dialog);
  sit (room, RUTH);
  gb_test_press (of (room), "Go on writing");
  gb_test_wait_for (of (room), gb_test_says, "Three pupils were named in messages.");
}

static void
test_a_refusal_keeps_what_was_typed (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *device = take (room->desk, NULL);
  g_autofree char *search = NULL;
  g_autoptr (GbSearch) loaded = NULL;
  GtkWidget *dialog;

  search = new_search (room->desk, NULL);
  loaded = search_of (room->desk, search);
  gb_search_ask_amend (of (room), room->desk->book, loaded);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (50);
  type (dialog, "scope", "The class chat of the choir");
  gb_form_submit (form_in (dialog));
  gb_test_settle (1300);
  wait_for_drafts (room, "search.amended", 1);
  assert_says (dialog, "scope", "The class chat of the choir");
  cancel (room, dialog);
  g_assert_nonnull (device);
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
  g_test_add_func ("/kept/every-form", test_every_form_offers_what_was_typed_before);
  g_test_add_func ("/kept/while-typed", test_it_is_kept_while_it_is_typed);
  g_test_add_func ("/kept/nothing-typed", test_nothing_is_kept_when_nothing_was_typed_or_all_was_taken_back);
  g_test_add_func ("/kept/brought-back", test_thrown_away_it_can_be_brought_back_while_the_form_is_open);
  g_test_add_func ("/kept/left-out", test_a_person_left_out_can_be_brought_back);
  g_test_add_func ("/kept/lock", test_a_lock_in_the_middle_of_a_word_loses_none);
  g_test_add_func ("/kept/done-or-thrown-away", test_done_or_thrown_away_it_is_forgotten);
  g_test_add_func ("/kept/same-thing", test_it_is_for_the_same_thing_and_for_what_was_typed_alone);
  g_test_add_func ("/kept/today-register", test_today_leads_to_the_register_too);
  g_test_add_func ("/kept/hangs-on-a-case", test_what_hangs_on_a_case_leads_to_the_case);
  g_test_add_func ("/kept/refused", test_a_refusal_keeps_what_was_typed);
  g_test_add_func ("/kept/today", test_today_leads_to_where_it_is_carried_on_with);
  return g_test_run ();
}

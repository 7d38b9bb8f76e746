/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows of a device search over a real vault: asked for, read and signed
 * as the headteacher, carried out, told of, closed - and what they refuse. */
#include "room.h"
#include "support/passphrase.h"
#include "vault/statement.h"
#include "views/choice.h"
#include "views/row.h"
#include "views/search-dialogs.h"

/* Until this dialog has gone, whichever stands there after it. */
static void
submit_and_wait (GtkWidget *dialog)
{
  g_object_ref (dialog);
  gb_form_submit (form_in (dialog));
  while (!gtk_widget_in_destruction (dialog) && gtk_widget_get_mapped (dialog))
    gb_test_settle (20);
  g_object_unref (dialog);
}

static char *
newest (Room *room)
{
  return new_search (room->desk, NULL);
}

static void
test_the_list_says_what_goes_there_and_then_what_is_there (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = NULL;

  gb_window_go (of (room), "searches");
  gb_test_wait_for (of (room), gb_test_says, "No search has been asked for");
  gb_test_shoot (of (room), "searches-empty");
  id = newest (room);
  gb_test_wait_for (of (room), gb_test_says, "Black phone, cracked corner, bag 0417");
  gb_test_wait_for (of (room), gb_test_says, "1 search is not over yet");
  gb_test_shoot (of (room), "searches");
}

static void
test_the_page_shows_the_permit_and_every_gate (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);

  gb_window_open_case (of (room), "search", id);
  gb_test_wait_for (of (room), gb_test_says, "Search permit 26-0001");
  gb_test_wait_for (of (room), gb_test_says, "Jonah Reed, Year 6");
  gb_test_wait_for (of (room), gb_test_says, "Not yet authorised");
  gb_test_wait_for (of (room), gb_test_says, "Three different people");
  g_assert_null (gb_test_find (of (room), gb_test_is_button, "Read and sign…"));
  gb_test_settle (300);
  g_assert_null (gb_test_find (of (room), gb_test_says, "Before you decide"));
  gb_test_shoot (of (room), "search");
}

static void
test_whom_to_ask_about_a_vulnerable_child_stands_beside_the_gates (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);

  g_free (gb_test_act (room->desk->book, "person.flagged", NULL,
                       "{'person_id':'" JONAH "','name':'Jonah Reed','flag':'looked-after'}"));
  sit (room, MARTIN);
  gb_window_open_case (of (room), "search", id);
  gb_test_wait_for (of (room), gb_test_says, "Jonah Reed: Looked after. Before you decide, ask the designated teacher");
  gb_test_settle (300);
  gb_test_shoot (of (room), "search-vulnerable");
}

static void
test_its_own_place_leads_from_a_search_back_to_the_list (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);
  GtkWidget *row;

  gb_window_go (of (room), "searches");
  gb_test_wait_for (of (room), gb_test_says, "1 search is not over yet");
  gb_window_open_case (of (room), "search", id);
  gb_test_wait_for (of (room), gb_test_says, "Search permit 26-0001");
  row = gtk_widget_get_ancestor (gb_test_wait_for (of (room), gb_test_says, "Searches"), GTK_TYPE_LIST_BOX_ROW);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  gb_test_wait_for (of (room), gb_test_is_button, "Ask for a search");
}

static void
test_the_headteacher_reads_the_sheet_and_signs_it (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);
  GtkWidget *dialog;
  g_autoptr (GbSearch) search = NULL;

  sit (room, MARTIN);
  gb_window_open_case (of (room), "search", id);
  gb_test_press (of (room), "Read and sign…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "Authorise this search?");
  gb_test_wait_for (dialog, gb_test_says, "Search permit 26-0001");
  gb_test_shoot (dialog, "sign");
  gb_test_give_passphrase (dialog, GB_TEST_PASSPHRASE);
  gb_test_press (dialog, "Sign");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Signed by Martin Pell");
  gb_test_shoot (of (room), "search-signed");
  search = search_of (room->desk, id);
  g_assert_cmpstr (search->state, ==, "authorised");
}

static void
test_a_condition_is_read_on_the_sheet_before_it_is_signed (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);
  GtkWidget *dialog;
  g_autoptr (GbSearch) search = NULL;

  sit (room, MARTIN);
  gb_window_open_case (of (room), "search", id);
  gb_test_press (of (room), "Read and sign…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_press (dialog, "Add a condition…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'condition':'His mother is in the room'}");
  gb_test_shoot (dialog, "condition");
  submit_and_wait (dialog);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "On this condition");
  gb_test_wait_for (dialog, gb_test_says, "His mother is in the room");
  gb_test_shoot (dialog, "sign-condition");
  gb_test_give_passphrase (dialog, GB_TEST_PASSPHRASE);
  gb_test_press (dialog, "Sign");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Signed by Martin Pell");
  search = search_of (room->desk, id);
  g_assert_cmpstr (search->condition, ==, "His mother is in the room");
}

static gpointer
ask_entries (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER (
    (int) gb_vault_ask_number (gb_book_get_vault (book), 0, error, "SELECT count (*) FROM entry", NULL));
}

static int
entries (Desk *desk)
{
  return GPOINTER_TO_INT (gb_book_ask (desk->book, ask_entries, NULL, NULL));
}

/* Two clicks faster than the answer: the button is dead after the first, and
 * whatever comes through is one request. */
static void
test_two_clicks_make_one_signature (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);
  GtkWidget *dialog, *button;
  int before, after;

  sit (room, MARTIN);
  gb_window_open_case (of (room), "search", id);
  gb_test_press (of (room), "Read and sign…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_give_passphrase (dialog, GB_TEST_PASSPHRASE);
  before = entries (room->desk);
  button = gb_test_wait_for (dialog, gb_test_is_button, "Sign");
  g_signal_emit_by_name (button, "clicked");
  g_signal_emit_by_name (button, "clicked");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Signed by Martin Pell");
  gb_test_settle (300);
  after = entries (room->desk);
  g_assert_cmpint (after, ==, before + 1);
}

/* Somebody else is faster: what was not touched here follows the record, the
 * one field that both changed is asked for, and nothing typed is lost. */
static void
test_two_who_change_one_search_see_what_changed (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);
  g_autoptr (GbSearch) search = search_of (room->desk, id), saved = NULL;
  GtkWidget *dialog, *question;

  gb_window_open_case (of (room), "search", id);
  gb_search_ask_amend (of (room), room->desk->book, search);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'scope':'What I typed','amend_reason':'Said too much'}");
  desk_does (room->desk, "search.amended", id,
             "{'changes':[{'field':'scope','new':'What the other typed'},{'field':'device','new':'A red phone'}],"
             "'reason':'x'}");
  gb_form_submit (form_in (dialog));
  question = gb_test_wait_for_dialog (GTK_WINDOW (dialog));
  gb_test_wait_for (question, gb_test_says, "Changed while you wrote");
  gb_test_wait_for (question, gb_test_says, "What the other typed");
  gb_test_wait_for (question, gb_test_says, "What I typed");
  gb_test_shoot (question, "conflict");
  gb_test_press (question, "Go on");
  gb_test_wait_for (dialog, gb_test_says, "what you typed is kept");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  saved = search_of (room->desk, id);
  g_assert_cmpstr (saved->scope, ==, "What I typed");
  g_assert_cmpstr (saved->device, ==, "A red phone");
}

static void
test_a_sheet_changed_while_it_was_read_is_not_signed (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);
  GtkWidget *dialog;
  g_autoptr (GbSearch) search = NULL;

  sit (room, MARTIN);
  gb_window_open_case (of (room), "search", id);
  gb_test_press (of (room), "Read and sign…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  desk_does (room->desk, "search.amended", id,
             "{'changes':[{'field':'scope','new':'Everything'}],'reason':'x'}");
  gb_test_give_passphrase (dialog, GB_TEST_PASSPHRASE);
  gb_test_press (dialog, "Sign");
  gb_test_wait_for (dialog, gb_test_says, "changed since you read it");
  gb_test_shoot (dialog, "sign-changed");
  search = search_of (room->desk, id);
  g_assert_cmpstr (search->state, ==, "requested");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_a_void_permit_says_so_everywhere_at_once (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);

  gb_window_set_book (room->window, NULL);
  sign (room->desk, id);
  gb_window_set_book (room->window, room->desk->book);
  desk_does (room->desk, "search.amended", id,
             "{'changes':[{'field':'scope','new':'Everything'}],'reason':'x'}");
  gb_window_open_case (of (room), "search", id);
  gb_test_wait_for (of (room), gb_test_says, "Void: changed after signature");
  gb_test_wait_for (of (room), gb_test_says, "This permit is void");
  gb_test_shoot (of (room), "search-void");
  /* In the list and among what waits for a signature at the same moment. */
  gb_window_go (of (room), "searches");
  gb_test_wait_for (of (room), gb_test_says, "Void: changed after signature");
  gb_test_shoot (of (room), "searches-void");
  sit (room, MARTIN);
  gb_window_go (of (room), "today");
  gb_test_wait_for (of (room), gb_test_says, "Void: changed after signature");
  gb_test_shoot (of (room), "today-void");
}

static void
test_a_request_is_asked_for_in_its_form (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;
  g_autofree char *body = request_of (room->desk, "{'ground':null}");

  gb_window_go (of (room), "searches");
  gb_test_wait_for (of (room), gb_test_says, "No search has been asked for");
  gb_test_press (of (room), "Ask for a search");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, body);
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "“Ground” is still empty");
  gb_test_shoot (dialog, "search-request");
  fill (dialog, "{'ground':'prohibited','witness_id':'" BETH "','witness':'Beth Oyelaran'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "Beth Oyelaran can’t be the witness");
  fill (dialog, "{'witness_id':'" NEIL "','witness':'Neil Farrow'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Search permit 26-0001");
}

static void
test_the_search_is_recorded_and_told_of_from_its_page (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = newest (room);
  GtkWidget *dialog;
  g_autoptr (GbSearch) search = NULL;

  gb_window_set_book (room->window, NULL);
  sign (room->desk, id);
  desk_now = at_time (13 * 60 + 5);
  gb_window_set_book (room->window, room->desk->book);
  gb_window_open_case (of (room), "search", id);
  gb_test_press (of (room), "Record the search…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'place':'Office','found':'no','follow_up':'None','risk_revealed':'no','harm_considered':'Yes'}");
  gb_test_shoot (dialog, "search-carried-out");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_press (of (room), "DSL told…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_press (of (room), "Parent told…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'told':'no'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "If not, say why");
  fill (dialog, "{'reason_not':'The police asked us to wait'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_is_button, "Close…");
  gb_test_shoot (of (room), "search-done");
  search = search_of (room->desk, id);
  g_assert_cmpint (search->parent_told, ==, 0);
}

static void
test_the_headteacher_gives_a_standing_authority_and_signs_it (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  sit (room, MARTIN);
  gb_window_go (of (room), "searches");
  gb_test_press (of (room), "Standing authorities");
  gb_test_wait_for (of (room), gb_test_says, "No standing authority has been given.");
  gb_test_press (of (room), "Give an authority…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'person_id':'" OWEN "','person':'Owen Maddox','scope':'generally'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "can’t require anyone to search");
  fill (dialog, "{'agreed':true}");
  submit_and_wait (dialog);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "Standing authority to search");
  gb_test_shoot (dialog, "authority-sign");
  gb_test_give_passphrase (dialog, GB_TEST_PASSPHRASE);
  gb_test_press (dialog, "Sign");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "In force");
  gb_test_shoot (of (room), "authorities");
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
#define TEST(name) g_test_add_func ("/search/" #name, test_##name)
  TEST (two_clicks_make_one_signature);
  TEST (two_who_change_one_search_see_what_changed);
  TEST (the_list_says_what_goes_there_and_then_what_is_there);
  TEST (the_page_shows_the_permit_and_every_gate);
  TEST (whom_to_ask_about_a_vulnerable_child_stands_beside_the_gates);
  TEST (its_own_place_leads_from_a_search_back_to_the_list);
  TEST (the_headteacher_reads_the_sheet_and_signs_it);
  TEST (a_condition_is_read_on_the_sheet_before_it_is_signed);
  TEST (a_sheet_changed_while_it_was_read_is_not_signed);
  TEST (a_void_permit_says_so_everywhere_at_once);
  TEST (a_request_is_asked_for_in_its_form);
  TEST (the_search_is_recorded_and_told_of_from_its_page);
  TEST (the_headteacher_gives_a_standing_authority_and_signs_it);
  return g_test_run ();
}

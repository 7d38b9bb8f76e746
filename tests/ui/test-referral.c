/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows of a referral over a real vault: the clock, the limbs, the list
 * to have ready, made, answered - and what they refuse. */
#include "room.h"
#include "casework/referral.h"
#include "views/row.h"

static char *
begin (Room *room, const char *agency)
{
  g_autofree char *body =
      g_strdup_printf ("{'agency':'%s','noticed_at':%" G_GINT64_FORMAT
                       ",'summary':'A coach sent a friend request to a pupil.','subject':'Dale Perrin',"
                       "'subject_role':'Sports coach, agency','limbs':['unsuitable']}",
                       agency, at_time (9 * 60 + 30));
  return gb_test_act (room->desk->book, "referral.begun", NULL, body);
}

static void
test_the_clock_is_the_largest_thing_and_says_its_rule (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = begin (room, "lado");

  gb_window_open_case (of (room), "referral", id);
  gb_test_wait_for (of (room), gb_test_says, "22 h left");
  gb_test_wait_for (of (room), gb_test_says,
                    "Due Friday 20 November 2026, 09.30: one working day from when the school knew");
  gb_test_wait_for (of (room), gb_test_says, "May be met");
  gb_test_shoot (of (room), "referral");
  gb_window_go (of (room), "referrals");
  gb_test_wait_for (of (room), gb_test_says, "1 referral is not over yet");
  gb_test_settle (300);
  gb_test_shoot (of (room), "referrals");
}

static void
test_it_is_made_ready_made_and_answered_from_its_page (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = begin (room, "lado");
  GtkWidget *dialog;

  gb_window_open_case (of (room), "referral", id);
  g_signal_emit_by_name (
      gtk_widget_get_ancestor (gb_test_wait_for (of (room), gb_test_says, "The adult: full name"), GB_TYPE_ROW),
      "open");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'value':'Dale Perrin'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "1 of ");
  gb_test_press (of (room), "Record that it was made…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'route':'portal'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "is still empty");
  gb_test_shoot (dialog, "referral-made");
  fill (dialog, "{'spoke_to':'Duty LADO','reference':'K-118'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "In time");
  gb_test_press (of (room), "Record the answer…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'outcome':'threshold-met','words':'A strategy meeting follows.'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_is_button, "Close…");
  gb_test_shoot (of (room), "referral-answered");
}

static void
test_one_about_a_member_is_refused_in_the_form (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  gb_window_go (of (room), "referrals");
  gb_test_wait_for (of (room), gb_test_says, "No referral has been begun");
  gb_test_press (of (room), "Begin a referral");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'agency':'lado','subject':'Carys Whitlock','limbs':['risk'],'summary':'What was said.'}");
  gb_test_shoot (dialog, "referral-begin");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "must be kept sealed from them");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
#define TEST(name) g_test_add_func ("/referral/" #name, test_##name)
  TEST (the_clock_is_the_largest_thing_and_says_its_rule);
  TEST (it_is_made_ready_made_and_answered_from_its_page);
  TEST (one_about_a_member_is_refused_in_the_form);
  return g_test_run ();
}

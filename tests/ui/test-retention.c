/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a case through the window: it is due, one person proposes it, another
 * agrees, and what stands there afterwards is a tombstone. */
#include "../casework/retention-support.h"
#include "room.h"
#include "support/passphrase.h"
#include "views/retention.h"

static void
fill_in (Room *room, const char *button, const char *json, const char *accent)
{
  GtkWidget *dialog;

  gb_test_press (of (room), button);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, json);
  if (g_str_equal (button, "Agree…"))
    gb_test_shoot (dialog, "retention-agree");
  gb_test_press (dialog, accent);
}

/* Over the form, which stands over the window. */
static void
give_passphrase (Room *room)
{
  GtkWidget *form = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  GtkWidget *dialog = gb_test_wait_for_dialog (GTK_WINDOW (form));

  gb_test_give_passphrase (dialog, GB_TEST_PASSPHRASE);
  gb_test_press (dialog, "Sign");
}

static void
open_page (Room *room)
{
  gb_window_go (of (room), "journal");
  gb_test_press (of (room), "How long cases are kept");
  gb_test_wait_for (of (room), gb_test_says, "Their time is over");
}

static void
test_a_case_is_due_proposed_agreed_and_a_tombstone (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = closed_incident (room->desk);

  desk_now = gb_day_to_instant ("2041-03-04", 10 * 60);
  open_page (room);
  gb_test_wait_for (of (room), gb_test_says, "is 25 on 14 February 2041");
  gb_test_shoot (of (room), "retention-due");
  fill_in (room, "Propose…", "{'reason':'The rule’s time is over.'}", "Propose");
  gb_test_wait_for (of (room), gb_test_says, "Proposed by Ruth Adeyemi");
  g_assert_null (gb_test_find (of (room), gb_test_is_button, "Agree…"));
  sit (room, MARTIN);
  open_page (room);
  gb_test_wait_for (of (room), gb_test_says, "Waiting for a second person");
  fill_in (room, "Agree…", "{'reason':'Nobody asks for it.'}", "Erase");
  give_passphrase (room);
  gb_test_wait_for (of (room), gb_test_says, "Proposed by Ruth Adeyemi, agreed by Martin Pell");
  gb_test_wait_until_gone (of (room), gb_test_says, "Waiting for a second person");
  gb_test_shoot (of (room), "retention-erased");
}

static void
test_a_hold_is_put_on_and_lifted (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = closed_incident (room->desk);

  desk_now = gb_day_to_instant ("2041-03-04", 10 * 60);
  open_page (room);
  gb_test_wait_for (of (room), gb_test_says, "is 25 on 14 February 2041");
  fill_in (room, "Hold…", "{'reason':'The inquiry asked for all records.'}", "Hold");
  gb_test_wait_for (of (room), gb_test_says, "Under a legal hold");
  gb_test_wait_for (of (room), gb_test_says, "Held by Ruth Adeyemi: The inquiry");
  gb_test_shoot (of (room), "retention-held");
  fill_in (room, "Lift…", "{'reason':'It has closed; letter filed.'}", "Lift");
  gb_test_wait_until_gone (of (room), gb_test_says, "Under a legal hold");
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
  g_test_add_func ("/retention/erased", test_a_case_is_due_proposed_agreed_and_a_tombstone);
  g_test_add_func ("/retention/held", test_a_hold_is_put_on_and_lifted);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How old a backup may be, from Today: set with its reason or without, and shown there from then on. */
#include "room.h"

#include "vault/statement.h"

/* Worker: the days of the rule in force. */
static gpointer
ask_days (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER ((int) gb_vault_ask_number (gb_book_get_vault (book), -1, error,
                                                     "SELECT coalesce (max (days), 0) FROM p_backup_rule", NULL));
}

static int
days_of (Room *room)
{
  return GPOINTER_TO_INT (gb_book_ask (room->desk->book, ask_days, NULL, NULL));
}

static GtkWidget *
open_rule (Room *room)
{
  gb_test_press (of (room), "How old a backup may be");
  return gb_test_wait_for_dialog (GTK_WINDOW (room->window));
}

static void
test_the_days_are_set_with_a_reason (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog = open_rule (room);
  g_autoptr (JsonObject) shown = NULL;

  gb_test_wait_for (dialog, gb_test_says, "Today asks for a backup once the newest proved one is older than this.");
  gb_test_shoot (dialog, "backup-rule");
  fill (dialog, "{'days':3,'reason':'The computer is carried home'}");
  gb_test_press (dialog, "Set");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  g_assert_cmpint (days_of (room), ==, 3);
  gb_window_go (of (room), "incidents");
  gb_window_go (of (room), "today");
  gb_test_wait_until_answered (room->desk->book);
  shown = gb_form_read (form_in (open_rule (room)));
  g_assert_cmpint (json_object_get_int_member (shown, "days"), ==, 3);
}

static void
test_turning_back_changes_nothing (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog = open_rule (room);
  int before = days_of (room);

  fill (dialog, "{'days':30,'reason':'Nobody is here in August'}");
  gb_test_press (dialog, "Cancel");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  g_assert_cmpint (days_of (room), ==, before);
}

static void
test_the_reason_may_be_left_out (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog = open_rule (room);

  fill (dialog, "{'days':14}");
  gb_test_press (dialog, "Set");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  g_assert_cmpint (days_of (room), ==, 14);
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
  g_test_add_func ("/backup/rule-is-set", test_the_days_are_set_with_a_reason);
  g_test_add_func ("/backup/rule-turning-back", test_turning_back_changes_nothing);
  g_test_add_func ("/backup/rule-without-a-reason", test_the_reason_may_be_left_out);
  return g_test_run ();
}

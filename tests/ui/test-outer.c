/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of those who have no key to the vault: from the code to what is
 * theirs, and that there is nothing else in it. */
#include <adwaita.h>
#include <locale.h>
#include <string.h>

#include "casework/outer.h"
#include "print/issue.h"
#include "support/desk.h"
#include "support/screen.h"
#include "views/outer-desk.h"
#include "views/outer-entry.h"
#include "views/start.h"
#include "views/window.h"

static GtkApplication *application;

typedef struct
{
  GbTestDesk *desk;
  GbKeyring *keyring; /* of the account of whoever joins */
  GbWindow *window;
  GbStart *start;
} Room;

static Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->desk = gb_test_desk_new ();
  room->keyring = gb_keyring_new_in_memory ();
  return room;
}

static void
open_window (Room *room)
{
  room->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (room->window), 1100, 760);
  room->start = gb_start_new (room->keyring, room->desk->path);
  gb_window_show_start (room->window, GTK_WIDGET (room->start));
  gb_start_try (room->start);
  gtk_window_present (GTK_WINDOW (room->window));
}

static void
room_free (Room *room)
{
  gtk_window_destroy (GTK_WINDOW (room->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (room->keyring);
  gb_test_desk_free (room->desk);
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

/* Joins on an account of their own; Ruth Adeyemi opens the vault once. */
static void
join (Room *room, const char *name, const char *role)
{
  const char *const roles[] = { role, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *code = gb_book_invite (room->desk->book, name, roles, &error);
  g_autoptr (GbOuter) outer = NULL;

  g_assert_no_error (error);
  gb_test_desk_close (room->desk);
  outer = gb_outer_join (room->desk->path, code, room->keyring, &error);
  g_assert_no_error (error);
}

static void
issue (Room *room)
{
  static const GbFiguresPlan plan = { .sections = GB_SECTION_ALL };
  g_autoptr (GError) error = NULL;
  GbIssue *issued = gb_issue_report (room->desk->book, NULL, &plan, "Full governing body", &error);

  g_assert_no_error (error);
  gb_issue_free (issued);
}

static void
says_nothing_of (Room *room, const char *const *words)
{
  for (; *words != NULL; words++)
    if (gb_test_find (of (room), gb_test_says, *words) != NULL)
      g_error ("“%s” is in the window", *words);
}

static void
test_the_governor_finds_the_reports_and_nothing_else (void)
{
  static const char *const others[] = { "Incidents", "Searches", "Journal", "Make a copy…", "Backups", NULL };
  g_autoptr (Room) room = room_new ();

  g_free (gb_test_incident (room->desk->book));
  join (room, "Imran Dale", "link-governor");
  gb_test_desk_reopen (room->desk, NULL);
  issue (room);
  gb_test_desk_close (room->desk);
  open_window (room);
  gb_test_wait_for (of (room), gb_test_says, "Governors’ reports");
  gb_test_wait_for (of (room), gb_test_says, "Safeguarding report to governors");
  says_nothing_of (room, others);
  gb_test_settle (300);
  gb_test_shoot (of (room), "outer-governor");
  gb_test_press (of (room), "Read");
  gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_press (of (room), "Lock");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Locked");
  g_assert_null (gb_test_find (of (room), gb_test_says, "Safeguarding report to governors"));
  gb_test_press (of (room), "Unlock");
  gb_test_wait_for (of (room), gb_test_says, "Governors’ reports");
}

static void
test_the_technician_finds_the_backups_and_no_report (void)
{
  static const char *const others[] = { "Incidents", "Searches", "Journal", "Governors’ reports", NULL };
  g_autoptr (Room) room = room_new ();
  g_autoptr (JsonObject) values = gb_test_body (
      "{'what':'Video site for Year 6','kind':'allow','reason':'A lesson on news','asked_by':'The class teacher'}");
  GtkWidget *form;

  join (room, "Tess Okoye", "technician");
  gb_test_desk_reopen (room->desk, NULL);
  issue (room);
  gb_test_desk_close (room->desk);
  open_window (room);
  gb_test_wait_for (of (room), gb_test_says, "A backup is due");
  gb_test_wait_for (of (room), gb_test_is_button, "Make a copy…");
  says_nothing_of (room, others);
  gb_test_settle (300);
  gb_test_shoot (of (room), "outer-technician");
  gb_test_press (of (room), "New change");
  form = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_outer_entry_write (GB_OUTER_ENTRY (form), values);
  gb_test_settle (300);
  gb_test_shoot (form, "outer-entry");
  gb_test_press (form, "Sign and leave it");
  gb_test_wait_for (of (room), gb_test_says, "1 entry waits to be taken up");
}

static void
test_who_joined_is_told_to_wait (void)
{
  g_autoptr (Room) room = room_new ();

  join (room, "Imran Dale", "link-governor");
  open_window (room);
  gb_test_wait_for (of (room), gb_test_says, "Your keys are made");
  gb_test_settle (300);
  gb_test_shoot (of (room), "outer-waiting");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_func ("/outer/governor", test_the_governor_finds_the_reports_and_nothing_else);
  g_test_add_func ("/outer/technician", test_the_technician_finds_the_backups_and_no_report);
  g_test_add_func ("/outer/waiting", test_who_joined_is_told_to_wait);
  return g_test_run ();
}

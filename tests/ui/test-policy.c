/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Policy place over a real vault: what is in force, deciding where it is
 * silent, looking before adopting, and the school's own changes. */
#include <adwaita.h>
#include <locale.h>

#include "drafts.h"
#include "base/text.h"
#include "casework/policy.h"
#include "support/desk.h"
#include "support/screen.h"
#include "views/form.h"
#include "views/policy-adopt.h"
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

/* In the light and in the dark. */
static void
shoot (GtkWidget *window, const char *name)
{
  g_autofree char *dark = g_strconcat (name, "-dark", NULL);

  gb_test_settle (400);
  gb_test_shoot (window, name);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  gb_test_settle (400);
  gb_test_shoot (window, dark);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static void
adopt (Room *room, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) pack = gb_pack_load_shipped (id, &error);
  g_autoptr (GbDone) done = gb_policy_adopt (room->desk->book, pack, NULL, NULL, NULL, "Ratified", &error);

  g_assert_no_error (error);
  g_assert_nonnull (done);
}

static void
fill_and_press (Room *room, const char *json, const char *button)
{
  GtkWidget *dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  GtkWidget *form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  g_autoptr (JsonObject) body = gb_test_body (json);

  gb_form_write (GB_FORM (form), body);
  gb_test_settle (100);
  gb_test_press (dialog, button);
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
}

/* --- tests ------------------------------------------------------------------------- */

static void
test_the_policy_in_force_is_shown_with_its_basis (void)
{
  g_autoptr (Room) room = room_new ();

  gb_window_go (of (room), "policy");
  gb_test_wait_for (of (room), gb_test_says, "Who may permit a search");
  gb_test_wait_for (of (room), gb_test_says, "000 MST s6.1 b7");
  gb_test_wait_for (of (room), gb_test_says, "Last checked on");
  g_assert_null (gb_test_find (of (room), gb_test_says, "To be decided by the school"));
  shoot (of (room), "policy");
}

static void
test_what_the_policy_leaves_open_is_decided_here (void)
{
  g_autoptr (Room) room = room_new ();

  adopt (room, "kent-2020");
  gb_window_go (of (room), "policy");
  gb_test_wait_for (of (room), gb_test_says, "To be decided by the school");
  shoot (of (room), "policy-open");
  gb_test_press (of (room), "Decide…");
  gb_test_settle (300);
  gb_test_shoot (gb_test_wait_for_dialog (GTK_WINDOW (room->window)), "policy-decide");
  fill_and_press (room, "{'value':'headteacher','reason':'Agreed with the governors'}", "Decide");
  gb_test_wait_for (of (room), gb_test_says, "Decided by the school");
}

static void
test_a_policy_is_looked_at_before_it_is_adopted (void)
{
  g_autoptr (Room) room = room_new ();
  g_autoptr (GbPack) pack = gb_pack_load_shipped ("kent-2021", NULL);
  g_autofree char *incident = gb_test_incident (room->desk->book);

  gb_window_go (of (room), "policy");
  gb_test_wait_for (of (room), gb_test_says, "Who may permit a search");
  gb_test_press (of (room), "Adopt another…");
  gb_test_wait_for (of (room), gb_test_says, "Policies that come with Guardbook");
  shoot (of (room), "policy-choose");
  gb_policy_show_preview (of (room), room->desk->book, pack, NULL, NULL);
  gb_test_wait_for (of (room), gb_test_says, "The headteacher → The leadership team");
  shoot (of (room), "policy-preview");
  gb_test_press (of (room), "Adopt…");
  fill_and_press (room, "{'reason':'Ratified by the governing body'}", "Adopt");
  gb_test_wait_for (of (room), gb_test_says, "Version 1, adopted by Ruth Adeyemi");
  g_assert_cmpstr (gb_pack_get_id (gb_book_get_pack (room->desk->book)), ==, "kent-2021");
}

static void
test_the_schools_own_change_stands_beside_what_it_was (void)
{
  g_autoptr (Room) room = room_new ();

  gb_window_go (of (room), "policy");
  gb_test_wait_for (of (room), gb_test_says, "Who may permit a search");
  gb_test_press (of (room), "Change…");
  gb_test_wait_for (of (room), gb_test_says, "What this school changes");
  gb_test_press (of (room), "Add a place…");
  fill_and_press (room, "{'label':'Library safe'}", "Keep");
  gb_test_wait_for (of (room), gb_test_says, "New: Library safe");
  shoot (of (room), "policy-edit");
  gb_test_press (of (room), "Look at it and adopt…");
  gb_test_wait_for (of (room), gb_test_says, "Before it is adopted");
  gb_test_press (of (room), "Adopt…");
  fill_and_press (room, "{'reason':'The library has a safe now'}", "Adopt");
  gb_test_wait_for (of (room), gb_test_says, "Changed by the school");
  g_assert_nonnull (gb_pack_word (gb_book_get_pack (room->desk->book), "place", "library-safe"));
  shoot (of (room), "policy-own");
}

static void
open_editor (Room *room)
{
  gb_window_go (of (room), "policy");
  gb_test_wait_for (of (room), gb_test_says, "Who may permit a search");
  gb_test_press (of (room), "Change…");
  gb_test_wait_for (of (room), gb_test_says, "What this school changes");
}

static void
lock_and_unlock (Room *room)
{
  gb_window_set_book (room->window, NULL);
  gb_test_settle (50);
  gb_window_set_book (room->window, gb_test_desk_reopen (room->desk, NULL));
}

static void
test_changes_not_yet_adopted_are_there_after_a_lock (void)
{
  g_autoptr (Room) room = room_new ();

  open_editor (room);
  gb_test_press (of (room), "Add a place…");
  fill_and_press (room, "{'label':'Library safe'}", "Keep");
  gb_test_wait_for (of (room), gb_test_says, "New: Library safe");
  gb_test_wait_for_drafts (room->desk->book, NULL, 1);
  lock_and_unlock (room);
  open_editor (room);
  gb_test_wait_for (of (room), gb_test_says, "Carry on where you left off");
  shoot (of (room), "policy-carry-on");
  gb_test_press (of (room), "Carry on");
  gb_test_wait_for (of (room), gb_test_says, "New: Library safe");
  gb_test_press (of (room), "Look at it and adopt…");
  gb_test_wait_for (of (room), gb_test_says, "Before it is adopted");
  gb_test_press (of (room), "Adopt…");
  fill_and_press (room, "{'reason':'The library has a safe now'}", "Adopt");
  gb_test_wait_for (of (room), gb_test_says, "Changed by the school");
  gb_test_wait_for_drafts (room->desk->book, NULL, 0);
  lock_and_unlock (room);
  open_editor (room);
  gb_test_settle (300);
  g_assert_null (gb_test_find (of (room), gb_test_says, "Carry on where you left off"));
}

typedef struct { const char *name; GTestFunc func; } Test;

int
main (int argc, char **argv)
{
  static const Test tests[] = {
    { "/policy/in-force", test_the_policy_in_force_is_shown_with_its_basis },
    { "/policy/open", test_what_the_policy_leaves_open_is_decided_here },
    { "/policy/adopt", test_a_policy_is_looked_at_before_it_is_adopted },
    { "/policy/own", test_the_schools_own_change_stands_beside_what_it_was },
    { "/policy/carry-on", test_changes_not_yet_adopted_are_there_after_a_lock },
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The school calendar in the window: a day made an INSET day, what it does to a
 * clock said before it is saved, a year not yet set, bank holidays brought in. */
#include "drafts.h"
#include "room.h"

#include "casework/calendar.h"
#include "views/calendar.h"

/* In the light and in the dark. */
static void
shoot (Room *room, const char *name)
{
  g_autofree char *dark = g_strconcat (name, "-dark", NULL);

  gb_test_settle (300);
  gb_test_shoot (of (room), name);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  gb_test_settle (300);
  gb_test_shoot (of (room), dark);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static gboolean
is_day (GtkWidget *widget, const char *text)
{
  const char *said = GTK_IS_BUTTON (widget) ? gtk_widget_get_tooltip_text (widget) : NULL;
  return said != NULL && g_str_has_prefix (said, text);
}

static void
press_day (Room *room, const char *day, const char *choice)
{
  GtkWidget *dialog;

  g_signal_emit_by_name (gb_test_wait_for (of (room), is_day, day), "clicked");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (200);
  gb_test_shoot (dialog, "calendar-day");
  gb_test_press (dialog, choice);
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
}

static void
test_an_inset_day_is_set_with_the_clocks_it_changes (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *device = take (room->desk, NULL);

  gb_window_go (of (room), "policy");
  gb_test_press (of (room), "School calendar");
  gb_test_wait_for (of (room), gb_test_says, "November 2026");
  shoot (room, "calendar");
  gb_test_wait_for (of (room), is_day, "19 November 2026: pupils attend, term 2");
  press_day (room, "19 November 2026", "INSET day");
  gb_test_wait_for (of (room), is_day, "19 November 2026: INSET day");
  shoot (room, "calendar-inset");
  gb_test_press (of (room), "Look at it and save…");
  gb_test_wait_for (of (room), gb_test_says, "Hand the device back: 26-0001");
  gb_test_wait_for (of (room), gb_test_says, "instead of Thursday 19 November 2026, 15.15");
  shoot (room, "calendar-preview");
  gb_test_press (of (room), "Save");
  gb_test_wait_for (of (room), gb_test_says, "INSET days: 1. Most");
  g_assert_cmpint (gb_calendar_kind (gb_book_get_calendar (room->desk->book), "2026-11-19"), ==, GB_DAY_INSET);
}

static void
test_a_term_that_makes_no_sense_is_said_and_cant_be_saved (void)
{
  g_autoptr (Room) room = room_new ();

  gb_window_push (of (room), gb_calendar_page_new (room->desk->book));
  gb_test_wait_for (of (room), gb_test_says, "November 2026");
  press_day (room, "2 November 2026", "Term 1 ends here");
  gb_test_wait_for (of (room), gb_test_says, "Put their days right.");
  g_assert_null (gb_test_find (of (room), gb_test_is_button, "Look at it and save…"));
}

static gboolean
is_known (gpointer room)
{
  return gb_calendar_knows (gb_book_get_calendar (((Room *) room)->desk->book), "2027-11-19");
}

static void
test_a_year_not_yet_set_begins_with_the_ordinary_dates (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *chooser;

  gb_window_push (of (room), gb_calendar_page_new (room->desk->book));
  gb_test_wait_for (of (room), gb_test_says, "November 2026");
  chooser = gtk_widget_get_ancestor (gb_test_wait_for (of (room), gb_test_says, "2026-27"), GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (chooser), 2);
  gb_test_wait_for (of (room), gb_test_says, "November 2027");
  gb_test_wait_for (of (room), gb_test_says, "This year isn’t set yet.");
  gb_test_press (of (room), "Look at it and save…");
  gb_test_wait_for (of (room), gb_test_says, "School year 2027/28");
  gb_test_press (of (room), "Save");
  gb_test_wait_for (of (room), gb_test_says, "November 2027");
  gb_test_wait_until (is_known, room, "the year 2027/28");
  gb_test_wait_until_gone (of (room), gb_test_says, "This year isn’t set yet.");
}

static void
test_changes_not_yet_saved_are_there_after_a_lock (void)
{
  g_autoptr (Room) room = room_new ();

  gb_window_push (of (room), gb_calendar_page_new (room->desk->book));
  gb_test_wait_for (of (room), gb_test_says, "November 2026");
  press_day (room, "19 November 2026", "INSET day");
  gb_test_wait_for (of (room), gb_test_says, "INSET days: 1. Most");
  gb_test_wait_for_drafts (room->desk->book, NULL, 1);
  sit (room, RUTH);
  gb_window_push (of (room), gb_calendar_page_new (room->desk->book));
  gb_test_wait_for (of (room), gb_test_says, "INSET days: 0. Most");
  gb_test_press (of (room), "Carry on");
  gb_test_wait_for (of (room), gb_test_says, "INSET days: 1. Most");
  gb_test_press (of (room), "Look at it and save…");
  gb_test_wait_for (of (room), gb_test_says, "School year 2026/27");
  gb_test_press (of (room), "Save");
  gb_test_wait_for (of (room), gb_test_says, "INSET days: 1. Most");
  gb_test_wait_for_drafts (room->desk->book, NULL, 0);
  sit (room, RUTH);
  gb_window_push (of (room), gb_calendar_page_new (room->desk->book));
  gb_test_wait_for (of (room), gb_test_says, "INSET days: 1. Most");
  gb_test_settle (200);
  g_assert_null (gb_test_find (of (room), gb_test_says, "Carry on where you left off"));
}

static guint
count_shown_windows (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint shown = 0;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      shown += gtk_widget_get_visible (window);
    }
  return shown;
}

static void
test_a_deputy_reads_it_and_changes_nothing (void)
{
  g_autoptr (Room) room = room_new ();

  sit (room, CARYS);
  gb_window_push (of (room), gb_calendar_page_new (room->desk->book));
  g_signal_emit_by_name (gb_test_wait_for (of (room), is_day, "19 November 2026"), "clicked");
  gb_test_settle (200);
  g_assert_cmpuint (count_shown_windows (), ==, 1);
}

static gboolean
is_holiday (gpointer room)
{
  return gb_calendar_is_bank_holiday (gb_book_get_calendar (((Room *) room)->desk->book), "2026-11-19");
}

static void
test_bank_holidays_are_shown_before_they_are_taken_in (void)
{
  static const char file[] = "{\"england-and-wales\":{\"events\":["
                             "{\"title\":\"A royal day\",\"date\":\"2026-11-19\"}]}}";
  g_autoptr (Room) room = room_new ();
  g_autofree char *device = take (room->desk, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (file, strlen (file));
  g_autoptr (JsonObject) body = gb_calendar_holidays_body ("bank-holidays.json", bytes, NULL);

  gb_window_push (of (room), gb_calendar_preview_page_new (room->desk->book, "calendar.holidays", body));
  gb_test_wait_for (of (room), gb_test_says, "19 November 2026: A royal day");
  gb_test_wait_for (of (room), gb_test_says, "Hand the device back: 26-0001");
  shoot (room, "calendar-holidays");
  gb_test_press (of (room), "Save");
  gb_test_wait_until (is_holiday, room, "the bank holiday");
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
  g_test_add_func ("/calendar/inset", test_an_inset_day_is_set_with_the_clocks_it_changes);
  g_test_add_func ("/calendar/no-sense", test_a_term_that_makes_no_sense_is_said_and_cant_be_saved);
  g_test_add_func ("/calendar/not-yet-set", test_a_year_not_yet_set_begins_with_the_ordinary_dates);
  g_test_add_func ("/calendar/carry-on", test_changes_not_yet_saved_are_there_after_a_lock);
  g_test_add_func ("/calendar/deputy", test_a_deputy_reads_it_and_changes_nothing);
  g_test_add_func ("/calendar/bank-holidays", test_bank_holidays_are_shown_before_they_are_taken_in);
  return g_test_run ();
}

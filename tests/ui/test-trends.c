/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trends in the window: what stands out, the tables with their figures, and
 * the list behind each figure. */
#include "room.h"

#include "views/trends.h"

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

static void
record (Room *room, const char *more)
{
  g_autoptr (JsonObject) body = general_body ("no");
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  bend (body, more);
  done = gb_incident_record (room->desk->book, request, body, &error);
  g_assert_no_error (error);
}

/* The pictures want more than one line. */
static void
fill_term (Room *room)
{
  record (room, NULL);
  record (room, NULL);
  record (room, "{'category':'cyberbullying','location':'playground','four_c':['contact','conduct']}");
  record (room, "{'category':'cyberbullying','location':'toilets','four_c':['conduct']}");
  record (room, "{'category':'device-misuse','location':'classroom','four_c':null,'people':[]}");
}

static void
scroll_to (Room *room, double part)
{
  GtkWidget *page = gb_test_wait_for (of (room), gb_test_says, "Who is searched");
  GtkWidget *scroller = gtk_widget_get_ancestor (page, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

  gb_test_settle (300);
  gtk_adjustment_set_value (at, part * gtk_adjustment_get_upper (at));
}

static void
test_reports_lead_to_trends_and_a_figure_to_its_list (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *figure;

  fill_term (room);
  gb_window_go (of (room), "reports");
  gb_test_press (of (room), "Trends");
  gb_test_wait_for (of (room), gb_test_says, "What to ask about");
  gb_test_wait_for (of (room), gb_test_says, "Categories with none");
  gb_test_wait_for (of (room), gb_test_says, "1 September 2026 to 19 November 2026");
  shoot (room, "trends");
  scroll_to (room, 0.3);
  shoot (room, "trends-middle");
  figure = gb_test_wait_for (of (room), gb_test_is_button, "2");
  g_signal_emit_by_name (figure, "clicked");
  gb_test_wait_for (of (room), gb_test_says, "2 in this list");
  gb_test_wait_for (of (room), gb_test_says, "26-0004");
  shoot (room, "trends-list");
}

static void
test_searches_stand_beside_what_chance_explains (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *search = searched (room->desk, NULL);

  gb_window_set_book (room->window, NULL);
  gb_window_set_book (room->window, room->desk->book);
  gb_window_push (of (room), gb_trends_page_new (room->desk->book));
  gb_test_wait_for (of (room), gb_test_says, "Who is searched");
  gb_test_wait_for (of (room), gb_test_says, "Only 1 child was searched");
  gb_test_wait_for (of (room), gb_test_says, "too few to say");
  scroll_to (room, 0.72);
  shoot (room, "trends-searches");
}

static void
test_another_period_counts_anew (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *chooser, *dialog;

  fill_term (room);
  gb_window_push (of (room), gb_trends_page_new (room->desk->book));
  gb_test_wait_for (of (room), gb_test_says, "Categories with none");
  chooser = gb_test_wait_for_type (
      gtk_widget_get_parent (gb_test_wait_for (of (room), gb_test_says, "This school year")), GTK_TYPE_WIDGET);
  chooser = gtk_widget_get_ancestor (chooser, GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (chooser),
                              g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (chooser))) - 1);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'from':'2026-09-01','until':'2026-10-01'}");
  gb_test_press (dialog, "Show");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "1 September 2026 to 1 October 2026");
  gb_test_wait_for (of (room), gb_test_says, "Nothing stands out in this period.");
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
  g_test_add_func ("/trends/figure-to-list", test_reports_lead_to_trends_and_a_figure_to_its_list);
  g_test_add_func ("/trends/searches", test_searches_stand_beside_what_chance_explains);
  g_test_add_func ("/trends/period", test_another_period_counts_anew);
  return g_test_run ();
}

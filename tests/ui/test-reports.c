/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Reports place over a real vault: the page drawn from its own bytes,
 * settings that draw it anew, a name that is refused, and the issued page. */
#include <adwaita.h>
#include <locale.h>
#include <string.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/report.h"
#include "support/desk.h"
#include "support/passphrase.h"
#include "support/screen.h"
#include "views/form.h"
#include "views/reports.h"
#include "views/sheet-view.h"
#include "views/form.h"
#include "views/window.h"

static GtkApplication *application;
static gint64 clock_now;

static gint64
test_clock (gpointer data)
{
  return clock_now;
}

typedef struct
{
  GbTestDesk *desk;
  GbWindow *window;
} Room;

static void
do_act (GbTestDesk *desk, const char *kind, const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autofree char *request = gb_id_new ();
  g_autoptr (JsonObject) body = gb_json_parse (text, -1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (desk->book, kind, NULL, request, body, &error);
  g_assert_no_error (error);
}

static void
record_many (GbTestDesk *desk, guint n, const char *category, guint oldest, const char *risk)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *person = gb_id_new ();
      g_autofree char *text
        = g_strdup_printf ("{'title':'A concern','category':'%s','occurred_at':%" G_GINT64_FORMAT ","
                           "'precision':'exact','location':'classroom','site':'on','channel':'staff-saw',"
                           "'narrative':'Written down.',"
                           "'danger':'no','indecent_image':'no','four_c':[%s],'people':[{'person_id':'%s',"
                           "'name':'Somebody Invented','sort':'pupil','role':'affected','year_group':'%u'}]}",
                           category, gb_now () - GB_HOUR, risk, person, oldest - i % oldest);
      do_act (desk, "incident.recorded", text);
      clock_now += GB_MINUTE;
    }
}

static void
record_term (GbTestDesk *desk, const char *day, guint more)
{
  clock_now = gb_day_to_instant (day, 11 * 60);
  record_many (desk, 14 + more, "device-misuse", 6, "'conduct'");
  record_many (desk, 8 + more, "cyberbullying", 6, "'contact'");
  record_many (desk, 12 + more, "bullying", 6, "");
  record_many (desk, 7, "neglect", 5, "");
  record_many (desk, 6 + more, "mental-health", 6, "");
}

static Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);
  g_autoptr (JsonObject) year = gb_calendar_default_year ("2026-27", 6);
  g_autofree char *text = gb_json_print (year);

  gb_clock_set (test_clock, NULL);
  clock_now = gb_day_to_instant ("2026-02-20", 9 * 60);
  room->desk = gb_test_desk_new ();
  do_act (room->desk, "calendar.set", text);
  do_act (room->desk, "person.added",
          "{'person_id':'11111111111111111111111111111111','sort':'parent','forename':'Oluwaseun','surname':'Batch'}");
  record_term (room->desk, "2026-03-10", 0);
  record_term (room->desk, "2026-05-12", 3);
  record_term (room->desk, "2026-06-15", 1);
  record_term (room->desk, "2026-09-15", 5);
  clock_now = gb_day_to_instant ("2026-11-19", 11 * 60);
  room->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (room->window), 1280, 820);
  gb_window_set_book (room->window, room->desk->book);
  gtk_window_present (GTK_WINDOW (room->window));
  gb_window_go (GTK_WIDGET (room->window), "reports");
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
  gb_clock_set (NULL, NULL);
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

static void
set_dark (gboolean dark)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                                             : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

/* The text view under the words @label. */
static GtkTextBuffer *
text_of (GtkWidget *inside, guint index)
{
  GtkWidget *found[8];
  guint n = 0;
  GQueue queue = G_QUEUE_INIT;

  g_queue_push_tail (&queue, inside);
  while (!g_queue_is_empty (&queue) && n < G_N_ELEMENTS (found))
    {
      GtkWidget *widget = g_queue_pop_head (&queue);
      if (GTK_IS_TEXT_VIEW (widget))
        found[n++] = widget;
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        g_queue_push_tail (&queue, child);
    }
  g_queue_clear (&queue);
  g_assert_cmpuint (index, <, n);
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (found[index]));
}

static gboolean
has_pages (gpointer view)
{
  return gb_sheet_view_get_pages (view) > 0;
}

static GbSheetView *
wait_for_pages (Room *room)
{
  GbSheetView *view = GB_SHEET_VIEW (gb_test_wait_for_type (of (room), GB_TYPE_SHEET_VIEW));

  gb_test_wait_until (has_pages, view, "the pages");
  g_assert_cmpuint (gb_sheet_view_get_pages (view), >, 1);
  return view;
}

static void
test_the_page_is_drawn_and_its_small_numbers_are_proved (void)
{
  g_autoptr (Room) room = room_new ();
  GbSheetView *view = wait_for_pages (room);

  gb_test_wait_for (of (room), gb_test_says, "Proved when issued");
  gb_test_wait_for (of (room), gb_test_says, "not yet issued");
  gb_test_settle (600);
  gb_test_shoot (of (room), "reports");
  gb_sheet_view_go (view, 2);
  gb_test_settle (300);
  gb_test_shoot (of (room), "reports-page-3");
  set_dark (TRUE);
  gb_test_settle (400);
  gb_test_shoot (of (room), "reports-dark");
  set_dark (FALSE);
}

static void
test_zoom_keeps_to_its_bounds (void)
{
  g_autoptr (Room) room = room_new ();
  GbSheetView *view = wait_for_pages (room);

  gb_sheet_view_set_zoom (view, 2);
  g_assert_cmpfloat (gb_sheet_view_get_zoom (view), ==, 2);
  gb_sheet_view_set_zoom (view, 99);
  g_assert_cmpfloat (gb_sheet_view_get_zoom (view), ==, 4);
  gb_sheet_view_set_zoom (view, 0);
  g_assert_cmpfloat (gb_sheet_view_get_zoom (view), ==, 0.4);
}

static void
test_a_name_is_refused_in_the_page_and_without_it_the_report_is_issued (void)
{
  g_autoptr (Room) room = room_new ();
  GtkTextBuffer *words;
  GtkWidget *dialog;

  wait_for_pages (room);
  words = text_of (of (room), 1);
  gtk_text_buffer_set_text (words, "We thank Oluwaseun for her patience.", -1);
  gb_test_settle (600);
  gb_test_press (of (room), "Issue…");
  gb_test_press (gb_test_wait_for_dialog (GTK_WINDOW (room->window)), "_Issue");
  dialog = gb_test_wait_for_dialog_with (GTK_WINDOW (room->window), gb_test_is_button, "Sign");
  gb_test_shoot (dialog, "sign-with-passphrase");
  gb_test_give_passphrase (dialog, GB_TEST_PASSPHRASE);
  gb_test_press (dialog, "Sign");
  gb_test_wait_for (of (room), gb_test_says, "is the name of a parent");
  gb_test_shoot (of (room), "reports-refused");
  gtk_text_buffer_set_text (words, "More children came forward than in any term before.", -1);
  gb_test_settle (600);
  gb_test_press (of (room), "Issue…");
  gb_test_settle (200);
  gb_test_press (gb_test_wait_for_dialog (GTK_WINDOW (room->window)), "_Issue");
  gb_test_wait_for (of (room), gb_test_says, "Nothing has been recorded since.");
  wait_for_pages (room);
  gb_test_settle (400);
  gb_test_shoot (of (room), "report-issued");
  gb_test_press (of (room), "Extract for the minutes…");
  gb_test_wait_for (of (room), gb_test_says, "Extract for the minutes");
  gb_test_settle (900);
  gb_test_shoot (of (room), "minutes");
  gb_window_back (of (room));
  gb_test_wait_for (of (room), gb_test_says, "Nothing has been recorded since.");
  gb_test_press (of (room), "Save the proof file…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "says nothing of what was recorded");
  gb_test_settle (200);
  gb_test_shoot (dialog, "proof-file");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_data_leaves_in_the_forms_that_each_set_has (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog, *form;

  gb_test_press (of (room), "Take data out…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  form = gb_test_wait_for_type (dialog, GB_TYPE_FORM);
  gb_choice_set (GB_CHOICE (gb_form_get_field (GB_FORM (form), "set")), "cases");
  g_assert_null (gb_choice_label (GB_CHOICE (gb_form_get_field (GB_FORM (form), "format")), "ics"));
  gb_choice_set (GB_CHOICE (gb_form_get_field (GB_FORM (form), "set")), "due");
  gb_choice_set (GB_CHOICE (gb_form_get_field (GB_FORM (form), "format")), "ics");
  gb_test_wait_for (dialog, gb_test_says, "The clocks that run and the reviews to come");
  gb_test_settle (200);
  gb_test_shoot (dialog, "data-out");
  gb_form_submit (GB_FORM (form));
  dialog = gb_test_wait_for_dialog_with (GTK_WINDOW (room->window), gb_test_says, "To whom it goes");
  gb_test_shoot (dialog, "data-out-to");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_words_are_found_in_the_pages_one_after_another (void)
{
  g_autoptr (Room) room = room_new ();
  GbSheetView *view = wait_for_pages (room);
  guint found;

  gb_test_settle (300);
  gb_sheet_view_open_find (view);
  found = gb_sheet_view_find (view, "All concerns");
  g_assert_cmpuint (found, >, 2);
  gb_test_wait_for (of (room), gb_test_says, "1 of ");
  gb_sheet_view_find_next (view, TRUE);
  gb_test_wait_for (of (room), gb_test_says, "2 of ");
  gb_test_settle (300);
  gb_test_shoot (of (room), "reports-find");
  g_assert_cmpuint (gb_sheet_view_find (view, "no such words"), ==, 0);
  gb_test_wait_for (of (room), gb_test_says, "Not found");
}

static void
test_a_figure_opens_the_cases_that_it_counts (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *switcher;

  wait_for_pages (room);
  switcher = gb_test_wait_for_type (of (room), GTK_TYPE_STACK_SWITCHER);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_last_child (switcher)), TRUE);
  gb_test_settle (300);
  gb_test_shoot (of (room), "reports-figures");
  gb_test_press (of (room), "All concerns, Term 1 2026/27: 67. Open the cases");
  gb_test_wait_for (of (room), gb_test_says, "67 cases counted in this figure");
  gb_test_settle (300);
  gb_test_shoot (of (room), "reports-cases");
}

static void
test_a_school_year_is_drawn_under_its_own_title (void)
{
  g_autoptr (Room) room = room_new ();
  GbForm *form;

  wait_for_pages (room);
  form = GB_FORM (gb_test_wait_for_type (of (room), GB_TYPE_FORM));
  gb_choice_set (GB_CHOICE (gb_form_get_field (form, "extent")), "year");
  gb_test_wait_for (of (room), gb_test_says, "School year 2025/26, not yet issued");
  gb_test_settle (600);
  gb_test_shoot (of (room), "reports-year");
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("GTK_A11Y", "none", FALSE);
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Test", G_APPLICATION_NON_UNIQUE));
  g_application_set_resource_base_path (G_APPLICATION (application), "/org/guardbook/Guardbook");
  g_application_register (G_APPLICATION (application), NULL, NULL);
#define TEST(name) g_test_add_func ("/reports/" #name, test_##name)
  TEST (the_page_is_drawn_and_its_small_numbers_are_proved);
  TEST (zoom_keeps_to_its_bounds);
  TEST (data_leaves_in_the_forms_that_each_set_has);
  TEST (words_are_found_in_the_pages_one_after_another);
  TEST (a_figure_opens_the_cases_that_it_counts);
  TEST (a_school_year_is_drawn_under_its_own_title);
  TEST (a_name_is_refused_in_the_page_and_without_it_the_report_is_issued);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}

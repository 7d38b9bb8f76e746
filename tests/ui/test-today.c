/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Today over a real vault: what waits for whose signature, what goes back
 * before the bell, what is held, which clocks run; and a day with nothing. */
#include <adwaita.h>
#include <locale.h>

#include "../casework/search-support.h"
#include "support/screen.h"
#include "views/today.h"
#include "views/window.h"

static GtkApplication *application;

static GbWindow *
sit_down (Desk *desk, Member member)
{
  GbWindow *window = gb_window_new (application);

  desk_sit (desk, member);
  gb_window_set_book (window, desk->book);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
stand_up (GbWindow *window)
{
  gb_window_set_book (window, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  gb_test_settle (50);
}

static gpointer
ask_count (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 *count = g_new (gint64, 1);
  *count = gb_today_count (book, error);
  return count;
}

static void
hold_for_police (Desk *desk, const char *id)
{
  g_autofree char *json =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'why':'police','reason':'It may be evidence','officer':'PC Field',"
                       "'reference':'46/118/26'}",
                       at_time (11 * 60 + 5));
  desk_does (desk, "device.held", id, json);
}

static char *
begin_referral (Desk *desk)
{
  g_autofree char *json = g_strdup_printf ("{'agency':'lado','noticed_at':%" G_GINT64_FORMAT
                                           ",'summary':'A coach sent a friend request to a "
                                           "pupil.','subject':'Dale Perrin','limbs':['unsuitable']}",
                                           at_time (9 * 60 + 30));
  return gb_test_act (desk->book, "referral.begun", NULL, json);
}

static void
test_headteacher_sees_what_waits_for_a_signature (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *phone = take (desk, NULL);
  g_autofree char *tablet =
      take (desk, "{'owner_id':'" ELIN
                  "','owner':'Elin Marsh','description':'Silver tablet','device_type':'tablet','seal':'0416'}");
  g_autofree char *search = NULL, *referral = begin_referral (desk);
  g_autofree gint64 *count = NULL;
  GbWindow *window;
  GtkWidget *inside;

  hold_for_police (desk, tablet);
  desk_sit (desk, CARYS);
  search = new_search (desk, NULL);
  window = sit_down (desk, MARTIN);
  inside = GTK_WIDGET (window);
  gb_test_wait_for (inside, gb_test_says, "Waiting for your signature");
  gb_test_wait_for (inside, gb_test_says, "Asked for by Carys Whitlock");
  gb_test_wait_for (inside, gb_test_says, "Before the bell, 15.15");
  gb_test_wait_for (inside, gb_test_says, "It may not be released or erased");
  gb_test_wait_for (inside, gb_test_says, "3 h 55 min left");
  gb_test_wait_for (inside, gb_test_says, "Clocks running");
  count = gb_book_ask (desk->book, ask_count, NULL, NULL);
  g_assert_cmpint (*count, >=, 1);
  gb_test_shoot (inside, "today");
  stand_up (window);
}

static void
test_others_have_nothing_to_sign (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *search = new_search (desk, NULL);
  GbWindow *window = sit_down (desk, RUTH);

  gb_test_wait_for (GTK_WIDGET (window), gb_test_says, "Good morning, Ruth");
  gb_test_wait_for (GTK_WIDGET (window), gb_test_says, "None has been made yet");
  g_assert_null (gb_test_find (GTK_WIDGET (window), gb_test_says, "Waiting for your signature"));
  stand_up (window);
}

static void
test_what_is_signed_leaves_the_page (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *search = new_search (desk, NULL);
  GbWindow *window = sit_down (desk, MARTIN);

  gb_test_wait_for (GTK_WIDGET (window), gb_test_says, "Waiting for your signature");
  desk_does (desk, "search.refused", search, "{'reason':'The pages already show enough'}");
  gb_test_wait_until_gone (GTK_WIDGET (window), gb_test_says, "Waiting for your signature");
  stand_up (window);
}

static void
test_an_empty_day_says_so (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  GbWindow *window = sit_down (desk, RUTH);

  gb_test_wait_for (GTK_WIDGET (window), gb_test_says, "Thursday 19 November, week 3 of term 2. Nothing is due today.");
  gb_test_shoot (GTK_WIDGET (window), "today-empty");
  stand_up (window);
}

static void
test_a_copy_left_by_a_syncing_program_is_told (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  g_autofree char *copy = NULL;
  GbWindow *window = sit_down (desk, RUTH);

  gb_test_wait_for (GTK_WIDGET (window), gb_test_says, "Nothing is due today.");
  g_assert_null (gb_test_find (GTK_WIDGET (window), gb_test_says, "A syncing program"));
  copy = g_build_filename (gb_vault_get_path (gb_book_get_vault (desk->book)), "vault-LAPTOP-7F3KQ2.db", NULL);
  g_assert_true (g_file_set_contents (copy, "x", 1, NULL));
  stand_up (window);
  window = sit_down (desk, RUTH);
  gb_test_wait_for (GTK_WIDGET (window), gb_test_says, "“vault-LAPTOP-7F3KQ2.db”. Nothing was lost from this vault");
  gb_test_settle (300);
  gb_test_shoot (GTK_WIDGET (window), "today-stray");
  stand_up (window);
}

static void
test_the_clocks_can_be_taken_into_a_calendar (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *referral = begin_referral (desk);
  GbWindow *window = sit_down (desk, RUTH);
  GtkWidget *dialog;

  gb_test_press (GTK_WIDGET (window), "As a calendar…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (window));
  gb_test_wait_for (dialog, gb_test_says, "What is due");
  gb_test_wait_for (dialog, gb_test_says, "A calendar (.ics)");
  gb_test_shoot (dialog, "today-calendar");
  gtk_window_destroy (GTK_WINDOW (dialog));
  stand_up (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_func ("/today/headteacher-sees-what-waits-for-a-signature",
                   test_headteacher_sees_what_waits_for_a_signature);
  g_test_add_func ("/today/others-have-nothing-to-sign", test_others_have_nothing_to_sign);
  g_test_add_func ("/today/what-is-signed-leaves-the-page", test_what_is_signed_leaves_the_page);
  g_test_add_func ("/today/an-empty-day-says-so", test_an_empty_day_says_so);
  g_test_add_func ("/today/stray", test_a_copy_left_by_a_syncing_program_is_told);
  g_test_add_func ("/today/calendar", test_the_clocks_can_be_taken_into_a_calendar);
  return g_test_run ();
}

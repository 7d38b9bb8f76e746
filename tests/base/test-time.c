/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days, instants and how they are said, with the clock held still. */
#include <locale.h>

#include "base/time.h"

static gint64
fixed_clock (gpointer data)
{
  return *(gint64 *) data;
}

static gint64 noon; /* Thursday 19 November 2026, 13.05 */

static void
test_say_instant_names_today_and_tomorrow (void)
{
  g_autofree char *today = gb_say_instant (noon - GB_HOUR);
  g_autofree char *tomorrow = gb_say_instant (noon + GB_DAY);
  g_autofree char *earlier = gb_say_instant (noon - 2 * GB_DAY);

  g_assert_cmpstr (today, ==, "Today, 12.05");
  g_assert_cmpstr (tomorrow, ==, "Tomorrow, 13.05");
  g_assert_cmpstr (earlier, ==, "Tue 17 Nov, 13.05");
}

static void
test_say_left_keeps_to_two_parts (void)
{
  g_autofree char *soon = gb_say_left (noon + 2 * GB_HOUR + 10 * GB_MINUTE);
  g_autofree char *late = gb_say_left (noon - 3 * GB_DAY);

  g_assert_cmpstr (soon, ==, "2 h 10 min left");
  g_assert_cmpstr (late, ==, "3 days late");
}

static void
test_days_follow_the_school_zone_over_summer_time (void)
{
  /* Clocks go back on 25 October 2026: that day has 25 hours. */
  gint64 start = gb_day_to_instant ("2026-10-25", 0);
  gint64 end = gb_day_to_instant ("2026-10-26", 0);
  g_autofree char *day = gb_instant_to_day (end - 1);

  g_assert_cmpint (end - start, ==, 25 * GB_HOUR);
  g_assert_cmpstr (day, ==, "2026-10-25");
}

static void
test_bad_days_are_refused (void)
{
  g_assert_false (gb_day_is_valid ("2026-02-30"));
  g_assert_false (gb_day_is_valid ("31/12/2018"));
  g_assert_false (gb_day_is_valid (NULL));
  g_assert_cmpint (gb_instant_from_text ("2026-11-22 25.00"), ==, -1);
  g_assert_cmpint (gb_instant_from_text ("2026-11-22 09.30"), ==, gb_day_to_instant ("2026-11-22", 570));
}

static void
test_a_minute_holds_its_seconds (void)
{
  g_assert_cmpint (gb_instant_to_minute (noon + 59 * GB_SECOND), ==, noon);
  g_assert_cmpint (gb_instant_to_minute (noon + GB_MINUTE), ==, noon + GB_MINUTE);
}

static void
test_iso_round_trip (void)
{
  g_autofree char *iso = gb_instant_to_iso (noon + 123456);
  g_assert_cmpint (gb_instant_from_iso (iso), ==, noon + 123456);
}

static void
test_a_month_is_known_by_three_letters (void)
{
  g_assert_cmpint (gb_month_of_word ("Nov"), ==, 11);
  g_assert_cmpint (gb_month_of_word ("SEPTEMBER"), ==, 9);
  g_assert_cmpint (gb_month_of_word ("sept"), ==, 9);
  g_assert_cmpint (gb_month_of_word ("ma"), ==, 0);
  g_assert_cmpint (gb_month_of_word ("Novembers"), ==, 0);
  g_assert_cmpint (gb_month_of_word (""), ==, 0);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  noon = gb_day_to_instant ("2026-11-19", 13 * 60 + 5);
  gb_clock_set (fixed_clock, &noon);
  g_test_add_func ("/time/month", test_a_month_is_known_by_three_letters);
  g_test_add_func ("/time/say-instant", test_say_instant_names_today_and_tomorrow);
  g_test_add_func ("/time/say-left", test_say_left_keeps_to_two_parts);
  g_test_add_func ("/time/summer-time", test_days_follow_the_school_zone_over_summer_time);
  g_test_add_func ("/time/bad-days", test_bad_days_are_refused);
  g_test_add_func ("/time/minute", test_a_minute_holds_its_seconds);
  g_test_add_func ("/time/iso", test_iso_round_trip);
  return g_test_run ();
}

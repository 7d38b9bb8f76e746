/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Due times, to the minute, over weekends, holidays and the change of clocks. */
#include <locale.h>
#include <string.h>

#include "base/errors.h"
#include "base/time.h"
#include "policy/clock.h"

static GbCalendar *calendar; /* 2026-27, bell at 15.15 */

static gint64
at (const char *text)
{
  gint64 instant = gb_instant_from_text (text);
  g_assert_cmpint (instant, !=, -1);
  return instant;
}

static void
assert_due (const char *unit, int count, const char *start, const char *due)
{
  GbPackClock clock = { .id = "test", .title = "Test", .unit = unit, .rule = "by the rule", .count = count };
  g_autoptr (GError) error = NULL;
  gint64 found = gb_clock_due (&clock, calendar, at (start), NULL, &error);
  g_autofree char *said = found < 0 ? g_strdup (error->message) : gb_say_instant_long (found);
  g_autofree char *wanted = gb_say_instant_long (at (due));

  g_assert_cmpstr (said, ==, wanted);
}

static void
test_friday_and_one_working_day_is_monday (void)
{
  assert_due ("working-days", 1, "2026-11-20 16.00", "2026-11-23 16.00");
  assert_due ("working-days", 1, "2026-11-19 09.30", "2026-11-20 09.30");
  assert_due ("working-days", 5, "2026-11-20 16.00", "2026-11-27 16.00");
}

static void
test_bank_holidays_are_no_working_days (void)
{
  assert_due ("working-days", 1, "2027-03-25 16.00", "2027-03-30 16.00"); /* Easter */
  assert_due ("working-days", 1, "2027-04-30 10.00", "2027-05-04 10.00"); /* early May */
}

static void
test_christmas_passes_over_its_substitute_days (void)
{
  assert_due ("working-days", 1, "2026-12-24 12.00", "2026-12-29 12.00");
  assert_due ("working-days", 5, "2026-12-24 12.00", "2027-01-05 12.00");
}

static void
test_started_on_a_weekend_it_has_the_whole_first_working_day (void)
{
  assert_due ("working-days", 1, "2026-11-21 10.00", "2026-11-23 23.59");
  assert_due ("working-days", 2, "2026-11-22 23.30", "2026-11-24 23.59");
  assert_due ("school-days", 1, "2026-10-28 10.00", "2026-11-02 23.59");
}

static void
test_the_same_time_stays_the_same_over_the_change_of_clocks (void)
{
  assert_due ("working-days", 1, "2026-10-23 16.00", "2026-10-26 16.00");
  assert_due ("calendar-days", 1, "2027-03-27 16.00", "2027-03-28 16.00");
  /* Hours are hours: the night of 25 October 2026 has one more. */
  assert_due ("hours", 24, "2026-10-24 16.00", "2026-10-25 15.00");
}

/* Half past one on the night on which the clocks go forward is no time at all,
 * and on the night on which they go back it comes twice. */
static void
test_an_hour_that_is_not_there_still_has_a_due_time (void)
{
  assert_due ("calendar-days", 1, "2027-03-27 00.30", "2027-03-28 00.30");
  assert_due ("hours", 24, "2027-03-27 16.00", "2027-03-28 17.00");
  assert_due ("working-days", 1, "2027-03-25 16.00", "2027-03-30 16.00"); /* Easter, and the clocks */
  assert_due ("end-of-school-day", 0, "2026-10-26 09.00", "2026-11-02 15.15");
  assert_due ("months", 6, "2026-10-25 01.30", "2027-04-25 01.30");
}

static void
test_a_three_term_year_waits_for_its_half_term_too (void)
{
  g_autoptr (JsonObject) three = gb_calendar_default_year ("2026-27", 3);
  g_autoptr (GbCalendar) terms = gb_calendar_new (&three, 1, NULL);
  GbPackClock clock = { .id = "x", .title = "x", .unit = "school-days", .count = 1, .rule = "one school day" };

  g_assert_cmpint (gb_clock_due (&clock, terms, at ("2026-10-23 14.00"), NULL, NULL), ==, at ("2026-11-02 14.00"));
}

static void
test_an_inset_day_is_waited_out_by_school_days_alone (void)
{
  g_autoptr (JsonObject) year = gb_calendar_default_year ("2026-27", 6);
  g_autoptr (GbCalendar) with = NULL;
  GbPackClock school = { .id = "x", .title = "x", .unit = "school-days", .count = 1, .rule = "one school day" },
              working = { .id = "x", .title = "x", .unit = "working-days", .count = 1, .rule = "one working day" };

  gb_calendar_body_set_day (year, "2026-11-20", GB_DAY_INSET);
  with = gb_calendar_new (&year, 1, NULL);
  g_assert_cmpint (gb_clock_due (&school, with, at ("2026-11-19 14.00"), NULL, NULL), ==, at ("2026-11-23 14.00"));
  g_assert_cmpint (gb_clock_due (&working, with, at ("2026-11-19 14.00"), NULL, NULL), ==, at ("2026-11-20 14.00"));
}

static void
test_school_days_wait_for_the_end_of_half_term (void)
{
  assert_due ("school-days", 1, "2026-10-23 14.00", "2026-11-02 14.00");
  assert_due ("school-days", 5, "2026-11-20 09.00", "2026-11-27 09.00");
}

static void
test_a_device_goes_back_at_the_bell (void)
{
  assert_due ("end-of-school-day", 0, "2026-11-19 11.05", "2026-11-19 15.15");
  assert_due ("end-of-school-day", 1, "2026-11-19 11.05", "2026-11-20 15.15");
  assert_due ("end-of-school-day", 1, "2026-11-20 11.05", "2026-11-23 15.15");
}

static void
test_when_the_bell_has_rung_it_is_the_next_one (void)
{
  assert_due ("end-of-school-day", 0, "2026-11-19 15.15", "2026-11-20 15.15");
  assert_due ("end-of-school-day", 0, "2026-11-20 17.40", "2026-11-23 15.15");
  assert_due ("end-of-school-day", 0, "2026-10-23 15.16", "2026-11-02 15.15"); /* half-term */
  assert_due ("end-of-school-day", 1, "2026-11-21 09.00", "2026-11-23 15.15");
}

static void
test_midnight_belongs_to_the_day_that_begins (void)
{
  assert_due ("working-days", 1, "2026-11-20 00.00", "2026-11-23 00.00");
  assert_due ("end-of-school-day", 0, "2026-11-20 00.00", "2026-11-20 15.15");
  assert_due ("working-days", 1, "2026-11-20 23.59", "2026-11-23 23.59");
}

static void
test_at_once_is_now_and_months_keep_their_day (void)
{
  assert_due ("at-once", 0, "2026-11-21 03.00", "2026-11-21 03.00");
  assert_due ("months", 1, "2027-01-31 09.00", "2027-02-28 09.00");
  assert_due ("months", 12, "2026-11-20 09.00", "2027-11-20 09.00");
}

/* In August, with the next year's terms not set: nothing that must be recorded waits for a calendar. */
static void
test_without_terms_it_counts_working_days_and_says_so (void)
{
  GbPackClock clock = {
    .id = "device-bell", .title = "Device handed back", .unit = "end-of-school-day", .rule = "the bell"
  };
  g_autofree char *unknown = NULL, *known = NULL;

  g_assert_cmpint (gb_clock_due (&clock, calendar, at ("2027-07-23 10.00"), &unknown, NULL), ==,
                   at ("2027-07-26 15.15"));
  g_assert_true (g_str_has_prefix (unknown, "the bell; counted in working days"));
  g_assert_cmpint (gb_clock_due (&clock, calendar, at ("2027-07-20 10.00"), &known, NULL), ==, at ("2027-07-20 15.15"));
  g_assert_cmpstr (known, ==, "the bell");
}

/* A late entry about a year before the first that was set isn't pushed to that year's first day. */
static void
test_a_year_that_was_never_set_counts_working_days (void)
{
  assert_due ("end-of-school-day", 1, "2026-05-13 11.00", "2026-05-14 15.15");
  assert_due ("end-of-school-day", 0, "2026-05-13 11.00", "2026-05-13 15.15");
  assert_due ("school-days", 5, "2026-05-13 11.00", "2026-05-20 11.00");
}

static void
test_no_time_at_all_is_refused (void)
{
  GbPackClock clock = {
    .id = "lado", .title = "LADO told", .unit = "working-days", .count = 1, .rule = "one working day"
  };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (gb_clock_due (&clock, calendar, -1, NULL, &error), ==, -1);
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "LADO told"));
}

static void
test_working_days_need_no_term (void)
{
  g_autoptr (GbCalendar) bare = gb_calendar_new (NULL, 0, NULL);
  GbPackClock clock = {
    .id = "lado", .title = "LADO told", .unit = "working-days", .count = 1, .rule = "one working day"
  };
  g_autofree char *rule = NULL;

  g_assert_cmpint (gb_clock_due (&clock, bare, at ("2031-08-15 16.00"), &rule, NULL), ==, at ("2031-08-18 16.00"));
  g_assert_cmpstr (rule, ==, "one working day");
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonObject) year = NULL;
  int result;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  year = gb_calendar_default_year ("2026-27", 6);
  calendar = gb_calendar_new (&year, 1, NULL);
  g_test_add_func ("/clock/friday", test_friday_and_one_working_day_is_monday);
  g_test_add_func ("/clock/bank-holidays", test_bank_holidays_are_no_working_days);
  g_test_add_func ("/clock/christmas", test_christmas_passes_over_its_substitute_days);
  g_test_add_func ("/clock/weekend", test_started_on_a_weekend_it_has_the_whole_first_working_day);
  g_test_add_func ("/clock/summer-time", test_the_same_time_stays_the_same_over_the_change_of_clocks);
  g_test_add_func ("/clock/no-such-hour", test_an_hour_that_is_not_there_still_has_a_due_time);
  g_test_add_func ("/clock/half-term-of-three", test_a_three_term_year_waits_for_its_half_term_too);
  g_test_add_func ("/clock/inset", test_an_inset_day_is_waited_out_by_school_days_alone);
  g_test_add_func ("/clock/half-term", test_school_days_wait_for_the_end_of_half_term);
  g_test_add_func ("/clock/bell", test_a_device_goes_back_at_the_bell);
  g_test_add_func ("/clock/bell-has-rung", test_when_the_bell_has_rung_it_is_the_next_one);
  g_test_add_func ("/clock/midnight", test_midnight_belongs_to_the_day_that_begins);
  g_test_add_func ("/clock/at-once-and-months", test_at_once_is_now_and_months_keep_their_day);
  g_test_add_func ("/clock/no-term", test_without_terms_it_counts_working_days_and_says_so);
  g_test_add_func ("/clock/year-not-set", test_a_year_that_was_never_set_counts_working_days);
  g_test_add_func ("/clock/no-time", test_no_time_at_all_is_refused);
  g_test_add_func ("/clock/no-calendar", test_working_days_need_no_term);
  result = g_test_run ();
  g_clear_object (&calendar);
  return result;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kent's terms, bank holidays, and the three kinds of day. */
#include <locale.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "policy/calendar.h"

static GbCalendar *
calendar_of (const char *school_year, int scheme)
{
  g_autoptr (JsonObject) year = gb_calendar_default_year (school_year, scheme);
  g_autoptr (GError) error = NULL;
  GbCalendar *calendar = gb_calendar_new (&year, 1, &error);
  g_assert_no_error (error);
  return calendar;
}

static GbCalendar *
calendar_from (const char *json, GError **error)
{
  g_autoptr (JsonObject) year = gb_json_parse (json, -1, NULL);
  g_assert_nonnull (year);
  return gb_calendar_new (&year, 1, error);
}

static void
test_bank_holidays_are_those_of_england (void)
{
  g_autoptr (GbCalendar) calendar = calendar_of ("2026-27", 6);

  g_assert_true (gb_calendar_is_bank_holiday (calendar, "2026-12-28"));
  g_assert_false (gb_calendar_is_bank_holiday (calendar, "2026-12-26")); /* a Saturday: its substitute counts */
  g_assert_true (gb_calendar_is_bank_holiday (calendar, "2027-03-26"));
  g_assert_true (gb_calendar_is_bank_holiday (calendar, "2028-01-03"));
  g_assert_false (gb_calendar_is_bank_holiday (calendar, "2026-11-20"));
  g_assert_false (gb_calendar_is_bank_holiday (calendar, "20 November"));
}

static void
test_years_without_a_table_follow_the_rules (void)
{
  static const char *const holidays[] = { "2023-01-02", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-29",
                                          "2023-08-28", "2023-12-25", "2023-12-26", "2022-12-26", "2022-12-27",
                                          "2029-03-30", "2029-04-02", "2032-12-27", "2032-12-28", "2033-01-03" };
  g_autoptr (GbCalendar) calendar = calendar_of ("2026-27", 6);
  int found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (holidays); i++)
    if (!gb_calendar_is_bank_holiday (calendar, holidays[i]))
      g_test_fail_printf ("%s is a bank holiday", holidays[i]);
  for (int i = 0; i < 365; i++)
    {
      g_autofree char *day = gb_day_add ("2029-01-01", i);
      found += gb_calendar_is_bank_holiday (calendar, day);
    }
  g_assert_cmpint (found, ==, 8);
}

/* The rule must give what GOV.UK's table gives, for every year that has one. */
static void
test_the_rules_agree_with_the_table (void)
{
  g_autoptr (GbCalendar) table = calendar_of ("2026-27", 6);
  g_autoptr (GbCalendar) rules = calendar_of ("2026-27", 6);
  g_autoptr (GError) error = NULL;

  gb_calendar_read_bank_holidays (
      rules, "{\"england-and-wales\": {\"events\": [{\"title\": \"Early\", \"date\": \"1999-01-01\"}]}}", &error);
  g_assert_no_error (error);
  for (int i = 0; i < 4 * 365 + 1; i++)
    {
      g_autofree char *day = gb_day_add ("2025-01-01", i);
      if (gb_calendar_is_bank_holiday (table, day) != gb_calendar_is_bank_holiday (rules, day))
        g_test_fail_printf ("%s: table and rule differ", day);
    }
}

static void
test_a_newer_table_replaces_the_shipped_one (void)
{
  g_autoptr (GbCalendar) calendar = calendar_of ("2026-27", 6);
  g_autoptr (GError) error = NULL;

  gb_calendar_read_bank_holidays (calendar,
                                  "{\"england-and-wales\": {\"division\": \"england-and-wales\", \"events\": ["
                                  "{\"title\": \"A royal day\", \"date\": \"2026-11-20\", \"notes\": \"\"}]}}",
                                  &error);
  g_assert_no_error (error);
  g_assert_true (gb_calendar_is_bank_holiday (calendar, "2026-11-20"));
  g_assert_false (gb_calendar_is_working_day (calendar, "2026-11-20"));
}

static void
test_a_broken_table_is_refused_and_changes_nothing (void)
{
  static const char *const broken[] = {
    "{}", "[]", "no", "{\"england-and-wales\": {\"events\": []}}",
    "{\"england-and-wales\": {\"events\": [{\"title\": \"x\", \"date\": \"31/12/2026\"}]}}",
    "{\"england-and-wales\": {\"events\": [7]}}"
  };
  g_autoptr (GbCalendar) calendar = calendar_of ("2026-27", 6);

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (gb_calendar_read_bank_holidays (calendar, broken[i], &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
      g_assert_true (gb_calendar_is_bank_holiday (calendar, "2026-12-28"));
    }
}

static void
test_working_days_run_in_the_holidays_and_school_days_do_not (void)
{
  g_autoptr (GbCalendar) calendar = calendar_of ("2026-27", 6);
  g_autofree char *working = gb_calendar_next_working_day (calendar, "2026-10-23");
  g_autofree char *school = gb_calendar_next_school_day (calendar, "2026-10-23");
  g_autofree char *none = gb_calendar_next_school_day (calendar, "2027-07-22");

  g_assert_cmpstr (working, ==, "2026-10-26");
  g_assert_cmpstr (school, ==, "2026-11-02");
  g_assert_null (none);
  g_assert_true (gb_calendar_is_working_day (calendar, "2026-10-27"));
  g_assert_false (gb_calendar_is_school_day (calendar, "2026-10-27"));
  g_assert_false (gb_calendar_is_school_day (calendar, "2026-11-21"));
  g_assert_false (gb_calendar_is_school_day (calendar, "2027-05-03"));
}

static void
test_inset_is_a_working_day_and_no_school_day (void)
{
  g_autoptr (JsonObject) year = gb_calendar_default_year ("2026-27", 6);
  g_autoptr (GbCalendar) calendar = NULL;

  json_array_add_string_element (gb_json_array (year, "closed"), "2026-09-01");
  calendar = gb_calendar_new (&year, 1, NULL);
  g_assert_true (gb_calendar_is_working_day (calendar, "2026-09-01"));
  g_assert_false (gb_calendar_is_school_day (calendar, "2026-09-01"));
  g_assert_true (gb_calendar_is_school_day (calendar, "2026-09-02"));
}

static void
test_kent_numbers_six_terms (void)
{
  g_autoptr (GbCalendar) calendar = calendar_of ("2026-27", 6);
  g_autoptr (GPtrArray) terms = gb_calendar_terms (calendar, 0);
  GbTerm *second = terms->pdata[1];

  g_assert_cmpuint (terms->len, ==, 6);
  g_assert_cmpstr (second->id, ==, "2026-27/2");
  g_assert_cmpstr (second->name, ==, "Term 2 2026/27");
  g_assert_cmpstr (second->from, ==, "2026-11-02");
  g_assert_cmpstr (second->until, ==, "2026-12-18");
}

static void
test_six_terms_join_into_three (void)
{
  g_autoptr (GbCalendar) calendar = calendar_of ("2026-27", 6);
  g_autoptr (GPtrArray) terms = gb_calendar_terms (calendar, 3);
  GbTerm *spring = terms->pdata[1];

  g_assert_cmpuint (terms->len, ==, 3);
  g_assert_cmpstr (spring->id, ==, "2026-27/spring");
  g_assert_cmpstr (spring->name, ==, "Spring term 2026/27");
  g_assert_cmpstr (spring->from, ==, "2027-01-04");
  g_assert_cmpstr (spring->until, ==, "2027-03-25");
}

static void
test_three_terms_keep_half_term_closed (void)
{
  g_autoptr (GbCalendar) calendar = calendar_of ("2026-27", 3);
  g_autoptr (GPtrArray) terms = gb_calendar_terms (calendar, 0);

  g_assert_cmpuint (terms->len, ==, 3);
  g_assert_false (gb_calendar_is_school_day (calendar, "2026-10-28"));
  g_assert_true (gb_calendar_is_school_day (calendar, "2026-11-03"));
}

static void
test_the_week_of_term_counts_from_monday (void)
{
  g_autoptr (GbCalendar) calendar = calendar_of ("2026-27", 6);
  GbTerm *term = gb_calendar_term_of (calendar, "2026-11-22");

  g_assert_cmpstr (term->id, ==, "2026-27/2");
  gb_term_free (term);
  g_assert_null (gb_calendar_term_of (calendar, "2026-10-27"));
  g_assert_cmpint (gb_calendar_week_of_term (calendar, "2026-11-22"), ==, 3);
  g_assert_cmpint (gb_calendar_week_of_term (calendar, "2026-09-07"), ==, 2); /* term began on a Tuesday */
  g_assert_cmpint (gb_calendar_week_of_term (calendar, "2026-12-25"), ==, 0);
}

static void
test_the_school_year_turns_in_september (void)
{
  g_autofree char *august = gb_school_year_of ("2026-08-31");
  g_autofree char *september = gb_school_year_of ("2026-09-01");
  g_autofree char *century = gb_school_year_of ("2099-10-01");

  g_assert_cmpstr (august, ==, "2025-26");
  g_assert_cmpstr (september, ==, "2026-27");
  g_assert_cmpstr (century, ==, "2099-00");
  g_assert_null (gb_school_year_of ("today"));
}

static void
test_any_other_year_has_an_ordinary_guess (void)
{
  for (int first = 2020; first < 2060; first++)
    {
      g_autofree char *name = g_strdup_printf ("%d-%02d", first, (first + 1) % 100);
      g_autoptr (GbCalendar) calendar = calendar_of (name, 6);
      int days = 0;

      for (int i = 0; i < 365; i++)
        {
          g_autofree char *start = g_strdup_printf ("%d-09-01", first);
          g_autofree char *day = gb_day_add (start, i);
          days += gb_calendar_is_school_day (calendar, day);
        }
      if (days < 180 || days > 205)
        g_test_fail_printf ("%s: %d school days", name, days);
    }
}

static void
assert_year_is_refused (const char *json, const char *because)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbCalendar) calendar = calendar_from (json, &error);

  g_assert_null (calendar);
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  if (strstr (error->message, because) == NULL)
    g_test_fail_printf ("“%s” doesn’t say “%s”", error->message, because);
}

#define TERM(from, until) "{\"from\": \"" from "\", \"until\": \"" until "\"}"

static void
test_impossible_terms_are_named (void)
{
  assert_year_is_refused (
      "{\"year\": \"2026-27\", \"scheme\": 3, \"bell\": \"15.15\", \"terms\": [" TERM (
          "2026-09-01", "2026-12-18") "," TERM ("2026-12-18", "2027-03-25") "," TERM ("2027-04-12", "2027-07-22") "]}",
      "Spring term 2026/27 starts on or before the last day of Autumn");
  assert_year_is_refused (
      "{\"year\": \"2026-27\", \"scheme\": 3, \"bell\": \"15.15\", \"terms\": [" TERM (
          "2026-09-01", "2026-08-18") "," TERM ("2027-01-04", "2027-03-25") "," TERM ("2027-04-12", "2027-07-22") "]}",
      "Term 1 of 2026/27 ends before it starts");
  assert_year_is_refused ("{\"year\": \"2026-27\", \"scheme\": 3, \"bell\": \"15.15\", \"terms\": [{}, {}, {}]}",
                          "Term 1");
  assert_year_is_refused ("{\"year\": \"2026-27\", \"scheme\": 6, \"bell\": \"15.15\", \"terms\": []}",
                          "three terms or six");
  assert_year_is_refused ("{\"year\": \"2026-27\", \"scheme\": 3, \"bell\": \"25.99\"}", "school day ends");
  assert_year_is_refused ("{\"year\": \"2026-28\", \"scheme\": 3}", "2026-27");
}

static void
test_a_later_setting_replaces_its_year_only (void)
{
  g_autoptr (JsonObject) before = gb_calendar_default_year ("2025-26", 6);
  g_autoptr (JsonObject) first = gb_calendar_default_year ("2026-27", 6);
  g_autoptr (JsonObject) second = gb_calendar_default_year ("2026-27", 3);
  JsonObject *years[] = { first, before, second };
  g_autoptr (GbCalendar) calendar = NULL;
  g_autoptr (GPtrArray) terms = NULL;

  json_object_set_string_member (second, "bell", "15:30");
  calendar = gb_calendar_new (years, 3, NULL);
  terms = gb_calendar_terms (calendar, 0);
  g_assert_cmpuint (terms->len, ==, 9);
  g_assert_cmpint (gb_calendar_bell (calendar), ==, 15 * 60 + 30);
}

/* --- editing ------------------------------------------------------------------------- */

static GbDayKind
kind_with (JsonObject *body, const char *day)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbCalendar) with = gb_calendar_new (&body, 1, &error);

  g_assert_no_error (error);
  return gb_calendar_kind (with, day);
}

static void
test_every_day_has_its_sort (void)
{
  g_autoptr (JsonObject) six = gb_calendar_default_year ("2026-27", 6);
  g_autoptr (JsonObject) three = gb_calendar_default_year ("2026-27", 3);

  g_assert_cmpint (kind_with (six, "2026-11-19"), ==, GB_DAY_SCHOOL);
  g_assert_cmpint (kind_with (six, "2026-11-21"), ==, GB_DAY_WEEKEND);
  g_assert_cmpint (kind_with (six, "2026-10-27"), ==, GB_DAY_HOLIDAY);
  g_assert_cmpint (kind_with (three, "2026-10-27"), ==, GB_DAY_CLOSED);
  g_assert_cmpint (kind_with (six, "2026-12-25"), ==, GB_DAY_BANK_HOLIDAY);
  g_assert_cmpint (kind_with (six, "2030-11-19"), ==, GB_DAY_UNKNOWN);
}

static void
test_days_are_closed_and_opened_again (void)
{
  g_autoptr (JsonObject) shipped = gb_calendar_default_year ("2026-27", 6);
  g_autoptr (JsonObject) body = gb_calendar_body_copy (shipped);

  gb_calendar_body_set_day (body, "2026-11-20", GB_DAY_INSET);
  gb_calendar_body_set_day (body, "2026-11-24", GB_DAY_CLOSED);
  gb_calendar_body_set_day (body, "2026-11-26", GB_DAY_CLOSED);
  gb_calendar_body_set_day (body, "2026-11-25", GB_DAY_CLOSED);
  g_assert_cmpuint (json_array_get_length (gb_json_array (body, "closed")), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (gb_json_array (body, "closed"), 1), ==, "2026-11-24/2026-11-26");
  g_assert_cmpint (kind_with (body, "2026-11-20"), ==, GB_DAY_INSET);
  g_assert_cmpint (kind_with (body, "2026-11-25"), ==, GB_DAY_CLOSED);
  gb_calendar_body_set_day (body, "2026-11-25", GB_DAY_SCHOOL);
  gb_calendar_body_set_day (body, "2026-11-20", GB_DAY_CLOSED);
  g_assert_cmpint (kind_with (body, "2026-11-25"), ==, GB_DAY_SCHOOL);
  g_assert_cmpint (kind_with (body, "2026-11-20"), ==, GB_DAY_CLOSED);
  g_assert_cmpint (kind_with (body, "2026-11-24"), ==, GB_DAY_CLOSED);
  g_assert_cmpint (kind_with (shipped, "2026-11-20"), ==, GB_DAY_SCHOOL);
}

static void
test_a_term_moves_by_its_edges (void)
{
  g_autoptr (JsonObject) body = gb_calendar_default_year ("2026-27", 6);

  gb_calendar_body_set_edge (body, 1, FALSE, "2026-09-03");
  gb_calendar_body_set_edge (body, 6, TRUE, "2027-07-21");
  gb_calendar_body_set_edge (body, 7, TRUE, "2027-07-01"); /* there is no seventh */
  g_assert_cmpint (kind_with (body, "2026-09-02"), ==, GB_DAY_HOLIDAY);
  g_assert_cmpint (kind_with (body, "2026-09-03"), ==, GB_DAY_SCHOOL);
  g_assert_cmpint (kind_with (body, "2027-07-22"), ==, GB_DAY_HOLIDAY);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/bank-holidays", test_bank_holidays_are_those_of_england);
  g_test_add_func ("/calendar/bank-holidays-by-rule", test_years_without_a_table_follow_the_rules);
  g_test_add_func ("/calendar/rule-agrees-with-table", test_the_rules_agree_with_the_table);
  g_test_add_func ("/calendar/newer-table", test_a_newer_table_replaces_the_shipped_one);
  g_test_add_func ("/calendar/broken-table", test_a_broken_table_is_refused_and_changes_nothing);
  g_test_add_func ("/calendar/half-term", test_working_days_run_in_the_holidays_and_school_days_do_not);
  g_test_add_func ("/calendar/inset", test_inset_is_a_working_day_and_no_school_day);
  g_test_add_func ("/calendar/six-terms", test_kent_numbers_six_terms);
  g_test_add_func ("/calendar/three-from-six", test_six_terms_join_into_three);
  g_test_add_func ("/calendar/three-terms", test_three_terms_keep_half_term_closed);
  g_test_add_func ("/calendar/week-of-term", test_the_week_of_term_counts_from_monday);
  g_test_add_func ("/calendar/school-year", test_the_school_year_turns_in_september);
  g_test_add_func ("/calendar/guess", test_any_other_year_has_an_ordinary_guess);
  g_test_add_func ("/calendar/impossible", test_impossible_terms_are_named);
  g_test_add_func ("/calendar/sorts-of-day", test_every_day_has_its_sort);
  g_test_add_func ("/calendar/close-a-day", test_days_are_closed_and_opened_again);
  g_test_add_func ("/calendar/edges", test_a_term_moves_by_its_edges);
  g_test_add_func ("/calendar/replaces", test_a_later_setting_replaces_its_year_only);
  return g_test_run ();
}

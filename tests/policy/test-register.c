/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers as data: every file that is shipped is read, what names something
 * that isn't there is refused with its line, and a due day is counted over ends
 * of months, leap years and terms. */
#include <locale.h>
#include <string.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "policy/register.h"

static JsonObject *
values_of (const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonObject *values = gb_json_parse (text, -1, &error);
  g_assert_no_error (error);
  return values;
}

static GbCalendar *
school_calendar (void)
{
  g_autoptr (GError) error = NULL;
  JsonObject *years[] = { gb_calendar_default_year ("2025-26", 6), gb_calendar_default_year ("2026-27", 6) };
  GbCalendar *calendar = gb_calendar_new (years, G_N_ELEMENTS (years), &error);

  g_assert_no_error (error);
  json_object_unref (years[0]);
  json_object_unref (years[1]);
  return calendar;
}

/* The ids by which obligations.xml and the help refer to them. */
static void
test_every_register_is_there_and_read (void)
{
  static const char *const ids[] = {
    "access",
    "actions",
    "advice",
    "aup",
    "channels",
    "complaints",
    "consents",
    "contacts",
    "curriculum-devices",
    "education",
    "engagement",
    "exceptional-use",
    "filtering-changes",
    "filtering-checks",
    "filtering-profile",
    "governor-meetings",
    "hand-in",
    "issued-devices",
    "lessons",
    "monitoring",
    "personal-devices",
    "platforms",
    "policies",
    "posts",
    "relationships",
    "risk-assessments",
    "staff-permissions",
    "training",
    "visitors",
  };

  g_assert_cmpuint (gb_registers ()->len, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const GbRegister *plan = gb_register_find (ids[i]);
      g_assert_nonnull (plan);
      g_assert_true (gb_text_is_filled (plan->title) && gb_text_is_filled (plan->about));
      g_assert_true (gb_text_is_filled (plan->obligations));
    }
  g_assert_null (gb_register_find ("nothing"));
}

static void
test_gates_name_registers_and_fields_that_are_there (void)
{
  for (guint i = 0; i < gb_registers ()->len; i++)
    {
      const GbRegister *plan = gb_registers ()->pdata[i];
      for (guint g = 0; g < plan->gates->len; g++)
        {
          const GbRegisterGate *gate = plan->gates->pdata[g];
          const GbRegister *other = gb_register_find (gate->needs);
          g_assert_nonnull (other);
          g_assert_nonnull (gb_register_field (other, gate->theirs));
          g_assert_true (gate->where.field == NULL || gb_register_field (other, gate->where.field) != NULL);
          g_assert_true (gate->their_day == NULL || gb_register_field (other, gate->their_day) != NULL);
        }
    }
}

#define HEAD                                                                                                           \
  "<register xmlns='urn:guardbook:register:1' id='a' version='1' group='people' icon='a' titled='what' columns='what'" \
  " basis='b' obligations='A1'%s>\n<title>T</title><new>N</new><about>A</about><empty>E</empty>\n<fields>\n"

static void
refuses (const char *attributes, const char *rest, const char *words)
{
  g_autofree char *head = g_strdup_printf (HEAD, attributes);
  g_autofree char *text = g_strconcat (head, rest, "</register>", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_register_read (bytes, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” was expected in: %s", words, error->message);
}

static void
test_a_broken_register_is_refused_with_its_line (void)
{
  refuses ("", "<field name='what' type='letter'><label>L</label></field></fields>", "Line 4");
  refuses ("", "<field name='other' type='line'><label>L</label></field></fields>", "the field “what”");
  refuses ("", "<field name='what' type='choice'><label>L</label></field></fields>", "nothing to choose from");
  refuses ("", "<field name='what' type='line'><label>L</label></field></fields><due on='day'>D</due>",
           "the field “day”");
  refuses (" person='who'", "<field name='what' type='line'><label>L</label></field></fields>", "the field “who”");
  refuses ("", "<field name='what' type='line'><label>L</label></field>", "Line");
}

static void
due_is (const char *id, const char *json, const char *day, const char *remind)
{
  g_autoptr (GbCalendar) calendar = school_calendar ();
  g_autoptr (JsonObject) values = values_of (json);
  g_autofree char *rule = NULL, *shown = NULL;
  g_autofree char *due = gb_register_due (gb_register_find (id), values, calendar, &rule, &shown);

  g_assert_cmpstr (due, ==, day);
  g_assert_true ((due != NULL) == (rule != NULL));
  if (remind != NULL)
    g_assert_cmpstr (shown, ==, remind);
}

static void
test_a_due_day_is_counted_over_month_ends_and_leap_years (void)
{
  due_is ("training", "{'course':'annual','trained_on':'2026-09-01'}", "2027-09-01", "2027-08-02");
  due_is ("training", "{'course':'dsl','trained_on':'2026-09-01'}", "2028-09-01", NULL);
  due_is ("training", "{'course':'annual','trained_on':'2024-02-29'}", "2025-02-28", NULL);
  due_is ("training", "{'course':'dsl','trained_on':'2024-02-29'}", "2026-02-28", NULL);
  due_is ("contacts", "{'checked_on':'2026-08-31'}", "2027-02-28", NULL);
  due_is ("contacts", "{'checked_on':'2027-08-31'}", "2028-02-29", NULL);
  due_is ("training", "{'course':'induction','trained_on':'2026-09-01'}", NULL, NULL);
}

static void
test_a_due_day_by_term_is_the_end_of_the_next_one (void)
{
  g_autoptr (GbCalendar) calendar = school_calendar ();
  g_autoptr (GPtrArray) terms = gb_calendar_terms (calendar, 0);
  const GbTerm *first = terms->pdata[6], *second = terms->pdata[7];
  g_autofree char *in_term = g_strdup_printf ("{'kind':'pupil','checked_on':'%s'}", first->from);
  g_autofree char *last_day = g_strdup_printf ("{'kind':'pupil','checked_on':'%s'}", first->until);
  g_autofree char *after = gb_day_add (first->until, 1);
  g_autofree char *in_holiday = g_strdup_printf ("{'kind':'pupil','checked_on':'%s'}", after);

  due_is ("filtering-checks", in_term, second->until, NULL);
  due_is ("filtering-checks", last_day, second->until, NULL);
  due_is ("filtering-checks", in_holiday, second->until, NULL);
}

static void
test_past_the_school_calendar_a_term_is_counted_and_said_so (void)
{
  g_autoptr (GbCalendar) calendar = school_calendar ();
  g_autoptr (JsonObject) values = values_of ("{'kind':'pupil','checked_on':'2030-01-31'}");
  g_autofree char *rule = NULL;
  g_autofree char *due = gb_register_due (gb_register_find ("filtering-checks"), values, calendar, &rule, NULL);

  g_assert_cmpstr (due, ==, "2030-03-31");
  g_assert_nonnull (strstr (rule, "the school calendar ends before it"));
}

static void
test_a_day_that_was_set_comes_before_the_counted_one (void)
{
  due_is ("policies", "{'ratified_on':'2026-01-31'}", "2027-01-31", NULL);
  due_is ("policies", "{'ratified_on':'2026-01-31','next_review':'2026-07-01'}", "2026-07-01", "2026-06-01");
}

static void
test_an_approver_is_said_and_its_parts_fit_roles (void)
{
  static const char *const dsl[] = { "dsl", NULL }, *const head[] = { "headteacher", NULL },
                           *const deputy[] = { "deputy", NULL }, *const online[] = { "online-lead", NULL };
  g_autofree char *both = gb_register_approver_words ("dsl-and-headteacher");
  g_autofree char *either = gb_register_approver_words ("dsl-or-headteacher");
  g_auto (GStrv) parts = gb_register_approver_parts ("dsl-and-headteacher");

  g_assert_cmpstr (both, ==, "the DSL and the headteacher");
  g_assert_cmpstr (either, ==, "the DSL or the headteacher");
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  g_assert_true (gb_register_part_fits ("dsl", dsl));
  g_assert_true (gb_register_part_fits ("dsl", deputy));
  g_assert_false (gb_register_part_fits ("dsl", head));
  g_assert_true (gb_register_part_fits ("leadership", dsl));
  g_assert_true (gb_register_part_fits ("leadership", head));
  g_assert_false (gb_register_part_fits ("headteacher", dsl));
  g_assert_false (gb_register_part_fits ("leadership", online));
  g_assert_true (gb_register_part_fits ("dsl-or-headteacher", head));
}

static void
test_a_silent_pack_leaves_the_register_its_own_answer (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) pack = gb_pack_load_shipped ("kent-2023", &error);
  gboolean silent = FALSE;

  g_assert_no_error (error);
  g_assert_cmpstr (gb_register_approver (gb_register_find ("channels"), gb_pack_rule (pack, "channel.approver"),
                                        &silent), ==, "leadership");
  g_assert_false (silent);
  g_assert_null (gb_register_approver (gb_register_find ("aup"), NULL, &silent));
  g_assert_false (silent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_add_func ("/register/every-register-is-there-and-read", test_every_register_is_there_and_read);
  g_test_add_func ("/register/gates-name-what-is-there", test_gates_name_registers_and_fields_that_are_there);
  g_test_add_func ("/register/a-broken-one-is-refused-with-its-line", test_a_broken_register_is_refused_with_its_line);
  g_test_add_func ("/register/due-over-month-ends-and-leap-years",
                   test_a_due_day_is_counted_over_month_ends_and_leap_years);
  g_test_add_func ("/register/due-by-term-is-the-end-of-the-next-one",
                   test_a_due_day_by_term_is_the_end_of_the_next_one);
  g_test_add_func ("/register/past-the-calendar-a-term-is-counted",
                   test_past_the_school_calendar_a_term_is_counted_and_said_so);
  g_test_add_func ("/register/a-set-day-comes-first", test_a_day_that_was_set_comes_before_the_counted_one);
  g_test_add_func ("/register/an-approver-is-said-and-fits-roles", test_an_approver_is_said_and_its_parts_fit_roles);
  g_test_add_func ("/register/a-silent-pack-leaves-its-own-answer",
                   test_a_silent_pack_leaves_the_register_its_own_answer);
  return g_test_run ();
}

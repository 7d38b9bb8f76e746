/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trends: every figure is the length of the list that it opens, and each table
 * counts what its definition says, for whoever asks. */
#include "casework/trend.h"
#include "search-support.h"

static GbTrend *
gather (GbBook *book, const GbTrendPlan *plan)
{
  g_autoptr (GError) error = NULL;
  GbTrend *trend = gb_trend_gather (book, plan, &error);

  g_assert_no_error (error);
  return trend;
}

static gint64
count_of (const GbTrend *trend, const char *table, const char *line, guint column)
{
  const GbTrendTable *found = gb_trend_table (trend, table);
  const GbTrendLine *row;

  g_assert_nonnull (found);
  g_assert_cmpuint (column, <, found->n_columns);
  row = gb_trend_line (found, line);
  return row != NULL ? row->counts[column] : 0;
}

static const GbTrendFinding *
finding_of (const GbTrend *trend, const char *kind, const char *table)
{
  for (guint i = 0; i < trend->findings->len; i++)
    {
      const GbTrendFinding *finding = trend->findings->pdata[i];
      if (g_str_equal (finding->kind, kind) && g_str_equal (finding->table, table))
        return finding;
    }
  return NULL;
}

typedef struct
{
  const char *noun, *id;
} Row;

static gpointer
row_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Row *row = data;
  return gb_trend_row_load (gb_book_get_vault (book), row->noun, row->id, error);
}

/* Every id of a list is there to be shown, under its own id. */
static void
assert_rows (GbBook *book, const char *noun, GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      Row row = { noun, ids->pdata[i] };
      g_autoptr (GError) error = NULL;
      g_autoptr (GbTrendRow) found = gb_book_ask (book, row_on_worker, &row, &error);

      g_assert_no_error (error);
      g_assert_nonnull (found);
      g_assert_cmpstr (found->id, ==, ids->pdata[i]);
      g_assert_nonnull (found->title);
    }
}

static void
assert_list (GbBook *book, const GbTrendPlan *plan, const GbTrendTable *table, const char *line, guint column,
             gint64 figure)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = gb_trend_list (book, plan, table->id, line, column, &error);

  g_assert_no_error (error);
  if (ids->len != figure)
    g_error ("%s, %s, column %u: the figure is %d and its list has %u", table->id, line, column, (int) figure,
             ids->len);
  assert_rows (book, table->nouns[column], ids);
}

/* All figures of all tables; how many were above nought. */
static guint
assert_lists (GbBook *book, const GbTrendPlan *plan)
{
  g_autoptr (GbTrend) trend = gather (book, plan);
  guint figures = 0;

  for (guint t = 0; t < trend->tables->len; t++)
    {
      const GbTrendTable *table = trend->tables->pdata[t];
      for (guint c = 0; c < table->n_columns; c++)
        {
          gint64 most = 0;
          for (guint i = 0; i < table->lines->len; i++)
            {
              const GbTrendLine *line = table->lines->pdata[i];
              assert_list (book, plan, table, line->id, c, line->counts[c]);
              figures += line->counts[c] > 0;
              most = MAX (most, line->counts[c]);
            }
          assert_list (book, plan, table, NULL, c, table->totals[c]);
          g_assert_cmpint (table->totals[c], >=, most);
        }
    }
  return figures;
}

/* --- incidents ----------------------------------------------------------------------- */

static char *
incident_with (Desk *desk, const char *more)
{
  g_autoptr (JsonObject) body = general_body ("no");
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  bend (body, more);
  done = gb_incident_record (desk->book, request, body, &error);
  g_assert_no_error (error);
  return g_strdup (done->case_id);
}

static void
record (Desk *desk, const char *more)
{
  g_autofree char *id = incident_with (desk, more);
  g_assert_nonnull (id);
}

static void
test_every_figure_opens_the_list_that_it_counts (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  const GbTrendPlan plan = { NULL, NULL, FALSE }, everybody = { NULL, NULL, TRUE };
  g_autofree char *search = NULL;

  record (desk, NULL);
  record (desk, "{'four_c':['contact','conduct'],'category':'cyberbullying'}");
  record (desk, "{'people':[],'location':'toilets','four_c':null}");
  search = searched (desk, NULL);
  desk_now += 3 * GB_DAY;
  g_assert_cmpuint (assert_lists (desk->book, &plan), >, 20);
  g_assert_cmpuint (assert_lists (desk->book, &everybody), >, 20);
}

static void
test_categories_count_what_was_recorded_and_gaps_are_named (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) trend = NULL;
  const GbTrendFinding *gap;

  record (desk, NULL);
  record (desk, NULL);
  record (desk, "{'category':'cyberbullying'}");
  trend = gather (desk->book, &plan);
  g_assert_cmpstr (trend->from, ==, "2026-09-01");
  g_assert_cmpstr (trend->until, ==, "2026-11-19");
  g_assert_cmpint (count_of (trend, "category", "harmful-content", 0), ==, 2);
  g_assert_cmpint (count_of (trend, "category", "cyberbullying", 0), ==, 1);
  g_assert_nonnull (gb_trend_line (gb_trend_table (trend, "category"), "visitor-breach"));
  g_assert_cmpint (gb_trend_table (trend, "category")->totals[0], ==, 3);
  gap = finding_of (trend, "gap", "category");
  g_assert_nonnull (gap);
  g_assert_null (gap->line);
  g_assert_nonnull (strstr (gap->sentence, "isn’t told"));
}

static void
test_a_vault_without_records_has_no_gaps_to_name (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) trend = gather (desk->book, &plan);

  g_assert_cmpuint (trend->findings->len, ==, 0);
  g_assert_cmpint (gb_trend_table (trend, "category")->totals[0], ==, 0);
}

static void
test_several_risks_count_under_each_and_once_in_all (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) trend = NULL;

  record (desk, "{'four_c':['contact','conduct']}");
  record (desk, "{'four_c':null}");
  trend = gather (desk->book, &plan);
  g_assert_cmpint (count_of (trend, "four-c", "contact", 0), ==, 1);
  g_assert_cmpint (count_of (trend, "four-c", "conduct", 0), ==, 1);
  g_assert_cmpint (count_of (trend, "four-c", "none", 0), ==, 1);
  g_assert_cmpint (gb_trend_table (trend, "four-c")->totals[0], ==, 2);
}

static void
record_at (Desk *desk, const char *day, int minutes, const char *precision)
{
  g_autofree char *more = g_strdup_printf ("{'occurred_at':%" G_GINT64_FORMAT ",'precision':'%s'}",
                                           gb_day_to_instant (day, minutes), precision);
  record (desk, more);
}

static void
test_times_of_day_know_the_bell_and_the_holidays (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) trend = NULL;

  record_at (desk, "2026-11-17", 10 * 60 + 30, "about");
  record_at (desk, "2026-11-17", 15 * 60 + 14, "exact");
  record_at (desk, "2026-11-17", 15 * 60 + 15, "exact");
  record_at (desk, "2026-11-17", 23 * 60, "exact");
  record_at (desk, "2026-11-17", 12 * 60, "day");
  record_at (desk, "2026-10-27", 12 * 60, "exact"); /* half-term */
  record_at (desk, "2026-11-15", 12 * 60, "day");   /* a Sunday */
  trend = gather (desk->book, &plan);
  g_assert_cmpint (count_of (trend, "time", "morning", 0), ==, 1);
  g_assert_cmpint (count_of (trend, "time", "afternoon", 0), ==, 1);
  g_assert_cmpint (count_of (trend, "time", "after", 0), ==, 1);
  g_assert_cmpint (count_of (trend, "time", "night", 0), ==, 1);
  g_assert_cmpint (count_of (trend, "time", "unknown", 0), ==, 1);
  g_assert_cmpint (count_of (trend, "time", "closed", 0), ==, 2);
}

static void
test_a_child_in_several_incidents_is_counted_once_by_how_many (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) trend = NULL;
  g_autoptr (GPtrArray) ids = NULL;

  record (desk, NULL);
  record (desk, NULL);
  record (desk,
          "{'people':[{'person_id':'" ELIN "','name':'Elin Marsh','sort':'pupil','role':'saw','year_group':'6'}]}");
  trend = gather (desk->book, &plan);
  g_assert_cmpint (count_of (trend, "again", "3", 0), ==, 1); /* Elin, in any part */
  g_assert_cmpint (count_of (trend, "again", "2", 0), ==, 1); /* Jonah; Beth is no child */
  g_assert_cmpint (count_of (trend, "again", "2", 1), ==, 1); /* it happened to Elin twice */
  g_assert_cmpint (count_of (trend, "again", "2", 2), ==, 1); /* Jonah sent it twice */
  ids = gb_trend_list (desk->book, &plan, "again", "2", 2, NULL);
  g_assert_cmpstr (ids->pdata[0], ==, JONAH);
}

static void
test_the_year_before_stands_beside_it_once_there_was_one (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) first = NULL, second = NULL;

  record (desk, NULL);
  first = gather (desk->book, &plan);
  g_assert_cmpuint (gb_trend_table (first, "category")->n_columns, ==, 1);
  desk_now = gb_day_to_instant ("2027-11-25", 600);
  record (desk, NULL);
  record (desk, NULL);
  second = gather (desk->book, &plan);
  g_assert_cmpuint (gb_trend_table (second, "category")->n_columns, ==, 2);
  g_assert_cmpint (count_of (second, "category", "harmful-content", 0), ==, 2);
  g_assert_cmpint (count_of (second, "category", "harmful-content", 1), ==, 1);
  g_assert_cmpuint (assert_lists (desk->book, &plan), >, 0);
}

static void
test_a_child_in_many_and_a_rise_are_found (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) first = NULL, second = NULL, third = NULL;
  const GbTrendFinding *again, *more;

  record (desk, NULL);
  record (desk, "{'category':'cyberbullying','people':[]}");
  first = gather (desk->book, &plan);
  g_assert_null (finding_of (first, "again", "again"));
  g_assert_null (finding_of (first, "more", "category"));
  desk_now = gb_day_to_instant ("2027-11-25", 600);
  for (int i = 0; i < 9; i++)
    record (desk, NULL);
  second = gather (desk->book, &plan);
  again = finding_of (second, "again", "again");
  g_assert_nonnull (again);
  g_assert_cmpstr (again->line, ==, "5");
  /* Nine of ten, where 2 to 8 would be chance. */
  more = finding_of (second, "more", "category");
  g_assert_nonnull (more);
  g_assert_cmpstr (more->line, ==, "harmful-content");
  assert_list (desk->book, &plan, gb_trend_table (second, "category"), more->line, more->column, 9);
  desk_now = gb_day_to_instant ("2028-11-25", 600);
  record (desk, "{'category':'cyberbullying','people':[]}");
  third = gather (desk->book, &plan);
  g_assert_nonnull (finding_of (third, "fewer", "category"));
}

static void
test_a_period_holds_its_first_and_last_day (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan with = { "2026-11-19", "2026-11-19", FALSE }, before = { "2026-11-01", "2026-11-18", FALSE },
                    wrong = { "2026-11-20", "2026-11-19", FALSE };
  g_autoptr (GbTrend) one = NULL, none = NULL, refused = NULL;
  g_autoptr (GError) error = NULL;

  record (desk, NULL);
  one = gather (desk->book, &with);
  none = gather (desk->book, &before);
  g_assert_cmpint (gb_trend_table (one, "category")->totals[0], ==, 1);
  g_assert_cmpint (gb_trend_table (none, "category")->totals[0], ==, 0);
  refused = gb_trend_gather (desk->book, &wrong, &error);
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_null (refused);
}

/* --- deadlines ------------------------------------------------------------------------- */

static void
test_a_step_that_is_often_late_is_found (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) before = NULL, after = NULL;
  const GbTrendFinding *late;
  gint64 n;

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *one = g_strdup_printf ("{'description':'Phone number %d','seal':'04%d'}", i, i);
      g_free (take (desk, one));
    }
  before = gather (desk->book, &plan);
  g_assert_null (finding_of (before, "late", "late"));
  desk_now += GB_DAY;
  after = gather (desk->book, &plan);
  late = finding_of (after, "late", "late");
  g_assert_nonnull (late);
  n = count_of (after, "late", late->line, 0);
  g_assert_cmpint (n, ==, 3);
  g_assert_cmpint (count_of (after, "late", late->line, 1), ==, n);
  assert_list (desk->book, &plan, gb_trend_table (after, "late"), late->line, late->column, n);
}

/* --- searches ------------------------------------------------------------------------------ */

static char *
pupil_id (guint i)
{
  return g_strdup_printf ("%032x", 0xa00 + i);
}

/* Ten boys and ten girls beside Jonah, who leaves. */
static void
fill_roll (Desk *desk)
{
  static const char *const names[] = { "Abel",  "Bram",  "Cole",  "Dara", "Evan", "Finn", "Glen",
                                       "Hari",  "Idris", "Joel",  "Kate", "Lily", "Mair", "Nia",
                                       "Olwen", "Pia",   "Rhian", "Sian", "Tess", "Una" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *id = pupil_id (i);
      add_person (desk, id, "pupil", names[i], "Thorne", i < 10 ? "male" : "female",
                  i % 2 == 0 ? ",'year_group':'5','reason':'new','sen':'support'"
                             : ",'year_group':'6','reason':'new','sen':'none'");
    }
  g_free (gb_test_act (desk->book, "person.left", NULL, "{'person_id':'" JONAH "','on':'2026-11-18'}"));
}

/* The first @n boys are searched, all signed for in one sitting. */
static void
search_boys (Desk *desk, guint n)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *pupil = pupil_id (i);
      g_autofree char *owner = g_strdup_printf ("{'owner_id':'%s','owner':'A Thorne'}", pupil);
      g_ptr_array_add (ids, new_search (desk, owner));
    }
  desk_sit (desk, MARTIN);
  for (guint i = 0; i < n; i++)
    does (desk, "search.authorised", ids->pdata[i], read_sheet (desk, ids->pdata[i]));
  desk_sit (desk, RUTH);
  desk_now = at_time (13 * 60 + 5);
  for (guint i = 0; i < n; i++)
    does (desk, "search.carried-out", ids->pdata[i], carried_out (NULL));
}

static void
test_searches_of_boys_alone_are_more_than_chance_explains (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) trend = NULL;
  const GbTrendLine *boys, *fives;
  const GbTrendFinding *uneven;

  fill_roll (desk);
  search_boys (desk, 6);
  trend = gather (desk->book, &plan);
  boys = gb_trend_line (gb_trend_table (trend, "searched-sex"), "male");
  g_assert_cmpint (boys->counts[0], ==, 6);
  g_assert_cmpint (boys->counts[1], ==, 6);
  g_assert_cmpint (boys->counts[2], ==, 10);
  /* Of six, one half: 1 to 5 in 19 of 20. */
  g_assert_cmpint (boys->low, ==, 1);
  g_assert_cmpint (boys->high, ==, 5);
  uneven = finding_of (trend, "uneven", "searched-sex");
  g_assert_nonnull (uneven);
  g_assert_nonnull (strstr (uneven->title, "than chance explains"));
  /* The year groups fall evenly: three and three. */
  fives = gb_trend_line (gb_trend_table (trend, "searched-year"), "5");
  g_assert_cmpint (fives->counts[1], ==, 3);
  g_assert_null (finding_of (trend, "uneven", "searched-year"));
  g_assert_null (finding_of (trend, "uneven", "searched-send"));
  g_assert_nonnull (strstr (trend->caution, "by chance"));
  g_assert_cmpuint (assert_lists (desk->book, &plan), >, 10);
}

static void
test_few_searches_say_nothing_of_chance (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) trend = NULL;
  const GbTrendLine *boys;

  fill_roll (desk);
  search_boys (desk, 4);
  trend = gather (desk->book, &plan);
  boys = gb_trend_line (gb_trend_table (trend, "searched-sex"), "male");
  g_assert_cmpint (boys->counts[1], ==, 4);
  g_assert_cmpint (boys->low, ==, -1);
  g_assert_null (finding_of (trend, "uneven", "searched-sex"));
  g_assert_nonnull (strstr (trend->caution, "too few"));
}

/* --- whose figures --------------------------------------------------------------------------- */

static void
test_a_sealed_case_counts_for_its_readers_alone (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  const GbTrendPlan plan = { NULL, NULL, FALSE }, everybody = { NULL, NULL, TRUE };
  g_autofree char *sealing = g_strdup_printf ("{'sealing':{'rule':'owner',"
                                              "'subjects':[{'person_id':'%s','name':'Martin Pell'}]}}",
                                              desk->members[MARTIN]);
  g_autoptr (GbTrend) mine = NULL, all = NULL, his = NULL;

  record (desk, NULL);
  record (desk, sealing);
  mine = gather (desk->book, &plan);
  all = gather (desk->book, &everybody);
  g_assert_cmpint (gb_trend_table (mine, "category")->totals[0], ==, 2);
  g_assert_cmpint (gb_trend_table (all, "category")->totals[0], ==, 1);
  g_assert_cmpuint (assert_lists (desk->book, &plan), >, 0);
  g_assert_cmpuint (assert_lists (desk->book, &everybody), >, 0);
  desk_sit (desk, MARTIN);
  his = gather (desk->book, &plan);
  g_assert_cmpint (gb_trend_table (his, "category")->totals[0], ==, 1);
  g_assert_cmpint (count_of (his, "again", "1", 0), ==, 2);
  g_assert_cmpuint (assert_lists (desk->book, &plan), >, 0);
}

static void
test_for_everybody_a_concern_about_an_adult_counts_nowhere (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan plan = { NULL, NULL, FALSE }, everybody = { NULL, NULL, TRUE };
  g_autoptr (GbTrend) mine = NULL, all = NULL;

  record (desk, "{'category':'personal-account'}");
  mine = gather (desk->book, &plan);
  all = gather (desk->book, &everybody);
  g_assert_cmpint (gb_trend_table (mine, "category")->totals[0], ==, 1);
  g_assert_cmpint (gb_trend_table (all, "category")->totals[0], ==, 0);
  g_assert_cmpint (gb_trend_table (all, "again")->totals[0], ==, 0);
}

static void
test_whoever_keeps_no_record_sees_no_trends (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *manager = gb_test_desk_enrol (desk, "Imran Dale", "case-manager");
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GError) error = NULL, list_error = NULL;

  g_assert_true (gb_trend_may (desk->book, NULL));
  gb_test_desk_reopen (desk, manager);
  g_assert_null (gb_trend_gather (desk->book, &plan, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Ask the DSL"));
  g_assert_null (gb_trend_list (desk->book, &plan, "category", "cyberbullying", 0, &list_error));
  g_assert_error (list_error, GB_ERROR, GB_ERROR_REFUSED);
}

static void
test_in_writing_it_says_all_of_it (void)
{
  g_autoptr (Desk) desk = desk_new ();
  const GbTrendPlan plan = { NULL, NULL, FALSE };
  g_autoptr (GbTrend) trend = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) json = NULL;
  JsonObject *table;

  record (desk, NULL);
  trend = gather (desk->book, &plan);
  text = gb_trend_to_json (trend);
  json = gb_json_parse (text, -1, NULL);
  g_assert_cmpstr (gb_json_text (json, "until"), ==, "2026-11-19");
  g_assert_cmpuint (json_array_get_length (gb_json_array (json, "tables")), ==, trend->tables->len);
  g_assert_cmpuint (json_array_get_length (gb_json_array (json, "findings")), ==, trend->findings->len);
  table = json_array_get_object_element (gb_json_array (json, "tables"), 0);
  g_assert_cmpstr (gb_json_text (table, "id"), ==, "category");
  g_assert_cmpint (json_array_get_int_element (gb_json_array (table, "totals"), 0), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trend/every-figure-opens-the-list-that-it-counts",
                   test_every_figure_opens_the_list_that_it_counts);
  g_test_add_func ("/trend/categories-and-their-gaps", test_categories_count_what_was_recorded_and_gaps_are_named);
  g_test_add_func ("/trend/nothing-recorded-no-gaps", test_a_vault_without_records_has_no_gaps_to_name);
  g_test_add_func ("/trend/several-risks", test_several_risks_count_under_each_and_once_in_all);
  g_test_add_func ("/trend/time-of-day", test_times_of_day_know_the_bell_and_the_holidays);
  g_test_add_func ("/trend/again", test_a_child_in_several_incidents_is_counted_once_by_how_many);
  g_test_add_func ("/trend/year-before", test_the_year_before_stands_beside_it_once_there_was_one);
  g_test_add_func ("/trend/again-and-more", test_a_child_in_many_and_a_rise_are_found);
  g_test_add_func ("/trend/period", test_a_period_holds_its_first_and_last_day);
  g_test_add_func ("/trend/often-late", test_a_step_that_is_often_late_is_found);
  g_test_add_func ("/trend/uneven-searches", test_searches_of_boys_alone_are_more_than_chance_explains);
  g_test_add_func ("/trend/few-searches", test_few_searches_say_nothing_of_chance);
  g_test_add_func ("/trend/sealed-for-its-readers", test_a_sealed_case_counts_for_its_readers_alone);
  g_test_add_func ("/trend/adults-for-everybody", test_for_everybody_a_concern_about_an_adult_counts_nowhere);
  g_test_add_func ("/trend/whoever-keeps-no-record", test_whoever_keeps_no_record_sees_no_trends);
  g_test_add_func ("/trend/in-writing", test_in_writing_it_says_all_of_it);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report: gathered from a real vault, proved, issued once and for good. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/report.h"
#include "casework/suppress.h"
#include "journal/projection.h"
#include "journal/proof.h"
#include "support/desk.h"
#include "support/journal.h"

static gint64 clock_now;

static gint64
test_clock (gpointer data)
{
  return clock_now;
}

static void
set_day (const char *day)
{
  clock_now = gb_day_to_instant (day, 11 * 60);
}

/* One concern of @category about a child of @year, an hour ago; @extra is more of the body. */
static void
record (GbTestDesk *desk, const char *category, const char *year, const char *extra)
{
  g_autofree char *person = gb_id_new ();
  g_autofree char *text =
      g_strdup_printf ("{'title':'A concern','category':'%s','occurred_at':%" G_GINT64_FORMAT ",'precision':'exact',"
                       "'location':'classroom','site':'on','channel':'staff-saw','narrative':'Written down.',"
                       "'danger':'no','indecent_image':'no','people':[{'person_id':'%s','name':'Somebody Invented',"
                       "'sort':'pupil',"
                       "'role':'affected','year_group':'%s'}]%s}",
                       category, gb_now () - GB_HOUR, person, year, extra);
  g_autofree char *id = gb_test_act (desk->book, "incident.recorded", NULL, text);

  clock_now += GB_MINUTE;
}

static void
record_many (GbTestDesk *desk, guint n, const char *category, const char *year, const char *extra)
{
  for (guint i = 0; i < n; i++)
    record (desk, category, year, extra);
}

/* A desk whose calendar goes on after summer. */
static GbTestDesk *
desk_new (void)
{
  GbTestDesk *desk = gb_test_desk_new ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (JsonObject) year = gb_calendar_default_year ("2026-27", 6);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (desk->book, "calendar.set", NULL, request, year, &error);

  g_assert_no_error (error);
  return desk;
}

/* Two terms of an invented school: autumn's first half is over, with 34
 * concerns, three of them about exploitation; the summer before had 16. */
static GbTestDesk *
desk_of_two_terms (void)
{
  GbTestDesk *desk;

  set_day ("2026-06-15");
  gb_clock_set (test_clock, NULL);
  desk = desk_new ();
  record_many (desk, 9, "device-misuse", "6", ",'four_c':['conduct']");
  record_many (desk, 7, "bullying", "4", "");
  set_day ("2026-09-15");
  record_many (desk, 14, "device-misuse", "6", ",'four_c':['conduct']");
  record_many (desk, 6, "cyberbullying", "5", ",'four_c':['contact','conduct']");
  record_many (desk, 11, "bullying", "3", "");
  record_many (desk, 3, "exploitation", "5", "");
  set_day ("2026-11-19");
  return desk;
}

static void
desk_end (GbTestDesk *desk)
{
  gb_test_desk_free (desk);
  gb_clock_set (NULL, NULL);
}

static const GbFiguresPlan ordinary = { .scheme = 6, .compared = 5, .sections = GB_SECTION_ALL };

static GbFigures *
gather (GbTestDesk *desk, const GbFiguresPlan *plan)
{
  g_autoptr (GError) error = NULL;
  GbFigures *figures = gb_report_preview (desk->book, plan, &error);
  g_assert_no_error (error);
  return figures;
}

static const char *
shown (const GbFigures *figures, const char *key)
{
  guint index = gb_figures_find (figures, key);
  return index == GB_NO_VARIABLE ? NULL : gb_figures_at (figures, index)->shown;
}

/* --- gathering -------------------------------------------------------------------- */

static void
test_the_last_term_that_is_over_is_counted_and_proved (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) figures = gather (desk, &ordinary);

  g_assert_cmpstr (gb_figures_period (figures)->id, ==, "2026-27/1");
  g_assert_cmpstr (shown (figures, "2026-27/1|concern"), ==, "34");
  g_assert_cmpstr (shown (figures, "2025-26/6|concern"), ==, "16");
  g_assert_nonnull (figures->proof);
  g_assert_true (gb_suppress_check (figures, figures->proof, NULL));
  g_assert_cmpstr (((GbHeadline *) figures->headlines->pdata[0])->shown, ==, "34");
  g_assert_nonnull (strstr (((GbHeadline *) figures->headlines->pdata[0])->before, "18"));
  desk_end (desk);
}

static void
test_a_concern_recorded_in_a_holiday_counts_in_the_term_after (void)
{
  GbTestDesk *desk;
  g_autoptr (GbFigures) figures = NULL;

  set_day ("2026-08-12");
  gb_clock_set (test_clock, NULL);
  desk = desk_new ();
  record_many (desk, 6, "bullying", "4", "");
  set_day ("2026-11-19");
  figures = gather (desk, &ordinary);
  g_assert_cmpstr (shown (figures, "2026-27/1|concern"), ==, "6");
  desk_end (desk);
}

static gpointer
change_words (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char sql[] = "UPDATE p_incident SET category = 'long-gone' WHERE category = 'cyberbullying';"
                            "UPDATE p_incident SET four_c = '[\"commotion\"]' WHERE four_c = '[\"conduct\"]';"
                            "UPDATE p_incident_person SET year_group = 'Upper Sixth' WHERE year_group = '3'";
  return gb_vault_execute (gb_book_get_vault (book), sql, error) ? book : NULL;
}

/* Words that this pack hasn't, of an older one or of another program, are counted all the same. */
static void
test_words_of_an_older_pack_have_lines_of_their_own (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) figures = NULL;
  const GbFiguresPlan plan = { .term = "2026-27", .scheme = 6, .compared = 1, .sections = GB_SECTION_ALL };

  g_assert_nonnull (gb_book_ask (desk->book, change_words, NULL, NULL));
  figures = gather (desk, &plan);
  g_assert_cmpstr (shown (figures, "2026-27|concern"), ==, "34");
  g_assert_cmpstr (shown (figures, "2026-27|online"), ==, "20");
  desk_end (desk);
}

/* Every cell of every table about people. */
static void
test_no_small_count_is_shown_and_rare_categories_are_joined (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) figures = gather (desk, &ordinary);
  g_autofree char *json = gb_figures_to_json (figures);

  for (guint i = 0; i < figures->variables->len; i++)
    {
      const GbVariable *variable = gb_figures_at (figures, i);
      if (variable->about_people && variable->mark == GB_MARK_PLAIN)
        g_assert_false (variable->value >= 1 && variable->value <= 4);
    }
  g_assert_null (strstr (json, "xploitation"));
  g_assert_nonnull (gb_figures_table (figures, "category-term"));
  desk_end (desk);
}

static void
test_a_concern_about_an_adult_changes_no_figure (void)
{
  static const char adult[] = "{'title':'A concern','category':'%s','occurred_at':%" G_GINT64_FORMAT ","
                              "'precision':'exact','location':'classroom','site':'on','channel':'staff-saw',"
                              "'narrative':'Written down.',"
                              "'danger':'no','indecent_image':'no','people':[%s]}";
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) before = gather (desk, &ordinary);
  g_autoptr (GbFigures) after = NULL;
  g_autofree char *by_category = g_strdup_printf (adult, "personal-account", gb_now () - GB_HOUR, "");
  g_autofree char *by_role =
      g_strdup_printf (adult, "bullying", gb_now () - GB_HOUR,
                       "{'person_id':'33333333333333333333333333333333','name':'An Adult','sort':'staff',"
                       "'role':'adult-concern'}");
  const GbFiguresPlan now = { .term = "2026-27/2", .scheme = 6, .sections = GB_SECTION_ALL };
  g_autofree char *one = gb_test_act (desk->book, "incident.recorded", NULL, by_category);
  g_autofree char *two = gb_test_act (desk->book, "incident.recorded", NULL, by_role);

  after = gather (desk, &now);
  g_assert_cmpstr (shown (after, "2026-27/2|concern"), ==, "0");
  g_assert_cmpstr (shown (before, "2026-27/1|concern"), ==, "34");
  desk_end (desk);
}

static void
test_a_term_of_three_concerns_is_not_broken_down (void)
{
  GbTestDesk *desk;
  g_autoptr (GbFigures) figures = NULL;

  set_day ("2026-09-15");
  gb_clock_set (test_clock, NULL);
  desk = desk_new ();
  record_many (desk, 3, "bullying", "4", ",'four_c':['conduct']");
  set_day ("2026-11-19");
  figures = gather (desk, &ordinary);
  g_assert_cmpstr (shown (figures, "2026-27/1|concern"), ==, "<5");
  g_assert_null (gb_figures_table (figures, "category-outcome"));
  g_assert_null (gb_figures_table (figures, "four-c-year"));
  g_assert_null (gb_figures_table (figures, "year"));
  g_assert_nonnull (figures->proof);
  desk_end (desk);
}

/* Thirty deadlines of two duties, of which @missed of the second were missed. */
static gpointer
add_clocks (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 due = gb_day_to_instant ("2026-09-20", 600);
  g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"
      " INSERT INTO p_clock (case_id, root, clock, title, rule, started_at, due_at, stopped_at, started_entry)"
      " SELECT printf ('%%032x', i), printf ('%%032x', i), 'test', CASE WHEN i <= 15 THEN 'Tell the parents' ELSE "
      "'Decide'"
      " END, 'a day', 1,"
      " %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " + CASE WHEN i <= %d THEN 1 ELSE 0 END, 100000 + i FROM n",
      due, due, GPOINTER_TO_INT (data));
  return gb_vault_execute (gb_book_get_vault (book), sql, error) ? book : NULL;
}

static GbFigures *
gather_with_missed (GbTestDesk *desk, int missed)
{
  g_autoptr (GError) error = NULL;
  g_assert_nonnull (gb_book_ask (desk->book, add_clocks, GINT_TO_POINTER (missed), &error));
  g_assert_no_error (error);
  return gather (desk, &ordinary);
}

static void
test_three_missed_deadlines_are_shown_as_fewer_than_five (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) figures = gather_with_missed (desk, 3);

  g_assert_cmpstr (shown (figures, "2026-27/1|duty=all|ran"), ==, "30");
  g_assert_cmpstr (shown (figures, "2026-27/1|duty=all|missed"), ==, "<5");
  g_assert_cmpstr (shown (figures, "2026-27/1|duty=all|kept"), ==, "c");
  g_assert_cmpstr (((GbHeadline *) figures->headlines->pdata[3])->shown, ==, "<5");
  desk_end (desk);
}

static void
test_six_missed_deadlines_are_shown_with_the_rate (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) figures = gather_with_missed (desk, 6);

  g_assert_cmpstr (shown (figures, "2026-27/1|duty=all|missed"), ==, "6");
  g_assert_cmpstr (shown (figures, "2026-27/1|duty=Tell the parents|kept"), ==, "9");
  g_assert_cmpstr (((GbHeadline *) figures->headlines->pdata[3])->shown, ==, "80");
  desk_end (desk);
}

static void
test_a_term_that_is_not_in_the_calendar_is_refused (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  const GbFiguresPlan plan = { .term = "1999-00/1", .sections = GB_SECTION_ALL };
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_report_preview (desk->book, &plan, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  desk_end (desk);
}

/* --- times ------------------------------------------------------------------------------ */

static GbFigures *
gather_term (GbTestDesk *desk, const char *term, guint compared)
{
  const GbFiguresPlan plan = { .term = term, .scheme = 6, .compared = compared, .sections = GB_SECTION_ALL };
  return gather (desk, &plan);
}

static gint64
value_of (const GbFigures *figures, const char *key)
{
  guint index = gb_figures_find (figures, key);
  g_assert_cmpuint (index, !=, GB_NO_VARIABLE);
  return gb_figures_at (figures, index)->value;
}

static void
test_a_year_is_the_sum_of_its_terms_and_is_told_term_by_term (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) year = gather_term (desk, "2026-27", 1);
  g_autoptr (GbFigures) term = gather_term (desk, "2026-27/1", 0);

  g_assert_cmpstr (year->extent, ==, "year");
  g_assert_cmpstr (gb_figures_period (year)->id, ==, "2026-27");
  g_assert_cmpuint (year->parts->len, ==, 2); /* those that have begun */
  g_assert_cmpint (value_of (year, "2026-27|concern"), ==, value_of (term, "2026-27/1|concern"));
  g_assert_cmpint (value_of (year, "2025-26|concern"), ==, 16);
  g_assert_true (gb_suppress_check (year, year->proof, NULL));
  desk_end (desk);
}

static void
test_any_days_are_counted_as_they_are (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) days = gather_term (desk, "2026-09-15..2026-09-15", 0);
  g_autoptr (GbFigures) before = gather_term (desk, "2026-09-01..2026-09-14", 0);
  const GbFiguresPlan wrong = { .term = "2026-09-14..2026-09-01", .sections = GB_SECTION_ALL };
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (shown (days, "2026-09-15..2026-09-15|concern"), ==, "34");
  g_assert_cmpstr (shown (before, "2026-09-01..2026-09-14|concern"), ==, "0");
  g_assert_null (gb_report_preview (desk->book, &wrong, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  desk_end (desk);
}

/* --- sums ---------------------------------------------------------------------------------- */

static gint64
cell (const GbFigures *figures, const GbTable *table, guint row, guint column)
{
  const GbVariable *variable = gb_table_cell (figures, table, row, column);
  return variable != NULL ? variable->value : 0;
}

/* Body lines of the table add up to its last line, each way, where it has a total. */
static void
assert_adds_up (const GbFigures *figures, const GbTable *table)
{
  guint rows = table->rows->len, columns = table->columns->len;

  for (guint c = 0; ((GbLine *) table->rows->pdata[rows - 1])->kind == GB_LINE_TOTAL && c < columns; c++)
    {
      gint64 sum = 0;
      for (guint r = 0; r + 1 < rows; r++)
        sum += cell (figures, table, r, c);
      g_assert_cmpint (sum, ==, cell (figures, table, rows - 1, c));
    }
  for (guint r = 0; ((GbLine *) table->columns->pdata[columns - 1])->kind == GB_LINE_TOTAL && r < rows; r++)
    {
      gint64 sum = 0;
      for (guint c = 0; c + 1 < columns; c++)
        sum += cell (figures, table, r, c);
      g_assert_cmpint (sum, ==, cell (figures, table, r, columns - 1));
    }
}

/* What is counted in several tables is one number: their last cells. */
static void
assert_same_total (const GbFigures *figures, const char *const *ids, gint64 total)
{
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const GbTable *table = gb_figures_table (figures, ids[i]);
      if (table != NULL)
        g_assert_cmpint (cell (figures, table, table->rows->len - 1, table->columns->len - 1), ==, total);
    }
}

static void
test_counts_reconcile_across_all_tables (void)
{
  static const char *const terms[] = { "2026-27/1", "2026-27" };
  static const char *const concerns[] = { "category-outcome", "year", "category-term", "category-year", "outcome-term",
                                          "year-term", "group-term", "group-term-parts", NULL };
  static const char *const online[] = { "four-c-year", "four-c-term", "four-c-term-parts", NULL };
  GbTestDesk *desk = desk_of_two_terms ();

  for (guint t = 0; t < G_N_ELEMENTS (terms); t++)
    {
      g_autoptr (GbFigures) figures = gather_term (desk, terms[t], 3);
      guint tables = 0;
      for (guint s = 0; s < figures->sections->len; s++)
        {
          const GbFiguresSection *section = figures->sections->pdata[s];
          for (guint b = 0; b < section->blocks->len; b++)
            if (((GbBlock *) section->blocks->pdata[b])->table != NULL)
              {
                assert_adds_up (figures, ((GbBlock *) section->blocks->pdata[b])->table);
                tables++;
              }
        }
      g_assert_cmpuint (tables, >, 3);
      assert_same_total (figures, concerns, 34);
      assert_same_total (figures, online, 20);
    }
  desk_end (desk);
}

/* What a number opens is what it counted: the same query. */
static void
test_a_number_opens_as_many_cases_as_it_counts (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) figures = gather (desk, &ordinary);
  guint opened = 0;

  for (guint i = 0; i < figures->variables->len; i++)
    {
      g_autoptr (GPtrArray) cases = gb_figures_cases (figures, i);
      if (cases == NULL)
        continue;
      g_assert_cmpint (cases->len, ==, gb_figures_at (figures, i)->value);
      opened += cases->len > 0;
    }
  g_assert_cmpuint (opened, >, 20);
  desk_end (desk);
}

static gboolean
stop_at_once (const char *step, double done, gpointer data)
{
  guint *steps = data;
  return ++*steps < 3;
}

static void
test_making_a_report_can_be_stopped (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  guint steps = 0;
  const GbFiguresPlan plan
    = { .scheme = 6, .compared = 5, .sections = GB_SECTION_ALL, .step = stop_at_once, .step_data = &steps };
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_report_freeze (desk->book, &plan, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (steps, ==, 3);
  desk_end (desk);
}

static void
test_a_quick_draft_holds_back_enough_and_is_never_issued (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autofree char *request = gb_id_new ();
  const GbFiguresPlan plan = { .scheme = 6, .compared = 5, .sections = GB_SECTION_ALL, .fast = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GbFigures) figures = gb_report_freeze (desk->book, &plan, &error);
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-1.5", 8);
  g_autoptr (GbDone) done = NULL;

  g_assert_no_error (error);
  g_assert_null (figures->proof);
  done = gb_report_issue (desk->book, request, figures, pdf, 1, &error);
  g_assert_null (done);
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_true (gb_suppress_prove (figures, NULL)); /* what the quick rule left is provable all the same */
  desk_end (desk);
}

/* --- issuing ---------------------------------------------------------------------------- */

static GbFigures *
freeze (GbTestDesk *desk, const char *narrative)
{
  GbFiguresPlan plan = ordinary;
  g_autoptr (GError) error = NULL;
  GbFigures *figures;

  plan.narrative = narrative;
  figures = gb_report_freeze (desk->book, &plan, &error);
  g_assert_no_error (error);
  return figures;
}

static GbDone *
issue (GbTestDesk *desk, const char *request, const GbFigures *figures, GError **error)
{
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-1.5 these very bytes", 25);
  return gb_report_issue (desk->book, request, figures, pdf, 6, error);
}

typedef struct
{
  const char *id;
  GPtrArray *reports, *changes;
  GBytes *pdf;
  GbFigures *figures;
} Look;

static gpointer
look (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *at = data;
  GbVault *vault = gb_book_get_vault (book);

  at->reports = gb_reports (vault, error);
  at->changes = gb_report_changes (vault, at->id, 100, error);
  at->pdf = gb_report_pdf (vault, at->id, error);
  at->figures = gb_report_figures (vault, at->id, error);
  return at->figures;
}

static void
look_clear (Look *at)
{
  g_ptr_array_unref (at->reports);
  g_ptr_array_unref (at->changes);
  g_bytes_unref (at->pdf);
  gb_figures_free (at->figures);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static void
test_an_issued_report_is_kept_byte_for_byte_and_listed (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbFigures) figures = freeze (desk, "More children came forward. They spoke well.");
  g_autofree char *code = gb_figures_code (figures);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = issue (desk, request, figures, &error);
  g_autoptr (GbDone) again = NULL;
  g_auto (Look) at = { 0 };
  g_autoptr (GBytes) frozen = gb_figures_freeze (figures);
  g_autoptr (GBytes) kept = NULL;

  g_assert_no_error (error);
  again = issue (desk, request, figures, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->case_id, ==, done->case_id);
  at.id = done->case_id;
  g_assert_nonnull (gb_book_ask (desk->book, look, &at, &error));
  g_assert_cmpuint (at.reports->len, ==, 1);
  g_assert_cmpstr (((GbReport *) at.reports->pdata[0])->code, ==, code);
  g_assert_cmpmem (g_bytes_get_data (at.pdf, NULL), g_bytes_get_size (at.pdf), "%PDF-1.5 these very bytes", 25);
  g_assert_cmpuint (at.changes->len, ==, 0);
  kept = gb_figures_freeze (at.figures);
  g_assert_true (g_bytes_equal (frozen, kept));
  g_assert_true (gb_suppress_check (at.figures, at.figures->proof, NULL));
  desk_end (desk);
}

static gpointer
ask_code (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_journal_code (gb_book_get_vault (book), *(gint64 *) data, error);
}

static void
test_an_issued_report_carries_the_code_of_the_journal (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbFigures) draft = gather (desk, &ordinary);
  g_autoptr (GbFigures) figures = freeze (desk, NULL);
  g_autofree char *code = gb_book_ask (desk->book, ask_code, &figures->head_entries, NULL);
  g_autoptr (GbDone) done = issue (desk, request, figures, NULL);
  g_auto (Look) at = { 0 };

  g_assert_null (draft->anchor);
  g_assert_nonnull (code);
  g_assert_cmpstr (figures->anchor, ==, code);
  at.id = done->case_id;
  g_assert_nonnull (gb_book_ask (desk->book, look, &at, NULL));
  g_assert_cmpstr (((GbReport *) at.reports->pdata[0])->anchor, ==, code);
  g_assert_cmpstr (at.figures->anchor, ==, code);
  desk_end (desk);
}

static void
test_a_report_with_another_code_is_refused (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbFigures) figures = freeze (desk, NULL);
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GError) error = NULL;

  figures->anchor[strlen (figures->anchor) - 9] ^= 1;
  done = issue (desk, request, figures, &error);
  g_assert_null (done);
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  desk_end (desk);
}

/* --- history written anew ------------------------------------------------------- */

static gpointer
ask_proof (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_proof_new_from_vault (gb_book_get_vault (book), error);
}

static gpointer
replay (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gboolean done = gb_projection_rebuild (gb_book_get_vault (book), NULL, NULL, NULL, error);
  return done ? data : NULL;
}

/* The first incident in the journal: recorded long before the report. */
static gpointer
ask_first_incident (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  *(gint64 *) data = gb_vault_ask_number (gb_book_get_vault (book), 0, error,
                                          "SELECT min (id) FROM entry WHERE kind = 'incident.recorded'", NULL);
  return data;
}

/* Ruth holds every key of this vault, and the keyring that remembers its heads is her
 * own too.  What she makes of it is sound in every way that the vault itself can
 * show; the minutes and the chair's file are not fooled. */
static void
test_history_written_anew_behind_a_report_is_sound_within_and_found_from_without (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbFigures) figures = freeze (desk, NULL);
  g_autoptr (GbDone) done = issue (desk, request, figures, NULL);
  g_autoptr (GbProof) kept = gb_book_ask (desk->book, ask_proof, NULL, NULL);
  g_autoptr (GbProof) now = NULL;
  g_autoptr (GbVerdict) within = NULL;
  g_autoptr (GbVerdict) minuted = NULL;
  g_autoptr (GbVerdict) filed = NULL;
  const char *const codes[] = { figures->anchor, NULL };
  g_autofree char *report = g_strdup_printf ("report %s", done->reference);
  g_autoptr (GError) error = NULL;
  gint64 first = 0;

  gb_book_ask (desk->book, ask_first_incident, &first, NULL);
  gb_test_rewrite (gb_book_get_vault (desk->book), first);
  g_assert_nonnull (gb_book_ask (desk->book, replay, &first, &error));
  within = gb_journal_verify (gb_book_get_vault (desk->book), GB_VERIFY_ALL, 1, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < within->findings->len; i++)
    g_error ("%s", ((GbFinding *) within->findings->pdata[i])->sentence);
  now = gb_book_ask (desk->book, ask_proof, NULL, NULL);
  minuted = gb_proof_check (now, codes, NULL, NULL);
  g_assert_cmpuint (minuted->findings->len, ==, 1);
  g_assert_cmpint (((GbFinding *) minuted->findings->pdata[0])->entry, ==, figures->head_entries);
  g_assert_nonnull (strstr (((GbFinding *) minuted->findings->pdata[0])->sentence, report));
  filed = gb_proof_check (now, NULL, kept, NULL);
  g_assert_cmpuint (filed->findings->len, ==, 1);
  g_assert_cmpint (((GbFinding *) filed->findings->pdata[0])->entry, ==, first);
  g_assert_nonnull (strstr (((GbFinding *) filed->findings->pdata[0])->sentence, report));
  desk_end (desk);
}

static void
test_what_changed_since_is_what_was_recorded_after (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbFigures) figures = freeze (desk, NULL);
  g_autoptr (GbDone) done = issue (desk, request, figures, NULL);
  g_auto (Look) at = { 0 };

  record (desk, "bullying", "4", "");
  at.id = done->case_id;
  g_assert_nonnull (gb_book_ask (desk->book, look, &at, NULL));
  g_assert_cmpuint (at.changes->len, ==, 1);
  g_assert_cmpstr (((GbReportChange *) at.changes->pdata[0])->kind, ==, "incident.recorded");
  desk_end (desk);
}

/* A report of some days, then one of the term: 34, and two more since, may not be told apart. */
static void
test_two_reports_of_overlapping_times_betray_no_difference (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  const GbFiguresPlan days = { .term = "2026-09-01..2026-09-30", .scheme = 6, .sections = GB_SECTION_ALL };
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbFigures) figures = NULL;
  g_autoptr (GbFigures) term = NULL;
  g_autoptr (GbDone) done = NULL;

  set_day ("2026-10-05");
  record_many (desk, 2, "bullying", "3", "");
  set_day ("2026-11-19");
  figures = gb_report_freeze (desk->book, &days, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (shown (figures, "2026-09-01..2026-09-30|concern"), ==, "34");
  done = issue (desk, request, figures, &error);
  g_assert_no_error (error);
  term = gather_term (desk, "2026-27/1", 0);
  g_assert_cmpint (value_of (term, "2026-27/1|concern"), ==, 36);
  g_assert_cmpstr (shown (term, "2026-27/1|concern"), ==, "c");
  g_assert_true (gb_suppress_check (term, term->proof, NULL));
  desk_end (desk);
}

/* A report that an older rule let through: it tells two categories apart that others join, knows of no sums, and
 * so holds back nothing beside its "<5". */
static GbFigures *
careless (GbTestDesk *desk, const char *term)
{
  const GbFiguresPlan plan = { .term = term, .scheme = 6, .sections = GB_SECTION_ALL };
  g_autoptr (GError) error = NULL;
  GbFigures *figures = gb_report_freeze (desk->book, &plan, &error);

  g_assert_no_error (error);
  gb_figures_variable (figures, "2026-27/1|concern|category=exploitation", 3, TRUE, 10);
  gb_figures_variable (figures, "2026-27/1|concern|category=cyberbullying", 6, TRUE, 10);
  g_ptr_array_set_size (figures->equations, 0);
  for (guint i = 0; i < figures->variables->len; i++)
    if (gb_figures_at (figures, i)->mark == GB_MARK_COMPLEMENT)
      gb_figures_at (figures, i)->mark = GB_MARK_PLAIN;
  g_assert_true (gb_suppress (figures, NULL, &error));
  g_assert_true (gb_suppress_prove (figures, &error));
  return figures;
}

/* It is known, and isn't shown for all that. */
static void
assert_given (const GbFigures *figures)
{
  const GbDefinition *said = NULL;

  for (guint i = 0; i < figures->definitions->len; i++)
    if (g_str_equal (((GbDefinition *) figures->definitions->pdata[i])->word, "Earlier reports."))
      said = figures->definitions->pdata[i];
  g_assert_cmpstr (shown (figures, "2026-27/1|concern|category=exploitation"), ==, "<5");
  g_assert_nonnull (said);
  g_assert_true (g_ascii_isdigit (said->meaning[0]) && said->meaning[0] != '0');
}

/* What earlier reports tell by themselves no later one can keep; later ones are made all the same, and say so. */
static void
test_what_earlier_reports_betray_keeps_no_later_one_from_being_made (void)
{
  const GbFiguresPlan plan = { .term = "2026-27", .scheme = 6, .compared = 1, .sections = GB_SECTION_ALL };
  GbTestDesk *desk = desk_of_two_terms ();
  g_autofree char *first = gb_id_new (), *second = gb_id_new ();
  g_autoptr (GbFigures) old = careless (desk, "2026-27/1");
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = issue (desk, first, old, &error), again = NULL;
  g_autoptr (GbFigures) year = NULL, after = NULL;

  g_assert_no_error (error);
  year = gb_report_freeze (desk->book, &plan, &error);
  g_assert_no_error (error);
  g_assert_cmpint (value_of (year, "2026-27|concern"), ==, 34);
  g_assert_true (gb_suppress_check (year, year->proof, NULL));
  assert_given (year);
  again = issue (desk, second, year, &error);
  g_assert_no_error (error);
  after = gather_term (desk, "2026-27/1", 1);
  g_assert_true (gb_suppress_check (after, after->proof, NULL));
  assert_given (after);
  desk_end (desk);
}

/* Two terms were issued with "<5" each, so they are 2 to 8 together: "<5" for both
 * would say that neither is 4.  Their sum isn't told, and the report is made without it. */
static void
test_a_sum_that_would_narrow_what_was_issued_is_not_told (void)
{
  static const char *const terms[] = { "2026-27/1", "2026-27/2" };
  const GbFiguresPlan both = { .term = "2026-27/autumn", .scheme = 3, .sections = GB_SECTION_ALL };
  GbTestDesk *desk;
  g_autoptr (GbFigures) figures = NULL;

  set_day ("2026-09-15");
  gb_clock_set (test_clock, NULL);
  desk = desk_new ();
  record_many (desk, 2, "bullying", "4", "");
  set_day ("2026-11-15");
  record_many (desk, 1, "bullying", "4", "");
  set_day ("2027-01-10");
  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    {
      const GbFiguresPlan plan = { .term = terms[i], .scheme = 6, .sections = GB_SECTION_ALL };
      g_autofree char *request = gb_id_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GbFigures) term = gb_report_freeze (desk->book, &plan, &error);
      g_autoptr (GbDone) done = NULL;
      g_assert_no_error (error);
      g_assert_cmpstr (((GbHeadline *) term->headlines->pdata[0])->shown, ==, "<5");
      done = issue (desk, request, term, &error);
      g_assert_no_error (error);
    }
  figures = gather (desk, &both);
  g_assert_null (shown (figures, "2026-27/autumn|concern"));
  g_assert_nonnull (figures->proof);
  desk_end (desk);
}

/* The first half of autumn was told as "<5", then autumn as 7: a "<5" of its second
 * half would say that the first was 3 or 4, though that report touches it nowhere. */
static void
test_a_term_is_not_told_that_would_narrow_its_neighbour_by_their_sum (void)
{
  static const struct { const char *term; int scheme; } told[]
    = { { "2026-27/1", 6 }, { "2026-27/autumn", 3 }, { "2026-27/2", 6 } };
  GbTestDesk *desk;

  set_day ("2026-09-15");
  gb_clock_set (test_clock, NULL);
  desk = desk_new ();
  record_many (desk, 3, "bullying", "4", "");
  set_day ("2026-11-15");
  record_many (desk, 4, "bullying", "4", "");
  set_day ("2027-01-10");
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      const GbFiguresPlan plan = { .term = told[i].term, .scheme = told[i].scheme, .sections = GB_SECTION_ALL };
      g_autofree char *request = gb_id_new ();
      g_autofree char *key = g_strdup_printf ("%s|concern", told[i].term);
      g_autoptr (GError) error = NULL;
      g_autoptr (GbFigures) figures = gb_report_freeze (desk->book, &plan, &error);
      g_autoptr (GbDone) done = NULL;
      g_assert_no_error (error);
      g_assert_cmpstr (shown (figures, key), ==, i == 0 ? "<5" : i == 1 ? "7" : NULL);
      done = issue (desk, request, figures, &error);
      g_assert_no_error (error);
    }
  desk_end (desk);
}

typedef struct { const char *id; gint64 entries; GPtrArray *changes; } Standing;

static gpointer
ask_standing (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Standing *standing = data;
  standing->entries = gb_report_check_entries (gb_book_get_vault (book), standing->id, error);
  standing->changes = gb_report_changes (gb_book_get_vault (book), standing->id, 100, error);
  return standing->changes;
}

static void
test_it_keeps_the_hashes_of_what_it_counted_and_says_which_cases_changed (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbFigures) figures = freeze (desk, NULL);
  guint index = gb_figures_find (figures, "2026-27/1|concern");
  g_autoptr (GPtrArray) cases = gb_figures_cases (figures, index);
  g_autoptr (GbDone) done = issue (desk, request, figures, NULL);
  Standing standing = { done->case_id, -1, NULL };
  g_autofree char *noted = NULL;

  record (desk, "bullying", "4", "");
  noted = gb_test_act (desk->book, "incident.noted", cases->pdata[0], "{'text':'Spoke again.'}");
  g_assert_nonnull (gb_book_ask (desk->book, ask_standing, &standing, NULL));
  g_assert_cmpint (standing.entries, ==, 50); /* 34 and 16 concerns, an entry each */
  g_assert_cmpuint (standing.changes->len, ==, 2);
  g_assert_cmpint (((GbReportChange *) standing.changes->pdata[0])->counted, ==, 0);
  g_assert_cmpint (((GbReportChange *) standing.changes->pdata[1])->counted, ==, 1);
  g_ptr_array_unref (standing.changes);
  desk_end (desk);
}

/* Refused with a sentence that holds @words. */
static void
assert_refused (GbTestDesk *desk, const GbFigures *figures, const char *words)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = issue (desk, request, figures, &error);

  g_assert_null (done);
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” was expected in: %s", words, error->message);
}

static void
test_a_deputy_is_refused (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autofree char *carys = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");
  g_autoptr (GbFigures) figures = NULL;

  gb_test_desk_reopen (desk, carys);
  figures = freeze (desk, NULL);
  assert_refused (desk, figures, "Only the DSL or the headteacher");
  desk_end (desk);
}

static void
test_figures_older_than_the_record_are_refused (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) figures = freeze (desk, NULL);

  record (desk, "bullying", "4", "");
  assert_refused (desk, figures, "Something was recorded");
  desk_end (desk);
}

static void
test_figures_without_their_proof_are_refused (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) first = gather_with_missed (desk, 3);
  g_autoptr (GbFigures) bare = freeze (desk, NULL);
  g_autoptr (GbFigures) printed = freeze (desk, NULL);
  guint changed = 0;

  g_assert_cmpstr (shown (first, "2026-27/1|duty=all|missed"), ==, "<5");
  g_clear_pointer (&bare->proof, g_bytes_unref);
  assert_refused (desk, bare, "proved");
  for (guint i = 0; i < printed->variables->len; i++)
    {
      GbVariable *variable = gb_figures_at (printed, i);
      if (!variable->about_people || variable->value == 0 || variable->value >= printed->threshold)
        continue;
      variable->mark = GB_MARK_PLAIN;
      changed++;
    }
  g_assert_cmpuint (changed, >, 0);
  assert_refused (desk, printed, "proved");
  desk_end (desk);
}

static void
test_a_page_of_a_draft_is_refused (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) figures = freeze (desk, NULL);

  figures->issued = FALSE;
  assert_refused (desk, figures, "wasn’t drawn from");
  desk_end (desk);
}

/* --- names -------------------------------------------------------------------------------- */

static void
add_person (GbTestDesk *desk, const char *sort, const char *forename, const char *surname)
{
  g_autofree char *person = gb_id_new ();
  g_autofree char *text = g_strdup_printf ("{'person_id':'%s','sort':'%s','forename':'%s','surname':'%s'}", person,
                                           sort, forename, surname);
  g_autofree char *request = gb_id_new ();
  g_autoptr (JsonObject) body = gb_test_body (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (desk->book, "person.added", NULL, request, body, &error);
  g_assert_no_error (error);
}

static void
test_a_report_that_names_somebody_is_refused_with_the_word_and_the_place (void)
{
  GbTestDesk *desk = desk_of_two_terms ();
  g_autoptr (GbFigures) pupil = NULL;

  add_person (desk, "parent", "Oluwaseun", "Batch");
  pupil = freeze (desk, "The assemblies helped. We thank Oluwaseun’s family for their patience.");
  assert_refused (desk, pupil, "“Oluwaseun” is the name of a parent");
  desk_end (desk);
}

static void
test_names_are_found_and_ordinary_words_are_not (void)
{
  static const struct
  {
    const char *text;
    gboolean clean;
  } cases[] = {
    { "In May the school will hope for more.", TRUE },
    { "May Harrow came twice.", FALSE },
    { "The Harrow family came.", FALSE },
    { "We harrow no field.", TRUE },
    { "Ruth Adeyemi leads.", TRUE },
    { "BATCH was mentioned.", FALSE },
    { "“Oluwaseun-Batch”", FALSE },
    { "A Marsh Lane tradition.", TRUE },
    { "Zoë came.", FALSE },
    { "", TRUE },
  };
  GbTestDesk *desk = desk_of_two_terms ();

  add_person (desk, "staff", "May", "Harrow");
  add_person (desk, "parent", "Oluwaseun", "Batch");
  add_person (desk, "visitor", "Zoe", "Marsh");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (gb_report_check_words (desk->book, cases[i].text, &error), ==, cases[i].clean);
    }
  desk_end (desk);
}

/* --- the second report ----------------------------------------------------------------------- */

/* Two more concerns in a term already reported: the new total would tell of exactly two. */
static void
test_a_second_report_of_the_term_does_not_tell_what_was_added (void)
{
  GbTestDesk *desk;
  const GbFiguresPlan plan = { .term = "2026-27/2", .scheme = 6, .compared = 0, .sections = GB_SECTION_ALL };
  g_autoptr (GbFigures) first = NULL;
  g_autoptr (GbFigures) second = NULL;
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  set_day ("2026-11-10");
  gb_clock_set (test_clock, NULL);
  desk = desk_new ();
  record_many (desk, 12, "bullying", "4", "");
  first = gb_report_freeze (desk->book, &plan, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (shown (first, "2026-27/2|concern"), ==, "12");
  done = issue (desk, request, first, &error);
  g_assert_no_error (error);
  record_many (desk, 2, "bullying", "4", "");
  second = gb_report_freeze (desk->book, &plan, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (shown (second, "2026-27/2|concern"), ==, "c");
  desk_end (desk);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name) g_test_add_func ("/report/" #name, test_##name)
  TEST (words_of_an_older_pack_have_lines_of_their_own);
  TEST (a_year_is_the_sum_of_its_terms_and_is_told_term_by_term);
  TEST (any_days_are_counted_as_they_are);
  TEST (counts_reconcile_across_all_tables);
  TEST (a_number_opens_as_many_cases_as_it_counts);
  TEST (making_a_report_can_be_stopped);
  TEST (a_quick_draft_holds_back_enough_and_is_never_issued);
  TEST (two_reports_of_overlapping_times_betray_no_difference);
  TEST (what_earlier_reports_betray_keeps_no_later_one_from_being_made);
  TEST (a_sum_that_would_narrow_what_was_issued_is_not_told);
  TEST (a_term_is_not_told_that_would_narrow_its_neighbour_by_their_sum);
  TEST (it_keeps_the_hashes_of_what_it_counted_and_says_which_cases_changed);
  TEST (the_last_term_that_is_over_is_counted_and_proved);
  TEST (a_concern_recorded_in_a_holiday_counts_in_the_term_after);
  TEST (no_small_count_is_shown_and_rare_categories_are_joined);
  TEST (a_concern_about_an_adult_changes_no_figure);
  TEST (a_term_of_three_concerns_is_not_broken_down);
  TEST (three_missed_deadlines_are_shown_as_fewer_than_five);
  TEST (six_missed_deadlines_are_shown_with_the_rate);
  TEST (a_term_that_is_not_in_the_calendar_is_refused);
  TEST (an_issued_report_is_kept_byte_for_byte_and_listed);
  TEST (an_issued_report_carries_the_code_of_the_journal);
  TEST (a_report_with_another_code_is_refused);
  TEST (history_written_anew_behind_a_report_is_sound_within_and_found_from_without);
  TEST (what_changed_since_is_what_was_recorded_after);
  TEST (a_deputy_is_refused);
  TEST (figures_older_than_the_record_are_refused);
  TEST (figures_without_their_proof_are_refused);
  TEST (a_page_of_a_draft_is_refused);
  TEST (a_report_that_names_somebody_is_refused_with_the_word_and_the_place);
  TEST (names_are_found_and_ordinary_words_are_not);
  TEST (a_second_report_of_the_term_does_not_tell_what_was_added);
  return g_test_run ();
}

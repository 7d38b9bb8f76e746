/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The governors' report read back from its own PDF. */
#include "pages.h"
#include "report-fixture.h"
#include "casework/report.h"
#include "base/ids.h"
#include "print/issue.h"
#include "print/report.h"
#include "support/desk.h"

static const GbReportSetup setup = {
  .for_whom = "Full governing body, 16 September 2026",
  .agreed_by = "Martin Pell",
  .agreed_role = "Headteacher",
  .agreed_at = PAGES_NOW,
  .names_searched = TRUE,
};

static GbSheet *
print_issued (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbFigures) figures = fixture_report (TRUE);
  return keep (gb_print_report (figures, &setup, &error), error, "report");
}

static void
test_printed_rows_add_up_to_the_printed_total (void)
{
  static const char *const years[] = { "Reception", "Year 1", "Year 2", "Year 3", "Year 4", "Year 5", "Year 6" };
  g_autoptr (GbSheet) sheet = print_issued ();
  g_auto (GStrv) total = row_of (sheet, "All years");
  gint64 sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (years); i++)
    {
      g_auto (GStrv) numbers = row_of (sheet, years[i]);
      g_assert_cmpuint (g_strv_length (numbers), ==, 1);
      sum += g_ascii_strtoll (numbers[0], NULL, 10);
    }
  g_assert_cmpint (sum, ==, g_ascii_strtoll (total[0], NULL, 10));
}

static void
test_no_cell_about_children_shows_one_to_four (void)
{
  static const char *const rows[] = { "Online safety",       "Between children", "Neglect and home life",
                                      "Emotional wellbeing", "Domestic abuse",   "Physical or sexual harm" };
  g_autoptr (GbSheet) sheet = print_issued ();
  guint small = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) numbers = row_of (sheet, rows[i]);
      g_assert_cmpuint (g_strv_length (numbers), ==, 5);
      for (guint n = 0; n < 5; n++)
        {
          gint64 value = g_ascii_strtoll (numbers[n], NULL, 10);
          g_assert_false (value >= 1 && value <= 4);
          small += g_str_equal (numbers[n], "<5");
        }
    }
  g_assert_cmpuint (small, ==, 4);
}

static void
test_every_part_is_there_and_tagged_in_order (void)
{
  g_autoptr (GbSheet) sheet = print_issued ();
  g_autofree char *words = words_of (sheet);
  g_autofree char *last = g_strdup_printf ("Page %u of %u", sheet->pages, sheet->pages);
  g_autofree char *kinds = NULL;
  guint figures;

  assert_says (words, "Safeguarding report to governors");
  assert_says (words, "Ruth Adeyemi, Designated Safeguarding Lead");
  assert_says (words, "fewer than 10, which may be none");
  assert_says (words, "Code of the journal, entry 18,412");
  assert_says (words, "18412 7KQ2M 9XW4T");
  assert_says (words, "HB3ZD PQ81M X9C4C");
  assert_says (words, last);
  assert_silent_about (words, "draft");
  assert_fonts_embedded (sheet);
  kinds = structure_of (sheet, &figures);
  g_assert_cmpuint (figures, ==, 2);
  g_assert_true (g_str_has_prefix (kinds, "H1 H2 "));
  g_assert_null (strstr (kinds + 3, "H1"));
  g_assert_nonnull (strstr (kinds, "H2 Table TH TH TH TH TH TH "));
}

static void
test_code_is_the_figures_own (void)
{
  g_autoptr (GbFigures) figures = fixture_report (TRUE);
  g_autoptr (GbSheet) sheet = gb_print_report (figures, &setup, NULL);
  g_autofree char *code = gb_figures_code (figures);
  g_autofree char *words = words_of (sheet);

  assert_says (words, code);
}

static void
test_draft_says_so_on_every_page (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbFigures) figures = fixture_report (FALSE);
  g_autoptr (GbSheet) sheet = keep (gb_print_report (figures, NULL, &error), error, "report-draft");
  g_autoptr (GbPreview) preview = gb_preview_new (sheet->pdf, NULL);

  for (guint i = 0; i < sheet->pages; i++)
    {
      g_autoptr (GArray) found = gb_preview_find (preview, i, "Draft, not issued");
      g_assert_cmpuint (found->len, >=, 1);
    }
  g_assert_true (g_str_has_suffix (sheet->file, "-draft.pdf"));
}

static void
test_same_figures_give_the_same_bytes (void)
{
  g_autoptr (GbFigures) figures = fixture_report (TRUE);
  g_autoptr (GBytes) before = gb_figures_freeze (figures);
  g_autoptr (GbSheet) once = gb_print_report (figures, &setup, NULL);
  g_autoptr (GbSheet) again = gb_print_report (figures, &setup, NULL);
  g_autoptr (GBytes) after = gb_figures_freeze (figures);

  g_assert_true (g_bytes_equal (once->pdf, again->pdf));
  g_assert_true (g_bytes_equal (before, after));
}

/* Wednesday 24 June 2026, within the term. */
static gint64
held_clock (gpointer data)
{
  return gb_day_to_instant ("2026-06-24", 11 * 60);
}

/* From records in a real vault to the page, as the window and guardbookctl do it. */
static void
test_records_of_a_vault_reach_the_page (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbTestDesk) desk = NULL;
  g_autoptr (GbFigures) figures = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autofree char *words = NULL;
  const GbFiguresPlan plan = { .term = "2025-26/6",
                               .scheme = 6,
                               .sections = GB_SECTION_ALL,
                               .compared = 2,
                               .narrative = "A quiet term.\n\nMore trust." };

  gb_clock_set (held_clock, NULL);
  desk = gb_test_desk_new ();
  for (guint i = 0; i < 7; i++)
    g_free (gb_test_incident (desk->book));
  figures = gb_report_preview (desk->book, &plan, &error);
  g_assert_no_error (error);
  sheet = keep (gb_print_report (figures, NULL, &error), error, "report-desk");
  gb_clock_set (NULL, NULL);
  words = words_of (sheet);
  assert_says (words, "A quiet term.");
  assert_says (words, "Draft, not issued");
  assert_says (words, "fewer than 10");
  assert_says (words, "Concerns recorded: 7");
}

static gint64 year_clock;

static gint64
moving_clock (gpointer data)
{
  return year_clock;
}

/* What was issued is kept: a year of further entries changes no byte of it. */
static void
test_a_reprint_after_a_year_of_entries_is_the_same_in_every_byte (void)
{
  const GbFiguresPlan plan = { .term = "2025-26/6", .scheme = 6, .sections = GB_SECTION_ALL, .compared = 1 };
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbTestDesk) desk = NULL;
  g_autoptr (GbIssue) issue = NULL;
  g_autoptr (GbIssue) again = NULL;

  year_clock = gb_day_to_instant ("2026-06-24", 11 * 60);
  gb_clock_set (moving_clock, NULL);
  desk = gb_test_desk_new ();
  for (guint i = 0; i < 7; i++)
    g_free (gb_test_incident (desk->book));
  issue = gb_issue_report (desk->book, request, &plan, "Full governing body", &error);
  g_assert_no_error (error);
  for (guint day = 0; day < 365; day += 3)
    {
      year_clock += 3 * GB_DAY;
      g_free (gb_test_incident (desk->book));
    }
  again = gb_issue_again (desk->book, issue->done->case_id, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (issue->sheet->pdf, again->sheet->pdf));
  g_assert_cmpuint (again->sheet->pages, ==, issue->sheet->pages);
  gb_clock_set (NULL, NULL);
}

static void
test_empty_term_still_makes_a_report (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbFigures) figures = gb_figures_new ();
  g_autoptr (GbSheet) sheet = NULL;

  figures->title = g_strdup ("Safeguarding report to governors");
  figures->school = g_strdup ("Marsh Lane Primary School");
  figures->frozen_at = PAGES_NOW;
  figures->head = g_strdup ("00ff");
  figures->threshold = 5;
  g_ptr_array_add (figures->terms, gb_period_new ("2026-27/1", "Autumn 2026", "2026-09-01", "2026-12-18"));
  sheet = keep (gb_print_report (figures, NULL, &error), error, "report-empty");
  g_assert_cmpuint (sheet->pages, ==, 2);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/rows-add-up-on-paper", test_printed_rows_add_up_to_the_printed_total);
  g_test_add_func ("/report/no-one-to-four", test_no_cell_about_children_shows_one_to_four);
  g_test_add_func ("/report/parts-and-tags-in-order", test_every_part_is_there_and_tagged_in_order);
  g_test_add_func ("/report/code-is-the-figures-own", test_code_is_the_figures_own);
  g_test_add_func ("/report/draft-says-so", test_draft_says_so_on_every_page);
  g_test_add_func ("/report/same-bytes", test_same_figures_give_the_same_bytes);
  g_test_add_func ("/report/records-reach-the-page", test_records_of_a_vault_reach_the_page);
  g_test_add_func ("/report/reprint-after-a-year", test_a_reprint_after_a_year_of_entries_is_the_same_in_every_byte);
  g_test_add_func ("/report/empty-term", test_empty_term_still_makes_a_report);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a year's governors' report costs, from the records to its first page on
 * the screen: over a generated journal, with incidents spread over six terms, and
 * once more when every one of those terms has its issued report, against which
 * the draft's small numbers must hold as well.
 * The suppression proof (integer programming) is timed by itself, since it is
 * done once for each report and depends on how many numbers are small.  Prints
 * a table of medians; asserts nothing about time.
 *
 *   bench-report [ENTRIES [INCIDENTS]] */
#include <stdio.h>

#include "base/time.h"
#include "casework/report.h"
#include "casework/suppress.h"
#include "print/issue.h"
#include "print/preview.h"
#include "print/report.h"
#include "support/desk.h"
#include "support/journal.h"
#include "vault/statement.h"

#define ROUNDS 5
#define SCREEN_SCALE (96.0 / 72.0)

static gint64 now;

static gint64
held_clock (gpointer data G_GNUC_UNUSED)
{
  return now;
}

/* The generated journal issues reports whose figures it never kept: with them in
 * the list no report could be made. */
static gpointer
write_entries (GbBook *book, gpointer count, GCancellable *cancellable G_GNUC_UNUSED, GError **error)
{
  g_autoptr (GbTestWriter) writer = gb_test_writer_new (1);

  if (gb_test_writer_write (writer, gb_book_get_vault (book), GPOINTER_TO_UINT (count), error))
    gb_vault_execute (gb_book_get_vault (book), "DELETE FROM p_report", error);
  return NULL;
}

/* @count incidents of three categories, evenly from September to July. */
static void
write_year (GbTestDesk *desk, guint count)
{
  static const char *const categories[] = { "device-misuse", "cyberbullying", "harmful-content", "device-misuse" };

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *json = NULL;
      now = gb_day_to_instant ("2025-09-03", 600) + (gint64) i * 320 * GB_DAY / count;
      json = g_strdup_printf ("{'title':'Something seen online','category':'%s','occurred_at':%" G_GINT64_FORMAT
                              ",'precision':'exact','location':'classroom','site':'on','channel':'staff-saw',"
                              "'narrative':'Seen by the teacher.','danger':'no','indecent_image':'no','people':[]}",
                              categories[i % G_N_ELEMENTS (categories)], now - GB_HOUR);
      g_free (gb_test_act (desk->book, "incident.recorded", NULL, json));
    }
}

enum { GATHER, BESIDE, PRINT, SHOW, EXACT, PROVE, N_PARTS };
static const char *const labels[N_PARTS] = {
  "a draft's figures, by the quick rule",
  "  beside the issued reports of its six terms",
  "figures to PDF",
  "PDF to its first page on the screen",
  "to be issued: exact choice and proof",
  "  of which the proof, done again",
};
static gint64 times[N_PARTS][ROUNDS];

static int
compare_times (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *) a < *(const gint64 *) b ? -1 : *(const gint64 *) a > *(const gint64 *) b;
}

static void
time_proof (const GbFigures *figures, guint round)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) frozen = gb_figures_freeze (figures);
  g_autoptr (GbFigures) copy = gb_figures_thaw (frozen, &error);
  gint64 start = g_get_monotonic_time ();

  g_assert_no_error (error);
  gb_suppress_prove (copy, &error);
  g_assert_no_error (error);
  times[PROVE][round] = g_get_monotonic_time () - start;
}

/* The year's report, and how long it took. */
static GbFigures *
gather_year (GbTestDesk *desk, gboolean fast, gint64 *took)
{
  const GbFiguresPlan plan = { .term = "2025-26", .scheme = 6, .sections = GB_SECTION_ALL, .compared = 5,
                               .narrative = "A quiet year.", .fast = fast };
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  GbFigures *figures = gb_report_preview (desk->book, &plan, &error);

  g_assert_no_error (error);
  *took = g_get_monotonic_time () - start;
  return figures;
}

static guint
time_round (GbTestDesk *desk, guint round)
{
  g_autoptr (GbFigures) figures = gather_year (desk, TRUE, &times[GATHER][round]);
  g_autoptr (GbFigures) exact = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autoptr (GbPreview) preview = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  sheet = gb_print_report (figures, NULL, &error);
  g_assert_no_error (error);
  times[PRINT][round] = g_get_monotonic_time () - start;
  start = g_get_monotonic_time ();
  preview = gb_preview_new (sheet->pdf, &error);
  g_assert_no_error (error);
  cairo_surface_destroy (gb_preview_render (preview, 0, SCREEN_SCALE));
  times[SHOW][round] = g_get_monotonic_time () - start;
  exact = gather_year (desk, FALSE, &times[EXACT][round]);
  time_proof (exact, round);
  return gb_preview_get_pages (preview);
}

static void
issue_terms (GbTestDesk *desk)
{
  for (guint term = 1; term <= 6; term++)
    {
      g_autofree char *name = g_strdup_printf ("2025-26/%u", term);
      const GbFiguresPlan plan = { .term = name, .scheme = 6, .sections = GB_SECTION_ALL, .compared = 5,
                                   .narrative = "A quiet term." };
      g_autoptr (GError) error = NULL;
      g_autoptr (GbIssue) issue = gb_issue_report (desk->book, NULL, &plan, "Full governing body", &error);

      g_assert_no_error (error);
    }
}

static void
print_table (void)
{
  printf ("%-42s %9s %9s\n", "milliseconds", "median", "longest");
  for (guint part = 0; part < N_PARTS; part++)
    {
      qsort (times[part], ROUNDS, sizeof (gint64), compare_times);
      printf ("%-42s %9.1f %9.1f\n", labels[part], (double) times[part][ROUNDS / 2] / 1000,
              (double) times[part][ROUNDS - 1] / 1000);
    }
}

int
main (int argc, char **argv)
{
  guint entries = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 20000;
  guint incidents = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 400;
  g_autoptr (GbTestDesk) desk = NULL;
  g_autoptr (GError) error = NULL;
  guint pages = 0;

  now = gb_day_to_instant ("2025-09-01", 540);
  gb_clock_set (held_clock, NULL);
  desk = gb_test_desk_new ();
  gb_book_ask (desk->book, write_entries, GUINT_TO_POINTER (entries), &error);
  g_assert_no_error (error);
  write_year (desk, incidents);
  for (guint round = 0; round < ROUNDS; round++)
    pages = time_round (desk, round);
  now = gb_day_to_instant ("2026-08-31", 600); /* every term is over */
  issue_terms (desk);
  for (guint round = 0; round < ROUNDS; round++)
    gb_figures_free (gather_year (desk, TRUE, &times[BESIDE][round]));
  gb_clock_set (NULL, NULL);
  printf ("# %u entries and %u incidents; %u pages\n", entries, incidents, pages);
  print_table ();
  return 0;
}

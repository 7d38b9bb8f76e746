/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The governors' report as it looked when somebody last looked: pages of a
 * one-form primary's term and of a secondary's year beside small pictures kept
 * in golden/.
 *
 * What is compared is where the ink stands, not its pixels: both pictures are
 * cut into squares, and a few squares may differ, because fonts and rasterisers
 * do from one distribution to the next.  A table that moved, a heading that lost its text or a
 * chart without bars differs in many.  After a change that was looked at:
 *   GUARDBOOK_GOLDEN=1 tests/test-print-golden      (writes the pictures anew) */
#include "pages.h"
#include "report-fixture.h"
#include "base/ids.h"
#include "casework/report.h"
#include "print/report.h"
#include "support/desk.h"

#define SCALE (40.0 / 72.0)
#define SQUARE 8
#define UNLIKE 40 /* of 255: how much darker or lighter a square may be */
#define MOST_UNLIKE 4 /* squares in a hundred */

static gint64 clock_now;

static gint64
held_clock (gpointer data)
{
  return clock_now;
}

/* Mean darkness of the square at @x, @y. */
static int
darkness (cairo_surface_t *picture, int x, int y)
{
  const unsigned char *data = cairo_image_surface_get_data (picture);
  int stride = cairo_image_surface_get_stride (picture);
  int sum = 0;

  for (int row = y; row < y + SQUARE; row++)
    for (int column = x; column < x + SQUARE; column++)
      sum += 255 - data[row * stride + column * 4 + 1];
  return sum / (SQUARE * SQUARE);
}

/* How many squares in a hundred of those with ink in either differ; 100: other sizes. */
static int
difference (cairo_surface_t *one, cairo_surface_t *other)
{
  int width = cairo_image_surface_get_width (one), height = cairo_image_surface_get_height (one);
  int inked = 0, unlike = 0;

  if (width != cairo_image_surface_get_width (other) || height != cairo_image_surface_get_height (other))
    return 100;
  for (int y = 0; y + SQUARE <= height; y += SQUARE)
    for (int x = 0; x + SQUARE <= width; x += SQUARE)
      {
        int a = darkness (one, x, y), b = darkness (other, x, y);
        inked += MAX (a, b) > 8;
        unlike += ABS (a - b) > UNLIKE;
      }
  return inked > 0 ? unlike * 100 / inked : 0;
}

static char *
golden_path (const char *name, guint page)
{
  g_autofree char *file = g_strdup_printf ("%s-%u.png", name, page + 1);
  return g_build_filename (g_getenv ("G_TEST_SRCDIR"), "print", "golden", file, NULL);
}

static cairo_surface_t *
golden_of (const char *name, guint page)
{
  g_autofree char *path = golden_path (name, page);
  cairo_surface_t *read = cairo_image_surface_create_from_png (path);
  cairo_surface_t *picture;
  cairo_t *cr;

  if (cairo_surface_status (read) != CAIRO_STATUS_SUCCESS)
    g_error ("%s can’t be read", path);
  picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, cairo_image_surface_get_width (read),
                                        cairo_image_surface_get_height (read));
  cr = cairo_create (picture);
  cairo_set_source_surface (cr, read, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (read);
  cairo_surface_flush (picture);
  return picture;
}

static void
write_golden (cairo_surface_t *picture, const char *name, guint page)
{
  g_autofree char *path = golden_path (name, page);
  g_assert_cmpint (cairo_surface_write_to_png (picture, path), ==, CAIRO_STATUS_SUCCESS);
}

/* All pages of @sheet but the last: its codes stand for a vault that is new each time. */
static void
assert_golden (const GbSheet *sheet, const char *name)
{
  g_autoptr (GbPreview) preview = gb_preview_new (sheet->pdf, NULL);

  for (guint page = 0; page + 1 < gb_preview_get_pages (preview); page++)
    {
      cairo_surface_t *drawn = gb_preview_render (preview, page, SCALE);
      if (g_getenv ("GUARDBOOK_GOLDEN") != NULL)
        write_golden (drawn, name, page);
      else
        {
          cairo_surface_t *golden = golden_of (name, page);
          int differs = difference (drawn, golden);
          if (differs > MOST_UNLIKE)
            g_error ("page %u of %s looks otherwise than it did: %d squares in a hundred", page + 1, name, differs);
          cairo_surface_destroy (golden);
        }
      cairo_surface_destroy (drawn);
    }
}

static const GbReportSetup setup = {
  .for_whom = "Full governing body, 16 September 2026",
  .agreed_by = "Martin Pell",
  .agreed_role = "Headteacher",
  .agreed_at = PAGES_NOW,
  .names_searched = TRUE,
};

static void
test_a_primary_schools_term_looks_as_it_did (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbFigures) figures = fixture_report (TRUE);
  g_autoptr (GbSheet) sheet = keep (gb_print_report (figures, &setup, &error), error, "golden-primary");

  assert_golden (sheet, "primary");
}

static void
record_many (GbTestDesk *desk, guint n, const char *category, guint youngest, const char *risk)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *person = gb_id_new ();
      g_autofree char *text
        = g_strdup_printf ("{'title':'A concern','category':'%s','occurred_at':%" G_GINT64_FORMAT ","
                           "'precision':'exact','location':'classroom','site':'on','channel':'staff-saw',"
                           "'narrative':'Written down.','danger':'no','indecent_image':'no','four_c':[%s],"
                           "'people':[{'person_id':'%s','name':'Somebody Invented','sort':'pupil','role':'affected',"
                           "'year_group':'%u'}]}",
                           category, gb_now () - GB_HOUR, risk, person, youngest + i % 5);
      g_free (gb_test_act (desk->book, "incident.recorded", NULL, text));
      clock_now += GB_MINUTE;
    }
}

/* A term of a secondary school, the @nth. */
static void
record_term (GbTestDesk *desk, const char *day, guint nth)
{
  clock_now = gb_day_to_instant (day, 11 * 60);
  record_many (desk, 9 + nth, "device-misuse", 7, "'conduct'");
  record_many (desk, 6 + nth % 3, "cyberbullying", 8, "'contact'");
  record_many (desk, 7, "harmful-content", 9, "'content'");
  record_many (desk, 11 + nth % 2, "bullying", 7, "");
  record_many (desk, 5 + nth % 4, "neglect", 7, "");
}

static GbFigures *
secondary_year (GbTestDesk *desk)
{
  static const char *const days[] = { "2025-09-16", "2025-11-11", "2026-01-13", "2026-03-10", "2026-05-12", "2026-06-16" };
  const GbFiguresPlan plan = { .term = "2025-26",
                               .scheme = 6,
                               .compared = 2,
                               .sections = GB_SECTION_ALL,
                               .key_words = "More was written down than in any year before, most of it between"
                                            " children and about life online.",
                               .narrative = "Records rose in every term but one. Staff say that they know better what"
                                            " to write down, and that children come sooner.",
                               .asks = "Agree the action plan.\nRead the policy on phones before the next meeting.",
                               .missed = "Concerns from trips were written up the next day.",
                               .questions = "Do parents know whom to ask?\nYes, in nine of ten answers to the survey." };
  g_autoptr (GError) error = NULL;
  GbFigures *figures;

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    record_term (desk, days[i], i);
  clock_now = gb_day_to_instant ("2026-09-14", 10 * 60);
  figures = gb_report_preview (desk->book, &plan, &error);
  g_assert_no_error (error);
  return figures;
}

static void
test_a_secondary_schools_year_looks_as_it_did (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbTestDesk) desk = NULL;
  g_autoptr (GbFigures) figures = NULL;
  g_autoptr (GbSheet) sheet = NULL;

  clock_now = gb_day_to_instant ("2025-09-01", 9 * 60);
  gb_clock_set (held_clock, NULL);
  desk = gb_test_desk_new ();
  figures = secondary_year (desk);
  sheet = keep (gb_print_report (figures, &setup, &error), error, "golden-secondary");
  assert_golden (sheet, "secondary");
  gb_clock_set (NULL, NULL);
}

/* The comparison must be able to fail: two pages of one report are unlike. */
static void
test_another_page_does_not_pass_for_it (void)
{
  cairo_surface_t *one = golden_of ("primary", 1), *other = golden_of ("primary", 2);

  g_assert_cmpint (difference (one, one), ==, 0);
  g_assert_cmpint (difference (one, other), >, MOST_UNLIKE);
  cairo_surface_destroy (one);
  cairo_surface_destroy (other);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
#define TEST(name) g_test_add_func ("/golden/" #name, test_##name)
  TEST (a_primary_schools_term_looks_as_it_did);
  TEST (a_secondary_schools_year_looks_as_it_did);
  TEST (another_page_does_not_pass_for_it);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page engine: one page and sixty, what stays together, and a machine without the fonts. */
#include "pages.h"
#include "print/fonts.h"
#include "print/grid.h"

static GbPages *
blank_page (void)
{
  const GbPageSetup setup = { .title = "Sixty parts", .school = "Marsh Lane Primary School", .running = "A test",
                              .foot = "Made for a test", .made_at = PAGES_NOW };
  g_autoptr (GError) error = NULL;
  GbPages *page = gb_pages_new (&setup, &error);
  g_assert_no_error (error);
  return page;
}

static GbSheet *
parts (guint n)
{
  g_autoptr (GbPages) page = blank_page ();
  g_autoptr (GError) error = NULL;

  gb_pages_title (page, "Sixty parts", NULL);
  gb_pages_section (page, 0, "In this paper", NULL);
  gb_pages_contents (page);
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *title = g_strdup_printf ("Part %u", i);
      gb_pages_break (page);
      gb_pages_section (page, i, title, "A note.");
      gb_pages_finding (page, "A finding.");
      gb_pages_prose (page,
                      "A paragraph of prose, long enough to break once when it is set at the width of the column.");
    }
  return keep (gb_pages_finish (page, "test", "test.pdf", &error), error, n == 1 ? "page-one" : "page-many");
}

static void
test_an_empty_document_is_one_page (void)
{
  g_autoptr (GbPages) page = blank_page ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = keep (gb_pages_finish (page, "test", "test.pdf", &error), error, "page-empty");

  g_assert_cmpuint (sheet->pages, ==, 1);
}

static void
test_sixty_pages_are_counted_and_listed (void)
{
  g_autoptr (GbSheet) sheet = parts (59);
  g_autoptr (GbPreview) preview = gb_preview_new (sheet->pdf, NULL);
  g_autofree char *first = gb_preview_get_text (preview, 0);
  g_autofree char *last = gb_preview_get_text (preview, 59);
  g_auto (GStrv) listed = row_of (sheet, "Part 30");

  g_assert_cmpuint (gb_preview_get_pages (preview), ==, 60);
  assert_says (first, "Page 1 of 60");
  assert_says (last, "Page 60 of 60");
  g_assert_cmpstr (listed[0], ==, "31");
}

/* The number in the contents is that of the page on which the part begins. */
static void
test_contents_link_to_their_page (void)
{
  g_autoptr (GbSheet) sheet = parts (59);
  PopplerDocument *document = poppler_document_new_from_bytes (sheet->pdf, NULL, NULL);
  PopplerPage *page = poppler_document_get_page (document, 0);
  GList *links = poppler_page_get_link_mapping (page);

  g_assert_cmpuint (g_list_length (links), ==, 59);
  poppler_page_free_link_mapping (links);
  g_object_unref (page);
  g_object_unref (document);
}

/* Fills a page up to its last lines, then adds a section with a table: the head must not stay behind. */
static void
test_a_head_never_parts_from_its_table (void)
{
  static const GbGridColumn columns[] = { { "What", 0, GB_GRID_WORDS }, { "How many", 80, GB_GRID_FIGURE } };

  for (guint lines = 34; lines < 48; lines++)
    {
      g_autoptr (GbPages) page = blank_page ();
      GbGrid *grid = gb_grid_new ("Table 1. Twelve rows", columns, G_N_ELEMENTS (columns));
      g_autoptr (GbSheet) sheet = NULL;
      g_autoptr (GbPreview) preview = NULL;
      g_autoptr (GArray) head = NULL;
      g_autoptr (GArray) end = NULL;

      gb_pages_section (page, 1, "Before", NULL);
      for (guint i = 0; i < lines; i++)
        gb_pages_small (page, "A line.");
      gb_pages_section (page, 2, "Counted", NULL);
      gb_pages_finding (page, "There were twelve.");
      for (guint i = 0; i < 12; i++)
        {
          const char *const cells[] = { i == 11 ? "The last row" : "A row", "7" };
          gb_grid_row (grid, cells);
        }
      gb_pages_grid (page, grid);
      sheet = gb_pages_finish (page, "test", "test.pdf", NULL);
      preview = gb_preview_new (sheet->pdf, NULL);
      head = gb_preview_find (preview, sheet->pages - 1, "Counted");
      end = gb_preview_find (preview, sheet->pages - 1, "The last row");
      g_assert_cmpuint (head->len, ==, end->len);
    }
}

static void
test_a_long_table_shows_its_heads_again (void)
{
  static const GbGridColumn columns[] = { { "What", 0, GB_GRID_WORDS }, { "How many", 80, GB_GRID_FIGURE } };
  const char *const cells[] = { "A row", "7" };
  g_autoptr (GbPages) page = blank_page ();
  g_autoptr (GError) error = NULL;
  GbGrid *grid = gb_grid_new ("Table 1. Many rows", columns, G_N_ELEMENTS (columns));
  g_autoptr (GbSheet) sheet = NULL;
  g_autoptr (GbPreview) preview = NULL;
  g_autofree char *kinds = NULL;

  gb_pages_section (page, 1, "Counted", NULL);
  for (guint i = 0; i < 120; i++)
    gb_grid_row (grid, cells);
  gb_pages_grid (page, grid);
  sheet = keep (gb_pages_finish (page, "test", "test.pdf", &error), error, "page-table");
  preview = gb_preview_new (sheet->pdf, NULL);
  g_assert_cmpuint (sheet->pages, ==, 3);
  for (guint i = 0; i < sheet->pages; i++)
    {
      g_autoptr (GArray) heads = gb_preview_find (preview, i, "How many");
      g_assert_cmpuint (heads->len, ==, 1);
    }
  kinds = structure_of (sheet, NULL);
  g_assert_null (strstr (strstr (kinds, "Table") + 5, "Table"));
}

/* How dark the middle of the dot beside @label is, 0 black to 255 white. */
static guint
dot_at (GbPreview *preview, const char *label, double fraction)
{
  g_autoptr (GArray) found = gb_preview_find (preview, 0, label);
  const cairo_rectangle_t *place = &g_array_index (found, cairo_rectangle_t, 0);
  cairo_surface_t *picture = gb_preview_render (preview, 0, 4.0);
  /* The column is 120 wide at the right edge; its scale begins 14 in and is 102 long. */
  int x = (int) ((GB_PAGE_MAIN_X + GB_PAGE_MAIN - 120 + 14 + 102 * fraction) * 4);
  int y = (int) ((place->y + place->height / 2) * 4);
  guint darkness;

  g_assert_cmpuint (found->len, ==, 1);
  darkness = cairo_image_surface_get_data (picture)[y * cairo_image_surface_get_stride (picture) + 4 * x];
  cairo_surface_destroy (picture);
  return darkness;
}

static void
test_a_count_within_chance_is_hollow_and_one_outside_is_solid (void)
{
  static const GbGridColumn columns[] = { { "Group", 0, GB_GRID_WORDS }, { "Searches", 80, GB_GRID_FIGURE },
                                          { "By chance, 0 to 50", 120, GB_GRID_RANGE } };
  const char *const inside[] = { "Boys", "34", NULL };
  const char *const outside[] = { "Years 5 and 6", "41", NULL };
  g_autoptr (GbPages) page = blank_page ();
  g_autoptr (GError) error = NULL;
  GbGrid *grid = gb_grid_new ("Table 1. Who was searched", columns, G_N_ELEMENTS (columns));
  g_autoptr (GbSheet) sheet = NULL;
  g_autoptr (GbPreview) preview = NULL;

  gb_pages_section (page, 1, "Searched", NULL);
  gb_grid_row (grid, inside);
  gb_grid_range (grid, 0.44, 0.76, 0.6, 0.68);
  gb_grid_row (grid, outside);
  gb_grid_range (grid, 0.2, 0.46, 0.34, 0.82);
  gb_pages_grid (page, grid);
  sheet = keep (gb_pages_finish (page, "test", "test.pdf", &error), error, "page-range");
  preview = gb_preview_new (sheet->pdf, NULL);
  g_assert_cmpuint (dot_at (preview, "Boys", 0.68), >, 200);
  g_assert_cmpuint (dot_at (preview, "Years 5 and 6", 0.82), <, 60);
}

/* Heads of columns point down, the first cell of a row points along it. */
static void
test_table_heads_say_which_way_they_point (void)
{
  static const GbGridColumn columns[] = { { "What", 0, GB_GRID_WORDS }, { "How many", 80, GB_GRID_FIGURE } };
  const char *const cells[] = { "A row", "<5" };
  g_autoptr (GbPages) page = blank_page ();
  GbGrid *grid = gb_grid_new ("Table 1. One row", columns, G_N_ELEMENTS (columns));
  g_autoptr (GbSheet) sheet = NULL;

  gb_pages_section (page, 1, "Counted", NULL);
  gb_grid_row (grid, cells);
  gb_pages_grid (page, grid);
  sheet = gb_pages_finish (page, "test", "test.pdf", NULL);
  if (!gb_access_is_available ())
    {
      g_test_skip ("built without qpdf: see access.h");
      return;
    }
  g_assert_cmpuint (times_in_file (sheet, "/Scope /Column"), ==, 2);
  g_assert_cmpuint (times_in_file (sheet, "/Scope /Row"), ==, 1);
  g_assert_cmpuint (times_in_file (sheet, "/Lang (en-GB)"), ==, 1);
  g_assert_cmpuint (times_in_file (sheet, "/DisplayDocTitle true"), ==, 1);
}

static void
test_letters_of_welsh_and_other_names_are_drawn (void)
{
  g_autoptr (GbPages) page = blank_page ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autofree char *words = NULL;

  gb_pages_section (page, 1, "Names", NULL);
  gb_pages_prose (page, "Ŵyn ap Ŷnyr, Zoë Müller, Łucja Żak, İpek Şahin, Nguyễn Thị");
  gb_pages_small (page, "Ŵyn ap Ŷnyr, Zoë Müller, Łucja Żak, İpek Şahin, Nguyễn Thị");
  sheet = keep (gb_pages_finish (page, "test", "test.pdf", &error), error, "page-names");
  words = words_of (sheet);
  assert_says (words, "Ŵyn ap Ŷnyr");
  assert_says (words, "Łucja Żak");
}

/* The desktop has no fonts at all: the sentence names the font and its package. */
static void
test_missing_font_is_said_plainly (void)
{
  g_autoptr (GError) error = NULL;

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("a bundle brings its fonts along");
      return;
    }
  if (g_test_subprocess ())
    {
      g_autofree char *folder = g_dir_make_tmp ("guardbook-fonts-XXXXXX", NULL);
      g_autofree char *file = g_build_filename (folder, "fonts.conf", NULL);
      g_assert_true (g_file_set_contents (file, "<?xml version=\"1.0\"?><fontconfig></fontconfig>", -1, NULL));
      g_setenv ("FONTCONFIG_FILE", file, TRUE);
      g_assert_null (gb_fonts_get (&error));
      g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
      g_print ("%s\n", error->message);
      g_remove (file);
      g_rmdir (folder);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*Source Sans 3*fonts-adobe-sourcesans3*");
}

static void
test_preview_finds_words_where_they_stand (void)
{
  g_autoptr (GbSheet) sheet = parts (1);
  g_autoptr (GbPreview) preview = gb_preview_new (sheet->pdf, NULL);
  g_autoptr (GArray) found = gb_preview_find (preview, 1, "A finding.");
  const cairo_rectangle_t *place = &g_array_index (found, cairo_rectangle_t, 0);
  cairo_surface_t *picture = gb_preview_render (preview, 1, 1.0);

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpfloat (place->x, >, GB_PAGE_MAIN_X - 2);
  g_assert_cmpfloat (place->y, >, GB_PAGE_TOP);
  g_assert_cmpfloat (place->y, <, GB_PAGE_TOP + 40);
  g_assert_cmpint (cairo_image_surface_get_width (picture), ==, 595);
  g_assert_cmpstr (gb_preview_get_title (preview), ==, "Sixty parts");
  cairo_surface_destroy (picture);
}

static void
test_bytes_that_are_no_pdf_are_refused (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("not a page", 10);
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_preview_new (bytes, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page/empty", test_an_empty_document_is_one_page);
  g_test_add_func ("/page/sixty", test_sixty_pages_are_counted_and_listed);
  g_test_add_func ("/page/contents-link", test_contents_link_to_their_page);
  g_test_add_func ("/page/head-stays-with-table", test_a_head_never_parts_from_its_table);
  g_test_add_func ("/page/long-table", test_a_long_table_shows_its_heads_again);
  g_test_add_func ("/page/range-and-dot", test_a_count_within_chance_is_hollow_and_one_outside_is_solid);
  g_test_add_func ("/page/head-scopes", test_table_heads_say_which_way_they_point);
  g_test_add_func ("/page/names", test_letters_of_welsh_and_other_names_are_drawn);
  g_test_add_func ("/page/missing-font", test_missing_font_is_said_plainly);
  g_test_add_func ("/page/preview-finds", test_preview_finds_words_where_they_stand);
  g_test_add_func ("/page/not-a-pdf", test_bytes_that_are_no_pdf_are_refused);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The label and the receipt: no child's name on the bag, one code on both. */
#include "pages.h"
#include "print/device.h"

static const GbLabel label = {
  .school = "Marsh Lane Primary School",
  .number = "26-0187",
  .check = "7Q4K9",
  .code = "guardbook:device:0f3a9c6e51b24d7e8a90b1c2d3e4f506",
  .thing = "One mobile phone, black",
  .condition = "corner cracked on receipt; off; not opened",
  .seal = "ML 004412",
  .place = "Safe 1, shelf B",
  .fate = "Home today",
  .fate_day = "Tue 9 June",
  .fate_words = "to a parent or carer, after 15.20, against receipt",
  .taken = "In at 13.14: O. Farrow, J. Ibbotson",
  .made_at = PAGES_NOW,
};

static const GbReceipt receipt = {
  .school = "Marsh Lane Primary School",
  .telephone = "01632 960 118",
  .number = "26-0187",
  .check = "7Q4K9",
  .code = "guardbook:device:0f3a9c6e51b24d7e8a90b1c2d3e4f506",
  .seal = "ML 004412",
  .thing = "One mobile phone, black; corner cracked on receipt",
  .taken_in = "9 June 2026, 13.14",
  .given_back = "9 June 2026, 15.35",
  .given_to = "Mrs A. Doyle, mother, known to the office",
  .given_by = "S. Nunn, school office",
  .seal_state = GB_SEAL_UNBROKEN,
  .state = "The phone was not opened by the school. It was off when found and was kept in a sealed bag in the safe.",
  .policy = "Under the school’s phone policy, children’s phones are handed in each morning.",
  .made_at = PAGES_NOW,
};

static void
test_label_says_what_the_bag_needs (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = keep (gb_print_label (&label, &error), error, "label");
  g_autofree char *words = words_of (sheet);
  g_autofree char *kinds = NULL;
  guint figures;

  assert_says (words, "26-0187");
  assert_says (words, "7Q4K9");
  assert_says (words, "ML 004412");
  assert_says (words, "Home today");
  assert_fonts_embedded (sheet);
  kinds = structure_of (sheet, &figures);
  g_assert_cmpuint (figures, ==, 1);
  g_assert_true (g_str_has_prefix (kinds, "H1 "));
}

/* As a label printer prints it, 203 dots an inch; what a scanner reads then.  NULL: neither is here. */
static char *
scan (const char *name)
{
  g_autofree char *draw = g_find_program_in_path ("pdftoppm");
  g_autofree char *read = g_find_program_in_path ("zbarimg");
  g_autofree char *pdf = g_strdup_printf ("%s/pages/%s.pdf", g_getenv ("G_TEST_BUILDDIR"), name);
  g_autofree char *stem = g_strdup_printf ("%s/pages/%s-scan", g_getenv ("G_TEST_BUILDDIR"), name);
  g_autofree char *picture = g_strconcat (stem, ".png", NULL);
  const char *const drawing[] = { draw, "-r", "203", "-gray", "-png", "-singlefile", pdf, stem, NULL };
  const char *const reading[] = { read, "-q", "--raw", picture, NULL };
  char *out = NULL;

  if (draw == NULL || read == NULL)
    return NULL;
  g_assert_true (g_spawn_sync (NULL, (char **) drawing, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) reading, NULL, 0, NULL, NULL, &out, NULL, NULL, NULL));
  return g_strchomp (out);
}

static void
test_codes_of_label_and_receipt_are_read_by_a_scanner (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) bag = keep (gb_print_label (&label, &error), error, "label");
  g_autoptr (GbSheet) paper = keep (gb_print_receipt (&receipt, &error), error, "receipt");
  g_autofree char *on_bag = scan ("label");
  g_autofree char *on_paper = on_bag != NULL ? scan ("receipt") : NULL;

  if (on_bag == NULL)
    {
      g_test_skip ("neither pdftoppm nor zbarimg is here");
      return;
    }
  g_assert_cmpstr (on_bag, ==, label.code);
  g_assert_nonnull (strstr (on_paper, receipt.code));
}

static void
test_label_is_a_hundred_by_sixty_millimetres (void)
{
  g_autoptr (GbSheet) sheet = gb_print_label (&label, NULL);
  g_autoptr (GbPreview) preview = gb_preview_new (sheet->pdf, NULL);
  double width, height;

  gb_preview_get_size (preview, 0, &width, &height);
  g_assert_cmpfloat_with_epsilon (width, 283.46, 0.1);
  g_assert_cmpfloat_with_epsilon (height, 170.08, 0.1);
}

static void
test_held_label_never_says_home (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autofree char *words = NULL;
  GbLabel held = label;

  held.held = TRUE;
  held.fate = "Hold: police";
  held.fate_day = "PC 4471, Kent";
  held.fate_words = "give back to nobody until the hold is lifted in writing";
  sheet = keep (gb_print_label (&held, &error), error, "label-held");
  words = words_of (sheet);
  assert_says (words, "Hold: police");
  assert_silent_about (words, "home");
}

static void
test_label_without_a_number_is_refused (void)
{
  g_autoptr (GError) error = NULL;
  GbLabel bare = label;

  bare.number = "";
  g_assert_null (gb_print_label (&bare, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
}

static void
test_receipt_has_two_halves_that_agree (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = keep (gb_print_receipt (&receipt, &error), error, "receipt");
  g_autoptr (GbPreview) preview = gb_preview_new (sheet->pdf, NULL);
  g_autofree char *words = words_of (sheet);
  g_autoptr (GArray) numbers = gb_preview_find (preview, 0, "26-0187");

  g_assert_cmpuint (numbers->len, ==, 2);
  assert_says (words, "School’s copy");
  assert_says (words, "Family’s copy");
  assert_says (words, "Mrs A. Doyle, mother");
  g_assert_cmpuint (sheet->pages, ==, 1);
}

static void
test_check_letters_tell_codes_apart (void)
{
  g_autofree char *one = gb_print_check_letters ("guardbook:device:1");
  g_autofree char *same = gb_print_check_letters ("guardbook:device:1");
  g_autofree char *other = gb_print_check_letters ("guardbook:device:2");

  g_assert_cmpuint (strlen (one), ==, 5);
  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, other);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device/scanned", test_codes_of_label_and_receipt_are_read_by_a_scanner);
  g_test_add_func ("/device/label-says-what-the-bag-needs", test_label_says_what_the_bag_needs);
  g_test_add_func ("/device/label-size", test_label_is_a_hundred_by_sixty_millimetres);
  g_test_add_func ("/device/held-label-never-says-home", test_held_label_never_says_home);
  g_test_add_func ("/device/label-needs-a-number", test_label_without_a_number_is_refused);
  g_test_add_func ("/device/receipt-halves-agree", test_receipt_has_two_halves_that_agree);
  g_test_add_func ("/device/check-letters", test_check_letters_tell_codes_apart);
  return g_test_run ();
}

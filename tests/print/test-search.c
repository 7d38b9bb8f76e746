/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search record: what was authorised, how, and what came of it. */
#include "pages.h"
#include "print/search.h"

static GbPermit *
whole_record (void)
{
  GbPermit *permit = gb_permit_new ();

  permit->school = g_strdup ("Marsh Lane Primary School");
  permit->reference = g_strdup ("26-0058");
  permit->state = GB_PERMIT_BEFORE;
  permit->valid = g_strdup ("Valid Tue 9 June 2026, 13.05 to 15.20");
  permit->asked = g_strdup ("Asked for 9 June 2026, 13.01, by Carys Whitlock");
  permit->basis = g_strdup ("Education Act 1996, s.550ZA(3). Mobile and smart technology policy, section 6.1");
  gb_permit_add_row (permit, "Whose device", "Kieran Doyle, Year 5", FALSE);
  gb_permit_add_row (permit, "Which device", "One mobile phone", FALSE);
  gb_permit_add_row (permit, "What may be looked at",
                     "Bag, coat and outer pockets, for the phone. The phone is not to be opened.", FALSE);
  gb_permit_add_row (permit, "Ground", "Good reason to believe that it could harm staff or pupils", FALSE);
  gb_permit_add_row (permit, "Statutory limb",
                     "Education Act 1996 s.550ZA(3)(g), anything that the school rules name as searchable", FALSE);
  gb_permit_add_row (permit, "Searcher", "Owen Farrow, authorised for this search only", FALSE);
  gb_permit_add_row (permit, "Present", "Joan Ibbotson (witness). Same sex as the pupil: yes", FALSE);
  gb_permit_add_row (permit, "From and until", "9 June 2026, 13.05 to 15.20", FALSE);
  gb_permit_add_row (
      permit, "Why it is needed",
      "Two children told me at lunch that K has a phone in his bag and was filming in the cloakroom. He says he has "
      "no phone. I have not looked.",
      TRUE);
  permit->signer = g_strdup ("Martin Pell");
  permit->signer_role = g_strdup ("Headteacher");
  permit->signed_at = g_strdup ("9 June 2026, 13.02");
  permit->code = g_strdup ("harbour linen pepper violet");
  permit->carried_at = g_strdup ("13.09");
  permit->carried_where = g_strdup ("office");
  permit->carried_by = g_strdup ("Owen Farrow");
  permit->carried_witness = g_strdup ("Joan Ibbotson");
  permit->found =
      g_strdup ("One mobile phone, black, in the bag. Nothing else looked for. Phone was off and was not opened.");
  permit->follow_up = g_strdup ("Phone sealed and put in the safe.");
  permit->was_found = TRUE;
  permit->custody = g_strdup ("26-0187");
  permit->seal = g_strdup ("ML 004412");
  permit->whereabouts = g_strdup ("to a parent, 15.35");
  permit->printed_by = g_strdup ("R. Adeyemi");
  permit->made_at = PAGES_NOW;
  gb_permit_add_event (permit, "9 June, 13.20", "Designated Safeguarding Lead told", "R. Adeyemi, in person");
  gb_permit_add_event (permit, "9 June, 13.40", "Parent told of search and result", "Mrs A. Doyle, by telephone");
  gb_permit_add_event (permit, "9 June, 15.52", "Reviewed and closed", "R. Adeyemi");
  return permit;
}

static void
test_record_fits_one_page_and_says_all (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPermit) permit = whole_record ();
  g_autoptr (GbSheet) sheet = keep (gb_print_permit (permit, &error), error, "search");
  g_autofree char *words = words_of (sheet);
  g_autofree char *kinds = structure_of (sheet, NULL);

  g_assert_cmpuint (sheet->pages, ==, 1);
  assert_says (words, "Authorised before the search");
  assert_says (words, "Valid Tue 9 June 2026, 13.05 to 15.20");
  assert_says (words, "I authorise this search, within these limits.");
  assert_says (words, "harbour linen pepper violet");
  assert_says (words, "Mrs A. Doyle, by telephone");
  assert_fonts_embedded (sheet);
  g_assert_true (g_str_has_prefix (kinds, "H1 H2 "));
}

static void
test_search_first_never_reads_as_before (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPermit) permit = whole_record ();
  g_autoptr (GbSheet) sheet = NULL;
  g_autofree char *words = NULL;

  permit->state = GB_PERMIT_AFTERWARDS;
  sheet = keep (gb_print_permit (permit, &error), error, "search-afterwards");
  words = words_of (sheet);
  assert_says (words, "Searched first, authorised afterwards");
  assert_says (words, "The search was made before I was asked.");
  assert_silent_about (words, "Authorised before the search");
  assert_silent_about (words, "Valid Tue");
}

static void
test_unsigned_permit_shows_no_signature (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPermit) permit = whole_record ();
  g_autoptr (GbSheet) sheet = NULL;
  g_autofree char *words = NULL;

  permit->state = GB_PERMIT_WAITING;
  g_clear_pointer (&permit->signer, g_free);
  g_clear_pointer (&permit->code, g_free);
  g_clear_pointer (&permit->carried_at, g_free);
  g_clear_pointer (&permit->custody, g_free);
  g_ptr_array_set_size (permit->events, 0);
  sheet = keep (gb_print_permit (permit, &error), error, "search-waiting");
  words = words_of (sheet);
  assert_says (words, "waiting for the headteacher");
  assert_silent_about (words, "Signed in Guardbook");
  assert_silent_about (words, "Valid Tue");
}

static void
test_file_name_names_nobody (void)
{
  g_autoptr (GbPermit) permit = whole_record ();
  g_autoptr (GbSheet) sheet = gb_print_permit (permit, NULL);

  g_assert_cmpstr (sheet->file, ==, "search-26-0058.pdf");
  assert_silent_about (sheet->title, "Doyle");
}

static void
test_a_very_long_reason_runs_on_to_a_second_page (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPermit) permit = whole_record ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GbSheet) sheet = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append (text, "Another child said the same and was written down as well. ");
  g_free (permit->found);
  permit->found = g_strdup (text->str);
  sheet = keep (gb_print_permit (permit, &error), error, "search-long");
  words = words_of (sheet);
  g_assert_cmpuint (sheet->pages, ==, 2);
  assert_says (words, "Page 2 of 2");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/one-page-says-all", test_record_fits_one_page_and_says_all);
  g_test_add_func ("/search/searched-first-stays-so", test_search_first_never_reads_as_before);
  g_test_add_func ("/search/unsigned-shows-no-signature", test_unsigned_permit_shows_no_signature);
  g_test_add_func ("/search/file-name-names-nobody", test_file_name_names_nobody);
  g_test_add_func ("/search/long-reason-runs-on", test_a_very_long_reason_runs_on_to_a_second_page);
  return g_test_run ();
}

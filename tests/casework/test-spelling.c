/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as they are heard: which are nearly one, and which are not. */
#include "casework/spelling.h"

static gboolean
fits (const char *asked, const char *name, gboolean begun)
{
  g_autoptr (GbSpelling) spelling = gb_spelling_new (asked);
  return spelling != NULL && gb_spelling_fits (spelling, name, begun);
}

static void
test_names_that_sound_alike_are_nearly_one (void)
{
  static const char *const pairs[][2] = {
    { "Adyemi", "Adeyemi" },    { "Whitlok", "Whitlock" },  { "Pritchart", "Pritchard" }, { "Kowalsky", "Kowalski" },
    { "Kovalski", "Kowalski" }, { "Ffyon", "Ffion" },       { "Shawn", "Siân" },          { "Aysha", "Aisha" },
    { "Iesha", "Ayesha" },      { "Muhamud", "Mohammed" },  { "Krishnen", "Krishnan" },   { "Lukas", "Łukasz" },
    { "Wojcic", "Wójcik" },     { "Gruffith", "Gruffydd" }, { "Kateb", "Khateeb" },       { "Fillip", "Philip" },
    { "Reed", "Reid" },         { "Okonwo", "Okonkwo" },
    { "Llewelin", "Llewellyn" }, { "Yusif", "Jusuf" },      { "Vasim", "Waseem" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (!fits (pairs[i][0], pairs[i][1], FALSE))
      {
        GbSound a, b;
        gb_sound_of (pairs[i][0], &a);
        gb_sound_of (pairs[i][1], &b);
        g_test_fail_printf ("%s (%s %s) isn’t nearly %s (%s %s)", pairs[i][0], a.first, a.other, pairs[i][1], b.first,
                            b.other);
      }
}

static void
test_names_that_differ_are_not (void)
{
  static const char *const pairs[][2] = {
    { "Kate", "Cody" },   { "Elin", "Owen" },   { "Marsh", "Moore" }, { "Jonah", "Jason" },
    { "Reed", "Ross" },   { "Bob", "Beth" },    { "Priya", "Piotr" }, { "Adeyemi", "Adams" },
    { "Hannah", "Henry" }, { "Whitlock", "Wheatley" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (fits (pairs[i][0], pairs[i][1], FALSE))
      g_test_fail_printf ("%s is taken for %s", pairs[i][0], pairs[i][1]);
}

static void
test_forms_of_one_name_stand_for_each_other (void)
{
  static const char *const pairs[][2] = {
    { "Bob", "Robert" },       { "Robert", "Bob" },     { "Katie", "Catherine" }, { "Kasia", "Katarzyna" },
    { "Mohammed", "Md" },      { "Md", "Mohammed" },    { "Dai", "Dafydd" },      { "Siân", "Jane" },
    { "Shivaun", "Siobhan" },  { "Choudhury", "Chaudhry" }, { "Niamh", "Neve" },  { "Kuba", "Jakub" },
    { "Katey", "Catherine" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (!fits (pairs[i][0], pairs[i][1], FALSE))
      g_test_fail_printf ("%s isn’t a form of %s", pairs[i][0], pairs[i][1]);
}

static void
test_a_name_still_being_typed_fits_by_its_beginning (void)
{
  g_assert_true (fits ("mohamm", "Muhammad", TRUE));
  g_assert_true (fits ("kovals", "Kowalski", TRUE));
  g_assert_false (fits ("kovals", "Kowalski", FALSE));
  g_assert_false (fits ("marsh", "Merchant", TRUE));
}

static void
test_what_is_right_is_not_nearly_right (void)
{
  g_assert_false (fits ("Adeyemi", "Adeyemi", FALSE));
  g_assert_false (fits ("Adey", "Adeyemi", TRUE));
  g_assert_null (gb_spelling_new ("A"));
  g_assert_null (gb_spelling_new ("26"));
  g_assert_null (gb_spelling_new ("2026"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spelling/alike", test_names_that_sound_alike_are_nearly_one);
  g_test_add_func ("/spelling/different", test_names_that_differ_are_not);
  g_test_add_func ("/spelling/forms", test_forms_of_one_name_stand_for_each_other);
  g_test_add_func ("/spelling/begun", test_a_name_still_being_typed_fits_by_its_beginning);
  g_test_add_func ("/spelling/right", test_what_is_right_is_not_nearly_right);
  return g_test_run ();
}

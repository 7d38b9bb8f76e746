/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Check letters of Unique Pupil Numbers. */
#include <locale.h>
#include <string.h>

#include "base/errors.h"
#include "casework/upn.h"

static void
assert_upn (const char *upn, gboolean right, const char *says)
{
  g_autoptr (GError) error = NULL;
  gboolean found = gb_upn_check (upn, &error);

  if (found != right)
    g_test_fail_printf ("%s was taken for %s", upn, found ? "right" : "wrong");
  if (!right)
    {
      g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, says));
    }
}

static void
test_right_numbers_pass (void)
{
  assert_upn ("R674123101121", TRUE, NULL);
  assert_upn ("A802200106001", TRUE, NULL);
}

static void
test_a_wrong_letter_says_which_is_right (void)
{
  assert_upn ("A674123101121", FALSE, "call for R");
  assert_upn ("A802200106002", FALSE, "call for");
}

/* Every single wrong digit changes the letter: 23 is prime and no weight is a multiple of it. */
static void
test_one_wrong_digit_is_always_found (void)
{
  for (int place = 1; place <= 12; place++)
    for (char digit = '0'; digit <= '9'; digit++)
      {
        char upn[] = "R674123101121";
        if (upn[place] == digit)
          continue;
        upn[place] = digit;
        assert_upn (upn, FALSE, "check letter");
      }
}

static void
test_temporary_numbers_end_in_a_letter (void)
{
  char upn[14] = "?88652012600A";

  upn[0] = gb_upn_letter (upn + 1);
  g_assert_true (upn[0] != 0);
  assert_upn (upn, TRUE, NULL);
  g_assert_true (gb_upn_is_temporary (upn));
  g_assert_false (gb_upn_is_temporary ("R674123101121"));
}

static void
test_what_is_no_number_is_refused (void)
{
  assert_upn ("", FALSE, "twelve digits");
  assert_upn (NULL, FALSE, "twelve digits");
  assert_upn ("R67412310112", FALSE, "twelve digits");
  assert_upn ("R6741231011211", FALSE, "twelve digits");
  assert_upn ("I674123101121", FALSE, "twelve digits");
  assert_upn ("R67412310112O", FALSE, "twelve digits");
  assert_upn ("R674A23101121", FALSE, "twelve digits");
}

static void
test_blanks_and_small_letters_are_tidied (void)
{
  g_autofree char *tidy = gb_upn_tidy (" r674 1231 01121 ");
  g_assert_cmpstr (tidy, ==, "R674123101121");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upn/right", test_right_numbers_pass);
  g_test_add_func ("/upn/wrong-letter", test_a_wrong_letter_says_which_is_right);
  g_test_add_func ("/upn/wrong-digit", test_one_wrong_digit_is_always_found);
  g_test_add_func ("/upn/temporary", test_temporary_numbers_end_in_a_letter);
  g_test_add_func ("/upn/no-number", test_what_is_no_number_is_refused);
  g_test_add_func ("/upn/tidy", test_blanks_and_small_letters_are_tidied);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery sheet: all the words, in order, and nothing that a clock could change. */
#include "pages.h"
#include "print/recovery.h"

static const GbRecoverySheet given = {
  .school = "Marsh Lane Primary School",
  .vault = "marsh-lane.guardbook",
  .words = "anchor velvet marble copper window orbit lemon garden saddle thimble harbour linen",
  .made_by = "Ruth Adeyemi, Designated Safeguarding Lead",
  .made_at = PAGES_NOW,
};

static void
test_words_are_numbered_in_order (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = keep (gb_print_recovery (&given, &error), error, "recovery");
  g_autofree char *words = words_of (sheet);
  g_auto (GStrv) list = g_strsplit (given.words, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%u %s", i + 1, list[i]);
      assert_says (words, numbered);
    }
  assert_says (words, "marsh-lane.guardbook");
  assert_says (words, "Page 1 of 1");
  assert_fonts_embedded (sheet);
}

static void
test_a_share_names_its_holder_and_has_all_its_words (void)
{
  const GbShareSheet share = {
    .school = "Marsh Lane Primary School",
    .vault = "marsh-lane.guardbook",
    .words = "anchor velvet marble copper window orbit lemon garden saddle thimble harbour linen "
             "apple bridge candle desert engine fabric guitar hammer island jacket kitchen ladder",
    .share = 3,
    .holder = "Gwen Ashdown, chair of governors",
    .others = "Martin Pell and Ruth Adeyemi",
    .made_by = "Ruth Adeyemi, Designated Safeguarding Lead",
    .made_at = PAGES_NOW,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = keep (gb_print_share (&share, &error), error, "recovery-share");
  g_autofree char *words = words_of (sheet);
  g_auto (GStrv) list = g_strsplit (share.words, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%u %s", i + 1, list[i]);
      assert_says (words, numbered);
    }
  assert_says (words, "Recovery share 3 of 3");
  assert_says (words, "Gwen Ashdown, chair of governors");
  assert_says (words, "This one alone opens nothing");
  assert_says (words, "Page 1 of 1");
  assert_fonts_embedded (sheet);
}

static void
test_same_input_gives_the_same_bytes (void)
{
  g_autoptr (GbSheet) once = gb_print_recovery (&given, NULL);
  g_autoptr (GbSheet) again = gb_print_recovery (&given, NULL);

  g_assert_cmpmem (g_bytes_get_data (once->pdf, NULL), g_bytes_get_size (once->pdf),
                   g_bytes_get_data (again->pdf, NULL), g_bytes_get_size (again->pdf));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recovery/words-in-order", test_words_are_numbered_in_order);
  g_test_add_func ("/recovery/share", test_a_share_names_its_holder_and_has_all_its_words);
  g_test_add_func ("/recovery/same-bytes", test_same_input_gives_the_same_bytes);
  return g_test_run ();
}

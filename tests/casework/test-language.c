/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever speaks another language reads all of it in that language: the words of
 * the policy pack and of the registers, sentences with big numbers, counts in
 * their right form, days and times.  Tried in the pseudo language that
 * tests/support/pseudo makes, where what was not translated has no brackets, and
 * in Welsh, which has six forms for a count.
 *
 * Registers are read once and kept, so the pseudo language comes first. */
#include <inttypes.h>
#include <locale.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "base/tongue.h"
#include "casework/act.h"
#include "casework/guide.h"
#include "policy/register.h"

static void
speak (const char *language, const char *folder)
{
  g_setenv ("LANGUAGE", language, TRUE);
  bindtextdomain (GETTEXT_PACKAGE, g_getenv (folder));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static void
assert_in_brackets (const char *whose, const char *words)
{
  if (words != NULL && *words != '\0' && *words != '[')
    g_test_fail_printf ("%s: “%s” isn’t translated", whose, words);
}

static void
assert_words (GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++)
    assert_in_brackets ("a word", ((const GbWord *) words->pdata[i])->label);
}

static void
assert_procedure (const GbProcedure *procedure)
{
  assert_in_brackets (procedure->id, procedure->title);
  assert_in_brackets (procedure->id, procedure->when);
  for (guint i = 0; i < procedure->steps->len; i++)
    {
      const GbStep *step = procedure->steps->pdata[i];
      assert_in_brackets (step->id, step->title);
      assert_in_brackets (step->id, step->who);
      assert_in_brackets (step->id, step->detail);
    }
}

static void
test_a_pack_speaks_the_language (void)
{
  g_auto (GStrv) ids = gb_pack_list_shipped ();

  speak ("xx", "GUARDBOOK_PSEUDO");
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GbPack) pack = gb_pack_load_shipped (ids[i], NULL);
      g_assert_nonnull (pack);
      assert_in_brackets (ids[i], gb_pack_get_title (pack));
      assert_in_brackets (ids[i], gb_pack_get_about (pack));
      assert_words (gb_pack_words (pack, "category"));
      assert_words (gb_pack_words (pack, "ground"));
      assert_words (gb_pack_words (pack, "agency"));
      for (guint c = 0; c < gb_pack_clocks (pack)->len; c++)
        {
          const GbPackClock *clock = gb_pack_clocks (pack)->pdata[c];
          assert_in_brackets (clock->id, clock->title);
          assert_in_brackets (clock->id, clock->rule);
        }
      for (guint p = 0; p < gb_pack_procedures (pack)->len; p++)
        assert_procedure (gb_pack_procedures (pack)->pdata[p]);
    }
}

static void
assert_register (const GbRegister *one)
{
  assert_in_brackets (one->id, one->title);
  assert_in_brackets (one->id, one->new_label);
  assert_in_brackets (one->id, one->about);
  assert_in_brackets (one->id, one->empty);
  assert_in_brackets (one->id, one->end_label);
  assert_in_brackets (one->id, one->ended_label);
  for (guint i = 0; i < one->fields->len; i++)
    {
      const GbRegisterField *field = one->fields->pdata[i];
      assert_in_brackets (one->id, field->label);
      assert_in_brackets (one->id, field->help);
      assert_in_brackets (one->id, field->group);
      if (field->words != NULL)
        assert_words (field->words);
    }
  for (guint i = 0; i < one->gates->len; i++)
    assert_in_brackets (one->id, ((const GbRegisterGate *) one->gates->pdata[i])->rule);
  for (guint i = 0; i < one->dues->len; i++)
    assert_in_brackets (one->id, ((const GbRegisterDue *) one->dues->pdata[i])->rule);
}

static void
test_a_register_speaks_the_language (void)
{
  GPtrArray *all = NULL;

  speak ("xx", "GUARDBOOK_PSEUDO");
  all = gb_registers ();
  g_assert_cmpuint (all->len, >=, 20);
  for (guint i = 0; i < all->len; i++)
    assert_register (all->pdata[i]);
}

static void
test_the_guide_of_procedures_speaks_the_language (void)
{
  g_autoptr (GbPack) pack = NULL;
  g_autofree char *page = NULL;

  speak ("xx", "GUARDBOOK_PSEUDO");
  pack = gb_pack_load_shipped ("kent-2023", NULL);
  page = gb_guide_procedures_page (pack);
  g_assert_nonnull (strstr (page, "<title>["));
  g_assert_null (strstr (page, "Who: "));
  g_assert_null (strstr (page, "Only if "));
  g_assert_null (strstr (page, "By when: "));
}

/* G_GINT64_FORMAT would cut the words off at its percent sign, for gettext. */
static void
test_a_sentence_with_a_big_number_is_translated (void)
{
  g_autofree char *said = NULL;

  speak ("xx", "GUARDBOOK_PSEUDO");
  said = g_strdup_printf (_ ("Entry %" PRId64 " is missing."), (gint64) 5000000000);
  g_assert_true (g_str_has_prefix (said, "["));
  g_assert_nonnull (strstr (said, "5000000000"));
}

static void
test_every_kind_of_entry_has_words (void)
{
  guint count = 0;
  const GbKind *kinds = gb_kinds (&count);

  speak ("xx", "GUARDBOOK_PSEUDO");
  for (guint i = 0; i < count; i++)
    assert_in_brackets (kinds[i].name, _ (kinds[i].said));
  g_assert_cmpuint (count, >, 100);
}

/* --- Welsh --------------------------------------------------------------------------------- */

/* After a figure Welsh softens, hardens or breathes on a word, by the figure. */
static void
test_welsh_counts_in_its_six_forms (void)
{
  static const struct { gulong count; const char *said; } counted[] = {
    { 0, "0 cofnodiad" }, { 1, "1 cofnodiad" }, { 2, "2 gofnodiad" }, { 3, "3 chofnodiad" },
    { 6, "6 chofnodiad" }, { 7, "7 cofnodiad" }, { 11, "11 cofnodiad" }, { 100, "100 cofnodiad" },
  };

  speak ("cy", "GUARDBOOK_TRANSLATIONS");
  for (gsize i = 0; i < G_N_ELEMENTS (counted); i++)
    {
      g_autofree char *said =
          g_strdup_printf (ngettext ("%u entry", "%u entries", counted[i].count), (guint) counted[i].count);
      g_assert_cmpstr (said, ==, counted[i].said);
    }
}

static void
test_welsh_says_days_and_its_own_name (void)
{
  g_autofree char *now = NULL;

  speak ("cy", "GUARDBOOK_TRANSLATIONS");
  g_assert_cmpstr (gb_text_language (), ==, "cy");
  now = gb_say_instant (gb_now ());
  g_assert_true (g_str_has_prefix (now, "Heddiw, "));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  gb_tongue_allow ();
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/language/pack", test_a_pack_speaks_the_language);
  g_test_add_func ("/language/registers", test_a_register_speaks_the_language);
  g_test_add_func ("/language/guide", test_the_guide_of_procedures_speaks_the_language);
  g_test_add_func ("/language/big-numbers", test_a_sentence_with_a_big_number_is_translated);
  g_test_add_func ("/language/kinds", test_every_kind_of_entry_has_words);
  g_test_add_func ("/language/six-forms", test_welsh_counts_in_its_six_forms);
  g_test_add_func ("/language/welsh", test_welsh_says_days_and_its_own_name);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guide's page of procedures: what it says of a step, and that what is
 * shipped is what the policy pack makes today. */
#include <locale.h>
#include <string.h>

#include "casework/guide.h"

static GbPack *
load (const char *id)
{
  g_autoptr (GError) error = NULL;
  GbPack *pack = gb_pack_load_shipped (id, &error);

  g_assert_no_error (error);
  return pack;
}

static void
test_every_procedure_and_step_is_on_the_page (void)
{
  g_autoptr (GbPack) pack = load ("kent-2023");
  g_autofree char *page = gb_guide_procedures_page (pack);
  GPtrArray *procedures = gb_pack_procedures (pack);

  g_assert_cmpuint (procedures->len, ==, 19);
  for (guint p = 0; p < procedures->len; p++)
    {
      const GbProcedure *procedure = procedures->pdata[p];
      g_autofree char *section = g_strdup_printf ("<section id=\"%s\"", procedure->id);
      const char *at = strstr (page, section);
      g_assert_nonnull (at);
      for (guint s = 0; s < procedure->steps->len; s++)
        {
          const GbStep *step = procedure->steps->pdata[s];
          g_autofree char *title = g_markup_escape_text (step->title, -1);
          g_autofree char *basis = g_markup_escape_text (step->basis, -1);
          at = strstr (at, title);
          if (at == NULL || (at = strstr (at, basis)) == NULL)
            g_error ("the page lacks “%s” of %s, or its clause", step->title, procedure->id);
        }
    }
}

static void
assert_when (const char *procedure_id, const char *step_id, const char *words)
{
  g_autoptr (GbPack) pack = load ("kent-2023");
  const GbProcedure *procedure = gb_pack_procedure (pack, procedure_id);
  g_autofree char *when = gb_guide_say_when (pack, procedure, gb_procedure_step (procedure, step_id));

  g_assert_cmpstr (when, ==, words);
}

static void
test_when_a_step_is_asked_for_is_said_in_words (void)
{
  assert_when ("device-misuse", "record", NULL);
  assert_when ("device-misuse", "ask-search",
               "a device was taken in the case, or a search was asked for in the case");
  assert_when ("device-misuse", "to-police", "the case has the entry “Put a hold on the device”");
}

/* No fact of any step of any pack is left as the pack writes it. */
static void
test_no_condition_is_left_in_the_packs_own_code (void)
{
  g_auto (GStrv) packs = gb_pack_list_shipped ();

  for (guint i = 0; packs[i] != NULL; i++)
    {
      g_autoptr (GbPack) pack = load (packs[i]);
      GPtrArray *procedures = gb_pack_procedures (pack);
      for (guint p = 0; p < procedures->len; p++)
        for (guint s = 0; s < ((GbProcedure *) procedures->pdata[p])->steps->len; s++)
          {
            const GbProcedure *procedure = procedures->pdata[p];
            g_autofree char *when = gb_guide_say_when (pack, procedure, procedure->steps->pdata[s]);
            if (when != NULL && (strpbrk (when, ":=") != NULL || strstr (when, "“”") != NULL))
              g_error ("%s: %s", procedure->id, when);
          }
    }
}

static void
test_the_shipped_page_is_as_it_would_be_made_now (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "help", "C", "procedures.page",
                                            NULL);
  g_autoptr (GbPack) pack = load ("kent-2023");
  g_autofree char *made = gb_guide_procedures_page (pack);
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  g_file_get_contents (path, &kept, NULL, &error);
  g_assert_no_error (error);
  if (!g_str_equal (made, kept))
    g_test_fail_printf ("%s is not what guardbookctl procedures --page prints; make it anew", path);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guide/all", test_every_procedure_and_step_is_on_the_page);
  g_test_add_func ("/guide/when", test_when_a_step_is_asked_for_is_said_in_words);
  g_test_add_func ("/guide/words", test_no_condition_is_left_in_the_packs_own_code);
  g_test_add_func ("/guide/page", test_the_shipped_page_is_as_it_would_be_made_now);
  return g_test_run ();
}

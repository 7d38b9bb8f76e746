/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every obligation of the three policies leads to the real thing that meets it,
 * and the thing knows of it. */
#include <locale.h>
#include <string.h>

#include "base/errors.h"
#include "casework/obligation.h"
#include "policy/register.h"

#define OF_A 75
#define OF_B 125
#define OF_C 37

static GPtrArray *
obligations (void)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *all = gb_obligations (&error);

  g_assert_no_error (error);
  return all;
}

static GbPack *
load (const char *id)
{
  g_autoptr (GError) error = NULL;
  GbPack *pack = gb_pack_load_shipped (id, &error);

  g_assert_no_error (error);
  return pack;
}

static void
test_all_237_are_named_once_and_in_order (void)
{
  static const struct { char letter; guint count; } parts[] = { { 'A', OF_A }, { 'B', OF_B }, { 'C', OF_C } };
  g_autoptr (GPtrArray) all = obligations ();
  guint at = 0;

  g_assert_cmpuint (all->len, ==, 237);
  for (gsize p = 0; p < G_N_ELEMENTS (parts); p++)
    for (guint i = 1; i <= parts[p].count; i++, at++)
      {
        const GbObligation *obligation = all->pdata[at];
        g_autofree char *id = g_strdup_printf ("%c%u", parts[p].letter, i);
        g_assert_cmpstr (obligation->id, ==, id);
        g_assert_cmpint (obligation->clause[2] - '0', ==, parts[p].letter - 'A');
        g_assert_cmpuint (obligation->answers->len, >, 0);
      }
}

static void
test_every_answer_leads_to_the_real_thing (void)
{
  g_auto (GStrv) packs = gb_pack_list_shipped ();
  g_autoptr (GPtrArray) all = obligations ();

  for (guint p = 0; packs[p] != NULL; p++)
    {
      g_autoptr (GbPack) pack = load (packs[p]);
      for (guint i = 0; i < all->len; i++)
        {
          const GbObligation *obligation = all->pdata[i];
          for (guint a = 0; a < obligation->answers->len; a++)
            {
              g_autoptr (GError) error = NULL;
              g_autofree char *words = gb_met_resolve (obligation->answers->pdata[a], pack, &error);
              if (words == NULL)
                g_test_fail_printf ("%s, %s: %s", packs[p], obligation->id, error->message);
            }
        }
    }
}

static void
test_an_answer_that_leads_nowhere_is_found (void)
{
  static const GbMet wrong[] = {
    { (char *) "step", (char *) "general/dance" },  { (char *) "step", (char *) "dance/record" },
    { (char *) "step", (char *) "general" },        { (char *) "act", (char *) "incident.danced" },
    { (char *) "gate", (char *) "incident.danced" }, { (char *) "register", (char *) "dances" },
    { (char *) "report", (char *) "dances" },       { (char *) "rule", (char *) "dance.step" },
    { (char *) "clock", (char *) "midnight-ball" }, { (char *) "list", (char *) "dances" },
    { (char *) "list", (char *) "location/ballroom" }, { (char *) "help", (char *) "outside#dancing" },
    { (char *) "help", (char *) "outside" },        { (char *) "dance", (char *) "general/record" },
  };
  g_autoptr (GbPack) pack = load ("kent-2023");

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *words = gb_met_resolve (&wrong[i], pack, &error);
      g_assert_null (words);
      g_assert_error (error, GB_ERROR, GB_ERROR_MISSING);
    }
}

static gboolean
cites (const char *obligations_of, const char *id)
{
  g_auto (GStrv) all = g_strsplit_set (obligations_of != NULL ? obligations_of : "", " \n", -1);
  return g_strv_contains ((const char *const *) all, id);
}

/* Anywhere in its file: of itself, of a field, of a gate. */
static gboolean
register_cites (const char *id, const char *obligation)
{
  g_autofree char *path = g_strdup_printf ("/org/guardbook/policy/registers/%s.xml", id);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *pattern = g_strdup_printf ("obligations=\"([^\"]* )?%s[ \"]", obligation);

  return g_regex_match_simple (pattern, text, 0, 0);
}

/* A step or a register that answers for an obligation cites it itself. */
static void
test_what_is_named_knows_what_it_is_named_for (void)
{
  g_autoptr (GbPack) pack = load ("kent-2023");
  g_autoptr (GPtrArray) all = obligations ();

  for (guint i = 0; i < all->len; i++)
    {
      const GbObligation *obligation = all->pdata[i];
      for (guint a = 0; a < obligation->answers->len; a++)
        {
          const GbMet *answer = obligation->answers->pdata[a];
          g_auto (GStrv) parts = g_strsplit (answer->at, "/", 2);
          if (g_str_equal (answer->by, "step")
              && !cites (gb_procedure_step (gb_pack_procedure (pack, parts[0]), parts[1])->obligations, obligation->id))
            g_test_fail_printf ("the step %s doesn’t cite %s", answer->at, obligation->id);
          if (g_str_equal (answer->by, "register")
              && !register_cites (answer->at, obligation->id))
            g_test_fail_printf ("the register %s doesn’t cite %s", answer->at, obligation->id);
        }
    }
}

/* The other way round: nothing cites an obligation that there is not. */
static void
test_every_step_cites_obligations_that_exist (void)
{
  g_autoptr (GbPack) pack = load ("kent-2023");
  g_autoptr (GPtrArray) all = obligations ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *procedures = gb_pack_procedures (pack);

  for (guint i = 0; i < all->len; i++)
    g_hash_table_add (known, ((GbObligation *) all->pdata[i])->id);
  for (guint p = 0; p < procedures->len; p++)
    for (guint s = 0; s < ((GbProcedure *) procedures->pdata[p])->steps->len; s++)
      {
        const GbStep *step = ((GbProcedure *) procedures->pdata[p])->steps->pdata[s];
        g_auto (GStrv) ids = g_strsplit (step->obligations != NULL ? step->obligations : "", " ", -1);
        g_assert_nonnull (ids[0]);
        for (guint i = 0; ids[i] != NULL; i++)
          if (!g_hash_table_contains (known, ids[i]))
            g_test_fail_printf ("the step %s cites %s, which there is not", step->id, ids[i]);
      }
}

static void
test_the_page_of_the_help_is_as_it_would_be_made_now (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "help", "C", "obligations.page",
                                            NULL);
  g_autoptr (GbPack) pack = load ("kent-2023");
  g_autoptr (GError) error = NULL;
  g_autofree char *made = gb_obligations_page (pack, &error);
  g_autofree char *kept = NULL;

  g_assert_no_error (error);
  g_file_get_contents (path, &kept, NULL, &error);
  g_assert_no_error (error);
  if (!g_str_equal (made, kept))
    g_test_fail_printf ("%s is not what guardbookctl obligations --page prints; make it anew", path);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/obligation/all", test_all_237_are_named_once_and_in_order);
  g_test_add_func ("/obligation/resolved", test_every_answer_leads_to_the_real_thing);
  g_test_add_func ("/obligation/nowhere", test_an_answer_that_leads_nowhere_is_found);
  g_test_add_func ("/obligation/cited", test_what_is_named_knows_what_it_is_named_for);
  g_test_add_func ("/obligation/exist", test_every_step_cites_obligations_that_exist);
  g_test_add_func ("/obligation/page", test_the_page_of_the_help_is_as_it_would_be_made_now);
  return g_test_run ();
}

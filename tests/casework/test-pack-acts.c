/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shipped packs say must fit what the program can do: every kind that
 * settles a step is an act with a gate, every vocabulary word a form writes has
 * its label, every member's role its name. */
#include <locale.h>

#include "casework/act.h"
#include "casework/member.h"
#include "journal/kinds.h"
#include "policy/pack.h"

static void
check_step (const GbProcedure *procedure, const GbStep *step)
{
  g_auto (GStrv) acts = g_strsplit (step->act != NULL ? step->act : "", " ", -1);

  for (guint i = 0; acts[i] != NULL; i++)
    {
      if (gb_kind_find (acts[i]) == NULL)
        g_test_fail_printf ("%s, %s: no kind of entry is called %s", procedure->id, step->id, acts[i]);
      else if (gb_act_find (acts[i]) == NULL)
        g_test_fail_printf ("%s, %s: nobody can do %s", procedure->id, step->id, acts[i]);
    }
}

static void
test_every_act_of_a_step_can_be_done (void)
{
  g_auto (GStrv) ids = gb_pack_list_shipped ();

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GbPack) pack = gb_pack_load_shipped (ids[i], NULL);
      GPtrArray *procedures = gb_pack_procedures (pack);
      for (guint p = 0; p < procedures->len; p++)
        {
          const GbProcedure *procedure = procedures->pdata[p];
          for (guint s = 0; s < procedure->steps->len; s++)
            check_step (procedure, procedure->steps->pdata[s]);
        }
    }
}

static void
test_every_role_has_its_name_in_the_pack (void)
{
  g_autoptr (GbPack) pack = gb_pack_load_shipped ("kent-2023", NULL);
  const char *const *roles = gb_roles ();

  for (guint i = 0; roles[i] != NULL; i++)
    if (gb_pack_word (pack, "role", roles[i]) == NULL)
      g_test_fail_printf ("the pack has no word for the role %s", roles[i]);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack-acts/steps", test_every_act_of_a_step_can_be_done);
  g_test_add_func ("/pack-acts/roles", test_every_role_has_its_name_in_the_pack);
  return g_test_run ();
}

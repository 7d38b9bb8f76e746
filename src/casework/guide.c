/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/act.h"
#include "casework/guide.h"

/* --- when a step is asked for ------------------------------------------------------------ */

static const struct { const char *fact, *words; } facts[] = {
  { "image", N_ ("an indecent image of a child may be involved") },
  { "danger", N_ ("somebody may be in immediate danger") },
  { "case:device", N_ ("a device was taken in the case") },
  { "case:search", N_ ("a search was asked for in the case") },
  { "case:referral", N_ ("a referral was begun in the case") },
};

static const struct { const char *sort, *vocabulary, *words; } words_of[] = {
  { "category:", "category", N_ ("the category is “%s”") },
  { "equipment:", "equipment", N_ ("the device or network is “%s”") },
  { "site:", "site", N_ ("the place is “%s”") },
  { "channel:", "channel", N_ ("it came as “%s”") },
  { "sort:", "person-sort", N_ ("somebody in the case is “%s”") },
  { "role:", "person-role", N_ ("somebody’s part in the case is “%s”") },
};

static char *
say_rule (GbPack *pack, const char *fact)
{
  g_auto (GStrv) parts = g_strsplit_set (fact, "!=", 2);
  return g_strdup_printf (_ ("the school’s policy asks for it (%s)"), gb_pack_rule_title (pack, parts[0]));
}

static char *
say_fact (GbPack *pack, const GbProcedure *procedure, const char *fact)
{
  const char *colon = strchr (fact, ':');
  const GbStep *asked;

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (g_str_equal (facts[i].fact, fact))
      return g_strdup (_ (facts[i].words));
  for (gsize i = 0; i < G_N_ELEMENTS (words_of); i++)
    if (g_str_has_prefix (fact, words_of[i].sort))
      return g_strdup_printf (_ (words_of[i].words), gb_pack_label (pack, words_of[i].vocabulary, colon + 1));
  if (g_str_has_prefix (fact, "did:") && gb_kind_find (colon + 1) != NULL)
    return g_strdup_printf (_ ("the case has the entry “%s”"), _ (gb_kind_find (colon + 1)->said));
  if (colon == NULL)
    return say_rule (pack, fact);
  asked = gb_procedure_step (procedure, colon + 1);
  return g_strdup_printf (_ ("“%s” was answered with yes or not known"), asked != NULL ? asked->title : colon + 1);
}

char *
gb_guide_say_when (GbPack *pack, const GbProcedure *procedure, const GbStep *step)
{
  g_auto (GStrv) each = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  if (step->when == NULL)
    return NULL;
  each = g_strsplit (step->when, " ", -1);
  for (guint i = 0; each[i] != NULL; i++)
    g_ptr_array_add (words, say_fact (pack, procedure, each[i]));
  g_ptr_array_add (words, NULL);
  return gb_text_join_by ((const char *const *) words->pdata, _ ("%s, or %s"));
}

/* --- the page ------------------------------------------------------------------------------ */

static void
add_element (GString *page, const char *indent, const char *name, const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);
  g_string_append_printf (page, "%s<%s>%s</%s>\n", indent, name, escaped, name);
}

/* What a case says of the step beside its title: who, by when, and only when. */
static void
add_terms_of_step (GString *page, GbPack *pack, const GbProcedure *procedure, const GbStep *step)
{
  const GbPackClock *clock = step->clock != NULL ? gb_pack_clock (pack, step->clock) : NULL;
  g_autofree char *when = gb_guide_say_when (pack, procedure, step);
  g_autofree char *who = g_strdup_printf (_ ("Who: %s."), step->who);

  add_element (page, "          ", "p", who);
  if (clock != NULL)
    {
      g_autofree char *line = g_strdup_printf (_ ("By when: %s."), clock->rule);
      add_element (page, "          ", "p", line);
    }
  if (when != NULL)
    {
      g_autofree char *line = g_strdup_printf (_ ("Only if %s."), when);
      add_element (page, "          ", "p", line);
    }
  if (step->closes)
    add_element (page, "          ", "p",
                 step->may_set_aside ? _ ("The case stays open until it is done or set aside with a reason.")
                                     : _ ("The case stays open until it is done; it can’t be set aside."));
}

static void
add_step (GString *page, GbPack *pack, const GbProcedure *procedure, const GbStep *step)
{
  g_autofree char *basis = g_strdup_printf (_ ("Asked for by: %s."), step->basis);
  g_autofree char *title = g_markup_escape_text (step->title, -1);

  g_string_append_printf (page, "        <item>\n          <p><em>%s</em></p>\n", title);
  if (step->detail != NULL)
    add_element (page, "          ", "p", step->detail);
  add_terms_of_step (page, pack, procedure, step);
  add_element (page, "          ", "p", basis);
  g_string_append (page, "        </item>\n");
}

static void
add_procedure (GString *page, GbPack *pack, const GbProcedure *procedure)
{
  g_string_append_printf (page, "  <section id=\"%s\" ui:expanded=\"no\">\n", procedure->id);
  add_element (page, "    ", "title", procedure->title);
  if (procedure->when != NULL)
    add_element (page, "    ", "p", procedure->when);
  g_string_append (page, "    <steps>\n");
  for (guint i = 0; i < procedure->steps->len; i++)
    add_step (page, pack, procedure, procedure->steps->pdata[i]);
  g_string_append (page, "    </steps>\n  </section>\n");
}

char *
gb_guide_procedures_page (GbPack *pack)
{
  GPtrArray *procedures = gb_pack_procedures (pack);
  GString *page = g_string_new (NULL);

  g_string_append_printf (
      page,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n"
      "<!-- Made by guardbookctl procedures out of data/policy; don’t write in it. -->\n"
      "<page xmlns=\"http://projectmallard.org/1.0/\" xmlns:ui=\"http://projectmallard.org/ui/1.0/\" type=\"topic\" "
      "id=\"procedures\" xml:lang=\"%s\">\n"
      "  <info>\n    <link type=\"guide\" xref=\"index#work\"/>\n    <title type=\"sort\">15</title>\n",
      gb_text_language ());
  add_element (page, "    ", "desc",
               _ ("Every step of every procedure: who does it, by when, and which clause asks for it."));
  g_string_append (page, "  </info>\n");
  add_element (page, "  ", "title", _ ("The procedures, step by step"));
  add_element (page, "  ", "p",
               _ ("A case begins one of these procedures by the category that is chosen for it, and keeps it as it "
                  "stood that day, whatever the policy says later. A school that has changed its policy sees its own "
                  "steps in Policy; what stands here is what comes with Guardbook."));
  for (guint i = 0; i < procedures->len; i++)
    add_procedure (page, pack, procedures->pdata[i]);
  g_string_append (page, "</page>\n");
  return g_string_free (page, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>
#include <libxml/parser.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/act.h"
#include "casework/figures.h"
#include "casework/obligation.h"
#include "policy/pack-diff.h"
#include "policy/register.h"
#include "policy/resources.h"
#include "policy/xml.h"

#define RESOURCES "/org/guardbook/policy/"

static void
answer_free (gpointer data)
{
  GbMet *answer = data;

  g_free (answer->by);
  g_free (answer->at);
  g_free (answer);
}

static void
obligation_free (gpointer data)
{
  GbObligation *self = data;

  g_free (self->id);
  g_free (self->clause);
  g_free (self->asks);
  g_ptr_array_unref (self->answers);
  g_free (self);
}

/* --- reading ------------------------------------------------------------------------ */

static GbObligation *
obligation_new (xmlNode *node)
{
  GbObligation *self = g_new0 (GbObligation, 1);

  self->id = gb_xml_attribute (node, "id");
  self->clause = gb_xml_attribute (node, "clause");
  self->asks = gb_xml_child_words (node, "asks");
  self->answers = g_ptr_array_new_with_free_func (answer_free);
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (gb_xml_is (child, "met"))
      {
        GbMet *answer = g_new0 (GbMet, 1);
        answer->by = gb_xml_attribute (child, "by");
        answer->at = gb_xml_attribute (child, "at");
        g_ptr_array_add (self->answers, answer);
      }
  return self;
}

GPtrArray *
gb_obligations (GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (gb_policy_get_resource (), RESOURCES "obligations/obligations.xml",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  const char *schema = RESOURCES "obligations/obligations.rng";
  g_autoptr (xmlDoc) doc = bytes != NULL ? gb_xml_read (bytes, schema, _ ("This table of obligations"), error) : NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (obligation_free);

  if (doc == NULL)
    return NULL;
  for (xmlNode *node = xmlDocGetRootElement (doc)->children; node != NULL; node = node->next)
    if (gb_xml_is (node, "obligation"))
      g_ptr_array_add (all, obligation_new (node));
  return g_steal_pointer (&all);
}

/* --- resolving: each gives the words, or NULL where there is no such thing --------------- */

static char *
say_step (const char *at, GbPack *pack)
{
  g_auto (GStrv) parts = g_strsplit (at, "/", 2);
  const GbProcedure *procedure = gb_pack_procedure (pack, parts[0]);
  const GbStep *step = procedure != NULL && parts[1] != NULL ? gb_procedure_step (procedure, parts[1]) : NULL;

  return step != NULL ? g_strdup_printf (_ ("%s: “%s”"), procedure->title, step->title) : NULL;
}

static char *
say_act (const char *at, GbPack *pack G_GNUC_UNUSED)
{
  const GbKind *kind = gb_act_find (at) != NULL ? gb_kind_find (at) : NULL;
  return kind != NULL ? g_strdup (_ (kind->said)) : NULL;
}

static char *
say_gate (const char *at, GbPack *pack)
{
  const GbAct *act = gb_act_find (at);
  return act != NULL && act->gate != NULL ? say_act (at, pack) : NULL;
}

static char *
say_register (const char *at, GbPack *pack G_GNUC_UNUSED)
{
  const GbRegister *found = gb_register_find (at);
  return found != NULL ? g_strdup (found->title) : NULL;
}

static char *
say_report (const char *at, GbPack *pack G_GNUC_UNUSED)
{
  return g_strdup (gb_figures_section_label (at));
}

static char *
say_rule (const char *at, GbPack *pack)
{
  const GbRule *rule = gb_pack_find_rule (pack, at);
  /* A silent one is answered by the school (policy.decided). */
  return rule != NULL
             ? g_strdup_printf (_ ("%s: %s"), gb_pack_rule_title (pack, at), gb_pack_answer (pack, rule->value))
             : NULL;
}

static char *
say_clock (const char *at, GbPack *pack)
{
  const GbPackClock *clock = gb_pack_clock (pack, at);
  return clock != NULL ? g_strdup_printf (_ ("%s: %s"), clock->title, clock->rule) : NULL;
}

static char *
say_list (const char *at, GbPack *pack)
{
  g_auto (GStrv) parts = g_strsplit (at, "/", 2);

  if (parts[1] == NULL)
    return gb_pack_words (pack, at)->len > 0 ? g_strdup (at) : NULL;
  return gb_pack_word (pack, parts[0], parts[1]) != NULL
             ? g_strdup_printf (_ ("%s: “%s”"), parts[0], gb_pack_label (pack, parts[0], parts[1]))
             : NULL;
}

/* The title of @section of a page of the help. */
static char *
find_section (xmlNode *page, const char *section)
{
  for (xmlNode *node = page->children; node != NULL; node = node->next)
    {
      g_autofree char *id = gb_xml_is (node, "section") ? gb_xml_attribute (node, "id") : NULL;
      if (g_strcmp0 (id, section) == 0)
        return gb_xml_child_words (node, "title");
    }
  return NULL;
}

static char *
say_help (const char *at, GbPack *pack G_GNUC_UNUSED)
{
  g_auto (GStrv) parts = g_strsplit (at, "#", 2);
  g_autofree char *path = g_strdup_printf (RESOURCES "help/%s.page", parts[0]);
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (gb_policy_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autoptr (xmlDoc) doc = data != NULL ? xmlReadMemory (data, (int) size, NULL, NULL, XML_PARSE_NONET) : NULL;

  return doc != NULL && parts[1] != NULL ? find_section (xmlDocGetRootElement (doc), parts[1]) : NULL;
}

static const struct
{
  const char *by, *label;
  char *(*say) (const char *at, GbPack *pack);
} kinds[] = {
  { "step", N_ ("Step of a procedure"), say_step },
  { "act", N_ ("Act"), say_act },
  { "gate", N_ ("Gate"), say_gate },
  { "register", N_ ("Register"), say_register },
  { "report", N_ ("Governors’ report"), say_report },
  { "rule", N_ ("Setting of the school"), say_rule },
  { "clock", N_ ("Clock"), say_clock },
  { "list", N_ ("List to choose from"), say_list },
  { "help", N_ ("Outside the program"), say_help },
};

const char *
gb_met_by_label (const char *by)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].by, by) == 0)
      return _ (kinds[i].label);
  return by;
}

char *
gb_met_resolve (const GbMet *answer, GbPack *pack, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].by, answer->by) == 0)
      {
        char *words = kinds[i].say (answer->at, pack);
        if (words != NULL)
          return words;
      }
  g_set_error (error, GB_ERROR, GB_ERROR_MISSING, _ ("Nothing answers to %s “%s”."), answer->by, answer->at);
  return NULL;
}

/* --- the page of the help -------------------------------------------------------------------- */

static void
add_element (GString *page, const char *indent, const char *name, const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);
  g_string_append_printf (page, "%s<%s>%s</%s>\n", indent, name, escaped, name);
}

static gboolean
add_row (GString *page, const GbObligation *obligation, GbPack *pack, GError **error)
{
  g_autofree char *named = g_strdup_printf ("%s (%s)", obligation->id, obligation->clause);

  g_string_append (page, "    <item>\n");
  add_element (page, "      ", "title", named);
  add_element (page, "      ", "p", obligation->asks);
  for (guint i = 0; i < obligation->answers->len; i++)
    {
      const GbMet *answer = obligation->answers->pdata[i];
      g_autofree char *where = gb_met_resolve (answer, pack, error);
      g_autofree char *line = where != NULL ? g_strdup_printf ("%s. %s", gb_met_by_label (answer->by), where) : NULL;
      if (line == NULL)
        return FALSE;
      add_element (page, "      ", "p", line);
    }
  g_string_append (page, "    </item>\n");
  return TRUE;
}

static const struct
{
  char letter;
  const char *id, *title;
} policies[] = {
  { 'A', "policy-000", N_ ("Policy 000: mobile and smart technology, social media") },
  { 'B', "policy-001", N_ ("Policy 001: online safety") },
  { 'C', "policy-002", N_ ("Policy 002: mobile technology and social media") },
};

char *
gb_obligations_page (GbPack *pack, GError **error)
{
  g_autoptr (GPtrArray) all = gb_obligations (error);
  g_autoptr (GString) page = g_string_new (NULL);

  g_string_append_printf (
      page,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n"
      "<!-- Made by guardbookctl out of data/policy/obligations.xml; don’t write in it. -->\n"
      "<page xmlns=\"http://projectmallard.org/1.0/\" xmlns:ui=\"http://projectmallard.org/ui/1.0/\" type=\"topic\" "
      "id=\"obligations\" xml:lang=\"%s\">\n"
      "  <info>\n    <link type=\"guide\" xref=\"index#reference\"/>\n    <title type=\"sort\">20</title>\n",
      gb_text_language ());
  if (all == NULL)
    return NULL;
  add_element (page, "    ", "desc", _ ("What the policies ask of a record, and where it is met."));
  g_string_append (page, "  </info>\n");
  add_element (page, "  ", "title", _ ("What the policies ask, and where it is met"));
  for (gsize p = 0; p < G_N_ELEMENTS (policies); p++)
    {
      g_string_append_printf (page, "  <section id=\"%s\" ui:expanded=\"no\">\n", policies[p].id);
      add_element (page, "    ", "title", _ (policies[p].title));
      g_string_append (page, "    <terms>\n");
      for (guint i = 0; i < all->len; i++)
        {
          const GbObligation *obligation = all->pdata[i];
          if (obligation->id[0] == policies[p].letter && !add_row (page, obligation, pack, error))
            return NULL;
        }
      g_string_append (page, "    </terms>\n  </section>\n");
    }
  g_string_append (page, "</page>\n");
  return g_string_free (g_steal_pointer (&page), FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>

#include "base/errors.h"
#include "base/text.h"
#include "policy/resources.h"
#include "policy/xml.h"

#define MOST (1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlParserCtxt, xmlFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNG, xmlRelaxNGFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGParserCtxt, xmlRelaxNGFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGValidCtxt, xmlRelaxNGFreeValidCtxt)

/* libxml2 speaks of many things after the first; the first is the one to mend. */
typedef struct
{
  long line;
  char *words;
} Found;

static void
found_clear (Found *found)
{
  g_free (found->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

#if LIBXML_VERSION >= 21200
static void
keep_error (void *data, const xmlError *problem)
#else
static void
keep_error (void *data, xmlErrorPtr problem)
#endif
{
  Found *found = data;

  if (problem->level <= XML_ERR_WARNING || found->words != NULL)
    return;
  found->words = gb_text_one_line (problem->message);
  found->line = problem->line;
}

static void
refuse (GError **error, const char *what, long line, const char *words)
{
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s can’t be used. Line %ld: %s"), what, MAX (line, 1), words);
}

void
gb_xml_problem_clear (GbXmlProblem *problem)
{
  g_clear_pointer (&problem->words, g_free);
}

xmlDoc *
gb_xml_parse (GBytes *bytes, GbXmlProblem *problem)
{
  g_autoptr (xmlParserCtxt) context = xmlNewParserCtxt ();
  g_autoptr (xmlDoc) doc = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  *problem = (GbXmlProblem) { GB_XML_TOO_LONG, 1, NULL };
  if (size == 0 || size > MOST)
    return NULL;
  doc = xmlCtxtReadMemory (context, data, (int) size, NULL, NULL,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
  if (doc == NULL)
    {
      const xmlError *found = xmlCtxtGetLastError (context);
      problem->fault = GB_XML_MALFORMED;
      problem->line = found != NULL ? found->line : 1;
      problem->words = gb_text_one_line (found != NULL ? found->message : "");
      return NULL;
    }
  problem->fault = GB_XML_HAS_DOCTYPE;
  return xmlGetIntSubset (doc) == NULL ? g_steal_pointer (&doc) : NULL;
}

static xmlDoc *
parse (GBytes *bytes, const char *what, GError **error)
{
  g_auto (GbXmlProblem) problem = { 0 };
  xmlDoc *doc = gb_xml_parse (bytes, &problem);

  if (doc != NULL)
    return doc;
  if (problem.fault == GB_XML_MALFORMED)
    refuse (error, what, problem.line, problem.words);
  else if (problem.fault == GB_XML_TOO_LONG)
    refuse (error, what, 1, _ ("it has up to one megabyte of XML."));
  else
    refuse (error, what, 1, _ ("a document type isn’t allowed. Take the DOCTYPE out."));
  return NULL;
}

static gboolean
validate (xmlDoc *doc, const char *schema_path, const char *what, GError **error)
{
  g_auto (Found) found = { 0, NULL };
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (gb_policy_get_resource (), schema_path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (xmlRelaxNGParserCtxt) reader = NULL;
  g_autoptr (xmlRelaxNG) schema = NULL;
  g_autoptr (xmlRelaxNGValidCtxt) context = NULL;

  if (bytes == NULL)
    return FALSE;
  reader = xmlRelaxNGNewMemParserCtxt (g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes));
  xmlRelaxNGSetParserStructuredErrors (reader, keep_error, &found);
  schema = xmlRelaxNGParse (reader);
  if (schema != NULL)
    {
      context = xmlRelaxNGNewValidCtxt (schema);
      xmlRelaxNGSetValidStructuredErrors (context, keep_error, &found);
      if (xmlRelaxNGValidateDoc (context, doc) == 0)
        return TRUE;
    }
  refuse (error, what, found.line, found.words != NULL ? found.words : _ ("it doesn’t keep to its form."));
  return FALSE;
}

xmlDoc *
gb_xml_read (GBytes *bytes, const char *schema, const char *what, GError **error)
{
  g_autoptr (xmlDoc) doc = parse (bytes, what, error);

  return doc != NULL && validate (doc, schema, what, error) ? g_steal_pointer (&doc) : NULL;
}

gboolean
gb_xml_is (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

char *
gb_xml_attribute (xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetNoNsProp (node, (const xmlChar *) name);
  char *line = value != NULL ? gb_text_one_line ((const char *) value) : NULL;

  if (value != NULL)
    xmlFree (value);
  return line;
}

char *
gb_xml_words (xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent (node);
  g_autofree char *line = gb_text_one_line ((const char *) content);

  xmlFree (content);
  return g_strdup (*line != '\0' ? _ (line) : line);
}

char *
gb_xml_child_words (xmlNode *node, const char *name)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (gb_xml_is (child, name))
      return gb_xml_words (child);
  return NULL;
}

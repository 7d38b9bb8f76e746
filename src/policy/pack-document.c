/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document half of a pack: bytes in, a whole valid tree out, and bytes again.
 * The base is every file under base/ of the resources, in the order of their
 * names, so that a new procedure or register is a new file and nothing else.
 */
#include <string.h>

#include <glib/gi18n.h>
#include <libxml/relaxng.h>

#include "base/errors.h"
#include "base/text.h"
#include "policy/pack-layer.h"
#include "policy/pack.h"
#include "policy/resources.h"

#define RESOURCES "/org/guardbook/policy/"
#define MAX_DEPTH 3 /* base, policy, school; more is a circle */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNG, xmlRelaxNGFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGParserCtxt, xmlRelaxNGFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGValidCtxt, xmlRelaxNGFreeValidCtxt)

/* --- errors ---------------------------------------------------------------------- */

/* @source: the file, where it isn't the one that was given. */
static gboolean
refuse (GError **error, const char *source, long line, const char *reason)
{
  if (error != NULL && *error != NULL)
    return FALSE;
  if (source != NULL)
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("This policy pack can’t be used. Line %ld of %s: %s"), line,
                 source, reason);
  else
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("This policy pack can’t be used. Line %ld: %s"), line, reason);
  return FALSE;
}

gboolean
gb_pack_refuse (GError **error, const xmlNode *node, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  return refuse (error, node->_private, xmlGetLineNo (node), reason);
}

/* libxml2 speaks of many things after the first; the first that has a place is
 * the one to mend.  Some (a missing attribute) are told without a place. */
typedef struct { GError *placed, *placeless; } Found;

static void
found_clear (Found *found)
{
  g_clear_error (&found->placed);
  g_clear_error (&found->placeless);
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
  g_autofree char *words = gb_text_one_line (problem->message);
  g_autofree char *reason = g_strdup_printf ("%s.", words);
  const xmlNode *node = problem->node;

  if (problem->level <= XML_ERR_WARNING)
    return;
  if (problem->line > 0)
    refuse (&found->placed, node != NULL ? node->_private : NULL, problem->line, reason);
  else if (found->placeless == NULL)
    g_set_error (&found->placeless, GB_ERROR, GB_ERROR_INPUT, _ ("This policy pack can’t be used: %s"), reason);
}

/* --- parse and validate ------------------------------------------------------------- */

static xmlDoc *
parse (GBytes *bytes, GError **error)
{
  g_auto (GbXmlProblem) problem = { 0 };
  xmlDoc *doc = gb_xml_parse (bytes, &problem);
  g_autofree char *malformed = NULL;

  if (doc != NULL)
    return doc;
  malformed = g_strdup_printf (_ ("it isn’t well-formed XML (%s)."), problem.words != NULL ? problem.words : "");
  if (problem.fault == GB_XML_MALFORMED)
    refuse (error, NULL, problem.line, malformed);
  else if (problem.fault == GB_XML_TOO_LONG)
    refuse (error, NULL, 1, _ ("a pack has up to one megabyte of XML."));
  else
    refuse (error, NULL, 1, _ ("a document type isn’t allowed. Take the DOCTYPE out."));
  return NULL;
}

/* The one form that this root can have.  Held against all five at once, libxml2
 * would say only that none fits, and not where. */
static void
choose_form (xmlDoc *schema, const xmlNode *root)
{
  gboolean layer = xmlHasProp ((xmlNode *) root, (const xmlChar *) "extends") != NULL;
  const xmlChar *form = layer ? (const xmlChar *) "layer" : root->name;
  xmlNode *start = xmlFirstElementChild (xmlDocGetRootElement (schema));
  xmlNode *choice = start != NULL ? xmlFirstElementChild (start) : NULL;

  for (xmlNode *ref = choice != NULL ? xmlFirstElementChild (choice) : NULL, *next; ref != NULL; ref = next)
    {
      xmlChar *name = xmlGetNoNsProp (ref, (const xmlChar *) "name");

      next = xmlNextElementSibling (ref);
      if (!xmlStrEqual (name, form) && xmlChildElementCount (choice) > 1)
        {
          xmlUnlinkNode (ref);
          xmlFreeNode (ref);
        }
      xmlFree (name);
    }
}

static xmlRelaxNG *
load_schema (const xmlNode *root, Found *found)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (gb_policy_get_resource (), RESOURCES "pack.rng",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, &found->placed);
  g_autoptr (xmlDoc) doc = bytes != NULL ? parse (bytes, &found->placed) : NULL;
  g_autoptr (xmlRelaxNGParserCtxt) context = NULL;

  if (doc == NULL)
    return NULL;
  choose_form (doc, root);
  context = xmlRelaxNGNewDocParserCtxt (doc);
  xmlRelaxNGSetParserStructuredErrors (context, keep_error, found);
  return xmlRelaxNGParse (context);
}

static gboolean
validate (xmlDoc *doc, GError **error)
{
  g_auto (Found) found = { NULL, NULL };
  g_autoptr (xmlRelaxNG) schema = load_schema (xmlDocGetRootElement (doc), &found);
  g_autoptr (xmlRelaxNGValidCtxt) context = NULL;

  if (schema != NULL)
    {
      context = xmlRelaxNGNewValidCtxt (schema);
      xmlRelaxNGSetValidStructuredErrors (context, keep_error, &found);
      if (xmlRelaxNGValidateDoc (context, doc) == 0)
        return TRUE;
    }
  if (found.placed == NULL && found.placeless == NULL)
    refuse (&found.placed, NULL, 1, _ ("it doesn’t keep to the form of a pack."));
  if (found.placed != NULL)
    g_propagate_error (error, g_steal_pointer (&found.placed));
  else
    g_propagate_error (error, g_steal_pointer (&found.placeless));
  return FALSE;
}

/* --- the base -------------------------------------------------------------------------- */

static void
name_source (xmlNode *node, const char *source)
{
  node->_private = (void *) source;
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      name_source (child, source);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
add_file (xmlNode *onto, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (gb_policy_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (xmlDoc) doc = bytes != NULL ? parse (bytes, error) : NULL;
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;

  if (root == NULL)
    return FALSE;
  if (!xmlStrEqual (root->ns != NULL ? root->ns->href : NULL, xmlDocGetRootElement (onto->doc)->ns->href))
    return TRUE; /* a register: read by itself, and not part of a pack */
  name_source (root, g_intern_string (path + strlen (RESOURCES)));
  return gb_xml_is (root, "base") ? gb_pack_layer_apply (onto, root, error)
                                   : gb_pack_layer_apply_element (onto, root, error);
}

/* Folders before nothing: names sort, “base/procedures/…” among them, so every run makes the same bytes. */
static gboolean
add_folder (xmlNode *onto, const char *folder, GError **error)
{
  g_auto (GStrv) names
      = g_resource_enumerate_children (gb_policy_get_resource (), folder, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (names == NULL)
    return FALSE;
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (folder, names[i], NULL);

      if (g_str_has_suffix (path, "/") ? !add_folder (onto, path, error) : !add_file (onto, path, error))
        return FALSE;
    }
  return TRUE;
}

xmlDoc *
gb_pack_document_base (GError **error)
{
  g_autoptr (xmlDoc) doc = xmlNewDoc ((const xmlChar *) "1.0");
  xmlNode *root = xmlNewDocNode (doc, NULL, (const xmlChar *) "pack", NULL);

  xmlDocSetRootElement (doc, root);
  xmlSetNs (root, xmlNewNs (root, (const xmlChar *) GB_PACK_NAMESPACE, NULL));
  return add_folder (root, RESOURCES "base/", error) ? g_steal_pointer (&doc) : NULL;
}

/* --- layers ----------------------------------------------------------------------------- */

static xmlDoc *complete (xmlDoc *layer, guint depth, GError **error);

static void
set_attribute (xmlNode *onto, const xmlNode *from, const char *name)
{
  xmlChar *value = xmlGetNoNsProp (from, (const xmlChar *) name);

  if (value != NULL)
    xmlSetProp (onto, (const xmlChar *) name, value);
  xmlFree (value);
}

static gboolean
lay_over (xmlDoc *onto, const xmlNode *layer, GError **error)
{
  static const char *const names[] = { "id", "version", "policy", NULL };
  xmlNode *root = xmlDocGetRootElement (onto);
  xmlChar *language = xmlNodeGetLang (layer);

  for (guint i = 0; names[i] != NULL; i++)
    set_attribute (root, layer, names[i]);
  if (language != NULL)
    xmlNodeSetLang (root, language);
  xmlFree (language);
  root->line = layer->line;
  return gb_pack_layer_apply (root, layer, error) && gb_pack_layer_cite_own (root, error) && validate (onto, error);
}

static xmlDoc *
load_below (const xmlNode *layer, const char *extends, guint depth, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (xmlDoc) doc = NULL;

  if (depth >= MAX_DEPTH)
    {
      gb_pack_refuse (error, layer, _ ("it lies over too many packs."));
      return NULL;
    }
  if (g_str_equal (extends, "base"))
    return gb_pack_document_base (error);
  bytes = gb_pack_document_shipped (extends, error);
  doc = bytes != NULL ? parse (bytes, error) : NULL;
  if (doc == NULL)
    return NULL;
  name_source (xmlDocGetRootElement (doc), g_intern_string (extends));
  return complete (g_steal_pointer (&doc), depth + 1, error);
}

/* Takes @layer; a pack that extends nothing is complete as it is. */
static xmlDoc *
complete (xmlDoc *layer, guint depth, GError **error)
{
  g_autoptr (xmlDoc) own = layer;
  g_autoptr (xmlDoc) below = NULL;
  xmlNode *root = xmlDocGetRootElement (layer);
  xmlChar *extends = xmlGetNoNsProp (root, (const xmlChar *) "extends");

  if (extends == NULL)
    return g_steal_pointer (&own);
  below = load_below (root, (const char *) extends, depth, error);
  xmlFree (extends);
  return below != NULL && lay_over (below, root, error) ? g_steal_pointer (&below) : NULL;
}

static xmlDoc *
read_valid (GBytes *xml, GError **error)
{
  g_autoptr (xmlDoc) doc = parse (xml, error);

  if (doc == NULL || !validate (doc, error))
    return NULL;
  if (gb_xml_is (xmlDocGetRootElement (doc), "pack"))
    return g_steal_pointer (&doc);
  gb_pack_refuse (error, xmlDocGetRootElement (doc), _ ("this is one part of a pack; the pack itself is wanted."));
  return NULL;
}

xmlDoc *
gb_pack_document_read (GBytes *xml, gboolean *composed, GError **error)
{
  g_autoptr (GError) local = NULL;
  xmlDoc *doc = read_valid (xml, &local);

  *composed = doc != NULL && xmlHasProp (xmlDocGetRootElement (doc), (const xmlChar *) "extends") != NULL;
  if (doc != NULL)
    doc = complete (doc, 0, &local);
  if (doc == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return doc;
}

xmlDoc *
gb_pack_document_layer (GBytes *xml, GError **error)
{
  g_autoptr (GError) local = NULL;
  xmlDoc *doc = read_valid (xml, &local);

  if (doc == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return doc;
}

xmlDoc *
gb_pack_document_over (GBytes *over, GBytes *layer, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (xmlDoc) top = read_valid (layer, &local);
  g_autoptr (xmlDoc) below = top != NULL ? parse (over, &local) : NULL;

  if (below != NULL)
    name_source (xmlDocGetRootElement (below), g_intern_static_string (_ ("the pack below")));
  if (below == NULL || !lay_over (below, xmlDocGetRootElement (top), &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&below);
}

GBytes *
gb_pack_document_write (xmlDoc *doc)
{
  xmlChar *text = NULL;
  int size = 0;
  GBytes *bytes;

  xmlDocDumpFormatMemoryEnc (doc, &text, &size, "UTF-8", 1);
  bytes = g_bytes_new (text, (gsize) size);
  xmlFree (text);
  return bytes;
}

GBytes *
gb_pack_document_shipped (const char *id, GError **error)
{
  g_autofree char *path = g_strdup_printf (RESOURCES "%s.xml", id);
  GBytes *bytes = g_resource_lookup_data (gb_policy_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_auto (GStrv) shipped = NULL;
  g_autofree char *names = NULL;

  if (bytes != NULL)
    return bytes;
  shipped = gb_pack_list_shipped ();
  names = g_strjoinv (", ", shipped);
  g_set_error (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no policy pack “%s”. Guardbook comes with: %s."), id,
               names);
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two documents walked side by side.  What is copied keeps its line and, in
 * _private, the name of its file; its namespace becomes the root's, so that the
 * whole is written with one declaration.
 */
#include <string.h>

#include <glib/gi18n.h>
#include <libxml/tree.h>

#include "policy/pack-layer.h"

/* For what the base has from another school's policy alone.  In the language of
 * the packs, since it is kept in them. */
#define SHARED_PRACTICE "Shared practice of schools; no clause of this school’s policy"

static gboolean apply_element (xmlNode *onto, const xmlNode *element, GError **error);

/* The order in which pack.rng wants what a pack holds. */
static const char *const order[]
    = { "title", "about", "rules", "vocabulary", "clock", "contact", "procedure", "register", NULL };

static int
place_in_order (const xmlNode *node)
{
  for (int i = 0; order[i] != NULL; i++)
    if (gb_xml_is (node, order[i]))
      return i;
  return -1;
}

/* What tells an element from its siblings of the same name; NULL: there is only one. */
static xmlChar *
key_of (const xmlNode *node)
{
  gboolean named = gb_xml_is (node, "rule") || gb_xml_is (node, "vocabulary");

  return xmlGetNoNsProp (node, (const xmlChar *) (named ? "name" : "id"));
}

static xmlNode *
find (xmlNode *parent, const xmlChar *name, const xmlChar *key)
{
  for (xmlNode *node = parent->children; node != NULL; node = node->next)
    {
      xmlChar *own = NULL;
      gboolean same;

      if (node->type != XML_ELEMENT_NODE || !xmlStrEqual (node->name, name))
        continue;
      own = key_of (node);
      same = xmlStrEqual (own, key);
      xmlFree (own);
      if (same)
        return node;
    }
  return NULL;
}

static gboolean
is_blank (const xmlNode *node)
{
  return node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE || xmlIsBlankNode (node) == 1;
}

static gboolean
has_words (const xmlNode *node)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (!is_blank (child))
      return TRUE;
  return FALSE;
}

static gboolean
has_elements (const xmlNode *node)
{
  return xmlFirstElementChild ((xmlNode *) node) != NULL;
}

/* Only what describes the change, not the pack. */
static gboolean
is_instruction (const xmlAttr *attribute)
{
  return attribute->ns != NULL || xmlStrEqual (attribute->name, (const xmlChar *) "absent")
         || xmlStrEqual (attribute->name, (const xmlChar *) "after")
         || xmlStrEqual (attribute->name, (const xmlChar *) "extends");
}

static void
settle (xmlNode *node, xmlNode *root, void *source)
{
  for (xmlAttr *attribute = node->properties, *next; attribute != NULL; attribute = next)
    {
      next = attribute->next;
      if (is_instruction (attribute))
        xmlRemoveProp (attribute);
    }
  node->ns = root->ns;
  if (node != root)
    g_clear_pointer (&node->nsDef, xmlFreeNsList);
  node->_private = source;
  for (xmlNode *child = node->children, *next; child != NULL; child = next)
    {
      next = child->next;
      if (is_blank (child))
        {
          xmlUnlinkNode (child);
          xmlFreeNode (child);
        }
      else if (child->type == XML_ELEMENT_NODE)
        settle (child, root, source);
    }
}

static xmlNode *
copy_into (xmlNode *onto, const xmlNode *element)
{
  xmlNode *copy = xmlDocCopyNode ((xmlNode *) element, onto->doc, 1);

  settle (copy, xmlDocGetRootElement (onto->doc), element->_private);
  return copy;
}

static gboolean
add_after (xmlNode *onto, xmlNode *copy, const xmlNode *element, const xmlChar *after, GError **error)
{
  xmlNode *before = find (onto, element->name, after);

  if (before == NULL)
    {
      xmlFreeNode (copy);
      return gb_pack_refuse (error, element, _ ("it wants to stand after “%s”, which isn’t there."),
                             (const char *) after);
    }
  xmlAddNextSibling (before, copy);
  return TRUE;
}

static void
add_in_order (xmlNode *onto, xmlNode *copy)
{
  int place = place_in_order (copy);
  xmlNode *before = xmlGetLastChild (onto);

  while (place >= 0 && before != NULL && place_in_order (before) > place)
    before = before->prev;
  if (before != NULL)
    xmlAddNextSibling (before, copy);
  else if (onto->children != NULL)
    xmlAddPrevSibling (onto->children, copy);
  else
    xmlAddChild (onto, copy);
}

static gboolean
add (xmlNode *onto, const xmlNode *element, GError **error)
{
  xmlChar *after = xmlGetNoNsProp (element, (const xmlChar *) "after");
  xmlNode *copy = copy_into (onto, element);
  gboolean added = TRUE;

  if (after != NULL)
    added = add_after (onto, copy, element, after, error);
  else
    add_in_order (onto, copy);
  xmlFree (after);
  return added;
}

static void
change_attributes (xmlNode *below, const xmlNode *element)
{
  for (xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next)
    {
      xmlChar *value;

      if (is_instruction (attribute))
        continue;
      value = xmlGetNoNsProp (element, attribute->name);
      xmlSetProp (below, attribute->name, value);
      xmlFree (value);
    }
}

/* One that has no id (a title) is replaced whole; the words of a rule are its own. */
static gboolean
change (xmlNode *below, const xmlNode *element, GError **error)
{
  change_attributes (below, element);
  below->line = element->line;
  below->_private = element->_private;
  if (has_elements (element))
    return gb_pack_layer_apply (below, element, error);
  if (has_words (element))
    {
      xmlChar *words = xmlNodeGetContent (element);
      xmlNodeSetContent (below, NULL);
      xmlNodeAddContent (below, words);
      xmlFree (words);
    }
  return TRUE;
}

static gboolean
take_away (xmlNode *below, const xmlNode *element, const xmlChar *key, GError **error)
{
  if (below == NULL)
    return gb_pack_refuse (error, element, _ ("“%s” is to be taken away, but isn’t there."), (const char *) key);
  xmlUnlinkNode (below);
  xmlFreeNode (below);
  return TRUE;
}

static gboolean
apply_element (xmlNode *onto, const xmlNode *element, GError **error)
{
  xmlChar *key = key_of (element);
  xmlNode *below = find (onto, element->name, key);
  gboolean applied;

  if (xmlHasProp ((xmlNode *) element, (const xmlChar *) "absent") != NULL)
    applied = take_away (below, element, key, error);
  else if (below != NULL)
    applied = change (below, element, error);
  else
    applied = add (onto, element, error);
  xmlFree (key);
  return applied;
}

gboolean
gb_pack_layer_apply_element (xmlNode *onto, const xmlNode *element, GError **error)
{
  return apply_element (onto, element, error);
}

gboolean
gb_pack_layer_apply (xmlNode *onto, const xmlNode *layer, GError **error)
{
  for (const xmlNode *node = layer->children; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && !apply_element (onto, node, error))
      return FALSE;
  return TRUE;
}

/* --- whose basis ------------------------------------------------------------------- */

/* “000 MST s6.1 b7” is of policy 000; “KCSIE 2025 part 4” is everyone’s. */
static gboolean
is_anothers (const char *part, const char *policy)
{
  gboolean numbered = g_ascii_isdigit (part[0]) && g_ascii_isdigit (part[1]) && g_ascii_isdigit (part[2])
                      && (part[3] == ' ' || part[3] == '\0');

  return numbered && (policy == NULL || strncmp (part, policy, 3) != 0);
}

static char *
own_part (const char *basis, const char *policy)
{
  g_auto (GStrv) parts = g_strsplit (basis, ";", -1);
  GString *own = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);

      if (*part != '\0' && !is_anothers (part, policy))
        g_string_append_printf (own, "%s%s", own->len > 0 ? "; " : "", part);
    }
  return g_string_free (own, FALSE);
}

static gboolean
cite_own (xmlNode *node, const char *policy, GError **error)
{
  xmlChar *basis = xmlGetNoNsProp (node, (const xmlChar *) "basis");
  g_autofree char *own = basis != NULL ? own_part ((const char *) basis, policy) : NULL;
  gboolean may_be_silent = gb_xml_is (node, "word") || gb_xml_is (node, "contact");
  gboolean is_shared = node->_private != NULL && g_str_has_prefix (node->_private, "base/");

  xmlFree (basis);
  if (own != NULL && *own == '\0' && !may_be_silent && is_shared)
    xmlSetProp (node, (const xmlChar *) "basis", (const xmlChar *) SHARED_PRACTICE);
  else if (own != NULL && *own == '\0' && !may_be_silent)
    return gb_pack_refuse (error, node, _ ("nothing in its basis is of this school’s policy or of guidance."));
  else if (own != NULL && *own == '\0')
    xmlUnsetProp (node, (const xmlChar *) "basis");
  else if (own != NULL)
    xmlSetProp (node, (const xmlChar *) "basis", (const xmlChar *) own);
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && !cite_own (child, policy, error))
      return FALSE;
  return TRUE;
}

gboolean
gb_pack_layer_cite_own (xmlNode *root, GError **error)
{
  xmlChar *policy = xmlGetNoNsProp (root, (const xmlChar *) "policy");
  gboolean cited = cite_own (root, (const char *) policy, error);

  xmlFree (policy);
  return cited;
}

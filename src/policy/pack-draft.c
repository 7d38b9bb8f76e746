/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "policy/pack-draft.h"
#include "policy/pack-private.h"

struct _GbPackDraft
{
  GbPack *below;
  xmlDoc *layer;
};

/* --- life ----------------------------------------------------------------------- */

static xmlDoc *
empty_layer (GbPack *below)
{
  xmlDoc *doc = xmlNewDoc ((const xmlChar *) "1.0");
  xmlNode *root = xmlNewDocNode (doc, NULL, (const xmlChar *) "pack", NULL);

  xmlDocSetRootElement (doc, root);
  xmlSetNs (root, xmlNewNs (root, (const xmlChar *) GB_PACK_NAMESPACE, NULL));
  xmlSetProp (root, (const xmlChar *) "extends", (const xmlChar *) gb_pack_get_id (below));
  xmlSetProp (root, (const xmlChar *) "id", (const xmlChar *) gb_pack_get_id (below));
  xmlSetProp (root, (const xmlChar *) "version", (const xmlChar *) gb_pack_get_version (below));
  xmlNewTextChild (root, NULL, (const xmlChar *) "title", (const xmlChar *) gb_pack_get_title (below));
  return doc;
}

GbPackDraft *
gb_pack_draft_new (GbPack *below, GBytes *layer, GError **error)
{
  xmlDoc *doc = layer != NULL ? gb_pack_document_layer (layer, error) : empty_layer (below);
  GbPackDraft *self;

  if (doc == NULL)
    return NULL;
  self = g_new0 (GbPackDraft, 1);
  self->below = g_object_ref (below);
  self->layer = doc;
  return self;
}

void
gb_pack_draft_free (GbPackDraft *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->below);
  xmlFreeDoc (self->layer);
  g_free (self);
}

/* --- one thing ---------------------------------------------------------------------- */

static const char *
key_name (const char *element)
{
  return g_str_equal (element, "rule") || g_str_equal (element, "vocabulary") ? "name" : "id";
}

static xmlNode *
find (xmlNode *parent, const char *element, const char *key)
{
  for (xmlNode *node = parent->children; node != NULL; node = node->next)
    {
      xmlChar *own = gb_xml_is (node, element) && key != NULL
                         ? xmlGetNoNsProp (node, (const xmlChar *) key_name (element)) : NULL;
      gboolean same = gb_xml_is (node, element) && (key == NULL || g_strcmp0 ((const char *) own, key) == 0);

      xmlFree (own);
      if (same)
        return node;
    }
  return NULL;
}

/* The rules come right after title and about, as pack.rng has them. */
static void
attach (xmlNode *parent, xmlNode *node)
{
  xmlNode *before = NULL;

  if (!gb_xml_is (node, "rules"))
    {
      xmlAddChild (parent, node);
      return;
    }
  for (xmlNode *child = parent->children; child != NULL; child = child->next)
    if (gb_xml_is (child, "title") || gb_xml_is (child, "about"))
      before = child;
  xmlAddNextSibling (before, node);
}

/* The child that @part ("word:library-safe") names; made if @make.  NULL: there is none. */
static xmlNode *
step_into (xmlNode *parent, const char *part, gboolean make)
{
  g_auto (GStrv) sides = g_strsplit (part, ":", 2);
  xmlNode *node = find (parent, sides[0], sides[1]);

  if (node != NULL || !make)
    return node;
  node = xmlNewDocNode (parent->doc, parent->ns, (const xmlChar *) sides[0], NULL);
  if (sides[1] != NULL)
    xmlSetProp (node, (const xmlChar *) key_name (sides[0]), (const xmlChar *) sides[1]);
  attach (parent, node);
  return node;
}

/* The element that @parts lead to, up to an attribute. */
static xmlNode *
walk (GbPackDraft *self, char **parts, gboolean make)
{
  xmlNode *node = xmlDocGetRootElement (self->layer);

  for (guint i = 0; node != NULL && parts[i] != NULL && *parts[i] != '@'; i++)
    node = step_into (node, parts[i], make);
  return node;
}

/* An element that says nothing any more but whose it is goes, and so up to the root. */
static void
prune (xmlNode *node)
{
  xmlNode *parent = node->parent;
  xmlAttr *attribute = node->properties;
  gboolean only_key = attribute == NULL || attribute->next == NULL;

  if (parent == NULL || parent->type != XML_ELEMENT_NODE || node->children != NULL || !only_key)
    return;
  xmlUnlinkNode (node);
  xmlFreeNode (node);
  prune (parent);
}

void
gb_pack_draft_set (GbPackDraft *self, const char *path, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  const char *last = parts[g_strv_length (parts) - 1];
  xmlNode *node = walk (self, parts, value != NULL);

  if (node == NULL)
    return;
  if (*last == '@' && value != NULL)
    xmlSetProp (node, (const xmlChar *) last + 1, (const xmlChar *) value);
  else if (*last == '@')
    xmlUnsetProp (node, (const xmlChar *) last + 1);
  else if (value == NULL)
    {
      xmlNode *parent = node->parent;
      xmlUnlinkNode (node);
      xmlFreeNode (node);
      node = parent;
    }
  else
    {
      xmlNodeSetContent (node, NULL);
      xmlNodeAddContent (node, (const xmlChar *) value);
    }
  if (value == NULL)
    prune (node);
}

char *
gb_pack_draft_get (GbPackDraft *self, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  const char *last = parts[g_strv_length (parts) - 1];
  xmlNode *node = walk (self, parts, FALSE);
  xmlChar *found = NULL;
  char *text;

  if (node != NULL)
    found = *last == '@' ? xmlGetNoNsProp (node, (const xmlChar *) last + 1) : xmlNodeGetContent (node);
  text = g_strdup ((const char *) found);
  xmlFree (found);
  return text;
}

gboolean
gb_pack_draft_is_empty (GbPackDraft *self)
{
  for (xmlNode *node = xmlDocGetRootElement (self->layer)->children; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && !gb_xml_is (node, "title") && !gb_xml_is (node, "about"))
      return FALSE;
  return TRUE;
}

/* --- the whole -------------------------------------------------------------------------- */

GBytes *
gb_pack_draft_write (GbPackDraft *self, const char *version)
{
  xmlSetProp (xmlDocGetRootElement (self->layer), (const xmlChar *) "version", (const xmlChar *) version);
  return gb_pack_document_write (self->layer);
}

GbPack *
gb_pack_draft_finish (GbPackDraft *self, const char *version, GError **error)
{
  g_autoptr (GBytes) layer = gb_pack_draft_write (self, version);

  return gb_pack_new_over (self->below, layer, error);
}

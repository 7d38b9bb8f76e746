/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xml: what the policy room reads from outside, read strictly.
 *
 * libxml2 without network, without a document type, without entities; then the
 * schema (a resource of this room), which names the line.  Nothing of a document
 * is used before both have passed.
 */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

/* Why a document wasn't read; each reader words it in its own way. */
typedef enum { GB_XML_TOO_LONG, GB_XML_MALFORMED, GB_XML_HAS_DOCTYPE } GbXmlFault;
typedef struct { GbXmlFault fault; long line; char *words; } GbXmlProblem; /* words: libxml2's, for a malformed one */
void gb_xml_problem_clear (GbXmlProblem *problem);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GbXmlProblem, gb_xml_problem_clear)
/* Up to one megabyte, parsed strictly; NULL with @problem filled.  (transfer full) */
xmlDoc *gb_xml_parse (GBytes *bytes, GbXmlProblem *problem);

/* @bytes held against @schema ("/org/guardbook/policy/register.rng").
 * GB_ERROR_INPUT with @what ("This register"), line and reason.  (transfer full) */
xmlDoc *gb_xml_read (GBytes *bytes, const char *schema, const char *what, GError **error);

/* Whether @node is the element @name. */
gboolean gb_xml_is (const xmlNode *node, const char *name);
/* An attribute on one line; NULL: absent.  (transfer full) */
char *gb_xml_attribute (xmlNode *node, const char *name);
/* The words of an element on one line, in the reader's language if there is a
 * translation.  (transfer full) */
char *gb_xml_words (xmlNode *node);
/* Those of the first child @name; NULL: absent.  (transfer full) */
char *gb_xml_child_words (xmlNode *node, const char *name);

G_END_DECLS

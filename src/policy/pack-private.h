/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pack-private: a pack as a document, before it is read - within the policy room.
 *
 * Whatever comes in is parsed and held against pack.rng in its own lines; a layer
 * is then laid over what it extends, and the whole is held against pack.rng
 * again.  Each node keeps the line, and in _private the file, that it came from,
 * so that a reason names the place to mend even in a composed pack.
 */
#pragma once

#include <gio/gio.h>
#include <libxml/tree.h>

#include "policy/xml.h"

G_BEGIN_DECLS

#define GB_PACK_NAMESPACE "urn:guardbook:policy:1"

/* GB_ERROR_INPUT with the place of @node and the reason; always FALSE.  The first reason stays. */
gboolean gb_pack_refuse (GError **error, const xmlNode *node, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* A whole pack.  @composed: @xml was a layer, so the document has other bytes.  (transfer full) */
xmlDoc *gb_pack_document_read (GBytes *xml, gboolean *composed, GError **error);
/* @layer over the whole pack @over.  (transfer full) */
xmlDoc *gb_pack_document_over (GBytes *over, GBytes *layer, GError **error);
/* The bytes that are hashed and kept: UTF-8, indented, without comments.  (transfer full) */
GBytes *gb_pack_document_write (xmlDoc *doc);
/* Parsed and held against pack.rng, not yet laid over anything.  (transfer full) */
xmlDoc *gb_pack_document_layer (GBytes *xml, GError **error);
/* What every school shares, before any policy is laid over it: not a whole pack.  (transfer full) */
xmlDoc *gb_pack_document_base (GError **error);
/* A shipped pack as it lies in the program, a layer.  GB_ERROR_MISSING.  (transfer full) */
GBytes *gb_pack_document_shipped (const char *id, GError **error);

G_END_DECLS

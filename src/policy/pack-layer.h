/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pack-layer: one document of policy laid over another - within the policy room.
 *
 * An element is known by its name and its id (a rule and a list by their name).
 * Known below, it is changed: attributes and children that the layer gives
 * replace those below, all others stay.  New, it is added.  absent="yes" takes
 * it away.  Nothing else can be said, so a layer reads as the list of what its
 * school does otherwise.
 */
#pragma once

#include "policy/pack-private.h"

G_BEGIN_DECLS

/* Everything that @layer's root holds, into @onto's.  GB_ERROR_INPUT. */
gboolean gb_pack_layer_apply (xmlNode *onto, const xmlNode *layer, GError **error);
/* One element that may be a file of its own (a procedure, a register). */
gboolean gb_pack_layer_apply_element (xmlNode *onto, const xmlNode *element, GError **error);
/* Leaves out of every basis the parts that open with another policy's number. */
gboolean gb_pack_layer_cite_own (xmlNode *root, GError **error);

G_END_DECLS

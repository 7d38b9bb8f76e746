/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pack-draft: a school's own changes while they are made.
 *
 * A draft is a layer (pack-layer.h) in the making: it holds nothing but what
 * differs from the pack below, so that "changed by the school" is always the
 * list of what stands in it, and taking a line away gives back what was there.
 * A path names one thing: elements with their id after a colon, then an
 * attribute with @ or the element whose words are meant:
 *
 *   rules/rule:device.place/@value
 *   clock:debrief/@count
 *   contact:lado/phone
 *   vocabulary:place/word:library-safe/label
 *   procedure:general/step:support/@absent
 *
 * Nothing is checked here; gb_pack_draft_finish reads the whole and refuses.
 */
#pragma once

#include "policy/pack.h"

G_BEGIN_DECLS

typedef struct _GbPackDraft GbPackDraft;

/* Over @below; @layer: what the school had changed before, or NULL.  GB_ERROR_INPUT. */
GbPackDraft *gb_pack_draft_new (GbPack *below, GBytes *layer, GError **error);
void gb_pack_draft_free (GbPackDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbPackDraft, gb_pack_draft_free)

/* @value NULL: as the pack below has it; of an element, all that stands in it goes. */
void gb_pack_draft_set (GbPackDraft *self, const char *path, const char *value);
/* What the draft says; NULL: nothing.  (transfer full) */
char *gb_pack_draft_get (GbPackDraft *self, const char *path);
gboolean gb_pack_draft_is_empty (GbPackDraft *self);

/* The layer as it stands, with @version on it.  (transfer full) */
GBytes *gb_pack_draft_write (GbPackDraft *self, const char *version);
/* The whole pack that it makes.  GB_ERROR_INPUT with line and reason.  (transfer full) */
GbPack *gb_pack_draft_finish (GbPackDraft *self, const char *version, GError **error);

G_END_DECLS

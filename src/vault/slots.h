/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slots: slots.json, which says who can open the vault.
 *
 * Plain text without names: the vault key sealed to each member, to the
 * recovery key, to each pair of recovery shares and to each pending enrolment.  Inside each seal stand the vault,
 * the slot's kind, holder, end and epoch, so that no seal serves in another's
 * place; the whole is authenticated by a key derived from the vault key.  Two
 * copies with a sequence and a checksum; at most 64 slots and 64 KB; exactly
 * one spelling, so that any changed byte is noticed.
 *
 * Life: new or read -> unlock (finds the vault key and checks the whole) ->
 * add, remove -> write.  A new vault key makes a new epoch: all slots sealed
 * afresh in slots.next.json, which takes the place of the two copies once the
 * database has the new key (rekey.c).
 */
#pragma once

#include "vault/vault.h"

G_BEGIN_DECLS

#define GB_SLOTS_FORMAT 2 /* 2: with recovery shares */
#define GB_SLOTS_MOST 64
#define GB_SLOTS_MOST_BYTES 65536
#define GB_VAULT_KEY_SIZE 32

typedef struct _GbSlots GbSlots;

GbSlots *gb_slots_new (const char *vault_id, const char *cipher_version);
void gb_slots_free (GbSlots *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbSlots, gb_slots_free)

/* One copy's text.  GB_ERROR_TAMPERED: not written by us as it stands;
 * GB_ERROR_FAULT: written by a newer Guardbook. */
GbSlots *gb_slots_parse (const char *text, gsize length, GError **error);
/* The one spelling.  (transfer full) */
char *gb_slots_print (GbSlots *self);

/* The newer sound copy of the two in @dir.  @mend is TRUE when the other one
 * should be written again.  GB_ERROR_MISSING, _TAMPERED, _FAULT. */
GbSlots *gb_slots_read (const char *dir, gboolean *mend, GError **error);

/* Next sequence, authenticated under @vault_key, both copies written durably. */
gboolean gb_slots_write (GbSlots *self, const char *dir, const guint8 *vault_key, GError **error);

const char *gb_slots_get_vault_id (GbSlots *self);
const GPtrArray *gb_slots_get_infos (GbSlots *self); /* of GbSlotInfo */

/* The vault key by whichever slot fits @identity; guarded (transfer full), after
 * the key check and the authentication of the whole.  NULL with
 * GB_ERROR_NO_KEY (no slot, or run out) or GB_ERROR_TAMPERED. */
guint8 *gb_slots_unlock (GbSlots *self, GbIdentity *identity, GError **error);

/* In memory; gb_slots_write makes it lasting. GB_ERROR_INPUT, GB_ERROR_REFUSED. */
gboolean gb_slots_add (GbSlots *self, const guint8 *vault_key, const char *kind, const char *holder,
                       const guint8 box_key[GB_BOX_KEY_SIZE], gint64 expires, GError **error);
gboolean gb_slots_remove (GbSlots *self, const char *kind, const char *holder, GError **error);

/* How many ways lead back in when every keyring is lost: the recovery key, and
 * each whole set of share pairs (holders "SET.1-2", "SET.1-3", "SET.2-3").
 * gb_slots_remove refuses to take the last one. */
guint gb_slots_ways_back (GbSlots *self);

gint64 gb_slots_get_epoch (GbSlots *self);

/* --- a new vault key (rekey.c) --- */
/* The same holders, sealed anew under @vault_key, one epoch on.  (transfer full) */
GbSlots *gb_slots_new_epoch (GbSlots *self, const guint8 *vault_key, GError **error);
/* Beside the two copies, as slots.next.json. */
gboolean gb_slots_write_next (GbSlots *self, const char *dir, const guint8 *vault_key, GError **error);
/* What lies beside @now and is of a later epoch; NULL: nothing sound.  Not yet authenticated. */
GbSlots *gb_slots_read_next (const char *dir, GbSlots *now);
/* Puts it in the two copies' place. */
gboolean gb_slots_promote (GbSlots *self, const char *dir, GError **error);

/* Sets the authentication of the present contents. */
void gb_slots_authenticate (GbSlots *self, const guint8 *vault_key);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal: what only some members may read.
 *
 * A sealed case has a random key for each of its epochs (an epoch ends when
 * somebody stops being a reader).  Everything written about it is closed into
 * an envelope:
 *
 *   mark | nonce | the author's box key | number of slots | slots | ciphertext
 *
 * The ciphertext is XChaCha20-Poly1305 under the epoch's key, with vault,
 * writer, number, case and epoch bound in, and padded to a few sizes first
 * (2 KB, 4 KB, 8 KB ...).  Each slot holds the epoch's key closed for one reader
 * by crypto_box_seal, with vault, case, reader and epoch inside.  Slots come by
 * eights; those that nobody needs are closed for a key that nobody has, so that
 * the number of readers does not show.  A tag in front of each slot, made from
 * what only author and reader can compute, tells a reader at once whether
 * one of them is theirs; to all others it is noise.
 *
 * A cover is an envelope with nothing in it, closed for nobody: from outside it
 * can't be told from any other.
 *
 * Composed of libsodium's calls only: crypto_aead_xchacha20poly1305_ietf,
 * crypto_box_seal, crypto_box_beforenm, BLAKE2b (hash.h), sodium_pad.
 */
#pragma once

#include "vault/identity.h"

G_BEGIN_DECLS

#define GB_SEAL_KEY_SIZE 32
#define GB_SEAL_HOLDERS_MOST 64
#define GB_SEAL_LEAST 2048 /* the smallest size of what is closed, padding included */

/* The key of one sealed case in one epoch, in a guarded page.  "Case" here is the id of the seal. */
typedef struct _GbSealKey GbSealKey;
/* A new random one.  @case_id has the form of an id; @epoch counts from 1. */
GbSealKey *gb_seal_key_new (const char *case_id, gint64 epoch);
GbSealKey *gb_seal_key_ref (GbSealKey *self);
void gb_seal_key_unref (GbSealKey *self); /* wiped with the last reference */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbSealKey, gb_seal_key_unref)
const char *gb_seal_key_get_case (GbSealKey *self);
gint64 gb_seal_key_get_epoch (GbSealKey *self);

/* The key of the epoch before, closed with @self, so that whoever may read now
 * may read what came earlier.  Hexadecimal.  (transfer full) */
char *gb_seal_key_enclose (GbSealKey *self, const char *vault_id, GbSealKey *before);
/* And back: NULL if @enclosed is not such a key of this case. */
GbSealKey *gb_seal_key_disclose (GbSealKey *self, const char *vault_id, const char *enclosed);

/* Somebody to whom a key is given: a member, or whoever the recovery shares stand for. */
typedef struct { const char *holder; const guint8 *box_key; } GbSealHolder;

/* Closes @plain for @holders (none: nobody but who has @key).  @author's
 * entry number @seq of @writer is where it will stand.  (transfer full) */
GBytes *gb_seal_close (GbIdentity *author, GbSealKey *key, const GbSealHolder *holders, guint n_holders,
                       const char *writer, gint64 seq, GBytes *plain);
/* An envelope with nothing in it, for as much as @size bytes (rounded up) and with eight slots. */
GBytes *gb_seal_close_nothing (GbIdentity *author, gsize size);

/* The key in the slot that is @reader's; NULL: none is. */
GbSealKey *gb_seal_unwrap (GbIdentity *reader, GBytes *envelope);
/* What is in it, in a guarded page.  GB_ERROR_TAMPERED: changed, or it belongs elsewhere. */
GBytes *gb_seal_open (GbSealKey *key, const char *vault_id, GBytes *envelope, const char *writer, gint64 seq,
                      GError **error);
/* Whether it has the form of an envelope: all that can be said without a key. */
gboolean gb_seal_is_sound (GBytes *envelope);
/* How large what is closed in it is, padding included: all that shows of it.  0: not an envelope. */
gsize gb_seal_size (GBytes *envelope);

G_END_DECLS

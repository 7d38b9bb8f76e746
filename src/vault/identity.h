/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identity: a member's own keys.
 *
 * One 32-byte seed, in a guarded page; from it crypto_kdf makes an Ed25519
 * signing key, an X25519 box key and a key for this member's own drafts.  The
 * seed lives in the member's OS keyring and nowhere else (keyring.h), under a
 * passphrase as well when their role is elevated (passphrase.h).
 * A recovery key, a pair of recovery shares and a one-time enrolment code are
 * identities too: their seeds are derived from what a person reads on paper
 * (words.h).  libsodium has no secret sharing and cryptography is never ours:
 * "any two of three" is three pairs, each with an identity of its own that is
 * derived from both shares' secrets; one share alone derives nothing.
 */
#pragma once

#include <glib-object.h>

#include "vault/seed-item.h"
#include "vault/words.h"

G_BEGIN_DECLS

#define GB_SIGN_KEY_SIZE 32 /* Ed25519 public */
#define GB_BOX_KEY_SIZE 32  /* X25519 public */
#define GB_SIGNATURE_SIZE 64

#define GB_TYPE_IDENTITY (gb_identity_get_type ())
G_DECLARE_FINAL_TYPE (GbIdentity, gb_identity, GB, IDENTITY, GObject)

/* A new random identity.  @vault_id and @member_id are 32-digit ids. */
GbIdentity *gb_identity_new (const char *vault_id, const char *member_id);

/* From a keyring item's bytes.  @passphrase: as gb_passphrase_spell gave it, or
 * NULL.  NULL with GB_ERROR_NO_KEY, or GB_ERROR_PASSPHRASE when it is missing or wrong. */
GbIdentity *gb_identity_new_from_item (const char *vault_id, const char *member_id, GBytes *item,
                                       const char *passphrase, GError **error);

/* From paper: twelve words (recovery) or a code (enrolment).  Blanks and case
 * do not matter.  NULL with GB_ERROR_INPUT naming the word that is wrong. */
GbIdentity *gb_identity_new_from_words (const char *vault_id, const char *words, GError **error);
GbIdentity *gb_identity_new_from_code (const char *vault_id, const char *code, GError **error);

/* From two recovery shares, twenty-four words each, in either order.
 * GB_ERROR_INPUT: a word is wrong, or it is one share twice. */
GbIdentity *gb_identity_new_from_shares (const char *vault_id, const char *one, const char *other, GError **error);
/* From whatever paper was typed: twelve words, or two shares one after the other.
 * GB_ERROR_INPUT; one share alone has a sentence of its own. */
GbIdentity *gb_identity_new_from_paper (const char *vault_id, const char *words, GError **error);
/* What proves a share without opening anything: a hash of its secret, which is
 * random enough to be kept in the open (hexadecimal, transfer full). */
char *gb_share_verifier (const char *vault_id, const char *words, GError **error);

/* The bytes that the keyring stores (seed-item.h): with the member's own @name
 * and under @passphrase (spelt), each of which may be NULL.  Once they are
 * stored the identity keeps them, to know a passphrase when it hears it again.  (transfer full) */
GBytes *gb_identity_to_item (GbIdentity *self, const char *name, const char *passphrase);
void gb_identity_keep_item (GbIdentity *self, GBytes *item);

/* The second factor, asked again at each signature: half a second.  TRUE at
 * once where there is none.  GB_ERROR_PASSPHRASE. */
gboolean gb_identity_has_passphrase (GbIdentity *self);
gboolean gb_identity_check_passphrase (GbIdentity *self, const char *passphrase, GError **error);

/* Takes the keys out of memory, whoever still holds a reference: nothing can
 * be signed or opened with it afterwards. */
void gb_identity_wipe (GbIdentity *self);

const char *gb_identity_get_vault_id (GbIdentity *self);
const char *gb_identity_get_member_id (GbIdentity *self);
const guint8 *gb_identity_get_sign_key (GbIdentity *self); /* GB_SIGN_KEY_SIZE */
const guint8 *gb_identity_get_box_key (GbIdentity *self);  /* GB_BOX_KEY_SIZE */

/* Ed25519 over @bytes. */
void gb_identity_sign (GbIdentity *self, const guint8 *bytes, gsize length, guint8 signature[GB_SIGNATURE_SIZE]);
gboolean gb_signature_check (const guint8 sign_key[GB_SIGN_KEY_SIZE], const guint8 *bytes, gsize length,
                             const guint8 signature[GB_SIGNATURE_SIZE]);

/* A draft only this member can read again (XChaCha20-Poly1305, @about bound in). */
GBytes *gb_identity_encrypt (GbIdentity *self, const char *about, GBytes *plain);
GBytes *gb_identity_decrypt (GbIdentity *self, const char *about, GBytes *sealed, GError **error);

G_END_DECLS

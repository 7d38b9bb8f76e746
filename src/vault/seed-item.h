/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seed-item: how a member's seed lies in the keyring.
 *
 *   "guardbook-seed-2 " base64 of
 *     method   1 byte   0 the keyring alone; 1 a passphrase as well; 2 is kept
 *                       free for a FIDO2 key and is refused by name
 *     passes   4 bytes  of Argon2id, little-endian; 0 without a passphrase
 *     KiB      4 bytes
 *     salt    16 bytes
 *     nonce   24 bytes
 *     seed    48 bytes  XChaCha20-Poly1305: 32 and the tag
 *     name    the rest  the member's own name, so that a keyring with several
 *                       members can say whose passphrase it asks for
 *
 * Text, because gnome-keyring gives every secret back as text/plain and other
 * programs show it as such.  Vault, member, header and name are bound into the
 * tag: an item that was copied under another name is known for what it is.
 * "guardbook-seed-1" (base64 of the seed, and a check) is still read.
 */
#pragma once

#include "vault/hash.h"

G_BEGIN_DECLS

#define GB_SEED_SIZE 32
#define GB_SEED_NAME_MOST 200

/* What an item says of itself without being opened. */
typedef struct
{
  gboolean ours;       /* else nothing else is set */
  gboolean passphrase; /* the keyring alone does not open it */
  char *name;          /* NULL: it was stored without one */
} GbSeedLook;
void gb_seed_look_clear (GbSeedLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GbSeedLook, gb_seed_look_clear)
void gb_seed_item_look (GBytes *item, GbSeedLook *look);

/* @name and @passphrase (spelt) may be NULL.  Half a second with a passphrase.  (transfer full) */
GBytes *gb_seed_item_write (const char *vault_id, const char *member_id, const guint8 seed[GB_SEED_SIZE],
                            const char *name, const char *passphrase);
/* @passphrase NULL: GB_ERROR_PASSPHRASE if the item asks for one.  A wrong one
 * is counted (passphrase.h).  GB_ERROR_NO_KEY: not an item of ours. */
gboolean gb_seed_item_read (const char *vault_id, const char *member_id, GBytes *item, const char *passphrase,
                            guint8 seed[GB_SEED_SIZE], GError **error);

G_END_DECLS

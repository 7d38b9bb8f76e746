/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "vault/guarded.h"
#include "vault/identity-private.h"
#include "vault/seal.h"

#define MARK "GbSeal1\n"
#define MARK_SIZE 8
#define TAG_SIZE 8
#define SLOTS_STEP 8
#define ID_SIZE 16

enum
{
  NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
  MAC = crypto_aead_xchacha20poly1305_ietf_ABYTES,
  WRAP_PLAIN = 3 * ID_SIZE + 8 + GB_SEAL_KEY_SIZE, /* vault, case, holder, epoch, key */
  WRAP = WRAP_PLAIN + crypto_box_SEALBYTES,
  SLOT = TAG_SIZE + WRAP,
  HEAD = MARK_SIZE + NONCE + GB_BOX_KEY_SIZE + 1,
};

G_STATIC_ASSERT (GB_SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

/* --- keys -------------------------------------------------------------------- */

struct _GbSealKey
{
  int references; /* atomic */
  char *case_id;
  gint64 epoch;
  guint8 *key; /* guarded, read-only */
};

/* @key is copied; NULL: a random one. */
static GbSealKey *
key_of (const char *case_id, gint64 epoch, const guint8 *key)
{
  GbSealKey *self = g_new0 (GbSealKey, 1);

  self->references = 1;
  self->case_id = g_strdup (case_id);
  self->epoch = epoch;
  self->key = gb_guarded_new (GB_SEAL_KEY_SIZE);
  if (key != NULL)
    memcpy (self->key, key, GB_SEAL_KEY_SIZE);
  else
    randombytes_buf (self->key, GB_SEAL_KEY_SIZE);
  sodium_mprotect_readonly (self->key);
  return self;
}

GbSealKey *
gb_seal_key_new (const char *case_id, gint64 epoch)
{
  g_return_val_if_fail (gb_id_is_valid (case_id) && epoch > 0, NULL);
  return key_of (case_id, epoch, NULL);
}

GbSealKey *
gb_seal_key_ref (GbSealKey *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

void
gb_seal_key_unref (GbSealKey *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->references))
    return;
  gb_guarded_free (self->key);
  g_free (self->case_id);
  g_free (self);
}

const char *
gb_seal_key_get_case (GbSealKey *self)
{
  return self->case_id;
}

gint64
gb_seal_key_get_epoch (GbSealKey *self)
{
  return self->epoch;
}

/* What an enclosed key is bound to: its own epoch is one less than the one that encloses it. */
static void
enclosed_context (GbSealKey *self, const char *vault_id, guint8 context[GB_HASH_SIZE])
{
  GbHash *hash = gb_hash_new ("guardbook.seal.enclosed.1");

  gb_hash_add_text (hash, vault_id);
  gb_hash_add_text (hash, self->case_id);
  gb_hash_add_number (hash, self->epoch);
  gb_hash_finish (hash, context);
}

char *
gb_seal_key_enclose (GbSealKey *self, const char *vault_id, GbSealKey *before)
{
  guint8 closed[NONCE + GB_SEAL_KEY_SIZE + MAC], context[GB_HASH_SIZE];

  g_return_val_if_fail (before->epoch == self->epoch - 1 && g_str_equal (before->case_id, self->case_id), NULL);
  enclosed_context (self, vault_id, context);
  randombytes_buf (closed, NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (closed + NONCE, NULL, before->key, GB_SEAL_KEY_SIZE, context,
                                              sizeof context, NULL, closed, self->key);
  return gb_bytes_to_hex (closed, sizeof closed);
}

GbSealKey *
gb_seal_key_disclose (GbSealKey *self, const char *vault_id, const char *enclosed)
{
  guint8 closed[NONCE + GB_SEAL_KEY_SIZE + MAC], context[GB_HASH_SIZE];
  g_autoptr (GbGuarded) key = gb_guarded_new (GB_SEAL_KEY_SIZE);

  enclosed_context (self, vault_id, context);
  if (self->epoch < 2 || !gb_hex_to_bytes (enclosed, closed, sizeof closed)
      || crypto_aead_xchacha20poly1305_ietf_decrypt (key, NULL, NULL, closed + NONCE, sizeof closed - NONCE, context,
                                                     sizeof context, closed, self->key)
             != 0)
    return NULL;
  return key_of (self->case_id, self->epoch - 1, key);
}

/* --- slots --------------------------------------------------------------------- */

/* Holders that are not members have other names than ids: all are hashed alike. */
static void
short_name (const char *domain, const char *name, guint8 into[ID_SIZE])
{
  guint8 digest[GB_HASH_SIZE];
  GbHash *hash = gb_hash_new (domain);

  gb_hash_add_text (hash, name);
  gb_hash_finish (hash, digest);
  memcpy (into, digest, ID_SIZE);
}

static void
wrap_plain (const char *vault_id, const char *holder, GbSealKey *key, guint8 plain[WRAP_PLAIN])
{
  guint64 epoch = GUINT64_TO_LE ((guint64) key->epoch);

  short_name ("guardbook.seal.vault.1", vault_id, plain);
  gb_hex_to_bytes (key->case_id, plain + ID_SIZE, ID_SIZE);
  short_name ("guardbook.seal.holder.1", holder, plain + 2 * ID_SIZE);
  memcpy (plain + 3 * ID_SIZE, &epoch, sizeof epoch);
  memcpy (plain + 3 * ID_SIZE + 8, key->key, GB_SEAL_KEY_SIZE);
}

/* What only @one and the owner of @other can compute, for this envelope alone. */
static gboolean
make_tag (GbIdentity *one, const guint8 *other, const guint8 *nonce, guint8 tag[TAG_SIZE])
{
  g_autoptr (GbGuarded) shared = gb_guarded_new (GB_SEAL_KEY_SIZE);
  guint8 digest[GB_HASH_SIZE];
  GbHash *hash;

  if (!gb_identity_meet (one, other, shared))
    return FALSE;
  hash = gb_hash_new ("guardbook.seal.tag.1");
  gb_hash_add (hash, shared, GB_SEAL_KEY_SIZE);
  gb_hash_add (hash, nonce, NONCE);
  gb_hash_finish (hash, digest);
  memcpy (tag, digest, TAG_SIZE);
  return TRUE;
}

static void
fill_slot (GbIdentity *author, GbSealKey *key, const GbSealHolder *holder, const guint8 *nonce, guint8 *slot)
{
  g_autoptr (GbGuarded) plain = gb_guarded_new (WRAP_PLAIN);

  wrap_plain (gb_identity_get_vault_id (author), holder->holder, key, plain);
  if (!make_tag (author, holder->box_key, nonce, slot)
      || crypto_box_seal (slot + TAG_SIZE, plain, WRAP_PLAIN, holder->box_key) != 0)
    g_error ("A reader’s key is none.");
}

/* Closed for a key that was thrown away, so that it looks like any other. */
static void
fill_blank (guint8 *slot)
{
  g_autoptr (GbGuarded) secret = gb_guarded_new (crypto_box_SECRETKEYBYTES);
  guint8 nobody[GB_BOX_KEY_SIZE];
  guint8 nothing[WRAP_PLAIN] = { 0 };

  crypto_box_keypair (nobody, secret);
  randombytes_buf (slot, TAG_SIZE);
  crypto_box_seal (slot + TAG_SIZE, nothing, sizeof nothing, nobody);
}

/* Readers stand in no order that says who was named first. */
static void
shuffle (guint *order, guint n)
{
  for (guint i = 0; i < n; i++)
    order[i] = i;
  for (guint i = n; i > 1; i--)
    {
      guint other = randombytes_uniform (i);
      guint kept = order[i - 1];
      order[i - 1] = order[other];
      order[other] = kept;
    }
}

/* --- the envelope ------------------------------------------------------------------ */

typedef struct
{
  const guint8 *nonce, *author, *slots, *closed;
  guint n_slots;
  gsize head, length; /* of all before the ciphertext, and of the ciphertext */
} Envelope;

static gboolean
is_size (gsize size)
{
  return size >= GB_SEAL_LEAST && (size & (size - 1)) == 0;
}

static gboolean
read_envelope (GBytes *bytes, Envelope *envelope)
{
  gsize length;
  const guint8 *at = g_bytes_get_data (bytes, &length);

  if (length < HEAD || memcmp (at, MARK, MARK_SIZE) != 0)
    return FALSE;
  envelope->nonce = at + MARK_SIZE;
  envelope->author = envelope->nonce + NONCE;
  envelope->n_slots = at[HEAD - 1];
  envelope->slots = at + HEAD;
  envelope->head = HEAD + (gsize) envelope->n_slots * SLOT;
  if (envelope->n_slots == 0 || envelope->n_slots % SLOTS_STEP != 0 || envelope->n_slots > GB_SEAL_HOLDERS_MOST
      || length < envelope->head + MAC)
    return FALSE;
  envelope->closed = at + envelope->head;
  envelope->length = length - envelope->head;
  return is_size (envelope->length - MAC);
}

gboolean
gb_seal_is_sound (GBytes *bytes)
{
  Envelope envelope;

  return read_envelope (bytes, &envelope);
}

gsize
gb_seal_size (GBytes *bytes)
{
  Envelope envelope;

  return read_envelope (bytes, &envelope) ? envelope.length - MAC : 0;
}

/* sodium_pad always adds at least one byte. */
static gsize
padded_size (gsize length)
{
  gsize size = GB_SEAL_LEAST;

  while (size < length + 1)
    size *= 2;
  return size;
}

/* The row: what was closed for one place in the journal opens in no other. */
static void
row_context (GbSealKey *key, const char *vault_id, const char *writer, gint64 seq, const guint8 *head, gsize length,
             guint8 context[GB_HASH_SIZE])
{
  GbHash *hash = gb_hash_new ("guardbook.seal.body.1");

  gb_hash_add_text (hash, vault_id);
  gb_hash_add_text (hash, writer);
  gb_hash_add_number (hash, seq);
  gb_hash_add_text (hash, key->case_id);
  gb_hash_add_number (hash, key->epoch);
  gb_hash_add (hash, head, length);
  gb_hash_finish (hash, context);
}

/* Room for @n_slots and @size bytes, with everything before the slots filled in. */
static guint8 *
new_envelope (GbIdentity *author, guint n_slots, gsize size, gsize *length)
{
  guint8 *bytes;

  *length = HEAD + (gsize) n_slots * SLOT + size + MAC;
  bytes = g_malloc0 (*length);
  memcpy (bytes, MARK, MARK_SIZE);
  randombytes_buf (bytes + MARK_SIZE, NONCE);
  memcpy (bytes + MARK_SIZE + NONCE, gb_identity_get_box_key (author), GB_BOX_KEY_SIZE);
  bytes[HEAD - 1] = (guint8) n_slots;
  return bytes;
}

static guint
slots_for (guint n_holders)
{
  return MAX (1, (n_holders + SLOTS_STEP - 1) / SLOTS_STEP) * SLOTS_STEP;
}

GBytes *
gb_seal_close (GbIdentity *author, GbSealKey *key, const GbSealHolder *holders, guint n_holders, const char *writer,
               gint64 seq, GBytes *plain)
{
  guint n_slots = slots_for (n_holders), order[GB_SEAL_HOLDERS_MOST];
  gsize text_length, length, padded, size;
  gconstpointer text = g_bytes_get_data (plain, &text_length);
  guint8 *bytes, *head_end, context[GB_HASH_SIZE];
  g_autoptr (GbGuarded) room = NULL;

  g_return_val_if_fail (n_holders <= GB_SEAL_HOLDERS_MOST, NULL);
  gb_sodium_ready ();
  size = padded_size (text_length);
  room = gb_guarded_new (size);
  if (text_length > 0)
    memcpy (room, text, text_length);
  if (sodium_pad (&padded, room, text_length, size, size) != 0 || padded != size)
    g_error ("What is to be sealed could not be padded.");
  bytes = new_envelope (author, n_slots, size, &length);
  shuffle (order, n_slots);
  for (guint i = 0; i < n_slots; i++)
    if (i < n_holders)
      fill_slot (author, key, &holders[i], bytes + MARK_SIZE, bytes + HEAD + (gsize) order[i] * SLOT);
    else
      fill_blank (bytes + HEAD + (gsize) order[i] * SLOT);
  head_end = bytes + HEAD + (gsize) n_slots * SLOT;
  row_context (key, gb_identity_get_vault_id (author), writer, seq, bytes, (gsize) (head_end - bytes), context);
  crypto_aead_xchacha20poly1305_ietf_encrypt (head_end, NULL, room, size, context, sizeof context, NULL,
                                              bytes + MARK_SIZE, key->key);
  return g_bytes_new_take (bytes, length);
}

/* Random bytes are what a ciphertext looks like without its key. */
GBytes *
gb_seal_close_nothing (GbIdentity *author, gsize size)
{
  gsize length;
  guint8 *bytes;

  gb_sodium_ready ();
  size = padded_size (size > 0 ? size - 1 : 0);
  bytes = new_envelope (author, SLOTS_STEP, size, &length);
  for (guint i = 0; i < SLOTS_STEP; i++)
    fill_blank (bytes + HEAD + (gsize) i * SLOT);
  randombytes_buf (bytes + HEAD + SLOTS_STEP * SLOT, size + MAC);
  return g_bytes_new_take (bytes, length);
}

static GbSealKey *
open_slot (GbIdentity *reader, const guint8 *slot)
{
  g_autoptr (GbGuarded) plain = gb_guarded_new (WRAP_PLAIN);
  guint8 vault[ID_SIZE], holder[ID_SIZE];
  guint64 epoch;
  g_autofree char *case_id = NULL;

  if (!gb_identity_unseal (reader, slot + TAG_SIZE, WRAP, plain))
    return NULL;
  short_name ("guardbook.seal.vault.1", gb_identity_get_vault_id (reader), vault);
  short_name ("guardbook.seal.holder.1", gb_identity_get_member_id (reader), holder);
  memcpy (&epoch, plain + 3 * ID_SIZE, sizeof epoch);
  epoch = GUINT64_FROM_LE (epoch);
  if (sodium_memcmp (plain, vault, ID_SIZE) != 0 || sodium_memcmp (plain + 2 * ID_SIZE, holder, ID_SIZE) != 0
      || epoch == 0 || epoch > G_MAXINT64)
    return NULL;
  case_id = gb_bytes_to_hex (plain + ID_SIZE, ID_SIZE);
  return key_of (case_id, (gint64) epoch, plain + 3 * ID_SIZE + 8);
}

GbSealKey *
gb_seal_unwrap (GbIdentity *reader, GBytes *bytes)
{
  Envelope envelope;
  guint8 tag[TAG_SIZE];

  if (!read_envelope (bytes, &envelope) || !make_tag (reader, envelope.author, envelope.nonce, tag))
    return NULL;
  for (guint i = 0; i < envelope.n_slots; i++)
    {
      const guint8 *slot = envelope.slots + (gsize) i * SLOT;
      GbSealKey *key = sodium_memcmp (slot, tag, TAG_SIZE) == 0 ? open_slot (reader, slot) : NULL;
      if (key != NULL)
        return key;
    }
  return NULL;
}

static GBytes *
unpad (guint8 *room, gsize size)
{
  gsize length;

  if (sodium_unpad (&length, room, size, size) == 0)
    return g_bytes_new_with_free_func (room, length, gb_guarded_free, room);
  gb_guarded_free (room);
  return NULL;
}

GBytes *
gb_seal_open (GbSealKey *key, const char *vault_id, GBytes *bytes, const char *writer, gint64 seq, GError **error)
{
  Envelope envelope;
  guint8 context[GB_HASH_SIZE];
  GBytes *plain = NULL;

  if (read_envelope (bytes, &envelope))
    {
      gsize size = envelope.length - MAC;
      guint8 *room = gb_guarded_new (size + 1); /* one more, so that text may be ended by a zero */

      row_context (key, vault_id, writer, seq, g_bytes_get_data (bytes, NULL), envelope.head, context);
      if (crypto_aead_xchacha20poly1305_ietf_decrypt (room, NULL, NULL, envelope.closed, envelope.length, context,
                                                      sizeof context, envelope.nonce, key->key)
          == 0)
        plain = unpad (room, size);
      else
        gb_guarded_free (room);
    }
  if (plain == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_TAMPERED,
                         _ ("A sealed entry can’t be opened: it was changed, or it belongs in another place."));
  return plain;
}

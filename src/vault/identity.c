/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "vault/guarded.h"
#include "vault/identity-private.h"
#include "vault/seed-item.h"

#define SEALED_VERSION 1

G_STATIC_ASSERT (GB_SEED_SIZE == crypto_kdf_KEYBYTES);
G_STATIC_ASSERT (GB_SIGN_KEY_SIZE == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT (GB_BOX_KEY_SIZE == crypto_box_PUBLICKEYBYTES);
G_STATIC_ASSERT (GB_SIGNATURE_SIZE == crypto_sign_BYTES);

typedef struct
{
  guint8 seed[GB_SEED_SIZE];
  guint8 sign[crypto_sign_SECRETKEYBYTES];
  guint8 box[crypto_box_SECRETKEYBYTES];
  guint8 draft[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
  guint8 scratch[crypto_sign_SEEDBYTES];
} Keys;

/* Whom this identity met: authors are few and their entries many. */
#define MET_MOST 16
typedef struct { guint8 peer[GB_BOX_KEY_SIZE], shared[crypto_box_BEFORENMBYTES]; } Met;

struct _GbIdentity
{
  GObject parent;
  char *vault_id;
  char *member_id;
  Keys *keys;          /* guarded, read-only once derived; NULL once wiped */
  Met *met;            /* guarded; NULL before the first */
  guint n_met;
  GBytes *item;        /* as the keyring has it; NULL: from paper, or never stored */
  gboolean passphrase; /* the item asks for one */
  guint8 sign_key[GB_SIGN_KEY_SIZE];
  guint8 box_key[GB_BOX_KEY_SIZE];
};

G_DEFINE_FINAL_TYPE (GbIdentity, gb_identity, G_TYPE_OBJECT)

static void
gb_identity_finalize (GObject *object)
{
  GbIdentity *self = GB_IDENTITY (object);

  gb_identity_wipe (self);
  g_free (self->vault_id);
  g_free (self->member_id);
  G_OBJECT_CLASS (gb_identity_parent_class)->finalize (object);
}

static void
gb_identity_class_init (GbIdentityClass *class)
{
  G_OBJECT_CLASS (class)->finalize = gb_identity_finalize;
}

static void
gb_identity_init (GbIdentity *self)
{
  self->keys = (Keys *) gb_guarded_new (sizeof (Keys));
}

/* The seed is in place: makes every key from it and closes the page. */
static GbIdentity *
derive (GbIdentity *self, const char *vault_id, const char *member_id)
{
  Keys *keys = self->keys;

  self->vault_id = g_strdup (vault_id);
  self->member_id = g_strdup (member_id);
  crypto_kdf_derive_from_key (keys->scratch, sizeof keys->scratch, 1, "GbSign__", keys->seed);
  crypto_sign_seed_keypair (self->sign_key, keys->sign, keys->scratch);
  crypto_kdf_derive_from_key (keys->scratch, sizeof keys->scratch, 2, "GbBox___", keys->seed);
  crypto_box_seed_keypair (self->box_key, keys->box, keys->scratch);
  crypto_kdf_derive_from_key (keys->draft, sizeof keys->draft, 3, "GbDraft_", keys->seed);
  sodium_memzero (keys->scratch, sizeof keys->scratch);
  sodium_mprotect_readonly (keys);
  return self;
}

GbIdentity *
gb_identity_new (const char *vault_id, const char *member_id)
{
  GbIdentity *self = g_object_new (GB_TYPE_IDENTITY, NULL);

  randombytes_buf (self->keys->seed, GB_SEED_SIZE);
  return derive (self, vault_id, member_id);
}

/* --- the keyring item (seed-item.h) ---------------------------------------- */

GBytes *
gb_identity_to_item (GbIdentity *self, const char *name, const char *passphrase)
{
  return gb_seed_item_write (self->vault_id, self->member_id, self->keys->seed, name, passphrase);
}

void
gb_identity_keep_item (GbIdentity *self, GBytes *item)
{
  GbSeedLook look;

  gb_seed_item_look (item, &look);
  self->passphrase = look.passphrase;
  gb_seed_look_clear (&look);
  g_bytes_ref (item);
  g_clear_pointer (&self->item, g_bytes_unref);
  self->item = item;
}

GbIdentity *
gb_identity_new_from_item (const char *vault_id, const char *member_id, GBytes *item, const char *passphrase,
                           GError **error)
{
  g_autoptr (GbIdentity) self = g_object_new (GB_TYPE_IDENTITY, NULL);

  if (!gb_seed_item_read (vault_id, member_id, item, passphrase, self->keys->seed, error))
    return NULL;
  gb_identity_keep_item (self, item);
  return derive (g_steal_pointer (&self), vault_id, member_id);
}

gboolean
gb_identity_has_passphrase (GbIdentity *self)
{
  return self->passphrase;
}

gboolean
gb_identity_check_passphrase (GbIdentity *self, const char *passphrase, GError **error)
{
  g_autoptr (GbGuarded) seed = gb_guarded_new (GB_SEED_SIZE);

  if (!self->passphrase)
    return TRUE;
  return gb_seed_item_read (self->vault_id, self->member_id, self->item, passphrase, seed, error);
}

void
gb_identity_wipe (GbIdentity *self)
{
  g_clear_pointer (&self->keys, gb_guarded_free);
  g_clear_pointer (&self->met, gb_guarded_free);
  self->n_met = 0;
  g_clear_pointer (&self->item, g_bytes_unref);
}

/* --- from paper --------------------------------------------------------------- */

/* What is on paper is random enough to need no stretching; the vault's id keeps
 * the same words from opening two vaults. */
static GbIdentity *
from_paper (const char *domain, const char *vault_id, const char *member_id, gconstpointer secret, gsize length)
{
  GbIdentity *self = g_object_new (GB_TYPE_IDENTITY, NULL);
  GbHash *hash = gb_hash_new (domain);

  gb_hash_add_text (hash, vault_id);
  gb_hash_add (hash, secret, length);
  gb_hash_finish (hash, self->keys->seed);
  return derive (self, vault_id, member_id);
}

GbIdentity *
gb_identity_new_from_words (const char *vault_id, const char *words, GError **error)
{
  g_autoptr (GbGuarded) secret = gb_guarded_new (GB_WORDS_SECRET_SIZE);

  if (!gb_words_parse (words, secret, error))
    return NULL;
  return from_paper ("guardbook.recovery.1", vault_id, "recovery", secret, GB_WORDS_SECRET_SIZE);
}

GbIdentity *
gb_identity_new_from_code (const char *vault_id, const char *code, GError **error)
{
  g_autoptr (GbGuarded) spelt = gb_guarded_new (GB_CODE_LENGTH + 1);

  if (!gb_code_parse (code, (char *) spelt, error))
    return NULL;
  return from_paper ("guardbook.enrolment.1", vault_id, "enrolment", spelt, GB_CODE_LENGTH);
}

/* Sorted, so that two shares make the same pair in whichever order they are typed. */
static GbIdentity *
from_pair (const char *vault_id, const guint8 *one, const guint8 *other)
{
  g_autoptr (GbGuarded) both = gb_guarded_new (2 * GB_SHARE_SECRET_SIZE);
  gboolean first = memcmp (one, other, GB_SHARE_SECRET_SIZE) < 0;

  memcpy (both, first ? one : other, GB_SHARE_SECRET_SIZE);
  memcpy (both + GB_SHARE_SECRET_SIZE, first ? other : one, GB_SHARE_SECRET_SIZE);
  return from_paper ("guardbook.share-pair.1", vault_id, "share-pair", both, 2 * GB_SHARE_SECRET_SIZE);
}

GbIdentity *
gb_identity_new_from_shares (const char *vault_id, const char *one, const char *other, GError **error)
{
  g_autoptr (GbGuarded) first = gb_guarded_new (GB_SHARE_SECRET_SIZE);
  g_autoptr (GbGuarded) second = gb_guarded_new (GB_SHARE_SECRET_SIZE);

  if (!gb_share_parse (one, first, error) || !gb_share_parse (other, second, error))
    return NULL;
  if (sodium_memcmp (first, second, GB_SHARE_SECRET_SIZE) != 0)
    return from_pair (vault_id, first, second);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                       _("This is the same share twice. Two different ones open the vault: ask another holder."));
  return NULL;
}

/* Where the word after the first @count begins. */
static const char *
after_words (const char *text, guint count)
{
  gboolean inside = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean letter = g_unichar_isalpha (g_utf8_get_char (p));

      if (letter && !inside && count-- == 0)
        return p;
      inside = letter;
    }
  return text + strlen (text);
}

GbIdentity *
gb_identity_new_from_paper (const char *vault_id, const char *words, GError **error)
{
  guint count = gb_words_count (words);
  const char *second;
  char *first;
  GbIdentity *self;

  if (count < GB_SHARE_WORDS_COUNT)
    return gb_identity_new_from_words (vault_id, words, error);
  if (count == GB_SHARE_WORDS_COUNT)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _("One share alone opens nothing. Type the words of a second one as well."));
      return NULL;
    }
  second = after_words (words, GB_SHARE_WORDS_COUNT);
  first = g_strndup (words, (gsize) (second - words));
  self = gb_identity_new_from_shares (vault_id, first, second, error);
  gb_wipe_text (first);
  return self;
}

char *
gb_share_verifier (const char *vault_id, const char *words, GError **error)
{
  g_autoptr (GbGuarded) secret = gb_guarded_new (GB_SHARE_SECRET_SIZE);
  guint8 digest[GB_HASH_SIZE];
  GbHash *hash;

  if (!gb_share_parse (words, secret, error))
    return NULL;
  hash = gb_hash_new ("guardbook.share-verifier.1");
  gb_hash_add_text (hash, vault_id);
  gb_hash_add (hash, secret, GB_SHARE_SECRET_SIZE);
  gb_hash_finish (hash, digest);
  return gb_bytes_to_hex (digest, sizeof digest);
}

/* --- what it can do -------------------------------------------------------------- */

const char *
gb_identity_get_vault_id (GbIdentity *self)
{
  return self->vault_id;
}

const char *
gb_identity_get_member_id (GbIdentity *self)
{
  return self->member_id;
}

const guint8 *
gb_identity_get_sign_key (GbIdentity *self)
{
  return self->sign_key;
}

const guint8 *
gb_identity_get_box_key (GbIdentity *self)
{
  return self->box_key;
}

void
gb_identity_sign (GbIdentity *self, const guint8 *bytes, gsize length, guint8 signature[GB_SIGNATURE_SIZE])
{
  g_return_if_fail (self->keys != NULL);
  crypto_sign_detached (signature, NULL, bytes, length, self->keys->sign);
}

gboolean
gb_signature_check (const guint8 sign_key[GB_SIGN_KEY_SIZE], const guint8 *bytes, gsize length,
                    const guint8 signature[GB_SIGNATURE_SIZE])
{
  gb_sodium_ready ();
  return crypto_sign_verify_detached (signature, bytes, length, sign_key) == 0;
}

gboolean
gb_identity_unseal (GbIdentity *self, const guint8 *sealed, gsize length, guint8 *plain)
{
  return self->keys != NULL && crypto_box_seal_open (plain, sealed, length, self->box_key, self->keys->box) == 0;
}

gboolean
gb_identity_meet (GbIdentity *self, const guint8 *box_key, guint8 *shared)
{
  Met *met;

  G_STATIC_ASSERT (GB_SEED_SIZE == crypto_box_BEFORENMBYTES);
  if (self->keys == NULL)
    return FALSE;
  if (self->met == NULL)
    self->met = (Met *) gb_guarded_new (MET_MOST * sizeof (Met));
  for (guint i = 0; i < MIN (self->n_met, MET_MOST); i++)
    if (memcmp (self->met[i].peer, box_key, GB_BOX_KEY_SIZE) == 0)
      {
        memcpy (shared, self->met[i].shared, crypto_box_BEFORENMBYTES);
        return TRUE;
      }
  if (crypto_box_beforenm (shared, box_key, self->keys->box) != 0)
    return FALSE;
  met = &self->met[self->n_met++ % MET_MOST];
  memcpy (met->peer, box_key, GB_BOX_KEY_SIZE);
  memcpy (met->shared, shared, crypto_box_BEFORENMBYTES);
  return TRUE;
}

/* Whose draft of what this is, so that two drafts can't change places. */
static void
draft_context (GbIdentity *self, const char *about, guint8 context[GB_HASH_SIZE])
{
  GbHash *hash = gb_hash_new ("guardbook.draft.1");

  gb_hash_add_text (hash, self->vault_id);
  gb_hash_add_text (hash, self->member_id);
  gb_hash_add_text (hash, about);
  gb_hash_finish (hash, context);
}

GBytes *
gb_identity_encrypt (GbIdentity *self, const char *about, GBytes *plain)
{
  enum
  {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
  };
  gsize length = 0;
  const guint8 *text = g_bytes_get_data (plain, &length);
  guint8 *sealed;
  guint8 context[GB_HASH_SIZE];

  g_return_val_if_fail (self->keys != NULL, NULL);
  sealed = g_malloc (1 + NONCE + length + TAG);
  draft_context (self, about, context);
  sealed[0] = SEALED_VERSION;
  randombytes_buf (sealed + 1, NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed + 1 + NONCE, NULL, text, length, context, sizeof context, NULL,
                                              sealed + 1, self->keys->draft);
  return g_bytes_new_take (sealed, 1 + NONCE + length + TAG);
}

GBytes *
gb_identity_decrypt (GbIdentity *self, const char *about, GBytes *sealed, GError **error)
{
  enum
  {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
  };
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (sealed, &length);
  guint8 context[GB_HASH_SIZE];

  draft_context (self, about, context);
  if (self->keys != NULL && length >= 1 + NONCE + TAG && bytes[0] == SEALED_VERSION)
    {
      gsize plain_length = length - 1 - NONCE - TAG;
      guint8 *plain = gb_guarded_new (plain_length + 1);

      if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain, NULL, NULL, bytes + 1 + NONCE, length - 1 - NONCE,
                                                      context, sizeof context, bytes + 1, self->keys->draft)
          == 0)
        return g_bytes_new_with_free_func (plain, plain_length, gb_guarded_free, plain);
      gb_guarded_free (plain);
    }
  g_set_error_literal (error, GB_ERROR, GB_ERROR_TAMPERED,
                       _("This draft can’t be read: it was changed, or it belongs to somebody else."));
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "vault/passphrase.h"
#include "vault/seed-item.h"

#define MARK "guardbook-seed-2 "
#define OLD_MARK "guardbook-seed-1 "
#define OLD_CHECK_SIZE 8

enum { METHOD_KEYRING = 0, METHOD_PASSPHRASE = 1, METHOD_FIDO2 = 2 };
enum
{
  NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
  SEALED_SIZE = GB_SEED_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES
};

/* As it is written: bytes only, so without gaps. */
typedef struct
{
  guint8 method;
  guint8 passes[4], kib[4];
  guint8 salt[GB_PASSPHRASE_SALT_SIZE];
  guint8 nonce[NONCE_SIZE];
  guint8 sealed[SEALED_SIZE];
  char name[GB_SEED_NAME_MOST + 1];
} Record;

#define NAMELESS G_STRUCT_OFFSET (Record, name)

G_STATIC_ASSERT (G_STRUCT_OFFSET (Record, name) == 1 + 4 + 4 + 16 + 24 + 48);

static void
put_number (guint8 bytes[4], guint32 number)
{
  guint32 little = GUINT32_TO_LE (number);
  memcpy (bytes, &little, sizeof little);
}

static guint32
get_number (const guint8 bytes[4])
{
  guint32 little;
  memcpy (&little, bytes, sizeof little);
  return GUINT32_FROM_LE (little);
}

/* --- reading the record -------------------------------------------------------------- */

static gboolean
has_mark (GBytes *item, const char *mark)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (item, &length);

  return length > strlen (mark) && memcmp (text, mark, strlen (mark)) == 0;
}

/* FALSE for anything but a whole record in its one spelling. */
static gboolean
parse (GBytes *item, Record *record)
{
  gsize length = 0, used = 0;
  const char *text = g_bytes_get_data (item, &length);
  const char *end = NULL;

  memset (record, 0, sizeof *record);
  if (!has_mark (item, MARK))
    return FALSE;
  return sodium_base642bin ((guint8 *) record, sizeof *record - 1, text + strlen (MARK), length - strlen (MARK), NULL,
                            &used, &end, sodium_base64_VARIANT_ORIGINAL)
           == 0
         && end == text + length && used >= NAMELESS && strlen (record->name) == used - NAMELESS
         && g_utf8_validate (record->name, -1, NULL);
}

void
gb_seed_item_look (GBytes *item, GbSeedLook *look)
{
  Record record;

  memset (look, 0, sizeof *look);
  look->ours = parse (item, &record);
  if (look->ours)
    {
      look->passphrase = record.method != METHOD_KEYRING;
      look->name = record.name[0] != '\0' ? g_strdup (record.name) : NULL;
    }
  else
    look->ours = has_mark (item, OLD_MARK);
}

void
gb_seed_look_clear (GbSeedLook *look)
{
  g_clear_pointer (&look->name, g_free);
}

/* --- keys ------------------------------------------------------------------------------- */

static void
context_of (const char *vault_id, const char *member_id, const Record *record, guint8 context[GB_HASH_SIZE])
{
  GbHash *hash = gb_hash_new ("guardbook.seed-item.2");

  gb_hash_add_text (hash, vault_id);
  gb_hash_add_text (hash, member_id);
  gb_hash_add (hash, record, G_STRUCT_OFFSET (Record, sealed));
  gb_hash_add_text (hash, record->name);
  gb_hash_finish (hash, context);
}

/* Without a passphrase the key is no secret: the keyring alone keeps the seed,
 * and the tag only tells a whole item from a torn one. */
static gboolean
make_key (const Record *record, const char *passphrase, guint8 key[GB_PASSPHRASE_KEY_SIZE])
{
  GbPassphraseCost cost = { get_number (record->passes), get_number (record->kib) };
  GbHash *hash;

  if (record->method == METHOD_PASSPHRASE)
    return gb_passphrase_stretch (passphrase, record->salt, cost, key);
  hash = gb_hash_new ("guardbook.seed-item.open.1");
  gb_hash_add (hash, record->salt, sizeof record->salt);
  gb_hash_finish (hash, key);
  return TRUE;
}

G_STATIC_ASSERT (GB_PASSPHRASE_KEY_SIZE == GB_HASH_SIZE);
G_STATIC_ASSERT (GB_PASSPHRASE_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

/* --- writing --------------------------------------------------------------------------------- */

static GBytes *
spell (const Record *record)
{
  gsize size = NAMELESS + strlen (record->name);
  gsize room = sodium_base64_encoded_len (size, sodium_base64_VARIANT_ORIGINAL);
  g_autoptr (GbGuarded) text = gb_guarded_new (strlen (MARK) + room);

  memcpy (text, MARK, strlen (MARK));
  sodium_bin2base64 ((char *) text + strlen (MARK), room, (const guint8 *) record, size,
                     sodium_base64_VARIANT_ORIGINAL);
  return gb_guarded_bytes (text, strlen ((char *) text));
}

GBytes *
gb_seed_item_write (const char *vault_id, const char *member_id, const guint8 seed[GB_SEED_SIZE], const char *name,
                    const char *passphrase)
{
  g_autoptr (GbGuarded) key = gb_guarded_new (GB_PASSPHRASE_KEY_SIZE);
  Record record = { .method = passphrase != NULL ? METHOD_PASSPHRASE : METHOD_KEYRING };
  GbPassphraseCost cost = passphrase != NULL ? gb_passphrase_cost () : (GbPassphraseCost){ 0, 0 };
  guint8 context[GB_HASH_SIZE];

  put_number (record.passes, cost.passes);
  put_number (record.kib, cost.kib);
  randombytes_buf (record.salt, sizeof record.salt);
  randombytes_buf (record.nonce, sizeof record.nonce);
  if (name != NULL)
    g_utf8_strncpy (record.name, name, GB_SEED_NAME_MOST / 4);
  if (!make_key (&record, passphrase, key))
    g_error ("No memory was left to stretch a passphrase.");
  context_of (vault_id, member_id, &record, context);
  crypto_aead_xchacha20poly1305_ietf_encrypt (record.sealed, NULL, seed, GB_SEED_SIZE, context, sizeof context, NULL,
                                              record.nonce, key);
  return spell (&record);
}

/* --- reading the seed ---------------------------------------------------------------------------- */

static gboolean
not_ours (GError **error)
{
  g_set_error_literal (
    error, GB_ERROR, GB_ERROR_NO_KEY,
    _ ("The keyring has an entry for this vault, but it is not a key that Guardbook stored for you. "
       "Use the recovery key."));
  return FALSE;
}

/* As format 1 wrote it: "BASE64 CHECK". */
static gboolean
read_old (const char *vault_id, const char *member_id, GBytes *item, guint8 seed[GB_SEED_SIZE])
{
  gsize length = 0, used = 0;
  const char *text = (const char *) g_bytes_get_data (item, &length) + strlen (OLD_MARK);
  const char *end = NULL;
  char check[2 * OLD_CHECK_SIZE + 1];
  guint8 digest[GB_HASH_SIZE];
  GbHash *hash;

  length -= strlen (OLD_MARK);
  if (sodium_base642bin (seed, GB_SEED_SIZE, text, length, NULL, &used, &end, sodium_base64_VARIANT_ORIGINAL) != 0
      || used != GB_SEED_SIZE)
    return FALSE;
  hash = gb_hash_new ("guardbook.seed-item.1");
  gb_hash_add_text (hash, vault_id);
  gb_hash_add_text (hash, member_id);
  gb_hash_add (hash, seed, GB_SEED_SIZE);
  gb_hash_finish (hash, digest);
  sodium_bin2hex (check, sizeof check, digest, OLD_CHECK_SIZE);
  return (gsize) (end - text) + 1 + 2 * OLD_CHECK_SIZE == length && *end == ' '
         && sodium_memcmp (end + 1, check, 2 * OLD_CHECK_SIZE) == 0;
}

/* Whether it may be tried at all. */
static gboolean
check_method (const Record *record, const char *member_id, const char *passphrase, GError **error)
{
  if (record->method == METHOD_FIDO2)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_NO_KEY,
                           _ ("This key asks for a security key, which a newer Guardbook knows and this one doesn’t. "
                              "Install the newer one, or use the recovery key."));
      return FALSE;
    }
  if (record->method > METHOD_FIDO2)
    return not_ours (error);
  if (record->method != METHOD_PASSPHRASE)
    return TRUE;
  if (passphrase == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_PASSPHRASE,
                           _ ("Your role asks for your passphrase as well as the keyring. Type it."));
      return FALSE;
    }
  if (gb_passphrase_pause (member_id) == 0)
    return TRUE;
  gb_passphrase_say_wrong (member_id, error);
  return FALSE;
}

static gboolean
open_record (const char *vault_id, const char *member_id, const Record *record, const char *passphrase,
             guint8 seed[GB_SEED_SIZE])
{
  g_autoptr (GbGuarded) key = gb_guarded_new (GB_PASSPHRASE_KEY_SIZE);
  guint8 context[GB_HASH_SIZE];

  context_of (vault_id, member_id, record, context);
  return make_key (record, passphrase, key)
         && crypto_aead_xchacha20poly1305_ietf_decrypt (seed, NULL, NULL, record->sealed, SEALED_SIZE, context,
                                                        sizeof context, record->nonce, key)
              == 0;
}

gboolean
gb_seed_item_read (const char *vault_id, const char *member_id, GBytes *item, const char *passphrase,
                   guint8 seed[GB_SEED_SIZE], GError **error)
{
  Record record;
  gboolean right;

  if (has_mark (item, OLD_MARK))
    return read_old (vault_id, member_id, item, seed) || not_ours (error);
  if (!parse (item, &record))
    return not_ours (error);
  if (!check_method (&record, member_id, passphrase, error))
    return FALSE;
  right = open_record (vault_id, member_id, &record, passphrase, seed);
  if (record.method != METHOD_PASSPHRASE)
    return right || not_ours (error);
  gb_passphrase_tried (member_id, right);
  if (!right)
    gb_passphrase_say_wrong (member_id, error);
  return right;
}

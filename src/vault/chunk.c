/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>
#include <string.h>

#include "vault/chunk.h"
#include "vault/guarded.h"

enum
{
  MARK = sizeof GB_CHUNK_MARK - 1,
  NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
  MAC = crypto_aead_xchacha20poly1305_ietf_ABYTES,
  KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
};

char *
gb_chunk_key_new (void)
{
  guint8 key[KEY];
  char *text;

  gb_sodium_ready ();
  crypto_aead_xchacha20poly1305_ietf_keygen (key);
  text = gb_bytes_to_hex (key, sizeof key);
  sodium_memzero (key, sizeof key);
  return text;
}

static void
place_of (const char *id, guint number, guint count, guint8 context[GB_HASH_SIZE])
{
  GbHash *hash = gb_hash_new ("guardbook.chunk.1");

  gb_hash_add_text (hash, id);
  gb_hash_add_number (hash, number);
  gb_hash_add_number (hash, count);
  gb_hash_finish (hash, context);
}

GBytes *
gb_chunk_close (const char *key, const char *id, guint number, guint count, gconstpointer bytes, gsize length)
{
  guint8 raw[KEY], context[GB_HASH_SIZE], *closed = g_malloc (MARK + NONCE + length + MAC);
  gboolean fits = gb_hex_to_bytes (key, raw, sizeof raw);

  g_assert (fits);
  place_of (id, number, count, context);
  memcpy (closed, GB_CHUNK_MARK, MARK);
  randombytes_buf (closed + MARK, NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (closed + MARK + NONCE, NULL, bytes, length, context, sizeof context, NULL,
                                              closed + MARK, raw);
  sodium_memzero (raw, sizeof raw);
  return g_bytes_new_take (closed, MARK + NONCE + length + MAC);
}

gboolean
gb_chunk_open (const char *key, const char *id, guint number, guint count, GBytes *closed, GByteArray *whole)
{
  guint8 raw[KEY], context[GB_HASH_SIZE];
  gsize length;
  const guint8 *bytes = g_bytes_get_data (closed, &length);
  guint before = whole->len;
  gboolean fine;

  if (length < MARK + NONCE + MAC || length > GB_CHUNK_SIZE + MARK + NONCE + MAC
      || memcmp (bytes, GB_CHUNK_MARK, MARK) != 0 || key == NULL || !gb_hex_to_bytes (key, raw, sizeof raw))
    return FALSE;
  place_of (id, number, count, context);
  g_byte_array_set_size (whole, before + (guint) (length - MARK - NONCE - MAC));
  fine = crypto_aead_xchacha20poly1305_ietf_decrypt (whole->data + before, NULL, NULL, bytes + MARK + NONCE,
                                                     length - MARK - NONCE, context, sizeof context, bytes + MARK, raw)
         == 0;
  sodium_memzero (raw, sizeof raw);
  if (!fine)
    g_byte_array_set_size (whole, before);
  return fine;
}

char *
gb_sha256_text (gconstpointer bytes, gsize length)
{
  guint8 hash[crypto_hash_sha256_BYTES];

  gb_sodium_ready ();
  crypto_hash_sha256 (hash, bytes, length);
  return gb_bytes_to_hex (hash, sizeof hash);
}

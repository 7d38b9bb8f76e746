/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>
#include <string.h>

#include "vault/guarded.h"
#include "vault/hash.h"

struct _GbHash
{
  crypto_generichash_state state;
};

GbHash *
gb_hash_new (const char *domain)
{
  /* libsodium wants its state aligned to 64 bytes. */
  GbHash *self = g_aligned_alloc0 (1, sizeof (GbHash), 64);

  gb_sodium_ready ();
  crypto_generichash_init (&self->state, NULL, 0, GB_HASH_SIZE);
  gb_hash_add (self, domain, strlen (domain));
  return self;
}

static void
add_length (GbHash *self, guint64 length)
{
  guint64 little = GUINT64_TO_LE (length);

  crypto_generichash_update (&self->state, (const guint8 *) &little, sizeof little);
}

void
gb_hash_add (GbHash *self, gconstpointer bytes, gsize length)
{
  add_length (self, length);
  if (length > 0)
    crypto_generichash_update (&self->state, bytes, length);
}

void
gb_hash_add_text (GbHash *self, const char *text)
{
  /* No text can be this long, so an absent one reads like no other. */
  if (text == NULL)
    add_length (self, G_MAXUINT64);
  else
    gb_hash_add (self, text, strlen (text));
}

void
gb_hash_add_number (GbHash *self, gint64 number)
{
  gint64 little = GINT64_TO_LE (number);

  gb_hash_add (self, &little, sizeof little);
}

void
gb_hash_finish (GbHash *self, guint8 hash[GB_HASH_SIZE])
{
  crypto_generichash_final (&self->state, hash, GB_HASH_SIZE);
  sodium_memzero (self, sizeof *self);
  g_aligned_free (self);
}

char *
gb_hash_text (const char *domain, gconstpointer bytes, gsize length)
{
  guint8 hash[GB_HASH_SIZE];
  GbHash *self = gb_hash_new (domain);

  gb_hash_add (self, bytes, length);
  gb_hash_finish (self, hash);
  return gb_bytes_to_hex (hash, sizeof hash);
}

char *
gb_bytes_to_hex (const guint8 *bytes, gsize length)
{
  char *text = g_malloc (2 * length + 1);

  sodium_bin2hex (text, 2 * length + 1, bytes, length);
  return text;
}

gboolean
gb_hex_to_bytes (const char *hex, guint8 *bytes, gsize length)
{
  gsize used = 0;

  if (hex == NULL || strlen (hex) != 2 * length)
    return FALSE;
  return sodium_hex2bin (bytes, length, hex, 2 * length, NULL, &used, NULL) == 0 && used == length;
}

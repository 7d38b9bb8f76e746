/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>
#include <string.h>

#include "vault/guarded.h"

void
gb_sodium_ready (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      /* Without its source of randomness libsodium must not be used at all. */
      if (sodium_init () < 0)
        g_error ("libsodium could not be made ready.");
      g_once_init_leave (&ready, 1);
    }
}

guint8 *
gb_guarded_new (gsize length)
{
  guint8 *guarded;

  gb_sodium_ready ();
  guarded = sodium_malloc (length);
  if (guarded == NULL)
    g_error ("No guarded memory was left for a key.");
  memset (guarded, 0, length);
  return guarded;
}

void
gb_guarded_free (gpointer guarded)
{
  sodium_free (guarded);
}

GBytes *
gb_guarded_bytes (gconstpointer bytes, gsize length)
{
  guint8 *copy = gb_guarded_new (length);

  memcpy (copy, bytes, length);
  return g_bytes_new_with_free_func (copy, length, gb_guarded_free, copy);
}

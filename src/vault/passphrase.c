/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>
#include <string.h>

#include <glib/gi18n.h>
#include <zxcvbn.h>

#include "base/errors.h"
#include "base/time.h"
#include "vault/passphrase.h"

G_STATIC_ASSERT (GB_PASSPHRASE_SALT_SIZE == crypto_pwhash_SALTBYTES);

/* --- spelling ----------------------------------------------------------------- */

/* GLib's composing leaves copies behind, so what needs none goes without. */
static char *
composed (const char *typed)
{
  return g_str_is_ascii (typed) ? g_strdup (typed) : g_utf8_normalize (typed, -1, G_NORMALIZE_NFKC);
}

char *
gb_passphrase_spell (const char *typed)
{
  char *plain = typed != NULL && strlen (typed) <= GB_PASSPHRASE_MOST ? composed (typed) : NULL;
  const char *from = plain;
  char *spelt = NULL;
  gsize length;

  while (from != NULL && g_ascii_isspace (*from))
    from++;
  length = from != NULL ? strlen (from) : 0;
  while (length > 0 && g_ascii_isspace (from[length - 1]))
    length--;
  if (length > 0)
    {
      spelt = (char *) gb_guarded_new (length + 1);
      memcpy (spelt, from, length);
    }
  if (plain != NULL)
    sodium_memzero (plain, strlen (plain));
  g_free (plain);
  return spelt;
}

/* --- cost ---------------------------------------------------------------------- */

#define AIM (G_USEC_PER_SEC / 2)
#define LEAST_PASSES crypto_pwhash_OPSLIMIT_INTERACTIVE
#define MOST_PASSES 16
#define LEAST_KIB (crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024)
#define MOST_KIB (crypto_pwhash_MEMLIMIT_MODERATE / 1024)
/* What a stored item may ask for: more than ever was measured, less than would stop a machine. */
#define STORED_PASSES 64
#define STORED_KIB (1024 * 1024)

static GMutex cost_lock;
static GbPassphraseCost cost;

static gint64
time_of (GbPassphraseCost tried)
{
  static const guint8 salt[GB_PASSPHRASE_SALT_SIZE];
  guint8 key[GB_PASSPHRASE_KEY_SIZE];
  gint64 start = g_get_monotonic_time ();

  if (!gb_passphrase_stretch ("how long does one take", salt, tried, key))
    return G_MAXINT64;
  return MAX (1, g_get_monotonic_time () - start);
}

/* Memory first, since it is what makes guessing dear; then as many passes as
 * half a second allows. */
static GbPassphraseCost
measure (void)
{
  GbPassphraseCost found = { LEAST_PASSES, MOST_KIB };
  gint64 took = time_of (found);

  while (took > 2 * AIM && found.kib > LEAST_KIB)
    {
      found.kib /= 2;
      took = time_of (found);
    }
  if (took < AIM)
    found.passes = (guint32) CLAMP ((gint64) LEAST_PASSES * AIM / took, (gint64) LEAST_PASSES, MOST_PASSES);
  return found;
}

GbPassphraseCost
gb_passphrase_cost (void)
{
  GbPassphraseCost known;

  g_mutex_lock (&cost_lock);
  if (cost.passes == 0)
    cost = measure ();
  known = cost;
  g_mutex_unlock (&cost_lock);
  return known;
}

void
gb_passphrase_set_cost (guint32 passes, guint32 kib)
{
  g_mutex_lock (&cost_lock);
  cost = (GbPassphraseCost){ passes, kib };
  g_mutex_unlock (&cost_lock);
}

gboolean
gb_passphrase_stretch (const char *spelt, const guint8 salt[GB_PASSPHRASE_SALT_SIZE], GbPassphraseCost asked,
                       guint8 key[GB_PASSPHRASE_KEY_SIZE])
{
  gb_sodium_ready ();
  return asked.passes >= crypto_pwhash_OPSLIMIT_MIN && asked.passes <= STORED_PASSES
         && asked.kib >= crypto_pwhash_MEMLIMIT_MIN / 1024 && asked.kib <= STORED_KIB
         && crypto_pwhash (key, GB_PASSPHRASE_KEY_SIZE, spelt, strlen (spelt), salt, asked.passes,
                           (gsize) asked.kib * 1024, crypto_pwhash_ALG_ARGON2ID13)
              == 0;
}

/* --- strength ----------------------------------------------------------------------- */

/* Bits of guessing.  A try costs half a second and needs the keyring as well:
 * 2^33 of them are more than a century of one machine. */
#define FAIR_BITS 33
#define GOOD_BITS 45
#define STRONG_BITS 60

GbStrength
gb_passphrase_strength (const char *typed, const char *const *known, double *part)
{
  char *spelt = gb_passphrase_spell (typed);
  double bits = spelt != NULL ? ZxcvbnMatch (spelt, (const char **) known, NULL) : 0;
  gboolean empty = spelt == NULL;

  gb_guarded_free (spelt);
  if (part != NULL)
    *part = CLAMP (bits / STRONG_BITS, 0, 1);
  if (empty)
    return GB_STRENGTH_NONE;
  if (bits < FAIR_BITS)
    return GB_STRENGTH_WEAK;
  if (bits < GOOD_BITS)
    return GB_STRENGTH_FAIR;
  return bits < STRONG_BITS ? GB_STRENGTH_GOOD : GB_STRENGTH_STRONG;
}

gboolean
gb_passphrase_is_fit (const char *typed, const char *const *known, GError **error)
{
  switch (gb_passphrase_strength (typed, known, NULL))
    {
    case GB_STRENGTH_NONE:
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("Type a passphrase: four or more words that don’t belong together are easy to remember "
                              "and hard to guess."));
      return FALSE;
    case GB_STRENGTH_WEAK:
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("This passphrase is too easy to guess. Take four or more words that don’t belong "
                              "together."));
      return FALSE;
    default:
      return TRUE;
    }
}

/* --- tries ---------------------------------------------------------------------------- */

/* Slips of the finger are free. */
#define FREE_TRIES 2
#define LONGEST_PAUSE 60

typedef struct { guint wrong; gint64 until; } Tries;

static GMutex tries_lock;
static GHashTable *tries; /* member id -> Tries */

static Tries *
tries_of (const char *whose)
{
  Tries *found;

  if (tries == NULL)
    tries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  found = g_hash_table_lookup (tries, whose);
  if (found == NULL)
    {
      found = g_new0 (Tries, 1);
      g_hash_table_insert (tries, g_strdup (whose), found);
    }
  return found;
}

guint
gb_passphrase_pause (const char *whose)
{
  gint64 left;

  g_mutex_lock (&tries_lock);
  left = tries_of (whose)->until - gb_now ();
  g_mutex_unlock (&tries_lock);
  return left > 0 ? (guint) ((left + GB_SECOND - 1) / GB_SECOND) : 0;
}

void
gb_passphrase_tried (const char *whose, gboolean right)
{
  Tries *mine;

  g_mutex_lock (&tries_lock);
  mine = tries_of (whose);
  mine->wrong = right ? 0 : mine->wrong + 1;
  mine->until = 0;
  if (mine->wrong > FREE_TRIES)
    mine->until = gb_now () + MIN (1 << MIN (mine->wrong - FREE_TRIES, 6), LONGEST_PAUSE) * GB_SECOND;
  g_mutex_unlock (&tries_lock);
}

void
gb_passphrase_say_wrong (const char *whose, GError **error)
{
  guint pause = gb_passphrase_pause (whose);

  if (pause == 0)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_PASSPHRASE,
                         _ ("That isn’t your passphrase. Nothing was lost: type it again."));
  else
    g_set_error (error, GB_ERROR, GB_ERROR_PASSPHRASE,
                 ngettext ("That isn’t your passphrase. Nothing was lost: try again in %u second.",
                              "That isn’t your passphrase. Nothing was lost: try again in %u seconds.", pause),
                 pause);
}

/* --- asking ------------------------------------------------------------------------------ */

static GbPassphraseAsker asker;
static gpointer asker_data;

void
gb_passphrase_set_asker (GbPassphraseAsker func, gpointer data)
{
  asker = func;
  asker_data = data;
}

char *
gb_passphrase_ask (gboolean fresh, GError **error)
{
  if (asker != NULL)
    return asker (fresh, asker_data, error);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_PASSPHRASE,
                       fresh ? _ ("Whoever opens cases needs a passphrase besides the keyring (policy 001 s7.9). "
                                  "Choose one.")
                             : _ ("Your role asks for your passphrase as well as the keyring. Type it."));
  return NULL;
}

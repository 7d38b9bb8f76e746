/* SPDX-License-Identifier: GPL-3.0-or-later */
/* passphrase: the second factor of a member whose role is elevated (policy 001
 * s7.9) - how it is spelt, stretched, judged and asked for.
 *
 * Argon2id turns it into the key that wraps the member's seed (seed-item.h).
 * What that costs is measured once on this machine, so that one try takes about
 * half a second here, and is stored beside what it wrapped: a slower or faster
 * machine opens it all the same.  A wrong one costs nothing but a pause that
 * grows.  The text is kept in guarded memory only, and only while it is needed.
 */
#pragma once

#include <glib.h>

#include "vault/guarded.h"

G_BEGIN_DECLS

#define GB_PASSPHRASE_SALT_SIZE 16
#define GB_PASSPHRASE_KEY_SIZE 32
#define GB_PASSPHRASE_MOST 1024 /* bytes */

/* In one spelling, whichever keyboard it was typed on (NFKC, no blanks around
 * it), guarded: gb_guarded_free.  NULL for nothing but blanks, or too much. */
char *gb_passphrase_spell (const char *typed);

/* --- what it costs ----------------------------------------------------------- */

typedef struct { guint32 passes, kib; } GbPassphraseCost;

/* Measured at the first call: about half a second, never less than libsodium's
 * INTERACTIVE (2 passes over 64 MiB).  Any thread. */
GbPassphraseCost gb_passphrase_cost (void);
/* Replaces what would be measured: for an invented school whose passphrase is
 * told to everybody, and for tests.  Zeros: measure again. */
void gb_passphrase_set_cost (guint32 passes, guint32 kib);
/* FALSE when the cost is none that this program ever wrote, or memory ran out. */
gboolean gb_passphrase_stretch (const char *spelt, const guint8 salt[GB_PASSPHRASE_SALT_SIZE], GbPassphraseCost cost,
                                guint8 key[GB_PASSPHRASE_KEY_SIZE]);

/* --- how good it is ------------------------------------------------------------ */

typedef enum { GB_STRENGTH_NONE, GB_STRENGTH_WEAK, GB_STRENGTH_FAIR, GB_STRENGTH_GOOD, GB_STRENGTH_STRONG } GbStrength;

/* By zxcvbn's count of guesses; @known: words that whoever wants in would try
 * first (the school's name, the member's own), NULL-terminated or NULL.
 * @part: 0 to 1, for a bar; may be NULL. */
GbStrength gb_passphrase_strength (const char *typed, const char *const *known, double *part);
/* FAIR at least; else GB_ERROR_INPUT with what to do. */
gboolean gb_passphrase_is_fit (const char *typed, const char *const *known, GError **error);

/* --- tries ------------------------------------------------------------------------ */

/* Seconds that @whose (a member id) must wait before another try counts; 0: now. */
guint gb_passphrase_pause (const char *whose);
/* The third wrong one in a row costs two seconds, then four, up to a minute; a right one forgets them. */
void gb_passphrase_tried (const char *whose, gboolean right);
/* The sentence of a wrong one, with the pause if there is one.  GB_ERROR_PASSPHRASE. */
void gb_passphrase_say_wrong (const char *whose, GError **error);

/* --- asking ------------------------------------------------------------------------- */

/* Where there is no window: asks whoever sits at the terminal.  @fresh: a new
 * one is chosen.  Guarded text as typed, or NULL with error. */
typedef char *(*GbPassphraseAsker) (gboolean fresh, gpointer data, GError **error);
/* Once, before threads; a window sets none and asks in its own pages. */
void gb_passphrase_set_asker (GbPassphraseAsker asker, gpointer data);
/* NULL with GB_ERROR_PASSPHRASE when nobody can be asked. */
char *gb_passphrase_ask (gboolean fresh, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chunk: what is too large for an entry's body, closed under a key that stands
 * in that body and nowhere else.
 *
 * A file is cut into chunks of a megabyte.  Each is closed with
 * XChaCha20-Poly1305 under the file's own random key, with the file's id, its own
 * number and how many there are bound in, so that none can be put in another's
 * place, and kept as a blob.  Who can read the entry can read the file: a sealed
 * case's readers and nobody else; and nobody, once the entry's body is destroyed.
 * From outside only the number of chunks shows.
 */
#pragma once

#include "vault/hash.h"

G_BEGIN_DECLS

#define GB_CHUNK_SIZE (1024 * 1024)
#define GB_CHUNK_MARK "GBCHUNK1" /* each closed one begins with it */

/* A random key, hexadecimal.  (transfer full; wipe with gb_wipe_text) */
char *gb_chunk_key_new (void);
/* Chunk @number of @count of the file @id, closed.  (transfer full) */
GBytes *gb_chunk_close (const char *key, const char *id, guint number, guint count, gconstpointer bytes, gsize length);
/* And open again, appended to @whole.  FALSE: changed, or it belongs elsewhere. */
gboolean gb_chunk_open (const char *key, const char *id, guint number, guint count, GBytes *closed, GByteArray *whole);

/* SHA-256, hexadecimal: what anybody can reckon again with sha256sum.  (transfer full) */
char *gb_sha256_text (gconstpointer bytes, gsize length);

G_END_DECLS

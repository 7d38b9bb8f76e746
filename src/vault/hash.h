/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hash: BLAKE2b-256 over named, length-prefixed parts.
 *
 * Every hash in Guardbook begins with a domain ("guardbook.entry.1"), so that
 * bytes hashed for one purpose can never stand for another, and every part
 * carries its length, so that no two lists of parts read alike.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GB_HASH_SIZE 32 /* BLAKE2b-256 */

/* BLAKE2b-256, domain-separated: @domain, then the length-prefixed parts. */
typedef struct _GbHash GbHash;
GbHash *gb_hash_new (const char *domain);
void gb_hash_add (GbHash *self, gconstpointer bytes, gsize length); /* adds 8-byte length, then bytes */
void gb_hash_add_text (GbHash *self, const char *text);             /* NULL differs from "" */
void gb_hash_add_number (GbHash *self, gint64 number);
void gb_hash_finish (GbHash *self, guint8 hash[GB_HASH_SIZE]); /* frees self */
char *gb_hash_text (const char *domain, gconstpointer bytes, gsize length); /* hexadecimal (transfer full) */
char *gb_bytes_to_hex (const guint8 *bytes, gsize length);
gboolean gb_hex_to_bytes (const char *hex, guint8 *bytes, gsize length);

G_END_DECLS

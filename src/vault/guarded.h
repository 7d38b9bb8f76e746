/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guarded: bytes that must not be swapped, dumped or left behind.
 *
 * sodium_malloc gives a page of its own between two forbidden ones, locked in
 * memory where the system allows, left out of core dumps, and wiped when freed.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes libsodium ready; every function of this room that uses it calls this first. */
void gb_sodium_ready (void);

/* @length guarded bytes, zeroed.  Never NULL. */
guint8 *gb_guarded_new (gsize length);
void gb_guarded_free (gpointer guarded); /* wipes; NULL is fine */

/* A GBytes over a guarded copy of @bytes. */
GBytes *gb_guarded_bytes (gconstpointer bytes, gsize length);

typedef guint8 GbGuarded;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbGuarded, gb_guarded_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ids: random 128-bit names for cases, people, devices and acts.
 *
 * An id is 32 lower-case hexadecimal digits.  People never read one: they
 * read a reference (26-0147), which the book allots.  Randomness is an
 * outside fact and enters here, so that a test can replace it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Fills @length bytes at @bytes. */
typedef void (*GbRandomFunc) (guint8 *bytes, gsize length, gpointer data);

/* A new id, 32 hexadecimal digits.  (transfer full) */
char *gb_id_new (void);

/* Whether @text has the form of an id. */
gboolean gb_id_is_valid (const char *text);

/* This machine's name for itself, stable across restarts: the contents of
 * /etc/machine-id, else the host name; GUARDBOOK_MACHINE_ID overrides both in
 * tests.  (transfer full) */
char *gb_machine_id (void);

/* Replaces the source of randomness for ids (never for keys).  NULL restores
 * the kernel's. */
void gb_ids_set_random (GbRandomFunc func, gpointer data);

G_END_DECLS

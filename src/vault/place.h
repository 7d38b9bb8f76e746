/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place: where a vault's folder lives, and files in it written so that a
 * power cut leaves either the old or the new. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why no live vault may be kept on a file system of this statfs magic; NULL
 * if it may.  (transfer none) */
const char *gb_place_refusal (gint64 magic);

/* Writes @text to NAME in @dir: temporary file, fsync, rename, fsync of the
 * folder.  GB_ERROR_FAULT. */
gboolean gb_place_write (const char *dir, const char *name, const char *text, gsize length, GError **error);

/* Makes what the folder lists durable.  GB_ERROR_FAULT. */
gboolean gb_place_sync (const char *dir, GError **error);

/* Whether @dir and the file NAME in it can be written by this account. */
gboolean gb_place_is_writable (const char *dir, const char *name);

/* Removes the files that a vault is made of, and the folder if nothing else is in it. */
void gb_place_clear (const char *dir);

G_END_DECLS

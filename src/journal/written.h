/* SPDX-License-Identifier: GPL-3.0-or-later */
/* written: an entry that somebody wrote who has no key to the vault - the
 * technician's change of the filter - and that a keyholder took up under their name.
 *
 * Whoever takes it up signs the entry; that the words are the other's is proved by
 * the letter in its body's "written": the very text, the name of the file it lay
 * in, and the signature of the one who wrote it.  A keyholder can't put words into
 * their mouth: the gate asks gb_written_holds before, verify after.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "vault/identity.h"

G_BEGIN_DECLS

/* Whether @body's letter was signed by @sign_key, names @name, and says this
 * register, this entry, this time and these values.  A body without a letter holds. */
gboolean gb_written_holds (const char *vault_id, JsonObject *body, const char *name,
                           const guint8 sign_key[GB_SIGN_KEY_SIZE]);

G_END_DECLS

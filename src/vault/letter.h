/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letter: what lies beside vault.db for somebody who has no key to it.
 *
 * A letter is a file in the vault's folder "outer", named by its reader's id
 * and what it is for.  It is an envelope (seal.h) under a key of its own,
 * closed for its readers alone; inside stands the writer's public key, their
 * signature, which covers vault, name and text, and the text.  Nobody without
 * one of the readers' keys learns more than who may read it and how long it
 * is, in steps; a reader must know the writer's public key beforehand, from
 * whoever let them in, and check it.
 *
 * And the copy of the vault that such a person can make: the files as they
 * are, still encrypted, while nobody has it open.
 *
 * Composed of seal.h and Ed25519 only.
 */
#pragma once

#include "vault/seal.h"

G_BEGIN_DECLS

/* Writes @name in "outer" in @dir, over an older one.  GB_ERROR_FAULT. */
gboolean gb_letter_write (const char *dir, const char *name, GbIdentity *writer, const GbSealHolder *readers,
                          guint n_readers, GBytes *text, GError **error);
/* The text; @sign_key is the writer's.  GB_ERROR_MISSING: there is none.
 * GB_ERROR_NO_KEY: it isn't for @reader.  GB_ERROR_TAMPERED.  (transfer full) */
GBytes *gb_letter_read (const char *dir, const char *name, GbIdentity *reader, guint8 sign_key[GB_SIGN_KEY_SIZE],
                        GError **error);
/* The same with the signature, for who keeps it as a proof of what was written. */
GBytes *gb_letter_read_proof (const char *dir, const char *name, GbIdentity *reader, guint8 sign_key[GB_SIGN_KEY_SIZE],
                              guint8 signature[GB_SIGNATURE_SIZE], GError **error);
/* Whether @signature is that of @sign_key over what a letter @name of this vault said. */
gboolean gb_letter_check_proof (const char *vault_id, const char *name, GBytes *text,
                                const guint8 sign_key[GB_SIGN_KEY_SIZE], const guint8 signature[GB_SIGNATURE_SIZE]);
gboolean gb_letter_is_there (const char *dir, const char *name);
/* What everybody may read: public keys and proofs, no names. */
gboolean gb_letter_write_open (const char *dir, const char *name, const char *text, GError **error);
char *gb_letter_read_open (const char *dir, const char *name, GError **error);
/* Gone, or was never there. */
void gb_letter_remove (const char *dir, const char *name);
/* The names there are, sorted.  (transfer full) */
char **gb_letter_names (const char *dir);

/* One file of a copy, and what stands in it. */
typedef struct { char *name; guint64 size; char *hash; } GbCopiedFile;
void gb_copied_file_free (GbCopiedFile *file);
/* Copies the vault's files, as they are, into the new folder @to and reads each
 * back; of GbCopiedFile.  GB_ERROR_HELD: somebody has it open.  GB_ERROR_INPUT:
 * @to is there already.  (transfer full) */
GPtrArray *gb_vault_copy_closed (const char *dir, const char *to, GError **error);
/* Whether the files in @dir are still those of @files. */
gboolean gb_vault_copy_is_whole (const char *dir, const GPtrArray *files);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* factor: the second factor of members whose role is elevated (policy 001 s7.9)
 * - who needs one, what they sign with it, and who can sit down here.
 *
 * Every role that opens cases is elevated; the technician and the
 * safeguarding governor are not, so that a backup runs without anybody there.
 * A passphrase is chosen when a key is made (gb_book_create, gb_book_enrol,
 * gb_book_recover), asked for when it is used to open (gb_book_open), and again
 * at each signature: gb_book_prove allows one act of one kind, within two
 * minutes.  A member whose role has become elevated sets one before the first act.
 *
 * Each function that takes a @passphrase takes it as typed.  NULL: whoever sits
 * at the terminal is asked (vault/passphrase.h), and in a window, where nobody is
 * set to be asked, the answer is GB_ERROR_PASSPHRASE and nothing was done.
 */
#pragma once

#include "casework/book.h"
#include "vault/passphrase.h"

G_BEGIN_DECLS

gboolean gb_roles_are_elevated (const char *const *roles);

/* An invented school's vault has this file, and in it the passphrase of all its
 * members, for the start page to tell; and this is the one that the demo sets. */
#define GB_DEMO_NOTE "invented-school"
#define GB_DEMO_PASSPHRASE "grey heron over wet roofs"

/* --- who can sit down -------------------------------------------------------------- */

typedef struct { char *member_id, *name; gboolean passphrase; } GbSitter;
void gb_sitter_free (GbSitter *sitter);
/* The members whose keys @keyring holds for the vault, by name: what an item
 * says of itself, or, for one stored without a name, what the vault says.  None
 * is opened that asks for a passphrase.  (transfer full, element-type GbSitter) */
GPtrArray *gb_book_sitters (const char *dir, GbKeyring *keyring, GError **error);

/* gb_book_open, gb_book_enrol and gb_book_recover with a passphrase that was typed already. */
GbBook *gb_book_open_with (const char *dir, const char *member_id, const char *passphrase, GbKeyring *keyring,
                           GError **error);
GbBook *gb_book_enrol_with (const char *dir, const char *code, const char *passphrase, GbKeyring *keyring,
                            GError **error);
/* @other NULL: @words are the recovery key; else two shares. */
GbBook *gb_book_recover_with (const char *dir, const char *words, const char *other, const char *member_id,
                              const char *passphrase, GbKeyring *keyring, GError **error);

/* --- at the desk --------------------------------------------------------------------- */

gboolean gb_book_has_passphrase (GbBook *self);
/* The role asks for one and none is set: nothing can be written before that. */
gboolean gb_book_wants_passphrase (GbBook *self);
/* Whether @kind is signed with the passphrase by this member and nothing allows it now. */
gboolean gb_book_needs_proof (GbBook *self, const char *kind);
/* Half a second: not on the window's thread.  GB_ERROR_PASSPHRASE when it is wrong. */
gboolean gb_book_prove (GbBook *self, const char *kind, const char *passphrase, GError **error);
/* @old may be NULL if none is set.  The keys stay the same. */
gboolean gb_book_set_passphrase (GbBook *self, const char *old, const char *fresh, GError **error);

G_END_DECLS

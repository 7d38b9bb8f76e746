/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book-private: what book.c, book-join.c and factor.c share, and the making of an invented school. */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

/* Registers every projection; once per process, before a vault is opened. */
void gb_acts_register (void);

/* A book around an opened vault (transfer full): makes the lists if need be,
 * reads school, pack and calendar.  On an error the vault is closed. */
GbBook *gb_book_new_for_vault (GbVault *vault, GbKeyring *keyring, GError **error);

/* The keys of @member_id from @keyring, under @passphrase if they ask for one (NULL: asked for at the terminal). */
GbIdentity *gb_book_load_identity (GbKeyring *keyring, const char *vault_id, const char *member_id,
                                   const char *passphrase, GError **error);

/* Opens with keys that are here already, checks the anchor. */
GbBook *gb_book_open_identity (const char *dir, GbIdentity *identity, GbKeyring *keyring, GError **error);

/* Whether books that are opened from now on verify themselves beside the work at
 * the desk; they do unless this was called.  For the making of an invented school. */
void gb_book_check_when_opened (gboolean check);

/* Worker only: the act without the check that it has a way of its own. */
GbDone *gb_book_do (GbBook *self, const char *kind, const char *case_id, const char *request, JsonObject *body,
                    GError **error);
/* Worker only: an entry of the vault's own life, before or beside any gate. */
gboolean gb_book_write (GbBook *self, const char *kind, JsonObject *body, GError **error);
/* Worker only: reads again what member, pack and calendar entries say. */
gboolean gb_book_reload (GbBook *self, GError **error);

/* Worker only, outside any transaction: brings the slots in line with the
 * journal, and gives the vault a new key when somebody left or a paper was
 * withdrawn.  Each step can be broken off and done again. */
gboolean gb_book_settle_keys (GbBook *self, GError **error);

/* Worker only, outside any transaction: what @member_id read of sealed cases is
 * closed for their new key, once somebody has confirmed it. */
gboolean gb_book_take_back (GbBook *self, const char *member_id, GError **error);

/* What the anchor remembers and the vault has not: rows as in
 * gb_journal_check_anchor, NULL before any anchor was seen.  (transfer none) */
JsonArray *gb_book_missing (GbBook *self);

/* Worker only: the pack that is kept under @hash, read once and alive as long
 * as the book.  GB_ERROR_TAMPERED if it is gone.  (transfer none) */
GbPack *gb_book_pack_by_hash (GbBook *self, const char *hash, GError **error);

/* --- the second factor (factor.h) --- */
typedef struct _GbFactor GbFactor;
GbFactor *gb_factor_new (void);
void gb_factor_free (GbFactor *self);
GbFactor *gb_book_get_factor (GbBook *self);
/* Whether @kind was proven if it must be: GB_ERROR_PASSPHRASE. */
gboolean gb_factor_check (GbBook *book, const char *kind, GError **error);
/* The same, after asking at the terminal if there is one.  Any thread. */
gboolean gb_factor_ask (GbBook *book, const char *kind, GError **error);
void gb_factor_use_up (GbFactor *self, const char *kind);
/* The passphrase of a key that is being made: @typed, or what is asked for at
 * the terminal when a role is elevated; guarded, NULL when there is to be none. */
gboolean gb_factor_choose (const char *const *roles, const char *typed, const char *name, const char *school,
                           char **spelt, GError **error);
/* Puts the seed of @identity into @keyring, under @spelt if that is not NULL. */
gboolean gb_factor_store (GbKeyring *keyring, GbIdentity *identity, const char *name, const char *spelt,
                          GError **error);

/* {"name", "roles", "zone"} as frozen into every body. */
JsonObject *gb_book_author (const char *name, const char *const *roles, const char *zone);

G_END_DECLS

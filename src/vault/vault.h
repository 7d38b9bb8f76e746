/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vault: the directory NAME.guardbook, and the one thread that may touch it.
 *
 * vault.db is SQLCipher 4 with a random raw 256-bit key; slots.json (two
 * copies) holds that key sealed to each member, to the recovery key and to
 * each pending enrolment (slots.h).  One process holds the vault at a time (a
 * lock file that says who); inside it one worker thread owns the one
 * connection.  Every function that touches the database asserts that it runs
 * there: reach it by gb_vault_run (waits) or gb_vault_run_async.
 *
 * Life: create or open -> run jobs -> close.  Closing wipes the keys.
 */
#pragma once

#include <gio/gio.h>

#include "vault/identity.h"

G_BEGIN_DECLS

#define GB_TYPE_VAULT (gb_vault_get_type ())
G_DECLARE_FINAL_TYPE (GbVault, gb_vault, GB, VAULT, GObject)

/* Proves that the sqlite3 in this process is SQLCipher with our options.
 * Call once before anything else.  GB_ERROR_FAULT. */
gboolean gb_vault_guard (GError **error);

/* Whether a live vault may be kept in @dir's file system (local only; network
 * and sync folders refused with the reason).  GB_ERROR_INPUT. */
gboolean gb_vault_place_is_fit (const char *dir, GError **error);

/* Makes the directory, vault.db, slots.json with a slot for @founder and one
 * for the recovery identity.  @schema is the SQL of the tables of truth. The
 * directory must not exist or be empty.  GB_ERROR_INPUT, GB_ERROR_FAULT. */
GbVault *gb_vault_create (const char *dir, GbIdentity *founder, GbIdentity *recovery, const char *schema,
                          GError **error);

/* The vault's id, read from slots.json without any key.  (transfer full) */
char *gb_vault_read_id (const char *dir, GError **error);

/* Opens with whichever slot @identity fits.  GB_ERROR_NO_KEY, GB_ERROR_HELD
 * (says who), GB_ERROR_TAMPERED (slots or settings), GB_ERROR_FAULT.  A
 * directory or file that can't be written opens read-only. */
GbVault *gb_vault_open (const char *dir, GbIdentity *identity, GError **error);

/* Closes the database, wipes every key, ends the worker.  Idempotent. */
void gb_vault_close (GbVault *self);

const char *gb_vault_get_path (GbVault *self);
const char *gb_vault_get_id (GbVault *self);
GbIdentity *gb_vault_get_identity (GbVault *self);
gboolean gb_vault_is_read_only (GbVault *self);

/* --- the worker ------------------------------------------------------- */

/* A job.  Runs on the worker; TRUE, or FALSE with error. */
typedef gboolean (*GbVaultJob) (GbVault *vault, gpointer data, GError **error);
/* Waits; direct if already on the worker. */
gboolean gb_vault_run (GbVault *self, GbVaultJob job, gpointer data, GError **error);

/* A job whose answer is a pointer, given to the main context of the caller. */
typedef gpointer (*GbVaultQuestion) (GbVault *vault, gpointer data, GCancellable *cancellable, GError **error);
void gb_vault_run_async (GbVault *self, GbVaultQuestion question, gpointer data, GDestroyNotify data_free,
                         GDestroyNotify answer_free, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
gpointer gb_vault_run_finish (GbVault *self, GAsyncResult *result, GError **error);
gboolean gb_vault_on_worker (GbVault *self);

/* --- long work (worker only) -------------------------------------------- */

/* While @roomy the connection keeps up to 256 MiB of pages instead of 64: a rebuild of every projection
 * of a large journal otherwise ciphers its own pages over and over.  Back to FALSE gives the memory back. */
void gb_vault_set_roomy (GbVault *self, gboolean roomy);

/* --- transactions (worker only) ---------------------------------------- */

/* BEGIN IMMEDIATE; only the opener's nesting level commits. */
gboolean gb_vault_begin (GbVault *self, GError **error);
/* Asks first whether the file has moved under us, so that no act is
 * acknowledged into a deleted file.  When it fails the whole is taken back. */
gboolean gb_vault_commit (GbVault *self, GError **error);
/* Takes everything back; an outer level can then only fail.  Nothing when none is open. */
void gb_vault_rollback (GbVault *self);

/* Runs every statement of @sql; no results. */
gboolean gb_vault_execute (GbVault *self, const char *sql, GError **error);

/* The fence around the tables of truth (journal/): while it is up the
 * authorizer refuses every write to the tables named at create (entry, blob)
 * but for INSERT, and every DDL on them.  Projections (p_*) and draft are free. */
void gb_vault_fence (GbVault *self, gboolean up);

/* A scratch in-memory schema attached as @name ("scratch"), for verify. */
gboolean gb_vault_attach_scratch (GbVault *self, const char *name, GError **error);
gboolean gb_vault_detach (GbVault *self, const char *name, GError **error);

/* What a higher room keeps for as long as the vault is open (worker only): freed,
 * keys and all, when the database is closed.  One thing; replacing it frees the other. */
void gb_vault_hold (GbVault *self, gpointer data, GDestroyNotify data_free);
gpointer gb_vault_held (GbVault *self);

/* --- slots -------------------------------------------------------------- */

/* Who can open: "member", "recovery", "share-pair", "enrolment" and the holder's id. */
typedef struct { char *kind; char *holder; guint8 box_key[GB_BOX_KEY_SIZE]; gint64 expires; } GbSlotInfo;
void gb_slot_info_free (GbSlotInfo *info);
GPtrArray *gb_vault_slots (GbVault *self, GError **error); /* of GbSlotInfo */
gboolean gb_vault_add_slot (GbVault *self, const char *kind, const char *holder, const guint8 box_key[GB_BOX_KEY_SIZE],
                            gint64 expires, GError **error);
/* Refuses to remove the last way back in (gb_slots_ways_back). */
gboolean gb_vault_remove_slot (GbVault *self, const char *kind, const char *holder, GError **error);

/* A new vault key, which whoever knew the old one never had; the epoch goes
 * one on.  Every page is written anew into a second file (seconds for 100 MB),
 * so there must be room for it.  Broken off at whatever point, one of the two
 * keys opens the vault and the next opening tidies up.  No transaction may be
 * open.  GB_ERROR_FAULT, GB_ERROR_READ_ONLY. */
gboolean gb_vault_rekey (GbVault *self, GError **error);
gint64 gb_vault_get_epoch (GbVault *self);
/* Runs on the worker after a rekey has opened the database anew: puts back what
 * lives in the connection only (an attached schema in memory). */
void gb_vault_on_reopened (GbVault *self, GbVaultJob job, gpointer data);

/* --- backup --------------------------------------------------------------- */

/* Writes a whole encrypted copy of the vault (database and slots) to the new
 * directory @to; never over anything.  It counts only when it opened by another
 * slot than the maker's (one made for the test and taken out again) and @check,
 * run on it then, says so; else the copy is removed. */
gboolean gb_vault_backup (GbVault *self, const char *to, GbVaultJob check, gpointer data, GError **error);
/* Copies a backup into the new directory @to and opens it with @identity
 * (a member or the recovery key). */
GbVault *gb_vault_restore (const char *from, const char *to, GbIdentity *identity, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* journal: append, sign, chain, read, verify, replay, anchor (worker only, but for verify).
 *
 * Each writer (one member on one machine) has a gapless chain: prev_hash is
 * that writer's entry before, seen_hash the newest entry of anybody.  hash is
 * BLAKE2b over "guardbook.entry.1" and the length-prefixed columns in schema
 * order; signature is Ed25519 over the hash by the author's key, as the journal
 * itself made that key known (vault.created, member.enrolled,
 * member.recovered).  Before COMMIT each entry is read back, re-hashed and its
 * signature checked.  The projections (projection.h) run in the same
 * transaction.
 */
#pragma once

#include "journal/kinds.h"
#include "vault/vault.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id, seq, at;
  char *writer, *author, *kind, *case_id, *request;
  gboolean sealed;
  gboolean opened; /* sealed, and kind, case and body are what was inside (sealed.h) */
  GBytes *body; /* stored bytes */
  guint8 prev_hash[GB_HASH_SIZE], seen_hash[GB_HASH_SIZE], hash[GB_HASH_SIZE];
  guint8 signature[GB_SIGNATURE_SIZE];
} GbEntry;
void gb_entry_free (GbEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbEntry, gb_entry_free)
JsonObject *gb_entry_body (const GbEntry *entry, GError **error); /* parsed (transfer full) */

/* The SQL of the tables of truth, for gb_vault_create.  (transfer none) */
const char *gb_journal_schema (void);

/* Appends one entry inside the open transaction (begins and commits its own
 * when none is open).  @body is checked against the grammar.  If an entry
 * with @request already exists it is returned and nothing is written.
 * GB_ERROR_INPUT, GB_ERROR_READ_ONLY, GB_ERROR_FAULT.  (transfer full) */
GbEntry *gb_journal_append (GbVault *vault, const char *kind, const char *case_id, const char *request,
                            JsonObject *body, GError **error);

/* Reading.  NULL without error: none such. */
GbEntry *gb_journal_entry (GbVault *vault, gint64 id, GError **error);
GbEntry *gb_journal_entry_by_request (GbVault *vault, const char *request, GError **error);
gint64 gb_journal_count (GbVault *vault, GError **error);
/* The newest entry's hash: the journal's head.  FALSE: empty. */
gboolean gb_journal_head (GbVault *vault, guint8 hash[GB_HASH_SIZE], GError **error);

/* What an invitation's key or the recovery key signs (field "proof", hexadecimal)
 * to let the new keys of @member_id in; the keys as the body has them. */
void gb_journal_join_hash (const char *member_id, const char *sign_key, const char *box_key, guint8 hash[GB_HASH_SIZE]);

/* --- blobs ------------------------------------------------------------------ */
/* Keeps @bytes under their hash (hexadecimal, transfer full); the same bytes twice are one. */
char *gb_journal_keep (GbVault *vault, GBytes *bytes, GError **error);
GBytes *gb_journal_kept (GbVault *vault, const char *hash, GError **error);

/* --- verify ------------------------------------------------------------------- */
typedef struct { gint64 entry; char *sentence; } GbFinding; /* entry 0: the journal as a whole */
void gb_finding_free (GbFinding *finding);
typedef void (*GbProgressFunc) (gint64 done, gint64 total, gpointer data);
typedef enum
{
  GB_VERIFY_HASHES = 1,
  GB_VERIFY_SIGNATURES = 2,
  GB_VERIFY_PROJECTIONS = 4,
  GB_VERIFY_BLOBS = 8,
  GB_VERIFY_ALL = 15
} GbVerifyParts;
typedef struct
{
  gint64 entries, writers;
  GPtrArray *heads; /* "writer seq hash-words" text */
  GPtrArray *findings;
} GbVerdict;
void gb_verdict_free (GbVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbVerdict, gb_verdict_free)
/* Checks everything from entry @from (1: all).  NULL only on a fault or cancel;
 * what is wrong with the record is in the findings, first bad entry first.
 * HASHES: contents, chains, order.  SIGNATURES: also each body's grammar and
 * whether the author's key was in force.  Any thread: off the worker it runs
 * there in slices, so that others get their turn; hashes and signatures are
 * reckoned on two threads of its own.  A cut tail leaves no trace in the
 * journal itself: gb_journal_check_anchor finds that. */
GbVerdict *gb_journal_verify (GbVault *vault, GbVerifyParts parts, gint64 from, GbProgressFunc progress, gpointer data,
                              GCancellable *cancellable, GError **error);

/* --- anchor --------------------------------------------------------------------- */
/* The heads of all writers as JSON, for the member's keyring; and, unless it is
 * 0, the entry up to which every signature was verified.  (transfer full) */
GBytes *gb_journal_anchor (GbVault *vault, gint64 verified, GError **error);
/* Up to which entry the anchor says that all was verified; 0 if it says nothing
 * or the vault has another entry there now. */
gint64 gb_journal_anchor_verified (GbVault *vault, GBytes *anchor);
/* Compares the vault with an anchor kept outside it.  TRUE: nothing is missing.
 * FALSE with GB_ERROR_TAMPERED: rolled back, cut or forked; the sentence says
 * how many entries and from when.  @missing (optional, transfer full) gets
 * the rows {"writer","from_seq","until_seq","head"} that rollback.noted takes;
 * what an entry rollback.noted names by its head is missing no more. */
gboolean gb_journal_check_anchor (GbVault *vault, GBytes *anchor, JsonArray **missing, GError **error);

G_END_DECLS

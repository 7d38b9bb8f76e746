/* SPDX-License-Identifier: GPL-3.0-or-later */
/* private: what the files of this room share and no other room needs. */
#pragma once

#include "journal/journal.h"
#include "vault/statement.h"

G_BEGIN_DECLS

#define GB_ENTRY_COLUMNS                                                                                               \
  "id, writer, seq, prev_hash, seen_hash, at, author, kind, case_id, request, sealed, body, hash, signature"
#define GB_BLOB_DOMAIN "guardbook.blob.1"

/* The row of a query over GB_ENTRY_COLUMNS.  (transfer full) */
GbEntry *gb_entry_of_row (GbStatement *row);
void gb_entry_compute_hash (const GbEntry *entry, guint8 hash[GB_HASH_SIZE]);

/* --- the steps of an append, in order (journal.c, sealed.c) --------------------- */

/* The kind @name, if the case is there exactly when it must be and @body keeps to the grammar. */
const GbKind *gb_journal_check_words (const char *name, const char *case_id, JsonObject *body, GError **error);
gboolean gb_journal_may_write (GbVault *vault, GError **error);
/* The bytes that are stored for @body; and whether they can be.  (transfer full) */
GBytes *gb_journal_body_bytes (const GbKind *kind, JsonObject *body);
gboolean gb_journal_check_bytes (const GbKind *kind, GBytes *bytes, GError **error);
/* By this member, now; its place is not found yet.  (transfer full) */
GbEntry *gb_journal_new_entry (GbVault *vault, const char *kind, const char *case_id, const char *request,
                               GBytes *body);
/* Fills id, seq, prev_hash, seen_hash and the earliest time.  In a transaction. */
gboolean gb_journal_find_place (GbVault *vault, GbEntry *entry, GError **error);
/* Hashes, signs, inserts, projects, reads back.  In the same transaction. */
gboolean gb_journal_write (GbVault *vault, GbEntry *entry, GError **error);
/* What is written in the open about a case that was sealed later shows there too. */
gboolean gb_sealed_follow (GbVault *vault, const GbEntry *entry, GError **error);

/* The name under which this member writes on this machine.  (transfer full) */
char *gb_journal_writer (GbVault *vault);

/* @format's sentence as a finding about @entry. */
void gb_note_finding (GPtrArray *findings, gint64 entry, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Whether the record itself says that the chain that ended in @head (hexadecimal)
 * was lost and that somebody went on without it (rollback.noted). */
gboolean gb_journal_loss_is_noted (GbVault *vault, const char *head, GError **error);

/* --- projection.c, for sealed.c ----------------------------------------------- */

/* Where tables of the projections' names may stand. */
typedef enum
{
  GB_PLACE_MAIN,    /* in the vault: all that is not sealed */
  GB_PLACE_SCRATCH, /* in memory, for a comparison */
  GB_PLACE_SEALED,  /* in memory: the sealed cases that this member can open */
  GB_N_PLACES
} GbPlace;
gboolean gb_projection_make_at (GbVault *vault, GbPlace at, GError **error);
gboolean gb_projection_apply_at (GbVault *vault, const GbEntry *entry, GbPlace at, GError **error);
/* Names, in order of making; NULL before any was registered.  (transfer none) */
const GPtrArray *gb_projection_tables (void);
const GPtrArray *gb_projection_views (void);

G_END_DECLS

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

/* The name under which this member writes on this machine.  (transfer full) */
char *gb_journal_writer (GbVault *vault);

/* @format's sentence as a finding about @entry. */
void gb_note_finding (GPtrArray *findings, gint64 entry, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Whether the record itself says that the chain that ended in @head (hexadecimal)
 * was lost and that somebody went on without it (rollback.noted). */
gboolean gb_journal_loss_is_noted (GbVault *vault, const char *head, GError **error);

G_END_DECLS

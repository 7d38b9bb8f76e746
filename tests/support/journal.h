/* SPDX-License-Identifier: GPL-3.0-or-later */
/* journal: a journal of its own for tests, and bodies of every kind made from
 * the grammar itself, so that a new kind is tested from the day it is listed.
 * Nothing here asks a gate: it is for what lies below casework, and for
 * filling a vault with much. */
#pragma once

#include "journal/journal.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder, *path;
  GbIdentity *founder, *recovery;
  GbVault *vault; /* open as the founder */
} GbTestJournal;

/* A vault whose journal has its founding entry and nothing else; the founder
 * is Ruth Adeyemi. */
GbTestJournal *gb_test_journal_new (void);
void gb_test_journal_free (GbTestJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbTestJournal, gb_test_journal_free)
void gb_test_journal_open (GbTestJournal *journal, GbIdentity *identity); /* closes it first */

/* Invites and lets in Carys Whitlock: her identity, with a slot.  (transfer full) */
GbIdentity *gb_test_journal_enrol (GbTestJournal *journal);
/* The founder takes her key away again. */
void gb_test_journal_revoke (GbTestJournal *journal, GbIdentity *identity);

/* Appends as whoever has it open; @json with ' for ".  The entry's number. */
gint64 gb_test_append (GbVault *vault, const char *kind, const char *case_id, const char *json);
/* A line of the record: one backup noted.  The entry's number. */
gint64 gb_test_append_some (GbVault *vault);

/* SQL of which the journal's fences would have none; the triggers are put back. */
void gb_test_tamper (GbVault *vault, const char *sql);

/* The perfect forgery: what entry @entry says becomes something else, and all that
 * follow are hashed and signed anew by whoever has it open, whose every key it
 * is; reports are given the codes of the new history. */
void gb_test_rewrite (GbVault *vault, gint64 entry);

/* --- bodies by the grammar ----------------------------------------------------- */

typedef struct _GbTestWriter GbTestWriter;
/* Everything that it chooses comes from @seed: the same seed, the same bodies. */
GbTestWriter *gb_test_writer_new (guint32 seed);
/* How many words a text has at most (12). */
void gb_test_writer_set_words (GbTestWriter *writer, guint most);
void gb_test_writer_free (GbTestWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbTestWriter, gb_test_writer_free)
/* Appends @count entries, of every kind but those of keys, in turn (worker
 * only, one transaction): cases are opened and then written about. */
gboolean gb_test_writer_write (GbTestWriter *writer, GbVault *vault, guint count, GError **error);

G_END_DECLS

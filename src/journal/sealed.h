/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sealed: entries that only some members can read (worker only).
 *
 * A sealed entry is stored as kind "sealed", without a case, its body an
 * envelope (vault/seal.h); chain, hash and signature cover it as it is stored,
 * so that everybody can verify it.  What is inside is an ordinary entry: its
 * kind, its case and its body in the grammar of kinds.c, checked before it is
 * closed.
 *
 * A seal has an id of its own (that of the case, when the case begins sealed:
 * two members may seal one open case without knowing of each other).  Each entry carries that key for
 * all who may read at the time; whoever is made a reader later is told inside
 * which entries came before (field "sealing", "earlier"), and each new epoch's key
 * encloses the one before ("before").  Somebody who stops being a reader is
 * told so by seal.ended, the last entry that they can read: their Guardbook
 * then shows nothing of the case, but what they had been given they had.
 *
 * What this member can open lives in memory only: at unlock gb_sealed_open
 * attaches the schema "sealed" (no file), opens what it can, and runs the same
 * projection statements there.  For each p_ table that has rows in it a TEMP
 * VIEW of that name joins both, so that every query reads them without
 * knowing; where there is nothing to join there is no view and nothing is
 * slower.  A case that was sealed after it was opened has its open entries
 * projected there too, and the views leave its rows in the vault aside.
 * What counts for everybody (reports) asks by gb_projection_of_all.
 *
 * Life: gb_sealed_open once after the lists are made -> append, ask -> closing
 * the vault wipes keys and rows.
 */
#pragma once

#include "journal/journal.h"
#include "vault/seal.h"

G_BEGIN_DECLS

/* Opens what this member can open.  Once for each opened vault. */
gboolean gb_sealed_open (GbVault *vault, GError **error);

/* What is left of the p_ table or view @table in the vault to whoever sits here: a condition over its rows, "m"
 * ("m.noun = 'report'"; "0": nothing); NULL: all of it.  What is sealed isn't asked about: its key decides. */
typedef const char *(*GbSealedLeft) (const char *table, gpointer data);
/* From now on all queries see what @left leaves, by the same views; NULL: everything. */
gboolean gb_sealed_keep_back (GbVault *vault, GbSealedLeft left, gpointer data, GError **error);

/* The seal of @case_id, if this member reads it; else NULL, as for a case that
 * is not sealed.  (transfer full) */
char *gb_sealed_find (GbVault *vault, const char *case_id);

typedef struct
{
  const char *seal; /* an id: of the case that begins sealed, or a new one where a case is sealed later */
  const GbSealHolder *holders;
  guint n_holders;  /* who may read it */
  gboolean renew;   /* with a new key from now on (a first one is made anyway) */
  gboolean hand_on; /* somebody reads who did not: tell them which entries came before */
} GbSealing;

/* As gb_journal_append, closed for the readers.  @case_id is what the entry is
 * about, NULL for a kind that has no case.  The entry comes back opened, even
 * when its author is no reader; then nothing of it stays in memory. */
GbEntry *gb_sealed_append (GbVault *vault, const GbSealing *sealing, const char *kind, const char *case_id,
                           const char *request, JsonObject *body, GError **error);
/* An entry with nothing in it, as large as one that holds @size bytes, under a
 * random request: so that the presence of sealed entries says nothing. */
gboolean gb_sealed_cover (GbVault *vault, gsize size, GError **error);

/* The entry of a request, opened if this member can; NULL without error: none such. */
GbEntry *gb_sealed_entry_by_request (GbVault *vault, const char *request, GError **error);
/* As gb_journal_entry, but opened if this member can. */
GbEntry *gb_sealed_entry (GbVault *vault, gint64 id, GError **error);

/* For verify: each entry that is open here is opened once more from what the
 * vault holds, checked against the grammar and compared with what is shown. */
gboolean gb_sealed_check (GbVault *vault, GPtrArray *findings, GError **error);

G_END_DECLS

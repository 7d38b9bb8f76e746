/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proof: that a journal is still the one of which a code was once printed.
 *
 * Whoever holds every key of a vault can write its whole history anew and sign
 * it again; nothing inside the vault could show it.  So each issued report
 * prints a code of everything recorded until then, governors minute it, and from
 * then on history is held by a book that nobody at this desk can change.
 *
 * The code of the journal at entry n, as it is read over a telephone:
 *
 *   412 7KQ2M 9XW4T HB3ZD PQ81M X9C4C
 *
 * n itself, then 25 signs of 0-9 A-Z without I, L, O and U.  23 of them are 115
 * bits of a hash over every entry's hash until n, the last two are a check over
 * what stands before, so that a slip in reading is never taken for tampering
 * (one in 1,024 slips passes, and then names an entry that does contradict).
 * How many bits: to write another history for a code that is minuted already
 * takes 2^115 tries.  A member who means to cheat could also prepare two
 * histories before the report is issued and look for a pair with one code; that
 * takes 2^57 tries and all of their memory, for two histories that differ only
 * where random signs can stand.  Twenty signs (100 bits, 2^50) would put that
 * second attack into the reach of a rented cluster; more than five groups are
 * no longer written down without a slip.
 *
 * The proof file carries what a stranger needs to work the codes out again, and
 * nothing that anybody did or said: hashes, signatures, who wrote (by ids that
 * mean nothing outside the vault), public keys, and the codes of the reports.
 * An entry's hash covers its content, so a single entry that is later shown in
 * full can be held against it.  The format is described in the help
 * (data/help/C/proof.page) so that a verifier can be written in an afternoon;
 * data/verify/guardbook-check.py is one.
 *
 * Life: gb_proof_new_from_vault (worker) or gb_proof_new_from_bytes -> check,
 * or gb_proof_to_bytes -> free.
 */
#pragma once

#include "journal/journal.h"

G_BEGIN_DECLS

typedef struct _GbProof GbProof;
void gb_proof_free (GbProof *proof);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbProof, gb_proof_free)

/* Of what the vault holds now, signed by the member who has it open (worker only).  (transfer full) */
GbProof *gb_proof_new_from_vault (GbVault *vault, GError **error);
/* GB_ERROR_INPUT names the line that can't be read.  No vault and no key is needed.  (transfer full) */
GbProof *gb_proof_new_from_bytes (GBytes *bytes, GError **error);
/* The proof file: a JSON object a line.  (transfer full) */
GBytes *gb_proof_to_bytes (const GbProof *proof);

gint64 gb_proof_get_entries (const GbProof *proof);
/* Of the last entry.  (transfer full) */
char *gb_proof_get_code (const GbProof *proof);

/* The journal's code at entry @entry (worker only); reads all hashes until there.
 * NULL with an error when there is no such entry.  (transfer full) */
char *gb_journal_code (GbVault *vault, gint64 entry, GError **error);

/* The codes in @text, one after the other, each in its one spelling.  Blanks,
 * hyphens, commas and case don't matter; O, I and L are read as 0 and 1.
 * NULL with GB_ERROR_INPUT, which says where the slip is.  (transfer full) */
char **gb_journal_codes_parse (const char *text, GError **error);

/* Whether @proof keeps what was promised.  @codes (may be NULL) are spelt as
 * gb_journal_codes_parse gives them; @older (may be NULL) is a proof file that
 * somebody kept.  A proof that was read from a file is itself checked first:
 * order, signatures, the codes of its reports.  Findings come first bad entry
 * first and name the report whose code contradicts; with @older the very entry,
 * with codes alone the entries between which it must lie.  @agreed (optional)
 * gets a sentence for each code and file that holds (transfer full).  Any
 * thread; never fails.  (transfer full) */
GbVerdict *gb_proof_check (const GbProof *proof, const char *const *codes, const GbProof *older, GPtrArray **agreed);

G_END_DECLS

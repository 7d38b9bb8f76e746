/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disclosure: the answer to somebody who asks what the school holds about a child -
 * a subject-access request, or a parent's for the educational record.
 *
 * Life: begun (one calendar month runs, school holidays or not; fifteen school
 * days for the educational record) -> words are taken out, each with its ground,
 * and put back -> sent; once extended by two months, because it is complex; or
 * refused, because.  What it holds is made from the record itself: each text of
 * each entry of every case that names the child is a passage.
 *
 * What is taken out is removed, not covered: no page is ever drawn from those
 * words.  Where they stood the page shows a number and the ground, and at its end
 * H("guardbook.removal.1", salt, words) for each.  The salt (128 random bits) stays
 * in the vault, so nobody can try words against the hash; an inspector who is
 * given salt and words can prove that these very words were removed, and that
 * nothing else was (gb_removal_proves, guardbookctl removed).
 *
 * A sealed case is never in it: its readers answer for it themselves.
 * Basis: UK GDPR art. 12 and 15; DPA 2018 sch. 2 and 3; domain.md s7.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* state: "begun" "sent" "refused".  due_at, due_rule: of the clock that runs; 0 when
 * none does.  made_at: when the newest pack was printed or saved; 0: never.
 * removed: how many pieces are out now. */
#define GB_DISCLOSURE_FIELDS(TEXT, NUMBER)                                                                             \
  TEXT (id)                                                                                                            \
  NUMBER (entry) TEXT (reference) TEXT (state) TEXT (person_id) TEXT (person) TEXT (applicant) TEXT (relation)         \
      TEXT (basis) TEXT (identity) TEXT (asked_on) TEXT (wanted) NUMBER (begun_at) TEXT (begun_by) TEXT (extended)     \
          NUMBER (sent_at) TEXT (sent_to) TEXT (method) TEXT (pack_hash) NUMBER (pages) TEXT (refused) NUMBER (due_at) \
              TEXT (due_rule) NUMBER (made_at) NUMBER (removed)
GB_RECORD_DECLARE (GbDisclosure, gb_disclosure, GB_DISCLOSURE_FIELDS)

/* One piece that was taken out: characters @from_char to @until_char of a passage.
 * entry and number name it. */
#define GB_REMOVAL_FIELDS(TEXT, NUMBER)                                                                         \
  NUMBER (entry)                                                                                                \
  NUMBER (number) TEXT (passage) NUMBER (from_char) NUMBER (until_char) TEXT (ground) TEXT (reason) TEXT (salt) \
      TEXT (hash) TEXT (removed_by) NUMBER (at)
GB_RECORD_DECLARE (GbRemoval, gb_removal, GB_REMOVAL_FIELDS)

/* A text of the record.  id: the entry and the field, "412.narrative".  heading is
 * said once an entry, and names nobody but who wrote it: "26-0147. Tuesday 17 November 2026,
 * 11.20. Recorded the incident. Ruth Adeyemi". */
#define GB_PASSAGE_FIELDS(TEXT, NUMBER) TEXT (id) NUMBER (entry) TEXT (heading) TEXT (label) TEXT (text)
GB_RECORD_DECLARE (GbPassage, gb_passage, GB_PASSAGE_FIELDS)

extern const GbAct gb_disclosure_acts[];

#define GB_DISCLOSURE_DOCUMENT "disclosure-pack"

/* --- worker only --------------------------------------------------------------------- */

/* GB_ERROR_MISSING when there is none such.  (transfer full) */
GbDisclosure *gb_disclosure_load (GbVault *vault, const char *id, GError **error);
/* Of one person, newest first.  (of GbDisclosure) */
GPtrArray *gb_disclosures_of (GbVault *vault, const char *person_id, GError **error);
/* All that the record says in open cases of everybody's reading about @person_id, in
 * the order in which it was written.  (of GbPassage) */
GPtrArray *gb_disclosure_passages (GbBook *book, const char *person_id, GError **error);
/* What is out now, in the order of entry and number.  (of GbRemoval) */
GPtrArray *gb_disclosure_removals (GbVault *vault, const char *id, GError **error);
/* Where the names of others stand: rows {"passage","from","until"} for
 * disclosure.removed, without what is out already.  (transfer full) */
JsonArray *gb_disclosure_find_names (GbBook *book, const char *id, GError **error);

/* --- any thread ------------------------------------------------------------------------ */

/* @passage's text without its removals; each piece is replaced by what @mark gives
 * for it (transfer full).  GB_ERROR_TAMPERED when the text isn't what it was when
 * a piece was taken out.  (transfer full) */
typedef char *(*GbRemovalMark) (const GbRemoval *removal, gpointer data);
char *
gb_passage_redact (const GbPassage *passage, GPtrArray *removals, GbRemovalMark mark, gpointer data, GError **error);
/* Whether @words were what @hash stands for. */
gboolean gb_removal_proves (const char *hash, const char *salt, const char *words);
/* The words of a removal.  NULL: it isn't in this passage.  (transfer full) */
char *gb_removal_words (const GbRemoval *removal, const GbPassage *passage);

G_END_DECLS

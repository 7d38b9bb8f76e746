/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search: a search of a pupil's device, from the asking to the closing.
 *
 * Life: requested -> authorised | refused | withdrawn -> carried out -> DSL
 * told, parent told (or the reason not) -> closed.  A search made first and
 * asked for afterwards is retrospective: it carries that mark for ever, has a
 * clock of its own, and a signature on it is after the fact and never
 * authority for anything (A29, A30).
 *
 * What the headteacher signs is the permit sheet (gb_search_sheet): exactly
 * that, under exactly this policy.  gb_search_signature says whether the
 * signature still covers what the search now says; screens, print and the
 * acts all ask it, and a void permit authorises nothing.
 *
 * Functions that take a GbVault or GbBook and an id run on the worker (ask
 * through gb_book_ask).
 */
#pragma once

#include "casework/act.h"
#include "casework/gate.h"
#include "casework/record.h"
#include "casework/signing.h"

G_BEGIN_DECLS

/* state: "requested" "authorised" "refused" "withdrawn" "carried-out" "closed".
 * Instants are 0 when it has not happened.  retrospective, after_the_fact and
 * the like are 0 or 1; parent_told is -1 until recorded.  sheet is JSON. */
#define GB_SEARCH_FIELDS(TEXT, NUMBER)                                                                                 \
  TEXT (id) NUMBER (entry) TEXT (reference) TEXT (state)                                                               \
  TEXT (incident_id) TEXT (incident_reference) TEXT (device_id) TEXT (device_reference)                                \
  TEXT (owner_id) TEXT (owner) TEXT (owner_year) TEXT (owner_sex) TEXT (device) TEXT (scope) TEXT (ground) TEXT (limb) \
  TEXT (reason) TEXT (requester_id) TEXT (requester) TEXT (searcher_id) TEXT (searcher) TEXT (searcher_sex)            \
  TEXT (witness_id) TEXT (witness) TEXT (witness_sex) TEXT (exception) TEXT (exception_reason)                         \
  TEXT (consent) TEXT (consent_by) NUMBER (consent_at) TEXT (consent_how) NUMBER (valid_from) NUMBER (valid_until)     \
  TEXT (place) TEXT (indecent_image) NUMBER (urgent) TEXT (authority_id) NUMBER (retrospective) NUMBER (carried_at)    \
  TEXT (retrospective_reason)                                                                                          \
  NUMBER (requested_at) TEXT (requested_by_id) TEXT (requested_by) NUMBER (amended_at) TEXT (amended_by)               \
  NUMBER (authorised_at) TEXT (authorised_by_id) TEXT (authorised_by) TEXT (sheet) TEXT (sheet_hash)                   \
  TEXT (signed_pack) TEXT (signed_pack_hash) NUMBER (after_the_fact) TEXT (condition)                                  \
  NUMBER (refused_at) TEXT (refused_by) TEXT (refusal) NUMBER (withdrawn_at) TEXT (withdrawn_by) TEXT (withdrawal)     \
  NUMBER (searched_at) TEXT (searched_place) TEXT (searched_by_id) TEXT (searched_by) TEXT (searched_witness_id)       \
  TEXT (searched_witness) TEXT (present) TEXT (cooperation) NUMBER (found) TEXT (found_what) TEXT (follow_up)          \
  NUMBER (risk_revealed) TEXT (harm_considered) NUMBER (beyond_scope) TEXT (beyond_reason) NUMBER (recorded_at)        \
  TEXT (recorded_by)                                                                                                   \
  NUMBER (dsl_at) TEXT (dsl_who) TEXT (dsl_how)                                                                        \
  NUMBER (parent_told) NUMBER (parent_at) TEXT (parent_whom) TEXT (parent_by) TEXT (parent_reply)                      \
  TEXT (parent_reason_not)                                                                                             \
  NUMBER (closed_at) TEXT (closed_by) TEXT (summary) TEXT (signature)
GB_RECORD_DECLARE (GbSearch, gb_search, GB_SEARCH_FIELDS)

extern const GbAct gb_search_acts[];

/* --- the permit ------------------------------------------------------------- */

/* The permit sheet as it stands now: rows in the order and words of the page.
 * This function alone makes it, for the screen, the signing dialog and the act.
 * @condition: on which the headteacher signs, NULL for none; it is a row of the
 * sheet and covered by the signature.  search.authorised must give the hash as
 * "sheet_hash" (GB_ERROR_CONFLICT if it was changed since) and the very same
 * condition.  (transfer full) */
GbSigning *gb_search_sheet (GbBook *book, GbSearch *search, const char *condition, GError **error);

typedef enum
{
  GB_SIGNATURE_NONE,
  GB_SIGNATURE_SOUND,
  GB_SIGNATURE_VOID,    /* the content was changed after it was signed */
  GB_SIGNATURE_DOUBTED, /* by a key that took another's place and isn't confirmed (member.h) */
} GbSignature;

/* Whether a signature covers what the search says now.  A search under a
 * standing authority has that authority's signature; NONE once it has ended. */
GbSignature gb_search_signature (GbBook *book, GbSearch *search);

/* Writes what gb_search_signature answers into @search, so that every list, row and line that shows its state says the
 * same at once.  Worker only. */
void gb_search_mark (GbBook *book, GbSearch *search);
/* The same word by the case's id: "sound" "void" "doubted", NULL when nothing was signed or, unless @signed_at
 * is 0, when that is not the signature given then.  Worker only.  (transfer full) */
char *gb_search_signature_word (GbBook *book, const char *id, gint64 signed_at);
/* Of a marked one: signed, and changed afterwards. */
gboolean gb_search_is_void (GbSearch *search);

/* --- gates -------------------------------------------------------------------- */

/* Every condition with how it is met or the rule it breaks, in the order of the
 * page, as this member sees it: "people" "limb" "consent" (if the policy asks)
 * "witness" "window" (once it has passed) "authority" "image".  The acts refuse
 * with these very sentences.  (transfer full, element-type GbGate) */
GPtrArray *gb_search_gates (GbBook *book, GbSearch *search, GError **error);
/* NULL when the policy of this search asks for no consent. */
GbGate *gb_search_consent_gate (GbBook *book, GbSearch *search);

/* The state in words, or of a marked search "Void: changed after signature". */
const char *gb_search_state_label (GbSearch *search);

/* --- asking ---------------------------------------------------------------------- */

/* GB_ERROR_MISSING when there is none such.  (transfer full) */
GbSearch *gb_search_load (GbVault *vault, const char *id, GError **error);

typedef struct
{
  const char *words;    /* in device, owner, people or the reference; NULL: all */
  const char *state;    /* one of the states, "open" (not over yet), or NULL */
  const char *incident_id;
  gint64 from, until;   /* requested; 0: no bound */
} GbSearchFilter;
GPtrArray *gb_search_ids (GbVault *vault, const GbSearchFilter *filter, GError **error); /* newest first, of char * */
GPtrArray *gb_search_rows (GbVault *vault, const char *const *ids, GError **error);      /* of GbSearch, in order */

/* What this member may sign now, oldest first: asked for and unanswered, void
 * after a change, retrospective and not yet looked at.  Empty for a member who
 * may not authorise; without those that this member asked for, entered or is to
 * carry out.  (of GbSearch) */
GPtrArray *gb_search_to_sign (GbBook *book, GError **error);
gint64 gb_search_to_sign_count (GbBook *book, GError **error);
/* Not over yet, for the badge.  -1 on a fault. */
gint64 gb_search_open_count (GbVault *vault, GError **error);

G_END_DECLS

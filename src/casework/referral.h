/* SPDX-License-Identifier: GPL-3.0-or-later */
/* referral: telling somebody outside the school who must know - the LADO, the
 * police, children's social care, or another agency.
 *
 * Life: begun (when the school knew; the clock runs by the pack) -> made (the
 * clock stops) -> answered -> closed; or declined, because.  Both are decisions
 * and both are kept (A16, A49, B84).
 *
 * Before something leaves the school for others than the statutory services,
 * the police or the advisory service are asked first (B84, B114).
 *
 * A LADO referral about somebody who has a key to this vault must be sealed from
 * that very person: it is begun from a staff concern (concern.h), whose readers
 * it has, and refused without one, so that no trace of it reaches them.
 *
 * Functions that take a GbVault or GbBook and an id run on the worker.
 */
#pragma once

#include "casework/act.h"
#include "casework/gate.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* state: "begun" "made" "declined" "answered" "closed".  limbs is a JSON list
 * of lado-limb words, children JSON rows.  due_at, due_rule, stopped_at: the
 * clock of the referral itself; 0 when none.  consulted: how many talks with
 * police or advisers stand in it.  ready, items: lines of the list filled. */
#define GB_REFERRAL_FIELDS(TEXT, NUMBER)                                                                               \
  TEXT (id) NUMBER (entry) TEXT (reference) TEXT (state) TEXT (agency) TEXT (incident_id) TEXT (incident_reference)    \
  TEXT (subject_id) TEXT (subject) TEXT (subject_role) NUMBER (noticed_at) TEXT (limbs) TEXT (summary) TEXT (urgency)  \
  TEXT (children) NUMBER (begun_at) TEXT (begun_by)                                                                    \
  NUMBER (made_at) TEXT (route) TEXT (made_by_id) TEXT (made_by) TEXT (spoke_to) TEXT (made_reference) TEXT (advice)   \
  NUMBER (declined_at) TEXT (declined_by) TEXT (declined_reason) TEXT (advice_from)                                    \
  NUMBER (answered_at) TEXT (outcome) TEXT (answer) TEXT (answer_reference)                                            \
  NUMBER (closed_at) TEXT (closed_by) TEXT (closing) TEXT (concern_id)                                    \
  NUMBER (due_at) TEXT (due_title) TEXT (due_rule) NUMBER (stopped_at) NUMBER (consulted) NUMBER (ready)
GB_RECORD_DECLARE (GbReferral, gb_referral, GB_REFERRAL_FIELDS)

/* A line of the have-ready list: filled or still to get.  ready: 1 when it is. */
#define GB_REFERRAL_ITEM_FIELDS(TEXT, NUMBER)                                                                          \
  TEXT (item) TEXT (title) TEXT (note) TEXT (value) NUMBER (ready) NUMBER (filled_at) TEXT (filled_by)
GB_RECORD_DECLARE (GbReferralItem, gb_referral_item, GB_REFERRAL_ITEM_FIELDS)

#define GB_CONSULTATION_FIELDS(TEXT, NUMBER)                                                                           \
  NUMBER (entry) TEXT (referral_id) TEXT (agency) TEXT (person) NUMBER (at) TEXT (advice) TEXT (recorded_by)
GB_RECORD_DECLARE (GbConsultation, gb_consultation, GB_CONSULTATION_FIELDS)

extern const GbAct gb_referral_acts[];

/* Conditions for making it, as the page shows them: "limbs" (LADO) "consulted"
 * (where B84 asks) "time".  (transfer full, element-type GbGate) */
GPtrArray *gb_referral_gates (GbBook *book, GbReferral *referral, GError **error);

/* The have-ready list in the pack's order, with what has been filled in.
 * (transfer full, element-type GbReferralItem) */
GPtrArray *gb_referral_items (GbBook *book, GbReferral *referral, GError **error);
GPtrArray *gb_referral_consultations (GbVault *vault, const char *id, GError **error); /* of GbConsultation */

/* GB_ERROR_MISSING when there is none such.  (transfer full) */
GbReferral *gb_referral_load (GbVault *vault, const char *id, GError **error);

typedef struct
{
  const char *words;  /* in summary, subject or reference; NULL: all */
  const char *state;  /* a state, "open" (begun, made or answered), or NULL */
  const char *agency;
  const char *incident_id;
  const char *concern_id;
  gint64 from, until; /* begun; 0: no bound */
} GbReferralFilter;
/* newest first, of char * */
GPtrArray *gb_referral_ids (GbVault *vault, const GbReferralFilter *filter, GError **error);
/* of GbReferral, in order */
GPtrArray *gb_referral_rows (GbVault *vault, const char *const *ids, GError **error);
gint64 gb_referral_open_count (GbVault *vault, GError **error); /* -1 on a fault */

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* concern: a concern about a member of staff, a supply worker, a volunteer, a
 * contractor or a governor (KCSIE part four; A15, A48, A55, B86, B87, C24, C25).
 *
 * Life: recorded -> assessed by the four limbs of the harm threshold, one by
 * one.  A limb that is met, or of which nobody knows, makes it an allegation: it
 * goes to the LADO.  Below them it is a low-level concern: what was done, and a
 * look at what was recorded about the same person before.  Where the pack says
 * so (rule lado.threshold), whatever is alleged about conduct online goes to
 * the LADO too.  Then, of an allegation: what was done meanwhile and which
 * alternatives to suspension were weighed, who looks after the person, the
 * outcome and what follows from it; closed when nothing is owed any more.
 *
 * Sealed from the first entry (seal.h): whoever is named never has a key, about
 * the headteacher it goes to the chair.  For whoever is no reader every
 * function here answers as if there were no such concern.
 *
 * The clock starts when the school knew, not when somebody assessed it, and is
 * stopped by the talk with the LADO, by a referral made from here, or by an
 * assessment below the threshold.
 *
 * Functions that take a GbVault or GbBook and an id run on the worker.
 */
#pragma once

#include "casework/act.h"
#include "casework/gate.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* state: "open" "closed".  level: "allegation" "low-level", NULL before it is
 * assessed.  route: "headteacher" "chair" "lado" (straight, for a conflict of
 * interest).  limbs in the order of KCSIE: harmed offence risk unsuitable. */
#define GB_CONCERN_FIELDS(TEXT, NUMBER)                                                                                \
  TEXT (id) NUMBER (entry) TEXT (reference) TEXT (state) TEXT (level) NUMBER (lado) TEXT (basis)                       \
  TEXT (person_id) TEXT (person) TEXT (person_role) TEXT (title) TEXT (narrative) TEXT (context)                       \
  NUMBER (occurred_at) TEXT (precision) TEXT (occurred_words) TEXT (place) NUMBER (noticed_at) NUMBER (online)         \
  TEXT (told_by) NUMBER (anonymous) TEXT (own_words) NUMBER (self_reported) TEXT (children) TEXT (danger)              \
  TEXT (danger_done) TEXT (route) TEXT (conflict_reason) TEXT (incident_reference) TEXT (incident_id)                  \
  NUMBER (recorded_at)                                                                                                 \
  TEXT (recorded_by) TEXT (harmed) TEXT (offence) TEXT (risk) TEXT (unsuitable) NUMBER (assessed_at)                   \
  TEXT (assessed_by) TEXT (assess_reason) TEXT (manager_id) TEXT (manager) TEXT (welfare_id) TEXT (welfare)            \
  NUMBER (person_told_at) NUMBER (parents) TEXT (measure) TEXT (measure_reason) TEXT (considered)                      \
  NUMBER (dealt_at) TEXT (dealt) TEXT (pattern) TEXT (pattern_reason) NUMBER (pattern_at)                              \
  NUMBER (lado_at) TEXT (lado_officer) TEXT (lado_reference) TEXT (lado_advice) TEXT (lado_decision)                   \
  TEXT (outcome) TEXT (outcome_reason) NUMBER (concluded_at) NUMBER (in_references) TEXT (keep_until)                  \
  TEXT (keep_rule) TEXT (lessons) TEXT (cleared_on) TEXT (cleared_by) NUMBER (kept_at_request)                         \
  NUMBER (closed_at) TEXT (closed_by) TEXT (closing)                                                                   \
  NUMBER (referral_made_at) NUMBER (due_at) TEXT (due_rule) NUMBER (stopped_at)
GB_RECORD_DECLARE (GbConcern, gb_concern, GB_CONCERN_FIELDS)

extern const GbAct gb_concern_acts[];

/* What is owed before it may be closed, as the page shows it: "assessed"
 * "lado" "manager"; of a low-level concern "dealt" "pattern"; of an allegation
 * "measure" "welfare" "parents" "outcome" "cleared".  (transfer full, element-type GbGate) */
GPtrArray *gb_concern_gates (GbConcern *concern);

/* Whether the pack sends every allegation about conduct online to the LADO (B87, C25). */
gboolean gb_concern_online_goes_to_lado (GbPack *pack);

/* What four answers come to ("yes" "no" "unknown" or NULL, in the order of KCSIE), for the form that asks them
 * and for the act: "limb" one is met; "unknown" nobody can say that none is, so the LADO is asked; "online"
 * below, but the policy sends it all the same; "below": a low-level concern.  (transfer none) */
#define GB_CONCERN_LIMBS 4
extern const char *const gb_concern_limbs[GB_CONCERN_LIMBS];
const char *gb_concern_basis (GbPack *pack, gboolean online, const char *const *answers);

/* Records it and, when the body brings the four limbs ("harmed" "offence" "risk" "unsuitable" and
 * "assess_reason"), asks them in the same breath.  The answers of a concern that its writer may not
 * read stay unasked: they are for its readers.  Worker only.  (transfer full) */
GbDone *gb_concern_record (GbBook *book, const char *request, JsonObject *body, GError **error);

/* GB_ERROR_MISSING when there is none such, for this reader.  (transfer full) */
GbConcern *gb_concern_load (GbVault *vault, const char *id, GError **error);

/* Earlier concerns about the same person that this reader may open, oldest
 * first; what was taken off the personnel record is left out.  (transfer full, element-type GbConcern) */
GPtrArray *gb_concern_earlier (GbVault *vault, GbConcern *concern, GError **error);

typedef struct
{
  const char *words; /* anywhere in it, or in a referral begun from it; NULL: all */
  const char *state; /* or NULL */
  const char *level; /* "allegation" "low-level" "unassessed", or NULL */
} GbConcernFilter;
GPtrArray *gb_concern_ids (GbVault *vault, const GbConcernFilter *filter, GError **error); /* newest first, of char * */
GPtrArray *gb_concern_rows (GbVault *vault, const char *const *ids, GError **error);      /* of GbConcern */
gint64 gb_concern_open_count (GbVault *vault, GError **error);                            /* -1 on a fault */

/* How many were recorded from @from (inclusive) until @until (exclusive; instants) that this reader may
 * open, and *@allegations of them (may be NULL); what was found to be false or malicious counts.  For whoever is no
 * reader it is 0, as if there were none, so a figure made of it is one reader's: print it only where everybody who
 * may see the page reads them all, and never a small one.  -1 on a fault. */
gint64 gb_concern_count (GbVault *vault, gint64 from, gint64 until, gint64 *allegations, GError **error);

G_END_DECLS

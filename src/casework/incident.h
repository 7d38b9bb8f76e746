/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident: what happened, from the first telling to the closing gate.
 *
 * Life: recorded (with its procedure begun in the same call) -> amended,
 * people added, parents told, decisions, debrief -> closed -> reopened.
 * People stand in an incident with a role of their own in it; a category never
 * says who was hurt.  An answer of "yes" or "unknown" to a possible indecent
 * image leads to the do-not-view path and nowhere else (A27, B102, B103).
 *
 * Functions that take a GbVault run on its worker (ask through gb_book_ask).
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* A record later than this after it happened is shown as late. */
#define GB_INCIDENT_LATE GB_DAY

/* four_c, offsite_tests, policy_routes and outcomes are JSON lists of words of
 * the pack.  state: "open" "ready" (nothing is missing, not closed yet)
 * "closed".  years: the year groups of its pupils, blank-separated.
 * next_due, next_clock: its most pressing running clock, 0 and NULL if none. */
#define GB_INCIDENT_FIELDS(TEXT, NUMBER)                                                                               \
  TEXT (id) NUMBER (entry) TEXT (reference) TEXT (title) TEXT (category) TEXT (four_c)                                 \
  NUMBER (occurred_at) TEXT (precision) TEXT (occurred_words)                                                          \
  NUMBER (recorded_at) TEXT (recorded_by) TEXT (recorded_by_id) NUMBER (late)                                          \
  TEXT (location) TEXT (location_note) TEXT (site) TEXT (offsite_tests) TEXT (channel) TEXT (told_by)                  \
  TEXT (narrative) TEXT (child_words) TEXT (danger) TEXT (danger_done) TEXT (indecent_image) TEXT (equipment)          \
  TEXT (policy_routes) TEXT (external_reference)                                                                       \
  TEXT (procedure) TEXT (procedure_title) TEXT (procedure_pack) TEXT (procedure_version) TEXT (procedure_policy)       \
  NUMBER (debriefed_at) NUMBER (debrief_waived) TEXT (lessons) TEXT (changes) TEXT (debrief_present)                   \
  TEXT (debrief_reason)                                                                                                \
  NUMBER (closed_at) TEXT (closed_by) TEXT (outcomes) TEXT (sanctions) TEXT (support) TEXT (summary)                   \
  NUMBER (reopened_at) NUMBER (amended_at) TEXT (amended_by) NUMBER (touched_at)                         \
  NUMBER (people) NUMBER (pupils) TEXT (years) NUMBER (steps) NUMBER (steps_done)                                      \
  NUMBER (next_due) TEXT (next_clock) TEXT (state) NUMBER (missing)
GB_RECORD_DECLARE (GbIncident, gb_incident, GB_INCIDENT_FIELDS)

/* One person's part in one incident.  told: "told", "not-told" (with the
 * reason), NULL while nothing is recorded. */
#define GB_INCIDENT_PERSON_FIELDS(TEXT, NUMBER)                                                                        \
  TEXT (incident_id) TEXT (person_id) NUMBER (position) TEXT (name) TEXT (sort) TEXT (role) TEXT (year_group)          \
  TEXT (told) TEXT (whom) TEXT (by_whom) NUMBER (told_at) TEXT (how) TEXT (reply) TEXT (reason_not)                    \
  NUMBER (recorded_at) TEXT (recorded_by)
GB_RECORD_DECLARE (GbIncidentPerson, gb_incident_person, GB_INCIDENT_PERSON_FIELDS)

#define GB_DECISION_FIELDS(TEXT, NUMBER)                                                                               \
  NUMBER (entry) TEXT (incident_id) TEXT (question) TEXT (decision) TEXT (reason) NUMBER (decided_at) TEXT (decided_by)
GB_RECORD_DECLARE (GbDecision, gb_decision, GB_DECISION_FIELDS)

/* A case that hangs on the incident: noun "device" "search" "referral".  agency: of a referral. */
#define GB_LINKED_CASE_FIELDS(TEXT, NUMBER) TEXT (case_id) TEXT (noun) TEXT (reference) TEXT (agency)
GB_RECORD_DECLARE (GbLinkedCase, gb_linked_case, GB_LINKED_CASE_FIELDS)

extern const GbAct gb_incident_acts[];

/* Questions of incident.decided that the program knows, stored as they stand
 * here; any other text is a question of the member's own.  The first says that
 * nobody outside school need know: it stands for a referral declined (with
 * its reason); one of these two every incident must have before it closes. */
#define GB_QUESTION_NOT_REFERRED "not-referred"
#define GB_QUESTION_OUTCOME "outcome"
/* How a question is said. */
const char *gb_decision_question_label (const char *question);

/* --- doing ----------------------------------------------------------------- */

/* Records an incident and begins its procedure, as one: the same @request twice
 * gives the same case, and finishes what a crash left half done.  A draft saved
 * under @request is dropped.  Any thread; blocks.  Errors as gb_book_act. */
GbDone *gb_incident_record (GbBook *book, const char *request, JsonObject *body, GError **error);

/* Amends, and when another procedure follows from what was amended (another
 * category; a possible indecent image), begins that one with the same reason. */
GbDone *gb_incident_amend (GbBook *book, const char *id, const char *request, JsonObject *body, GError **error);

/* The body of one change for incident.amended, from the record as it was shown:
 * {"field","old","new"}.  @shown is the record on the screen, so that what
 * somebody else changed meanwhile is found.  A list field takes JSON text in
 * @now, an instant its microseconds.  NULL if nothing changes.  (transfer full) */
JsonObject *gb_incident_change (GbIncident *shown, const char *field, const char *now);

/* A field in a sentence, "the title"; and a value of it as people read it. */
const char *gb_incident_field_label (const char *field);
char *gb_incident_value_label (GbPack *pack, const char *field, JsonNode *value); /* (transfer full) */

/* --- asking ---------------------------------------------------------------- */

/* GB_ERROR_MISSING when there is no such incident.  (transfer full) */
GbIncident *gb_incident_load (GbVault *vault, const char *id, GError **error);
/* For a list: one record for each id, in order; an id that is none is left out.
 * (transfer full, element-type GbIncident) */
GPtrArray *gb_incident_rows (GbVault *vault, const char *const *ids, GError **error);

typedef struct
{
  const char *words;    /* in title, story, a name or the reference; NULL: all */
  const char *state;    /* "open" "ready" "closed" or NULL */
  const char *category; /* or NULL */
  const char *person_id; /* or NULL */
  gint64 from, until;   /* occurred; 0: no bound */
  const char *order;    /* "newest" (NULL), "oldest", "occurred", "occurred-up", "title", "category", "due" */
} GbIncidentFilter;

/* Ids alone, filtered and sorted.  (transfer full, element-type char *) */
GPtrArray *gb_incident_ids (GbVault *vault, const GbIncidentFilter *filter, GError **error);
/* For badges and status lines. -1 on a fault. */
gint64 gb_incident_open_count (GbVault *vault, GError **error);
gint64 gb_incident_count (GbVault *vault, gint64 from, gint64 until, GError **error);

GPtrArray *gb_incident_people (GbVault *vault, const char *id, GError **error);    /* of GbIncidentPerson */
GPtrArray *gb_incident_decisions (GbVault *vault, const char *id, GError **error); /* of GbDecision */
GPtrArray *gb_incident_linked (GbVault *vault, const char *id, GError **error);    /* of GbLinkedCase */

/* --- the closing gate --------------------------------------------------------- */

/* One thing that keeps the case open.  where: the part of the page in which it
 * is put right: "procedure" "people" "decisions" "referral" "search" "debrief"
 * "action" "image"; which: the step, person or case, or NULL. */
typedef struct { char *sentence, *where, *which; } GbMissing;
void gb_missing_free (GbMissing *missing);

/* What is missing before @id may close, in the order of the page; empty: it may.
 * The gate of incident.closed and the screen both ask this.  (A46, C35)
 * (transfer full, element-type GbMissing) */
GPtrArray *gb_incident_missing (GbVault *vault, const char *id, GError **error);

/* For gates of other concepts: refuses when @id is a closed incident. */
gboolean gb_incident_must_be_open (GbVault *vault, const char *id, GError **error);
/* Whether @id is on the do-not-view path now. */
gboolean gb_incident_is_do_not_view (GbVault *vault, const char *id, GError **error);

G_END_DECLS

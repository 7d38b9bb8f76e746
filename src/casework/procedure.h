/* SPDX-License-Identifier: GPL-3.0-or-later */
/* procedure: a case's checklist, begun from the policy pack and frozen as it
 * stood that day.
 *
 * A step is settled when it is ticked (step.done), set aside with a reason
 * where the policy allows it, or done by its own record (GbStep.act) in the
 * case or in one that hangs on it: such a step can't be ticked by hand, since
 * the record is the proof.  A step's clock starts when the incident is
 * recorded, or when the step it follows is done, and stops when it is settled.
 * The newest procedure of a case is the one in force; a step that both have
 * stays settled.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* state: "done" "declined" "now" "blocked" "to-come".  note: the note or the
 * reason.  applies, asks, agency, must_if, question, wants_note, gated: as GbStep
 * has them (applies is its when).  answer: "yes" "no" "unknown" of one that asks.
 * waits_for: the sentence that says why it is blocked or to come.  due_at 0: no
 * clock, or it has not started.  done_kind: the kind of the record that did it,
 * else NULL.  done_of, done_target: for a step
 * that wants several ("2 of 3 told"), else 0. */
#define GB_CASE_STEP_FIELDS(TEXT, NUMBER)                                                                              \
  TEXT (case_id) TEXT (procedure) TEXT (step) NUMBER (position) TEXT (title) TEXT (who) TEXT (detail) TEXT (clock)     \
  TEXT (starts) TEXT (basis) TEXT (obligations) TEXT (act) TEXT (needs) NUMBER (may_set_aside) NUMBER (closes)         \
  TEXT (applies) TEXT (asks) TEXT (agency) TEXT (must_if) TEXT (question) NUMBER (wants_note) NUMBER (gated)           \
  NUMBER (begun_at) TEXT (state) TEXT (answer) TEXT (done_by) NUMBER (done_at) TEXT (note) TEXT (done_case)         \
  TEXT (done_kind) NUMBER (done_of) NUMBER (done_target) TEXT (waits_for) NUMBER (due_at) TEXT (rule)
GB_RECORD_DECLARE (GbCaseStep, gb_case_step, GB_CASE_STEP_FIELDS)

extern const GbAct gb_procedure_acts[];

/* Begins @procedure in @case_id.  Idempotent by @request; @reason when it takes
 * the place of another.  Any thread. */
GbDone *gb_procedure_begin (GbBook *book, const char *case_id, const char *procedure, const char *request,
                            const char *reason, GError **error);

/* The steps of the procedure in force that apply to the case as it stands, in
 * order, with their states: the one place where they are computed.  A step
 * whose condition isn't met is left out.  Empty when none has begun.  Worker only.
 * (transfer full, element-type GbCaseStep) */
GPtrArray *gb_procedure_steps (GbBook *book, const char *case_id, GError **error);

/* How many of @steps are settled. */
guint gb_procedure_settled (GPtrArray *steps);
gboolean gb_case_step_is_settled (GbCaseStep *step);

/* May @request be done under the procedure of its case?  Refuses the record of a
 * gated step before the steps it needs (B119: the police first), and to decline
 * where an answer has it referred (B95).  Asked by the book of every act. */
gboolean gb_procedure_allows (GbRequest *request, GError **error);

/* For the prepare of an act that may be a step's own record: stops the clocks of
 * the steps that @request settles and starts those that follow them. */
gboolean gb_procedure_prepare (GbRequest *request, GError **error);

/* SQL that is true for a step that applies to its case; "s" is its row of p_step. */
#define GB_STEP_APPLIES_SQL                                                                                        \
  "(s.applies IS NULL"                                                                                             \
  " OR EXISTS (SELECT 1 FROM p_incident AS f WHERE f.id = s.case_id"                                               \
  "              AND ((f.indecent_image <> 'no' AND instr (' ' || s.applies || ' ', ' image '))"                   \
  "                   OR (f.danger <> 'no' AND instr (' ' || s.applies || ' ', ' danger '))"                       \
  "                   OR instr (' ' || s.applies || ' ', ' category:' || f.category || ' ')"                       \
  "                   OR instr (' ' || s.applies || ' ', ' site:' || f.site || ' ')"                               \
  "                   OR instr (' ' || s.applies || ' ', ' channel:' || f.channel || ' ')"                         \
  "                   OR instr (' ' || s.applies || ' ', ' equipment:' || f.equipment || ' ')))"                   \
  " OR EXISTS (SELECT 1 FROM p_incident_person AS f WHERE f.incident_id = s.case_id"                               \
  "              AND (instr (' ' || s.applies || ' ', ' sort:' || f.sort || ' ')"                                  \
  "                   OR instr (' ' || s.applies || ' ', ' role:' || f.role || ' ')))"                             \
  " OR EXISTS (SELECT 1 FROM p_case_link AS f WHERE f.root = s.case_id"                                            \
  "              AND instr (' ' || s.applies || ' ', ' case:' || f.noun || ' '))"                                  \
  " OR EXISTS (SELECT 1 FROM p_case_act AS f WHERE f.root = s.case_id"                                             \
  "              AND instr (' ' || s.applies || ' ', ' did:' || f.kind || ' '))"                                   \
  " OR EXISTS (SELECT 1 FROM p_step_mark AS f WHERE f.case_id = s.case_id AND f.answer IN ('yes', 'unknown')"      \
  "              AND instr (' ' || s.applies || ' ', ' answered:' || f.step || ' ')))"

/* SQL that is true for a settled step; "s" is its row of p_step.  A record
 * settles a step of an agency only if it went there, and declining settles
 * none that an answer forbids to decline. */
#define GB_STEP_SETTLED_SQL                                                                                        \
  "(EXISTS (SELECT 1 FROM p_step_mark AS m WHERE m.case_id = s.case_id AND m.step = s.step)"                       \
  " OR (s.act IS 'incident.parent-told'"                                                                           \
  "     AND NOT EXISTS (SELECT 1 FROM p_incident_person AS c WHERE c.incident_id = s.case_id AND c.sort = 'pupil'" \
  "                                                        AND c.told_entry IS NULL))"                             \
  " OR (s.question IS NOT NULL"                                                                                    \
  "     AND EXISTS (SELECT 1 FROM p_decision AS d WHERE d.incident_id = s.case_id AND d.question = s.question))"   \
  " OR (s.act IS NOT 'incident.parent-told' AND s.question IS NULL"                                                \
  "     AND EXISTS (SELECT 1 FROM p_case_act AS a"                                                                 \
  "                  WHERE a.root = s.case_id AND a.times >= iif (a.kind = 'image.deletion-confirmed', 2, 1)"      \
  "                    AND instr (' ' || s.act || ' ', ' ' || a.kind || ' ')" GB_STEP_BY_SQL ")))"

/* SQL: whether the act "a" is one that settles the step "s", by whom it went to and what was answered. */
#define GB_STEP_BY_SQL                                                                                             \
  " AND (s.agency IS NULL OR (a.kind = 'referral.declined' AND a.case_id = a.root)"                                \
  "      OR EXISTS (SELECT 1 FROM p_referral AS r WHERE r.id = a.case_id"                                          \
  "                   AND instr (' ' || s.agency || ' ', ' ' || r.agency || ' '))"                                 \
  "      OR (a.kind = 'advice.sought'"                                                                             \
  "          AND EXISTS (SELECT 1 FROM p_advice AS v WHERE v.case_id = a.case_id"                                  \
  "                        AND instr (' ' || s.agency || ' ', ' ' || v.agency || ' '))))"                          \
  " AND (s.must_if IS NULL OR a.kind <> 'referral.declined'"                                                       \
  "      OR NOT EXISTS (SELECT 1 FROM p_step_mark AS q WHERE q.case_id = s.case_id AND q.answer IN ('yes', 'unknown')" \
  "                       AND instr (' ' || s.must_if || ' ', ' ' || q.step || ' ')))"

G_END_DECLS

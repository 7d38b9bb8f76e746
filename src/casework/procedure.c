/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: how steps are read; begin, tick, set aside, take back; the
 * clocks of steps; what a step allows; the states. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/incident.h"
#include "casework/policy.h"
#include "casework/procedure.h"

GB_RECORD_DEFINE (GbCaseStep, gb_case_step, GB_CASE_STEP_FIELDS)

static char *
clock_key (const char *step)
{
  return g_strconcat ("step.", step, NULL);
}

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) all = g_strsplit (words != NULL ? words : "", " ", -1);
  return g_strv_contains ((const char *const *) all, word);
}

static GbCaseStep *
step_of (GPtrArray *steps, const char *id)
{
  for (guint i = 0; i < steps->len; i++)
    if (g_strcmp0 (((GbCaseStep *) steps->pdata[i])->step, id) == 0)
      return steps->pdata[i];
  return NULL;
}

gboolean
gb_case_step_is_settled (GbCaseStep *step)
{
  return g_strcmp0 (step->state, "done") == 0 || g_strcmp0 (step->state, "declined") == 0;
}

guint
gb_procedure_settled (GPtrArray *steps)
{
  guint n = 0;
  for (guint i = 0; i < steps->len; i++)
    n += gb_case_step_is_settled (steps->pdata[i]) ? 1 : 0;
  return n;
}

/* --- read --------------------------------------------------------------------- */

/* What is asked of each step is asked by itself and ordered by what it selects, and
 * no table hangs on another by LEFT JOIN: where a sealed case makes a view of the
 * table (journal/sealed.h), only so are its indexes used. */
#define BY_ACT(column)                                                                                          \
  "(SELECT x.v FROM (SELECT a." column " AS v, a.first_entry AS o FROM p_case_act AS a WHERE a.root = s.case_id" \
  "   AND instr (' ' || s.act || ' ', ' ' || a.kind || ' ')" GB_STEP_BY_SQL " ORDER BY o LIMIT 1) AS x)"

/* A step's clock may stand in a case that hangs on this one: the act that started it did. */
#define STEP_CLOCK(column)                                                                                   \
  "(SELECT x.v FROM (SELECT k." column " AS v, k.started_entry AS o FROM p_clock AS k JOIN p_case_link AS l" \
  "   ON l.case_id = k.case_id WHERE l.root = s.case_id AND k.clock = 'step.' || s.step ORDER BY o DESC LIMIT 1) AS x)"

#define MARK(column) "(SELECT m." column " FROM p_step_mark AS m WHERE m.case_id = s.case_id AND m.step = s.step)"

#define STEPS_FROM                                                                                                    \
  "SELECT s.*,"                                                                                                       \
  "  CASE WHEN " MARK ("step") " IS NOT NULL THEN iif (" MARK ("set_aside") ", 'declined', 'done')"                   \
  "       WHEN " GB_STEP_SETTLED_SQL " THEN 'done' END AS state,"                                                     \
  "  coalesce (" MARK ("done_by") ", " BY_ACT ("done_by") ") AS done_by,"                                             \
  "  coalesce (" MARK ("done_at") ", " BY_ACT ("done_at") ") AS done_at,"                                             \
  "  " MARK ("answer") " AS answer, " BY_ACT ("kind") " AS done_kind,"                                                \
  "  " MARK ("note") " AS note, iif (" MARK ("step") " IS NULL, " BY_ACT ("case_id") ", NULL) AS done_case,"          \
  "  CASE s.act WHEN 'incident.parent-told'"                                                                          \
  "    THEN (SELECT count (*) FROM p_incident_person AS c"                                                            \
  "           WHERE c.incident_id = s.case_id AND c.sort = 'pupil' AND c.told_entry IS NOT NULL)"                     \
  "    WHEN 'image.deletion-confirmed'"                                                                               \
  "    THEN (SELECT count (*) FROM p_image_confirmation AS c WHERE c.incident_id = s.case_id) ELSE 0 END AS done_of," \
  "  CASE s.act WHEN 'incident.parent-told'"                                                                          \
  "    THEN (SELECT count (*) FROM p_incident_person AS c WHERE c.incident_id = s.case_id AND c.sort = 'pupil')"      \
  "    WHEN 'image.deletion-confirmed' THEN 2 ELSE 0 END AS done_target,"                                             \
  "  NULL AS waits_for, " STEP_CLOCK ("due_at") " AS due_at, " STEP_CLOCK ("rule") " AS rule"                         \
  "  FROM p_step AS s JOIN p_incident AS i ON i.id = s.case_id AND i.procedure = s.procedure"                         \
  " WHERE s.case_id = :id AND "

#define STEPS_SELECT STEPS_FROM GB_STEP_APPLIES_SQL " ORDER BY s.position"

/* Steps that don't apply to the case as it stands and have a clock. */
#define WAITING_SELECT STEPS_FROM "s.clock IS NOT NULL AND s.applies IS NOT NULL AND NOT " GB_STEP_APPLIES_SQL

/* --- begun --------------------------------------------------------------------- */

static JsonObject *
step_row (const GbStep *step)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "step", step->id);
  json_object_set_string_member (row, "title", step->title);
  gb_json_set_text (row, "who", step->who);
  gb_json_set_text (row, "detail", step->detail);
  gb_json_set_text (row, "clock", step->clock);
  gb_json_set_text (row, "from", step->from);
  gb_json_set_text (row, "basis", step->basis);
  gb_json_set_text (row, "obligations", step->obligations);
  gb_json_set_text (row, "act", step->act);
  gb_json_set_text (row, "needs", step->needs);
  json_object_set_boolean_member (row, "may_set_aside", step->may_set_aside);
  json_object_set_boolean_member (row, "closes", step->closes);
  gb_json_set_text (row, "when", step->when);
  gb_json_set_text (row, "asks", step->asks);
  gb_json_set_text (row, "agency", step->agency);
  gb_json_set_text (row, "must_if", step->must_if);
  gb_json_set_text (row, "question", step->question);
  json_object_set_boolean_member (row, "wants_note", step->wants_note);
  json_object_set_boolean_member (row, "gated", step->gated);
  return row;
}

static JsonArray *
step_rows (const GbProcedure *procedure)
{
  JsonArray *rows = json_array_new ();
  for (guint i = 0; i < procedure->steps->len; i++)
    json_array_add_object_element (rows, step_row (procedure->steps->pdata[i]));
  return rows;
}

/* The do-not-view path can't be left while the answer that leads to it stands (A27). */
static gboolean
begun_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbIncident) incident = gb_incident_load (request->vault, request->case_id, error);
  const char *id = gb_json_text (request->body, "procedure");
  const GbProcedure *wanted, *fitting;

  if (incident == NULL || !gb_incident_must_be_open (request->vault, request->case_id, error))
    return FALSE;
  if (id == NULL && request->asking)
    return TRUE;
  wanted = id != NULL ? gb_pack_procedure (gb_policy_of (request->book, request->case_id), id) : NULL;
  if (wanted == NULL)
    return gb_refuse (error, _ ("Your policy pack has no such procedure. Choose one of those that it lists."));
  fitting = gb_pack_procedure_for (gb_policy_of (request->book, request->case_id), incident->category,
                                   incident->indecent_image);
  if (g_strcmp0 (incident->indecent_image, "no") != 0 && fitting != NULL && wanted->image == NULL)
    return gb_refuse (error,
                      _ ("An indecent image may be involved, so only “%s” may be followed. If none is, amend that "
                         "answer first, with the reason."),
                      fitting->title);
  if (incident->procedure != NULL && g_str_equal (incident->procedure, id))
    return gb_refuse (error, _ ("“%s” has begun already."), wanted->title);
  if (incident->procedure != NULL && !request->asking && !gb_text_is_filled (gb_json_text (request->body, "reason")))
    return gb_refuse (error, _ ("“%s” takes the place of “%s”. Write why."), wanted->title, incident->procedure_title);
  return TRUE;
}

/* Whether @step, of a procedure that is about to begin, applies to the case. */
static gboolean
applies_now (GbRequest *request, const GbStep *step, GError **error)
{
  return step->when == NULL
         || gb_vault_ask_number (request->vault, 0, error,
                                 "SELECT " GB_STEP_APPLIES_SQL " FROM (SELECT :id AS case_id, :when AS applies) AS s",
                                 ":id", request->case_id, ":when", step->when, NULL)
                != 0;
}

/* Clocks that run since the incident was recorded. */
static gboolean
start_first_clocks (GbRequest *request, const GbProcedure *procedure, gint64 recorded_at, GError **error)
{
  for (guint i = 0; i < procedure->steps->len; i++)
    {
      const GbStep *step = procedure->steps->pdata[i];
      g_autofree char *key = clock_key (step->id);
      if (step->clock == NULL || (step->from != NULL && !g_str_equal (step->from, "incident"))
          || !applies_now (request, step, error))
        continue;
      if (gb_vault_ask_number (request->vault, 0, error,
                               "SELECT EXISTS (SELECT 1 FROM p_clock WHERE case_id = :id AND clock = :clock)"
                               "    OR EXISTS (SELECT 1 FROM p_step_mark WHERE case_id = :id AND step = :step)",
                               ":id", request->case_id, ":clock", key, ":step", step->id, NULL)
          != 0)
        continue;
      if (!gb_act_start_clock (request, key, step->clock, step->title, recorded_at, error))
        return FALSE;
    }
  return TRUE;
}

/* Clocks of the procedure whose place is taken, unless the new one has the step too. */
static gboolean
stop_old_clocks (GbRequest *request, const GbProcedure *procedure, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (request->vault,
                        "SELECT DISTINCT s.step FROM p_step AS s JOIN p_clock AS k ON k.case_id = s.case_id"
                        " WHERE s.case_id = :id AND k.clock = 'step.' || s.step AND k.stopped_at IS NULL",
                        error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":id", request->case_id, NULL);
  while (gb_statement_step (s, &local))
    {
      g_autofree char *key = clock_key (gb_statement_text (s, "step"));
      if (gb_procedure_step (procedure, gb_statement_text (s, "step")) == NULL)
        gb_act_stop_clock (request, key);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
begun_prepare (GbRequest *request, GError **error)
{
  GbPack *pack = gb_policy_of (request->book, request->case_id);
  const GbProcedure *procedure = gb_pack_procedure (pack, gb_json_text (request->body, "procedure"));
  gint64 recorded_at = gb_vault_ask_number (
      request->vault, 0, error, "SELECT recorded_at FROM p_incident WHERE id = :id", ":id", request->case_id, NULL);
  g_autofree char *hash = gb_policy_hash_of (request->vault, request->case_id, error);

  if (recorded_at == 0 || hash == NULL)
    return FALSE;
  json_object_set_string_member (request->body, "title", procedure->title);
  json_object_set_string_member (request->body, "pack", gb_pack_get_id (pack));
  json_object_set_string_member (request->body, "version", gb_pack_get_version (pack));
  json_object_set_string_member (request->body, "pack_hash", hash);
  json_object_set_array_member (request->body, "steps", step_rows (procedure));
  return stop_old_clocks (request, procedure, error) && start_first_clocks (request, procedure, recorded_at, error);
}

GbDone *
gb_procedure_begin (GbBook *book, const char *case_id, const char *procedure, const char *request, const char *reason,
                    GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "procedure", procedure);
  gb_json_set_text (body, "reason", reason);
  return gb_book_act (book, "procedure.begun", case_id, request, body, error);
}

/* --- ticked, set aside, taken back ------------------------------------------------- */

/* The step that the body names, of the procedure in force in an open case. */
static GbCaseStep *
named_step (GbRequest *request, GPtrArray *steps, GError **error)
{
  const char *id = gb_json_text (request->body, "step");
  const char *procedure = gb_json_text (request->body, "procedure");
  GbCaseStep *step = step_of (steps, id);

  if (step != NULL && (procedure == NULL || g_str_equal (procedure, step->procedure)))
    return step;
  gb_refuse (error, _ ("That step isn’t in the procedure this case follows now. Look at the checklist again."));
  return NULL;
}

static gboolean
step_must_be_free (GbRequest *request, GPtrArray *steps, GbCaseStep **step, GError **error)
{
  *step = named_step (request, steps, error);
  if (*step == NULL)
    return FALSE;
  if (gb_case_step_is_settled (*step))
    return gb_refuse (error, _ ("“%s” is settled already, by %s. Open the step again first, with a reason."),
                      (*step)->title, (*step)->done_by != NULL ? (*step)->done_by : _ ("the record"));
  return TRUE;
}

/* NULL with error, or NULL without when only asked about no step in particular. */
static GPtrArray *
steps_in_open_case (GbRequest *request, GError **error)
{
  g_autoptr (GbIncident) incident = gb_incident_load (request->vault, request->case_id, error);

  if (incident == NULL || !gb_incident_must_be_open (request->vault, request->case_id, error))
    return NULL;
  return gb_procedure_steps (request->book, request->case_id, error);
}

static gboolean
only_asking (GbRequest *request)
{
  return request->asking && !json_object_has_member (request->body, "step");
}

/* A step that a record proves can't be proved by a tick. */
static gboolean
check_tick (GbCaseStep *step, GError **error)
{
  g_auto (GStrv) acts = g_strsplit (step->act != NULL ? step->act : "", " ", -1);
  const GbKind *kind = acts[0] != NULL ? gb_kind_find (acts[0]) : NULL;

  if (kind != NULL)
    return gb_refuse (error, _ ("“%s” is done by its own record (“%s”), not by a tick. Make that record."), step->title,
                      _ (kind->said));
  return TRUE;
}

/* A question takes an answer, and some steps say what was found or agreed. */
static gboolean
check_said (GbRequest *request, GbCaseStep *step, GError **error)
{
  const char *answer = gb_json_text (request->body, "answer");

  if (answer != NULL && step->asks == NULL)
    return gb_refuse (error, _ ("“%s” asks no question. Write what there is to say in the note."), step->title);
  if (request->asking)
    return TRUE;
  if (answer == NULL && step->asks != NULL)
    return gb_refuse (error, _ ("“%s” is a question. Answer it with yes, no or not known."), step->title);
  if (step->wants_note && !gb_text_is_filled (gb_json_text (request->body, "note")))
    return gb_refuse (error, _ ("“%s” (%s) is kept in words. Write what was found, said or agreed."), step->title,
                      step->basis);
  return TRUE;
}

static gboolean
check_needs (GPtrArray *steps, GbCaseStep *step, GError **error)
{
  g_auto (GStrv) needs = g_strsplit (step->needs != NULL ? step->needs : "", " ", -1);

  for (guint i = 0; needs[i] != NULL; i++)
    {
      GbCaseStep *before = step_of (steps, needs[i]);
      if (before != NULL && !gb_case_step_is_settled (before))
        return gb_refuse (error, _ ("“%s” comes after “%s” (%s). Settle that step first."), step->title, before->title,
                          step->basis);
    }
  return TRUE;
}

static gboolean
done_gate (GbRequest *request, GError **error)
{
  g_autoptr (GPtrArray) steps = steps_in_open_case (request, error);
  GbCaseStep *step;

  if (steps == NULL)
    return FALSE;
  if (only_asking (request))
    return TRUE;
  if (!step_must_be_free (request, steps, &step, error) || !check_tick (step, error)
      || !check_needs (steps, step, error) || !check_said (request, step, error))
    return FALSE;
  if (gb_json_number (request->body, "at") > gb_now () + GB_MINUTE)
    return gb_refuse (error, _ ("That time hasn’t come yet. Tick a step when it has been done."));
  return TRUE;
}

static gboolean
set_aside_gate (GbRequest *request, GError **error)
{
  g_autoptr (GPtrArray) steps = steps_in_open_case (request, error);
  GbCaseStep *step;

  if (steps == NULL)
    return FALSE;
  if (only_asking (request))
    return TRUE;
  if (!step_must_be_free (request, steps, &step, error))
    return FALSE;
  if (!step->may_set_aside)
    return gb_refuse (error, _ ("Your policy (%s) doesn’t let “%s” be set aside. Do it, and say in the note how."),
                      step->basis, step->title);
  if (!request->asking && !gb_text_is_filled (gb_json_text (request->body, "reason")))
    return gb_refuse (error, _ ("A step is set aside only with a reason. Write why “%s” isn’t needed here."),
                      step->title);
  return TRUE;
}

static gboolean
taken_back_gate (GbRequest *request, GError **error)
{
  g_autoptr (GPtrArray) steps = steps_in_open_case (request, error);
  GbCaseStep *step;

  if (steps == NULL)
    return FALSE;
  if (only_asking (request))
    return TRUE;
  step = named_step (request, steps, error);
  if (step == NULL)
    return FALSE;
  if (!gb_case_step_is_settled (step))
    return gb_refuse (error, _ ("“%s” is open already."), step->title);
  if (step->done_case != NULL)
    return gb_refuse (error, _ ("“%s” was done by its own record, and that record stands. Add what is new as a note."),
                      step->title);
  return TRUE;
}

/* --- clocks ---------------------------------------------------------------------------- */

/* Starts the clocks of the steps that follow @step and are neither settled nor running. */
static gboolean
start_following (GbRequest *request, GPtrArray *steps, GbCaseStep *step, gint64 at, GError **error)
{
  for (guint i = 0; i < steps->len; i++)
    {
      GbCaseStep *next = steps->pdata[i];
      g_autofree char *key = clock_key (next->step);
      if (next->clock == NULL || g_strcmp0 (next->starts, step->step) != 0 || gb_case_step_is_settled (next)
          || next->due_at != 0)
        continue;
      if (!gb_act_start_clock (request, key, next->clock, next->title, at, error))
        return FALSE;
    }
  return TRUE;
}

static gint64
happened_at (GbRequest *request)
{
  gint64 at = gb_json_number (request->body, "at");
  return at != 0 ? at : gb_now ();
}

static gboolean
is_affirmed (const char *answer)
{
  return g_strcmp0 (answer, "yes") == 0 || g_strcmp0 (answer, "unknown") == 0;
}

/* An answer that forbids to decline opens what was declined again: its clock runs from now. */
static gboolean
start_undeclined (GbRequest *request, GPtrArray *steps, const char *step, GError **error)
{
  for (guint i = 0; is_affirmed (gb_json_text (request->body, "answer")) && i < steps->len; i++)
    {
      GbCaseStep *other = steps->pdata[i];
      g_autofree char *key = clock_key (other->step);
      if (other->clock == NULL || !has_word (other->must_if, step) || other->done_kind == NULL
          || !g_str_equal (other->done_kind, "referral.declined"))
        continue;
      if (!gb_act_start_clock (request, key, other->clock, other->title, happened_at (request), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
done_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GPtrArray) steps = gb_procedure_steps (request->book, request->case_id, error);
  GbCaseStep *step = steps != NULL ? step_of (steps, gb_json_text (request->body, "step")) : NULL;

  if (step == NULL)
    return FALSE;
  json_object_set_string_member (request->body, "procedure", step->procedure);
  json_object_set_string_member (request->body, "title", step->title);
  return start_following (request, steps, step, happened_at (request), error)
         && start_undeclined (request, steps, step->step, error);
}

static gboolean
set_aside_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GPtrArray) steps = gb_procedure_steps (request->book, request->case_id, error);
  GbCaseStep *step = steps != NULL ? step_of (steps, gb_json_text (request->body, "step")) : NULL;

  if (step == NULL)
    return FALSE;
  json_object_set_string_member (request->body, "procedure", step->procedure);
  json_object_set_string_member (request->body, "title", step->title);
  return TRUE;
}

/* The clock runs on from when it first started: taking a tick back gives no new time. */
static gboolean
taken_back_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GPtrArray) steps = gb_procedure_steps (request->book, request->case_id, error);
  GbCaseStep *step = steps != NULL ? step_of (steps, gb_json_text (request->body, "step")) : NULL;
  g_autofree char *key = step != NULL ? clock_key (step->step) : NULL;
  gint64 started;

  if (step == NULL)
    return FALSE;
  json_object_set_string_member (request->body, "procedure", step->procedure);
  json_object_set_string_member (request->body, "title", step->title);
  started = gb_vault_ask_number (request->vault, 0, error,
                                 "SELECT min (started_at) FROM p_clock WHERE case_id = :id AND clock = :clock", ":id",
                                 request->case_id, ":clock", key, NULL);
  return started == 0 || gb_act_start_clock (request, key, step->clock, step->title, started, error);
}

/* The kind under which a step looks for @request: that nobody outside need know stands for declining. */
static const char *
kind_of (GbRequest *request)
{
  if (g_str_equal (request->kind, "incident.decided")
      && g_strcmp0 (gb_json_text (request->body, "question"), GB_QUESTION_NOT_REFERRED) == 0)
    return "referral.declined";
  return request->kind;
}

/* Whether the record of @request goes where @step wants it. */
static gboolean
goes_to (GbRequest *request, GbCaseStep *step, GError **error)
{
  g_autofree char *agency = NULL;

  if (step->agency == NULL || g_str_equal (request->kind, "incident.decided"))
    return TRUE;
  if (g_str_equal (request->kind, "advice.sought"))
    return has_word (step->agency, gb_json_text (request->body, "agency"));
  agency = gb_vault_ask_text (request->vault, error, "SELECT agency FROM p_referral WHERE id = :id", ":id",
                              request->case_id, NULL);
  return agency != NULL && has_word (step->agency, agency);
}

/* Whether @request would settle @step by itself: telling parents settles it
 * only with the last child, deletion is confirmed only the second time. */
static gboolean
settles (GbRequest *request, GbCaseStep *step, GError **error)
{
  const char *kind = kind_of (request);

  if (gb_case_step_is_settled (step))
    return FALSE;
  if (step->question != NULL)
    return g_str_equal (request->kind, "incident.decided")
           && g_strcmp0 (gb_json_text (request->body, "question"), step->question) == 0;
  return has_word (step->act, kind) && step->done_of + 1 >= step->done_target && goes_to (request, step, error);
}

/* The incident whose procedure @request belongs to; NULL without error: none.  (transfer full) */
static char *
root_of (GbRequest *request, GError **error)
{
  const char *parent = gb_json_text (request->body, "incident_id");

  if (parent != NULL)
    return g_strdup (parent);
  if (gb_kind_find (request->kind)->about == GB_CASE_OPENS)
    return gb_vault_ask_text (request->vault, error, "SELECT root FROM p_case_link WHERE case_id = :id", ":id",
                              gb_json_text (request->body, "device_id"), NULL);
  if (request->case_id == NULL)
    return NULL;
  return gb_vault_ask_text (request->vault, error, "SELECT root FROM p_case_link WHERE case_id = :id", ":id",
                            request->case_id, NULL);
}

/* The question whose answer forbids to decline @step, or NULL. */
static GbCaseStep *
forbids_declining (GPtrArray *steps, GbCaseStep *step)
{
  for (guint i = 0; i < steps->len; i++)
    {
      GbCaseStep *question = steps->pdata[i];
      if (has_word (step->must_if, question->step) && is_affirmed (question->answer))
        return question;
    }
  return NULL;
}

static gboolean
may_decline (GbRequest *request, GPtrArray *steps, GbCaseStep *step, GError **error)
{
  GbCaseStep *question = forbids_declining (steps, step);

  if (question == NULL || !has_word (step->act, "referral.declined") || !goes_to (request, step, error))
    return TRUE;
  return gb_refuse (error,
                    _ ("“%s” was answered %s, so your policy (%s) has this referred. Make the referral; if the answer "
                       "was wrong, open that step again, with the reason."),
                    question->title, g_str_equal (question->answer, "yes") ? _ ("yes") : _ ("not known"), step->basis);
}

/* Whether any step of the case has a say in acts of @kind: most have none. */
static gboolean
has_a_say (GbVault *vault, const char *root, const char *kind, GError **error)
{
  return gb_vault_ask_number (vault, 0, error,
                              "SELECT EXISTS (SELECT 1 FROM p_step WHERE case_id = :id"
                              "   AND (gated = 1 OR (must_if IS NOT NULL AND :kind = 'referral.declined'))"
                              "   AND instr (' ' || act || ' ', ' ' || :kind || ' '))",
                              ":id", root, ":kind", kind, NULL)
         == 1;
}

gboolean
gb_procedure_allows (GbRequest *request, GError **error)
{
  const char *kind = kind_of (request);
  g_autoptr (GError) local = NULL;
  g_autofree char *root = root_of (request, &local);
  gboolean asked = root != NULL && has_a_say (request->vault, root, kind, &local);
  g_autoptr (GPtrArray) steps = asked ? gb_procedure_steps (request->book, root, &local) : NULL;

  for (guint i = 0; local == NULL && steps != NULL && i < steps->len; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      if (gb_case_step_is_settled (step))
        continue;
      if (step->gated && has_word (step->act, kind) && goes_to (request, step, &local)
          && !check_needs (steps, step, &local))
        break;
      if (g_str_equal (kind, "referral.declined") && !may_decline (request, steps, step, &local))
        break;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Whether @request is the tick of @step. */
static gboolean
is_ticked (GbRequest *request, GbCaseStep *step)
{
  return g_str_equal (request->kind, "step.done") && g_strcmp0 (gb_json_text (request->body, "step"), step->step) == 0;
}

/* --- facts that an act brings --------------------------------------------------------------- */

static void
add_fact (GString *facts, const char *sort, const char *value)
{
  if (value != NULL)
    g_string_append_printf (facts, " %s:%s", sort, value);
}

static void
add_amended (GString *facts, JsonArray *changes)
{
  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);
      const char *field = gb_json_text (change, "field"), *now = gb_json_text (change, "new");
      if (g_strcmp0 (field, "indecent_image") == 0 && is_affirmed (now))
        g_string_append (facts, " image");
      else if (g_strcmp0 (field, "danger") == 0 && is_affirmed (now))
        g_string_append (facts, " danger");
      else if (field != NULL)
        add_fact (facts, field, now);
    }
}

/* The facts that will be so once @request is done, as conditions name them.  (transfer full) */
static char *
facts_of (GbRequest *request)
{
  g_autoptr (GString) facts = g_string_new (NULL);
  const GbKind *kind = gb_kind_find (request->kind);

  add_fact (facts, "did", kind_of (request));
  if (kind->about == GB_CASE_OPENS)
    add_fact (facts, "case", kind->noun);
  if (g_str_equal (request->kind, "step.done") && is_affirmed (gb_json_text (request->body, "answer")))
    add_fact (facts, "answered", gb_json_text (request->body, "step"));
  if (g_str_equal (request->kind, "incident.amended"))
    add_amended (facts, gb_json_array (request->body, "changes"));
  if (g_str_equal (request->kind, "incident.person-added"))
    {
      add_fact (facts, "sort", gb_json_text (request->body, "sort"));
      add_fact (facts, "role", gb_json_text (request->body, "role"));
    }
  if (g_str_equal (request->kind, "incident.person-role"))
    add_fact (facts, "role", gb_json_text (request->body, "new"));
  return g_string_free (g_steal_pointer (&facts), FALSE);
}

static gboolean
share_a_word (const char *ours, const char *theirs)
{
  g_auto (GStrv) all = g_strsplit (ours, " ", -1);

  for (guint i = 0; all[i] != NULL; i++)
    if (*all[i] != '\0' && has_word (theirs, all[i]))
      return TRUE;
  return FALSE;
}

/* Starts the clocks of the steps that @request brings in, if what they follow is done. */
static gboolean
start_arriving (GbRequest *request, const char *root, GPtrArray *steps, GError **error)
{
  g_autofree char *facts = facts_of (request);
  g_autoptr (GPtrArray) waiting =
      gb_records (request->vault, gb_case_step_get_type (), error, WAITING_SELECT, ":id", root, NULL);

  if (waiting == NULL)
    return FALSE;
  for (guint i = 0; i < waiting->len; i++)
    {
      GbCaseStep *step = waiting->pdata[i];
      GbCaseStep *before = step_of (steps, step->starts);
      g_autofree char *key = clock_key (step->step);
      gboolean runs =
          g_strcmp0 (step->starts, "incident") == 0
          || (before != NULL
              && (gb_case_step_is_settled (before) || settles (request, before, error) || is_ticked (request, before)));
      if (runs && !gb_case_step_is_settled (step) && share_a_word (facts, step->applies)
          && !gb_act_start_clock (request, key, step->clock, step->title, happened_at (request), error))
        return FALSE;
    }
  return TRUE;
}

/* Whether @request can settle any step of the case or bring one in.  Most acts do
 * neither, and what all the steps stand at is dear to read. */
static gboolean
touches_steps (GbRequest *request, const char *root, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      request->vault,
      "SELECT act, question, iif (clock IS NOT NULL, applies, NULL) AS arrives FROM p_step WHERE case_id = :id", error);
  const char *kind = kind_of (request);
  const char *question
      = g_str_equal (request->kind, "incident.decided") ? gb_json_text (request->body, "question") : NULL;
  g_autofree char *facts = facts_of (request);
  gboolean touches = FALSE;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":id", root, NULL);
  while (!touches && gb_statement_step (s, error))
    {
      const char *asked = gb_statement_text (s, "question"), *arrives = gb_statement_text (s, "arrives");
      touches = has_word (gb_statement_text (s, "act"), kind)
                || (question != NULL && g_strcmp0 (asked, question) == 0)
                || (arrives != NULL && share_a_word (facts, arrives));
    }
  return touches;
}

gboolean
gb_procedure_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *root = root_of (request, &local);
  gboolean touches = root != NULL && touches_steps (request, root, &local);
  g_autoptr (GPtrArray) steps = touches ? gb_procedure_steps (request->book, root, &local) : NULL;

  for (guint i = 0; local == NULL && steps != NULL && i < steps->len; i++)
    if (settles (request, steps->pdata[i], &local))
      start_following (request, steps, steps->pdata[i], happened_at (request), &local);
  if (local == NULL && steps != NULL && steps->len > 0)
    start_arriving (request, root, steps, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

const GbAct gb_procedure_acts[] = { { "procedure.begun", begun_gate, begun_prepare },
                                    { "step.done", done_gate, done_prepare },
                                    { "step.set-aside", set_aside_gate, set_aside_prepare },
                                    { "step.taken-back", taken_back_gate, taken_back_prepare },
                                    { NULL } };

/* --- states ------------------------------------------------------------------------------ */

/* "Waits for “Phone taken and stored”", the first of its needs that is open. */
static char *
waits_for (GPtrArray *steps, GbCaseStep *step)
{
  g_auto (GStrv) needs = g_strsplit (step->needs != NULL ? step->needs : "", " ", -1);

  for (guint i = 0; needs[i] != NULL; i++)
    {
      GbCaseStep *before = step_of (steps, needs[i]);
      if (before != NULL && !gb_case_step_is_settled (before))
        return g_strdup_printf (_ ("Waits for “%s”"), before->title);
    }
  return NULL;
}

static void
set_state (GbCaseStep *step, const char *state)
{
  g_free (step->state);
  step->state = g_strdup (state);
}

/* A search of this case that waits for a signature holds up the step that searches. */
static gboolean
waits_for_signature (GbVault *vault, GbCaseStep *step, GError **error)
{
  return has_word (step->act, "search.carried-out")
         && gb_vault_ask_number (
                vault, 0, error,
                "SELECT count (*) FROM p_case_link AS l WHERE l.root = :id AND l.noun = 'search'"
                "   AND NOT EXISTS (SELECT 1 FROM p_case_act AS a WHERE a.root = l.root AND a.case_id = l.case_id"
                "     AND a.kind IN ('search.authorised', 'search.refused', 'search.withdrawn'))",
                ":id", step->case_id, NULL)
                > 0;
}

/* The first open step that waits for nothing is now: one at a time, so that it
 * is found at a glance.  One that can't go on although its clock runs is
 * blocked; the rest is to come. */
static void
judge (GbVault *vault, GPtrArray *steps, GError **error)
{
  gboolean turn = TRUE;

  for (guint i = 0; i < steps->len; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      gboolean runs = step->due_at != 0;
      if (step->state != NULL)
        continue;
      step->waits_for = waits_for (steps, step);
      if (step->waits_for == NULL && waits_for_signature (vault, step, error))
        {
          step->waits_for = g_strdup (_ ("Waits for the headteacher’s signature"));
          runs = TRUE;
        }
      if (step->waits_for != NULL)
        set_state (step, runs ? "blocked" : "to-come");
      else
        set_state (step, turn ? "now" : "to-come");
      turn = turn && g_strcmp0 (step->state, "now") != 0;
    }
}

GPtrArray *
gb_procedure_steps (GbBook *book, const char *case_id, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) steps = gb_records (vault, gb_case_step_get_type (), error, STEPS_SELECT, ":id", case_id, NULL);

  if (steps == NULL)
    return NULL;
  judge (vault, steps, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&steps);
}

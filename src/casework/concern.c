/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the record, the moves, what is owed, who may know, the
 * acts in the order of a concern's life, the queries. */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/concern.h"
#include "casework/draft.h"
#include "casework/find.h"
#include "casework/seal.h"

GB_RECORD_DEFINE (GbConcern, gb_concern, GB_CONCERN_FIELDS)

#define CLOCK "concern.lado"

/* --- the moves ------------------------------------------------------------------------ */

#define WAS_CLOSED _ ("This concern is closed, so nothing can be added to it. Open it again first, with a reason.")

/* All that is done while it is open, and one that opens it again. */
static const char *const while_open[] = {
  "concern.assessed",       "concern.lado-told",     "concern.manager-named",    "concern.welfare-named",
  "concern.person-told",    "concern.parent-told",   "concern.measure-decided",  "concern.dealt-with",
  "concern.noted",          "concern.concluded",     "concern.pattern-reviewed", "concern.file-cleared",
  "concern.closed",         NULL,
};

static gboolean
move_is_right (const char *kind, const char *state, GError **error)
{
  gboolean open = g_strcmp0 (state, "open") == 0;

  if (g_strv_contains (while_open, kind))
    return open || gb_refuse (error, "%s", WAS_CLOSED);
  return !open || gb_refuse (error, _ ("This concern is open already."));
}

static GbConcern *
concern_in_state (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = gb_concern_load (request->vault, request->case_id, error);

  if (concern == NULL || !move_is_right (request->kind, concern->state, error) || !gb_gate_past (request, "at", error))
    return NULL;
  return g_steal_pointer (&concern);
}

/* --- what is owed ------------------------------------------------------------------------ */

static gboolean
is_allegation (const GbConcern *concern)
{
  return g_strcmp0 (concern->level, "allegation") == 0;
}

static gboolean
lado_knows (const GbConcern *concern)
{
  return concern->lado_at != 0 || concern->referral_made_at != 0;
}

static gboolean
is_off_the_record (const char *outcome)
{
  return g_strcmp0 (outcome, "false") == 0 || g_strcmp0 (outcome, "malicious") == 0;
}

static void
add_gate (GPtrArray *gates, const char *id, gboolean met, const char *title, const char *how, const char *owed)
{
  g_ptr_array_add (gates, gb_gate_new (id, met ? GB_GATE_MET : GB_GATE_UNMET, title,
                                       g_strdup (met && how != NULL ? how : met ? _ ("Done") : owed)));
}

static void
add_lado_gate (GPtrArray *gates, const GbConcern *concern)
{
  const char *title = _ ("The LADO told");

  if (concern->assessed_at == 0 && !lado_knows (concern))
    g_ptr_array_add (gates, gb_gate_new ("lado", GB_GATE_OPEN, title,
                                         g_strdup (_ ("Ask the four limbs first; the clock runs already."))));
  else if (!concern->lado && !lado_knows (concern))
    add_gate (gates, "lado", TRUE, title, _ ("Not asked for: below the harm threshold"), NULL);
  else
    add_gate (gates, "lado", lado_knows (concern), title, concern->lado_officer,
              _ ("This goes to the LADO within one working day of when the school knew. Ring, and record what was "
                 "said."));
}

static void
add_low_level_gates (GPtrArray *gates, const GbConcern *concern)
{
  add_gate (gates, "dealt", concern->dealt_at != 0, _ ("What was done"), concern->dealt,
            _ ("Record what was done about it: a low-level concern is kept with its context and the action taken."));
  add_gate (gates, "pattern", concern->pattern_at != 0, _ ("Looked for a pattern"), concern->pattern_reason,
            _ ("Look at what was recorded about the same person before, and write down whether there is a pattern."));
}

static void
add_allegation_gates (GPtrArray *gates, const GbConcern *concern)
{
  gboolean children = concern->children != NULL && !g_str_equal (concern->children, "[]");

  add_gate (gates, "measure", concern->measure != NULL, _ ("Suspension and its alternatives"), concern->measure_reason,
            _ ("Suspension is not automatic. Record which alternatives were weighed, what was decided, and why."));
  add_gate (gates, "welfare", concern->welfare_id != NULL, _ ("Somebody looks after the person"), concern->welfare,
            _ ("Name somebody who keeps in touch with the person named, apart from those who look into it."));
  if (children)
    add_gate (gates, "parents", concern->parents > 0, _ ("Parents told, or why not"), NULL,
              _ ("Record whether the child’s parents were told, or why not; ask the LADO first what may be said."));
  add_gate (gates, "outcome", concern->outcome != NULL, _ ("Outcome"), concern->outcome_reason,
            _ ("An allegation ends with one of five outcomes. Record it with its reason."));
  if (is_off_the_record (concern->outcome))
    add_gate (gates, "cleared", concern->cleared_on != NULL, _ ("Off the personnel record"), concern->cleared_by,
              _ ("What was false or malicious is taken off the personnel record. Record when and by whom."));
}

GPtrArray *
gb_concern_gates (GbConcern *concern)
{
  GPtrArray *gates = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_gate_free);

  add_gate (gates, "assessed", concern->assessed_at != 0, _ ("The four limbs asked"), concern->assess_reason,
            _ ("Ask the four limbs of the harm threshold one by one, and say why."));
  add_lado_gate (gates, concern);
  add_gate (gates, "manager", concern->manager_id != NULL, _ ("Case manager named"), concern->manager,
            _ ("Name who decides: the headteacher, or the chair of governors when it is about the headteacher."));
  if (is_allegation (concern))
    add_allegation_gates (gates, concern);
  else if (concern->level != NULL)
    add_low_level_gates (gates, concern);
  return gates;
}

gboolean
gb_concern_online_goes_to_lado (GbPack *pack)
{
  return g_strcmp0 (gb_pack_rule (pack, "lado.threshold"), "any-online-conduct") == 0;
}

/* --- recorded ------------------------------------------------------------------------------ */

/* Who reads it: by the rule, whoever is named left out (seal.h). */
static gboolean
plan_concern (GbRequest *request, GbSealPlan *plan, GError **error G_GNUC_UNUSED)
{
  gb_seal_plan_set_rule (plan, "staff-concern");
  gb_seal_plan_add_subject (plan, gb_json_text (request->body, "person_id"), gb_json_text (request->body, "person"));
  return TRUE;
}

static gboolean
is_oneself (GbRequest *request, const char *person_id, const char *name)
{
  g_autofree char *mine = gb_text_fold (gb_book_get_member_name (request->book));
  g_autofree char *theirs = name != NULL ? gb_text_fold (name) : NULL;

  return g_strcmp0 (person_id, gb_book_get_member_id (request->book)) == 0 || g_strcmp0 (mine, theirs) == 0;
}

static gboolean
person_is_adult (GbRequest *request, GError **error)
{
  const char *id = gb_json_text (request->body, "person_id");
  g_autofree char *sort
    = id != NULL ? gb_vault_ask_text (request->vault, NULL, "SELECT sort FROM p_person WHERE id = :id", ":id", id, NULL)
                 : NULL;

  if (g_strcmp0 (sort, "pupil") != 0)
    return TRUE;
  return gb_refuse (error, _ ("A staff concern is about an adult who works with children here. What a pupil did is an "
                              "incident."));
}

static gboolean
recorded_gate (GbRequest *request, GError **error)
{
  gint64 noticed = gb_json_number (request->body, "noticed_at");

  if (is_oneself (request, gb_json_text (request->body, "person_id"), gb_json_text (request->body, "person")))
    return gb_refuse (error, _ ("Nobody records a concern about themselves. Tell the headteacher, or the chair of "
                                "governors, who writes it down as told by you."));
  if (!gb_gate_word (request, "person_role", "concern-person", error)
      || !gb_gate_word (request, "precision", "precision", error) || !gb_gate_past (request, "occurred_at", error)
      || !gb_gate_past (request, "noticed_at", error) || !person_is_adult (request, error))
    return FALSE;
  if (noticed != 0 && noticed < gb_json_number (request->body, "occurred_at"))
    return gb_refuse (error, _ ("The school can’t have known before it happened. Check the two times."));
  return !gb_json_flag (request->body, "conflict")
         || gb_gate_filled (request, "conflict_reason",
                            _ ("Say what the conflict of interest is: it is why this goes straight to the LADO."),
                            error);
}

/* About the headteacher the chair reads in the headteacher's place; that is how it shows. */
static gboolean
chair_reads (GbRequest *request)
{
  g_autoptr (GbSealPlan) plan = gb_seal_plan_new ("staff-concern");
  g_autoptr (GPtrArray) readers = NULL;

  plan_concern (request, plan, NULL);
  readers = gb_seal_readers_for (request->book, plan, NULL);
  for (guint i = 0; readers != NULL && i < readers->len; i++)
    {
      GbSealReader *reader = readers->pdata[i];
      gboolean by_role = reader->reads && g_strcmp0 (reader->basis, "role") == 0;
      if (by_role && gb_role_words_can (reader->roles, GB_CAN_HANDLE_ABOUT_HEAD))
        return TRUE;
    }
  return FALSE;
}

/* The clock runs from when the school knew: what is assessed late is not given
 * more time (Working Together; A55). */
static gboolean
recorded_prepare (GbRequest *request, GError **error)
{
  const char *route = gb_json_flag (request->body, "conflict") ? "lado"
                      : chair_reads (request)                  ? "chair"
                                                               : "headteacher";

  json_object_set_string_member (request->body, "route", route);
  return gb_gate_start_clock (request, CLOCK, "lado-working-day", _ ("Discuss with the LADO, or find no limb met"),
                              gb_json_number (request->body, "noticed_at"), error);
}

/* The four answers as a body of their own, taken out of @body; NULL: they are not asked yet. */
static JsonObject *
take_limbs (JsonObject *body)
{
  g_autoptr (JsonObject) limbs = json_object_new ();
  const char *reason = gb_json_text (body, "assess_reason");
  gboolean all = gb_text_is_filled (reason);

  gb_json_set_text (limbs, "reason", reason);
  json_object_remove_member (body, "assess_reason");
  for (guint i = 0; i < GB_CONCERN_LIMBS; i++)
    {
      const char *answer = gb_json_text (body, gb_concern_limbs[i]);
      all = all && answer != NULL;
      gb_json_set_text (limbs, gb_concern_limbs[i], answer);
      json_object_remove_member (body, gb_concern_limbs[i]);
    }
  return all ? g_steal_pointer (&limbs) : NULL;
}

GbDone *
gb_concern_record (GbBook *book, const char *request, JsonObject *body, GError **error)
{
  g_autoptr (JsonObject) limbs = take_limbs (body);
  g_autoptr (GbDone) done = gb_book_act (book, "concern.recorded", NULL, request, body, error);

  if (done == NULL)
    return NULL;
  if (limbs != NULL && done->case_id != NULL)
    {
      g_autofree char *next = gb_request_next (request, "limbs");
      g_autoptr (GbDone) asked = gb_book_act (book, "concern.assessed", done->case_id, next, limbs, error);
      if (asked == NULL)
        return NULL;
    }
  return gb_draft_drop (book, request, error) ? g_steal_pointer (&done) : NULL;
}

/* --- the four limbs ---------------------------------------------------------------------------- */

static gboolean
assessed_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);

  if (concern == NULL)
    return FALSE;
  if (concern->outcome != NULL)
    return gb_refuse (error, _ ("This allegation has its outcome, so the limbs aren’t asked again. Record what is new "
                                "as a concern of its own."));
  return gb_gate_filled (request, "reason", _ ("Say why the threshold is met or isn’t: the reason is kept."), error);
}

const char *const gb_concern_limbs[GB_CONCERN_LIMBS] = { "harmed", "offence", "risk", "unsuitable" };

const char *
gb_concern_basis (GbPack *pack, gboolean online, const char *const *answers)
{
  gboolean unknown = FALSE;

  for (guint i = 0; i < GB_CONCERN_LIMBS; i++)
    {
      if (g_strcmp0 (answers[i], "yes") == 0)
        return "limb";
      unknown = unknown || g_strcmp0 (answers[i], "no") != 0;
    }
  if (unknown)
    return "unknown";
  return online && gb_concern_online_goes_to_lado (pack) ? "online" : "below";
}

static const char *
basis_of (GbRequest *request, const GbConcern *concern)
{
  const char *answers[GB_CONCERN_LIMBS];

  for (guint i = 0; i < GB_CONCERN_LIMBS; i++)
    answers[i] = gb_json_text (request->body, gb_concern_limbs[i]);
  return gb_concern_basis (gb_book_get_pack (request->book), concern->online != 0, answers);
}

static gboolean
assessed_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = gb_concern_load (request->vault, request->case_id, error);
  const char *basis = concern != NULL ? basis_of (request, concern) : NULL;
  gboolean below = g_strcmp0 (basis, "below") == 0;

  if (concern == NULL)
    return FALSE;
  json_object_set_string_member (request->body, "basis", basis);
  json_object_set_boolean_member (request->body, "lado", !below);
  json_object_set_string_member (request->body, "level", below ? "low-level" : "allegation");
  if (below)
    gb_gate_stop_clock (request, CLOCK);
  else if (concern->assessed_at != 0 && !concern->lado && !lado_knows (concern))
    /* Found to be an allegation after all: that is when the school knew of it. */
    return gb_gate_start_clock (request, CLOCK, "lado-working-day", _ ("Discuss with the LADO"), gb_now (), error);
  return TRUE;
}

/* --- the LADO -------------------------------------------------------------------------------------- */

static gboolean
lado_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);
  gint64 at = gb_json_number (request->body, "at");

  if (concern == NULL || !gb_gate_word (request, "how", "route", error))
    return FALSE;
  if (at != 0 && at < gb_instant_to_minute (concern->noticed_at))
    return gb_refuse (error, _ ("The LADO can’t have been told before the school knew. Check the time."));
  return TRUE;
}

static gboolean
lado_prepare (GbRequest *request, GError **error G_GNUC_UNUSED)
{
  gb_gate_stop_clock (request, CLOCK);
  return TRUE;
}

/* Whoever it is about is no case manager, no welfare contact. */
static gboolean
somebody_else_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);
  const char *id = gb_json_text (request->body, "person_id");

  if (concern == NULL)
    return FALSE;
  if (g_strcmp0 (id, concern->person_id) == 0)
    return gb_refuse (error, _ ("%s is the person named, so it has to be somebody else."), concern->person);
  if (g_str_equal (request->kind, "concern.welfare-named") && id != NULL && g_strcmp0 (id, concern->manager_id) == 0)
    return gb_refuse (error, _ ("The case manager decides about the allegation, so somebody else looks after the "
                                "person."));
  if (g_str_equal (request->kind, "concern.manager-named") && id != NULL && g_strcmp0 (id, concern->welfare_id) == 0)
    return gb_refuse (error, _ ("The welfare contact looks after the person, so somebody else decides."));
  return TRUE;
}

/* What is said to the person or to parents first may spoil what the LADO and
 * the police have to do. */
static gboolean
person_told_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);

  if (concern == NULL)
    return FALSE;
  if (concern->assessed_at == 0)
    return gb_refuse (error, _ ("Ask the four limbs before the person is told: an allegation goes to the LADO first."));
  if (concern->lado && !lado_knows (concern))
    return gb_refuse (error, _ ("The LADO says first what the person may be told. Discuss it with the LADO, then tell "
                                "them."));
  return TRUE;
}

static gboolean
parent_told_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);

  if (concern == NULL)
    return FALSE;
  if (!gb_json_flag (request->body, "told"))
    return gb_gate_filled (request, "reason_not", _ ("Say why the parents weren’t told: the reason is kept."), error);
  return gb_gate_filled (request, "whom", _ ("Say who was told."), error);
}

static gboolean
measure_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);

  if (concern == NULL || !gb_gate_word (request, "measure", "concern-measure", error))
    return FALSE;
  if (concern->level != NULL && !is_allegation (concern))
    return gb_refuse (error, _ ("This is a low-level concern, for which nobody is suspended. Ask the four limbs again "
                                "if that has changed."));
  return g_strcmp0 (gb_json_text (request->body, "measure"), "suspended") != 0
         || gb_gate_filled (request, "lado_view",
                            _ ("Before somebody is suspended the LADO is asked. Write down what the LADO thinks of "
                               "it."),
                            error);
}

/* --- low-level ----------------------------------------------------------------------------------------- */

static GbConcern *
low_level_concern (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);

  if (concern == NULL)
    return NULL;
  if (g_strcmp0 (concern->level, "low-level") == 0)
    return g_steal_pointer (&concern);
  gb_refuse (error, concern->level == NULL
                      ? _ ("Ask the four limbs first: only below them is it a low-level concern.")
                      : _ ("This is an allegation, so it ends with an outcome, not as a low-level concern."));
  return NULL;
}

static gboolean
dealt_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = low_level_concern (request, error);
  return concern != NULL;
}

static gboolean
pattern_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);

  return concern != NULL && gb_gate_word (request, "conclusion", "concern-pattern", error)
         && gb_gate_filled (request, "reason", _ ("Say why: what was looked at, and what it adds up to."), error);
}

/* What was looked at, as it stood then. */
static gboolean
pattern_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = gb_concern_load (request->vault, request->case_id, error);
  g_autoptr (GPtrArray) earlier = concern != NULL ? gb_concern_earlier (request->vault, concern, error) : NULL;
  JsonArray *rows;

  if (earlier == NULL)
    return FALSE;
  rows = json_array_new ();
  for (guint i = 0; i < earlier->len; i++)
    {
      GbConcern *one = earlier->pdata[i];
      JsonObject *row = json_object_new ();
      json_object_set_string_member (row, "concern_id", one->id);
      json_object_set_string_member (row, "reference", one->reference);
      gb_json_set_text (row, "level", one->level);
      json_array_add_object_element (rows, row);
    }
  json_object_set_array_member (request->body, "earlier", rows);
  return TRUE;
}

static gboolean
any_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);
  return concern != NULL;
}

/* --- the outcome ------------------------------------------------------------------------------------------ */

static gboolean
answers_duties (GbRequest *request, GError **error)
{
  if (g_strcmp0 (gb_json_text (request->body, "outcome"), "substantiated") != 0)
    return TRUE;
  return gb_gate_filled (request, "dbs",
                         _ ("A substantiated allegation asks whether the person has to be referred to the DBS. Answer "
                            "it, even with not known."),
                         error)
         && gb_gate_filled (request, "tra",
                            _ ("A substantiated allegation asks whether a teacher is referred to the TRA. Answer it."),
                            error)
         && gb_gate_filled (request, "lessons",
                            _ ("After a substantiated allegation the school and the LADO look at what is learned. "
                               "Write it down."),
                            error);
}

static gboolean
concluded_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);

  if (concern == NULL || !gb_gate_word (request, "outcome", "concern-outcome", error))
    return FALSE;
  if (!is_allegation (concern))
    return gb_refuse (error, _ ("Only an allegation has an outcome. Ask the four limbs first; a low-level concern ends "
                                "with what was done."));
  if (!lado_knows (concern))
    return gb_refuse (error, _ ("An allegation isn’t decided before the LADO has been told. Discuss it with the LADO "
                                "first."));
  return answers_duties (request, error);
}

/* References: only what was substantiated.  Kept until normal pension age or
 * ten years from the allegation, whichever is longer (KCSIE part four). */
static gboolean
concluded_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = gb_concern_load (request->vault, request->case_id, error);
  const char *outcome = gb_json_text (request->body, "outcome");
  g_autofree char *day = NULL;
  g_autofree char *until = NULL;

  if (concern == NULL)
    return FALSE;
  json_object_set_boolean_member (request->body, "in_references", g_strcmp0 (outcome, "substantiated") == 0);
  if (is_off_the_record (outcome))
    {
      json_object_set_string_member (request->body, "keep_rule",
                                     _ ("Taken off the personnel record, unless the person asks for it to stay"));
      return TRUE;
    }
  day = gb_instant_to_day (concern->noticed_at);
  until = gb_day_add (day, 3653); /* ten years are 3,652 or 3,653 days: never too short */
  json_object_set_string_member (request->body, "keep_until", until);
  json_object_set_string_member (request->body, "keep_rule",
                                 _ ("Normal pension age, or ten years from the allegation, whichever is longer; the "
                                    "day is the earliest"));
  return TRUE;
}

static gboolean
cleared_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbConcern) concern = concern_in_state (request, error);
  const char *on = gb_json_text (request->body, "on");
  g_autofree char *today = gb_today ();

  if (concern == NULL)
    return FALSE;
  if (!is_off_the_record (concern->outcome))
    return gb_refuse (error, _ ("Only what was false or malicious is taken off the personnel record. Everything else "
                                "stays there with its outcome."));
  if (on != NULL && g_strcmp0 (on, today) > 0)
    return gb_refuse (error, _ ("That day is still to come. Record it when it has been done."));
  return TRUE;
}

/* --- closed ------------------------------------------------------------------------------------------------ */

static gboolean
closed_gate (GbRequest *request, GError **error)
{
  static const char *const needed[] = { "assessed", "lado",    "manager", "measure", "welfare", "parents",
                                        "outcome",  "cleared", "dealt",   "pattern", NULL };
  g_autoptr (GbConcern) concern = concern_in_state (request, error);
  g_autoptr (GPtrArray) gates = concern != NULL ? gb_concern_gates (concern) : NULL;

  if (gates == NULL || !gb_gates_require (gates, needed, FALSE, error))
    return FALSE;
  if (g_strcmp0 (concern->level, "low-level") == 0 && g_strcmp0 (concern->pattern, "threshold") == 0)
    return gb_refuse (error, _ ("The pattern may meet the harm threshold. Ask the four limbs again before you close "
                                "it."));
  return TRUE;
}

const GbAct gb_concern_acts[] = {
  { "concern.recorded", recorded_gate, recorded_prepare, plan_concern },
  { "concern.assessed", assessed_gate, assessed_prepare },
  { "concern.lado-told", lado_gate, lado_prepare },
  { "concern.manager-named", somebody_else_gate, NULL },
  { "concern.welfare-named", somebody_else_gate, NULL },
  { "concern.person-told", person_told_gate, NULL },
  { "concern.parent-told", parent_told_gate, NULL },
  { "concern.measure-decided", measure_gate, NULL },
  { "concern.dealt-with", dealt_gate, NULL },
  { "concern.pattern-reviewed", pattern_gate, pattern_prepare },
  { "concern.noted", any_gate, NULL },
  { "concern.concluded", concluded_gate, concluded_prepare },
  { "concern.file-cleared", cleared_gate, NULL },
  { "concern.closed", closed_gate, NULL },
  { "concern.reopened", any_gate, NULL },
  { NULL },
};

/* --- asking --------------------------------------------------------------------------------------------------- */

#define DUE(column)                                                                                            \
  "(SELECT x.v FROM (SELECT k." column " AS v, k.started_entry AS o FROM p_clock AS k WHERE k.case_id = c.id" \
  "   AND k.clock = '" CLOCK "' ORDER BY o DESC LIMIT 1) AS x)"
#define CONCERN_SELECT                                                                                          \
  "SELECT c.*,"                                                                                                 \
  " (SELECT r.made_at FROM p_referral AS r WHERE r.concern_id = c.id AND r.agency = 'lado'"                     \
  "     AND r.made_at IS NOT NULL ORDER BY r.made_at LIMIT 1) AS referral_made_at,"                             \
  " (SELECT i.id FROM p_incident AS i WHERE i.reference = c.incident_reference) AS incident_id,"                \
  " " DUE ("due_at") " AS due_at, " DUE ("rule") " AS due_rule, " DUE ("stopped_at") " AS stopped_at"           \
  " FROM p_concern AS c "

GbConcern *
gb_concern_load (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbConcern *concern
    = gb_record_one (vault, gb_concern_get_type (), &local, CONCERN_SELECT "WHERE c.id = :id", ":id", id, NULL);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (concern == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                         _ ("There is no such concern. It may be in another vault."));
  return concern;
}

GPtrArray *
gb_concern_earlier (GbVault *vault, GbConcern *concern, GError **error)
{
  return gb_records (vault, gb_concern_get_type (), error,
                     CONCERN_SELECT "WHERE c.person_id = :person AND c.entry < @entry AND c.cleared_on IS NULL"
                                    " ORDER BY c.entry",
                     ":person", concern->person_id, "@entry", concern->entry, NULL);
}

GPtrArray *
gb_concern_ids (GbVault *vault, const GbConcernFilter *filter, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean asked = gb_text_is_filled (filter->words);
  g_autofree char *like = asked ? g_strconcat ("%", filter->words, "%", NULL) : NULL;
  g_autofree char *found = asked ? gb_find_cases (vault, filter->words, error) : g_strdup ("[]");
  g_autoptr (GError) local = NULL;
  g_autoptr (GbStatement) s = gb_statement_new (
    vault,
    "SELECT id FROM p_concern WHERE (:state IS NULL OR state = :state)"
    " AND (:level IS NULL OR level = :level OR (:level = 'unassessed' AND level IS NULL))"
    " AND (:like IS NULL OR title LIKE :like OR person LIKE :like OR reference LIKE :like"
    "      OR id IN (SELECT value FROM json_each (:found))"
    "      OR id IN (SELECT r.concern_id FROM p_referral AS r WHERE r.id IN (SELECT value FROM json_each (:found))))"
    " ORDER BY entry DESC",
    error);

  if (s == NULL || found == NULL)
    return NULL;
  gb_statement_bind (s, ":state", filter->state, ":level", filter->level, ":like", like,
                     ":found", found, NULL);
  while (gb_statement_step (s, &local))
    g_ptr_array_add (ids, g_strdup (gb_statement_text (s, "id")));
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

GPtrArray *
gb_concern_rows (GbVault *vault, const char *const *ids, GError **error)
{
  return gb_records_of (vault, gb_concern_get_type (), CONCERN_SELECT "WHERE c.id = :id", ids, error);
}

gint64
gb_concern_open_count (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM p_concern WHERE state = 'open'", NULL);
}

gint64
gb_concern_count (GbVault *vault, gint64 from, gint64 until, gint64 *allegations, GError **error)
{
  g_autoptr (GbStatement) s
    = gb_statement_new (vault,
                        "SELECT count (*) AS n, count (*) FILTER (WHERE level = 'allegation') AS allegations"
                        "  FROM p_concern WHERE recorded_at >= @from AND recorded_at < @until",
                        error);

  if (s == NULL)
    return -1;
  gb_statement_bind (s, "@from", from, "@until", until, NULL);
  if (!gb_statement_step (s, error))
    return -1;
  if (allegations != NULL)
    *allegations = gb_statement_number (s, "allegations");
  return gb_statement_number (s, "n");
}

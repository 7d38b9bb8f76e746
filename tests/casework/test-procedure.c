/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checklist from its beginning to its last step. */
#include <locale.h>
#include <string.h>

#include "casework/clock.h"
#include "incident-support.h"

static GbCaseStep *
step_named (GPtrArray *steps, const char *name)
{
  for (guint i = 0; i < steps->len; i++)
    if (g_str_equal (((GbCaseStep *) steps->pdata[i])->step, name))
      return steps->pdata[i];
  g_error ("no step %s", name);
}

static gpointer
clocks_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_clocks_of_case (gb_book_get_vault (book), data, error);
}

/* Whether the case's clock runs: 1, was stopped: 0, never started: -1. */
static int
clock_runs (Desk *desk, const char *id, const char *clock)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) clocks = gb_book_ask (desk->book, clocks_on_worker, (gpointer) id, &error);
  int runs = -1;

  g_assert_no_error (error);
  for (guint i = 0; i < clocks->len; i++)
    {
      GbRunningClock *running = clocks->pdata[i];
      if (g_str_equal (running->clock, clock))
        runs = running->stopped_at == 0;
    }
  return runs;
}

static void
test_checklist_is_frozen_with_its_clauses_and_clocks (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GPtrArray) steps = steps_of (desk, id);
  GbCaseStep *parents = step_named (steps, "tell-parents");
  g_autofree char *due = gb_say_instant (parents->due_at);

  g_assert_cmpstr (step_named (steps, "record")->state, ==, "done");
  g_assert_cmpstr (step_named (steps, "safe-now")->state, ==, "now");
  g_assert_cmpstr (step_named (steps, "debrief")->state, ==, "to-come");
  g_assert_nonnull (strstr (step_named (steps, "debrief")->waits_for, "Decide who outside"));
  g_assert_cmpstr (parents->basis, ==, "000 MST s9 b2; 000 SM s6 b9");
  g_assert_cmpint (parents->done_of, ==, 0);
  g_assert_cmpint (parents->done_target, ==, 2);
  g_assert_nonnull (strstr (due, "Tomorrow"));
  g_assert_cmpint (clock_runs (desk, id, "step.tell-parents"), ==, 1);
  g_assert_cmpint (clock_runs (desk, id, "step.debrief"), ==, -1);
}

static void
test_tick_stops_the_clock (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  g_assert_cmpint (clock_runs (desk, id, "step.safe-now"), ==, 1);
  tick (desk, id, "safe-now");
  assert_step (desk, id, "safe-now", "done");
  g_assert_cmpint (clock_runs (desk, id, "step.safe-now"), ==, 0);
  desk_refuses (desk, "step.done", id, "{'procedure':'general','step':'safe-now','title':'-','at':1}", GB_ERROR_REFUSED,
                "settled already, by Ruth Adeyemi");
}

static void
test_step_with_a_record_of_its_own_takes_no_tick (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_refuses (desk, "step.done", id, "{'procedure':'general','step':'tell-parents','title':'-','at':1}",
                GB_ERROR_REFUSED, "done by its own record (“Recorded whether a parent was told”)");
  desk_refuses (desk, "step.done", id, "{'procedure':'general','step':'nonsense','title':'-','at':1}", GB_ERROR_REFUSED,
                "isn’t in the procedure");
}

static void
test_step_is_set_aside_only_where_the_policy_lets_it (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_refuses (desk, "step.set-aside", id,
                "{'procedure':'general','step':'tell-dsl','title':'-','reason':'I am the DSL.'}", GB_ERROR_REFUSED,
                "Your policy (000 MST s9 b1; 000 SM s6 b6-8) doesn’t let");
  desk_refuses (desk, "step.set-aside", id, "{'procedure':'general','step':'advice','title':'-','reason':' '}",
                GB_ERROR_REFUSED, "only with a reason");
  desk_does (desk, "step.set-aside", id,
             "{'procedure':'general','step':'advice','title':'-','reason':'We were sure.'}");
  assert_step (desk, id, "advice", "declined");
  desk_does (desk, "step.taken-back", id,
             "{'procedure':'general','step':'advice','title':'-','reason':'No longer sure.'}");
  assert_step (desk, id, "advice", "to-come");
}

static void
test_tick_taken_back_gives_no_new_time (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GPtrArray) before = steps_of (desk, id);
  g_autoptr (GPtrArray) after = NULL;

  tick (desk, id, "support");
  desk_now += GB_DAY;
  desk_does (desk, "step.taken-back", id,
             "{'procedure':'general','step':'support','title':'-','reason':'It fell through.'}");
  after = steps_of (desk, id);
  g_assert_cmpint (step_named (after, "support")->due_at, ==, step_named (before, "support")->due_at);
  g_assert_cmpint (clock_runs (desk, id, "step.support"), ==, 1);
  desk_refuses (desk, "step.taken-back", id, "{'procedure':'general','step':'support','title':'-','reason':'Again.'}",
                GB_ERROR_REFUSED, "open already");
  desk_refuses (desk, "step.taken-back", id, "{'procedure':'general','step':'record','title':'-','reason':'Again.'}",
                GB_ERROR_REFUSED, "done by its own record");
}

static void
test_step_waits_for_those_it_needs (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "yes");

  desk_refuses (desk, "step.done", id, "{'procedure':'indecent-image','step':'head-agrees','title':'-','at':1}",
                GB_ERROR_REFUSED, "isn’t in the procedure");
  desk_does (desk, "incident.decided", id, NOT_REFERRED);
  tick (desk, id, "head-agrees");
  assert_step (desk, id, "head-agrees", "done");
}

/* What follows a step gets its clock when that step is done, by whatever did it. */
static void
test_clock_of_the_next_step_starts_with_the_one_before (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "yes");

  g_assert_cmpint (clock_runs (desk, id, "step.first-review"), ==, -1);
  tick (desk, id, "tell-dsl");
  g_assert_cmpint (clock_runs (desk, id, "step.first-review"), ==, 1);
  g_assert_cmpint (clock_runs (desk, id, "step.refer"), ==, 1);
  g_assert_cmpint (clock_runs (desk, id, "step.head-agrees"), ==, -1);
  desk_does (desk, "incident.decided", id, NOT_REFERRED);
  g_assert_cmpint (clock_runs (desk, id, "step.refer"), ==, 0);
  g_assert_cmpint (clock_runs (desk, id, "step.head-agrees"), ==, 1);
  g_assert_cmpint (clock_runs (desk, id, "step.debrief"), ==, 1);
}

static void
test_incident_beyond_the_calendar_is_still_recorded (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) steps = NULL;

  desk_now = gb_day_to_instant ("2027-07-30", 10 * 60);
  id = new_incident (desk, "no");
  steps = steps_of (desk, id);
  g_assert_nonnull (strstr (step_named (steps, "support")->rule, "counted in working days"));
  g_assert_cmpint (step_named (steps, "support")->due_at, >, desk_now);
}

static void
test_another_procedure_needs_a_reason_and_stops_the_old_clocks (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_refuses (desk, "procedure.begun", id, "{'procedure':'general'}", GB_ERROR_REFUSED, "has begun already");
  desk_refuses (desk, "procedure.begun", id, "{'procedure':'device-misuse'}", GB_ERROR_REFUSED, "Write why");
  desk_refuses (desk, "procedure.begun", id, "{'procedure':'nonsense','reason':'-'}", GB_ERROR_REFUSED,
                "no such procedure");
  tick (desk, id, "tell-dsl");
  desk_does (desk, "procedure.begun", id, "{'procedure':'device-misuse','reason':'A phone was used.'}");
  assert_step (desk, id, "tell-dsl", "done");
  assert_step (desk, id, "image-question", "to-come");
  g_assert_cmpint (clock_runs (desk, id, "step.tell-dsl"), ==, 0);
}

static void
test_question_takes_an_answer (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "yes");
  g_autoptr (GPtrArray) steps = NULL;

  desk_refuses (desk, "step.done", id, "{'procedure':'indecent-image','step':'adult','title':'-','at':1}",
                GB_ERROR_REFUSED, "Answer it with yes, no or not known");
  desk_refuses (desk, "step.done", id,
                "{'procedure':'indecent-image','step':'safe-now','title':'-','at':1,'answer':'yes'}", GB_ERROR_REFUSED,
                "asks no question");
  desk_refuses (desk, "step.done", id, "{'procedure':'indecent-image','step':'first-review','title':'-','at':1}",
                GB_ERROR_REFUSED, "is kept in words");
  tick_with (desk, id, "adult", "no");
  steps = steps_of (desk, id);
  g_assert_cmpstr (step_named (steps, "adult")->answer, ==, "no");
}

/* The five questions of a possible indecent image, from both sides (B95). */
static void
test_one_yes_forbids_to_decline (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "yes");

  tick (desk, id, "tell-dsl");
  tick_with (desk, id, "adult", "no");
  desk_does (desk, "incident.decided", id, NOT_REFERRED);
  assert_step (desk, id, "refer", "done");
  g_assert_cmpint (clock_runs (desk, id, "step.refer"), ==, 0);
  tick_with (desk, id, "coerced", "unknown");
  assert_step (desk, id, "refer", "to-come");
  g_assert_cmpint (clock_runs (desk, id, "step.refer"), ==, 1);
  desk_refuses (desk, "incident.decided", id, NOT_REFERRED, GB_ERROR_REFUSED,
                "was answered not known, so your policy");
  desk_does (desk, "step.taken-back", id,
             "{'procedure':'indecent-image','step':'coerced','title':'-','reason':'Both are eleven, and friends.'}");
  assert_step (desk, id, "refer", "done");
}

#define REFERRAL "{'incident_id':'%s','agency':'%s','noticed_at':1,'summary':'What was told.'}"
#define MADE "{'route':'phone','at':%" G_GINT64_FORMAT ",'by_id':'" ELIN "','by':'Ruth Adeyemi','spoke_to':'Duty'}"

static char *
refer_to (Desk *desk, const char *id, const char *agency)
{
  g_autofree char *json = g_strdup_printf (REFERRAL, id, agency);
  return gb_test_act (desk->book, "referral.begun", NULL, json);
}

static void
test_only_the_named_agency_settles_a_step (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "yes");
  g_autofree char *iwf = refer_to (desk, id, "iwf");
  g_autofree char *police = refer_to (desk, id, "police");
  g_autofree char *made = g_strdup_printf (MADE, gb_now ());

  tick_with (desk, id, "adult", "yes");
  desk_does (desk, "referral.made", iwf, made);
  assert_step (desk, id, "iwf", "done");
  assert_step (desk, id, "refer", "to-come");
  desk_refuses (desk, "referral.declined", police, "{'reason':'The parents would rather not.'}", GB_ERROR_REFUSED,
                "was answered yes");
  desk_does (desk, "referral.made", police, made);
  assert_step (desk, id, "refer", "done");
}

/* A step stands in the list when its fact is so, and its clock starts then. */
static void
test_step_applies_when_its_fact_is_so (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "yes");
  g_autofree char *shut = NULL;

  g_assert_null (step_state (desk, id, "isolate"));
  g_assert_cmpint (clock_runs (desk, id, "step.isolate"), ==, -1);
  desk_does (desk, "incident.amended", id,
             "{'changes':[{'field':'equipment','old':'','new':'school'}],'reason':'It was a tablet of ours.'}");
  assert_step (desk, id, "isolate", "to-come");
  g_assert_cmpint (clock_runs (desk, id, "step.isolate"), ==, 1);
  desk_does (desk, "incident.amended", id,
             "{'changes':[{'field':'equipment','old':'school','new':'family'}],'reason':'It was the family’s.'}");
  shut = step_state (desk, id, "isolate");
  g_assert_null (shut);
  g_assert_cmpint (clock_runs (desk, id, "step.isolate"), ==, 0);
}

static void
test_the_outcome_is_settled_by_its_own_decision (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_does (desk, "incident.decided", id, "{'question':'Who tells the class?','decision':'Beth','reason':'Hers.'}");
  assert_step (desk, id, "outcome", "to-come");
  desk_does (desk, "incident.decided", id, OUTCOME);
  assert_step (desk, id, "outcome", "done");
}

static void
test_amending_the_title_keeps_a_procedure_begun_by_hand (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (JsonObject) body = body_of ("{'changes':[{'field':'title','old':'Hurtful messages in a class chat',"
                                         "'new':'A phone in class'}],'reason':'Clearer.'}");
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GbIncident) now = NULL;

  desk_does (desk, "procedure.begun", id, "{'procedure':'device-misuse','reason':'A phone was used.'}");
  done = gb_incident_amend (desk->book, id, request, body, &error);
  g_assert_no_error (error);
  now = load (desk, id);
  g_assert_cmpstr (now->procedure, ==, "device-misuse");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/procedure/begun", test_checklist_is_frozen_with_its_clauses_and_clocks);
  g_test_add_func ("/procedure/tick", test_tick_stops_the_clock);
  g_test_add_func ("/procedure/own-record", test_step_with_a_record_of_its_own_takes_no_tick);
  g_test_add_func ("/procedure/set-aside", test_step_is_set_aside_only_where_the_policy_lets_it);
  g_test_add_func ("/procedure/taken-back", test_tick_taken_back_gives_no_new_time);
  g_test_add_func ("/procedure/needs", test_step_waits_for_those_it_needs);
  g_test_add_func ("/procedure/following-clock", test_clock_of_the_next_step_starts_with_the_one_before);
  g_test_add_func ("/procedure/beyond-calendar", test_incident_beyond_the_calendar_is_still_recorded);
  g_test_add_func ("/procedure/another", test_another_procedure_needs_a_reason_and_stops_the_old_clocks);
  g_test_add_func ("/procedure/question", test_question_takes_an_answer);
  g_test_add_func ("/procedure/must-refer", test_one_yes_forbids_to_decline);
  g_test_add_func ("/procedure/agency", test_only_the_named_agency_settles_a_step);
  g_test_add_func ("/procedure/applies", test_step_applies_when_its_fact_is_so);
  g_test_add_func ("/procedure/outcome", test_the_outcome_is_settled_by_its_own_decision);
  g_test_add_func ("/procedure/by-hand", test_amending_the_title_keeps_a_procedure_begun_by_hand);
  return g_test_run ();
}

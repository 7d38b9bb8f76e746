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
                "Your policy (000 MST s9 b1; 000 SM s6 b7) doesn’t let");
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
                GB_ERROR_REFUSED, "comes after");
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
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record as it is read: sentences, old and new, late marks; advice and
 * actions, which live in it. */
#include <locale.h>
#include <string.h>

#include "casework/action.h"
#include "casework/advice.h"
#include "casework/timeline.h"
#include "incident-support.h"

#define ACTION "77777777777777777777777777777777"

static gpointer
timeline_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_timeline_of_case (book, data, error);
}

static GPtrArray *
timeline (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = gb_book_ask (desk->book, timeline_on_worker, (gpointer) id, &error);

  g_assert_no_error (error);
  return rows;
}

static GbTimelineRow *
last (GPtrArray *rows)
{
  return rows->pdata[rows->len - 1];
}

static void
test_record_reads_as_sentences_with_old_and_new (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GPtrArray) rows = NULL;
  GbTimelineRow *row;

  desk_does (desk, "incident.amended", id,
             "{'changes':[{'field':'site','old':'off','new':'on'}],'reason':'They were sent in school.'}");
  rows = timeline (desk, id);
  g_assert_cmpuint (rows->len, ==, 3);
  row = rows->pdata[0];
  g_assert_cmpstr (row->sentence, ==, "Recorded the incident");
  g_assert_cmpstr (row->author, ==, "Ruth Adeyemi");
  g_assert_cmpstr (row->reference, ==, "26-0001");
  g_assert_cmpint (row->late, ==, 1);
  g_assert_null (row->detail);
  row = last (rows);
  g_assert_cmpstr (row->sentence, ==, "Amended whether it was on or off site");
  g_assert_cmpstr (row->changes, ==, "whether it was on or off site\tOff site\tOn site");
  g_assert_cmpstr (row->reason, ==, "They were sent in school.");
  g_assert_cmpint (row->late, ==, 0);
}

static void
test_entry_is_late_only_after_a_day (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autofree char *in_time =
      g_strdup_printf ("{'text':'In time.','happened_at':%" G_GINT64_FORMAT "}", desk_now - GB_DAY);
  g_autofree char *late =
      g_strdup_printf ("{'text':'Late.','happened_at':%" G_GINT64_FORMAT "}", desk_now - GB_DAY - GB_MINUTE);
  g_autoptr (GPtrArray) rows = NULL;

  desk_does (desk, "incident.noted", id, in_time);
  desk_does (desk, "incident.noted", id, late);
  rows = timeline (desk, id);
  g_assert_cmpint (((GbTimelineRow *) rows->pdata[rows->len - 2])->late, ==, 0);
  g_assert_cmpint (last (rows)->late, ==, 1);
  g_assert_cmpstr (last (rows)->detail, ==, "Late.");
}

typedef struct
{
  const char *room;
  gint64 from, until;
} Wanted;

static gpointer
entries_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Wanted *wanted = data;
  g_autoptr (GArray) ids = gb_timeline_entries (book, NULL, wanted->room, wanted->from, wanted->until, error);

  return ids == NULL ? NULL : gb_timeline_rows (book, (const gint64 *) (gpointer) ids->data, ids->len, error);
}

static GPtrArray *
journal (Desk *desk, const char *room, gint64 from, gint64 until)
{
  g_autoptr (GError) error = NULL;
  Wanted wanted = { room, from, until };
  GPtrArray *rows = gb_book_ask (desk->book, entries_on_worker, &wanted, &error);

  g_assert_no_error (error);
  return rows;
}

static void
test_journal_is_newest_first_and_narrowed (void)
{
  g_autoptr (Desk) desk = desk_new ();
  gint64 morning = desk_now;
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) all = NULL, incidents = NULL, later = NULL, before = NULL;

  desk_now += GB_HOUR;
  id = new_incident (desk, "no");
  all = journal (desk, NULL, 0, 0);
  g_assert_cmpstr (((GbTimelineRow *) all->pdata[0])->kind, ==, "procedure.begun");
  g_assert_cmpstr (last (all)->kind, ==, "vault.created");
  incidents = journal (desk, "incident", 0, 0);
  g_assert_cmpuint (incidents->len, ==, 1);
  later = journal (desk, NULL, morning + GB_MINUTE, 0);
  g_assert_cmpuint (later->len, ==, 2);
  before = journal (desk, NULL, 0, morning + GB_MINUTE);
  g_assert_cmpuint (before->len, ==, all->len - 2);
}

/* Everything an incident does is in the lists exactly as the journal has it. */
static void
test_whole_case_is_verified_against_a_replay (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = NULL;

  settle_general (desk, id);
  desk_does (desk, "step.taken-back", id, "{'procedure':'general','step':'support','title':'-','reason':'Not yet.'}");
  tick (desk, id, "support");
  desk_does (desk, "incident.closed", id, CLOSING);
  desk_does (desk, "incident.reopened", id, "{'reason':'More came up.'}");
  desk_does (
      desk, "incident.amended", id,
      "{'changes':[{'field':'four_c','old':['conduct'],'new':['conduct','contact']}],'reason':'A stranger wrote.'}");
  verdict = gb_book_verify (desk->book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < verdict->findings->len; i++)
    g_test_message ("%s", ((GbFinding *) verdict->findings->pdata[i])->sentence);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

/* --- advice and actions -------------------------------------------------------- */

static gpointer
advice_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_advice_of_case (gb_book_get_vault (book), data, error);
}

static void
test_advice_is_kept_with_what_was_decided_on_it (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autofree char *future = g_strdup_printf (
      "{'agency':'police','at':%" G_GINT64_FORMAT ",'question':'Q','advice':'A','decision':'D'}", desk_now + GB_HOUR);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) advice = NULL;

  desk_refuses (desk, "advice.sought", id, future, GB_ERROR_REFUSED, "hasn’t come yet");
  desk_refuses (desk, "advice.sought", "99999999999999999999999999999999",
                "{'agency':'police','at':1,'question':'Q','advice':'A','decision':'D'}", GB_ERROR_MISSING,
                "no such case");
  desk_does (
      desk, "advice.sought", id,
      "{'agency':'police','person':'PC Green','at':1,'question':'May we tell the parents?','advice':'Wait until four.',"
      " 'decision':'We wait.'}");
  advice = gb_book_ask (desk->book, advice_on_worker, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (advice->len, ==, 1);
  g_assert_cmpstr (((GbAdvice *) advice->pdata[0])->decision, ==, "We wait.");
  assert_step (desk, id, "advice", "done");
}

static gpointer
actions_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_actions_open (gb_book_get_vault (book), error);
}

static guint
open_actions (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) actions = gb_book_ask (desk->book, actions_on_worker, NULL, &error);

  g_assert_no_error (error);
  return actions->len;
}

static void
test_action_outlives_its_case_and_is_done_once (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_refuses (desk, "action.set", id,
                "{'action_id':'" ACTION "','what':'Assembly','owner':'Carys Whitlock','due':'2026-11-18'}",
                GB_ERROR_REFUSED, "That day is past");
  desk_does (desk, "action.set", id,
             "{'action_id':'" ACTION "','what':'Assembly','owner':'Carys Whitlock','due':'2026-12-04'}");
  desk_refuses (desk, "action.set", id,
                "{'action_id':'" ACTION "','what':'Again','owner':'Carys Whitlock','due':'2026-12-04'}",
                GB_ERROR_REFUSED, "set already");
  settle_general (desk, id);
  desk_does (desk, "incident.closed", id, CLOSING);
  g_assert_cmpuint (open_actions (desk), ==, 1);
  desk_does (desk, "action.done", id, "{'action_id':'" ACTION "','note':'Held on Friday.'}");
  g_assert_cmpuint (open_actions (desk), ==, 0);
  desk_refuses (desk, "action.done", id, "{'action_id':'" ACTION "'}", GB_ERROR_REFUSED,
                "done already, by Ruth Adeyemi");
  desk_refuses (desk, "action.done", id, "{'action_id':'88888888888888888888888888888888'}", GB_ERROR_MISSING,
                "no such action");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/sentences", test_record_reads_as_sentences_with_old_and_new);
  g_test_add_func ("/timeline/late", test_entry_is_late_only_after_a_day);
  g_test_add_func ("/timeline/journal", test_journal_is_newest_first_and_narrowed);
  g_test_add_func ("/timeline/verified", test_whole_case_is_verified_against_a_replay);
  g_test_add_func ("/timeline/advice", test_advice_is_kept_with_what_was_decided_on_it);
  g_test_add_func ("/timeline/action", test_action_outlives_its_case_and_is_done_once);
  return g_test_run ();
}

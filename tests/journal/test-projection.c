/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/errors.h"
#include "journal/projection.h"
#include "support/journal.h"
#include "vault/statement.h"

static const char *const shelf[] = { "shelf", NULL };

typedef struct { const char *sql; char *answer; } Ask;

static gboolean
ask_job (GbVault *vault, gpointer data, GError **error)
{
  Ask *ask = data;
  ask->answer = gb_vault_ask_text (vault, error, ask->sql, NULL);
  return TRUE;
}

static void
assert_answer (GbVault *vault, const char *sql, const char *expected)
{
  Ask ask = { sql, NULL };

  gb_vault_run (vault, ask_job, &ask, NULL);
  g_assert_cmpstr (ask.answer, ==, expected);
  g_free (ask.answer);
}

static gboolean
ensure_job (GbVault *vault, gpointer data, GError **error)
{
  return gb_projection_ensure (vault, data, NULL, NULL, error);
}

static gboolean
ensure (GbVault *vault)
{
  gboolean rebuilt = FALSE;
  g_autoptr (GError) error = NULL;

  gb_vault_run (vault, ensure_job, &rebuilt, &error);
  g_assert_no_error (error);
  return rebuilt;
}

static void
assert_compares (GbVault *vault, guint differences)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_finding_free);
  g_autoptr (GError) error = NULL;

  gb_projection_compare (vault, findings, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < findings->len; i++)
    g_test_message ("%s", ((GbFinding *) findings->pdata[i])->sentence);
  g_assert_cmpuint (findings->len, ==, differences);
}

static GbTestJournal *
journal_with_a_shelf (void)
{
  static gboolean registered;
  GbTestJournal *journal;

  if (!registered)
    gb_projection_register (shelf);
  registered = TRUE;
  journal = gb_test_journal_new ();
  g_assert_false (ensure (journal->vault));
  return journal;
}

static void
test_append_and_replay_give_the_same_rows (void)
{
  g_autoptr (GbTestJournal) journal = journal_with_a_shelf ();
  g_autoptr (GError) error = NULL;

  gb_test_append_some (journal->vault);
  gb_test_append_some (journal->vault);
  gb_test_append (journal->vault, "vault.restored", NULL,
                  "{'from':'Friday','entries':4,'head':'h','reason':'r','clocks':[{},{}]}");
  assert_answer (journal->vault, "SELECT group_concat (name, ', ') FROM (SELECT name FROM p_shelf ORDER BY entry)",
                 "Backup of Friday1, Backup of Friday1, Friday1");
  assert_answer (journal->vault, "SELECT group_concat (kind || ' ' || n, ', ') FROM p_tally",
                 "backup.verified 2, clocked 2, vault.created 1, vault.restored 1");
  assert_compares (journal->vault, 0);
  gb_projection_rebuild (journal->vault, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_answer (journal->vault, "SELECT group_concat (kind || ' ' || n, ', ') FROM p_tally",
                 "backup.verified 2, clocked 2, vault.created 1, vault.restored 1");
  assert_compares (journal->vault, 0);
}

static void
test_a_question_that_no_row_answers_leaves_out_what_follows_it (void)
{
  g_autoptr (GbTestJournal) journal = journal_with_a_shelf ();

  gb_test_append_some (journal->vault);
  assert_answer (journal->vault, "SELECT group_concat (what, ', ') FROM p_asked",
                 "before the question, in the next section");
  gb_test_append_some (journal->vault);
  assert_answer (journal->vault, "SELECT group_concat (what, ', ') FROM p_asked WHERE entry = 3",
                 "before the question, after it twice, in the next section");
  assert_compares (journal->vault, 0);
}

static void
test_what_is_only_for_cases_runs_only_there (void)
{
  g_autoptr (GbTestJournal) journal = journal_with_a_shelf ();

  gb_test_append (journal->vault, "incident.noted", "0123456789abcdef0123456789abcdef", "{'text':'Rang the mother.'}");
  gb_test_append (journal->vault, "vault.restored", NULL, "{'from':'Friday','entries':4,'head':'h','reason':'r'}");
  assert_answer (journal->vault, "SELECT group_concat (entry || ' ' || what, ', ') FROM p_asked", "2 about a case");
  assert_compares (journal->vault, 0);
}

static void
test_each_difference_is_found (void)
{
  static const char *const changes[] = {
    "UPDATE p_shelf SET name = 'Monday' WHERE entry = 2",
    "DELETE FROM p_shelf WHERE entry = 3",
    "INSERT INTO p_shelf (entry, name) VALUES (99, 'x')",
    "UPDATE p_tally SET n = n + 1",
  };
  g_autoptr (GbTestJournal) journal = journal_with_a_shelf ();

  gb_test_append_some (journal->vault);
  gb_test_append_some (journal->vault);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;
      gb_test_tamper (journal->vault, changes[i]);
      assert_compares (journal->vault, 1);
      gb_projection_rebuild (journal->vault, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      assert_compares (journal->vault, 0);
    }
  gb_test_tamper (journal->vault, "DROP VIEW p_named; DROP TABLE p_shelf");
  assert_compares (journal->vault, 1);
}

static void
test_another_schema_drops_everything_and_replays (void)
{
  g_autoptr (GbTestJournal) journal = journal_with_a_shelf ();

  gb_test_append_some (journal->vault);
  gb_test_tamper (journal->vault,
                  "CREATE TABLE p_forgotten (a TEXT); UPDATE meta SET value = 'older' WHERE name = 'projections'");
  g_assert_true (ensure (journal->vault));
  assert_answer (journal->vault, "SELECT count (*) FROM sqlite_schema WHERE name = 'p_forgotten'", "0");
  assert_answer (journal->vault, "SELECT count (*) FROM p_shelf", "1");
  assert_compares (journal->vault, 0);
}

static gboolean
append_job (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GbEntry) entry = NULL;

  json_object_set_string_member (body, "name", "Friday");
  json_object_set_int_member (body, "entries", 5);
  json_object_set_string_member (body, "head", "anchor velvet");
  entry = gb_journal_append (vault, "backup.verified", NULL, "request", body, error);
  return entry != NULL;
}

/* A projection's statement that fails takes the entry with it. */
static void
test_an_entry_that_cant_be_projected_is_not_kept (void)
{
  g_autoptr (GbTestJournal) journal = journal_with_a_shelf ();
  g_autoptr (GError) error = NULL;

  gb_test_tamper (journal->vault,
                  "DROP VIEW p_named; DROP TABLE p_shelf;"
                  " CREATE TABLE p_shelf (entry INTEGER CHECK (entry < 0), name TEXT, at INTEGER, hash TEXT)");
  g_assert_false (gb_vault_run (journal->vault, append_job, NULL, &error));
  g_assert_nonnull (error);
  assert_answer (journal->vault, "SELECT count (*) FROM entry", "1");
}

static void
cancel_at_once (gint64 done, gint64 total, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_a_cancelled_rebuild_leaves_what_was (void)
{
  g_autoptr (GbTestJournal) journal = journal_with_a_shelf ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 300; i++)
    gb_test_append_some (journal->vault);
  gb_projection_rebuild (journal->vault, cancel_at_once, cancellable, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_answer (journal->vault, "SELECT count (*) FROM p_shelf", "300");
  assert_compares (journal->vault, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/projection/append-and-replay-give-the-same-rows", test_append_and_replay_give_the_same_rows);
  g_test_add_func ("/projection/a-question-that-no-row-answers-leaves-out-what-follows-it",
                   test_a_question_that_no_row_answers_leaves_out_what_follows_it);
  g_test_add_func ("/projection/what-is-only-for-cases-runs-only-there", test_what_is_only_for_cases_runs_only_there);
  g_test_add_func ("/projection/each-difference-is-found", test_each_difference_is_found);
  g_test_add_func ("/projection/another-schema-drops-everything-and-replays",
                   test_another_schema_drops_everything_and_replays);
  g_test_add_func ("/projection/an-entry-that-cant-be-projected-is-not-kept",
                   test_an_entry_that_cant_be_projected_is_not_kept);
  g_test_add_func ("/projection/a-cancelled-rebuild-leaves-what-was", test_a_cancelled_rebuild_leaves_what_was);
  return g_test_run ();
}

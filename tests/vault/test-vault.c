/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault's life: made, opened, held, fenced, closed; and each setting asked back. */
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "desk.h"
#include "support/folder.h"
#include "vault/statement.h"
#include "vault/vault.h"

static gboolean
ask_settings (GbVault *vault, gpointer data, GError **error)
{
  static const struct
  {
    const char *pragma, *expected;
  } settings[] = {
    { "PRAGMA journal_mode", "wal" },
    { "PRAGMA synchronous", "2" },
    { "PRAGMA locking_mode", "exclusive" },
    { "PRAGMA temp_store", "2" },
    { "PRAGMA foreign_keys", "1" },
    { "PRAGMA trusted_schema", "0" },
    { "PRAGMA cell_size_check", "1" },
    { "PRAGMA secure_delete", "1" },
    { "PRAGMA recursive_triggers", "1" },
    { "PRAGMA cipher_page_size", "4096" },
    { "PRAGMA application_id", "1195525186" },
    { "PRAGMA user_version", "1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *answer = gb_vault_ask_text (vault, error, settings[i].pragma, NULL);

      g_assert_cmpstr (answer, ==, settings[i].expected);
    }
  return TRUE;
}

static void
test_every_setting_is_in_force (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  g_assert_true (gb_vault_run (desk->vault, ask_settings, NULL, NULL));
  gb_test_desk_reopen (desk);
  g_assert_true (gb_vault_run (desk->vault, ask_settings, NULL, NULL));
  g_assert_false (gb_vault_is_read_only (desk->vault));
}

static gboolean
write_note (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GbStatement) statement
    = gb_statement_new (vault, "INSERT INTO meta (name, value) VALUES (:name, :value)", error);

  g_assert_nonnull (statement);
  gb_statement_bind (statement, ":name", "note", ":value", data, NULL);
  return gb_statement_run (statement, error);
}

static gboolean
read_note (GbVault *vault, gpointer data, GError **error)
{
  *(char **) data
    = gb_vault_ask_text (vault, error, "SELECT value FROM meta WHERE name = :name", ":name", "note", NULL);
  return TRUE;
}

static void
test_what_was_written_is_there_for_member_and_recovery_key (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *first = NULL, *second = NULL;
  GError *error = NULL;

  g_assert_true (gb_vault_run (desk->vault, write_note, (gpointer) "Marsh Lane", NULL));
  gb_test_desk_reopen (desk);
  g_assert_true (gb_vault_run (desk->vault, read_note, &first, NULL));
  g_assert_cmpstr (first, ==, "Marsh Lane");
  gb_test_desk_close (desk);
  desk->vault = gb_vault_open (desk->path, desk->recovery, &error);
  g_assert_no_error (error);
  g_assert_true (gb_vault_run (desk->vault, read_note, &second, NULL));
  g_assert_cmpstr (second, ==, "Marsh Lane");
}

/* --- the fence --------------------------------------------------------------- */

static gboolean
refuses (GbVault *vault, const char *sql)
{
  g_autoptr (GError) error = NULL;

  if (gb_vault_execute (vault, sql, &error))
    return FALSE;
  g_assert_true (error->domain == GB_ERROR);
  return TRUE;
}

static gboolean
try_the_fence (GbVault *vault, gpointer data, GError **error)
{
  static const char *const forbidden[] = {
    "UPDATE entry SET body = 'other'",
    "DELETE FROM entry",
    "DELETE FROM main.entry WHERE id = 1",
    "REPLACE INTO entry (id, body) VALUES (1, 'other')",
    "INSERT OR REPLACE INTO entry (id, body) VALUES (1, 'other')",
    "INSERT INTO entry (id, body) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET body = 'other'",
    "DROP TABLE entry",
    "DROP TRIGGER entry_stays",
    "DROP TRIGGER entry_remains",
    "ALTER TABLE entry RENAME TO old",
    "ALTER TABLE entry ADD COLUMN more TEXT",
    "CREATE TRIGGER sly AFTER INSERT ON entry BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER sly AFTER INSERT ON main.entry BEGIN SELECT 1; END",
    "CREATE TEMP TABLE entry (id, body)",
    "CREATE TEMP VIEW entry AS SELECT 1 AS id",
    "CREATE INDEX slow ON entry (body)",
    "DELETE FROM blob",
    "DROP TABLE blob",
    "PRAGMA writable_schema = on",
    "PRAGMA recursive_triggers = off",
    "PRAGMA journal_mode = delete",
    "PRAGMA rekey = 'plain'",
    "ATTACH '/tmp/elsewhere.db' AS elsewhere KEY ''",
    "UPDATE sqlite_schema SET sql = ''",
  };

  g_assert_true (gb_vault_execute (vault, "INSERT INTO entry (id, body) VALUES (1, 'first')", NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
    if (!refuses (vault, forbidden[i]))
      g_error ("The fence let through: %s", forbidden[i]);
  g_assert_cmpint (gb_vault_ask_number (vault, 0, NULL, "SELECT count(*) FROM entry WHERE body = 'first'", NULL),
                   ==, 1);
  g_assert_cmpint (gb_vault_ask_number (vault, 0, NULL, "SELECT count(*) FROM entry", NULL), ==, 1);
  return TRUE;
}

static void
test_the_fence_keeps_every_entry_as_it_is (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  g_assert_true (gb_vault_run (desk->vault, try_the_fence, NULL, NULL));
}

static gboolean
work_inside_the_fence (GbVault *vault, gpointer data, GError **error)
{
  static const char *const allowed[] = {
    "INSERT INTO entry (id, body) VALUES (1, 'a')",
    "INSERT INTO blob (hash, bytes) VALUES ('a', x'00')",
    "CREATE TABLE p_thing (id INTEGER PRIMARY KEY, name TEXT) STRICT",
    "CREATE INDEX p_thing_by_name ON p_thing (name)",
    "INSERT INTO p_thing SELECT id, body FROM entry",
    "UPDATE p_thing SET name = 'b'",
    "DELETE FROM p_thing",
    "DROP TABLE p_thing",
    "INSERT INTO draft (id, bytes) VALUES ('a', x'00')",
    "UPDATE draft SET bytes = x'01'",
    "DELETE FROM draft",
    "CREATE VIRTUAL TABLE p_text USING fts5 (body)",
    "INSERT INTO p_text (rowid, body) SELECT id, body FROM entry",
    "INSERT INTO p_text (p_text) VALUES ('optimize')",
    "DROP TABLE p_text",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
    if (!gb_vault_execute (vault, allowed[i], error))
      return FALSE;
  return TRUE;
}

static void
test_projections_and_drafts_are_free (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  GError *error = NULL;

  g_assert_true (gb_vault_run (desk->vault, work_inside_the_fence, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
lower_the_fence (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GbStatement) statement = NULL;

  gb_vault_fence (vault, FALSE);
  g_assert_true (
    gb_vault_execute (vault, "DROP TRIGGER entry_stays; INSERT INTO entry (id, body) VALUES (1, 'a')", NULL));
  statement = gb_statement_new (vault, "UPDATE entry SET body = 'b'", error);
  g_assert_true (gb_statement_run (statement, error));
  g_clear_pointer (&statement, gb_statement_free);
  gb_vault_fence (vault, TRUE);
  /* The one in the cache was judged while the fence was down. */
  statement = gb_statement_new (vault, "UPDATE entry SET body = 'c'", NULL);
  g_assert_true (statement == NULL || !gb_statement_run (statement, NULL));
  return TRUE;
}

static void
test_a_statement_from_before_the_fence_is_judged_again (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  g_assert_true (gb_vault_run (desk->vault, lower_the_fence, NULL, NULL));
}

static gboolean
use_scratch (GbVault *vault, gpointer data, GError **error)
{
  g_assert_true (gb_vault_attach_scratch (vault, "scratch", error));
  g_assert_true (
    gb_vault_execute (vault, "CREATE TABLE scratch.p_a (id INTEGER); INSERT INTO scratch.p_a VALUES (7)", error));
  g_assert_cmpint (gb_vault_ask_number (vault, 0, error, "SELECT id FROM scratch.p_a", NULL), ==, 7);
  g_assert_true (gb_vault_detach (vault, "scratch", error));
  g_assert_cmpint (gb_vault_ask_number (vault, -1, NULL, "SELECT count(*) FROM sqlite_schema WHERE name = 'p_a'",
                                        NULL),
                   ==, 0);
  return TRUE;
}

static void
test_a_scratch_schema_comes_and_leaves_nothing (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  g_assert_true (gb_vault_run (desk->vault, use_scratch, NULL, NULL));
}

/* --- transactions ------------------------------------------------------------------ */

static gboolean
nest (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GError) failed = NULL;

  g_assert_true (gb_vault_begin (vault, error));
  g_assert_true (gb_vault_begin (vault, error));
  g_assert_true (gb_vault_execute (vault, "INSERT INTO meta VALUES ('a', '1')", error));
  g_assert_true (gb_vault_commit (vault, error));
  g_assert_true (gb_vault_commit (vault, error));
  g_assert_cmpint (gb_vault_ask_number (vault, 0, error, "SELECT count(*) FROM meta", NULL), ==, 1);

  g_assert_true (gb_vault_begin (vault, error));
  g_assert_true (gb_vault_execute (vault, "INSERT INTO meta VALUES ('b', '1')", error));
  g_assert_true (gb_vault_begin (vault, error));
  gb_vault_rollback (vault);
  g_assert_false (gb_vault_commit (vault, &failed));
  g_assert_error (failed, GB_ERROR, GB_ERROR_FAULT);
  g_assert_cmpint (gb_vault_ask_number (vault, 0, error, "SELECT count(*) FROM meta", NULL), ==, 1);
  return TRUE;
}

static void
test_only_the_outermost_level_commits (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  g_assert_true (gb_vault_run (desk->vault, nest, NULL, NULL));
}

static gboolean
write_after_move (GbVault *vault, gpointer data, GError **error)
{
  return gb_vault_begin (vault, error)
         && gb_vault_execute (vault, "INSERT OR REPLACE INTO meta VALUES ('c', '1')", error)
         && gb_vault_commit (vault, error);
}

static void
test_nothing_is_acknowledged_into_a_moved_vault (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elsewhere = g_build_filename (desk->folder, "Moved.guardbook", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (gb_vault_run (desk->vault, write_after_move, NULL, NULL));
  g_assert_cmpint (g_rename (desk->path, elsewhere), ==, 0);
  g_assert_false (gb_vault_run (desk->vault, write_after_move, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
  g_assert_nonnull (strstr (error->message, "moved, renamed or deleted"));
  g_assert_cmpint (g_rename (elsewhere, desk->path), ==, 0);
  gb_test_desk_reopen (desk);
}

/* --- the worker ---------------------------------------------------------------------- */

static gpointer
count_slowly (GbVault *vault, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 n
    = gb_vault_ask_number (vault, -1, error,
                           "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < @most) "
                           "SELECT count(*) FROM c",
                           "@most", *(gint64 *) data, NULL);

  return g_strdup_printf ("%" G_GINT64_FORMAT, n);
}

typedef struct
{
  char *answer;
  GError *error;
  gboolean done;
  GThread *thread;
} Answer;

static void
note_answer (GObject *vault, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->answer = gb_vault_run_finish (GB_VAULT (vault), result, &answer->error);
  answer->thread = g_thread_self ();
  answer->done = TRUE;
}

static void
test_a_question_is_answered_where_it_was_asked (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  gint64 most = 1000;
  Answer answer = { 0 };

  gb_vault_run_async (desk->vault, count_slowly, &most, NULL, g_free, NULL, note_answer, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (answer.answer, ==, "1000");
  g_assert_true (answer.thread == g_thread_self ());
  g_free (answer.answer);
}

static gboolean
cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_a_long_question_can_be_cancelled (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 most = G_MAXINT64, few = 10;
  Answer answer = { 0 }, next = { 0 };

  gb_vault_run_async (desk->vault, count_slowly, &most, NULL, g_free, cancellable, note_answer, &answer);
  g_timeout_add (20, cancel, cancellable);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&answer.error);
  gb_vault_run_async (desk->vault, count_slowly, &few, NULL, g_free, NULL, note_answer, &next);
  while (!next.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (next.answer, ==, "10");
  g_free (next.answer);
}

static void
test_a_closed_vault_takes_no_more_jobs (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  gint64 most = 10;
  Answer answer = { 0 };
  g_autoptr (GError) error = NULL;

  gb_vault_close (desk->vault);
  gb_vault_close (desk->vault);
  g_assert_false (gb_vault_run (desk->vault, write_after_move, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
  gb_vault_run_async (desk->vault, count_slowly, &most, NULL, g_free, NULL, note_answer, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (answer.error, GB_ERROR, GB_ERROR_FAULT);
  g_clear_error (&answer.error);
}

static gpointer
drop_last (GbVault *vault, gpointer data, GCancellable *cancellable, GError **error)
{
  return NULL;
}

static void
forget (GObject *vault, GAsyncResult *result, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
test_the_last_reference_may_be_the_workers (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
      gboolean done = FALSE;

      gb_vault_run_async (desk->vault, drop_last, NULL, NULL, NULL, NULL, forget, &done);
      g_clear_object (&desk->vault);
      while (!done)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* --- what can be wrong with the files -------------------------------------------------- */

static void
expect_sentence (GbTestDesk *desk, GbErrorCode code, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVault) vault = gb_vault_open (desk->path, desk->member, &error);

  g_assert_null (vault);
  g_assert_error (error, GB_ERROR, (int) code);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in: %s", part, error->message);
}

static void
test_each_damage_has_its_own_sentence (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *path = g_build_filename (desk->path, "vault.db", NULL);
  g_autofree char *whole = NULL;
  gsize length = 0;

  gb_test_desk_close (desk);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  g_assert_cmpint (g_unlink (path), ==, 0);
  expect_sentence (desk, GB_ERROR_FAULT, "vault.db is missing");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  expect_sentence (desk, GB_ERROR_FAULT, "vault.db is empty");
  whole[20] ^= 1;
  g_assert_true (g_file_set_contents (path, whole, (gssize) length, NULL));
  expect_sentence (desk, GB_ERROR_FAULT, "is damaged");
  g_assert_true (g_file_set_contents (path, "SQLite format 3\0plain", 21, NULL));
  expect_sentence (desk, GB_ERROR_FAULT, "is damaged");
  whole[20] ^= 1;
  g_assert_true (g_file_set_contents (path, whole, (gssize) length, NULL));
  gb_test_desk_reopen (desk);
}

static gboolean
stamp (GbVault *vault, gpointer data, GError **error)
{
  gb_vault_fence (vault, FALSE);
  return gb_vault_execute (vault, data, error);
}

static void
test_a_newer_database_and_one_that_is_none_of_ours_are_told_apart (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  g_assert_true (gb_vault_run (desk->vault, stamp, (gpointer) "PRAGMA user_version = 2", NULL));
  gb_test_desk_close (desk);
  expect_sentence (desk, GB_ERROR_FAULT, "newer Guardbook");
}

static void
test_a_database_of_another_program_is_refused (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  g_assert_true (gb_vault_run (desk->vault, stamp, (gpointer) "PRAGMA application_id = 7", NULL));
  gb_test_desk_close (desk);
  expect_sentence (desk, GB_ERROR_FAULT, "not a Guardbook vault");
}

static void
test_a_folder_in_use_is_not_taken_for_a_new_vault (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;
  g_autofree char *slots = g_build_filename (desk->path, "slots.json", NULL);

  g_assert_true (g_file_get_contents (slots, &before, NULL, NULL));
  g_assert_null (gb_vault_create (desk->path, desk->member, desk->recovery, gb_test_schema, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_true (g_file_get_contents (slots, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
}

static void
test_a_failed_creation_leaves_nothing (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *path = g_build_filename (desk->folder, "Other.guardbook", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_vault_create (path, desk->member, desk->recovery, "CREATE TABLE broken (", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_a_second_program_is_told_who_holds_the_vault (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *process = g_strdup_printf ("process %d", (int) getpid ());

  g_assert_null (gb_vault_open (desk->path, desk->member, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_HELD);
  g_assert_nonnull (strstr (error->message, process));
  g_assert_nonnull (strstr (error->message, g_get_user_name ()));
}

static void
test_a_lock_left_behind_holds_nobody_out (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *path = g_build_filename (desk->path, "lock", NULL);
  g_autofree char *left = NULL;

  gb_test_desk_close (desk);
  g_assert_true (g_file_get_contents (path, &left, NULL, NULL));
  g_assert_cmpstr (left, ==, "");
  g_assert_true (g_file_set_contents (path, "some-host\n1\n00000000-0000-0000-0000-000000000000\n", -1, NULL));
  gb_test_desk_reopen (desk);
}

/* --- reading only --------------------------------------------------------------- */

/* Every file of the vault as it lies there now, as after a crash, in a folder
 * that nobody may write. */
static char *
freeze_copy (GbTestDesk *desk)
{
  char *to = g_build_filename (desk->folder, "Frozen.guardbook", NULL);
  g_autoptr (GDir) listing = g_dir_open (desk->path, 0, NULL);
  const char *name;

  g_assert_cmpint (g_mkdir (to, 0755), ==, 0);
  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *from_path = g_build_filename (desk->path, name, NULL);
      g_autofree char *to_path = g_build_filename (to, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length = 0;

      g_assert_true (g_file_get_contents (from_path, &bytes, &length, NULL));
      g_assert_true (g_file_set_contents (to_path, bytes, (gssize) length, NULL));
      g_assert_cmpint (g_chmod (to_path, 0444), ==, 0);
    }
  g_assert_cmpint (g_chmod (to, 0555), ==, 0);
  g_assert_cmpint (g_chmod (desk->folder, 0755), ==, 0);
  return to;
}

/* What an account without write access finds; the exit status says which step failed. */
static int
read_frozen (const char *path, GbIdentity *member)
{
  g_autoptr (GbVault) vault = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0 && setresuid (65534, 65534, 65534) != 0)
    return 1;
  vault = gb_vault_open (path, member, &error);
  if (vault == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (!gb_vault_is_read_only (vault))
    return 3;
  if (!gb_vault_run (vault, read_note, &note, &error) || g_strcmp0 (note, "kept") != 0)
    return 4;
  if (gb_vault_run (vault, write_after_move, NULL, &error)
      || !g_error_matches (error, GB_ERROR, GB_ERROR_READ_ONLY))
    return 5;
  if (gb_vault_add_slot (vault, "member", "x", gb_identity_get_sign_key (member), 0, NULL))
    return 6;
  return 0;
}

static void
expect_reads_frozen (const char *path, GbIdentity *member)
{
  pid_t child = fork ();
  int status = -1;

  if (child == 0)
    _exit (read_frozen (path, member));
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
}

static void
test_a_folder_that_cannot_be_written_opens_for_reading (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *frozen = NULL;

  g_assert_true (gb_vault_run (desk->vault, write_note, (gpointer) "kept", NULL));
  gb_test_desk_close (desk);
  frozen = freeze_copy (desk);
  expect_reads_frozen (frozen, desk->member);
}

static void
test_what_only_the_wal_holds_is_read_as_well (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *frozen = NULL;

  g_assert_true (gb_vault_run (desk->vault, write_note, (gpointer) "kept", NULL));
  frozen = freeze_copy (desk);
  expect_reads_frozen (frozen, desk->member);
}

static gboolean
fill (GbVault *vault, gpointer data, GError **error)
{
  static const char sql[] = "INSERT INTO blob (hash, bytes) VALUES (hex (randomblob (16)), randomblob (100000))";

  for (guint i = 0; i < 64; i++)
    if (!gb_vault_begin (vault, error) || !gb_vault_execute (vault, sql, error) || !gb_vault_commit (vault, error))
      {
        gb_vault_rollback (vault);
        return FALSE;
      }
  return TRUE;
}

static void
check_full (GbTestDesk *desk, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  g_assert_false (gb_vault_run (desk->vault, fill, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in: %s", part, error->message);
  g_assert_true (gb_vault_run (desk->vault, read_note, &note, NULL));
  g_assert_cmpstr (note, ==, "kept");
  gb_test_desk_reopen (desk);
}

static void
test_a_limit_on_the_size_of_files_loses_nothing (void)
{
  g_autoptr (GbTestDesk) desk = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  signal (SIGXFSZ, SIG_IGN);
  desk = gb_test_desk_new ();
  g_assert_true (gb_vault_run (desk->vault, write_note, (gpointer) "kept", NULL));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &(struct rlimit){ 1 << 20, 1 << 20 }), ==, 0);
  check_full (desk, "limit on the size of files");
}

static void
test_a_full_disk_loses_nothing (void)
{
  g_autoptr (GbTestFolder) folder = gb_test_folder_new ();
  g_autoptr (GbTestDesk) desk = NULL;

  if (mount ("tmpfs", folder, "tmpfs", 0, "size=1m") != 0)
    {
      g_test_skip ("no file system may be mounted here");
      return;
    }
  desk = gb_test_desk_new_in (folder);
  g_assert_true (gb_vault_run (desk->vault, write_note, (gpointer) "kept", NULL));
  check_full (desk, "disk is full");
  gb_test_desk_close (desk);
  g_assert_cmpint (umount2 (folder, MNT_DETACH), ==, 0);
}

/* --- nothing readable on disk -------------------------------------------------------------- */

static gboolean
file_has (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return memmem (bytes, length, text, strlen (text)) != NULL;
}

static gboolean
write_story (GbVault *vault, gpointer data, GError **error)
{
  return gb_vault_execute (vault,
                           "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 500) "
                           "INSERT INTO entry (id, body) SELECT n, 'Ruth Adeyemi wrote this down ' || n FROM c",
                           error);
}

static void
test_no_file_holds_a_word_or_a_key (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GBytes) item = gb_identity_to_item (desk->member, NULL, NULL);
  g_autofree char *seed = g_strndup ((const char *) g_bytes_get_data (item, NULL) + 17, 40);
  g_autoptr (GDir) listing = NULL;
  const char *name;
  guint seen = 0;

  g_assert_true (gb_vault_run (desk->vault, write_story, NULL, NULL));
  listing = g_dir_open (desk->path, 0, NULL);
  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_assert_false (file_has (desk->path, name, "Adeyemi"));
      g_assert_false (file_has (desk->path, name, "SQLite format"));
      g_assert_false (file_has (desk->path, name, "CREATE TABLE"));
      g_assert_false (file_has (desk->path, name, seed));
      seen++;
    }
  /* vault.db, its WAL, two copies of the slots, the lock. */
  g_assert_cmpuint (seen, ==, 5);
  g_assert_true (file_has (desk->path, "slots.json", gb_identity_get_member_id (desk->member)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/every-setting-is-in-force", test_every_setting_is_in_force);
  g_test_add_func ("/vault/what-was-written-is-there", test_what_was_written_is_there_for_member_and_recovery_key);
  g_test_add_func ("/vault/fence/keeps-every-entry", test_the_fence_keeps_every_entry_as_it_is);
  g_test_add_func ("/vault/fence/projections-are-free", test_projections_and_drafts_are_free);
  g_test_add_func ("/vault/fence/judges-again", test_a_statement_from_before_the_fence_is_judged_again);
  g_test_add_func ("/vault/scratch", test_a_scratch_schema_comes_and_leaves_nothing);
  g_test_add_func ("/vault/only-the-outermost-level-commits", test_only_the_outermost_level_commits);
  g_test_add_func ("/vault/nothing-into-a-moved-vault", test_nothing_is_acknowledged_into_a_moved_vault);
  g_test_add_func ("/vault/worker/answers-where-asked", test_a_question_is_answered_where_it_was_asked);
  g_test_add_func ("/vault/worker/a-long-question-can-be-cancelled", test_a_long_question_can_be_cancelled);
  g_test_add_func ("/vault/worker/closed-takes-no-more", test_a_closed_vault_takes_no_more_jobs);
  g_test_add_func ("/vault/worker/the-last-reference-may-be-the-workers",
                   test_the_last_reference_may_be_the_workers);
  g_test_add_func ("/vault/each-damage-has-its-own-sentence", test_each_damage_has_its_own_sentence);
  g_test_add_func ("/vault/a-newer-database", test_a_newer_database_and_one_that_is_none_of_ours_are_told_apart);
  g_test_add_func ("/vault/another-programs-database", test_a_database_of_another_program_is_refused);
  g_test_add_func ("/vault/a-folder-in-use-is-no-new-vault", test_a_folder_in_use_is_not_taken_for_a_new_vault);
  g_test_add_func ("/vault/a-failed-creation-leaves-nothing", test_a_failed_creation_leaves_nothing);
  g_test_add_func ("/vault/a-second-program-is-told-who", test_a_second_program_is_told_who_holds_the_vault);
  g_test_add_func ("/vault/a-lock-left-behind", test_a_lock_left_behind_holds_nobody_out);
  g_test_add_func ("/vault/reading-only", test_a_folder_that_cannot_be_written_opens_for_reading);
  g_test_add_func ("/vault/reading-only-with-a-wal", test_what_only_the_wal_holds_is_read_as_well);
  g_test_add_func ("/vault/a-limit-on-files-loses-nothing", test_a_limit_on_the_size_of_files_loses_nothing);
  g_test_add_func ("/vault/a-full-disk-loses-nothing", test_a_full_disk_loses_nothing);
  g_test_add_func ("/vault/no-file-holds-a-word-or-a-key", test_no_file_holds_a_word_or_a_key);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies, there and back: whole, checked, and never over anything. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "desk.h"
#include "vault/statement.h"

static gboolean
write_entries (GbVault *vault, gpointer data, GError **error)
{
  return gb_vault_execute (vault,
                           "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3000) "
                           "INSERT INTO entry (id, body) SELECT n, 'Carys Whitlock saw it ' || n FROM c",
                           error);
}

static gboolean
count_entries (GbVault *vault, gpointer data, GError **error)
{
  *(gint64 *) data = gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM entry", NULL);
  g_assert_true (gb_vault_is_read_only (vault));
  return TRUE;
}

static gboolean
count_here (GbVault *vault, gpointer data, GError **error)
{
  *(gint64 *) data = gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM entry", NULL);
  return TRUE;
}

static gboolean
find_fault (GbVault *vault, gpointer data, GError **error)
{
  g_set_error_literal (error, GB_ERROR, GB_ERROR_TAMPERED, "a finding");
  return FALSE;
}

static void
test_a_backup_is_whole_and_opens_with_the_recovery_key_alone (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *to = g_build_filename (desk->folder, "Backup.guardbook", NULL);
  g_autofree char *again = g_build_filename (desk->folder, "Restored.guardbook", NULL);
  g_autofree char *wal = g_build_filename (to, "vault.db-wal", NULL);
  gint64 seen = 0, restored = 0;
  GError *error = NULL;

  g_assert_true (gb_vault_run (desk->vault, write_entries, NULL, NULL));
  g_assert_true (gb_vault_backup (desk->vault, to, count_entries, &seen, &error));
  g_assert_no_error (error);
  g_assert_cmpint (seen, ==, 3000);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  gb_test_desk_close (desk);
  desk->vault = gb_vault_restore (to, again, desk->recovery, &error);
  g_assert_no_error (error);
  g_assert_false (gb_vault_is_read_only (desk->vault));
  g_assert_true (gb_vault_run (desk->vault, count_here, &restored, NULL));
  g_assert_cmpint (restored, ==, 3000);
  g_assert_cmpstr (gb_vault_get_id (desk->vault), ==, gb_identity_get_vault_id (desk->member));
}

static void
test_a_backup_holds_no_readable_word (void)
{
  static const char *const names[] = { "vault.db", "slots.json", "slots.bak.json" };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *to = g_build_filename (desk->folder, "Backup.guardbook", NULL);

  g_assert_true (gb_vault_run (desk->vault, write_entries, NULL, NULL));
  g_assert_true (gb_vault_backup (desk->vault, to, NULL, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (to, names[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length = 0;

      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      g_assert_null (memmem (bytes, length, "Whitlock", 8));
      g_assert_null (memmem (bytes, length, "CREATE TABLE", 12));
    }
}

static void
test_a_copy_that_fails_its_check_is_removed (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *to = g_build_filename (desk->folder, "Backup.guardbook", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (gb_vault_backup (desk->vault, to, find_fault, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
}

static void
test_nothing_is_written_over (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *to = g_build_filename (desk->folder, "Backup.guardbook", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf before, after;

  g_assert_true (gb_vault_backup (desk->vault, to, NULL, NULL, NULL));
  g_assert_cmpint (g_stat (to, &before), ==, 0);
  g_assert_false (gb_vault_backup (desk->vault, to, NULL, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (gb_vault_restore (to, desk->path, desk->member, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_cmpint (g_stat (to, &after), ==, 0);
  g_assert_cmpint (before.st_mtime, ==, after.st_mtime);
}

static void
expect_no_restore (GbTestDesk *desk, const char *from, GbIdentity *identity, GbErrorCode code)
{
  g_autofree char *to = g_build_filename (desk->folder, "Again.guardbook", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_vault_restore (from, to, identity, &error));
  g_assert_error (error, GB_ERROR, (int) code);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
}

static void
test_a_damaged_or_foreign_backup_is_not_restored (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *from = g_build_filename (desk->folder, "Backup.guardbook", NULL);
  g_autofree char *path = g_build_filename (from, "vault.db", NULL);
  g_autoptr (GbIdentity) stranger = gb_identity_new (gb_identity_get_vault_id (desk->member), "x");
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (gb_vault_run (desk->vault, write_entries, NULL, NULL));
  g_assert_true (gb_vault_backup (desk->vault, from, NULL, NULL, NULL));
  expect_no_restore (desk, from, stranger, GB_ERROR_NO_KEY);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  /* One byte of one page in the middle: found although nothing asked for that page. */
  bytes[length / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  expect_no_restore (desk, from, desk->member, GB_ERROR_FAULT);
  g_assert_cmpint (g_unlink (path), ==, 0);
  expect_no_restore (desk, from, desk->member, GB_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backup/whole-and-opens-with-recovery",
                   test_a_backup_is_whole_and_opens_with_the_recovery_key_alone);
  g_test_add_func ("/backup/no-readable-word", test_a_backup_holds_no_readable_word);
  g_test_add_func ("/backup/a-failed-check-removes-it", test_a_copy_that_fails_its_check_is_removed);
  g_test_add_func ("/backup/nothing-is-written-over", test_nothing_is_written_over);
  g_test_add_func ("/backup/damaged-or-foreign-is-not-restored", test_a_damaged_or_foreign_backup_is_not_restored);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault's life: made, opened, held, fenced, closed; and each setting asked back. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "desk.h"
#include "vault/statement.h"
#include "vault/vault.h"

static gboolean
ask_settings (GbVault *vault, gpointer data, GError **error)
{
  static const struct { const char *pragma, *expected; } settings[] = {
    { "PRAGMA journal_mode", "wal" },     { "PRAGMA synchronous", "2" },     { "PRAGMA locking_mode", "exclusive" },
    { "PRAGMA temp_store", "2" },         { "PRAGMA foreign_keys", "1" },    { "PRAGMA trusted_schema", "0" },
    { "PRAGMA cell_size_check", "1" },    { "PRAGMA secure_delete", "1" },   { "PRAGMA recursive_triggers", "1" },
    { "PRAGMA cipher_page_size", "4096" }, { "PRAGMA application_id", "1195525186" }, { "PRAGMA user_version", "1" },
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
  g_autoptr (GbStatement) statement = gb_statement_new (vault, "INSERT INTO meta (name, value) VALUES (:name, :value)", error);

  g_assert_nonnull (statement);
  gb_statement_bind (statement, ":name", "note", ":value", data, NULL);
  return gb_statement_run (statement, error);
}

static gboolean
read_note (GbVault *vault, gpointer data, GError **error)
{
  *(char **) data = gb_vault_ask_text (vault, error, "SELECT value FROM meta WHERE name = :name", ":name", "note", NULL);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/every-setting-is-in-force", test_every_setting_is_in_force);
  g_test_add_func ("/vault/what-was-written-is-there", test_what_was_written_is_there_for_member_and_recovery_key);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binds with types, columns by name, and the cache. */
#include <string.h>

#include "base/errors.h"
#include "desk.h"
#include "vault/statement.h"

static gboolean
round_trip (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GBytes) back = NULL, empty = NULL;
  g_autoptr (GbStatement) statement = gb_statement_new (
    vault, "SELECT :text AS text, @number AS number, $bytes AS bytes, :none AS none, $nothing AS empty", error);

  gb_statement_bind (statement, ":text", "Ruth’s", "@number", G_MININT64, "$bytes", bytes, ":none", NULL,
                     "$nothing", NULL, NULL);
  g_assert_true (gb_statement_step (statement, error));
  g_assert_cmpint (gb_statement_columns (statement), ==, 5);
  g_assert_cmpstr (gb_statement_column_name (statement, 3), ==, "none");
  g_assert_cmpstr (gb_statement_text (statement, "text"), ==, "Ruth’s");
  g_assert_cmpint (gb_statement_number (statement, "number"), ==, G_MININT64);
  back = gb_statement_bytes (statement, "bytes");
  g_assert_true (g_bytes_equal (back, bytes));
  g_assert_true (gb_statement_is_null (statement, "none"));
  g_assert_null (gb_statement_text (statement, "none"));
  empty = gb_statement_bytes (statement, "empty");
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
  g_assert_cmpint (gb_statement_column (statement, "absent"), ==, -1);
  g_assert_true (gb_statement_has (statement, ":text"));
  g_assert_false (gb_statement_has (statement, ":absent"));
  g_assert_false (gb_statement_step (statement, error));
  return TRUE;
}

static gboolean
reuse (GbVault *vault, gpointer data, GError **error)
{
  GbStatement *first = gb_statement_new (vault, "SELECT :a AS a", error);
  GbStatement *again;

  gb_statement_bind (first, ":a", "kept", NULL);
  g_assert_true (gb_statement_step (first, error));
  gb_statement_free (first);
  again = gb_statement_new (vault, "SELECT :a AS a", error);
  g_assert_true (again == first);
  g_assert_true (gb_statement_step (again, error));
  /* Nothing of the former user's is left in it. */
  g_assert_true (gb_statement_is_null (again, "a"));
  gb_statement_free (again);
  return TRUE;
}

static gboolean
follow_schema (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GbStatement) statement = NULL;

  g_assert_true (gb_vault_execute (vault, "CREATE TABLE p_a (x TEXT); INSERT INTO p_a VALUES ('1')", error));
  statement = gb_statement_new (vault, "SELECT * FROM p_a", error);
  g_assert_true (gb_statement_step (statement, error));
  g_assert_cmpint (gb_statement_column (statement, "y"), ==, -1);
  gb_statement_reset (statement);
  g_assert_true (gb_vault_execute (vault, "ALTER TABLE p_a ADD COLUMN y TEXT DEFAULT '2'", error));
  g_assert_true (gb_statement_step (statement, error));
  g_assert_cmpstr (gb_statement_text (statement, "y"), ==, "2");
  return TRUE;
}

static gboolean
ask_one (GbVault *vault, gpointer data, GError **error)
{
  g_autofree char *text = gb_vault_ask_text (vault, error, "SELECT :a || @b", ":a", "x", "@b", (gint64) 3, NULL);

  g_assert_cmpstr (text, ==, "x3");
  g_assert_null (gb_vault_ask_text (vault, error, "SELECT NULL", NULL));
  g_assert_null (gb_vault_ask_text (vault, error, "SELECT 1 WHERE 0", NULL));
  g_assert_cmpint (gb_vault_ask_number (vault, 7, error, "SELECT max (id) FROM entry", NULL), ==, 7);
  return TRUE;
}

static gboolean
fail_on_constraint (GbVault *vault, gpointer data, GError **error)
{
  return gb_vault_execute (vault, "INSERT INTO draft (id) VALUES ('a')", error);
}

static void
in_vault (gconstpointer data)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  GError *error = NULL;

  g_assert_true (gb_vault_run (desk->vault, (GbVaultJob) data, NULL, &error));
  g_assert_no_error (error);
}

static void
test_a_refused_row_is_an_error (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (gb_vault_run (desk->vault, fail_on_constraint, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
}

static gboolean
bind_unknown (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GbStatement) statement = gb_statement_new (vault, "SELECT 1", error);

  gb_statement_bind (statement, ":nobody", "x", NULL);
  return TRUE;
}

static void
test_an_unknown_bind_aborts (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

      gb_vault_run (desk->vault, bind_unknown, NULL, NULL);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*:nobody*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/statement/round-trip", round_trip, in_vault);
  g_test_add_data_func ("/statement/reused-ones-are-clean", reuse, in_vault);
  g_test_add_data_func ("/statement/columns-follow-the-schema", follow_schema, in_vault);
  g_test_add_data_func ("/statement/one-answer", ask_one, in_vault);
  g_test_add_func ("/statement/a-refused-row-is-an-error", test_a_refused_row_is_an_error);
  g_test_add_func ("/statement/an-unknown-bind-aborts", test_an_unknown_bind_aborts);
  return g_test_run ();
}

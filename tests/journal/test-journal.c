/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "support/journal.h"
#include "vault/statement.h"

static gint64 the_time;

static gint64
set_clock (gpointer data)
{
  return the_time;
}

typedef struct { const char *kind, *case_id, *request; JsonObject *body; GbEntry *entry; } Append;

static gboolean
append_job (GbVault *vault, gpointer data, GError **error)
{
  Append *append = data;

  append->entry = gb_journal_append (vault, append->kind, append->case_id, append->request, append->body, error);
  return append->entry != NULL;
}

static GbEntry *
append (GbVault *vault, const char *kind, const char *case_id, const char *request, const char *json, GError **error)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autofree char *fresh = gb_id_new ();
  g_autoptr (JsonObject) body = gb_json_parse (text, -1, NULL);
  Append append = { kind, case_id, request != NULL ? request : fresh, body, NULL };

  gb_vault_run (vault, append_job, &append, error);
  return append.entry;
}

static gboolean
count_job (GbVault *vault, gpointer data, GError **error)
{
  *(gint64 *) data = gb_journal_count (vault, error);
  return TRUE;
}

static gint64
count (GbVault *vault)
{
  gint64 n = -1;
  gb_vault_run (vault, count_job, &n, NULL);
  return n;
}

static void
test_an_entry_is_kept_as_it_was_signed (void)
{
  g_autoptr (GbTestJournal) journal = gb_test_journal_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbEntry) entry = append (journal->vault, "backup.verified", NULL, NULL,
                                      "{'head':'anchor “velvet”','name':'a/b \\t c','entries':5}", &error);
  static const char expected[] = "{\"name\":\"a/b \\t c\",\"entries\":5,\"head\":\"anchor “velvet”\"}";
  gsize length;
  const char *bytes;

  g_assert_no_error (error);
  bytes = g_bytes_get_data (entry->body, &length);
  g_assert_cmpmem (bytes, length, expected, strlen (expected));
  g_assert_cmpint (entry->id, ==, 2);
  g_assert_cmpint (entry->seq, ==, 2);
  g_assert_cmpmem (entry->prev_hash, GB_HASH_SIZE, entry->seen_hash, GB_HASH_SIZE);
  g_assert_true (
      gb_signature_check (gb_identity_get_sign_key (journal->founder), entry->hash, GB_HASH_SIZE, entry->signature));
}

static void
test_the_same_request_is_one_entry (void)
{
  g_autoptr (GbTestJournal) journal = gb_test_journal_new ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbEntry) first =
      append (journal->vault, "backup.verified", NULL, request, "{'name':'a','entries':5,'head':'h'}", NULL);
  g_autoptr (GbEntry) second =
      append (journal->vault, "backup.verified", NULL, request, "{'name':'b','entries':6,'head':'h'}", NULL);

  g_assert_cmpint (first->id, ==, second->id);
  g_assert_true (g_bytes_equal (first->body, second->body));
  g_assert_cmpint (count (journal->vault), ==, 2);
}

static void
test_what_the_grammar_does_not_know_is_never_stored (void)
{
  static const struct { const char *kind, *case_id, *body; } bad[] = {
    { "backup.invented", NULL, "{}" },
    { "backup.verified", NULL, "{'name':'a','entries':5}" },
    { "backup.verified", NULL, "{'name':'  ','entries':5,'head':'h'}" },
    { "backup.verified", NULL, "{'name':'a','entries':'5','head':'h'}" },
    { "backup.verified", NULL, "{'name':'a','entries':5,'head':'h','more':true}" },
    { "backup.verified", "0123456789abcdef0123456789abcdef", "{'name':'a','entries':5,'head':'h'}" },
    { "incident.noted", NULL, "{'text':'a'}" },
    { "person.left", NULL, "{'person_id':'not an id','on':'2026-11-20'}" },
    { "person.left", NULL, "{'person_id':'0123456789abcdef0123456789abcdef','on':'2026-02-30'}" },
  };
  g_autoptr (GbTestJournal) journal = gb_test_journal_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GbEntry) entry = append (journal->vault, bad[i].kind, bad[i].case_id, NULL, bad[i].body, &error);
      g_assert_null (entry);
      g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
    }
  g_assert_cmpint (count (journal->vault), ==, 1);
}

static void
test_time_never_runs_backwards (void)
{
  g_autoptr (GbTestJournal) journal = gb_test_journal_new ();
  g_autoptr (GbEntry) late = NULL;
  g_autoptr (GbEntry) early = NULL;

  gb_clock_set (set_clock, NULL);
  the_time = g_get_real_time () + GB_DAY;
  late = append (journal->vault, "backup.verified", NULL, NULL, "{'name':'a','entries':5,'head':'h'}", NULL);
  the_time -= GB_HOUR;
  early = append (journal->vault, "backup.verified", NULL, NULL, "{'name':'a','entries':5,'head':'h'}", NULL);
  gb_clock_set (NULL, NULL);
  g_assert_cmpint (early->at, ==, late->at);
}

/* --- the fence --------------------------------------------------------------------- */

static gboolean
execute_job (GbVault *vault, gpointer sql, GError **error)
{
  return gb_vault_execute (vault, sql, error);
}

static void
test_nothing_else_writes_in_the_tables_of_truth (void)
{
  static const char *const attempts[] = {
    "UPDATE entry SET at = at + 1",
    "DELETE FROM entry",
    "DELETE FROM blob",
    "DROP TABLE entry",
    "DROP TRIGGER entry_stays",
    "ALTER TABLE entry RENAME TO entries",
    "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE id = 1",
    "INSERT INTO entry SELECT id + 5, writer, seq + 1, hash, hash, at, author, kind, case_id, 'x', sealed, body, hash, "
    "signature FROM entry",
    "INSERT INTO entry SELECT id + 1, writer, seq + 1, hash, zeroblob (32), at, author, kind, case_id, 'x', sealed, "
    "body, hash, signature"
    " FROM entry",
    "INSERT INTO entry SELECT id + 1, writer, seq + 1, hash, hash, at - 1, author, kind, case_id, 'x', sealed, body, "
    "hash, signature"
    " FROM entry",
    "INSERT INTO entry SELECT id + 1, writer, seq + 1, hash, hash, at, author, kind, case_id, request, sealed, body, "
    "hash, signature"
    " FROM entry",
  };
  g_autoptr (GbTestJournal) journal = gb_test_journal_new ();

  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_test_message ("%s", attempts[i]);
      g_assert_false (gb_vault_run (journal->vault, execute_job, (gpointer) attempts[i], &error));
      g_assert_nonnull (error);
    }
  g_assert_cmpint (count (journal->vault), ==, 1);
}

/* An act inside a larger transaction is undone with it. */
static gboolean
append_and_undo_job (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (JsonObject) body = gb_json_parse ("{\"name\":\"a\",\"entries\":5,\"head\":\"h\"}", -1, NULL);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbEntry) entry = NULL;

  if (!gb_vault_begin (vault, error))
    return FALSE;
  entry = gb_journal_append (vault, "backup.verified", NULL, request, body, error);
  g_assert_nonnull (entry);
  gb_vault_rollback (vault);
  return TRUE;
}

static void
test_an_entry_goes_with_the_transaction_around_it (void)
{
  g_autoptr (GbTestJournal) journal = gb_test_journal_new ();

  g_assert_true (gb_vault_run (journal->vault, append_and_undo_job, NULL, NULL));
  g_assert_cmpint (count (journal->vault), ==, 1);
  g_assert_cmpint (gb_test_append_some (journal->vault), ==, 2);
}

/* Every kind has fields that parse, and a noun exactly when it opens a case. */
static void
test_the_grammar_itself_is_sound (void)
{
  guint n;
  const GbKind *kinds = gb_kinds (&n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) fields = gb_kind_fields (&kinds[i]);
      g_assert_true (gb_kind_find (kinds[i].name) == &kinds[i]);
      g_assert_true ((kinds[i].about == GB_CASE_OPENS) == (kinds[i].noun != NULL));
      g_assert_true (kinds[i].noun == NULL || g_str_has_prefix (kinds[i].name, kinds[i].noun));
      for (guint f = 0; fields[f] != NULL; f++)
        {
          g_assert_nonnull (gb_kind_field_type (&kinds[i], fields[f]));
          g_assert_cmpstr (fields[f], !=, "author");
          g_assert_cmpstr (fields[f], !=, "clocks");
          g_assert_cmpstr (fields[f], !=, "stops");
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal/an-entry-is-kept-as-it-was-signed", test_an_entry_is_kept_as_it_was_signed);
  g_test_add_func ("/journal/the-same-request-is-one-entry", test_the_same_request_is_one_entry);
  g_test_add_func ("/journal/what-the-grammar-does-not-know-is-never-stored",
                   test_what_the_grammar_does_not_know_is_never_stored);
  g_test_add_func ("/journal/time-never-runs-backwards", test_time_never_runs_backwards);
  g_test_add_func ("/journal/nothing-else-writes-in-the-tables-of-truth",
                   test_nothing_else_writes_in_the_tables_of_truth);
  g_test_add_func ("/journal/an-entry-goes-with-the-transaction-around-it",
                   test_an_entry_goes_with_the_transaction_around_it);
  g_test_add_func ("/journal/the-grammar-itself-is-sound", test_the_grammar_itself_is_sound);
  return g_test_run ();
}

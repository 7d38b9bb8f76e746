/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each way of breaking a journal, done with the vault's own key and every
 * fence down, is found and named with the number of the entry. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "support/journal.h"
#include "vault/statement.h"

typedef struct { GbTestJournal *journal; GbIdentity *deputy; } Desk;

static void
desk_clear (Desk *desk)
{
  gb_test_journal_free (desk->journal);
  g_object_unref (desk->deputy);
}

/* Entries 1 to 3 let people in; 4 to 8 are Ruth's and Carys's in turn. */
static Desk
desk_with_eight_entries (void)
{
  Desk desk = { .journal = gb_test_journal_new () };

  desk.deputy = gb_test_journal_enrol (desk.journal);
  gb_test_append_some (desk.journal->vault);
  gb_test_journal_open (desk.journal, desk.deputy);
  gb_test_append_some (desk.journal->vault);
  gb_test_append_some (desk.journal->vault);
  gb_test_journal_open (desk.journal, desk.journal->founder);
  gb_test_append_some (desk.journal->vault);
  g_assert_cmpint (gb_test_append_some (desk.journal->vault), ==, 8);
  return desk;
}

static GbVerdict *
verify (GbVault *vault, gint64 from)
{
  g_autoptr (GError) error = NULL;
  GbVerdict *verdict = gb_journal_verify (vault, GB_VERIFY_ALL, from, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return verdict;
}

static void
assert_clean (GbVault *vault)
{
  g_autoptr (GbVerdict) verdict = verify (vault, 1);

  for (guint i = 0; i < verdict->findings->len; i++)
    g_test_message ("%s", ((GbFinding *) verdict->findings->pdata[i])->sentence);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

/* The first thing found is about @entry and says @words. */
static void
assert_found (GbVault *vault, gint64 entry, const char *words)
{
  g_autoptr (GbVerdict) verdict = verify (vault, 1);
  GbFinding *first;

  g_assert_cmpuint (verdict->findings->len, >, 0);
  first = verdict->findings->pdata[0];
  g_test_message ("%s", first->sentence);
  g_assert_cmpint (first->entry, ==, entry);
  g_assert_nonnull (strstr (first->sentence, words));
}

static void
test_an_untouched_journal_is_clean (void)
{
  Desk desk = desk_with_eight_entries ();
  g_autoptr (GbVerdict) verdict = verify (desk.journal->vault, 1);
  g_autoptr (GbVerdict) half = verify (desk.journal->vault, 6);

  assert_clean (desk.journal->vault);
  g_assert_cmpint (verdict->entries, ==, 8);
  g_assert_cmpint (verdict->writers, ==, 2);
  g_assert_cmpuint (verdict->heads->len, ==, 2);
  g_assert_true (g_str_has_prefix (verdict->heads->pdata[0], "Carys Whitlock 3 "));
  g_assert_true (g_str_has_prefix (verdict->heads->pdata[1], "Ruth Adeyemi 5 "));
  g_assert_cmpuint (half->findings->len, ==, 0);
  g_assert_cmpint (half->entries, ==, 8);
  desk_clear (&desk);
}

/* --- one byte, everywhere ---------------------------------------------------- */

/* Byte @at of a BLOB column of entry 5, or the text or number changed by one. */
static char *
flip_sql (const char *column, gint64 at)
{
  static const char *const blobs[] = { "prev_hash", "seen_hash", "body", "hash", "signature", NULL };
  static const char *const numbers[] = { "seq", "at", "sealed", NULL };

  if (g_strv_contains (numbers, column))
    return g_strdup_printf ("UPDATE entry SET %s = %s + 1000 WHERE id = 5", column, column);
  if (!g_strv_contains (blobs, column))
    return g_strdup_printf ("UPDATE entry SET %s = coalesce (substr (%s, 1, %" G_GINT64_FORMAT
                            ") || 'z' || substr (%s, %" G_GINT64_FORMAT "), 'z') WHERE id = 5",
                            column, column, at, column, at + 2);
  /* The next byte in hexadecimal, so that it always is another one. */
  return g_strdup_printf (
      "UPDATE entry SET %s = unhex (substr (hex (%s), 1, %" G_GINT64_FORMAT
      ") || CASE substr (hex (%s), %" G_GINT64_FORMAT
      ", 1) WHEN 'F' THEN '0' WHEN '9' THEN 'A' ELSE char (unicode (substr (hex (%s), %" G_GINT64_FORMAT
      ", 1)) + 1) END || substr (hex (%s), %" G_GINT64_FORMAT ")) WHERE id = 5",
      column, column, at * 2 + 1, column, at * 2 + 2, column, at * 2 + 2, column, at * 2 + 3);
}

static gboolean
column_length (GbVault *vault, gpointer data, GError **error)
{
  const char **column = data;
  g_autofree char *sql = g_strdup_printf ("SELECT length (CAST (%s AS BLOB)) FROM entry WHERE id = 5", *column);

  *column = GSIZE_TO_POINTER ((gsize) gb_vault_ask_number (vault, 0, error, sql, NULL));
  return TRUE;
}

static void
test_a_flipped_byte_is_found_in_every_column (gconstpointer data)
{
  const char *column = data, *length = data;
  Desk desk = desk_with_eight_entries ();
  g_autoptr (GError) error = NULL;

  gb_vault_run (desk.journal->vault, column_length, &length, &error);
  g_assert_no_error (error);
  for (gsize at = 0; at < MAX (GPOINTER_TO_SIZE (length), 1); at += 1 + GPOINTER_TO_SIZE (length) / 4)
    {
      g_autofree char *keep = g_strdup_printf ("CREATE TABLE p_keep AS SELECT * FROM entry WHERE id = 5");
      g_autofree char *flip = flip_sql (column, (gint64) at);
      g_autofree char *back = g_strdup_printf (
          "UPDATE entry SET %s = (SELECT %s FROM p_keep) WHERE id = 5; DROP TABLE p_keep", column, column);
      gb_test_tamper (desk.journal->vault, keep);
      gb_test_tamper (desk.journal->vault, flip);
      assert_found (desk.journal->vault, 5, "5");
      gb_test_tamper (desk.journal->vault, back);
      assert_clean (desk.journal->vault);
    }
  desk_clear (&desk);
}

static void
test_a_changed_number_is_found (void)
{
  Desk desk = desk_with_eight_entries ();

  gb_test_tamper (desk.journal->vault, "UPDATE entry SET id = 12 WHERE id = 8");
  assert_found (desk.journal->vault, 8, "Entries 8 to 11 are missing");
  gb_test_tamper (desk.journal->vault, "UPDATE entry SET id = 0 WHERE id = 12");
  assert_found (desk.journal->vault, 1, "moved");
  desk_clear (&desk);
}

/* --- entries taken out, moved, put in ------------------------------------------- */

static void
test_a_dropped_entry_is_found (void)
{
  for (gint64 id = 1; id < 8; id++)
    {
      Desk desk = desk_with_eight_entries ();
      g_autofree char *drop = g_strdup_printf ("DELETE FROM entry WHERE id = %" G_GINT64_FORMAT, id);
      gb_test_tamper (desk.journal->vault, drop);
      assert_found (desk.journal->vault, id, "missing");
      desk_clear (&desk);
    }
}

static void
test_a_dropped_entry_is_found_though_the_rest_moved_up (void)
{
  Desk desk = desk_with_eight_entries ();

  gb_test_tamper (desk.journal->vault, "DELETE FROM entry WHERE id = 5; UPDATE entry SET id = id - 1 WHERE id > 5");
  assert_found (desk.journal->vault, 5, "taken out, put in or moved");
  desk_clear (&desk);
}

static void
test_reordered_entries_are_found (void)
{
  Desk desk = desk_with_eight_entries ();

  gb_test_tamper (desk.journal->vault, "UPDATE entry SET id = 99 WHERE id = 6; UPDATE entry SET id = 6 WHERE id = 7;"
                                       " UPDATE entry SET id = 7 WHERE id = 99");
  assert_found (desk.journal->vault, 6, "stood before it");
  desk_clear (&desk);
}

static void
test_anothers_entry_played_again_is_found (void)
{
  Desk desk = desk_with_eight_entries ();

  gb_test_tamper (
      desk.journal->vault,
      "INSERT INTO entry SELECT 9, writer, seq + 2, prev_hash, seen_hash, at, author, kind, case_id, request || '0',"
      " sealed, body, hash, signature FROM entry WHERE id = 5");
  assert_found (desk.journal->vault, 9, "9");
  desk_clear (&desk);
}

/* --- keys ----------------------------------------------------------------------------- */

/* Signs an entry anew as @identity would, in the name of whoever is in @author's column. */
typedef struct { GbIdentity *identity; const char *body; gint64 id; } Forgery;

static gboolean
forge_job (GbVault *vault, gpointer data, GError **error)
{
  Forgery *forgery = data;
  g_autoptr (GbEntry) entry = gb_journal_entry (vault, forgery->id, error);
  gsize length;
  gconstpointer bytes;
  GbHash *state = gb_hash_new ("guardbook.entry.1");
  guint8 hash[GB_HASH_SIZE], signature[GB_SIGNATURE_SIZE];
  g_autofree char *hash_hex = NULL;
  g_autofree char *signature_hex = NULL;
  g_autofree char *sql = NULL;

  if (forgery->body != NULL)
    {
      g_bytes_unref (entry->body);
      entry->body = g_bytes_new (forgery->body, strlen (forgery->body));
    }
  bytes = g_bytes_get_data (entry->body, &length);
  gb_hash_add_text (state, entry->writer);
  gb_hash_add_number (state, entry->seq);
  gb_hash_add (state, entry->prev_hash, GB_HASH_SIZE);
  gb_hash_add (state, entry->seen_hash, GB_HASH_SIZE);
  gb_hash_add_number (state, entry->at);
  gb_hash_add_text (state, entry->author);
  gb_hash_add_text (state, entry->kind);
  gb_hash_add_text (state, entry->case_id);
  gb_hash_add_text (state, entry->request);
  gb_hash_add_number (state, entry->sealed);
  gb_hash_add (state, bytes, length);
  gb_hash_finish (state, hash);
  gb_identity_sign (forgery->identity, hash, sizeof hash, signature);
  hash_hex = gb_bytes_to_hex (hash, sizeof hash);
  signature_hex = gb_bytes_to_hex (signature, sizeof signature);
  sql = g_strdup_printf ("UPDATE entry SET body = CAST ('%.*s' AS BLOB), hash = unhex ('%s'), signature = unhex ('%s')"
                         " WHERE id = %" G_GINT64_FORMAT,
                         (int) length, (const char *) bytes, hash_hex, signature_hex, forgery->id);
  forgery->body = g_steal_pointer (&sql);
  return TRUE;
}

static void
forge (GbVault *vault, GbIdentity *identity, gint64 id, const char *body)
{
  Forgery forgery = { identity, body, id };
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;

  gb_vault_run (vault, forge_job, &forgery, &error);
  g_assert_no_error (error);
  sql = (char *) forgery.body;
  gb_test_tamper (vault, sql);
}

static void
test_the_last_entry_written_anew_by_its_author_is_told_from_a_forgery (void)
{
  static const char body[] = "{\"name\":\"Other\",\"entries\":6,\"head\":\"anchor velvet\"}";
  Desk desk = desk_with_eight_entries ();
  g_autoptr (GbIdentity) stranger = gb_identity_new (gb_vault_get_id (desk.journal->vault),
                                                     gb_identity_get_member_id (desk.journal->founder));

  forge (desk.journal->vault, stranger, 8, body);
  assert_found (desk.journal->vault, 8, "isn’t that of Ruth Adeyemi");
  forge (desk.journal->vault, desk.deputy, 8, body);
  assert_found (desk.journal->vault, 8, "isn’t that of Ruth Adeyemi");
  /* The control: with the right key it verifies; only an anchor can tell. */
  forge (desk.journal->vault, desk.journal->founder, 8, body);
  assert_clean (desk.journal->vault);
  /* In the middle, even the right key breaks the chain of the next. */
  forge (desk.journal->vault, desk.journal->founder, 7, body);
  assert_found (desk.journal->vault, 8, "taken out, put in or moved");
  desk_clear (&desk);
}

static void
test_a_body_outside_the_grammar_is_found (void)
{
  Desk desk = desk_with_eight_entries ();

  forge (desk.journal->vault, desk.journal->founder, 8, "{\"name\":\"Other\",\"entries\":\"six\",\"head\":\"anchor\"}");
  assert_found (desk.journal->vault, 8, "form of its kind");
  forge (desk.journal->vault, desk.journal->founder, 8, "not JSON");
  assert_found (desk.journal->vault, 8, "form of its kind");
  desk_clear (&desk);
}

static void
test_a_revoked_key_signs_nothing (void)
{
  Desk desk = desk_with_eight_entries ();

  gb_test_journal_revoke (desk.journal, desk.deputy); /* 9 */
  assert_clean (desk.journal->vault);
  gb_test_journal_open (desk.journal, desk.deputy);
  g_assert_cmpint (gb_test_append_some (desk.journal->vault), ==, 10);
  assert_found (desk.journal->vault, 10, "a key of Carys Whitlock that had been withdrawn");
  desk_clear (&desk);
}

static void
test_a_member_whom_nobody_invited_is_found (void)
{
  Desk desk = desk_with_eight_entries ();
  g_autofree char *zeros = g_strnfill (128, '0');
  g_autofree char *id = gb_id_new ();
  g_autofree char *json =
      g_strdup_printf ("{'member_id':'%s','name':'Martin Pell','roles':['headteacher'],'sign_key':'%.64s',"
                       "'box_key':'%.64s','proof':'%s'}",
                       id, zeros, zeros, zeros);

  gb_test_append (desk.journal->vault, "member.enrolled", NULL, json);
  assert_found (desk.journal->vault, 9, "nobody had invited");
  desk_clear (&desk);
}

static void
test_new_keys_without_the_recovery_key_are_found (void)
{
  Desk desk = desk_with_eight_entries ();
  g_autofree char *zeros = g_strnfill (128, '0');
  g_autofree char *json =
      g_strdup_printf ("{'member_id':'%s','name':'Carys Whitlock','sign_key':'%.64s','box_key':'%.64s','proof':'%s'}",
                       gb_identity_get_member_id (desk.deputy), zeros, zeros, zeros);

  gb_test_append (desk.journal->vault, "member.recovered", NULL, json);
  assert_found (desk.journal->vault, 9, "without the recovery key");
  desk_clear (&desk);
}

/* --- what is kept by hash ------------------------------------------------------------------ */

static gboolean
keep_job (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new ("<pack/>", 7);
  g_autoptr (GBytes) kept = NULL;
  char **hash = data;
  g_autofree char *again = NULL;

  *hash = gb_journal_keep (vault, bytes, error);
  again = gb_journal_keep (vault, bytes, error);
  g_assert_cmpstr (*hash, ==, again);
  kept = gb_journal_kept (vault, *hash, error);
  g_assert_true (g_bytes_equal (kept, bytes));
  return TRUE;
}

static void
test_a_changed_or_lost_blob_is_found (void)
{
  Desk desk = desk_with_eight_entries ();
  g_autofree char *hash = NULL;
  g_autofree char *json = NULL;

  gb_vault_run (desk.journal->vault, keep_job, &hash, NULL);
  json = g_strdup_printf ("{'pack':'kent-2023','version':'1','title':'Kent','hash':'%s'}", hash);
  gb_test_append (desk.journal->vault, "pack.adopted", NULL, json); /* 9 */
  assert_clean (desk.journal->vault);
  gb_test_tamper (desk.journal->vault, "UPDATE blob SET bytes = CAST ('<Pack/>' AS BLOB)");
  assert_found (desk.journal->vault, 0, "changed after it was kept");
  gb_test_tamper (desk.journal->vault, "DELETE FROM blob");
  assert_found (desk.journal->vault, 9, "gone");
  desk_clear (&desk);
}

/* --- progress and cancel --------------------------------------------------------------------- */

static void
cancel_at_once (gint64 done, gint64 total, gpointer cancellable)
{
  g_assert_cmpint (done, <=, total);
  g_cancellable_cancel (cancellable);
}

static void
test_verify_can_be_cancelled (void)
{
  Desk desk = desk_with_eight_entries ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200; i++)
    gb_test_append_some (desk.journal->vault);
  g_assert_null (
      gb_journal_verify (desk.journal->vault, GB_VERIFY_ALL, 1, cancel_at_once, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_clean (desk.journal->vault);
  desk_clear (&desk);
}

int
main (int argc, char **argv)
{
  static const char *const columns[] = { "writer",  "seq",     "prev_hash", "seen_hash", "at",   "author",   "kind",
                                         "case_id", "request", "sealed",    "body",      "hash", "signature" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verify/an-untouched-journal-is-clean", test_an_untouched_journal_is_clean);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *path = g_strdup_printf ("/verify/a-flipped-byte-is-found-in/%s", columns[i]);
      g_test_add_data_func (path, columns[i], test_a_flipped_byte_is_found_in_every_column);
    }
  g_test_add_func ("/verify/a-changed-number-is-found", test_a_changed_number_is_found);
  g_test_add_func ("/verify/a-dropped-entry-is-found", test_a_dropped_entry_is_found);
  g_test_add_func ("/verify/a-dropped-entry-is-found-though-the-rest-moved-up",
                   test_a_dropped_entry_is_found_though_the_rest_moved_up);
  g_test_add_func ("/verify/reordered-entries-are-found", test_reordered_entries_are_found);
  g_test_add_func ("/verify/anothers-entry-played-again-is-found", test_anothers_entry_played_again_is_found);
  g_test_add_func ("/verify/the-last-entry-written-anew-by-its-author-is-told-from-a-forgery",
                   test_the_last_entry_written_anew_by_its_author_is_told_from_a_forgery);
  g_test_add_func ("/verify/a-body-outside-the-grammar-is-found", test_a_body_outside_the_grammar_is_found);
  g_test_add_func ("/verify/a-revoked-key-signs-nothing", test_a_revoked_key_signs_nothing);
  g_test_add_func ("/verify/a-member-whom-nobody-invited-is-found", test_a_member_whom_nobody_invited_is_found);
  g_test_add_func ("/verify/new-keys-without-the-recovery-key-are-found",
                   test_new_keys_without_the_recovery_key_are_found);
  g_test_add_func ("/verify/a-changed-or-lost-blob-is-found", test_a_changed_or_lost_blob_is_found);
  g_test_add_func ("/verify/it-can-be-cancelled", test_verify_can_be_cancelled);
  return g_test_run ();
}

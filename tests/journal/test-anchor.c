/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "support/journal.h"

static gint64 the_time;

static gint64
set_clock (gpointer data)
{
  return the_time;
}

static gboolean
anchor_job (GbVault *vault, gpointer data, GError **error)
{
  *(GBytes **) data = gb_journal_anchor (vault, 0, error);
  return TRUE;
}

static GBytes *
anchor_of (GbVault *vault)
{
  GBytes *anchor = NULL;

  gb_vault_run (vault, anchor_job, &anchor, NULL);
  g_assert_nonnull (anchor);
  return anchor;
}

typedef struct { GBytes *anchor; JsonArray *missing; } Check;

static gboolean
check_job (GbVault *vault, gpointer data, GError **error)
{
  Check *check = data;
  return gb_journal_check_anchor (vault, check->anchor, &check->missing, error);
}

static JsonArray *
check (GbVault *vault, GBytes *anchor, GError **error)
{
  Check check = { anchor, NULL };

  gb_vault_run (vault, check_job, &check, error);
  return check.missing;
}

/* Three entries on Friday 20 November 2026 and three on each day after it. */
static GbTestJournal *
journal_of_a_week (int days)
{
  GbTestJournal *journal;

  gb_clock_set (set_clock, NULL);
  the_time = gb_day_to_instant ("2026-11-20", 9 * 60);
  journal = gb_test_journal_new ();
  for (int day = 0; day < days; day++)
    {
      g_autofree char *text = gb_day_add ("2026-11-20", day);
      the_time = gb_day_to_instant (text, 10 * 60);
      for (int i = 0; i < 3; i++)
        gb_test_append_some (journal->vault);
    }
  return journal;
}

static void
test_a_vault_that_went_on_fits_its_anchor (void)
{
  g_autoptr (GbTestJournal) journal = journal_of_a_week (1);
  g_autoptr (GBytes) anchor = anchor_of (journal->vault);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) missing = NULL;

  g_assert_cmpuint (g_bytes_get_size (anchor), <, 4096);
  gb_test_append_some (journal->vault);
  missing = check (journal->vault, anchor, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (missing), ==, 0);
  gb_clock_set (NULL, NULL);
}

static void
test_a_cut_tail_is_told_with_its_days (void)
{
  static const struct { gint64 keep; const char *words; } cuts[] = {
    { 12, "1 entry from yesterday is gone" },
    { 9, "4 entries from Sunday and yesterday are gone" },
    { 6, "7 entries from Saturday, Sunday and yesterday are gone" },
    { 3, "10 entries from Friday to yesterday are gone" },
  };
  g_autoptr (GbTestJournal) journal = journal_of_a_week (4);
  g_autoptr (GBytes) anchor = anchor_of (journal->vault);

  the_time = gb_day_to_instant ("2026-11-24", 9 * 60);
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *cut = g_strdup_printf ("DELETE FROM entry WHERE id > %" G_GINT64_FORMAT, cuts[i].keep);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonArray) missing = NULL;
      JsonObject *row;
      gb_test_tamper (journal->vault, cut);
      missing = check (journal->vault, anchor, &error);
      g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cuts[i].words));
      g_assert_nonnull (strstr (error->message, "open for reading only"));
      g_assert_cmpuint (json_array_get_length (missing), ==, 1);
      row = json_array_get_object_element (missing, 0);
      g_assert_cmpint (gb_json_number (row, "from_seq"), ==, cuts[i].keep + 1);
      g_assert_cmpint (gb_json_number (row, "until_seq"), ==, 13);
    }
  gb_clock_set (NULL, NULL);
}

static void
test_a_vault_that_went_another_way_is_told (void)
{
  g_autoptr (GbTestJournal) journal = journal_of_a_week (2);
  g_autoptr (GBytes) anchor = anchor_of (journal->vault);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) missing = NULL;

  gb_test_tamper (journal->vault, "DELETE FROM entry WHERE id > 5");
  for (int i = 0; i < 9; i++)
    gb_test_append_some (journal->vault);
  missing = check (journal->vault, anchor, &error);
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "2 entries from today are gone and others stand in their place"));
  g_assert_cmpint (gb_json_number (json_array_get_object_element (missing, 0), "from_seq"), ==, 6);
  gb_clock_set (NULL, NULL);
}

static void
test_a_loss_that_the_record_admits_is_told_no_more (void)
{
  g_autoptr (GbTestJournal) journal = journal_of_a_week (2);
  g_autoptr (GBytes) anchor = anchor_of (journal->vault);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) missing = NULL;
  g_autoptr (JsonArray) none = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  gb_test_tamper (journal->vault, "DELETE FROM entry WHERE id > 5");
  missing = check (journal->vault, anchor, &error);
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
  g_clear_error (&error);
  json_object_set_array_member (body, "missing", json_array_ref (missing));
  json_object_set_string_member (body, "reason", "The laptop was lost");
  text = gb_json_print (body);
  gb_test_append (journal->vault, "rollback.noted", NULL, text);
  none = check (journal->vault, anchor, &error);
  g_assert_no_error (error);
  gb_clock_set (NULL, NULL);
}

static void
test_what_is_no_anchor_of_this_vault_is_not_believed (void)
{
  g_autoptr (GbTestJournal) journal = journal_of_a_week (1);
  g_autoptr (GbTestJournal) other = journal_of_a_week (1);
  g_autoptr (GBytes) anchor = anchor_of (other->vault);
  g_autoptr (GBytes) junk = g_bytes_new ("junk", 4);
  g_autoptr (GError) error = NULL;

  g_assert_null (check (journal->vault, anchor, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
  g_clear_error (&error);
  g_assert_null (check (journal->vault, junk, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
  gb_clock_set (NULL, NULL);
}

static gboolean
checkpoint_job (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GBytes) anchor = gb_journal_anchor (vault, 3, error);
  g_autoptr (GBytes) without = gb_journal_anchor (vault, 0, error);

  g_assert_cmpint (gb_journal_anchor_verified (vault, anchor), ==, 3);
  g_assert_cmpint (gb_journal_anchor_verified (vault, without), ==, 0);
  *(GBytes **) data = g_steal_pointer (&anchor);
  return TRUE;
}

static gboolean
no_checkpoint_job (GbVault *vault, gpointer data, GError **error)
{
  g_assert_cmpint (gb_journal_anchor_verified (vault, data), ==, 0);
  return TRUE;
}

static void
test_a_checkpoint_holds_only_for_the_entry_that_was_verified (void)
{
  g_autoptr (GbTestJournal) journal = journal_of_a_week (1);
  GBytes *anchor = NULL;

  gb_vault_run (journal->vault, checkpoint_job, &anchor, NULL);
  gb_test_tamper (journal->vault, "UPDATE entry SET hash = zeroblob (32) WHERE id = 3");
  gb_vault_run (journal->vault, no_checkpoint_job, anchor, NULL);
  g_bytes_unref (anchor);
  gb_clock_set (NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/a-vault-that-went-on-fits-its-anchor", test_a_vault_that_went_on_fits_its_anchor);
  g_test_add_func ("/anchor/a-cut-tail-is-told-with-its-days", test_a_cut_tail_is_told_with_its_days);
  g_test_add_func ("/anchor/a-vault-that-went-another-way-is-told", test_a_vault_that_went_another_way_is_told);
  g_test_add_func ("/anchor/a-loss-that-the-record-admits-is-told-no-more",
                   test_a_loss_that_the_record_admits_is_told_no_more);
  g_test_add_func ("/anchor/what-is-no-anchor-of-this-vault-is-not-believed",
                   test_what_is_no_anchor_of_this_vault_is_not_believed);
  g_test_add_func ("/anchor/a-checkpoint-holds-only-for-the-entry-that-was-verified",
                   test_a_checkpoint_holds_only_for_the_entry_that_was_verified);
  return g_test_run ();
}

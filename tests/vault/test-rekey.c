/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new vault key, the pairs of recovery shares, and that no way back is ever the last to go. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "desk.h"
#include "vault/slots.h"
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
write_one (GbVault *vault, gpointer data, GError **error)
{
  return gb_vault_execute (vault, "INSERT INTO entry (body) VALUES ('after')", error);
}

static gboolean
try_to_change (GbVault *vault, gpointer data, GError **error)
{
  return gb_vault_execute (vault, "UPDATE entry SET body = 'other'", error);
}

static gboolean
count_job (GbVault *vault, gpointer data, GError **error)
{
  *(gint64 *) data = gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM entry", NULL);
  return TRUE;
}

static gint64
count (GbVault *vault)
{
  gint64 n = -1;

  g_assert_true (gb_vault_run (vault, count_job, &n, NULL));
  return n;
}

static char *
read_file (GbTestDesk *desk, const char *name, gsize *length)
{
  g_autofree char *path = g_build_filename (desk->path, name, NULL);
  char *bytes = NULL;

  g_file_get_contents (path, &bytes, length, NULL);
  return bytes;
}

static void
write_file (GbTestDesk *desk, const char *name, const char *bytes, gsize length)
{
  g_autofree char *path = g_build_filename (desk->path, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

static void
expect_opens (GbTestDesk *desk, GbIdentity *identity, gint64 entries)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVault) vault = gb_vault_open (desk->path, identity, &error);

  g_assert_no_error (error);
  g_assert_cmpint (count (vault), ==, entries);
  gb_vault_close (vault);
}

/* --- the key ------------------------------------------------------------------ */

static void
test_a_new_key_keeps_everything_and_every_other_holder (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbIdentity) carys = gb_identity_new (gb_identity_get_vault_id (desk->member), "carys");
  g_autoptr (GError) error = NULL;
  gint64 epoch = gb_vault_get_epoch (desk->vault);

  g_assert_true (gb_vault_add_slot (desk->vault, "member", "carys", gb_identity_get_box_key (carys), 0, NULL));
  g_assert_true (gb_vault_run (desk->vault, write_entries, NULL, NULL));
  g_assert_true (gb_vault_rekey (desk->vault, &error));
  g_assert_no_error (error);
  g_assert_cmpint (gb_vault_get_epoch (desk->vault), ==, epoch + 1);
  /* The same vault goes on, behind the same fence. */
  g_assert_cmpint (count (desk->vault), ==, 3000);
  g_assert_true (gb_vault_run (desk->vault, write_one, NULL, NULL));
  g_assert_false (gb_vault_run (desk->vault, try_to_change, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  gb_test_desk_close (desk);
  expect_opens (desk, desk->member, 3001);
  expect_opens (desk, carys, 3001);
  expect_opens (desk, desk->recovery, 3001);
}

static void
test_old_slots_open_nothing_after_it (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbIdentity) carys = gb_identity_new (gb_identity_get_vault_id (desk->member), "carys");
  g_autoptr (GError) error = NULL;
  g_autofree char *old = NULL;
  gsize length = 0;

  g_assert_true (gb_vault_add_slot (desk->vault, "member", "carys", gb_identity_get_box_key (carys), 0, NULL));
  old = read_file (desk, "slots.json", &length);
  g_assert_true (gb_vault_remove_slot (desk->vault, "member", "carys", NULL));
  g_assert_true (gb_vault_rekey (desk->vault, &error));
  g_assert_no_error (error);
  gb_test_desk_close (desk);
  g_assert_null (gb_vault_open (desk->path, carys, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  /* Who kept the slots of yesterday has the key of yesterday. */
  write_file (desk, "slots.json", old, length);
  write_file (desk, "slots.bak.json", old, length);
  g_assert_null (gb_vault_open (desk->path, carys, &error));
  g_assert_nonnull (error);
}

/* Each state that a kill can leave: the files of before, with more and more of the new ones. */
static void
test_a_change_that_was_broken_off_is_taken_back_or_finished (void)
{
  static const char *const names[] = { "vault.db", "slots.json", "slots.bak.json" };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  char *before[3], *after[3];
  gsize before_length[3], after_length[3];

  g_assert_true (gb_vault_run (desk->vault, write_entries, NULL, NULL));
  gb_test_desk_close (desk);
  for (guint i = 0; i < 3; i++)
    before[i] = read_file (desk, names[i], &before_length[i]);
  gb_test_desk_reopen (desk);
  g_assert_true (gb_vault_rekey (desk->vault, NULL));
  gb_test_desk_close (desk);
  for (guint i = 0; i < 3; i++)
    after[i] = read_file (desk, names[i], &after_length[i]);
  for (guint state = 0; state < 5; state++)
    {
      g_autofree char *next = g_build_filename (desk->path, "vault.db.next", NULL);
      g_autofree char *slots = g_build_filename (desk->path, "slots.next.json", NULL);

      for (guint i = 0; i < 3; i++)
        write_file (desk, names[i], before[i], before_length[i]);
      if (state < 2) /* the copy is half there, or whole */
        write_file (desk, "vault.db.next", after[0], state == 0 ? after_length[0] / 2 : after_length[0]);
      if (state > 0) /* the slots are beside the others */
        write_file (desk, "slots.next.json", after[1], after_length[1]);
      if (state > 1) /* the copy took the place */
        write_file (desk, "vault.db", after[0], after_length[0]);
      if (state > 2)
        write_file (desk, "slots.json", after[1], after_length[1]);
      if (state > 3)
        write_file (desk, "slots.bak.json", after[2], after_length[2]);
      expect_opens (desk, desk->member, 3000);
      g_assert_false (g_file_test (next, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (slots, G_FILE_TEST_EXISTS));
      expect_opens (desk, desk->recovery, 3000);
    }
  for (guint i = 0; i < 3; i++)
    {
      g_free (before[i]);
      g_free (after[i]);
    }
}

/* --- shares -------------------------------------------------------------------- */

typedef struct { char *words[3]; GbIdentity *pairs[3]; } Shares;

static void
make_shares (GbTestDesk *desk, Shares *shares)
{
  static const char *const holders[] = { "set.1-2", "set.1-3", "set.2-3" };
  static const guint which[][2] = { { 0, 1 }, { 0, 2 }, { 1, 2 } };

  for (guint i = 0; i < 3; i++)
    shares->words[i] = gb_share_new ();
  for (guint i = 0; i < 3; i++)
    {
      shares->pairs[i] = gb_identity_new_from_shares (gb_identity_get_vault_id (desk->member),
                                                      shares->words[which[i][0]], shares->words[which[i][1]], NULL);
      g_assert_nonnull (shares->pairs[i]);
      g_assert_true (gb_vault_add_slot (desk->vault, "share-pair", holders[i],
                                        gb_identity_get_box_key (shares->pairs[i]), 0, NULL));
    }
}

static void
clear_shares (Shares *shares)
{
  for (guint i = 0; i < 3; i++)
    {
      gb_wipe_text (shares->words[i]);
      g_object_unref (shares->pairs[i]);
    }
}

static void
test_any_two_of_three_shares_open_and_one_alone_does_not (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  const char *vault_id = gb_identity_get_vault_id (desk->member);
  g_autoptr (GError) error = NULL;
  Shares shares;

  make_shares (desk, &shares);
  gb_test_desk_close (desk);
  for (guint i = 0; i < 3; i++)
    for (guint k = 0; k < 3; k++)
      {
        g_autoptr (GbIdentity) pair
          = gb_identity_new_from_shares (vault_id, shares.words[i], shares.words[k], &error);

        g_autofree char *typed = g_strdup_printf ("%s\n%s", shares.words[i], shares.words[k]);
        g_autoptr (GbIdentity) paper = gb_identity_new_from_paper (vault_id, typed, NULL);

        if (i == k)
          g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
        else
          {
            expect_opens (desk, pair, 0);
            expect_opens (desk, paper, 0);
          }
        g_clear_error (&error);
      }
  g_assert_null (gb_identity_new_from_paper (vault_id, shares.words[0], &error));
  g_assert_nonnull (strstr (error->message, "One share alone opens nothing"));
  g_clear_error (&error);
  /* A share is no recovery key, and with a stranger's share it opens nothing. */
  g_assert_null (gb_identity_new_from_words (vault_id, shares.words[0], &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  {
    char *stranger = gb_share_new ();
    g_autoptr (GbIdentity) pair = gb_identity_new_from_shares (vault_id, shares.words[0], stranger, NULL);

    g_assert_null (gb_vault_open (desk->path, pair, &error));
    g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
    g_assert_nonnull (strstr (error->message, "shares"));
    gb_wipe_text (stranger);
  }
  clear_shares (&shares);
}

static void
test_a_share_is_proved_by_its_verifier_alone (void)
{
  char *share = gb_share_new ();
  char *other = gb_share_new ();
  g_autofree char *first = gb_share_verifier ("11111111111111111111111111111111", share, NULL);
  g_autofree char *again = gb_share_verifier ("11111111111111111111111111111111", share, NULL);
  g_autofree char *elsewhere = gb_share_verifier ("22222222222222222222222222222222", share, NULL);
  g_autofree char *another = gb_share_verifier ("11111111111111111111111111111111", other, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, elsewhere);
  g_assert_cmpstr (first, !=, another);
  g_assert_null (gb_share_verifier ("11111111111111111111111111111111", "abandon abandon", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "twenty-four"));
  gb_wipe_text (share);
  gb_wipe_text (other);
}

static void
test_shares_stand_in_for_the_recovery_key_only_as_a_whole_set (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;
  Shares shares;

  make_shares (desk, &shares);
  g_assert_true (gb_vault_remove_slot (desk->vault, "share-pair", "set.2-3", NULL));
  g_assert_false (gb_vault_remove_slot (desk->vault, "recovery", "recovery", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (gb_vault_add_slot (desk->vault, "share-pair", "set.2-3", gb_identity_get_box_key (shares.pairs[2]),
                                    0, NULL));
  g_assert_true (gb_vault_remove_slot (desk->vault, "recovery", "recovery", NULL));
  g_assert_false (gb_vault_remove_slot (desk->vault, "share-pair", "set.1-2", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_true (gb_vault_rekey (desk->vault, NULL));
  gb_test_desk_close (desk);
  for (guint i = 0; i < 3; i++)
    expect_opens (desk, shares.pairs[i], 0);
  clear_shares (&shares);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rekey/keeps-everything", test_a_new_key_keeps_everything_and_every_other_holder);
  g_test_add_func ("/rekey/old-slots-open-nothing", test_old_slots_open_nothing_after_it);
  g_test_add_func ("/rekey/broken-off", test_a_change_that_was_broken_off_is_taken_back_or_finished);
  g_test_add_func ("/rekey/any-two-shares", test_any_two_of_three_shares_open_and_one_alone_does_not);
  g_test_add_func ("/rekey/verifier", test_a_share_is_proved_by_its_verifier_alone);
  g_test_add_func ("/rekey/whole-set", test_shares_stand_in_for_the_recovery_key_only_as_a_whole_set);
  return g_test_run ();
}

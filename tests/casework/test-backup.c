/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups that count, and restores that are practised before they are needed. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/time.h"
#include "casework/backup.h"
#include "casework/recovery.h"
#include "support/desk.h"

static char *
make_backup (GbTestDesk *desk, const char *name)
{
  char *to = g_build_filename (desk->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  gint64 entries = 0;

  g_assert_true (gb_backup_make (desk->book, to, NULL, NULL, &entries, &error));
  g_assert_no_error (error);
  g_assert_cmpint (entries, >, 3);
  return to;
}

static guint
count_folders (GbTestDesk *desk)
{
  g_autoptr (GDir) dir = g_dir_open (desk->folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static gpointer
ask_drilled (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  ((gint64 *) data)[0] = gb_backup_drilled_at (gb_book_get_vault (book), error);
  ((gint64 *) data)[1] = gb_backup_days (gb_book_get_vault (book), error);
  return NULL;
}

static void
test_a_restore_is_practised_and_leaves_nothing_but_its_entry (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *incident = gb_test_incident (desk->book);
  g_autofree char *backup = make_backup (desk, "First.guardbook");
  g_autofree char *later = gb_test_incident (desk->book);
  g_autoptr (GError) error = NULL;
  guint folders = count_folders (desk);
  gint64 entries = 0, facts[2] = { 0 };

  gb_book_ask (desk->book, ask_drilled, facts, NULL);
  g_assert_cmpint (facts[0], ==, 0);
  g_assert_true (gb_backup_drill (desk->book, backup, NULL, NULL, NULL, NULL, &entries, &error));
  g_assert_no_error (error);
  g_assert_cmpint (entries, >, 4);
  g_assert_cmpuint (count_folders (desk), ==, folders);
  gb_book_ask (desk->book, ask_drilled, facts, NULL);
  g_assert_cmpint (facts[0], >, 0);
  /* And the backup itself can be restored still. */
  g_assert_true (gb_backup_drill (desk->book, backup, desk->words, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_two_shares_open_the_practice_copy_and_one_does_not (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  const GbShareHolder holders[GB_SHARES]
      = { { NULL, "Martin Pell" }, { NULL, "Ruth Adeyemi" }, { NULL, "Gwen Ashdown" } };
  g_autoptr (GbShares) shares = gb_shares_make (desk->book, holders, NULL);
  g_autofree char *backup = make_backup (desk, "First.guardbook");
  g_autoptr (GError) error = NULL;
  guint folders = count_folders (desk);

  g_assert_true (gb_backup_drill (desk->book, backup, shares->words[0], shares->words[2], NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (gb_backup_drill (desk->book, backup, shares->words[0], shares->words[0], NULL, NULL, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  {
    char *stranger = gb_share_new ();
    g_assert_false (gb_backup_drill (desk->book, backup, shares->words[0], stranger, NULL, NULL, NULL, &error));
    g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
    gb_wipe_text (stranger);
  }
  g_assert_cmpuint (count_folders (desk), ==, folders);
}

static void
flip (const char *path, gsize at)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (at, <, length);
  bytes[at] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

static void
test_a_damaged_backup_or_anothers_fails_the_drill (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbTestDesk) other = gb_test_desk_new ();
  g_autofree char *backup = make_backup (desk, "First.guardbook");
  g_autofree char *theirs = make_backup (other, "Theirs.guardbook");
  g_autofree char *database = g_build_filename (backup, "vault.db", NULL);
  g_autoptr (GError) error = NULL;
  gint64 facts[2] = { 0 };
  guint folders = count_folders (desk);

  g_assert_false (gb_backup_drill (desk->book, theirs, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  flip (database, 4096 * 9 + 100);
  g_assert_false (gb_backup_drill (desk->book, backup, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  gb_book_ask (desk->book, ask_drilled, facts, NULL);
  g_assert_cmpint (facts[0], ==, 0);
  g_assert_cmpuint (count_folders (desk), ==, folders);
}

static void
test_a_backup_that_went_another_way_fails_the_drill (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) elsewhere = gb_keyring_new_in_memory ();
  g_autofree char *first = make_backup (desk, "First.guardbook");
  g_autofree char *forked = g_build_filename (desk->folder, "Forked.guardbook", NULL);
  g_autofree char *copy = g_build_filename (desk->folder, "Copy of the fork.guardbook", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbIdentity) paper = NULL;
  g_autofree char *here = gb_test_incident (desk->book);
  GbVault *vault;
  GbBook *book;

  gb_test_desk_close (desk);
  {
    g_autofree char *vault_id = gb_vault_read_id (first, NULL);
    paper = gb_identity_new_from_words (vault_id, desk->words, &error);
  }
  vault = gb_vault_restore (first, forked, paper, &error);
  g_assert_no_error (error);
  gb_vault_close (vault);
  g_object_unref (vault);
  book = gb_book_recover (forked, desk->words, NULL, elsewhere, &error);
  g_assert_no_error (error);
  g_assert_true (gb_backup_make (book, copy, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  gb_book_close (book);
  g_object_unref (book);
  gb_test_desk_reopen (desk, NULL);
  g_assert_false (gb_backup_drill (desk->book, copy, desk->words, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
  g_assert_nonnull (strstr (error->message, "not a part of this vault’s record"));
}

static void
test_the_school_says_how_old_a_backup_may_be (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  gint64 facts[2] = { 0 };
  g_autofree char *never = NULL, *none = NULL;

  gb_book_ask (desk->book, ask_drilled, facts, NULL);
  g_assert_cmpint (facts[1], ==, 7);
  never = gb_test_refused (desk->book, "backup.rule", NULL, "{'days':400}", GB_ERROR_INPUT);
  none = gb_test_act (desk->book, "backup.rule", NULL, "{'days':2}");
  gb_book_ask (desk->book, ask_drilled, facts, NULL);
  g_assert_cmpint (facts[1], ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backup/drill", test_a_restore_is_practised_and_leaves_nothing_but_its_entry);
  g_test_add_func ("/backup/drill-with-shares", test_two_shares_open_the_practice_copy_and_one_does_not);
  g_test_add_func ("/backup/drill-fails", test_a_damaged_backup_or_anothers_fails_the_drill);
  g_test_add_func ("/backup/drill-of-a-fork", test_a_backup_that_went_another_way_fails_the_drill);
  g_test_add_func ("/backup/rule", test_the_school_says_how_old_a_backup_may_be);
  return g_test_run ();
}

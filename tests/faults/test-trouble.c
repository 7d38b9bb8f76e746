/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to machines: a full disk, a lost permission, a damaged page, a
 * wrong key.  A sentence each, nothing lost, and on it goes when it is mended. */
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "journal/journal.h"
#include "support/desk.h"
#include "support/folder.h"

#define PAGE 4096

static const char *const files[] = { "vault.db", "slots.json", "slots.bak.json", "lock" };

static void
copy_vault (const char *from, const char *to, int mode)
{
  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *source = g_build_filename (from, files[i], NULL);
      g_autofree char *target = g_build_filename (to, files[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length = 0;

      g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
      g_assert_true (g_file_set_contents (target, bytes, (gssize) length, NULL));
      g_assert_cmpint (g_chmod (target, mode), ==, 0);
    }
}

static void
expect_sentence (const GError *error, int code, const char *part)
{
  g_assert_error (error, GB_ERROR, code);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in: %s", part, error->message);
}

static gboolean
verify_whole (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GbVerdict) verdict = gb_journal_verify (vault, GB_VERIFY_ALL, 1, NULL, NULL, NULL, error);

  if (verdict == NULL)
    return FALSE;
  *(guint *) data = verdict->findings->len;
  return TRUE;
}

static void
expect_sound (GbBook *book)
{
  g_autoptr (GError) error = NULL;
  guint findings = 1;

  g_assert_true (gb_vault_run (gb_book_get_vault (book), verify_whole, &findings, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (findings, ==, 0);
}

/* --- the disk is full -------------------------------------------------------- */

/* Acts until one fails; its request, and how it failed. */
static char *
act_until_full (GbBook *book, const char *case_id, JsonObject *body, guint *done, GError **error)
{
  while (TRUE)
    {
      g_autofree char *request = gb_id_new ();
      g_autoptr (GbDone) act = gb_book_act (book, "incident.noted", case_id, request, body, error);

      if (act == NULL)
        return g_steal_pointer (&request);
      ++*done;
      g_assert_cmpuint (*done, <, 10000);
    }
}

static void
test_a_full_disk_takes_no_act_and_no_record (void)
{
  g_autoptr (GbTestFolder) disk = gb_test_folder_new ();
  g_autoptr (GbTestDesk) desk = NULL;
  g_autofree char *path = g_build_filename (disk, "Marsh Lane.guardbook", NULL);
  g_autofree char *filler = g_build_filename (disk, "filler", NULL);
  g_autofree char *room = g_malloc0 (2 << 20);
  g_autofree char *long_text = g_strnfill (20000, 'x');
  g_autofree char *text = g_strdup_printf ("{'text':'%s'}", long_text);
  g_autofree char *case_id = NULL, *request = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GbBook) book = NULL;
  g_autoptr (GbDone) again = NULL;
  g_autoptr (GError) error = NULL;
  guint done = 0;

  if (mount ("tmpfs", disk, "tmpfs", 0, "size=4m") != 0)
    {
      g_test_skip ("no file system may be mounted here");
      return;
    }
  desk = gb_test_desk_new ();
  case_id = gb_test_incident (desk->book);
  gb_test_desk_close (desk);
  copy_vault (desk->path, path, 0600);
  g_assert_true (g_file_set_contents (filler, room, 2 << 20, NULL));
  book = gb_book_open (path, NULL, desk->keyring, &error);
  g_assert_no_error (error);
  body = gb_test_body (text);
  request = act_until_full (book, case_id, body, &done, &error);
  expect_sentence (error, GB_ERROR_FAULT, "disk is full");
  g_clear_error (&error);
  expect_sound (book);
  /* Room again: the same act goes through, without opening anything anew. */
  g_assert_cmpint (g_unlink (filler), ==, 0);
  again = gb_book_act (book, "incident.noted", case_id, request, body, &error);
  g_assert_no_error (error);
  expect_sound (book);
  gb_book_close (book);
  g_assert_cmpuint (done, >, 0);
  g_assert_cmpint (umount2 (disk, MNT_DETACH), ==, 0);
}

/* --- permission is lost ----------------------------------------------------------- */

typedef gboolean (*Try) (const char *path, GbTestDesk *desk);

/* Runs @try as an account that owns nothing. */
static void
as_nobody (Try try, const char *path, GbTestDesk *desk)
{
  pid_t child = fork ();
  int status = -1;

  if (child == 0)
    {
      if (geteuid () == 0 && setresuid (65534, 65534, 65534) != 0)
        _exit (2);
      _exit (try (path, desk) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static gboolean
reads_only (const char *path, GbTestDesk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = gb_book_open (path, NULL, desk->keyring, &error);
  g_autoptr (JsonObject) body = gb_test_body ("{'reason':'x'}");
  g_autofree char *request = gb_id_new ();

  if (book == NULL || gb_book_get_read_only_reason (book) == NULL)
    return FALSE;
  if (gb_book_act (book, "incident.reopened", desk->words, request, body, &error) != NULL)
    return FALSE;
  return g_error_matches (error, GB_ERROR, GB_ERROR_READ_ONLY);
}

static gboolean
cannot_read (const char *path, GbTestDesk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = gb_book_open (path, NULL, desk->keyring, &error);

  return book == NULL && g_error_matches (error, GB_ERROR, GB_ERROR_FAULT)
         && strstr (error->message, "may not read") != NULL;
}

static void
test_a_folder_that_may_not_be_written_is_read (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *path = g_build_filename (desk->folder, "Frozen.guardbook", NULL);

  g_free (gb_test_incident (desk->book));
  gb_test_desk_close (desk);
  copy_vault (desk->path, path, 0444);
  g_assert_cmpint (g_chmod (path, 0555), ==, 0);
  g_assert_cmpint (g_chmod (desk->folder, 0755), ==, 0);
  as_nobody (reads_only, path, desk);
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
}

static void
test_a_database_that_may_not_be_read_says_so (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *path = g_build_filename (desk->folder, "Closed.guardbook", NULL);
  g_autofree char *database = g_build_filename (path, "vault.db", NULL);

  gb_test_desk_close (desk);
  copy_vault (desk->path, path, 0444);
  g_assert_cmpint (g_chmod (database, 0), ==, 0);
  g_assert_cmpint (g_chmod (path, 0555), ==, 0);
  g_assert_cmpint (g_chmod (desk->folder, 0755), ==, 0);
  as_nobody (cannot_read, path, desk);
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
}

/* --- a page is damaged --------------------------------------------------------------- */

/* Whether anything says that the vault with this one changed byte is not whole. */
static gboolean
is_noticed (GbTestDesk *desk, const char *path, const char *backup)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = gb_book_open (path, NULL, desk->keyring, &error);
  guint findings = 0;
  gboolean noticed;

  if (book == NULL)
    return error != NULL && error->domain == GB_ERROR;
  noticed = !gb_vault_run (gb_book_get_vault (book), verify_whole, &findings, &error) || findings > 0;
  g_clear_error (&error);
  /* What no screen ever reads, the backup does: a bad copy is never counted. */
  if (gb_vault_backup (gb_book_get_vault (book), backup, NULL, NULL, &error))
    g_error ("A damaged vault was backed up as a good one.");
  noticed |= g_error_matches (error, GB_ERROR, GB_ERROR_FAULT);
  gb_book_close (book);
  return noticed && !g_file_test (backup, G_FILE_TEST_EXISTS);
}

static void
test_a_damaged_page_is_noticed_wherever_it_is (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *path = g_build_filename (desk->path, "vault.db", NULL);
  g_autofree char *backup = g_build_filename (desk->folder, "Backup.guardbook", NULL);
  g_autofree char *whole = NULL;
  gsize length = 0, pages;
  gsize step;

  g_free (gb_test_incident (desk->book));
  gb_test_desk_close (desk);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  pages = length / PAGE;
  step = MAX (1, pages / 40);
  for (gsize page = 0; page < pages; page += step)
    {
      gsize at = page * PAGE + (page * 613) % PAGE;

      whole[at] ^= 0x10;
      g_assert_true (g_file_set_contents (path, whole, (gssize) length, NULL));
      if (!is_noticed (desk, desk->path, backup))
        g_error ("Page %" G_GSIZE_FORMAT " was damaged and nothing said so.", page + 1);
      whole[at] ^= 0x10;
    }
  g_assert_true (g_file_set_contents (path, whole, (gssize) length, NULL));
  gb_test_desk_reopen (desk, NULL);
  expect_sound (desk->book);
}

/* --- the wrong key ---------------------------------------------------------------------- */

static void
test_a_keyring_without_the_key_makes_none (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) empty = gb_keyring_new_in_memory ();
  g_autofree char *vault_id = gb_vault_read_id (desk->path, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) members = NULL;

  gb_test_desk_close (desk);
  g_assert_null (gb_book_open (desk->path, NULL, empty, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  members = gb_keyring_members (empty, vault_id, NULL);
  g_assert_cmpuint (g_strv_length (members), ==, 0);
}

static void
test_somebody_elses_key_opens_nothing_and_stays (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) other = gb_keyring_new_in_memory ();
  g_autofree char *vault_id = gb_vault_read_id (desk->path, NULL);
  g_autofree char *member_id = g_strdup (gb_book_get_member_id (desk->book));
  g_autoptr (GbIdentity) stranger = gb_identity_new (vault_id, member_id);
  g_autoptr (GBytes) item = gb_identity_to_item (stranger, NULL, NULL);
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  g_assert_true (gb_keyring_store (other, vault_id, member_id, "seed", "x", item, NULL));
  g_assert_null (gb_book_open (desk->path, NULL, other, &error));
  expect_sentence (error, GB_ERROR_NO_KEY, "no longer opens");
  kept = gb_keyring_load (other, vault_id, member_id, "seed", NULL);
  g_assert_true (g_bytes_equal (kept, item));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trouble/a-full-disk", test_a_full_disk_takes_no_act_and_no_record);
  g_test_add_func ("/trouble/may-not-write", test_a_folder_that_may_not_be_written_is_read);
  g_test_add_func ("/trouble/may-not-read", test_a_database_that_may_not_be_read_says_so);
  g_test_add_func ("/trouble/a-damaged-page", test_a_damaged_page_is_noticed_wherever_it_is);
  g_test_add_func ("/trouble/no-key", test_a_keyring_without_the_key_makes_none);
  g_test_add_func ("/trouble/another-s-key", test_somebody_elses_key_opens_nothing_and_stays);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a vault may live. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "support/folder.h"
#include "vault/place.h"
#include "vault/vault.h"

static void
test_network_and_lent_folders_are_refused (void)
{
  static const gint64 magics[]
    = { 0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x65735546, 0x00c36400, 0x786f4256 };

  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    g_assert_nonnull (gb_place_refusal (magics[i]));
  /* statfs may give it as a negative number. */
  g_assert_nonnull (gb_place_refusal ((gint32) 0xfe534d42));
}

static void
test_local_file_systems_are_fit (void)
{
  /* ext, btrfs, xfs, f2fs, tmpfs, overlay, zfs, exfat, vfat, ntfs3 */
  static const gint64 magics[] = { 0xef53,     0x9123683e, 0x58465342, 0xf2f52010, 0x01021994,
                                   0x794c7630, 0x2fc12fc1, 0x2011bab0, 0x4d44,     0x7366746e };

  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    g_assert_null (gb_place_refusal (magics[i]));
}

static void
test_a_folder_that_does_not_exist_yet_is_judged_by_the_one_above (void)
{
  g_autoptr (GbTestFolder) folder = gb_test_folder_new ();
  g_autofree char *deep = g_build_filename (folder, "a", "b", "School.guardbook", NULL);
  GError *error = NULL;

  g_assert_true (gb_vault_place_is_fit (deep, &error));
  g_assert_no_error (error);
}

static void
test_synchronised_folders_are_refused (void)
{
  static const char *const marks[] = { ".stfolder", ".dropbox", "._sync_0123abcd.db", ".sync_0123abcd.db" };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autoptr (GbTestFolder) folder = gb_test_folder_new ();
      g_autofree char *mark = g_build_filename (folder, marks[i], NULL);
      g_autofree char *inside = g_build_filename (folder, "Documents", "School.guardbook", NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (mark, "", 0, NULL));
      g_assert_false (gb_vault_place_is_fit (inside, &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, "synchronised"));
    }
}

static void
test_a_written_file_is_the_old_or_the_new (void)
{
  g_autoptr (GbTestFolder) folder = gb_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autofree char *temporary = g_build_filename (folder, "a.new", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "such", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gb_place_write (folder, "a", "first", 5, NULL));
  g_assert_true (gb_place_write (folder, "a", "second", 6, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "second");
  g_assert_false (g_file_test (temporary, G_FILE_TEST_EXISTS));
  g_assert_false (gb_place_write (nowhere, "a", "x", 1, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/place/network-is-refused", test_network_and_lent_folders_are_refused);
  g_test_add_func ("/place/local-is-fit", test_local_file_systems_are_fit);
  g_test_add_func ("/place/not-there-yet", test_a_folder_that_does_not_exist_yet_is_judged_by_the_one_above);
  g_test_add_func ("/place/synchronised-is-refused", test_synchronised_folders_are_refused);
  g_test_add_func ("/place/the-old-or-the-new", test_a_written_file_is_the_old_or_the_new);
  return g_test_run ();
}

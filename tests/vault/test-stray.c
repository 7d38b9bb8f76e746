/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies that syncing programs leave are seen by the names they give; whatever
 * else lies in a folder or beside it is nobody's business. */
#include <string.h>

#include <glib/gstdio.h>

#include "support/folder.h"
#include "vault/stray.h"

typedef struct
{
  GbTestFolder *folder;
  char *vault;
} Place;

static Place *
place_new (void)
{
  static const char *const own[] = { "vault.db",      "vault.db-wal",   "vault.db-shm",    "vault.db-journal",
                                     "slots.json",    "slots.bak.json", "slots.next.json", "slots.json.new",
                                     "vault.db.next", "lock" };
  Place *place = g_new0 (Place, 1);

  place->folder = gb_test_folder_new ();
  place->vault = g_build_filename (place->folder, "Marsh Lane.guardbook", NULL);
  g_assert_cmpint (g_mkdir (place->vault, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *path = g_build_filename (place->vault, own[i], NULL);
      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    }
  return place;
}

static void
place_free (Place *place)
{
  g_autofree char *vault = place->vault;
  gb_test_folder_free (place->folder);
  g_free (place);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

static void
put (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

static void
test_the_copy_of_each_program_is_named (void)
{
  static const char *const names[] = {
    "vault (conflicted copy 2026-11-20 101112).db",                  /* Nextcloud, ownCloud */
    "vault_conflict-20161031-131415.db",                             /* ownCloud, before */
    "vault-LAPTOP-7F3KQ2.db",                                        /* OneDrive: the computer's name */
    "vault-DESKTOP-DSL-2.db",                                        /* the same again */
    "vault (Ruth Adeyemi's conflicted copy 2026-11-20).db",          /* Dropbox */
    "slots (MARSH-OFFICE's conflicted copy 2026-11-20 (1)).json",    /* Dropbox, the second of a day */
    "vault.sync-conflict-20261120-101112-ABCDEFG.db",                /* Syncthing */
    "vault (1).db",                                                  /* Google Drive */
    "slots (2).json",
    "vault (SFConflict ruth@marshlane.example 2026-11-20-10-11-12).db", /* Seafile */
    "vault 2.db",                                                    /* iCloud */
    "vault.db.sync-conflict-20261120-101112-ABCDEFG",                /* of a file without a known ending */
    "3f2a (conflicted copy 2026-11-20 101112).desk",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Place) place = place_new ();
      g_auto (GStrv) found = NULL;
      g_autofree char *said = NULL, *before = NULL;

      put (place->vault, names[i]);
      found = gb_stray_find (place->vault);
      if (g_strcmp0 (found[0], names[i]) != 0 || g_strv_length (found) != 1)
        g_test_fail_printf ("“%s” isn’t seen", names[i]);
      said = gb_stray_say (place->vault, TRUE);
      before = gb_stray_say (place->vault, FALSE);
      g_assert_nonnull (strstr (said, names[i]));
      g_assert_nonnull (strstr (said, "Nothing was lost from this vault"));
      g_assert_nonnull (strstr (said, "keep the copy until somebody has compared it"));
      g_assert_nonnull (strstr (before, names[i]));
      g_assert_null (strstr (before, "lost"));
    }
}

static void
test_a_copied_folder_beside_the_vault_is_named (void)
{
  static const char *const names[] = { "Marsh Lane (1).guardbook",
                                       "Marsh Lane (conflicted copy 2026-11-20 101112).guardbook",
                                       "Marsh Lane.sync-conflict-20261120-101112-ABCDEFG.guardbook",
                                       "Marsh Lane (Ruth's conflicted copy).guardbook" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Place) place = place_new ();
      g_autofree char *path = g_build_filename (place->folder, names[i], NULL);
      g_auto (GStrv) found = NULL;

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      found = gb_stray_find (place->vault);
      g_assert_cmpstr (found[0], ==, names[i]);
    }
}

static void
test_an_ordinary_folder_gives_no_warning (void)
{
  static const char *const inside[] = { "DEMO.txt", "3f2a.desk", "3f2a.join", "3f2a.invite", "3f2a.entry-1",
                                        "vaulting-club.db", ".directory" };
  static const char *const beside[] = { "Marsh Lane.pdf", "Marsh Lane Nursery.guardbook", "Marsh Lane-2025.guardbook",
                                        "Marsh Lane (Nursery).guardbook", "Other school (1).guardbook",
                                        "letter (conflicted copy 2026-11-20 101112).odt", "minutes (1).pdf",
                                        "vault-LAPTOP-7F3KQ2.db" };
  g_autoptr (Place) place = place_new ();
  g_auto (GStrv) found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    put (place->vault, inside[i]);
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    put (place->folder, beside[i]);
  found = gb_stray_find (place->vault);
  g_assert_cmpstr (found[0], ==, NULL);
  g_assert_null (gb_stray_say (place->vault, TRUE));
  g_assert_null (gb_stray_say (place->vault, FALSE));
}

static void
test_many_copies_make_one_sentence (void)
{
  g_autoptr (Place) place = place_new ();
  g_autofree char *said = NULL;
  g_auto (GStrv) found = NULL;

  put (place->vault, "vault (3).db");
  put (place->vault, "vault (2).db");
  put (place->vault, "vault (1).db");
  put (place->vault, "vault (4).db");
  found = gb_stray_find (place->vault);
  g_assert_cmpuint (g_strv_length (found), ==, 3);
  said = gb_stray_say (place->vault, TRUE);
  g_assert_nonnull (strstr (said, "“vault (1).db”, “vault (2).db” and “vault (3).db”"));
}

static void
test_a_folder_that_is_not_there_says_nothing (void)
{
  g_autoptr (GbTestFolder) folder = gb_test_folder_new ();
  g_autofree char *none = g_build_filename (folder, "None.guardbook", NULL);
  g_assert_null (gb_stray_say (none, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stray/programs", test_the_copy_of_each_program_is_named);
  g_test_add_func ("/stray/beside", test_a_copied_folder_beside_the_vault_is_named);
  g_test_add_func ("/stray/ordinary", test_an_ordinary_folder_gives_no_warning);
  g_test_add_func ("/stray/many", test_many_copies_make_one_sentence);
  g_test_add_func ("/stray/nothing", test_a_folder_that_is_not_there_says_nothing);
  return g_test_run ();
}

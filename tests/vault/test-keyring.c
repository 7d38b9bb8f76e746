/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring without a desktop: in memory, in libsecret's file, and with no bus
 * at all.  What needs a running service is in tests/faults. */
#include <string.h>

#include "base/errors.h"
#include "support/folder.h"
#include "vault/keyring.h"

#define VAULT "0123456789abcdef0123456789abcdef"
#define RUTH "00000000000000000000000000000001"
#define CARYS "00000000000000000000000000000002"

static void
check_keeps_items (GbKeyring *keyring)
{
  static const guint8 raw[] = { 0, 255, 1, 0, 128, '\n', 0 };
  g_autoptr (GBytes) seed = g_bytes_new_static (raw, sizeof raw);
  g_autoptr (GBytes) anchor = g_bytes_new_static ("{\"heads\":[]}", 12);
  g_autoptr (GBytes) loaded = NULL, replaced = NULL, other = NULL, gone = NULL;
  g_auto (GStrv) members = NULL, left = NULL;
  GError *error = NULL;

  g_assert_cmpint (gb_keyring_look (keyring, &error), ==, GB_KEYRING_READY);
  g_assert_no_error (error);
  g_assert_null (gb_keyring_load (keyring, VAULT, RUTH, "seed", &error));
  g_assert_no_error (error);
  g_assert_true (gb_keyring_store (keyring, VAULT, RUTH, "seed", "Guardbook", seed, &error));
  g_assert_no_error (error);
  g_assert_true (gb_keyring_store (keyring, VAULT, CARYS, "seed", "Guardbook", anchor, &error));
  g_assert_true (gb_keyring_store (keyring, VAULT, RUTH, "anchor", "Guardbook", seed, &error));
  g_assert_true (gb_keyring_store (keyring, VAULT, RUTH, "anchor", "Guardbook", anchor, &error));
  loaded = gb_keyring_load (keyring, VAULT, RUTH, "seed", &error);
  replaced = gb_keyring_load (keyring, VAULT, RUTH, "anchor", &error);
  other = gb_keyring_load (keyring, CARYS, RUTH, "seed", &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (loaded, seed));
  g_assert_true (g_bytes_equal (replaced, anchor));
  g_assert_null (other);
  members = gb_keyring_members (keyring, VAULT, &error);
  g_assert_cmpuint (g_strv_length (members), ==, 2);
  g_assert_true (gb_keyring_remove (keyring, VAULT, RUTH, &error));
  gone = gb_keyring_load (keyring, VAULT, RUTH, "anchor", &error);
  left = gb_keyring_members (keyring, VAULT, &error);
  g_assert_no_error (error);
  g_assert_null (gone);
  g_assert_cmpuint (g_strv_length (left), ==, 1);
  g_assert_cmpstr (left[0], ==, CARYS);
}

static void
test_memory_keeps_items (void)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();

  check_keeps_items (keyring);
}

static void
test_the_file_keeps_items (void)
{
  if (!g_test_subprocess ())
    {
      g_autoptr (GbTestFolder) folder = gb_test_folder_new ();
      g_autofree char *path = g_build_filename (folder, "keyring", NULL);

      g_setenv ("SECRET_BACKEND", "file", TRUE);
      /* Each store of libsecret 0.20's file leaks an etag within GIO. */
      g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_unsetenv ("SECRET_BACKEND");
      g_unsetenv ("ASAN_OPTIONS");
      g_test_trap_assert_passed ();
      return;
    }
  {
    g_autoptr (GbKeyring) keyring = gb_keyring_new ();

    check_keeps_items (keyring);
  }
}

static void
test_without_a_bus_nothing_hangs_and_the_sentence_says_so (void)
{
  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("in a sandbox the keys are in a file");
      return;
    }
  if (!g_test_subprocess ())
    {
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  {
    g_autoptr (GbKeyring) keyring = gb_keyring_new ();
    g_autoptr (GBytes) seed = g_bytes_new_static ("x", 1);
    g_autoptr (GError) error = NULL;
    gint64 start = g_get_monotonic_time ();

    g_assert_cmpint (gb_keyring_look (keyring, &error), ==, GB_KEYRING_NO_BUS);
    g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
    g_assert_nonnull (strstr (error->message, "message bus"));
    g_assert_null (gb_keyring_load (keyring, VAULT, RUTH, "seed", NULL));
    g_assert_false (gb_keyring_store (keyring, VAULT, RUTH, "seed", "Guardbook", seed, NULL));
    g_assert_null (gb_keyring_members (keyring, VAULT, NULL));
    g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  }
}

static void
note_state (GObject *keyring, GAsyncResult *result, gpointer data)
{
  *(int *) data = (int) gb_keyring_unlock_finish (GB_KEYRING (keyring), result, NULL);
}

static void
test_unlock_of_memory_answers_later (void)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  int state = -1;

  gb_keyring_unlock_async (keyring, note_state, &state);
  g_assert_cmpint (state, ==, -1);
  while (state < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (state, ==, GB_KEYRING_READY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/memory-keeps-items", test_memory_keeps_items);
  g_test_add_func ("/keyring/the-file-keeps-items", test_the_file_keeps_items);
  g_test_add_func ("/keyring/without-a-bus", test_without_a_bus_nothing_hangs_and_the_sentence_says_so);
  g_test_add_func ("/keyring/unlock-of-memory-answers-later", test_unlock_of_memory_answers_later);
  return g_test_run ();
}

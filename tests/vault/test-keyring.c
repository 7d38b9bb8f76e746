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

/* Runs the test that calls it in a process of its own, whose keyring is libsecret's file in a
 * folder of its own.  TRUE in that process. */
static gboolean
in_a_process_with_the_file (void)
{
  g_autoptr (GbTestFolder) folder = NULL;
  g_autofree char *path = NULL;

  if (g_test_subprocess ())
    return TRUE;
  folder = gb_test_folder_new ();
  path = g_build_filename (folder, "keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  /* Each store of libsecret 0.20's file leaks an etag within GIO. */
  g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_unsetenv ("SECRET_BACKEND");
  g_unsetenv ("ASAN_OPTIONS");
  g_test_trap_assert_passed ();
  return FALSE;
}

static void
test_the_file_keeps_items (void)
{
  g_autoptr (GbKeyring) keyring = NULL;

  if (!in_a_process_with_the_file ())
    return;
  keyring = gb_keyring_new ();
  check_keeps_items (keyring);
}

#define TIMES 60

/* As the thread does that keeps the anchor while a book is open. */
static gpointer
store_again_and_again (gpointer keyring)
{
  for (guint i = 0; i < TIMES; i++)
    {
      g_autofree char *text = g_strdup_printf ("anchor %u", i);
      g_autoptr (GBytes) anchor = g_bytes_new (text, strlen (text));
      g_autoptr (GError) error = NULL;
      gb_keyring_store (keyring, VAULT, RUTH, "anchor", "Guardbook", anchor, &error);
      g_assert_no_error (error);
    }
  return NULL;
}

/* libsecret's file is for one thread at a time, and a book has two. */
static void
test_the_file_bears_two_threads (void)
{
  g_autoptr (GbKeyring) keyring = NULL;
  g_autoptr (GBytes) seed = g_bytes_new_static ("seed", 4);
  GThread *storing;

  if (!in_a_process_with_the_file ())
    return;
  keyring = gb_keyring_new ();
  g_assert_true (gb_keyring_store (keyring, VAULT, RUTH, "seed", "Guardbook", seed, NULL));
  storing = g_thread_new ("storing", store_again_and_again, keyring);
  for (guint i = 0; i < TIMES * 4; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) loaded = gb_keyring_load (keyring, VAULT, RUTH, "seed", &error);
      g_assert_no_error (error);
      g_assert_nonnull (loaded);
      g_assert_true (g_bytes_equal (loaded, seed));
    }
  g_thread_join (storing);
}

/* An order that hangs is given up after five seconds: one that took less was told, however busy the machine.
 * The next begins now. */
static gint64
came_at_once (gint64 start)
{
  gint64 now = g_get_monotonic_time ();

  g_assert_cmpint (now - start, <, 5 * G_USEC_PER_SEC);
  return now;
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
    start = came_at_once (start);
    g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
    g_assert_nonnull (strstr (error->message, "message bus"));
    g_assert_null (gb_keyring_load (keyring, VAULT, RUTH, "seed", NULL));
    start = came_at_once (start);
    g_assert_false (gb_keyring_store (keyring, VAULT, RUTH, "seed", "Guardbook", seed, NULL));
    start = came_at_once (start);
    g_assert_null (gb_keyring_members (keyring, VAULT, NULL));
    came_at_once (start);
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
  g_test_add_func ("/keyring/the-file-bears-two-threads", test_the_file_bears_two_threads);
  g_test_add_func ("/keyring/without-a-bus", test_without_a_bus_nothing_hangs_and_the_sentence_says_so);
  g_test_add_func ("/keyring/unlock-of-memory-answers-later", test_unlock_of_memory_answers_later);
  return g_test_run ();
}

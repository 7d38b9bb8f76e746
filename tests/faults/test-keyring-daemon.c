/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's real keyring in each of its states: every one is told apart,
 * none hangs, none asks for a password by itself, and none loses the key.
 *
 * Runs in a session of its own (support/session-run) whose bus starts nothing;
 * the daemon is started, locked, frozen and killed here. */
#include <signal.h>
#include <string.h>

#include <gio/gio.h>

#include "base/errors.h"
#include "support/folder.h"
#include "vault/keyring.h"

#define VAULT "0123456789abcdef0123456789abcdef"
#define RUTH "00000000000000000000000000000001"
#define PASSWORD "spring-term"
/* A machine that has much else to do is no failure: what is to come is waited for as long as this. */
#define SOON (60 * G_USEC_PER_SEC)
/* Shorter than the five seconds after which an order is given up: what came sooner was told, not guessed. */
#define TOLD (5 * G_USEC_PER_SEC)
/* Far from the twenty-five after which libsecret itself would give up. */
#define LEFT (15 * G_USEC_PER_SEC)

typedef struct
{
  char *home; /* keeps the keyring's files */
  GSubprocess *process;
} Daemon;

static gboolean
secrets_have_owner (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = NULL;
  gboolean owned = FALSE;

  answer
    = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                   "NameHasOwner", g_variant_new ("(s)", "org.freedesktop.secrets"), NULL,
                                   G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (answer);
  g_variant_get (answer, "(b)", &owned);
  return owned;
}

static void
wait_for_owner (gboolean owned)
{
  gint64 until = g_get_monotonic_time () + SOON;

  while (secrets_have_owner () != owned)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (10000);
    }
}

/* @password NULL: the daemon runs and was never unlocked. */
static void
daemon_start (Daemon *daemon, const char *password)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *control = g_strconcat ("--control-directory=", daemon->home, "/control", NULL);
  const char *argv[] = { "gnome-keyring-daemon", "--foreground", "--components=secrets", control, NULL, NULL };
  GOutputStream *input;
  g_autoptr (GError) error = NULL;

  if (password != NULL)
    argv[4] = "--unlock";
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", daemon->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", daemon->home, TRUE);
  /* It warns when nobody can ask for a password, and must live through it. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  daemon->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (daemon->process);
  if (password != NULL)
    g_assert_true (g_output_stream_write_all (input, password, strlen (password), NULL, NULL, NULL));
  g_output_stream_close (input, NULL, NULL);
  wait_for_owner (TRUE);
}

static void
daemon_kill (Daemon *daemon)
{
  if (daemon->process == NULL)
    return;
  g_subprocess_send_signal (daemon->process, SIGKILL);
  g_subprocess_wait (daemon->process, NULL, NULL);
  g_clear_object (&daemon->process);
  wait_for_owner (FALSE);
}

static Daemon *
daemon_new (void)
{
  Daemon *daemon = g_new0 (Daemon, 1);

  daemon->home = gb_test_folder_new ();
  return daemon;
}

static void
daemon_free (Daemon *daemon)
{
  daemon_kill (daemon);
  gb_test_folder_free (daemon->home);
  g_free (daemon);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Daemon, daemon_free)

/* The state and its sentence.  Every other state than GB_KEYRING_GONE is an answer, and so came in time. */
static void
expect_state (GbKeyring *keyring, GbKeyringState state, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (gb_keyring_look (keyring, &error), ==, state);
  if (part == NULL)
    g_assert_no_error (error);
  else
    {
      g_assert_nonnull (error);
      if (strstr (error->message, part) == NULL)
        g_error ("“%s” is not in: %s", part, error->message);
    }
}

static void
expect_gone_within (GbKeyring *keyring, gint64 limit)
{
  gint64 start = g_get_monotonic_time ();

  expect_state (keyring, GB_KEYRING_GONE, "does not answer");
  g_assert_cmpint (g_get_monotonic_time () - start, <, limit);
}

static void
store_seed (GbKeyring *keyring)
{
  g_autoptr (GBytes) seed = g_bytes_new_static ("\0seed\xff", 6);
  g_autoptr (GError) error = NULL;

  gb_keyring_store (keyring, VAULT, RUTH, "seed", "Guardbook key", seed, &error);
  g_assert_no_error (error);
}

static void
expect_seed (GbKeyring *keyring)
{
  g_autoptr (GBytes) seed = g_bytes_new_static ("\0seed\xff", 6);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) found = gb_keyring_load (keyring, VAULT, RUTH, "seed", &error);

  g_assert_no_error (error);
  g_assert_nonnull (found);
  g_assert_true (g_bytes_equal (found, seed));
}

/* Neither reading nor writing gets through, and both say why. */
static void
expect_closed (GbKeyring *keyring, int code)
{
  g_autoptr (GBytes) seed = g_bytes_new_static ("other", 5);
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_keyring_load (keyring, VAULT, RUTH, "seed", &error));
  g_assert_error (error, GB_ERROR, code);
  g_clear_error (&error);
  g_assert_false (gb_keyring_store (keyring, VAULT, RUTH, "seed", "Guardbook key", seed, &error));
  g_assert_error (error, GB_ERROR, code);
  g_clear_error (&error);
  g_assert_null (gb_keyring_members (keyring, VAULT, &error));
  g_assert_error (error, GB_ERROR, code);
}

static void
note_state (GObject *keyring, GAsyncResult *result, gpointer data)
{
  *(int *) data = (int) gb_keyring_unlock_finish (GB_KEYRING (keyring), result, NULL);
}

static GbKeyringState
unlock (GbKeyring *keyring)
{
  int state = -1;

  gb_keyring_unlock_async (keyring, note_state, &state);
  while (state < 0)
    g_main_context_iteration (NULL, TRUE);
  return (GbKeyringState) state;
}

static void
test_a_bus_without_a_service (void)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();

  expect_state (keyring, GB_KEYRING_NO_SERVICE, "No keyring runs");
  expect_closed (keyring, GB_ERROR_NO_KEY);
  g_assert_cmpint (unlock (keyring), ==, GB_KEYRING_NO_SERVICE);
}

static void
test_an_open_keyring_keeps_the_key_over_a_restart (void)
{
  g_autoptr (Daemon) daemon = daemon_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) members = NULL, none = NULL;

  daemon_start (daemon, PASSWORD);
  expect_state (keyring, GB_KEYRING_READY, NULL);
  g_assert_null (gb_keyring_load (keyring, VAULT, RUTH, "seed", &error));
  g_assert_no_error (error);
  store_seed (keyring);
  expect_seed (keyring);
  g_assert_cmpint (unlock (keyring), ==, GB_KEYRING_READY);
  daemon_kill (daemon);
  daemon_start (daemon, PASSWORD);
  expect_seed (keyring);
  members = gb_keyring_members (keyring, VAULT, NULL);
  g_assert_cmpuint (g_strv_length (members), ==, 1);
  g_assert_true (gb_keyring_remove (keyring, VAULT, RUTH, NULL));
  none = gb_keyring_members (keyring, VAULT, NULL);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static void
test_a_locked_keyring_is_locked_and_not_empty (void)
{
  g_autoptr (Daemon) daemon = daemon_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();

  daemon_start (daemon, PASSWORD);
  store_seed (keyring);
  daemon_kill (daemon);
  daemon_start (daemon, "another password");
  expect_state (keyring, GB_KEYRING_LOCKED, "is locked");
  expect_closed (keyring, GB_ERROR_NO_KEY);
  /* Nobody can ask for the password here, which is as if the question were closed. */
  g_assert_cmpint (unlock (keyring), ==, GB_KEYRING_DISMISSED);
  daemon_kill (daemon);
  daemon_start (daemon, PASSWORD);
  expect_seed (keyring);
}

static void
test_a_keyring_never_unlocked_since_login (void)
{
  g_autoptr (Daemon) daemon = daemon_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();

  daemon_start (daemon, PASSWORD);
  store_seed (keyring);
  daemon_kill (daemon);
  daemon_start (daemon, NULL);
  expect_state (keyring, GB_KEYRING_LOCKED, "is locked");
  expect_closed (keyring, GB_ERROR_NO_KEY);
}

static void
test_an_account_without_a_keyring (void)
{
  g_autoptr (Daemon) daemon = daemon_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();

  daemon_start (daemon, NULL);
  expect_state (keyring, GB_KEYRING_NO_COLLECTION, "no keyring yet");
  expect_closed (keyring, GB_ERROR_NO_KEY);
}

static void
test_a_killed_daemon_is_gone_and_may_come_back (void)
{
  g_autoptr (Daemon) daemon = daemon_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();

  daemon_start (daemon, PASSWORD);
  store_seed (keyring);
  daemon_kill (daemon);
  expect_gone_within (keyring, TOLD);
  expect_closed (keyring, GB_ERROR_FAULT);
  daemon_start (daemon, PASSWORD);
  expect_state (keyring, GB_KEYRING_READY, NULL);
  expect_seed (keyring);
}

static void
test_a_frozen_daemon_is_left_after_five_seconds (void)
{
  g_autoptr (Daemon) daemon = daemon_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();

  daemon_start (daemon, PASSWORD);
  store_seed (keyring);
  g_subprocess_send_signal (daemon->process, SIGSTOP);
  expect_gone_within (keyring, LEFT);
  g_subprocess_send_signal (daemon->process, SIGCONT);
  expect_state (keyring, GB_KEYRING_READY, NULL);
  expect_seed (keyring);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring-daemon/a-bus-without-a-service", test_a_bus_without_a_service);
  g_test_add_func ("/keyring-daemon/open", test_an_open_keyring_keeps_the_key_over_a_restart);
  g_test_add_func ("/keyring-daemon/locked-is-not-empty", test_a_locked_keyring_is_locked_and_not_empty);
  g_test_add_func ("/keyring-daemon/never-unlocked", test_a_keyring_never_unlocked_since_login);
  g_test_add_func ("/keyring-daemon/no-keyring", test_an_account_without_a_keyring);
  g_test_add_func ("/keyring-daemon/killed", test_a_killed_daemon_is_gone_and_may_come_back);
  g_test_add_func ("/keyring-daemon/frozen", test_a_frozen_daemon_is_left_after_five_seconds);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who left the desk: a bus of our own with a logind that does what it is told. */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <gio/gunixfdlist.h>

#include "base/away.h"

#define PATIENCE (60 * G_USEC_PER_SEC) /* a machine that has much else to do is no failure */
#define SESSION_PATH "/org/freedesktop/login1/session/_31"

static const char interfaces[] =
    "<node><interface name='org.freedesktop.login1.Manager'>"
    "<method name='Inhibit'><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='h' direction='out'/></method>"
    "<method name='GetSession'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
    "</interface></node>";

static GDBusConnection *logind; /* the fake's end */
static int held = -1;           /* our end of the inhibitor: it hangs up when the other is closed */
static guint inhibited, asked;
static gint64 left_at; /* when it was last said that somebody left */

static void
on_call (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
         GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  g_autoptr (GUnixFDList) fds = NULL;
  int ends[2];

  if (g_str_equal (method, "GetSession"))
    {
      asked++;
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", SESSION_PATH));
      return;
    }
  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  if (held >= 0)
    close (held);
  held = ends[0];
  inhibited++;
  fds = g_unix_fd_list_new_from_array (&ends[1], 1);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0), fds);
}

static gboolean
is_released (void)
{
  struct pollfd wait = { .fd = held, .events = POLLIN };

  return poll (&wait, 1, 0) == 1 && (wait.revents & POLLHUP) != 0;
}

static gboolean
wait_for (gboolean (*so) (gpointer data), gpointer data, gint64 patience)
{
  gint64 end = g_get_monotonic_time () + patience;

  while (!so (data) && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  return so (data);
}

static gboolean
has_left (gpointer count)
{
  return *(guint *) count > 0;
}

static gboolean
listens (gpointer data)
{
  return inhibited > *(guint *) data && asked > 0;
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

static void
count_up (guint *count)
{
  (*count)++;
  left_at = g_get_monotonic_time ();
}

/* Watching, and its calls answered. */
static GbAway *
away_new (guint *left)
{
  guint before = inhibited;
  GbAway *away = gb_away_new ();

  *left = 0;
  asked = 0;
  g_signal_connect_swapped (away, "left", G_CALLBACK (count_up), left);
  g_assert_true (wait_for (listens, &before, PATIENCE));
  wait_for (never, NULL, 50000);
  return away;
}

static void
say (const char *path, const char *interface, const char *signal, GVariant *parameters)
{
  g_assert_true (g_dbus_connection_emit_signal (logind, NULL, path, interface, signal, parameters, NULL));
}

static void
test_suspend_waits_until_the_keys_are_gone (void)
{
  guint left = 0, before;
  g_autoptr (GbAway) away = away_new (&left);

  g_assert_false (is_released ());
  say ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", g_variant_new ("(b)", TRUE));
  g_assert_true (wait_for (has_left, &left, PATIENCE));
  g_assert_false (is_released ());
  gb_away_locked (away);
  g_assert_true (is_released ());
  before = inhibited;
  say ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", g_variant_new ("(b)", FALSE));
  g_assert_true (wait_for (listens, &before, PATIENCE));
  g_assert_cmpuint (left, ==, 1);
}

/* Said again and again: what listens may not have got so far as to listen when it was said first. */
static void
say_until_left (void (*say_it) (void), guint *left)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  do
    say_it ();
  while (!wait_for (has_left, left, 200000) && g_get_monotonic_time () < end);
  g_assert_cmpuint (*left, >, 0);
}

static void
say_lock (void)
{
  say (SESSION_PATH, "org.freedesktop.login1.Session", "Lock", NULL);
}

static void
test_logind_asks_this_session_to_lock (void)
{
  guint left = 0;
  g_autoptr (GbAway) away = away_new (&left);

  say ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session", "Lock", NULL);
  g_assert_false (wait_for (has_left, &left, 200000)); /* somebody else's */
  say_until_left (say_lock, &left);
}

static void
say_active (gboolean active)
{
  GVariantBuilder changed;

  g_variant_builder_init (&changed, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&changed, "{sv}", "Active", g_variant_new_boolean (active));
  say (SESSION_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged",
       g_variant_new ("(sa{sv}as)", "org.freedesktop.login1.Session", &changed, NULL));
}

static void
say_inactive (void)
{
  say_active (FALSE);
}

static void
test_another_user_comes_to_the_screen (void)
{
  guint left = 0;
  g_autoptr (GbAway) away = away_new (&left);

  say_active (TRUE);
  g_assert_false (wait_for (has_left, &left, 200000));
  say_until_left (say_inactive, &left);
}

static void
say_screen_saver (void)
{
  say ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
}

static void
test_the_screen_saver_comes_on (void)
{
  guint left = 0;
  g_autoptr (GbAway) away = away_new (&left);

  say ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", FALSE));
  g_assert_false (wait_for (has_left, &left, 200000));
  say_until_left (say_screen_saver, &left);
}

static void
test_nobody_touches_anything (void)
{
  guint left = 0;
  g_autoptr (GbAway) away = away_new (&left);
  gint64 touched = 0;

  gb_away_set_idle (away, 2);
  /* Touched in between; a machine that stood still meanwhile may have taken too long over it. */
  for (guint i = 0; i < 2 && left == 0; i++)
    {
      touched = g_get_monotonic_time ();
      gb_away_touch (away);
      wait_for (has_left, &left, 900000);
    }
  g_assert_true (wait_for (has_left, &left, PATIENCE));
  g_assert_cmpint (left_at - touched, >=, 2 * G_USEC_PER_SEC);
}

/* Before any other thing in this process knows a bus. */
static void
be_logind (GTestDBus *bus)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, NULL);
  g_autoptr (GVariant) named = NULL;
  g_autoptr (GError) error = NULL;

  logind = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                                   G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                       | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                   NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (logind, "/org/freedesktop/login1", node->interfaces[0], &vtable, NULL, NULL,
                                     &error);
  g_assert_no_error (error);
  named = g_dbus_connection_call_sync (logind, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.login1", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_dbus_up (bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (bus), TRUE);
  be_logind (bus);
  g_test_add_func ("/away/suspend-waits-until-the-keys-are-gone", test_suspend_waits_until_the_keys_are_gone);
  g_test_add_func ("/away/logind-asks-this-session-to-lock", test_logind_asks_this_session_to_lock);
  g_test_add_func ("/away/another-user-comes-to-the-screen", test_another_user_comes_to_the_screen);
  g_test_add_func ("/away/the-screen-saver-comes-on", test_the_screen_saver_comes_on);
  g_test_add_func ("/away/nobody-touches-anything", test_nobody_touches_anything);
  status = g_test_run ();
  g_dbus_connection_close_sync (logind, NULL, NULL);
  g_object_unref (logind);
  g_test_dbus_stop (bus);
  return status;
}

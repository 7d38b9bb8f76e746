/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session's bus starts the program, and only ever one of it. */
#include <gio/gio.h>
#include <glib/gstdio.h>

#define NAME "org.guardbook.Guardbook"
#define PATH "/org/guardbook/Guardbook"

typedef struct
{
  char *folder;
  GTestDBus *bus;
  GDBusConnection *connection;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL, *text = NULL;

  f->folder = g_dir_make_tmp ("guardbook-service-XXXXXX", &error);
  g_assert_no_error (error);
  file = g_build_filename (f->folder, NAME ".service", NULL);
  text = g_strdup_printf ("[D-BUS Service]\nName=" NAME "\nExec=%s --gapplication-service\n", g_getenv ("GUARDBOOK"));
  g_file_set_contents (file, text, -1, &error);
  g_assert_no_error (error);
  f->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_add_service_dir (f->bus, f->folder);
  g_test_dbus_up (f->bus);
  f->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, NAME ".service", NULL);

  g_clear_object (&f->connection);
  g_test_dbus_down (f->bus);
  g_object_unref (f->bus);
  g_unlink (file);
  g_rmdir (f->folder);
  g_free (f->folder);
}

static GVariant *
call (Fixture *f, const char *name, const char *path, const char *interface, const char *method, GVariant *arguments)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_sync (f->connection, name, path, interface, method, arguments, NULL,
                                                  G_DBUS_CALL_FLAGS_NONE, 30000, NULL, &error);
  g_assert_no_error (error);
  return answer;
}

/* The process that has the name; 0: none, also where it has just gone. */
static guint32
owner (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) process
      = g_dbus_connection_call_sync (f->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                     "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                     g_variant_new ("(s)", NAME), NULL, G_DBUS_CALL_FLAGS_NONE, 30000, NULL, &error);
  guint32 pid = 0;

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    return 0;
  g_assert_no_error (error);
  g_variant_get (process, "(u)", &pid);
  return pid;
}

static void
activate (Fixture *f)
{
  GVariantBuilder nothing = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) answer = call (f, NAME, PATH, "org.freedesktop.Application", "Activate",
                                      g_variant_new ("(a{sv})", &nothing));
  g_assert_nonnull (answer);
}

static void
quit (Fixture *f)
{
  GVariantBuilder nothing = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder none = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  g_autoptr (GVariant) answer = call (f, NAME, PATH, "org.freedesktop.Application", "ActivateAction",
                                      g_variant_new ("(sava{sv})", "quit", &none, &nothing));

  /* A machine that has much else to do is no failure. */
  for (gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC; owner (f) != 0 && g_get_monotonic_time () < end;)
    g_usleep (20000);
  g_assert_cmpuint (owner (f), ==, 0);
}

static void
test_the_bus_starts_it_and_a_second_start_is_the_same_window (Fixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) second = NULL;
  g_autoptr (GError) error = NULL;
  guint32 first;

  g_assert_cmpuint (owner (f), ==, 0);
  activate (f);
  first = owner (f);
  g_assert_cmpuint (first, >, 0);
  activate (f);
  g_assert_cmpuint (owner (f), ==, first);
  /* A terminal's start hands over to it and ends. */
  second = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, g_getenv ("GUARDBOOK"), NULL);
  g_assert_no_error (error);
  g_subprocess_wait (second, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (second));
  g_assert_cmpuint (owner (f), ==, first);
  quit (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/service/one-window", Fixture, NULL, setup,
              test_the_bus_starts_it_and_a_second_start_is_the_same_window, teardown);
  return g_test_run ();
}

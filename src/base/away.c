/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include <gio/gunixfdlist.h>

#include "base/away.h"

#define LOGIND "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define MANAGER LOGIND ".Manager"
#define SESSION LOGIND ".Session"
#define DEFAULT_SECONDS (5 * 60)
#define MOST_SUBSCRIPTIONS 6

struct _GbAway
{
  GObject parent;
  guint seconds;
  gint64 touched; /* monotonic */
  guint timeout;
  GDBusConnection *system, *session;
  struct { GDBusConnection *bus; guint id; } heard[MOST_SUBSCRIPTIONS];
  guint count;
  GCancellable *cancellable;
  int inhibitor; /* -1: none */
};

G_DEFINE_FINAL_TYPE (GbAway, gb_away, G_TYPE_OBJECT)

enum { LEFT, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
leave (GbAway *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

/* --- idle ---------------------------------------------------------------------- */

void
gb_away_touch (GbAway *self)
{
  self->touched = g_get_monotonic_time ();
}

static gboolean
on_tick (gpointer data)
{
  GbAway *self = data;

  if (g_get_monotonic_time () - self->touched >= self->seconds * G_USEC_PER_SEC)
    {
      gb_away_touch (self);
      leave (self);
    }
  return G_SOURCE_CONTINUE;
}

void
gb_away_set_idle (GbAway *self, guint seconds)
{
  self->seconds = MAX (seconds, 1);
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add_seconds (CLAMP (self->seconds / 10, 1, 10), on_tick, self);
}

/* --- the delay inhibitor ------------------------------------------------------------- */

void
gb_away_locked (GbAway *self)
{
  if (self->inhibitor >= 0)
    close (self->inhibitor);
  self->inhibitor = -1;
}

static void
on_inhibited (GObject *bus, GAsyncResult *result, gpointer data)
{
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) answer
    = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (bus), &fds, result, NULL);
  g_autoptr (GbAway) self = data;
  int handle = -1;

  if (answer == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_variant_get (answer, "(h)", &handle);
  gb_away_locked (self);
  self->inhibitor = g_unix_fd_list_get (fds, handle, NULL);
}

static void
inhibit (GbAway *self)
{
  g_dbus_connection_call_with_unix_fd_list (
    self->system, LOGIND, LOGIND_PATH, MANAGER, "Inhibit",
    g_variant_new ("(ssss)", "sleep", "Guardbook", "Putting the keys away", "delay"), G_VARIANT_TYPE ("(h)"),
    G_DBUS_CALL_FLAGS_NONE, -1, NULL, self->cancellable, on_inhibited, g_object_ref (self));
}

/* --- what the buses say ----------------------------------------------------------------- */

static void
on_sleep (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
          GVariant *parameters, gpointer data)
{
  GbAway *self = data;
  gboolean going = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &going);
  if (going)
    leave (self);
  else
    inhibit (self);
}

static void
on_lock (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
         GVariant *parameters, gpointer data)
{
  leave (data);
}

static void
on_properties (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
               GVariant *parameters, gpointer data)
{
  g_autoptr (GVariant) changed = NULL;
  const char *about = NULL;
  gboolean active = TRUE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  g_variant_get (parameters, "(&s@a{sv}@as)", &about, &changed, NULL);
  if (g_str_equal (about, SESSION) && g_variant_lookup (changed, "Active", "b", &active) && !active)
    leave (data);
}

static void
on_screen (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
           GVariant *parameters, gpointer data)
{
  gboolean active = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &active);
  if (active)
    leave (data);
}

static void
listen (GbAway *self, GDBusConnection *bus, const char *sender, const char *interface, const char *signal,
        const char *path, GDBusSignalCallback callback)
{
  g_assert (self->count < MOST_SUBSCRIPTIONS);
  self->heard[self->count].bus = bus;
  self->heard[self->count++].id = g_dbus_connection_signal_subscribe (
    bus, sender, interface, signal, path, NULL, G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);
}

/* Which of the sessions is ours: "auto" is the caller's own, or the one at the display. */
static void
on_session_path (GObject *bus, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  g_autoptr (GbAway) self = data;
  const char *path = NULL;

  if (answer == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_variant_get (answer, "(&o)", &path);
  listen (self, self->system, LOGIND, SESSION, "Lock", path, on_lock);
  listen (self, self->system, LOGIND, "org.freedesktop.DBus.Properties", "PropertiesChanged", path, on_properties);
}

static void
on_system_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GbAway) self = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->system = g_steal_pointer (&bus);
  listen (self, self->system, LOGIND, MANAGER, "PrepareForSleep", LOGIND_PATH, on_sleep);
  inhibit (self);
  g_dbus_connection_call (self->system, LOGIND, LOGIND_PATH, MANAGER, "GetSession", g_variant_new ("(s)", "auto"),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, on_session_path,
                          g_object_ref (self));
}

/* Any sender: the worst that a false one can do is to lock the desk. */
static void
on_session_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  static const char *const savers[] = { "org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver" };
  g_autoptr (GbAway) self = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->session = g_steal_pointer (&bus);
  for (guint i = 0; i < G_N_ELEMENTS (savers); i++)
    listen (self, self->session, NULL, savers[i], "ActiveChanged", NULL, on_screen);
}

/* --- life ------------------------------------------------------------------------------- */

static void
gb_away_dispose (GObject *object)
{
  GbAway *self = GB_AWAY (object);

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->count; i++)
    g_dbus_connection_signal_unsubscribe (self->heard[i].bus, self->heard[i].id);
  self->count = 0;
  g_clear_handle_id (&self->timeout, g_source_remove);
  gb_away_locked (self);
  G_OBJECT_CLASS (gb_away_parent_class)->dispose (object);
}

static void
gb_away_finalize (GObject *object)
{
  GbAway *self = GB_AWAY (object);

  g_clear_object (&self->system);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (gb_away_parent_class)->finalize (object);
}

static void
gb_away_class_init (GbAwayClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gb_away_dispose;
  G_OBJECT_CLASS (klass)->finalize = gb_away_finalize;
  signals[LEFT] = g_signal_new ("left", GB_TYPE_AWAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_away_init (GbAway *self)
{
  self->inhibitor = -1;
  self->cancellable = g_cancellable_new ();
  gb_away_touch (self);
  gb_away_set_idle (self, DEFAULT_SECONDS);
}

GbAway *
gb_away_new (void)
{
  GbAway *self = g_object_new (GB_TYPE_AWAY, NULL);

  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_system_bus, g_object_ref (self));
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_session_bus, g_object_ref (self));
  return self;
}

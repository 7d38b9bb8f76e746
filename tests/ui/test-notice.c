/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop is told of the clocks: how many, once, no name; and nothing
 * at the lock, where it is switched off, or while somebody looks at the window. */
#include "room.h"

#include <string.h>

#include "casework/notice.h"
#include "views/notice.h"
#include "views/settings.h"

static const char interface[]
    = "<node><interface name='org.freedesktop.Notifications'>"
      "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
      "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
      "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
      "<method name='CloseNotification'><arg type='u' direction='in'/></method></interface></node>";

/* slow: it answers a notice only when it is told to. */
static struct { guint told, closed; char *all; gboolean slow; GDBusMethodInvocation *held; } desktop;

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *name, const char *method,
         GVariant *arguments, GDBusMethodInvocation *invocation, gpointer data)
{
  if (g_str_equal (method, "Notify"))
    {
      desktop.told++;
      g_free (desktop.all);
      desktop.all = g_variant_print (arguments, FALSE);
      if (desktop.slow)
        {
          desktop.held = invocation;
          return;
        }
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", desktop.told));
      return;
    }
  desktop.closed++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_owned (GDBusConnection *connection, const char *name, gpointer owned)
{
  *(GDBusConnection **) owned = connection;
}

static void
be_the_desktop (void)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface, &error);
  static GDBusConnection *owned;

  g_assert_no_error (error);
  g_dbus_connection_register_object (bus, "/org/freedesktop/Notifications", node->interfaces[0], &table, NULL, NULL,
                                     &error);
  g_assert_no_error (error);
  g_bus_own_name_on_connection (bus, "org.freedesktop.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE, on_owned, NULL,
                                &owned, NULL);
  gb_test_wait_until (gb_test_has_come, &owned, "the name of the desktop");
}

static gboolean
has_told (gpointer n)
{
  return desktop.told >= *(guint *) n;
}

static gboolean
has_closed (gpointer n)
{
  return desktop.closed >= *(guint *) n;
}

/* What was sent over the bus until now has come: GLib takes back no notice whose number it does not have yet. */
static void
let_the_bus_catch_up (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                     "GetId", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

  g_assert_nonnull (answer);
}

/* The desktop was told @n times by the end, and is not told once more in a while. */
static void
look (GbNotice *notice, guint n)
{
  gb_notice_look (notice);
  gb_test_wait_until (has_told, &n, "the notice");
  let_the_bus_catch_up ();
  gb_test_settle (500);
  g_assert_cmpuint (desktop.told, ==, n);
}

static void
forget_what_was_told (void)
{
  g_autofree char *file = g_build_filename (g_get_user_state_dir (), "guardbook", "notices.ini", NULL);

  remove (file);
  memset (&desktop.told, 0, sizeof desktop.told);
  desktop.closed = 0;
}

/* A school with a device that goes back before the bell; its window isn't shown. */
static Room *
quiet_room (void)
{
  Room *room = room_new ();

  gtk_widget_set_visible (of (room), FALSE);
  g_free (take (room->desk, NULL));
  gb_test_settle (200);
  forget_what_was_told ();
  return room;
}

static gpointer
count (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_notice_count (gb_book_get_vault (book), gb_now (), data, error) ? data : NULL;
}

static void
test_it_says_how_many_and_no_name_once (void)
{
  g_autoptr (Room) room = quiet_room ();
  g_autoptr (GbNotice) notice = gb_notice_new (application);
  GbNoticeCounts counts = { 0 };
  g_autofree char *number = NULL;

  gb_book_ask (room->desk->book, count, &counts, NULL);
  g_assert_cmpuint (counts.today, >, 0);
  gb_notice_set_book (notice, room->desk->book);
  look (notice, 1);
  number = g_strdup_printf ("'%u clock", counts.soon > 0 ? counts.soon : counts.today);
  g_assert_nonnull (strstr (desktop.all, number));
  g_assert_nonnull (strstr (desktop.all, "'Open'"));
  g_assert_null (strstr (desktop.all, "phone"));
  g_assert_null (strstr (desktop.all, "Jonah"));
  g_assert_null (strstr (desktop.all, "26-"));
  look (notice, 1);
}

static void
test_a_new_start_tells_nothing_twice (void)
{
  g_autoptr (Room) room = quiet_room ();
  g_autoptr (GbNotice) first = gb_notice_new (application), second = gb_notice_new (application);

  gb_notice_set_book (first, room->desk->book);
  look (first, 1);
  gb_notice_set_book (second, room->desk->book);
  look (second, 1);
}

static void
test_it_is_taken_back_at_the_lock_and_nothing_comes_then (void)
{
  g_autoptr (Room) room = quiet_room ();
  g_autoptr (GbNotice) notice = gb_notice_new (application);

  gb_notice_set_book (notice, room->desk->book);
  look (notice, 1);
  gb_notice_set_book (notice, NULL);
  gb_test_wait_until (has_closed, &(guint){ 1 }, "the end of the notice");
  gb_test_settle (200);
  g_assert_cmpuint (desktop.closed, ==, 1);
  forget_what_was_told ();
  look (notice, 0);
}

/* Who locks at once: GLib can't take back what the desktop hasn't given a number yet. */
static void
test_it_is_taken_back_from_a_desktop_that_is_slow (void)
{
  g_autoptr (Room) room = quiet_room ();
  g_autoptr (GbNotice) notice = gb_notice_new (application);

  desktop.slow = TRUE;
  gb_notice_set_book (notice, room->desk->book);
  gb_notice_look (notice);
  gb_test_wait_until (has_told, &(guint){ 1 }, "the notice");
  gb_notice_set_book (notice, NULL);
  gb_test_settle (300);
  g_assert_cmpuint (desktop.closed, ==, 0);
  desktop.slow = FALSE;
  g_dbus_method_invocation_return_value (g_steal_pointer (&desktop.held), g_variant_new ("(u)", desktop.told));
  gb_test_wait_until (has_closed, &(guint){ 1 }, "the end of the notice");
}

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (Room) room = quiet_room ();
  g_autoptr (GbNotice) notice = gb_notice_new (application);

  gb_notice_set_book (notice, room->desk->book);
  gb_notice_set_wanted (notice, FALSE);
  look (notice, 0);
  gb_notice_set_wanted (notice, TRUE);
  look (notice, 1);
}

static void
test_whoever_looks_at_the_window_is_told_nothing (void)
{
  g_autoptr (Room) room = quiet_room ();
  g_autoptr (GbNotice) notice = gb_notice_new (application);

  gtk_window_present (GTK_WINDOW (room->window));
  for (guint i = 0; i < 50 && !gtk_window_is_active (GTK_WINDOW (room->window)); i++)
    gb_test_settle (50);
  if (!gtk_window_is_active (GTK_WINDOW (room->window)))
    {
      g_test_skip ("this screen’s window manager gives no focus");
      return;
    }
  gb_notice_set_book (notice, room->desk->book);
  look (notice, 0);
}

static void
test_more_clocks_are_told_and_fewer_are_not (void)
{
  GbNoticeCounts told = { 0 };
  g_autofree char *two = gb_notice_say ((GbNoticeCounts) { .today = 2 }, &told);
  g_autofree char *again = gb_notice_say ((GbNoticeCounts) { .today = 1 }, &told);
  g_autofree char *soon = gb_notice_say ((GbNoticeCounts) { .today = 2, .soon = 1 }, &told);
  g_autofree char *three = gb_notice_say ((GbNoticeCounts) { .today = 3, .soon = 1 }, &told);

  g_assert_cmpstr (two, ==, "2 clocks run out today");
  g_assert_null (again);
  g_assert_cmpstr (soon, ==, "1 clock runs out within the hour");
  g_assert_cmpstr (three, ==, "3 clocks run out today");
}

static void
test_the_settings_can_be_read (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  gb_settings_open (of (room));
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "Say when clocks run out");
  g_assert_true (gtk_window_get_application (GTK_WINDOW (dialog)) == application);
  gb_test_shoot (dialog, "settings");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* --- back from the lock ------------------------------------------------------------------- */

static gboolean
is_shown (Room *room, const char *words)
{
  return gb_test_find (of (room), gb_test_says, words) != NULL;
}

static void
test_whoever_unlocks_goes_on_where_they_were (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *incident = gb_test_incident (room->desk->book);

  gb_window_go (of (room), "incidents");
  gb_window_open_case (of (room), "incident", incident);
  gb_test_wait_for (of (room), gb_test_says, "People in this incident");
  sit (room, RUTH);
  gb_test_wait_for (of (room), gb_test_says, "People in this incident");
  /* Somebody else begins at Today. */
  sit (room, CARYS);
  gb_test_settle (400);
  g_assert_false (is_shown (room, "People in this incident"));
  gb_test_wait_for (of (room), gb_test_says, "Good ");
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
  be_the_desktop ();
  g_test_add_func ("/notice/once", test_it_says_how_many_and_no_name_once);
  g_test_add_func ("/notice/new-start", test_a_new_start_tells_nothing_twice);
  g_test_add_func ("/notice/lock", test_it_is_taken_back_at_the_lock_and_nothing_comes_then);
  g_test_add_func ("/notice/taken-back-late", test_it_is_taken_back_from_a_desktop_that_is_slow);
  g_test_add_func ("/notice/off", test_switched_off_it_says_nothing);
  g_test_add_func ("/notice/looked-at", test_whoever_looks_at_the_window_is_told_nothing);
  g_test_add_func ("/notice/more", test_more_clocks_are_told_and_fewer_are_not);
  g_test_add_func ("/notice/settings", test_the_settings_can_be_read);
  g_test_add_func ("/notice/lock-and-back", test_whoever_unlocks_goes_on_where_they_were);
  return g_test_run ();
}

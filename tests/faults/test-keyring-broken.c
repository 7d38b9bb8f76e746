/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secret services as they are met and should not be: played over D-Bus.
 *
 * Each case has a process and a bus of its own, since libsecret keeps one
 * connection for the life of a process.  The process ends its bus itself:
 * GLib's watcher forgets it where the process was over before the watcher was
 * first given the processor, and a bus that lives on holds the pipe for whose
 * end g_test_trap_subprocess() waits, whatever time it was given. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <gio/gio.h>
#include <libglib-testing/dbus-queue.h>

#include "base/errors.h"
#include "vault/keyring.h"

#define VAULT "0123456789abcdef0123456789abcdef"
#define RUTH "00000000000000000000000000000001"
#define COLLECTION "/org/freedesktop/secrets/collection/login"
#define PROMPT "/org/freedesktop/secrets/prompt/p1"
/* Shorter than the five seconds after which an order is given up: what came sooner was told, not guessed. */
#define TOLD (5 * G_USEC_PER_SEC)
/* Far from the twenty-five after which libsecret itself would give up. */
#define LEFT (15 * G_USEC_PER_SEC)

/* How the played service behaves. */
typedef struct
{
  const char *alias;      /* what the default keyring is said to be */
  gboolean no_properties; /* the named keyring is not there */
  gboolean locked;
  const char *silent; /* a method that is never answered */
  const char *broken; /* a method that fails with a strange error */
  enum
  {
    ANSWERED,
    DISMISSED,
    IGNORED,
    VANISHES
  } prompt;
  gint unlocks; /* how often it was asked to unlock, */
  gint prompts; /* and to show its prompt */
} Service;

static const char xml[]
  = "<node>"
    " <interface name='org.freedesktop.Secret.Service'>"
    "  <property name='Collections' type='ao' access='read'/>"
    "  <method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
    "   <arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
    "  <method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
    "  <method name='SearchItems'><arg type='a{ss}' direction='in'/><arg type='ao' direction='out'/>"
    "   <arg type='ao' direction='out'/></method>"
    "  <method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/>"
    "   <arg type='o' direction='out'/></method>"
    " </interface>"
    " <interface name='org.freedesktop.Secret.Collection'>"
    "  <property name='Locked' type='b' access='read'/>"
    "  <property name='Label' type='s' access='read'/>"
    "  <property name='Items' type='ao' access='read'/>"
    "  <method name='Delete'><arg type='o' direction='out'/></method>"
    " </interface>"
    " <interface name='org.freedesktop.Secret.Prompt'>"
    "  <method name='Prompt'><arg type='s' direction='in'/></method>"
    "  <method name='Dismiss'/>"
    "  <signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
    " </interface>"
    "</node>";

static void
answer_properties (Service *service, GDBusMethodInvocation *invocation)
{
  const char *interface = NULL;
  GVariantBuilder all;

  g_variant_builder_init (&all, G_VARIANT_TYPE ("a{sv}"));
  g_variant_get_child (g_dbus_method_invocation_get_parameters (invocation), 0, "&s", &interface);
  if (strcmp (interface, "org.freedesktop.Secret.Collection") == 0)
    {
      if (service->no_properties)
        {
          g_variant_builder_clear (&all);
          g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.UnknownObject",
                                                      "none");
          return;
        }
      g_variant_builder_add (&all, "{sv}", "Locked", g_variant_new_boolean (service->locked));
      g_variant_builder_add (&all, "{sv}", "Label", g_variant_new_string ("Login"));
      g_variant_builder_add (&all, "{sv}", "Items", g_variant_new_objv (NULL, 0));
    }
  else
    g_variant_builder_add (&all, "{sv}", "Collections", g_variant_new_objv (NULL, 0));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{sv})", &all));
}

static void
answer_session (GDBusMethodInvocation *invocation)
{
  const char *algorithm = NULL;

  g_variant_get_child (g_dbus_method_invocation_get_parameters (invocation), 0, "&s", &algorithm);
  if (strcmp (algorithm, "plain") == 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(vo)", g_variant_new_string (""),
                                                                      "/org/freedesktop/secrets/session/s1"));
  else
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.NotSupported",
                                                "plain only");
}

static void
answer_prompt (Service *service, GDBusMethodInvocation *invocation)
{
  GDBusConnection *connection = g_dbus_method_invocation_get_connection (invocation);
  const char *const unlocked[] = { COLLECTION };
  const char *const none[] = { NULL };
  gboolean dismissed = service->prompt == DISMISSED;

  g_atomic_int_inc (&service->prompts);
  g_dbus_method_invocation_return_value (invocation, NULL);
  if (service->prompt == VANISHES)
    g_dbus_connection_close (connection, NULL, NULL, NULL);
  if (service->prompt == VANISHES || service->prompt == IGNORED)
    return;
  if (!dismissed)
    service->locked = FALSE;
  g_dbus_connection_emit_signal (
    connection, NULL, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
    g_variant_new ("(bv)", dismissed, g_variant_new_objv (dismissed ? none : unlocked, dismissed ? 0 : 1)), NULL);
}

static void
answer (Service *service, GDBusMethodInvocation *invocation)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);

  if (g_strcmp0 (method, service->silent) == 0)
    return;
  if (g_strcmp0 (method, service->broken) == 0)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.example.Oops", "no idea");
  else if (strcmp (method, "GetAll") == 0)
    answer_properties (service, invocation);
  else if (strcmp (method, "OpenSession") == 0)
    answer_session (invocation);
  else if (strcmp (method, "ReadAlias") == 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", service->alias));
  else if (strcmp (method, "SearchItems") == 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@ao@ao)", g_variant_new_objv (NULL, 0),
                                                                      g_variant_new_objv (NULL, 0)));
  else if (strcmp (method, "Unlock") == 0)
    {
      g_atomic_int_inc (&service->unlocks);
      g_dbus_method_invocation_return_value (invocation,
                                             g_variant_new ("(@aoo)", g_variant_new_objv (NULL, 0), PROMPT));
    }
  else if (strcmp (method, "Prompt") == 0)
    answer_prompt (service, invocation);
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
serve (GtDBusQueue *queue, gpointer data)
{
  GDBusMethodInvocation *invocation = NULL;

  while (gt_dbus_queue_pop_message (queue, &invocation))
    answer (data, invocation);
}

static GPid bus_pid; /* for end_bus(), which is told nothing */

static void
end_bus (void)
{
  kill (bus_pid, SIGTERM);
}

/* GTestDBus tells nobody which process its bus is; the bus does. */
static void
end_bus_with_process (GDBusConnection *bus)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
    bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
    g_variant_new ("(s)", "org.freedesktop.DBus"), G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  guint32 pid = 0;

  g_assert_no_error (error);
  g_variant_get (answer, "(u)", &pid);
  g_assert_cmpuint (pid, >, 1);
  bus_pid = (GPid) pid;
  g_assert_cmpint (atexit (end_bus), ==, 0);
}

/* From now until the process ends: the thread that serves waits for more for ever. */
static void
play (Service *service)
{
  GtDBusQueue *queue = gt_dbus_queue_new ();
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GError) error = NULL;

  if (service->alias == NULL)
    service->alias = COLLECTION;
  g_assert_true (gt_dbus_queue_connect (queue, &error));
  end_bus_with_process (gt_dbus_queue_get_client_connection (queue));
  gt_dbus_queue_set_server_func (queue, serve, service);
  gt_dbus_queue_export_object (queue, "/org/freedesktop/secrets",
                               g_dbus_node_info_lookup_interface (node, "org.freedesktop.Secret.Service"), &error);
  g_assert_no_error (error);
  gt_dbus_queue_export_object (queue, COLLECTION,
                               g_dbus_node_info_lookup_interface (node, "org.freedesktop.Secret.Collection"),
                               &error);
  g_assert_no_error (error);
  gt_dbus_queue_export_object (queue, PROMPT,
                               g_dbus_node_info_lookup_interface (node, "org.freedesktop.Secret.Prompt"), &error);
  g_assert_no_error (error);
  gt_dbus_queue_own_name (queue, "org.freedesktop.secrets");
}

/* TRUE in the process of the case itself. */
static gboolean
in_own_process (void)
{
  if (g_test_subprocess ())
    return TRUE;
  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  return FALSE;
}

/* Every other state than GB_KEYRING_GONE is an answer, and so came in time. */
static void
expect_state (GbKeyring *keyring, GbKeyringState state)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (gb_keyring_look (keyring, &error), ==, state);
  g_assert_true ((state == GB_KEYRING_READY) == (error == NULL));
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
check_state (Service *service, GbKeyringState state)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();

  play (service);
  expect_state (keyring, state);
  g_assert_cmpint (service->unlocks + service->prompts, ==, 0);
}

static void
check_gone_within (Service *service, gint64 limit)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  gint64 start;

  play (service);
  start = g_get_monotonic_time ();
  expect_state (keyring, GB_KEYRING_GONE);
  g_assert_cmpint (g_get_monotonic_time () - start, <, limit);
  g_assert_cmpint (service->unlocks + service->prompts, ==, 0);
}

static void
test_the_played_service_works (void)
{
  if (in_own_process ())
    check_state (&(Service){ 0 }, GB_KEYRING_READY);
}

static void
test_no_default_keyring (void)
{
  if (in_own_process ())
    check_state (&(Service){ .alias = "/" }, GB_KEYRING_NO_COLLECTION);
}

static void
test_a_default_keyring_that_is_not_there (void)
{
  if (in_own_process ())
    check_state (&(Service){ .no_properties = TRUE }, GB_KEYRING_NO_COLLECTION);
}

static void
test_a_locked_keyring_is_never_asked_by_itself (void)
{
  Service service = { .locked = TRUE };

  if (!in_own_process ())
    return;
  {
    g_autoptr (GbKeyring) keyring = gb_keyring_new ();
    g_autoptr (GBytes) seed = g_bytes_new_static ("x", 1);

    play (&service);
    expect_state (keyring, GB_KEYRING_LOCKED);
    g_assert_null (gb_keyring_load (keyring, VAULT, RUTH, "seed", NULL));
    g_assert_false (gb_keyring_store (keyring, VAULT, RUTH, "seed", "x", seed, NULL));
    g_assert_null (gb_keyring_members (keyring, VAULT, NULL));
    g_assert_false (gb_keyring_remove (keyring, VAULT, RUTH, NULL));
    g_assert_cmpint (service.unlocks + service.prompts, ==, 0);
  }
}

static void
check_unlock (Service *service, GbKeyringState state)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();

  play (service);
  g_assert_cmpint (unlock (keyring), ==, state);
  g_assert_cmpint (service->unlocks, ==, 1);
  g_assert_cmpint (service->prompts, ==, 1);
}

static void
test_a_closed_question_is_told_from_a_locked_keyring (void)
{
  if (in_own_process ())
    check_unlock (&(Service){ .locked = TRUE, .prompt = DISMISSED }, GB_KEYRING_DISMISSED);
}

static void
test_an_answered_question_opens_the_keyring (void)
{
  if (in_own_process ())
    check_unlock (&(Service){ .locked = TRUE, .prompt = ANSWERED }, GB_KEYRING_READY);
}

static void
test_a_service_that_vanishes_while_it_asks (void)
{
  if (in_own_process ())
    check_unlock (&(Service){ .locked = TRUE, .prompt = VANISHES }, GB_KEYRING_GONE);
}

static void
test_an_ignored_question_leaves_the_window_usable (void)
{
  Service service = { .locked = TRUE, .prompt = IGNORED };

  if (!in_own_process ())
    return;
  {
    GbKeyring *keyring = gb_keyring_new ();
    int first = -1, second = -1;

    play (&service);
    gb_keyring_unlock_async (keyring, note_state, &first);
    while (g_atomic_int_get (&service.prompts) == 0)
      g_main_context_iteration (NULL, FALSE);
    /* A second click while the first question is still there asks nothing more. */
    gb_keyring_unlock_async (keyring, note_state, &second);
    while (second < 0)
      g_main_context_iteration (NULL, TRUE);
    g_assert_cmpint (second, ==, GB_KEYRING_LOCKED);
    expect_state (keyring, GB_KEYRING_LOCKED);
    g_assert_cmpint (first, ==, -1);
    g_assert_cmpint (service.unlocks, ==, 1);
  }
}

static void
test_a_service_that_never_answers_is_left (void)
{
  if (in_own_process ())
    check_gone_within (&(Service){ .silent = "OpenSession" }, LEFT);
}

static void
test_a_search_that_is_never_answered_is_left (void)
{
  Service service = { .silent = "SearchItems" };
  g_autoptr (GError) error = NULL;

  if (!in_own_process ())
    return;
  {
    g_autoptr (GbKeyring) keyring = gb_keyring_new ();
    gint64 start;

    play (&service);
    expect_state (keyring, GB_KEYRING_READY);
    start = g_get_monotonic_time ();
    g_assert_null (gb_keyring_load (keyring, VAULT, RUTH, "seed", &error));
    g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
    g_assert_cmpint (g_get_monotonic_time () - start, <, LEFT);
  }
}

static void
test_strange_answers_are_not_taken_for_an_empty_keyring (void)
{
  if (in_own_process ())
    check_gone_within (&(Service){ .broken = "ReadAlias" }, TOLD);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring-broken/the-played-service-works", test_the_played_service_works);
  g_test_add_func ("/keyring-broken/no-default-keyring", test_no_default_keyring);
  g_test_add_func ("/keyring-broken/a-default-that-is-not-there", test_a_default_keyring_that_is_not_there);
  g_test_add_func ("/keyring-broken/locked-is-never-asked-by-itself",
                   test_a_locked_keyring_is_never_asked_by_itself);
  g_test_add_func ("/keyring-broken/dismissed", test_a_closed_question_is_told_from_a_locked_keyring);
  g_test_add_func ("/keyring-broken/answered", test_an_answered_question_opens_the_keyring);
  g_test_add_func ("/keyring-broken/vanishes-while-asking", test_a_service_that_vanishes_while_it_asks);
  g_test_add_func ("/keyring-broken/ignored", test_an_ignored_question_leaves_the_window_usable);
  g_test_add_func ("/keyring-broken/never-answers", test_a_service_that_never_answers_is_left);
  g_test_add_func ("/keyring-broken/search-never-answered", test_a_search_that_is_never_answered_is_left);
  g_test_add_func ("/keyring-broken/strange-answers", test_strange_answers_are_not_taken_for_an_empty_keyring);
  return g_test_run ();
}

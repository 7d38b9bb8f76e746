/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyring-secret: the desktop's keyring, through libsecret.
 *
 * What was measured and is minded here:
 * - libsecret gives NULL without an error for absent, locked and refused alike,
 *   so the lock is read first and the search never asks for an unlock;
 * - a cancelled prompt kills gnome-keyring 42 and the call never returns, so
 *   only an unlock that a person clicked prompts, and nothing cancels it;
 * - in a keyring not opened since login a search by schema name finds nothing,
 *   so the name is not matched, the application's attribute is;
 * - a frozen service holds each call for 25 seconds, so each order runs on a
 *   thread of its own that the caller leaves behind after five;
 * - gnome-keyring gives every secret back as text, so items are base64;
 * - libsecret's own file has one list of items and no lock on it: two threads
 *   in it at once, such as the one that keeps the anchor and one that loads a
 *   key, read the list while it is made anew, so its orders go one by one.
 */
#include <libsecret/secret.h>
#include <sodium.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "vault/guarded.h"
#include "vault/keyring-private.h"

#define DEADLINE (5 * G_TIME_SPAN_SECOND)
#define PATIENCE_SECONDS 600 /* with a person who was asked for a password */
#define APPLICATION "org.guardbook.Guardbook"

static const SecretSchema schema = { "org.guardbook.Guardbook.Key",
                                     SECRET_SCHEMA_DONT_MATCH_NAME,
                                     {
                                       { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                       { "vault", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                       { "member", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                       { "what", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                       { NULL, 0 },
                                     } };

struct _GbKeyringSecret
{
  GbKeyring parent;
  gint seen;   /* the service answered before: if it does no more, it is gone */
  gint asking; /* a prompt is up */
};

G_DEFINE_FINAL_TYPE (GbKeyringSecret, gb_keyring_secret, GB_TYPE_KEYRING)

/* An order to the keyring, shared by the caller and the thread that carries it
 * out; whoever is last frees it. */
typedef struct _Order Order;
struct _Order
{
  gatomicrefcount references;
  GMutex mutex;
  GCond done_cond;
  gboolean done;      /* under mutex */
  gboolean abandoned; /* the caller's */
  gboolean (*carry_out) (Order *order, GError **error);
  GbKeyringSecret *keyring;
  GCancellable *cancellable;
  GbKeyringState state;
  GError *error;
  /* what is ordered */
  char *vault_id, *member_id, *what, *label;
  GBytes *bytes; /* to store; or what was loaded */
  GPtrArray *members;
};

static void
order_unref (Order *order)
{
  if (!g_atomic_ref_count_dec (&order->references))
    return;
  g_mutex_clear (&order->mutex);
  g_cond_clear (&order->done_cond);
  g_object_unref (order->keyring);
  g_object_unref (order->cancellable);
  g_clear_error (&order->error);
  g_free (order->vault_id);
  g_free (order->member_id);
  g_free (order->what);
  g_free (order->label);
  g_clear_pointer (&order->bytes, g_bytes_unref);
  g_clear_pointer (&order->members, g_ptr_array_unref);
  g_free (order);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Order, order_unref)

static Order *
order_new (GbKeyring *keyring, gboolean (*carry_out) (Order *, GError **), const char *vault_id,
           const char *member_id, const char *what)
{
  Order *order = g_new0 (Order, 1);

  g_atomic_ref_count_init (&order->references);
  g_mutex_init (&order->mutex);
  g_cond_init (&order->done_cond);
  order->keyring = g_object_ref (GB_KEYRING_SECRET (keyring));
  order->carry_out = carry_out;
  order->cancellable = g_cancellable_new ();
  order->vault_id = g_strdup (vault_id);
  order->member_id = g_strdup (member_id);
  order->what = g_strdup (what);
  return order;
}

/* --- the state ------------------------------------------------------------ */

/* libsecret's own encrypted file in place of a service: in a sandbox, where its
 * password comes from the desktop through the secret portal, and in tests. */
static gboolean
has_file_backend (void)
{
  return g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0 || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

static gboolean
is_absent (const GError *failed)
{
  return g_error_matches (failed, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (failed, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || (failed->domain == G_DBUS_ERROR && failed->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED
             && failed->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY);
}

static GbKeyringState
judge_error (GbKeyringSecret *self, const GError *failed)
{
  g_debug ("keyring: %s %d: %s", g_quark_to_string (failed->domain), failed->code, failed->message);
  if (is_absent (failed))
    return g_atomic_int_get (&self->seen) ? GB_KEYRING_GONE : GB_KEYRING_NO_SERVICE;
  /* libsecret says "unknown method" of a keyring that is named and not there. */
  if (g_error_matches (failed, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT)
      || g_error_matches (failed, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD)
      || g_error_matches (failed, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    return GB_KEYRING_NO_COLLECTION;
  if (g_error_matches (failed, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return GB_KEYRING_LOCKED;
  return GB_KEYRING_GONE;
}

static gboolean
has_bus (GCancellable *cancellable)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, NULL);

  if (bus == NULL || g_dbus_connection_is_closed (bus))
    return FALSE;
  /* A bus that ends must not take a half-written record with it. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  return TRUE;
}

static GbKeyringState
judge_collection (SecretCollection *collection)
{
  g_autoptr (GVariant) locked = NULL;

  if (collection == NULL)
    return GB_KEYRING_NO_COLLECTION;
  /* Some services name a default that is not there. */
  locked = g_dbus_proxy_get_cached_property (G_DBUS_PROXY (collection), "Locked");
  if (locked == NULL)
    return GB_KEYRING_NO_COLLECTION;
  return secret_collection_get_locked (collection) ? GB_KEYRING_LOCKED : GB_KEYRING_READY;
}

/* The service, and its default keyring if it has one (both transfer full).
 * libsecret keeps its connection to a service that was restarted meanwhile:
 * then the first answer is that nobody is there, and a new connection is made. */
static GbKeyringState
reach (GbKeyringSecret *self, GCancellable *cancellable, SecretService **service, SecretCollection **collection)
{
  for (guint attempt = 0;; attempt++)
    {
      g_autoptr (GError) failed = NULL;
      g_autoptr (SecretService) found = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, cancellable, &failed);

      if (found != NULL)
        *collection = secret_collection_for_alias_sync (found, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                                        cancellable, &failed);
      if (failed == NULL)
        {
          g_atomic_int_set (&self->seen, 1);
          *service = g_steal_pointer (&found);
          return GB_KEYRING_READY;
        }
      secret_service_disconnect ();
      if (attempt > 0 || found == NULL || !is_absent (failed))
        return judge_error (self, failed);
    }
}

/* Looks without any prompt. */
static GbKeyringState
look_at_service (GbKeyringSecret *self, GCancellable *cancellable, SecretService **service_out,
                 SecretCollection **collection_out)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  GbKeyringState state;

  if (!has_bus (cancellable))
    return GB_KEYRING_NO_BUS;
  state = reach (self, cancellable, &service, &collection);
  if (state == GB_KEYRING_READY)
    state = judge_collection (collection);
  if (service_out != NULL)
    *service_out = g_steal_pointer (&service);
  if (collection_out != NULL)
    *collection_out = g_steal_pointer (&collection);
  return state;
}

static gboolean
carry_out_look (Order *order, GError **error)
{
  order->state
    = has_file_backend () ? GB_KEYRING_READY : look_at_service (order->keyring, order->cancellable, NULL, NULL);
  return gb_keyring_say (order->state, error) == GB_KEYRING_READY;
}

/* --- orders ------------------------------------------------------------------ */

static gboolean
carry_out_alone (Order *order, GError **error)
{
  static GMutex file;
  gboolean fine;

  g_mutex_lock (&file);
  /* Left while it waited: then nothing is changed any more. */
  fine = !g_cancellable_set_error_if_cancelled (order->cancellable, error) && order->carry_out (order, error);
  g_mutex_unlock (&file);
  return fine;
}

static gpointer
work (gpointer data)
{
  Order *order = data;
  GError *error = NULL;

  if (has_file_backend ())
    carry_out_alone (order, &error);
  else
    order->carry_out (order, &error);
  g_mutex_lock (&order->mutex);
  order->error = error;
  order->done = TRUE;
  g_cond_signal (&order->done_cond);
  g_mutex_unlock (&order->mutex);
  order_unref (order);
  return NULL;
}

/* Waits five seconds at most; then the order is called off, which ends its
 * thread as soon as libsecret notices. FALSE with the sentence. */
static gboolean
give (Order *order, GError **error)
{
  gint64 until = g_get_monotonic_time () + DEADLINE;
  gboolean done;

  g_atomic_ref_count_inc (&order->references);
  g_thread_unref (g_thread_new ("keyring", work, order));
  g_mutex_lock (&order->mutex);
  while (!order->done && g_cond_wait_until (&order->done_cond, &order->mutex, until))
    ;
  done = order->done;
  g_mutex_unlock (&order->mutex);
  if (!done)
    {
      order->abandoned = TRUE;
      g_cancellable_cancel (order->cancellable);
      gb_keyring_say (GB_KEYRING_GONE, error);
      return FALSE;
    }
  if (order->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&order->error));
  return FALSE;
}

static gboolean
fail_call (Order *order, GError *failed, GError **error)
{
  order->state = judge_error (order->keyring, failed);
  if (order->state == GB_KEYRING_GONE)
    secret_service_disconnect ();
  gb_keyring_say (order->state, error);
  return FALSE;
}

static GbKeyringState
look (GbKeyring *keyring, GError **error)
{
  g_autoptr (Order) order = order_new (keyring, carry_out_look, NULL, NULL, NULL);

  if (give (order, error))
    return GB_KEYRING_READY;
  return order->abandoned ? GB_KEYRING_GONE : order->state;
}

static GHashTable *
attributes (Order *order, gboolean with_what)
{
  GHashTable *wanted = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (wanted, (gpointer) "application", (gpointer) APPLICATION);
  g_hash_table_insert (wanted, (gpointer) "vault", order->vault_id);
  if (order->member_id != NULL)
    g_hash_table_insert (wanted, (gpointer) "member", order->member_id);
  if (with_what)
    g_hash_table_insert (wanted, (gpointer) "what", order->what);
  return wanted;
}

static GList *
search (Order *order, GError **failed)
{
  g_autoptr (GHashTable) wanted = attributes (order, TRUE);

  if (has_file_backend ())
    return secret_password_searchv_sync (&schema, wanted, SECRET_SEARCH_ALL, order->cancellable, failed);
  return secret_service_search_sync (NULL, &schema, wanted, SECRET_SEARCH_ALL, order->cancellable, failed);
}

/* --- load ----------------------------------------------------------------------- */

static GBytes *
decode (SecretValue *value)
{
  gsize length = 0, used = 0;
  const char *text = secret_value_get (value, &length);
  g_autoptr (GbGuarded) plain = gb_guarded_new (length + 1);

  if (sodium_base642bin (plain, length, text, length, "\n", &used, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
    return NULL;
  return gb_guarded_bytes (plain, used);
}

static gboolean
take_item (Order *order, SecretRetrievable *item, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (SecretValue) value = secret_retrievable_retrieve_secret_sync (item, order->cancellable, &failed);

  if (value == NULL && failed == NULL)
    return gb_keyring_say (GB_KEYRING_LOCKED, error) == GB_KEYRING_READY;
  if (value == NULL)
    return fail_call (order, failed, error);
  order->bytes = decode (value);
  if (order->bytes != NULL)
    return TRUE;
  g_set_error_literal (
    error, GB_ERROR, GB_ERROR_NO_KEY,
    _("The keyring’s entry for this vault was changed by another program. Use the recovery key."));
  return FALSE;
}

static gboolean
carry_out_load (Order *order, GError **error)
{
  g_autoptr (GError) failed = NULL;
  GList *items;
  gboolean taken = TRUE;

  if (!carry_out_look (order, error))
    return FALSE;
  items = search (order, &failed);
  if (failed != NULL)
    return fail_call (order, failed, error);
  if (items != NULL)
    taken = take_item (order, items->data, error);
  g_list_free_full (items, g_object_unref);
  return taken;
}

static GBytes *
load (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *what, GError **error)
{
  g_autoptr (Order) order = order_new (keyring, carry_out_load, vault_id, member_id, what);

  return give (order, error) ? g_steal_pointer (&order->bytes) : NULL;
}

/* --- store ------------------------------------------------------------------------- */

static SecretValue *
encode (GBytes *bytes)
{
  gsize length = g_bytes_get_size (bytes);
  gsize size = sodium_base64_ENCODED_LEN (length, sodium_base64_VARIANT_ORIGINAL);
  g_autoptr (GbGuarded) text = gb_guarded_new (size);

  sodium_bin2base64 ((char *) text, size, g_bytes_get_data (bytes, NULL), length, sodium_base64_VARIANT_ORIGINAL);
  return secret_value_new ((const char *) text, -1, "text/plain");
}

/* A keyring that says "stored" is not believed: a file opened with a wrong
 * password says so as well. */
static gboolean
check_stored (Order *order, GError **error)
{
  g_autoptr (GBytes) meant = g_steal_pointer (&order->bytes);

  if (!carry_out_load (order, error))
    return FALSE;
  if (order->bytes != NULL && g_bytes_equal (meant, order->bytes))
    return TRUE;
  g_set_error_literal (
    error, GB_ERROR, GB_ERROR_FAULT,
    _("The keyring did not keep your key, although it said so. Nothing was changed in the vault."));
  return FALSE;
}

static gboolean
carry_out_store (Order *order, GError **error)
{
  g_autoptr (GHashTable) wanted = attributes (order, TRUE);
  g_autoptr (SecretValue) value = encode (order->bytes);
  g_autoptr (GError) failed = NULL;

  if (!carry_out_look (order, error))
    return FALSE;
  if (has_file_backend ())
    secret_password_storev_binary_sync (&schema, wanted, SECRET_COLLECTION_DEFAULT, order->label, value,
                                        order->cancellable, &failed);
  else
    secret_service_store_sync (NULL, &schema, wanted, SECRET_COLLECTION_DEFAULT, order->label, value,
                               order->cancellable, &failed);
  if (failed != NULL)
    return fail_call (order, failed, error);
  return check_stored (order, error);
}

static gboolean
store (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *what, const char *label,
       GBytes *bytes, GError **error)
{
  g_autoptr (Order) order = order_new (keyring, carry_out_store, vault_id, member_id, what);

  order->label = g_strdup (label);
  order->bytes = g_bytes_ref (bytes);
  return give (order, error);
}

/* --- remove, members --------------------------------------------------------------- */

static gboolean
carry_out_remove (Order *order, GError **error)
{
  g_autoptr (GHashTable) wanted = attributes (order, FALSE);
  g_autoptr (GError) failed = NULL;

  if (!carry_out_look (order, error))
    return FALSE;
  if (has_file_backend ())
    secret_password_clearv_sync (&schema, wanted, order->cancellable, &failed);
  else
    secret_service_clear_sync (NULL, &schema, wanted, order->cancellable, &failed);
  return failed == NULL ? TRUE : fail_call (order, failed, error);
}

static gboolean
forget (GbKeyring *keyring, const char *vault_id, const char *member_id, GError **error)
{
  g_autoptr (Order) order = order_new (keyring, carry_out_remove, vault_id, member_id, NULL);

  return give (order, error);
}

static gboolean
carry_out_members (Order *order, GError **error)
{
  g_autoptr (GError) failed = NULL;
  GList *items;

  if (!carry_out_look (order, error))
    return FALSE;
  items = search (order, &failed);
  if (failed != NULL)
    return fail_call (order, failed, error);
  for (GList *item = items; item != NULL; item = item->next)
    {
      g_autoptr (GHashTable) found = secret_retrievable_get_attributes (item->data);
      const char *member = g_hash_table_lookup (found, "member");

      if (member != NULL && !g_ptr_array_find_with_equal_func (order->members, member, g_str_equal, NULL))
        g_ptr_array_add (order->members, g_strdup (member));
    }
  g_list_free_full (items, g_object_unref);
  return TRUE;
}

static char **
members (GbKeyring *keyring, const char *vault_id, GError **error)
{
  g_autoptr (Order) order = order_new (keyring, carry_out_members, vault_id, NULL, "seed");
  GPtrArray *found;

  order->members = g_ptr_array_new_with_free_func (g_free);
  if (!give (order, error))
    return NULL;
  found = g_steal_pointer (&order->members);
  g_ptr_array_set_free_func (found, NULL);
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_free (found, FALSE);
}

/* --- unlock ---------------------------------------------------------------------------- */

/* The question itself is asked over D-Bus and not by libsecret: when a service
 * vanishes while it asks, libsecret 0.20 never comes back. */
typedef struct
{
  GMainLoop *loop;
  gboolean vanished;
} Question;

static void
on_completed (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
              GVariant *parameters, gpointer data)
{
  Question *question = data;

  /* Whether it helped is looked up afterwards. */
  g_main_loop_quit (question->loop);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  Question *question = data;

  question->vanished = TRUE;
  g_main_loop_quit (question->loop);
}

static void
on_prompted (GObject *bus, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &failed);

  if (answer != NULL)
    return;
  g_debug ("keyring: the prompt failed: %s", failed->message);
  on_vanished (NULL, NULL, data);
}

static gboolean
stop_waiting (gpointer data)
{
  on_vanished (NULL, NULL, data);
  return G_SOURCE_REMOVE;
}

/* Shows the service's prompt at @path and waits for the person. TRUE: it was
 * answered or closed. */
static gboolean
show_prompt (GDBusConnection *bus, const char *owner, const char *path)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GSource) patience = g_timeout_source_new_seconds (PATIENCE_SECONDS);
  Question question = { loop, FALSE };
  guint signal, watch;

  g_main_context_push_thread_default (context);
  g_source_set_callback (patience, stop_waiting, &question, NULL);
  g_source_attach (patience, context);
  signal = g_dbus_connection_signal_subscribe (bus, owner, "org.freedesktop.Secret.Prompt", "Completed", path, NULL,
                                               G_DBUS_SIGNAL_FLAGS_NONE, on_completed, &question, NULL);
  watch = g_bus_watch_name_on_connection (bus, owner, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_vanished, &question,
                                          NULL);
  g_dbus_connection_call (bus, owner, path, "org.freedesktop.Secret.Prompt", "Prompt", g_variant_new ("(s)", ""),
                          NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, NULL, on_prompted, &question);
  g_main_loop_run (loop);
  g_bus_unwatch_name (watch);
  g_dbus_connection_signal_unsubscribe (bus, signal);
  g_source_destroy (patience);
  /* What was on its way still finds its question. */
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return !question.vanished;
}

/* What answers with a prompt as its second value: Unlock and CreateCollection. */
static gboolean
ask_person (SecretService *service, const char *method, GVariant *arguments, const GVariantType *type)
{
  GDBusConnection *bus = g_dbus_proxy_get_connection (G_DBUS_PROXY (service));
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (service));
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) failed = NULL;
  const char *path = NULL;

  answer = g_dbus_connection_call_sync (bus, owner, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
                                        method, arguments, type, G_DBUS_CALL_FLAGS_NO_AUTO_START, DEADLINE / 1000,
                                        NULL, &failed);
  if (answer == NULL)
    {
      g_debug ("keyring: %s failed: %s", method, failed->message);
      return FALSE;
    }
  g_variant_get_child (answer, 1, "&o", &path);
  return strcmp (path, "/") == 0 || show_prompt (bus, owner, path);
}

static gboolean
ask_for_password (SecretService *service, SecretCollection *collection)
{
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (collection));

  return ask_person (service, "Unlock", g_variant_new ("(@ao)", g_variant_new_objv (&path, 1)),
                     G_VARIANT_TYPE ("(aoo)"));
}

/* The service asks for a password for the new keyring by itself. */
static gboolean
ask_for_keyring (SecretService *service)
{
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&properties, "{sv}", "org.freedesktop.Secret.Collection.Label",
                         g_variant_new_string (_("Login")));
  return ask_person (service, "CreateCollection",
                     g_variant_new ("(a{sv}s)", &properties, SECRET_COLLECTION_DEFAULT), G_VARIANT_TYPE ("(oo)"));
}

static gpointer
carry_out_unlock (gpointer data)
{
  g_autoptr (GTask) task = data;
  GbKeyringSecret *self = g_task_get_source_object (task);
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  GbKeyringState before = look_at_service (self, NULL, &service, &collection);
  GbKeyringState after = before;
  gboolean asked = FALSE;

  if (before == GB_KEYRING_LOCKED)
    asked = ask_for_password (service, collection);
  else if (before == GB_KEYRING_NO_COLLECTION && service != NULL)
    asked = ask_for_keyring (service);
  if (asked)
    after = look_at_service (self, NULL, NULL, NULL);
  else if (before == GB_KEYRING_LOCKED || (before == GB_KEYRING_NO_COLLECTION && service != NULL))
    after = GB_KEYRING_GONE;
  if (asked && after == before)
    after = GB_KEYRING_DISMISSED;
  g_atomic_int_set (&self->asking, 0);
  g_task_return_int (task, after);
  return NULL;
}

static void
unlock_async (GbKeyring *keyring, GAsyncReadyCallback callback, gpointer data)
{
  GbKeyringSecret *self = GB_KEYRING_SECRET (keyring);
  GTask *task = g_task_new (keyring, NULL, callback, data);

  if (has_file_backend ())
    g_task_return_int (task, GB_KEYRING_READY);
  else if (!g_atomic_int_compare_and_exchange (&self->asking, 0, 1))
    g_task_return_int (task, GB_KEYRING_LOCKED);
  else
    {
      g_thread_unref (g_thread_new ("keyring-unlock", carry_out_unlock, task));
      return;
    }
  g_object_unref (task);
}

static GbKeyringState
unlock_finish (GbKeyring *keyring, GAsyncResult *result, GError **error)
{
  return gb_keyring_say ((GbKeyringState) g_task_propagate_int (G_TASK (result), NULL), error);
}

static void
gb_keyring_secret_class_init (GbKeyringSecretClass *class)
{
  GbKeyringClass *keyring = GB_KEYRING_CLASS (class);

  keyring->state = look;
  keyring->load = load;
  keyring->store = store;
  keyring->remove = forget;
  keyring->members = members;
  keyring->unlock_async = unlock_async;
  keyring->unlock_finish = unlock_finish;
}

static void
gb_keyring_secret_init (GbKeyringSecret *self)
{
}

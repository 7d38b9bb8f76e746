/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyring-memory: a keyring that is always open and forgets at exit, for the
 * tests of the rooms above.  Any thread. */
#include <string.h>

#include "vault/guarded.h"
#include "vault/keyring-private.h"

struct _GbKeyringMemory
{
  GbKeyring parent;
  GMutex mutex;
  GHashTable *items; /* "vault member what" -> GBytes */
};

G_DEFINE_FINAL_TYPE (GbKeyringMemory, gb_keyring_memory, GB_TYPE_KEYRING)

static char *
item_name (const char *vault_id, const char *member_id, const char *what)
{
  return g_strjoin (" ", vault_id, member_id, what, NULL);
}

static GbKeyringState
look (GbKeyring *keyring, GError **error)
{
  return GB_KEYRING_READY;
}

static GBytes *
load (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *what, GError **error)
{
  GbKeyringMemory *self = GB_KEYRING_MEMORY (keyring);
  g_autofree char *name = item_name (vault_id, member_id, what);
  GBytes *bytes;

  g_mutex_lock (&self->mutex);
  bytes = g_hash_table_lookup (self->items, name);
  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_mutex_unlock (&self->mutex);
  return bytes;
}

static gboolean
store (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *what, const char *label,
       GBytes *bytes, GError **error)
{
  GbKeyringMemory *self = GB_KEYRING_MEMORY (keyring);

  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->items, item_name (vault_id, member_id, what),
                        gb_guarded_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
forget (GbKeyring *keyring, const char *vault_id, const char *member_id, GError **error)
{
  GbKeyringMemory *self = GB_KEYRING_MEMORY (keyring);
  g_autofree char *seed = item_name (vault_id, member_id, "seed");
  g_autofree char *anchor = item_name (vault_id, member_id, "anchor");

  g_mutex_lock (&self->mutex);
  g_hash_table_remove (self->items, seed);
  g_hash_table_remove (self->items, anchor);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static char **
members (GbKeyring *keyring, const char *vault_id, GError **error)
{
  GbKeyringMemory *self = GB_KEYRING_MEMORY (keyring);
  GPtrArray *found = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_mutex_lock (&self->mutex);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_auto (GStrv) parts = g_strsplit (name, " ", 3);

      if (strcmp (parts[0], vault_id) == 0 && strcmp (parts[2], "seed") == 0)
        g_ptr_array_add (found, g_strdup (parts[1]));
    }
  g_mutex_unlock (&self->mutex);
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_free (found, FALSE);
}

static void
unlock_async (GbKeyring *keyring, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (keyring, NULL, callback, data);

  g_task_return_int (task, GB_KEYRING_READY);
}

static GbKeyringState
unlock_finish (GbKeyring *keyring, GAsyncResult *result, GError **error)
{
  return (GbKeyringState) g_task_propagate_int (G_TASK (result), error);
}

static void
gb_keyring_memory_finalize (GObject *object)
{
  GbKeyringMemory *self = GB_KEYRING_MEMORY (object);

  g_hash_table_unref (self->items);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (gb_keyring_memory_parent_class)->finalize (object);
}

static void
gb_keyring_memory_class_init (GbKeyringMemoryClass *class)
{
  GbKeyringClass *keyring = GB_KEYRING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = gb_keyring_memory_finalize;
  keyring->state = look;
  keyring->load = load;
  keyring->store = store;
  keyring->remove = forget;
  keyring->members = members;
  keyring->unlock_async = unlock_async;
  keyring->unlock_finish = unlock_finish;
}

static void
gb_keyring_memory_init (GbKeyringMemory *self)
{
  g_mutex_init (&self->mutex);
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

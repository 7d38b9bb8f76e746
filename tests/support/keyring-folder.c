/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>

#include "keyring-folder.h"
#include "passphrase.h"

#define GB_TYPE_TEST_KEYRING (gb_test_keyring_get_type ())
G_DECLARE_FINAL_TYPE (GbTestKeyring, gb_test_keyring, GB, TEST_KEYRING, GbKeyring)

struct _GbTestKeyring
{
  GbKeyring parent;
  char *folder;
};

G_DEFINE_FINAL_TYPE (GbTestKeyring, gb_test_keyring, GB_TYPE_KEYRING)

static char *
item_path (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *what)
{
  g_autofree char *name = g_strjoin (".", vault_id, member_id, what, NULL);

  return g_build_filename (GB_TEST_KEYRING (keyring)->folder, name, NULL);
}

static GbKeyringState
look (GbKeyring *keyring, GError **error)
{
  return GB_KEYRING_READY;
}

static GBytes *
load (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *what, GError **error)
{
  g_autofree char *path = item_path (keyring, vault_id, member_id, what);
  char *bytes = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &bytes, &length, NULL) ? g_bytes_new_take (bytes, length) : NULL;
}

static gboolean
store (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *what, const char *label,
       GBytes *bytes, GError **error)
{
  g_autofree char *path = item_path (keyring, vault_id, member_id, what);

  return g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error);
}

static gboolean
forget (GbKeyring *keyring, const char *vault_id, const char *member_id, GError **error)
{
  g_autofree char *seed = item_path (keyring, vault_id, member_id, "seed");
  g_autofree char *anchor = item_path (keyring, vault_id, member_id, "anchor");

  g_unlink (seed);
  g_unlink (anchor);
  return TRUE;
}

static char **
members (GbKeyring *keyring, const char *vault_id, GError **error)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autoptr (GDir) listing = g_dir_open (GB_TEST_KEYRING (keyring)->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (name, ".", 3);

      if (g_strv_length (parts) == 3 && strcmp (parts[0], vault_id) == 0 && strcmp (parts[2], "seed") == 0)
        g_ptr_array_add (found, g_strdup (parts[1]));
    }
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_free (found, FALSE);
}

static void
gb_test_keyring_finalize (GObject *object)
{
  g_free (GB_TEST_KEYRING (object)->folder);
  G_OBJECT_CLASS (gb_test_keyring_parent_class)->finalize (object);
}

static void
gb_test_keyring_class_init (GbTestKeyringClass *class)
{
  GbKeyringClass *keyring = GB_KEYRING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = gb_test_keyring_finalize;
  keyring->state = look;
  keyring->load = load;
  keyring->store = store;
  keyring->remove = forget;
  keyring->members = members;
}

static void
gb_test_keyring_init (GbTestKeyring *self)
{
}

GbKeyring *
gb_test_keyring_new (const char *folder)
{
  GbTestKeyring *self = g_object_new (GB_TYPE_TEST_KEYRING, NULL);

  gb_test_passphrases ();
  self->folder = g_strdup (folder);
  return GB_KEYRING (self);
}

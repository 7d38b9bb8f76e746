/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "vault/keyring-private.h"

G_DEFINE_ABSTRACT_TYPE (GbKeyring, gb_keyring, G_TYPE_OBJECT)

static void
gb_keyring_class_init (GbKeyringClass *class)
{
}

static void
gb_keyring_init (GbKeyring *self)
{
}

GbKeyring *
gb_keyring_new (void)
{
  return g_object_new (GB_TYPE_KEYRING_SECRET, NULL);
}

GbKeyring *
gb_keyring_new_in_memory (void)
{
  return g_object_new (GB_TYPE_KEYRING_MEMORY, NULL);
}

static const char *
sentence (GbKeyringState state)
{
  switch (state)
    {
    case GB_KEYRING_NO_BUS:
      return _(
        "This session has no message bus, so the keyring that holds your key can’t be reached. Sign in at the "
        "desktop in the usual way, or use the recovery key.");
    case GB_KEYRING_NO_SERVICE:
      return _(
        "No keyring runs in this session, so your key can’t be fetched. Ask your technician for GNOME Keyring or "
        "another password store; until then the recovery key opens the vault.");
    case GB_KEYRING_NO_COLLECTION:
      return _(
        "This account has no keyring yet, or it was deleted, so there is no key in it. Let one be made, then use "
        "the recovery key or a new code.");
    case GB_KEYRING_LOCKED:
      return _(
        "Your keyring is locked. Unlock it with its password: that of your account, or an older one if that was "
        "changed.");
    case GB_KEYRING_DISMISSED:
      return _(
        "Your keyring stayed locked, because its question for the password was closed. Try again when you are "
        "ready.");
    case GB_KEYRING_GONE:
      return _("The keyring does not answer. Nothing was lost: sign out and in again, or use the recovery key.");
    case GB_KEYRING_READY:
    default:
      return NULL;
    }
}

GbKeyringState
gb_keyring_say (GbKeyringState state, GError **error)
{
  if (state != GB_KEYRING_READY)
    g_set_error_literal (error, GB_ERROR, state == GB_KEYRING_GONE ? GB_ERROR_FAULT : GB_ERROR_NO_KEY,
                         sentence (state));
  return state;
}

GbKeyringState
gb_keyring_look (GbKeyring *self, GError **error)
{
  return GB_KEYRING_GET_CLASS (self)->state (self, error);
}

GBytes *
gb_keyring_load (GbKeyring *self, const char *vault_id, const char *member_id, const char *what, GError **error)
{
  return GB_KEYRING_GET_CLASS (self)->load (self, vault_id, member_id, what, error);
}

gboolean
gb_keyring_store (GbKeyring *self, const char *vault_id, const char *member_id, const char *what, const char *label,
                  GBytes *bytes, GError **error)
{
  return GB_KEYRING_GET_CLASS (self)->store (self, vault_id, member_id, what, label, bytes, error);
}

gboolean
gb_keyring_remove (GbKeyring *self, const char *vault_id, const char *member_id, GError **error)
{
  return GB_KEYRING_GET_CLASS (self)->remove (self, vault_id, member_id, error);
}

char **
gb_keyring_members (GbKeyring *self, const char *vault_id, GError **error)
{
  return GB_KEYRING_GET_CLASS (self)->members (self, vault_id, error);
}

void
gb_keyring_unlock_async (GbKeyring *self, GAsyncReadyCallback callback, gpointer data)
{
  GB_KEYRING_GET_CLASS (self)->unlock_async (self, callback, data);
}

GbKeyringState
gb_keyring_unlock_finish (GbKeyring *self, GAsyncResult *result, GError **error)
{
  return GB_KEYRING_GET_CLASS (self)->unlock_finish (self, result, error);
}

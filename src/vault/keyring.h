/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyring: the member's own OS keyring, through libsecret.
 *
 * Two items a member and vault: the seed (identity.h) and the anchor (the
 * newest journal heads this member has seen).  The keyring is a cache that
 * school IT will wipe, so it is never the only way in; and where a vault
 * exists no path here makes a key.  libsecret says NULL for absent, locked and
 * refused alike: gb_keyring_look reads the lock state first and tells the
 * states apart, each with a sentence of its own (security.md, the measured table).
 *
 * All calls block and must not be made on the main thread of a window, but
 * for gb_keyring_unlock_async, which a person's click starts and which is
 * never cancelled (a cancelled prompt kills gnome-keyring 42).
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  GB_KEYRING_READY,         /* unlocked; the item may or may not be there */
  GB_KEYRING_NO_BUS,        /* no session bus */
  GB_KEYRING_NO_SERVICE,    /* a bus, but nobody keeps secrets */
  GB_KEYRING_NO_COLLECTION, /* a service without a default keyring */
  GB_KEYRING_LOCKED,        /* locked, or never unlocked since login */
  GB_KEYRING_DISMISSED,     /* the unlock prompt was closed */
  GB_KEYRING_GONE,          /* the service went away or does not answer */
} GbKeyringState;

#define GB_TYPE_KEYRING (gb_keyring_get_type ())
G_DECLARE_DERIVABLE_TYPE (GbKeyring, gb_keyring, GB, KEYRING, GObject)

struct _GbKeyringClass
{
  GObjectClass parent_class;
  GbKeyringState (*state) (GbKeyring *self, GError **error);
  GBytes *(*load) (GbKeyring *self, const char *vault_id, const char *member_id, const char *what, GError **error);
  gboolean (*store) (GbKeyring *self, const char *vault_id, const char *member_id, const char *what, const char *label,
                     GBytes *bytes, GError **error);
  gboolean (*remove) (GbKeyring *self, const char *vault_id, const char *member_id, GError **error);
  char **(*members) (GbKeyring *self, const char *vault_id, GError **error);
  void (*unlock_async) (GbKeyring *self, GAsyncReadyCallback callback, gpointer data);
  GbKeyringState (*unlock_finish) (GbKeyring *self, GAsyncResult *result, GError **error);
};

/* The real one, and one in memory for tests of higher rooms. */
GbKeyring *gb_keyring_new (void);
GbKeyring *gb_keyring_new_in_memory (void);

/* The state now, without any prompt.  Never hangs: a service that does not
 * answer within five seconds is GONE.  The @error set for any state but READY
 * is the sentence for the person. */
GbKeyringState gb_keyring_look (GbKeyring *self, GError **error);

/* The bytes of an item.  NULL without error: the keyring is open and has no
 * such item.  NULL with GB_ERROR_NO_KEY / FAULT: the sentence of the state.
 * @what is "seed" or "anchor". */
GBytes *gb_keyring_load (GbKeyring *self, const char *vault_id, const char *member_id, const char *what,
                         GError **error);
gboolean gb_keyring_store (GbKeyring *self, const char *vault_id, const char *member_id, const char *what,
                           const char *label, GBytes *bytes, GError **error);
/* Forgets both items of a member (leaving, demo). */
gboolean gb_keyring_remove (GbKeyring *self, const char *vault_id, const char *member_id, GError **error);
/* The member ids that have a seed here for @vault_id; one on a school's
 * machine, three in the demo.  (transfer full) */
char **gb_keyring_members (GbKeyring *self, const char *vault_id, GError **error);

void gb_keyring_unlock_async (GbKeyring *self, GAsyncReadyCallback callback, gpointer data);
GbKeyringState gb_keyring_unlock_finish (GbKeyring *self, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyring-private: the two kinds of keyring, and the sentence of each state. */
#pragma once

#include "vault/keyring.h"

G_BEGIN_DECLS

#define GB_TYPE_KEYRING_MEMORY (gb_keyring_memory_get_type ())
G_DECLARE_FINAL_TYPE (GbKeyringMemory, gb_keyring_memory, GB, KEYRING_MEMORY, GbKeyring)

#define GB_TYPE_KEYRING_SECRET (gb_keyring_secret_get_type ())
G_DECLARE_FINAL_TYPE (GbKeyringSecret, gb_keyring_secret, GB, KEYRING_SECRET, GbKeyring)

/* Sets the sentence of @state unless it is READY; gives @state back. */
GbKeyringState gb_keyring_say (GbKeyringState state, GError **error);

G_END_DECLS

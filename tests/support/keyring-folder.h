/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyring-folder: a keyring of plain files, so that several processes of one
 * test share it.  For invented keys only. */
#pragma once

#include "vault/keyring.h"

G_BEGIN_DECLS

/* Keeps its items in @folder, which is there already. */
GbKeyring *gb_test_keyring_new (const char *folder);

G_END_DECLS

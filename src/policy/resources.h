/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resources: what the policy room carries inside itself - the shipped packs,
 * their schema, and the bank holidays.  Asked for by name (not registered by a
 * constructor), so that a static library that is linked keeps them.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer none) */
GResource *gb_policy_get_resource (void);

G_END_DECLS

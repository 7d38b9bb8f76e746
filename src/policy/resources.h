/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resources: what the policy room carries inside itself - the shipped packs,
 * their schema, and the bank holidays.  Asking for it by this name keeps the
 * object, and with it the constructor, when a static library is linked.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer none) */
GResource *gb_policy_get_resource (void);

G_END_DECLS

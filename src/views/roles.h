/* SPDX-License-Identifier: GPL-3.0-or-later */
/* roles: a member's roles as a window says them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "Headteacher, Deputy DSL" from role words in an array, or blank-separated.  (transfer full) */
char *gb_say_roles (const char *roles);
char *gb_say_role_list (const char *const *roles);

G_END_DECLS

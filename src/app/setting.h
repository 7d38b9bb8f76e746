/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setting: this account's own choices, in a file of its configuration folder.
 * One is written without touching the others; a file that is missing or
 * spoilt leaves each at what it is by default. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int gb_setting_get (const char *group, const char *key, int otherwise);
void gb_setting_set (const char *group, const char *key, int value);

G_END_DECLS

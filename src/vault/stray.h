/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stray: copies that a program which keeps folders alike on several computers
 * (Nextcloud, OneDrive, Dropbox, Syncthing ...) left in a vault's folder or beside
 * it, when it found the vault changed in two places at once.
 *
 * They are told by their names alone, and nothing of them is opened: such a copy
 * may be damaged, and it isn't this vault.  A vault's own files are a closed list,
 * so another name that begins like one of them is a copy; of the folder itself,
 * whose name is the school's choice, only the names that such programs give.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What lies there of the vault in @dir, at most three names; an empty list if nothing does, or if it can't be
 * looked at.  (transfer full) */
GStrv gb_stray_find (const char *dir);

/* What to tell whoever opens the vault in @dir; NULL: nothing.  @opened: the vault is open and was found whole, so
 * that it can be said.  (transfer full) */
char *gb_stray_say (const char *dir, gboolean opened);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup: a whole encrypted copy of the vault that counts only once it was
 * opened again and every entry of it proved.  Making one is a fact about the
 * vault and is written down, so that Today can say how old the last one is. */
#pragma once

#include "casework/book.h"
#include "casework/record.h"

G_BEGIN_DECLS

#define GB_BACKUP_FIELDS(TEXT, NUMBER) NUMBER (entry) NUMBER (at) TEXT (by_name) TEXT (name) NUMBER (entries)
GB_RECORD_DECLARE (GbBackup, gb_backup, GB_BACKUP_FIELDS)

/* Makes the new folder @to, proves it, and writes backup.verified (a vault that
 * is open for reading only is copied too, but notes nothing).  Blocks; any
 * thread.  @entries (may be NULL): how many were proved.  GB_ERROR_INPUT when
 * @to exists, GB_ERROR_TAMPERED with the first finding. */
gboolean gb_backup_make (GbBook *book, const char *to, GbProgressFunc progress, gpointer data, gint64 *entries,
                         GError **error);

/* The newest one; NULL without error: none yet.  Worker only.  (transfer full) */
GbBackup *gb_backup_last (GbVault *vault, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup: a whole encrypted copy of the vault that counts only once it was
 * opened again and every entry of it proved.  Making one is a fact about the
 * vault and is written down, so that Today can say how old the last one is. */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

#define GB_BACKUP_FIELDS(TEXT, NUMBER) NUMBER (entry) NUMBER (at) TEXT (by_name) TEXT (name) NUMBER (entries)
extern const GbAct gb_backup_acts[];

GB_RECORD_DECLARE (GbBackup, gb_backup, GB_BACKUP_FIELDS)

/* Makes the new folder @to, proves it, and writes backup.verified (a vault that
 * is open for reading only is copied too, but notes nothing).  Blocks; any
 * thread.  @entries (may be NULL): how many were proved.  GB_ERROR_INPUT when
 * @to exists, GB_ERROR_TAMPERED with the first finding. */
gboolean gb_backup_make (GbBook *book, const char *to, GbProgressFunc progress, gpointer data, gint64 *entries,
                         GError **error);

/* Where in @folder a copy goes that is made now: "marsh-lane-2026-11-22-1730.guardbook".  (transfer full) */
char *gb_backup_path (GbBook *book, const char *folder);
/* The same for the vault at @dir, without a key to it. */
char *gb_backup_path_of (const char *dir, const char *folder);

/* The most days that the rule may ask for. */
#define GB_BACKUP_DAYS_MOST 90

/* How many days old the newest one may be before Today says so: what the school
 * set (backup.rule), else seven.  Worker only. */
gint64 gb_backup_days (GbVault *vault, GError **error);

/* A restore for practice: puts the backup @from into a folder of its own beside
 * the vault, opens it with this member's key, or with the paper whose words are
 * given (@other: the second share), proves every entry, compares its newest one
 * with the vault's own of the same number, removes the folder again, and writes
 * backup.drilled.  Nothing of the vault or the backup is changed.  Blocks; any
 * thread.  GB_ERROR_TAMPERED with the first finding. */
gboolean gb_backup_drill (GbBook *book, const char *from, const char *words, const char *other, GbProgressFunc progress,
                          gpointer data, gint64 *entries, GError **error);

/* Proves the copy @from that @made_by made without a key, as gb_backup_drill does, and
 * notes it as a backup.  Blocks; off the worker. */
gboolean gb_backup_prove_copy (GbBook *book, const char *from, const char *made_by, GError **error);

/* The newest one; NULL without error: none yet.  Worker only.  (transfer full) */
GbBackup *gb_backup_last (GbVault *vault, GError **error);
/* When a restore was last practised; 0: never.  Worker only. */
gint64 gb_backup_drilled_at (GbVault *vault, GError **error);

G_END_DECLS

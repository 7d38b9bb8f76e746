/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vault-private: what the files of the vault room know of each other.
 *
 * vault.c       the vault's life: create, open, close, slots
 * worker.c      the thread, its queue, and the jobs
 * connection.c  the SQLCipher connection: settings, errors, fence, transactions
 * statement.c   statements and their cache
 * backup.c      copies, there and back
 * rekey.c       a new vault key, and what a broken-off one left behind
 */
#pragma once

#include <sqlcipher/sqlite3.h>

#include "vault/slots.h"
#include "vault/vault.h"

G_BEGIN_DECLS

#define GB_VAULT_DATABASE "vault.db"
#define GB_VAULT_SLOTS "slots.json"
#define GB_VAULT_SLOTS_BACKUP "slots.bak.json"
#define GB_VAULT_DATABASE_NEXT "vault.db.next" /* under the next vault key, not yet in force */
#define GB_VAULT_SLOTS_NEXT "slots.next.json"
#define GB_VAULT_LOCK "lock"

/* In the database's header: "GBDB", and the version of the file format. */
#define GB_VAULT_APPLICATION_ID 0x47424442
#define GB_VAULT_FORMAT 1

/* Keys made of the vault key. */
#define GB_SUBKEY_CONTEXT "GbVault_"
#define GB_SUBKEY_DATABASE 1
#define GB_SUBKEY_SLOTS 2
#define GB_SUBKEY_CHECK 3

typedef struct _GbWorker GbWorker;

struct _GbVault
{
  GObject parent;
  char *path;
  char *id;
  GbIdentity *identity;
  guint8 *key; /* guarded; wiped at close */
  GbSlots *slots;
  int lock;
  gboolean read_only;
  gboolean copy; /* a backup being looked at: never written, no lock */
  GbWorker *worker;

  /* The worker's own from here on. */
  sqlite3 *db;
  GHashTable *statements; /* SQL -> idle GbStatement */
  guint depth;            /* of begun transactions */
  gboolean doomed;        /* an inner one was rolled back */
  gboolean fenced;
  gboolean attaching;
  int wal_pages; /* written and not yet in vault.db */
  GCancellable *cancellable;
  GbVaultJob reopened; /* what a connection has that no file keeps */
  gpointer reopened_data;
  gpointer held;
  GDestroyNotify held_free;
};

/* --- worker.c ---------------------------------------------------------- */
void gb_worker_start (GbVault *vault);
/* Runs what waits, then closes the database and ends the thread.  Also on the
 * worker itself, when the last reference is dropped there. */
void gb_worker_stop (GbVault *vault);
void gb_worker_free (GbWorker *worker);

/* --- vault.c ------------------------------------------------------------- */
/* As gb_vault_open; @copy: only to be looked at, wherever it lies, without a lock. */
GbVault *gb_vault_open_as (const char *dir, GbIdentity *identity, gboolean copy, GError **error);

/* --- connection.c (worker only) ---------------------------------------- */
typedef enum
{
  GB_CONNECT_CREATE,
  GB_CONNECT_OPEN,
  GB_CONNECT_READ,  /* nothing may be written, but a WAL must be minded */
  GB_CONNECT_FROZEN /* nothing changes the file: no lock, no WAL */
} GbConnectMode;
gboolean gb_connection_open (GbVault *vault, GbConnectMode mode, GError **error);
void gb_connection_close (GbVault *vault);
/* Opens @path with @vault_key and no more; @vfs NULL is the usual one.  The caller closes it. */
sqlite3 *gb_connection_new (const char *path, int flags, const char *vfs, const guint8 *vault_key, int *rc);
/* Sets the sentence for @rc; always FALSE. */
gboolean gb_connection_fail (sqlite3 *db, int rc, GError **error);
/* Moves the WAL into vault.db when the worker has nothing else to do. */
void gb_connection_idle (GbVault *vault);
/* The same, now and whole: vault.db alone has everything. */
gboolean gb_connection_settle (GbVault *vault, GError **error);
const char *gb_connection_cipher_version (void);
/* SQLCipher's and SQLite's own checks of every page: TRUE, or the sentence that the file is damaged. */
gboolean gb_connection_check (GbVault *vault, GError **error);

/* --- backup.c (worker only) ----------------------------------------------- */
/* Every page of the open database into the new file @path under @key. */
gboolean gb_copy_database (GbVault *vault, const char *path, const guint8 *key, GError **error);

/* --- rekey.c ----------------------------------------------------------------- */
/* After the slots were read and before the database is opened: which of two
 * keys is in force when a change of keys was broken off.  Sets vault->slots and
 * vault->key; @tidy says that gb_rekey_tidy has something to finish. */
gboolean gb_rekey_choose (GbVault *vault, gboolean *tidy, GError **error);
/* Finishes it or takes it back; only where the vault may be written. */
gboolean gb_rekey_tidy (GbVault *vault, GError **error);

/* --- statement.c ----------------------------------------------------------- */
void gb_statements_clear (GbVault *vault);

G_END_DECLS

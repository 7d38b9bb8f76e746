/* SPDX-License-Identifier: GPL-3.0-or-later */
/* connection: SQLCipher as this vault needs it.
 *
 * Every setting is made and then asked back: one that did not take is a reason
 * not to open (GB_ERROR_TAMPERED), not something to hope for.
 *
 * The fence is an authorizer: while it is up no statement that changes or
 * removes an entry can even be prepared.  REPLACE shows itself to the authorizer
 * as an INSERT; recursive_triggers makes it fire the DELETE triggers of the
 * tables of truth.
 */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "vault/guarded.h"
#include "vault/place.h"
#include "vault/statement.h"
#include "vault/vault-private.h"

#define RAW_KEY_LENGTH (2 + 2 * GB_VAULT_KEY_SIZE + 1) /* x'...' */
#define PROGRESS_STEPS 20000
/* A WAL is moved while the worker is idle; only one this long can't wait. */
#define WAL_PAGES_MOST 8000
#define WAL_PAGES_IDLE 64

/* KiB of pages kept in memory. */
#define CACHE_USUAL 65536
#define CACHE_ROOMY 262144

typedef struct
{
  const char *name;
  const char *set; /* NULL: only asked */
  const char *expected;
  gboolean writing; /* means nothing where nothing can be written */
} Setting;

static const Setting settings[] = {
  { "cipher_page_size", NULL, "4096", FALSE },
  { "cipher_hmac_algorithm", NULL, "HMAC_SHA512", FALSE },
  { "locking_mode", "exclusive", "exclusive", TRUE },
  { "journal_mode", "wal", "wal", TRUE },
  { "synchronous", "full", "2", FALSE },
  { "temp_store", "memory", "2", FALSE },
  { "foreign_keys", "on", "1", FALSE },
  { "trusted_schema", "off", "0", FALSE },
  { "cell_size_check", "on", "1", FALSE },
  { "secure_delete", "on", "1", FALSE },
  { "recursive_triggers", "on", "1", FALSE },
  { "mmap_size", NULL, "0", FALSE },
  { "cache_size", "-" G_STRINGIFY (CACHE_USUAL), "-" G_STRINGIFY (CACHE_USUAL), FALSE },
  { "wal_autocheckpoint", "0", "0", TRUE },
};

static const struct
{
  int option;
  int value;
} switches[] = {
  { SQLITE_DBCONFIG_DEFENSIVE, 1 },
  { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
  { SQLITE_DBCONFIG_DQS_DDL, 0 },
  { SQLITE_DBCONFIG_DQS_DML, 0 },
  { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
  { SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0 },
};

/* --- one value, as text -------------------------------------------------- */

static int
ask (sqlite3 *db, const char *sql, char **answer)
{
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  *answer = NULL;
  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    *answer = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* --- guard ------------------------------------------------------------------ */

static char *cipher_version;

const char *
gb_connection_cipher_version (void)
{
  return cipher_version;
}

/* Another sqlite3 in the process would take every call about keys, do nothing,
 * and write the school's record in plain text. */
static gboolean
sqlite_is_cipher (void)
{
  sqlite3 *db = NULL;
  gboolean sound = strcmp (sqlite3_sourceid (), SQLITE_SOURCE_ID) == 0 && sqlite3_compileoption_used ("HAS_CODEC")
                   && sqlite3_compileoption_used ("TEMP_STORE=2") && sqlite3_threadsafe () != 0;

  if (sqlite3_open (":memory:", &db) == SQLITE_OK)
    ask (db, "PRAGMA cipher_version", &cipher_version);
  sqlite3_close (db);
  return sound && cipher_version != NULL;
}

gboolean
gb_vault_guard (GError **error)
{
  static gsize answer;

  if (g_once_init_enter (&answer))
    {
      gb_sodium_ready ();
      /* Counting every piece of memory under a lock is a tenth of each statement.
       * Refused, without harm, where somebody opened a database before us. */
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
      g_once_init_leave (&answer, sqlite_is_cipher () ? 1 : 2);
    }
  if (answer == 1)
    return TRUE;
  g_set_error_literal (
    error, GB_ERROR, GB_ERROR_FAULT,
    _("This Guardbook was put together without encryption (SQLCipher), so it will not touch a vault. "
      "Install it again."));
  return FALSE;
}

/* --- errors -------------------------------------------------------------------- */

static gboolean
fail (GError **error, GbErrorCode code, const char *sentence)
{
  g_set_error_literal (error, GB_ERROR, code, sentence);
  return FALSE;
}

static gboolean
fail_disk (sqlite3 *db, GError **error)
{
  switch (sqlite3_system_errno (db))
    {
    case ENOSPC:
    case EDQUOT:
      return fail (error, GB_ERROR_FAULT,
                   _("The disk is full, so nothing was written. Free some space, then try again."));
    case EFBIG:
      return fail (
        error, GB_ERROR_FAULT,
        _("The vault may not grow any further: this account has a limit on the size of files. Nothing was "
          "written."));
    default:
      return fail (
        error, GB_ERROR_FAULT,
        _("The disk could not be read or written. Nothing was half-written; look whether the disk is in order "
          "before you go on."));
    }
}

gboolean
gb_connection_fail (sqlite3 *db, int rc, GError **error)
{
  g_debug ("sqlite %d: %s", rc, db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (rc));
  /* Several questions may share one error: the first that failed is the cause,
   * and what fails after it only follows. */
  if (error != NULL && *error != NULL)
    return FALSE;
  switch (rc & 0xff)
    {
    case SQLITE_FULL:
      return fail (error, GB_ERROR_FAULT,
                   _("The disk is full, so nothing was written. Free some space, then try again."));
    case SQLITE_IOERR:
      return fail_disk (db, error);
    case SQLITE_READONLY:
      return fail (error, GB_ERROR_READ_ONLY,
                   _("The vault is open for reading only, because its folder can’t be written by this account."));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail (error, GB_ERROR_FAULT,
                   _("The vault’s database is damaged. Stop working in it, and put back the newest backup."));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail (error, GB_ERROR_HELD,
                   _("Another program is working in the vault’s database. Close it there first."));
    case SQLITE_AUTH:
      return fail (error, GB_ERROR_REFUSED,
                   _("What stands in the journal is never changed or removed. Amend it with a new entry."));
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled."));
      return FALSE;
    case SQLITE_CONSTRAINT:
      g_set_error (error, GB_ERROR, GB_ERROR_FAULT,
                   _("The vault refused to store this (%s). Nothing was written."), sqlite3_errmsg (db));
      return FALSE;
    default:
      g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _("The vault’s database could not answer (%s)."),
                   db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (rc));
      return FALSE;
    }
}

/* --- opening ---------------------------------------------------------------------- */

/* SQLCipher takes a raw key only as x'..' text; 32 bytes would silently be a
 * passphrase.  The text stands in a guarded page. */
static int
give_key (sqlite3 *db, const guint8 *vault_key)
{
  g_autoptr (GbGuarded) raw = gb_guarded_new (GB_VAULT_KEY_SIZE);
  g_autoptr (GbGuarded) guarded = gb_guarded_new (RAW_KEY_LENGTH + 1);
  char *text = (char *) guarded;

  crypto_kdf_derive_from_key (raw, GB_VAULT_KEY_SIZE, GB_SUBKEY_DATABASE, GB_SUBKEY_CONTEXT, vault_key);
  text[0] = 'x';
  text[1] = '\'';
  sodium_bin2hex (text + 2, 2 * GB_VAULT_KEY_SIZE + 1, raw, GB_VAULT_KEY_SIZE);
  text[RAW_KEY_LENGTH - 1] = '\'';
  return sqlite3_key_v2 (db, "main", text, RAW_KEY_LENGTH);
}

sqlite3 *
gb_connection_new (const char *path, int flags, const char *vfs, const guint8 *vault_key, int *rc)
{
  sqlite3 *db = NULL;
  g_autofree char *ignored = NULL;

  *rc = sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
  if (*rc == SQLITE_OK)
    *rc = give_key (db, vault_key);
  /* It would write "hmac check failed" to the terminal for a damaged page; it
   * forgets this whenever its last connection is closed. */
  if (*rc == SQLITE_OK)
    *rc = ask (db, "PRAGMA cipher_log_level = NONE", &ignored);
  return db;
}

static gboolean
fail_setting (const char *name, GError **error)
{
  g_set_error (
    error, GB_ERROR, GB_ERROR_TAMPERED,
    _("The vault’s database did not take the safe setting “%s”, so it was not opened. Put back the newest "
      "backup."),
    name);
  return FALSE;
}

static gboolean
make_setting (GbVault *self, const Setting *setting, GError **error)
{
  g_autofree char *set = g_strdup_printf ("PRAGMA %s = %s", setting->name, setting->set);
  g_autofree char *get = g_strdup_printf ("PRAGMA %s", setting->name);
  g_autofree char *ignored = NULL;
  g_autofree char *answer = NULL;
  int rc = SQLITE_OK;

  if (setting->set != NULL)
    rc = ask (self->db, set, &ignored);
  if (rc == SQLITE_OK)
    rc = ask (self->db, get, &answer);
  if (rc != SQLITE_OK)
    return gb_connection_fail (self->db, rc, error);
  /* Where memory can't be mapped for SQLite at all it answers nothing. */
  if (g_strcmp0 (answer, setting->expected) == 0 || (answer == NULL && strcmp (setting->name, "mmap_size") == 0))
    return TRUE;
  return fail_setting (setting->name, error);
}

static gboolean
make_settings (GbVault *self, gboolean writing, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if ((writing || !settings[i].writing) && !make_setting (self, &settings[i], error))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      int now = -1;

      if (sqlite3_db_config (self->db, switches[i].option, switches[i].value, &now) != SQLITE_OK
          || now != switches[i].value)
        return fail_setting (_("protected database"), error);
    }
  return TRUE;
}

static gboolean
check_header (GbVault *self, GError **error)
{
  g_autofree char *application = NULL;
  g_autofree char *format = NULL;
  int rc = ask (self->db, "PRAGMA application_id", &application);

  if (rc == SQLITE_OK)
    rc = ask (self->db, "PRAGMA user_version", &format);
  if (rc != SQLITE_OK)
    return gb_connection_fail (self->db, rc, error);
  if (g_ascii_strtoll (application, NULL, 10) != GB_VAULT_APPLICATION_ID)
    return fail (error, GB_ERROR_FAULT,
                 _("vault.db in this folder is not a Guardbook vault. Put back the newest backup."));
  if (g_ascii_strtoll (format, NULL, 10) > GB_VAULT_FORMAT)
    return fail (error, GB_ERROR_FAULT,
                 _("This vault was made by a newer Guardbook. Update this one, then open it again."));
  return TRUE;
}

/* The reasons that can be seen from outside each have their own sentence. */
static gboolean
check_file (const char *path, GError **error)
{
  unsigned char byte;
  ssize_t n;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  int failed = fd < 0 ? errno : 0;

  if (failed == ENOENT)
    return fail (
      error, GB_ERROR_FAULT,
      _("vault.db is missing from the vault’s folder: it was moved or deleted. Put back the newest backup."));
  if (failed == EACCES || failed == EPERM)
    return fail (error, GB_ERROR_FAULT,
                 _("This account may not read vault.db. Ask your technician for access to the vault’s folder."));
  n = fd >= 0 ? pread (fd, &byte, 1, 0) : -1;
  if (fd >= 0)
    close (fd);
  if (n == 0)
    return fail (error, GB_ERROR_FAULT,
                 _("vault.db is empty: something cut it to nothing. Put back the newest backup."));
  if (n < 0)
    return fail (error, GB_ERROR_FAULT, _("vault.db can’t be read. Look whether the disk is in order."));
  return TRUE;
}

static int
stop_if_cancelled (gpointer data)
{
  GbVault *self = data;

  /* Never in a transaction: an interrupted write takes the whole of it back. */
  return self->depth == 0 && g_cancellable_is_cancelled (self->cancellable);
}

static int
note_wal (gpointer data, sqlite3 *db, const char *schema, int pages)
{
  GbVault *self = data;

  self->wal_pages = pages;
  if (pages > WAL_PAGES_MOST)
    gb_connection_idle (self);
  return SQLITE_OK;
}

void
gb_connection_idle (GbVault *self)
{
  if (self->db == NULL || self->wal_pages < WAL_PAGES_IDLE || self->depth > 0 || self->read_only)
    return;
  /* A failure here loses nothing: the pages stay in the WAL, and the next act says what is wrong. */
  if (sqlite3_wal_checkpoint_v2 (self->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) == SQLITE_OK)
    self->wal_pages = 0;
}

gboolean
gb_connection_settle (GbVault *self, GError **error)
{
  int rc = sqlite3_wal_checkpoint_v2 (self->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  self->wal_pages = 0;
  return rc == SQLITE_OK ? TRUE : gb_connection_fail (self->db, rc, error);
}

gboolean
gb_connection_check (GbVault *self, GError **error)
{
  g_autofree char *bad_page = NULL;
  g_autofree char *answer = NULL;
  /* The first answers with a row for each bad page, the second with "ok". */
  int rc = ask (self->db, "PRAGMA cipher_integrity_check", &bad_page);

  if (rc == SQLITE_OK)
    rc = ask (self->db, "PRAGMA quick_check (1)", &answer);
  if (rc == SQLITE_OK && bad_page == NULL && g_strcmp0 (answer, "ok") == 0)
    return TRUE;
  return gb_connection_fail (self->db, rc == SQLITE_OK ? SQLITE_CORRUPT : rc, error);
}

static char *
connection_name (GbVault *self, GbConnectMode mode)
{
  g_autofree char *path = g_build_filename (self->path, GB_VAULT_DATABASE, NULL);
  g_autofree char *absolute = NULL;
  g_autofree char *uri = NULL;

  if (mode != GB_CONNECT_FROZEN)
    return g_steal_pointer (&path);
  absolute = g_canonicalize_filename (path, NULL);
  uri = g_filename_to_uri (absolute, NULL, NULL);
  return g_strconcat (uri, "?immutable=1", NULL);
}

static int
connection_flags (GbConnectMode mode)
{
  switch (mode)
    {
    case GB_CONNECT_CREATE:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case GB_CONNECT_OPEN:
      return SQLITE_OPEN_READWRITE;
    case GB_CONNECT_READ:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    case GB_CONNECT_FROZEN:
    default:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    }
}

static gboolean
connect_vault (GbVault *self, GbConnectMode mode, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, GB_VAULT_DATABASE, NULL);
  g_autofree char *name = connection_name (self, mode);
  g_autofree char *ignored = NULL;
  int rc;

  if (mode != GB_CONNECT_CREATE && !check_file (path, error))
    return FALSE;
  /* SQLite keeps the index of a WAL to itself only under an exclusive lock, which
   * a file that can't be written doesn't give; our own lock stands in for it. */
  self->db = gb_connection_new (name, connection_flags (mode), mode == GB_CONNECT_READ ? "unix-none" : NULL,
                                self->key, &rc);
  /* A vault opened for reading must not leave a shared index beside it. */
  if (rc == SQLITE_OK && mode != GB_CONNECT_FROZEN)
    rc = ask (self->db, "PRAGMA locking_mode = exclusive", &ignored);
  g_clear_pointer (&ignored, g_free);
  if (rc == SQLITE_OK)
    rc = ask (self->db, "SELECT count(*) FROM sqlite_schema", &ignored);
  if (rc != SQLITE_OK)
    return gb_connection_fail (self->db, rc, error);
  return make_settings (self, mode == GB_CONNECT_CREATE || mode == GB_CONNECT_OPEN, error);
}

gboolean
gb_connection_open (GbVault *self, GbConnectMode mode, GError **error)
{
  g_autofree char *stamp = NULL;

  if (!connect_vault (self, mode, error))
    {
      gb_connection_close (self);
      return FALSE;
    }
  if (mode == GB_CONNECT_CREATE)
    {
      stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d", GB_VAULT_APPLICATION_ID,
                               GB_VAULT_FORMAT);
      if (!gb_vault_execute (self, stamp, error))
        {
          gb_connection_close (self);
          return FALSE;
        }
    }
  if (!check_header (self, error))
    {
      gb_connection_close (self);
      return FALSE;
    }
  sqlite3_progress_handler (self->db, PROGRESS_STEPS, stop_if_cancelled, self);
  sqlite3_wal_hook (self->db, note_wal, self);
  return TRUE;
}

void
gb_connection_close (GbVault *self)
{
  if (self->db == NULL)
    return;
  if (self->depth > 0)
    {
      self->depth = 1;
      gb_vault_rollback (self);
    }
  gb_vault_hold (self, NULL, NULL);
  gb_statements_clear (self);
  /* A statement that somebody still holds would keep the file open, and the key. */
  if (sqlite3_close (self->db) != SQLITE_OK)
    {
      g_critical ("A statement outlives the vault: %s", sqlite3_sql (sqlite3_next_stmt (self->db, NULL)));
      sqlite3_close_v2 (self->db);
    }
  self->db = NULL;
}

void
gb_vault_hold (GbVault *self, gpointer data, GDestroyNotify data_free)
{
  if (self->held_free != NULL)
    self->held_free (self->held);
  self->held = data;
  self->held_free = data_free;
}

gpointer
gb_vault_held (GbVault *self)
{
  return self->held;
}

/* --- the fence ---------------------------------------------------------------------- */

static gboolean
is_truth (const char *table)
{
  return g_strcmp0 (table, "entry") == 0 || g_strcmp0 (table, "blob") == 0;
}

static gboolean
is_forbidden_pragma (const char *name)
{
  static const char *const names[]
    = { "writable_schema", "recursive_triggers", "journal_mode", "synchronous",    "key",
        "rekey",           "application_id",     "user_version", "trusted_schema", "locking_mode" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* For triggers and indexes the table is the second name, else the first. */
static int
judge (gpointer data, int action, const char *first, const char *second, const char *schema, const char *trigger)
{
  GbVault *self = data;

  switch (action)
    {
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
    case SQLITE_CREATE_TABLE:
    case SQLITE_DROP_TABLE:
      return is_truth (first) && g_strcmp0 (schema, "main") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_ALTER_TABLE: /* schema, table */
      return is_truth (second) && g_strcmp0 (first, "main") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_CREATE_TEMP_TABLE: /* would stand before the real one in every query */
    case SQLITE_CREATE_TEMP_VIEW:
      return is_truth (first) ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_CREATE_INDEX:
    case SQLITE_DROP_INDEX:
      return is_truth (second) && g_strcmp0 (schema, "main") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_CREATE_TEMP_TRIGGER:
      return is_truth (second) ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA:
      return second != NULL && is_forbidden_pragma (first) ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_ATTACH:
      return self->attaching ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_OK;
    }
}

void
gb_vault_fence (GbVault *self, gboolean up)
{
  g_return_if_fail (gb_vault_on_worker (self));
  if (self->fenced == up)
    return;
  self->fenced = up;
  /* Setting it also makes every cached statement be judged again. */
  sqlite3_set_authorizer (self->db, up ? judge : NULL, self);
}

/* A failure costs time, nothing else. */
void
gb_vault_set_roomy (GbVault *self, gboolean roomy)
{
  const char *ask = roomy ? "PRAGMA cache_size = -" G_STRINGIFY (CACHE_ROOMY)
                          : "PRAGMA cache_size = -" G_STRINGIFY (CACHE_USUAL) "; PRAGMA shrink_memory";

  g_return_if_fail (gb_vault_on_worker (self));
  sqlite3_exec (self->db, ask, NULL, NULL, NULL);
}

/* --- statements without an answer ------------------------------------------------------ */

gboolean
gb_vault_execute (GbVault *self, const char *sql, GError **error)
{
  int rc;

  g_return_val_if_fail (gb_vault_on_worker (self), FALSE);
  rc = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK ? TRUE : gb_connection_fail (self->db, rc, error);
}

gboolean
gb_vault_attach_scratch (GbVault *self, const char *name, GError **error)
{
  /* An attached database takes over the connection's access, and the memory of
   * a read-only one could not be written: only a URI can say otherwise. */
  g_autofree char *memory
    = self->read_only ? g_strdup_printf ("file:%s?mode=memory", name) : g_strdup (":memory:");
  g_autofree char *sql = g_strdup_printf ("ATTACH '%s' AS %s KEY ''", memory, name);
  gboolean attached;

  g_return_val_if_fail (strspn (name, "abcdefghijklmnopqrstuvwxyz_") == strlen (name), FALSE);
  self->attaching = TRUE;
  attached = gb_vault_execute (self, sql, error);
  self->attaching = FALSE;
  return attached;
}

gboolean
gb_vault_detach (GbVault *self, const char *name, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DETACH %s", name);

  /* Idle statements that read it would hold it. */
  gb_statements_clear (self);
  return gb_vault_execute (self, sql, error);
}

/* --- transactions ------------------------------------------------------------------------ */

gboolean
gb_vault_begin (GbVault *self, GError **error)
{
  g_return_val_if_fail (gb_vault_on_worker (self), FALSE);
  if (self->read_only)
    return gb_connection_fail (self->db, SQLITE_READONLY, error);
  if (self->depth == 0)
    {
      if (!gb_vault_execute (self, "BEGIN IMMEDIATE", error))
        return FALSE;
      self->doomed = FALSE;
    }
  self->depth++;
  return TRUE;
}

static gboolean
check_not_moved (GbVault *self, GError **error)
{
  int moved = 0;

  sqlite3_file_control (self->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (!moved)
    return TRUE;
  return fail (
    error, GB_ERROR_FAULT,
    _("The vault’s folder was moved, renamed or deleted while it was open, so this was not recorded. Put the "
      "folder back where it was, then lock and unlock."));
}

gboolean
gb_vault_commit (GbVault *self, GError **error)
{
  gboolean committed;

  g_return_val_if_fail (gb_vault_on_worker (self) && self->depth > 0, FALSE);
  if (self->depth > 1)
    {
      self->depth--;
      return TRUE;
    }
  /* After a full disk SQLite has taken the transaction back by itself: a
   * COMMIT then would report success for nothing. */
  if (self->doomed || sqlite3_get_autocommit (self->db))
    committed = fail (error, GB_ERROR_FAULT, _("This could not be recorded whole, so nothing of it was."));
  else
    committed = check_not_moved (self, error) && gb_vault_execute (self, "COMMIT", error);
  if (committed)
    self->depth = 0;
  else
    gb_vault_rollback (self);
  return committed;
}

void
gb_vault_rollback (GbVault *self)
{
  g_return_if_fail (gb_vault_on_worker (self));
  /* A COMMIT that failed has taken it back already. */
  if (self->depth == 0)
    return;
  self->depth--;
  self->doomed = TRUE;
  if (self->depth == 0 && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rekey: a new vault key, when somebody who knew the old one leaves.
 *
 * The database is copied page by page into vault.db.next under a new random
 * key; the slots are sealed anew in slots.next.json; then one rename puts the
 * copy in vault.db's place.  Before that rename the old key opens everything,
 * after it the new one, and there is no moment at which neither does: opening
 * tries which of the two the database has, and finishes or takes back what was
 * broken off.  (sqlite3_rekey would change the pages in place and leave a file
 * of two keys between its COMMIT and the end of its checkpoint.)
 *
 * The WAL of the old file is emptied and its connection closed before the
 * rename: a WAL left behind would be read as the new file's.
 */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/errors.h"
#include "vault/guarded.h"
#include "vault/place.h"
#include "vault/vault-private.h"

#define FILE_MODE 0660

static char *
path_of (GbVault *self, const char *name)
{
  return g_build_filename (self->path, name, NULL);
}

static void
forget (GbVault *self, const char *name)
{
  g_autofree char *path = path_of (self, name);

  g_unlink (path);
}

/* --- what was broken off --------------------------------------------------------- */

/* Whether @key reads the first page of vault.db itself, whatever its WAL has. */
static gboolean
key_fits (GbVault *self, const guint8 *key)
{
  g_autofree char *path = path_of (self, GB_VAULT_DATABASE);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);
  g_autofree char *name = g_strconcat (uri, "?immutable=1", NULL);
  int rc;
  sqlite3 *db = gb_connection_new (name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL, key, &rc);

  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
  sqlite3_close (db);
  return rc == SQLITE_OK;
}

gboolean
gb_rekey_choose (GbVault *self, gboolean *tidy, GError **error)
{
  g_autofree char *copy = path_of (self, GB_VAULT_DATABASE_NEXT);
  g_autofree char *beside = path_of (self, GB_VAULT_SLOTS_NEXT);
  g_autoptr (GbSlots) next = gb_slots_read_next (self->path, self->slots);
  g_autoptr (GbGuarded) key = next != NULL ? gb_slots_unlock (next, self->identity, NULL) : NULL;

  *tidy = g_file_test (copy, G_FILE_TEST_EXISTS) || g_file_test (beside, G_FILE_TEST_EXISTS);
  if (key != NULL && key_fits (self, key))
    {
      gb_slots_free (self->slots);
      self->slots = g_steal_pointer (&next);
      self->key = g_steal_pointer (&key);
      return TRUE;
    }
  self->key = gb_slots_unlock (self->slots, self->identity, error);
  return self->key != NULL;
}

gboolean
gb_rekey_tidy (GbVault *self, GError **error)
{
  g_autoptr (GbSlots) written = gb_slots_read (self->path, NULL, error);
  gboolean newer;

  if (written == NULL)
    return FALSE;
  newer = gb_slots_get_epoch (self->slots) > gb_slots_get_epoch (written);
  if (newer && !gb_slots_promote (self->slots, self->path, error))
    return FALSE;
  forget (self, GB_VAULT_DATABASE_NEXT);
  forget (self, GB_VAULT_DATABASE_NEXT "-journal");
  forget (self, GB_VAULT_SLOTS_NEXT);
  return gb_place_sync (self->path, error);
}

/* --- the change ---------------------------------------------------------------------- */

/* Made here so that it has its mode, as when the vault was made. */
static gboolean
make_file (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);

  if (fd >= 0 && fchmod (fd, FILE_MODE) == 0 && close (fd) == 0)
    return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_FAULT,
               _("The vault could not be given a new key (%s). Look whether the disk is full; it will be tried again "
                 "when the vault is opened."),
               g_strerror (errno));
  return FALSE;
}

/* SQLCipher's own check of every page, under the new key, before anything depends on it. */
static gboolean
copy_is_sound (const char *path, const guint8 *key, GError **error)
{
  sqlite3_stmt *check = NULL;
  int rc;
  sqlite3 *db = gb_connection_new (path, SQLITE_OPEN_READONLY, NULL, key, &rc);
  gboolean sound;

  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v2 (db, "PRAGMA cipher_integrity_check", -1, &check, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_step (check) == SQLITE_DONE ? SQLITE_OK : SQLITE_CORRUPT;
  sqlite3_finalize (check);
  sound = rc == SQLITE_OK ? TRUE : gb_connection_fail (db, rc, error);
  sqlite3_close (db);
  return sound;
}

static gboolean
make_copy (GbVault *self, const guint8 *key, GError **error)
{
  g_autofree char *path = path_of (self, GB_VAULT_DATABASE_NEXT);

  forget (self, GB_VAULT_DATABASE_NEXT "-journal");
  return make_file (path, error) && gb_copy_database (self, path, key, error) && copy_is_sound (path, key, error)
         && gb_place_sync (self->path, error);
}

static gboolean
has_wal (GbVault *self)
{
  g_autofree char *path = path_of (self, GB_VAULT_DATABASE "-wal");
  struct stat facts;

  return stat (path, &facts) == 0 && facts.st_size > 0;
}

static gboolean
put_in_place (GbVault *self, GError **error)
{
  g_autofree char *from = path_of (self, GB_VAULT_DATABASE_NEXT);
  g_autofree char *to = path_of (self, GB_VAULT_DATABASE);

  if (!has_wal (self) && g_rename (from, to) == 0)
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_FAULT,
                       _("The vault could not be given a new key, because its folder can’t be changed. It will be "
                         "tried again when the vault is opened."));
  return FALSE;
}

/* The database is closed in between; whatever happens it is open again after. */
static gboolean
exchange (GbVault *self, GbSlots **next, guint8 **key, GError **error)
{
  g_autoptr (GError) failed = NULL;
  gboolean fenced = self->fenced;
  gboolean moved;

  if (!gb_connection_settle (self, error))
    return FALSE;
  gb_connection_close (self);
  self->fenced = FALSE;
  moved = put_in_place (self, &failed);
  if (moved)
    {
      gb_guarded_free (self->key);
      self->key = g_steal_pointer (key);
      gb_slots_free (self->slots);
      self->slots = g_steal_pointer (next);
      /* From here on only the new key opens it; slots that can't be written now are put right at the next opening. */
      if (!gb_place_sync (self->path, &failed) || !gb_slots_promote (self->slots, self->path, &failed))
        g_debug ("the new slots are not yet in place: %s", failed->message);
    }
  if (!moved)
    g_propagate_error (error, g_steal_pointer (&failed));
  if (!gb_connection_open (self, GB_CONNECT_OPEN, moved ? error : NULL))
    return FALSE;
  gb_vault_fence (self, fenced);
  return moved && (self->reopened == NULL || self->reopened (self, self->reopened_data, error));
}

static gboolean
rekey (GbVault *self, gpointer data, GError **error)
{
  g_autoptr (GbGuarded) key = gb_guarded_new (GB_VAULT_KEY_SIZE);
  g_autoptr (GbSlots) next = NULL;
  guint8 *fresh;

  if (self->read_only)
    return gb_connection_fail (self->db, SQLITE_READONLY, error);
  g_return_val_if_fail (self->depth == 0, FALSE);
  randombytes_buf (key, GB_VAULT_KEY_SIZE);
  next = gb_slots_new_epoch (self->slots, key, error);
  if (next == NULL || !make_copy (self, key, error) || !gb_slots_write_next (next, self->path, key, error))
    return FALSE;
  fresh = g_steal_pointer (&key);
  if (exchange (self, &next, &fresh, error))
    return TRUE;
  gb_guarded_free (fresh);
  return FALSE;
}

gboolean
gb_vault_rekey (GbVault *self, GError **error)
{
  return gb_vault_run (self, rekey, NULL, error);
}

gint64
gb_vault_get_epoch (GbVault *self)
{
  return gb_slots_get_epoch (self->slots);
}

void
gb_vault_on_reopened (GbVault *self, GbVaultJob job, gpointer data)
{
  self->reopened = job;
  self->reopened_data = data;
}

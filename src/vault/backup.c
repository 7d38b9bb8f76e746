/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup: whole encrypted copies of a vault, and the way back.
 *
 * A copy counts only when it was opened a second time, by another slot than
 * the maker's, and looked through; one that was not is removed again, and
 * nothing is ever written over.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/errors.h"
#include "vault/place.h"
#include "vault/vault-private.h"

#define PAGES_A_STEP 256

static gboolean
make_new_folder (const char *to, GError **error)
{
  g_autofree char *name = g_filename_display_name (to);

  if (g_mkdir (to, 0770) == 0)
    return TRUE;
  if (errno == EEXIST)
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                 _("“%s” is there already, and a copy is never written over anything. Choose a new name."), name);
  else
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _("The folder “%s” can’t be made (%s). Choose another place."),
                 name, g_strerror (errno));
  return FALSE;
}

static int
copy_pages (sqlite3 *to, sqlite3 *from)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");
  int rc = SQLITE_OK;

  if (backup == NULL)
    return sqlite3_extended_errcode (to);
  while (rc == SQLITE_OK)
    rc = sqlite3_backup_step (backup, PAGES_A_STEP);
  sqlite3_backup_finish (backup);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

gboolean
gb_copy_database (GbVault *self, const char *path, const guint8 *key, GError **error)
{
  int rc;
  sqlite3 *copy = gb_connection_new (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL, key, &rc);
  gboolean done;

  if (rc == SQLITE_OK)
    rc = sqlite3_exec (copy, "PRAGMA synchronous = full; PRAGMA journal_mode = delete", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = copy_pages (copy, self->db);
  done = rc == SQLITE_OK ? TRUE : gb_connection_fail (copy, rc, error);
  sqlite3_close (copy);
  return done;
}

static gboolean
copy_database (GbVault *self, const char *to, GError **error)
{
  g_autofree char *path = g_build_filename (to, GB_VAULT_DATABASE, NULL);

  return gb_copy_database (self, path, self->key, error);
}

static gboolean
write_slots (GbSlots *slots, const char *to, GError **error)
{
  g_autofree char *text = gb_slots_print (slots);

  return gb_place_write (to, GB_VAULT_SLOTS, text, strlen (text), error)
         && gb_place_write (to, GB_VAULT_SLOTS_BACKUP, text, strlen (text), error);
}

static gboolean
copy_all (GbVault *self, gpointer to, GError **error)
{
  return copy_database (self, to, error) && write_slots (self->slots, to, error);
}

static gboolean
look_through (GbVault *copy, gpointer data, GError **error)
{
  return gb_connection_check (copy, error);
}

/* A slot that nobody had before, in the copy alone and for the test alone: that
 * it opens shows that the copy's own slots and key are enough, and that the
 * maker's own slot is not what the copy hangs on. */
static GbIdentity *
add_proof (GbVault *self, const char *to, GError **error)
{
  g_autoptr (GbIdentity) proof = gb_identity_new (self->id, "proof");
  g_autoptr (GbSlots) slots = gb_slots_read (to, NULL, error);

  if (slots == NULL
      || !gb_slots_add (slots, self->key, "proof", "proof", gb_identity_get_box_key (proof), 0, error))
    return NULL;
  gb_slots_authenticate (slots, self->key);
  return write_slots (slots, to, error) ? g_steal_pointer (&proof) : NULL;
}

static gboolean
look_as_proof (const char *to, GbIdentity *proof, GbVaultJob check, gpointer data, GError **error)
{
  g_autoptr (GbVault) copy = gb_vault_open_as (to, proof, TRUE, error);
  gboolean sound;

  if (copy == NULL)
    return FALSE;
  sound
    = gb_vault_run (copy, look_through, NULL, error) && (check == NULL || gb_vault_run (copy, check, data, error));
  gb_vault_close (copy);
  return sound;
}

/* Without the slot of the test again, and opened as the maker: that it is as it was. */
static gboolean
drop_proof (GbVault *self, const char *to, GError **error)
{
  g_autoptr (GbVault) copy = NULL;

  if (!write_slots (self->slots, to, error))
    return FALSE;
  copy = gb_vault_open_as (to, self->identity, TRUE, error);
  if (copy != NULL)
    gb_vault_close (copy);
  return copy != NULL;
}

static gboolean
check_copy (GbVault *self, const char *to, GbVaultJob check, gpointer data, GError **error)
{
  g_autoptr (GbIdentity) proof = add_proof (self, to, error);

  return proof != NULL && look_as_proof (to, proof, check, data, error) && drop_proof (self, to, error);
}

gboolean
gb_vault_backup (GbVault *self, const char *to, GbVaultJob check, gpointer data, GError **error)
{
  if (!make_new_folder (to, error))
    return FALSE;
  if (gb_vault_run (self, copy_all, (gpointer) to, error) && check_copy (self, to, check, data, error))
    return TRUE;
  gb_place_clear (to);
  return FALSE;
}

/* --- and back --------------------------------------------------------------- */

static gboolean
copy_file (const char *from, const char *to, const char *name, GError **error)
{
  g_autofree char *from_path = g_build_filename (from, name, NULL);
  g_autofree char *to_path = g_build_filename (to, name, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from_path);
  g_autoptr (GFile) target = g_file_new_for_path (to_path);
  g_autoptr (GError) failed = NULL;
  int fd;
  gboolean kept;

  if (!g_file_copy (source, target, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &failed))
    {
      if (g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        g_set_error (error, GB_ERROR, GB_ERROR_MISSING, _("“%s” is not a whole backup: %s is missing."), from,
                     name);
      else
        g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _("%s could not be copied (%s)."), name, failed->message);
      return FALSE;
    }
  fd = open (to_path, O_RDONLY | O_CLOEXEC);
  kept = fd >= 0 && fchmod (fd, 0660) == 0 && fsync (fd) == 0;
  if (fd >= 0)
    close (fd);
  if (!kept)
    g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _("%s could not be made durable."), name);
  return kept;
}

/* A folder that somebody copied by hand may hold a WAL with the newest entries,
 * or the slots of a change of keys that was broken off. */
static gboolean
copy_if_there (const char *from, const char *to, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (from, name, NULL);

  return !g_file_test (path, G_FILE_TEST_EXISTS) || copy_file (from, to, name, error);
}

static gboolean
copy_slots (const char *from, const char *to, GError **error)
{
  g_autoptr (GbSlots) slots = gb_slots_read (from, NULL, error);

  return slots != NULL && write_slots (slots, to, error);
}

static GbVault *
open_restored (const char *to, GbIdentity *identity, GError **error)
{
  g_autoptr (GbVault) self = gb_vault_open (to, identity, error);

  if (self == NULL || !gb_vault_run (self, look_through, NULL, error))
    return NULL;
  return g_steal_pointer (&self);
}

GbVault *
gb_vault_restore (const char *from, const char *to, GbIdentity *identity, GError **error)
{
  GbVault *self = NULL;

  if (!gb_vault_guard (error) || !gb_vault_place_is_fit (to, error) || !make_new_folder (to, error))
    return NULL;
  if (copy_file (from, to, GB_VAULT_DATABASE, error) && copy_if_there (from, to, GB_VAULT_DATABASE "-wal", error)
      && copy_if_there (from, to, GB_VAULT_SLOTS_NEXT, error) && copy_slots (from, to, error))
    self = open_restored (to, identity, error);
  if (self == NULL)
    gb_place_clear (to);
  return self;
}

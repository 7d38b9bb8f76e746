/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "vault/guarded.h"
#include "vault/lock.h"
#include "vault/place.h"
#include "vault/vault-private.h"

/* Members have accounts of their own on one machine and share the folder by its group. */
#define FOLDER_MODE 02770
#define FILE_MODE 0660

G_DEFINE_FINAL_TYPE (GbVault, gb_vault, G_TYPE_OBJECT)

static void
gb_vault_finalize (GObject *object)
{
  GbVault *self = GB_VAULT (object);

  gb_vault_close (self);
  gb_worker_free (self->worker);
  g_clear_object (&self->identity);
  g_free (self->path);
  g_free (self->id);
  G_OBJECT_CLASS (gb_vault_parent_class)->finalize (object);
}

static void
gb_vault_class_init (GbVaultClass *class)
{
  G_OBJECT_CLASS (class)->finalize = gb_vault_finalize;
}

static void
gb_vault_init (GbVault *self)
{
  self->lock = -1;
}

const char *
gb_vault_get_path (GbVault *self)
{
  return self->path;
}

const char *
gb_vault_get_id (GbVault *self)
{
  return self->id;
}

GbIdentity *
gb_vault_get_identity (GbVault *self)
{
  return self->identity;
}

gboolean
gb_vault_is_read_only (GbVault *self)
{
  return self->read_only;
}

void
gb_vault_close (GbVault *self)
{
  gb_worker_stop (self);
  g_clear_pointer (&self->key, gb_guarded_free);
  g_clear_pointer (&self->slots, gb_slots_free);
  if (self->lock >= 0)
    gb_lock_release (self->lock);
  self->lock = -1;
}

char *
gb_vault_read_id (const char *dir, GError **error)
{
  g_autoptr (GbSlots) slots = gb_slots_read (dir, NULL, error);

  return slots != NULL ? g_strdup (gb_slots_get_vault_id (slots)) : NULL;
}

/* --- create ------------------------------------------------------------------ */

static gboolean
make_folder (const char *dir, GError **error)
{
  g_autofree char *name = g_filename_display_name (dir);
  g_autoptr (GDir) listing = NULL;

  if (g_mkdir (dir, 0770) == 0)
    {
      if (chmod (dir, FOLDER_MODE) != 0)
        g_debug ("The folder keeps the mode it was made with: %s", g_strerror (errno));
      return TRUE;
    }
  if (errno == EEXIST)
    {
      listing = g_dir_open (dir, 0, NULL);
      if (listing != NULL && g_dir_read_name (listing) == NULL)
        return TRUE;
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _("“%s” is there already and is not empty. Choose a new name for the vault."), name);
    }
  else
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _("The folder “%s” can’t be made (%s). Choose another place."),
                 name, g_strerror (errno));
  return FALSE;
}

static gboolean
make_tables (GbVault *self, gpointer schema, GError **error)
{
  if (!gb_connection_open (self, GB_CONNECT_CREATE, error) || !gb_vault_begin (self, error))
    return FALSE;
  if (!gb_vault_execute (self, schema, error))
    {
      gb_vault_rollback (self);
      return FALSE;
    }
  if (!gb_vault_commit (self, error))
    return FALSE;
  gb_vault_fence (self, TRUE);
  return gb_connection_settle (self, error);
}

/* The last look: whatever went wrong before, no plain text may stay on disk. */
static gboolean
check_is_encrypted (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, GB_VAULT_DATABASE, NULL);
  char start[16] = { 0 };
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  ssize_t n = fd >= 0 ? read (fd, start, sizeof start) : -1;

  if (fd >= 0)
    close (fd);
  if (n == sizeof start && memcmp (start, "SQLite format 3", sizeof start) != 0)
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_FAULT,
                       _("The new vault was not encrypted, so it was removed again. Install Guardbook again."));
  return FALSE;
}

static gboolean
fill_folder (GbVault *self, GbIdentity *recovery, const char *schema, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, GB_VAULT_DATABASE, NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);

  /* Made here so that it has its mode, which SQLite gives to its WAL as well. */
  if (fd < 0 || fchmod (fd, FILE_MODE) != 0 || close (fd) != 0)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _("vault.db can’t be made (%s)."), g_strerror (errno));
      return FALSE;
    }
  self->lock = gb_lock_take (self->path, NULL, error);
  if (self->lock < 0)
    return FALSE;
  gb_worker_start (self);
  return gb_vault_run (self, make_tables, (gpointer) schema, error) && check_is_encrypted (self->path, error)
         && gb_slots_add (self->slots, self->key, "member", gb_identity_get_member_id (self->identity),
                          gb_identity_get_box_key (self->identity), 0, error)
         && gb_slots_add (self->slots, self->key, "recovery", "recovery", gb_identity_get_box_key (recovery), 0,
                          error)
         && gb_slots_write (self->slots, self->path, self->key, error);
}

GbVault *
gb_vault_create (const char *dir, GbIdentity *founder, GbIdentity *recovery, const char *schema, GError **error)
{
  g_autoptr (GbVault) self = NULL;

  if (!gb_vault_guard (error) || !gb_vault_place_is_fit (dir, error) || !make_folder (dir, error))
    return NULL;
  self = g_object_new (GB_TYPE_VAULT, NULL);
  self->path = g_canonicalize_filename (dir, NULL);
  self->id = g_strdup (gb_identity_get_vault_id (founder));
  self->identity = g_object_ref (founder);
  self->key = gb_guarded_new (GB_VAULT_KEY_SIZE);
  randombytes_buf (self->key, GB_VAULT_KEY_SIZE);
  self->slots = gb_slots_new (self->id, gb_connection_cipher_version ());
  if (fill_folder (self, recovery, schema, error))
    return g_steal_pointer (&self);
  gb_vault_close (self);
  gb_place_clear (dir);
  return NULL;
}

/* --- open ----------------------------------------------------------------------- */

static gboolean
open_database (GbVault *self, gpointer data, GError **error)
{
  g_autofree char *wal = g_build_filename (self->path, GB_VAULT_DATABASE "-wal", NULL);
  struct stat facts;
  GbConnectMode mode = GB_CONNECT_OPEN;

  /* What can't be written and has no WAL can't change: SQLite needs no WAL then. */
  if (self->read_only)
    mode = stat (wal, &facts) == 0 && facts.st_size > 0 && !self->copy ? GB_CONNECT_READ : GB_CONNECT_FROZEN;
  if (!gb_connection_open (self, mode, error))
    return FALSE;
  gb_vault_fence (self, TRUE);
  return TRUE;
}

static gboolean
take_lock (GbVault *self, GError **error)
{
  gboolean stale = FALSE;

  self->lock = gb_lock_take (self->path, &stale, error);
  if (stale)
    g_debug ("The vault was not closed last time.");
  return self->lock != -1;
}

GbVault *
gb_vault_open_as (const char *dir, GbIdentity *identity, gboolean copy, GError **error)
{
  g_autoptr (GbVault) self = NULL;
  gboolean mend = FALSE, tidy = FALSE;

  if (!gb_vault_guard (error) || (!copy && !gb_vault_place_is_fit (dir, error)))
    return NULL;
  self = g_object_new (GB_TYPE_VAULT, NULL);
  self->path = g_canonicalize_filename (dir, NULL);
  self->identity = g_object_ref (identity);
  self->copy = copy;
  self->slots = gb_slots_read (self->path, &mend, error);
  if (self->slots == NULL)
    return NULL;
  self->id = g_strdup (gb_slots_get_vault_id (self->slots));
  if (!gb_rekey_choose (self, &tidy, error) || (!copy && !take_lock (self, error)))
    return NULL;
  self->read_only = copy || self->lock < 0 || !gb_place_is_writable (self->path, GB_VAULT_DATABASE);
  if (tidy && !self->read_only && !gb_rekey_tidy (self, error))
    return NULL;
  gb_worker_start (self);
  if (!gb_vault_run (self, open_database, NULL, error))
    return NULL;
  /* A copy that was damaged or left behind by a power cut is written again. */
  if (mend && !self->read_only && !gb_slots_write (self->slots, self->path, self->key, error))
    return NULL;
  return g_steal_pointer (&self);
}

GbVault *
gb_vault_open (const char *dir, GbIdentity *identity, GError **error)
{
  return gb_vault_open_as (dir, identity, FALSE, error);
}

/* --- slots ------------------------------------------------------------------------ */

typedef struct
{
  const char *kind, *holder;
  const guint8 *box_key;
  gint64 expires;
  GPtrArray *infos;
} SlotJob;

static gboolean
write_slots (GbVault *self, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GbSlots) before = NULL;

  if (gb_slots_write (self->slots, self->path, self->key, &failed))
    return TRUE;
  /* What is on disk counts, not what was meant. */
  before = gb_slots_read (self->path, NULL, NULL);
  if (before != NULL)
    {
      gb_slots_free (self->slots);
      self->slots = g_steal_pointer (&before);
    }
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static gboolean
check_may_write (GbVault *self, GError **error)
{
  if (!self->read_only)
    return TRUE;
  return gb_connection_fail (self->db, SQLITE_READONLY, error);
}

static gboolean
add_slot (GbVault *self, gpointer data, GError **error)
{
  SlotJob *job = data;

  return check_may_write (self, error)
         && gb_slots_add (self->slots, self->key, job->kind, job->holder, job->box_key, job->expires, error)
         && write_slots (self, error);
}

static gboolean
remove_slot (GbVault *self, gpointer data, GError **error)
{
  SlotJob *job = data;

  return check_may_write (self, error) && gb_slots_remove (self->slots, job->kind, job->holder, error)
         && write_slots (self, error);
}

static gboolean
list_slots (GbVault *self, gpointer data, GError **error)
{
  SlotJob *job = data;
  const GPtrArray *infos = gb_slots_get_infos (self->slots);

  for (guint i = 0; i < infos->len; i++)
    {
      const GbSlotInfo *info = g_ptr_array_index (infos, i);
      GbSlotInfo *copy = g_memdup2 (info, sizeof *info);

      copy->kind = g_strdup (info->kind);
      copy->holder = g_strdup (info->holder);
      g_ptr_array_add (job->infos, copy);
    }
  return TRUE;
}

gboolean
gb_vault_add_slot (GbVault *self, const char *kind, const char *holder, const guint8 box_key[GB_BOX_KEY_SIZE],
                   gint64 expires, GError **error)
{
  SlotJob job = { kind, holder, box_key, expires, NULL };

  return gb_vault_run (self, add_slot, &job, error);
}

gboolean
gb_vault_remove_slot (GbVault *self, const char *kind, const char *holder, GError **error)
{
  SlotJob job = { kind, holder, NULL, 0, NULL };

  return gb_vault_run (self, remove_slot, &job, error);
}

GPtrArray *
gb_vault_slots (GbVault *self, GError **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_slot_info_free);
  SlotJob job = { NULL, NULL, NULL, 0, infos };

  return gb_vault_run (self, list_slots, &job, error) ? g_steal_pointer (&infos) : NULL;
}

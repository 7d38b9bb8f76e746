/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/errors.h"
#include "vault/place.h"
#include "vault/vault-private.h"

/* Locks and the order of writes are promised by local file systems only.  The
 * numbers are the kernel's (linux/magic.h), with those that it keeps to its drivers. */
static const struct
{
  guint32 magic;
  const char *reason;
} refusals[] = {
  { 0x00006969, N_ ("it is on a network drive (NFS)") },
  { 0x0000517b, N_ ("it is on a Windows network drive (SMB)") },
  { 0xfe534d42, N_ ("it is on a Windows network drive (SMB)") },
  { 0xff534d42, N_ ("it is on a Windows network drive (SMB)") },
  { 0x0000564c, N_ ("it is on a network drive (NCP)") },
  { 0x5346414f, N_ ("it is on a network drive (AFS)") },
  { 0x73757245, N_ ("it is on a network drive (Coda)") },
  { 0x00c36400, N_ ("it is on a network drive (Ceph)") },
  { 0x0bd00bd0, N_ ("it is on a network drive (Lustre)") },
  { 0x01161970, N_ ("it is on a drive that several machines share (GFS2)") },
  { 0x7461636f, N_ ("it is on a drive that several machines share (OCFS2)") },
  { 0x01021997, N_ ("it is a folder lent by another machine (9P)") },
  { 0x786f4256, N_ ("it is a folder lent by another machine (VirtualBox)") },
  { 0xbacbacbc, N_ ("it is a folder lent by another machine (VMware)") },
  { 0x65735546, N_ ("it is kept by another program (FUSE), as synchronised and remote folders are") },
};

/* Programs that copy folders to other machines leave these in the topmost one. */
static const char *const sync_marks[]
  = { ".stfolder",         ".dropbox",           ".dropbox.cache",
      ".owncloudsync.log", ".nextcloudsync.log", ".849C9593-D756-4E56-8D6E-42412F2A707B" };

const char *
gb_place_refusal (gint64 magic)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i].magic == (guint32) magic)
      return _(refusals[i].reason);
  return NULL;
}

static gboolean
has_sync_mark (const char *dir)
{
  g_autoptr (GDir) listing = NULL;
  const char *name;

  for (gsize i = 0; i < G_N_ELEMENTS (sync_marks); i++)
    {
      g_autofree char *mark = g_build_filename (dir, sync_marks[i], NULL);

      if (g_file_test (mark, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  listing = g_dir_open (dir, 0, NULL);
  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    if (g_str_has_suffix (name, ".db") && (g_str_has_prefix (name, ".sync_") || g_str_has_prefix (name, "._sync_")))
      return TRUE;
  return FALSE;
}

/* The nearest folder on the way up that exists: the vault itself may not yet. */
static char *
nearest_folder (const char *dir)
{
  char *at = g_canonicalize_filename (dir, NULL);

  while (!g_file_test (at, G_FILE_TEST_IS_DIR) && strcmp (at, "/") != 0)
    {
      char *up = g_path_get_dirname (at);

      g_free (at);
      at = up;
    }
  return at;
}

static gboolean
refuse_place (const char *dir, const char *reason, GError **error)
{
  g_autofree char *name = g_filename_display_name (dir);

  g_set_error (
    error, GB_ERROR, GB_ERROR_INPUT,
    _("A vault can’t be kept in “%s”, because %s. Choose a folder on this computer’s own disk; backups may "
      "go there."),
    name, reason);
  return FALSE;
}

gboolean
gb_vault_place_is_fit (const char *dir, GError **error)
{
  g_autofree char *at = nearest_folder (dir);
  struct statfs facts;
  const char *reason;

  if (statfs (at, &facts) != 0)
    return refuse_place (dir, _("it can’t be looked at"), error);
  reason = gb_place_refusal (facts.f_type);
  if (reason != NULL)
    return refuse_place (dir, reason, error);
  while (TRUE)
    {
      char *up;

      if (has_sync_mark (at))
        return refuse_place (dir, _("it is in a folder that is synchronised with other machines"), error);
      if (strcmp (at, "/") == 0)
        return TRUE;
      up = g_path_get_dirname (at);
      g_free (at);
      at = up;
    }
}

static gboolean
fail_write (const char *dir, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (dir);

  if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, GB_ERROR, GB_ERROR_FAULT,
                 _("The disk that holds “%s” is full, so nothing was written. Free some space, then try again."),
                 name);
  else
    g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _("“%s” can’t be written (%s), so nothing was changed."), name,
                 g_strerror (code));
  return FALSE;
}

gboolean
gb_place_sync (const char *dir, GError **error)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failed = fd < 0 || fsync (fd) != 0 ? errno : 0;

  if (fd >= 0)
    close (fd);
  return failed == 0 ? TRUE : fail_write (dir, failed, error);
}

static int
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      ssize_t n = write (fd, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      text += n;
      length -= (gsize) n;
    }
  return fsync (fd) != 0 ? errno : 0;
}

gboolean
gb_place_write (const char *dir, const char *name, const char *text, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);
  int fd = open (temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0660);
  int failed = fd < 0 ? errno : write_all (fd, text, length);

  if (fd >= 0 && close (fd) != 0 && failed == 0)
    failed = errno;
  if (failed == 0 && g_rename (temporary, path) != 0)
    failed = errno;
  if (failed != 0)
    {
      g_unlink (temporary);
      return fail_write (dir, failed, error);
    }
  return gb_place_sync (dir, error);
}

gboolean
gb_place_is_writable (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return faccessat (AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) == 0
         && faccessat (AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

void
gb_place_clear (const char *dir)
{
  static const char *const names[]
    = { GB_VAULT_DATABASE, GB_VAULT_DATABASE "-wal", GB_VAULT_DATABASE "-shm", GB_VAULT_DATABASE "-journal",
        GB_VAULT_SLOTS,    GB_VAULT_SLOTS ".new",    GB_VAULT_SLOTS_BACKUP,    GB_VAULT_SLOTS_BACKUP ".new",
        GB_VAULT_SLOTS_NEXT, GB_VAULT_SLOTS_NEXT ".new", GB_VAULT_DATABASE_NEXT, GB_VAULT_DATABASE_NEXT "-journal",
        GB_VAULT_LOCK };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (dir);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>
#include <sqlcipher/sqlite3.h>

#include "cut-vfs.h"

#define SECTOR 512

/* One thing done to a file since its last sync. */
typedef struct
{
  gsize offset;
  GBytes *bytes; /* NULL: cut to @offset */
} Write;

typedef struct
{
  char *path;
  GByteArray *durable;
  GPtrArray *pending; /* of Write, in order */
} Disk;

/* The file handed to SQLite; the real one's follows it in memory. */
typedef struct
{
  sqlite3_file base;
  Disk *disk; /* NULL: not noted */
  sqlite3_file *real;
} CutFile;

static sqlite3_vfs *below;
static sqlite3_vfs cut_vfs;
static GHashTable *disks; /* path -> Disk; NULL while nothing is noted */
static GRand *chance;
static guint writes_left;
static gboolean failed;
static gboolean lies;

/* --- what is noted ---------------------------------------------------------- */

static void
write_free (gpointer data)
{
  Write *write = data;

  g_clear_pointer (&write->bytes, g_bytes_unref);
  g_free (write);
}

static void
disk_free (gpointer data)
{
  Disk *disk = data;

  g_byte_array_unref (disk->durable);
  g_ptr_array_unref (disk->pending);
  g_free (disk->path);
  g_free (disk);
}

static Disk *
find_disk (const char *path)
{
  Disk *disk = g_hash_table_lookup (disks, path);
  char *bytes = NULL;
  gsize length = 0;

  if (disk != NULL)
    return disk;
  disk = g_new0 (Disk, 1);
  disk->path = g_strdup (path);
  disk->pending = g_ptr_array_new_with_free_func (write_free);
  disk->durable = g_byte_array_new ();
  if (g_file_get_contents (path, &bytes, &length, NULL))
    g_byte_array_append (disk->durable, (const guint8 *) bytes, (guint) length);
  g_free (bytes);
  g_hash_table_insert (disks, disk->path, disk);
  return disk;
}

static void
apply (GByteArray *contents, gsize offset, const guint8 *bytes, gsize length)
{
  if (contents->len < offset + length)
    {
      guint old = contents->len;

      g_byte_array_set_size (contents, (guint) (offset + length));
      memset (contents->data + old, 0, contents->len - old);
    }
  memcpy (contents->data + offset, bytes, length);
}

static void
apply_whole (GByteArray *contents, const Write *write)
{
  if (write->bytes != NULL)
    apply (contents, write->offset, g_bytes_get_data (write->bytes, NULL), g_bytes_get_size (write->bytes));
  else if (contents->len > write->offset)
    g_byte_array_set_size (contents, (guint) write->offset);
}

static void
note (Disk *disk, gsize offset, gconstpointer bytes, gsize length)
{
  Write *write = g_new0 (Write, 1);

  write->offset = offset;
  write->bytes = bytes != NULL ? g_bytes_new (bytes, length) : NULL;
  g_ptr_array_add (disk->pending, write);
}

/* Counts one thing done; FALSE when the power is off. */
static gboolean
has_power (void)
{
  if (failed)
    return FALSE;
  if (disks == NULL)
    return TRUE;
  if (writes_left > 0)
    {
      writes_left--;
      return TRUE;
    }
  failed = TRUE;
  return FALSE;
}

/* --- the file, as SQLite sees it ----------------------------------------------- */

static sqlite3_file *
real (sqlite3_file *file)
{
  return ((CutFile *) file)->real;
}

static int
cut_close (sqlite3_file *file)
{
  return real (file)->pMethods->xClose (real (file));
}

static int
cut_read (sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
  return failed ? SQLITE_IOERR_READ : real (file)->pMethods->xRead (real (file), bytes, length, offset);
}

static int
cut_write (sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
  Disk *disk = ((CutFile *) file)->disk;

  if (!has_power ())
    return SQLITE_IOERR_WRITE;
  if (disk != NULL && disks != NULL)
    note (disk, (gsize) offset, bytes, (gsize) length);
  return real (file)->pMethods->xWrite (real (file), bytes, length, offset);
}

static int
cut_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  Disk *disk = ((CutFile *) file)->disk;

  if (!has_power ())
    return SQLITE_IOERR_TRUNCATE;
  if (disk != NULL && disks != NULL)
    note (disk, (gsize) size, NULL, 0);
  return real (file)->pMethods->xTruncate (real (file), size);
}

/* The real disk need not be waited for: what counts as durable is kept here. */
static int
cut_sync (sqlite3_file *file, int flags)
{
  Disk *disk = ((CutFile *) file)->disk;

  if (!has_power ())
    return SQLITE_IOERR_FSYNC;
  if (disk == NULL || disks == NULL || lies)
    return SQLITE_OK;
  for (guint i = 0; i < disk->pending->len; i++)
    apply_whole (disk->durable, g_ptr_array_index (disk->pending, i));
  g_ptr_array_set_size (disk->pending, 0);
  return SQLITE_OK;
}

static int
cut_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real (file)->pMethods->xFileSize (real (file), size);
}

static int
cut_lock (sqlite3_file *file, int level)
{
  return real (file)->pMethods->xLock (real (file), level);
}

static int
cut_unlock (sqlite3_file *file, int level)
{
  return real (file)->pMethods->xUnlock (real (file), level);
}

static int
cut_check_lock (sqlite3_file *file, int *reserved)
{
  return real (file)->pMethods->xCheckReservedLock (real (file), reserved);
}

static int
cut_control (sqlite3_file *file, int operation, void *argument)
{
  return real (file)->pMethods->xFileControl (real (file), operation, argument);
}

static int
cut_sector_size (sqlite3_file *file)
{
  return SECTOR;
}

static int
cut_characteristics (sqlite3_file *file)
{
  return real (file)->pMethods->xDeviceCharacteristics (real (file));
}

/* Version 1: without shared memory, since one connection holds the vault alone. */
static const sqlite3_io_methods methods = { .iVersion = 1,
                                            .xClose = cut_close,
                                            .xRead = cut_read,
                                            .xWrite = cut_write,
                                            .xTruncate = cut_truncate,
                                            .xSync = cut_sync,
                                            .xFileSize = cut_size,
                                            .xLock = cut_lock,
                                            .xUnlock = cut_unlock,
                                            .xCheckReservedLock = cut_check_lock,
                                            .xFileControl = cut_control,
                                            .xSectorSize = cut_sector_size,
                                            .xDeviceCharacteristics = cut_characteristics };

/* --- the file layer ---------------------------------------------------------------- */

static int
cut_open (sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_out)
{
  CutFile *cut = (CutFile *) file;
  int rc;

  memset (cut, 0, sizeof *cut);
  cut->real = (sqlite3_file *) (cut + 1);
  if (failed)
    return SQLITE_CANTOPEN;
  if (disks != NULL && path != NULL
      && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0)
    cut->disk = find_disk (path);
  rc = below->xOpen (below, path, cut->real, flags, flags_out);
  if (cut->real->pMethods != NULL)
    cut->base.pMethods = &methods;
  return rc;
}

static int
cut_delete (sqlite3_vfs *vfs, const char *path, int sync_folder)
{
  if (!has_power ())
    return SQLITE_IOERR_DELETE;
  if (disks != NULL)
    g_hash_table_remove (disks, path);
  return below->xDelete (below, path, sync_folder);
}

static int
cut_access (sqlite3_vfs *vfs, const char *path, int flags, int *answer)
{
  return below->xAccess (below, path, flags, answer);
}

void
gb_cut_install (void)
{
  below = sqlite3_vfs_find (NULL);
  cut_vfs = *below;
  cut_vfs.zName = "cut";
  cut_vfs.pNext = NULL;
  cut_vfs.szOsFile = (int) sizeof (CutFile) + below->szOsFile;
  cut_vfs.xOpen = cut_open;
  cut_vfs.xDelete = cut_delete;
  cut_vfs.xAccess = cut_access;
  g_assert_cmpint (sqlite3_vfs_register (&cut_vfs, 1), ==, SQLITE_OK);
}

void
gb_cut_plug_in (guint32 seed, guint writes, gboolean fsync_lies)
{
  disks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, disk_free);
  chance = g_rand_new_with_seed (seed);
  writes_left = writes;
  lies = fsync_lies;
  failed = FALSE;
}

gboolean
gb_cut_has_failed (void)
{
  return failed;
}

void
gb_cut_now (void)
{
  failed = TRUE;
}

/* --- after the failure ----------------------------------------------------------------- */

/* Some sectors of the write came through and others did not. */
static void
apply_torn (GByteArray *contents, const Write *write)
{
  const guint8 *bytes;
  gsize length, done = 0;

  if (write->bytes == NULL)
    {
      apply_whole (contents, write);
      return;
    }
  bytes = g_bytes_get_data (write->bytes, &length);
  while (done < length)
    {
      gsize part = MIN (SECTOR - (write->offset + done) % SECTOR, length - done);

      if (g_rand_int_range (chance, 0, 4) > 0)
        apply (contents, write->offset + done, bytes + done, part);
      done += part;
    }
}

static void
restore_disk (Disk *disk)
{
  guint kind = (guint) g_rand_int_range (chance, 0, 3);
  guint kept = (guint) g_rand_int_range (chance, 0, (gint32) disk->pending->len + 1);

  for (guint i = 0; i < disk->pending->len; i++)
    {
      const Write *write = g_ptr_array_index (disk->pending, i);

      if (kind == 1 && i < kept)
        apply_whole (disk->durable, write);
      else if (kind == 2 && g_rand_boolean (chance))
        apply_torn (disk->durable, write);
    }
  g_assert_true (g_file_set_contents_full (disk->path, (const char *) disk->durable->data,
                                           (gssize) disk->durable->len, G_FILE_SET_CONTENTS_NONE, 0660, NULL));
}

void
gb_cut_restore (void)
{
  GHashTableIter iter;
  gpointer disk;

  g_hash_table_iter_init (&iter, disks);
  while (g_hash_table_iter_next (&iter, NULL, &disk))
    restore_disk (disk);
  g_clear_pointer (&disks, g_hash_table_unref);
  g_clear_pointer (&chance, g_rand_free);
  failed = FALSE;
}

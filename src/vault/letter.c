/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "vault/hash.h"
#include "vault/letter.h"
#include "vault/lock.h"
#include "vault/place.h"
#include "vault/vault-private.h"

#define FOLDER "outer"
#define HEAD (GB_SIGN_KEY_SIZE + GB_SIGNATURE_SIZE)
#define MOST_BYTES (64 * 1024 * 1024) /* of one letter: dozens of reports */
#define NAME_LIMIT 80

/* --- names and places --------------------------------------------------------------- */

static gboolean
is_name (const char *name)
{
  return name != NULL && *name != '.' && strlen (name) <= NAME_LIMIT
         && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen (name);
}

static char *
folder_of (const char *dir)
{
  return g_build_filename (dir, FOLDER, NULL);
}

static char *
path_of (const char *dir, const char *name)
{
  return g_build_filename (dir, FOLDER, name, NULL);
}

static gboolean
write_bytes (const char *dir, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *folder = folder_of (dir);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_return_val_if_fail (is_name (name), FALSE);
  /* Whoever may write in the vault's folder may leave a letter. */
  if (g_mkdir (folder, 0770) == 0)
    (void) g_chmod (folder, 0770);
  return gb_place_write (folder, name, data, length, error);
}

static GBytes *
read_bytes (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = is_name (name) ? path_of (dir, name) : NULL;
  g_autofree char *data = NULL;
  gsize length = 0;
  GStatBuf facts;

  if (path == NULL || g_lstat (path, &facts) != 0 || !S_ISREG (facts.st_mode) || facts.st_size > MOST_BYTES
      || !g_file_get_contents (path, &data, &length, NULL))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                           _ ("Nothing lies here for you yet. Ask the DSL to open the vault once on their desk."));
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

gboolean
gb_letter_is_there (const char *dir, const char *name)
{
  g_autofree char *path = is_name (name) ? path_of (dir, name) : NULL;

  return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

void
gb_letter_remove (const char *dir, const char *name)
{
  g_autofree char *path = is_name (name) ? path_of (dir, name) : NULL;

  if (path != NULL)
    g_unlink (path);
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
gb_letter_names (const char *dir)
{
  g_autofree char *folder = folder_of (dir);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new ();
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    if (is_name (name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_text);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

/* --- letters -------------------------------------------------------------------------- */

/* What a letter's signature covers. */
static void
digest_of (const char *vault_id, const char *name, const guint8 *text, gsize length, guint8 digest[GB_HASH_SIZE])
{
  GbHash *hash = gb_hash_new ("guardbook.letter.1");

  gb_hash_add_text (hash, vault_id);
  gb_hash_add_text (hash, name);
  gb_hash_add (hash, text, length);
  gb_hash_finish (hash, digest);
}

static GBytes *
signed_text (const char *name, GbIdentity *writer, GBytes *text)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (text, &length);
  guint8 *bytes = g_malloc (HEAD + length), digest[GB_HASH_SIZE];

  digest_of (gb_identity_get_vault_id (writer), name, data, length, digest);
  memcpy (bytes, gb_identity_get_sign_key (writer), GB_SIGN_KEY_SIZE);
  gb_identity_sign (writer, digest, sizeof digest, bytes + GB_SIGN_KEY_SIZE);
  if (length > 0)
    memcpy (bytes + HEAD, data, length);
  return g_bytes_new_take (bytes, HEAD + length);
}

gboolean
gb_letter_write (const char *dir, const char *name, GbIdentity *writer, const GbSealHolder *readers, guint n_readers,
                 GBytes *text, GError **error)
{
  g_autofree char *id = gb_id_new ();
  g_autoptr (GbSealKey) key = gb_seal_key_new (id, 1);
  g_autoptr (GBytes) plain = signed_text (name, writer, text);
  g_autoptr (GBytes) closed = gb_seal_close (writer, key, readers, n_readers, name, 1, plain);

  return closed != NULL && write_bytes (dir, name, closed, error);
}

static gboolean
fail_letter (GError **error)
{
  g_set_error_literal (error, GB_ERROR, GB_ERROR_TAMPERED,
                       _ ("What lies here for you was changed or damaged, so it isn’t shown. Tell the DSL; opening the "
                          "vault on their desk writes it anew."));
  return FALSE;
}

/* The signed text, if the signature is that of the key that stands in it. */
static GBytes *
check_signed (const char *name, const char *vault_id, GBytes *plain, guint8 sign_key[GB_SIGN_KEY_SIZE],
              guint8 signature[GB_SIGNATURE_SIZE], GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (plain, &length);
  guint8 digest[GB_HASH_SIZE];

  if (length < HEAD)
    {
      fail_letter (error);
      return NULL;
    }
  digest_of (vault_id, name, data + HEAD, length - HEAD, digest);
  if (!gb_signature_check (data, digest, sizeof digest, data + GB_SIGN_KEY_SIZE))
    {
      fail_letter (error);
      return NULL;
    }
  memcpy (sign_key, data, GB_SIGN_KEY_SIZE);
  memcpy (signature, data + GB_SIGN_KEY_SIZE, GB_SIGNATURE_SIZE);
  return g_bytes_new (data + HEAD, length - HEAD);
}

gboolean
gb_letter_check_proof (const char *vault_id, const char *name, GBytes *text, const guint8 sign_key[GB_SIGN_KEY_SIZE],
                       const guint8 signature[GB_SIGNATURE_SIZE])
{
  gsize length;
  const guint8 *data = g_bytes_get_data (text, &length);
  guint8 digest[GB_HASH_SIZE];

  digest_of (vault_id, name, data, length, digest);
  return gb_signature_check (sign_key, digest, sizeof digest, signature);
}

GBytes *
gb_letter_read (const char *dir, const char *name, GbIdentity *reader, guint8 sign_key[GB_SIGN_KEY_SIZE],
                GError **error)
{
  guint8 signature[GB_SIGNATURE_SIZE];

  return gb_letter_read_proof (dir, name, reader, sign_key, signature, error);
}

GBytes *
gb_letter_read_proof (const char *dir, const char *name, GbIdentity *reader, guint8 sign_key[GB_SIGN_KEY_SIZE],
                      guint8 signature[GB_SIGNATURE_SIZE], GError **error)
{
  g_autoptr (GBytes) closed = read_bytes (dir, name, error);
  g_autoptr (GbSealKey) key = NULL;
  g_autoptr (GBytes) plain = NULL;

  if (closed == NULL)
    return NULL;
  if (!gb_seal_is_sound (closed))
    {
      fail_letter (error);
      return NULL;
    }
  key = gb_seal_unwrap (reader, closed);
  if (key == NULL)
    {
      g_set_error_literal (
          error, GB_ERROR, GB_ERROR_NO_KEY,
          _ ("What lies here was written for another key than yours. Ask the DSL to open the vault once,"
             " or for a new one-time code."));
      return NULL;
    }
  plain = gb_seal_open (key, gb_identity_get_vault_id (reader), closed, name, 1, NULL);
  if (plain == NULL)
    {
      fail_letter (error);
      return NULL;
    }
  return check_signed (name, gb_identity_get_vault_id (reader), plain, sign_key, signature, error);
}

gboolean
gb_letter_write_open (const char *dir, const char *name, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return write_bytes (dir, name, bytes, error);
}

char *
gb_letter_read_open (const char *dir, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (dir, name, error);
  gsize length;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (data == NULL)
    return bytes != NULL ? g_strdup ("") : NULL;
  return g_utf8_validate (data, (gssize) length, NULL) ? g_strndup (data, length) : g_strdup ("");
}

/* --- a copy without a key ------------------------------------------------------------------ */

void
gb_copied_file_free (GbCopiedFile *file)
{
  g_free (file->name);
  g_free (file->hash);
  g_free (file);
}

/* Hash and size of what stands in the file; NULL: it can't be read. */
static GbCopiedFile *
look_at_file (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, NULL);
  GbHash *hash;
  guint8 digest[GB_HASH_SIZE];
  GbCopiedFile *file;

  if (mapped == NULL)
    return NULL;
  hash = gb_hash_new ("guardbook.copy.1");
  gb_hash_add (hash, (const guint8 *) g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped));
  gb_hash_finish (hash, digest);
  file = g_new0 (GbCopiedFile, 1);
  file->name = g_strdup (name);
  file->size = g_mapped_file_get_length (mapped);
  file->hash = gb_bytes_to_hex (digest, sizeof digest);
  return file;
}

static gboolean
copy_one (const char *dir, const char *to, const char *name, GPtrArray *files, GError **error)
{
  g_autofree char *from_path = g_build_filename (dir, name, NULL);
  g_autofree char *to_path = g_build_filename (to, name, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from_path);
  g_autoptr (GFile) target = g_file_new_for_path (to_path);
  g_autoptr (GError) failed = NULL;
  GbCopiedFile *there, *copied;
  int fd;

  if (!g_file_test (from_path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_copy (source, target, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &failed))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _ ("%s could not be copied (%s)."), name, failed->message);
      return FALSE;
    }
  fd = open (to_path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0)
    {
      (void) fsync (fd);
      close (fd);
    }
  there = look_at_file (dir, name);
  copied = look_at_file (to, name);
  if (there != NULL && copied != NULL && strcmp (there->hash, copied->hash) == 0)
    g_ptr_array_add (files, g_steal_pointer (&copied));
  else
    g_set_error (error, GB_ERROR, GB_ERROR_FAULT,
                 _ ("%s reads back otherwise than it was written. Choose another disk for the copy."), name);
  g_clear_pointer (&there, gb_copied_file_free);
  if (copied == NULL)
    return TRUE;
  gb_copied_file_free (copied);
  return FALSE;
}

/* What a vault is made of, but for its lock and the letters, which are written anew. */
static const char *const parts[] = { GB_VAULT_DATABASE, GB_VAULT_DATABASE "-wal", GB_VAULT_SLOTS, GB_VAULT_SLOTS_BACKUP,
                                     GB_VAULT_SLOTS_NEXT, GB_VAULT_DATABASE_NEXT };

static gboolean
copy_parts (const char *dir, const char *to, GPtrArray *files, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!copy_one (dir, to, parts[i], files, error))
      return FALSE;
  if (files->len >= 3 && gb_place_sync (to, error))
    return TRUE;
  if (error != NULL && *error == NULL)
    g_set_error (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no vault in “%s”."), dir);
  return FALSE;
}

GPtrArray *
gb_vault_copy_closed (const char *dir, const char *to, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_copied_file_free);
  int lock = gb_lock_take (dir, NULL, error);
  gboolean done;

  if (lock == -1)
    return NULL;
  if (g_mkdir (to, 0770) != 0)
    {
      g_autofree char *name = g_filename_display_name (to);
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   errno == EEXIST
                       ? _ ("“%s” is there already, and a copy is never written over anything. Choose a new name.")
                       : _ ("The folder “%s” can’t be made. Choose another place."),
                   name);
      done = FALSE;
    }
  else
    {
      done = copy_parts (dir, to, files, error);
      if (!done)
        gb_place_clear (to);
    }
  if (lock >= 0)
    gb_lock_release (lock);
  return done ? g_steal_pointer (&files) : NULL;
}

gboolean
gb_vault_copy_is_whole (const char *dir, const GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    {
      const GbCopiedFile *expected = files->pdata[i];
      GbCopiedFile *there = look_at_file (dir, expected->name);
      gboolean same = there != NULL && there->size == expected->size && g_strcmp0 (there->hash, expected->hash) == 0;
      g_clear_pointer (&there, gb_copied_file_free);
      if (!same)
        return FALSE;
    }
  return files->len > 0;
}

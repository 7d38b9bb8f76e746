/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n.h>
#include <qpdf/qpdf-c.h>

#include "base/errors.h"
#include "base/time.h"
#include "print/locked.h"
#include "vault/words.h"

/* --- a page ------------------------------------------------------------------- */

/* A screen reader may read it, and whoever has the words may print it and copy
 * from it.  The owner's password, with which a reader could lift the limits, is
 * one that nobody knows. */
static void
set_words (qpdf_data pdf, const char *words)
{
  char *owner = gb_words_choose (2 * GB_LOCK_WORDS);

  qpdf_set_r6_encryption_parameters2 (pdf, words, owner, QPDF_TRUE, QPDF_TRUE, QPDF_FALSE, QPDF_FALSE, QPDF_FALSE,
                                      QPDF_FALSE, qpdf_r3p_full, QPDF_TRUE);
  gb_wipe_text (owner);
}

static GBytes *
lock_pdf (GBytes *bytes, const char *words)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  qpdf_data pdf = qpdf_init ();
  GBytes *out = NULL;

  qpdf_set_suppress_warnings (pdf, QPDF_TRUE);
  qpdf_silence_errors (pdf);
  if (!(qpdf_read_memory (pdf, "page", data, size, NULL) & QPDF_ERRORS)
      && !(qpdf_init_write_memory (pdf) & QPDF_ERRORS))
    {
      set_words (pdf, words);
      if (!(qpdf_write (pdf) & QPDF_ERRORS))
        out = g_bytes_new (qpdf_get_buffer (pdf), qpdf_get_buffer_length (pdf));
    }
  qpdf_cleanup (&pdf);
  return out;
}

/* --- any other file -------------------------------------------------------------- */

static la_ssize_t
take (struct archive *archive, void *into, const void *bytes, size_t size)
{
  g_byte_array_append (into, bytes, (guint) size);
  return (la_ssize_t) size;
}

static gboolean
put_in (struct archive *zip, const char *name, GBytes *bytes)
{
  struct archive_entry *entry = archive_entry_new ();
  gsize size = g_bytes_get_size (bytes);
  gboolean put;

  archive_entry_set_pathname_utf8 (entry, name);
  archive_entry_set_size (entry, (la_int64_t) size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_mtime (entry, gb_now () / G_USEC_PER_SEC, 0);
  put = archive_write_header (zip, entry) == ARCHIVE_OK
        && archive_write_data (zip, g_bytes_get_data (bytes, NULL), size) == (la_ssize_t) size;
  archive_entry_free (entry);
  return put;
}

static GBytes *
lock_zip (const char *name, GBytes *bytes, const char *words)
{
  struct archive *zip = archive_write_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gboolean made = archive_write_set_format_zip (zip) == ARCHIVE_OK
                  && archive_write_set_options (zip, "zip:encryption=aes256") == ARCHIVE_OK
                  && archive_write_set_passphrase (zip, words) == ARCHIVE_OK
                  && archive_write_set_bytes_in_last_block (zip, 1) == ARCHIVE_OK
                  && archive_write_open (zip, out, NULL, take, NULL) == ARCHIVE_OK && put_in (zip, name, bytes)
                  && archive_write_close (zip) == ARCHIVE_OK;

  archive_write_free (zip);
  return made ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}

GbSheet *
gb_lock_sheet (const GbSheet *sheet, const char *words, GError **error)
{
  g_autoptr (GbSheet) locked = gb_sheet_copy (sheet);
  gboolean is_page = sheet->pages > 0;

  g_clear_pointer (&locked->pdf, g_bytes_unref);
  locked->pdf = is_page ? lock_pdf (sheet->pdf, words) : lock_zip (sheet->file, sheet->pdf, words);
  if (locked->pdf == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_FAULT,
                           _ ("The file couldn’t be locked, so it was not saved. Try again; if it stays so, print the "
                              "page instead."));
      return NULL;
    }
  if (!is_page)
    {
      g_autofree char *name = g_steal_pointer (&locked->file);
      locked->file = g_strconcat (name, ".zip", NULL);
    }
  return g_steal_pointer (&locked);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* let-out: what a command writes for somebody outside - noted first, then written
 * for its owner's eyes only, under words of its own when --lock asks for them. */
#include <glib/gi18n.h>

#include "casework/outgoing.h"
#include "ctl/command.h"
#include "print/locked.h"
#include "vault/words.h"

static GbSheet *
sheet_of (const char *path, GBytes *bytes, guint pages)
{
  GbSheet *sheet = g_new0 (GbSheet, 1);

  sheet->file = g_path_get_basename (path);
  sheet->pdf = g_bytes_ref (bytes);
  sheet->pages = pages;
  return sheet;
}

static gboolean
write_out (const char *path, GBytes *bytes, GError **error)
{
  return g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static char *
write_locked (const GbLetOut *out, GBytes *bytes, const char *words, GError **error)
{
  g_autoptr (GbSheet) open = sheet_of (out->path, bytes, out->pages);
  g_autoptr (GbSheet) locked = gb_lock_sheet (open, words, error);
  g_autofree char *folder = g_path_get_dirname (out->path);
  g_autofree char *place = NULL;

  if (locked == NULL)
    return NULL;
  place = g_build_filename (folder, locked->file, NULL);
  if (!write_out (place, locked->pdf, error))
    return NULL;
  g_print (_ ("These six words open it: %s. Tell them by telephone, never in the message that carries the file; they "
              "are kept nowhere.\n"),
           words);
  return g_steal_pointer (&place);
}

char *
gb_command_let_out (GbBook *book, const GbLetOut *out, GBytes *bytes, GError **error)
{
  char *words;
  char *place;

  if (!gb_outgoing_note (book, out->document, NULL, out->about, bytes, out->pages, out->to, out->why, out->way,
                         out->lock, error))
    return NULL;
  if (!out->lock)
    return write_out (out->path, bytes, error) ? g_strdup (out->path) : NULL;
  words = gb_words_choose (GB_LOCK_WORDS);
  place = write_locked (out, bytes, words, error);
  gb_wipe_text (words);
  return place;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is hidden in a file: whatever begins in the midst of it, and whatever is
 * in that, a few floors down.  What can't be unpacked is noted as unread, so that
 * nobody takes it for empty. */
#include <stdarg.h>
#include <string.h>

#include "reader/reader-private.h"

#define DEPTH_MOST 6
#define FOUND_MOST 40
#define UNPACKED_MOST (192 * 1024 * 1024)

void
gb_line (GString *lines, const char *key, ...)
{
  va_list args;
  const char *field;

  g_string_append (lines, key);
  va_start (args, key);
  while ((field = va_arg (args, const char *)) != NULL)
    {
      g_autofree char *clean = gb_words_clean (field);
      g_strdelimit (clean, "\t\n\r", ' ');
      g_string_append_printf (lines, "\t%.*s",
                              (int) (g_utf8_offset_to_pointer (clean, MIN (200, g_utf8_strlen (clean, -1))) - clean),
                              clean);
    }
  va_end (args);
  g_string_append_c (lines, '\n');
}

void
gb_scan_note (GbScan *scan, const char *what, const char *format, const char *where)
{
  if (scan->found++ < FOUND_MOST)
    gb_line (scan->lines, "found", what, format, where, NULL);
}

gboolean
gb_scan_may_unpack (GbScan *scan, gsize length)
{
  scan->unpacked += length;
  return scan->unpacked <= UNPACKED_MOST;
}

typedef struct
{
  GbScan *scan;
  const char *where;
  guint found;
} Midst;

static void
note_midst (const GbMagic *magic, gpointer data)
{
  Midst *midst = data;

  if (midst->found++ < 4)
    gb_scan_note (midst->scan, magic->what, magic->format, midst->where);
}

/* A zip is searched for further ones by what stands in it, not by its own local headers. */
static void
scan_midst (GbScan *scan, const guint8 *bytes, gsize length, gsize from, const char *where)
{
  Midst midst = { scan, where, 0 };

  gb_sniff_anywhere (bytes, length, from, note_midst, &midst);
}

static void
scan_words (GbScan *scan, const guint8 *bytes, gsize length, const char *where, guint depth)
{
  g_autofree char *words = gb_words_of (bytes, length);
  GbMail *mail = words != NULL && gb_words_is_mail (words) ? gb_mail_new (bytes, length) : NULL;

  /* Its parts first, which have names; then what stands between them. */
  if (mail != NULL)
    gb_mail_scan (mail, scan, where, depth);
  gb_mail_free (mail);
  if (words != NULL)
    gb_words_scan (scan, words, where, depth);
  else if (depth > 0)
    gb_scan_note (scan, "unread", "", where);
}

void
gb_scan (GbScan *scan, const guint8 *bytes, gsize length, const char *where, guint depth)
{
  const GbMagic *head;
  const char *media;

  if (length == 0)
    return;
  if (depth > DEPTH_MOST)
    {
      scan->too_deep = TRUE;
      gb_scan_note (scan, "unread", "", where);
      return;
    }
  head = gb_sniff_head (bytes, length);
  if (gb_letter_is (bytes, length, &media))
    {
      gb_letter_scan (scan, bytes, length, where, depth);
      return;
    }
  if (head != NULL && !g_str_equal (head->what, "pdf"))
    gb_scan_note (scan, head->what, head->format, where);
  scan_midst (scan, bytes, length, head != NULL ? 1 : 0, where);
  if (head == NULL)
    scan_words (scan, bytes, length, where, depth);
  /* Whoever reads PDFs takes it for one wherever it begins, whatever else it is. */
  if (memmem (bytes, length, "%PDF-", 5) != NULL)
    gb_pdf_scan (scan, bytes, length, where);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guardbook-reader: one file, one process, no doors.  See reader-private.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libxml/parser.h>

#include "reader/reader-private.h"

typedef struct
{
  const guint8 *bytes;
  gsize length;
  const char *sort, *media, *problem;
  GbPdf *pdf;
  GbMail *mail;
} File;

/* --- in and out ------------------------------------------------------------------------- */

static gboolean
take (void *into, gsize length)
{
  char *at = into;

  while (length > 0)
    {
      ssize_t n = read (STDIN_FILENO, at, length);
      if (n <= 0 && !(n < 0 && errno == EINTR))
        return FALSE;
      at += MAX (n, 0);
      length -= (gsize) MAX (n, 0);
    }
  return TRUE;
}

static void
give (const void *from, gsize length)
{
  const char *at = from;

  while (length > 0)
    {
      ssize_t n = write (STDOUT_FILENO, at, length);
      if (n < 0 && errno != EINTR)
        exit (1);
      at += MAX (n, 0);
      length -= (gsize) MAX (n, 0);
    }
}

static void
answer (GbReadingKind kind, guint width, guint height, const void *bytes, gsize length)
{
  GbReadingAnswer head = { kind, width, height, (guint32) length };

  give (&head, sizeof head);
  give (bytes, length);
}

static void
answer_text (GbReadingKind kind, const char *text)
{
  const char *end = NULL;
  gsize length = strlen (text);

  if (length > GB_READING_TEXT_MOST)
    {
      g_utf8_validate (text, GB_READING_TEXT_MOST, &end);
      length = (gsize) (end - text);
    }
  answer (kind, 0, 0, text, length);
}

static void
answer_problem (const char *problem)
{
  answer_text (GB_READING_FAILED, problem);
}

/* --- what it is ---------------------------------------------------------------------------- */

static void
know_words (File *file)
{
  g_autofree char *words = gb_words_of (file->bytes, file->length);

  if (words == NULL)
    file->problem = "unknown";
  else if (gb_words_is_mail (words) && (file->mail = gb_mail_new (file->bytes, file->length)) != NULL)
    file->sort = "mail", file->media = "message/rfc822";
  else
    file->sort = "text", file->media = gb_words_is_html (words) ? "text/html" : "text/plain";
}

static void
know_picture (File *file, const GbMagic *magic)
{
  guint width = 0, height = 0;

  if (!g_str_equal (magic->format, "PNG") && !g_str_equal (magic->format, "JPEG"))
    file->problem = "picture";
  else if (!gb_picture_size (file->bytes, file->length, &width, &height))
    file->problem = "broken";
  else if (width > GB_READING_SIDE_MOST || height > GB_READING_SIDE_MOST || (guint64) width * height > 60 * 1000 * 1000)
    file->problem = "huge";
  file->sort = "picture";
  file->media = g_str_equal (magic->format, "PNG") ? "image/png" : "image/jpeg";
}

static void
know (File *file)
{
  const GbMagic *magic = file->length > 0 ? gb_sniff_head (file->bytes, file->length) : NULL;

  if (file->length == 0)
    file->problem = "empty";
  else if (file->length > GB_EVIDENCE_MOST)
    file->problem = "huge";
  else if (gb_letter_is (file->bytes, file->length, &file->media))
    file->sort = "letter";
  else if (magic == NULL)
    know_words (file);
  else if (g_str_equal (magic->what, "pdf"))
    {
      file->sort = "pdf", file->media = "application/pdf";
      file->pdf = gb_pdf_new (file->bytes, file->length, &file->problem);
      file->problem = file->pdf != NULL ? NULL : file->problem;
    }
  else if (g_str_equal (magic->what, "picture"))
    know_picture (file, magic);
  else
    file->problem = g_str_equal (magic->what, "file") ? "unknown" : magic->what;
}

/* --- what is asked ----------------------------------------------------------------------------- */

static void
describe (File *file, GString *lines)
{
  guint width, height;

  if (file->sort != NULL)
    gb_line (lines, "sort", file->sort, NULL);
  if (file->media != NULL)
    gb_line (lines, "media", file->media, NULL);
  if (file->problem != NULL)
    gb_line (lines, "problem", file->problem, NULL);
  if (file->pdf != NULL)
    gb_pdf_describe (file->pdf, lines);
  if (file->mail != NULL)
    gb_mail_describe (file->mail, lines);
  if (g_strcmp0 (file->sort, "picture") == 0 && file->problem == NULL
      && gb_picture_size (file->bytes, file->length, &width, &height))
    g_string_append_printf (lines, "size\t%u\t%u\n", width * 1000, height * 1000);
}

static void
inspect (File *file)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  GbScan scan = { lines, 0, 0, FALSE };

  describe (file, lines);
  if (file->length <= GB_EVIDENCE_MOST)
    gb_scan (&scan, file->bytes, file->length, "", 0);
  if (scan.too_deep)
    gb_line (lines, "problem", "deep", NULL);
  answer_text (GB_READING_INSPECT, lines->str);
}

static char *
words_of (File *file)
{
  g_autofree char *text = NULL;

  if (file->pdf != NULL)
    return gb_pdf_words (file->pdf);
  if (file->mail != NULL)
    return gb_mail_words (file->mail);
  if (g_strcmp0 (file->sort, "letter") == 0)
    return gb_letter_words (file->bytes, file->length);
  if (g_strcmp0 (file->sort, "text") != 0)
    return NULL;
  text = gb_words_of (file->bytes, file->length);
  return text != NULL && g_str_equal (file->media, "text/html") ? gb_words_of_html (text, strlen (text))
                                                                : g_steal_pointer (&text);
}

static void
draw (File *file, const GbReadingAsk *ask)
{
  const char *problem = "broken";
  double scale = CLAMP (ask->scale, 10, 10000) / 1000.0;
  cairo_surface_t *surface = NULL;

  if (file->pdf != NULL)
    surface = gb_pdf_page (file->pdf, ask->number, ask->turn % 4, scale);
  else if (g_strcmp0 (file->sort, "picture") == 0 && file->problem == NULL)
    surface = gb_picture_page (file->bytes, file->length, ask->turn % 4, scale, &problem);
  if (surface == NULL || cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    answer_problem (problem);
  else
    answer (GB_READING_PAGE, (guint) cairo_image_surface_get_width (surface),
            (guint) cairo_image_surface_get_height (surface), cairo_image_surface_get_data (surface),
            (gsize) cairo_image_surface_get_width (surface) * (gsize) cairo_image_surface_get_height (surface) * 4);
  g_clear_pointer (&surface, cairo_surface_destroy);
}

static void
give_part (File *file, guint number)
{
  g_autoptr (GBytes) bytes = file->mail != NULL ? gb_mail_part (file->mail, number) : NULL;

  if (bytes == NULL || g_bytes_get_size (bytes) > GB_EVIDENCE_MOST)
    answer_problem (bytes == NULL ? "broken" : "huge");
  else
    answer (GB_READING_PART, 0, 0, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
serve (File *file, const GbReadingAsk *ask, const char *words)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);

  switch (ask->kind)
    {
    case GB_READING_INSPECT:
      inspect (file);
      break;
    case GB_READING_DESCRIBE:
      describe (file, lines);
      answer_text (GB_READING_DESCRIBE, lines->str);
      break;
    case GB_READING_TEXT:
      text = words_of (file);
      if (text != NULL)
        answer_text (GB_READING_TEXT, text);
      else
        answer_problem ("broken");
      break;
    case GB_READING_PAGE:
      draw (file, ask);
      break;
    case GB_READING_FIND:
      if (file->pdf != NULL && g_utf8_validate (words, -1, NULL))
        gb_pdf_find (file->pdf, words, lines);
      answer_text (GB_READING_FIND, lines->str);
      break;
    case GB_READING_PART:
      give_part (file, ask->number);
      break;
    default:
      exit (1);
    }
}

/* What libraries say of a broken file helps nobody, and may quote it. */
static void
be_quiet (void)
{
  int nowhere = open ("/dev/null", O_WRONLY);

  if (nowhere >= 0)
    dup2 (nowhere, STDERR_FILENO);
  if (nowhere > STDERR_FILENO)
    close (nowhere);
}

int
main (void)
{
  File file = { NULL };
  GbReadingAsk ask;
  char words[GB_READING_WORDS_MOST + 1];
  struct stat state;
  void *map;
  guint locks;

  /* Before anything else could be opened under that number. */
  if (fstat (GB_READING_FILE, &state) != 0 || !S_ISREG (state.st_mode))
    return 1;
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  be_quiet ();
  xmlInitParser ();
  locks = gb_confine ();
  if (locks == 0)
    return 1;
  answer (GB_READING_READY, locks, 0, "", 0);
  file.length = (gsize) state.st_size;
  map = file.length > 0 ? mmap (NULL, file.length, PROT_READ, MAP_PRIVATE, GB_READING_FILE, 0) : NULL;
  if (map == MAP_FAILED)
    return 1;
  file.bytes = map != NULL ? map : (const guint8 *) "";
  know (&file);
  while (take (&ask, sizeof ask) && ask.length <= GB_READING_WORDS_MOST && take (words, ask.length))
    {
      words[ask.length] = '\0';
      serve (&file, &ask, words);
    }
  return 0;
}

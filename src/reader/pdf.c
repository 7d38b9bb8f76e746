/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF: shown by Poppler, searched by qpdf, object by object, whether a page
 * refers to it or not. */
#include <string.h>

#include <poppler.h>
#include <qpdf/qpdf-c.h>

#include "reader/reader-private.h"

struct _GbPdf
{
  PopplerDocument *document;
};

GbPdf *
gb_pdf_new (const guint8 *bytes, gsize length, const char **problem)
{
  g_autoptr (GBytes) whole = g_bytes_new_static (bytes, length);
  g_autoptr (GError) error = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (whole, NULL, &error);
  GbPdf *self;

  *problem = g_error_matches (error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED) ? "locked" : "broken";
  if (document == NULL)
    return NULL;
  if (poppler_document_get_n_pages (document) < 1 || poppler_document_get_n_pages (document) > GB_READING_PAGES_MOST)
    {
      *problem = poppler_document_get_n_pages (document) < 1 ? "broken" : "huge";
      g_object_unref (document);
      return NULL;
    }
  self = g_new0 (GbPdf, 1);
  self->document = document;
  return self;
}

static gboolean
page_size (PopplerPage *page, double *width, double *height)
{
  poppler_page_get_size (page, width, height);
  return *width >= 1 && *height >= 1 && *width <= 20000 && *height <= 20000;
}

void
gb_pdf_describe (GbPdf *self, GString *lines)
{
  g_autofree char *title = poppler_document_get_title (self->document);

  if (title != NULL)
    gb_line (lines, "title", title, NULL);
  for (int i = 0; i < poppler_document_get_n_pages (self->document); i++)
    {
      PopplerPage *page = poppler_document_get_page (self->document, i);
      double width = 595, height = 842;
      if (page != NULL && !page_size (page, &width, &height))
        width = 595, height = 842;
      g_string_append_printf (lines, "size\t%d\t%d\n", (int) (width * 1000), (int) (height * 1000));
      g_clear_object (&page);
    }
}

char *
gb_pdf_words (GbPdf *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < poppler_document_get_n_pages (self->document) && text->len < GB_READING_TEXT_MOST / 2; i++)
    {
      PopplerPage *page = poppler_document_get_page (self->document, i);
      g_autofree char *words = page != NULL ? poppler_page_get_text (page) : NULL;
      g_autofree char *clean = gb_words_clean (words != NULL ? words : "");
      g_string_append_printf (text, "%s\n\f", clean);
      g_clear_object (&page);
    }
  return g_strdup (text->str);
}

cairo_surface_t *
gb_pdf_page (GbPdf *self, guint number, guint turn, double scale)
{
  PopplerPage *page = (int) number < poppler_document_get_n_pages (self->document)
                          ? poppler_document_get_page (self->document, (int) number)
                          : NULL;
  cairo_surface_t *surface;
  double width, height;
  cairo_t *cr;

  if (page == NULL || !page_size (page, &width, &height) || width * scale * height * scale > GB_READING_PIXELS_MOST)
    {
      g_clear_object (&page);
      return NULL;
    }
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX (1, (int) (width * scale + 0.5)),
                                        MAX (1, (int) (height * scale + 0.5)));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  poppler_page_render (page, cr);
  cairo_destroy (cr);
  g_object_unref (page);
  cairo_surface_flush (surface);
  return turn == 0 ? surface : gb_picture_turn (surface, turn, 1);
}

void
gb_pdf_find (GbPdf *self, const char *words, GString *lines)
{
  guint found = 0;

  for (int i = 0; i < poppler_document_get_n_pages (self->document) && found < 1000; i++)
    {
      PopplerPage *page = poppler_document_get_page (self->document, i);
      GList *all = page != NULL ? poppler_page_find_text (page, words) : NULL;
      double width, height;
      if (page != NULL)
        page_size (page, &width, &height);
      /* Poppler's own rectangles here begin at the foot of the page. */
      for (GList *l = all; l != NULL && found < 1000; l = l->next, found++)
        {
          PopplerRectangle *r = l->data;
          g_string_append_printf (lines, "%d\t%d\t%d\t%d\t%d\n", i, (int) (r->x1 * 1000),
                                  (int) ((height - r->y2) * 1000), (int) ((r->x2 - r->x1) * 1000),
                                  (int) ((r->y2 - r->y1) * 1000));
        }
      g_list_free_full (all, (GDestroyNotify) poppler_rectangle_free);
      g_clear_object (&page);
    }
}

/* --- what is hidden in it ------------------------------------------------------------------ */

#define OBJECTS_MOST 200000

typedef struct
{
  GbScan *scan;
  qpdf_data pdf;
  const char *where;
  guint pictures;
} Search;

static gboolean
names (Search *self, qpdf_oh dictionary, const char *key, const char *name)
{
  qpdf_oh value = qpdf_oh_get_key (self->pdf, dictionary, key);
  const char *said = qpdf_oh_is_name (self->pdf, value) ? qpdf_oh_get_name (self->pdf, value) : "";

  return g_str_equal (said, name);
}

static void
search_dictionary (Search *self, qpdf_oh dictionary)
{
  static const struct
  {
    const char *subtype, *what;
  } kinds[] = {
    { "/FileAttachment", "file" }, { "/RichMedia", "video" }, { "/Screen", "video" },
    { "/Movie", "video" },         { "/Sound", "sound" },     { "/3D", "video" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (names (self, dictionary, "/Subtype", kinds[i].subtype))
      gb_scan_note (self->scan, kinds[i].what, "PDF", self->where);
  if (names (self, dictionary, "/Type", "/EmbeddedFile") || qpdf_oh_has_key (self->pdf, dictionary, "/EF"))
    gb_scan_note (self->scan, "file", "PDF", self->where);
}

/* "BI ... /W 12 ... ID": a picture in the midst of the strokes. */
static gboolean
draws_inline (const char *bytes, gsize length)
{
  const char *end = bytes + length;

  for (const char *at = memmem (bytes, length, "BI", 2); at != NULL;
       at = memmem (at + 2, (gsize) (end - at - 2), "BI", 2))
    {
      gsize ahead = MIN ((gsize) (end - at), 400);
      const char *data = memmem (at, ahead, "ID", 2);
      if ((at == bytes || g_ascii_isspace (at[-1])) && ahead > 4 && (g_ascii_isspace (at[2]) || at[2] == '/')
          && data != NULL && memmem (at, (gsize) (data - at), "/W", 2) != NULL
          && memmem (at, (gsize) (data - at), "/H", 2) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
found_in_stream (const GbMagic *magic, gpointer data)
{
  Search *self = data;

  if (self->pictures++ < 10)
    gb_scan_note (self->scan, magic->what, magic->format, self->where);
}

static void
search_stream (Search *self, qpdf_oh stream)
{
  qpdf_oh dictionary = qpdf_oh_get_dict (self->pdf, stream);
  unsigned char *bytes = NULL;
  size_t length = 0;
  QPDF_BOOL unpacked = QPDF_FALSE;

  if (names (self, dictionary, "/Subtype", "/Image"))
    {
      if (self->pictures++ < 10)
        gb_scan_note (self->scan, "picture", "PDF", self->where);
      return;
    }
  search_dictionary (self, dictionary);
  if ((qpdf_oh_get_stream_data (self->pdf, stream, qpdf_dl_generalized, &unpacked, &bytes, &length) & QPDF_ERRORS) != 0
      || !unpacked || !gb_scan_may_unpack (self->scan, length))
    gb_scan_note (self->scan, "unread", "PDF", self->where);
  else
    {
      gb_sniff_anywhere (bytes, length, 0, found_in_stream, self);
      if (draws_inline ((const char *) bytes, length))
        gb_scan_note (self->scan, "picture", "PDF", self->where);
    }
  g_free (bytes);
}

static void
search_objects (Search *self)
{
  qpdf_oh trailer = qpdf_get_trailer (self->pdf);
  qpdf_oh size = qpdf_oh_get_key (self->pdf, trailer, "/Size");
  int most = qpdf_oh_is_integer (self->pdf, size) ? qpdf_oh_get_int_value_as_int (self->pdf, size) : 0;

  if (most <= 0 || most > OBJECTS_MOST)
    gb_scan_note (self->scan, "unread", "PDF", self->where);
  for (int id = 1; id < MIN (most, OBJECTS_MOST) + 16 && self->scan->found < 30; id++)
    for (int generation = 0; generation < 2; generation++)
      {
        qpdf_oh object = qpdf_get_object_by_id (self->pdf, id, generation);
        if (qpdf_oh_is_stream (self->pdf, object))
          search_stream (self, object);
        else if (qpdf_oh_is_dictionary (self->pdf, object))
          search_dictionary (self, object);
        qpdf_oh_release_all (self->pdf);
      }
}

void
gb_pdf_scan (GbScan *scan, const guint8 *bytes, gsize length, const char *where)
{
  Search self = { scan, qpdf_init (), where, 0 };

  qpdf_silence_errors (self.pdf);
  qpdf_set_suppress_warnings (self.pdf, QPDF_TRUE);
  if ((qpdf_read_memory (self.pdf, "evidence", (const char *) bytes, length, NULL) & QPDF_ERRORS) != 0)
    gb_scan_note (scan, "unread", "PDF", where);
  else
    search_objects (&self);
  /* An error that nobody has taken would be said aloud. */
  if (qpdf_has_error (self.pdf))
    qpdf_get_error (self.pdf);
  qpdf_cleanup (&self.pdf);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <poppler.h>

#include "base/errors.h"
#include "print/preview.h"

struct _GbPreview
{
  PopplerDocument *document;
  char *title;
};

GbPreview *
gb_preview_new (GBytes *pdf, GError **error)
{
  g_autoptr (GError) local = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (pdf, NULL, &local);
  GbPreview *self;

  if (document == NULL)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _ ("This page can’t be shown, because it isn’t a whole PDF (%s)."),
                   local->message);
      return NULL;
    }
  self = g_new0 (GbPreview, 1);
  self->document = document;
  self->title = poppler_document_get_title (document);
  return self;
}

void
gb_preview_free (GbPreview *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->document);
  g_free (self->title);
  g_free (self);
}

guint
gb_preview_get_pages (GbPreview *self)
{
  return (guint) poppler_document_get_n_pages (self->document);
}

const char *
gb_preview_get_title (GbPreview *self)
{
  return self->title;
}

void
gb_preview_get_size (GbPreview *self, guint page, double *width, double *height)
{
  PopplerPage *sheet = poppler_document_get_page (self->document, (int) page);
  poppler_page_get_size (sheet, width, height);
  g_object_unref (sheet);
}

cairo_surface_t *
gb_preview_render (GbPreview *self, guint page, double scale)
{
  PopplerPage *sheet = poppler_document_get_page (self->document, (int) page);
  cairo_surface_t *surface;
  double width, height;
  cairo_t *cr;

  poppler_page_get_size (sheet, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (width * scale + 0.5), (int) (height * scale + 0.5));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  poppler_page_render (sheet, cr);
  cairo_destroy (cr);
  g_object_unref (sheet);
  cairo_surface_flush (surface);
  return surface;
}

void
gb_preview_draw (GbPreview *self, guint page, cairo_t *cr)
{
  PopplerPage *sheet = poppler_document_get_page (self->document, (int) page);
  poppler_page_render_for_printing (sheet, cr);
  g_object_unref (sheet);
}

/* Poppler runs the cells of a row together; where two letters of one line stand
 * further apart than a blank is wide, there is a blank. */
static gboolean
is_gap (const PopplerRectangle *left, const PopplerRectangle *right)
{
  gboolean one_line = right->y1 < left->y2 && left->y1 < right->y2;
  return one_line && (right->x1 - left->x2 > 2.0 || right->x2 < left->x1);
}

static char *
spaced (const char *text, const PopplerRectangle *places, guint n_places)
{
  GString *words = g_string_new (NULL);
  gunichar last = ' ';
  guint i = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p), i++)
    {
      gunichar letter = g_utf8_get_char (p);
      if (i > 0 && i < n_places && !g_unichar_isspace (last) && !g_unichar_isspace (letter)
          && is_gap (&places[i - 1], &places[i]))
        g_string_append_c (words, ' ');
      g_string_append_unichar (words, letter);
      last = letter;
    }
  return g_string_free (words, FALSE);
}

char *
gb_preview_get_text (GbPreview *self, guint page)
{
  PopplerPage *sheet = poppler_document_get_page (self->document, (int) page);
  g_autofree char *text = poppler_page_get_text (sheet);
  g_autofree PopplerRectangle *places = NULL;
  guint n_places = 0;
  char *words;

  poppler_page_get_text_layout (sheet, &places, &n_places);
  words = spaced (text != NULL ? text : "", places, n_places);
  g_object_unref (sheet);
  return words;
}

GArray *
gb_preview_find (GbPreview *self, guint page, const char *words)
{
  PopplerPage *sheet = poppler_document_get_page (self->document, (int) page);
  GList *hits = poppler_page_find_text (sheet, words);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (cairo_rectangle_t));
  double width, height;

  poppler_page_get_size (sheet, &width, &height);
  for (GList *hit = hits; hit != NULL; hit = hit->next)
    {
      /* Poppler counts upwards from the foot of the page. */
      const PopplerRectangle *box = hit->data;
      cairo_rectangle_t place = { box->x1, height - box->y2, box->x2 - box->x1, box->y2 - box->y1 };
      g_array_append_val (found, place);
    }
  g_object_unref (sheet);
  g_list_free_full (hits, (GDestroyNotify) poppler_rectangle_free);
  return found;
}

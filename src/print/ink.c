/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured traps that this file steps round: PangoCairo's 96 dpi makes all a third
 * too big; hinted metrics space letters for the screen; a wrongly nested tag
 * breaks the file at the end, and finishing a surface in error can crash. */
#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <qrencode.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "print/access.h"
#include "print/fonts.h"
#include "print/ink.h"

struct _GbInk
{
  const GbFonts *fonts;
  PangoFontMap *map;
  PangoContext *context;
  cairo_surface_t *surface;
  cairo_t *cr;
  GByteArray *bytes;
  GPtrArray *open; /* of static char*: tags not yet closed */
  GbAccess access;
  guint pages;
};

typedef struct
{
  gboolean serif;
  int weight;
  gboolean italic;
  double size, lead, grey;
} Face;

static const Face faces[GB_N_STYLES] = {
  [GB_STYLE_TITLE] = { TRUE, 400, FALSE, 27, 28, 0 },
  [GB_STYLE_BAND] = { TRUE, 400, FALSE, 19, 28, 0 },
  [GB_STYLE_SIGNATURE] = { TRUE, 400, FALSE, 19, 24, 0 },
  [GB_STYLE_KEY] = { TRUE, 400, FALSE, 15.5, 21, 0 },
  [GB_STYLE_PROSE] = { TRUE, 400, FALSE, 10.5, 14, 0 },
  [GB_STYLE_FIGURE] = { FALSE, 600, FALSE, 28, 28, 0 },
  [GB_STYLE_SUBTITLE] = { FALSE, 400, FALSE, 13, 14, 0.15 },
  [GB_STYLE_SCHOOL] = { FALSE, 600, FALSE, 12, 14, 0 },
  [GB_STYLE_HEAD] = { FALSE, 600, FALSE, 11, 14, 0 },
  [GB_STYLE_PLAIN_HEAD] = { FALSE, 400, FALSE, 11, 14, 0.3 },
  [GB_STYLE_CAPTION] = { FALSE, 600, FALSE, 9.5, 14, 0 },
  [GB_STYLE_CELL] = { FALSE, 400, FALSE, 9.5, 12, 0 },
  [GB_STYLE_TOTAL] = { FALSE, 600, FALSE, 9.5, 12, 0 },
  [GB_STYLE_HELD] = { FALSE, 400, TRUE, 9.5, 12, 0.3 },
  [GB_STYLE_COLUMN] = { FALSE, 600, FALSE, 8.5, 10.5, 0 },
  [GB_STYLE_NOTE] = { FALSE, 400, FALSE, 8.5, 10.5, 0.25 },
  [GB_STYLE_SMALL] = { FALSE, 400, FALSE, 8.5, 10.5, 0 },
  [GB_STYLE_RUNNING] = { FALSE, 400, FALSE, 8, 10, 0.25 },
  [GB_STYLE_RUNNING_STRONG] = { FALSE, 600, FALSE, 8, 10, 0.1 },
  [GB_STYLE_WORD] = { FALSE, 600, FALSE, 13, 18, 0 },
  [GB_STYLE_LABEL_NUMBER] = { FALSE, 600, FALSE, 27, 28, 0 },
};

static cairo_status_t
take_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static PangoContext *
make_context (PangoFontMap *map)
{
  PangoContext *context = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string (gb_text_language ()));
  return context;
}

static void
set_metadata (cairo_surface_t *surface, const GbInkSetup *setup)
{
  g_autoptr (GDateTime) made = g_date_time_new_from_unix_utc (setup->made_at / GB_SECOND);
  g_autofree char *stamp = g_date_time_format (made, "%Y-%m-%dT%H:%M:%SZ");
  const struct
  {
    cairo_pdf_metadata_t key;
    const char *text;
  } all[] = {
    { CAIRO_PDF_METADATA_TITLE, setup->title },     { CAIRO_PDF_METADATA_AUTHOR, setup->author },
    { CAIRO_PDF_METADATA_SUBJECT, setup->subject }, { CAIRO_PDF_METADATA_CREATOR, "Guardbook " GB_VERSION },
    { CAIRO_PDF_METADATA_CREATE_DATE, stamp },      { CAIRO_PDF_METADATA_MOD_DATE, stamp },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i].text != NULL)
      cairo_pdf_surface_set_metadata (surface, all[i].key, all[i].text);
}

static void
label_page (GbInk *ink)
{
  g_autofree char *label = g_strdup_printf ("%u", ink->pages + 1);
  cairo_pdf_surface_set_page_label (ink->surface, label);
}

GbInk *
gb_ink_new (const GbInkSetup *setup, GError **error)
{
  const GbFonts *fonts = gb_fonts_get (error);
  GbInk *ink;

  if (fonts == NULL)
    return NULL;
  ink = g_new0 (GbInk, 1);
  ink->fonts = fonts;
  ink->map = pango_cairo_font_map_new_for_font_type (CAIRO_FONT_TYPE_FT);
  pango_fc_font_map_set_config (PANGO_FC_FONT_MAP (ink->map), fonts->config);
  ink->context = make_context (ink->map);
  ink->bytes = g_byte_array_new ();
  ink->open = g_ptr_array_new ();
  ink->access.figures = g_ptr_array_new_with_free_func (g_free);
  ink->access.heads = g_ptr_array_new ();
  ink->access.cells = g_ptr_array_new_with_free_func (g_free);
  ink->surface = cairo_pdf_surface_create_for_stream (take_bytes, ink->bytes, setup->width, setup->height);
  cairo_pdf_surface_restrict_to_version (ink->surface, CAIRO_PDF_VERSION_1_5);
  set_metadata (ink->surface, setup);
  ink->cr = cairo_create (ink->surface);
  label_page (ink);
  gb_ink_open (ink, "Document");
  return ink;
}

/* Closes what is open, so that the surface can be finished without complaint. */
static void
close_all (GbInk *ink)
{
  while (ink->open->len > 0)
    gb_ink_close (ink, g_ptr_array_index (ink->open, ink->open->len - 1));
}

static void
drop_surface (GbInk *ink)
{
  cairo_status_t status;

  if (ink->surface == NULL)
    return;
  close_all (ink);
  status = cairo_status (ink->cr);
  cairo_destroy (ink->cr);
  /* A surface in error may crash when it is finished, which destroying does: better lost than crashed. */
  if (status == CAIRO_STATUS_SUCCESS)
    cairo_surface_destroy (ink->surface);
  ink->cr = NULL;
  ink->surface = NULL;
}

void
gb_ink_free (GbInk *ink)
{
  if (ink == NULL)
    return;
  drop_surface (ink);
  g_object_unref (ink->context);
  g_object_unref (ink->map);
  g_byte_array_unref (ink->bytes);
  g_ptr_array_unref (ink->open);
  g_ptr_array_unref (ink->access.figures);
  g_ptr_array_unref (ink->access.heads);
  g_ptr_array_unref (ink->access.cells);
  g_free (ink);
}

GBytes *
gb_ink_finish (GbInk *ink, GError **error)
{
  cairo_status_t status;
  g_autoptr (GBytes) plain = NULL;

  close_all (ink);
  status = cairo_status (ink->cr);
  if (status == CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_finish (ink->surface);
      status = cairo_surface_status (ink->surface);
    }
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_FAULT,
                   _ ("The page could not be drawn (%s). Nothing was printed and nothing was changed."),
                   cairo_status_to_string (status));
      return NULL;
    }
  plain = g_bytes_new (ink->bytes->data, ink->bytes->len);
  return gb_access_add (plain, &ink->access, error);
}

void
gb_ink_next_page (GbInk *ink)
{
  cairo_show_page (ink->cr);
  ink->pages++;
  label_page (ink);
}

cairo_t *
gb_ink_get_cairo (GbInk *ink)
{
  return ink->cr;
}

/* --- text -------------------------------------------------------------------------- */

/* @text without its marks; each stretch between GB_STRONG and GB_PLAIN gets @strong. */
static char *
take_marks (const char *text, PangoAttrList *attributes, int strong)
{
  GString *plain = g_string_new (NULL);
  gssize from = -1;

  for (const char *p = text;; p++)
    {
      gboolean ends = *p == '\0' || *p == *GB_PLAIN;
      if (ends && from >= 0)
        {
          PangoAttribute *weight = pango_attr_weight_new (strong);
          weight->start_index = (guint) from;
          weight->end_index = plain->len;
          pango_attr_list_insert (attributes, weight);
          from = -1;
        }
      if (*p == '\0')
        return g_string_free (plain, FALSE);
      if (*p == *GB_STRONG)
        from = (gssize) plain->len;
      else if ((guchar) *p >= 0x20 || *p == '\n')
        g_string_append_c (plain, *p);
    }
}

static PangoFontDescription *
describe (GbInk *ink, const Face *face)
{
  PangoFontDescription *font = pango_font_description_new ();
  double scale = face->serif ? 1.0 : ink->fonts->sans_scale;

  pango_font_description_set_family (font, face->serif ? ink->fonts->serif : ink->fonts->sans);
  pango_font_description_set_weight (font, face->weight);
  pango_font_description_set_style (font, face->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_absolute_size (font, face->size * scale * PANGO_SCALE);
  return font;
}

GbCopy *
gb_ink_set (GbInk *ink, GbStyle style, double width, GbAlign align, const char *text)
{
  const Face *face = &faces[style];
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char *plain = take_marks (text != NULL ? text : "", attributes, face->serif ? 700 : 600);
  PangoFontDescription *font = describe (ink, face);
  GbCopy *copy = g_new0 (GbCopy, 1);

  if (!face->serif)
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum, lnum"));
  copy->layout = pango_layout_new (ink->context);
  pango_layout_set_font_description (copy->layout, font);
  pango_layout_set_attributes (copy->layout, attributes);
  pango_layout_set_wrap (copy->layout, PANGO_WRAP_WORD_CHAR);
  if (width > 0)
    pango_layout_set_width (copy->layout, (int) (width * PANGO_SCALE));
  pango_layout_set_text (copy->layout, plain, -1);
  pango_font_description_free (font);
  copy->style = style;
  copy->align = align;
  copy->width = width;
  copy->grey = face->grey;
  copy->lead = face->lead;
  copy->lines = (guint) pango_layout_get_line_count (copy->layout);
  return copy;
}

void
gb_copy_free (GbCopy *copy)
{
  if (copy == NULL)
    return;
  g_object_unref (copy->layout);
  g_free (copy);
}

double
gb_copy_height (const GbCopy *copy)
{
  return copy->lines * copy->lead;
}

double
gb_copy_natural_width (const GbCopy *copy)
{
  PangoRectangle logical;
  pango_layout_get_extents (copy->layout, NULL, &logical);
  return (double) logical.width / PANGO_SCALE;
}

/* How far the first baseline lies beneath the top: where the eye expects it for
 * Latin letters, so that different faces of one lead stand on one line. */
static double
baseline_offset (const GbCopy *copy)
{
  return copy->lead * 0.5 + faces[copy->style].size * 0.33;
}

void
gb_ink_show (GbInk *ink, const GbCopy *copy, double x, double y)
{
  PangoLayoutIter *iter = pango_layout_get_iter (copy->layout);
  double baseline = y + baseline_offset (copy);

  cairo_set_source_rgb (ink->cr, copy->grey, copy->grey, copy->grey);
  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      PangoRectangle logical;
      double spare;

      pango_layout_line_get_extents (line, NULL, &logical);
      spare = copy->width > 0 ? copy->width - (double) logical.width / PANGO_SCALE : 0;
      if (copy->width <= 0 && copy->align != GB_ALIGN_LEFT)
        spare = -(double) logical.width / PANGO_SCALE;
      cairo_move_to (ink->cr,
                     x
                         + (copy->align == GB_ALIGN_LEFT    ? 0
                            : copy->align == GB_ALIGN_RIGHT ? spare
                                                            : spare / 2),
                     baseline);
      pango_cairo_show_layout_line (ink->cr, line);
      baseline += copy->lead;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
  cairo_set_source_rgb (ink->cr, 0, 0, 0);
}

double
gb_ink_write_grey (GbInk *ink, GbStyle style, double grey, double x, double y, double width, GbAlign align,
                   const char *text)
{
  g_autoptr (GbCopy) copy = gb_ink_set (ink, style, width, align, text);
  copy->grey = grey;
  gb_ink_show (ink, copy, x, y);
  return gb_copy_height (copy);
}

double
gb_ink_write_lines (GbInk *ink, GbStyle style, double x, double y, double width, guint lines, const char *text)
{
  g_autoptr (GbCopy) copy = gb_ink_set (ink, style, width, GB_ALIGN_LEFT, text);
  pango_layout_set_height (copy->layout, -(int) lines);
  pango_layout_set_ellipsize (copy->layout, PANGO_ELLIPSIZE_END);
  copy->lines = (guint) pango_layout_get_line_count (copy->layout);
  gb_ink_show (ink, copy, x, y);
  return gb_copy_height (copy);
}

double
gb_ink_write (GbInk *ink, GbStyle style, double x, double y, double width, GbAlign align, const char *text)
{
  return gb_ink_write_grey (ink, style, faces[style].grey, x, y, width, align, text);
}

/* --- marks ---------------------------------------------------------------------------- */

void
gb_ink_grey_rule (GbInk *ink, double x, double y, double width, double thick, double grey)
{
  cairo_set_source_rgb (ink->cr, grey, grey, grey);
  cairo_set_line_width (ink->cr, thick);
  cairo_move_to (ink->cr, x, y);
  cairo_line_to (ink->cr, x + width, y);
  cairo_stroke (ink->cr);
  cairo_set_source_rgb (ink->cr, 0, 0, 0);
}

void
gb_ink_rule (GbInk *ink, double x, double y, double width, double thick)
{
  gb_ink_grey_rule (ink, x, y, width, thick, 0);
}

void
gb_ink_box (GbInk *ink, double x, double y, double width, double height, double grey, double outline)
{
  cairo_rectangle (ink->cr, x, y, width, height);
  cairo_set_source_rgb (ink->cr, grey, grey, grey);
  cairo_fill_preserve (ink->cr);
  cairo_set_source_rgb (ink->cr, 0, 0, 0);
  cairo_set_line_width (ink->cr, outline);
  if (outline > 0)
    cairo_stroke (ink->cr);
  cairo_new_path (ink->cr);
}

void
gb_ink_hatch (GbInk *ink, double x, double y, double width, double height)
{
  cairo_save (ink->cr);
  cairo_rectangle (ink->cr, x, y, width, height);
  cairo_set_source_rgb (ink->cr, 1, 1, 1);
  cairo_fill_preserve (ink->cr);
  cairo_set_source_rgb (ink->cr, 0, 0, 0);
  cairo_clip_preserve (ink->cr);
  cairo_new_path (ink->cr);
  cairo_set_line_width (ink->cr, 0.8);
  for (double at = 3.2; at < width + height; at += 3.2 * G_SQRT2)
    {
      cairo_move_to (ink->cr, x + at, y);
      cairo_line_to (ink->cr, x + at - height, y + height);
    }
  cairo_stroke (ink->cr);
  cairo_restore (ink->cr);
  cairo_rectangle (ink->cr, x, y, width, height);
  cairo_set_line_width (ink->cr, 0.6);
  cairo_stroke (ink->cr);
}

void
gb_ink_dot (GbInk *ink, double x, double y, double radius, gboolean solid)
{
  cairo_new_sub_path (ink->cr);
  cairo_arc (ink->cr, x, y, radius, 0, 2 * G_PI);
  cairo_set_source_rgb (ink->cr, solid ? 0 : 1, solid ? 0 : 1, solid ? 0 : 1);
  cairo_fill_preserve (ink->cr);
  cairo_set_source_rgb (ink->cr, 0, 0, 0);
  cairo_set_line_width (ink->cr, 1.4);
  cairo_stroke (ink->cr);
}

void
gb_ink_tick (GbInk *ink, double x, double y, gboolean ticked)
{
  gb_ink_open_figure (ink, ticked ? _ ("ticked") : _ ("not ticked"));
  gb_ink_box (ink, x, y, 8.5, 8.5, 1, 0.9);
  if (ticked)
    {
      cairo_set_line_width (ink->cr, 1.7);
      cairo_move_to (ink->cr, x + 1.8, y + 4.3);
      cairo_line_to (ink->cr, x + 3.7, y + 6.4);
      cairo_line_to (ink->cr, x + 6.8, y + 1.9);
      cairo_stroke (ink->cr);
    }
  gb_ink_close (ink, "Figure");
}

void
gb_ink_dotted (GbInk *ink, double x, double y, double width)
{
  const double dashes[] = { 0.8, 2.2 };

  cairo_save (ink->cr);
  cairo_set_dash (ink->cr, dashes, 2, 0);
  gb_ink_grey_rule (ink, x, y, width, 0.8, 0.1);
  cairo_restore (ink->cr);
}

gboolean
gb_ink_qr (GbInk *ink, double x, double y, double side, const char *text, const char *alt)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_Q, QR_MODE_8, 1);
  double module;

  if (code == NULL)
    return FALSE;
  module = side / (code->width + 8);
  gb_ink_open_figure (ink, alt);
  for (int row = 0; row < code->width; row++)
    for (int column = 0; column < code->width; column++)
      if (code->data[row * code->width + column] & 1)
        cairo_rectangle (ink->cr, x + (4 + column) * module, y + (4 + row) * module, module, module);
  cairo_fill (ink->cr);
  gb_ink_close (ink, "Figure");
  QRcode_free (code);
  return TRUE;
}

/* --- structure -------------------------------------------------------------------------- */

void
gb_ink_open (GbInk *ink, const char *tag)
{
  cairo_tag_begin (ink->cr, tag, NULL);
  g_ptr_array_add (ink->open, (gpointer) g_intern_string (tag));
}

void
gb_ink_close (GbInk *ink, const char *tag)
{
  g_assert (ink->open->len > 0);
  g_assert_cmpstr (g_ptr_array_index (ink->open, ink->open->len - 1), ==, tag);
  g_ptr_array_set_size (ink->open, (int) ink->open->len - 1);
  cairo_tag_end (ink->cr, tag);
}

void
gb_ink_open_figure (GbInk *ink, const char *alt)
{
  g_ptr_array_add (ink->access.figures, g_strdup (alt));
  gb_ink_open (ink, "Figure");
}

void
gb_ink_open_head (GbInk *ink, gboolean of_row)
{
  g_ptr_array_add (ink->access.heads, (gpointer) (of_row ? "Row" : "Column"));
  gb_ink_open (ink, "TH");
}

void
gb_ink_open_cell (GbInk *ink, const char *expansion)
{
  g_ptr_array_add (ink->access.cells, g_strdup (expansion));
  gb_ink_open (ink, "TD");
}

void
gb_ink_destination (GbInk *ink, const char *name)
{
  g_autofree char *attributes = g_strdup_printf ("name='%s'", name);
  cairo_tag_begin (ink->cr, CAIRO_TAG_DEST, attributes);
  cairo_tag_end (ink->cr, CAIRO_TAG_DEST);
}

void
gb_ink_open_link (GbInk *ink, const char *destination)
{
  g_autofree char *attributes = g_strdup_printf ("dest='%s'", destination);
  cairo_tag_begin (ink->cr, CAIRO_TAG_LINK, attributes);
  g_ptr_array_add (ink->open, (gpointer) g_intern_string (CAIRO_TAG_LINK));
}

void
gb_ink_close_link (GbInk *ink)
{
  gb_ink_close (ink, CAIRO_TAG_LINK);
}

void
gb_ink_outline (GbInk *ink, const char *title, const char *destination)
{
  g_autofree char *attributes = g_strdup_printf ("dest='%s'", destination);
  cairo_pdf_surface_add_outline (ink->surface, CAIRO_PDF_OUTLINE_ROOT, title, attributes, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

char *
gb_ink_strong (const char *text)
{
  return g_strconcat (GB_STRONG, text, GB_PLAIN, NULL);
}

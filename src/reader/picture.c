/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PNG by Cairo and JPEG by libjpeg, and only after their heads said how large
 * they would become. */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "reader/reader-private.h"

/* --- PNG -------------------------------------------------------------------------------- */

typedef struct
{
  const guint8 *bytes;
  gsize left;
} Source;

static cairo_status_t
read_some (void *closure, unsigned char *data, unsigned int length)
{
  Source *source = closure;

  if (length > source->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->bytes, length);
  source->bytes += length;
  source->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

static guint32
big (const guint8 *p)
{
  return (guint32) p[3] | (guint32) p[2] << 8 | (guint32) p[1] << 16 | (guint32) p[0] << 24;
}

static gboolean
is_png (const guint8 *bytes, gsize length)
{
  return length > 33 && bytes[0] == 0x89 && memcmp (bytes + 12, "IHDR", 4) == 0;
}

/* --- JPEG -------------------------------------------------------------------------------- */

typedef struct
{
  struct jpeg_error_mgr manager;
  jmp_buf out;
} Trouble;

static void
leave (j_common_ptr info)
{
  longjmp (((Trouble *) info->err)->out, 1);
}

static void
keep_quiet (j_common_ptr info G_GNUC_UNUSED)
{
}

static void
begin_jpeg (struct jpeg_decompress_struct *jpeg, Trouble *trouble, const guint8 *bytes, gsize length)
{
  jpeg->err = jpeg_std_error (&trouble->manager);
  trouble->manager.error_exit = leave;
  trouble->manager.output_message = keep_quiet;
  jpeg_create_decompress (jpeg);
  jpeg_mem_src (jpeg, bytes, length);
}

static gboolean
jpeg_size (const guint8 *bytes, gsize length, guint *width, guint *height)
{
  struct jpeg_decompress_struct jpeg;
  Trouble trouble;

  memset (&jpeg, 0, sizeof jpeg);
  jpeg.err = &trouble.manager;
  if (setjmp (trouble.out) != 0)
    {
      jpeg_destroy_decompress (&jpeg);
      return FALSE;
    }
  begin_jpeg (&jpeg, &trouble, bytes, length);
  jpeg_read_header (&jpeg, TRUE);
  *width = jpeg.image_width;
  *height = jpeg.image_height;
  jpeg_destroy_decompress (&jpeg);
  return *width > 0 && *height > 0;
}

static cairo_surface_t *
read_jpeg (const guint8 *bytes, gsize length, guint width, guint height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  struct jpeg_decompress_struct jpeg;
  Trouble trouble;

  memset (&jpeg, 0, sizeof jpeg);
  jpeg.err = &trouble.manager;
  /* What was read of a picture that is cut short is shown. */
  if (pixels == NULL || setjmp (trouble.out) != 0)
    {
      jpeg_destroy_decompress (&jpeg);
      cairo_surface_mark_dirty (surface);
      return surface;
    }
  begin_jpeg (&jpeg, &trouble, bytes, length);
  jpeg_read_header (&jpeg, TRUE);
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  jpeg.out_color_space = JCS_EXT_BGRX;
#else
  jpeg.out_color_space = JCS_EXT_XRGB;
#endif
  jpeg_start_decompress (&jpeg);
  while (jpeg.output_scanline < jpeg.output_height && jpeg.output_scanline < height)
    {
      JSAMPROW row = pixels + (gsize) jpeg.output_scanline * (gsize) stride;
      jpeg_read_scanlines (&jpeg, &row, 1);
    }
  jpeg_destroy_decompress (&jpeg);
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* --- both ------------------------------------------------------------------------------------ */

gboolean
gb_picture_size (const guint8 *bytes, gsize length, guint *width, guint *height)
{
  if (!is_png (bytes, length))
    return jpeg_size (bytes, length, width, height);
  *width = big (bytes + 16);
  *height = big (bytes + 20);
  return *width > 0 && *height > 0;
}

cairo_surface_t *
gb_picture_turn (cairo_surface_t *surface, guint turn, double scale)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  gboolean lies = turn % 2 == 1;
  int across = MAX (1, (int) ((lies ? height : width) * scale + 0.5));
  int down = MAX (1, (int) ((lies ? width : height) * scale + 0.5));
  cairo_surface_t *turned = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, across, down);
  cairo_t *cr = cairo_create (turned);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, across / 2.0, down / 2.0);
  cairo_rotate (cr, turn * G_PI / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, -width / 2.0, -height / 2.0);
  cairo_pattern_set_filter (cairo_get_source (cr), scale < 1 ? CAIRO_FILTER_GOOD : CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return turned;
}

cairo_surface_t *
gb_picture_page (const guint8 *bytes, gsize length, guint turn, double scale, const char **problem)
{
  guint width, height;
  cairo_surface_t *surface;
  Source source = { bytes, length };

  *problem = "broken";
  if (!gb_picture_size (bytes, length, &width, &height))
    return NULL;
  *problem = "huge";
  if (width > GB_READING_SIDE_MOST || height > GB_READING_SIDE_MOST || (guint64) width * height > 60 * 1000 * 1000
      || width * scale * height * scale > GB_READING_PIXELS_MOST)
    return NULL;
  *problem = "broken";
  surface = is_png (bytes, length) ? cairo_image_surface_create_from_png_stream (read_some, &source)
                                   : read_jpeg (bytes, length, width, height);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    return gb_picture_turn (surface, turn, scale);
  cairo_surface_destroy (surface);
  return NULL;
}

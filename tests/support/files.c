/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <cairo-pdf.h>

#include "support/files.h"

GBytes *
gb_test_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
gb_test_png (int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  GByteArray *bytes = g_byte_array_new ();

  cairo_set_source_rgb (cr, 0.2, 0.4, 0.6);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

typedef struct
{
  const guint8 *bytes;
  gsize left;
} Source;

static cairo_status_t
supply (void *closure, unsigned char *data, unsigned int length)
{
  Source *source = closure;

  if (length > source->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->bytes, length);
  source->bytes += length;
  source->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
gb_test_pdf (const char *const *pages, GBytes *png)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (collect, bytes, 595, 842);
  cairo_t *cr = cairo_create (surface);

  for (guint i = 0; pages[i] != NULL; i++)
    {
      cairo_select_font_face (cr, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
      g_auto (GStrv) lines = g_strsplit (pages[i], "\n", -1);
      cairo_set_font_size (cr, 14);
      for (guint line = 0; lines[line] != NULL; line++)
        {
          cairo_move_to (cr, 72, 96 + 22 * line);
          cairo_show_text (cr, lines[line]);
        }
      if (png != NULL && i == 0)
        {
          Source source = { g_bytes_get_data (png, NULL), g_bytes_get_size (png) };
          cairo_surface_t *picture = cairo_image_surface_create_from_png_stream (supply, &source);
          cairo_set_source_surface (cr, picture, 72, 200);
          cairo_paint (cr);
          cairo_set_source_rgb (cr, 0, 0, 0);
          cairo_surface_destroy (picture);
        }
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

guint32
gb_test_crc (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
  return ~crc;
}

static void
put (GByteArray *array, guint32 value, guint n)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (array, (const guint8 *) &little, n);
}

/* Signature, version, flags, way, time, crc, sizes, lengths: as both headers have them. */
static void
put_head (GByteArray *array, const char *name, GBytes *content)
{
  put (array, 20, 2);
  put (array, 0, 4);
  put (array, 0, 4);
  put (array, gb_test_crc (content), 4);
  put (array, (guint32) g_bytes_get_size (content), 4);
  put (array, (guint32) g_bytes_get_size (content), 4);
  put (array, (guint32) strlen (name), 2);
  put (array, 0, 2);
}

typedef struct
{
  const char *name;
  GBytes *content;
} Entry;

static GBytes *
zip_of (const Entry *entries, guint n)
{
  GByteArray *zip = g_byte_array_new (), *directory = g_byte_array_new ();
  guint32 start;

  for (guint i = 0; i < n; i++)
    {
      guint32 at = zip->len;
      put (zip, 0x04034b50, 4);
      put_head (zip, entries[i].name, entries[i].content);
      g_byte_array_append (zip, (const guint8 *) entries[i].name, (guint) strlen (entries[i].name));
      g_byte_array_append (zip, g_bytes_get_data (entries[i].content, NULL),
                           (guint) g_bytes_get_size (entries[i].content));
      put (directory, 0x02014b50, 4);
      put (directory, 20, 2);
      put_head (directory, entries[i].name, entries[i].content);
      put (directory, 0, 2);
      put (directory, 0, 4);
      put (directory, 0, 4);
      put (directory, at, 4);
      g_byte_array_append (directory, (const guint8 *) entries[i].name, (guint) strlen (entries[i].name));
    }
  start = zip->len;
  g_byte_array_append (zip, directory->data, directory->len);
  put (zip, 0x06054b50, 4);
  put (zip, 0, 4);
  put (zip, n, 2);
  put (zip, n, 2);
  put (zip, directory->len, 4);
  put (zip, start, 4);
  put (zip, 0, 2);
  g_byte_array_unref (directory);
  return g_byte_array_free_to_bytes (zip);
}

GBytes *
gb_test_zip (const char *name, GBytes *content)
{
  Entry entry = { name, content };

  return zip_of (&entry, 1);
}

GBytes *
gb_test_docx (const char *words, GBytes *picture)
{
  g_autofree char *xml = g_strdup_printf ("<?xml version=\"1.0\"?><w:document xmlns:w=\"http://example.org/w\"><w:body>"
                                          "<w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>",
                                          words);
  g_autoptr (GBytes) types = gb_test_bytes ("<Types/>"), document = gb_test_bytes (xml);
  Entry entries[] = { { "[Content_Types].xml", types },
                      { "word/document.xml", document },
                      { "word/media/image1.bin", picture } };

  return zip_of (entries, picture != NULL ? 3 : 2);
}

GBytes *
gb_test_mail (const char *words, const char *name, const char *type, GBytes *attachment)
{
  g_autoptr (GString) mail = g_string_new (NULL);
  g_autofree char *coded =
      attachment != NULL ? g_base64_encode (g_bytes_get_data (attachment, NULL), g_bytes_get_size (attachment)) : NULL;

  g_string_append_printf (mail,
                          "From: Dana Reed <dana.reed@example.org>\r\nTo: office@marshlane.example.org\r\n"
                          "Subject: About Jonah\r\nDate: Mon, 16 Nov 2026 08:10:00 +0000\r\nMIME-Version: 1.0\r\n"
                          "Content-Type: multipart/mixed; boundary=\"cut\"\r\n\r\n--cut\r\n"
                          "Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
                          words);
  if (coded != NULL)
    {
      g_string_append_printf (mail,
                              "--cut\r\nContent-Type: %s; name=\"%s\"\r\nContent-Disposition: attachment; "
                              "filename=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                              type, name, name);
      for (gsize i = 0; i < strlen (coded); i += 76)
        g_string_append_printf (mail, "%.76s\r\n", coded + i);
    }
  g_string_append (mail, "--cut--\r\n");
  return gb_test_bytes (mail->str);
}

GBytes *
gb_test_joined (GBytes *one, GBytes *other)
{
  GByteArray *both = g_byte_array_new ();

  g_byte_array_append (both, g_bytes_get_data (one, NULL), (guint) g_bytes_get_size (one));
  g_byte_array_append (both, g_bytes_get_data (other, NULL), (guint) g_bytes_get_size (other));
  return g_byte_array_free_to_bytes (both);
}

GBytes *
gb_test_html (const char *words, GBytes *picture)
{
  g_autofree char *coded =
      picture != NULL ? g_base64_encode (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture)) : g_strdup ("");
  g_autofree char *html = g_strdup_printf ("<!DOCTYPE html><html><body><p>%s</p>%s%s%s</body></html>", words,
                                           picture != NULL ? "<img src=\"data:application/octet-stream;base64," : "",
                                           coded, picture != NULL ? "\">" : "");

  return gb_test_bytes (html);
}

GBytes *
gb_test_boxed (const char *brand)
{
  GByteArray *box = g_byte_array_new ();
  static const guint8 size[] = { 0, 0, 0, 24 }, none[4] = { 0 };

  g_byte_array_append (box, size, 4);
  g_byte_array_append (box, (const guint8 *) "ftyp", 4);
  g_byte_array_append (box, (const guint8 *) brand, 4);
  g_byte_array_append (box, none, 4);
  g_byte_array_append (box, (const guint8 *) brand, 4);
  g_byte_array_append (box, (const guint8 *) brand, 4);
  return g_byte_array_free_to_bytes (box);
}

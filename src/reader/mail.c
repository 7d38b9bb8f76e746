/* SPDX-License-Identifier: GPL-3.0-or-later */
/* E-mail by GMime: its head, its words, its attachments as pieces. */
#include <gmime/gmime.h>
#include <string.h>

#include "reader/reader-private.h"

struct _GbMail
{
  GMimeMessage *message;
  GPtrArray *parts; /* of GMimeObject: what is no part of its words */
  GMimePart *plain, *html;
  guint seen;
};

static gboolean
is_words (GMimeObject *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (part);
  const char *disposition = g_mime_object_get_disposition (part);

  return GMIME_IS_PART (part) && g_mime_content_type_is_type (type, "text", "*")
         && g_ascii_strcasecmp (disposition != NULL ? disposition : "inline", "attachment") != 0
         && g_mime_part_get_filename (GMIME_PART (part)) == NULL;
}

static void
sort_parts (GbMail *self, GMimeObject *part, guint depth)
{
  if (part == NULL || depth > 20 || self->seen++ > 2000)
    return;
  if (GMIME_IS_MULTIPART (part))
    {
      for (int i = 0; i < g_mime_multipart_get_count (GMIME_MULTIPART (part)); i++)
        sort_parts (self, g_mime_multipart_get_part (GMIME_MULTIPART (part), i), depth + 1);
      return;
    }
  if (is_words (part) && g_mime_content_type_is_type (g_mime_object_get_content_type (part), "text", "html"))
    {
      if (self->html == NULL)
        {
          self->html = GMIME_PART (part);
          return;
        }
    }
  else if (is_words (part) && self->plain == NULL)
    {
      self->plain = GMIME_PART (part);
      return;
    }
  if (self->parts->len < GB_READING_PARTS_MOST)
    g_ptr_array_add (self->parts, part);
}

GbMail *
gb_mail_new (const guint8 *bytes, gsize length)
{
  static gboolean begun;
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeMessage *message;
  GbMail *self;

  if (!begun)
    g_mime_init ();
  begun = TRUE;
  stream = g_mime_stream_mem_new_with_buffer ((const char *) bytes, length);
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  if (message == NULL)
    return NULL;
  self = g_new0 (GbMail, 1);
  self->message = message;
  self->parts = g_ptr_array_new ();
  sort_parts (self, g_mime_message_get_mime_part (message), 0);
  return self;
}

void
gb_mail_free (GbMail *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->message);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static char *
addresses (GbMail *self, GMimeAddressType type)
{
  InternetAddressList *list = g_mime_message_get_addresses (self->message, type);

  return list != NULL ? internet_address_list_to_string (list, NULL, FALSE) : NULL;
}

static const char *
header (GbMail *self, const char *name)
{
  return g_mime_object_get_header (GMIME_OBJECT (self->message), name);
}

static GBytes *
bytes_of (GMimeObject *part)
{
  GMimeStream *stream = g_mime_stream_mem_new ();
  GByteArray *array;
  GBytes *bytes;

  if (GMIME_IS_PART (part))
    {
      GMimeDataWrapper *content = g_mime_part_get_content (GMIME_PART (part));
      if (content != NULL)
        g_mime_data_wrapper_write_to_stream (content, stream);
    }
  else if (GMIME_IS_MESSAGE_PART (part))
    g_mime_object_write_to_stream (GMIME_OBJECT (g_mime_message_part_get_message (GMIME_MESSAGE_PART (part))), NULL,
                                   stream);
  else
    g_mime_object_write_to_stream (part, NULL, stream);
  g_mime_stream_flush (stream);
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  bytes = g_bytes_new (array->data, array->len);
  g_object_unref (stream);
  return bytes;
}

/* What it calls itself; a message inside another has its subject. */
static char *
name_of (GMimeObject *part)
{
  const char *name = GMIME_IS_PART (part) ? g_mime_part_get_filename (GMIME_PART (part)) : NULL;

  if (GMIME_IS_MESSAGE_PART (part) && g_mime_message_part_get_message (GMIME_MESSAGE_PART (part)) != NULL)
    name = g_mime_message_get_subject (g_mime_message_part_get_message (GMIME_MESSAGE_PART (part)));
  return g_strdup (name != NULL ? name : "");
}

void
gb_mail_describe (GbMail *self, GString *lines)
{
  g_autofree char *from = addresses (self, GMIME_ADDRESS_TYPE_FROM), *to = addresses (self, GMIME_ADDRESS_TYPE_TO);
  const char *subject = g_mime_message_get_subject (self->message), *date = header (self, "Date");

  gb_line (lines, "title", subject != NULL ? subject : "", NULL);
  gb_line (lines, "from", from != NULL ? from : "", NULL);
  gb_line (lines, "to", to != NULL ? to : "", NULL);
  gb_line (lines, "date", date != NULL ? date : "", NULL);
  for (guint i = 0; i < self->parts->len; i++)
    {
      g_autoptr (GBytes) bytes = bytes_of (self->parts->pdata[i]);
      g_autofree char *name = name_of (self->parts->pdata[i]);
      g_autofree char *type =
          g_mime_content_type_get_mime_type (g_mime_object_get_content_type (self->parts->pdata[i]));
      g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (bytes));
      gb_line (lines, "part", name, type, size, NULL);
    }
}

static char *
text_of (GMimePart *part)
{
  g_autoptr (GBytes) bytes = bytes_of (GMIME_OBJECT (part));
  const char *charset = g_mime_object_get_content_type_parameter (GMIME_OBJECT (part), "charset");
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text =
      charset != NULL && length > 0 ? g_convert (data, (gssize) length, "UTF-8", charset, NULL, NULL, NULL) : NULL;

  if (text != NULL)
    return gb_words_clean (text);
  return length > 0 ? gb_words_of ((const guint8 *) data, length) : g_strdup ("");
}

char *
gb_mail_words (GbMail *self)
{
  g_autofree char *text = self->plain != NULL  ? text_of (self->plain)
                          : self->html != NULL ? text_of (self->html)
                                               : NULL;

  if (text == NULL)
    return g_strdup ("");
  return self->plain == NULL ? gb_words_of_html (text, strlen (text)) : g_steal_pointer (&text);
}

GBytes *
gb_mail_part (GbMail *self, guint number)
{
  return number < self->parts->len ? bytes_of (self->parts->pdata[number]) : NULL;
}

static void
scan_part (GMimeObject *part, GbScan *scan, const char *where, guint depth)
{
  g_autoptr (GBytes) bytes = bytes_of (part);
  g_autofree char *name = name_of (part);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (!gb_scan_may_unpack (scan, length))
    gb_scan_note (scan, "unread", "", where);
  else
    gb_scan (scan, data, length, *name != '\0' ? name : where, depth + 1);
}

static void
scan_parts (GbMail *self, GMimeObject *part, GbScan *scan, const char *where, guint depth, guint floor)
{
  if (part == NULL)
    return;
  if (floor > 20 || self->seen++ > 4000)
    gb_scan_note (scan, "unread", "", where);
  else if (GMIME_IS_MULTIPART (part))
    for (int i = 0; i < g_mime_multipart_get_count (GMIME_MULTIPART (part)); i++)
      scan_parts (self, g_mime_multipart_get_part (GMIME_MULTIPART (part), i), scan, where, depth, floor + 1);
  else
    scan_part (part, scan, where, depth);
}

void
gb_mail_scan (GbMail *self, GbScan *scan, const char *where, guint depth)
{
  self->seen = 0;
  scan_parts (self, g_mime_message_get_mime_part (self->message), scan, where, depth, 0);
}

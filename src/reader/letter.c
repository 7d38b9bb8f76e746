/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters of word processors: OpenDocument text and Office Open XML.  Their
 * words stand in one part of a zip; they are shown, the looks are not.  Every
 * other part is only searched. */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include <libxml/parser.h>

#include "reader/reader-private.h"

#define ENTRIES_MOST 1000
#define PART_MOST (48 * 1024 * 1024)

static struct archive *
open_zip (const guint8 *bytes, gsize length)
{
  struct archive *zip = archive_read_new ();

  archive_read_support_format_zip (zip);
  if (archive_read_open_memory (zip, bytes, length) == ARCHIVE_OK)
    return zip;
  archive_read_free (zip);
  return NULL;
}

static const char *
next_name (struct archive *zip, struct archive_entry **entry)
{
  int rc = archive_read_next_header (zip, entry);

  if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
    return NULL;
  return archive_entry_pathname (*entry) != NULL ? archive_entry_pathname (*entry) : "";
}

/* The bytes of the entry where @zip stands.  NULL: broken, locked, or more than is good. */
static GByteArray *
read_entry (struct archive *zip)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 piece[65536];
  la_ssize_t n;

  while ((n = archive_read_data (zip, piece, sizeof piece)) > 0)
    {
      g_byte_array_append (bytes, piece, (guint) n);
      if (bytes->len > PART_MOST)
        return NULL;
    }
  return n == 0 ? g_steal_pointer (&bytes) : NULL;
}

#define ODT "application/vnd.oasis.opendocument.text"
#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

gboolean
gb_letter_is (const guint8 *bytes, gsize length, const char **media)
{
  struct archive *zip;
  struct archive_entry *entry;
  const char *name, *found = NULL;
  guint n = 0;

  if (length < 30 || memcmp (bytes, "PK\3\4", 4) != 0 || (zip = open_zip (bytes, length)) == NULL)
    return FALSE;
  while (found == NULL && n++ < ENTRIES_MOST && (name = next_name (zip, &entry)) != NULL)
    {
      if (g_str_equal (name, "word/document.xml"))
        found = DOCX;
      else if (g_str_equal (name, "mimetype"))
        {
          g_autoptr (GByteArray) type = read_entry (zip);
          if (type != NULL && type->len == strlen (ODT) && memcmp (type->data, ODT, type->len) == 0)
            found = ODT;
        }
    }
  archive_read_free (zip);
  *media = found;
  return found != NULL;
}

/* --- its words ------------------------------------------------------------------------ */

static void
gather (xmlNode *node, GString *text, guint depth)
{
  for (; node != NULL && depth < 200 && text->len < GB_READING_TEXT_MOST; node = node->next)
    {
      const char *name = (const char *) node->name;
      if (node->type == XML_TEXT_NODE && node->content != NULL)
        g_string_append (text, (const char *) node->content);
      if (node->type != XML_ELEMENT_NODE || g_strcmp0 (name, "instrText") == 0)
        continue;
      if (g_strcmp0 (name, "tab") == 0)
        g_string_append_c (text, '\t');
      else if (g_strcmp0 (name, "s") == 0)
        g_string_append_c (text, ' ');
      else if (g_strcmp0 (name, "br") == 0 || g_strcmp0 (name, "line-break") == 0)
        g_string_append_c (text, '\n');
      gather (node->children, text, depth + 1);
      if (g_strcmp0 (name, "p") == 0 || g_strcmp0 (name, "h") == 0)
        g_string_append (text, "\n\n");
    }
}

/* No entities are put in: they could be made to grow without end. */
static char *
words_of_xml (GByteArray *xml)
{
  xmlDoc *document = xmlReadMemory ((const char *) xml->data, (int) xml->len, NULL, NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
  g_autoptr (GString) text = g_string_new (NULL);

  if (document == NULL)
    return NULL;
  gather (xmlDocGetRootElement (document), text, 0);
  xmlFreeDoc (document);
  return gb_words_clean (text->str);
}

char *
gb_letter_words (const guint8 *bytes, gsize length)
{
  struct archive *zip = open_zip (bytes, length);
  struct archive_entry *entry;
  const char *name;
  char *words = NULL;
  guint n = 0;

  while (zip != NULL && words == NULL && n++ < ENTRIES_MOST && (name = next_name (zip, &entry)) != NULL)
    if (g_str_equal (name, "word/document.xml") || g_str_equal (name, "content.xml"))
      {
        g_autoptr (GByteArray) xml = read_entry (zip);
        words = xml != NULL ? words_of_xml (xml) : NULL;
        break;
      }
  if (zip != NULL)
    archive_read_free (zip);
  return words;
}

/* --- what else is in it --------------------------------------------------------------------- */

static void
scan_entry (GbScan *scan, struct archive *zip, const char *name, guint depth)
{
  g_autoptr (GByteArray) part = read_entry (zip);
  g_autofree char *piece = g_path_get_basename (name);

  if (part == NULL || !gb_scan_may_unpack (scan, part->len))
    gb_scan_note (scan, "unread", "", piece);
  else
    gb_scan (scan, part->data, part->len, piece, depth + 1);
}

typedef struct
{
  const GbMagic *strange;
  guint zips;
} Heads;

/* What was stuck before, behind or between its parts. */
static void
beside (const GbMagic *magic, gpointer data)
{
  Heads *heads = data;

  if (g_str_equal (magic->format, "zip"))
    heads->zips++;
  else
    heads->strange = magic;
}

void
gb_letter_scan (GbScan *scan, const guint8 *bytes, gsize length, const char *where, guint depth)
{
  struct archive *zip = open_zip (bytes, length);
  struct archive_entry *entry;
  const char *name;
  Heads heads = { NULL, 0 };
  guint n = 0;

  while (zip != NULL && n++ < ENTRIES_MOST && scan->unpacked < PART_MOST && (name = next_name (zip, &entry)) != NULL)
    {
      g_autofree char *own = g_strdup (name);
      if (g_str_has_suffix (own, "/"))
        continue;
      scan_entry (scan, zip, own, depth);
    }
  if (zip == NULL || archive_errno (zip) != 0 || n > ENTRIES_MOST || scan->unpacked >= PART_MOST)
    gb_scan_note (scan, "unread", "", where);
  if (zip != NULL)
    archive_read_free (zip);
  gb_sniff_anywhere (bytes, length, 0, beside, &heads);
  if (heads.strange != NULL)
    gb_scan_note (scan, heads.strange->what, heads.strange->format, where);
  /* More parts than the zip owns to. */
  if (heads.zips > n)
    gb_scan_note (scan, "archive", "zip", where);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain text, HTML as plain text, and what can be hidden in letters. */
#include <string.h>

#include <libxml/HTMLparser.h>

#include "reader/reader-private.h"

/* g_str_has_prefix() of newer GLib measures the whole text first: at each word of
 * a long one that never ends. */
static gboolean
begins (const char *text, const char *words)
{
  return strncmp (text, words, strlen (words)) == 0;
}

/* --- as text ------------------------------------------------------------------------ */

/* Marks that turn the direction of what follows, so that a name can seem another. */
static gboolean
turns (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

char *
gb_words_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c == '\r' && p[1] == '\n')
        continue;
      if (c == '\r')
        c = '\n';
      if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0xfeff && !turns (c)))
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

static char *
converted (const guint8 *bytes, gsize length, const char *charset)
{
  return g_convert ((const char *) bytes, (gssize) length, "UTF-8", charset, NULL, NULL, NULL);
}

/* Letters have no control characters but a few. */
static gboolean
looks_like_words (const guint8 *bytes, gsize length)
{
  gsize odd = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == 0)
        return FALSE;
      odd += (bytes[i] < 0x20 && strchr ("\t\n\r\f\b\x1b", bytes[i]) == NULL) || bytes[i] == 0x7f ? 1 : 0;
    }
  return odd * 100 <= length;
}

char *
gb_words_of (const guint8 *bytes, gsize length)
{
  g_autofree char *text = NULL;

  if (length >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe)
    text = converted (bytes + 2, (length - 2) & ~(gsize) 1, "UTF-16LE");
  else if (length >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff)
    text = converted (bytes + 2, (length - 2) & ~(gsize) 1, "UTF-16BE");
  else if (looks_like_words (bytes, length))
    text = g_utf8_validate ((const char *) bytes, (gssize) length, NULL) ? g_strndup ((const char *) bytes, length)
                                                                         : converted (bytes, length, "WINDOWS-1252");
  return text != NULL ? gb_words_clean (text) : NULL;
}

/* --- mail and HTML ---------------------------------------------------------------------- */

/* Lines of a head, three of which every e-mail has. */
gboolean
gb_words_is_mail (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 200);
  guint known = 0;

  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      const char *colon = strchr (lines[i], ':');
      if (g_ascii_isspace (lines[i][0]) || (i == 0 && begins (lines[i], "From ")))
        continue;
      if (colon == NULL || colon == lines[i] || strcspn (lines[i], " \t") < (gsize) (colon - lines[i]))
        return FALSE;
      for (guint h = 0; h < 8; h++)
        {
          static const char *const heads[] = { "From:",     "To:",         "Subject:",      "Date:",
                                               "Received:", "Message-ID:", "MIME-Version:", "Content-Type:" };
          known += g_ascii_strncasecmp (lines[i], heads[h], strlen (heads[h])) == 0 ? 1 : 0;
        }
    }
  return known >= 2;
}

gboolean
gb_words_is_html (const char *text)
{
  static const char *const tags[] = { "<!doctype html", "<html", "<head", "<body" };
  g_autofree char *start = g_ascii_strdown (text, (gssize) MIN (strlen (text), 1024));

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (strstr (start, tags[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_block (const char *name)
{
  static const char *const names[] = { "p",  "div",   "br",         "tr", "li", "h1", "h2",    "h3",
                                       "h4", "table", "blockquote", "hr", "ul", "ol", "title", NULL };

  return name != NULL && g_strv_contains (names, name);
}

static void
gather (xmlNode *node, GString *text, guint depth)
{
  for (; node != NULL && depth < 200 && text->len < GB_READING_TEXT_MOST; node = node->next)
    {
      const char *name = (const char *) node->name;
      if (node->type == XML_TEXT_NODE && node->content != NULL)
        g_string_append (text, (const char *) node->content);
      if (node->type != XML_ELEMENT_NODE || g_strcmp0 (name, "script") == 0 || g_strcmp0 (name, "style") == 0)
        continue;
      gather (node->children, text, depth + 1);
      if (is_block (name) && text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c (text, '\n');
    }
}

char *
gb_words_of_html (const char *html, gsize length)
{
  htmlDocPtr document =
      htmlReadMemory (html, (int) MIN (length, G_MAXINT), NULL, "UTF-8",
                      HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  g_autoptr (GString) text = g_string_new (NULL);

  if (document == NULL)
    return g_strdup ("");
  gather (xmlDocGetRootElement (document), text, 0);
  xmlFreeDoc (document);
  return gb_words_clean (text->str);
}

/* --- hidden in letters ---------------------------------------------------------------------- */

typedef struct
{
  GbScan *scan;
  const char *where;
} Hidden;

static void
note_hidden (const GbMagic *magic, gpointer data)
{
  Hidden *hidden = data;

  gb_scan_note (hidden->scan, magic->what, magic->format, hidden->where);
}

static void
scan_decoded (GbScan *scan, const char *letters, gsize length, const char *where, guint depth)
{
  g_autofree char *run = g_malloc (length + 5);
  gsize kept = 0, decoded = 0;
  Hidden hidden = { scan, where };
  const GbMagic *head;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (letters[i]))
      run[kept++] = letters[i] == '-' ? '+' : letters[i] == '_' ? '/' : letters[i];
  while (kept % 4 != 0)
    run[kept++] = '=';
  run[kept] = '\0';
  g_base64_decode_inplace (run, &decoded);
  if (decoded <= 3 || !gb_scan_may_unpack (scan, decoded))
    return;
  /* A long link is such a run too, and decodes to nothing that there is: only what begins like something is. */
  head = gb_sniff_head ((const guint8 *) run, decoded);
  if (head != NULL)
    gb_scan (scan, (const guint8 *) run, decoded, where, depth + 1);
  else
    gb_sniff_anywhere ((const guint8 *) run, decoded, 0, note_hidden, &hidden);
}

static gboolean
is_base64 (char c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/' || c == '=' || c == '-' || c == '_';
}

/* A run of lines without a blank: @line is where it may begin.  How long it is; 0: it isn't one. */
static gsize
base64_run (const char *line)
{
  gsize length = 0, letters = 0;

  while (is_base64 (line[length]) || (letters > 0 && (line[length] == '\n' || line[length] == ' ')))
    {
      /* A new line goes on with the run only if it is long, as they all are but the last. */
      if (line[length] == '\n' && !is_base64 (line[length + 1]))
        break;
      if (line[length] == ' ' && letters < 40)
        break;
      letters += is_base64 (line[length]) ? 1 : 0;
      length++;
    }
  return letters >= 120 ? length : 0;
}

static void
scan_uris (GbScan *scan, const char *text, const char *where, guint depth)
{
  g_autofree char *small = g_ascii_strdown (text, -1);
  guint seen = 0;

  for (const char *at = strstr (small, "data:"); at != NULL && seen < 50; at = strstr (at + 5, "data:"))
    {
      const char *comma = memchr (at, ',', strnlen (at, 200)), *uri = text + (at - small);
      gsize head = comma != NULL ? (gsize) (comma - at) : 0;
      if (comma == NULL || memchr (at, '\n', head) != NULL)
        continue;
      seen++;
      if (begins (at, "data:image/"))
        gb_scan_note (scan, "picture", "data:image", where);
      else if (begins (at, "data:video/"))
        gb_scan_note (scan, "video", "data:video", where);
      else if (g_strstr_len (at, (gssize) head, ";base64") != NULL)
        scan_decoded (
            scan, uri + head + 1,
            strspn (uri + head + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_%\n "), where,
            depth);
      else if (g_strstr_len (at, (gssize) head, "/") != NULL && !begins (at, "data:text/"))
        gb_scan_note (scan, "file", "data:", where);
    }
  if (strstr (small, "<svg") != NULL)
    gb_scan_note (scan, "picture", "SVG", where);
}

static gboolean
is_uuencode (const char *line)
{
  return (begins (line, "begin ") || begins (line, "begin-base64 "))
         && strspn (strchr (line, ' ') + 1, "01234567") >= 3 && strchr (line, '\n') != NULL;
}

/* Without the marks that an answer puts before each line it quotes. */
static char *
unquoted (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *line = text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");
      gsize mark = strspn (line, "> |\t");
      g_string_append_len (plain, line + MIN (mark, length), (gssize) (length - MIN (mark, length)));
      g_string_append_c (plain, '\n');
      line += length + (line[length] == '\n' ? 1 : 0);
    }
  return g_string_free (plain, FALSE);
}

static void
scan_letters (GbScan *scan, const char *text, const char *where, guint depth)
{
  for (const char *at = text; at != NULL && *at != '\0';)
    {
      gsize run = base64_run (at);
      if (run > 0)
        scan_decoded (scan, at, run, where, depth);
      else if ((at == text || at[-1] == '\n') && is_uuencode (at))
        gb_scan_note (scan, "file", "uuencode", where);
      else if (begins (at, "=ybegin "))
        gb_scan_note (scan, "file", "yEnc", where);
      /* On to the next word. */
      at += MAX (run, 1);
      at += strcspn (at, " \n\t\"'(<>:;,");
      at += strspn (at, " \n\t\"'(<>:;,");
    }
}

void
gb_words_scan (GbScan *scan, const char *text, const char *where, guint depth)
{
  g_autofree char *plain = unquoted (text);

  scan_uris (scan, text, where, depth);
  scan_letters (scan, plain, where, depth);
}

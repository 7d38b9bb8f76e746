/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that mean harm, or are merely broken: each gives a piece or a sentence,
 * in bounded time, and this process goes on.  With -m slow, as the suite "faults"
 * runs it, thousands of mutations instead of a few dozen. */
#include <string.h>
#include <sys/resource.h>

#include <archive.h>
#include <archive_entry.h>
#include <gio/gio.h>

#include "base/errors.h"
#include "casework/evidence.h"
#include "support/files.h"

#define SECONDS_MOST 240 /* by the clock, on a machine that has much else to do */

/* A piece, or NULL and a sentence; anything else fails the test. */
static GbPiece *
take (GBytes *bytes, const char *file, char **sentence)
{
  g_autoptr (GError) error = NULL;
  gint64 before = g_get_monotonic_time ();
  GbPiece *piece = gb_piece_new (bytes, file, &error);

  g_assert_cmpint (g_get_monotonic_time () - before, <, SECONDS_MOST * G_USEC_PER_SEC);
  if (piece == NULL)
    {
      g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpuint (strlen (error->message), >, 20);
      if (sentence != NULL)
        *sentence = g_strdup (error->message);
    }
  return piece;
}

static void
refused (GBytes *bytes, const char *words)
{
  g_autofree char *sentence = NULL;
  g_autoptr (GbPiece) piece = take (bytes, "file", &sentence);

  g_assert_null (piece);
  if (strstr (sentence, words) == NULL)
    g_error ("“%s” was expected in: %s", words, sentence);
}

static void
survived (GBytes *bytes, const char *file)
{
  g_autoptr (GbPiece) piece = take (bytes, file, NULL);

  g_test_message ("%s: %s", file, piece != NULL ? piece->sort : "a sentence");
}

static char *
words_of (GBytes *bytes)
{
  g_autoptr (GbReader) reader = gb_reader_new (bytes, NULL);

  return reader != NULL ? gb_reader_text (reader, GB_READING_TEXT, NULL, NULL) : NULL;
}

static GBytes *
letter (void)
{
  static const char *const pages[] = { "One page of a letter", "And another", NULL };

  return gb_test_pdf (pages, NULL);
}

/* --- broken -------------------------------------------------------------------------------- */

static void
test_nothing_at_all_and_too_much_are_refused (void)
{
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  g_autofree char *much = g_strnfill (GB_EVIDENCE_MOST + 1, 'a');
  g_autoptr (GBytes) huge = g_bytes_new (much, GB_EVIDENCE_MOST + 1);
  g_autoptr (GBytes) noughts = g_bytes_new_take (g_malloc0 (4096), 4096);

  refused (none, "nothing in this file");
  refused (huge, "too large");
  refused (noughts, "a file of this kind");
}

static void
test_a_pdf_that_is_cut_short_anywhere_is_survived (void)
{
  g_autoptr (GBytes) whole = letter ();
  gsize length = g_bytes_get_size (whole);

  for (guint i = 1; i < 16; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, length * i / 16);
      survived (part, "cut.pdf");
    }
}

/* Objects by number, their table and the root; @count of them. */
static GBytes *
pdf_of (const char *const *objects, guint count)
{
  g_autoptr (GString) pdf = g_string_new ("%PDF-1.5\n");
  g_autofree gsize *places = g_new0 (gsize, count);
  gsize table;

  for (guint i = 0; i < count; i++)
    {
      places[i] = pdf->len;
      g_string_append_printf (pdf, "%u 0 obj\n%s\nendobj\n", i + 1, objects[i]);
    }
  table = pdf->len;
  g_string_append_printf (pdf, "xref\n0 %u\n0000000000 65535 f \n", count + 1);
  for (guint i = 0; i < count; i++)
    g_string_append_printf (pdf, "%010" G_GSIZE_FORMAT " 00000 n \n", places[i]);
  g_string_append_printf (pdf, "trailer<</Size %u/Root 1 0 R>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", count + 1,
                          table);
  return gb_test_bytes (pdf->str);
}

static void
test_a_pdf_that_goes_round_in_circles_is_survived (void)
{
  static const char *const kids[] = { "<</Type/Catalog/Pages 2 0 R>>",
                                      "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000/Parent 2 0 R>>" };
  static const char *const forms[] = {
    "<</Type/Catalog/Pages 2 0 R/Names 1 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
    "<</Length 5>>stream\n/F Do\nendstream",
    "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 10>>stream\n/F Do /F "
    "Do\nendstream",
  };
  static const char *const boxes[] = { "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                       "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99999999999 1e38]/Contents 4 0 R>>",
                                       "<</Length 4 0 R>>stream\n\nendstream" };
  g_autoptr (GBytes) one = pdf_of (kids, 2), two = pdf_of (forms, 5), three = pdf_of (boxes, 4);
  g_autoptr (GbReader) reader = gb_reader_new (two, NULL);
  g_autoptr (GBytes) pixels = NULL;
  guint width, height;

  survived (one, "kids.pdf");
  survived (two, "forms.pdf");
  survived (three, "boxes.pdf");
  pixels = gb_reader_page (reader, 0, 1, 0, &width, &height, NULL);
  g_test_message ("the page %s", pixels != NULL ? "was drawn" : "gave a sentence");
}

/* --- bombs -------------------------------------------------------------------------------------- */

static la_ssize_t
collect (struct archive *zip, void *data, const void *bytes, size_t length)
{
  g_byte_array_append (data, bytes, (guint) length);
  return (la_ssize_t) length;
}

/* @megabytes of the same sign, packed under @name. */
static GBytes *
bomb (const char *name, guint megabytes)
{
  GByteArray *bytes = g_byte_array_new ();
  struct archive *zip = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();
  g_autofree char *fill = g_strnfill (1024 * 1024, '<');

  archive_write_set_format_zip (zip);
  archive_write_open (zip, bytes, NULL, collect, NULL);
  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_size (entry, (gint64) megabytes * 1024 * 1024);
  archive_write_header (zip, entry);
  for (guint i = 0; i < megabytes; i++)
    archive_write_data (zip, fill, 1024 * 1024);
  archive_entry_free (entry);
  archive_write_free (zip);
  return g_byte_array_free_to_bytes (bytes);
}

static void
test_what_would_grow_without_end_is_survived (void)
{
  g_autoptr (GBytes) letter_bomb = bomb ("word/document.xml", 600), plain = bomb ("notes.txt", 600);
  g_autoptr (GBytes) laughs =
      gb_test_bytes ("<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                     "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">"
                     "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;\">]><d>&f;</d>");
  g_autoptr (GBytes) laughing = gb_test_zip ("word/document.xml", laughs);

  g_assert_cmpuint (g_bytes_get_size (letter_bomb), <, 2 * 1024 * 1024);
  survived (letter_bomb, "bomb.docx");
  refused (plain, "an archive");
  survived (laughing, "laughs.docx");
}

/* Width and height as its head gives them, with the right checksum. */
static void
test_a_picture_of_a_thousand_million_pixels_is_refused (void)
{
  g_autoptr (GBytes) png = gb_test_png (8, 8), head = NULL, huge = NULL;
  gsize length;
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  guint32 side = GUINT32_TO_BE (29999), crc;

  length = g_bytes_get_size (png);
  memcpy (bytes + 16, &side, 4);
  memcpy (bytes + 20, &side, 4);
  head = g_bytes_new (bytes + 12, 17);
  crc = GUINT32_TO_BE (gb_test_crc (head));
  memcpy (bytes + 29, &crc, 4);
  huge = g_bytes_new (bytes, length);
  refused (huge, "too large or would become so");
}

static void
test_mail_within_mail_without_end_is_survived (void)
{
  g_autoptr (GString) multi = g_string_new ("From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\n");
  g_autoptr (GString) nested = g_string_new (NULL);
  g_autoptr (GBytes) one = NULL, two = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (multi, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
  for (guint i = 0; i < 20000; i++)
    g_string_append (nested, "From: a@example.org\nTo: b@example.org\nContent-Type: message/rfc822\n\n");
  one = gb_test_bytes (multi->str);
  two = gb_test_bytes (nested->str);
  survived (one, "multi.eml");
  survived (two, "nested.eml");
}

static void
test_tags_within_tags_without_end_are_survived (void)
{
  g_autoptr (GString) html = g_string_new ("<html><body>");
  g_autoptr (GString) uris = g_string_new (NULL);
  g_autoptr (GString) none = g_string_new (NULL);
  g_autoptr (GBytes) one = NULL, two = NULL, three = NULL;

  for (guint i = 0; i < 2000000; i++)
    g_string_append (none, "data:");
  for (guint i = 0; i < 200000; i++)
    g_string_append (html, "<div>");
  for (guint i = 0; i < 100000; i++)
    g_string_append (uris, "data:;base64,data:;base64,");
  one = gb_test_bytes (html->str);
  two = gb_test_bytes (uris->str);
  survived (one, "deep.html");
  three = gb_test_bytes (none->str);
  survived (two, "uris.txt");
  survived (three, "none.txt");
}

/* --- tricks --------------------------------------------------------------------------------------- */

static void
test_an_entity_reads_no_file (void)
{
  g_autoptr (GBytes) xml =
      gb_test_bytes ("<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                     "<d><p>before &x; after</p></d>");
  g_autoptr (GBytes) docx = gb_test_zip ("word/document.xml", xml);
  g_autofree char *words = words_of (docx);

  g_assert_true (words == NULL || strstr (words, "root:") == NULL);
}

static void
test_names_lose_their_tricks (void)
{
  g_autoptr (GBytes) text = gb_test_bytes ("Words.\n");
  g_autofree char *longest = g_strnfill (5000, 'n');
  g_autoptr (GbPiece) turned = take (text,
                                     "invoice\xe2\x80\xae"
                                     "fdp.exe",
                                     NULL);
  g_autoptr (GbPiece) lines = take (text, "a\nb\rc\td.txt", NULL), path = take (text, "../../etc/passwd", NULL);
  g_autoptr (GbPiece) odd = take (text, "\xff\xfe.txt", NULL), much = take (text, longest, NULL);

  g_assert_cmpstr (turned->file, ==, "invoicefdp.exe");
  g_assert_null (strpbrk (lines->file, "\n\r\t"));
  g_assert_null (strchr (path->file, '/'));
  g_assert_true (g_utf8_validate (odd->file, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (much->file, -1), <=, 120);
}

static void
test_heads_can_not_be_slipped_in (void)
{
  g_autoptr (GBytes) mail =
      gb_test_bytes ("From: =?utf-8?q?Dana=0AReed=0ABcc:_x?= <d@example.org>\nTo: b@example.org\n"
                     "Subject: =?utf-8?b?Zmlyc3QKc29ydAlwZGYKcHJvYmxlbQ==?= =?utf-8?q?=E2=80=AEturned?=\n"
                     "Date: Mon, 16 Nov 2026 08:10:00 +0000\n\nWords\n");
  g_autoptr (GbPiece) piece = take (mail, "mail.eml", NULL);

  g_assert_nonnull (piece);
  g_assert_cmpstr (piece->sort, ==, "mail");
  g_assert_null (strpbrk (piece->title, "\n\t"));
  g_assert_null (strstr (piece->title, "\xe2\x80\xae"));
  g_assert_null (strchr (piece->from, '\n'));
}

/* --- no reader ---------------------------------------------------------------------------------------- */

static void
test_a_reader_that_can_not_be_started_reads_nothing_and_starts_later (void)
{
  g_autoptr (GBytes) text = gb_test_bytes ("Words.\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (GbReader) none = NULL, reader = NULL;
  struct rlimit usual, few;

  getrlimit (RLIMIT_NOFILE, &usual);
  few = (struct rlimit){ 1, usual.rlim_max };
  setrlimit (RLIMIT_NOFILE, &few);
  none = gb_reader_new (text, &error);
  setrlimit (RLIMIT_NOFILE, &usual);
  g_assert_null (none);
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
  g_assert_nonnull (strstr (error->message, "Try again"));
  reader = gb_reader_new (text, &error);
  g_assert_nonnull (reader);
}

/* --- mutations --------------------------------------------------------------------------------------- */

static GBytes *
mutated (GBytes *seed)
{
  gsize length = g_bytes_get_size (seed);
  guint8 *bytes = g_memdup2 (g_bytes_get_data (seed, NULL), length);
  gint32 changes = g_test_rand_int_range (1, 24);

  for (gint32 i = 0; i < changes; i++)
    {
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) length), run = (gsize) g_test_rand_int_range (1, 9);
      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          bytes[at] ^= (guint8) (1 << g_test_rand_int_range (0, 8));
          break;
        case 1:
          bytes[at] = (guint8) g_test_rand_int_range (0, 256);
          break;
        case 2:
          memset (bytes + at, 0xff, MIN (length - at, run));
          break;
        default:
          memmove (bytes + at, bytes + at / 2, MIN (length - at, 32));
          break;
        }
    }
  return g_bytes_new_take (bytes, length - (gsize) g_test_rand_int_range (0, 2) * length / 8);
}

static void
test_mutations_of_good_files_are_survived (void)
{
  static const char *const page[] = { "A page with a picture", NULL };
  g_autoptr (GBytes) png = gb_test_png (20, 20), pdf = gb_test_pdf (page, png), docx = gb_test_docx ("Dear all", png);
  g_autoptr (GBytes) mail = gb_test_mail ("See", "a.pdf", "application/pdf", pdf);
  GBytes *seeds[] = { png, pdf, docx, mail };
  guint rounds = g_test_slow () ? 300 : 12, taken = 0;

  for (guint i = 0; i < rounds; i++)
    for (guint s = 0; s < G_N_ELEMENTS (seeds); s++)
      {
        g_autoptr (GBytes) bytes = mutated (seeds[s]);
        g_autoptr (GbPiece) piece = take (bytes, "mutated", NULL);
        taken += piece != NULL ? 1 : 0;
      }
  g_test_message ("%u of %u were still files", taken, rounds * (guint) G_N_ELEMENTS (seeds));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name) g_test_add_func ("/hostile/" #name, test_##name)
  TEST (nothing_at_all_and_too_much_are_refused);
  TEST (a_pdf_that_is_cut_short_anywhere_is_survived);
  TEST (a_pdf_that_goes_round_in_circles_is_survived);
  TEST (what_would_grow_without_end_is_survived);
  TEST (a_picture_of_a_thousand_million_pixels_is_refused);
  TEST (mail_within_mail_without_end_is_survived);
  TEST (tags_within_tags_without_end_are_survived);
  TEST (an_entity_reads_no_file);
  TEST (names_lose_their_tricks);
  TEST (heads_can_not_be_slipped_in);
  TEST (a_reader_that_can_not_be_started_reads_nothing_and_starts_later);
  TEST (mutations_of_good_files_are_survived);
  return g_test_run ();
}

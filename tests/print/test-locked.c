/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is locked opens with its words and not without, says nothing of what is in it, and is what was saved. */
#include <poppler.h>
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "pages.h"
#include "print/locked.h"
#include "print/grid.h"
#include "vault/words.h"

static GbSheet *
sheet_of (const char *file, GBytes *bytes)
{
  GbSheet *sheet = g_new0 (GbSheet, 1);

  sheet->file = g_strdup (file);
  sheet->title = g_strdup ("A sheet");
  sheet->pdf = g_bytes_ref (bytes);
  return sheet;
}

static GbSheet *
page (void)
{
  const GbPageSetup setup = { .title = "Chronology", .school = "Marsh Lane Primary School", .running = "A test",
                              .foot = "Made for a test", .made_at = PAGES_NOW };
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPages) pages = gb_pages_new (&setup, &error);

  g_assert_no_error (error);
  gb_pages_title (pages, "Chronology", NULL);
  gb_pages_prose (pages, "Zoë was met at the gate.");
  return keep (gb_pages_finish (pages, "chronology", "chronology.pdf", &error), error, "locked-before");
}

static GbSheet *
lock (const GbSheet *sheet, const char *words)
{
  g_autoptr (GError) error = NULL;
  GbSheet *locked = gb_lock_sheet (sheet, words, &error);

  g_assert_no_error (error);
  return locked;
}

static gboolean
says (GBytes *bytes, const char *text)
{
  return memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text)) != NULL;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerPage, g_object_unref)

/* From a file, as whoever gets it does: of bytes, Poppler 22 falls over a wrong password. */
static PopplerDocument *
open_pdf (const GbSheet *sheet, const char *words)
{
  g_autofree char *folder = g_dir_make_tmp ("guardbook-locked-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sheet.pdf", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  PopplerDocument *document;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (sheet->pdf, NULL),
                                      (gssize) g_bytes_get_size (sheet->pdf), NULL));
  document = poppler_document_new_from_gfile (file, words, NULL, NULL);
  g_unlink (path);
  g_rmdir (folder);
  return document;
}

static void
test_a_page_opens_with_its_words_and_not_without (void)
{
  g_autoptr (GbSheet) before = page ();
  g_autoptr (GbSheet) locked = lock (before, "anchor velvet marble copper lunar ginger");
  g_autoptr (PopplerDocument) opened = open_pdf (locked, "anchor velvet marble copper lunar ginger");
  g_autofree char *text = NULL;
  g_autoptr (PopplerPage) first = NULL;

  g_assert_cmpstr (locked->file, ==, "chronology.pdf");
  g_assert_null (open_pdf (locked, NULL));
  g_assert_null (open_pdf (locked, ""));
  g_assert_null (open_pdf (locked, "anchor velvet marble copper lunar gingers"));
  g_assert_nonnull (opened);
  first = poppler_document_get_page (opened, 0);
  text = poppler_page_get_text (first);
  assert_says (text, "Zoë was met at the gate.");
}

static void
test_a_locked_page_hides_its_title_and_may_be_read_aloud (void)
{
  g_autoptr (GbSheet) before = page ();
  g_autoptr (GbSheet) locked = lock (before, "anchor velvet marble copper lunar ginger");
  g_autoptr (PopplerDocument) opened = open_pdf (locked, "anchor velvet marble copper lunar ginger");
  PopplerPermissions may = poppler_document_get_permissions (opened);

  g_assert_true (says (before->pdf, "Chronology"));
  g_assert_false (says (locked->pdf, "Chronology"));
  g_assert_true (says (locked->pdf, "/AESV3"));
  g_assert_cmphex (may & POPPLER_PERMISSIONS_OK_TO_EXTRACT_CONTENTS, !=, 0);
  g_assert_cmphex (may & POPPLER_PERMISSIONS_OK_TO_PRINT, !=, 0);
  g_assert_cmphex (may & POPPLER_PERMISSIONS_OK_TO_MODIFY, ==, 0);
}

/* What the only file of the zip says; NULL: it doesn't open with @words. */
static char *
unzip (const GbSheet *sheet, const char *words, char **name)
{
  struct archive *zip = archive_read_new ();
  struct archive_entry *entry = NULL;
  char text[4096] = "";
  la_ssize_t n = -1;

  archive_read_support_format_zip (zip);
  if (words != NULL)
    archive_read_add_passphrase (zip, words);
  g_assert_cmpint (archive_read_open_memory (zip, g_bytes_get_data (sheet->pdf, NULL), g_bytes_get_size (sheet->pdf)), ==,
                   ARCHIVE_OK);
  if (archive_read_next_header (zip, &entry) == ARCHIVE_OK)
    {
      *name = g_strdup (archive_entry_pathname_utf8 (entry));
      n = archive_read_data (zip, text, sizeof text - 1);
    }
  archive_read_free (zip);
  return n >= 0 ? g_strndup (text, (gsize) n) : NULL;
}

static void
test_a_table_becomes_a_zip_that_opens_with_its_words_and_not_without (void)
{
  g_autoptr (GBytes) csv = g_bytes_new_static ("Name\r\nZoë\r\n", 12);
  g_autoptr (GbSheet) before = sheet_of ("register-2026.csv", csv);
  g_autoptr (GbSheet) locked = lock (before, "anchor velvet marble copper lunar ginger");
  g_autofree char *name = NULL, *again = NULL, *third = NULL;
  g_autofree char *inside = unzip (locked, "anchor velvet marble copper lunar ginger", &name);

  g_assert_cmpstr (locked->file, ==, "register-2026.csv.zip");
  g_assert_cmpstr (name, ==, "register-2026.csv");
  g_assert_cmpstr (inside, ==, "Name\r\nZoë\r\n");
  g_assert_false (says (locked->pdf, "Zoë"));
  g_assert_null (unzip (locked, NULL, &again));
  g_assert_null (unzip (locked, "anchor velvet marble copper lunar gingers", &third));
}

/* It isn't ours, so it is wrapped and not looked into. */
static void
test_a_pdf_from_outside_becomes_a_zip (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("%PDF-1.7 not at all", 19);
  g_autoptr (GbSheet) before = sheet_of ("enclosure-26-0007-1.pdf", bytes);
  g_autoptr (GbSheet) locked = lock (before, "anchor velvet marble copper lunar ginger");
  g_autofree char *name = NULL;
  g_autofree char *inside = unzip (locked, "anchor velvet marble copper lunar ginger", &name);

  g_assert_cmpstr (locked->file, ==, "enclosure-26-0007-1.pdf.zip");
  g_assert_cmpstr (inside, ==, "%PDF-1.7 not at all");
}

static void
test_the_words_are_of_the_list_and_never_the_same (void)
{
  g_autoptr (GHashTable) met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *words = gb_words_choose (GB_LOCK_WORDS);
      guint at;
      g_autofree char *wrong = gb_words_first_wrong (words, &at);
      g_assert_cmpuint (gb_words_count (words), ==, GB_LOCK_WORDS);
      g_assert_null (wrong);
      g_assert_true (g_hash_table_add (met, words));
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/locked/page-opens-with-its-words", test_a_page_opens_with_its_words_and_not_without);
  g_test_add_func ("/locked/page-hides-title-and-is-read-aloud", test_a_locked_page_hides_its_title_and_may_be_read_aloud);
  g_test_add_func ("/locked/table-is-a-zip", test_a_table_becomes_a_zip_that_opens_with_its_words_and_not_without);
  g_test_add_func ("/locked/pdf-from-outside-is-a-zip", test_a_pdf_from_outside_becomes_a_zip);
  g_test_add_func ("/locked/words-are-fresh", test_the_words_are_of_the_list_and_never_the_same);
  return g_test_run ();
}

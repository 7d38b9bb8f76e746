/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pages: what every test of a printed page does - keep the file beside the
 * build for looking at, read its words back, find its fonts and its structure. */
#pragma once

#include <locale.h>
#include <string.h>

#include <glib/gstdio.h>

#include <poppler.h>

#include "base/errors.h"
#include "base/time.h"
#include "print/access.h"
#include "print/preview.h"
#include "print/sheet.h"

/* Wednesday 22 July 2026, 16.10 in the school's zone. */
#define PAGES_NOW ((gint64) 1784733000 * G_USEC_PER_SEC)

/* The sheet, written to pages/NAME.pdf in the build folder. */
G_GNUC_UNUSED static GbSheet *
keep (GbSheet *sheet, GError *error, const char *name)
{
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "pages", NULL);
  g_autofree char *file = g_strdup_printf ("%s/%s.pdf", folder, name);

  g_assert_no_error (error);
  g_assert_nonnull (sheet);
  g_mkdir_with_parents (folder, 0755);
  g_assert_true (g_file_set_contents (file, g_bytes_get_data (sheet->pdf, NULL), (gssize) g_bytes_get_size (sheet->pdf),
                                      NULL));
  return sheet;
}

/* All words of all pages, blanks folded into one. */
G_GNUC_UNUSED static char *
words_of (const GbSheet *sheet)
{
  g_autoptr (GbPreview) preview = gb_preview_new (sheet->pdf, NULL);
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GRegex) blanks = g_regex_new ("\\s+", 0, 0, NULL);

  for (guint i = 0; i < gb_preview_get_pages (preview); i++)
    {
      g_autofree char *text = gb_preview_get_text (preview, i);
      g_string_append (all, text);
      g_string_append_c (all, '\n');
    }
  return g_regex_replace_literal (blanks, all->str, -1, 0, " ", 0, NULL);
}

G_GNUC_UNUSED static void
assert_says (const char *words, const char *expected)
{
  if (strstr (words, expected) == NULL)
    g_error ("“%s” isn’t on the page:\n%s", expected, words);
}

G_GNUC_UNUSED static void
assert_silent_about (const char *words, const char *unwanted)
{
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_autofree char *wanted = g_utf8_casefold (unwanted, -1);
  if (strstr (folded, wanted) != NULL)
    g_error ("“%s” is on the page:\n%s", unwanted, words);
}

/* What stands to the right of @label, on its line, as the eye reads it: a table's
 * row cut at its gaps.  The label's first place in the document counts. */
G_GNUC_UNUSED static char **
row_on (PopplerPage *page, const PopplerRectangle *label, double height)
{
  g_autofree char *text = poppler_page_get_text (page);
  g_autofree PopplerRectangle *places = NULL;
  g_autoptr (GString) row = g_string_new (NULL);
  guint n = 0, i = 0;
  double last = label->x2;

  poppler_page_get_text_layout (page, &places, &n);
  for (const char *p = text; *p != '\0' && i < n; p = g_utf8_next_char (p), i++)
    {
      double middle = (places[i].y1 + places[i].y2) / 2;
      if (middle < height - label->y2 || middle > height - label->y1 || places[i].x1 < label->x2
          || g_ascii_isspace (*p))
        continue;
      if (row->len > 0 && places[i].x1 - last > 2)
        g_string_append_c (row, ' ');
      g_string_append_unichar (row, g_utf8_get_char (p));
      last = places[i].x2;
    }
  return g_strsplit (row->str, " ", -1);
}

G_GNUC_UNUSED static char **
row_of (const GbSheet *sheet, const char *label)
{
  PopplerDocument *document = poppler_document_new_from_bytes (sheet->pdf, NULL, NULL);
  char **row = NULL;

  for (guint i = 0; i < sheet->pages && row == NULL; i++)
    {
      PopplerPage *page = poppler_document_get_page (document, (int) i);
      GList *hits = poppler_page_find_text (page, label);
      double width, height;
      poppler_page_get_size (page, &width, &height);
      if (hits != NULL)
        row = row_on (page, hits->data, height);
      g_list_free_full (hits, (GDestroyNotify) poppler_rectangle_free);
      g_object_unref (page);
    }
  g_object_unref (document);
  g_assert_nonnull (row);
  return row;
}

/* Every font is one of the family, embedded and subset. */
G_GNUC_UNUSED static void
assert_fonts_embedded (const GbSheet *sheet)
{
  PopplerDocument *document = poppler_document_new_from_bytes (sheet->pdf, NULL, NULL);
  PopplerFontInfo *info = poppler_font_info_new (document);
  PopplerFontsIter *iter = NULL;
  guint n = 0;

  while (poppler_font_info_scan (info, 100, &iter))
    {
      if (iter == NULL)
        continue;
      do
        {
          const char *name = poppler_fonts_iter_get_name (iter);
          g_assert_true (poppler_fonts_iter_is_embedded (iter));
          g_assert_true (poppler_fonts_iter_is_subset (iter));
          g_assert_true (strstr (name, "SourceSans") != NULL || strstr (name, "OpenSans") != NULL
                         || strstr (name, "Gentium") != NULL);
          n++;
        }
      while (poppler_fonts_iter_next (iter));
      poppler_fonts_iter_free (iter);
    }
  g_assert_cmpuint (n, >, 0);
  g_object_unref (info);
  g_object_unref (document);
}

/* The kinds of structure elements in reading order, "Document Sect H1 P …", and
 * the number of figures without alternate text. */
typedef struct
{
  GString *kinds;
  guint figures, silent;
} Structure;

G_GNUC_UNUSED static void
walk_structure (PopplerStructureElementIter *iter, Structure *found)
{
  do
    {
      PopplerStructureElement *element = poppler_structure_element_iter_get_element (iter);
      PopplerStructureElementIter *child = poppler_structure_element_iter_get_child (iter);
      PopplerStructureElementKind kind = poppler_structure_element_get_kind (element);

      if (kind == POPPLER_STRUCTURE_ELEMENT_HEADING_1)
        g_string_append (found->kinds, "H1 ");
      if (kind == POPPLER_STRUCTURE_ELEMENT_HEADING_2)
        g_string_append (found->kinds, "H2 ");
      if (kind == POPPLER_STRUCTURE_ELEMENT_TABLE)
        g_string_append (found->kinds, "Table ");
      if (kind == POPPLER_STRUCTURE_ELEMENT_TABLE_HEADING)
        g_string_append (found->kinds, "TH ");
      if (kind == POPPLER_STRUCTURE_ELEMENT_FIGURE)
        {
          g_autofree char *alt = poppler_structure_element_get_alt_text (element);
          found->figures++;
          found->silent += alt == NULL || *alt == '\0';
        }
      if (child != NULL)
        walk_structure (child, found);
      g_clear_pointer (&child, poppler_structure_element_iter_free);
      g_object_unref (element);
    }
  while (poppler_structure_element_iter_next (iter));
}

G_GNUC_UNUSED static char *
structure_of (const GbSheet *sheet, guint *figures)
{
  PopplerDocument *document = poppler_document_new_from_bytes (sheet->pdf, NULL, NULL);
  PopplerStructureElementIter *iter = poppler_structure_element_iter_new (document);
  Structure found = { g_string_new (NULL), 0, 0 };

  g_assert_nonnull (iter);
  walk_structure (iter, &found);
  poppler_structure_element_iter_free (iter);
  g_object_unref (document);
  if (gb_access_is_available ())
    g_assert_cmpuint (found.silent, ==, 0);
  if (figures != NULL)
    *figures = found.figures;
  return g_string_free (found.kinds, FALSE);
}

/* How often @text stands in the file itself (its structure is not compressed). */
G_GNUC_UNUSED static guint
times_in_file (const GbSheet *sheet, const char *text)
{
  gsize size;
  const char *data = g_bytes_get_data (sheet->pdf, &size);
  const char *at = data;
  guint times = 0;

  while ((at = memmem (at, size - (gsize) (at - data), text, strlen (text))) != NULL)
    {
      times++;
      at += strlen (text);
    }
  return times;
}

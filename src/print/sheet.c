/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print/sheet.h"

void
gb_sheet_free (GbSheet *sheet)
{
  if (sheet == NULL)
    return;
  g_clear_pointer (&sheet->pdf, g_bytes_unref);
  g_free (sheet->title);
  g_free (sheet->file);
  g_free (sheet->document);
  g_free (sheet->code);
  g_free (sheet);
}

GbSheet *
gb_sheet_copy (const GbSheet *sheet)
{
  GbSheet *copy = g_new0 (GbSheet, 1);

  copy->pdf = g_bytes_ref (sheet->pdf);
  copy->title = g_strdup (sheet->title);
  copy->file = g_strdup (sheet->file);
  copy->document = g_strdup (sheet->document);
  copy->pages = sheet->pages;
  copy->code = g_strdup (sheet->code);
  return copy;
}

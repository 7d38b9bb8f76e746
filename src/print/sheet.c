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
  g_free (sheet);
}

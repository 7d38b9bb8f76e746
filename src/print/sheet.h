/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet: one printed document - its pages as PDF bytes and what they are.
 *
 * Every page function of this room returns a GbSheet; views preview it with
 * Poppler from these very bytes, print them, or save them.  Bytes depend only
 * on what is given (freeze time included), so the same input gives the same file.
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct
{
  GBytes *pdf;
  char *title;    /* "Safeguarding report to governors" */
  char *file;     /* suggested file name without any person's name */
  char *document; /* kind of document: "governor-report" "search-record" "custody-label" ... */
  guint pages;
  char *code;     /* that stands on it and comes back on a receipt (casework/transfer.h), or NULL */
} GbSheet;
void gb_sheet_free (GbSheet *sheet);
GbSheet *gb_sheet_copy (const GbSheet *sheet); /* the bytes are shared (transfer full) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbSheet, gb_sheet_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* locked: a file that leaves so that only whoever was told its words can open it.
 *
 * What is sensitive goes by encrypted ways only (B50), and a file lies about: in
 * a downloads folder, on a stick, in the wrong inbox.  So a file that is saved is
 * locked unless the person says otherwise - a page of ours as an AES-256 PDF, which
 * every reader of PDF opens, anything else as an AES-256 zip: a PDF that came from
 * outside too, which nothing but the confined reader may look into.  The encryption is qpdf's
 * and libarchive's.  The words are chosen afresh for each file, shown once and
 * kept nowhere; the journal keeps the hash of what is inside, by which the paper
 * is known again, and that the file was locked.
 */
#pragma once

#include "print/sheet.h"

G_BEGIN_DECLS

#define GB_LOCK_WORDS 6

/* @sheet's file under @words; what isn't a page of ours (it has no pages) gets ".zip" after its name.
 * Two of the same sheet differ in their bytes.  NULL with GB_ERROR_FAULT.  Any
 * thread.  (transfer full) */
GbSheet *gb_lock_sheet (const GbSheet *sheet, const char *words, GError **error);

G_END_DECLS

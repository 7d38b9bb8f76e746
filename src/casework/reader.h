/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader: a file from outside, taken apart by somebody else.
 *
 * Guardbook itself never parses such a file.  It starts guardbook-reader, a
 * program of its own that has locked itself in (src/reader/, base/reading.h),
 * hands it the file as memory, and believes of its answers only what fits their
 * bounds.  A file that breaks, floods or stalls the reader costs that process,
 * and gives a sentence.
 *
 * Life: start with the bytes -> ask, as often as is wanted, one thread at a time
 * -> free, which ends the process.  Each question may take up to twenty seconds
 * of the reader's own work, and longer by the clock on a computer that is busy with other things, so never ask on
 * the window's thread nor on the vault's worker.
 */
#pragma once

#include <gio/gio.h>

#include "base/reading.h"

G_BEGIN_DECLS

typedef struct _GbReader GbReader;

/* GB_ERROR_FAULT when the reader isn't there, can't be locked in or is ended before it begins; then nothing is read at
 * all.  Tried twice before it fails.  (transfer full) */
GbReader *gb_reader_new (GBytes *file, GError **error);
void gb_reader_free (GbReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbReader, gb_reader_free)

/* Asks; the answer in text, in valid UTF-8.  GB_ERROR_INPUT: what is wrong with the file.  (transfer full) */
char *gb_reader_text (GbReader *self, GbReadingKind kind, const char *words, GError **error);
/* The bytes of attachment @number. */
GBytes *gb_reader_part (GbReader *self, guint number, GError **error);
/* Page @number at @scale (pixels a point), turned by quarters: @width times @height pixels of four bytes, as
 * CAIRO_FORMAT_ARGB32 has them. */
GBytes *gb_reader_page (GbReader *self, guint number, double scale, guint turn, guint *width, guint *height,
                        GError **error);

/* The sentence for a problem of base/reading.h: why a file can't be taken, and what to do.  (transfer none) */
const char *gb_reader_say_problem (const char *problem);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blank: a record as a printed form - facts first, then numbered parts of labels
 * and answers, boxes, words and tables.
 *
 * The pages of records that people fill in or copy from (referral sheets, the
 * incident record) are forms: whoever makes one says what stands in it, in
 * order, and no page of its own needs drawing.  Everything is copied, so that a
 * record may go before its page is made.  An answer that is missing is a dotted
 * line: paper shows what is still to get.
 *
 * Life: new, content, gb_print_blank, free.
 */
#pragma once

#include "print/grid.h"
#include "print/page.h"

G_BEGIN_DECLS

typedef struct _GbBlank GbBlank;

typedef struct
{
  const char *school;
  const char *title;    /* "LADO referral sheet" */
  const char *subtitle; /* or NULL */
  const char *running;  /* "Sealed case. For the referrer only" */
  const char *document; /* as in GbSheet */
  const char *stem;     /* of the file's name; NULL: the document */
  const char *reference;
  const char *printed_by; /* or NULL */
  const char *code;     /* words that stand for the record, or NULL */
  gint64 made_at;
} GbBlankSetup;

GbBlank *gb_blank_new (const GbBlankSetup *setup);
void gb_blank_free (GbBlank *blank);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbBlank, gb_blank_free)

/* A fact of the box beneath the title: at most four. */
void gb_blank_fact (GbBlank *blank, const char *label, const char *value, gboolean strong);

/* Begins the next numbered part; @note (or NULL) stands in the side column. */
void gb_blank_part (GbBlank *blank, const char *title, const char *note);
void gb_blank_field (GbBlank *blank, const char *label, const char *value, GbFieldFlags flags);
/* The same, but not if there is nothing to say. */
void gb_blank_known (GbBlank *blank, const char *label, const char *value, GbFieldFlags flags);
void gb_blank_check (GbBlank *blank, gboolean ticked, const char *text);
void gb_blank_words (GbBlank *blank, const char *text);
/* Rows of words under heads; one array for heads, then gb_blank_row with as many
 * cells.  The first and last columns are @first and @last points wide (0: an equal share). */
void gb_blank_table (GbBlank *blank, const char *const *heads, guint n_heads, double first, double last);
void gb_blank_row (GbBlank *blank, const char *const *cells);

/* NULL with GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_blank (GbBlank *blank, GError **error);

G_END_DECLS

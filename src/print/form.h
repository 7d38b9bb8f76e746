/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form: a record as a printed form - facts first, then numbered parts of labels
 * and answers, boxes, words and tables.
 *
 * The pages of records that people fill in or copy from (referral sheets, the
 * incident record) are forms: whoever makes one says what stands in it, in
 * order, and no page of its own needs drawing.  Everything is copied, so that a
 * record may go before its page is made.  An answer that is missing is a dotted
 * line: paper shows what is still to get.
 *
 * Life: new, content, gb_print_form, free.
 */
#pragma once

#include "print/grid.h"
#include "print/page.h"

G_BEGIN_DECLS

typedef struct _GbForm GbForm;

typedef struct
{
  const char *school;
  const char *title;    /* "LADO referral sheet" */
  const char *subtitle; /* or NULL */
  const char *running;  /* "Sealed case. For the referrer only" */
  const char *document; /* as in GbSheet */
  const char *reference;
  const char *printed_by; /* or NULL */
  const char *code;     /* words that stand for the record, or NULL */
  gint64 made_at;
} GbFormSetup;

GbForm *gb_form_new (const GbFormSetup *setup);
void gb_form_free (GbForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbForm, gb_form_free)

/* A fact of the box beneath the title: at most four. */
void gb_form_fact (GbForm *form, const char *label, const char *value, gboolean strong);

/* Begins the next numbered part; @note (or NULL) stands in the side column. */
void gb_form_part (GbForm *form, const char *title, const char *note);
void gb_form_field (GbForm *form, const char *label, const char *value, GbFieldFlags flags);
/* The same, but not if there is nothing to say. */
void gb_form_known (GbForm *form, const char *label, const char *value, GbFieldFlags flags);
void gb_form_check (GbForm *form, gboolean ticked, const char *text);
void gb_form_words (GbForm *form, const char *text);
/* Rows of words under heads; one array for heads, then gb_form_row with as many
 * cells.  The first and last columns are @first and @last points wide (0: an equal share). */
void gb_form_table (GbForm *form, const char *const *heads, guint n_heads, double first, double last);
void gb_form_row (GbForm *form, const char *const *cells);

/* NULL with GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_form (GbForm *form, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dataset: what may leave the vault as data - as a table (CSV), as JSON, and, where
 * it is days to keep, as a calendar.
 *
 * Each set is one query over what this member can read, so that no gate is walked
 * around; a sealed case is in none, whoever asks.  But for the whole journal, and
 * for what left (which says to whom), no set holds a name or what happened: a
 * reference, a kind, a day; and none of cases about an adult.
 * A calendar lies on other people's servers and telephones, so it holds less still:
 * what is due and by which rule, and the reference by which the desk finds it.
 *
 * Tables are safe to open in a spreadsheet: a cell that begins like a formula gets an
 * apostrophe before it.  Whoever lets the bytes go notes them first (outgoing.h).
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef enum
{
  GB_DATA_CSV,
  GB_DATA_JSON,
  GB_DATA_CALENDAR
} GbDataFormat;

typedef struct
{
  const char *id;    /* "cases" "clocks" "due" "outgoing" "journal" */
  const char *title; /* N_("Cases") */
  const char *holds; /* a sentence: what is in it */
  const char *deed;  /* that the member must be allowed (capability.h) */
  guint formats;     /* bits 1 << GbDataFormat */
} GbDataset;

/* All of them.  (transfer none) */
const GbDataset *gb_datasets (guint *count);
const GbDataset *gb_dataset_find (const char *id); /* NULL: none such */
/* "csv" "json" "ics"; -1: none such. */
int gb_data_format_find (const char *suffix);
const char *gb_data_format_suffix (GbDataFormat format);

/* The bytes, and how many rows they hold (@rows optional).  Worker only.
 * GB_ERROR_REFUSED when this member may not; GB_ERROR_INPUT when it can't have that
 * form.  (transfer full) */
GBytes *gb_dataset_make (GbBook *book, const GbDataset *set, GbDataFormat format, gint64 *rows, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chronology: one child's record in the order in which things happened.
 *
 * For whom it was made and why; each entry with when it happened, when and by
 * whom it was written down, the words recorded, what was done and why.  A black
 * bar marks an entry recorded after the day, a grey bar words changed later,
 * with the old words, who and why.  It counts the entries shown and says nothing
 * that hints at entries withheld.  Names of other children are for the caller to
 * leave out: this file prints what it is given.
 */
#pragma once

#include "print/page.h"

G_BEGIN_DECLS

typedef struct
{
  const char *day;       /* "Tue 9 Sept 2025" */
  const char *time;      /* "about lunch", or NULL */
  const char *recorded;  /* "recorded same day, 09.40" */
  const char *by;        /* "by S. Hart" */
  gboolean late;         /* recorded after the day */
  const char *happened;  /* in the words recorded */
  const char *changed;   /* "Was “…”. Changed 11 March by O. Farrow: …", or NULL */
  const char *done;      /* what was done, and why; may be NULL */
} GbChronologyEntry;

typedef struct
{
  const char *school;
  const char *child, *born, *class_name, *lead;
  const char *period;    /* "9 September 2025 to 17 July 2026" */
  const char *made_for, *why;
  const char *brief;     /* or NULL */
  const GbChronologyEntry *entries;
  guint n_entries;
  const char *reference; /* for the file name: never a person's name */
  const char *printed_by, *code;
  gint64 made_at;
} GbChronology;

/* NULL with GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_chronology (const GbChronology *given, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random-journal: a journal of invented facts, written entry by entry into a
 * real vault, with governors' reports issued from it in between.
 *
 * Every journal has a vault of its own, with its own keys, calendar and policy
 * pack.  Entries are appended to the journal itself, hashed, signed and projected,
 * many in one transaction: the gates of the acts are left out (they are tested
 * elsewhere, and would cost a second a journal), nothing that a report reads is.
 * Reports go the whole way that the program's own do: gathered from the projections,
 * recoded, suppressed, proved, and issued by the act, so that each joins what was
 * issued before it.
 *
 * What happened is kept here besides, as the test's own list of facts, each with
 * the words under which it stood when each report was frozen.  Nothing of it is
 * read back from the vault: what the reports count is checked against it.
 *
 * Everything comes from the seed but keys and ids. */
#pragma once

#include "casework/report.h"
#include "support/desk.h"

G_BEGIN_DECLS

#define GB_MOST_REPORTS 6
#define GB_MOST_WORDS 8

typedef enum
{
  GB_FACT_CONCERN,  /* category, year, risk (0: none of the four Cs), outcome */
  GB_FACT_REFERRAL, /* agency, answer */
  GB_FACT_ASKED,    /* what became of the asking */
  GB_FACT_SEARCH,   /* before or after its authority, found or nothing */
  GB_FACT_DEVICE,   /* where it went */
  GB_FACT_DUTY,     /* title, how it ended */
  GB_FACT_CHILD,    /* six groups, whether searched in the year of the report, whether on roll */
  GB_N_FACTS
} GbFactSort;

typedef struct
{
  GbFactSort sort;
  gint64 at;                                  /* when it counts */
  gboolean known[GB_MOST_REPORTS];            /* whether it was there when that report was frozen */
  GQuark words[GB_MOST_REPORTS][GB_MOST_WORDS];
} GbRandomFact;

typedef struct
{
  guint32 seed;
  const char *story;    /* what the reports are of, in words */
  const char *pack;
  gboolean amended;     /* some concern changed its category after it was recorded */
  guint entries;        /* written, reports besides */
  guint refused;        /* reports for which no choice of numbers was safe */
  guint given;          /* reports that gave up some number of the reports before them */
  GPtrArray *facts;     /* of GbRandomFact */
  GPtrArray *reports;   /* of GbFigures, as they were issued and read back from the vault, oldest first */
  GArray *frozen;       /* of gint64: when */
  GPtrArray *calendar;  /* of GbTerm: of all schemes */
  gint64 roll;
} GbRandomJournal;

GbRandomJournal *gb_random_journal_new (guint32 seed);
void gb_random_journal_free (GbRandomJournal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbRandomJournal, gb_random_journal_free)

G_END_DECLS

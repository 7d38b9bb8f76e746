/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trend: gaps and patterns over a period (B20) - what sort of thing, which of
 * the four Cs, where, which year group, what time of day, who again, what is
 * done late - and whether searches fall evenly on the groups of children
 * (DfE guidance on searching: data for disproportionate use is looked at).
 *
 * A figure is a cell of a table, and each cell is the length of a list: both
 * come from the one query of its column, which gives facts (an id and the word
 * by which it is sorted).  gb_trend_gather counts them, gb_trend_list gives their
 * ids; neither counts in any other way.
 *
 * Whose figures: for the member who asks, everything that this member can open,
 * sealed cases among it, and nothing else.  For everybody (what leaves the
 * building): nothing that is sealed and no concern about an adult, whoever asks
 * (count.h); small numbers in those are for whoever prints them to hold back
 * (suppress.h).
 *
 * An incident counts on the day on which it was recorded, as in the governors'
 * report; a search on the day on which it was carried out; a deadline on the day
 * on which it was due.
 *
 * No cause is claimed from a count: a finding says what more than chance
 * explains, and what to ask.
 */
#pragma once

#include "casework/record.h"
#include "casework/book.h"

G_BEGIN_DECLS

/* Days, both inclusive.  NULL: from the beginning of this school year; until today. */
typedef struct
{
  const char *from, *until;
  gboolean for_everybody;
} GbTrendPlan;

#define GB_TREND_COLUMNS 3

typedef struct
{
  char *id; /* "online", "6", "female": alike in every period */
  char *label;
  gint64 counts[GB_TREND_COLUMNS];
  /* Of a table that is tested: of column 1, how many are in this line where 19
   * times of 20 it would be if the line had nothing to do with it (binomial, by
   * the share of column 2).  -1: too few to say. */
  gint64 low, high;
} GbTrendLine;

typedef struct
{
  const char *id;                  /* "category" "four-c" "location" "year" "time" "again" "late", and those that are
                                    * tested: "searched-sex" "searched-year" "searched-send" "searched-meals"
                                    * "searched-care" "searched-ethnicity": static */
  char *title;                     /* "By category" */
  char *definition;                /* how it is counted: a sentence */
  char *head;                      /* over the labels: "Category" */
  char *columns[GB_TREND_COLUMNS]; /* "This period"; unused ones NULL */
  const char *nouns[GB_TREND_COLUMNS]; /* what a list of that column holds: "incident" "search" "person" "clock" */
  guint n_columns;
  gboolean tested;  /* low and high are reckoned: columns are searches, children searched, children on roll */
  GPtrArray *lines; /* of GbTrendLine */
  gint64 totals[GB_TREND_COLUMNS]; /* things, each once, though it may stand in several lines */
} GbTrendTable;

/* Something to ask about. */
typedef struct
{
  const char *kind;  /* "gap" (nothing recorded) "late" (a deadline often missed) "again" (a child in many)
                         * "more" "fewer" (than a year before) "uneven" (searches; more than chance) */
  char *title;       /* "Nothing recorded under cyberbullying" */
  char *sentence;    /* what it may mean, and what to ask */
  const char *table; /* where its number stands: a table, line and column; */
  char *line;        /* NULL: the line is empty, so there is nothing to open */
  guint column;
} GbTrendFinding;

typedef struct
{
  char *from, *until;
  GPtrArray *tables;   /* of GbTrendTable */
  GPtrArray *findings; /* of GbTrendFinding */
  char *searches_from; /* the tested tables look back a whole year at least: a term is too few */
  char *caution;       /* how to read the tested tables, paragraphs parted by empty lines */
} GbTrend;

/* Whether this member may see patterns at all: who keeps the record.
 * GB_ERROR_REFUSED.  Any thread. */
gboolean gb_trend_may (GbBook *book, GError **error);

/* All tables, counted anew.  Any thread (gb_book_ask).  GB_ERROR_INPUT: days
 * that are none, or the wrong way round; GB_ERROR_REFUSED as gb_trend_may.  (transfer full) */
GbTrend *gb_trend_gather (GbBook *book, const GbTrendPlan *plan, GError **error);
void gb_trend_free (GbTrend *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbTrend, gb_trend_free)

const GbTrendTable *gb_trend_table (const GbTrend *self, const char *id);
const GbTrendLine *gb_trend_line (const GbTrendTable *table, const char *id);

/* What a cell counts, newest first, each once: @line NULL is the total.  Any
 * thread.  (transfer full, element-type utf8) */
GPtrArray *gb_trend_list (GbBook *book, const GbTrendPlan *plan, const char *table, const char *line, guint column,
                          GError **error);

/* One row of such a list.  case_id: what opens it (of a person, the person's id). */
#define GB_TREND_ROW_FIELDS(TEXT, NUMBER) \
  TEXT (id) TEXT (noun) TEXT (case_id) TEXT (reference) TEXT (title) TEXT (detail) NUMBER (at)
GB_RECORD_DECLARE (GbTrendRow, gb_trend_row, GB_TREND_ROW_FIELDS)
/* Worker only; NULL without error: gone.  @noun: the column's.  (transfer full) */
GbTrendRow *gb_trend_row_load (GbVault *vault, const char *noun, const char *id, GError **error);

/* The whole, for guardbookctl trends --json.  (transfer full) */
char *gb_trend_to_json (const GbTrend *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gather: what the making of a report's figures shares (gather.c, tally.c,
 * sections.c); nobody else includes it.
 */
#pragma once

#include "casework/count.h"
#include "casework/figures.h"
#include "casework/lines.h"

G_BEGIN_DECLS

#define GB_COST_INNER 10
#define GB_COST_SUBTOTAL 60
#define GB_COST_GRAND 1000

typedef struct
{
  GbBook *book;
  const GbFiguresPlan *plan;
  GPtrArray *calendar;   /* of GbTerm: all terms known */
  GPtrArray *terms;      /* of GbTerm, of calendar's: those shown, the period last */
  GbFacts *facts;
  GPtrArray *issued;     /* of GbFigures: what earlier reports printed */
  GHashTable *left_out;  /* ids of tables that could not be printed whole */
  GbFigures *figures;
  GPtrArray *categories; /* of GbLineSet: rows alike in all tables */
  gint64 threshold;
} GbGather;

/* The number of the last term: the period of the report. */
int gb_gather_now (const GbGather *self);
/* Whether the table can't be printed, or only in its coarser form. */
gboolean gb_gather_leaves_out (const GbGather *self, const char *table);

/* --- tally.c: counting facts into lines, and naming what was counted ------------- */

typedef const char *(*GbWordOf) (gconstpointer fact);
/* A way to sort facts: by a word that each has. */
typedef struct { const char *name; GbWordOf word; } GbDimension;
extern const GbDimension gb_by_category, gb_by_outcome, gb_by_risk, gb_by_year, gb_by_agency, gb_by_answer;
extern const char *const gb_outcome_words[GB_N_OUTCOMES];
extern const char *const gb_answer_words[GB_N_ANSWERS];

typedef struct
{
  const char *what; /* first part of the key: "concern" "online" "referral" */
  GPtrArray *facts;
  GbWordOf only;    /* facts that have such a word; NULL: all */
} GbCount;

GbCount gb_count_concerns (const GbGather *self);
GbCount gb_count_online (const GbGather *self);
GbCount gb_count_referrals (const GbGather *self);

/* How many facts of term @term (-1: of all) stand in both lines; a line NULL takes all. */
gint64 gb_count_in (const GbCount *count, int term, const GbDimension *a, const GbLineSet *line_a, const GbDimension *b,
                    const GbLineSet *line_b);
/* A line for @id with its totals in the period and in all terms. */
GbLineSet *gb_count_line (const GbGather *self, GPtrArray *lines, const GbCount *count, const GbDimension *dimension,
                          const char *label, const char *id);
char *gb_count_key (const GbGather *self, int term, const GbCount *count, const GbDimension *a, const GbLineSet *line_a,
                    const GbDimension *b, const GbLineSet *line_b);
/* The variable of that count, to be printed. */
guint gb_count_variable (GbGather *self, int term, const GbCount *count, const GbDimension *a, const GbLineSet *line_a,
                         const GbDimension *b, const GbLineSet *line_b);
/* @total, the count of a joined line, is the sum of its single ids, which other tables and reports may print. */
void gb_count_tie_singles (GbGather *self, guint total, int term, const GbCount *count, const GbDimension *dimension,
                           const GbLineSet *line);
/* @part is some of @whole, and the rest of it is printed nowhere. */
void gb_count_tie_part (GbGather *self, guint part, guint whole);

/* --- sections.c ---------------------------------------------------------------------- */

/* Makes the rows of categories that all tables share. */
void gb_sections_recode (GbGather *self);
/* Adds the sections of the plan with their tables, charts and words. */
void gb_sections_add (GbGather *self);
/* Searches carried out in @term: the cover prints it too. */
guint gb_sections_searches (GbGather *self, int term);
/* Deadlines of @term, all together: likewise. */
void gb_sections_duties (GbGather *self, int term);

/* --- sections-registers.c: each only when its register holds something ---------------- */

void gb_sections_add_training (GbGather *self);
void gb_sections_add_policies (GbGather *self);
void gb_sections_add_checks (GbGather *self);
void gb_sections_add_arrangements (GbGather *self);
void gb_sections_add_lessons (GbGather *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gather: what the making of a report's figures shares (gather.c, tally.c,
 * sections*.c); nobody else includes it.
 *
 * A number is "what, of which lines, in which stretch of time", and that is its
 * name: so it can be counted over another stretch and in other lines, and what
 * several of them have in common is known to the system of small numbers
 * (gb_gather_tie).
 */
#pragma once

#include "casework/count.h"
#include "casework/figures.h"
#include "casework/lines.h"
#include "casework/report.h"
#include "casework/trend.h"

G_BEGIN_DECLS

#define GB_COST_INNER 10
#define GB_COST_SUBTOTAL 60
#define GB_COST_GRAND 1000

/* A term, a year, or any days: what a report is about, or compares with. */
typedef struct { char *id, *name, *from, *until; GbSpan span; } GbStretch;

typedef struct
{
  GbBook *book;
  const GbFiguresPlan *plan;
  GPtrArray *calendar;   /* of GbTerm: all terms known */
  const char *extent;    /* NULL "year" "days" */
  GPtrArray *terms;      /* of GbStretch: those compared, the period last */
  GPtrArray *parts;      /* of GbStretch: the terms of a year; else empty */
  GPtrArray *known;      /* of GbStretch: what earlier reports told of */
  GbFacts *facts;
  gint64 counted_at;     /* when the facts were, */
  char *head;            /* and the journal's head then, hexadecimal, */
  gint64 head_entries;   /* and how many entries it had */
  GPtrArray *issued;     /* of GbFigures: what earlier reports printed */
  GHashTable *left_out;  /* ids of tables that could not be printed whole */
  GHashTable *given;     /* names of small numbers that earlier reports tell by themselves; none but for a reason */
  gboolean looked_back;  /* whether it was looked for such numbers */
  GHashTable *counted;   /* ties.c's: name -> how many facts it counts, and one more; facts don't change meanwhile */
  GHashTable *items;     /* sections-registers.c's: register and state -> its items */
  GPtrArray *picks;      /* of Pick, private to tally.c: how each number is counted */
  GHashTable *picked;    /* its name -> Pick */
  GHashTable *cases;     /* id -> its number in figures->cases, from 1 */
  GbFigures *figures;
  GPtrArray *categories; /* of GbLineSet: rows alike in all tables */
  gint64 threshold;
  gboolean zeros_held;   /* then no sentence says that there was none */
  GbTrend *trend;        /* who was searched, or NULL */
  GbReportNames *names;  /* that no word of a register may hold */
} GbGather;

/* The number of the last stretch: the period of the report.  Those after it are its parts. */
int gb_gather_now (const GbGather *self);
/* Stretch @at: those compared, then the parts. */
const GbStretch *gb_gather_stretch (const GbGather *self, int at);
/* In left_out before the table "referral" is: its agencies are to share more lines. */
#define GB_REFERRALS_BY_AGENCY "referral-by-agency"
/* Whether the table can't be printed, or only in its coarser form. */
gboolean gb_gather_leaves_out (const GbGather *self, const char *table);
gboolean gb_gather_is_year (const GbGather *self);

/* --- stretch.c: which stretches of time ------------------------------------------- */

/* Fills calendar, extent, terms and parts by the plan.  GB_ERROR_INPUT. */
gboolean gb_gather_choose (GbGather *self, GError **error);
/* Fills known from what was issued; all that must be counted. */
GbSpan gb_gather_whole (GbGather *self);
void gb_stretch_free (gpointer stretch);
/* "Term 5 2025/26" with its last word on a line of its own, or on one line. (transfer full) */
char *gb_stretch_label (const GbStretch *stretch, gboolean broken);

/* --- tally.c: counting facts into lines, and naming what was counted ------------- */

typedef gboolean (*GbFits) (gconstpointer fact, gconstpointer data);

/* The number called "STRETCH|@rest": the facts that @fit.  @data is taken.  To be printed. */
guint gb_gather_number (GbGather *self, int at, const char *rest, guint cost, GPtrArray *facts, GbFits fits,
                        gpointer data, GDestroyNotify data_free);
/* Forgets the numbers of an earlier round. */
void gb_gather_forget (GbGather *self);

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

/* How many facts of stretch @at (-1: of all compared) stand in both lines; a line NULL takes all. */
gint64 gb_count_in (const GbGather *self, const GbCount *count, int at, const GbDimension *a, const GbLineSet *line_a,
                    const GbDimension *b, const GbLineSet *line_b);
/* A line for @id with its totals in the period and in all stretches. */
GbLineSet *gb_count_line (const GbGather *self, GPtrArray *lines, const GbCount *count, const GbDimension *dimension,
                          const char *label, const char *id);
/* A line for each word that facts have and @lines haven't: of an older pack, it is its own label. */
void gb_count_add_unknown (const GbGather *self, GPtrArray *lines, const GbCount *count, const GbDimension *dimension);
/* The variable of that count, to be printed. */
guint gb_count_variable (GbGather *self, int at, const GbCount *count, const GbDimension *a, const GbLineSet *line_a,
                         const GbDimension *b, const GbLineSet *line_b);
/* @part is some of @whole, and the rest of it is printed nowhere. */
void gb_count_tie_part (GbGather *self, guint part, guint whole);

/* --- ties.c: what numbers of other lines and other times have in common --------------- */

/* For all numbers made so far, and all that was issued: once, after them all. */
void gb_gather_tie (GbGather *self);

/* --- sections.c ---------------------------------------------------------------------- */

/* Makes the rows of categories that all tables share. */
void gb_sections_recode (GbGather *self);
/* Adds the sections of the plan with their tables, charts and words, in the pack's order under its headings. */
void gb_sections_add (GbGather *self);
/* The section @id with the pack's heading. */
GbFiguresSection *gb_sections_begin (GbGather *self, const char *id, const char *side);

/* Rows by columns in the period, with totals both ways. */
typedef struct
{
  const char *id, *caption, *head;
  const char *all_rows, *all_columns; /* labels of the totals */
  const GbCount *count;
  const GbDimension *row_by, *column_by;
  GPtrArray *rows, *columns;          /* of GbLineSet */
} GbCrossed;
/* Whether there is enough to cross: two lines each way, and a total that may be broken down. */
gboolean gb_sections_can_cross (const GbGather *self, const GbCrossed *crossed);
GbTable *gb_sections_cross (GbGather *self, GbFiguresSection *section, const GbCrossed *crossed);
/* Rows by the stretches compared; of a year, by its terms too (a table "ID-parts").
 * The first of them; NULL: there is nothing to compare, or it would tell too much. */
GbTable *gb_sections_compare (GbGather *self, GbFiguresSection *section, const GbCrossed *rows);
/* Why there is no table here: there were none (@none says so), or too few. */
void gb_sections_say_left_out (GbGather *self, GbFiguresSection *section, const GbCount *count, const char *none);

/* Labels of lines, then the total's: for gb_figures_add_table.  (transfer full) */
char **gb_line_labels (GPtrArray *lines, const char *total);
/* Labels of stretches from @first to before @end, then the total's unless NULL.  (transfer full) */
char **gb_stretch_labels (const GbGather *self, int first, int end, gboolean broken, const char *total);

/* --- sections-outside.c: what left the school, and in time --------------------------- */

void gb_sections_add_referrals (GbGather *self);
/* Deadlines of stretch @at, all together: the cover prints them too. */
void gb_sections_duties (GbGather *self, int at);

/* --- sections-searches.c ---------------------------------------------------------------- */

void gb_sections_add_searches (GbGather *self);
void gb_sections_add_searched (GbGather *self);
/* Searches carried out in stretch @at: the cover prints it too. */
guint gb_sections_searches (GbGather *self, int at);

/* --- sections-registers.c: each only when its register holds something ---------------- */

void gb_sections_add_training (GbGather *self);
void gb_sections_add_policies (GbGather *self);
void gb_sections_add_checks (GbGather *self);
void gb_sections_add_arrangements (GbGather *self);
void gb_sections_add_lessons (GbGather *self);
void gb_sections_add_questions (GbGather *self);
/* The day on which the member of @name was last trained to lead, or NULL.  (transfer full) */
char *gb_sections_last_trained (GbGather *self, const char *name);

G_END_DECLS

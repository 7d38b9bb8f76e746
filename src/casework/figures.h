/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures: the numbers of a period, gathered once and frozen.
 *
 * A tile, a list and a page that show the same number get it from the same
 * query, and that query is here.  A GbFigures is a snapshot: whoever prints it,
 * shows it or exports it reads nothing else.  It is a list of sections in the
 * order of the page; a section is a finding and blocks (a table, a chart over
 * a table, or words).
 *
 * A report is about a term, a school year, or any days (GbFiguresPlan.term).
 * What is counted: an incident in the term in which it was recorded (an entry
 * never moves, so a figure once issued is never corrected by difference), a
 * deadline in the term in which it ended.  What was recorded in a holiday
 * counts in the term that follows it, so that terms add up to years.
 *
 * Each number knows the cases that it counts (gb_figures_cases): what a click on
 * it opens is what was counted, by the same query, and the frozen snapshot keeps
 * both that list and the hashes of every entry about those cases.
 *
 * Small numbers (suppress.h): each cell is a variable of one linear system.
 * Two cells that are the same count share the variable, whatever tables they
 * stand in; equations say what adds up to what.  After gb_suppress each cell
 * has a mark and the text that may be printed.  Print `shown`, never `value`;
 * a bar may be drawn from `value` only where the mark is GB_MARK_PLAIN.
 *
 * Sealed concerns about adults are in no query here: the section about
 * adults is one sentence that is alike in every report (look-pages.md).
 */
#pragma once

#include "casework/book.h"
#include "casework/record.h"

G_BEGIN_DECLS

typedef enum
{
  GB_MARK_PLAIN,      /* shown as it is */
  GB_MARK_PRIMARY,    /* 1 to threshold - 1 (0 too, if the pack holds noughts back): shown "<5" */
  GB_MARK_COMPLEMENT, /* threshold or more, held back so that a small one can't be worked out: shown "c" */
  GB_MARK_HIDDEN,     /* in no table: a reader knows only that it is 0 or more ("online" is a part of "all") */
} GbMark;

/* A number of the system.  Its key says what is counted, alike in every report:
 * "2025-26/5|concern|category=online|outcome=support". */
typedef struct
{
  char *key;
  gint64 value;
  gboolean about_people; /* a count that can point to somebody; FALSE (training, checks): never held back */
  guint cost;            /* of holding it back: 10 inner cell, 60 subtotal, 1000 grand total; never depends on value */
  GbMark mark;
  gboolean fixed;        /* printed so in a report issued before: can't be marked otherwise now */
  gboolean given;        /* earlier reports tell it by themselves: shown "<5", and counted as known */
  char *shown;           /* "1,204" "<5" "c" "0"; NULL until gb_suppress, and when hidden */
  GArray *of;            /* of guint, into GbFigures.cases: what it counts; NULL: nothing, or not known */
} GbVariable;

/* The parts add up to the total (indexes of variables). */
typedef struct { guint total; GArray *parts; /* of guint */ } GbEquation;

typedef enum
{
  GB_LINE_BODY,
  GB_LINE_SUBTOTAL, /* a rule above, semibold */
  GB_LINE_TOTAL,    /* likewise, closes the table */
  GB_LINE_HEAD,     /* a sub-head: its cells are empty */
} GbLineKind;

typedef struct
{
  char *label;
  char *detail; /* text of a second column such as "by when", or NULL */
  GbLineKind kind;
} GbLine;

#define GB_NO_VARIABLE G_MAXUINT /* an empty cell (of a sub-head) */

typedef struct
{
  guint number;       /* 1.. in order of the report: "Table 1" */
  char *id;           /* "category-outcome" "four-c-year" "year" "category-term" "referral" "clock" "search" */
  char *caption;      /* "Concerns recorded, by category and main outcome" */
  char *definition;   /* how it is counted: a sentence */
  char *note;         /* beneath the table, or NULL: "The total is the first row of table 1." */
  char *head;         /* over the row labels: "Category" */
  char *detail_head;  /* over the details: "By when"; NULL if no line has one */
  GPtrArray *rows;    /* of GbLine */
  GPtrArray *columns; /* of GbLine; a label may hold a newline where it breaks */
  GArray *cells;      /* of guint: variable of row r, column c at r * columns->len + c */
} GbTable;

/* Where 19 of 20 would fall if the line had nothing to do with it; least -1: too few to say. */
typedef struct { gint64 least, most, even; } GbRange;

typedef struct
{
  guint number;    /* "Figure 1"; 0 for bars, which stand in their table */
  char *id;
  char *kind;      /* "stacked": a bar a column, row `part` of it hatched, the last column darkest;
                    * "multiples": a small line a body row over the columns, one scale;
                    * "bars": a bar a body row, of column `column`;
                    * "ranges": in the table itself, where chance would put each body row, a dot for
                    * `column` */
  char *caption;
  char *alternate; /* for those who can't see it; names the table with its numbers */
  char *table;     /* id of the table that holds its numbers */
  guint part;      /* row */
  guint whole;     /* row */
  guint column;
  GArray *ranges;  /* of GbRange, of each row; NULL but for "ranges" */
} GbChart;

/* A table of words: checks, policies, actions. */
typedef struct { char *label; guint width; /* points; 0: an equal share of what is left */ } GbHead;
typedef struct { GPtrArray *cells; /* of char * */ } GbListingRow;
typedef struct
{
  guint number;     /* among the tables */
  char *id;         /* "policies" "filtering-checks" "actions" */
  char *caption;
  char *definition; /* or NULL */
  char *note;       /* or NULL */
  GPtrArray *heads; /* of GbHead */
  GPtrArray *rows;  /* of GbListingRow */
} GbListing;

/* Exactly one of the four. */
typedef struct
{
  GbTable *table;
  GbChart *chart;
  GbListing *listing;
  char *words; /* paragraphs parted by empty lines */
} GbBlock;

typedef struct
{
  char *id;           /* "concerns" "online" "terms" "referrals" "searches" "training" "policies" "checks"
                       * "arrangements" "lessons" "adults" "words" */
  char *title;        /* "Concerns by category and outcome" */
  char *finding;      /* one sentence made of printed figures only, or NULL */
  char *side;         /* notes for the side column, paragraphs parted by newlines, or NULL */
  GPtrArray *blocks;  /* of GbBlock */
} GbFiguresSection;

typedef struct
{
  char *id;     /* "concerns" "referred" "searches" "clocks" */
  char *shown;  /* "223" */
  char *unit;   /* " in 100", or NULL */
  char *label;  /* "concerns recorded" */
  char *before; /* "19 more than in spring (204)"; NULL if there is none or either is held back */
} GbHeadline;

typedef struct { char *id, *name, *from, *until; /* days */ } GbPeriod;
typedef struct { char *role, *holder, *trained; /* the day of the last training, or NULL */ } GbLeader;
typedef struct { char *word, *meaning; } GbDefinition;

typedef struct
{
  char *title;           /* "Safeguarding report to governors" */
  char *school, *dfe_number, *zone;
  char *pack, *pack_version;
  char *extent;          /* "year" "days"; NULL: a term */
  GPtrArray *terms;      /* of GbPeriod, oldest first; the last is the period of the report */
  GPtrArray *parts;      /* of GbPeriod: the terms of a year */
  char *year;            /* school year of the period, "2025-26" */
  guint school_days;     /* of the period */
  gint64 on_roll;
  gint64 threshold;      /* 5 */
  gboolean zeros_held;   /* 0 is shown "<5" too */
  GPtrArray *leaders;    /* of GbLeader: DSL, deputies, headteacher, link governor */
  char *cover;           /* how the days were covered: a sentence, or NULL */
  char *asks;            /* what governors are asked to do besides, a line each; or NULL */
  GPtrArray *headlines;  /* of GbHeadline: at most four */
  char *key_words;       /* the DSL's key sentence, on the cover, or NULL */
  GPtrArray *sections;   /* of GbFiguresSection */
  GPtrArray *definitions;/* of GbDefinition: how the figures were counted */
  GPtrArray *variables;  /* of GbVariable */
  GPtrArray *equations;  /* of GbEquation */
  GPtrArray *cases;      /* of char *: ids of all cases counted */
  char *entries;         /* of the entries about them, "ENTRY HASH" a line; NULL until it is frozen */
  GBytes *proof;         /* JSON of the witnesses, set by gb_suppress_prove; kept beside the frozen snapshot */
  guint small, held;     /* how many cells of this report are shown "<5", and how many "c" */
  char *written_by, *written_role;
  gint64 frozen_at;      /* when it was gathered */
  gboolean issued;       /* FALSE: a draft; the page says so on every foot */
  char *head;            /* of the journal when it was gathered, hexadecimal */
  gint64 head_entries;
  char *anchor;          /* the journal's code at that entry (journal/proof.h), or NULL: a draft */
  GHashTable *index;     /* private: key -> variable */
  gsize indexed;
  GHashTable *equated;   /* private: what the equations say */
  guint equated_until;
} GbFigures;

typedef enum
{
  GB_SECTION_CONCERNS = 1,
  GB_SECTION_ONLINE = 2,
  GB_SECTION_TERMS = 4,
  GB_SECTION_REFERRALS = 8,
  GB_SECTION_SEARCHES = 16,
  GB_SECTION_ADULTS = 32,
  GB_SECTION_WORDS = 64,
  GB_SECTION_TRAINING = 128,
  GB_SECTION_POLICIES = 256,
  GB_SECTION_CHECKS = 512,
  GB_SECTION_ARRANGEMENTS = 1024,
  GB_SECTION_LESSONS = 2048,
  GB_SECTION_SEARCHED = 4096,
  GB_SECTION_QUESTIONS = 8192,
  GB_SECTION_ALL = 16383,
} GbSectionSet;

/* What the making of a report says of itself, from any thread: @step in words, @done of 1.  FALSE: give up. */
typedef gboolean (*GbFiguresStep) (const char *step, double done, gpointer data);

typedef struct
{
  const char *term;      /* a term of @scheme "2025-26/5", a school year "2025-26", or any days
                          * "2026-01-05..2026-02-10"; NULL: the last term that is over, else the present one */
  int scheme;            /* 3 or 6; 0: as the school set it */
  guint compared;        /* how many terms (years, stretches as long) before it are shown, 0..5 */
  GbSectionSet sections;
  const char *key_words; /* the cover's sentence */
  const char *narrative; /* the DSL's own words, paragraphs parted by empty lines */
  const char *missed;    /* why deadlines were missed, in the DSL's words */
  const char *asks;      /* what governors are asked to do, a line each */
  const char *questions; /* governors' questions: paragraphs, each a question and on the next line its answer */
  gboolean fast;         /* for looking at: cells are held back by the quick rule, and nothing is proved */
  GbFiguresStep step;    /* or NULL */
  gpointer step_data;
} GbFiguresPlan;

/* Gathers, recodes and suppresses.  Any thread; only the questions run on the
 * worker, so that a long proof keeps nobody waiting.  The result is proved (unless
 * @plan asks for a fast one), or NULL with GB_ERROR_REFUSED saying which table must
 * be joined or left out, G_IO_ERROR_CANCELLED when the step gave up.  (transfer full) */
GbFigures *gb_figures_gather (GbBook *book, const GbFiguresPlan *plan, GError **error);
void gb_figures_free (GbFigures *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbFigures, gb_figures_free)

/* --- reading -------------------------------------------------------------------- */
const GbPeriod *gb_figures_period (const GbFigures *self); /* the last term */
const GbTable *gb_figures_table (const GbFigures *self, const char *id); /* NULL: left out */
const GbFiguresSection *gb_figures_section (const GbFigures *self, const char *id);
/* What the section @id of the governors' report is called if the pack says nothing; NULL: there is none such. */
const char *gb_figures_section_label (const char *id);
/* The sections that the pack's reports may have, in its order, with its headings.
 * (transfer full, element-type GbFiguresHeading) */
typedef struct { GbSectionSet set; const char *id, *label; } GbFiguresHeading;
GArray *gb_figures_headings (GbPack *pack);
/* The cases that the number at @index counts, oldest first; NULL: none is kept for
 * it (a number of the school's own duties).  (transfer container, element-type utf8) */
GPtrArray *gb_figures_cases (const GbFigures *self, guint index);
/* NULL for an empty cell. */
const GbVariable *gb_table_cell (const GbFigures *self, const GbTable *table, guint row, guint column);
/* Ten words for every figure and word that is printed.  Made from what is
 * shown, never from what is held back: otherwise anyone could try the four
 * possible values of each small number against it.  (transfer full) */
char *gb_figures_code (const GbFigures *self);

/* One of those cases, for a list.  Worker; NULL without error: not one that this member may read. */
#define GB_FIGURES_CASE_FIELDS(TEXT, NUMBER) \
  TEXT (id) TEXT (noun) TEXT (reference) TEXT (title) TEXT (state) NUMBER (opened_at)
GB_RECORD_DECLARE (GbFiguresCase, gb_figures_case, GB_FIGURES_CASE_FIELDS)
GbFiguresCase *gb_figures_case_load (GbVault *vault, const char *id, GError **error);

/* --- writing ----------------------------------------------------------------------- */
/* The whole snapshot with the values held back, for the vault alone; and back.
 * freeze (thaw (b)) is b, byte for byte.  (transfer full) */
GBytes *gb_figures_freeze (const GbFigures *self);
GbFigures *gb_figures_thaw (GBytes *bytes, GError **error);
/* What may leave: shown texts only; no count from 1 to threshold - 1 is in it.
 * What guardbookctl report --json prints.  (transfer full) */
char *gb_figures_to_json (const GbFigures *self);

/* --- making (gather, tests) ----------------------------------------------------------- */
GbFigures *gb_figures_new (void);
GbPeriod *gb_period_new (const char *id, const char *name, const char *from, const char *until);
GbFiguresSection *gb_figures_add_section (GbFigures *self, const char *id, const char *title, const char *side);
/* @rows and @columns are NULL-terminated labels; one that begins with "=" is a
 * total, with "+" a subtotal, with "#" a sub-head.  All cells start empty. */
GbTable *gb_figures_add_table (GbFigures *self, GbFiguresSection *section, const char *id, const char *caption,
                               const char *head, const char *const *rows, const char *const *columns);
GbChart *gb_figures_add_chart (GbFigures *self, GbFiguresSection *section, const char *id, const char *kind,
                               const char *table, const char *caption);
GbListing *gb_figures_add_listing (GbFigures *self, GbFiguresSection *section, const char *id, const char *caption);
void gb_listing_head (GbListing *listing, const char *label, guint width);
/* As many words as there are heads; NULL is empty. */
void gb_listing_row (GbListing *listing, const char *const *cells);
void gb_figures_add_words (GbFigures *self, GbFiguresSection *section, const char *words);
/* The variable of @key: found, or made with @value.  A key that comes back with
 * another value is a programmer's error. */
guint gb_figures_variable (GbFigures *self, const char *key, gint64 value, gboolean about_people, guint cost);
void gb_table_set (GbTable *table, guint row, guint column, guint variable);
/* The rows of each column, and the columns of each row, add up to its total or
 * subtotal (a subtotal closes the lines since the one before). */
void gb_figures_add_up (GbFigures *self, const GbTable *table);
/* What they add up to. */
gint64 gb_figures_sum (const GbFigures *self, const guint *parts, guint n_parts);
void gb_figures_equate (GbFigures *self, guint total, const guint *parts, guint n_parts);
/* The variable of @key, GB_NO_VARIABLE: none such. */
guint gb_figures_find (const GbFigures *self, const char *key);
/* A number that is printed nowhere and is only known to be 0 or more (unless
 * the same key is printed elsewhere). */
guint gb_figures_hidden (GbFigures *self, const char *key, gint64 value);
/* The variable at @index.  (transfer none) */
GbVariable *gb_figures_at (const GbFigures *self, guint index);

G_END_DECLS

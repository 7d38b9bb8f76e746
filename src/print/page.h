/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page: A4 documents of the printed family - a grid, a rhythm, blocks that stay together.
 *
 * Two unequal columns: a side column for section heads and notes, a main one
 * for findings, prose and tables, so that a heading can't part from its text.
 * A caller adds blocks in reading order; each knows its real height.  At the
 * end the document is laid out in two passes: the first gives every block its
 * page (counting pages and the contents), the second draws, tags and outlines.
 * A block kept with the next never ends a page; a section or table that runs
 * over repeats its head in grey.
 *
 * Life: new, blocks, finish (which frees it).  Not shared between threads.
 */
#pragma once

#include "print/ink.h"
#include "print/sheet.h"

G_BEGIN_DECLS

/* The grid, in points. */
#define GB_PAGE_WIDTH 595.28
#define GB_PAGE_HEIGHT 841.89
#define GB_PAGE_LEFT 57.0
#define GB_PAGE_TOP 70.0
#define GB_PAGE_BOTTOM 788.0
#define GB_PAGE_SIDE 112.0
#define GB_PAGE_MAIN_X 183.0
#define GB_PAGE_MAIN 355.0
#define GB_PAGE_WIDE 481.0

typedef struct
{
  const char *title;   /* of the document: window title, metadata */
  const char *subject; /* metadata, or NULL */
  const char *school;
  const char *running; /* at the right of the running head; GB_STRONG allowed */
  const char *foot;    /* at the left of the foot; GB_STRONG allowed */
  gint64 made_at;      /* freeze or print time */
  gboolean bare_first; /* the first page has no running head: it says the same larger */
  gboolean close;      /* less white: a record that should stay on one page */
} GbPageSetup;

typedef struct _GbPages GbPages;
typedef void (*GbPageDraw) (GbPages *self, double x, double y, double width, gpointer data);
typedef enum { GB_LANE_MAIN, GB_LANE_WIDE } GbLane;

/* NULL with GB_ERROR_FAULT when a font is missing.  (transfer full) */
GbPages *gb_pages_new (const GbPageSetup *setup, GError **error);
void gb_pages_free (GbPages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbPages, gb_pages_free)

/* Lays out and draws.  @document and @file as in GbSheet.  Leaves @self spent. */
GbSheet *gb_pages_finish (GbPages *self, const char *document, const char *file, GError **error);

GbInk *gb_pages_get_ink (GbPages *self);
gboolean gb_pages_is_close (GbPages *self);

/* --- parts of a document, in reading order ------------------------------------- */
/* Title over both columns, H1, with a smaller line beneath (or NULL) and the strong rule. */
void gb_pages_title (GbPages *self, const char *title, const char *subtitle);
/* The black band of a record: title, number; then its state.  What was authorised
 * before has a black dot, what was done first and authorised afterwards a hatched
 * bar, which can never become the dot; anything else a ring. */
typedef enum { GB_SIGN_RING, GB_SIGN_DOT, GB_SIGN_HATCH } GbSign;
void gb_pages_band (GbPages *self, const char *title, const char *number, GbSign sign, const char *state,
                   const char *validity);
/* A section: rule, H2 in the side column ("4  Referrals"; @number 0: none) and a
 * note beneath it (or NULL).  @title empty: a rule and no
 * head; NULL: neither, only two lanes. */
void gb_pages_section (GbPages *self, guint number, const char *title, const char *note);
/* A section with a head in the side column and no rule. */
void gb_pages_side_head (GbPages *self, const char *title);
/* A rule over both columns. */
void gb_pages_rule (GbPages *self, double thick);
/* One more note in the side column of this section. */
void gb_pages_side (GbPages *self, const char *note);

void gb_pages_finding (GbPages *self, const char *text); /* the one sentence before a table; stays with what follows */
void gb_pages_key (GbPages *self, const char *text);     /* the key sentence of a cover */
void gb_pages_prose (GbPages *self, const char *text);   /* paragraphs at line breaks */
void gb_pages_note (GbPages *self, const char *text);    /* beneath a table */
void gb_pages_small (GbPages *self, const char *text);   /* small and black */
void gb_pages_space (GbPages *self, double points);
/* Numbered points; @items is NULL-terminated. */
void gb_pages_points (GbPages *self, const char *const *items);
/* A list of the sections with their pages, each a link. */
void gb_pages_contents (GbPages *self);
/* Everything after this starts on a new page. */
void gb_pages_break (GbPages *self);
/* The same, if the first page hasn't been left yet: a cover that runs over shares its second page. */
void gb_pages_end_cover (GbPages *self);

/* A label over its answer. */
typedef enum
{
  GB_FIELD_STRONG = 1 << 0, /* the answer in the stronger weight */
  GB_FIELD_WIDE = 1 << 1,   /* over all columns */
  GB_FIELD_BLANK = 1 << 2,  /* a line for the hand, with room for it, even if nothing is known */
} GbFieldFlags;
typedef struct
{
  const char *label;
  const char *value; /* NULL or empty: a dotted line, still to get */
  GbFieldFlags flags;
} GbField;
void gb_pages_fields (GbPages *self, GbLane lane, guint columns, const GbField *fields, guint n_fields);

typedef struct
{
  gboolean ticked;
  const char *text;
} GbCheck;
void gb_pages_checks (GbPages *self, guint columns, const GbCheck *checks, guint n_checks);

/* The box of a signature made in the program: what is said, who, in what
 * role, how and when; what it covers and the words that stand for it. */
typedef struct
{
  const char *statement, *name, *role, *how, *covers, *code;
} GbSigned;
void gb_pages_signed (GbPages *self, const GbSigned *box);

/* Any block: drawn by @draw at its place, @height high. */
void gb_pages_block (GbPages *self, GbLane lane, double before, double height, gboolean keep, GbPageDraw draw,
                    gpointer data, GDestroyNotify data_free);
/* As the last block begins a page after the one before it: @draw again above it, @height high (a table's head). */
void gb_pages_block_head (GbPages *self, double height, GbPageDraw draw, gpointer data);
/* Keeps the last block with what comes next, or not. */
void gb_pages_keep (GbPages *self, gboolean keep);
/* Frees @data with the page. */
void gb_pages_own (GbPages *self, gpointer data, GDestroyNotify data_free);

/* --- times as paper says them: never "today", so that a reprint reads the same ---- */
char *gb_pages_say_instant (gint64 instant);       /* "22 July 2026, 16.10"; (transfer full) */
char *gb_pages_say_instant_short (gint64 instant); /* "Wed 22 July 2026, 16.10" */
/* @label within a sentence: its first letter small.  (transfer full) */
char *gb_pages_lower (const char *label);
/* The first @count words of @code: what a foot has room for.  (transfer full) */
char *gb_pages_first_words (const char *code, guint count);

G_END_DECLS

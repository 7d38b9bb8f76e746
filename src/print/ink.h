/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ink: one PDF being drawn - set text, the few marks of the family, tags for screen readers.
 *
 * Points, y downwards from the top of the page.  No colour: grey from 0 (black)
 * to 1 (white), and never grey alone as a sign.  Text is set once (GbCopy, which
 * says how high it is) and shown later, each line on its own baseline, so that
 * faces mix without drift.  Two marks may stand in any text: GB_STRONG begins
 * and GB_PLAIN ends the stronger weight; other control characters are dropped.
 *
 * Tags open and close like brackets.  What the PDF writer can't say by itself
 * (language, alternate text, which way a table head points) is remembered in
 * the order drawn and added when the ink is finished (access.h).
 *
 * Life: new, pages, finish (the bytes), free.  After a failure every call is
 * harmless and finish tells the reason.
 */
#pragma once

#include <cairo.h>
#include <gio/gio.h>
#include <pango/pango.h>

G_BEGIN_DECLS

#define GB_STRONG "\001"
#define GB_PLAIN "\002"

/* @text in the stronger weight, to stand in a sentence: a sentence with the marks in it can't be
 * translated.  (transfer full) */
char *gb_ink_strong (const char *text);

/* Millimetres as points. */
#define GB_MM(mm) ((mm) * 72.0 / 25.4)

typedef enum
{
  GB_STYLE_TITLE,      /* Gentium 27/28 */
  GB_STYLE_BAND,       /* Gentium 19/28, the title in a band */
  GB_STYLE_SIGNATURE,  /* Gentium 19/24 */
  GB_STYLE_KEY,        /* Gentium 15.5/21 */
  GB_STYLE_PROSE,      /* Gentium 10.5/14 */
  GB_STYLE_FIGURE,     /* Semibold 28/28 */
  GB_STYLE_SUBTITLE,   /* Sans 13/14 */
  GB_STYLE_SCHOOL,     /* Semibold 12/14 */
  GB_STYLE_HEAD,       /* Semibold 11/14: section heads, findings */
  GB_STYLE_PLAIN_HEAD, /* Sans 11/14, grey */
  GB_STYLE_CAPTION,    /* Semibold 9.5/14 */
  GB_STYLE_CELL,       /* Sans 9.5/12, figures of one width */
  GB_STYLE_TOTAL,      /* Semibold 9.5/12 */
  GB_STYLE_HELD,       /* Italic 9.5/12, grey: "c" */
  GB_STYLE_COLUMN,     /* Semibold 8.5/10.5 */
  GB_STYLE_NOTE,       /* Sans 8.5/10.5, grey */
  GB_STYLE_SMALL,      /* Sans 8.5/10.5, black */
  GB_STYLE_RUNNING,    /* Sans 8/10, grey */
  GB_STYLE_RUNNING_STRONG,
  GB_STYLE_WORD,       /* Semibold 13/18: words to be read out */
  GB_STYLE_LABEL_NUMBER, /* Semibold 27/28 on a label */
  GB_N_STYLES,
} GbStyle;

typedef enum { GB_ALIGN_LEFT, GB_ALIGN_RIGHT, GB_ALIGN_CENTRE } GbAlign;

typedef struct
{
  PangoLayout *layout;
  GbStyle style;
  GbAlign align;
  double width; /* as asked; 0: as wide as its words */
  double grey;
  double lead;
  guint lines;
} GbCopy;
void gb_copy_free (GbCopy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbCopy, gb_copy_free)
double gb_copy_height (const GbCopy *copy);
double gb_copy_natural_width (const GbCopy *copy); /* of the widest line */

typedef struct
{
  const char *title, *subject, *author; /* any may be NULL but the title */
  gint64 made_at; /* freeze or print time: the PDF's own date, so that the same input gives the same bytes */
  double width, height;
} GbInkSetup;

typedef struct _GbInk GbInk;
/* NULL with GB_ERROR_FAULT when a font is missing.  (transfer full) */
GbInk *gb_ink_new (const GbInkSetup *setup, GError **error);
void gb_ink_free (GbInk *ink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbInk, gb_ink_free)

/* The finished PDF, tagged; pages drawn so far are all there is.  NULL with
 * GB_ERROR_FAULT.  (transfer full) */
GBytes *gb_ink_finish (GbInk *ink, GError **error);

/* Ends the page and begins the next. */
void gb_ink_next_page (GbInk *ink);

/* For marks that this header lacks (charts). */
cairo_t *gb_ink_get_cairo (GbInk *ink);

/* --- text ----------------------------------------------------------------- */
/* @text in @style, broken at @width points (0: never).  (transfer full) */
GbCopy *gb_ink_set (GbInk *ink, GbStyle style, double width, GbAlign align, const char *text);
/* Shows it with its first line's top at @y. */
void gb_ink_show (GbInk *ink, const GbCopy *copy, double x, double y);
/* Both at once; answers the height used. */
double gb_ink_write (GbInk *ink, GbStyle style, double x, double y, double width, GbAlign align, const char *text);
/* At most @lines of it, the rest as an ellipsis: for a label, which can't grow. */
double gb_ink_write_lines (GbInk *ink, GbStyle style, double x, double y, double width, guint lines, const char *text);
/* The same with another grey (white text on a black band). */
double gb_ink_write_grey (GbInk *ink, GbStyle style, double grey, double x, double y, double width, GbAlign align,
                          const char *text);

/* --- marks ------------------------------------------------------------------ */
void gb_ink_rule (GbInk *ink, double x, double y, double width, double thick);
void gb_ink_grey_rule (GbInk *ink, double x, double y, double width, double thick, double grey);
/* Filled with @grey, outlined @outline thick (0: no outline). */
void gb_ink_box (GbInk *ink, double x, double y, double width, double height, double grey, double outline);
void gb_ink_hatch (GbInk *ink, double x, double y, double width, double height);
void gb_ink_dot (GbInk *ink, double x, double y, double radius, gboolean solid);
/* A tick box, a Figure whose alternate text says whether it is ticked. */
void gb_ink_tick (GbInk *ink, double x, double y, gboolean ticked);
/* A line to be filled in by hand. */
void gb_ink_dotted (GbInk *ink, double x, double y, double width);
/* @text as a QR code (level Q) @side points wide, its quiet zone of 4 modules
 * included, a Figure with @alt.  FALSE when the text is too long for one. */
gboolean gb_ink_qr (GbInk *ink, double x, double y, double side, const char *text, const char *alt);

/* --- structure --------------------------------------------------------------- */
void gb_ink_open (GbInk *ink, const char *tag);
void gb_ink_close (GbInk *ink, const char *tag);
void gb_ink_open_figure (GbInk *ink, const char *alt);
void gb_ink_open_head (GbInk *ink, gboolean of_row); /* TH; close it with "TH" */
void gb_ink_open_cell (GbInk *ink, const char *expansion); /* TD; what an abbreviation stands for, or NULL */
void gb_ink_destination (GbInk *ink, const char *name);
void gb_ink_open_link (GbInk *ink, const char *destination); /* close it with gb_ink_close_link */
void gb_ink_close_link (GbInk *ink);
void gb_ink_outline (GbInk *ink, const char *title, const char *destination);

G_END_DECLS

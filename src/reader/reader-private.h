/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader: what the files of the confined program share.
 *
 * It starts, opens the few fonts that pages without their own need, locks itself
 * in (confine.c) and only then looks at the file.  It never answers with
 * anything but what base/reading.h lists.  When it is misled it can spend its
 * own memory and its own seconds, then it ends.
 *
 * Three questions are kept apart: what is it (gb_sniff_head, by content and
 * never by name), what is hidden in it (gb_scan, which goes into every part
 * that can hold another), and what does it say (pages, text, attachments).
 */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "base/reading.h"

G_BEGIN_DECLS

/* --- confine.c --------------------------------------------------------------- */
/* Opens what will be needed; then shuts every door.  The count of locks that hold (rlimits, seccomp, Landlock);
 * 0 when a file or a socket can still be opened. */
guint gb_confine (void);

/* --- sniff.c ------------------------------------------------------------------ */
typedef struct { const char *what, *format; } GbMagic;
/* What @bytes begin with; NULL: none that is known. */
const GbMagic *gb_sniff_head (const guint8 *bytes, gsize length);
/* Calls @found for whatever begins anywhere from @from on and is long enough to be no accident. */
typedef void (*GbSniffed) (const GbMagic *magic, gpointer data);
void gb_sniff_anywhere (const guint8 *bytes, gsize length, gsize from, GbSniffed found, gpointer data);

/* --- scan.c ------------------------------------------------------------------- */
typedef struct
{
  GString *lines;     /* of the answer */
  guint found;        /* lines "found" so far: they are bounded */
  guint64 unpacked;   /* bytes taken out of containers, all told */
  gboolean too_deep;
} GbScan;
/* Notes everything in @bytes that isn't words.  @where: the piece, "" for the file itself. */
void gb_scan (GbScan *scan, const guint8 *bytes, gsize length, const char *where, guint depth);
void gb_scan_note (GbScan *scan, const char *what, const char *format, const char *where);
/* Counts what came out of a container; FALSE: that is enough. */
gboolean gb_scan_may_unpack (GbScan *scan, gsize length);
/* One line of the answer; NULL ends the fields.  Each is cleaned. */
void gb_line (GString *lines, const char *key, ...) G_GNUC_NULL_TERMINATED;

/* --- words.c ------------------------------------------------------------------- */
/* @bytes as UTF-8 without control characters and without marks that turn the
 * direction of what follows.  NULL: not words.  (transfer full) */
char *gb_words_of (const guint8 *bytes, gsize length);
char *gb_words_clean (const char *text); /* the same for text that is UTF-8 already */
char *gb_words_of_html (const char *html, gsize length);
/* Pictures and files hidden as letters: data URIs, long runs of base64, uuencode, SVG. */
void gb_words_scan (GbScan *scan, const char *text, const char *where, guint depth);
gboolean gb_words_is_mail (const char *text);
gboolean gb_words_is_html (const char *text);

/* --- letter.c: OpenDocument and Office Open XML, whose words stand in a zip ------- */
gboolean gb_letter_is (const guint8 *bytes, gsize length, const char **media);
char *gb_letter_words (const guint8 *bytes, gsize length); /* NULL: broken */
void gb_letter_scan (GbScan *scan, const guint8 *bytes, gsize length, const char *where, guint depth);

/* --- mail.c ---------------------------------------------------------------------- */
typedef struct _GbMail GbMail;
GbMail *gb_mail_new (const guint8 *bytes, gsize length); /* NULL: broken */
void gb_mail_free (GbMail *self);
void gb_mail_describe (GbMail *self, GString *lines);
char *gb_mail_words (GbMail *self);
GBytes *gb_mail_part (GbMail *self, guint number);
void gb_mail_scan (GbMail *self, GbScan *scan, const char *where, guint depth);

/* --- pdf.c ------------------------------------------------------------------------- */
typedef struct _GbPdf GbPdf;
GbPdf *gb_pdf_new (const guint8 *bytes, gsize length, const char **problem);
void gb_pdf_describe (GbPdf *self, GString *lines);
char *gb_pdf_words (GbPdf *self);
cairo_surface_t *gb_pdf_page (GbPdf *self, guint number, guint turn, double scale);
void gb_pdf_find (GbPdf *self, const char *words, GString *lines);
void gb_pdf_scan (GbScan *scan, const guint8 *bytes, gsize length, const char *where);

/* --- picture.c ------------------------------------------------------------------------ */
/* PNG or JPEG.  NULL: broken or, with *problem "huge", too large. */
gboolean gb_picture_size (const guint8 *bytes, gsize length, guint *width, guint *height);
cairo_surface_t *gb_picture_page (const guint8 *bytes, gsize length, guint turn, double scale, const char **problem);
/* @surface turned by quarters and scaled, on white.  (takes it) */
cairo_surface_t *gb_picture_turn (cairo_surface_t *surface, guint turn, double scale);

G_END_DECLS

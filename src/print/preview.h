/* SPDX-License-Identifier: GPL-3.0-or-later */
/* preview: a finished page looked at through Poppler, from the very bytes that
 * will be printed or saved, so that what is seen is what is sent.
 *
 * Life: open, look, free.  One thread at a time; nothing is written to disk.
 */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _GbPreview GbPreview;

/* Opens @pdf (kept).  NULL with GB_ERROR_FAULT when it isn't a readable PDF.  (transfer full) */
GbPreview *gb_preview_new (GBytes *pdf, GError **error);
void gb_preview_free (GbPreview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbPreview, gb_preview_free)

guint gb_preview_get_pages (GbPreview *self);
const char *gb_preview_get_title (GbPreview *self); /* (transfer none) */
/* Of page @page (from 0), in points. */
void gb_preview_get_size (GbPreview *self, guint page, double *width, double *height);

/* The page on white, @scale pixels a point; CAIRO_FORMAT_ARGB32.  Free with
 * cairo_surface_destroy.  (transfer full) */
cairo_surface_t *gb_preview_render (GbPreview *self, guint page, double scale);

/* Draws the page onto @cr, one unit a point: for a printer. */
void gb_preview_draw (GbPreview *self, guint page, cairo_t *cr);

/* The words of a page in reading order.  (transfer full) */
char *gb_preview_get_text (GbPreview *self, guint page);

/* Where @words occur on a page, as cairo_rectangle_t from the top left in points;
 * case is folded.  Never NULL.  (transfer full) */
GArray *gb_preview_find (GbPreview *self, guint page, const char *words);

G_END_DECLS

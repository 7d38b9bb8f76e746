/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet-view: a finished document looked at before it leaves - its pages one
 * under another, small ones at the left to jump by, zoom by keys and wheel.
 *
 *   GbSheetView *view = gb_sheet_view_new ();
 *   gb_sheet_view_set_small_pages (view, TRUE);
 *   if (!gb_sheet_view_show (view, sheet->pdf, &error)) ...
 *
 * The pages are drawn by Poppler from the very bytes that will be printed or
 * saved, and only while they are in sight.  A screen reader reads each page's
 * own words.  Ctrl with plus, minus and 0, or Ctrl and the wheel, change the size;
 * Ctrl and F finds words in all pages, Enter the next place.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GB_TYPE_SHEET_VIEW (gb_sheet_view_get_type ())
G_DECLARE_FINAL_TYPE (GbSheetView, gb_sheet_view, GB, SHEET_VIEW, GtkBox)

GbSheetView *gb_sheet_view_new (void);
/* Shows @pdf; the same place stays in sight when a new version has as many
 * pages.  NULL: nothing.  FALSE with GB_ERROR_FAULT: not a readable PDF. */
gboolean gb_sheet_view_show (GbSheetView *self, GBytes *pdf, GError **error);
/* What stands there while there is no page: "Drawing…", a refusal.  NULL: nothing. */
void gb_sheet_view_say (GbSheetView *self, const char *sentence);
void gb_sheet_view_set_small_pages (GbSheetView *self, gboolean shown);
/* 1: as wide as the view; 0.4 to 4. */
void gb_sheet_view_set_zoom (GbSheetView *self, double zoom);
double gb_sheet_view_get_zoom (GbSheetView *self);
guint gb_sheet_view_get_pages (GbSheetView *self);
/* Opens the line in which to look for words. */
void gb_sheet_view_open_find (GbSheetView *self);
/* Marks every place of @words (NULL or empty: none) and goes to the first; how many there are. */
guint gb_sheet_view_find (GbSheetView *self, const char *words);
/* The place after, or before, the one that is in sight; round at the end. */
void gb_sheet_view_find_next (GbSheetView *self, gboolean forward);
/* What stands on a page of paper under the veil (veil.h). */
void gb_sheet_draw_hidden (GtkWidget *page, GtkSnapshot *snapshot);
/* Scrolls to page @page (from 0). */
void gb_sheet_view_go (GbSheetView *self, guint page);

G_END_DECLS

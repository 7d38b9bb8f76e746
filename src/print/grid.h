/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid: a table - rows of words and figures, as the printed family sets them.
 *
 * Caption above, a strong rule, heads on their last line, figures aligned on
 * their last digit, a stronger total under a thin rule, a strong rule, a note
 * beneath.  No vertical rules.  A cell "<5" or "c" is printed as given and told
 * to a screen reader in words.  In-table bars and dots only stand beside their
 * figure.  Up to 20 rows stay on one page; a longer table repeats its head.
 *
 * Life: new, rows, then gb_pages_grid takes it.
 */
#pragma once

#include "print/page.h"

G_BEGIN_DECLS

typedef enum
{
  GB_GRID_WORDS,  /* left, wrapped */
  GB_GRID_FIGURE, /* right, digits of one width */
  GB_GRID_BAR,    /* a bar from zero, see gb_grid_bar */
  GB_GRID_RANGE,  /* a range and a dot, see gb_grid_range */
} GbGridKind;

typedef struct
{
  const char *head;
  double width; /* points; 0: an equal share of what is left */
  GbGridKind kind;
} GbGridColumn;

typedef struct _GbGrid GbGrid;
/* @caption may be NULL, and so may every head (then no head is drawn). */
GbGrid *gb_grid_new (const char *caption, const GbGridColumn *columns, guint n_columns);
void gb_grid_free (GbGrid *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbGrid, gb_grid_free)

/* A row; @cells has a string (or NULL) for each column. */
void gb_grid_row (GbGrid *table, const char *const *cells);
void gb_grid_total (GbGrid *table, const char *const *cells);
/* A small strong line within the table, under a thin rule. */
void gb_grid_subhead (GbGrid *table, const char *text);
/* The bar of the last row: @fraction of the longest, 0 to 1. */
void gb_grid_bar (GbGrid *table, double fraction);
/* The range and dot of the last row, each as a fraction of the scale: where 19 of
 * 20 would fall by chance, the even share, and what was counted. */
void gb_grid_range (GbGrid *table, double low, double high, double even, double counted);
void gb_grid_note (GbGrid *table, const char *text);
/* Thin rules between rows: for rows of wrapped words. */
void gb_grid_set_ruled (GbGrid *table, gboolean ruled);
/* No rules above and beneath: a list that only uses the columns. */
void gb_grid_set_plain (GbGrid *grid, gboolean plain);
void gb_grid_set_lane (GbGrid *table, GbLane lane);
guint gb_grid_n_rows (GbGrid *table);

/* Adds it to the page, which takes it. */
void gb_pages_grid (GbPages *self, GbGrid *table);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "print/grid.h"

#define GAP 10.0          /* between a column of words and the next */
#define INSET 14.0        /* between a figure and the range beside it */
#define TOGETHER 20       /* rows that are never parted */
#define ROW 14.0

typedef enum { ROW_BODY, ROW_TOTAL, ROW_SUBHEAD } RowKind;

typedef struct
{
  double low, high, even, counted;
} Range;

typedef struct
{
  GbGrid *grid;
  RowKind kind;
  char **cells;
  GbCopy **copies; /* set when the page takes the table */
  double bar;      /* -1: none */
  Range range;
  gboolean has_range;
  gboolean first, last;
  double height;
} Row;

struct _GbGrid
{
  char *caption, *note;
  guint n_columns;
  GbGridColumn *columns;
  char **heads;
  double *x, *width;
  GPtrArray *rows; /* of Row */
  gboolean ruled, plain, has_heads;
  GbLane lane;
  GbCopy *caption_copy;
  GbCopy **head_copies;
  guint head_lines;
};

static void
free_copies (GbCopy **copies, guint n)
{
  for (guint i = 0; copies != NULL && i < n; i++)
    gb_copy_free (copies[i]);
  g_free (copies);
}

static void
row_free (gpointer data)
{
  Row *row = data;
  free_copies (row->copies, row->grid->n_columns);
  for (guint i = 0; i < row->grid->n_columns; i++)
    g_free (row->cells[i]);
  g_free (row->cells);
  g_free (row);
}

GbGrid *
gb_grid_new (const char *caption, const GbGridColumn *columns, guint n_columns)
{
  GbGrid *grid = g_new0 (GbGrid, 1);

  grid->caption = g_strdup (caption);
  grid->lane = GB_LANE_MAIN;
  grid->n_columns = n_columns;
  grid->columns = g_memdup2 (columns, n_columns * sizeof *columns);
  grid->heads = g_new0 (char *, n_columns + 1);
  grid->x = g_new0 (double, n_columns);
  grid->width = g_new0 (double, n_columns);
  grid->rows = g_ptr_array_new_with_free_func (row_free);
  for (guint i = 0; i < n_columns; i++)
    {
      grid->heads[i] = g_strdup (columns[i].head != NULL ? columns[i].head : "");
      grid->has_heads |= columns[i].head != NULL;
    }
  return grid;
}

void
gb_grid_free (GbGrid *grid)
{
  if (grid == NULL)
    return;
  free_copies (grid->head_copies, grid->n_columns);
  gb_copy_free (grid->caption_copy);
  g_ptr_array_unref (grid->rows);
  g_strfreev (grid->heads);
  g_free (grid->columns);
  g_free (grid->x);
  g_free (grid->width);
  g_free (grid->caption);
  g_free (grid->note);
  g_free (grid);
}

static Row *
add_row (GbGrid *grid, RowKind kind, const char *const *cells)
{
  Row *row = g_new0 (Row, 1);

  row->grid = grid;
  row->kind = kind;
  row->bar = -1;
  row->cells = g_new0 (char *, grid->n_columns + 1);
  for (guint i = 0; i < grid->n_columns; i++)
    row->cells[i] = g_strdup (cells[i] != NULL ? cells[i] : "");
  g_ptr_array_add (grid->rows, row);
  return row;
}

void
gb_grid_row (GbGrid *grid, const char *const *cells)
{
  add_row (grid, ROW_BODY, cells);
}

void
gb_grid_total (GbGrid *grid, const char *const *cells)
{
  add_row (grid, ROW_TOTAL, cells);
}

void
gb_grid_subhead (GbGrid *grid, const char *text)
{
  g_autofree const char **cells = g_new0 (const char *, grid->n_columns);
  cells[0] = text;
  add_row (grid, ROW_SUBHEAD, cells);
}

static Row *
last_row (GbGrid *grid)
{
  g_assert (grid->rows->len > 0);
  return g_ptr_array_index (grid->rows, grid->rows->len - 1);
}

void
gb_grid_bar (GbGrid *grid, double fraction)
{
  last_row (grid)->bar = CLAMP (fraction, 0, 1);
}

void
gb_grid_range (GbGrid *grid, double low, double high, double even, double counted)
{
  Row *row = last_row (grid);
  row->range = (Range) { CLAMP (low, 0, 1), CLAMP (high, 0, 1), CLAMP (even, 0, 1), CLAMP (counted, 0, 1) };
  row->has_range = TRUE;
}

void
gb_grid_note (GbGrid *grid, const char *text)
{
  g_free (grid->note);
  grid->note = g_strdup (text);
}

void
gb_grid_set_lane (GbGrid *grid, GbLane lane)
{
  grid->lane = lane;
}

void
gb_grid_set_ruled (GbGrid *grid, gboolean ruled)
{
  grid->ruled = ruled;
}

void
gb_grid_set_plain (GbGrid *grid, gboolean plain)
{
  grid->plain = plain;
}

guint
gb_grid_n_rows (GbGrid *grid)
{
  return grid->rows->len;
}

/* --- measuring ----------------------------------------------------------------------------- */

static void
spread_columns (GbGrid *grid)
{
  double left = grid->lane == GB_LANE_WIDE ? GB_PAGE_WIDE : GB_PAGE_MAIN;
  double at = 0;
  guint open = 0;

  for (guint i = 0; i < grid->n_columns; i++)
    {
      left -= grid->columns[i].width;
      open += grid->columns[i].width <= 0;
    }
  for (guint i = 0; i < grid->n_columns; i++)
    {
      double whole = grid->columns[i].width > 0 ? grid->columns[i].width : left / open;
      gboolean last = i + 1 == grid->n_columns;
      double inset = grid->columns[i].kind == GB_GRID_RANGE ? INSET : 0;
      grid->x[i] = at + inset;
      grid->width[i] = whole - inset - (grid->columns[i].kind == GB_GRID_WORDS && !last ? GAP : 0);
      at += whole;
    }
}

static GbAlign
align_of (const GbGrid *grid, guint column)
{
  return grid->columns[column].kind == GB_GRID_FIGURE ? GB_ALIGN_RIGHT : GB_ALIGN_LEFT;
}

/* What stands for a count that is held back, in words for a listener; NULL for any other. */
static const char *
expansion_of (const GbGrid *grid, guint column, const char *cell)
{
  if (grid->columns[column].kind != GB_GRID_FIGURE)
    return NULL;
  if (g_str_equal (cell, "c"))
    return _ ("held back");
  return g_str_has_prefix (cell, "<") ? _ ("small: at least one, fewer than the number that follows") : NULL;
}

static GbStyle
style_of (const Row *row, guint column)
{
  if (row->kind == ROW_SUBHEAD)
    return GB_STYLE_COLUMN;
  if (row->grid->columns[column].kind == GB_GRID_FIGURE && g_str_equal (row->cells[column], "c"))
    return GB_STYLE_HELD;
  return row->kind == ROW_TOTAL ? GB_STYLE_TOTAL : GB_STYLE_CELL;
}

static void
measure_row (GbPages *page, Row *row)
{
  GbGrid *grid = row->grid;
  double tallest = 12;

  row->copies = g_new0 (GbCopy *, grid->n_columns);
  for (guint i = 0; i < grid->n_columns; i++)
    {
      double width = row->kind == ROW_SUBHEAD ? 0 : grid->width[i];
      row->copies[i] =
          gb_ink_set (gb_pages_get_ink (page), style_of (row, i), width, align_of (grid, i), row->cells[i]);
      tallest = MAX (tallest, gb_copy_height (row->copies[i]));
    }
  row->height = grid->ruled ? tallest + 8 : MAX (ROW, tallest + 2);
  if (row->kind == ROW_SUBHEAD)
    row->height += 2.5;
  if (row->last)
    row->height += 2;
}

static void
measure_heads (GbPages *page, GbGrid *grid)
{
  grid->head_copies = g_new0 (GbCopy *, grid->n_columns);
  for (guint i = 0; i < grid->n_columns; i++)
    {
      grid->head_copies[i] = gb_ink_set (gb_pages_get_ink (page), GB_STYLE_COLUMN, grid->width[i], align_of (grid, i),
                                         grid->heads[i]);
      grid->head_lines = MAX (grid->head_lines, grid->head_copies[i]->lines);
    }
}

static double
head_height (const GbGrid *grid)
{
  if (grid->has_heads)
    return 5 + 10.5 * grid->head_lines + (grid->ruled ? 2.5 : 4);
  return grid->plain ? 0 : 3;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
draw_caption (GbPages *self, double x, double y, double width, gpointer data)
{
  GbGrid *grid = data;
  GbInk *ink = gb_pages_get_ink (self);

  gb_ink_open (ink, "Table");
  gb_ink_open (ink, "Caption");
  gb_ink_show (ink, grid->caption_copy, x, y);
  gb_ink_close (ink, "Caption");
}

static void
draw_heads (GbPages *self, double x, double y, double width, GbGrid *grid, gboolean tagged)
{
  GbInk *ink = gb_pages_get_ink (self);
  double bottom = y + 5 + 10.5 * grid->head_lines;

  if (!grid->plain)
    gb_ink_rule (ink, x, y, width, 0.9);
  if (!grid->has_heads)
    return;
  if (tagged)
    gb_ink_open (ink, "TR");
  for (guint i = 0; i < grid->n_columns; i++)
    {
      if (tagged)
        gb_ink_open_head (ink, FALSE);
      gb_ink_show (ink, grid->head_copies[i], x + grid->x[i], bottom - gb_copy_height (grid->head_copies[i]));
      if (tagged)
        gb_ink_close (ink, "TH");
    }
  if (tagged)
    gb_ink_close (ink, "TR");
  gb_ink_rule (ink, x, bottom + 2.5, width, 0.4);
}

static void
draw_first_heads (GbPages *self, double x, double y, double width, gpointer data)
{
  GbGrid *grid = data;
  if (grid->caption == NULL)
    gb_ink_open (gb_pages_get_ink (self), "Table");
  draw_heads (self, x, y, width, grid, TRUE);
}

/* Heads shown again on the next page are for the eye: the table goes on under the same tag. */
static void
draw_heads_again (GbPages *self, double x, double y, double width, gpointer data)
{
  draw_heads (self, x, y, width, data, FALSE);
}

static void
draw_bar (GbInk *ink, double x, double y, double width, double fraction)
{
  gb_ink_box (ink, x + 20, y + 2.7, MAX (0.1, (width - 30) * fraction), 8.6, 0.72, 0.6);
}

static void
draw_range (GbInk *ink, double x, double y, double width, const Range *range)
{
  double at = y + 7;
  double left = x;
  double span = width - 4;
  gboolean outside = range->counted < range->low || range->counted > range->high;

  gb_ink_grey_rule (ink, left, at, span, 0.5, 0.5);
  gb_ink_box (ink, left + span * range->low, at - 4.2, span * (range->high - range->low), 8.4, 0.82, 0.6);
  gb_ink_box (ink, left + span * range->even - 0.4, at - 4.2, 0.8, 8.4, 0, 0);
  gb_ink_dot (ink, left + span * range->counted, at, 2.9, outside);
}

static void
draw_cell (GbInk *ink, const Row *row, guint i, double x, double y)
{
  const GbGrid *grid = row->grid;
  double at = x + grid->x[i];

  if (i == 0)
    gb_ink_open_head (ink, TRUE);
  else
    gb_ink_open_cell (ink, expansion_of (grid, i, row->cells[i]));
  if (grid->columns[i].kind == GB_GRID_BAR && row->bar >= 0)
    draw_bar (ink, at, y, grid->width[i], row->bar);
  else if (grid->columns[i].kind == GB_GRID_RANGE && row->has_range)
    draw_range (ink, at, y, grid->width[i], &row->range);
  else
    gb_ink_show (ink, row->copies[i], at, y + (grid->ruled || row->kind == ROW_SUBHEAD ? 3 : 1));
  gb_ink_close (ink, i == 0 ? "TH" : "TD");
}

static void
draw_row (GbPages *self, double x, double y, double width, gpointer data)
{
  const Row *row = data;
  GbInk *ink = gb_pages_get_ink (self);

  if (row->kind != ROW_BODY && !row->first)
    gb_ink_rule (ink, x, y, width, 0.4);
  else if (row->grid->ruled && !row->first)
    gb_ink_grey_rule (ink, x, y, width, 0.4, 0.45);
  gb_ink_open (ink, "TR");
  for (guint i = 0; i < row->grid->n_columns; i++)
    if (row->kind != ROW_SUBHEAD || i == 0)
      draw_cell (ink, row, i, x, y);
  gb_ink_close (ink, "TR");
  if (!row->last)
    return;
  gb_ink_close (ink, "Table");
  if (!row->grid->plain)
    gb_ink_rule (ink, x, y + row->height - 1, width, 0.9);
}

/* --- onto the page -------------------------------------------------------------------------------- */

static void
add_rows (GbPages *self, GbGrid *grid)
{
  gboolean together = grid->rows->len <= TOGETHER && !grid->ruled;

  for (guint i = 0; i < grid->rows->len; i++)
    {
      Row *row = g_ptr_array_index (grid->rows, i);
      guint after = grid->rows->len - 1 - i;
      gboolean keep = together || i == 0 || after == 1 || row->kind == ROW_SUBHEAD;
      row->first = i == 0;
      row->last = after == 0;
      measure_row (self, row);
      gb_pages_block (self, grid->lane, 0, row->height, after > 0 ? keep : grid->note != NULL, draw_row, row, NULL);
      gb_pages_block_head (self, head_height (grid), draw_heads_again, grid);
    }
}

void
gb_pages_grid (GbPages *self, GbGrid *grid)
{
  gboolean captioned = grid->caption != NULL;

  gb_pages_own (self, grid, (GDestroyNotify) gb_grid_free);
  if (grid->rows->len == 0)
    return;
  spread_columns (grid);
  measure_heads (self, grid);
  if (captioned)
    {
      grid->caption_copy =
          gb_ink_set (gb_pages_get_ink (self), GB_STYLE_CAPTION, GB_PAGE_MAIN, GB_ALIGN_LEFT, grid->caption);
      gb_pages_block (self, grid->lane, 7, gb_copy_height (grid->caption_copy) + 2, TRUE, draw_caption, grid, NULL);
    }
  gb_pages_block (self, grid->lane, captioned || grid->plain ? 0 : 5, head_height (grid), TRUE, draw_first_heads,
                  grid, NULL);
  add_rows (self, grid);
  if (grid->note != NULL)
    gb_pages_note (self, grid->note);
}

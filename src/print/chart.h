/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart: the few charts of the printed family - bars from zero, and small lines
 * on one stated scale.
 *
 * Grey and hatched, with every number written on it; a chart never carries what
 * a table beside it lacks, and its alternate text names that table.  A number
 * that is held back is drawn as a gap: it has no height to measure.
 */
#pragma once

#include "print/page.h"

G_BEGIN_DECLS

/* A value that may not be drawn. */
#define GB_CHART_HELD (-1.0)

typedef struct
{
  const char *label; /* along the axis */
  double whole, part;
  const char *whole_shown, *part_shown;
} GbChartBar;

/* Bars side by side, @part of each hatched, the last one darkest.  Names are for
 * the legend.  At most six bars; all text must live until the page is finished. */
typedef struct
{
  const char *caption, *alternate;
  const char *part_name, *rest_name, *last_name;
  const GbChartBar *bars;
  guint n_bars;
} GbStack;
void gb_pages_stack (GbPages *self, const GbStack *stack);

typedef struct
{
  const char *title;
  double values[6];
  guint n_values;
  const char *first_shown, *last_shown;
} GbChartLine;

/* Small lines, three in a row, all on one scale from zero. */
void
gb_pages_multiples (GbPages *self, const char *caption, const char *alternate, const GbChartLine *lines, guint n_lines);

G_END_DECLS

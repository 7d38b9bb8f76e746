/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <glib/gi18n.h>

#include "print/chart.h"

#define AXIS 26.0        /* room for the numbers of the scale */
#define PLOT 128.0       /* height of the bars' plot */
#define LEGEND 20.0
#define SMALL_HEIGHT 70.0
#define SMALL_PLOT 42.0

/* A round scale that holds @greatest in at most five steps. */
static double
round_step (double greatest)
{
  static const double steps[] = { 1, 2, 5 };

  for (double decade = 1;; decade *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      if (steps[i] * decade * 5 >= greatest)
        return steps[i] * decade;
}

/* --- bars -------------------------------------------------------------------------- */

typedef struct
{
  const char *alternate, *part_name, *rest_name, *last_name;
  GbChartBar bars[6];
  guint n_bars;
  double step;
  guint n_steps;
} Stack;

static void
draw_swatch (GbInk *ink, double x, double y, double grey, const char *name)
{
  if (grey < 0)
    gb_ink_hatch (ink, x, y + 1.5, 15, 8);
  else
    gb_ink_box (ink, x, y + 1.5, 15, 8, grey, 0.6);
  gb_ink_write_grey (ink, GB_STYLE_SMALL, 0, x + 20, y, 0, GB_ALIGN_LEFT, name);
}

static void
draw_legend (GbInk *ink, const Stack *stack, double x, double y)
{
  const char *const names[] = { stack->part_name, stack->rest_name, stack->last_name };
  const double greys[] = { -1, 0.82, 0.45 };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GbCopy) copy = gb_ink_set (ink, GB_STYLE_SMALL, 0, GB_ALIGN_LEFT, names[i]);
      draw_swatch (ink, x, y, greys[i], names[i]);
      x += 20 + gb_copy_natural_width (copy) + 18;
    }
}

static void
draw_scale (GbInk *ink, const Stack *stack, double x, double bottom, double width)
{
  for (guint i = 0; i <= stack->n_steps; i++)
    {
      g_autofree char *text = g_strdup_printf ("%.0f", i * stack->step);
      double y = bottom - PLOT * i / stack->n_steps;
      if (i > 0)
        gb_ink_grey_rule (ink, x + AXIS, y, width - AXIS, 0.4, 0.7);
      gb_ink_write (ink, GB_STYLE_RUNNING, x + AXIS - 6, y - 5, 0, GB_ALIGN_RIGHT, text);
    }
}

/* A number on a hatch needs a white ground to be read. */
static void
draw_on_white (GbInk *ink, double x, double y, const char *text)
{
  g_autoptr (GbCopy) copy = gb_ink_set (ink, GB_STYLE_COLUMN, 0, GB_ALIGN_CENTRE, text);
  double width = gb_copy_natural_width (copy) + 5;
  gb_ink_box (ink, x - width / 2, y, width, 10, 1, 0);
  gb_ink_show (ink, copy, x, y - 0.3);
}

static void
draw_bar (GbInk *ink, const GbChartBar *bar, gboolean last, double middle, double bottom, double scale)
{
  double half = 18;
  double height = bar->whole * scale;
  double part = bar->part * scale;

  if (bar->whole >= 0)
    gb_ink_box (ink, middle - half, bottom - height, 2 * half, height, last ? 0.45 : 0.82, 0.7);
  if (bar->whole >= 0 && bar->part > 0)
    {
      gb_ink_hatch (ink, middle - half, bottom - part, 2 * half, part);
      draw_on_white (ink, middle, bottom - MAX (part / 2, 6) - 5, bar->part_shown);
    }
  gb_ink_write (ink, GB_STYLE_COLUMN, middle, bottom - MAX (height, 0) - 12, 0, GB_ALIGN_CENTRE, bar->whole_shown);
  gb_ink_write (ink, GB_STYLE_SMALL, middle, bottom + 4, 0, GB_ALIGN_CENTRE, bar->label);
}

static void
draw_stack (GbPages *self, double x, double y, double width, gpointer data)
{
  const Stack *stack = data;
  GbInk *ink = gb_pages_get_ink (self);
  double bottom = y + LEGEND + PLOT;
  double room = (width - AXIS) / stack->n_bars;
  double scale = PLOT / (stack->step * stack->n_steps);

  gb_ink_open_figure (ink, stack->alternate);
  draw_legend (ink, stack, x + AXIS + 6, y);
  draw_scale (ink, stack, x, bottom, width);
  for (guint i = 0; i < stack->n_bars; i++)
    draw_bar (ink, &stack->bars[i], i + 1 == stack->n_bars, x + AXIS + room * (i + 0.5), bottom, scale);
  gb_ink_rule (ink, x + AXIS, bottom, width - AXIS, 0.8);
  gb_ink_close (ink, "Figure");
}

static void
draw_caption (GbPages *self, double x, double y, double width, gpointer data)
{
  GbInk *ink = gb_pages_get_ink (self);
  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_CAPTION, x, y, width, GB_ALIGN_LEFT, data);
  gb_ink_close (ink, "P");
}

static void
add_caption (GbPages *self, const char *caption)
{
  g_autoptr (GbCopy) copy =
      gb_ink_set (gb_pages_get_ink (self), GB_STYLE_CAPTION, GB_PAGE_MAIN, GB_ALIGN_LEFT, caption);
  gb_pages_block (self, GB_LANE_MAIN, 14, gb_copy_height (copy) + 4, TRUE, draw_caption, g_strdup (caption), g_free);
}

void
gb_pages_stack (GbPages *self, const GbStack *given)
{
  Stack *stack = g_new0 (Stack, 1);
  double greatest = 1;

  g_assert (given->n_bars > 0 && given->n_bars <= G_N_ELEMENTS (stack->bars));
  stack->alternate = given->alternate;
  stack->part_name = given->part_name;
  stack->rest_name = given->rest_name;
  stack->last_name = given->last_name;
  stack->n_bars = given->n_bars;
  for (guint i = 0; i < given->n_bars; i++)
    {
      stack->bars[i] = given->bars[i];
      greatest = MAX (greatest, given->bars[i].whole);
    }
  stack->step = round_step (greatest * 1.02);
  stack->n_steps = (guint) ceil (greatest * 1.02 / stack->step);
  add_caption (self, given->caption);
  gb_pages_block (self, GB_LANE_MAIN, 0, LEGEND + PLOT + 32, FALSE, draw_stack, stack, g_free);
}

/* --- small lines ------------------------------------------------------------------------ */

typedef struct
{
  const char *alternate;
  GbChartLine *lines;
  guint n_lines;
  double greatest;
} Multiples;

static void
multiples_free (gpointer data)
{
  Multiples *multiples = data;
  g_free (multiples->lines);
  g_free (multiples);
}

static double
point_x (const GbChartLine *line, double x, guint i)
{
  return x + 22 + (line->n_values > 1 ? 62.0 * i / (line->n_values - 1) : 0);
}

static double
point_y (const GbChartLine *line, double bottom, double greatest, guint i)
{
  return bottom - SMALL_PLOT * line->values[i] / greatest;
}

/* The line stops at a number that is held back and goes on after it. */
static void
draw_path (cairo_t *cr, const GbChartLine *line, double x, double bottom, double greatest)
{
  gboolean down = FALSE;

  cairo_set_line_width (cr, 1.1);
  for (guint i = 0; i < line->n_values; i++)
    {
      if (line->values[i] >= 0 && down)
        cairo_line_to (cr, point_x (line, x, i), point_y (line, bottom, greatest, i));
      else if (line->values[i] >= 0)
        cairo_move_to (cr, point_x (line, x, i), point_y (line, bottom, greatest, i));
      down = line->values[i] >= 0;
    }
  cairo_stroke (cr);
}

static void
draw_small_dot (cairo_t *cr, double x, double y, gboolean last)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, last ? 2.7 : 1.3, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, last ? 0 : 1, last ? 0 : 1, last ? 0 : 1);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
}

static void
draw_small (GbInk *ink, const GbChartLine *line, double x, double y, double greatest)
{
  cairo_t *cr = gb_ink_get_cairo (ink);
  double bottom = y + 16 + SMALL_PLOT;
  guint last = line->n_values - 1;
  double first_y = line->values[0] >= 0 ? point_y (line, bottom, greatest, 0) : bottom - 8;
  double last_y = line->values[last] >= 0 ? point_y (line, bottom, greatest, last) : bottom - 8;

  gb_ink_write (ink, GB_STYLE_COLUMN, x, y, 108, GB_ALIGN_LEFT, line->title);
  gb_ink_grey_rule (ink, x, bottom, 108, 0.6, 0.2);
  draw_path (cr, line, x, bottom, greatest);
  for (guint i = 0; i <= last; i++)
    if (line->values[i] >= 0)
      draw_small_dot (cr, point_x (line, x, i), point_y (line, bottom, greatest, i), i == last);
  gb_ink_write (ink, GB_STYLE_SMALL, x + 18, first_y - 5.2, 0, GB_ALIGN_RIGHT, line->first_shown);
  gb_ink_write (ink, GB_STYLE_CAPTION, x + 90, last_y - 7.2, 0, GB_ALIGN_LEFT, line->last_shown);
}

static void
draw_multiples (GbPages *self, double x, double y, double width, gpointer data)
{
  const Multiples *multiples = data;
  GbInk *ink = gb_pages_get_ink (self);

  gb_ink_open_figure (ink, multiples->alternate);
  for (guint i = 0; i < multiples->n_lines; i++)
    draw_small (ink, &multiples->lines[i], x + 124.0 * (i % 3), y + SMALL_HEIGHT * (i / 3), multiples->greatest);
  gb_ink_close (ink, "Figure");
}

void
gb_pages_multiples (GbPages *self, const char *caption, const char *alternate, const GbChartLine *lines, guint n_lines)
{
  Multiples *multiples = g_new0 (Multiples, 1);
  g_autofree char *scaled = NULL;
  double greatest = 1;

  for (guint i = 0; i < n_lines; i++)
    for (guint v = 0; v < lines[i].n_values; v++)
      greatest = MAX (greatest, lines[i].values[v]);
  multiples->alternate = alternate;
  multiples->lines = g_memdup2 (lines, n_lines * sizeof *lines);
  multiples->n_lines = n_lines;
  multiples->greatest = round_step (greatest) * ceil (greatest / round_step (greatest));
  scaled = g_strdup_printf (_ ("%s (all on one scale, 0 to %.0f)"), caption, multiples->greatest);
  add_caption (self, scaled);
  gb_pages_block (self, GB_LANE_MAIN, 0, SMALL_HEIGHT * ((n_lines + 2) / 3), FALSE, draw_multiples, multiples,
                 multiples_free);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/bar.h"

#define HEIGHT 22
#define LEAST_WIDTH 120
#define INSET 6.0 /* room for the dot at either end */
#define DOT 4.5
#define HATCH 4.0

typedef struct
{
  gint64 now, before, low, high, most;
  double share;
} Bar;

static double
place (const Bar *bar, double number, int width)
{
  return INSET + (bar->most > 0 ? number / (double) bar->most : 0) * ((double) width - 2 * INSET);
}

/* Hatching at 45 degrees inside an outline. */
static void
hatch (cairo_t *cr, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  for (double at = x - height; at < x + width; at += HATCH)
    {
      cairo_move_to (cr, at, y + height);
      cairo_line_to (cr, at + height, y);
    }
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
  cairo_rectangle (cr, x + 0.5, y + 0.5, MAX (width - 1, 0.5), height - 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
draw_bar (const Bar *bar, cairo_t *cr, const GdkRGBA *ink, int width)
{
  double from = place (bar, 0, width);

  if (bar->before > 0)
    {
      cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.65);
      hatch (cr, from, 14, place (bar, (double) bar->before, width) - from, 6);
    }
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.75);
  cairo_rectangle (cr, from, bar->before >= 0 ? 3 : 6, place (bar, (double) bar->now, width) - from, 10);
  cairo_fill (cr);
}

static void
draw_range (const Bar *bar, cairo_t *cr, const GdkRGBA *ink, int width)
{
  double low = place (bar, (double) bar->low, width), high = place (bar, (double) bar->high, width);
  double share = place (bar, bar->share, width), dot = place (bar, (double) bar->now, width);
  gboolean outside = bar->now < bar->low || bar->now > bar->high;

  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.18);
  cairo_rectangle (cr, low, 5, MAX (high - low, 2), 12);
  cairo_fill (cr);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.75);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, low + 0.5, 5.5, MAX (high - low - 1, 1), 11);
  cairo_stroke (cr);
  cairo_move_to (cr, share, 2);
  cairo_line_to (cr, share, 20);
  cairo_stroke (cr);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 1);
  cairo_arc (cr, dot, HEIGHT / 2.0, DOT, 0, 2 * G_PI);
  cairo_set_line_width (cr, 1.8);
  if (outside)
    cairo_fill_preserve (cr);
  cairo_stroke (cr);
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Bar *bar = data;
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  if (bar->low >= 0)
    draw_range (bar, cr, &ink, width);
  else
    draw_bar (bar, cr, &ink, width);
}

static GtkWidget *
bar_new (const Bar *bar)
{
  GtkWidget *area =
      g_object_new (GTK_TYPE_DRAWING_AREA, "content-height", HEIGHT, "content-width", LEAST_WIDTH, "hexpand", TRUE,
                    "valign", GTK_ALIGN_CENTER, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, g_memdup2 (bar, sizeof *bar), g_free);
  return area;
}

GtkWidget *
gb_bar_new (gint64 now, gint64 before, gint64 most)
{
  return bar_new (&(Bar){ .now = now, .before = before, .low = -1, .most = most });
}

GtkWidget *
gb_bar_new_range (gint64 number, gint64 low, gint64 high, double share, gint64 most)
{
  return bar_new (&(Bar){ .now = number, .low = low, .high = high, .share = share, .most = most });
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lines: the rows and columns of a table, joined until none is small.
 *
 * The first rule of small numbers is to recode: never break down a total that
 * is itself below the threshold.  A line stands for one or several ids of a
 * vocabulary; lines whose own total is 1 to threshold - 1 are joined into one,
 * with the smallest of the others if they are still too few together.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *label;
  GPtrArray *ids;  /* of char *, sorted */
  gint64 now;      /* its total in the period */
  gint64 ever;     /* in all terms shown */
} GbLineSet;

/* (element-type GbLineSet) */
GPtrArray *gb_lines_new (void);
/* Adds a line for @id; @id is copied. */
GbLineSet *gb_lines_add (GPtrArray *lines, const char *label, const char *id, gint64 now, gint64 ever);
/* Adds all of @other's ids and totals to @line, and frees @other's place in @lines. */
void gb_lines_join (GPtrArray *lines, guint line, guint other);
/* Joins what is small into one line, labelled @rest, at the end; drops lines that
 * are nought in every term (unless @keep).  One line left means: do not break down. */
void gb_lines_recode (GPtrArray *lines, gint64 threshold, const char *rest, gboolean keep);
/* The ids joined with "+": the same line has the same key in every report.  (transfer full) */
char *gb_line_key (const GbLineSet *line);
gboolean gb_line_has (const GbLineSet *line, const char *id);

G_END_DECLS

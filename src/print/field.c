/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers of a record as blocks of a page: a label over its answer, boxes
 * ticked or not, a signature.  An answer that is still missing is a dotted line,
 * so that paper shows what the record lacks and has room for it. */
#include <glib/gi18n.h>

#include "base/text.h"
#include "print/page.h"

#define GUTTER 12.0

typedef struct
{
  char *label;
  GbCopy *value; /* NULL: a dotted line */
  guint column, span;
} Answer;

typedef struct
{
  guint columns;
  GPtrArray *answers; /* of Answer */
  double height;
} Row;

static void
answer_free (gpointer data)
{
  Answer *answer = data;
  g_free (answer->label);
  gb_copy_free (answer->value);
  g_free (answer);
}

static void
row_free (gpointer data)
{
  Row *row = data;
  g_ptr_array_unref (row->answers);
  g_free (row);
}

static void
draw_answer (GbPages *self, double x, double y, double width, double height, const Answer *answer)
{
  GbInk *ink = gb_pages_get_ink (self);

  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_RUNNING, x, y, 0, GB_ALIGN_LEFT, answer->label);
  if (answer->value != NULL)
    gb_ink_show (ink, answer->value, x, y + 10.5);
  else
    gb_ink_dotted (ink, x, y + height - 4, width);
  gb_ink_close (ink, "P");
}

static void
draw_row (GbPages *self, double x, double y, double width, gpointer data)
{
  Row *row = data;
  double column = (width + GUTTER) / row->columns;

  for (guint i = 0; i < row->answers->len; i++)
    {
      const Answer *answer = g_ptr_array_index (row->answers, i);
      draw_answer (self, x + column * answer->column, y, column * answer->span - GUTTER, row->height, answer);
    }
}

static Row *
row_new (guint columns)
{
  Row *row = g_new0 (Row, 1);
  row->columns = columns;
  row->answers = g_ptr_array_new_with_free_func (answer_free);
  return row;
}

static void
add_answer (GbPages *self, Row *row, double lane_width, const GbField *field, guint column, guint span)
{
  Answer *answer = g_new0 (Answer, 1);
  double width = (lane_width + GUTTER) / row->columns * span - GUTTER;
  gboolean filled = gb_text_is_filled (field->value);
  double height = field->flags & GB_FIELD_BLANK ? 38 : 22.5;

  answer->label = g_strdup (field->label);
  answer->column = column;
  answer->span = span;
  if (filled)
    {
      answer->value =
          gb_ink_set (gb_pages_get_ink (self), field->flags & GB_FIELD_STRONG ? GB_STYLE_TOTAL : GB_STYLE_CELL, width,
                      GB_ALIGN_LEFT, field->value);
      height = 10.5 + gb_copy_height (answer->value);
    }
  row->height = MAX (row->height, height);
  g_ptr_array_add (row->answers, answer);
}

static void
flush (GbPages *self, GbLane lane, Row **row, gboolean first)
{
  if (*row == NULL)
    return;
  gb_pages_block (self, lane,
                  first                      ? 0
                  : gb_pages_is_close (self) ? 5
                                             : 4,
                  (*row)->height, FALSE, draw_row, *row, row_free);
  *row = NULL;
}

void
gb_pages_fields (GbPages *self, GbLane lane, guint columns, const GbField *fields, guint n_fields)
{
  double width = lane == GB_LANE_WIDE ? GB_PAGE_WIDE : GB_PAGE_MAIN;
  Row *row = NULL;
  guint column = 0;
  gboolean first = TRUE;

  for (guint i = 0; i < n_fields; i++)
    {
      guint span = fields[i].flags & GB_FIELD_WIDE ? columns : 1;
      if (row != NULL && column + span > columns)
        {
          flush (self, lane, &row, first);
          first = FALSE;
        }
      if (row == NULL)
        {
          row = row_new (columns);
          column = 0;
        }
      add_answer (self, row, width, &fields[i], column, span);
      column += span;
    }
  flush (self, lane, &row, first);
}

/* --- boxes ticked or not ---------------------------------------------------------------- */

typedef struct
{
  gboolean ticked;
  GbCopy *copy;
} Box;

typedef struct
{
  guint columns;
  GPtrArray *boxes; /* of Box */
} Boxes;

static void
box_free (gpointer data)
{
  Box *box = data;
  gb_copy_free (box->copy);
  g_free (box);
}

static void
boxes_free (gpointer data)
{
  Boxes *boxes = data;
  g_ptr_array_unref (boxes->boxes);
  g_free (boxes);
}

static void
draw_boxes (GbPages *self, double x, double y, double width, gpointer data)
{
  Boxes *boxes = data;
  GbInk *ink = gb_pages_get_ink (self);
  double column = width / boxes->columns;

  for (guint i = 0; i < boxes->boxes->len; i++)
    {
      const Box *box = g_ptr_array_index (boxes->boxes, i);
      gb_ink_open (ink, "P");
      gb_ink_tick (ink, x + 0.5 + column * i, y + 2, box->ticked);
      gb_ink_show (ink, box->copy, x + column * i + 14, y);
      gb_ink_close (ink, "P");
    }
}

void
gb_pages_checks (GbPages *self, guint columns, const GbCheck *checks, guint n_checks)
{
  for (guint from = 0; from < n_checks; from += columns)
    {
      Boxes *boxes = g_new0 (Boxes, 1);
      double height = 12;

      boxes->columns = columns;
      boxes->boxes = g_ptr_array_new_with_free_func (box_free);
      for (guint i = from; i < MIN (from + columns, n_checks); i++)
        {
          Box *box = g_new0 (Box, 1);
          box->ticked = checks[i].ticked;
          box->copy = gb_ink_set (gb_pages_get_ink (self), GB_STYLE_CELL, GB_PAGE_MAIN / columns - 20, GB_ALIGN_LEFT,
                                  checks[i].text);
          height = MAX (height, gb_copy_height (box->copy));
          g_ptr_array_add (boxes->boxes, box);
        }
      gb_pages_block (self, GB_LANE_MAIN, from == 0 ? 0 : 1, height + 2.5, FALSE, draw_boxes, boxes, boxes_free);
    }
}

/* --- a signature ------------------------------------------------------------------------------ */

typedef struct
{
  GbCopy *statement, *name, *role, *how, *covers, *code;
  double height;
} Signed;

static void
signed_free (gpointer data)
{
  Signed *box = data;
  gb_copy_free (box->statement);
  gb_copy_free (box->name);
  gb_copy_free (box->role);
  gb_copy_free (box->how);
  gb_copy_free (box->covers);
  gb_copy_free (box->code);
  g_free (box);
}

static double
show_line (GbInk *ink, const GbCopy *copy, double x, double y)
{
  gb_ink_open (ink, "P");
  gb_ink_show (ink, copy, x, y);
  gb_ink_close (ink, "P");
  return y + gb_copy_height (copy);
}

static void
draw_signed (GbPages *self, double x, double y, double width, gpointer data)
{
  Signed *box = data;
  GbInk *ink = gb_pages_get_ink (self);
  double at;

  gb_ink_box (ink, x, y, width, box->height, 0.95, 1.2);
  at = show_line (ink, box->statement, x + 10, y + 7);
  at = show_line (ink, box->name, x + 10, at + 4) + 1;
  gb_ink_rule (ink, x + 10, at, 190, 0.6);
  at = show_line (ink, box->role, x + 10, at + 3);
  show_line (ink, box->how, x + 10, at + 2);
  at = show_line (ink, box->covers, x + 226, y + 22);
  show_line (ink, box->code, x + 226, at + 4);
}

void
gb_pages_signed (GbPages *self, const GbSigned *words)
{
  GbInk *ink = gb_pages_get_ink (self);
  Signed *box = g_new0 (Signed, 1);
  double left;
  double right;

  box->statement = gb_ink_set (ink, GB_STYLE_CELL, GB_PAGE_MAIN - 20, GB_ALIGN_LEFT, words->statement);
  box->name = gb_ink_set (ink, GB_STYLE_SIGNATURE, 205, GB_ALIGN_LEFT, words->name);
  box->role = gb_ink_set (ink, GB_STYLE_SMALL, 205, GB_ALIGN_LEFT, words->role);
  box->how = gb_ink_set (ink, GB_STYLE_SMALL, 205, GB_ALIGN_LEFT, words->how);
  box->covers = gb_ink_set (ink, GB_STYLE_NOTE, 120, GB_ALIGN_LEFT, words->covers);
  box->code = gb_ink_set (ink, GB_STYLE_CAPTION, 120, GB_ALIGN_LEFT, words->code);
  left = 20 + gb_copy_height (box->statement) + gb_copy_height (box->name) + gb_copy_height (box->role)
         + gb_copy_height (box->how);
  right = 34 + gb_copy_height (box->covers) + gb_copy_height (box->code);
  box->height = MAX (left, right) + 6;
  gb_pages_block (self, GB_LANE_MAIN, 8, box->height, FALSE, draw_signed, box, signed_free);
}

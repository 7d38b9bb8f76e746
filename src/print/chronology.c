/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "print/chronology.h"

/* Columns, from the left edge of the page's wide lane. */
#define WHEN_X 20.0
#define WHEN_WIDTH 98.0
#define WHAT_X 130.0
#define WHAT_WIDTH 180.0
#define DONE_X 320.0
#define DONE_WIDTH 161.0
#define HEAD_HEIGHT 17.0

typedef struct
{
  guint number;
  gboolean late, first, last;
  GbCopy *day, *time, *recorded, *by, *happened, *changed, *done;
  double height;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;
  gb_copy_free (row->day);
  gb_copy_free (row->time);
  gb_copy_free (row->recorded);
  gb_copy_free (row->by);
  gb_copy_free (row->happened);
  gb_copy_free (row->changed);
  gb_copy_free (row->done);
  g_free (row);
}

static void
draw_heads (GbPages *page, double x, double y, double width, gboolean tagged)
{
  const struct { double x; const char *text; } heads[] = { { 0, "" },
                                                           { WHEN_X, _ ("When, and when recorded") },
                                                           { WHAT_X, _ ("What happened, in the words recorded") },
                                                           { DONE_X, _ ("What was done, and why") } };
  GbInk *ink = gb_pages_get_ink (page);

  gb_ink_rule (ink, x, y, width, 0.9);
  if (tagged)
    gb_ink_open (ink, "TR");
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      if (tagged)
        gb_ink_open_head (ink, FALSE);
      gb_ink_write (ink, GB_STYLE_COLUMN, x + heads[i].x, y + 4, 0, GB_ALIGN_LEFT, heads[i].text);
      if (tagged)
        gb_ink_close (ink, "TH");
    }
  if (tagged)
    gb_ink_close (ink, "TR");
  gb_ink_rule (ink, x, y + 17, width, 0.4);
}

static void
draw_first_heads (GbPages *page, double x, double y, double width, gpointer data)
{
  gb_ink_open (gb_pages_get_ink (page), "Table");
  draw_heads (page, x, y, width, TRUE);
}

static void
draw_heads_again (GbPages *page, double x, double y, double width, gpointer data)
{
  draw_heads (page, x, y, width, FALSE);
}

static void
draw_when (GbInk *ink, const Row *row, double x, double y)
{
  double at = y;

  gb_ink_open_cell (ink, NULL);
  gb_ink_show (ink, row->day, x, at);
  at += gb_copy_height (row->day);
  if (row->time != NULL)
    {
      gb_ink_show (ink, row->time, x, at);
      at += gb_copy_height (row->time);
    }
  if (row->late)
    gb_ink_box (ink, x - 4.5, at + 0.5, 1.8, gb_copy_height (row->recorded) + gb_copy_height (row->by), 0, 0);
  gb_ink_show (ink, row->recorded, x, at);
  gb_ink_show (ink, row->by, x, at + gb_copy_height (row->recorded));
  gb_ink_close (ink, "TD");
}

static void
draw_what (GbInk *ink, const Row *row, double x, double y)
{
  double at = y + gb_copy_height (row->happened) + 2;

  gb_ink_open_cell (ink, NULL);
  gb_ink_show (ink, row->happened, x, y);
  if (row->changed != NULL)
    {
      gb_ink_box (ink, x - 5, at, 1.6, gb_copy_height (row->changed), 0.45, 0);
      gb_ink_show (ink, row->changed, x, at);
    }
  gb_ink_close (ink, "TD");
}

static void
draw_row (GbPages *page, double x, double y, double width, gpointer data)
{
  const Row *row = data;
  GbInk *ink = gb_pages_get_ink (page);
  g_autofree char *number = g_strdup_printf ("%u", row->number);

  if (!row->first)
    gb_ink_grey_rule (ink, x, y, width, 0.4, 0.45);
  gb_ink_open (ink, "TR");
  gb_ink_open_head (ink, TRUE);
  gb_ink_write (ink, GB_STYLE_NOTE, x, y + 5, 0, GB_ALIGN_LEFT, number);
  gb_ink_close (ink, "TH");
  draw_when (ink, row, x + WHEN_X, y + 4);
  draw_what (ink, row, x + WHAT_X, y + 4);
  gb_ink_open_cell (ink, NULL);
  gb_ink_show (ink, row->done, x + DONE_X, y + 4);
  gb_ink_close (ink, "TD");
  gb_ink_close (ink, "TR");
  if (!row->last)
    return;
  gb_ink_close (ink, "Table");
  gb_ink_rule (ink, x, y + row->height - 1, width, 0.9);
}

static GbCopy *
set_known (GbInk *ink, GbStyle style, double width, const char *text)
{
  return gb_text_is_filled (text) ? gb_ink_set (ink, style, width, GB_ALIGN_LEFT, text) : NULL;
}

static Row *
make_row (GbInk *ink, const GbChronologyEntry *entry)
{
  Row *row = g_new0 (Row, 1);
  double when;
  double what;

  row->late = entry->late;
  row->day = gb_ink_set (ink, GB_STYLE_TOTAL, WHEN_WIDTH, GB_ALIGN_LEFT, entry->day);
  row->time = set_known (ink, GB_STYLE_SMALL, WHEN_WIDTH, entry->time);
  row->recorded = gb_ink_set (ink, GB_STYLE_SMALL, WHEN_WIDTH, GB_ALIGN_LEFT, entry->recorded);
  row->by = gb_ink_set (ink, GB_STYLE_NOTE, WHEN_WIDTH, GB_ALIGN_LEFT, entry->by);
  row->happened = gb_ink_set (ink, GB_STYLE_CELL, WHAT_WIDTH, GB_ALIGN_LEFT, entry->happened);
  row->changed = set_known (ink, GB_STYLE_NOTE, WHAT_WIDTH, entry->changed);
  row->done = gb_ink_set (ink, GB_STYLE_CELL, DONE_WIDTH, GB_ALIGN_LEFT, entry->done);
  when = gb_copy_height (row->day) + (row->time != NULL ? gb_copy_height (row->time) : 0) + gb_copy_height (row->recorded)
         + gb_copy_height (row->by);
  what = gb_copy_height (row->happened) + (row->changed != NULL ? 2 + gb_copy_height (row->changed) : 0);
  row->height = MAX (MAX (when, what), gb_copy_height (row->done)) + 10;
  return row;
}

static void
add_rows (GbPages *page, const GbChronology *given)
{
  if (given->n_entries == 0)
    return;
  gb_pages_block (page, GB_LANE_WIDE, 14, HEAD_HEIGHT, TRUE, draw_first_heads, NULL, NULL);
  for (guint i = 0; i < given->n_entries; i++)
    {
      Row *row = make_row (gb_pages_get_ink (page), &given->entries[i]);
      row->number = i + 1;
      row->first = i == 0;
      row->last = i + 1 == given->n_entries;
      gb_pages_block (page, GB_LANE_WIDE, 0, row->height, FALSE, draw_row, row, row_free);
      gb_pages_block_head (page, HEAD_HEIGHT, draw_heads_again, NULL);
    }
}

static void
add_front (GbPages *page, const GbChronology *given)
{
  const GbField who[] = { { _ ("Child"), given->child, GB_FIELD_STRONG },
                          { _ ("Born"), given->born, 0 },
                          { _ ("Class"), given->class_name, 0 },
                          { _ ("Lead"), given->lead, 0 } };
  const GbField why[] = { { _ ("Made for"), given->made_for, 0 }, { _ ("Why"), given->why, 0 } };

  gb_pages_title (page, _ ("Chronology"), given->period);
  gb_pages_rule (page, 1.2);
  gb_pages_fields (page, GB_LANE_WIDE, 4, who, G_N_ELEMENTS (who));
  gb_pages_space (page, 7);
  gb_pages_fields (page, GB_LANE_WIDE, 2, why, G_N_ELEMENTS (why));
  if (!gb_text_is_filled (given->brief))
    return;
  gb_pages_side_head (page, _ ("In brief"));
  gb_pages_prose (page, given->brief);
}

GbSheet *
gb_print_chronology (const GbChronology *given, GError **error)
{
  g_autofree char *made = gb_pages_say_instant (given->made_at);
  g_autofree char *count = g_strdup_printf (ngettext ("%u entry", "%u entries", given->n_entries), given->n_entries);
  g_autofree char *code = gb_pages_first_words (given->code, 3);
  g_autofree char *foot = *code != '\0' ? g_strdup_printf (_ ("%s. Printed %s. Code " GB_STRONG "%s" GB_PLAIN), count, made, code)
                                        : g_strdup_printf (_ ("%s. Printed %s."), count, made);
  g_autofree char *running = g_strdup_printf (_ ("Confidential: child protection file. %s"), given->child);
  g_autofree char *file = g_strdup_printf ("chronology-%s.pdf", given->reference);
  const GbPageSetup setup = { .title = _ ("Chronology"), .school = given->school, .running = running, .foot = foot,
                              .made_at = given->made_at };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  add_front (page, given);
  add_rows (page, given);
  gb_pages_side_head (page, _ ("How to read this"));
  gb_pages_small (page, _ ("Entries are in the order in which things happened. A black bar marks an entry recorded after the day; a "
                          "grey bar shows words that were changed later, by whom and why. Nothing has been removed. Other children "
                          "are not named."));
  return gb_pages_finish (page, "chronology", file, error);
}

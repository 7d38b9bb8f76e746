/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/suppress.h"
#include "print/chart.h"
#include "print/grid.h"
#include "print/report.h"

#define DETAIL 96.0 /* width of a second column of words, "by when" */
#define WIDE_DETAIL 128.0 /* where there are few figures beside it */
#define RANGE 116.0
#define BARS 150.0  /* least room for bars within a table */

typedef struct
{
  GbPages *page;
  const GbFigures *figures;
  const GbReportSetup *setup;
  char *code;            /* ten words */
  GPtrArray *kept;       /* of char*: text that charts show when the page is finished */
  const GbTable *signs;  /* the first table with "<5" or "c": its note explains them */
} Report;

static const char *
keep_text (Report *self, char *text)
{
  g_ptr_array_add (self->kept, text);
  return text;
}

/* --- tables ------------------------------------------------------------------------------ */

static gboolean
has_signs (const GbFigures *figures, const GbTable *table)
{
  for (guint row = 0; row < table->rows->len; row++)
    for (guint column = 0; column < table->columns->len; column++)
      {
        const GbVariable *cell = gb_table_cell (figures, table, row, column);
        if (cell != NULL && cell->mark != GB_MARK_PLAIN)
          return TRUE;
      }
  return FALSE;
}

/* What the signs mean, beneath the first table that has them; afterwards a pointer to it. */
static char *
say_signs (Report *self, const GbTable *table)
{
  gint64 least = self->figures->threshold;

  if (!has_signs (self->figures, table))
    return NULL;
  if (self->signs != NULL)
    return g_strdup_printf (_ ("Signs as in table %u."), self->signs->number);
  self->signs = table;
  if (self->figures->zeros_held)
    return g_strdup_printf (_ ("<%d: 0 to %d. c: %d or more, held back so that a small number can’t be worked out."),
                            (int) least, (int) least - 1, (int) least);
  if (least == 5)
    return g_strdup (_ ("<5: one to four. c: five or more, held back so that a small number can’t be worked out. 0:"
                        " none."));
  return g_strdup_printf (_ ("<%d: 1 to %d. c: %d or more, held back so that a small number can’t be worked out. 0:"
                             " none."),
                          (int) least, (int) least - 1, (int) least);
}

static char *
make_note (Report *self, const GbTable *table)
{
  g_autofree char *signs = say_signs (self, table);
  const char *words[] = { table->note, signs };
  g_autoptr (GString) note = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (gb_text_is_filled (words[i]))
      g_string_append_printf (note, "%s%s", note->len > 0 ? " " : "", words[i]);
  return note->len > 0 ? g_string_free (g_steal_pointer (&note), FALSE) : NULL;
}

/* Columns that stand for a time each: a total at the end is none. */
static guint
n_times (const GbTable *table)
{
  guint n = 0;
  while (n < table->columns->len && ((GbLine *) table->columns->pdata[n])->kind == GB_LINE_BODY)
    n++;
  return n;
}

/* The bars (or ranges) that go into @table itself, NULL if none. */
static const GbChart *
bars_of (const GbFiguresSection *section, const GbTable *table, const char *kind)
{
  for (guint i = 0; i < section->blocks->len; i++)
    {
      const GbBlock *block = g_ptr_array_index (section->blocks, i);
      if (block->chart != NULL && g_str_equal (block->chart->kind, kind)
          && g_strcmp0 (block->chart->table, table->id) == 0)
        return block->chart;
    }
  return NULL;
}

static double
figure_width (Report *self, const GbTable *table, guint column)
{
  const GbLine *line = g_ptr_array_index (table->columns, column);
  g_autoptr (GbCopy) head = gb_ink_set (gb_pages_get_ink (self->page), GB_STYLE_COLUMN, 0, GB_ALIGN_RIGHT, line->label);
  return MAX (38, ceil (gb_copy_natural_width (head)) + (table->columns->len > 5 ? 8 : 14));
}

/* The greatest number that may be drawn in @column, for the length of bars. */
static double
greatest_in (const GbFigures *figures, const GbTable *table, guint column)
{
  double greatest = 1;

  for (guint row = 0; row < table->rows->len; row++)
    {
      const GbLine *line = g_ptr_array_index (table->rows, row);
      const GbVariable *cell = gb_table_cell (figures, table, row, column);
      if (line->kind == GB_LINE_BODY && cell != NULL && cell->mark == GB_MARK_PLAIN)
        greatest = MAX (greatest, (double) cell->value);
    }
  return greatest;
}

static gboolean
is_row_plain (const GbFigures *figures, const GbTable *table, guint row)
{
  for (guint column = 0; column < table->columns->len; column++)
    {
      const GbVariable *cell = gb_table_cell (figures, table, row, column);
      if (cell == NULL || cell->mark != GB_MARK_PLAIN)
        return FALSE;
    }
  return TRUE;
}

/* The range of a body row.  It tells the group's share of the roll and, by it, how
 * many were searched in all, so it is given only where its row and the totals are
 * printed; NULL: it isn't. */
static const GbRange *
range_of (const GbFigures *figures, const GbTable *table, guint row, const GbChart *ranges)
{
  const GbLine *line = g_ptr_array_index (table->rows, row);

  if (line->kind != GB_LINE_BODY || row >= ranges->ranges->len || !is_row_plain (figures, table, row)
      || !is_row_plain (figures, table, table->rows->len - 1))
    return NULL;
  return &g_array_index (ranges->ranges, GbRange, row);
}

/* The end of the scale of ranges: all that is drawn in the column fits.  It is printed, so
 * it takes nothing from a row whose range is not. */
static double
longest_range (const GbFigures *figures, const GbTable *table, const GbChart *ranges)
{
  double longest = greatest_in (figures, table, ranges->column);

  for (guint row = 0; row < table->rows->len; row++)
    {
      const GbRange *range = range_of (figures, table, row, ranges);
      if (range != NULL)
        longest = MAX (longest, (double) range->most);
    }
  return longest * 1.05;
}

static void
draw_range (Report *self, GbGrid *grid, const GbTable *table, guint row, const GbChart *ranges)
{
  const GbRange *range = range_of (self->figures, table, row, ranges);
  const GbVariable *counted = gb_table_cell (self->figures, table, row, ranges->column);
  double scale = longest_range (self->figures, table, ranges);

  if (range != NULL && range->least >= 0)
    gb_grid_range (grid, (double) range->least / scale, (double) range->most / scale, (double) range->even / scale,
                   (double) counted->value / scale);
}

static void
add_row (Report *self, GbGrid *grid, const GbTable *table, guint row, const GbChart *bars, const GbChart *ranges)
{
  const GbLine *line = g_ptr_array_index (table->rows, row);
  guint from = table->detail_head != NULL ? 2 : 1;
  g_autofree const char **cells = g_new0 (const char *, from + table->columns->len + 3);
  const GbRange *range = ranges != NULL ? range_of (self->figures, table, row, ranges) : NULL;
  const GbVariable *drawn = bars != NULL ? gb_table_cell (self->figures, table, row, bars->column) : NULL;

  cells[0] = line->label;
  if (from == 2)
    cells[1] = line->detail;
  for (guint column = 0; column < table->columns->len; column++)
    {
      const GbVariable *cell = gb_table_cell (self->figures, table, row, column);
      cells[from + column] = cell != NULL ? cell->shown : NULL;
    }
  if (range != NULL)
    cells[from + table->columns->len] = keep_text (self, gb_say_count (range->even));
  if (line->kind == GB_LINE_HEAD)
    gb_grid_subhead (grid, line->label);
  else if (line->kind == GB_LINE_BODY)
    gb_grid_row (grid, cells);
  else
    gb_grid_total (grid, cells);
  if (drawn != NULL && line->kind == GB_LINE_BODY && drawn->mark == GB_MARK_PLAIN)
    gb_grid_bar (grid, (double) drawn->value / greatest_in (self->figures, table, bars->column));
  if (ranges != NULL)
    draw_range (self, grid, table, row, ranges);
}

/* Columns of the grid: labels, details if any, figures, and bars if there is room for them. */
static GArray *
make_columns (Report *self, const GbTable *table, const GbChart *ranges, gboolean *with_bars)
{
  GArray *columns = g_array_new (FALSE, TRUE, sizeof (GbGridColumn));
  GbGridColumn label = { table->head, 0, GB_GRID_WORDS };
  double left = GB_PAGE_MAIN;

  g_array_append_val (columns, label);
  if (table->detail_head != NULL)
    {
      GbGridColumn detail = { table->detail_head, table->columns->len > 3 ? DETAIL : WIDE_DETAIL, GB_GRID_WORDS };
      g_array_append_val (columns, detail);
      left -= detail.width;
    }
  for (guint i = 0; i < table->columns->len; i++)
    {
      const GbLine *line = g_ptr_array_index (table->columns, i);
      GbGridColumn figure = { line->label, figure_width (self, table, i), GB_GRID_FIGURE };
      g_array_append_val (columns, figure);
      left -= figure.width;
    }
  if (ranges != NULL)
    {
      g_autofree char *head
        = g_strdup_printf (_ ("By chance, 0 to %.0f"), longest_range (self->figures, table, ranges));
      GbGridColumn even = { _ ("Even\nspread"), 40, GB_GRID_FIGURE };
      GbGridColumn column = { keep_text (self, g_steal_pointer (&head)), RANGE, GB_GRID_RANGE };
      g_array_append_val (columns, even);
      g_array_append_val (columns, column);
    }
  *with_bars = *with_bars && left >= BARS + 90;
  if (*with_bars)
    {
      GbGridColumn bars = { "", left - 90, GB_GRID_BAR };
      g_array_append_val (columns, bars);
    }
  return columns;
}

/* The ranges that go into @table, NULL where none of them may be drawn. */
static const GbChart *
ranges_of (const GbFigures *figures, const GbFiguresSection *section, const GbTable *table)
{
  const GbChart *ranges = bars_of (section, table, "ranges");

  for (guint row = 0; ranges != NULL && row < table->rows->len; row++)
    if (range_of (figures, table, row, ranges) != NULL)
      return ranges;
  return NULL;
}

static void
add_table (Report *self, const GbFiguresSection *section, const GbTable *table)
{
  const GbChart *bars = bars_of (section, table, "bars"), *ranges = ranges_of (self->figures, section, table);
  gboolean with_bars = bars != NULL;
  g_autoptr (GArray) columns = make_columns (self, table, ranges, &with_bars);
  g_autofree char *caption = g_strdup_printf (_ ("Table %u. %s"), table->number, table->caption);
  g_autofree char *note = make_note (self, table);
  GbGrid *grid = gb_grid_new (caption, (const GbGridColumn *) columns->data, columns->len);

  for (guint row = 0; row < table->rows->len; row++)
    add_row (self, grid, table, row, with_bars ? bars : NULL, ranges);
  if (note != NULL)
    gb_grid_note (grid, note);
  gb_pages_grid (self->page, grid);
}

/* Words in columns, ruled between rows. */
static void
add_listing (Report *self, const GbListing *listing)
{
  g_autoptr (GArray) columns = g_array_new (FALSE, TRUE, sizeof (GbGridColumn));
  g_autofree char *caption = g_strdup_printf (_ ("Table %u. %s"), listing->number, listing->caption);
  GbGrid *grid;

  for (guint i = 0; i < listing->heads->len; i++)
    {
      const GbHead *head = g_ptr_array_index (listing->heads, i);
      GbGridColumn column = { head->label, head->width, GB_GRID_WORDS };
      g_array_append_val (columns, column);
    }
  grid = gb_grid_new (caption, (const GbGridColumn *) columns->data, columns->len);
  gb_grid_set_ruled (grid, TRUE);
  for (guint i = 0; i < listing->rows->len; i++)
    gb_grid_row (grid, (const char *const *) ((GbListingRow *) listing->rows->pdata[i])->cells->pdata);
  if (gb_text_is_filled (listing->note))
    gb_grid_note (grid, listing->note);
  gb_pages_grid (self->page, grid);
}

/* --- charts ---------------------------------------------------------------------------------- */

static double
drawable (const GbVariable *cell)
{
  return cell != NULL && cell->mark == GB_MARK_PLAIN ? (double) cell->value : GB_CHART_HELD;
}

static const char *
shown (const GbVariable *cell)
{
  return cell != NULL && cell->shown != NULL ? cell->shown : "";
}

static const char *
row_name (Report *self, const GbTable *table, guint row)
{
  const GbLine *line = g_ptr_array_index (table->rows, row);
  g_autofree char *name = gb_text_one_line (line->label);
  return keep_text (self, gb_pages_lower (name));
}

static void
add_stack (Report *self, const GbChart *chart, const GbTable *table, const char *caption)
{
  GbChartBar bars[6] = { 0 };
  guint n = MIN (n_times (table), G_N_ELEMENTS (bars));
  guint from = n_times (table) - n;
  GbStack stack = { .caption = caption,
                    .alternate = chart->alternate,
                    .bars = bars,
                    .n_bars = n,
                    .rest_name = _ ("all others"),
                    .last_name = _ ("the last of them"),
                    .part_name = row_name (self, table, chart->part) };

  for (guint i = 0; i < n; i++)
    {
      const GbVariable *whole = gb_table_cell (self->figures, table, chart->whole, from + i);
      const GbVariable *part = gb_table_cell (self->figures, table, chart->part, from + i);
      const char *label = ((GbLine *) table->columns->pdata[from + i])->label;
      bars[i] = (GbChartBar){ label, drawable (whole), MAX (0, drawable (part)),
                              shown (whole), shown (part) };
    }
  gb_pages_stack (self->page, &stack);
}

static void
add_multiples (Report *self, const GbChart *chart, const GbTable *table, const char *caption)
{
  g_autoptr (GArray) lines = g_array_new (FALSE, TRUE, sizeof (GbChartLine));
  guint n = MIN (n_times (table), 6);
  guint from = n_times (table) - n;

  for (guint row = 0; row < table->rows->len; row++)
    {
      const GbLine *line = g_ptr_array_index (table->rows, row);
      GbChartLine small = { .title = line->label, .n_values = n };
      if (line->kind != GB_LINE_BODY)
        continue;
      for (guint i = 0; i < n; i++)
        small.values[i] = drawable (gb_table_cell (self->figures, table, row, from + i));
      small.first_shown = shown (gb_table_cell (self->figures, table, row, from));
      small.last_shown = shown (gb_table_cell (self->figures, table, row, from + n - 1));
      g_array_append_val (lines, small);
    }
  if (lines->len > 0)
    gb_pages_multiples (self->page, caption, chart->alternate, (const GbChartLine *) lines->data, lines->len);
}

static void
add_chart (Report *self, const GbChart *chart)
{
  const GbTable *table = gb_figures_table (self->figures, chart->table);
  g_autofree char *caption = g_strdup_printf (_ ("Figure %u. %s"), chart->number, chart->caption);

  if (table == NULL || table->columns->len == 0)
    return;
  if (g_str_equal (chart->kind, "stacked"))
    add_stack (self, chart, table, caption);
  else if (g_str_equal (chart->kind, "multiples"))
    add_multiples (self, chart, table, caption);
}

/* --- sections --------------------------------------------------------------------------------- */

/* Whether a table before block @until is counted alike. */
static gboolean
was_said (const GbFiguresSection *section, guint until, const char *definition)
{
  for (guint i = 0; i < until; i++)
    {
      const GbBlock *block = g_ptr_array_index (section->blocks, i);
      if (block->table != NULL && g_strcmp0 (block->table->definition, definition) == 0)
        return TRUE;
    }
  return FALSE;
}

/* More would run past the tables; all of them stand in the section that says how things were counted. */
#define MOST_BESIDE 2

static void
add_side_notes (Report *self, const GbFiguresSection *section)
{
  guint beside = 0;
  g_auto (GStrv) notes = g_strsplit (section->side != NULL ? section->side : "", "\n", -1);

  for (guint i = 0; notes[i] != NULL; i++)
    if (gb_text_is_filled (notes[i]))
      gb_pages_side (self->page, notes[i]);
  for (guint i = 0; i < section->blocks->len; i++)
    {
      const GbBlock *block = g_ptr_array_index (section->blocks, i);
      if (block->table != NULL && beside < MOST_BESIDE && gb_text_is_filled (block->table->definition)
          && !was_said (section, i, block->table->definition))
        {
          gb_pages_side (self->page, block->table->definition);
          beside++;
        }
    }
}

#define LINES_FOR_QUESTIONS 7

/* Room for the hand, so that what is asked at the meeting stands beside the figures. */
static void
draw_lines (GbPages *page, double x, double y, double width, gpointer data)
{
  for (guint i = 1; i <= LINES_FOR_QUESTIONS; i++)
    gb_ink_grey_rule (gb_pages_get_ink (page), x, y + 28.0 * i, width, 0.4, 0.5);
}

static void
add_section (Report *self, guint number, const GbFiguresSection *section)
{
  gb_pages_section (self->page, number, section->title, NULL);
  add_side_notes (self, section);
  if (gb_text_is_filled (section->finding))
    gb_pages_finding (self->page, section->finding);
  for (guint i = 0; i < section->blocks->len; i++)
    {
      const GbBlock *block = g_ptr_array_index (section->blocks, i);
      if (block->table != NULL)
        add_table (self, section, block->table);
      else if (block->chart != NULL)
        add_chart (self, block->chart);
      else if (block->listing != NULL)
        add_listing (self, block->listing);
      else
        gb_pages_prose (self->page, block->words);
    }
  if (g_strcmp0 (section->id, "questions") != 0)
    return;
  gb_pages_keep (self->page, TRUE);
  gb_pages_block (self->page, GB_LANE_MAIN, 0, 28.0 * LINES_FOR_QUESTIONS + 7, FALSE, draw_lines, NULL, NULL);
}

/* --- cover --------------------------------------------------------------------------------------- */

static void
draw_cover (GbPages *page, double x, double y, double width, gpointer data)
{
  const Report *self = data;
  const GbPeriod *period = gb_figures_period (self->figures);
  GbInk *ink = gb_pages_get_ink (page);
  g_autofree char *from = gb_say_day_long (period->from);
  g_autofree char *until = gb_say_day_long (period->until);
  g_autofree char *said = g_strdup_printf (_ ("%s (%s to %s)"), period->name, from, until);

  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_SCHOOL, x, y - 12, 0, GB_ALIGN_LEFT, self->figures->school);
  gb_ink_close (ink, "P");
  gb_ink_open (ink, "H1");
  gb_ink_write (ink, GB_STYLE_TITLE, x, y + 18, width, GB_ALIGN_LEFT, self->figures->title);
  gb_ink_close (ink, "H1");
  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_SUBTITLE, x, y + 50, 0, GB_ALIGN_LEFT, said);
  if (!self->figures->issued)
    {
      g_autoptr (GbCopy) draft = gb_ink_set (ink, GB_STYLE_SCHOOL, 0, GB_ALIGN_RIGHT, _ ("Draft, not issued"));
      gb_ink_hatch (ink, x + width - gb_copy_natural_width (draft) - 42, y + 50, 34, 12);
      gb_ink_show (ink, draft, x + width, y + 49);
    }
  gb_ink_close (ink, "P");
  gb_ink_rule (ink, x, y + 82, width, 1.2);
}

static void
add_side_fact (Report *self, const char *label, const char *value)
{
  g_autofree char *text = g_strdup_printf (GB_STRONG "%s" GB_PLAIN "\n%s", label, value != NULL ? value : "");
  if (gb_text_is_filled (value))
    gb_pages_side (self->page, text);
}

static char *
name_and_role (const char *name, const char *role)
{
  if (!gb_text_is_filled (name))
    return NULL;
  return gb_text_is_filled (role) ? g_strdup_printf (_ ("%s, %s"), name, role) : g_strdup (name);
}

static void
add_front_matter (Report *self)
{
  g_autofree char *written = name_and_role (self->figures->written_by, self->figures->written_role);
  g_autofree char *agreed = name_and_role (self->setup->agreed_by, self->setup->agreed_role);
  g_autofree char *count = gb_say_count (self->figures->on_roll);
  g_autofree char *roll =
      g_strdup_printf (ngettext ("%s child", "%s children", (gulong) self->figures->on_roll), count);

  gb_pages_section (self->page, 0, NULL, NULL);
  add_side_fact (self, _ ("For"), self->setup->for_whom);
  add_side_fact (self, _ ("Written by"), written);
  add_side_fact (self, _ ("Agreed by"), agreed);
  add_side_fact (self, _ ("On roll"), self->figures->on_roll > 0 ? roll : NULL);
  if (gb_text_is_filled (self->figures->key_words))
    gb_pages_key (self->page, self->figures->key_words);
}

static void
draw_headline (GbInk *ink, const GbHeadline *headline, double x, double y, double width)
{
  g_autoptr (GbCopy) figure = gb_ink_set (ink, GB_STYLE_FIGURE, 0, GB_ALIGN_LEFT, headline->shown);
  double height;

  gb_ink_rule (ink, x, y, width, 0.9);
  gb_ink_open (ink, "P");
  gb_ink_show (ink, figure, x, y + 9);
  if (headline->unit != NULL)
    gb_ink_write (ink, GB_STYLE_SUBTITLE, x + gb_copy_natural_width (figure), y + 20, 0, GB_ALIGN_LEFT, headline->unit);
  height = gb_ink_write (ink, GB_STYLE_COLUMN, x, y + 39, width, GB_ALIGN_LEFT, headline->label);
  if (headline->before != NULL)
    gb_ink_write (ink, GB_STYLE_NOTE, x, y + 42 + height, width, GB_ALIGN_LEFT, headline->before);
  gb_ink_close (ink, "P");
}

static void
draw_headlines (GbPages *page, double x, double y, double width, gpointer data)
{
  const GPtrArray *headlines = data;
  double column = (width + 14) / 4;

  for (guint i = 0; i < headlines->len; i++)
    draw_headline (gb_pages_get_ink (page), g_ptr_array_index (headlines, i), x + column * i, y + 14, column - 14);
}

static const char *
say_extent (const Report *self)
{
  return self->figures->extent == NULL                         ? _ ("The term in figures")
         : g_str_equal (self->figures->extent, "year") ? _ ("The year in figures")
                                                       : _ ("This time in figures");
}

static void
draw_headlines_title (GbPages *page, double x, double y, double width, gpointer data)
{
  GbInk *ink = gb_pages_get_ink (page);
  gb_ink_open (ink, "H2");
  gb_ink_write (ink, GB_STYLE_CAPTION, x, y, 0, GB_ALIGN_LEFT, data);
  gb_ink_close (ink, "H2");
}

static void
add_headlines (Report *self)
{
  GPtrArray *headlines = self->figures->headlines;

  if (headlines->len == 0)
    return;
  gb_pages_block (self->page, GB_LANE_WIDE, 21, 3, TRUE, draw_headlines_title, (gpointer) say_extent (self), NULL);
  gb_pages_block (self->page, GB_LANE_WIDE, 0, 92, FALSE, draw_headlines, headlines, NULL);
}

static guint
last_section (Report *self)
{
  return self->figures->sections->len + 3;
}

static void
add_asks (Report *self)
{
  g_autoptr (GPtrArray) asks = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) lines = g_strsplit (self->figures->asks != NULL ? self->figures->asks : "", "\n", -1);

  g_ptr_array_add (asks, g_strdup_printf (_ ("Note the figures, and question any of them. Section %u says how they"
                                             " were "
                                             "counted."), last_section (self) - 2));
  for (guint i = 0; self->setup->asks != NULL && self->setup->asks[i] != NULL; i++)
    g_ptr_array_add (asks, g_strdup (self->setup->asks[i]));
  for (guint i = 0; lines[i] != NULL; i++)
    if (gb_text_is_filled (lines[i]))
      g_ptr_array_add (asks, g_strdup (g_strstrip (lines[i])));
  g_ptr_array_add (asks, g_strdup (self->figures->issued
                                       ? _ ("Write the two codes on the last page into the minutes. They let anyone"
                                            " check later "
                                            "that this report, and the records behind it, have not been changed.")
                                       : _ ("Take no decision on this draft: its figures can still change until it is"
                                            " issued.")));
  g_ptr_array_add (asks, NULL);
  gb_pages_section (self->page, 0, _ ("What governors are asked to do"), NULL);
  gb_pages_points (self->page, (const char *const *) asks->pdata);
}

static void
add_leaders (Report *self)
{
  const GbGridColumn columns[] = { { _ ("Role"), 170, GB_GRID_WORDS },
                                   { _ ("Holder"), 0, GB_GRID_WORDS },
                                   { _ ("Last trained"), 86, GB_GRID_WORDS } };
  GbGrid *grid = gb_grid_new (NULL, columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < self->figures->leaders->len; i++)
    {
      const GbLeader *leader = g_ptr_array_index (self->figures->leaders, i);
      g_autofree char *trained = leader->trained != NULL ? gb_say_day_long (leader->trained) : NULL;
      const char *const cells[] = { leader->role, leader->holder, trained != NULL ? trained : _ ("not recorded") };
      gb_grid_row (grid, cells);
    }
  if (gb_text_is_filled (self->figures->cover))
    gb_grid_note (grid, self->figures->cover);
  if (gb_grid_n_rows (grid) > 0)
    gb_pages_section (self->page, 0, _ ("Who leads safeguarding"), NULL);
  gb_pages_grid (self->page, grid);
}

static void
add_cover (Report *self)
{
  gb_pages_block (self->page, GB_LANE_WIDE, 0, 84, TRUE, draw_cover, self, NULL);
  add_front_matter (self);
  add_headlines (self);
  add_asks (self);
  add_leaders (self);
  gb_pages_section (self->page, 0, _ ("In this report"), NULL);
  gb_pages_contents (self->page);
  gb_pages_end_cover (self->page);
}

/* --- the last sections ------------------------------------------------------------------------------ */

static void
add_definitions (Report *self)
{
  for (guint i = 0; i < self->figures->definitions->len; i++)
    {
      const GbDefinition *definition = g_ptr_array_index (self->figures->definitions, i);
      g_autofree char *text = g_strdup_printf (GB_STRONG "%s" GB_PLAIN " %s", definition->word, definition->meaning);
      gb_pages_small (self->page, text);
    }
}

static void
add_small_numbers (Report *self)
{
  const GbFigures *figures = self->figures;
  guint least = (guint) figures->threshold;
  g_autofree char *note = g_strdup_printf (_ ("In this report numbers printed as <%u: %u. Numbers held back as c:"
                                              " %u."),
                                           least, figures->small, figures->held);
  const char *said = figures->zeros_held
                         ? _ ("In a school, a small number can point to a child. So in every table about children, 0 to"
                              " %u is printed as <%u. Where a small number could be worked out from the totals, further"
                              " numbers in its row, column or a linked table are held back and printed as c.")
                         : _ ("In a school, a small number can point to a child. So in every table about children, 1 to"
                              " %u is printed as <%u; nought is printed as 0. Where a small number could be worked out"
                              " from the totals, further numbers in its row, column or a linked table are held back and"
                              " printed as c.");
  g_autofree char *rule = g_strdup_printf (said, least - 1, least);
  g_autofree char *proof = g_strdup_printf (_ ("Before this report was frozen, a check was run over all its tables"
                                               " together, and over every report issued before that tells of the same"
                                               " time. For each number printed as <%u it found two complete sets of"
                                               " figures that agree with everything printed: one in which the number"
                                               " is %d, and one in which it is %u. Nobody can therefore learn more by"
                                               " adding and subtracting."),
                                            least, figures->zeros_held ? 0 : 1, least - 1);

  gb_pages_side (self->page, note);
  gb_pages_prose (self->page, rule);
  if (figures->proof != NULL)
    gb_pages_prose (self->page, proof);
  if (self->setup->names_searched)
    gb_pages_prose (self->page, _ ("The report names no child, parent or member of staff other than the people"
                                   " responsible for "
                                   "safeguarding. Its wording was searched for the names of children, parents and"
                                   " staff."));
}

/* One column of the signatures: who, in what role, and how it was signed, or lines for a hand. */
static void
draw_signer (GbInk *ink, double x, double y, const char *label, const char *name, const char *role, const char *how)
{
  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_COLUMN, x, y, 0, GB_ALIGN_LEFT, label);
  gb_ink_rule (ink, x, y + 48, 109, 0.7);
  gb_ink_write (ink, GB_STYLE_CAPTION, x, y + 50, 109, GB_ALIGN_LEFT, gb_text_is_filled (name) ? name : _ ("Name:"));
  gb_ink_write (ink, GB_STYLE_SMALL, x, y + 64, 109, GB_ALIGN_LEFT, role != NULL ? role : "");
  gb_ink_write (ink, GB_STYLE_NOTE, x, y + 86, 109, GB_ALIGN_LEFT, how != NULL ? how : _ ("Date:"));
  gb_ink_close (ink, "P");
}

static char *
say_signed (const Report *self, gint64 at)
{
  g_autofree char *said = at > 0 ? gb_pages_say_instant (at) : NULL;
  if (!self->figures->issued || at <= 0)
    return NULL;
  return g_strdup_printf (_ ("Signed in Guardbook\n%s"), said);
}

static gint64
issued_at (const Report *self)
{
  return self->setup->issued_at > 0 ? self->setup->issued_at : self->figures->frozen_at;
}

static void
draw_signatures (GbPages *page, double x, double y, double width, gpointer data)
{
  const Report *self = data;
  GbInk *ink = gb_pages_get_ink (page);
  g_autofree char *written = say_signed (self, issued_at (self));
  g_autofree char *agreed = say_signed (self, self->setup->agreed_at);

  draw_signer (ink, x, y, _ ("Written by"), self->figures->written_by, self->figures->written_role, written);
  draw_signer (ink, x + 123, y, _ ("Agreed by"), self->setup->agreed_by, self->setup->agreed_role, agreed);
  draw_signer (ink, x + 246, y, _ ("Received by"), NULL, _ ("Chair, for the governing body"), NULL);
}

/* The journal's code as guardbookctl verify --against takes it, broken where it
 * is read out: the entry and two groups, then three. */
static char *
say_anchor (const GbFigures *figures)
{
  char *said = g_strdup (figures->anchor != NULL ? figures->anchor
                         : figures->issued      ? _ ("None was made")
                                                : _ ("Given when it is issued"));
  char *blank = figures->anchor != NULL ? strchr (said, ' ') : NULL;

  for (guint groups = 0; blank != NULL && groups < 2; groups++)
    blank = strchr (blank + 1, ' ');
  if (blank != NULL)
    *blank = '\n';
  return said;
}

static void
draw_codes (GbPages *page, double x, double y, double width, gpointer data)
{
  const Report *self = data;
  GbInk *ink = gb_pages_get_ink (page);
  g_autofree char *head = say_anchor (self->figures);
  g_autofree char *count = gb_say_count (self->figures->head_entries);
  g_autofree char *journal = g_strdup_printf (_ ("Code of the journal, entry %s"), count);

  gb_ink_box (ink, x, y, width, 98, 0.95, 0.9);
  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_COLUMN, x + 10, y + 7, 0, GB_ALIGN_LEFT, _ ("Code of this report"));
  gb_ink_write (ink, GB_STYLE_HEAD, x + 10, y + 22, 186, GB_ALIGN_LEFT, self->code);
  gb_ink_close (ink, "P");
  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_COLUMN, x + 216, y + 7, 0, GB_ALIGN_LEFT, journal);
  gb_ink_write (ink, GB_STYLE_HEAD, x + 216, y + 22, 0, GB_ALIGN_LEFT, head);
  gb_ink_close (ink, "P");
  gb_ink_box (ink, x + 204, y + 10, 0.6, 60, 0, 0);
  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_NOTE, x + 10, y + 80, 0, GB_ALIGN_LEFT,
                self->figures->issued ? _ ("Minute both codes. A print that does not show these words is not this"
                                           " report.")
                                      : _ ("A draft’s words change with its figures. Don’t minute them."));
  gb_ink_close (ink, "P");
}

static void
add_signatures (Report *self)
{
  g_autofree char *when = gb_say_instant_long (issued_at (self));
  g_autofree char *words = self->figures->issued
                               ? g_strdup_printf (_ ("This report was frozen on %s. A reprint is the same in every"
                                                     " byte."), when)
                               : g_strdup_printf (_ ("This is a draft, made on %s. It has not been issued, and its"
                                                     " figures can "
                                                     "still change."), when);

  gb_pages_side (self->page, _ ("The words stand for every figure and word of this report. The second code stands for"
                                " every record "
                               "the school had made by then."));
  gb_pages_prose (self->page, words);
  gb_pages_keep (self->page, TRUE);
  gb_pages_block (self->page, GB_LANE_MAIN, 7, 112, TRUE, draw_signatures, self, NULL);
  gb_pages_block (self->page, GB_LANE_MAIN, 0, 100, FALSE, draw_codes, self, NULL);
}

/* --- the whole ------------------------------------------------------------------------------------------ */

static char *
make_foot (const Report *self)
{
  g_autofree char *first = gb_pages_first_words (self->code, 3);
  g_autofree char *when = gb_pages_say_instant (issued_at (self));
  g_autofree char *strong = gb_ink_strong (self->figures->issued ? first : _ ("Draft, not issued."));

  return self->figures->issued ? g_strdup_printf (_ ("Frozen %s. Report code begins %s"), when, strong)
                               : g_strdup_printf (_ ("%s Made %s"), strong, when);
}

static void
add_all (Report *self)
{
  guint n = self->figures->sections->len;

  add_cover (self);
  for (guint i = 0; i < n; i++)
    add_section (self, i + 1, g_ptr_array_index (self->figures->sections, i));
  gb_pages_section (self->page, n + 1, _ ("How the figures were counted"), NULL);
  add_definitions (self);
  gb_pages_section (self->page, n + 2, _ ("Small numbers"), NULL);
  add_small_numbers (self);
  gb_pages_section (self->page, n + 3, _ ("Signatures and codes"), NULL);
  add_signatures (self);
}

GbSheet *
gb_print_report (const GbFigures *figures, const GbReportSetup *setup, GError **error)
{
  static const GbReportSetup nothing;
  const GbPeriod *period = gb_figures_period (figures);
  g_autofree char *code = gb_figures_code (figures);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  Report self = { .figures = figures, .setup = setup != NULL ? setup : &nothing, .code = code, .kept = kept };
  g_autofree char *foot = make_foot (&self);
  g_autofree char *draft = gb_ink_strong (_ ("Draft."));
  g_autofree char *running = g_strdup_printf ("%s%s%s, %s", figures->issued ? "" : draft, figures->issued ? "" : " ",
                                              figures->title, period->name);
  g_autofree char *file = g_strdup_printf ("governors-report-%s%s.pdf", period->from, figures->issued ? "" : "-draft");
  const GbPageSetup page_setup = { .title = figures->title, .subject = period->name, .school = figures->school,
                                   .running = running, .foot = foot, .made_at = issued_at (&self), .bare_first = TRUE };
  g_autoptr (GbPages) page = gb_pages_new (&page_setup, error);

  if (page == NULL)
    return NULL;
  self.page = page;
  add_all (&self);
  return gb_pages_finish (page, "governor-report", file, error);
}

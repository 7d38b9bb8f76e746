/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sections-searches: searches of children and their things, devices held, and
 * whether searches fall evenly on the groups of children (DfE guidance on
 * searching, check the edition; trend.h reckons that).
 */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/gather.h"

/* --- searches and devices ------------------------------------------------- */

/* One block of the table: lines that add up to a total, by time. */
typedef struct
{
  const char *head;       /* sub-head, or NULL: it splits the total above once more */
  const char *total;      /* label */
  const char *what;       /* of the total's key */
  guint first, n;         /* facts */
  const char *lines[4];
  const char *names[4];   /* of the lines' keys */
} Block;

static const Block blocks[] = {
  { N_ ("Searches asked for"), N_ ("All searches asked for"), "search-asked", GB_SEARCH_AUTHORISED, 3,
    { N_ ("Authorised"), N_ ("Refused"), N_ ("Withdrawn, or not decided yet") },
    { "authorised", "refused", "undecided" } },
  { N_ ("Searches carried out"), N_ ("All searches carried out"), "search", GB_SEARCH_BEFORE, 2,
    { N_ ("Authorised before the search"), N_ ("Searched first, authorised afterwards") }, { "before", "after" } },
  { NULL, NULL, "search", GB_SEARCH_FOUND, 2,
    { N_ ("of which something was found"), N_ ("of which nothing was found") }, { "found", "nothing" } },
  { N_ ("Phones and other devices"), N_ ("All devices taken in"), "device", GB_DEVICE_SAME_DAY, 4,
    { N_ ("Given back in time"), N_ ("Given back later"), N_ ("Handed to the police"),
      N_ ("Still held when this was frozen") },
    { "same-day", "later", "police", "held" } },
};

/* Facts from one to another; the last is left out. */
typedef struct { guint from, until; } FactRange;

static gboolean
fits_range (gconstpointer fact, gconstpointer data)
{
  const FactRange *range = data;
  guint what = ((const GbSearchingFact *) fact)->what;
  return what >= range->from && what < range->until;
}

/* Line @line of the block, or all of it together (-1). */
static guint
block_number (GbGather *self, const Block *block, int at, int line)
{
  g_autofree char *rest
    = line < 0 ? g_strdup (block->what) : g_strdup_printf ("%s|%s", block->what, block->names[line]);
  guint from = block->first + (line < 0 ? 0 : (guint) line);
  FactRange range = { from, line < 0 ? block->first + block->n : from + 1 };

  return gb_gather_number (self, at, rest, line < 0 ? GB_COST_SUBTOTAL : GB_COST_INNER, self->facts->searches,
                           fits_range, g_memdup2 (&range, sizeof range), g_free);
}

static gint64
block_total (const GbGather *self, const Block *block, int at)
{
  const FactRange range = { block->first, block->first + block->n };
  const GbStretch *stretch = gb_gather_stretch (self, at);
  gint64 total = 0;

  for (guint i = 0; i < self->facts->searches->len; i++)
    {
      const GbFact *fact = self->facts->searches->pdata[i];
      total += fact->at >= stretch->span.from && fact->at < stretch->span.until && fits_range (fact, &range);
    }
  return total;
}

/* Columns of the table: stretches, and of a year's terms the year as their total. */
typedef struct { const char *id, *caption; int first, end; gboolean year; } Columns;

/* A total of 1 to 4 at any time is not broken down at any. */
static gboolean
is_broken_down (const GbGather *self, const Block *block, const Columns *columns)
{
  if (gb_gather_leaves_out (self, columns->id))
    return FALSE;
  for (int at = columns->first; at < columns->end; at++)
    {
      gint64 total = block_total (self, block, at);
      if (total > 0 && total < self->threshold)
        return FALSE;
    }
  return TRUE;
}

static char **
block_labels (const GbGather *self, const Columns *columns)
{
  GPtrArray *labels = g_ptr_array_new ();
  for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
    {
      const Block *block = &blocks[b];
      gboolean broken_down = is_broken_down (self, block, columns);
      if (block->head != NULL && broken_down)
        g_ptr_array_add (labels, g_strdup_printf ("#%s", _ (block->head)));
      for (guint i = 0; broken_down && i < block->n; i++)
        g_ptr_array_add (labels, g_strdup (_ (block->lines[i])));
      if (block->total != NULL)
        g_ptr_array_add (labels, g_strdup_printf ("+%s", _ (block->total)));
    }
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

static void
fill_column (GbGather *self, GbTable *table, const Block *block, guint row, guint rows, guint column, int at)
{
  guint total = block_number (self, block, at, -1);
  guint parts[4];

  for (guint i = 0; i < rows; i++)
    {
      parts[i] = block_number (self, block, at, (int) i);
      gb_table_set (table, row + i, column, parts[i]);
    }
  if (rows > 0)
    gb_figures_equate (self->figures, total, parts, rows);
  if (block->total != NULL)
    gb_table_set (table, row + rows, column, total);
}

/* Fills the block's rows from @row on; the row after it. */
static guint
fill_block (GbGather *self, GbTable *table, const Block *block, const Columns *columns, guint row)
{
  gboolean broken_down = is_broken_down (self, block, columns);
  guint rows = broken_down ? block->n : 0;
  guint n = (guint) (columns->end - columns->first);

  row += block->head != NULL && broken_down;
  for (guint c = 0; c < n; c++)
    fill_column (self, table, block, row, rows, c, columns->first + (int) c);
  if (columns->year)
    fill_column (self, table, block, row, rows, n, gb_gather_now (self));
  return row + rows + (block->total != NULL);
}

static void
add_table (GbGather *self, GbFiguresSection *section, const Columns *columns)
{
  g_auto (GStrv) rows = block_labels (self, columns);
  g_auto (GStrv) labels
    = gb_stretch_labels (self, columns->first, columns->end, TRUE, columns->year ? _ ("The\nyear") : NULL);
  GbTable *table = gb_figures_add_table (self->figures, section, columns->id, columns->caption, "",
                                         (const char *const *) rows, (const char *const *) labels);
  guint row = 0;

  table->definition
    = g_strdup (_ ("A search counts whether or not anything was found, a device when it was taken in."));
  for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
    row = fill_block (self, table, &blocks[b], columns, row);
  if (gb_gather_leaves_out (self, columns->id))
    gb_sections_say_left_out (self, section, NULL, NULL);
}

static gboolean
nothing_was_searched (const GbGather *self)
{
  if (self->zeros_held)
    return FALSE;
  for (int at = 0; at <= gb_gather_now (self); at++)
    for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
      if (block_total (self, &blocks[b], at) > 0)
        return FALSE;
  return TRUE;
}

void
gb_sections_add_searches (GbGather *self)
{
  const char *side = _ ("A search that came before its authority is counted as such for ever.\nA device counts in the"
                        " term in which it was taken.");
  GbFiguresSection *section = gb_sections_begin (self, "searches", side);
  int n = (int) self->terms->len, parts = (int) self->parts->len;
  const Columns compared = { "search", _ ("Searches of children and their possessions, and devices held by the school"),
                             0, n, FALSE };
  const Columns by_part = { "search-parts", _ ("Searches and devices, term by term"), n, n + parts, TRUE };

  if (gb_gather_leaves_out (self, "all-search"))
    {
      gb_sections_say_left_out (self, section, NULL, NULL);
      return;
    }
  if (nothing_was_searched (self))
    {
      /* The sentence prints these noughts. */
      for (int at = 0; at <= gb_gather_now (self); at++)
        for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
          block_number (self, &blocks[b], at, -1);
      gb_figures_add_words (self->figures, section,
                            _ ("In these times no search was asked for or carried out, and no device was held."));
      return;
    }
  add_table (self, section, &compared);
  if (parts > 1)
    add_table (self, section, &by_part);
}

guint
gb_sections_searches (GbGather *self, int at)
{
  return block_number (self, &blocks[1], at, -1);
}

/* --- who was searched ------------------------------------------------------------ */

/* Groups by trend.h: children searched beside children on roll, and where chance would put them. */
static const struct { const char *id, *caption; } groups[] = {
  { "searched-sex", N_ ("Children searched, by sex") },
  { "searched-year", N_ ("Children searched, by year group") },
  { "searched-send", N_ ("Children searched, by special educational need") },
  { "searched-meals", N_ ("Children searched, by free school meals") },
  { "searched-care", N_ ("Children searched: looked after or not") },
  { "searched-ethnicity", N_ ("Children searched, by ethnicity") },
};

#define SEARCHED 1
#define ON_ROLL 2

/* Alike in every report of the same days: the table's own name, its line, what is counted. */
static guint
group_number (GbGather *self, const char *table, const char *line, guint column, gint64 value)
{
  g_autofree char *key
    = g_strdup_printf ("%s..%s|%s|%s|%s", self->trend->searches_from, self->trend->until,
                       column == SEARCHED ? "searched" : "on-roll", line != NULL ? table : "all",
                       line != NULL ? line : "");
  return gb_figures_variable (self->figures, key, value, TRUE, line != NULL ? GB_COST_INNER : GB_COST_GRAND);
}

static void
set_group (GbGather *self, GbTable *table, const GbTrendTable *groups_of, guint row, const GbTrendLine *line)
{
  const char *id = line != NULL ? line->id : NULL;
  gint64 searched = line != NULL ? line->counts[SEARCHED] : groups_of->totals[SEARCHED];
  gint64 on_roll = line != NULL ? line->counts[ON_ROLL] : groups_of->totals[ON_ROLL];

  guint whole = group_number (self, groups_of->id, id, ON_ROLL, on_roll);
  guint part = group_number (self, groups_of->id, id, SEARCHED, searched);

  gb_table_set (table, row, 0, whole);
  gb_table_set (table, row, 1, part);
  /* The cover says it: to hold it back here would hold back nothing. */
  if (line == NULL && on_roll == self->figures->on_roll && on_roll >= self->threshold)
    gb_figures_at (self->figures, whole)->fixed = TRUE;
  /* Who was searched is on roll: a reader knows that there can't be more of them. */
  if (searched <= on_roll)
    gb_count_tie_part (self, part, whole);
}

/* The lines that partition the children; FALSE: they don't add up, so they are not printed. */
static gboolean
adds_up (const GbTrendTable *table, guint column)
{
  gint64 sum = 0;
  for (guint i = 0; i < table->lines->len; i++)
    sum += ((GbTrendLine *) table->lines->pdata[i])->counts[column];
  return sum == table->totals[column];
}

static void
add_ranges (GbGather *self, GbFiguresSection *section, const GbTable *table, const GbTrendTable *groups_of)
{
  GbChart *chart = gb_figures_add_chart (self->figures, section, table->id, "ranges", table->id, table->caption);
  gint64 roll = groups_of->totals[ON_ROLL];

  chart->column = 1;
  chart->ranges = g_array_new (FALSE, FALSE, sizeof (GbRange));
  for (guint i = 0; i < groups_of->lines->len; i++)
    {
      const GbTrendLine *line = groups_of->lines->pdata[i];
      GbRange range = { line->low, line->high,
                        roll > 0 ? (groups_of->totals[SEARCHED] * line->counts[ON_ROLL] + roll / 2) / roll : 0 };
      g_array_append_val (chart->ranges, range);
    }
  chart->alternate = g_strdup_printf (_ ("Beside each number of table %u, where 19 times of 20 chance would put it."),
                                      table->number);
}

static void
add_group (GbGather *self, GbFiguresSection *section, const GbTrendTable *groups_of, const char *caption)
{
  const char *const columns[] = { _ ("On roll"), _ ("Searched"), NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autofree char *all = g_strdup_printf ("=%s", _ ("All children"));
  GbTable *table;

  for (guint i = 0; i < groups_of->lines->len; i++)
    g_ptr_array_add (rows, ((GbTrendLine *) groups_of->lines->pdata[i])->label);
  g_ptr_array_add (rows, all);
  g_ptr_array_add (rows, NULL);
  table = gb_figures_add_table (self->figures, section, groups_of->id, caption, groups_of->head,
                                (const char *const *) rows->pdata, columns);
  table->definition = g_strdup (_ ("Children searched at least once, each once, as the roll stands now."));
  for (guint i = 0; i < groups_of->lines->len; i++)
    set_group (self, table, groups_of, i, groups_of->lines->pdata[i]);
  set_group (self, table, groups_of, groups_of->lines->len, NULL);
  gb_figures_add_up (self->figures, table);
  add_ranges (self, section, table, groups_of);
}

/* More small numbers than others say nothing. */
static gboolean
is_mostly_small (const GbGather *self, const GbTrendTable *table)
{
  guint small = 0;

  for (guint i = 0; i < table->lines->len; i++)
    {
      gint64 searched = ((GbTrendLine *) table->lines->pdata[i])->counts[SEARCHED];
      small += searched > 0 && searched < self->threshold;
    }
  return small * 2 > table->lines->len;
}

static gboolean
may_add (const GbGather *self, const GbTrendTable *table)
{
  return table != NULL && table->tested && table->lines->len > 1 && !gb_gather_leaves_out (self, table->id)
         && table->totals[SEARCHED] >= 2 * self->threshold && !is_mostly_small (self, table)
         && adds_up (table, SEARCHED) && adds_up (table, ON_ROLL);
}

void
gb_sections_add_searched (GbGather *self)
{
  GbFiguresSection *section;
  g_autofree char *from = NULL;
  g_autofree char *until = NULL;
  g_autofree char *side = NULL;
  guint added = 0;

  if (self->trend == NULL)
    return;
  from = gb_say_day_long (self->trend->searches_from);
  until = gb_say_day_long (self->trend->until);
  side = g_strdup_printf (_ ("From %s to %s: a term’s searches are too few to compare."), from, until);
  section = gb_sections_begin (self, "searched", side);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      const GbTrendTable *table = gb_trend_table (self->trend, groups[i].id);
      if (!may_add (self, table))
        continue;
      add_group (self, section, table, _ (groups[i].caption));
      added++;
    }
  if (added == 0)
    gb_figures_add_words (self->figures, section,
                          _ ("Too few children were searched to compare one group with another."));
  else
    gb_figures_add_words (
        self->figures, section,
        _ ("How to read this. The bar is where the number would fall in 19 years of 20 if a search had nothing to do"
           " with the group, by its share of the roll; the line in it is the even share. A hollow dot lies inside, a"
           " solid one outside: then more or fewer were searched than chance explains, and it is worth asking"
           " why.\n\nOne incident can lead to several searches, older children carry more phones, and of several groups"
           " one may stand out by luck. The figures give no reason; the records of those searches may."));
}

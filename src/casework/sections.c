/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sections: the governors' report in sections, under the headings and in the
 * order of the policy pack (the list "report-section"); here what is told of
 * concerns about children.
 *
 * Each section joins what is small before it counts (lines.h), names its
 * numbers, and says what adds up to what.  Whether they may be printed is decided
 * afterwards, for all of them together (gather.c, suppress.h).
 */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/concern.h"
#include "casework/gather.h"

#define FEWEST_FOR_A_LINE 3
#define MOST_ROWS_BY_TERM 9 /* more would be mostly signs */
#define OWN_ROW 10 /* a category with fewer stands in its group's row */

/* --- tables --------------------------------------------------------------- */

char **
gb_line_labels (GPtrArray *lines, const char *total)
{
  GPtrArray *labels = g_ptr_array_new ();
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    g_ptr_array_add (labels, g_strdup (((GbLineSet *) lines->pdata[i])->label));
  if (total != NULL)
    g_ptr_array_add (labels, g_strdup_printf ("=%s", total));
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

char **
gb_stretch_labels (const GbGather *self, int first, int end, gboolean broken, const char *total)
{
  GPtrArray *labels = g_ptr_array_new ();
  for (int i = first; i < end; i++)
    g_ptr_array_add (labels, gb_stretch_label (gb_gather_stretch (self, i), broken));
  if (total != NULL)
    g_ptr_array_add (labels, g_strdup_printf ("=%s", total));
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

static GbLineSet *
line_at (GPtrArray *lines, guint i)
{
  return i < lines->len ? lines->pdata[i] : NULL;
}

GbTable *
gb_sections_cross (GbGather *self, GbFiguresSection *section, const GbCrossed *crossed)
{
  g_auto (GStrv) rows = gb_line_labels (crossed->rows, crossed->all_rows);
  g_auto (GStrv) columns = gb_line_labels (crossed->columns, crossed->all_columns);
  GbTable *table = gb_figures_add_table (self->figures, section, crossed->id, crossed->caption, crossed->head,
                                         (const char *const *) rows, (const char *const *) columns);
  int now = gb_gather_now (self);

  for (guint r = 0; r <= crossed->rows->len; r++)
    for (guint c = 0; c <= crossed->columns->len; c++)
      gb_table_set (table, r, c,
                    gb_count_variable (self, now, crossed->count, crossed->row_by, line_at (crossed->rows, r),
                                       crossed->column_by, line_at (crossed->columns, c)));
  gb_figures_add_up (self->figures, table);
  return table;
}

/* Whether no number of this sort may be printed at all. */
static gboolean
leaves_all_out (const GbGather *self, const GbCount *count)
{
  return gb_gather_leaves_out (self, g_str_equal (count->what, "referral") ? "all-referral" : "all-concern");
}

gboolean
gb_sections_can_cross (const GbGather *self, const GbCrossed *crossed)
{
  gint64 total = gb_count_in (self, crossed->count, gb_gather_now (self), NULL, NULL, NULL, NULL);
  return !gb_gather_leaves_out (self, crossed->id) && !leaves_all_out (self, crossed->count)
         && crossed->rows->len > 1 && crossed->columns->len > 1
         && total >= self->threshold;
}

void
gb_sections_say_left_out (GbGather *self, GbFiguresSection *section, const GbCount *count, const char *none)
{
  gboolean some = count == NULL || self->zeros_held || leaves_all_out (self, count)
                  || gb_count_in (self, count, gb_gather_now (self), NULL, NULL, NULL, NULL) > 0;

  gb_figures_add_words (self->figures, section,
                        some ? _ ("No breakdown is printed here, because it would let a small number be worked out.")
                             : none);
  if (!some) /* the sentence prints a nought, and whoever adds this report to others knows it */
    gb_count_variable (self, gb_gather_now (self), count, NULL, NULL, NULL, NULL);
}

/* --- stretches side by side -------------------------------------------------------- */

/* Whether no stretch's total is itself a small number. */
static gboolean
can_compare (const GbGather *self, const GbCount *count, int first, int end)
{
  for (int at = first; at < end; at++)
    {
      gint64 total = gb_count_in (self, count, at, NULL, NULL, NULL, NULL);
      if (total > 0 && total < self->threshold)
        return FALSE;
    }
  return TRUE;
}

/* Whether the terms that have begun hold all of the year: a clock that was set back may have written beyond them. */
static gboolean
parts_hold_all (const GbGather *self, const GbCount *count)
{
  int n = (int) self->terms->len;
  gint64 sum = 0;

  for (int at = n; at < n + (int) self->parts->len; at++)
    sum += gb_count_in (self, count, at, NULL, NULL, NULL, NULL);
  return sum == gb_count_in (self, count, gb_gather_now (self), NULL, NULL, NULL, NULL);
}

/* Column @column of the table counts stretch @at. */
static void
fill_stretch (GbGather *self, GbTable *table, const GbCrossed *rows, guint column, int at)
{
  for (guint r = 0; r <= rows->rows->len; r++)
    {
      GbLineSet *line = line_at (rows->rows, r);
      gb_table_set (table, r, column, gb_count_variable (self, at, rows->count, rows->row_by, line, NULL, NULL));
    }
}

/* Rows by the stretches from @first to before @end; @all: the period as their total, or NULL. */
static GbTable *
add_stretches (GbGather *self, GbFiguresSection *section, const GbCrossed *rows, const char *id, const char *caption,
               int first, int end, const char *all)
{
  g_auto (GStrv) lines = gb_line_labels (rows->rows, rows->all_rows);
  g_auto (GStrv) columns = gb_stretch_labels (self, first, end, TRUE, all);
  GbTable *table = gb_figures_add_table (self->figures, section, id, caption, rows->head, (const char *const *) lines,
                                         (const char *const *) columns);

  for (int at = first; at < end; at++)
    fill_stretch (self, table, rows, (guint) (at - first), at);
  if (all != NULL)
    fill_stretch (self, table, rows, (guint) (end - first), gb_gather_now (self));
  gb_figures_add_up (self->figures, table);
  return table;
}

GbTable *
gb_sections_compare (GbGather *self, GbFiguresSection *section, const GbCrossed *rows)
{
  int n = (int) self->terms->len, parts = (int) self->parts->len;
  g_autofree char *parts_id = g_strdup_printf ("%s-parts", rows->id);
  g_autofree char *parts_caption = g_strdup_printf (_ ("%s, term by term"), rows->caption);
  GbTable *first = NULL;

  if (rows->rows->len < 2 || leaves_all_out (self, rows->count))
    return NULL;
  if (n > 1 && !gb_gather_leaves_out (self, rows->id) && can_compare (self, rows->count, 0, n))
    first = add_stretches (self, section, rows, rows->id, rows->caption, 0, n, NULL);
  if (parts > 1 && rows->rows->len <= MOST_ROWS_BY_TERM && !gb_gather_leaves_out (self, parts_id)
      && can_compare (self, rows->count, n, n + parts) && parts_hold_all (self, rows->count))
    {
      GbTable *table = add_stretches (self, section, rows, parts_id, parts_caption, n, n + parts, _ ("The\nyear"));
      first = first != NULL ? first : table;
    }
  return first;
}

/* --- categories ----------------------------------------------------------- */

/* The categories of @group in one row, but for those that can stand alone. */
static void
add_group (GbGather *self, const char *group, const char *label)
{
  GbCount count = gb_count_concerns (self);
  GPtrArray *words = gb_pack_words (gb_book_get_pack (self->book), "category");
  g_autoptr (GPtrArray) alone = gb_lines_new ();
  g_autoptr (GPtrArray) rest = gb_lines_new ();

  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      GPtrArray *lines = alone;
      if (g_strcmp0 (word->parent, group) != 0)
        continue;
      gb_count_line (self, lines, &count, &gb_by_category, word->label, word->id);
      if (((GbLineSet *) alone->pdata[alone->len - 1])->now < OWN_ROW)
        g_ptr_array_add (rest, g_ptr_array_steal_index (alone, alone->len - 1));
    }
  while (rest->len > 1)
    gb_lines_join (rest, 0, 1);
  while (rest->len > 0 && alone->len > 0 && ((GbLineSet *) rest->pdata[0])->now > 0
         && ((GbLineSet *) rest->pdata[0])->now < self->threshold)
    {
      g_ptr_array_add (rest, g_ptr_array_steal_index (alone, alone->len - 1));
      gb_lines_join (rest, 0, 1);
    }
  if (rest->len > 0)
    {
      GbLineSet *line = rest->pdata[0];
      g_free (line->label);
      line->label = alone->len == 0 ? g_strdup (label) : g_strdup_printf (_ ("%s: other"), label);
    }
  while (alone->len > 0)
    g_ptr_array_add (self->categories, g_ptr_array_steal_index (alone, 0));
  while (rest->len > 0)
    g_ptr_array_add (self->categories, g_ptr_array_steal_index (rest, 0));
}

void
gb_sections_recode (GbGather *self)
{
  GbPack *pack = gb_book_get_pack (self->book);
  GPtrArray *groups = gb_pack_words (pack, "category-group");
  GbCount count = gb_count_concerns (self);

  self->categories = gb_lines_new ();
  for (guint i = 0; i < groups->len; i++)
    {
      const GbWord *group = groups->pdata[i];
      add_group (self, group->id, group->label);
    }
  gb_count_add_unknown (self, self->categories, &count, &gb_by_category);
  gb_lines_recode (self->categories, self->threshold, _ ("Other concerns"), FALSE);
}

/* The pack's group "online" is named in several sections; the row that begins with it. */
static int
online_row (const GbGather *self)
{
  const char *label = gb_pack_label (gb_book_get_pack (self->book), "category-group", "online");
  for (guint i = 0; i < self->categories->len; i++)
    if (g_strcmp0 (((GbLineSet *) self->categories->pdata[i])->label, label) == 0)
      return (int) i;
  return -1;
}

static GPtrArray *
outcome_lines (GbGather *self)
{
  static const char *const labels[GB_N_OUTCOMES]
    = { N_ ("Support\nin school"), N_ ("Early\nhelp"), N_ ("Referred\noutside"), N_ ("No more\nneeded"),
        N_ ("Still\nopen") };
  GPtrArray *lines = gb_lines_new ();
  GbCount count = gb_count_concerns (self);

  for (guint i = 0; i < GB_N_OUTCOMES; i++)
    gb_count_line (self, lines, &count, &gb_by_outcome, _ (labels[i]), gb_outcome_words[i]);
  gb_lines_recode (lines, self->threshold, _ ("Other\noutcomes"), TRUE);
  return lines;
}

static void
add_concerns (GbGather *self)
{
  GbCount count = gb_count_concerns (self);
  g_autoptr (GPtrArray) outcomes = outcome_lines (self);
  const char *side = _ ("A concern has one category and one main outcome: the strongest step taken by the day this"
                        " report was frozen.");
  GbFiguresSection *section = gb_sections_begin (self, "concerns", side);
  GbCrossed crossed = { "category-outcome", _ ("Concerns recorded, by category and main outcome"), _ ("Category"),
                        _ ("All concerns"), _ ("All"), &count, &gb_by_category, &gb_by_outcome, self->categories,
                        outcomes };
  GbCrossed compared = { "outcome-term", _ ("Main outcomes compared"), _ ("Main outcome"), _ ("All concerns"), NULL,
                         &count, &gb_by_outcome, NULL, outcomes, NULL };
  GbTable *table;

  if (!gb_sections_can_cross (self, &crossed))
    gb_sections_say_left_out (self, section, &count, _ ("No concern was recorded in this time."));
  else
    gb_sections_cross (self, section, &crossed)->definition
      = g_strdup (_ ("Concerns recorded in the time of this report, each once."));
  for (guint i = 0; i < outcomes->len; i++)
    g_strdelimit (((GbLineSet *) outcomes->pdata[i])->label, "\n", ' ');
  table = gb_sections_compare (self, section, &compared);
  if (table != NULL)
    table->definition = g_strdup (_ ("Each concern under its strongest step so far. A younger concern has had less"
                                     " time for one."));
}

/* --- years ---------------------------------------------------------------- */

static const char *const all_years[]
  = { "N", "R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13" };

static char *
year_label (const char *year)
{
  if (g_str_equal (year, "none"))
    return g_strdup (_ ("No child named"));
  if (g_str_equal (year, "N"))
    return g_strdup (_ ("Nursery"));
  return g_str_equal (year, "R") ? g_strdup (_ ("Reception")) : g_strdup_printf (_ ("Year %s"), year);
}

/* Every year between the youngest and the oldest with a concern, then those without a child. */
static GPtrArray *
single_years (const GbGather *self, const GbCount *count)
{
  GPtrArray *lines = gb_lines_new ();
  guint first = G_MAXUINT, last = 0;
  GbLineSet *line;

  for (guint i = 0; i < G_N_ELEMENTS (all_years); i++)
    {
      g_autofree char *label = year_label (all_years[i]);
      line = gb_count_line (self, lines, count, &gb_by_year, label, all_years[i]);
      if (line->ever > 0)
        first = MIN (first, i), last = i;
    }
  for (guint i = G_N_ELEMENTS (all_years); i > 0; i--)
    if (first == G_MAXUINT || i - 1 < first || i - 1 > last)
      g_ptr_array_remove_index (lines, i - 1);
  line = gb_count_line (self, lines, count, &gb_by_year, _ ("No child named"), "none");
  if (line->ever == 0)
    g_ptr_array_remove_index (lines, lines->len - 1);
  return lines;
}

/* The number of the band that a year stands in. */
static guint
band_of (const GbLineSet *line)
{
  const char *year = line->ids->pdata[0];
  gint64 number = g_ascii_strtoll (year, NULL, 10);

  if (g_str_equal (year, "none"))
    return 6;
  return number <= 2 ? 0 : number <= 4 ? 1 : number <= 6 ? 2 : number <= 9 ? 3 : number <= 11 ? 4 : 5;
}

static const char *
band_label (guint band)
{
  static const char *const labels[]
    = { N_ ("Up to\nYear 2"),    N_ ("Years\n3 and 4"),   N_ ("Years\n5 and 6"), N_ ("Years\n7 to 9"),
        N_ ("Years\n10 and 11"), N_ ("Years\n12 and 13"), N_ ("No child\nnamed") };
  return _ (labels[band]);
}

static void
join_into_bands (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      GbLineSet *line = lines->pdata[i];
      guint band = band_of (line);
      while (i + 1 < lines->len && band_of (lines->pdata[i + 1]) == band)
        gb_lines_join (lines, i, i + 1);
      g_free (line->label);
      line->label = g_strdup (band_label (band));
    }
}

static gboolean
too_many_small (GPtrArray *lines, gint64 threshold)
{
  guint small = 0;
  for (guint i = 0; i < lines->len; i++)
    {
      gint64 now = ((GbLineSet *) lines->pdata[i])->now;
      small += now > 0 && now < threshold;
    }
  return small * 3 > lines->len;
}

static GPtrArray *
year_lines (const GbGather *self)
{
  GbCount count = gb_count_concerns (self);
  GPtrArray *lines = single_years (self, &count);

  if (!too_many_small (lines, self->threshold))
    return lines;
  join_into_bands (lines);
  gb_lines_recode (lines, self->threshold, _ ("Other years"), TRUE);
  for (guint i = 0; i < lines->len; i++)
    g_strdelimit (((GbLineSet *) lines->pdata[i])->label, "\n", ' ');
  return lines;
}

/* --- the four Cs ---------------------------------------------------------- */

static GPtrArray *
risk_lines (const GbGather *self)
{
  GbCount count = gb_count_online (self);
  GbPack *pack = gb_book_get_pack (self->book);
  GPtrArray *words = gb_pack_words (pack, "four-c");
  GPtrArray *lines = gb_lines_new ();

  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      gb_count_line (self, lines, &count, &gb_by_risk, word->label, word->id);
    }
  gb_count_add_unknown (self, lines, &count, &gb_by_risk);
  gb_lines_recode (lines, self->threshold, _ ("Other risks"), TRUE);
  return lines;
}

static GPtrArray *
band_lines (const GbGather *self, const GbCount *count)
{
  GPtrArray *lines = single_years (self, count);

  join_into_bands (lines);
  gb_lines_recode (lines, self->threshold, _ ("Other\nyears"), FALSE);
  return lines;
}

static void
add_year_rows (GbGather *self, GbFiguresSection *section)
{
  GbCount count = gb_count_concerns (self);
  g_autoptr (GPtrArray) lines = year_lines (self);
  g_auto (GStrv) rows = gb_line_labels (lines, _ ("All years"));
  const char *columns[] = { _ ("Concerns"), NULL };
  int now = gb_gather_now (self);
  GbTable *table;

  if (gb_gather_leaves_out (self, "year") || leaves_all_out (self, &count) || lines->len < 2
      || gb_count_in (self, &count, now, NULL, NULL, NULL, NULL) < self->threshold)
    return;
  table = gb_figures_add_table (self->figures, section, "year", _ ("All concerns, by year group"), _ ("Year group"),
                                (const char *const *) rows, columns);
  table->definition = g_strdup (_ ("A concern about several children is counted once, under the oldest child."));
  for (guint r = 0; r <= lines->len; r++)
    {
      GbLineSet *line = line_at (lines, r);
      gb_table_set (table, r, 0, gb_count_variable (self, now, &count, &gb_by_year, line, NULL, NULL));
    }
  gb_figures_add_up (self->figures, table);
  gb_figures_add_chart (self->figures, section, "year", "bars", "year", _ ("All concerns, by year group"))->alternate
    = g_strdup_printf (_ ("Bars of the numbers in table %u."), table->number);
}

/* Categories and all years by age, and how the ages compare with earlier times. */
static void
add_ages (GbGather *self, GbFiguresSection *section)
{
  GbCount count = gb_count_concerns (self);
  g_autoptr (GPtrArray) bands = band_lines (self, &count);
  GbCrossed crossed = { "category-year", _ ("All concerns, by category and age"), _ ("Category"), _ ("All concerns"),
                        _ ("All"), &count, &gb_by_category, &gb_by_year, self->categories, bands };
  g_autoptr (GPtrArray) outcomes = outcome_lines (self);
  GbCrossed by_outcome = { "year-outcome", _ ("All concerns, by age and main outcome"), _ ("Age"), _ ("All concerns"),
                           _ ("All"), &count, &gb_by_year, &gb_by_outcome, bands, outcomes };
  GbCrossed compared = { "year-term", _ ("All concerns by age, compared"), _ ("Age"), _ ("All concerns"), NULL, &count,
                         &gb_by_year, NULL, bands, NULL };
  GbTable *table = gb_sections_can_cross (self, &crossed) ? gb_sections_cross (self, section, &crossed) : NULL;

  if (table != NULL)
    table->definition = g_strdup (_ ("Under the category, and under the oldest child."));
  for (guint i = 0; i < bands->len; i++)
    g_strdelimit (((GbLineSet *) bands->pdata[i])->label, "\n", ' ');
  if (gb_sections_can_cross (self, &by_outcome))
    gb_sections_cross (self, section, &by_outcome)->definition
      = g_strdup (_ ("Under the oldest child, and the strongest step so far."));
  table = gb_sections_compare (self, section, &compared);
  if (table != NULL)
    table->definition = g_strdup (_ ("Under the oldest child, by the year group in which that child was then."));
}

static void
add_online (GbGather *self)
{
  GbCount count = gb_count_online (self);
  g_autoptr (GPtrArray) risks = risk_lines (self);
  g_autoptr (GPtrArray) bands = band_lines (self, &count);
  const char *side = _ ("Years are joined where single years would give numbers so small that a child might be"
                        " recognised.");
  GbFiguresSection *section = gb_sections_begin (self, "online", side);
  GbCrossed crossed = { "four-c-year", _ ("Online concerns, by kind of risk and age"), _ ("Kind of risk"),
                        _ ("All online concerns"), _ ("All"), &count, &gb_by_risk, &gb_by_year, risks, bands };
  g_autoptr (GPtrArray) outcomes = outcome_lines (self);
  GbCrossed by_outcome = { "four-c-outcome", _ ("Online concerns, by kind of risk and main outcome"),
                           _ ("Kind of risk"), _ ("All online concerns"), _ ("All"), &count, &gb_by_risk,
                           &gb_by_outcome, risks, outcomes };
  GbCrossed compared = { "four-c-term", _ ("Online concerns compared"), _ ("Kind of risk"), _ ("All online concerns"),
                         NULL, &count, &gb_by_risk, NULL, risks, NULL };
  GbTable *table;

  if (!gb_sections_can_cross (self, &crossed))
    gb_sections_say_left_out (self, section, &count, _ ("No concern about life online was recorded in this time."));
  else
    gb_sections_cross (self, section, &crossed)->definition
      = g_strdup (_ ("Concerns with at least one of the four Cs. One with several is counted under the first, and one"
                     " about several children under the oldest."));
  if (gb_sections_can_cross (self, &by_outcome))
    gb_sections_cross (self, section, &by_outcome)->definition
      = g_strdup (_ ("By the first of the four Cs, and the strongest step so far."));
  add_year_rows (self, section);
  table = gb_sections_compare (self, section, &compared);
  if (table != NULL)
    table->definition = g_strdup (_ ("By the first of the four Cs."));
  add_ages (self, section);
}

/* --- terms ---------------------------------------------------------------- */

static void
add_totals (GbGather *self, GbFiguresSection *section)
{
  GbCount count = gb_count_concerns (self);
  int n = (int) self->terms->len;
  g_auto (GStrv) rows = gb_stretch_labels (self, 0, n, FALSE, NULL);
  const char *columns[] = { _ ("Concerns"), NULL };
  GbTable *table = gb_figures_add_table (self->figures, section, "term", _ ("Concerns recorded"), _ ("When"),
                                         (const char *const *) rows, columns);

  for (int at = 0; at < n; at++)
    gb_table_set (table, (guint) at, 0, gb_count_variable (self, at, &count, NULL, NULL, NULL, NULL));
  gb_figures_add_chart (self->figures, section, "term", "bars", "term", _ ("Concerns recorded"))->alternate
    = g_strdup_printf (_ ("Bars of the numbers in table %u."), table->number);
}

/* @online: the row about life online, -1: it has none of its own. */
static void
add_term_charts (GbGather *self, GbFiguresSection *section, const GbTable *table, int online)
{
  GbChart *stacked = NULL;
  GbChart *multiples;

  if (online >= 0)
    {
      stacked = gb_figures_add_chart (self->figures, section, "terms", "stacked", table->id,
                                      _ ("Concerns recorded, with the part about life online"));
      stacked->part = (guint) online;
      stacked->whole = table->rows->len - 1;
      stacked->alternate = g_strdup_printf (_ ("Bars of the last row of table %u; the row about life online is"
                                               " hatched."),
                                            table->number);
    }
  if (table->columns->len < FEWEST_FOR_A_LINE)
    return;
  multiples = gb_figures_add_chart (self->figures, section, "categories", "multiples", table->id,
                                    _ ("The categories over the same times"));
  multiples->alternate = g_strdup_printf (_ ("A line for each row of table %u."), table->number);
}

/* The groups of categories, for a year's terms: single categories would be mostly signs. */
static GPtrArray *
group_lines (GbGather *self)
{
  GbCount count = gb_count_concerns (self);
  GbPack *pack = gb_book_get_pack (self->book);
  GPtrArray *groups = gb_pack_words (pack, "category-group"), *words = gb_pack_words (pack, "category");
  GPtrArray *lines = gb_lines_new ();

  for (guint g = 0; g < groups->len; g++)
    {
      const GbWord *group = groups->pdata[g];
      guint first = lines->len;
      for (guint i = 0; i < words->len; i++)
        {
          const GbWord *word = words->pdata[i];
          if (g_strcmp0 (word->parent, group->id) == 0)
            gb_count_line (self, lines, &count, &gb_by_category, group->label, word->id);
        }
      while (lines->len > first + 1)
        gb_lines_join (lines, first, first + 1);
    }
  return lines;
}

/* Whether the groups hold every concern: one of an older pack stands in none. */
static gboolean
groups_hold_all (const GbGather *self, GPtrArray *lines)
{
  GbCount count = gb_count_concerns (self);
  gint64 ever = 0;

  for (guint i = 0; i < lines->len; i++)
    ever += ((GbLineSet *) lines->pdata[i])->ever;
  return ever == gb_count_in (self, &count, -1, NULL, NULL, NULL, NULL);
}

/* The groups over the years and over the terms of the last, with the charts of the latter. */
static void
add_groups (GbGather *self, GbFiguresSection *section)
{
  GbCount count = gb_count_concerns (self);
  g_autoptr (GPtrArray) groups = group_lines (self);
  GbCrossed rows = { "group-term", _ ("Concerns recorded, by group"), _ ("Group"), _ ("All concerns"), NULL, &count,
                     &gb_by_category, NULL, groups, NULL };
  GbTable *table = groups_hold_all (self, groups) ? gb_sections_compare (self, section, &rows) : NULL;

  if (table == NULL)
    return;
  table->definition = g_strdup (_ ("The policy’s groups of categories."));
  table = (GbTable *) gb_figures_table (self->figures, "group-term-parts");
  if (table != NULL)
    add_term_charts (self, section, table, 0);
}

static void
add_terms (GbGather *self)
{
  GbCount count = gb_count_concerns (self);
  const char *side = _ ("More records can mean more harm, or more trust in being heard.\nA concern counts in the term"
                        " in which it was recorded; what was recorded in a holiday counts in the term that follows.");
  GbFiguresSection *section = gb_sections_begin (self, "terms", side);
  GbCrossed rows = { "category-term", _ ("Concerns recorded, by category"), _ ("Category"), _ ("All concerns"), NULL,
                     &count, &gb_by_category, NULL, self->categories, NULL };
  GbTable *table = gb_sections_compare (self, section, &rows);

  if (table == NULL && leaves_all_out (self, &count))
    {
      gb_sections_say_left_out (self, section, NULL, NULL);
      return;
    }
  if (table == NULL)
    {
      add_totals (self, section);
      return;
    }
  table->definition = g_strdup (_ ("Concerns recorded in each time, each once."));
  if (gb_gather_is_year (self))
    add_groups (self, section);
  else
    add_term_charts (self, section, table, online_row (self));
}

/* --- words that are alike in every report --------------------------------- */

#define FEWEST_ADULTS 10

/* Whether this reader knows of so many that the sentence would be untrue: over the
 * year, so that two reports of it can't be told apart. */
static gboolean
adults_are_many (GbGather *self)
{
  const GbStretch *now = gb_gather_stretch (self, gb_gather_now (self));
  gint64 from = MIN (now->span.from, now->span.until - 365 * GB_DAY);

  return gb_concern_count (gb_book_get_vault (self->book), from, now->span.until, NULL, NULL) >= FEWEST_ADULTS;
}

/* One figure and no other, alike in every report and for every author.  It is a
 * sentence for the headteacher and the chair to write when it would be untrue. */
static void
add_adults (GbGather *self)
{
  GbFiguresSection *section = gb_sections_begin (self, "adults", NULL);
  gb_figures_add_words (self->figures, section,
                        adults_are_many (self)
                            ? _ ("Concerns about adults who work or help in the school: 10 or more in the year. The"
                                 " headteacher and the chair of governors report on them apart from this page.")
                            : _ ("Concerns about adults who work or help in the school: fewer than 10, which may be"
                                 " none. This sentence is the same in every report."));
}

static void
add_own_words (GbGather *self)
{
  if (gb_text_is_filled (self->plan->narrative))
    gb_figures_add_words (self->figures, gb_sections_begin (self, "words", NULL), self->plan->narrative);
}

static void
define (GbGather *self, const char *word, const char *meaning)
{
  GbDefinition *definition = g_new0 (GbDefinition, 1);
  definition->word = g_strdup (word);
  definition->meaning = g_strdup (meaning);
  g_ptr_array_add (self->figures->definitions, definition);
}

static void
define_period (GbGather *self)
{
  const GbPeriod *period = gb_figures_period (self->figures);
  g_autofree char *from = gb_say_day_long (period->from);
  g_autofree char *until = gb_say_day_long (period->until);
  g_autofree char *days = g_strdup_printf (ngettext ("%s to %s, %u school day.", "%s to %s, %u school days.",
                                                     self->figures->school_days),
                                           from, until, self->figures->school_days);
  g_autofree char *said = g_strdup_printf (
      "%s %s", days,
      self->extent == NULL     ? _ ("What was recorded in the holiday before it counts in it.")
      : gb_gather_is_year (self) ? _ ("What was recorded in a holiday counts in the term after it, so that the terms"
                                      " add up to the year.")
                                 : _ ("Only what was recorded on these days counts, whatever the terms."));

  define (self, self->extent == NULL ? _ ("Term.") : gb_gather_is_year (self) ? _ ("Year.") : _ ("Time."), said);
}

/* Tables that are counted alike share their line. */
static void
define_table (GbGather *self, guint number, const char *said)
{
  g_autofree char *name = g_strdup_printf (_ ("Table %u."), number);

  for (guint i = 0; i < self->figures->definitions->len; i++)
    {
      GbDefinition *definition = self->figures->definitions->pdata[i];
      g_autofree char *before = definition->word;
      if (g_strcmp0 (definition->meaning, said) != 0)
        {
          g_steal_pointer (&before);
          continue;
        }
      g_strdelimit (before, ".", '\0');
      definition->word = g_strdup_printf (_ ("%s, %u."), before, number);
      return;
    }
  define (self, name, said);
}

/* What each printed table counts: a reader of the page needs nothing else. */
static void
define_tables (GbGather *self)
{
  for (guint s = 0; s < self->figures->sections->len; s++)
    {
      const GbFiguresSection *section = self->figures->sections->pdata[s];
      for (guint b = 0; b < section->blocks->len; b++)
        {
          const GbBlock *block = section->blocks->pdata[b];
          const char *said = block->table != NULL     ? block->table->definition
                             : block->listing != NULL ? block->listing->definition
                                                      : NULL;
          if (said != NULL)
            define_table (self, block->table != NULL ? block->table->number : block->listing->number, said);
        }
    }
}

/* Found now, or when an earlier report was made. */
static guint
count_given (const GbGather *self)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->given);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (keys, key);
  for (guint i = 0; i < self->issued->len; i++)
    {
      const GbFigures *issued = self->issued->pdata[i];
      for (guint v = 0; v < issued->variables->len; v++)
        if (gb_figures_at (issued, v)->given)
          g_hash_table_add (keys, gb_figures_at (issued, v)->key);
    }
  return g_hash_table_size (keys);
}

static void
define_given (GbGather *self)
{
  guint n = count_given (self);
  g_autofree char *said
      = g_strdup_printf (ngettext ("%u small number that earlier reports hold back can be worked out from those reports"
                                   " alone. What this report holds back can’t change that.",
                                   "%u small numbers that earlier reports hold back can be worked out from those"
                                   " reports alone. What this report holds back can’t change that.",
                                   n),
                         n);
  if (n > 0)
    define (self, _ ("Earlier reports."), said);
}

static void
add_definitions (GbGather *self)
{
  define (self, _ ("Concern."),
          _ ("A worry about a child’s safety or welfare that was written down, whoever raised it. It is counted in"
             " the term in which it was recorded, and has one category and one main outcome."));
  define (self, _ ("Referred outside."),
          _ ("Sent to social care, the police or another agency, whatever the answer. Asking for advice only is not a"
             " referral."));
  define (self, _ ("Search."),
          _ ("A search of a child, or of what a child has with them, counted whether or not anything was found."));
  define (self, _ ("Deadline."),
          _ ("Counted in the term in which it ended. School days leave out weekends, holidays and staff days."));
  define_period (self);
  define_given (self);
  define_tables (self);
}

/* --- all of them -------------------------------------------------------------- */

static const struct { GbSectionSet set; const char *id, *label; void (*add) (GbGather *self); } parts[] = {
  { GB_SECTION_CONCERNS, "concerns", N_ ("Concerns by category and outcome"), add_concerns },
  { GB_SECTION_ONLINE, "online", N_ ("Online concerns, and all concerns by year"), add_online },
  { GB_SECTION_TERMS, "terms", N_ ("The terms compared"), add_terms },
  { GB_SECTION_REFERRALS, "referrals", N_ ("Referrals, and deadlines kept"), gb_sections_add_referrals },
  { GB_SECTION_SEARCHES, "searches", N_ ("Searches and devices held"), gb_sections_add_searches },
  { GB_SECTION_SEARCHED, "searched", N_ ("Who was searched"), gb_sections_add_searched },
  { GB_SECTION_ADULTS, "adults", N_ ("Concerns about adults"), add_adults },
  { GB_SECTION_TRAINING, "training", N_ ("Training"), gb_sections_add_training },
  { GB_SECTION_CHECKS, "checks", N_ ("Filtering and monitoring"), gb_sections_add_checks },
  { GB_SECTION_POLICIES, "policies", N_ ("Policies"), gb_sections_add_policies },
  { GB_SECTION_ARRANGEMENTS, "arrangements", N_ ("Arrangements and approvals"), gb_sections_add_arrangements },
  { GB_SECTION_LESSONS, "lessons", N_ ("What we learnt, and what we will do"), gb_sections_add_lessons },
  { GB_SECTION_QUESTIONS, "questions", N_ ("Governors’ questions"), gb_sections_add_questions },
  { GB_SECTION_WORDS, "words", N_ ("In the lead’s own words"), add_own_words },
};

static int
part_of (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_strcmp0 (parts[i].id, id) == 0)
      return (int) i;
  return -1;
}

const char *
gb_figures_section_label (const char *id)
{
  int part = part_of (id);
  return part >= 0 ? _ (parts[part].label) : NULL;
}

/* A pack that was adopted before reports had headings has none: then all, as they stand here. */
GArray *
gb_figures_headings (GbPack *pack)
{
  GArray *headings = g_array_new (FALSE, FALSE, sizeof (GbFiguresHeading));
  GPtrArray *words = gb_pack_words (pack, "report-section");

  for (guint i = 0; i < (words->len > 0 ? words->len : G_N_ELEMENTS (parts)); i++)
    {
      const GbWord *word = words->len > 0 ? words->pdata[i] : NULL;
      int part = word != NULL ? part_of (word->id) : (int) i;
      GbFiguresHeading heading;
      if (part < 0)
        continue; /* of a later program */
      heading = (GbFiguresHeading) { parts[part].set, parts[part].id,
                                     word != NULL ? word->label : _ (parts[part].label) };
      g_array_append_val (headings, heading);
    }
  return headings;
}

GbFiguresSection *
gb_sections_begin (GbGather *self, const char *id, const char *side)
{
  const GbWord *word = gb_pack_word (gb_book_get_pack (self->book), "report-section", id);
  return gb_figures_add_section (self->figures, id, word != NULL ? word->label : gb_figures_section_label (id), side);
}

void
gb_sections_add (GbGather *self)
{
  g_autoptr (GArray) headings = gb_figures_headings (gb_book_get_pack (self->book));

  for (guint i = 0; i < headings->len; i++)
    {
      const GbFiguresHeading *heading = &g_array_index (headings, GbFiguresHeading, i);
      if ((self->plan->sections & heading->set) != 0)
        parts[part_of (heading->id)].add (self);
    }
  add_definitions (self);
}

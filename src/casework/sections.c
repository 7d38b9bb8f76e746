/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sections: the tables, charts and words of the governors' report.
 *
 * Each section joins what is small before it counts (lines.h), names its
 * numbers, and says what adds up to what.  Whether they may be printed is decided
 * afterwards, for all of them together (gather.c, suppress.h).
 */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/gather.h"

#define FEWEST_FOR_A_LINE 3
#define OWN_ROW 10 /* a category with fewer stands in its group's row */

/* --- tables --------------------------------------------------------------- */

/* Labels of lines, then the total's: for gb_figures_add_table.  (transfer full) */
static char **
labels_of (GPtrArray *lines, const char *total)
{
  GPtrArray *labels = g_ptr_array_new ();
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    g_ptr_array_add (labels, g_strdup (((GbLineSet *) lines->pdata[i])->label));
  if (total != NULL)
    g_ptr_array_add (labels, g_strdup_printf ("=%s", total));
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

/* "Spring term 2025/26" breaks before its last word. */
static char **
term_labels (const GbGather *self, char mark)
{
  GPtrArray *labels = g_ptr_array_new ();
  for (guint i = 0; i < self->terms->len; i++)
    {
      char *label = g_strdup (((GbTerm *) self->terms->pdata[i])->name);
      char *blank = mark == '\n' ? strrchr (label, ' ') : NULL;
      if (blank != NULL)
        *blank = '\n';
      g_ptr_array_add (labels, label);
    }
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

typedef struct
{
  const char *id, *caption, *head;
  const char *all_rows, *all_columns; /* labels of the totals */
  const GbCount *count;
  const GbDimension *row_by, *column_by;
  GPtrArray *rows, *columns;          /* of GbLineSet */
} Crossed;

static GbLineSet *
line_at (GPtrArray *lines, guint i)
{
  return i < lines->len ? lines->pdata[i] : NULL;
}

/* Rows by columns in the period, with totals both ways. */
static GbTable *
add_crossed (GbGather *self, GbFiguresSection *section, const Crossed *crossed)
{
  g_auto (GStrv) rows = labels_of (crossed->rows, crossed->all_rows);
  g_auto (GStrv) columns = labels_of (crossed->columns, crossed->all_columns);
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

/* Whether there is enough to cross: two lines each way, and a total that may be broken down. */
static gboolean
can_cross (const GbGather *self, const char *id, const GbCount *count, GPtrArray *rows, GPtrArray *columns)
{
  gint64 total = gb_count_in (count, gb_gather_now (self), NULL, NULL, NULL, NULL);
  return !gb_gather_leaves_out (self, id) && rows->len > 1 && columns->len > 1 && total >= self->threshold;
}

/* Why there is no table here: there were none (@none says so), or too few. */
static void
say_left_out (GbGather *self, GbFiguresSection *section, const GbCount *count, const char *none)
{
  gboolean some = count == NULL || gb_count_in (count, gb_gather_now (self), NULL, NULL, NULL, NULL) > 0;

  gb_figures_add_words (self->figures, section,
                        some ? _ ("There were too few to break them down here without pointing to a child.") : none);
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

/* A category of an older pack, which this one doesn't know, has a line of its own. */
static void
add_unknown_categories (GbGather *self)
{
  GbCount count = gb_count_concerns (self);

  for (guint i = 0; i < self->facts->concerns->len; i++)
    {
      const char *category = gb_by_category.word (self->facts->concerns->pdata[i]);
      gboolean known = FALSE;
      for (guint l = 0; l < self->categories->len; l++)
        known |= gb_line_has (self->categories->pdata[l], category);
      if (!known)
        gb_count_line (self, self->categories, &count, &gb_by_category, category, category);
    }
}

void
gb_sections_recode (GbGather *self)
{
  GbPack *pack = gb_book_get_pack (self->book);
  GPtrArray *groups = gb_pack_words (pack, "category-group");

  self->categories = gb_lines_new ();
  for (guint i = 0; i < groups->len; i++)
    {
      const GbWord *group = groups->pdata[i];
      add_group (self, group->id, group->label);
    }
  add_unknown_categories (self);
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
                        " report"
                        " was frozen.");
  GbFiguresSection *section = gb_figures_add_section (self->figures, "concerns", _ ("Concerns by category and"
                                                                                    " outcome"), side);
  Crossed crossed = { "category-outcome", _ ("Concerns recorded, by category and main outcome"), _ ("Category"),
                      _ ("All concerns"), _ ("All"), &count, &gb_by_category, &gb_by_outcome, self->categories,
                      outcomes };

  if (!can_cross (self, crossed.id, &count, self->categories, outcomes))
    say_left_out (self, section, &count, _ ("No concern was recorded this term."));
  else
    add_crossed (self, section, &crossed)->definition = g_strdup (_ ("Concerns recorded in the term, each once."));
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

static void
add_years (GbGather *self, GbFiguresSection *section)
{
  GbCount count = gb_count_concerns (self);
  g_autoptr (GPtrArray) lines = year_lines (self);
  g_auto (GStrv) rows = labels_of (lines, _ ("All years"));
  const char *columns[] = { _ ("Concerns"), NULL };
  int now = gb_gather_now (self);
  GbTable *table;

  if (gb_gather_leaves_out (self, "year") || lines->len < 2
      || gb_count_in (&count, gb_gather_now (self), NULL, NULL, NULL, NULL) < self->threshold)
    return;
  table = gb_figures_add_table (self->figures, section, "year", _ ("All concerns, by year group"), _ ("Year group"),
                                (const char *const *) rows, columns);
  table->definition = g_strdup (_ ("A concern about several children is counted once, under the oldest child."));
  for (guint r = 0; r <= lines->len; r++)
    {
      GbLineSet *line = line_at (lines, r);
      guint total = gb_count_variable (self, now, &count, &gb_by_year, line, NULL, NULL);
      gb_table_set (table, r, 0, total);
      if (line != NULL)
        gb_count_tie_singles (self, total, now, &count, &gb_by_year, line);
    }
  gb_figures_add_up (self->figures, table);
  gb_figures_add_chart (self->figures, section, "year", "bars", "year", _ ("All concerns, by year group"))->alternate
    = g_strdup_printf (_ ("Bars of the numbers in table %u."), table->number);
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
  gb_lines_recode (lines, self->threshold, _ ("Other risks"), TRUE);
  return lines;
}

static GPtrArray *
band_lines (const GbGather *self)
{
  GbCount count = gb_count_online (self);
  GPtrArray *lines = single_years (self, &count);

  join_into_bands (lines);
  gb_lines_recode (lines, self->threshold, _ ("Other\nyears"), FALSE);
  return lines;
}

/* Online concerns are some of all concerns, in total and in each band of years. */
static void
tie_online (GbGather *self, GPtrArray *bands)
{
  GbCount part = gb_count_online (self), whole = gb_count_concerns (self);
  int term = gb_gather_now (self);

  gb_count_tie_part (self, gb_count_variable (self, term, &part, NULL, NULL, NULL, NULL),
                     gb_count_variable (self, term, &whole, NULL, NULL, NULL, NULL));
  for (guint i = 0; i < bands->len; i++)
    {
      const GbLineSet *band = bands->pdata[i];
      g_autofree char *key = gb_count_key (self, term, &whole, &gb_by_year, band, NULL, NULL);
      gint64 value = gb_count_in (&whole, term, &gb_by_year, band, NULL, NULL);
      guint all = gb_figures_hidden (self->figures, key, value);
      gb_count_tie_part (self, gb_count_variable (self, term, &part, &gb_by_year, band, NULL, NULL), all);
      gb_count_tie_singles (self, all, term, &whole, &gb_by_year, band);
    }
}

static void
add_online (GbGather *self)
{
  GbCount count = gb_count_online (self);
  g_autoptr (GPtrArray) risks = risk_lines (self);
  g_autoptr (GPtrArray) bands = band_lines (self);
  const char *title = _ ("Online concerns, and all concerns by year");
  const char *side = _ ("Years are joined where single years would give numbers so small that a child might be"
                        " recognised.");
  GbFiguresSection *section = gb_figures_add_section (self->figures, "online", title, side);
  Crossed crossed = { "four-c-year", _ ("Online concerns, by kind of risk and age"), _ ("Kind of risk"),
                      _ ("All online concerns"), _ ("All"), &count, &gb_by_risk, &gb_by_year, risks, bands };

  if (!can_cross (self, crossed.id, &count, risks, bands))
    say_left_out (self, section, &count, _ ("No concern about life online was recorded this term."));
  else
    {
      GbTable *table = add_crossed (self, section, &crossed);
      table->definition = g_strdup (_ ("Concerns with at least one of the four Cs. One with several is counted under"
                                       " the"
                                       " first, and one about several children under the oldest."));
    }
  add_years (self, section);
  if (gb_figures_table (self->figures, crossed.id) != NULL)
    tie_online (self, bands);
}

/* --- terms ---------------------------------------------------------------- */

/* Whether no term's total is itself a small number. */
static gboolean
terms_can_be_broken_down (const GbGather *self)
{
  GbCount count = gb_count_concerns (self);
  for (int term = 0; term <= gb_gather_now (self); term++)
    {
      gint64 total = gb_count_in (&count, term, NULL, NULL, NULL, NULL);
      if (total > 0 && total < self->threshold)
        return FALSE;
    }
  return TRUE;
}

static void
add_term_totals (GbGather *self, GbFiguresSection *section)
{
  GbCount count = gb_count_concerns (self);
  g_auto (GStrv) rows = term_labels (self, ' ');
  const char *columns[] = { _ ("Concerns"), NULL };
  GbTable *table = gb_figures_add_table (self->figures, section, "term", _ ("Concerns recorded each term"), _ ("Term"),
                                         (const char *const *) rows, columns);

  for (int term = 0; term <= gb_gather_now (self); term++)
    gb_table_set (table, (guint) term, 0, gb_count_variable (self, term, &count, NULL, NULL, NULL, NULL));
  gb_figures_add_chart (self->figures, section, "term", "bars", "term", _ ("Concerns recorded each term"))->alternate
    = g_strdup_printf (_ ("Bars of the numbers in table %u."), table->number);
}

static void
add_term_charts (GbGather *self, GbFiguresSection *section, guint number)
{
  GbChart *stacked = NULL;
  GbChart *multiples;

  if (online_row (self) >= 0)
    {
      stacked = gb_figures_add_chart (self->figures, section, "terms", "stacked", "category-term",
                                      _ ("Concerns recorded each term, with the part about life online"));
      stacked->part = (guint) online_row (self);
      stacked->whole = self->categories->len;
      stacked->alternate = g_strdup_printf (_ ("Bars of the last row of table %u; the row about life online is"
                                               " hatched."),
                                            number);
    }
  if (self->terms->len < FEWEST_FOR_A_LINE)
    return;
  multiples = gb_figures_add_chart (self->figures, section, "categories", "multiples", "category-term",
                                    _ ("The categories over the same terms"));
  multiples->alternate = g_strdup_printf (_ ("A line for each row of table %u."), number);
}

static void
add_terms (GbGather *self)
{
  GbCount count = gb_count_concerns (self);
  const char *side = _ ("More records can mean more harm, or more trust in being heard.\nA concern counts in the term"
                        " in"
                        " which it was recorded; what was recorded in a holiday counts in the term that follows.");
  GbFiguresSection *section = gb_figures_add_section (self->figures, "terms", _ ("The terms compared"), side);
  g_auto (GStrv) rows = labels_of (self->categories, _ ("All concerns"));
  g_auto (GStrv) columns = term_labels (self, '\n');
  GbTable *table;

  if (gb_gather_leaves_out (self, "category-term") || self->categories->len < 2 || !terms_can_be_broken_down (self))
    {
      add_term_totals (self, section);
      return;
    }
  table = gb_figures_add_table (self->figures, section, "category-term", _ ("Concerns recorded each term, by category"),
                                _ ("Category"), (const char *const *) rows, (const char *const *) columns);
  table->definition = g_strdup (_ ("Concerns recorded in each term, each once."));
  for (int term = 0; term <= gb_gather_now (self); term++)
    for (guint r = 0; r <= self->categories->len; r++)
      {
        GbLineSet *line = line_at (self->categories, r);
        guint total = gb_count_variable (self, term, &count, &gb_by_category, line, NULL, NULL);
        gb_table_set (table, r, (guint) term, total);
        if (line != NULL)
          gb_count_tie_singles (self, total, term, &count, &gb_by_category, line);
      }
  gb_figures_add_up (self->figures, table);
  add_term_charts (self, section, table->number);
}

/* --- referrals and deadlines ---------------------------------------------- */

static GPtrArray *
agency_lines (const GbGather *self)
{
  GbCount count = gb_count_referrals (self);
  GPtrArray *words = gb_pack_words (gb_book_get_pack (self->book), "agency");
  GPtrArray *lines = gb_lines_new ();

  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      if (!g_str_equal (word->id, "lado"))
        gb_count_line (self, lines, &count, &gb_by_agency, word->label, word->id);
    }
  gb_lines_recode (lines, self->threshold, _ ("Other agencies"), FALSE);
  return lines;
}

static GPtrArray *
answer_lines (const GbGather *self)
{
  static const char *const labels[GB_N_ANSWERS]
    = { N_ ("Taken\non"), N_ ("Advice,\nor no more"), N_ ("No answer\nyet") };
  GbCount count = gb_count_referrals (self);
  GPtrArray *lines = gb_lines_new ();

  for (guint i = 0; i < GB_N_ANSWERS; i++)
    gb_count_line (self, lines, &count, &gb_by_answer, _ (labels[i]), gb_answer_words[i]);
  gb_lines_recode (lines, self->threshold, _ ("Other\nanswers"), TRUE);
  return lines;
}

/* A duty that ran a few times would tell how many cases there were, and one
 * that was missed a few times points to a child whose parents waited. */
static gboolean
tells_too_much (const GbGather *self, const GbDuty *duty)
{
  gint64 missed = duty->ran - duty->kept;
  return duty->ran < self->threshold || (missed > 0 && missed < self->threshold)
         || (duty->kept > 0 && duty->kept < self->threshold);
}

/* Such duties stand in one row together: their indexes.  How often they ran. */
static gint64
rare_duties (const GbGather *self, GArray *rare)
{
  GPtrArray *duties = self->facts->duties;
  gint64 ran = 0;
  int best = -1;

  for (guint i = 0; i < duties->len; i++)
    {
      const GbDuty *duty = duties->pdata[i];
      if (tells_too_much (self, duty))
        {
          g_array_append_val (rare, i);
          ran += duty->ran;
        }
      else if (best < 0 || duty->ran < ((GbDuty *) duties->pdata[best])->ran)
        best = (int) i;
    }
  if (ran == 0 || ran >= self->threshold || best < 0)
    return ran;
  g_array_append_val (rare, best);
  return ran + ((GbDuty *) duties->pdata[best])->ran;
}

static gboolean
is_rare (GArray *rare, guint index)
{
  for (guint i = 0; i < rare->len; i++)
    if (g_array_index (rare, guint, i) == index)
      return TRUE;
  return FALSE;
}

/* Ran, kept and missed of one duty in @term: the first is the sum of the others. */
static void
count_duty (GbGather *self, int term, const char *title, gint64 ran, gint64 kept, guint variables[3])
{
  static const char *const names[] = { "ran", "kept", "missed" };
  const char *id = ((GbTerm *) self->terms->pdata[term])->id;
  gint64 values[] = { ran, kept, ran - kept };

  for (guint c = 0; c < G_N_ELEMENTS (names); c++)
    {
      g_autofree char *key = g_strdup_printf ("%s|duty=%s|%s", id, title, names[c]);
      variables[c] = gb_figures_variable (self->figures, key, values[c], TRUE, c == 0 ? GB_COST_GRAND : GB_COST_INNER);
    }
  gb_figures_equate (self->figures, variables[0], variables + 1, 2);
}

void
gb_sections_duties (GbGather *self, int term)
{
  guint variables[3];
  count_duty (self, term, "all", self->facts->ran[term], self->facts->kept[term], variables);
}

static void
set_duty (GbGather *self, GbTable *table, guint row, const char *title, gint64 ran, gint64 kept)
{
  guint variables[3];

  count_duty (self, gb_gather_now (self), title, ran, kept, variables);
  for (guint c = 0; c < G_N_ELEMENTS (variables); c++)
    gb_table_set (table, row, c, variables[c]);
}

/* Labels of the duties in order, the rare ones in one row, and the total. */
static char **
duty_labels (const GbGather *self, GArray *rare)
{
  GPtrArray *labels = g_ptr_array_new ();
  gboolean broken_down = !gb_gather_leaves_out (self, "clock");

  for (guint i = 0; broken_down && i < self->facts->duties->len; i++)
    if (!is_rare (rare, i))
      g_ptr_array_add (labels, g_strdup (((GbDuty *) self->facts->duties->pdata[i])->title));
  if (broken_down && rare->len > 0)
    g_ptr_array_add (labels, g_strdup (_ ("All other deadlines")));
  g_ptr_array_add (labels, g_strdup_printf ("=%s", _ ("All deadlines")));
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

static void
fill_duties (GbGather *self, GbTable *table, GArray *rare, gint64 rare_ran)
{
  gboolean broken_down = !gb_gather_leaves_out (self, "clock");
  int now = gb_gather_now (self);
  guint row = 0;
  gint64 kept = 0;

  for (guint i = 0; broken_down && i < self->facts->duties->len; i++)
    {
      GbDuty *duty = self->facts->duties->pdata[i];
      if (is_rare (rare, i))
        {
          kept += duty->kept;
          continue;
        }
      ((GbLine *) table->rows->pdata[row])->detail = g_strdup (duty->rule);
      set_duty (self, table, row++, duty->title, duty->ran, duty->kept);
    }
  if (broken_down && rare->len > 0)
    set_duty (self, table, row++, "other", rare_ran, kept);
  set_duty (self, table, row, "all", self->facts->ran[now], self->facts->kept[now]);
}

static void
add_duties (GbGather *self, GbFiguresSection *section)
{
  const char *columns[] = { _ ("Ran"), _ ("Kept"), _ ("Missed"), NULL };
  g_autoptr (GArray) rare = g_array_new (FALSE, FALSE, sizeof (guint));
  gint64 rare_ran = rare_duties (self, rare);
  g_auto (GStrv) rows = duty_labels (self, rare);
  GbTable *table;

  if (self->facts->ran[gb_gather_now (self)] < self->threshold)
    return;
  table = gb_figures_add_table (self->figures, section, "clock", _ ("Deadlines that ended this term"),
                                _ ("What has to happen"), (const char *const *) rows, columns);
  table->detail_head = g_strdup (_ ("By when"));
  table->definition = g_strdup (_ ("Counted in the term in which they ended. What is due at once has no deadline to"
                                   " count."));
  fill_duties (self, table, rare, rare_ran);
  gb_figures_add_up (self->figures, table);
}

static void
add_referrals (GbGather *self)
{
  GbCount count = gb_count_referrals (self);
  g_autoptr (GPtrArray) agencies = agency_lines (self);
  g_autoptr (GPtrArray) answers = answer_lines (self);
  const char *side = _ ("Referrals and deadlines about adults are left out, because listing one would show that there"
                        " had"
                        " been a concern.");
  GbFiguresSection *section = gb_figures_add_section (self->figures, "referrals", _ ("Referrals, and deadlines"
                                                                                     " kept"), side);
  Crossed crossed = { "referral", _ ("Referred outside school, by agency and answer so far"), _ ("Agency"),
                      _ ("All referrals"), _ ("All"), &count, &gb_by_agency, &gb_by_answer, agencies, answers };

  if (!can_cross (self, crossed.id, &count, agencies, answers))
    say_left_out (self, section, &count, _ ("No referral was made this term."));
  else
    add_crossed (self, section, &crossed)->definition
      = g_strdup (_ ("Referrals made in the term. Asking for advice is not one."));
  add_duties (self, section);
}

/* --- searches and devices ------------------------------------------------- */

/* One block of the table: lines that add up to a total, by term. */
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

static gint64
block_total (const GbGather *self, const Block *block, int term)
{
  gint64 total = 0;
  for (guint i = 0; i < block->n; i++)
    total += self->facts->searches[term][block->first + i];
  return total;
}

/* A total of 1 to 4 in any term is not broken down in any. */
static gboolean
block_is_broken_down (const GbGather *self, const Block *block)
{
  if (gb_gather_leaves_out (self, "search"))
    return FALSE;
  for (int term = 0; term <= gb_gather_now (self); term++)
    {
      gint64 total = block_total (self, block, term);
      if (total > 0 && total < self->threshold)
        return FALSE;
    }
  return TRUE;
}

static guint
block_variable (GbGather *self, const Block *block, int term, int line)
{
  const char *id = ((GbTerm *) self->terms->pdata[term])->id;
  g_autofree char *key = NULL;

  if (line < 0)
    {
      key = g_strdup_printf ("%s|%s", id, block->what);
      return gb_figures_variable (self->figures, key, block_total (self, block, term), TRUE, GB_COST_SUBTOTAL);
    }
  key = g_strdup_printf ("%s|%s|%s", id, block->what, block->names[line]);
  return gb_figures_variable (self->figures, key, self->facts->searches[term][block->first + (guint) line], TRUE,
                              GB_COST_INNER);
}

static char **
block_labels (const GbGather *self)
{
  GPtrArray *labels = g_ptr_array_new ();
  for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
    {
      const Block *block = &blocks[b];
      gboolean broken_down = block_is_broken_down (self, block);
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

/* Fills the block's rows from @row on; the row after it. */
static guint
fill_block (GbGather *self, GbTable *table, const Block *block, guint row)
{
  gboolean broken_down = block_is_broken_down (self, block);
  guint rows = broken_down ? block->n : 0;

  row += block->head != NULL && broken_down;
  for (int term = 0; term <= gb_gather_now (self); term++)
    {
      guint total = block_variable (self, block, term, -1);
      guint parts[4];
      for (guint i = 0; i < rows; i++)
        {
          parts[i] = block_variable (self, block, term, (int) i);
          gb_table_set (table, row + i, (guint) term, parts[i]);
        }
      if (rows > 0)
        gb_figures_equate (self->figures, total, parts, rows);
      if (block->total != NULL)
        gb_table_set (table, row + rows, (guint) term, total);
    }
  return row + rows + (block->total != NULL);
}

static gboolean
nothing_was_searched (const GbGather *self)
{
  for (int term = 0; term <= gb_gather_now (self); term++)
    for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
      if (block_total (self, &blocks[b], term) > 0)
        return FALSE;
  return TRUE;
}

static void
fill_searches (GbGather *self, GbFiguresSection *section)
{
  g_auto (GStrv) rows = block_labels (self);
  g_auto (GStrv) columns = term_labels (self, '\n');
  const char *caption = _ ("Searches of children and their possessions, and devices held by the school");
  GbTable *table = gb_figures_add_table (self->figures, section, "search", caption, "", (const char *const *) rows,
                                         (const char *const *) columns);
  guint row = 0;

  table->definition = g_strdup (_ ("Counted whether or not anything was found."));
  for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
    row = fill_block (self, table, &blocks[b], row);
  if (gb_gather_leaves_out (self, "search"))
    say_left_out (self, section, NULL, NULL);
}

static void
add_searches (GbGather *self)
{
  const char *side = _ ("A search that came before its authority is counted as such for ever.\nA device counts in the"
                        " term in which it was taken.");
  GbFiguresSection *section = gb_figures_add_section (self->figures, "searches", _ ("Searches and devices held"), side);

  if (nothing_was_searched (self))
    gb_figures_add_words (self->figures, section,
                          _ ("In these terms no search was asked for or carried out, and no device was held."));
  else
    fill_searches (self, section);
}

/* --- words that are alike in every report --------------------------------- */

static void
add_adults (GbGather *self)
{
  GbFiguresSection *section = gb_figures_add_section (self->figures, "adults", _ ("Concerns about adults"), NULL);
  gb_figures_add_words (self->figures, section,
                        _ ("Concerns about adults who work or help in the school: fewer than 10, which may be none."
                           " This"
                           " sentence is the same in every report."));
}

static void
add_own_words (GbGather *self)
{
  GbFiguresSection *section;

  if (!gb_text_is_filled (self->plan->narrative))
    return;
  section = gb_figures_add_section (self->figures, "words", _ ("In the lead’s own words"), NULL);
  gb_figures_add_words (self->figures, section, self->plan->narrative);
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
add_definitions (GbGather *self)
{
  const GbPeriod *period = gb_figures_period (self->figures);
  g_autofree char *from = gb_say_day_long (period->from);
  g_autofree char *until = gb_say_day_long (period->until);
  g_autofree char *term = g_strdup_printf (ngettext ("%s to %s, %u school day. What was recorded in the holiday"
                                                     " before it"
                                                     " counts in it.",
                                                     "%s to %s, %u school days. What was recorded in the holiday"
                                                     " before it"
                                                     " counts in it.",
                                                     self->figures->school_days),
                                           from, until, self->figures->school_days);

  define (self, _ ("Concern."),
          _ ("A worry about a child’s safety or welfare that was written down, whoever raised it. It is counted in"
             " the term"
             " in which it was recorded, and has one category and one main outcome."));
  define (self, _ ("Referred outside."),
          _ ("Sent to social care, the police or another agency, whatever the answer. Asking for advice only is not a"
             " referral."));
  define (self, _ ("Search."),
          _ ("A search of a child, or of what a child has with them, counted whether or not anything was found."));
  define (self, _ ("Deadline."),
          _ ("Counted in the term in which it ended. School days leave out weekends, holidays and staff days."));
  define (self, _ ("Term."), term);
}

guint
gb_sections_searches (GbGather *self, int term)
{
  return block_variable (self, &blocks[1], term, -1);
}

static const struct { GbSectionSet set; const char *id, *label; void (*add) (GbGather *self); } parts[] = {
  { GB_SECTION_CONCERNS, "concerns", N_ ("Concerns by category and outcome"), add_concerns },
  { GB_SECTION_ONLINE, "online", N_ ("Online safety by kind of risk"), add_online },
  { GB_SECTION_TERMS, "terms", N_ ("The terms compared"), add_terms },
  { GB_SECTION_REFERRALS, "referrals", N_ ("Referrals and deadlines"), add_referrals },
  { GB_SECTION_SEARCHES, "searches", N_ ("Searches and devices held"), add_searches },
  { GB_SECTION_TRAINING, "training", N_ ("Training"), gb_sections_add_training },
  { GB_SECTION_POLICIES, "policies", N_ ("Policies"), gb_sections_add_policies },
  { GB_SECTION_CHECKS, "checks", N_ ("Filtering and monitoring"), gb_sections_add_checks },
  { GB_SECTION_ARRANGEMENTS, "arrangements", N_ ("Arrangements and approvals"), gb_sections_add_arrangements },
  { GB_SECTION_LESSONS, "lessons", N_ ("Lessons learnt"), gb_sections_add_lessons },
  { GB_SECTION_ADULTS, "adults", N_ ("Concerns about adults"), add_adults },
  { GB_SECTION_WORDS, "words", N_ ("In the lead’s own words"), add_own_words },
};

const char *
gb_figures_section_label (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_strcmp0 (parts[i].id, id) == 0)
      return _ (parts[i].label);
  return NULL;
}

void
gb_sections_add (GbGather *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if ((self->plan->sections & parts[i].set) != 0)
      parts[i].add (self);
  add_definitions (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Governors' reports of many random journals, and somebody who has all of them.
 *
 *   test-journals             some, seeded
 *   test-journals -m slow     ten thousand, printing their figures
 *   GB_FIRST_SEED GB_LAST_SEED   others */
#include <stdlib.h>
#include <time.h>

#include "attacker.h"
#include "casework/suppress.h"

#define SLOW 5 /* seconds for one journal, worth saying which */

typedef struct
{
  guint compared, cost, least;
  guint journals, entries, facts, reports, refused, given, printed, small, held, determined, narrowed, fixed, biggest;
  clock_t making, attacking; /* of the processor, whatever else it does meanwhile */
} Sum;

/* --- the least that could be held back ----------------------------------------------- */

#define MOST_FREE 7 /* numbers that may be held back: every choice of them is tried */

/* Of the first report, which no other binds: numbers that have to do with a small one.  (of guint) */
static GArray *
free_numbers (const GbFigures *figures)
{
  g_autofree guint *tied = gb_suppress_ties (figures);
  g_autoptr (GHashTable) small = g_hash_table_new (NULL, NULL);
  GArray *free = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < figures->variables->len; i++)
    if (gb_figures_at (figures, i)->mark == GB_MARK_PRIMARY)
      g_hash_table_add (small, GUINT_TO_POINTER (tied[i]));
  for (guint i = 0; i < figures->variables->len; i++)
    {
      const GbVariable *variable = gb_figures_at (figures, i);
      if (variable->about_people && variable->value >= figures->threshold && variable->mark != GB_MARK_HIDDEN
          && g_hash_table_contains (small, GUINT_TO_POINTER (tied[i])))
        g_array_append_val (free, i);
    }
  return free;
}

static guint
cost_of (const GbFigures *figures, const GArray *free)
{
  guint cost = 0;
  for (guint i = 0; i < free->len; i++)
    {
      const GbVariable *variable = gb_figures_at (figures, g_array_index (free, guint, i));
      cost += variable->mark == GB_MARK_COMPLEMENT ? MAX (variable->cost, 1) : 0;
    }
  return cost;
}

static gboolean
is_safe (const GbFigures *figures)
{
  for (guint i = 0; i < figures->variables->len; i++)
    {
      gint64 least, greatest;
      if (gb_figures_at (figures, i)->mark != GB_MARK_PRIMARY)
        continue;
      gb_suppress_range (figures, i, &least, &greatest);
      if (least > (figures->zeros_held ? 0 : 1) || greatest < figures->threshold - 1)
        return FALSE;
    }
  return TRUE;
}

/* Tries every choice of the few numbers there are. */
static void
compare_with_least (GbFigures *figures, Sum *sum)
{
  g_autoptr (GArray) free = free_numbers (figures);
  guint chosen = cost_of (figures, free), least = G_MAXUINT;

  if (free->len == 0 || free->len > MOST_FREE)
    return;
  for (guint set = 0; set < 1u << free->len; set++)
    {
      for (guint i = 0; i < free->len; i++)
        gb_figures_at (figures, g_array_index (free, guint, i))->mark
          = (set >> i & 1) != 0 ? GB_MARK_COMPLEMENT : GB_MARK_PLAIN;
      if (cost_of (figures, free) < least && is_safe (figures))
        least = cost_of (figures, free);
    }
  g_assert_cmpuint (chosen, >=, least);
  sum->compared++;
  sum->cost += chosen;
  sum->least += least;
}

/* --- journals --------------------------------------------------------------------------- */

static void
try_journal (guint32 seed, Sum *sum)
{
  clock_t start = clock ();
  g_autoptr (GbRandomJournal) journal = gb_random_journal_new (seed);
  clock_t made = clock ();
  g_auto (GbAttack) attack = { 0 };

  gb_attack (journal, &attack);
  sum->attacking += clock () - made;
  sum->making += made - start;
  sum->journals++;
  sum->entries += journal->entries;
  sum->facts += journal->facts->len;
  sum->biggest = MAX (sum->biggest, journal->facts->len);
  sum->reports += journal->reports->len;
  sum->refused += journal->refused;
  sum->given += journal->given;
  sum->printed += attack.printed;
  sum->small += attack.small;
  sum->held += attack.held;
  sum->determined += attack.determined;
  sum->narrowed += attack.narrowed;
  sum->fixed += attack.fixed;
  if (journal->reports->len > 0)
    compare_with_least (journal->reports->pdata[0], sum);
  if (attack.first != NULL)
    g_test_message ("%s", attack.first);
  if (clock () - start > SLOW * CLOCKS_PER_SEC)
    g_test_message ("seed %u took %.1f s, %.1f of them to attack", seed, (double) (clock () - start) / CLOCKS_PER_SEC,
                    (double) (clock () - made) / CLOCKS_PER_SEC);
}

/* Journals in which something could once be narrowed or worked out: by a term and the
 * terms that hold it, by what was told of a time in its middle, by lines that one
 * report joined and another told apart; by groups with fewer children than could have
 * been searched; by a roll that stood in reports of other days (21329); by three tables of
 * which each crosses two of categories, years and outcomes (21530).  In 22454 nothing could: another concern
 * than the one that was put right may have been, which the attacker had not thought of. */
static const guint32 found[] = { 21, 127, 132, 222, 229, 284, 311, 5756, 5809, 6045, 21329, 21530, 22454, 30464 };

static void
test_nothing_held_back_can_be_worked_out_from_all_reports_of_a_journal (void)
{
  const char *first = g_getenv ("GB_FIRST_SEED"), *last = g_getenv ("GB_LAST_SEED");
  guint32 from = first != NULL ? (guint32) atoi (first) : 1;
  guint32 until = last != NULL ? (guint32) atoi (last) : g_test_slow () ? 10000 : 14;
  Sum sum = { 0 };

  for (guint32 seed = from; seed <= until; seed++)
    try_journal (seed, &sum);
  for (guint i = 0; first == NULL && !g_test_slow () && i < G_N_ELEMENTS (found); i++)
    try_journal (found[i], &sum);
  g_test_message ("%u journals of %u entries, %u facts, the biggest of %u; %u reports proved and issued, %u refused,"
                  " %u gave up an earlier number",
                  sum.journals, sum.entries, sum.facts, sum.biggest, sum.reports, sum.refused, sum.given);
  g_test_message ("%u numbers: %u shown as small, %u held back beside them; %u small ones worked out, %u narrowed;"
                  " %u of those held back worked out",
                  sum.printed, sum.small, sum.held, sum.determined, sum.narrowed, sum.fixed);
  g_test_message ("%u of 1,000 numbers held back beside the small ones; in %u first reports with few to choose from"
                  " they cost %u, and the least that is safe %u",
                  sum.printed > 0 ? sum.held * 1000 / sum.printed : 0, sum.compared, sum.cost, sum.least);
  g_test_message ("%.1f ms of the processor a journal to make, %.1f ms to attack",
                  (double) sum.making * 1000 / CLOCKS_PER_SEC / sum.journals,
                  (double) sum.attacking * 1000 / CLOCKS_PER_SEC / sum.journals);
  g_assert_cmpuint (sum.small, >, 0);
  g_assert_cmpuint (sum.determined, ==, 0);
  if (first == NULL && !g_test_slow ())
    {
      g_assert_cmpuint (sum.narrowed, ==, 0);
      g_assert_cmpuint (sum.cost, ==, sum.least);
    }
}

/* --- who was searched is on roll ------------------------------------------------------------ */

/* How many rows of @table say how many are on roll: what @figures know of the searched ones ends there. */
static guint
count_bounded_rows (const GbFigures *figures, const GbTable *table)
{
  guint bounded = 0;

  for (guint row = 0; row < table->rows->len; row++)
    {
      const GbVariable *on_roll = gb_table_cell (figures, table, row, 0);
      const GbVariable *searched = gb_table_cell (figures, table, row, 1);
      gint64 least, most;
      if (on_roll->mark != GB_MARK_PLAIN || searched->mark != GB_MARK_PRIMARY)
        continue;
      gb_suppress_range (figures, g_array_index (table->cells, guint, row * 2 + 1), &least, &most);
      g_assert_cmpint (most, ==, figures->threshold - 1);
      g_assert_cmpint (most, <=, on_roll->value);
      bounded++;
    }
  return bounded;
}

/* --- a sentence that says nought ------------------------------------------------------------ */

/* Seed 6045: five of a year's eight concerns were about life online, and term after term had said
 * that it had none; so the last term's "<5" could not be four unless these sentences count. */
static void
test_a_sentence_that_there_was_none_is_a_number_that_was_printed (void)
{
  g_autoptr (GbRandomJournal) journal = gb_random_journal_new (6045);
  guint said = 0;

  for (guint r = 0; r < journal->reports->len; r++)
    {
      const GbFigures *figures = journal->reports->pdata[r];
      const GbFiguresSection *online = gb_figures_section (figures, "online");
      const char *words
        = online != NULL && online->blocks->len > 0 ? ((GbBlock *) online->blocks->pdata[0])->words : NULL;
      g_autofree char *key = g_strdup_printf ("%s|online", gb_figures_period (figures)->id);
      guint index = gb_figures_find (figures, key);
      if (words == NULL || !g_str_has_prefix (words, "No concern about"))
        continue;
      g_assert_cmpuint (index, !=, GB_NO_VARIABLE);
      g_assert_cmpstr (gb_figures_at (figures, index)->shown, ==, "0");
      said++;
    }
  g_assert_cmpuint (said, >, 0);
}

/* In seed 311 the roll had three of a group, so that "<5" searched couldn't be four: then the three are held too. */
static void
test_no_more_children_are_searched_than_are_on_roll (void)
{
  static const char *const tables[] = { "searched-sex", "searched-year", "searched-send", "searched-meals",
                                        "searched-care", "searched-ethnicity" };
  g_autoptr (GbRandomJournal) journal = gb_random_journal_new (311);
  guint tables_seen = 0, bounded = 0;

  for (guint r = 0; r < journal->reports->len; r++)
    for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
      {
        const GbFigures *figures = journal->reports->pdata[r];
        const GbTable *table = gb_figures_table (figures, tables[t]);
        tables_seen += table != NULL;
        if (table != NULL && gb_table_cell (figures, table, table->rows->len - 1, 0)->value == figures->on_roll)
          g_assert_cmpint (gb_table_cell (figures, table, table->rows->len - 1, 0)->mark, ==, GB_MARK_PLAIN);
        bounded += table != NULL ? count_bounded_rows (figures, table) : 0;
      }
  g_assert_cmpuint (tables_seen, >, 0);
  g_test_message ("%u tables, %u small numbers beside a printed roll", tables_seen, bounded);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journals/nothing-held-back-can-be-worked-out",
                   test_nothing_held_back_can_be_worked_out_from_all_reports_of_a_journal);
  g_test_add_func ("/journals/no-more-children-are-searched-than-are-on-roll",
                   test_no_more_children_are_searched_than_are_on_roll);
  g_test_add_func ("/journals/a-sentence-that-there-was-none-is-a-number-that-was-printed",
                   test_a_sentence_that_there_was_none_is_a_number_that_was_printed);
  return g_test_run ();
}

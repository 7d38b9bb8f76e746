/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Governors' reports of many random journals, and somebody who has all of them.
 *
 *   test-journals             some, seeded
 *   test-journals -m slow     ten thousand, printing their figures
 *   GB_FIRST_SEED GB_LAST_SEED   others */
#include <stdlib.h>

#include "attacker.h"

typedef struct
{
  guint journals, entries, facts, reports, refused, printed, small, held, determined, narrowed, fixed, biggest;
  gint64 making, attacking;
} Sum;

static void
try_journal (guint32 seed, Sum *sum)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GbRandomJournal) journal = gb_random_journal_new (seed);
  gint64 made = g_get_monotonic_time ();
  g_auto (GbAttack) attack = { 0 };

  gb_attack (journal, &attack);
  sum->attacking += g_get_monotonic_time () - made;
  sum->making += made - start;
  sum->journals++;
  sum->entries += journal->entries;
  sum->facts += journal->facts->len;
  sum->biggest = MAX (sum->biggest, journal->facts->len);
  sum->reports += journal->reports->len;
  sum->refused += journal->refused;
  sum->printed += attack.printed;
  sum->small += attack.small;
  sum->held += attack.held;
  sum->determined += attack.determined;
  sum->narrowed += attack.narrowed;
  sum->fixed += attack.fixed;
  if (attack.first != NULL)
    g_test_message ("%s", attack.first);
}

/* Journals in which something could once be narrowed or worked out: by a term and the
 * terms that hold it, by what was told of a time in its middle, by lines that one
 * report joined and another told apart. */
static const guint32 found[] = { 21, 127, 132, 222, 229, 284 };

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
  g_test_message ("%u journals of %u entries, %u facts, the biggest of %u; %u reports proved and issued, %u refused",
                  sum.journals, sum.entries, sum.facts, sum.biggest, sum.reports, sum.refused);
  g_test_message ("%u numbers: %u shown as small, %u held back beside them; %u small ones worked out, %u narrowed;"
                  " %u of those held back worked out",
                  sum.printed, sum.small, sum.held, sum.determined, sum.narrowed, sum.fixed);
  g_test_message ("%.1f ms a journal to make, %.1f ms to attack", (double) sum.making / 1000 / sum.journals,
                  (double) sum.attacking / 1000 / sum.journals);
  g_assert_cmpuint (sum.small, >, 0);
  g_assert_cmpuint (sum.determined, ==, 0);
  if (!g_test_slow ())
    g_assert_cmpuint (sum.narrowed, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journals/nothing-held-back-can-be-worked-out",
                   test_nothing_held_back_can_be_worked_out_from_all_reports_of_a_journal);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attacker: somebody who keeps every governors' report that a school ever issued
 * and tries to work out the numbers that were held back.
 *
 * Nothing of the prover is used: not its equations, not its marks, not its witnesses.
 * The attacker knows what each printed number counts (its name: what, of which
 * lines, in which time), what stands there ("12", "<5", "c"), and how a school's
 * records behave: each case has one category, one year and so on, was written down
 * once, and stands under the same words in every report but for those that may
 * change (how it ended).  So the attacker's unknowns are not numbers of tables but the
 * cases themselves: how many there are of each sort, over all properties at once.
 *
 * A number is worked out when every world of whole cases that gives the same print
 * gives the same number.  For each that was held back another world is looked for,
 * by integer programs over the cases that there are and those that differ
 * from them in one property, then two: a world that is found proves that it is not worked
 * out, whatever else there may be; where none is found it counts as worked out.
 * What can only be narrowed is counted apart. */
#pragma once

#include "random-journal.h"

G_BEGIN_DECLS

typedef struct
{
  guint printed;    /* numbers printed or held back, in all reports */
  guint small;      /* of them shown "<5" */
  guint held;       /* of them shown "c" */
  guint determined; /* "<5" for which no other world was found */
  guint narrowed;   /* "<5" for which no world was found at one end of its range, though some other */
  guint fixed;      /* "c" for which no other world was found */
  char *first;      /* the first that was determined, or else narrowed, for whoever looks into it; or NULL */
} GbAttack;

/* Tries @journal.  What the test itself knows of the facts must give what is printed:
 * asserted. */
void gb_attack (const GbRandomJournal *journal, GbAttack *attack);
void gb_attack_clear (GbAttack *attack);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GbAttack, gb_attack_clear)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guide: the page of the help that is made out of the policy pack, so that it
 * never says another step than the one that a case is asked for.
 *
 * data/help/C/procedures.page is what this makes of the shipped pack
 * (guardbookctl procedures --page); a test holds the two against each other.
 */
#pragma once

#include "policy/pack.h"

G_BEGIN_DECLS

/* When @step is asked for, in words: "a device was taken in the case"; NULL: always.
 * (transfer full) */
char *gb_guide_say_when (GbPack *pack, const GbProcedure *procedure, const GbStep *step);

/* Every procedure with its steps, who does each, by when, under which clause:
 * as Mallard.  (transfer full) */
char *gb_guide_procedures_page (GbPack *pack);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vulnerable: what makes a child more easily harmed, and whose advice is asked
 * before something is decided about them.
 *
 * Policy 001 s5.1.1 (B31): of vulnerable pupils the SENCO, the designated teacher
 * for looked-after children or the wellbeing manager is heard.  Which needs there
 * are, and who is heard for each, is the pack's vocabulary "vulnerability" (its
 * notes name them).  Two of them follow from the roll: a special educational
 * need, and being looked after.  The others are entered by hand:
 * person.flagged -> person.flag-ended.
 *
 * Nothing is refused for want of advice: a child may need an act at once.  It is
 * shown where the decision is taken, with a place for what was said.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

extern const GbAct gb_vulnerable_acts[];

/* A need of a person.  flag: a word of "vulnerability".  since and note may be NULL; entered: 1 if by hand. */
#define GB_VULNERABLE_FIELDS(TEXT, NUMBER)                                                                             \
  TEXT (person_id) TEXT (name) TEXT (flag) TEXT (since) TEXT (note) NUMBER (entered)
GB_RECORD_DECLARE (GbVulnerable, gb_vulnerable, GB_VULNERABLE_FIELDS)

/* --- worker only ---------------------------------------------------------------- */

/* Of the person, by any of their records.  (transfer full, element-type GbVulnerable) */
GPtrArray *gb_vulnerable_of (GbVault *vault, const char *person_id, GError **error);
/* Of everybody whom the case names, and the cases that hang together with it. */
GPtrArray *gb_vulnerable_in (GbVault *vault, const char *case_id, GError **error);

/* --- any thread ------------------------------------------------------------------- */

/* Whom to ask because of it, "the SENCO"; NULL: the pack names nobody.  (transfer none) */
const char *gb_vulnerable_whom (GbPack *pack, const char *flag);
/* "Elin Marsh (SEN support): ask the SENCO. ...": a sentence for each child of @needs; NULL: none.
 * (transfer full) */
char *gb_vulnerable_say (GPtrArray *needs, GbPack *pack);

G_END_DECLS

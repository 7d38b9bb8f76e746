/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pack-diff: what one pack answers otherwise than another, in words.
 *
 * One function for every place that must say it: the page of a school's own
 * changes, the preview before a pack is adopted, and the question which open
 * cases would be answered otherwise.
 */
#pragma once

#include "policy/pack.h"

G_BEGIN_DECLS

typedef struct
{
  const char *sort; /* static: "rule" "word" "clock" "contact" "procedure" "step" */
  char *id;         /* "search.authoriser", "place/library-safe", "debrief", "lado", "general/support" */
  char *title;      /* "Who may permit a search" */
  char *old, *new;  /* in words; NULL: not there before, or taken away */
} GbPackChange;

void gb_pack_change_free (GbPackChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbPackChange, gb_pack_change_free)

/* From @old to @new; empty if they answer alike.  (transfer full, element-type GbPackChange) */
GPtrArray *gb_pack_compare (GbPack *old, GbPack *new);

/* How a rule's value reads: the label of the list "answer", or the value. */
const char *gb_pack_answer (GbPack *pack, const char *value);
/* "5 school days", "At once"; NULL for NULL.  (transfer full) */
char *gb_pack_clock_say (const GbPackClock *clock);
/* "03000 41 08 88, kentchildrenslado@kent.gov.uk"  (transfer full) */
char *gb_contact_say_ways (const GbContact *contact);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock: the clocks of all cases - what runs, what was kept, what was missed.
 *
 * A clock is started and stopped by acts (act.h); its due time and the rule in
 * words are signed with the entry that started it.  Here they are only read:
 * one query for Today, for lists and for the governors' report.
 */
#pragma once

#include "casework/record.h"

G_BEGIN_DECLS

#define GB_RUNNING_CLOCK_FIELDS(TEXT, NUMBER)                                                                          \
  TEXT (case_id) TEXT (noun) TEXT (reference) TEXT (case_title) TEXT (clock) TEXT (title) TEXT (rule)                  \
  NUMBER (started_at) NUMBER (due_at) NUMBER (stopped_at)
GB_RECORD_DECLARE (GbRunningClock, gb_running_clock, GB_RUNNING_CLOCK_FIELDS)

/* All on the worker; (transfer full, element-type GbRunningClock).
 * Those that run now, the one due first at the head. */
GPtrArray *gb_clocks_running (GbVault *vault, GError **error);
/* Every clock of a case, in the order in which they were started. */
GPtrArray *gb_clocks_of_case (GbVault *vault, const char *case_id, GError **error);

/* Of the clocks due in @from <= due < @until: how many were stopped by their
 * due time, and how many were not (stopped late, or run still at @now and are
 * past it).  @prefix (NULL: all) is the beginning of the clock's key. */
gboolean gb_clocks_count (GbVault *vault, const char *prefix, gint64 from, gint64 until, gint64 now, gint64 *kept,
                          gint64 *missed, GError **error);

G_END_DECLS

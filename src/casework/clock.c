/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/clock.h"

GB_RECORD_DEFINE (GbRunningClock, gb_running_clock, GB_RUNNING_CLOCK_FIELDS)

#define CLOCK_COLUMNS                                                                                                  \
  "SELECT k.case_id, c.noun, c.reference, c.title AS case_title, k.clock, k.title, k.rule, k.started_at, k.due_at,"    \
  " k.stopped_at FROM p_clock AS k JOIN p_case AS c ON c.id = k.case_id "

/* Ordered by what is selected, so that a view over sealed clocks too is read by its indexes. */
GPtrArray *
gb_clocks_running (GbVault *vault, GError **error)
{
  return gb_records (vault, gb_running_clock_get_type (), error,
                     CLOCK_COLUMNS "WHERE k.stopped_at IS NULL ORDER BY k.due_at, k.started_at, k.clock", NULL);
}

GPtrArray *
gb_clocks_of_case (GbVault *vault, const char *case_id, GError **error)
{
  return gb_records (vault, gb_running_clock_get_type (), error,
                     CLOCK_COLUMNS "WHERE k.case_id = :case_id ORDER BY k.started_at, k.due_at", ":case_id", case_id,
                     NULL);
}

gboolean
gb_clocks_count (GbVault *vault, const char *prefix, gint64 from, gint64 until, gint64 now, gint64 *kept,
                 gint64 *missed, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault,
    "SELECT count (*) FILTER (WHERE stopped_at <= due_at) AS kept,"
    " count (*) FILTER (WHERE stopped_at > due_at OR (stopped_at IS NULL AND due_at < @now)) AS missed"
    " FROM p_clock WHERE due_at >= @from AND due_at < @until"
    " AND (:prefix IS NULL OR substr (clock, 1, length (:prefix)) = :prefix)",
    error);

  *kept = *missed = 0;
  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, "@from", from, "@until", until, "@now", now, ":prefix", prefix, NULL);
  if (!gb_statement_step (s, error))
    return FALSE;
  *kept = gb_statement_number (s, "kept");
  *missed = gb_statement_number (s, "missed");
  return TRUE;
}

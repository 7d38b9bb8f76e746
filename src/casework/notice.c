/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/time.h"
#include "casework/clock.h"
#include "casework/notice.h"

gboolean
gb_notice_count (GbVault *vault, gint64 now, GbNoticeCounts *counts, GError **error)
{
  g_autoptr (GPtrArray) clocks = gb_clocks_running (vault, error);
  g_autofree char *today = gb_instant_to_day (now);
  gint64 end = gb_day_to_instant (today, 24 * 60);

  *counts = (GbNoticeCounts) { 0 };
  if (clocks == NULL)
    return FALSE;
  for (guint i = 0; i < clocks->len; i++)
    {
      const GbRunningClock *clock = clocks->pdata[i];
      counts->today += clock->due_at >= now && clock->due_at < end;
      counts->soon += clock->due_at >= now && clock->due_at < MIN (end, now + GB_HOUR);
    }
  return TRUE;
}

char *
gb_notice_say (GbNoticeCounts counts, GbNoticeCounts *told)
{
  gboolean soon = counts.soon > told->soon, today = counts.today > told->today;

  told->soon = MAX (told->soon, counts.soon);
  told->today = MAX (told->today, counts.today);
  if (soon)
    return g_strdup_printf (ngettext ("%u clock runs out within the hour", "%u clocks run out within the hour",
                                      counts.soon),
                            counts.soon);
  if (today)
    return g_strdup_printf (ngettext ("%u clock runs out today", "%u clocks run out today", counts.today),
                            counts.today);
  return NULL;
}

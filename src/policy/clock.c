/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every clock is reckoned on local wall time, so that "the same time on
 * Monday" stays the same time when the clocks have changed in between.
 * Where a rule can be read two ways the earlier instant is taken: a clock
 * that is too strict costs a telephone call, one that is too kind a child.
 */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/time.h"
#include "policy/clock.h"

#define LAST_MINUTE (23 * 60 + 59)

typedef gboolean (*IsDay) (GbCalendar *calendar, const char *day);
typedef char *(*NextDay) (GbCalendar *calendar, const char *day);

/* A school day as far as the school has set its terms, else a working day. */
static gboolean
is_school_day (GbCalendar *calendar, const char *day)
{
  return gb_calendar_knows (calendar, day) ? gb_calendar_is_school_day (calendar, day)
                                           : gb_calendar_is_working_day (calendar, day);
}

static char *
next_school_day (GbCalendar *calendar, const char *day)
{
  char *next = gb_calendar_knows (calendar, day) ? gb_calendar_next_school_day (calendar, day) : NULL;
  return next != NULL ? next : gb_calendar_next_working_day (calendar, day);
}

/* @count days on by @next. */
static char *
walk (GbCalendar *calendar, const char *day, int count, NextDay next)
{
  g_autofree char *at = g_strdup (day);

  for (int i = 0; at != NULL && i < count; i++)
    {
      char *after = next (calendar, at);
      g_free (at);
      at = after;
    }
  return g_steal_pointer (&at);
}

/* The same time @count such days later.  Started on a day that is none, it has
 * the whole of the first, so it ends with the last minute of the last. */
static gint64
days_later (GbCalendar *calendar, gint64 started_at, int count, IsDay is_day, NextDay next)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (started_at);
  g_autofree char *day = gb_instant_to_day (started_at);
  gboolean begins_later = count > 0 && !is_day (calendar, day);
  g_autofree char *last = walk (calendar, day, count, next);
  int minutes = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);

  return last != NULL ? gb_day_to_instant (last, begins_later ? LAST_MINUTE : minutes) : -1;
}

static gint64
bell_later (GbCalendar *calendar, gint64 started_at, int count)
{
  g_autofree char *day = gb_instant_to_day (started_at);
  int bell = gb_calendar_bell (calendar);
  g_autofree char *last = NULL;

  if (count == 0 && is_school_day (calendar, day) && started_at < gb_day_to_instant (day, bell))
    return gb_day_to_instant (day, bell);
  last = walk (calendar, day, MAX (count, 1), next_school_day);
  return last != NULL ? gb_day_to_instant (last, bell) : -1;
}

static gint64
calendar_later (gint64 started_at, int days, int months)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (started_at);
  g_autoptr (GDateTime) by_month = g_date_time_add_months (local, months);
  g_autoptr (GDateTime) later = by_month != NULL ? g_date_time_add_days (by_month, days) : NULL;

  return later != NULL ? g_date_time_to_unix (later) * GB_SECOND : -1;
}

static gint64
reckon (const GbPackClock *clock, GbCalendar *calendar, gint64 started_at)
{
  if (g_str_equal (clock->unit, "at-once"))
    return started_at;
  if (g_str_equal (clock->unit, "hours"))
    return started_at + clock->count * GB_HOUR;
  if (g_str_equal (clock->unit, "working-days"))
    return days_later (calendar, started_at, clock->count, gb_calendar_is_working_day, gb_calendar_next_working_day);
  if (g_str_equal (clock->unit, "school-days"))
    return days_later (calendar, started_at, clock->count, is_school_day, next_school_day);
  if (g_str_equal (clock->unit, "end-of-school-day"))
    return bell_later (calendar, started_at, clock->count);
  if (g_str_equal (clock->unit, "calendar-days"))
    return calendar_later (started_at, clock->count, 0);
  if (g_str_equal (clock->unit, "months"))
    return calendar_later (started_at, 0, clock->count);
  g_assert_not_reached (); /* the pack's schema knows no other unit */
}

/* "…", and on which days it was counted when the terms are not known. */
static char *
say_rule (const GbPackClock *clock, GbCalendar *calendar, gint64 due)
{
  g_autofree char *day = gb_instant_to_day (due);

  if (strstr (clock->unit, "school-day") == NULL || gb_calendar_is_school_day (calendar, day))
    return g_strdup (clock->rule);
  return g_strdup_printf (_ ("%s; counted in working days, because the terms of that school year aren’t set yet"),
                          clock->rule);
}

gint64
gb_clock_due (const GbPackClock *clock, GbCalendar *calendar, gint64 started_at, char **rule, GError **error)
{
  gint64 due;

  g_return_val_if_fail (clock != NULL && GB_IS_CALENDAR (calendar), -1);
  due = started_at >= 0 ? reckon (clock, calendar, started_at) : -1;
  if (due < 0)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("“%s” can’t be given its time. Check when it began."), clock->title);
      return -1;
    }
  if (rule != NULL)
    *rule = say_rule (clock, calendar, due);
  return due;
}

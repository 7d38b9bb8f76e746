/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"

static GbClockFunc clock_func;
static gpointer clock_data;
static GTimeZone *zone;
static char *zone_name;

gint64
gb_now (void)
{
  return clock_func != NULL ? clock_func (clock_data) : g_get_real_time ();
}

void
gb_clock_set (GbClockFunc func, gpointer data)
{
  clock_func = func;
  clock_data = data;
}

void
gb_zone_set (const char *name)
{
  g_autoptr (GTimeZone) wanted = g_time_zone_new_identifier (name);

  /* A machine without the zone database still keeps London's winter time. */
  if (wanted == NULL)
    wanted = g_time_zone_new_utc ();
  g_clear_pointer (&zone, g_time_zone_unref);
  zone = g_steal_pointer (&wanted);
  g_free (zone_name);
  zone_name = g_strdup (name);
}

GTimeZone *
gb_zone (void)
{
  if (zone == NULL)
    gb_zone_set ("Europe/London");
  return zone;
}

const char *
gb_zone_name (void)
{
  gb_zone ();
  return zone_name;
}

GDateTime *
gb_instant_to_local (gint64 instant)
{
  gint64 seconds = instant / GB_SECOND;
  gint64 rest = instant % GB_SECOND;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) exact = utc == NULL ? NULL : g_date_time_add (utc, rest);

  return exact == NULL ? NULL : g_date_time_to_timezone (exact, gb_zone ());
}

char *
gb_instant_to_day (gint64 instant)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (instant);
  return g_date_time_format (local, "%Y-%m-%d");
}

char *
gb_today (void)
{
  return gb_instant_to_day (gb_now ());
}

static gboolean
parse_day (const char *text, GDate *date)
{
  int y, m, d, used = 0;

  if (text == NULL || strlen (text) != 10 || sscanf (text, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || used != 10)
    return FALSE;
  if (y < 1800 || m < 1 || m > 12 || !g_date_valid_dmy ((GDateDay) d, (GDateMonth) m, (GDateYear) y))
    return FALSE;
  g_date_clear (date, 1);
  g_date_set_dmy (date, (GDateDay) d, (GDateMonth) m, (GDateYear) y);
  return TRUE;
}

gboolean
gb_day_is_valid (const char *text)
{
  GDate date;
  return parse_day (text, &date);
}

gint64
gb_day_to_instant (const char *day, int minutes)
{
  GDate date;
  g_autoptr (GDateTime) local = NULL;

  if (!parse_day (day, &date))
    return -1;
  if (minutes >= 1440)
    {
      g_date_add_days (&date, 1);
      minutes -= 1440;
    }
  local = g_date_time_new (gb_zone (), g_date_get_year (&date), g_date_get_month (&date), g_date_get_day (&date),
                           minutes / 60, minutes % 60, 0);
  return local == NULL ? -1 : g_date_time_to_unix (local) * GB_SECOND;
}

char *
gb_day_add (const char *day, int count)
{
  GDate date;
  char text[16];

  if (!parse_day (day, &date))
    return NULL;
  if (count >= 0)
    g_date_add_days (&date, (guint) count);
  else
    g_date_subtract_days (&date, (guint) -count);
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &date);
  return g_strdup (text);
}

int
gb_day_difference (const char *from, const char *until)
{
  GDate a, b;
  if (!parse_day (from, &a) || !parse_day (until, &b))
    return 0;
  return g_date_days_between (&a, &b);
}

int
gb_day_weekday (const char *day)
{
  GDate date;
  return parse_day (day, &date) ? (int) g_date_get_weekday (&date) : 0;
}

static gboolean
begins_with (const char *name, const char *word)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  g_autofree char *start = g_utf8_casefold (word, -1);
  return g_str_has_prefix (folded, start);
}

int
gb_month_of_word (const char *word)
{
  static const char *const english[] = { "january", "february", "march",     "april",   "may",      "june",
                                         "july",    "august",   "september", "october", "november", "december" };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (int i = 0; g_utf8_strlen (word, -1) >= 3 && i < 12; i++)
    {
      g_autoptr (GDateTime) month = g_date_time_new (utc, 2026, i + 1, 1, 0, 0, 0);
      g_autofree char *name = g_date_time_format (month, "%B");
      g_autofree char *brief = g_date_time_format (month, "%b");
      if (begins_with (english[i], word) || begins_with (name, word) || begins_with (brief, word))
        return i + 1;
    }
  return 0;
}

int
gb_day_age (const char *born, const char *day)
{
  GDate a, b;
  int years;

  if (!parse_day (born, &a) || !parse_day (day, &b))
    return -1;
  years = g_date_get_year (&b) - g_date_get_year (&a);
  if (g_date_get_month (&b) < g_date_get_month (&a)
      || (g_date_get_month (&b) == g_date_get_month (&a) && g_date_get_day (&b) < g_date_get_day (&a)))
    years--;
  return years;
}

char *
gb_instant_to_iso (gint64 instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant / GB_SECOND);
  g_autofree char *whole = g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%06dZ", whole, (int) (instant % GB_SECOND));
}

gint64
gb_instant_from_iso (const char *text)
{
  g_autoptr (GDateTime) when = text == NULL ? NULL : g_date_time_new_from_iso8601 (text, gb_zone ());

  if (when == NULL)
    return -1;
  return g_date_time_to_unix (when) * GB_SECOND + g_date_time_get_microsecond (when);
}

gint64
gb_instant_from_text (const char *text)
{
  g_autofree char *day = NULL;
  int hour = -1, minute = -1, used = 0;

  if (text == NULL || strlen (text) < 10)
    return -1;
  day = g_strndup (text, 10);
  if (!gb_day_is_valid (day))
    return -1;
  if (text[10] == '\0')
    return gb_day_to_instant (day, 0);
  if (sscanf (text + 10, "%*1[ T]%2d%*1[.:]%2d%n", &hour, &minute, &used) == 2 && text[10 + used] == '\0')
    return hour < 24 && minute < 60 ? gb_day_to_instant (day, hour * 60 + minute) : -1;
  return gb_instant_from_iso (text);
}

gint64
gb_instant_to_minute (gint64 instant)
{
  return instant - instant % GB_MINUTE;
}

/* The day of @instant as people say it beside @now: today, yesterday,
 * tomorrow, else weekday and date, with the year when it is another. */
static char *
say_date (GDateTime *local, gboolean relative)
{
  g_autoptr (GDateTime) now = gb_instant_to_local (gb_now ());
  g_autofree char *day = g_date_time_format (local, "%Y-%m-%d");
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  int distance = gb_day_difference (today, day);

  if (relative && distance == 0)
    return g_strdup (_ ("Today"));
  if (relative && distance == -1)
    return g_strdup (_ ("Yesterday"));
  if (relative && distance == 1)
    return g_strdup (_ ("Tomorrow"));
  if (g_date_time_get_year (local) == g_date_time_get_year (now))
    return g_date_time_format (local, _ ("%a %-d %b"));
  return g_date_time_format (local, _ ("%a %-d %b %Y"));
}

char *
gb_say_instant (gint64 instant)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (instant);
  g_autofree char *date = say_date (local, TRUE);
  g_autofree char *time = g_date_time_format (local, _ ("%H.%M"));
  return g_strdup_printf ("%s, %s", date, time);
}

char *
gb_say_instant_within (gint64 instant)
{
  g_autofree char *today = gb_today ();
  g_autofree char *day = gb_instant_to_day (instant);
  g_autofree char *said = gb_say_instant (instant);

  return ABS (gb_day_difference (today, day)) <= 1 ? gb_text_lower_first (said) : g_steal_pointer (&said);
}

char *
gb_say_instant_long (gint64 instant)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (instant);
  return g_date_time_format (local, _ ("%A %-d %B %Y, %H.%M"));
}

char *
gb_say_day (const char *day)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (MAX (gb_day_to_instant (day, 720), 0));
  return say_date (local, FALSE);
}

char *
gb_say_day_long (const char *day)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (MAX (gb_day_to_instant (day, 720), 0));
  return g_date_time_format (local, _ ("%-d %B %Y"));
}

char *
gb_say_time (gint64 instant)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (instant);
  return g_date_time_format (local, _ ("%H.%M"));
}

/* "2 days", "1 h 5 min", "7 min": never seconds, never more than two parts. */
static char *
say_span (gint64 span)
{
  gint64 minutes = (span + GB_MINUTE - 1) / GB_MINUTE;

  if (span >= 2 * GB_DAY)
    return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (span / GB_DAY)), (int) (span / GB_DAY));
  if (minutes >= 60 && minutes % 60 != 0 && minutes < 600)
    return g_strdup_printf (_ ("%d h %d min"), (int) (minutes / 60), (int) (minutes % 60));
  if (minutes >= 60)
    return g_strdup_printf (_ ("%d h"), (int) (minutes / 60));
  return g_strdup_printf (_ ("%d min"), (int) minutes);
}

char *
gb_say_left (gint64 due)
{
  gint64 left = due - gb_now ();
  g_autofree char *span = say_span (ABS (left));
  return g_strdup_printf (left >= 0 ? _ ("%s left") : _ ("%s late"), span);
}

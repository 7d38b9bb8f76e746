/* SPDX-License-Identifier: GPL-3.0-or-later */
/* time: instants, days, and how they are said.
 *
 * An instant is a gint64: microseconds since 1970 in UTC, as g_get_real_time.
 * A day is text, "2026-11-22".  The clock is an outside fact and enters here,
 * so that a test or a demo can set it.  The school's zone is Europe/London
 * unless the vault says otherwise; it is set once, when a vault is opened.
 *
 * How a time is said follows the window language: "Today, 11.05",
 * "Tue 17 Nov", the year only when it is another; 24 hours, a full stop.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GB_SECOND ((gint64) G_USEC_PER_SEC)
#define GB_MINUTE (60 * GB_SECOND)
#define GB_HOUR (60 * GB_MINUTE)
#define GB_DAY (24 * GB_HOUR)

typedef gint64 (*GbClockFunc) (gpointer data);

/* The present instant. */
gint64 gb_now (void);

/* Replaces the clock; NULL restores the machine's. */
void gb_clock_set (GbClockFunc func, gpointer data);

/* The zone in which days begin and end.  (transfer none) */
GTimeZone *gb_zone (void);
const char *gb_zone_name (void);
void gb_zone_set (const char *name);

/* The instant as local date and time.  (transfer full) */
GDateTime *gb_instant_to_local (gint64 instant);

/* The local day of @instant, "2026-11-22".  (transfer full) */
char *gb_instant_to_day (gint64 instant);

/* Today's local day.  (transfer full) */
char *gb_today (void);

/* The instant at which @day reaches @minutes after local midnight
 * (0..1440); daylight saving is minded.  -1 if @day is not a day. */
gint64 gb_day_to_instant (const char *day, int minutes);

/* Whether @text is a real calendar day written year-month-day. */
gboolean gb_day_is_valid (const char *text);

/* The day @count days after @day (before, if negative).  (transfer full) */
char *gb_day_add (const char *day, int count);

/* Days from @from to @until (negative if earlier). */
int gb_day_difference (const char *from, const char *until);

/* ISO weekday of @day: 1 Monday .. 7 Sunday. */
int gb_day_weekday (const char *day);

/* The month, 1 to 12, that @word names in English or in the language in which dates are said, written out or with
 * three letters or more; 0: none. */
int gb_month_of_word (const char *word);

/* Whole years lived by @born on @day; -1 if either is not a day. */
int gb_day_age (const char *born, const char *day);

/* ISO 8601 in UTC with microseconds, for JSON; and back (-1 if not one). */
char *gb_instant_to_iso (gint64 instant);
gint64 gb_instant_from_iso (const char *text);

/* What a person typed: "2026-11-22 09:30", "2026-11-22T09.30", a bare day
 * (its midnight), or an ISO instant; local time unless it says Z.  -1 if not
 * understood. */
gint64 gb_instant_from_text (const char *text);

/* The minute in which @instant lies.  People write times to the minute, the
 * book to the microsecond: what was done in the minute of a signature was not
 * done before it. */
gint64 gb_instant_to_minute (gint64 instant);

/* How it is said.  All (transfer full). */
char *gb_say_instant (gint64 instant);      /* "Today, 11.05" "Yesterday, 09.30" "Tue 17 Nov, 11.05" */
char *gb_say_instant_within (gint64 instant); /* the same inside a sentence: "today, 11.05" */
char *gb_say_instant_long (gint64 instant); /* "Friday 20 November 2026, 09.30" */
char *gb_say_day (const char *day);         /* "Tue 17 Nov" */
char *gb_say_day_long (const char *day);    /* "22 July 2026" */
char *gb_say_time (gint64 instant);         /* "09.30" */
char *gb_say_left (gint64 due);             /* "2 h 10 min left" "1 day late" "3 days left" */

G_END_DECLS

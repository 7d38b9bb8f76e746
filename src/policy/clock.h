/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock: when something is due, and by which rule, to the minute.
 *
 * A clock in a pack has a unit, a count and the sentence of its rule:
 *   at-once               due when it starts
 *   hours N               N hours later
 *   working-days N        same local time N working days later (domain.md s9:
 *                         Friday 16.00 + 1 is Monday 16.00; from a
 *                         day that is none it has the whole of the Nth day: 23.59)
 *   school-days N         likewise in school days
 *   end-of-school-day N   the bell N school days on (0: today's, the next one if it has rung)
 *   calendar-days N, months N   same local time
 *
 * Where the school hasn't set its terms yet, a school day is a working day,
 * and the rule says so: nothing that must be recorded waits for a calendar.
 */
#pragma once

#include "policy/calendar.h"
#include "policy/pack.h"

G_BEGIN_DECLS

/* Due instant of @clock started at @started_at. @rule (optional, transfer full):
 * the rule in words, "one working day from when the school knew".
 * -1 with GB_ERROR_INPUT if @started_at is no time that a calendar can hold. */
gint64 gb_clock_due (const GbPackClock *clock, GbCalendar *calendar, gint64 started_at, char **rule, GError **error);

G_END_DECLS

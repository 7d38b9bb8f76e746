/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar: the school's own year at the desk - terms, half-terms, INSET days and
 * bank holidays, set by entries, and what they do to clocks that run.
 *
 * The DSL or the headteacher sets a school year as a whole (calendar.set), or
 * brings in GOV.UK's bank-holidays.json (calendar.holidays); the newest entry of a
 * year holds, and the newest table.  A clock that runs and that the new calendar
 * counts otherwise moves with it: the act reckons each anew, signs old and new
 * due time, and the lists follow.  What has ended is never touched, nor are the
 * clocks of sealed cases, of which an open entry says nothing: they keep the time
 * that was signed.
 *
 * Reading days is policy/calendar.h.  All on the worker unless it says otherwise.
 */
#pragma once

#include "casework/act.h"

G_BEGIN_DECLS

extern const GbAct gb_calendar_acts[];

/* What the entries say now (gb_book_get_calendar is this). */
GbCalendar *gb_calendar_load (GbVault *vault, GError **error);

/* The body of @school_year as it was last set, as one's own copy; else the
 * ordinary one of @scheme terms, *@is_set FALSE.  (transfer full) */
JsonObject *gb_calendar_year (GbVault *vault, const char *school_year, int scheme, gboolean *is_set, GError **error);

/* A running clock that would be due at another time. */
typedef struct
{
  char *case_id, *noun, *reference, *title, *clock, *rule;
  gint64 was, becomes;
} GbClockMove;
/* What the act @kind ("calendar.set", "calendar.holidays") with @body would
 * change, the one due first at the head.  (transfer full, element-type GbClockMove) */
GPtrArray *gb_calendar_moves (GbBook *book, const char *kind, JsonObject *body, GError **error);

/* The body of calendar.holidays from GOV.UK's file.  GB_ERROR_INPUT.  Any thread.  (transfer full) */
JsonObject *gb_calendar_holidays_body (const char *source, GBytes *file, GError **error);
/* Bank holidays that @body adds and takes away, in words, a line each ("25
 * December 2028: Christmas Day").  Any thread.  (transfer full) */
gboolean
gb_calendar_compare_holidays (GbCalendar *calendar, JsonObject *body, char ***added, char ***removed, GError **error);

/* That the years run out, and what to do about it; NULL: not soon.  Any thread.  (transfer full) */
char *gb_calendar_reminder (GbCalendar *calendar);

G_END_DECLS

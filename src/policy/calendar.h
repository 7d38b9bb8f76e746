/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar: the school's own terms and closed days, the bank holidays of
 * England and Wales, and three kinds of day: working day (Monday to Friday less
 * bank holidays, in school holidays too), school day (pupils attend),
 * calendar day.  Pure: no clock of its own, immutable once built, so any thread may read.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Days inclusive; id "2026-27/2", name "Term 2 2026/27"; of three terms "2026-27/autumn". */
typedef struct { char *id, *name, *from, *until; int number; } GbTerm;

#define GB_TYPE_CALENDAR (gb_calendar_get_type ())
G_DECLARE_FINAL_TYPE (GbCalendar, gb_calendar, GB, CALENDAR, GObject)

/* From the body of calendar.set entries, oldest first (a later one replaces the
 * same year).  A year outside them has no terms.  "closed" holds days and spans
 * ("2026-10-26/2026-10-30").  GB_ERROR_INPUT says which term and why (overlap,
 * end before start). */
GbCalendar *gb_calendar_new (JsonObject *const *years, guint n_years, GError **error);
/* Kent's dates for 2024/25 to 2026/27 (six terms), and for any other year an
 * ordinary guess that the school must look at.  Three or six terms. */
JsonObject *gb_calendar_default_year (const char *school_year /* "2026-27" */, int scheme);

/* Whether the school set the terms of the school year that holds @day. */
gboolean gb_calendar_knows (GbCalendar *self, const char *day);
gboolean gb_calendar_is_bank_holiday (GbCalendar *self, const char *day);
gboolean gb_calendar_is_working_day (GbCalendar *self, const char *day);
gboolean gb_calendar_is_school_day (GbCalendar *self, const char *day);
char *gb_calendar_next_working_day (GbCalendar *self, const char *day); /* strictly after */
char *gb_calendar_next_school_day (GbCalendar *self, const char *day);  /* strictly after; NULL: no term known */
int gb_calendar_bell (GbCalendar *self); /* minutes after midnight at which the school day ends */
/* Replaces the shipped bank holidays with GOV.UK's bank-holidays.json. */
gboolean gb_calendar_read_bank_holidays (GbCalendar *self, const char *json, GError **error);
/* The same from its rows alone ("date" and "title"), as a school's own table is kept. */
gboolean gb_calendar_take_bank_holidays (GbCalendar *self, JsonArray *events, GError **error);
/* The rows for England and Wales in that file.  GB_ERROR_INPUT.  (transfer full) */
JsonArray *gb_bank_holidays_read (const char *json, GError **error);
/* As @other knows them: for a calendar that is being tried. */
void gb_calendar_share_bank_holidays (GbCalendar *self, GbCalendar *other);
/* What the table calls @day; NULL: it is in no table, or none.  (transfer none) */
const char *gb_calendar_bank_holiday (GbCalendar *self, const char *day);
/* The calendar years that the table holds; others are reckoned by rule. */
void gb_calendar_bank_holiday_years (GbCalendar *self, int *from, int *until);

/* What sort of day it is to the school. */
typedef enum
{
  GB_DAY_SCHOOL,       /* pupils attend */
  GB_DAY_INSET,        /* staff do, pupils don't: closed singly */
  GB_DAY_CLOSED,       /* closed with its neighbours inside a term: half-term of a three-term year */
  GB_DAY_HOLIDAY,      /* between terms */
  GB_DAY_BANK_HOLIDAY,
  GB_DAY_WEEKEND,
  GB_DAY_UNKNOWN,      /* the school set no terms for that year */
  GB_N_DAY_KINDS,
} GbDayKind;
GbDayKind gb_calendar_kind (GbCalendar *self, const char *day);

/* --- editing the body of a calendar.set, which must be one's own copy --------------- */
JsonObject *gb_calendar_body_copy (JsonObject *body); /* (transfer full) */
/* @kind: GB_DAY_SCHOOL, GB_DAY_INSET or GB_DAY_CLOSED. */
void gb_calendar_body_set_day (JsonObject *body, const char *day, GbDayKind kind);
/* The first (or @last) day of term @number, 1.. */
void gb_calendar_body_set_edge (JsonObject *body, int number, gboolean last, const char *day);

/* Terms in order; all school years.  @scheme 0: as the school set it; 3: Kent's
 * six joined two by two.  (transfer full, element-type GbTerm) */
GPtrArray *gb_calendar_terms (GbCalendar *self, int scheme);
void gb_term_free (GbTerm *term);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbTerm, gb_term_free)
/* The term that holds @day, NULL in a holiday.  (transfer full) */
GbTerm *gb_calendar_term_of (GbCalendar *self, const char *day);
int gb_calendar_week_of_term (GbCalendar *self, const char *day); /* 1..; 0 in a holiday */
char *gb_school_year_of (const char *day); /* "2026-27": from 1 September */

G_END_DECLS

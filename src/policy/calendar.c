/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calendar holds what the school set, year by year, and the bank holidays.
 *
 * A year's terms are kept as the school set them (three or six); Kent's six are
 * joined two by two only when asked for.  Bank holidays come from the shipped
 * copy of GOV.UK's table or from one the school brought in later; a year that
 * the table does not hold is reckoned by the ordinary rules, so that a clock
 * started in 2031 on a machine that was never updated is still right, but for
 * a one-off holiday that nobody could know.
 */
#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "policy/calendar.h"
#include "policy/resources.h"

#define BELL_UNTIL_SET (15 * 60 + 15)
/* Further than this no school plans; it bounds every walk from day to day. */
#define DAYS_LOOKED_AHEAD 400

typedef struct
{
  char *school_year;
  int scheme;
  GPtrArray *terms;   /* (owned, of GbTerm) */
  GHashTable *closed; /* (owned) days in a term that are none -> GbDayKind: INSET, half-term of a three-term year */
} Year;

struct _GbCalendar
{
  GObject parent_instance;
  GPtrArray *years;          /* (owned, of Year) in order */
  GHashTable *bank_holidays; /* (owned) day -> title */
  int table_from, table_until; /* the calendar years that the table holds */
  int bell;
};

G_DEFINE_TYPE (GbCalendar, gb_calendar, G_TYPE_OBJECT)

void
gb_term_free (GbTerm *term)
{
  if (term == NULL)
    return;
  g_free (term->id);
  g_free (term->name);
  g_free (term->from);
  g_free (term->until);
  g_free (term);
}

static GbTerm *
term_copy (const GbTerm *term)
{
  GbTerm *copy = g_new0 (GbTerm, 1);
  copy->id = g_strdup (term->id);
  copy->name = g_strdup (term->name);
  copy->from = g_strdup (term->from);
  copy->until = g_strdup (term->until);
  copy->number = term->number;
  return copy;
}

static void
year_free (gpointer data)
{
  Year *year = data;
  g_free (year->school_year);
  g_clear_pointer (&year->terms, g_ptr_array_unref);
  g_clear_pointer (&year->closed, g_hash_table_unref);
  g_free (year);
}

static void
gb_calendar_init (GbCalendar *self)
{
  self->years = g_ptr_array_new_with_free_func (year_free);
  self->bell = BELL_UNTIL_SET;
}

static void
gb_calendar_finalize (GObject *object)
{
  GbCalendar *self = GB_CALENDAR (object);

  g_clear_pointer (&self->years, g_ptr_array_unref);
  g_clear_pointer (&self->bank_holidays, g_hash_table_unref);
  G_OBJECT_CLASS (gb_calendar_parent_class)->finalize (object);
}

static void
gb_calendar_class_init (GbCalendarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_calendar_finalize;
}

/* --- reading what the school set --------------------------------------------- */

/* "15.15" or "15:15"; -1 if it is no time of day. */
static int
read_bell (const char *text)
{
  int hour = -1, minute = -1, used = 0;

  if (text == NULL || sscanf (text, "%2d%*1[.:]%2d%n", &hour, &minute, &used) != 2 || text[used] != '\0')
    return -1;
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 ? hour * 60 + minute : -1;
}

static gboolean
school_year_is_valid (const char *text)
{
  int first = 0, second = 0, used = 0;

  if (text == NULL || strlen (text) != 7 || sscanf (text, "%4d-%2d%n", &first, &second, &used) != 2 || used != 7)
    return FALSE;
  return first >= 1900 && (first + 1) % 100 == second;
}

/* "2026/27", as people write it. */
static char *
say_school_year (const char *school_year)
{
  return g_strdup_printf ("%.4s/%s", school_year, school_year + 5);
}

/* The three seasons; number 1..3. */
static const char *
season_id (int number)
{
  static const char *const ids[] = { "autumn", "spring", "summer" };
  return ids[number - 1];
}

static char *
season_name (int number, const char *said_year)
{
  switch (number)
    {
    case 1:
      return g_strdup_printf (_ ("Autumn term %s"), said_year);
    case 2:
      return g_strdup_printf (_ ("Spring term %s"), said_year);
    default:
      return g_strdup_printf (_ ("Summer term %s"), said_year);
    }
}

static GbTerm *
term_new (const char *school_year, int scheme, int number, const char *from, const char *until)
{
  g_autofree char *said = say_school_year (school_year);
  GbTerm *term = g_new0 (GbTerm, 1);

  term->number = number;
  term->from = g_strdup (from);
  term->until = g_strdup (until);
  if (scheme == 3)
    {
      term->id = g_strdup_printf ("%s/%s", school_year, season_id (number));
      term->name = season_name (number, said);
      return term;
    }
  term->id = g_strdup_printf ("%s/%d", school_year, number);
  term->name = g_strdup_printf (_ ("Term %d %s"), number, said);
  return term;
}

static GbTerm *
read_term (Year *year, JsonObject *row, int number, GError **error)
{
  const char *from = gb_json_text (row, "from"), *until = gb_json_text (row, "until");
  g_autofree char *said = say_school_year (year->school_year);

  if (!gb_day_is_valid (from) || !gb_day_is_valid (until))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("Term %d of %s needs its first and its last day, written year-month-day."), number, said);
      return NULL;
    }
  if (strcmp (until, from) < 0)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("Term %d of %s ends before it starts. Put its days right."),
                   number, said);
      return NULL;
    }
  return term_new (year->school_year, year->scheme, number, from, until);
}

static gboolean
term_follows (const GbTerm *before, const GbTerm *term, GError **error)
{
  if (before == NULL || strcmp (before->until, term->from) < 0)
    return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s starts on or before the last day of %s. Put their days right."),
               term->name, before->name);
  return FALSE;
}

static gboolean
read_terms (Year *year, JsonArray *rows, GError **error)
{
  guint count = rows != NULL ? json_array_get_length (rows) : 0;

  if (count != (guint) year->scheme || (count != 3 && count != 6))
    {
      g_autofree char *said = say_school_year (year->school_year);
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("The school year %s needs three terms or six, each with its days."), said);
      return FALSE;
    }
  for (guint i = 0; i < count; i++)
    {
      GbTerm *term = read_term (year, json_array_get_object_element (rows, i), (int) i + 1, error);
      if (term == NULL)
        return FALSE;
      g_ptr_array_add (year->terms, term);
      if (i > 0 && !term_follows (year->terms->pdata[i - 1], term, error))
        return FALSE;
    }
  return TRUE;
}

/* A closed day, or a span of them: "2026-10-26" or "2026-10-26/2026-10-30". */
static gboolean
read_closed (Year *year, const char *text, GError **error)
{
  g_auto (GStrv) ends = g_strsplit (text != NULL ? text : "", "/", 2);
  const char *from = ends[0], *until = from != NULL && ends[1] != NULL ? ends[1] : from;

  if (!gb_day_is_valid (from) || !gb_day_is_valid (until) || gb_day_difference (from, until) < 0
      || gb_day_difference (from, until) > DAYS_LOOKED_AHEAD)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” isn’t a closed day. Write it year-month-day."), text);
      return FALSE;
    }
  for (int i = gb_day_difference (from, until); i >= 0; i--)
    g_hash_table_insert (year->closed, gb_day_add (from, i),
                         GINT_TO_POINTER (ends[1] != NULL ? GB_DAY_CLOSED : GB_DAY_INSET));
  return TRUE;
}

static Year *
read_year (JsonObject *body, int *bell, GError **error)
{
  g_autofree char *said = NULL;
  JsonArray *closed = gb_json_array (body, "closed");
  Year *year;

  if (!school_year_is_valid (gb_json_text (body, "year")))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _ ("A school year is written like 2026-27."));
      return NULL;
    }
  year = g_new0 (Year, 1);
  year->school_year = g_strdup (gb_json_text (body, "year"));
  year->scheme = (int) gb_json_number (body, "scheme");
  year->terms = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_term_free);
  year->closed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  said = say_school_year (year->school_year);
  *bell = read_bell (gb_json_text (body, "bell"));
  if (*bell < 0)
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                 _ ("The school year %s needs the time at which the school day ends, like 15.15."), said);
  if (*bell < 0 || !read_terms (year, gb_json_array (body, "terms"), error))
    {
      year_free (year);
      return NULL;
    }
  for (guint i = 0; closed != NULL && i < json_array_get_length (closed); i++)
    if (!read_closed (year, json_array_get_string_element (closed, i), error))
      {
        year_free (year);
        return NULL;
      }
  return year;
}

static int
compare_years (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Year **) a)->school_year, (*(Year **) b)->school_year);
}

static void
take_year (GbCalendar *self, Year *year)
{
  for (guint i = 0; i < self->years->len; i++)
    if (g_str_equal (((Year *) self->years->pdata[i])->school_year, year->school_year))
      {
        g_ptr_array_remove_index (self->years, i);
        break;
      }
  g_ptr_array_add (self->years, year);
  g_ptr_array_sort (self->years, compare_years);
}

/* Years that were each sound alone may still run into each other. */
static gboolean
years_are_apart (GbCalendar *self, GError **error)
{
  for (guint i = 1; i < self->years->len; i++)
    {
      GPtrArray *before = ((Year *) self->years->pdata[i - 1])->terms, *after = ((Year *) self->years->pdata[i])->terms;
      if (!term_follows (before->pdata[before->len - 1], after->pdata[0], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_shipped_bank_holidays (GbCalendar *self, GError **error)
{
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (gb_policy_get_resource (), "/org/guardbook/policy/bank-holidays.json",
                                G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return gb_calendar_read_bank_holidays (self, text, error);
}

GbCalendar *
gb_calendar_new (JsonObject *const *years, guint n_years, GError **error)
{
  g_autoptr (GbCalendar) self = g_object_new (GB_TYPE_CALENDAR, NULL);

  if (!read_shipped_bank_holidays (self, error))
    return NULL;
  for (guint i = 0; i < n_years; i++)
    {
      Year *year = read_year (years[i], &self->bell, error);
      if (year == NULL)
        return NULL;
      take_year (self, year);
    }
  return years_are_apart (self, error) ? g_steal_pointer (&self) : NULL;
}

/* --- bank holidays ------------------------------------------------------------- */

/* Easter Sunday of @year, days after 1 March (the Gregorian reckoning of
 * Meeus, Jones and Butcher). */
static int
easter_after_march (int year)
{
  int a = year % 19, b = year / 100, c = year % 100;
  int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  int m = (a + 11 * h + 22 * l) / 451;
  return h + l - 7 * m + 21;
}

static char *
day_of (int year, int month, int day)
{
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

/* Whether @day is a Monday bank holiday: the first of May, the last of May, the last of August. */
static gboolean
is_monday_holiday (int month, int mday)
{
  return (month == 5 && (mday <= 7 || mday > 24)) || (month == 8 && mday > 24);
}

/* New Year, Christmas and Boxing Day, each moved to the next weekday that is free. */
static gboolean
is_fixed_holiday (int month, int mday, int weekday)
{
  if (month == 1)
    return mday == 1 || (weekday == 1 && mday <= 3);
  if (month != 12 || mday < 25)
    return FALSE;
  if (mday <= 26)
    return TRUE;
  return (weekday == 1 && mday <= 28) || (weekday == 2 && mday <= 28);
}

/* For years that no table holds. */
static gboolean
is_holiday_by_rule (const char *day)
{
  int year = 0, month = 0, mday = 0, weekday = gb_day_weekday (day);
  g_autofree char *march = NULL;
  int from_easter;

  if (weekday == 0 || weekday > 5 || sscanf (day, "%4d-%2d-%2d", &year, &month, &mday) != 3)
    return FALSE;
  march = day_of (year, 3, 1);
  from_easter = gb_day_difference (march, day) - easter_after_march (year);
  if (from_easter == -2 || from_easter == 1)
    return TRUE;
  return is_fixed_holiday (month, mday, weekday) || (weekday == 1 && is_monday_holiday (month, mday));
}

gboolean
gb_calendar_is_bank_holiday (GbCalendar *self, const char *day)
{
  int year = day != NULL ? (int) g_ascii_strtoll (day, NULL, 10) : 0;

  if (!gb_day_is_valid (day))
    return FALSE;
  if (year >= self->table_from && year <= self->table_until)
    return g_hash_table_contains (self->bank_holidays, day);
  return is_holiday_by_rule (day);
}

static gboolean
read_event (JsonNode *node, GHashTable *days, int *from, int *until)
{
  JsonObject *event = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *day = gb_json_text (event, "date");
  int year;

  if (!gb_day_is_valid (day))
    return FALSE;
  year = (int) g_ascii_strtoll (day, NULL, 10);
  *from = *from == 0 ? year : MIN (*from, year);
  *until = MAX (*until, year);
  g_hash_table_insert (days, g_strdup (day), g_strdup (gb_json_text (event, "title")));
  return TRUE;
}

JsonArray *
gb_bank_holidays_read (const char *json, GError **error)
{
  g_autoptr (JsonObject) root = gb_json_parse (json, -1, error);
  JsonArray *events = root != NULL ? gb_json_array (gb_json_object (root, "england-and-wales"), "events") : NULL;

  if (root != NULL && (events == NULL || json_array_get_length (events) == 0))
    g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                         _ ("This file holds no bank holidays for England and Wales. "
                            "Fetch bank-holidays.json again from GOV.UK."));
  return events != NULL && json_array_get_length (events) > 0 ? json_array_ref (events) : NULL;
}

gboolean
gb_calendar_take_bank_holidays (GbCalendar *self, JsonArray *events, GError **error)
{
  g_autoptr (GHashTable) days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  int from = 0, until = 0;

  for (guint i = 0; i < json_array_get_length (events); i++)
    if (!read_event (json_array_get_element (events, i), days, &from, &until))
      {
        g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                     _ ("Bank holiday %u of this file has no proper date, so none of it was taken in. "
                        "Fetch the file again from GOV.UK."),
                     i + 1);
        return FALSE;
      }
  g_clear_pointer (&self->bank_holidays, g_hash_table_unref);
  self->bank_holidays = g_steal_pointer (&days);
  self->table_from = from;
  self->table_until = until;
  return TRUE;
}

gboolean
gb_calendar_read_bank_holidays (GbCalendar *self, const char *json, GError **error)
{
  g_autoptr (JsonArray) events = gb_bank_holidays_read (json, error);
  return events != NULL && gb_calendar_take_bank_holidays (self, events, error);
}

void
gb_calendar_share_bank_holidays (GbCalendar *self, GbCalendar *other)
{
  g_clear_pointer (&self->bank_holidays, g_hash_table_unref);
  self->bank_holidays = g_hash_table_ref (other->bank_holidays);
  self->table_from = other->table_from;
  self->table_until = other->table_until;
}

const char *
gb_calendar_bank_holiday (GbCalendar *self, const char *day)
{
  return day != NULL ? g_hash_table_lookup (self->bank_holidays, day) : NULL;
}

void
gb_calendar_bank_holiday_years (GbCalendar *self, int *from, int *until)
{
  *from = self->table_from;
  *until = self->table_until;
}

/* --- days -------------------------------------------------------------------------- */

static const GbTerm *
find_term (GbCalendar *self, const char *day, Year **of)
{
  for (guint y = 0; y < self->years->len; y++)
    {
      Year *year = self->years->pdata[y];
      for (guint t = 0; t < year->terms->len; t++)
        {
          const GbTerm *term = year->terms->pdata[t];
          if (strcmp (day, term->from) < 0 || strcmp (day, term->until) > 0)
            continue;
          if (of != NULL)
            *of = year;
          return term;
        }
    }
  return NULL;
}

gboolean
gb_calendar_knows (GbCalendar *self, const char *day)
{
  g_autofree char *school_year = gb_school_year_of (day);

  for (guint y = 0; school_year != NULL && y < self->years->len; y++)
    if (g_str_equal (((Year *) self->years->pdata[y])->school_year, school_year))
      return TRUE;
  return FALSE;
}

gboolean
gb_calendar_is_working_day (GbCalendar *self, const char *day)
{
  int weekday = gb_day_weekday (day);
  return weekday >= 1 && weekday <= 5 && !gb_calendar_is_bank_holiday (self, day);
}

gboolean
gb_calendar_is_school_day (GbCalendar *self, const char *day)
{
  Year *year = NULL;

  if (!gb_calendar_is_working_day (self, day) || find_term (self, day, &year) == NULL)
    return FALSE;
  return !g_hash_table_contains (year->closed, day);
}

GbDayKind
gb_calendar_kind (GbCalendar *self, const char *day)
{
  Year *year = NULL;
  gpointer closed;

  if (gb_day_weekday (day) > 5)
    return GB_DAY_WEEKEND;
  if (gb_calendar_is_bank_holiday (self, day))
    return GB_DAY_BANK_HOLIDAY;
  if (!gb_calendar_knows (self, day))
    return GB_DAY_UNKNOWN;
  if (find_term (self, day, &year) == NULL)
    return GB_DAY_HOLIDAY;
  closed = g_hash_table_lookup (year->closed, day);
  return closed != NULL ? (GbDayKind) GPOINTER_TO_INT (closed) : GB_DAY_SCHOOL;
}

static char *
next_day (GbCalendar *self, const char *day, gboolean (*fits) (GbCalendar *, const char *))
{
  for (int i = 1; gb_day_is_valid (day) && i <= DAYS_LOOKED_AHEAD; i++)
    {
      g_autofree char *next = gb_day_add (day, i);
      if (fits (self, next))
        return g_steal_pointer (&next);
    }
  return NULL;
}

char *
gb_calendar_next_working_day (GbCalendar *self, const char *day)
{
  return next_day (self, day, gb_calendar_is_working_day);
}

char *
gb_calendar_next_school_day (GbCalendar *self, const char *day)
{
  return next_day (self, day, gb_calendar_is_school_day);
}

int
gb_calendar_bell (GbCalendar *self)
{
  return self->bell;
}

/* --- terms ----------------------------------------------------------------------------- */

static GbTerm *
join_terms (const Year *year, int season)
{
  const GbTerm *first = year->terms->pdata[season * 2 - 2], *second = year->terms->pdata[season * 2 - 1];
  return term_new (year->school_year, 3, season, first->from, second->until);
}

GPtrArray *
gb_calendar_terms (GbCalendar *self, int scheme)
{
  GPtrArray *terms = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_term_free);

  for (guint y = 0; y < self->years->len; y++)
    {
      const Year *year = self->years->pdata[y];
      if (scheme == 3 && year->scheme == 6)
        for (int season = 1; season <= 3; season++)
          g_ptr_array_add (terms, join_terms (year, season));
      else
        for (guint t = 0; t < year->terms->len; t++)
          g_ptr_array_add (terms, term_copy (year->terms->pdata[t]));
    }
  return terms;
}

GbTerm *
gb_calendar_term_of (GbCalendar *self, const char *day)
{
  const GbTerm *term = gb_day_is_valid (day) ? find_term (self, day, NULL) : NULL;
  return term != NULL ? term_copy (term) : NULL;
}

int
gb_calendar_week_of_term (GbCalendar *self, const char *day)
{
  const GbTerm *term = gb_day_is_valid (day) ? find_term (self, day, NULL) : NULL;

  /* A week begins on Monday, so a term that starts on a Thursday has a short first week. */
  if (term == NULL)
    return 0;
  return (gb_day_difference (term->from, day) + gb_day_weekday (term->from) - 1) / 7 + 1;
}

char *
gb_school_year_of (const char *day)
{
  int year = 0, month = 0;

  if (!gb_day_is_valid (day) || sscanf (day, "%4d-%2d", &year, &month) != 2)
    return NULL;
  if (month < 9)
    year--;
  return g_strdup_printf ("%04d-%02d", year, (year + 1) % 100);
}

/* --- editing --------------------------------------------------------------------------------- */

JsonObject *
gb_calendar_body_copy (JsonObject *body)
{
  g_autofree char *text = gb_json_print (body);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_object_ref (json_node_get_object (node));
}

static GPtrArray *
days_closed (JsonObject *body, GHashTable *kinds)
{
  JsonArray *closed = gb_json_array (body, "closed");
  GPtrArray *days = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; closed != NULL && i < json_array_get_length (closed); i++)
    {
      g_auto (GStrv) ends = g_strsplit (json_array_get_string_element (closed, i), "/", 2);
      const char *until = ends[1] != NULL ? ends[1] : ends[0];
      for (int d = 0; gb_day_is_valid (ends[0]) && d <= gb_day_difference (ends[0], until); d++)
        {
          char *day = gb_day_add (ends[0], d);
          g_ptr_array_add (days, day);
          g_hash_table_insert (kinds, day, GINT_TO_POINTER (ends[1] != NULL ? GB_DAY_CLOSED : GB_DAY_INSET));
        }
    }
  return days;
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* INSET days stand singly, other closed days as spans of neighbours. */
static JsonArray *
write_closed (GPtrArray *days, GHashTable *kinds)
{
  JsonArray *closed = json_array_new ();

  g_ptr_array_sort (days, compare_days);
  for (guint i = 0; i < days->len; i++)
    {
      const char *from = days->pdata[i], *until = from;
      g_autofree char *span = NULL;
      if (GPOINTER_TO_INT (g_hash_table_lookup (kinds, from)) == GB_DAY_INSET)
        {
          json_array_add_string_element (closed, from);
          continue;
        }
      while (i + 1 < days->len && gb_day_difference (until, days->pdata[i + 1]) <= 1
             && GPOINTER_TO_INT (g_hash_table_lookup (kinds, days->pdata[i + 1])) == GB_DAY_CLOSED)
        until = days->pdata[++i];
      span = g_strdup_printf ("%s/%s", from, until);
      json_array_add_string_element (closed, span);
    }
  return closed;
}

void
gb_calendar_body_set_day (JsonObject *body, const char *day, GbDayKind kind)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) days = days_closed (body, kinds);

  for (guint i = days->len; i > 0; i--)
    if (g_str_equal (days->pdata[i - 1], day))
      {
        g_hash_table_remove (kinds, day);
        g_ptr_array_remove_index (days, i - 1);
      }
  if (kind == GB_DAY_INSET || kind == GB_DAY_CLOSED)
    {
      g_ptr_array_add (days, g_strdup (day));
      g_hash_table_insert (kinds, days->pdata[days->len - 1], GINT_TO_POINTER (kind));
    }
  json_object_set_array_member (body, "closed", write_closed (days, kinds));
}

void
gb_calendar_body_set_edge (JsonObject *body, int number, gboolean last, const char *day)
{
  JsonArray *terms = gb_json_array (body, "terms");

  if (terms != NULL && number >= 1 && (guint) number <= json_array_get_length (terms))
    json_object_set_string_member (json_array_get_object_element (terms, (guint) number - 1), last ? "until" : "from",
                                   day);
}

/* --- dates to begin with ------------------------------------------------------------------ */

typedef struct { const char *year, *days[12]; } Dates;

/* As Kent schools published them; a school puts its own INSET days and edges right. */
static const Dates kent[] = {
  { "2024-25", { "2024-09-02", "2024-10-18", "2024-11-04", "2024-12-20", "2025-01-06", "2025-02-14",
                 "2025-02-24", "2025-04-04", "2025-04-22", "2025-05-23", "2025-06-02", "2025-07-22" } },
  { "2025-26", { "2025-09-01", "2025-10-17", "2025-10-27", "2025-12-19", "2026-01-05", "2026-02-13",
                 "2026-02-23", "2026-04-02", "2026-04-20", "2026-05-22", "2026-06-01", "2026-07-21" } },
  { "2026-27", { "2026-09-01", "2026-10-23", "2026-11-02", "2026-12-18", "2027-01-04", "2027-02-12",
                 "2027-02-22", "2027-03-25", "2027-04-12", "2027-05-28", "2027-06-07", "2027-07-22" } },
};

/* The last @weekday on or before @day; with @after, the first on or after. */
static char *
nearest (const char *day, int weekday, gboolean after)
{
  int gap = weekday - gb_day_weekday (day);
  if (after)
    return gb_day_add (day, gap < 0 ? gap + 7 : gap);
  return gb_day_add (day, gap > 0 ? gap - 7 : gap);
}

static char *
day_near (int year, int month, int mday, int weekday, gboolean after)
{
  g_autofree char *day = day_of (year, month, mday);
  return nearest (day, weekday, after);
}

static char *
first_weekday_from (int year, int month, int mday)
{
  g_autofree char *day = day_of (year, month, mday);
  return gb_day_weekday (day) > 5 ? nearest (day, 1, TRUE) : g_steal_pointer (&day);
}

/* An ordinary year: a week off at the end of October, in mid-February and from
 * the last Monday of May, a fortnight at Christmas and at Easter. */
static void
guess_year (int first, char *days[12])
{
  g_autofree char *march = day_of (first + 1, 3, 1);
  g_autofree char *good_friday = gb_day_add (march, easter_after_march (first + 1) - 2);
  g_autofree char *april = day_of (first + 1, 4, 5);
  g_autofree char *may = day_near (first + 1, 5, 31, 1, FALSE);
  g_autofree char *spring_end = strcmp (good_friday, april) > 0 ? g_strdup (april) : gb_day_add (good_friday, -1);

  days[0] = first_weekday_from (first, 9, 1);
  days[1] = day_near (first, 10, 25, 5, FALSE);
  days[2] = gb_day_add (days[1], 10);
  days[3] = day_near (first, 12, 20, 5, FALSE);
  days[4] = day_near (first + 1, 1, 3, 1, TRUE);
  days[5] = day_near (first + 1, 2, 15, 5, FALSE);
  days[6] = gb_day_add (days[5], 10);
  days[7] = strcmp (good_friday, april) > 0 ? nearest (spring_end, 5, FALSE) : g_steal_pointer (&spring_end);
  days[8] = gb_day_add (days[7], gb_day_weekday (days[7]) == 4 ? 18 : 17);
  days[9] = gb_day_add (may, -3);
  days[10] = gb_day_add (may, 7);
  days[11] = first_weekday_from (first + 1, 7, 20);
}

static void
dates_of_year (const char *school_year, char *days[12])
{
  for (guint i = 0; i < G_N_ELEMENTS (kent); i++)
    if (g_str_equal (kent[i].year, school_year))
      {
        for (int d = 0; d < 12; d++)
          days[d] = g_strdup (kent[i].days[d]);
        return;
      }
  guess_year ((int) g_ascii_strtoll (school_year, NULL, 10), days);
}

static void
add_term (JsonArray *terms, const GbTerm *term)
{
  JsonObject *row = json_object_new ();

  json_object_set_int_member (row, "number", term->number);
  json_object_set_string_member (row, "name", term->name);
  json_object_set_string_member (row, "from", term->from);
  json_object_set_string_member (row, "until", term->until);
  json_array_add_object_element (terms, row);
}

JsonObject *
gb_calendar_default_year (const char *school_year, int scheme)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *terms = json_array_new (), *closed = json_array_new ();
  char *days[12] = { NULL };
  int per_term = scheme == 3 ? 4 : 2;

  g_return_val_if_fail (school_year_is_valid (school_year), NULL);
  dates_of_year (school_year, days);
  for (int i = 0; i < 12 / per_term; i++)
    {
      GbTerm *term = term_new (school_year, scheme, i + 1, days[i * per_term], days[i * per_term + per_term - 1]);
      add_term (terms, term);
      gb_term_free (term);
    }
  /* In a year of three terms the half-term week is a closed span inside its term. */
  for (int i = 0; scheme == 3 && i < 3; i++)
    {
      g_autofree char *from = gb_day_add (days[i * 4 + 1], 1), *until = gb_day_add (days[i * 4 + 2], -1);
      g_autofree char *span = g_strdup_printf ("%s/%s", from, until);
      json_array_add_string_element (closed, span);
    }
  for (int d = 0; d < 12; d++)
    g_free (days[d]);
  json_object_set_string_member (body, "year", school_year);
  json_object_set_int_member (body, "scheme", scheme == 3 ? 3 : 6);
  json_object_set_array_member (body, "terms", terms);
  json_object_set_array_member (body, "closed", closed);
  json_object_set_string_member (body, "bell", "15.15");
  return g_steal_pointer (&body);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/time.h"
#include "ctl/command.h"
#include "ctl/demo-years.h"

/* --- chance ------------------------------------------------------------------------- */

gboolean
gb_years_chance (GbYears *years, guint in_a_hundred)
{
  return gb_years_below (years, 100) < in_a_hundred;
}

guint
gb_years_below (GbYears *years, guint count)
{
  return (guint) g_rand_int_range (years->chance, 0, (gint32) count);
}

static void
draw_id (guint8 *bytes, gsize length, gpointer data)
{
  GRand *chance = data;

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) g_rand_int_range (chance, 0, 256);
}

/* --- the diary ------------------------------------------------------------------------ */

typedef struct
{
  gint64 at;
  guint number; /* in the order of writing, where the hour is the same */
  GbYearsDo what;
  gpointer data;
  GDestroyNotify data_free;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  if (note->data_free != NULL)
    note->data_free (note->data);
  g_free (note);
}

static int
compare_notes (gconstpointer a, gconstpointer b, gpointer data)
{
  const Note *one = a, *two = b;

  if (one->at != two->at)
    return one->at < two->at ? -1 : 1;
  return one->number < two->number ? -1 : one->number > two->number;
}

void
gb_years_write (GbYears *years, gint64 at, GbYearsDo what, gpointer data, GDestroyNotify data_free)
{
  Note *note = g_new0 (Note, 1);

  *note = (Note){ at, years->written++, what, data, data_free };
  g_sequence_insert_sorted (years->diary, note, compare_notes, NULL);
}

static gboolean
work_through (GbYears *years, GError **error)
{
  while (!g_sequence_is_empty (years->diary))
    {
      GSequenceIter *first = g_sequence_get_begin_iter (years->diary);
      Note *note = g_sequence_get (first);
      if (note->at > years->demo.real_now)
        return TRUE;
      gb_demo_move_to (&years->demo, note->at);
      if (!note->what (years, note->data, error))
        return FALSE;
      g_sequence_remove (first);
      gb_command_progress (years->demo.now / GB_DAY - gb_day_to_instant (years->from, 0) / GB_DAY,
                           gb_day_difference (years->from, years->until), _ ("Day"));
    }
  return TRUE;
}

/* --- days -------------------------------------------------------------------------------- */

static guint
first_day_from (GbYears *years, const char *day)
{
  guint low = 0, high = years->days->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (strcmp (years->days->pdata[middle], day) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gint64
gb_years_school_day (GbYears *years, gint64 instant, guint count, int minutes)
{
  g_autofree char *day = gb_instant_to_day (instant);
  guint place = first_day_from (years, day) + count;

  if (place < years->days->len)
    return gb_day_to_instant (years->days->pdata[place], minutes);
  return years->demo.real_now + GB_DAY; /* beyond the last page of the diary */
}

GbDemoWho
gb_years_lead (gint64 instant)
{
  g_autofree char *day = gb_instant_to_day (instant);

  return gb_day_weekday (day) == 3 ? GB_DEMO_DEPUTY : GB_DEMO_DSL;
}

static void
list_days (GbYears *years)
{
  GbCalendar *calendar = gb_book_get_calendar (years->demo.book);
  char *day = gb_day_add (years->from, 1);

  years->days = g_ptr_array_new_with_free_func (g_free);
  while (strcmp (day, years->until) <= 0)
    {
      char *next = gb_day_add (day, 1);
      if (gb_calendar_is_school_day (calendar, day))
        g_ptr_array_add (years->days, day);
      else
        g_free (day);
      day = next;
    }
  g_free (day);
}

/* --- people ------------------------------------------------------------------------------------ */

static int
year_of (const GbDemoPupil *pupil)
{
  return pupil->year_group == NULL ? 0 : atoi (pupil->year_group); /* "R" is 0 */
}

/* Some children are in many cases: every fourth time one of the first fortieth of the roll. */
const GbDemoPupil *
gb_years_pupil (GbYears *years, int least, int most)
{
  GPtrArray *pupils = years->demo.pupils;
  guint of = gb_years_chance (years, 25) ? MAX (pupils->len / 40, 3) : pupils->len;

  for (guint tries = 0; tries < 200; tries++)
    {
      /* A stride that is no divisor of a year, so that the few are of all years. */
      const GbDemoPupil *pupil = pupils->pdata[gb_years_below (years, of) * 37 % pupils->len];
      if (year_of (pupil) >= least && year_of (pupil) <= most && pupil->parent_id != NULL && pupil->sex != NULL)
        return pupil;
      of = pupils->len;
    }
  return pupils->pdata[0];
}

const GbYearsAdult *
gb_years_adult (GbYears *years, const char *sex, const GbYearsAdult *unlike)
{
  const GbYearsAdult *adult;

  do
    adult = years->adults->pdata[gb_years_below (years, years->adults->len)];
  while (adult == unlike || (sex != NULL && !g_str_equal (adult->sex, sex)));
  return adult;
}

gboolean
gb_years_did (char *case_id)
{
  g_free (case_id);
  return case_id != NULL;
}

/* --- the plan ------------------------------------------------------------------------------------ */

static gboolean
new_school_year (GbYears *years, gpointer data, GError **error)
{
  return gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error)
         && gb_years_roll_bring_in (years, GPOINTER_TO_INT (data), error);
}

static int
autumn_of (const char *day)
{
  g_autofree char *school_year = gb_school_year_of (day);
  return atoi (school_year);
}

static void
plan_rolls (GbYears *years)
{
  for (int autumn = autumn_of (years->from) + 1; autumn <= autumn_of (years->until); autumn++)
    {
      g_autofree char *day = g_strdup_printf ("%d-09-04", autumn);
      gb_years_write (years, gb_day_to_instant (day, 8 * 60 + 5), new_school_year, GINT_TO_POINTER (autumn), NULL);
    }
}

/* Arrival, break, lunch, lessons. */
static int
minute_of_day (GbYears *years)
{
  guint draw = gb_years_below (years, 100);

  if (draw < 20)
    return 8 * 60 + 40 + (int) gb_years_below (years, 35);
  if (draw < 38)
    return 10 * 60 + 30 + (int) gb_years_below (years, 30);
  if (draw < 70)
    return 12 * 60 + 10 + (int) gb_years_below (years, 65);
  return 9 * 60 + 20 + (int) gb_years_below (years, 340);
}

/* Mondays bring the weekend in, the first days of a term are quiet, its middle is not. */
static double
weight_of_day (GbYears *years, guint place)
{
  static const double weekdays[] = { 1.3, 1.0, 0.95, 0.95, 0.8 };
  const char *day = years->days->pdata[place];
  guint into = 0;

  while (into < 20 && into < place
         && gb_day_difference (years->days->pdata[place - into - 1], years->days->pdata[place - into]) <= 4)
    into++;
  return weekdays[gb_day_weekday (day) - 1] * (into < 5 ? 0.6 : into < 20 ? 1.0 : 1.15);
}

static const GbYearsPlot *
draw_plot (GbYears *years, GPtrArray *deck)
{
  return deck->pdata[gb_years_below (years, deck->len)];
}

/* Whether it can happen here: the least year of the school is not above its most. */
static gboolean
fits_school (GbYears *years, const GbYearsPlot *plot)
{
  return years->secondary ? plot->most >= 7 : plot->least <= 6;
}

static void
begin_on (GbYears *years, guint place, const GbYearsPlot *plot)
{
  gint64 at = gb_day_to_instant (years->days->pdata[place], minute_of_day (years));

  gb_years_write (years, at, gb_years_begin_case, (gpointer) plot, NULL);
}

/* Each kind at least once, so that every procedure is gone through; then what the days bring. */
static void
plan_cases (GbYears *years)
{
  g_autoptr (GPtrArray) deck = g_ptr_array_new ();
  double rate = years->secondary ? 3.4 : 0.65, owed = 0;

  for (guint i = 0; i < gb_years_n_plots; i++)
    if (fits_school (years, &gb_years_plots[i]))
      {
        for (guint n = 0; n < gb_years_plots[i].weight; n++)
          g_ptr_array_add (deck, (gpointer) &gb_years_plots[i]);
        begin_on (years, years->days->len / 20 + gb_years_below (years, years->days->len * 9 / 10), &gb_years_plots[i]);
      }
  for (guint place = 1; place < years->days->len; place++)
    {
      owed += rate * weight_of_day (years, place) * (0.4 + 1.2 * g_rand_double (years->chance));
      for (; owed >= 1; owed -= 1)
        begin_on (years, place, draw_plot (years, deck));
    }
}

/* --- the whole ---------------------------------------------------------------------------------------- */

static gboolean
set_calendars (GbYears *years, GError **error)
{
  for (int autumn = autumn_of (years->from); autumn <= autumn_of (years->until) + 1; autumn++)
    {
      g_autofree char *day = g_strdup_printf ("%d-10-01", autumn);
      if (!gb_demo_set_calendar (&years->demo, day, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
tell_years (GbDemo *demo, GError **error)
{
  GbYears *years = (GbYears *) demo;

  if (!gb_demo_found (demo, error))
    return FALSE;
  gb_ids_set_random (draw_id, years->ids);
  if (!set_calendars (years, error) || !gb_years_roll_bring_in (years, autumn_of (years->from), error)
      || !gb_years_add_staff (years, error) || !gb_demo_enrol_others (demo, error))
    return FALSE;
  list_days (years);
  plan_rolls (years);
  plan_cases (years);
  gb_years_plan_staff (years);
  gb_years_plan_registers (years);
  gb_years_plan_papers (years);
  return work_through (years, error) && gb_demo_sit_down (demo, GB_DEMO_DSL, error);
}

static void
adult_free (gpointer data)
{
  GbYearsAdult *adult = data;
  g_free (adult->id);
  g_free (adult->name);
  g_free (adult->sex);
  g_free (adult);
}

static void
years_clear (GbYears *years)
{
  g_sequence_free (years->diary);
  g_ptr_array_unref (years->adults);
  g_ptr_array_unref (years->readings);
  g_ptr_array_unref (years->cases);
  g_clear_pointer (&years->days, g_ptr_array_unref);
  gb_years_roll_free (years->roll);
  g_rand_free (years->chance);
  g_rand_free (years->ids);
  g_free (years->from);
  g_free (years->until);
  g_free (years->visitor);
}

gboolean
gb_demo_make_years (const char *dir, const GbDemoPlan *plan, GbKeyring *keyring, GError **error)
{
  g_autofree char *today = gb_today ();
  GbYears years = {
    .demo = { .dir = dir,
              .school = plan->secondary ? "Windmill Rise School" : "Marsh Lane Primary School",
              .dfe_number = plan->secondary ? "886/4107" : "886/5201",
              .keyring = keyring },
    .chance = g_rand_new_with_seed (plan->seed),
    .ids = g_rand_new_with_seed (plan->seed + 1),
    .secondary = plan->secondary,
    .until = g_strdup (plan->until != NULL ? plan->until : today),
    .diary = g_sequence_new (note_free),
    .adults = g_ptr_array_new_with_free_func (adult_free),
    .readings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref),
    .cases = g_ptr_array_new_with_free_func (gb_years_case_free),
    .bags = 400,
  };
  gboolean done;

  years.from = gb_day_add (years.until, -(int) (plan->years * 365.25));
  years.demo.now = gb_day_to_instant (years.from, 9 * 60);
  years.demo.real_now = plan->until != NULL ? gb_day_to_instant (plan->until, 16 * 60) : gb_now ();
  years.roll = gb_years_roll_new (&years);
  done = gb_demo_tell (&years.demo, tell_years, error);
  gb_ids_set_random (NULL, NULL);
  years_clear (&years);
  return done;
}

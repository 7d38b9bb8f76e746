/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stretch: which stretches of time a report is about, and compares with.
 *
 * A term counts from the day after the term before it ended, so that what was
 * recorded in a holiday is in the term that follows; a year is its terms.  Any
 * other days count as they are, and are compared with as many days before them. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/time.h"
#include "casework/gather.h"

#define MOST_COMPARED 5

void
gb_stretch_free (gpointer data)
{
  GbStretch *stretch = data;
  g_free (stretch->id);
  g_free (stretch->name);
  g_free (stretch->from);
  g_free (stretch->until);
  g_free (stretch);
}

char *
gb_stretch_label (const GbStretch *stretch, gboolean broken)
{
  char *label = g_strdup (stretch->name);
  char *blank = broken ? strrchr (label, ' ') : NULL;

  if (blank != NULL)
    *blank = '\n';
  return label;
}

static GbStretch *
stretch_new (const char *id, const char *name, const char *from, const char *until, GbSpan span)
{
  GbStretch *stretch = g_new0 (GbStretch, 1);
  *stretch = (GbStretch) { g_strdup (id), g_strdup (name), g_strdup (from), g_strdup (until), span };
  return stretch;
}

/* --- terms ------------------------------------------------------------------ */

static const GbTerm *
term_at (GPtrArray *terms, int index)
{
  return terms->pdata[index];
}

/* Instants at which term @index begins and ends to count: a holiday belongs to the term after it. */
static GbSpan
span_of (GPtrArray *terms, int index)
{
  g_autofree char *after = gb_day_add (term_at (terms, index)->until, 1);
  g_autofree char *first
    = index > 0 ? gb_day_add (term_at (terms, index - 1)->until, 1) : g_strdup (term_at (terms, index)->from);

  return (GbSpan) { gb_day_to_instant (first, 0), gb_day_to_instant (after, 0) };
}

static GbStretch *
term_stretch (GPtrArray *terms, int index)
{
  const GbTerm *term = term_at (terms, index);
  return stretch_new (term->id, term->name, term->from, term->until, span_of (terms, index));
}

/* The one of that id, else the last that is over, else the present one; -1: none. */
static int
choose_term (GPtrArray *terms, const char *id)
{
  g_autofree char *today = gb_today ();
  int over = -1, present = -1;

  for (guint i = 0; i < terms->len; i++)
    {
      const GbTerm *term = term_at (terms, (int) i);
      if (id != NULL && g_strcmp0 (term->id, id) == 0)
        return (int) i;
      if (strcmp (term->until, today) < 0)
        over = (int) i;
      else if (strcmp (term->from, today) <= 0)
        present = (int) i;
    }
  return id != NULL ? -1 : over >= 0 ? over : present;
}

static gboolean
refuse_term (GError **error)
{
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("No term of that name is in the school calendar. Choose another, or set the calendar"
                          " first."));
  return FALSE;
}

/* The first record of all: what was over before it has nothing to compare with. */
static gint64
first_record (const GbGather *self)
{
  return gb_vault_ask_number (gb_book_get_vault (self->book), 0, NULL, "SELECT min (opened_at) FROM main.p_case", NULL);
}

static gboolean
choose_terms (GbGather *self, GError **error)
{
  int last = choose_term (self->calendar, self->plan->term);
  int first = last - (int) MIN (self->plan->compared, MOST_COMPARED);
  gint64 began = first_record (self);

  if (last < 0)
    return refuse_term (error);
  first = MAX (first, 0);
  while (first < last && span_of (self->calendar, first).until <= began)
    first++;
  for (int i = first; i <= last; i++)
    g_ptr_array_add (self->terms, term_stretch (self->calendar, i));
  return TRUE;
}

/* --- years -------------------------------------------------------------------- */

static gboolean
is_of_year (const GbTerm *term, const char *year)
{
  gsize length = strlen (year);
  return strncmp (term->id, year, length) == 0 && term->id[length] == '/';
}

/* The school year from its first term to its last; NULL: the calendar has no such year. */
static GbStretch *
year_stretch (GPtrArray *terms, const char *year)
{
  int first = -1, last = -1;
  g_autofree char *name = NULL;
  g_autofree char *short_year = g_strdelimit (g_strdup (year), "-", '/');
  GbSpan span;

  for (guint i = 0; i < terms->len; i++)
    if (is_of_year (term_at (terms, (int) i), year))
      {
        first = first < 0 ? (int) i : first;
        last = (int) i;
      }
  if (first < 0)
    return NULL;
  name = g_strdup_printf (_ ("School year %s"), short_year);
  span = (GbSpan) { span_of (terms, first).from, span_of (terms, last).until };
  return stretch_new (year, name, term_at (terms, first)->from, term_at (terms, last)->until, span);
}

/* "2025-26" is before "2026-27".  (transfer full) */
static char *
year_before (const char *year)
{
  int begins = (int) g_ascii_strtoll (year, NULL, 10) - 1;
  return g_strdup_printf ("%04d-%02d", begins, (begins + 1) % 100);
}

/* A term that is still to come has nothing to tell. */
static void
add_parts (GbGather *self, const char *year)
{
  for (guint i = 0; i < self->calendar->len; i++)
    if (is_of_year (term_at (self->calendar, (int) i), year) && span_of (self->calendar, (int) i).from <= gb_now ())
      g_ptr_array_add (self->parts, term_stretch (self->calendar, (int) i));
}

static gboolean
choose_years (GbGather *self, GError **error)
{
  g_autofree char *year = g_strdup (self->plan->term);
  GbStretch *stretch = year_stretch (self->calendar, year);
  gint64 began = first_record (self);

  if (stretch == NULL)
    return refuse_term (error);
  add_parts (self, year);
  for (guint i = 0; stretch != NULL && i <= MIN (self->plan->compared, MOST_COMPARED); i++)
    {
      char *before = year_before (year);
      g_ptr_array_insert (self->terms, 0, stretch);
      stretch = year_stretch (self->calendar, before);
      g_free (year);
      year = before;
      if (stretch != NULL && stretch->span.until <= began)
        g_clear_pointer (&stretch, gb_stretch_free);
    }
  g_clear_pointer (&stretch, gb_stretch_free);
  return TRUE;
}

/* --- any days --------------------------------------------------------------------- */

static GbStretch *
days_stretch (const char *from, const char *until)
{
  g_autofree char *id = g_strdup_printf ("%s..%s", from, until);
  g_autofree char *said_from = gb_say_day_long (from);
  g_autofree char *said_until = gb_say_day_long (until);
  g_autofree char *name = g_strdup_printf (_ ("%s to %s"), said_from, said_until);
  g_autofree char *after = gb_day_add (until, 1);

  return stretch_new (id, name, from, until, (GbSpan) { gb_day_to_instant (from, 0), gb_day_to_instant (after, 0) });
}

/* "2026-01-05..2026-02-10"; NULL: it isn't two days in order. */
static GbStretch *
read_days (const char *id)
{
  g_auto (GStrv) days = g_strsplit (id, "..", 2);

  if (g_strv_length (days) != 2 || !gb_day_is_valid (days[0]) || !gb_day_is_valid (days[1])
      || strcmp (days[0], days[1]) > 0)
    return NULL;
  return days_stretch (days[0], days[1]);
}

static gboolean
choose_days (GbGather *self, GError **error)
{
  GbStretch *stretch = read_days (self->plan->term);
  gint64 began = first_record (self);
  int days;

  if (stretch == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("These days aren’t a period. Give its first day and its last, the first not after the"
                              " last."));
      return FALSE;
    }
  days = gb_day_difference (stretch->from, stretch->until) + 1;
  for (guint i = 0; i <= MIN (self->plan->compared, MOST_COMPARED); i++)
    {
      g_autofree char *from = gb_day_add (stretch->from, -days);
      g_autofree char *until = gb_day_add (stretch->from, -1);
      g_ptr_array_insert (self->terms, 0, stretch);
      stretch = days_stretch (from, until);
      if (stretch->span.until <= began)
        break;
    }
  gb_stretch_free (stretch);
  return TRUE;
}

gboolean
gb_gather_choose (GbGather *self, GError **error)
{
  const char *term = self->plan->term;

  self->calendar = gb_calendar_terms (gb_book_get_calendar (self->book), self->plan->scheme);
  self->terms = g_ptr_array_new_with_free_func (gb_stretch_free);
  self->parts = g_ptr_array_new_with_free_func (gb_stretch_free);
  self->known = g_ptr_array_new_with_free_func (gb_stretch_free);
  if (term != NULL && strstr (term, "..") != NULL)
    self->extent = "days";
  else if (term != NULL && strchr (term, '/') == NULL)
    self->extent = "year";
  if (self->extent == NULL)
    return choose_terms (self, error);
  return g_str_equal (self->extent, "year") ? choose_years (self, error) : choose_days (self, error);
}

gboolean
gb_gather_is_year (const GbGather *self)
{
  return g_strcmp0 (self->extent, "year") == 0;
}

const GbStretch *
gb_gather_stretch (const GbGather *self, int at)
{
  g_assert (at >= 0 && at < (int) (self->terms->len + self->parts->len));
  return at < (int) self->terms->len ? self->terms->pdata[at] : self->parts->pdata[at - (int) self->terms->len];
}

/* --- what earlier reports told of --------------------------------------------------- */

/* As the calendar has it now, so that a holiday counts alike; else by its days. */
static GbStretch *
stretch_of_days (const GbGather *self, const char *id, const GbPeriod *period)
{
  static const int schemes[] = { 0, 3, 6 };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autoptr (GPtrArray) terms = gb_calendar_terms (gb_book_get_calendar (self->book), schemes[i]);
      GbStretch *year = year_stretch (terms, id);
      if (year != NULL)
        return year;
      for (guint t = 0; t < terms->len; t++)
        if (g_str_equal (term_at (terms, (int) t)->id, id))
          return term_stretch (terms, (int) t);
    }
  return days_stretch (period->from, period->until);
}

/* "2025-26@1769792400000000": a year as far as it went when it was told of. */
static GbStretch *
stretch_of_period (const GbGather *self, const GbPeriod *period)
{
  g_auto (GStrv) parts = g_strsplit (period->id, "@", 2);
  GbStretch *stretch = stretch_of_days (self, parts[0], period);

  if (parts[1] != NULL)
    stretch->span.until = MIN (stretch->span.until, g_ascii_strtoll (parts[1], NULL, 10));
  return stretch;
}

/* Every number of the stretch @id is one of @cut. */
static void
rename_numbers (GbFigures *issued, const char *id, const char *cut)
{
  gsize length = strlen (id);

  g_hash_table_remove_all (issued->index);
  issued->indexed = 0;
  for (guint i = 0; i < issued->variables->len; i++)
    {
      GbVariable *variable = gb_figures_at (issued, i);
      g_autofree char *key = variable->key;
      gboolean of_it = strncmp (key, id, length) == 0 && key[length] == '|';
      variable->key = of_it ? g_strconcat (cut, key + length, NULL) : g_steal_pointer (&key);
    }
}

/* What a report told of a time that was not over is of that time as far as it went:
 * what came after is a piece of its own. */
static void
cut_unfinished (const GbGather *self, GbFigures *issued, GPtrArray *periods)
{
  for (guint i = 0; i < periods->len; i++)
    {
      GbPeriod *period = periods->pdata[i];
      GbStretch *stretch = strchr (period->id, '@') == NULL ? stretch_of_period (self, period) : NULL;
      g_autofree char *cut = NULL;
      if (stretch != NULL && stretch->span.from < issued->frozen_at && issued->frozen_at < stretch->span.until)
        {
          cut = g_strdup_printf ("%s@%" G_GINT64_FORMAT, period->id, issued->frozen_at);
          rename_numbers (issued, period->id, cut);
          g_free (period->id);
          period->id = g_steal_pointer (&cut);
        }
      g_clear_pointer (&stretch, gb_stretch_free);
    }
}

static gboolean
is_listed (GPtrArray *stretches, const char *id)
{
  for (guint i = 0; i < stretches->len; i++)
    if (g_str_equal (((GbStretch *) stretches->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

static gboolean
touches (const GbStretch *stretch, GPtrArray *stretches)
{
  for (guint i = 0; i < stretches->len; i++)
    {
      const GbStretch *other = stretches->pdata[i];
      if (stretch->span.until > other->span.from && stretch->span.from < other->span.until)
        return TRUE;
    }
  return FALSE;
}

/* Adds it if it is none of ours and touches one of ours, or one that does: a term
 * that was told, and the year of which it was a part, together tell of the next. */
static gboolean
add_known (GbGather *self, const GbPeriod *period)
{
  GbStretch *stretch;

  if (is_listed (self->terms, period->id) || is_listed (self->parts, period->id) || is_listed (self->known, period->id))
    return FALSE;
  stretch = stretch_of_period (self, period);
  g_free (stretch->id);
  stretch->id = g_strdup (period->id);
  if (!touches (stretch, self->terms) && !touches (stretch, self->known))
    {
      gb_stretch_free (stretch);
      return FALSE;
    }
  g_ptr_array_add (self->known, stretch);
  return TRUE;
}

static gboolean
add_all_known (GbGather *self)
{
  gboolean added = FALSE;

  for (guint i = 0; i < self->issued->len; i++)
    {
      const GbFigures *issued = self->issued->pdata[i];
      for (guint p = 0; p < issued->terms->len; p++)
        added |= add_known (self, issued->terms->pdata[p]);
      for (guint p = 0; p < issued->parts->len; p++)
        added |= add_known (self, issued->parts->pdata[p]);
    }
  return added;
}

GbSpan
gb_gather_whole (GbGather *self)
{
  GbSpan ours = { gb_gather_stretch (self, 0)->span.from, gb_gather_stretch (self, gb_gather_now (self))->span.until };
  GbSpan whole = ours;

  for (guint i = 0; i < self->issued->len; i++)
    {
      GbFigures *issued = self->issued->pdata[i];
      cut_unfinished (self, issued, issued->terms);
      cut_unfinished (self, issued, issued->parts);
    }
  while (add_all_known (self))
    ;
  for (guint i = 0; i < self->known->len; i++)
    {
      const GbStretch *stretch = self->known->pdata[i];
      whole.from = MIN (whole.from, stretch->span.from);
      whole.until = MAX (whole.until, stretch->span.until);
    }
  return whole;
}

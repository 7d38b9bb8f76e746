/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sections-outside: what was sent to others and what they answered; deadlines,
 * kept and missed, and how late (B13, B20).
 *
 * A duty that ran a few times would tell how many cases there were, and one that
 * was missed a few times points to a child whose parents waited: such duties stand
 * in one row together.  A duty's number is called by its title, a joined row's
 * by all of them, so that what one report joins and another tells apart are known
 * to be the same. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/gather.h"

/* --- referrals --------------------------------------------------------------- */

/* Agencies with fewer referrals than @least share a line. */
static GPtrArray *
agency_lines (const GbGather *self, gint64 least)
{
  GbCount count = gb_count_referrals (self);
  GPtrArray *words = gb_pack_words (gb_book_get_pack (self->book), "agency");
  GPtrArray *lines = gb_lines_new ();

  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      if (!g_str_equal (word->id, "lado"))
        gb_count_line (self, lines, &count, &gb_by_agency, word->label, word->id);
    }
  gb_count_add_unknown (self, lines, &count, &gb_by_agency);
  gb_lines_recode (lines, least, _ ("Other agencies"), FALSE);
  return lines;
}

static GPtrArray *
answer_lines (const GbGather *self)
{
  static const char *const labels[GB_N_ANSWERS]
    = { N_ ("Taken\non"), N_ ("Advice,\nor no more"), N_ ("No answer\nyet") };
  GbCount count = gb_count_referrals (self);
  GPtrArray *lines = gb_lines_new ();

  for (guint i = 0; i < GB_N_ANSWERS; i++)
    gb_count_line (self, lines, &count, &gb_by_answer, _ (labels[i]), gb_answer_words[i]);
  gb_lines_recode (lines, self->threshold, _ ("Other\nanswers"), TRUE);
  return lines;
}

static void add_duties (GbGather *self, GbFiguresSection *section);

void
gb_sections_add_referrals (GbGather *self)
{
  GbCount count = gb_count_referrals (self);
  g_autoptr (GPtrArray) agencies = agency_lines (self, self->threshold);
  /* Eight that an earlier report printed, three of them small: the five beside them have no room to
   * be fewer.  Twice the threshold has. */
  gint64 roomy = gb_gather_leaves_out (self, GB_REFERRALS_BY_AGENCY) ? 2 * self->threshold : self->threshold;
  g_autoptr (GPtrArray) crossed_agencies = agency_lines (self, roomy);
  g_autoptr (GPtrArray) answers = answer_lines (self);
  const char *side = _ ("Referrals and deadlines about adults are left out, because listing one would show that there"
                        " had been a concern.");
  GbFiguresSection *section = gb_sections_begin (self, "referrals", side);
  GbCrossed crossed = { "referral", _ ("Referred outside school, by agency and answer so far"), _ ("Agency"),
                        _ ("All referrals"), _ ("All"), &count, &gb_by_agency, &gb_by_answer, crossed_agencies,
                        answers };
  GbCrossed compared = { "referral-term", _ ("Referrals made, by agency"), _ ("Agency"), _ ("All referrals"), NULL,
                         &count, &gb_by_agency, NULL, agencies, NULL };
  GbTable *table;

  if (!gb_sections_can_cross (self, &crossed))
    gb_sections_say_left_out (self, section, &count, _ ("No referral was made in this time."));
  else
    gb_sections_cross (self, section, &crossed)->definition
      = g_strdup (_ ("Referrals made in the time of this report. Asking for advice is not one."));
  table = gb_sections_compare (self, section, &compared);
  if (table != NULL)
    table->definition = g_strdup (_ ("On the day on which it was sent."));
  add_duties (self, section);
}

/* --- deadlines ------------------------------------------------------------------ */

enum { RAN, KEPT, MISSED, FIRST_END, N_COUNTED = FIRST_END + GB_N_DUTY_ENDS };
static const char *const counted_names[N_COUNTED]
  = { "ran", "kept", "missed", "in-time", "same-day", "next-days", "later", "not-done" };

/* The deadlines of some titles (NULL: all) that are counted so. */
typedef struct { char **titles; int counted; } DutyPick;

static void
duty_pick_free (gpointer data)
{
  DutyPick *pick = data;
  g_strfreev (pick->titles);
  g_free (pick);
}

static gboolean
fits_duty (gconstpointer fact, gconstpointer data)
{
  const GbDutyFact *duty = fact;
  const DutyPick *pick = data;

  if (pick->titles != NULL && !g_strv_contains ((const char *const *) pick->titles, duty->title))
    return FALSE;
  return pick->counted == RAN || (pick->counted == KEPT && duty->end == GB_DUTY_KEPT)
         || (pick->counted == MISSED && duty->end != GB_DUTY_KEPT)
         || (pick->counted >= FIRST_END && duty->end == (GbDutyEnd) (pick->counted - FIRST_END));
}

/* @titles NULL-terminated, in order; NULL: all. */
static guint
duty_number (GbGather *self, int at, const char *const *titles, int counted)
{
  g_autofree char *joined = titles != NULL ? g_strjoinv ("+", (char **) titles) : g_strdup ("all");
  g_autofree char *rest = g_strdup_printf ("duty=%s|%s", joined, counted_names[counted]);
  DutyPick *pick = g_new0 (DutyPick, 1);

  pick->titles = g_strdupv ((char **) titles);
  pick->counted = counted;
  return gb_gather_number (self, at, rest, counted == RAN ? GB_COST_GRAND : GB_COST_INNER, self->facts->duties,
                           fits_duty, pick, duty_pick_free);
}

static gint64
duty_count (GbGather *self, const char *title, int counted)
{
  const char *titles[] = { title, NULL };
  const DutyPick pick = { (char **) titles, counted };
  const GbStretch *now = gb_gather_stretch (self, gb_gather_now (self));
  gint64 n = 0;

  for (guint i = 0; i < self->facts->duties->len; i++)
    {
      const GbDutyFact *duty = self->facts->duties->pdata[i];
      n += duty->fact.at >= now->span.from && duty->fact.at < now->span.until && fits_duty (duty, &pick);
    }
  return n;
}

/* Ran, kept and missed: the first is the sum of the others. */
static void
count_duty (GbGather *self, int at, const char *const *titles, guint variables[3])
{
  for (int c = RAN; c <= MISSED; c++)
    variables[c] = duty_number (self, at, titles, c);
  gb_figures_equate (self->figures, variables[RAN], variables + KEPT, 2);
}

void
gb_sections_duties (GbGather *self, int at)
{
  guint variables[3];
  count_duty (self, at, NULL, variables);
}

static void
set_duty (GbGather *self, GbTable *table, guint row, int at, const char *const *titles)
{
  guint variables[3];

  count_duty (self, at, titles, variables);
  for (guint c = 0; c < G_N_ELEMENTS (variables); c++)
    gb_table_set (table, row, c, variables[c]);
}

/* --- the duties of the period, rare ones joined -------------------------------------- */

typedef struct { const char *title, *rule; gint64 ran, kept; gboolean rare; } Duty;

static GArray *
duties_of (GbGather *self)
{
  GArray *duties = g_array_new (FALSE, TRUE, sizeof (Duty));

  for (guint i = 0; i < self->facts->duties->len; i++)
    {
      const GbDutyFact *fact = self->facts->duties->pdata[i];
      Duty duty = { fact->title, fact->rule, 0, 0, FALSE };
      if (duties->len > 0 && g_str_equal (g_array_index (duties, Duty, duties->len - 1).title, fact->title))
        continue; /* they come by title */
      duty.ran = duty_count (self, fact->title, RAN);
      duty.kept = duty_count (self, fact->title, KEPT);
      if (duty.ran > 0)
        g_array_append_val (duties, duty);
    }
  return duties;
}

static gboolean
tells_too_much (const GbGather *self, const Duty *duty)
{
  gint64 missed = duty->ran - duty->kept;
  return duty->ran < self->threshold || (missed > 0 && missed < self->threshold)
         || (duty->kept > 0 && duty->kept < self->threshold);
}

/* Marks the rare ones, with the smallest of the others if they are too few together. */
static void
mark_rare (const GbGather *self, GArray *duties)
{
  gint64 ran = 0;
  Duty *least = NULL;

  for (guint i = 0; i < duties->len; i++)
    {
      Duty *duty = &g_array_index (duties, Duty, i);
      duty->rare = tells_too_much (self, duty);
      if (duty->rare)
        ran += duty->ran;
      else if (least == NULL || duty->ran < least->ran)
        least = duty;
    }
  if (ran > 0 && ran < self->threshold && least != NULL)
    least->rare = TRUE;
}

/* (transfer container, NULL-terminated titles) */
static const char **
rare_titles (GArray *duties)
{
  GPtrArray *titles = g_ptr_array_new ();
  for (guint i = 0; i < duties->len; i++)
    if (g_array_index (duties, Duty, i).rare)
      g_ptr_array_add (titles, (gpointer) g_array_index (duties, Duty, i).title);
  g_ptr_array_add (titles, NULL);
  return (const char **) g_ptr_array_free (titles, FALSE);
}

static char **
duty_labels (GArray *duties, gboolean broken_down, gboolean others)
{
  GPtrArray *labels = g_ptr_array_new ();

  for (guint i = 0; broken_down && i < duties->len; i++)
    if (!g_array_index (duties, Duty, i).rare)
      g_ptr_array_add (labels, g_strdup (g_array_index (duties, Duty, i).title));
  if (broken_down && others)
    g_ptr_array_add (labels, g_strdup (_ ("All other deadlines")));
  g_ptr_array_add (labels, g_strdup_printf ("=%s", _ ("All deadlines")));
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

static void
fill_duties (GbGather *self, GbTable *table, GArray *duties, const char *const *rare)
{
  gboolean broken_down = !gb_gather_leaves_out (self, "clock");
  int now = gb_gather_now (self);
  guint row = 0;

  for (guint i = 0; broken_down && i < duties->len; i++)
    {
      const Duty *duty = &g_array_index (duties, Duty, i);
      const char *titles[] = { duty->title, NULL };
      if (duty->rare)
        continue;
      ((GbLine *) table->rows->pdata[row])->detail = g_strdup (duty->rule);
      set_duty (self, table, row++, now, titles);
    }
  if (broken_down && rare[0] != NULL)
    set_duty (self, table, row++, now, rare);
  set_duty (self, table, row, now, NULL);
}

static void
add_by_duty (GbGather *self, GbFiguresSection *section)
{
  const char *columns[] = { _ ("Ran"), _ ("Kept"), _ ("Missed"), NULL };
  g_autoptr (GArray) duties = duties_of (self);
  g_autofree const char **rare = NULL;
  g_auto (GStrv) rows = NULL;
  GbTable *table;

  mark_rare (self, duties);
  rare = rare_titles (duties);
  rows = duty_labels (duties, !gb_gather_leaves_out (self, "clock"), rare[0] != NULL);
  table = gb_figures_add_table (self->figures, section, "clock", _ ("Deadlines that ended"), _ ("What has to happen"),
                                (const char *const *) rows, columns);
  table->detail_head = g_strdup (_ ("By when"));
  table->definition = g_strdup (_ ("Counted when they ended. What is due at once has no deadline to count."));
  fill_duties (self, table, duties, rare);
  gb_figures_add_up (self->figures, table);
}

/* All deadlines, time beside time. */
static void
add_by_stretch (GbGather *self, GbFiguresSection *section, const char *id, int first, int end)
{
  const char *columns[] = { _ ("Ran"), _ ("Kept"), _ ("Missed"), NULL };
  g_auto (GStrv) rows = gb_stretch_labels (self, first, end, FALSE, first > 0 ? _ ("The year") : NULL);
  GbTable *table;

  if (end - first < 2 || self->facts->duties->len == 0 || gb_gather_leaves_out (self, id))
    return;
  table = gb_figures_add_table (self->figures, section, id,
                                first > 0 ? _ ("Deadlines, term by term") : _ ("Deadlines compared"), _ ("When"),
                                (const char *const *) rows, columns);
  table->definition = g_strdup (_ ("All deadlines together."));
  for (int at = first; at < end; at++)
    set_duty (self, table, (guint) (at - first), at, NULL);
  if (first > 0)
    set_duty (self, table, (guint) (end - first), gb_gather_now (self), NULL);
  gb_figures_add_up (self->figures, table);
}

static void
add_how_late (GbGather *self, GbFiguresSection *section)
{
  const char *const rows[] = { _ ("Done later on the same day"), _ ("Done within three days"), _ ("Done after that"),
                               _ ("Not done when this was frozen"), _ ("=All that were missed"), NULL };
  const char *const columns[] = { _ ("Deadlines"), NULL };
  int now = gb_gather_now (self);
  guint all = duty_number (self, now, NULL, MISSED);
  GbTable *table;

  if (gb_gather_leaves_out (self, "clock-late") || gb_figures_at (self->figures, all)->value < self->threshold)
    return;
  table = gb_figures_add_table (self->figures, section, "clock-late", _ ("Deadlines missed, by how late"), _ ("When"),
                                rows, columns);
  table->definition = g_strdup (_ ("From the end of the deadline to the day on which the thing was done."));
  for (guint end = GB_DUTY_SAME_DAY; end < GB_N_DUTY_ENDS; end++)
    gb_table_set (table, end - 1, 0, duty_number (self, now, NULL, FIRST_END + (int) end));
  gb_table_set (table, GB_N_DUTY_ENDS - 1, 0, all);
  gb_figures_add_up (self->figures, table);
}

static void
add_duties (GbGather *self, GbFiguresSection *section)
{
  int now = gb_gather_now (self), n = (int) self->terms->len;
  guint ran;

  if (gb_gather_leaves_out (self, "all-duty"))
    return;
  ran = duty_number (self, now, NULL, RAN);
  if (gb_figures_at (self->figures, ran)->value >= self->threshold)
    {
      add_by_duty (self, section);
      add_how_late (self, section);
    }
  if (gb_text_is_filled (self->plan->missed))
    {
      g_autofree char *why = g_strdup_printf (_ ("Why deadlines were missed. %s"), self->plan->missed);
      gb_figures_add_words (self->figures, section, why);
    }
  add_by_stretch (self, section, "clock-term", 0, n);
  add_by_stretch (self, section, "clock-term-parts", n, n + (int) self->parts->len);
}

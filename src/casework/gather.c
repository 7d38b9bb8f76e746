/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gather: from counted facts to a proved report.
 *
 * The facts are counted once (count.h).  Then tables are made of them, what
 * was issued before is joined, and small numbers are held back; if a table
 * can't be protected, or is mostly signs, it is left out or made coarser and all
 * is made again.  Each round leaves out one table more, so it ends.  Sentences
 * come last: they are made of numbers that are printed as they are, and of no
 * other.
 */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/gather.h"
#include "casework/member.h"
#include "casework/report.h"
#include "casework/suppress.h"

#define MOST_TERMS 6

/* --- the front ------------------------------------------------------------ */

static gboolean
add_leaders (GbGather *self, GError **error)
{
  static const char *const roles[] = { "dsl", "deputy", "headteacher" };
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) members = gb_members (gb_book_get_vault (self->book), today, error);

  if (members == NULL)
    return FALSE;
  for (guint r = 0; r < G_N_ELEMENTS (roles); r++)
    for (guint m = 0; m < members->len; m++)
      {
        GbMember *member = members->pdata[m];
        g_auto (GStrv) held = g_strsplit (member->roles != NULL ? member->roles : "", " ", -1);
        GbLeader *leader;
        if (g_strcmp0 (member->state, "active") != 0 || !g_strv_contains ((const char *const *) held, roles[r]))
          continue;
        leader = g_new0 (GbLeader, 1);
        leader->role = g_strdup (gb_role_label (roles[r]));
        leader->holder = g_strdup (member->name);
        g_ptr_array_add (self->figures->leaders, leader);
      }
  return TRUE;
}

static guint
school_days (const GbGather *self, const GbTerm *term)
{
  GbCalendar *calendar = gb_book_get_calendar (self->book);
  int n = gb_day_difference (term->from, term->until);
  guint days = 0;

  for (int i = 0; i <= n; i++)
    {
      g_autofree char *day = gb_day_add (term->from, i);
      days += gb_calendar_is_school_day (calendar, day);
    }
  return days;
}

static gboolean
add_head (GbGather *self, GError **error)
{
  GbVault *vault = gb_book_get_vault (self->book);
  guint8 hash[GB_HASH_SIZE];

  self->figures->head_entries = gb_journal_count (vault, error);
  if (self->figures->head_entries < 0 || !gb_journal_head (vault, hash, error))
    return FALSE;
  self->figures->head = gb_bytes_to_hex (hash, sizeof hash);
  return TRUE;
}

static gboolean
add_front (GbGather *self, GError **error)
{
  GbFigures *figures = self->figures;
  GbPack *pack = gb_book_get_pack (self->book);
  const GbTerm *period = self->terms->pdata[gb_gather_now (self)];
  const char *const *roles = gb_book_get_roles (self->book);

  figures->title = g_strdup (_ ("Safeguarding report to governors"));
  figures->school = g_strdup (gb_book_get_school (self->book));
  figures->dfe_number = g_strdup (gb_book_get_dfe_number (self->book));
  figures->zone = g_strdup (gb_zone_name ());
  figures->pack = g_strdup (gb_pack_get_id (pack));
  figures->pack_version = g_strdup (gb_pack_get_version (pack));
  figures->threshold = self->threshold;
  figures->year = gb_school_year_of (period->from);
  figures->school_days = school_days (self, period);
  figures->on_roll = self->facts->on_roll;
  figures->key_words = gb_text_is_filled (self->plan->key_words) ? g_strdup (self->plan->key_words) : NULL;
  figures->written_by = g_strdup (gb_book_get_member_name (self->book));
  figures->written_role = g_strdup (roles != NULL && roles[0] != NULL ? gb_role_label (roles[0]) : NULL);
  figures->frozen_at = gb_now ();
  for (guint i = 0; i < self->terms->len; i++)
    {
      const GbTerm *term = self->terms->pdata[i];
      g_ptr_array_add (figures->terms, gb_period_new (term->id, term->name, term->from, term->until));
    }
  return add_leaders (self, error) && add_head (self, error);
}

gboolean
gb_gather_leaves_out (const GbGather *self, const char *table)
{
  return g_hash_table_contains (self->left_out, table);
}

/* --- headlines and findings: of printed numbers only ---------------------- */

static const GbVariable *
printed (const GbGather *self, int term, const char *what)
{
  g_autofree char *key = NULL;
  guint index;

  if (term < 0)
    return NULL;
  key = g_strdup_printf ("%s|%s", ((GbTerm *) self->terms->pdata[term])->id, what);
  index = gb_figures_find (self->figures, key);
  return index == GB_NO_VARIABLE ? NULL : gb_figures_at (self->figures, index);
}

static gboolean
is_plain (const GbVariable *variable)
{
  return variable != NULL && variable->mark == GB_MARK_PLAIN;
}

/* "3 more than in Spring term 2025/26 (19)".  NULL unless both are printed.  (transfer full) */
static char *
say_change (const GbGather *self, const GbVariable *now, const GbVariable *then)
{
  const char *term;
  g_autofree char *before = NULL;
  g_autofree char *difference = NULL;

  if (!is_plain (now) || !is_plain (then))
    return NULL;
  term = ((GbTerm *) self->terms->pdata[gb_gather_now (self) - 1])->name;
  before = gb_say_count (then->value);
  difference = gb_say_count (ABS (now->value - then->value));
  if (now->value == then->value)
    return g_strdup_printf (_ ("as many as in %s"), term);
  if (ABS (now->value - then->value) < self->threshold) /* no count of 1 to 4, not even as a difference */
    return g_strdup_printf (_ ("%s in %s"), before, term);
  return g_strdup_printf (now->value > then->value ? _ ("%s more than in %s (%s)") : _ ("%s fewer than in %s (%s)"),
                          difference, term, before);
}

static GbHeadline *
add_headline (GbGather *self, const char *id, const char *shown, const char *label)
{
  GbHeadline *headline = g_new0 (GbHeadline, 1);
  headline->id = g_strdup (id);
  headline->shown = g_strdup (shown);
  headline->label = g_strdup (label);
  g_ptr_array_add (self->figures->headlines, headline);
  return headline;
}

static void
add_count_headline (GbGather *self, const char *id, const char *what, const char *label)
{
  const GbVariable *now = printed (self, gb_gather_now (self), what);
  const GbVariable *then = printed (self, gb_gather_now (self) - 1, what);
  if (now != NULL && now->shown != NULL)
    add_headline (self, id, now->shown, label)->before = say_change (self, now, then);
}

/* In 100; all of them only when it is all of them. */
static gint64
per_hundred (gint64 part, gint64 whole)
{
  return whole > 0 ? part * 100 / whole : 0;
}

/* "Spring term 2025/26: 95 in 100".  NULL unless all it is made of may be shown.  (transfer full) */
static char *
say_rate (const GbGather *self, int term)
{
  const GbVariable *ran = printed (self, term, "duty=all|ran");
  const GbVariable *kept = printed (self, term, "duty=all|kept");
  const GbVariable *missed = printed (self, term, "duty=all|missed");

  if (!is_plain (ran) || !is_plain (kept) || !is_plain (missed) || ran->value == 0)
    return NULL;
  return g_strdup_printf (_ ("%s: %" G_GINT64_FORMAT " in 100"), ((GbTerm *) self->terms->pdata[term])->name,
                          per_hundred (kept->value, ran->value));
}

/* Kept of 100 where that tells of no small number; else that fewer than the threshold were missed. */
static void
add_duty_headline (GbGather *self)
{
  int now = gb_gather_now (self);
  const GbVariable *ran = printed (self, now, "duty=all|ran");
  const GbVariable *kept = printed (self, now, "duty=all|kept");
  const GbVariable *missed = printed (self, now, "duty=all|missed");
  g_autofree char *rate = g_strdup_printf ("%" G_GINT64_FORMAT, per_hundred (kept->value, ran->value));
  g_autofree char *label = NULL;
  GbHeadline *headline;

  if (!is_plain (ran) || ran->value == 0 || missed->mark == GB_MARK_COMPLEMENT)
    return;
  if (!is_plain (missed) || !is_plain (kept))
    {
      label = g_strdup_printf (_ ("deadlines missed, of %s"), ran->shown);
      add_headline (self, "clocks", missed->shown, label);
      return;
    }
  label = g_strdup_printf (_ ("deadlines kept: %s of %s"), kept->shown, ran->shown);
  headline = add_headline (self, "clocks", rate, label);
  headline->unit = g_strdup (_ (" in 100"));
  headline->before = say_rate (self, now - 1);
}

static void
add_headlines (GbGather *self)
{
  add_count_headline (self, "concerns", "concern", _ ("concerns recorded"));
  add_count_headline (self, "referred", "referral", _ ("referrals outside school"));
  add_count_headline (self, "searches", "search", _ ("searches carried out"));
  add_duty_headline (self);
}

static void
set_finding (GbGather *self, const char *section, char *finding)
{
  GbFiguresSection *found = (GbFiguresSection *) gb_figures_section (self->figures, section);
  if (found != NULL && finding != NULL)
    found->finding = g_steal_pointer (&finding);
  g_free (finding);
}

static void
find_concerns (GbGather *self)
{
  const GbVariable *all = printed (self, gb_gather_now (self), "concern");
  const GbVariable *support = printed (self, gb_gather_now (self), "concern|outcome=support");
  const GbVariable *referred = printed (self, gb_gather_now (self), "concern|outcome=referred");
  g_autofree char *change = say_change (self, all, printed (self, gb_gather_now (self) - 1, "concern"));

  if (is_plain (all) && is_plain (support) && is_plain (referred) && support->value + referred->value > 0)
    set_finding (self, "concerns",
                 g_strdup_printf (_ ("%s of %s concerns were answered with support in school; %s were referred to"
                                     " social care,"
                                     " the police or another agency."),
                                  support->shown, all->shown, referred->shown));
  else if (is_plain (all))
    set_finding (self, "concerns", g_strdup_printf (_ ("Concerns recorded this term: %s."), all->shown));
  if (change != NULL)
    set_finding (self, "terms", g_strdup_printf (_ ("Concerns recorded: %s, %s."), all->shown, change));
}

static void
find_rest (GbGather *self)
{
  int now = gb_gather_now (self);
  const GbVariable *online_all = printed (self, now, "online");
  const GbVariable *made = printed (self, now, "referral");
  const GbVariable *carried = printed (self, now, "search");
  const GbVariable *before = printed (self, now, "search|before");
  const GbVariable *ran = printed (self, now, "duty=all|ran");
  const GbVariable *missed = printed (self, now, "duty=all|missed");

  if (is_plain (online_all) && gb_figures_table (self->figures, "four-c-year") != NULL)
    set_finding (self, "online", g_strdup_printf (_ ("Concerns about life online: %s."), online_all->shown));
  if (is_plain (made) && is_plain (ran) && ran->value > 0 && missed->mark != GB_MARK_COMPLEMENT)
    set_finding (self, "referrals",
                 g_strdup_printf (_ ("Referrals made: %s. Deadlines missed: %s of %s."), made->shown, missed->shown,
                                  ran->shown));
  if (is_plain (carried) && is_plain (before) && carried->value > 0)
    set_finding (self, "searches",
                 g_strdup_printf (_ ("Of %s searches, %s were authorised beforehand."), carried->shown, before->shown));
}

/* --- making it all, once and again ---------------------------------------- */

/* The cover prints these of the period and of the term before, whatever sections follow. */
static void
add_cover_numbers (GbGather *self)
{
  GbCount concern = gb_count_concerns (self), referral = gb_count_referrals (self);

  for (int term = MAX (gb_gather_now (self) - 1, 0); term <= gb_gather_now (self); term++)
    {
      gb_count_variable (self, term, &concern, NULL, NULL, NULL, NULL);
      gb_count_variable (self, term, &referral, NULL, NULL, NULL, NULL);
      gb_sections_searches (self, term);
      gb_sections_duties (self, term);
    }
}

static gboolean
build (GbGather *self, GError **error)
{
  g_clear_pointer (&self->figures, gb_figures_free);
  self->figures = gb_figures_new ();
  if (!add_front (self, error))
    return FALSE;
  add_cover_numbers (self);
  gb_sections_add (self);
  for (guint i = 0; i < self->issued->len; i++)
    gb_suppress_join (self->figures, self->issued->pdata[i]);
  return TRUE;
}

static gboolean
table_holds (const GbTable *table, guint index)
{
  for (guint i = 0; i < table->cells->len; i++)
    if (g_array_index (table->cells, guint, i) == index)
      return TRUE;
  return FALSE;
}

/* Tables that can go or be made coarser, the finest first. */
static const char *const fine_tables[] = { "clock",  "four-c-year", "category-outcome", "referral",
                                           "search", "year",        "category-term" };

/* The finest table that prints the number; if none does, the finest of all. NULL: none is left. */
static const char *
table_to_leave (const GbGather *self, guint culprit)
{
  const char *finest = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (fine_tables); i++)
    {
      const GbTable *table = gb_figures_table (self->figures, fine_tables[i]);
      if (table == NULL || gb_gather_leaves_out (self, fine_tables[i]))
        continue;
      if (table_holds (table, culprit))
        return fine_tables[i];
      if (finest == NULL)
        finest = fine_tables[i];
    }
  return finest;
}

/* More than half of its inner numbers are signs: it says nothing. */
static gboolean
is_mostly_signs (const GbGather *self, const GbTable *table)
{
  guint signs = 0, cells = 0;

  for (guint r = 0; r < table->rows->len; r++)
    for (guint c = 0; c < table->columns->len; c++)
      {
        const GbVariable *cell = gb_table_cell (self->figures, table, r, c);
        if (cell == NULL || ((GbLine *) table->rows->pdata[r])->kind != GB_LINE_BODY
            || ((GbLine *) table->columns->pdata[c])->kind != GB_LINE_BODY)
          continue;
        cells++;
        signs += cell->mark != GB_MARK_PLAIN;
      }
  return signs * 2 > cells;
}

static const char *
mostly_signs (const GbGather *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (fine_tables); i++)
    {
      const GbTable *table = gb_figures_table (self->figures, fine_tables[i]);
      if (table != NULL && !gb_gather_leaves_out (self, fine_tables[i]) && is_mostly_signs (self, table))
        return fine_tables[i];
    }
  return NULL;
}

static gboolean
build_safely (GbGather *self, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) problem = NULL;
      guint culprit = GB_NO_VARIABLE;
      const char *leave;
      gboolean safe;

      if (!build (self, error))
        return FALSE;
      safe = gb_suppress (self->figures, &culprit, &problem);
      leave = safe ? mostly_signs (self) : table_to_leave (self, culprit);
      if (leave == NULL && safe)
        break;
      if (leave == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      g_hash_table_add (self->left_out, (gpointer) leave);
    }
  add_headlines (self);
  find_concerns (self);
  find_rest (self);
  return gb_suppress_prove (self->figures, error);
}

/* --- which terms ---------------------------------------------------------- */

static int
choose_term (GPtrArray *terms, const char *id)
{
  g_autofree char *today = gb_today ();
  int over = -1, present = -1;

  for (guint i = 0; i < terms->len; i++)
    {
      const GbTerm *term = terms->pdata[i];
      if (id != NULL && g_strcmp0 (term->id, id) == 0)
        return (int) i;
      if (strcmp (term->until, today) < 0)
        over = (int) i;
      else if (strcmp (term->from, today) <= 0)
        present = (int) i;
    }
  return id != NULL ? -1 : over >= 0 ? over : present;
}

/* Instants at which term @index begins and ends to count: a holiday belongs to the term after it. */
static GbSpan
span_of (GPtrArray *terms, int index)
{
  const GbTerm *term = terms->pdata[index];
  g_autofree char *after = gb_day_add (term->until, 1);
  g_autofree char *first = g_strdup (term->from);

  if (index > 0)
    {
      g_free (first);
      first = gb_day_add (((GbTerm *) terms->pdata[index - 1])->until, 1);
    }
  return (GbSpan){ gb_day_to_instant (first, 0), gb_day_to_instant (after, 0) };
}

/* A term that was over before the first record has nothing to compare with. */
static int
first_compared (const GbGather *self, int last)
{
  gint64 began =
      gb_vault_ask_number (gb_book_get_vault (self->book), 0, NULL, "SELECT min (opened_at) FROM main.p_case", NULL);
  int first = last - (int) MIN (self->plan->compared, MOST_TERMS - 1);

  first = MAX (first, 0);
  while (first < last && span_of (self->calendar, first).until <= began)
    first++;
  return first;
}

static gboolean
choose_terms (GbGather *self, GArray *spans, GError **error)
{
  int last = choose_term (self->calendar, self->plan->term);

  if (last < 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("No term of that name is in the school calendar. Choose another, or set the calendar"
                              " first."));
      return FALSE;
    }
  for (int i = first_compared (self, last); i <= last; i++)
    {
      GbSpan span = span_of (self->calendar, i);
      g_array_append_val (spans, span);
      g_ptr_array_add (self->terms, self->calendar->pdata[i]);
    }
  return TRUE;
}

/* The pack's threshold; without one, 5. */
static gint64
read_threshold (GbBook *book)
{
  const char *rule = gb_pack_rule (gb_book_get_pack (book), "small-number.threshold");
  gint64 threshold = rule != NULL ? g_ascii_strtoll (rule, NULL, 10) : 0;
  return threshold >= 3 && threshold <= 20 ? threshold : 5;
}

static void
gather_clear (GbGather *self)
{
  g_clear_pointer (&self->terms, g_ptr_array_unref);
  g_clear_pointer (&self->calendar, g_ptr_array_unref);
  g_clear_pointer (&self->facts, gb_facts_free);
  g_clear_pointer (&self->issued, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_hash_table_unref);
  g_clear_pointer (&self->figures, gb_figures_free);
  g_clear_pointer (&self->categories, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GbGather, gather_clear)

static gpointer
gather (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_auto (GbGather) self = { .book = book, .plan = data };
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (GbSpan));

  self.terms = g_ptr_array_new ();
  self.calendar = gb_calendar_terms (gb_book_get_calendar (book), self.plan->scheme);
  self.left_out = g_hash_table_new (g_str_hash, g_str_equal);
  self.threshold = read_threshold (book);
  self.issued = gb_report_issued_figures (book, error);
  if (self.issued == NULL || !choose_terms (&self, spans, error))
    return NULL;
  self.facts = gb_facts_count (book, (const GbSpan *) (gpointer) spans->data, spans->len, error);
  if (self.facts == NULL)
    return NULL;
  gb_sections_recode (&self);
  if (!build_safely (&self, error))
    return NULL;
  return g_steal_pointer (&self.figures);
}

GbFigures *
gb_figures_gather (GbBook *book, const GbFiguresPlan *plan, GError **error)
{
  return gb_book_ask (book, gather, (gpointer) plan, error);
}

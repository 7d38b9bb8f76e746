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
#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/gather.h"
#include "casework/member.h"
#include "casework/policy.h"
#include "casework/report.h"
#include "casework/suppress.h"
#include "vault/statement.h"

/* --- the front ------------------------------------------------------------ */

static gboolean
add_leaders (GbGather *self, GError **error)
{
  static const char *const roles[] = { "dsl", "deputy", "headteacher", "link-governor" };
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
        leader->trained = gb_sections_last_trained (self, member->name);
        g_ptr_array_add (self->figures->leaders, leader);
      }
  return TRUE;
}

static guint
school_days (const GbGather *self, const GbStretch *term)
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

/* On how many school days so far somebody held the lead's or a deputy's role (A3). */
static gboolean
add_cover_days (GbGather *self, GError **error)
{
  const GbStretch *period = gb_gather_stretch (self, gb_gather_now (self));
  GbCalendar *calendar = gb_book_get_calendar (self->book);
  g_autofree char *today = gb_today ();
  int n = gb_day_difference (period->from, strcmp (today, period->until) < 0 ? today : period->until);
  guint days = 0, covered = 0;

  for (int i = 0; i <= n; i++)
    {
      g_autofree char *day = gb_day_add (period->from, i);
      gint64 held = 0;
      if (!gb_calendar_is_school_day (calendar, day))
        continue;
      held = gb_vault_ask_number (gb_book_get_vault (self->book), -1, error,
                                  "SELECT count (*) FROM p_member_role AS r JOIN p_member AS m ON m.id = r.member_id"
                                  " WHERE r.role IN ('dsl', 'deputy') AND (r.from_day IS NULL OR r.from_day <= :day)"
                                  "   AND (r.until_day IS NULL OR r.until_day >= :day) AND m.left_at IS NULL",
                                  ":day", day, NULL);
      if (held < 0)
        return FALSE;
      days++;
      covered += held > 0;
    }
  if (days > 0 && covered == days)
    self->figures->cover = g_strdup_printf (_ ("A lead or a deputy held the role on all %u school days."), days);
  else if (days > 0)
    self->figures->cover
      = g_strdup_printf (_ ("A lead or a deputy held the role on %u of %u school days."), covered, days);
  return TRUE;
}

/* As it is when the facts are counted: an entry written while the report is made is not in it. */
static gboolean
read_head (GbGather *self, GError **error)
{
  GbVault *vault = gb_book_get_vault (self->book);
  guint8 hash[GB_HASH_SIZE];

  self->head_entries = gb_journal_count (vault, error);
  if (self->head_entries < 0 || !gb_journal_head (vault, hash, error))
    return FALSE;
  self->head = gb_bytes_to_hex (hash, sizeof hash);
  return TRUE;
}

static gboolean
add_front (GbGather *self, GError **error)
{
  GbFigures *figures = self->figures;
  GbPack *pack = gb_book_get_pack (self->book);
  const GbStretch *period = gb_gather_stretch (self, gb_gather_now (self));
  const char *const *roles = gb_book_get_roles (self->book);

  figures->title = g_strdup (gb_gather_is_year (self) ? _ ("Annual safeguarding report to governors")
                                                     : _ ("Safeguarding report to governors"));
  figures->extent = g_strdup (self->extent);
  figures->school = g_strdup (gb_book_get_school (self->book));
  figures->dfe_number = g_strdup (gb_book_get_dfe_number (self->book));
  figures->zone = g_strdup (gb_zone_name ());
  figures->pack = g_strdup (gb_pack_get_id (pack));
  figures->pack_version = g_strdup (gb_pack_get_version (pack));
  figures->threshold = self->threshold;
  figures->zeros_held = g_strcmp0 (gb_policy_rule (self->book, NULL, "small-number.zero"), "held") == 0;
  figures->year = gb_school_year_of (period->from);
  figures->school_days = school_days (self, period);
  figures->on_roll = self->facts->on_roll;
  figures->key_words = gb_text_is_filled (self->plan->key_words) ? g_strdup (self->plan->key_words) : NULL;
  figures->asks = gb_text_is_filled (self->plan->asks) ? g_strdup (self->plan->asks) : NULL;
  figures->written_by = g_strdup (gb_book_get_member_name (self->book));
  figures->written_role = g_strdup (roles != NULL && roles[0] != NULL ? gb_role_label (roles[0]) : NULL);
  figures->frozen_at = self->counted_at;
  figures->head = g_strdup (self->head);
  figures->head_entries = self->head_entries;
  for (int i = 0; i < (int) (self->terms->len + self->parts->len); i++)
    {
      const GbStretch *at = gb_gather_stretch (self, i);
      g_ptr_array_add (i < (int) self->terms->len ? figures->terms : figures->parts,
                       gb_period_new (at->id, at->name, at->from, at->until));
    }
  return add_leaders (self, error) && add_cover_days (self, error);
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
  key = g_strdup_printf ("%s|%s", gb_gather_stretch (self, term)->id, what);
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
  term = gb_gather_stretch (self, gb_gather_now (self) - 1)->name;
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
  return g_strdup_printf (_ ("%s: %" PRId64 " in 100"), gb_gather_stretch (self, term)->name,
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
  g_autofree char *rate = NULL;
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
  rate = g_strdup_printf ("%" G_GINT64_FORMAT, per_hundred (kept->value, ran->value));
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
    set_finding (self, "concerns", g_strdup_printf (_ ("Concerns recorded: %s."), all->shown));
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

/* In left_out, though they are no tables: the cover's figures of the time before, and
 * whole families of numbers ("all-search"). */
#define COVER_BEFORE "cover-before"
/* What goes when no table is left. */
static const char *const last_tables[]
    = { COVER_BEFORE, GB_REFERRALS_BY_AGENCY, "all-search", "all-duty", "all-referral", "all-concern" };

/* The cover prints these of the period and of the term before, whatever sections follow. */
static void
add_cover_numbers (GbGather *self)
{
  GbCount concern = gb_count_concerns (self), referral = gb_count_referrals (self);
  int now = gb_gather_now (self);
  int first = gb_gather_leaves_out (self, COVER_BEFORE) ? now : MAX (now - 1, 0);

  self->zeros_held = self->figures->zeros_held;
  for (int at = first; at <= now; at++)
    {
      if (!gb_gather_leaves_out (self, "all-concern"))
        gb_count_variable (self, at, &concern, NULL, NULL, NULL, NULL);
      if (!gb_gather_leaves_out (self, "all-referral"))
        gb_count_variable (self, at, &referral, NULL, NULL, NULL, NULL);
      if (!gb_gather_leaves_out (self, "all-search"))
        gb_sections_searches (self, at);
      if (!gb_gather_leaves_out (self, "all-duty"))
        gb_sections_duties (self, at);
    }
}

/* Tables that can go or be made coarser, the finest first. */
static const char *const fine_tables[]
  = {
      "category-year", "year-outcome", "four-c-outcome", "outcome-term-parts", "year-term-parts",
      "four-c-term-parts", "referral-term-parts", "outcome-term", "year-term", "clock-late", "breaches", "search-parts",
      "category-term-parts", "clock", "searched-ethnicity", "searched-year", "searched-send", "searched-care",
      "searched-meals", "searched-sex", "four-c-year", "four-c-term", "referral-term", "category-outcome",
      "referral", "search", "year", "group-term-parts", "group-term", "category-term", "clock-term-parts",
      "clock-term"
    };
/* The first of them go rather than that a number of the cover is held back. */
#define N_OPTIONAL 13

/* Whether the number differs a little from what an earlier report printed: then it is
 * held back for its own sake, whichever tables there are (suppress.c names the change after it). */
static gboolean
has_changed_a_little (const GbGather *self, const GbVariable *number)
{
  gsize length = strlen (number->key);

  for (guint i = 0; i < self->figures->variables->len; i++)
    {
      const GbVariable *variable = gb_figures_at (self->figures, i);
      if (variable->mark == GB_MARK_PRIMARY && strncmp (variable->key, number->key, length) == 0
          && (variable->key[length] == '+' || variable->key[length] == '~'))
        return TRUE;
    }
  return FALSE;
}

/* The finest table still there that could spare a number of the cover from being held back; NULL: none. */
static const char *
optional_table (const GbGather *self)
{
  static const char *const cover[] = { "concern", "referral", "search" };
  gboolean held = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (cover); i++)
    {
      const GbVariable *number = printed (self, gb_gather_now (self), cover[i]);
      held |= number != NULL && number->mark == GB_MARK_COMPLEMENT && !number->fixed
              && !has_changed_a_little (self, number);
    }
  for (guint i = 0; held && i < N_OPTIONAL; i++)
    if (gb_figures_table (self->figures, fine_tables[i]) != NULL && !gb_gather_leaves_out (self, fine_tables[i]))
      return fine_tables[i];
  return NULL;
}

/* Whether @table prints the number, or at @tied one that equations tie to it. */
static gboolean
table_holds (const GbTable *table, guint index, const guint *tied)
{
  for (guint i = 0; i < table->cells->len; i++)
    {
      guint cell = g_array_index (table->cells, guint, i);
      if (cell == index || (tied != NULL && cell != GB_NO_VARIABLE && tied[cell] == tied[index]))
        return TRUE;
    }
  return FALSE;
}

#define INSTANT_LENGTH 12 /* digits of an instant in a change's name, at least; words that are numbers have fewer */

/* Of a change (suppress.c calls it after the number, a sign and an instant) the number that changed. */
static guint
number_that_changed (const GbGather *self, guint index)
{
  const char *key = gb_figures_at (self->figures, index)->key;
  const char *sign = key + strlen (key);
  g_autofree char *number = NULL;
  guint found;

  while (sign > key && g_ascii_isdigit (sign[-1]))
    sign--;
  if (strlen (sign) < INSTANT_LENGTH || sign == key || (sign[-1] != '+' && sign[-1] != '~'))
    return index;
  number = g_strndup (key, (gsize) (sign - 1 - key));
  found = gb_figures_find (self->figures, number);
  return found != GB_NO_VARIABLE ? found : index;
}

static const char *
finest_that_holds (const GbGather *self, guint index, const guint *tied)
{
  for (guint i = 0; i < G_N_ELEMENTS (fine_tables); i++)
    {
      const GbTable *table = gb_figures_table (self->figures, fine_tables[i]);
      if (table != NULL && !gb_gather_leaves_out (self, fine_tables[i]) && table_holds (table, index, tied))
        return fine_tables[i];
    }
  return NULL;
}

/* The finest table that prints the number; if none does, the finest of those that
 * have to do with it: what is no part of the trouble stays.  A change is in no table:
 * the number that changed is.  NULL: none is left. */
static const char *
table_to_leave (const GbGather *self, guint culprit)
{
  g_autofree guint *tied = gb_suppress_ties (self->figures);
  const char *finest = finest_that_holds (self, number_that_changed (self, culprit), NULL);

  return finest != NULL ? finest : finest_that_holds (self, culprit, tied);
}

/* What goes when no table is left: the cover's comparison, then every number of the
 * culprit's family.  NULL: that is gone too. */
static const char *
last_resort (const GbGather *self, guint culprit)
{
  static const struct { const char *begins, *family; } families[]
    = { { "search", "all-search" }, { "device", "all-search" },   { "duty=", "all-duty" },
        { "referral", "all-referral" }, { "online", "all-concern" }, { "concern", "all-concern" } };
  const char *key = culprit != GB_NO_VARIABLE ? gb_figures_at (self->figures, culprit)->key : "";
  const char *rest = strchr (key, '|');

  if (!gb_gather_leaves_out (self, COVER_BEFORE))
    return COVER_BEFORE;
  for (guint i = 0; rest != NULL && i < G_N_ELEMENTS (families); i++)
    if (g_str_has_prefix (rest + 1, families[i].begins) && !gb_gather_leaves_out (self, families[i].family))
      return families[i].family;
  return NULL;
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
        signs += gb_suppress_is_sign (self->figures, cell);
      }
  return signs * 2 > cells;
}

/* Whether fine_tables[@at] is there and says nothing. */
static gboolean
is_lost (const GbGather *self, guint at)
{
  const GbTable *table = gb_figures_table (self->figures, fine_tables[at]);

  return table != NULL && !gb_gather_leaves_out (self, fine_tables[at]) && is_mostly_signs (self, table);
}

static const char *
mostly_signs (const GbGather *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (fine_tables); i++)
    if (is_lost (self, i))
      return fine_tables[i];
  return NULL;
}

static void
leave_out (GbGather *self, const char *table)
{
  if (g_str_equal (table, "referral") && !gb_gather_leaves_out (self, GB_REFERRALS_BY_AGENCY))
    table = GB_REFERRALS_BY_AGENCY;
  g_hash_table_add (self->left_out, (gpointer) table);
}

/* The tables that would say nothing whatever is chosen go together, before anything is: choosing is the
 * dear part.  TRUE if one did. */
static gboolean
leave_hopeless (GbGather *self)
{
  const guint before = g_hash_table_size (self->left_out);

  for (guint i = 0; i < G_N_ELEMENTS (fine_tables); i++)
    if (is_lost (self, i))
      leave_out (self, fine_tables[i]);
  return g_hash_table_size (self->left_out) > before;
}

/* The tables of this round, which know of nothing but themselves. */
static gboolean
add_tables (GbGather *self, GError **error)
{
  g_clear_pointer (&self->figures, gb_figures_free);
  self->figures = gb_figures_new ();
  gb_gather_forget (self);
  if (!add_front (self, error))
    return FALSE;
  add_cover_numbers (self);
  gb_sections_add (self);
  return TRUE;
}

/* Whoever reads can work them out already: from now on they are known, which holds back the more of the rest. */
static void
forget_given (GbGather *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->given);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint index = gb_figures_find (self->figures, key);
      if (index != GB_NO_VARIABLE)
        gb_suppress_give_up (self->figures, index);
    }
}

static gpointer
build (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbGather *self = data;

  do
    if (!add_tables (self, error))
      return NULL;
  while (leave_hopeless (self));
  gb_gather_tie (self);
  for (guint i = 0; i < self->issued->len; i++)
    gb_suppress_join (self->figures, self->issued->pdata[i]);
  forget_given (self);
  return self;
}

/* Says how far it is; FALSE with G_IO_ERROR_CANCELLED when it shall go no further. */
static gboolean
go_on (GbGather *self, const char *step, double done, GError **error)
{
  if (self->plan->step == NULL || self->plan->step (step, done, self->plan->step_data))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped. Nothing was issued."));
  return FALSE;
}

/* The proof's own steps are the last two thirds of the way. */
static gboolean
watch_proof (double done, gpointer data)
{
  return go_on (data, _ ("Proving that no small number can be worked out…"), 0.6 + 0.3 * done, NULL);
}

static gboolean
watch_choice (double done, gpointer data)
{
  return go_on (data, _ ("Choosing which numbers to hold back…"), 0.2 + 0.4 * done, NULL);
}

/* In no table of ours: what an earlier report printed, or what follows from several. */
static gboolean
is_of_earlier_reports (const GbGather *self, guint culprit)
{
  for (guint s = 0; culprit != GB_NO_VARIABLE && s < self->figures->sections->len; s++)
    {
      const GbFiguresSection *section = self->figures->sections->pdata[s];
      for (guint b = 0; b < section->blocks->len; b++)
        {
          const GbTable *table = ((const GbBlock *) section->blocks->pdata[b])->table;
          if (table != NULL && table_holds (table, culprit, NULL))
            return FALSE;
        }
    }
  return culprit != GB_NO_VARIABLE;
}

/* Chooses without any table of ours, each time giving up the number of an earlier report that can't be kept.
 * FALSE with @error if it could not be tried. */
static gboolean
look_back (GbGather *self, GError **error)
{
  const GbSuppressHow how = { TRUE, watch_choice, self };
  guint culprit;

  do
    {
      g_autoptr (GError) problem = NULL;
      culprit = GB_NO_VARIABLE;
      if (!go_on (self, _ ("Making the tables…"), 0.1, error) || gb_book_ask (self->book, build, self, error) == NULL)
        return FALSE;
      gb_suppress_how (self->figures, &how, &culprit, &problem);
    }
  while (is_of_earlier_reports (self, culprit)
         && g_hash_table_add (self->given, g_strdup (gb_figures_at (self->figures, culprit)->key)));
  return TRUE;
}

/* A small number of an earlier report that can't be kept may be told by the earlier reports themselves, where
 * they were issued by a Guardbook that knew of fewer ways to work one out.  No table of ours that is left out
 * helps it then, and it must not keep every later report from being made. */
static gboolean
find_given (GbGather *self, GError **error)
{
  GHashTable *left_out = self->left_out;
  gboolean looked;

  self->left_out = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (fine_tables); i++)
    g_hash_table_add (self->left_out, (gpointer) fine_tables[i]);
  for (guint i = 0; i < G_N_ELEMENTS (last_tables); i++)
    g_hash_table_add (self->left_out, (gpointer) last_tables[i]);
  looked = look_back (self, error);
  g_hash_table_unref (self->left_out);
  self->left_out = left_out;
  self->looked_back = TRUE;
  return looked;
}

static gboolean
build_safely (GbGather *self, GError **error)
{
  const GbSuppressHow how = { self->plan->fast, watch_choice, self };

  for (;;)
    {
      g_autoptr (GError) problem = NULL;
      guint culprit = GB_NO_VARIABLE;
      const char *leave;
      gboolean safe;

      if (!go_on (self, _ ("Making the tables…"), 0.1, error) || gb_book_ask (self->book, build, self, error) == NULL)
        return FALSE;
      if (leave_hopeless (self))
        continue;
      safe = gb_suppress_how (self->figures, &how, &culprit, &problem);
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (!safe && !self->looked_back && is_of_earlier_reports (self, culprit))
        {
          if (!find_given (self, error))
            return FALSE;
          continue;
        }
      leave = safe ? mostly_signs (self) : table_to_leave (self, culprit);
      if (leave == NULL)
        leave = safe ? optional_table (self) : last_resort (self, culprit);
      if (leave == NULL && safe)
        return TRUE;
      if (leave == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      leave_out (self, leave);
    }
}

/* The pack's threshold; without one, 5. */
static gint64
read_threshold (GbBook *book)
{
  const char *rule = gb_policy_rule (book, NULL, "small-number.threshold");
  gint64 threshold = rule != NULL ? g_ascii_strtoll (rule, NULL, 10) : 0;
  return threshold >= 3 && threshold <= 20 ? threshold : 5;
}

static void
gather_clear (GbGather *self)
{
  g_clear_pointer (&self->terms, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_clear_pointer (&self->calendar, g_ptr_array_unref);
  g_clear_pointer (&self->facts, gb_facts_free);
  g_clear_pointer (&self->issued, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_hash_table_unref);
  g_free (self->head);
  g_clear_pointer (&self->given, g_hash_table_unref);
  g_clear_pointer (&self->counted, g_hash_table_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->picked, g_hash_table_unref);
  g_clear_pointer (&self->picks, g_ptr_array_unref);
  g_clear_pointer (&self->cases, g_hash_table_unref);
  g_clear_pointer (&self->figures, gb_figures_free);
  g_clear_pointer (&self->categories, g_ptr_array_unref);
  g_clear_pointer (&self->trend, gb_trend_free);
  g_clear_pointer (&self->names, gb_report_names_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GbGather, gather_clear)

/* Who was searched, over a year at least.  A member who may see no patterns prints none. */
static gboolean
find_trend (GbGather *self, GError **error)
{
  const GbStretch *period = gb_gather_stretch (self, gb_gather_now (self));
  g_autofree char *today = gb_today ();
  const GbTrendPlan plan = { period->from, strcmp (today, period->until) < 0 ? today : period->until, TRUE };

  if ((self->plan->sections & GB_SECTION_SEARCHED) == 0 || !gb_trend_may (self->book, NULL)
      || strcmp (plan.from, plan.until) > 0)
    return TRUE;
  self->trend = gb_trend_gather (self->book, &plan, error);
  return self->trend != NULL;
}

/* All that is asked of the vault but for the registers. */
static gpointer
count (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbGather *self = data;

  self->threshold = read_threshold (book);
  self->counted_at = gb_now ();
  if (!read_head (self, error))
    return NULL;
  self->issued = gb_report_issued_figures (book, error);
  if (self->issued == NULL || !gb_gather_choose (self, error))
    return NULL;
  self->facts = gb_facts_count (book, gb_gather_whole (self), error);
  self->names = self->facts != NULL ? gb_report_names_new (book, error) : NULL;
  if (self->names == NULL || !find_trend (self, error))
    return NULL;
  gb_sections_recode (self);
  return self;
}

/* The hashes of every entry about a case that is counted: what the figures were made of. */
static gpointer
note_entries (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbGather *self = data;
  g_autoptr (GString) entries = g_string_new (NULL);
  g_autoptr (GbStatement) s
    = gb_statement_new (gb_book_get_vault (book),
                        "SELECT id, lower (hex (hash)) AS hash, case_id FROM main.entry"
                        " WHERE id <= @entries AND case_id IS NOT NULL AND NOT sealed ORDER BY id",
                        error);
  GError *problem = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind_number (s, "@entries", self->figures->head_entries);
  while (gb_statement_step (s, &problem))
    if (g_hash_table_contains (self->cases, gb_statement_text (s, "case_id")))
      g_string_append_printf (entries, "%" G_GINT64_FORMAT " %s\n", gb_statement_number (s, "id"),
                              gb_statement_text (s, "hash"));
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  self->figures->entries = g_string_free (g_steal_pointer (&entries), FALSE);
  return self;
}

static gboolean
finish (GbGather *self, GError **error)
{
  const GbSuppressHow how = { FALSE, watch_proof, self };

  add_headlines (self);
  find_concerns (self);
  find_rest (self);
  return self->plan->fast
         || (go_on (self, _ ("Proving that no small number can be worked out…"), 0.6, error)
             && gb_suppress_prove_how (self->figures, &how, error)
             && gb_book_ask (self->book, note_entries, self, error) != NULL);
}

GbFigures *
gb_figures_gather (GbBook *book, const GbFiguresPlan *plan, GError **error)
{
  g_auto (GbGather) self = { .book = book, .plan = plan };

  self.left_out = g_hash_table_new (g_str_hash, g_str_equal);
  self.given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  if (!go_on (&self, _ ("Counting…"), 0, error) || gb_book_ask (book, count, &self, error) == NULL
      || !build_safely (&self, error) || !finish (&self, error))
    return NULL;
  return g_steal_pointer (&self.figures);
}

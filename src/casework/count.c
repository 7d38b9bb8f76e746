/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/count.h"
#include "journal/projection.h"

#include <string.h>

#include "base/time.h"
#include "vault/statement.h"

static void
concern_free (gpointer data)
{
  GbConcern *concern = data;
  g_free (concern->category);
  g_free (concern->risk);
  g_free (concern->year);
  g_free (concern);
}

static void
referral_free (gpointer data)
{
  GbReferralFact *referral = data;
  g_free (referral->agency);
  g_free (referral);
}

static void
duty_free (gpointer data)
{
  GbDuty *duty = data;
  g_free (duty->title);
  g_free (duty->rule);
  g_free (duty);
}

void
gb_facts_free (GbFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->spans);
  g_ptr_array_unref (self->concerns);
  g_ptr_array_unref (self->referrals);
  g_free (self->searches);
  g_ptr_array_unref (self->duties);
  g_free (self->ran);
  g_free (self->kept);
  g_free (self);
}

/* The term that holds @at, -1: none. */
static int
term_of (const GbFacts *self, gint64 at)
{
  for (guint i = 0; i < self->n_terms; i++)
    if (at >= self->spans[i].from && at < self->spans[i].until)
      return (int) i;
  return -1;
}

static void
bind_whole (GbFacts *self, GbStatement *statement)
{
  gb_statement_bind_number (statement, "@from", self->spans[0].from);
  gb_statement_bind_number (statement, "@until", self->spans[self->n_terms - 1].until);
}

#define HAS_OUTCOME(list) "EXISTS (SELECT 1 FROM json_each (i.outcomes) AS o WHERE o.value IN (" list "))"

/* Year groups in order: nursery, reception, then numbers; the rank leads so
 * that max () finds the oldest child. */
static const char concerns_sql[] =
    "SELECT i.recorded_at AS at, i.category AS category, i.four_c ->> '$[0]' AS risk, "
    "  (SELECT substr (max (CASE WHEN p.year_group GLOB '[0-9]*' THEN printf ('%02d', p.year_group)"
    "                            WHEN p.year_group GLOB 'R*' THEN '00' ELSE '//' END || p.year_group), 3)"
    "     FROM p_incident_person AS p WHERE p.incident_id = i.id AND p.sort = 'pupil') AS year, "
    "  CASE WHEN EXISTS (SELECT 1 FROM p_referral AS r WHERE r.incident_id = i.id AND r.made_at IS NOT NULL"
    "                       AND r.agency <> 'early-help')"
    "         OR " HAS_OUTCOME (
        "'social-care', 'police', 'prevent'") " THEN 'referred' "
                                              "       WHEN EXISTS (SELECT 1 FROM p_referral AS r WHERE r.incident_id = "
                                              "i.id AND r.made_at IS NOT NULL)"
                                              "         OR " HAS_OUTCOME (
                                                  "'early-help'") " THEN 'early-help' "
                                                                  "       WHEN i.closed_at IS NULL THEN 'open' "
                                                                  "       WHEN EXISTS (SELECT 1 FROM json_each "
                                                                  "(i.outcomes) AS o WHERE o.value <> "
                                                                  "'no-further-action') THEN 'support' "
                                                                  "       ELSE 'none' END AS outcome "
                                                                  "  FROM p_incident AS i "
                                                                  " WHERE i.recorded_at >= @from AND i.recorded_at < "
                                                                  "@until AND NOT " GB_COUNT_ABOUT_AN_ADULT
                                                                  " ORDER BY i.entry";

static GbOutcome
outcome_of (const char *word)
{
  static const char *const words[GB_N_OUTCOMES] = { "support", "early-help", "referred", "none", "open" };
  for (guint i = 0; i < GB_N_OUTCOMES; i++)
    if (g_strcmp0 (words[i], word) == 0)
      return i;
  return GB_OUTCOME_OPEN;
}

/* What is issued is for everybody: it counts nothing that is sealed, whoever asks. */
static GbStatement *
ask_all (GbVault *vault, const char *sql, GError **error)
{
  g_autofree char *all = gb_projection_of_all (sql);

  return gb_statement_new (vault, all, error);
}

static gboolean
count_concerns (GbFacts *self, GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s = ask_all (vault, concerns_sql, error);
  GError *problem = NULL;

  if (s == NULL)
    return FALSE;
  bind_whole (self, s);
  while (gb_statement_step (s, &problem))
    {
      int term = term_of (self, gb_statement_number (s, "at"));
      GbConcern *concern;
      if (term < 0)
        continue;
      concern = g_new0 (GbConcern, 1);
      concern->term = (guint) term;
      concern->category = g_strdup (gb_statement_text (s, "category"));
      concern->risk = g_strdup (gb_statement_text (s, "risk"));
      concern->year = g_strdup (gb_statement_text (s, "year"));
      concern->outcome = outcome_of (gb_statement_text (s, "outcome"));
      g_ptr_array_add (self->concerns, concern);
    }
  if (problem != NULL)
    g_propagate_error (error, problem);
  return problem == NULL;
}

static const char referrals_sql[] =
    "SELECT r.made_at AS at, r.agency AS agency, "
    "       CASE WHEN r.outcome IN ('accepted', 'assessment', 'strategy', 'investigation', 'early-help') THEN 0 "
    "            WHEN r.outcome IS NULL OR r.outcome = 'more-wanted' THEN 2 ELSE 1 END AS answer "
    "  FROM p_referral AS r LEFT JOIN p_incident AS i ON i.id = r.incident_id "
    " WHERE r.made_at >= @from AND r.made_at < @until AND r.agency <> 'lado'"
    "   AND (i.id IS NULL OR NOT " GB_COUNT_ABOUT_AN_ADULT ")";

static gboolean
count_referrals (GbFacts *self, GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s = ask_all (vault, referrals_sql, error);
  GError *problem = NULL;

  if (s == NULL)
    return FALSE;
  bind_whole (self, s);
  while (gb_statement_step (s, &problem))
    {
      int term = term_of (self, gb_statement_number (s, "at"));
      GbReferralFact *referral;
      if (term < 0)
        continue;
      referral = g_new0 (GbReferralFact, 1);
      referral->term = (guint) term;
      referral->agency = g_strdup (gb_statement_text (s, "agency"));
      referral->answer = (GbAnswer) gb_statement_number (s, "answer");
      g_ptr_array_add (self->referrals, referral);
    }
  if (problem != NULL)
    g_propagate_error (error, problem);
  return problem == NULL;
}

/* Each row adds one to the fact of its number in the term of its instant. */
static gboolean
count_facts (GbFacts *self, GbVault *vault, const char *sql, GError **error)
{
  g_autoptr (GbStatement) s = ask_all (vault, sql, error);
  GError *problem = NULL;

  if (s == NULL)
    return FALSE;
  bind_whole (self, s);
  while (gb_statement_step (s, &problem))
    {
      int term = term_of (self, gb_statement_number (s, "at"));
      gint64 fact = gb_statement_number (s, "fact");
      if (term >= 0 && fact >= 0 && fact < GB_N_SEARCH_FACTS)
        self->searches[term][fact]++;
    }
  if (problem != NULL)
    g_propagate_error (error, problem);
  return problem == NULL;
}

static const char requests_sql[] = "SELECT requested_at AS at, "
                                   "       CASE WHEN authorised_at IS NOT NULL OR authority_id IS NOT NULL THEN 0"
                                   "            WHEN refused_at IS NOT NULL THEN 1 ELSE 2 END AS fact "
                                   "  FROM p_search WHERE requested_at >= @from AND requested_at < @until";

static const char carried_sql[] = "SELECT searched_at AS at, CASE WHEN retrospective THEN 4 ELSE 3 END AS fact "
                                  "  FROM p_search WHERE searched_at >= @from AND searched_at < @until";

static const char found_sql[] = "SELECT searched_at AS at, CASE WHEN found THEN 5 ELSE 6 END AS fact "
                                "  FROM p_search WHERE searched_at >= @from AND searched_at < @until";

static const char devices_sql[] =
    "SELECT d.taken_at AS at, CASE WHEN d.state = 'with-police' THEN 9 WHEN d.left_at IS NULL THEN 10 "
    "                              WHEN EXISTS (SELECT 1 FROM p_clock AS c WHERE c.case_id = d.id"
    "                                              AND c.started_entry = d.entry AND d.left_at <= c.due_at) THEN 7 "
    "                              ELSE 8 END AS fact "
    "  FROM p_device AS d WHERE d.taken_at >= @from AND d.taken_at < @until";

/* Clocks that ended: what was due at once can't be told kept from missed by
 * the minute, and what still runs is neither. */
static const char duties_sql[] =
    "SELECT c.due_at AS at, c.title AS title, c.rule AS rule, "
    "       c.stopped_at IS NOT NULL AND c.stopped_at <= c.due_at AS kept "
    "  FROM p_clock AS c LEFT JOIN p_referral AS r ON r.id = c.case_id "
    "                    LEFT JOIN p_incident AS i ON i.id = coalesce (r.incident_id, c.case_id) "
    " WHERE c.due_at >= @from AND c.due_at < @until AND c.due_at > c.started_at"
    "   AND (c.stopped_at IS NOT NULL OR c.due_at < @now)"
    "   AND (r.id IS NULL OR r.agency <> 'lado') AND (i.id IS NULL OR NOT " GB_COUNT_ABOUT_AN_ADULT ") "
    " ORDER BY c.title, c.rule";

static GbDuty *
duty_of (GbFacts *self, const char *title, const char *rule)
{
  GbDuty *duty;

  for (guint i = 0; i < self->duties->len; i++)
    {
      duty = self->duties->pdata[i];
      if (g_strcmp0 (duty->title, title) == 0)
        return duty;
    }
  duty = g_new0 (GbDuty, 1);
  duty->title = g_strdup (title);
  duty->rule = g_strdup (rule);
  g_ptr_array_add (self->duties, duty);
  return duty;
}

static gboolean
count_duties (GbFacts *self, GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s = ask_all (vault, duties_sql, error);
  GError *problem = NULL;

  if (s == NULL)
    return FALSE;
  bind_whole (self, s);
  gb_statement_bind_number (s, "@now", gb_now ());
  while (gb_statement_step (s, &problem))
    {
      int term = term_of (self, gb_statement_number (s, "at"));
      gint64 kept = gb_statement_number (s, "kept");
      GbDuty *duty;
      if (term < 0)
        continue;
      self->ran[term]++;
      self->kept[term] += kept;
      if (term != (int) self->n_terms - 1)
        continue;
      duty = duty_of (self, gb_statement_text (s, "title"), gb_statement_text (s, "rule"));
      duty->ran++;
      duty->kept += kept;
    }
  if (problem != NULL)
    g_propagate_error (error, problem);
  return problem == NULL;
}

static gboolean
count_roll (GbFacts *self, GbVault *vault, GError **error)
{
  self->on_roll = gb_vault_ask_number (
      vault, -1, error, "SELECT count (*) FROM main.p_person WHERE sort = 'pupil' AND left_on IS NULL", NULL);
  return self->on_roll >= 0;
}

GbFacts *
gb_facts_count (GbBook *book, const GbSpan *spans, guint n_terms, GError **error)
{
  static const char *const by_fact[] = { requests_sql, carried_sql, found_sql, devices_sql };
  g_autoptr (GbFacts) self = g_new0 (GbFacts, 1);
  GbVault *vault = gb_book_get_vault (book);

  self->n_terms = n_terms;
  self->spans = g_memdup2 (spans, n_terms * sizeof (GbSpan));
  self->concerns = g_ptr_array_new_with_free_func (concern_free);
  self->referrals = g_ptr_array_new_with_free_func (referral_free);
  self->duties = g_ptr_array_new_with_free_func (duty_free);
  self->searches = g_malloc0_n (n_terms, sizeof *self->searches);
  self->ran = g_new0 (gint64, n_terms);
  self->kept = g_new0 (gint64, n_terms);
  for (guint i = 0; i < G_N_ELEMENTS (by_fact); i++)
    if (!count_facts (self, vault, by_fact[i], error))
      return NULL;
  if (!count_concerns (self, vault, error) || !count_referrals (self, vault, error)
      || !count_duties (self, vault, error) || !count_roll (self, vault, error))
    return NULL;
  return g_steal_pointer (&self);
}

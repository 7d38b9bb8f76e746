/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/count.h"
#include "journal/projection.h"

#include <string.h>

#include "base/time.h"
#include "vault/statement.h"

static void
concern_free (gpointer data)
{
  GbConcernFact *concern = data;
  g_free (concern->fact.case_id);
  g_free (concern->category);
  g_free (concern->risk);
  g_free (concern->year);
  g_free (concern);
}

static void
referral_free (gpointer data)
{
  GbReferralFact *referral = data;
  g_free (referral->fact.case_id);
  g_free (referral->agency);
  g_free (referral);
}

static void
searching_free (gpointer data)
{
  GbSearchingFact *searching = data;
  g_free (searching->fact.case_id);
  g_free (searching);
}

static void
duty_free (gpointer data)
{
  GbDutyFact *duty = data;
  g_free (duty->fact.case_id);
  g_free (duty->title);
  g_free (duty->rule);
  g_free (duty);
}

void
gb_facts_free (GbFacts *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->concerns);
  g_ptr_array_unref (self->referrals);
  g_ptr_array_unref (self->searches);
  g_ptr_array_unref (self->duties);
  g_free (self);
}

#define HAS_OUTCOME(list) "EXISTS (SELECT 1 FROM json_each (i.outcomes) AS o WHERE o.value IN (" list "))"

#define MADE_TO(agency) \
  "EXISTS (SELECT 1 FROM p_referral AS r WHERE r.incident_id = i.id AND r.made_at IS NOT NULL" agency ")"

/* The strongest step: sent outside, early help, support in school, none. */
#define STRONGEST                                                                                             \
  "CASE WHEN " MADE_TO (" AND r.agency <> 'early-help'")                                                      \
  "       OR " HAS_OUTCOME ("'social-care', 'police', 'prevent'") " THEN 'referred' "                         \
  "     WHEN " MADE_TO ("") " OR " HAS_OUTCOME ("'early-help'") " THEN 'early-help' "                         \
  "     WHEN i.closed_at IS NULL THEN 'open' "                                                                \
  "     WHEN EXISTS (SELECT 1 FROM json_each (i.outcomes) AS o WHERE o.value <> 'no-further-action')"         \
  "     THEN 'support' ELSE 'none' END"

/* Year groups in order: nursery, reception, then numbers; the rank leads so
 * that max () finds the oldest child. */
static const char concerns_sql[]
  = "SELECT i.recorded_at AS at, i.id AS case_id, i.category AS category, i.four_c ->> '$[0]' AS risk, "
    "  (SELECT substr (max (CASE WHEN p.year_group GLOB '[0-9]*' THEN printf ('%02d', p.year_group)"
    "                            WHEN p.year_group GLOB 'R*' THEN '00' ELSE '//' END || p.year_group), 3)"
    "     FROM p_incident_person AS p WHERE p.incident_id = i.id AND p.sort = 'pupil') AS year, " STRONGEST
    " AS outcome FROM p_incident AS i WHERE i.recorded_at >= @from AND i.recorded_at < @until"
    "   AND NOT " GB_COUNT_ABOUT_AN_ADULT " ORDER BY i.entry";

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

typedef void (*TakeRow) (GbFacts *self, GbStatement *s, gint64 at, char *case_id);

/* Each row of @sql within @whole. */
static gboolean
take_rows (GbFacts *self, GbVault *vault, GbSpan whole, const char *sql, TakeRow take, GError **error)
{
  g_autoptr (GbStatement) s = ask_all (vault, sql, error);
  GError *problem = NULL;

  if (s == NULL)
    return FALSE;
  gb_statement_bind_number (s, "@from", whole.from);
  gb_statement_bind_number (s, "@until", whole.until);
  if (strstr (sql, "@now") != NULL)
    gb_statement_bind_number (s, "@now", gb_now ());
  while (gb_statement_step (s, &problem))
    take (self, s, gb_statement_number (s, "at"), g_strdup (gb_statement_text (s, "case_id")));
  if (problem != NULL)
    g_propagate_error (error, problem);
  return problem == NULL;
}

static void
take_concern (GbFacts *self, GbStatement *s, gint64 at, char *case_id)
{
  GbConcernFact *concern = g_new0 (GbConcernFact, 1);

  concern->fact = (GbFact) { at, case_id };
  concern->category = g_strdup (gb_statement_text (s, "category"));
  concern->risk = g_strdup (gb_statement_text (s, "risk"));
  concern->year = g_strdup (gb_statement_text (s, "year"));
  concern->outcome = outcome_of (gb_statement_text (s, "outcome"));
  g_ptr_array_add (self->concerns, concern);
}

static const char referrals_sql[]
  = "SELECT r.made_at AS at, r.id AS case_id, r.agency AS agency, "
    "       CASE WHEN r.outcome IN ('accepted', 'assessment', 'strategy', 'investigation', 'early-help') THEN 0 "
    "            WHEN r.outcome IS NULL OR r.outcome = 'more-wanted' THEN 2 ELSE 1 END AS answer "
    "  FROM p_referral AS r LEFT JOIN p_incident AS i ON i.id = r.incident_id "
    " WHERE r.made_at >= @from AND r.made_at < @until AND r.agency <> 'lado'"
    "   AND (i.id IS NULL OR NOT " GB_COUNT_ABOUT_AN_ADULT ") ORDER BY r.entry";

static void
take_referral (GbFacts *self, GbStatement *s, gint64 at, char *case_id)
{
  GbReferralFact *referral = g_new0 (GbReferralFact, 1);

  referral->fact = (GbFact) { at, case_id };
  referral->agency = g_strdup (gb_statement_text (s, "agency"));
  referral->answer = (GbAnswer) gb_statement_number (s, "answer");
  g_ptr_array_add (self->referrals, referral);
}

static const char requests_sql[]
  = "SELECT requested_at AS at, id AS case_id, "
    "       CASE WHEN authorised_at IS NOT NULL OR authority_id IS NOT NULL THEN 0"
    "            WHEN refused_at IS NOT NULL THEN 1 ELSE 2 END AS fact "
    "  FROM p_search WHERE requested_at >= @from AND requested_at < @until ORDER BY entry";

static const char carried_sql[]
  = "SELECT searched_at AS at, id AS case_id, CASE WHEN retrospective THEN 4 ELSE 3 END AS fact "
    "  FROM p_search WHERE searched_at >= @from AND searched_at < @until ORDER BY entry";

static const char found_sql[]
  = "SELECT searched_at AS at, id AS case_id, CASE WHEN found THEN 5 ELSE 6 END AS fact "
    "  FROM p_search WHERE searched_at >= @from AND searched_at < @until ORDER BY entry";

static const char devices_sql[]
  = "SELECT d.taken_at AS at, d.id AS case_id, "
    "       CASE WHEN d.state = 'with-police' THEN 9 WHEN d.left_at IS NULL THEN 10 "
    "            WHEN EXISTS (SELECT 1 FROM p_clock AS c WHERE c.case_id = d.id"
    "                            AND c.started_entry = d.entry AND d.left_at <= c.due_at) THEN 7 ELSE 8 END AS fact "
    "  FROM p_device AS d WHERE d.taken_at >= @from AND d.taken_at < @until ORDER BY d.entry";

static void
take_searching (GbFacts *self, GbStatement *s, gint64 at, char *case_id)
{
  GbSearchingFact *searching = g_new0 (GbSearchingFact, 1);

  searching->fact = (GbFact) { at, case_id };
  searching->what = (GbSearchFact) CLAMP (gb_statement_number (s, "fact"), 0, GB_N_SEARCH_FACTS - 1);
  g_ptr_array_add (self->searches, searching);
}

/* Clocks that ended: what was due at once can't be told kept from missed by
 * the minute, and what still has time is neither, done or not. */
static const char duties_sql[]
  = "SELECT c.due_at AS at, c.case_id AS case_id, c.title AS title, c.rule AS rule, c.stopped_at AS stopped "
    "  FROM p_clock AS c LEFT JOIN p_referral AS r ON r.id = c.case_id "
    "                    LEFT JOIN p_incident AS i ON i.id = coalesce (r.incident_id, c.case_id) "
    " WHERE c.due_at >= @from AND c.due_at < @until AND c.due_at > c.started_at AND c.due_at < @now"
    "   AND (r.id IS NULL OR r.agency <> 'lado') AND (i.id IS NULL OR NOT " GB_COUNT_ABOUT_AN_ADULT ") "
    " ORDER BY c.title, c.rule, c.due_at, c.case_id";

static GbDutyEnd
end_of (gint64 due, gint64 stopped)
{
  g_autofree char *due_day = gb_instant_to_day (due);
  g_autofree char *day = NULL;

  if (stopped <= 0)
    return GB_DUTY_NOT_DONE;
  if (stopped <= due)
    return GB_DUTY_KEPT;
  day = gb_instant_to_day (stopped);
  if (g_str_equal (day, due_day))
    return GB_DUTY_SAME_DAY;
  return gb_day_difference (due_day, day) <= 3 ? GB_DUTY_NEXT_DAYS : GB_DUTY_LATER;
}

static void
take_duty (GbFacts *self, GbStatement *s, gint64 at, char *case_id)
{
  GbDutyFact *duty = g_new0 (GbDutyFact, 1);

  duty->fact = (GbFact) { at, case_id };
  duty->title = g_strdup (gb_statement_text (s, "title"));
  duty->rule = g_strdup (gb_statement_text (s, "rule"));
  duty->end = end_of (at, gb_statement_number (s, "stopped"));
  g_ptr_array_add (self->duties, duty);
}

static gboolean
count_roll (GbFacts *self, GbVault *vault, GError **error)
{
  self->on_roll = gb_vault_ask_number (
      vault, -1, error, "SELECT count (*) FROM main.p_person WHERE sort = 'pupil' AND left_on IS NULL", NULL);
  return self->on_roll >= 0;
}

GbFacts *
gb_facts_count (GbBook *book, GbSpan whole, GError **error)
{
  static const struct { const char *sql; TakeRow take; } queries[]
    = { { concerns_sql, take_concern },  { referrals_sql, take_referral }, { requests_sql, take_searching },
        { carried_sql, take_searching }, { found_sql, take_searching },    { devices_sql, take_searching },
        { duties_sql, take_duty } };
  g_autoptr (GbFacts) self = g_new0 (GbFacts, 1);
  GbVault *vault = gb_book_get_vault (book);

  self->concerns = g_ptr_array_new_with_free_func (concern_free);
  self->referrals = g_ptr_array_new_with_free_func (referral_free);
  self->searches = g_ptr_array_new_with_free_func (searching_free);
  self->duties = g_ptr_array_new_with_free_func (duty_free);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    if (!take_rows (self, vault, whole, queries[i].sql, queries[i].take, error))
      return NULL;
  return count_roll (self, vault, error) ? g_steal_pointer (&self) : NULL;
}

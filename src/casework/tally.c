/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/gather.h"

static const char *
category_of (gconstpointer fact)
{
  return ((const GbConcern *) fact)->category;
}

static const char *
risk_of (gconstpointer fact)
{
  return ((const GbConcern *) fact)->risk;
}

static const char *
year_of (gconstpointer fact)
{
  const char *year = ((const GbConcern *) fact)->year;
  if (year == NULL || *year == '\0')
    return "none";
  return *year == 'N' ? "N" : *year == 'R' ? "R" : year;
}

const char *const gb_outcome_words[GB_N_OUTCOMES] = { "support", "early-help", "referred", "none", "open" };

static const char *
outcome_of (gconstpointer fact)
{
  return gb_outcome_words[((const GbConcern *) fact)->outcome];
}

static const char *
agency_of (gconstpointer fact)
{
  return ((const GbReferralFact *) fact)->agency;
}

const char *const gb_answer_words[GB_N_ANSWERS] = { "taken-on", "advice", "waiting" };

static const char *
answer_of (gconstpointer fact)
{
  return gb_answer_words[((const GbReferralFact *) fact)->answer];
}

const GbDimension gb_by_category = { "category", category_of };
const GbDimension gb_by_outcome = { "outcome", outcome_of };
const GbDimension gb_by_risk = { "risk", risk_of };
const GbDimension gb_by_year = { "year", year_of };
const GbDimension gb_by_agency = { "agency", agency_of };
const GbDimension gb_by_answer = { "answer", answer_of };

static guint
term_of_fact (gconstpointer fact)
{
  return *(const guint *) fact; /* GbConcern and GbReferralFact both begin with it */
}

static gboolean
fact_fits (const GbCount *count, gconstpointer fact, const GbDimension *dimension, const GbLineSet *line)
{
  if (count->only != NULL && count->only (fact) == NULL)
    return FALSE;
  return line == NULL || gb_line_has (line, dimension->word (fact));
}

gint64
gb_count_in (const GbCount *count, int term, const GbDimension *a, const GbLineSet *line_a, const GbDimension *b,
             const GbLineSet *line_b)
{
  gint64 n = 0;
  for (guint i = 0; i < count->facts->len; i++)
    {
      gconstpointer fact = count->facts->pdata[i];
      n += (term < 0 || term_of_fact (fact) == (guint) term) && fact_fits (count, fact, a, line_a)
           && fact_fits (count, fact, b, line_b);
    }
  return n;
}

int
gb_gather_now (const GbGather *self)
{
  return (int) self->terms->len - 1;
}

GbCount
gb_count_concerns (const GbGather *self)
{
  return (GbCount) { "concern", self->facts->concerns, NULL };
}

GbCount
gb_count_online (const GbGather *self)
{
  return (GbCount) { "online", self->facts->concerns, risk_of };
}

GbCount
gb_count_referrals (const GbGather *self)
{
  return (GbCount) { "referral", self->facts->referrals, NULL };
}

GbLineSet *
gb_count_line (const GbGather *self, GPtrArray *lines, const GbCount *count, const GbDimension *dimension,
               const char *label, const char *id)
{
  GbLineSet *line = gb_lines_add (lines, label, id, 0, 0);
  line->now = gb_count_in (count, gb_gather_now (self), dimension, line, NULL, NULL);
  line->ever = gb_count_in (count, -1, dimension, line, NULL, NULL);
  return line;
}

/* --- variables by key ----------------------------------------------------- */

char *
gb_count_key (const GbGather *self, int term, const GbCount *count, const GbDimension *a, const GbLineSet *line_a,
              const GbDimension *b, const GbLineSet *line_b)
{
  GString *key = g_string_new (((GbTerm *) self->terms->pdata[term])->id);

  g_string_append_printf (key, "|%s", count->what);
  if (line_a != NULL)
    {
      g_autofree char *ids = gb_line_key (line_a);
      g_string_append_printf (key, "|%s=%s", a->name, ids);
    }
  if (line_b != NULL)
    {
      g_autofree char *ids = gb_line_key (line_b);
      g_string_append_printf (key, "|%s=%s", b->name, ids);
    }
  return g_string_free (key, FALSE);
}

guint
gb_count_variable (GbGather *self, int term, const GbCount *count, const GbDimension *a, const GbLineSet *line_a,
                   const GbDimension *b, const GbLineSet *line_b)
{
  g_autofree char *key = gb_count_key (self, term, count, a, line_a, b, line_b);
  guint lines = (line_a != NULL) + (line_b != NULL);
  guint cost = lines == 2 ? GB_COST_INNER : lines == 1 ? GB_COST_SUBTOTAL : GB_COST_GRAND;

  return gb_figures_variable (self->figures, key, gb_count_in (count, term, a, line_a, b, line_b), TRUE, cost);
}

/* Those that are nought are left out, which only makes the proof harder. */
void
gb_count_tie_singles (GbGather *self, guint total, int term, const GbCount *count, const GbDimension *dimension,
                      const GbLineSet *line)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (guint));

  if (line->ids->len < 2)
    return;
  for (guint i = 0; i < line->ids->len; i++)
    {
      g_autoptr (GPtrArray) alone = gb_lines_new ();
      GbLineSet *single = gb_lines_add (alone, "", line->ids->pdata[i], 0, 0);
      g_autofree char *key = gb_count_key (self, term, count, dimension, single, NULL, NULL);
      gint64 value = gb_count_in (count, term, dimension, single, NULL, NULL);
      guint part;
      if (value == 0)
        continue;
      part = gb_figures_hidden (self->figures, key, value);
      g_array_append_val (parts, part);
    }
  if (parts->len > 0)
    gb_figures_equate (self->figures, total, &g_array_index (parts, guint, 0), parts->len);
}

static gint64
value_at (const GbGather *self, guint index)
{
  return gb_figures_at (self->figures, index)->value;
}

void
gb_count_tie_part (GbGather *self, guint part, guint whole)
{
  g_autofree char *key = g_strdup_printf ("%s-%s", gb_figures_at (self->figures, whole)->key,
                                          gb_figures_at (self->figures, part)->key);
  guint rest = gb_figures_hidden (self->figures, key, value_at (self, whole) - value_at (self, part));
  gb_figures_equate (self->figures, whole, (guint[]) { part, rest }, 2);
}


/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/time.h"
#include "casework/gather.h"

static const char *
category_of (gconstpointer fact)
{
  return ((const GbConcernFact *) fact)->category;
}

static const char *
risk_of (gconstpointer fact)
{
  return ((const GbConcernFact *) fact)->risk;
}

static const char *
year_of (gconstpointer fact)
{
  const char *year = ((const GbConcernFact *) fact)->year;
  gint64 number = year != NULL ? g_ascii_strtoll (year, NULL, 10) : 0;

  if (year == NULL || *year == '\0')
    return "none";
  if (*year == 'N' || *year == 'R')
    return *year == 'N' ? "N" : "R";
  return number >= 1 && number <= 13 && strlen (year) <= 2 && *year != '0' ? year : "none"; /* no year that we know */
}

const char *const gb_outcome_words[GB_N_OUTCOMES] = { "support", "early-help", "referred", "none", "open" };

static const char *
outcome_of (gconstpointer fact)
{
  return gb_outcome_words[((const GbConcernFact *) fact)->outcome];
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

/* --- numbers of a name ------------------------------------------------------ */

/* How a number is counted, whatever the stretch. */
typedef struct
{
  char *rest;
  GPtrArray *facts;
  GbFits fits;
  gpointer data;
  GDestroyNotify data_free;
} Pick;

static void
pick_free (gpointer data)
{
  Pick *pick = data;
  g_free (pick->rest);
  if (pick->data_free != NULL)
    pick->data_free (pick->data);
  g_free (pick);
}

void
gb_gather_forget (GbGather *self)
{
  g_clear_pointer (&self->picked, g_hash_table_unref);
  g_clear_pointer (&self->picks, g_ptr_array_unref);
  g_clear_pointer (&self->cases, g_hash_table_unref);
  self->picks = g_ptr_array_new_with_free_func (pick_free);
  self->picked = g_hash_table_new (g_str_hash, g_str_equal);
  self->cases = g_hash_table_new (g_str_hash, g_str_equal);
}

static gboolean
is_in (const GbFact *fact, const GbSpan *span)
{
  return fact->at >= span->from && fact->at < span->until;
}

static gint64
count_pick (const Pick *pick, const GbSpan *span)
{
  gint64 n = 0;
  for (guint i = 0; i < pick->facts->len; i++)
    n += is_in (pick->facts->pdata[i], span) && pick->fits (pick->facts->pdata[i], pick->data);
  return n;
}

static guint
case_number (GbGather *self, const char *id)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->cases, id));

  if (number > 0)
    return number - 1;
  g_ptr_array_add (self->figures->cases, g_strdup (id));
  number = self->figures->cases->len;
  g_hash_table_insert (self->cases, self->figures->cases->pdata[number - 1], GUINT_TO_POINTER (number));
  return number - 1;
}

/* The facts that @pick takes of @span are what this variable opens. */
static void
note_cases (GbGather *self, guint index, const Pick *pick, const GbSpan *span)
{
  GbVariable *variable = gb_figures_at (self->figures, index);

  if (variable->of != NULL)
    return;
  variable->of = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < pick->facts->len; i++)
    {
      const GbFact *fact = pick->facts->pdata[i];
      if (is_in (fact, span) && pick->fits (fact, pick->data))
        {
          guint number = case_number (self, fact->case_id);
          g_array_append_val (variable->of, number);
        }
    }
}

static Pick *
take_pick (GbGather *self, const char *rest, GPtrArray *facts, GbFits fits, gpointer data, GDestroyNotify data_free)
{
  Pick *pick = g_hash_table_lookup (self->picked, rest);

  if (pick != NULL)
    {
      if (data_free != NULL)
        data_free (data);
      return pick;
    }
  pick = g_new0 (Pick, 1);
  *pick = (Pick) { g_strdup (rest), facts, fits, data, data_free };
  g_ptr_array_add (self->picks, pick);
  g_hash_table_insert (self->picked, pick->rest, pick);
  return pick;
}

static char *
key_of (const char *stretch, const char *rest)
{
  return g_strdup_printf ("%s|%s", stretch, rest);
}

guint
gb_gather_number (GbGather *self, int at, const char *rest, guint cost, GPtrArray *facts, GbFits fits, gpointer data,
                  GDestroyNotify data_free)
{
  const GbStretch *stretch = gb_gather_stretch (self, at);
  g_autofree char *key = key_of (stretch->id, rest);
  const Pick *pick = take_pick (self, rest, facts, fits, data, data_free);
  guint index = gb_figures_find (self->figures, key);
  gint64 value
    = index != GB_NO_VARIABLE ? gb_figures_at (self->figures, index)->value : count_pick (pick, &stretch->span);

  index = gb_figures_variable (self->figures, key, value, TRUE, cost);
  note_cases (self, index, pick, &stretch->span);
  return index;
}

/* --- counting lines ------------------------------------------------------------ */

static gboolean
fact_fits (const GbCount *count, gconstpointer fact, const GbDimension *dimension, const GbLineSet *line)
{
  if (count->only != NULL && count->only (fact) == NULL)
    return FALSE;
  return line == NULL || gb_line_has (line, dimension->word (fact));
}

gint64
gb_count_in (const GbGather *self, const GbCount *count, int at, const GbDimension *a, const GbLineSet *line_a,
             const GbDimension *b, const GbLineSet *line_b)
{
  const GbStretch *first = gb_gather_stretch (self, at < 0 ? 0 : at);
  const GbStretch *last = at < 0 ? gb_gather_stretch (self, gb_gather_now (self)) : first;
  GbSpan span = { first->span.from, last->span.until };
  gint64 n = 0;

  for (guint i = 0; i < count->facts->len; i++)
    {
      gconstpointer fact = count->facts->pdata[i];
      n += is_in (fact, &span) && fact_fits (count, fact, a, line_a) && fact_fits (count, fact, b, line_b);
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
  line->now = gb_count_in (self, count, gb_gather_now (self), dimension, line, NULL, NULL);
  line->ever = gb_count_in (self, count, -1, dimension, line, NULL, NULL);
  return line;
}

/* --- variables by key ----------------------------------------------------- */

/* Facts in both lines; the words of a line are its own copy. */
typedef struct { GbWordOf only, a, b; GHashTable *in_a, *in_b; } Cross;

static void
cross_free (gpointer data)
{
  Cross *cross = data;
  g_clear_pointer (&cross->in_a, g_hash_table_unref);
  g_clear_pointer (&cross->in_b, g_hash_table_unref);
  g_free (cross);
}

static gboolean
has_word (GHashTable *words, GbWordOf of, gconstpointer fact)
{
  const char *word = words != NULL ? of (fact) : NULL;
  return words == NULL || (word != NULL && g_hash_table_contains (words, word));
}

static gboolean
fits_cross (gconstpointer fact, gconstpointer data)
{
  const Cross *cross = data;

  return (cross->only == NULL || cross->only (fact) != NULL) && has_word (cross->in_a, cross->a, fact)
         && has_word (cross->in_b, cross->b, fact);
}

static GHashTable *
words_of_line (const GbLineSet *line)
{
  GHashTable *words = line != NULL ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) : NULL;
  for (guint i = 0; line != NULL && i < line->ids->len; i++)
    g_hash_table_add (words, g_strdup (line->ids->pdata[i]));
  return words;
}

static Cross *
cross_new (const GbCount *count, const GbDimension *a, const GbLineSet *line_a, const GbDimension *b,
           const GbLineSet *line_b)
{
  Cross *cross = g_new0 (Cross, 1);
  *cross = (Cross) { count->only, a != NULL ? a->word : NULL, b != NULL ? b->word : NULL, words_of_line (line_a),
                     words_of_line (line_b) };
  return cross;
}

static char *
rest_of (const GbCount *count, const GbDimension *a, const GbLineSet *line_a, const GbDimension *b,
         const GbLineSet *line_b)
{
  GString *rest = g_string_new (count->what);

  if (line_a != NULL)
    {
      g_autofree char *ids = gb_line_key (line_a);
      g_string_append_printf (rest, "|%s=%s", a->name, ids);
    }
  if (line_b != NULL)
    {
      g_autofree char *ids = gb_line_key (line_b);
      g_string_append_printf (rest, "|%s=%s", b->name, ids);
    }
  return g_string_free (rest, FALSE);
}

guint
gb_count_variable (GbGather *self, int at, const GbCount *count, const GbDimension *a, const GbLineSet *line_a,
                   const GbDimension *b, const GbLineSet *line_b)
{
  g_autofree char *rest = rest_of (count, a, line_a, b, line_b);
  guint lines = (line_a != NULL) + (line_b != NULL);
  guint cost = lines == 2 ? GB_COST_INNER : lines == 1 ? GB_COST_SUBTOTAL : GB_COST_GRAND;

  return gb_gather_number (self, at, rest, cost, count->facts, fits_cross, cross_new (count, a, line_a, b, line_b),
                           cross_free);
}

void
gb_count_add_unknown (const GbGather *self, GPtrArray *lines, const GbCount *count, const GbDimension *dimension)
{
  for (guint i = 0; i < count->facts->len; i++)
    {
      gconstpointer fact = count->facts->pdata[i];
      const char *word = count->only == NULL || count->only (fact) != NULL ? dimension->word (fact) : NULL;
      gboolean known = word == NULL;
      for (guint l = 0; l < lines->len; l++)
        known |= gb_line_has (lines->pdata[l], word);
      if (!known)
        gb_count_line (self, lines, count, dimension, word, word);
    }
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

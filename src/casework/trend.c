/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trend: one table of plans says what is counted; one function asks a column's
 * query, for the figures and for the lists alike.
 */
#include "casework/capability.h"
#include "casework/trend.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/act.h"
#include "casework/count.h"
#include "casework/member.h"
#include "journal/projection.h"

GB_RECORD_DEFINE (GbTrendRow, gb_trend_row, GB_TREND_ROW_FIELDS)

/* Fewer children than this, and chance could explain anything. */
#define ENOUGH 5
/* A deadline is often late when it ran so often, and was missed more than once in four times. */
#define OFTEN_RAN 3
#define OFTEN_LATE(ran, late) ((ran) >= OFTEN_RAN && (late) *4 > (ran))
#define GAPS_NAMED 6
#define YEAR_DAYS 365

/* --- what is asked -------------------------------------------------------------------- */

/* Of each column: the facts' id and word, the newest first. */
#define NOT_HELD_BACK "(@all = 0 OR NOT " GB_COUNT_ABOUT_AN_ADULT ")"
#define IN_PERIOD "i.recorded_at >= @from AND i.recorded_at < @until AND " NOT_HELD_BACK
#define INCIDENTS(word, join) \
  "SELECT i.id AS id, " word " AS word FROM p_incident AS i " join " WHERE " IN_PERIOD " ORDER BY i.entry DESC"

static const char category_sql[] = INCIDENTS ("i.category", "");
static const char four_c_sql[] =
    INCIDENTS ("coalesce (r.value, 'none')", "LEFT JOIN json_each (coalesce (i.four_c, '[]')) AS r");
static const char location_sql[] = INCIDENTS ("i.location", "");
static const char time_sql[] = "SELECT i.id AS id, i.occurred_at AS at, i.precision AS precision"
                               " FROM p_incident AS i WHERE " IN_PERIOD " ORDER BY i.entry DESC";
/* One fact for each year group that the incident names. */
static const char year_sql[] = "SELECT DISTINCT i.id AS id, coalesce (p.year_group, 'none') AS word, i.entry AS entry"
                               " FROM p_incident AS i LEFT JOIN p_incident_person AS p"
                               " ON p.incident_id = i.id AND p.sort = 'pupil' AND p.year_group IS NOT NULL"
                               " WHERE " IN_PERIOD " ORDER BY i.entry DESC";

#define AGAIN(roles)                                                                                 \
  "SELECT p.person_id AS id, CASE WHEN count (*) >= 5 THEN '5' WHEN count (*) >= 3 THEN '3'"         \
  " ELSE CAST (count (*) AS TEXT) END AS word FROM p_incident AS i JOIN p_incident_person AS p"      \
  " ON p.incident_id = i.id WHERE p.sort = 'pupil' " roles " AND " IN_PERIOD " GROUP BY p.person_id" \
  " ORDER BY count (*) DESC, max (i.entry) DESC"
static const char again_sql[] = AGAIN ("");
static const char again_to_sql[] = AGAIN ("AND p.role IN ('affected', 'in-image')");
static const char again_by_sql[] = AGAIN ("AND p.role IN ('did', 'made', 'sent', 'reshared', 'asked-for')");

/* What was due at once can't be told kept from late by the minute, and what still runs in time is neither. */
#define DEADLINES(which)                                                                                           \
  "SELECT c.case_id || '/' || c.clock || '/' || c.started_entry AS id, c.title AS word FROM p_clock AS c"          \
  " LEFT JOIN p_referral AS r ON r.id = c.case_id"                                                                 \
  " LEFT JOIN p_incident AS i ON i.id = coalesce (r.incident_id, c.case_id)"                                       \
  " WHERE c.due_at >= @from AND c.due_at < @until AND c.due_at > c.started_at AND " which                          \
  " AND (@all = 0 OR ((r.id IS NULL OR r.agency <> 'lado') AND (i.id IS NULL OR NOT " GB_COUNT_ABOUT_AN_ADULT "))" \
  ") ORDER BY c.due_at DESC, c.started_entry DESC, c.clock"
static const char late_sql[] = DEADLINES ("(c.stopped_at > c.due_at OR (c.stopped_at IS NULL AND c.due_at < @now))");
static const char ran_sql[] = DEADLINES ("(c.stopped_at IS NOT NULL OR c.due_at < @now)");

/* Of searches that were carried out: by what the roll says of the child now, so
 * that those who were searched can be compared with those who could have been. */
#define SEARCHED(word)                                                             \
  "SELECT s.id AS id, " word " AS word FROM p_search AS s LEFT JOIN p_person AS p" \
  " ON p.id = s.owner_id WHERE s.searched_at >= @from AND s.searched_at < @until"  \
  " ORDER BY s.searched_at DESC, s.entry DESC"
#define CHILDREN(word)                                                                   \
  "SELECT s.owner_id AS id, " word " AS word FROM p_search AS s LEFT JOIN p_person AS p" \
  " ON p.id = s.owner_id WHERE s.searched_at >= @from AND s.searched_at < @until"        \
  " GROUP BY s.owner_id ORDER BY max (s.searched_at) DESC, max (s.entry) DESC"
#define ON_ROLL(word)                                                             \
  "SELECT p.id AS id, " word " AS word FROM p_person AS p WHERE p.sort = 'pupil'" \
  " AND (p.left_on IS NULL OR p.left_on > :until) ORDER BY p.surname, p.forename, p.id"
#define OF_GROUP(name, word)                             \
  static const char name##_searched[] = SEARCHED (word); \
  static const char name##_children[] = CHILDREN (word); \
  static const char name##_roll[] = ON_ROLL (word);
OF_GROUP (sex, "coalesce (p.sex, 'unknown')")
OF_GROUP (year, "coalesce (p.year_group, 'none')")
OF_GROUP (send, "coalesce (p.sen, 'none')")
OF_GROUP (meals, "CASE WHEN p.id IS NULL THEN 'unknown' WHEN p.free_meals THEN 'yes' ELSE 'no' END")
OF_GROUP (care, "CASE WHEN p.id IS NULL THEN 'unknown' WHEN p.looked_after THEN 'yes' ELSE 'no' END")
OF_GROUP (ethnicity, "coalesce (lower (p.ethnicity), 'unknown')")

typedef const char *(*WordOf) (GbBook *book, GbStatement *row);
typedef struct
{
  const char *title, *noun, *sql;
  WordOf word;    /* NULL: the column of that name */
  int years_back; /* the same days, so many years before */
} Column;

typedef struct
{
  const char *id, *title, *head, *definition;
  const char *vocabulary;                        /* of its lines; or NULL */
  const char *const *words;                      /* lines that are always there; or NULL */
  char *(*label) (GbBook *book, const char *id); /* NULL: the vocabulary's */
  gboolean by_year;                              /* lines are year groups, those on roll always there */
  gboolean tested;
  Column columns[GB_TREND_COLUMNS];
} Plan;

/* --- what a line is called ----------------------------------------------------------------- */

/* A word that the policy in force no longer has is shown as it was written. */
static char *
plain_word (const char *id)
{
  return g_strdelimit (g_strdup (id), "-", ' ');
}

static char *
label_four_c (GbBook *book, const char *id)
{
  return g_strdup (g_str_equal (id, "none") ? _ ("Not about life online")
                                            : gb_pack_label (gb_book_get_pack (book), "four-c", id));
}

static char *
label_year (GbBook *book, const char *id)
{
  if (g_str_equal (id, "none"))
    return g_strdup (_ ("No year group known"));
  if (id[0] == 'N')
    return id[1] != '\0' ? g_strdup_printf (_ ("Nursery %s"), id + 1) : g_strdup (_ ("Nursery"));
  if (id[0] == 'R')
    return g_strdup (_ ("Reception"));
  return g_strdup_printf (_ ("Year %s"), id);
}

static char *
label_again (GbBook *book, const char *id)
{
  static const struct
  {
    const char *id, *label;
  } labels[] = {
    { "5", N_ ("In five or more") }, { "3", N_ ("In three or four") }, { "2", N_ ("In two") }, { "1", N_ ("In one") }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].id, id))
      return g_strdup (_ (labels[i].label));
  return plain_word (id);
}

static char *
label_title (GbBook *book, const char *id)
{
  return g_strdup (id);
}

static char *
label_sex (GbBook *book, const char *id)
{
  return g_strdup (g_str_equal (id, "female") ? _ ("Girls")
                   : g_str_equal (id, "male") ? _ ("Boys")
                                              : _ ("Not recorded"));
}

static char *
label_meals (GbBook *book, const char *id)
{
  return g_strdup (g_str_equal (id, "yes")  ? _ ("Free school meals")
                   : g_str_equal (id, "no") ? _ ("No free school meals recorded")
                                            : _ ("Not on the roll"));
}

static char *
label_care (GbBook *book, const char *id)
{
  return g_strdup (g_str_equal (id, "yes")  ? _ ("Looked after")
                   : g_str_equal (id, "no") ? _ ("Not looked after, as far as recorded")
                                            : _ ("Not on the roll"));
}

static char *
label_ethnicity (GbBook *book, const char *id)
{
  const GbWord *word = gb_pack_word (gb_book_get_pack (book), "ethnicity", id);

  if (word != NULL)
    return g_strdup (word->label);
  return g_str_equal (id, "unknown") ? g_strdup (_ ("Not recorded")) : g_ascii_strup (id, -1);
}

/* --- times of the day ------------------------------------------------------------------------ */

static const char *const times[] = { "early",   "morning", "midday", "afternoon", "after",
                                     "evening", "night",   "closed", "unknown",   NULL };
#define AT(hour, minute) ((hour) *60 + (minute))

static const char *
time_of (GbBook *book, GbStatement *row)
{
  GbCalendar *calendar = gb_book_get_calendar (book);
  const char *precision = gb_statement_text (row, "precision");
  g_autofree char *day = gb_instant_to_day (gb_statement_number (row, "at"));
  g_autoptr (GDateTime) local = gb_instant_to_local (gb_statement_number (row, "at"));
  int minutes = AT (g_date_time_get_hour (local), g_date_time_get_minute (local));

  if (gb_calendar_knows (calendar, day) ? !gb_calendar_is_school_day (calendar, day)
                                        : !gb_calendar_is_working_day (calendar, day))
    return "closed";
  if (g_strcmp0 (precision, "exact") != 0 && g_strcmp0 (precision, "about") != 0)
    return "unknown";
  if (minutes < AT (6, 0) || minutes >= AT (22, 0))
    return "night";
  if (minutes < AT (8, 30))
    return "early";
  if (minutes < AT (12, 0))
    return "morning";
  if (minutes < AT (13, 30))
    return "midday";
  if (minutes < gb_calendar_bell (calendar))
    return "afternoon";
  return minutes < AT (18, 0) ? "after" : "evening";
}

static char *
label_time (GbBook *book, const char *id)
{
  static const struct
  {
    const char *id, *label;
  } labels[] = {
    { "early", N_ ("Before school (from 06.00)") }, { "morning", N_ ("Morning (08.30 to 12.00)") },
    { "midday", N_ ("Midday (12.00 to 13.30)") },   { "afternoon", N_ ("Afternoon (to the bell)") },
    { "after", N_ ("After the bell (to 18.00)") },  { "evening", N_ ("Evening (18.00 to 22.00)") },
    { "night", N_ ("Night (22.00 to 06.00)") },     { "closed", N_ ("Weekend, holiday or INSET day") },
    { "unknown", N_ ("Time not known") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].id, id))
      return g_strdup (_ (labels[i].label));
  return plain_word (id);
}

/* --- the plans ---------------------------------------------------------------------------------- */

#define NOW_AND_BEFORE(sql, word)                     \
  {                                                   \
    { N_ ("This period"), "incident", sql, word, 0 }, \
    {                                                 \
      N_ ("A year before"), "incident", sql, word, 1  \
    }                                                 \
  }
#define TESTED(name)                                                      \
  {                                                                       \
    { N_ ("Searches"), "search", name##_searched, NULL, 0 },              \
        { N_ ("Children searched"), "person", name##_children, NULL, 0 }, \
    {                                                                     \
      N_ ("On roll"), "person", name##_roll, NULL, 0                      \
    }                                                                     \
  }
#define SEARCHES_ARE_COUNTED                                                                                          \
  N_ ("Searches carried out in the year that ends with the period, and the children searched, each once, by what the" \
      " roll says of them now.")

static const char *const agains[] = { "5", "3", "2", "1", NULL };
static const char *const only_none[] = { "none", NULL };

static const Plan plans[] = {
  { "category", N_ ("By category"), N_ ("Category"),
    N_ ("Each incident once, under the category that it has now, on the day on which it was recorded."), "category",
    NULL, NULL, FALSE, FALSE, NOW_AND_BEFORE (category_sql, NULL) },
  { "four-c", N_ ("By online risk"), N_ ("The four Cs"),
    N_ ("An incident with several risks counts under each of them; the total counts it once."), "four-c", only_none,
    label_four_c, FALSE, FALSE, NOW_AND_BEFORE (four_c_sql, NULL) },
  { "location", N_ ("By place"), N_ ("Where it happened"), N_ ("Each incident once, where it happened."), "location",
    NULL, NULL, FALSE, FALSE, NOW_AND_BEFORE (location_sql, NULL) },
  { "year", N_ ("By year group"), N_ ("Year group"),
    N_ ("An incident counts once for each year group of the children in it, as they were then; the total counts it"
        " once."),
    NULL, NULL, label_year, TRUE, FALSE, NOW_AND_BEFORE (year_sql, NULL) },
  { "time", N_ ("By time of day"), N_ ("When it happened"),
    N_ ("Each incident once, by when it happened. Days on which no pupils attend stand apart."), NULL, times,
    label_time, FALSE, FALSE, NOW_AND_BEFORE (time_sql, time_of) },
  { "again",
    N_ ("Children in more than one incident"),
    N_ ("How many incidents"),
    N_ ("Each child once, by the number of incidents in the period that name the child."),
    NULL,
    agains,
    label_again,
    FALSE,
    FALSE,
    { { N_ ("In any part"), "person", again_sql, NULL, 0 },
      { N_ ("It happened to them"), "person", again_to_sql, NULL, 0 },
      { N_ ("They did it"), "person", again_by_sql, NULL, 0 } } },
  { "late",
    N_ ("Steps done late"),
    N_ ("Step"),
    N_ ("Each deadline that ended in the period: done after it was due, or still not done."),
    NULL,
    NULL,
    label_title,
    FALSE,
    FALSE,
    { { N_ ("Late"), "clock", late_sql, NULL, 0 }, { N_ ("Of all"), "clock", ran_sql, NULL, 0 } } },
  { "searched-sex", N_ ("Searches, by sex"), N_ ("Children"), SEARCHES_ARE_COUNTED, NULL, NULL, label_sex, FALSE, TRUE,
    TESTED (sex) },
  { "searched-year", N_ ("Searches, by year group"), N_ ("Year group now"), SEARCHES_ARE_COUNTED, NULL, NULL,
    label_year, TRUE, TRUE, TESTED (year) },
  { "searched-send", N_ ("Searches, by special educational need"), N_ ("Need"), SEARCHES_ARE_COUNTED, "sen", NULL, NULL,
    FALSE, TRUE, TESTED (send) },
  { "searched-meals", N_ ("Searches, by free school meals"), N_ ("Children"), SEARCHES_ARE_COUNTED, NULL, NULL,
    label_meals, FALSE, TRUE, TESTED (meals) },
  { "searched-care", N_ ("Searches, by looked-after children"), N_ ("Children"), SEARCHES_ARE_COUNTED, NULL, NULL,
    label_care, FALSE, TRUE, TESTED (care) },
  { "searched-ethnicity", N_ ("Searches, by ethnicity"), N_ ("Ethnicity"), SEARCHES_ARE_COUNTED, NULL, NULL,
    label_ethnicity, FALSE, TRUE, TESTED (ethnicity) },
};

static const Plan *
find_plan (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    if (g_strcmp0 (plans[i].id, id) == 0)
      return &plans[i];
  return NULL;
}

/* --- facts: the one way of asking ------------------------------------------------------------------ */

typedef struct
{
  char *id, *word;
} Fact;

static void
fact_free (gpointer data)
{
  Fact *fact = data;
  g_free (fact->id);
  g_free (fact->word);
  g_free (fact);
}

/* The days that were asked for, and the first day of the tested tables. */
typedef struct
{
  char *from, *until, *searches_from;
  gboolean for_everybody;
} Span;

static void
span_clear (Span *span)
{
  g_clear_pointer (&span->from, g_free);
  g_clear_pointer (&span->until, g_free);
  g_clear_pointer (&span->searches_from, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Span, span_clear)

static char *
first_of_school_year (const char *day)
{
  g_autofree char *year = gb_school_year_of (day);
  return g_strdup_printf ("%.4s-09-01", year);
}

static gboolean
read_span (Span *span, const GbTrendPlan *plan, GError **error)
{
  g_autofree char *today = gb_today ();
  const char *until = plan->until != NULL ? plan->until : today;
  g_autofree char *year_ago = NULL;

  if (!gb_day_is_valid (until) || (plan->from != NULL && !gb_day_is_valid (plan->from))
      || (plan->from != NULL && gb_day_difference (plan->from, until) < 0))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("A period has a first and a last day, written year-month-day, in that order."));
      return FALSE;
    }
  span->until = g_strdup (until);
  span->from = plan->from != NULL ? g_strdup (plan->from) : first_of_school_year (until);
  year_ago = gb_day_add (until, 1 - YEAR_DAYS);
  span->searches_from = g_strdup (strcmp (year_ago, span->from) < 0 ? year_ago : span->from);
  span->for_everybody = plan->for_everybody;
  return TRUE;
}

/* The same day @years before; 28 February for a 29th that that year has not. */
static char *
years_before (const char *day, int years)
{
  g_autofree char *same = g_strdup_printf ("%04d%s", (int) g_ascii_strtoll (day, NULL, 10) - years, day + 4);
  return gb_day_is_valid (same) ? g_steal_pointer (&same) : g_strdup_printf ("%.4s-02-28", same);
}

static void
bind_span (GbStatement *s, const Span *span, const Plan *plan, const Column *column)
{
  g_autofree char *from = years_before (plan->tested ? span->searches_from : span->from, column->years_back);
  g_autofree char *until = years_before (span->until, column->years_back);
  g_autofree char *after = gb_day_add (until, 1);

  if (gb_statement_has (s, "@from"))
    gb_statement_bind (s, "@from", gb_day_to_instant (from, 0), "@until", gb_day_to_instant (after, 0), NULL);
  if (gb_statement_has (s, ":until"))
    gb_statement_bind (s, ":until", until, NULL);
  if (gb_statement_has (s, "@all"))
    gb_statement_bind (s, "@all", (gint64) span->for_everybody, NULL);
  if (gb_statement_has (s, "@now"))
    gb_statement_bind (s, "@now", gb_now (), NULL);
}

/* Worker.  (transfer full, of Fact) */
static GPtrArray *
ask_facts (GbBook *book, const Span *span, const Plan *plan, const Column *column, GError **error)
{
  g_autofree char *sql = span->for_everybody ? gb_projection_of_all (column->sql) : g_strdup (column->sql);
  g_autoptr (GbStatement) s = gb_statement_new (gb_book_get_vault (book), sql, error);
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (fact_free);
  GError *problem = NULL;

  if (s == NULL)
    return NULL;
  bind_span (s, span, plan, column);
  while (gb_statement_step (s, &problem))
    {
      Fact *fact = g_new0 (Fact, 1);
      fact->id = g_strdup (gb_statement_text (s, "id"));
      fact->word = g_strdup (column->word != NULL ? column->word (book, s) : gb_statement_text (s, "word"));
      g_ptr_array_add (facts, fact);
    }
  if (problem == NULL)
    return g_steal_pointer (&facts);
  g_propagate_error (error, problem);
  return NULL;
}

/* The ids of the facts of @word (NULL: of all), each once. */
static GPtrArray *
ids_of (GPtrArray *facts, const char *word)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < facts->len; i++)
    {
      Fact *fact = facts->pdata[i];
      if ((word == NULL || g_str_equal (fact->word, word)) && g_hash_table_add (seen, fact->id))
        g_ptr_array_add (ids, g_strdup (fact->id));
    }
  return ids;
}

/* --- lines -------------------------------------------------------------------------------------------- */

static void
line_free (gpointer data)
{
  GbTrendLine *line = data;
  g_free (line->id);
  g_free (line->label);
  g_free (line);
}

const GbTrendLine *
gb_trend_line (const GbTrendTable *table, const char *id)
{
  for (guint i = 0; i < table->lines->len; i++)
    if (g_strcmp0 (((GbTrendLine *) table->lines->pdata[i])->id, id) == 0)
      return table->lines->pdata[i];
  return NULL;
}

static char *
say_line (GbBook *book, const Plan *plan, const char *id)
{
  const GbWord *word;

  if (plan->label != NULL)
    return plan->label (book, id);
  word = gb_pack_word (gb_book_get_pack (book), plan->vocabulary, id);
  return word != NULL ? g_strdup (word->label) : plain_word (id);
}

static void
need_line (GbBook *book, const Plan *plan, GbTrendTable *table, const char *id)
{
  GbTrendLine *line;

  if (gb_trend_line (table, id) != NULL)
    return;
  line = g_new0 (GbTrendLine, 1);
  line->id = g_strdup (id);
  line->label = say_line (book, plan, id);
  line->low = line->high = -1;
  g_ptr_array_add (table->lines, line);
}

/* Nursery, reception, then numbers; what has no year last. */
static int
rank_of_year (const char *id)
{
  if (g_str_equal (id, "none"))
    return 1000;
  return id[0] == 'N'   ? -100 + (int) g_ascii_strtoll (id + 1, NULL, 10)
         : id[0] == 'R' ? 0
                        : (int) g_ascii_strtoll (id, NULL, 10);
}

static int
compare_years (gconstpointer a, gconstpointer b)
{
  return rank_of_year ((*(GbTrendLine **) a)->id) - rank_of_year ((*(GbTrendLine **) b)->id);
}

/* The most first. */
static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const GbTrendLine *left = *(GbTrendLine **) a, *right = *(GbTrendLine **) b;

  if (left->counts[0] != right->counts[0])
    return left->counts[0] > right->counts[0] ? -1 : 1;
  return g_utf8_collate (left->label, right->label);
}

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(GbTrendLine **) a)->label, (*(GbTrendLine **) b)->label);
}

/* Lines that are there even when nothing is counted in them: that is how a gap shows. */
static gboolean
add_standing_lines (GbBook *book, const Plan *plan, GbTrendTable *table, GError **error)
{
  static const Column roll = { NULL, NULL, year_roll, NULL, 0 };
  g_autofree char *today = gb_today ();
  const Span now = { today, today, today, FALSE };
  g_autoptr (GPtrArray) years = NULL;

  if (plan->vocabulary != NULL)
    {
      GPtrArray *words = gb_pack_words (gb_book_get_pack (book), plan->vocabulary);
      for (guint i = 0; i < words->len; i++)
        need_line (book, plan, table, ((GbWord *) words->pdata[i])->id);
    }
  for (guint i = 0; plan->words != NULL && plan->words[i] != NULL; i++)
    need_line (book, plan, table, plan->words[i]);
  if (!plan->by_year)
    return TRUE;
  years = ask_facts (book, &now, plan, &roll, error);
  for (guint i = 0; years != NULL && i < years->len; i++)
    if (!g_str_equal (((Fact *) years->pdata[i])->word, "none"))
      need_line (book, plan, table, ((Fact *) years->pdata[i])->word);
  return years != NULL;
}

static gboolean
count_column (GbBook *book, const Span *span, const Plan *plan, GbTrendTable *table, guint column, GError **error)
{
  g_autoptr (GPtrArray) facts = ask_facts (book, span, plan, &plan->columns[column], error);
  g_autoptr (GPtrArray) all = NULL;

  if (facts == NULL)
    return FALSE;
  all = ids_of (facts, NULL);
  table->totals[column] = all->len;
  for (guint i = 0; i < facts->len; i++)
    need_line (book, plan, table, ((Fact *) facts->pdata[i])->word);
  for (guint i = 0; i < table->lines->len; i++)
    {
      GbTrendLine *line = table->lines->pdata[i];
      g_autoptr (GPtrArray) ids = ids_of (facts, line->id);
      line->counts[column] = ids->len;
    }
  return TRUE;
}

/* --- chance ---------------------------------------------------------------------------------------------- */

/* How probable it is that exactly @k of @n fall into a group of share @p. */
static double
binomial (gint64 k, gint64 n, double p)
{
  double ways = lgamma ((double) n + 1) - lgamma ((double) k + 1) - lgamma ((double) (n - k) + 1);

  if (p <= 0 || p >= 1)
    return k == (p >= 1 ? n : 0);
  return exp (ways + (double) k * log (p) + (double) (n - k) * log1p (-p));
}

/* Between which two numbers it falls 19 times of 20. */
static void
expect (gint64 n, double p, gint64 *low, gint64 *high)
{
  double sum = 0;

  *low = -1;
  *high = n;
  for (gint64 k = 0; k <= n; k++)
    {
      sum += binomial (k, n, p);
      if (*low < 0 && sum > 0.025)
        *low = k;
      if (sum >= 0.975)
        {
          *high = k;
          break;
        }
    }
  *low = MAX (*low, 0);
}

static void
test_lines (GbTrendTable *table)
{
  gint64 searched = table->totals[1], roll = table->totals[2];

  for (guint i = 0; i < table->lines->len; i++)
    {
      GbTrendLine *line = table->lines->pdata[i];
      /* Whoever left since is on no roll: the share of such a line is not known. */
      if (searched >= ENOUGH && roll > 0 && line->counts[2] > 0)
        expect (searched, (double) line->counts[2] / (double) roll, &line->low, &line->high);
    }
}

/* --- findings -------------------------------------------------------------------------------------------- */

static void
finding_free (gpointer data)
{
  GbTrendFinding *finding = data;
  g_free (finding->title);
  g_free (finding->sentence);
  g_free (finding->line);
  g_free (finding);
}

static void
add_finding (GbTrend *self, const char *kind, const char *table, const char *line, guint column, char *title,
             char *sentence)
{
  GbTrendFinding *finding = g_new0 (GbTrendFinding, 1);

  finding->kind = kind;
  finding->title = title;
  finding->sentence = sentence;
  finding->table = table;
  finding->line = g_strdup (line);
  finding->column = column;
  g_ptr_array_add (self->findings, finding);
}

/* "bullying, hate and 4 more" of the lines in which nothing is counted; NULL: there are none. */
static char *
say_empty (const GbTrendTable *table, guint *n)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint more = 0;

  for (guint i = 0; i < table->lines->len; i++)
    {
      const GbTrendLine *line = table->lines->pdata[i];
      if (line->counts[0] > 0 || g_str_equal (line->id, "none") || g_str_equal (line->id, "other"))
        continue;
      if (names->len < GAPS_NAMED)
        g_ptr_array_add (names, gb_text_lower_first (line->label));
      else
        more++;
    }
  *n = names->len + more;
  if (more > 0)
    g_ptr_array_add (names, g_strdup_printf (ngettext ("%u more", "%u more", more), more));
  g_ptr_array_add (names, NULL);
  return *n > 0 ? gb_text_join_and ((const char *const *) names->pdata) : NULL;
}

static void
find_gap (GbTrend *self, const char *id, const char *title, const char *ask)
{
  const GbTrendTable *table = gb_trend_table (self, id);
  guint n = 0;
  g_autofree char *names = say_empty (table, &n);

  if (names == NULL || table->totals[0] == 0)
    return;
  add_finding (self, "gap", table->id, NULL, 0, g_strdup_printf (title, n, table->lines->len),
               g_strdup_printf (_ ("Nothing was recorded for %s. %s"), names, ask));
}

static void
find_gaps (GbTrend *self)
{
  find_gap (self, "category", _ ("Categories with none: %u of %u"),
            _ ("Ask whether it doesn’t happen here, or isn’t told."));
  find_gap (self, "four-c", _ ("Online risks with none: %u of %u"),
            _ ("Ask whether children and staff would know it when they see it."));
  find_gap (self, "year", _ ("Year groups with none: %u of %u"),
            _ ("Ask whether these children know whom to tell, and whether staff there record what they see."));
}

static void
find_late (GbTrend *self)
{
  const GbTrendTable *table = gb_trend_table (self, "late");

  for (guint i = 0; i < table->lines->len; i++)
    {
      const GbTrendLine *line = table->lines->pdata[i];
      if (!OFTEN_LATE (line->counts[1], line->counts[0]))
        continue;
      add_finding (self, "late", table->id, line->id, 0, g_strdup_printf (_ ("Often late: %s"), line->label),
                   g_strdup_printf (_ ("Late in %d of %d. Ask what holds it up, and whether somebody else could do"
                                       " it."),
                                    (int) line->counts[0], (int) line->counts[1]));
    }
}

/* Children whom several incidents name: somebody looks at them together. */
static void
find_again (GbTrend *self)
{
  const GbTrendTable *table = gb_trend_table (self, "again");
  static const char *const often[] = { "5", "3" };

  for (gsize i = 0; i < G_N_ELEMENTS (often); i++)
    {
      const GbTrendLine *line = gb_trend_line (table, often[i]);
      g_autofree char *in = gb_text_lower_first (line->label);
      int n = (int) line->counts[0];
      if (n > 0)
        add_finding (
            self, "again", table->id, line->id, 0,
            g_strdup_printf (ngettext ("%d child %s incidents", "%d children %s incidents", (gulong) n), n, in),
            g_strdup (_ ("Read what is recorded of each together, and ask whether support has reached them.")));
    }
}

/* Against the same days of the year before: of both years' records, more than 19
 * times of 20 would fall into this one if nothing had changed. */
static void
find_change (GbTrend *self, const GbTrendTable *table)
{
  for (guint i = 0; table->n_columns == 2 && i < table->lines->len; i++)
    {
      const GbTrendLine *line = table->lines->pdata[i];
      gint64 now = line->counts[0], before = line->counts[1], low, high;
      if (now + before < ENOUGH)
        continue;
      expect (now + before, 0.5, &low, &high);
      if (now > high)
        add_finding (
            self, "more", table->id, line->id, 0, g_strdup_printf (_ ("More than a year before: %s"), line->label),
            g_strdup_printf (_ ("%d now, %d then: more than chance explains. More records can mean more harm, or"
                                " more trust in being heard. Read them together."),
                             (int) now, (int) before));
      else if (now < low)
        add_finding (
            self, "fewer", table->id, line->id, 1, g_strdup_printf (_ ("Fewer than a year before: %s"), line->label),
            g_strdup_printf (_ ("%d now, %d then: fewer than chance explains. Ask whether there is less of it, or"
                                " less is told."),
                             (int) now, (int) before));
    }
}

static void
find_changes (GbTrend *self)
{
  static const char *const tables[] = { "category", "four-c", "location", "year", "time" };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    find_change (self, gb_trend_table (self, tables[i]));
}

static void
find_uneven (GbTrend *self)
{
  for (guint t = 0; t < self->tables->len; t++)
    {
      const GbTrendTable *table = self->tables->pdata[t];
      for (guint i = 0; table->tested && i < table->lines->len; i++)
        {
          const GbTrendLine *line = table->lines->pdata[i];
          gint64 were = line->counts[1];
          if (line->low < 0 || (were >= line->low && were <= line->high))
            continue;
          add_finding (self, "uneven", table->id, were > 0 ? line->id : NULL, 1,
                       g_strdup_printf (were > line->high ? _ ("%s: more were searched than chance explains")
                                                          : _ ("%s: fewer were searched than chance explains"),
                                        line->label),
                       g_strdup_printf (_ ("%d of %d children searched; by their share of the roll it would be %d to %d"
                                           " in 19 years of 20. Read those searches together and ask why."),
                                        (int) were, (int) table->totals[1], (int) line->low, (int) line->high));
        }
    }
}

static char *
say_caution (const GbTrend *self)
{
  const GbTrendTable *table = gb_trend_table (self, "searched-sex");
  gint64 children = table->totals[1];
  g_autofree char *few =
      children < ENOUGH
          ? g_strdup_printf (ngettext ("Only %d child was searched in the year: too few for chance to be told from"
                                       " anything else.",
                                       "Only %d children were searched in the year: too few for chance to be told from"
                                       " anything else.",
                                       (gulong) children),
                             (int) children)
          : g_strdup (_ ("The range is where the number would fall in 19 years of 20 if a search had nothing to do with"
                         " the group, by its share of the roll."));

  return g_strdup_printf (
      "%s\n\n%s", few,
      _ ("Numbers this small move by chance: one child more or less can change the picture. Several groups are looked"
         " at, so one may fall outside its range by chance alone. There can be good reasons, such as one child searched"
         " more than once, and a number says nothing about them. Look at the searches themselves, say who asks, and"
         " by when."));
}

/* --- gathering ----------------------------------------------------------------------------------------------- */

static void
table_free (GbTrendTable *table)
{
  g_free (table->title);
  g_free (table->definition);
  g_free (table->head);
  for (guint c = 0; c < GB_TREND_COLUMNS; c++)
    g_free (table->columns[c]);
  g_ptr_array_unref (table->lines);
  g_free (table);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbTrendTable, table_free)

void
gb_trend_free (GbTrend *self)
{
  if (self == NULL)
    return;
  g_free (self->from);
  g_free (self->until);
  g_free (self->searches_from);
  g_free (self->caution);
  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

const GbTrendTable *
gb_trend_table (const GbTrend *self, const char *id)
{
  for (guint i = 0; i < self->tables->len; i++)
    if (g_strcmp0 (((GbTrendTable *) self->tables->pdata[i])->id, id) == 0)
      return self->tables->pdata[i];
  return NULL;
}

gboolean
gb_trend_may (GbBook *book, GError **error)
{
  if (gb_book_can (book, GB_CAN_WRITE_CASES))
    return TRUE;
  return gb_refuse (error, _ ("Trends are for those who keep the record: each figure opens the cases that it counts."
                              " Ask the DSL for the governors’ report."));
}

/* A school that kept no record then has nothing to compare with. */
static gboolean
has_before (GbVault *vault, const Span *span)
{
  g_autofree char *until = years_before (span->until, 1);
  g_autofree char *after = gb_day_add (until, 1);
  gint64 first = gb_vault_ask_number (vault, G_MAXINT64, NULL, "SELECT min (opened_at) FROM main.p_case", NULL);

  return first < gb_day_to_instant (after, 0);
}

static void
name_columns (const Plan *plan, GbTrendTable *table, gboolean before)
{
  for (guint c = 0; c < GB_TREND_COLUMNS && plan->columns[c].sql != NULL; c++)
    {
      if (plan->columns[c].years_back > 0 && !before)
        break;
      table->columns[c] = g_strdup (_ (plan->columns[c].title));
      table->nouns[c] = plan->columns[c].noun;
      table->n_columns++;
    }
}

static GbTrendTable *
make_table (GbBook *book, const Span *span, const Plan *plan, gboolean before, GError **error)
{
  g_autoptr (GbTrendTable) table = g_new0 (GbTrendTable, 1);

  table->id = plan->id;
  table->title = g_strdup (_ (plan->title));
  table->definition = g_strdup (_ (plan->definition));
  table->head = g_strdup (_ (plan->head));
  table->tested = plan->tested;
  table->lines = g_ptr_array_new_with_free_func (line_free);
  name_columns (plan, table, before);
  if (!add_standing_lines (book, plan, table, error))
    return NULL;
  for (guint c = 0; c < table->n_columns; c++)
    if (!count_column (book, span, plan, table, c, error))
      return NULL;
  if (plan->by_year || g_str_equal (plan->id, "searched-year"))
    g_ptr_array_sort (table->lines, compare_years);
  else if (g_str_equal (plan->id, "late"))
    g_ptr_array_sort (table->lines, compare_counts);
  else if (plan->vocabulary == NULL && plan->words == NULL)
    g_ptr_array_sort (table->lines, compare_labels);
  if (table->tested)
    test_lines (table);
  return g_steal_pointer (&table);
}

/* Worker. */
static gpointer
gather (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_auto (Span) span = { NULL };
  g_autoptr (GbTrend) self = g_new0 (GbTrend, 1);
  gboolean before;

  self->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) table_free);
  self->findings = g_ptr_array_new_with_free_func (finding_free);
  if (!gb_trend_may (book, error) || !read_span (&span, data, error))
    return NULL;
  before = has_before (gb_book_get_vault (book), &span);
  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      GbTrendTable *table = make_table (book, &span, &plans[i], before, error);
      if (table == NULL)
        return NULL;
      g_ptr_array_add (self->tables, table);
    }
  self->from = g_steal_pointer (&span.from);
  self->until = g_steal_pointer (&span.until);
  self->searches_from = g_steal_pointer (&span.searches_from);
  find_gaps (self);
  find_late (self);
  find_again (self);
  find_changes (self);
  find_uneven (self);
  self->caution = say_caution (self);
  return g_steal_pointer (&self);
}

GbTrend *
gb_trend_gather (GbBook *book, const GbTrendPlan *plan, GError **error)
{
  return gb_book_ask (book, gather, (gpointer) plan, error);
}

/* --- lists ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  const GbTrendPlan *plan;
  const char *table, *line;
  guint column;
} Cell;

/* Worker. */
static gpointer
list_cell (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Cell *cell = data;
  const Plan *plan = find_plan (cell->table);
  g_auto (Span) span = { NULL };
  g_autoptr (GPtrArray) facts = NULL;

  if (!gb_trend_may (book, error) || !read_span (&span, cell->plan, error))
    return NULL;
  if (plan == NULL || cell->column >= GB_TREND_COLUMNS || plan->columns[cell->column].sql == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                           _ ("No table of trends has that figure. Choose it again."));
      return NULL;
    }
  facts = ask_facts (book, &span, plan, &plan->columns[cell->column], error);
  return facts != NULL ? ids_of (facts, cell->line) : NULL;
}

GPtrArray *
gb_trend_list (GbBook *book, const GbTrendPlan *plan, const char *table, const char *line, guint column, GError **error)
{
  Cell cell = { plan, table, line, column };
  return gb_book_ask (book, list_cell, &cell, error);
}

static const char case_row[] =
    "SELECT id, noun, id AS case_id, reference, title, opened_by_name AS detail, opened_at AS at"
    " FROM p_case WHERE id = :id";
static const char search_row[] = "SELECT id, 'search' AS noun, id AS case_id, reference, device AS title, owner AS"
                                 " detail, searched_at AS at FROM p_search WHERE id = :id";
/* Somebody whom a case names and the roll does not know is shown as the case has it. */
static const char person_row[] =
    "SELECT id, 'person' AS noun, id AS case_id, NULL AS reference, coalesce (known_as, forename) || ' ' || surname AS"
    " title, year_group AS detail, NULL AS at FROM p_person WHERE id = :id UNION ALL"
    " SELECT person_id, 'person', NULL, NULL, name, year_group, NULL FROM p_incident_person WHERE person_id = :id"
    " UNION ALL SELECT owner_id, 'person', NULL, NULL, owner, owner_year, NULL FROM p_search WHERE owner_id = :id"
    " LIMIT 1";
static const char clock_row[] =
    "SELECT k.case_id || '/' || k.clock || '/' || k.started_entry AS id, c.noun, c.id AS case_id, c.reference, c.title,"
    " k.title || ': ' || k.rule AS detail, k.due_at AS at FROM p_clock AS k JOIN p_case AS c ON c.id = k.case_id"
    " WHERE k.case_id = substr (:id, 1, 32) AND k.case_id || '/' || k.clock || '/' || k.started_entry = :id";

GbTrendRow *
gb_trend_row_load (GbVault *vault, const char *noun, const char *id, GError **error)
{
  const char *sql = g_str_equal (noun, "person")   ? person_row
                    : g_str_equal (noun, "search") ? search_row
                    : g_str_equal (noun, "clock")  ? clock_row
                                                   : case_row;
  return gb_record_one (vault, gb_trend_row_get_type (), error, sql, ":id", id, NULL);
}

/* --- in writing ----------------------------------------------------------------------------------------------------
 */

static JsonObject *
line_to_json (const GbTrendTable *table, const GbTrendLine *line)
{
  JsonObject *object = json_object_new ();
  JsonArray *counts = json_array_new ();

  json_object_set_string_member (object, "id", line->id);
  json_object_set_string_member (object, "label", line->label);
  for (guint c = 0; c < table->n_columns; c++)
    json_array_add_int_element (counts, line->counts[c]);
  json_object_set_array_member (object, "counts", counts);
  if (line->low >= 0)
    {
      json_object_set_int_member (object, "low", line->low);
      json_object_set_int_member (object, "high", line->high);
    }
  return object;
}

static JsonObject *
table_to_json (const GbTrendTable *table)
{
  JsonObject *object = json_object_new ();
  JsonArray *columns = json_array_new (), *lines = json_array_new (), *totals = json_array_new ();

  json_object_set_string_member (object, "id", table->id);
  json_object_set_string_member (object, "title", table->title);
  json_object_set_string_member (object, "definition", table->definition);
  for (guint c = 0; c < table->n_columns; c++)
    {
      json_array_add_string_element (columns, table->columns[c]);
      json_array_add_int_element (totals, table->totals[c]);
    }
  for (guint i = 0; i < table->lines->len; i++)
    json_array_add_object_element (lines, line_to_json (table, table->lines->pdata[i]));
  json_object_set_array_member (object, "columns", columns);
  json_object_set_array_member (object, "lines", lines);
  json_object_set_array_member (object, "totals", totals);
  return object;
}

static JsonObject *
finding_to_json (const GbTrendFinding *finding)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "kind", finding->kind);
  json_object_set_string_member (object, "title", finding->title);
  json_object_set_string_member (object, "sentence", finding->sentence);
  json_object_set_string_member (object, "table", finding->table);
  gb_json_set_text (object, "line", finding->line);
  json_object_set_int_member (object, "column", finding->column);
  return object;
}

char *
gb_trend_to_json (const GbTrend *self)
{
  g_autoptr (JsonObject) whole = json_object_new ();
  JsonArray *tables = json_array_new (), *findings = json_array_new ();

  json_object_set_string_member (whole, "from", self->from);
  json_object_set_string_member (whole, "until", self->until);
  json_object_set_string_member (whole, "searches_from", self->searches_from);
  json_object_set_string_member (whole, "caution", self->caution);
  for (guint i = 0; i < self->tables->len; i++)
    json_array_add_object_element (tables, table_to_json (self->tables->pdata[i]));
  for (guint i = 0; i < self->findings->len; i++)
    json_array_add_object_element (findings, finding_to_json (self->findings->pdata[i]));
  json_object_set_array_member (whole, "tables", tables);
  json_object_set_array_member (whole, "findings", findings);
  return gb_json_print (whole);
}

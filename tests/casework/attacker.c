/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacker.h"

#include <math.h>
#include <string.h>

#include <glpk.h>

#include "base/time.h"

#define MOST_CHOICES 3
#define MOST_TRIES 4  /* corners looked at before branching */
#define MOST_NODES 40
#define AT_LAST 4000 /* nodes for the few ends that are not seen after all that */
#define NEARLY 1e-6

/* The words of one property that a printed number takes; none: it only has to have one. */
typedef struct { guint place; GArray *words; } Choice;

/* A printed number: which cases it counts, and what it says of how many. */
typedef struct
{
  char *key;
  guint report;
  gint64 from, until;
  Choice choices[MOST_CHOICES];
  guint n_choices;
  gint64 least, most;  /* most G_MAXINT64: no end */
  gint64 truth;
  gboolean small, held;
  gboolean seen_least, seen_most, seen_other;
} Number;

/* How the words of a sort of case may change from report to report: not yet, then something. */
static const struct { int place; const char *not_yet; } endings[GB_N_FACTS]
  = { { 3, "open" }, { 1, "waiting" }, { 0, "undecided" }, { -1, NULL },
      { 0, "held" }, { 1, "not-done" }, { -1, NULL } };
static const guint n_places[GB_N_FACTS] = { 4, 2, 1, 2, 1, 2, 6 };

typedef struct
{
  const GbRandomJournal *journal;
  GbFactSort sort;
  GPtrArray *numbers;  /* of Number */
  GArray *bounds;      /* of gint64: instants at which some number begins or ends to count */
  GArray *words[GB_MOST_WORDS]; /* of GQuark: all that are told apart */
  GPtrArray *cases;    /* of GbRandomFact: one of each column */
  GPtrArray *columns;  /* of GArray of guint: the numbers that count it */
  GHashTable *known;   /* a column's numbers -> it */
  GArray *truth;       /* of gint64: how many of each column there are */
  glp_prob *program;
  int most_nodes;      /* how far to branch where no corner is whole; 0: not at all */
  GRand *chance;
} Attempt;

static void
number_free (gpointer data)
{
  Number *number = data;
  for (guint i = 0; i < number->n_choices; i++)
    g_clear_pointer (&number->choices[i].words, g_array_unref);
  g_free (number->key);
  g_free (number);
}

/* --- reading what is printed ---------------------------------------------------------- */

/* The time called @id: a term and the holiday before it, a year of such terms, or days. */
static gboolean
find_time (const GbRandomJournal *journal, const char *id, gint64 *from, gint64 *until)
{
  g_auto (GStrv) days = g_strsplit (id, "..", 2);
  gboolean found = FALSE;

  if (days[0] != NULL && days[1] != NULL)
    {
      g_autofree char *after = gb_day_add (days[1], 1);
      *from = gb_day_to_instant (days[0], 0);
      *until = gb_day_to_instant (after, 0);
      return TRUE;
    }
  for (guint i = 0; i < journal->calendar->len; i++)
    {
      const GbTerm *term = journal->calendar->pdata[i];
      const GbTerm *before = i > 0 ? journal->calendar->pdata[i - 1] : NULL;
      gboolean first = before == NULL || strcmp (before->from, term->from) > 0; /* of its scheme */
      g_autofree char *begins = first ? g_strdup (term->from) : gb_day_add (before->until, 1);
      g_autofree char *after = gb_day_add (term->until, 1);
      gboolean of_year = g_str_has_prefix (term->id, id) && term->id[strlen (id)] == '/';
      if (!of_year && !g_str_equal (term->id, id))
        continue;
      *from = found ? MIN (*from, gb_day_to_instant (begins, 0)) : gb_day_to_instant (begins, 0);
      *until = found ? MAX (*until, gb_day_to_instant (after, 0)) : gb_day_to_instant (after, 0);
      found = TRUE;
    }
  return found;
}

/* @words parted by "+"; NULL: any word will do. */
static void
choose (Number *number, guint place, const char *words)
{
  Choice *choice = &number->choices[number->n_choices++];
  g_auto (GStrv) list = words != NULL ? g_strsplit (words, "+", -1) : NULL;

  choice->place = place;
  choice->words = list != NULL ? g_array_new (FALSE, FALSE, sizeof (GQuark)) : NULL;
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      GQuark word = g_quark_from_string (list[i]);
      g_array_append_val (choice->words, word);
    }
}

/* "category=a+b": of which property, and which words. */
static gboolean
choose_named (Number *number, GbFactSort sort, const char *part)
{
  static const struct { GbFactSort sort; const char *name; guint place; } names[]
    = { { GB_FACT_CONCERN, "category=", 0 }, { GB_FACT_CONCERN, "year=", 1 },    { GB_FACT_CONCERN, "risk=", 2 },
        { GB_FACT_CONCERN, "outcome=", 3 },  { GB_FACT_REFERRAL, "agency=", 0 }, { GB_FACT_REFERRAL, "answer=", 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].sort == sort && g_str_has_prefix (part, names[i].name))
      {
        choose (number, names[i].place, part + strlen (names[i].name));
        return TRUE;
      }
  return FALSE;
}

static void
choose_end (Number *number, const char *end)
{
  if (g_str_equal (end, "kept"))
    choose (number, 1, "in-time");
  else if (g_str_equal (end, "missed"))
    choose (number, 1, "same-day+next-days+later+not-done");
  else if (!g_str_equal (end, "ran"))
    choose (number, 1, end);
}

/* The groups of children, in the order of their words. */
static int
group_of (const char *table)
{
  static const char *const tables[] = { "searched-sex", "searched-year", "searched-send", "searched-meals",
                                        "searched-care", "searched-ethnicity" };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (g_str_equal (tables[i], table))
      return (int) i;
  return -1;
}

/* What the parts of a name after its time say; -1: of something else, such as a register. */
static int
read_parts (Number *number, char **parts)
{
  static const struct { const char *what; GbFactSort sort; } sorts[]
    = { { "concern", GB_FACT_CONCERN },   { "online", GB_FACT_CONCERN },  { "referral", GB_FACT_REFERRAL },
        { "search-asked", GB_FACT_ASKED }, { "search", GB_FACT_SEARCH },  { "device", GB_FACT_DEVICE },
        { "searched", GB_FACT_CHILD },     { "on-roll", GB_FACT_CHILD } };
  int sort = -1;

  if (g_str_has_prefix (parts[0], "duty="))
    {
      if (!g_str_equal (parts[0], "duty=all"))
        choose (number, 0, parts[0] + strlen ("duty="));
      choose_end (number, parts[1]);
      return GB_FACT_DUTY;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (g_str_equal (parts[0], sorts[i].what))
      sort = (int) sorts[i].sort;
  if (sort < 0)
    return -1;
  if (g_str_equal (parts[0], "online"))
    choose (number, 2, NULL);
  if (g_str_equal (parts[0], "searched"))
    choose (number, 6, NULL);
  if (g_str_equal (parts[0], "on-roll"))
    choose (number, 7, NULL);
  if (sort == GB_FACT_CHILD)
    {
      if (!g_str_equal (parts[1], "all"))
        choose (number, (guint) group_of (parts[1]), parts[2]);
      return sort;
    }
  for (guint i = 1; parts[i] != NULL; i++)
    if (!choose_named (number, (GbFactSort) sort, parts[i]))
      choose (number,
              sort == GB_FACT_SEARCH && (g_str_equal (parts[i], "found") || g_str_equal (parts[i], "nothing")) ? 1 : 0,
              parts[i]);
  return sort;
}

static void
read_shown (Number *number, const GbFigures *figures, const GbVariable *variable)
{
  number->truth = variable->value;
  number->small = g_str_has_prefix (variable->shown, "<");
  number->held = g_str_equal (variable->shown, "c");
  number->least = number->small ? (figures->zeros_held ? 0 : 1) : number->held ? figures->threshold : number->truth;
  number->most = number->small ? figures->threshold - 1 : number->held ? G_MAXINT64 : number->truth;
}

/* Takes the number if it is about cases of this sort. */
static void
take_number (Attempt *self, guint report, const GbVariable *variable)
{
  const GbFigures *figures = self->journal->reports->pdata[report];
  g_auto (GStrv) parts = g_strsplit (variable->key, "|", -1);
  Number *number = g_new0 (Number, 1);

  number->key = g_strdup (variable->key);
  number->report = report;
  if (read_parts (number, parts + 1) != (int) self->sort
      || !find_time (self->journal, parts[0], &number->from, &number->until))
    {
      number_free (number);
      return;
    }
  if (self->sort == GB_FACT_CHILD)
    number->from = G_MININT64, number->until = G_MAXINT64; /* the days are in the words of the report */
  read_shown (number, figures, variable);
  g_ptr_array_add (self->numbers, number);
}

/* The cover prints totals of the period, and of the time before where both are plain. */
static void
take_cover (Attempt *self, guint report, gboolean *seen)
{
  static const char *const totals[] = { "concern", "referral", "search", "duty=all|ran", "duty=all|kept",
                                        "duty=all|missed" };
  const GbFigures *figures = self->journal->reports->pdata[report];

  for (guint back = 0; back < MIN (figures->terms->len, 2); back++)
    for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
      {
        const GbPeriod *period = figures->terms->pdata[figures->terms->len - 1 - back];
        g_autofree char *key = g_strdup_printf ("%s|%s", period->id, totals[i]);
        guint index = gb_figures_find (figures, key);
        const GbVariable *variable = index != GB_NO_VARIABLE ? gb_figures_at (figures, index) : NULL;
        if (variable == NULL || variable->shown == NULL || seen[index])
          continue;
        if (back > 0 && (*variable->shown == '<' || *variable->shown == 'c'))
          continue;
        seen[index] = TRUE;
        take_number (self, report, variable);
      }
}

/* The cover says how many children are on roll. */
static void
take_roll (Attempt *self, guint report)
{
  const GbFigures *figures = self->journal->reports->pdata[report];
  Number *number;

  if (self->sort != GB_FACT_CHILD)
    return;
  number = g_new0 (Number, 1);
  *number = (Number) { .key = g_strdup ("roll"), .report = report, .from = G_MININT64, .until = G_MAXINT64,
                       .least = figures->on_roll, .most = figures->on_roll, .truth = figures->on_roll };
  choose (number, 7, NULL);
  g_ptr_array_add (self->numbers, number);
}

/* A sentence says that there was none. */
static void
take_none (Attempt *self, guint report)
{
  static const struct { const char *section, *begins, *what; } said[]
    = { { "concerns", "No concern was", "concern" }, { "online", "No concern about", "online" },
        { "referrals", "No referral was", "referral" } };
  const GbFigures *figures = self->journal->reports->pdata[report];

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      const GbFiguresSection *section = gb_figures_section (figures, said[i].section);
      for (guint b = 0; section != NULL && b < section->blocks->len; b++)
        {
          const char *words = ((GbBlock *) section->blocks->pdata[b])->words;
          GbVariable none = { .value = 0, .shown = (char *) "0" };
          g_autofree char *key = g_strdup_printf ("%s|%s", gb_figures_period (figures)->id, said[i].what);
          if (words == NULL || !g_str_has_prefix (words, said[i].begins))
            continue;
          none.key = key;
          take_number (self, report, &none);
        }
    }
}

static void
read_report (Attempt *self, guint report)
{
  const GbFigures *figures = self->journal->reports->pdata[report];
  g_autofree gboolean *seen = g_new0 (gboolean, figures->variables->len + 1);

  for (guint s = 0; s < figures->sections->len; s++)
    {
      const GbFiguresSection *section = figures->sections->pdata[s];
      for (guint b = 0; b < section->blocks->len; b++)
        {
          const GbTable *table = ((GbBlock *) section->blocks->pdata[b])->table;
          for (guint c = 0; table != NULL && c < table->cells->len; c++)
            {
              guint index = g_array_index (table->cells, guint, c);
              if (index == GB_NO_VARIABLE || seen[index])
                continue;
              seen[index] = TRUE;
              take_number (self, report, gb_figures_at (figures, index));
            }
        }
    }
  take_cover (self, report, seen);
  take_none (self, report);
  take_roll (self, report);
}

/* --- cases -------------------------------------------------------------------------------- */

static gboolean
counts (const Number *number, const GbRandomFact *fact)
{
  const GQuark *words = fact->words[number->report];

  if (!fact->known[number->report] || fact->at < number->from || fact->at >= number->until)
    return FALSE;
  for (guint i = 0; i < number->n_choices; i++)
    {
      const Choice *choice = &number->choices[i];
      gboolean has = choice->words == NULL && words[choice->place] != 0;
      for (guint w = 0; !has && choice->words != NULL && w < choice->words->len; w++)
        has = g_array_index (choice->words, GQuark, w) == words[choice->place];
      if (!has)
        return FALSE;
    }
  return TRUE;
}

/* The column of cases like @fact, made if there is none; -1: no world has any, since
 * a number that would count it is printed as nought, or nothing counts it. */
static int
column_of (Attempt *self, const GbRandomFact *fact)
{
  g_autoptr (GArray) counted = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GBytes) name = NULL;
  gpointer found;
  gint64 none = 0;

  for (guint i = 0; i < self->numbers->len; i++)
    {
      const Number *number = self->numbers->pdata[i];
      if (!counts (number, fact))
        continue;
      if (number->most == 0)
        return -1;
      g_array_append_val (counted, i);
    }
  if (counted->len == 0)
    return -1;
  name = g_bytes_new (counted->data, counted->len * sizeof (guint));
  if (g_hash_table_lookup_extended (self->known, name, NULL, &found))
    return GPOINTER_TO_INT (found);
  g_hash_table_insert (self->known, g_steal_pointer (&name), GINT_TO_POINTER ((int) self->columns->len));
  g_ptr_array_add (self->columns, g_steal_pointer (&counted));
  g_ptr_array_add (self->cases, g_memdup2 (fact, sizeof *fact));
  g_array_append_val (self->truth, none);
  return (int) self->columns->len - 1;
}

/* A case in another time: known to the reports made after it, under the words it had elsewhere. */
static void
move_to (Attempt *self, GbRandomFact *fact, gint64 at)
{
  const GQuark *words = NULL;

  for (guint r = 0; r < self->journal->reports->len; r++)
    if (fact->known[r] && words == NULL)
      words = fact->words[r];
  fact->at = at;
  for (guint r = 0; r < self->journal->reports->len; r++)
    {
      gboolean knows = at <= g_array_index (self->journal->frozen, gint64, r);
      if (knows && !fact->known[r] && words != NULL)
        memcpy (fact->words[r], words, sizeof fact->words[r]);
      else if (knows && fact->known[r])
        words = fact->words[r];
      fact->known[r] = knows;
    }
}

static void
try_times (Attempt *self, const GbRandomFact *fact)
{
  for (guint b = 0; b + 1 < self->bounds->len; b++)
    {
      GbRandomFact other = *fact;
      move_to (self, &other, g_array_index (self->bounds, gint64, b));
      column_of (self, &other);
    }
}

/* The word under which the first report that knows the case had it. */
static GQuark
first_word (const Attempt *self, const GbRandomFact *fact, guint place)
{
  for (guint r = 0; r < self->journal->reports->len; r++)
    if (fact->known[r])
      return fact->words[r][place];
  return 0;
}

/* What was put right may have been put right from another word, or to another. */
static void
try_amended (Attempt *self, const GbRandomFact *fact, guint place, GQuark word, gboolean before)
{
  GQuark first = first_word (self, fact, place);
  GbRandomFact other = *fact;
  gboolean amended = FALSE;

  for (guint r = 0; r < self->journal->reports->len; r++)
    {
      gboolean is_first = !fact->known[r] || fact->words[r][place] == first;
      amended |= !is_first;
      if (is_first == before)
        other.words[r][place] = word;
    }
  if (amended)
    column_of (self, &other);
}

static void
try_words (Attempt *self, const GbRandomFact *fact, guint place)
{
  for (guint w = 0; w < self->words[place]->len; w++)
    {
      GQuark word = g_array_index (self->words[place], GQuark, w);
      GbRandomFact other = *fact;
      for (guint r = 0; r < self->journal->reports->len; r++)
        other.words[r][place] = word;
      column_of (self, &other);
      try_amended (self, fact, place, word, TRUE);
      try_amended (self, fact, place, word, FALSE);
    }
}

/* Not yet for so many reports, and then one word for good. */
static void
try_endings (Attempt *self, const GbRandomFact *fact, guint place, const char *not_yet)
{
  GQuark before = g_quark_from_static_string (not_yet), kept = g_quark_from_static_string ("in-time");

  for (guint w = 0; w < self->words[place]->len; w++)
    for (guint n = 0; n <= self->journal->reports->len; n++)
      {
        GbRandomFact other = *fact;
        GQuark word = g_array_index (self->words[place], GQuark, w);
        if (word == kept && n > 0)
          break; /* what is not done when it is due was not kept */
        for (guint r = 0; r < self->journal->reports->len; r++)
          other.words[r][place] = r < n ? before : word;
        column_of (self, &other);
      }
}

static void
try_searched (Attempt *self, const GbRandomFact *fact)
{
  for (guint r = 0; r < self->journal->reports->len; r++)
    {
      GbRandomFact other = *fact;
      other.words[r][6] = other.words[r][6] != 0 ? 0 : g_quark_from_static_string ("searched");
      column_of (self, &other);
    }
}

/* Adds the cases that differ from column @column in one property. */
static void
try_neighbours (Attempt *self, guint column)
{
  const GbRandomFact fact = *(GbRandomFact *) self->cases->pdata[column];

  try_times (self, &fact);
  for (guint place = 0; place < n_places[self->sort]; place++)
    if ((int) place == endings[self->sort].place)
      try_endings (self, &fact, place, endings[self->sort].not_yet);
    else
      try_words (self, &fact, place);
  if (self->sort == GB_FACT_CHILD)
    try_searched (self, &fact);
}

static void
widen (Attempt *self)
{
  guint n = self->columns->len;
  for (guint i = 0; i < n; i++)
    try_neighbours (self, i);
}

static int
compare_instants (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;
  return *x < *y ? -1 : *x > *y;
}

static void
note_bounds (Attempt *self)
{
  for (guint i = 0; i < self->numbers->len; i++)
    {
      const Number *number = self->numbers->pdata[i];
      g_array_append_vals (self->bounds, &number->from, 2);
    }
  for (guint r = 0; r < self->journal->frozen->len; r++)
    {
      gint64 after = g_array_index (self->journal->frozen, gint64, r) + 1;
      g_array_append_val (self->bounds, after);
    }
  g_array_sort (self->bounds, compare_instants);
  for (guint i = self->bounds->len; i > 1; i--)
    if (g_array_index (self->bounds, gint64, i - 1) == g_array_index (self->bounds, gint64, i - 2))
      g_array_remove_index (self->bounds, i - 1);
}

static void
note_word (Attempt *self, guint place, GQuark word)
{
  for (guint i = 0; i < self->words[place]->len; i++)
    if (g_array_index (self->words[place], GQuark, i) == word)
      return;
  g_array_append_val (self->words[place], word);
}

/* Every word that a printed number or a case has; and of risks, none. */
static void
note_words (Attempt *self)
{
  for (guint i = 0; i < self->numbers->len; i++)
    {
      const Number *number = self->numbers->pdata[i];
      for (guint c = 0; c < number->n_choices; c++)
        for (guint w = 0; number->choices[c].words != NULL && w < number->choices[c].words->len; w++)
          note_word (self, number->choices[c].place, g_array_index (number->choices[c].words, GQuark, w));
    }
  for (guint i = 0; i < self->cases->len; i++)
    for (guint r = 0; r < self->journal->reports->len; r++)
      for (guint place = 0; place < n_places[self->sort]; place++)
        {
          const GbRandomFact *fact = self->cases->pdata[i];
          if (fact->known[r])
            note_word (self, place, fact->words[r][place]);
        }
  if (self->sort == GB_FACT_CONCERN)
    note_word (self, 2, 0);
}

/* The cases as they are must give what is printed. */
static void
take_truth (Attempt *self)
{
  g_autofree gint64 *sums = g_new0 (gint64, self->numbers->len + 1);

  for (guint i = 0; i < self->journal->facts->len; i++)
    {
      const GbRandomFact *fact = self->journal->facts->pdata[i];
      int column = fact->sort == self->sort ? column_of (self, fact) : -1;
      if (column >= 0)
        g_array_index (self->truth, gint64, column)++;
      for (guint n = 0; fact->sort == self->sort && n < self->numbers->len; n++)
        sums[n] += counts (self->numbers->pdata[n], fact);
    }
  for (guint n = 0; n < self->numbers->len; n++)
    {
      const Number *number = self->numbers->pdata[n];
      if (sums[n] != number->truth)
        g_error ("Seed %u, report %u: %s is %" G_GINT64_FORMAT " and was counted %" G_GINT64_FORMAT,
                 self->journal->seed, number->report, number->key, sums[n], number->truth);
    }
}

/* --- other worlds ------------------------------------------------------------------------------ */

/* A row is by how much a number of another world differs. */
static void
bound_row (Attempt *self, guint n, gint64 least, gint64 most)
{
  const Number *number = self->numbers->pdata[n];
  double low = (double) (least - number->truth);

  if (most == G_MAXINT64)
    glp_set_row_bnds (self->program, (int) n + 1, GLP_LO, low, 0);
  else
    glp_set_row_bnds (self->program, (int) n + 1, least == most ? GLP_FX : GLP_DB, low,
                      (double) (most - number->truth));
}

/* A column of the program: @most cases more (@sign 1) or fewer (-1) of column @c. */
static void
add_column (Attempt *self, guint c, double sign, gint64 most)
{
  const GArray *counted = self->columns->pdata[c];
  g_autofree int *index = g_new0 (int, counted->len + 1);
  g_autofree double *value = g_new0 (double, counted->len + 1);
  int column = glp_add_cols (self->program, 1);

  for (guint i = 0; i < counted->len; i++)
    {
      index[i + 1] = (int) g_array_index (counted, guint, i) + 1;
      value[i + 1] = sign;
    }
  if (most == G_MAXINT64)
    glp_set_col_bnds (self->program, column, GLP_LO, 0, 0);
  else
    glp_set_col_bnds (self->program, column, most > 0 ? GLP_DB : GLP_FX, 0, (double) most);
  glp_set_col_kind (self->program, column, GLP_IV);
  glp_set_obj_coef (self->program, column, 1);
  glp_set_mat_col (self->program, column, (int) counted->len, index, value);
}

/* The nearest world: as few cases more or fewer as can be, since such changes come in whole ones. */
static void
build_program (Attempt *self)
{
  g_clear_pointer (&self->program, glp_delete_prob);
  self->program = glp_create_prob ();
  glp_set_obj_dir (self->program, GLP_MIN);
  glp_add_rows (self->program, (int) self->numbers->len);
  for (guint n = 0; n < self->numbers->len; n++)
    bound_row (self, n, ((Number *) self->numbers->pdata[n])->least, ((Number *) self->numbers->pdata[n])->most);
  for (guint c = 0; c < self->columns->len; c++)
    {
      add_column (self, c, 1, G_MAXINT64);
      add_column (self, c, -1, g_array_index (self->truth, gint64, c));
    }
}

/* The last basis is still a dual one whichever row was bounded anew, and a primal one however
 * columns are weighed anew. */
static gboolean
solve (Attempt *self, int method)
{
  glp_smcp how;

  glp_init_smcp (&how);
  how.msg_lev = GLP_MSG_OFF;
  how.meth = method;
  if (glp_simplex (self->program, &how) == 0 && glp_get_status (self->program) == GLP_OPT)
    return TRUE;
  glp_std_basis (self->program);
  return glp_simplex (self->program, &how) == 0 && glp_get_status (self->program) == GLP_OPT;
}

/* Takes the solution as a world: it counts if it is one of whole cases that gives the same print. */
static gboolean
take_world (Attempt *self, gboolean whole)
{
  g_autofree gint64 *sums = g_new0 (gint64, self->numbers->len + 1);

  for (guint n = 0; n < self->numbers->len; n++)
    sums[n] = ((Number *) self->numbers->pdata[n])->truth;
  for (guint c = 0; c < 2 * self->columns->len; c++)
    {
      const GArray *counted = self->columns->pdata[c / 2];
      int column = (int) c + 1;
      double value = whole ? glp_mip_col_val (self->program, column) : glp_get_col_prim (self->program, column);
      gint64 many = (gint64) round (value);
      if (fabs (value - (double) many) > NEARLY || many < 0
          || (c % 2 == 1 && many > g_array_index (self->truth, gint64, c / 2)))
        return FALSE;
      for (guint i = 0; many > 0 && i < counted->len; i++)
        sums[g_array_index (counted, guint, i)] += c % 2 == 0 ? many : -many;
    }
  for (guint n = 0; n < self->numbers->len; n++)
    {
      const Number *number = self->numbers->pdata[n];
      if (sums[n] < number->least || sums[n] > number->most)
        return FALSE;
    }
  for (guint n = 0; n < self->numbers->len; n++)
    {
      Number *number = self->numbers->pdata[n];
      number->seen_least |= sums[n] == number->least;
      number->seen_most |= sums[n] == number->most;
      number->seen_other |= sums[n] != number->truth;
    }
  return TRUE;
}

typedef struct { int seen, most; } Nodes;

static void
count_node (glp_tree *tree, void *data)
{
  Nodes *nodes = data;
  if (glp_ios_reason (tree) == GLP_IBINGO || (glp_ios_reason (tree) == GLP_ISELECT && ++nodes->seen > nodes->most))
    glp_ios_terminate (tree); /* any whole world will do */
}

static gboolean
solve_whole (Attempt *self)
{
  glp_iocp how;
  Nodes nodes = { 0, self->most_nodes };

  glp_init_iocp (&how);
  how.msg_lev = GLP_MSG_OFF;
  how.br_tech = GLP_BR_MFV; /* looking ahead at every branch costs more than the branches it saves */
  how.bt_tech = GLP_BT_DFS;
  how.cb_func = count_node;
  how.cb_info = &nodes;
  glp_intopt (self->program, &how);
  return glp_mip_status (self->program) == GLP_OPT || glp_mip_status (self->program) == GLP_FEAS;
}

/* Another corner of the same: halves of cases are mostly a matter of which. */
static void
weigh (Attempt *self)
{
  for (int column = 1; column <= glp_get_num_cols (self->program); column++)
    glp_set_obj_coef (self->program, column, 1 + g_rand_double (self->chance));
}

/* A world in which number @n lies between @least and @most. */
static gboolean
find_world (Attempt *self, guint n, gint64 least, gint64 most)
{
  const Number *number = self->numbers->pdata[n];
  const guint most_tries = self->most_nodes > 0 ? 1 : MOST_TRIES;
  gboolean found = FALSE;

  if (least > most)
    return FALSE;
  bound_row (self, n, least, most);
  for (guint tries = 0; !found && tries < most_tries && solve (self, tries == 0 ? GLP_DUALP : GLP_PRIMAL); tries++)
    {
      found = take_world (self, FALSE);
      if (!found)
        weigh (self);
    }
  found = found || (self->most_nodes > 0 && solve (self, GLP_PRIMAL) && solve_whole (self) && take_world (self, TRUE));
  bound_row (self, n, number->least, number->most);
  return found;
}

/* Each end of the range by itself; if neither the least nor the most, whatever else. */
static void
try_alone (Attempt *self, guint n)
{
  Number *number = self->numbers->pdata[n];

  if (number->small && !number->seen_least)
    find_world (self, n, number->least, number->least);
  if (number->small && !number->seen_most)
    find_world (self, n, number->most, number->most);
  if (!number->seen_other)
    find_world (self, n, number->truth + 1, number->most);
  if (!number->seen_other)
    find_world (self, n, number->least, number->truth - 1);
}

/* Whether what stands for this number may still be moved: no world was found for one end. */
static gboolean
is_open (const Number *number)
{
  return number->held ? !number->seen_other : number->small && (!number->seen_least || !number->seen_most);
}

static gboolean
is_done (const Attempt *self)
{
  for (guint n = 0; n < self->numbers->len; n++)
    if (is_open (self->numbers->pdata[n]))
      return FALSE;
  return TRUE;
}

static void
look_for_worlds (Attempt *self)
{
  build_program (self);
  for (guint n = 0; n < self->numbers->len; n++)
    if (is_open (self->numbers->pdata[n]))
      try_alone (self, n);
}

static void
look_further (Attempt *self, int most_nodes)
{
  self->most_nodes = most_nodes;
  look_for_worlds (self);
  self->most_nodes = 0;
}

/* --- the whole ------------------------------------------------------------------------------------ */

static void
say_first (const Attempt *self, const Number *number, const char *what, GbAttack *attack)
{
  if (attack->first == NULL)
    attack->first = g_strdup_printf ("seed %u (%s, %s), report %u of %u: %s = %" G_GINT64_FORMAT ", %s",
                                     self->journal->seed, self->journal->story, self->journal->pack, number->report + 1,
                                     self->journal->reports->len, number->key, number->truth, what);
}

static void
judge (const Attempt *self, GbAttack *attack)
{
  for (guint n = 0; n < self->numbers->len; n++)
    {
      const Number *number = self->numbers->pdata[n];
      gboolean ends = number->seen_least && number->seen_most;
      attack->printed++;
      attack->small += number->small;
      attack->held += number->held;
      attack->determined += number->small && !number->seen_other;
      attack->narrowed += number->small && number->seen_other && !ends;
      attack->fixed += number->held && !number->seen_other;
      if (number->small && !number->seen_other)
        say_first (self, number, "worked out", attack);
      else if (number->small && !ends)
        say_first (self, number, number->seen_least ? "never at its most" : "never at its least", attack);
    }
}

static void
attempt_clear (Attempt *self)
{
  g_ptr_array_unref (self->numbers);
  g_array_unref (self->bounds);
  for (guint i = 0; i < GB_MOST_WORDS; i++)
    g_array_unref (self->words[i]);
  g_ptr_array_unref (self->cases);
  g_ptr_array_unref (self->columns);
  g_hash_table_unref (self->known);
  g_array_unref (self->truth);
  g_clear_pointer (&self->program, glp_delete_prob);
  g_rand_free (self->chance);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attempt, attempt_clear)

static void
attempt_init (Attempt *self)
{
  self->numbers = g_ptr_array_new_with_free_func (number_free);
  self->bounds = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < GB_MOST_WORDS; i++)
    self->words[i] = g_array_new (FALSE, FALSE, sizeof (GQuark));
  self->cases = g_ptr_array_new_with_free_func (g_free);
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->known = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  self->truth = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->chance = g_rand_new_with_seed (self->journal->seed);
}

static void
attack_sort (const GbRandomJournal *journal, GbFactSort sort, GbAttack *attack)
{
  g_auto (Attempt) self = { .journal = journal, .sort = sort };

  attempt_init (&self);
  for (guint r = 0; r < journal->reports->len; r++)
    read_report (&self, r);
  note_bounds (&self);
  take_truth (&self);
  note_words (&self);
  if (!is_done (&self))
    look_for_worlds (&self); /* first with no other cases than there are: most ends are seen then already */
  for (guint round = 0; round < 2 && !is_done (&self); round++)
    {
      widen (&self);
      look_for_worlds (&self);
      look_further (&self, MOST_NODES);
    }
  if (!is_done (&self))
    look_further (&self, AT_LAST);
  judge (&self, attack);
}

void
gb_attack (const GbRandomJournal *journal, GbAttack *attack)
{
  for (guint sort = 0; sort < GB_N_FACTS; sort++)
    attack_sort (journal, (GbFactSort) sort, attack);
  glp_free_env ();
}

void
gb_attack_clear (GbAttack *attack)
{
  g_free (attack->first);
}

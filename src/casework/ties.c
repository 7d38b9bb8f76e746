/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ties: what the numbers of all reports have to do with one another, whatever
 * lines and times each of them was counted in.
 *
 * One report joins two categories in a line that another tells apart; one is of a
 * year, another of a term, a third was issued in the middle of it.  Whoever has them
 * all subtracts.  So each number that is printed, here or in an earlier report, is
 * taken to pieces: all the times in which a sort of number was told of cut the
 * calendar into pieces, and all the lines in which it was told cut its words
 * into classes.  A number is the sum of its pieces, the pieces of a crossing add up
 * to those of its rows and of its columns, those add up to totals, and what is about
 * life online is a part of what is about anything.  Pieces that somebody printed are
 * that number; the others are numbers that no table has (GB_MARK_HIDDEN), but for a
 * small one that one subtraction would give: that is held like every small number.
 *
 * Three tables that cross three sorts of words by two are bound by what crosses all three
 * besides, and the roll is the same roll whatever days a report is of.
 *
 * All is counted as it stands now.  What an earlier report printed otherwise has
 * changed since, and gb_suppress_join ties it by what was added or is gone. */
#include <string.h>

#include "base/time.h"
#include "casework/gather.h"

#define MOST_PROPERTIES 3
#define LONGEST_WORD 11 /* of digits alone: more are an instant, in a name that suppress.c made */

typedef const char *(*WordOf) (gconstpointer fact);

/* Facts that are counted by the same properties. */
typedef struct
{
  const char *what; /* first part of a name */
  enum { NAMED, BARE, DUTY } naming; /* "what|category=a+b", "what|before", "duty=a+b|kept" */
  const char *properties[MOST_PROPERTIES]; /* in the order in which a name has them; NULL: no more */
  WordOf words[MOST_PROPERTIES];
  GPtrArray *(*facts) (const GbFacts *facts);
} Family;

/* --- families ---------------------------------------------------------------------- */

static GPtrArray *
concerns_of (const GbFacts *facts)
{
  return facts->concerns;
}

static GPtrArray *
referrals_of (const GbFacts *facts)
{
  return facts->referrals;
}

static GPtrArray *
searches_of (const GbFacts *facts)
{
  return facts->searches;
}

static GPtrArray *
duties_of (const GbFacts *facts)
{
  return facts->duties;
}

static const char *
category_of (gconstpointer fact)
{
  return gb_by_category.word (fact);
}

static const char *
year_of (gconstpointer fact)
{
  return gb_by_year.word (fact);
}

static const char *
outcome_of (gconstpointer fact)
{
  return gb_by_outcome.word (fact);
}

static const char *
risk_of (gconstpointer fact)
{
  return gb_by_risk.word (fact);
}

static const char *
agency_of (gconstpointer fact)
{
  return gb_by_agency.word (fact);
}

static const char *
answer_of (gconstpointer fact)
{
  return gb_by_answer.word (fact);
}

static const char *
search_word (gconstpointer fact, GbSearchFact first, const char *const *words, guint n)
{
  guint what = ((const GbSearchingFact *) fact)->what;
  return what >= first && what < first + n ? words[what - first] : NULL;
}

static const char *
asked_of (gconstpointer fact)
{
  static const char *const words[] = { "authorised", "refused", "undecided" };
  return search_word (fact, GB_SEARCH_AUTHORISED, words, G_N_ELEMENTS (words));
}

static const char *
carried_of (gconstpointer fact)
{
  static const char *const words[] = { "before", "after" };
  return search_word (fact, GB_SEARCH_BEFORE, words, G_N_ELEMENTS (words));
}

static const char *
found_of (gconstpointer fact)
{
  static const char *const words[] = { "found", "nothing" };
  return search_word (fact, GB_SEARCH_FOUND, words, G_N_ELEMENTS (words));
}

static const char *
device_of (gconstpointer fact)
{
  static const char *const words[] = { "same-day", "later", "police", "held" };
  return search_word (fact, GB_DEVICE_SAME_DAY, words, G_N_ELEMENTS (words));
}

static const char *
title_of (gconstpointer fact)
{
  return ((const GbDutyFact *) fact)->title;
}

static const char *
end_of (gconstpointer fact)
{
  static const char *const words[GB_N_DUTY_ENDS] = { "in-time", "same-day", "next-days", "later", "not-done" };
  return words[((const GbDutyFact *) fact)->end];
}

enum { ONLINE, CONCERN, N_FAMILIES = 8 };

/* A search is counted twice, by when it was authorised and by what it found: two families, one total. */
static const Family families[N_FAMILIES] = {
  { "online", NAMED, { "risk=", "year=", "outcome=" }, { risk_of, year_of, outcome_of }, concerns_of },
  { "concern", NAMED, { "category=", "year=", "outcome=" }, { category_of, year_of, outcome_of }, concerns_of },
  { "referral", NAMED, { "agency=", "answer=" }, { agency_of, answer_of }, referrals_of },
  { "search-asked", BARE, { "" }, { asked_of }, searches_of },
  { "search", BARE, { "" }, { carried_of }, searches_of },
  { "search", BARE, { "" }, { found_of }, searches_of },
  { "device", BARE, { "" }, { device_of }, searches_of },
  { "duty", DUTY, { "", "" }, { title_of, end_of }, duties_of },
};

/* --- what a number counts ------------------------------------------------------------ */

/* Of each property the words that are counted, in order; NULL: all. */
typedef struct { const Family *family; char **words[MOST_PROPERTIES]; } Spec;

static void
spec_clear (Spec *spec)
{
  for (guint i = 0; i < MOST_PROPERTIES; i++)
    g_clear_pointer (&spec->words[i], g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Spec, spec_clear)

static guint
mask_of (const Spec *spec)
{
  guint mask = 0;
  for (guint i = 0; i < MOST_PROPERTIES; i++)
    mask |= spec->words[i] != NULL ? 1u << i : 0;
  return mask;
}

/* What a joined name of ends is called in a table. */
static const struct { const char *words, *name; } ends[]
  = { { "in-time", "kept" }, { "later+next-days+not-done+same-day", "missed" } };

/* (transfer full) */
static char *
name_duty (const Spec *spec)
{
  g_autofree char *titles = spec->words[0] != NULL ? g_strjoinv ("+", spec->words[0]) : g_strdup ("all");
  g_autofree char *end = spec->words[1] != NULL ? g_strjoinv ("+", spec->words[1]) : g_strdup ("ran");

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_equal (end, ends[i].words))
      return g_strdup_printf ("duty=%s|%s", titles, ends[i].name);
  return g_strdup_printf ("duty=%s|%s", titles, end);
}

/* As a table would call it.  (transfer full) */
static char *
spec_name (const Spec *spec)
{
  GString *name;

  if (spec->family->naming == DUTY)
    return name_duty (spec);
  name = g_string_new (spec->family->what);
  for (guint i = 0; i < MOST_PROPERTIES; i++)
    if (spec->words[i] != NULL)
      {
        g_autofree char *words = g_strjoinv ("+", spec->words[i]);
        g_string_append_printf (name, "|%s%s", spec->family->properties[i], words);
      }
  return g_string_free (name, FALSE);
}

/* No name that suppress.c made of another has such words. */
static gboolean
is_word (const char *word)
{
  return *word != '\0' && strpbrk (word, "@~") == NULL
         && (strlen (word) <= LONGEST_WORD || strspn (word, "0123456789") < strlen (word));
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
read_words (Spec *spec, guint property, const char *text)
{
  char **words = g_strsplit (text, "+", -1);

  g_strfreev (spec->words[property]);
  spec->words[property] = words;
  qsort (words, g_strv_length (words), sizeof *words, compare_words);
  for (guint i = 0; words[i] != NULL; i++)
    if (!is_word (words[i]))
      return FALSE;
  return words[0] != NULL;
}

static gboolean
read_named (Spec *spec, char **parts)
{
  for (guint p = 1; parts[p] != NULL; p++)
    {
      gboolean found = FALSE;
      for (guint i = 0; !found && i < MOST_PROPERTIES && spec->family->properties[i] != NULL; i++)
        {
          const char *property = spec->family->properties[i];
          found = g_str_has_prefix (parts[p], property) && read_words (spec, i, parts[p] + strlen (property));
        }
      if (!found)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_duty (Spec *spec, char **parts)
{
  const char *titles = parts[0] + strlen ("duty=");
  const char *end = parts[1];

  for (guint i = 0; end != NULL && i < G_N_ELEMENTS (ends); i++)
    if (g_str_equal (end, ends[i].name))
      end = ends[i].words;
  return end != NULL && parts[2] == NULL && (g_str_equal (titles, "all") || read_words (spec, 0, titles))
         && (g_str_equal (end, "ran") || read_words (spec, 1, end));
}

/* A bare word is of the family that has it. */
static gboolean
read_bare (Spec *spec, char **parts)
{
  gboolean finding = parts[1] != NULL && (g_str_equal (parts[1], "found") || g_str_equal (parts[1], "nothing"));

  if (parts[1] == NULL)
    return TRUE;
  if (finding && spec->family->words[0] == carried_of)
    spec->family++;
  return parts[2] == NULL && read_words (spec, 0, parts[1]);
}

/* FALSE: the number is of nothing that can be counted anew (a register, a difference). */
static gboolean
spec_read (Spec *spec, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "|", -1);

  for (guint i = 0; i < N_FAMILIES && spec->family == NULL; i++)
    if (families[i].naming == DUTY ? g_str_has_prefix (parts[0], "duty=") : g_str_equal (parts[0], families[i].what))
      spec->family = &families[i];
  if (spec->family == NULL)
    return FALSE;
  return spec->family->naming == DUTY   ? read_duty (spec, parts)
         : spec->family->naming == BARE ? read_bare (spec, parts)
                                        : read_named (spec, parts);
}

static gboolean
fits (const Spec *spec, gconstpointer fact)
{
  const Family *family = spec->family;

  if (family->words[0] (fact) == NULL) /* no fact of this family; a category and a title are always there */
    return FALSE;
  for (guint i = 0; i < MOST_PROPERTIES; i++)
    if (spec->words[i] != NULL)
      {
        const char *word = family->words[i] (fact);
        if (word == NULL || !g_strv_contains ((const char *const *) spec->words[i], word))
          return FALSE;
      }
  return TRUE;
}

static gint64
spec_count (const GbGather *self, const Spec *spec, const GbSpan *span)
{
  GPtrArray *facts = spec->family->facts (self->facts);
  gint64 n = 0;

  for (guint i = 0; i < facts->len; i++)
    {
      const GbFact *fact = facts->pdata[i];
      n += fact->at >= span->from && fact->at < span->until && fits (spec, fact);
    }
  return n;
}

/* spec_count, counted once for all rounds in which the report is made; @key is its name. */
static gint64
count_once (const GbGather *self, const char *key, const Spec *spec, const GbSpan *span)
{
  gpointer before = g_hash_table_lookup (self->counted, key);
  gint64 count = before != NULL ? (gint64) GPOINTER_TO_SIZE (before) - 1 : spec_count (self, spec, span);

  if (before == NULL)
    g_hash_table_insert (self->counted, g_strdup (key), GSIZE_TO_POINTER ((gsize) count + 1));
  return count;
}

/* --- numbers, and the pieces they are made of ------------------------------------------- */

typedef struct
{
  Spec spec;
  GbSpan span;
  guint index;     /* of the variable */
  gboolean known;  /* printed as it is, or it may be: somebody can subtract with it */
  GArray *pieces;  /* of guint: indexes into the pattern's pieces, in order */
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;
  spec_clear (&told->spec);
  g_clear_pointer (&told->pieces, g_array_unref);
  g_free (told);
}

/* Numbers of one family by the same properties. */
typedef struct
{
  const Family *family;
  guint mask;
  GPtrArray *told;     /* of Told */
  GHashTable *seen;    /* variables of it */
  GArray *bounds;      /* of gint64 */
  GPtrArray *classes[MOST_PROPERTIES]; /* of GStrv: words that no line tells apart */
} Pattern;

typedef struct
{
  GbGather *gather;
  GHashTable *stretches; /* id -> GbStretch */
  GHashTable *spans;     /* "FROM UNTIL" -> id of a stretch that was told */
  GHashTable *printed;   /* names that earlier reports printed as they are */
  Pattern *patterns[N_FAMILIES][1 << MOST_PROPERTIES];
} Ties;

static Pattern *
pattern_of (Ties *self, const Family *family, guint mask)
{
  Pattern **at = &self->patterns[family - families][mask];

  if (*at == NULL)
    {
      *at = g_new0 (Pattern, 1);
      (*at)->family = family;
      (*at)->mask = mask;
      (*at)->told = g_ptr_array_new_with_free_func (told_free);
      (*at)->seen = g_hash_table_new (NULL, NULL);
    }
  return *at;
}

static void
pattern_free (Pattern *pattern)
{
  g_ptr_array_unref (pattern->told);
  g_hash_table_unref (pattern->seen);
  g_clear_pointer (&pattern->bounds, g_array_unref);
  for (guint i = 0; i < MOST_PROPERTIES; i++)
    g_clear_pointer (&pattern->classes[i], g_ptr_array_unref);
  g_free (pattern);
}

static char *
span_name (const GbSpan *span)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, span->from, span->until);
}

/* The id of a stretch that was told of, else its days; of what was cut by an issue, its instants.  (transfer full) */
static char *
call_span (const Ties *self, const GbSpan *span)
{
  g_autofree char *name = span_name (span);
  const char *id = g_hash_table_lookup (self->spans, name);
  g_autofree char *from = gb_instant_to_day (span->from);
  g_autofree char *until = gb_instant_to_day (span->until - 1);
  g_autofree char *after = gb_day_add (until, 1);

  if (id != NULL)
    return g_strdup (id);
  if (gb_day_to_instant (from, 0) == span->from && gb_day_to_instant (after, 0) == span->until)
    return g_strdup_printf ("%s..%s", from, until);
  return g_strdup_printf ("%s..%s@%s", from, until, name);
}

static char *
key_of (const Ties *self, const Spec *spec, const GbSpan *span)
{
  g_autofree char *name = spec_name (spec);
  g_autofree char *time = call_span (self, span);
  return g_strdup_printf ("%s|%s", time, name);
}

/* The variable that counts @spec in @span now, printed or not. */
static guint
variable_of (Ties *self, const Spec *spec, const GbSpan *span)
{
  g_autofree char *key = key_of (self, spec, span);
  guint index = gb_figures_find (self->gather->figures, key);

  return index != GB_NO_VARIABLE
             ? index
             : gb_figures_hidden (self->gather->figures, key, count_once (self->gather, key, spec, span));
}

static gint64
value_of (const Ties *self, guint index)
{
  return gb_figures_at (self->gather->figures, index)->value;
}

/* A reader may find it as it is: so small ones, which are never so, are of no use to subtract. */
static gboolean
may_be_known (const Ties *self, guint index)
{
  const GbVariable *variable = gb_figures_at (self->gather->figures, index);

  if (variable->value > 0 && variable->value < self->gather->threshold)
    return FALSE;
  return variable->mark != GB_MARK_HIDDEN || g_hash_table_contains (self->printed, variable->key);
}

static void
copy_words (Spec *to, const Spec *from, guint mask)
{
  to->family = from->family;
  for (guint i = 0; i < MOST_PROPERTIES; i++)
    to->words[i] = (mask >> i & 1) != 0 ? g_strdupv (from->words[i]) : NULL;
}

/* Once for each variable. */
static void
tell (Ties *self, const Spec *spec, const GbSpan *span, guint index)
{
  Pattern *pattern = pattern_of (self, spec->family, mask_of (spec));
  Told *told;

  if (!g_hash_table_add (pattern->seen, GUINT_TO_POINTER (index)))
    return;
  told = g_new0 (Told, 1);
  copy_words (&told->spec, spec, pattern->mask);
  told->span = *span;
  told->index = index;
  told->known = may_be_known (self, index);
  told->pieces = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (pattern->told, told);
}

/* --- what was printed, here and before ------------------------------------------------------- */

static void
note_stretches (Ties *self, GPtrArray *stretches)
{
  for (guint i = 0; i < stretches->len; i++)
    {
      GbStretch *stretch = stretches->pdata[i];
      char *name = span_name (&stretch->span);
      g_hash_table_insert (self->stretches, stretch->id, stretch);
      if (!g_hash_table_contains (self->spans, name))
        g_hash_table_insert (self->spans, name, stretch->id);
      else
        g_free (name);
    }
}

/* The stretch and the spec that @key names; NULL: not such a number. */
static const GbStretch *
read_key (const Ties *self, const char *key, Spec *spec)
{
  const char *rest = strchr (key, '|');
  g_autofree char *id = rest != NULL ? g_strndup (key, (gsize) (rest - key)) : NULL;
  const GbStretch *stretch = id != NULL ? g_hash_table_lookup (self->stretches, id) : NULL;

  return stretch != NULL && spec_read (spec, rest + 1) ? stretch : NULL;
}

static void
tell_ours (Ties *self)
{
  GbFigures *figures = self->gather->figures;
  guint n = figures->variables->len;

  for (guint i = 0; i < n; i++)
    {
      g_auto (Spec) spec = { 0 };
      const char *key = gb_figures_at (figures, i)->key;
      const GbStretch *stretch = read_key (self, key, &spec);
      /* A word with a sign in it that parts words can't be read back: it is what its table says. */
      if (stretch != NULL && count_once (self->gather, key, &spec, &stretch->span) == value_of (self, i))
        tell (self, &spec, &stretch->span, i);
    }
}

/* What stands now where an earlier report printed something. */
static void
tell_issued (Ties *self, const GbFigures *issued)
{
  for (guint i = 0; i < issued->variables->len; i++)
    {
      const GbVariable *variable = gb_figures_at (issued, i);
      g_auto (Spec) spec = { 0 };
      const GbStretch *stretch
        = variable->mark != GB_MARK_HIDDEN ? read_key (self, variable->key, &spec) : NULL;
      guint index;
      if (stretch == NULL)
        continue;
      index = gb_figures_find (self->gather->figures, variable->key);
      if (index == GB_NO_VARIABLE)
        index = gb_figures_hidden (self->gather->figures, variable->key,
                                   count_once (self->gather, variable->key, &spec, &stretch->span));
      tell (self, &spec, &stretch->span, index);
    }
}

/* --- the roll --------------------------------------------------------------------------------- */

/* After the days of a report the name of a number of its roll; NULL: no such number. */
static const char *
roll_line (const char *key)
{
  const char *rest = strchr (key, '|');
  return rest != NULL && g_str_has_prefix (rest, "|on-roll|") ? rest : NULL;
}

/* The roll is one, whatever days a report is of: each of its lines is the number that an
 * earlier report printed under other days.  Whoever came or left since is the difference. */
static void
tie_roll (Ties *self, const GbFigures *issued)
{
  GbFigures *figures = self->gather->figures;
  g_autoptr (GHashTable) ours = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = figures->variables->len;

  for (guint i = 0; i < n; i++)
    {
      const GbVariable *variable = gb_figures_at (figures, i);
      const char *line = variable->mark != GB_MARK_HIDDEN ? roll_line (variable->key) : NULL;
      if (line != NULL)
        g_hash_table_insert (ours, (gpointer) line, GUINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < issued->variables->len; i++)
    {
      const GbVariable *old = gb_figures_at (issued, i);
      const char *line = old->mark != GB_MARK_HIDDEN ? roll_line (old->key) : NULL;
      guint now = line != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (ours, line)) : 0;
      if (now != 0 && gb_figures_find (figures, old->key) == GB_NO_VARIABLE)
        {
          guint same = gb_figures_hidden (figures, old->key, value_of (self, now - 1));
          gb_figures_equate (figures, now - 1, &same, 1);
        }
    }
}

static void
note_printed (Ties *self, const GbFigures *issued)
{
  for (guint i = 0; i < issued->variables->len; i++)
    if (gb_figures_at (issued, i)->mark == GB_MARK_PLAIN)
      g_hash_table_add (self->printed, gb_figures_at (issued, i)->key);
}

/* --- tables that go round --------------------------------------------------------------------- */

enum { FIRST_YEAR = 3, FIRST_OUTCOME = 5, YEAR_OUTCOME = 6 }; /* masks: by which two of three properties */

static gboolean
is_told (const Ties *self, guint family, guint mask, const GbSpan *span)
{
  const Pattern *pattern = self->patterns[family][mask];

  for (guint i = 0; pattern != NULL && i < pattern->told->len; i++)
    {
      const Told *told = pattern->told->pdata[i];
      if (told->span.from == span->from && told->span.until == span->until)
        return TRUE;
    }
  return FALSE;
}

/* Whether the table of years and outcomes, or the other of the two families, closes the round. */
static gboolean
goes_round (const Ties *self, guint family, const GbSpan *span)
{
  guint other = family == ONLINE ? CONCERN : ONLINE;

  return is_told (self, family, FIRST_OUTCOME, span)
         && (is_told (self, family, YEAR_OUTCOME, span) || is_told (self, other, YEAR_OUTCOME, span)
             || (is_told (self, other, FIRST_YEAR, span) && is_told (self, other, FIRST_OUTCOME, span)));
}

/* The words of line @of with each outcome of its time. */
static void
tell_crossing (Ties *self, const Told *of, guint family)
{
  const Pattern *pattern = self->patterns[family][FIRST_OUTCOME];
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < pattern->told->len; i++)
    {
      const Told *told = pattern->told->pdata[i];
      g_auto (Spec) spec = { 0 };
      if (told->span.from != of->span.from || told->span.until != of->span.until
          || !g_hash_table_add (seen, g_strjoinv ("+", told->spec.words[2])))
        continue;
      copy_words (&spec, &of->spec, FIRST_YEAR);
      spec.words[2] = g_strdupv (told->spec.words[2]);
      tell (self, &spec, &of->span, variable_of (self, &spec, &of->span));
    }
}

/* Three tables by two each of three properties (or four, that have online concerns by year and
 * outcome too) bind one another more than their rows and columns do: no case is in one of them
 * alone.  So the numbers are told that cross all three, which no table has.  Where no
 * round is closed, such numbers can always be found, and would be of no use. */
static void
tell_crossings (Ties *self)
{
  static const guint crossed[] = { ONLINE, CONCERN };

  for (guint f = 0; f < G_N_ELEMENTS (crossed); f++)
    {
      const Pattern *pattern = self->patterns[crossed[f]][FIRST_YEAR];
      for (guint i = 0; pattern != NULL && i < pattern->told->len; i++)
        {
          const Told *told = pattern->told->pdata[i];
          if (goes_round (self, crossed[f], &told->span))
            tell_crossing (self, told, crossed[f]);
        }
    }
}

/* --- cutting -------------------------------------------------------------------------------------- */

static int
compare_instants (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;
  return *x < *y ? -1 : *x > *y;
}

static void
cut_time (Pattern *pattern)
{
  pattern->bounds = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < pattern->told->len; i++)
    g_array_append_vals (pattern->bounds, &((Told *) pattern->told->pdata[i])->span, 2);
  g_array_sort (pattern->bounds, compare_instants);
  for (guint i = pattern->bounds->len; i > 1; i--)
    if (g_array_index (pattern->bounds, gint64, i - 1) == g_array_index (pattern->bounds, gint64, i - 2))
      g_array_remove_index (pattern->bounds, i - 1);
}

/* Parts each class by @words: those that are in it, and those that are not. */
static void
part_classes (GPtrArray *classes, char **words)
{
  guint n = classes->len;

  for (guint i = 0; i < n; i++)
    {
      GPtrArray *in = g_ptr_array_new (), *out = g_ptr_array_new ();
      char **class = classes->pdata[i];
      for (guint w = 0; class[w] != NULL; w++)
        g_ptr_array_add (g_strv_contains ((const char *const *) words, class[w]) ? in : out, class[w]);
      if (in->len > 0 && out->len > 0)
        {
          g_ptr_array_add (in, NULL);
          g_ptr_array_add (out, NULL);
          g_free (class);
          classes->pdata[i] = g_ptr_array_free (in, FALSE);
          g_ptr_array_add (classes, g_ptr_array_free (out, FALSE));
          continue;
        }
      g_ptr_array_unref (in);
      g_ptr_array_unref (out);
    }
}

/* All words of the property in one class, in order. */
static char **
all_words (const Pattern *pattern, guint property)
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < pattern->told->len; i++)
    {
      char **told = ((Told *) pattern->told->pdata[i])->spec.words[property];
      for (guint w = 0; told[w] != NULL; w++)
        if (g_hash_table_add (words, told[w]))
          g_ptr_array_add (list, g_strdup (told[w]));
    }
  g_ptr_array_sort (list, compare_words);
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (list, FALSE);
}

static void
cut_words (Pattern *pattern, guint property)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  pattern->classes[property] = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_ptr_array_add (pattern->classes[property], all_words (pattern, property));
  for (guint i = 0; i < pattern->told->len; i++)
    {
      char **words = ((Told *) pattern->told->pdata[i])->spec.words[property];
      if (g_hash_table_add (seen, g_strjoinv ("+", words)))
        part_classes (pattern->classes[property], words);
    }
}

/* --- pieces ------------------------------------------------------------------------------------------ */

/* A piece: a span, and a class of each property of the pattern (0: it has none, and so one). */
typedef struct { guint bound, class[MOST_PROPERTIES]; guint index; } Piece;

typedef struct
{
  Ties *ties;
  Pattern *pattern;
  GArray *pieces;    /* of Piece */
  GHashTable *named; /* its place -> its number from 1 */
} Cutting;

static guint
n_classes (const Pattern *pattern, guint property)
{
  return pattern->classes[property] != NULL ? pattern->classes[property]->len : 1;
}

static GbSpan
span_at (const Pattern *pattern, guint bound)
{
  const gint64 *at = &g_array_index (pattern->bounds, gint64, bound);
  return (GbSpan) { at[0], at[1] };
}

static void
piece_spec (const Cutting *self, const Piece *piece, guint mask, Spec *spec)
{
  spec->family = self->pattern->family;
  for (guint i = 0; i < MOST_PROPERTIES; i++)
    if ((self->pattern->mask & mask) >> i & 1)
      spec->words[i] = g_strdupv (self->pattern->classes[i]->pdata[piece->class[i]]);
}

/* The number of that piece, made when it is first asked for. */
static guint
take_piece (Cutting *self, guint bound, guint a, guint b, guint c)
{
  gsize place = ((bound * n_classes (self->pattern, 0) + a) * n_classes (self->pattern, 1) + b)
                    * n_classes (self->pattern, 2)
                + c;
  gpointer found = g_hash_table_lookup (self->named, GSIZE_TO_POINTER (place));
  Piece piece = { bound, { a, b, c }, 0 };
  GbSpan span = span_at (self->pattern, bound);
  g_auto (Spec) spec = { 0 };

  if (found != NULL)
    return GPOINTER_TO_UINT (found) - 1;
  piece_spec (self, &piece, self->pattern->mask, &spec);
  piece.index = variable_of (self->ties, &spec, &span);
  g_array_append_val (self->pieces, piece);
  g_hash_table_insert (self->named, GSIZE_TO_POINTER (place), GUINT_TO_POINTER (self->pieces->len));
  return self->pieces->len - 1;
}

static gboolean
holds_class (const Cutting *self, const Told *told, guint property, guint class)
{
  char **words = told->spec.words[property];

  if (words == NULL)
    return TRUE;
  return g_strv_contains ((const char *const *) words,
                          ((char **) self->pattern->classes[property]->pdata[class])[0]);
}

static void
cut_told (Cutting *self, Told *told)
{
  const Pattern *pattern = self->pattern;

  for (guint bound = 0; bound + 1 < pattern->bounds->len; bound++)
    {
      GbSpan span = span_at (pattern, bound);
      if (span.from < told->span.from || span.until > told->span.until)
        continue;
      for (guint a = 0; a < n_classes (pattern, 0); a++)
        for (guint b = 0; b < n_classes (pattern, 1); b++)
          for (guint c = 0; c < n_classes (pattern, 2); c++)
            if (holds_class (self, told, 0, a) && holds_class (self, told, 1, b) && holds_class (self, told, 2, c))
              {
                guint piece = take_piece (self, bound, a, b, c);
                g_array_append_val (told->pieces, piece);
              }
    }
}

/* Not where lines overlap, as what one report left of the missed deadlines and how late another says they were:
 * that is no sum, nobody can subtract by it, and it must not keep the report from being made. */
static void
equate (Ties *self, guint total, GArray *parts)
{
  GbFigures *figures = self->gather->figures;
  const guint *first = &g_array_index (parts, guint, 0);

  if (gb_figures_sum (figures, first, parts->len) != value_of (self, total))
    return;
  if (parts->len > 1 || (parts->len == 1 && *first != total))
    gb_figures_equate (figures, total, first, parts->len);
}

static void
equate_told (Cutting *self, const Told *told)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < told->pieces->len; i++)
    g_array_append_val (parts, g_array_index (self->pieces, Piece, g_array_index (told->pieces, guint, i)).index);
  equate (self->ties, told->index, parts);
}

/* --- what one subtraction gives ------------------------------------------------------------------------ */

static gboolean
has_piece (const Told *told, guint piece)
{
  for (guint i = 0; i < told->pieces->len; i++)
    if (g_array_index (told->pieces, guint, i) == piece)
      return TRUE;
  return FALSE;
}

static gboolean
is_within (const Told *inner, const Told *outer)
{
  for (guint i = 0; i < inner->pieces->len; i++)
    if (!has_piece (outer, g_array_index (inner->pieces, guint, i)))
      return FALSE;
  return TRUE;
}

/* The variables of the pieces of @whole that nothing known lies over: what is left of it. */
static GArray *
left_of (const Cutting *self, const Told *whole)
{
  g_autofree gboolean *known = g_new0 (gboolean, self->pieces->len);
  GArray *left = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->pattern->told->len; i++)
    {
      const Told *part = self->pattern->told->pdata[i];
      if (part == whole || !part->known || part->pieces->len >= whole->pieces->len || !is_within (part, whole))
        continue;
      for (guint k = 0; k < part->pieces->len; k++)
        known[g_array_index (part->pieces, guint, k)] = TRUE;
    }
  for (guint k = 0; k < whole->pieces->len; k++)
    {
      guint piece = g_array_index (whole->pieces, guint, k);
      if (!known[piece])
        g_array_append_val (left, g_array_index (self->pieces, Piece, piece).index);
    }
  return left;
}

/* A small number that is printed nowhere, but is left when what is known is taken from
 * what is known, is held like one that is printed. */
static void
hold_what_is_left (Cutting *self, const Told *whole)
{
  g_autoptr (GArray) left = left_of (self, whole);
  GbFigures *figures = self->ties->gather->figures;
  gint64 value = gb_figures_sum (figures, &g_array_index (left, guint, 0), left->len);
  guint index;

  if (left->len == 0 || left->len == whole->pieces->len || value == 0 || value >= self->ties->gather->threshold)
    return;
  index = g_array_index (left, guint, 0);
  if (left->len > 1)
    {
      g_autofree char *key = g_strdup_printf ("%s-left", gb_figures_at (figures, whole->index)->key);
      index = gb_figures_find (figures, key);
      if (index == GB_NO_VARIABLE)
        index = gb_figures_hidden (figures, key, value);
      if (value_of (self->ties, index) != value)
        return;
      equate (self->ties, index, left);
    }
  if (gb_figures_at (figures, index)->mark == GB_MARK_HIDDEN)
    gb_figures_at (figures, index)->mark = GB_MARK_PLAIN; /* as any number that gb_suppress has yet to mark */
}

static void
hold_small_pieces (Cutting *self)
{
  for (guint i = 0; i < self->pattern->told->len; i++)
    {
      const Told *told = self->pattern->told->pdata[i];
      if (told->known && told->pieces->len > 1)
        hold_what_is_left (self, told);
    }
}

/* --- rows and columns of pieces ---------------------------------------------------------------------------- */

/* All pieces of the span that are alike but for @property add up to a number of fewer properties. */
static void
add_up_along (Cutting *self, const Piece *piece, guint property)
{
  const Pattern *pattern = self->pattern;
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (guint));
  GbSpan span = span_at (pattern, piece->bound);
  g_auto (Spec) spec = { 0 };
  gint64 rest;
  guint total;

  piece_spec (self, piece, pattern->mask & ~(1u << property), &spec);
  total = variable_of (self->ties, &spec, &span);
  rest = value_of (self->ties, total);
  for (guint c = 0; c < n_classes (pattern, property); c++)
    {
      guint at[MOST_PROPERTIES] = { piece->class[0], piece->class[1], piece->class[2] };
      guint number, index;
      at[property] = c;
      number = take_piece (self, piece->bound, at[0], at[1], at[2]);
      index = g_array_index (self->pieces, Piece, number).index;
      g_array_append_val (parts, index);
      rest -= value_of (self->ties, index);
    }
  if (rest > 0) /* under words that no line has */
    {
      g_autofree char *key = key_of (self->ties, &spec, &span);
      g_autofree char *other = g_strdup_printf ("%s-other-%s%u", key, pattern->family->what, property);
      guint index = gb_figures_find (self->ties->gather->figures, other);
      if (index == GB_NO_VARIABLE)
        index = gb_figures_hidden (self->ties->gather->figures, other, rest);
      g_array_append_val (parts, index);
    }
  equate (self->ties, total, parts);
  tell (self->ties, &spec, &span, total);
}

static void
add_up_pieces (Cutting *self)
{
  guint n = self->pieces->len;

  for (guint property = 0; property < MOST_PROPERTIES; property++)
    {
      g_autoptr (GHashTable) done = g_hash_table_new (NULL, NULL);
      if ((self->pattern->mask >> property & 1) == 0)
        continue;
      for (guint i = 0; i < n; i++)
        {
          Piece piece = g_array_index (self->pieces, Piece, i);
          gsize place;
          piece.class[property] = 0;
          place = ((piece.bound * n_classes (self->pattern, 0) + piece.class[0]) * n_classes (self->pattern, 1)
                   + piece.class[1])
                      * n_classes (self->pattern, 2)
                  + piece.class[2];
          if (g_hash_table_add (done, GSIZE_TO_POINTER (place)))
            add_up_along (self, &piece, property);
        }
    }
}

/* What is about life online is a part of all that is. */
static void
tie_online (Cutting *self)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);
      GbSpan span = span_at (self->pattern, piece->bound);
      g_auto (Spec) spec = { 0 };
      guint whole;
      piece_spec (self, piece, self->pattern->mask, &spec);
      spec.family = &families[CONCERN];
      whole = variable_of (self->ties, &spec, &span);
      gb_count_tie_part (self->ties->gather, piece->index, whole);
      tell (self->ties, &spec, &span, whole);
    }
}

static void
tie_pattern (Ties *self, Pattern *pattern)
{
  Cutting cutting = { self, pattern, g_array_new (FALSE, FALSE, sizeof (Piece)), g_hash_table_new (NULL, NULL) };

  cut_time (pattern);
  for (guint i = 0; i < MOST_PROPERTIES; i++)
    if ((pattern->mask >> i & 1) != 0)
      cut_words (pattern, i);
  for (guint i = 0; i < pattern->told->len; i++)
    cut_told (&cutting, pattern->told->pdata[i]);
  for (guint i = 0; i < pattern->told->len; i++)
    equate_told (&cutting, pattern->told->pdata[i]);
  hold_small_pieces (&cutting);
  add_up_pieces (&cutting);
  if (pattern->family == &families[ONLINE] && (pattern->mask & 1) == 0)
    tie_online (&cutting);
  g_array_unref (cutting.pieces);
  g_hash_table_unref (cutting.named);
}

/* --- all of it ------------------------------------------------------------------------------------------------- */

static void
tie_all (Ties *self)
{
  for (guint f = 0; f < N_FAMILIES; f++) /* online before concerns */
    for (int n = MOST_PROPERTIES; n >= 0; n--)
      for (guint mask = 0; mask < 1 << MOST_PROPERTIES; mask++)
        if (__builtin_popcount (mask) == n && self->patterns[f][mask] != NULL)
          tie_pattern (self, self->patterns[f][mask]);
}

void
gb_gather_tie (GbGather *gather)
{
  Ties self = { .gather = gather };

  self.stretches = g_hash_table_new (g_str_hash, g_str_equal);
  self.spans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.printed = g_hash_table_new (g_str_hash, g_str_equal);
  note_stretches (&self, gather->terms);
  note_stretches (&self, gather->parts);
  note_stretches (&self, gather->known);
  for (guint i = 0; i < gather->issued->len; i++)
    note_printed (&self, gather->issued->pdata[i]);
  tell_ours (&self);
  for (guint i = 0; i < gather->issued->len; i++)
    tell_issued (&self, gather->issued->pdata[i]);
  tell_crossings (&self);
  tie_all (&self);
  for (guint i = 0; i < gather->issued->len; i++)
    tie_roll (&self, gather->issued->pdata[i]);
  for (guint f = 0; f < N_FAMILIES; f++)
    for (guint mask = 0; mask < 1 << MOST_PROPERTIES; mask++)
      if (self.patterns[f][mask] != NULL)
        pattern_free (self.patterns[f][mask]);
  g_hash_table_unref (self.stretches);
  g_hash_table_unref (self.spans);
  g_hash_table_unref (self.printed);
}

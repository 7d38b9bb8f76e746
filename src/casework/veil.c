/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "casework/veil.h"
#include "vault/statement.h"

/* What was written is known again by its first words, so many that the policy's own
 * sentences hardly begin with the same; what is shorter, and a name, by all of them. */
#define LEAD 5
#define LEAST_LEAD 3
#define MOST_NAME_WORDS 5
#define MOST_NAME_BYTES 60
/* Round the words that a search has found (find.h). */
#define FOUND_MARK "\u2068"

struct _GbVeil
{
  GHashTable *leads;  /* number of the first words -> how many in all, and whether it is a name */
  GHashTable *brief; /* number of one or two words -> whether it is a name */
  GHashTable *spared; /* number of one word of the school's name: no secret where it stands alone */
  GHashTable *wholes; /* number of all words of what is too short to be known in a longer text */
};

#define AS_NAME 1u

GbVeil *
gb_veil_new (void)
{
  GbVeil *self = g_new0 (GbVeil, 1);

  self->leads = g_hash_table_new (NULL, NULL);
  self->brief = g_hash_table_new (NULL, NULL);
  self->spared = g_hash_table_new (NULL, NULL);
  self->wholes = g_hash_table_new (NULL, NULL);
  return self;
}

void
gb_veil_free (GbVeil *self)
{
  g_hash_table_unref (self->leads);
  g_hash_table_unref (self->brief);
  g_hash_table_unref (self->spared);
  g_hash_table_unref (self->wholes);
  g_free (self);
}

/* --- words ------------------------------------------------------------------------- */

typedef struct { const char *start, *end; gsize number; gunichar first; gboolean capital; } Word;

/* FNV-1a over the word without case: equal words have equal numbers. */
static gsize
number_of (const char *start, const char *end)
{
  guint64 number = 14695981039346656037u;

  for (const char *c = start; c < end; c = g_utf8_next_char (c))
    number = (number ^ g_unichar_tolower (g_utf8_get_char (c))) * 1099511628211u;
  return (gsize) number;
}

static GArray *
words_of (const char *text)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));
  const char *c = text;

  while (*c != '\0')
    {
      Word word;
      while (*c != '\0' && !g_unichar_isalnum (g_utf8_get_char (c)))
        c = g_utf8_next_char (c);
      word.start = c;
      while (*c != '\0' && (g_unichar_isalnum (g_utf8_get_char (c)) || g_unichar_ismark (g_utf8_get_char (c))))
        c = g_utf8_next_char (c);
      word.end = c;
      if (word.end == word.start)
        break;
      word.number = number_of (word.start, word.end);
      word.first = g_utf8_get_char (word.start);
      word.capital = g_unichar_isupper (word.first);
      g_array_append_val (words, word);
    }
  return words;
}

static const Word *
word_at (GArray *words, guint i)
{
  return &g_array_index (words, Word, i);
}

/* One number for @n words from @i. */
static gpointer
key_of (GArray *words, guint i, guint n)
{
  gsize key = n;

  for (guint k = i; k < i + n; k++)
    key = (key * 31 + word_at (words, k)->number) * 0x9E3779B97F4A7C15u;
  return GSIZE_TO_POINTER (key);
}

/* --- learning ---------------------------------------------------------------------- */

/* Words of the desk, its months and its terms that are also names: alone they stay. */
static gboolean
is_a_word_too (const Word *word)
{
  static const char *const both[] = {
    "action",  "april", "august", "autumn", "bill", "case",   "chair",  "close", "day",    "dean",   "dsl",    "field",
    "friday",  "given", "head",   "hold",   "home", "june",   "lead",   "mai",   "mark",   "may",    "monday", "new",
    "no",      "note",  "office", "one",    "page", "parent", "place",  "read",  "school", "search", "sign",   "so",
    "spring",  "staff", "step",   "summer", "the",  "today",  "will",   "year",  "an",     "in",     "to",     "of",
  };
  g_autofree char *plain = g_utf8_strdown (word->start, word->end - word->start);

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    if (g_str_equal (both[i], plain))
      return TRUE;
  return FALSE;
}

#define AS_WORDS 2u

static void
learn_brief (GbVeil *self, GArray *words, guint from, guint n, gboolean name)
{
  g_hash_table_insert (self->brief, key_of (words, from, n), GUINT_TO_POINTER (name ? AS_NAME : AS_WORDS));
}

static void
learn_parts (GbVeil *self, GArray *words)
{
  for (guint i = 0; i < words->len; i++)
    {
      const Word *word = word_at (words, i);
      if (word->capital && g_utf8_strlen (word->start, word->end - word->start) > 1 && !is_a_word_too (word))
        learn_brief (self, words, i, 1, TRUE);
    }
}

static void
learn_lead (GbVeil *self, GArray *words, gboolean name)
{
  gpointer key = key_of (words, 0, MIN (words->len, LEAD));
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->leads, key));

  if (words->len > before >> 1)
    g_hash_table_insert (self->leads, key, GUINT_TO_POINTER (words->len << 1 | (name ? AS_NAME : 0)));
}

/* Small words that stand inside a name. */
static gboolean
is_particle (const Word *word)
{
  static const char *const particles[]
      = { "al", "ap", "bin", "da", "de", "del", "den", "der", "di", "du", "ferch", "la", "le", "ter", "van", "von" };

  for (guint i = 0; i < G_N_ELEMENTS (particles); i++)
    if (strlen (particles[i]) == (gsize) (word->end - word->start)
        && strncmp (particles[i], word->start, strlen (particles[i])) == 0)
      return TRUE;
  return FALSE;
}

/* "Dana Reed", "Dr Anne van der Hill": few words, with capitals, no figures. */
static gboolean
looks_like_a_name (const char *text, GArray *words)
{
  if (words->len > MOST_NAME_WORDS || strlen (text) > MOST_NAME_BYTES || !word_at (words, 0)->capital
      || !word_at (words, words->len - 1)->capital)
    return FALSE;
  for (guint i = 0; i < words->len; i++)
    if (!word_at (words, i)->capital && !is_particle (word_at (words, i)))
      return FALSE;
  return TRUE;
}

void
gb_veil_learn_name (GbVeil *self, const char *name)
{
  g_autoptr (GArray) words = words_of (name);

  if (words->len == 0)
    return;
  if (words->len >= LEAST_LEAD)
    learn_lead (self, words, TRUE);
  else if (words->len == 2)
    learn_brief (self, words, 0, words->len, TRUE);
  learn_parts (self, words);
}

/* Fields that hold nothing but the name of a person. */
static gboolean
is_name_field (const char *field)
{
  static const char *const fields[] = { "forename",    "known_as", "middle_names", "surname",   "name",
                                        "member_name", "owner",    "person",       "requester", "searcher",
                                        "witness",     "subject",  "officer" };

  for (guint i = 0; field != NULL && i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i], field))
      return TRUE;
  return FALSE;
}

/* Fields whose words stand in the middle of a sentence of the program: known there however few. */
static gboolean
is_title_field (const char *field)
{
  static const char *const fields[] = { "title", "description", "device", "summary", "what", "line", "scope" };

  for (guint i = 0; field != NULL && i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i], field))
      return TRUE;
  return FALSE;
}

/* What is made of figures and tells who it is all the same. */
static gboolean
is_identity_field (const char *field)
{
  return g_strcmp0 (field, "phone") == 0 || g_strcmp0 (field, "address") == 0 || g_strcmp0 (field, "upn") == 0;
}

/* "Friday 20 November 2026, 15.57": a day is no secret, and stands in every sentence. */
static gboolean
is_a_day (GArray *words)
{
  guint figures = 0;

  for (guint i = 0; i < words->len; i++)
    figures += g_unichar_isdigit (word_at (words, i)->first) != 0;
  return figures >= 2 && words->len - figures <= 2;
}

void
gb_veil_learn (GbVeil *self, const char *field, const char *text)
{
  g_autoptr (GArray) words = words_of (text);
  gboolean name;

  if (words->len == 0 || (is_a_day (words) && !is_identity_field (field)))
    return;
  name = looks_like_a_name (text, words);
  if (name && is_name_field (field))
    gb_veil_learn_name (self, text);
  else if (words->len >= LEAST_LEAD)
    learn_lead (self, words, name);
  else if (words->len == 2 && (name || is_title_field (field)))
    learn_brief (self, words, 0, words->len, name);
  else
    g_hash_table_add (self->wholes, key_of (words, 0, words->len));
}

/* Entries that say what the policy or the program says, and fields with codes, labels and
 * the names of things, which are no secret: hiding them would hide the desk itself. */
#define LEARN                                                                                                          \
  "SELECT t.key AS field, t.value AS text FROM p_entry AS e, json_tree (CAST (e.body AS TEXT)) AS t"                   \
  " WHERE e.id > @after AND e.id <= @last AND t.type = 'text'"                                                         \
  "   AND (instr (t.value, ' ') > 0 OR t.key IN ('forename', 'surname', 'known_as', 'middle_names', 'upn', 'email',"   \
  "        'phone') OR (t.key = 'name' AND e.kind GLOB 'evidence.*'))"                                                 \
  "   AND e.kind NOT IN ('pack.adopted', 'policy.decided', 'calendar.set', 'calendar.holidays', 'backup.verified',"    \
  "                      'backup.drilled', 'roll.imported', 'report.issued')"                                          \
  "   AND coalesce (t.key, '') NOT IN ('school', 'words', 'label', 'clause', 'procedure', 'pack', 'station', 'rule',"  \
  "        'basis', 'document', 'due_rule', 'keep_rule', 'role_title', 'class_name', 'year_group', 'owner_year',"      \
  "        'relation')"                                                                                                \
  "   AND NOT (t.key = 'title' AND (e.kind GLOB 'step.*' OR e.kind GLOB 'procedure.*' OR e.kind = 'referral.item'))"   \
  "   AND NOT (t.key = 'name' AND e.kind GLOB 'evidence.*')"                                                           \
  "   AND t.path NOT GLOB '$.steps*' AND t.path NOT GLOB '$.sheet*'"                                                   \
  "   AND t.path NOT GLOB '$.clocks*'"

static void
spare_school (GbVeil *self, GbBook *book)
{
  const char *school = gb_book_get_school (book);
  g_autoptr (GArray) words = words_of (school != NULL ? school : "");

  for (guint i = 0; i < words->len; i++)
    g_hash_table_add (self->spared, key_of (words, i, 1));
}

gboolean
gb_veil_learn_book (GbVeil *self, GbBook *book, guint most, gint64 *after, gboolean *more, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  gint64 newest = gb_vault_ask_number (vault, *after, NULL, "SELECT max (id) FROM entry", NULL);
  gint64 last = MIN (newest, *after + most);
  g_autoptr (GError) local = NULL;
  g_autoptr (GbStatement) ask = gb_statement_new (vault, LEARN, &local);

  spare_school (self, book);
  if (ask != NULL)
    gb_statement_bind (ask, "@after", *after, "@last", last, NULL);
  while (ask != NULL && gb_statement_step (ask, &local))
    gb_veil_learn (self, gb_statement_text (ask, "field"), gb_statement_text (ask, "text"));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *after = last;
  *more = last < newest;
  return TRUE;
}

static void
take_over (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to, key, value);
}

void
gb_veil_join (GbVeil *self, GbVeil *other)
{
  take_over (self->leads, other->leads);
  take_over (self->brief, other->brief);
  take_over (self->spared, other->spared);
  take_over (self->wholes, other->wholes);
  gb_veil_free (other);
}

/* --- hiding ------------------------------------------------------------------------- */

static guint
brief_at (const GbVeil *self, GArray *words, guint i, guint n)
{
  return word_at (words, i)->capital ? GPOINTER_TO_UINT (g_hash_table_lookup (self->brief, key_of (words, i, n))) : 0;
}

static guint
lead_at (const GbVeil *self, GArray *words, guint i)
{
  guint lead = 0;

  for (guint n = MIN (words->len - i, LEAD); n >= LEAST_LEAD && lead == 0; n--)
    lead = GPOINTER_TO_UINT (g_hash_table_lookup (self->leads, key_of (words, i, n)));
  return lead;
}

/* How many words from @i are to be hidden; 0: this one stays. */
static guint
hidden_at (const GbVeil *self, GArray *words, guint i, gboolean *name)
{
  guint left = words->len - i;
  guint lead = lead_at (self, words, i);

  *name = (lead & AS_NAME) != 0;
  if (lead != 0)
    return MIN (lead >> 1, left);
  for (guint n = MIN (left, 2); n > 0; n--)
    {
      guint brief = brief_at (self, words, i, n);
      *name = brief == AS_NAME;
      if (n == 1 && g_hash_table_contains (self->spared, key_of (words, i, 1)))
        return 0;
      if (brief != 0)
        return n;
    }
  return 0;
}

static void
add_initials (GString *said, GArray *words, guint from, guint n)
{
  for (guint i = from; i < from + n; i++)
    {
      const Word *word = word_at (words, i);
      if (i > from)
        g_string_append_c (said, ' ');
      g_string_append_unichar (said, word->first);
      g_string_append_c (said, '.');
    }
}

static char *
hide_words (const GbVeil *self, const char *text, GArray *words)
{
  g_autoptr (GString) said = g_string_new (NULL);
  const char *done = text;

  for (guint i = 0; i < words->len;)
    {
      gboolean name;
      guint n = hidden_at (self, words, i, &name);
      if (n > 0)
        {
          g_string_append_len (said, done, word_at (words, i)->start - done);
          done = word_at (words, i + n - 1)->end;
        }
      if (n > 0 && name)
        {
          add_initials (said, words, i, n);
          done += *done == '.'; /* its own does for the sentence too */
        }
      else if (n > 0)
        g_string_append (said, _ ("Words hidden"));
      i += MAX (n, 1);
    }
  g_string_append (said, done);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

char *
gb_veil_hide (const GbVeil *self, const char *text, gboolean of_program)
{
  g_autoptr (GArray) words = words_of (text);

  if (words->len == 0)
    return g_strdup (text);
  /* A place inside of what somebody wrote begins anywhere. */
  if (strstr (text, FOUND_MARK) != NULL
      || (!of_program && words->len < LEAST_LEAD
          && g_hash_table_contains (self->wholes, key_of (words, 0, words->len))))
    return g_strdup (_ ("Words hidden"));
  return hide_words (self, text, words);
}

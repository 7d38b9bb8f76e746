/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <gio/gio.h>

#include "base/text.h"
#include "casework/names-data.h"
#include "casework/spelling.h"

#define SHORTEST 3      /* letters of a name that can be nearly another; one of two has forms at most ("Mo") */
#define SHORT_KEY 2     /* a key of so few consonants says little */
#define SLIP_FROM 5     /* letters, from which one may be wrong */
#define TWO_SLIPS_FROM 8
#define BEGUN_FROM 4
#define LONGEST 40      /* letters that are compared */

struct _GbSpelling
{
  char *folded;
  GbSound sound;
  GPtrArray *forms;
};

/* --- letters ------------------------------------------------------------------------- */

/* Letters that decomposing leaves as they are. */
static const struct { gunichar letter; const char *plain; } strokes[] = {
  { 0x142, "l" }, { 0xf8, "o" },   { 0xe6, "ae" }, { 0x153, "oe" }, { 0xdf, "ss" },
  { 0x111, "d" }, { 0xf0, "d" }, { 0xfe, "th" }, { 0x127, "h" }, { 0x131, "i" },
};

static const char *
plain_of (gunichar letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strokes); i++)
    if (strokes[i].letter == letter)
      return strokes[i].plain;
  return NULL;
}

char *
gb_spelling_fold (const char *name)
{
  g_autofree char *folded = gb_text_fold (name);
  GString *plain = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      const char *instead = (guchar) *p < 0x80 ? NULL : plain_of (g_utf8_get_char (p));
      if (instead != NULL)
        g_string_append (plain, instead);
      else
        g_string_append_unichar (plain, g_utf8_get_char (p));
    }
  return g_string_free (plain, FALSE);
}

/* --- sound ------------------------------------------------------------------------------ */

typedef struct
{
  const char *word; /* folded */
  gsize at;
  gboolean vowel;   /* since the last consonant: "mm" is one, "mam" two */
  GbSound *sound;
} Saying;

static gboolean
is_vowel (char c)
{
  return c != '\0' && strchr ("aeiouy", c) != NULL;
}

static gboolean
is_soft (char c)
{
  return c == 'e' || c == 'i' || c == 'y';
}

static gboolean
comes (const Saying *it, const char *letters)
{
  return g_str_has_prefix (it->word + it->at, letters);
}

static void
add_to (char *key, const char *said)
{
  gsize n = strlen (key);

  for (; *said != '\0' && n + 1 < sizeof ((GbSound *) 0)->first; said++)
    if (n == 0 || key[n - 1] != *said)
      key[n++] = *said;
  key[n] = '\0';
}

/* After a vowel the same consonant is another one, but the key joins neighbours: so part them. */
static void
say (Saying *it, gsize letters, const char *first, const char *other)
{
  gsize n = strlen (it->sound->first), m = strlen (it->sound->other);

  if (it->vowel && n > 0 && it->sound->first[n - 1] == *first)
    {
      if (n + 1 < sizeof it->sound->first)
        it->sound->first[n++] = *first;
      it->sound->first[n] = '\0';
      first++;
    }
  if (it->vowel && m > 0 && it->sound->other[m - 1] == *other)
    {
      if (m + 1 < sizeof it->sound->other)
        it->sound->other[m++] = *other;
      it->sound->other[m] = '\0';
      other++;
    }
  add_to (it->sound->first, first);
  add_to (it->sound->other, other);
  it->vowel = FALSE;
  it->at += letters;
}

/* Groups of letters that are one sound, longest first; anywhere in a name. */
static const struct { const char *letters, *first, *other; } groups[] = {
  { "tsch", "C", "C" }, { "sch", "S", "SK" }, { "tch", "C", "C" }, { "ngh", "N", "NG" }, { "chr", "KR", "KR" },
  { "chl", "KL", "KL" }, { "szcz", "SC", "S" }, { "sh", "S", "S" }, { "sz", "S", "S" }, { "zh", "S", "S" },
  { "cz", "C", "C" }, { "ch", "C", "K" }, { "ck", "K", "K" }, { "ph", "F", "F" }, { "pf", "F", "F" },
  { "th", "T", "T" }, { "dh", "T", "T" }, { "dj", "J", "J" }, { "dz", "J", "TS" }, { "bh", "B", "B" },
  { "kh", "K", "H" }, { "rh", "R", "R" }, { "rz", "RS", "S" }, { "ks", "KS", "KS" }, { "qu", "K", "K" },
  { "lh", "L", "L" },
};

/* A letter by itself. */
static const struct { char letter; const char *first, *other; } singles[] = {
  { 'b', "B", "B" }, { 'd', "T", "T" }, { 'f', "F", "F" }, { 'j', "J", "J" }, { 'k', "K", "K" }, { 'l', "L", "L" },
  { 'm', "M", "M" }, { 'n', "N", "N" }, { 'p', "P", "P" }, { 'q', "K", "K" }, { 'r', "R", "R" }, { 's', "S", "S" },
  { 't', "T", "T" }, { 'v', "F", "W" }, { 'z', "S", "S" },
};

/* How a name begins: silent letters, and vowels, which only count there. */
static void
say_beginning (Saying *it)
{
  static const char *const silent[] = { "kn", "gn", "pn", "ps", "wr", "ts" };
  char c = it->word[0], next = c != '\0' ? it->word[1] : '\0';

  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    if (comes (it, silent[i]))
      {
        it->at = 1;
        return;
      }
  if (c == 'x')
    say (it, 1, "S", "S");
  else if (c == 'w')
    say (it, next == 'h' ? 2 : 1, "W", "F");
  else if (c == 'h')
    say (it, 1, "H", "H");
  else if (c == 'j')
    say (it, 1, "J", "Y");
  else if (c == 'y' && is_vowel (next))
    say (it, 1, "Y", "A");
  else if (c == 'i' && is_vowel (next))
    say (it, 1, "A", "Y");
  else if (is_vowel (c))
    say (it, 1, "A", "A");
}

static void
say_g (Saying *it)
{
  char next = it->word[it->at + 1], after = next != '\0' ? it->word[it->at + 2] : '\0';

  if (next == 'h' && it->at > 0 && (after == '\0' || !is_vowel (after)))
    it->at += 2; /* Hugh, Knight */
  else if (next == 'h')
    say (it, 2, "G", "G");
  else if (next == 'n' && after == '\0')
    it->at += 1;
  else if (is_soft (next))
    say (it, 1, "J", "G");
  else
    say (it, next == 'g' ? 2 : 1, "G", "G");
}

static void
say_letter (Saying *it)
{
  char c = it->word[it->at];

  if (c == 'c')
    say (it, 1, is_soft (it->word[it->at + 1]) ? "S" : "K", is_soft (it->word[it->at + 1]) ? "S" : "K");
  else if (c == 'g')
    say_g (it);
  else if (c == 'x')
    say (it, 1, "KS", "KS");
  else if (c == 'w') /* a vowel in Welsh and after one in English, a consonant in Polish */
    {
      add_to (it->sound->other, "F");
      it->vowel = TRUE;
      it->at++;
    }
  else
    {
      for (gsize i = 0; i < G_N_ELEMENTS (singles); i++)
        if (singles[i].letter == c)
          {
            say (it, 1, singles[i].first, singles[i].other);
            return;
          }
      it->vowel = it->vowel || is_vowel (c) || c == 'h';
      it->at++;
    }
}

static gboolean
say_group (Saying *it)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (comes (it, groups[i].letters))
      {
        say (it, strlen (groups[i].letters), groups[i].first, groups[i].other);
        return TRUE;
      }
  return FALSE;
}

static void
sound_of_folded (const char *folded, GbSound *sound)
{
  Saying it = { folded, 0, FALSE, sound };

  memset (sound, 0, sizeof *sound);
  if (!say_group (&it))
    say_beginning (&it);
  while (it.word[it.at] != '\0')
    if (!say_group (&it))
      say_letter (&it);
}

void
gb_sound_of (const char *name, GbSound *sound)
{
  g_autofree char *folded = gb_spelling_fold (name);
  sound_of_folded (folded, sound);
}

static gboolean
is_alike (const GbSound *a, const GbSound *b)
{
  return a->first[0] != '\0'
         && (strcmp (a->first, b->first) == 0 || strcmp (a->first, b->other) == 0 || strcmp (a->other, b->first) == 0
             || strcmp (a->other, b->other) == 0);
}

/* --- letters that differ ---------------------------------------------------------------- */

/* How many letters must be put in, taken out, changed or swapped with their
 * neighbour; more than @most is said as @most + 1. */
static guint
distance (const char *a, gsize n, const char *b, gsize m, guint most)
{
  guint rows[3][LONGEST + 1];
  guint *older = rows[0], *before = rows[1], *now = rows[2];

  if (n > LONGEST || m > LONGEST || (n > m ? n - m : m - n) > most)
    return most + 1;
  for (gsize j = 0; j <= m; j++)
    before[j] = (guint) j;
  for (gsize i = 1; i <= n; i++)
    {
      guint *spare = older, least = now[0] = (guint) i;
      for (gsize j = 1; j <= m; j++)
        {
          guint cost = before[j - 1] + (a[i - 1] != b[j - 1]);
          cost = MIN (cost, MIN (before[j], now[j - 1]) + 1);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            cost = MIN (cost, older[j - 2] + 1);
          now[j] = cost;
          least = MIN (least, cost);
        }
      if (least > most)
        return most + 1;
      older = before;
      before = now;
      now = spare;
    }
  return before[m];
}

static gboolean
letters_fit (const char *a, gsize n, const char *b, gsize m, gboolean alike, const GbSound *sound)
{
  gsize shorter = MIN (n, m), longer = MAX (n, m);
  guint most = shorter >= TWO_SLIPS_FROM ? 2 : shorter >= SLIP_FROM ? 1 : 0;

  if (alike)
    most = strlen (sound->first) <= SHORT_KEY ? 2 : (guint) (longer + 1) / 2;
  return most > 0 && distance (a, n, b, m, most) <= most;
}

/* A name of which only the beginning was typed, and that not quite right. */
static gboolean
beginning_fits (GbSpelling *self, const char *folded, gsize m)
{
  gsize n = strlen (self->folded);
  guint most = MAX (1, (guint) n / 4);

  if (n < BEGUN_FROM || m <= n)
    return FALSE;
  for (gsize cut = n; cut <= MIN (n + 1, m); cut++)
    if (distance (self->folded, n, folded, cut, most) <= most)
      {
        g_autofree char *beginning = g_strndup (folded, cut);
        GbSound sound;
        sound_of_folded (beginning, &sound);
        if (is_alike (&self->sound, &sound))
          return TRUE;
      }
  return FALSE;
}

gboolean
gb_spelling_fits_known (GbSpelling *self, const char *folded, const GbSound *sound, gboolean begun)
{
  gsize n = strlen (self->folded), m = strlen (folded);

  if (n < SHORTEST || m < SHORTEST || g_str_has_prefix (folded, self->folded))
    return FALSE;
  return letters_fit (self->folded, n, folded, m, is_alike (&self->sound, sound), sound)
         || (begun && beginning_fits (self, folded, m));
}

/* --- one name ----------------------------------------------------------------------------- */

/* Every form -> the lines that it stands on (of GPtrArray of folded forms). */
typedef struct { GHashTable *lines; GHashTable *by_sound; } Names;

static GPtrArray *
list_of (GHashTable *table, const char *key)
{
  GPtrArray *list = g_hash_table_lookup (table, key);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (table, g_strdup (key), list);
    }
  return list;
}

/* Forms are never freed: they are the program's own, as a static table would be. */
static void
read_line (Names *names, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GPtrArray *line = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *form = gb_spelling_fold (words[i]);
      GbSound sound;
      if (*form == '\0')
        {
          g_free (form);
          continue;
        }
      sound_of_folded (form, &sound);
      g_ptr_array_add (line, form);
      g_ptr_array_add (list_of (names->lines, form), line);
      g_ptr_array_add (list_of (names->by_sound, sound.first), form);
    }
}

static const Names *
names_known (void)
{
  static gsize once = 0;
  static Names names;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GBytes) bytes
          = g_resource_lookup_data (gb_names_data_get_resource (), "/org/guardbook/names/names.txt",
                                    G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      names.lines = g_hash_table_new (g_str_hash, g_str_equal);
      names.by_sound = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; lines[i] != NULL; i++)
        if (lines[i][0] != '#' && lines[i][0] != '\0')
          read_line (&names, lines[i]);
      g_once_init_leave (&once, 1);
    }
  return &names;
}

static void
add_lines_of (GPtrArray *forms, const char *form, const char *asked)
{
  const GPtrArray *lines = g_hash_table_lookup (names_known ()->lines, form);

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const GPtrArray *line = lines->pdata[i];
      for (guint f = 0; f < line->len; f++)
        if (strcmp (line->pdata[f], asked) != 0
            && !g_ptr_array_find_with_equal_func (forms, line->pdata[f], g_str_equal, NULL))
          g_ptr_array_add (forms, line->pdata[f]);
    }
}

/* A form that the list has; else the forms that it has of names that sound so. */
static GPtrArray *
forms_of (const char *folded, const GbSound *sound)
{
  const Names *names = names_known ();
  GPtrArray *forms = g_ptr_array_new ();
  const GPtrArray *near = g_hash_table_lookup (names->by_sound, sound->first);

  add_lines_of (forms, folded, folded);
  for (guint i = 0; forms->len == 0 && strlen (folded) >= SHORTEST && near != NULL && i < near->len; i++)
    if (letters_fit (folded, strlen (folded), near->pdata[i], strlen (near->pdata[i]), TRUE, sound))
      add_lines_of (forms, near->pdata[i], folded);
  return forms;
}

/* --- what is asked for ---------------------------------------------------------------------- */

GbSpelling *
gb_spelling_new (const char *asked)
{
  g_autofree char *folded = gb_spelling_fold (asked);
  GbSpelling *self;

  if (g_utf8_strlen (folded, -1) < SHORTEST - 1 || g_ascii_isdigit (folded[0]) || strchr (folded, ' ') != NULL)
    return NULL;
  self = g_new0 (GbSpelling, 1);
  self->folded = g_steal_pointer (&folded);
  sound_of_folded (self->folded, &self->sound);
  self->forms = forms_of (self->folded, &self->sound);
  return self;
}

void
gb_spelling_free (GbSpelling *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->forms);
  g_free (self->folded);
  g_free (self);
}

gboolean
gb_spelling_begins (GbSpelling *self, const char *folded)
{
  return g_str_has_prefix (folded, self->folded);
}

GPtrArray *
gb_spelling_forms (GbSpelling *self)
{
  return self->forms;
}

gboolean
gb_spelling_fits (GbSpelling *self, const char *name, gboolean begun)
{
  g_autofree char *folded = gb_spelling_fold (name);
  GbSound sound;

  if (g_ptr_array_find_with_equal_func (self->forms, folded, g_str_equal, NULL))
    return TRUE;
  sound_of_folded (folded, &sound);
  return gb_spelling_fits_known (self, folded, &sound, begun);
}

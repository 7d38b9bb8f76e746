/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day, a month or a reference typed where words are typed.  Day before month,
 * as everybody in the UK writes it; a number before or after a month's name; what
 * can't be a day is a word. */
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/find-private.h"

#define OLDEST_YEAR 1900
#define NEWEST_YEAR 2199

/* A number of @least to @most digits, "12th" too if @ordinal; -1: none. */
static int
number_of (const char *word, gsize least, gsize most, gboolean ordinal)
{
  gsize n = strspn (word, "0123456789");

  if (n < least || n > most)
    return -1;
  if (word[n] != '\0'
      && !(ordinal && strlen (word + n) == 2 && strstr ("st nd rd th", word + n) != NULL && word[n] != ' '))
    return -1;
  return atoi (word);
}

static int
year_of (const char *word)
{
  int year = word != NULL ? number_of (word, 4, 4, FALSE) : -1;
  return year >= OLDEST_YEAR && year <= NEWEST_YEAR ? year : 0;
}

/* The day, if there is one; without a year the last that has been.  (transfer full) */
static char *
day_text (int day, int month, int year)
{
  g_autofree char *today = gb_today ();
  g_autofree char *text = g_strdup_printf ("%04d-%02d-%02d", year > 0 ? year : atoi (today), month, day);

  if (day < 1 || month < 1)
    return NULL;
  if (year <= 0 && strcmp (text, today) > 0)
    {
      g_free (text);
      text = g_strdup_printf ("%04d-%02d-%02d", atoi (today) - 1, month, day);
    }
  return gb_day_is_valid (text) ? g_steal_pointer (&text) : NULL;
}

/* "12/5/2026" "12.5.26" "12/5" "2026-05-12" */
static char *
written_day (const char *word)
{
  g_auto (GStrv) parts = g_strsplit_set (word, "/.-", 4);
  guint n = g_strv_length (parts);
  int first, second, year = 0;

  if (gb_day_is_valid (word))
    return g_strdup (word);
  /* "26-0147" is a reference. */
  if (n < 2 || n > 3 || (n == 2 && strchr (word, '/') == NULL))
    return NULL;
  first = number_of (parts[0], 1, 2, FALSE);
  second = number_of (parts[1], 1, 2, FALSE);
  if (n == 3)
    year = number_of (parts[2], 2, 2, FALSE) >= 0 ? 2000 + atoi (parts[2]) : year_of (parts[2]);
  return first < 0 || second < 0 || (n == 3 && year == 0) ? NULL : day_text (first, second, year);
}

static char *
relative_day (const char *word)
{
  g_autofree char *today = gb_today ();

  if (g_ascii_strcasecmp (word, "today") == 0)
    return g_steal_pointer (&today);
  return g_ascii_strcasecmp (word, "yesterday") == 0 ? gb_day_add (today, -1) : NULL;
}

static void
take_day (GbFindAsked *asked, char *day)
{
  asked->from = day;
  asked->until = g_strdup (day);
}

/* A whole month, "May 2026": "May" by itself is a name. */
static void
take_month (GbFindAsked *asked, int month, int year)
{
  g_autofree char *next = month == 12 ? g_strdup_printf ("%04d-01-01", year + 1)
                                      : g_strdup_printf ("%04d-%02d-01", year, month + 1);

  asked->from = g_strdup_printf ("%04d-%02d-01", year, month);
  asked->until = gb_day_add (next, -1);
}

/* How many of the words from here on are a day, which is then taken. */
static guint
read_day (GbFindAsked *asked, char **words)
{
  int month = gb_month_of_word (words[0]), next = words[1] != NULL ? gb_month_of_word (words[1]) : 0;
  char *day = written_day (words[0]);

  if (day == NULL)
    day = relative_day (words[0]);
  if (day != NULL)
    {
      take_day (asked, day);
      return 1;
    }
  if (next > 0 && (day = day_text (number_of (words[0], 1, 2, TRUE), next, year_of (words[2]))) != NULL)
    {
      take_day (asked, day);
      return year_of (words[2]) > 0 ? 3 : 2;
    }
  if (month > 0 && words[1] != NULL
      && (day = day_text (number_of (words[1], 1, 2, TRUE), month, year_of (words[2]))) != NULL)
    {
      take_day (asked, day);
      return year_of (words[2]) > 0 ? 3 : 2;
    }
  if (month > 0 && year_of (words[1]) > 0)
    {
      take_month (asked, month, year_of (words[1]));
      return 2;
    }
  return 0;
}

/* "26-0147", "26/147", "147": only by itself. */
static void
read_reference (GbFindAsked *asked, const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, "-/", 3);
  guint n = g_strv_length (parts);
  int first = n > 0 ? number_of (parts[0], 1, 4, FALSE) : -1;
  int second = n == 2 ? number_of (parts[1], 1, 4, FALSE) : -1;

  if (n == 1 && first > 0)
    {
      asked->year = 0;
      asked->number = first;
    }
  else if (n == 2 && number_of (parts[0], 2, 2, FALSE) >= 0 && second > 0)
    {
      asked->year = first;
      asked->number = second;
    }
}

void
gb_find_read (const char *text, GbFindAsked *asked)
{
  g_autofree char *line = gb_text_one_line (text != NULL ? text : "");
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GString) rest = g_string_new (NULL);

  *asked = (GbFindAsked){ .number = -1 };
  for (guint i = 0; words[i] != NULL;)
    {
      guint taken = asked->from == NULL && *words[i] != '\0' ? read_day (asked, words + i) : 0;
      if (taken == 0)
        g_string_append_printf (rest, "%s%s", rest->len > 0 ? " " : "", words[i]);
      i += MAX (taken, 1);
    }
  asked->rest = g_string_free (g_steal_pointer (&rest), FALSE);
  if (words[0] != NULL && words[1] == NULL)
    read_reference (asked, line);
}

void
gb_find_asked_clear (GbFindAsked *asked)
{
  g_clear_pointer (&asked->from, g_free);
  g_clear_pointer (&asked->until, g_free);
  g_clear_pointer (&asked->rest, g_free);
}

/* --- asking --------------------------------------------------------------------------- */

#define A_CASE(words, at)                                                                                       \
  "SELECT c.id AS case_id, NULL AS person_id, c.noun, c.reference, c.title, " words " AS words, 0 AS entry, " at \
  " AS at, 0 AS near FROM p_case AS c "

/* What the words say of a day that was found; the day is the row's "at". */
static const struct { const char *word, *said; } sayings[] = {
  { "happened", N_ ("Happened on %s") },
  { "opened", N_ ("Opened on %s") },
  { "born", N_ ("Born on %s") },
};

static void
say_day_of (GbFound *found)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sayings); i++)
    if (g_strcmp0 (found->words, sayings[i].word) == 0)
      {
        g_autofree char *day = gb_instant_to_day (found->at);
        g_autofree char *said = gb_say_day_long (day);
        g_free (found->words);
        found->words = g_strdup_printf (_ (sayings[i].said), said);
        return;
      }
}

/* A birth date is a text: its instant is its noon. */
static GPtrArray *
born_on (GbVault *vault, const GbFindAsked *asked, GError **error)
{
  return gb_records (vault, gb_found_get_type (), error,
                     "SELECT NULL AS case_id, p.id AS person_id, NULL AS noun, NULL AS reference,"
                     " coalesce (p.known_as, p.forename) || ' ' || p.surname AS title, 'born' AS words, 0 AS entry,"
                     " CAST (strftime ('%s', p.dob || ' 12:00:00') AS INTEGER) * 1000000 AS at, 0 AS near"
                     " FROM p_person AS p WHERE p.dob BETWEEN :from AND :until ORDER BY p.surname, p.forename LIMIT 20",
                     ":from", asked->from, ":until", asked->until, NULL);
}

GPtrArray *
gb_find_dated (GbVault *vault, const GbFindAsked *asked, guint most, GError **error)
{
  g_autoptr (GPtrArray) found = gb_records (
      vault, gb_found_get_type (), error,
      "SELECT * FROM (" A_CASE ("'happened'", "i.occurred_at")
      " JOIN p_incident AS i ON i.id = c.id WHERE i.occurred_at >= @from AND i.occurred_at < @until"
      " UNION ALL " A_CASE ("'opened'", "c.opened_at")
      " LEFT JOIN p_incident AS i ON i.id = c.id WHERE c.opened_at >= @from AND c.opened_at < @until"
      " AND (i.id IS NULL OR i.occurred_at < @from OR i.occurred_at >= @until)) ORDER BY at DESC LIMIT @most",
      "@from", gb_day_to_instant (asked->from, 0), "@until", gb_day_to_instant (asked->until, 24 * 60), "@most",
      (gint64) most, NULL);
  /* A month of birthdays is nobody's question. */
  g_autoptr (GPtrArray) born = found != NULL && g_str_equal (asked->from, asked->until)
                                   ? born_on (vault, asked, error) : NULL;

  if (found == NULL || (born == NULL && g_str_equal (asked->from, asked->until)))
    return NULL;
  if (born != NULL)
    g_ptr_array_extend_and_steal (found, g_steal_pointer (&born));
  for (guint i = 0; i < found->len; i++)
    say_day_of (found->pdata[i]);
  return g_steal_pointer (&found);
}

GPtrArray *
gb_find_referred (GbVault *vault, const GbFindAsked *asked, guint most, GError **error)
{
  return gb_records (vault, gb_found_get_type (), error,
                     A_CASE ("NULL", "c.opened_at")
                     "WHERE c.number = @number AND (@year = 0 OR c.year = @year) AND c.year > 0"
                     " ORDER BY c.opened_at DESC LIMIT @most",
                     "@number", asked->number, "@year", asked->year, "@most", (gint64) most, NULL);
}

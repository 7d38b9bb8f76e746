/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/time.h"
#include "casework/same.h"
#include "casework/story.h"
#include "vault/statement.h"

GB_RECORD_DEFINE (GbStoryRow, gb_story_row, GB_STORY_FIELDS)
GB_RECORD_DEFINE (GbPattern, gb_pattern, GB_PATTERN_FIELDS)

#define WEEK (7 * GB_DAY)
#define QUIET_WEEKS 26
#define SAME_HOUR 45 /* minutes, from the first to the last */
#define SAME_CHILD 2
#define MOST_CHILDREN 3

/* --- what happened -------------------------------------------------------------------- */

#define NAME "coalesce (p.known_as, p.forename) || ' ' || p.surname"
#define SAME "(SELECT id FROM same)"
#define OTHERS                                                                                                         \
  "(SELECT group_concat (name, ', ') FROM (SELECT " NAME " AS name FROM p_person_case AS o JOIN p_person AS p"         \
  " ON p.id = o.person_id WHERE o.case_id = c.id AND p.id NOT IN " SAME " ORDER BY p.sort <> 'pupil', p.surname))"
#define DEVICES                                                                                                        \
  "(SELECT group_concat (d.title, ', ') FROM p_case_link AS k JOIN p_case AS d ON d.id = k.case_id"                    \
  " WHERE k.root = c.id AND k.noun = 'device')"

static const char story_rows[]
  = GB_SAME_WITH
    "SELECT id, noun, reference, title, state, role, as_name, people, devices, at, 0 AS weeks FROM ("
    "SELECT c.id, c.noun, c.reference, c.title, c.state, n.role, iif (n.person_id = :id, NULL, " NAME ") AS as_name,"
    " " OTHERS " AS people, " DEVICES " AS devices, coalesce (i.occurred_at, c.opened_at) AS at,"
    " max (n.person_id = :id) FROM p_person_case AS n JOIN p_case AS c ON c.id = n.case_id"
    " JOIN p_person AS p ON p.id = n.person_id LEFT JOIN p_incident AS i ON i.id = c.id"
    " WHERE n.person_id IN " SAME " GROUP BY c.id"
    " UNION ALL SELECT t.id, 'transfer', t.reference, t.school, c.state, NULL, NULL, NULL, NULL, c.opened_at, 0"
    " FROM p_transfer AS t JOIN p_case AS c ON c.id = t.id WHERE t.person_id IN " SAME
    " UNION ALL SELECT r.id, 'disclosure', r.reference, r.applicant, c.state, NULL, NULL, NULL, NULL, c.opened_at, 0"
    " FROM p_disclosure AS r JOIN p_case AS c ON c.id = r.id WHERE r.person_id IN " SAME
    " UNION ALL SELECT NULL, substr (e.kind, 8), NULL, CAST (e.body AS TEXT) ->> 'reason', NULL, NULL, NULL, NULL,"
    /* At the end of the day itself: the roll says of many that they left long before it was read. */
    " NULL, coalesce (strftime ('%s', (CAST (e.body AS TEXT) ->> 'on') || ' 22:59') * 1000000, e.at), 0"
    " FROM p_entry AS e WHERE e.kind IN ('person.left', 'person.returned')"
    " AND CAST (e.body AS TEXT) ->> 'person_id' IN " SAME
    ") ORDER BY at DESC, id";

GPtrArray *
gb_story_of (GbBook *book, const char *person_id, GError **error)
{
  GPtrArray *rows = gb_records (gb_book_get_vault (book), gb_story_row_get_type (), error, story_rows, ":id", person_id,
                                NULL);

  for (guint i = 0; rows != NULL && i + 1 < rows->len; i++)
    {
      GbStoryRow *row = rows->pdata[i], *before = rows->pdata[i + 1];
      gint64 weeks = (row->at - before->at) / WEEK;
      row->weeks = weeks >= QUIET_WEEKS ? weeks : 0;
    }
  return rows;
}

/* --- what recurs ------------------------------------------------------------------------- */

typedef struct
{
  char *id, *reference, *location;
  gint64 at, closed_at;
  int minute, weekday; /* of the day, of the week; -1: not known so well */
} Concern;

static void
concern_clear (gpointer data)
{
  Concern *concern = data;
  g_free (concern->id);
  g_free (concern->reference);
  g_free (concern->location);
}

#define A_PART "n.role NOT IN ('saw', 'told', 'reporter', 'present', 'parent', 'other')"

static void
take_times (Concern *concern, const char *precision)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (concern->at);
  gboolean day = g_strcmp0 (precision, "unknown") != 0;

  concern->weekday = day ? g_date_time_get_day_of_week (local) : -1;
  concern->minute = day && g_strcmp0 (precision, "day") != 0
                      ? g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local) : -1;
}

/* Oldest first. */
static GArray *
load_concerns (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      GB_SAME_WITH "SELECT DISTINCT i.id, i.reference, i.location, i.occurred_at, i.precision, i.closed_at"
                   " FROM p_person_case AS n JOIN p_incident AS i ON i.id = n.case_id WHERE n.person_id IN " SAME
                   " AND " A_PART " ORDER BY i.occurred_at, i.entry",
      error);
  g_autoptr (GArray) concerns = g_array_new (FALSE, TRUE, sizeof (Concern));
  g_autoptr (GError) local = NULL;

  g_array_set_clear_func (concerns, concern_clear);
  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", id, NULL);
  while (gb_statement_step (s, &local))
    {
      Concern one = { g_strdup (gb_statement_text (s, "id")), g_strdup (gb_statement_text (s, "reference")),
                      g_strdup (gb_statement_text (s, "location")), gb_statement_number (s, "occurred_at"),
                      gb_statement_number (s, "closed_at"), -1, -1 };
      take_times (&one, gb_statement_text (s, "precision"));
      g_array_append_val (concerns, one);
    }
  if (local == NULL)
    return g_steal_pointer (&concerns);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

#define CONCERN(concerns, i) (&g_array_index (concerns, Concern, i))

/* Takes @sentence. */
static void
add (GPtrArray *patterns, const char *kind, char *sentence, const char *case_id)
{
  GbPattern *pattern = g_object_new (gb_pattern_get_type (), NULL);

  pattern->kind = g_strdup (kind);
  pattern->sentence = sentence;
  pattern->case_id = g_strdup (case_id);
  g_ptr_array_add (patterns, pattern);
}

static char *
say_day_of (gint64 at)
{
  g_autofree char *day = gb_instant_to_day (at);
  return gb_say_day_long (day);
}

/* The most that stand within the weeks; of two such the later. */
static void
find_several (GArray *concerns, GPtrArray *patterns)
{
  guint most = 0, first = 0;
  g_autofree char *from = NULL, *until = NULL;

  for (guint i = 0; i < concerns->len; i++)
    {
      guint n = 1;
      while (i + n < concerns->len
             && CONCERN (concerns, i + n)->at - CONCERN (concerns, i)->at <= GB_STORY_WEEKS * WEEK)
        n++;
      if (n >= most)
        {
          most = n;
          first = i;
        }
    }
  if (most < GB_STORY_SEVERAL)
    return;
  from = say_day_of (CONCERN (concerns, first)->at);
  until = say_day_of (CONCERN (concerns, first + most - 1)->at);
  add (patterns, "several",
       g_strdup_printf (_ ("%u concerns within %d weeks: from %s to %s."), most, GB_STORY_WEEKS, from, until), NULL);
}

/* Of many concerns some are in one place by chance. */
static gboolean
is_much_of (guint n, guint total)
{
  return n * GB_STORY_SHARE >= total;
}

static void
find_places (GArray *concerns, GbPack *pack, GPtrArray *patterns)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < concerns->len; i++)
    {
      const char *place = CONCERN (concerns, i)->location;
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, place)) + 1;
      g_hash_table_insert (counts, (gpointer) place, GUINT_TO_POINTER (n));
    }
  for (guint i = 0; i < concerns->len; i++)
    {
      const char *place = CONCERN (concerns, i)->location;
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, place));
      if (n >= GB_STORY_SEVERAL && is_much_of (n, concerns->len))
        add (patterns, "place",
             g_strdup_printf (_ ("%u of %u concerns in the same place: %s."), n, concerns->len,
                              gb_pack_label (pack, "location", place)),
             NULL);
      g_hash_table_remove (counts, place);
    }
}

static int
compare_minutes (gconstpointer a, gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

static void
find_hour (GArray *concerns, GPtrArray *patterns)
{
  g_autoptr (GArray) minutes = g_array_new (FALSE, FALSE, sizeof (int));
  guint most = 0, first = 0;

  for (guint i = 0; i < concerns->len; i++)
    if (CONCERN (concerns, i)->minute >= 0)
      g_array_append_val (minutes, CONCERN (concerns, i)->minute);
  g_array_sort (minutes, compare_minutes);
  for (guint i = 0; i < minutes->len; i++)
    {
      guint n = 1;
      while (i + n < minutes->len && g_array_index (minutes, int, i + n) - g_array_index (minutes, int, i) <= SAME_HOUR)
        n++;
      if (n > most)
        {
          most = n;
          first = i;
        }
    }
  if (most >= GB_STORY_SEVERAL && is_much_of (most, concerns->len))
    {
      int from = g_array_index (minutes, int, first), until = g_array_index (minutes, int, first + most - 1);
      add (patterns, "hour",
           g_strdup_printf (_ ("%u of %u concerns at the same time of the day: between %02d.%02d and %02d.%02d."), most,
                            concerns->len, from / 60, from % 60, until / 60, until % 60),
           NULL);
    }
}

/* "Friday" */
static char *
say_weekday (const Concern *concern)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (concern->at);
  return g_date_time_format (local, "%A");
}

/* One day of five is chance; three of four on it are not. */
static void
find_weekday (GArray *concerns, GPtrArray *patterns)
{
  guint counts[8] = { 0 };

  for (guint i = 0; i < concerns->len; i++)
    if (CONCERN (concerns, i)->weekday > 0)
      counts[CONCERN (concerns, i)->weekday]++;
  for (guint i = 0; i < concerns->len; i++)
    {
      int day = CONCERN (concerns, i)->weekday;
      g_autofree char *said = NULL;
      if (day < 0 || counts[day] < GB_STORY_SEVERAL || counts[day] * 4 < concerns->len * 3)
        continue;
      said = say_weekday (CONCERN (concerns, i));
      add (patterns, "weekday",
           g_strdup_printf (_ ("%u of %u concerns on the same day of the week: %s."), counts[day], concerns->len, said),
           NULL);
      return;
    }
}

/* Other children who had a part in more than one of them. */
static gboolean
find_children (GbVault *vault, const char *id, guint total, GPtrArray *patterns, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      GB_SAME_WITH "SELECT " NAME " AS name, count (DISTINCT o.case_id) AS n FROM p_person_case AS o"
                   " JOIN p_person AS p ON p.id = o.person_id WHERE p.sort = 'pupil' AND p.id NOT IN " SAME
                   " AND o.role NOT IN ('saw', 'told', 'other') AND o.case_id IN (SELECT n.case_id"
                   "   FROM p_person_case AS n JOIN p_incident AS i ON i.id = n.case_id"
                   "   WHERE n.person_id IN " SAME " AND " A_PART ")"
                   " GROUP BY p.id HAVING count (DISTINCT o.case_id) >= @least ORDER BY n DESC, name LIMIT @most",
      error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":id", id, "@least", (gint64) MAX (SAME_CHILD, (total + GB_STORY_SHARE - 1) / GB_STORY_SHARE),
                     "@most", (gint64) MOST_CHILDREN, NULL);
  while (gb_statement_step (s, &local))
    add (patterns, "child",
         g_strdup_printf (_ ("%d of %u concerns with the same child: %s."), (int) gb_statement_number (s, "n"), total,
                          gb_statement_text (s, "name")),
         NULL);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- what was left ---------------------------------------------------------------------------- */

static char *
say_silence (const Concern *concern, gint64 from, gint64 until, gboolean over)
{
  int weeks = (int) ((until - from) / WEEK);
  g_autofree char *first = say_day_of (from);
  g_autofree char *last = say_day_of (until);

  if (!over)
    return g_strdup_printf (ngettext ("Incident %s is open, and nothing has been written in it for %d week, since %s.",
                                      "Incident %s is open, and nothing has been written in it for %d weeks, since %s.",
                                      (gulong) weeks),
                            concern->reference, weeks, first);
  return g_strdup_printf (ngettext ("Incident %s was open while nothing was written in it for %d week, %s to %s.",
                                    "Incident %s was open while nothing was written in it for %d weeks, %s to %s.",
                                    (gulong) weeks),
                          concern->reference, weeks, first, last);
}

/* The longest time without an entry in the incident and what hangs on it, while it was open; the time that
 * still runs counts before any other. */
static gboolean
find_silence (GbVault *vault, const Concern *concern, GPtrArray *patterns, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT at FROM p_entry WHERE case_id = :id OR case_id IN (SELECT case_id FROM p_case_link WHERE root = :id)"
      " ORDER BY id",
      error);
  g_autoptr (GError) local = NULL;
  gint64 last = 0, from = 0, longest = 0, least = GB_STORY_SILENT_WEEKS * WEEK;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":id", concern->id, NULL);
  while (gb_statement_step (s, &local))
    {
      gint64 at = gb_statement_number_at (s, 0);
      if (last != 0 && at - last > longest && (concern->closed_at == 0 || at <= concern->closed_at))
        {
          longest = at - last;
          from = last;
        }
      last = at;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (concern->closed_at == 0 && last != 0 && gb_now () - last >= least)
    add (patterns, "silence", say_silence (concern, last, gb_now (), FALSE), concern->id);
  else if (longest >= least)
    add (patterns, "silence", say_silence (concern, from, from + longest, TRUE), concern->id);
  return TRUE;
}

GPtrArray *
gb_story_patterns (GbBook *book, const char *person_id, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GArray) concerns = load_concerns (vault, person_id, error);
  g_autoptr (GPtrArray) patterns = g_ptr_array_new_with_free_func (g_object_unref);

  if (concerns == NULL)
    return NULL;
  find_several (concerns, patterns);
  find_places (concerns, gb_book_get_pack (book), patterns);
  find_hour (concerns, patterns);
  find_weekday (concerns, patterns);
  if (!find_children (vault, person_id, concerns->len, patterns, error))
    return NULL;
  for (guint i = concerns->len; i > 0; i--)
    if (!find_silence (vault, CONCERN (concerns, i - 1), patterns, error))
      return NULL;
  return g_steal_pointer (&patterns);
}

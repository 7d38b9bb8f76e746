/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "casework/find-private.h"
#include "casework/spelling.h"

GB_RECORD_DEFINE (GbFound, gb_found, GB_FOUND_FIELDS)

#define CATCH_UP_BEFORE_ASKING 200
#define ENTRIES_EACH 4 /* looked through for each answer: a case may say the word in many entries */
#define MERGE_PAGES 16 /* of one slice */

/* --- filling ----------------------------------------------------------------- */

/* Content is the view, so the text is kept once, in the journal.  automerge
 * would stop an act for tens of milliseconds now and then: gb_find_tidy merges. */
static const char make_index[] =
    "CREATE VIRTUAL TABLE p_find USING fts5 (text, content = 'p_find_source', content_rowid = 'id',"
    " tokenize = 'unicode61 remove_diacritics 2');"
    "INSERT INTO p_find (p_find, rank) VALUES ('automerge', 0);"
    "INSERT INTO meta (name, value) VALUES ('found', '0') ON CONFLICT (name) DO UPDATE SET value = '0'";

/* A rebuild drops the index with the other p_ tables: then it begins anew. */
static gboolean
ensure_index (GbVault *vault, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 there = gb_vault_ask_number (vault, 0, &local, "SELECT 1 FROM main.sqlite_schema WHERE name = 'p_find'", NULL);

  if (local == NULL)
    return there == 1 || gb_vault_execute (vault, make_index, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* A vault whose index is older than the list of names gets it for all that is indexed. */
static gboolean
ensure_names (GbVault *vault, gint64 done, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 there
      = gb_vault_ask_number (vault, 0, &local, "SELECT 1 FROM main.sqlite_schema WHERE name = 'p_find_name'", NULL);

  if (local == NULL)
    return there == 1 || (gb_find_make_names (vault, error) && gb_find_add_names (vault, 0, done, error));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
index_entries (GbVault *vault, gint64 after, gint64 until, GError **error)
{
  g_autoptr (GbStatement) add =
      gb_statement_new (vault,
                        "INSERT INTO p_find (rowid, text) SELECT id, text FROM main.p_find_source "
                        "WHERE id > @after AND id <= @until AND text IS NOT NULL",
                        error);
  g_autoptr (GbStatement) note = NULL;

  if (add == NULL)
    return FALSE;
  gb_statement_bind (add, "@after", after, "@until", until, NULL);
  if (!gb_statement_run (add, error) || !gb_find_add_names (vault, after, until, error))
    return FALSE;
  note = gb_statement_new (vault, "UPDATE meta SET value = CAST (@until AS TEXT) WHERE name = 'found'", error);
  if (note == NULL)
    return FALSE;
  gb_statement_bind (note, "@until", until, NULL);
  return gb_statement_run (note, error);
}

static gboolean
catch_up (GbVault *vault, guint most, gint64 *left, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 newest, done;

  if (!ensure_index (vault, error))
    return FALSE;
  newest = gb_vault_ask_number (vault, 0, &local, "SELECT coalesce (max (id), 0) FROM entry", NULL);
  done = gb_vault_ask_number (vault, 0, &local, "SELECT CAST (value AS INTEGER) FROM meta WHERE name = 'found'", NULL);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!ensure_names (vault, done, error))
    return FALSE;
  *left = MAX (0, newest - done - (gint64) most);
  return newest == done || index_entries (vault, done, MIN (newest, done + (gint64) most), error);
}

/* Most questions find nothing to be done: then there is no transaction either. */
static gboolean
is_up_to_date (GbVault *vault)
{
  return gb_vault_ask_number (
             vault, 0, NULL,
             "SELECT CAST (m.value AS INTEGER) = (SELECT coalesce (max (id), 0) FROM entry) FROM meta AS m"
             " WHERE m.name = 'found'"
             " AND 2 = (SELECT count (*) FROM main.sqlite_schema WHERE name IN ('p_find', 'p_find_name'))",
             NULL)
         == 1;
}

gboolean
gb_find_catch_up (GbVault *vault, guint most, gint64 *left, GError **error)
{
  *left = 0;
  if (gb_vault_is_read_only (vault) || is_up_to_date (vault))
    return TRUE;
  if (!gb_vault_begin (vault, error))
    return FALSE;
  if (catch_up (vault, most, left, error))
    return gb_vault_commit (vault, error);
  gb_vault_rollback (vault);
  return FALSE;
}

/* Two rows more of change than the command's own mean that something was merged. */
gboolean
gb_find_tidy (GbVault *vault, gboolean *more, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 before, after;
  g_autofree char *merge = g_strdup_printf ("INSERT INTO p_find (p_find, rank) VALUES ('merge', %d)", MERGE_PAGES);

  *more = FALSE;
  if (gb_vault_is_read_only (vault) || !is_up_to_date (vault))
    return TRUE;
  before = gb_vault_ask_number (vault, 0, &local, "SELECT total_changes ()", NULL);
  if (local != NULL || !gb_vault_execute (vault, merge, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  after = gb_vault_ask_number (vault, 0, &local, "SELECT total_changes ()", NULL);
  *more = after - before >= 2;
  return TRUE;
}

/* What this member can open has an index of its own, in memory like itself. */
static gboolean
catch_up_sealed (GbVault *vault, gboolean *any, GError **error)
{
  static const char make[] =
      "CREATE VIRTUAL TABLE IF NOT EXISTS sealed.p_find USING fts5 (text,"
      " content = 'p_find_source', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');"
      "CREATE TABLE IF NOT EXISTS sealed.found (id INTEGER PRIMARY KEY);";

  *any = gb_vault_held (vault) != NULL
         && gb_vault_ask_number (vault, 0, NULL, "SELECT 1 FROM sealed.sqlite_schema WHERE name = 'entry'", NULL) == 1;
  if (!*any)
    return TRUE;
  return gb_vault_execute (vault, make, error)
         && gb_vault_execute (vault,
                              "INSERT INTO sealed.p_find (rowid, text) SELECT id, text FROM sealed.p_find_source"
                              " WHERE id NOT IN (SELECT id FROM sealed.found) AND text IS NOT NULL;"
                              "INSERT OR IGNORE INTO sealed.found (id) SELECT id FROM sealed.p_find_source",
                              error);
}

/* --- asking -------------------------------------------------------------------- */

/* The words that are asked for, in order: NFC, so that the index reads them as it wrote.  *@says: one of
 * them says enough.  (transfer full, element-type utf8) */
static GPtrArray *
words_of (const char *text, gboolean *says)
{
  g_autofree char *wide = g_utf8_normalize (text != NULL ? text : "", -1, G_NORMALIZE_NFC);
  g_autoptr (GString) word = g_string_new (NULL);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  *says = FALSE;
  for (const char *p = wide != NULL ? wide : "";; p = g_utf8_next_char (p))
    {
      if (*p != '\0' && g_unichar_isalnum (g_utf8_get_char (p)))
        {
          g_string_append_unichar (word, g_utf8_get_char (p));
          continue;
        }
      if (word->len > 0)
        g_ptr_array_add (words, g_strdup (word->str));
      *says |= g_utf8_strlen (word->str, -1) >= 2;
      g_string_truncate (word, 0);
      if (*p == '\0')
        return words;
    }
}

/* "Kay ph" as FTS5 reads it: each word quoted, as the beginning of a word. */
static char *
match_of (GPtrArray *words)
{
  g_autoptr (GString) match = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (match, "%s\"%s\" *", i > 0 ? " " : "", (char *) words->pdata[i]);
  return g_string_free (g_steal_pointer (&match), FALSE);
}

/* What an entry is about: its case; the case of a page that was made; the entry of a
 * register; a person. */
#define BODY "CAST (e.body AS TEXT)"
#define ABOUT                                                                                              \
  "coalesce (e.case_id, " BODY " ->> CASE WHEN e.kind = 'page.made' THEN 'about_id'"                      \
  " WHEN e.kind GLOB 'register.*' THEN 'item_id' WHEN e.kind GLOB 'person.*' THEN 'person_id' END)"

/* The index gives numbers of entries, newest first; what each is about is
 * looked up, and only what will be listed is read whole. */
#define FIND_IN(schema)                                                                                  \
  "SELECT f.rowid AS entry, " ABOUT " AS about FROM " schema ".p_find AS f JOIN " schema ".entry AS e"   \
  " ON e.id = f.rowid WHERE f.text MATCH :match ORDER BY f.rowid DESC LIMIT @most"
static const char find_entries[] = FIND_IN ("main");
static const char find_in_both[]
  = "SELECT * FROM (" FIND_IN ("main") ") UNION ALL SELECT * FROM (" FIND_IN ("sealed") ") ORDER BY 1 DESC LIMIT @most";

/* Each asked for by itself: a table that hangs on by LEFT JOIN is read whole where sealed
 * rows make a view of it. */
#define OF_CASE(column) "(SELECT c." column " FROM p_case AS c WHERE c.id = e.about)"
#define OF_ITEM(column) \
  "(SELECT g." column " FROM p_register AS g WHERE e.kind GLOB 'register.*' AND g.id = e.about)"
#define OF_PERSON                                                                                    \
  "(SELECT coalesce (w.known_as, w.forename) || ' ' || w.surname FROM p_person AS w WHERE w.id = e.about)"
static const char found_row[]
  = "SELECT coalesce (e.case_id, " OF_ITEM ("id") ", " OF_CASE ("id") ") AS case_id,"
    " coalesce ((SELECT w.id FROM p_person AS w WHERE w.id = e.about), iif (e.kind GLOB 'person.*', e.about, NULL)) AS"
    " person_id,"
    " coalesce (" OF_CASE ("noun") ", iif (" OF_ITEM ("id") " IS NULL, NULL, 'register')) AS noun,"
    " " OF_CASE ("reference") " AS reference,"
    " coalesce (" OF_CASE ("title") ", " OF_ITEM ("title || coalesce (': ' || g.line, '')") ","
    "  " OF_PERSON ", (" BODY " ->> 'forename') || ' ' || (" BODY " ->> 'surname')) AS title,"
    " s.text AS words, e.id AS entry, e.at, @near AS near"
    " FROM (SELECT e.*, " ABOUT " AS about FROM p_entry AS e WHERE e.id = @entry) AS e"
    " JOIN p_find_source AS s ON s.id = e.id";

typedef struct
{
  GbVault *vault;
  const char *match;
  GPtrArray *words; /* folded: each begins a word that was asked for */
  GPtrArray *near;  /* folded: each is a word that stands for one; NULL while what was asked for is looked for */
  guint most;
  gboolean both; /* something sealed is open */
  GPtrArray *found;
  GHashTable *seen; /* cases and people */
} Search;

/* --- the place where it was found ------------------------------------------------- */

#define WORDS_BEFORE 4
#define WORDS_SHOWN 16

/* Whether @word, of the record, is one that was asked for. */
static gboolean
is_asked_for (Search *search, const char *word)
{
  g_autofree char *folded = gb_spelling_fold (word);

  for (guint i = 0; i < search->words->len; i++)
    if (g_str_has_prefix (folded, search->words->pdata[i]))
      return TRUE;
  return search->near != NULL && g_ptr_array_find_with_equal_func (search->near, folded, g_str_equal, NULL);
}

/* All but the numbers by which the record knows things. */
static GStrv
readable_words (const char *text)
{
  GStrv words = g_strsplit_set (text, " \n\t", -1);
  guint kept = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (gb_id_is_valid (words[i]) || *words[i] == '\0')
      g_free (words[i]);
    else
      words[kept++] = words[i];
  words[kept] = NULL;
  return words;
}

/* A few words around the first that was asked for, each such word marked. */
static char *
cut (Search *search, const char *text)
{
  g_auto (GStrv) words = readable_words (text != NULL ? text : "");
  guint n = g_strv_length (words), first = 0, from;
  g_autoptr (GString) out = g_string_new (NULL);

  while (first < n && !is_asked_for (search, words[first]))
    first++;
  from = first < n && first > WORDS_BEFORE ? first - WORDS_BEFORE : 0;
  if (from > 0)
    g_string_append (out, "…");
  for (guint i = from; i < MIN (n, from + WORDS_SHOWN); i++)
    g_string_append_printf (out, is_asked_for (search, words[i]) ? "%s\u2068%s\u2069" : "%s%s", i > from ? " " : "",
                            words[i]);
  if (from + WORDS_SHOWN < n)
    g_string_append (out, "…");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
take_row (Search *search, gint64 entry, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbFound) one =
      gb_record_one (search->vault, gb_found_get_type (), &local, found_row, "@entry", entry, "@near",
                     (gint64) (search->near != NULL), NULL);
  const char *about;
  char *words;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  about = one == NULL ? NULL : one->case_id != NULL ? one->case_id : one->person_id;
  if (about == NULL || !g_hash_table_add (search->seen, g_strdup (about)))
    return TRUE;
  words = cut (search, one->words);
  g_free (one->words);
  one->words = words;
  g_ptr_array_add (search->found, g_steal_pointer (&one));
  return TRUE;
}

/* The index is asked once and read only as far as is needed: each asking costs far more than a few rows. */
static gboolean
take_rows (Search *search, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (search->vault, search->both ? find_in_both : find_entries, error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":match", search->match, "@most", (gint64) search->most * ENTRIES_EACH, NULL);
  while (search->found->len < search->most && gb_statement_step (s, &local))
    {
      const char *about = gb_statement_text (s, "about");
      gint64 entry = gb_statement_number (s, "entry");
      if ((about == NULL || !g_hash_table_contains (search->seen, about)) && !take_row (search, entry, error))
        return FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
add_folded (GPtrArray *folded, const char *word)
{
  char *plain = gb_spelling_fold (word);

  if (*plain != '\0')
    g_ptr_array_add (folded, plain);
  else
    g_free (plain);
}

/* Adds to @match what may stand for @word, and to the search what then is to be marked. */
static gboolean
add_near (Search *search, GString *match, const char *word, gboolean last, gboolean *any, GError **error)
{
  g_autoptr (GPtrArray) near = gb_find_near (search->vault, word, last, error);

  if (near == NULL)
    return FALSE;
  g_string_append_printf (match, "%s(\"%s\" *", match->len > 0 ? " AND " : "", word);
  for (guint i = 0; i < near->len; i++)
    {
      g_string_append_printf (match, " OR \"%s\"", (char *) near->pdata[i]);
      add_folded (search->near, near->pdata[i]);
      *any = TRUE;
    }
  g_string_append_c (match, ')');
  return TRUE;
}

/* What has names that are nearly those that were asked for, after what has them. */
static gboolean
take_near (Search *search, GPtrArray *words, GError **error)
{
  g_autoptr (GPtrArray) near = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) match = g_string_new (NULL);
  gboolean any = FALSE, fine = TRUE;

  if (search->found->len >= search->most)
    return TRUE;
  search->near = near;
  for (guint i = 0; fine && i < words->len; i++)
    fine = add_near (search, match, words->pdata[i], i + 1 == words->len, &any, error);
  search->match = match->str;
  fine = fine && (!any || take_rows (search, error));
  search->near = NULL;
  return fine;
}

static GPtrArray *
find_words (GbVault *vault, const char *text, guint most, GError **error)
{
  gboolean says;
  g_autoptr (GPtrArray) words = words_of (text, &says);
  g_autofree char *match = match_of (words);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) folded = g_ptr_array_new_with_free_func (g_free);
  Search search = { vault, match, folded, NULL, most, FALSE, found, seen };
  gint64 left;

  if (!says)
    return g_steal_pointer (&found);
  for (guint i = 0; i < words->len; i++)
    add_folded (folded, words->pdata[i]);
  if (!gb_find_catch_up (vault, CATCH_UP_BEFORE_ASKING, &left, error)
      || !catch_up_sealed (vault, &search.both, error) || !take_rows (&search, error)
      || !take_near (&search, words, error))
    return NULL;
  return g_steal_pointer (&found);
}

/* --- all roads together ------------------------------------------------------------- */

static const char *
about_of (const GbFound *found)
{
  return found->case_id != NULL ? found->case_id : found->person_id;
}

/* Moves to @found what of @more is not there yet, and is in @only unless that is NULL.  Takes @more. */
static void
join (GPtrArray *found, GPtrArray *more, GPtrArray *only, guint most)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < found->len; i++)
    g_hash_table_add (seen, (gpointer) about_of (found->pdata[i]));
  for (guint i = 0; only != NULL && i < only->len; i++)
    g_hash_table_add (wanted, (gpointer) about_of (only->pdata[i]));
  for (guint i = 0; i < more->len && found->len < most; i++)
    {
      GbFound *one = more->pdata[i];
      if (!g_hash_table_contains (seen, about_of (one))
          && (only == NULL || g_hash_table_contains (wanted, about_of (one))))
        g_ptr_array_add (found, g_object_ref (one));
    }
  g_ptr_array_unref (more);
}

/* As many as are looked through for a day: more is no answer to a person. */
#define MOST_CASES 2000

/* "Katie 12 May": what has the words, of what was then. */
static gboolean
add_dated (GPtrArray *found, GbVault *vault, const GbFindAsked *asked, guint most, GError **error)
{
  gboolean worded_too = gb_text_is_filled (asked->rest);
  g_autoptr (GPtrArray) dated = gb_find_dated (vault, asked, worded_too ? MOST_CASES : most, error);
  GPtrArray *worded;

  if (dated == NULL)
    return FALSE;
  if (!worded_too)
    join (found, g_ptr_array_ref (dated), NULL, most);
  else
    {
      worded = find_words (vault, asked->rest, MOST_CASES, error);
      if (worded == NULL)
        return FALSE;
      join (found, worded, dated, most);
    }
  return TRUE;
}

GPtrArray *
gb_find (GbVault *vault, const char *text, guint most, GError **error)
{
  g_auto (GbFindAsked) asked = { 0 };
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *more = NULL;

  gb_find_read (text, &asked);
  if (asked.number > 0)
    {
      more = gb_find_referred (vault, &asked, most, error);
      if (more == NULL)
        return NULL;
      join (found, more, NULL, most);
    }
  if (asked.from != NULL && !add_dated (found, vault, &asked, most, error))
    return NULL;
  /* Of a day that has something, the words of its name aren't looked for. */
  if (asked.from != NULL && found->len > 0)
    return g_steal_pointer (&found);
  if (found->len == 0)
    return find_words (vault, text, most, error);
  if (found->len < most && (more = find_words (vault, text, most, error)) == NULL)
    return NULL;
  if (found->len < most)
    join (found, more, NULL, most);
  return g_steal_pointer (&found);
}

char *
gb_find_cases (GbVault *vault, const char *words, GError **error)
{
  g_autoptr (GPtrArray) found = gb_find (vault, words, MOST_CASES, error);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *ids;

  if (found == NULL)
    return NULL;
  ids = json_array_sized_new (found->len);
  for (guint i = 0; i < found->len; i++)
    {
      GbFound *hit = found->pdata[i];
      if (hit->case_id != NULL)
        json_array_add_string_element (ids, hit->case_id);
    }
  json_node_take_array (node, ids);
  return json_to_string (node, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/find.h"

GB_RECORD_DEFINE (GbFound, gb_found, GB_FOUND_FIELDS)

#define CATCH_UP_BEFORE_ASKING 200
#define ROUNDS 4       /* a case that says the word in many entries takes several looks */
#define MERGE_PAGES 16 /* of one slice */

/* --- filling ----------------------------------------------------------------- */

/* Content is the view, so the text is kept once, in the journal.  automerge
 * would stop an act for tens of milliseconds now and then: gb_find_tidy merges. */
static const char make_index[]
  = "CREATE VIRTUAL TABLE p_find USING fts5 (text, content = 'p_find_source', content_rowid = 'id',"
    " tokenize = 'unicode61 remove_diacritics 2');"
    "INSERT INTO p_find (p_find, rank) VALUES ('automerge', 0);"
    "INSERT INTO meta (name, value) VALUES ('found', '0') ON CONFLICT (name) DO UPDATE SET value = '0'";

/* A rebuild drops the index with the other p_ tables: then it begins anew. */
static gboolean
ensure_index (GbVault *vault, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 there = gb_vault_ask_number (vault, 0, &local, "SELECT 1 FROM sqlite_schema WHERE name = 'p_find'", NULL);

  if (local == NULL)
    return there == 1 || gb_vault_execute (vault, make_index, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
index_entries (GbVault *vault, gint64 after, gint64 until, GError **error)
{
  g_autoptr (GbStatement) add = gb_statement_new (vault,
                                                  "INSERT INTO p_find (rowid, text) SELECT id, text FROM p_find_source "
                                                  "WHERE id > @after AND id <= @until AND text IS NOT NULL",
                                                  error);
  g_autoptr (GbStatement) note = NULL;

  if (add == NULL)
    return FALSE;
  gb_statement_bind (add, "@after", after, "@until", until, NULL);
  if (!gb_statement_run (add, error))
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
             " WHERE m.name = 'found' AND EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'p_find')",
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

/* --- asking -------------------------------------------------------------------- */

/* "Kay ph" as FTS5 reads it: each word quoted, as the beginning of a word.
 * NULL: no word says enough. */
static char *
match_of (const char *text)
{
  g_autofree char *wide = g_utf8_normalize (text != NULL ? text : "", -1, G_NORMALIZE_NFC);
  g_autoptr (GString) match = g_string_new (NULL);
  g_autoptr (GString) word = g_string_new (NULL);
  gboolean says = FALSE;

  for (const char *p = wide != NULL ? wide : "";; p = g_utf8_next_char (p))
    {
      if (*p != '\0' && g_unichar_isalnum (g_utf8_get_char (p)))
        {
          g_string_append_unichar (word, g_utf8_get_char (p));
          continue;
        }
      if (word->len > 0)
        g_string_append_printf (match, "%s\"%s\" *", match->len > 0 ? " " : "", word->str);
      says |= g_utf8_strlen (word->str, -1) >= 2;
      g_string_truncate (word, 0);
      if (*p == '\0')
        break;
    }
  return says ? g_string_free (g_steal_pointer (&match), FALSE) : NULL;
}

/* The words are cut from what is listed only, so the inner query hands on no
 * more rows than the page has. */
static const char find_page[] =
    "SELECT e.case_id, CASE WHEN e.case_id IS NULL THEN CAST (e.body AS TEXT) ->> 'person_id' END AS person_id, "
    "c.noun, c.reference,"
    " coalesce (c.title, CAST (e.body AS TEXT) ->> 'forename' || ' ' || (CAST (e.body AS TEXT) ->> 'surname')) AS "
    "title,"
    " snippet (p_find, 0, char (8296), char (8297), '…', 16) AS words, f.rowid AS entry, e.at"
    " FROM p_find AS f JOIN entry AS e ON e.id = f.rowid LEFT JOIN p_case AS c ON c.id = e.case_id"
    " WHERE f.text MATCH :match AND f.rowid < @before ORDER BY f.rowid DESC LIMIT @most";

/* Adds what of @rows was not found yet; the oldest entry looked at. */
static gint64
take_new (GPtrArray *found, GHashTable *seen, GPtrArray *rows, guint most)
{
  gint64 oldest = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      GbFound *one = rows->pdata[i];
      const char *what = one->case_id != NULL ? one->case_id : one->person_id;
      oldest = one->entry;
      if (what != NULL && found->len < most && g_hash_table_add (seen, g_strdup (what)))
        g_ptr_array_add (found, g_object_ref (one));
    }
  return oldest;
}

GPtrArray *
gb_find (GbVault *vault, const char *text, guint most, GError **error)
{
  g_autofree char *match = match_of (text);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 before = G_MAXINT64, left;
  gboolean more = match != NULL;

  if (more && !gb_find_catch_up (vault, CATCH_UP_BEFORE_ASKING, &left, error))
    return NULL;
  for (guint round = 0; more && round < ROUNDS && found->len < most; round++)
    {
      g_autoptr (GPtrArray) rows = gb_records (vault, gb_found_get_type (), error, find_page, ":match", match,
                                               "@before", before, "@most", (gint64) most, NULL);
      if (rows == NULL)
        return NULL;
      before = take_new (found, seen, rows, most);
      more = rows->len == most;
    }
  return g_steal_pointer (&found);
}

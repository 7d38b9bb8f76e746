/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names spelt nearly right.  A word that is asked for is compared with every
 * name that People ever had: a few thousand at most, kept with their sounds, so
 * that one reading of the list is the whole work.  The names only say what else
 * to ask the index for: what is found, and by whom, is the index's and the
 * gates' business as before, so a name tells nothing to whoever may not read
 * where it stands.
 */
#include "casework/find-private.h"
#include "casework/spelling.h"

#define MOST_NEAR 40

gboolean
gb_find_make_names (GbVault *vault, GError **error)
{
  return gb_vault_execute (vault,
                           "CREATE TABLE p_find_name (word TEXT PRIMARY KEY, folded TEXT NOT NULL, first TEXT NOT NULL,"
                           " other TEXT NOT NULL) STRICT, WITHOUT ROWID",
                           error);
}

static gboolean
add_name (GbVault *vault, const char *word, GError **error)
{
  g_autofree char *folded = gb_spelling_fold (word);
  g_autofree char *small = g_utf8_strdown (word, -1);
  g_autoptr (GbStatement) add = NULL;
  GbSound sound;

  if (g_utf8_strlen (folded, -1) < 2)
    return TRUE;
  add = gb_statement_new (vault,
                          "INSERT OR IGNORE INTO p_find_name (word, folded, first, other) VALUES (:word, :folded, "
                          ":first, :other)",
                          error);
  if (add == NULL)
    return FALSE;
  gb_sound_of (word, &sound);
  gb_statement_bind (add, ":word", small, ":folded", folded, ":first", sound.first, ":other", sound.other, NULL);
  return gb_statement_run (add, error);
}

/* "Ann-Marie" is a name, and two. */
static gboolean
add_words (GbVault *vault, const char *names, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (names, " \t\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], "-", -1);
      if (!add_name (vault, words[i], error))
        return FALSE;
      for (guint p = 0; parts[0] != NULL && parts[1] != NULL && parts[p] != NULL; p++)
        if (!add_name (vault, parts[p], error))
          return FALSE;
    }
  return TRUE;
}

gboolean
gb_find_add_names (GbVault *vault, gint64 after, gint64 until, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT DISTINCT j.atom AS name FROM main.entry AS e, json_tree (CAST (e.body AS TEXT)) AS j"
      " WHERE e.id > @after AND e.id <= @until AND e.kind IN ('person.added', 'person.changed') AND j.type = 'text'"
      " AND (j.key IN ('forename', 'surname', 'known_as', 'middle_names') OR (j.key = 'new' AND (CAST (e.body AS TEXT)"
      " ->> (j.path || '.field')) IN ('forename', 'surname', 'known_as', 'middle_names')))",
      error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, "@after", after, "@until", until, NULL);
  while (gb_statement_step (s, &local))
    g_ptr_array_add (names, g_strdup (gb_statement_text (s, "name")));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; i < names->len; i++)
    if (!add_words (vault, names->pdata[i], error))
      return FALSE;
  return TRUE;
}

static void
copy_sound (GbStatement *s, GbSound *sound)
{
  g_strlcpy (sound->first, gb_statement_text_at (s, 2), sizeof sound->first);
  g_strlcpy (sound->other, gb_statement_text_at (s, 3), sizeof sound->other);
}

/* "O'Brien" and "Łukasz" fold to letters that the index has not: it parts the one and keeps the stroke of the
 * other. */
static gboolean
is_other_in_index (GbSpelling *spelling, GbStatement *s)
{
  return gb_spelling_begins (spelling, gb_statement_text_at (s, 1))
         && !g_str_equal (gb_statement_text_at (s, 0), gb_statement_text_at (s, 1));
}

static gboolean
add_near_names (GPtrArray *near, GbVault *vault, GbSpelling *spelling, gboolean begun, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (vault, "SELECT word, folded, first, other FROM main.p_find_name", error);
  g_autoptr (GError) local = NULL;
  GbSound sound;

  if (s == NULL)
    return FALSE;
  while (near->len < MOST_NEAR && gb_statement_step (s, &local))
    {
      copy_sound (s, &sound);
      if (gb_spelling_fits_known (spelling, gb_statement_text_at (s, 1), &sound, begun)
          || is_other_in_index (spelling, s))
        g_ptr_array_add (near, g_strdup (gb_statement_text_at (s, 0)));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

GPtrArray *
gb_find_near (GbVault *vault, const char *word, gboolean begun, GError **error)
{
  g_autoptr (GPtrArray) near = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GbSpelling) spelling = gb_spelling_new (word);
  GPtrArray *forms = spelling != NULL ? gb_spelling_forms (spelling) : NULL;

  if (spelling != NULL && !add_near_names (near, vault, spelling, begun, error))
    return NULL;
  for (guint i = 0; forms != NULL && i < forms->len && near->len < MOST_NEAR; i++)
    if (!g_ptr_array_find_with_equal_func (near, forms->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (near, g_strdup (forms->pdata[i]));
  return g_steal_pointer (&near);
}

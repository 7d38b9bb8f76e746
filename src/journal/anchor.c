/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The anchor: a memory of the journal's heads that lies outside the vault.
 * Nothing inside a file can show that the file is yesterday's; this can.  Of
 * each writer it also remembers the newest entries' times and hashes, so that
 * the sentence can say from which days entries are gone, and where a fork began. */
#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "journal/private.h"

#define REMEMBERED 40 /* newest entries of each writer */
#define MARK 16       /* hexadecimal digits of a remembered hash */
#define DAYS_NAMED 3

/* --- making --------------------------------------------------------------------- */

/* Steps from writer to writer by the index; GROUP BY would read every entry. */
static GPtrArray *
writers (GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault,
    "WITH RECURSIVE w (writer) AS (SELECT min (writer) FROM entry UNION ALL"
    " SELECT (SELECT min (e.writer) FROM entry AS e WHERE e.writer > w.writer) FROM w WHERE w.writer IS NOT NULL)"
    " SELECT writer FROM w WHERE writer IS NOT NULL",
    error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  while (gb_statement_step (s, &local))
    g_ptr_array_add (found, g_strdup (gb_statement_text (s, "writer")));
  if (local == NULL)
    return g_steal_pointer (&found);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static JsonObject *
head_of (GbVault *vault, const char *writer, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT seq, at, lower (hex (hash)) AS hash FROM entry WHERE writer = :writer ORDER BY seq DESC LIMIT @most",
      error);
  g_autoptr (JsonObject) head = json_object_new ();
  JsonArray *recent = json_array_new ();
  g_autoptr (GError) local = NULL;

  json_object_set_string_member (head, "writer", writer);
  json_object_set_array_member (head, "recent", recent);
  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":writer", writer, "@most", (gint64) REMEMBERED, NULL);
  while (gb_statement_step (s, &local))
    {
      const char *hash = gb_statement_text (s, "hash");
      g_autofree char *mark = g_strndup (hash, MARK);
      JsonArray *one = json_array_new ();
      if (!json_object_has_member (head, "seq"))
        {
          json_object_set_int_member (head, "seq", gb_statement_number (s, "seq"));
          json_object_set_string_member (head, "hash", hash);
        }
      json_array_add_int_element (one, gb_statement_number (s, "at"));
      json_array_add_string_element (one, mark);
      json_array_add_array_element (recent, one);
    }
  if (local == NULL)
    return g_steal_pointer (&head);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* A checkpoint is worth something only outside the vault, where whoever changes
 * the vault can't move it. */
static void
set_verified (GbVault *vault, JsonObject *anchor, gint64 verified)
{
  g_autoptr (GbEntry) entry = verified > 0 ? gb_journal_entry (vault, verified, NULL) : NULL;
  g_autofree char *hash = entry != NULL ? gb_bytes_to_hex (entry->hash, GB_HASH_SIZE) : NULL;
  JsonObject *checkpoint;

  if (hash == NULL)
    return;
  checkpoint = json_object_new ();
  json_object_set_int_member (checkpoint, "entry", verified);
  json_object_set_string_member (checkpoint, "hash", hash);
  json_object_set_object_member (anchor, "verified", checkpoint);
}

gint64
gb_journal_anchor_verified (GbVault *vault, GBytes *bytes)
{
  g_autoptr (JsonObject) anchor
    = gb_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
  JsonObject *checkpoint = gb_json_object (anchor, "verified");
  gint64 verified = gb_json_number (checkpoint, "entry");
  g_autoptr (GbEntry) entry = verified > 0 ? gb_journal_entry (vault, verified, NULL) : NULL;
  g_autofree char *hash = entry != NULL ? gb_bytes_to_hex (entry->hash, GB_HASH_SIZE) : NULL;

  return hash != NULL && g_strcmp0 (hash, gb_json_text (checkpoint, "hash")) == 0 ? verified : 0;
}

GBytes *
gb_journal_anchor (GbVault *vault, gint64 verified, GError **error)
{
  g_autoptr (JsonObject) anchor = json_object_new ();
  g_autoptr (GPtrArray) names = writers (vault, error);
  JsonArray *heads = json_array_new ();
  char *text;

  json_object_set_string_member (anchor, "vault", gb_vault_get_id (vault));
  json_object_set_array_member (anchor, "heads", heads);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      JsonObject *head = head_of (vault, names->pdata[i], error);
      if (head == NULL)
        return NULL;
      json_array_add_object_element (heads, head);
    }
  if (names == NULL)
    return NULL;
  set_verified (vault, anchor, verified);
  text = gb_json_print (anchor);
  return g_bytes_new_take (text, strlen (text));
}

/* --- comparing -------------------------------------------------------------------------- */

typedef struct
{
  GbVault *vault;
  gint64 count;
  gboolean forked;
  gboolean older;       /* some are older than what is remembered */
  GHashTable *days;     /* set of local days */
  JsonArray *rows;
} Loss;

/* What the vault has at (writer, seq): hexadecimal, NULL if nothing. */
static char *
hash_at (GbVault *vault, const char *writer, gint64 seq, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault, "SELECT lower (hex (hash)) AS hash FROM entry WHERE writer = :writer AND seq = @seq", error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":writer", writer, "@seq", seq, NULL);
  return gb_statement_step (s, error) ? g_strdup (gb_statement_text (s, "hash")) : NULL;
}

/* The last entry of this writer that anchor and vault have in common. */
static gint64
last_in_common (GbVault *vault, JsonObject *head, GError **error)
{
  const char *writer = gb_json_text (head, "writer");
  JsonArray *recent = gb_json_array (head, "recent");
  gint64 seq = gb_json_number (head, "seq");

  for (guint i = 0; recent != NULL && i < json_array_get_length (recent) && seq > 0; i++, seq--)
    {
      g_autoptr (GError) failed = NULL;
      g_autofree char *hash = hash_at (vault, writer, seq, &failed);

      if (failed != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          return 0;
        }
      if (hash != NULL
          && g_str_has_prefix (hash, json_array_get_string_element (json_array_get_array_element (recent, i), 1)))
        return seq;
    }
  /* Older than what is remembered: what the vault has of it must be taken as common. */
  return MIN (seq,
              gb_vault_ask_number (vault, 0, error, "SELECT coalesce (max (seq), 0) FROM entry WHERE writer = :writer",
                                   ":writer", writer, NULL));
}

static void
note_days (Loss *loss, JsonObject *head, gint64 count)
{
  JsonArray *recent = gb_json_array (head, "recent");
  guint known = recent != NULL ? json_array_get_length (recent) : 0;

  for (gint64 i = 0; i < MIN (count, (gint64) known); i++)
    g_hash_table_add (loss->days,
                      gb_instant_to_day (json_array_get_int_element (json_array_get_array_element (recent, i), 0)));
  loss->older |= count > (gint64) known;
}

static gboolean
check_head (Loss *loss, JsonObject *head, GError **error)
{
  const char *writer = gb_json_text (head, "writer");
  const char *expected = gb_json_text (head, "hash");
  gint64 seq = gb_json_number (head, "seq"), common;
  g_autoptr (GError) local = NULL;
  g_autofree char *found = hash_at (loss->vault, writer, seq, &local);
  JsonObject *row;

  if (local == NULL && g_strcmp0 (found, expected) == 0)
    return TRUE;
  if (local == NULL && gb_journal_loss_is_noted (loss->vault, expected, &local))
    return TRUE;
  common = local == NULL ? last_in_common (loss->vault, head, &local) : 0;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  loss->forked |= found != NULL;
  loss->count += seq - common;
  note_days (loss, head, seq - common);
  row = json_object_new ();
  json_object_set_string_member (row, "writer", writer);
  json_object_set_int_member (row, "from_seq", common + 1);
  json_object_set_int_member (row, "until_seq", seq);
  json_object_set_string_member (row, "head", expected);
  json_array_add_object_element (loss->rows, row);
  return TRUE;
}

gboolean
gb_journal_loss_is_noted (GbVault *vault, const char *head, GError **error)
{
  return gb_vault_ask_number (vault, 0, error,
                              "SELECT 1 FROM entry AS e JOIN json_each (CAST (e.body AS TEXT), '$.missing') AS m"
                              " WHERE e.kind = 'rollback.noted' AND m.value ->> 'head' = :head LIMIT 1",
                              ":head", head, NULL) == 1;
}

/* --- saying -------------------------------------------------------------------------------- */

/* "Monday" within the last week, else "Tue 17 Nov". */
static char *
say_day_of_loss (const char *day)
{
  g_autofree char *today = gb_today ();
  int ago = gb_day_difference (day, today);

  if (ago == 0)
    return g_strdup (_ ("today"));
  if (ago == 1)
    return g_strdup (_ ("yesterday"));
  if (ago > 1 && ago < 7)
    {
      g_autoptr (GDateTime) local = gb_instant_to_local (gb_day_to_instant (day, 12 * 60));
      return g_date_time_format (local, "%A");
    }
  return gb_say_day (day);
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* "Monday and Tuesday", "Monday to Friday". */
static char *
say_days (Loss *loss)
{
  g_autoptr (GPtrArray) days = g_ptr_array_new ();
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer day;

  g_hash_table_iter_init (&iter, loss->days);
  while (g_hash_table_iter_next (&iter, &day, NULL))
    g_ptr_array_add (days, day);
  g_ptr_array_sort (days, compare_days);
  for (guint i = 0; i < days->len; i++)
    g_ptr_array_add (said, say_day_of_loss (days->pdata[i]));
  if (days->len > DAYS_NAMED)
    return g_strdup_printf (_ ("%s to %s"), (char *) said->pdata[0], (char *) said->pdata[said->len - 1]);
  g_ptr_array_add (said, NULL);
  return gb_text_join_and ((const char *const *) said->pdata);
}

static void
say_loss (Loss *loss, GError **error)
{
  g_autofree char *days = say_days (loss);
  g_autofree char *what = g_strdup_printf (
      ngettext ("%" PRId64 " entry", "%" PRId64 " entries", loss->count), loss->count);
  g_autofree char *from = g_strdup_printf (loss->older ? _ ("%s from before %s") : _ ("%s from %s"), what, days);

  if (loss->forked)
    g_set_error (
        error, GB_ERROR, GB_ERROR_TAMPERED,
        ngettext (
            "This vault went another way than the one you last saw: %s is gone and others stand in its place. It is"
            " open for reading only. Find the other copy, or tell your technician.",
            "This vault went another way than the one you last saw: %s are gone and others stand in their place. It is"
            " open for reading only. Find the other copy, or tell your technician.",
            loss->count),
        from);
  else
    g_set_error (
        error, GB_ERROR, GB_ERROR_TAMPERED,
        ngettext (
            "This vault is older than the one you last saw: %s is gone. It is open for reading only. Find the newer"
            " copy, or tell your technician.",
            "This vault is older than the one you last saw: %s are gone. It is open for reading only. Find the newer"
            " copy, or tell your technician.",
            loss->count),
        from);
}

gboolean
gb_journal_check_anchor (GbVault *vault, GBytes *bytes, JsonArray **missing, GError **error)
{
  g_autoptr (JsonObject) anchor =
      gb_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
  JsonArray *heads = gb_json_array (anchor, "heads");
  g_autoptr (GHashTable) days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonArray) rows = json_array_new ();
  Loss loss = { .vault = vault, .days = days, .rows = rows };

  if (heads == NULL || g_strcmp0 (gb_json_text (anchor, "vault"), gb_vault_get_id (vault)) != 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_TAMPERED,
                           _ ("What your keyring remembers of this vault can’t be read, so nobody can tell whether it "
                              "is the newest copy."
                              " It is open for reading only. Tell your technician."));
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (heads); i++)
    if (!check_head (&loss, json_array_get_object_element (heads, i), error))
      return FALSE;
  if (missing != NULL)
    *missing = json_array_ref (rows);
  if (loss.count == 0)
    return TRUE;
  say_loss (&loss, error);
  return FALSE;
}

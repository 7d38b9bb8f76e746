/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/errors.h"
#include "journal/erase.h"
#include "journal/private.h"
#include "vault/chunk.h"

gboolean
gb_entry_is_erased (const GbEntry *entry)
{
  gsize length;
  const char *body = g_bytes_get_data (entry->body, &length);

  return length == strlen (GB_ERASED) && memcmp (body, GB_ERASED, length) == 0;
}

gboolean
gb_kind_may_be_erased (const char *kind, gboolean of_case)
{
  return (of_case && !g_str_has_prefix (kind, "report.")) || g_str_equal (kind, "sealed")
         || g_str_equal (kind, "page.made");
}

JsonArray *
gb_erase_rows (GbVault *vault, const GArray *ids, GError **error)
{
  g_autoptr (JsonArray) rows = json_array_new ();

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GbEntry) entry = gb_journal_entry (vault, g_array_index (ids, gint64, i), error);
      g_autofree char *hash = entry != NULL ? gb_bytes_to_hex (entry->hash, GB_HASH_SIZE) : NULL;
      JsonObject *row;
      if (entry == NULL)
        return NULL;
      if (gb_entry_is_erased (entry))
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, "writer", entry->writer);
      json_object_set_int_member (row, "seq", entry->seq);
      json_object_set_string_member (row, "hash", hash);
      json_array_add_object_element (rows, row);
    }
  return g_steal_pointer (&rows);
}

/* --- carrying out ------------------------------------------------------------------- */

/* By number and by hash: a tombstone speaks of that entry and no other. */
#define PENDING                                                                                                    \
  "SELECT e.id FROM main.entry AS t JOIN json_each (CAST (t.body AS TEXT), '$.entries') AS j"                      \
  " JOIN main.entry AS e ON e.writer = j.value ->> 'writer' AND e.seq = j.value ->> 'seq'"                         \
  " WHERE t.kind = 'retention.erased' AND lower (hex (e.hash)) = j.value ->> 'hash' AND CAST (e.body AS TEXT) <> " \
  "'" GB_ERASED "' AND ((e.case_id IS NOT NULL AND e.kind NOT GLOB 'report.*') OR e.kind IN ('sealed', 'page.made'))"

static gint64
count_pending (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM (" PENDING ")", NULL);
}

/* The trigger comes back by the very words that the schema has for it. */
static gboolean
past_fence (GbVault *vault, const char *trigger, const char *sql, GError **error)
{
  g_autofree char *fence = gb_vault_ask_text (
      vault, error, "SELECT sql FROM main.sqlite_schema WHERE type = 'trigger' AND name = :name", ":name", trigger,
      NULL);
  g_autofree char *drop = g_strconcat ("DROP TRIGGER main.", trigger, NULL);

  return fence != NULL && gb_vault_execute (vault, drop, error) && gb_vault_execute (vault, sql, error)
         && gb_vault_execute (vault, fence, error);
}

/* Nothing but closed chunks goes (vault/chunk.h), whatever a tombstone names. */
#define CHUNKS                                                                                     \
  "DELETE FROM main.blob WHERE hash IN (SELECT j.value FROM main.entry AS t"                       \
  " JOIN json_each (CAST (t.body AS TEXT), '$.blobs') AS j WHERE t.kind = 'retention.erased')"     \
  " AND CAST (substr (bytes, 1, 8) AS TEXT) = '" GB_CHUNK_MARK "'"

static gboolean
empty_bodies (GbVault *vault, GError **error)
{
  return past_fence (vault, "entry_stays",
                     "UPDATE main.entry SET body = CAST ('" GB_ERASED "' AS BLOB) WHERE id IN (" PENDING ")", error)
         && past_fence (vault, "blob_remains", CHUNKS, error);
}

static gboolean
in_transaction (GbVault *vault, GError **error)
{
  if (!gb_vault_begin (vault, error))
    return FALSE;
  if (empty_bodies (vault, error))
    return gb_vault_commit (vault, error);
  gb_vault_rollback (vault);
  return FALSE;
}

gboolean
gb_erase_carry_out (GbVault *vault, guint *count, GError **error)
{
  gint64 pending = count_pending (vault, error);
  gboolean done;

  *count = 0;
  if (pending <= 0)
    return pending == 0;
  if (!gb_journal_may_write (vault, error))
    return FALSE;
  gb_vault_fence (vault, FALSE);
  done = in_transaction (vault, error);
  gb_vault_fence (vault, TRUE);
  if (!done)
    return FALSE;
  *count = (guint) pending;
  /* The log holds the pages as they were until it is emptied. */
  return gb_vault_execute (vault, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

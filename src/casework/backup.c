/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/errors.h"
#include "base/ids.h"
#include "casework/backup.h"

GB_RECORD_DEFINE (GbBackup, gb_backup, GB_BACKUP_FIELDS)

typedef struct
{
  GbProgressFunc progress;
  gpointer data;
  gint64 entries;
} Proof;

static gboolean
prove (GbVault *copy, gpointer data, GError **error)
{
  Proof *proof = data;
  g_autoptr (GbVerdict) verdict = gb_journal_verify (copy, GB_VERIFY_ALL, 1, proof->progress, proof->data, NULL, error);
  const GbFinding *first;

  if (verdict == NULL)
    return FALSE;
  proof->entries = verdict->entries;
  if (verdict->findings->len == 0)
    return TRUE;
  first = verdict->findings->pdata[0];
  g_set_error_literal (error, GB_ERROR, GB_ERROR_TAMPERED, first->sentence);
  return FALSE;
}

static gboolean
note (GbBook *book, const char *to, gint64 entries, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *name = g_path_get_basename (to);
  g_autofree char *request = gb_id_new ();
  g_autofree char *head = g_strdup_printf ("%" G_GINT64_FORMAT, entries);
  g_autoptr (GbDone) done = NULL;

  json_object_set_string_member (body, "name", name);
  json_object_set_int_member (body, "entries", entries);
  json_object_set_string_member (body, "head", head);
  done = gb_book_act (book, "backup.verified", NULL, request, body, error);
  return done != NULL;
}

gboolean
gb_backup_make (GbBook *book, const char *to, GbProgressFunc progress, gpointer data, gint64 *entries, GError **error)
{
  Proof proof = { progress, data, 0 };

  if (!gb_vault_backup (gb_book_get_vault (book), to, prove, &proof, error))
    return FALSE;
  if (entries != NULL)
    *entries = proof.entries;
  return gb_book_get_read_only_reason (book) != NULL || note (book, to, proof.entries, error);
}

GbBackup *
gb_backup_last (GbVault *vault, GError **error)
{
  return gb_record_one (vault, gb_backup_get_type (), error,
                        "SELECT entry, at, by_name, name, entries FROM p_backup ORDER BY entry DESC LIMIT 1", NULL);
}

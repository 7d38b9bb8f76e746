/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/backup.h"
#include "casework/capability.h"
#include "vault/place.h"

#define DAYS_UNTIL_OLD 7

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
note (GbBook *book, const char *to, gint64 entries, const char *made_by, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *name = g_path_get_basename (to);
  g_autofree char *request = gb_id_new ();
  g_autofree char *head = g_strdup_printf ("%" G_GINT64_FORMAT, entries);
  g_autoptr (GbDone) done = NULL;

  json_object_set_string_member (body, "name", name);
  json_object_set_int_member (body, "entries", entries);
  json_object_set_string_member (body, "head", head);
  gb_json_set_text (body, "made_by", made_by);
  done = gb_book_act (book, "backup.verified", NULL, request, body, error);
  return done != NULL;
}

gboolean
gb_backup_make (GbBook *book, const char *to, GbProgressFunc progress, gpointer data, gint64 *entries, GError **error)
{
  Proof proof = { progress, data, 0 };

  if (!gb_book_may_at_all (book, "backup", error)
      || !gb_vault_backup (gb_book_get_vault (book), to, prove, &proof, error))
    return FALSE;
  if (entries != NULL)
    *entries = proof.entries;
  return gb_book_get_read_only_reason (book) != NULL || note (book, to, proof.entries, NULL, error);
}

GbBackup *
gb_backup_last (GbVault *vault, GError **error)
{
  return gb_record_one (vault, gb_backup_get_type (), error,
                        "SELECT entry, at, by_name, name, entries FROM p_backup ORDER BY entry DESC LIMIT 1", NULL);
}

char *
gb_backup_path (GbBook *book, const char *folder)
{
  return gb_backup_path_of (gb_vault_get_path (gb_book_get_vault (book)), folder);
}

char *
gb_backup_path_of (const char *dir, const char *folder)
{
  g_autofree char *own = g_path_get_basename (dir);
  g_autoptr (GDateTime) now = gb_instant_to_local (gb_now ());
  g_autofree char *stamp = g_date_time_format (now, "%Y-%m-%d-%H%M");
  g_autofree char *name = NULL;

  if (g_str_has_suffix (own, ".guardbook"))
    own[strlen (own) - strlen (".guardbook")] = '\0';
  name = g_strdup_printf ("%s-%s.guardbook", own, stamp);
  return g_build_filename (folder, name, NULL);
}

gint64
gb_backup_days (GbVault *vault, GError **error)
{
  gint64 days = gb_vault_ask_number (vault, 0, error, "SELECT coalesce (max (days), 0) FROM p_backup_rule", NULL);

  return days > 0 ? days : DAYS_UNTIL_OLD;
}

gint64
gb_backup_drilled_at (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, 0, error, "SELECT coalesce (max (drilled_at), 0) FROM p_backup_rule", NULL);
}

/* --- practising a restore -------------------------------------------------------- */

typedef struct
{
  Proof proof;
  char *head; /* hexadecimal: of the restored copy's newest entry */
} Drill;

static gboolean
look_at_restored (GbVault *copy, gpointer data, GError **error)
{
  Drill *drill = data;
  guint8 hash[GB_HASH_SIZE];

  if (!prove (copy, &drill->proof, error) || !gb_journal_head (copy, hash, error))
    return FALSE;
  drill->head = gb_bytes_to_hex (hash, sizeof hash);
  return TRUE;
}

/* Whether the backup is of this vault's own past, and not of another or of a fork. */
static gboolean
compare_heads (GbVault *vault, gpointer data, GError **error)
{
  Drill *drill = data;
  g_autoptr (GError) local = NULL;
  g_autoptr (GbEntry) entry = gb_journal_entry (vault, drill->proof.entries, &local);
  g_autofree char *own = entry != NULL ? gb_bytes_to_hex (entry->hash, GB_HASH_SIZE) : NULL;

  if (local == NULL && g_strcmp0 (own, drill->head) == 0)
    return TRUE;
  if (local == NULL)
    local = g_error_new_literal (GB_ERROR, GB_ERROR_TAMPERED,
                                 _ ("The backup is sound in itself, but it is not a part of this vault’s record: it is "
                                    "of another vault, or one of the two went another way. Tell your technician."));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static GbIdentity *
key_of_drill (GbBook *book, const char *words, const char *other, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);

  if (words == NULL)
    return g_object_ref (gb_vault_get_identity (vault));
  return other == NULL ? gb_identity_new_from_words (gb_vault_get_id (vault), words, error)
                       : gb_identity_new_from_shares (gb_vault_get_id (vault), words, other, error);
}

static gboolean
restore_and_look (GbBook *book, const char *from, GbIdentity *key, Drill *drill, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (gb_vault_get_path (gb_book_get_vault (book)));
  g_autofree char *scratch = g_build_filename (parent, "guardbook-drill-XXXXXX", NULL);
  g_autofree char *to = NULL;
  g_autoptr (GbVault) copy = NULL;
  gboolean sound;

  if (g_mkdtemp (scratch) == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_FAULT,
                           _ ("Beside the vault no folder can be made to practise in. Look whether the disk is full."));
      return FALSE;
    }
  to = g_build_filename (scratch, "restored.guardbook", NULL);
  copy = gb_vault_restore (from, to, key, error);
  sound = copy != NULL && gb_vault_run (copy, look_at_restored, drill, error);
  if (copy != NULL)
    gb_vault_close (copy);
  gb_place_clear (to);
  rmdir (scratch);
  return sound;
}

static gboolean
note_drill (GbBook *book, const char *from, const Drill *drill, const char *opened_with, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *name = g_path_get_basename (from);
  g_autoptr (GbDone) done = NULL;

  json_object_set_string_member (body, "name", name);
  json_object_set_int_member (body, "entries", drill->proof.entries);
  json_object_set_string_member (body, "head", drill->head);
  json_object_set_string_member (body, "opened_with", opened_with);
  done = gb_book_act (book, "backup.drilled", NULL, NULL, body, error);
  return done != NULL;
}

gboolean
gb_backup_drill (GbBook *book, const char *from, const char *words, const char *other, GbProgressFunc progress,
                 gpointer data, gint64 *entries, GError **error)
{
  Drill drill = { { progress, data, 0 }, NULL };
  g_autoptr (GbIdentity) key = key_of_drill (book, words, other, error);
  const char *opened_with = words == NULL ? "member" : other == NULL ? "key" : "shares";
  gboolean done = key != NULL && gb_book_may (book, "backup.drilled", NULL, NULL, error)
                  && restore_and_look (book, from, key, &drill, error)
                  && gb_vault_run (gb_book_get_vault (book), compare_heads, &drill, error)
                  && note_drill (book, from, &drill, opened_with, error);

  if (entries != NULL)
    *entries = drill.proof.entries;
  g_free (drill.head);
  return done;
}

gboolean
gb_backup_prove_copy (GbBook *book, const char *from, const char *made_by, GError **error)
{
  Drill drill = { { NULL, NULL, 0 }, NULL };
  gboolean done = restore_and_look (book, from, gb_vault_get_identity (gb_book_get_vault (book)), &drill, error)
                  && gb_vault_run (gb_book_get_vault (book), compare_heads, &drill, error)
                  && note (book, from, drill.proof.entries, made_by, error);

  g_free (drill.head);
  return done;
}

/* --- acts --------------------------------------------------------------------------- */

static gboolean
gate_rule (GbRequest *request, GError **error)
{
  gint64 days = gb_json_number (request->body, "days");

  if (!json_object_has_member (request->body, "days") || (days >= 1 && days <= GB_BACKUP_DAYS_MOST))
    return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
               _ ("Today can ask for a backup after 1 to %d days. Choose a number between them."), GB_BACKUP_DAYS_MOST);
  return FALSE;
}

const GbAct gb_backup_acts[] = {
  { "backup.drilled", NULL, NULL },
  { "backup.rule", gate_rule, NULL },
  { "backup.verified", NULL, NULL },
  { NULL },
};

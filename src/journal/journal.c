/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appending, reading and blobs.  Verifying is in verify.c, the anchor in anchor.c. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "journal/journal.h"
#include "journal/private.h"
#include "journal/projection.h"
#include "journal/resource.h"
#include "vault/statement.h"

/* More than any narrative; a body is text, what is big goes into a blob. */
#define BODY_LIMIT (4 * 1024 * 1024)

void
gb_entry_free (GbEntry *entry)
{
  g_free (entry->writer);
  g_free (entry->author);
  g_free (entry->kind);
  g_free (entry->case_id);
  g_free (entry->request);
  g_clear_pointer (&entry->body, g_bytes_unref);
  g_free (entry);
}

JsonObject *
gb_entry_body (const GbEntry *entry, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (entry->body, &length);

  if (entry->sealed && !entry->opened)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_NO_KEY, _ ("This entry is sealed and you hold no key for it."));
      return NULL;
    }
  return gb_json_parse (text, (gssize) length, error);
}

const char *
gb_journal_schema (void)
{
  static GBytes *schema;

  if (g_once_init_enter (&schema))
    {
      /* A resource's bytes end in a zero byte that is not counted. */
      GBytes *bytes = g_resource_lookup_data (gb_journal_get_resource (), "/org/guardbook/journal/schema.sql",
                                              G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_once_init_leave (&schema, bytes);
    }
  return g_bytes_get_data (schema, NULL);
}

/* --- hash ----------------------------------------------------------------- */

/* id is left out: it is only the order in which this vault received the entry. */
void
gb_entry_compute_hash (const GbEntry *entry, guint8 hash[GB_HASH_SIZE])
{
  gsize length;
  gconstpointer body = g_bytes_get_data (entry->body, &length);
  GbHash *state = gb_hash_new ("guardbook.entry.1");

  gb_hash_add_text (state, entry->writer);
  gb_hash_add_number (state, entry->seq);
  gb_hash_add (state, entry->prev_hash, GB_HASH_SIZE);
  gb_hash_add (state, entry->seen_hash, GB_HASH_SIZE);
  gb_hash_add_number (state, entry->at);
  gb_hash_add_text (state, entry->author);
  gb_hash_add_text (state, entry->kind);
  gb_hash_add_text (state, entry->case_id);
  gb_hash_add_text (state, entry->request);
  gb_hash_add_number (state, entry->sealed);
  gb_hash_add (state, body, length);
  gb_hash_finish (state, hash);
}

/* --- reading ---------------------------------------------------------------- */

/* A column of exactly @size bytes; another length becomes zeros, which no hash
 * and no signature is. */
static void
fixed_bytes (GbStatement *row, const char *column, guint8 *into, gsize size)
{
  g_autoptr (GBytes) bytes = gb_statement_bytes (row, column);
  gsize length = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  memset (into, 0, size);
  if (length == size)
    memcpy (into, data, size);
}

/* The columns of GB_ENTRY_COLUMNS, by place: a walk over the whole journal has
 * no time to look for names. */
enum { ID, WRITER, SEQ, PREV_HASH, SEEN_HASH, AT, AUTHOR, KIND, CASE_ID, REQUEST, SEALED, BODY, HASH, SIGNATURE };

static void
fixed_bytes_at (GbStatement *row, int column, guint8 *into, gsize size)
{
  gsize length;
  gconstpointer data = gb_statement_bytes_at (row, column, &length);

  if (length == size)
    memcpy (into, data, size);
}

GbEntry *
gb_entry_of_row (GbStatement *row)
{
  GbEntry *entry = g_new0 (GbEntry, 1);
  gsize length;
  gconstpointer body = gb_statement_bytes_at (row, BODY, &length);

  entry->body = g_bytes_new (body, length);
  entry->id = gb_statement_number_at (row, ID);
  entry->writer = g_strdup (gb_statement_text_at (row, WRITER));
  entry->seq = gb_statement_number_at (row, SEQ);
  entry->at = gb_statement_number_at (row, AT);
  entry->author = g_strdup (gb_statement_text_at (row, AUTHOR));
  entry->kind = g_strdup (gb_statement_text_at (row, KIND));
  entry->case_id = g_strdup (gb_statement_text_at (row, CASE_ID));
  entry->request = g_strdup (gb_statement_text_at (row, REQUEST));
  entry->sealed = (gboolean) gb_statement_number_at (row, SEALED); /* as it is, since it is hashed */
  fixed_bytes_at (row, PREV_HASH, entry->prev_hash, GB_HASH_SIZE);
  fixed_bytes_at (row, SEEN_HASH, entry->seen_hash, GB_HASH_SIZE);
  fixed_bytes_at (row, HASH, entry->hash, GB_HASH_SIZE);
  fixed_bytes_at (row, SIGNATURE, entry->signature, GB_SIGNATURE_SIZE);
  return entry;
}

GbEntry *
gb_journal_entry (GbVault *vault, gint64 id, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, "SELECT " GB_ENTRY_COLUMNS " FROM entry WHERE id = @id", error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, "@id", id, NULL);
  return gb_statement_step (s, error) ? gb_entry_of_row (s) : NULL;
}

GbEntry *
gb_journal_entry_by_request (GbVault *vault, const char *request, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault, "SELECT " GB_ENTRY_COLUMNS " FROM entry WHERE request = :request", error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":request", request, NULL);
  return gb_statement_step (s, error) ? gb_entry_of_row (s) : NULL;
}

/* Ids are gapless, so the newest is the count; counting rows would read them all. */
gint64
gb_journal_count (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, 0, error, "SELECT coalesce (max (id), 0) FROM entry", NULL);
}

gboolean
gb_journal_head (GbVault *vault, guint8 hash[GB_HASH_SIZE], GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, "SELECT hash FROM entry ORDER BY id DESC LIMIT 1", error);

  if (s == NULL || !gb_statement_step (s, error))
    return FALSE;
  fixed_bytes (s, "hash", hash, GB_HASH_SIZE);
  return TRUE;
}

void
gb_journal_join_hash (const char *member_id, const char *sign_key, const char *box_key, guint8 hash[GB_HASH_SIZE])
{
  GbHash *state = gb_hash_new ("guardbook.join.1");

  gb_hash_add_text (state, member_id);
  gb_hash_add_text (state, sign_key);
  gb_hash_add_text (state, box_key);
  gb_hash_finish (state, hash);
}

/* --- appending --------------------------------------------------------------- */

static void
take_member (JsonObject *from, JsonObject *into, const char *name)
{
  JsonNode *node = json_object_get_member (from, name);

  if (node != NULL && !JSON_NODE_HOLDS_NULL (node) && !json_object_has_member (into, name))
    json_object_set_member (into, name, json_node_copy (node));
}

/* The bytes that are signed: compact, the fields in the order of the grammar,
 * then what the book added, absent ones left out.  Written once and never
 * again made from the parsed form. */
GBytes *
gb_journal_body_bytes (const GbKind *kind, JsonObject *body)
{
  static const char *const common[] = { "author", "reference", "clocks", "stops", "sealing" };
  g_autoptr (JsonObject) ordered = json_object_new ();
  g_auto (GStrv) fields = gb_kind_fields (kind);
  char *text;

  for (guint i = 0; fields[i] != NULL; i++)
    take_member (body, ordered, fields[i]);
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    take_member (body, ordered, common[i]);
  text = gb_json_print (ordered);
  return g_bytes_new_take (text, strlen (text));
}

gboolean
gb_journal_check_bytes (const GbKind *kind, GBytes *bytes, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (length > BODY_LIMIT)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("%s: this is longer than one entry can hold. Shorten the text or divide it."), _ (kind->said));
      return FALSE;
    }
  if (!g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("%s: the text has characters that can’t be stored. Type it again."), _ (kind->said));
      return FALSE;
    }
  return TRUE;
}

/* One member on one machine.  The machine's own id stays out of the record. */
char *
gb_journal_writer (GbVault *vault)
{
  const char *member = gb_identity_get_member_id (gb_vault_get_identity (vault));
  g_autofree char *machine = gb_machine_id ();
  g_autofree char *hash = gb_hash_text ("guardbook.machine.1", machine, strlen (machine));

  return g_strdup_printf ("%s@%.8s", member, hash);
}

/* Where the chains stand. */
gboolean
gb_journal_find_place (GbVault *vault, GbEntry *entry, GError **error)
{
  g_autoptr (GbStatement) newest =
      gb_statement_new (vault, "SELECT id, at, hash FROM entry ORDER BY id DESC LIMIT 1", error);
  g_autoptr (GbStatement) own = NULL;
  g_autoptr (GError) local = NULL;

  if (newest == NULL)
    return FALSE;
  own = gb_statement_new (vault, "SELECT seq, hash FROM entry WHERE writer = :writer ORDER BY seq DESC LIMIT 1", error);
  if (own == NULL)
    return FALSE;
  entry->id = entry->seq = 1;
  if (gb_statement_step (newest, &local))
    {
      entry->id = gb_statement_number (newest, "id") + 1;
      entry->at = MAX (entry->at, gb_statement_number (newest, "at"));
      fixed_bytes (newest, "hash", entry->seen_hash, GB_HASH_SIZE);
    }
  gb_statement_bind (own, ":writer", entry->writer, NULL);
  if (local == NULL && gb_statement_step (own, &local))
    {
      entry->seq = gb_statement_number (own, "seq") + 1;
      fixed_bytes (own, "hash", entry->prev_hash, GB_HASH_SIZE);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
insert (GbVault *vault, const GbEntry *entry, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault,
    "INSERT INTO entry (id, writer, seq, prev_hash, seen_hash, at, author, kind, case_id, request, sealed, body, hash,"
    " signature) VALUES (@id, :writer, @seq, $prev_hash, $seen_hash, @at, :author, :kind, :case_id, :request, @sealed,"
    " $body, $hash, $signature)",
    error);

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, "@id", entry->id, ":writer", entry->writer, "@seq", entry->seq, "@at", entry->at, ":author",
                     entry->author, ":kind", entry->kind, ":case_id", entry->case_id, ":request", entry->request,
                     "@sealed", (gint64) entry->sealed, "$body", entry->body, NULL);
  gb_statement_bind_bytes (s, "$prev_hash", entry->prev_hash, GB_HASH_SIZE);
  gb_statement_bind_bytes (s, "$seen_hash", entry->seen_hash, GB_HASH_SIZE);
  gb_statement_bind_bytes (s, "$hash", entry->hash, GB_HASH_SIZE);
  gb_statement_bind_bytes (s, "$signature", entry->signature, GB_SIGNATURE_SIZE);
  return gb_statement_run (s, error);
}

/* What the database gives back must be what was signed, before anybody is told
 * that it is kept. */
static gboolean
read_back (GbVault *vault, const GbEntry *written, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbEntry) kept = gb_journal_entry (vault, written->id, &local);
  guint8 hash[GB_HASH_SIZE];

  if (kept == NULL)
    {
      if (local == NULL)
        local = g_error_new_literal (GB_ERROR, GB_ERROR_FAULT,
                                     _ ("The entry could not be read back, so nothing was saved. Try again."));
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  gb_entry_compute_hash (kept, hash);
  if (memcmp (hash, written->hash, GB_HASH_SIZE) == 0 && memcmp (kept->hash, written->hash, GB_HASH_SIZE) == 0
      && gb_signature_check (gb_identity_get_sign_key (gb_vault_get_identity (vault)), hash, GB_HASH_SIZE,
                             kept->signature))
    return TRUE;
  g_set_error_literal (
      error, GB_ERROR, GB_ERROR_FAULT,
      _ ("The disk gave back something else than was written, so nothing was saved. Tell your technician before"
         " you go on."));
  return FALSE;
}

gboolean
gb_journal_write (GbVault *vault, GbEntry *entry, GError **error)
{
  gb_entry_compute_hash (entry, entry->hash);
  gb_identity_sign (gb_vault_get_identity (vault), entry->hash, GB_HASH_SIZE, entry->signature);
  return insert (vault, entry, error) && gb_projection_apply (vault, entry, error)
         && gb_sealed_follow (vault, entry, error) && read_back (vault, entry, error);
}

GbEntry *
gb_journal_new_entry (GbVault *vault, const char *kind, const char *case_id, const char *request, GBytes *body)
{
  GbEntry *entry = g_new0 (GbEntry, 1);

  entry->writer = gb_journal_writer (vault);
  entry->at = gb_now ();
  entry->author = g_strdup (gb_identity_get_member_id (gb_vault_get_identity (vault)));
  entry->kind = g_strdup (kind);
  entry->case_id = g_strdup (case_id);
  entry->request = g_strdup (request);
  entry->body = g_bytes_ref (body);
  return entry;
}

const GbKind *
gb_journal_check_words (const char *name, const char *case_id, JsonObject *body, GError **error)
{
  const GbKind *kind = gb_kind_find (name);

  if (kind == NULL || g_str_equal (name, "sealed"))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("Nothing called “%s” can be written in the journal."), name);
      return NULL;
    }
  if ((kind->about == GB_CASE_NONE) != (case_id == NULL))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   case_id == NULL ? _ ("%s: say which case this is about.") : _ ("%s: this isn’t about a case."),
                   _ (kind->said));
      return NULL;
    }
  return gb_kind_check (kind, body, error) ? kind : NULL;
}

gboolean
gb_journal_may_write (GbVault *vault, GError **error)
{
  if (!gb_vault_is_read_only (vault))
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_READ_ONLY,
                       _ ("This vault is open for reading only, so nothing can be added to it."));
  return FALSE;
}

GbEntry *
gb_journal_append (GbVault *vault, const char *name, const char *case_id, const char *request, JsonObject *body,
                   GError **error)
{
  const GbKind *kind = gb_journal_check_words (name, case_id, body, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GbEntry) entry = NULL;
  g_autoptr (GError) local = NULL;

  if (kind == NULL)
    return NULL;
  entry = gb_journal_entry_by_request (vault, request, &local);
  if (entry != NULL || local != NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return g_steal_pointer (&entry);
    }
  if (!gb_journal_may_write (vault, error))
    return NULL;
  bytes = gb_journal_body_bytes (kind, body);
  if (!gb_journal_check_bytes (kind, bytes, error) || !gb_vault_begin (vault, error))
    return NULL;
  entry = gb_journal_new_entry (vault, kind->name, case_id, request, bytes);
  if (!gb_journal_find_place (vault, entry, error) || !gb_journal_write (vault, entry, error))
    {
      gb_vault_rollback (vault);
      return NULL;
    }
  return gb_vault_commit (vault, error) ? g_steal_pointer (&entry) : NULL;
}

/* --- blobs --------------------------------------------------------------------- */

char *
gb_journal_keep (GbVault *vault, GBytes *bytes, GError **error)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  g_autofree char *hash = gb_hash_text (GB_BLOB_DOMAIN, data, length);
  g_autoptr (GbStatement) s = NULL;
  g_autoptr (GError) local = NULL;

  if (gb_vault_ask_number (vault, 0, &local, "SELECT 1 FROM blob WHERE hash = :hash", ":hash", hash, NULL) == 1)
    return g_steal_pointer (&hash);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  s = gb_statement_new (vault, "INSERT INTO blob (hash, bytes) VALUES (:hash, $bytes)", error);
  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":hash", hash, "$bytes", bytes, NULL);
  return gb_statement_run (s, error) ? g_steal_pointer (&hash) : NULL;
}

GBytes *
gb_journal_kept (GbVault *vault, const char *hash, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, "SELECT bytes FROM blob WHERE hash = :hash", error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":hash", hash, NULL);
  return gb_statement_step (s, error) ? gb_statement_bytes (s, "bytes") : NULL;
}

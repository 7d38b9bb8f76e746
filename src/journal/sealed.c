/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "journal/private.h"
#include "journal/projection.h"
#include "journal/sealed.h"

/* What this member holds while the vault is open.  Rows are in the attached
 * schema, so that a transaction that is taken back takes them back too; a key
 * that is left over from one is replaced when its epoch comes again. */
typedef struct
{
  GHashTable *keys;   /* "case epoch" -> GbSealKey */
  gboolean overlaid;  /* perhaps: some case was sealed after it was opened */
} Sealed;

/* What gb_sealed_keep_back was told; with the vault, for as long as it is there. */
typedef struct { GbSealedLeft left; gpointer data; } KeptBack;
#define KEPT_BACK "gb-kept-back"

static void
sealed_free (Sealed *self)
{
  g_hash_table_unref (self->keys);
  g_free (self);
}

/* --- keys ---------------------------------------------------------------------- */

static char *
key_name (const char *seal, gint64 epoch)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT, seal, epoch);
}

static GbSealKey *
key_for (Sealed *self, const char *seal, gint64 epoch)
{
  g_autofree char *name = key_name (seal, epoch);

  return g_hash_table_lookup (self->keys, name);
}

static void
remember_key (Sealed *self, GbSealKey *key)
{
  g_hash_table_insert (self->keys, key_name (gb_seal_key_get_case (key), gb_seal_key_get_epoch (key)),
                       gb_seal_key_ref (key));
}

/* Each epoch's key out of the one after it, newest first. */
static void
disclose_keys (GbVault *vault, Sealed *self, GbSealKey *newest, JsonArray *enclosed)
{
  g_autoptr (GbSealKey) key = gb_seal_key_ref (newest);

  for (guint i = 0; enclosed != NULL && i < json_array_get_length (enclosed); i++)
    {
      GbSealKey *before
        = gb_seal_key_disclose (key, gb_vault_get_id (vault), json_array_get_string_element (enclosed, i));
      if (before == NULL)
        return;
      remember_key (self, before);
      gb_seal_key_unref (key);
      key = before;
    }
}

static JsonArray *
enclose_keys (GbVault *vault, Sealed *self, GbSealKey *newest)
{
  JsonArray *enclosed = json_array_new ();

  for (GbSealKey *key = newest; key != NULL && gb_seal_key_get_epoch (key) > 1;)
    {
      GbSealKey *before = key_for (self, gb_seal_key_get_case (key), gb_seal_key_get_epoch (key) - 1);
      g_autofree char *hex = before != NULL ? gb_seal_key_enclose (key, gb_vault_get_id (vault), before) : NULL;
      if (hex != NULL)
        json_array_add_string_element (enclosed, hex);
      key = before;
    }
  return enclosed;
}

/* --- inside an envelope ------------------------------------------------------------ */

/* "kind\ncase\nbody": the body stays the very bytes that were checked. */
static GBytes *
inside (const char *kind, const char *case_id, GBytes *body)
{
  GString *text = g_string_new (kind);

  g_string_append_printf (text, "\n%s\n", case_id != NULL ? case_id : "");
  g_string_append_len (text, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  return g_string_free_to_bytes (text);
}

/* @stored as it was before it was closed.  (transfer full) */
static GbEntry *
opened_of (const GbEntry *stored, const char *kind, const char *case_id, GBytes *body)
{
  GbEntry *entry = g_memdup2 (stored, sizeof *stored);

  entry->writer = g_strdup (stored->writer);
  entry->author = g_strdup (stored->author);
  entry->request = g_strdup (stored->request);
  entry->kind = g_strdup (kind);
  entry->case_id = gb_text_is_filled (case_id) ? g_strdup (case_id) : NULL;
  entry->body = g_bytes_ref (body);
  entry->opened = TRUE;
  return entry;
}

static GbEntry *
open_with (GbVault *vault, const GbEntry *stored, GbSealKey *key, GError **error)
{
  g_autoptr (GBytes) plain
    = gb_seal_open (key, gb_vault_get_id (vault), stored->body, stored->writer, stored->seq, error);
  g_autoptr (GBytes) body = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (plain == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  parts = g_strsplit (text, "\n", 3);
  if (g_strv_length (parts) != 3)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_TAMPERED, _ ("Entry %" PRId64 " holds nothing that can be read."),
                   stored->id);
      return NULL;
    }
  length = strlen (parts[2]);
  body = g_bytes_new (parts[2], length);
  return opened_of (stored, parts[0], parts[1], body);
}

/* --- the schema in memory ------------------------------------------------------------ */

static const char tables[]
  = "CREATE TABLE sealed.entry (id INTEGER PRIMARY KEY, writer TEXT, seq INTEGER, prev_hash BLOB, seen_hash BLOB,"
    " at INTEGER, author TEXT, kind TEXT, case_id TEXT, request TEXT, sealed INTEGER, body BLOB, hash BLOB,"
    " signature BLOB, seal TEXT, epoch INTEGER);"
    "CREATE INDEX sealed.entry_by_case ON entry (case_id, id);"
    "CREATE INDEX sealed.entry_by_seal ON entry (seal, id);"
    "CREATE INDEX sealed.entry_by_kind ON entry (kind, id);"
    /* Cases whose beginnings stand in the open. */
    "CREATE TABLE sealed.overlaid (id TEXT PRIMARY KEY) WITHOUT ROWID;";

static gboolean
has_tables (GbVault *vault)
{
  return gb_vault_held (vault) != NULL
         && gb_vault_ask_number (vault, 0, NULL, "SELECT 1 FROM sealed.sqlite_schema LIMIT 1", NULL) == 1;
}

static gboolean
make_tables (GbVault *vault, GError **error)
{
  return has_tables (vault)
         || (gb_vault_execute (vault, tables, error) && gb_projection_make_at (vault, GB_PLACE_SEALED, error));
}

static gboolean
insert_opened (GbVault *vault, const GbEntry *entry, const char *seal, gint64 epoch, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault,
    "INSERT OR IGNORE INTO sealed.entry (id, writer, seq, prev_hash, seen_hash, at, author, kind, case_id, request,"
    " sealed, body, hash, signature, seal, epoch) VALUES (@id, :writer, @seq, $prev_hash, $seen_hash, @at, :author,"
    " :kind, :case_id, :request, 1, $body, $hash, $signature, :seal, @epoch)",
    error);

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, "@id", entry->id, ":writer", entry->writer, "@seq", entry->seq, "@at", entry->at, ":author",
                     entry->author, ":kind", entry->kind, ":case_id", entry->case_id, ":request", entry->request,
                     "$body", entry->body, ":seal", seal, "@epoch", epoch, NULL);
  gb_statement_bind_bytes (s, "$prev_hash", entry->prev_hash, GB_HASH_SIZE);
  gb_statement_bind_bytes (s, "$seen_hash", entry->seen_hash, GB_HASH_SIZE);
  gb_statement_bind_bytes (s, "$hash", entry->hash, GB_HASH_SIZE);
  gb_statement_bind_bytes (s, "$signature", entry->signature, GB_SIGNATURE_SIZE);
  return gb_statement_run (s, error);
}

/* --- views over both ------------------------------------------------------------------- */

/* What leaves the rows of an overlaid case in the vault aside: they stand,
 * as they are now, in memory.  A column case_id always says whose row it is;
 * where there is none the same key is the same row. */
static char *
leaving_aside (GbVault *vault, const char *name, GError **error)
{
  g_autoptr (GbStatement) s
    = gb_statement_new (vault, "SELECT name, pk FROM pragma_table_info (:name, 'main') ORDER BY pk", error);
  g_autoptr (GString) keys = g_string_new (NULL);
  gboolean by_case = FALSE;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":name", name, NULL);
  while (gb_statement_step (s, error))
    {
      const char *column = gb_statement_text (s, "name");
      by_case |= g_str_equal (column, "case_id");
      if (gb_statement_number (s, "pk") > 0)
        g_string_append_printf (keys, " AND o.%s = m.%s", column, column);
    }
  if (by_case)
    return g_strdup (" WHERE m.case_id NOT IN (SELECT id FROM sealed.overlaid)");
  if (keys->len == 0)
    return g_strdup ("");
  return g_strdup_printf (" WHERE NOT EXISTS (SELECT 1 FROM sealed.%s AS o WHERE 1%s)", name, keys->str);
}

/* NULL: all of it. */
static const char *
left_of (GbVault *vault, const char *name)
{
  const KeptBack *kept = g_object_get_data (G_OBJECT (vault), KEPT_BACK);

  return kept != NULL ? kept->left (name, kept->data) : NULL;
}

static gboolean
make_view (GbVault *vault, const char *name, gboolean is_table, gboolean overlaid, GError **error)
{
  g_autofree char *aside = is_table && overlaid ? leaving_aside (vault, name, error) : g_strdup ("");
  const char *left = left_of (vault, name);
  g_autofree char *sql = NULL;

  if (aside == NULL)
    return FALSE;
  sql = g_strdup_printf ("DROP VIEW IF EXISTS temp.%s; CREATE TEMP VIEW %s AS SELECT m.* FROM main.%s AS m%s%s%s%s"
                         " UNION ALL SELECT * FROM sealed.%s",
                         name, name, name, aside, left == NULL ? "" : *aside != '\0' ? " AND (" : " WHERE (",
                         left != NULL ? left : "", left != NULL ? ")" : "", name);
  return gb_vault_execute (vault, sql, error);
}

/* 0: none, 1: over both, 2: leaving aside what is overlaid. */
static int
view_there (GbVault *vault, const char *name)
{
  return (int) gb_vault_ask_number (
    vault, 0, NULL, "SELECT iif (instr (sql, 'sealed.overlaid') > 0 OR instr (sql, 'AS o WHERE') > 0, 2, 1)"
                    " FROM temp.sqlite_schema WHERE name = :name",
    ":name", name, NULL);
}

static gboolean
has_rows (GbVault *vault, const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM sealed.%s)", name);

  return gb_vault_ask_number (vault, 0, NULL, sql, NULL) == 1;
}

/* A table without a row in memory needs no view, and stays as quick as it is. */
static gboolean
refresh_views (GbVault *vault, GError **error)
{
  const GPtrArray *lists[] = { gb_projection_tables (), gb_projection_views () };
  gboolean overlaid = has_rows (vault, "overlaid");

  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; lists[l] != NULL && i < lists[l]->len; i++)
      {
        const char *name = lists[l]->pdata[i];
        int there = view_there (vault, name);
        if (there == 2 || (there == 1 && (l == 1 || !overlaid)))
          continue;
        if ((there == 1 || l == 1 || left_of (vault, name) != NULL || has_rows (vault, name))
            && !make_view (vault, name, l == 0, overlaid, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
drop_views (GbVault *vault, GError **error)
{
  for (;;)
    {
      g_autofree char *drop = gb_vault_ask_text (
        vault, NULL, "SELECT 'DROP VIEW temp.' || name FROM temp.sqlite_schema WHERE type = 'view' LIMIT 1", NULL);
      if (drop == NULL)
        return TRUE;
      if (!gb_vault_execute (vault, drop, error))
        return FALSE;
    }
}

/* --- projecting ---------------------------------------------------------------------------- */

static gboolean
is_projected (const char *name)
{
  const GPtrArray *list = gb_projection_tables ();

  return list != NULL && g_ptr_array_find_with_equal_func ((GPtrArray *) list, name, g_str_equal, NULL);
}

/* A case that has entries in the open, and what hangs on it. */
static gboolean
note_overlaid (GbVault *vault, GError **error)
{
  return gb_vault_execute (vault,
                           "DELETE FROM sealed.overlaid;"
                           "INSERT INTO sealed.overlaid (id) SELECT DISTINCT e.case_id FROM sealed.entry AS e"
                           " WHERE EXISTS (SELECT 1 FROM main.entry AS m WHERE m.case_id = e.case_id)",
                           error)
         && (!is_projected ("p_case_link")
             || gb_vault_execute (vault,
                                  "INSERT OR IGNORE INTO sealed.overlaid (id) SELECT case_id FROM main.p_case_link"
                                  " WHERE root IN (SELECT id FROM sealed.overlaid)",
                                  error));
}

static gboolean
empty_tables (GbVault *vault, GError **error)
{
  const GPtrArray *list = gb_projection_tables ();

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      g_autofree char *sql = g_strdup_printf ("DELETE FROM sealed.%s", (const char *) list->pdata[i]);
      if (!gb_vault_execute (vault, sql, error))
        return FALSE;
    }
  return TRUE;
}

static GArray *
entries_to_project (GbVault *vault, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GbStatement) s = gb_statement_new (
    vault,
    "SELECT id FROM sealed.entry UNION SELECT id FROM main.entry WHERE case_id IN (SELECT id FROM sealed.overlaid)"
    " ORDER BY id",
    error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  while (gb_statement_step (s, &local))
    {
      gint64 id = gb_statement_number_at (s, 0);
      g_array_append_val (ids, id);
    }
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* Everything anew, in the order in which it was written. */
static gboolean
project_all (GbVault *vault, GError **error)
{
  Sealed *self = gb_vault_held (vault);
  g_autoptr (GArray) ids = NULL;

  if (!note_overlaid (vault, error) || !empty_tables (vault, error))
    return FALSE;
  self->overlaid = has_rows (vault, "overlaid");
  ids = entries_to_project (vault, error);
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GbEntry) entry = gb_sealed_entry (vault, g_array_index (ids, gint64, i), error);
      g_autoptr (GError) local = NULL;
      if (entry == NULL)
        return FALSE;
      if (!gb_projection_apply_at (vault, entry, GB_PLACE_SEALED, &local))
        g_debug ("entry %" G_GINT64_FORMAT " could not be shown: %s", entry->id, local->message);
    }
  return refresh_views (vault, error);
}

gboolean
gb_sealed_follow (GbVault *vault, const GbEntry *entry, GError **error)
{
  Sealed *self = gb_vault_held (vault);

  if (self == NULL || !self->overlaid || entry->sealed || entry->case_id == NULL)
    return TRUE;
  if (gb_vault_ask_number (vault, 0, NULL, "SELECT 1 FROM sealed.overlaid WHERE id = :id", ":id", entry->case_id, NULL)
      != 1)
    return TRUE;
  return gb_projection_apply_at (vault, entry, GB_PLACE_SEALED, error) && refresh_views (vault, error);
}

/* --- at unlock -------------------------------------------------------------------------------- */

typedef struct { GbVault *vault; Sealed *self; GPtrArray *found; /* of GbEntry, opened */ GArray *epochs; } Opening;

/* What somebody closed for this member without keeping to the grammar must not
 * keep the vault from opening: it is left closed, and verify names it. */
static gboolean
keeps_to_grammar (const GbEntry *opened, JsonObject *body)
{
  const GbKind *kind = gb_kind_find (opened->kind);

  return kind != NULL && body != NULL && gb_kind_check (kind, body, NULL)
         && (opened->case_id == NULL || gb_id_is_valid (opened->case_id));
}

static gboolean
take_opened (Opening *opening, const GbEntry *stored, GbSealKey *key)
{
  g_autoptr (GError) ignored = NULL; /* verify says what is wrong with it */
  g_autoptr (GbEntry) entry = open_with (opening->vault, stored, key, &ignored);
  g_autoptr (JsonObject) body = entry != NULL ? gb_entry_body (entry, NULL) : NULL;
  JsonObject *seal = body != NULL ? gb_json_object (body, "sealing") : NULL;
  g_autoptr (GError) error = NULL;

  if (entry == NULL || !keeps_to_grammar (entry, body))
    return FALSE;
  remember_key (opening->self, key);
  if (seal != NULL)
    disclose_keys (opening->vault, opening->self, key, gb_json_array (seal, "enclosed"));
  if (!make_tables (opening->vault, &error)
      || !insert_opened (opening->vault, entry, gb_seal_key_get_case (key), gb_seal_key_get_epoch (key), &error))
    g_warning ("a sealed entry could not be kept in memory: %s", error->message);
  return error == NULL;
}

/* Those in which this member finds their own slot. */
static gboolean
open_own (Opening *opening, GError **error)
{
  GbIdentity *identity = gb_vault_get_identity (opening->vault);
  g_autoptr (GbStatement) s = gb_statement_new (
    opening->vault, "SELECT " GB_ENTRY_COLUMNS " FROM main.entry WHERE kind = 'sealed' ORDER BY id", error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  while (gb_statement_step (s, &local))
    {
      g_autoptr (GbEntry) stored = gb_entry_of_row (s);
      g_autoptr (GbSealKey) key = gb_seal_unwrap (identity, stored->body);
      if (key != NULL)
        take_opened (opening, stored, key);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* "writer seq epoch" */
static gboolean
open_earlier_one (Opening *opening, const char *seal, const char *name, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name, " ", 3);
  gint64 epoch = g_strv_length (parts) == 3 ? g_ascii_strtoll (parts[2], NULL, 10) : 0;
  GbSealKey *key = epoch > 0 ? key_for (opening->self, seal, epoch) : NULL;
  g_autoptr (GbStatement) s = NULL;

  if (key == NULL)
    return TRUE;
  s = gb_statement_new (opening->vault,
                        "SELECT " GB_ENTRY_COLUMNS " FROM main.entry WHERE writer = :writer AND seq = @seq AND sealed",
                        error);
  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":writer", parts[0], "@seq", (gint64) g_ascii_strtoll (parts[1], NULL, 10), NULL);
  if (gb_statement_step (s, error))
    {
      g_autoptr (GbEntry) stored = gb_entry_of_row (s);
      take_opened (opening, stored, key);
    }
  return TRUE;
}

/* What was written before this member became a reader. */
static gboolean
open_earlier (Opening *opening, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    opening->vault,
    "SELECT e.seal AS seal, j.value AS name FROM sealed.entry AS e"
    " JOIN json_each (CAST (e.body AS TEXT), '$.sealing.earlier') AS j ORDER BY e.id",
    error);
  g_autoptr (GPtrArray) seals = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  while (gb_statement_step (s, &local))
    {
      g_ptr_array_add (seals, g_strdup (gb_statement_text (s, "seal")));
      g_ptr_array_add (names, g_strdup (gb_statement_text (s, "name")));
    }
  for (guint i = 0; local == NULL && i < names->len; i++)
    if (!open_earlier_one (opening, seals->pdata[i], names->pdata[i], &local))
      break;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Who stepped back, or was taken off, sees nothing of the case from then on. */
static gboolean
leave_ended (GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault,
    "DELETE FROM sealed.entry WHERE seal IN (SELECT e.seal FROM sealed.entry AS e"
    " WHERE e.kind = 'seal.ended' AND CAST (e.body AS TEXT) ->> 'member_id' = :me AND NOT EXISTS"
    " (SELECT 1 FROM sealed.entry AS a WHERE a.seal = e.seal AND a.id > e.id AND a.kind = 'seal.reader-added'"
    " AND CAST (a.body AS TEXT) ->> 'member_id' = :me))",
    error);

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":me", gb_identity_get_member_id (gb_vault_get_identity (vault)), NULL);
  return gb_statement_run (s, error);
}

static gint64
present_epoch (GbVault *vault, const char *seal)
{
  if (!has_tables (vault))
    return 0;
  return gb_vault_ask_number (vault, 0, NULL, "SELECT max (epoch) FROM sealed.entry WHERE seal = :id", ":id", seal,
                              NULL);
}

static gboolean
forget_keys_without_entries (GbVault *vault, Sealed *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, NULL, &key))
    if (present_epoch (vault, gb_seal_key_get_case (key)) == 0)
      g_hash_table_iter_remove (&iter);
  return TRUE;
}

/* A new connection has no schema in memory. */
static gboolean
open_again (GbVault *vault, gpointer data, GError **error)
{
  return gb_sealed_open (vault, error);
}

gboolean
gb_sealed_open (GbVault *vault, GError **error)
{
  Opening opening = { .vault = vault };

  if (gb_vault_held (vault) != NULL)
    {
      if (!drop_views (vault, error) || !gb_vault_detach (vault, "sealed", error))
        return FALSE;
      gb_vault_hold (vault, NULL, NULL);
    }
  if (!gb_vault_attach_scratch (vault, "sealed", error))
    return FALSE;
  opening.self = g_new0 (Sealed, 1);
  opening.self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) gb_seal_key_unref);
  gb_vault_hold (vault, opening.self, (GDestroyNotify) sealed_free);
  gb_vault_on_reopened (vault, open_again, NULL);
  if (!open_own (&opening, error))
    return FALSE;
  if (g_object_get_data (G_OBJECT (vault), KEPT_BACK) != NULL && !make_tables (vault, error))
    return FALSE;
  if (!has_tables (vault))
    return TRUE;
  return open_earlier (&opening, error) && leave_ended (vault, error)
         && forget_keys_without_entries (vault, opening.self) && project_all (vault, error);
}

gboolean
gb_sealed_keep_back (GbVault *vault, GbSealedLeft left, gpointer data, GError **error)
{
  const KeptBack *before = g_object_get_data (G_OBJECT (vault), KEPT_BACK);
  KeptBack *kept = NULL;

  if (before == NULL ? left == NULL : before->left == left && before->data == data)
    return TRUE;
  if (left != NULL)
    {
      kept = g_new0 (KeptBack, 1);
      *kept = (KeptBack){ left, data };
    }
  g_object_set_data_full (G_OBJECT (vault), KEPT_BACK, kept, g_free);
  if (gb_vault_held (vault) == NULL)
    return TRUE;
  if (!drop_views (vault, error) || (kept != NULL && !make_tables (vault, error)))
    return FALSE;
  return !has_tables (vault) || refresh_views (vault, error);
}

char *
gb_sealed_find (GbVault *vault, const char *case_id)
{
  if (case_id == NULL || !has_tables (vault))
    return NULL;
  return gb_vault_ask_text (vault, NULL,
                            "SELECT seal FROM sealed.entry WHERE case_id = :id ORDER BY id DESC LIMIT 1", ":id",
                            case_id, NULL);
}

/* --- reading ----------------------------------------------------------------------------------- */

static GbEntry *
opened_by_id (GbVault *vault, gint64 id, GError **error)
{
  g_autoptr (GbStatement) s = NULL;
  GbEntry *entry;

  if (!has_tables (vault))
    return NULL;
  s = gb_statement_new (vault, "SELECT " GB_ENTRY_COLUMNS " FROM sealed.entry WHERE id = @id", error);
  if (s == NULL)
    return NULL;
  gb_statement_bind (s, "@id", id, NULL);
  if (!gb_statement_step (s, error))
    return NULL;
  entry = gb_entry_of_row (s);
  entry->opened = TRUE;
  return entry;
}

GbEntry *
gb_sealed_entry (GbVault *vault, gint64 id, GError **error)
{
  GbEntry *entry = gb_journal_entry (vault, id, error);
  GbEntry *opened = entry != NULL && entry->sealed ? opened_by_id (vault, id, NULL) : NULL;

  if (opened == NULL)
    return entry;
  gb_entry_free (entry);
  return opened;
}

/* The same request again must find its entry; nobody else learns anything by it. */
static char *
stored_request (GbVault *vault, const char *request)
{
  guint8 hash[GB_HASH_SIZE];
  GbHash *state = gb_hash_new ("guardbook.sealed-request.1");

  gb_hash_add_text (state, gb_vault_get_id (vault));
  gb_hash_add_text (state, request);
  gb_hash_finish (state, hash);
  return gb_bytes_to_hex (hash, 16);
}

GbEntry *
gb_sealed_entry_by_request (GbVault *vault, const char *request, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbEntry *entry = gb_journal_entry_by_request (vault, request, &local);
  g_autofree char *hidden = NULL;
  gint64 id;

  if (entry != NULL || local != NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return entry;
    }
  hidden = stored_request (vault, request);
  id = gb_vault_ask_number (vault, 0, error, "SELECT id FROM main.entry WHERE request = :request", ":request", hidden,
                            NULL);
  return id > 0 ? gb_sealed_entry (vault, id, error) : NULL;
}

/* --- writing --------------------------------------------------------------------------------------- */

/* (transfer full) */
static GbSealKey *
key_to_write_with (GbVault *vault, Sealed *self, const GbSealing *sealing, GError **error)
{
  gint64 epoch = present_epoch (vault, sealing->seal);
  GbSealKey *key;

  if (epoch == 0 || sealing->renew)
    return gb_seal_key_new (sealing->seal, epoch + 1);
  key = key_for (self, sealing->seal, epoch);
  if (key != NULL)
    return gb_seal_key_ref (key);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_NO_KEY, _ ("This case is sealed and you hold no key for it."));
  return NULL;
}

/* Which entries came before: "writer seq epoch". */
static JsonArray *
list_earlier (GbVault *vault, const char *seal, GError **error)
{
  JsonArray *list = json_array_new ();
  g_autoptr (GbStatement) s
    = has_tables (vault)
        ? gb_statement_new (vault,
                            "SELECT writer || ' ' || seq || ' ' || epoch FROM sealed.entry WHERE seal = :id"
                            " ORDER BY id",
                            error)
        : NULL;

  if (s == NULL)
    return list;
  gb_statement_bind (s, ":id", seal, NULL);
  while (gb_statement_step (s, error))
    json_array_add_string_element (list, gb_statement_text_at (s, 0));
  return list;
}

static void
add_keys (GbVault *vault, Sealed *self, const GbSealing *sealing, GbSealKey *key, JsonObject *body)
{
  JsonObject *seal = gb_json_object (body, "sealing");

  if (!sealing->renew && !sealing->hand_on)
    return;
  if (seal == NULL)
    {
      seal = json_object_new ();
      json_object_set_object_member (body, "sealing", seal);
    }
  remember_key (self, key);
  if (gb_seal_key_get_epoch (key) > 1)
    json_object_set_array_member (seal, "enclosed", enclose_keys (vault, self, key));
  if (sealing->hand_on)
    json_object_set_array_member (seal, "earlier", list_earlier (vault, sealing->seal, NULL));
}

static gboolean
writer_reads (GbVault *vault, const GbSealing *sealing)
{
  const guint8 *own = gb_identity_get_box_key (gb_vault_get_identity (vault));

  for (guint i = 0; i < sealing->n_holders; i++)
    if (memcmp (sealing->holders[i].box_key, own, GB_BOX_KEY_SIZE) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
show (GbVault *vault, Sealed *self, const GbSealing *sealing, GbSealKey *key, const GbEntry *entry, GError **error)
{
  gboolean overlays;

  if (!make_tables (vault, error)
      || !insert_opened (vault, entry, sealing->seal, gb_seal_key_get_epoch (key), error))
    return FALSE;
  remember_key (self, key);
  overlays = gb_vault_ask_number (vault, 0, NULL,
                                  "SELECT EXISTS (SELECT 1 FROM main.entry WHERE case_id = :id)"
                                  " AND NOT EXISTS (SELECT 1 FROM sealed.overlaid WHERE id = :id)",
                                  ":id", entry->case_id, NULL)
             == 1;
  if (overlays)
    return project_all (vault, error);
  return gb_projection_apply_at (vault, entry, GB_PLACE_SEALED, error) && refresh_views (vault, error);
}

static GbEntry *
append_closed (GbVault *vault, const GbSealing *sealing, const GbKind *kind, const char *case_id, const char *request,
               JsonObject *body, GError **error)
{
  Sealed *self = gb_vault_held (vault);
  GbIdentity *author = gb_vault_get_identity (vault);
  g_autoptr (GbSealKey) key = key_to_write_with (vault, self, sealing, error);
  g_autoptr (GbEntry) stored = NULL;
  g_autoptr (GbEntry) opened = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) plain = NULL;

  if (key == NULL)
    return NULL;
  add_keys (vault, self, sealing, key, body);
  bytes = gb_journal_body_bytes (kind, body);
  if (!gb_journal_check_bytes (kind, bytes, error))
    return NULL;
  plain = inside (kind->name, case_id, bytes);
  stored = gb_journal_new_entry (vault, "sealed", NULL, request, bytes);
  stored->sealed = TRUE;
  if (!gb_journal_find_place (vault, stored, error))
    return NULL;
  g_bytes_unref (stored->body);
  stored->body = gb_seal_close (author, key, sealing->holders, sealing->n_holders, stored->writer, stored->seq, plain);
  if (!gb_journal_write (vault, stored, error))
    return NULL;
  opened = opened_of (stored, kind->name, case_id, bytes);
  if (writer_reads (vault, sealing) && !show (vault, self, sealing, key, opened, error))
    return NULL;
  return g_steal_pointer (&opened);
}

GbEntry *
gb_sealed_append (GbVault *vault, const GbSealing *sealing, const char *name, const char *case_id, const char *request,
                  JsonObject *body, GError **error)
{
  const GbKind *kind = gb_journal_check_words (name, case_id, body, error);
  g_autofree char *hidden = NULL;
  g_autoptr (GbEntry) entry = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (gb_vault_held (vault) != NULL, NULL);
  if (kind == NULL)
    return NULL;
  entry = gb_sealed_entry_by_request (vault, request, &local);
  if (entry != NULL || local != NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return g_steal_pointer (&entry);
    }
  if (!gb_journal_may_write (vault, error) || !gb_vault_begin (vault, error))
    return NULL;
  hidden = stored_request (vault, request);
  entry = append_closed (vault, sealing, kind, case_id, hidden, body, error);
  if (entry == NULL)
    {
      gb_vault_rollback (vault);
      return NULL;
    }
  return gb_vault_commit (vault, error) ? g_steal_pointer (&entry) : NULL;
}

static gboolean
append_cover (GbVault *vault, gsize size, GError **error)
{
  g_autofree char *id = gb_id_new ();
  g_autofree char *request = stored_request (vault, id);
  g_autoptr (GBytes) cover = gb_seal_close_nothing (gb_vault_get_identity (vault), size);
  g_autoptr (GbEntry) entry = gb_journal_new_entry (vault, "sealed", NULL, request, cover);

  entry->sealed = TRUE;
  return gb_journal_find_place (vault, entry, error) && gb_journal_write (vault, entry, error);
}

gboolean
gb_sealed_cover (GbVault *vault, gsize size, GError **error)
{
  if (!gb_journal_may_write (vault, error) || !gb_vault_begin (vault, error))
    return FALSE;
  if (append_cover (vault, size, error))
    return gb_vault_commit (vault, error);
  gb_vault_rollback (vault);
  return FALSE;
}

/* --- verify ------------------------------------------------------------------------------------------- */

static void
check_shown (GbVault *vault, const GbEntry *shown, const char *seal, gint64 epoch, GPtrArray *findings)
{
  Sealed *self = gb_vault_held (vault);
  g_autoptr (GbEntry) stored = gb_journal_entry (vault, shown->id, NULL);
  GbSealKey *key = key_for (self, seal, epoch);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbEntry) opened = stored != NULL && key != NULL ? open_with (vault, stored, key, &error) : NULL;
  const GbKind *kind = gb_kind_find (shown->kind);
  g_autoptr (JsonObject) body = gb_entry_body (shown, NULL);

  if (opened == NULL || !g_str_equal (opened->kind, shown->kind) || g_strcmp0 (opened->case_id, shown->case_id) != 0
      || !g_bytes_equal (opened->body, shown->body))
    gb_note_finding (findings, shown->id,
                     _ ("Sealed entry %" PRId64 " isn’t what was read from it when the vault was opened."),
                     shown->id);
  else if (kind == NULL || body == NULL || !gb_kind_check (kind, body, &error))
    gb_note_finding (findings, shown->id,
                     _ ("What is in sealed entry %" PRId64 " doesn’t keep to the form of its kind."),
                     shown->id);
}

/* One that is closed for this member and can't be opened was changed or moved. */
static gboolean
check_own (GbVault *vault, GPtrArray *findings, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault, "SELECT " GB_ENTRY_COLUMNS " FROM main.entry WHERE kind = 'sealed' ORDER BY id", error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  while (gb_statement_step (s, &local))
    {
      g_autoptr (GbEntry) stored = gb_entry_of_row (s);
      g_autoptr (GbSealKey) key = gb_seal_unwrap (gb_vault_get_identity (vault), stored->body);
      g_autoptr (GbEntry) opened = key != NULL ? open_with (vault, stored, key, NULL) : NULL;
      g_autoptr (JsonObject) body = opened != NULL ? gb_entry_body (opened, NULL) : NULL;
      if (key != NULL && (opened == NULL || !keeps_to_grammar (opened, body)))
        gb_note_finding (findings, stored->id,
                         _ ("Sealed entry %" PRId64 " was closed for you, and can’t be read."),
                         stored->id);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
gb_sealed_check (GbVault *vault, GPtrArray *findings, GError **error)
{
  g_autoptr (GbStatement) s = NULL;
  g_autoptr (GError) local = NULL;

  if (gb_vault_held (vault) == NULL)
    return TRUE;
  if (!check_own (vault, findings, error))
    return FALSE;
  if (!has_tables (vault))
    return TRUE;
  s = gb_statement_new (vault, "SELECT " GB_ENTRY_COLUMNS ", seal, epoch FROM sealed.entry ORDER BY id", error);
  if (s == NULL)
    return FALSE;
  while (gb_statement_step (s, &local))
    {
      g_autoptr (GbEntry) shown = gb_entry_of_row (s);
      shown->opened = TRUE;
      check_shown (vault, shown, gb_statement_text (s, "seal"), gb_statement_number (s, "epoch"), findings);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

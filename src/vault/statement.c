/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "vault/statement.h"
#include "vault/vault-private.h"

#define KEPT_MOST 512 /* statements kept ready; a projection's and a screen's fit many times */

struct _GbStatement
{
  GbVault *vault;
  char *sql;
  sqlite3_stmt *statement;
  gboolean in_use;
  gboolean kept; /* in the vault's cache, whether in use or not: giving it back costs no look-up */
  int columns;
  int prepared; /* how often SQLite prepared it again: the columns may be others then */
  char **names; /* of the columns, read when first asked */
  int next;     /* the column after the one asked last: rows are read in order */
};

static void
destroy (gpointer data)
{
  GbStatement *self = data;

  sqlite3_finalize (self->statement);
  g_strfreev (self->names);
  g_free (self->sql);
  g_free (self);
}

/* Statements are long, and one is looked for a dozen times an act: a few of the
 * characters, from all over it, tell them apart well enough. */
static guint
hash_sql (gconstpointer sql)
{
  const char *text = sql;
  gsize length = strlen (text);
  guint hash = (guint) length;

  for (gsize i = 0; i < length; i += 1 + length / 32)
    hash = hash * 33 + (guchar) text[i];
  return hash;
}

GbStatement *
gb_statement_new (GbVault *vault, const char *sql, GError **error)
{
  GbStatement *self, *kept;
  int rc;

  g_assert (gb_vault_on_worker (vault));
  if (vault->statements == NULL)
    vault->statements = g_hash_table_new_full (hash_sql, g_str_equal, NULL, destroy);
  kept = g_hash_table_lookup (vault->statements, sql);
  if (kept != NULL && !kept->in_use)
    {
      kept->in_use = TRUE;
      return kept;
    }
  self = g_new0 (GbStatement, 1);
  self->vault = vault;
  self->sql = g_strdup (sql);
  rc = sqlite3_prepare_v3 (vault->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &self->statement, NULL);
  self->in_use = rc == SQLITE_OK;
  /* Two at once of the same SQL: one is enough to keep. */
  self->kept = self->in_use && kept == NULL && g_hash_table_size (vault->statements) < KEPT_MOST;
  if (self->kept)
    g_hash_table_insert (vault->statements, self->sql, self);
  if (self->in_use)
    return self;
  gb_connection_fail (vault->db, rc, error);
  destroy (self);
  return NULL;
}

void
gb_statement_free (GbStatement *self)
{
  if (self == NULL)
    return;
  sqlite3_reset (self->statement);
  sqlite3_clear_bindings (self->statement);
  self->in_use = FALSE;
  if (!self->kept)
    destroy (self);
}

void
gb_statements_clear (GbVault *vault)
{
  GHashTableIter iter;
  gpointer statement;

  if (vault->statements == NULL)
    return;
  /* One that somebody still holds is theirs to free; closing the database says so. */
  g_hash_table_iter_init (&iter, vault->statements);
  while (g_hash_table_iter_next (&iter, NULL, &statement))
    if (((GbStatement *) statement)->in_use)
      {
        ((GbStatement *) statement)->kept = FALSE;
        g_hash_table_iter_steal (&iter);
      }
  g_clear_pointer (&vault->statements, g_hash_table_unref);
}

/* --- binds -------------------------------------------------------------------- */

static int
parameter (GbStatement *self, const char *name)
{
  int index = sqlite3_bind_parameter_index (self->statement, name);

  if (index == 0)
    g_error ("No bind “%s” in: %s", name, self->sql);
  return index;
}

gboolean
gb_statement_has (GbStatement *self, const char *name)
{
  return sqlite3_bind_parameter_index (self->statement, name) != 0;
}

void
gb_statement_bind_text (GbStatement *self, const char *name, const char *text)
{
  sqlite3_bind_text (self->statement, parameter (self, name), text, -1, SQLITE_TRANSIENT);
}

void
gb_statement_bind_number (GbStatement *self, const char *name, gint64 number)
{
  sqlite3_bind_int64 (self->statement, parameter (self, name), number);
}

void
gb_statement_bind_bytes (GbStatement *self, const char *name, gconstpointer bytes, gsize length)
{
  int index = parameter (self, name);

  if (bytes == NULL && length == 0)
    sqlite3_bind_zeroblob (self->statement, index, 0);
  else
    sqlite3_bind_blob64 (self->statement, index, bytes, length, SQLITE_TRANSIENT);
}

static void
bind_one (GbStatement *self, const char *name, va_list *args)
{
  switch (name[0])
    {
    case ':':
      gb_statement_bind_text (self, name, va_arg (*args, const char *));
      break;
    case '@':
      gb_statement_bind_number (self, name, va_arg (*args, gint64));
      break;
    case '$':
      {
        GBytes *bytes = va_arg (*args, GBytes *);

        if (bytes == NULL)
          sqlite3_bind_null (self->statement, parameter (self, name));
        else
          gb_statement_bind_bytes (self, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
        break;
      }
    default:
      g_error ("The bind “%s” has no type.", name);
    }
}

void
gb_statement_bindv (GbStatement *self, const char *name, va_list args)
{
  va_list rest;

  va_copy (rest, args);
  for (; name != NULL; name = va_arg (rest, const char *))
    bind_one (self, name, &rest);
  va_end (rest);
}

void
gb_statement_bind (GbStatement *self, const char *name, ...)
{
  va_list args;

  va_start (args, name);
  gb_statement_bindv (self, name, args);
  va_end (args);
}

/* --- rows ------------------------------------------------------------------------ */

gboolean
gb_statement_step (GbStatement *self, GError **error)
{
  int rc;

  g_assert (gb_vault_on_worker (self->vault));
  rc = sqlite3_step (self->statement);
  self->next = 0;
  if (rc == SQLITE_ROW)
    return TRUE;
  if (rc != SQLITE_DONE)
    gb_connection_fail (self->vault->db, rc, error);
  sqlite3_reset (self->statement);
  return FALSE;
}

gboolean
gb_statement_run (GbStatement *self, GError **error)
{
  g_autoptr (GError) failed = NULL;

  while (gb_statement_step (self, &failed))
    ;
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

void
gb_statement_reset (GbStatement *self)
{
  sqlite3_reset (self->statement);
}

int
gb_statement_columns (GbStatement *self)
{
  return sqlite3_column_count (self->statement);
}

static void
read_names (GbStatement *self)
{
  int prepared = sqlite3_stmt_status (self->statement, SQLITE_STMTSTATUS_REPREPARE, FALSE);
  int columns = sqlite3_column_count (self->statement);

  if (self->names != NULL && self->prepared == prepared && self->columns == columns)
    return;
  g_strfreev (self->names);
  self->names = g_new0 (char *, columns + 1);
  for (int i = 0; i < columns; i++)
    self->names[i] = g_strdup (sqlite3_column_name (self->statement, i));
  self->columns = columns;
  self->prepared = prepared;
}

const char *
gb_statement_column_name (GbStatement *self, int column)
{
  read_names (self);
  g_assert (column >= 0 && column < self->columns);
  return self->names[column];
}

int
gb_statement_column (GbStatement *self, const char *name)
{
  read_names (self);
  for (int i = 0; i < self->columns; i++)
    {
      int column = (self->next + i) % self->columns;

      if (strcmp (self->names[column], name) == 0)
        {
          self->next = column + 1;
          return column;
        }
    }
  return -1;
}

static int
column_or_die (GbStatement *self, const char *name)
{
  int column = gb_statement_column (self, name);

  if (column < 0)
    g_error ("No column “%s” in: %s", name, self->sql);
  return column;
}

gboolean
gb_statement_is_null (GbStatement *self, const char *name)
{
  return sqlite3_column_type (self->statement, column_or_die (self, name)) == SQLITE_NULL;
}

const char *
gb_statement_text (GbStatement *self, const char *name)
{
  return (const char *) sqlite3_column_text (self->statement, column_or_die (self, name));
}

gint64
gb_statement_number (GbStatement *self, const char *name)
{
  return sqlite3_column_int64 (self->statement, column_or_die (self, name));
}

GBytes *
gb_statement_bytes (GbStatement *self, const char *name)
{
  int column = column_or_die (self, name);
  const void *bytes = sqlite3_column_blob (self->statement, column);

  return g_bytes_new (bytes, (gsize) sqlite3_column_bytes (self->statement, column));
}

const char *
gb_statement_text_at (GbStatement *self, int column)
{
  return (const char *) sqlite3_column_text (self->statement, column);
}

gint64
gb_statement_number_at (GbStatement *self, int column)
{
  return sqlite3_column_int64 (self->statement, column);
}

gconstpointer
gb_statement_bytes_at (GbStatement *self, int column, gsize *length)
{
  gconstpointer bytes = sqlite3_column_blob (self->statement, column);

  *length = (gsize) sqlite3_column_bytes (self->statement, column);
  return bytes;
}

/* --- one answer --------------------------------------------------------------------- */

gint64
gb_vault_ask_number (GbVault *vault, gint64 otherwise, GError **error, const char *sql, const char *name, ...)
{
  g_autoptr (GbStatement) statement = gb_statement_new (vault, sql, error);
  va_list args;

  if (statement == NULL)
    return otherwise;
  va_start (args, name);
  gb_statement_bindv (statement, name, args);
  va_end (args);
  if (!gb_statement_step (statement, error) || sqlite3_column_type (statement->statement, 0) == SQLITE_NULL)
    return otherwise;
  return gb_statement_number_at (statement, 0);
}

char *
gb_vault_ask_text (GbVault *vault, GError **error, const char *sql, const char *name, ...)
{
  g_autoptr (GbStatement) statement = gb_statement_new (vault, sql, error);
  va_list args;

  if (statement == NULL)
    return NULL;
  va_start (args, name);
  gb_statement_bindv (statement, name, args);
  va_end (args);
  if (!gb_statement_step (statement, error))
    return NULL;
  return g_strdup (gb_statement_text_at (statement, 0));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peer: the same rows, queries and transactions as bench-journal, straight on
 * sqlite3.  Built twice: with SQLCipher and a key (the bare peer), and with
 * plain SQLite.  It holds none of our code, so that the difference is what our
 * code costs.
 *
 *   bench-peer-NAME ROWS FOLDER
 * reads the lines of ROWS (S sql, R table json-array, Q name sql, M words,
 * T begins and C ends a transaction to be timed) and prints "name p50 p99" in
 * milliseconds, a line each. */
#include <json-glib/json-glib.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#ifdef GB_PEER_KEYED
#include <sqlcipher/sqlite3.h>
#else
#include <sqlite3.h>
#endif

#define ROUNDS 200
#define FIND_ROUNDS 25 /* as bench-journal */

static sqlite3 *db;
static char *path;
static GHashTable *inserts; /* table -> sqlite3_stmt */

static void
must (int rc, const char *what)
{
  if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
    g_error ("%s: %s", what, sqlite3_errmsg (db));
}

static void
run (const char *sql)
{
  must (sqlite3_exec (db, sql, NULL, NULL, NULL), sql);
}

static void
open_database (void)
{
  must (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), "open");
#ifdef GB_PEER_KEYED
  static const char key[] = "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'";
  must (sqlite3_key_v2 (db, "main", key, (int) strlen (key)), "key");
#endif
  run ("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = "
       "MEMORY");
}

static void
close_database (void)
{
  GHashTableIter iter;
  gpointer statement;

  g_hash_table_iter_init (&iter, inserts);
  while (g_hash_table_iter_next (&iter, NULL, &statement))
    sqlite3_finalize (statement);
  g_hash_table_remove_all (inserts);
  sqlite3_close (db);
}

/* --- times ------------------------------------------------------------------------ */

static int
compare_times (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *) a < *(const gint64 *) b ? -1 : *(const gint64 *) a > *(const gint64 *) b;
}

static void
tell (const char *name, GArray *times)
{
  if (times->len == 0)
    return;
  g_array_sort (times, compare_times);
  printf ("%s %.3f %.3f\n", name, (double) g_array_index (times, gint64, times->len / 2) / 1000,
          (double) g_array_index (times, gint64, times->len * 99 / 100) / 1000);
  fflush (stdout);
}

static void
tell_one (const char *name, gint64 took)
{
  printf ("%s %.3f %.3f\n", name, (double) took / 1000, (double) took / 1000);
  fflush (stdout);
}

/* --- rows ----------------------------------------------------------------------------- */

static sqlite3_stmt *
insert_of (const char *table, guint columns)
{
  sqlite3_stmt *statement = g_hash_table_lookup (inserts, table);
  g_autoptr (GString) sql = NULL;

  if (statement != NULL)
    return statement;
  sql = g_string_new (NULL);
  g_string_printf (sql, "INSERT OR REPLACE INTO %s VALUES (", table);
  for (guint i = 0; i < columns; i++)
    g_string_append (sql, i == 0 ? "?" : ", ?");
  g_string_append (sql, ")");
  must (sqlite3_prepare_v3 (db, sql->str, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), sql->str);
  g_hash_table_insert (inserts, g_strdup (table), statement);
  return statement;
}

/* In the table of truth the hashes come in hexadecimal and the body as text. */
static void
bind_bytes (sqlite3_stmt *statement, int index, const char *text, gboolean hex)
{
  gsize length = strlen (text);
  g_autofree guint8 *bytes = g_malloc (length + 1);

  if (!hex)
    {
      must (sqlite3_bind_blob (statement, index, text, (int) length, SQLITE_TRANSIENT), "bind");
      return;
    }
  for (gsize i = 0; i + 1 < length; i += 2)
    bytes[i / 2] = (guint8) (g_ascii_xdigit_value (text[i]) << 4 | g_ascii_xdigit_value (text[i + 1]));
  must (sqlite3_bind_blob (statement, index, bytes, (int) length / 2, SQLITE_TRANSIENT), "bind");
}

static void
put (const char *table, JsonArray *row)
{
  guint n = json_array_get_length (row);
  sqlite3_stmt *statement = insert_of (table, n);
  gboolean truth = g_str_equal (table, "entry");

  for (guint i = 0; i < n; i++)
    {
      JsonNode *value = json_array_get_element (row, i);
      int index = (int) i + 1;
      if (JSON_NODE_HOLDS_NULL (value))
        sqlite3_bind_null (statement, index);
      else if (json_node_get_value_type (value) == G_TYPE_INT64)
        sqlite3_bind_int64 (statement, index, json_node_get_int (value));
      else if (truth && (i == 3 || i == 4 || i == 11 || i == 12 || i == 13))
        bind_bytes (statement, index, json_node_get_string (value), i != 11);
      else
        sqlite3_bind_text (statement, index, json_node_get_string (value), -1, SQLITE_TRANSIENT);
    }
  must (sqlite3_step (statement), table);
  must (sqlite3_reset (statement), table);
}

typedef struct { char *table; JsonArray *row; } Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->table);
  json_array_unref (row->row);
  g_free (row);
}

static Row *
read_row (const char *line)
{
  const char *blank = strchr (line, ' ');
  g_autoptr (JsonNode) node = json_from_string (blank + 1, NULL);
  Row *row = g_new0 (Row, 1);

  row->table = g_strndup (line, (gsize) (blank - line));
  row->row = json_array_ref (json_node_get_array (node));
  return row;
}

/* --- what is timed -------------------------------------------------------------------- */

static void
time_transaction (GPtrArray *rows, GArray *times)
{
  gint64 start = g_get_monotonic_time (), took;

  run ("BEGIN IMMEDIATE");
  for (guint i = 0; i < rows->len; i++)
    put (((Row *) rows->pdata[i])->table, ((Row *) rows->pdata[i])->row);
  run ("COMMIT");
  took = g_get_monotonic_time () - start;
  g_array_append_val (times, took);
}

static void
drain (const char *sql)
{
  sqlite3_stmt *statement;

  must (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), sql);
  while (sqlite3_step (statement) == SQLITE_ROW)
    for (int i = 0; i < sqlite3_column_count (statement); i++)
      sqlite3_column_blob (statement, i);
  sqlite3_finalize (statement);
}

static void
time_open (const char *sql)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < 20; i++)
    {
      gint64 start, took;
      close_database ();
      start = g_get_monotonic_time ();
      open_database ();
      drain (sql);
      took = g_get_monotonic_time () - start;
      g_array_append_val (times, took);
    }
  tell ("open", times);
}

static void
time_query (const char *name, const char *sql)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start = g_get_monotonic_time (), took;
      drain (sql);
      took = g_get_monotonic_time () - start;
      g_array_append_val (times, took);
    }
  tell (name, times);
}

static void
time_words (GPtrArray *words)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint round = 0; round < FIND_ROUNDS; round++)
    for (guint i = 0; i < words->len; i++)
      {
        g_autofree char *sql = g_strdup_printf (
          "SELECT e.case_id, e.at, snippet (f, 0, '[', ']', '…', 16) FROM f JOIN entry AS e ON e.id = f.rowid"
          " WHERE f MATCH '%s' ORDER BY f.rowid DESC LIMIT 50", (const char *) words->pdata[i]);
        gint64 start = g_get_monotonic_time (), took;
        drain (sql);
        took = g_get_monotonic_time () - start;
        g_array_append_val (times, took);
      }
  tell ("find", times);
}

/* Reads every entry and hashes its body: what any check must do at least. */
static void
time_hashes (void)
{
  gint64 start = g_get_monotonic_time ();
  sqlite3_stmt *statement;
  unsigned char hash[32];

  must (sqlite3_prepare_v2 (db, "SELECT * FROM entry ORDER BY id", -1, &statement, NULL), "scan");
  while (sqlite3_step (statement) == SQLITE_ROW)
    crypto_generichash (hash, sizeof hash, sqlite3_column_blob (statement, 11),
                        (unsigned long long) sqlite3_column_bytes (statement, 11), NULL, 0);
  sqlite3_finalize (statement);
  tell_one ("hashes", g_get_monotonic_time () - start);
}

/* Five fields of every body into one table with three indexes: the least that
 * a replay can be. */
static void
time_replay (void)
{
  gint64 start = g_get_monotonic_time ();

  run ("BEGIN IMMEDIATE; CREATE TABLE r (id INTEGER PRIMARY KEY, a, b, c, d, e); CREATE INDEX ra ON r (a); CREATE "
       "INDEX rb ON r (b, c);"
       " CREATE INDEX rd ON r (d); INSERT INTO r SELECT id, b ->> 'title', b ->> 'reference', b ->> 'at', b ->> "
       "'person_id',"
       " b ->> '$.author.name' FROM (SELECT id, CAST (body AS TEXT) AS b FROM entry); COMMIT");
  tell_one ("replay", g_get_monotonic_time () - start);
}

typedef struct { GPtrArray *words, *transaction; GArray *acts; gint64 begun; gboolean timed; } State;

static void
take_line (State *state, char *line)
{
  char *rest = line + 2;

  if (line[0] == 'S')
    run (g_strdelimit (rest, "\x1f", '\n'));
  else if (line[0] == 'R')
    {
      Row *row = read_row (rest);
      if (state->transaction != NULL)
        g_ptr_array_add (state->transaction, row);
      else
        {
          put (row->table, row->row);
          row_free (row);
        }
    }
  else if (line[0] == 'M')
    g_ptr_array_add (state->words, g_strdup (rest));
  else if (line[0] == 'T')
    state->transaction = g_ptr_array_new_with_free_func (row_free);
  else if (line[0] == 'C')
    {
      time_transaction (state->transaction, state->acts);
      g_clear_pointer (&state->transaction, g_ptr_array_unref);
    }
  else if (line[0] == 'Q')
    {
      char *sql = strchr (rest, ' ');
      *sql = '\0';
      if (g_str_equal (rest, "open"))
        time_open (sql + 1);
      else
        time_query (rest, sql + 1);
    }
}

int
main (int argc, char **argv)
{
  State state = { g_ptr_array_new_with_free_func (g_free), NULL, g_array_new (FALSE, FALSE, sizeof (gint64)) };
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  size_t room = 0;
  ssize_t length;
  FILE *rows;

  if (argc != 3 || sodium_init () < 0)
    return 2;
  path = g_build_filename (argv[2], "peer.db", NULL);
  rows = fopen (argv[1], "r");
  inserts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  open_database ();
  while ((length = getline (&line, &room, rows)) > 0)
    {
      line[length - 1] = '\0';
      take_line (&state, line);
    }
  tell ("act", state.acts);
  run ("CREATE VIRTUAL TABLE f USING fts5 (text, content = 'words', content_rowid = 'id', tokenize = 'unicode61 "
       "remove_diacritics 2');"
       " INSERT INTO f (f) VALUES ('rebuild')");
  time_words (state.words);
  time_hashes ();
  time_replay ();
  close_database ();
  return 0;
}

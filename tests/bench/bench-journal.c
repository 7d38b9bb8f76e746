/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the journal costs: a vault with 100,000 entries of about 1 KB, each
 * measure beside bare SQLCipher and plain SQLite doing the same on the same
 * rows in the same run.  Prints a table; asserts nothing.
 *
 *   bench-journal [ENTRIES] PEER...      PEER: the bench-peer programs */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ids.h"
#include "base/time.h"
#include "casework/find.h"
#include "journal/projection.h"
#include "support/desk.h"
#include "support/folder.h"
#include "support/journal.h"
#include "vault/statement.h"

#define ACTS 1000
#define ROUNDS 200

static const char first_list[] = "SELECT id, reference, title, opened_at, state FROM p_case WHERE noun = 'incident' "
                                 "ORDER BY opened_at DESC LIMIT 50";
static const char list_page[] = "SELECT c.id, c.reference, c.title, i.category, i.occurred_at, i.narrative FROM p_case "
                                "AS c JOIN p_incident AS i ON i.id = c.id"
                                " WHERE c.noun = 'incident' AND c.opened_at < (SELECT max (opened_at) FROM p_case) - "
                                "1000 ORDER BY c.opened_at DESC LIMIT 50";
/* Of twelve questions: enough of each that one in a hundred can be told (peer.c asks as many). */
#define FIND_ROUNDS 25
static const char *const words[] = { "phone",       "play",          "mess gro",
                                     "wor scr",     "library lunch", "ph",
                                     "te",          "kay ose",       "coach after told",
                                     "friend offi", "seen",          "photograph par" };

/* --- times --------------------------------------------------------------------------- */

typedef struct { const char *name, *label; double ours[2], peers[2][2]; } Measure;

static Measure measures[] = {
  { "open", "unlock to first list" },
  { "act", "one act, durable" },
  { "page", "list page of 50" },
  { "find", "full-text search, newest first" },
  { "hashes", "verify hashes" },
  { "signatures", "verify hashes, signatures, grammar" },
  { "replay", "replay of all projections" },
  { "index", "full-text index from nothing" },
};

static Measure *
measure (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (g_str_equal (measures[i].name, name))
      return &measures[i];
  g_error ("no measure %s", name);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *) a < *(const gint64 *) b ? -1 : *(const gint64 *) a > *(const gint64 *) b;
}

static void
take_times (const char *name, GArray *times)
{
  Measure *it = measure (name);

  g_array_sort (times, compare_times);
  it->ours[0] = (double) g_array_index (times, gint64, times->len / 2) / 1000;
  it->ours[1] = (double) g_array_index (times, gint64, times->len * 99 / 100) / 1000;
}

/* What all threads together have worked: on a busy machine the better number. */
static gint64
work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gint64 worked;

static void
take_time (const char *name, gint64 since)
{
  Measure *it = measure (name);

  it->ours[0] = it->ours[1] = (double) (g_get_monotonic_time () - since) / 1000;
  printf ("# %s: %.0f ms (%.0f ms of all processors)\n", it->label, it->ours[0], (double) (work () - worked) / 1000);
  worked = work ();
  fflush (stdout);
}

/* --- a full vault ------------------------------------------------------------------------ */

typedef struct { GbTestWriter *writer; guint count; } Fill;

static gpointer
fill_slice (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Fill *fill = data;

  gb_test_writer_write (fill->writer, gb_book_get_vault (book), fill->count, error);
  return NULL;
}

static gpointer
average_body (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GSIZE_TO_POINTER ((gsize) gb_vault_ask_number (
      gb_book_get_vault (book), 0, error, "SELECT CAST (avg (length (body)) AS INTEGER) FROM entry", NULL));
}

static void
fill (GbTestDesk *desk, GbTestWriter *writer, guint entries)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  for (guint done = 0; done < entries; done += 5000)
    {
      gb_book_ask (desk->book, fill_slice, &(Fill){ writer, MIN (5000, entries - done) }, &error);
      g_assert_no_error (error);
    }
  printf ("# %u entries of %u bytes on average written in %.1f s\n", entries,
          GPOINTER_TO_UINT (gb_book_ask (desk->book, average_body, NULL, NULL)),
          (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  fflush (stdout);
}

/* --- what is timed --------------------------------------------------------------------------- */

static gpointer
drain (GbBook *book, gpointer sql, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (gb_book_get_vault (book), sql, error);

  while (s != NULL && gb_statement_step (s, error))
    for (int i = 0; i < gb_statement_columns (s); i++)
      gb_statement_text_at (s, i);
  return NULL;
}

static void
time_open (GbTestDesk *desk)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < 20; i++)
    {
      gint64 start, took;
      gb_test_desk_close (desk);
      start = g_get_monotonic_time ();
      desk->book = gb_book_open (desk->path, NULL, desk->keyring, NULL);
      gb_book_ask (desk->book, drain, (gpointer) first_list, NULL);
      took = g_get_monotonic_time () - start;
      g_array_append_val (times, took);
    }
  take_times ("open", times);
}

static char *
incident_json (guint i)
{
  GString *narrative = g_string_new (NULL);

  for (guint w = 0; w < 90; w++)
    g_string_append_printf (narrative, "%s ",
                            (w * 7 + i) % 3 == 0 ? "playground"
                            : (w + i) % 2 == 0   ? "message"
                                                 : "phone");
  return g_strdup_printf (
      "{'title':'Phone used in the changing room %u','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'exact','location':'changing-room','site':'on','channel':'staff-saw','narrative':'%s',"
      "'danger':'no','indecent_image':'no','people':[]}",
      i, gb_now (), g_string_free (narrative, FALSE));
}

/* Through the gate, from another thread, as the window does it. */
static void
time_acts (GbTestDesk *desk)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < ACTS; i++)
    {
      g_autofree char *json = incident_json (i);
      g_autoptr (JsonObject) body = gb_test_body (json);
      g_autofree char *request = gb_id_new ();
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time (), took;
      GbDone *done = gb_book_act (desk->book, "incident.recorded", NULL, request, body, &error);
      took = g_get_monotonic_time () - start;
      g_assert_no_error (error);
      gb_done_free (done);
      g_array_append_val (times, took);
    }
  take_times ("act", times);
}

static void
time_query (GbTestDesk *desk, const char *name, const char *sql)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start = g_get_monotonic_time (), took;
      gb_book_ask (desk->book, drain, (gpointer) sql, NULL);
      took = g_get_monotonic_time () - start;
      g_array_append_val (times, took);
    }
  take_times (name, times);
}

static gpointer
find_words (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_find (gb_book_get_vault (book), data, 50, error);
}

static void
time_find (GbTestDesk *desk)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint round = 0; round < FIND_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
      {
        gint64 start = g_get_monotonic_time (), took;
        g_autoptr (GPtrArray) found = gb_book_ask (desk->book, find_words, (gpointer) words[i], NULL);
        took = g_get_monotonic_time () - start;
        g_array_append_val (times, took);
      }
  take_times ("find", times);
}

static gpointer
index_slice (GbBook *book, gpointer left, GCancellable *cancellable, GError **error)
{
  gb_find_catch_up (gb_book_get_vault (book), 1000, left, error);
  return NULL;
}

static gpointer
tidy_slice (GbBook *book, gpointer more, GCancellable *cancellable, GError **error)
{
  gb_find_tidy (gb_book_get_vault (book), more, error);
  return NULL;
}

static void
time_index (GbTestDesk *desk)
{
  gint64 start = g_get_monotonic_time (), left = 1;
  gboolean more = TRUE;

  worked = work ();
  while (left > 0)
    gb_book_ask (desk->book, index_slice, &left, NULL);
  take_time ("index", start);
  while (more)
    gb_book_ask (desk->book, tidy_slice, &more, NULL);
}

static void
time_verify (GbTestDesk *desk, const char *name, GbVerifyParts parts)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict =
      gb_journal_verify (gb_book_get_vault (desk->book), parts, 1, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
  take_time (name, start);
}

static void
time_replay (GbTestDesk *desk)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  worked = work ();
  gb_projection_rebuild (gb_book_get_vault (desk->book), NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  take_time ("replay", start);
}

/* --- the same rows for the peers ------------------------------------------------------------------ */

static void
write_lines (GbVault *vault, FILE *out, const char *prefix, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbStatement) s = gb_statement_new (vault, sql, &error);

  g_assert_no_error (error);
  while (gb_statement_step (s, &error))
    {
      g_autofree char *line = g_strdelimit (g_strdup (gb_statement_text_at (s, 0)), "\n", '\x1f');
      fprintf (out, "%s%s\n", prefix, line);
    }
  g_assert_no_error (error);
}

static char *
columns_of (GbVault *vault, const char *table, const char *prefix)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT group_concat ('%s' || name, ', ') FROM pragma_table_info ('%s')", prefix, table);

  return gb_vault_ask_text (vault, NULL, sql, NULL);
}

static GPtrArray *
tables_of (GbVault *vault)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'p_*' AND name NOT GLOB 'p_find*'", NULL);
  GPtrArray *tables = g_ptr_array_new_with_free_func (g_free);

  while (gb_statement_step (s, NULL))
    g_ptr_array_add (tables, g_strdup (gb_statement_text_at (s, 0)));
  return tables;
}

#define ENTRY_ARRAY                                                                                                    \
  "json_array (id, writer, seq, hex (prev_hash), hex (seen_hash), at, author, kind, case_id, request, sealed,"         \
  " CAST (body AS TEXT), hex (hash), hex (signature))"

static gpointer
write_rows (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GPtrArray) tables = tables_of (vault);

  write_lines (
      vault, data, "S ",
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index') AND (tbl_name = 'entry'"
      " OR (tbl_name GLOB 'p_*' AND tbl_name NOT GLOB 'p_find*')) ORDER BY type DESC");
  fprintf (data, "S CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT)\nS BEGIN\n");
  write_lines (vault, data, "R entry ", "SELECT " ENTRY_ARRAY " FROM entry ORDER BY id");
  for (guint i = 0; i < tables->len; i++)
    {
      g_autofree char *columns = columns_of (vault, tables->pdata[i], "");
      g_autofree char *sql = g_strdup_printf ("SELECT json_array (%s) FROM %s", columns, (char *) tables->pdata[i]);
      g_autofree char *prefix = g_strdup_printf ("R %s ", (char *) tables->pdata[i]);
      write_lines (vault, data, prefix, sql);
    }
  write_lines (vault, data, "R words ", "SELECT json_array (id, text) FROM p_find_source");
  fprintf (data, "S COMMIT\nS PRAGMA wal_checkpoint (TRUNCATE)\n");
  return NULL;
}

/* Triggers of our own note every row that an act writes. */
static gpointer
watch_rows (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GPtrArray) tables = tables_of (vault);

  gb_vault_fence (vault, FALSE);
  gb_vault_execute (vault, "CREATE TABLE p_watch (id INTEGER PRIMARY KEY, line TEXT)", error);
  for (guint i = 0; i < tables->len; i++)
    for (guint update = 0; update < 2; update++)
      {
        const char *table = tables->pdata[i];
        g_autofree char *columns = columns_of (vault, table, "NEW.");
        g_autofree char *sql = g_strdup_printf ("CREATE TRIGGER p_watch_%u_%u AFTER %s ON %s BEGIN INSERT INTO p_watch "
                                                "(line) VALUES ('R %s ' || json_array (%s)); END",
                                                i, update, update ? "UPDATE" : "INSERT", table, table, columns);
        gb_vault_execute (vault, sql, error);
      }
  gb_vault_fence (vault, TRUE);
  return NULL;
}

static gpointer
write_watched (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);

  fprintf (data, "T \n");
  write_lines (vault, data, "R entry ", "SELECT " ENTRY_ARRAY " FROM entry ORDER BY id DESC LIMIT 1");
  write_lines (vault, data, "", "SELECT line FROM p_watch ORDER BY id");
  fprintf (data, "C \n");
  gb_vault_execute (vault, "DELETE FROM p_watch", error);
  return NULL;
}

static void
write_acts (GbTestDesk *desk, FILE *out)
{
  g_autoptr (GError) error = NULL;

  gb_book_ask (desk->book, watch_rows, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ACTS / 2; i++)
    {
      g_autofree char *json = incident_json (ACTS + i);
      g_free (gb_test_act (desk->book, "incident.recorded", NULL, json));
      gb_book_ask (desk->book, write_watched, out, &error);
      g_assert_no_error (error);
    }
}

static void
write_words (FILE *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], " ", -1);
      fprintf (out, "M ");
      for (guint p = 0; parts[p] != NULL; p++)
        fprintf (out, "\"%s\" * ", parts[p]);
      fprintf (out, "\n");
    }
}

static char *
write_for_peers (GbTestDesk *desk)
{
  char *path = g_build_filename (desk->folder, "rows", NULL);
  FILE *out = fopen (path, "w");
  g_autoptr (GError) error = NULL;

  gb_book_ask (desk->book, write_rows, out, &error);
  g_assert_no_error (error);
  fprintf (out, "Q open %s\nQ page %s\n", first_list, list_page);
  write_words (out);
  write_acts (desk, out);
  fclose (out);
  return path;
}

static void
run_peer (const char *program, const char *rows, const char *folder, guint which)
{
  g_autofree char *own = g_strdup_printf ("%s/peer-%u", folder, which);
  const char *argv[] = { program, rows, own, NULL };
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (own, 0700);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], " ", -1);
      if (g_strv_length (parts) != 3)
        continue;
      measure (parts[0])->peers[which][0] = g_ascii_strtod (parts[1], NULL);
      measure (parts[0])->peers[which][1] = g_ascii_strtod (parts[2], NULL);
    }
}

static void
print_cell (double value)
{
  if (value > 0)
    printf (" %9.3f", value);
  else
    printf (" %9s", "-");
}

static void
print_table (void)
{
  printf ("%-36s %9s %9s | %9s %9s %6s %6s | %9s %9s\n", "milliseconds", "p50", "p99", "cipher50", "cipher99", "x50",
          "x99", "plain50", "plain99");
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    {
      Measure *it = &measures[i];
      printf ("%-36s", it->label);
      print_cell (it->ours[0]);
      print_cell (it->ours[1]);
      printf (" |");
      print_cell (it->peers[0][0]);
      print_cell (it->peers[0][1]);
      for (guint p = 0; p < 2; p++)
        if (it->peers[0][p] > 0)
          printf (" %6.2f", it->ours[p] / it->peers[0][p]);
        else
          printf (" %6s", "-");
      printf (" |");
      print_cell (it->peers[1][0]);
      print_cell (it->peers[1][1]);
      printf ("\n");
    }
}

int
main (int argc, char **argv)
{
  gboolean counted = argc > 1 && g_ascii_isdigit (argv[1][0]);
  guint entries = counted ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbTestWriter) writer = gb_test_writer_new (1);
  g_autofree char *rows = NULL;

  setvbuf (stdout, NULL, _IOLBF, 0);
  gb_test_writer_set_words (writer, 60);
  fill (desk, writer, entries);
  time_replay (desk); /* drops the index of words, too */
  time_index (desk);
  time_acts (desk);
  time_query (desk, "page", list_page);
  time_find (desk);
  time_verify (desk, "hashes", GB_VERIFY_HASHES);
  time_verify (desk, "signatures", GB_VERIFY_HASHES | GB_VERIFY_SIGNATURES);
  rows = write_for_peers (desk);
  time_open (desk); /* last: a check runs beside the desk after each unlock */
  gb_test_desk_close (desk);
  for (int i = counted ? 2 : 1; i < argc; i++)
    run_peer (argv[i], rows, desk->folder, (guint) (i - (counted ? 2 : 1)));
  print_table ();
  return 0;
}

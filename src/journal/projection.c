/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "base/errors.h"
#include "journal/erase.h"
#include "journal/private.h"
#include "journal/projection.h"

#define SLICE 128 /* entries between two looks at progress and cancel */

/* What a statement can be given, found in its SQL once. */
typedef enum
{
  GIVE_ENTRY = 1,
  GIVE_SEQ = 2,
  GIVE_AT = 4,
  GIVE_AUTHOR = 8,
  GIVE_WRITER = 16,
  GIVE_KIND = 32,
  GIVE_CASE = 64,
  GIVE_BODY = 128,
  GIVE_HASH = 256,
  GIVE_BODY_TEXT = 512, /* it keeps the body itself, so that it must be text */
} Give;

static const char *const schemas[GB_N_PLACES] = { "main", "scratch", "sealed" };

/* A statement turned to each place where tables of this name may stand. */
typedef struct
{
  char *sql[GB_N_PLACES];
  char *field; /* only with this field in the body */
  gboolean of_case; /* only when the entry is about a case */
  guint skips;      /* a question: how many statements after it stand for nothing when no row answers */
  Give gives;
} Statement;

typedef struct
{
  GHashTable *by_kind;           /* kind or "*" -> GPtrArray of Statement */
  GString *tables;               /* CREATE statements, in order, as they stand in the files */
  GString *placed[GB_N_PLACES];  /* the same in each schema */
  GHashTable *names;             /* set of names of tables and views */
  GPtrArray *order;              /* table names in order of making */
  GPtrArray *views;              /* view names likewise */
  char *hash;                    /* of all the SQL */
} Plan;

static Plan *plan;

static void
statement_free (Statement *self)
{
  for (guint i = 0; i < GB_N_PLACES; i++)
    g_free (self->sql[i]);
  g_free (self->field);
  g_free (self);
}

/* --- words of SQL -------------------------------------------------------------- */

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* The end of the piece of SQL that begins at @p: a comment, a quoted text, a
 * word, blanks, or one other character. */
static const char *
piece_end (const char *p)
{
  if (p[0] == '-' && p[1] == '-')
    return p + strcspn (p, "\n");
  if (p[0] == '/' && p[1] == '*')
    {
      const char *end = strstr (p + 2, "*/");
      return end != NULL ? end + 2 : p + strlen (p);
    }
  if (*p == '\'' || *p == '"')
    {
      const char *end = strchr (p + 1, *p);
      return end != NULL ? end + 1 : p + strlen (p);
    }
  if (g_ascii_isspace (*p))
    return p + strspn (p, " \t\r\n");
  if (is_word (*p))
    {
      while (is_word (*p))
        p++;
      return p;
    }
  return p + 1;
}

static gboolean
is_silent (const char *piece)
{
  return g_ascii_isspace (*piece) || g_str_has_prefix (piece, "--") || g_str_has_prefix (piece, "/*");
}

/* @sql cut at each ";" that ends a statement; empty ones left out. */
static char **
split_statements (const char *sql)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GString) one = g_string_new (NULL);
  gboolean says = FALSE;

  for (const char *p = sql; *p != '\0';)
    {
      const char *end = piece_end (p);
      if (*p == ';')
        {
          if (says)
            g_strv_builder_add (builder, one->str);
          g_string_truncate (one, 0);
          says = FALSE;
        }
      else
        {
          g_string_append_len (one, p, end - p);
          says |= !is_silent (p);
        }
      p = end;
    }
  if (says)
    g_strv_builder_add (builder, one->str);
  return g_strv_builder_end (builder);
}

static gboolean
is_one_of (const char *word, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (word, words[i]) == 0)
      return TRUE;
  return FALSE;
}

/* One statement with every projected table named in @schema: a table's name
 * after a word that a table follows, and an index's own name (the table of an
 * index is always in the index's schema). */
static char *
to_schema (const char *sql, GHashTable *names, const char *schema)
{
  static const char *const before[] = { "INTO", "FROM", "JOIN", "UPDATE", "TABLE", "VIEW", "EXISTS", "IN",
                                        "IGNORE", "REPLACE", "ABORT", NULL };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *last = g_strdup ("");

  for (const char *p = sql; *p != '\0';)
    {
      const char *end = piece_end (p);
      g_autofree char *piece = g_strndup (p, end - p);
      gboolean names_index = g_ascii_strcasecmp (last, "INDEX") == 0 && is_word (*p);
      if (names_index || (g_hash_table_contains (names, piece) && *end != '.' && is_one_of (last, before)))
        g_string_append_printf (out, "%s.", schema);
      g_string_append (out, piece);
      if (!is_silent (p))
        {
          g_free (last);
          last = g_strdup (piece);
        }
      p = end;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* --- reading NAME.sql ------------------------------------------------------------ */

static void
note_tables (Plan *self, const char *sql)
{
  g_auto (GStrv) statements = split_statements (sql);

  for (guint i = 0; statements[i] != NULL; i++)
    {
      g_autoptr (GRegex) regex =
          g_regex_new ("CREATE\\s+(?:VIRTUAL\\s+)?(TABLE|VIEW)\\s+(\\w+)", G_REGEX_CASELESS, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;
      g_autofree char *sort = NULL;
      g_autofree char *name = NULL;
      if (!g_regex_match (regex, statements[i], 0, &match))
        continue;
      sort = g_match_info_fetch (match, 1);
      name = g_match_info_fetch (match, 2);
      if (!g_str_has_prefix (name, "p_"))
        g_error ("projection: table %s does not begin with p_", name);
      if (!g_hash_table_add (self->names, g_strdup (name)))
        g_error ("projection: table %s is made twice", name);
      /* A view keeps nothing that could differ. */
      g_ptr_array_add (g_ascii_strcasecmp (sort, "TABLE") == 0 ? self->order : self->views, g_steal_pointer (&name));
    }
}

static Give
gives_of (const char *sql)
{
  static const char *const names[] = { "@entry", "@seq",     "@at",   ":author", ":writer",
                                       ":kind",  ":case_id", ":body", ":hash" };
  Give gives = 0;

  for (const char *p = sql; *p != '\0'; p = piece_end (p))
    for (guint i = 0; (*p == '@' || *p == ':') && i < G_N_ELEMENTS (names); i++)
      {
        gsize length = strlen (names[i]);
        if (strncmp (p, names[i], length) == 0 && !is_word (p[length]))
          gives |= 1 << i;
      }
  /* Read by -> or handed to a json function, the body may be given parsed. */
  if (g_regex_match_simple (
          ":body(?!\\s*->)(?<!json_type \\(:body)(?<!json_each \\(:body)(?<!json_array_length \\(:body)", sql, 0, 0))
    gives |= GIVE_BODY_TEXT;
  return gives;
}

static gboolean
is_question (const char *sql)
{
  while (*sql != '\0' && is_silent (sql))
    sql = piece_end (sql);
  return g_str_has_prefix (sql, "SELECT");
}

static Statement *
statement_new (char **section, guint place, const char *field, gboolean of_case)
{
  Statement *self = g_new0 (Statement, 1);

  self->sql[GB_PLACE_MAIN] = g_strdup (section[place]);
  self->field = g_strdup (field);
  self->of_case = of_case;
  self->gives = gives_of (self->sql[GB_PLACE_MAIN]);
  if (is_question (self->sql[GB_PLACE_MAIN]))
    self->skips = g_strv_length (section + place + 1);
  return self;
}

static void
add_statements (Plan *self, const char *kinds, const char *field, gboolean of_case, const char *sql)
{
  g_auto (GStrv) names = g_strsplit_set (kinds, " \t", -1);
  g_auto (GStrv) statements = split_statements (sql);

  for (guint k = 0; names[k] != NULL; k++)
    {
      GPtrArray *list;
      if (*names[k] == '\0')
        continue;
      if (!g_str_equal (names[k], "*") && gb_kind_find (names[k]) == NULL)
        g_error ("projection: there is no kind %s", names[k]);
      list = g_hash_table_lookup (self->by_kind, names[k]);
      if (list == NULL)
        {
          list = g_ptr_array_new_with_free_func ((GDestroyNotify) statement_free);
          g_hash_table_insert (self->by_kind, g_strdup (names[k]), list);
        }
      for (guint i = 0; statements[i] != NULL; i++)
        g_ptr_array_add (list, statement_new (statements, i, field, of_case));
    }
}

/* One section: @heading is "tables" or "on KIND... [about a case] [with FIELD]". */
static void
take_section (Plan *self, const char *heading, const char *sql)
{
  if (g_str_equal (heading, "tables"))
    {
      note_tables (self, sql);
      g_string_append (self->tables, sql);
    }
  else
    {
      g_auto (GStrv) halves = g_strsplit (heading + strlen ("on "), " with ", 2);
      g_autofree char *field = halves[1] != NULL ? g_strdup_printf ("\"%s\":", g_strstrip (halves[1])) : NULL;
      char *about = strstr (halves[0], " about a case");
      if (about != NULL)
        *about = '\0';
      add_statements (self, halves[0], field, about != NULL, sql);
    }
}

static void
read_projection (Plan *self, const char *name, GString *all)
{
  g_autofree char *path = g_strdup_printf ("/org/guardbook/projections/%s.sql", name);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_auto (GStrv) lines = NULL;
  g_autofree char *heading = NULL;
  g_autoptr (GString) sql = g_string_new (NULL);

  if (bytes == NULL)
    g_error ("projection: %s is not among the resources", path);
  g_string_append_len (all, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean heads = g_str_equal (lines[i], "-- tables") || g_str_has_prefix (lines[i], "-- on ");
      if (!heads)
        {
          g_string_append_printf (sql, "%s\n", lines[i]);
          continue;
        }
      if (heading != NULL)
        take_section (self, heading, sql->str);
      g_string_truncate (sql, 0);
      g_free (heading);
      heading = g_strstrip (g_strdup (lines[i] + strlen ("-- ")));
    }
  if (heading != NULL)
    take_section (self, heading, sql->str);
}

/* A member may have views that stand before the tables (sealed.h), so that
 * every statement names the schema of its tables. */
static void
place (Plan *self)
{
  GHashTableIter iter;
  gpointer list;
  g_auto (GStrv) tables = split_statements (self->tables->str);

  for (guint at = 0; at < GB_N_PLACES; at++)
    for (guint i = 0; tables[i] != NULL; i++)
      {
        g_autofree char *turned = to_schema (tables[i], self->names, schemas[at]);
        g_string_append_printf (self->placed[at], "%s;\n", turned);
      }
  g_hash_table_iter_init (&iter, self->by_kind);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    for (guint i = 0; i < ((GPtrArray *) list)->len; i++)
      {
        Statement *one = g_ptr_array_index ((GPtrArray *) list, i);
        g_autofree char *sql = g_steal_pointer (&one->sql[GB_PLACE_MAIN]);
        for (guint at = 0; at < GB_N_PLACES; at++)
          one->sql[at] = to_schema (sql, self->names, schemas[at]);
      }
}

void
gb_projection_register (const char *const *names)
{
  g_autoptr (GString) all = g_string_new (NULL);
  Plan *made = g_new0 (Plan, 1);

  g_return_if_fail (plan == NULL);
  made->by_kind = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  made->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  made->order = g_ptr_array_new_with_free_func (g_free);
  made->views = g_ptr_array_new_with_free_func (g_free);
  made->tables = g_string_new (NULL);
  for (guint at = 0; at < GB_N_PLACES; at++)
    made->placed[at] = g_string_new (NULL);
  for (guint i = 0; names[i] != NULL; i++)
    read_projection (made, names[i], all);
  place (made);
  made->hash = gb_hash_text ("guardbook.projections.1", all->str, all->len);
  plan = made;
}

/* --- running ------------------------------------------------------------------------ */

static gboolean
has_field (const GbEntry *entry, const char *field)
{
  gsize length;
  const char *text = g_bytes_get_data (entry->body, &length);
  return memmem (text, length, field, strlen (field)) != NULL;
}

/* What every statement of one entry is given, made once.  Parsed once as well:
 * from 3.45 SQLite takes JSON in its own binary form, and a journal's entry
 * runs half a dozen statements over one body. */
typedef struct
{
  const GbEntry *entry;
  char *body;
  GBytes *parsed; /* NULL: as text */
  char *hash;
} Given;

static gboolean
takes_parsed_json (GbVault *vault)
{
  static gsize known; /* 1 no, 2 yes */

  if (g_once_init_enter (&known))
    g_once_init_leave (
        &known,
        gb_vault_ask_number (vault, 0, NULL, "SELECT CAST (substr (sqlite_version (), 3, 2) AS INTEGER) >= 45", NULL)
                == 1
            ? 2
            : 1);
  return known == 2;
}

static GBytes *
parse_once (GbVault *vault, const char *body)
{
  g_autoptr (GbStatement) s = takes_parsed_json (vault) ? gb_statement_new (vault, "SELECT jsonb (:body)", NULL) : NULL;
  gconstpointer bytes;
  gsize length;

  if (s == NULL)
    return NULL;
  gb_statement_bind_text (s, ":body", body);
  if (!gb_statement_step (s, NULL))
    return NULL;
  bytes = gb_statement_bytes_at (s, 0, &length);
  return g_bytes_new (bytes, length);
}

static void
give (GbStatement *s, Give gives, const Given *given)
{
  const GbEntry *entry = given->entry;

  if (gives & GIVE_ENTRY)
    gb_statement_bind_number (s, "@entry", entry->id);
  if (gives & GIVE_SEQ)
    gb_statement_bind_number (s, "@seq", entry->seq);
  if (gives & GIVE_AT)
    gb_statement_bind_number (s, "@at", entry->at);
  if (gives & GIVE_AUTHOR)
    gb_statement_bind_text (s, ":author", entry->author);
  if (gives & GIVE_WRITER)
    gb_statement_bind_text (s, ":writer", entry->writer);
  if (gives & GIVE_KIND)
    gb_statement_bind_text (s, ":kind", entry->kind);
  if (gives & GIVE_CASE)
    gb_statement_bind_text (s, ":case_id", entry->case_id);
  if (gives & GIVE_HASH)
    gb_statement_bind_text (s, ":hash", given->hash);
  if (gives & GIVE_BODY && (gives & GIVE_BODY_TEXT || given->parsed == NULL))
    gb_statement_bind_text (s, ":body", given->body);
  else if (gives & GIVE_BODY)
    gb_statement_bind_bytes (s, ":body", g_bytes_get_data (given->parsed, NULL), g_bytes_get_size (given->parsed));
}

/* @answered: whether a question had a row. */
static gboolean
run_one (GbVault *vault, const char *sql, Give gives, const Given *given, gboolean *answered, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, sql, error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  give (s, gives, given);
  *answered = gb_statement_step (s, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
run_list (GbVault *vault, const char *kind, const Given *given, GbPlace at, GError **error)
{
  GPtrArray *list = g_hash_table_lookup (plan->by_kind, kind);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      Statement *one = list->pdata[i];
      gboolean answered;
      if ((one->of_case && given->entry->case_id == NULL)
          || (one->field != NULL && !has_field (given->entry, one->field)))
        continue;
      if (!run_one (vault, one->sql[at], one->gives, given, &answered, error))
        return FALSE;
      if (!answered)
        i += one->skips;
    }
  return TRUE;
}

gboolean
gb_projection_apply_at (GbVault *vault, const GbEntry *entry, GbPlace at, GError **error)
{
  g_autofree char *body = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GBytes) parsed = NULL;
  Given given = { .entry = entry };
  gsize length;
  const char *text;

  if (plan == NULL || (entry->sealed && !entry->opened) || gb_entry_is_erased (entry))
    return TRUE;
  text = g_bytes_get_data (entry->body, &length);
  given.body = body = g_strndup (text, length);
  given.hash = hash = gb_bytes_to_hex (entry->hash, GB_HASH_SIZE);
  given.parsed = parsed = parse_once (vault, body);
  return run_list (vault, entry->kind, &given, at, error) && run_list (vault, "*", &given, at, error);
}

gboolean
gb_projection_make_at (GbVault *vault, GbPlace at, GError **error)
{
  return plan == NULL || gb_vault_execute (vault, plan->placed[at]->str, error);
}

const GPtrArray *
gb_projection_tables (void)
{
  return plan != NULL ? plan->order : NULL;
}

const GPtrArray *
gb_projection_views (void)
{
  return plan != NULL ? plan->views : NULL;
}

char *
gb_projection_of_all (const char *sql)
{
  return plan != NULL ? to_schema (sql, plan->names, schemas[GB_PLACE_MAIN]) : g_strdup (sql);
}

gboolean
gb_projection_apply (GbVault *vault, const GbEntry *entry, GError **error)
{
  return gb_projection_apply_at (vault, entry, GB_PLACE_MAIN, error);
}

/* Replays at most @most entries after *@done; moves *@done on.  Returns FALSE
 * on an error; *@more says whether any are left. */
static gboolean
replay_slice (GbVault *vault, GbPlace at, gint64 *done, guint most, gboolean *more, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault, "SELECT " GB_ENTRY_COLUMNS " FROM entry WHERE id > @done ORDER BY id LIMIT @most", error);
  g_autoptr (GError) local = NULL;
  guint n = 0;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, "@done", *done, "@most", (gint64) most, NULL);
  while (gb_statement_step (s, &local))
    {
      g_autoptr (GbEntry) entry = gb_entry_of_row (s);
      if (!gb_projection_apply_at (vault, entry, at, error))
        {
          g_prefix_error (error, _ ("Entry %" PRId64 " could not be read into the lists: "), entry->id);
          return FALSE;
        }
      *done = entry->id;
      n++;
    }
  *more = n == most;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- rebuild --------------------------------------------------------------------------- */

/* All derived tables, also those that no projection knows any more.  A virtual
 * table takes its shadow tables with it, so the list is asked anew each time. */
static gboolean
drop_tables (GbVault *vault, GError **error)
{
  static const char find[] = "SELECT 'DROP ' || type || ' main.\"' || name || '\"' FROM main.sqlite_schema"
                             " WHERE name GLOB 'p_*' AND type IN ('table', 'view')"
                             " ORDER BY type = 'table', sql NOT LIKE 'CREATE VIRTUAL%' LIMIT 1";
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      g_autofree char *drop = gb_vault_ask_text (vault, &local, find, NULL);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (drop == NULL)
        return TRUE;
      if (!gb_vault_execute (vault, drop, error))
        return FALSE;
    }
}

static gboolean
remember_hash (GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault,
                                                "INSERT INTO meta (name, value) VALUES ('projections', :hash) ON "
                                                "CONFLICT (name) DO UPDATE SET value = excluded.value",
                                                error);

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":hash", plan->hash, NULL);
  return gb_statement_run (s, error);
}

static gboolean
rebuild_in_transaction (GbVault *vault, GbProgressFunc progress, gpointer data, GCancellable *cancellable,
                        GError **error)
{
  gint64 total = gb_journal_count (vault, error), done = 0;
  gboolean more = TRUE;

  if (!drop_tables (vault, error) || !gb_vault_execute (vault, plan->placed[GB_PLACE_MAIN]->str, error))
    return FALSE;
  while (more)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !replay_slice (vault, GB_PLACE_MAIN, &done, SLICE, &more, error))
        return FALSE;
      if (progress != NULL)
        progress (done, total, data);
    }
  return remember_hash (vault, error);
}

typedef struct { GbProgressFunc progress; gpointer data; GCancellable *cancellable; } Rebuild;

/* One transaction: readers see the old tables or the new ones. */
static gboolean
rebuild_job (GbVault *vault, gpointer data, GError **error)
{
  Rebuild *rebuild = data;
  gboolean done;

  if (!gb_vault_begin (vault, error))
    return FALSE;
  gb_vault_set_roomy (vault, TRUE);
  done = rebuild_in_transaction (vault, rebuild->progress, rebuild->data, rebuild->cancellable, error);
  if (done)
    done = gb_vault_commit (vault, error);
  else
    gb_vault_rollback (vault);
  gb_vault_set_roomy (vault, FALSE);
  return done;
}

gboolean
gb_projection_rebuild (GbVault *vault, GbProgressFunc progress, gpointer data, GCancellable *cancellable,
                       GError **error)
{
  if (plan == NULL)
    return TRUE;
  return gb_vault_run (vault, rebuild_job, &(Rebuild){ progress, data, cancellable }, error);
}

gboolean
gb_projection_ensure (GbVault *vault, gboolean *rebuilt, GbProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *kept = gb_vault_ask_text (vault, &local, "SELECT value FROM meta WHERE name = 'projections'", NULL);

  if (rebuilt != NULL)
    *rebuilt = FALSE;
  if (plan == NULL)
    return TRUE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_strcmp0 (kept, plan->hash) == 0)
    return TRUE;
  if (gb_vault_is_read_only (vault))
    {
      g_set_error_literal (
          error, GB_ERROR, GB_ERROR_READ_ONLY,
          _ ("This vault was last used with another version of Guardbook and can’t be written to. Open it once where it"
             " can be changed."));
      return FALSE;
    }
  if (rebuilt != NULL)
    *rebuilt = TRUE;
  return gb_projection_rebuild (vault, progress, data, NULL, error);
}

/* --- compare ----------------------------------------------------------------------------- */

typedef struct { gint64 done, total; gboolean more; GPtrArray *findings; } Compare;

static gboolean
compare_begin (GbVault *vault, gpointer data, GError **error)
{
  Compare *compare = data;

  compare->total = gb_journal_count (vault, error);
  compare->more = TRUE;
  return gb_vault_attach_scratch (vault, "scratch", error)
         && gb_vault_execute (vault, plan->placed[GB_PLACE_SCRATCH]->str, error);
}

static gint64
count_difference (GbVault *vault, const char *name, const char *one, const char *other, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM (SELECT * FROM %s.%s EXCEPT SELECT * FROM %s.%s)",
                                          one, name, other, name);
  return gb_vault_ask_number (vault, 0, error, sql, NULL);
}

static gint64
count_rows (GbVault *vault, const char *schema, const char *name, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s.%s", schema, name);
  return gb_vault_ask_number (vault, 0, error, sql, NULL);
}

static gboolean
compare_table (GbVault *vault, const char *name, GPtrArray *findings, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 extra, missing;

  if (gb_vault_ask_number (vault, 0, &local, "SELECT 1 FROM main.sqlite_schema WHERE name = :name", ":name", name, NULL)
      != 1)
    {
      gb_note_finding (findings, 0, _ ("The list %s is missing from the vault. Rebuild the lists from the journal."),
                       name + 2);
      return local == NULL;
    }
  extra = count_difference (vault, name, "main", "scratch", &local);
  missing = local == NULL ? count_difference (vault, name, "scratch", "main", &local) : 0;
  if (local == NULL && extra == 0 && missing == 0)
    extra = count_rows (vault, "main", name, &local) - count_rows (vault, "scratch", name, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (extra != 0 || missing != 0)
    gb_note_finding (findings, 0,
             _ ("The list %s doesn’t say what the journal says: %" PRId64
                " lines too many or other, %" PRId64 " missing. Rebuild the lists from the journal."),
             name + 2, ABS (extra), missing);
  return TRUE;
}

/* A slice of the replay; the last one, in the same turn of the worker, also
 * compares, so that no entry can come between. */
static gboolean
compare_slice (GbVault *vault, gpointer data, GError **error)
{
  Compare *compare = data;

  if (!replay_slice (vault, GB_PLACE_SCRATCH, &compare->done, SLICE, &compare->more, error))
    return FALSE;
  for (guint i = 0; !compare->more && i < plan->order->len; i++)
    if (!compare_table (vault, plan->order->pdata[i], compare->findings, error))
      return FALSE;
  return TRUE;
}

static gboolean
compare_end (GbVault *vault, gpointer data G_GNUC_UNUSED, GError **error)
{
  return gb_vault_detach (vault, "scratch", error);
}

gboolean
gb_projection_compare (GbVault *vault, GPtrArray *findings, GbProgressFunc progress, gpointer data,
                       GCancellable *cancellable, GError **error)
{
  Compare compare = { .findings = findings };
  gboolean fine = plan == NULL || gb_vault_run (vault, compare_begin, &compare, error);

  if (plan == NULL)
    return TRUE;
  while (fine && compare.more)
    {
      fine = !g_cancellable_set_error_if_cancelled (cancellable, error)
             && gb_vault_run (vault, compare_slice, &compare, error);
      if (fine && progress != NULL)
        progress (compare.done, compare.total, data);
    }
  return gb_vault_run (vault, compare_end, NULL, fine ? error : NULL) && fine;
}

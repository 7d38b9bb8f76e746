/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the sets, their rows, the three forms. */
#include "casework/dataset.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/count.h"
#include "casework/search.h"
#include "journal/sealed.h"
#include "policy/register.h"
#include "vault/statement.h"

/* --- the sets ----------------------------------------------------------------------------- */

#define BIT(format) (1u << (format))

static const GbDataset sets[] = {
  { "cases", N_ ("Cases"),
    N_ ("References, kinds, states and days of all cases; no names, and nothing that was written."), "list",
    BIT (GB_DATA_CSV) | BIT (GB_DATA_JSON) },
  { "clocks", N_ ("Clocks kept and missed"),
    N_ ("Each clock that ran, by which rule, and when it was stopped; no names."), "list",
    BIT (GB_DATA_CSV) | BIT (GB_DATA_JSON) },
  { "due", N_ ("What is due"), N_ ("The clocks that run and the reviews to come, with their days; no names."), "list",
    BIT (GB_DATA_CSV) | BIT (GB_DATA_JSON) | BIT (GB_DATA_CALENDAR) },
  { "outgoing", N_ ("What left the program"),
    N_ ("Each page and file that left, when, to whom and why, with its mark."), "list",
    BIT (GB_DATA_CSV) | BIT (GB_DATA_JSON) },
  { "journal", N_ ("The whole journal"), N_ ("Everything that isn’t sealed, with every name, as lines of JSON."),
    "export", BIT (GB_DATA_JSON) },
};

const GbDataset *
gb_datasets (guint *count)
{
  *count = G_N_ELEMENTS (sets);
  return sets;
}

const GbDataset *
gb_dataset_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    if (g_strcmp0 (sets[i].id, id) == 0)
      return &sets[i];
  return NULL;
}

static const char *const suffixes[] = { [GB_DATA_CSV] = "csv", [GB_DATA_JSON] = "json", [GB_DATA_CALENDAR] = "ics" };

int
gb_data_format_find (const char *suffix)
{
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_strcmp0 (suffixes[i], suffix) == 0)
      return (int) i;
  return -1;
}

const char *
gb_data_format_suffix (GbDataFormat format)
{
  return suffixes[format];
}

/* --- rows ------------------------------------------------------------------------------------ */

typedef enum
{
  WORDS,
  INSTANT,
  NUMBER,
  REGISTER,
  SIGNATURE /* of a search, by the id of its case: "sound" "void" "doubted" */
} Kind;

typedef struct
{
  const char *name, *label;
  Kind kind;
} Column;

/* The first column is the case, by which sealed ones are left out; it doesn't leave. */
typedef struct
{
  const char *id, *sql;
  Column columns[9];
} Query;

/* As in the governors' report: a LADO's referral, or a case about an adult, listed
 * without its name would still tell that there was one. */
#define CASE_JOINS                            \
  " LEFT JOIN p_referral AS r ON r.id = c.id" \
  " LEFT JOIN p_incident AS i ON i.id = coalesce (r.incident_id, c.id)"
#define NO_ADULTS "(r.id IS NULL OR r.agency <> 'lado') AND (i.id IS NULL OR NOT " GB_COUNT_ABOUT_AN_ADULT ")"

static const Query queries[] = {
  { "cases",
    "SELECT c.id AS case_id, c.reference, c.noun, iif (c.noun = 'incident', i.category, NULL) AS category, c.state, "
    "c.opened_at, c.closed_at"
    "  FROM p_case AS c" CASE_JOINS " WHERE " NO_ADULTS " ORDER BY c.opened_at, c.reference",
    { { "reference", N_ ("Reference"), WORDS },
      { "noun", N_ ("Kind"), WORDS },
      { "category", N_ ("Category"), WORDS },
      { "state", N_ ("State"), WORDS },
      { "opened_at", N_ ("Opened"), INSTANT },
      { "closed_at", N_ ("Closed"), INSTANT },
      { "signature", N_ ("Signature"), SIGNATURE } } },
  { "clocks",
    "SELECT k.case_id, c.reference, c.noun, k.title, k.rule, k.started_at, k.due_at, k.stopped_at,"
    /* What was due at once can't be told kept from missed by the minute. */
    "       CASE WHEN k.stopped_at IS NULL AND (k.due_at >= @now OR k.due_at = k.started_at) THEN 'running'"
    "            WHEN k.due_at = k.started_at THEN 'done'"
    "            WHEN k.stopped_at <= k.due_at THEN 'kept' ELSE 'missed' END AS outcome"
    "  FROM p_clock AS k JOIN p_case AS c ON c.id = k.case_id" CASE_JOINS " WHERE " NO_ADULTS
    " ORDER BY k.started_at, c.reference",
    { { "reference", N_ ("Reference"), WORDS },
      { "noun", N_ ("Kind"), WORDS },
      { "title", N_ ("What"), WORDS },
      { "rule", N_ ("Rule"), WORDS },
      { "started_at", N_ ("Started"), INSTANT },
      { "due_at", N_ ("Due"), INSTANT },
      { "stopped_at", N_ ("Done"), INSTANT },
      { "outcome", N_ ("Outcome"), WORDS } } },
  { "due",
    "SELECT k.case_id, c.reference, c.noun, k.title, k.rule, k.due_at, NULL AS day, k.clock || k.started_entry AS mark"
    "  FROM p_clock AS k JOIN p_case AS c ON c.id = k.case_id" CASE_JOINS " WHERE k.stopped_at IS NULL AND " NO_ADULTS
    " UNION ALL SELECT NULL, NULL, r.register_id, NULL, r.due_rule, NULL, r.due, r.id FROM p_register AS r"
    "  WHERE r.due IS NOT NULL AND r.state IN ('asked', 'approved', 'recorded') ORDER BY 6, 7, 2",
    { { "reference", N_ ("Reference"), WORDS },
      { "noun", N_ ("Kind"), REGISTER },
      { "title", N_ ("What"), WORDS },
      { "rule", N_ ("Rule"), WORDS },
      { "due_at", N_ ("Due"), INSTANT },
      { "day", N_ ("Due on"), WORDS } } },
  { "outgoing",
    "SELECT NULL AS case_id, at, by_name, document, way, to_whom, why, pages, hash,"
    "       CASE WHEN locked THEN 'locked' END AS locked FROM p_outgoing ORDER BY entry",
    { { "at", N_ ("When"), INSTANT },
      { "by_name", N_ ("By"), WORDS },
      { "document", N_ ("What"), WORDS },
      { "way", N_ ("How"), WORDS },
      { "to_whom", N_ ("To whom"), WORDS },
      { "why", N_ ("Why"), WORDS },
      { "pages", N_ ("Pages"), NUMBER },
      { "hash", N_ ("Mark"), WORDS },
      { "locked", N_ ("Locked"), WORDS } } },
};

static const Query *
query_of (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    if (g_str_equal (queries[i].id, id))
      return &queries[i];
  return NULL;
}

/* What one form makes of a row, the statement standing on it. */
typedef void (*TakeRow) (GbBook *book, const Query *query, GbStatement *row, gpointer into);

static gboolean
each_row (GbBook *book, const Query *query, TakeRow take, gpointer into, gint64 *rows, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GbStatement) s = gb_statement_new (vault, query->sql, error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  if (strstr (query->sql, "@now") != NULL)
    gb_statement_bind (s, "@now", gb_now (), NULL);
  while (gb_statement_step (s, &local))
    {
      g_autofree char *seal = gb_sealed_find (vault, gb_statement_text_at (s, 0));
      if (seal != NULL)
        continue;
      take (book, query, s, into);
      (*rows)++;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* NULL: nothing is there.  (transfer full) */
static char *
say_cell (GbBook *book, GbStatement *row, const Column *column)
{
  gboolean is_text = column->kind == WORDS || column->kind == REGISTER;
  const char *text = is_text ? gb_statement_text (row, column->name) : NULL;
  const GbRegister *plan;

  if (column->kind == SIGNATURE)
    return g_strcmp0 (gb_statement_text (row, "noun"), "search") == 0
             ? gb_search_signature_word (book, gb_statement_text_at (row, 0), 0) : NULL;
  if (column->kind == INSTANT)
    return gb_statement_number (row, column->name) > 0 ? gb_instant_to_iso (gb_statement_number (row, column->name))
                                                       : NULL;
  if (column->kind == NUMBER)
    return g_strdup_printf ("%" G_GINT64_FORMAT, gb_statement_number (row, column->name));
  plan = column->kind == REGISTER ? gb_register_find (text) : NULL;
  return g_strdup (plan != NULL ? plan->title : text);
}

/* --- a table ----------------------------------------------------------------------------------- */

static void
take_csv (GbBook *book, const Query *query, GbStatement *row, gpointer into)
{
  for (guint i = 0; i < G_N_ELEMENTS (query->columns) && query->columns[i].name != NULL; i++)
    {
      g_autofree char *said = say_cell (book, row, &query->columns[i]);
      gb_csv_cell (into, said);
    }
  g_string_append (into, "\r\n");
}

static void
begin_csv (const Query *query, GString *csv)
{
  for (guint i = 0; i < G_N_ELEMENTS (query->columns) && query->columns[i].name != NULL; i++)
    gb_csv_cell (csv, _ (query->columns[i].label));
  g_string_append (csv, "\r\n");
}

/* --- JSON ------------------------------------------------------------------------------------------ */

static void
take_json (GbBook *book, const Query *query, GbStatement *row, gpointer into)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (query->columns) && query->columns[i].name != NULL; i++)
    {
      const Column *column = &query->columns[i];
      g_autofree char *said = say_cell (book, row, column);
      if (said == NULL)
        json_object_set_null_member (object, column->name);
      else if (column->kind == NUMBER)
        json_object_set_int_member (object, column->name, gb_statement_number (row, column->name));
      else
        json_object_set_string_member (object, column->name, said);
    }
  json_array_add_object_element (into, object);
}

static GBytes *
make_json (GbBook *book, const GbDataset *set, const Query *query, gint64 *rows, GError **error)
{
  g_autoptr (JsonObject) whole = json_object_new ();
  JsonArray *list = json_array_new ();
  g_autofree char *made = gb_instant_to_iso (gb_now ());
  char *text;

  json_object_set_string_member (whole, "set", set->id);
  json_object_set_string_member (whole, "school", gb_book_get_school (book));
  json_object_set_string_member (whole, "made", made);
  json_object_set_array_member (whole, "rows", list);
  if (!each_row (book, query, take_json, list, rows, error))
    return NULL;
  text = gb_json_print (whole);
  return g_bytes_new_take (text, strlen (text));
}

/* --- a calendar (RFC 5545) ----------------------------------------------------------------------------- */

/* A line of at most 75 bytes, the rest on lines that begin with a blank; no character is cut. */
static void
add_folded (GString *ics, const char *line)
{
  gsize room = 75;

  while (strlen (line) > room)
    {
      gsize cut = room;
      while ((line[cut] & 0xC0) == 0x80)
        cut--;
      g_string_append_len (ics, line, (gssize) cut);
      g_string_append (ics, "\r\n ");
      line += cut;
      room = 74;
    }
  g_string_append_printf (ics, "%s\r\n", line);
}

G_GNUC_PRINTF (2, 3) static void add_line (GString *ics, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  add_folded (ics, line);
}

static char *
escape (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++)
    if (*p == '\n')
      g_string_append (out, "\\n");
    else if (strchr ("\\;,", *p) != NULL)
      g_string_append_printf (out, "\\%c", *p);
    else if ((guchar) *p >= ' ')
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

static char *
stamp (gint64 instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC);
  return g_date_time_format (utc, "%Y%m%dT%H%M%SZ");
}

/* A clock at its minute; a review on its day. */
static void
add_time (GString *ics, GbStatement *row)
{
  const char *day = gb_statement_text (row, "day");
  g_autofree char *at = day == NULL ? stamp (gb_statement_number (row, "due_at")) : NULL;

  if (day == NULL)
    add_line (ics, "DTSTART:%s", at);
  else
    add_line (ics, "DTSTART;VALUE=DATE:%.4s%.2s%.2s", day, day + 5, day + 8);
}

/* The same thing has the same name in every calendar that is made, so that a new
 * one replaces the old; a hash, so that no id of the vault leaves. */
static char *
uid_of (GbBook *book, GbStatement *row)
{
  g_autofree char *text = g_strdup_printf ("%s %s %s", gb_vault_get_id (gb_book_get_vault (book)),
                                           gb_statement_text_at (row, 0) != NULL ? gb_statement_text_at (row, 0) : "",
                                           gb_statement_text (row, "mark"));
  g_autofree char *hash = gb_hash_text ("guardbook.calendar.1", text, strlen (text));

  return g_strndup (hash, 32);
}

static void
take_event (GbBook *book, const Query *query, GbStatement *row, gpointer into)
{
  const Column *kind = &query->columns[1];
  const char *reference = gb_statement_text (row, "reference"), *title = gb_statement_text (row, "title");
  g_autofree char *noun = say_cell (book, row, kind);
  g_autofree char *said =
      title != NULL ? g_strdup_printf ("%s, %s", title, reference) : g_strdup_printf (_ ("To look at: %s"), noun);
  g_autofree char *summary = escape (said), *rule = escape (gb_statement_text (row, "rule"));
  g_autofree char *now = stamp (gb_now ()), *uid = uid_of (book, row);

  add_line (into, "BEGIN:VEVENT");
  add_line (into, "UID:%s@guardbook", uid);
  add_line (into, "DTSTAMP:%s", now);
  add_time (into, row);
  add_line (into, "SUMMARY:%s", summary);
  if (*rule != '\0')
    add_line (into, "DESCRIPTION:%s", rule);
  add_line (into, "CLASS:PRIVATE");
  add_line (into, "TRANSP:TRANSPARENT");
  add_line (into, "END:VEVENT");
}

static GBytes *
make_calendar (GbBook *book, const Query *query, gint64 *rows, GError **error)
{
  g_autoptr (GString) ics = g_string_new (NULL);

  add_line (ics, "BEGIN:VCALENDAR");
  add_line (ics, "VERSION:2.0");
  add_line (ics, "PRODID:-//Guardbook//%s//EN", GB_VERSION);
  add_line (ics, "CALSCALE:GREGORIAN");
  if (!each_row (book, query, take_event, ics, rows, error))
    return NULL;
  add_line (ics, "END:VCALENDAR");
  return g_string_free_to_bytes (g_steal_pointer (&ics));
}

/* --- the whole journal ------------------------------------------------------------------------------------ */

static void
add_entry (GbBook *book, GString *lines, const GbEntry *entry)
{
  /* The one thing that an entry doesn't say of itself: whether its signature still covers what was signed. */
  g_autofree char *signature = g_str_equal (entry->kind, "search.authorised")
                                 ? gb_search_signature_word (book, entry->case_id, entry->at) : NULL;
  g_autofree char *at = gb_instant_to_iso (entry->at);
  g_autofree char *hash = gb_bytes_to_hex (entry->hash, GB_HASH_SIZE);

  g_string_append_printf (lines,
                          "{\"entry\":%" G_GINT64_FORMAT
                          ",\"at\":\"%s\",\"author\":\"%s\",\"kind\":\"%s\",\"hash\":\"%s\",",
                          entry->id, at, entry->author, entry->kind, hash);
  if (signature != NULL)
    g_string_append_printf (lines, "\"signature\":\"%s\",", signature);
  g_string_append (lines, "\"body\":");
  g_string_append_len (lines, g_bytes_get_data (entry->body, NULL), (gssize) g_bytes_get_size (entry->body));
  g_string_append (lines, "}\n");
}

/* Each entry as one line: what the journal holds, readable without us.  What is
 * sealed stays in the vault, whoever exports. */
static GBytes *
make_journal (GbBook *book, gint64 *rows, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GString) lines = g_string_new (NULL);
  gint64 count = gb_journal_count (vault, error);

  for (gint64 id = 1; id <= count; id++)
    {
      g_autoptr (GbEntry) entry = gb_journal_entry (vault, id, error);
      if (entry == NULL)
        return NULL;
      if (entry->sealed)
        continue;
      add_entry (book, lines, entry);
      (*rows)++;
    }
  return g_string_free_to_bytes (g_steal_pointer (&lines));
}

/* --- making ---------------------------------------------------------------------------------------------------- */

static GBytes *
make_csv (GbBook *book, const Query *query, gint64 *rows, GError **error)
{
  g_autoptr (GString) csv = g_string_new (NULL);

  begin_csv (query, csv);
  return each_row (book, query, take_csv, csv, rows, error) ? g_string_free_to_bytes (g_steal_pointer (&csv)) : NULL;
}

GBytes *
gb_dataset_make (GbBook *book, const GbDataset *set, GbDataFormat format, gint64 *rows, GError **error)
{
  const Query *query = query_of (set->id);
  gint64 ignored;

  rows = rows != NULL ? rows : &ignored;
  *rows = 0;
  if (!gb_capability_may (book, set->deed, NULL, NULL, error))
    return NULL;
  if ((set->formats & BIT (format)) == 0)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” can’t leave as .%s. Choose another form."), _ (set->title),
                   suffixes[format]);
      return NULL;
    }
  if (query == NULL)
    return make_journal (book, rows, error);
  if (format == GB_DATA_CSV)
    return make_csv (book, query, rows, error);
  return format == GB_DATA_JSON ? make_json (book, set, query, rows, error) : make_calendar (book, query, rows, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/calendar.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/policy.h"
#include "vault/statement.h"

/* This long before the last term ends, and a whole year before the last bank
 * holiday that the table knows, somebody is asked to look. */
#define TERMS_SOON 60

/* --- reading ---------------------------------------------------------------------- */

static GPtrArray *
read_years (GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, "SELECT body FROM p_calendar ORDER BY entry", error);
  g_autoptr (GPtrArray) years = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  while (gb_statement_step (s, &local))
    {
      JsonObject *body = gb_json_parse (gb_statement_text (s, "body"), -1, &local);
      if (body == NULL)
        break;
      g_ptr_array_add (years, body);
    }
  if (local == NULL)
    return g_steal_pointer (&years);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* The newest table that was brought in; NULL without error: the shipped one. */
static JsonArray *
read_events (GbVault *vault, GError **error)
{
  g_autofree char *text =
      gb_vault_ask_text (vault, error, "SELECT events FROM p_bank_holidays ORDER BY entry DESC LIMIT 1", NULL);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, error) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_array_ref (json_node_get_array (node)) : NULL;
}

/* With the body of an act to come as well (@kind NULL: none). */
static GbCalendar *
make_calendar (GbVault *vault, const char *kind, JsonObject *body, GError **error)
{
  g_autoptr (GPtrArray) years = read_years (vault, error);
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonArray) events = NULL;
  g_autoptr (GbCalendar) calendar = NULL;

  if (years == NULL)
    return NULL;
  if (g_strcmp0 (kind, "calendar.set") == 0)
    g_ptr_array_add (years, json_object_ref (body));
  events = g_strcmp0 (kind, "calendar.holidays") == 0 ? json_array_ref (gb_json_array (body, "events"))
                                                      : read_events (vault, &local);
  if (local == NULL)
    calendar = gb_calendar_new ((JsonObject *const *) years->pdata, years->len, &local);
  if (calendar != NULL && (events == NULL || gb_calendar_take_bank_holidays (calendar, events, &local)))
    return g_steal_pointer (&calendar);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

GbCalendar *
gb_calendar_load (GbVault *vault, GError **error)
{
  return make_calendar (vault, NULL, NULL, error);
}

JsonObject *
gb_calendar_year (GbVault *vault, const char *school_year, int scheme, gboolean *is_set, GError **error)
{
  g_autoptr (GPtrArray) years = read_years (vault, error);
  JsonObject *found = NULL, *copy;

  if (years == NULL)
    return NULL;
  for (guint i = 0; i < years->len; i++)
    if (g_strcmp0 (gb_json_text (years->pdata[i], "year"), school_year) == 0)
      found = years->pdata[i];
  *is_set = found != NULL;
  if (found == NULL)
    return gb_calendar_default_year (school_year, scheme);
  copy = gb_calendar_body_copy (found);
  json_object_remove_member (copy, "author");
  json_object_remove_member (copy, "moves");
  return copy;
}

/* --- clocks that run ------------------------------------------------------------------ */

static void
move_free (gpointer data)
{
  GbClockMove *move = data;

  g_free (move->case_id);
  g_free (move->noun);
  g_free (move->reference);
  g_free (move->title);
  g_free (move->clock);
  g_free (move->rule);
  g_free (move);
}

/* Clocks of before tell by their step which clock of the pack they are; those of
 * neither keep their time.  In main alone: what is sealed is in no open entry. */
static const char running_sql[] =
    "SELECT k.case_id, k.clock, k.title AS clock_title, k.started_at, k.due_at, k.started_entry, c.noun, c.reference,"
    " c.title, coalesce (k.pack_clock, (SELECT s.clock FROM main.p_step AS s WHERE s.case_id = k.root"
    " AND 'step.' || s.step = k.clock LIMIT 1)) AS pack_clock"
    " FROM main.p_clock AS k JOIN main.p_case AS c ON c.id = k.case_id WHERE k.stopped_at IS NULL ORDER BY k.due_at";

typedef struct
{
  GPtrArray *moves;
  JsonArray *rows;
} Moved;

static void
take_move (Moved *moved, GbStatement *s, gint64 due, const char *rule)
{
  GbClockMove *move = g_new0 (GbClockMove, 1);
  JsonObject *row = json_object_new ();

  *move = (GbClockMove){ g_strdup (gb_statement_text (s, "case_id")),
                         g_strdup (gb_statement_text (s, "noun")),
                         g_strdup (gb_statement_text (s, "reference")),
                         g_strdup (gb_statement_text (s, "title")),
                         g_strdup (gb_statement_text (s, "clock_title")),
                         g_strdup (rule),
                         gb_statement_number (s, "due_at"),
                         due };
  g_ptr_array_add (moved->moves, move);
  json_object_set_string_member (row, "case_id", move->case_id);
  json_object_set_string_member (row, "clock", gb_statement_text (s, "clock"));
  json_object_set_int_member (row, "started_entry", gb_statement_number (s, "started_entry"));
  json_object_set_int_member (row, "was", move->was);
  json_object_set_int_member (row, "due_at", due);
  gb_json_set_text (row, "rule", rule);
  json_array_add_object_element (moved->rows, row);
}

static gboolean
find_moves (GbBook *book, GbCalendar *calendar, Moved *moved, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (gb_book_get_vault (book), running_sql, error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  while (gb_statement_step (s, &local))
    {
      const char *name = gb_statement_text (s, "pack_clock");
      GbPack *pack = name != NULL ? gb_policy_of (book, gb_statement_text (s, "case_id")) : NULL;
      const GbPackClock *clock = pack != NULL ? gb_pack_clock (pack, name) : NULL;
      g_autofree char *rule = NULL;
      gint64 due =
          clock != NULL ? gb_act_due (clock, calendar, gb_statement_number (s, "started_at"), &rule, NULL) : -1;
      if (due >= 0 && due != gb_statement_number (s, "due_at"))
        take_move (moved, s, due, rule);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

GPtrArray *
gb_calendar_moves (GbBook *book, const char *kind, JsonObject *body, GError **error)
{
  g_autoptr (GPtrArray) moves = g_ptr_array_new_with_free_func (move_free);
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (GbCalendar) calendar = NULL;

  if (!gb_book_may (book, kind, NULL, body, error))
    return NULL;
  calendar = make_calendar (gb_book_get_vault (book), kind, body, error);
  return calendar != NULL && find_moves (book, calendar, &(Moved){ moves, rows }, error) ? g_steal_pointer (&moves)
                                                                                         : NULL;
}

/* --- gates and preparation --------------------------------------------------------------- */

/* A calendar that can't be read would lock everybody out: it is tried, with the
 * years that are set already, before it is written. */
static gboolean
gate_set (GbRequest *request, GError **error)
{
  g_autoptr (GbCalendar) calendar = NULL;

  if (gb_json_text (request->body, "year") == NULL)
    return TRUE;
  calendar = make_calendar (request->vault, request->kind, request->body, error);
  return calendar != NULL;
}

static gboolean
gate_holidays (GbRequest *request, GError **error)
{
  g_autoptr (GbCalendar) calendar = NULL;
  JsonArray *events = gb_json_array (request->body, "events");

  if (events == NULL)
    return TRUE;
  if (json_array_get_length (events) == 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("A table without any bank holiday can’t be taken in. Fetch bank-holidays.json again from"
                              " GOV.UK."));
      return FALSE;
    }
  calendar = make_calendar (request->vault, request->kind, request->body, error);
  return calendar != NULL;
}

static gboolean
prepare_moves (GbRequest *request, GError **error)
{
  g_autoptr (GPtrArray) moves = g_ptr_array_new_with_free_func (move_free);
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (GbCalendar) calendar = make_calendar (request->vault, request->kind, request->body, error);

  if (calendar == NULL || !find_moves (request->book, calendar, &(Moved){ moves, rows }, error))
    return FALSE;
  json_object_remove_member (request->body, "moves");
  if (json_array_get_length (rows) > 0)
    json_object_set_array_member (request->body, "moves", g_steal_pointer (&rows));
  return TRUE;
}

const GbAct gb_calendar_acts[] = {
  { "calendar.holidays", gate_holidays, prepare_moves },
  { "calendar.set", gate_set, prepare_moves },
  { NULL },
};

/* --- bank holidays from GOV.UK --------------------------------------------------------------- */

JsonObject *
gb_calendar_holidays_body (const char *source, GBytes *file, GError **error)
{
  gsize size = g_bytes_get_size (file);
  g_autofree char *text = size > 0 ? g_strndup (g_bytes_get_data (file, NULL), size) : g_strdup ("");
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file);
  g_autoptr (JsonArray) events = gb_bank_holidays_read (text, error);
  g_autoptr (GbCalendar) trial = events != NULL ? gb_calendar_new (NULL, 0, error) : NULL;
  JsonObject *body;
  JsonArray *rows;

  if (trial == NULL || !gb_calendar_take_bank_holidays (trial, events, error))
    return NULL;
  rows = json_array_new ();
  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *row = json_object_new (), *event = json_array_get_object_element (events, i);
      json_object_set_string_member (row, "date", gb_json_text (event, "date"));
      gb_json_set_text (row, "title", gb_json_text (event, "title"));
      json_array_add_object_element (rows, row);
    }
  body = json_object_new ();
  json_object_set_string_member (body, "source", source);
  json_object_set_string_member (body, "file_hash", hash);
  json_object_set_array_member (body, "events", rows);
  return body;
}

static void
note_difference (GPtrArray *lines, GbCalendar *with, const char *day)
{
  g_autofree char *said = gb_say_day_long (day);
  const char *title = gb_calendar_bank_holiday (with, day);

  g_ptr_array_add (lines, g_strdup_printf (_ ("%s: %s"), said, title != NULL ? title : _ ("by the ordinary rule")));
}

/* Day by day through the years that either table holds. */
static void
compare_tables (GbCalendar *old, GbCalendar *new, GPtrArray *added, GPtrArray *removed)
{
  int from, until, old_from, old_until;
  g_autofree char *day = NULL;

  gb_calendar_bank_holiday_years (new, &from, &until);
  gb_calendar_bank_holiday_years (old, &old_from, &old_until);
  day = g_strdup_printf ("%04d-01-01", MIN (from, old_from));
  while ((int) g_ascii_strtoll (day, NULL, 10) <= MAX (until, old_until))
    {
      gboolean was = gb_calendar_is_bank_holiday (old, day), is = gb_calendar_is_bank_holiday (new, day);
      char *next = gb_day_add (day, 1);
      if (is && !was)
        note_difference (added, new, day);
      if (was && !is)
        note_difference (removed, old, day);
      g_free (day);
      day = next;
    }
}

gboolean
gb_calendar_compare_holidays (GbCalendar *calendar, JsonObject *body, char ***added, char ***removed, GError **error)
{
  g_autoptr (GbCalendar) with = gb_calendar_new (NULL, 0, error);
  g_autoptr (GPtrArray) more = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) less = g_ptr_array_new_with_free_func (g_free);

  if (with == NULL || !gb_calendar_take_bank_holidays (with, gb_json_array (body, "events"), error))
    return FALSE;
  compare_tables (calendar, with, more, less);
  g_ptr_array_add (more, NULL);
  g_ptr_array_add (less, NULL);
  *added = (char **) g_ptr_array_steal (more, NULL);
  *removed = (char **) g_ptr_array_steal (less, NULL);
  return TRUE;
}

/* --- running out -------------------------------------------------------------------------------- */

static char *
terms_reminder (GbCalendar *calendar, const char *today)
{
  g_autoptr (GPtrArray) terms = gb_calendar_terms (calendar, 0);
  const GbTerm *last = terms->len > 0 ? terms->pdata[terms->len - 1] : NULL;
  g_autofree char *said = last != NULL ? gb_say_day_long (last->until) : NULL;

  if (last == NULL)
    return g_strdup (_ ("No school year is set, so clocks count working days instead of school days. Set this one."));
  if (gb_day_difference (today, last->until) < 0)
    return g_strdup_printf (
        _ ("The school’s terms ended on %s, so clocks count working days instead of school days. Set"
           " the next school year."),
        said);
  if (gb_day_difference (today, last->until) <= TERMS_SOON)
    return g_strdup_printf (
        _ ("The school’s terms are set until %s. Set the next school year before then, or clocks will"
           " count working days instead of school days."),
        said);
  return NULL;
}

char *
gb_calendar_reminder (GbCalendar *calendar)
{
  g_autofree char *today = gb_today ();
  char *terms = terms_reminder (calendar, today);
  int from, until;

  if (terms != NULL)
    return terms;
  gb_calendar_bank_holiday_years (calendar, &from, &until);
  if ((int) g_ascii_strtoll (today, NULL, 10) < until)
    return NULL;
  return g_strdup_printf (_ ("Bank holidays are known until the end of %d; after that they are reckoned by the ordinary"
                             " rules. Bring in bank-holidays.json from GOV.UK."),
                          until);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the record, passages out of entries, removals, the gates and
 * acts in the order of a request's life, the queries. */
#include "casework/disclosure.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/enclosure.h"
#include "casework/gate.h"
#include "casework/incident.h"
#include "casework/person.h"
#include "casework/timeline.h"
#include "journal/sealed.h"

GB_RECORD_DEFINE (GbDisclosure, gb_disclosure, GB_DISCLOSURE_FIELDS)
GB_RECORD_DEFINE (GbRemoval, gb_removal, GB_REMOVAL_FIELDS)
GB_RECORD_DEFINE (GbPassage, gb_passage, GB_PASSAGE_FIELDS)

/* --- passages ----------------------------------------------------------------------- */

/* Fields that say nothing about anybody: which sheet was signed, under which pack. */
static gboolean
is_machinery (const char *field)
{
  static const char *const names[] = { "sheet", "pack", "version", "code", "source", "register", "item", "step",
                                       "key", "chunks", "media", "sha256", "holds", "bytes", "intact",
                                       NULL };

  return g_strv_contains (names, field) || g_str_has_suffix (field, "_hash") || g_str_has_suffix (field, "_id");
}

/* The word that a person would use, else the field's own. */
static char *
say_label (const char *field)
{
  static const struct
  {
    const char *field, *label;
  } words[] = {
    { "dob", N_ ("Born") },
    { "from_whom", N_ ("From whom") },
    { "got_on", N_ ("Reached the school") },
    { "upn", N_ ("UPN") },
    { "sort", N_ ("Listed as") },
    { "sen", N_ ("Educational needs") },
  };
  const char *known = gb_incident_field_label (field);
  g_autofree char *label = NULL, *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].field, field))
      return g_strdup (_ (words[i].label));
  label = g_strcmp0 (known, field) != 0 ? g_strdup (known) : g_strdelimit (g_strdup (field), "_", ' ');
  first = g_utf8_strup (label, g_utf8_next_char (label) - label);
  return g_strconcat (first, g_utf8_next_char (label), NULL);
}

/* A word of the vocabulary to which the field belongs, as people read it; any other text as it is. */
static char *
say_word (GbPack *pack, const char *field, const char *text)
{
  static const struct
  {
    const char *field, *vocabulary;
  } known[] = {
    { "sort", "person-sort" },
    { "role", "person-role" },
    { "outcome", "referral-outcome" },
  };
  g_autofree char *vocabulary = g_strdelimit (g_strdup (field), "_", '-');

  if (g_str_equal (field, "question"))
    return g_strdup (gb_decision_question_label (text));
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].field, field) && gb_pack_word (pack, known[i].vocabulary, text) != NULL)
      return g_strdup (gb_pack_label (pack, known[i].vocabulary, text));
  return g_strdup (gb_pack_word (pack, vocabulary, text) != NULL ? gb_pack_label (pack, vocabulary, text) : text);
}

static char *
say_number (const char *type, gint64 number)
{
  return g_strcmp0 (type, "instant") == 0 ? gb_say_instant_long (number)
                                          : g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

/* The words in a row of a list: a person, a change. */
static void
add_row_words (GString *text, GbPack *pack, JsonObject *row)
{
  g_autoptr (GList) names = json_object_get_members (row);
  gboolean first = TRUE;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *words = g_str_has_suffix (l->data, "_id") ? NULL : gb_json_text (row, l->data);
      g_autofree char *said = gb_text_is_filled (words) ? say_word (pack, l->data, words) : NULL;
      if (said == NULL)
        continue;
      g_string_append_printf (text, "%s%s", first ? "" : ", ", said);
      first = FALSE;
    }
}

static char *
say_array (GbPack *pack, JsonArray *array)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (JSON_NODE_HOLDS_OBJECT (node))
        add_row_words (text, pack, json_node_get_object (node));
      else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", json_node_get_string (node));
    }
  return g_string_free (text, FALSE);
}

static char *
say_text (GbPack *pack, const char *field, const char *type, const char *text)
{
  if (g_strcmp0 (type, "id") == 0)
    return NULL;
  if (g_strcmp0 (type, "day") == 0)
    return gb_say_day_long (text);
  if (g_strcmp0 (type, "tri") == 0)
    return g_strdup (g_str_equal (text, "yes") ? _ ("Yes") : g_str_equal (text, "no") ? _ ("No") : _ ("Not known"));
  return say_word (pack, field, text);
}

/* What the entry says in @field; NULL: nothing.  (transfer full) */
static char *
say_field (GbPack *pack, const GbKind *kind, const char *field, JsonNode *node)
{
  const char *type = gb_kind_field_type (kind, field);
  GType holds = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

  if (g_strcmp0 (type, "ids") == 0)
    return NULL;
  if (g_str_equal (kind->name, "incident.recorded") && !JSON_NODE_HOLDS_ARRAY (node)
      && g_strcmp0 (gb_incident_field_label (field), field) != 0)
    return gb_incident_value_label (pack, field, node);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return say_array (pack, json_node_get_array (node));
  if (holds == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? _ ("Yes") : _ ("No"));
  if (holds == G_TYPE_INT64)
    return say_number (type, json_node_get_int (node));
  return holds == G_TYPE_STRING ? say_text (pack, field, type, json_node_get_string (node)) : NULL;
}

/* The bare kind of act: the sentence of a timeline may hold somebody's name, and a
 * heading isn't a passage, so nothing could be taken out of it. */
static char *
say_heading (const GbTimelineRow *row, const GbKind *kind)
{
  g_autofree char *at = gb_say_instant_long (row->at);

  return row->reference != NULL ? g_strdup_printf ("%s. %s. %s. %s", row->reference, at, _ (kind->said), row->author)
                                : g_strdup_printf ("%s. %s. %s", at, _ (kind->said), row->author);
}

static void
add_passages (GPtrArray *passages, GbPack *pack, const GbTimelineRow *row, JsonObject *body)
{
  const GbKind *kind = gb_kind_find (row->kind);
  g_auto (GStrv) fields = gb_kind_fields (kind);
  g_autofree char *heading = say_heading (row, kind);

  for (guint i = 0; fields[i] != NULL; i++)
    {
      JsonNode *node = is_machinery (fields[i]) ? NULL : json_object_get_member (body, fields[i]);
      g_autofree char *text = node != NULL ? say_field (pack, kind, fields[i], node) : NULL;
      GbPassage *passage;
      if (!gb_text_is_filled (text))
        continue;
      passage = g_object_new (gb_passage_get_type (), NULL);
      passage->id = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", row->entry, fields[i]);
      passage->entry = row->entry;
      passage->heading = g_strdup (heading);
      passage->label = say_label (fields[i]);
      passage->text = g_steal_pointer (&text);
      g_ptr_array_add (passages, passage);
    }
}

/* The answer to a request isn't itself what was asked for, nor who was told what. */
static gboolean
is_about_the_asking (const char *kind)
{
  return g_str_has_prefix (kind, "disclosure.") || g_str_equal (kind, "page.made");
}

static gboolean
add_rows (GbBook *book, GPtrArray *rows, GHashTable *seen, GPtrArray *passages, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const GbTimelineRow *row = rows->pdata[i];
      /* Of a case that was sealed later, the first entries lie open still. */
      g_autofree char *seal = gb_sealed_find (gb_book_get_vault (book), row->case_id);
      g_autoptr (GbEntry) entry = NULL;
      g_autoptr (JsonObject) body = NULL;
      if (seal != NULL || is_about_the_asking (row->kind)
          || !g_hash_table_add (seen, g_memdup2 (&row->entry, sizeof row->entry)))
        continue;
      entry = gb_journal_entry (gb_book_get_vault (book), row->entry, error);
      if (entry == NULL)
        return FALSE;
      if (entry->sealed)
        continue;
      body = gb_entry_body (entry, error);
      if (body == NULL)
        return FALSE;
      add_passages (passages, gb_book_get_pack (book), row, body);
    }
  return TRUE;
}

/* What is held of the person beside any case: how they were entered, and changed. */
static GPtrArray *
rows_of_person (GbBook *book, const char *person_id, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      gb_book_get_vault (book),
      "SELECT id FROM p_entry WHERE kind IN ('person.added', 'person.changed', 'person.left', 'person.returned')"
      " AND CAST (body AS TEXT) ->> 'person_id' = :id ORDER BY id",
      error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", person_id, NULL);
  while (gb_statement_step (s, error))
    {
      gint64 id = gb_statement_number (s, "id");
      g_array_append_val (ids, id);
    }
  return gb_timeline_rows (book, (const gint64 *) ids->data, ids->len, error);
}

static int
compare_passages (gconstpointer a, gconstpointer b)
{
  const GbPassage *one = *(GbPassage *const *) a, *other = *(GbPassage *const *) b;
  return one->entry < other->entry ? -1 : one->entry > other->entry;
}

GPtrArray *
gb_disclosure_passages (GbBook *book, const char *person_id, GError **error)
{
  g_autoptr (GPtrArray) cases = gb_person_cases (gb_book_get_vault (book), person_id, error);
  g_autoptr (GPtrArray) own = cases != NULL ? rows_of_person (book, person_id, error) : NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GPtrArray) passages = g_ptr_array_new_with_free_func (g_object_unref);

  if (own == NULL || !add_rows (book, own, seen, passages, error))
    return NULL;
  for (guint i = 0; i < cases->len; i++)
    {
      g_autoptr (GPtrArray) rows = gb_timeline_of_case (book, ((GbPersonCase *) cases->pdata[i])->id, error);
      if (rows == NULL || !add_rows (book, rows, seen, passages, error))
        return NULL;
    }
  /* Fields of one entry keep their order. */
  g_ptr_array_sort (passages, compare_passages);
  return g_steal_pointer (&passages);
}

/* --- removals -------------------------------------------------------------------------- */

static char *
hash_removal (const char *salt, const char *words)
{
  GbHash *state = gb_hash_new ("guardbook.removal.1");
  guint8 hash[GB_HASH_SIZE];

  gb_hash_add_text (state, salt);
  gb_hash_add_text (state, words);
  gb_hash_finish (state, hash);
  return gb_bytes_to_hex (hash, sizeof hash);
}

gboolean
gb_removal_proves (const char *hash, const char *salt, const char *words)
{
  g_autofree char *made = hash_removal (salt, words);
  return g_strcmp0 (hash, made) == 0;
}

static char *
piece (const char *text, gint64 from, gint64 until)
{
  if (text == NULL || from < 0 || until <= from || until > g_utf8_strlen (text, -1))
    return NULL;
  return g_utf8_substring (text, from, until);
}

char *
gb_removal_words (const GbRemoval *removal, const GbPassage *passage)
{
  return g_strcmp0 (removal->passage, passage->id) == 0 ? piece (passage->text, removal->from_char, removal->until_char)
                                                        : NULL;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const GbRemoval *one = *(GbRemoval *const *) a, *other = *(GbRemoval *const *) b;
  return one->from_char < other->from_char ? -1 : one->from_char > other->from_char;
}

char *
gb_passage_redact (const GbPassage *passage, GPtrArray *removals, GbRemovalMark mark, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) here = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 at = 0;
  g_autofree char *rest = NULL;

  for (guint i = 0; i < removals->len; i++)
    if (g_strcmp0 (((GbRemoval *) removals->pdata[i])->passage, passage->id) == 0)
      g_ptr_array_add (here, removals->pdata[i]);
  g_ptr_array_sort (here, compare_places);
  for (guint i = 0; i < here->len; i++)
    {
      const GbRemoval *removal = here->pdata[i];
      g_autofree char *words = gb_removal_words (removal, passage);
      g_autofree char *before = NULL, *sign = NULL;
      if (words == NULL || removal->from_char < at || !gb_removal_proves (removal->hash, removal->salt, words))
        {
          g_set_error (error, GB_ERROR, GB_ERROR_TAMPERED,
                       _ ("What was taken out of “%s” isn’t what stands there now, so no page is made. Put that piece"
                          " back and take it out again."),
                       passage->label);
          return NULL;
        }
      before = g_utf8_substring (passage->text, at, removal->from_char);
      sign = mark (removal, data);
      g_string_append (text, before);
      g_string_append (text, sign);
      at = removal->until_char;
    }
  rest = g_utf8_substring (passage->text, at, g_utf8_strlen (passage->text, -1));
  g_string_append (text, rest);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- the names of others ----------------------------------------------------------------- */

static gboolean
is_out (GPtrArray *removals, const char *passage, gint64 from, gint64 until)
{
  for (guint i = 0; i < removals->len; i++)
    {
      const GbRemoval *removal = removals->pdata[i];
      if (g_strcmp0 (removal->passage, passage) == 0 && from < removal->until_char && until > removal->from_char)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_listed (JsonArray *rows, const char *passage, gint64 from, gint64 until)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      if (g_strcmp0 (gb_json_text (row, "passage"), passage) == 0 && from < gb_json_number (row, "until")
          && until > gb_json_number (row, "from"))
        return TRUE;
    }
  return FALSE;
}

/* A whole name, or a part of it as it is written or in capitals ("Will" isn't "will"). */
static GRegex *
name_regex (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, " ", -1);
  g_autofree char *whole = g_regex_escape_string (name, -1);
  GString *pattern = g_string_new (NULL);
  GRegex *regex;

  g_string_append_printf (pattern, "(?<!\\p{L})(?:(?i:%s)", whole);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *part = g_regex_escape_string (parts[i], -1);
      g_autofree char *capitals = g_utf8_strup (part, -1);
      if (g_utf8_strlen (parts[i], -1) >= 3)
        g_string_append_printf (pattern, "|%s|%s", part, capitals);
    }
  g_string_append (pattern, ")(?!\\p{L})");
  regex = g_regex_new (pattern->str, G_REGEX_OPTIMIZE, 0, NULL);
  g_string_free (pattern, TRUE);
  return regex;
}

static void
find_name (JsonArray *rows, const GbPassage *passage, GRegex *regex, GPtrArray *removals)
{
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, passage->text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      int start, end;
      gint64 from, until;
      JsonObject *row;
      g_match_info_fetch_pos (match, 0, &start, &end);
      from = g_utf8_pointer_to_offset (passage->text, passage->text + start);
      until = g_utf8_pointer_to_offset (passage->text, passage->text + end);
      if (is_out (removals, passage->id, from, until) || is_listed (rows, passage->id, from, until))
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, "passage", passage->id);
      json_object_set_int_member (row, "from", from);
      json_object_set_int_member (row, "until", until);
      json_array_add_object_element (rows, row);
    }
}

/* Pupils, parents and visitors whom the vault knows, but for the child and whoever
 * asks; staff at their work are not taken out for their names alone. */
static const char others_sql[] =
    "SELECT trim (coalesce (p.known_as, p.forename)) || ' ' || p.surname AS name FROM p_person AS p"
    " WHERE p.sort IN ('pupil', 'parent', 'visitor', 'other') AND p.id <> :person"
    "   AND p.id NOT IN (SELECT other_id FROM p_relation WHERE person_id = :person)"
    " ORDER BY length (name) DESC, name";

static gboolean
shares_a_part (const char *name, const char *own)
{
  g_auto (GStrv) parts = g_strsplit (name, " ", -1), kept = g_strsplit (own, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) kept, parts[i]))
      return TRUE;
  return FALSE;
}

/* Of a namesake only the whole name is taken: a part of it may be the child's own. */
static GRegex *
regex_for (const char *name, const char *own)
{
  g_autofree char *escaped = NULL, *pattern = NULL;

  if (!shares_a_part (name, own))
    return name_regex (name);
  escaped = g_regex_escape_string (name, -1);
  pattern = g_strdup_printf ("(?<!\\p{L})(?i:%s)(?!\\p{L})", escaped);
  return g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, NULL);
}

JsonArray *
gb_disclosure_find_names (GbBook *book, const char *id, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GbDisclosure) disclosure = gb_disclosure_load (vault, id, error);
  g_autoptr (GPtrArray) passages =
      disclosure != NULL ? gb_disclosure_passages (book, disclosure->person_id, error) : NULL;
  g_autoptr (GPtrArray) removals = passages != NULL ? gb_disclosure_removals (vault, id, error) : NULL;
  g_autoptr (GbStatement) s = removals != NULL ? gb_statement_new (vault, others_sql, error) : NULL;
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":person", disclosure->person_id, NULL);
  while (gb_statement_step (s, &local))
    {
      g_autoptr (GRegex) regex = regex_for (gb_statement_text (s, "name"), disclosure->person);
      for (guint i = 0; regex != NULL && i < passages->len; i++)
        find_name (rows, passages->pdata[i], regex, removals);
    }
  if (local == NULL)
    return g_steal_pointer (&rows);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* --- the moves ------------------------------------------------------------------------------ */

#define WAS_SENT \
  N_ ("The answer has been handed over, so nothing in it changes any more. Begin a new one if they ask again.")
#define WAS_REFUSED N_ ("This request was refused. Begin a new one if it is answered after all.")

static const GbMove moves[] = {
  { "disclosure.removed", "begun", NULL },           { "disclosure.removed", "sent", WAS_SENT },
  { "disclosure.removed", "refused", WAS_REFUSED },  { "disclosure.restored", "begun", NULL },
  { "disclosure.restored", "sent", WAS_SENT },       { "disclosure.restored", "refused", WAS_REFUSED },
  { "disclosure.extended", "begun", NULL },          { "disclosure.extended", "sent", WAS_SENT },
  { "disclosure.extended", "refused", WAS_REFUSED }, { "disclosure.sent", "begun", NULL },
  { "disclosure.sent", "sent", WAS_SENT },           { "disclosure.sent", "refused", WAS_REFUSED },
  { "disclosure.refused", "begun", NULL },           { "disclosure.refused", "sent", WAS_SENT },
  { "disclosure.refused", "refused", WAS_REFUSED },  { "disclosure.enclosed", "begun", NULL },
  { "disclosure.enclosed", "sent", WAS_SENT },       { "disclosure.enclosed", "refused", WAS_REFUSED },
  { NULL },
};

static GbDisclosure *
disclosure_in_state (GbRequest *request, GError **error)
{
  g_autoptr (GbDisclosure) disclosure = gb_disclosure_load (request->vault, request->case_id, error);

  if (disclosure == NULL || !gb_gate_leads (request, _ ("answer a request for data"), error)
      || !gb_move_check (moves, request->kind, disclosure->state, error) || !gb_gate_past (request, "at", error))
    return NULL;
  return g_steal_pointer (&disclosure);
}

/* --- begun ------------------------------------------------------------------------------------- */

static gboolean
gate_begun (GbRequest *request, GError **error)
{
  g_autofree char *today = gb_today ();
  const char *asked = gb_json_text (request->body, "asked_on");

  if (!gb_gate_leads (request, _ ("answer a request for data"), error)
      || !gb_gate_word (request, "basis", "disclosure-basis", error))
    return FALSE;
  if (asked != NULL && gb_day_difference (asked, today) < 0)
    return gb_refuse (error, _ ("The request can’t have come after today. Correct the day on which it was made."));
  return gb_gate_filled (request, "identity",
                         _ ("Say how you know who is asking and that they may: without it what is held about a child"
                            " can go to the wrong person."),
                         error);
}

static gboolean
prepare_begun (GbRequest *request, GError **error)
{
  const char *basis = gb_json_text (request->body, "basis");

  return gb_act_start_clock (request, "disclosure.answer", basis, _ ("Answer to a request for data"),
                             gb_day_to_instant (gb_json_text (request->body, "asked_on"), 24 * 60 - 1), error);
}

/* --- removed, restored --------------------------------------------------------------------------- */

static const GbPassage *
passage_of (GPtrArray *passages, const char *id)
{
  for (guint i = 0; i < passages->len; i++)
    if (g_strcmp0 (((GbPassage *) passages->pdata[i])->id, id) == 0)
      return passages->pdata[i];
  return NULL;
}

/* Each row must be a piece of what the pack holds, and stand clear of the others. */
static gboolean
rows_fit (JsonArray *rows, GPtrArray *passages, GPtrArray *removals, GError **error)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const GbPassage *passage = passage_of (passages, gb_json_text (row, "passage"));
      gint64 from = gb_json_number (row, "from"), until = gb_json_number (row, "until");
      g_autofree char *words = passage != NULL ? piece (passage->text, from, until) : NULL;
      if (words == NULL)
        {
          g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                               _ ("Those words aren’t in what this answer holds. Select them once more."));
          return FALSE;
        }
      if (is_out (removals, passage->id, from, until))
        return gb_refuse (error, _ ("A part of that is taken out already. Put it back first, or choose other words."));
    }
  return TRUE;
}

static gboolean
gate_removed (GbRequest *request, GError **error)
{
  g_autoptr (GbDisclosure) disclosure = disclosure_in_state (request, error);
  JsonArray *rows = gb_json_array (request->body, "removals");
  g_autoptr (GPtrArray) passages = NULL;
  g_autoptr (GPtrArray) removals = NULL;

  if (disclosure == NULL || !gb_gate_word (request, "ground", "removal-ground", error))
    return FALSE;
  if (rows == NULL)
    return TRUE;
  if (json_array_get_length (rows) == 0)
    return gb_refuse (error, _ ("Nothing is selected. Select the words that must not go out, then take them out."));
  passages = gb_disclosure_passages (request->book, disclosure->person_id, error);
  removals = passages != NULL ? gb_disclosure_removals (request->vault, disclosure->id, error) : NULL;
  return removals != NULL && rows_fit (rows, passages, removals, error);
}

static gboolean
prepare_removed (GbRequest *request, GError **error)
{
  g_autoptr (GbDisclosure) disclosure = gb_disclosure_load (request->vault, request->case_id, error);
  g_autoptr (GPtrArray) passages =
      disclosure != NULL ? gb_disclosure_passages (request->book, disclosure->person_id, error) : NULL;
  JsonArray *rows = gb_json_array (request->body, "removals");

  for (guint i = 0; passages != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const GbPassage *passage = passage_of (passages, gb_json_text (row, "passage"));
      g_autofree char *words = piece (passage->text, gb_json_number (row, "from"), gb_json_number (row, "until"));
      g_autofree char *salt = gb_id_new ();
      g_autofree char *hash = hash_removal (salt, words);
      json_object_set_string_member (row, "salt", salt);
      json_object_set_string_member (row, "hash", hash);
    }
  return passages != NULL;
}

static gboolean
gate_restored (GbRequest *request, GError **error)
{
  g_autoptr (GbDisclosure) disclosure = disclosure_in_state (request, error);

  if (disclosure == NULL)
    return FALSE;
  if (!gb_gate_has (request, "removal")
      || gb_vault_ask_number (
             request->vault, 0, NULL,
             "SELECT 1 FROM p_removal WHERE disclosure_id = :id AND entry = @entry AND number = @number", ":id",
             disclosure->id, "@entry", gb_json_number (request->body, "removal"), "@number",
             gb_json_number (request->body, "number"), NULL)
             == 1)
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                       _ ("Those words aren’t taken out now, so they stand already."));
  return FALSE;
}

/* --- enclosed --------------------------------------------------------------------------------------- */

static gboolean
gate_enclosed (GbRequest *request, GError **error)
{
  g_autoptr (GbDisclosure) disclosure = disclosure_in_state (request, error);
  return disclosure != NULL && gb_enclosure_gate (request, disclosure->person_id, TRUE, error);
}

/* --- extended, sent, refused ---------------------------------------------------------------------- */

static gboolean
gate_extended (GbRequest *request, GError **error)
{
  g_autoptr (GbDisclosure) disclosure = disclosure_in_state (request, error);

  if (disclosure == NULL)
    return FALSE;
  if (g_strcmp0 (disclosure->basis, "subject-access") != 0)
    return gb_refuse (error, _ ("Only a subject-access request can be given two more months; the educational record is"
                                " due in fifteen school days."));
  if (disclosure->extended != NULL)
    return gb_refuse (error, _ ("This request has its two further months already, and there are no others."));
  return gb_gate_filled (request, "reason",
                         _ ("Say why it is complex: the applicant must be told that within a month."), error);
}

static gboolean
prepare_extended (GbRequest *request, GError **error)
{
  g_autoptr (GbDisclosure) disclosure = gb_disclosure_load (request->vault, request->case_id, error);

  if (disclosure == NULL)
    return FALSE;
  gb_act_stop_clock (request, "disclosure.answer");
  return gb_act_start_clock (request, "disclosure.answer-extended", "subject-access-extended",
                             _ ("Answer to a request for data"), gb_day_to_instant (disclosure->asked_on, 24 * 60 - 1),
                             error);
}

static gboolean
gate_sent (GbRequest *request, GError **error)
{
  g_autoptr (GbDisclosure) disclosure = disclosure_in_state (request, error);
  gint64 left;

  if (disclosure == NULL)
    return FALSE;
  if (disclosure->made_at == 0)
    return gb_refuse (error,
                      _ ("The answer hasn’t been printed or saved yet, so it can’t have been handed over. Make it"
                         " first."));
  left = gb_enclosure_undecided (request->vault, disclosure->person_id, disclosure->id, error);
  if (left != 0)
    return left < 0 ? FALSE
                    : gb_refuse (error, _ ("Of some attachment nobody has said whether it is given or held back, and on"
                                           " which ground. Say that, and make the answer again."));
  if (!gb_enclosure_all_left (request->vault, disclosure->person_id, disclosure->id, error))
    return FALSE;
  return gb_gate_filled (request, "to", _ ("Say into whose hands it went."), error);
}

#define MADE_SQL \
  " FROM p_outgoing WHERE about_id = :id AND document = '" GB_DISCLOSURE_DOCUMENT "' ORDER BY entry DESC LIMIT 1"

static void
stop_clocks (GbRequest *request)
{
  gb_act_stop_clock (request, "disclosure.answer");
  gb_act_stop_clock (request, "disclosure.answer-extended");
}

static gboolean
prepare_sent (GbRequest *request, GError **error)
{
  const char *id = request->case_id;
  g_autofree char *hash = gb_vault_ask_text (request->vault, error, "SELECT hash" MADE_SQL, ":id", id, NULL);

  if (hash == NULL)
    return FALSE;
  gb_json_set_text (request->body, "pack_hash", hash);
  json_object_set_int_member (request->body, "pages",
                              gb_vault_ask_number (request->vault, 0, error, "SELECT pages" MADE_SQL, ":id", id, NULL));
  stop_clocks (request);
  return TRUE;
}

static gboolean
gate_refused (GbRequest *request, GError **error)
{
  g_autoptr (GbDisclosure) disclosure = disclosure_in_state (request, error);

  return disclosure != NULL
         && gb_gate_filled (
             request, "reason",
             _ ("Say why the request is refused: the applicant is told, and that they may complain to the"
                " Information Commissioner."),
             error);
}

static gboolean
prepare_refused (GbRequest *request, GError **error G_GNUC_UNUSED)
{
  stop_clocks (request);
  return TRUE;
}

const GbAct gb_disclosure_acts[] = {
  { "disclosure.begun", gate_begun, prepare_begun },
  { "disclosure.removed", gate_removed, prepare_removed },
  { "disclosure.restored", gate_restored, NULL },
  { "disclosure.enclosed", gate_enclosed, gb_enclosure_prepare },
  { "disclosure.extended", gate_extended, prepare_extended },
  { "disclosure.sent", gate_sent, prepare_sent },
  { "disclosure.refused", gate_refused, prepare_refused },
  { NULL },
};

/* --- asking ----------------------------------------------------------------------------------- */

#define DISCLOSURE_SELECT                                                                                        \
  "SELECT d.*, (SELECT k.due_at FROM p_clock AS k WHERE k.case_id = d.id AND k.stopped_at IS NULL"               \
  "             ORDER BY k.due_at LIMIT 1) AS due_at,"                                                           \
  " (SELECT k.rule FROM p_clock AS k WHERE k.case_id = d.id AND k.stopped_at IS NULL ORDER BY k.due_at LIMIT 1)" \
  "   AS due_rule,"                                                                                              \
  " (SELECT max (o.at) FROM p_outgoing AS o WHERE o.about_id = d.id AND o.document = '" GB_DISCLOSURE_DOCUMENT   \
  "') AS made_at,"                                                                                               \
  " (SELECT count (*) FROM p_removal AS r WHERE r.disclosure_id = d.id) AS removed FROM p_disclosure AS d "

GbDisclosure *
gb_disclosure_load (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbDisclosure *disclosure =
      gb_record_one (vault, gb_disclosure_get_type (), &local, DISCLOSURE_SELECT "WHERE d.id = :id", ":id", id, NULL);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (disclosure == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such request in this vault."));
  return disclosure;
}

GPtrArray *
gb_disclosures_of (GbVault *vault, const char *person_id, GError **error)
{
  return gb_records (vault, gb_disclosure_get_type (), error,
                     DISCLOSURE_SELECT "WHERE d.person_id = :person ORDER BY d.entry DESC", ":person", person_id, NULL);
}

GPtrArray *
gb_disclosure_removals (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_removal_get_type (), error,
                     "SELECT entry, number, passage, from_char, until_char, ground, reason, salt, hash, removed_by, at"
                     " FROM p_removal WHERE disclosure_id = :id ORDER BY entry, number",
                     ":id", id, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the record, what a field may say, the acts in the order
 * of a case's life, the closing gate, the queries. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/draft.h"
#include "casework/find.h"
#include "casework/incident.h"
#include "casework/policy.h"
#include "casework/procedure.h"

GB_RECORD_DEFINE (GbIncident, gb_incident, GB_INCIDENT_FIELDS)
GB_RECORD_DEFINE (GbIncidentPerson, gb_incident_person, GB_INCIDENT_PERSON_FIELDS)
GB_RECORD_DEFINE (GbDecision, gb_decision, GB_DECISION_FIELDS)
GB_RECORD_DEFINE (GbLinkedCase, gb_linked_case, GB_LINKED_CASE_FIELDS)

/* --- what a field may say ------------------------------------------------------ */

/* Every field of the record that a form fills, with the vocabulary its words
 * come from (NULL: free text) and how it is named in a sentence. */
typedef struct
{
  const char *name, *vocabulary, *label;
} Field;

static const Field fields[] = {
  { "title", NULL, N_ ("the title") },
  { "category", "category", N_ ("the category") },
  { "four_c", "four-c", N_ ("the kind of online risk") },
  { "occurred_at", NULL, N_ ("when it happened") },
  { "precision", "precision", N_ ("how exactly the time is known") },
  { "occurred_words", NULL, N_ ("the words for the time") },
  { "location", "location", N_ ("where it happened") },
  { "location_note", NULL, N_ ("the note on the place") },
  { "site", "site", N_ ("whether it was on or off site") },
  { "offsite_tests", "offsite-test", N_ ("why it is the school’s matter") },
  { "channel", "channel", N_ ("how it came to school") },
  { "told_by", NULL, N_ ("who told it") },
  { "narrative", NULL, N_ ("what happened") },
  { "child_words", NULL, N_ ("the child’s own words") },
  { "danger", NULL, N_ ("whether anyone is in immediate danger") },
  { "danger_done", NULL, N_ ("what was done about the danger") },
  { "indecent_image", NULL, N_ ("whether an indecent image may be involved") },
  { "equipment", "equipment", N_ ("whose equipment it was") },
  { "policy_routes", "policy-route", N_ ("the policies it is handled under") },
  { "external_reference", NULL, N_ ("the outside reference") },
};

static const Field *
find_field (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (fields[i].name, name) == 0)
      return &fields[i];
  return NULL;
}

const char *
gb_incident_field_label (const char *name)
{
  const Field *field = find_field (name);
  return field != NULL ? _ (field->label) : name;
}

static const char *
field_type (const char *name)
{
  return gb_kind_field_type (gb_kind_find ("incident.recorded"), name);
}

/* A value as one text, so that what is stored and what was shown compare:
 * lists by their words, numbers by their digits, nothing as "". */
static char *
node_text (JsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        g_string_append_printf (text, "%s%s", i > 0 ? " " : "", json_array_get_string_element (array, i));
      return g_string_free (g_steal_pointer (&text), FALSE);
    }
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "");
}

/* @text, as the record holds it, as a node of the field's type. */
static JsonNode *
text_node (const char *field, const char *text)
{
  const char *type = field_type (field);

  if (g_strcmp0 (type, "instant") == 0)
    {
      JsonNode *node = json_node_new (JSON_NODE_VALUE);
      json_node_set_int (node, text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0);
      return node;
    }
  if (g_strcmp0 (type, "list") == 0)
    {
      JsonNode *node = text != NULL && *text == '[' ? json_from_string (text, NULL) : NULL;
      if (node == NULL)
        {
          node = json_node_new (JSON_NODE_ARRAY);
          json_node_take_array (node, json_array_new ());
        }
      return node;
    }
  return json_node_init_string (json_node_alloc (), text != NULL ? text : "");
}

/* A field of the record, as text. */
static char *
record_text (GbIncident *self, const char *field)
{
  g_autofree char *name = g_strdelimit (g_strdup (field), "_", '-');

  if (g_strcmp0 (field_type (field), "instant") == 0)
    {
      gint64 number = 0;
      g_object_get (self, name, &number, NULL);
      return g_strdup_printf ("%" G_GINT64_FORMAT, number);
    }
  else
    {
      char *text = NULL;
      g_object_get (self, name, &text, NULL);
      return text;
    }
}

JsonObject *
gb_incident_change (GbIncident *shown, const char *field, const char *now)
{
  g_autofree char *was = record_text (shown, field);
  g_autoptr (JsonNode) old = text_node (field, was);
  g_autoptr (JsonNode) new = text_node (field, now);
  g_autofree char *old_text = node_text (old);
  g_autofree char *new_text = node_text (new);
  JsonObject *change;

  if (g_str_equal (old_text, new_text))
    return NULL;
  change = json_object_new ();
  json_object_set_string_member (change, "field", field);
  json_object_set_member (change, "old", g_steal_pointer (&old));
  json_object_set_member (change, "new", g_steal_pointer (&new));
  return change;
}

static char *
word_label (GbPack *pack, const char *vocabulary, const char *id)
{
  if (vocabulary == NULL)
    return g_strdup (id);
  return g_strdup (gb_pack_label (pack, vocabulary, id));
}

static const char *
tri_label (const char *answer)
{
  if (g_strcmp0 (answer, "yes") == 0)
    return _ ("Yes");
  if (g_strcmp0 (answer, "no") == 0)
    return _ ("No");
  return _ ("Not known");
}

char *
gb_incident_value_label (GbPack *pack, const char *name, JsonNode *value)
{
  const Field *field = find_field (name);
  const char *type = field_type (name);
  g_autofree char *text = node_text (value);
  g_auto (GStrv) words = NULL;

  if (*text == '\0')
    return g_strdup (_ ("nothing"));
  if (g_strcmp0 (type, "instant") == 0)
    return gb_say_instant_long (g_ascii_strtoll (text, NULL, 10));
  if (g_strcmp0 (type, "tri") == 0)
    return g_strdup (tri_label (text));
  if (g_strcmp0 (type, "list") != 0)
    return word_label (pack, field != NULL ? field->vocabulary : NULL, text);
  words = g_strsplit (text, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *id = words[i];
      words[i] = word_label (pack, field->vocabulary, id);
    }
  return gb_text_join_and ((const char *const *) words);
}

/* --- gates that several acts share ---------------------------------------------- */

static gboolean input_error (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
input_error (GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *sentence = NULL;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, sentence);
  return FALSE;
}

static gboolean
check_word (GbPack *pack, const char *vocabulary, const char *label, const char *id, GError **error)
{
  if (id == NULL || *id == '\0' || gb_pack_word (pack, vocabulary, id) != NULL)
    return TRUE;
  return input_error (error, _ ("“%s” isn’t a word for %s in your policy pack. Choose one from its list."), id, label);
}

static gboolean
check_list (GbPack *pack, const Field *field, JsonArray *list, GError **error)
{
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    if (!check_word (pack, field->vocabulary, _ (field->label), json_array_get_string_element (list, i), error))
      return FALSE;
  return TRUE;
}

/* Every word of @body that comes from a list is on the list. */
static gboolean
check_words (GbPack *pack, JsonObject *body, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const Field *field = &fields[i];
      if (field->vocabulary == NULL)
        continue;
      if (!check_word (pack, field->vocabulary, _ (field->label), gb_json_text (body, field->name), error)
          || !check_list (pack, field, gb_json_array (body, field->name), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_not_future (JsonObject *body, const char *field, GError **error)
{
  if (!json_object_has_member (body, field) || gb_json_number (body, field) <= gb_now () + GB_MINUTE)
    return TRUE;
  return gb_refuse (error,
                    _ ("That time hasn’t come yet. A record says what has happened: give the time at which it did."));
}

/* Answers that ask for another: danger for what was done, off site for why it
 * is the school's matter (A69). */
static gboolean
check_together (JsonObject *body, gboolean asking, GError **error)
{
  JsonArray *tests = gb_json_array (body, "offsite_tests");

  if (asking)
    return TRUE;
  if (g_strcmp0 (gb_json_text (body, "danger"), "yes") == 0 && !gb_text_is_filled (gb_json_text (body, "danger_done")))
    return gb_refuse (error, _ ("Somebody is in immediate danger, so write what was done about it. If nothing has been "
                                "done yet, ring 999 first."));
  if (g_strcmp0 (gb_json_text (body, "site"), "off") == 0 && (tests == NULL || json_array_get_length (tests) == 0))
    return gb_refuse (error, _ ("The school acts on something off site when a child may be harmed, the running of the "
                                "school is at stake, or its good name. Say which of these it is."));
  return TRUE;
}

/* A category that is itself about such an image can't stand beside "no" (A27). */
static gboolean
check_image (GbPack *pack, JsonObject *body, GError **error)
{
  const char *category = gb_json_text (body, "category");

  const GbProcedure *procedure = category != NULL ? gb_pack_procedure_for (pack, category, "no") : NULL;

  if (procedure == NULL || g_strcmp0 (gb_json_text (body, "indecent_image"), "no") != 0
      || g_strcmp0 (procedure->image, "always") != 0)
    return TRUE;
  return gb_refuse (error,
                    _ ("“%s” says that an indecent image may be involved, but the answer below says none is. Choose "
                       "another category, or answer yes or not known."),
                    gb_pack_label (pack, "category", category));
}

static gboolean
check_fields (GbPack *pack, JsonObject *body, gboolean asking, GError **error)
{
  return check_words (pack, body, error) && check_not_future (body, "occurred_at", error)
         && check_together (body, asking, error) && check_image (pack, body, error);
}

static gboolean
check_person (GbPack *pack, JsonObject *person, GError **error)
{
  const char *name = gb_json_text (person, "name");

  if (!gb_id_is_valid (gb_json_text (person, "person_id")) || !gb_text_is_filled (name))
    return input_error (error,
                        _ ("Somebody in this incident isn’t named. Choose the person from People, or add them there."));
  if (!gb_text_is_filled (gb_json_text (person, "role")))
    return gb_refuse (error, _ ("Say what part %s had in this incident. It is never taken from the category."), name);
  return check_word (pack, "person-role", _ ("a person’s part"), gb_json_text (person, "role"), error)
         && check_word (pack, "person-sort", _ ("a kind of person"), gb_json_text (person, "sort"), error);
}

static gboolean
check_people (GbPack *pack, JsonArray *people, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; people != NULL && i < json_array_get_length (people); i++)
    {
      JsonObject *person = json_array_get_object_element (people, i);
      if (!check_person (pack, person, error))
        return FALSE;
      if (!g_hash_table_add (seen, (char *) gb_json_text (person, "person_id")))
        return input_error (error,
                            _ ("%s is named twice. Keep the part that matters most; the story can say the rest."),
                            gb_json_text (person, "name"));
    }
  return TRUE;
}

gboolean
gb_incident_must_be_open (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (vault, "SELECT closed_at, closed_by FROM p_incident WHERE id = :id", error);
  g_autoptr (GError) local = NULL;
  g_autofree char *when = NULL;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":id", id, NULL);
  if (!gb_statement_step (s, &local))
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return local == NULL && (error == NULL || *error == NULL);
    }
  if (gb_statement_is_null (s, "closed_at"))
    return TRUE;
  when = gb_say_instant_long (gb_statement_number (s, "closed_at"));
  return gb_refuse (
      error, _ ("This case was closed by %s on %s, so nothing can be added to it. Open it again first, with a reason."),
      gb_statement_text (s, "closed_by"), when);
}

/* The incident this request is about: there, and open. */
static GbIncident *
open_incident (GbRequest *request, GError **error)
{
  g_autoptr (GbIncident) incident = gb_incident_load (request->vault, request->case_id, error);

  if (incident == NULL || !gb_incident_must_be_open (request->vault, request->case_id, error))
    return NULL;
  return g_steal_pointer (&incident);
}

/* Whether @id is an open incident; what it says does not matter. */
static gboolean
is_open_incident (GbRequest *request, GError **error)
{
  g_autoptr (GbIncident) incident = open_incident (request, error);
  return incident != NULL;
}

static gboolean
leads_safeguarding (GbRequest *request, const char *what, GError **error)
{
  if (gb_book_can (request->book, GB_CAN_SAFEGUARD))
    return TRUE;
  return gb_refuse (error, _ ("Only the DSL or a deputy may %s. Ask one of them."), what);
}

/* --- recorded ---------------------------------------------------------------------- */

static gboolean
recorded_gate (GbRequest *request, GError **error)
{
  GbPack *pack = gb_book_get_pack (request->book);

  return check_fields (pack, request->body, request->asking, error)
         && check_people (pack, gb_json_array (request->body, "people"), error);
}

GbDone *
gb_incident_record (GbBook *book, const char *request, JsonObject *body, GError **error)
{
  const GbProcedure *procedure = gb_pack_procedure_for (gb_book_get_pack (book), gb_json_text (body, "category"),
                                                        gb_json_text (body, "indecent_image"));
  g_autoptr (GbDone) done = gb_book_act (book, "incident.recorded", NULL, request, body, error);

  if (done == NULL)
    return NULL;
  /* What its writer may not read is for its readers to go on with. */
  if (procedure != NULL && done->case_id != NULL)
    {
      g_autofree char *next = gb_request_next (request, "procedure");
      g_autoptr (GbDone) begun = gb_procedure_begin (book, done->case_id, procedure->id, next, NULL, error);
      if (begun == NULL)
        return NULL;
    }
  if (!gb_draft_drop (book, request, error))
    return NULL;
  return g_steal_pointer (&done);
}

/* --- amended ------------------------------------------------------------------------ */

/* What is stored, as a body: the change is judged together with the rest. */
static JsonObject *
record_body (GbIncident *self)
{
  JsonObject *body = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *text = record_text (self, fields[i].name);
      json_object_set_member (body, fields[i].name, text_node (fields[i].name, text));
    }
  return body;
}

static gboolean
conflict (GbRequest *request, GbIncident *stored, const char *field, GError **error)
{
  g_autofree char *text = record_text (stored, field);
  g_autoptr (JsonNode) node = text_node (field, text);
  g_autofree char *says = gb_incident_value_label (gb_book_get_pack (request->book), field, node);

  g_set_error (error, GB_ERROR, GB_ERROR_CONFLICT,
               _ ("%s changed %s meanwhile: it now says “%s”. Look at it and amend again; what you typed is kept."),
               stored->amended_by != NULL ? stored->amended_by : _ ("Somebody"), gb_incident_field_label (field), says);
  return FALSE;
}

static gboolean
is_required (const char *field)
{
  const char *spelling = gb_kind_find ("incident.recorded")->fields;
  g_auto (GStrv) all = g_strsplit (spelling, " ", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      gsize length = strcspn (all[i], ":!");
      if (strlen (field) == length && strncmp (all[i], field, length) == 0)
        return g_str_has_suffix (all[i], "!");
    }
  return FALSE;
}

/* One row of the amendment against what is stored; sets it in @merged. */
static gboolean
check_change (GbRequest *request, GbIncident *stored, JsonObject *change, JsonObject *merged, GError **error)
{
  const char *field = gb_json_text (change, "field");
  g_autofree char *was = find_field (field) != NULL ? record_text (stored, field) : NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *is = NULL, *old = NULL, *new = NULL;

  if (find_field (field) == NULL)
    return input_error (error, _ ("An incident has no field “%s” that could be amended."), field != NULL ? field : "");
  node = text_node (field, was);
  is = node_text (node);
  old = node_text (json_object_get_member (change, "old"));
  new = node_text (json_object_get_member (change, "new"));
  if (!g_str_equal (is, old))
    return conflict (request, stored, field, error);
  if (g_str_equal (old, new))
    return input_error (error, _ ("Nothing would change: %s says that already."), gb_incident_field_label (field));
  if (is_required (field) && !gb_text_is_filled (new))
    return input_error (error, _ ("An incident can’t be without %s. Write what it should say."),
                        gb_incident_field_label (field));
  json_object_set_member (merged, field, json_node_copy (json_object_get_member (change, "new")));
  return TRUE;
}

static gboolean
amended_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbIncident) stored = open_incident (request, error);
  JsonArray *changes = gb_json_array (request->body, "changes");
  g_autoptr (JsonObject) merged = stored != NULL ? record_body (stored) : NULL;

  if (stored == NULL)
    return FALSE;
  if (changes == NULL && request->asking)
    return TRUE;
  if (changes == NULL || json_array_get_length (changes) == 0)
    return input_error (error, _ ("Nothing was changed, so there is nothing to amend."));
  if (!request->asking && !gb_text_is_filled (gb_json_text (request->body, "reason")))
    return gb_refuse (error,
                      _ ("An amendment needs a reason: the record keeps what it said before. Write why it changes."));
  for (guint i = 0; i < json_array_get_length (changes); i++)
    if (!check_change (request, stored, json_array_get_object_element (changes, i), merged, error))
      return FALSE;
  return check_fields (gb_book_get_pack (request->book), merged, FALSE, error);
}

typedef struct { const char *id; GbPack *pack; } LoadQuestion; /* pack: of the case, filled in */

static gpointer
load_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  LoadQuestion *question = data;
  question->pack = gb_policy_of (book, question->id);
  return gb_incident_load (gb_book_get_vault (book), question->id, error);
}

/* Only these say which procedure is followed; one begun by hand stays through other amendments. */
static gboolean
changes_procedure (JsonArray *changes)
{
  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    {
      const char *field = gb_json_text (json_array_get_object_element (changes, i), "field");
      if (g_strcmp0 (field, "category") == 0 || g_strcmp0 (field, "indecent_image") == 0)
        return TRUE;
    }
  return FALSE;
}

GbDone *
gb_incident_amend (GbBook *book, const char *id, const char *request, JsonObject *body, GError **error)
{
  g_autoptr (GbDone) done = gb_book_act (book, "incident.amended", id, request, body, error);
  LoadQuestion question = { id, NULL };
  g_autoptr (GbIncident) now = done != NULL ? gb_book_ask (book, load_question, &question, error) : NULL;
  const GbProcedure *procedure;

  if (now == NULL)
    return NULL;
  procedure = gb_pack_procedure_for (question.pack, now->category, now->indecent_image);
  if (changes_procedure (gb_json_array (body, "changes")) && procedure != NULL
      && g_strcmp0 (procedure->id, now->procedure) != 0)
    {
      g_autofree char *next = gb_request_next (request, "procedure");
      g_autoptr (GbDone) begun =
          gb_procedure_begin (book, id, procedure->id, next, gb_json_text (body, "reason"), error);
      if (begun == NULL)
        return NULL;
    }
  return g_steal_pointer (&done);
}

/* --- people --------------------------------------------------------------------------- */

static GbIncidentPerson *load_person (GbVault *vault, const char *id, const char *person_id, GError **error);

static gboolean
person_added_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbIncidentPerson) there = NULL;
  g_autoptr (GError) local = NULL;

  if (!is_open_incident (request, error))
    return FALSE;
  if (!json_object_has_member (request->body, "person_id"))
    return TRUE;
  there = load_person (request->vault, request->case_id, gb_json_text (request->body, "person_id"), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (there != NULL)
    return gb_refuse (error, _ ("%s is in this incident already. Change their part there, with a reason."),
                      there->name);
  return request->asking || check_person (gb_book_get_pack (request->book), request->body, error);
}

static gboolean
must_be_in (GbRequest *request, GbIncidentPerson **person, GError **error)
{
  g_autoptr (GError) local = NULL;

  *person = load_person (request->vault, request->case_id, gb_json_text (request->body, "person_id"), &local);
  if (*person != NULL)
    return TRUE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return input_error (error, _ ("That person isn’t in this incident. Add them first, with the part they had in it."));
}

static gboolean
person_role_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbIncidentPerson) person = NULL;
  const char *old = gb_json_text (request->body, "old");
  const char *new = gb_json_text (request->body, "new");

  if (!is_open_incident (request, error))
    return FALSE;
  if (!json_object_has_member (request->body, "person_id"))
    return TRUE;
  if (!must_be_in (request, &person, error))
    return FALSE;
  if (old != NULL && !g_str_equal (old, person->role))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_CONFLICT,
                   _ ("Somebody changed the part of %s meanwhile: it is now “%s”. Look at it and try again."),
                   person->name, gb_pack_label (gb_book_get_pack (request->book), "person-role", person->role));
      return FALSE;
    }
  if (new != NULL && g_str_equal (new, person->role))
    return input_error (error, _ ("Nothing would change: that is already the part of %s."), person->name);
  return check_word (gb_book_get_pack (request->book), "person-role", _ ("a person’s part"), new, error);
}

static gboolean
noted_gate (GbRequest *request, GError **error)
{
  return is_open_incident (request, error) && check_not_future (request->body, "happened_at", error);
}

/* Told: by whom, whom, when.  Not told: why not (A44, B94). */
static gboolean
parent_told_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbIncidentPerson) person = NULL;
  JsonObject *body = request->body;

  if (!is_open_incident (request, error))
    return FALSE;
  if (!json_object_has_member (body, "person_id"))
    return TRUE;
  if (!must_be_in (request, &person, error) || !check_not_future (body, "at", error))
    return FALSE;
  if (request->asking || !json_object_has_member (body, "told"))
    return TRUE;
  if (gb_json_flag (body, "told")
      && (!gb_text_is_filled (gb_json_text (body, "whom")) || !json_object_has_member (body, "at")))
    return gb_refuse (error, _ ("Say which parent or carer of %s was told, and when."), person->name);
  if (!gb_json_flag (body, "told") && !gb_text_is_filled (gb_json_text (body, "reason_not")))
    return gb_refuse (error,
                      _ ("Your policy has parents told unless there is a reason not to. Write the reason for %s."),
                      person->name);
  return TRUE;
}

/* --- decisions, debrief, closing --------------------------------------------------------- */

const char *
gb_decision_question_label (const char *question)
{
  if (g_strcmp0 (question, GB_QUESTION_NOT_REFERRED) == 0)
    return _ ("Must anybody outside school know?");
  if (g_strcmp0 (question, GB_QUESTION_OUTCOME) == 0)
    return _ ("Sanction, support or both?");
  return question;
}

static gboolean
decided_gate (GbRequest *request, GError **error)
{
  return is_open_incident (request, error);
}

static gboolean
debriefed_gate (GbRequest *request, GError **error)
{
  JsonObject *body = request->body;

  if (!is_open_incident (request, error))
    return FALSE;
  if (request->asking || !json_object_has_member (body, "waived"))
    return TRUE;
  if (gb_json_flag (body, "waived") && !gb_text_is_filled (gb_json_text (body, "reason")))
    return gb_refuse (error, _ ("A debrief may be left out, but only with a reason. Write why it isn’t needed here."));
  if (!gb_json_flag (body, "waived") && !gb_text_is_filled (gb_json_text (body, "lessons")))
    return gb_refuse (error, _ ("Write what was learnt, even if it is that all went as it should."));
  return TRUE;
}

static gboolean
not_ready (GPtrArray *missing, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          ngettext ("The case can’t be closed yet. %u thing is missing.",
                                    "The case can’t be closed yet. %u things are missing.", missing->len),
                          missing->len);
  for (guint i = 0; i < missing->len; i++)
    g_string_append_printf (text, " %s", ((GbMissing *) missing->pdata[i])->sentence);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_REFUSED, text->str);
  return FALSE;
}

static gboolean
closed_gate (GbRequest *request, GError **error)
{
  g_autoptr (GPtrArray) missing = NULL;
  JsonArray *outcomes = gb_json_array (request->body, "outcomes");
  const Field field = { "outcomes", "incident-outcome", N_ ("an outcome") };

  if (!is_open_incident (request, error) || !leads_safeguarding (request, _ ("close a case"), error))
    return FALSE;
  missing = gb_incident_missing (request->vault, request->case_id, error);
  if (missing == NULL)
    return FALSE;
  if (missing->len > 0)
    return not_ready (missing, error);
  if (outcomes != NULL && json_array_get_length (outcomes) == 0)
    return gb_refuse (error,
                      _ ("Say how it ended: sanction, support, both or neither. The governors’ report counts it."));
  return check_list (gb_book_get_pack (request->book), &field, outcomes, error);
}

/* What still runs stops with the case. */
static gboolean
closed_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (request->vault, "SELECT clock FROM p_clock WHERE case_id = :id AND stopped_at IS NULL", error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":id", request->case_id, NULL);
  while (gb_statement_step (s, &local))
    gb_act_stop_clock (request, gb_statement_text (s, "clock"));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
reopened_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbIncident) incident = gb_incident_load (request->vault, request->case_id, error);

  if (incident == NULL || !leads_safeguarding (request, _ ("open a case again"), error))
    return FALSE;
  if (incident->closed_at == 0)
    return gb_refuse (error, _ ("This case is open already."));
  return TRUE;
}

const GbAct gb_incident_acts[] = { { "incident.recorded", recorded_gate, NULL },
                                   { "incident.amended", amended_gate, NULL },
                                   { "incident.person-added", person_added_gate, NULL },
                                   { "incident.person-role", person_role_gate, NULL },
                                   { "incident.noted", noted_gate, NULL },
                                   { "incident.parent-told", parent_told_gate, NULL },
                                   { "incident.decided", decided_gate, NULL },
                                   { "incident.debriefed", debriefed_gate, NULL },
                                   { "incident.closed", closed_gate, closed_prepare },
                                   { "incident.reopened", reopened_gate, NULL },
                                   { NULL } };

/* --- the closing gate ------------------------------------------------------------------------ */

void
gb_missing_free (GbMissing *missing)
{
  g_free (missing->sentence);
  g_free (missing->where);
  g_free (missing->which);
  g_free (missing);
}

static void
add_missing (GPtrArray *list, const char *where, const char *which, char *sentence)
{
  GbMissing *missing = g_new0 (GbMissing, 1);
  missing->sentence = sentence;
  missing->where = g_strdup (where);
  missing->which = g_strdup (which);
  g_ptr_array_add (list, missing);
}

/* One row of @sql a thing that is missing: columns which, said, number. */
static gboolean
missing_rows (GbVault *vault, const char *id, GPtrArray *list, const char *where, const char *format, const char *sql,
              GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, sql, error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":id", id, NULL);
  while (gb_statement_step (s, &local))
    add_missing (list, where, gb_statement_text (s, "which"),
                 strstr (format, "%s") != NULL ? g_strdup_printf (format, gb_statement_text (s, "said"))
                                               : g_strdup (format));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* A closing step whose own record is asked for below is not named twice. */
#define STEPS_MISSING                                                                                 \
  "SELECT s.step AS which, s.title AS said FROM p_step AS s"                                          \
  "  JOIN p_incident AS i ON i.id = s.case_id AND i.procedure = s.procedure"                          \
  " WHERE s.case_id = :id AND s.closes = 1 AND " GB_STEP_APPLIES_SQL " AND NOT " GB_STEP_SETTLED_SQL  \
  "   AND coalesce (s.act, '') NOT IN ('incident.parent-told', 'incident.debriefed', 'image.viewed')" \
  "   AND (coalesce (s.act, '') <> 'referral.made referral.declined' OR coalesce (s.agency, s.must_if) IS NOT NULL)" \
  " ORDER BY s.position"

/* Cases of one noun that hang on the incident and in which none of the acts that decide them was done. */
#define CASES_MISSING(noun, decided)                                                                 \
  "SELECT l.case_id AS which, coalesce (l.reference, '') AS said FROM p_case_link AS l"              \
  " WHERE l.root = :id AND l.noun = '" noun "'"                                                      \
  "   AND NOT EXISTS (SELECT 1 FROM p_case_act AS a"                                                 \
  "                    WHERE a.root = l.root AND a.case_id = l.case_id AND a.kind IN (" decided "))" \
  " ORDER BY l.reference"

GPtrArray *
gb_incident_missing (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_missing_free);

  if (!missing_rows (vault, id, list, "procedure", _ ("No procedure has begun for it."),
                     "SELECT NULL AS which, '' AS said FROM p_incident WHERE id = :id AND procedure IS NULL", error)
      || !missing_rows (vault, id, list, "procedure", _ ("“%s” is neither done nor set aside."), STEPS_MISSING,
                        error)
      || !missing_rows (vault, id, list, "image", _ ("Whether anything was viewed isn’t recorded."),
                        "SELECT NULL AS which, '' AS said FROM p_incident AS i"
                        " WHERE i.id = :id AND i.indecent_image <> 'no'"
                        "   AND NOT EXISTS (SELECT 1 FROM p_image_viewing AS v WHERE v.incident_id = i.id)",
                        error)
      || !missing_rows (vault, id, list, "people", _ ("Whether a parent of %s was told isn’t recorded."),
                        "SELECT person_id AS which, name AS said FROM p_incident_person"
                        " WHERE incident_id = :id AND sort = 'pupil' AND told_entry IS NULL ORDER BY position",
                        error)
      || !missing_rows (vault, id, list, "people", _ ("What the parent of %s replied isn’t recorded."),
                        "SELECT p.person_id AS which, p.name AS said FROM p_incident_person AS p"
                        "  JOIN p_parent_told AS t ON t.entry = p.told_entry"
                        " WHERE p.incident_id = :id AND p.sort = 'pupil' AND t.told = 1 AND coalesce (t.reply, '') = ''"
                        " ORDER BY p.position",
                        error)
      || !missing_rows (
          vault, id, list, "decisions", _ ("Whether anybody outside school must know isn’t decided."),
          "SELECT NULL AS which, '' AS said FROM p_incident AS i"
          " WHERE i.id = :id"
          "   AND NOT EXISTS (SELECT 1 FROM p_decision AS d WHERE d.incident_id = i.id AND d.question = 'not-referred')"
          "   AND NOT EXISTS (SELECT 1 FROM p_case_link AS l WHERE l.root = i.id AND l.noun = 'referral')",
          error)
      || !missing_rows (vault, id, list, "referral", _ ("Referral %s is neither made nor declined."),
                        CASES_MISSING ("referral", "'referral.made', 'referral.declined'"), error)
      || !missing_rows (
          vault, id, list, "search", _ ("Search %s is neither carried out nor refused nor withdrawn."),
          CASES_MISSING ("search", "'search.carried-out', 'search.refused', 'search.withdrawn', 'search.closed'"),
          error)
      || !missing_rows (vault, id, list, "debrief", _ ("The debrief is neither held nor waived."),
                        "SELECT NULL AS which, '' AS said FROM p_incident WHERE id = :id AND debriefed_at IS NULL",
                        error)
      || !missing_rows (vault, id, list, "action",
                        _ ("The debrief changes something, but no action gives it an owner and a date."),
                        "SELECT NULL AS which, '' AS said FROM p_incident AS i"
                        " WHERE i.id = :id AND coalesce (i.changes, '') <> ''"
                        "   AND NOT EXISTS (SELECT 1 FROM p_action AS a WHERE a.case_id = i.id)",
                        error))
    return NULL;
  return g_steal_pointer (&list);
}

gboolean
gb_incident_is_do_not_view (GbVault *vault, const char *id, GError **error)
{
  return gb_vault_ask_number (vault, 0, error, "SELECT indecent_image <> 'no' FROM p_incident WHERE id = :id", ":id",
                              id, NULL)
         == 1;
}

/* --- queries -------------------------------------------------------------------------------------- */

#define INCIDENT_SELECT                                                                                           \
  "SELECT i.*, (i.recorded_at - i.occurred_at > @late) AS late,"                                                  \
  "  (SELECT count (*) FROM p_incident_person AS p WHERE p.incident_id = i.id) AS people,"                        \
  "  (SELECT count (*) FROM p_incident_person AS p WHERE p.incident_id = i.id AND p.sort = 'pupil') AS pupils,"   \
  "  (SELECT group_concat (y.year_group, ' ') FROM (SELECT DISTINCT p.year_group FROM p_incident_person AS p"     \
  "     WHERE p.incident_id = i.id AND p.sort = 'pupil' AND p.year_group IS NOT NULL ORDER BY 1) AS y) AS years," \
  "  (SELECT count (*) FROM p_step AS s WHERE s.case_id = i.id AND s.procedure = i.procedure"                     \
  "     AND " GB_STEP_APPLIES_SQL ") AS steps,"                                                                   \
  "  (SELECT count (*) FROM p_step AS s WHERE s.case_id = i.id AND s.procedure = i.procedure"                     \
  "     AND " GB_STEP_APPLIES_SQL " AND " GB_STEP_SETTLED_SQL ") AS steps_done,"                                  \
  "  (SELECT k.due_at FROM p_clock AS k JOIN p_case_link AS l ON l.case_id = k.case_id"                           \
  "    WHERE l.root = i.id AND k.stopped_at IS NULL ORDER BY k.due_at LIMIT 1) AS next_due,"                      \
  "  (SELECT x.v FROM (SELECT k.title AS v, k.due_at AS o FROM p_clock AS k JOIN p_case_link AS l"                \
  "     ON l.case_id = k.case_id WHERE l.root = i.id AND k.stopped_at IS NULL ORDER BY o LIMIT 1) AS x)"          \
  "     AS next_clock,"                                                                                           \
  "  (SELECT k.title FROM p_pack AS k WHERE k.pack = i.procedure_pack AND k.version = i.procedure_version"        \
  "    ORDER BY k.entry LIMIT 1) AS procedure_policy,"                                                            \
  "  CASE WHEN i.closed_at IS NULL THEN 'open' ELSE 'closed' END AS state, 0 AS missing"                          \
  "  FROM p_incident AS i WHERE i.id = :id"

/* "Ready" is what the closing gate says, so it is asked and not guessed in SQL. */
static gboolean
judge_state (GbVault *vault, GbIncident *self, GError **error)
{
  g_autoptr (GPtrArray) missing = NULL;

  if (self->closed_at != 0)
    return TRUE;
  missing = gb_incident_missing (vault, self->id, error);
  if (missing == NULL)
    return FALSE;
  self->missing = missing->len;
  if (missing->len == 0)
    {
      g_free (self->state);
      self->state = g_strdup ("ready");
    }
  return TRUE;
}

/* NULL without error: none such. */
static GbIncident *
fetch (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GbIncident) self = gb_record_one (vault, gb_incident_get_type (), error, INCIDENT_SELECT, ":id", id,
                                               "@late", (gint64) GB_INCIDENT_LATE, NULL);

  if (self == NULL || !judge_state (vault, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

GbIncident *
gb_incident_load (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbIncident *self = fetch (vault, id, &local);

  if (self == NULL && local == NULL)
    g_set_error_literal (&local, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such incident here."));
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return self;
}

GPtrArray *
gb_incident_rows (GbVault *vault, const char *const *ids, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GError) local = NULL;
      GbIncident *row = fetch (vault, ids[i], &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

static const char *
order_sql (const char *order)
{
  static const struct
  {
    const char *name, *sql;
  } orders[] = {
    { "oldest", "i.entry" },
    { "occurred", "i.occurred_at DESC, i.entry DESC" },
    { "occurred-up", "i.occurred_at, i.entry" },
    { "title", "i.title COLLATE NOCASE, i.entry DESC" },
    { "title-down", "i.title COLLATE NOCASE DESC, i.entry DESC" },
    { "category", "i.category, i.entry DESC" },
    { "due",
      "coalesce ((SELECT k.due_at FROM p_clock AS k JOIN p_case_link AS l ON l.case_id = k.case_id"
      " WHERE l.root = i.id AND k.stopped_at IS NULL ORDER BY k.due_at LIMIT 1), 9223372036854775807), i.entry DESC" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_strcmp0 (orders[i].name, order) == 0)
      return orders[i].sql;
  return "i.entry DESC";
}

/* Words are found by the index; a reference also by its beginning. */
static GString *
ids_sql (const GbIncidentFilter *filter)
{
  GString *sql = g_string_new ("SELECT i.id FROM p_incident AS i WHERE 1");

  if (filter->state != NULL)
    g_string_append_printf (sql, " AND i.closed_at IS %s", g_str_equal (filter->state, "closed") ? "NOT NULL" : "NULL");
  if (filter->category != NULL)
    g_string_append (sql, " AND i.category = :category");
  if (filter->person_id != NULL)
    g_string_append (sql,
                     " AND i.id IN (SELECT q.incident_id FROM p_incident_person AS q WHERE q.person_id = :person)");
  if (filter->from != 0)
    g_string_append (sql, " AND i.occurred_at >= @from");
  if (filter->until != 0)
    g_string_append (sql, " AND i.occurred_at < @until");
  if (gb_text_is_filled (filter->words))
    g_string_append (sql,
                     " AND (i.reference LIKE :words || '%' OR i.id IN"
                     " (SELECT l.root FROM json_each (:found) AS f JOIN p_case_link AS l ON l.case_id = f.value))");
  g_string_append_printf (sql, " ORDER BY %s", order_sql (filter->order));
  return sql;
}

static void
bind_filter (GbStatement *s, const GbIncidentFilter *filter, const char *found)
{
  if (filter->category != NULL)
    gb_statement_bind_text (s, ":category", filter->category);
  if (filter->person_id != NULL)
    gb_statement_bind_text (s, ":person", filter->person_id);
  if (filter->from != 0)
    gb_statement_bind_number (s, "@from", filter->from);
  if (filter->until != 0)
    gb_statement_bind_number (s, "@until", filter->until);
  if (found != NULL)
    gb_statement_bind (s, ":words", filter->words, ":found", found, NULL);
}

/* Keeps the ids that the closing gate lets through ("ready"), or that it holds ("open"). */
static GPtrArray *
keep_state (GbVault *vault, GPtrArray *ids, gboolean ready, GError **error)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GPtrArray) missing = gb_incident_missing (vault, ids->pdata[i], error);
      if (missing == NULL)
        return NULL;
      if ((missing->len == 0) == ready)
        g_ptr_array_add (kept, g_strdup (ids->pdata[i]));
    }
  return g_steal_pointer (&kept);
}

GPtrArray *
gb_incident_ids (GbVault *vault, const GbIncidentFilter *filter, GError **error)
{
  g_autofree char *found = NULL;
  g_autoptr (GString) sql = ids_sql (filter);
  g_autoptr (GbStatement) s = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  if (gb_text_is_filled (filter->words) && (found = gb_find_cases (vault, filter->words, error)) == NULL)
    return NULL;
  s = gb_statement_new (vault, sql->str, error);
  if (s == NULL)
    return NULL;
  bind_filter (s, filter, found);
  while (gb_statement_step (s, &local))
    g_ptr_array_add (ids, g_strdup (gb_statement_text_at (s, 0)));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (g_strcmp0 (filter->state, "ready") == 0)
    return keep_state (vault, ids, TRUE, error);
  return g_steal_pointer (&ids);
}

gint64
gb_incident_open_count (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM p_incident WHERE closed_at IS NULL", NULL);
}

gint64
gb_incident_count (GbVault *vault, gint64 from, gint64 until, GError **error)
{
  return gb_vault_ask_number (vault, -1, error,
                              "SELECT count (*) FROM p_incident WHERE occurred_at >= @from AND occurred_at < @until",
                              "@from", from, "@until", until != 0 ? until : G_MAXINT64, NULL);
}

#define PERSON_SELECT                                                                                                  \
  "SELECT p.incident_id, p.person_id, p.position, p.name, p.sort, p.role, p.year_group,"                               \
  "  CASE t.told WHEN 1 THEN 'told' WHEN 0 THEN 'not-told' END AS told, t.whom, t.by_whom, t.told_at, t.how, t.reply," \
  "  t.reason_not, t.recorded_at, t.recorded_by FROM p_incident_person AS p "

static GbIncidentPerson *
load_person (GbVault *vault, const char *id, const char *person_id, GError **error)
{
  return gb_record_one (vault, gb_incident_person_get_type (), error,
                        PERSON_SELECT "LEFT JOIN p_parent_told AS t ON t.entry = p.told_entry"
                                      " WHERE p.incident_id = :id AND p.person_id = :person",
                        ":id", id, ":person", person_id, NULL);
}

GPtrArray *
gb_incident_people (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_incident_person_get_type (), error,
                     PERSON_SELECT "LEFT JOIN p_parent_told AS t ON t.entry = p.told_entry"
                                   " WHERE p.incident_id = :id ORDER BY p.position",
                     ":id", id, NULL);
}

GPtrArray *
gb_incident_decisions (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_decision_get_type (), error,
                     "SELECT entry, incident_id, question, decision, reason, decided_at, decided_by FROM p_decision"
                     " WHERE incident_id = :id ORDER BY entry",
                     ":id", id, NULL);
}

GPtrArray *
gb_incident_linked (GbVault *vault, const char *id, GError **error)
{
  return gb_records (
      vault, gb_linked_case_get_type (), error,
      "SELECT l.case_id, l.noun, l.reference, r.agency"
      "  FROM p_case_link AS l LEFT JOIN p_referral AS r ON r.id = l.case_id"
      " WHERE l.root = :id AND l.case_id <> :id ORDER BY l.reference",
      ":id", id, NULL);
}

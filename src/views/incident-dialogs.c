/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "views/form.h"
#include "views/incident-dialogs.h"
#include "views/vulnerable.h"

/* A question with a few answers of our own: id and label in turn, ended by NULL. */
static GbChoice *
add_answers (GbForm *form, const char *field, const char *label, const char *const *answers)
{
  GbChoice *choice = gb_form_choice (form, field, label, NULL);

  for (guint i = 0; answers[i] != NULL; i += 2)
    gb_choice_add (choice, answers[i], _ (answers[i + 1]));
  gb_form_require (form, field);
  return choice;
}

static const char *
answer (GbForm *form, const char *field)
{
  return gb_choice_get (GB_CHOICE (gb_form_get_field (form, field)));
}

static void
start_now (GbForm *form, const char *field)
{
  gb_when_set (GB_WHEN (gb_form_get_field (form, field)), gb_now ());
}

/* Turns the answer "yes" of a choice into the flag that the body wants. */
static void
make_flag (JsonObject *body, const char *field)
{
  const char *text = gb_json_text (body, field);
  gboolean yes = g_strcmp0 (text, "yes") == 0;

  json_object_set_boolean_member (body, field, yes);
}

/* --- note, people ---------------------------------------------------------------- */

void
gb_incident_ask_note (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  GbForm *form = gb_form_new_for (book, "incident.noted", incident->id);

  gb_form_text (form, "text", _ ("What is to be added"));
  gb_form_when (form, "happened_at", _ ("When it happened, if not now"), TRUE);
  gb_form_require (form, "text");
  gb_form_open (form, over, _ ("Add a note"), _ ("Add"));
}

static void
complete_person (GbForm *form, JsonObject *body)
{
  const GbPersonHit *hit = gb_person_picker_get (GB_PERSON_PICKER (gb_form_get_field (form, "person_id")));

  if (hit == NULL)
    return;
  gb_json_set_text (body, "sort", hit->sort);
  gb_json_set_text (body, "year_group", hit->year_group);
}

void
gb_incident_ask_person (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  GbForm *form = gb_form_new_for (book, "incident.person-added", incident->id);

  gb_form_person (form, "person_id", "name", _ ("Who"));
  gb_form_choice (form, "role", _ ("Part in this incident"), gb_form_words (form, "person-role"));
  gb_form_line (form, "reason", _ ("Why they are added now"));
  gb_form_require (form, "person_id");
  gb_form_require (form, "role");
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_person), form, 0);
  gb_form_open (form, over, _ ("Add a person"), _ ("Add"));
}

void
gb_incident_ask_role (GtkWidget *over, GbBook *book, GbIncident *incident, GbIncidentPerson *person)
{
  GbForm *form = gb_form_new_for (book, "incident.person-role", incident->id);
  g_autofree char *said = g_strdup_printf (_ ("%s is in this incident as: %s."), person->name,
                                           gb_pack_label (gb_book_get_pack (book), "person-role", person->role));

  gb_form_say (form, said);
  gb_form_choice (form, "new", _ ("Part in this incident"), gb_form_words (form, "person-role"));
  gb_form_text (form, "reason", _ ("Why it changes"));
  gb_form_require (form, "new");
  gb_form_require (form, "reason");
  gb_form_keep_text (form, "person_id", person->person_id);
  gb_form_keep_text (form, "name", person->name);
  gb_form_keep_text (form, "old", person->role);
  gb_form_open (form, over, _ ("Change their part"), _ ("Amend"));
}

static void
show_parent_fields (GbForm *form)
{
  const char *told = answer (form, "told");

  gb_form_show_field (form, "whom", g_strcmp0 (told, "yes") == 0);
  gb_form_show_field (form, "at", g_strcmp0 (told, "yes") == 0);
  gb_form_show_field (form, "by", g_strcmp0 (told, "yes") == 0);
  gb_form_show_field (form, "how", g_strcmp0 (told, "yes") == 0);
  gb_form_show_field (form, "reply", g_strcmp0 (told, "yes") == 0);
  gb_form_show_field (form, "reason_not", g_strcmp0 (told, "no") == 0);
}

static void
complete_parent (GbForm *form, JsonObject *body)
{
  make_flag (body, "told");
}

void
gb_incident_ask_parent (GtkWidget *over, GbBook *book, GbIncident *incident, GbIncidentPerson *person)
{
  static const char *const answers[] = { "yes", N_ ("Told"), "no", N_ ("Not told, for a reason"), NULL };
  GbForm *form = gb_form_new_for (book, "incident.parent-told", incident->id);
  g_autofree char *title = g_strdup_printf (_ ("Parents of %s"), person->name);

  add_answers (form, "told", _ ("A parent or carer was"), answers);
  gb_form_line (form, "whom", _ ("Who was told"));
  gb_form_when (form, "at", _ ("When"), TRUE);
  gb_form_line (form, "by", _ ("By whom"));
  gb_form_line (form, "how", _ ("How: telephone, in person"));
  gb_form_text (form, "reply", _ ("What they said"));
  gb_form_text (form, "reason_not", _ ("Why telling them now would put somebody at risk"));
  gb_form_require (form, "whom");
  gb_form_require (form, "at");
  gb_form_require (form, "reason_not");
  start_now (form, "at");
  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, "by")), gb_book_get_member_name (book));
  gb_form_keep_text (form, "person_id", person->person_id);
  gb_form_keep_text (form, "name", person->name);
  g_signal_connect_object (form, "changed", G_CALLBACK (show_parent_fields), form, 0);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_parent), form, 0);
  show_parent_fields (form);
  gb_form_open (form, over, title, _ ("Record"));
}

/* --- decisions, advice, actions ------------------------------------------------------ */

static void
show_question_field (GbForm *form)
{
  gb_form_show_field (form, "other", g_strcmp0 (answer (form, "question"), "other") == 0);
}

static void
complete_decision (GbForm *form, JsonObject *body)
{
  g_autofree char *other = g_strdup (gb_json_text (body, "other"));

  if (other != NULL)
    json_object_set_string_member (body, "question", other);
  json_object_remove_member (body, "other");
}

static gboolean
is_known_question (const char *question)
{
  return question == NULL || g_str_equal (question, GB_QUESTION_NOT_REFERRED)
         || g_str_equal (question, GB_QUESTION_OUTCOME);
}

/* What it is about: chosen from what the program knows, or the question of a step. */
static void
add_question (GbForm *form, const char *question)
{
  static const char *const answers[] = { GB_QUESTION_NOT_REFERRED,
                                         N_ ("Nobody outside school need know"),
                                         GB_QUESTION_OUTCOME,
                                         N_ ("Sanction, support or both"),
                                         "other",
                                         N_ ("Something else"),
                                         NULL };

  if (!is_known_question (question))
    {
      gb_form_group (form, question, NULL);
      gb_form_keep_text (form, "question", question);
      return;
    }
  gb_choice_set (add_answers (form, "question", _ ("About"), answers), question);
  gb_form_line (form, "other", _ ("What was the question"));
  gb_form_require (form, "other");
  g_signal_connect_object (form, "changed", G_CALLBACK (show_question_field), form, 0);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_decision), form, 0);
  show_question_field (form);
}

void
gb_incident_ask_decision (GtkWidget *over, GbBook *book, GbIncident *incident, const char *question)
{
  GbForm *form = gb_form_new_for (book, "incident.decided", incident->id);

  gb_vulnerable_add_to_form (form, book, incident->id);
  add_question (form, question);
  gb_form_text (form, "decision", _ ("What was decided"));
  gb_form_text (form, "reason", _ ("Why"));
  gb_form_require (form, "decision");
  gb_form_require (form, "reason");
  gb_vulnerable_add_answer (form);
  gb_form_open (form, over, _ ("Record a decision"), _ ("Record"));
}

void
gb_incident_ask_advice (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  GbForm *form = gb_form_new_for (book, "advice.sought", incident->id);

  gb_form_choice (form, "agency", _ ("Asked whom"), gb_form_words (form, "agency"));
  gb_form_line (form, "person", _ ("Who answered"));
  gb_form_when (form, "at", _ ("When"), TRUE);
  gb_form_text (form, "question", _ ("What was asked"));
  gb_form_text (form, "advice", _ ("What they advised"));
  gb_form_text (form, "decision", _ ("What was decided on it"));
  gb_form_require (form, "agency");
  gb_form_require (form, "at");
  gb_form_require (form, "question");
  gb_form_require (form, "advice");
  gb_form_require (form, "decision");
  start_now (form, "at");
  gb_form_open (form, over, _ ("Advice sought"), _ ("Record"));
}

void
gb_incident_ask_action (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  GbForm *form = gb_form_new_for (book, "action.set", incident->id);
  g_autofree char *id = gb_id_new ();

  gb_form_text (form, "what", _ ("What is to change or be done"));
  gb_person_picker_set_sorts (gb_form_person (form, "owner_id", "owner", _ ("Who sees to it")), "staff governor");
  gb_form_when (form, "due", _ ("By when"), FALSE);
  gb_form_require (form, "what");
  gb_form_require (form, "owner_id");
  gb_form_require (form, "due");
  gb_form_keep_text (form, "action_id", id);
  gb_form_open (form, over, _ ("Set an action"), _ ("Set"));
}

void
gb_incident_ask_action_done (GtkWidget *over, GbBook *book, GbIncident *incident, const char *action_id)
{
  GbForm *form = gb_form_new_for (book, "action.done", incident->id);

  gb_form_text (form, "note", _ ("What was done"));
  gb_form_keep_text (form, "action_id", action_id);
  gb_form_open (form, over, _ ("Action done"), _ ("Record"));
}

/* --- debrief, closing ------------------------------------------------------------------ */

static void
show_debrief_fields (GbForm *form)
{
  const char *waived = answer (form, "waived");

  gb_form_show_field (form, "lessons", g_strcmp0 (waived, "no") == 0);
  gb_form_show_field (form, "changes", g_strcmp0 (waived, "no") == 0);
  gb_form_show_field (form, "present", g_strcmp0 (waived, "no") == 0);
  gb_form_show_field (form, "reason", g_strcmp0 (waived, "yes") == 0);
}

static void
complete_debrief (GbForm *form, JsonObject *body)
{
  make_flag (body, "waived");
}

void
gb_incident_ask_debrief (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  static const char *const answers[] = { "no", N_ ("Held"), "yes", N_ ("Not needed, for a reason"), NULL };
  GbForm *form = gb_form_new_for (book, "incident.debriefed", incident->id);

  add_answers (form, "waived", _ ("The debrief was"), answers);
  gb_form_line (form, "present", _ ("Who was there"));
  gb_form_text (form, "lessons", _ ("What was learnt"));
  gb_form_text (form, "changes", _ ("What changes in policy, teaching or supervision"));
  gb_form_text (form, "reason", _ ("Why it isn’t needed"));
  gb_form_require (form, "lessons");
  gb_form_require (form, "reason");
  g_signal_connect_object (form, "changed", G_CALLBACK (show_debrief_fields), form, 0);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_debrief), form, 0);
  show_debrief_fields (form);
  gb_form_open (form, over, _ ("Debrief"), _ ("Record"));
}

void
gb_incident_ask_close (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  GbForm *form = gb_form_new_for (book, "incident.closed", incident->id);

  gb_form_list (form, "outcomes", _ ("How it ended"), gb_form_words (form, "incident-outcome"));
  gb_form_text (form, "summary", _ ("In short"));
  gb_form_text (form, "sanctions", _ ("Sanctions, if any"));
  gb_form_text (form, "support", _ ("Support, for whom and until when"));
  gb_form_require (form, "summary");
  gb_form_open (form, over, _ ("Close the case"), _ ("Close the case"));
}

void
gb_incident_ask_reopen (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  gb_reason_open (over, book, _ ("Open the case again"), _ ("Why"), _ ("Open again"), "incident.reopened", incident->id,
                  "reason");
}

/* --- do not view ------------------------------------------------------------------------ */

static void
show_viewing_fields (GbForm *form)
{
  static const char *const names[] = { "why", "agreed_with", "viewer", "present", "place", "at" };
  gboolean viewed = g_strcmp0 (answer (form, "viewed"), "yes") == 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gb_form_show_field (form, names[i], viewed);
}

static void
complete_viewing (GbForm *form, JsonObject *body)
{
  make_flag (body, "viewed");
}

void
gb_incident_ask_viewing (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  static const char *const answers[] = { "no", N_ ("Nobody looked"), "yes", N_ ("Somebody had to look"), NULL };
  GbForm *form = gb_form_new_for (book, "image.viewed", incident->id);

  add_answers (form, "viewed", _ ("Was anything viewed?"), answers);
  gb_form_text (form, "why", _ ("Why there was no other way"));
  gb_form_line (form, "agreed_with", _ ("Agreed with"));
  gb_form_line (form, "viewer", _ ("Who viewed it"));
  gb_form_line (form, "present", _ ("Who else was in the room"));
  gb_form_line (form, "place", _ ("Where"));
  gb_form_when (form, "at", _ ("When"), TRUE);
  g_signal_connect_object (form, "changed", G_CALLBACK (show_viewing_fields), form, 0);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_viewing), form, 0);
  show_viewing_fields (form);
  gb_form_open (form, over, _ ("Viewing"), _ ("Record"));
}

void
gb_incident_ask_confirmation (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  GbForm *form = gb_form_new_for (book, "image.deletion-confirmed", incident->id);

  gb_form_say (form, _ ("Two different people confirm, each one of the two things. Nothing is deleted by this."));
  gb_form_choice (form, "ground", _ ("I confirm that"), gb_form_words (form, "deletion-ground"));
  gb_form_line (form, "source", _ ("Who said so"));
  gb_form_when (form, "at", _ ("When"), TRUE);
  gb_form_require (form, "ground");
  gb_form_require (form, "source");
  gb_form_require (form, "at");
  start_now (form, "at");
  gb_form_open (form, over, _ ("Confirm that it may be deleted"), _ ("Confirm"));
}

void
gb_incident_ask_deletion (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  GbForm *form = gb_form_new_for (book, "image.deleted", incident->id);

  gb_form_line (form, "by_whom", _ ("Who deleted it"));
  gb_form_text (form, "how", _ ("How, and from where"));
  gb_form_when (form, "at", _ ("When"), TRUE);
  gb_form_require (form, "by_whom");
  gb_form_require (form, "how");
  gb_form_require (form, "at");
  start_now (form, "at");
  gb_form_open (form, over, _ ("Imagery was deleted"), _ ("Record"));
}

/* --- amending ------------------------------------------------------------------------------ */

static const char *const amendable[] = { "title",          "narrative",      "child_words", "occurred_at",
                                         "precision",      "occurred_words", "location",    "location_note",
                                         "site",           "offsite_tests",  "category",    "four_c",
                                         "equipment",      "policy_routes",  "danger",      "danger_done",
                                         "indecent_image", "channel",        "told_by",     "external_reference" };

static void
add_amendable (GbForm *form, GbPack *pack)
{
  gb_form_group (form, _ ("What happened"), NULL);
  gb_form_line (form, "title", _ ("In a few words"));
  gb_form_text (form, "narrative", _ ("What was seen and told"));
  gb_form_text (form, "child_words", _ ("The child’s own words"));
  gb_form_group (form, _ ("When and where"), NULL);
  gb_form_when (form, "occurred_at", _ ("When it happened"), TRUE);
  gb_form_choice (form, "precision", _ ("How exactly that is known"), gb_pack_words (pack, "precision"));
  gb_form_line (form, "occurred_words", _ ("In words"));
  gb_form_choice (form, "location", _ ("Where"), gb_pack_words (pack, "location"));
  gb_form_line (form, "location_note", _ ("Where exactly"));
  gb_form_choice (form, "site", _ ("On or off site"), gb_pack_words (pack, "site"));
  gb_form_list (form, "offsite_tests", _ ("Why it is the school’s matter"), gb_pack_words (pack, "offsite-test"));
  gb_form_group (form, _ ("What sort of incident"), NULL);
  gb_form_choice (form, "category", _ ("Category"), gb_pack_words (pack, "category"));
  gb_form_list (form, "four_c", _ ("Online risk"), gb_pack_words (pack, "four-c"));
  gb_form_choice (form, "equipment", _ ("Whose device or network"), gb_pack_words (pack, "equipment"));
  gb_form_list (form, "policy_routes", _ ("Handled under"), gb_pack_words (pack, "policy-route"));
  gb_form_tri (form, "danger", _ ("Is anybody in immediate danger?"));
  gb_form_text (form, "danger_done", _ ("What was done about it"));
  gb_form_tri (form, "indecent_image", _ ("May an indecent image of a child be involved?"));
  gb_form_group (form, _ ("How it came to us"), NULL);
  gb_form_choice (form, "channel", _ ("How"), gb_pack_words (pack, "channel"));
  gb_form_line (form, "told_by", _ ("Who told it"));
  gb_form_line (form, "external_reference", _ ("Reference elsewhere"));
}

/* A field of the record as the form wants it. */
static void
set_shown (JsonObject *body, GbIncident *incident, const char *field)
{
  g_autofree char *property = g_strdelimit (g_strdup (field), "_", '-');
  g_autofree char *text = NULL;

  if (g_str_equal (field, "occurred_at"))
    {
      json_object_set_int_member (body, field, incident->occurred_at);
      return;
    }
  g_object_get (incident, property, &text, NULL);
  if (text != NULL && *text == '[')
    json_object_set_member (body, field, json_from_string (text, NULL));
  else
    gb_json_set_text (body, field, text);
}

/* A field of the form as the record holds it: lists as JSON, instants as digits. */
static char *
typed_text (JsonObject *body, const char *field)
{
  JsonNode *node = json_object_get_member (body, field);

  if (node == NULL)
    return g_strdup ("");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_to_string (node, FALSE);
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (json_node_get_string (node));
}

/* To the minute: a form shows no seconds, and must not seem to change them. */
static gboolean
same_minute (GbIncident *incident, const char *field, const char *typed)
{
  return g_str_equal (field, "occurred_at")
         && g_ascii_strtoll (typed, NULL, 10) / GB_MINUTE == incident->occurred_at / GB_MINUTE;
}

static void
complete_amend (GbForm *form, JsonObject *body)
{
  GbIncident *incident = g_object_get_data (G_OBJECT (form), "incident");
  JsonArray *changes = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (amendable); i++)
    {
      g_autofree char *typed = typed_text (body, amendable[i]);
      JsonObject *change =
          same_minute (incident, amendable[i], typed) ? NULL : gb_incident_change (incident, amendable[i], typed);
      if (change != NULL)
        json_array_add_object_element (changes, change);
      json_object_remove_member (body, amendable[i]);
    }
  json_object_set_array_member (body, "changes", changes);
}

static GbDone *
do_amend (GbBook *book, const char *case_id, const char *request, JsonObject *body, GError **error)
{
  return gb_incident_amend (book, case_id, request, body, error);
}

static gpointer
load_incident (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_incident_load (gb_book_get_vault (book), id, error);
}

static JsonObject *
fields_of_incident (GbForm *form, gpointer incident)
{
  JsonObject *body = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (amendable); i++)
    set_shown (body, incident, amendable[i]);
  g_object_set_data_full (G_OBJECT (form), "incident", g_object_ref (incident), g_object_unref);
  return body;
}

void
gb_incident_ask_amend (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  GbForm *form = gb_form_new (book);

  gb_form_set_do (form, do_amend, incident->id);
  gb_form_keep_draft (form, "incident.amended", incident->id);
  gb_form_say (form, _ ("What it says now stays in the record, beside what you write here and the reason."));
  gb_form_text (form, "reason", _ ("Why it is amended"));
  gb_form_require (form, "reason");
  add_amendable (form, gb_book_get_pack (book));
  gb_form_set_record (form, incident, load_incident, incident->id, fields_of_incident);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_amend), form, 0);
  gb_form_open (form, over, _ ("Amend the incident"), _ ("Amend"));
}

/* --- another procedure -------------------------------------------------------------------------- */

static GbDone *
do_begin (GbBook *book, const char *case_id, const char *request, JsonObject *body, GError **error)
{
  return gb_procedure_begin (book, case_id, gb_json_text (body, "procedure"), request, gb_json_text (body, "reason"),
                             error);
}

void
gb_incident_ask_procedure (GtkWidget *over, GbBook *book, GbIncident *incident)
{
  GbForm *form = gb_form_new (book);
  GPtrArray *procedures = gb_pack_procedures (gb_book_get_pack (book));
  gboolean image = g_strcmp0 (incident->indecent_image, "no") != 0;
  GbChoice *choice;

  gb_form_set_do (form, do_begin, incident->id);
  gb_form_keep_draft (form, "procedure.begun", incident->id);
  gb_form_say (form, _ ("Steps that both have stay settled, and what was recorded stays. The new one’s clocks are "
                        "counted from when the incident was recorded."));
  choice = gb_form_choice (form, "procedure", _ ("Procedure"), NULL);
  for (guint i = 0; i < procedures->len; i++)
    {
      const GbProcedure *procedure = procedures->pdata[i];
      if (g_strcmp0 (procedure->id, incident->procedure) != 0 && (!image || procedure->image != NULL))
        gb_choice_add (choice, procedure->id, procedure->title);
    }
  gb_form_text (form, "reason", _ ("Why"));
  gb_form_require (form, "procedure");
  gb_form_require (form, "reason");
  gb_form_open (form, over, _ ("Follow another procedure"), _ ("Begin"));
}

/* --- steps ------------------------------------------------------------------------------------ */

static void
keep_step (GbForm *form, GbCaseStep *step)
{
  gb_form_keep_text (form, "procedure", step->procedure);
  gb_form_keep_text (form, "step", step->step);
  gb_form_keep_text (form, "title", step->title);
}

void
gb_incident_ask_tick (GtkWidget *over, GbBook *book, GbIncident *incident, GbCaseStep *step)
{
  GbForm *form = gb_form_new_for (book, "step.done", incident->id);

  gb_form_group (form, step->title, step->detail);
  if (step->asks != NULL)
    {
      gb_form_tri (form, "answer", _ ("Answer"));
      gb_form_require (form, "answer");
    }
  gb_form_when (form, "at", _ ("When it was done"), TRUE);
  gb_form_line (form, "who", _ ("Who did it, if not you"));
  gb_form_text (form, "note", step->wants_note ? _ ("What was found, said or agreed") : _ ("Note"));
  if (step->wants_note)
    gb_form_require (form, "note");
  gb_form_require (form, "at");
  start_now (form, "at");
  keep_step (form, step);
  gb_form_open (form, over, _ ("Complete a step"), _ ("Done"));
}

void
gb_incident_ask_set_aside (GtkWidget *over, GbBook *book, GbIncident *incident, GbCaseStep *step)
{
  GbForm *form = gb_reason_open (over, book, _ ("Set a step aside"), _ ("Why it isn’t needed here"), _ ("Set aside"),
                                 "step.set-aside", incident->id, "reason");
  gb_form_say (form, step->title);
  keep_step (form, step);
}

void
gb_incident_ask_take_back (GtkWidget *over, GbBook *book, GbIncident *incident, GbCaseStep *step)
{
  GbForm *form = gb_reason_open (over, book, _ ("Open a step again"), _ ("Why"), _ ("Open again"), "step.taken-back",
                                 incident->id, "reason");
  gb_form_say (form, step->title);
  keep_step (form, step);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each gate of an incident from both sides, through the book. */
#include <locale.h>
#include <string.h>

#include "incident-support.h"

static void
record_refuses (Desk *desk, JsonObject *body, const char *words)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_incident_record (desk->book, request, body, &error);

  g_assert_null (done);
  g_assert_nonnull (error);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” was expected in: %s", words, error->message);
}

static void
test_recorded_with_procedure_people_and_late_mark (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GbIncident) incident = load (desk, id);

  g_assert_cmpstr (incident->reference, ==, "26-0001");
  g_assert_cmpstr (incident->title, ==, "Hurtful messages in a class chat");
  g_assert_cmpstr (incident->recorded_by, ==, "Ruth Adeyemi");
  g_assert_cmpstr (incident->procedure, ==, "general");
  g_assert_cmpstr (incident->procedure_pack, ==, "kent-2023");
  g_assert_cmpstr (incident->procedure_policy, ==, gb_pack_get_title (gb_book_get_pack (desk->book)));
  g_assert_cmpstr (incident->procedure_version, ==, gb_pack_get_version (gb_book_get_pack (desk->book)));
  g_assert_cmpstr (incident->years, ==, "6");
  g_assert_cmpint (incident->people, ==, 3);
  g_assert_cmpint (incident->pupils, ==, 2);
  g_assert_cmpint (incident->late, ==, 1);
  g_assert_cmpint (incident->steps_done, ==, 1);
  g_assert_cmpint (incident->next_due, >, 0);
  g_assert_cmpstr (incident->state, ==, "open");
}

static void
test_same_request_twice_is_one_case (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (JsonObject) one = general_body ("no");
  g_autoptr (JsonObject) two = general_body ("no");
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) first = gb_incident_record (desk->book, request, one, &error);
  g_autoptr (GbDone) second = gb_incident_record (desk->book, request, two, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (first->case_id, ==, second->case_id);
  g_assert_cmpstr (first->reference, ==, second->reference);
}

static void
test_words_that_are_not_in_the_pack_are_refused (void)
{
  static const char *const names[] = { "category", "location", "channel", "precision", "site" };
  g_autoptr (Desk) desk = desk_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (JsonObject) body = general_body ("no");
      json_object_set_string_member (body, names[i], "no-such-word");
      record_refuses (desk, body, "isn’t a word for");
    }
}

static void
test_each_person_needs_a_part_of_their_own (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (JsonObject) body = general_body ("no");
  JsonObject *person = json_array_get_object_element (gb_json_array (body, "people"), 0);

  json_object_remove_member (person, "role");
  record_refuses (desk, body, "Say what part Elin Marsh had");
  json_object_set_string_member (person, "role", "villain");
  record_refuses (desk, body, "isn’t a word for");
}

static void
test_one_person_stands_in_it_once (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (JsonObject) body = general_body ("no");

  json_object_set_string_member (json_array_get_object_element (gb_json_array (body, "people"), 1), "person_id", ELIN);
  record_refuses (desk, body, "named twice");
}

static void
test_what_has_not_happened_yet_is_refused (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (JsonObject) body = general_body ("no");

  json_object_set_int_member (body, "occurred_at", desk_now + GB_HOUR);
  record_refuses (desk, body, "hasn’t come yet");
}

static void
test_danger_asks_what_was_done (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (JsonObject) body = general_body ("no");
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  json_object_set_string_member (body, "danger", "yes");
  record_refuses (desk, body, "immediate danger");
  json_object_set_string_member (body, "danger_done", "Rang 999 at 10.35.");
  done = gb_incident_record (desk->book, request, body, &error);
  g_assert_no_error (error);
}

static void
test_off_site_asks_why_it_is_the_schools_matter (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (JsonObject) body = general_body ("no");

  json_object_set_array_member (body, "offsite_tests", json_array_new ());
  record_refuses (desk, body, "off site");
}

static void
test_possible_image_leads_to_the_do_not_view_path (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *yes = new_incident (desk, "yes");
  g_autofree char *unknown = new_incident (desk, "unknown");
  g_autoptr (GbIncident) one = load (desk, yes);
  g_autoptr (GbIncident) two = load (desk, unknown);
  g_autoptr (JsonObject) body = general_body ("no");

  g_assert_cmpstr (one->procedure, ==, "indecent-image");
  g_assert_cmpstr (two->procedure, ==, "indecent-image");
  json_object_set_string_member (body, "category", "nude-image");
  record_refuses (desk, body, "the answer below says none is");
  desk_refuses (desk, "procedure.begun", yes, "{'procedure':'general','reason':'Simpler.'}", GB_ERROR_REFUSED,
                "only “Possible indecent image of a child” may be followed");
}

/* --- amendments -------------------------------------------------------------- */

static void
test_amendment_keeps_old_and_new (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GbIncident) before = load (desk, id);
  g_autoptr (JsonObject) change = gb_incident_change (before, "location", "playground");
  g_autoptr (JsonObject) none = gb_incident_change (before, "title", "Hurtful messages in a class chat");
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *changes = json_array_new ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GbIncident) after = NULL;

  g_assert_null (none);
  json_array_add_object_element (changes, json_object_ref (change));
  json_object_set_array_member (body, "changes", changes);
  json_object_set_string_member (body, "reason", "It began on the playground.");
  done = gb_incident_amend (desk->book, id, request, body, &error);
  g_assert_no_error (error);
  after = load (desk, id);
  g_assert_cmpstr (after->location, ==, "playground");
  g_assert_cmpstr (after->title, ==, before->title);
  g_assert_cmpstr (after->amended_by, ==, "Ruth Adeyemi");
}

static void
test_amendment_of_what_somebody_changed_says_so (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_does (desk, "incident.amended", id,
             "{'changes':[{'field':'title','old':'Hurtful messages in a class chat','new':'Hurtful messages'}],"
             " 'reason':'Shorter.'}");
  desk_refuses (
      desk, "incident.amended", id,
      "{'changes':[{'field':'title','old':'Hurtful messages in a class chat','new':'Messages'}],'reason':'Plainer.'}",
      GB_ERROR_CONFLICT, "Ruth Adeyemi changed the title meanwhile: it now says “Hurtful messages”");
}

static void
test_amendment_needs_a_reason_and_a_proper_value (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_refuses (
      desk, "incident.amended", id,
      "{'changes':[{'field':'title','old':'Hurtful messages in a class chat','new':'Messages'}],'reason':' '}",
      GB_ERROR_REFUSED, "needs a reason");
  desk_refuses (desk, "incident.amended", id, "{'changes':[],'reason':'None.'}", GB_ERROR_INPUT, "Nothing was changed");
  desk_refuses (desk, "incident.amended", id,
                "{'changes':[{'field':'title','old':'Hurtful messages in a class chat','new':''}],'reason':'Gone.'}",
                GB_ERROR_INPUT, "can’t be without the title");
  desk_refuses (desk, "incident.amended", id,
                "{'changes':[{'field':'category','old':'harmful-content','new':'nonsense'}],'reason':'Wrong.'}",
                GB_ERROR_INPUT, "isn’t a word for the category");
  desk_refuses (desk, "incident.amended", id,
                "{'changes':[{'field':'recorded_by','old':'Ruth Adeyemi','new':'Nobody'}],'reason':'Wrong.'}",
                GB_ERROR_INPUT, "no field");
  desk_refuses (desk, "incident.amended", id,
                "{'changes':[{'field':'danger','old':'no','new':'yes'}],'reason':'Worse.'}", GB_ERROR_REFUSED,
                "immediate danger");
}

static void
test_amendment_to_a_possible_image_changes_the_procedure (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (JsonObject) body = body_of ("{'changes':[{'field':'indecent_image','old':'no','new':'unknown'}],"
                                         " 'reason':'A child spoke of a picture.'}");
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GbIncident) after = NULL;

  tick (desk, id, "safe-now");
  done = gb_incident_amend (desk->book, id, request, body, &error);
  g_assert_no_error (error);
  after = load (desk, id);
  g_assert_cmpstr (after->procedure, ==, "indecent-image");
  assert_step (desk, id, "safe-now", "done");
  assert_step (desk, id, "stop", "now");
}

/* --- people ------------------------------------------------------------------ */

static void
test_person_is_added_and_changes_part_with_a_reason (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GbIncident) incident = NULL;

  desk_does (desk, "incident.person-added", id,
             "{'person_id':'44444444444444444444444444444444','name':'Priya "
             "Nand','sort':'pupil','role':'saw','year_group':'6'}");
  desk_refuses (desk, "incident.person-added", id,
                "{'person_id':'" ELIN "','name':'Elin Marsh','sort':'pupil','role':'saw'}", GB_ERROR_REFUSED,
                "already");
  desk_does (desk, "incident.person-role", id,
             "{'person_id':'" ELIN "','name':'Elin Marsh','old':'affected','new':'saw','reason':'She was not named.'}");
  desk_refuses (desk, "incident.person-role", id,
                "{'person_id':'" ELIN "','name':'Elin Marsh','old':'affected','new':'did','reason':'Wrong.'}",
                GB_ERROR_CONFLICT, "it is now “Saw it”");
  desk_refuses (desk, "incident.person-role", id,
                "{'person_id':'55555555555555555555555555555555','name':'Nobody','old':'saw','new':'did','reason':'-'}",
                GB_ERROR_INPUT, "isn’t in this incident");
  incident = load (desk, id);
  g_assert_cmpint (incident->pupils, ==, 3);
}

static void
test_telling_a_parent_says_whom_or_why_not (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_refuses (desk, "incident.parent-told", id, "{'person_id':'" ELIN "','name':'Elin Marsh','told':true}",
                GB_ERROR_REFUSED, "which parent or carer of Elin Marsh");
  desk_refuses (desk, "incident.parent-told", id, "{'person_id':'" ELIN "','name':'Elin Marsh','told':false}",
                GB_ERROR_REFUSED, "Write the reason for Elin Marsh");
  assert_step (desk, id, "tell-parents", "to-come");
  tell_parents (desk, id);
  assert_step (desk, id, "tell-parents", "done");
}

/* --- closing ------------------------------------------------------------------- */

static void
test_case_closes_only_when_nothing_is_missing (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GPtrArray) before = missing (desk, id);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GbIncident) closed = NULL;

  g_assert_cmpuint (before->len, ==, 8); /* three steps, the outcome, two parents, referral, debrief */
  desk_refuses (desk, "incident.closed", id, CLOSING, GB_ERROR_REFUSED,
                "The case can’t be closed yet. 8 things are missing.");
  settle_general (desk, id);
  after = missing (desk, id);
  g_assert_cmpuint (after->len, ==, 0);
  closed = load (desk, id);
  g_assert_cmpstr (closed->state, ==, "ready");
  g_clear_object (&closed);
  desk_refuses (desk, "incident.closed", id, "{'outcomes':[],'summary':'Done.'}", GB_ERROR_REFUSED, "how it ended");
  desk_refuses (desk, "incident.closed", id, "{'outcomes':['magic'],'summary':'Done.'}", GB_ERROR_INPUT,
                "isn’t a word for");
  desk_does (desk, "incident.closed", id, CLOSING);
  closed = load (desk, id);
  g_assert_cmpstr (closed->state, ==, "closed");
  g_assert_cmpint (closed->next_due, ==, 0);
}

/* Each thing that was settled, left out alone, keeps the case open. */
static void
test_each_missing_thing_alone_keeps_the_case_open (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  tick (desk, id, "safe-now");
  tick (desk, id, "tell-dsl");
  tick (desk, id, "support");
  tell_parents (desk, id);
  desk_does (desk, "incident.decided", id, NOT_REFERRED);
  desk_refuses (desk, "incident.closed", id, CLOSING, GB_ERROR_REFUSED, "“Decide on sanction, support or both” is");
  desk_does (desk, "incident.decided", id, OUTCOME);
  desk_refuses (desk, "incident.closed", id, CLOSING, GB_ERROR_REFUSED, "The debrief is neither held nor waived.");
  desk_does (desk, "incident.debriefed", id, DEBRIEF);
  desk_does (desk, "step.taken-back", id,
             "{'procedure':'general','step':'support','title':'-','reason':'Not agreed yet.'}");
  desk_refuses (desk, "incident.closed", id, CLOSING, GB_ERROR_REFUSED,
                "“Agree support for each child” is neither done");
  tick (desk, id, "support");
  desk_does (desk, "incident.person-added", id,
             "{'person_id':'44444444444444444444444444444444','name':'Priya Nand','sort':'pupil','role':'saw'}");
  desk_refuses (desk, "incident.closed", id, CLOSING, GB_ERROR_REFUSED, "a parent of Priya Nand");
}

static const char *
where_of (GPtrArray *list, const char *words)
{
  for (guint i = 0; i < list->len; i++)
    if (strstr (((GbMissing *) list->pdata[i])->sentence, words) != NULL)
      return ((GbMissing *) list->pdata[i])->where;
  return NULL;
}

static void
test_parents_reply_belongs_to_the_closing (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autofree char *told = g_strdup_printf ("{'person_id':'" ELIN "','name':'Elin Marsh','told':true,'whom':'Mrs Marsh',"
                                           "'at':%" G_GINT64_FORMAT "}",
                                           gb_now ());
  g_autoptr (GPtrArray) list = NULL;

  settle_general (desk, id);
  desk_does (desk, "incident.parent-told", id, told);
  list = missing (desk, id);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (where_of (list, "What the parent of Elin Marsh replied"), ==, "people");
  tell_parents (desk, id);
  desk_does (desk, "incident.closed", id, CLOSING);
}

static void
test_what_the_debrief_changes_becomes_an_action (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GPtrArray) list = NULL;

  settle_general (desk, id);
  desk_does (desk, "incident.debriefed", id,
             "{'waived':false,'lessons':'Chats run at night.','changes':'An assembly on chats.'}");
  list = missing (desk, id);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (where_of (list, "no action gives it an owner and a date"), ==, "action");
  desk_does (desk, "action.set", id,
             "{'action_id':'55555555555555555555555555555555','what':'An assembly on chats','owner':'Beth Oyelaran',"
             "'due':'2026-12-04'}");
  desk_does (desk, "incident.closed", id, CLOSING);
}

static void
test_debrief_is_held_or_waived_with_a_reason (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_refuses (desk, "incident.debriefed", id, "{'waived':true}", GB_ERROR_REFUSED, "only with a reason");
  desk_refuses (desk, "incident.debriefed", id, "{'waived':false}", GB_ERROR_REFUSED, "what was learnt");
  desk_does (desk, "incident.decided", id, NOT_REFERRED);
  desk_does (desk, "incident.debriefed", id, "{'waived':true,'reason':'Nothing new in it.'}");
  assert_step (desk, id, "debrief", "done");
}

static void
test_closed_case_takes_nothing_but_opening_again (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_refuses (desk, "incident.reopened", id, "{'reason':'More came up.'}", GB_ERROR_REFUSED, "open already");
  settle_general (desk, id);
  desk_does (desk, "incident.closed", id, CLOSING);
  desk_refuses (desk, "incident.noted", id, "{'text':'One more thing.'}", GB_ERROR_REFUSED,
                "was closed by Ruth Adeyemi");
  desk_refuses (desk, "incident.decided", id, OUTCOME, GB_ERROR_REFUSED, "was closed by");
  desk_refuses (desk, "advice.sought", id,
                "{'agency':'police','at':1,'question':'May we?','advice':'Yes.','decision':'We do.'}", GB_ERROR_REFUSED,
                "was closed by");
  desk_does (desk, "incident.reopened", id, "{'reason':'More came up.'}");
  desk_does (desk, "incident.noted", id, "{'text':'One more thing.'}");
}

static void
test_only_the_lead_or_a_deputy_closes (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  g_autofree char *id = new_incident (desk, "no");

  settle_general (desk, id);
  desk_sit (desk, MARTIN);
  desk_refuses (desk, "incident.closed", id, CLOSING, GB_ERROR_REFUSED, "Only the DSL or a deputy may close");
  desk_sit (desk, CARYS);
  desk_does (desk, "incident.closed", id, CLOSING);
}

/* --- lists ------------------------------------------------------------------------- */

static gpointer
ids_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_incident_ids (gb_book_get_vault (book), data, error);
}

static guint
count_ids (Desk *desk, GbIncidentFilter filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = gb_book_ask (desk->book, ids_on_worker, &filter, &error);

  g_assert_no_error (error);
  return ids->len;
}

static void
test_list_filters_by_words_state_category_and_time (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *one = new_incident (desk, "no");
  g_autofree char *two = new_incident (desk, "yes");
  GbIncidentFilter all = { NULL };

  settle_general (desk, one);
  g_assert_cmpuint (count_ids (desk, all), ==, 2);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .words = "jonah hurt" }), ==, 2);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .words = "26-0002" }), ==, 1);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .words = "elephant" }), ==, 0);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .words = "100%" }), ==, 0);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .state = "ready" }), ==, 1);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .state = "open" }), ==, 2);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .state = "closed" }), ==, 0);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .category = "harmful-content" }), ==, 2);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .category = "other" }), ==, 0);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .person_id = JONAH }), ==, 2);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .from = desk_now }), ==, 0);
  g_assert_cmpuint (count_ids (desk, (GbIncidentFilter){ .until = desk_now, .order = "due" }), ==, 2);
}

static void
test_nothing_is_asked_of_a_case_that_is_not_there (void)
{
  g_autoptr (Desk) desk = desk_new ();
  desk_refuses (desk, "incident.noted", "99999999999999999999999999999999", "{'text':'Lost.'}", GB_ERROR_MISSING,
                "no such case");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incident/recorded", test_recorded_with_procedure_people_and_late_mark);
  g_test_add_func ("/incident/same-request", test_same_request_twice_is_one_case);
  g_test_add_func ("/incident/words", test_words_that_are_not_in_the_pack_are_refused);
  g_test_add_func ("/incident/part-of-each", test_each_person_needs_a_part_of_their_own);
  g_test_add_func ("/incident/person-once", test_one_person_stands_in_it_once);
  g_test_add_func ("/incident/future", test_what_has_not_happened_yet_is_refused);
  g_test_add_func ("/incident/danger", test_danger_asks_what_was_done);
  g_test_add_func ("/incident/off-site", test_off_site_asks_why_it_is_the_schools_matter);
  g_test_add_func ("/incident/do-not-view", test_possible_image_leads_to_the_do_not_view_path);
  g_test_add_func ("/incident/amended", test_amendment_keeps_old_and_new);
  g_test_add_func ("/incident/amended-meanwhile", test_amendment_of_what_somebody_changed_says_so);
  g_test_add_func ("/incident/amended-badly", test_amendment_needs_a_reason_and_a_proper_value);
  g_test_add_func ("/incident/amended-to-image", test_amendment_to_a_possible_image_changes_the_procedure);
  g_test_add_func ("/incident/people", test_person_is_added_and_changes_part_with_a_reason);
  g_test_add_func ("/incident/parents", test_telling_a_parent_says_whom_or_why_not);
  g_test_add_func ("/incident/closing", test_case_closes_only_when_nothing_is_missing);
  g_test_add_func ("/incident/closing-one-by-one", test_each_missing_thing_alone_keeps_the_case_open);
  g_test_add_func ("/incident/debrief", test_debrief_is_held_or_waived_with_a_reason);
  g_test_add_func ("/incident/reply", test_parents_reply_belongs_to_the_closing);
  g_test_add_func ("/incident/changes", test_what_the_debrief_changes_becomes_an_action);
  g_test_add_func ("/incident/closed", test_closed_case_takes_nothing_but_opening_again);
  g_test_add_func ("/incident/who-closes", test_only_the_lead_or_a_deputy_closes);
  g_test_add_func ("/incident/list", test_list_filters_by_words_state_category_and_time);
  g_test_add_func ("/incident/missing", test_nothing_is_asked_of_a_case_that_is_not_there);
  return g_test_run ();
}

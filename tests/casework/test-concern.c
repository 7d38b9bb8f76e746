/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Staff concerns: who is never told, the four limbs, the LADO's clock, what an
 * allegation and what a low-level concern owe before they close, and every gate
 * from both sides. */
#include <locale.h>

#include "casework/concern.h"
#include "casework/referral.h"
#include "casework/seal.h"
#include "casework/timeline.h"
#include "search-support.h"

static gpointer
concern_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_concern_load (gb_book_get_vault (book), data, error);
}

static GbConcern *
concern_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbConcern *concern = gb_book_ask (desk->book, concern_on_worker, (gpointer) id, &error);

  g_assert_no_error (error);
  return concern;
}

static char *
recorded (const char *person_id, const char *person, const char *more)
{
  g_autofree char *json = g_strdup_printf (
    "{'person_id':'%s','person':'%s','person_role':'staff','title':'Private messages','narrative':'A parent says that "
    "messages were answered.','occurred_at':%" G_GINT64_FORMAT ",'precision':'about','place':'online','noticed_at':%"
    G_GINT64_FORMAT ",'online':false,'told_by':'A parent','own_words':'He wrote back at night.','self_reported':false,"
    "'danger':'no'}",
    person_id, person, at_time (8 * 60), at_time (9 * 60 + 30));
  g_autoptr (JsonObject) body = body_of (json);

  bend (body, more);
  return text_of (body);
}

static char *
about_owen (Desk *desk, const char *more)
{
  g_autofree char *body = recorded (OWEN, "Owen Maddox", more);
  return gb_test_act (desk->book, "concern.recorded", NULL, body);
}

static void
assess (Desk *desk, const char *id, const char *limb)
{
  g_autofree char *json = g_strdup_printf ("{'harmed':'no','offence':'no','risk':'no','unsuitable':'%s','reason':'As "
                                           "the parent told it.'}", limb);
  desk_does (desk, "concern.assessed", id, json);
}

static char *
lado_told (int minutes)
{
  return g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'by_id':'" NEIL "','by':'Ruth Adeyemi','how':'phone','officer':"
                          "'Duty officer','advice':'Say nothing yet.','decision':'Strategy meeting'}",
                          at_time (minutes));
}

static void
tell_lado (Desk *desk, const char *id)
{
  does (desk, "concern.lado-told", id, lado_told (11 * 60));
}

static void
conclude (Desk *desk, const char *id, const char *outcome)
{
  g_autofree char *json = g_strdup_printf ("{'outcome':'%s','reason':'What the enquiry found.'}", outcome);
  desk_does (desk, "concern.concluded", id, json);
}

/* --- who may know ------------------------------------------------------------------------ */

static gboolean
can_open (Desk *desk, Member member, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbConcern) concern = NULL;

  desk_sit (desk, member);
  concern = gb_book_ask (desk->book, concern_on_worker, (gpointer) id, &error);
  g_assert_true (concern != NULL || g_error_matches (error, GB_ERROR, GB_ERROR_MISSING));
  return concern != NULL;
}

static void
test_headteacher_and_dsl_read_it_and_nobody_else (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, NULL);

  g_assert_true (can_open (desk, MARTIN, id));
  g_assert_false (can_open (desk, CARYS, id));
  g_assert_true (can_open (desk, RUTH, id));
}

static void
test_the_dsl_named_has_no_key (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *body = NULL;
  g_autofree char *ruth = NULL;
  g_autofree char *id = NULL;

  ruth = g_strdup (gb_book_get_member_id (desk->book));
  desk_sit (desk, MARTIN);
  body = recorded (ruth, "Ruth Adeyemi", NULL);
  id = gb_test_act (desk->book, "concern.recorded", NULL, body);
  g_assert_true (can_open (desk, MARTIN, id));
  g_assert_false (can_open (desk, RUTH, id));
  g_assert_false (can_open (desk, CARYS, id));
}

static void
test_about_the_headteacher_it_goes_by_the_chair (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *body = recorded (desk->members[MARTIN], "Martin Pell", NULL);
  g_autofree char *chair = gb_test_desk_enrol (desk->desk, "Helen Brook", "chair");
  g_autofree char *id = NULL;
  g_autoptr (GbConcern) concern = NULL;

  desk_sit (desk, RUTH);
  id = gb_test_act (desk->book, "concern.recorded", NULL, body);
  g_assert_false (can_open (desk, MARTIN, id));
  desk->book = gb_test_desk_reopen (desk->desk, chair);
  concern = concern_of (desk, id);
  g_assert_cmpstr (concern->route, ==, "chair");
}

static void
test_nobody_records_a_concern_about_themselves (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *ruth = g_strdup (gb_book_get_member_id (desk->book));

  refuses (desk, "concern.recorded", NULL, recorded (ruth, "R. A.", NULL), "about themselves");
  refuses (desk, "concern.recorded", NULL, recorded (BETH, "ruth  adeyemi", NULL), "about themselves");
  refuses (desk, "concern.recorded", NULL, recorded (JONAH, "Jonah Reed", NULL), "is an incident");
}

static void
test_a_conflict_of_interest_goes_straight_to_the_lado (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL;
  g_autoptr (GbConcern) concern = NULL;

  refuses (desk, "concern.recorded", NULL, recorded (OWEN, "Owen Maddox", "{'conflict':true}"), "conflict of interest");
  id = about_owen (desk, "{'conflict':true,'conflict_reason':'The headteacher’s brother.'}");
  concern = concern_of (desk, id);
  g_assert_cmpstr (concern->route, ==, "lado");
}

/* --- found, told, counted ---------------------------------------------------------------------- */

#define CANARY "Quillfeather"

static gpointer
ids_on_worker (GbBook *book, gpointer words, GCancellable *cancellable, GError **error)
{
  GbConcernFilter filter = { .words = words };
  return gb_concern_ids (gb_book_get_vault (book), &filter, error);
}

static guint
finds (Desk *desk, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = gb_book_ask (desk->book, ids_on_worker, (gpointer) words, &error);

  g_assert_no_error (error);
  return ids->len;
}

static void
test_its_words_are_found_by_its_readers_and_by_nobody_else (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, "{'context':'The account was called " CANARY ".'}");

  assess (desk, id, "no");
  g_assert_cmpuint (finds (desk, CANARY), ==, 1);
  g_assert_cmpuint (finds (desk, "quillf"), ==, 1);
  g_assert_cmpuint (finds (desk, "wrote back"), ==, 1);
  g_assert_cmpuint (finds (desk, "Owen"), ==, 1);
  g_assert_cmpuint (finds (desk, "nowhere"), ==, 0);
  desk_sit (desk, MARTIN);
  g_assert_cmpuint (finds (desk, CANARY), ==, 1);
  desk_sit (desk, CARYS);
  g_assert_cmpuint (finds (desk, CANARY), ==, 0);
  g_assert_cmpuint (finds (desk, "Owen"), ==, 0);
}

static gpointer
timeline_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_timeline_of_case (book, data, error);
}

static void
test_its_record_is_told_in_sentences (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, NULL);
  g_autoptr (GPtrArray) rows = NULL;
  static const char *const said[] = { "Recorded a staff concern", "Asked the four limbs of the harm threshold",
                                      "Named Neil Farrow as case manager", "Read the case" };

  assess (desk, id, "no");
  desk_does (desk, "concern.manager-named", id, "{'person_id':'" NEIL "','name':'Neil Farrow','reason':'x'}");
  g_assert_true (gb_seal_note_reading (desk->book, id, "page", NULL));
  rows = gb_book_ask (desk->book, timeline_on_worker, id, NULL);
  g_assert_cmpuint (rows->len, ==, G_N_ELEMENTS (said));
  for (guint i = 0; i < rows->len; i++)
    {
      GbTimelineRow *row = rows->pdata[i];
      g_assert_cmpstr (row->sentence, ==, said[i]);
      g_assert_cmpstr (row->detail, !=, "page");
    }
}

static gpointer
count_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 *numbers = data;

  numbers[0] = gb_concern_count (gb_book_get_vault (book), numbers[2], numbers[3], &numbers[1], error);
  return data;
}

static void
test_a_figure_counts_what_its_reader_may_open (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *first = about_owen (desk, NULL);
  g_autofree char *second = about_owen (desk, NULL);
  gint64 numbers[] = { 0, 0, gb_day_to_instant ("2026-11-01", 0), gb_day_to_instant ("2026-12-01", 0) };
  gint64 before[] = { 0, 0, gb_day_to_instant ("2026-10-01", 0), gb_day_to_instant ("2026-11-01", 0) };

  assess (desk, first, "yes");
  assess (desk, second, "no");
  gb_book_ask (desk->book, count_on_worker, numbers, NULL);
  g_assert_cmpint (numbers[0], ==, 2);
  g_assert_cmpint (numbers[1], ==, 1);
  gb_book_ask (desk->book, count_on_worker, before, NULL);
  g_assert_cmpint (before[0], ==, 0);
  desk_sit (desk, CARYS);
  gb_book_ask (desk->book, count_on_worker, numbers, NULL);
  g_assert_cmpint (numbers[0], ==, 0);
  g_assert_cmpint (numbers[1], ==, 0);
}

/* Recorded and asked in one breath, as the form does it. */
typedef struct { JsonObject *body; const char *request; } Recording;

static gpointer
record_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Recording *recording = data;
  return gb_concern_record (book, recording->request, recording->body, error);
}

static void
test_the_limbs_may_be_asked_in_the_same_breath (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *json = recorded (OWEN, "Owen Maddox",
                                    "{'harmed':'no','offence':'no','risk':'unknown','unsuitable':'no',"
                                    "'assess_reason':'As told.'}");
  g_autoptr (JsonObject) body = gb_json_parse (json, -1, NULL);
  g_autofree char *request = gb_id_new ();
  Recording recording = { body, request };
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_ask (desk->book, record_on_worker, &recording, &error);
  g_autoptr (GbConcern) concern = NULL;

  g_assert_no_error (error);
  concern = concern_of (desk, done->case_id);
  g_assert_cmpstr (concern->level, ==, "allegation");
  g_assert_cmpstr (concern->basis, ==, "unknown");
}

/* --- the limbs and the clock ------------------------------------------------------------------ */

static void
test_the_clock_runs_from_when_the_school_knew (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, NULL);
  g_autoptr (GbConcern) before = concern_of (desk, id);
  g_autoptr (GbConcern) after = NULL;

  g_assert_cmpint (before->due_at, ==, gb_day_to_instant ("2026-11-20", 9 * 60 + 30));
  g_assert_cmpint (before->stopped_at, ==, 0);
  assess (desk, id, "yes");
  refuses (desk, "concern.lado-told", id, lado_told (9 * 60), "before the school knew");
  tell_lado (desk, id);
  after = concern_of (desk, id);
  g_assert_cmpstr (after->level, ==, "allegation");
  g_assert_cmpstr (after->basis, ==, "limb");
  g_assert_cmpint (after->stopped_at, ==, at_time (11 * 60));
}

static void
test_below_the_threshold_is_low_level_and_stops_the_clock (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *below = about_owen (desk, NULL);
  g_autofree char *unknown = about_owen (desk, NULL);
  g_autoptr (GbConcern) low = NULL;
  g_autoptr (GbConcern) asked = NULL;

  assess (desk, below, "no");
  assess (desk, unknown, "unknown");
  low = concern_of (desk, below);
  asked = concern_of (desk, unknown);
  g_assert_cmpstr (low->level, ==, "low-level");
  g_assert_cmpint (low->stopped_at, !=, 0);
  g_assert_cmpstr (asked->level, ==, "allegation");
  g_assert_cmpstr (asked->basis, ==, "unknown");
  g_assert_cmpint (asked->stopped_at, ==, 0);
  /* Found to be one after all: the clock starts anew. */
  assess (desk, below, "yes");
  g_clear_object (&low);
  low = concern_of (desk, below);
  g_assert_cmpint (low->stopped_at, ==, 0);
}

/* --- gates of an allegation ---------------------------------------------------------------------- */

static void
test_the_person_is_told_after_the_lado (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, NULL);
  g_autofree char *told = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'by':'Martin Pell','said':'As agreed.'}",
                                           at_time (11 * 60 + 10));

  desk_refuses (desk, "concern.person-told", id, told, GB_ERROR_REFUSED, "Ask the four limbs");
  assess (desk, id, "yes");
  desk_refuses (desk, "concern.person-told", id, told, GB_ERROR_REFUSED, "LADO says first");
  tell_lado (desk, id);
  desk_does (desk, "concern.person-told", id, told);
}

static void
test_nobody_is_suspended_before_the_lado_is_asked (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, NULL);
  static const char without[] = "{'measure':'suspended','from':'2026-11-19','considered':'Other duties','reason':'x'}";
  static const char with[] = "{'measure':'suspended','from':'2026-11-19','considered':'Other duties','reason':'x',"
                             "'lado_view':'Agrees.'}";

  assess (desk, id, "yes");
  desk_refuses (desk, "concern.measure-decided", id, without, GB_ERROR_REFUSED, "the LADO is asked");
  desk_does (desk, "concern.measure-decided", id, with);
  assess (desk, id, "no");
  desk_refuses (desk, "concern.measure-decided", id, with, GB_ERROR_REFUSED, "low-level");
}

static void
test_manager_welfare_and_person_are_three (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, NULL);
  static const char owen[] = "{'person_id':'" OWEN "','name':'Owen Maddox','reason':'x'}";
  static const char neil[] = "{'person_id':'" NEIL "','name':'Neil Farrow','reason':'x'}";
  static const char welfare[] = "{'person_id':'" NEIL "','name':'Neil Farrow'}";

  desk_refuses (desk, "concern.manager-named", id, owen, GB_ERROR_REFUSED, "somebody else");
  desk_does (desk, "concern.manager-named", id, neil);
  desk_refuses (desk, "concern.welfare-named", id, welfare, GB_ERROR_REFUSED, "somebody else looks after");
  desk_does (desk, "concern.welfare-named", id, "{'person_id':'" BETH "','name':'Beth Oyelaran'}");
}

static void
test_an_outcome_waits_for_the_lado_and_says_what_follows (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, NULL);
  static const char unfounded[] = "{'outcome':'unfounded','reason':'x'}";
  g_autoptr (GbConcern) concern = NULL;

  desk_refuses (desk, "concern.concluded", id, unfounded, GB_ERROR_REFUSED, "Only an allegation");
  assess (desk, id, "yes");
  desk_refuses (desk, "concern.concluded", id, unfounded, GB_ERROR_REFUSED, "before the LADO");
  tell_lado (desk, id);
  desk_refuses (desk, "concern.concluded", id, "{'outcome':'substantiated','reason':'x'}", GB_ERROR_REFUSED, "DBS");
  desk_does (desk, "concern.concluded", id,
             "{'outcome':'substantiated','reason':'x','dbs':'no','tra':'unknown','lessons':'Two adults'}");
  concern = concern_of (desk, id);
  g_assert_true (concern->in_references);
  g_assert_cmpstr (concern->keep_until, ==, "2036-11-19");
}

static void
test_what_was_false_leaves_the_file_and_a_tombstone_stays (void)
{
  static const char *const stay[] = { "unsubstantiated", "unfounded" }, *const go[] = { "false", "malicious" };
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, NULL);
  static const char cleared[] = "{'on':'2026-11-19','by':'Office','what':'Two letters'}";
  g_autoptr (GbConcern) concern = NULL;

  assess (desk, id, "yes");
  tell_lado (desk, id);
  for (guint i = 0; i < G_N_ELEMENTS (stay); i++)
    {
      conclude (desk, id, stay[i]);
      desk_refuses (desk, "concern.file-cleared", id, cleared, GB_ERROR_REFUSED, "false or malicious");
    }
  for (guint i = 0; i < G_N_ELEMENTS (go); i++)
    {
      conclude (desk, id, go[i]);
      desk_does (desk, "concern.file-cleared", id, cleared);
    }
  concern = concern_of (desk, id);
  g_assert_cmpstr (concern->cleared_on, ==, "2026-11-19");
  g_assert_false (concern->in_references);
  g_assert_null (concern->keep_until);
}

/* --- closing ------------------------------------------------------------------------------------------ */

#define SUMMARY "{'summary':'Done.'}"

static void
test_an_allegation_closes_when_nothing_is_owed (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, NULL);

  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "Ask the four limbs");
  assess (desk, id, "yes");
  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "one working day");
  tell_lado (desk, id);
  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "who decides");
  desk_does (desk, "concern.manager-named", id, "{'person_id':'" NEIL "','name':'Neil Farrow','reason':'x'}");
  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "not automatic");
  desk_does (desk, "concern.measure-decided", id,
             "{'measure':'supervised','from':'2026-11-19','considered':'Leave','reason':'x'}");
  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "keeps in touch");
  desk_does (desk, "concern.welfare-named", id, "{'person_id':'" BETH "','name':'Beth Oyelaran'}");
  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "five outcomes");
  conclude (desk, id, "malicious");
  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "taken off the personnel record");
  desk_does (desk, "concern.file-cleared", id, "{'on':'2026-11-19','by':'Office','what':'Two letters'}");
  desk_does (desk, "concern.closed", id, SUMMARY);
  desk_refuses (desk, "concern.noted", id, "{'text':'x'}", GB_ERROR_REFUSED, "is closed");
  desk_does (desk, "concern.reopened", id, "{'reason':'Something new.'}");
  desk_refuses (desk, "concern.reopened", id, "{'reason':'x'}", GB_ERROR_REFUSED, "open already");
}

static void
test_parents_are_told_when_a_child_is_named (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = about_owen (desk, "{'children':[{'person_id':'" JONAH "','name':'Jonah Reed'}]}");
  g_autoptr (GbConcern) before = NULL;
  g_autoptr (GbConcern) after = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) told = NULL;

  assess (desk, id, "yes");
  before = concern_of (desk, id);
  open = gb_concern_gates (before);
  g_assert_cmpint (gb_gate_find (open, "parents")->state, ==, GB_GATE_UNMET);
  desk_refuses (desk, "concern.parent-told", id, "{'told':false}", GB_ERROR_REFUSED, "weren’t told");
  desk_does (desk, "concern.parent-told", id, "{'told':false,'reason_not':'The LADO asked us to wait.'}");
  after = concern_of (desk, id);
  told = gb_concern_gates (after);
  g_assert_cmpint (gb_gate_find (told, "parents")->state, ==, GB_GATE_MET);
}

static gpointer
earlier_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_concern_earlier (gb_book_get_vault (book), data, error);
}

static void
test_a_low_level_concern_closes_after_what_was_done_and_a_look_back (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *first = about_owen (desk, NULL);
  g_autofree char *id = about_owen (desk, NULL);
  g_autofree char *dealt = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'by':'Martin Pell','done':'Spoken with'}",
                                            at_time (11 * 60));
  g_autoptr (GbConcern) concern = concern_of (desk, id);
  g_autoptr (GPtrArray) earlier = gb_book_ask (desk->book, earlier_on_worker, concern, NULL);

  g_assert_cmpuint (earlier->len, ==, 1);
  g_assert_cmpstr (((GbConcern *) earlier->pdata[0])->id, ==, first);
  desk_refuses (desk, "concern.dealt-with", id, dealt, GB_ERROR_REFUSED, "Ask the four limbs");
  assess (desk, id, "no");
  desk_does (desk, "concern.manager-named", id, "{'person_id':'" NEIL "','name':'Neil Farrow','reason':'x'}");
  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "what was done");
  desk_does (desk, "concern.dealt-with", id, dealt);
  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "same person before");
  desk_does (desk, "concern.pattern-reviewed", id, "{'conclusion':'threshold','reason':'Twice in a term.'}");
  desk_refuses (desk, "concern.closed", id, SUMMARY, GB_ERROR_REFUSED, "may meet the harm threshold");
  desk_does (desk, "concern.pattern-reviewed", id, "{'conclusion':'watch','reason':'Twice, a year apart.'}");
  desk_does (desk, "concern.closed", id, SUMMARY);
}

/* --- the referral ------------------------------------------------------------------------------------------ */

static char *
referral_body (const char *concern_id, const char *subject_id, const char *subject)
{
  return g_strdup_printf ("{'agency':'lado','noticed_at':%" G_GINT64_FORMAT ",'summary':'Private messages.','concern_id':"
                          "'%s','subject_id':'%s','subject':'%s','limbs':['unsuitable']}",
                          at_time (9 * 60 + 30), concern_id, subject_id, subject);
}

static gpointer
referral_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_referral_load (gb_book_get_vault (book), data, error);
}

static void
test_a_referral_about_a_member_is_sealed_with_its_concern (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *about = recorded (desk->members[CARYS], "Carys Whitlock", NULL);
  g_autofree char *id = gb_test_act (desk->book, "concern.recorded", NULL, about);
  g_autofree char *made = g_strdup_printf ("{'route':'phone','at':%" G_GINT64_FORMAT ",'by_id':'" NEIL
                                           "','by':'Ruth Adeyemi','spoke_to':'Duty officer','reference':'K-1'}",
                                           at_time (11 * 60));
  g_autofree char *body = referral_body (id, desk->members[CARYS], "Carys Whitlock");
  g_autofree char *referral = NULL;
  g_autoptr (GbConcern) concern = NULL;
  g_autoptr (GbReferral) read = NULL;

  refuses (desk, "referral.begun", NULL, referral_body (id, OWEN, "Owen Maddox"), "is about Carys Whitlock");
  referral = gb_test_act (desk->book, "referral.begun", NULL, body);
  desk_does (desk, "referral.made", referral, made);
  concern = concern_of (desk, id);
  g_assert_cmpint (concern->stopped_at, ==, at_time (11 * 60));
  g_assert_cmpint (concern->referral_made_at, ==, at_time (11 * 60));
  desk_sit (desk, CARYS);
  g_assert_null (gb_book_ask (desk->book, referral_on_worker, referral, NULL));
  desk_sit (desk, MARTIN);
  read = gb_book_ask (desk->book, referral_on_worker, referral, NULL);
  g_assert_nonnull (read);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/concern/headteacher-and-dsl-read-it", test_headteacher_and_dsl_read_it_and_nobody_else);
  g_test_add_func ("/concern/the-dsl-named-has-no-key", test_the_dsl_named_has_no_key);
  g_test_add_func ("/concern/about-the-headteacher-the-chair", test_about_the_headteacher_it_goes_by_the_chair);
  g_test_add_func ("/concern/nobody-about-themselves", test_nobody_records_a_concern_about_themselves);
  g_test_add_func ("/concern/conflict-straight-to-lado", test_a_conflict_of_interest_goes_straight_to_the_lado);
  g_test_add_func ("/concern/words-found-by-readers", test_its_words_are_found_by_its_readers_and_by_nobody_else);
  g_test_add_func ("/concern/told-in-sentences", test_its_record_is_told_in_sentences);
  g_test_add_func ("/concern/counted-for-its-reader", test_a_figure_counts_what_its_reader_may_open);
  g_test_add_func ("/concern/limbs-in-the-same-breath", test_the_limbs_may_be_asked_in_the_same_breath);
  g_test_add_func ("/concern/clock-from-when-known", test_the_clock_runs_from_when_the_school_knew);
  g_test_add_func ("/concern/below-is-low-level", test_below_the_threshold_is_low_level_and_stops_the_clock);
  g_test_add_func ("/concern/person-told-after-lado", test_the_person_is_told_after_the_lado);
  g_test_add_func ("/concern/lado-before-suspension", test_nobody_is_suspended_before_the_lado_is_asked);
  g_test_add_func ("/concern/three-different-people", test_manager_welfare_and_person_are_three);
  g_test_add_func ("/concern/outcome-says-what-follows", test_an_outcome_waits_for_the_lado_and_says_what_follows);
  g_test_add_func ("/concern/false-leaves-the-file", test_what_was_false_leaves_the_file_and_a_tombstone_stays);
  g_test_add_func ("/concern/allegation-closes-when-nothing-is-owed", test_an_allegation_closes_when_nothing_is_owed);
  g_test_add_func ("/concern/parents-of-a-child-named", test_parents_are_told_when_a_child_is_named);
  g_test_add_func ("/concern/low-level-closes", test_a_low_level_concern_closes_after_what_was_done_and_a_look_back);
  g_test_add_func ("/concern/referral-sealed-with-it", test_a_referral_about_a_member_is_sealed_with_its_concern);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gates refuse, through guardbookctl: each act of the table is tried
 * at the book first, as the window does it, and then by the real program on the
 * same vault; it must leave with 3 and say the very same sentence.  Nothing of
 * it may be in the journal afterwards. */
#include <string.h>

#include <gio/gio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/act.h"
#include "casework/book.h"
#include "journal/journal.h"
#include "support/folder.h"
#include "support/passphrase.h"
#include "support/program.h"

/* The desk opens libsecret's file keyring in this very process, which leaves a
 * path behind in GIO; what is tried here is the other program. */
int __lsan_is_turned_off (void);
int
__lsan_is_turned_off (void)
{
  return 1;
}

typedef enum { RUTH, CARYS, MARTIN, NEIL, N_MEMBERS } Member;
static const char *const names[N_MEMBERS] = { "Ruth Adeyemi", "Carys Whitlock", "Martin Pell", "Neil Farrow" };
static const char *const roles[N_MEMBERS] = { "dsl", "deputy", "headteacher", "online-lead" };

#define JONAH "22222222222222222222222222222222"
#define OWEN "44444444444444444444444444444444"
#define IAN "99999999999999999999999999999999"
#define BETH "33333333333333333333333333333333"

/* The cases that the table names. */
typedef enum
{
  NOWHERE,
  INCIDENT,
  IMAGE,   /* an incident with a possible indecent image */
  WAITING, /* searches: asked for, signed, refused, withdrawn */
  SIGNED,
  REFUSED,
  WITHDRAWN,
  SAFE, /* devices: in the safe, held for the police */
  HELD,
  LADO, /* referrals: begun without a limb left open, at once, declined */
  URGENT,
  SOCIAL,
  DECLINED,
  N_CASES
} Case;

typedef struct
{
  char *folder, *vault, *keyring_file;
  GbKeyring *keyring;
  char *members[N_MEMBERS], *cases[N_CASES];
} School;

static GbBook *
sit (School *school, Member member)
{
  g_autoptr (GError) error = NULL;
  GbBook *book = gb_book_open (school->vault, school->members[member], school->keyring, &error);

  g_assert_no_error (error);
  return book;
}

/* ' stands for ", @NOW, @SOON and @BEFORE for instants, @RUTH and so on for
 * members, @SEARCH for the one that waits. */
static JsonObject *
body_of (School *school, const char *json)
{
  g_autoptr (GString) text = g_string_new (json);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, gb_now ());
  g_autofree char *soon = g_strdup_printf ("%" G_GINT64_FORMAT, gb_now () + GB_HOUR);
  g_autofree char *before = g_strdup_printf ("%" G_GINT64_FORMAT, gb_now () - GB_HOUR);
  g_autoptr (JsonNode) node = NULL;

  g_string_replace (text, "'", "\"", 0);
  g_string_replace (text, "@NOW", now, 0);
  g_string_replace (text, "@SOON", soon, 0);
  g_string_replace (text, "@BEFORE", before, 0);
  g_string_replace (text, "@RUTH", school->members[RUTH], 0);
  g_string_replace (text, "@CARYS", school->members[CARYS], 0);
  g_string_replace (text, "@MARTIN", school->members[MARTIN], 0);
  g_string_replace (text, "@NEIL", school->members[NEIL], 0);
  g_string_replace (text, "@SEARCH", school->cases[WAITING] != NULL ? school->cases[WAITING] : "", 0);
  node = json_from_string (text->str, NULL);
  g_assert_nonnull (node);
  return json_object_ref (json_node_get_object (node));
}

static char *
does (School *school, GbBook *book, const char *kind, const char *case_id, const char *json)
{
  g_autoptr (JsonObject) body = body_of (school, json);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (book, kind, case_id, request, body, &error);

  g_assert_no_error (error);
  return g_strdup (done->case_id);
}

/* --- the school --------------------------------------------------------------------------- */

static void
found (School *school)
{
  const char *const founder[] = { roles[RUTH], NULL };
  const GbBookPlan plan = { .dir = school->vault,
                            .school = "Marsh Lane Primary School",
                            .dfe_number = "886/5201",
                            .pack = "kent-2023",
                            .member_name = names[RUTH],
                            .member_roles = founder };
  g_autoptr (GError) error = NULL;
  char *words = NULL;
  GbBook *book = gb_book_create (&plan, school->keyring, &words, &error);

  g_assert_no_error (error);
  g_assert_true (gb_book_confirm_recovery (book, words, &error));
  gb_wipe_text (words);
  school->members[RUTH] = g_strdup (gb_book_get_member_id (book));
  gb_book_close (book);
  g_object_unref (book);
}

static void
enrol (School *school, Member member)
{
  const char *const held[] = { roles[member], NULL };
  g_autoptr (GError) error = NULL;
  GbBook *book = sit (school, RUTH);
  char *code = gb_book_invite (book, names[member], held, &error);

  g_assert_no_error (error);
  gb_book_close (book);
  g_object_unref (book);
  book = gb_book_enrol (school->vault, code, school->keyring, &error);
  g_assert_no_error (error);
  gb_wipe_text (code);
  school->members[member] = g_strdup (gb_book_get_member_id (book));
  gb_book_close (book);
  g_object_unref (book);
}

#define REQUEST(more)                                                                                                  \
  "{'owner_id':'" JONAH "','owner':'Jonah Reed','device':'Black phone, bag 0417','scope':'The class chat group',"      \
  "'ground':'prohibited','limb':'g','reason':'Printed pages show part of it.','requester_id':'@CARYS',"                \
  "'requester':'Carys Whitlock','searcher_id':'" OWEN "','searcher':'Owen Maddox','witness_id':'" IAN "',"             \
  "'witness':'Ian Frost','consent':'not-needed','valid_from':@BEFORE,'valid_until':@SOON,'indecent_image':'no',"       \
  "'retrospective':false" more "}"
#define TAKEN(hold)                                                                                                    \
  "{'owner_id':'" JONAH "','owner':'Jonah Reed','device_type':'phone','description':'Black phone','condition':'Whole',"\
  "'ground':'behaviour','by_id':'" OWEN "','by':'Owen Maddox','at':@BEFORE,'place':'main-office-safe','seal':'0417'"   \
  hold "}"
#define BEGUN(agency, more)                                                                                            \
  "{'agency':'" agency "','noticed_at':@BEFORE,'summary':'A coach wrote to a pupil at night.'" more "}"
#define HAPPENED(more)                                                                                                 \
  "{'title':'Phone at lunch','category':'device-misuse','occurred_at':@BEFORE,'precision':'about',"                    \
  "'location':'hall','site':'on','channel':'staff-saw','narrative':'A phone was passed round.',"                       \
  "'danger':'no','indecent_image':'no','people':[]" more "}"

static void
add_people (School *school, GbBook *book)
{
  static const char *const people[] = {
    "{'person_id':'" JONAH "','sort':'pupil','forename':'Jonah','surname':'Reed','sex':'male','year_group':'6',"
    "'dob':'2016-02-14','reason':'new'}",
    "{'person_id':'" OWEN "','sort':'staff','forename':'Owen','surname':'Maddox','sex':'male'}",
    "{'person_id':'" IAN "','sort':'staff','forename':'Ian','surname':'Frost','sex':'male'}",
    "{'person_id':'" BETH "','sort':'staff','forename':'Beth','surname':'Oyelaran','sex':'female'}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *done = does (school, book, "person.added", NULL, people[i]);
    }
}

static void
open_cases (School *school, GbBook *book)
{
  static const struct
  {
    Case name;
    const char *kind, *json;
  } opened[] = {
    { INCIDENT, "incident.recorded", HAPPENED ("") },
    { IMAGE, "incident.recorded", HAPPENED (",'indecent_image':'yes'") },
    { WAITING, "search.requested", REQUEST ("") },
    { REFUSED, "search.requested", REQUEST ("") },
    { WITHDRAWN, "search.requested", REQUEST ("") },
    { SAFE, "device.confiscated", TAKEN ("") },
    { HELD, "device.confiscated", TAKEN (",'hold':'police','seal':'0418','description':'Silver tablet'") },
    { LADO, "referral.begun", BEGUN ("lado", ",'subject':'Dale Perrin','limbs':['unsuitable']") },
    { URGENT, "referral.begun", BEGUN ("police", ",'urgency':'immediate'") },
    { SOCIAL, "referral.begun", BEGUN ("early-help", "") },
    { DECLINED, "referral.begun", BEGUN ("early-help", "") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (opened); i++)
    school->cases[opened[i].name] = does (school, book, opened[i].kind, NULL, opened[i].json);
}

static void
go_on (School *school, Member member, const char *kind, Case name, const char *json)
{
  GbBook *book = sit (school, member);
  g_autofree char *done = does (school, book, kind, school->cases[name], json);

  gb_book_close (book);
  g_object_unref (book);
}

static School *
school_new (void)
{
  School *school = g_new0 (School, 1);
  GbBook *book;

  school->folder = gb_test_folder_new ();
  school->vault = g_build_filename (school->folder, "school.guardbook", NULL);
  school->keyring_file = g_build_filename (school->folder, "keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", school->keyring_file, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of all four", TRUE);
  gb_test_passphrases ();
  school->keyring = gb_keyring_new ();
  found (school);
  enrol (school, CARYS);
  enrol (school, MARTIN);
  enrol (school, NEIL);
  book = sit (school, RUTH);
  add_people (school, book);
  open_cases (school, book);
  gb_book_close (book);
  g_object_unref (book);
  go_on (school, MARTIN, "search.refused", REFUSED, "{'reason':'Too wide'}");
  go_on (school, RUTH, "search.withdrawn", WITHDRAWN, "{'reason':'Not needed'}");
  go_on (school, RUTH, "referral.declined", DECLINED, "{'reason':'Her mother is content'}");
  return school;
}

static void
school_free (School *school)
{
  g_clear_object (&school->keyring);
  for (guint i = 0; i < N_MEMBERS; i++)
    g_free (school->members[i]);
  for (guint i = 0; i < N_CASES; i++)
    g_free (school->cases[i]);
  gb_test_folder_free (school->folder);
  g_free (school->vault);
  g_free (school->keyring_file);
  g_free (school);
}

/* One for all tests: libsecret keeps the first file keyring that a process opens. */
static School *the_school;

/* --- the table ----------------------------------------------------------------------------- */

typedef struct
{
  Member who;
  const char *kind;
  Case about;
  const char *json;
} Wrong;

#define CARRIED                                                                                                     \
  "{'at':@NOW,'place':'Office','searcher_id':'" OWEN "','searcher':'Owen Maddox','witness_id':'" IAN "',"           \
  "'witness':'Ian Frost','found':false,'follow_up':'None','risk_revealed':false,'harm_considered':'Yes'}"
#define GIVEN "{'at':@NOW,'to_id':'" BETH "','to':'Beth Oyelaran','relation':'mother','identity_seen':'Passport'," \
  "'by_id':'@RUTH','by':'Ruth Adeyemi'}"
#define MADE "{'route':'phone','at':@NOW,'by_id':'@RUTH','by':'Ruth Adeyemi','spoke_to':'Duty'}"

static const Wrong refused[] = {
  /* searches */
  { RUTH, "search.requested", NOWHERE, REQUEST (",'searcher_id':'@CARYS','searcher':'Carys Whitlock'") },
  { RUTH, "search.requested", NOWHERE, REQUEST (",'witness_id':'" BETH "','witness':'Beth Oyelaran'") },
  { RUTH, "search.requested", NOWHERE, REQUEST (",'witness_id':'" OWEN "','witness':'Owen Maddox'") },
  { RUTH, "search.requested", NOWHERE, REQUEST (",'searcher_id':'" JONAH "','searcher':'Jonah Reed'") },
  { RUTH, "search.requested", NOWHERE, REQUEST (",'indecent_image':'yes'") },
  { RUTH, "search.requested", NOWHERE, REQUEST (",'valid_until':@BEFORE") },
  { RUTH, "search.requested", NOWHERE, REQUEST (",'retrospective':true") },
  { RUTH, "search.requested", NOWHERE, REQUEST (",'carried_at':@BEFORE") },
  { RUTH, "search.requested", NOWHERE, REQUEST (",'exception':'no-witness','witness_id':null") },
  { CARYS, "search.authorised", WAITING, "{'sheet_hash':'00'}" },
  { RUTH, "search.authorised", WAITING, "{'sheet_hash':'00'}" },
  { MARTIN, "search.authorised", WAITING, "{'sheet_hash':'00'}" },
  { MARTIN, "search.authorised", REFUSED, "{'sheet_hash':'00'}" },
  { MARTIN, "search.refused", WITHDRAWN, "{'reason':'No'}" },
  { RUTH, "search.refused", WAITING, "{'reason':'No'}" },
  { RUTH, "search.carried-out", WAITING, CARRIED },
  { RUTH, "search.carried-out", REFUSED, CARRIED },
  { RUTH, "search.carried-out", WITHDRAWN, CARRIED },
  { RUTH, "search.amended", REFUSED, "{'changes':[{'field':'scope','old':'','new':'All'}],'reason':'Wider'}" },
  { RUTH, "search.amended", WAITING, "{'changes':[],'reason':'None'}" },
  { RUTH, "search.closed", WAITING, "{'summary':'Nothing'}" },
  { RUTH, "search.dsl-informed", WAITING, "{'at':@NOW,'who_id':'@RUTH','who':'Ruth Adeyemi'}" },
  { NEIL, "search.withdrawn", WAITING, "{'reason':'Not needed'}" },
  /* custody */
  { RUTH, "device.released", SAFE, GIVEN },
  { RUTH, "device.released", HELD, GIVEN },
  { RUTH, "device.examined", SAFE,
    "{'search_id':'@SEARCH','at':@NOW,'by_id':'" OWEN "','by':'Owen Maddox','test':'harm','reason':'Why',"
    "'looked_at':'The chat'}" },
  /* referrals */
  { NEIL, "referral.begun", NOWHERE, BEGUN ("police", "") },
  { RUTH, "referral.begun", NOWHERE, BEGUN ("lado", ",'subject':'Dale Perrin','limbs':[]") },
  { RUTH, "referral.begun", NOWHERE, BEGUN ("lado", ",'limbs':['risk']") },
  { RUTH, "referral.made", SOCIAL, MADE },
  { RUTH, "referral.made", DECLINED, MADE },
  { RUTH, "referral.answered", LADO, "{'at':@NOW,'outcome':'advice','words':'Go on'}" },
  { RUTH, "referral.declined", URGENT, "{'reason':'Not needed'}" },
  { RUTH, "referral.declined", LADO, "{'reason':'Not needed'}" },
  { RUTH, "referral.closed", LADO, "{'summary':'Done'}" },
  /* incidents */
  { RUTH, "incident.recorded", NOWHERE, HAPPENED (",'occurred_at':@SOON") },
  { RUTH, "incident.recorded", NOWHERE, HAPPENED (",'danger':'yes'") },
  { RUTH, "incident.closed", INCIDENT, "{'outcomes':['support'],'summary':'All well'}" },
  { NEIL, "incident.closed", INCIDENT, "{'outcomes':['support'],'summary':'All well'}" },
  { RUTH, "incident.reopened", INCIDENT, "{'reason':'More'}" },
  { RUTH, "incident.debriefed", INCIDENT, "{'waived':true}" },
  /* imagery */
  { RUTH, "image.viewed", INCIDENT, "{'viewed':false}" },
  { NEIL, "image.viewed", IMAGE, "{'viewed':true,'why':'To see'}" },
  { RUTH, "image.viewed", IMAGE, "{'viewed':true,'why':'To see'}" },
  { RUTH, "image.deleted", IMAGE, "{'by_whom':'Jonah','how':'At the desk','at':@NOW}" },
  /* reports and members */
  { CARYS, "report.issued", NOWHERE,
    "{'title':'Report','from':'2026-09-01','until':'2026-10-31','figures_hash':'0','pdf_hash':'0','proof_hash':'0',"
    "'pages':1,'head':'0','head_entries':1,'code':'0'}" },
  { RUTH, "member.left", NOWHERE, "{'member_id':'@RUTH','reason':'Leaves'}" },
  { NEIL, "member.left", NOWHERE, "{'member_id':'@CARYS','reason':'Leaves'}" },
};

/* The sentence of the refusal at the book. */
static char *
refusal_at_book (School *school, GbBook *book, const Wrong *wrong)
{
  g_autoptr (JsonObject) body = body_of (school, wrong->json);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (book, wrong->kind, school->cases[wrong->about], request, body, &error);

  if (!g_error_matches (error, GB_ERROR, GB_ERROR_REFUSED) && !g_error_matches (error, GB_ERROR, GB_ERROR_CONFLICT))
    g_error ("%s by %s with %s was not refused: %s", wrong->kind, names[wrong->who], wrong->json,
             error != NULL ? error->message : "it was done");
  return g_strdup (error->message);
}

/* Runs guardbookctl act; @said is what it printed for the person.  Its status. */
static int
run_act (School *school, const Wrong *wrong, char **said)
{
  g_autofree char *file = g_build_filename (school->folder, "body.json", NULL);
  g_autoptr (JsonObject) body = body_of (school, wrong->json);
  g_autofree char *text = gb_json_print (body);
  const char *argv[16] = { g_getenv ("GUARDBOOKCTL"), "act", wrong->kind, "--vault", school->vault, "--as",
                           names[wrong->who], "--json", file, NULL };
  g_autoptr (GSubprocessLauncher) launcher = gb_test_launcher_new ();
  g_auto (GbTestRun) run = { 0 };

  if (wrong->about != NOWHERE)
    argv[9] = "--case", argv[10] = school->cases[wrong->about], argv[11] = NULL;
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  run = gb_test_run (launcher, GB_TEST_PASSPHRASE "\n", NULL, argv);
  *said = g_steal_pointer (&run.err);
  return run.status;
}

static gpointer
count_entries (GbBook *book, gpointer count, GCancellable *cancellable, GError **error)
{
  *(gint64 *)count = gb_journal_count (gb_book_get_vault (book), error);
  return book;
}

static gint64
entries (School *school)
{
  GbBook *book = sit (school, RUTH);
  gint64 count = -1;

  gb_book_ask (book, count_entries, &count, NULL);
  gb_book_close (book);
  g_object_unref (book);
  return count;
}

static void
test_each_refusal_is_the_same_sentence_and_leaves_with_3 (void)
{
  School *school = the_school;
  char *sentences[G_N_ELEMENTS (refused)] = { NULL };
  gint64 before = entries (school);

  for (Member who = RUTH; who < N_MEMBERS; who++)
    {
      GbBook *book = sit (school, who);
      for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
        if (refused[i].who == who)
          sentences[i] = refusal_at_book (school, book, &refused[i]);
      gb_book_close (book);
      g_object_unref (book);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *said = NULL;
      g_autofree char *wanted = g_strdup_printf ("guardbookctl: %s\n", sentences[i]);
      int status = run_act (school, &refused[i], &said);
      g_test_message ("%s: %s", refused[i].kind, sentences[i]);
      g_assert_cmpstr (said, ==, wanted);
      g_assert_cmpint (status, ==, 3);
      g_free (sentences[i]);
    }
  g_assert_cmpint (entries (school), ==, before);
}

static const Wrong bad_input[] = {
  { RUTH, "search.requested", NOWHERE, REQUEST (",'limb':'z'") },
  { RUTH, "search.requested", NOWHERE, REQUEST (",'scope':''") },
  { RUTH, "referral.begun", NOWHERE, BEGUN ("the-papers", "") },
  { RUTH, "incident.recorded", NOWHERE, HAPPENED (",'category':'mischief'") },
  { RUTH, "incident.recorded", NOWHERE, HAPPENED (",'colour':'red'") },
};

static void
test_bad_input_leaves_with_2 (void)
{
  School *school = the_school;

  for (guint i = 0; i < G_N_ELEMENTS (bad_input); i++)
    {
      g_autofree char *said = NULL;
      int status = run_act (school, &bad_input[i], &said);
      g_test_message ("%s: %s", bad_input[i].kind, said);
      g_assert_cmpint (status, ==, 2);
    }
}

/* The last: nothing can be read afterwards. */
static void
test_a_fault_leaves_with_1 (void)
{
  School *school = the_school;
  g_autofree char *database = g_build_filename (school->vault, "vault.db", NULL);
  g_autofree char *said = NULL;
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (database);

  g_assert_true (g_file_query_exists (file, NULL));
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);
  g_output_stream_write_all (G_OUTPUT_STREAM (stream), "no database at all", 18, NULL, NULL, NULL);
  g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, NULL);
  g_assert_cmpint (run_act (school, &refused[0], &said), ==, 1);
  g_assert_true (g_str_has_prefix (said, "guardbookctl: "));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  the_school = school_new ();
  g_test_add_func ("/refusals/same-sentence-exit-3", test_each_refusal_is_the_same_sentence_and_leaves_with_3);
  g_test_add_func ("/refusals/bad-input-exit-2", test_bad_input_leaves_with_2);
  g_test_add_func ("/refusals/fault-exit-1", test_a_fault_leaves_with_1);
  status = g_test_run ();
  school_free (the_school);
  return status;
}

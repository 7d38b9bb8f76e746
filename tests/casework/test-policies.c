/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the three policies differ, row by row, through the acts: the same thing is
 * tried at the desk of each school, and each answers as its own policy has it.  (The
 * search permit has its tests in test-policy.c.) */
#include <locale.h>

#include "casework/concern.h"
#include "policy-support.h"
#include "register-support.h"

static const char *const packs[] = { "kent-2023", "kent-2021", "kent-2020" }; /* 000, 001, 002 */
#define N_PACKS G_N_ELEMENTS (packs)

/* The rule as the gates read it. */
static gpointer
ask_rule (GbBook *book, gpointer name, GCancellable *cancellable, GError **error)
{
  return g_strdup (gb_policy_rule (book, NULL, name));
}

static void
assert_rule (Desk *desk, const char *name, const char *answer)
{
  g_autofree char *said = gb_book_ask (desk->book, ask_rule, (gpointer) name, NULL);
  g_assert_cmpstr (said, ==, answer);
}

/* One row of the table, at the desk of the school of packs[@p]; @leader: of the
 * leadership team, where the policy asks for one. */
typedef void (*Row) (Desk *desk, guint p, const char *leader);

static char *
record_of (Desk *desk, const char *category, const char *indecent_image)
{
  g_autofree char *json = g_strdup_printf (
      "{'title':'The same everywhere','category':'%s','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':"
      "'classroom','site':'on','channel':'staff-saw','narrative':'What was seen.','danger':'no','indecent_image':'%s',"
      "'people':[{'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil','role':'affected','year_group':'6'}]}",
      category, gb_now () - GB_HOUR, indecent_image);
  g_autoptr (JsonObject) body = body_of (json);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_incident_record (desk->book, request, body, &error);

  g_assert_no_error (error);
  return g_strdup (done->case_id);
}

static GbCaseStep *
find_step (GPtrArray *steps, const char *id)
{
  for (guint i = 0; i < steps->len; i++)
    if (g_str_equal (((GbCaseStep *) steps->pdata[i])->step, id))
      return steps->pdata[i];
  return NULL;
}

/* --- devices ------------------------------------------------------------------------ */

static gboolean
waits_for (Desk *desk, const char *id, const char *step)
{
  g_autoptr (GPtrArray) list = missing (desk, id);

  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (((GbMissing *) list->pdata[i])->which, step) == 0)
      return TRUE;
  return FALSE;
}

static void
confiscation_on_breach_may_or_will (Desk *desk, guint p, const char *leader)
{
  static const gboolean will[N_PACKS] = { FALSE, TRUE, TRUE };

  g_autofree char *id = record_of (desk, "device-misuse", "no");
  g_autofree char *aside =
      g_strdup ("{'procedure':'device-misuse','step':'confiscate','title':'-','reason':'It was at home by then.'}");

  g_assert_cmpint (waits_for (desk, id, "confiscate"), ==, will[p]);
  desk_does (desk, "step.set-aside", id, aside);
  g_assert_false (waits_for (desk, id, "confiscate"));
}

static void
a_device_is_held_where_the_policy_says (Desk *desk, guint p, const char *leader)
{
  static const char *const places[N_PACKS] = { "main-office-safe", "secure-place", "secure-place" };

  const GbWord *first = gb_pack_words (gb_book_get_pack (desk->book), "place")->pdata[0];
  g_autofree char *more = g_strdup_printf ("{'place':'%s'}", first->id);
  g_autofree char *device = take (desk, more);

  assert_rule (desk, "device.place", places[p]);
  /* What the form has first is the policy's own place. */
  g_assert_cmpstr (first->id, ==, places[p]);
  g_assert_nonnull (gb_pack_label (gb_book_get_pack (desk->book), "place", places[p]));
  g_assert_nonnull (device);
}

static void
a_device_goes_to_a_parent_by_the_bell (Desk *desk, guint p, const char *leader)
{
  g_autofree char *device = take (desk, NULL);
  g_autofree char *stranger =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'to_id':'" AUNT "','to':'Pam Oakes','relation':'aunt',"
                       "'identity_seen':'Card','by_id':'" OWEN "','by':'Owen Maddox'}",
                       gb_now ());
  g_autofree char *mother =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'to_id':'" MOTHER "','to':'Dana Reed','relation':'mother',"
                       "'identity_seen':'Known','by_id':'" OWEN "','by':'Owen Maddox'}",
                       gb_day_to_instant ("2026-11-19", 15 * 60 + 20));

  assert_rule (desk, "device.release-to", "parent");
  desk_refuses (desk, "device.released", device, stranger, GB_ERROR_REFUSED, "parent or carer");
  desk_now = gb_day_to_instant ("2026-11-19", 15 * 60 + 20);
  desk_refuses (desk, "device.released", device, mother, GB_ERROR_REFUSED, "the end of the same school day");
}

static void
pupils_devices_by_day (Desk *desk, guint p, const char *leader)
{
  static const char *const by_day[N_PACKS] = { "handed-in", "kept-off", "handed-in" };

  g_autofree char *id = enter (desk, "hand-in",
                               "'day':'2026-11-19','group':'Year 6','count':21,'taken_by':'" OWEN
                               "','kept':'Box in the office','off':'yes'");
  assert_rule (desk, "device.by-day", by_day[p]);
  state_is (desk, id, "recorded");
}

/* --- staff ---------------------------------------------------------------------------- */

#define TEACHING                                                                                                \
  "'person':'" BETH "','what':'teaching-time','reason':'A parent in hospital','conditions':'On silent','from':" \
  "'2026-11-20','until':'2026-12-01'"

static void
teaching_time_is_the_headteachers_in_writing_where_it_says (Desk *desk, guint p, const char *leader)
{
  static const char *const forms[N_PACKS] = { "any", "written", "any" };

  g_autofree char *id = enter (desk, "staff-permissions", TEACHING);

  assert_rule (desk, "teaching-time.form", forms[p]);
  desk_sit (desk, CARYS);
  cannot_approve (desk, id, "approved by the headteacher");
  desk_sit (desk, MARTIN);
  approve (desk, id);
  state_is (desk, id, "approved");
}

#define KINSHIP                                                                                             \
  "'person':'" BETH "','kind':'family','with':'A cousin in Year 6','contact':'Family meals','declared_on':" \
  "'2026-11-18','advice':'Not on social media','decision':'Agreed','review':'2027-11-18'"

static void
a_relationship_is_discussed_with_both_either_or_the_dsl (Desk *desk, guint p, const char *leader)
{
  g_autofree char *id = enter (desk, "relationships", KINSHIP);

  desk_sit (desk, MARTIN);
  if (p == 2)
    cannot_approve (desk, id, "the DSL or a deputy");
  else
    approve (desk, id);
  state_is (desk, id, p == 1 ? "approved" : "asked");
  desk_sit (desk, CARYS);
  if (p != 1)
    approve (desk, id);
  state_is (desk, id, "approved");
}

static void
contact_received_is_told_to_the_headteacher_too_only_under_000 (Desk *desk, guint p, const char *leader)
{
  g_autofree char *id = record_of (desk, "personal-account", "no");
  g_autoptr (GPtrArray) steps = steps_of (desk, id);

  g_assert_nonnull (find_step (steps, "tell-dsl"));
  g_assert_cmpint (find_step (steps, "tell-head") != NULL, ==, p == 0);
}

#define CHANNEL                                                                                                    \
  "'name':'School page','platform':'facebook','purpose':'News','runner':'" BETH "','second_reader':'" OWEN         \
  "','email':'page@school.example','login_kept':'Safe','risk_on':'2026-11-18','risk_by':'Carys Whitlock','risks':" \
  "'Strangers','measures':'Two read','opens':'2026-11-20','review':'2027-11-18'"

/* 000: of the senior team, which the DSL is; 001: the headteacher; 002 says nothing, so the
 * headteacher is asked, and said to be Guardbook's choice until the school decides. */
static void
a_channel_is_approved_by_the_senior_team_or_the_headteacher (Desk *desk, guint p, const char *leader)
{
  g_autofree char *signature =
      enter (desk, "aup", "'person':'" BETH "','agreement':'social-media','signed_on':'2026-11-10'");
  g_autofree char *id = NULL;

  desk_sit (desk, CARYS);
  id = enter (desk, "channels", CHANNEL);
  desk_sit (desk, RUTH);
  if (p == 0)
    {
      approve (desk, id);
      state_is (desk, id, "approved");
      return;
    }
  cannot_approve (desk, id, "the headteacher");
  desk_sit (desk, MARTIN);
  approve (desk, id);
  state_is (desk, id, "approved");
}

static void
test_002_decides_itself_who_approves_a_channel (void)
{
  g_autofree char *leader = NULL;
  g_autoptr (Desk) desk = desk_under ("kent-2020", &leader);
  g_autofree char *signature =
      enter (desk, "aup", "'person':'" BETH "','agreement':'social-media','signed_on':'2026-11-10'");
  g_autofree char *id = NULL;

  decide_rule (desk, "channel.approver", "leadership");
  desk_sit (desk, CARYS);
  id = enter (desk, "channels", CHANNEL);
  desk_sit (desk, RUTH);
  approve (desk, id);
  state_is (desk, id, "approved");
}

/* --- told of what ------------------------------------------------------------------------ */

static void
a_visitors_breach_is_told_to (Desk *desk, guint p, const char *leader)
{
  static const char *const titles[N_PACKS] = { "Tell the DSL or the headteacher", "Tell the DSL",
                                               "Tell the DSL, a deputy or the online safety lead" };
  g_autofree char *id = record_of (desk, "visitor-breach", "no");
  g_autoptr (GPtrArray) steps = steps_of (desk, id);

  g_assert_cmpstr (find_step (steps, "tell-dsl")->title, ==, titles[p]);
}

/* Police in all three, and none may decline; the LADO beside. */
static void
illegal_content_of_staff_goes_to_police_and_lado (Desk *desk, guint p, const char *leader)
{
  g_autofree char *id = record_of (desk, "illegal-image-staff", "unknown");
  g_autoptr (GPtrArray) steps = steps_of (desk, id);
  GbCaseStep *police = find_step (steps, "police");

  assert_rule (desk, "staff-offence.told", "police-and-lado");
  g_assert_cmpstr (police->act, ==, "referral.made");
  g_assert_cmpint (police->may_set_aside, ==, 0);
  g_assert_nonnull (find_step (steps, "lado"));
  g_assert_true (waits_for (desk, id, "police"));
}

static gpointer
concern_on_worker (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_concern_load (gb_book_get_vault (book), id, error);
}

/* Below every limb, but online: 001 and 002 send it to the LADO all the same. */
static void
conduct_online_goes_to_the_lado_whatever_the_limbs_under_001_and_002 (Desk *desk, guint p, const char *leader)
{
  g_autofree char *json = g_strdup_printf (
      "{'person_id':'" BETH "','person':'Beth Oyelaran','person_role':'staff','title':'A post','narrative':'A parent "
      "showed a post.','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','place':'online','noticed_at':%" G_GINT64_FORMAT
      ",'online':true,'told_by':'A parent','self_reported':false,'danger':'no'}",
      at_time (8 * 60), at_time (9 * 60 + 30));
  g_autofree char *id = gb_test_act (desk->book, "concern.recorded", NULL, json);
  g_autoptr (GbConcern) concern = NULL;

  desk_does (desk, "concern.assessed", id,
             "{'harmed':'no','offence':'no','risk':'no','unsuitable':'no','reason':'As shown.'}");
  concern = gb_book_ask (desk->book, concern_on_worker, id, NULL);
  g_assert_cmpstr (concern->level, ==, p == 0 ? "low-level" : "allegation");
  g_assert_cmpint (concern->lado, ==, p != 0);
  if (p != 0)
    g_assert_cmpint (concern->due_at, ==, gb_day_to_instant ("2026-11-20", 9 * 60 + 30));
}

/* --- who is who ------------------------------------------------------------------------------ */

/* However headteacher and DSL overlap, nobody signs the search that they asked for. */
static void
the_headteacher_signs_no_search_of_their_own (Desk *desk, guint p, const char *leader)
{
  static const char *const overlaps[N_PACKS] = { "headteacher-is-deputy", "headteacher-is-one-dsl",
                                                 "headteacher-is-the-dsl" };
  g_autofree char *own =
      g_strdup_printf ("{'requester_id':'%s','requester':'Martin Pell'%s%s%s}", desk->members[MARTIN],
                       leader != NULL ? ",'consent':'parent','consent_by':'Dana Reed',"
                                        "'consent_how':'By phone','searcher':'Tom Ashby',"
                                        "'searcher_id':'"
                                      : "",
                       leader != NULL ? leader : "", leader != NULL ? "'" : "");
  g_autofree char *search = new_search (desk, own);
  g_autofree char *read = read_sheet (desk, search);

  assert_rule (desk, "roles.overlap", overlaps[p]);
  desk_sit (desk, MARTIN);
  desk_refuses (desk, "search.authorised", search, read, GB_ERROR_REFUSED, "asked for");
}

/* Advice: whom each policy sends, and that the record takes it. */
static void
advice_is_asked_by (Desk *desk, guint p, const char *leader)
{
  static const char *const asked_by[N_PACKS] = { "dsl-deputy-or-headteacher", "dsl", "dsl-deputy-or-online-lead" };

  g_autofree char *id = record_of (desk, "other", "no");
  g_autofree char *json = g_strdup_printf ("{'agency':'lesas','person':'Duty adviser','at':%" G_GINT64_FORMAT
                                           ",'question':'What now?','advice':'Go on.','decision':'We go on.'}",
                                           gb_now ());
  assert_rule (desk, "advice.asked-by", asked_by[p]);
  desk_does (desk, "advice.sought", id, json);
}

static void
test_row (gconstpointer row)
{
  for (guint p = 0; p < N_PACKS; p++)
    {
      g_autofree char *leader = NULL;
      g_autoptr (Desk) desk = desk_under (packs[p], &leader);
      g_test_message ("%s", packs[p]);
      ((Row) row) (desk, p, leader);
    }
}

#define TEST(name) g_test_add_data_func ("/policies/" #name, name, test_row)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  TEST (confiscation_on_breach_may_or_will);
  TEST (a_device_is_held_where_the_policy_says);
  TEST (a_device_goes_to_a_parent_by_the_bell);
  TEST (pupils_devices_by_day);
  TEST (teaching_time_is_the_headteachers_in_writing_where_it_says);
  TEST (a_relationship_is_discussed_with_both_either_or_the_dsl);
  TEST (contact_received_is_told_to_the_headteacher_too_only_under_000);
  TEST (a_channel_is_approved_by_the_senior_team_or_the_headteacher);
  g_test_add_func ("/policies/002_decides_itself_who_approves_a_channel",
                   test_002_decides_itself_who_approves_a_channel);
  TEST (a_visitors_breach_is_told_to);
  TEST (illegal_content_of_staff_goes_to_police_and_lado);
  TEST (conduct_online_goes_to_the_lado_whatever_the_limbs_under_001_and_002);
  TEST (the_headteacher_signs_no_search_of_their_own);
  TEST (advice_is_asked_by);
  return g_test_run ();
}

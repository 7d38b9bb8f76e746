/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same act under each of the three policies gives each school's answer; a
 * case keeps the policy that it began under; what a policy leaves open is
 * decided once; a broken pack never comes into force. */
#include <locale.h>

#include "policy-support.h"
#include "policy/pack-draft.h"

/* --- the search permit under the three packs -------------------------------------- */

static void
test_under_000_the_headteacher_authorises_and_no_consent_is_asked (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *search = new_search (desk, NULL);
  g_autofree char *read = read_sheet (desk, search);

  desk_refuses (desk, "search.authorised", search, read, GB_ERROR_REFUSED, "Only the headteacher, or someone");
  sign (desk, search);
  g_assert_cmpint (signature_of (desk, search), ==, GB_SIGNATURE_SOUND);
}

static void
test_under_001_a_leader_searches_with_consent_and_a_leader_authorises (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *tom = enrol_leader (desk);
  g_autofree char *agreed = g_strdup_printf (
      "{'consent':'parent','consent_by':'Dana Reed','consent_how':'By phone','searcher_id':'%s','searcher':'Tom Ashby',"
      "'requester_id':'" BETH "','requester':'Beth Oyelaran'}",
      tom);
  g_autofree char *search = NULL, *body = NULL;

  make_leader (desk, CARYS);
  adopt (desk, "kent-2021");
  refuses (desk, "search.requested", NULL, request_of (desk, "{'consent':'parent','consent_by':'Dana Reed'}"),
           "leadership team");
  body = g_strdup_printf ("{'consent':'refused','searcher_id':'%s','searcher':'Tom Ashby'}", tom);
  refuses (desk, "search.requested", NULL, request_of (desk, body), "consent of the pupil or a parent");
  search = new_search (desk, agreed);
  g_free (body);
  body = read_sheet (desk, search);
  desk_refuses (desk, "search.authorised", search, body, GB_ERROR_REFUSED, "a member of the leadership team");
  desk_sit (desk, CARYS);
  desk_does (desk, "search.authorised", search, body);
  g_assert_cmpint (signature_of (desk, search), ==, GB_SIGNATURE_SOUND);
}

static void
test_under_002_the_school_is_asked_and_its_decision_applied (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *search = NULL, *read = NULL;

  adopt (desk, "kent-2020");
  refuses (desk, "search.requested", NULL, request_of (desk, NULL), "doesn’t say whose consent a search needs");
  decide_rule (desk, "search.consent", "none");
  search = new_search (desk, NULL);
  read = read_sheet (desk, search);
  desk_sit (desk, MARTIN);
  desk_refuses (desk, "search.authorised", search, read, GB_ERROR_REFUSED, "doesn’t say who may permit a search");
  decide_rule (desk, "search.authoriser", "headteacher");
  desk_does (desk, "search.authorised", search, read);
  g_assert_cmpint (signature_of (desk, search), ==, GB_SIGNATURE_SOUND);
}

static void
test_a_decision_is_the_policys_to_leave_open (void)
{
  g_autoptr (Desk) desk = desk_of_school ();

  desk_refuses (desk, "policy.decided", NULL, "{'rule':'search.authoriser','value':'leadership','reason':'Why'}",
                GB_ERROR_REFUSED, "answers this itself");
  adopt (desk, "kent-2020");
  desk_refuses (desk, "policy.decided", NULL, "{'rule':'search.authoriser','value':'caretaker','reason':'Why'}",
                GB_ERROR_REFUSED, "isn’t one of the answers");
  desk_refuses (desk, "policy.decided", NULL, "{'rule':'search.authoriser','value':'leadership'}", GB_ERROR_REFUSED,
                "Say why");
  decide_rule (desk, "search.authoriser", "leadership");
  desk_refuses (desk, "policy.decided", NULL, "{'rule':'search.authoriser','value':'leadership','reason':'Again'}",
                GB_ERROR_REFUSED, "already");
  desk_sit (desk, CARYS);
  desk_refuses (desk, "policy.decided", NULL, "{'rule':'search.consent','value':'none','reason':'Why'}",
                GB_ERROR_REFUSED, "");
}

/* --- table D, through what the gates read -------------------------------------------- */

static gpointer
ask_rule (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return g_strdup (gb_policy_rule (book, NULL, data));
}

static void
test_each_policy_answers_as_table_d_says (void)
{
  static const char *const packs[] = { "kent-2023", "kent-2021", "kent-2020" };
  static const struct
  {
    const char *rule, *answers[3];
  } table[] = {
    { "search.authoriser", { "headteacher", "leadership", NULL } },
    { "search.consent", { "none", "pupil-or-parent", NULL } },
    { "device.confiscate", { "may", "will", "will" } },
    { "device.release-to", { "parent", "parent", "parent" } },
    { "relationship.discussed-with", { "dsl-and-headteacher", "dsl-or-headteacher", "dsl-or-deputy" } },
    { "contact.reported-to", { "dsl-and-headteacher", "dsl", "dsl" } },
    { "channel.approver", { "leadership", "headteacher", NULL } },
    { "visitor.breach-to", { "dsl-or-headteacher", "dsl", "dsl-or-online-lead" } },
    { "lado.threshold", { "harm-threshold", "any-online-conduct", "any-online-conduct" } },
  };
  g_autoptr (Desk) desk = desk_of_school ();

  for (guint p = 0; p < G_N_ELEMENTS (packs); p++)
    {
      if (p > 0)
        adopt (desk, packs[p]);
      for (guint i = 0; i < G_N_ELEMENTS (table); i++)
        {
          g_autofree char *said = gb_book_ask (desk->book, ask_rule, (gpointer) table[i].rule, NULL);
          g_assert_cmpstr (said, ==, table[i].answers[p]);
        }
    }
}

/* 000 may take a device, so the step may stay open; 001 will, so the case waits for it or for the reason. */
static void
test_confiscation_holds_the_case_only_where_it_will_be_done (void)
{
  static const struct
  {
    const char *id;
    gboolean closes;
  } packs[] = { { "kent-2023", FALSE }, { "kent-2021", TRUE }, { "kent-2020", TRUE } };

  for (guint p = 0; p < G_N_ELEMENTS (packs); p++)
    {
      g_autoptr (GbPack) pack = gb_pack_load_shipped (packs[p].id, NULL);
      const GbStep *step = gb_procedure_step (gb_pack_procedure (pack, "device-misuse"), "confiscate");
      g_assert_cmpint (step->closes, ==, packs[p].closes);
    }
}

/* The same step, as each policy has it. */
static void
test_each_policy_names_who_is_told (void)
{
  static const struct
  {
    const char *pack, *visitor;
    gboolean head;
  } told[] = {
    { "kent-2023", "Tell the DSL or the headteacher", TRUE },
    { "kent-2021", "Tell the DSL", FALSE },
    { "kent-2020", "Tell the DSL, a deputy or the online safety lead", FALSE },
  };

  for (guint p = 0; p < G_N_ELEMENTS (told); p++)
    {
      g_autoptr (GbPack) pack = gb_pack_load_shipped (told[p].pack, NULL);
      const GbProcedure *visitor = gb_pack_procedure (pack, "visitor-breach");
      const GbProcedure *contact = gb_pack_procedure (pack, "personal-contact");

      g_assert_cmpstr (gb_procedure_step (visitor, "tell-dsl")->title, ==, told[p].visitor);
      g_assert_cmpint (gb_procedure_step (contact, "tell-head") != NULL, ==, told[p].head);
    }
}

/* --- a case keeps its policy ------------------------------------------------------------ */

static void
test_a_case_keeps_the_policy_that_it_began_under (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *before = new_search (desk, NULL);
  g_autofree char *read = read_sheet (desk, before);

  desk_now += GB_MINUTE;
  adopt (desk, "kent-2021");
  refuses (desk, "search.requested", NULL, request_of (desk, "{'consent':'not-asked'}"), "leadership team");
  desk_sit (desk, MARTIN);
  desk_does (desk, "search.authorised", before, read);
  g_assert_cmpint (signature_of (desk, before), ==, GB_SIGNATURE_SOUND);
}

static gpointer
preview_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_policy_preview (book, data, error);
}

static void
test_the_preview_lists_open_cases_whose_answer_would_change (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *search = new_search (desk, NULL);
  g_autofree char *device = take (desk, NULL);
  g_autoptr (GbPack) pack = gb_pack_load_shipped ("kent-2021", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPolicyPreview) preview = gb_book_ask (desk->book, preview_on_worker, pack, &error);
  gboolean found = FALSE;

  g_assert_no_error (error);
  g_assert_cmpuint (preview->changes->len, >, 5);
  for (guint i = 0; i < preview->cases->len; i++)
    {
      GbPolicyCase *one = preview->cases->pdata[i];
      if (g_str_equal (one->case_id, search))
        found = strstr (one->says, "Who may permit a search: The headteacher → The leadership team") != NULL;
    }
  g_assert_true (found);
}

/* --- adopting ------------------------------------------------------------------------------ */

static gpointer
adoptions_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_policy_adoptions (gb_book_get_vault (book), error);
}

typedef struct
{
  GbPack *below;
  GBytes *layer;
} Own;

static gpointer
own_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Own *own = data;
  return GINT_TO_POINTER (gb_policy_own (book, &own->below, &own->layer, error));
}

static void
test_a_schools_own_changes_lie_over_its_pack_and_can_be_changed_again (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  GbPack *kent = gb_book_get_pack (desk->book);
  g_autoptr (GbPackDraft) draft = gb_pack_draft_new (kent, NULL, NULL);
  g_autofree char *version = gb_policy_next_version (gb_pack_get_version (kent));
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) pack = NULL;
  g_autoptr (GBytes) layer = NULL;
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GPtrArray) adoptions = NULL;
  Own own = { NULL, NULL };

  gb_pack_draft_set (draft, "vocabulary:place/word:library-safe/label", "Library safe");
  gb_pack_draft_set (draft, "contact:lado/phone", "03000 00 00 00");
  gb_pack_draft_set (draft, "contact:lado/@checked", "2026-11-19");
  gb_pack_draft_set (draft, "rules/rule:small-number.threshold/@value", "10");
  pack = gb_pack_draft_finish (draft, version, &error);
  g_assert_no_error (error);
  layer = gb_pack_draft_write (draft, version);
  done = gb_policy_adopt (desk->book, pack, kent, layer, NULL, "The library has a safe now", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gb_pack_rule (gb_book_get_pack (desk->book), "small-number.threshold"), ==, "10");
  g_assert_cmpstr (gb_pack_label (gb_book_get_pack (desk->book), "place", "library-safe"), ==, "Library safe");
  adoptions = gb_book_ask (desk->book, adoptions_on_worker, NULL, &error);
  g_assert_cmpuint (adoptions->len, ==, 2);
  g_assert_cmpstr (((GbAdoption *) adoptions->pdata[0])->reason, ==, "The library has a safe now");
  g_assert_true (GPOINTER_TO_INT (gb_book_ask (desk->book, own_on_worker, &own, &error)));
  g_assert_cmpstr (gb_pack_rule (own.below, "small-number.threshold"), ==, "5");
  g_assert_true (g_bytes_equal (own.layer, layer));
  g_bytes_unref (own.layer);
}

static void
test_taking_a_change_back_gives_the_packs_own_answer (void)
{
  g_autoptr (GbPack) kent = gb_pack_load_shipped ("kent-2023", NULL);
  g_autoptr (GbPackDraft) draft = gb_pack_draft_new (kent, NULL, NULL);
  g_autofree char *said = NULL;

  g_assert_true (gb_pack_draft_is_empty (draft));
  gb_pack_draft_set (draft, "rules/rule:small-number.threshold/@value", "10");
  said = gb_pack_draft_get (draft, "rules/rule:small-number.threshold/@value");
  g_assert_cmpstr (said, ==, "10");
  g_assert_false (gb_pack_draft_is_empty (draft));
  gb_pack_draft_set (draft, "rules/rule:small-number.threshold/@value", NULL);
  g_assert_true (gb_pack_draft_is_empty (draft));
}

static void
test_the_same_text_or_the_same_version_isnt_adopted_twice (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  GbPack *kent = gb_book_get_pack (desk->book);
  g_autoptr (GbPackDraft) draft = gb_pack_draft_new (kent, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) other = NULL;

  g_assert_null (gb_policy_adopt (desk->book, kent, NULL, NULL, NULL, "Again", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "in force already"));
  g_clear_error (&error);
  gb_pack_draft_set (draft, "clock:debrief/@count", "3");
  other = gb_pack_draft_finish (draft, gb_pack_get_version (kent), &error);
  g_assert_no_error (error);
  g_assert_null (gb_policy_adopt (desk->book, other, NULL, NULL, NULL, "Same version", &error));
  g_assert_nonnull (strstr (error->message, "a version of its own"));
  g_clear_error (&error);
  desk_sit (desk, CARYS);
  g_assert_null (gb_policy_adopt (desk->book, other, NULL, NULL, NULL, "Not mine to do", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
}

static void
test_a_broken_change_is_refused_and_the_old_policy_stays (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  GbPack *kent = gb_book_get_pack (desk->book);
  g_autoptr (GbPackDraft) draft = gb_pack_draft_new (kent, NULL, NULL);
  g_autoptr (GError) error = NULL;

  gb_pack_draft_set (draft, "clock:debrief/@absent", "yes");
  g_assert_null (gb_pack_draft_finish (draft, "9", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "debrief"));
  g_assert_true (gb_book_get_pack (desk->book) == kent);
}

/* A vault is reopened: the decision and the pack are there again, and verify finds nothing. */
static void
test_policy_and_decisions_are_replayed (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autoptr (GbVerdict) verdict = NULL;
  g_autofree char *said = NULL;

  adopt (desk, "kent-2020");
  decide_rule (desk, "search.authoriser", "leadership");
  desk_sit (desk, MARTIN);
  g_assert_cmpstr (gb_pack_get_id (gb_book_get_pack (desk->book)), ==, "kent-2020");
  said = gb_book_ask (desk->book, ask_rule, (gpointer) "search.authoriser", NULL);
  g_assert_cmpstr (said, ==, "leadership");
  verdict = gb_book_verify (desk->book, GB_VERIFY_ALL, NULL, NULL, NULL, NULL);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

#define TEST(name) g_test_add_func ("/policy/" #name, test_##name)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  TEST (under_000_the_headteacher_authorises_and_no_consent_is_asked);
  TEST (under_001_a_leader_searches_with_consent_and_a_leader_authorises);
  TEST (under_002_the_school_is_asked_and_its_decision_applied);
  TEST (a_decision_is_the_policys_to_leave_open);
  TEST (each_policy_answers_as_table_d_says);
  TEST (confiscation_holds_the_case_only_where_it_will_be_done);
  TEST (each_policy_names_who_is_told);
  TEST (a_case_keeps_the_policy_that_it_began_under);
  TEST (the_preview_lists_open_cases_whose_answer_would_change);
  TEST (a_schools_own_changes_lie_over_its_pack_and_can_be_changed_again);
  TEST (taking_a_change_back_gives_the_packs_own_answer);
  TEST (the_same_text_or_the_same_version_isnt_adopted_twice);
  TEST (a_broken_change_is_refused_and_the_old_policy_stays);
  TEST (policy_and_decisions_are_replayed);
  return g_test_run ();
}

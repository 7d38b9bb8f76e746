/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standing authorities from both sides of each gate, and the searches that cite them. */
#include <locale.h>

#include "search-support.h"

static gpointer
authority_sheet_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_authority_sheet (book, data, error);
}

/* A general authority for Owen, this term, as read by whoever sits. */
static char *
authority_body (Desk *desk, const char *more)
{
  g_autoptr (JsonObject) body =
      body_of ("{'person_id':'" OWEN "','person':'Owen Maddox','scope':'generally','from':'2026-11-19',"
               " 'until':'2026-12-18','agreed':true}");
  g_autoptr (GbSigning) sheet = NULL;

  bend (body, more);
  sheet = gb_book_ask (desk->book, authority_sheet_on_worker, body, NULL);
  json_object_set_string_member (body, "sheet_hash", sheet->hash);
  return text_of (body);
}

static char *
give (Desk *desk, const char *more)
{
  g_autofree char *body = NULL;
  char *id;

  desk_sit (desk, MARTIN);
  body = authority_body (desk, more);
  id = gb_test_act (desk->book, "authority.given", NULL, body);
  desk_sit (desk, RUTH);
  return id;
}

static void
test_only_the_headteacher_gives_one (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL;

  refuses (desk, "authority.given", NULL, authority_body (desk, NULL), "may permit a search");
  desk_sit (desk, CARYS);
  refuses (desk, "authority.given", NULL, authority_body (desk, NULL), "may permit a search");
  id = give (desk, NULL);
  desk_refuses (desk, "authority.ended", id, "{'reason':'x'}", GB_ERROR_REFUSED, "may permit a search");
}

static void
test_it_is_agreed_described_and_not_for_oneself_or_the_past (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *self = g_strdup_printf ("{'person_id':'%s','person':'Martin Pell'}", desk->members[MARTIN]);
  g_autofree char *id = NULL;
  g_autofree char *unread = NULL;
  g_autoptr (JsonObject) body = NULL;

  desk_sit (desk, MARTIN);
  refuses (desk, "authority.given", NULL, authority_body (desk, "{'agreed':false}"), "can’t require anyone to search");
  refuses (desk, "authority.given", NULL, authority_body (desk, "{'scope':'description'}"), "Say which searches");
  refuses (desk, "authority.given", NULL, authority_body (desk, self), "Nobody can authorise themselves");
  refuses (desk, "authority.given", NULL, authority_body (desk, "{'until':'2026-11-18','from':'2026-11-01'}"),
           "nobody can be authorised for the past");
  refuses (desk, "authority.given", NULL, authority_body (desk, "{'until':'2026-11-20','from':'2026-11-21'}"),
           "end before it begins");
  unread = authority_body (desk, NULL);
  body = body_of (unread);
  json_object_set_string_member (body, "until", "2027-12-18");
  g_free (unread);
  unread = text_of (body);
  desk_refuses (desk, "authority.given", NULL, unread, GB_ERROR_CONFLICT, "changed since you read it");
  id = give (desk, "{'scope':'description','description':'Bags at the gate on trip days'}");
  g_assert_nonnull (id);
}

static char *
citing (const char *authority, const char *more)
{
  g_autofree char *basic = g_strdup_printf ("{'authority_id':'%s'}", authority);
  g_autoptr (JsonObject) body = body_of (basic);
  bend (body, more);
  return text_of (body);
}

static void
test_a_search_that_it_covers_needs_no_further_signature (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *authority = give (desk, NULL);
  g_autofree char *cite = citing (authority, NULL);
  g_autofree char *id = new_search (desk, cite);
  g_autoptr (GbSearch) search = search_of (desk, id);

  g_assert_cmpstr (search->state, ==, "authorised");
  g_assert_cmpint (signature_of (desk, id), ==, GB_SIGNATURE_SOUND);
  desk_now = at_time (13 * 60 + 5);
  does (desk, "search.carried-out", id, carried_out (NULL));
}

static void
test_it_covers_its_person_its_days_and_nobody_who_gave_it (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *authority = give (desk, NULL);
  g_autofree char *tomorrow = give (desk, "{'from':'2026-11-20'}");
  g_autofree char *by_beth = citing (authority, "{'searcher_id':'" BETH "','searcher':'Beth Oyelaran',"
                                                " 'exception':'searcher-sex','exception_reason':'A knife'}");
  g_autofree char *giver = g_strdup_printf ("{'requester_id':'%s','requester':'Martin Pell'}", desk->members[MARTIN]);
  g_autofree char *by_giver = citing (authority, giver);
  g_autofree char *early = citing (tomorrow, NULL);

  refuses (desk, "search.requested", NULL, request_of (desk, by_beth), "given to Owen Maddox and to nobody else");
  refuses (desk, "search.requested", NULL, request_of (desk, by_giver), "Martin Pell gave the standing authority");
  refuses (desk, "search.requested", NULL, request_of (desk, early), "lies outside it");
}

static void
test_once_ended_it_authorises_nothing_more (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *authority = give (desk, NULL);
  g_autofree char *cite = citing (authority, NULL);
  g_autofree char *id = new_search (desk, cite);

  desk_sit (desk, MARTIN);
  desk_does (desk, "authority.ended", authority, "{'reason':'Has left that post'}");
  desk_refuses (desk, "authority.ended", authority, "{'reason':'x'}", GB_ERROR_REFUSED, "ended before");
  desk_sit (desk, RUTH);
  g_assert_cmpint (signature_of (desk, id), ==, GB_SIGNATURE_NONE);
  refuses (desk, "search.requested", NULL, request_of (desk, cite), "was ended on");
  desk_now = at_time (13 * 60 + 5);
  refuses (desk, "search.carried-out", id, carried_out (NULL), "was ended on");
  sign (desk, id);
  g_assert_cmpint (signature_of (desk, id), ==, GB_SIGNATURE_SOUND);
}

static void
test_a_particular_one_is_used_up_by_one_search (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *authority = give (desk, "{'scope':'particular','description':'The bag in the cloakroom'}");
  g_autofree char *cite = citing (authority, NULL);
  g_autofree char *first = new_search (desk, cite);

  refuses (desk, "search.requested", NULL, request_of (desk, cite), "for one particular search");
  g_assert_cmpint (signature_of (desk, first), ==, GB_SIGNATURE_SOUND);
}

static void
test_one_that_ran_out_is_not_ended (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *authority = give (desk, "{'until':'2026-11-20'}");

  desk_now = gb_day_to_instant ("2026-11-25", 10 * 60);
  desk_sit (desk, MARTIN);
  desk_refuses (desk, "authority.ended", authority, "{'reason':'x'}", GB_ERROR_REFUSED, "ran out by itself");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
#define TEST(name) g_test_add_func ("/authority/" #name, test_##name)
  TEST (only_the_headteacher_gives_one);
  TEST (it_is_agreed_described_and_not_for_oneself_or_the_past);
  TEST (a_search_that_it_covers_needs_no_further_signature);
  TEST (it_covers_its_person_its_days_and_nobody_who_gave_it);
  TEST (once_ended_it_authorises_nothing_more);
  TEST (a_particular_one_is_used_up_by_one_search);
  TEST (one_that_ran_out_is_not_ended);
  return g_test_run ();
}

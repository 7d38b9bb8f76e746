/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Custody from taking to giving back: the chain, the bell, the hold, and the
 * tests before anything on a device is looked at or erased. */
#include <locale.h>

#include "search-support.h"

static gpointer
device_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_device_load (gb_book_get_vault (book), data, error);
}

static GbDevice *
device_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbDevice *device = gb_book_ask (desk->book, device_on_worker, (gpointer)id, &error);
  g_assert_no_error (error);
  return device;
}

static gpointer
chain_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_device_chain (gb_book_get_vault (book), data, error);
}

/* @json with @at in minutes of the day for its one %s. */
static char *
at (int minutes, const char *json)
{
  g_autofree char *when = g_strdup_printf ("'at':%" G_GINT64_FORMAT, at_time (minutes));
  return g_strdup_printf ("{%s,%s}", when, json);
}

#define TO_MOTHER                                                                                    \
  "'to_id':'" MOTHER "','to':'Dana Reed','relation':'mother','identity_seen':'Known to the office'," \
  "'by_id':'" OWEN "','by':'Owen Maddox'"
#define TO_POLICE                                                                                            \
  "'officer':'PC Dunmore','collar':'8812','station':'Maidstone','reference':'46/118/26','by_id':'" OWEN "'," \
  "'by':'Owen Maddox','seal_intact':'yes'"
#define HOLD(why) "'why':'" why "','reason':'They asked us to keep it','officer':'PC Dunmore','reference':'46/118/26'"
#define LIFT "'officer':'PC Dunmore','reference':'46/118/26','writing':'E-mail of today, filed'"

static void
test_a_device_taken_is_due_at_the_bell (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
  g_autoptr (GbDevice) device = device_of (desk, id);

  g_assert_cmpstr (device->state, ==, "in-custody");
  g_assert_cmpstr (device->owner_year, ==, "6");
  g_assert_cmpstr (device->holder, ==, "Owen Maddox");
  g_assert_cmpint (device->due_at, ==, at_time (15 * 60 + 15));
  g_assert_null (device->hold);
}

static void
test_a_device_or_a_seal_is_not_in_custody_twice (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
  g_autofree char *other = NULL;
  g_autofree char *body =
      at (11 * 60,
          "'owner_id':'" JONAH "','owner':'Jonah Reed','device_type':'phone','description':'black phone',"
          "'condition':'x','ground':'behaviour','by_id':'" OWEN "','by':'Owen Maddox','place':'Safe','seal':'0999'");
  g_autofree char *sealed =
      at (11 * 60,
          "'owner_id':'" ELIN "','owner':'Elin Marsh','device_type':'tablet','description':'Tablet',"
          "'condition':'x','ground':'behaviour','by_id':'" OWEN "','by':'Owen Maddox','place':'Safe','seal':'0417'");

  desk_refuses (desk, "device.confiscated", NULL, body, GB_ERROR_REFUSED, "in custody already, as 26-0001");
  desk_refuses (desk, "device.confiscated", NULL, sealed, GB_ERROR_REFUSED,
                "seal 0417 is on the bag of device 26-0001");
  does (desk, "device.released", id, at (11 * 60 + 10, TO_MOTHER));
  other = gb_test_act (desk->book, "device.confiscated", NULL, body);
  g_assert_nonnull (other);
}

static void
test_the_chain_goes_from_hand_to_hand_forwards (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
  g_autoptr (GbDevice) device = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autofree char *said = NULL;

#define MOVE(from, to, place) \
  "'from_person':'" from "','to_person':'" to "','place':'" place "','seal':'0417','seal_intact':'yes','reason':'x'"
  refuses (desk, "device.moved", id, at (11 * 60 + 5, MOVE ("Carys Whitlock", "Ruth Adeyemi", "Safe")),
           "Owen Maddox has this device");
  refuses (desk, "device.moved", id, at (10 * 60, MOVE ("Owen Maddox", "Ruth Adeyemi", "Safe")),
           "nothing can be recorded before that");
  refuses (desk, "device.moved", id, at (12 * 60, MOVE ("Owen Maddox", "Ruth Adeyemi", "Safe")), "still to come");
  refuses (desk, "device.moved", id, at (11 * 60 + 5, MOVE ("Owen Maddox", "Owen Maddox", "main-office-safe")),
           "Neither the person nor the place");
  does (desk, "device.moved", id, at (11 * 60 + 5, MOVE ("Owen Maddox", "Ruth Adeyemi", "Safe")));
  does (desk, "device.moved", id, at (11 * 60 + 9, MOVE ("Ruth Adeyemi", "Carys Whitlock", "Desk")));
  device = device_of (desk, id);
  g_assert_cmpstr (device->holder, ==, "Carys Whitlock");
  g_assert_cmpstr (device->place, ==, "Desk");
  chain = gb_book_ask (desk->book, chain_on_worker, id, NULL);
  g_assert_cmpuint (chain->len, ==, 3);
  said = gb_custody_say (gb_book_get_pack (desk->book), chain->pdata[2]);
  g_assert_cmpstr (said, ==, "Handed by Ruth Adeyemi to Carys Whitlock");
}

static void
test_it_goes_back_to_a_parent_or_carer_and_nobody_else (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
#define BY "'by_id':'" OWEN "','by':'Owen Maddox'"
  refuses (desk, "device.released", id,
           at (11 * 60 + 10, "'to_id':'" JONAH "','to':'Jonah Reed','relation':'pupil','identity_seen':'x'," BY),
           "not to the pupil");
  refuses (desk, "device.released", id,
           at (11 * 60 + 10, "'to_id':'" AUNT "','to':'Pam Oakes','relation':'carer','identity_seen':'x'," BY),
           "isn’t recorded as a parent or carer of Jonah Reed");
  refuses (desk, "device.released", id,
           at (11 * 60 + 10, "'to_id':'" BETH "','to':'Beth Oyelaran','relation':'mother','identity_seen':'x'," BY),
           "isn’t recorded as a parent or carer");
  refuses (desk, "device.released", id,
           at (11 * 60 + 10, "'to':'Sam Reed','relation':'sibling','identity_seen':'x'," BY), "parent or carer only");
  refuses (desk, "device.released", id, at (11 * 60 + 10, "'to':'Pat Reed','relation':'father'," BY),
           "Say how you knew who they are");
  does (desk, "device.released", id,
        at (11 * 60 + 10, "'to':'Pat Reed','relation':'father','identity_seen':'Driving licence'," BY));
}

static void
test_late_it_goes_back_with_a_reason (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
  g_autoptr (GbDevice) device = NULL;

  desk_now = at_time (16 * 60);
  refuses (desk, "device.released", id, at (15 * 60 + 40, TO_MOTHER), "Say why it goes back late");
  does (desk, "device.released", id, at (15 * 60 + 40, TO_MOTHER ",'late_reason':'The train was late'"));
  device = device_of (desk, id);
  g_assert_cmpstr (device->state, ==, "released");
  g_assert_cmpstr (device->late_reason, ==, "The train was late");
  g_assert_cmpint (device->due_at, ==, 0);
}

static void
test_a_hold_blocks_release_and_erasure_until_lifted_in_writing (void)
{
  static const char *const reasons[] = { HOLD ("police"), HOLD ("evidence"), HOLD ("indecent-image") };
  static const char *const words[] = { "held for the police, so it can’t be released or erased", "may be evidence",
                                       "may be evidence" };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (Desk) desk = desk_of_school ();
      g_autofree char *id = take (desk, NULL);
      g_autoptr (GbDevice) device = NULL;

      refuses (desk, "device.hold-lifted", id, at (11 * 60 + 5, LIFT), "No hold is on this device");
      does (desk, "device.held", id, at (11 * 60 + 5, reasons[i]));
      device = device_of (desk, id);
      g_assert_cmpint (device->due_at, ==, 0);
      refuses (desk, "device.released", id, at (11 * 60 + 10, TO_MOTHER), words[i]);
      refuses (desk, "device.erasure-confirmed", id, at (11 * 60 + 10, "'ground':'no-risk','source':'x'"), words[i]);
      does (desk, "device.hold-lifted", id, at (11 * 60 + 12, LIFT));
      g_clear_object (&device);
      device = device_of (desk, id);
      g_assert_cmpint (device->due_at, ==, at_time (15 * 60 + 15));
      does (desk, "device.released", id, at (11 * 60 + 15, TO_MOTHER));
    }
}

static void
test_a_police_hold_is_not_replaced_by_a_lesser_one (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, "{'hold':'evidence'}");

  refuses (desk, "device.held", id, at (11 * 60 + 5, HOLD ("evidence")), "under that hold already");
  does (desk, "device.held", id, at (11 * 60 + 5, HOLD ("police")));
  refuses (desk, "device.held", id, at (11 * 60 + 6, HOLD ("evidence")), "no other hold can replace");
  does (desk, "device.to-police", id, at (11 * 60 + 8, TO_POLICE));
}

static void
test_a_device_that_left_can_do_nothing_more (void)
{
  static const char *const kinds[] = {
    "device.moved",     "device.held",     "device.hold-lifted",       "device.released",
    "device.to-police", "device.examined", "device.erasure-confirmed", "device.erased"
  };
  static const struct
  {
    const char *kind, *body, *words;
  } ways[] = { { "device.released", TO_MOTHER, "was given back" },
               { "device.to-police", TO_POLICE, "is with the police" } };

  for (gsize w = 0; w < G_N_ELEMENTS (ways); w++)
    {
      g_autoptr (Desk) desk = desk_of_school ();
      g_autofree char *id = take (desk, NULL);
      does (desk, ways[w].kind, id, at (11 * 60 + 5, ways[w].body));
      for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          g_autoptr (GError) error = NULL;
          g_assert_false (gb_book_may (desk->book, kinds[i], id, NULL, &error));
          g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
          g_assert_nonnull (strstr (error->message, ways[w].words));
        }
    }
}

/* --- examine and erase --------------------------------------------------------------- */

static char *
signed_search_of (Desk *desk, const char *device)
{
  g_autofree char *more = g_strdup_printf ("{'device_id':'%s'}", device);
  char *id = new_search (desk, more);
  sign (desk, id);
  desk_now = at_time (13 * 60 + 30);
  return id;
}

static char *
examine (const char *search, int minutes, const char *more)
{
  g_autofree char *basic =
      g_strdup_printf ("'search_id':'%s','by_id':'" OWEN "','by':'Owen Maddox','test':'harm','reason':'Threats were "
                       "read out','looked_at':'The class chat'",
                       search);
  g_autofree char *json = at (minutes, basic);
  g_autoptr (JsonObject) body = body_of (json);
  bend (body, more);
  return text_of (body);
}

static void
test_only_under_a_sound_permit_is_a_device_looked_at (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
  g_autofree char *other = take (desk, "{'description':'Green phone','seal':'0420'}");
  g_autofree char *more = g_strdup_printf ("{'device_id':'%s'}", id);
  g_autofree char *waiting = new_search (desk, more);
  g_autofree char *search = signed_search_of (desk, id);
  g_autofree char *wrong = signed_search_of (desk, other);

  refuses (desk, "device.examined", id, examine (waiting, 13 * 60, NULL), "isn’t authorised");
  refuses (desk, "device.examined", id, examine (wrong, 13 * 60, NULL), "is of another device");
  refuses (desk, "device.examined", id, examine (search, 13 * 60, "{'by_id':'" BETH "','by':'Beth Oyelaran'}"),
           "names Owen Maddox");
  refuses (desk, "device.examined", id, examine (search, 11 * 60 + 1, NULL), "lies outside");
  does (desk, "device.examined", id, examine (search, 13 * 60, NULL));
  desk_does (desk, "search.amended", search, "{'changes':[{'field':'scope','new':'All of it'}],'reason':'x'}");
  refuses (desk, "device.examined", id, examine (search, 13 * 60 + 1, NULL), "This permit is void");
}

static void
test_what_may_be_evidence_is_not_looked_at (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
  g_autofree char *search = signed_search_of (desk, id);

  does (desk, "device.held", id, at (13 * 60, HOLD ("evidence")));
  refuses (desk, "device.examined", id, examine (search, 13 * 60 + 1, NULL), "nobody at school may look");
  does (desk, "device.hold-lifted", id, at (13 * 60 + 2, LIFT));
  does (desk, "device.examined", id, examine (search, 13 * 60 + 3, NULL));
}

static char *
erase (const char *search, const char *more)
{
  g_autofree char *basic =
      g_strdup_printf ("'search_id':'%s','by_id':'" OWEN "','by':'Owen Maddox','what':'The threats',"
                       "'evidence':'no','harm_likely':'yes','harm_reason':'They go round',"
                       "'refused_by':'both','refused_who':'Jonah and his mother'",
                       search);
  g_autofree char *json = at (13 * 60, basic);
  g_autoptr (JsonObject) body = body_of (json);
  bend (body, more);
  return text_of (body);
}

static void
test_data_is_erased_only_when_all_three_tests_are_met (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
  g_autofree char *search = signed_search_of (desk, id);

  refuses (desk, "device.erased", id, erase (search, "{'evidence':'yes'}"), "It may be evidence of an offence");
  refuses (desk, "device.erased", id, erase (search, "{'evidence':'unknown'}"), "It may be evidence of an offence");
  refuses (desk, "device.erased", id, erase (search, "{'harm_likely':'no'}"), "likely to cause harm");
  refuses (desk, "device.erased", id, erase (search, "{'harm_likely':'unknown'}"), "likely to cause harm");
  refuses (desk, "device.erased", id, erase (search, "{'refused_by':'nobody'}"), "Nobody has refused");
  does (desk, "device.erased", id, erase (search, NULL));
}

static void
test_imagery_is_erased_after_two_confirmations_by_two_people (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, "{'ground':'indecent-image'}");
  g_autofree char *search = signed_search_of (desk, id);

  refuses (desk, "device.erased", id, erase (search, NULL), "0 of 2 is recorded");
  does (desk, "device.erasure-confirmed", id, at (13 * 60, "'ground':'agencies-done','source':'PC Dunmore'"));
  refuses (desk, "device.erased", id, erase (search, NULL), "1 of 2 is recorded");
  refuses (desk, "device.erasure-confirmed", id, at (13 * 60, "'ground':'no-risk','source':'PC Dunmore'"),
           "another person must give the second");
  desk_sit (desk, CARYS);
  refuses (desk, "device.erasure-confirmed", id, at (13 * 60, "'ground':'agencies-done','source':'x'"),
           "confirmed before");
  does (desk, "device.erasure-confirmed", id, at (13 * 60, "'ground':'no-risk','source':'The DSL'"));
  does (desk, "device.erased", id, erase (search, NULL));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
#define TEST(name) g_test_add_func ("/device/" #name, test_##name)
  TEST (a_device_taken_is_due_at_the_bell);
  TEST (a_device_or_a_seal_is_not_in_custody_twice);
  TEST (the_chain_goes_from_hand_to_hand_forwards);
  TEST (it_goes_back_to_a_parent_or_carer_and_nobody_else);
  TEST (late_it_goes_back_with_a_reason);
  TEST (a_hold_blocks_release_and_erasure_until_lifted_in_writing);
  TEST (a_police_hold_is_not_replaced_by_a_lesser_one);
  TEST (a_device_that_left_can_do_nothing_more);
  TEST (only_under_a_sound_permit_is_a_device_looked_at);
  TEST (what_may_be_evidence_is_not_looked_at);
  TEST (data_is_erased_only_when_all_three_tests_are_met);
  TEST (imagery_is_erased_after_two_confirmations_by_two_people);
  return g_test_run ();
}

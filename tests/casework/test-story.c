/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child's story across cases and records, and what recurs in it; from both
 * sides: what is enough to be said, and what is not. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/time.h"
#include "casework/story.h"
#include "support/desk.h"

static gint64 now;

static gint64
tell_time (gpointer data)
{
  return now;
}

static char *
pupil (GbBook *book, const char *forename)
{
  g_autofree char *id = gb_id_new ();
  g_autofree char *body = g_strdup_printf (
      "{'person_id':'%s','sort':'pupil','forename':'%s','surname':'Marsh','dob':'2016-02-03','reason':'Not sent'}", id,
      forename);

  g_free (gb_test_act (book, "person.added", NULL, body));
  return g_steal_pointer (&id);
}

/* @others: more of the people, from a comma on. */
static char *
concern (GbBook *book, const char *title, gint64 at, const char *place, const char *person, const char *role,
         const char *others)
{
  g_autofree char *body = g_strdup_printf (
      "{'title':'%s','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT ",'precision':'exact','location':'%s',"
      "'site':'on','channel':'staff-saw','narrative':'It was seen.','danger':'no','indecent_image':'no','people':[{"
      "'person_id':'%s','name':'Elin Marsh','sort':'pupil','role':'%s'}%s]}",
      title, at, place, person, role, others);

  return gb_test_act (book, "incident.recorded", NULL, body);
}

static gpointer
ask_rows (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_story_of (book, id, error);
}

static gpointer
ask_patterns (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_story_patterns (book, id, error);
}

/* The first of @kind, or NULL.  (transfer full) */
static char *
pattern (GbBook *book, const char *id, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = gb_book_ask (book, ask_patterns, (gpointer) id, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (((GbPattern *) found->pdata[i])->kind, kind))
      return g_strdup (((GbPattern *) found->pdata[i])->sentence);
  return NULL;
}

static void
assert_pattern (GbBook *book, const char *id, const char *kind, const char *says)
{
  g_autofree char *said = pattern (book, id, kind);

  if (says == NULL ? said != NULL : said == NULL || strstr (said, says) == NULL)
    g_test_fail_printf ("%s: “%s”, not “%s”", kind, said, says);
}

static void
test_leaving_stands_on_its_day (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = pupil (desk->book, "Elin");
  g_autofree char *left = g_strdup_printf ("{'person_id':'%s','on':'2024-09-10','reason':'Moved to Deal'}", elin);
  g_autofree char *id = concern (desk->book, "Phone", gb_now () - GB_HOUR, "changing-room", elin, "affected", "");
  g_autofree char *day = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_free (gb_test_act (desk->book, "person.left", NULL, left));
  rows = gb_book_ask (desk->book, ask_rows, elin, NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpstr (((GbStoryRow *) rows->pdata[0])->id, ==, id);
  day = gb_instant_to_day (((GbStoryRow *) rows->pdata[1])->at);
  g_assert_cmpstr (day, ==, "2024-09-10");
}

static void
test_the_story_has_every_case_with_its_people (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = pupil (desk->book, "Elin");
  g_autofree char *huw = pupil (desk->book, "Huw");
  g_autofree char *with
      = g_strdup_printf (",{'person_id':'%s','name':'Huw Marsh','sort':'pupil','role':'saw'}", huw);
  g_autofree char *id = concern (desk->book, "Phone", gb_now () - GB_HOUR, "changing-room", elin, "affected", with);
  g_autofree char *left = g_strdup_printf ("{'person_id':'%s','on':'2026-11-20','reason':'Moved to Deal'}", elin);
  g_autofree char *device = g_strdup_printf (
      "{'incident_id':'%s','owner_id':'%s','owner':'Elin Marsh','device_type':'phone','description':'Black phone',"
      "'condition':'Whole','ground':'behaviour','by_id':'%s','by':'Ruth Adeyemi','at':%" G_GINT64_FORMAT
      ",'place':'main-office-safe','seal':'BAG0417','switched_off':true}",
      id, elin, gb_book_get_member_id (desk->book), gb_now () - GB_MINUTE);
  g_autoptr (GPtrArray) rows = NULL;
  const GbStoryRow *incident = NULL;

  g_free (gb_test_act (desk->book, "device.confiscated", NULL, device));
  g_free (gb_test_act (desk->book, "person.left", NULL, left));
  rows = gb_book_ask (desk->book, ask_rows, elin, NULL);
  g_assert_cmpuint (rows->len, ==, 3);
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((GbStoryRow *) rows->pdata[i])->noun, "incident"))
      incident = rows->pdata[i];
  g_assert_cmpstr (((GbStoryRow *) rows->pdata[2])->noun, ==, "left"); /* days before */
  g_assert_cmpstr (((GbStoryRow *) rows->pdata[2])->title, ==, "Moved to Deal");
  g_assert_nonnull (incident);
  g_assert_cmpstr (incident->people, ==, "Huw Marsh");
  g_assert_cmpstr (incident->devices, ==, "Black phone");
}

static void
test_several_concerns_in_few_weeks_are_said_and_two_are_not (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = pupil (desk->book, "Elin");
  g_autofree char *other = pupil (desk->book, "Ellen");
  g_autofree char *link = g_strdup_printf (
      "{'person_id':'%s','name':'Elin Marsh','other_id':'%s','other':'Ellen Marsh','reason':'Known'}", elin, other);

  g_free (concern (desk->book, "One", gb_now () - 30 * GB_DAY, "classroom", elin, "affected", ""));
  g_free (concern (desk->book, "Two", gb_now () - 20 * GB_DAY - 3 * GB_HOUR, "corridor", elin, "did", ""));
  g_free (concern (desk->book, "Seen", gb_now () - 10 * GB_DAY, "classroom", elin, "saw", ""));
  g_free (concern (desk->book, "Long ago", gb_now () - 300 * GB_DAY, "classroom", elin, "affected", ""));
  assert_pattern (desk->book, elin, "several", NULL);
  /* The third stands in the child's other record. */
  g_free (concern (desk->book, "Three", gb_now () - 5 * GB_DAY, "classroom", other, "affected", ""));
  assert_pattern (desk->book, elin, "several", NULL);
  g_free (gb_test_act (desk->book, "person.linked", NULL, link));
  assert_pattern (desk->book, elin, "several", "3 concerns within 6 weeks");
  assert_pattern (desk->book, other, "several", "3 concerns within 6 weeks");
  assert_pattern (desk->book, elin, "place", "3 of 4 concerns in the same place");
}

static void
test_the_same_hour_day_and_child_are_said (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = pupil (desk->book, "Elin");
  g_autofree char *huw = pupil (desk->book, "Huw");
  g_autofree char *with = g_strdup_printf (",{'person_id':'%s','name':'Huw Marsh','sort':'pupil','role':'did'}", huw);
  gint64 friday = gb_day_to_instant ("2026-06-12", 12 * 60 + 20);

  g_free (concern (desk->book, "One", friday, "classroom", elin, "affected", with));
  g_free (concern (desk->book, "Two", friday - 70 * GB_DAY + 20 * GB_MINUTE, "corridor", elin, "affected", ""));
  assert_pattern (desk->book, elin, "hour", NULL);
  assert_pattern (desk->book, elin, "weekday", NULL);
  assert_pattern (desk->book, elin, "child", NULL);
  g_free (concern (desk->book, "Three", friday - 140 * GB_DAY + 70 * GB_MINUTE, "toilets", elin, "affected", with));
  assert_pattern (desk->book, elin, "weekday", "3 of 3 concerns on the same day of the week: Friday");
  assert_pattern (desk->book, elin, "child", "2 of 3 concerns with the same child: Huw Marsh");
  assert_pattern (desk->book, elin, "several", NULL);
}

static void
test_of_many_concerns_some_in_one_place_are_chance (void)
{
  static const char *const places[] = { "classroom", "corridor", "playground", "toilets", "changing-room" };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = pupil (desk->book, "Elin");

  for (int i = 0; i < 15; i++)
    g_free (concern (desk->book, "One", gb_now () - (20 + 50 * i) * GB_DAY - i * GB_HOUR, places[i % 5], elin,
                     "affected", ""));
  assert_pattern (desk->book, elin, "place", NULL);
  for (int i = 0; i < 4; i++)
    g_free (concern (desk->book, "More", gb_now () - (30 + 50 * i) * GB_DAY, "corridor", elin, "affected", ""));
  assert_pattern (desk->book, elin, "place", "7 of 19 concerns in the same place");
}

static void
test_an_open_concern_in_which_nothing_is_written_is_said (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = pupil (desk->book, "Elin");
  g_autofree char *id = concern (desk->book, "One", gb_now () - GB_HOUR, "classroom", elin, "affected", "");

  assert_pattern (desk->book, elin, "silence", NULL);
  now = gb_now () + 40 * GB_DAY;
  gb_clock_set (tell_time, NULL);
  assert_pattern (desk->book, elin, "silence", "is open, and nothing has been written in it for 5 weeks");
  g_free (gb_test_act (desk->book, "incident.noted", id, "{'text':'Talked to her again.'}"));
  assert_pattern (desk->book, elin, "silence", "was open while nothing was written in it for 5 weeks");
  gb_clock_set (NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/story/rows", test_the_story_has_every_case_with_its_people);
  g_test_add_func ("/story/left", test_leaving_stands_on_its_day);
  g_test_add_func ("/story/several", test_several_concerns_in_few_weeks_are_said_and_two_are_not);
  g_test_add_func ("/story/same", test_the_same_hour_day_and_child_are_said);
  g_test_add_func ("/story/chance", test_of_many_concerns_some_in_one_place_are_chance);
  g_test_add_func ("/story/silence", test_an_open_concern_in_which_nothing_is_written_is_said);
  return g_test_run ();
}

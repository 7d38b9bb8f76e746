/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The school's own year: what it does to clocks that run, said before it is
 * saved and signed when it is; who may set it; bank holidays from GOV.UK. */
#include "casework/calendar.h"
#include "casework/clock.h"
#include "search-support.h"

static JsonObject *
year_with (const char *day, GbDayKind kind)
{
  JsonObject *year = gb_calendar_default_year ("2026-27", 6);

  gb_calendar_body_set_day (year, day, kind);
  return year;
}

typedef struct
{
  const char *kind;
  JsonObject *body;
} Asked;

static gpointer
moves_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Asked *asked = data;
  return gb_calendar_moves (book, asked->kind, asked->body, error);
}

static GPtrArray *
moves_of (Desk *desk, const char *kind, JsonObject *body)
{
  g_autoptr (GError) error = NULL;
  Asked asked = { kind, body };
  GPtrArray *moves = gb_book_ask (desk->book, moves_on_worker, &asked, &error);

  g_assert_no_error (error);
  return moves;
}

static void
set (Desk *desk, const char *kind, JsonObject *body)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (desk->book, kind, NULL, request, body, &error);

  g_assert_no_error (error);
  g_assert_nonnull (done);
}

static gpointer
clocks_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_clocks_of_case (gb_book_get_vault (book), data, error);
}

static gint64
due_of (Desk *desk, const char *case_id)
{
  g_autoptr (GPtrArray) clocks = gb_book_ask (desk->book, clocks_on_worker, (gpointer) case_id, NULL);
  g_assert_cmpuint (clocks->len, >, 0);
  return ((GbRunningClock *) clocks->pdata[0])->due_at;
}

static void
assert_verifies (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = gb_book_verify (desk->book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

static void
test_clocks_that_change_are_listed_before_and_move_with_it (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *device = take (desk, NULL);
  g_autoptr (JsonObject) same = gb_calendar_default_year ("2026-27", 6);
  g_autoptr (JsonObject) inset = year_with ("2026-11-19", GB_DAY_INSET);
  g_autoptr (GPtrArray) none = moves_of (desk, "calendar.set", same);
  g_autoptr (GPtrArray) moves = moves_of (desk, "calendar.set", inset);
  GbClockMove *move;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (moves->len, ==, 1);
  move = moves->pdata[0];
  g_assert_cmpstr (move->case_id, ==, device);
  g_assert_cmpstr (move->noun, ==, "device");
  g_assert_cmpint (move->was, ==, at_time (15 * 60 + 15));
  g_assert_cmpint (move->becomes, ==, gb_day_to_instant ("2026-11-20", 15 * 60 + 15));
  g_assert_cmpint (due_of (desk, device), ==, move->was);
  set (desk, "calendar.set", inset);
  g_assert_cmpint (due_of (desk, device), ==, move->becomes);
  g_assert_cmpint (gb_calendar_kind (gb_book_get_calendar (desk->book), "2026-11-19"), ==, GB_DAY_INSET);
  assert_verifies (desk);
  desk_sit (desk, RUTH);
  g_assert_cmpint (due_of (desk, device), ==, gb_day_to_instant ("2026-11-20", 15 * 60 + 15));
}

/* Whoever says which clocks move is not asked: the act reckons them. */
static void
test_moves_that_are_said_are_not_believed (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *device = take (desk, NULL);
  g_autoptr (JsonObject) body = gb_calendar_default_year ("2026-27", 6);
  g_autofree char *row =
      g_strdup_printf ("[{'case_id':'%s','clock':'device.bell','started_entry':1,'due_at':9}]", device);
  g_autoptr (JsonNode) rows = json_from_string (g_strdelimit (row, "'", '"'), NULL);
  gint64 due = due_of (desk, device);

  json_object_set_array_member (body, "moves", json_array_ref (json_node_get_array (rows)));
  set (desk, "calendar.set", body);
  g_assert_cmpint (due_of (desk, device), ==, due);
}

static void
test_what_has_ended_keeps_its_time (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *device = take (desk, NULL);
  g_autofree char *released = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'to_id':'" MOTHER
                                               "','to':'Dana Reed','relation':'mother','identity_seen':'known',"
                                               "'by_id':'%s','by':'Ruth Adeyemi','condition':'As taken'}",
                                               at_time (11 * 60 + 15), desk->members[CARYS]);
  g_autoptr (JsonObject) inset = year_with ("2026-11-19", GB_DAY_INSET);
  g_autoptr (GPtrArray) moves = NULL;

  desk_does (desk, "device.released", device, released);
  moves = moves_of (desk, "calendar.set", inset);
  g_assert_cmpuint (moves->len, ==, 0);
}

static gpointer
count_moves (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER ((int) gb_vault_ask_number (
      gb_book_get_vault (book), -1, error,
      "SELECT coalesce (json_array_length (CAST (body AS TEXT), '$.moves'), 0) FROM main.entry"
      " WHERE kind = 'calendar.set' ORDER BY id DESC LIMIT 1",
      NULL));
}

static void
test_an_open_entry_says_nothing_of_a_sealed_clock (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autoptr (JsonObject) sealed = general_body ("no");
  g_autoptr (JsonObject) all_closed = gb_calendar_default_year ("2026-27", 6);
  g_autofree char *request = gb_id_new ();
  g_autofree char *sealing = g_strdup_printf (
      "{'sealing':{'rule':'owner','subjects':[{'person_id':'%s','name':'Martin Pell'}]}}", desk->members[MARTIN]);
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GPtrArray) moves = NULL;

  bend (sealed, sealing);
  done = gb_incident_record (desk->book, request, sealed, NULL);
  g_assert_nonnull (done);
  for (int d = 0; d < 20; d++)
    {
      g_autofree char *day = gb_day_add ("2026-11-19", d);
      gb_calendar_body_set_day (all_closed, day, GB_DAY_CLOSED);
    }
  moves = moves_of (desk, "calendar.set", all_closed);
  g_assert_cmpuint (moves->len, ==, 0);
  set (desk, "calendar.set", all_closed);
  g_assert_cmpint (GPOINTER_TO_INT (gb_book_ask (desk->book, count_moves, NULL, NULL)), ==, 0);
}

static void
test_who_decides_sets_it_and_nobody_else (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  g_autoptr (JsonObject) year = gb_calendar_default_year ("2027-28", 3);
  g_autofree char *text = gb_json_print (year);
  g_autofree char *sentence = NULL;

  desk_sit (desk, CARYS);
  sentence = gb_test_refused (desk->book, "calendar.set", NULL, text, GB_ERROR_REFUSED);
  g_assert_nonnull (sentence);
  desk_sit (desk, MARTIN);
  set (desk, "calendar.set", year);
  g_assert_true (gb_calendar_knows (gb_book_get_calendar (desk->book), "2027-11-19"));
}

/* Sound alone, and yet it would run into the year that is set. */
static void
test_a_year_that_runs_into_another_is_refused (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (JsonObject) year = gb_calendar_default_year ("2027-28", 6);
  g_autofree char *text = NULL, *sentence = NULL;

  gb_calendar_body_set_edge (year, 1, FALSE, "2027-07-01");
  text = gb_json_print (year);
  sentence = gb_test_refused (desk->book, "calendar.set", NULL, text, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (sentence, "Put their days right"));
  desk_sit (desk, RUTH); /* it opens all the same */
}

/* --- bank holidays ------------------------------------------------------------------------ */

#define FILE_OF(events) "{\"england-and-wales\":{\"division\":\"england-and-wales\",\"events\":[" events "]}}"

static GBytes *
file_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_bank_holidays_come_from_the_file_with_what_they_change (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *device = take (desk, NULL);
  g_autoptr (GBytes) file = file_of (FILE_OF ("{\"title\":\"A royal day\",\"date\":\"2026-11-19\"},"
                                              "{\"title\":\"Christmas Day\",\"date\":\"2026-12-25\"}"));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = gb_calendar_holidays_body ("bank-holidays.json", file, &error);
  g_auto (GStrv) added = NULL, removed = NULL;
  g_autoptr (GPtrArray) moves = NULL;

  g_assert_no_error (error);
  g_assert_true (gb_calendar_compare_holidays (gb_book_get_calendar (desk->book), body, &added, &removed, &error));
  g_assert_cmpstr (added[0], ==, "19 November 2026: A royal day");
  g_assert_null (added[1]);
  g_assert_cmpuint (g_strv_length (removed), >, 4);
  moves = moves_of (desk, "calendar.holidays", body);
  g_assert_cmpuint (moves->len, ==, 1);
  set (desk, "calendar.holidays", body);
  g_assert_true (gb_calendar_is_bank_holiday (gb_book_get_calendar (desk->book), "2026-11-19"));
  g_assert_cmpint (due_of (desk, device), ==, gb_day_to_instant ("2026-11-20", 15 * 60 + 15));
  desk_sit (desk, RUTH);
  g_assert_cmpstr (gb_calendar_bank_holiday (gb_book_get_calendar (desk->book), "2026-11-19"), ==, "A royal day");
  assert_verifies (desk);
}

static void
test_a_file_without_bank_holidays_is_refused (void)
{
  static const char *const wrong[] = { "", "[]", "{}", FILE_OF (""), FILE_OF ("{\"title\":\"x\",\"date\":\"soon\"}") };
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *sentence = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) file = file_of (wrong[i]);
      g_autoptr (GError) error = NULL;
      g_assert_null (gb_calendar_holidays_body ("x.json", file, &error));
      g_assert_nonnull (error);
    }
  sentence = gb_test_refused (desk->book, "calendar.holidays", NULL, "{'source':'x','file_hash':'x','events':[]}",
                              GB_ERROR_INPUT);
  g_assert_nonnull (sentence);
}

/* --- running out, and a clock set back --------------------------------------------------------- */

static void
assert_reminder (Desk *desk, const char *day, const char *words)
{
  g_autofree char *said = NULL;

  desk_now = gb_day_to_instant (day, 600);
  said = gb_calendar_reminder (gb_book_get_calendar (desk->book));
  if (words == NULL)
    g_assert_null (said);
  else
    g_assert_true (said != NULL && strstr (said, words) != NULL);
}

static void
test_it_says_when_the_years_run_out (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (JsonObject) next = gb_calendar_default_year ("2027-28", 6);

  assert_reminder (desk, "2026-11-19", NULL);
  assert_reminder (desk, "2027-06-10", "are set until 22 July 2027");
  assert_reminder (desk, "2027-08-10", "ended on 22 July 2027");
  set (desk, "calendar.set", next);
  assert_reminder (desk, "2027-08-10", NULL);
  assert_reminder (desk, "2028-02-10", "Bank holidays are known until the end of 2028");
}

static gpointer
count_backwards (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER ((int) gb_vault_ask_number (
      gb_book_get_vault (book), -1, error,
      "SELECT count (*) FROM entry AS a JOIN entry AS b ON b.id = a.id + 1 WHERE b.at < a.at", NULL));
}

/* The machine's clock was a day ahead, and is put right: what runs keeps its
 * time, what is written next is never before what was written last. */
static void
test_a_clock_set_back_moves_nothing_that_runs (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *before = NULL, *after = NULL;
  gint64 due;

  before = take (desk, NULL);
  due = due_of (desk, before);
  desk_now -= GB_DAY;
  after = new_incident (desk, "no");
  g_assert_nonnull (after);
  g_assert_cmpint (due_of (desk, before), ==, due);
  g_assert_cmpint (GPOINTER_TO_INT (gb_book_ask (desk->book, count_backwards, NULL, NULL)), ==, 0);
  assert_verifies (desk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/clocks-move-with-it", test_clocks_that_change_are_listed_before_and_move_with_it);
  g_test_add_func ("/calendar/moves-are-reckoned", test_moves_that_are_said_are_not_believed);
  g_test_add_func ("/calendar/what-has-ended", test_what_has_ended_keeps_its_time);
  g_test_add_func ("/calendar/sealed-clocks", test_an_open_entry_says_nothing_of_a_sealed_clock);
  g_test_add_func ("/calendar/who-sets-it", test_who_decides_sets_it_and_nobody_else);
  g_test_add_func ("/calendar/years-apart", test_a_year_that_runs_into_another_is_refused);
  g_test_add_func ("/calendar/bank-holidays", test_bank_holidays_come_from_the_file_with_what_they_change);
  g_test_add_func ("/calendar/not-bank-holidays", test_a_file_without_bank_holidays_is_refused);
  g_test_add_func ("/calendar/running-out", test_it_says_when_the_years_run_out);
  g_test_add_func ("/calendar/clock-set-back", test_a_clock_set_back_moves_nothing_that_runs);
  return g_test_run ();
}

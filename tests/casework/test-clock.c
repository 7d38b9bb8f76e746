/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/act.h"
#include "casework/clock.h"
#include "support/desk.h"

/* Entries with clocks as an act would have prepared them. */
typedef struct { const char *kind, *case_id; char *json; } Write;

static gpointer
write_entry (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Write *write = data;
  g_autoptr (JsonObject) body = gb_test_body (write->json);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbEntry) entry
    = gb_journal_append (gb_book_get_vault (book), write->kind, write->case_id, request, body, error);

  g_free (write->json);
  return NULL;
}

static void
write_now (GbBook *book, const char *kind, const char *case_id, char *json)
{
  Write write = { kind, case_id, json };
  g_autoptr (GError) error = NULL;

  gb_book_ask (book, write_entry, &write, &error);
  g_assert_no_error (error);
}

static char *
start (GbBook *book, guint number, gint64 due)
{
  char *id = gb_id_new ();

  write_now (
      book, "device.confiscated", id,
      g_strdup_printf (
          "{'owner_id':'%s','owner':'Kayden Osei','device_type':'phone','description':'Black phone','condition':'good',"
          "'ground':'rules','by_id':'%s','by':'Ruth Adeyemi','at':%" G_GINT64_FORMAT
          ",'place':'Office safe','seal':'7',"
          "'reference':'26-%04u','author':{'name':'Ruth Adeyemi','roles':['dsl'],'zone':'Europe/London'},"
          "'clocks':[{'clock':'device.return','title':'Give it back','rule':'by the "
          "bell','started_at':%" G_GINT64_FORMAT ",'due_at':%" G_GINT64_FORMAT "}]}",
          id, id, due - GB_HOUR, number, due - GB_HOUR, due));
  return id;
}

static void
stop (GbBook *book, const char *case_id, gint64 at)
{
  write_now (book, "device.released", case_id,
             g_strdup_printf (
                 "{'at':%" G_GINT64_FORMAT ",'to':'Lena Osei','relation':'mother','identity_seen':'known','by_id':'%s',"
                 "'by':'Ruth Adeyemi','author':{'name':'Ruth Adeyemi','roles':['dsl'],'zone':'Europe/London'},"
                 "'stops':['device.return','no-such-clock']}",
                 at, case_id));
}

static gpointer
running (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_clocks_running (gb_book_get_vault (book), error);
}

typedef struct { const char *prefix; gint64 from, until, now, kept, missed; } Count;

static gpointer
count (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *c = data;
  gb_clocks_count (gb_book_get_vault (book), c->prefix, c->from, c->until, c->now, &c->kept, &c->missed, error);
  return NULL;
}

static void
test_running_clocks_stand_in_the_order_in_which_they_are_due (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  gint64 now = gb_now ();
  g_autofree char *later = start (desk->book, 1, now + 3 * GB_HOUR);
  g_autofree char *stopped = start (desk->book, 2, now + 2 * GB_HOUR);
  g_autofree char *sooner = start (desk->book, 3, now + GB_HOUR);
  g_autoptr (GPtrArray) clocks = NULL;
  GbRunningClock *first;

  stop (desk->book, stopped, now);
  clocks = gb_book_ask (desk->book, running, NULL, NULL);
  g_assert_cmpuint (clocks->len, ==, 2);
  first = clocks->pdata[0];
  g_assert_cmpstr (first->case_id, ==, sooner);
  g_assert_cmpstr (first->noun, ==, "device");
  g_assert_cmpstr (first->reference, ==, "26-0003");
  g_assert_cmpstr (first->title, ==, "Give it back");
  g_assert_cmpstr (first->rule, ==, "by the bell");
  g_assert_cmpint (first->due_at, ==, now + GB_HOUR);
  g_assert_cmpstr (((GbRunningClock *) clocks->pdata[1])->case_id, ==, later);
}

/* It counts when the thing was done, not when it was written down. */
static void
test_a_clock_is_kept_if_the_thing_was_done_in_time (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  gint64 due = gb_now () - GB_HOUR;
  g_autofree char *in_time = start (desk->book, 1, due);
  g_autofree char *to_the_minute = start (desk->book, 2, due);
  g_autofree char *late = start (desk->book, 3, due);
  g_autofree char *never = start (desk->book, 4, due);
  g_autofree char *not_yet = start (desk->book, 5, due + 2 * GB_HOUR);
  g_autofree char *other_term = start (desk->book, 6, due - 90 * GB_DAY);
  Count all = { NULL, due - GB_DAY, due + GB_DAY, due + GB_HOUR, 0, 0 };
  Count none = { "search.", due - GB_DAY, due + GB_DAY, due + GB_HOUR, 9, 9 };

  stop (desk->book, in_time, due - GB_MINUTE);
  stop (desk->book, to_the_minute, due);
  stop (desk->book, late, due + GB_MINUTE);
  gb_book_ask (desk->book, count, &all, NULL);
  g_assert_cmpint (all.kept, ==, 2);
  g_assert_cmpint (all.missed, ==, 2);
  all.prefix = "device.";
  gb_book_ask (desk->book, count, &all, NULL);
  g_assert_cmpint (all.kept, ==, 2);
  gb_book_ask (desk->book, count, &none, NULL);
  g_assert_cmpint (none.kept + none.missed, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/running-clocks-stand-in-the-order-in-which-they-are-due",
                   test_running_clocks_stand_in_the_order_in_which_they_are_due);
  g_test_add_func ("/clock/one-is-kept-if-the-thing-was-done-in-time",
                   test_a_clock_is_kept_if_the_thing_was_done_in_time);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/act.h"
#include "casework/member.h"
#include "support/desk.h"
#include "support/folder.h"
#include "vault/statement.h"

/* --- questions ------------------------------------------------------------- */

static gpointer
count_entries (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GSIZE_TO_POINTER ((gsize) gb_journal_count (gb_book_get_vault (book), error));
}

static gsize
entries (GbBook *book)
{
  g_autoptr (GError) error = NULL;
  gsize count = GPOINTER_TO_SIZE (gb_book_ask (book, count_entries, NULL, &error));
  g_assert_no_error (error);
  return count;
}

static gpointer
ask_text (GbBook *book, gpointer sql, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error, sql, NULL);
}

static char *
text (GbBook *book, const char *sql)
{
  g_autoptr (GError) error = NULL;
  char *answer = gb_book_ask (book, ask_text, (gpointer) sql, &error);
  g_assert_no_error (error);
  return answer;
}

/* --- the first start ----------------------------------------------------------- */

static void
test_a_new_vault_knows_its_school (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  g_assert_cmpstr (gb_book_get_school (desk->book), ==, "Marsh Lane Primary School");
  g_assert_cmpstr (gb_book_get_dfe_number (desk->book), ==, "886/5201");
  g_assert_cmpstr (gb_book_get_member_name (desk->book), ==, "Ruth Adeyemi");
  g_assert_true (gb_book_has_role (desk->book, "dsl"));
  g_assert_cmpstr (gb_pack_get_id (gb_book_get_pack (desk->book)), ==, "kent-2023");
  g_assert_null (gb_book_get_read_only_reason (desk->book));
  gb_test_desk_reopen (desk, NULL);
  g_assert_cmpstr (gb_book_get_school (desk->book), ==, "Marsh Lane Primary School");
  g_assert_cmpstr (gb_pack_get_id (gb_book_get_pack (desk->book)), ==, "kent-2023");
  g_assert_true (gb_book_recovery_is_confirmed (desk->book));
}

static void
test_nothing_is_recorded_before_the_recovery_key_is_confirmed (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new_unconfirmed ();
  g_autoptr (GError) error = NULL;
  g_autofree char *other = gb_words_new ();
  gsize before = entries (desk->book);

  g_assert_false (gb_book_recovery_is_confirmed (desk->book));
  g_assert_false (gb_book_may (desk->book, "member.roles", NULL, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "recovery key"));
  g_clear_error (&error);
  g_assert_false (gb_book_confirm_recovery (desk->book, other, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_cmpuint (entries (desk->book), ==, before);
  gb_book_confirm_recovery (desk->book, desk->words, &error);
  g_assert_no_error (error);
  g_assert_true (gb_book_may (desk->book, "calendar.set", NULL, NULL, &error));
}

static void
test_a_plan_that_lacks_something_makes_no_vault (void)
{
  static const char *const technician[] = { "technician", NULL };
  static const char *const dsl[] = { "dsl", NULL };
  const GbBookPlan plans[] = {
    { .school = " ",
      .dfe_number = "886/5201",
      .pack = "kent-2023",
      .member_name = "Ruth Adeyemi",
      .member_roles = dsl },
    { .school = "Marsh Lane",
      .dfe_number = "8865201",
      .pack = "kent-2023",
      .member_name = "Ruth Adeyemi",
      .member_roles = dsl },
    { .school = "Marsh Lane",
      .dfe_number = "886/5201",
      .pack = "kent-2023",
      .member_name = "Ruth",
      .member_roles = dsl },
    { .school = "Marsh Lane",
      .dfe_number = "886/5201",
      .pack = "kent-2023",
      .member_name = "Ruth Adeyemi",
      .member_roles = technician },
    { .school = "Marsh Lane",
      .dfe_number = "886/5201",
      .pack = "no-such",
      .member_name = "Ruth Adeyemi",
      .member_roles = dsl },
  };
  g_autoptr (GbTestFolder) folder = gb_test_folder_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      GbBookPlan plan = plans[i];
      g_autofree char *dir = g_build_filename (folder, "v.guardbook", NULL);
      g_autofree char *database = g_build_filename (dir, "vault.db", NULL);
      g_autoptr (GError) error = NULL;
      char *words = NULL;
      plan.dir = dir;
      g_assert_null (gb_book_create (&plan, keyring, &words, &error));
      g_assert_nonnull (error);
      g_assert_null (words);
      g_assert_false (g_file_test (database, G_FILE_TEST_EXISTS));
    }
}

/* --- acts ------------------------------------------------------------------------- */

static void
test_the_same_request_gives_one_entry (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (JsonObject) body = gb_test_body ("{'name':'Backup of Friday','entries':5,'head':'anchor velvet'}");
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) first = gb_book_act (desk->book, "backup.verified", NULL, request, body, &error);
  g_autoptr (GbDone) second = gb_book_act (desk->book, "backup.verified", NULL, request, body, &error);
  g_autoptr (GbDone) other = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (first->entry, ==, second->entry);
  g_assert_cmpuint (entries (desk->book), ==, (gsize) first->entry);
  other = gb_book_act (desk->book, "vault.restored", NULL, request, body, &error);
  g_assert_error (error, GB_ERROR, GB_ERROR_CONFLICT);
}

typedef struct { GMainLoop *loop; guint waiting; gint64 entry[2]; guint changed; } Clicks;

static void
on_done (GObject *book, GAsyncResult *result, gpointer data)
{
  Clicks *clicks = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act_finish (GB_BOOK (book), result, &error);

  g_assert_no_error (error);
  clicks->entry[--clicks->waiting] = done->entry;
}

static void
on_changed (GbBook *book, const char *kind, const char *case_id, gpointer data)
{
  g_assert_cmpstr (kind, ==, "backup.verified");
  g_assert_null (case_id);
  ((Clicks *) data)->changed++;
}

static void
test_two_clicks_do_one_act_and_say_changed_once (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (JsonObject) body = gb_test_body ("{'name':'Backup of Friday','entries':5,'head':'anchor velvet'}");
  g_autofree char *request = gb_id_new ();
  Clicks clicks = { .waiting = 2 };

  while (g_main_context_iteration (NULL, FALSE)) /* what the first start said */
    ;
  g_signal_connect (desk->book, "changed", G_CALLBACK (on_changed), &clicks);
  gb_book_act_async (desk->book, "backup.verified", NULL, request, body, NULL, on_done, &clicks);
  gb_book_act_async (desk->book, "backup.verified", NULL, request, body, NULL, on_done, &clicks);
  while (clicks.waiting > 0 || clicks.changed == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (clicks.entry[0], ==, clicks.entry[1]);
  g_assert_cmpuint (clicks.changed, ==, 1);
}

static void
test_a_refused_act_leaves_nothing (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  gsize before = entries (desk->book);
  g_autofree char *own = g_strdup_printf ("{'member_id':'%s','name':'Ruth Adeyemi','reason':'Moves to another school'}",
                                          gb_book_get_member_id (desk->book));
  g_autofree char *refused = gb_test_refused (desk->book, "member.left", NULL, own, GB_ERROR_REFUSED);
  g_autofree char *grammar =
      gb_test_refused (desk->book, "backup.verified", NULL, "{'name':'x','entries':'five','head':'h'}", GB_ERROR_INPUT);
  g_autofree char *unknown = gb_test_refused (desk->book, "backup.verified", NULL,
                                              "{'name':'x','entries':5,'head':'h','more':1}", GB_ERROR_INPUT);
  g_autofree char *kind = gb_test_refused (desk->book, "incident.invented", NULL, "{}", GB_ERROR_INPUT);
  g_autofree char *own_way = gb_test_refused (desk->book, "recovery.confirmed", NULL, "{}", GB_ERROR_INPUT);

  g_assert_nonnull (strstr (refused, "your own key"));
  g_assert_cmpuint (entries (desk->book), ==, before);
}

static void
test_a_calendar_or_pack_that_cant_be_read_is_never_written (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  gsize before = entries (desk->book);
  g_autofree char *calendar = gb_test_refused (
      desk->book, "calendar.set", NULL, "{'year':'2026-27','scheme':6,'terms':[],'bell':'15.15'}", GB_ERROR_INPUT);
  g_autofree char *pack =
      gb_test_refused (desk->book, "pack.adopted", NULL,
                       "{'pack':'kent-2023','version':'1','title':'Kent','hash':'00'}", GB_ERROR_INPUT);

  g_assert_cmpuint (entries (desk->book), ==, before);
  gb_test_desk_reopen (desk, NULL);
  g_assert_null (gb_book_get_read_only_reason (desk->book));
}

static void
test_every_body_says_who_under_which_role (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *none =
      gb_test_act (desk->book, "backup.verified", NULL, "{'name':'Friday','entries':5,'head':'anchor velvet'}");
  g_autofree char *author =
      text (desk->book, "SELECT CAST (body AS TEXT) ->> '$.author' FROM entry ORDER BY id DESC LIMIT 1");

  g_assert_null (none);
  g_assert_cmpstr (author, ==, "{\"name\":\"Ruth Adeyemi\",\"roles\":[\"dsl\"],\"zone\":\"Europe/London\"}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/book/a-new-vault-knows-its-school", test_a_new_vault_knows_its_school);
  g_test_add_func ("/book/nothing-is-recorded-before-the-recovery-key-is-confirmed",
                   test_nothing_is_recorded_before_the_recovery_key_is_confirmed);
  g_test_add_func ("/book/a-plan-that-lacks-something-makes-no-vault", test_a_plan_that_lacks_something_makes_no_vault);
  g_test_add_func ("/book/the-same-request-gives-one-entry", test_the_same_request_gives_one_entry);
  g_test_add_func ("/book/two-clicks-do-one-act-and-say-changed-once", test_two_clicks_do_one_act_and_say_changed_once);
  g_test_add_func ("/book/a-refused-act-leaves-nothing", test_a_refused_act_leaves_nothing);
  g_test_add_func ("/book/a-calendar-or-pack-that-cant-be-read-is-never-written",
                   test_a_calendar_or_pack_that_cant_be_read_is_never_written);
  g_test_add_func ("/book/every-body-says-who-under-which-role", test_every_body_says_who_under_which_role);
  return g_test_run ();
}

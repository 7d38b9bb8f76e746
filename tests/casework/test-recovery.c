/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways back: shares and the twelve words, and that neither can be lost by accident. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/time.h"
#include "casework/member.h"
#include "casework/recovery.h"
#include "casework/seal.h"
#include "support/desk.h"

static gint64 the_time;

static gint64
set_clock (gpointer data)
{
  return the_time;
}

static void
assert_verifies (GbBook *book)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = gb_book_verify (book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < verdict->findings->len; i++)
    g_test_message ("%s", ((GbFinding *) verdict->findings->pdata[i])->sentence);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

static GbShares *
make_shares (GbTestDesk *desk, const char *martin)
{
  const GbShareHolder holders[GB_SHARES] = { { martin, "Martin Pell, headteacher" },
                                             { gb_book_get_member_id (desk->book), "Ruth Adeyemi, DSL" },
                                             { NULL, "Gwen Ashdown, chair of governors" } };
  g_autoptr (GError) error = NULL;
  GbShares *shares = gb_shares_make (desk->book, holders, &error);

  g_assert_no_error (error);
  return shares;
}

static void
confirm_shares (GbTestDesk *desk, GbShares *shares)
{
  for (guint i = 0; i < GB_SHARES; i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean confirmed = FALSE;
      gint64 share = 0;

      g_assert_true (gb_share_rehearse (desk->book, shares->words[i], &share, &confirmed, &error));
      g_assert_no_error (error);
      g_assert_cmpint (share, ==, i + 1);
      g_assert_cmpint (confirmed, ==, i == GB_SHARES - 1);
    }
}

static void
test_two_of_three_shares_bring_a_member_back_and_the_journal_says_so (void)
{
  static const guint two[][2] = { { 0, 1 }, { 2, 0 }, { 1, 2 } };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *ruth = g_strdup (gb_book_get_member_id (desk->book));
  g_autoptr (GbShares) shares = make_shares (desk, NULL);
  g_autoptr (GError) error = NULL;

  confirm_shares (desk, shares);
  gb_test_desk_close (desk);
  for (guint i = 0; i < G_N_ELEMENTS (two); i++)
    {
      g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
      g_autoptr (GPtrArray) who
          = gb_book_who_may_return (desk->path, shares->words[two[i][0]], shares->words[two[i][1]], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (who->len, ==, 1);
      g_assert_cmpstr (((GbMember *) who->pdata[0])->id, ==, ruth);
      desk->book = gb_book_recover_with_shares (desk->path, shares->words[two[i][0]], shares->words[two[i][1]], ruth,
                                                keyring, &error);
      g_assert_no_error (error);
      assert_verifies (desk->book);
      gb_test_desk_close (desk);
    }
  g_assert_null (gb_book_recover_with_shares (desk->path, shares->words[0], shares->words[0], ruth, desk->keyring,
                                              &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
}

static void
test_each_share_has_another_holder (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  const char *ruth = gb_book_get_member_id (desk->book);
  const GbShareHolder twice[GB_SHARES]
      = { { NULL, "Martin Pell" }, { NULL, "martin  pell" }, { NULL, "Gwen Ashdown" } };
  const GbShareHolder same[GB_SHARES] = { { ruth, "Ruth Adeyemi" }, { ruth, "Ruth" }, { NULL, "Gwen Ashdown" } };
  const GbShareHolder none[GB_SHARES] = { { ruth, "Ruth Adeyemi" }, { NULL, " " }, { NULL, "Gwen Ashdown" } };
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_shares_make (desk->book, twice, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (gb_shares_make (desk->book, same, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (gb_shares_make (desk->book, none, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
}

static void
test_a_rehearsal_proves_a_share_and_opens_nothing (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbShares) shares = make_shares (desk, NULL);
  g_autoptr (GError) error = NULL;
  char *stranger = gb_share_new ();

  g_assert_false (gb_share_rehearse (desk->book, stranger, NULL, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "not of this vault"));
  g_clear_error (&error);
  g_assert_false (gb_share_rehearse (desk->book, desk->words, NULL, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  confirm_shares (desk, shares);
  assert_verifies (desk->book);
  gb_wipe_text (stranger);
}

static void
test_the_twelve_words_go_only_when_the_shares_are_proved (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autoptr (GbShares) shares = make_shares (desk, NULL);
  const char *body = "{'what':'key','reason':'Three shares stand in for it'}";
  g_autofree char *early = gb_test_refused (desk->book, "recovery.withdrawn", NULL, body, GB_ERROR_REFUSED);
  g_autofree char *none = NULL, *again = NULL;
  gint64 epoch = gb_vault_get_epoch (gb_book_get_vault (desk->book));
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (early, "only way back"));
  confirm_shares (desk, shares);
  none = gb_test_act (desk->book, "recovery.withdrawn", NULL, body);
  again = gb_test_refused (desk->book, "recovery.withdrawn", NULL, body, GB_ERROR_REFUSED);
  g_assert_cmpint (gb_vault_get_epoch (gb_book_get_vault (desk->book)), ==, epoch + 1);
  assert_verifies (desk->book);
  gb_test_desk_close (desk);
  g_assert_null (gb_book_recover (desk->path, desk->words, NULL, keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  desk->book = gb_book_recover_with_shares (desk->path, shares->words[1], shares->words[2], NULL, keyring, &error);
  g_assert_no_error (error);
  assert_verifies (desk->book);
}

static void
test_new_shares_take_the_place_of_the_old_once_each_is_typed_back (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbShares) old = make_shares (desk, NULL);
  g_autoptr (GbShares) fresh = NULL;
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autoptr (GError) error = NULL;

  confirm_shares (desk, old);
  fresh = make_shares (desk, NULL);
  /* Until then the old ones open it. */
  gb_test_desk_close (desk);
  desk->book = gb_book_recover_with_shares (desk->path, old->words[0], old->words[1], NULL, desk->keyring, &error);
  g_assert_no_error (error);
  confirm_shares (desk, fresh);
  g_assert_false (gb_share_rehearse (desk->book, old->words[0], NULL, NULL, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_clear_error (&error);
  gb_test_desk_close (desk);
  g_assert_null (gb_book_recover_with_shares (desk->path, old->words[0], old->words[1], NULL, keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  desk->book = gb_book_recover_with_shares (desk->path, fresh->words[0], fresh->words[1], NULL, keyring, &error);
  g_assert_no_error (error);
  assert_verifies (desk->book);
}

/* --- sealed cases over a lost key and a leave ------------------------------------------ */

static char *
sealed_incident (GbBook *book)
{
  g_autofree char *body = g_strdup_printf (
      "{'title':'A sealed matter','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'exact','location':'classroom','site':'on','channel':'staff-saw',"
      "'narrative':'What only some may read.','danger':'no','indecent_image':'no','people':[],"
      "'sealing':{'rule':'owner','reason':'It is about a colleague.'}}",
      gb_now () - GB_HOUR);

  return gb_test_act (book, "incident.recorded", NULL, body);
}

static gpointer
ask_reads (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_number (gb_book_get_vault (book), 0, error, "SELECT count (*) FROM p_seal WHERE case_id = :id",
                              ":id", data, NULL)
                 > 0
             ? book
             : NULL;
}

static gboolean
reads (GbTestDesk *desk, const char *case_id)
{
  return gb_book_ask (desk->book, ask_reads, (gpointer) case_id, NULL) != NULL;
}

static gpointer
ask_readers (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error,
                            "SELECT group_concat (name, ', ') FROM (SELECT name FROM p_seal_reader"
                            " WHERE case_id = :id ORDER BY name)",
                            ":id", data, NULL);
}

static gpointer
ask_unconfirmed (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_members_unconfirmed (gb_book_get_vault (book), gb_book_get_member_id (book), error);
}

static void
confirm_everybody (GbTestDesk *desk)
{
  g_autoptr (GPtrArray) members = gb_book_ask (desk->book, ask_unconfirmed, NULL, NULL);

  for (guint i = 0; i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      g_autofree char *words = gb_member_safety_words (gb_book_get_vault (desk->book), member);
      g_autofree char *body
          = g_strdup_printf ("{'member_id':'%s','name':'%s','sign_key':'%s','box_key':'%s','words':'%s'}", member->id,
                             member->name, member->sign_key, member->box_key, words);
      g_free (gb_test_act (desk->book, "member.confirmed", NULL, body));
    }
}

static void
test_who_leaves_is_left_out_of_what_is_sealed_and_who_comes_back_is_let_in_again (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *martin = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  g_autofree char *carys = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");
  g_autofree char *nasreen = gb_test_desk_enrol (desk, "Nasreen Malik", "deputy");
  g_autofree char *left = g_strdup_printf ("{'member_id':'%s','name':'Nasreen Malik','reason':'Moved'}", nasreen);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL, *before = NULL, *after = NULL;

  confirm_everybody (desk);
  id = sealed_incident (desk->book);
  before = gb_book_ask (desk->book, ask_readers, id, NULL);
  g_assert_cmpstr (before, ==, "Carys Whitlock, Nasreen Malik, Ruth Adeyemi");
  g_free (gb_test_act (desk->book, "member.left", NULL, left));
  after = gb_book_ask (desk->book, ask_readers, id, NULL);
  g_assert_cmpstr (after, ==, "Carys Whitlock, Ruth Adeyemi");
  g_assert_true (reads (desk, id));
  /* Carys's keyring is lost: the words bring her back, but not into what is sealed. */
  gb_test_desk_close (desk);
  desk->book = gb_book_recover (desk->path, desk->words, carys, desk->keyring, &error);
  g_assert_no_error (error);
  g_assert_false (reads (desk, id));
  /* Ruth and Martin make sure that it is she; Ruth, who reads it, gives her the key. */
  gb_test_desk_reopen (desk, NULL);
  g_assert_true (reads (desk, id));
  confirm_everybody (desk);
  gb_test_desk_reopen (desk, carys);
  g_assert_false (reads (desk, id));
  gb_test_desk_reopen (desk, martin);
  confirm_everybody (desk);
  gb_test_desk_reopen (desk, NULL);
  g_assert_true (gb_seal_settle (desk->book, &error));
  gb_test_desk_reopen (desk, carys);
  g_assert_true (reads (desk, id));
  assert_verifies (desk->book);
}

static gpointer
ask_reminder (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_recovery_reminder (book, error);
}

static void
expect_reminder (GbTestDesk *desk, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = gb_book_ask (desk->book, ask_reminder, NULL, &error);

  g_assert_no_error (error);
  if (part == NULL)
    g_assert_cmpstr (said, ==, NULL);
  else
    g_assert_nonnull (strstr (said != NULL ? said : "", part));
}

static void
test_today_reminds_until_each_share_is_proved_and_again_each_term (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbShares) shares = NULL;

  expect_reminder (desk, "no recovery shares yet");
  shares = make_shares (desk, NULL);
  expect_reminder (desk, "not each was typed back");
  confirm_shares (desk, shares);
  expect_reminder (desk, NULL);
  the_time = g_get_real_time () + 200 * GB_DAY;
  gb_clock_set (set_clock, NULL);
  expect_reminder (desk, "Gwen Ashdown");
  g_assert_true (gb_share_rehearse (desk->book, shares->words[2], NULL, NULL, NULL));
  expect_reminder (desk, "Martin Pell, headteacher and Ruth Adeyemi");
  gb_clock_set (NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recovery/two-of-three", test_two_of_three_shares_bring_a_member_back_and_the_journal_says_so);
  g_test_add_func ("/recovery/other-holders", test_each_share_has_another_holder);
  g_test_add_func ("/recovery/rehearsal", test_a_rehearsal_proves_a_share_and_opens_nothing);
  g_test_add_func ("/recovery/twelve-words-go-last", test_the_twelve_words_go_only_when_the_shares_are_proved);
  g_test_add_func ("/recovery/new-shares", test_new_shares_take_the_place_of_the_old_once_each_is_typed_back);
  g_test_add_func ("/recovery/sealed",
                   test_who_leaves_is_left_out_of_what_is_sealed_and_who_comes_back_is_let_in_again);
  g_test_add_func ("/recovery/reminder", test_today_reminds_until_each_share_is_proved_and_again_each_term);
  return g_test_run ();
}

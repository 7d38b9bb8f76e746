/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two factors for elevated roles (001 s7.9): neither the keyring nor the
 * passphrase opens the vault alone, signatures ask again, and nothing is lost
 * by a wrong one. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/factor.h"
#include "casework/outer.h"
#include "support/desk.h"
#include "support/passphrase.h"

#define RUTHS "copper kettle seven lilac doors"

static gint64 the_time;

static gint64
tell_time (gpointer data)
{
  return the_time;
}

static void
be_alone (void)
{
  gb_passphrase_set_asker (NULL, NULL);
}

static void
test_neither_keyring_nor_passphrase_opens_alone (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) empty = gb_keyring_new_in_memory ();
  g_autofree char *member = g_strdup (gb_book_get_member_id (desk->book));
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = NULL;

  gb_test_desk_close (desk);
  be_alone ();
  g_assert_null (gb_book_open (desk->path, NULL, desk->keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_null (gb_book_open_with (desk->path, member, "not this one at all", desk->keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_null (gb_book_open_with (desk->path, member, GB_TEST_PASSPHRASE, empty, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  book = gb_book_open_with (desk->path, NULL, "  " GB_TEST_PASSPHRASE " ", desk->keyring, &error);
  g_assert_no_error (error);
  gb_book_close (book);
}

static void
test_an_elevated_member_is_not_made_without_one (void)
{
  static const char *const roles[] = { "dsl", NULL };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autofree char *dir = g_build_filename (desk->folder, "Other.guardbook", NULL);
  GbBookPlan plan = { .dir = dir, .school = "Marsh Lane Primary School", .dfe_number = "886/5201",
                      .pack = "kent-2023", .member_name = "Ruth Adeyemi", .member_roles = roles };
  g_autoptr (GError) error = NULL;
  char *words = NULL;

  be_alone ();
  g_assert_null (gb_book_create (&plan, keyring, &words, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_PASSPHRASE);
  g_clear_error (&error);
  plan.passphrase = "Adeyemi Marsh Lane";
  g_assert_null (gb_book_create (&plan, keyring, &words, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "easy to guess"));
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
}

static void
test_a_technician_needs_the_keyring_alone (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = gb_test_desk_enrol (desk, "Gwen Tarrant", "technician");
  g_autoptr (GbOuter) outer = NULL;
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  be_alone ();
  outer = gb_outer_open (desk->path, id, desk->keyring, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gb_outer_get_name (outer), ==, "Gwen Tarrant");
}

static void
test_who_joins_as_elevated_is_asked_before_anything_changes (void)
{
  static const char *const roles[] = { "deputy", NULL };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = NULL;
  char *code = gb_book_invite (desk->book, "Carys Whitlock", roles, &error);

  g_assert_no_error (error);
  gb_test_desk_close (desk);
  be_alone ();
  g_assert_null (gb_book_enrol (desk->path, code, keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_PASSPHRASE);
  g_clear_error (&error);
  book = gb_book_enrol_with (desk->path, code, RUTHS, keyring, &error);
  g_assert_no_error (error);
  g_assert_true (gb_book_has_passphrase (book));
  gb_wipe_text (code);
  gb_book_close (book);
}

static gboolean
may_invite (GbBook *book, GError **error)
{
  static const char *const roles[] = { "deputy", NULL };
  char *code = gb_book_invite (book, "Carys Whitlock", roles, error);
  gboolean invited = code != NULL;

  g_clear_pointer (&code, gb_wipe_text);
  return invited;
}

static void
test_each_signature_is_proven_again (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;

  the_time = gb_now ();
  gb_clock_set (tell_time, NULL);
  be_alone ();
  g_assert_true (gb_book_needs_proof (desk->book, "member.invited"));
  g_assert_false (gb_book_needs_proof (desk->book, "incident.recorded"));
  g_assert_false (may_invite (desk->book, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_false (gb_book_prove (desk->book, "member.invited", "something else entirely", NULL));
  g_assert_true (gb_book_prove (desk->book, "search.authorised", GB_TEST_PASSPHRASE, NULL));
  g_assert_false (may_invite (desk->book, NULL)); /* proven for another act */
  g_assert_true (gb_book_prove (desk->book, "member.invited", GB_TEST_PASSPHRASE, NULL));
  g_assert_true (may_invite (desk->book, NULL));
  g_assert_false (may_invite (desk->book, NULL)); /* once */
  g_assert_true (gb_book_prove (desk->book, "member.invited", GB_TEST_PASSPHRASE, NULL));
  the_time += 3 * GB_MINUTE;
  g_assert_false (may_invite (desk->book, NULL)); /* too long ago */
  gb_clock_set (NULL, NULL);
}

static void
test_a_changed_passphrase_opens_and_the_old_one_does_not (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;

  be_alone ();
  g_assert_false (gb_book_set_passphrase (desk->book, "a wrong guess this is", RUTHS, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_false (gb_book_set_passphrase (desk->book, GB_TEST_PASSPHRASE, "password1", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_true (gb_book_set_passphrase (desk->book, GB_TEST_PASSPHRASE, RUTHS, &error));
  g_assert_no_error (error);
  g_assert_true (gb_book_prove (desk->book, "member.invited", RUTHS, NULL));
  gb_test_desk_close (desk);
  g_assert_null (gb_book_open_with (desk->path, NULL, GB_TEST_PASSPHRASE, desk->keyring, NULL));
  desk->book = gb_book_open_with (desk->path, NULL, RUTHS, desk->keyring, &error);
  g_assert_no_error (error);
}

static void
test_a_forgotten_one_is_replaced_with_the_recovery_key (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *member = g_strdup (gb_book_get_member_id (desk->book));
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  be_alone ();
  g_assert_null (gb_book_recover (desk->path, desk->words, member, desk->keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_PASSPHRASE);
  g_clear_error (&error);
  desk->book = gb_book_recover_with (desk->path, desk->words, NULL, member, RUTHS, desk->keyring, &error);
  g_assert_no_error (error);
  gb_test_desk_close (desk);
  desk->book = gb_book_open_with (desk->path, member, RUTHS, desk->keyring, &error);
  g_assert_no_error (error);
}

static void
test_wrong_ones_cost_a_growing_pause_and_nothing_else (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *member = g_strdup (gb_book_get_member_id (desk->book));
  static const guint pauses[] = { 0, 0, 2, 4, 8 };
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  be_alone ();
  the_time = gb_now ();
  gb_clock_set (tell_time, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      g_assert_null (gb_book_open_with (desk->path, member, "no it is not this", desk->keyring, NULL));
      g_assert_cmpuint (gb_passphrase_pause (member), ==, pauses[i]);
      if (pauses[i] > 0) /* even the right one must wait */
        g_assert_null (gb_book_open_with (desk->path, member, GB_TEST_PASSPHRASE, desk->keyring, &error));
      g_clear_error (&error);
      the_time += pauses[i] * GB_SECOND;
    }
  desk->book = gb_book_open_with (desk->path, member, GB_TEST_PASSPHRASE, desk->keyring, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gb_passphrase_pause (member), ==, 0);
  gb_clock_set (NULL, NULL);
}

/* As a key of before there were passphrases, or of a technician who now deputises. */
static void
take_passphrase_away (GbTestDesk *desk)
{
  const char *vault_id = gb_vault_get_id (gb_book_get_vault (desk->book));
  g_autofree char *member = g_strdup (gb_book_get_member_id (desk->book));
  g_autoptr (GBytes) bare
    = gb_identity_to_item (gb_vault_get_identity (gb_book_get_vault (desk->book)), "Ruth Adeyemi", NULL);

  g_assert_true (gb_keyring_store (desk->keyring, vault_id, member, "seed", "test", bare, NULL));
  gb_test_desk_reopen (desk, member);
}

static void
test_without_one_an_elevated_role_writes_nothing (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *refused = NULL, *done = NULL;

  take_passphrase_away (desk);
  be_alone ();
  g_assert_true (gb_book_wants_passphrase (desk->book));
  refused = gb_test_refused (desk->book, "backup.verified", NULL, "{}", GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (refused, "passphrase"));
  g_assert_true (gb_book_set_passphrase (desk->book, NULL, RUTHS, &error));
  g_assert_no_error (error);
  done = gb_test_incident (desk->book);
  g_assert_nonnull (done);
}

static void
test_the_keyring_says_whose_passphrase_it_asks_for (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = gb_test_desk_enrol (desk, "Gwen Tarrant", "technician");
  g_autoptr (GPtrArray) sitters = NULL;
  const GbSitter *sitter;

  gb_test_desk_close (desk);
  be_alone ();
  sitters = gb_book_sitters (desk->path, desk->keyring, NULL);
  g_assert_cmpuint (sitters->len, ==, 2);
  sitter = sitters->pdata[0];
  g_assert_cmpstr (sitter->name, ==, "Gwen Tarrant");
  g_assert_false (sitter->passphrase);
  sitter = sitters->pdata[1];
  g_assert_cmpstr (sitter->name, ==, "Ruth Adeyemi");
  g_assert_true (sitter->passphrase);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/factor/neither-keyring-nor-passphrase-opens-alone",
                   test_neither_keyring_nor_passphrase_opens_alone);
  g_test_add_func ("/factor/an-elevated-member-is-not-made-without-one",
                   test_an_elevated_member_is_not_made_without_one);
  g_test_add_func ("/factor/a-technician-needs-the-keyring-alone", test_a_technician_needs_the_keyring_alone);
  g_test_add_func ("/factor/who-joins-as-elevated-is-asked-before-anything-changes",
                   test_who_joins_as_elevated_is_asked_before_anything_changes);
  g_test_add_func ("/factor/each-signature-is-proven-again", test_each_signature_is_proven_again);
  g_test_add_func ("/factor/a-changed-passphrase-opens-and-the-old-one-does-not",
                   test_a_changed_passphrase_opens_and_the_old_one_does_not);
  g_test_add_func ("/factor/a-forgotten-one-is-replaced-with-the-recovery-key",
                   test_a_forgotten_one_is_replaced_with_the_recovery_key);
  g_test_add_func ("/factor/wrong-ones-cost-a-growing-pause-and-nothing-else",
                   test_wrong_ones_cost_a_growing_pause_and_nothing_else);
  g_test_add_func ("/factor/without-one-an-elevated-role-writes-nothing",
                   test_without_one_an_elevated_role_writes_nothing);
  g_test_add_func ("/factor/the-keyring-says-whose-passphrase-it-asks-for",
                   test_the_keyring_says_whose_passphrase_it_asks_for);
  return g_test_run ();
}

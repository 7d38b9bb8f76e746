/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/member.h"
#include "support/desk.h"
#include "support/folder.h"
#include "support/journal.h"

static const char *const deputy[] = { "deputy", NULL };
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

/* --- coming ---------------------------------------------------------------- */

static void
test_a_code_lets_in_one_member_on_their_own_keyring (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autoptr (GError) error = NULL;
  g_autofree char *code = gb_book_invite (desk->book, "Carys Whitlock", deputy, &error);
  g_autofree char *member_id = NULL;
  GbBook *book;

  g_assert_no_error (error);
  gb_test_desk_close (desk);
  book = gb_book_enrol (desk->path, code, keyring, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gb_book_get_member_name (book), ==, "Carys Whitlock");
  g_assert_true (gb_book_has_role (book, "deputy"));
  member_id = g_strdup (gb_book_get_member_id (book));
  assert_verifies (book);
  gb_book_close (book);
  g_clear_object (&book);
  /* Once is once. */
  g_assert_null (gb_book_enrol (desk->path, code, keyring, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  /* From now on she opens it with her own keyring, and Ruth with hers. */
  book = gb_book_open (desk->path, NULL, keyring, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gb_book_get_member_id (book), ==, member_id);
  gb_book_close (book);
  g_clear_object (&book);
  g_assert_null (gb_book_open (desk->path, member_id, desk->keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  gb_test_desk_reopen (desk, NULL);
  g_assert_cmpstr (gb_book_get_member_name (desk->book), ==, "Ruth Adeyemi");
}

static void
test_a_wrong_or_late_code_lets_nobody_in (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autoptr (GError) error = NULL;
  g_autofree char *code = gb_book_invite (desk->book, "Carys Whitlock", deputy, &error);
  g_autofree char *other = gb_code_new ();
  g_autofree char *vault_id = gb_vault_read_id (desk->path, NULL);
  g_auto (GStrv) members = NULL;

  gb_test_desk_close (desk);
  g_assert_null (gb_book_enrol (desk->path, other, keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  the_time = g_get_real_time () + 8 * GB_DAY;
  gb_clock_set (set_clock, NULL);
  g_assert_null (gb_book_enrol (desk->path, code, keyring, &error));
  gb_clock_set (NULL, NULL);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  members = gb_keyring_members (keyring, vault_id, NULL);
  g_assert_cmpuint (members != NULL ? g_strv_length (members) : 0, ==, 0);
}

static void
test_the_recovery_words_bring_a_member_back_on_an_empty_keyring (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autoptr (GError) error = NULL;
  g_autofree char *member_id = g_strdup (gb_book_get_member_id (desk->book));
  g_autofree char *other = gb_words_new ();
  g_autofree char *stranger = gb_id_new ();
  GbBook *book;

  gb_test_desk_close (desk);
  g_assert_null (gb_book_open (desk->path, NULL, keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  g_assert_null (gb_book_recover (desk->path, other, NULL, keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  g_assert_null (gb_book_recover (desk->path, desk->words, stranger, keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_MISSING);
  g_clear_error (&error);
  book = gb_book_recover (desk->path, desk->words, NULL, keyring, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gb_book_get_member_id (book), ==, member_id);
  assert_verifies (book);
  gb_book_close (book);
  g_clear_object (&book);
  /* The lost keyring's key opens nothing any more. */
  g_assert_null (gb_book_open (desk->path, member_id, desk->keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
}

/* --- leaving --------------------------------------------------------------------- */

static void
test_a_member_who_left_opens_nothing_more (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");
  g_autofree char *body =
      g_strdup_printf ("{'member_id':'%s','name':'Carys Whitlock','reason':'Moved to another school'}", id);
  /* Two people can always open everything: Carys leaves when there is a third. */
  g_autofree char *early = gb_test_refused (desk->book, "member.left", NULL, body, GB_ERROR_REFUSED);
  g_autofree char *martin = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  gint64 epoch = gb_vault_get_epoch (gb_book_get_vault (desk->book));
  g_autofree char *none = gb_test_act (desk->book, "member.left", NULL, body);
  g_autofree char *again = gb_test_refused (desk->book, "member.left", NULL, body, GB_ERROR_REFUSED);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (early, "always be two"));
  /* What she knew of the vault's key is worth nothing now. */
  g_assert_cmpint (gb_vault_get_epoch (gb_book_get_vault (desk->book)), ==, epoch + 1);
  assert_verifies (desk->book);
  gb_test_desk_close (desk);
  g_assert_null (gb_book_open (desk->path, id, desk->keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  gb_test_desk_reopen (desk, martin);
  g_assert_null (gb_book_get_read_only_reason (desk->book));
}

static void
test_what_a_leaver_invited_is_shut_with_them (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autofree char *martin = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  g_autofree char *carys = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");
  g_autofree char *body =
      g_strdup_printf ("{'member_id':'%s','name':'Martin Pell','reason':'Retires'}", martin);
  g_autoptr (GError) error = NULL;
  g_autofree char *his = NULL, *hers = NULL, *none = NULL;

  hers = gb_book_invite (desk->book, "Nasreen Malik", deputy, &error);
  g_assert_no_error (error);
  gb_test_desk_reopen (desk, martin);
  his = gb_book_invite (desk->book, "Owen Farrant", deputy, &error);
  g_assert_no_error (error);
  gb_test_desk_reopen (desk, NULL);
  none = gb_test_act (desk->book, "member.left", NULL, body);
  gb_test_desk_close (desk);
  g_assert_null (gb_book_enrol (desk->path, his, keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  desk->book = gb_book_enrol (desk->path, hers, keyring, &error);
  g_assert_no_error (error);
}

/* --- safety words ------------------------------------------------------------------ */

static gboolean
read_member (GbVault *vault, gpointer data, GError **error)
{
  GbMember **member = data;
  g_autofree char *today = gb_today ();
  g_autofree char *id = (char *) *member;

  *member = gb_member_get (vault, id, today, error);
  return *member != NULL;
}

static GbMember *
member_now (GbBook *book, const char *id)
{
  GbMember *member = (GbMember *) g_strdup (id);

  g_assert_true (gb_vault_run (gb_book_get_vault (book), read_member, &member, NULL));
  return member;
}

static char *
confirmation (GbBook *book, GbMember *member)
{
  g_autofree char *words = gb_member_safety_words (gb_book_get_vault (book), member);

  return g_strdup_printf ("{'member_id':'%s','name':'%s','sign_key':'%s','box_key':'%s','words':'%s'}", member->id,
                          member->name, member->sign_key, member->box_key, words);
}

static void
test_a_new_key_is_confirmed_by_another_member_who_compares_its_words (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *martin = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  g_autoptr (GbMember) before = member_now (desk->book, martin);
  g_autofree char *words = gb_member_safety_words (gb_book_get_vault (desk->book), before);
  g_auto (GStrv) each = g_strsplit (words, " ", -1);
  g_autofree char *body = confirmation (desk->book, before);
  g_autofree char *none = NULL, *own = NULL, *again = NULL, *his_own = NULL;
  g_autoptr (GbMember) after = NULL;

  g_assert_cmpuint (g_strv_length (each), ==, 6);
  g_assert_cmpint (before->confirmed_at, ==, 0);
  /* On his own screen stand the same words, and he can't confirm himself. */
  gb_test_desk_reopen (desk, martin);
  his_own = gb_member_safety_words (gb_book_get_vault (desk->book), before);
  g_assert_cmpstr (his_own, ==, words);
  own = gb_test_refused (desk->book, "member.confirmed", NULL, body, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (own, "own key"));
  gb_test_desk_reopen (desk, NULL);
  none = gb_test_act (desk->book, "member.confirmed", NULL, body);
  after = member_now (desk->book, martin);
  g_assert_cmpint (after->confirmed_at, >, 0);
  g_assert_cmpstr (after->confirmed_by, ==, "Ruth Adeyemi");
  again = gb_test_refused (desk->book, "member.confirmed", NULL, body, GB_ERROR_REFUSED);
  assert_verifies (desk->book);
}

static gboolean
read_unconfirmed (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) found = gb_members_unconfirmed (vault, ((char **) data)[0], error);

  ((char **) data)[1] = found != NULL && found->len == 1 ? g_strdup (((GbMember *) found->pdata[0])->keyed_how) : NULL;
  return found != NULL;
}

static void
test_a_code_for_a_member_who_lost_the_key_makes_another_key_to_confirm (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbKeyring) fresh = gb_keyring_new_in_memory ();
  g_autofree char *martin = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  g_autoptr (GbMember) before = member_now (desk->book, martin);
  g_autofree char *body = confirmation (desk->book, before);
  g_autofree char *none = gb_test_act (desk->book, "member.confirmed", NULL, body);
  g_autofree char *stale = NULL, *how = NULL;
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;
  char *asked[] = { (char *) gb_book_get_member_id (desk->book), NULL };

  g_assert_null (gb_book_invite_again (desk->book, gb_book_get_member_id (desk->book), &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_clear_error (&error);
  code = gb_book_invite_again (desk->book, martin, &error);
  g_assert_no_error (error);
  gb_test_desk_close (desk);
  desk->book = gb_book_enrol (desk->path, code, fresh, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gb_book_get_member_id (desk->book), ==, martin);
  g_assert_true (gb_book_has_role (desk->book, "headteacher"));
  assert_verifies (desk->book);
  gb_test_desk_close (desk);
  g_assert_null (gb_book_enrol (desk->path, code, fresh, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (gb_book_open (desk->path, martin, desk->keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  gb_test_desk_reopen (desk, NULL);
  /* What was confirmed was the other key. */
  stale = gb_test_refused (desk->book, "member.confirmed", NULL, body, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (stale, "another key"));
  asked[0] = (char *) gb_book_get_member_id (desk->book);
  g_assert_true (gb_vault_run (gb_book_get_vault (desk->book), read_unconfirmed, asked, NULL));
  how = asked[1];
  g_assert_cmpstr (how, ==, "recovered");
}

/* --- a key that changed ---------------------------------------------------------------- */

/* Ruth Adeyemi (DSL), Martin Pell (headteacher), Carys Whitlock (deputy); Martin Pell
 * comes back with the recovery words, and so might whoever found them. */
typedef struct { GbTestDesk *desk; char *martin, *carys; } Changed;

static Changed
new_changed (void)
{
  Changed changed = { gb_test_desk_new () };
  g_autoptr (GError) error = NULL;

  changed.martin = gb_test_desk_enrol (changed.desk, "Martin Pell", "headteacher");
  changed.carys = gb_test_desk_enrol (changed.desk, "Carys Whitlock", "deputy");
  gb_test_desk_close (changed.desk);
  changed.desk->book
      = gb_book_recover (changed.desk->path, changed.desk->words, changed.martin, changed.desk->keyring, &error);
  g_assert_no_error (error);
  return changed;
}

static void
changed_clear (Changed *changed)
{
  gb_test_desk_free (changed->desk);
  g_free (changed->martin);
  g_free (changed->carys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Changed, changed_clear)

static gboolean
is_doubted (Changed *changed)
{
  g_autoptr (GbMember) member = member_now (changed->desk->book, changed->martin);

  return member->doubted != 0;
}

static void
confirm_as (Changed *changed, const char *who)
{
  g_autoptr (GbMember) member = NULL;
  g_autofree char *body = NULL;

  gb_test_desk_reopen (changed->desk, who);
  member = member_now (changed->desk->book, changed->martin);
  body = confirmation (changed->desk->book, member);
  g_free (gb_test_act (changed->desk->book, "member.confirmed", NULL, body));
}

static void
refuses_with (GbBook *book, const char *kind, const char *body, const char *words)
{
  g_autofree char *sentence = gb_test_refused (book, kind, NULL, body, GB_ERROR_REFUSED);

  if (strstr (sentence, words) == NULL)
    g_error ("“%s” was expected in: %s", words, sentence);
}

static void
test_a_changed_key_is_given_nothing_until_two_have_confirmed_it (void)
{
  g_auto (Changed) changed = new_changed ();
  g_autofree char *roles = g_strdup_printf (
      "{'member_id':'%s','name':'Martin Pell','roles':['headteacher','dsl'],'reason':'Stands in'}", changed.martin);
  g_autofree char *again = NULL;
  g_autoptr (GbMember) member = NULL;

  g_assert_true (is_doubted (&changed));
  gb_test_desk_reopen (changed.desk, NULL);
  refuses_with (changed.desk->book, "member.roles", roles, "isn’t confirmed");
  confirm_as (&changed, NULL);
  g_assert_true (is_doubted (&changed));
  refuses_with (changed.desk->book, "member.roles", roles, "isn’t confirmed");
  member = member_now (changed.desk->book, changed.martin);
  again = confirmation (changed.desk->book, member);
  refuses_with (changed.desk->book, "member.confirmed", again, "another member does");
  confirm_as (&changed, changed.carys);
  g_assert_false (is_doubted (&changed));
  gb_test_desk_reopen (changed.desk, NULL);
  g_free (gb_test_act (changed.desk->book, "member.roles", NULL, roles));
  assert_verifies (changed.desk->book);
}

static void
test_a_changed_key_signs_nothing_until_two_have_confirmed_it (void)
{
  g_auto (Changed) changed = new_changed ();
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  g_assert_null (gb_book_invite (changed.desk->book, "Owen Farrant", deputy, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Your key is new"));
  g_clear_error (&error);
  /* What needs no signature is written all the same: a record must never wait. */
  g_free (gb_test_incident (changed.desk->book));
  confirm_as (&changed, changed.carys);
  confirm_as (&changed, NULL);
  gb_test_desk_reopen (changed.desk, changed.martin);
  code = gb_book_invite (changed.desk->book, "Owen Farrant", deputy, &error);
  g_assert_no_error (error);
}

static void
test_a_key_in_doubt_confirms_no_other (void)
{
  g_auto (Changed) changed = new_changed ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbMember) member = NULL;
  g_autofree char *body = NULL;

  gb_test_desk_close (changed.desk);
  changed.desk->book
      = gb_book_recover (changed.desk->path, changed.desk->words, changed.carys, changed.desk->keyring, &error);
  g_assert_no_error (error);
  member = member_now (changed.desk->book, changed.martin);
  body = confirmation (changed.desk->book, member);
  refuses_with (changed.desk->book, "member.confirmed", body, "Your own key is new");
  /* Ruth Adeyemi's alone is in no doubt: of her one is enough. */
  confirm_as (&changed, NULL);
  g_assert_false (is_doubted (&changed));
}

static void
test_whoever_is_alone_goes_on_with_a_changed_key (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *ruth = g_strdup (gb_book_get_member_id (desk->book));
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  desk->book = gb_book_recover (desk->path, desk->words, ruth, desk->keyring, &error);
  g_assert_no_error (error);
  code = gb_book_invite (desk->book, "Owen Farrant", deputy, &error);
  g_assert_no_error (error);
}

/* --- roles --------------------------------------------------------------------------- */

static void
test_only_those_in_charge_decide_who_has_a_key (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *carys = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");
  g_autofree char *martin = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  gb_test_desk_reopen (desk, carys);
  g_assert_null (gb_book_invite (desk->book, "Owen Farrant", deputy, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Only the DSL or the headteacher"));
  g_clear_error (&error);
  gb_test_desk_reopen (desk, martin);
  code = gb_book_invite (desk->book, "Owen Farrant", deputy, &error);
  g_assert_no_error (error);
}

static void
test_a_case_manager_and_the_chair_add_concerns_alone (void)
{
  static const struct { const char *role, *may, *may_not; } table[] = {
    { "chair", "page.made", "backup.verified" },
    { "chair", "concern.recorded", "incident.recorded" },
    { "case-manager", "concern.recorded", "incident.recorded" },
    { "case-manager", "page.made", "member.invited" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
      g_autofree char *id = gb_test_desk_enrol (desk, "Owen Farrant", table[i].role);
      g_autoptr (GError) error = NULL;
      gb_test_desk_reopen (desk, id);
      g_assert_false (gb_book_may (desk->book, table[i].may_not, NULL, NULL, &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
      g_clear_error (&error);
      if (gb_act_find (table[i].may) != NULL)
        g_assert_true (gb_book_may (desk->book, table[i].may, NULL, NULL, &error));
      g_assert_no_error (error);
    }
}

static void
test_the_last_one_in_charge_stays_in_charge (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *down =
      g_strdup_printf ("{'member_id':'%s','name':'Ruth Adeyemi','roles':['deputy'],'reason':'Goes part-time'}",
                       gb_book_get_member_id (desk->book));
  g_autofree char *refused = gb_test_refused (desk->book, "member.roles", NULL, down, GB_ERROR_REFUSED);
  g_autofree char *martin = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  g_autofree char *done = gb_test_act (desk->book, "member.roles", NULL, down);

  g_assert_nonnull (strstr (refused, "only DSL or headteacher"));
  g_assert_null (done);
  g_assert_true (gb_book_has_role (desk->book, "deputy"));
  g_assert_false (gb_book_has_role (desk->book, "dsl"));
  assert_verifies (desk->book);
}

static void
test_a_role_for_a_time_is_held_for_that_time_only (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *carys = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");
  g_autofree char *today = gb_today ();
  g_autofree char *tomorrow = gb_day_add (today, 1);
  g_autofree char *until = gb_day_add (today, 3);
  g_autofree char *acting =
      g_strdup_printf ("{'member_id':'%s','name':'Carys Whitlock','roles':['dsl'],'from':'%s','until':'%s',"
                       "'reason':'Acts for Ruth Adeyemi, who is on a course'}",
                       carys, tomorrow, until);
  g_autofree char *none = gb_test_act (desk->book, "member.roles", NULL, acting);

  gb_clock_set (set_clock, NULL);
  for (int day = 0; day < 5; day++)
    {
      the_time = g_get_real_time () + day * GB_DAY;
      gb_test_desk_reopen (desk, carys);
      g_assert_true (gb_book_has_role (desk->book, "deputy"));
      g_assert_cmpint (gb_book_has_role (desk->book, "dsl"), ==, day >= 1 && day <= 3);
    }
  gb_clock_set (NULL, NULL);
}

static void
test_a_role_that_nobody_knows_is_no_role (void)
{
  static const char *const wizard[] = { "wizard", NULL };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_book_invite (desk->book, "Owen Farrant", wizard, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (gb_book_invite (desk->book, "Owen", deputy, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
}

/* --- yesterday's file ------------------------------------------------------------------------ */

static void
copy_file (const char *from, const char *to, const char *name)
{
  g_autofree char *source = g_build_filename (from, name, NULL);
  g_autofree char *target = g_build_filename (to, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_get_contents (source, &bytes, &length, NULL))
    {
      g_unlink (target);
      return;
    }
  g_assert_true (g_file_set_contents (target, bytes, (gssize) length, NULL));
}

/* The database of an earlier hour under today's slots. */
static void
copy_database (const char *from, const char *to)
{
  copy_file (from, to, "vault.db");
  copy_file (from, to, "vault.db-wal");
}

static void
test_yesterdays_file_opens_for_reading_only_and_says_what_is_gone (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *kept = g_build_filename (desk->folder, "yesterday", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = NULL;
  g_autofree char *none = NULL;
  const char *reason;

  gb_test_desk_close (desk);
  g_mkdir (kept, 0700);
  copy_database (desk->path, kept);
  gb_test_desk_reopen (desk, NULL);
  for (int i = 0; i < 2; i++)
    g_free (gb_test_act (desk->book, "backup.verified", NULL, "{'name':'Friday','entries':5,'head':'anchor velvet'}"));
  gb_test_desk_close (desk);
  copy_database (kept, desk->path);
  gb_test_desk_reopen (desk, NULL);
  reason = gb_book_get_read_only_reason (desk->book);
  g_assert_nonnull (reason);
  g_test_message ("%s", reason);
  g_assert_nonnull (strstr (reason, "2 entries from today are gone"));
  g_free (gb_test_refused (desk->book, "backup.verified", NULL, "{'name':'Friday','entries':5,'head':'h'}",
                           GB_ERROR_READ_ONLY));
  verdict = gb_book_verify (desk->book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (verdict->findings->len, ==, 1);
  g_assert_cmpint (((GbFinding *) verdict->findings->pdata[0])->entry, ==, verdict->entries + 1);
  /* It says so again at the next unlock: looking did not move the anchor. */
  gb_test_desk_reopen (desk, NULL);
  g_assert_nonnull (gb_book_get_read_only_reason (desk->book));
}

static void
test_going_on_from_an_older_copy_is_an_act_with_a_reason (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *kept = g_build_filename (desk->folder, "yesterday", NULL);
  g_autofree char *none = NULL;
  g_autofree char *after = NULL;

  gb_test_desk_close (desk);
  g_mkdir (kept, 0700);
  copy_database (desk->path, kept);
  gb_test_desk_reopen (desk, NULL);
  g_free (gb_test_act (desk->book, "backup.verified", NULL, "{'name':'Friday','entries':5,'head':'anchor velvet'}"));
  gb_test_desk_close (desk);
  copy_database (kept, desk->path);
  gb_test_desk_reopen (desk, NULL);
  g_assert_nonnull (gb_book_get_read_only_reason (desk->book));
  none = gb_test_act (desk->book, "rollback.noted", NULL, "{'reason':'The disk failed; this is the backup of Friday'}");
  g_assert_null (gb_book_get_read_only_reason (desk->book));
  after = gb_test_act (desk->book, "backup.verified", NULL, "{'name':'Monday','entries':7,'head':'anchor velvet'}");
  g_free (gb_test_refused (desk->book, "rollback.noted", NULL, "{'reason':'Again'}", GB_ERROR_REFUSED));
  gb_test_desk_reopen (desk, NULL);
  g_assert_null (gb_book_get_read_only_reason (desk->book));
  assert_verifies (desk->book);
}

/* The check runs beside the desk after each unlock; a finding stops writing. */
static void
test_what_was_changed_while_it_was_closed_is_found_after_unlocking (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  const char *reason;

  for (int i = 0; i < 3; i++)
    g_free (gb_test_act (desk->book, "backup.verified", NULL, "{'name':'Friday','entries':5,'head':'anchor velvet'}"));
  gb_test_tamper (gb_book_get_vault (desk->book),
                  "UPDATE entry SET body = CAST (replace (CAST (body AS TEXT), 'Friday', 'Monday')"
                  " AS BLOB) WHERE id = 7");
  gb_test_desk_reopen (desk, NULL);
  while ((reason = gb_book_get_read_only_reason (desk->book)) == NULL && g_get_monotonic_time () < deadline)
    g_usleep (10000);
  g_assert_nonnull (reason);
  g_test_message ("%s", reason);
  g_assert_true (g_str_has_prefix (reason, "Entry 7 was changed after it was written."));
  g_free (gb_test_refused (desk->book, "backup.verified", NULL, "{'name':'Friday','entries':5,'head':'h'}",
                           GB_ERROR_READ_ONLY));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/member/a-code-lets-in-one-member-on-their-own-keyring",
                   test_a_code_lets_in_one_member_on_their_own_keyring);
  g_test_add_func ("/member/a-wrong-or-late-code-lets-nobody-in", test_a_wrong_or_late_code_lets_nobody_in);
  g_test_add_func ("/member/the-recovery-words-bring-a-member-back-on-an-empty-keyring",
                   test_the_recovery_words_bring_a_member_back_on_an_empty_keyring);
  g_test_add_func ("/member/one-who-left-opens-nothing-more", test_a_member_who_left_opens_nothing_more);
  g_test_add_func ("/member/only-those-in-charge-decide-who-has-a-key", test_only_those_in_charge_decide_who_has_a_key);
  g_test_add_func ("/member/a-case-manager-and-the-chair",
                   test_a_case_manager_and_the_chair_add_concerns_alone);
  g_test_add_func ("/member/the-last-one-in-charge-stays-in-charge", test_the_last_one_in_charge_stays_in_charge);
  g_test_add_func ("/member/a-role-for-a-time-is-held-for-that-time-only",
                   test_a_role_for_a_time_is_held_for_that_time_only);
  g_test_add_func ("/member/a-role-that-nobody-knows-is-no-role", test_a_role_that_nobody_knows_is_no_role);
  g_test_add_func ("/member/yesterdays-file-opens-for-reading-only-and-says-what-is-gone",
                   test_yesterdays_file_opens_for_reading_only_and_says_what_is_gone);
  g_test_add_func ("/member/going-on-from-an-older-copy-is-an-act-with-a-reason",
                   test_going_on_from_an_older_copy_is_an_act_with_a_reason);
  g_test_add_func ("/member/what-was-changed-while-it-was-closed-is-found-after-unlocking",
                   test_what_was_changed_while_it_was_closed_is_found_after_unlocking);
  g_test_add_func ("/member/what-a-leaver-invited-is-shut", test_what_a_leaver_invited_is_shut_with_them);
  g_test_add_func ("/member/safety-words", test_a_new_key_is_confirmed_by_another_member_who_compares_its_words);
  g_test_add_func ("/member/changed-key-given-nothing", test_a_changed_key_is_given_nothing_until_two_have_confirmed_it);
  g_test_add_func ("/member/changed-key-signs-nothing", test_a_changed_key_signs_nothing_until_two_have_confirmed_it);
  g_test_add_func ("/member/doubt-confirms-none", test_a_key_in_doubt_confirms_no_other);
  g_test_add_func ("/member/alone-with-a-changed-key", test_whoever_is_alone_goes_on_with_a_changed_key);
  g_test_add_func ("/member/invited-again", test_a_code_for_a_member_who_lost_the_key_makes_another_key_to_confirm);
  return g_test_run ();
}

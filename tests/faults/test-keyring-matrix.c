/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every state of a keyring against everything that needs one: opening, joining,
 * coming back with words and with shares, founding.  Each fails with the
 * state's own sentence or works; none makes a key where a vault exists, none
 * uses up a code, and when the keyring is well again the same thing works. */
#include <string.h>

#include "base/errors.h"
#include "casework/recovery.h"
#include "support/desk.h"
#include "support/folder.h"
#include "support/passphrase.h"
#include "vault/keyring.h"

/* --- a keyring that is as it is told to be ---------------------------------------- */

#define TEST_TYPE_KEYRING (test_keyring_get_type ())
G_DECLARE_FINAL_TYPE (TestKeyring, test_keyring, TEST, KEYRING, GbKeyring)

struct _TestKeyring
{
  GbKeyring parent_instance;
  GbKeyring *kept;
  GbKeyringState state;
  guint stores;
};

G_DEFINE_FINAL_TYPE (TestKeyring, test_keyring, GB_TYPE_KEYRING)

static GbKeyringState
say (GbKeyring *keyring, GError **error)
{
  GbKeyringState state = TEST_KEYRING (keyring)->state;

  if (state != GB_KEYRING_READY)
    g_set_error (error, GB_ERROR, GB_ERROR_NO_KEY, "state %d", state);
  return state;
}

static GBytes *
load (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *what, GError **error)
{
  return say (keyring, error) == GB_KEYRING_READY
             ? gb_keyring_load (TEST_KEYRING (keyring)->kept, vault_id, member_id, what, error)
             : NULL;
}

static gboolean
store (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *what, const char *label,
       GBytes *bytes, GError **error)
{
  if (say (keyring, error) != GB_KEYRING_READY)
    return FALSE;
  TEST_KEYRING (keyring)->stores++;
  return gb_keyring_store (TEST_KEYRING (keyring)->kept, vault_id, member_id, what, label, bytes, error);
}

static gboolean
forget (GbKeyring *keyring, const char *vault_id, const char *member_id, GError **error)
{
  return say (keyring, error) == GB_KEYRING_READY
         && gb_keyring_remove (TEST_KEYRING (keyring)->kept, vault_id, member_id, error);
}

static char **
members (GbKeyring *keyring, const char *vault_id, GError **error)
{
  return say (keyring, error) == GB_KEYRING_READY
             ? gb_keyring_members (TEST_KEYRING (keyring)->kept, vault_id, error)
             : NULL;
}

static void
test_keyring_finalize (GObject *object)
{
  g_object_unref (TEST_KEYRING (object)->kept);
  G_OBJECT_CLASS (test_keyring_parent_class)->finalize (object);
}

static void
test_keyring_class_init (TestKeyringClass *klass)
{
  GbKeyringClass *keyring = GB_KEYRING_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_keyring_finalize;
  keyring->state = say;
  keyring->load = load;
  keyring->store = store;
  keyring->remove = forget;
  keyring->members = members;
}

static void
test_keyring_init (TestKeyring *self)
{
  self->kept = gb_keyring_new_in_memory ();
}

/* --- what needs it --------------------------------------------------------------------- */

typedef struct
{
  GbTestDesk *desk;
  GbShares *shares;
  char *code, *ruth, *fresh; /* a folder where no vault is yet */
} School;

typedef GbBook *(*Need) (School *school, GbKeyring *keyring, GError **error);

static GbBook *
need_open (School *school, GbKeyring *keyring, GError **error)
{
  return gb_book_open (school->desk->path, NULL, keyring, error);
}

static GbBook *
need_join (School *school, GbKeyring *keyring, GError **error)
{
  return gb_book_enrol (school->desk->path, school->code, keyring, error);
}

static GbBook *
need_words (School *school, GbKeyring *keyring, GError **error)
{
  return gb_book_recover (school->desk->path, school->desk->words, school->ruth, keyring, error);
}

static GbBook *
need_shares (School *school, GbKeyring *keyring, GError **error)
{
  return gb_book_recover_with_shares (school->desk->path, school->shares->words[0], school->shares->words[1],
                                      school->ruth, keyring, error);
}

static GbBook *
need_founding (School *school, GbKeyring *keyring, GError **error)
{
  static const char *const dsl[] = { "dsl", NULL };
  const GbBookPlan plan = { .dir = school->fresh, .school = "Marsh Lane Primary School", .dfe_number = "886/5201",
                            .pack = "kent-2023", .member_name = "Ruth Adeyemi", .member_roles = dsl };
  char *words = NULL;
  GbBook *book = gb_book_create (&plan, keyring, &words, error);

  gb_wipe_text (words);
  return book;
}

static const struct { const char *name; Need need; gboolean has_key; } needs[] = {
  { "open", need_open, FALSE },     { "join", need_join, TRUE },        { "words", need_words, TRUE },
  { "shares", need_shares, TRUE },  { "founding", need_founding, TRUE },
};

static void
school_init (School *school)
{
  static const char *const deputy[] = { "deputy", NULL };
  const GbShareHolder holders[GB_SHARES]
      = { { NULL, "Martin Pell" }, { NULL, "Ruth Adeyemi" }, { NULL, "Gwen Ashdown" } };

  school->desk = gb_test_desk_new ();
  school->ruth = g_strdup (gb_book_get_member_id (school->desk->book));
  school->shares = gb_shares_make (school->desk->book, holders, NULL);
  school->code = gb_book_invite (school->desk->book, "Carys Whitlock", deputy, NULL);
  school->fresh = g_build_filename (school->desk->folder, "Fresh.guardbook", NULL);
  g_assert_nonnull (school->code);
  gb_test_desk_close (school->desk);
}

static void
school_clear (School *school)
{
  gb_shares_free (school->shares);
  gb_test_desk_free (school->desk);
  gb_wipe_text (school->code);
  g_free (school->ruth);
  g_free (school->fresh);
}

static char *
read_slots (School *school)
{
  g_autofree char *path = g_build_filename (school->desk->path, "slots.json", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_each_state_stops_each_need_and_changes_nothing (void)
{
  for (guint n = 0; n < G_N_ELEMENTS (needs); n++)
    {
      School school = { 0 };
      g_autoptr (TestKeyring) keyring = g_object_new (TEST_TYPE_KEYRING, NULL);
      g_autofree char *before = NULL;
      g_autoptr (GError) error = NULL;
      GbBook *book;

      school_init (&school);
      before = read_slots (&school);
      for (int state = GB_KEYRING_READY + 1; state <= GB_KEYRING_GONE; state++)
        {
          g_autofree char *sentence = g_strdup_printf ("state %d", state);
          g_autofree char *after = NULL;

          keyring->state = (GbKeyringState) state;
          book = needs[n].need (&school, GB_KEYRING (keyring), &error);
          g_assert_null (book);
          g_assert_nonnull (error);
          if (strstr (error->message, sentence) == NULL)
            g_error ("%s in state %d says: %s", needs[n].name, state, error->message);
          g_clear_error (&error);
          after = read_slots (&school);
          g_assert_cmpstr (after, ==, before);
          g_assert_cmpuint (keyring->stores, ==, 0);
          g_assert_false (g_file_test (school.fresh, G_FILE_TEST_EXISTS));
        }
      keyring->state = GB_KEYRING_READY;
      book = needs[n].need (&school, GB_KEYRING (keyring), &error);
      if (needs[n].has_key)
        {
          g_assert_no_error (error);
          gb_book_close (book);
          g_object_unref (book);
        }
      else
        {
          /* Open, and empty: a vault is there, so no key is made. */
          g_assert_null (book);
          g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
          g_assert_cmpuint (keyring->stores, ==, 0);
        }
      school_clear (&school);
    }
}

/* The keyring goes away between its first answer and the storing of the key. */
static void
test_a_keyring_that_goes_away_after_opening_costs_no_record (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (TestKeyring) keyring = g_object_new (TEST_TYPE_KEYRING, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *incident = NULL;

  gb_test_desk_close (desk);
  desk->book = gb_book_recover (desk->path, desk->words, NULL, GB_KEYRING (keyring), &error);
  g_assert_no_error (error);
  keyring->state = GB_KEYRING_GONE;
  incident = gb_test_incident (desk->book);
  gb_test_desk_close (desk);
  keyring->state = GB_KEYRING_READY;
  desk->book = gb_book_open (desk->path, NULL, GB_KEYRING (keyring), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gb_book_get_read_only_reason (desk->book), ==, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gb_test_passphrases ();
  g_assert_true (gb_vault_guard (NULL));
  g_test_add_func ("/keyring-matrix/each-state-stops-each-need", test_each_state_stops_each_need_and_changes_nothing);
  g_test_add_func ("/keyring-matrix/goes-away-after-opening",
                   test_a_keyring_that_goes_away_after_opening_costs_no_record);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A member's keys: the same from the same seed, different for everything else. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "vault/identity.h"

#define VAULT "0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210"
#define MEMBER "00000000000000000000000000000001"

static void
test_the_keyring_item_brings_the_same_keys_back (void)
{
  g_autoptr (GbIdentity) made = gb_identity_new (VAULT, MEMBER);
  g_autoptr (GBytes) item = gb_identity_to_item (made, NULL, NULL);
  g_autoptr (GbIdentity) back = gb_identity_new_from_item (VAULT, MEMBER, item, NULL, NULL);
  g_autofree char *text = NULL;

  g_assert_nonnull (back);
  g_assert_cmpmem (gb_identity_get_sign_key (made), GB_SIGN_KEY_SIZE, gb_identity_get_sign_key (back),
                   GB_SIGN_KEY_SIZE);
  g_assert_cmpmem (gb_identity_get_box_key (made), GB_BOX_KEY_SIZE, gb_identity_get_box_key (back),
                   GB_BOX_KEY_SIZE);
  /* gnome-keyring gives every secret back as text. */
  text = g_strndup (g_bytes_get_data (item, NULL), g_bytes_get_size (item));
  g_assert_true (g_str_is_ascii (text));
}

static void
test_every_changed_byte_of_the_item_is_noticed (void)
{
  g_autoptr (GbIdentity) made = gb_identity_new (VAULT, MEMBER);
  g_autoptr (GBytes) item = gb_identity_to_item (made, NULL, NULL);
  gsize length = g_bytes_get_size (item);

  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *copy = g_memdup2 (g_bytes_get_data (item, NULL), length);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (GError) error = NULL;

      copy[i] ^= 1;
      changed = g_bytes_new (copy, length);
      g_assert_null (gb_identity_new_from_item (VAULT, MEMBER, changed, NULL, &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
    }
}

static void
test_an_item_of_another_vault_or_member_is_refused (void)
{
  g_autoptr (GbIdentity) made = gb_identity_new (VAULT, MEMBER);
  g_autoptr (GBytes) item = gb_identity_to_item (made, NULL, NULL);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (item, 0, g_bytes_get_size (item) - 1);

  g_assert_null (gb_identity_new_from_item (OTHER, MEMBER, item, NULL, NULL));
  g_assert_null (gb_identity_new_from_item (VAULT, OTHER, item, NULL, NULL));
  g_assert_null (gb_identity_new_from_item (VAULT, MEMBER, empty, NULL, NULL));
  g_assert_null (gb_identity_new_from_item (VAULT, MEMBER, cut, NULL, NULL));
}

static void
test_paper_gives_the_same_keys_twice_and_others_for_another_vault (void)
{
  char *words = gb_words_new ();
  char *code = gb_code_new ();
  g_autoptr (GbIdentity) first = gb_identity_new_from_words (VAULT, words, NULL);
  g_autoptr (GbIdentity) second = gb_identity_new_from_words (VAULT, words, NULL);
  g_autoptr (GbIdentity) other = gb_identity_new_from_words (OTHER, words, NULL);
  g_autoptr (GbIdentity) enrol = gb_identity_new_from_code (VAULT, code, NULL);
  g_autoptr (GbIdentity) again = gb_identity_new_from_code (VAULT, code, NULL);

  g_assert_cmpmem (gb_identity_get_box_key (first), 32, gb_identity_get_box_key (second), 32);
  g_assert_cmpint (memcmp (gb_identity_get_box_key (first), gb_identity_get_box_key (other), 32), !=, 0);
  g_assert_cmpmem (gb_identity_get_box_key (enrol), 32, gb_identity_get_box_key (again), 32);
  g_assert_cmpstr (gb_identity_get_member_id (first), ==, "recovery");
  g_assert_cmpstr (gb_identity_get_member_id (enrol), ==, "enrolment");
  gb_wipe_text (words);
  gb_wipe_text (code);
}

static void
test_a_signature_holds_for_its_bytes_and_its_signer_only (void)
{
  g_autoptr (GbIdentity) signer = gb_identity_new (VAULT, MEMBER);
  g_autoptr (GbIdentity) other = gb_identity_new (VAULT, OTHER);
  static const guint8 text[] = "Search of a phone, ground 2";
  static const guint8 changed[] = "Search of a phone, ground 3";
  guint8 signature[GB_SIGNATURE_SIZE];

  gb_identity_sign (signer, text, sizeof text, signature);
  g_assert_true (gb_signature_check (gb_identity_get_sign_key (signer), text, sizeof text, signature));
  g_assert_false (gb_signature_check (gb_identity_get_sign_key (signer), changed, sizeof changed, signature));
  g_assert_false (gb_signature_check (gb_identity_get_sign_key (other), text, sizeof text, signature));
  for (guint i = 0; i < GB_SIGNATURE_SIZE; i++)
    {
      signature[i] ^= 0x40;
      g_assert_false (gb_signature_check (gb_identity_get_sign_key (signer), text, sizeof text, signature));
      signature[i] ^= 0x40;
    }
}

static void
test_a_draft_is_read_by_its_writer_under_its_name_only (void)
{
  g_autoptr (GbIdentity) writer = gb_identity_new (VAULT, MEMBER);
  g_autoptr (GbIdentity) other = gb_identity_new (VAULT, OTHER);
  g_autoptr (GBytes) plain = g_bytes_new_static ("She said it began in March.", 27);
  g_autoptr (GBytes) sealed = gb_identity_encrypt (writer, "incident.new", plain);
  g_autoptr (GBytes) twice = gb_identity_encrypt (writer, "incident.new", plain);
  g_autoptr (GBytes) back = gb_identity_decrypt (writer, "incident.new", sealed, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_bytes_equal (plain, back));
  g_assert_false (g_bytes_equal (sealed, twice));
  g_assert_null (memmem (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), "March", 5));
  g_assert_null (gb_identity_decrypt (writer, "incident.other", sealed, NULL));
  g_assert_null (gb_identity_decrypt (other, "incident.new", sealed, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
}

static void
test_every_changed_byte_of_a_draft_is_noticed (void)
{
  g_autoptr (GbIdentity) writer = gb_identity_new (VAULT, MEMBER);
  g_autoptr (GBytes) plain = g_bytes_new_static ("words", 5);
  g_autoptr (GBytes) sealed = gb_identity_encrypt (writer, "a", plain);
  gsize length = g_bytes_get_size (sealed);

  for (gsize i = 0; i < length; i++)
    {
      guint8 *copy = g_memdup2 (g_bytes_get_data (sealed, NULL), length);
      g_autoptr (GBytes) changed = g_bytes_new_take (copy, length);
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (sealed, 0, i);

      copy[i] ^= 0x80;
      g_assert_null (gb_identity_decrypt (writer, "a", changed, NULL));
      g_assert_null (gb_identity_decrypt (writer, "a", cut, NULL));
    }
}

static void
test_an_empty_draft_makes_the_round_trip (void)
{
  g_autoptr (GbIdentity) writer = gb_identity_new (VAULT, MEMBER);
  g_autoptr (GBytes) plain = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) sealed = gb_identity_encrypt (writer, "a", plain);
  g_autoptr (GBytes) back = gb_identity_decrypt (writer, "a", sealed, NULL);

  g_assert_nonnull (back);
  g_assert_cmpuint (g_bytes_get_size (back), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/the-item-brings-the-same-keys-back", test_the_keyring_item_brings_the_same_keys_back);
  g_test_add_func ("/identity/a-changed-item-is-noticed", test_every_changed_byte_of_the_item_is_noticed);
  g_test_add_func ("/identity/another-s-item-is-refused", test_an_item_of_another_vault_or_member_is_refused);
  g_test_add_func ("/identity/paper", test_paper_gives_the_same_keys_twice_and_others_for_another_vault);
  g_test_add_func ("/identity/signature", test_a_signature_holds_for_its_bytes_and_its_signer_only);
  g_test_add_func ("/identity/draft", test_a_draft_is_read_by_its_writer_under_its_name_only);
  g_test_add_func ("/identity/a-changed-draft-is-noticed", test_every_changed_byte_of_a_draft_is_noticed);
  g_test_add_func ("/identity/an-empty-draft", test_an_empty_draft_makes_the_round_trip);
  return g_test_run ();
}

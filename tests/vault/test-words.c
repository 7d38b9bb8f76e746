/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, codes and hashes as people read them. */
#include <string.h>

#include "base/errors.h"
#include "vault/hash.h"
#include "vault/identity.h"
#include "vault/words.h"

static void
test_the_list_is_the_one_that_was_shipped (void)
{
  const char *const *list = gb_word_list ();
  g_autofree char *joined = g_strjoinv ("\n", (char **) list);
  g_autofree char *hash = gb_hash_text ("guardbook.test", joined, strlen (joined));
  /* SHA-256 of the file as it stands in python3-mnemonic. */
  g_autofree char *file = g_strconcat (joined, "\n", NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, file, -1);

  g_assert_cmpuint (g_strv_length ((char **) list), ==, 2048);
  g_assert_cmpstr (list[0], ==, "abandon");
  g_assert_cmpstr (list[2047], ==, "zoo");
  g_assert_cmpuint (strlen (hash), ==, 64);
  g_assert_cmpstr (sum, ==, "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
}

static void
test_no_two_words_begin_with_the_same_four_letters (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *const *word = gb_word_list (); *word != NULL; word++)
    g_assert_true (g_hash_table_add (seen, g_strndup (*word, 4)));
}

static void
test_known_words_give_the_known_bytes (void)
{
  static const guint8 zeros[GB_WORDS_SECRET_SIZE] = { 0 };
  guint8 secret[GB_WORDS_SECRET_SIZE];
  GError *error = NULL;

  /* The first test vector of BIP 39. */
  g_assert_true (
    gb_words_parse ("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
                    secret, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (secret, sizeof secret, zeros, sizeof zeros);
}

static void
test_words_make_the_round_trip_however_they_are_typed (void)
{
  for (guint i = 0; i < 50; i++)
    {
      char *words = gb_words_new ();
      g_autofree char *shouted = g_ascii_strup (words, -1);
      g_auto (GStrv) parts = g_strsplit (shouted, " ", -1);
      g_autofree char *typed = g_strjoinv (",\n  ", parts);
      guint8 first[GB_WORDS_SECRET_SIZE], second[GB_WORDS_SECRET_SIZE];

      g_assert_true (gb_words_parse (words, first, NULL));
      g_assert_true (gb_words_parse (typed, second, NULL));
      g_assert_cmpmem (first, sizeof first, second, sizeof second);
      gb_wipe_text (words);
    }
}

static void
expect_words_error (const char *words, const char *part)
{
  guint8 secret[GB_WORDS_SECRET_SIZE];
  g_autoptr (GError) error = NULL;

  g_assert_false (gb_words_parse (words, secret, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_the_wrong_word_is_named (void)
{
  expect_words_error ("abandon abandon abandno abandon", "Word 3, “abandno”");
  expect_words_error ("abandon abandon", "here are 2");
  expect_words_error ("abandon", "here is 1");
  expect_words_error ("", "here are 0");
  expect_words_error (NULL, "here are 0");
  expect_words_error ("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon zoo",
                      "don’t belong together");
  expect_words_error ("ab\xff", "can’t be read");
}

static void
test_a_word_is_wrong_once_it_can_become_none_of_the_list (void)
{
  static const struct { const char *text; guint at; const char *wrong; } cases[] = {
    { "", 0, NULL },          { "abandon ab", 0, NULL },     { "abandon abq", 2, "abq" }, { "ab abandon", 1, "ab" },
    { "aban aban", 0, NULL }, { "abandon xyz z", 2, "xyz" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint at = 0;
      g_autofree char *wrong = gb_words_first_wrong (cases[i].text, &at);

      g_assert_cmpstr (wrong, ==, cases[i].wrong);
      g_assert_cmpuint (at, ==, cases[i].at);
    }
  g_assert_cmpuint (gb_words_count ("  abandon,\nab "), ==, 2);
}

static void
test_two_words_that_changed_places_are_noticed_most_times (void)
{
  guint noticed = 0;

  for (guint i = 0; i < 64; i++)
    {
      char *words = gb_words_new ();
      g_auto (GStrv) parts = g_strsplit (words, " ", -1);
      char *swapped = parts[0];
      g_autofree char *typed = NULL;
      guint8 secret[GB_WORDS_SECRET_SIZE];

      parts[0] = parts[1];
      parts[1] = swapped;
      typed = g_strjoinv (" ", parts);
      noticed += !gb_words_parse (typed, secret, NULL);
      gb_wipe_text (words);
    }
  /* The checksum has four bits: one in sixteen slips through, and then opens nothing. */
  g_assert_cmpuint (noticed, >, 48);
}

static void
test_codes_are_read_with_their_look_alikes (void)
{
  char first[GB_CODE_LENGTH + 1], second[GB_CODE_LENGTH + 1];
  char *code = gb_code_new ();
  g_autofree char *lower = g_ascii_strdown (code, -1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (code), ==, 23);
  g_assert_cmpuint (strcspn (code, "ILOU"), ==, 23);
  g_assert_true (gb_code_parse (code, first, NULL));
  g_assert_true (gb_code_parse (lower, second, NULL));
  g_assert_cmpstr (first, ==, second);
  g_assert_true (gb_code_parse ("OIL00 11111 22222 33333", first, NULL));
  g_assert_cmpstr (first, ==, "01100111112222233333");
  g_assert_false (gb_code_parse ("ABCD", first, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "here are 4"));
  g_clear_error (&error);
  g_assert_false (gb_code_parse ("ABCDÉ", first, &error));
  g_assert_nonnull (strstr (error->message, "“É”"));
  gb_wipe_text (code);
}

static void
test_parts_of_a_hash_never_run_together (void)
{
  guint8 hashes[6][GB_HASH_SIZE];
  GbHash *hash;

  hash = gb_hash_new ("a");
  gb_hash_add_text (hash, "bc");
  gb_hash_add_text (hash, "d");
  gb_hash_finish (hash, hashes[0]);
  hash = gb_hash_new ("a");
  gb_hash_add_text (hash, "b");
  gb_hash_add_text (hash, "cd");
  gb_hash_finish (hash, hashes[1]);
  hash = gb_hash_new ("a");
  gb_hash_add_text (hash, NULL);
  gb_hash_finish (hash, hashes[2]);
  hash = gb_hash_new ("a");
  gb_hash_add_text (hash, "");
  gb_hash_finish (hash, hashes[3]);
  hash = gb_hash_new ("b");
  gb_hash_add_text (hash, "");
  gb_hash_finish (hash, hashes[4]);
  hash = gb_hash_new ("a");
  gb_hash_add_number (hash, 0);
  gb_hash_finish (hash, hashes[5]);
  for (guint i = 0; i < 6; i++)
    for (guint j = i + 1; j < 6; j++)
      g_assert_cmpint (memcmp (hashes[i], hashes[j], GB_HASH_SIZE), !=, 0);
}

static void
test_hex_makes_the_round_trip_and_refuses_the_rest (void)
{
  static const guint8 bytes[] = { 0x00, 0x7f, 0xff };
  g_autofree char *hex = gb_bytes_to_hex (bytes, sizeof bytes);
  guint8 again[3];

  g_assert_cmpstr (hex, ==, "007fff");
  g_assert_true (gb_hex_to_bytes (hex, again, sizeof again));
  g_assert_cmpmem (again, sizeof again, bytes, sizeof bytes);
  g_assert_false (gb_hex_to_bytes ("007ff", again, sizeof again));
  g_assert_false (gb_hex_to_bytes ("007fgg", again, sizeof again));
  g_assert_false (gb_hex_to_bytes (NULL, again, sizeof again));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/the-list-is-the-one-that-was-shipped", test_the_list_is_the_one_that_was_shipped);
  g_test_add_func ("/words/four-letters-are-enough", test_no_two_words_begin_with_the_same_four_letters);
  g_test_add_func ("/words/known-words-give-the-known-bytes", test_known_words_give_the_known_bytes);
  g_test_add_func ("/words/round-trip", test_words_make_the_round_trip_however_they_are_typed);
  g_test_add_func ("/words/the-wrong-word-is-named", test_the_wrong_word_is_named);
  g_test_add_func ("/words/changed-places-are-noticed", test_two_words_that_changed_places_are_noticed_most_times);
  g_test_add_func ("/words/codes", test_codes_are_read_with_their_look_alikes);
  g_test_add_func ("/hash/parts-never-run-together", test_parts_of_a_hash_never_run_together);
  g_test_add_func ("/hash/hex", test_hex_makes_the_round_trip_and_refuses_the_rest);
  g_test_add_func ("/words/wrong-while-typed", test_a_word_is_wrong_once_it_can_become_none_of_the_list);
  return g_test_run ();
}

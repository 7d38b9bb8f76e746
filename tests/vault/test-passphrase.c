/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a passphrase is spelt, judged and stretched, and the item that it wraps. */
#include <string.h>

#include "base/errors.h"
#include "vault/passphrase.h"
#include "vault/seed-item.h"

#define VAULT "0123456789abcdef0123456789abcdef"
#define MEMBER "00000000000000000000000000000001"
#define OTHER "00000000000000000000000000000002"
#define WORDS "quiet lantern nine rivers walking"

static const guint8 seed[GB_SEED_SIZE] = "the seed of a test, 32 bytes....";

static void
test_the_same_words_are_spelt_the_same (void)
{
  char *composed = gb_passphrase_spell (" caf\303\251 au lait ");
  char *decomposed = gb_passphrase_spell ("cafe\314\201 au lait");

  g_assert_cmpstr (composed, ==, "caf\303\251 au lait");
  g_assert_cmpstr (composed, ==, decomposed);
  g_assert_null (gb_passphrase_spell ("  \t "));
  g_assert_null (gb_passphrase_spell (NULL));
  gb_guarded_free (composed);
  gb_guarded_free (decomposed);
}

static void
test_easy_ones_are_weak_and_four_strange_words_are_not (void)
{
  const char *const known[] = { "marsh", "lane", "adeyemi", NULL };

  g_assert_cmpint (gb_passphrase_strength ("", NULL, NULL), ==, GB_STRENGTH_NONE);
  g_assert_cmpint (gb_passphrase_strength ("password123", NULL, NULL), ==, GB_STRENGTH_WEAK);
  g_assert_cmpint (gb_passphrase_strength ("marsh lane adeyemi", known, NULL), ==, GB_STRENGTH_WEAK);
  g_assert_cmpint (gb_passphrase_strength (WORDS, known, NULL), >=, GB_STRENGTH_GOOD);
  g_assert_true (gb_passphrase_is_fit (WORDS, known, NULL));
}

/* Slow on purpose: what a real machine gets. */
static void
test_a_try_is_dear_but_not_more_than_a_second_or_two (void)
{
  static const guint8 salt[GB_PASSPHRASE_SALT_SIZE];
  guint8 key[GB_PASSPHRASE_KEY_SIZE];
  GbPassphraseCost cost;
  gint64 start, took;

  gb_passphrase_set_cost (0, 0);
  cost = gb_passphrase_cost ();
  start = g_get_monotonic_time ();
  g_assert_true (gb_passphrase_stretch (WORDS, salt, cost, key));
  took = g_get_monotonic_time () - start;
  g_test_message ("%u passes over %u KiB: %" G_GINT64_FORMAT " ms", cost.passes, cost.kib, took / 1000);
  g_assert_cmpuint (cost.passes, >=, 2);
  g_assert_cmpuint (cost.kib, >=, 64 * 1024);
  gb_passphrase_set_cost (1, 64);
}

static void
test_a_cost_that_nobody_wrote_is_refused (void)
{
  static const guint8 salt[GB_PASSPHRASE_SALT_SIZE];
  guint8 key[GB_PASSPHRASE_KEY_SIZE];

  g_assert_false (gb_passphrase_stretch (WORDS, salt, (GbPassphraseCost){ 0, 64 }, key));
  g_assert_false (gb_passphrase_stretch (WORDS, salt, (GbPassphraseCost){ 1, 0 }, key));
  g_assert_false (gb_passphrase_stretch (WORDS, salt, (GbPassphraseCost){ 1000, 64 }, key));
  g_assert_false (gb_passphrase_stretch (WORDS, salt, (GbPassphraseCost){ 1, G_MAXUINT32 }, key));
}

static void
test_the_item_opens_with_its_words_for_its_member_only (void)
{
  g_autoptr (GBytes) item = gb_seed_item_write (VAULT, MEMBER, seed, "Ruth Adeyemi", WORDS);
  guint8 found[GB_SEED_SIZE];
  g_auto (GbSeedLook) look = { 0 };
  g_autoptr (GError) error = NULL;

  gb_seed_item_look (item, &look);
  g_assert_true (look.ours && look.passphrase);
  g_assert_cmpstr (look.name, ==, "Ruth Adeyemi");
  g_assert_true (gb_seed_item_read (VAULT, MEMBER, item, WORDS, found, &error));
  g_assert_cmpmem (found, sizeof found, seed, sizeof seed);
  g_assert_false (gb_seed_item_read (VAULT, OTHER, item, WORDS, found, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_false (gb_seed_item_read (VAULT, MEMBER, item, NULL, found, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_PASSPHRASE);
  gb_passphrase_tried (OTHER, TRUE);
}

/* As format 1 left it in a keyring; made by hand from its own description. */
static void
test_an_item_of_the_first_format_is_still_read (void)
{
  g_autofree char *base64 = g_base64_encode (seed, sizeof seed);
  guint8 digest[GB_HASH_SIZE], found[GB_SEED_SIZE];
  GbHash *hash = gb_hash_new ("guardbook.seed-item.1");
  g_autofree char *check = NULL, *text = NULL;
  g_autoptr (GBytes) item = NULL;
  g_auto (GbSeedLook) look = { 0 };

  gb_hash_add_text (hash, VAULT);
  gb_hash_add_text (hash, MEMBER);
  gb_hash_add (hash, seed, sizeof seed);
  gb_hash_finish (hash, digest);
  check = gb_bytes_to_hex (digest, 8);
  text = g_strdup_printf ("guardbook-seed-1 %s %s", base64, check);
  item = g_bytes_new (text, strlen (text));
  gb_seed_item_look (item, &look);
  g_assert_true (look.ours);
  g_assert_false (look.passphrase);
  g_assert_true (gb_seed_item_read (VAULT, MEMBER, item, NULL, found, NULL));
  g_assert_cmpmem (found, sizeof found, seed, sizeof seed);
}

static void
test_a_security_key_is_refused_by_name (void)
{
  g_autoptr (GBytes) written = gb_seed_item_write (VAULT, MEMBER, seed, NULL, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (written, NULL), g_bytes_get_size (written));
  g_autoptr (GBytes) item = NULL;
  g_autoptr (GError) error = NULL;
  guint8 found[GB_SEED_SIZE];

  /* The method is the first byte: six bits of the first letter, two of the next. */
  memcpy (text + strlen ("guardbook-seed-2 "), "Ag", 2);
  item = g_bytes_new (text, strlen (text));
  g_assert_false (gb_seed_item_read (VAULT, MEMBER, item, NULL, found, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_assert_nonnull (strstr (error->message, "security key"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gb_passphrase_set_cost (1, 64);
  g_test_add_func ("/passphrase/the-same-words-are-spelt-the-same", test_the_same_words_are_spelt_the_same);
  g_test_add_func ("/passphrase/easy-ones-are-weak-and-four-strange-words-are-not",
                   test_easy_ones_are_weak_and_four_strange_words_are_not);
  g_test_add_func ("/passphrase/a-try-is-dear-but-not-more-than-a-second-or-two",
                   test_a_try_is_dear_but_not_more_than_a_second_or_two);
  g_test_add_func ("/passphrase/a-cost-that-nobody-wrote-is-refused", test_a_cost_that_nobody_wrote_is_refused);
  g_test_add_func ("/passphrase/the-item-opens-with-its-words-for-its-member-only",
                   test_the_item_opens_with_its_words_for_its_member_only);
  g_test_add_func ("/passphrase/an-item-of-the-first-format-is-still-read",
                   test_an_item_of_the_first_format_is_still_read);
  g_test_add_func ("/passphrase/a-security-key-is-refused-by-name", test_a_security_key_is_refused_by_name);
  return g_test_run ();
}

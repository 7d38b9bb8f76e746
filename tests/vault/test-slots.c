/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slots.json: who opens the vault, and that no changed byte of it passes. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/time.h"
#include "desk.h"
#include "vault/guarded.h"
#include "vault/slots.h"

static char *
slots_path (GbTestDesk *desk, const char *name)
{
  return g_build_filename (desk->path, name, NULL);
}

static char *
read_slots (GbTestDesk *desk)
{
  g_autofree char *path = slots_path (desk, "slots.json");
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* Both copies say @text. */
static void
write_slots (GbTestDesk *desk, const char *text, gssize length)
{
  g_autofree char *first = slots_path (desk, "slots.json");
  g_autofree char *second = slots_path (desk, "slots.bak.json");

  g_assert_true (g_file_set_contents (first, text, length, NULL));
  g_assert_true (g_file_set_contents (second, text, length, NULL));
}

static void
expect_refused (GbTestDesk *desk, GbIdentity *identity, GbErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVault) vault = gb_vault_open (desk->path, identity, &error);

  g_assert_null (vault);
  g_assert_error (error, GB_ERROR, (int) code);
}

static void
test_every_flipped_byte_is_noticed (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *text = NULL;
  gsize length;

  gb_test_desk_close (desk);
  text = read_slots (desk);
  length = strlen (text);
  for (gsize i = 0; i < length; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        text[i] ^= (char) (1 << bit);
        g_assert_null (gb_slots_parse (text, length, NULL));
        text[i] ^= (char) (1 << bit);
      }
}

/* Bytes taken out, put in, doubled and moved: nothing but the text itself is
 * ever taken for it, and nothing makes the reader fall over. */
static void
test_a_mangled_text_is_never_taken_for_the_real_one (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *text = read_slots (desk);
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);
  gint32 length = (gint32) strlen (text);

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) mangled = g_string_new (text);
      gint32 at = g_rand_int_range (chance, 0, length);
      gint32 from = g_rand_int_range (chance, 0, length);
      gint32 size = g_rand_int_range (chance, 1, 40);

      switch (g_rand_int_range (chance, 0, 4))
        {
        case 0:
          g_string_erase (mangled, at, MIN (size, length - at));
          break;
        case 1:
          g_string_insert_len (mangled, at, text + from, MIN (size, length - from));
          break;
        case 2:
          g_string_overwrite_len (mangled, (gsize) at, text + from, MIN (size, length - from));
          break;
        default:
          g_string_insert_c (mangled, at, (char) g_rand_int_range (chance, 0, 256));
        }
      if (mangled->len == (gsize) length && memcmp (mangled->str, text, mangled->len) == 0)
        continue;
      g_assert_null (gb_slots_parse (mangled->str, mangled->len, NULL));
    }
}

/* A changed byte under a fresh checksum: only the vault key's authentication tells. */
static void
test_a_change_with_a_right_checksum_is_noticed (void)
{
  static const struct
  {
    const char *from, *to;
  } changes[] = {
    { "\"epoch\": 1", "\"epoch\": 2" },
    { "\"sequence\": 1", "\"sequence\": 9" },
    { "\"expires\": 0", "\"expires\": 5" },
    { "\"kind\": \"recovery\"", "\"kind\": \"member\"" },
    { "\"holder\": \"recovery\"", "\"holder\": \"somebody\"" },
  };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *text = read_slots (desk);

  gb_test_desk_close (desk);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_auto (GStrv) parts = g_strsplit (text, changes[i].from, 2);
      g_autofree char *changed = g_strjoinv (changes[i].to, parts);
      char *end = strstr (changed, "  \"checksum\"");
      GbHash *hash = gb_hash_new ("guardbook.slots-text.1");
      guint8 digest[GB_HASH_SIZE];
      g_autofree char *hex = NULL, *whole = NULL;

      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      gb_hash_add (hash, changed, (gsize) (end - changed));
      gb_hash_finish (hash, digest);
      hex = gb_bytes_to_hex (digest, sizeof digest);
      *end = '\0';
      whole = g_strdup_printf ("%s  \"checksum\": \"%s\"\n}\n", changed, hex);
      write_slots (desk, whole, -1);
      expect_refused (desk, desk->member, GB_ERROR_TAMPERED);
    }
  write_slots (desk, text, -1);
  gb_test_desk_reopen (desk);
}

static void
test_what_is_not_slots_is_refused (void)
{
  g_autofree char *brackets = g_strnfill (60000, '[');
  g_autofree char *braces = g_strnfill (60000, '{');
  g_autofree char *large = g_strnfill (GB_SLOTS_MOST_BYTES + 1, ' ');
  const char *const texts[]
    = { "",       "{}",   "[]",  "null",     "{\"format\": 1}", "{\n  \"format\": 1,\n  \"slots\": [{}]\n}\n",
        brackets, braces, large, "\xff\xfe", "{\"slots\":[[]]}" };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  gb_test_desk_close (desk);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      write_slots (desk, texts[i], -1);
      expect_refused (desk, desk->member, GB_ERROR_TAMPERED);
    }
  write_slots (desk, "a\0b", 3);
  expect_refused (desk, desk->member, GB_ERROR_TAMPERED);
}

static void
test_a_newer_format_is_said_to_be_newer (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  write_slots (desk, "{\n  \"format\": 3,\n  \"anything\": \"else\"\n}\n", -1);
  g_assert_null (gb_vault_open (desk->path, desk->member, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
  g_assert_nonnull (strstr (error->message, "newer Guardbook"));
}

static void
test_one_sound_copy_is_enough_and_mends_the_other (void)
{
  static const char *const names[] = { "slots.json", "slots.bak.json" };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = slots_path (desk, names[i]);
      g_autofree char *mended = NULL;
      gsize length = 0;

      gb_test_desk_close (desk);
      g_assert_true (g_file_set_contents (path, "damaged", -1, NULL));
      gb_test_desk_reopen (desk);
      g_assert_true (g_file_get_contents (path, &mended, &length, NULL));
      g_assert_nonnull (strstr (mended, "\"checksum\""));
      gb_test_desk_close (desk);
      g_assert_cmpint (g_unlink (path), ==, 0);
      gb_test_desk_reopen (desk);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_both_copies_gone_has_its_own_sentence (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *first = slots_path (desk, "slots.json");
  g_autofree char *second = slots_path (desk, "slots.bak.json");
  g_autofree char *nowhere = slots_path (desk, "nothing");
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  g_unlink (first);
  g_unlink (second);
  g_assert_null (gb_vault_open (desk->path, desk->member, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_FAULT);
  g_assert_nonnull (strstr (error->message, "its copy are missing"));
  g_clear_error (&error);
  g_assert_null (gb_vault_open (nowhere, desk->member, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_MISSING);
}

/* Two members' sealed keys change places: neither opens, although each is genuine. */
static void
test_swapped_seals_open_nothing (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *member_id = gb_id_new ();
  g_autoptr (GbIdentity) second = gb_identity_new (gb_identity_get_vault_id (desk->member), member_id);
  g_autoptr (GbSlots) slots = gb_slots_read (desk->path, NULL, NULL);
  g_autoptr (GbGuarded) key = gb_slots_unlock (slots, desk->member, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  char *a, *b;

  g_assert_true (gb_slots_add (slots, key, "member", member_id, gb_identity_get_box_key (second), 0, NULL));
  gb_slots_authenticate (slots, key);
  text = gb_slots_print (slots);
  lines = g_strsplit (text, "\n", -1);
  /* Lines 8 and 10 are the first and the third slot, of one length but for the comma. */
  a = strstr (lines[8], "\"sealed\": \"") + 11;
  b = strstr (lines[10], "\"sealed\": \"") + 11;
  for (; *a != '"'; a++, b++)
    {
      char kept = *a;

      *a = *b;
      *b = kept;
    }
  {
    g_autofree char *joined = g_strjoinv ("\n", lines);
    char *end = strstr (joined, "  \"checksum\"");
    GbHash *hash = gb_hash_new ("guardbook.slots-text.1");
    guint8 digest[GB_HASH_SIZE];
    g_autofree char *hex = NULL, *whole = NULL;

    gb_hash_add (hash, joined, (gsize) (end - joined));
    gb_hash_finish (hash, digest);
    hex = gb_bytes_to_hex (digest, sizeof digest);
    *end = '\0';
    whole = g_strdup_printf ("%s  \"checksum\": \"%s\"\n}\n", joined, hex);
    gb_test_desk_close (desk);
    write_slots (desk, whole, -1);
  }
  expect_refused (desk, desk->member, GB_ERROR_TAMPERED);
  expect_refused (desk, second, GB_ERROR_TAMPERED);
}

static void
test_sixty_four_fit_and_the_next_is_refused (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbSlots) slots = gb_slots_read (desk->path, NULL, NULL);
  g_autoptr (GbGuarded) key = gb_slots_unlock (slots, desk->member, NULL);
  g_autofree char *text = NULL;
  g_autofree char *sixty_five = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GbSlots) full = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 2; i < GB_SLOTS_MOST; i++)
    {
      g_autofree char *id = gb_id_new ();
      g_autoptr (GbIdentity) member = gb_identity_new (gb_identity_get_vault_id (desk->member), id);

      g_assert_true (gb_slots_add (slots, key, "member", id, gb_identity_get_box_key (member), 0, NULL));
    }
  g_assert_false (
    gb_slots_add (slots, key, "member", "one-more", gb_identity_get_sign_key (desk->member), 0, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  gb_slots_authenticate (slots, key);
  text = gb_slots_print (slots);
  g_assert_cmpuint (strlen (text), <=, GB_SLOTS_MOST_BYTES);
  full = gb_slots_parse (text, strlen (text), NULL);
  g_assert_nonnull (full);
  parts = g_strsplit (text, "\n  ],", 2);
  sixty_five = g_strjoinv (
    ",\n    {\"kind\": \"member\", \"holder\": \"x\", \"box_key\": \"\", \"expires\": 0, \"sealed\": \"\"}\n  ],",
    parts);
  g_assert_null (gb_slots_parse (sixty_five, strlen (sixty_five), NULL));
}

static void
test_a_member_comes_and_goes (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = gb_id_new ();
  g_autoptr (GbIdentity) deputy = gb_identity_new (gb_identity_get_vault_id (desk->member), id);
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gb_vault_add_slot (desk->vault, "member", id, gb_identity_get_box_key (deputy), 0, NULL));
  g_assert_false (gb_vault_add_slot (desk->vault, "member", id, gb_identity_get_box_key (deputy), 0, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  slots = gb_vault_slots (desk->vault, NULL);
  g_assert_cmpuint (slots->len, ==, 3);
  gb_test_desk_close (desk);
  desk->vault = gb_vault_open (desk->path, deputy, NULL);
  g_assert_nonnull (desk->vault);
  gb_test_desk_reopen (desk);
  g_assert_true (gb_vault_remove_slot (desk->vault, "member", id, NULL));
  gb_test_desk_close (desk);
  expect_refused (desk, deputy, GB_ERROR_NO_KEY);
}

static void
test_the_last_recovery_key_stays (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  char *words = gb_words_new ();
  g_autoptr (GbIdentity) newer = gb_identity_new_from_words (gb_identity_get_vault_id (desk->member), words, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (gb_vault_remove_slot (desk->vault, "recovery", "recovery", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (gb_vault_remove_slot (desk->vault, "member", "nobody", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_MISSING);
  g_assert_true (
    gb_vault_add_slot (desk->vault, "recovery", "recovery-2", gb_identity_get_box_key (newer), 0, NULL));
  g_assert_true (gb_vault_remove_slot (desk->vault, "recovery", "recovery", NULL));
  gb_test_desk_close (desk);
  expect_refused (desk, desk->recovery, GB_ERROR_NO_KEY);
  desk->vault = gb_vault_open (desk->path, newer, NULL);
  g_assert_nonnull (desk->vault);
  gb_wipe_text (words);
}

static gint64
tomorrow (gpointer data)
{
  return g_get_real_time () + GB_DAY;
}

static void
test_a_code_opens_until_it_runs_out (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  char *code = gb_code_new ();
  g_autoptr (GbIdentity) enrolment
    = gb_identity_new_from_code (gb_identity_get_vault_id (desk->member), code, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (gb_vault_add_slot (desk->vault, "enrolment", "somebody", gb_identity_get_box_key (enrolment),
                                    gb_now () + GB_HOUR, NULL));
  gb_test_desk_close (desk);
  desk->vault = gb_vault_open (desk->path, enrolment, NULL);
  g_assert_nonnull (desk->vault);
  gb_test_desk_close (desk);
  gb_clock_set (tomorrow, NULL);
  g_assert_null (gb_vault_open (desk->path, enrolment, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_assert_nonnull (strstr (error->message, "ran out"));
  gb_clock_set (NULL, NULL);
  gb_wipe_text (code);
}

static void
test_each_wrong_key_has_its_own_sentence (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  const char *vault_id = gb_identity_get_vault_id (desk->member);
  char *words = gb_words_new ();
  char *code = gb_code_new ();
  g_autoptr (GbIdentity) stranger = gb_identity_new (vault_id, "11111111111111111111111111111111");
  g_autoptr (GbIdentity) elsewhere = gb_identity_new ("11111111111111111111111111111111", "x");
  g_autoptr (GbIdentity) old_paper = gb_identity_new_from_words (vault_id, words, NULL);
  g_autoptr (GbIdentity) used_code = gb_identity_new_from_code (vault_id, code, NULL);
  const struct
  {
    GbIdentity *identity;
    const char *part;
  } cases[] = {
    { stranger, "no longer opens" },
    { elsewhere, "another vault" },
    { old_paper, "not this vault’s" },
    { used_code, "used already" },
  };

  gb_test_desk_close (desk);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (gb_vault_open (desk->path, cases[i].identity, &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
      g_assert_nonnull (strstr (error->message, cases[i].part));
    }
  gb_wipe_text (words);
  gb_wipe_text (code);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slots/every-flipped-byte-is-noticed", test_every_flipped_byte_is_noticed);
  g_test_add_func ("/slots/mangled", test_a_mangled_text_is_never_taken_for_the_real_one);
  g_test_add_func ("/slots/a-right-checksum-is-not-enough", test_a_change_with_a_right_checksum_is_noticed);
  g_test_add_func ("/slots/what-is-not-slots-is-refused", test_what_is_not_slots_is_refused);
  g_test_add_func ("/slots/a-newer-format-is-said-to-be-newer", test_a_newer_format_is_said_to_be_newer);
  g_test_add_func ("/slots/one-sound-copy-is-enough", test_one_sound_copy_is_enough_and_mends_the_other);
  g_test_add_func ("/slots/both-copies-gone", test_both_copies_gone_has_its_own_sentence);
  g_test_add_func ("/slots/swapped-seals-open-nothing", test_swapped_seals_open_nothing);
  g_test_add_func ("/slots/sixty-four-fit", test_sixty_four_fit_and_the_next_is_refused);
  g_test_add_func ("/slots/a-member-comes-and-goes", test_a_member_comes_and_goes);
  g_test_add_func ("/slots/the-last-recovery-key-stays", test_the_last_recovery_key_stays);
  g_test_add_func ("/slots/a-code-opens-until-it-runs-out", test_a_code_opens_until_it_runs_out);
  g_test_add_func ("/slots/each-wrong-key-has-its-own-sentence", test_each_wrong_key_has_its_own_sentence);
  return g_test_run ();
}

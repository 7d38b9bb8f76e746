/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sealed opens for its readers, in its place, and for nobody else. */
#include <string.h>

#include "base/errors.h"
#include "vault/seal.h"

#define VAULT "0123456789abcdef0123456789abcdef"
#define CASE "00112233445566778899aabbccddeeff"
#define WRITER "writer@machine"

typedef struct { GbIdentity *ruth, *carys, *martin; GbSealKey *key; } School;

static void
school_clear (School *school)
{
  g_clear_object (&school->ruth);
  g_clear_object (&school->carys);
  g_clear_object (&school->martin);
  g_clear_pointer (&school->key, gb_seal_key_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (School, school_clear)

static School
new_school (void)
{
  return (School){ gb_identity_new (VAULT, "00000000000000000000000000000001"),
                   gb_identity_new (VAULT, "00000000000000000000000000000002"),
                   gb_identity_new (VAULT, "00000000000000000000000000000003"), gb_seal_key_new (CASE, 3) };
}

static GbSealHolder
holder_of (GbIdentity *identity)
{
  return (GbSealHolder){ gb_identity_get_member_id (identity), gb_identity_get_box_key (identity) };
}

static GBytes *
close_text (School *school, const char *text)
{
  GbSealHolder holders[] = { holder_of (school->ruth), holder_of (school->carys) };
  g_autoptr (GBytes) plain = g_bytes_new (text, strlen (text));

  return gb_seal_close (school->ruth, school->key, holders, 2, WRITER, 7, plain);
}

static void
test_readers_open_it_and_nobody_else (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GBytes) sealed = close_text (&school, "a canary sang");
  GbIdentity *readers[] = { school.ruth, school.carys };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GbSealKey) key = gb_seal_unwrap (readers[i], sealed);
      g_autoptr (GBytes) plain = NULL;
      g_assert_nonnull (key);
      g_assert_cmpstr (gb_seal_key_get_case (key), ==, CASE);
      g_assert_cmpint (gb_seal_key_get_epoch (key), ==, 3);
      plain = gb_seal_open (key, VAULT, sealed, WRITER, 7, NULL);
      g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), "a canary sang", 13);
    }
  g_assert_null (gb_seal_unwrap (school.martin, sealed));
  g_assert_null (memmem (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), "canary", 6));
}

static void
test_it_opens_in_its_own_place_only (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GBytes) sealed = close_text (&school, "here");
  g_autoptr (GbSealKey) other = gb_seal_key_new (CASE, 3);
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_seal_open (school.key, VAULT, sealed, WRITER, 8, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
  g_assert_null (gb_seal_open (school.key, VAULT, sealed, "other@machine", 7, NULL));
  g_assert_null (gb_seal_open (school.key, "fedcba9876543210fedcba9876543210", sealed, WRITER, 7, NULL));
  g_assert_null (gb_seal_open (other, VAULT, sealed, WRITER, 7, NULL));
}

static void
test_every_changed_byte_is_noticed (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GBytes) sealed = close_text (&school, "here");
  gsize length = g_bytes_get_size (sealed);

  for (gsize i = 0; i < length; i += 1 + i % 5)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (sealed, NULL), length);
      g_autoptr (GBytes) changed = NULL;
      copy[i] ^= 1;
      changed = g_bytes_new (copy, length);
      g_assert_null (gb_seal_open (school.key, VAULT, changed, WRITER, 7, NULL));
    }
}

static void
test_cut_short_it_is_none (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GBytes) sealed = close_text (&school, "here");

  g_assert_true (gb_seal_is_sound (sealed));
  for (gsize length = 0; length < g_bytes_get_size (sealed); length += 13)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (sealed, 0, length);
      g_assert_false (gb_seal_is_sound (cut));
      g_assert_null (gb_seal_unwrap (school.ruth, cut));
    }
}

/* Length tells no more than a step; two equal texts are two different envelopes. */
static void
test_length_shows_in_steps_only (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *a_page = g_strnfill (2047, 'x');
  g_autofree char *more = g_strnfill (2048, 'x');
  g_autoptr (GBytes) none = close_text (&school, "");
  g_autoptr (GBytes) again = close_text (&school, "");
  g_autoptr (GBytes) page = close_text (&school, a_page);
  g_autoptr (GBytes) longer = close_text (&school, more);
  g_autoptr (GbSealKey) key = gb_seal_unwrap (school.ruth, longer);
  g_autoptr (GBytes) plain = gb_seal_open (key, VAULT, longer, WRITER, 7, NULL);

  g_assert_cmpuint (g_bytes_get_size (none), ==, g_bytes_get_size (page));
  g_assert_cmpuint (gb_seal_size (page), ==, 2048);
  g_assert_cmpuint (gb_seal_size (longer), ==, 4096);
  g_assert_cmpuint (g_bytes_get_size (plain), ==, 2048);
  g_assert_false (g_bytes_equal (none, again));
}

static void
test_a_cover_has_the_form_of_any_other (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GBytes) sealed = close_text (&school, "something");
  g_autoptr (GBytes) cover = gb_seal_close_nothing (school.ruth, 100);
  g_autoptr (GBytes) wide = gb_seal_close_nothing (school.ruth, 4096);

  g_assert_true (gb_seal_is_sound (cover));
  g_assert_cmpuint (g_bytes_get_size (cover), ==, g_bytes_get_size (sealed));
  g_assert_cmpuint (gb_seal_size (wide), ==, 4096);
  g_assert_null (gb_seal_unwrap (school.ruth, cover));
}

static void
test_many_readers_take_more_slots (void)
{
  g_auto (School) school = new_school ();
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) holders = g_array_new (FALSE, FALSE, sizeof (GbSealHolder));
  g_autoptr (GBytes) plain = g_bytes_new_static ("x", 1);
  g_autoptr (GBytes) sealed = NULL;

  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *id = g_strdup_printf ("%032x", 16 + i);
      GbIdentity *one = gb_identity_new (VAULT, id);
      GbSealHolder holder = holder_of (one);
      g_ptr_array_add (all, one);
      g_array_append_val (holders, holder);
    }
  sealed = gb_seal_close (school.ruth, school.key, (GbSealHolder *) (gpointer) holders->data, holders->len, WRITER, 1,
                          plain);
  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (GbSealKey) key = gb_seal_unwrap (all->pdata[i], sealed);
      g_assert_nonnull (key);
    }
  g_assert_null (gb_seal_unwrap (school.ruth, sealed));
  g_ptr_array_unref (all);
}

static void
test_a_new_key_gives_the_one_before (void)
{
  g_autoptr (GbSealKey) first = gb_seal_key_new (CASE, 1);
  g_autoptr (GbSealKey) second = gb_seal_key_new (CASE, 2);
  g_autoptr (GbSealKey) stranger = gb_seal_key_new (CASE, 2);
  g_autofree char *enclosed = gb_seal_key_enclose (second, VAULT, first);
  g_autoptr (GbSealKey) back = gb_seal_key_disclose (second, VAULT, enclosed);
  g_auto (School) school = new_school ();
  g_autoptr (GBytes) plain = g_bytes_new_static ("early", 5);
  g_autoptr (GBytes) sealed = gb_seal_close (school.ruth, first, NULL, 0, WRITER, 1, plain);
  g_autoptr (GBytes) opened = gb_seal_open (back, VAULT, sealed, WRITER, 1, NULL);

  g_assert_nonnull (back);
  g_assert_cmpint (gb_seal_key_get_epoch (back), ==, 1);
  g_assert_nonnull (opened);
  g_assert_null (gb_seal_key_disclose (stranger, VAULT, enclosed));
  g_assert_null (gb_seal_key_disclose (second, "fedcba9876543210fedcba9876543210", enclosed));
  g_assert_null (gb_seal_key_disclose (first, VAULT, enclosed));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/readers-open-it-and-nobody-else", test_readers_open_it_and_nobody_else);
  g_test_add_func ("/seal/opens-in-its-own-place-only", test_it_opens_in_its_own_place_only);
  g_test_add_func ("/seal/every-changed-byte-is-noticed", test_every_changed_byte_is_noticed);
  g_test_add_func ("/seal/cut-short-it-is-none", test_cut_short_it_is_none);
  g_test_add_func ("/seal/length-shows-in-steps-only", test_length_shows_in_steps_only);
  g_test_add_func ("/seal/a-cover-has-the-form-of-any-other", test_a_cover_has_the_form_of_any_other);
  g_test_add_func ("/seal/many-readers-take-more-slots", test_many_readers_take_more_slots);
  g_test_add_func ("/seal/a-new-key-gives-the-one-before", test_a_new_key_gives_the_one_before);
  return g_test_run ();
}

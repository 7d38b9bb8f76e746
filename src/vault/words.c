/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words: see words.h.
 *
 * The list is a GResource.  The generated accessor is called by name: in a
 * static library that alone keeps the linker from dropping the resource.
 */
#include <sodium.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "vault/guarded.h"
#include "vault/words-resource.h"
#include "vault/words.h"

#define WORDS 2048
#define WORD_BITS 11
#define LETTERS_ENOUGH 4 /* no two words of the list begin with the same four letters */

/* 32 signs, so that one carries five bits.  I, L, O and U are left out. */
static const char CODE_SIGNS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const char *const *
gb_word_list (void)
{
  static char **list;

  if (g_once_init_enter (&list))
    {
      GResource *resource = gb_words_get_resource ();
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, "/org/guardbook/vault/words.txt", 0, NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      char **words = g_strsplit (g_strchomp (text), "\n", -1);

      g_assert (g_strv_length (words) == WORDS);
      g_once_init_leave (&list, words);
    }
  return (const char *const *) list;
}

static guint
read_bits (const guint8 *bytes, guint from, guint count)
{
  guint value = 0;

  for (guint i = from; i < from + count; i++)
    value = value << 1 | (bytes[i / 8] >> (7 - i % 8) & 1);
  return value;
}

static void
write_bits (guint8 *bytes, guint from, guint count, guint value)
{
  for (guint i = 0; i < count; i++)
    if (value >> (count - 1 - i) & 1)
      bytes[(from + i) / 8] |= (guint8) (0x80 >> (from + i) % 8);
}

char *
gb_hash_words (const guint8 hash[GB_HASH_SIZE], guint count)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (count * WORD_BITS <= 8 * GB_HASH_SIZE, NULL);
  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            gb_word_list ()[read_bits (hash, i * WORD_BITS, WORD_BITS)]);
  return g_string_free (text, FALSE);
}

void
gb_wipe_text (char *text)
{
  if (text != NULL)
    sodium_memzero (text, strlen (text));
  g_free (text);
}

/* --- words on paper --------------------------------------------------------- */

/* How a secret is spelt: BIP 39's two lengths, 128 bits with four of checksum
 * and 256 with eight. */
typedef struct
{
  gsize size; /* bytes of the secret */
  guint words;
} Spelling;

static const Spelling key_spelling = { GB_WORDS_SECRET_SIZE, GB_WORDS_COUNT };
static const Spelling share_spelling = { GB_SHARE_SECRET_SIZE, GB_SHARE_WORDS_COUNT };

/* The checksum is BIP 39's own, so that the paper reads in other programs too. */
static guint8
checksum (const Spelling *spelling, const guint8 *secret)
{
  guint8 digest[crypto_hash_sha256_BYTES];
  guint bits = (guint) (spelling->size / 4);

  crypto_hash_sha256 (digest, secret, spelling->size);
  return (guint8) (digest[0] & 0xff << (8 - bits));
}

static char *
new_words (const Spelling *spelling)
{
  g_autoptr (GbGuarded) bits = gb_guarded_new (spelling->size + 1);
  char *text = g_malloc0 (spelling->words * 9); /* no word is longer than eight letters */

  randombytes_buf (bits, spelling->size);
  bits[spelling->size] = checksum (spelling, bits);
  for (guint i = 0; i < spelling->words; i++)
    {
      if (i > 0)
        strcat (text, " ");
      strcat (text, gb_word_list ()[read_bits (bits, i * WORD_BITS, WORD_BITS)]);
    }
  return text;
}

char *
gb_words_new (void)
{
  return new_words (&key_spelling);
}

char *
gb_words_choose (guint count)
{
  const char *const *list = gb_word_list ();
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " " : "", list[randombytes_uniform (2048)]);
  return g_string_free (words, FALSE);
}

char *
gb_share_new (void)
{
  return new_words (&share_spelling);
}

static int
find_word (const char *typed)
{
  const char *const *list = gb_word_list ();
  gsize length = strlen (typed);

  for (int i = 0; i < WORDS; i++)
    if (strcmp (list[i], typed) == 0)
      return i;
  for (int i = 0; length >= LETTERS_ENOUGH && i < WORDS; i++)
    if (g_str_has_prefix (list[i], typed))
      return i;
  return -1;
}

static void
wipe_texts (char **texts)
{
  for (char **text = texts; *text != NULL; text++)
    gb_wipe_text (*text);
  g_free (texts);
}

/* Lower-case words in order; anything that is no letter parts them. */
static char **
split_words (const char *text)
{
  GPtrArray *words = g_ptr_array_new ();
  char *folded = g_utf8_strdown (text != NULL ? text : "", -1);

  for (char *p = folded; *p != '\0';)
    {
      gsize length = 0;

      while (g_unichar_isalpha (g_utf8_get_char (p + length)))
        length = (gsize) (g_utf8_next_char (p + length) - p);
      if (length > 0)
        g_ptr_array_add (words, g_strndup (p, length));
      p += length;
      if (*p != '\0' && length == 0)
        p = g_utf8_next_char (p);
    }
  gb_wipe_text (folded);
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

static gboolean
fail_count (const Spelling *spelling, guint count, GError **error)
{
  if (spelling->words == GB_WORDS_COUNT)
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                 ngettext ("A recovery key has twelve words; here is %u.",
                           "A recovery key has twelve words; here are %u.", count),
                 count);
  else
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                 ngettext ("A recovery share has twenty-four words; here is %u.",
                           "A recovery share has twenty-four words; here are %u.", count),
                 count);
  return FALSE;
}

static gboolean
fill_secret (const Spelling *spelling, char **words, guint8 *bits, GError **error)
{
  guint count = g_strv_length (words);

  for (guint i = 0; i < MIN (count, spelling->words); i++)
    {
      int found = find_word (words[i]);

      if (found < 0)
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                       _("Word %u, “%s”, is not one of the recovery words. Compare it with the paper."), i + 1,
                       words[i]);
          return FALSE;
        }
      write_bits (bits, i * WORD_BITS, WORD_BITS, (guint) found);
    }
  return count == spelling->words || fail_count (spelling, count, error);
}

static gboolean
parse_words (const Spelling *spelling, const char *text, guint8 *secret, GError **error)
{
  g_autoptr (GbGuarded) bits = gb_guarded_new (spelling->size + 1);
  char **words;
  gboolean filled;

  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _("The words have letters that can’t be read."));
      return FALSE;
    }
  words = split_words (text);
  filled = fill_secret (spelling, words, bits, error);
  wipe_texts (words);
  if (!filled)
    return FALSE;
  if (bits[spelling->size] != checksum (spelling, bits))
    {
      g_set_error_literal (
        error, GB_ERROR, GB_ERROR_INPUT,
        _("Each word is right, but they don’t belong together: one was taken for another, or two have "
          "changed places. Compare them with the paper."));
      return FALSE;
    }
  memcpy (secret, bits, spelling->size);
  return TRUE;
}

gboolean
gb_words_parse (const char *text, guint8 secret[GB_WORDS_SECRET_SIZE], GError **error)
{
  return parse_words (&key_spelling, text, secret, error);
}

gboolean
gb_share_parse (const char *text, guint8 secret[GB_SHARE_SECRET_SIZE], GError **error)
{
  return parse_words (&share_spelling, text, secret, error);
}

guint
gb_words_count (const char *text)
{
  char **words = text != NULL && g_utf8_validate (text, -1, NULL) ? split_words (text) : NULL;
  guint count = words != NULL ? g_strv_length (words) : 0;

  if (words != NULL)
    wipe_texts (words);
  return count;
}

static gboolean
begins_a_word (const char *typed)
{
  for (const char *const *word = gb_word_list (); *word != NULL; word++)
    if (g_str_has_prefix (*word, typed))
      return TRUE;
  return FALSE;
}

char *
gb_words_first_wrong (const char *text, guint *at)
{
  char **words = text != NULL && g_utf8_validate (text, -1, NULL) ? split_words (text) : NULL;
  char *wrong = NULL;

  for (guint i = 0; words != NULL && words[i] != NULL && wrong == NULL; i++)
    if (find_word (words[i]) < 0 && (words[i + 1] != NULL || !begins_a_word (words[i])))
      {
        wrong = g_strdup (words[i]);
        *at = i + 1;
      }
  if (words != NULL)
    wipe_texts (words);
  return wrong;
}

/* --- codes ------------------------------------------------------------------ */

char *
gb_code_new (void)
{
  char *text = g_malloc0 (GB_CODE_LENGTH + GB_CODE_LENGTH / 5);
  gsize at = 0;

  gb_sodium_ready ();
  for (guint i = 0; i < GB_CODE_LENGTH; i++)
    {
      if (i > 0 && i % 5 == 0)
        text[at++] = '-';
      text[at++] = CODE_SIGNS[randombytes_uniform (32)];
    }
  return text;
}

void
gb_code_spell (const guint8 *bytes, guint signs, char *code)
{
  for (guint i = 0; i < signs; i++)
    code[i] = CODE_SIGNS[read_bits (bytes, 5 * i, 5)];
  code[signs] = '\0';
}

char
gb_code_sign (gunichar typed)
{
  gunichar upper = g_unichar_toupper (typed);

  if (upper == 'O')
    return '0';
  if (upper == 'I' || upper == 'L')
    return '1';
  if (upper != 0 && upper < 128 && strchr (CODE_SIGNS, (int) upper) != NULL)
    return (char) upper;
  return '\0';
}

gboolean
gb_code_parse (const char *text, char code[GB_CODE_LENGTH + 1], GError **error)
{
  guint count = 0;

  memset (code, 0, GB_CODE_LENGTH + 1);
  for (const char *p = text != NULL && g_utf8_validate (text, -1, NULL) ? text : ""; *p != '\0';
       p = g_utf8_next_char (p))
    {
      gunichar typed = g_utf8_get_char (p);
      char sign = gb_code_sign (typed);

      if (g_unichar_isspace (typed) || g_unichar_ispunct (typed))
        continue;
      if (sign == '\0')
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                       _("“%.*s” never stands in a code. Compare it with the paper."),
                       (int) (g_utf8_next_char (p) - p), p);
          return FALSE;
        }
      if (count < GB_CODE_LENGTH)
        code[count] = sign;
      count++;
    }
  if (count == GB_CODE_LENGTH)
    return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _("A code has 20 letters and digits; here are %u."), count);
  return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words: secrets and hashes as people read them, from the 2,048 words of BIP 39.
 *
 * A recovery key is twelve words: 128 random bits and a checksum of four.  A
 * recovery share is twenty-four: 256 random bits and eight of checksum.  A
 * one-time enrolment code is 100 random bits as four groups of five characters.
 * None leaves this room but as text for paper.
 */
#pragma once

#include "vault/hash.h"

G_BEGIN_DECLS

#define GB_WORDS_COUNT 12
#define GB_WORDS_SECRET_SIZE 16 /* what twelve words carry */
#define GB_SHARE_WORDS_COUNT 24
#define GB_SHARE_SECRET_SIZE 32 /* what twenty-four words carry */
#define GB_CODE_LENGTH 20       /* characters of a code, without the blanks */

/* What to put on paper: 128 fresh random bits as twelve words with a
 * checksum, 256 as twenty-four, or 100 bits as four groups of five characters
 * without look-alikes.  Wiped by the caller with gb_wipe_text.  (transfer full) */
char *gb_words_new (void);
char *gb_share_new (void);
char *gb_code_new (void);
/* @count words, each chosen afresh: what a file that leaves is locked with (six are 66 bits). */
char *gb_words_choose (guint count);
void gb_wipe_text (char *text); /* overwrites, then frees */

/* The other way: the bytes that the twelve or the twenty-four words stand for; the code in its
 * one spelling (20 capitals and digits).  FALSE with GB_ERROR_INPUT naming the
 * word that is wrong.  Blanks, hyphens and case do not matter; O, I and L in a
 * code are read as 0 and 1; four letters are enough of a word. */
gboolean gb_words_parse (const char *text, guint8 secret[GB_WORDS_SECRET_SIZE], GError **error);
gboolean gb_share_parse (const char *text, guint8 secret[GB_SHARE_SECRET_SIZE], GError **error);
gboolean gb_code_parse (const char *text, char code[GB_CODE_LENGTH + 1], GError **error);

/* The first @signs signs (5 bits each) of @bytes, as a code is spelt: digits and
 * capitals without I, L, O and U.  @code has room for @signs + 1. */
void gb_code_spell (const guint8 *bytes, guint signs, char *code);
/* The sign that was meant: o, i and l are 0 and 1.  '\0': none such. */
char gb_code_sign (gunichar typed);

/* How many words @text has, whatever they are. */
guint gb_words_count (const char *text);

/* The first word of @text that is not of the list and can't become one by more
 * typing (a beginning is taken when it is the last); its number in @at.
 * NULL: none.  (transfer full) */
char *gb_words_first_wrong (const char *text, guint *at);

/* The first @count words (11 bits each) of a hash, for people: "anchor velvet marble". */
char *gb_hash_words (const guint8 hash[GB_HASH_SIZE], guint count);

/* The word list, 2,048 words in order (transfer none).  For completion while typing. */
const char *const *gb_word_list (void);

G_END_DECLS

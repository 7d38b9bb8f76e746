/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spelling: names that were heard, not read - which are nearly the same.
 *
 * Three ways to be near.  Alike in sound: each name has a key of its
 * consonants as a UK school says them ("Mohammed", "Muhamad": MMT), and where a
 * letter is said two ways (a Polish w, a Welsh ch, a soft g) a second one; short
 * keys fit too much, so the letters must be near as well.  Slipped: a letter
 * missing, doubled or swapped.  One name: forms that stand on one line of
 * data/names/names.txt (Katie, Catherine).
 *
 * Pure, but for the list of names, which is read once.  Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Consonants said; @other: as somebody else says them, or the same again. */
typedef struct { char first[16], other[16]; } GbSound;
void gb_sound_of (const char *name, GbSound *sound);

/* A name that is asked for, made ready for many comparisons. */
typedef struct _GbSpelling GbSpelling;
/* NULL: too short for anything to be nearly it. */
GbSpelling *gb_spelling_new (const char *asked);
void gb_spelling_free (GbSpelling *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbSpelling, gb_spelling_free)

/* Whether @name, one word, is nearly what is asked for, but not it, nor begins with it.  @begun: what is asked
 * for may be the beginning of a name that is still being typed. */
gboolean gb_spelling_fits (GbSpelling *self, const char *name, gboolean begun);
/* The same with what is known of the name already: as it folds (gb_spelling_fold), and its sound. */
gboolean gb_spelling_fits_known (GbSpelling *self, const char *folded, const GbSound *sound, gboolean begun);
/* Whether @folded is what is asked for, or begins so. */
gboolean gb_spelling_begins (GbSpelling *self, const char *folded);
/* Other forms of the same name, as the list has them.  (transfer none, element-type utf8, folded) */
GPtrArray *gb_spelling_forms (GbSpelling *self);

/* As gb_text_fold, and letters that have a stroke or are two in one are written plain ("Łukasz": "lukasz").
 * (transfer full) */
char *gb_spelling_fold (const char *name);

G_END_DECLS

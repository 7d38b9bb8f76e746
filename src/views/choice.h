/* SPDX-License-Identifier: GPL-3.0-or-later */
/* choice: one word of a short list, from the policy pack's vocabulary.
 *
 * An AdwComboRow whose answer is the word's id, never its place.  It opens on
 * "Choose", so that nothing is answered by accident; @optional lists keep it.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define GB_TYPE_CHOICE (gb_choice_get_type ())
G_DECLARE_FINAL_TYPE (GbChoice, gb_choice, GB, CHOICE, AdwComboRow)

/* Signal "notify::selected" of the row. */
GbChoice *gb_choice_new (const char *title);
void gb_choice_add (GbChoice *self, const char *id, const char *label);
/* All words of a vocabulary: an array of GbWord (policy/pack.h). */
void gb_choice_add_words (GbChoice *self, GPtrArray *words);
void gb_choice_clear (GbChoice *self);
const char *gb_choice_get (GbChoice *self); /* NULL: nothing chosen */
void gb_choice_set (GbChoice *self, const char *id);
const char *gb_choice_label (GbChoice *self, const char *id); /* NULL for a word it hasn't */

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* word-pad: where the words of a recovery key or share are typed or scanned.
 *
 * Several lines, wrapped; beneath it stands how many words there are and the
 * first that is not one of the list, while they are typed.  What was typed is
 * overwritten when the pad goes.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GB_TYPE_WORD_PAD (gb_word_pad_get_type ())
G_DECLARE_FINAL_TYPE (GbWordPad, gb_word_pad, GB, WORD_PAD, GtkBox)

/* @words: how many are asked for.  Signal "changed". */
GbWordPad *gb_word_pad_new (const char *label, guint words);
/* As typed; wiped by the caller with gb_wipe_text.  (transfer full) */
char *gb_word_pad_get (GbWordPad *self);
gboolean gb_word_pad_is_full (GbWordPad *self);

G_END_DECLS

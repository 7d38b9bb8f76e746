/* SPDX-License-Identifier: GPL-3.0-or-later */
/* word-cards: words that one person reads out to another, each on a card of its
 * own, three in a row, in the order in which they count. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @words are parted by single blanks; @spoken is what a screen reader says of them all. */
GtkWidget *gb_word_cards_new (const char *words, const char *spoken);

G_END_DECLS

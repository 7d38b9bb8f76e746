/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safety: six words by which two people make sure of a member's key, each on
 * their own screen, read out in one room or over the telephone.
 *
 * The new member sees theirs when they have come in and in Members; whoever
 * confirms sees the same in Members.  A key that changed is a warning that
 * stands before everything else at each unlock until it was settled or put off
 * for this time.
 */
#pragma once

#include <adwaita.h>

#include "casework/member.h"

G_BEGIN_DECLS

/* The words as cards, read out as one sentence. */
GtkWidget *gb_safety_words_new (const char *words);

/* Compares the words of @member and writes member.confirmed, or says what to do when they differ. */
void gb_safety_compare (GtkWidget *from, GbBook *book, GbMember *member);

/* After unlocking: a dialog for the first member who came back with another
 * key that nobody confirmed.  Does nothing if there is none. */
void gb_safety_warn (GtkWidget *from, GbBook *book);

/* The same words for oneself, when one has just come in: @done when the button is pressed. */
GtkWidget *gb_safety_welcome_new (GbBook *book, GCallback done, GObject *object);

G_END_DECLS

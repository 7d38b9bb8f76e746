/* SPDX-License-Identifier: GPL-3.0-or-later */
/* veil: names hidden on the screen while others are in the room (casework/veil.h).
 *
 * It works at the glass, not in the views: every label, window title, tooltip
 * and name for the screen reader of this program passes through it on the way
 * to the screen, so that no view can forget to ask.  While it is lifted it costs
 * nothing.  Pages of paper are blank under it, fields show their text only
 * while one writes in them, and what it can't know stands in a box of
 * the style class GB_VEIL_WORDS, of which no word is shown.
 *
 * Until it has learnt the names of a vault just opened it hides every word.
 * It stays down until somebody lifts it: over a lock, and over a new start.
 * What is done, sent and printed is not touched by it; nothing is signed under it.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_VEIL_WORDS "words-of-somebody"
/* On a widget whose own name holds such words, but not all that stands in it. */
#define GB_VEIL_WORDS_SELF "named-by-words"

gboolean gb_veil_is_down (void);
void gb_veil_set_down (gboolean down);
/* Whose names they are; NULL at the lock, when all that was learnt is forgotten. */
void gb_veil_set_book (GbBook *book);
/* A name that a page shows while no vault is open. */
void gb_veil_know (const char *name);

/* What @label says under the veil.  (transfer none) */
const char *gb_veil_get_said (GtkLabel *label);
/* Gives @widget the name that a screen reader says, through the veil (gb_name). */
void gb_veil_name (GtkWidget *widget, const char *name);
/* The same for a description that is somebody's words: nothing of it is said under the veil. */
void gb_veil_describe (GtkWidget *widget, const char *words);

G_END_DECLS

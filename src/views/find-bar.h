/* SPDX-License-Identifier: GPL-3.0-or-later */
/* find-bar: the bar over pages in which words are looked for: an entry, the place
 * before, the next place, and which of how many is in sight.  It finds nothing
 * itself: whoever owns it hears what is asked and says what there is.
 *
 *   "asked"                the words in the entry are others now
 *   "step" (gboolean)      to the next place, or to the one before
 *   "closed"               it was put away: no place is marked any more
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GB_TYPE_FIND_BAR (gb_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (GbFindBar, gb_find_bar, GB, FIND_BAR, GtkBox)

/* @prompt: what the entry says while it is empty, and its name; @width: in letters. */
GbFindBar *gb_find_bar_new (const char *prompt, int width);
/* Shows it, with the keys in its entry. */
void gb_find_bar_open (GbFindBar *self);
gboolean gb_find_bar_is_open (GbFindBar *self);
/* (transfer none): may be empty. */
const char *gb_find_bar_get_words (GbFindBar *self);
/* Place @place, from 0, of @n; nothing while nothing was @asked. */
void gb_find_bar_say (GbFindBar *self, gboolean asked, guint place, guint n);

G_END_DECLS

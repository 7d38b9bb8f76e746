/* SPDX-License-Identifier: GPL-3.0-or-later */
/* veil: names and people's own words, taken out of what a screen says while
 * there are others in the room.
 *
 * The journal is where every name and every written word comes from, so the
 * journal is what the veil learns: names become initials, what somebody wrote
 * becomes "Words hidden", and what the program and the policy say stays.  It
 * keeps numbers that are made of the words, never the words.  What it can't
 * know (a file that was not taken in yet) its view must hide as a whole.
 *
 * Two names too many are hidden rather than one too few; only a name that is
 * also a word of the desk ("May", "Mark") may stand where it stands alone.
 *
 * Life: gb_veil_new -> gb_veil_learn_book, and again after each act -> freed
 * when names are shown, or the desk is locked.  Learnt on the worker, asked in the
 * window: never both at once (gb_veil_join).
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct _GbVeil GbVeil;

GbVeil *gb_veil_new (void);
void gb_veil_free (GbVeil *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbVeil, gb_veil_free)

/* One name, all of it and each part of it. */
void gb_veil_learn_name (GbVeil *self, const char *name);
/* What was written into @field (kinds.h) of an entry. */
void gb_veil_learn (GbVeil *self, const char *field, const char *text);
/* Every name and word of at most @most entries after *@after, which becomes the last of them; *@more: there are
 * others.  Worker only. */
gboolean gb_veil_learn_book (GbVeil *self, GbBook *book, guint most, gint64 *after, gboolean *more, GError **error);
/* Takes over what @other has learnt; @other is spent.  (transfer full) */
void gb_veil_join (GbVeil *self, GbVeil *other);

/* @text as it may be seen.  @of_program: the program's own words, such as a button's, that may have a name in
 * them, but are nobody's note of two words ("Not known").  (transfer full) */
char *gb_veil_hide (const GbVeil *self, const char *text, gboolean of_program);

G_END_DECLS

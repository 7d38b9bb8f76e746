/* SPDX-License-Identifier: GPL-3.0-or-later */
/* find: one box for everything, as you type, newest first: words, a name
 * spelt nearly right or in another of its forms (spelling.h), a reference, a day.
 *
 * What is found stands in this order: the reference; what happened, was opened
 * or was born on the day; what has the words; and then, marked as near, what has
 * names that are nearly the words, so that what was asked for is never behind
 * what was guessed.
 *
 * The index is a projection like the others in that it can be dropped at any
 * time; unlike them it lags: an act never waits for it.  The book's helper
 * thread brings it up to date a moment after each act, and a question does the
 * last few entries itself, so that what was just written is found.  What was
 * amended is found by its old words as well: the record keeps them.
 */
#pragma once

#include "casework/record.h"

G_BEGIN_DECLS

/* A case (with noun and reference; also by a page that was made of it), an entry
 * of a register (noun "register", its id as case_id, no reference) or a person
 * (person_id, no case).  @words: the place where it was found, the words found
 * between U+2068 and U+2069; of a day, what was then.
 * near: 1 if a name is spelt otherwise than it was asked for. */
#define GB_FOUND_FIELDS(TEXT, NUMBER)                                                                                  \
  TEXT (case_id) TEXT (person_id) TEXT (noun) TEXT (reference) TEXT (title) TEXT (words) NUMBER (entry) NUMBER (at) \
  NUMBER (near)
GB_RECORD_DECLARE (GbFound, gb_found, GB_FOUND_FIELDS)

/* At most @most cases and people in which every word of @text occurs in one
 * entry, each word as the beginning of a word; newest entry first, each case
 * or person once; then those that have names spelt nearly so.  A text without a
 * word of two letters finds nothing, but a reference or a day may be shorter.  Worker
 * only.  (transfer full, element-type GbFound) */
GPtrArray *gb_find (GbVault *vault, const char *text, guint most, GError **error);

/* The cases in which the words occur, as a JSON list of their ids, for a list that narrows itself by
 * words.  Worker only.  (transfer full) */
char *gb_find_cases (GbVault *vault, const char *words, GError **error);

/* Brings the index up by at most @most entries, in a transaction of its own;
 * *@left is what remains to be done.  Worker only. */
gboolean gb_find_catch_up (GbVault *vault, guint most, gint64 *left, GError **error);
/* One slice of tidying the index (a few milliseconds); *@more says whether
 * another is worth while.  Worker only. */
gboolean gb_find_tidy (GbVault *vault, gboolean *more, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeline: the record as people read it - who, when, what they did.
 *
 * A row is one entry of the journal said as a sentence in the past tense.  An
 * amendment shows old and new and its reason; an entry written down more than
 * a day after it happened is late; an entry that is a sign-off of a sheet
 * carries its signature.  Nothing is kept for it: the rows are read from the
 * journal itself, so that what is shown is what was signed.
 *
 * Worker only.
 */
#pragma once

#include "casework/book.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* sentence: without its subject, "Amended where it happened".  detail: what was
 * written in it, in lines, or NULL.  changes: lines "label\told\tnew", or NULL.
 * happened_at: 0 when it is not told apart from the recording.  late and
 * signed_off are 0 or 1.  mark: the first words of the hash, "anchor velvet". */
#define GB_TIMELINE_ROW_FIELDS(TEXT, NUMBER)                                                                           \
  NUMBER (entry) NUMBER (at) NUMBER (happened_at) TEXT (author) TEXT (author_id) TEXT (roles) TEXT (kind)              \
  TEXT (case_id) TEXT (noun) TEXT (reference) TEXT (sentence) TEXT (detail) TEXT (reason) TEXT (changes)               \
  NUMBER (late) NUMBER (signed_off) TEXT (mark)
GB_RECORD_DECLARE (GbTimelineRow, gb_timeline_row, GB_TIMELINE_ROW_FIELDS)

/* The case and all that hang on it, oldest first.  (transfer full, element-type GbTimelineRow) */
GPtrArray *gb_timeline_of_case (GbBook *book, const char *case_id, GError **error);

/* For the Journal: the numbers of all entries, newest first; @author (member
 * id), @room (the kind's first word: "incident"), @from and @until (recorded)
 * narrow it, NULL or 0: all.  (transfer full, element-type gint64) */
GArray *gb_timeline_entries (GbBook *book, const char *author, const char *room, gint64 from, gint64 until,
                             GError **error);
/* The rows of @n entries, in order.  (transfer full, element-type GbTimelineRow) */
GPtrArray *gb_timeline_rows (GbBook *book, const gint64 *entries, guint n, GError **error);

G_END_DECLS

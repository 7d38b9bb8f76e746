/* SPDX-License-Identifier: GPL-3.0-or-later */
/* story: a child's whole story - every case that names them by any of their
 * records (same.h), who else was in it, which devices; when they came back and
 * left, where their file went; and what a reader of single cases doesn't see.
 *
 * That is: several concerns within a few weeks; one place, one time of the day,
 * one day of the week or one other child again and again; and a concern that was
 * left open while nothing was written for long.  They are what was counted, said
 * as it is, never a judgement: a lead looks and decides.  Only what this member
 * reads is counted.
 *
 * A concern is an incident in which the child had a part, other than seeing it or
 * telling of it.
 *
 * Worker only.
 */
#pragma once

#include "casework/book.h"
#include "casework/record.h"

G_BEGIN_DECLS

#define GB_STORY_WEEKS 6        /* within which several concerns are a pattern */
#define GB_STORY_SEVERAL 3
#define GB_STORY_SHARE 3        /* one in so many of all concerns must be in the place, at the time, with the child */
#define GB_STORY_SILENT_WEEKS 4 /* without an entry while a concern is open */

/* What happened, when.  id, noun, reference: of the case; NULL for what has none (left, came back).
 * role: as gb_person_cases.  as_name: the other record that is named, or NULL.  people, devices: names, with
 * commas, or NULL.  weeks: how long nothing is told before it, 0 if that is under a half year. */
#define GB_STORY_FIELDS(TEXT, NUMBER)                                                                                  \
  TEXT (id) TEXT (noun) TEXT (reference) TEXT (title) TEXT (state) TEXT (role) TEXT (as_name) TEXT (people)            \
  TEXT (devices) NUMBER (at) NUMBER (weeks)
GB_RECORD_DECLARE (GbStoryRow, gb_story_row, GB_STORY_FIELDS)

/* kind: "several" "place" "hour" "weekday" "child" "silence".  A whole sentence; the case that it is about, or NULL. */
#define GB_PATTERN_FIELDS(TEXT, NUMBER) TEXT (kind) TEXT (sentence) TEXT (case_id)
GB_RECORD_DECLARE (GbPattern, gb_pattern, GB_PATTERN_FIELDS)

/* The newest first.  (transfer full, element-type GbStoryRow) */
GPtrArray *gb_story_of (GbBook *book, const char *person_id, GError **error);
/* (transfer full, element-type GbPattern) */
GPtrArray *gb_story_patterns (GbBook *book, const char *person_id, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retention: for how long a case is kept, by which rule, and its end (IRMS, KCSIE
 * part 4, the inquiry into child sexual abuse; the pack's rules retention.*).
 *
 * Life of a closed case: kept -> due, when the rule's day has come -> looked at by
 * somebody who leads safeguarding, who keeps it until another day, or proposes its
 * end -> erased by another person, the DSL, a deputy or the headteacher, with
 * their passphrase.  A legal hold (an inquiry, an investigation, an appeal, a request for
 * access under way) stops all of it until it is lifted with a reason.  Nothing is
 * ever erased by itself.
 *
 * A case goes with all that hangs on it: an incident with its searches, devices
 * and referrals, a concern with its referral.  What stays is a tombstone: what
 * sort of case, its reference, by which rule, due when, who asked, who agreed,
 * and the hash of each entry (journal/erase.h).  Of a sealed case it says that one
 * was erased, and no more.
 *
 * The rules, where the pack has them: a case about children until the youngest
 * child in it is 25; what bears on sexual abuse for 75 years from the close; an
 * allegation until ten years from it at least, then looked at for the person's
 * pension age; a low-level concern until the person has left; a search or a device
 * by itself as the child's file.  Where a birth date isn't known it is counted
 * from the close, and said so.
 *
 * Functions run on the worker.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

extern const GbAct gb_retention_acts[];

/* One closed case with all that hangs on it.  state: "kept" "due" "held"
 * "proposed"; due: the day; rule: the pack's name of it; words: the rule in words; counted:
 * how the day was found, "Theo Reed is 25 on 14 February 2041". */
#define GB_RETENTION_FIELDS(TEXT, NUMBER)                                                                              \
  TEXT (id) TEXT (noun) TEXT (reference) TEXT (title) NUMBER (opened_at) NUMBER (closed_at) TEXT (youngest)            \
  TEXT (dob) TEXT (category) TEXT (level) TEXT (outcome) NUMBER (noticed_at) TEXT (left_on) NUMBER (sealed)            \
  NUMBER (held_at) TEXT (held_by) TEXT (hold_reason) TEXT (hold_reference) NUMBER (proposed_at) TEXT (proposed_by)     \
  TEXT (proposed_by_id) TEXT (proposed_reason) TEXT (kept_until) TEXT (kept_by) TEXT (kept_reason) TEXT (state)        \
  TEXT (due) TEXT (rule) TEXT (words) TEXT (basis) TEXT (counted)
GB_RECORD_DECLARE (GbRetention, gb_retention, GB_RETENTION_FIELDS)

/* Every closed case by its day, the earliest first; with @until (may be NULL), only
 * those whose day is not after it, and those that are held or proposed.
 * (transfer full, element-type GbRetention) */
GPtrArray *gb_retention_list (GbBook *book, const char *until, GError **error);
/* Of the case @id, or of what it hangs on; NULL without error: it is open, or none such. */
GbRetention *gb_retention_of (GbBook *book, const char *id, GError **error);

/* What was erased. */
#define GB_TOMBSTONE_FIELDS(TEXT, NUMBER)                                                                              \
  NUMBER (entry) NUMBER (at) TEXT (noun) TEXT (reference) TEXT (rule) TEXT (basis) TEXT (due) TEXT (reason)            \
  TEXT (proposed_by) TEXT (erased_by) NUMBER (entries)
GB_RECORD_DECLARE (GbTombstone, gb_tombstone, GB_TOMBSTONE_FIELDS)
GPtrArray *gb_retention_tombstones (GbVault *vault, GError **error); /* newest first */

/* Carries out what tombstones say and makes every list anew: after the act, and at
 * each opening, if it was broken off.  Outside any transaction. */
gboolean gb_retention_carry_out (GbVault *vault, GError **error);

G_END_DECLS

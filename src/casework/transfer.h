/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer: a child's file on its way to the next school.
 *
 * Life: begun (the clock runs: five days from the last day here, or from the
 * first day of the new term) -> sent (another clock: the receipt) -> received;
 * chased in between, as often as needed; or withdrawn, because the child stays.
 * The file goes to the other school's DSL by itself, apart from the pupil file
 * (KCSIE part 2; domain.md s3).
 *
 * Which file was sent is known by the page that was made of it (outgoing.h): its
 * hash, its pages, and the receipt code, which stands on its last page and
 * nowhere else.  Whoever can write that code on the receipt had the very file in
 * hand to its end; a receipt with another code is refused, and one without a code
 * is kept as what it is, somebody's word.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* state: "begun" "sent" "received" "withdrawn".  proven: 1 when the code came back.
 * due_at, due_rule: of the clock that runs; 0 when none does.  late: 1 when it was
 * sent after it was due.  made_at: when the newest file was printed or saved; 0: never. */
#define GB_TRANSFER_FIELDS(TEXT, NUMBER)                                                                              \
  TEXT (id)                                                                                                           \
  NUMBER (entry) TEXT (reference) TEXT (state) TEXT (person_id) TEXT (person) TEXT (school) TEXT (address)            \
      TEXT (contact) TEXT (left_on) TEXT (starts_on) NUMBER (begun_at) TEXT (begun_by) NUMBER (sent_at) TEXT (method) \
          TEXT (sent_to) TEXT (sent_by) TEXT (pack_hash) NUMBER (pages) TEXT (code) NUMBER (received_at)              \
              TEXT (received_by) TEXT (received_role) NUMBER (proven) TEXT (known_how) TEXT (withdrawn)               \
                  NUMBER (due_at) TEXT (due_rule) NUMBER (late) NUMBER (made_at) NUMBER (chased)
GB_RECORD_DECLARE (GbTransfer, gb_transfer, GB_TRANSFER_FIELDS)

#define GB_CHASE_FIELDS(TEXT, NUMBER) NUMBER (entry) NUMBER (at) TEXT (spoke_to) TEXT (said) TEXT (recorded_by)
GB_RECORD_DECLARE (GbChase, gb_chase, GB_CHASE_FIELDS)

extern const GbAct gb_transfer_acts[];

/* The kind of document in page.made. */
#define GB_TRANSFER_DOCUMENT "transfer-file"

/* The receipt code of a file with these contents (any text that stands for all of
 * it): three groups of five signs.  The same contents of the same transfer have
 * the same code; nobody without the vault can tell it.  (transfer full) */
char *gb_transfer_code (const char *transfer_id, const char *contents);

/* --- worker only ----------------------------------------------------------------- */

/* GB_ERROR_MISSING when there is none such.  (transfer full) */
GbTransfer *gb_transfer_load (GbVault *vault, const char *id, GError **error);
/* How many sealed cases that this member reads name the child: they aren't in the
 * file.  -1 on a fault. */
gint64 gb_transfer_sealed (GbVault *vault, const char *person_id, GError **error);
/* Of one child, newest first.  (of GbTransfer) */
GPtrArray *gb_transfers_of (GbVault *vault, const char *person_id, GError **error);
/* Oldest first.  (of GbChase) */
GPtrArray *gb_transfer_chases (GbVault *vault, const char *id, GError **error);

G_END_DECLS

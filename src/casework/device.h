/* SPDX-License-Identifier: GPL-3.0-or-later */
/* device: a device in the school's custody - who had it when, and what may
 * be done with it.
 *
 * Life: confiscated -> moved (both names, place, seal) ... -> released to a named
 * parent or carer by the end of the same school day | handed to the police.  A
 * hold (for the police, or because it may be evidence) blocks release,
 * examining and erasing until it is lifted in writing (A28, A35).  A device that
 * has left can do nothing more.
 *
 * Examining and erasing are acts of their own, with the tests of the DfE's
 * advice; each needs a search that was authorised before, is still sound, and
 * is of this device (A29, A34).  Imagery is erased only after two confirmations
 * by two people (B99).
 *
 * Functions that take a GbVault or GbBook and an id run on the worker.
 */
#pragma once

#include "casework/act.h"
#include "casework/gate.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* state: "in-custody" "released" "with-police".  hold: a word of hold-reason,
 * NULL when there is none.  due_at: when it must be back, 0 when no clock
 * runs.  holder: who had it last. */
#define GB_DEVICE_FIELDS(TEXT, NUMBER)                                                                                 \
  TEXT (id) NUMBER (entry) TEXT (reference) TEXT (state) TEXT (incident_id) TEXT (incident_reference)                  \
  TEXT (owner_id) TEXT (owner) TEXT (owner_year) TEXT (device_type) TEXT (description) TEXT (condition) TEXT (ground)  \
  TEXT (taken_by_id) TEXT (taken_by) NUMBER (taken_at) TEXT (place) TEXT (seal) NUMBER (switched_off)                  \
  TEXT (holder) NUMBER (since)                                                                                         \
  TEXT (hold) TEXT (hold_reason) NUMBER (held_at) TEXT (held_by) TEXT (hold_officer) TEXT (hold_reference)             \
  NUMBER (lifted_at) TEXT (lifted_by) TEXT (lift_officer) TEXT (lift_reference) TEXT (lift_writing)                    \
  NUMBER (left_at) TEXT (left_to) TEXT (left_relation) TEXT (left_identity) TEXT (left_by) TEXT (late_reason)          \
  TEXT (left_condition) TEXT (officer) TEXT (collar) TEXT (station) TEXT (police_reference) TEXT (left_seal_intact)    \
  NUMBER (recorded_at) TEXT (recorded_by) NUMBER (due_at) TEXT (due_rule)
GB_RECORD_DECLARE (GbDevice, gb_device, GB_DEVICE_FIELDS)

/* A link of the chain; kind is the entry's kind.  from_person and to_person are
 * the two who handed it over; detail is the reason, reference or what was done. */
#define GB_CUSTODY_FIELDS(TEXT, NUMBER)                                                                                \
  NUMBER (entry) TEXT (device_id) TEXT (kind) NUMBER (at) TEXT (from_person) TEXT (to_person) TEXT (place) TEXT (seal) \
  TEXT (seal_intact) TEXT (detail) TEXT (reference) TEXT (why) NUMBER (recorded_at) TEXT (recorded_by)
GB_RECORD_DECLARE (GbCustody, gb_custody, GB_CUSTODY_FIELDS)

#define GB_ERASURE_CONFIRMATION_FIELDS(TEXT, NUMBER)                                                                   \
  NUMBER (entry) TEXT (device_id) TEXT (ground) TEXT (source) NUMBER (confirmed_at) TEXT (member_id) TEXT (member)
GB_RECORD_DECLARE (GbErasureConfirmation, gb_erasure_confirmation, GB_ERASURE_CONFIRMATION_FIELDS)

extern const GbAct gb_device_acts[];

/* NULL: it may go to a parent now.  Else the sentence that says why not: the
 * page shows it before anyone presses anything.  (transfer full) */
char *gb_device_why_not_released (GbDevice *device);

/* "Not looked at", "Given back the same day", "No hold on it": for the page.
 * (transfer full, element-type GbGate) */
GPtrArray *gb_device_gates (GbBook *book, GbDevice *device, GError **error);

/* A link of the chain as the page says it: "Handed to Ruth Adeyemi".  (transfer full) */
char *gb_custody_say (GbPack *pack, GbCustody *link);

/* --- asking ------------------------------------------------------------------- */

/* GB_ERROR_MISSING when there is none such.  (transfer full) */
GbDevice *gb_device_load (GbVault *vault, const char *id, GError **error);
/* (of GbCustody, oldest first) */
GPtrArray *gb_device_chain (GbVault *vault, const char *id, GError **error);
GPtrArray *gb_device_confirmations (GbVault *vault, const char *id, GError **error); /* of GbErasureConfirmation */
/* Searches of it that were authorised before and are sound still: ids and references of GbSearch. */
GPtrArray *gb_device_searches (GbBook *book, const char *id, GError **error);

typedef struct
{
  const char *words;  /* in description, owner, place, seal or reference; NULL: all */
  const char *state;  /* a state, "held" (in custody under a hold), or NULL */
  const char *incident_id;
  gint64 from, until; /* taken; 0: no bound */
} GbDeviceFilter;
GPtrArray *gb_device_ids (GbVault *vault, const GbDeviceFilter *filter, GError **error); /* newest first, of char * */
GPtrArray *gb_device_rows (GbVault *vault, const char *const *ids, GError **error);      /* of GbDevice, in order */

/* In custody and to be handed back, the one due first at the head; those under a hold after them. */
GPtrArray *gb_devices_before_bell (GbVault *vault, GError **error);
gint64 gb_device_count (GbVault *vault, GError **error); /* in custody, for the badge; -1 on a fault */

G_END_DECLS

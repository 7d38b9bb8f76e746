/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action: something that must change after a case, with an owner and a day
 * (A46, B8, C6).  An action outlives its case: it may be completed after the
 * case has closed, but not set.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

#define GB_ACTION_FIELDS(TEXT, NUMBER)                                                                                 \
  TEXT (action_id) TEXT (case_id) NUMBER (entry) TEXT (what) TEXT (owner_id) TEXT (owner) TEXT (due) NUMBER (set_at)   \
  TEXT (set_by) NUMBER (done_at) TEXT (done_by) TEXT (note)
GB_RECORD_DECLARE (GbAction, gb_action, GB_ACTION_FIELDS)

extern const GbAct gb_action_acts[];

/* Worker only, (transfer full, element-type GbAction): of a case, oldest first; all
 * that are still open, the one due first at the head. */
GPtrArray *gb_actions_of_case (GbVault *vault, const char *case_id, GError **error);
GPtrArray *gb_actions_open (GbVault *vault, GError **error);

G_END_DECLS

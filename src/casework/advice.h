/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice: when the school was unsure, whom it asked, what they said and what was
 * decided on it (A49, B82, B112, C36).
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

#define GB_ADVICE_FIELDS(TEXT, NUMBER)                                                                                 \
  NUMBER (entry) TEXT (case_id) TEXT (agency) TEXT (person) NUMBER (sought_at) TEXT (question) TEXT (advice)           \
  TEXT (decision) TEXT (recorded_by)
GB_RECORD_DECLARE (GbAdvice, gb_advice, GB_ADVICE_FIELDS)

extern const GbAct gb_advice_acts[];

/* Worker only, oldest first, (transfer full, element-type GbAdvice). */
GPtrArray *gb_advice_of_case (GbVault *vault, const char *case_id, GError **error);

G_END_DECLS

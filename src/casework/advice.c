/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/advice.h"
#include "casework/incident.h"

GB_RECORD_DEFINE (GbAdvice, gb_advice, GB_ADVICE_FIELDS)

/* Advice may be sought in a case of any noun; a closed incident takes none. */
static gboolean
sought_gate (GbRequest *request, GError **error)
{
  if (gb_vault_ask_number (request->vault, 0, error, "SELECT count (*) FROM p_case WHERE id = :id", ":id",
                           request->case_id, NULL)
      == 0)
    {
      if (error == NULL || *error == NULL)
        g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such case here."));
      return FALSE;
    }
  if (!gb_incident_must_be_open (request->vault, request->case_id, error))
    return FALSE;
  if (gb_json_number (request->body, "at") > gb_now () + GB_MINUTE)
    return gb_refuse (error, _ ("That time hasn’t come yet. Record advice when it has been given."));
  return TRUE;
}

const GbAct gb_advice_acts[] = { { "advice.sought", sought_gate, NULL }, { NULL } };

GPtrArray *
gb_advice_of_case (GbVault *vault, const char *case_id, GError **error)
{
  return gb_records (vault, gb_advice_get_type (), error, "SELECT * FROM p_advice WHERE case_id = :id ORDER BY entry",
                     ":id", case_id, NULL);
}

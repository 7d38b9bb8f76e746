/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/action.h"
#include "casework/incident.h"

GB_RECORD_DEFINE (GbAction, gb_action, GB_ACTION_FIELDS)

static GbAction *
load (GbRequest *request, GError **error)
{
  return gb_record_one (request->vault, gb_action_get_type (), error, "SELECT * FROM p_action WHERE action_id = :id",
                        ":id", gb_json_text (request->body, "action_id"), NULL);
}

static gboolean
set_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbIncident) incident = gb_incident_load (request->vault, request->case_id, error);
  g_autoptr (GbAction) there = NULL;
  g_autofree char *today = gb_today ();
  const char *due = gb_json_text (request->body, "due");

  if (incident == NULL || !gb_incident_must_be_open (request->vault, request->case_id, error))
    return FALSE;
  if (due != NULL && gb_day_is_valid (due) && gb_day_difference (today, due) < 0)
    return gb_refuse (error, _ ("That day is past. Give the action a day on which its owner can still do it."));
  there = load (request, error);
  if (there != NULL)
    return gb_refuse (error, _ ("This action has been set already: “%s”."), there->what);
  return error == NULL || *error == NULL;
}

static gboolean
done_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbAction) action = NULL;

  if (request->asking && !json_object_has_member (request->body, "action_id"))
    return TRUE;
  action = load (request, error);
  if (action == NULL || g_strcmp0 (action->case_id, request->case_id) != 0)
    {
      if (error == NULL || *error == NULL)
        g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such action in this case."));
      return FALSE;
    }
  if (action->done_at != 0)
    return gb_refuse (error, _ ("“%s” is done already, by %s."), action->what, action->done_by);
  return TRUE;
}

const GbAct gb_action_acts[] = { { "action.set", set_gate, NULL }, { "action.done", done_gate, NULL }, { NULL } };

GPtrArray *
gb_actions_of_case (GbVault *vault, const char *case_id, GError **error)
{
  return gb_records (vault, gb_action_get_type (), error, "SELECT * FROM p_action WHERE case_id = :id ORDER BY entry",
                     ":id", case_id, NULL);
}

GPtrArray *
gb_actions_open (GbVault *vault, GError **error)
{
  return gb_records (vault, gb_action_get_type (), error,
                     "SELECT * FROM p_action WHERE done_at IS NULL ORDER BY due, entry", NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/gate.h"
#include "casework/incident.h"
#include "casework/procedure.h"
#include "vault/statement.h"

/* A clock on the wall may differ a little from the machine's. */
#define GRACE (2 * GB_MINUTE)

/* --- moves --------------------------------------------------------------------------- */

gboolean
gb_move_check (const GbMove *moves, const char *kind, const char *state, GError **error)
{
  for (; moves->kind != NULL; moves++)
    if (g_str_equal (moves->kind, kind) && g_str_equal (moves->state, state))
      {
        if (moves->refusal == NULL)
          return TRUE;
        return gb_refuse (error, "%s", _ (moves->refusal));
      }
  g_error ("no move %s in state %s", kind, state);
}

/* --- conditions -------------------------------------------------------------------------- */

GbGate *
gb_gate_new (const char *id, GbGateState state, const char *title, char *sentence)
{
  GbGate *gate = g_new0 (GbGate, 1);

  gate->id = id;
  gate->state = state;
  gate->title = g_strdup (title);
  gate->sentence = sentence;
  return gate;
}

void
gb_gate_free (GbGate *gate)
{
  if (gate == NULL)
    return;
  g_free (gate->title);
  g_free (gate->sentence);
  g_free (gate);
}

const GbGate *
gb_gate_find (GPtrArray *gates, const char *id)
{
  for (guint i = 0; i < gates->len; i++)
    if (g_str_equal (((GbGate *)gates->pdata[i])->id, id))
      return gates->pdata[i];
  return NULL;
}

gboolean
gb_gates_require (GPtrArray *gates, const char *const *ids, gboolean asking, GError **error)
{
  for (; *ids != NULL; ids++)
    {
      const GbGate *gate = gb_gate_find (gates, *ids);
      if (gate == NULL || gate->state == GB_GATE_MET || (gate->state == GB_GATE_OPEN && asking))
        continue;
      return gb_refuse (error, "%s", gate->sentence);
    }
  return TRUE;
}

/* --- small questions ------------------------------------------------------------------------ */

gboolean
gb_gate_has (GbRequest *request, const char *field)
{
  JsonNode *node = json_object_get_member (request->body, field);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return gb_text_is_filled (json_node_get_string (node));
  return TRUE;
}

gboolean
gb_gate_filled (GbRequest *request, const char *field, const char *sentence, GError **error)
{
  if (request->asking || gb_gate_has (request, field))
    return TRUE;
  return gb_refuse (error, "%s", sentence);
}

gboolean
gb_gate_word (GbRequest *request, const char *field, const char *vocabulary, GError **error)
{
  GbPack *pack = gb_book_get_pack (request->book);
  const char *given = gb_json_text (request->body, field);
  GPtrArray *words = gb_pack_words (pack, vocabulary);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *list = NULL;

  if (!gb_text_is_filled (given) || gb_pack_word (pack, vocabulary, given) != NULL)
    return TRUE;
  for (guint i = 0; i < words->len; i++)
    g_ptr_array_add (ids, (gpointer)((GbWord *)words->pdata[i])->id);
  g_ptr_array_add (ids, NULL);
  list = gb_text_join_and ((const char *const *)ids->pdata);
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("The school’s policy doesn’t know “%s” here. It knows %s."), given,
               list);
  return FALSE;
}

gboolean
gb_gate_past (GbRequest *request, const char *field, GError **error)
{
  gint64 at = gb_json_number (request->body, field);
  g_autofree char *said = NULL;

  if (at <= gb_now () + GRACE)
    return TRUE;
  said = gb_say_instant_long (at);
  return gb_refuse (error, _ ("%s is still to come, so it can’t be recorded as done. Check the time."), said);
}

gboolean
gb_gate_leads (GbRequest *request, const char *what, GError **error)
{
  if (gb_book_can (request->book, GB_CAN_LEAD) || gb_capability_by_key (request))
    return TRUE;
  return gb_refuse (error, _ ("Only the DSL, a deputy or the headteacher may %s. Ask one of them."), what);
}

gboolean
gb_gate_incident_open (GbRequest *request, GError **error)
{
  const char *id = gb_json_text (request->body, "incident_id");
  g_autofree char *noun = NULL;
  g_autoptr (GError) local = NULL;

  if (id == NULL)
    return TRUE;
  noun = gb_vault_ask_text (request->vault, &local, "SELECT noun FROM p_case WHERE id = :id", ":id", id, NULL);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_strcmp0 (noun, "incident") != 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                           _ ("The incident that this belongs to isn’t there. Choose it again."));
      return FALSE;
    }
  return gb_incident_must_be_open (request->vault, id, error);
}

gboolean
gb_gate_do_not_view (GbVault *vault, const char *incident_id, GError **error)
{
  return incident_id != NULL && gb_incident_is_do_not_view (vault, incident_id, error);
}

char *
gb_gate_person_sex (GbVault *vault, const char *person_id)
{
  if (person_id == NULL)
    return NULL;
  return gb_vault_ask_text (vault, NULL, "SELECT sex FROM p_person WHERE id = :id AND sex IN ('female', 'male')", ":id",
                            person_id, NULL);
}

gboolean
gb_gate_person_holds (GbVault *vault, const char *person_id, const char *roles, const char *day)
{
  return gb_vault_ask_number (
             vault, 0, NULL,
             "SELECT count (*) FROM p_member_role AS r JOIN p_member AS m ON m.id = r.member_id"
             " WHERE r.member_id = :id AND m.state = 'active'"
             "   AND instr (' ' || :roles || ' ', ' ' || r.role || ' ') > 0"
             "   AND (r.from_day IS NULL OR r.from_day <= :day) AND (r.until_day IS NULL OR r.until_day >= :day)",
             ":id", person_id, ":roles", roles, ":day", day, NULL)
         > 0;
}

/* --- clocks ------------------------------------------------------------------------------------ */

static gboolean
same_clock (JsonObject *a, JsonObject *b)
{
  return gb_json_number (a, "due_at") == gb_json_number (b, "due_at")
         && g_strcmp0 (gb_json_text (a, "rule"), gb_json_text (b, "rule")) == 0;
}

gboolean
gb_gate_start_clock (GbRequest *request, const char *key, const char *clock, const char *title, gint64 started_at,
                     GError **error)
{
  JsonArray *clocks;
  guint last;

  if (!gb_act_start_clock (request, key, clock, title, started_at, error))
    return FALSE;
  clocks = gb_json_array (request->body, "clocks");
  last = json_array_get_length (clocks) - 1;
  for (guint i = 0; i < last; i++)
    if (same_clock (json_array_get_object_element (clocks, i), json_array_get_object_element (clocks, last)))
      {
        json_array_remove_element (clocks, last);
        break;
      }
  return TRUE;
}

/* A step of the pack's procedures whose clock says the same as a clock of the case. */
static const struct
{
  const char *key, *step;
} twins[] = {
  { "device.bell", "step.hand-back" },      { "device.police-soon", "step.to-police" },
  { "search.tell-dsl", "step.search-dsl" }, { "search.tell-parent", "step.search-parent" },
  { "referral.due", "step.refer" },
};

void
gb_gate_stop_clock (GbRequest *request, const char *key)
{
  gb_act_stop_clock (request, key);
  for (gsize i = 0; i < G_N_ELEMENTS (twins); i++)
    if (g_str_equal (twins[i].key, key))
      gb_act_stop_clock (request, twins[i].step);
}

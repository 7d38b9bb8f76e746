/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/image.h"
#include "casework/incident.h"

GB_RECORD_DEFINE (GbImageViewing, gb_image_viewing, GB_IMAGE_VIEWING_FIELDS)
GB_RECORD_DEFINE (GbImageConfirmation, gb_image_confirmation, GB_IMAGE_CONFIRMATION_FIELDS)

/* An open incident in which an indecent image may be involved. */
static gboolean
on_the_path (GbRequest *request, GError **error)
{
  g_autoptr (GbIncident) incident = gb_incident_load (request->vault, request->case_id, error);

  if (incident == NULL || !gb_incident_must_be_open (request->vault, request->case_id, error))
    return FALSE;
  if (g_strcmp0 (incident->indecent_image, "no") == 0)
    return gb_refuse (
        error, _ ("This incident says that no indecent image is involved. If one may be, amend that answer first."));
  if (gb_json_number (request->body, "at") > gb_now () + GB_MINUTE)
    return gb_refuse (error,
                      _ ("That time hasn’t come yet. A record says what has happened: give the time at which it did."));
  return TRUE;
}

static gboolean
filled (JsonObject *body, const char *name)
{
  return gb_text_is_filled (gb_json_text (body, name));
}

/* Viewed: only by the DSL or a deputy, with the justification whole (B102). */
static gboolean
viewed_gate (GbRequest *request, GError **error)
{
  JsonObject *body = request->body;

  if (!on_the_path (request, error))
    return FALSE;
  if (!gb_json_flag (body, "viewed"))
    return TRUE;
  if (!gb_book_can (request->book, GB_CAN_SAFEGUARD))
    return gb_refuse (error, _ ("Only the DSL or a deputy may view such an image, and only if there is no other way. "
                                "Tell the DSL who saw it and how; don’t look again."));
  if (request->asking)
    return TRUE;
  if (!filled (body, "why") || !filled (body, "agreed_with") || !filled (body, "viewer") || !filled (body, "place")
      || !json_object_has_member (body, "at"))
    return gb_refuse (error,
                      _ ("Viewing needs its justification on record: why there was no other way, who agreed, who "
                         "viewed it, where and when."));
  return TRUE;
}

static gboolean
confirmed_gate (GbRequest *request, GError **error)
{
  const char *ground = gb_json_text (request->body, "ground");
  const char *member = gb_book_get_member_id (request->book);
  GbPack *pack = gb_book_get_pack (request->book);

  if (!on_the_path (request, error))
    return FALSE;
  if (!gb_book_can (request->book, GB_CAN_LEAD))
    return gb_refuse (error, _ ("Only the DSL, a deputy or the headteacher may confirm that imagery can be deleted."));
  if (ground != NULL && gb_pack_word (pack, "deletion-ground", ground) == NULL)
    return gb_refuse (error, _ ("“%s” isn’t one of the things your policy wants confirmed before imagery is deleted."),
                      ground);
  if (gb_vault_ask_number (request->vault, 0, error,
                           "SELECT count (*) FROM p_image_confirmation WHERE incident_id = :id AND member_id = :member",
                           ":id", request->case_id, ":member", member, NULL)
      > 0)
    return gb_refuse (error, _ ("You have confirmed already. Deleting imagery takes two confirmations by two different "
                                "people, so ask somebody else for the other."));
  return TRUE;
}

/* The grounds of the policy that nobody has confirmed yet, in words. */
static char *
open_grounds (GbRequest *request, GError **error)
{
  GPtrArray *words = gb_pack_words (gb_book_get_pack (request->book), "deletion-ground");
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  for (guint i = 0; i < words->len; i++)
    {
      GbWord *word = words->pdata[i];
      if (gb_vault_ask_number (
              request->vault, 0, error,
              "SELECT count (*) FROM p_image_confirmation WHERE incident_id = :id AND ground = :ground", ":id",
              request->case_id, ":ground", word->id, NULL)
          == 0)
        g_ptr_array_add (open, (gpointer) word->label);
    }
  if (open->len == 0)
    return NULL;
  g_ptr_array_add (open, NULL);
  return gb_text_join_and ((const char *const *) open->pdata);
}

/* A police hold on any device of this incident: put on later than it was lifted,
 * or the device is with the police. */
#define HELD_SQL                                                                                                      \
  "SELECT l.reference FROM p_case_link AS l WHERE l.root = :id AND l.noun = 'device' AND ("                           \
  "   EXISTS (SELECT 1 FROM p_case_act AS a WHERE a.root = l.root AND a.case_id = l.case_id AND a.kind = "            \
  "'device.to-police')"                                                                                               \
  "   OR (SELECT max (a.last_entry) FROM p_case_act AS a WHERE a.root = l.root AND a.case_id = l.case_id"             \
  "         AND (a.kind = 'device.held' OR (a.kind = 'device.confiscated' AND coalesce (l.hold, 'none') <> 'none')))" \
  "      > coalesce ((SELECT a.last_entry FROM p_case_act AS a WHERE a.root = l.root AND a.case_id = l.case_id"       \
  "                     AND a.kind = 'device.hold-lifted'), 0)) LIMIT 1"

static gboolean
deleted_gate (GbRequest *request, GError **error)
{
  g_autofree char *held = NULL, *open = NULL;

  if (!on_the_path (request, error))
    return FALSE;
  held = gb_vault_ask_text (request->vault, error, HELD_SQL, ":id", request->case_id, NULL);
  if (held != NULL)
    return gb_refuse (error,
                      _ ("Device %s of this case is held for the police or is with them, so nothing may be deleted. "
                         "Ask the police first, in writing."),
                      held);
  if (gb_vault_ask_number (request->vault, 0, error,
                           "SELECT count (DISTINCT member_id) FROM p_image_confirmation WHERE incident_id = :id", ":id",
                           request->case_id, NULL)
      < 2)
    return gb_refuse (error,
                      _ ("Imagery may be deleted only when two different people have confirmed that it may. Ask for "
                         "the confirmations first."));
  open = open_grounds (request, error);
  if (open != NULL)
    return gb_refuse (error, _ ("Before imagery is deleted this has still to be confirmed: %s."), open);
  return TRUE;
}

const GbAct gb_image_acts[] = { { "image.viewed", viewed_gate, NULL },
                                { "image.deletion-confirmed", confirmed_gate, NULL },
                                { "image.deleted", deleted_gate, NULL },
                                { NULL } };

GPtrArray *
gb_image_viewings (GbVault *vault, const char *incident_id, GError **error)
{
  return gb_records (vault, gb_image_viewing_get_type (), error,
                     "SELECT * FROM p_image_viewing WHERE incident_id = :id ORDER BY entry", ":id", incident_id, NULL);
}

GPtrArray *
gb_image_confirmations (GbVault *vault, const char *incident_id, GError **error)
{
  return gb_records (vault, gb_image_confirmation_get_type (), error,
                     "SELECT * FROM p_image_confirmation WHERE incident_id = :id ORDER BY entry", ":id", incident_id,
                     NULL);
}


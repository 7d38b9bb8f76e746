/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the record, the moves, custody, what may be done to what
 * is on it, the queries. */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/device.h"
#include "casework/policy.h"
#include "casework/search.h"

GB_RECORD_DEFINE (GbDevice, gb_device, GB_DEVICE_FIELDS)
GB_RECORD_DEFINE (GbCustody, gb_custody, GB_CUSTODY_FIELDS)
GB_RECORD_DEFINE (GbErasureConfirmation, gb_erasure_confirmation, GB_ERASURE_CONFIRMATION_FIELDS)

/* --- the moves ------------------------------------------------------------------- */

#define CUSTODY_MOVE(kind)                                                                                           \
  { kind, "in-custody", NULL },                                                                                      \
      { kind, "released", N_ ("This device was given back, so the school can do nothing more with it.") },           \
  {                                                                                                                  \
    kind, "with-police", N_ ("This device is with the police, so the school can do nothing more with it. Ask them.") \
  }

static const GbMove moves[] = {
  CUSTODY_MOVE ("device.moved"),
  CUSTODY_MOVE ("device.held"),
  CUSTODY_MOVE ("device.hold-lifted"),
  CUSTODY_MOVE ("device.released"),
  CUSTODY_MOVE ("device.to-police"),
  CUSTODY_MOVE ("device.examined"),
  CUSTODY_MOVE ("device.erasure-confirmed"),
  CUSTODY_MOVE ("device.erased"),
  { NULL },
};

/* "today", "on Tuesday" within a week, else "on" the date. */
static char *
day_in_words (gint64 instant)
{
  g_autofree char *day = gb_instant_to_day (instant);
  g_autofree char *today = gb_today ();
  g_autoptr (GDateTime) local = gb_instant_to_local (instant);
  g_autofree char *date = gb_say_day_long (day);
  int ago = gb_day_difference (day, today);

  if (ago == 0)
    return g_strdup (_ ("today"));
  if (ago > 0 && ago < 7)
    return g_date_time_format (local, _ ("on %A"));
  return g_strdup_printf (_ ("on %s"), date);
}

/* The hold as a refusal: @what "released or erased". */
static char *
hold_in_words (GbDevice *device)
{
  g_autofree char *when = day_in_words (device->held_at);

  if (g_strcmp0 (device->hold, "police") == 0)
    return g_strdup_printf (
        _ ("This device is held for the police, so it can’t be released or erased. The hold was set by %s %s."),
        device->held_by, when);
  if (g_strcmp0 (device->hold, "search-waiting") == 0)
    return g_strdup_printf (_ ("This device is held until a search is decided, so it can’t be released or erased. The "
                               "hold was set by %s %s."),
                            device->held_by, when);
  return g_strdup_printf (_ ("This device may be evidence, so it can’t be released or erased. The hold was set by %s "
                             "%s, and it goes only to the police until it is lifted in writing."),
                          device->held_by, when);
}

char *
gb_device_why_not_released (GbDevice *device)
{
  g_autoptr (GError) local = NULL;

  if (!gb_move_check (moves, "device.released", device->state, &local))
    return g_strdup (local->message);
  return device->hold != NULL ? hold_in_words (device) : NULL;
}

/* The device of this request: there, in custody, and no time runs backwards. */
static GbDevice *
in_custody (GbRequest *request, GError **error)
{
  g_autoptr (GbDevice) device = gb_device_load (request->vault, request->case_id, error);
  gint64 at = gb_json_number (request->body, "at");
  g_autofree char *when = NULL;

  if (device == NULL || !gb_move_check (moves, request->kind, device->state, error)
      || !gb_gate_past (request, "at", error))
    return NULL;
  if (at == 0 || at >= device->since)
    return g_steal_pointer (&device);
  when = gb_say_instant_long (device->since);
  gb_refuse (error, _ ("%s had this device since %s, and nothing can be recorded before that. Check the time."),
             device->holder, when);
  return NULL;
}

static gboolean
no_hold (GbDevice *device, GError **error)
{
  g_autofree char *sentence = device->hold != NULL ? hold_in_words (device) : NULL;
  return sentence == NULL || gb_refuse (error, "%s", sentence);
}

/* --- confiscated ----------------------------------------------------------------------- */

/* A bag's seal is on one bag only, and the same thing isn't taken twice. */
static gboolean
not_twice (GbRequest *request, GError **error)
{
  g_autofree char *seal = gb_vault_ask_text (
      request->vault, NULL, "SELECT reference FROM p_device WHERE state = 'in-custody' AND trim (seal) = trim (:seal)",
      ":seal", gb_json_text (request->body, "seal"), NULL);
  g_autofree char *same = gb_vault_ask_text (
      request->vault, NULL,
      "SELECT reference FROM p_device WHERE state = 'in-custody' AND owner_id = :owner AND device_type = :type"
      " AND lower (trim (description)) = lower (trim (:description))",
      ":owner", gb_json_text (request->body, "owner_id"), ":type", gb_json_text (request->body, "device_type"),
      ":description", gb_json_text (request->body, "description"), NULL);

  if (same != NULL)
    return gb_refuse (
        error, _ ("This device is in custody already, as %s. Hand it over there, or describe how this one differs."),
        same);
  if (seal != NULL)
    return gb_refuse (error,
                      _ ("The seal %s is on the bag of device %s. Each bag has a seal of its own: check the number."),
                      gb_json_text (request->body, "seal"), seal);
  return TRUE;
}

static gboolean
confiscated_gate (GbRequest *request, GError **error)
{
  return gb_gate_word (request, "device_type", "device-type", error)
         && gb_gate_word (request, "ground", "device-ground", error)
         && gb_gate_word (request, "hold", "hold-reason", error) && gb_gate_past (request, "at", error)
         && gb_gate_incident_open (request, error) && not_twice (request, error);
}

static gboolean
start_hold_clocks (GbRequest *request, const char *why, gint64 at, GError **error)
{
  if (!gb_gate_start_clock (request, "device.hold-review", "hold-review", _ ("Look at the hold on the device again"),
                            at, error))
    return FALSE;
  return g_str_equal (why, "search-waiting")
         || gb_gate_start_clock (request, "device.police-soon", "police-soon", _ ("Deliver the device to the police"),
                                 at, error);
}

static gboolean
confiscated_prepare (GbRequest *request, GError **error)
{
  const char *hold = gb_json_text (request->body, "hold");
  gint64 at = gb_json_number (request->body, "at");

  if (gb_json_text (request->body, "owner_year") == NULL)
    {
      g_autofree char *year = gb_vault_ask_text (request->vault, NULL, "SELECT year_group FROM p_person WHERE id = :id",
                                                 ":id", gb_json_text (request->body, "owner_id"), NULL);
      gb_json_set_text (request->body, "owner_year", year);
    }
  if (hold != NULL)
    return start_hold_clocks (request, hold, at, error);
  return gb_gate_start_clock (request, "device.bell", "device-bell", _ ("Hand the device back"), at, error);
}

/* --- moved, held, lifted ------------------------------------------------------------------- */

static gboolean
moved_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbDevice) device = in_custody (request, error);
  const char *from = gb_json_text (request->body, "from_person");
  const char *to = gb_json_text (request->body, "to_person");
  const char *place = gb_json_text (request->body, "place");
  g_autofree char *giver = from != NULL ? gb_text_fold (from) : NULL;
  g_autofree char *holder = device != NULL ? gb_text_fold (device->holder) : NULL;

  if (device == NULL)
    return FALSE;
  if (giver != NULL && !g_str_equal (giver, holder))
    return gb_refuse (
        error, _ ("By the record %s has this device, so only they can hand it over. Record first how %s came by it."),
        device->holder, from);
  if (from != NULL && to != NULL && place != NULL && g_str_equal (from, to) && g_str_equal (place, device->place))
    return gb_refuse (error, _ ("Neither the person nor the place changes, so there is nothing to record."));
  return TRUE;
}

static gboolean
held_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbDevice) device = in_custody (request, error);
  const char *why = gb_json_text (request->body, "why");

  if (device == NULL || !gb_gate_word (request, "why", "hold-reason", error))
    return FALSE;
  if (device->hold == NULL || why == NULL)
    return TRUE;
  if (g_str_equal (device->hold, why))
    return gb_refuse (error, _ ("This device is under that hold already, set by %s."), device->held_by);
  if (g_str_equal (device->hold, "police"))
    return gb_refuse (error, _ ("This device is held for the police, which no other hold can replace. Lift that one "
                                "first, with their answer."));
  return TRUE;
}

static gboolean
held_prepare (GbRequest *request, GError **error)
{
  gb_gate_stop_clock (request, "device.bell");
  gb_gate_stop_clock (request, "device.hold-review");
  return start_hold_clocks (request, gb_json_text (request->body, "why"), gb_json_number (request->body, "at"), error);
}

static gboolean
lifted_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbDevice) device = in_custody (request, error);

  if (device == NULL || !gb_gate_leads (request, _ ("lift a hold"), error))
    return FALSE;
  if (device->hold == NULL)
    return gb_refuse (error, _ ("No hold is on this device, so there is none to lift."));
  return gb_gate_filled (request, "writing",
                         _ ("A hold is lifted in writing only. Say what was written, by whom, and where the paper is."),
                         error);
}

static gboolean
lifted_prepare (GbRequest *request, GError **error)
{
  gb_gate_stop_clock (request, "device.hold-review");
  gb_gate_stop_clock (request, "device.police-soon");
  return gb_gate_start_clock (request, "device.bell", "device-bell", _ ("Hand the device back"),
                              gb_json_number (request->body, "at"), error);
}

/* --- released ---------------------------------------------------------------------------------- */

static gboolean
is_parent_of (GbVault *vault, const char *person_id, const char *owner_id)
{
  return gb_vault_ask_number (
             vault, 0, NULL,
             "SELECT count (*) FROM p_relation AS r JOIN p_person AS p ON p.id = :person AND p.sort = 'parent'"
             " WHERE (r.person_id = :owner AND r.other_id = :person) OR (r.person_id = :person AND r.other_id = "
             ":owner)",
             ":person", person_id, ":owner", owner_id, NULL)
         > 0;
}

/* Relations that are no parent's or carer's, whatever the pack calls them. */
static gboolean
is_no_carer (const char *relation)
{
  return relation != NULL
         && (g_str_equal (relation, "sibling") || g_str_equal (relation, "other") || g_str_equal (relation, "pupil"));
}

/* A26: to a named parent or carer; by hand, with the relation and how their identity was seen. */
static gboolean
goes_to_a_parent (GbRequest *request, GbDevice *device, GError **error)
{
  const char *rule = gb_policy_rule (request->book, device->id, "device.release-to");
  const char *to = gb_json_text (request->body, "to_id");
  g_autofree char *sort = gb_vault_ask_text (request->vault, NULL, "SELECT sort FROM p_person WHERE id = :id", ":id",
                                             device->owner_id, NULL);

  if (g_strcmp0 (rule, "parent") != 0
      || (sort != NULL && !g_str_equal (sort, "pupil") && g_strcmp0 (to, device->owner_id) == 0))
    return TRUE;
  if (g_strcmp0 (to, device->owner_id) == 0)
    return gb_refuse (error, _ ("The school’s policy gives a confiscated device back to a parent or carer, not to the "
                                "pupil. Name who fetches it."));
  if (to != NULL && !is_parent_of (request->vault, to, device->owner_id))
    return gb_refuse (error,
                      _ ("This person isn’t recorded as a parent or carer of %s. Choose one who is, or name them by "
                         "hand with their relation "
                         "and how you knew them."),
                      device->owner);
  if (is_no_carer (gb_json_text (request->body, "relation")))
    return gb_refuse (
        error,
        _ ("The school’s policy gives a confiscated device back to a parent or carer only. Ask one of them to come."));
  return gb_gate_filled (request, "identity_seen",
                         _ ("Say how you knew who they are: a paper you saw, or who in school knows them."), error);
}

static gboolean
released_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbDevice) device = in_custody (request, error);
  gint64 at = gb_json_number (request->body, "at");
  g_autofree char *due = NULL;

  if (device == NULL || !no_hold (device, error) || !goes_to_a_parent (request, device, error))
    return FALSE;
  if (device->due_at == 0 || at <= device->due_at || request->asking || gb_gate_has (request, "late_reason"))
    return TRUE;
  due = gb_say_instant_long (device->due_at);
  return gb_refuse (
      error, _ ("This device was due back on %s, the end of the same school day. Say why it goes back late."), due);
}

static void
stop_all_clocks (GbRequest *request)
{
  gb_gate_stop_clock (request, "device.bell");
  gb_gate_stop_clock (request, "device.hold-review");
  gb_gate_stop_clock (request, "device.police-soon");
}

static gboolean
left_prepare (GbRequest *request, GError **error)
{
  stop_all_clocks (request);
  return TRUE;
}

static gboolean
to_police_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbDevice) device = in_custody (request, error);
  return device != NULL;
}

/* --- examined ------------------------------------------------------------------------------------- */

/* The search that these acts rest on: of this device, signed before, sound. */
static GbSearch *
search_behind (GbRequest *request, GError **error)
{
  const char *id = gb_json_text (request->body, "search_id");
  g_autoptr (GbSearch) search = id != NULL ? gb_search_load (request->vault, id, error) : NULL;
  g_autoptr (GPtrArray) gates = search != NULL ? gb_search_gates (request->book, search, error) : NULL;

  if (gates == NULL)
    return NULL;
  if (g_strcmp0 (search->device_id, request->case_id) != 0)
    gb_refuse (error, _ ("Search %s is of another device. Choose the search of this one."), search->reference);
  else if (search->retrospective)
    gb_refuse (error,
               _ ("Search %s was made first and signed afterwards, so it authorises nothing. Ask for a new search."),
               search->reference);
  else if (g_str_equal (search->state, "refused") || g_str_equal (search->state, "withdrawn")
           || g_str_equal (search->state, "requested"))
    gb_refuse (error,
               _ ("Search %s isn’t authorised, so nobody may look at what is on this device. Ask the headteacher for a "
                  "signature."),
               search->reference);
  else if (gb_gates_require (gates, (const char *const[]){ "authority", "image", NULL }, request->asking, error))
    return g_steal_pointer (&search);
  return NULL;
}

static gboolean
by_the_searcher (GbRequest *request, GbSearch *search, GError **error)
{
  const char *by = gb_json_text (request->body, "by_id");
  const char *witness = gb_json_text (request->body, "witness_id");

  if (by != NULL && !g_str_equal (by, search->searcher_id))
    return gb_refuse (error,
                      _ ("Search %s names %s, and nobody else may look at or erase what is on the device under it."),
                      search->reference, search->searcher);
  if (by != NULL && g_strcmp0 (by, witness) == 0)
    return gb_refuse (error, _ ("The one who looks can’t be the witness too. Choose another member of staff."));
  return TRUE;
}

static gboolean
within_the_time (GbRequest *request, GbSearch *search, GError **error)
{
  gint64 at = gb_json_number (request->body, "at");
  gint64 first = MAX (search->valid_from, search->authorised_at);
  g_autofree char *from = gb_say_instant_long (first);
  g_autofree char *until = gb_say_instant_long (search->valid_until);

  if (at == 0 || (at >= first && at <= search->valid_until))
    return TRUE;
  return gb_refuse (error,
                    _ ("Search %s allows it from %s until %s, and this time lies outside. Ask for a new search."),
                    search->reference, from, until);
}

static gboolean
examined_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbDevice) device = in_custody (request, error);
  g_autoptr (GbSearch) search = NULL;

  if (device == NULL || !gb_gate_word (request, "test", "examine-test", error))
    return FALSE;
  if (device->hold != NULL && !g_str_equal (device->hold, "search-waiting"))
    return gb_refuse (error, _ ("This device is held because it may be evidence, so nobody at school may look at what "
                                "is on it. Hand it to the police."));
  if (gb_gate_do_not_view (request->vault, device->incident_id, NULL))
    return gb_refuse (error, _ ("An indecent image may be involved, so nobody may search for it. Do not look, keep the "
                                "device safe and tell the DSL at "
                                "once."));
  if (request->asking && !gb_gate_has (request, "search_id"))
    return TRUE;
  search = search_behind (request, error);
  return search != NULL && by_the_searcher (request, search, error) && within_the_time (request, search, error);
}

/* --- erased ------------------------------------------------------------------------------------------- */

static gboolean
confirmed_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbDevice) device = in_custody (request, error);
  const char *ground = gb_json_text (request->body, "ground");
  const char *me = gb_book_get_member_id (request->book);

  if (device == NULL || !gb_gate_leads (request, _ ("confirm that something may be erased"), error)
      || !gb_gate_word (request, "ground", "deletion-ground", error) || !no_hold (device, error))
    return FALSE;
  if (gb_vault_ask_number (request->vault, 0, NULL,
                           "SELECT count (*) FROM p_erasure_confirmation WHERE device_id = :id AND ground = :ground",
                           ":id", request->case_id, ":ground", ground, NULL)
      > 0)
    return gb_refuse (
        error, _ ("That was confirmed before. The other of the two confirmations is still needed, by another person."));
  if (gb_vault_ask_number (request->vault, 0, NULL,
                           "SELECT count (*) FROM p_erasure_confirmation WHERE device_id = :id AND member_id = :me",
                           ":id", request->case_id, ":me", me, NULL)
      > 0)
    return gb_refuse (error, _ ("You gave the first confirmation, so another person must give the second."));
  return TRUE;
}

/* Whether what is on it may be imagery: B99 then asks for two confirmations. */
static gboolean
may_be_imagery (GbRequest *request, GbDevice *device, GbSearch *search)
{
  return g_strcmp0 (device->ground, "indecent-image") == 0 || g_strcmp0 (search->indecent_image, "no") != 0
         || gb_gate_do_not_view (request->vault, device->incident_id, NULL)
         || gb_vault_ask_number (request->vault, 0, NULL,
                                 "SELECT count (*) FROM p_custody WHERE device_id = :id AND why = 'indecent-image'",
                                 ":id", device->id, NULL)
                > 0;
}

static gboolean
confirmed_twice (GbRequest *request, GError **error)
{
  gint64 confirmed = gb_vault_ask_number (
      request->vault, 0, NULL,
      "SELECT min (count (DISTINCT ground), count (DISTINCT member_id)) FROM p_erasure_confirmation"
      " WHERE device_id = :id",
      ":id", request->case_id, NULL);

  if (confirmed >= 2)
    return TRUE;
  return gb_refuse (error,
                    _ ("Imagery is erased only after two confirmations by two people: that no agency needs it, and "
                       "that erasing it puts no "
                       "child and no investigation at risk. %d of 2 is recorded."),
                    (int)confirmed);
}

/* Not evidence, harm likely, refused by pupil or parent: all three (DfE; A34). */
static gboolean
tests_are_met (GbRequest *request, GError **error)
{
  const char *evidence = gb_json_text (request->body, "evidence");
  const char *harm = gb_json_text (request->body, "harm_likely");
  const char *refused = gb_json_text (request->body, "refused_by");

  if (evidence != NULL && !g_str_equal (evidence, "no"))
    return gb_refuse (error, _ ("It may be evidence of an offence, so nothing may be erased. Put a hold on the device "
                                "and hand it to the police."));
  if (harm != NULL && !g_str_equal (harm, "yes"))
    return gb_refuse (error,
                      _ ("Data may be erased only if keeping it is likely to cause harm. Leave it where it is."));
  if (refused != NULL && g_str_equal (refused, "nobody"))
    return gb_refuse (error, _ ("Nobody has refused to delete it. Ask the pupil or a parent first; the school erases "
                                "only after they refuse."));
  return gb_gate_word (request, "refused_by", "refused-by", error);
}

static gboolean
erased_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbDevice) device = in_custody (request, error);
  g_autoptr (GbSearch) search = NULL;

  if (device == NULL || !no_hold (device, error) || !tests_are_met (request, error))
    return FALSE;
  if (request->asking && !gb_gate_has (request, "search_id"))
    return TRUE;
  search = search_behind (request, error);
  return search != NULL && by_the_searcher (request, search, error)
         && (!may_be_imagery (request, device, search) || confirmed_twice (request, error));
}

const GbAct gb_device_acts[] = { { "device.confiscated", confiscated_gate, confiscated_prepare },
                                 { "device.moved", moved_gate, NULL },
                                 { "device.held", held_gate, held_prepare },
                                 { "device.hold-lifted", lifted_gate, lifted_prepare },
                                 { "device.released", released_gate, left_prepare },
                                 { "device.to-police", to_police_gate, left_prepare },
                                 { "device.examined", examined_gate, NULL },
                                 { "device.erasure-confirmed", confirmed_gate, NULL },
                                 { "device.erased", erased_gate, NULL },
                                 { NULL } };

/* --- what the page shows ---------------------------------------------------------------------------------- */

static GbGate *
looked_gate (GbVault *vault, GbDevice *device)
{
  gint64 looked = gb_vault_ask_number (
      vault, 0, NULL, "SELECT count (*) FROM p_custody WHERE device_id = :id AND kind = 'device.examined'", ":id",
      device->id, NULL);

  if (looked == 0)
    return gb_gate_new ("looked", GB_GATE_MET, _ ("Not looked at"), g_strdup (_ ("No examination is recorded")));
  return gb_gate_new ("looked", GB_GATE_MET, _ ("Looked at under a permit"),
                      g_strdup (_ ("Each time stands in the list")));
}

static GbGate *
back_gate (GbDevice *device)
{
  const char *title = _ ("Given back the same day");
  g_autofree char *due = device->due_at != 0 ? gb_say_instant (device->due_at) : NULL;

  if (device->state != NULL && g_str_equal (device->state, "released"))
    return gb_gate_new ("back", device->late_reason == NULL ? GB_GATE_MET : GB_GATE_UNMET, title,
                        device->late_reason == NULL ? g_strdup (_ ("To a parent or carer, in time"))
                                                    : g_strdup_printf (_ ("Late: %s"), device->late_reason));
  if (device->hold != NULL)
    return gb_gate_new ("back", GB_GATE_OPEN, title, g_strdup (_ ("Not due: the hold stands first")));
  if (due == NULL)
    return gb_gate_new ("back", GB_GATE_OPEN, title, g_strdup (_ ("Not due")));
  if (gb_now () > device->due_at)
    return gb_gate_new ("back", GB_GATE_UNMET, title,
                        g_strdup_printf (_ ("It was due %s. Say why it goes back late."), due));
  return gb_gate_new ("back", GB_GATE_OPEN, title, g_strdup_printf (_ ("Due %s: the end of the same school day"), due));
}

static GbGate *
hold_gate (GbDevice *device)
{
  if (device->hold == NULL)
    return gb_gate_new ("hold", GB_GATE_MET, _ ("No hold on it"),
                        g_strdup (_ ("If it may be evidence, put a hold on it")));
  return gb_gate_new ("hold", GB_GATE_UNMET, _ ("Held"), hold_in_words (device));
}

GPtrArray *
gb_device_gates (GbBook *book, GbDevice *device, GError **error G_GNUC_UNUSED)
{
  GPtrArray *gates = g_ptr_array_new_with_free_func ((GDestroyNotify)gb_gate_free);

  g_ptr_array_add (gates, looked_gate (gb_book_get_vault (book), device));
  g_ptr_array_add (gates, back_gate (device));
  if (g_strcmp0 (device->state, "in-custody") == 0)
    g_ptr_array_add (gates, hold_gate (device));
  return gates;
}

char *
gb_custody_say (GbPack *pack G_GNUC_UNUSED, GbCustody *link)
{
  const char *kind = link->kind;

  if (g_str_equal (kind, "device.confiscated"))
    return g_strdup_printf (_ ("Taken by %s"), link->to_person);
  if (g_str_equal (kind, "device.moved"))
    return g_strdup_printf (_ ("Handed by %s to %s"), link->from_person, link->to_person);
  if (g_str_equal (kind, "device.held"))
    return g_strdup_printf (_ ("Held, by %s"), link->recorded_by);
  if (g_str_equal (kind, "device.hold-lifted"))
    return g_strdup_printf (_ ("Hold lifted by %s"), link->from_person);
  if (g_str_equal (kind, "device.released"))
    return g_strdup_printf (_ ("Given back to %s by %s"), link->to_person, link->from_person);
  if (g_str_equal (kind, "device.to-police"))
    return g_strdup_printf (_ ("Handed to the police: %s"), link->to_person);
  if (g_str_equal (kind, "device.examined"))
    return g_strdup_printf (_ ("Looked at by %s"), link->from_person);
  return g_strdup_printf (_ ("Data erased by %s"), link->from_person);
}

/* --- asking --------------------------------------------------------------------------------------------------- */

/* As procedure.c asks: by itself, and ordered by what is selected. */
#define BELL(column)                                                                                          \
  "(SELECT x.v FROM (SELECT k." column " AS v, k.due_at AS o FROM p_clock AS k WHERE k.case_id = d.id"        \
  "   AND k.stopped_at IS NULL AND k.clock IN ('device.bell', 'step.hand-back') ORDER BY o LIMIT 1) AS x)"
#define DEVICE_SELECT                                                                                  \
  "SELECT d.*, (SELECT i.reference FROM p_case AS i WHERE i.id = d.incident_id) AS incident_reference," \
  " " BELL ("due_at") " AS due_at, " BELL ("rule") " AS due_rule FROM p_device AS d "

GbDevice *
gb_device_load (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbDevice *device =
      gb_record_one (vault, gb_device_get_type (), &local, DEVICE_SELECT "WHERE d.id = :id", ":id", id, NULL);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (device == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                         _ ("There is no such device in custody. It may be in another vault."));
  return device;
}

GPtrArray *
gb_device_chain (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_custody_get_type (), error,
                     "SELECT * FROM p_custody WHERE device_id = :id ORDER BY entry", ":id", id, NULL);
}

GPtrArray *
gb_device_confirmations (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_erasure_confirmation_get_type (), error,
                     "SELECT * FROM p_erasure_confirmation WHERE device_id = :id ORDER BY entry", ":id", id, NULL);
}

GPtrArray *
gb_device_searches (GbBook *book, const char *id, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (gb_book_get_vault (book),
                        "SELECT id FROM p_search WHERE device_id = :id AND retrospective = 0"
                        " AND state IN ('authorised', 'carried-out', 'closed') ORDER BY entry DESC",
                        error);
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) searches = g_ptr_array_new_with_free_func (g_object_unref);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", id, NULL);
  ids = gb_record_ids (s, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), ids->pdata[i], NULL);
      if (search != NULL && gb_search_signature (book, search) == GB_SIGNATURE_SOUND)
        g_ptr_array_add (searches, g_steal_pointer (&search));
    }
  return ids != NULL ? g_steal_pointer (&searches) : NULL;
}

GPtrArray *
gb_device_ids (GbVault *vault, const GbDeviceFilter *filter, GError **error)
{
  g_autofree char *like = gb_text_is_filled (filter->words) ? g_strconcat ("%", filter->words, "%", NULL) : NULL;
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT id FROM p_device WHERE (:state IS NULL OR state = :state"
      "  OR (:state = 'held' AND state = 'in-custody' AND hold IS NOT NULL))"
      " AND (:incident IS NULL OR incident_id = :incident) AND taken_at >= @from AND (@until = 0 OR taken_at < @until)"
      " AND (:like IS NULL OR description LIKE :like OR owner LIKE :like OR place LIKE :like OR seal LIKE :like"
      "      OR reference LIKE :like) ORDER BY entry DESC",
      error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":state", filter->state, ":incident", filter->incident_id, "@from", filter->from, "@until",
                     filter->until, ":like", like, NULL);
  return gb_record_ids (s, error);
}

GPtrArray *
gb_device_rows (GbVault *vault, const char *const *ids, GError **error)
{
  return gb_records_of (vault, gb_device_get_type (), DEVICE_SELECT "WHERE d.id = :id", ids, error);
}

GPtrArray *
gb_devices_before_bell (GbVault *vault, GError **error)
{
  return gb_records (
      vault, gb_device_get_type (), error,
      DEVICE_SELECT "WHERE d.state = 'in-custody' ORDER BY d.hold IS NOT NULL, due_at IS NULL, due_at, d.entry", NULL);
}

gint64
gb_device_count (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM p_device WHERE state = 'in-custody'", NULL);
}

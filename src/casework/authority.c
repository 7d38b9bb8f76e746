/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/authority.h"
#include "casework/capability.h"
#include "casework/gate.h"
#include "casework/member.h"
#include "casework/policy.h"

GB_RECORD_DEFINE (GbAuthority, gb_authority, GB_AUTHORITY_FIELDS)

#define AUTHORITY_SELECT                                                                            \
  "SELECT a.*, CASE WHEN a.ended_at IS NOT NULL THEN 'ended' WHEN :day < a.from_day THEN 'to-come'" \
  "  WHEN :day > a.until_day THEN 'over' ELSE 'in-force' END AS state,"                             \
  " (SELECT count (*) FROM p_search AS s WHERE s.authority_id = a.id) AS uses FROM p_authority AS a "

/* --- the life of an authority ------------------------------------------------------ */

static const GbMove moves[] = {
  { "authority.ended", "in-force", NULL },
  { "authority.ended", "to-come", NULL },
  { "authority.ended", "over", N_ ("This authority ran out by itself, so there is nothing to end.") },
  { "authority.ended", "ended", N_ ("This authority was ended before.") },
  { NULL },
};

char *
gb_authority_say_who (GbBook *book, const char *case_id)
{
  g_autoptr (GError) local = NULL;

  if (!gb_policy_must_be_decided (book, case_id, "search.authoriser", &local))
    return g_strdup (local->message);
  if (g_strcmp0 (gb_policy_rule (book, case_id, "search.authoriser"), "leadership") == 0)
    return g_strdup (_ ("Only the headteacher or a member of the leadership team may permit a search."));
  return g_strdup (_ ("Only the headteacher, or someone the headteacher has authorised, may permit a search."));
}

gboolean
gb_authority_may_authorise (GbBook *book, const char *case_id, GError **error)
{
  const char *rule = gb_policy_rule (book, case_id, "search.authoriser");
  g_autofree char *who = NULL;

  if (!gb_policy_must_be_decided (book, case_id, "search.authoriser", error))
    return FALSE;
  if (gb_book_can (book, GB_CAN_SIGN)
      || (g_strcmp0 (rule, "leadership") == 0 && gb_book_can (book, GB_CAN_SIGN_IF_POLICY)))
    return TRUE;
  who = gb_authority_say_who (book, case_id);
  return gb_refuse (error, _ ("%s Ask for a signature, or record a search already made as retrospective."), who);
}

/* --- the sheet ------------------------------------------------------------------------ */

static char *
what_for (GbPack *pack, const char *scope, const char *description)
{
  const char *label = gb_pack_label (pack, "scope", scope);

  if (!gb_text_is_filled (description))
    return g_strdup (label);
  /* Translators: a kind of authority and what it is for. */
  return g_strdup_printf (_ ("%s: %s"), label, description);
}

static char *
from_until (const char *from, const char *until)
{
  g_autofree char *first = from != NULL ? gb_say_day_long (from) : NULL;
  g_autofree char *last = until != NULL ? gb_say_day_long (until) : NULL;

  return g_strdup_printf (_ ("%s to %s"), first != NULL ? first : "…", last != NULL ? last : "…");
}

GbSigning *
gb_authority_sheet (GbBook *book, JsonObject *body, GError **error)
{
  static const char *const facts[] = { "person_id", "person", "scope", "description", "from", "until" };
  g_autoptr (GbSigning) sheet = gb_signing_new (book, _ ("Standing authority to search"), error);
  g_autofree char *what =
      what_for (gb_book_get_pack (book), gb_json_text (body, "scope"), gb_json_text (body, "description"));
  g_autofree char *days = from_until (gb_json_text (body, "from"), gb_json_text (body, "until"));

  if (sheet == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    gb_signing_add_fact (sheet, facts[i], gb_json_text (body, facts[i]));
  gb_signing_add_number (sheet, "agreed", gb_json_flag (body, "agreed"));
  gb_signing_add_row (sheet, _ ("Who may search"), gb_json_text (body, "person"), FALSE);
  gb_signing_add_row (sheet, _ ("From and until"), days, FALSE);
  gb_signing_add_row (sheet, _ ("Which searches"), what, TRUE);
  gb_signing_add_row (sheet, _ ("Agreed"),
                      gb_json_flag (body, "agreed") ? _ ("Has agreed to search") : _ ("Not asked yet"), FALSE);
  gb_signing_seal (sheet);
  return g_steal_pointer (&sheet);
}

gboolean
gb_authority_is_sound (GbBook *book, GbAuthority *authority)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GbSigning) now = NULL;

  gb_json_set_text (body, "person_id", authority->person_id);
  gb_json_set_text (body, "person", authority->person);
  gb_json_set_text (body, "scope", authority->scope);
  gb_json_set_text (body, "description", authority->description);
  gb_json_set_text (body, "from", authority->from_day);
  gb_json_set_text (body, "until", authority->until_day);
  json_object_set_boolean_member (body, "agreed", authority->agreed != 0);
  now = gb_authority_sheet (book, body, NULL);
  return now != NULL
         && !gb_member_is_doubted (gb_book_get_vault (book), authority->given_by_id, authority->given_at)
         && gb_signing_still_holds (now, authority->sheet, authority->pack_hash, authority->sheet_hash);
}

/* --- given ------------------------------------------------------------------------------- */

static gboolean
days_are_right (GbRequest *request, GError **error)
{
  const char *from = gb_json_text (request->body, "from");
  const char *until = gb_json_text (request->body, "until");
  g_autofree char *today = gb_today ();
  g_autofree char *said = NULL;

  if (from == NULL || until == NULL || !gb_day_is_valid (from) || !gb_day_is_valid (until))
    return TRUE;
  if (gb_day_difference (from, until) < 0)
    return gb_refuse (error, _ ("The authority would end before it begins. Check the two dates."));
  if (gb_day_difference (today, until) >= 0)
    return TRUE;
  said = gb_say_day_long (until);
  return gb_refuse (error,
                    _ ("The authority would have ended on %s, and nobody can be authorised for the past. Record a "
                       "search already made "
                       "as retrospective."),
                    said);
}

static gboolean
given_gate (GbRequest *request, GError **error)
{
  const char *person = gb_json_text (request->body, "person_id");
  const char *scope = gb_json_text (request->body, "scope");
  g_autoptr (GbSigning) now = NULL;

  if (!gb_authority_may_authorise (request->book, NULL, error) || !gb_gate_word (request, "scope", "scope", error)
      || !days_are_right (request, error))
    return FALSE;
  if (g_strcmp0 (person, gb_book_get_member_id (request->book)) == 0)
    return gb_refuse (error, _ ("Nobody can authorise themselves to search. Choose another member of staff."));
  if (scope != NULL && !g_str_equal (scope, "generally")
      && !gb_gate_filled (
          request, "description",
          _ ("Say which searches this authority is for: an authority that isn’t general describes them."), error))
    return FALSE;
  if (gb_gate_has (request, "agreed") && !gb_json_flag (request->body, "agreed"))
    return gb_refuse (error, _ ("The headteacher can’t require anyone to search (Education Act 1996 s.550ZB(3)). Ask "
                                "first, and record that they "
                                "agreed."));
  now = gb_authority_sheet (request->book, request->body, error);
  return now != NULL && gb_signing_was_read (now, request->body, request->asking, error);
}

static gboolean
given_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbSigning) sheet = gb_authority_sheet (request->book, request->body, error);

  if (sheet == NULL)
    return FALSE;
  gb_signing_to_body (sheet, request->body);
  return TRUE;
}

/* --- ended --------------------------------------------------------------------------------- */

static gboolean
ended_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbAuthority) authority = gb_authority_load (request->vault, request->case_id, NULL, error);

  return authority != NULL && gb_move_check (moves, request->kind, authority->state, error)
         && gb_authority_may_authorise (request->book, NULL, error);
}

const GbAct gb_authority_acts[] = { { "authority.given", given_gate, given_prepare },
                                    { "authority.ended", ended_gate, NULL },
                                    { NULL } };

/* --- asking ------------------------------------------------------------------------------------ */

GbAuthority *
gb_authority_load (GbVault *vault, const char *id, const char *day, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GError) local = NULL;
  GbAuthority *authority = gb_record_one (vault, gb_authority_get_type (), &local, AUTHORITY_SELECT "WHERE a.id = :id",
                                          ":day", day != NULL ? day : today, ":id", id, NULL);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (authority == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                         _ ("There is no such standing authority. Choose it again."));
  return authority;
}

GPtrArray *
gb_authorities (GbVault *vault, GError **error)
{
  g_autofree char *today = gb_today ();

  return gb_records (vault, gb_authority_get_type (), error, AUTHORITY_SELECT "ORDER BY a.entry DESC", ":day", today,
                     NULL);
}

GPtrArray *
gb_authorities_in_force (GbVault *vault, const char *person_id, const char *day, GError **error)
{
  return gb_records (
      vault, gb_authority_get_type (), error,
      AUTHORITY_SELECT
      "WHERE a.ended_at IS NULL AND a.from_day <= :day AND a.until_day >= :day"
      " AND (:person IS NULL OR a.person_id = :person)"
      " AND (a.scope <> 'particular' OR NOT EXISTS (SELECT 1 FROM p_search AS s WHERE s.authority_id = a.id))"
      " ORDER BY a.entry DESC",
      ":day", day, ":person", person_id, NULL);
}

static gboolean
used_by_another (GbVault *vault, const char *id, const char *search_id)
{
  return gb_vault_ask_number (
             vault, 0, NULL,
             "SELECT count (*) FROM p_search WHERE authority_id = :id AND id IS NOT :search AND state <> 'withdrawn'",
             ":id", id, ":search", search_id, NULL)
         > 0;
}

static gboolean
covers_days (GbAuthority *authority, gint64 from, gint64 until, GError **error)
{
  g_autofree char *first = from != 0 ? gb_instant_to_day (from) : g_strdup (authority->from_day);
  g_autofree char *last = until != 0 ? gb_instant_to_day (until) : g_strdup (authority->until_day);
  g_autofree char *days = from_until (authority->from_day, authority->until_day);

  if (authority->ended_at != 0 && (until == 0 || until >= authority->ended_at))
    {
      g_autofree char *when = gb_say_instant_long (authority->ended_at);
      return gb_refuse (error,
                        _ ("The standing authority %s was ended on %s. Ask the headteacher to sign this search."),
                        authority->reference, when);
    }
  if (gb_day_difference (authority->from_day, first) < 0 || gb_day_difference (last, authority->until_day) < 0)
    return gb_refuse (
        error,
        _ ("The standing authority %s runs from %s, and this search lies outside it. Ask the headteacher to sign this "
           "search."),
        authority->reference, days);
  return TRUE;
}

gboolean
gb_authority_covers (GbBook *book, const char *id, const char *searcher_id, const char *requester_id, gint64 from,
                     gint64 until, const char *search_id, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GbAuthority) authority = gb_authority_load (vault, id, NULL, error);

  if (authority == NULL)
    return FALSE;
  if (searcher_id != NULL && !g_str_equal (searcher_id, authority->person_id))
    return gb_refuse (
        error,
        _ ("The standing authority %s was given to %s and to nobody else. Ask the headteacher to sign this search."),
        authority->reference, authority->person);
  if (g_strcmp0 (requester_id, authority->given_by_id) == 0)
    return gb_refuse (error,
                      _ ("%s gave the standing authority and also asks for this search. Someone else must ask for it."),
                      authority->given_by);
  if (!covers_days (authority, from, until, error))
    return FALSE;
  if (g_str_equal (authority->scope, "particular") && used_by_another (vault, id, search_id))
    return gb_refuse (error,
                      _ ("The authority %s was for one particular search, which has been asked for already. Ask the "
                         "headteacher to sign "
                         "this one."),
                      authority->reference);
  if (!gb_authority_is_sound (book, authority))
    return gb_refuse (
        error,
        _ ("The standing authority %s no longer says what was signed, so it authorises nothing. Ask for a new one."),
        authority->reference);
  return TRUE;
}

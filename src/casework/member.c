/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/book-private.h"
#include "casework/capability.h"
#include "casework/member.h"

GB_RECORD_DEFINE (GbMember, gb_member, GB_MEMBER_FIELDS)

#define SAFETY_WORDS 6 /* 66 bits: too many to look for another key with the same words */

/* --- reading -------------------------------------------------------------------- */

/* The newest entry of each writer, by the index: a writer is one member on one machine. */
#define NEWEST                                                                                                         \
  "WITH RECURSIVE writers (writer) AS (SELECT min (writer) FROM entry UNION ALL"                                       \
  " SELECT (SELECT min (e.writer) FROM entry AS e WHERE e.writer > w.writer) FROM writers AS w"                        \
  " WHERE w.writer IS NOT NULL),"                                                                                      \
  " newest (author, at) AS MATERIALIZED (SELECT e.author, max (e.at) FROM writers AS w JOIN entry AS e"                \
  " ON e.writer = w.writer AND e.seq = (SELECT max (n.seq) FROM entry AS n WHERE n.writer = w.writer)"                 \
  " GROUP BY e.author) "
#define MEMBER_QUERY                                                                                                   \
  NEWEST "SELECT m.id, m.name, m.state, (SELECT group_concat (role, ' ') FROM (SELECT DISTINCT r.role"                 \
  " FROM p_member_role AS r"                                                                                           \
  " WHERE r.member_id = m.id AND coalesce (r.from_day, '') <= :day AND coalesce (r.until_day, '9999') >= :day"         \
  " ORDER BY r.role)) AS roles, m.sign_key, m.box_key, m.invited_at, m.expires, m.joined_at, m.left_at, m.invited_by," \
  " m.keyed_at, m.keyed_how, m.confirmed_at, m.confirmed_by, w.at AS seen_at, (SELECT group_concat (r.role || ' '"     \
  " || coalesce (r.from_day, '-') || ' ' || coalesce (r.until_day, '-'), ',') FROM p_member_role AS r"                 \
  " WHERE r.member_id = m.id AND ((r.until_day IS NOT NULL AND r.until_day >= :day) OR r.from_day > :day))"            \
  " AS dated_roles, m.half_by, m.half_name, " GB_MEMBER_DOUBTED " AS doubted FROM p_member AS m "                      \
  "LEFT JOIN newest AS w ON w.author = m.id "

GPtrArray *
gb_members (GbVault *vault, const char *day, GError **error)
{
  return gb_records (vault, gb_member_get_type (), error,
                     MEMBER_QUERY "ORDER BY coalesce (m.joined_at, m.invited_at), m.id", ":day", day, NULL);
}

GbMember *
gb_member_get (GbVault *vault, const char *id, const char *day, GError **error)
{
  return gb_record_one (vault, gb_member_get_type (), error, MEMBER_QUERY "WHERE m.id = :id", ":day", day, ":id", id,
                        NULL);
}

char *
gb_member_safety_words (GbVault *vault, const GbMember *member)
{
  guint8 digest[GB_HASH_SIZE];
  GbHash *hash;

  if (member->sign_key == NULL || member->box_key == NULL)
    return NULL;
  hash = gb_hash_new ("guardbook.safety-words.1");
  gb_hash_add_text (hash, gb_vault_get_id (vault));
  gb_hash_add_text (hash, member->id);
  gb_hash_add_text (hash, member->sign_key);
  gb_hash_add_text (hash, member->box_key);
  gb_hash_finish (hash, digest);
  return gb_hash_words (digest, SAFETY_WORDS);
}

GPtrArray *
gb_members_unconfirmed (GbVault *vault, const char *but, GError **error)
{
  g_autofree char *today = gb_today ();

  return gb_records (vault, gb_member_get_type (), error,
                     MEMBER_QUERY "WHERE m.state = 'active' AND m.confirmed_at IS NULL AND m.id <> :but"
                                  " ORDER BY m.keyed_how <> 'recovered', m.keyed_at",
                     ":day", today, ":but", but, NULL);
}

gboolean
gb_member_is_doubted (GbVault *vault, const char *member_id, gint64 at)
{
  return gb_vault_ask_number (vault, 0, NULL,
                              "SELECT count (*) FROM p_member AS m WHERE m.id = :id AND @at >= m.keyed_at"
                              " AND " GB_MEMBER_DOUBTED,
                              ":id", member_id, "@at", at, NULL)
         > 0;
}

#define OPENS_EVERYTHING                                                                                               \
  "m.state = 'active' AND EXISTS (SELECT 1 FROM p_member_role AS r WHERE r.member_id = m.id"                           \
  " AND instr (' ' || :leads || ' ', ' ' || r.role || ' ') > 0"                                                        \
  " AND coalesce (r.from_day, '') <= :day AND coalesce (r.until_day, '9999') >= :day)"

GPtrArray *
gb_members_who_open (GbVault *vault, const char *day, GError **error)
{
  return gb_records (vault, gb_member_get_type (), error,
                     MEMBER_QUERY "WHERE " OPENS_EVERYTHING " ORDER BY m.joined_at, m.id", ":day", day, ":leads",
                     gb_capability_roles (GB_CAN_LEAD), NULL);
}

gboolean
gb_member_split_name (const char *name, char **forename, char **surname, GError **error)
{
  g_autofree char *line = gb_text_one_line (name);
  char *blank = strrchr (line, ' ');

  if (blank == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("A member signs with first name and surname. Give both."));
      return FALSE;
    }
  *surname = g_strdup (blank + 1);
  *blank = '\0';
  *forename = g_steal_pointer (&line);
  return TRUE;
}

/* --- acts -------------------------------------------------------------------------- */

static gboolean
roles_are_known (GbRequest *request, GError **error)
{
  JsonArray *list = gb_json_array (request->body, "roles");

  if (list == NULL)
    return TRUE;
  if (json_array_get_length (list) == 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _ ("A member needs at least one role."));
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (!g_strv_contains (gb_roles (), json_array_get_string_element (list, i)))
      {
        g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” isn’t a role that Guardbook knows."),
                     json_array_get_string_element (list, i));
        return FALSE;
      }
  return TRUE;
}

static GbMember *
member_asked_about (GbRequest *request, GError **error)
{
  const char *id = gb_json_text (request->body, "member_id");
  g_autofree char *today = gb_today ();

  return id != NULL ? gb_member_get (request->vault, id, today, error) : NULL;
}

static gboolean
gate_invite (GbRequest *request, GError **error)
{
  g_autoptr (GbMember) member = member_asked_about (request, NULL);

  if (member != NULL && g_strcmp0 (member->state, "left") == 0)
    return gb_refuse (error, _ ("%s has left. Invite them as a new member."), member->name);
  if (member != NULL && g_strcmp0 (member->id, gb_book_get_member_id (request->book)) == 0)
    return gb_refuse (error, _ ("You are at the desk, so your key is there. A code is for somebody who lost theirs."));
  return roles_are_known (request, error);
}

/* How many members other than @but hold, today, a role that can open everything (A1). */
static gint64
others_in_charge (GbRequest *request, const char *but, GError **error)
{
  g_autofree char *today = gb_today ();

  return gb_vault_ask_number (
      request->vault, 0, error,
      "SELECT count (DISTINCT m.id) FROM p_member AS m JOIN p_member_role AS r ON r.member_id = m.id"
      " WHERE m.state = 'active' AND m.id <> :but AND instr (' ' || :decide || ' ', ' ' || r.role || ' ') > 0"
      " AND coalesce (r.from_day, '') <= :day AND coalesce (r.until_day, '9999') >= :day",
      ":but", but, ":day", today, ":decide", gb_capability_roles (GB_CAN_DECIDE), NULL);
}

static gboolean
keeps_somebody_in_charge (GbRequest *request, GbMember *member, GError **error)
{
  if (others_in_charge (request, member->id, NULL) > 0)
    return TRUE;
  return gb_refuse (
      error,
      _ ("%s is the only DSL or headteacher with a key here. Enrol another one first, so that the record never"
         " stands without anybody in charge."),
      member->name);
}

/* At least two people can open everything that isn't sealed (A1). */
static gboolean
keeps_two_who_open (GbRequest *request, GbMember *member, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) open = gb_members_who_open (request->vault, today, error);
  GbMember *other = NULL;
  gboolean opens = FALSE;

  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      GbMember *one = open->pdata[i];
      if (g_str_equal (one->id, member->id))
        opens = TRUE;
      else
        other = one;
    }
  if (open == NULL)
    return FALSE;
  if (!opens || open->len > 2 || other == NULL)
    return TRUE;
  return gb_refuse (error,
                    _ ("Without %s only %s could open everything, and it must always be two. Enrol another DSL, deputy "
                       "or headteacher first."),
                    member->name, other->name);
}

static gboolean
one_can (JsonArray *list, guint wanted)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (gb_role_words_can (json_array_get_string_element (list, i), wanted))
      return TRUE;
  return FALSE;
}

static gboolean
gate_roles (GbRequest *request, GError **error)
{
  g_autoptr (GbMember) member = member_asked_about (request, NULL);
  JsonArray *list = gb_json_array (request->body, "roles");

  if (!roles_are_known (request, error))
    return FALSE;
  if (gb_json_text (request->body, "member_id") != NULL && (member == NULL || g_strcmp0 (member->state, "active") != 0))
    return gb_refuse (error, _ ("Roles can be changed only for a member who has a key. Enrol them first."));
  if (member != NULL && member->doubted)
    return gb_refuse (error,
                      _ ("%s came back with a new key that isn’t confirmed. Two members compare its words with them"
                         " first, under Members."),
                      member->name);
  if (member == NULL || list == NULL || gb_json_text (request->body, "until") != NULL)
    return TRUE;
  return (one_can (list, GB_CAN_DECIDE) || keeps_somebody_in_charge (request, member, error))
         && (one_can (list, GB_CAN_LEAD) || keeps_two_who_open (request, member, error));
}

static gboolean
prepare_roles (GbRequest *request, GError **error G_GNUC_UNUSED)
{
  g_autofree char *today = gb_today ();

  if (gb_json_text (request->body, "from") == NULL)
    json_object_set_string_member (request->body, "from", today);
  return TRUE;
}

static gboolean
gate_left (GbRequest *request, GError **error)
{
  g_autoptr (GbMember) member = member_asked_about (request, NULL);

  if (gb_json_text (request->body, "member_id") == NULL)
    return TRUE;
  if (member == NULL || g_strcmp0 (member->state, "left") == 0)
    return gb_refuse (error, _ ("This person has no key that could be taken away."));
  if (g_strcmp0 (member->id, gb_book_get_member_id (request->book)) == 0)
    return gb_refuse (error, _ ("You can’t take away your own key. Ask the headteacher or another DSL to do it."));
  return keeps_somebody_in_charge (request, member, error) && keeps_two_who_open (request, member, error);
}

static gboolean
prepare_left (GbRequest *request, GError **error G_GNUC_UNUSED)
{
  json_object_set_boolean_member (request->body, "rekey", TRUE);
  return TRUE;
}

/* Active members other than @member whose own keys are in no doubt. */
static gint64
others_beyond_doubt (GbRequest *request, GbMember *member)
{
  return gb_vault_ask_number (request->vault, 0, NULL,
                              "SELECT count (*) FROM p_member AS m WHERE m.state = 'active' AND m.id <> :id"
                              " AND NOT " GB_MEMBER_DOUBTED,
                              ":id", member->id, NULL);
}

/* A key that changed is confirmed by two, and by none whose own is in doubt, as far as there are others. */
static gboolean
may_count (GbRequest *request, GbMember *member, GError **error)
{
  const char *me = gb_book_get_member_id (request->book);

  if (member->doubted && g_strcmp0 (member->half_by, me) == 0)
    return gb_refuse (error, _ ("You have compared %s’s words already. Now another member does."), member->name);
  if (!gb_member_is_doubted (request->vault, me, gb_now ()) || others_beyond_doubt (request, member) == 0)
    return TRUE;
  return gb_refuse (error, _ ("Your own key is new and not confirmed yet, so it can’t confirm another’s. Let two "
                              "members compare your words first."));
}

/* Whether after this one another member must compare the words still. */
static gboolean
prepare_confirmed (GbRequest *request, GError **error)
{
  g_autoptr (GbMember) member = member_asked_about (request, error);

  if (member == NULL)
    return FALSE;
  json_object_set_boolean_member (request->body, "half",
                                  member->doubted && member->half_by == NULL
                                      && others_beyond_doubt (request, member) > 1);
  return TRUE;
}

/* What was compared is what is written: the keys of the body are the member's now. */
static gboolean
gate_confirmed (GbRequest *request, GError **error)
{
  g_autoptr (GbMember) member = member_asked_about (request, NULL);
  const char *sign_key = gb_json_text (request->body, "sign_key");
  const char *words = gb_json_text (request->body, "words");
  g_autofree char *expected = NULL;

  if (gb_json_text (request->body, "member_id") == NULL)
    return TRUE;
  if (member == NULL || g_strcmp0 (member->state, "active") != 0)
    return gb_refuse (error, _ ("Only a member’s key can be confirmed, once they have joined."));
  if (g_str_equal (member->id, gb_book_get_member_id (request->book)))
    return gb_refuse (error, _ ("Nobody confirms their own key. Ask another member to compare the words with you."));
  if (member->confirmed_at > 0)
    return gb_refuse (error, _ ("%s’s key was confirmed already, by %s."), member->name, member->confirmed_by);
  if (!may_count (request, member, error))
    return FALSE;
  expected = gb_member_safety_words (request->vault, member);
  if (sign_key == NULL || words == NULL
      || (g_strcmp0 (sign_key, member->sign_key) == 0 && g_strcmp0 (words, expected) == 0
          && g_strcmp0 (gb_json_text (request->body, "box_key"), member->box_key) == 0))
    return TRUE;
  return gb_refuse (error, _ ("%s has another key by now. Compare the words again."), member->name);
}

/* What is gone is said by the anchor, not by whoever goes on without it. */
static gboolean
prepare_rollback (GbRequest *request, GError **error)
{
  JsonArray *missing = gb_book_missing (request->book);

  if (missing == NULL || json_array_get_length (missing) == 0)
    return gb_refuse (error, _ ("Nothing is missing from this vault, so there is nothing to go on without."));
  json_object_set_array_member (request->body, "missing", json_array_ref (missing));
  return TRUE;
}

const GbAct gb_member_acts[] = {
  { "member.confirmed", gate_confirmed, prepare_confirmed },
  { "member.invited", gate_invite, NULL },
  { "member.left", gate_left, prepare_left },
  { "member.roles", gate_roles, prepare_roles },
  { "recovery.confirmed", NULL, NULL },
  { "rollback.noted", NULL, prepare_rollback },
  { "vault.restored", NULL, NULL },
  { NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* member: who may sit at the desk.
 *
 *   invited -> active (enrolled with a one-time code) -> left
 *
 * A new key, of a new member or of one who came back, is confirmed by another
 * member who compares its safety words with its holder; until then it is marked,
 * and the others are told at each unlock.  A key that took another's place is
 * in doubt until two others have compared the words, or all there are if that is
 * one: whoever found the recovery words might hold it.  Until then nothing is
 * closed for it, it is made no reader, given no role, and what needs a
 * signature is neither signed with it nor counted as signed.  Nobody leaves whom the vault needs:
 * somebody stays in charge, and two people can always open everything that is
 * not sealed.  After a leave the vault has a new key (book-join.c).
 *
 * A member has keys, one person, and roles with a first and a last day
 * (001 s7.9; A1, A3: a role is held from when until when, and somebody may
 * act for another).  What a role lets a member do at all is one table
 * (capability.h); the gates of the acts (act.h) say the rest.
 */
#pragma once

#include "casework/act.h"
#include "casework/capability.h"
#include "casework/record.h"

G_BEGIN_DECLS

extern const GbAct gb_member_acts[];

#define GB_MEMBER_FIELDS(TEXT, NUMBER)                                                                                 \
  TEXT (id) TEXT (name) TEXT (state) TEXT (roles) TEXT (sign_key) TEXT (box_key) NUMBER (invited_at) NUMBER (expires)  \
  NUMBER (joined_at) NUMBER (left_at) TEXT (invited_by) NUMBER (keyed_at) TEXT (keyed_how) NUMBER (confirmed_at)       \
  TEXT (confirmed_by) NUMBER (seen_at) TEXT (dated_roles) TEXT (half_by) TEXT (half_name) NUMBER (doubted)
GB_RECORD_DECLARE (GbMember, gb_member, GB_MEMBER_FIELDS)

/* All members, those who left too, in the order in which they came; roles are
 * the words in force on @day, blank-separated; dated_roles those that end or
 * have yet to begin, each "role from until" with "-" for an open end, by commas.  Worker only. */
GPtrArray *gb_members (GbVault *vault, const char *day, GError **error);
GbMember *gb_member_get (GbVault *vault, const char *id, const char *day, GError **error);

/* Six words that stand for this member's keys in this vault: two people who
 * read the same ones, each on their own screen, have the same member in mind.
 * NULL: no key yet.  (transfer full) */
char *gb_member_safety_words (GbVault *vault, const GbMember *member);
/* Whether the key that @member_id had at @at (an instant; the past: the key of then) is in doubt.  Worker only. */
gboolean gb_member_is_doubted (GbVault *vault, const char *member_id, gint64 at);
/* Over p_member AS m, for queries. */
#define GB_MEMBER_DOUBTED                                                                                              \
  "(m.state = 'active' AND m.keyed_how IS 'recovered' AND m.confirmed_at IS NULL"                                      \
  " AND EXISTS (SELECT 1 FROM p_member AS o WHERE o.id <> m.id AND o.state = 'active'))"
/* The same: whose roles on :day have no key to the vault, with :keyed the roles that have (capability.h). */
#define GB_MEMBER_OUTSIDE                                                                                              \
  "(EXISTS (" GB_MEMBER_ROLES_TODAY ") AND NOT EXISTS (" GB_MEMBER_ROLES_TODAY                                         \
  " AND instr (' ' || :keyed || ' ', ' ' || r.role || ' ') > 0))"
#define GB_MEMBER_ROLES_TODAY                                                                                          \
  "SELECT 1 FROM p_member_role AS r WHERE r.member_id = m.id AND coalesce (r.from_day, '') <= :day"                    \
  " AND coalesce (r.until_day, '9999') >= :day"
/* Members whose present key nobody has confirmed, other than @but; those who
 * came back with another key ("recovered") first.  Worker only. */
GPtrArray *gb_members_unconfirmed (GbVault *vault, const char *but, GError **error);
/* Those who can open everything that isn't sealed on @day: DSL, deputies,
 * headteacher (A1: at least two).  Worker only. */
GPtrArray *gb_members_who_open (GbVault *vault, const char *day, GError **error);

/* @name cut into forename and surname at its last blank.  GB_ERROR_INPUT. */
gboolean gb_member_split_name (const char *name, char **forename, char **surname, GError **error);

G_END_DECLS

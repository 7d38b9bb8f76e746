/* SPDX-License-Identifier: GPL-3.0-or-later */
/* member: who may sit at the desk.
 *
 * A member has keys, one person, and roles with a first and a last day
 * (001 s7.9; A1, A3: a role is held from when until when, and somebody may
 * act for another).  What a role lets a member do at all is one table, asked
 * by gb_member_may only; the gates of the acts (act.h) say the rest.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

extern const GbAct gb_member_acts[];

#define GB_MEMBER_FIELDS(TEXT, NUMBER)                                                                                 \
  TEXT (id) TEXT (name) TEXT (state) TEXT (roles) TEXT (sign_key) TEXT (box_key) NUMBER (invited_at) NUMBER (expires)  \
  NUMBER (joined_at) NUMBER (left_at)
GB_RECORD_DECLARE (GbMember, gb_member, GB_MEMBER_FIELDS)

/* All members, those who left too, in the order in which they came; roles are
 * the words in force on @day, blank-separated.  Worker only. */
GPtrArray *gb_members (GbVault *vault, const char *day, GError **error);
GbMember *gb_member_get (GbVault *vault, const char *id, const char *day, GError **error);

/* The known roles, NULL-terminated: "dsl" "deputy" "headteacher" "online-lead"
 * "chair" "link-governor" "technician". */
const char *const *gb_roles (void);
/* "Designated Safeguarding Lead"; the word itself when unknown.  (transfer none) */
const char *gb_role_label (const char *role);

/* Whether a role that this member holds lets them do @kind at all.
 * GB_ERROR_REFUSED says which roles may. */
gboolean gb_member_may (GbBook *book, const char *kind, GError **error);

/* @name cut into forename and surname at its last blank.  GB_ERROR_INPUT. */
gboolean gb_member_split_name (const char *name, char **forename, char **surname, GError **error);

G_END_DECLS

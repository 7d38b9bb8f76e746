/* SPDX-License-Identifier: GPL-3.0-or-later */
/* same: two records that are one person - a link, never a merging.
 *
 * Half of a child's story may stand under another spelling, or under a record
 * that another school's roll brought.  person.linked says that both are one;
 * from then on each of their pages, chronologies and files tells the whole
 * story, and each case still names the record that it named.
 * person.unlinked undoes it and leaves no trace but both entries.
 * person.told-apart says that two records are two people, so that nobody is
 * asked again; person.linked may follow it.
 * Life: suggested -> linked -> unlinked, or suggested -> told apart.
 *
 * Two are suggested by birth date and name (spelling.h), quietly.
 */
#pragma once

#include "casework/act.h"
#include "casework/person.h"

G_BEGIN_DECLS

extern const GbAct gb_same_acts[];

/* Another record of the person; reason, by and at of the entry that linked it, or why it is suggested.
 * direct: 1 if the link is with the record that was asked about, 0 if through a third. */
#define GB_SAME_FIELDS(TEXT, NUMBER)                                                                                  \
  TEXT (id) TEXT (name) TEXT (sort) TEXT (dob) TEXT (upn) TEXT (year_group) TEXT (left_on) TEXT (reason) TEXT (by)     \
  NUMBER (at) NUMBER (direct) NUMBER (cases)
GB_RECORD_DECLARE (GbSame, gb_same, GB_SAME_FIELDS)

/* A table "same (id)" of the record :id and all that are linked with it, for the head of a query. */
#define GB_SAME_WITH                                                                                                   \
  "WITH RECURSIVE same (id) AS (SELECT :id UNION SELECT CASE WHEN l.one = s.id THEN l.other ELSE l.one END"            \
  " FROM same AS s JOIN p_person_link AS l ON l.same = 1 AND (l.one = s.id OR l.other = s.id)) "

/* --- worker only -------------------------------------------------------------- */

/* The other records of the person.  (transfer full, element-type GbSame) */
GPtrArray *gb_same_of (GbVault *vault, const char *id, GError **error);
/* Records that may be the same person: neither linked nor told apart.  (transfer full, element-type GbSame) */
GPtrArray *gb_same_suggested (GbVault *vault, const char *id, GError **error);
/* The ids of all who have such a one, by surname; pupils before others.  (transfer full, element-type utf8) */
GPtrArray *gb_same_suspected (GbVault *vault, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* person: everybody whom a case can name.
 *
 * One person is one record, however many cases name them and whatever they
 * were in each; their part in a case is kept by the case.  Pupils come from
 * the roll (roll.h) or by hand, staff, parents, governors and visitors by hand;
 * a member of the vault is a person of sort "staff" under the same id.  Nobody
 * is deleted: who goes is marked as left, and can come back.
 *
 * A person.changed entry holds changes [{"field", "old", "new"}]; a relation
 * is {"field": "relation", "person_id", "name", "old", "new"}, where the other
 * is the new (mother, father, carer) of this person.
 *
 * Policy 000 MST s1 b5-6: who is meant by staff (A4).
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

extern const GbAct gb_person_acts[];

/* name: as people call them.  children: of a parent, their names, with commas. */
#define GB_PERSON_FIELDS(TEXT, NUMBER)                                                                                 \
  TEXT (id) TEXT (sort) TEXT (name) TEXT (forename) TEXT (surname) TEXT (known_as) TEXT (middle_names) TEXT (upn)      \
  TEXT (dob) TEXT (sex) TEXT (year_group) TEXT (class_name) TEXT (ethnicity) TEXT (sen) NUMBER (free_meals)            \
  NUMBER (looked_after) TEXT (role_title) TEXT (email) TEXT (phone) TEXT (reason) TEXT (children) NUMBER (cases) \
  NUMBER (added_at) NUMBER (changed_at) TEXT (left_on)
GB_RECORD_DECLARE (GbPerson, gb_person, GB_PERSON_FIELDS)

/* relation: what the other is to the person asked about ("mother", "child",
 * "sibling").  open_cases: that name them. */
#define GB_RELATION_FIELDS(TEXT, NUMBER)                                                                               \
  TEXT (id) TEXT (name) TEXT (sort) TEXT (relation) TEXT (year_group) TEXT (phone) TEXT (email) TEXT (left_on) \
  NUMBER (open_cases)
GB_RECORD_DECLARE (GbRelation, gb_relation, GB_RELATION_FIELDS)

/* A case that names somebody.  role: in an incident a word of "person-role";
 * else "owner" (of a device), "subject", "child".
 * as_name: the linked record that it names (same.h), NULL if it names the one that was asked about. */
#define GB_PERSON_CASE_FIELDS(TEXT, NUMBER)                                                                            \
  TEXT (id) TEXT (noun) TEXT (reference) TEXT (title) TEXT (state) TEXT (role) NUMBER (opened_at) \
  TEXT (as_name)
GB_RECORD_DECLARE (GbPersonCase, gb_person_case, GB_PERSON_CASE_FIELDS)

/* --- worker only ------------------------------------------------------------ */

typedef struct
{
  const char *text;       /* words of a name or a UPN, in any order, without regard to case and accents; NULL: all */
  const char *sort;       /* NULL: every sort */
  const char *year_group; /* NULL: every year */
  gboolean left;          /* those who have left, instead of those who are here */
  guint most;             /* 0: all */
} GbPersonQuery;

/* Ids in the order of surname and forename; after those that fit the text, those whose names are spelt nearly
 * so (of char *, transfer full). */
GPtrArray *gb_person_ids (GbVault *vault, const GbPersonQuery *query, GError **error);
/* The same as records. */
GPtrArray *gb_persons (GbVault *vault, const GbPersonQuery *query, GError **error);
/* NULL without error: nobody. */
GbPerson *gb_person_get (GbVault *vault, const char *id, GError **error);
GbPerson *gb_person_by_upn (GbVault *vault, const char *upn, GError **error);
/* Parents and carers, then children, then brothers and sisters (who share one of them). */
GPtrArray *gb_person_relations (GbVault *vault, const char *id, GError **error);
/* The cases that name this person, the newest first. */
GPtrArray *gb_person_cases (GbVault *vault, const char *id, GError **error);
/* How many of @sort are here. */
gint64 gb_person_count (GbVault *vault, const char *sort, GError **error);

/* --- any thread --------------------------------------------------------------- */

/* "Year 6", "Reception", "Nursery"; the word itself when unknown.  (transfer full) */
char *gb_say_year_group (const char *year_group);
/* One quiet line under the name: "Year 6, 6A, aged 10", "Class teacher",
 * "Parent of Elin Marsh".  (transfer full) */
char *gb_person_describe (GbPerson *person, GbPack *pack);

G_END_DECLS

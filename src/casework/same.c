/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/gate.h"
#include "casework/same.h"
#include "casework/spelling.h"
#include "casework/upn.h"

GB_RECORD_DEFINE (GbSame, gb_same, GB_SAME_FIELDS)

/* --- gates ----------------------------------------------------------------------------- */

typedef struct { GbPerson *one, *other; } Pair;

static void
pair_clear (Pair *pair)
{
  g_clear_object (&pair->one);
  g_clear_object (&pair->other);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
is_unfinished (GbRequest *request)
{
  return request->asking
         && (gb_json_text (request->body, "person_id") == NULL || gb_json_text (request->body, "other_id") == NULL);
}

static gboolean
load_pair (GbRequest *request, Pair *pair, GError **error)
{
  g_autoptr (GError) local = NULL;

  pair->one = gb_person_get (request->vault, gb_json_text (request->body, "person_id"), &local);
  if (local == NULL)
    pair->other = gb_person_get (request->vault, gb_json_text (request->body, "other_id"), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (pair->one == NULL || pair->other == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                           _ ("One of the two isn’t known here. Choose both from People."));
      return FALSE;
    }
  if (g_str_equal (pair->one->id, pair->other->id))
    return gb_refuse (error, _ ("Both are one record already. Choose another one."));
  return TRUE;
}

#define LINK_OF " FROM p_person_link WHERE one = min (:one, :other) AND other = max (:one, :other)"

/* 1: linked with each other, 0: told apart, -1: neither. */
static gint64
link_of (GbVault *vault, const Pair *pair)
{
  return gb_vault_ask_number (vault, -1, NULL, "SELECT same" LINK_OF, ":one", pair->one->id, ":other", pair->other->id,
                              NULL);
}

/* Also through a third. */
static gboolean
are_one (GbVault *vault, const Pair *pair)
{
  return gb_vault_ask_number (vault, 0, NULL, GB_SAME_WITH "SELECT 1 FROM same WHERE id = :other", ":id", pair->one->id,
                              ":other", pair->other->id, NULL)
         == 1;
}

static gboolean
is_pupil_here (const GbPerson *person)
{
  return g_strcmp0 (person->sort, "pupil") == 0 && person->left_on == NULL;
}

static gboolean
can_be_one (const Pair *pair, GError **error)
{
  const GbPerson *one = pair->one, *other = pair->other;

  if (one->dob != NULL && other->dob != NULL && !g_str_equal (one->dob, other->dob))
    return gb_refuse (error,
                      _ ("%s and %s have different birth dates, so they are two people. If one date is wrong, put it "
                         "right first."),
                      one->name, other->name);
  if (g_strcmp0 (one->sort, other->sort) != 0 && (is_pupil_here (one) || is_pupil_here (other)))
    return gb_refuse (error, _ ("A pupil on the roll can’t be an adult too. Look at who %s and %s are."), one->name,
                      other->name);
  return TRUE;
}

/* The two that an act is about, once who may and both are settled. */
typedef gboolean (*Judge) (GbRequest *request, const Pair *pair, GError **error);

static gboolean
judge_pair (GbRequest *request, const char *deed, Judge judge, GError **error)
{
  g_auto (Pair) pair = { NULL };

  if (!gb_gate_leads (request, deed, error))
    return FALSE;
  if (is_unfinished (request))
    return TRUE;
  return load_pair (request, &pair, error) && judge (request, &pair, error);
}

static gboolean
judge_linked (GbRequest *request, const Pair *pair, GError **error)
{
  if (are_one (request->vault, pair))
    return gb_refuse (error, _ ("%s and %s are marked as the same person already."), pair->one->name,
                      pair->other->name);
  return can_be_one (pair, error)
         && gb_gate_filled (request, "reason", _ ("Say how you know that both are one person."), error);
}

static gboolean
gate_linked (GbRequest *request, GError **error)
{
  return judge_pair (request, _ ("say that two records are one person"), judge_linked, error);
}

static gboolean
judge_unlinked (GbRequest *request, const Pair *pair, GError **error)
{
  if (link_of (request->vault, pair) != 1)
    return gb_refuse (error, _ ("%s and %s aren’t linked with each other, so there is nothing to undo."),
                      pair->one->name, pair->other->name);
  return gb_gate_filled (request, "reason", _ ("Say why they are two people after all."), error);
}

static gboolean
gate_unlinked (GbRequest *request, GError **error)
{
  return judge_pair (request, _ ("take two records apart"), judge_unlinked, error);
}

static gboolean
judge_told_apart (GbRequest *request, const Pair *pair, GError **error)
{
  if (are_one (request->vault, pair))
    return gb_refuse (error, _ ("%s and %s are linked as one person. Undo that first."), pair->one->name,
                      pair->other->name);
  return gb_gate_filled (request, "reason", _ ("Say how you know that they are two people."), error);
}

static gboolean
gate_told_apart (GbRequest *request, GError **error)
{
  return judge_pair (request, _ ("say that two records are two people"), judge_told_apart, error);
}

const GbAct gb_same_acts[] = {
  { "person.linked", gate_linked, NULL },
  { "person.told-apart", gate_told_apart, NULL },
  { "person.unlinked", gate_unlinked, NULL },
  { NULL },
};

/* --- queries ---------------------------------------------------------------------------------- */

#define NAME "coalesce (p.known_as, p.forename) || ' ' || p.surname"
#define CASES "(SELECT count (*) FROM p_person_case AS n WHERE n.person_id = p.id) AS cases"

GPtrArray *
gb_same_of (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_same_get_type (), error,
                     GB_SAME_WITH
                     "SELECT p.id, " NAME " AS name, p.sort, p.dob, p.upn, p.year_group, p.left_on, l.reason, l.by,"
                     " coalesce (l.at, 0) AS at, l.at IS NOT NULL AS direct, " CASES
                     " FROM same JOIN p_person AS p ON p.id = same.id"
                     " LEFT JOIN p_person_link AS l"
                     "   ON l.same = 1 AND l.one = min (:id, p.id) AND l.other = max (:id, p.id)"
                     " WHERE p.id <> :id ORDER BY direct DESC, at, p.id",
                     ":id", id, NULL);
}

/* Each word of one name stands for one of the other. */
static gboolean
words_fit (const char *one, const char *other)
{
  g_auto (GStrv) parts = g_strsplit_set (one, " -", -1);
  g_auto (GStrv) others = g_strsplit_set (other, " -", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (GbSpelling) spelling = gb_spelling_new (parts[i]);
      g_autofree char *folded = gb_spelling_fold (parts[i]);
      gboolean fits = *folded == '\0';
      for (guint o = 0; !fits && others[o] != NULL; o++)
        {
          g_autofree char *its = gb_spelling_fold (others[o]);
          fits = g_str_equal (folded, its) || (spelling != NULL && gb_spelling_fits (spelling, others[o], FALSE));
        }
      if (!fits)
        return FALSE;
    }
  return TRUE;
}

static gboolean
names_fit (const char *one, const char *other)
{
  return words_fit (one, other) || words_fit (other, one);
}

static gboolean
is_equal (const char *one, const char *other)
{
  g_autofree char *a = gb_spelling_fold (one);
  g_autofree char *b = gb_spelling_fold (other);
  return g_str_equal (a, b);
}

/* What of a person is compared. */
typedef struct { const char *forename, *known_as, *surname, *dob, *upn; } Compared;

static gboolean
forenames_fit (const Compared *a, const Compared *b)
{
  return names_fit (a->forename, b->forename) || (a->known_as != NULL && names_fit (a->known_as, b->forename))
         || (b->known_as != NULL && names_fit (a->forename, b->known_as));
}

static gboolean
have_two_numbers (const Compared *a, const Compared *b)
{
  return a->upn != NULL && b->upn != NULL && !gb_upn_is_temporary (a->upn) && !gb_upn_is_temporary (b->upn);
}

/* Why two may be one; NULL: they needn't be.  Twins have a birth date and a surname in common, so the forename
 * always counts; where a birth date is missing the names must be the same.  Two numbers are two children, unless
 * all else is the same. */
static const char *
why_one (const Compared *a, const Compared *b)
{
  gboolean dated = a->dob != NULL && b->dob != NULL;
  gboolean same = is_equal (a->forename, b->forename) && is_equal (a->surname, b->surname);

  if (dated && !g_str_equal (a->dob, b->dob))
    return NULL;
  if (same)
    return dated ? _ ("The same name and birth date") : _ ("The same name, and a birth date is missing");
  if (!dated || have_two_numbers (a, b) || !forenames_fit (a, b))
    return NULL;
  if (names_fit (a->surname, b->surname))
    return _ ("The same birth date, and names spelt nearly so");
  return is_equal (a->forename, b->forename) && a->upn == NULL && b->upn == NULL
             ? _ ("The same birth date and first name, another surname") : NULL;
}

/* By birth date, and by surname where a birth date is missing: each by itself, so that neither compares all with
 * all. */
#define OF_ONE "a.id, b.id AS other_id, a.sort, a.forename, a.known_as, a.surname, a.dob, a.upn"
#define OF_OTHER                                                                                                       \
  "b.forename AS b_forename, b.known_as AS b_known_as, b.surname AS b_surname, b.dob AS b_dob, b.upn AS b_upn"
#define CANDIDATES                                                                                                     \
  "WITH b AS MATERIALIZED (SELECT *, lower (surname) AS family FROM p_person),"                                        \
  " pair AS (SELECT " OF_ONE ", " OF_OTHER " FROM p_person AS a JOIN b ON b.dob = a.dob AND b.sort = a.sort"           \
  "  WHERE b.id <> a.id AND (:id IS NULL OR a.id = :id)"                                                               \
  "  UNION ALL SELECT " OF_ONE ", " OF_OTHER " FROM p_person AS a JOIN b ON b.family = lower (a.surname)"              \
  "  AND b.sort = a.sort WHERE b.id <> a.id AND (a.dob IS NULL OR b.dob IS NULL) AND (:id IS NULL OR a.id = :id))"     \
  " SELECT * FROM pair AS p"                                                                                           \
  " WHERE NOT EXISTS (SELECT 1 FROM p_person_link AS l WHERE l.one = min (p.id, p.other_id)"                           \
  "   AND l.other = max (p.id, p.other_id))"

static const char *
why_row (GbStatement *s)
{
  const Compared a = { gb_statement_text (s, "forename"), gb_statement_text (s, "known_as"),
                       gb_statement_text (s, "surname"), gb_statement_text (s, "dob"), gb_statement_text (s, "upn") };
  const Compared b = { gb_statement_text (s, "b_forename"), gb_statement_text (s, "b_known_as"),
                       gb_statement_text (s, "b_surname"), gb_statement_text (s, "b_dob"),
                       gb_statement_text (s, "b_upn") };
  return why_one (&a, &b);
}

static GbSame *
suggestion (GbVault *vault, const char *id, const char *why, GError **error)
{
  return gb_record_one (vault, gb_same_get_type (), error,
                        "SELECT p.id, " NAME " AS name, p.sort, p.dob, p.upn, p.year_group, p.left_on, :why AS reason,"
                        " NULL AS by, 0 AS at, 0 AS direct, " CASES " FROM p_person AS p WHERE p.id = :id",
                        ":id", id, ":why", why, NULL);
}

static gboolean
is_one_already (GbVault *vault, const char *id, const char *other)
{
  return gb_vault_ask_number (vault, 0, NULL, GB_SAME_WITH "SELECT 1 FROM same WHERE id = :other", ":id", id, ":other",
                              other, NULL)
         == 1;
}

GPtrArray *
gb_same_suggested (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, CANDIDATES, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", id, NULL);
  while (gb_statement_step (s, &local))
    {
      const char *other = gb_statement_text (s, "other_id"), *why = why_row (s);
      GbSame *one = why != NULL && !is_one_already (vault, id, other) ? suggestion (vault, other, why, &local) : NULL;
      if (one != NULL)
        g_ptr_array_add (found, one);
      if (local != NULL)
        break;
    }
  if (local == NULL)
    return g_steal_pointer (&found);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

GPtrArray *
gb_same_suspected (GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      vault, CANDIDATES " ORDER BY p.sort <> 'pupil', p.surname COLLATE NOCASE, p.forename COLLATE NOCASE, p.id",
      error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  while (gb_statement_step (s, &local))
    if (!g_hash_table_contains (seen, gb_statement_text (s, "id")) && why_row (s) != NULL
        && !is_one_already (vault, gb_statement_text (s, "id"), gb_statement_text (s, "other_id")))
      {
        g_ptr_array_add (ids, g_strdup (gb_statement_text (s, "id")));
        g_hash_table_add (seen, ids->pdata[ids->len - 1]);
      }
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/gate.h"
#include "casework/person.h"
#include "casework/policy.h"
#include "casework/same.h"
#include "casework/vulnerable.h"

GB_RECORD_DEFINE (GbVulnerable, gb_vulnerable, GB_VULNERABLE_FIELDS)

/* --- gates ------------------------------------------------------------------------- */

static gboolean
is_known_need (GbRequest *request, GError **error)
{
  return gb_gate_word (request, "flag", "vulnerability", error);
}

/* -1: there is no such person. */
static gint64
has_need (GbRequest *request)
{
  return gb_vault_ask_number (request->vault, -1, NULL,
                              "SELECT EXISTS (SELECT 1 FROM p_person_flag WHERE person_id = p.id AND flag = :flag)"
                              " FROM p_person AS p WHERE p.id = :id",
                              ":id", gb_json_text (request->body, "person_id"), ":flag",
                              gb_json_text (request->body, "flag"), NULL);
}

static gboolean
is_missing (GError **error)
{
  g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                       _ ("Nobody is known under this name here. Add the person first."));
  return FALSE;
}

static gboolean
gate_flagged (GbRequest *request, GError **error)
{
  const char *since = gb_json_text (request->body, "since"), *sort;
  g_autoptr (GbPerson) person = NULL;
  g_autofree char *today = gb_today ();

  if (!is_known_need (request, error))
    return FALSE;
  if (request->asking && gb_json_text (request->body, "person_id") == NULL)
    return TRUE;
  person = gb_person_get (request->vault, gb_json_text (request->body, "person_id"), error);
  if (person == NULL)
    return error != NULL && *error != NULL ? FALSE : is_missing (error);
  sort = person->sort;
  if (!g_str_equal (sort, "pupil"))
    return gb_refuse (error, _ ("Only of a pupil is it recorded here that they are vulnerable. %s isn’t one."),
                      person->name);
  if (since != NULL && g_strcmp0 (since, today) > 0)
    return gb_refuse (error, _ ("That day is still to come. Give the day since when it is known."));
  return has_need (request) != 1
         || gb_refuse (error, _ ("This is recorded of %s already. End it first if something about it changed."),
                       person->name);
}

static gboolean
gate_flag_ended (GbRequest *request, GError **error)
{
  gint64 has;

  if (request->asking
      && (gb_json_text (request->body, "person_id") == NULL || gb_json_text (request->body, "flag") == NULL))
    return TRUE;
  has = has_need (request);
  if (has < 0)
    return is_missing (error);
  if (has == 0)
    return gb_refuse (error, _ ("This isn’t recorded here by hand. What the roll says changes with the roll."));
  return gb_gate_filled (request, "reason", _ ("Say why it no longer holds."), error);
}

const GbAct gb_vulnerable_acts[] = {
  { "person.flag-ended", gate_flag_ended, NULL },
  { "person.flagged", gate_flagged, NULL },
  { NULL },
};

/* --- queries ---------------------------------------------------------------------------- */

#define NAME "coalesce (p.known_as, p.forename) || ' ' || p.surname AS name"
/* Of the people in the table "who (id)"; what is entered by hand says more than what follows from the roll. */
#define NEEDS                                                                                                          \
  "SELECT p.id AS person_id, " NAME ", f.flag, f.since, f.note, 1 AS entered, p.surname, p.forename"                   \
  " FROM p_person AS p JOIN p_person_flag AS f ON f.person_id = p.id WHERE p.id IN (SELECT id FROM who)"               \
  " UNION ALL SELECT p.id, " NAME ", 'send', NULL, NULL, 0, p.surname, p.forename FROM p_person AS p"                  \
  " WHERE p.id IN (SELECT id FROM who) AND p.sort = 'pupil' AND p.sen IN ('support', 'ehcp')"                          \
  " AND NOT EXISTS (SELECT 1 FROM p_person_flag AS f WHERE f.person_id = p.id AND f.flag = 'send')"                    \
  " UNION ALL SELECT p.id, " NAME ", 'looked-after', NULL, NULL, 0, p.surname, p.forename FROM p_person AS p"          \
  " WHERE p.id IN (SELECT id FROM who) AND p.sort = 'pupil' AND p.looked_after"                                        \
  " AND NOT EXISTS (SELECT 1 FROM p_person_flag AS f WHERE f.person_id = p.id AND f.flag = 'looked-after')"
#define RECORDS                                                                                                        \
  "SELECT person_id, name, flag, since, note, entered FROM (" NEEDS ") ORDER BY surname, forename, person_id, flag"

GPtrArray *
gb_vulnerable_of (GbVault *vault, const char *person_id, GError **error)
{
  return gb_records (vault, gb_vulnerable_get_type (), error,
                     GB_SAME_WITH ", who (id) AS (SELECT id FROM same) " RECORDS, ":id", person_id, NULL);
}

GPtrArray *
gb_vulnerable_in (GbVault *vault, const char *case_id, GError **error)
{
  return gb_records (
      vault, gb_vulnerable_get_type (), error,
      "WITH RECURSIVE about (id) AS (SELECT :id UNION SELECT case_id FROM p_case_link WHERE root ="
      " (SELECT root FROM p_case_link WHERE case_id = :id)),"
      " who (id) AS (SELECT person_id FROM p_person_case WHERE case_id IN (SELECT id FROM about) UNION"
      " SELECT CASE WHEN l.one = w.id THEN l.other ELSE l.one END FROM who AS w JOIN p_person_link AS l ON l.same = 1"
      " AND (l.one = w.id OR l.other = w.id)) " RECORDS,
      ":id", case_id, NULL);
}

/* --- said ----------------------------------------------------------------------------------- */

const char *
gb_vulnerable_whom (GbPack *pack, const char *flag)
{
  const GbWord *word = gb_pack_word (pack, "vulnerability", flag);
  return word != NULL ? word->note : NULL;
}

/* The needs from @first on that are the same child's: "SEN support, looked after", and whom to ask, once each. */
static guint
gather_child (GPtrArray *needs, guint first, GbPack *pack, GPtrArray *what, GPtrArray *whom)
{
  const GbVulnerable *child = needs->pdata[first];
  guint i = first;

  for (; i < needs->len && g_str_equal (((GbVulnerable *) needs->pdata[i])->person_id, child->person_id); i++)
    {
      const char *flag = ((GbVulnerable *) needs->pdata[i])->flag, *asked = gb_vulnerable_whom (pack, flag);
      g_ptr_array_add (what, (gpointer) gb_pack_label (pack, "vulnerability", flag));
      if (asked != NULL && !g_ptr_array_find_with_equal_func (whom, asked, g_str_equal, NULL))
        g_ptr_array_add (whom, (gpointer) asked);
    }
  g_ptr_array_add (what, NULL);
  g_ptr_array_add (whom, NULL);
  return i;
}

char *
gb_vulnerable_say (GPtrArray *needs, GbPack *pack)
{
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < needs->len;)
    {
      const GbVulnerable *child = needs->pdata[i];
      g_autoptr (GPtrArray) what = g_ptr_array_new ();
      g_autoptr (GPtrArray) whom = g_ptr_array_new ();
      g_autofree char *list = NULL, *asked = NULL;

      i = gather_child (needs, i, pack, what, whom);
      list = g_strjoinv (", ", (char **) what->pdata);
      asked = gb_text_join_and ((const char *const *) whom->pdata);
      if (said->len > 0)
        g_string_append_c (said, '\n');
      if (*asked != '\0')
        g_string_append_printf (said, _ ("%s: %s. Before you decide, ask %s."), child->name, list, asked);
      else
        g_string_append_printf (said, _ ("%s: %s."), child->name, list);
    }
  return said->len > 0 ? g_string_free (g_steal_pointer (&said), FALSE) : NULL;
}

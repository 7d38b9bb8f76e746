/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/person.h"
#include "casework/same.h"
#include "casework/spelling.h"
#include "casework/upn.h"

GB_RECORD_DEFINE (GbPerson, gb_person, GB_PERSON_FIELDS)
GB_RECORD_DEFINE (GbPersonCase, gb_person_case, GB_PERSON_CASE_FIELDS)
GB_RECORD_DEFINE (GbRelation, gb_relation, GB_RELATION_FIELDS)

#define NAME_LIMIT 100

/* --- said ------------------------------------------------------------------------ */

char *
gb_say_year_group (const char *year_group)
{
  if (year_group == NULL)
    return g_strdup (_ ("No year group"));
  if (year_group[0] == 'N')
    return g_strdup (_ ("Nursery"));
  if (g_str_equal (year_group, "R"))
    return g_strdup (_ ("Reception"));
  if (g_ascii_isdigit (year_group[0]))
    return g_strdup_printf (_ ("Year %s"), year_group);
  return g_strdup (year_group);
}

static void
add_part (GPtrArray *parts, char *part)
{
  if (part != NULL)
    g_ptr_array_add (parts, part);
}

static char *
say_age (GbPerson *person)
{
  g_autofree char *today = gb_today ();
  int age = person->dob != NULL ? gb_day_age (person->dob, today) : -1;

  return age >= 0 ? g_strdup_printf (_ ("aged %d"), age) : NULL;
}

char *
gb_person_describe (GbPerson *person, GbPack *pack)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (g_strcmp0 (person->sort, "pupil") == 0)
    {
      add_part (parts, gb_say_year_group (person->year_group));
      add_part (parts, g_strdup (person->class_name));
      add_part (parts, say_age (person));
    }
  else if (g_strcmp0 (person->sort, "parent") == 0 && person->children != NULL)
    add_part (parts, g_strdup_printf (_ ("Parent or carer of %s"), person->children));
  else
    add_part (parts, g_strdup (person->role_title != NULL ? person->role_title
                                                          : gb_pack_label (pack, "person-sort", person->sort)));
  if (person->left_on != NULL)
    {
      g_autofree char *day = gb_say_day_long (person->left_on);
      add_part (parts, g_strdup_printf (_ ("left %s"), day));
    }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

/* --- queries ------------------------------------------------------------------------ */

#define NAME "coalesce (p.known_as, p.forename) || ' ' || p.surname"
#define PERSON_QUERY                                                                                                   \
  "SELECT p.id, p.sort, " NAME " AS name, p.forename, p.surname, p.known_as, p.middle_names, p.upn, p.dob, p.sex,"     \
  " p.year_group, p.class_name, p.ethnicity, p.sen, p.free_meals, p.looked_after, p.role_title, p.email, p.phone,"     \
  " p.reason, (SELECT group_concat (name, ', ') FROM (SELECT coalesce (c.known_as, c.forename) || ' ' || c.surname AS" \
  " name FROM p_relation AS r JOIN p_person AS c ON c.id = r.person_id WHERE r.other_id = p.id ORDER BY c.dob DESC))"  \
  " AS children, (SELECT count (*) FROM p_person_case AS n WHERE n.person_id = p.id) AS cases, p.added_at," \
  " p.changed_at, p.left_on FROM p_person AS p "
#define IN_ORDER "ORDER BY p.surname COLLATE NOCASE, p.forename COLLATE NOCASE, p.id"

/* Each word of the text begins a word of the name, or is the UPN. */
static gboolean
matches (char **words, const char *names, const char *upn)
{
  g_autofree char *folded = gb_text_fold (names);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *inside = g_strdup_printf (" %s", words[i]);
      g_autofree char *capitals = g_ascii_strup (words[i], -1);
      if (!g_str_has_prefix (folded, words[i]) && strstr (folded, inside) == NULL
          && (upn == NULL || !g_str_has_prefix (upn, capitals)))
        return FALSE;
    }
  return TRUE;
}

/* One for each word that is long enough; NULL for the others. */
static GPtrArray *
spellings_of (char **words)
{
  GPtrArray *spellings = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_spelling_free);

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (spellings, gb_spelling_new (words[i]));
  return spellings;
}

/* The same, each word being that or nearly that: "Katy Marsch" for Catherine Marsh. */
static gboolean
nearly_matches (char **words, GPtrArray *spellings, const char *names)
{
  g_autofree char *folded = gb_text_fold (names);
  g_auto (GStrv) parts = g_strsplit_set (names, " -", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *inside = g_strdup_printf (" %s", words[i]);
      gboolean fits = g_str_has_prefix (folded, words[i]) || strstr (folded, inside) != NULL;
      for (guint p = 0; !fits && spellings->pdata[i] != NULL && parts[p] != NULL; p++)
        fits = gb_spelling_fits (spellings->pdata[i], parts[p], words[i + 1] == NULL);
      if (!fits)
        return FALSE;
    }
  return TRUE;
}

/* Who was asked for, and then whose name is spelt nearly so. */
GPtrArray *
gb_person_ids (GbVault *vault, const GbPersonQuery *query, GError **error)
{
  g_autoptr (GbStatement) statement = gb_statement_new (
      vault,
      "SELECT p.id, p.forename || ' ' || p.surname || ' ' || coalesce (p.known_as, '') || ' '"
      " || coalesce (p.middle_names, '') AS names, p.upn FROM p_person AS p WHERE (:sort IS NULL OR p.sort = :sort)"
      " AND (:year IS NULL OR p.year_group = :year) AND (p.left_on IS NOT NULL) = @left " IN_ORDER,
      error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folded = gb_text_fold (query->text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  g_autoptr (GPtrArray) spellings = spellings_of (words);
  g_autoptr (GPtrArray) near = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  if (statement == NULL)
    return NULL;
  gb_statement_bind (statement, ":sort", query->sort, ":year", query->year_group, "@left", (gint64) query->left, NULL);
  while ((query->most == 0 || ids->len < query->most) && gb_statement_step (statement, &local))
    if (words[0] == NULL
        || matches (words, gb_statement_text (statement, "names"), gb_statement_text (statement, "upn")))
      g_ptr_array_add (ids, g_strdup (gb_statement_text (statement, "id")));
    else if (nearly_matches (words, spellings, gb_statement_text (statement, "names")))
      g_ptr_array_add (near, g_strdup (gb_statement_text (statement, "id")));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  for (guint i = 0; i < near->len && (query->most == 0 || ids->len < query->most); i++)
    g_ptr_array_add (ids, g_strdup (near->pdata[i]));
  return g_steal_pointer (&ids);
}

GPtrArray *
gb_persons (GbVault *vault, const GbPersonQuery *query, GError **error)
{
  g_autoptr (GPtrArray) ids = gb_person_ids (vault, query, error);
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_object_unref);

  if (ids == NULL)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      GbPerson *person = gb_person_get (vault, ids->pdata[i], error);
      if (person == NULL)
        return NULL;
      g_ptr_array_add (people, person);
    }
  return g_steal_pointer (&people);
}

GbPerson *
gb_person_get (GbVault *vault, const char *id, GError **error)
{
  return gb_record_one (vault, gb_person_get_type (), error, PERSON_QUERY "WHERE p.id = :id", ":id", id, NULL);
}

GbPerson *
gb_person_by_upn (GbVault *vault, const char *upn, GError **error)
{
  return gb_record_one (vault, gb_person_get_type (), error,
                        PERSON_QUERY "WHERE p.upn = :upn ORDER BY p.left_on IS NOT NULL, p.entry LIMIT 1", ":upn", upn,
                        NULL);
}

#define SAME "(SELECT id FROM same)"

GPtrArray *
gb_person_relations (GbVault *vault, const char *id, GError **error)
{
  return gb_records (
      vault, gb_relation_get_type (), error,
      GB_SAME_WITH
      "SELECT p.id, " NAME " AS name, p.sort, r.relation, p.year_group, p.phone, p.email, p.left_on,"
      " (SELECT count (*) FROM p_person_case AS n JOIN p_case AS c ON c.id = n.case_id"
      "   WHERE n.person_id = p.id AND c.state = 'open') AS open_cases FROM ("
      "  SELECT 1 AS part, other_id AS id, relation FROM p_relation WHERE person_id IN " SAME
      "  UNION SELECT 2, person_id, 'child' FROM p_relation WHERE other_id IN " SAME
      "  UNION SELECT 3, b.person_id, 'sibling' FROM p_relation AS a JOIN p_relation AS b USING (other_id)"
      "    WHERE a.person_id IN " SAME
      ") AS r JOIN p_person AS p ON p.id = r.id WHERE p.id NOT IN " SAME
      " GROUP BY p.id HAVING min (r.part) ORDER BY r.part, p.dob, p.surname, p.forename",
      ":id", id, NULL);
}

/* A case that names both of two records is named once, by the one that was asked about. */
GPtrArray *
gb_person_cases (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_person_case_get_type (), error,
                     GB_SAME_WITH
                     "SELECT id, noun, reference, title, state, role, opened_at, as_name FROM ("
                     "SELECT c.id, c.noun, c.reference, c.title, c.state, n.role, c.opened_at,"
                     " iif (n.person_id = :id, NULL, " NAME ") AS as_name, max (n.person_id = :id)"
                     " FROM p_person_case AS n"
                     " JOIN p_case AS c ON c.id = n.case_id JOIN p_person AS p ON p.id = n.person_id"
                     " WHERE n.person_id IN " SAME " GROUP BY c.id) ORDER BY opened_at DESC",
                     ":id", id, NULL);
}

gint64
gb_person_count (GbVault *vault, const char *sort, GError **error)
{
  return gb_vault_ask_number (vault, 0, error, "SELECT count (*) FROM p_person WHERE sort = :sort AND left_on IS NULL",
                              ":sort", sort, NULL);
}

/* --- gates ----------------------------------------------------------------------------- */

static gboolean
wrong (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* What was given is wrong, as against a rule that forbids. */
static gboolean
wrong (GError **error, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, sentence);
  return FALSE;
}

static gboolean
name_fits (const char *name, GError **error)
{
  if (name == NULL)
    return TRUE;
  if (g_utf8_strlen (name, -1) > NAME_LIMIT)
    return wrong (error, _ ("A name has at most %d letters. Shorten it."), NAME_LIMIT);
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return wrong (error, _ ("This name has a character that can’t be printed. Type it again."));
  return TRUE;
}

static gboolean
birth_date_fits (const char *dob, GError **error)
{
  g_autofree char *today = gb_today ();

  if (dob == NULL)
    return TRUE;
  if (!gb_day_is_valid (dob))
    return wrong (error, _ ("The birth date %s isn’t a day written year-month-day."), dob);
  if (strcmp (dob, today) > 0)
    return wrong (error, _ ("The birth date %s is still to come."), dob);
  if (gb_day_age (dob, today) > 120)
    return wrong (error, _ ("The birth date %s is more than 120 years ago."), dob);
  return TRUE;
}

/* A UPN is right, and nobody else's. */
static gboolean
upn_fits (GbVault *vault, const char *upn, const char *person_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbPerson) other = NULL;

  if (upn == NULL)
    return TRUE;
  if (!gb_upn_check (upn, error))
    return FALSE;
  other = gb_person_by_upn (vault, upn, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (other != NULL && g_strcmp0 (other->id, person_id) != 0)
    return gb_refuse (error, _ ("The UPN %s belongs to %s already, and a UPN belongs to one child. Open that child, or "
                                "check the number."),
                      upn, other->name);
  return TRUE;
}

/* The same child typed twice would have half a story in each. */
static gboolean
is_nobody_yet (GbRequest *request, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *name = gb_vault_ask_text (
      request->vault, &local,
      "SELECT forename || ' ' || surname FROM p_person WHERE sort = :sort AND dob = :dob AND left_on IS NULL"
      " AND lower (forename) = lower (:forename) AND lower (surname) = lower (:surname)"
      " AND (upn IS NULL OR :upn IS NULL)",
      ":sort", gb_json_text (request->body, "sort"), ":dob", gb_json_text (request->body, "dob"), ":forename",
      gb_json_text (request->body, "forename"), ":surname", gb_json_text (request->body, "surname"), ":upn",
      gb_json_text (request->body, "upn"), NULL);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (name != NULL)
    return gb_refuse (error, _ ("%s, born on the same day, is here already. Open that record instead of making a "
                                "second one."), name);
  return TRUE;
}

static gboolean
sort_fits (GbRequest *request, const char *sort, GError **error)
{
  if (sort == NULL || gb_pack_word (gb_book_get_pack (request->book), "person-sort", sort) != NULL)
    return TRUE;
  return wrong (error, _ ("Say whether this is a pupil, a member of staff, a parent, a governor or a visitor."));
}

/* A pupil is known by the UPN; one without needs the reason, so that it is asked for later. */
static gboolean
pupil_is_numbered (GbRequest *request, GError **error)
{
  if (request->asking || g_strcmp0 (gb_json_text (request->body, "sort"), "pupil") != 0
      || gb_json_text (request->body, "upn") != NULL || gb_text_is_filled (gb_json_text (request->body, "reason")))
    return TRUE;
  return gb_refuse (error, _ ("A pupil has a UPN. Give it, or say why there is none yet, for example that the other "
                              "school hasn’t sent it."));
}

static gboolean
id_is_new (GbRequest *request, GError **error)
{
  const char *id = gb_json_text (request->body, "person_id");
  g_autoptr (GError) local = NULL;
  g_autoptr (GbPerson) person = id != NULL ? gb_person_get (request->vault, id, &local) : NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return person == NULL || gb_refuse (error, _ ("%s is here already. Change that record instead."), person->name);
}

static gboolean
gate_added (GbRequest *request, GError **error)
{
  JsonObject *body = request->body;

  return sort_fits (request, gb_json_text (body, "sort"), error) && name_fits (gb_json_text (body, "forename"), error)
         && name_fits (gb_json_text (body, "surname"), error) && birth_date_fits (gb_json_text (body, "dob"), error)
         && upn_fits (request->vault, gb_json_text (body, "upn"), gb_json_text (body, "person_id"), error)
         && pupil_is_numbered (request, error) && id_is_new (request, error) && is_nobody_yet (request, error);
}

/* The person that the act is about; NULL with the sentence. */
static GbPerson *
known_person (GbRequest *request, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbPerson) person = gb_person_get (request->vault, gb_json_text (request->body, "person_id"), &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (person == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                         _ ("Nobody is known under this name here. Add the person first."));
  return g_steal_pointer (&person);
}

static const char *const changeable[] = { "forename", "surname", "known_as", "middle_names", "upn", "dob", "sex",
                                          "year_group", "class_name", "ethnicity", "sen", "free_meals", "looked_after",
                                          "role_title", "email", "phone", "relation", NULL };

static gboolean
node_is_same (GbPerson *person, const char *field, JsonNode *old)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (person), field);
  g_autofree char *text = NULL;
  gint64 number = 0;

  if (G_IS_PARAM_SPEC_INT64 (spec))
    {
      g_object_get (person, field, &number, NULL);
      return old == NULL || JSON_NODE_HOLDS_NULL (old) ? number == 0 : json_node_get_boolean (old) == (number != 0);
    }
  g_object_get (person, field, &text, NULL);
  return g_strcmp0 (text, old != NULL && !JSON_NODE_HOLDS_NULL (old) ? json_node_get_string (old) : NULL) == 0;
}

static gboolean
value_fits (GbRequest *request, GbPerson *person, const char *field, const char *value, GError **error)
{
  if (g_str_equal (field, "upn"))
    return upn_fits (request->vault, value, person->id, error);
  if (g_str_equal (field, "dob"))
    return birth_date_fits (value, error);
  if (!g_str_equal (field, "forename") && !g_str_equal (field, "surname"))
    return TRUE;
  if (!gb_text_is_filled (value))
    return wrong (error, _ ("A person has a first name and a surname."));
  return name_fits (value, error);
}

static gboolean
change_fits (GbRequest *request, GbPerson *person, JsonObject *change, GError **error)
{
  const char *field = gb_json_text (change, "field");

  if (field == NULL || !g_strv_contains (changeable, field))
    return wrong (error, _ ("“%s” can’t be changed."), field != NULL ? field : "");
  if (g_str_equal (field, "relation"))
    return TRUE;
  if (!node_is_same (person, field, json_object_get_member (change, "old")))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_CONFLICT,
                   _ ("Somebody changed %s’s details meanwhile. Look at them again before you change them."),
                   person->name);
      return FALSE;
    }
  return value_fits (request, person, field, gb_json_text (change, "new"), error);
}

static gboolean
gate_changed (GbRequest *request, GError **error)
{
  JsonArray *changes = gb_json_array (request->body, "changes");
  g_autoptr (GbPerson) person = NULL;

  if (request->asking && gb_json_text (request->body, "person_id") == NULL)
    return TRUE;
  person = known_person (request, error);
  if (person == NULL)
    return FALSE;
  if (changes == NULL)
    return TRUE;
  if (json_array_get_length (changes) == 0)
    return wrong (error, _ ("Nothing was changed."));
  for (guint i = 0; i < json_array_get_length (changes); i++)
    if (!change_fits (request, person, json_array_get_object_element (changes, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
gate_left (GbRequest *request, GError **error)
{
  g_autoptr (GbPerson) person = NULL;

  if (request->asking && gb_json_text (request->body, "person_id") == NULL)
    return TRUE;
  person = known_person (request, error);
  if (person == NULL)
    return FALSE;
  return person->left_on == NULL || gb_refuse (error, _ ("%s is marked as left already."), person->name);
}

static gboolean
gate_returned (GbRequest *request, GError **error)
{
  g_autoptr (GbPerson) person = NULL;

  if (request->asking && gb_json_text (request->body, "person_id") == NULL)
    return TRUE;
  person = known_person (request, error);
  if (person == NULL)
    return FALSE;
  return person->left_on != NULL || gb_refuse (error, _ ("%s hasn’t left, so can’t come back."), person->name);
}

const GbAct gb_person_acts[] = {
  { "person.added", gate_added, NULL },
  { "person.changed", gate_changed, NULL },
  { "person.left", gate_left, NULL },
  { "person.returned", gate_returned, NULL },
  { "roll.imported", NULL, NULL },
  { NULL },
};

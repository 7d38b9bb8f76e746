/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: saying, judging answers, gates, acts, asking, export. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/member.h"
#include "casework/person.h"
#include "casework/policy.h"
#include "casework/register.h"
#include "journal/written.h"
#include "vault/hash.h"
#include "vault/statement.h"

GB_RECORD_DEFINE (GbRegisterItem, gb_register_item, GB_REGISTER_ITEM_FIELDS)
GB_RECORD_DEFINE (GbRegisterMove, gb_register_move, GB_REGISTER_MOVE_FIELDS)
GB_RECORD_DEFINE (GbRegisterCount, gb_register_count, GB_REGISTER_COUNT_FIELDS)

/* --- saying ------------------------------------------------------------------------ */

static const char *
word_label (const GbRegisterField *field, GbPack *pack, const char *id)
{
  GPtrArray *words = gb_register_words (field, pack);

  for (guint i = 0; id != NULL && i < words->len; i++)
    if (g_str_equal (((GbWord *) words->pdata[i])->id, id))
      return ((GbWord *) words->pdata[i])->label;
  return id;
}

static char *
say_list (const GbRegisterField *field, JsonArray *list, GbPack *pack)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  if (list == NULL || json_array_get_length (list) == 0)
    return NULL;
  for (guint i = 0; i < json_array_get_length (list); i++)
    g_ptr_array_add (labels, (gpointer) word_label (field, pack, json_array_get_string_element (list, i)));
  g_ptr_array_add (labels, NULL);
  return gb_text_join_and ((const char *const *) labels->pdata);
}

static const char *
say_tri (const char *answer)
{
  if (g_strcmp0 (answer, "yes") == 0)
    return _ ("Yes");
  if (g_strcmp0 (answer, "no") == 0)
    return _ ("No");
  return answer != NULL ? _ ("Not known") : NULL;
}

char *
gb_register_say (const GbRegisterField *field, JsonObject *values, GbPack *pack)
{
  g_autofree char *name = g_strconcat (field->name, "_name", NULL);
  const char *text = gb_json_text (values, field->name);

  if (!json_object_has_member (values, field->name))
    return NULL;
  switch (field->type)
    {
    case GB_FIELD_IS_PERSON:
      return g_strdup (gb_json_text (values, name));
    case GB_FIELD_IS_DAY:
      return text != NULL && gb_day_is_valid (text) ? gb_say_day_long (text) : g_strdup (text);
    case GB_FIELD_IS_TIME:
      return gb_say_instant_long (gb_json_number (values, field->name));
    case GB_FIELD_IS_CHOICE:
      return g_strdup (word_label (field, pack, text));
    case GB_FIELD_IS_LIST:
      return say_list (field, gb_json_array (values, field->name), pack);
    case GB_FIELD_IS_FLAG:
      return g_strdup (gb_json_flag (values, field->name) ? _ ("Yes") : _ ("No"));
    case GB_FIELD_IS_TRI:
      return g_strdup (say_tri (text));
    case GB_FIELD_IS_NUMBER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, gb_json_number (values, field->name));
    case GB_FIELD_IS_LINE:
    case GB_FIELD_IS_TEXT:
    default:
      return g_strdup (text);
    }
}

const char *
gb_register_state_label (const GbRegister *plan, const char *state)
{
  static const struct
  {
    const char *state, *label;
  } labels[] = {
    { "asked", N_ ("Waits for approval") }, { "approved", N_ ("Approved") }, { "recorded", N_ ("Recorded") },
    { "declined", N_ ("Declined") },        { "replaced", N_ ("Replaced") },
  };

  if (g_strcmp0 (state, "ended") == 0)
    return plan != NULL ? plan->ended_label : _ ("Ended");
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_strcmp0 (labels[i].state, state) == 0)
      return _ (labels[i].label);
  return state;
}

JsonObject *
gb_register_item_values (GbRegisterItem *item)
{
  return gb_json_parse (item->answers, -1, NULL);
}

GPtrArray *
gb_register_item_lines (GbRegisterItem *item)
{
  return gb_signing_rows_of (item->lines);
}

/* "Kayden Osei, Year 5: insulin pump": the answers of some fields on one line. */
static char *
say_some (const GbRegister *plan, char **names, JsonObject *values, GbPack *pack)
{
  g_autoptr (GString) said = g_string_new (NULL);

  for (; *names != NULL; names++)
    {
      const GbRegisterField *field = gb_register_field (plan, *names);
      g_autofree char *words = gb_register_say (field, values, pack);
      g_autofree char *line = words != NULL ? gb_text_one_line (words) : NULL;
      if (gb_text_is_filled (line))
        g_string_append_printf (said, "%s%s", said->len > 0 ? ", " : "", line);
    }
  return g_string_free (g_steal_pointer (&said), FALSE);
}

/* --- judging answers ------------------------------------------------------------------- */

static gboolean
wrong (const GbRegisterField *field, const char *why, GError **error)
{
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” %s. Mend it and try again."), field->label, why);
  return FALSE;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
knows_word (const GbRegisterField *field, GbPack *pack, const char *id, GError **error)
{
  GPtrArray *words = gb_register_words (field, pack);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; i < words->len; i++)
    {
      const char *known = ((GbWord *) words->pdata[i])->id;
      if (g_str_equal (known, id))
        return TRUE;
      g_ptr_array_add (ids, (gpointer) known);
    }
  g_ptr_array_add (ids, NULL);
  list = gb_text_join_and ((const char *const *) ids->pdata);
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” doesn’t know “%s”. It knows %s."), field->label, id, list);
  return FALSE;
}

static gboolean
list_fits (const GbRegisterField *field, GbPack *pack, JsonNode *node, GError **error)
{
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (list == NULL)
    return wrong (field, _ ("isn’t a list"), error);
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (!holds (json_array_get_element (list, i), G_TYPE_STRING))
      return wrong (field, _ ("isn’t a list of words"), error);
    else if (!knows_word (field, pack, json_array_get_string_element (list, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
person_fits (GbRequest *request, const GbRegisterField *field, const char *id, GError **error)
{
  g_autofree char *sort =
      gb_vault_ask_text (request->vault, NULL, "SELECT sort FROM p_person WHERE id = :id", ":id", id, NULL);
  g_auto (GStrv) sorts = g_strsplit (field->sorts != NULL ? field->sorts : "", " ", -1);

  if (sort == NULL)
    return wrong (field, _ ("names nobody in People"), error);
  if (field->sorts != NULL && !g_strv_contains ((const char *const *) sorts, sort))
    return wrong (field, _ ("names somebody of another kind"), error);
  return TRUE;
}

static gboolean
number_fits (const GbRegisterField *field, JsonNode *node, GError **error)
{
  gint64 number;

  if (!holds (node, G_TYPE_INT64))
    return wrong (field, _ ("isn’t a whole number"), error);
  number = json_node_get_int (node);
  if (number >= field->least && number <= field->most)
    return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” is a number from %d to %d."), field->label, field->least,
               field->most);
  return FALSE;
}

static gboolean
is_past (const char *day)
{
  g_autofree char *today = gb_today ();
  return strcmp (day, today) <= 0;
}

static gboolean
text_fits (GbRequest *request, const GbRegisterField *field, JsonNode *node, GError **error)
{
  const char *text = holds (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;

  if (text == NULL)
    return wrong (field, _ ("isn’t text"), error);
  if (field->type == GB_FIELD_IS_PERSON)
    return person_fits (request, field, text, error);
  if (field->type == GB_FIELD_IS_DAY && !gb_day_is_valid (text))
    return wrong (field, _ ("isn’t a day, written as 2026-11-22"), error);
  if (field->past && !is_past (text))
    return wrong (field, _ ("is still to come"), error);
  if (field->type == GB_FIELD_IS_TRI && say_tri (text) == _ ("Not known") && !g_str_equal (text, "unknown"))
    return wrong (field, _ ("is yes, no or unknown"), error);
  return field->type != GB_FIELD_IS_CHOICE || knows_word (field, gb_book_get_pack (request->book), text, error);
}

static gboolean
value_fits (GbRequest *request, const GbRegisterField *field, JsonNode *node, GError **error)
{
  switch (field->type)
    {
    case GB_FIELD_IS_TIME:
      return holds (node, G_TYPE_INT64) || wrong (field, _ ("isn’t a time"), error);
    case GB_FIELD_IS_FLAG:
      return holds (node, G_TYPE_BOOLEAN) || wrong (field, _ ("is yes or no"), error);
    case GB_FIELD_IS_NUMBER:
      return number_fits (field, node, error);
    case GB_FIELD_IS_LIST:
      return list_fits (field, gb_book_get_pack (request->book), node, error);
    case GB_FIELD_IS_LINE:
    case GB_FIELD_IS_TEXT:
    case GB_FIELD_IS_PERSON:
    case GB_FIELD_IS_DAY:
    case GB_FIELD_IS_CHOICE:
    case GB_FIELD_IS_TRI:
    default:
      return text_fits (request, field, node, error);
    }
}

/* The field that @name answers, its person's name included. */
static const GbRegisterField *
field_of (const GbRegister *plan, const char *name)
{
  const GbRegisterField *field = gb_register_field (plan, name);
  g_autofree char *person = NULL;

  if (field != NULL || !g_str_has_suffix (name, "_name"))
    return field;
  person = g_strndup (name, strlen (name) - strlen ("_name"));
  field = gb_register_field (plan, person);
  return field != NULL && field->type == GB_FIELD_IS_PERSON ? field : NULL;
}

static gboolean
is_answered (const GbRegisterField *field, JsonObject *values)
{
  JsonNode *node = json_object_get_member (values, field->name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) > 0;
  return !holds (node, G_TYPE_STRING) || gb_text_is_filled (json_node_get_string (node));
}

/* The first field that is needed at this point and says nothing. */
static const GbRegisterField *
first_gap (const GbRegister *plan, JsonObject *values, gboolean approving)
{
  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      gboolean needed = field->need == GB_NEED_TO_ENTER || (approving && field->need == GB_NEED_TO_APPROVE);
      if (needed && gb_register_if_holds (&field->only_if, values) && !is_answered (field, values))
        return field;
    }
  return NULL;
}

/* The second reader is not the writer (A65). */
static gboolean
people_differ (const GbRegister *plan, JsonObject *values, GError **error)
{
  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      const char *one = gb_json_text (values, field->name);
      if (field->unlike == NULL || one == NULL || g_strcmp0 (one, gb_json_text (values, field->unlike)) != 0)
        continue;
      return gb_refuse (error, _ ("“%s” and “%s” must be two different people."),
                        gb_register_field (plan, field->unlike)->label, field->label);
    }
  return TRUE;
}

static gboolean
values_fit (GbRequest *request, const GbRegister *plan, JsonObject *values, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (values);
  const GbRegisterField *gap;

  for (GList *l = names; l != NULL; l = l->next)
    {
      const GbRegisterField *field = field_of (plan, l->data);
      JsonNode *node = json_object_get_member (values, l->data);
      if (field == NULL)
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” has no field “%s”."), plan->title,
                       (const char *) l->data);
          return FALSE;
        }
      if (JSON_NODE_HOLDS_NULL (node) || !g_str_equal (field->name, l->data))
        continue;
      if (!value_fits (request, field, node, error))
        return FALSE;
    }
  gap = request->asking ? NULL : first_gap (plan, values, FALSE);
  if (gap == NULL)
    return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” is still empty. Fill it in and try again."), gap->label);
  return FALSE;
}

/* --- gates ------------------------------------------------------------------------------- */

gboolean
gb_register_may_read (GbBook *book, const GbRegister *plan)
{
  return gb_book_can (book, plan->leads_only ? GB_CAN_LEAD : GB_CAN_READ_REGISTERS);
}

/* Whether the other register holds what @gate asks: in force, of the same person,
 * not past its own day, and not later than ours. */
static gboolean
gate_is_met (GbVault *vault, const GbRegisterGate *gate, JsonObject *values)
{
  g_autofree char *today = gb_today ();

  return gb_vault_ask_number (
             vault, 0, NULL,
             "SELECT count (*) FROM p_register AS r"
             " JOIN p_register_value AS v ON v.item_id = r.id AND v.field = :theirs AND v.value = :person"
             " WHERE r.register_id = :needs AND r.state IN ('approved', 'recorded') AND coalesce (r.due, :today) >= "
             ":today"
             "   AND (:where IS NULL OR EXISTS (SELECT 1 FROM p_register_value AS w WHERE w.item_id = r.id"
             "        AND w.field = :where AND instr ('|' || :among || '|', '|' || w.value || '|') > 0))"
             "   AND (:their_day IS NULL OR :by IS NULL OR EXISTS (SELECT 1 FROM p_register_value AS d"
             "        WHERE d.item_id = r.id AND d.field = :their_day AND d.value <= :by))",
             ":theirs", gate->theirs, ":person", gb_json_text (values, gate->person), ":needs", gate->needs, ":today",
             today, ":where", gate->where.field, ":among", gate->where.values, ":their_day", gate->their_day, ":by",
             gate->by != NULL ? gb_json_text (values, gate->by) : NULL, NULL)
         > 0;
}

static char *
person_name (GbVault *vault, const char *id)
{
  g_autoptr (GbPerson) person = gb_person_get (vault, id, NULL);
  return person != NULL ? g_strdup (person->name) : NULL;
}

/* "%s" of the rule is the person. */
static char *
gate_rule (GbVault *vault, const GbRegisterGate *gate, JsonObject *values)
{
  g_autofree char *name = person_name (vault, gb_json_text (values, gate->person));
  g_auto (GStrv) parts = g_strsplit (gate->rule, "%s", -1);

  return g_strjoinv (name != NULL ? name : _ ("This person"), parts);
}

static gboolean
gates_hold (GbRequest *request, const GbRegister *plan, JsonObject *values, gboolean approving, GError **error)
{
  for (guint i = 0; i < plan->gates->len; i++)
    {
      const GbRegisterGate *gate = plan->gates->pdata[i];
      g_autofree char *rule = NULL;
      if (gate->at_approval != approving || !gb_register_if_holds (&gate->only_if, values)
          || gb_json_text (values, gate->person) == NULL || gate_is_met (request->vault, gate, values))
        continue;
      rule = gate_rule (request->vault, gate, values);
      return gb_refuse (error, "%s", rule);
    }
  return TRUE;
}

/* Who approves by the policy in force, or by what the school decided where it is silent. */
static const char *
approver_of (GbBook *book, const GbRegister *plan, gboolean *silent)
{
  const char *rule = plan->approval_rule != NULL ? gb_policy_rule (book, NULL, plan->approval_rule) : NULL;

  return gb_register_approver (plan, rule, silent);
}

/* Which parts of the approval have been given, and by whom. */
static GHashTable *
parts_given (GbVault *vault, const char *item_id, GError **error)
{
  g_autoptr (GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GbStatement) s = gb_statement_new (
      vault, "SELECT part, member_id FROM p_register_approval WHERE item_id = :id AND void = 0 ORDER BY entry", error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", item_id, NULL);
  while (gb_statement_step (s, error))
    g_hash_table_replace (given, g_strdup (gb_statement_text (s, "part")),
                          g_strdup (gb_statement_text (s, "member_id")));
  return g_steal_pointer (&given);
}

static gboolean
has_value (GHashTable *table, const char *wanted)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_strcmp0 (value, wanted) == 0)
      return TRUE;
  return FALSE;
}

/* Whether @part names a role of this member itself, not one that stands in for it. */
static gboolean
is_own_part (GbBook *book, const char *part)
{
  g_auto (GStrv) words = g_strsplit (part, "-or-", -1);
  const char *const *roles = gb_book_get_roles (book);

  for (guint i = 0; words[i] != NULL && roles != NULL; i++)
    if (g_strv_contains (roles, words[i]))
      return TRUE;
  return FALSE;
}

/* The part of the approval that this member may give: a headteacher who also deputises
 * signs as the headteacher, and leaves the DSL's part to the DSL.  (transfer full) */
static char *
my_part (GbBook *book, GbRegisterItem *item, GHashTable *given, GError **error)
{
  g_auto (GStrv) parts = gb_register_approver_parts (item->approver);
  g_autofree char *who = gb_register_approver_words (item->approver);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_hash_table_contains (given, parts[i]) && is_own_part (book, parts[i]))
      return g_strdup (parts[i]);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_hash_table_contains (given, parts[i]) && gb_register_part_fits (parts[i], gb_book_get_roles (book)))
      return g_strdup (parts[i]);
  gb_refuse (error, _ ("This is approved by %s, so you can’t approve it. Ask for their approval."), who);
  return NULL;
}

/* Three different people, by person: who asks, whom it is about, who approves. */
static gboolean
is_someone_else (GbBook *book, GbRegisterItem *item, GHashTable *given, GError **error)
{
  const char *me = gb_book_get_member_id (book);

  if (g_strcmp0 (item->asked_by_id, me) == 0)
    return gb_refuse (error, _ ("You asked for this, so someone else must approve it."));
  if (g_strcmp0 (item->person_id, me) == 0)
    return gb_refuse (error, _ ("This is about yourself, so someone else must approve it."));
  if (has_value (given, me))
    return gb_refuse (error, _ ("You have approved this. It still waits for somebody else’s approval."));
  return TRUE;
}

static gboolean
is_prior (const GbRegister *plan, JsonObject *values, GError **error)
{
  const char *first = plan->prior != NULL ? gb_json_text (values, plan->prior) : NULL;
  g_autofree char *today = gb_today ();
  g_autofree char *said = NULL;

  if (first == NULL || strcmp (first, today) >= 0)
    return TRUE;
  said = gb_say_day_long (first);
  return gb_refuse (error,
                    _ ("It was to begin on %s, and approval comes before that. Change the first day to today or later, "
                       "or decline it."),
                    said);
}

static const GbMove moves[] = {
#define GONE(kind)                                                                       \
  { kind, "declined", N_ ("This was declined. Make a new entry instead.") },             \
      { kind, "replaced", N_ ("A newer entry stands in for this one. Open that one.") }, \
  {                                                                                      \
    kind, "ended", N_ ("This is over. Make a new entry instead.")                        \
  }
  { "register.changed", "asked", NULL },
  { "register.changed", "approved", NULL },
  { "register.changed", "recorded", NULL },
  GONE ("register.changed"),
  { "register.renewed", "asked", N_ ("This waits for approval, so there is nothing to renew yet.") },
  { "register.renewed", "approved", NULL },
  { "register.renewed", "recorded", NULL },
  GONE ("register.renewed"),
  { "register.approved", "asked", NULL },
  { "register.approved", "approved", N_ ("This has been approved already.") },
  { "register.approved", "recorded", N_ ("Nobody need approve this.") },
  GONE ("register.approved"),
  { "register.declined", "asked", NULL },
  { "register.declined", "approved", N_ ("This was approved. End it, with the reason, if it may not go on.") },
  { "register.declined", "recorded", N_ ("Nobody need approve this. End it, with the reason, if it may not go on.") },
  GONE ("register.declined"),
  { "register.called", "asked", N_ ("This waits for approval, so there is nothing to review yet.") },
  { "register.called", "approved", NULL },
  { "register.called", "recorded", NULL },
  GONE ("register.called"),
  { "register.ended", "asked", NULL },
  { "register.ended", "approved", NULL },
  { "register.ended", "recorded", NULL },
  GONE ("register.ended"),
  { NULL },
};

gboolean
gb_register_may_approve (GbBook *book, GbRegisterItem *item, GError **error)
{
  g_autoptr (GHashTable) given = parts_given (gb_book_get_vault (book), item->id, error);
  g_autofree char *part = NULL;

  if (given == NULL || !gb_move_check (moves, "register.approved", item->state, error)
      || !is_someone_else (book, item, given, error))
    return FALSE;
  part = my_part (book, item, given, error);
  return part != NULL;
}

GbSigning *
gb_register_sheet (GbBook *book, GbRegisterItem *item, GError **error)
{
  const GbRegister *plan = gb_register_find (item->register_id);
  g_autofree char *title = g_strdup_printf ("%s: %s", plan != NULL ? plan->title : item->register_id, item->title);
  g_autoptr (GbSigning) sheet = gb_signing_new (book, title, error);
  g_autoptr (GPtrArray) lines = gb_register_item_lines (item);

  if (sheet == NULL)
    return NULL;
  for (guint i = 0; i < lines->len; i++)
    {
      const GbSigningRow *row = lines->pdata[i];
      gb_signing_add_row (sheet, row->label, row->value, row->wide);
    }
  gb_signing_add_fact (sheet, "item", item->id);
  gb_signing_add_fact (sheet, "values", item->answers);
  gb_signing_seal (sheet);
  return g_steal_pointer (&sheet);
}

/* --- what a page shows beside it --------------------------------------------------------- */

/* By a key that took another's place (member.h). */
static gboolean
is_approved_in_doubt (GbVault *vault, const char *item_id)
{
  return gb_vault_ask_number (vault, 0, NULL,
                              "SELECT EXISTS (SELECT 1 FROM p_register_approval AS a JOIN p_member AS m"
                              " ON m.id = a.member_id AND a.at >= m.keyed_at WHERE a.item_id = :id AND NOT a.void"
                              " AND " GB_MEMBER_DOUBTED ")",
                              ":id", item_id, NULL)
         == 1;
}

static GbGate *
approval_gate (GbBook *book, const GbRegister *plan, GbRegisterItem *item)
{
  g_autofree char *who = gb_register_approver_words (item->approver);
  g_autofree char *title = g_strdup_printf (_ ("Approved by %s"), who);
  gboolean silent = FALSE;

  approver_of (book, plan, &silent);
  if (g_str_equal (item->state, "approved") && is_approved_in_doubt (gb_book_get_vault (book), item->id))
    return gb_gate_new (
        "approval", GB_GATE_UNMET, title,
        g_strdup (_ ("Approved with a new key that isn’t confirmed, so it doesn’t count yet. Two members "
                     "compare its words under Members.")));
  if (g_str_equal (item->state, "approved"))
    {
      g_autofree char *when = gb_say_instant_within (item->approved_at);
      return gb_gate_new ("approval", GB_GATE_MET, title, g_strdup_printf ("%s, %s", item->approved_by, when));
    }
  if (g_str_equal (item->state, "declined"))
    return gb_gate_new ("approval", GB_GATE_UNMET, title, g_strdup (item->reason));
  return gb_gate_new (
      "approval", GB_GATE_UNMET, title,
      item->approved_by != NULL && *item->approved_by != '\0'
          ? g_strdup_printf (_ ("%s has approved it; the other approval is still to come."), item->approved_by)
      : silent ? g_strdup (_ ("Not yet. The school’s policy names nobody, so it is asked of whom Guardbook "
                              "proposes."))
               : g_strdup (_ ("Not yet approved.")));
}

static void
add_needs (GPtrArray *gates, GbVault *vault, const GbRegister *plan, JsonObject *values)
{
  for (guint i = 0; i < plan->gates->len; i++)
    {
      const GbRegisterGate *gate = plan->gates->pdata[i];
      const GbRegister *other = gb_register_find (gate->needs);
      gboolean met;
      if (!gb_register_if_holds (&gate->only_if, values) || gb_json_text (values, gate->person) == NULL)
        continue;
      met = gate_is_met (vault, gate, values);
      g_ptr_array_add (gates,
                       gb_gate_new ("needs", met ? GB_GATE_MET : GB_GATE_UNMET, other->title,
                                    met ? g_strdup (_ ("There, and in force.")) : gate_rule (vault, gate, values)));
    }
}

static void
add_prior (GPtrArray *gates, const GbRegister *plan, JsonObject *values, GbRegisterItem *item)
{
  g_autoptr (GError) local = NULL;
  const GbRegisterField *gap = first_gap (plan, values, TRUE);

  if (gap != NULL)
    g_ptr_array_add (gates,
                     gb_gate_new ("filled", GB_GATE_UNMET, _ ("Everything is answered"),
                                  g_strdup_printf (_ ("“%s” is needed before it can be approved."), gap->label)));
  if (plan->prior == NULL || !g_str_equal (item->state, "asked"))
    return;
  if (is_prior (plan, values, &local))
    g_ptr_array_add (gates, gb_gate_new ("prior", GB_GATE_MET, _ ("Approved before it begins"),
                                         g_strdup (_ ("It hasn’t begun yet."))));
  else
    g_ptr_array_add (gates,
                     gb_gate_new ("prior", GB_GATE_UNMET, _ ("Approved before it begins"), g_strdup (local->message)));
}

GPtrArray *
gb_register_gates (GbBook *book, GbRegisterItem *item, GError **error)
{
  GPtrArray *gates = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_gate_free);
  const GbRegister *plan = gb_register_find (item->register_id);
  g_autoptr (JsonObject) values = gb_register_item_values (item);

  if (plan == NULL || values == NULL)
    return gates;
  add_needs (gates, gb_book_get_vault (book), plan, values);
  if (item->approver != NULL)
    {
      add_prior (gates, plan, values, item);
      g_ptr_array_add (gates, approval_gate (book, plan, item));
    }
  return gates;
}

/* --- acts: what all of them ask ------------------------------------------------------------ */

static const GbRegister *
plan_named (GbBook *book, const char *id, GError **error)
{
  const GbRegister *plan = gb_register_find (id);

  if (plan == NULL)
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("There is no register called “%s”."), id != NULL ? id : "");
  else if (!gb_register_may_read (book, plan))
    {
      gb_refuse (error, _ ("Only the DSL, a deputy and the headteacher keep “%s”. Tell one of them."), plan->title);
      return NULL;
    }
  return plan;
}

/* The item of the body, in a state in which @kind may be done. */
static GbRegisterItem *
item_for (GbRequest *request, const GbRegister **plan, GError **error)
{
  const char *id = gb_json_text (request->body, "item_id");
  g_autoptr (GbRegisterItem) item = id != NULL ? gb_register_item_load (request->vault, id, error) : NULL;

  if (item == NULL)
    {
      if (id == NULL)
        g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _ ("Say which entry of the register is meant."));
      return NULL;
    }
  if (item->case_id != NULL)
    {
      gb_refuse (error, _ ("This belongs to a case, so it is changed there."));
      return NULL;
    }
  *plan = plan_named (request->book, item->register_id, error);
  if (*plan == NULL || !gb_move_check (moves, request->kind, item->state, error))
    return NULL;
  return g_steal_pointer (&item);
}

static gboolean
answers_hold (GbRequest *request, const GbRegister *plan, GError **error)
{
  JsonObject *values = gb_json_object (request->body, "values");

  if (values == NULL)
    {
      if (request->asking)
        return TRUE;
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s”: nothing is filled in."), plan->title);
      return FALSE;
    }
  return values_fit (request, plan, values, error) && people_differ (plan, values, error)
         && gates_hold (request, plan, values, FALSE, error);
}

/* Where nobody approves it, it isn't done: the rule says why. */
static gboolean
policy_allows (GbBook *book, const GbRegister *plan, GError **error)
{
  const GbRule *rule = gb_pack_find_rule (gb_book_get_pack (book), plan->approval_rule);

  if (rule == NULL || !g_str_equal (rule->value, "nobody"))
    return TRUE;
  return gb_refuse (error, _ ("The school’s policy doesn’t allow this (%s): %s"), rule->basis, rule->words);
}

/* What stands under another's name must be signed by them. */
static gboolean
is_theirs (GbRequest *request, GError **error)
{
  JsonObject *written = gb_json_object (request->body, "written");
  const char *by = written != NULL ? gb_json_text (written, "by") : NULL;
  g_autofree char *today = gb_today ();
  g_autoptr (GbMember) member = by != NULL ? gb_member_get (request->vault, by, today, NULL) : NULL;
  guint8 key[GB_SIGN_KEY_SIZE];

  if (!json_object_has_member (request->body, "written"))
    return TRUE;
  if (member != NULL && gb_hex_to_bytes (member->sign_key, key, sizeof key)
      && gb_written_holds (gb_vault_get_id (request->vault), request->body, member->name, key))
    return TRUE;
  return gb_refuse (error, _ ("This isn’t what they signed, so it can’t be entered under their name."));
}

static gboolean
gate_entered (GbRequest *request, GError **error)
{
  const GbRegister *plan = plan_named (request->book, gb_json_text (request->body, "register"), error);
  const char *id = gb_json_text (request->body, "item_id");

  if (plan == NULL || !policy_allows (request->book, plan, error) || !answers_hold (request, plan, error)
      || !is_theirs (request, error))
    return FALSE;
  if (id == NULL
      || gb_vault_ask_number (request->vault, 0, NULL, "SELECT count (*) FROM p_register WHERE id = :id", ":id", id,
                              NULL)
             == 0)
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_CONFLICT, _ ("This entry is there already. Change that one."));
  return FALSE;
}

/* --- acts: what is frozen --------------------------------------------------------------------- */

/* A copy of the answers in which every person has the name that People has now. */
static JsonObject *
with_names (GbRequest *request, const GbRegister *plan)
{
  JsonObject *given = gb_json_object (request->body, "values");
  JsonObject *values = json_object_new ();

  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      g_autofree char *name = g_strconcat (field->name, "_name", NULL);
      g_autofree char *person = NULL;
      if (!is_answered (field, given))
        continue;
      json_object_set_member (values, field->name, json_node_copy (json_object_get_member (given, field->name)));
      if (field->type != GB_FIELD_IS_PERSON)
        continue;
      person = person_name (request->vault, gb_json_text (given, field->name));
      gb_json_set_text (values, name, person);
    }
  return values;
}

static JsonArray *
lines_of (const GbRegister *plan, JsonObject *values, GbPack *pack)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      g_autofree char *said = gb_register_say (field, values, pack);
      JsonObject *row;
      if (!gb_text_is_filled (said))
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, "label", field->label);
      json_object_set_string_member (row, "value", said);
      json_object_set_boolean_member (row, "wide", field->type == GB_FIELD_IS_TEXT);
      json_array_add_object_element (rows, row);
    }
  return rows;
}

static char *
series_of (const GbRegister *plan, JsonObject *values)
{
  g_autoptr (GString) series = g_string_new (NULL);

  for (char **name = plan->series; *name != NULL; name++)
    g_string_append_printf (series, "%s%s", series->len > 0 ? "|" : "",
                            gb_json_text (values, *name) != NULL ? gb_json_text (values, *name) : "");
  return g_string_free (g_steal_pointer (&series), FALSE);
}

/* Whether an entry of the series that stands now is due later: then this one is
 * older than that, and is kept as what was before it. */
static gboolean
is_outlived (GbVault *vault, JsonObject *body)
{
  return gb_vault_ask_number (vault, 0, NULL,
                              "SELECT count (*) FROM p_register WHERE register_id = :register AND series = :series"
                              " AND state IN ('approved', 'recorded') AND due > :due AND id <> :id",
                              ":register", gb_json_text (body, "register"), ":series", gb_json_text (body, "series"),
                              ":due", gb_json_text (body, "due"), ":id", gb_json_text (body, "item_id"), NULL)
         > 0;
}

static void
freeze_due (GbRequest *request, const GbRegister *plan, JsonObject *values)
{
  g_autofree char *rule = NULL, *remind = NULL;
  g_autofree char *due = gb_register_due (plan, values, gb_book_get_calendar (request->book), &rule, &remind);

  gb_json_set_text (request->body, "due", due);
  gb_json_set_text (request->body, "due_rule", rule);
  gb_json_set_text (request->body, "remind", remind);
}

static void
freeze (GbRequest *request, const GbRegister *plan, JsonObject *values /* taken */)
{
  JsonObject *body = request->body;
  GbPack *pack = gb_book_get_pack (request->book);
  g_autofree char *title = say_some (plan, plan->titled, values, pack);
  g_autofree char *line = say_some (plan, plan->lined, values, pack);
  g_autofree char *series = series_of (plan, values);
  g_autofree char *hash =
      gb_hash_text ("guardbook.register.1", g_bytes_get_data (plan->bytes, NULL), g_bytes_get_size (plan->bytes));

  json_object_set_string_member (body, "register", plan->id);
  json_object_set_string_member (body, "version", plan->version);
  json_object_set_string_member (body, "plan_hash", hash);
  json_object_set_string_member (body, "title", *title != '\0' ? title : plan->title);
  gb_json_set_text (body, "line", line);
  gb_json_set_text (body, "series", series);
  gb_json_set_text (body, "approver", approver_of (request->book, plan, NULL));
  if (plan->person != NULL)
    {
      g_autofree char *name = g_strconcat (plan->person, "_name", NULL);
      gb_json_set_text (body, "person_id", gb_json_text (values, plan->person));
      gb_json_set_text (body, "person", gb_json_text (values, name));
    }
  freeze_due (request, plan, values);
  json_object_set_array_member (body, "lines", lines_of (plan, values, pack));
  json_object_set_object_member (body, "values", values);
}

static gboolean
prepare_entered (GbRequest *request, GError **error)
{
  const GbRegister *plan = gb_register_find (gb_json_text (request->body, "register"));

  freeze (request, plan, with_names (request, plan));
  json_object_set_string_member (request->body, "state",
                                 plan->approval_rule != NULL                   ? "asked"
                                 : is_outlived (request->vault, request->body) ? "replaced"
                                                                               : "recorded");
  return TRUE;
}

/* Rows of what differs, in words.  @binding: whether any of them was approved. */
static JsonArray *
changes_between (const GbRegister *plan, JsonObject *old, JsonObject *now, GbPack *pack, gboolean *binding)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      g_autofree char *before = gb_register_say (field, old, pack);
      g_autofree char *after = gb_register_say (field, now, pack);
      JsonObject *row;
      if (g_strcmp0 (before, after) == 0)
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, "field", field->name);
      json_object_set_string_member (row, "label", field->label);
      gb_json_set_text (row, "old", before);
      gb_json_set_text (row, "new", after);
      json_array_add_object_element (rows, row);
      *binding |= !field->loose;
    }
  return rows;
}

static gboolean
gate_changed (GbRequest *request, GError **error)
{
  const GbRegister *plan = NULL;
  g_autoptr (GbRegisterItem) item = item_for (request, &plan, error);
  g_autoptr (JsonObject) old = item != NULL ? gb_register_item_values (item) : NULL;
  g_autoptr (JsonObject) now = NULL;
  g_autoptr (JsonArray) changes = NULL;
  gboolean binding = FALSE;

  if (item == NULL || !answers_hold (request, plan, error)
      || !gb_gate_filled (request, "reason", _ ("Say why it is changed: the reason stays beside it."), error))
    return FALSE;
  if (request->asking)
    return TRUE;
  now = with_names (request, plan);
  changes = changes_between (plan, old, now, gb_book_get_pack (request->book), &binding);
  if (json_array_get_length (changes) > 0)
    return TRUE;
  return gb_refuse (error, _ ("Nothing is different from what stands there, so there is nothing to record."));
}

static gboolean
prepare_changed (GbRequest *request, GError **error)
{
  const GbRegister *plan = NULL;
  g_autoptr (GbRegisterItem) item = item_for (request, &plan, error);
  g_autoptr (JsonObject) old = item != NULL ? gb_register_item_values (item) : NULL;
  gboolean binding = FALSE;
  JsonObject *values;
  JsonArray *changes;

  if (item == NULL)
    return FALSE;
  values = with_names (request, plan);
  changes = changes_between (plan, old, values, gb_book_get_pack (request->book), &binding);
  freeze (request, plan, values);
  json_object_set_array_member (request->body, "changes", changes);
  if (plan->approval_rule != NULL && (binding || g_str_equal (request->kind, "register.renewed")))
    json_object_set_string_member (request->body, "state", "asked");
  else
    json_object_set_string_member (request->body, "state", item->state);
  return TRUE;
}

/* --- acts: approving, declining, calling for a review, ending ------------------------------------- */

static gboolean
gate_approved (GbRequest *request, GError **error)
{
  const GbRegister *plan = NULL;
  g_autoptr (GbRegisterItem) item = item_for (request, &plan, error);
  g_autoptr (JsonObject) values = item != NULL ? gb_register_item_values (item) : NULL;
  g_autoptr (GbSigning) sheet = NULL;
  const GbRegisterField *gap;

  if (item == NULL || !gb_register_may_approve (request->book, item, error))
    return FALSE;
  gap = first_gap (plan, values, TRUE);
  if (gap != NULL)
    return gb_refuse (error, _ ("“%s” is needed before this can be approved. Have it filled in first."), gap->label);
  if (!is_prior (plan, values, error) || !gates_hold (request, plan, values, FALSE, error)
      || !gates_hold (request, plan, values, TRUE, error))
    return FALSE;
  sheet = gb_register_sheet (request->book, item, error);
  return sheet != NULL && gb_signing_was_read (sheet, request->body, request->asking, error);
}

static gboolean
prepare_approved (GbRequest *request, GError **error)
{
  const GbRegister *plan = NULL;
  g_autoptr (GbRegisterItem) item = item_for (request, &plan, error);
  g_autoptr (GbSigning) sheet = item != NULL ? gb_register_sheet (request->book, item, error) : NULL;
  g_autoptr (GHashTable) given = sheet != NULL ? parts_given (request->vault, item->id, error) : NULL;
  g_autofree char *part = given != NULL ? my_part (request->book, item, given, error) : NULL;
  g_auto (GStrv) parts = NULL;

  if (part == NULL)
    return FALSE;
  parts = gb_register_approver_parts (item->approver);
  json_object_set_string_member (request->body, "register", item->register_id);
  json_object_set_string_member (request->body, "title", item->title);
  json_object_set_string_member (request->body, "part", part);
  json_object_set_string_member (request->body, "state",
                                 g_hash_table_size (given) + 1 >= g_strv_length (parts) ? "approved" : "asked");
  gb_signing_to_body (sheet, request->body);
  return TRUE;
}

static gboolean
prepare_named (GbRequest *request, GError **error)
{
  const GbRegister *plan = NULL;
  g_autoptr (GbRegisterItem) item = item_for (request, &plan, error);

  if (item == NULL)
    return FALSE;
  json_object_set_string_member (request->body, "register", item->register_id);
  json_object_set_string_member (request->body, "title", item->title);
  return TRUE;
}

static gboolean
gate_declined (GbRequest *request, GError **error)
{
  const GbRegister *plan = NULL;
  g_autoptr (GbRegisterItem) item = item_for (request, &plan, error);

  return item != NULL && gb_register_may_approve (request->book, item, error)
         && gb_gate_filled (request, "reason", _ ("Say why it is declined: whoever asked will read it."), error);
}

static gboolean
gate_called (GbRequest *request, GError **error)
{
  const GbRegister *plan = NULL;
  g_autoptr (GbRegisterItem) item = item_for (request, &plan, error);
  const char *given = gb_json_text (request->body, "trigger");

  if (item == NULL)
    return FALSE;
  if (plan->triggers->len == 0)
    return gb_refuse (error, _ ("“%s” has no reviews. Change the entry instead."), plan->title);
  for (guint i = 0; given != NULL && i < plan->triggers->len; i++)
    if (g_str_equal (((GbWord *) plan->triggers->pdata[i])->id, given))
      return gb_gate_filled (request, "reason", _ ("Say what happened that calls for a review."), error);
  return gb_gate_filled (request, "", _ ("Say what calls for the review."), error);
}

/* Never later than it was due anyway. */
static gboolean
prepare_called (GbRequest *request, GError **error)
{
  const GbRegister *plan = NULL;
  g_autoptr (GbRegisterItem) item = item_for (request, &plan, error);
  g_autofree char *today = gb_today ();
  g_autofree char *due = NULL, *rule = NULL;
  const char *what = NULL;
  gboolean sooner;

  if (item == NULL || !prepare_named (request, error))
    return FALSE;
  due = gb_day_add (today, plan->trigger_days);
  sooner = item->due == NULL || strcmp (due, item->due) < 0;
  for (guint i = 0; i < plan->triggers->len; i++)
    if (g_str_equal (((GbWord *) plan->triggers->pdata[i])->id, gb_json_text (request->body, "trigger")))
      what = ((GbWord *) plan->triggers->pdata[i])->label;
  json_object_set_string_member (request->body, "due", sooner ? due : item->due);
  rule = what != NULL ? g_strdup_printf (_ ("a review was called for: %s"), what) : NULL;
  gb_json_set_text (request->body, "due_rule", sooner ? rule : item->due_rule);
  json_object_set_string_member (request->body, "remind", today);
  return TRUE;
}

static gboolean
gate_ended (GbRequest *request, GError **error)
{
  const GbRegister *plan = NULL;
  g_autoptr (GbRegisterItem) item = item_for (request, &plan, error);
  const char *on = gb_json_text (request->body, "on");
  g_autofree char *today = gb_today ();

  if (item == NULL || !gb_gate_filled (request, "reason", _ ("Say why, or how it ended."), error))
    return FALSE;
  if (on != NULL && strcmp (on, today) > 0)
    return gb_refuse (error, _ ("That day is still to come. Record the end when it is there."));
  return TRUE;
}

const GbAct gb_register_acts[] = {
  { "register.entered", gate_entered, prepare_entered }, { "register.changed", gate_changed, prepare_changed },
  { "register.renewed", gate_changed, prepare_changed }, { "register.approved", gate_approved, prepare_approved },
  { "register.declined", gate_declined, prepare_named }, { "register.called", gate_called, prepare_called },
  { "register.ended", gate_ended, prepare_named },       { NULL },
};

/* Nobody is chased for what somebody signed who has left since. */
#define STILL_HERE                                                                                            \
  " AND (person_id IS NULL OR NOT EXISTS (SELECT 1 FROM p_person AS gone WHERE gone.id = person_id"          \
  " AND gone.left_on IS NOT NULL))"

/* --- asking ------------------------------------------------------------------------------------- */

#define ITEM_COLUMNS                                                                                               \
  "SELECT id, entry, register_id, title, line, state, person_id, person, answers, lines, approver, due, due_rule," \
  " remind, entered_at, entered_by, asked_by_id, asked_by, asked_at, approved_at, approved_by, ended_on, reason,"  \
  " case_id FROM p_register_all "

GbRegisterItem *
gb_register_item_load (GbVault *vault, const char *id, GError **error)
{
  GbRegisterItem *item =
      gb_record_one (vault, gb_register_item_get_type (), error, ITEM_COLUMNS "WHERE id = :id", ":id", id, NULL);

  if (item == NULL && (error == NULL || *error == NULL))
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such entry in a register."));
  return item;
}

GPtrArray *
gb_register_history (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_register_move_get_type (), error,
                     "SELECT entry, item_id, kind, at, by_id, by_name, part, reason, changes FROM p_register_move"
                     " WHERE item_id = :id ORDER BY entry",
                     ":id", id, NULL);
}

/* A register that this member may not know of is in no answer. */
static gboolean
is_hidden (GbBook *book, const char *register_id)
{
  const GbRegister *plan = gb_register_find (register_id);
  return plan != NULL && !gb_register_may_read (book, plan);
}

GPtrArray *
gb_register_ids (GbBook *book, const GbRegisterFilter *filter, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      gb_book_get_vault (book),
      "SELECT id, register_id FROM p_register_all AS r WHERE (:register IS NULL OR register_id = :register)"
      " AND (:state IS NULL OR state = :state OR (:state = 'standing' AND state IN ('approved', 'recorded'))"
      "      OR (:state = 'due' AND state IN ('approved', 'recorded') AND coalesce (remind, due) <= :today"
      STILL_HERE "))"
      " AND (:words IS NULL OR instr (lower (title || ' ' || coalesce (line, '') || ' ' || coalesce (person, '') || ' "
      "' || lines), lower (:words)) > 0)"
      " AND (:field IS NULL OR json_extract (answers, '$.' || :field) = :value)"
      " AND (:field_too IS NULL OR json_extract (answers, '$.' || :field_too) = :value_too)"
      " AND (:person IS NULL OR person_id = :person) ORDER BY entry DESC",
      error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *today = gb_today ();
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":register", filter->register_id, ":state", filter->state, ":today", today, ":words",
                     gb_text_is_filled (filter->words) ? filter->words : NULL, ":field", filter->field, ":value",
                     filter->value, ":field_too", filter->field_too, ":value_too", filter->value_too, ":person",
                     filter->person_id, NULL);
  while (gb_statement_step (s, &local))
    if (!is_hidden (book, gb_statement_text (s, "register_id")))
      g_ptr_array_add (ids, g_strdup (gb_statement_text (s, "id")));
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

GPtrArray *
gb_register_items (GbBook *book, const GbRegisterFilter *filter, GError **error)
{
  g_autoptr (GPtrArray) ids = gb_register_ids (book, filter, error);

  if (ids == NULL)
    return NULL;
  g_ptr_array_add (ids, NULL);
  return gb_records_of (gb_book_get_vault (book), gb_register_item_get_type (), ITEM_COLUMNS "WHERE id = :id",
                        (const char *const *) ids->pdata, error);
}

GPtrArray *
gb_register_counts (GbBook *book, GError **error)
{
  g_autofree char *today = gb_today ();
  GPtrArray *counts = gb_records (
      gb_book_get_vault (book), gb_register_count_get_type (), error,
      "SELECT register_id, count (*) FILTER (WHERE state IN ('approved', 'recorded')) AS standing,"
      " count (*) FILTER (WHERE state = 'asked') AS asked,"
      " count (*) FILTER (WHERE state IN ('approved', 'recorded') AND coalesce (remind, due) <= :today" STILL_HERE
      ") AS due"
      " FROM p_register_all GROUP BY register_id",
      ":today", today, NULL);

  for (guint i = counts != NULL ? counts->len : 0; i > 0; i--)
    if (is_hidden (book, ((GbRegisterCount *) counts->pdata[i - 1])->register_id))
      g_ptr_array_remove_index (counts, i - 1);
  return counts;
}

/* Leaves out what this member may not read, and, if asked, not approve. */
static void
keep_mine (GbBook *book, GPtrArray *items, gboolean to_approve)
{
  for (guint i = items->len; i > 0; i--)
    {
      GbRegisterItem *item = items->pdata[i - 1];
      if (is_hidden (book, item->register_id) || (to_approve && !gb_register_may_approve (book, item, NULL)))
        g_ptr_array_remove_index (items, i - 1);
    }
}

GPtrArray *
gb_register_to_approve (GbBook *book, GError **error)
{
  GPtrArray *items = gb_records (gb_book_get_vault (book), gb_register_item_get_type (), error,
                                 ITEM_COLUMNS "WHERE state = 'asked' ORDER BY asked_at", NULL);

  if (items != NULL)
    keep_mine (book, items, TRUE);
  return items;
}

/* Actions of cases stand among the actions of Today already. */
GPtrArray *
gb_register_due_now (GbBook *book, GError **error)
{
  g_autofree char *today = gb_today ();
  GPtrArray *items = gb_records (gb_book_get_vault (book), gb_register_item_get_type (), error,
                                 ITEM_COLUMNS "WHERE case_id IS NULL AND state IN ('approved', 'recorded')"
                                              " AND remind <= :today" STILL_HERE " ORDER BY due, entry",
                                 ":today", today, NULL);

  if (items != NULL)
    keep_mine (book, items, FALSE);
  return items;
}

/* Past their day, or asked of me. */
gint64
gb_register_pressing (GbBook *book, GError **error)
{
  g_autoptr (GPtrArray) asked = gb_register_to_approve (book, error);
  g_autoptr (GPtrArray) due = asked != NULL ? gb_register_due_now (book, error) : NULL;
  g_autofree char *today = gb_today ();
  gint64 n = asked != NULL ? asked->len : 0;

  if (due == NULL)
    return -1;
  for (guint i = 0; i < due->len; i++)
    n += strcmp (((GbRegisterItem *) due->pdata[i])->due, today) <= 0;
  return n;
}

gint64
gb_register_count_between (GbVault *vault, const char *register_id, const char *field, const char *from,
                           const char *until, const char *where, const char *value, GError **error)
{
  return gb_vault_ask_number (
      vault, 0, error,
      "SELECT count (*) FROM p_register_all AS r WHERE r.register_id = :register AND r.state NOT IN ('asked', "
      "'declined')"
      " AND (:field IS NULL OR json_extract (r.answers, '$.' || :field) BETWEEN :from AND :until)"
      " AND (:field IS NOT NULL OR (r.entered_at >= @from AND r.entered_at < @until))"
      " AND (:where IS NULL OR json_extract (r.answers, '$.' || :where) = :value)",
      ":register", register_id, ":field", field, ":from", from, ":until", until, "@from", gb_day_to_instant (from, 0),
      "@until", gb_day_to_instant (until, 24 * 60), ":where", where, ":value", value, NULL);
}

gint64
gb_register_count_standing (GbVault *vault, const char *register_id, const char *where, const char *value,
                            GError **error)
{
  return gb_vault_ask_number (vault, 0, error,
                              "SELECT count (*) FROM p_register_all WHERE register_id = :register"
                              " AND state IN ('approved', 'recorded')"
                              " AND (:where IS NULL OR json_extract (answers, '$.' || :where) = :value)",
                              ":register", register_id, ":where", where, ":value", value, NULL);
}

GPtrArray *
gb_register_missing (GbVault *vault, const GbRegister *plan, const GbRegisterEverybody *everybody, guint most,
                     gint64 *all, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *today = gb_today ();
  g_autoptr (GError) local = NULL;
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT coalesce (p.known_as, p.forename) || ' ' || p.surname AS name FROM p_person AS p WHERE p.left_on IS NULL"
      " AND instr (' ' || :sorts || ' ', ' ' || p.sort || ' ') > 0"
      " AND NOT EXISTS (SELECT 1 FROM p_register_value AS v JOIN p_register AS r ON r.id = v.item_id"
      "  WHERE v.field = :person AND v.value = p.id AND r.register_id = :register"
      "  AND r.state IN ('approved', 'recorded') AND coalesce (r.due, :today) >= :today"
      "  AND (:where IS NULL OR EXISTS (SELECT 1 FROM p_register_value AS w WHERE w.item_id = r.id AND w.field = :where"
      "       AND instr ('|' || :among || '|', '|' || w.value || '|') > 0))) ORDER BY p.surname, name",
      error);

  *all = 0;
  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":sorts", everybody->sorts, ":person", everybody->person, ":register", plan->id, ":today",
                     today, ":where", everybody->where.field, ":among", everybody->where.values, NULL);
  while (gb_statement_step (s, &local))
    if ((*all)++ < most)
      g_ptr_array_add (names, g_strdup (gb_statement_text (s, "name")));
  if (local == NULL)
    return g_steal_pointer (&names);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* --- export ---------------------------------------------------------------------------------------- */

static void
add_item (GString *csv, const GbRegister *plan, GbRegisterItem *item, GbPack *pack)
{
  g_autoptr (JsonObject) values = gb_register_item_values (item);
  g_autofree char *entered = gb_say_instant_long (item->entered_at);

  gb_csv_cell (csv, item->title);
  gb_csv_cell (csv, gb_register_state_label (plan, item->state));
  gb_csv_cell (csv, entered);
  gb_csv_cell (csv, item->entered_by);
  gb_csv_cell (csv, item->approved_by);
  gb_csv_cell (csv, item->due);
  for (guint i = 0; i < plan->fields->len; i++)
    {
      g_autofree char *said = values != NULL ? gb_register_say (plan->fields->pdata[i], values, pack) : NULL;
      gb_csv_cell (csv, said);
    }
  g_string_append (csv, "\r\n");
}

GBytes *
gb_register_csv (GbBook *book, const GbRegister *plan, GError **error)
{
  const GbRegisterFilter filter = { .register_id = plan->id };
  g_autoptr (GPtrArray) items = gb_register_items (book, &filter, error);
  const char *const heads[] = { _ ("Entry"),       _ ("State"),       _ ("Recorded"),
                                _ ("Recorded by"), _ ("Approved by"), _ ("Due") };
  GString *csv;

  if (items == NULL)
    return NULL;
  csv = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    gb_csv_cell (csv, heads[i]);
  for (guint i = 0; i < plan->fields->len; i++)
    gb_csv_cell (csv, ((GbRegisterField *) plan->fields->pdata[i])->label);
  g_string_append (csv, "\r\n");
  for (guint i = 0; i < items->len; i++)
    add_item (csv, plan, items->pdata[i], gb_book_get_pack (book));
  return g_string_free_to_bytes (csv);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "policy/register.h"
#include "policy/resources.h"
#include "policy/xml.h"

#define FOLDER "/org/guardbook/policy/registers/"
#define SCHEMA "/org/guardbook/policy/register.rng"
#define LEAD 14

static const char *const types[] = {
  "line", "text", "person", "day", "time", "choice", "list", "flag", "tri", "number"
};
G_STATIC_ASSERT (G_N_ELEMENTS (types) == GB_FIELD_IS_NUMBER + 1);

static const char *const groups[] = { "permissions", "people", "online", "governance" };

/* --- reading ------------------------------------------------------------------ */

G_GNUC_PRINTF (3, 4)
static gboolean
refuse (GError **error, xmlNode *node, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("This register can’t be used. Line %ld: %s"), xmlGetLineNo (node),
               reason);
  return FALSE;
}

/* What is read lives as long as the process. */
static const char *
attribute (xmlNode *node, const char *name)
{
  return gb_xml_attribute (node, name);
}

static int
number (xmlNode *node, const char *name, int otherwise)
{
  g_autofree char *text = gb_xml_attribute (node, name);
  return text != NULL ? (int) g_ascii_strtoll (text, NULL, 10) : otherwise;
}

static char **
names (xmlNode *node, const char *name)
{
  g_autofree char *text = gb_xml_attribute (node, name);
  return g_strsplit (text != NULL ? text : "", " ", -1);
}

static GbRegisterIf
condition (xmlNode *node, const char *name)
{
  g_autofree char *text = gb_xml_attribute (node, name);
  g_auto (GStrv) sides = g_strsplit (text != NULL ? text : "", "=", 2);
  GbRegisterIf read = { NULL, NULL };

  if (g_strv_length (sides) == 2)
    {
      read.field = g_strdup (sides[0]);
      read.values = g_strdup (sides[1]);
    }
  return read;
}

static GPtrArray *
read_words (xmlNode *node)
{
  GPtrArray *words = g_ptr_array_new ();

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (gb_xml_is (child, "word"))
      {
        GbWord *word = g_new0 (GbWord, 1);
        word->id = attribute (child, "id");
        word->label = gb_xml_words (child);
        g_ptr_array_add (words, word);
      }
  return words;
}

static GbRegisterType
type_of (xmlNode *node)
{
  g_autofree char *text = gb_xml_attribute (node, "type");
  GbRegisterType type = GB_FIELD_IS_LINE;

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    if (g_str_equal (types[t], text))
      type = (GbRegisterType) t;
  return type;
}

static GbNeed
need_of (xmlNode *node)
{
  g_autofree char *text = gb_xml_attribute (node, "needed");

  if (text == NULL)
    return GB_NEED_NOT;
  return g_str_equal (text, "approval") ? GB_NEED_TO_APPROVE : GB_NEED_TO_ENTER;
}

static GbRegisterField *
read_field (xmlNode *node, const char *group)
{
  GbRegisterField *field = g_new0 (GbRegisterField, 1);

  field->name = attribute (node, "name");
  field->label = gb_xml_child_words (node, "label");
  field->help = gb_xml_child_words (node, "help");
  field->group = group;
  field->type = type_of (node);
  field->need = need_of (node);
  field->only_if = condition (node, "if");
  field->sorts = attribute (node, "sorts");
  field->vocabulary = attribute (node, "vocabulary");
  field->words = read_words (node);
  field->least = number (node, "least", 0);
  field->most = number (node, "most", 10000);
  field->loose = xmlHasProp (node, (const xmlChar *) "loose") != NULL;
  field->past = xmlHasProp (node, (const xmlChar *) "past") != NULL;
  field->unlike = attribute (node, "unlike");
  return field;
}

static void
read_fields (GbRegister *self, xmlNode *node)
{
  const char *group = NULL;

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (gb_xml_is (child, "group"))
      group = gb_xml_words (child);
    else if (gb_xml_is (child, "field"))
      {
        g_ptr_array_add (self->fields, read_field (child, group));
        group = NULL;
      }
}

static GbRegisterDue *
read_due (xmlNode *node)
{
  GbRegisterDue *due = g_new0 (GbRegisterDue, 1);

  due->only_if = condition (node, "if");
  due->on = attribute (node, "on");
  due->from = attribute (node, "from");
  due->months = number (node, "months", 0);
  due->terms = number (node, "terms", 0);
  due->days = number (node, "days", 0);
  due->lead = number (node, "lead", LEAD);
  due->rule = gb_xml_words (node);
  return due;
}

static GbRegisterGate *
read_gate (xmlNode *node)
{
  GbRegisterGate *gate = g_new0 (GbRegisterGate, 1);
  g_autofree char *at = gb_xml_attribute (node, "at");

  gate->only_if = condition (node, "if");
  gate->at_approval = g_strcmp0 (at, "approval") == 0;
  gate->needs = attribute (node, "needs");
  gate->person = attribute (node, "person");
  gate->theirs = attribute (node, "theirs");
  gate->where = condition (node, "where");
  gate->by = attribute (node, "by");
  gate->their_day = attribute (node, "their-day");
  gate->obligations = attribute (node, "obligations");
  gate->rule = gb_xml_words (node);
  return gate;
}

static GbRegisterEverybody *
read_everybody (xmlNode *node)
{
  GbRegisterEverybody *everybody = g_new0 (GbRegisterEverybody, 1);

  everybody->sorts = attribute (node, "sorts");
  everybody->person = attribute (node, "person");
  everybody->where = condition (node, "where");
  everybody->words = gb_xml_words (node);
  return everybody;
}

static void
read_part (GbRegister *self, xmlNode *node)
{
  if (gb_xml_is (node, "approval"))
    {
      self->approval_rule = attribute (node, "rule");
      self->approval_otherwise = attribute (node, "otherwise");
      self->prior = attribute (node, "prior");
    }
  else if (gb_xml_is (node, "fields"))
    read_fields (self, node);
  else if (gb_xml_is (node, "due"))
    g_ptr_array_add (self->dues, read_due (node));
  else if (gb_xml_is (node, "gate"))
    g_ptr_array_add (self->gates, read_gate (node));
  else if (gb_xml_is (node, "everybody"))
    g_ptr_array_add (self->everybody, read_everybody (node));
  else if (gb_xml_is (node, "triggers"))
    {
      g_ptr_array_unref (self->triggers);
      self->triggers = read_words (node);
      self->trigger_days = number (node, "days", LEAD);
    }
  else if (gb_xml_is (node, "end"))
    {
      self->end_label = gb_xml_child_words (node, "do");
      self->ended_label = gb_xml_child_words (node, "done");
    }
}

static GbRegister *
read_root (xmlNode *root, GBytes *bytes)
{
  GbRegister *self = g_new0 (GbRegister, 1);

  self->id = attribute (root, "id");
  self->version = attribute (root, "version");
  self->icon = attribute (root, "icon");
  self->group = attribute (root, "group");
  self->bytes = g_bytes_ref (bytes);
  self->title = gb_xml_child_words (root, "title");
  self->new_label = gb_xml_child_words (root, "new");
  self->about = gb_xml_child_words (root, "about");
  self->empty = gb_xml_child_words (root, "empty");
  self->basis = attribute (root, "basis");
  self->obligations = attribute (root, "obligations");
  self->leads_only = xmlHasProp (root, (const xmlChar *) "leads-only") != NULL;
  self->titled = names (root, "titled");
  self->lined = names (root, "lined");
  self->series = names (root, "series");
  self->columns = names (root, "columns");
  self->filters = names (root, "filters");
  self->person = attribute (root, "person");
  self->end_label = _ ("End it…");
  self->ended_label = _ ("Ended");
  self->fields = g_ptr_array_new ();
  self->dues = g_ptr_array_new ();
  self->gates = g_ptr_array_new ();
  self->everybody = g_ptr_array_new ();
  self->triggers = g_ptr_array_new ();
  for (xmlNode *node = root->children; node != NULL; node = node->next)
    read_part (self, node);
  return self;
}

/* --- what no schema can say ------------------------------------------------------ */

static gboolean
has_field (const GbRegister *self, xmlNode *root, const char *name, GError **error)
{
  if (name == NULL || gb_register_field (self, name) != NULL)
    return TRUE;
  return refuse (error, root, _ ("it names the field “%s”, which it doesn’t have."), name);
}

static gboolean
has_fields (const GbRegister *self, xmlNode *root, char **list, GError **error)
{
  for (; *list != NULL; list++)
    if (!has_field (self, root, *list, error))
      return FALSE;
  return TRUE;
}

static gboolean
field_fits (const GbRegister *self, xmlNode *root, const GbRegisterField *field, GError **error)
{
  gboolean chooses = field->type == GB_FIELD_IS_CHOICE || field->type == GB_FIELD_IS_LIST;

  if (gb_register_field (self, field->name) != field)
    return refuse (error, root, _ ("the field “%s” is given twice."), field->name);
  if (chooses && field->vocabulary == NULL && field->words->len == 0)
    return refuse (error, root, _ ("the field “%s” has nothing to choose from."), field->name);
  return has_field (self, root, field->only_if.field, error) && has_field (self, root, field->unlike, error);
}

static gboolean
connect (const GbRegister *self, xmlNode *root, GError **error)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (!field_fits (self, root, self->fields->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < self->dues->len; i++)
    {
      const GbRegisterDue *due = self->dues->pdata[i];
      if (!has_field (self, root, due->only_if.field, error) || !has_field (self, root, due->on, error)
          || !has_field (self, root, due->from, error))
        return FALSE;
    }
  for (guint i = 0; i < self->gates->len; i++)
    {
      const GbRegisterGate *gate = self->gates->pdata[i];
      if (!has_field (self, root, gate->only_if.field, error) || !has_field (self, root, gate->person, error)
          || !has_field (self, root, gate->by, error))
        return FALSE;
    }
  for (guint i = 0; i < self->everybody->len; i++)
    {
      const GbRegisterEverybody *everybody = self->everybody->pdata[i];
      if (!has_field (self, root, everybody->person, error) || !has_field (self, root, everybody->where.field, error))
        return FALSE;
    }
  return has_fields (self, root, self->titled, error) && has_fields (self, root, self->lined, error)
         && has_fields (self, root, self->series, error) && has_fields (self, root, self->columns, error)
         && has_fields (self, root, self->filters, error) && has_field (self, root, self->person, error)
         && has_field (self, root, self->prior, error);
}

/* A register lives as long as the program, as what points into it does; one
 * that is refused afterwards too. */
static void
keep (GbRegister *self)
{
  static GMutex mutex;
  static GPtrArray *kept;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (kept == NULL)
    kept = g_ptr_array_new ();
  g_ptr_array_add (kept, self);
}

const GbRegister *
gb_register_read (GBytes *bytes, GError **error)
{
  g_autoptr (xmlDoc) doc = gb_xml_read (bytes, SCHEMA, _ ("This register"), error);
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  GbRegister *self = root != NULL ? read_root (root, bytes) : NULL;

  if (self != NULL)
    keep (self);
  return self != NULL && connect (self, root, error) ? self : NULL;
}

/* --- all of them -------------------------------------------------------------------- */

static guint
rank (const GbRegister *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i], self->group))
      return i;
  return G_N_ELEMENTS (groups);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const GbRegister *one = *(const GbRegister *const *) a, *other = *(const GbRegister *const *) b;

  if (rank (one) != rank (other))
    return (int) rank (one) - (int) rank (other);
  return g_utf8_collate (one->title, other->title);
}

/* What was shipped is known to be sound (a test reads every one): a file that is
 * not is the packager's error. */
static gpointer
read_all (gpointer data G_GNUC_UNUSED)
{
  GPtrArray *all = g_ptr_array_new ();
  g_auto (GStrv) files =
      g_resource_enumerate_children (gb_policy_get_resource (), FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (FOLDER, files[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes =
          g_resource_lookup_data (gb_policy_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      const GbRegister *read = bytes != NULL ? gb_register_read (bytes, &error) : NULL;
      if (read == NULL)
        g_error ("%s: %s", files[i], error->message);
      g_ptr_array_add (all, (gpointer) read);
    }
  g_ptr_array_sort (all, compare);
  return all;
}

GPtrArray *
gb_registers (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, read_all, NULL);
}

const GbRegister *
gb_register_find (const char *id)
{
  GPtrArray *all = gb_registers ();

  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (((GbRegister *) all->pdata[i])->id, id) == 0)
      return all->pdata[i];
  return NULL;
}

const GbRegisterField *
gb_register_field (const GbRegister *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (g_strcmp0 (((GbRegisterField *) self->fields->pdata[i])->name, name) == 0)
      return self->fields->pdata[i];
  return NULL;
}

GPtrArray *
gb_register_words (const GbRegisterField *field, GbPack *pack)
{
  return field->vocabulary != NULL ? gb_pack_words (pack, field->vocabulary) : field->words;
}

static gboolean
is_among (const char *values, const char *value)
{
  g_auto (GStrv) words = g_strsplit (values, "|", -1);
  return value != NULL && g_strv_contains ((const char *const *) words, value);
}

gboolean
gb_register_if_holds (const GbRegisterIf *condition, JsonObject *values)
{
  JsonNode *node;
  JsonArray *list;

  if (condition->field == NULL)
    return TRUE;
  node = json_object_get_member (values, condition->field);
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return is_among (condition->values, json_node_get_boolean (node) ? "yes" : "no");
  list = gb_json_array (values, condition->field);
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    if (is_among (condition->values, json_array_get_string_element (list, i)))
      return TRUE;
  return is_among (condition->values, gb_json_text (values, condition->field));
}

/* --- who approves ------------------------------------------------------------------------ */

const char *
gb_register_approver (const GbRegister *self, const char *rule, gboolean *silent)
{
  if (silent != NULL)
    *silent = self->approval_rule != NULL && rule == NULL;
  return rule != NULL ? rule : self->approval_otherwise;
}

static const char *
role_words (const char *role)
{
  static const struct
  {
    const char *role, *words;
  } known[] = {
    { "headteacher", N_ ("the headteacher") },
    { "dsl", N_ ("the DSL") },
    { "deputy", N_ ("a deputy") },
    { "leadership", N_ ("a member of the leadership team") },
    { "chair", N_ ("the chair of governors") },
    { "online-lead", N_ ("the online safety lead") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].role, role))
      return _ (known[i].words);
  return role;
}

static char *
part_words (const char *part)
{
  g_auto (GStrv) roles = g_strsplit (part, "-or-", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; roles[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) role_words (roles[i]));
  g_ptr_array_add (words, NULL);
  return gb_text_join_by ((const char *const *) words->pdata, _ ("%s or %s"));
}

char **
gb_register_approver_parts (const char *approver)
{
  return g_strsplit (approver != NULL ? approver : "", "-and-", -1);
}

char *
gb_register_approver_words (const char *approver)
{
  g_auto (GStrv) parts = gb_register_approver_parts (approver);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL; i++)
    g_ptr_array_add (words, part_words (parts[i]));
  g_ptr_array_add (words, NULL);
  return gb_text_join_by ((const char *const *) words->pdata, _ ("%s and %s"));
}

/* The DSL is by statute a senior member of the leadership team; where a policy
 * says the DSL, a deputy acts for the DSL (A3). */
gboolean
gb_register_part_fits (const char *part, const char *const *roles)
{
  static const struct
  {
    const char *word, *role;
  } also[] = {
    { "leadership", "headteacher" },
    { "leadership", "dsl" },
    { "dsl", "deputy" },
  };
  g_auto (GStrv) words = g_strsplit (part, "-or-", -1);

  for (guint i = 0; words[i] != NULL && roles != NULL; i++)
    {
      if (g_strv_contains (roles, words[i]))
        return TRUE;
      for (guint a = 0; a < G_N_ELEMENTS (also); a++)
        if (g_str_equal (also[a].word, words[i]) && g_strv_contains (roles, also[a].role))
          return TRUE;
    }
  return FALSE;
}

/* --- when it is due ------------------------------------------------------------------------ */

static char *
add_months (const char *day, int count)
{
  GDate date;
  char text[16];

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) atoi (day + 8), (GDateMonth) atoi (day + 5), (GDateYear) atoi (day));
  g_date_add_months (&date, (guint) count); /* the last of a shorter month */
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &date);
  return g_strdup (text);
}

/* The end of the @count-th term after the one that holds @day; NULL: not entered that far. */
static char *
end_of_term (GbCalendar *calendar, const char *day, int count)
{
  g_autoptr (GPtrArray) terms = gb_calendar_terms (calendar, 0);

  for (guint i = 0; i < terms->len; i++)
    {
      const GbTerm *term = terms->pdata[i];
      guint last = i + (guint) count - (strcmp (day, term->from) < 0); /* in a holiday the next term is the first */
      if (strcmp (term->until, day) >= 0)
        return last < terms->len ? g_strdup (((GbTerm *) terms->pdata[last])->until) : NULL;
    }
  return NULL;
}

static char *
counted (const GbRegisterDue *due, JsonObject *values, GbCalendar *calendar, char **rule)
{
  const char *from = gb_json_text (values, due->from);
  char *day;

  if (from == NULL || !gb_day_is_valid (from))
    return NULL;
  if (due->months > 0)
    return add_months (from, due->months);
  if (due->days > 0)
    return gb_day_add (from, due->days);
  day = end_of_term (calendar, from, due->terms);
  if (day != NULL)
    return day;
  *rule = g_strdup_printf (_ ("%s (counted as two months a term: the school calendar ends before it)"), due->rule);
  return add_months (from, 2 * due->terms);
}

static char *
due_day (const GbRegisterDue *due, JsonObject *values, GbCalendar *calendar, char **rule)
{
  const char *on = due->on != NULL ? gb_json_text (values, due->on) : NULL;

  if (due->on == NULL)
    return counted (due, values, calendar, rule);
  return on != NULL && gb_day_is_valid (on) ? g_strdup (on) : NULL;
}

char *
gb_register_due (const GbRegister *self, JsonObject *values, GbCalendar *calendar, char **rule, char **remind)
{
  for (guint i = 0; i < self->dues->len; i++)
    {
      const GbRegisterDue *due = self->dues->pdata[i];
      g_autofree char *said = NULL;
      char *day = gb_register_if_holds (&due->only_if, values) ? due_day (due, values, calendar, &said) : NULL;
      if (day == NULL)
        continue;
      if (rule != NULL)
        *rule = said != NULL ? g_steal_pointer (&said) : g_strdup (due->rule);
      if (remind != NULL)
        *remind = gb_day_add (day, -due->lead);
      return day;
    }
  return NULL;
}

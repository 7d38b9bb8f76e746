/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the rows of a file to acts.  The readers (roll-ctf.c, roll-csv.c) know
 * files and nothing of the vault; here each row is held against the rules,
 * then against the people who are known, and what differs becomes a list of
 * acts in the order in which they must be done: parents before the children
 * who name them.  The list is made once, so what the preview shows is what the
 * import does.
 */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/demo-data.h"
#include "casework/person.h"
#include "casework/roll-private.h"
#include "casework/roll.h"
#include "casework/upn.h"

/* Acts in one transaction: few enough that the window's questions get their turn. */
#define SLICE 16
#define OLDEST_PUPIL 25

typedef struct { const char *kind; JsonObject *body; } Step;

struct _GbRoll
{
  GObject parent_instance;
  char *file, *hash;
  GbRollFile *content;
  GPtrArray *lines[GB_ROLL_PARTS]; /* (owned, of GbRollLine) */
  GPtrArray *steps, *leaving;      /* (owned, of Step): always; only when leavers are wanted */
  guint unchanged, new_parents;
};

G_DEFINE_FINAL_TYPE (GbRoll, gb_roll, G_TYPE_OBJECT)

/* --- rows and files ------------------------------------------------------------------- */

GbRollRow *
gb_roll_row_new (guint line)
{
  GbRollRow *row = g_new0 (GbRollRow, 1);
  row->line = line;
  row->fields = json_object_new ();
  row->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  return row;
}

void
gb_roll_row_free (GbRollRow *row)
{
  json_object_unref (row->fields);
  g_ptr_array_unref (row->contacts);
  g_free (row->former_upn);
  g_free (row);
}

static void
refusal_free (gpointer data)
{
  GbRollRefusal *refusal = data;
  g_free (refusal->sentence);
  g_free (refusal->name);
  g_free (refusal->upn);
  g_free (refusal);
}

GbRollFile *
gb_roll_file_new (const char *source)
{
  GbRollFile *file = g_new0 (GbRollFile, 1);
  file->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_roll_row_free);
  file->refused = g_ptr_array_new_with_free_func (refusal_free);
  file->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  file->source = source;
  return file;
}

void
gb_roll_file_free (GbRollFile *file)
{
  g_ptr_array_unref (file->rows);
  g_ptr_array_unref (file->refused);
  g_hash_table_unref (file->seen);
  g_free (file->taken_on);
  g_free (file);
}

void
gb_roll_row_set (GbRollRow *row, const char *field, const char *text)
{
  g_autofree char *line = gb_text_one_line (text);
  g_autofree char *tidy = g_str_equal (field, "upn") ? gb_upn_tidy (line) : NULL;

  gb_json_set_text (row->fields, field, tidy != NULL ? tidy : line);
}

void
gb_roll_row_set_sex (GbRollRow *row, const char *text)
{
  char first = text != NULL ? g_ascii_toupper (text[0]) : '\0';

  if (first != '\0')
    gb_json_set_text (row->fields, "sex", first == 'F' ? "female" : first == 'M' ? "male" : "unknown");
}

void
gb_roll_row_set_year (GbRollRow *row, const char *text)
{
  g_autofree char *word = text != NULL ? g_ascii_strup (text, -1) : NULL;
  const char *year = word;

  if (word == NULL)
    return;
  if (g_str_has_prefix (word, "YEAR "))
    year = word + 5;
  else if (word[0] == 'Y' && g_ascii_isdigit (word[1]))
    year = word + 1;
  if (g_str_has_prefix (word, "REC"))
    year = "R";
  while (year[0] == '0' && year[1] != '\0')
    year++;
  gb_json_set_text (row->fields, "year_group", year);
}

void
gb_roll_row_set_sen (GbRollRow *row, const char *text)
{
  switch (text != NULL ? g_ascii_toupper (text[0]) : '\0')
    {
    case 'N':
      gb_json_set_text (row->fields, "sen", "none");
      break;
    case 'E': /* a plan; before 2014 "S", a statement */
      gb_json_set_text (row->fields, "sen", "ehcp");
      break;
    case 'K': /* support; before 2014 "A" and "P" */
    case 'A':
    case 'P':
      gb_json_set_text (row->fields, "sen", "support");
      break;
    default:
      break;
    }
}

void
gb_roll_row_set_flag (GbRollRow *row, const char *field, const char *text)
{
  char first = text != NULL ? g_ascii_toupper (text[0]) : '\0';

  if (first == 'T' || first == 'Y' || first == '1')
    json_object_set_boolean_member (row->fields, field, TRUE);
  else if (first == 'F' || first == 'N' || first == '0')
    json_object_set_boolean_member (row->fields, field, FALSE);
}

/* The child's name as far as the row has one.  (transfer full) */
static char *
name_of (JsonObject *fields)
{
  const char *known_as = gb_json_text (fields, "known_as"), *forename = gb_json_text (fields, "forename");
  const char *surname = gb_json_text (fields, "surname");
  g_autofree char *name = g_strdup_printf ("%s %s", known_as != NULL ? known_as : forename != NULL ? forename : "",
                                           surname != NULL ? surname : "");
  return g_strdup (g_strstrip (name));
}

/* "Line 57: the birth date ...": a whole sentence from its second half. */
static void
refuse_row (GbRollFile *file, const GbRollRow *row, const char *reason)
{
  GbRollRefusal *refusal = g_new0 (GbRollRefusal, 1);
  g_autofree char *first = g_strdup (reason);
  gboolean ended = g_str_has_suffix (reason, ".");

  if (g_str_has_prefix (first, "The "))
    first[0] = 't';
  refusal->line = row->line;
  refusal->sentence = g_strdup_printf (_ ("Line %u: %s%s This row is left out."), row->line, first, ended ? "" : ".");
  refusal->name = name_of (row->fields);
  refusal->upn = g_strdup (gb_json_text (row->fields, "upn"));
  g_ptr_array_add (file->refused, refusal);
}

/* Who this child is without a UPN. */
static char *
identity_of (const char *forename, const char *surname, const char *dob)
{
  g_autofree char *name = g_strdup_printf ("%s %s", forename, surname);
  g_autofree char *folded = gb_text_fold (name);
  return g_strdup_printf ("%s|%s", folded, dob != NULL ? dob : "");
}

static char *
identity_of_row (const GbRollRow *row)
{
  return identity_of (gb_json_text (row->fields, "forename"), gb_json_text (row->fields, "surname"),
                      gb_json_text (row->fields, "dob"));
}

static char *
name_is_wrong (const char *name, const char *missing)
{
  if (name == NULL)
    return g_strdup (missing);
  if (g_utf8_strlen (name, -1) > 100)
    return g_strdup (_ ("a name has more than 100 letters"));
  return NULL;
}

static char *
birth_date_is_wrong (const char *dob)
{
  g_autofree char *today = gb_today ();
  int age;

  if (dob == NULL)
    return g_strdup (_ ("there is no birth date"));
  if (!gb_day_is_valid (dob))
    return g_strdup_printf (_ ("the birth date %s isn’t in the order year, month, day"), dob);
  age = gb_day_age (dob, today);
  if (strcmp (dob, today) > 0 || age > OLDEST_PUPIL)
    return g_strdup_printf (_ ("the birth date %s is no pupil’s"), dob);
  return NULL;
}

static void
remember_row (GbRollFile *file, const GbRollRow *row)
{
  const char *upn = gb_json_text (row->fields, "upn");
  char *identity = identity_of_row (row);

  if (upn != NULL)
    g_hash_table_insert (file->seen, g_strdup (upn), GUINT_TO_POINTER (row->line));
  else
    g_hash_table_insert (file->seen, g_strdup_printf ("unnumbered|%s", identity), GUINT_TO_POINTER (row->line));
  g_hash_table_insert (file->seen, identity, GUINT_TO_POINTER (row->line));
}

/* Two children may have one name and birth date, but then each has a number. */
static char *
is_twice (GbRollFile *file, const GbRollRow *row)
{
  const char *upn = gb_json_text (row->fields, "upn");
  g_autofree char *identity = identity_of_row (row);
  g_autofree char *unnumbered = g_strdup_printf ("unnumbered|%s", identity);
  guint line = upn != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (file->seen, upn)) : 0;

  if (line != 0)
    return g_strdup_printf (_ ("the UPN %s stands on line %u already"), upn, line);
  line = GPOINTER_TO_UINT (g_hash_table_lookup (file->seen, upn != NULL ? unnumbered : identity));
  return line != 0 ? g_strdup_printf (_ ("the same child stands on line %u already"), line) : NULL;
}

/* Why a row can't be used; NULL when it can.  (transfer full) */
static char *
row_is_wrong (GbRollFile *file, const GbRollRow *row)
{
  const char *upn = gb_json_text (row->fields, "upn");
  g_autoptr (GError) error = NULL;
  char *reason = name_is_wrong (gb_json_text (row->fields, "surname"), _ ("there is no surname"));

  if (reason == NULL)
    reason = name_is_wrong (gb_json_text (row->fields, "forename"), _ ("there is no first name"));
  if (reason == NULL)
    reason = birth_date_is_wrong (gb_json_text (row->fields, "dob"));
  if (reason == NULL && upn != NULL && !gb_upn_check (upn, &error))
    reason = g_strdup (error->message);
  return reason != NULL ? reason : is_twice (file, row);
}

void
gb_roll_file_take (GbRollFile *file, GbRollRow *row, const char *reason)
{
  g_autofree char *found = reason != NULL ? g_strdup (reason) : row_is_wrong (file, row);

  if (found == NULL)
    {
      /* Known by their own first name is nothing to say. */
      if (g_strcmp0 (gb_json_text (row->fields, "known_as"), gb_json_text (row->fields, "forename")) == 0)
        json_object_remove_member (row->fields, "known_as");
      remember_row (file, row);
      g_ptr_array_add (file->rows, row);
      return;
    }
  refuse_row (file, row, found);
  gb_roll_row_free (row);
}

/* --- life of a roll ------------------------------------------------------------------------ */

static void
roll_line_free (gpointer data)
{
  GbRollLine *line = data;
  g_free (line->name);
  g_free (line->detail);
  g_free (line);
}

static void
step_free (gpointer data)
{
  Step *step = data;
  json_object_unref (step->body);
  g_free (step);
}

static void
gb_roll_init (GbRoll *self)
{
  for (int part = 0; part < GB_ROLL_PARTS; part++)
    self->lines[part] = g_ptr_array_new_with_free_func (roll_line_free);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->leaving = g_ptr_array_new_with_free_func (step_free);
}

static void
gb_roll_finalize (GObject *object)
{
  GbRoll *self = GB_ROLL (object);

  for (int part = 0; part < GB_ROLL_PARTS; part++)
    g_ptr_array_unref (self->lines[part]);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->leaving);
  g_clear_pointer (&self->content, gb_roll_file_free);
  g_free (self->file);
  g_free (self->hash);
  G_OBJECT_CLASS (gb_roll_parent_class)->finalize (object);
}

static void
gb_roll_class_init (GbRollClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_roll_finalize;
}

static void
add_line (GbRoll *self, GbRollPart part, guint number, const char *name, const char *text)
{
  GbRollLine *line = g_new0 (GbRollLine, 1);
  line->line = number;
  line->name = g_strdup (name);
  line->detail = g_strdup (text);
  g_ptr_array_add (self->lines[part], line);
}

static void
add_step (GPtrArray *steps, const char *kind, JsonObject *body)
{
  Step *step = g_new0 (Step, 1);
  step->kind = kind;
  step->body = body;
  g_ptr_array_add (steps, step);
}

/* --- comparing --------------------------------------------------------------------------------- */

/* What is known while a file is compared (worker). */
typedef struct
{
  GbRoll *roll;
  GbBook *book;
  GbVault *vault;
  GHashTable *people;      /* id -> GbPerson: pupils and parents, also those who left */
  GHashTable *by_upn;      /* UPN -> GbPerson */
  GHashTable *by_identity; /* name and birth date -> GbPerson */
  GHashTable *parents;     /* child id "|" folded name -> parent id */
  GHashTable *contacts;    /* key of a contact in the file -> parent id */
  GHashTable *compared;    /* parent ids that are new or compared already */
  GHashTable *in_file;     /* ids of pupils that the file names */
} Comparison;

static void
comparison_clear (Comparison *c)
{
  g_clear_pointer (&c->people, g_hash_table_unref);
  g_clear_pointer (&c->by_upn, g_hash_table_unref);
  g_clear_pointer (&c->by_identity, g_hash_table_unref);
  g_clear_pointer (&c->parents, g_hash_table_unref);
  g_clear_pointer (&c->contacts, g_hash_table_unref);
  g_clear_pointer (&c->compared, g_hash_table_unref);
  g_clear_pointer (&c->in_file, g_hash_table_unref);
}

static void
know_person (Comparison *c, GbPerson *person)
{
  g_hash_table_insert (c->people, person->id, g_object_ref (person));
  if (g_strcmp0 (person->sort, "pupil") != 0)
    return;
  if (person->upn != NULL)
    g_hash_table_insert (c->by_upn, person->upn, person);
  g_hash_table_insert (c->by_identity, identity_of (person->forename, person->surname, person->dob), person);
}

static gboolean
know_people (Comparison *c, GError **error)
{
  static const char *const sorts[] = { "pupil", "parent" };

  for (guint s = 0; s < G_N_ELEMENTS (sorts); s++)
    for (int left = 1; left >= 0; left--) /* who is here comes last, and counts more */
      {
        GbPersonQuery query = { .sort = sorts[s], .left = left };
        g_autoptr (GPtrArray) people = gb_persons (c->vault, &query, error);
        if (people == NULL)
          return FALSE;
        for (guint i = 0; i < people->len; i++)
          know_person (c, people->pdata[i]);
      }
  return TRUE;
}

static char *
parent_key (const char *child_id, const char *forename, const char *surname)
{
  g_autofree char *name = g_strdup_printf ("%s %s", forename, surname);
  g_autofree char *folded = gb_text_fold (name);
  return g_strdup_printf ("%s|%s", child_id, folded);
}

static gboolean
know_relations (Comparison *c, GError **error)
{
  g_autoptr (GbStatement) statement = gb_statement_new (
      c->vault,
      "SELECT r.person_id, r.other_id, p.forename, p.surname FROM p_relation AS r"
      " JOIN p_person AS p ON p.id = r.other_id",
      error);
  g_autoptr (GError) local = NULL;

  if (statement == NULL)
    return FALSE;
  while (gb_statement_step (statement, &local))
    g_hash_table_insert (c->parents,
                         parent_key (gb_statement_text (statement, "person_id"),
                                     gb_statement_text (statement, "forename"),
                                     gb_statement_text (statement, "surname")),
                         g_strdup (gb_statement_text (statement, "other_id")));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- who a row is ---------------------------------------------------------------------------------- */

/* The number may change from none or a temporary one; otherwise it is the child. */
static GbPerson *
person_of_row (Comparison *c, const GbRollRow *row)
{
  const char *upn = gb_json_text (row->fields, "upn");
  g_autofree char *identity = identity_of_row (row);
  GbPerson *person = upn != NULL ? g_hash_table_lookup (c->by_upn, upn) : NULL;

  if (person == NULL && row->former_upn != NULL)
    person = g_hash_table_lookup (c->by_upn, row->former_upn);
  if (person != NULL)
    return person;
  person = g_hash_table_lookup (c->by_identity, identity);
  if (person == NULL || (upn != NULL && person->upn != NULL && !gb_upn_is_temporary (person->upn)))
    return NULL;
  return person;
}

/* A number typed wrong can be another child's right one: then nothing of the name fits. */
static char *
is_another_child (GbPerson *person, const GbRollRow *row)
{
  const char *surname = gb_json_text (row->fields, "surname"), *forename = gb_json_text (row->fields, "forename");
  g_autofree char *mine = gb_text_fold (surname), *theirs = gb_text_fold (person->surname);
  g_autofree char *first = gb_text_fold (forename), *their_first = gb_text_fold (person->forename);

  if (g_strcmp0 (person->dob, gb_json_text (row->fields, "dob")) == 0 || g_str_equal (mine, theirs)
      || g_str_equal (first, their_first))
    return NULL;
  return g_strdup_printf (_ ("the UPN %s is that of %s, and neither name nor birth date is the same"),
                          gb_json_text (row->fields, "upn"), person->name);
}

/* --- contacts ---------------------------------------------------------------------------------------- */

/* What makes two contacts of brothers and sisters the same person: the name with phone, e-mail or address. */
static GPtrArray *
contact_keys (JsonObject *contact)
{
  static const char *const marks[] = { "phone", "email", "address" };
  g_autofree char *name
      = g_strdup_printf ("%s %s", gb_json_text (contact, "forename"), gb_json_text (contact, "surname"));
  g_autofree char *folded = gb_text_fold (name);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autofree char *mark = gb_text_fold (gb_json_text (contact, marks[i]));
      if (*mark != '\0')
        g_ptr_array_add (keys, g_strdup_printf ("%s|%s|%s", folded, marks[i], mark));
    }
  return keys;
}

static void
remember_contact (Comparison *c, JsonObject *contact, const char *id)
{
  g_autoptr (GPtrArray) keys = contact_keys (contact);
  for (guint i = 0; i < keys->len; i++)
    if (!g_hash_table_contains (c->contacts, keys->pdata[i]))
      g_hash_table_insert (c->contacts, g_strdup (keys->pdata[i]), g_strdup (id));
}

static const char *
known_contact (Comparison *c, JsonObject *contact)
{
  g_autoptr (GPtrArray) keys = contact_keys (contact);
  const char *id = NULL;

  for (guint i = 0; id == NULL && i < keys->len; i++)
    id = g_hash_table_lookup (c->contacts, keys->pdata[i]);
  return id;
}

/* First pass: children who are known already say who their contacts are. */
static void
recognise_contacts (Comparison *c)
{
  GPtrArray *rows = c->roll->content->rows;

  for (guint i = 0; i < rows->len; i++)
    {
      const GbRollRow *row = rows->pdata[i];
      GbPerson *person = person_of_row (c, row);
      for (guint n = 0; person != NULL && n < row->contacts->len; n++)
        {
          JsonObject *contact = row->contacts->pdata[n];
          g_autofree char *key
              = parent_key (person->id, gb_json_text (contact, "forename"), gb_json_text (contact, "surname"));
          const char *id = g_hash_table_lookup (c->parents, key);
          if (id != NULL)
            remember_contact (c, contact, id);
        }
    }
}

static void
add_parent (Comparison *c, JsonObject *contact, const char *id)
{
  static const char *const texts[] = { "forename", "surname", "sex", "phone", "email" };
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "person_id", id);
  json_object_set_string_member (body, "sort", "parent");
  json_object_set_string_member (body, "source", c->roll->content->source);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    gb_json_set_text (body, texts[i], gb_json_text (contact, texts[i]));
  add_step (c->roll->steps, "person.added", body);
  c->roll->new_parents++;
}

/* --- changes --------------------------------------------------------------------------------------------- */

static const struct { const char *field, *label; } compared_fields[] = {
  { "upn", N_ ("UPN") },           { "forename", N_ ("First name") },     { "surname", N_ ("Surname") },
  { "known_as", N_ ("Known as") }, { "middle_names", N_ ("Middle names") }, { "dob", N_ ("Birth date") },
  { "sex", N_ ("Sex") },           { "year_group", N_ ("Year group") },   { "class_name", N_ ("Class") },
  { "ethnicity", N_ ("Ethnicity") }, { "sen", N_ ("SEND") },              { "free_meals", N_ ("Free meals") },
  { "looked_after", N_ ("Looked after") }, { "phone", N_ ("Phone") },     { "email", N_ ("E-mail") },
};

static char *
say_value (Comparison *c, const char *field, JsonNode *node)
{
  const char *text;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup (_ ("nothing"));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? _ ("yes") : _ ("no"));
  text = json_node_get_string (node);
  if (g_str_equal (field, "year_group"))
    return gb_say_year_group (text);
  if (g_str_equal (field, "sex") || g_str_equal (field, "sen"))
    return g_strdup (gb_pack_label (gb_book_get_pack (c->book), field, text));
  return g_strdup (text);
}

/* What the person has in @field, as JSON. */
static JsonNode *
old_value (GbPerson *person, const char *field, gboolean is_flag)
{
  JsonNode *node = json_node_alloc ();
  g_autofree char *text = NULL;
  gint64 number = 0;

  if (is_flag)
    {
      g_object_get (person, field, &number, NULL);
      return json_node_init_boolean (node, number != 0);
    }
  g_object_get (person, field, &text, NULL);
  return text != NULL ? json_node_init_string (node, text) : json_node_init_null (node);
}

static gboolean
differs (JsonNode *old, JsonNode *new)
{
  if (JSON_NODE_HOLDS_NULL (old))
    return TRUE;
  if (json_node_get_value_type (new) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (old) != json_node_get_boolean (new);
  return g_strcmp0 (json_node_get_string (old), json_node_get_string (new)) != 0;
}

/* Adds what differs to @changes and says it in @said. */
static void
compare_fields (Comparison *c, GbPerson *person, JsonObject *fields, JsonArray *changes, GPtrArray *said)
{
  for (guint i = 0; i < G_N_ELEMENTS (compared_fields); i++)
    {
      const char *field = compared_fields[i].field;
      JsonNode *new = json_object_get_member (fields, field);
      g_autoptr (JsonNode) old = NULL;
      g_autofree char *from = NULL, *to = NULL;
      JsonObject *change;

      if (new == NULL)
        continue;
      old = old_value (person, field, json_node_get_value_type (new) == G_TYPE_BOOLEAN);
      if (!differs (old, new))
        continue;
      change = json_object_new ();
      json_object_set_string_member (change, "field", field);
      json_object_set_member (change, "old", json_node_copy (old));
      json_object_set_member (change, "new", json_node_copy (new));
      json_array_add_object_element (changes, change);
      from = say_value (c, field, old);
      to = say_value (c, field, new);
      g_ptr_array_add (said, g_strdup_printf (_ ("%s: %s → %s"), _ (compared_fields[i].label), from, to));
    }
}

static char *
join_said (GPtrArray *said)
{
  g_ptr_array_add (said, NULL);
  return g_strjoinv ("; ", (char **) said->pdata);
}

static void
add_change (Comparison *c, GbPerson *person, guint line, JsonArray *changes, GPtrArray *said)
{
  g_autofree char *text = NULL;
  JsonObject *body;

  if (said->len == 0)
    return;
  text = join_said (said);
  add_line (c->roll, GB_ROLL_CHANGED, line, person->name, text);
  if (json_array_get_length (changes) == 0)
    return;
  body = json_object_new ();
  json_object_set_string_member (body, "person_id", person->id);
  json_object_set_array_member (body, "changes", json_array_ref (changes));
  json_object_set_string_member (body, "source", c->roll->content->source);
  add_step (c->roll->steps, "person.changed", body);
}

static void
compare_parent (Comparison *c, const char *id, JsonObject *contact, guint line)
{
  GbPerson *parent = g_hash_table_lookup (c->people, id);
  g_autoptr (JsonObject) fields = json_object_new ();
  g_autoptr (JsonArray) changes = json_array_new ();
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);

  if (parent == NULL || !g_hash_table_add (c->compared, g_strdup (id)))
    return;
  gb_json_set_text (fields, "phone", gb_json_text (contact, "phone"));
  gb_json_set_text (fields, "email", gb_json_text (contact, "email"));
  compare_fields (c, parent, fields, changes, said);
  add_change (c, parent, line, changes, said);
}

/* The id of the contact's person, who is added if need be. */
static char *
contact_id (Comparison *c, GbPerson *child, JsonObject *contact, guint line)
{
  g_autofree char *key = child != NULL ? parent_key (child->id, gb_json_text (contact, "forename"),
                                                     gb_json_text (contact, "surname"))
                                       : NULL;
  const char *known = key != NULL ? g_hash_table_lookup (c->parents, key) : NULL;
  char *id;

  if (known == NULL)
    known = known_contact (c, contact);
  if (known != NULL)
    {
      compare_parent (c, known, contact, line);
      return g_strdup (known);
    }
  id = gb_id_new ();
  add_parent (c, contact, id);
  g_hash_table_add (c->compared, g_strdup (id));
  remember_contact (c, contact, id);
  return id;
}

/* --- the rows ------------------------------------------------------------------------------------------------ */

static JsonArray *
relations_of (Comparison *c, const GbRollRow *row)
{
  JsonArray *relations = json_array_new ();

  for (guint i = 0; i < row->contacts->len; i++)
    {
      JsonObject *contact = row->contacts->pdata[i], *relation = json_object_new ();
      g_autofree char *id = contact_id (c, NULL, contact, row->line);
      g_autofree char *name = name_of (contact);
      json_object_set_string_member (relation, "person_id", id);
      json_object_set_string_member (relation, "name", name);
      json_object_set_string_member (relation, "relation", gb_json_text (contact, "relation"));
      json_array_add_object_element (relations, relation);
    }
  return relations;
}

static void
add_pupil (Comparison *c, const GbRollRow *row)
{
  g_autofree char *id = gb_id_new ();
  g_autofree char *name = name_of (row->fields);
  g_autofree char *year = gb_say_year_group (gb_json_text (row->fields, "year_group"));
  JsonObject *body = json_object_new ();
  JsonObjectIter iter;
  const char *field;
  JsonNode *node;

  json_object_set_string_member (body, "person_id", id);
  json_object_set_string_member (body, "sort", "pupil");
  json_object_set_string_member (body, "source", c->roll->content->source);
  if (gb_json_text (row->fields, "upn") == NULL)
    json_object_set_string_member (body, "reason", _ ("The file of the roll gives no UPN."));
  json_object_iter_init (&iter, row->fields);
  while (json_object_iter_next (&iter, &field, &node))
    json_object_set_member (body, field, json_node_copy (node));
  json_object_set_array_member (body, "relations", relations_of (c, row));
  add_step (c->roll->steps, "person.added", body);
  add_line (c->roll, GB_ROLL_NEW, row->line, name, year);
}

static void
compare_contacts (Comparison *c, GbPerson *person, const GbRollRow *row, JsonArray *changes, GPtrArray *said)
{
  for (guint i = 0; i < row->contacts->len; i++)
    {
      JsonObject *contact = row->contacts->pdata[i], *change;
      g_autofree char *id = contact_id (c, person, contact, row->line);
      g_autofree char *name = name_of (contact);
      g_autofree char *key
          = parent_key (person->id, gb_json_text (contact, "forename"), gb_json_text (contact, "surname"));
      const char *relation = gb_json_text (contact, "relation");

      if (g_hash_table_contains (c->parents, key))
        continue;
      change = json_object_new ();
      json_object_set_string_member (change, "field", "relation");
      json_object_set_string_member (change, "person_id", id);
      json_object_set_string_member (change, "name", name);
      json_object_set_null_member (change, "old");
      json_object_set_string_member (change, "new", relation);
      json_array_add_object_element (changes, change);
      g_ptr_array_add (
          said, g_strdup_printf (_ ("%s: %s"), gb_pack_label (gb_book_get_pack (c->book), "relation", relation), name));
    }
}

static void
compare_pupil (Comparison *c, GbPerson *person, const GbRollRow *row)
{
  g_autoptr (JsonArray) changes = json_array_new ();
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *today = gb_today ();

  g_hash_table_add (c->in_file, person->id);
  compare_fields (c, person, row->fields, changes, said);
  compare_contacts (c, person, row, changes, said);
  if (person->left_on != NULL)
    {
      JsonObject *body = json_object_new ();
      json_object_set_string_member (body, "person_id", person->id);
      json_object_set_string_member (body, "on", today);
      json_object_set_string_member (body, "source", c->roll->content->source);
      add_step (c->roll->steps, "person.returned", body);
      g_ptr_array_insert (said, 0, g_strdup (_ ("back on the roll")));
    }
  if (said->len == 0)
    c->roll->unchanged++;
  add_change (c, person, row->line, changes, said);
}

static void
compare_row (Comparison *c, const GbRollRow *row)
{
  GbPerson *person = person_of_row (c, row);
  g_autofree char *reason = person != NULL ? is_another_child (person, row) : NULL;

  if (reason == NULL && person != NULL && g_hash_table_contains (c->in_file, person->id))
    reason = g_strdup_printf (_ ("this is %s, who stands in the file already"), person->name);
  if (reason != NULL)
    {
      g_hash_table_add (c->in_file, person->id);
      refuse_row (c->roll->content, row, reason);
    }
  else if (person != NULL)
    compare_pupil (c, person, row);
  else
    add_pupil (c, row);
}

/* Who is refused is in the file all the same. */
static gboolean
is_refused (Comparison *c, GbPerson *person)
{
  GPtrArray *refused = c->roll->content->refused;

  for (guint i = 0; i < refused->len; i++)
    {
      const GbRollRefusal *refusal = refused->pdata[i];
      g_autofree char *name = gb_text_fold (refusal->name), *mine = gb_text_fold (person->name);
      if ((person->upn != NULL && g_strcmp0 (person->upn, refusal->upn) == 0) || g_str_equal (name, mine))
        return TRUE;
    }
  return FALSE;
}

static void
add_leaver (Comparison *c, GbPerson *person)
{
  g_autofree char *today = gb_today ();
  g_autofree char *year = gb_say_year_group (person->year_group);
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "person_id", person->id);
  json_object_set_string_member (body, "on", c->roll->content->taken_on != NULL ? c->roll->content->taken_on : today);
  json_object_set_string_member (body, "source", c->roll->content->source);
  add_step (c->roll->leaving, "person.left", body);
  add_line (c->roll, GB_ROLL_LEAVER, 0, person->name, year);
}

static gboolean
find_leavers (Comparison *c, GError **error)
{
  GbPersonQuery query = { .sort = "pupil" };
  g_autoptr (GPtrArray) here = gb_persons (c->vault, &query, error);
  guint gone = 0;

  if (here == NULL)
    return FALSE;
  for (guint i = 0; i < here->len; i++)
    gone += !g_hash_table_contains (c->in_file, ((GbPerson *) here->pdata[i])->id);
  /* A file without most of the school is one class, not a school that has left. */
  if (gone * 2 > here->len)
    c->roll->content->whole = FALSE;
  for (guint i = 0; c->roll->content->whole && i < here->len; i++)
    if (!g_hash_table_contains (c->in_file, ((GbPerson *) here->pdata[i])->id) && !is_refused (c, here->pdata[i]))
      add_leaver (c, here->pdata[i]);
  return TRUE;
}

static int
by_line (gconstpointer a, gconstpointer b)
{
  const GbRollRefusal *first = *(GbRollRefusal **) a, *second = *(GbRollRefusal **) b;
  return first->line < second->line ? -1 : first->line > second->line;
}

static void
show_refused (GbRoll *self)
{
  g_ptr_array_sort (self->content->refused, by_line);
  for (guint i = 0; i < self->content->refused->len; i++)
    {
      const GbRollRefusal *refusal = self->content->refused->pdata[i];
      add_line (self, GB_ROLL_REFUSED, refusal->line, *refusal->name != '\0' ? refusal->name : NULL, refusal->sentence);
    }
}

static gpointer
compare (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Comparison c = { .roll = data, .book = book, .vault = gb_book_get_vault (book) };
  GPtrArray *rows = c.roll->content->rows;
  gboolean fine;

  c.people = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  c.by_upn = g_hash_table_new (g_str_hash, g_str_equal);
  c.by_identity = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  c.parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  c.contacts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  c.compared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  c.in_file = g_hash_table_new (g_str_hash, g_str_equal);
  fine = know_people (&c, error) && know_relations (&c, error);
  if (fine)
    {
      recognise_contacts (&c);
      for (guint i = 0; i < rows->len; i++)
        compare_row (&c, rows->pdata[i]);
      fine = find_leavers (&c, error);
    }
  comparison_clear (&c);
  show_refused (data);
  return fine ? g_object_ref (data) : NULL;
}

/* A transfer file begins with an angle bracket, whatever it is called. */
static gboolean
looks_like_xml (GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size && i < 64; i++)
    if (data[i] == '<')
      return TRUE;
    else if (g_ascii_isalnum (data[i]))
      return FALSE;
  return FALSE;
}

GbRoll *
gb_roll_preview (GbBook *book, GBytes *bytes, const char *file, GError **error)
{
  g_autoptr (GbRoll) self = g_object_new (GB_TYPE_ROLL, NULL);
  g_autoptr (GbRoll) compared = NULL;

  self->file = g_path_get_basename (file);
  self->hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  self->content = looks_like_xml (bytes) ? gb_roll_read_ctf (bytes, error) : gb_roll_read_csv (bytes, error);
  if (self->content == NULL)
    return NULL;
  if (self->content->rows->len == 0 && self->content->refused->len == 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("There are no pupils in this file. Nothing was brought in."));
      return NULL;
    }
  compared = gb_book_ask (book, compare, self, error);
  return compared != NULL ? g_steal_pointer (&self) : NULL;
}

/* --- questions ------------------------------------------------------------------------------------------ */

const char *
gb_roll_get_file (GbRoll *self)
{
  return self->file;
}

GPtrArray *
gb_roll_lines (GbRoll *self, GbRollPart part)
{
  return self->lines[part];
}

guint
gb_roll_count (GbRoll *self, GbRollPart part)
{
  return self->lines[part]->len;
}

guint
gb_roll_unchanged (GbRoll *self)
{
  return self->unchanged;
}

guint
gb_roll_new_parents (GbRoll *self)
{
  return self->new_parents;
}

gboolean
gb_roll_is_whole (GbRoll *self)
{
  return self->content->whole;
}

gboolean
gb_roll_has_work (GbRoll *self)
{
  return self->steps->len + self->leaving->len > 0;
}

char *
gb_roll_summary (GbRoll *self)
{
  return g_strdup_printf (_ ("new %u, changed %u, leavers %u, refused %u"), gb_roll_count (self, GB_ROLL_NEW),
                          gb_roll_count (self, GB_ROLL_CHANGED), gb_roll_count (self, GB_ROLL_LEAVER),
                          gb_roll_count (self, GB_ROLL_REFUSED));
}

/* --- the import ---------------------------------------------------------------------------------------------- */

typedef struct { GbBook *book; GPtrArray *steps; guint from; } Slice;

static gboolean
do_slice (GbVault *vault, gpointer data, GError **error)
{
  Slice *slice = data;

  if (!gb_vault_begin (vault, error))
    return FALSE;
  for (guint i = slice->from; i < slice->steps->len && i < slice->from + SLICE; i++)
    {
      const Step *step = slice->steps->pdata[i];
      g_autofree char *request = gb_id_new ();
      g_autoptr (GbDone) done = gb_book_act (slice->book, step->kind, NULL, request, step->body, error);
      if (done == NULL)
        {
          gb_vault_rollback (vault);
          return FALSE;
        }
    }
  return gb_vault_commit (vault, error);
}

static JsonObject *
imported_body (GbRoll *self, gboolean leavers)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "file", self->file);
  json_object_set_string_member (body, "file_hash", self->hash);
  json_object_set_string_member (body, "sort", "pupil");
  json_object_set_int_member (body, "new", gb_roll_count (self, GB_ROLL_NEW));
  json_object_set_int_member (body, "changed", gb_roll_count (self, GB_ROLL_CHANGED));
  json_object_set_int_member (body, "leavers", leavers ? gb_roll_count (self, GB_ROLL_LEAVER) : 0);
  json_object_set_int_member (body, "refused", gb_roll_count (self, GB_ROLL_REFUSED));
  gb_json_set_text (body, "taken_on", self->content->taken_on);
  return body;
}

gboolean
gb_roll_import (GbBook *book, GbRoll *self, gboolean leavers, GbProgressFunc progress, gpointer data,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new (); /* of Step, not owned */
  g_autoptr (JsonObject) body = imported_body (self, leavers);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = NULL;

  g_return_val_if_fail (!gb_vault_on_worker (gb_book_get_vault (book)), FALSE);
  g_ptr_array_extend (steps, self->steps, NULL, NULL);
  if (leavers)
    g_ptr_array_extend (steps, self->leaving, NULL, NULL);
  if (steps->len == 0)
    return TRUE;
  for (guint i = 0; i < steps->len; i += SLICE)
    {
      Slice slice = { .book = book, .steps = steps, .from = i };
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !gb_vault_run (gb_book_get_vault (book), do_slice, &slice, error))
        return FALSE;
      if (progress != NULL)
        progress (MIN (i + SLICE, steps->len), steps->len, data);
    }
  done = gb_book_act (book, "roll.imported", NULL, request, body, error);
  return done != NULL;
}

gboolean
gb_roll_import_shipped (GbBook *book, GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (gb_demo_data_get_resource (), "/org/guardbook/demo/roll.xml",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GbRoll) roll = bytes != NULL ? gb_roll_preview (book, bytes, "8865201_CTF_8865201_001.xml", error) : NULL;

  return roll != NULL && gb_roll_import (book, roll, TRUE, NULL, NULL, NULL, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/gate.h"
#include "casework/member.h"
#include "casework/seal.h"
#include "vault/statement.h"

GB_RECORD_DEFINE (GbSealReader, gb_seal_reader, GB_SEAL_READER_FIELDS)
GB_RECORD_DEFINE (GbSeal, gb_seal, GB_SEAL_FIELDS)

/* Who handles the cases of a rule; and in their place, when it is about
 * whoever is headteacher, those of the second list (KCSIE part four; 001 s7.9). */
static const struct
{
  const char *rule;
  guint handles, about_head; /* capabilities */
  const char *said, *said_head;
} rules[] = {
  { "staff-concern", GB_CAN_HANDLE_CONCERNS, GB_CAN_HANDLE_ABOUT_HEAD,
    N_ ("%s: the headteacher and the DSL handle concerns about staff."),
    N_ ("%s: a concern about the headteacher goes to the chair of governors.") },
  { "owner", GB_CAN_HANDLE_SEALED, GB_CAN_HANDLE_SEALED, N_ ("%s: reads what the safeguarding team seals."),
    N_ ("%s: reads what the safeguarding team seals.") },
};

/* --- the plan --------------------------------------------------------------------- */

typedef struct
{
  char *person_id, *name;
} Subject;

struct _GbSealPlan
{
  char *rule, *reason;
  GPtrArray *subjects; /* of Subject */
  gboolean chooses;    /* FALSE: as the rule says */
  GPtrArray *chosen;   /* of member ids */
};

static void
subject_free (Subject *subject)
{
  g_free (subject->person_id);
  g_free (subject->name);
  g_free (subject);
}

GbSealPlan *
gb_seal_plan_new (const char *rule)
{
  GbSealPlan *self = g_new0 (GbSealPlan, 1);

  self->rule = g_strdup (rule);
  self->subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) subject_free);
  self->chosen = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
gb_seal_plan_free (GbSealPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->rule);
  g_free (self->reason);
  g_ptr_array_unref (self->subjects);
  g_ptr_array_unref (self->chosen);
  g_free (self);
}

void
gb_seal_plan_set_rule (GbSealPlan *self, const char *rule)
{
  g_free (self->rule);
  self->rule = g_strdup (rule);
}

void
gb_seal_plan_set_reason (GbSealPlan *self, const char *reason)
{
  g_free (self->reason);
  self->reason = g_strdup (reason);
}

void
gb_seal_plan_add_subject (GbSealPlan *self, const char *person_id, const char *name)
{
  Subject *subject;

  if (person_id == NULL && !gb_text_is_filled (name))
    return;
  subject = g_new0 (Subject, 1);
  subject->person_id = g_strdup (person_id);
  subject->name = g_strdup (name);
  g_ptr_array_add (self->subjects, subject);
}

void
gb_seal_plan_choose (GbSealPlan *self, const char *member_id)
{
  self->chooses = TRUE;
  g_ptr_array_add (self->chosen, g_strdup (member_id));
}

/* Readers come as ids from a form, as rows from an entry. */
static void
choose_element (GbSealPlan *self, JsonNode *node)
{
  const char *id = JSON_NODE_HOLDS_VALUE (node)    ? json_node_get_string (node)
                   : JSON_NODE_HOLDS_OBJECT (node) ? gb_json_text (json_node_get_object (node), "member_id")
                                                   : NULL;
  if (id != NULL)
    gb_seal_plan_choose (self, id);
}

GbSealPlan *
gb_seal_plan_of (JsonObject *sealing)
{
  const char *rule = gb_json_text (sealing, "rule");
  GbSealPlan *self = gb_seal_plan_new (rule != NULL ? rule : "owner");
  JsonArray *readers = gb_json_array (sealing, "readers"), *subjects = gb_json_array (sealing, "subjects");

  gb_seal_plan_set_reason (self, gb_json_text (sealing, "reason"));
  self->chooses = readers != NULL; /* perhaps nobody: then it is refused */
  for (guint i = 0; readers != NULL && i < json_array_get_length (readers); i++)
    choose_element (self, json_array_get_element (readers, i));
  for (guint i = 0; subjects != NULL && i < json_array_get_length (subjects); i++)
    {
      JsonObject *one = json_array_get_object_element (subjects, i);
      gb_seal_plan_add_subject (self, gb_json_text (one, "person_id"), gb_json_text (one, "name"));
    }
  return self;
}

/* --- who ---------------------------------------------------------------------------------- */

static gboolean
shares_a_word (const char *words, const char *wanted)
{
  g_auto (GStrv) have = g_strsplit (words != NULL ? words : "", " ", -1);
  g_auto (GStrv) want = g_strsplit (wanted, " ", -1);

  for (guint i = 0; have[i] != NULL; i++)
    if (*have[i] != '\0' && g_strv_contains ((const char *const *) want, have[i]))
      return TRUE;
  return FALSE;
}

static char *
shared_word (const char *words, guint wanted)
{
  g_auto (GStrv) want = g_strsplit (gb_capability_roles (wanted), " ", -1);

  for (guint i = 0; want[i] != NULL; i++)
    if (shares_a_word (words, want[i]))
      return g_strdup (want[i]);
  return NULL;
}

static char *
person_name (GbVault *vault, const char *person_id)
{
  return gb_vault_ask_text (vault, NULL, "SELECT forename || ' ' || surname FROM p_person WHERE id = :id", ":id",
                            person_id, NULL);
}

static gboolean
same_name (const char *a, const char *b)
{
  g_autofree char *one = a != NULL ? gb_text_fold (a) : NULL;
  g_autofree char *other = b != NULL ? gb_text_fold (b) : NULL;

  return one != NULL && other != NULL && *one != '\0' && g_str_equal (one, other);
}

/* The same person may stand in People twice, once from the staff list: who has
 * the name of somebody it is about counts as them. */
static gboolean
is_subject (GbVault *vault, const GbSealPlan *plan, const char *member_id, const char *name)
{
  for (guint i = 0; i < plan->subjects->len; i++)
    {
      Subject *subject = plan->subjects->pdata[i];
      g_autofree char *known = subject->person_id != NULL ? person_name (vault, subject->person_id) : NULL;
      if (g_strcmp0 (subject->person_id, member_id) == 0 || same_name (subject->name, name) || same_name (known, name))
        return TRUE;
    }
  return FALSE;
}

/* A headteacher who is not a member is known by the title in People. */
static gboolean
has_the_title (GbVault *vault, const Subject *subject)
{
  g_autofree char *title = subject->person_id != NULL
                               ? gb_vault_ask_text (vault, NULL, "SELECT role_title FROM p_person WHERE id = :id",
                                                    ":id", subject->person_id, NULL)
                               : NULL;
  g_autofree char *folded = title != NULL ? gb_text_fold (title) : NULL;

  return folded != NULL
         && (g_str_equal (folded, "headteacher") || g_str_equal (folded, "head teacher")
             || g_str_equal (folded, "acting headteacher") || g_str_equal (folded, "executive headteacher")
             || g_str_equal (folded, "principal"));
}

static gboolean
is_about_the_head (GbVault *vault, const GbSealPlan *plan, GPtrArray *members)
{
  for (guint i = 0; i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      if (shares_a_word (member->roles, "headteacher") && is_subject (vault, plan, member->id, member->name))
        return TRUE;
    }
  for (guint i = 0; i < plan->subjects->len; i++)
    if (has_the_title (vault, plan->subjects->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_chosen (const GbSealPlan *plan, const char *member_id)
{
  return g_ptr_array_find_with_equal_func (plan->chosen, member_id, g_str_equal, NULL);
}

/* Takes @sentence. */
static void
say (GbSealReader *reader, gboolean reads, const char *basis, char *sentence)
{
  reader->reads = reads;
  reader->basis = g_strdup (basis);
  reader->sentence = sentence;
}

typedef struct
{
  GbBook *book;
  GbVault *vault;
  const GbSealPlan *plan;
  gsize rule;
  gboolean about_head;
} Deciding;

static void
decide_by_rule (Deciding *self, GbSealReader *reader)
{
  guint handles = self->about_head ? rules[self->rule].about_head : rules[self->rule].handles;
  const char *said = self->about_head ? rules[self->rule].said_head : rules[self->rule].said;
  g_autofree char *role = shared_word (reader->roles, handles);
  gboolean writes = g_strcmp0 (reader->member_id, gb_book_get_member_id (self->book)) == 0;

  if (role != NULL)
    say (reader, TRUE, "role", g_strdup_printf (_ (said), gb_role_label (role)));
  else if (writes && gb_role_words_can (reader->roles, GB_CAN_WRITE_CONCERNS | GB_CAN_WRITE_CASES))
    say (reader, TRUE, "writer", g_strdup (_ ("Writes it down.")));
  else if (writes)
    say (reader, FALSE, "not-rule",
         g_strdup (_ ("Writes it down, but doesn’t handle it: after saving it can’t be read"
                      " again from this desk.")));
  else
    say (reader, FALSE, "not-rule", g_strdup (_ ("The rule for these cases gives them no key.")));
}

static void
decide (Deciding *self, GbSealReader *reader)
{
  if (is_subject (self->vault, self->plan, reader->member_id, reader->name))
    say (reader, FALSE, "named",
         g_strdup (_ ("It is about them, so no key is made for them and they are told nothing.")));
  else if (!self->plan->chooses || !g_str_equal (self->plan->rule, "owner"))
    decide_by_rule (self, reader);
  else if (is_chosen (self->plan, reader->member_id))
    say (reader, TRUE, "chosen", g_strdup_printf (_ ("Chosen by %s."), gb_book_get_member_name (self->book)));
  else
    say (reader, FALSE, "not-chosen", g_strdup (_ ("Not chosen.")));
}

/* Their desk is outside the vault (outer.h): there is nothing that they could be given. */
static gboolean
sits_outside (const GbMember *member)
{
  return gb_text_is_filled (member->roles) && !gb_role_words_can (member->roles, GB_CAN_HOLD_KEY);
}

static GbSealReader *
reader_of (GbMember *member)
{
  GbSealReader *reader = g_object_new (gb_seal_reader_get_type (), NULL);

  reader->member_id = g_strdup (member->id);
  reader->name = g_strdup (member->name);
  reader->roles = g_strdup (member->roles);
  reader->box_key = g_strdup (member->box_key);
  return reader;
}

static gboolean
find_rule (const char *name, gsize *rule, GError **error)
{
  for (*rule = 0; *rule < G_N_ELEMENTS (rules); (*rule)++)
    if (g_strcmp0 (rules[*rule].rule, name) == 0)
      return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("There is no rule “%s” for sealing a case."), name);
  return FALSE;
}

GPtrArray *
gb_seal_readers_for (GbBook *book, const GbSealPlan *plan, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *today = gb_today ();
  Deciding self = { .book = book, .vault = vault, .plan = plan };
  g_autoptr (GPtrArray) members = find_rule (plan->rule, &self.rule, error) ? gb_members (vault, today, error) : NULL;
  g_autoptr (GPtrArray) readers = g_ptr_array_new_with_free_func (g_object_unref);

  if (members == NULL)
    return NULL;
  self.about_head = is_about_the_head (vault, plan, members);
  for (guint i = 0; i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      GbSealReader *reader;
      if (g_strcmp0 (member->state, "active") != 0 || sits_outside (member))
        continue;
      reader = reader_of (member);
      if (member->doubted)
        say (reader, FALSE, "unconfirmed",
             g_strdup (_ ("Came back with a new key that isn’t confirmed. Two members confirm it under Members "
                          "first.")));
      else
        decide (&self, reader);
      g_ptr_array_add (readers, reader);
    }
  return g_steal_pointer (&readers);
}

gboolean
gb_seal_somebody_reads (GPtrArray *readers, GError **error)
{
  for (guint i = 0; i < readers->len; i++)
    if (((GbSealReader *) readers->pdata[i])->reads)
      return TRUE;
  return gb_refuse (error,
                    _ ("Nobody would hold a key to this case. Choose a reader whom it isn’t about, give the chair"
                       " of governors a key first, or tell the LADO directly."));
}

/* --- afterwards ------------------------------------------------------------------------------ */

GbSeal *
gb_seal_get (GbVault *vault, const char *case_id, GError **error)
{
  return gb_record_one (vault, gb_seal_get_type (), error,
                        "SELECT case_id, rule, reason, sealed_at, sealed_by, begun_open, subjects FROM p_seal"
                        " WHERE case_id = :id",
                        ":id", case_id, NULL);
}

static char *
say_basis (GbSealReader *reader)
{
  g_autofree char *since = reader->since > 0 ? gb_say_instant (reader->since) : NULL;

  if (g_str_equal (reader->basis, "added"))
    return g_strdup_printf (_ ("Added %s: %s"), since, reader->reason);
  if (g_str_equal (reader->basis, "writer"))
    return g_strdup_printf (_ ("Wrote it down %s."), since);
  if (g_str_equal (reader->basis, "chosen"))
    return g_strdup_printf (_ ("Chosen when it was sealed, %s."), since);
  if (g_str_equal (reader->basis, "case"))
    return g_strdup (_ ("Reads the case that this one came from."));
  return g_strdup_printf (_ ("By the rule for these cases, since %s."), since);
}

static GbSealReader *
find_reader (GPtrArray *readers, const char *member_id)
{
  for (guint i = 0; i < readers->len; i++)
    if (g_strcmp0 (((GbSealReader *) readers->pdata[i])->member_id, member_id) == 0)
      return readers->pdata[i];
  return NULL;
}

/* The readers as the last entry that named them had them, those who are members
 * no more left out, and those whose roles have no key to the vault any more.  Somebody who came back has another key:
 * until a person has compared its safety words it might be anybody's who held the recovery words, so nothing is closed
 * for it (box_key NULL). */
static GPtrArray *
present_readers (GbVault *vault, const char *case_id, GError **error)
{
  g_autofree char *today = gb_today ();

  return gb_records (vault, gb_seal_reader_get_type (), error,
                     "SELECT r.member_id AS member_id, m.name AS name, '' AS roles,"
                     " iif (" GB_MEMBER_DOUBTED ", NULL, m.box_key) AS box_key,"
                     " 1 AS reads,"
                     " r.basis AS basis, NULL AS sentence, r.since AS since, r.reason AS reason"
                     " FROM p_seal_reader AS r JOIN p_member AS m ON m.id = r.member_id AND m.state = 'active'"
                     " WHERE r.case_id = :id AND NOT " GB_MEMBER_OUTSIDE " ORDER BY r.position",
                     ":id", case_id, ":day", today, ":keyed", gb_capability_roles (GB_CAN_HOLD_KEY), NULL);
}

static GbSealPlan *
plan_of_case (GbVault *vault, const char *case_id, GError **error)
{
  g_autoptr (GbSeal) seal = gb_seal_get (vault, case_id, error);
  g_autoptr (GbSealPlan) plan = seal != NULL ? gb_seal_plan_new (seal->rule) : NULL;
  g_autoptr (GbStatement) s = NULL;

  if (plan == NULL)
    return NULL;
  s = gb_statement_new (vault, "SELECT person_id, name FROM p_seal_subject WHERE case_id = :id ORDER BY position",
                        error);
  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", case_id, NULL);
  while (gb_statement_step (s, error))
    gb_seal_plan_add_subject (plan, gb_statement_text (s, "person_id"), gb_statement_text (s, "name"));
  return g_steal_pointer (&plan);
}

static void
say_afterwards (GbVault *vault, GbSealPlan *plan, GbSealReader *reader, GbSealReader *now)
{
  g_clear_pointer (&reader->basis, g_free);
  g_clear_pointer (&reader->sentence, g_free);
  if (now != NULL)
    {
      reader->reads = TRUE;
      reader->basis = g_strdup (now->basis);
      reader->since = now->since;
      reader->reason = g_strdup (now->reason);
      reader->sentence = say_basis (reader);
    }
  else if (is_subject (vault, plan, reader->member_id, reader->name))
    say (reader, FALSE, "named",
         g_strdup (_ ("It is about them, so no key is made for them and they are told nothing.")));
  else
    say (reader, FALSE, "not-chosen", g_strdup (_ ("Has no key for it. A reader can add them, with a reason.")));
}

GPtrArray *
gb_seal_readers_of (GbBook *book, const char *case_id, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *seal = gb_sealed_find (vault, case_id);
  g_autoptr (GbSealPlan) plan = seal != NULL ? plan_of_case (vault, case_id, error) : NULL;
  g_autoptr (GPtrArray) now = plan != NULL ? present_readers (vault, case_id, error) : NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (GPtrArray) readers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *today = gb_today ();

  if (now == NULL)
    return NULL;
  members = gb_members (vault, today, error);
  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      GbSealReader *reader;
      if (g_strcmp0 (member->state, "active") != 0 || sits_outside (member))
        continue;
      reader = reader_of (member);
      say_afterwards (vault, plan, reader, find_reader (now, member->id));
      g_ptr_array_add (readers, reader);
    }
  return members != NULL ? g_steal_pointer (&readers) : NULL;
}

/* --- what an entry says of it ------------------------------------------------------------------ */

static JsonArray *
reader_rows (GPtrArray *readers, gint64 now)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < readers->len; i++)
    {
      GbSealReader *reader = readers->pdata[i];
      JsonObject *row;
      if (!reader->reads)
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, "member_id", reader->member_id);
      json_object_set_string_member (row, "name", reader->name);
      json_object_set_string_member (row, "basis", reader->basis);
      json_object_set_int_member (row, "since", reader->since > 0 ? reader->since : now);
      gb_json_set_text (row, "reason", reader->reason);
      json_array_add_object_element (rows, row);
    }
  return rows;
}

static JsonArray *
subject_rows (GbVault *vault, const GbSealPlan *plan)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < plan->subjects->len; i++)
    {
      Subject *subject = plan->subjects->pdata[i];
      g_autofree char *known =
          subject->name == NULL && subject->person_id != NULL ? person_name (vault, subject->person_id) : NULL;
      JsonObject *row = json_object_new ();
      gb_json_set_text (row, "person_id", subject->person_id);
      gb_json_set_text (row, "name", subject->name != NULL ? subject->name : known);
      json_array_add_object_element (rows, row);
    }
  return rows;
}

/* What this writes replaces what a form brought. */
static void
set_sealing (GbRequest *request, const GbSealPlan *plan, GPtrArray *readers)
{
  JsonObject *sealing = json_object_new ();

  if (plan != NULL)
    {
      json_object_set_string_member (sealing, "rule", plan->rule);
      gb_json_set_text (sealing, "reason", plan->reason);
      json_object_set_array_member (sealing, "subjects", subject_rows (request->vault, plan));
    }
  json_object_set_array_member (sealing, "readers", reader_rows (readers, gb_now ()));
  json_object_set_object_member (request->body, "sealing", sealing);
}

/* --- the work of sealing one entry --------------------------------------------------------------- */

struct _GbSealWork
{
  char *seal;
  GPtrArray *readers; /* of GbSealReader */
  GPtrArray *before;  /* likewise: who is to be told that they read no more; NULL: nobody */
  char *ended;        /* whose reading ends */
  gboolean renew, hand_on;
};

void
gb_seal_work_free (GbSealWork *self)
{
  if (self == NULL)
    return;
  g_free (self->seal);
  g_free (self->ended);
  g_clear_pointer (&self->readers, g_ptr_array_unref);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  g_free (self);
}

/* Adults whose conduct is in question are named in an incident by their role in it. */
static void
add_subjects_of_body (GbSealPlan *plan, JsonObject *body)
{
  JsonArray *people = gb_json_array (body, "people");

  /* The adult whom a referral to the LADO is about. */
  if (g_strcmp0 (gb_json_text (body, "agency"), "lado") == 0)
    gb_seal_plan_add_subject (plan, gb_json_text (body, "subject_id"), gb_json_text (body, "subject"));
  for (guint i = 0; people != NULL && i < json_array_get_length (people); i++)
    {
      JsonObject *one = json_array_get_object_element (people, i);
      if (g_strcmp0 (gb_json_text (one, "role"), "adult-concern") == 0)
        gb_seal_plan_add_subject (plan, gb_json_text (one, "person_id"), gb_json_text (one, "name"));
    }
}

static void
add_subjects_of_case (GbSealPlan *plan, GbVault *vault, const char *case_id)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      vault, "SELECT person_id, name FROM p_incident_person WHERE incident_id = :id AND role = 'adult-concern'", NULL);

  if (s == NULL)
    return;
  gb_statement_bind (s, ":id", case_id, NULL);
  while (gb_statement_step (s, NULL))
    gb_seal_plan_add_subject (plan, gb_statement_text (s, "person_id"), gb_statement_text (s, "name"));
}

/* The plan of a case that this request begins, or seals; NULL without error: none. */
static GbSealPlan *
plan_of_request (GbRequest *request, const GbAct *act, GError **error)
{
  JsonObject *sealing = gb_json_object (request->body, "sealing");
  g_autoptr (GbSealPlan) plan = NULL;

  if (sealing == NULL && act->seal == NULL && !g_str_equal (act->kind, "case.sealed"))
    return NULL;
  plan = sealing != NULL ? gb_seal_plan_of (sealing) : gb_seal_plan_new ("owner");
  if (act->seal != NULL && !act->seal (request, plan, error))
    return NULL;
  add_subjects_of_body (plan, request->body);
  if (request->case_id != NULL)
    add_subjects_of_case (plan, request->vault, request->case_id);
  if (plan->reason == NULL)
    gb_seal_plan_set_reason (plan,
                             g_str_equal (act->kind, "case.sealed") ? gb_json_text (request->body, "reason") : NULL);
  return g_steal_pointer (&plan);
}

char *
gb_seal_parent (GbVault *vault, JsonObject *body)
{
  static const char *const fields[] = { "incident_id", "device_id", "search_id", "concern_id", NULL };

  for (guint i = 0; fields[i] != NULL; i++)
    {
      const char *id = gb_json_text (body, fields[i]);
      g_autofree char *seal = gb_sealed_find (vault, id);
      if (seal != NULL)
        return g_strdup (id);
    }
  return NULL;
}

static gboolean
opens_case (const GbAct *act)
{
  return gb_kind_find (act->kind)->about == GB_CASE_OPENS;
}

gboolean
gb_seal_opens (GbRequest *request, const GbAct *act)
{
  g_autofree char *parent = NULL;

  if (!opens_case (act))
    return FALSE;
  if (act->seal != NULL || gb_json_object (request->body, "sealing") != NULL)
    return TRUE;
  parent = gb_seal_parent (request->vault, request->body);
  return parent != NULL;
}

/* Five letters that nobody takes for digits, made from the random id. */
char *
gb_seal_reference (const char *case_id)
{
  static const char letters[] = "ABCDEFGHJKMNPQRSTVWXYZ";
  guint64 number = g_ascii_strtoull (case_id + 16, NULL, 16);
  char text[6] = { 0 };

  for (guint i = 0; i < 5; i++, number /= strlen (letters))
    text[i] = letters[number % strlen (letters)];
  return g_strdup_printf ("S-%s", text);
}

static GbSealWork *
work_new (const char *seal, GPtrArray *readers)
{
  GbSealWork *self = g_new0 (GbSealWork, 1);

  self->seal = g_strdup (seal);
  self->readers = readers;
  return self;
}

static GbSealWork *
work_by_plan (GbRequest *request, const GbSealPlan *plan, const char *seal, GError **error)
{
  g_autoptr (GPtrArray) readers = gb_seal_readers_for (request->book, plan, error);

  if (readers == NULL || !gb_seal_somebody_reads (readers, error))
    return NULL;
  set_sealing (request, plan, readers);
  return work_new (seal, g_steal_pointer (&readers));
}

/* For the readers of the case from which it comes, and about the same people. */
static GbSealWork *
work_by_parent (GbRequest *request, const char *parent, GError **error)
{
  g_autoptr (GbSealPlan) plan = plan_of_case (request->vault, parent, error);
  g_autoptr (GPtrArray) readers = plan != NULL ? present_readers (request->vault, parent, error) : NULL;

  if (readers == NULL)
    return NULL;
  for (guint i = 0; i < readers->len; i++)
    {
      GbSealReader *reader = readers->pdata[i];
      g_free (reader->basis);
      reader->basis = g_strdup ("case");
      reader->since = 0;
    }
  set_sealing (request, plan, readers);
  return work_new (request->case_id, g_steal_pointer (&readers));
}

static GbSealReader *
new_reader (GbRequest *request, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GbMember) member = gb_member_get (request->vault, gb_json_text (request->body, "member_id"), today, error);
  GbSealReader *reader = member != NULL ? reader_of (member) : NULL;

  if (reader == NULL)
    return NULL;
  reader->reads = TRUE;
  reader->basis = g_strdup ("added");
  reader->reason = g_strdup (gb_json_text (request->body, "reason"));
  return reader;
}

static gboolean
take_off (GbSealWork *self, GbRequest *request, GError **error)
{
  const char *member_id = gb_json_text (request->body, "member_id");

  self->before = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->readers->len; i++)
    g_ptr_array_add (self->before, g_object_ref (self->readers->pdata[i]));
  for (guint i = self->readers->len; i > 0; i--)
    if (g_strcmp0 (((GbSealReader *) self->readers->pdata[i - 1])->member_id, member_id) == 0)
      g_ptr_array_remove_index (self->readers, i - 1);
  self->ended = g_strdup (member_id);
  self->renew = TRUE;
  if (self->readers->len > 0)
    return TRUE;
  return gb_refuse (error,
                    _ ("You are the last who reads this case. Add another reader first, so that it isn’t lost."));
}

static gboolean
change_readers (GbSealWork *self, GbRequest *request, GError **error)
{
  if (g_str_equal (request->kind, "seal.reader-added"))
    {
      GbSealReader *reader = new_reader (request, error);
      if (reader == NULL)
        return FALSE;
      g_ptr_array_add (self->readers, reader);
      self->hand_on = TRUE;
    }
  else if (g_str_equal (request->kind, "seal.renewed"))
    self->renew = self->hand_on = TRUE;
  else if (g_str_equal (request->kind, "seal.reader-removed") || g_str_equal (request->kind, "seal.recused"))
    {
      if (!take_off (self, request, error))
        return FALSE;
    }
  else
    return TRUE;
  set_sealing (request, NULL, self->readers);
  return TRUE;
}

static GbSealWork *
work_as_it_is (GbRequest *request, const char *seal, const char *case_id, GError **error)
{
  g_autoptr (GPtrArray) readers = present_readers (request->vault, case_id, error);
  g_autoptr (GbSealWork) self = readers != NULL ? work_new (seal, g_steal_pointer (&readers)) : NULL;

  if (self == NULL || !change_readers (self, request, error))
    return NULL;
  return g_steal_pointer (&self);
}

GbSealWork *
gb_seal_work_new (GbRequest *request, const GbAct *act, GError **error)
{
  const char *about = request->case_id != NULL ? request->case_id : gb_json_text (request->body, "about_id");
  g_autofree char *seal = opens_case (act) ? NULL : gb_sealed_find (request->vault, about);
  g_autofree char *parent = opens_case (act) ? gb_seal_parent (request->vault, request->body) : NULL;
  g_autoptr (GbSealPlan) plan = NULL;
  g_autoptr (GError) local = NULL;

  if (seal != NULL)
    return work_as_it_is (request, seal, about, error);
  if (opens_case (act) || g_str_equal (act->kind, "case.sealed"))
    plan = plan_of_request (request, act, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (parent != NULL && act->seal == NULL)
    return work_by_parent (request, parent, error);
  if (plan == NULL)
    return NULL;
  seal = opens_case (act) ? g_strdup (request->case_id) : gb_id_new ();
  return work_by_plan (request, plan, seal, error);
}

/* The keys of those who read, in the form in which they are wrapped. */
static GArray *
holders_of (GPtrArray *readers, GPtrArray *keys)
{
  GArray *holders = g_array_new (FALSE, FALSE, sizeof (GbSealHolder));

  for (guint i = 0; i < readers->len; i++)
    {
      GbSealReader *reader = readers->pdata[i];
      guint8 key[GB_BOX_KEY_SIZE];
      GbSealHolder holder = { .holder = reader->member_id };
      if (!reader->reads || !gb_hex_to_bytes (reader->box_key, key, sizeof key))
        continue;
      holder.box_key = g_memdup2 (key, sizeof key);
      g_ptr_array_add (keys, (gpointer) holder.box_key);
      g_array_append_val (holders, holder);
    }
  return holders;
}

static GbEntry *
append (GbSealWork *self, GPtrArray *readers, gboolean renew, GbRequest *request, const char *kind, const char *id,
        JsonObject *body, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) holders = holders_of (readers, keys);
  GbSealing sealing = { .seal = self->seal,
                        .holders = (const GbSealHolder *) (gpointer) holders->data,
                        .n_holders = holders->len,
                        .renew = renew,
                        .hand_on = self->hand_on && readers == self->readers };

  return gb_sealed_append (request->vault, &sealing, kind, request->case_id, id, body, error);
}

/* The last entry that somebody reads says that it is the last, and no more. */
static gboolean
append_end (GbSealWork *self, GbRequest *request, const char *id, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *own = g_strconcat (id, "-ended", NULL);
  g_autoptr (GbEntry) entry = NULL;

  json_object_set_string_member (body, "member_id", self->ended);
  json_object_set_object_member (body, "author", json_object_ref (gb_json_object (request->body, "author")));
  entry = append (self, self->before, FALSE, request, "seal.ended", own, body, error);
  return entry != NULL;
}

GbEntry *
gb_seal_work_append (GbSealWork *self, GbRequest *request, const char *id, GError **error)
{
  if (self->ended != NULL && !append_end (self, request, id, error))
    return NULL;
  return append (self, self->readers, self->renew, request, request->kind, id, request->body, error);
}

/* --- asking before ------------------------------------------------------------------------------- */

GPtrArray *
gb_seal_preview (GbBook *book, const char *kind, const char *case_id, JsonObject *body, GError **error)
{
  const GbAct *act = gb_act_find (kind);
  g_autoptr (JsonObject) empty = json_object_new ();
  GbRequest request = { .book = book,
                        .vault = gb_book_get_vault (book),
                        .kind = kind,
                        .case_id = case_id,
                        .body = body != NULL ? body : empty,
                        .asking = TRUE };
  g_autofree char *parent = act != NULL ? gb_seal_parent (request.vault, request.body) : NULL;
  g_autoptr (GbSealPlan) plan = NULL;

  if (act == NULL)
    return NULL;
  if (parent != NULL && act->seal == NULL)
    return gb_seal_readers_of (book, parent, error);
  plan = plan_of_request (&request, act, error);
  return plan != NULL ? gb_seal_readers_for (book, plan, error) : NULL;
}

gboolean
gb_seal_keeps_from (GbRequest *request, const char *person_id, const char *name)
{
  g_autoptr (GPtrArray) readers = gb_seal_preview (request->book, request->kind, NULL, request->body, NULL);

  if (readers == NULL)
    return FALSE;
  for (guint i = 0; i < readers->len; i++)
    {
      GbSealReader *reader = readers->pdata[i];
      if (reader->reads && (g_strcmp0 (reader->member_id, person_id) == 0 || same_name (reader->name, name)))
        return FALSE;
    }
  return TRUE;
}

/* --- gates ------------------------------------------------------------------------------------------ */

static gboolean
must_be_sealed (GbRequest *request, GError **error)
{
  g_autofree char *seal = gb_sealed_find (request->vault, request->case_id);

  if (seal != NULL)
    return TRUE;
  return gb_refuse (error, _ ("This case isn’t sealed, so it has no list of readers."));
}

static gboolean
gate_seal (GbRequest *request, GError **error)
{
  g_autofree char *seal = gb_sealed_find (request->vault, request->case_id);
  g_autofree char *opener = NULL;

  if (seal != NULL)
    return gb_refuse (error, _ ("This case is sealed already. Add or remove a reader instead."));
  if (request->case_id != NULL)
    opener = gb_vault_ask_text (request->vault, NULL, "SELECT opened_by FROM p_case WHERE id = :id", ":id",
                                request->case_id, NULL);
  if (g_strcmp0 (opener, gb_book_get_member_id (request->book)) != 0
      && !gb_gate_leads (request, _ ("seal a case that somebody else opened"), error))
    return FALSE;
  return gb_gate_filled (request, "reason", _ ("Say why the case is sealed: the reason is kept with it."), error);
}

static gboolean
gate_add (GbRequest *request, GError **error)
{
  const char *member_id = gb_json_text (request->body, "member_id");
  g_autofree char *today = gb_today ();
  g_autoptr (GbMember) member = NULL;
  g_autoptr (GbSealPlan) plan = NULL;
  g_autoptr (GPtrArray) now = NULL;

  if (!must_be_sealed (request, error))
    return FALSE;
  if (member_id == NULL)
    return TRUE;
  member = gb_member_get (request->vault, member_id, today, error);
  if (member == NULL || g_strcmp0 (member->state, "active") != 0 || sits_outside (member))
    return gb_refuse (error, _ ("Only somebody who has a key to this vault can be made a reader. Enrol them first."));
  if (member->doubted)
    return gb_refuse (error,
                      _ ("%s came back with a new key that isn’t confirmed. Two members confirm it under Members "
                         "first."),
                      member->name);
  plan = plan_of_case (request->vault, request->case_id, error);
  now = plan != NULL ? present_readers (request->vault, request->case_id, error) : NULL;
  if (now == NULL)
    return FALSE;
  if (is_subject (request->vault, plan, member->id, member->name))
    return gb_refuse (error, _ ("The case is about %s, so they are never given a key to it."), member->name);
  if (find_reader (now, member->id) != NULL)
    return gb_refuse (error, _ ("%s reads this case already."), member->name);
  return gb_gate_filled (request, "reason", _ ("Say why they need to know: the reason is kept with the case."), error);
}

static gboolean
gate_remove (GbRequest *request, GError **error)
{
  const char *member_id = gb_json_text (request->body, "member_id");
  g_autoptr (GPtrArray) now = NULL;

  if (!must_be_sealed (request, error))
    return FALSE;
  if (member_id == NULL)
    return TRUE;
  now = present_readers (request->vault, request->case_id, error);
  if (now == NULL)
    return FALSE;
  if (find_reader (now, member_id) == NULL)
    return gb_refuse (error, _ ("They don’t read this case, so there is nothing to take away."));
  if (g_strcmp0 (member_id, gb_book_get_member_id (request->book)) == 0)
    return gb_refuse (error, _ ("To give up your own key, step back from the case."));
  return gb_gate_filled (request, "reason", _ ("Say why they no longer read it: the reason is kept with the case."),
                         error);
}

static gboolean
gate_recuse (GbRequest *request, GError **error)
{
  g_autoptr (GPtrArray) now = NULL;

  if (!must_be_sealed (request, error))
    return FALSE;
  now = present_readers (request->vault, request->case_id, error);
  if (now == NULL)
    return FALSE;
  if (now->len < 2)
    return gb_refuse (error,
                      _ ("You are the last who reads this case. Add another reader first, so that it isn’t lost."));
  return gb_gate_filled (request, "reason", _ ("Say why you step back: the reason is kept with the case."), error);
}

/* Nobody steps back in another's name. */
static gboolean
prepare_recuse (GbRequest *request, GError **error)
{
  json_object_set_string_member (request->body, "member_id", gb_book_get_member_id (request->book));
  json_object_set_string_member (request->body, "name", gb_book_get_member_name (request->book));
  return TRUE;
}

static gboolean
prepare_name (GbRequest *request, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GbMember) member = gb_member_get (request->vault, gb_json_text (request->body, "member_id"), today, error);

  if (member != NULL)
    json_object_set_string_member (request->body, "name", member->name);
  return member != NULL;
}

const GbAct gb_seal_acts[] = {
  { "case.sealed", gate_seal, NULL },
  { "seal.reader-added", gate_add, prepare_name },
  { "seal.reader-removed", gate_remove, prepare_name },
  { "seal.recused", gate_recuse, prepare_recuse },
  { "seal.renewed", must_be_sealed, NULL },
  { "seal.read", must_be_sealed, NULL },
  { NULL },
};

/* --- reading, renewing, covering --------------------------------------------------------------------- */

typedef struct
{
  const char *case_id, *what;
} Reading;

static gpointer
is_to_be_noted (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  g_autofree char *seal = gb_sealed_find (gb_book_get_vault (book), reading->case_id);

  return seal != NULL && gb_book_get_read_only_reason (book) == NULL ? book : NULL;
}

gboolean
gb_seal_note_reading (GbBook *book, const char *case_id, const char *what, GError **error)
{
  Reading reading = { case_id, what };
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *name = NULL;
  g_autofree char *request = NULL;
  g_autoptr (GbDone) done = NULL;

  if (gb_book_ask (book, is_to_be_noted, &reading, NULL) == NULL)
    return TRUE;
  /* The same reading asked twice is one entry. */
  name = g_strdup_printf ("%s %s %s %p", gb_book_get_member_id (book), case_id, what, (gpointer) book);
  request = gb_hash_text ("guardbook.reading.1", name, strlen (name));
  body = json_object_new ();
  json_object_set_string_member (body, "what", what);
  done = gb_book_act (book, "seal.read", case_id, request, body, error);
  return done != NULL;
}

static gboolean
renew_one (GbBook *book, const char *case_id, const char *reason, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = NULL;

  json_object_set_string_member (body, "reason", reason);
  done = gb_book_act (book, "seal.renewed", case_id, request, body, error);
  return done != NULL;
}

gboolean
gb_seal_rewrap (GbBook *book, const char *reason, guint *done, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GbStatement) s = gb_statement_new (vault, "SELECT case_id FROM p_seal ORDER BY sealed_at, case_id", error);

  *done = 0;
  if (s == NULL)
    return FALSE;
  while (gb_statement_step (s, error))
    g_ptr_array_add (cases, g_strdup (gb_statement_text (s, "case_id")));
  g_clear_pointer (&s, gb_statement_free);
  for (; *done < cases->len; (*done)++)
    if (!renew_one (book, cases->pdata[*done], reason, error))
      return FALSE;
  return TRUE;
}

/* Of the cases that this member reads, those with a reader whose own keys came
 * or went after the case's were last given to all. */
static gboolean
rewrap_is_due (GbVault *vault)
{
  return gb_vault_ask_number (
             vault, 0, NULL,
             "SELECT EXISTS (SELECT 1 FROM p_seal AS s JOIN main.entry AS e"
             " ON e.kind IN ('member.confirmed', 'member.left', 'member.roles')"
             " WHERE CAST (e.body AS TEXT) ->> 'member_id' IN"
             "         (SELECT r.member_id FROM p_seal_reader AS r WHERE r.case_id = s.case_id)"
             "   AND e.id > (SELECT max (g.id) FROM p_entry AS g WHERE g.case_id = s.case_id AND g.sealed"
             "                  AND CAST (g.body AS TEXT) ->> '$.sealing.readers' IS NOT NULL))",
             NULL)
         == 1;
}

static gpointer
settle_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  guint done;

  if (gb_vault_held (gb_book_get_vault (book)) == NULL || !rewrap_is_due (gb_book_get_vault (book)))
    return book;
  return gb_seal_rewrap (book, _ ("A reader’s keys had changed."), &done, error) ? book : NULL;
}

gboolean
gb_seal_settle (GbBook *book, GError **error)
{
  if (gb_book_get_read_only_reason (book) != NULL || !gb_book_recovery_is_confirmed (book))
    return TRUE;
  return gb_book_ask (book, settle_question, NULL, error) != NULL && gb_seal_cover (book, error);
}

static gpointer
cover_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  /* Ids are random: as good a die as any, and a test may load it. */
  g_autofree char *die = gb_id_new ();
  guint entries = (guint) g_ascii_xdigit_value (die[0]) / 4; /* 0 to 3 */

  for (guint i = 0; i < entries; i++)
    {
      /* One in eight is longer than the smallest size, as are those with a narrative in them. */
      gsize size = (guint) g_ascii_xdigit_value (die[1 + i]) < 2 ? 2 * GB_SEAL_LEAST : GB_SEAL_LEAST;
      if (!gb_sealed_cover (gb_book_get_vault (book), size, error))
        return NULL;
    }
  return book;
}

gboolean
gb_seal_cover (GbBook *book, GError **error)
{
  if (gb_book_get_read_only_reason (book) != NULL || !gb_book_recovery_is_confirmed (book))
    return TRUE;
  return gb_book_ask (book, cover_question, NULL, error) != NULL;
}

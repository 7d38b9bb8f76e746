/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pack comes from outside, so it is read in strict steps, and not one of its
 * words is used before all have passed:
 *   parse     libxml2 without network, without a document type, without entities
 *   validate  pack.rng, which names the line
 *   compose   if it only says what it changes: laid over what it names
 *   connect   what no schema can say: ids unique, a step's clock and needs are there
 * (the first three: pack-document.c).  Then the words are copied out and the
 * document is gone.  Immutable after that, so any thread may read.
 */
#include <string.h>

#include <glib/gi18n.h>
#include <libxml/tree.h>

#include "base/errors.h"
#include "base/text.h"
#include "policy/pack-layer.h"
#include "policy/pack-private.h"
#include "policy/pack.h"
#include "policy/resources.h"

#define RESOURCES "/org/guardbook/policy/"

struct _GbPack
{
  GObject parent_instance;
  GBytes *bytes;
  GStringChunk *text; /* every word lives here */
  const char *id, *version, *title, *about;
  GPtrArray *rules;                 /* (owned, of GbRule) */
  GPtrArray *contacts;              /* (owned, of GbContact) */
  GHashTable *vocabularies;         /* name -> (owned, GPtrArray of GbWord) */
  GHashTable *routes;               /* category -> procedure id */
  GPtrArray *clocks;                /* (owned, of GbPackClock) */
  GPtrArray *procedures;            /* (owned, of GbProcedure) */
  GPtrArray *none;                  /* the empty vocabulary */
  const char *any, *indecent_image; /* procedure ids */
};

G_DEFINE_TYPE (GbPack, gb_pack, G_TYPE_OBJECT)

/* What the screens ask for; a pack without one of them would leave a list empty. */
static const char *const vocabularies_asked_for[] = { "category",
                                                      "four-c",
                                                      "location",
                                                      "site",
                                                      "offsite-test",
                                                      "channel",
                                                      "precision",
                                                      "person-role",
                                                      "equipment",
                                                      "policy-route",
                                                      "device-type",
                                                      "ground",
                                                      "limb",
                                                      "consent",
                                                      "search-exception",
                                                      "examine-test",
                                                      "refused-by",
                                                      "place",
                                                      "device-ground",
                                                      "hold-reason",
                                                      "lado-limb",
                                                      "agency",
                                                      "route",
                                                      "referral-outcome",
                                                      "incident-outcome",
                                                      "deletion-ground",
                                                      "sex",
                                                      "person-sort",
                                                      "sen",
                                                      "scope",
                                                      "document",
                                                      "role",
                                                      "ready-lado",
                                                      "ready-police",
                                                      NULL };

static const char *const rules_asked_for[] = { "search.authoriser", "search.consent",         "device.release-to",
                                               "device.clock",      "small-number.threshold", NULL };

static void
procedure_free (gpointer data)
{
  GbProcedure *procedure = data;
  g_ptr_array_unref (procedure->steps);
  g_free (procedure);
}

static void
gb_pack_init (GbPack *self)
{
  self->text = g_string_chunk_new (16 * 1024);
  self->rules = g_ptr_array_new_with_free_func (g_free);
  self->contacts = g_ptr_array_new_with_free_func (g_free);
  self->vocabularies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->routes = g_hash_table_new (g_str_hash, g_str_equal);
  self->clocks = g_ptr_array_new_with_free_func (g_free);
  self->procedures = g_ptr_array_new_with_free_func (procedure_free);
  self->none = g_ptr_array_new ();
}

static void
gb_pack_finalize (GObject *object)
{
  GbPack *self = GB_PACK (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_pointer (&self->vocabularies, g_hash_table_unref);
  g_clear_pointer (&self->routes, g_hash_table_unref);
  g_clear_pointer (&self->clocks, g_ptr_array_unref);
  g_clear_pointer (&self->procedures, g_ptr_array_unref);
  g_clear_pointer (&self->none, g_ptr_array_unref);
  g_clear_pointer (&self->text, g_string_chunk_free);
  G_OBJECT_CLASS (gb_pack_parent_class)->finalize (object);
}

static void
gb_pack_class_init (GbPackClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_pack_finalize;
}

/* --- reading ---------------------------------------------------------------------------- */

static const char *
keep (GbPack *self, const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (self->text, text) : NULL;
}

static const char *
attribute (GbPack *self, xmlNode *node, const char *name)
{
  g_autofree char *line = gb_xml_attribute (node, name);

  return keep (self, line);
}

static gboolean
attribute_is (xmlNode *node, const char *name, const char *wanted)
{
  xmlChar *value = xmlGetNoNsProp (node, (const xmlChar *) name);
  gboolean is = value != NULL && strcmp ((const char *) value, wanted) == 0;

  if (value != NULL)
    xmlFree (value);
  return is;
}

static const char *
words_of (GbPack *self, xmlNode *node)
{
  g_autofree char *words = gb_xml_words (node);

  return keep (self, words);
}

static const char *
child_words (GbPack *self, xmlNode *node, const char *name)
{
  g_autofree char *words = gb_xml_child_words (node, name);

  return keep (self, words);
}

/* Each reader adds what it read and checks that its id is new. */
typedef gboolean (*ReadElement) (GbPack *self, xmlNode *node, GError **error);

static gboolean
each_element (GbPack *self, xmlNode *parent, const char *name, ReadElement read, GError **error)
{
  for (xmlNode *node = parent->children; node != NULL; node = node->next)
    if (gb_xml_is (node, name) && !read (self, node, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_rule (GbPack *self, xmlNode *node, GError **error)
{
  GbRule *rule;
  const char *name = attribute (self, node, "name");

  if (gb_pack_find_rule (self, name) != NULL)
    return gb_pack_refuse (error, node, _ ("the rule “%s” is given twice."), name);
  rule = g_new0 (GbRule, 1);
  g_ptr_array_add (self->rules, rule);
  rule->name = name;
  rule->value = attribute (self, node, "value");
  rule->choices = attribute (self, node, "choices");
  rule->basis = attribute (self, node, "basis");
  rule->obligations = attribute (self, node, "obligations");
  rule->words = words_of (self, node);
  if (g_str_equal (rule->value, GB_RULE_SILENT) && rule->choices == NULL)
    return gb_pack_refuse (error, node, _ ("the rule “%s” is silent, and names nothing that the school could decide."),
                           name);
  return TRUE;
}

static gboolean
read_contact (GbPack *self, xmlNode *node, GError **error)
{
  GbContact *contact = g_new0 (GbContact, 1);

  contact->id = attribute (self, node, "id");
  contact->agency = attribute (self, node, "agency");
  contact->checked = attribute (self, node, "checked");
  contact->label = child_words (self, node, "label");
  contact->phone = child_words (self, node, "phone");
  contact->out_of_hours = child_words (self, node, "out-of-hours");
  contact->email = child_words (self, node, "email");
  contact->web = child_words (self, node, "web");
  contact->hours = child_words (self, node, "hours");
  contact->note = child_words (self, node, "note");
  if (gb_pack_contact (self, contact->id) != NULL)
    gb_pack_refuse (error, node, _ ("the contact “%s” is given twice."), contact->id);
  g_ptr_array_add (self->contacts, contact);
  return error == NULL || *error == NULL;
}

static gboolean
read_rules (GbPack *self, xmlNode *node, GError **error)
{
  return each_element (self, node, "rule", read_rule, error);
}

static const GbWord *
find_word (GPtrArray *words, const char *id)
{
  for (guint i = 0; id != NULL && i < words->len; i++)
    if (g_str_equal (((GbWord *) words->pdata[i])->id, id))
      return words->pdata[i];
  return NULL;
}

/* The words of this pack's own list; empty if it has none of that name. */
static GPtrArray *
own_words (GbPack *self, const char *vocabulary)
{
  GPtrArray *words = g_hash_table_lookup (self->vocabularies, vocabulary);
  return words != NULL ? words : self->none;
}

static gboolean
read_word (GbPack *self, xmlNode *node, GError **error)
{
  GPtrArray *words = own_words (self, attribute (self, node->parent, "name"));
  const char *procedure = attribute (self, node, "procedure");
  GbWord *word = g_new0 (GbWord, 1);

  word->id = attribute (self, node, "id");
  word->label = child_words (self, node, "label");
  word->note = child_words (self, node, "note");
  word->basis = attribute (self, node, "basis");
  word->parent = attribute (self, node, "parent");
  if (find_word (words, word->id) != NULL)
    gb_pack_refuse (error, node, _ ("the word “%s” stands twice in its list."), word->id);
  g_ptr_array_add (words, word);
  if (procedure != NULL)
    g_hash_table_insert (self->routes, (gpointer) word->id, (gpointer) procedure);
  return error == NULL || *error == NULL;
}

static gboolean
read_vocabulary (GbPack *self, xmlNode *node, GError **error)
{
  const char *name = attribute (self, node, "name");

  if (!g_hash_table_insert (self->vocabularies, (gpointer) name, g_ptr_array_new_with_free_func (g_free)))
    return gb_pack_refuse (error, node, _ ("the list “%s” is given twice."), name);
  return each_element (self, node, "word", read_word, error);
}

static gboolean
read_clock (GbPack *self, xmlNode *node, GError **error)
{
  const char *count = attribute (self, node, "count");
  const char *id = attribute (self, node, "id");
  GbPackClock *clock;

  if (gb_pack_clock (self, id) != NULL)
    return gb_pack_refuse (error, node, _ ("the clock “%s” is given twice."), id);
  clock = g_new0 (GbPackClock, 1);
  g_ptr_array_add (self->clocks, clock);
  clock->id = id;
  clock->unit = attribute (self, node, "unit");
  clock->count = count != NULL ? (int) g_ascii_strtoll (count, NULL, 10) : 0;
  clock->fixed = attribute_is (node, "fixed", "yes");
  clock->title = child_words (self, node, "title");
  clock->rule = child_words (self, node, "rule");
  clock->basis = attribute (self, node, "basis");
  clock->obligations = attribute (self, node, "obligations");
  if (count == NULL && !g_str_equal (clock->unit, "at-once"))
    return gb_pack_refuse (error, node, _ ("the clock “%s” doesn’t say how many."), id);
  return TRUE;
}

/* What a decision on @step is stored under. */
static const char *
question_of (xmlNode *node, const GbStep *step)
{
  if (attribute_is (node, "decides", "title"))
    return step->title;
  return attribute_is (node, "decides", "outcome") ? "outcome" : NULL;
}

/* Whether "search.consent=pupil-or-parent|staff" holds in this pack, or "…!=…". */
static gboolean
rule_holds (GbPack *self, const char *condition)
{
  const char *equals = strchr (condition, '=');
  gboolean not = equals > condition && equals[-1] == '!';
  g_autofree char *name = g_strndup (condition, (gsize) (equals - condition) - (not ? 1 : 0));
  const char *value = gb_pack_rule (self, name);
  g_auto (GStrv) values = g_strsplit (equals + 1, "|", -1);
  gboolean is = value != NULL && g_strv_contains ((const char *const *) values, value);

  return is != not ;
}

/* What the pack itself can say of a condition is said here: FALSE, the step is
 * not in it; else @facts is what is left to ask of a case, or NULL. */
static gboolean
take_condition (GbPack *self, xmlNode *node, const char **facts)
{
  const char *when = attribute (self, node, "when");
  g_auto (GStrv) all = g_strsplit (when != NULL ? when : "", " ", -1);
  g_autoptr (GString) left = g_string_new (NULL);

  for (guint i = 0; all[i] != NULL; i++)
    {
      if (strchr (all[i], '=') == NULL)
        g_string_append_printf (left, "%s%s", left->len > 0 ? " " : "", all[i]);
      else if (!rule_holds (self, all[i]))
        return FALSE;
    }
  *facts = left->len > 0 ? keep (self, left->str) : NULL;
  return TRUE;
}

static GbStep *
step_new (GbPack *self, xmlNode *node)
{
  GbStep *step = g_new0 (GbStep, 1);

  step->id = attribute (self, node, "id");
  step->title = child_words (self, node, "title");
  step->who = child_words (self, node, "who");
  step->detail = child_words (self, node, "detail");
  step->clock = attribute (self, node, "clock");
  step->from = attribute (self, node, "from");
  step->basis = attribute (self, node, "basis");
  step->obligations = attribute (self, node, "obligations");
  step->act = attribute (self, node, "act");
  step->needs = attribute (self, node, "needs");
  step->may_set_aside = !attribute_is (node, "set-aside", "no");
  step->closes = attribute_is (node, "closes", "yes");
  step->asks = attribute (self, node, "asks");
  step->agency = attribute (self, node, "agency");
  step->must_if = attribute (self, node, "must-if");
  step->question = question_of (node, step);
  step->wants_note = attribute_is (node, "note", "yes");
  step->gated = attribute_is (node, "gate", "needs");
  if (step->from == NULL)
    step->from = "incident";
  return step;
}

/* Whether a step @id stands before @node in its file, be it of another variant. */
static gboolean
stands_before (xmlNode *node, const char *id)
{
  for (xmlNode *before = node->prev; before != NULL; before = before->prev)
    if (gb_xml_is (before, "step") && attribute_is (before, "id", id))
      return TRUE;
  return FALSE;
}

/* The words of @ids that are steps of @procedure; NULL if none is left. */
static const char *
keep_steps (GbPack *self, const GbProcedure *procedure, const char *ids)
{
  g_auto (GStrv) all = g_strsplit (ids != NULL ? ids : "", " ", -1);
  g_autoptr (GString) kept = g_string_new (NULL);

  for (guint i = 0; all[i] != NULL; i++)
    if (gb_procedure_step (procedure, all[i]) != NULL)
      g_string_append_printf (kept, "%s%s", kept->len > 0 ? " " : "", all[i]);
  return kept->len > 0 ? keep (self, kept->str) : NULL;
}

/* A step may wait only for steps that stand before it: so nothing can wait in a
 * circle.  One of another variant, or left out by a rule, is not waited for. */
static gboolean
step_fits (GbPack *self, const GbProcedure *procedure, GbStep *step, xmlNode *node, GError **error)
{
  g_autofree char *named =
      g_strjoin (" ", step->needs != NULL ? step->needs : "", step->must_if != NULL ? step->must_if : "", NULL);
  g_auto (GStrv) needs = g_strsplit_set (named, " ", -1);

  if (gb_procedure_step (procedure, step->id) != NULL)
    return gb_pack_refuse (error, node, _ ("the step “%s” stands twice in its procedure."), step->id);
  if (step->clock != NULL && gb_pack_clock (self, step->clock) == NULL)
    return gb_pack_refuse (error, node, _ ("the step “%s” runs on the clock “%s”, which this pack doesn’t have."),
                           step->id, step->clock);
  if (!g_str_equal (step->from, "incident") && !stands_before (node, step->from))
    return gb_pack_refuse (error, node, _ ("the step “%s” is counted from “%s”, which doesn’t stand before it."),
                           step->id, step->from);
  for (guint i = 0; needs[i] != NULL; i++)
    if (*needs[i] != '\0' && !stands_before (node, needs[i]))
      return gb_pack_refuse (error, node, _ ("the step “%s” waits for “%s”, which doesn’t stand before it."), step->id,
                             needs[i]);
  step->needs = keep_steps (self, procedure, step->needs);
  step->must_if = keep_steps (self, procedure, step->must_if);
  if (gb_procedure_step (procedure, step->from) == NULL)
    step->from = "incident";
  return TRUE;
}

/* A step that settles by a word of the pack's list of agencies names one that is there. */
static gboolean
agencies_fit (GbPack *self, const GbStep *step, const xmlNode *node, GError **error)
{
  g_auto (GStrv) agencies = g_strsplit (step->agency != NULL ? step->agency : "", " ", -1);

  for (guint i = 0; agencies[i] != NULL; i++)
    if (gb_pack_word (self, "agency", agencies[i]) == NULL)
      return gb_pack_refuse (error, node, _ ("the step “%s” goes to “%s”, which isn’t in the list of agencies."),
                             step->id, agencies[i]);
  return TRUE;
}

static gboolean
read_step (GbPack *self, xmlNode *node, GError **error)
{
  GbProcedure *procedure = self->procedures->pdata[self->procedures->len - 1];
  g_autofree GbStep *step = step_new (self, node);

  if (!take_condition (self, node, &step->when))
    return TRUE;
  if (!step_fits (self, procedure, step, node, error) || !agencies_fit (self, step, node, error))
    return FALSE;
  g_ptr_array_add (procedure->steps, g_steal_pointer (&step));
  return TRUE;
}

static gboolean
take_duty (const char **duty, xmlNode *node, const char *name, const char *id, GError **error)
{
  if (!attribute_is (node, "for", name))
    return TRUE;
  if (*duty != NULL)
    return gb_pack_refuse (error, node, _ ("two procedures, “%s” and “%s”, say that they are for the same."), *duty,
                           id);
  *duty = id;
  return TRUE;
}

/* One procedure of @node, named and told by @words: the element itself, or one of its variants. */
static GbProcedure *
procedure_new (GbPack *self, xmlNode *node, xmlNode *words)
{
  GbProcedure *procedure = g_new0 (GbProcedure, 1);
  g_autofree char *both = NULL;

  procedure->family = attribute (self, node, "id");
  both = words == node ? g_strdup (procedure->family)
                       : g_strjoin ("-", procedure->family, attribute (self, words, "id"), NULL);
  procedure->id = keep (self, both);
  procedure->title = child_words (self, words, "title");
  procedure->when = child_words (self, words, "when");
  procedure->image = attribute_is (node, "for", "indecent-image") ? "always" : attribute (self, node, "image");
  procedure->steps = g_ptr_array_new_with_free_func (g_free);
  return procedure;
}

static gboolean
is_of_variant (GbPack *self, xmlNode *step, const char *variant)
{
  const char *named = attribute (self, step, "variant");
  g_auto (GStrv) all = g_strsplit (named != NULL ? named : "", " ", -1);

  return named == NULL || g_strv_contains ((const char *const *) all, variant);
}

static gboolean
add_procedure (GbPack *self, xmlNode *node, xmlNode *words, GError **error)
{
  GbProcedure *procedure = procedure_new (self, node, words);
  const char *variant = words == node ? "" : attribute (self, words, "id");

  if (gb_pack_procedure (self, procedure->id) != NULL)
    {
      gb_pack_refuse (error, node, _ ("the procedure “%s” is given twice."), procedure->id);
      procedure_free (procedure);
      return FALSE;
    }
  g_ptr_array_add (self->procedures, procedure);
  for (xmlNode *step = node->children; step != NULL; step = step->next)
    if (gb_xml_is (step, "step") && is_of_variant (self, step, variant) && !read_step (self, step, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_procedure (GbPack *self, xmlNode *node, GError **error)
{
  const char *id = attribute (self, node, "id");
  gboolean varies = FALSE;

  if (!take_duty (&self->any, node, "any", id, error)
      || !take_duty (&self->indecent_image, node, "indecent-image", id, error))
    return FALSE;
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (gb_xml_is (child, "variant"))
      {
        varies = TRUE;
        if (!add_procedure (self, node, child, error))
          return FALSE;
      }
  return varies || add_procedure (self, node, node, error);
}

/* --- connect ------------------------------------------------------------------------------- */

static gboolean
check_word (GbPack *self, xmlNode *node, GError **error)
{
  const char *list = attribute (self, node->parent, "name");
  g_autofree char *group = g_strdup_printf ("%s-group", list);
  const char *parent = attribute (self, node, "parent"), *procedure = attribute (self, node, "procedure");
  GPtrArray *parents = own_words (self, group);

  if (parents->len == 0)
    parents = own_words (self, list);
  if (parent != NULL && find_word (parents, parent) == NULL)
    return gb_pack_refuse (error, node, _ ("the group “%s” isn’t in the pack."), parent);
  if (procedure != NULL && gb_pack_procedure (self, procedure) == NULL)
    return gb_pack_refuse (error, node, _ ("the procedure “%s” isn’t in the pack."), procedure);
  return TRUE;
}

static gboolean
check_vocabulary (GbPack *self, xmlNode *node, GError **error)
{
  return each_element (self, node, "word", check_word, error);
}

static gboolean
check_complete (GbPack *self, const xmlNode *root, GError **error)
{
  for (guint i = 0; vocabularies_asked_for[i] != NULL; i++)
    if (own_words (self, vocabularies_asked_for[i])->len == 0)
      return gb_pack_refuse (error, root, _ ("the list “%s” is missing or empty."), vocabularies_asked_for[i]);
  for (guint i = 0; rules_asked_for[i] != NULL; i++)
    if (gb_pack_find_rule (self, rules_asked_for[i]) == NULL)
      return gb_pack_refuse (error, root, _ ("the rule “%s” is missing."), rules_asked_for[i]);
  if (self->any == NULL)
    return gb_pack_refuse (error, root, _ ("no procedure says that it is for any incident."));
  if (self->indecent_image == NULL)
    return gb_pack_refuse (error, root, _ ("no procedure says that it is for a possible indecent image."));
  return TRUE;
}

static gboolean
read_pack (GbPack *self, xmlNode *root, GError **error)
{
  self->id = attribute (self, root, "id");
  self->version = attribute (self, root, "version");
  self->title = child_words (self, root, "title");
  self->about = child_words (self, root, "about");
  return each_element (self, root, "rules", read_rules, error)
         && each_element (self, root, "vocabulary", read_vocabulary, error)
         && each_element (self, root, "clock", read_clock, error)
         && each_element (self, root, "contact", read_contact, error)
         && each_element (self, root, "procedure", read_procedure, error)
         && each_element (self, root, "vocabulary", check_vocabulary, error) && check_complete (self, root, error);
}

/* @bytes: what a complete document was read from; NULL if it was composed. */
static GbPack *
take_document (xmlDoc *doc, GBytes *bytes, GError **error)
{
  g_autoptr (GbPack) self = g_object_new (GB_TYPE_PACK, NULL);
  g_autoptr (GError) local = NULL;

  if (!read_pack (self, xmlDocGetRootElement (doc), &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : gb_pack_document_write (doc);
  return g_steal_pointer (&self);
}

/* --- read once ------------------------------------------------------------------------------ */

/* Holding a pack against its schema takes longer than all else at an unlock, and
 * the same bytes always make the same pack: those read last are kept. */
#define KEPT 8

static GMutex kept_lock;
static GHashTable *kept; /* SHA-256 of the bytes -> (owned, GbPack) */

static GbPack *
find_kept (const char *digest)
{
  GbPack *pack;

  g_mutex_lock (&kept_lock);
  pack = kept != NULL ? g_hash_table_lookup (kept, digest) : NULL;
  if (pack != NULL)
    g_object_ref (pack);
  g_mutex_unlock (&kept_lock);
  return pack;
}

static void
keep_pack (const char *digest, GbPack *pack)
{
  g_mutex_lock (&kept_lock);
  if (kept == NULL)
    kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  if (g_hash_table_size (kept) >= KEPT)
    g_hash_table_remove_all (kept);
  g_hash_table_insert (kept, g_strdup (digest), g_object_ref (pack));
  g_mutex_unlock (&kept_lock);
}

GbPack *
gb_pack_new (GBytes *xml, GError **error)
{
  g_autofree char *digest = NULL;
  g_autofree char *whole = NULL;
  g_autoptr (xmlDoc) doc = NULL;
  gboolean composed = FALSE;
  GbPack *self;

  g_return_val_if_fail (xml != NULL, NULL);
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, xml);
  self = find_kept (digest);
  if (self != NULL)
    return self;
  doc = gb_pack_document_read (xml, &composed, error);
  self = doc != NULL ? take_document (doc, composed ? NULL : xml, error) : NULL;
  if (self == NULL)
    return NULL;
  keep_pack (digest, self);
  whole = composed ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->bytes) : NULL;
  if (whole != NULL)
    keep_pack (whole, self);
  return self;
}

GbPack *
gb_pack_new_over (GbPack *over, GBytes *layer, GError **error)
{
  g_autoptr (xmlDoc) doc = gb_pack_document_over (over->bytes, layer, error);

  return doc != NULL ? take_document (doc, NULL, error) : NULL;
}

/* --- shipped packs ---------------------------------------------------------------------------- */

static int
newest_first (gconstpointer a, gconstpointer b)
{
  return -strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
gb_pack_list_shipped (void)
{
  g_auto (GStrv) names =
      g_resource_enumerate_children (gb_policy_get_resource (), RESOURCES, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (names != NULL)
    qsort (names, g_strv_length (names), sizeof *names, newest_first);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], ".xml"))
      {
        g_autofree char *id = g_strndup (names[i], strlen (names[i]) - strlen (".xml"));
        g_strv_builder_add (builder, id);
      }
  return g_strv_builder_end (builder);
}

GbPack *
gb_pack_load_shipped (const char *id, GError **error)
{
  g_autoptr (GBytes) bytes = gb_pack_document_shipped (id, error);

  return bytes != NULL ? gb_pack_new (bytes, error) : NULL;
}

/* --- lists that came later -------------------------------------------------------------------- */

/* A pack is kept as it was adopted; what the program has learnt to ask since then
 * stands in no list of it.  Each pack made today has the lists of the base, so a
 * list that isn't there at all is never one that a school left out.  Only the
 * lists are read: the base alone is no whole pack. */
static GbPack *
base_words (void)
{
  static gsize read;

  if (g_once_init_enter (&read))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (xmlDoc) doc = gb_pack_document_base (&error);
      GbPack *base = g_object_new (GB_TYPE_PACK, NULL);

      if (doc == NULL || !gb_pack_layer_cite_own (xmlDocGetRootElement (doc), &error)
          || !each_element (base, xmlDocGetRootElement (doc), "vocabulary", read_vocabulary, &error))
        g_error ("the shipped base: %s", error->message); /* a build without it doesn't pass its tests */
      g_once_init_leave (&read, (gsize) base);
    }
  return (GbPack *) read;
}

/* --- questions ------------------------------------------------------------------------------------ */

const char *
gb_pack_get_id (GbPack *self)
{
  return self->id;
}

const char *
gb_pack_get_version (GbPack *self)
{
  return self->version;
}

const char *
gb_pack_get_title (GbPack *self)
{
  return self->title;
}

GBytes *
gb_pack_get_bytes (GbPack *self)
{
  return self->bytes;
}

GPtrArray *
gb_pack_words (GbPack *self, const char *vocabulary)
{
  return g_hash_table_contains (self->vocabularies, vocabulary) ? own_words (self, vocabulary)
                                                                : own_words (base_words (), vocabulary);
}

const GbWord *
gb_pack_word (GbPack *self, const char *vocabulary, const char *id)
{
  return find_word (gb_pack_words (self, vocabulary), id);
}

const char *
gb_pack_label (GbPack *self, const char *vocabulary, const char *id)
{
  const GbWord *word = gb_pack_word (self, vocabulary, id);

  /* Also a word that came later to a list, or that a school has taken out of it since. */
  if (word == NULL)
    word = find_word (own_words (base_words (), vocabulary), id);
  return word != NULL ? word->label : id;
}

const char *
gb_pack_get_about (GbPack *self)
{
  return self->about;
}

GPtrArray *
gb_pack_rules (GbPack *self)
{
  return self->rules;
}

const GbRule *
gb_pack_find_rule (GbPack *self, const char *name)
{
  for (guint i = 0; name != NULL && i < self->rules->len; i++)
    if (g_str_equal (((GbRule *) self->rules->pdata[i])->name, name))
      return self->rules->pdata[i];
  return NULL;
}

const char *
gb_pack_rule (GbPack *self, const char *name)
{
  const GbRule *rule = gb_pack_find_rule (self, name);

  return rule != NULL && !g_str_equal (rule->value, GB_RULE_SILENT) ? rule->value : NULL;
}

const char *
gb_pack_rule_title (GbPack *self, const char *name)
{
  g_autofree char *id = g_strdelimit (g_strdup (name), ".", '-');
  const GbWord *word = gb_pack_word (self, "question", id);

  return word != NULL ? word->label : name;
}

GPtrArray *
gb_pack_contacts (GbPack *self)
{
  return self->contacts;
}

const GbContact *
gb_pack_contact (GbPack *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->contacts->len; i++)
    if (g_str_equal (((GbContact *) self->contacts->pdata[i])->id, id))
      return self->contacts->pdata[i];
  return NULL;
}

const GbPackClock *
gb_pack_clock (GbPack *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->clocks->len; i++)
    if (g_str_equal (((GbPackClock *) self->clocks->pdata[i])->id, id))
      return self->clocks->pdata[i];
  return NULL;
}

GPtrArray *
gb_pack_clocks (GbPack *self)
{
  return self->clocks;
}

GPtrArray *
gb_pack_procedures (GbPack *self)
{
  return self->procedures;
}

const GbProcedure *
gb_pack_procedure (GbPack *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->procedures->len; i++)
    if (g_str_equal (((GbProcedure *) self->procedures->pdata[i])->id, id))
      return self->procedures->pdata[i];
  return NULL;
}

const GbStep *
gb_procedure_step (const GbProcedure *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->steps->len; i++)
    if (g_str_equal (((GbStep *) self->steps->pdata[i])->id, id))
      return self->steps->pdata[i];
  return NULL;
}

const GbProcedure *
gb_pack_procedure_for (GbPack *self, const char *category, const char *indecent_image)
{
  const char *route = category != NULL ? g_hash_table_lookup (self->routes, category) : NULL;
  const GbProcedure *procedure = gb_pack_procedure (self, route != NULL ? route : self->any);
  gboolean image = g_strcmp0 (indecent_image, "yes") == 0 || g_strcmp0 (indecent_image, "unknown") == 0;

  if (image && (procedure == NULL || procedure->image == NULL))
    return gb_pack_procedure (self, self->indecent_image);
  return procedure;
}

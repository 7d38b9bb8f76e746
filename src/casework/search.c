/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the record, the moves, the permit sheet and its
 * signature, the gates, the acts in the order of a search's life, the queries. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/authority.h"
#include "casework/capability.h"
#include "casework/member.h"
#include "casework/policy.h"
#include "casework/search.h"

GB_RECORD_DEFINE (GbSearch, gb_search, GB_SEARCH_FIELDS)

/* --- the record ------------------------------------------------------------------ */

/* What the request says, in the grammar's order: the content that a signature
 * covers.  A label says how a field is named in a sentence; one without can't
 * be amended, since another answer would be another search. */
typedef struct
{
  const char *name, *label, *vocabulary;
  gboolean is_number;
} Content;

static const Content content[] = {
  { "incident_id", NULL, NULL, FALSE },
  { "device_id", NULL, NULL, FALSE },
  { "owner_id", NULL, NULL, FALSE },
  { "owner", NULL, NULL, FALSE },
  { "owner_year", N_ ("the pupil’s year"), NULL, FALSE },
  { "owner_sex", N_ ("the pupil’s sex"), "sex", FALSE },
  { "device", N_ ("which device"), NULL, FALSE },
  { "scope", N_ ("what may be looked at"), NULL, FALSE },
  { "ground", N_ ("the ground"), "ground", FALSE },
  { "limb", N_ ("the power to search"), "limb", FALSE },
  { "reason", N_ ("why it is needed"), NULL, FALSE },
  { "requester_id", NULL, NULL, FALSE },
  { "requester", NULL, NULL, FALSE },
  { "searcher_id", N_ ("the searcher"), NULL, FALSE },
  { "searcher", N_ ("the searcher’s name"), NULL, FALSE },
  { "searcher_sex", N_ ("the searcher’s sex"), "sex", FALSE },
  { "witness_id", N_ ("the witness"), NULL, FALSE },
  { "witness", N_ ("the witness’s name"), NULL, FALSE },
  { "witness_sex", N_ ("the witness’s sex"), "sex", FALSE },
  { "exception", N_ ("the urgent exception"), "search-exception", FALSE },
  { "exception_reason", N_ ("the reason for the exception"), NULL, FALSE },
  { "consent", N_ ("the consent"), "consent", FALSE },
  { "consent_by", N_ ("who agreed"), NULL, FALSE },
  { "consent_at", N_ ("when they agreed"), NULL, TRUE },
  { "consent_how", N_ ("how they agreed"), NULL, FALSE },
  { "valid_from", N_ ("the time it may begin"), NULL, TRUE },
  { "valid_until", N_ ("the time it must end"), NULL, TRUE },
  { "place", N_ ("the place"), NULL, FALSE },
  { "indecent_image", N_ ("whether an indecent image may be involved"), NULL, FALSE },
  { "authority_id", NULL, NULL, FALSE },
  { "retrospective", NULL, NULL, TRUE },
  { "carried_at", NULL, NULL, TRUE },
  { "retrospective_reason", NULL, NULL, FALSE },
};

static const Content *
find_content (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (content); i++)
    if (g_strcmp0 (content[i].name, name) == 0)
      return &content[i];
  return NULL;
}

static const GbRecordField *
record_field (GbSearch *self, const char *name)
{
  GbRecordClass *klass = GB_RECORD_GET_CLASS (self);

  for (guint i = 0; i < klass->n_fields; i++)
    if (g_str_equal (klass->fields[i].name, name))
      return &klass->fields[i];
  g_error ("a search has no field %s", name);
}

static const char *
record_text (GbSearch *self, const char *name)
{
  return *(char **) G_STRUCT_MEMBER_P (self, record_field (self, name)->offset);
}

static gint64
record_number (GbSearch *self, const char *name)
{
  return *(gint64 *) G_STRUCT_MEMBER_P (self, record_field (self, name)->offset);
}

/* A body's value into a copy of the record, so that what is asked for is judged
 * by the same gates as what is stored. */
static void
put (GbSearch *self, const char *name, JsonNode *node)
{
  const GbRecordField *field = record_field (self, name);
  gboolean is_value = node != NULL && JSON_NODE_HOLDS_VALUE (node);

  if (field->is_number)
    *(gint64 *) G_STRUCT_MEMBER_P (self, field->offset) = is_value ? json_node_get_int (node) : 0;
  else
    {
      char **text = G_STRUCT_MEMBER_P (self, field->offset);
      g_free (*text);
      *text = is_value ? json_node_dup_string (node) : NULL;
    }
}

static GbSearch *
search_of_body (GbRequest *request)
{
  GbSearch *self = g_object_new (gb_search_get_type (), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (content); i++)
    {
      JsonNode *node = json_object_get_member (request->body, content[i].name);
      if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        *(gint64 *) G_STRUCT_MEMBER_P (self, record_field (self, content[i].name)->offset) =
            json_node_get_boolean (node);
      else
        put (self, content[i].name, node);
    }
  self->state = g_strdup ("requested");
  self->requested_by_id = g_strdup (gb_book_get_member_id (request->book));
  self->requested_by = g_strdup (gb_book_get_member_name (request->book));
  self->parent_told = -1;
  return self;
}

/* --- the moves --------------------------------------------------------------------------- */

#define WAITING                                                                                                        \
  N_ ("This search isn’t authorised yet, so it can’t have been carried out. If it has been, record it as a search of " \
      "its own, marked retrospective.")
#define NOT_SEARCHED \
  N_ ("This search hasn’t been carried out, so there is nothing to tell yet. Record the search first.")
#define WAS_REFUSED N_ ("This search was refused, and a refusal stands. If there is new reason, ask for a new search.")
#define WAS_WITHDRAWN N_ ("This search was withdrawn. If it is needed after all, ask for a new one.")
#define WAS_CLOSED N_ ("This search is closed, so nothing can be added to it.")
#define WAS_DONE                                                                                                      \
  N_ ("This search has been carried out, and what was asked for can’t be changed afterwards. Add what you know to " \
      "the incident.")

/* A retrospective search waits for its signature while its record goes on, so
 * for it the acts look at what is signed as well as at the state. */
static const GbMove moves[] = {
  { "search.amended", "requested", NULL },
  { "search.amended", "authorised", NULL },
  { "search.amended", "refused", WAS_REFUSED },
  { "search.amended", "withdrawn", WAS_WITHDRAWN },
  { "search.amended", "carried-out", WAS_DONE },
  { "search.amended", "closed", WAS_CLOSED },

  { "search.authorised", "requested", NULL },
  { "search.authorised", "authorised",
    N_ ("This search is authorised already, and nothing was changed since. It needs no second signature.") },
  { "search.authorised", "refused", WAS_REFUSED },
  { "search.authorised", "withdrawn", WAS_WITHDRAWN },
  { "search.authorised", "carried-out",
    N_ ("This search was authorised before it was carried out. It needs no second signature.") },
  { "search.authorised", "closed", WAS_CLOSED },

  { "search.refused", "requested", NULL },
  { "search.refused", "authorised", N_ ("This search is authorised already. Withdraw it, if it shall not go ahead.") },
  { "search.refused", "refused", N_ ("This search was refused before.") },
  { "search.refused", "withdrawn", WAS_WITHDRAWN },
  { "search.refused", "carried-out",
    N_ ("This search was authorised and carried out, so it can’t be refused any more.") },
  { "search.refused", "closed", WAS_CLOSED },

  { "search.withdrawn", "requested", NULL },
  { "search.withdrawn", "authorised", NULL },
  { "search.withdrawn", "refused", N_ ("This search was refused, so there is nothing to withdraw.") },
  { "search.withdrawn", "withdrawn", N_ ("This search was withdrawn before.") },
  { "search.withdrawn", "carried-out",
    N_ ("This search has been carried out, so it can’t be withdrawn. Record what came of it and close it.") },
  { "search.withdrawn", "closed", WAS_CLOSED },

  { "search.carried-out", "requested", WAITING },
  { "search.carried-out", "authorised", NULL },
  { "search.carried-out", "refused",
    N_ ("This search was refused, so it may not be carried out. If it has been, record it as a search of its own, "
        "marked retrospective.") },
  { "search.carried-out", "withdrawn",
    N_ ("This search was withdrawn, so it may not be carried out. If it is needed after all, ask for a new one.") },
  { "search.carried-out", "carried-out",
    N_ ("This search is recorded already: a permit is for one search. Ask for a new one to search again.") },
  { "search.carried-out", "closed", WAS_CLOSED },

  { "search.dsl-informed", "requested", NOT_SEARCHED },
  { "search.dsl-informed", "authorised", NOT_SEARCHED },
  { "search.dsl-informed", "refused",
    N_ ("This search was refused and not carried out, so there is nothing to tell the DSL.") },
  { "search.dsl-informed", "withdrawn",
    N_ ("This search was withdrawn and not carried out, so there is nothing to tell the DSL.") },
  { "search.dsl-informed", "carried-out", NULL },
  { "search.dsl-informed", "closed", WAS_CLOSED },

  { "search.parent-told", "requested", NOT_SEARCHED },
  { "search.parent-told", "authorised", NOT_SEARCHED },
  { "search.parent-told", "refused",
    N_ ("This search was refused and not carried out, so there is nothing to tell a parent.") },
  { "search.parent-told", "withdrawn",
    N_ ("This search was withdrawn and not carried out, so there is nothing to tell a parent.") },
  { "search.parent-told", "carried-out", NULL },
  { "search.parent-told", "closed", WAS_CLOSED },

  { "search.closed", "requested", N_ ("This search waits for an answer. Withdraw it, if it is no longer needed.") },
  { "search.closed", "authorised",
    N_ ("This search is authorised and not carried out. Record it, or withdraw it if it is no longer needed.") },
  { "search.closed", "refused", N_ ("This search was refused, which closed it.") },
  { "search.closed", "withdrawn", N_ ("This search was withdrawn, which closed it.") },
  { "search.closed", "carried-out", NULL },
  { "search.closed", "closed", N_ ("This search is closed already.") },
  { NULL },
};

const char *
gb_search_state_label (GbSearch *search)
{
  static const struct
  {
    const char *state, *label;
  } labels[] = {
    { "requested", N_ ("Asked for") }, { "authorised", N_ ("Authorised") },   { "refused", N_ ("Refused") },
    { "withdrawn", N_ ("Withdrawn") }, { "carried-out", N_ ("Carried out") }, { "closed", N_ ("Closed") },
  };

  if (gb_search_is_void (search))
    return _ ("Void: changed after signature");
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_strcmp0 (labels[i].state, search->state) == 0)
      return _ (labels[i].label);
  return search->state;
}

/* --- the permit sheet ------------------------------------------------------------------------ */

/* Pupils' years are numbers, or "R" and the like. */
static char *
whose (GbSearch *search)
{
  if (!gb_text_is_filled (search->owner_year))
    return g_strdup (search->owner);
  if (g_ascii_isdigit (search->owner_year[0]))
    return g_strdup_printf (_ ("%s, Year %s"), search->owner, search->owner_year);
  if (g_str_equal (search->owner_year, "R"))
    return g_strdup_printf (_ ("%s, Reception"), search->owner);
  return g_strdup_printf ("%s, %s", search->owner, search->owner_year);
}

static char *
limb_in_words (GbPack *pack, GbSearch *search)
{
  const GbWord *limb = search->limb != NULL ? gb_pack_word (pack, "limb", search->limb) : NULL;

  if (limb == NULL)
    return g_strdup (search->limb);
  return limb->basis != NULL ? g_strdup_printf ("%s, %s", limb->basis, limb->label) : g_strdup (limb->label);
}

static char *
searcher_in_words (GbBook *book, GbSearch *search)
{
  g_autoptr (GbAuthority) authority = NULL;

  if (search->retrospective)
    return g_strdup_printf (_ ("%s, who has already searched"), search->searcher);
  if (search->authority_id == NULL)
    return g_strdup_printf (_ ("%s, authorised for this search only"), search->searcher);
  authority = gb_authority_load (gb_book_get_vault (book), search->authority_id, NULL, NULL);
  return g_strdup_printf (_ ("%s, under the standing authority %s"), search->searcher,
                          authority != NULL ? authority->reference : "…");
}

/* A sex as the register of people has it; else as the request says. */
static char *
sex_of (GbVault *vault, const char *person_id, const char *said)
{
  char *recorded = gb_gate_person_sex (vault, person_id);

  if (recorded != NULL)
    return recorded;
  return g_strcmp0 (said, "female") == 0 || g_strcmp0 (said, "male") == 0 ? g_strdup (said) : NULL;
}

typedef struct
{
  gboolean known, searcher, witness; /* as the pupil */
  const char *not_known;             /* whose isn't recorded: pupil, searcher, witness in turn; NULL: nobody's */
} SameSex;

static SameSex
same_sex (GbVault *vault, GbSearch *search)
{
  g_autofree char *owner = sex_of (vault, search->owner_id, search->owner_sex);
  g_autofree char *searcher = sex_of (vault, search->searcher_id, search->searcher_sex);
  g_autofree char *witness = sex_of (vault, search->witness_id, search->witness_sex);
  SameSex same = { owner != NULL, FALSE, FALSE, NULL };

  same.searcher = owner != NULL && g_strcmp0 (owner, searcher) == 0;
  same.witness = owner != NULL && g_strcmp0 (owner, witness) == 0;
  if (owner == NULL)
    same.not_known = search->owner;
  else if (searcher == NULL)
    same.not_known = search->searcher;
  else if (search->witness_id != NULL && witness == NULL)
    same.not_known = search->witness;
  return same;
}

static char *
present_in_words (GbVault *vault, GbSearch *search)
{
  SameSex same = same_sex (vault, search);
  const char *answer = !same.known ? _ ("not known") : same.searcher && same.witness ? _ ("yes") : _ ("no");

  if (search->witness_id == NULL)
    return g_strdup_printf (_ ("No witness. Same sex as the pupil: %s"), !same.known     ? _ ("not known")
                                                                         : same.searcher ? _ ("yes")
                                                                                         : _ ("no"));
  return g_strdup_printf (_ ("%s (witness). Same sex as the pupil: %s"), search->witness, answer);
}

/* "19 November 2026, 13.00 to 15.00"; never relative to today. */
static char *
times_in_words (GbSearch *search)
{
  g_autofree char *from_day = gb_instant_to_day (search->valid_from);
  g_autofree char *until_day = gb_instant_to_day (search->valid_until);
  g_autofree char *from = gb_say_day_long (from_day);
  g_autofree char *until = gb_say_day_long (until_day);
  g_autofree char *first = gb_say_time (search->valid_from);
  g_autofree char *last = gb_say_time (search->valid_until);

  if (g_str_equal (from_day, until_day))
    return g_strdup_printf (_ ("%s, %s to %s"), from, first, last);
  return g_strdup_printf (_ ("%s, %s to %s, %s"), from, first, until, last);
}

static char *
consent_in_words (GbPack *pack, GbSearch *search)
{
  const char *label = gb_pack_label (pack, "consent", search->consent);

  if (!gb_text_is_filled (search->consent_by))
    return g_strdup (label);
  if (!gb_text_is_filled (search->consent_how))
    return g_strdup_printf ("%s: %s", label, search->consent_by);
  return g_strdup_printf ("%s: %s, %s", label, search->consent_by, search->consent_how);
}

/* Rows that only some searches have. */
static void
add_special_rows (GbSigning *sheet, GbPack *pack, GbSearch *search)
{
  if (search->consent != NULL && !g_str_equal (search->consent, "not-needed"))
    {
      g_autofree char *consent = consent_in_words (pack, search);
      gb_signing_add_row (sheet, _ ("Consent"), consent, FALSE);
    }
  if (gb_text_is_filled (search->place))
    gb_signing_add_row (sheet, _ ("Where"), gb_pack_label (pack, "place", search->place), FALSE);
  if (search->exception != NULL)
    {
      g_autofree char *exception =
          g_strdup_printf ("%s. %s", gb_pack_label (pack, "search-exception", search->exception),
                           search->exception_reason != NULL ? search->exception_reason : "");
      gb_signing_add_row (sheet, _ ("Urgent exception"), exception, TRUE);
    }
  if (search->retrospective)
    {
      g_autofree char *when = gb_say_instant_long (search->carried_at);
      g_autofree char *already = g_strdup_printf (_ ("%s. Why first: %s"), when, search->retrospective_reason);
      gb_signing_add_row (sheet, _ ("Already searched, on"), already, TRUE);
    }
}

/* Whose policy answers: the search's own; before there is one, its incident's. */
static const char *
policy_case (GbSearch *search)
{
  return search->id != NULL ? search->id : search->incident_id;
}

GbSigning *
gb_search_sheet (GbBook *book, GbSearch *search, const char *condition, GError **error)
{
  GbPack *pack = gb_policy_of (book, policy_case (search));
  g_autofree char *title = search->retrospective ? g_strdup_printf (_ ("Search already made %s"), search->reference)
                                                 : g_strdup_printf (_ ("Search permit %s"), search->reference);
  g_autoptr (GbSigning) sheet = gb_signing_new (book, title, error);
  g_autofree char *owner = whose (search);
  g_autofree char *limb = limb_in_words (pack, search);
  g_autofree char *searcher = searcher_in_words (book, search);
  g_autofree char *present = present_in_words (gb_book_get_vault (book), search);
  g_autofree char *times = times_in_words (search);

  if (sheet == NULL || !gb_signing_set_case (sheet, book, policy_case (search), error))
    return NULL;
  gb_signing_add_fact (sheet, "id", search->id);
  gb_signing_add_fact (sheet, "reference", search->reference);
  for (gsize i = 0; i < G_N_ELEMENTS (content); i++)
    if (content[i].is_number)
      gb_signing_add_number (sheet, content[i].name, record_number (search, content[i].name));
    else
      gb_signing_add_fact (sheet, content[i].name, record_text (search, content[i].name));
  gb_signing_add_row (sheet, _ ("Whose device"), owner, FALSE);
  gb_signing_add_row (sheet, _ ("Which device"), search->device, FALSE);
  gb_signing_add_row (sheet, _ ("What may be looked at"), search->scope, FALSE);
  gb_signing_add_row (sheet, _ ("Ground"), gb_pack_label (pack, "ground", search->ground), FALSE);
  gb_signing_add_row (sheet, _ ("Power to search"), limb, FALSE);
  gb_signing_add_row (sheet, _ ("Searcher"), searcher, FALSE);
  gb_signing_add_row (sheet, _ ("Present"), present, FALSE);
  gb_signing_add_row (sheet, _ ("From and until"), times, FALSE);
  add_special_rows (sheet, pack, search);
  if (gb_text_is_filled (condition))
    {
      gb_signing_add_fact (sheet, "condition", condition);
      gb_signing_add_row (sheet, _ ("On this condition"), condition, TRUE);
    }
  gb_signing_add_row (sheet, _ ("Why it is needed"), search->reason, TRUE);
  gb_signing_seal (sheet);
  return g_steal_pointer (&sheet);
}

GbSignature
gb_search_signature (GbBook *book, GbSearch *search)
{
  g_autoptr (GbSigning) now = NULL;

  if (search->authorised_at == 0 && search->authority_id != NULL)
    return gb_authority_covers (book, search->authority_id, search->searcher_id, search->requester_id,
                                search->valid_from,
                                search->searched_at != 0 ? search->searched_at : search->valid_until, search->id, NULL)
               ? GB_SIGNATURE_SOUND
               : GB_SIGNATURE_NONE;
  if (search->authorised_at == 0)
    return GB_SIGNATURE_NONE;
  if (gb_member_is_doubted (gb_book_get_vault (book), search->authorised_by_id, search->authorised_at))
    return GB_SIGNATURE_DOUBTED;
  now = gb_search_sheet (book, search, search->condition, NULL);
  if (now != NULL && gb_signing_still_holds (now, search->sheet, search->signed_pack_hash, search->sheet_hash))
    return GB_SIGNATURE_SOUND;
  return GB_SIGNATURE_VOID;
}

void
gb_search_mark (GbBook *book, GbSearch *search)
{
  static const char *const words[] = { NULL, "sound", "void", "doubted" };

  g_free (search->signature);
  search->signature = g_strdup (words[gb_search_signature (book, search)]);
}

char *
gb_search_signature_word (GbBook *book, const char *id, gint64 signed_at)
{
  g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), id, NULL);

  if (search == NULL || (signed_at != 0 && search->authorised_at != signed_at))
    return NULL;
  gb_search_mark (book, search);
  return g_strdup (search->signature);
}

gboolean
gb_search_is_void (GbSearch *search)
{
  return g_strcmp0 (search->signature, "void") == 0;
}

/* --- the gates ---------------------------------------------------------------------------------- */

static gboolean
is_me (GbBook *book, const char *person_id)
{
  return g_strcmp0 (person_id, gb_book_get_member_id (book)) == 0;
}

/* Why this member, of all people, can't sign it; NULL: they can.  (transfer none) */
static const char *
why_not_me (GbBook *book, GbSearch *search)
{
  if (is_me (book, search->requester_id))
    return _ ("You asked for this search, so someone else must authorise it.");
  if (is_me (book, search->searcher_id))
    return _ ("You are to carry out this search, so someone else must authorise it.");
  if (is_me (book, search->requested_by_id))
    return _ ("You entered this request, so someone else must authorise it.");
  return NULL;
}

static GbGate *
people_gate (GbBook *book, GbSearch *search)
{
  const char *title = _ ("Three different people");
  const char *rule = gb_policy_rule (book, policy_case (search), "search.authoriser");
  const char *leader = g_strcmp0 (rule, "leadership") == 0 ? _ ("the leadership team") : _ ("the headteacher");
  const char *signer = search->authorised_by != NULL ? search->authorised_by : leader;

  if (search->requester_id == NULL || search->searcher_id == NULL)
    return gb_gate_new ("people", GB_GATE_OPEN, title,
                        g_strdup (_ ("Name who asks for the search and who carries it out. They can’t be the "
                                     "same person, and the headteacher signs.")));
  if (g_str_equal (search->requester_id, search->searcher_id))
    return gb_gate_new (
        "people", GB_GATE_UNMET, title,
        g_strdup_printf (_ ("%s asked for this search, so someone else must carry it out."), search->requester));
  if (g_strcmp0 (search->searcher_id, search->owner_id) == 0 || g_strcmp0 (search->witness_id, search->owner_id) == 0)
    return gb_gate_new (
        "people", GB_GATE_UNMET, title,
        g_strdup (_ ("The pupil whose device it is can’t be searcher or witness. Choose members of staff.")));
  /* Asking is free to everyone; who may sign is a question once it has been asked. */
  if (search->id != NULL && search->authorised_at == 0 && search->refused_at == 0 && search->authority_id == NULL
      && gb_authority_may_authorise (book, policy_case (search), NULL) && why_not_me (book, search) != NULL)
    return gb_gate_new ("people", GB_GATE_UNMET, title, g_strdup (why_not_me (book, search)));
  return gb_gate_new (
      "people", GB_GATE_MET, title,
      g_strdup_printf (_ ("Asked by %s, searched by %s, signed by %s"), search->requester, search->searcher, signer));
}

static GbGate *
limb_gate (GbPack *pack, GbSearch *search)
{
  const GbWord *limb = search->limb != NULL ? gb_pack_word (pack, "limb", search->limb) : NULL;
  const GbWord *ground = search->ground != NULL ? gb_pack_word (pack, "ground", search->ground) : NULL;
  const char *title = _ ("The power is named");

  if (limb != NULL && ground != NULL)
    return gb_gate_new ("limb", GB_GATE_MET, title,
                        limb->basis != NULL ? g_strdup_printf ("%s, %s", limb->label, limb->basis)
                                            : g_strdup (limb->label));
  return gb_gate_new (
      "limb", search->limb == NULL || search->ground == NULL ? GB_GATE_OPEN : GB_GATE_UNMET, title,
      g_strdup (_ (
          "A search needs a ground from the policy and a limb of Education Act 1996 s.550ZA(3). Choose both from the "
          "lists.")));
}

GbGate *
gb_search_consent_gate (GbBook *book, GbSearch *search)
{
  const char *rule = gb_policy_rule (book, policy_case (search), "search.consent");
  const char *title = _ ("Consent");
  gboolean agreed = g_strcmp0 (search->consent, "pupil") == 0 || g_strcmp0 (search->consent, "parent") == 0;
  g_autoptr (GError) local = NULL;

  if (!gb_policy_must_be_decided (book, policy_case (search), "search.consent", &local))
    return gb_gate_new ("consent", GB_GATE_UNMET, title, g_strdup (local->message));
  if (rule == NULL || g_str_equal (rule, "none"))
    return NULL;
  if (agreed && gb_text_is_filled (search->consent_by))
    return gb_gate_new ("consent", GB_GATE_MET, title,
                        consent_in_words (gb_policy_of (book, policy_case (search)), search));
  return gb_gate_new ("consent", search->consent == NULL ? GB_GATE_OPEN : GB_GATE_UNMET, title,
                      g_strdup (_ ("This school’s policy asks for the consent of the pupil or a parent before a "
                                   "search. Record who agreed, when and how.")));
}

/* B75: there the searcher is of the leadership team. */
static GbGate *
searcher_gate (GbBook *book, GbSearch *search)
{
  const char *title = _ ("A searcher of the leadership team");
  g_autofree char *day = gb_today ();

  if (g_strcmp0 (gb_policy_rule (book, policy_case (search), "search.searcher"), "leadership") != 0)
    return NULL;
  if (search->searcher_id == NULL)
    return gb_gate_new ("searcher", GB_GATE_OPEN, title,
                        g_strdup (_ ("This school’s policy has a member of the leadership team make the search.")));
  if (gb_gate_person_holds (gb_book_get_vault (book), search->searcher_id,
                            gb_capability_roles (GB_CAN_SIGN | GB_CAN_SIGN_IF_POLICY), day))
    return gb_gate_new ("searcher", GB_GATE_MET, title, g_strdup (search->searcher));
  return gb_gate_new ("searcher", GB_GATE_UNMET, title,
                      g_strdup_printf (_ ("%s isn’t of the leadership team, and this school’s policy has one of them "
                                          "make the search. Choose another searcher."),
                                       search->searcher));
}

static gboolean
exception_covers (GbSearch *search, const char *what)
{
  return (g_strcmp0 (search->exception, what) == 0 || g_strcmp0 (search->exception, "both") == 0)
         && gb_text_is_filled (search->exception_reason);
}

/* Same sex and a witness, or the stated exception: serious harm likely, and not
 * practicable in time (Education Act 1996 s.550ZB(6), (6A)). */
static GbGate *
witness_gate (GbBook *book, GbSearch *search)
{
  const char *title = _ ("Witness and same sex");
  SameSex same = same_sex (gb_book_get_vault (book), search);
  gboolean searcher = same.searcher || exception_covers (search, "searcher-sex");
  gboolean witness = (search->witness_id != NULL && same.witness) || exception_covers (search, "no-witness");

  if (search->searcher_id == NULL || search->owner_id == NULL)
    return gb_gate_new ("witness", GB_GATE_OPEN, title,
                        g_strdup (_ ("Searcher and witness are of the pupil’s sex. Choose them.")));
  if (g_strcmp0 (search->witness_id, search->searcher_id) == 0)
    return gb_gate_new ("witness", GB_GATE_UNMET, title,
                        g_strdup (_ ("The searcher can’t be the witness too. Choose another member of staff.")));
  if (searcher && witness)
    return gb_gate_new ("witness", GB_GATE_MET, title,
                        search->exception == NULL || (same.searcher && same.witness && search->witness_id != NULL)
                            ? g_strdup (_ ("Both met"))
                            : g_strdup_printf (_ ("Urgent exception: %s"), search->exception_reason));
  if (search->exception != NULL && !gb_text_is_filled (search->exception_reason))
    return gb_gate_new ("witness", GB_GATE_UNMET, title,
                        g_strdup (_ ("The urgent exception needs its reason: what serious harm was likely, and why "
                                     "nobody else could be found in "
                                     "time.")));
  if (same.not_known != NULL)
    return gb_gate_new ("witness", GB_GATE_UNMET, title,
                        g_strdup_printf (_ ("The sex of %s isn’t recorded, so nobody can tell whether searcher and "
                                            "witness are of the pupil’s. Add it in People, or record why it couldn’t "
                                            "wait."),
                                         same.not_known));
  if (!searcher)
    return gb_gate_new ("witness", GB_GATE_UNMET, title,
                        g_strdup_printf (_ ("%s can’t carry out this search: searcher and witness are of the pupil’s "
                                            "sex. Choose someone else, or record "
                                            "why it couldn’t wait."),
                                         search->searcher));
  if (search->witness_id == NULL)
    return gb_gate_new ("witness", GB_GATE_UNMET, title,
                        g_strdup (_ ("A search is made in the presence of another member of staff. Name a witness, or "
                                     "record why it couldn’t wait.")));
  return gb_gate_new ("witness", GB_GATE_UNMET, title,
                      g_strdup_printf (_ ("%s can’t be the witness: searcher and witness are of the pupil’s sex. "
                                          "Choose someone else, or record why it "
                                          "couldn’t wait."),
                                       search->witness));
}

/* Only once something is wrong with it: the sheet shows the times anyway. */
static GbGate *
window_gate (GbSearch *search)
{
  const char *title = _ ("Within its time");

  if (search->retrospective || search->searched_at != 0 || search->valid_until == 0)
    return NULL;
  if (search->valid_until <= search->valid_from)
    return gb_gate_new ("window", GB_GATE_UNMET, title,
                        g_strdup (_ ("The search would end before it begins. Check the two times.")));
  if (gb_now () > search->valid_until)
    {
      g_autofree char *until = gb_say_instant_long (search->valid_until);
      return gb_gate_new (
          "window", GB_GATE_UNMET, title,
          g_strdup_printf (
              _ ("The time allowed for this search ended on %s. Change the times and have it signed, or ask anew."),
              until));
    }
  return NULL;
}

static GbGate *
standing_gate (GbBook *book, GbSearch *search)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbAuthority) authority = gb_authority_load (gb_book_get_vault (book), search->authority_id, NULL, NULL);

  if (authority != NULL
      && gb_authority_covers (book, search->authority_id, search->searcher_id, search->requester_id, search->valid_from,
                              search->searched_at != 0 ? search->searched_at : search->valid_until, search->id, &local))
    return gb_gate_new (
        "authority", GB_GATE_MET, _ ("Authorised"),
        g_strdup_printf (_ ("Standing authority %s, given by %s"), authority->reference, authority->given_by));
  return gb_gate_new (
      "authority", GB_GATE_UNMET, _ ("Not authorised"),
      g_strdup (local != NULL ? local->message : _ ("There is no such standing authority. Choose it again.")));
}

static GbGate *
retrospective_gate (GbSearch *search)
{
  g_autofree char *when = search->authorised_at != 0 ? gb_say_instant (search->authorised_at) : NULL;

  if (search->refused_at != 0)
    return gb_gate_new ("authority", GB_GATE_UNMET, _ ("Searched first, not approved"),
                        g_strdup_printf (_ ("%s did not approve it: %s"), search->refused_by, search->refusal));
  if (search->authorised_at == 0)
    return gb_gate_new (
        "authority", GB_GATE_UNMET, _ ("Searched first"),
        g_strdup (_ ("It was made without authority, and it stays marked as that. The headteacher must look at it.")));
  return gb_gate_new ("authority", GB_GATE_MET, _ ("Searched first"),
                      g_strdup_printf (_ ("Looked at afterwards by %s, %s. It stays marked as retrospective."),
                                       search->authorised_by, when));
}

static GbGate *
authority_gate (GbBook *book, GbSearch *search)
{
  g_autofree char *when = search->authorised_at != 0 ? gb_say_instant (search->authorised_at) : NULL;

  if (search->retrospective)
    return retrospective_gate (search);
  if (search->authority_id != NULL && search->authorised_at == 0)
    return standing_gate (book, search);
  if (search->refused_at != 0)
    return gb_gate_new ("authority", GB_GATE_UNMET, _ ("Refused"),
                        g_strdup_printf (_ ("%s refused it: %s"), search->refused_by, search->refusal));
  switch (gb_search_signature (book, search))
    {
    case GB_SIGNATURE_SOUND:
      return gb_gate_new ("authority", GB_GATE_MET, _ ("Authorised"),
                          g_strdup_printf (_ ("Signed by %s, %s"), search->authorised_by, when));
    case GB_SIGNATURE_VOID:
      return gb_gate_new (
          "authority", GB_GATE_UNMET, _ ("Void"),
          g_strdup_printf (
              _ ("This permit is void: it was changed after %s signed it. Ask for a signature on the new sheet."),
              search->authorised_by));
    case GB_SIGNATURE_DOUBTED:
      return gb_gate_new (
          "authority", GB_GATE_UNMET, _ ("Signed with a key in doubt"),
          g_strdup_printf (_ ("%s came back with a new key that isn’t confirmed, so this signature doesn’t count yet. "
                              "Two members compare its words under Members."),
                           search->authorised_by));
    case GB_SIGNATURE_NONE:
    default:
      return gb_gate_new ("authority", GB_GATE_UNMET, _ ("Not yet authorised"),
                          gb_authority_say_who (book, policy_case (search)));
    }
}

static GbGate *
image_gate (GbVault *vault, GbSearch *search, GError **error)
{
  if (search->indecent_image == NULL)
    return gb_gate_new ("image", GB_GATE_OPEN, _ ("Could there be an indecent image?"),
                        g_strdup (_ ("Answer before anything else. Ask, don’t look.")));
  if (g_str_equal (search->indecent_image, "no") && !gb_gate_do_not_view (vault, search->incident_id, error))
    return gb_gate_new ("image", GB_GATE_MET, _ ("No indecent image suspected"),
                        g_strdup (_ ("If that changes, stop: do not look, and tell the DSL at once.")));
  return gb_gate_new ("image", GB_GATE_UNMET, _ ("Do not look"),
                      g_strdup (_ ("An indecent image may be involved, so nobody may search for it. Do not look, keep "
                                   "the device safe and tell the DSL at "
                                   "once.")));
}

GPtrArray *
gb_search_gates (GbBook *book, GbSearch *search, GError **error)
{
  g_autoptr (GPtrArray) gates = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_gate_free);
  g_autoptr (GError) local = NULL;
  GbGate *all[] = {
    people_gate (book, search),
    searcher_gate (book, search),
    limb_gate (gb_policy_of (book, policy_case (search)), search),
    gb_search_consent_gate (book, search),
    witness_gate (book, search),
    window_gate (search),
    authority_gate (book, search),
    image_gate (gb_book_get_vault (book), search, &local),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL)
      g_ptr_array_add (gates, all[i]);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&gates);
}

static gboolean
gates_allow (GbRequest *request, GbSearch *search, const char *const *ids, GError **error)
{
  g_autoptr (GPtrArray) gates = gb_search_gates (request->book, search, error);
  return gates != NULL && gb_gates_require (gates, ids, request->asking, error);
}

/* --- requested -------------------------------------------------------------------------------------- */

static gboolean
words_are_known (GbRequest *request, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (content); i++)
    if (content[i].vocabulary != NULL && !gb_gate_word (request, content[i].name, content[i].vocabulary, error))
      return FALSE;
  return TRUE;
}

/* A search made first: when, why first, and no authority of any kind before it. */
static gboolean
retrospective_is_whole (GbRequest *request, GError **error)
{
  if (!gb_gate_filled (request, "carried_at", _ ("Say when the search was made."), error)
      || !gb_gate_past (request, "carried_at", error)
      || !gb_gate_filled (request, "retrospective_reason",
                          _ ("Say why the search was made before it was authorised. The headteacher reads it."), error))
    return FALSE;
  if (gb_gate_has (request, "authority_id"))
    return gb_refuse (error, _ ("A search under a standing authority isn’t retrospective. Leave out one of the two."));
  return TRUE;
}

static gboolean
device_is_there (GbRequest *request, GError **error)
{
  const char *id = gb_json_text (request->body, "device_id");
  g_autofree char *state = NULL;
  g_autoptr (GError) local = NULL;

  if (id == NULL)
    return TRUE;
  state = gb_vault_ask_text (request->vault, &local, "SELECT state FROM p_device WHERE id = :id", ":id", id, NULL);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (state == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                           _ ("The device isn’t in the custody list. Choose it again."));
      return FALSE;
    }
  if (!g_str_equal (state, "in-custody") && !gb_json_flag (request->body, "retrospective"))
    return gb_refuse (error, _ ("This device has left the school’s custody, so it can’t be searched any more."));
  return TRUE;
}

static gboolean
requested_gate (GbRequest *request, GError **error)
{
  static const char *const before[] = { "image", "limb", "people", "searcher", "witness", "consent", "window", NULL };
  static const char *const afterwards[] = { "limb", NULL };
  g_autoptr (GbSearch) search = search_of_body (request);

  if (!words_are_known (request, error) || !gb_gate_incident_open (request, error) || !device_is_there (request, error))
    return FALSE;
  if (search->retrospective)
    return retrospective_is_whole (request, error) && gates_allow (request, search, afterwards, error);
  if (search->carried_at != 0)
    return gb_refuse (error, _ ("A search that was already made is retrospective. Say so, and why it was made first."));
  if (!gates_allow (request, search, before, error))
    return FALSE;
  return search->authority_id == NULL
         || gb_authority_covers (request->book, search->authority_id, search->searcher_id, search->requester_id,
                                 search->valid_from, search->valid_until, NULL, error);
}

/* What the register of people knows and the form left out. */
static void
fill_in (GbRequest *request, const char *field, const char *sql, const char *id_field)
{
  const char *id = gb_json_text (request->body, id_field);
  g_autofree char *known = NULL;

  if (gb_gate_has (request, field) || id == NULL)
    return;
  known = gb_vault_ask_text (request->vault, NULL, sql, ":id", id, NULL);
  gb_json_set_text (request->body, field, known);
}

static gboolean
requested_prepare (GbRequest *request, GError **error)
{
  fill_in (request, "owner_year", "SELECT year_group FROM p_person WHERE id = :id", "owner_id");
  fill_in (request, "owner_sex", "SELECT sex FROM p_person WHERE id = :id", "owner_id");
  fill_in (request, "searcher_sex", "SELECT sex FROM p_person WHERE id = :id", "searcher_id");
  fill_in (request, "witness_sex", "SELECT sex FROM p_person WHERE id = :id", "witness_id");
  if (!gb_json_flag (request->body, "retrospective"))
    return TRUE;
  return gb_gate_start_clock (request, "search.after-the-fact", "search-after-the-fact",
                              _ ("Headteacher looks at a search already made"), gb_now (), error);
}

/* --- amended --------------------------------------------------------------------------------------------- */

/* One answer as text, whatever its type. */
static char *
text_of_node (JsonNode *node)
{
  if (node == NULL || json_node_is_null (node))
    return g_strdup ("");
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_dup_string (node)
             : json_to_string (node, FALSE);
}

static char *
text_of_record (GbSearch *search, const char *name)
{
  g_autofree char *property = g_strdelimit (g_strdup (name), "_", '-');
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (search), property, &value);
  if (G_VALUE_HOLDS_STRING (&value))
    return g_strdup (g_value_get_string (&value) != NULL ? g_value_get_string (&value) : "");
  return g_strdup_printf ("%" G_GINT64_FORMAT, g_value_get_int64 (&value));
}

/* Whoever says what they saw must have seen what is there now. */
static gboolean
was_seen (GbSearch *search, const Content *field, JsonObject *change, GError **error)
{
  g_autofree char *seen = NULL, *now = NULL;

  if (!json_object_has_member (change, "old"))
    return TRUE;
  seen = text_of_node (json_object_get_member (change, "old"));
  now = text_of_record (search, field->name);
  if (g_str_equal (seen, now) || (g_str_equal (now, "0") && *seen == '\0'))
    return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_CONFLICT,
               _ ("This search was changed while you wrote (%s), so nothing was saved. What you typed is kept."),
               _ (field->label));
  return FALSE;
}

static gboolean
apply_change (GbRequest *request, GbSearch *search, JsonObject *change, GError **error)
{
  const char *name = gb_json_text (change, "field");
  const Content *field = find_content (name);

  if (field == NULL || field->label == NULL)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("“%s” of a search can’t be amended: that would be another search. Withdraw this one and ask "
                      "anew."),
                   name != NULL ? name : "?");
      return FALSE;
    }
  if (!request->asking && !was_seen (search, field, change, error))
    return FALSE;
  if (field->vocabulary != NULL && json_object_has_member (change, "new"))
    {
      g_autoptr (JsonObject) one = json_object_new ();
      GbRequest small = { request->book, request->vault, request->kind, request->case_id, one, request->asking };
      json_object_set_member (one, name, json_node_copy (json_object_get_member (change, "new")));
      if (!gb_gate_word (&small, name, field->vocabulary, error))
        return FALSE;
    }
  put (search, name, json_object_get_member (change, "new"));
  return TRUE;
}

static gboolean
amended_gate (GbRequest *request, GError **error)
{
  static const char *const needed[] = { "limb", "people", "searcher", "witness", "consent", "window", NULL };
  g_autoptr (GbSearch) search = gb_search_load (request->vault, request->case_id, error);
  JsonArray *changes = gb_json_array (request->body, "changes");

  if (search == NULL || !gb_move_check (moves, request->kind, search->state, error))
    return FALSE;
  if (changes == NULL)
    return request->asking || gb_refuse (error, _ ("Nothing was changed, so there is nothing to record."));
  if (json_array_get_length (changes) == 0)
    return gb_refuse (error, _ ("Nothing was changed, so there is nothing to record."));
  for (guint i = 0; i < json_array_get_length (changes); i++)
    if (!apply_change (request, search, json_array_get_object_element (changes, i), error))
      return FALSE;
  if (search->retrospective)
    return TRUE;
  /* The sheet that was signed is void now: judged as a request just made. */
  search->authorised_at = 0;
  g_clear_pointer (&search->id, g_free);
  return gates_allow (request, search, needed, error);
}

/* --- authorised, refused, withdrawn -------------------------------------------------------------------------- */

static gboolean
answer_is_possible (GbRequest *request, GbSearch *search, GError **error)
{
  gboolean again = g_str_equal (request->kind, "search.authorised") && g_str_equal (search->state, "authorised")
                   && gb_search_signature (request->book, search) != GB_SIGNATURE_SOUND;

  if (!search->retrospective)
    return again || gb_move_check (moves, request->kind, search->state, error);
  if (search->refused_at != 0)
    return gb_refuse (error, _ ("%s did not approve this search, which was made first. That answer stands."),
                      search->refused_by);
  if (search->authorised_at != 0)
    return gb_refuse (error, _ ("%s has looked at this search already. It needs no second signature."),
                      search->authorised_by);
  if (g_str_equal (search->state, "closed"))
    return gb_move_check (moves, request->kind, search->state, error);
  return TRUE;
}

static gboolean
authorised_gate (GbRequest *request, GError **error)
{
  static const char *const before[] = { "image", "limb", "consent", "searcher", "witness", "window", NULL };
  g_autoptr (GbSearch) search = gb_search_load (request->vault, request->case_id, error);
  g_autoptr (GbSigning) now = NULL;

  if (search == NULL || !answer_is_possible (request, search, error)
      || !gb_authority_may_authorise (request->book, request->case_id, error))
    return FALSE;
  if (why_not_me (request->book, search) != NULL)
    return gb_refuse (error, "%s", why_not_me (request->book, search));
  if (!search->retrospective && !gates_allow (request, search, before, error))
    return FALSE;
  now = gb_search_sheet (request->book, search, gb_json_text (request->body, "condition"), error);
  return now != NULL && gb_signing_was_read (now, request->body, request->asking, error);
}

static gboolean
authorised_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (request->vault, request->case_id, error);
  const char *condition = gb_json_text (request->body, "condition");
  g_autoptr (GbSigning) sheet = search != NULL ? gb_search_sheet (request->book, search, condition, error) : NULL;

  if (sheet == NULL)
    return FALSE;
  gb_signing_to_body (sheet, request->body);
  json_object_set_boolean_member (request->body, "after_the_fact", search->retrospective != 0);
  gb_gate_stop_clock (request, "search.after-the-fact");
  return TRUE;
}

static gboolean
refused_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (request->vault, request->case_id, error);

  return search != NULL && answer_is_possible (request, search, error)
         && gb_authority_may_authorise (request->book, request->case_id, error);
}

static gboolean
refused_prepare (GbRequest *request, GError **error)
{
  gb_gate_stop_clock (request, "search.after-the-fact");
  return TRUE;
}

static gboolean
withdrawn_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (request->vault, request->case_id, error);

  if (search == NULL || !gb_move_check (moves, request->kind, search->state, error))
    return FALSE;
  if (search->retrospective)
    return gb_refuse (
        error, _ ("This search was already made, so it can’t be withdrawn. Record what came of it and close it."));
  if (is_me (request->book, search->requester_id) || is_me (request->book, search->requested_by_id))
    return TRUE;
  return gb_gate_leads (request, _ ("withdraw another person’s request"), error);
}

/* --- carried out ------------------------------------------------------------------------------------------------ */

/* The permit names its people: others were never looked at by the one who signed. */
static gboolean
people_are_named (GbRequest *request, GbSearch *search, GError **error)
{
  const char *searcher = gb_json_text (request->body, "searcher_id");
  const char *witness = gb_json_text (request->body, "witness_id");

  if (searcher != NULL && !g_str_equal (searcher, search->searcher_id))
    return gb_refuse (
        error,
        _ ("%s is named as the searcher, and nobody else may search under it. Amend the request and have it signed."),
        search->searcher);
  if (witness != NULL && search->witness_id != NULL && !g_str_equal (witness, search->witness_id))
    return gb_refuse (
        error,
        _ ("%s is named as the witness. Amend the request and have it signed, or search with the witness it names."),
        search->witness);
  if (witness != NULL && g_strcmp0 (witness, search->searcher_id) == 0)
    return gb_refuse (error, _ ("The searcher can’t be the witness too. Choose another member of staff."));
  if (witness == NULL && search->witness_id != NULL && !request->asking && !exception_covers (search, "no-witness"))
    return gb_refuse (
        error,
        _ ("%s is named as the witness. Say that they were there, or amend the request with the urgent exception."),
        search->witness);
  return TRUE;
}

static gboolean
time_is_right (GbRequest *request, GbSearch *search, GError **error)
{
  gint64 at = gb_json_number (request->body, "at");
  g_autofree char *said = NULL;

  if (at == 0)
    return TRUE;
  if (search->authorised_at != 0 && at < gb_instant_to_minute (search->authorised_at))
    {
      said = gb_say_instant_long (search->authorised_at);
      return gb_refuse (error,
                        _ ("The permit was signed on %s, after this search. Withdraw it, and record the search as "
                           "retrospective: a later "
                           "signature never becomes an earlier one."),
                        said);
    }
  if ((at >= search->valid_from && at <= search->valid_until) || gb_json_flag (request->body, "beyond_scope"))
    return TRUE;
  said = times_in_words (search);
  return gb_refuse (error,
                    _ ("The search was allowed on %s, and this time lies outside it. Check the time, or mark the "
                       "search as beyond its scope "
                       "and say why."),
                    said);
}

static gboolean
findings_are_whole (GbRequest *request, GError **error)
{
  if (gb_json_flag (request->body, "found")
      && !gb_gate_filled (request, "found_what", _ ("Say what was found."), error))
    return FALSE;
  if (gb_json_flag (request->body, "beyond_scope")
      && !gb_gate_filled (request, "beyond_reason",
                          _ ("The search went beyond what was allowed. Say how and why; the mark stays."), error))
    return FALSE;
  return TRUE;
}

/* The mark is for what had been done when it was entered, and no leave to go on. */
static gboolean
was_made_first (GbRequest *request, GbSearch *search, GError **error)
{
  if (gb_json_number (request->body, "at") <= search->requested_at)
    return TRUE;
  return gb_refuse (error, _ ("This search was entered as already made, and this time is later. Looking again is a new "
                              "search: ask for it."));
}

static gboolean
carried_out_gate (GbRequest *request, GError **error)
{
  static const char *const needed[] = {
    "image", "people", "searcher", "limb", "consent", "witness", "authority", NULL
  };
  g_autoptr (GbSearch) search = gb_search_load (request->vault, request->case_id, error);

  if (search == NULL)
    return FALSE;
  if (search->retrospective && g_str_equal (search->state, "requested"))
    return was_made_first (request, search, error) && people_are_named (request, search, error)
           && findings_are_whole (request, error);
  if (!gb_move_check (moves, request->kind, search->state, error) || !gates_allow (request, search, needed, error)
      || !gb_gate_past (request, "at", error) || !people_are_named (request, search, error)
      || !time_is_right (request, search, error))
    return FALSE;
  return findings_are_whole (request, error);
}

static gboolean
carried_out_prepare (GbRequest *request, GError **error)
{
  gint64 at = gb_json_number (request->body, "at");
  const char *tell_dsl = gb_json_flag (request->body, "risk_revealed")
                             ? _ ("Tell the DSL without delay: a child may be at risk")
                             : _ ("Tell the DSL of the search");

  return gb_gate_start_clock (request, "search.tell-dsl", "search-tell-dsl", tell_dsl, at, error)
         && gb_gate_start_clock (request, "search.tell-parent", "search-tell-parent", _ ("Tell a parent of the search"),
                                 at, error);
}

/* --- told, closed ---------------------------------------------------------------------------------------------------
 */

static GbSearch *
searched (GbRequest *request, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (request->vault, request->case_id, error);
  gint64 at = gb_json_number (request->body, "at");

  if (search == NULL || !gb_move_check (moves, request->kind, search->state, error)
      || !gb_gate_past (request, "at", error))
    return NULL;
  if (at != 0 && at < gb_instant_to_minute (search->searched_at))
    {
      gb_refuse (error, _ ("Nobody can be told of a search before it was made. Check the time."));
      return NULL;
    }
  return g_steal_pointer (&search);
}

static gboolean
dsl_informed_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbSearch) search = searched (request, error);
  const char *who = gb_json_text (request->body, "who_id");
  g_autofree char *day = gb_today ();

  if (search == NULL)
    return FALSE;
  if (who != NULL && !gb_gate_person_holds (request->vault, who, gb_capability_roles (GB_CAN_SAFEGUARD), day))
    return gb_refuse (
        error, _ ("The DSL or a deputy must be told, and this person is neither. Tell one of them and record it."));
  return TRUE;
}

static gboolean
dsl_informed_prepare (GbRequest *request, GError **error)
{
  gb_gate_stop_clock (request, "search.tell-dsl");
  return TRUE;
}

static gboolean
parent_told_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbSearch) search = searched (request, error);

  if (search == NULL)
    return FALSE;
  if (!gb_gate_has (request, "told"))
    return TRUE;
  if (!gb_json_flag (request->body, "told"))
    return gb_gate_filled (request, "reason_not", _ ("A parent is always told of a search. If not, say why."), error);
  return gb_gate_filled (request, "whom", _ ("Say which parent was told."), error)
         && gb_gate_filled (request, "at", _ ("Say when the parent was told."), error)
         && gb_gate_filled (request, "by", _ ("Say who told the parent."), error);
}

static gboolean
parent_told_prepare (GbRequest *request, GError **error)
{
  gb_gate_stop_clock (request, "search.tell-parent");
  return TRUE;
}

static gboolean
closed_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (request->vault, request->case_id, error);

  if (search == NULL || !gb_move_check (moves, request->kind, search->state, error)
      || !gb_gate_leads (request, _ ("close a search"), error))
    return FALSE;
  if (search->dsl_at == 0)
    return gb_refuse (error, _ ("The DSL is always told of a search. Record who was told and when, then close it."));
  if (search->parent_told < 0)
    return gb_refuse (
        error, _ ("A parent is always told of a search, or the reason not is recorded. Do that first, then close it."));
  if (search->retrospective && search->authorised_at == 0 && search->refused_at == 0)
    return gb_refuse (
        error,
        _ ("This search was made first, and the headteacher hasn’t looked at it yet. It can be closed after that."));
  return TRUE;
}

const GbAct gb_search_acts[] = { { "search.requested", requested_gate, requested_prepare },
                                 { "search.amended", amended_gate, NULL },
                                 { "search.authorised", authorised_gate, authorised_prepare },
                                 { "search.refused", refused_gate, refused_prepare },
                                 { "search.withdrawn", withdrawn_gate, NULL },
                                 { "search.carried-out", carried_out_gate, carried_out_prepare },
                                 { "search.dsl-informed", dsl_informed_gate, dsl_informed_prepare },
                                 { "search.parent-told", parent_told_gate, parent_told_prepare },
                                 { "search.closed", closed_gate, NULL },
                                 { NULL } };

/* --- asking
 * -------------------------------------------------------------------------------------------------------------- */

#define SEARCH_SELECT                                                                        \
  "SELECT s.*, NULL AS signature,"                                                           \
  " (SELECT i.reference FROM p_case AS i WHERE i.id = s.incident_id) AS incident_reference," \
  " (SELECT i.reference FROM p_case AS i WHERE i.id = s.device_id) AS device_reference FROM p_search AS s "

GbSearch *
gb_search_load (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbSearch *search =
      gb_record_one (vault, gb_search_get_type (), &local, SEARCH_SELECT "WHERE s.id = :id", ":id", id, NULL);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (search == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such search. It may be in another vault."));
  return search;
}

#define OPEN_STATES "('requested', 'authorised', 'carried-out')"

GPtrArray *
gb_search_ids (GbVault *vault, const GbSearchFilter *filter, GError **error)
{
  g_autofree char *like = gb_text_is_filled (filter->words) ? g_strconcat ("%", filter->words, "%", NULL) : NULL;
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT id FROM p_search WHERE (:state IS NULL OR state = :state OR (:state = 'open' AND state IN " OPEN_STATES
      "))"
      " AND (:incident IS NULL OR incident_id = :incident) AND requested_at >= @from AND (@until = 0 OR requested_at < "
      "@until)"
      " AND (:like IS NULL OR device LIKE :like OR owner LIKE :like OR requester LIKE :like OR searcher LIKE :like"
      "      OR reference LIKE :like OR scope LIKE :like) ORDER BY entry DESC",
      error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":state", filter->state, ":incident", filter->incident_id, "@from", filter->from, "@until",
                     filter->until, ":like", like, NULL);
  return gb_record_ids (s, error);
}

GPtrArray *
gb_search_rows (GbVault *vault, const char *const *ids, GError **error)
{
  return gb_records_of (vault, gb_search_get_type (), SEARCH_SELECT "WHERE s.id = :id", ids, error);
}

/* Whether this one waits for a signature, whoever gives it. */
static gboolean
waits (GbBook *book, GbSearch *search)
{
  if (search->retrospective)
    return search->authorised_at == 0 && search->refused_at == 0 && !g_str_equal (search->state, "closed");
  if (g_str_equal (search->state, "requested"))
    return TRUE;
  return g_str_equal (search->state, "authorised") && gb_search_signature (book, search) != GB_SIGNATURE_SOUND;
}

GPtrArray *
gb_search_to_sign (GbBook *book, GError **error)
{
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) mine = g_ptr_array_new_with_free_func (g_object_unref);

  open = gb_records (gb_book_get_vault (book), gb_search_get_type (), error,
                     SEARCH_SELECT "WHERE s.state IN " OPEN_STATES " ORDER BY s.entry", NULL);
  if (open == NULL)
    return NULL;
  for (guint i = 0; i < open->len; i++)
    gb_search_mark (book, open->pdata[i]);
  for (guint i = 0; i < open->len; i++)
    if (waits (book, open->pdata[i]) && why_not_me (book, open->pdata[i]) == NULL
        && gb_authority_may_authorise (book, policy_case (open->pdata[i]), NULL))
      g_ptr_array_add (mine, g_object_ref (open->pdata[i]));
  return g_steal_pointer (&mine);
}

gint64
gb_search_to_sign_count (GbBook *book, GError **error)
{
  g_autoptr (GPtrArray) mine = gb_search_to_sign (book, error);
  return mine != NULL ? (gint64) mine->len : -1;
}

gint64
gb_search_open_count (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM p_search WHERE state IN " OPEN_STATES, NULL);
}

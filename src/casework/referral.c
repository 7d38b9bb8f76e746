/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the record, the moves, the gates, the acts in the order
 * of a referral's life, the queries. */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/concern.h"
#include "casework/referral.h"
#include "casework/seal.h"

GB_RECORD_DEFINE (GbReferral, gb_referral, GB_REFERRAL_FIELDS)
GB_RECORD_DEFINE (GbReferralItem, gb_referral_item, GB_REFERRAL_ITEM_FIELDS)
GB_RECORD_DEFINE (GbConsultation, gb_consultation, GB_CONSULTATION_FIELDS)

/* --- the moves --------------------------------------------------------------------- */

#define WAS_DECLINED N_ ("It was decided not to make this referral. If it is needed after all, begin a new one.")
#define WAS_CLOSED \
  N_ ("This referral is closed, so nothing can be added to it. Begin a new one if there is something new.")
#define NOT_MADE N_ ("This referral hasn’t been made, so there is no answer yet. Record how it was made first.")

static const GbMove moves[] = {
  { "referral.item", "begun", NULL },
  { "referral.item", "made", NULL },
  { "referral.item", "answered", NULL },
  { "referral.item", "declined", WAS_DECLINED },
  { "referral.item", "closed", WAS_CLOSED },

  { "referral.consulted", "begun", NULL },
  { "referral.consulted", "made",
    N_ ("This referral has been made, so nobody can be consulted before it any more. Record the advice on the "
        "incident.") },
  { "referral.consulted", "answered",
    N_ ("This referral has been made and answered. Record further advice on the incident.") },
  { "referral.consulted", "declined", WAS_DECLINED },
  { "referral.consulted", "closed", WAS_CLOSED },

  { "referral.made", "begun", NULL },
  { "referral.made", "made", N_ ("This referral has been made already. Begin a new one to refer again.") },
  { "referral.made", "answered",
    N_ ("This referral has been made and answered already. Begin a new one to refer again.") },
  { "referral.made", "declined", WAS_DECLINED },
  { "referral.made", "closed", WAS_CLOSED },

  { "referral.declined", "begun", NULL },
  { "referral.declined", "made",
    N_ ("This referral has been made, so it can’t be declined any more. Record the answer when it comes.") },
  { "referral.declined", "answered",
    N_ ("This referral has been made and answered, so it can’t be declined any more.") },
  { "referral.declined", "declined", N_ ("It was decided before not to make this referral.") },
  { "referral.declined", "closed", WAS_CLOSED },

  { "referral.answered", "begun", NOT_MADE },
  { "referral.answered", "made", NULL },
  { "referral.answered", "answered", NULL },
  { "referral.answered", "declined", WAS_DECLINED },
  { "referral.answered", "closed", WAS_CLOSED },

  { "referral.closed", "begun",
    N_ ("This referral is neither made nor declined. Do one of the two before you close it.") },
  { "referral.closed", "made",
    N_ ("This referral has no answer yet. Ring and ask, record the answer, then close it.") },
  { "referral.closed", "answered", NULL },
  { "referral.closed", "declined", N_ ("It was decided not to make this referral, which closed it.") },
  { "referral.closed", "closed", N_ ("This referral is closed already.") },
  { NULL },
};

static GbReferral *
referral_in_state (GbRequest *request, GError **error)
{
  g_autoptr (GbReferral) referral = gb_referral_load (request->vault, request->case_id, error);

  if (referral == NULL || !gb_move_check (moves, request->kind, referral->state, error)
      || !gb_gate_past (request, "at", error))
    return NULL;
  return g_steal_pointer (&referral);
}

/* --- the gates -------------------------------------------------------------------------- */

/* The statutory services and the two that take reports of imagery and grooming
 * (B44, B118), whom anybody may tell at once, and the advisers themselves:
 * nobody else is asked first (B84 is about everyone else). */
static gboolean
needs_consulting (const char *agency)
{
  static const char *const direct[] = { "police", "lado", "social-care", "lesas", "iwf", "ceop", NULL };
  return agency != NULL && !g_strv_contains (direct, agency);
}

static gboolean
has_limb (const char *limbs)
{
  g_autoptr (JsonNode) node = limbs != NULL ? json_from_string (limbs, NULL) : NULL;
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0;
}

static const char *
limb_sentence (void)
{
  return _ ("A referral to the LADO names at least one of the four limbs of the harm threshold. Below them it is a "
            "low-level concern, which stays in "
            "school.");
}

static const char *
consult_sentence (void)
{
  return _ ("Before something is passed beyond the school, the police or the advisory service are asked. Record whom "
            "you asked and what they said.");
}

static char *
limbs_in_words (GbPack *pack, const char *limbs)
{
  g_autoptr (JsonNode) node = limbs != NULL ? json_from_string (limbs, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "",
                            gb_pack_label (pack, "lado-limb", json_array_get_string_element (array, i)));
  return g_string_free (text, FALSE);
}

static GbGate *
limbs_gate (GbPack *pack, GbReferral *referral)
{
  if (has_limb (referral->limbs))
    return gb_gate_new ("limbs", GB_GATE_MET, _ ("A limb is named"), limbs_in_words (pack, referral->limbs));
  if (referral->concern_id != NULL)
    return gb_gate_new ("limbs", GB_GATE_MET, _ ("A limb is named"),
                        g_strdup (_ ("As the staff concern has it, from which it was begun")));
  return gb_gate_new ("limbs", GB_GATE_UNMET, _ ("A limb is named"), g_strdup (limb_sentence ()));
}

static GbGate *
consulted_gate (GbReferral *referral)
{
  const char *title = _ ("Asked first");

  if (referral->consulted > 0)
    return gb_gate_new ("consulted", GB_GATE_MET, title,
                        g_strdup (_ ("The police or the advisory service were asked")));
  if (g_strcmp0 (referral->urgency, "immediate") == 0)
    return gb_gate_new ("consulted", GB_GATE_MET, title,
                        g_strdup (_ ("Not waited for: a child is in immediate danger")));
  return gb_gate_new ("consulted", GB_GATE_UNMET, title, g_strdup (consult_sentence ()));
}

static GbGate *
time_gate (GbReferral *referral)
{
  g_autofree char *due = referral->due_at != 0 ? gb_say_instant_long (referral->due_at) : NULL;
  const char *title = _ ("In time");

  if (due == NULL)
    return gb_gate_new ("time", GB_GATE_OPEN, title, g_strdup (_ ("No clock runs")));
  if (referral->stopped_at != 0)
    return gb_gate_new (
        "time", referral->stopped_at <= referral->due_at ? GB_GATE_MET : GB_GATE_UNMET, title,
        g_strdup_printf (referral->stopped_at <= referral->due_at ? _ ("Before %s: %s") : _ ("After %s: %s"), due,
                         referral->due_rule));
  return gb_gate_new ("time", gb_now () <= referral->due_at ? GB_GATE_OPEN : GB_GATE_UNMET, title,
                      g_strdup_printf (gb_now () <= referral->due_at ? _ ("Due %s: %s") : _ ("It was due %s: %s"), due,
                                       referral->due_rule));
}

/* What was declined went to nobody: what would have had to be done first is
 * asked of it no more.  Being late with deciding so is told all the same. */
static void
drop_unmet (GPtrArray *gates)
{
  for (guint i = gates->len; i > 0; i--)
    {
      const GbGate *gate = gates->pdata[i - 1];
      if (gate->state == GB_GATE_UNMET && !g_str_equal (gate->id, "time"))
        g_ptr_array_remove_index (gates, i - 1);
    }
}

GPtrArray *
gb_referral_gates (GbBook *book, GbReferral *referral, GError **error G_GNUC_UNUSED)
{
  GPtrArray *gates = g_ptr_array_new_with_free_func ((GDestroyNotify)gb_gate_free);

  if (g_strcmp0 (referral->agency, "lado") == 0)
    g_ptr_array_add (gates, limbs_gate (gb_book_get_pack (book), referral));
  if (needs_consulting (referral->agency))
    g_ptr_array_add (gates, consulted_gate (referral));
  g_ptr_array_add (gates, time_gate (referral));
  if (g_strcmp0 (referral->state, "declined") == 0)
    drop_unmet (gates);
  return gates;
}

/* --- begun ---------------------------------------------------------------------------------- */

static gboolean
is_member (GbVault *vault, const char *id, const char *name)
{
  g_autofree char *folded = name != NULL ? gb_text_fold (name) : NULL;
  g_autoptr (GbStatement) s = gb_statement_new (vault, "SELECT id, name FROM p_member WHERE state <> 'left'", NULL);

  while (s != NULL && gb_statement_step (s, NULL))
    {
      g_autofree char *member = gb_text_fold (gb_statement_text (s, "name"));
      if (g_strcmp0 (gb_statement_text (s, "id"), id) == 0 || g_strcmp0 (member, folded) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A referral from a staff concern is about whom that is about, and is asked for
 * there: by a limb, or by the policy about conduct online (B87, C25).  It is sealed
 * for the same readers, by seal.c.  *@concern NULL: from none. */
static gboolean
concern_is_theirs (GbRequest *request, GbConcern **concern, GError **error)
{
  const char *id = gb_json_text (request->body, "concern_id"), *subject = gb_json_text (request->body, "subject_id");

  if (id == NULL)
    return TRUE;
  *concern = gb_concern_load (request->vault, id, error);
  if (*concern == NULL)
    return FALSE;
  if (g_strcmp0 ((*concern)->state, "open") != 0)
    return gb_refuse (error, _ ("That staff concern is closed. Open it again before you refer it."));
  if (subject != NULL && g_strcmp0 (subject, (*concern)->person_id) != 0)
    return gb_refuse (error, _ ("The concern is about %s, so the referral is too. Record another concern for anybody "
                                "else."),
                      (*concern)->person);
  return TRUE;
}

/* The LADO's referral: an adult is named, who has no key to this vault unless it
 * is sealed with a staff concern, and a limb of the threshold is chosen. */
static gboolean
lado_is_right (GbRequest *request, GError **error)
{
  JsonArray *limbs = gb_json_array (request->body, "limbs");
  const char *subject = gb_json_text (request->body, "subject");

  g_autoptr (GbConcern) concern = NULL;

  if (!concern_is_theirs (request, &concern, error))
    return FALSE;
  if (is_member (request->vault, gb_json_text (request->body, "subject_id"), subject)
      && !gb_seal_keeps_from (request, gb_json_text (request->body, "subject_id"), subject))
    return gb_refuse (error, _ ("A referral about someone who uses this record must be kept sealed from them. Record a "
                                "staff concern first, and begin the referral from there."));
  if (!gb_gate_filled (request, "subject",
                       _ ("A referral to the LADO is about an adult. Say who: one referral for each."), error))
    return FALSE;
  if (!request->asking && concern == NULL && (limbs == NULL || json_array_get_length (limbs) == 0))
    return gb_refuse (error, "%s", limb_sentence ());
  return TRUE;
}

static gboolean
limbs_are_known (GbRequest *request, GError **error)
{
  JsonArray *limbs = gb_json_array (request->body, "limbs");
  GbPack *pack = gb_book_get_pack (request->book);

  for (guint i = 0; limbs != NULL && i < json_array_get_length (limbs); i++)
    if (gb_pack_word (pack, "lado-limb", json_array_get_string_element (limbs, i)) == NULL)
      {
        g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                     _ ("“%s” is none of the four limbs of the harm threshold. Choose from the list."),
                     json_array_get_string_element (limbs, i));
        return FALSE;
      }
  return TRUE;
}

static gboolean
begun_gate (GbRequest *request, GError **error)
{
  const char *agency = gb_json_text (request->body, "agency");

  if (!gb_gate_leads (request, _ ("refer to another agency"), error)
      || !gb_gate_word (request, "agency", "agency", error) || !gb_gate_word (request, "urgency", "urgency", error)
      || !limbs_are_known (request, error) || !gb_gate_past (request, "noticed_at", error)
      || !gb_gate_incident_open (request, error))
    return FALSE;
  return agency == NULL || !g_str_equal (agency, "lado") || lado_is_right (request, error);
}

/* Which clock of the pack runs for @agency. */
static const char *
clock_for (const char *agency, const char *urgency)
{
  if (g_str_equal (agency, "lado"))
    return "lado-working-day";
  if (g_str_equal (agency, "police") || g_strcmp0 (urgency, "immediate") == 0)
    return "police-at-once";
  return "decide-referral";
}

static gboolean
begun_prepare (GbRequest *request, GError **error)
{
  const char *agency = gb_json_text (request->body, "agency");
  const char *clock = clock_for (agency, gb_json_text (request->body, "urgency"));
  const GbPackClock *known = gb_pack_clock (gb_book_get_pack (request->book), clock);
  const char *name = gb_pack_label (gb_book_get_pack (request->book), "agency", agency);
  g_autofree char *title = g_str_equal (agency, "lado") ? g_strdup (_ ("Discuss with the LADO"))
                           : g_str_equal (agency, "police") && known != NULL
                               ? g_strdup (_ ("Tell the police"))
                               : g_strdup_printf (_ ("Refer, or decline: %s"), name);

  return gb_gate_start_clock (request, "referral.due", clock, title, gb_json_number (request->body, "noticed_at"),
                                 error);
}

/* --- items, consulting ------------------------------------------------------------------------- */

static char *
ready_list (const char *agency)
{
  return g_strconcat ("ready-", agency, NULL);
}

static gboolean
item_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbReferral) referral = referral_in_state (request, error);
  g_autofree char *list = referral != NULL ? ready_list (referral->agency) : NULL;

  return referral != NULL && gb_gate_word (request, "item", list, error);
}

static gboolean
consulted_act_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbReferral) referral = referral_in_state (request, error);
  return referral != NULL;
}

/* --- made ------------------------------------------------------------------------------------------ */

static gboolean
made_gate (GbRequest *request, GError **error)
{
  static const char *const needed[] = { "limbs", "consulted", NULL };
  g_autoptr (GbReferral) referral = referral_in_state (request, error);
  g_autoptr (GPtrArray) gates = referral != NULL ? gb_referral_gates (request->book, referral, error) : NULL;
  gint64 at = gb_json_number (request->body, "at");

  if (gates == NULL || !gb_gate_leads (request, _ ("refer to another agency"), error)
      || !gb_gate_word (request, "route", "route", error) || !gb_gates_require (gates, needed, FALSE, error))
    return FALSE;
  if (at != 0 && at < gb_instant_to_minute (referral->noticed_at))
    return gb_refuse (error, _ ("A referral can’t have been made before the school knew. Check the time."));
  return TRUE;
}

static gboolean
made_prepare (GbRequest *request, GError **error)
{
  gb_gate_stop_clock (request, "referral.due");
  return gb_gate_start_clock (request, "referral.receipt", "referral-receipt", _ ("Get a receipt or an answer"),
                                 gb_json_number (request->body, "at"), error);
}

/* --- declined, answered, closed ------------------------------------------------------------------------ */

static gboolean
declined_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbReferral) referral = referral_in_state (request, error);

  if (referral == NULL || !gb_gate_leads (request, _ ("decide not to refer"), error))
    return FALSE;
  if (g_strcmp0 (referral->urgency, "immediate") == 0)
    return gb_refuse (error, _ ("A child is in immediate danger by this record, so it can’t be declined. Ring 999, and "
                                "record the referral."));
  if (g_str_equal (referral->agency, "lado") && has_limb (referral->limbs))
    return gb_gate_filled (
        request, "advice_from",
        _ ("A limb of the harm threshold is named, so only the LADO can say that it isn’t met. Say who "
           "there advised you."),
        error);
  return TRUE;
}

static gboolean
declined_prepare (GbRequest *request, GError **error)
{
  gb_gate_stop_clock (request, "referral.due");
  return TRUE;
}

static gboolean
answered_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbReferral) referral = referral_in_state (request, error);
  gint64 at = gb_json_number (request->body, "at");

  if (referral == NULL || !gb_gate_word (request, "outcome", "referral-outcome", error))
    return FALSE;
  if (at != 0 && at < gb_instant_to_minute (referral->made_at))
    return gb_refuse (error, _ ("An answer can’t have come before the referral was made. Check the time."));
  return TRUE;
}

static gboolean
answered_prepare (GbRequest *request, GError **error)
{
  gb_gate_stop_clock (request, "referral.receipt");
  return TRUE;
}

static gboolean
closed_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbReferral) referral = referral_in_state (request, error);
  return referral != NULL && gb_gate_leads (request, _ ("close a referral"), error);
}

const GbAct gb_referral_acts[] = { { "referral.begun", begun_gate, begun_prepare },
                                   { "referral.item", item_gate, NULL },
                                   { "referral.consulted", consulted_act_gate, NULL },
                                   { "referral.made", made_gate, made_prepare },
                                   { "referral.declined", declined_gate, declined_prepare },
                                   { "referral.answered", answered_gate, answered_prepare },
                                   { "referral.closed", closed_gate, NULL },
                                   { NULL } };

/* --- asking --------------------------------------------------------------------------------------------- */

/* As procedure.c asks: by itself, and ordered by what is selected. */
#define DUE(column)                                                                                            \
  "(SELECT x.v FROM (SELECT k." column " AS v, k.started_entry AS o FROM p_clock AS k WHERE k.case_id = r.id" \
  "   AND k.clock IN ('referral.due', 'step.refer') ORDER BY o LIMIT 1) AS x)"

/* "LESAS" and "Police" are written by hand now and then. */
#define REFERRAL_SELECT                                                                                            \
  "SELECT r.*, (SELECT i.reference FROM p_case AS i WHERE i.id = r.incident_id) AS incident_reference," \
  " " DUE ("due_at") " AS due_at, " DUE ("title") " AS due_title, " DUE ("rule") " AS due_rule," \
  " " DUE ("stopped_at") " AS stopped_at,"                                                                   \
  " (SELECT count (*) FROM p_consultation AS c WHERE c.referral_id = r.id"                                         \
  "   AND lower (c.agency) IN ('police', 'lesas', 'lado', 'social-care')) AS consulted,"                           \
  " (SELECT count (*) FROM p_referral_item AS t WHERE t.referral_id = r.id AND t.ready) AS ready"                  \
  " FROM p_referral AS r "

GbReferral *
gb_referral_load (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbReferral *referral =
      gb_record_one (vault, gb_referral_get_type (), &local, REFERRAL_SELECT "WHERE r.id = :id", ":id", id, NULL);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (referral == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                         _ ("There is no such referral. It may be in another vault."));
  return referral;
}

GPtrArray *
gb_referral_items (GbBook *book, GbReferral *referral, GError **error)
{
  g_autofree char *list = ready_list (referral->agency);
  GPtrArray *words = gb_pack_words (gb_book_get_pack (book), list);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      g_autoptr (GError) local = NULL;
      GbReferralItem *item =
          gb_record_one (gb_book_get_vault (book), gb_referral_item_get_type (), &local,
                         "SELECT item, title, NULL AS note, value, ready, filled_at, filled_by FROM p_referral_item"
                         " WHERE referral_id = :id AND item = :item",
                         ":id", referral->id, ":item", word->id, NULL);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (item == NULL)
        {
          item = g_object_new (gb_referral_item_get_type (), NULL);
          item->item = g_strdup (word->id);
          item->title = g_strdup (word->label);
        }
      item->note = g_strdup (word->note);
      g_ptr_array_add (items, item);
    }
  return g_steal_pointer (&items);
}

GPtrArray *
gb_referral_consultations (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_consultation_get_type (), error,
                     "SELECT * FROM p_consultation WHERE referral_id = :id ORDER BY entry", ":id", id, NULL);
}

#define OPEN_STATES "('begun', 'made', 'answered')"

GPtrArray *
gb_referral_ids (GbVault *vault, const GbReferralFilter *filter, GError **error)
{
  g_autofree char *like = gb_text_is_filled (filter->words) ? g_strconcat ("%", filter->words, "%", NULL) : NULL;
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT id FROM p_referral WHERE (:state IS NULL OR state = :state OR (:state = 'open' AND state IN " OPEN_STATES
      "))"
      " AND (:agency IS NULL OR agency = :agency) AND (:incident IS NULL OR incident_id = :incident)"
      " AND (:concern IS NULL OR concern_id = :concern)"
      " AND begun_at >= @from AND (@until = 0 OR begun_at < @until)"
      " AND (:like IS NULL OR summary LIKE :like OR subject LIKE :like OR reference LIKE :like) ORDER BY entry DESC",
      error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":state", filter->state, ":agency", filter->agency, ":incident", filter->incident_id,
                     ":concern", filter->concern_id, "@from", filter->from, "@until", filter->until, ":like", like,
                     NULL);
  return gb_record_ids (s, error);
}

GPtrArray *
gb_referral_rows (GbVault *vault, const char *const *ids, GError **error)
{
  return gb_records_of (vault, gb_referral_get_type (), REFERRAL_SELECT "WHERE r.id = :id", ids, error);
}

gint64
gb_referral_open_count (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM p_referral WHERE state IN " OPEN_STATES, NULL);
}

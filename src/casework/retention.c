/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the record and its day, the acts in the order of a case's
 * end, carrying out. */
#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/evidence.h"
#include "casework/gate.h"
#include "casework/policy.h"
#include "casework/report.h"
#include "casework/retention.h"
#include "journal/erase.h"
#include "journal/projection.h"
#include "journal/sealed.h"

GB_RECORD_DEFINE (GbRetention, gb_retention, GB_RETENTION_FIELDS)
GB_RECORD_DEFINE (GbTombstone, gb_tombstone, GB_TOMBSTONE_FIELDS)

/* --- closed cases ------------------------------------------------------------------------- */

/* link: each case with all that hangs on it, itself among it; whole: when the last
 * of it was closed; child: the youngest pupil in it (a bare column stands in the row
 * of the greatest date).  @id NULL: of all. */
#define SELECT                                                                                                        \
  "WITH link (root, id) AS MATERIALIZED ("                                                                            \
  "   SELECT id, id FROM p_case WHERE noun IN ('incident', 'search', 'device', 'referral', 'concern')"                \
  "      AND (:id IS NULL OR id = :id)"                                                                               \
  "   UNION SELECT root, case_id FROM p_case_link WHERE :id IS NULL OR root = :id"                                    \
  "   UNION SELECT concern_id, id FROM p_referral WHERE concern_id IS NOT NULL AND (:id IS NULL OR concern_id = :id)" \
  " ), whole AS MATERIALIZED (SELECT l.root AS root, max (x.closed_at) AS closed_at, sum (x.state <> 'closed') AS "   \
  "open"                                                                                                              \
  "    FROM link AS l JOIN p_case AS x ON x.id = l.id GROUP BY l.root"                                                \
  " ), child AS MATERIALIZED ("                                                                                       \
  "   SELECT l.root AS root, max (p.dob) AS dob, p.forename || ' ' || p.surname AS youngest"                          \
  "     FROM p_person_case AS pc JOIN link AS l ON l.id = pc.case_id"                                                 \
  "     JOIN p_person AS p ON p.id = pc.person_id AND p.sort = 'pupil' AND p.dob IS NOT NULL GROUP BY l.root)"        \
  " SELECT c.id, c.noun, c.reference, c.title, c.opened_at, w.closed_at, y.youngest, y.dob,"                          \
  " i.category, n.level, n.outcome, n.noticed_at,"                                                                    \
  " (SELECT p.left_on FROM p_person AS p WHERE p.id = n.person_id) AS left_on,"                                       \
  " EXISTS (SELECT 1 FROM p_seal AS s WHERE s.case_id = c.id) AS sealed,"                                             \
  " r.held_at, r.held_by, r.hold_reason, r.hold_reference, r.proposed_at, r.proposed_by, r.proposed_by_id,"           \
  " r.proposed_reason, r.kept_until, r.kept_by, r.kept_reason,"                                                       \
  " NULL AS state, NULL AS due, NULL AS rule, NULL AS words, NULL AS basis, NULL AS counted"                          \
  " FROM whole AS w JOIN p_case AS c ON c.id = w.root LEFT JOIN child AS y ON y.root = w.root"                        \
  " LEFT JOIN p_incident AS i ON i.id = c.id LEFT JOIN p_concern AS n ON n.id = c.id"                                 \
  " LEFT JOIN p_retention AS r ON r.case_id = c.id"                                                                   \
  " WHERE w.open = 0 AND NOT EXISTS (SELECT 1 FROM p_case_link AS l WHERE l.case_id = c.id AND l.root <> c.id)"       \
  " AND NOT EXISTS (SELECT 1 FROM p_referral AS f WHERE f.id = c.id AND f.concern_id IS NOT NULL)"

/* --- its day -------------------------------------------------------------------------------- */

/* What may bear on the sexual abuse of a child. */
static gboolean
is_sexual (const char *category)
{
  static const char *const categories[] = {
    "sexual-abuse",       "sexual-behaviour",   "nude-image",           "online-sexual",       "exploitation",
    "illegal-image-told", "illegal-image-seen", "illegal-image-device", "illegal-image-staff", NULL
  };

  return category != NULL && g_strv_contains (categories, category);
}

static const char *
rule_of (const GbRetention *it)
{
  if (g_strcmp0 (it->noun, "concern") == 0)
    return g_strcmp0 (it->level, "low-level") == 0 ? "retention.low-level" : "retention.allegation";
  if (g_strcmp0 (it->noun, "incident") == 0)
    return is_sexual (it->category) ? "retention.sexual-abuse" : "retention.child";
  return g_strcmp0 (it->noun, "referral") == 0 ? "retention.child" : "retention.search";
}

/* @day with @years more; the last day of February where there is no such day. */
static char *
years_after (const char *day, int years)
{
  int year = 0, month = 0, of_month = 0;
  char *later;

  if (sscanf (day, "%d-%d-%d", &year, &month, &of_month) != 3)
    return NULL;
  later = g_strdup_printf ("%04d-%02d-%02d", year + years, month, of_month);
  if (gb_day_is_valid (later))
    return later;
  g_free (later);
  return g_strdup_printf ("%04d-03-01", year + years);
}

static void
count_from (GbRetention *it, gint64 instant, int years, const char *words)
{
  g_autofree char *day = gb_instant_to_day (instant);

  it->due = years_after (day, years);
  it->counted = g_strdup (words);
}

static void
count_by_birth (GbRetention *it)
{
  g_autofree char *said = NULL;

  if (it->dob == NULL)
    {
      count_from (it, it->closed_at, 25, _ ("No birth date is known: 25 years from the close"));
      return;
    }
  it->due = years_after (it->dob, 25);
  said = gb_say_day_long (it->due);
  it->counted = g_strdup_printf (_ ("%s, the youngest child in it, is 25 on %s"), it->youngest, said);
}

/* Off the personnel record at once; the concern itself stays until somebody looks. */
static void
count_allegation (GbRetention *it)
{
  if (g_strcmp0 (it->outcome, "false") == 0 || g_strcmp0 (it->outcome, "malicious") == 0)
    count_from (it, it->closed_at, 0, _ ("False or malicious: off the personnel record; look whether anything stays"));
  else
    count_from (it, it->noticed_at, 10, _ ("Ten years from the allegation; longer if pension age comes later"));
}

/* Nobody knows when somebody who is here will leave. */
static void
count_low_level (GbRetention *it)
{
  it->due = it->left_on != NULL ? g_strdup (it->left_on) : NULL;
  it->counted = g_strdup (it->left_on != NULL ? _ ("The person has left") : _ ("At least until the person leaves"));
}

static void
find_day (GbBook *book, GbRetention *it)
{
  const GbRule *rule = NULL;
  const char *name = rule_of (it), *value;

  it->rule = g_strdup (name);
  value = gb_policy_rule (book, it->id, name);
  rule = gb_pack_find_rule (gb_policy_of (book, it->id), name);
  it->words = g_strdup (rule != NULL ? rule->words : NULL);
  it->basis = g_strdup (rule != NULL ? rule->basis : NULL);
  if (g_strcmp0 (value, "75-years") == 0)
    count_from (it, it->closed_at, 75, _ ("75 years from the close"));
  else if (g_strcmp0 (value, "pension-age-or-10") == 0)
    count_allegation (it);
  else if (g_strcmp0 (value, "until-leaving") == 0)
    count_low_level (it);
  else
    count_by_birth (it);
  if (it->kept_until != NULL && (it->due == NULL || strcmp (it->kept_until, it->due) > 0))
    {
      g_free (it->due);
      it->due = g_strdup (it->kept_until);
      g_free (it->counted);
      it->counted = g_strdup_printf (_ ("Looked at by %s and kept until then: %s"), it->kept_by, it->kept_reason);
    }
}

static void
find_state (GbRetention *it, const char *today)
{
  gboolean due = it->due != NULL && strcmp (it->due, today) <= 0;

  it->state = g_strdup (it->held_at != 0 ? "held" : it->proposed_at != 0 ? "proposed" : due ? "due" : "kept");
}

static int
by_day (gconstpointer a, gconstpointer b)
{
  const GbRetention *one = *(GbRetention *const *) a, *other = *(GbRetention *const *) b;
  int days = g_strcmp0 (one->due != NULL ? one->due : "9", other->due != NULL ? other->due : "9");

  return days != 0 ? days : g_strcmp0 (one->reference, other->reference);
}

GPtrArray *
gb_retention_list (GbBook *book, const char *until, GError **error)
{
  g_autoptr (GPtrArray) all =
      gb_records (gb_book_get_vault (book), gb_retention_get_type (), error, SELECT, ":id", NULL, NULL);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *today = gb_today ();

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    {
      GbRetention *it = all->pdata[i];
      find_day (book, it);
      find_state (it, today);
      if (until == NULL || (it->due != NULL && strcmp (it->due, until) <= 0) || it->held_at != 0
          || it->proposed_at != 0)
        g_ptr_array_add (list, g_object_ref (it));
    }
  g_ptr_array_sort (list, by_day);
  return g_steal_pointer (&list);
}

GbRetention *
gb_retention_of (GbBook *book, const char *id, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *root = gb_vault_ask_text (vault, NULL,
                                             "SELECT coalesce ((SELECT root FROM p_case_link WHERE case_id = :id),"
                                             " (SELECT concern_id FROM p_referral WHERE id = :id), :id)",
                                             ":id", id, NULL);
  g_autofree char *today = gb_today ();
  GbRetention *it = gb_record_one (vault, gb_retention_get_type (), error, SELECT " AND c.id = :id", ":id", root, NULL);

  if (it == NULL)
    return NULL;
  find_day (book, it);
  find_state (it, today);
  return it;
}

GPtrArray *
gb_retention_tombstones (GbVault *vault, GError **error)
{
  return gb_records (vault, gb_tombstone_get_type (), error, "SELECT * FROM p_tombstone ORDER BY entry DESC", NULL);
}

/* --- held ----------------------------------------------------------------------------------------- */

/* The case itself, not one that hangs on another. */
static gboolean
is_whole (GbRequest *request, GError **error)
{
  g_autofree char *root =
      gb_vault_ask_text (request->vault, NULL,
                         "SELECT reference FROM p_case WHERE id = (SELECT root FROM p_case_link WHERE case_id = :id)"
                         " AND id <> :id",
                         ":id", request->case_id, NULL);

  return root == NULL
         || gb_refuse (error, _ ("This belongs to case %s and is kept and erased with it. Do it there."), root);
}

static gboolean
is_held (GbRequest *request)
{
  return gb_vault_ask_number (request->vault, 0, NULL,
                              "SELECT 1 FROM p_retention WHERE case_id = :id AND held_at IS NOT NULL", ":id",
                              request->case_id, NULL)
         == 1;
}

static gboolean
held_gate (GbRequest *request, GError **error)
{
  if (!gb_gate_leads (request, _ ("put a legal hold on a case"), error) || !is_whole (request, error))
    return FALSE;
  if (is_held (request))
    return gb_refuse (error, _ ("A legal hold is on this case already."));
  return gb_gate_filled (request, "reason", _ ("Say what holds it: the inquiry, the investigation, the request."),
                         error);
}

static gboolean
lifted_gate (GbRequest *request, GError **error)
{
  if (!gb_gate_leads (request, _ ("lift a legal hold"), error))
    return FALSE;
  if (!is_held (request))
    return gb_refuse (error, _ ("No legal hold is on this case, so there is none to lift."));
  return gb_gate_filled (request, "reason", _ ("Say who ended it, and where that is written."), error);
}

/* --- proposed, withdrawn, kept --------------------------------------------------------------------- */

static char *
held_words (const GbRetention *it)
{
  return g_strdup_printf (_ ("A legal hold by %s is on this case (%s), so nothing of it may be erased. Lift the hold "
                             "first, when it is over."),
                          it->held_by, it->hold_reason);
}

/* Closed, not held, and its time over. */
static gboolean
time_is_over (const GbRetention *it, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autofree char *held = it != NULL && it->held_at != 0 ? held_words (it) : NULL;
  g_autofree char *day = NULL;

  if (it == NULL)
    return gb_refuse (error, _ ("This case, or something that hangs on it, is still open. Close it first."));
  if (held != NULL)
    return gb_refuse (error, "%s", held);
  if (it->due == NULL)
    return gb_refuse (error, _ ("Its time isn’t over (%s): %s."), it->basis, it->counted);
  if (strcmp (it->due, today) <= 0)
    return TRUE;
  day = gb_say_day_long (it->due);
  return gb_refuse (error, _ ("Its time is over on %s, not before (%s): %s."), day, it->basis, it->counted);
}

static GbRetention *
retention_at (GbRequest *request, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbRetention *it = gb_retention_of (request->book, id, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return it;
}

/* The tombstone stays when the names are gone, so it may hold none. */
static gboolean
names_nobody (GbRequest *request, GError **error)
{
  if (!gb_gate_filled (request, "reason", _ ("Say why it isn’t needed any longer: the reason stays."), error))
    return FALSE;
  return gb_report_check_words (request->book, gb_json_text (request->body, "reason"), NULL)
         || gb_refuse (error, _ ("The reason stays when the case is gone, and it names somebody. Say it without the "
                                 "name."));
}

static gboolean
proposed_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbRetention) it = NULL;

  if (!gb_gate_leads (request, _ ("propose that a case is erased"), error) || !is_whole (request, error))
    return FALSE;
  it = retention_at (request, request->case_id, error);
  if ((error != NULL && *error != NULL) || !time_is_over (it, error))
    return FALSE;
  if (it->proposed_at != 0)
    return gb_refuse (error, _ ("%s has proposed it already. It waits for another person."), it->proposed_by);
  return names_nobody (request, error);
}

static gboolean
proposed_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbRetention) it = retention_at (request, request->case_id, error);

  if (it == NULL)
    return FALSE;
  gb_json_set_text (request->body, "rule", it->rule);
  gb_json_set_text (request->body, "basis", it->basis);
  gb_json_set_text (request->body, "due", it->due);
  return TRUE;
}

static gboolean
withdrawn_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbRetention) it = NULL;

  if (!gb_gate_leads (request, _ ("withdraw that proposal"), error))
    return FALSE;
  it = retention_at (request, request->case_id, error);
  if (it == NULL || it->proposed_at == 0)
    return gb_refuse (error, _ ("Nobody has proposed that this case is erased."));
  return gb_gate_filled (request, "reason", _ ("Say why it stays."), error);
}

static gboolean
kept_gate (GbRequest *request, GError **error)
{
  const char *until = gb_json_text (request->body, "until");
  g_autofree char *today = gb_today ();

  if (!gb_gate_leads (request, _ ("keep a case for longer"), error) || !is_whole (request, error))
    return FALSE;
  if (until != NULL && strcmp (until, today) <= 0)
    return gb_refuse (error, _ ("That day is past. Say until when it is kept, and it is looked at again then."));
  return gb_gate_filled (request, "reason", _ ("Say why it is kept for longer than its rule asks."), error);
}

/* --- erased ------------------------------------------------------------------------------------------ */

static gboolean
erased_gate (GbRequest *request, GError **error)
{
  const char *id = gb_json_text (request->body, "erased_id");
  g_autoptr (GbRetention) it = NULL;

  if (!gb_book_can (request->book, GB_CAN_SAFEGUARD | GB_CAN_SIGN))
    return gb_refuse (error, _ ("Only the DSL, a deputy or the headteacher agrees to an erasure. Ask one of them."));
  if (id == NULL)
    return request->asking || gb_refuse (error, _ ("Say which case is meant."));
  it = retention_at (request, id, error);
  if ((error != NULL && *error != NULL) || !time_is_over (it, error))
    return FALSE;
  if (it->proposed_at == 0)
    return gb_refuse (error,
                      _ ("Two people erase a case: one proposes it, another agrees. Nobody has proposed it yet."));
  if (g_strcmp0 (it->proposed_by_id, gb_book_get_member_id (request->book)) == 0)
    return gb_refuse (error,
                      _ ("You proposed it, so another person must agree: the DSL, a deputy or the headteacher."));
  return names_nobody (request, error);
}

static GArray *
numbers (GbVault *vault, const char *sql, const char *id, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, sql, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", id, NULL);
  while (gb_statement_step (s, &local))
    {
      gint64 number = gb_statement_number_at (s, 0);
      g_array_append_val (ids, number);
    }
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* Of the case and what hangs on it, and the pages that were made about any of it. */
#define ENTRIES                                                                                 \
  "WITH unit (id) AS (SELECT :id UNION SELECT case_id FROM p_case_link WHERE root = :id"        \
  " UNION SELECT id FROM p_referral WHERE concern_id = :id)"                                    \
  " SELECT id FROM p_entry WHERE case_id IN (SELECT id FROM unit) UNION SELECT id FROM p_entry" \
  " WHERE kind = 'page.made' AND CAST (body AS TEXT) ->> 'about_id' IN (SELECT id FROM unit) ORDER BY 1"

/* Of these, what is kept of evidence beside the journal. */
#define BLOBS                                                                                         \
  "WITH unit (id) AS (SELECT :id UNION SELECT case_id FROM p_case_link WHERE root = :id"              \
  " UNION SELECT id FROM p_referral WHERE concern_id = :id)"                                          \
  " SELECT j.value AS blob FROM p_entry AS e JOIN json_each (CAST (e.body AS TEXT), '$.chunks') AS j" \
  " WHERE e.kind = 'evidence.added' AND e.case_id IN (SELECT id FROM unit) ORDER BY e.id, j.key"

static JsonArray *
entries_of (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GArray) ids = numbers (vault, ENTRIES, id, error);

  return ids != NULL ? gb_erase_rows (vault, ids, error) : NULL;
}

/* Of a sealed case the tombstone says that there was one. */
static gboolean
erased_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbRetention) it = retention_at (request, gb_json_text (request->body, "erased_id"), error);
  g_autoptr (JsonArray) blobs = it != NULL ? gb_evidence_blobs (request->vault, BLOBS, it->id, error) : NULL;
  JsonArray *entries = blobs != NULL ? entries_of (request->vault, it->id, error) : NULL;
  JsonObject *body = request->body;

  if (entries == NULL)
    return FALSE;
  if (json_array_get_length (blobs) > 0)
    json_object_set_array_member (body, "blobs", g_steal_pointer (&blobs));
  gb_json_set_text (body, "noun", it->sealed ? "sealed" : it->noun);
  gb_json_set_text (body, "reference", it->sealed ? NULL : it->reference);
  gb_json_set_text (body, "rule", it->sealed ? "retention" : it->rule);
  gb_json_set_text (body, "basis", it->sealed ? NULL : it->basis);
  gb_json_set_text (body, "due", it->due);
  gb_json_set_text (body, "proposed_by", it->proposed_by);
  json_object_set_int_member (body, "proposed_at", it->proposed_at);
  json_object_set_array_member (body, "entries", entries);
  return TRUE;
}

const GbAct gb_retention_acts[] = {
  { "retention.held", held_gate, NULL },
  { "retention.hold-lifted", lifted_gate, NULL },
  { "retention.proposed", proposed_gate, proposed_prepare },
  { "retention.withdrawn", withdrawn_gate, NULL },
  { "retention.kept", kept_gate, NULL },
  { "retention.erased", erased_gate, erased_prepare },
  { NULL },
};

/* --- carrying out ------------------------------------------------------------------------------------ */

gboolean
gb_retention_carry_out (GbVault *vault, GError **error)
{
  guint count = 0;

  if (!gb_erase_carry_out (vault, &count, error))
    return FALSE;
  /* Half-written text about it goes too: whose case it was is nobody's to know. */
  return count == 0
         || (gb_projection_rebuild (vault, NULL, NULL, NULL, error) && gb_sealed_open (vault, error)
             && gb_vault_execute (
                 vault, "DELETE FROM draft WHERE case_id IS NOT NULL AND case_id NOT IN (SELECT id FROM p_case)",
                 error));
}

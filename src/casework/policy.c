/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: which pack, which answer, deciding, adopting, the
 * preview, the lists. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/book-private.h"
#include "casework/gate.h"
#include "casework/policy.h"

GB_RECORD_DEFINE (GbAdoption, gb_adoption, GB_ADOPTION_FIELDS)
GB_RECORD_DEFINE (GbPolicyDecision, gb_policy_decision, GB_POLICY_DECISION_FIELDS)

/* --- which pack -------------------------------------------------------------------- */

/* When the case, or the incident it hangs on, was opened; 0: it isn't there yet. */
static gint64
began_at (GbVault *vault, const char *case_id, GError **error)
{
  if (case_id == NULL)
    return 0;
  return gb_vault_ask_number (vault, 0, error,
                              "SELECT min (opened_at) FROM p_case WHERE id = :id"
                              " OR id = (SELECT root FROM p_case_link WHERE case_id = :id)",
                              ":id", case_id, NULL);
}

/* The founder adopts before anybody opens a case; a vault whose clock was set
 * back may have cases older than any pack, which the first one answers for. */
static char *
hash_at (GbVault *vault, gint64 at, GError **error)
{
  return gb_vault_ask_text (vault, error,
                            "SELECT hash FROM p_pack ORDER BY (@at = 0 OR at <= @at) DESC,"
                            " CASE WHEN @at = 0 OR at <= @at THEN -entry ELSE entry END LIMIT 1",
                            "@at", at, NULL);
}

char *
gb_policy_hash_of (GbVault *vault, const char *case_id, GError **error)
{
  return hash_at (vault, began_at (vault, case_id, error), error);
}

GbPack *
gb_policy_of (GbBook *book, const char *case_id)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *hash = case_id != NULL ? gb_policy_hash_of (gb_book_get_vault (book), case_id, &local) : NULL;
  GbPack *pack = hash != NULL ? gb_book_pack_by_hash (book, hash, &local) : NULL;

  if (local != NULL)
    g_warning ("the pack of a case can't be read: %s", local->message);
  return pack != NULL ? pack : gb_book_get_pack (book);
}

/* --- which answer ------------------------------------------------------------------------ */

static const char *
decided (GbBook *book, const char *case_id, const char *rule)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *value
      = gb_vault_ask_text (vault, NULL,
                           "SELECT value FROM p_policy_decision WHERE rule = :rule"
                           " ORDER BY (@at = 0 OR at <= @at) DESC,"
                           " CASE WHEN @at = 0 OR at <= @at THEN -entry ELSE entry END LIMIT 1",
                           ":rule", rule, "@at", began_at (vault, case_id, NULL), NULL);

  return g_intern_string (value);
}

const char *
gb_policy_rule (GbBook *book, const char *case_id, const char *rule)
{
  const GbRule *known = gb_pack_find_rule (gb_policy_of (book, case_id), rule);

  if (known == NULL)
    return NULL;
  return g_str_equal (known->value, GB_RULE_SILENT) ? decided (book, case_id, rule) : known->value;
}

gboolean
gb_policy_must_be_decided (GbBook *book, const char *case_id, const char *rule, GError **error)
{
  GbPack *pack = gb_policy_of (book, case_id);
  const GbRule *known = gb_pack_find_rule (pack, rule);
  g_autofree char *question = NULL;

  if (known == NULL || gb_policy_rule (book, case_id, rule) != NULL)
    return TRUE;
  question = gb_text_lower_first (gb_pack_rule_title (pack, rule));
  return gb_refuse (error,
                    _ ("The school’s policy doesn’t say %s (%s). Decide it under Policy, once and with the reason; it "
                       "then holds for every case."),
                    question, known->basis);
}

/* --- deciding ------------------------------------------------------------------------------- */

static gboolean
is_choice (const GbRule *rule, const char *value)
{
  g_auto (GStrv) choices = g_strsplit (rule->choices != NULL ? rule->choices : "", " ", -1);
  return g_strv_contains ((const char *const *) choices, value);
}

static gboolean
decided_gate (GbRequest *request, GError **error)
{
  GbPack *pack = gb_book_get_pack (request->book);
  const char *name = gb_json_text (request->body, "rule"), *value = gb_json_text (request->body, "value");
  const GbRule *rule = gb_pack_find_rule (pack, name);

  if (name == NULL && request->asking)
    return TRUE;
  if (rule == NULL)
    return gb_refuse (error, _ ("The school’s policy asks no such question. Choose one of those that are open."));
  if (!g_str_equal (rule->value, GB_RULE_SILENT))
    return gb_refuse (error,
                      _ ("The school’s policy answers this itself (%s): %s. Adopt another policy to change it."),
                      rule->basis, gb_pack_answer (pack, rule->value));
  if (value != NULL && !is_choice (rule, value))
    return gb_refuse (error, _ ("“%s” isn’t one of the answers that can be chosen here."), value);
  if (value != NULL && g_strcmp0 (gb_policy_rule (request->book, NULL, name), value) == 0)
    return gb_refuse (error, _ ("The school has decided so already."));
  return gb_gate_filled (request, "reason", _ ("Say why the school decides so: whoever reads it later needs to know."),
                         error);
}

/* Frozen in words, so that it reads without the pack. */
static gboolean
decided_prepare (GbRequest *request, GError **error)
{
  GbPack *pack = gb_book_get_pack (request->book);
  const char *name = gb_json_text (request->body, "rule"), *value = gb_json_text (request->body, "value");
  g_autofree char *hash = gb_policy_hash_of (request->vault, NULL, error);

  if (hash == NULL || name == NULL || value == NULL)
    return FALSE;
  json_object_set_string_member (request->body, "question", gb_pack_rule_title (pack, name));
  json_object_set_string_member (request->body, "answer", gb_pack_answer (pack, value));
  json_object_set_string_member (request->body, "pack", gb_pack_get_id (pack));
  json_object_set_string_member (request->body, "pack_hash", hash);
  return TRUE;
}

/* --- adopting ---------------------------------------------------------------------------------- */

/* A pack that can't be read would lock everybody out: it is read before it is written. */
static GbPack *
kept_pack (GbRequest *request, const char *hash, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = gb_journal_kept (request->vault, hash, &local);
  GbPack *pack = bytes != NULL ? gb_book_pack_by_hash (request->book, hash, &local) : NULL;

  if (pack == NULL && local == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                         _ ("The policy pack isn’t among what this vault keeps. Choose it again."));
  else if (pack == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return pack;
}

static gboolean
is_named (GbRequest *request, const char *field, const char *name)
{
  const char *given = gb_json_text (request->body, field);
  return given == NULL ? request->asking : g_str_equal (given, name);
}

/* The entry says of the bytes only what they say themselves. */
static gboolean
adopted_gate (GbRequest *request, GError **error)
{
  const char *hash = gb_json_text (request->body, "hash");
  g_autofree char *in_force = gb_policy_hash_of (request->vault, NULL, NULL);
  GbPack *pack;

  if (hash == NULL)
    return TRUE;
  pack = kept_pack (request, hash, error);
  if (pack == NULL)
    return FALSE;
  if (!is_named (request, "pack", gb_pack_get_id (pack)) || !is_named (request, "version", gb_pack_get_version (pack)))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("The policy pack has another name or version than was said. Choose it again."));
      return FALSE;
    }
  if (g_strcmp0 (hash, in_force) == 0)
    return gb_refuse (error, _ ("This policy is in force already, word for word."));
  if (gb_vault_ask_number (request->vault, 0, error,
                           "SELECT count (*) FROM p_pack WHERE pack = :pack AND version = :version AND hash <> :hash",
                           ":pack", gb_pack_get_id (pack), ":version", gb_pack_get_version (pack), ":hash", hash, NULL)
      > 0)
    return gb_refuse (error,
                      _ ("Another text was adopted as “%s” version %s before. Give this one a version of its own."),
                      gb_pack_get_title (pack), gb_pack_get_version (pack));
  return TRUE;
}

const GbAct gb_policy_acts[] = {
  { "pack.adopted", adopted_gate, NULL },
  { "policy.decided", decided_gate, decided_prepare },
  { NULL },
};

typedef struct { GBytes *pack, *below, *layer; char *hashes[3]; } Keep;

static gboolean
keep_bytes (GbVault *vault, gpointer data, GError **error)
{
  Keep *keep = data;
  GBytes *all[] = { keep->pack, keep->below, keep->layer };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL && (keep->hashes[i] = gb_journal_keep (vault, all[i], error)) == NULL)
      return FALSE;
  return TRUE;
}

GbDone *
gb_policy_adopt (GbBook *book, GbPack *pack, GbPack *below, GBytes *layer, const char *request, const char *reason,
                 GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  Keep keep = { gb_pack_get_bytes (pack), below != NULL ? gb_pack_get_bytes (below) : NULL, layer, { NULL } };
  GbDone *done = NULL;

  if (!gb_book_may (book, "pack.adopted", NULL, NULL, error))
    return NULL;
  if (gb_vault_run (gb_book_get_vault (book), keep_bytes, &keep, error))
    {
      json_object_set_string_member (body, "pack", gb_pack_get_id (pack));
      json_object_set_string_member (body, "version", gb_pack_get_version (pack));
      json_object_set_string_member (body, "title", gb_pack_get_title (pack));
      json_object_set_string_member (body, "hash", keep.hashes[0]);
      gb_json_set_text (body, "base", keep.hashes[1]);
      gb_json_set_text (body, "layer", keep.hashes[2]);
      gb_json_set_text (body, "reason", reason);
      done = gb_book_act (book, "pack.adopted", NULL, request, body, error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (keep.hashes); i++)
    g_free (keep.hashes[i]);
  return done;
}

char *
gb_policy_next_version (const char *version)
{
  const char *dot = strrchr (version, '.');

  if (dot == NULL)
    return g_strdup_printf ("%s.1", version);
  return g_strdup_printf ("%.*s.%" G_GUINT64_FORMAT, (int) (dot - version), version,
                          g_ascii_strtoull (dot + 1, NULL, 10) + 1);
}

/* --- the preview ---------------------------------------------------------------------------------- */

static void
case_free (gpointer data)
{
  GbPolicyCase *one = data;

  g_free (one->case_id);
  g_free (one->noun);
  g_free (one->reference);
  g_free (one->title);
  g_free (one->says);
  g_free (one);
}

void
gb_policy_preview_free (GbPolicyPreview *preview)
{
  if (preview == NULL)
    return;
  g_clear_pointer (&preview->changes, g_ptr_array_unref);
  g_clear_pointer (&preview->cases, g_ptr_array_unref);
  g_free (preview);
}

/* What each kind of case asks its policy: rules by the beginning of their name,
 * and clocks.  An incident asks for the steps of its procedure as well. */
static const struct { const char *noun, *asks; } questions[] = {
  { "search", "rule:search. clock:search-" },
  { "authority", "rule:search." },
  { "device", "rule:device. clock:device-bell clock:hold-review clock:police-soon" },
  { "referral", "rule:lado. rule:disclosure. rule:staff-offence. clock:lado-working-day clock:referral-receipt" },
  { "incident", "rule:debrief. rule:image. rule:disclosure. clock:tell-parent clock:debrief" },
  { "register", "rule:channel. rule:platform. rule:exceptional-use. rule:visitor. rule:relationship."
                " rule:teaching-time. rule:personal-device. rule:curriculum-device. rule:filtering." },
};

static gboolean
asks_for (const char *noun, const char *procedure, const GbPackChange *change)
{
  g_autofree char *said = g_strdup_printf ("%s:%s", change->sort, change->id);
  g_autofree char *steps = procedure != NULL ? g_strdup_printf ("step:%s/", procedure) : NULL;

  if (steps != NULL && g_str_has_prefix (said, steps))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (g_str_equal (questions[i].noun, noun))
      {
        g_auto (GStrv) asks = g_strsplit (questions[i].asks, " ", -1);
        for (guint a = 0; asks[a] != NULL; a++)
          if (g_str_has_prefix (said, asks[a]))
            return TRUE;
      }
  return FALSE;
}

/* "Who may permit a search: The headteacher → The leadership team", a line each. */
static char *
say_differences (GPtrArray *changes, const char *noun, const char *procedure)
{
  GString *said = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const GbPackChange *change = changes->pdata[i];
      if (!asks_for (noun, procedure, change))
        continue;
      if (said->len > 0)
        g_string_append_c (said, '\n');
      if (g_str_equal (change->sort, "step"))
        g_string_append_printf (said, change->old == NULL   ? _ ("%s: a new step")
                                      : change->new == NULL ? _ ("%s: no longer a step")
                                                            : _ ("%s: a changed step"),
                                change->title);
      else
        g_string_append_printf (said, "%s: %s → %s", change->title, change->old != NULL ? change->old : "–",
                                change->new != NULL ? change->new : "–");
    }
  return g_string_free (said, FALSE);
}

/* The differences from each older pack that open cases still follow, made once a pack. */
static GPtrArray *
changes_from (GbBook *book, GHashTable *made, const char *hash, GbPack *pack, GError **error)
{
  GPtrArray *changes = g_hash_table_lookup (made, hash);
  GbPack *old;

  if (changes != NULL)
    return changes;
  old = gb_book_pack_by_hash (book, hash, error);
  if (old == NULL)
    return NULL;
  changes = gb_pack_compare (old, pack);
  g_hash_table_insert (made, g_strdup (hash), changes);
  return changes;
}

static gboolean
add_case (GbBook *book, GbStatement *s, GHashTable *made, GbPack *pack, GPtrArray *cases, GError **error)
{
  g_autofree char *hash = gb_policy_hash_of (gb_book_get_vault (book), gb_statement_text (s, "id"), error);
  GPtrArray *changes = hash != NULL ? changes_from (book, made, hash, pack, error) : NULL;
  g_autofree char *says = NULL;
  GbPolicyCase *one;

  if (changes == NULL)
    return FALSE;
  says = say_differences (changes, gb_statement_text (s, "noun"), gb_statement_text (s, "procedure"));
  if (*says == '\0')
    return TRUE;
  one = g_new0 (GbPolicyCase, 1);
  one->case_id = g_strdup (gb_statement_text (s, "id"));
  one->noun = g_strdup (gb_statement_text (s, "noun"));
  one->reference = g_strdup (gb_statement_text (s, "reference"));
  one->title = g_strdup (gb_statement_text (s, "title"));
  one->says = g_steal_pointer (&says);
  g_ptr_array_add (cases, one);
  return TRUE;
}

static gboolean
add_cases (GbBook *book, GbPack *pack, GPtrArray *cases, GError **error)
{
  g_autoptr (GHashTable) made
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GError) local = NULL;
  g_autoptr (GbStatement) s = gb_statement_new (gb_book_get_vault (book),
                                                "SELECT c.id, c.noun, c.reference, coalesce (c.title, '') AS title,"
                                                " i.procedure FROM p_case AS c LEFT JOIN p_incident AS i ON i.id = c.id"
                                                " WHERE c.state = 'open' ORDER BY c.opened_at DESC",
                                                error);

  if (s == NULL)
    return FALSE;
  while (local == NULL && gb_statement_step (s, &local))
    add_case (book, s, made, pack, cases, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

GbPolicyPreview *
gb_policy_preview (GbBook *book, GbPack *pack, GError **error)
{
  g_autoptr (GbPolicyPreview) preview = g_new0 (GbPolicyPreview, 1);

  preview->changes = gb_pack_compare (gb_book_get_pack (book), pack);
  preview->cases = g_ptr_array_new_with_free_func (case_free);
  return add_cases (book, pack, preview->cases, error) ? g_steal_pointer (&preview) : NULL;
}

/* --- the lists --------------------------------------------------------------------------------------- */

GPtrArray *
gb_policy_adoptions (GbVault *vault, GError **error)
{
  return gb_records (vault, gb_adoption_get_type (), error,
                     "SELECT pack, version, title, hash, base, layer, reason, at, by FROM p_pack ORDER BY entry DESC",
                     NULL);
}

GPtrArray *
gb_policy_decisions (GbVault *vault, GError **error)
{
  return gb_records (vault, gb_policy_decision_get_type (), error,
                     "SELECT rule, question, value, answer, reason, pack, at, by FROM p_policy_decision"
                     " ORDER BY entry DESC",
                     NULL);
}

GPtrArray *
gb_policy_undecided (GbBook *book, GError **error)
{
  GPtrArray *rules = gb_pack_rules (gb_book_get_pack (book));
  GPtrArray *open = g_ptr_array_new ();

  for (guint i = 0; i < rules->len; i++)
    if (gb_policy_rule (book, NULL, ((GbRule *) rules->pdata[i])->name) == NULL)
      g_ptr_array_add (open, rules->pdata[i]);
  return open;
}

gboolean
gb_policy_own (GbBook *book, GbPack **below, GBytes **layer, GError **error)
{
  g_autoptr (GPtrArray) adoptions = gb_policy_adoptions (gb_book_get_vault (book), error);
  GbAdoption *now = adoptions != NULL && adoptions->len > 0 ? adoptions->pdata[0] : NULL;

  *below = NULL;
  *layer = NULL;
  if (now == NULL)
    return FALSE;
  *below = gb_book_pack_by_hash (book, now->base != NULL ? now->base : now->hash, error);
  if (*below == NULL)
    return FALSE;
  if (now->layer != NULL)
    *layer = gb_journal_kept (gb_book_get_vault (book), now->layer, error);
  return now->layer == NULL || *layer != NULL;
}

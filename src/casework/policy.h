/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy: which pack answers for a case, what the school decided where the pack
 * is silent, and how another pack comes into force.
 *
 * The pack is what was adopted, byte for byte: it is kept under its hash, and
 * the entry that adopts it, signed by whoever did, names that hash.  A case
 * keeps the pack that was in force when it (or the incident it hangs on) was
 * opened; a new one is for what begins after it.
 *
 * Where a policy says nothing, nobody guesses: the act is refused until the
 * school has decided, once and with its reason (policy.decided).  The decision
 * is an entry of its own and holds for cases on any pack that is silent there;
 * a case keeps the decision that it met first.
 *
 * All on the worker unless it says otherwise.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"
#include "policy/pack-diff.h"

G_BEGIN_DECLS

extern const GbAct gb_policy_acts[];

/* The pack of @case_id; the one in force for NULL, or when the case isn't there
 * yet.  (transfer none; lives as long as the book) */
GbPack *gb_policy_of (GbBook *book, const char *case_id);
/* The hash of that pack.  (transfer full) */
char *gb_policy_hash_of (GbVault *vault, const char *case_id, GError **error);

/* What holds for @case_id (NULL: for what begins now): the pack's answer, else
 * the school's decision; NULL if it is still to be decided, or not asked. */
const char *gb_policy_rule (GbBook *book, const char *case_id, const char *rule);
/* Refuses with the sentence that asks for the decision, if it is still to be made. */
gboolean gb_policy_must_be_decided (GbBook *book, const char *case_id, const char *rule, GError **error);

/* --- in force, and before ------------------------------------------------------- */

#define GB_ADOPTION_FIELDS(TEXT, NUMBER)                                                                     \
  TEXT (pack) TEXT (version) TEXT (title) TEXT (hash) TEXT (base) TEXT (layer) TEXT (reason) NUMBER (at) TEXT (by)
GB_RECORD_DECLARE (GbAdoption, gb_adoption, GB_ADOPTION_FIELDS)
/* Newest first.  (transfer full, element-type GbAdoption) */
GPtrArray *gb_policy_adoptions (GbVault *vault, GError **error);

#define GB_POLICY_DECISION_FIELDS(TEXT, NUMBER)                                                       \
  TEXT (rule) TEXT (question) TEXT (value) TEXT (answer) TEXT (reason) TEXT (pack) NUMBER (at) TEXT (by)
GB_RECORD_DECLARE (GbPolicyDecision, gb_policy_decision, GB_POLICY_DECISION_FIELDS)
/* Newest first.  (transfer full, element-type GbPolicyDecision) */
GPtrArray *gb_policy_decisions (GbVault *vault, GError **error);

/* Rules of the pack in force on which it is silent and the school hasn't
 * decided.  (transfer container, element-type const GbRule) */
GPtrArray *gb_policy_undecided (GbBook *book, GError **error);

/* What the school changed itself, and the pack below it: @layer NULL if nothing. */
gboolean gb_policy_own (GbBook *book, GbPack **below, GBytes **layer, GError **error);

/* --- another pack ------------------------------------------------------------------ */

/* An open case to which the new pack would give another answer; it keeps its own. */
typedef struct { char *case_id, *noun, *reference, *title, *says; } GbPolicyCase;
typedef struct
{
  GPtrArray *changes; /* of GbPackChange, against the pack in force */
  GPtrArray *cases;   /* of GbPolicyCase */
} GbPolicyPreview;
void gb_policy_preview_free (GbPolicyPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbPolicyPreview, gb_policy_preview_free)
GbPolicyPreview *gb_policy_preview (GbBook *book, GbPack *pack, GError **error);

/* Keeps the bytes and adopts them.  @below and @layer: when it is the school's
 * own changes over another pack; else both NULL.  The pack in force stays if
 * this is refused.  Any thread. */
GbDone *gb_policy_adopt (GbBook *book, GbPack *pack, GbPack *below, GBytes *layer, const char *request,
                         const char *reason, GError **error);
/* The version that comes after @version: "2.4" after "2.3", "2.1" after "2".  (transfer full) */
char *gb_policy_next_version (const char *version);

G_END_DECLS

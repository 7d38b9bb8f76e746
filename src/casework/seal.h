/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal: who may know of a case, by rule, by choice, and afterwards by act.
 *
 * A sealed case has a key of its own (journal/sealed.h).  Who gets it is
 * decided in one place, gb_seal_readers_for: the form shows its answer before
 * saving ("Who will see this"), the act wraps the key for the same answer,
 * and the case's page lists the same afterwards.  Whoever is named in the case
 * as the one it is about never gets it, DSL and headteacher included (KCSIE
 * part four: about the headteacher it goes to the chair of governors); nobody
 * who joins later has it unless a reader adds them, with a reason.
 *
 * How a concept uses it:
 *   - Its cases are always sealed: give the GbAct of the opening kind a `seal`
 *     (act.h) that fills a plan:
 *         static gboolean plan_concern (GbRequest *request, GbSealPlan *plan, GError **error)
 *         {
 *           gb_seal_plan_set_rule (plan, "staff-concern");
 *           gb_seal_plan_add_subject (plan, gb_json_text (request->body, "person_id"),
 *                                     gb_json_text (request->body, "person"));
 *           return TRUE;
 *         }
 *     While somebody is only asking (gb_book_may, a preview) the body may be unfinished.
 *   - Its cases may be sealed: the body brings a member "sealing",
 *         {"rule": "owner", "reason": "...", "readers": ["member id", ..], "subjects": [{"person_id", "name"}]}
 *     (readers left out: as the rule says).  gb_seal_preview gives the list for the form.
 *   - Everything after that needs nothing: gb_book_act on a sealed case seals
 *     by itself; its rows come through the same p_ tables and queries; pages made
 *     about it (page.made with its about_id) and cases opened from it (incident_id) are sealed
 *     for the same readers.  Clocks, procedures, find, Today: the same.
 *   - Never write of a sealed case by an entry that has no case (person.added!):
 *     it would stand in the open.  Name such people in the body instead.
 *   - Reports ask by gb_projection_of_all (projection.h): no figure counts a sealed case.
 *   - Blobs kept with gb_journal_keep are not sealed: keep none for such a case but what is closed under a key
 *     of its entry (vault/chunk.h).
 * The reference of a case that begins sealed is "S-" and five letters, made from its id: the
 * series of the others has no gap.  A case that an owner seals later keeps what was written
 * before as it was, in the open; only what comes after is sealed (say so).
 *
 * The twelve recovery words open no seal.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"
#include "journal/sealed.h"

G_BEGIN_DECLS

extern const GbAct gb_seal_acts[];

/* --- the plan ----------------------------------------------------------------- */

/* What a rule needs to know.  In act.h: typedef struct _GbSealPlan GbSealPlan. */
GbSealPlan *gb_seal_plan_new (const char *rule);
/* From the member "sealing" of a body.  (transfer full) */
GbSealPlan *gb_seal_plan_of (JsonObject *sealing);
void gb_seal_plan_free (GbSealPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbSealPlan, gb_seal_plan_free)
/* "staff-concern": the headteacher and the DSL, about the headteacher the chair
 * of governors; "owner": DSL, deputies, or whom the owner chooses.  Whoever
 * writes it reads it too, if their role does casework and they are not named. */
void gb_seal_plan_set_rule (GbSealPlan *self, const char *rule);
/* Somebody whom it is about.  Either may be NULL; by name alone also counts. */
void gb_seal_plan_add_subject (GbSealPlan *self, const char *person_id, const char *name);
/* Exactly these, under the rule "owner"; when nobody was chosen, as the rule says. */
void gb_seal_plan_choose (GbSealPlan *self, const char *member_id);
void gb_seal_plan_set_reason (GbSealPlan *self, const char *reason);

/* --- who ------------------------------------------------------------------------- */

/* One member with a key to the vault.  reads: 1 or 0.  sentence: why, or why
 * not ("Headteacher: ...").  basis: "role" "writer" "chosen" "added" "case";
 * "named" "unconfirmed" "not-rule" "not-chosen".  since: 0 in a preview. */
#define GB_SEAL_READER_FIELDS(TEXT, NUMBER)                                                                            \
  TEXT (member_id) TEXT (name) TEXT (roles) TEXT (box_key) NUMBER (reads) TEXT (basis) TEXT (sentence) NUMBER (since)  \
  TEXT (reason)
GB_RECORD_DECLARE (GbSealReader, gb_seal_reader, GB_SEAL_READER_FIELDS)

/* Every member, in the order in which they came: those who would get the key
 * (reads) and those who would not.  Worker only.  (transfer full, element-type GbSealReader) */
GPtrArray *gb_seal_readers_for (GbBook *book, const GbSealPlan *plan, GError **error);
/* GB_ERROR_REFUSED when none of them reads. */
gboolean gb_seal_somebody_reads (GPtrArray *readers, GError **error);
/* The same for an act that is being written: what the act @kind on @case_id (NULL when it opens
 * one) with @body would do.  NULL without error: it would not be sealed.  Worker only. */
GPtrArray *gb_seal_preview (GbBook *book, const char *kind, const char *case_id, JsonObject *body, GError **error);
/* Of a sealed case that this member reads, as it stands now.  NULL without error: it is not
 * sealed, for all that this member can know.  Worker only. */
GPtrArray *gb_seal_readers_of (GbBook *book, const char *case_id, GError **error);

/* The sealed case that one which @body opens comes from; NULL: none that this
 * member reads.  Worker only.  (transfer full) */
char *gb_seal_parent (GbVault *vault, JsonObject *body);

/* For gates: whether the case that @request opens would be sealed, and this
 * person, known by id or by name, be none of its readers. */
gboolean gb_seal_keeps_from (GbRequest *request, const char *person_id, const char *name);

/* rule, why it was sealed, when, by whom; begun_open: 1 when its beginnings stand in the open. */
#define GB_SEAL_FIELDS(TEXT, NUMBER)                                                                                   \
  TEXT (case_id) TEXT (rule) TEXT (reason) NUMBER (sealed_at) TEXT (sealed_by) NUMBER (begun_open) TEXT (subjects)
GB_RECORD_DECLARE (GbSeal, gb_seal, GB_SEAL_FIELDS)
/* NULL without error: not sealed.  Worker only. */
GbSeal *gb_seal_get (GbVault *vault, const char *case_id, GError **error);

/* --- acts ------------------------------------------------------------------------- */
/* seal.reader-added (member_id, name, reason), seal.reader-removed, seal.recused (reason),
 * case.sealed (reason, and "sealing") go through gb_book_act like any other. */

/* Notes that this member read the case (sealed itself), at most once for each
 * opened vault.  Any thread. */
gboolean gb_seal_note_reading (GbBook *book, const char *case_id, const char *what, GError **error);

/* Wraps the keys of every sealed case that this member reads once more for its
 * readers as they are now: after somebody left, came back with new keys, or
 * joined again.  Those who are members no more are left out, and the key is a new one.
 * *@done counts cases.  A case a transaction, so that it may be called again after a
 * crash.  Worker only. */
gboolean gb_seal_rewrap (GbBook *book, const char *reason, guint *done, GError **error);

/* Writes a few entries with nothing in them, so that sealed entries stand in every vault.  Any thread. */
gboolean gb_seal_cover (GbBook *book, GError **error);
/* What every unlock does: covers, and new keys for the cases of which a reader's key
 * was confirmed, or a reader left, since they were last given.  Any thread. */
gboolean gb_seal_settle (GbBook *book, GError **error);

/* --- for book.c ----------------------------------------------------------------------- */

typedef struct _GbSealWork GbSealWork;
/* How the entry of @request is to be sealed; NULL without error: not at all.
 * Fills the body's "sealing".  In the transaction, after gate and prepare. */
GbSealWork *gb_seal_work_new (GbRequest *request, const GbAct *act, GError **error);
void gb_seal_work_free (GbSealWork *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbSealWork, gb_seal_work_free)
/* Whether it begins a sealed case, whose reference is gb_seal_reference's. */
gboolean gb_seal_opens (GbRequest *request, const GbAct *act);
char *gb_seal_reference (const char *case_id);
GbEntry *gb_seal_work_append (GbSealWork *self, GbRequest *request, const char *id, GError **error);

G_END_DECLS

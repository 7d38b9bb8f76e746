/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "journal/kinds.h"

/* A field is "name", "name:type", with "!" when it must be there. */
static const GbKind kinds[] = {
  /* --- the vault and its members ------------------------------------- */
  { "vault.created", GB_CASE_NONE, NULL,
    "school! dfe_number! zone! member_id:id! member_name! member_roles:list! sign_key! box_key! recovery_sign_key!"
    " recovery_box_key!",
    N_ ("Created the vault") },
  { "recovery.confirmed", GB_CASE_NONE, NULL, "words_count:number", N_ ("Confirmed the recovery key") },
  { "member.invited", GB_CASE_NONE, NULL,
    "member_id:id! name! roles:list! invite_sign_key! invite_box_key! expires:instant!", N_ ("Invited a member") },
  { "member.enrolled", GB_CASE_NONE, NULL, "member_id:id! name! roles:list! sign_key! box_key! proof!",
    N_ ("Joined as a member") },
  { "member.joined", GB_CASE_NONE, NULL, "member_id:id! name! roles:list! sign_key! box_key! proof!",
    N_ ("Let in a member who has no key to the vault") },
  { "member.recovered", GB_CASE_NONE, NULL, "member_id:id! name! sign_key! box_key! proof! way:choice",
    N_ ("Came back with the recovery key") },
  { "member.confirmed", GB_CASE_NONE, NULL, "member_id:id! name! sign_key! box_key! words! half:flag",
    N_ ("Confirmed a member’s key by its safety words") },
  { "member.roles", GB_CASE_NONE, NULL, "member_id:id! name! roles:list! from:day until:day reason!",
    N_ ("Changed a member’s roles") },
  { "member.left", GB_CASE_NONE, NULL, "member_id:id! name! reason! rekey:flag", N_ ("Removed a member") },
  { "recovery.shared", GB_CASE_NONE, NULL, "set! shares:rows! pairs:rows!", N_ ("Made the recovery shares") },
  { "recovery.rehearsed", GB_CASE_NONE, NULL, "set! share:number! holder!", N_ ("Proved a recovery share") },
  { "recovery.withdrawn", GB_CASE_NONE, NULL, "what:choice! set reason!", N_ ("Withdrew a way back in") },
  { "vault.rekeyed", GB_CASE_NONE, NULL, "epoch:number! reason!", N_ ("Gave the vault a new key") },
  { "pack.adopted", GB_CASE_NONE, NULL, "pack! version! title! hash! reason base layer",
    N_ ("Adopted the policy pack") },
  { "policy.decided", GB_CASE_NONE, NULL, "rule! question! value:choice! answer! reason! pack! pack_hash!",
    N_ ("Decided where the policy is silent") },
  { "calendar.set", GB_CASE_NONE, NULL, "year! scheme:number! terms:rows! closed:list bell! moves:rows",
    N_ ("Set the school calendar") },
  { "calendar.holidays", GB_CASE_NONE, NULL, "source! file_hash! events:rows! moves:rows",
    N_ ("Brought in the bank holidays") },
  { "backup.verified", GB_CASE_NONE, NULL, "name! entries:number! head! made_by",
    N_ ("Made a backup and proved it") },
  { "backup.drilled", GB_CASE_NONE, NULL, "name! entries:number! head! opened_with:choice!",
    N_ ("Restored a backup for practice") },
  { "backup.rule", GB_CASE_NONE, NULL, "days:number! reason", N_ ("Set how old the newest backup may be") },
  { "vault.restored", GB_CASE_NONE, NULL, "from! entries:number! head! reason!", N_ ("Restored the vault") },
  { "rollback.noted", GB_CASE_NONE, NULL, "missing:rows! reason!", N_ ("Went on from an older copy") },

  /* --- people ----------------------------------------------------------- */
  { "person.added", GB_CASE_NONE, NULL,
    "person_id:id! sort:choice! forename! surname! known_as middle_names upn dob:day sex:choice year_group class_name "
    "ethnicity"
    " sen:choice free_meals:flag looked_after:flag role_title email phone relations:rows source reason",
    N_ ("Added a person") },
  { "person.changed", GB_CASE_NONE, NULL, "person_id:id! changes:rows! source reason",
    N_ ("Changed a person’s details") },
  { "person.left", GB_CASE_NONE, NULL, "person_id:id! on:day! source reason", N_ ("Marked a person as left") },
  { "person.returned", GB_CASE_NONE, NULL, "person_id:id! on:day! source", N_ ("Marked a person as back") },
  { "person.linked", GB_CASE_NONE, NULL, "person_id:id! name! other_id:id! other! reason! source",
    N_ ("Marked two records as one person") },
  { "person.unlinked", GB_CASE_NONE, NULL, "person_id:id! name! other_id:id! other! reason! source",
    N_ ("Took two records apart again") },
  { "person.told-apart", GB_CASE_NONE, NULL, "person_id:id! name! other_id:id! other! reason! source",
    N_ ("Recorded that two records are two people") },
  { "person.flagged", GB_CASE_NONE, NULL, "person_id:id! name! flag:choice! since:day note source",
    N_ ("Recorded that a child is vulnerable") },
  { "person.flag-ended", GB_CASE_NONE, NULL, "person_id:id! name! flag:choice! on:day! reason! source",
    N_ ("Ended what was recorded of a vulnerable child") },
  { "roll.imported", GB_CASE_NONE, NULL,
    "file! file_hash! sort! new:number! changed:number! leavers:number! refused:number! taken_on:day",
    N_ ("Brought in the roll") },

  /* --- incidents ------------------------------------------------------- */
  { "incident.recorded", GB_CASE_OPENS, "incident",
    "title! category! four_c:list occurred_at:instant! precision:choice! occurred_words location! location_note "
    "site:choice!"
    " offsite_tests:list channel! told_by narrative! child_words danger:tri! danger_done indecent_image:tri! "
    "equipment:choice"
    " policy_routes:list people:rows! external_reference",
    N_ ("Recorded the incident") },
  { "incident.amended", GB_CASE_ABOUT, NULL, "changes:rows! reason!", N_ ("Amended the incident") },
  { "incident.person-added", GB_CASE_ABOUT, NULL, "person_id:id! name! sort! role! year_group reason",
    N_ ("Added a person to the incident") },
  { "incident.person-role", GB_CASE_ABOUT, NULL, "person_id:id! name! old! new! reason!",
    N_ ("Changed a person’s role in the incident") },
  { "incident.noted", GB_CASE_ABOUT, NULL, "text! happened_at:instant", N_ ("Added a note") },
  { "incident.parent-told", GB_CASE_ABOUT, NULL,
    "person_id:id! name! told:flag! whom by at:instant how reply reason_not",
    N_ ("Recorded whether a parent was told") },
  { "incident.decided", GB_CASE_ABOUT, NULL, "question! decision! reason! consulted",
    N_ ("Recorded a decision") },
  { "incident.debriefed", GB_CASE_ABOUT, NULL, "waived:flag! lessons changes present reason",
    N_ ("Recorded the debrief") },
  { "incident.closed", GB_CASE_ABOUT, NULL, "outcomes:list! sanctions support summary!", N_ ("Closed the incident") },
  { "incident.reopened", GB_CASE_ABOUT, NULL, "reason!", N_ ("Opened the incident again") },
  { "image.viewed", GB_CASE_ABOUT, NULL, "viewed:flag! why agreed_with viewer present place at:instant",
    N_ ("Recorded whether anything was viewed") },
  { "image.deletion-confirmed", GB_CASE_ABOUT, NULL, "ground:choice! source! at:instant!",
    N_ ("Confirmed that imagery may be deleted") },
  { "image.deleted", GB_CASE_ABOUT, NULL, "by_whom! how! at:instant! device_id:id",
    N_ ("Recorded that imagery was deleted") },
  { "advice.sought", GB_CASE_ABOUT, NULL, "agency! person at:instant! question! advice! decision!",
    N_ ("Sought advice") },
  { "action.set", GB_CASE_ABOUT, NULL, "action_id:id! what! owner_id:id owner! due:day!", N_ ("Set an action") },
  { "action.done", GB_CASE_ABOUT, NULL, "action_id:id! note", N_ ("Completed an action") },

  /* --- evidence (casework/evidence.h): key and chunks say where the bytes are ------ */
  { "evidence.added", GB_CASE_ABOUT, NULL,
    "evidence_id:id! name! sort:choice! media! bytes:number! sha256! chunks:list! key! pages:number from_whom "
    "got_on:day note parent_id:id holds",
    N_ ("Attached evidence") },
  { "evidence.annotated", GB_CASE_ABOUT, NULL, "evidence_id:id! name! text! page:number", N_ ("Noted on evidence") },
  { "evidence.checked", GB_CASE_ABOUT, NULL, "evidence_id:id! name! sha256! intact:flag!",
    N_ ("Held evidence against its hash") },
  { "evidence.set-aside", GB_CASE_ABOUT, NULL, "evidence_id:id! name! reason!", N_ ("Set evidence aside") },

  /* --- procedures --------------------------------------------------------- */
  { "procedure.begun", GB_CASE_ABOUT, NULL, "procedure! title! pack! version! pack_hash! steps:rows! reason",
    N_ ("Began the procedure") },
  { "step.done", GB_CASE_ABOUT, NULL, "procedure! step! title! at:instant! note who answer:tri",
    N_ ("Completed a step") },
  { "step.set-aside", GB_CASE_ABOUT, NULL, "procedure! step! title! reason!", N_ ("Set a step aside") },
  { "step.taken-back", GB_CASE_ABOUT, NULL, "procedure! step! title! reason!", N_ ("Opened a step again") },

  /* --- device searches ------------------------------------------------------ */
  { "search.requested", GB_CASE_OPENS, "search",
    "incident_id:id device_id:id owner_id:id! owner! owner_year owner_sex device! scope! ground! limb! reason!"
    " requester_id:id! requester!"
    " searcher_id:id! searcher! searcher_sex witness_id:id witness witness_sex exception:choice exception_reason "
    "consent:choice"
    " consent_by consent_at:instant consent_how valid_from:instant! valid_until:instant! place indecent_image:tri! "
    "urgent:flag"
    " authority_id:id retrospective:flag! carried_at:instant retrospective_reason",
    N_ ("Asked for a search") },
  { "search.amended", GB_CASE_ABOUT, NULL, "changes:rows! reason!", N_ ("Amended the request") },
  { "search.authorised", GB_CASE_ABOUT, NULL, "sheet:rows! sheet_hash! pack! pack_hash! after_the_fact:flag! condition",
    N_ ("Authorised the search") },
  { "search.refused", GB_CASE_ABOUT, NULL, "reason!", N_ ("Refused the search") },
  { "search.withdrawn", GB_CASE_ABOUT, NULL, "reason!", N_ ("Withdrew the request") },
  { "search.carried-out", GB_CASE_ABOUT, NULL,
    "at:instant! place! searcher_id:id! searcher! witness_id:id witness present:rows cooperation found:flag! "
    "found_what follow_up!"
    " risk_revealed:flag! harm_considered! beyond_scope:flag beyond_reason",
    N_ ("Recorded the search") },
  { "search.dsl-informed", GB_CASE_ABOUT, NULL, "at:instant! who_id:id! who! how", N_ ("Told the DSL") },
  { "search.parent-told", GB_CASE_ABOUT, NULL, "told:flag! whom at:instant by reply reason_not",
    N_ ("Recorded whether a parent was told") },
  { "search.closed", GB_CASE_ABOUT, NULL, "summary!", N_ ("Closed the search") },
  { "authority.given", GB_CASE_OPENS, "authority",
    "person_id:id! person! scope:choice! description from:day! until:day! agreed:flag! sheet:rows! sheet_hash! pack! "
    "pack_hash!",
    N_ ("Gave a standing authority to search") },
  { "authority.ended", GB_CASE_ABOUT, NULL, "reason!", N_ ("Ended a standing authority") },

  /* --- devices in custody ---------------------------------------------------- */
  { "device.confiscated", GB_CASE_OPENS, "device",
    "incident_id:id owner_id:id! owner! owner_year device_type! description! condition! ground! by_id:id! by! "
    "at:instant! place! seal!"
    " switched_off:flag hold:choice",
    N_ ("Took a device into custody") },
  { "device.moved", GB_CASE_ABOUT, NULL, "at:instant! from_person! to_person! place! seal! seal_intact:tri! reason!",
    N_ ("Handed the device over inside school") },
  { "device.held", GB_CASE_ABOUT, NULL, "at:instant! why:choice! reason! officer reference",
    N_ ("Put a hold on the device") },
  { "device.hold-lifted", GB_CASE_ABOUT, NULL, "at:instant! officer! reference! writing!",
    N_ ("Recorded that the hold was lifted") },
  { "device.released", GB_CASE_ABOUT, NULL,
    "at:instant! to_id:id to! relation! identity_seen! by_id:id! by! late_reason condition",
    N_ ("Released the device") },
  { "device.to-police", GB_CASE_ABOUT, NULL,
    "at:instant! officer! collar! station reference! by_id:id! by! seal_intact:tri!",
    N_ ("Handed the device to the police") },
  { "device.examined", GB_CASE_ABOUT, NULL,
    "search_id:id! at:instant! by_id:id! by! witness_id:id witness test:choice! reason! looked_at! seen",
    N_ ("Examined the device") },
  { "device.erasure-confirmed", GB_CASE_ABOUT, NULL, "ground:choice! source! at:instant!",
    N_ ("Confirmed that data may be erased") },
  { "device.erased", GB_CASE_ABOUT, NULL,
    "search_id:id! at:instant! by_id:id! by! witness what! evidence:tri! harm_likely:tri! harm_reason! "
    "refused_by:choice! refused_who!",
    N_ ("Erased data from the device") },

  /* --- referrals --------------------------------------------------------------- */
  { "referral.begun", GB_CASE_OPENS, "referral",
    "incident_id:id agency:choice! subject_id:id subject subject_role noticed_at:instant! limbs:list summary! "
    "urgency:choice children:rows concern_id:id",
    N_ ("Began a referral") },
  { "referral.item", GB_CASE_ABOUT, NULL, "item! title! value! ready:flag!", N_ ("Filled in a line of the referral") },
  { "referral.consulted", GB_CASE_ABOUT, NULL, "agency! person! at:instant! advice!",
    N_ ("Consulted before passing it on") },
  { "referral.made", GB_CASE_ABOUT, NULL, "route:choice! at:instant! by_id:id! by! spoke_to! reference advice",
    N_ ("Made the referral") },
  { "referral.declined", GB_CASE_ABOUT, NULL, "reason! advice_from", N_ ("Decided not to refer") },
  { "referral.answered", GB_CASE_ABOUT, NULL, "at:instant! outcome:choice! words! reference",
    N_ ("Recorded the answer") },
  { "referral.closed", GB_CASE_ABOUT, NULL, "summary!", N_ ("Closed the referral") },

  /* --- concerns about staff: sealed from the first entry (seal.h) ----------------- */
  { "concern.recorded", GB_CASE_OPENS, "concern",
    "person_id:id! person! person_role:choice! title! narrative! context occurred_at:instant! precision:choice! "
    "occurred_words place! noticed_at:instant! online:flag! told_by! anonymous:flag own_words self_reported:flag! "
    "children:rows danger:tri! danger_done conflict:flag conflict_reason incident_reference route:choice",
    N_ ("Recorded a staff concern") },
  { "concern.assessed", GB_CASE_ABOUT, NULL,
    "harmed:tri! offence:tri! risk:tri! unsuitable:tri! reason! level:choice lado:flag basis:choice",
    N_ ("Asked the four limbs of the harm threshold") },
  { "concern.lado-told", GB_CASE_ABOUT, NULL,
    "at:instant! by_id:id by! how:choice! officer! reference advice! decision!", N_ ("Discussed it with the LADO") },
  { "concern.manager-named", GB_CASE_ABOUT, NULL, "person_id:id! name! reason!", N_ ("Named the case manager") },
  { "concern.welfare-named", GB_CASE_ABOUT, NULL, "person_id:id! name! note", N_ ("Named a welfare contact") },
  { "concern.person-told", GB_CASE_ABOUT, NULL, "at:instant! by! said! reply", N_ ("Told the person") },
  { "concern.parent-told", GB_CASE_ABOUT, NULL, "child told:flag! whom at:instant by reply reason_not",
    N_ ("Recorded whether a parent was told") },
  { "concern.measure-decided", GB_CASE_ABOUT, NULL, "measure:choice! from:day! considered! reason! lado_view",
    N_ ("Decided about suspension and its alternatives") },
  { "concern.dealt-with", GB_CASE_ABOUT, NULL, "at:instant! by! done!", N_ ("Recorded what was done") },
  { "concern.pattern-reviewed", GB_CASE_ABOUT, NULL, "conclusion:choice! reason! earlier:rows",
    N_ ("Looked for a pattern") },
  { "concern.noted", GB_CASE_ABOUT, NULL, "text! happened_at:instant", N_ ("Added a note to the concern") },
  { "concern.concluded", GB_CASE_ABOUT, NULL,
    "outcome:choice! reason! dbs:tri tra:tri referral_reason lessons copy_given:flag in_references:flag "
    "keep_until:day keep_rule",
    N_ ("Recorded the outcome of the allegation") },
  { "concern.file-cleared", GB_CASE_ABOUT, NULL, "on:day! by! what! kept_at_request:flag",
    N_ ("Took it off the personnel record") },
  { "concern.closed", GB_CASE_ABOUT, NULL, "summary!", N_ ("Closed the staff concern") },
  { "concern.reopened", GB_CASE_ABOUT, NULL, "reason!", N_ ("Opened the staff concern again") },

  /* --- answers to those who ask what is held about a child ------------------------- */
  { "disclosure.begun", GB_CASE_OPENS, "disclosure",
    "person_id:id! person! applicant! relation! basis:choice! identity! asked_on:day! wanted",
    N_ ("Took down a request for data") },
  { "disclosure.removed", GB_CASE_ABOUT, NULL, "removals:rows! ground:choice! reason!",
    N_ ("Took words out of the answer") },
  { "disclosure.restored", GB_CASE_ABOUT, NULL, "removal:number! number:number! reason!",
    N_ ("Put words back into the answer") },
  { "disclosure.enclosed", GB_CASE_ABOUT, NULL, "evidence_id:id! name! sha256! goes:flag! ground:choice why!",
    N_ ("Said whether an attachment goes with the answer") },
  { "disclosure.extended", GB_CASE_ABOUT, NULL, "reason!", N_ ("Gave the answer two more months") },
  { "disclosure.sent", GB_CASE_ABOUT, NULL, "at:instant! to! method! pack_hash pages:number",
    N_ ("Handed the answer over") },
  { "disclosure.refused", GB_CASE_ABOUT, NULL, "reason!", N_ ("Refused the request for data") },

  /* --- a child's file on its way to the next school ------------------------------- */
  { "transfer.begun", GB_CASE_OPENS, "transfer",
    "person_id:id! person! school! address contact left_on:day! starts_on:day",
    N_ ("Began to send a child’s file on") },
  { "transfer.enclosed", GB_CASE_ABOUT, NULL, "evidence_id:id! name! sha256! goes:flag! ground:choice why!",
    N_ ("Said whether an attachment goes to the next school") },
  { "transfer.sent", GB_CASE_ABOUT, NULL,
    "at:instant! method:choice! to! by_id:id by! carrier apart:flag! pack_hash pages:number code",
    N_ ("Sent the file to the next school") },
  { "transfer.chased", GB_CASE_ABOUT, NULL, "at:instant! spoke_to! said!", N_ ("Asked after the receipt") },
  { "transfer.received", GB_CASE_ABOUT, NULL, "at:instant! who! role code how",
    N_ ("Recorded that the file arrived") },
  { "transfer.withdrawn", GB_CASE_ABOUT, NULL, "reason!", N_ ("Called the transfer off") },

  /* --- registers: one set of kinds for all of them; values are held against the register's own file --------- */
  { "register.entered", GB_CASE_NONE, NULL,
    "register! version! plan_hash! item_id:id! title! line person_id:id person values:object! lines:rows! series "
    "state:choice! approver due:day due_rule remind:day written:object",
    N_ ("Made an entry in a register") },
  { "register.changed", GB_CASE_NONE, NULL,
    "register! version! plan_hash! item_id:id! title! line person_id:id person values:object! lines:rows! series "
    "state:choice! approver due:day due_rule remind:day changes:rows! reason!",
    N_ ("Changed an entry in a register") },
  { "register.renewed", GB_CASE_NONE, NULL,
    "register! version! plan_hash! item_id:id! title! line person_id:id person values:object! lines:rows! series "
    "state:choice! approver due:day due_rule remind:day changes:rows! reason!",
    N_ ("Renewed an entry in a register") },
  { "register.approved", GB_CASE_NONE, NULL,
    "register! item_id:id! title! part! state:choice! condition sheet:rows! sheet_hash! pack! pack_hash!",
    N_ ("Approved an entry in a register") },
  { "register.declined", GB_CASE_NONE, NULL, "register! item_id:id! title! reason!",
    N_ ("Declined an entry in a register") },
  { "register.called", GB_CASE_NONE, NULL, "register! item_id:id! title! trigger! reason! due:day! due_rule remind:day",
    N_ ("Called for a review") },
  { "register.ended", GB_CASE_NONE, NULL, "register! item_id:id! title! reason! on:day!",
    N_ ("Ended an entry in a register") },
  /* --- the end of a case (casework/retention.h) ------------------------------- */
  { "retention.held", GB_CASE_ABOUT, NULL, "reason! reference", N_ ("Put a legal hold on the case") },
  { "retention.hold-lifted", GB_CASE_ABOUT, NULL, "reason!", N_ ("Lifted the legal hold") },
  { "retention.proposed", GB_CASE_ABOUT, NULL, "reason! rule basis due:day", N_ ("Proposed that the case is erased") },
  { "retention.withdrawn", GB_CASE_ABOUT, NULL, "reason!", N_ ("Withdrew that the case is erased") },
  { "retention.kept", GB_CASE_ABOUT, NULL, "until:day! reason!", N_ ("Looked at the case and kept it") },
  { "retention.erased", GB_CASE_NONE, NULL,
    "erased_id:id! reason! noun! reference rule! basis due:day! proposed_by! proposed_at:instant! "
    "entries:rows! blobs:list",
    N_ ("Erased a case whose time was over") },
  /* --- what only some may read (sealed.h) -------------------------------------- */
  { "case.sealed", GB_CASE_ABOUT, NULL, "reason!", N_ ("Sealed the case") },
  { "seal.reader-added", GB_CASE_ABOUT, NULL, "member_id:id! name! reason!", N_ ("Added a reader") },
  { "seal.reader-removed", GB_CASE_ABOUT, NULL, "member_id:id! name! reason!", N_ ("Removed a reader") },
  { "seal.recused", GB_CASE_ABOUT, NULL, "member_id:id! name! reason!", N_ ("Stepped back from the case") },
  { "seal.ended", GB_CASE_ABOUT, NULL, "member_id:id!", N_ ("Stopped being a reader") },
  { "seal.renewed", GB_CASE_ABOUT, NULL, "reason!", N_ ("Gave the readers their keys again") },
  { "seal.read", GB_CASE_ABOUT, NULL, "what!", N_ ("Read the sealed case") },
  /* The stored form of every sealed entry: the body is an envelope, not fields. */
  { "sealed", GB_CASE_NONE, NULL, "", N_ ("Sealed entry") },

  /* --- what left the program --------------------------------------------------- */
  { "report.issued", GB_CASE_OPENS, "report",
    "title! from:day! until:day! term narrative figures_hash! pdf_hash! proof_hash pages:number! head! "
    "head_entries:number! code! anchor",
    N_ ("Issued the governors’ report") },
  { "page.made", GB_CASE_NONE, NULL,
    "document! about_id:id about piece_id:id hash! pages:number! to_whom! why! way:choice! code locked:flag",
    N_ ("Printed or saved a page") },
};

const GbKind *
gb_kinds (guint *count)
{
  *count = G_N_ELEMENTS (kinds);
  return kinds;
}

/* --- the grammar, read once ------------------------------------------------------- */

typedef struct { char *name; const char *type; gboolean needed; } Field;

typedef struct
{
  const GbKind *kind;
  GPtrArray *fields;   /* of Field, in the order of the table */
  GHashTable *by_name; /* name -> Field */
} Grammar;

static const char *
type_of (const GbKind *kind, const char *spelling)
{
  static const char *const types[] = { "instant", "day", "flag", "number", "choice", "tri",
                                       "id",      "ids", "list", "rows",   "object" };
  const char *colon = strchr (spelling, ':');
  g_autofree char *type = colon != NULL ? g_strndup (colon + 1, strcspn (colon + 1, "!")) : NULL;

  if (type == NULL)
    return "text";
  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    if (g_str_equal (types[t], type))
      return types[t];
  g_error ("kind %s: %s has an unknown type", kind->name, spelling);
}

static Grammar *
read_grammar (const GbKind *kind)
{
  Grammar *grammar = g_new0 (Grammar, 1);
  g_auto (GStrv) spellings = g_strsplit (kind->fields, " ", -1);

  grammar->kind = kind;
  grammar->fields = g_ptr_array_new ();
  grammar->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; spellings[i] != NULL; i++)
    {
      Field *field = g_new0 (Field, 1);
      field->name = g_strndup (spellings[i], strcspn (spellings[i], ":!"));
      field->type = type_of (kind, spellings[i]);
      field->needed = g_str_has_suffix (spellings[i], "!");
      g_ptr_array_add (grammar->fields, field);
      g_hash_table_insert (grammar->by_name, field->name, field);
    }
  return grammar;
}

static gpointer
read_grammars (gpointer data G_GNUC_UNUSED)
{
  GHashTable *grammars = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_hash_table_insert (grammars, (gpointer) kinds[i].name, read_grammar (&kinds[i]));
  return grammars;
}

/* Any thread; never changed after it was made. */
static Grammar *
grammar_of (const char *kind)
{
  static GOnce once = G_ONCE_INIT;

  return kind != NULL ? g_hash_table_lookup (g_once (&once, read_grammars, NULL), kind) : NULL;
}

const GbKind *
gb_kind_find (const char *name)
{
  Grammar *grammar = grammar_of (name);

  return grammar != NULL ? grammar->kind : NULL;
}

const char *
gb_kind_field_type (const GbKind *kind, const char *name)
{
  Field *field = g_hash_table_lookup (grammar_of (kind->name)->by_name, name);

  return field != NULL ? field->type : NULL;
}

char **
gb_kind_fields (const GbKind *kind)
{
  Grammar *grammar = grammar_of (kind->name);
  char **names = g_new0 (char *, grammar->fields->len + 1);

  for (guint i = 0; i < grammar->fields->len; i++)
    names[i] = g_strdup (((Field *) grammar->fields->pdata[i])->name);
  return names;
}

/* --- checking a body ------------------------------------------------------------------ */

static gboolean
is_value (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
all_elements (JsonNode *node, gboolean (*fits) (JsonNode *element))
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!fits (json_array_get_element (array, i)))
      return FALSE;
  return TRUE;
}

static gboolean
is_text (JsonNode *node)
{
  return is_value (node, G_TYPE_STRING);
}

static gboolean
is_id (JsonNode *node)
{
  return is_text (node) && gb_id_is_valid (json_node_get_string (node));
}

static gboolean
is_object (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node);
}

static gboolean
is_tri (JsonNode *node)
{
  const char *text = is_text (node) ? json_node_get_string (node) : "";
  return g_str_equal (text, "yes") || g_str_equal (text, "no") || g_str_equal (text, "unknown");
}

static gboolean
value_fits (JsonNode *node, const char *type)
{
  if (g_str_equal (type, "instant") || g_str_equal (type, "number"))
    return is_value (node, G_TYPE_INT64);
  if (g_str_equal (type, "flag"))
    return is_value (node, G_TYPE_BOOLEAN);
  if (g_str_equal (type, "day"))
    return is_text (node) && gb_day_is_valid (json_node_get_string (node));
  if (g_str_equal (type, "id"))
    return is_id (node);
  if (g_str_equal (type, "tri"))
    return is_tri (node);
  if (g_str_equal (type, "ids"))
    return all_elements (node, is_id);
  if (g_str_equal (type, "list"))
    return all_elements (node, is_text);
  if (g_str_equal (type, "rows"))
    return all_elements (node, is_object);
  if (g_str_equal (type, "object"))
    return is_object (node);
  return is_text (node);
}

/* Required text must say something; an empty list says that there are none. */
static gboolean
is_missing (JsonObject *body, const char *name)
{
  JsonNode *node = json_object_get_member (body, name);
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  return is_text (node) && !gb_text_is_filled (json_node_get_string (node));
}

static gboolean
check_required (const GbKind *kind, JsonObject *body, GError **error)
{
  Grammar *grammar = grammar_of (kind->name);

  for (guint i = 0; i < grammar->fields->len; i++)
    {
      Field *field = grammar->fields->pdata[i];
      if (!field->needed || !is_missing (body, field->name))
        continue;
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s: “%s” is still empty. Fill it in and try again."),
                   _ (kind->said), field->name);
      return FALSE;
    }
  return TRUE;
}

/* What the book adds to every body, whatever its kind. */
static const char *
common_field_type (const char *name)
{
  if (g_str_equal (name, "author"))
    return "object";
  if (g_str_equal (name, "reference"))
    return "text";
  if (g_str_equal (name, "clocks"))
    return "rows";
  if (g_str_equal (name, "sealing"))
    return "object";
  return g_str_equal (name, "stops") ? "list" : NULL;
}

gboolean
gb_kind_check (const GbKind *kind, JsonObject *body, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const char *type = common_field_type (name);
      if (type == NULL)
        type = gb_kind_field_type (kind, name);
      if (type == NULL)
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s has no field “%s”."), kind->name, name);
          return FALSE;
        }
      if (!JSON_NODE_HOLDS_NULL (node) && !value_fits (node, type))
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s: “%s” isn’t a proper %s."), _ (kind->said), name, type);
          return FALSE;
        }
    }
  return check_required (kind, body, error);
}

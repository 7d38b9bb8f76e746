/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pack: a school's policy as data - vocabularies, rules, clocks, procedures.
 *
 * XML, checked by data/policy/pack.rng; each clock and step cites the policy
 * section (000 MST s6.1 b9) and the obligation ids (A32) that it obeys.  A pack
 * is immutable once read.
 *
 * A pack that a school adopts is one document, complete in itself: it is hashed,
 * signed for and kept in the journal, and is replayed from there in thirty years
 * whatever this program ships by then.  It is written in layers, though.  What
 * every school shares is data/policy/base/ (one file a procedure, one a
 * register); a shipped pack (data/policy/ID.xml) says only what its school's
 * policy answers otherwise; a school's own changes lie over that.  A layer is
 * laid over what it names when it is read, and from then on is a whole pack.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define GB_TYPE_PACK (gb_pack_get_type ())
G_DECLARE_FINAL_TYPE (GbPack, gb_pack, GB, PACK, GObject)

/* A word of a vocabulary. */
typedef struct { const char *id, *label, *note, *basis; const char *parent; } GbWord;

/* The school's answer to a question that policies answer differently.  A policy
 * that says nothing has the value "silent" and @choices, blank-separated, from
 * which the school decides once (casework/policy.h).  @words: the rule in full. */
#define GB_RULE_SILENT "silent"
typedef struct { const char *name, *value, *choices, *basis, *obligations, *words; } GbRule;

/* Whom to ring or write to.  @checked: the day somebody last looked, "2026-08-31"
 * (B125).  @agency: the word of the list "agency" that it answers for; this and
 * the ways may be NULL. */
typedef struct
{
  const char *id, *agency, *checked, *label;
  const char *phone, *out_of_hours, *email, *web, *hours, *note;
} GbContact;

/* fixed: by law or guidance, so that a school doesn't change it in its window. */
typedef struct
{
  const char *id, *title, *unit, *rule, *basis, *obligations;
  int count;
  gboolean fixed;
} GbPackClock;

typedef struct
{
  const char *id, *title, *who;    /* who: roles in words, "DSL or deputy" */
  const char *detail;              /* one or two sentences of help */
  const char *clock;               /* clock id or NULL */
  const char *from;                /* what starts it: "incident" (recorded) or a step id */
  const char *basis;               /* "000 MST s6.1 b5; KCSIE 2025 part 1 (check the edition)" */
  const char *obligations;         /* "A27 A32" */
  const char *act;                 /* kinds of entry that do this step by themselves, blank-separated, or NULL */
  const char *needs;               /* ids of steps that must be settled first, blank-separated, or NULL */
  gboolean may_set_aside;
  gboolean closes;                 /* must be settled before the case closes */
  const char *when;                /* facts of a case, one of which makes it apply ("image case:device"), or NULL */
  const char *asks;                /* "yes-no": the tick answers the title; or NULL */
  const char *agency;              /* words of "agency" to which it must go, blank-separated, or NULL */
  const char *must_if;             /* questions (steps) whose yes or not known forbids declining, or NULL */
  const char *question;            /* of the decision that settles it, as it is stored; or NULL */
  gboolean wants_note;             /* no tick without a note */
  gboolean gated;                  /* its own record waits for its needs too */
} GbStep;

/* image: "always" about an indecent image, "covers" one as well, or NULL.
 * family: the id in the file of a procedure with variants; else its own id. */
typedef struct
{
  const char *id, *title, *when, *family, *image;
  GPtrArray *steps; /* of GbStep */
} GbProcedure;

/* GB_ERROR_INPUT with line and reason.  @xml is a whole pack, or a layer whose
 * extends is "base" or the id of a shipped pack.  (transfer full) */
GbPack *gb_pack_new (GBytes *xml, GError **error);
/* @layer laid over @over, whatever its extends says.  GB_ERROR_INPUT with line
 * and reason.  (transfer full) */
GbPack *gb_pack_new_over (GbPack *over, GBytes *layer, GError **error);
GbPack *gb_pack_load_shipped (const char *id, GError **error);
char **gb_pack_list_shipped (void); /* ids, the newest policy first */

const char *gb_pack_get_id (GbPack *self);      /* "kent-2023" */
const char *gb_pack_get_version (GbPack *self);
const char *gb_pack_get_title (GbPack *self);
const char *gb_pack_get_about (GbPack *self);   /* or NULL */
GBytes *gb_pack_get_bytes (GbPack *self);       /* (transfer none) the whole pack: what is hashed and kept */

/* A vocabulary by name, in order (transfer none, element-type GbWord; empty
 * array if none): category four-c location site offsite-test channel precision
 * person-role equipment policy-route device-type ground limb consent
 * search-exception examine-test refused-by place device-ground hold-reason
 * lado-limb agency route referral-outcome incident-outcome deletion-ground
 * sex person-sort sen scope document. */
GPtrArray *gb_pack_words (GbPack *self, const char *vocabulary);
/* The label of @id; @id itself when unknown, so that an old record still reads. */
const char *gb_pack_label (GbPack *self, const char *vocabulary, const char *id);
const GbWord *gb_pack_word (GbPack *self, const char *vocabulary, const char *id); /* or NULL */

/* The pack's answer alone (domain.md table D): "headteacher", "leadership",
 * "none", "bell", "5".  NULL if the pack is silent or doesn't ask.  What holds at
 * the desk, with what the school decided itself, is gb_policy_rule. */
const char *gb_pack_rule (GbPack *self, const char *name);
GPtrArray *gb_pack_rules (GbPack *self);                         /* (transfer none, of GbRule) */
const GbRule *gb_pack_find_rule (GbPack *self, const char *name); /* or NULL */
/* "Who may permit a search"; the name itself for a rule that has no such words. */
const char *gb_pack_rule_title (GbPack *self, const char *name);

GPtrArray *gb_pack_contacts (GbPack *self);                      /* (transfer none, of GbContact) */
const GbContact *gb_pack_contact (GbPack *self, const char *id); /* or NULL */

const GbPackClock *gb_pack_clock (GbPack *self, const char *id);
GPtrArray *gb_pack_clocks (GbPack *self);     /* (transfer none, of GbPackClock) */
GPtrArray *gb_pack_procedures (GbPack *self); /* (transfer none, of GbProcedure) */
const GbProcedure *gb_pack_procedure (GbPack *self, const char *id);
const GbStep *gb_procedure_step (const GbProcedure *self, const char *id);
/* The procedure for a new incident of @category; @indecent_image "yes" or
 * "unknown" always gives a do-not-view path: the category's own if that covers
 * an image, else the one for any (A27).  NULL: none. */
const GbProcedure *gb_pack_procedure_for (GbPack *self, const char *category, const char *indecent_image);
/* The have-ready list of a referral to @agency: words of vocabulary "ready-AGENCY". */
G_END_DECLS

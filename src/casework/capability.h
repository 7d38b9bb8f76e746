/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capability: what each role may do and see - one table, and the one function
 * that everything asks.
 *
 * A role is a set of capabilities (the first table in capability.c), a deed
 * needs some of them (the second), and a projection is shown to those who hold
 * one (the third).  A deed is the kind of an entry ("incident.closed") or one of
 *
 *   "read" "list" "search"   a case of some matter
 *   "report"                 make a draft of the governors' report
 *   "issued"                 read a report that was issued
 *   "print"                  a page of a case
 *   "export"                 the whole journal
 *   "backup"                 a copy of the vault, and proving it
 *   "filtering"              the register of filtering and monitoring
 *
 * Who may know of a sealed case is decided by its key (seal.h); which roles its
 * rule gives the key to stands in this table too.  What a member's roles don't
 * let them read is left out of the views that every list, badge, search, total
 * and terminal command of that desk reads (gb_capability_keep_back), so that
 * none can forget to ask.  Two roles have no key to the vault at all: what they
 * may not read is no reading of theirs whatever program they use.
 *
 * In all three policies the headteacher is the DSL or acts for them; the gates
 * of an act part persons, not roles (001 s7.9; A1, A3).
 */
#pragma once

#include "casework/act.h"

G_BEGIN_DECLS

typedef enum
{
  GB_CAN_HOLD_KEY = 1 << 0,          /* a key to the vault of their own */
  GB_CAN_READ_CASES = 1 << 1,        /* what isn't sealed: cases, people, the journal */
  GB_CAN_WRITE_CASES = 1 << 2,
  GB_CAN_LEAD = 1 << 3,              /* refer, lift a hold, confirm an erasure, withdraw another's request */
  GB_CAN_SAFEGUARD = 1 << 4,         /* the DSL's own: close a case, look at what must be looked at */
  GB_CAN_SIGN = 1 << 5,              /* searches, as headteacher */
  GB_CAN_SIGN_IF_POLICY = 1 << 6,    /* searches, where the policy lets the leadership team */
  GB_CAN_WRITE_CONCERNS = 1 << 7,    /* about staff: set one down, and work on those that they read */
  GB_CAN_HANDLE_CONCERNS = 1 << 8,   /* are given the key to those about staff */
  GB_CAN_HANDLE_ABOUT_HEAD = 1 << 9, /* and to those about the headteacher */
  GB_CAN_HANDLE_SEALED = 1 << 10,    /* and to what its owner seals without choosing */
  GB_CAN_READ_REGISTERS = 1 << 11,
  GB_CAN_WRITE_REGISTERS = 1 << 12,
  GB_CAN_FILTER = 1 << 13,           /* the register of filtering and monitoring */
  GB_CAN_DRAFT = 1 << 14,            /* the governors' report, and see its figures */
  GB_CAN_ISSUE = 1 << 15,
  GB_CAN_READ_ISSUED = 1 << 16,
  GB_CAN_PRINT = 1 << 17,
  GB_CAN_EXPORT = 1 << 18,
  GB_CAN_KEEP = 1 << 19,             /* copies of the vault */
  GB_CAN_DECIDE = 1 << 20,           /* who has a key, under which policy, which ways lead back in */
  GB_CAN_REHEARSE = 1 << 21,         /* prove the recovery share that they keep */
  GB_CAN_ELEVATE = 1 << 22,          /* so much that the keyring alone isn't enough (001 s7.9) */
} GbCapability;

/* What a case is, as to who may know of it. */
typedef enum
{
  GB_MATTER_OPEN,
  GB_MATTER_SEALED, /* by its owner */
  GB_MATTER_STAFF,  /* a concern about a member of staff, the DSL included */
  GB_MATTER_HEAD,   /* a concern about the headteacher */
} GbMatter;

/* The known roles, NULL-terminated: "dsl" "deputy" "headteacher" "online-lead" "leadership"
 * "case-manager" "chair" "link-governor" "technician". */
const char *const *gb_roles (void);
/* "Designated Safeguarding Lead"; the word itself when unknown.  (transfer none) */
const char *gb_role_label (const char *role);

/* Whether one of @roles (NULL-terminated) has one of @wanted.  A role that nobody knows has none. */
gboolean gb_roles_can (const char *const *roles, guint wanted);
/* The same of blank-separated role words. */
gboolean gb_role_words_can (const char *words, guint wanted);
/* Which roles have one of @wanted, blank-separated.  (transfer none) */
const char *gb_capability_roles (guint wanted);

/* The table itself: whether @deed is for these roles, of a case of that
 * matter - of a sealed one, whether its rule gives them the key. */
gboolean gb_roles_may (const char *const *roles, const char *deed, GbMatter matter);

/* Whether this member has one of @wanted today. */
gboolean gb_book_can (GbBook *book, guint wanted);
/* Whether they may do @deed at all; @case_id (NULL: none, or none yet) is the case it is
 * about, @body (may be NULL) what an entry would say.  GB_ERROR_REFUSED says which
 * roles may.  Worker only. */
gboolean gb_capability_may (GbBook *book, const char *deed, const char *case_id, JsonObject *body, GError **error);
/* The same for a deed that is about no case.  Any thread. */
gboolean gb_book_may_at_all (GbBook *book, const char *deed, GError **error);

/* Whether an entry of @kind is a signature in the policies' sense, or decides who has a key and under which policy
 * the school works: what a key in doubt doesn't do (member.h). */
gboolean gb_capability_is_weighty (const char *kind);

/* For gates: whether @request is about a sealed case that this member reads, or comes
 * from one, and they work on such cases. */
gboolean gb_capability_by_key (GbRequest *request);

/* The table as the page of the help.  (transfer full) */
char *gb_capability_page (void);

/* Leaves what @roles may not read out of every view of @vault.  Worker only. */
gboolean gb_capability_keep_back (GbVault *vault, const char *const *roles, GError **error);

G_END_DECLS

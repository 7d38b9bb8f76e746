/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book: the opened vault as casework sees it - who is at the desk, under which
 * policy pack and calendar, and the one way to do an act.
 *
 * gb_book_act is the only writer: it finds the act's gate (act.h), asks it,
 * lets the act prepare computed fields (clocks, hashes, reference), freezes the
 * author's name and roles into the body, appends, projects, commits, moves the
 * anchor, and says "changed".  The window, guardbookctl, the demo and the tests
 * all come through it; a refusal is the same sentence everywhere.
 *
 * An act that is signed with the second factor (factor.h) must have been proven.
 *
 * Before recovery.confirmed no act that opens a case is possible.  A vault
 * that is behind its anchor, or in which verify found something, is read-only.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "journal/journal.h"
#include "policy/calendar.h"
#include "policy/pack.h"
#include "vault/keyring.h"
#include "vault/vault.h"

G_BEGIN_DECLS

#define GB_TYPE_BOOK (gb_book_get_type ())
G_DECLARE_FINAL_TYPE (GbBook, gb_book, GB, BOOK, GObject)

/* Signal "changed" (char *kind, char *case_id): on the main context, after each act. */

/* --- first start (any thread; they run on the vault's worker) ---------------------- */
typedef struct
{
  const char *dir;         /* .../NAME.guardbook */
  const char *school;
  const char *dfe_number;  /* "886/5201": checked */
  const char *zone;        /* NULL: Europe/London */
  const char *pack;        /* pack id: "kent-2023" */
  const char *member_name; /* the founder's */
  const char *const *member_roles;
  const char *passphrase;  /* as typed; the second factor of an elevated role (factor.h) */
  JsonObject *calendar;    /* body of calendar.set; NULL: the built-in term dates for this school year */
} GbBookPlan;
/* Creates vault, founder's keys (into @keyring), first entries (vault.created,
 * pack.adopted, calendar.set, person.added for the founder).  @recovery_words
 * (transfer full; wipe) is shown once. */
GbBook *gb_book_create (const GbBookPlan *plan, GbKeyring *keyring, char **recovery_words, GError **error);
/* Compares what was typed with the recovery slot and appends recovery.confirmed. */
gboolean gb_book_confirm_recovery (GbBook *self, const char *words, GError **error);
gboolean gb_book_recovery_is_confirmed (GbBook *self);

/* Opens as @member_id (NULL: the only one this keyring knows; GB_ERROR_NO_KEY with
 * the keyring's own sentence otherwise), checks the anchor, loads pack and calendar. */
GbBook *gb_book_open (const char *dir, const char *member_id, GbKeyring *keyring, GError **error);
/* With the recovery words (or two shares, one after the other), after the keyring was lost: makes new keys for
 * @member_id in @keyring and appends member.recovered. */
GbBook *gb_book_recover (const char *dir, const char *words, const char *member_id, GbKeyring *keyring, GError **error);
/* The same with two of the three recovery shares. */
GbBook *gb_book_recover_with_shares (const char *dir, const char *one, const char *other, const char *member_id,
                                     GbKeyring *keyring, GError **error);
/* Who could come back with this paper (@other NULL: twelve words): the members
 * there are, of GbMember, for the one to be chosen.  Nothing is written.  (transfer full) */
GPtrArray *gb_book_who_may_return (const char *dir, const char *words, const char *other, GError **error);
void gb_book_close (GbBook *self); /* stores the anchor, closes the vault, wipes keys */

/* --- who and under what ----------------------------------------------------------------- */
GbVault *gb_book_get_vault (GbBook *self);
GbKeyring *gb_book_get_keyring (GbBook *self);
GbPack *gb_book_get_pack (GbBook *self);
GbCalendar *gb_book_get_calendar (GbBook *self);
const char *gb_book_get_school (GbBook *self);
const char *gb_book_get_dfe_number (GbBook *self);
const char *gb_book_get_member_id (GbBook *self); /* also the member's person id */
const char *gb_book_get_member_name (GbBook *self);
const char *const *gb_book_get_roles (GbBook *self); /* in force today: "dsl" "deputy" "headteacher" ... */
gboolean gb_book_has_role (GbBook *self, const char *role);
/* NULL: writable; else the sentence that says why not. */
const char *gb_book_get_read_only_reason (GbBook *self);

/* --- acts ---------------------------------------------------------------------------------- */
/* case_id and reference are NULL for what was sealed and is not for its writer to read. */
typedef struct { char *case_id; char *reference; gint64 entry; } GbDone;
void gb_done_free (GbDone *done);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbDone, gb_done_free)

/* The request of an act that follows the one of @request in the same breath, the same each time.  (transfer full) */
char *gb_request_next (const char *request, const char *what);

/* Does the act @kind on @case_id (NULL when it opens one or has none).
 * @request is a client-made id: the same one twice gives the same entry.
 * Takes any thread; blocks until durable.  GB_ERROR_REFUSED with the rule's
 * sentence, GB_ERROR_INPUT, GB_ERROR_READ_ONLY, GB_ERROR_FAULT. */
GbDone *gb_book_act (GbBook *self, const char *kind, const char *case_id, const char *request, JsonObject *body,
                     GError **error);
void gb_book_act_async (GbBook *self, const char *kind, const char *case_id, const char *request, JsonObject *body,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GbDone *gb_book_act_finish (GbBook *self, GAsyncResult *result, GError **error);

/* Whether this member may do it now, and if not why not: the same gate, nothing
 * written.  @body may be NULL or unfinished (then only what it says is judged). */
gboolean gb_book_may (GbBook *self, const char *kind, const char *case_id, JsonObject *body, GError **error);

/* --- integrity ------------------------------------------------------------------------------- */
/* Whether this member's keyring had an anchor when the vault was opened.  Without one nobody can
 * see that entries are missing from the end: whoever reports a check says so. */
gboolean gb_book_is_remembered (GbBook *self);
/* gb_journal_verify with what only the book can add: the anchor, so that a cut
 * tail or a restored older copy is a finding too.  Any thread; called off the
 * worker it runs in slices, so that acts and lists go on meanwhile. */
GbVerdict *gb_book_verify (GbBook *self, GbVerifyParts parts, GbProgressFunc progress, gpointer data,
                           GCancellable *cancellable, GError **error);

/* --- questions -------------------------------------------------------------------------------- */
/* Runs on the worker; answer to the caller's main context. */
typedef gpointer (*GbBookQuestion) (GbBook *book, gpointer data, GCancellable *cancellable, GError **error);
void gb_book_ask_async (GbBook *self, GbBookQuestion question, gpointer data, GDestroyNotify data_free,
                        GDestroyNotify answer_free, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
gpointer gb_book_ask_finish (GbBook *self, GAsyncResult *result, GError **error);
/* The same, waiting (ctl, tests, print jobs).  Direct when already on the worker. */
gpointer gb_book_ask (GbBook *self, GbBookQuestion question, gpointer data, GError **error);

/* --- members ------------------------------------------------------------------------------------ */
/* A one-time code (transfer full; wipe) for a new member; needs the right to enrol. */
char *gb_book_invite (GbBook *self, const char *name, const char *const *roles, GError **error);
/* Another code for a member whose keyring was lost: they join anew under the
 * name and the roles that they have, with a new key. */
char *gb_book_invite_again (GbBook *self, const char *member_id, GError **error);
/* On the new member's own account: makes their keys in @keyring, joins. */
GbBook *gb_book_enrol (const char *dir, const char *code, GbKeyring *keyring, GError **error);

G_END_DECLS

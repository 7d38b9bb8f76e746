/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recovery: the ways back into the vault when a keyring is lost.
 *
 * A vault is founded with one recovery key of twelve words.  Once there are
 * people to hold them, three printed shares stand beside it: any two of them
 * open the vault, one alone opens nothing.  They are made as three pairs, each
 * a slot of its own (identity.h); a share is confirmed, and each term
 * rehearsed, by typing it back: a hash proves it and nothing is opened.
 *
 *   made -> confirmed (each share typed back once) -> withdrawn (a newer set was confirmed)
 *
 * When a set is confirmed the one before is withdrawn, and the twelve words may
 * be: then no single paper opens the vault.  Neither the
 * words nor the shares open what is sealed: nobody's own recovery breaks a seal
 * about themselves.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

#define GB_SHARES 3

extern const GbAct gb_recovery_acts[];

/* A share of a set that is not withdrawn.  state: "made" "confirmed"; holder_id:
 * the person's id when the holder is a member. */
#define GB_SHARE_FIELDS(TEXT, NUMBER)                                                                                  \
  TEXT (set_id) TEXT (state) NUMBER (share) TEXT (holder) TEXT (holder_id) TEXT (made_by) NUMBER (made_at)             \
  NUMBER (rehearsed_at) TEXT (rehearsed_by)
GB_RECORD_DECLARE (GbShare, gb_share, GB_SHARE_FIELDS)

/* Who holds a share: a member's id, or NULL for somebody else, and the name with the office. */
typedef struct { const char *id, *name; } GbShareHolder;

/* What goes on paper: the words of each share, shown once. */
typedef struct { char *set_id; char *words[GB_SHARES]; char *holders[GB_SHARES]; gint64 made_at; } GbShares;
void gb_shares_free (GbShares *shares); /* wipes the words */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbShares, gb_shares_free)

/* Makes a new set for three different holders; what was there goes on opening
 * the vault until the new one is confirmed.  Any thread.  GB_ERROR_REFUSED,
 * GB_ERROR_INPUT.  (transfer full) */
GbShares *gb_shares_make (GbBook *book, const GbShareHolder holders[GB_SHARES], GError **error);

/* Proves one share by its words without opening anything and writes that down.
 * Any thread.  GB_ERROR_INPUT: no share of this vault.  @share and @confirmed
 * (each may be NULL): which one, and whether the set is confirmed now. */
gboolean gb_share_rehearse (GbBook *book, const char *words, gint64 *share, gboolean *confirmed, GError **error);

/* The shares that count, newest set first, by number.  Worker only. */
GPtrArray *gb_shares (GbVault *vault, GError **error);

/* When the twelve words were withdrawn; 0: they open the vault.  Worker only. */
gint64 gb_recovery_key_withdrawn (GbVault *vault, GError **error);

/* What Today says: no share yet, a set not confirmed, or a share not rehearsed
 * since the term began; NULL without error: nothing to do.  Worker only.  (transfer full) */
char *gb_recovery_reminder (GbBook *book, GError **error);

/* --- for the book (worker) --- */
/* Brings the slots in line with what the journal says: takes out those of
 * members who left, of codes that were used or ran out, of what was withdrawn. */
/* Notes durably that a slot is over because its member's roles have no key any more: until
 * gb_recovery_rekeyed the vault's key is due to be changed. */
gboolean gb_recovery_note_demoted (GbVault *vault, GError **error);
gboolean gb_recovery_rekeyed (GbVault *vault, GError **error);
/* A slot for each member whose roles have a key by now and who has none. */
gboolean gb_recovery_give_slots (GbVault *vault, GError **error);
gboolean gb_recovery_tidy_slots (GbVault *vault, GError **error);
/* Whether somebody left, or a paper was withdrawn, since the vault last had a new key. */
gboolean gb_recovery_rekey_is_due (GbVault *vault, GError **error);

G_END_DECLS

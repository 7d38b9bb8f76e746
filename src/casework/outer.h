/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outer: the desk of a member who has no key to the vault.
 *
 * The link governor sees the reports that were issued, the technician the
 * state of the backups, makes copies of the encrypted files, and writes in the
 * registers of filtering; neither can
 * read a case, whatever program they use, because nothing they hold opens one
 * (capability.h: GB_CAN_HOLD_KEY).  What is theirs lies beside the vault in
 * letters (vault/letter.h), one set of files a member:
 *
 *   ID.invite  for the one-time code: who is invited, and whose signature counts
 *   ID.join    the keys that they made, let in by the code
 *   ID.desk    what their desk shows, written anew when it changes
 *   ID.copy    to those with a key: which copy of the vault was made
 *   ID.entry-N to those with a key: an entry for a register of filtering
 *
 * Members with a key write and take up these files at each unlock and after
 * the acts that change them (gb_outer_settle).  A reader believes a letter
 * only when one of those signed it whom the letter before named, beginning
 * with the invitation; the newest it has seen is remembered in the keyring,
 * so that an older one that was put back is noticed.
 *
 * A copy counts as a backup once somebody with a key has restored it beside
 * the vault and proved every entry; that happens at their next unlock, if the
 * copy can be reached from there.
 *
 * What the technician writes for the registers of filtering is signed by them and
 * taken up into the journal by the next member with a key whose role keeps
 * registers; the entry says who wrote it, with the signed words and the
 * signature beside it, and that person approves it no more than any other may
 * approve their own.
 *
 * When roles change, a member comes to the outer desk or leaves it: whoever
 * loses the key is treated as one who left (slot gone, new vault key), and
 * keeps the same keys of their own.
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct
{
  char *id, *reference, *title, *term, *from_day, *until_day, *issued_by;
  gint64 issued_at, pages;
  GBytes *pdf;
  char *figures; /* JSON, as it may be shown */
} GbOuterReport;

#define GB_TYPE_OUTER (gb_outer_get_type ())
G_DECLARE_FINAL_TYPE (GbOuter, gb_outer, GB, OUTER, GObject)

/* Whether @member_id has such a desk here, or waits for it. */
gboolean gb_outer_is_member (const char *dir, const char *member_id);
/* Whether @code invites to one. */
gboolean gb_outer_is_code (const char *dir, const char *code);
/* Opens it with the keys of @keyring.  GB_ERROR_NO_KEY, GB_ERROR_MISSING, GB_ERROR_TAMPERED.  Blocks. */
GbOuter *gb_outer_open (const char *dir, const char *member_id, GbKeyring *keyring, GError **error);
/* The same with a passphrase that was typed already: of one who sat inside before. */
GbOuter *gb_outer_open_with (const char *dir, const char *member_id, const char *passphrase, GbKeyring *keyring,
                             GError **error);
/* Makes keys in @keyring and leaves them to be taken up.  GB_ERROR_INPUT.  Blocks. */
GbOuter *gb_outer_join (const char *dir, const char *code, GbKeyring *keyring, GError **error);
void gb_outer_wipe (GbOuter *self); /* the keys, whoever still holds it */

const char *gb_outer_get_dir (GbOuter *self);
const char *gb_outer_get_member_id (GbOuter *self);
const char *gb_outer_get_name (GbOuter *self);
const char *gb_outer_get_school (GbOuter *self);
const char *const *gb_outer_get_roles (GbOuter *self);
/* Joined, and nobody with a key has opened the vault since. */
gboolean gb_outer_is_waiting (GbOuter *self);
/* Six words, until somebody has compared them; else NULL. */
const char *gb_outer_get_words (GbOuter *self);
gint64 gb_outer_get_written_at (GbOuter *self);
const GPtrArray *gb_outer_get_reports (GbOuter *self); /* of GbOuterReport, newest first */
/* When the last backup was proved (0: never), by whom, and after how many days one is due. */
gint64 gb_outer_get_backup_at (GbOuter *self);
const char *gb_outer_get_backup_by (GbOuter *self);
gint64 gb_outer_get_backup_days (GbOuter *self);
/* When this member last made a copy that isn't proved yet; 0: none. */
gint64 gb_outer_get_copied_at (GbOuter *self);

/* Copies the encrypted vault into the new folder @to and tells those who have a key.
 * GB_ERROR_REFUSED: not theirs; else as gb_vault_copy_closed.  Blocks. */
gboolean gb_outer_copy (GbOuter *self, const char *to, GError **error);

/* The registers that can be written in from outside, NULL-terminated. */
const char *const *gb_outer_registers (void);
/* Leaves an entry with @values (register.h) to be taken up.  GB_ERROR_REFUSED: not theirs;
 * GB_ERROR_INPUT names what is missing.  Blocks. */
gboolean gb_outer_enter (GbOuter *self, const char *register_id, JsonObject *values, GError **error);
/* How many of this member's entries nobody has taken up yet. */
guint gb_outer_count_entries (GbOuter *self);
/* Why one of them could not be taken up, or NULL. */
const char *gb_outer_get_refusal (GbOuter *self);

/* --- on the side of those who have a key ------------------------------------------ */

/* For gb_book_invite (worker): leaves the invitation for @code's holder. */
gboolean gb_outer_invite (GbBook *book, GbIdentity *code, const char *member_id, const char *name,
                          const char *const *roles, gint64 expires, GError **error);
/* Takes up who joined, writes each desk that changed, removes what is over.  Worker only. */
gboolean gb_outer_settle (GbBook *book, GError **error);
/* Proves the copies that were made without a key and notes them; off the worker, blocks. */
gboolean gb_outer_prove_copies (GbBook *book, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erase: entries whose body was destroyed when their time was over.
 *
 * An erased entry keeps its place: number, time, author, kind, both links of the
 * chain, its hash and the signature under that hash.  Its body, and with it every
 * word and every wrapped key, is gone; the mark GB_ERASED stands in its stead.  So
 * chains and signatures verify as before, and the one thing that can't be checked
 * any more, that the hash is that of the body, is answered for by a tombstone: a
 * signed entry "retention.erased" that names writer, number and hash of each, by
 * which rule, and who asked and who agreed.  An emptied entry without a tombstone
 * is a finding, and so is a tombstone over what still stands.
 *
 * A sealed case's key lies wrapped in the bodies of its own entries (vault/seal.h)
 * and nowhere else: with them the key is destroyed.  Open cases have no key of
 * their own; their words are destroyed all the same.
 *
 * The tombstone is appended first; carrying it out is a transaction of its own that
 * can be broken off and done again, at the latest when the vault is opened next.
 * What is freed is overwritten (secure_delete), and the log of writes is emptied.
 * Copies that were made before are other files: backups must be let go too.
 *
 * Only entries of cases, and pages made about them, can be erased: who was a
 * member, with which keys, and under which policy, stays for as long as the vault.
 */
#pragma once

#include "journal/journal.h"

G_BEGIN_DECLS

#define GB_ERASED "{\"erased\":true}"

/* Whether the body is the mark and nothing else. */
gboolean gb_entry_is_erased (const GbEntry *entry);
/* Whether an entry of @kind, with or without a case, may be erased at all. */
gboolean gb_kind_may_be_erased (const char *kind, gboolean of_case);

/* The rows {"writer","seq","hash"} for the tombstone over the entries @ids, in
 * their order; what is erased already is left out.  Worker only.  (transfer full) */
JsonArray *gb_erase_rows (GbVault *vault, const GArray *ids, GError **error);

/* Destroys the bodies that a tombstone names and that still stand; *@count: how
 * many.  Lists are not made anew by this (gb_projection_rebuild), and what was opened of
 * sealed cases stays in memory (gb_sealed_open).  Outside any transaction.  Worker only. */
gboolean gb_erase_carry_out (GbVault *vault, guint *count, GError **error);

G_END_DECLS

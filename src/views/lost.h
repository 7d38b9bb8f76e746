/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lost: the way back to the desk when the keyring has no key (any more).
 *
 *   what happened (an emptied keyring, a forgotten passphrase), in plain words, and three ways:
 *     two recovery shares    typed or scanned, by their two holders
 *     the twelve words       from the sheet in the school's safe
 *     a new one-time code    from another member's desk
 *   whose keys they are      when the vault has several members and this
 *                            account doesn't remember who sat here
 *
 * It opens nothing itself but to read who the members are: signal "papers"
 * (char *words, char *member_id) hands the words to the start page, which makes
 * the keys and asks for the passphrase; "code" asks for the page that joins.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define GB_TYPE_LOST (gb_lost_get_type ())
G_DECLARE_FINAL_TYPE (GbLost, gb_lost, GB, LOST, AdwBin)

/* @forgotten: the keyring has its key, and whoever sits here has forgotten the passphrase over it.
 * @refusal (may be NULL): why the last try failed. */
GbLost *gb_lost_new (const char *dir, gboolean forgotten, const char *refusal);

G_END_DECLS

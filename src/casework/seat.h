/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seat: a memory outside keyring and vault that this account had a key.
 *
 * School IT empties keyrings.  A file in the account's own state folder, which
 * has the vault's id and the member's id and no name, tells a keyring that was
 * emptied from one that never had a key, so that the start page can say what
 * happened instead of asking a member of years to join.  It opens nothing, and
 * it being lost costs only that sentence.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who sat down here last; a failure is let be. */
void gb_seat_remember (const char *vault_id, const char *member_id);
/* NULL: nobody that is remembered.  (transfer full) */
char *gb_seat_recall (const char *vault_id);

G_END_DECLS

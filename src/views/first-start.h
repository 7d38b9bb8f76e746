/* SPDX-License-Identifier: GPL-3.0-or-later */
/* first-start: the assistant that makes a vault - school, terms, policy,
 * first member, place, then the recovery key: shown once, printed, and typed
 * back before the first record can be written (gb_book_confirm_recovery).
 *
 * Nothing is made until the place is accepted.  A start that was broken off
 * between making the vault and confirming its key goes on at the last step
 * (gb_first_start_new_for_book).
 */
#pragma once

#include <adwaita.h>

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_TYPE_FIRST_START (gb_first_start_get_type ())
G_DECLARE_FINAL_TYPE (GbFirstStart, gb_first_start, GB, FIRST_START, AdwBin)

/* Signals "founded" (GbBook *): all done; "left": gone back before the first step. */
GbFirstStart *gb_first_start_new (GbKeyring *keyring);
/* Only the confirmation that is still missing. */
GbFirstStart *gb_first_start_new_for_book (GbBook *book);

G_END_DECLS

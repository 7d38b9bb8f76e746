/* SPDX-License-Identifier: GPL-3.0-or-later */
/* start: what fills the window while nobody is at the desk.
 *
 *   no vault      welcome: make one, open one, join one
 *   keyring       each of its states has a page of its own, with its sentence
 *                 and what to do now; unlocking is asked for by a click only
 *   who           several members' keys in one keyring: who sits down?
 *   lost          a member of before whose keyring was emptied: lost.h
 *   passphrase    of an elevated member; forgotten: back in by the recovery key
 *   outer         the desk of a member who has no key to the vault (outer-desk.h)
 *   choosing one  when keys are made, or a role has become elevated
 *   opening       a spinner; then "opened" (GbBook *) is emitted
 *   rolled back   the vault is older than the one last seen: says what is
 *                 gone, opens for reading only
 *   locked        after Ctrl+L, idle time, the screen saver or suspend
 *
 * Nothing here makes a key where a vault exists; coming back with the recovery
 * key and joining with a code are acts of their own (gb_book_recover, gb_book_enrol).
 * All keyring and vault calls run in a thread, but for the unlock that a click starts.
 */
#pragma once

#include <adwaita.h>

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_TYPE_START (gb_start_get_type ())
G_DECLARE_FINAL_TYPE (GbStart, gb_start, GB, START, AdwBin)

/* @dir NULL: none chosen yet.  Signals "opened" (GbBook *) and "chosen" (char *dir). */
GbStart *gb_start_new (GbKeyring *keyring, const char *dir);
/* Looks at keyring and vault and goes on from there. */
void gb_start_try (GbStart *self);
/* Shows that the desk is locked; @member_id is who sat there: their @passphrase
 * opens it again, or a click where the keyring alone does. */
void gb_start_show_locked (GbStart *self, const char *member_id, const char *member_name, gboolean passphrase);
/* The person has left: forgets what was typed half, closes what was opened and not yet given. */
void gb_start_put_away (GbStart *self);

G_END_DECLS

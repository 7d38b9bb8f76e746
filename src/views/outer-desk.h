/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outer-desk: the window of a member who has no key to the vault
 * (casework/outer.h): the governors' reports that were issued, or the state of
 * the backups, a button that makes a copy, and forms for the registers of
 * filtering.  There is no sidebar, because there is nothing else.
 *
 * Life: made by the start page once the letter was read; "left" when its
 * holder locks it.
 */
#pragma once

#include <adwaita.h>

#include "casework/outer.h"

G_BEGIN_DECLS

#define GB_TYPE_OUTER_DESK (gb_outer_desk_get_type ())
G_DECLARE_FINAL_TYPE (GbOuterDesk, gb_outer_desk, GB, OUTER_DESK, AdwBin)

/* Signal "left" (): its holder wants it locked. */
GbOuterDesk *gb_outer_desk_new (GbOuter *outer);

G_END_DECLS

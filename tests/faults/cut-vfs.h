/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cut-vfs: a disk whose power can fail at any write.
 *
 * It stands before SQLite's own file layer and keeps, for each file, what is
 * durable (as of its last sync) and what was written since.  At the chosen
 * write everything stops working.  Then the disk is put together as such a
 * failure leaves it: what was durable, and of the rest nothing, or the first
 * writes in order, or any of them in any order with sectors missing.
 *
 * Only what SQLite writes goes through it, and the names in a folder are taken
 * as durable.
 *
 * Life: install once -> plug in (files as they lie are durable) -> the power
 * fails, or is cut -> every connection is closed -> restore -> plug in again.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes it SQLite's usual file layer. */
void gb_cut_install (void);

/* From now on everything is noted; the power fails at write number @writes
 * (writes, truncations and syncs are counted).  @fsync_lies: a sync makes
 * nothing durable, as on a disk that says so and doesn't. */
void gb_cut_plug_in (guint32 seed, guint writes, gboolean fsync_lies);

gboolean gb_cut_has_failed (void);

/* The power is cut now, if it has not failed yet. */
void gb_cut_now (void);

/* Leaves on the real disk what a failure would have, and notes nothing any more. */
void gb_cut_restore (void);

G_END_DECLS

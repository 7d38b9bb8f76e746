/* SPDX-License-Identifier: GPL-3.0-or-later */
/* away: whether the person has left the desk - every outside sign of it enters
 * here, so that one place locks and tests replace the buses.
 *
 *   idle          nobody touched anything for so many minutes (gb_away_touch)
 *   screen        org.gnome.ScreenSaver or org.freedesktop.ScreenSaver is active,
 *                 or logind asks this session to lock
 *   suspend       logind's PrepareForSleep; a delay inhibitor holds the machine
 *                 awake until gb_away_locked says that the keys are gone
 *   user switch   logind's session is no longer the active one
 *
 * Signal "left" (no arguments), on the main context, once for each sign.  A
 * desktop without these services is still locked by idle time and by key.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define GB_TYPE_AWAY (gb_away_get_type ())
G_DECLARE_FINAL_TYPE (GbAway, gb_away, GB, AWAY, GObject)

/* Begins to look at once; the buses answer when they do. */
GbAway *gb_away_new (void);

/* Somebody is there. */
void gb_away_touch (GbAway *self);
/* After how many seconds of nothing they have left. */
void gb_away_set_idle (GbAway *self, guint seconds);
/* The keys are gone: the machine may sleep. */
void gb_away_locked (GbAway *self);

G_END_DECLS

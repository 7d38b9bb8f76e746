/* SPDX-License-Identifier: GPL-3.0-or-later */
/* when: a day and a time as people write them, with a calendar, and - where
 * the field asks how exactly it is known - the stated precision.
 *
 * The day is typed "19 Nov", "19/11/2026", "2026-11-19", "today" or
 * "yesterday", the time "11.05", "11:05" or "1105"; day before month, never the
 * other way.  What isn't understood is marked and gives no instant.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GB_TYPE_WHEN (gb_when_get_type ())
G_DECLARE_FINAL_TYPE (GbWhen, gb_when, GB, WHEN, GtkBox)

/* @label names the entries for the screen reader; @with_time FALSE asks for a
 * day only.  Signal "changed". */
GbWhen *gb_when_new (const char *label, gboolean with_time);
void gb_when_set (GbWhen *self, gint64 instant); /* 0 clears */
void gb_when_set_day (GbWhen *self, const char *day);
/* The instant; 0 while it is empty or not understood. */
gint64 gb_when_get (GbWhen *self);
/* "2026-11-19"; NULL while empty or not understood.  (transfer full) */
char *gb_when_get_day (GbWhen *self);
/* Whether something is typed that isn't understood. */
gboolean gb_when_is_wrong (GbWhen *self);

/* What a person typed as a day, given what today is.  (transfer full) or NULL. */
char *gb_when_read_day (const char *text, const char *today);
/* Minutes after midnight, -1 if not a time. */
int gb_when_read_time (const char *text);

G_END_DECLS

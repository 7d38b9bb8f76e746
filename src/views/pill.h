/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pill: a state in one or two words, with a tint and, where the word alone
 * might be missed, an icon.  Never a button, never colour alone, two a row at
 * most, sentence case: "Open", "2 h 10 min left", "Police hold".
 *
 *   gb_row_add_pill (row, gb_pill_new (GB_PILL_WARN, left));
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  GB_PILL_PLAIN,  /* grey: Waiting, Closed - a fact, nothing to do */
  GB_PILL_OPEN,   /* blue: Open, Next - going on as it should */
  GB_PILL_GO,     /* green with a tick: told, sound, ready */
  GB_PILL_WARN,   /* amber with a clock: today, two hours left */
  GB_PILL_STOP,   /* red with a lock: police hold, late, void */
  GB_PILL_SEALED, /* purple with a lock: only for sealed cases */
} GbPillKind;

/* A pill that says @word, with the icon of its kind. */
GtkWidget *gb_pill_new (GbPillKind kind, const char *word);
/* The same with another symbolic icon; NULL: none. */
GtkWidget *gb_pill_new_with_icon (GbPillKind kind, const char *word, const char *icon);
void gb_pill_set (GtkWidget *pill, GbPillKind kind, const char *word);
void gb_pill_set_with_icon (GtkWidget *pill, GbPillKind kind, const char *word, const char *icon);
const char *gb_pill_get_word (GtkWidget *pill);

/* A clock's pill: amber "2 h 10 min left" on its last day, red with "late"
 * after it, grey before.  @due is an instant. */
GtkWidget *gb_pill_new_due (gint64 due);
GbPillKind gb_pill_kind_of_due (gint64 due);

G_END_DECLS

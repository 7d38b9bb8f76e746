/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lookup: what is typed, looked up on the worker, and taken by Return.
 *
 * An answer comes a moment after the typing.  Who types fast presses Return
 * before: what stands there then answers an earlier text, and its first row may
 * be another child.  So Return takes what stands first only if it answers what
 * stands in the entry now; else it asks at once, and the first of that answer is
 * taken when it comes, unless something else was typed meanwhile.
 *
 *   typed:    gb_lookup_typed (&self->lookup, entry); then ask
 *   asking:   gb_lookup_ask (&self->lookup, entry)
 *   answered: if (gb_lookup_answered (&self->lookup, entry, answer != NULL)) take the first
 *   Return:   if (gb_lookup_takes (&self->lookup, entry)) take the first; else ask
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Of a widget with an entry, zeroed at its beginning. */
typedef struct
{
  char *asked;       /* what was looked up last; NULL: nothing yet */
  gboolean answered; /* and its answer is what stands there */
  gboolean takes;    /* Return waits for it */
} GbLookup;

void gb_lookup_clear (GbLookup *self);
/* What stands in @entry is looked up from now on. */
void gb_lookup_ask (GbLookup *self, GtkWidget *entry);
/* Something was typed: a Return that waits for other words is called off. */
void gb_lookup_typed (GbLookup *self, GtkWidget *entry);
/* The answer to what was asked last is shown, or (@fine FALSE) an error.  TRUE: take its first. */
gboolean gb_lookup_answered (GbLookup *self, GtkWidget *entry, gboolean fine);
/* Return was pressed.  TRUE: take what stands first; FALSE: ask now, and it is taken with the answer. */
gboolean gb_lookup_takes (GbLookup *self, GtkWidget *entry);

G_END_DECLS

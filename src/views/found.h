/* SPDX-License-Identifier: GPL-3.0-or-later */
/* found: where a label has the words that somebody looked for, in bold, by the same
 * likeness as the search itself: the beginning of a word, or a name spelt nearly so. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Marks what the label says now; @words NULL or empty: nothing is marked. */
void gb_found_mark (GtkWidget *label, const char *words);

G_END_DECLS

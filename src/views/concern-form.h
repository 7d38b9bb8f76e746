/* SPDX-License-Identifier: GPL-3.0-or-later */
/* concern-form: a concern about an adult, written down - who it is about, what
 * was said, the four limbs of the harm threshold as questions, who raised it;
 * and beside it, before anything is saved, who will get a key and who won't.
 *
 * The limbs may wait: the clock runs from when the school knew either way. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* A GbPage.  @draft: goes on with it, or NULL. */
GtkWidget *gb_concern_form_new (GbBook *book, const char *draft);
/* Begun from an incident, whose number it keeps. */
GtkWidget *gb_concern_form_new_from (GbBook *book, const char *incident_reference);

G_END_DECLS

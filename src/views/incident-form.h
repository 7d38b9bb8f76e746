/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident-form: a new incident, written in peace.
 *
 * What is typed is saved a second after it is typed, under the id of the act it
 * will become, and is there again after a lock, a crash or a day.  Beside the
 * form stand who will see it and which procedure follows, before anything is
 * recorded.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* A GbPage.  @draft: the id of a kept draft to go on with, or NULL. */
GtkWidget *gb_incident_form_new (GbBook *book, const char *draft);

G_END_DECLS

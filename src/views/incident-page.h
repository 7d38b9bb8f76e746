/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident-page: one case - its story at the left, its procedure and closing
 * gate at the right.
 *
 * Everything is read in one question and shown anew after each act of anybody.
 * A step, a person without a telling, a line of the closing gate: each opens
 * the form in which it is put right.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* A GbPage. */
GtkWidget *gb_incident_page_new (GbBook *book, const char *case_id);

G_END_DECLS

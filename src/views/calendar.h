/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar: the school year as a wall planner - each day a button that says
 * what it is, by letter and shape as well as by tint - with terms, half-terms and
 * INSET days put right by pressing them, bank holidays brought in from GOV.UK,
 * and what would change listed before anything is saved. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_calendar_page_new (GbBook *book);

/* What would change under "calendar.set" or "calendar.holidays" with @body, and
 * the button that saves it. */
GtkWidget *gb_calendar_preview_page_new (GbBook *book, const char *kind, JsonObject *body);

G_END_DECLS

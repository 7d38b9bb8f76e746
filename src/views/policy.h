/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy: the place that shows the policy in force - what it says and where it
 * says so, what the school has still to decide, whom to ring and when that was
 * looked up, and which packs were in force before. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_policy_page_new (GbBook *book);
/* Questions that the policy leaves to the school; for the badge (worker). */
gint64 gb_policy_open_questions (GbBook *book, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incidents: the list of all incidents, with the chosen one beside it. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_incidents_page_new (GbBook *book);
/* Open ones, for the badge (worker). */
gint64 gb_incidents_open (GbBook *book, GError **error);

G_END_DECLS

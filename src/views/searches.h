/* SPDX-License-Identifier: GPL-3.0-or-later */
/* searches: the list of device searches - what waits for a signature, what is
 * under way, what was made first and signed afterwards. */
#pragma once

#include <gtk/gtk.h>

#include "casework/search.h"
#include "views/pill.h"

G_BEGIN_DECLS

GtkWidget *gb_searches_page_new (GbBook *book);
gint64 gb_searches_open (GbBook *book, GError **error); /* worker */

GbPillKind gb_search_state_pill (GbSearch *search);

G_END_DECLS

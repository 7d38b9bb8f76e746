/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search-page: one device search - the stages of its life, the permit as paper,
 * the gates beside it before anyone presses anything, what came of it. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_search_page_new (GbBook *book, const char *case_id);

G_END_DECLS

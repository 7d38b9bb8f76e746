/* SPDX-License-Identifier: GPL-3.0-or-later */
/* register-page: one entry of a register - what was answered, what had to be
 * there before, who approved it, when it is due by which rule, and its history. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_register_page_new (GbBook *book, const char *item_id);

G_END_DECLS

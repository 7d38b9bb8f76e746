/* SPDX-License-Identifier: GPL-3.0-or-later */
/* person: one person's page - who they are, who belongs to them, and every
 * case that names them, with their part in it. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_person_page_new (GbBook *book, const char *person_id);

G_END_DECLS

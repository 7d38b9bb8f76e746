/* SPDX-License-Identifier: GPL-3.0-or-later */
/* authorities: the standing authorities to search - who may search what until
 * when, given by whom - and where the headteacher gives and ends one. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_authorities_page_new (GbBook *book);

G_END_DECLS

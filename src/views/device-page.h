/* SPDX-License-Identifier: GPL-3.0-or-later */
/* device-page: one device in custody - where it has been, where it may go
 * next and why not, its label, and what may be done with what is on it. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_device_page_new (GbBook *book, const char *case_id);

G_END_DECLS

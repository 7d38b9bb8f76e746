/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy-adopt: another pack before it comes into force - what it answers
 * otherwise, which open cases keep their own answer, and the reason. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* Pushes the page that lists the shipped packs and takes a file. */
void gb_policy_choose (GtkWidget *from, GbBook *book);
/* Pushes the preview of @pack; @below and @layer as in gb_policy_adopt. */
void gb_policy_show_preview (GtkWidget *from, GbBook *book, GbPack *pack, GbPack *below, GBytes *layer);

/* A row of one change: title, and old → new. */
GtkWidget *gb_policy_change_row_new (gconstpointer change);

G_END_DECLS

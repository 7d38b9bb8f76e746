/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registers: the front of the registers - what waits for approval, what is due,
 * and every register with how it stands. */
#pragma once

#include <gtk/gtk.h>

#include "casework/register.h"
#include "views/row.h"
#include "views/section.h"

G_BEGIN_DECLS

GtkWidget *gb_registers_page_new (GbBook *book);
gint64 gb_registers_pressing (GbBook *book, GError **error); /* worker: for the badge */

/* An entry as a row that opens it: its register, its rule, a pill. */
GbRow *gb_register_row_new (GbBook *book, GbRegisterItem *item);
/* "Waits for approval", "3 days late", "Approved". */
GtkWidget *gb_register_pill_new (GbRegisterItem *item);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* register-export: a register as a table for a spreadsheet - to whom it goes and
 * why is asked and written down first, with the hash of the very bytes. */
#pragma once

#include <gtk/gtk.h>

#include "casework/register.h"

G_BEGIN_DECLS

void gb_register_export_open (GtkWidget *over, GbBook *book, const GbRegister *plan);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* register-list: the entries of one register, whichever - its columns and
 * filters are the register's own. */
#pragma once

#include <gtk/gtk.h>

#include "casework/register.h"

G_BEGIN_DECLS

GtkWidget *gb_register_list_new (GbBook *book, const GbRegister *plan);

G_END_DECLS

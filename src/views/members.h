/* SPDX-License-Identifier: GPL-3.0-or-later */
/* members: who may sit at this desk, under which roles, and who can open the
 * vault; inviting by a one-time code that is read out, changing roles, leaving.
 * 001 s7.9: nobody shares an account, elevated rights are named. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_members_page_new (GbBook *book);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* register-form: one form for every register, made of its fields.  What hangs on
 * another answer is asked only when that answer is given. */
#pragma once

#include <gtk/gtk.h>

#include "casework/register.h"

G_BEGIN_DECLS

/* A new entry; @like (may be NULL) fills in the answers of the series, as for the
 * next training of the same person.  Opens at once. */
void gb_register_ask_new (GtkWidget *over, GbBook *book, const GbRegister *plan, GbRegisterItem *like);
/* Changes it, with the reason. */
void gb_register_ask_change (GtkWidget *over, GbBook *book, GbRegisterItem *item);
void gb_register_ask_renew (GtkWidget *over, GbBook *book, GbRegisterItem *item);
void gb_register_ask_review (GtkWidget *over, GbBook *book, GbRegisterItem *item);
void gb_register_ask_end (GtkWidget *over, GbBook *book, GbRegisterItem *item);
void gb_register_ask_decline (GtkWidget *over, GbBook *book, GbRegisterItem *item);

G_END_DECLS

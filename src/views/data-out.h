/* SPDX-License-Identifier: GPL-3.0-or-later */
/* data-out: what may leave as data (casework/dataset.h) - which set, in which form,
 * then to whom and why, as every file that leaves. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

void gb_data_out_open (GtkWidget *over, GbBook *book);
/* With @set and @format chosen already. */
void gb_data_out_open_as (GtkWidget *over, GbBook *book, const char *set, const char *format);
/* Whether whoever sits here may take @set out. */
gboolean gb_data_out_may (GbBook *book, const char *set);

G_END_DECLS

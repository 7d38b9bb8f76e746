/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reports: the governors' report - its settings at the left, and at the right
 * the page itself, drawn anew as they change; and the reports that were issued.
 *
 * Nothing leaves without the proof that no small number can be worked out;
 * what is typed is kept as a draft until it is issued.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* The place, and the page of one issued report (places.c). */
GtkWidget *gb_reports_page_new (GbBook *book);
GtkWidget *gb_report_page_new (GbBook *book, const char *id);

G_END_DECLS

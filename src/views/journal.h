/* SPDX-License-Identifier: GPL-3.0-or-later */
/* journal: every entry, newest first, with its author, both clocks and what
 * changed; and the proof that none was altered, with progress. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_journal_page_new (GbBook *book);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evidence-page: one piece of evidence - itself at the left, and beside it what is
 * known of it, whether it is still what was attached, and what members noted. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* A page to push; @id of the piece.  (transfer floating) */
GtkWidget *gb_evidence_page_new (GbBook *book, const char *id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evidence-section: the evidence of a case on its page - what, from whom, when,
 * the beginning of its hash - with the button that attaches more.  It asks by
 * itself, so that a page needs no more than to add it. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* (transfer floating) */
GtkWidget *gb_evidence_section_new (GbBook *book, const char *case_id);

G_END_DECLS

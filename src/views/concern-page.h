/* SPDX-License-Identifier: GPL-3.0-or-later */
/* concern-page: one concern about an adult - who holds a key, the LADO's clock,
 * what was told, the four limbs, what was decided meanwhile and at the end, what
 * was recorded about the same person before; and what is still owed.
 *
 * For whoever holds no key the page says what it says of a case that never was. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_concern_page_new (GbBook *book, const char *case_id);

G_END_DECLS

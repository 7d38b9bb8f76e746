/* SPDX-License-Identifier: GPL-3.0-or-later */
/* register: the pages of the registers - one entry with what was approved, or
 * a whole register as a list.  One page for all of them, made of the register's
 * own fields and of the words that were frozen into each entry. */
#pragma once

#include "print/sheet.h"

G_BEGIN_DECLS

/* A register by its id ("training"): entries in force, then those that wait. */
GbSheet *gb_print_register (GbBook *book, const char *register_id, GError **error);
/* One entry by its id. */
GbSheet *gb_print_register_item (GbBook *book, const char *item_id, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outer-entry: the form in which the technician writes in a register of
 * filtering, without a key to the vault (casework/outer.h).  Its fields are
 * those of the register's own file; who checked or changed is whoever writes. */
#pragma once

#include <adwaita.h>

#include "casework/outer.h"

G_BEGIN_DECLS

#define GB_TYPE_OUTER_ENTRY (gb_outer_entry_get_type ())
G_DECLARE_FINAL_TYPE (GbOuterEntry, gb_outer_entry, GB, OUTER_ENTRY, AdwWindow)

/* A form for the register @register_id over @parent's window.  Signal "entered" () once it is left to be taken up. */
GbOuterEntry *gb_outer_entry_new (GtkWidget *parent, GbOuter *outer, const char *register_id);
/* Fills it, as a hand would: values as in register.h. */
void gb_outer_entry_write (GbOuterEntry *self, JsonObject *values);

G_END_DECLS

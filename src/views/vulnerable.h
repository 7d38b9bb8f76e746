/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vulnerable: whom to ask before something is decided about a child, said where
 * it is decided (policy 001 s5.1.1, B31); and, on the child's page, what makes
 * them vulnerable, entered and ended. */
#pragma once

#include "casework/person.h"
#include "views/form.h"
#include "views/section.h"

G_BEGIN_DECLS

/* A notice that stays away while the case @case_id names nobody of whom it should speak. */
GtkWidget *gb_vulnerable_callout_new (GbBook *book, const char *case_id);
/* The same over the fields of @form that are still to come, and among them one for what was said, "consulted". */
void gb_vulnerable_add_to_form (GbForm *form, GbBook *book, const char *case_id);
void gb_vulnerable_add_answer (GbForm *form);

/* The rows of @needs (of GbVulnerable) in @section. */
void gb_vulnerable_show (GbSection *section, GtkWidget *page, GbBook *book, GPtrArray *needs);
void gb_vulnerable_ask_flag (GtkWidget *over, GbBook *book, GbPerson *person);

G_END_DECLS

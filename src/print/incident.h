/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident: the record of an incident on paper - for the file, a review or
 * somebody with the right to read it.
 *
 * What happened and when it was written down, the people with their part in it,
 * the words recorded and the child's own words apart, the procedure with who did
 * what when, decisions and advice with their reasons, actions, and how it ended.
 * It is printed from the records alone; who may read the case has been asked
 * before by whoever calls (the record holds the names of several children).
 */
#pragma once

#include "print/blank.h"

G_BEGIN_DECLS

/* Worker only (ask through gb_book_ask).  GB_ERROR_MISSING when there is no such
 * incident, GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_incident (GbBook *book, const char *id, GError **error);

G_END_DECLS

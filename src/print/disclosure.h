/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disclosure: the answer to a request for data, without what was taken out.
 *
 * The words that were taken out never reach this room's drawing: where they stood
 * the page has a number in brackets, alike for one letter and for a paragraph, and
 * at its end each number with its ground and its salted hash (casework/disclosure.h).
 */
#pragma once

#include "print/sheet.h"

G_BEGIN_DECLS

/* Of the request @id (worker only).  GB_ERROR_MISSING; GB_ERROR_TAMPERED when what was
 * taken out isn't what stands there now; GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_disclosure (GbBook *book, const char *id, const char *to_whom, const char *why, GError **error);

/* For an inspector who has a right to them: the same numbers with the words that stood
 * there, the random number that proves each, by whom, when and why they were taken
 * out.  It never goes to whoever asked.  (transfer full) */
GbSheet *gb_print_removals (GbBook *book, const char *id, GError **error);

G_END_DECLS

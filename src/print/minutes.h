/* SPDX-License-Identifier: GPL-3.0-or-later */
/* minutes: the extract that the clerk puts into the governors' minutes - which report
 * was received, its two codes, and lines for what was asked, answered and decided.
 *
 * The codes are what holds history from then on (journal/proof.h), and only a book
 * that nobody at this desk can change makes them worth anything: so they stand on
 * the page that is bound into it (B7, C5).
 */
#pragma once

#include "print/sheet.h"

G_BEGIN_DECLS

/* Of the issued report @id (worker only).  GB_ERROR_MISSING, GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_minutes (GbBook *book, const char *id, GError **error);

G_END_DECLS

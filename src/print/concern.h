/* SPDX-License-Identifier: GPL-3.0-or-later */
/* concern: the record sheet of a concern about an adult, and the sheet to have
 * at hand when the LADO is rung (KCSIE part four; A16, A55, B87, C25).
 *
 * The record sheet has what KCSIE asks of such a record: a clear summary, how it
 * was followed up and resolved, the action taken, the decisions and the outcome;
 * and by which rule it is kept.  The file's name and the foot hold no person's name. */
#pragma once

#include "print/referral.h"

G_BEGIN_DECLS

/* Worker only (ask through gb_book_ask).  GB_ERROR_MISSING for whoever has no
 * key, as for a case that never was; GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_concern (GbBook *book, const char *id, GError **error);

/* The LADO's sheet, from what the concern says, and from its referral where one was begun.  As above. */
GbSheet *gb_print_concern_lado (GbBook *book, const char *id, GError **error);

G_END_DECLS

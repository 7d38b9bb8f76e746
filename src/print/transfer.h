/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer: a child's file for the next school - cover, the receipt that comes
 * back, the chronology, and on the last page the code that the receipt asks for.
 *
 * The code is made from every entry of the file (casework/transfer.h) and stands
 * nowhere but at its end, so that whoever writes it on the receipt has the file
 * before them to its last page.  The names of other children are taken out as in
 * every chronology.  No sealed case is in it: its readers decide what of it the next
 * school must know, and the window tells them so (gb_transfer_sealed).
 */
#pragma once

#include "print/sheet.h"

G_BEGIN_DECLS

/* Of the transfer @id (worker only).  GB_ERROR_MISSING, GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_transfer (GbBook *book, const char *id, const char *to_whom, const char *why, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outgoing: what left the program - printed, saved or exported - to whom and why.
 *
 * Every way out appends page.made with the hash of the bytes that went, so
 * that a paper found later can be told from another (B50, C33).
 */
#pragma once

#include "casework/act.h"

G_BEGIN_DECLS

extern const GbAct gb_outgoing_acts[];

/* Fills in page.made what no person says: what @bytes are, their hash, and the @way, "printed", "saved" or "export".
 * @about_id: a case or person; it and @about may be NULL. */
void gb_outgoing_fill (JsonObject *body, const char *document, const char *about_id, const char *about, GBytes *bytes,
                       guint pages, const char *way);
/* Writes page.made for @bytes; @locked: they leave under words of their own
 * (print/locked.h).  Blocks; any thread.  GB_ERROR_REFUSED, GB_ERROR_INPUT when
 * @to_whom or @why is empty. */
gboolean gb_outgoing_note (GbBook *book, const char *document, const char *about_id, const char *about, GBytes *bytes,
                       guint pages, const char *to_whom, const char *why, const char *way,
                           gboolean locked, GError **error);

G_END_DECLS

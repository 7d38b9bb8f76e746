/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outgoing: what left the program - printed, saved or exported - to whom and why.
 *
 * Every way out appends page.made with the hash of the bytes that went, so
 * that a paper found later can be told from another (B50, C33).
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

extern const GbAct gb_outgoing_acts[];

#define GB_OUTGOING_FIELDS(TEXT, NUMBER)                                                                              \
  NUMBER (entry) NUMBER (at) TEXT (by_name) TEXT (document) TEXT (about) TEXT (hash) NUMBER (pages) TEXT (to_whom)     \
  TEXT (why) TEXT (way)
GB_RECORD_DECLARE (GbOutgoing, gb_outgoing, GB_OUTGOING_FIELDS)

/* What left about one case (NULL: all), newest first, at most @limit (worker only). */
GPtrArray *gb_outgoing_list (GbVault *vault, const char *about_id, gint64 limit, GError **error);

/* Writes page.made for @bytes.  Blocks; any thread.  GB_ERROR_REFUSED, GB_ERROR_INPUT when
 * @to_whom or @why is empty. */
gboolean gb_outgoing_note (GbBook *book, const char *document, const char *about_id, const char *about, GBytes *bytes,
                       guint pages, const char *to_whom, const char *why, const char *way, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draft: half-written text, kept.
 *
 * What a person typed is never lost: a form saves itself every few seconds
 * under an id that is also the request id of the act it will become, so that
 * sending it twice, before and after a crash, still gives one entry.  A draft is
 * encrypted to its writer alone, with what it is about and its length (in steps),
 * and is no part of the record.
 * Life: saved (again and again) -> dropped by the act, or by its writer.
 *
 * All calls take any thread and block for one small write; a window goes
 * through gb_book_ask_async.
 */
#pragma once

#include "casework/book.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* title: what the form calls itself, "" if nothing is named yet. */
#define GB_DRAFT_FIELDS(TEXT, NUMBER) TEXT (id) TEXT (kind) TEXT (case_id) NUMBER (saved_at) TEXT (title)
GB_RECORD_DECLARE (GbDraft, gb_draft, GB_DRAFT_FIELDS)

/* @kind is the act it will become; @content is the form's own business, but for
 * a member "title", which lists show. */
gboolean gb_draft_save (GbBook *book, const char *id, const char *kind, const char *case_id, JsonObject *content,
                        GError **error);
/* NULL without error: none of this member's.  (transfer full) */
JsonObject *gb_draft_load (GbBook *book, const char *id, GError **error);
/* Forgets it; nothing happens if there is none. */
gboolean gb_draft_drop (GbBook *book, const char *id, GError **error);
/* This member's own, newest first; @kind and @case_id narrow it (NULL: all).
 * (transfer full, element-type GbDraft) */
GPtrArray *gb_draft_list (GbBook *book, const char *kind, const char *case_id, GError **error);

G_END_DECLS

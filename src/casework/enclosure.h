/* SPDX-License-Identifier: GPL-3.0-or-later */
/* enclosure: what was attached to a child's cases, and whether it goes along when
 * the record leaves - with the file for the next school, or with the answer to a
 * request for data.
 *
 * A piece stays unless somebody says that it goes, and why; that can be taken back
 * until the file has arrived or the answer was handed over.  What is set aside, or
 * may not be shown (casework/evidence.h), can't go.  In an answer, what stays has
 * one of the grounds on which words are taken out, and nothing is handed over while
 * one piece has neither.  The bytes themselves leave as any file does: to whom and
 * why is written down first (casework/outgoing.h), with which piece they were, so
 * that nothing is said to have been sent while what goes along never left.
 *
 * Sealed cases are never in it: their readers answer for them themselves.
 */
#pragma once

#include "casework/evidence.h"

G_BEGIN_DECLS

/* What was said of a piece.  ground: a word of "removal-ground", or NULL. */
#define GB_ENCLOSED_FIELDS(TEXT, NUMBER) \
  TEXT (evidence_id) NUMBER (entry) NUMBER (goes) TEXT (ground) TEXT (why) NUMBER (at) TEXT (by)
GB_RECORD_DECLARE (GbEnclosed, gb_enclosed, GB_ENCLOSED_FIELDS)

typedef struct
{
  GbEvidence *piece;
  GbEnclosed *said; /* NULL: nothing yet */
  gint64 saved_at;  /* when its bytes left for this last; 0: never */
} GbEnclosure;

/* The kind of document in page.made, when the bytes of a piece leave. */
#define GB_ENCLOSURE_DOCUMENT "enclosure"

/* --- for the gates of what it goes along with (worker only) ------------------------- */

/* Whether @request, "….enclosed" about what is sent of @person_id, may be done; @grounds: what stays needs a ground. */
gboolean gb_enclosure_gate (GbRequest *request, const char *person_id, gboolean grounds, GError **error);
/* Writes down which piece it is, by name and hash. */
gboolean gb_enclosure_prepare (GbRequest *request, GError **error);

/* --- worker only ------------------------------------------------------------------- */

/* What is attached to the cases of @person_id, oldest first, with what was said of it for @about_id (NULL: for
 * nothing).  @sealed: also of sealed cases that this member reads.  (transfer full, element-type GbEnclosure) */
GPtrArray *gb_enclosures (GbVault *vault, const char *person_id, const char *about_id, gboolean sealed, GError **error);
/* How many of them nobody has said anything of.  -1 on a fault. */
gint64 gb_enclosure_undecided (GbVault *vault, const char *person_id, const char *about_id, GError **error);
/* Whether the bytes of all that goes along have left; GB_ERROR_REFUSED names the first that hasn't. */
gboolean gb_enclosure_all_left (GbVault *vault, const char *person_id, const char *about_id, GError **error);
/* Whether somebody said of the piece that it goes along with @about_id.  GB_ERROR_REFUSED: nobody did. */
gboolean gb_enclosure_was_chosen (GbVault *vault, const char *about_id, const char *evidence_id, GError **error);
/* The bytes of a piece that goes along with @about_id.  GB_ERROR_REFUSED: it doesn't.  (transfer full) */
GBytes *gb_enclosure_open (GbVault *vault, const char *about_id, const char *evidence_id, GError **error);

/* --- any thread ---------------------------------------------------------------------- */

gboolean gb_enclosure_goes (const GbEnclosure *self);
/* Whether it goes, and if not why, for a page or a row: "Goes along"; "Stays: it was set aside".  @ground: what its
 * ground is called, or NULL.  (transfer full) */
char *gb_enclosure_say (const GbEnclosure *self, const char *ground);
/* "enclosure-26-0007-2.pdf": names nobody.  (transfer full) */
char *gb_enclosure_file (const GbEvidence *piece, const char *reference, guint number);

G_END_DECLS

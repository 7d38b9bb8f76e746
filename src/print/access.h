/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access: what a PDF must also say to a screen reader, added to the finished file.
 *
 * Cairo writes the tags but no language, no alternate text and no direction of
 * table heads.  They are added by qpdf, matched to figures, heads and cells by
 * the order in which they were drawn; if the counts differ the file is refused
 * rather than labelled wrongly.  Built without qpdf the bytes go through as they
 * are: the page still prints, and is tagged, but its pictures are silent.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *figures;    /* of char*: alternate text, in the order drawn */
  GPtrArray *heads;      /* of static char*: "Row" or "Column" */
  GPtrArray *cells;      /* of char* or NULL: what "<5" and "c" stand for */
} GbAccess;

/* The same document with language, window title, alternate texts, scopes and a
 * deterministic id.  NULL with GB_ERROR_FAULT.  (transfer full) */
GBytes *gb_access_add (GBytes *pdf, const GbAccess *access, GError **error);

/* Whether this build can add them. */
gboolean gb_access_is_available (void);

G_END_DECLS

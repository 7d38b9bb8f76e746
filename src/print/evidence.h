/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evidence: attachments as a table on paper - what, from whom, the beginning of
 * its hash, who attached it and when, and, where a record leaves, whether the piece
 * goes along and if not why.  The pieces themselves are not printed with the record;
 * whoever is given one can hold it against the hash. */
#pragma once

#include "casework/evidence.h"
#include "casework/enclosure.h"
#include "print/blank.h"
#include "print/page.h"

G_BEGIN_DECLS

/* Adds the part to @blank; nothing when the case has none.  @whole: with all that hang on an incident.  Worker only. */
gboolean gb_print_evidence (GbBlank *blank, GbVault *vault, const char *case_id, gboolean whole, GError **error);

/* A row: what it is (its name in the stronger weight), when it was added and by whom, the beginning of its hash. */
typedef struct { char *id, *name, *what, *added, *hash, *along; } GbEvidenceLine;
void gb_evidence_line_free (gpointer line);
/* @name and @from_whom: as they may be printed, or NULL.  (transfer full) */
GbEvidenceLine *gb_evidence_line_new (const GbEvidence *piece, const char *name, const char *from_whom);
/* The table; nothing without @lines (of GbEvidenceLine).  @along: the head of the last column, or NULL. */
void gb_pages_evidence (GbPages *page, GPtrArray *lines, const char *along);

G_END_DECLS

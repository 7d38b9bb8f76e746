/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evidence: the evidence of a case as a table on paper - what, from whom, the
 * beginning of its hash, who attached it and when.  The pieces themselves are not
 * printed with the record; whoever is given one can hold it against the hash. */
#pragma once

#include "casework/evidence.h"
#include "print/blank.h"

G_BEGIN_DECLS

/* Adds the part to @blank; nothing when the case has none.  @whole: with all that hang on an incident.  Worker only. */
gboolean gb_print_evidence (GbBlank *blank, GbVault *vault, const char *case_id, gboolean whole, GError **error);

G_END_DECLS

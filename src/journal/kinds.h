/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kinds: the closed list of what may be written in the journal.
 *
 * One table (kinds.c) names every kind and its fields; a body with an unknown
 * field, a missing one or one of the wrong type is never stored.  Kinds never
 * die: a retired one keeps its row, so that old journals stay readable.
 * This room knows the words; whether an act may be done is casework's judgement.
 *
 * Every body also carries fields that the book adds, for all kinds alike:
 *   author     {"name", "roles" [..], "zone"}   frozen when written ("by" is a field of some kinds)
 *   reference  "26-0147"                         when the entry opens a case
 *   clocks     [{"clock","title","rule","started_at","due_at"}]   clocks it starts
 *   stops      ["clock", ..]                     clocks it stops
 *   sealing    {"rule", "readers" [..], ..}      sealed entries only: who may read from here on
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum { GB_CASE_NONE, GB_CASE_OPENS, GB_CASE_ABOUT } GbKindCase;

typedef struct
{
  const char *name;   /* "incident.recorded" */
  GbKindCase about;   /* has no case, opens one, or is about one */
  const char *noun;   /* of the case that it opens: "incident", "search", ... or NULL */
  const char *fields; /* "title! narrative occurred_at:instant! people:rows" */
  const char *said;   /* past tense, for the record: N_("Recorded the incident") */
} GbKind;

/* NULL: no such kind. */
const GbKind *gb_kind_find (const char *name);
const GbKind *gb_kinds (guint *count);

/* Whether @body keeps to the grammar of @kind.  GB_ERROR_INPUT names the field. */
gboolean gb_kind_check (const GbKind *kind, JsonObject *body, GError **error);

/* Field types: text (default), instant (microseconds), day, flag, number,
 * choice (text), tri ("yes" "no" "unknown"), id, ids, list (of text), rows (of
 * objects), object.  The type of @field, NULL if @kind has none such. */
const char *gb_kind_field_type (const GbKind *kind, const char *field);
char **gb_kind_fields (const GbKind *kind); /* names only (transfer full) */

G_END_DECLS

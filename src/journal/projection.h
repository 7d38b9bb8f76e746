/* SPDX-License-Identifier: GPL-3.0-or-later */
/* projection: tables derived from the journal (worker only).
 *
 * Each concept has one NAME.sql in casework/ (a GResource,
 * /org/guardbook/projections/NAME.sql):
 *
 *   -- tables
 *   CREATE TABLE p_incident (...) STRICT;  CREATE INDEX ...
 *   -- on incident.recorded
 *   INSERT INTO p_incident (id, title, ...) VALUES (:case_id, :body ->> 'title', ...);
 *   -- on incident.closed
 *   UPDATE p_incident SET closed_at = @at WHERE id = :case_id;
 *   -- on search.closed authority.ended
 *   (for either kind)
 *   -- on *
 *   (for every kind)
 *   -- on * about a case
 *   (for every kind, when the entry is about a case)
 *   -- on * with clocks
 *   (for every kind, when the body has that field)
 *
 * A SELECT among the statements is a question: when no row answers it, the
 * statements after it under the same heading are left out.  (What hardly ever
 * applies should ask first: most of a replay is statements that change nothing.)
 *
 * Several statements may stand under one heading; a statement has no trigger
 * in it and joins tables with JOIN, not with a comma.  Binds: @entry (id), @seq,
 * @at, :author, :writer, :kind, :case_id, :body (JSON text), :hash (hex).
 * Append and replay run the same statements.  No clock, no randomness, no
 * decision.  All tables begin with p_; a rebuild drops every p_* table, makes
 * them anew and replays.  The schema's hash is kept in meta: when it differs
 * at open, the book rebuilds.
 */
#pragma once

#include "journal/journal.h"

G_BEGIN_DECLS

/* Registers the projections (once per process, before any vault is opened);
 * @names is NULL-terminated, in order of making.  casework calls it. */
void gb_projection_register (const char *const *names);

/* @sql (a query in the words of NAME.sql's statements) asking only what is not
 * sealed, whoever asks: what a page that leaves for everybody counts (sealed.h).
 * (transfer full) */
char *gb_projection_of_all (const char *sql);

/* Runs the statements of @entry's kind in the open transaction. */
gboolean gb_projection_apply (GbVault *vault, const GbEntry *entry, GError **error);

/* Makes the tables if the vault has none or has another schema; TRUE in
 * @rebuilt when it replayed. */
gboolean gb_projection_ensure (GbVault *vault, gboolean *rebuilt, GbProgressFunc progress, gpointer data,
                               GError **error);
gboolean gb_projection_rebuild (GbVault *vault, GbProgressFunc progress, gpointer data, GCancellable *cancellable,
                                GError **error);

/* Replays into a scratch schema and compares every p_* table; a finding for
 * each that differs is appended to @findings. */
gboolean gb_projection_compare (GbVault *vault, GPtrArray *findings, GbProgressFunc progress, gpointer data,
                                GCancellable *cancellable, GError **error);

G_END_DECLS

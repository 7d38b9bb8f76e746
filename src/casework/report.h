/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report: the governors' report, from draft to issued for good (B7, C5).
 *
 * Life: gathered and looked at as often as wished (a draft leaves no trace) ->
 * frozen -> drawn by print/report.h -> issued.  Issuing keeps three blobs in
 * the vault - the frozen figures, the proof that no small number in them can be
 * worked out, and the PDF itself - and signs their hashes, the journal's
 * head, and the ten words.  A reprint is those bytes.
 *
 * Only the DSL or the headteacher issues.  The gate checks the proof by addition
 * once more, that nothing was recorded between freezing and issuing, and that
 * the writer's own words name no child, parent or member of staff.
 */
#pragma once

#include "casework/act.h"
#include "casework/figures.h"
#include "casework/record.h"

G_BEGIN_DECLS

extern const GbAct gb_report_acts[];

#define GB_REPORT_FIELDS(TEXT, NUMBER)                                                                                 \
  TEXT (id) NUMBER (entry) TEXT (reference) TEXT (title) TEXT (from_day) TEXT (until_day) TEXT (term) TEXT (narrative) \
  TEXT (figures_hash) TEXT (pdf_hash) TEXT (proof_hash) NUMBER (pages) TEXT (head) NUMBER (head_entries) TEXT (code)   \
  TEXT (anchor) NUMBER (issued_at) TEXT (issued_by)
GB_RECORD_DECLARE (GbReport, gb_report, GB_REPORT_FIELDS)

/* An entry that is newer than what a report was made of; counted: about a case that it counts. */
#define GB_REPORT_CHANGE_FIELDS(TEXT, NUMBER)                                                                          \
  NUMBER (entry) NUMBER (at) TEXT (kind) TEXT (case_id) TEXT (reference) TEXT (author) NUMBER (counted)
GB_RECORD_DECLARE (GbReportChange, gb_report_change, GB_REPORT_CHANGE_FIELDS)

/* --- making ------------------------------------------------------------------ */

/* The figures of a draft; any thread, blocks.  As gb_figures_gather. */
GbFigures *gb_report_preview (GbBook *book, const GbFiguresPlan *plan, GError **error);
/* The same to be issued: the page drawn from them is no draft. */
GbFigures *gb_report_freeze (GbBook *book, const GbFiguresPlan *plan, GError **error);
/* Keeps and signs it.  @pdf was drawn from exactly these @figures.  Any thread,
 * blocks; the same @request twice issues once.  GB_ERROR_REFUSED with the gate's
 * sentence. */
GbDone *gb_report_issue (GbBook *book, const char *request, const GbFigures *figures, GBytes *pdf, guint pages,
                         GError **error);

/* Everybody whose name a report must not hold, for many texts in a row; @book's
 * worker or any thread. */
typedef struct _GbReportNames GbReportNames;
GbReportNames *gb_report_names_new (GbBook *book, GError **error);
void gb_report_names_free (GbReportNames *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbReportNames, gb_report_names_free)
gboolean gb_report_names_check (const GbReportNames *self, const char *text, GError **error);

/* Whether @text names nobody whom the vault knows as a pupil, parent, member of
 * staff or visitor, but for those who lead safeguarding.  GB_ERROR_REFUSED names
 * the word and where it stands.  @text may be NULL. */
gboolean gb_report_check_words (GbBook *book, const char *text, GError **error);

/* --- asking (worker only) -------------------------------------------------------- */

GPtrArray *gb_reports (GbVault *vault, GError **error); /* of GbReport, newest first */
/* GB_ERROR_MISSING: none such. */
GbReport *gb_report_load (GbVault *vault, const char *id, GError **error);
/* The issued bytes.  GB_ERROR_TAMPERED if they are not those that were signed.  (transfer full) */
GBytes *gb_report_pdf (GbVault *vault, const char *id, GError **error);
GbFigures *gb_report_figures (GbVault *vault, const char *id, GError **error);
/* Entries written after the report's figures were frozen, its own issue and
 * pages made apart; at most @most.  (of GbReportChange, oldest first) */
GPtrArray *gb_report_changes (GbVault *vault, const char *id, guint most, GError **error);
/* Whether every entry that the report was made of stands in the journal as it did:
 * how many there are; -1 with GB_ERROR_TAMPERED naming the first that doesn't. */
gint64 gb_report_check_entries (GbVault *vault, const char *id, GError **error);
/* What all issued reports printed, oldest first, for gb_suppress_join.  Not to be changed: the book keeps
 * them.  (of GbFigures) */
GPtrArray *gb_report_issued_figures (GbBook *book, GError **error);

G_END_DECLS

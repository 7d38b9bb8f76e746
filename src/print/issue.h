/* SPDX-License-Identifier: GPL-3.0-or-later */
/* issue: the governors' report as a page, from the plan to the bytes - what the
 * window and guardbookctl both do, so that both give the same page.
 *
 * A draft leaves no trace.  Issuing freezes the figures, draws them, and keeps
 * figures, proof and those very bytes (casework/report.h); reading it again gives
 * the bytes back.
 */
#pragma once

#include "casework/report.h"
#include "print/report.h"

G_BEGIN_DECLS

/* A page and the figures that it was drawn from. */
typedef struct
{
  GbFigures *figures;
  GbSheet *sheet;
  GbDone *done; /* NULL: a draft, or read again */
} GbIssue;
void gb_issue_free (GbIssue *issue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbIssue, gb_issue_free)

/* All take any thread and block.  @for_whom: "Full governing body"; may be NULL.
 * Errors as gb_report_preview and gb_report_issue.  (transfer full) */
GbIssue *gb_issue_draft (GbBook *book, const GbFiguresPlan *plan, const char *for_whom, GError **error);
GbIssue *gb_issue_report (GbBook *book, const char *request, const GbFiguresPlan *plan, const char *for_whom,
                          GError **error);
/* An issued one, byte for byte. */
GbIssue *gb_issue_again (GbBook *book, const char *id, GError **error);

G_END_DECLS

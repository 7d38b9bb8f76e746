/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "casework/capability.h"
#include "print/issue.h"

void
gb_issue_free (GbIssue *issue)
{
  if (issue == NULL)
    return;
  g_clear_pointer (&issue->figures, gb_figures_free);
  g_clear_pointer (&issue->sheet, gb_sheet_free);
  g_clear_pointer (&issue->done, gb_done_free);
  g_free (issue);
}

static const GbLeader *
headteacher (const GbFigures *figures)
{
  for (guint i = 0; i < figures->leaders->len; i++)
    {
      const GbLeader *leader = figures->leaders->pdata[i];
      if (g_strcmp0 (leader->role, _ ("Headteacher")) == 0)
        return leader;
    }
  return NULL;
}

/* The headteacher has agreed in the program only when it is they who issue; a
 * signature line waits for them otherwise. */
static GbSheet *
draw (GbBook *book, const GbFigures *figures, const char *for_whom, gboolean names_searched, GError **error)
{
  const GbLeader *head = headteacher (figures);
  GbReportSetup setup = { .for_whom = for_whom, .names_searched = names_searched };

  if (head != NULL)
    {
      setup.agreed_by = head->holder;
      setup.agreed_role = head->role;
      setup.agreed_at = figures->issued && gb_book_has_role (book, "headteacher") ? figures->frozen_at : 0;
    }
  return gb_print_report (figures, &setup, error);
}

GbIssue *
gb_issue_draft (GbBook *book, const GbFiguresPlan *plan, const char *for_whom, GError **error)
{
  g_autoptr (GbIssue) issue = g_new0 (GbIssue, 1);

  issue->figures = gb_report_preview (book, plan, error);
  if (issue->figures == NULL)
    return NULL;
  issue->sheet = draw (book, issue->figures, for_whom, FALSE, error);
  return issue->sheet != NULL ? g_steal_pointer (&issue) : NULL;
}

static gboolean
own_words_name_nobody (GbBook *book, const GbFiguresPlan *plan, GError **error)
{
  const char *const words[] = { plan->key_words, plan->narrative, plan->missed, plan->asks, plan->questions };
  g_autoptr (GbReportNames) names = gb_report_names_new (book, error);

  for (guint i = 0; names != NULL && i < G_N_ELEMENTS (words); i++)
    if (!gb_report_names_check (names, words[i], error))
      return FALSE;
  return names != NULL;
}

/* Says where it is; FALSE when it shall go no further: once drawn, nothing is lost by stopping. */
static gboolean
go_on (const GbFiguresPlan *plan, const char *step, double done, GError **error)
{
  if (plan->step == NULL || plan->step (step, done, plan->step_data))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped. Nothing was issued."));
  return FALSE;
}

GbIssue *
gb_issue_report (GbBook *book, const char *request, const GbFiguresPlan *plan, const char *for_whom, GError **error)
{
  g_autoptr (GbIssue) issue = g_new0 (GbIssue, 1);

  /* Asked first: a member who may not issue needn't wait for the page. */
  if (!gb_book_may (book, "report.issued", NULL, NULL, error)
      || !own_words_name_nobody (book, plan, error))
    return NULL;
  issue->figures = gb_report_freeze (book, plan, error);
  if (issue->figures == NULL)
    return NULL;
  issue->sheet = go_on (plan, _ ("Drawing the pages…"), 0.92, error)
                     ? draw (book, issue->figures, for_whom, TRUE, error)
                     : NULL;
  if (issue->sheet == NULL || !go_on (plan, _ ("Signing and keeping it…"), 0.97, error))
    return NULL;
  issue->done = gb_report_issue (book, request, issue->figures, issue->sheet->pdf, issue->sheet->pages, error);
  return issue->done != NULL ? g_steal_pointer (&issue) : NULL;
}

typedef struct { const char *id; GBytes *pdf; GbReport *report; GbFigures *figures; } Reading;

static gpointer
read_report (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  GbVault *vault = gb_book_get_vault (book);

  reading->report = gb_report_load (vault, reading->id, error);
  reading->pdf = reading->report != NULL ? gb_report_pdf (vault, reading->id, error) : NULL;
  reading->figures = reading->pdf != NULL ? gb_report_figures (vault, reading->id, error) : NULL;
  return reading->figures;
}

GbIssue *
gb_issue_again (GbBook *book, const char *id, GError **error)
{
  Reading reading = { .id = id };
  g_autoptr (GbIssue) issue = NULL;

  if (gb_book_may_at_all (book, "issued", error) && gb_book_ask (book, read_report, &reading, error) != NULL)
    {
      issue = g_new0 (GbIssue, 1);
      issue->figures = reading.figures;
      issue->sheet = g_new0 (GbSheet, 1);
      issue->sheet->pdf = g_bytes_ref (reading.pdf);
      issue->sheet->title = g_strdup (reading.report->title);
      issue->sheet->file = g_strdup_printf ("%s.pdf", reading.report->reference);
      issue->sheet->document = g_strdup ("governor-report");
      issue->sheet->pages = (guint) reading.report->pages;
    }
  g_clear_pointer (&reading.pdf, g_bytes_unref);
  g_clear_object (&reading.report);
  return g_steal_pointer (&issue);
}

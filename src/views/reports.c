/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/draft.h"
#include "casework/outgoing.h"
#include "casework/trend.h"
#include "journal/kinds.h"
#include "journal/proof.h"
#include "print/issue.h"
#include "print/minutes.h"
#include "views/ask.h"
#include "views/data-out.h"
#include "views/figures-view.h"
#include "views/form.h"
#include "views/outgoing-file.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/print-sheet.h"
#include "views/prove.h"
#include "views/reports.h"
#include "views/row.h"
#include "views/save-sheet.h"
#include "views/section.h"
#include "views/sheet-view.h"
#include "views/text.h"
#include "views/trends.h"
#include "views/window.h"

#define DRAW_MS 300       /* of quiet typing before the page is drawn anew */
#define SETTINGS_WIDTH 340
#define MOST_CHANGES 10000
#define CHANGES_SHOWN 200
#define DRAFT_KIND "report.issued"

#define GB_TYPE_REPORTS_PAGE (gb_reports_page_get_type ())
G_DECLARE_FINAL_TYPE (GbReportsPage, gb_reports_page, GB, REPORTS_PAGE, GbPage)

struct _GbReportsPage
{
  GbPage parent_instance;
  GbBook *book;
  GbForm *form;
  GbSheetView *view;
  GbFiguresView *figures;
  GtkWidget *busy, *bar, *step; /* while a report is issued */
  GCancellable *issuing;
  guint drawing; /* the number of the draft that was asked for last */
  GbChoice *term;
  GtkWidget *small_row, *small_pill;
  GtkWidget *print, *save;
  GbSection *issued;
  GbIssue *draft;   /* what is shown */
  char *request;    /* of the issue to come; also the draft's id */
  guint draw_timeout;
  int scheme;       /* that the terms offered are of */
  char *extent;     /* "term" "year" "days" */
  gboolean filling; /* the program sets a field, nobody typed */
};

G_DEFINE_FINAL_TYPE (GbReportsPage, gb_reports_page, GB_TYPE_PAGE)

/* --- the plan of a draft, from what the form says ----------------------------------- */

/* The strings are @body's. */
static GbFiguresPlan
read_plan (GbBook *book, JsonObject *body)
{
  g_autoptr (GArray) headings = gb_figures_headings (gb_book_get_pack (book));
  GbFiguresPlan plan = { 0 };
  const char *compared = gb_json_text (body, "compared");
  const char *scheme = gb_json_text (body, "scheme");

  plan.term = gb_json_text (body, "term");
  plan.scheme = scheme != NULL ? (int) g_ascii_strtoll (scheme, NULL, 10) : 0;
  plan.compared = compared != NULL ? (guint) g_ascii_strtoull (compared, NULL, 10) : 0;
  plan.key_words = gb_json_text (body, "key_words");
  plan.narrative = gb_json_text (body, "narrative");
  plan.missed = gb_json_text (body, "missed");
  plan.asks = gb_json_text (body, "asks");
  plan.questions = gb_json_text (body, "questions");
  for (guint i = 0; i < headings->len; i++)
    {
      const GbFiguresHeading *heading = &g_array_index (headings, GbFiguresHeading, i);
      if (gb_json_flag (body, heading->id))
        plan.sections |= heading->set;
    }
  return plan;
}

/* The form's answers; any days are a term of their own.  (transfer full) */
static JsonObject *
read_form (GbReportsPage *self)
{
  JsonObject *body = gb_form_read (self->form);
  const char *from = gb_json_text (body, "from"), *until = gb_json_text (body, "until");

  if (g_strcmp0 (gb_json_text (body, "extent"), "days") == 0)
    {
      g_autofree char *days = g_strdup_printf ("%s..%s", from != NULL ? from : "", until != NULL ? until : "");
      json_object_set_string_member (body, "term", days);
    }
  return body;
}

/* --- drawing ---------------------------------------------------------------------------- */

/* A draft is drawn, and a report issued, on a thread of its own: counting asks the
 * vault's worker, but choosing and proving what is held back keeps nobody waiting. */
typedef struct
{
  GbBook *book;
  JsonObject *body;
  guint number;          /* of a draft */
  GCancellable *cancellable;
  GWeakRef page;         /* told how far it is */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  g_object_unref (job->book);
  json_object_unref (job->body);
  g_clear_object (&job->cancellable);
  g_weak_ref_clear (&job->page);
  g_free (job);
}

static GTask *
task_new (GbReportsPage *self, GAsyncReadyCallback ready, JsonObject *body, GCancellable *cancellable)
{
  GTask *task = g_task_new (self, NULL, ready, NULL);
  Job *job = g_new0 (Job, 1);

  job->book = g_object_ref (self->book);
  job->body = body;
  job->number = self->drawing;
  job->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_weak_ref_init (&job->page, self);
  g_task_set_task_data (task, job, job_free);
  return task;
}

/* Takes both. */
static void
return_issue (GTask *task, GbIssue *issue, GError *error)
{
  if (issue != NULL)
    g_task_return_pointer (task, issue, (GDestroyNotify) gb_issue_free);
  else
    g_task_return_error (task, error);
}

static void
draft_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GbFiguresPlan plan = read_plan (job->book, job->body);
  GError *error = NULL;
  GbIssue *issue;

  plan.fast = TRUE;
  issue = gb_issue_draft (job->book, &plan, gb_json_text (job->body, "for_whom"), &error);
  return_issue (task, issue, error);
}

static void
say_small (GbReportsPage *self)
{
  const GbFigures *figures = self->draft->figures;
  g_autofree char *sign = g_strdup_printf ("<%" G_GINT64_FORMAT, figures->threshold);
  g_autofree char *title = g_strdup_printf (_ ("Counts of 1 to %" PRId64), figures->threshold - 1);
  g_autofree char *held
    = g_strdup_printf (ngettext ("Shown as %s; %u more number is held back so that none can be worked out.",
                                 "Shown as %s; %u more numbers are held back so that none can be worked out.",
                                 figures->held),
                       sign, figures->held);
  const char *said = figures->small == 0 ? _ ("There are none in this report.") : held;
  g_autofree char *markup = g_markup_escape_text (said, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->small_row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->small_row), markup);
  /* A draft holds back by the quick rule; nothing is issued without its proof. */
  gb_pill_set (self->small_pill, GB_PILL_PLAIN, _ ("Proved when issued"));
}

static void
set_ready (GbReportsPage *self, gboolean ready)
{
  gb_page_set_accent (GB_PAGE (self), NULL, ready ? _ ("Issue…") : NULL);
  gtk_widget_set_sensitive (self->print, ready);
  gtk_widget_set_sensitive (self->save, ready);
}

static void
show_draft (GbReportsPage *self, GbIssue *issue)
{
  g_autofree char *subtitle = NULL;
  g_autoptr (GError) error = NULL;

  gb_figures_view_show (self->figures, NULL);
  g_clear_pointer (&self->draft, gb_issue_free);
  self->draft = issue;
  if (!gb_sheet_view_show (self->view, issue->sheet->pdf, &error))
    {
      gb_sheet_view_say (self->view, error->message);
      return;
    }
  gb_figures_view_show (self->figures, issue->figures);
  subtitle = g_strdup_printf (_ ("%s, not yet issued"), gb_figures_period (issue->figures)->name);
  gb_page_set_title (GB_PAGE (self), _ ("Governors’ report"), subtitle);
  say_small (self);
  set_ready (self, self->issuing == NULL);
}

/* A draft that a later one has overtaken is dropped. */
static void
on_drawn (GObject *source, GAsyncResult *result, gpointer data)
{
  GbReportsPage *self = GB_REPORTS_PAGE (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GbIssue) issue = g_task_propagate_pointer (G_TASK (result), &error);

  if (job->number != self->drawing || self->view == NULL)
    return;
  if (issue != NULL)
    {
      show_draft (self, g_steal_pointer (&issue));
      return;
    }
  set_ready (self, FALSE);
  gb_sheet_view_say (self->view, error->message);
}

static void
draw (GbReportsPage *self)
{
  g_autoptr (GTask) task = NULL;

  g_clear_handle_id (&self->draw_timeout, g_source_remove);
  if (!gb_book_can (self->book, GB_CAN_DRAFT))
    {
      gb_sheet_view_say (self->view, _ ("Open a report that was issued; it stands beside this."));
      return;
    }
  if (self->draft == NULL)
    gb_sheet_view_say (self->view, _ ("Drawing the pages…"));
  self->drawing++;
  task = task_new (self, on_drawn, read_form (self), NULL);
  g_task_run_in_thread (task, draft_thread);
}

static gboolean
on_quiet (gpointer data)
{
  GbReportsPage *self = data;
  self->draw_timeout = 0;
  draw (self);
  return G_SOURCE_REMOVE;
}

static void
draw_soon (GbReportsPage *self)
{
  g_clear_handle_id (&self->draw_timeout, g_source_remove);
  self->draw_timeout = g_timeout_add (DRAW_MS, on_quiet, self);
}

/* --- terms --------------------------------------------------------------------------------- */

static char *
say_term (const GbTerm *term)
{
  g_autofree char *from = gb_say_day (term->from);
  g_autofree char *until = gb_say_day (term->until);
  return g_strdup_printf (_ ("%s, %s to %s"), term->name, from, until);
}

/* Years that have begun, newest first. */
static void
offer_years (GbReportsPage *self, GPtrArray *terms)
{
  g_autofree char *today = gb_today ();
  g_autofree char *present = gb_school_year_of (today);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *newest = NULL;

  for (guint i = terms->len; i > 0; i--)
    {
      const GbTerm *term = terms->pdata[i - 1];
      g_autofree char *id = g_strndup (term->id, strcspn (term->id, "/"));
      g_autofree char *label = g_strdelimit (g_strdup (id), "-", '/');
      const char *year = id;
      if (strcmp (term->from, today) > 0 || g_hash_table_contains (seen, id))
        continue;
      g_hash_table_add (seen, g_steal_pointer (&id));
      gb_choice_add (self->term, year, label);
      if (newest == NULL && strcmp (year, present) < 0)
        newest = year;
    }
  gb_choice_set (self->term, newest != NULL ? newest : present);
}

/* Terms that have begun, newest first; chosen is the last that is over. */
static void
offer_terms (GbReportsPage *self, int scheme, const char *extent)
{
  g_autoptr (GPtrArray) terms = gb_calendar_terms (gb_book_get_calendar (self->book), scheme);
  g_autofree char *today = gb_today ();
  const char *over = NULL, *newest = NULL;
  gboolean days = g_strcmp0 (extent, "days") == 0, year = g_strcmp0 (extent, "year") == 0;

  self->scheme = scheme;
  g_free (self->extent);
  self->extent = g_strdup (extent);
  gb_form_show_field (self->form, "from", days);
  gb_form_show_field (self->form, "until", days);
  gb_form_show_field (self->form, "term", !days);
  gb_choice_clear (self->term);
  if (year)
    offer_years (self, terms);
  for (guint i = year ? 0 : terms->len; i > 0; i--)
    {
      const GbTerm *term = terms->pdata[i - 1];
      g_autofree char *label = say_term (term);
      if (g_strcmp0 (term->from, today) > 0)
        continue;
      gb_choice_add (self->term, term->id, label);
      newest = newest != NULL ? newest : term->id;
      if (over == NULL && g_strcmp0 (term->until, today) < 0)
        over = term->id;
    }
  if (!year)
    gb_choice_set (self->term, over != NULL ? over : newest);
}

static void
on_changed (GbReportsPage *self)
{
  g_autoptr (JsonObject) body = NULL;
  GbFiguresPlan plan;

  if (self->filling)
    return;
  body = gb_form_read (self->form);
  plan = read_plan (self->book, body);
  if (plan.scheme != self->scheme || g_strcmp0 (gb_json_text (body, "extent"), self->extent) != 0)
    {
      self->filling = TRUE;
      offer_terms (self, plan.scheme, gb_json_text (body, "extent"));
      self->filling = FALSE;
    }
  draw_soon (self);
}

/* --- what was typed is kept ------------------------------------------------------------------- */

typedef struct { char *id; JsonObject *content; } Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;
  g_free (kept->id);
  g_clear_pointer (&kept->content, json_object_unref);
  g_free (kept);
}

static gpointer
save_draft (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Kept *kept = data;
  return gb_draft_save (book, kept->id, DRAFT_KIND, NULL, kept->content, error) ? kept : NULL;
}

static void
ignore_answer (GtkWidget *self, gpointer answer, GError *error)
{
  if (error != NULL)
    gb_window_toast (self, error->message);
}

static void
on_draft (GbReportsPage *self, JsonObject *content)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->id = g_strdup (self->request);
  kept->content = json_object_ref (content);
  json_object_set_string_member (kept->content, "title", _ ("Governors’ report"));
  gb_view_ask (GTK_WIDGET (self), self->book, save_draft, kept, kept_free, NULL, ignore_answer);
}

static gpointer
load_draft (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) drafts = gb_draft_list (book, DRAFT_KIND, NULL, error);
  Kept *kept = drafts != NULL ? g_new0 (Kept, 1) : NULL;

  if (kept != NULL && drafts->len > 0)
    {
      kept->id = g_strdup (((GbDraft *) drafts->pdata[0])->id);
      kept->content = gb_draft_load (book, kept->id, error);
    }
  return kept;
}

static void
take_draft (GtkWidget *widget, gpointer answer, GError *error)
{
  GbReportsPage *self = GB_REPORTS_PAGE (widget);
  Kept *kept = answer;

  if (kept != NULL && kept->content != NULL)
    {
      const char *scheme = gb_json_text (kept->content, "scheme");
      const char *extent
        = gb_json_text (kept->content, "extent") != NULL ? gb_json_text (kept->content, "extent") : "term";
      self->filling = TRUE;
      g_free (self->request);
      self->request = g_strdup (kept->id);
      offer_terms (self, scheme != NULL ? (int) g_ascii_strtoll (scheme, NULL, 10) : 0, extent);
      gb_form_write (self->form, kept->content);
      self->filling = FALSE;
    }
  draw (self);
}

/* --- out of the house ---------------------------------------------------------------------------- */

typedef struct { GbSheet *sheet; char *id, *way; } Outgoing;

static void
outgoing_free (gpointer data)
{
  Outgoing *out = data;
  gb_sheet_free (out->sheet);
  g_free (out->id);
  g_free (out->way);
  g_free (out);
}

static gpointer
note_outgoing (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Outgoing *out = data;
  const char *why = out->id != NULL ? _ ("The issued governors’ report") : _ ("A draft of the governors’ report");
  return gb_outgoing_note (book, out->sheet->document, out->id, out->sheet->title, out->sheet->pdf, out->sheet->pages,
                           _ ("The governing body"), why, out->way, FALSE, error)
           ? out
           : NULL;
}

/* @from is a page that keeps under "gb-out" what it shows. */
static void
note (GtkWidget *from, const char *way)
{
  GbIssue *shown = g_object_get_data (G_OBJECT (from), "gb-out");
  GbBook *book = g_object_get_data (G_OBJECT (from), "gb-book");
  Outgoing *out;

  if (shown == NULL || book == NULL)
    return;
  out = g_new0 (Outgoing, 1);
  out->sheet = gb_sheet_copy (shown->sheet);
  out->id = g_strdup (g_object_get_data (G_OBJECT (from), "gb-id"));
  out->way = g_strdup (way);
  gb_view_ask (from, book, note_outgoing, out, outgoing_free, NULL, ignore_answer);
}

static void
on_printed (GtkWidget *from, gboolean printed)
{
  if (printed)
    note (from, "printed");
}

static void
on_saved (GtkWidget *from, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *said = g_strdup_printf (_ ("Saved as %s"), name);

  note (from, "saved");
  gb_window_toast (from, said);
}

static void
on_print (GbReportsPage *self)
{
  if (self->draft == NULL)
    return;
  g_object_set_data (G_OBJECT (self), "gb-out", self->draft);
  gb_print_sheet (GTK_WIDGET (self), gb_sheet_copy (self->draft->sheet), on_printed);
}

static void
on_save (GbReportsPage *self)
{
  if (self->draft == NULL)
    return;
  g_object_set_data (G_OBJECT (self), "gb-out", self->draft);
  gb_save_sheet (GTK_WIDGET (self), gb_sheet_copy (self->draft->sheet), on_saved);
}

/* --- issuing --------------------------------------------------------------------------------------- */

typedef struct { GWeakRef page; char *step; double done; } Step;

static void
step_free (gpointer data)
{
  Step *step = data;
  g_weak_ref_clear (&step->page);
  g_free (step->step);
  g_free (step);
}

static gboolean
show_step (gpointer data)
{
  const Step *step = data;
  g_autoptr (GbReportsPage) self = g_weak_ref_get ((GWeakRef *) &step->page);

  if (self != NULL && self->issuing != NULL)
    {
      gb_text_set (self->step, step->step);
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), step->done);
    }
  return G_SOURCE_REMOVE;
}

/* On the job's thread. */
static gboolean
take_step (const char *words, double done, gpointer data)
{
  Job *job = data;
  g_autoptr (GObject) page = g_weak_ref_get (&job->page);
  Step *step = g_new0 (Step, 1);

  g_weak_ref_init (&step->page, page);
  step->step = g_strdup (words);
  step->done = done;
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT_IDLE, show_step, step, step_free);
  return !g_cancellable_is_cancelled (job->cancellable);
}

static void
issue_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GbFiguresPlan plan = read_plan (job->book, job->body);
  GError *error = NULL;
  GbIssue *issue;

  plan.step = take_step;
  plan.step_data = job;
  issue = gb_issue_report (job->book, gb_json_text (job->body, "request"), &plan, gb_json_text (job->body, "for_whom"),
                           &error);
  return_issue (task, issue, error);
}

static void
say_refused (GbReportsPage *self, const GError *error)
{
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gb_page_set_band (GB_PAGE (self), stopped ? GB_CALLOUT_NOTE : GB_CALLOUT_WARN, error->message);
  set_ready (self, self->draft != NULL);
}

static void
on_issued (GObject *source, GAsyncResult *result, gpointer data)
{
  GbReportsPage *self = GB_REPORTS_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbIssue) issue = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->issuing);
  if (self->busy == NULL)
    return;
  gtk_widget_set_visible (self->busy, FALSE);
  if (issue == NULL)
    {
      say_refused (self, error);
      return;
    }
  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_NOTE, NULL);
  g_free (self->request);
  self->request = gb_id_new ();
  set_ready (self, TRUE);
  gb_window_toast (GTK_WIDGET (self), _ ("Issued. A reprint is the same in every byte."));
  gb_window_open_case (GTK_WIDGET (self), "report", issue->done->case_id);
}

static void
on_stop (GbReportsPage *self)
{
  if (self->issuing != NULL)
    g_cancellable_cancel (self->issuing);
}

static void
issue_now (GtkWidget *widget, gpointer data, GError *error)
{
  GbReportsPage *self = GB_REPORTS_PAGE (widget);
  g_autoptr (GTask) task = NULL;
  JsonObject *body;

  if (error != NULL)
    {
      say_refused (self, error);
      return;
    }
  body = read_form (self);
  json_object_set_string_member (body, "request", self->request);
  set_ready (self, FALSE);
  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_NOTE, NULL);
  self->issuing = g_cancellable_new ();
  gb_text_set (self->step, _ ("Freezing the figures…"));
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), 0);
  gtk_widget_set_visible (self->busy, TRUE);
  task = task_new (self, on_issued, body, self->issuing);
  g_task_run_in_thread (task, issue_thread);
}

static void
issue (GbReportsPage *self)
{
  gb_view_prove (GTK_WIDGET (self), self->book, "report.issued", issue_now, NULL, NULL);
}

static void
on_confirmed (GbReportsPage *self, const char *response)
{
  if (g_strcmp0 (response, "issue") == 0)
    issue (self);
}

/* A term that still runs can be issued too, but says what that means. */
static char *
say_consequence (GbReportsPage *self)
{
  const GbPeriod *period = gb_figures_period (self->draft->figures);
  g_autofree char *today = gb_today ();
  g_autofree char *until = gb_say_day_long (period->until);
  const char *always = _ ("The figures, the words and the page are frozen and signed in your name. It can be printed"
                          " again but never changed.");

  if (g_strcmp0 (period->until, today) < 0)
    return g_strdup (always);
  return g_strdup_printf (_ ("%s\n\nThis term runs until %s. A later report of it may have to hold totals back, so that"
                             " the difference of the two tells nobody what was added."),
                          always, until);
}

static void
on_accent (GbReportsPage *self)
{
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (self->draft == NULL)
    return;
  body = say_consequence (self);
  dialog = gb_view_dialog (GTK_WIDGET (self), _ ("Issue this report?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "issue", _ ("_Issue"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "issue", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "issue");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_confirmed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- what was issued ---------------------------------------------------------------------------------- */

static gpointer
ask_issued (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_reports (gb_book_get_vault (book), error);
}

static void
on_open (GbRow *row)
{
  gb_window_open_case (GTK_WIDGET (row), "report", gb_row_get_key (row));
}

static void
show_issued (GtkWidget *widget, gpointer answer, GError *error)
{
  GbReportsPage *self = GB_REPORTS_PAGE (widget);
  GPtrArray *reports = answer;

  gb_section_clear (self->issued);
  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      GbReport *report = reports->pdata[i];
      g_autofree char *when = gb_say_instant (report->issued_at);
      g_autofree char *quiet = g_strdup_printf (_ ("%s. Issued %s by %s."), report->reference, when, report->issued_by);
      GbRow *row = gb_row_new (report->term != NULL ? report->term : report->title, quiet);
      gb_row_set_key (row, report->id);
      gb_row_set_opens (row, TRUE);
      g_signal_connect_object (row, "open", G_CALLBACK (on_open), row, 0);
      gb_section_add (self->issued, GTK_WIDGET (row));
    }
}

/* After each act of anybody: the figures may have changed, and a report may have been issued. */
static void
refresh (GtkWidget *widget)
{
  GbReportsPage *self = GB_REPORTS_PAGE (widget);

  gb_view_ask (widget, self->book, ask_issued, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, show_issued);
  if (self->draft == NULL)
    gb_view_ask (widget, self->book, load_draft, NULL, NULL, kept_free, take_draft);
  else
    draw_soon (self);
}

/* --- life ------------------------------------------------------------------------------------------------ */

static void
add_period (GbReportsPage *self)
{
  GbChoice *scheme, *compared, *extent;

  gb_form_group (self->form, _ ("Period"), NULL);
  extent = gb_form_choice (self->form, "extent", _ ("Report on"), NULL);
  gb_choice_add (extent, "term", _ ("A term"));
  gb_choice_add (extent, "year", _ ("A school year"));
  gb_choice_add (extent, "days", _ ("Any days"));
  gb_choice_set (extent, "term");
  scheme = gb_form_choice (self->form, "scheme", _ ("School year in"), NULL);
  gb_choice_add (scheme, "0", _ ("Terms as the school set them"));
  gb_choice_add (scheme, "3", _ ("Three terms"));
  gb_choice_add (scheme, "6", _ ("Six terms"));
  self->term = gb_form_choice (self->form, "term", _ ("Which"), NULL);
  gb_form_when (self->form, "from", _ ("First day"), FALSE);
  gb_form_when (self->form, "until", _ ("Last day"), FALSE);
  compared = gb_form_choice (self->form, "compared", _ ("Compared with"), NULL);
  g_object_set (scheme, "use-subtitle", TRUE, NULL); /* the pane is narrow, and a term's name long */
  g_object_set (self->term, "use-subtitle", TRUE, NULL);
  g_object_set (compared, "use-subtitle", TRUE, NULL);
  gb_choice_add (compared, "5", _ ("The five before it"));
  gb_choice_add (compared, "2", _ ("The two before it"));
  gb_choice_add (compared, "1", _ ("The one before it"));
  gb_choice_add (compared, "0", _ ("Nothing"));
  gb_choice_set (scheme, "0");
  gb_choice_set (compared, "5");
  offer_terms (self, 0, "term");
}

static void
add_sections (GbReportsPage *self)
{
  g_autoptr (GArray) headings = gb_figures_headings (gb_book_get_pack (self->book));

  gb_form_group (self->form, _ ("Sections"), _ ("Headings are those of the policy."));
  for (guint i = 0; i < headings->len; i++)
    {
      const GbFiguresHeading *heading = &g_array_index (headings, GbFiguresHeading, i);
      GtkWidget *widget = gb_form_switch (self->form, heading->id, heading->label, NULL);
      gtk_switch_set_active (GTK_SWITCH (widget), TRUE);
    }
}

static void
add_small_numbers (GbReportsPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Small numbers"));
  self->small_row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ ("Counts of 1 to 4"), NULL);
  gb_text_keep_words (self->small_row);
  self->small_pill = gb_pill_new (GB_PILL_PLAIN, _ ("Not counted yet"));
  gtk_widget_set_valign (self->small_pill, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->small_row), self->small_pill);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->small_row);
  gb_form_add (self->form, group);
}

static void
add_words (GbReportsPage *self)
{
  const char *note = _ ("Name nobody: before issuing, they are searched for the names of pupils, parents and staff.");
  GtkWidget *line;

  gb_form_group (self->form, _ ("Your words"), note);
  line = gb_form_line (self->form, "for_whom", _ ("For whom"));
  gtk_editable_set_text (GTK_EDITABLE (line), _ ("Full governing body"));
  gb_form_text (self->form, "key_words", _ ("In one sentence, for the cover"));
  gb_form_text (self->form, "narrative", _ ("What governors should know"));
  gb_form_text (self->form, "asks", _ ("What governors are asked to do, a line each"));
  gb_form_text (self->form, "missed", _ ("Why deadlines were missed"));
  gb_form_text (self->form, "questions", _ ("Governors’ questions, the answer on the next line"));
}

static GtkWidget *
make_settings (GbReportsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp, *scroll;

  self->form = gb_form_new (self->book);
  add_period (self);
  add_sections (self);
  add_small_numbers (self);
  add_words (self);
  gtk_widget_set_visible (GTK_WIDGET (self->form), gb_book_can (self->book, GB_CAN_DRAFT));
  self->issued = gb_section_new (_ ("Issued"));
  gb_section_set_empty (self->issued, _ ("No report has been issued yet."));
  gtk_widget_add_css_class (box, "pane");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->issued));
  clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", SETTINGS_WIDTH, "tightening-threshold", SETTINGS_WIDTH,
                        "child", box, NULL);
  scroll = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "child", clamp,
                         "width-request", SETTINGS_WIDTH, "hexpand", FALSE, NULL);
  gtk_widget_add_css_class (scroll, "settings");
  return scroll;
}

static GtkWidget *
make_busy (GbReportsPage *self)
{
  GtkWidget *stop = gtk_button_new_with_mnemonic (_ ("_Stop"));

  self->busy = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->step = gb_text_new (GB_TEXT_BODY, NULL);
  self->bar = gtk_progress_bar_new ();
  g_object_set (self->busy, "margin-start", 18, "margin-end", 18, "margin-top", 8, "margin-bottom", 8, "visible", FALSE,
                NULL);
  g_object_set (self->bar, "valign", GTK_ALIGN_CENTER, "hexpand", TRUE, NULL);
  gtk_widget_set_hexpand (self->step, FALSE);
  gb_name (self->bar, _ ("How far the report is"));
  gtk_box_append (GTK_BOX (self->busy), self->step);
  gtk_box_append (GTK_BOX (self->busy), self->bar);
  gtk_box_append (GTK_BOX (self->busy), stop);
  g_signal_connect_object (stop, "clicked", G_CALLBACK (on_stop), self, G_CONNECT_SWAPPED);
  return self->busy;
}

/* The pages, or the figures in them as tables that open. */
static GtkWidget *
make_content (GbSheetView *view, GbFiguresView *figures, GtkWidget *busy)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *switcher = gtk_stack_switcher_new ();

  gtk_stack_add_titled (GTK_STACK (stack), GTK_WIDGET (view), "pages", _ ("Pages"));
  gtk_stack_add_titled (GTK_STACK (stack), GTK_WIDGET (figures), "figures", _ ("Figures"));
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (stack));
  g_object_set (switcher, "halign", GTK_ALIGN_CENTER, "margin-top", 6, "margin-bottom", 6, NULL);
  gtk_widget_set_vexpand (stack, TRUE);
  if (busy != NULL)
    gtk_box_append (GTK_BOX (box), busy);
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), stack);
  return box;
}

/* Settings and page side by side; in a narrow window a button brings the settings out. */
static void
make_body (GbReportsPage *self)
{
  GtkWidget *flap = adw_flap_new ();
  GtkWidget *button = gb_word_toggle_new ("sidebar-show-symbolic", _ ("Settings"));

  self->view = gb_sheet_view_new ();
  gb_sheet_view_set_small_pages (self->view, TRUE);
  adw_flap_set_flap (ADW_FLAP (flap), make_settings (self));
  adw_flap_set_separator (ADW_FLAP (flap), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  self->figures = gb_figures_view_new (self->book);
  adw_flap_set_content (ADW_FLAP (flap), make_content (self->view, self->figures, make_busy (self)));
  g_object_bind_property (flap, "reveal-flap", button, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  gb_page_show_while_folded (button, flap);
  gb_word_button_let_fold (button, GTK_WIDGET (gb_word_button_get (button)));
  gb_page_add_start (GB_PAGE (self), button);
  gb_page_set_body (GB_PAGE (self), flap);
}

static void
gb_reports_page_dispose (GObject *object)
{
  GbReportsPage *self = GB_REPORTS_PAGE (object);

  g_clear_handle_id (&self->draw_timeout, g_source_remove);
  on_stop (self);
  self->view = NULL; /* an answer that comes late finds nothing to fill */
  self->busy = NULL;
  G_OBJECT_CLASS (gb_reports_page_parent_class)->dispose (object);
}

static void
gb_reports_page_finalize (GObject *object)
{
  GbReportsPage *self = GB_REPORTS_PAGE (object);

  g_clear_pointer (&self->draft, gb_issue_free);
  g_clear_object (&self->book);
  g_free (self->request);
  g_free (self->extent);
  G_OBJECT_CLASS (gb_reports_page_parent_class)->finalize (object);
}

static void
gb_reports_page_class_init (GbReportsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gb_reports_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = gb_reports_page_finalize;
}

static void
gb_reports_page_init (GbReportsPage *self)
{
  self->request = gb_id_new ();
}

static void
on_trends (GbReportsPage *self)
{
  gb_window_push (GTK_WIDGET (self), gb_trends_page_new (self->book));
}

static void
on_data (GbReportsPage *self)
{
  gb_data_out_open (GTK_WIDGET (self), self->book);
}

GtkWidget *
gb_reports_page_new (GbBook *book)
{
  GbReportsPage *self = g_object_new (GB_TYPE_REPORTS_PAGE, NULL);
  GtkWidget *data;

  self->book = g_object_ref (book);
  g_object_set_data_full (G_OBJECT (self), "gb-book", g_object_ref (book), g_object_unref);
  gb_page_set_title (GB_PAGE (self), _ ("Governors’ report"), NULL);
  self->save = gb_page_add_button (GB_PAGE (self), "document-save-symbolic", _ ("Save as PDF"), TRUE);
  self->print = gb_page_add_button (GB_PAGE (self), "document-print-symbolic", _ ("Print"), TRUE);
  if (gb_trend_may (book, NULL))
    g_signal_connect_object (gb_page_add_button (GB_PAGE (self), "view-sort-descending-symbolic", _ ("Trends"), TRUE),
                             "clicked", G_CALLBACK (on_trends), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->print, "clicked", G_CALLBACK (on_print), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->save, "clicked", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  data = gb_page_add_button (GB_PAGE (self), "document-send-symbolic", _ ("Take data out…"), FALSE);
  g_signal_connect_object (data, "clicked", G_CALLBACK (on_data), self, G_CONNECT_SWAPPED);
  make_body (self);
  set_ready (self, FALSE);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "draft", G_CALLBACK (on_draft), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "accent", G_CALLBACK (on_accent), self, 0);
  g_signal_connect_object (self, "print", G_CALLBACK (on_print), self, 0);
  g_signal_connect_object (self, "find", G_CALLBACK (gb_sheet_view_open_find), self->view, G_CONNECT_SWAPPED);
  gb_view_follow (GTK_WIDGET (self), book, refresh);
  return GTK_WIDGET (self);
}

/* --- one issued report -------------------------------------------------------------------------------------- */

typedef struct
{
  GbIssue *issue;
  GbReport *report;
  GPtrArray *changes; /* of GbReportChange */
  gint64 entries;     /* that it was made of, all as they were */
} Issued;

static void
issued_free (gpointer data)
{
  Issued *issued = data;
  gb_issue_free (issued->issue);
  g_clear_object (&issued->report);
  g_clear_pointer (&issued->changes, g_ptr_array_unref);
  g_free (issued);
}

static gpointer
ask_report (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  Issued *issued = g_new0 (Issued, 1);

  issued->changes = gb_report_changes (vault, data, MOST_CHANGES, error);
  issued->entries = issued->changes != NULL ? gb_report_check_entries (vault, data, error) : -1;
  issued->report = issued->entries >= 0 ? gb_report_load (vault, data, error) : NULL;
  issued->issue = issued->report != NULL ? gb_issue_again (book, data, error) : NULL;
  if (issued->issue != NULL)
    return issued;
  issued_free (issued);
  return NULL;
}

static char *
say_changes (guint changes)
{
  if (changes == 0)
    return g_strdup (_ ("Nothing has been recorded since."));
  return g_strdup_printf (
      ngettext ("%u entry has been recorded since.", "%u entries have been recorded since.", changes), changes);
}

static void
say_issued (GbPage *page, const Issued *issued)
{
  const GbReport *report = issued->report;
  g_autofree char *when = gb_say_instant_long (report->issued_at);
  g_autofree char *since = say_changes (issued->changes->len);
  g_autofree char *anchor = report->anchor != NULL ? g_strdup_printf (_ (" Code of the journal: %s."), report->anchor)
                                                   : g_strdup ("");
  g_autofree char *band = g_strdup_printf (_ ("Issued on %s by %s. %s Its words: %s.%s"), when, report->issued_by,
                                           since, report->code, anchor);

  gb_page_set_title (page, report->term != NULL ? report->term : report->title, report->reference);
  gb_page_set_band (page, GB_CALLOUT_NOTE, band);
}

/* Every entry since, the newest first; those about a case that the report counts say so. */
static void
list_changes (GbSection *section, const Issued *issued)
{
  GPtrArray *changes = issued->changes;
  g_autofree char *made_of
    = g_strdup_printf (_ ("The report was made of %" PRId64 " entries, which stand as they did."),
                       issued->entries);

  gb_section_clear (section);
  gb_section_set_note (section, made_of);
  for (guint i = 0; i < MIN (changes->len, CHANGES_SHOWN); i++)
    {
      GbReportChange *change = changes->pdata[changes->len - 1 - i];
      const GbKind *kind = gb_kind_find (change->kind);
      g_autofree char *when = gb_say_instant (change->at);
      g_autofree char *quiet
        = g_strdup_printf (change->counted ? _ ("%s, counted in this report. Entry %" PRId64 ", %s, %s.")
                                           : _ ("%s. Entry %" PRId64 ", %s, %s."),
                           change->reference != NULL ? change->reference : _ ("No case"), change->entry, when,
                           change->author != NULL ? change->author : _ ("somebody"));
      gb_section_add (section, GTK_WIDGET (gb_row_new (kind != NULL ? _ (kind->said) : change->kind, quiet)));
    }
}

static void
show_report (GtkWidget *page, gpointer answer, GError *error)
{
  GbSheetView *view = g_object_get_data (G_OBJECT (page), "gb-view");
  GbFiguresView *figures = g_object_get_data (G_OBJECT (page), "gb-figures");
  Issued *issued = answer;

  if (issued == NULL || !gb_sheet_view_show (view, issued->issue->sheet->pdf, &error))
    {
      gb_sheet_view_say (view, error->message);
      return;
    }
  say_issued (GB_PAGE (page), issued);
  list_changes (g_object_get_data (G_OBJECT (page), "gb-changes"), issued);
  gb_figures_view_show (figures, issued->issue->figures);
  g_object_set_data_full (G_OBJECT (page), "gb-out", g_steal_pointer (&issued->issue), (GDestroyNotify) gb_issue_free);
}

static void
refresh_report (GtkWidget *page)
{
  gb_view_ask (page, g_object_get_data (G_OBJECT (page), "gb-book"), ask_report,
               g_strdup (g_object_get_data (G_OBJECT (page), "gb-id")), g_free, issued_free, show_report);
}

static void
print_report (GtkWidget *page)
{
  GbIssue *shown = g_object_get_data (G_OBJECT (page), "gb-out");
  if (shown != NULL)
    gb_print_sheet (page, gb_sheet_copy (shown->sheet), on_printed);
}

static void
save_report (GtkWidget *page)
{
  GbIssue *shown = g_object_get_data (G_OBJECT (page), "gb-out");
  if (shown != NULL)
    gb_save_sheet (page, gb_sheet_copy (shown->sheet), on_saved);
}

/* Worker. */
static GBytes *
make_proof (GbBook *book, gpointer data, GError **error)
{
  g_autoptr (GbProof) proof = gb_proof_new_from_vault (gb_book_get_vault (book), error);
  return proof != NULL ? gb_proof_to_bytes (proof) : NULL;
}

static void
save_proof (GtkWidget *page)
{
  g_autofree char *today = gb_today ();
  g_autofree char *name = g_strdup_printf ("guardbook-proof-%s.jsonl", today);
  const GbOutgoingFile file = {
    .heading = _ ("Save the proof file"),
    .say = _ ("It proves that nothing behind the issued reports was written anew, and says nothing of what was"
              " recorded. Whoever has it and the minuted codes can check without a key."),
    .document = "proof-file",
    .file = name,
    .is_open = TRUE,
  };

  gb_outgoing_file_open (page, g_object_get_data (G_OBJECT (page), "gb-book"), &file, make_proof, NULL, NULL);
}

/* Pages, figures, and what was written since. */
static void
make_issued_body (GbPage *page, GbBook *book, GbSheetView *view)
{
  GbFiguresView *figures = gb_figures_view_new (book);
  GbSection *changes = gb_section_new (_ ("Written since it was frozen"));
  GtkWidget *content = make_content (view, figures, NULL);
  GtkWidget *stack = gtk_widget_get_last_child (content);
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", 820, "child", changes, "margin-top", 18,
                                   "margin-bottom", 36, NULL);
  GtkWidget *scroll = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "child", clamp,
                                    "vexpand", TRUE, NULL);

  gb_section_set_empty (changes, _ ("Nothing has been recorded since."));
  gtk_stack_add_titled (GTK_STACK (stack), scroll, "since", _ ("Since then"));
  g_object_set_data (G_OBJECT (page), "gb-figures", figures);
  g_object_set_data (G_OBJECT (page), "gb-changes", changes);
  gb_page_set_body (page, content);
}

static void
show_minutes (GtkWidget *page)
{
  const char *id = g_object_get_data (G_OBJECT (page), "gb-id");

  gb_window_push (page, gb_outgoing_page_new (g_object_get_data (G_OBJECT (page), "gb-book"),
                                              _ ("Extract for the minutes"), id, gb_page_get_title (GB_PAGE (page)),
                                              gb_print_minutes));
}

GtkWidget *
gb_report_page_new (GbBook *book, const char *id)
{
  GbPage *page = gb_page_new (_ ("Governors’ report"));
  GbSheetView *view = gb_sheet_view_new ();
  GtkWidget *save = gb_page_add_button (page, "document-save-symbolic", _ ("Save as PDF"), TRUE);
  GtkWidget *print = gb_page_add_button (page, "document-print-symbolic", _ ("Print"), TRUE);
  GtkWidget *minutes
    = gb_page_add_button (page, "accessories-text-editor-symbolic", _ ("Extract for the minutes…"), FALSE);
  GtkWidget *proof = gb_page_add_button (page, "security-high-symbolic", _ ("Save the proof file…"), FALSE);

  gb_sheet_view_set_small_pages (view, TRUE);
  make_issued_body (page, book, view);
  g_object_set_data_full (G_OBJECT (page), "gb-book", g_object_ref (book), g_object_unref);
  g_object_set_data_full (G_OBJECT (page), "gb-id", g_strdup (id), g_free);
  g_object_set_data (G_OBJECT (page), "gb-view", view);
  g_signal_connect_object (print, "clicked", G_CALLBACK (print_report), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (save, "clicked", G_CALLBACK (save_report), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (minutes, "clicked", G_CALLBACK (show_minutes), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (proof, "clicked", G_CALLBACK (save_proof), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "print", G_CALLBACK (print_report), page, 0);
  g_signal_connect_object (page, "find", G_CALLBACK (gb_sheet_view_open_find), view, G_CONNECT_SWAPPED);
  gb_view_follow (GTK_WIDGET (page), book, refresh_report);
  return GTK_WIDGET (page);
}

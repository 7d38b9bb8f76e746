/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/draft.h"
#include "casework/outgoing.h"
#include "casework/trend.h"
#include "journal/proof.h"
#include "print/issue.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/outgoing-file.h"
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
#define DRAFT_KIND "report.issued"

#define GB_TYPE_REPORTS_PAGE (gb_reports_page_get_type ())
G_DECLARE_FINAL_TYPE (GbReportsPage, gb_reports_page, GB, REPORTS_PAGE, GbPage)

struct _GbReportsPage
{
  GbPage parent_instance;
  GbBook *book;
  GbForm *form;
  GbSheetView *view;
  GbChoice *term;
  GtkWidget *small_row, *small_pill;
  GtkWidget *print, *save;
  GbSection *issued;
  GbIssue *draft;   /* what is shown */
  char *request;    /* of the issue to come; also the draft's id */
  guint draw_timeout;
  int scheme;       /* that the terms offered are of */
  gboolean filling; /* the program sets a field, nobody typed */
};

G_DEFINE_FINAL_TYPE (GbReportsPage, gb_reports_page, GB_TYPE_PAGE)

/* --- the plan of a draft, from what the form says ----------------------------------- */

static const struct { const char *field, *label; GbSectionSet set; } switches[] = {
  { "concerns", N_ ("Concerns by category"), GB_SECTION_CONCERNS },
  { "online", N_ ("Online concerns and year groups"), GB_SECTION_ONLINE },
  { "terms", N_ ("The terms compared"), GB_SECTION_TERMS },
  { "referrals", N_ ("Referrals and deadlines"), GB_SECTION_REFERRALS },
  { "searches", N_ ("Searches and devices"), GB_SECTION_SEARCHES },
  { "training", N_ ("Training"), GB_SECTION_TRAINING },
  { "policies", N_ ("Policies and their reviews"), GB_SECTION_POLICIES },
  { "checks", N_ ("Filtering and monitoring"), GB_SECTION_CHECKS },
  { "arrangements", N_ ("Arrangements and approvals"), GB_SECTION_ARRANGEMENTS },
  { "lessons", N_ ("Lessons learnt"), GB_SECTION_LESSONS },
  { "adults", N_ ("Concerns about adults, one sentence"), GB_SECTION_ADULTS },
};

/* The strings are @body's. */
static GbFiguresPlan
read_plan (JsonObject *body)
{
  GbFiguresPlan plan = { .sections = GB_SECTION_WORDS };
  const char *compared = gb_json_text (body, "compared");
  const char *scheme = gb_json_text (body, "scheme");

  plan.term = gb_json_text (body, "term");
  plan.scheme = scheme != NULL ? (int) g_ascii_strtoll (scheme, NULL, 10) : 0;
  plan.compared = compared != NULL ? (guint) g_ascii_strtoull (compared, NULL, 10) : 0;
  plan.key_words = gb_json_text (body, "key_words");
  plan.narrative = gb_json_text (body, "narrative");
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (gb_json_flag (body, switches[i].field))
      plan.sections |= switches[i].set;
  return plan;
}

/* --- drawing ---------------------------------------------------------------------------- */

static gpointer
ask_draft (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  JsonObject *body = data;
  GbFiguresPlan plan = read_plan (body);
  return gb_issue_draft (book, &plan, gb_json_text (body, "for_whom"), error);
}

static void
say_small (GbReportsPage *self)
{
  const GbFigures *figures = self->draft->figures;
  g_autofree char *sign = g_strdup_printf ("<%" G_GINT64_FORMAT, figures->threshold);
  g_autofree char *title = g_strdup_printf (_ ("Counts of 1 to %" G_GINT64_FORMAT), figures->threshold - 1);
  g_autofree char *held
    = g_strdup_printf (ngettext ("Shown as %s; %u more number is held back so that none can be worked out.",
                                 "Shown as %s; %u more numbers are held back so that none can be worked out.",
                                 figures->held),
                       sign, figures->held);
  const char *said = figures->small == 0 ? _ ("There are none in this report.") : held;
  g_autofree char *markup = g_markup_escape_text (said, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->small_row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->small_row), markup);
  gb_pill_set (self->small_pill, figures->proof != NULL ? GB_PILL_GO : GB_PILL_STOP,
               figures->proof != NULL ? _ ("Proved") : _ ("Not proved"));
}

static void
set_ready (GbReportsPage *self, gboolean ready)
{
  gb_page_set_accent (GB_PAGE (self), NULL, ready ? _ ("Issue…") : NULL);
  gtk_widget_set_sensitive (self->print, ready);
  gtk_widget_set_sensitive (self->save, ready);
}

static void
show_draft (GtkWidget *widget, gpointer answer, GError *error)
{
  GbReportsPage *self = GB_REPORTS_PAGE (widget);
  GbIssue *issue = answer;
  g_autofree char *subtitle = NULL;

  if (issue == NULL)
    {
      set_ready (self, FALSE);
      gb_sheet_view_say (self->view, error->message);
      return;
    }
  g_clear_pointer (&self->draft, gb_issue_free);
  self->draft = g_memdup2 (issue, sizeof *issue);
  *issue = (GbIssue) { NULL }; /* taken over */
  if (!gb_sheet_view_show (self->view, self->draft->sheet->pdf, &error))
    {
      gb_sheet_view_say (self->view, error->message);
      return;
    }
  subtitle = g_strdup_printf (_ ("%s, not yet issued"), gb_figures_period (self->draft->figures)->name);
  gb_page_set_title (GB_PAGE (self), _ ("Governors’ report"), subtitle);
  say_small (self);
  set_ready (self, TRUE);
}

static void
draw (GbReportsPage *self)
{
  g_clear_handle_id (&self->draw_timeout, g_source_remove);
  if (self->draft == NULL)
    gb_sheet_view_say (self->view, _ ("Drawing the pages…"));
  gb_view_ask (GTK_WIDGET (self), self->book, ask_draft, gb_form_read (self->form), (GDestroyNotify) json_object_unref,
               (GDestroyNotify) gb_issue_free, show_draft);
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

/* Terms that have begun, newest first; chosen is the last that is over. */
static void
offer_terms (GbReportsPage *self, int scheme)
{
  g_autoptr (GPtrArray) terms = gb_calendar_terms (gb_book_get_calendar (self->book), scheme);
  g_autofree char *today = gb_today ();
  const char *over = NULL, *newest = NULL;

  self->scheme = scheme;
  gb_choice_clear (self->term);
  for (guint i = terms->len; i > 0; i--)
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
  plan = read_plan (body);
  if (plan.scheme != self->scheme)
    {
      self->filling = TRUE;
      offer_terms (self, plan.scheme);
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
      self->filling = TRUE;
      g_free (self->request);
      self->request = g_strdup (kept->id);
      offer_terms (self, scheme != NULL ? (int) g_ascii_strtoll (scheme, NULL, 10) : 0);
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
                           _ ("The governing body"), why, out->way, error)
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

static gpointer
ask_issue (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  JsonObject *body = data;
  GbFiguresPlan plan = read_plan (body);
  return gb_issue_report (book, gb_json_text (body, "request"), &plan, gb_json_text (body, "for_whom"), error);
}

static void
on_issued (GtkWidget *widget, gpointer answer, GError *error)
{
  GbReportsPage *self = GB_REPORTS_PAGE (widget);
  GbIssue *issue = answer;

  if (issue == NULL)
    {
      gb_page_set_band (GB_PAGE (self), GB_CALLOUT_WARN, error->message);
      set_ready (self, TRUE);
      return;
    }
  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_NOTE, NULL);
  g_free (self->request);
  self->request = gb_id_new ();
  set_ready (self, TRUE);
  gb_window_toast (widget, _ ("Issued. A reprint is the same in every byte."));
  gb_window_open_case (widget, "report", issue->done->case_id);
}

static void
issue_now (GtkWidget *widget, gpointer data, GError *error)
{
  GbReportsPage *self = GB_REPORTS_PAGE (widget);
  JsonObject *body;

  if (error != NULL)
    {
      on_issued (widget, NULL, error);
      return;
    }
  body = gb_form_read (self->form);

  json_object_set_string_member (body, "request", self->request);
  gb_page_set_accent (GB_PAGE (self), NULL, NULL);
  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_NOTE, _ ("Freezing the figures, proving them and signing…"));
  gb_view_ask (GTK_WIDGET (self), self->book, ask_issue, body, (GDestroyNotify) json_object_unref,
               (GDestroyNotify) gb_issue_free, on_issued);
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
  GbChoice *scheme, *compared;

  gb_form_group (self->form, _ ("Period"), NULL);
  scheme = gb_form_choice (self->form, "scheme", _ ("School year in"), NULL);
  gb_choice_add (scheme, "0", _ ("Terms as the school set them"));
  gb_choice_add (scheme, "3", _ ("Three terms"));
  gb_choice_add (scheme, "6", _ ("Six terms"));
  self->term = gb_form_choice (self->form, "term", _ ("Term"), NULL);
  compared = gb_form_choice (self->form, "compared", _ ("Compared with"), NULL);
  g_object_set (scheme, "use-subtitle", TRUE, NULL); /* the pane is narrow, and a term's name long */
  g_object_set (self->term, "use-subtitle", TRUE, NULL);
  g_object_set (compared, "use-subtitle", TRUE, NULL);
  gb_choice_add (compared, "5", _ ("The five terms before"));
  gb_choice_add (compared, "2", _ ("The two terms before"));
  gb_choice_add (compared, "1", _ ("The term before"));
  gb_choice_add (compared, "0", _ ("No other term"));
  gb_choice_set (scheme, "0");
  gb_choice_set (compared, "5");
  offer_terms (self, 0);
}

static void
add_sections (GbReportsPage *self)
{
  gb_form_group (self->form, _ ("Sections"), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      GtkWidget *widget = gb_form_switch (self->form, switches[i].field, _ (switches[i].label), NULL);
      gtk_switch_set_active (GTK_SWITCH (widget), TRUE);
    }
}

static void
add_small_numbers (GbReportsPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Small numbers"));
  self->small_row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ ("Counts of 1 to 4"), NULL);
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

/* Settings and page side by side; in a narrow window a button brings the settings out. */
static void
make_body (GbReportsPage *self)
{
  GtkWidget *flap = adw_flap_new ();
  GtkWidget *button = gtk_toggle_button_new_with_label (_ ("Settings"));

  self->view = gb_sheet_view_new ();
  gb_sheet_view_set_small_pages (self->view, TRUE);
  adw_flap_set_flap (ADW_FLAP (flap), make_settings (self));
  adw_flap_set_separator (ADW_FLAP (flap), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_content (ADW_FLAP (flap), GTK_WIDGET (self->view));
  g_object_bind_property (flap, "reveal-flap", button, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (flap, "folded", button, "visible", G_BINDING_SYNC_CREATE);
  gb_page_add_start (GB_PAGE (self), button);
  gb_page_set_body (GB_PAGE (self), flap);
}

static void
gb_reports_page_dispose (GObject *object)
{
  GbReportsPage *self = GB_REPORTS_PAGE (object);

  g_clear_handle_id (&self->draw_timeout, g_source_remove);
  G_OBJECT_CLASS (gb_reports_page_parent_class)->dispose (object);
}

static void
gb_reports_page_finalize (GObject *object)
{
  GbReportsPage *self = GB_REPORTS_PAGE (object);

  g_clear_pointer (&self->draft, gb_issue_free);
  g_clear_object (&self->book);
  g_free (self->request);
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

GtkWidget *
gb_reports_page_new (GbBook *book)
{
  GbReportsPage *self = g_object_new (GB_TYPE_REPORTS_PAGE, NULL);

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
  make_body (self);
  set_ready (self, FALSE);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "draft", G_CALLBACK (on_draft), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "accent", G_CALLBACK (on_accent), self, 0);
  g_signal_connect_object (self, "print", G_CALLBACK (on_print), self, 0);
  gb_view_follow (GTK_WIDGET (self), book, refresh);
  return GTK_WIDGET (self);
}

/* --- one issued report -------------------------------------------------------------------------------------- */

typedef struct { GbIssue *issue; GbReport *report; guint changes; } Issued;

static void
issued_free (gpointer data)
{
  Issued *issued = data;
  gb_issue_free (issued->issue);
  g_clear_object (&issued->report);
  g_free (issued);
}

static gpointer
ask_report (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  Issued *issued = g_new0 (Issued, 1);
  g_autoptr (GPtrArray) changes = gb_report_changes (vault, data, 10000, error);

  issued->report = changes != NULL ? gb_report_load (vault, data, error) : NULL;
  issued->issue = issued->report != NULL ? gb_issue_again (book, data, error) : NULL;
  if (issued->issue != NULL)
    {
      issued->changes = changes->len;
      return issued;
    }
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
  g_autofree char *since = say_changes (issued->changes);
  g_autofree char *anchor = report->anchor != NULL ? g_strdup_printf (_ (" Code of the journal: %s."), report->anchor)
                                                   : g_strdup ("");
  g_autofree char *band = g_strdup_printf (_ ("Issued on %s by %s. %s Its words: %s.%s"), when, report->issued_by,
                                           since, report->code, anchor);

  gb_page_set_title (page, report->term != NULL ? report->term : report->title, report->reference);
  gb_page_set_band (page, GB_CALLOUT_NOTE, band);
}

static void
show_report (GtkWidget *page, gpointer answer, GError *error)
{
  GbSheetView *view = g_object_get_data (G_OBJECT (page), "gb-view");
  Issued *issued = answer;

  if (issued == NULL || !gb_sheet_view_show (view, issued->issue->sheet->pdf, &error))
    {
      gb_sheet_view_say (view, error->message);
      return;
    }
  say_issued (GB_PAGE (page), issued);
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
  };

  gb_outgoing_file_open (page, g_object_get_data (G_OBJECT (page), "gb-book"), &file, make_proof, NULL, NULL);
}

GtkWidget *
gb_report_page_new (GbBook *book, const char *id)
{
  GbPage *page = gb_page_new (_ ("Governors’ report"));
  GbSheetView *view = gb_sheet_view_new ();
  GtkWidget *save = gb_page_add_button (page, "document-save-symbolic", _ ("Save as PDF"), TRUE);
  GtkWidget *print = gb_page_add_button (page, "document-print-symbolic", _ ("Print"), TRUE);
  GtkWidget *proof = gb_page_add_button (page, "security-high-symbolic", _ ("Save the proof file…"), FALSE);

  gb_sheet_view_set_small_pages (view, TRUE);
  gb_page_set_body (page, GTK_WIDGET (view));
  g_object_set_data_full (G_OBJECT (page), "gb-book", g_object_ref (book), g_object_unref);
  g_object_set_data_full (G_OBJECT (page), "gb-id", g_strdup (id), g_free);
  g_object_set_data (G_OBJECT (page), "gb-view", view);
  g_signal_connect_object (print, "clicked", G_CALLBACK (print_report), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (save, "clicked", G_CALLBACK (save_report), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (proof, "clicked", G_CALLBACK (save_proof), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "print", G_CALLBACK (print_report), page, 0);
  gb_view_follow (GTK_WIDGET (page), book, refresh_report);
  return GTK_WIDGET (page);
}

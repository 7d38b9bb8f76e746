/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/time.h"
#include "casework/backup.h"
#include "casework/capability.h"
#include "policy/register.h"
#include "print/sheet.h"
#include "views/ask.h"
#include "views/callout.h"
#include "views/help.h"
#include "views/outer-desk.h"
#include "views/outer-entry.h"
#include "views/print-sheet.h"
#include "views/roles.h"
#include "views/row.h"
#include "views/safety.h"
#include "views/save-sheet.h"
#include "views/section.h"
#include "views/sheet-view.h"
#include "views/text.h"

struct _GbOuterDesk
{
  AdwBin parent_instance;
  GbOuter *outer;
  GtkWidget *story, *callout, *copy;
  GbSection *backup, *filtering;
};

G_DEFINE_FINAL_TYPE (GbOuterDesk, gb_outer_desk, ADW_TYPE_BIN)

enum { LEFT, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- reports ---------------------------------------------------------------------- */

static GbSheet *
sheet_of (const GbOuterReport *report)
{
  GbSheet *sheet = g_new0 (GbSheet, 1);

  sheet->pdf = g_bytes_ref (report->pdf);
  sheet->title = g_strdup (report->title);
  sheet->file = g_strdup_printf ("%s.pdf", report->reference);
  sheet->document = g_strdup ("governor-report");
  sheet->pages = (guint) report->pages;
  return sheet;
}

static const GbOuterReport *
report_of (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "report");
}

static void
on_read (GtkWidget *button, GbOuterDesk *self)
{
  const GbOuterReport *report = report_of (button);
  GtkWidget *window =
      g_object_new (ADW_TYPE_WINDOW, "title", report->reference, "modal", TRUE, "transient-for",
                    gtk_widget_get_root (GTK_WIDGET (self)), "default-width", 900, "default-height", 760, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GbSheetView *view = gb_sheet_view_new ();
  g_autoptr (GError) error = NULL;

  gtk_box_append (GTK_BOX (box), g_object_new (ADW_TYPE_HEADER_BAR, "title-widget",
                                               adw_window_title_new (report->title, report->term), NULL));
  gtk_widget_set_vexpand (GTK_WIDGET (view), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (view));
  adw_window_set_content (ADW_WINDOW (window), box);
  if (!gb_sheet_view_show (view, report->pdf, &error))
    gb_sheet_view_say (view, error->message);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_save (GtkWidget *button, GbOuterDesk *self)
{
  gb_save_sheet (GTK_WIDGET (self), sheet_of (report_of (button)), NULL);
}

static void
on_print (GtkWidget *button, GbOuterDesk *self)
{
  gb_print_sheet (GTK_WIDGET (self), sheet_of (report_of (button)), NULL);
}

static void
add_report_button (GbOuterDesk *self, GbRow *row, GbOuterReport *report, const char *label, gboolean accent,
                   GCallback done)
{
  GtkWidget *button = gb_row_add_button (row, label, accent);
  g_autofree char *name = g_strdup_printf ("%s: %s", label, report->reference);

  gb_name (button, name);
  g_object_set_data (G_OBJECT (button), "report", report);
  g_signal_connect_object (button, "clicked", done, self, 0);
}

static void
add_reports (GbOuterDesk *self)
{
  const GPtrArray *reports = gb_outer_get_reports (self->outer);
  GbSection *section = gb_section_new (_ ("Governors’ reports"));

  gb_section_set_note (section, _ ("As they were issued, byte for byte."));
  gb_section_set_empty (section, _ ("No report has been issued yet."));
  for (guint i = 0; i < reports->len; i++)
    {
      GbOuterReport *report = reports->pdata[i];
      g_autofree char *when = gb_say_instant (report->issued_at);
      g_autofree char *quiet
          = g_strdup_printf (_ ("%s. Issued by %s, %s"), report->term != NULL ? report->term : report->reference,
                             report->issued_by != NULL ? report->issued_by : "", when);
      g_autofree char *title = g_strdup_printf ("%s, %s", report->title, report->reference);
      GbRow *row = gb_row_new (title, quiet);

      add_report_button (self, row, report, _ ("Print…"), FALSE, G_CALLBACK (on_print));
      add_report_button (self, row, report, _ ("Save…"), FALSE, G_CALLBACK (on_save));
      add_report_button (self, row, report, _ ("Read"), i == 0, G_CALLBACK (on_read));
      gb_section_add (section, GTK_WIDGET (row));
    }
  gtk_box_append (GTK_BOX (self->story), GTK_WIDGET (section));
}

/* --- backups -------------------------------------------------------------------------- */

static void
show_backup (GbOuterDesk *self)
{
  gint64 at = gb_outer_get_backup_at (self->outer), copied = gb_outer_get_copied_at (self->outer);
  gint64 days = gb_outer_get_backup_days (self->outer);
  gboolean old = at == 0 || gb_now () - at > days * GB_DAY;
  g_autofree char *when = at > 0 ? gb_say_instant_long (at) : NULL;
  g_autofree char *quiet = at > 0 ? g_strdup_printf (_ ("%s, made by %s"), when, gb_outer_get_backup_by (self->outer))
                                  : g_strdup (_ ("No copy of this vault has been proved yet."));
  g_autofree char *rule = g_strdup_printf (_ ("The school wants one no older than %d days."), (int) days);
  GbRow *row = gb_gate_row_new (!old, old ? _ ("A backup is due") : _ ("The newest backup"), quiet);

  gb_section_clear (self->backup);
  gb_row_set_clause (row, rule);
  gb_section_add (self->backup, GTK_WIDGET (row));
  if (copied > 0)
    {
      g_autofree char *said = gb_say_instant_long (copied);
      GbRow *waiting = gb_row_new (_ ("Your copy waits to be proved"), said);
      gb_row_set_clause (waiting, _ ("It counts once the DSL, a deputy or the headteacher has opened the vault on a "
                                     "computer that reaches the copy: Guardbook then restores it and checks every "
                                     "entry."));
      gb_section_add (self->backup, GTK_WIDGET (waiting));
    }
}

typedef struct { GbOuter *outer; char *to; } Copying;

static void
copying_free (gpointer data)
{
  Copying *copying = data;

  g_object_unref (copying->outer);
  g_free (copying->to);
  g_free (copying);
}

static void
run_copy (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Copying *copying = data;
  g_autoptr (GError) error = NULL;

  if (gb_outer_copy (copying->outer, copying->to, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_copied (GObject *source, GAsyncResult *result, gpointer data)
{
  GbOuterDesk *self = GB_OUTER_DESK (source);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  gtk_widget_set_sensitive (self->copy, TRUE);
  gb_callout_set_error (self->callout, error);
  if (error == NULL)
    show_backup (self);
}

static void
on_folder (GtkNativeDialog *dialog, int response, GbOuterDesk *self)
{
  g_autoptr (GFile) file
      = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *folder = file != NULL ? g_file_get_path (file) : NULL;

  if (folder != NULL)
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, on_copied, NULL);
      Copying *copying = g_new0 (Copying, 1);
      copying->outer = g_object_ref (self->outer);
      copying->to = gb_backup_path_of (gb_outer_get_dir (self->outer), folder);
      g_task_set_task_data (task, copying, copying_free);
      gtk_widget_set_sensitive (self->copy, FALSE);
      g_task_run_in_thread (task, run_copy);
    }
  gtk_native_dialog_destroy (dialog);
}

static void
on_copy (GbOuterDesk *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Where the copy goes"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Copy here"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder), self, 0);
  g_object_set_data_full (G_OBJECT (self), "chooser", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
add_backup (GbOuterDesk *self)
{
  self->backup = gb_section_new (_ ("Backups"));
  gb_section_set_note (self->backup, _ ("A copy is made of the encrypted files as they lie there, while nobody has the "
                                        "vault open. It can be restored by those who have a key, not by you."));
  gb_section_set_counts (self->backup, FALSE);
  self->copy = gb_section_add_button (self->backup, _ ("Make a copy…"));
  g_signal_connect_object (self->copy, "clicked", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->story), GTK_WIDGET (self->backup));
  show_backup (self);
}

/* --- filtering and monitoring ---------------------------------------------------------------- */

static void
show_filtering (GbOuterDesk *self)
{
  guint waiting = gb_outer_count_entries (self->outer);
  const char *refusal = gb_outer_get_refusal (self->outer);
  g_autofree char *said = g_strdup_printf (ngettext ("%u entry waits to be taken up", "%u entries wait to be taken up",
                                                     waiting),
                                           waiting);
  GbRow *row;

  gb_section_clear (self->filtering);
  if (waiting == 0)
    return;
  row = gb_row_new (said, _ ("Signed by you. It stands in the register, under your name, once somebody who keeps the "
                             "registers has opened the vault."));
  gb_row_set_clause (row, refusal);
  gb_section_add (self->filtering, GTK_WIDGET (row));
}

static void
on_enter (GtkWidget *button, GbOuterDesk *self)
{
  GbOuterEntry *entry
      = gb_outer_entry_new (GTK_WIDGET (self), self->outer, g_object_get_data (G_OBJECT (button), "register"));

  g_signal_connect_object (entry, "entered", G_CALLBACK (show_filtering), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (entry));
}

static void
add_filtering (GbOuterDesk *self)
{
  self->filtering = gb_section_new (_ ("Filtering and monitoring"));
  gb_section_set_counts (self->filtering, FALSE);
  gb_section_set_empty (self->filtering, _ ("Nothing of yours waits."));
  for (const char *const *id = gb_outer_registers (); *id != NULL; id++)
    {
      GtkWidget *button = gb_section_add_button (self->filtering, gb_register_find (*id)->new_label);
      g_object_set_data (G_OBJECT (button), "register", (gpointer) *id);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_enter), self, 0);
    }
  gtk_box_append (GTK_BOX (self->story), GTK_WIDGET (self->filtering));
  show_filtering (self);
}

/* --- the page ----------------------------------------------------------------------------- */

static void
on_lock (GbOuterDesk *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

static void
add_words (GbOuterDesk *self, const char *words)
{
  gtk_box_append (
      GTK_BOX (self->story),
      gb_text_new (GB_TEXT_BODY, _ ("Read these six words to the DSL or the headteacher, in one room or by "
                                    "telephone: they see the same ones under Members and confirm that it is "
                                    "you.")));
  gtk_box_append (GTK_BOX (self->story), gb_safety_words_new (words));
}

static void
add_head (GbOuterDesk *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *lock = gtk_button_new_with_label (_ ("Lock"));
  g_autofree char *roles = gb_say_role_list (gb_outer_get_roles (self->outer));
  g_autofree char *line = *roles != '\0' ? g_strdup_printf ("%s, %s", roles, gb_outer_get_school (self->outer))
                                         : g_strdup (gb_outer_get_school (self->outer));

  gtk_box_append (GTK_BOX (lines), gb_text_new (GB_TEXT_TITLE, gb_outer_get_name (self->outer)));
  gtk_box_append (GTK_BOX (lines), gb_text_new (GB_TEXT_QUIET, line));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lock, GTK_ALIGN_CENTER);
  g_signal_connect_object (lock, "clicked", G_CALLBACK (on_lock), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), lines);
  gtk_box_append (GTK_BOX (head), lock);
  gtk_box_append (GTK_BOX (self->story), head);
}

static void
add_foot (GbOuterDesk *self)
{
  gint64 at = gb_outer_get_written_at (self->outer);
  g_autofree char *when = at > 0 ? gb_say_instant_long (at) : NULL;
  g_autofree char *line =
      at > 0 ? g_strdup_printf (_ ("Written for you on %s, and signed. Your role has no key to the vault: no case can "
                                   "be opened from here."),
                                when)
             : NULL;

  if (line != NULL)
    gtk_box_append (GTK_BOX (self->story), gb_text_new (GB_TEXT_CLAUSE, line));
}

static void
fill (GbOuterDesk *self)
{
  const char *const *roles = gb_outer_get_roles (self->outer);

  add_head (self);
  self->callout = gb_callout_new (GB_CALLOUT_STOP, NULL);
  gtk_box_append (GTK_BOX (self->story), self->callout);
  if (gb_outer_is_waiting (self->outer))
    gb_callout_set (self->callout, GB_CALLOUT_NOTE,
                    _ ("Your keys are made. What is yours appears here once the DSL or somebody else with a key has "
                       "opened the vault on their desk. Then lock and unlock this window."));
  if (gb_outer_get_words (self->outer) != NULL)
    add_words (self, gb_outer_get_words (self->outer));
  if (gb_roles_may (roles, "issued", GB_MATTER_OPEN))
    add_reports (self);
  if (gb_roles_may (roles, "backup", GB_MATTER_OPEN))
    add_backup (self);
  if (gb_roles_may (roles, "filtering", GB_MATTER_OPEN))
    add_filtering (self);
  add_foot (self);
}

static void
gb_outer_desk_finalize (GObject *object)
{
  GbOuterDesk *self = GB_OUTER_DESK (object);

  g_clear_object (&self->outer);
  G_OBJECT_CLASS (gb_outer_desk_parent_class)->finalize (object);
}

static void
gb_outer_desk_class_init (GbOuterDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_outer_desk_finalize;
  signals[LEFT] = g_signal_new ("left", GB_TYPE_OUTER_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_outer_desk_init (GbOuterDesk *self)
{
  GtkWidget *clamp, *scroller;

  self->story = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  gtk_widget_add_css_class (self->story, "start-column");
  gtk_widget_set_margin_top (self->story, 36);
  clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", 820, "child", self->story, NULL);
  scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "child", clamp, "vexpand",
                           TRUE, NULL);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GbOuterDesk *
gb_outer_desk_new (GbOuter *outer)
{
  GbOuterDesk *self = g_object_new (GB_TYPE_OUTER_DESK, NULL);

  self->outer = g_object_ref (outer);
  gb_help_mark (GTK_WIDGET (self),
                g_strv_contains (gb_outer_get_roles (outer), "technician") ? "technician" : "report");
  fill (self);
  return self;
}

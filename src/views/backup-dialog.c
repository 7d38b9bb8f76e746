/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/backup.h"
#include "views/ask.h"
#include "views/text.h"
#include "views/backup-dialog.h"
#include "views/form.h"
#include "views/window.h"

typedef struct
{
  GbBook *book;
  char *path;              /* of the copy */
  gboolean drill;          /* restores it for practice, instead of making it */
  GWeakRef bar;            /* GtkProgressBar */
  gint64 done, total;      /* from the worker; read in the window */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->book);
  g_weak_ref_clear (&job->bar);
  g_free (job->path);
  g_free (job);
}

static void
on_progress (gint64 done, gint64 total, gpointer data)
{
  Job *job = data;

  __atomic_store_n (&job->done, done, __ATOMIC_RELAXED);
  __atomic_store_n (&job->total, total, __ATOMIC_RELAXED);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;

  gboolean done = job->drill ? gb_backup_drill (job->book, job->path, NULL, NULL, on_progress, job, NULL, &error)
                             : gb_backup_make (job->book, job->path, on_progress, job, NULL, &error);

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
on_tick (GtkWidget *bar, GdkFrameClock *clock, gpointer data)
{
  Job *job = g_task_get_task_data (data);
  gint64 total = __atomic_load_n (&job->total, __ATOMIC_RELAXED);

  if (total > 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                   (double) __atomic_load_n (&job->done, __ATOMIC_RELAXED) / (double) total);
  else
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (bar));
  return G_SOURCE_CONTINUE;
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  GtkWidget *from = GTK_WIDGET (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkWidget) bar = g_weak_ref_get (&job->bar);

  g_task_propagate_boolean (G_TASK (result), &error);
  if (bar != NULL)
    gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (bar)));
  if (gtk_widget_get_root (from) == NULL)
    return;
  if (error != NULL)
    gb_view_show_error (from, error);
  else
    gb_window_toast (from, job->drill ? _ ("The backup was restored for practice, and every entry is there")
                                      : _ ("The backup was opened by another key and proved"));
}

static GtkWidget *
show_bar (GtkWidget *from, GTask *task, gboolean drill)
{
  const char *title = drill ? _ ("Practising a restore") : _ ("Backing up");
  GtkWidget *window =
      g_object_new (ADW_TYPE_WINDOW, "title", title, "modal", TRUE, "transient-for",
                    gtk_widget_get_root (from), "default-width", 420, "resizable", FALSE, "deletable", FALSE, NULL);
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 12, "margin-top", 24,
                                 "margin-bottom", 24, "margin-start", 24, "margin-end", 24, NULL);
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_box_append (GTK_BOX (box), gtk_label_new (drill ? _ ("Restoring beside the vault, and proving every entry")
                                                      : _ ("Copying the vault, and proving every entry of the copy")));
  gtk_box_append (GTK_BOX (box), bar);
  gb_name (bar, _ ("Backing up"));
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_widget_add_tick_callback (bar, on_tick, g_object_ref (task), g_object_unref);
  gtk_window_present (GTK_WINDOW (window));
  return bar;
}

static void
start (GtkWidget *from, GbBook *book, const char *folder, gboolean drill)
{
  g_autoptr (GTask) task = g_task_new (from, NULL, on_made, NULL);
  Job *job = g_new0 (Job, 1);

  job->book = g_object_ref (book);
  job->drill = drill;
  job->path = drill ? g_strdup (folder) : gb_backup_path (book, folder);
  g_task_set_task_data (task, job, job_free);
  g_weak_ref_init (&job->bar, show_bar (from, task, drill));
  g_task_run_in_thread (task, run);
}

static void
on_folder (GtkNativeDialog *dialog, int response, GtkWidget *from)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *folder = file != NULL ? g_file_get_path (file) : NULL;
  GbBook *book = g_object_get_data (G_OBJECT (dialog), "book");

  if (folder != NULL)
    start (from, book, folder, g_object_get_data (G_OBJECT (dialog), "drill") != NULL);
  gtk_native_dialog_destroy (dialog);
}

static void
choose (GtkWidget *from, GbBook *book, const char *title, const char *accent, gboolean drill)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (from)),
                                                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, accent, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data_full (G_OBJECT (dialog), "book", g_object_ref (book), g_object_unref);
  g_object_set_data (G_OBJECT (dialog), "drill", GINT_TO_POINTER (drill));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder), from, 0);
  g_object_set_data_full (G_OBJECT (from), "chooser", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
gb_backup_dialog_open (GtkWidget *from, GbBook *book)
{
  choose (from, book, _ ("Where the copy goes"), _ ("_Back up here"), FALSE);
}

void
gb_drill_dialog_open (GtkWidget *from, GbBook *book)
{
  choose (from, book, _ ("The backup to practise with"), _ ("_Practise with this"), TRUE);
}

void
gb_backup_rule_open (GtkWidget *from, GbBook *book, gint64 days)
{
  GbForm *form = gb_form_new (book);
  g_autoptr (JsonObject) now = json_object_new ();

  gb_form_group (form, NULL, _ ("Today asks for a backup once the newest proved one is older than this."));
  gb_form_number (form, "days", _ ("Days"), 1, GB_BACKUP_DAYS_MOST);
  gb_form_text (form, "reason", _ ("Why it changes"));
  json_object_set_int_member (now, "days", days);
  gb_form_write (form, now);
  gb_form_set_act (form, "backup.rule", NULL);
  gb_form_open (form, from, _ ("How old a backup may be"), _ ("Set"));
}

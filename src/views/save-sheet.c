/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "views/ask.h"
#include "views/save-sheet.h"

typedef struct
{
  GWeakRef from;
  GbSheet *sheet;
  GbSaved saved;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_weak_ref_clear (&job->from);
  gb_sheet_free (job->sheet);
  g_free (job);
}

static gboolean
write_file (GFile *file, GBytes *pdf, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (g_file_replace_contents (file, g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), NULL, FALSE,
                               G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL, NULL, &problem))
    return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _ ("The page couldn’t be saved there: %s. Choose another folder."),
               problem->message);
  return FALSE;
}

static void
on_response (GtkNativeDialog *dialog, int response, Job *job)
{
  g_autoptr (GtkWidget) from = g_weak_ref_get (&job->from);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && from != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      if (!write_file (file, job->sheet->pdf, &error))
        gb_view_show_error (from, error);
      else if (job->saved != NULL)
        job->saved (from, file);
    }
  g_object_unref (dialog);
}

void
gb_save_sheet (GtkWidget *from, GbSheet *sheet, GbSaved saved)
{
  GtkRoot *root = gtk_widget_get_root (from);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      g_str_has_suffix (sheet->file, ".pdf")   ? _ ("Save as PDF")
      : g_str_has_suffix (sheet->file, ".csv") ? _ ("Save as a table")
                                               : _ ("Save as a file"),
      GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"), _ ("Cancel"));
  Job *job = g_new0 (Job, 1);

  g_weak_ref_init (&job->from, from);
  job->sheet = sheet;
  job->saved = saved;
  g_object_set_data_full (G_OBJECT (dialog), "gb-job", job, job_free);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), sheet->file);
  /* The job goes with the dialogue, which lives until it is answered. */
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), job, NULL, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

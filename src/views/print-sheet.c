/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "print/preview.h"
#include "views/ask.h"
#include "views/print-sheet.h"

typedef struct
{
  GtkWidget *from;
  GbSheet *sheet;
  GbPreview *preview;
  GbPrinted printed;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->from);
  g_clear_pointer (&job->preview, gb_preview_free);
  g_clear_pointer (&job->sheet, gb_sheet_free);
  g_free (job);
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *context, int page, Job *job)
{
  double width, height;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);

  gb_preview_get_size (job->preview, page, &width, &height);
  cairo_scale (cr, gtk_print_context_get_width (context) / width, gtk_print_context_get_height (context) / height);
  gb_preview_draw (job->preview, page, cr);
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, Job *job)
{
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR) /* otherwise there is none, and GTK complains of the question */
    gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    gb_view_show_error (job->from, error);
  if (job->printed != NULL)
    job->printed (job->from, result == GTK_PRINT_OPERATION_RESULT_APPLY);
}

void
gb_print_sheet (GtkWidget *from, GbSheet *sheet, GbPrinted printed)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (from);
  Job *job = g_new0 (Job, 1);

  job->from = g_object_ref (from);
  job->sheet = sheet;
  job->printed = printed;
  job->preview = gb_preview_new (sheet->pdf, &error);
  g_object_set_data_full (G_OBJECT (operation), "job", job, job_free);
  if (job->preview == NULL)
    {
      gb_view_show_error (from, error);
      return;
    }
  gtk_print_operation_set_n_pages (operation, gb_preview_get_pages (job->preview));
  /* The queue of a shared printer is read by everybody. */
  gtk_print_operation_set_job_name (operation, _ ("Guardbook"));
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw), job, NULL, 0);
  g_signal_connect_data (operation, "done", G_CALLBACK (on_done), job, NULL, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, &error);
  if (error != NULL)
    gb_view_show_error (from, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/errors.h"
#include "print/locked.h"
#include "vault/words.h"
#include "views/ask.h"
#include "views/save-sheet.h"
#include "views/text.h"
#include "views/word-cards.h"

typedef struct
{
  GWeakRef from;
  GbSheet *sheet;
  GbSaved saved;
  char *words, *to_whom; /* NULL: not locked */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_weak_ref_clear (&job->from);
  gb_sheet_free (job->sheet);
  gb_wipe_text (job->words);
  g_free (job->to_whom);
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

void
gb_save_sheet_tell_words (GtkWidget *from, const char *words, const char *to_whom)
{
  g_autofree char *spoken = g_strdup_printf (_ ("The six words: %s"), words);
  g_autofree char *sentence = g_strdup_printf (
      _ ("Tell them to %s by telephone or in person, never in the message that carries the file. They are kept "
         "nowhere: if they are lost, save the file again."),
      to_whom);
  GtkWidget *dialog = gb_view_dialog (from, _ ("These six words open the file"), sentence);
  GtkWidget *cards = gb_word_cards_new (words, spoken);

  /* The words have the focus: a screen reader reads them, and a Return that was held a little longer over the
   * file's name doesn't send them away before anybody saw them. */
  gtk_widget_set_focusable (cards, TRUE);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), cards);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "done", _ ("Done"));
  gb_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (cards);
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
      else if (job->words != NULL)
        gb_save_sheet_tell_words (from, job->words, job->to_whom);
      else if (job->saved != NULL)
        job->saved (from, file);
    }
  g_object_unref (dialog);
}

static void
save (GtkWidget *from, Job *job)
{
  const char *name = job->sheet->file;
  GtkRoot *root = gtk_widget_get_root (from);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      g_str_has_suffix (name, ".pdf")   ? _ ("Save as PDF")
      : g_str_has_suffix (name, ".csv") ? _ ("Save as a table")
                                        : _ ("Save as a file"),
      GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"), _ ("Cancel"));

  g_object_set_data_full (G_OBJECT (dialog), "gb-job", job, job_free);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  /* The job goes with the dialogue, which lives until it is answered. */
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), job, NULL, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static Job *
job_new (GtkWidget *from, GbSheet *sheet)
{
  Job *job = g_new0 (Job, 1);

  g_weak_ref_init (&job->from, from);
  job->sheet = sheet;
  return job;
}

void
gb_save_sheet (GtkWidget *from, GbSheet *sheet, GbSaved saved)
{
  Job *job = job_new (from, sheet);

  job->saved = saved;
  save (from, job);
}

void
gb_save_sheet_locked (GtkWidget *from, GbSheet *sheet, const char *to_whom)
{
  g_autoptr (GbSheet) open = sheet;
  g_autoptr (GError) error = NULL;
  char *words = gb_words_choose (GB_LOCK_WORDS);
  GbSheet *locked = gb_lock_sheet (open, words, &error);
  Job *job;

  if (locked == NULL)
    {
      gb_wipe_text (words);
      gb_view_show_error (from, error);
      return;
    }
  job = job_new (from, locked);
  job->words = words;
  job->to_whom = g_strdup (to_whom);
  save (from, job);
}

void
gb_save_sheet_ask_lock (GbForm *form, gboolean is_page)
{
  g_autoptr (JsonObject) on = json_object_new ();

  gb_form_switch (form, "locked", _ ("Lock the file with six words"),
                  is_page ? _ ("Whoever gets it needs them to open it")
                          : _ ("It becomes a zip file, which 7-Zip opens with them"));
  json_object_set_boolean_member (on, "locked", TRUE);
  gb_form_write (form, on);
}

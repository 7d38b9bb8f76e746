/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/outgoing.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/page.h"
#include "views/paper-page.h"
#include "views/print-sheet.h"
#include "views/save-sheet.h"
#include "views/sheet-view.h"
#include "views/window.h"

/* The page's own state, kept on it. */
typedef struct
{
  GbBook *book;
  GbPaperMake make;
  char *about, *document, *case_id;
  GbSheetView *view;
  GbSheet *sheet;
  char *to_whom, *why;
  gboolean saves; /* what was asked for: a file, not the printer */
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_clear_pointer (&state->sheet, gb_sheet_free);
  g_free (state->about);
  g_free (state->document);
  g_free (state->case_id);
  g_free (state->to_whom);
  g_free (state->why);
  g_free (state);
}

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-paper-page");
}

static GbSheet *
copy_sheet (const GbSheet *sheet)
{
  GbSheet *copy = g_new0 (GbSheet, 1);

  copy->pdf = g_bytes_ref (sheet->pdf);
  copy->title = g_strdup (sheet->title);
  copy->file = g_strdup (sheet->file);
  copy->document = g_strdup (sheet->document);
  copy->pages = sheet->pages;
  return copy;
}

/* --- drawn on the worker -------------------------------------------------------------- */

typedef struct
{
  GbPaperMake make;
  char *case_id;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  g_free (job->case_id);
  g_free (job);
}

static gpointer
ask_sheet (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  return job->make (book, job->case_id, error);
}

static void
show_sheet (GtkWidget *page, gpointer sheet, GError *error)
{
  State *state = state_of (page);
  g_autoptr (GError) local = NULL;

  if (sheet == NULL)
    {
      gb_sheet_view_say (state->view, error != NULL ? error->message : NULL);
      return;
    }
  g_clear_pointer (&state->sheet, gb_sheet_free);
  state->sheet = copy_sheet (sheet);
  if (!gb_sheet_view_show (state->view, state->sheet->pdf, &local))
    gb_sheet_view_say (state->view, local->message);
}

static void
refresh (GtkWidget *page)
{
  State *state = state_of (page);
  Job *job = g_new0 (Job, 1);

  job->make = state->make;
  job->case_id = g_strdup (state->case_id);
  gb_view_ask (page, state->book, ask_sheet, job, job_free, (GDestroyNotify)gb_sheet_free, show_sheet);
}

/* --- who gets it, and why --------------------------------------------------------------------- */

typedef struct
{
  GbSheet *sheet;
  char *document, *case_id, *about, *to_whom, *why;
  gboolean saves;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  gb_sheet_free (note->sheet);
  g_free (note->document);
  g_free (note->case_id);
  g_free (note->about);
  g_free (note->to_whom);
  g_free (note->why);
  g_free (note);
}

static gpointer
ask_note (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Note *note = data;

  return gb_outgoing_note (book, note->document, note->case_id, note->about, note->sheet->pdf, note->sheet->pages,
                           note->to_whom, note->why, note->saves ? "saved" : "printed", error)
             ? book
             : NULL;
}

static void
show_noted (GtkWidget *page, gpointer answer, GError *error)
{
  if (error != NULL)
    gb_view_show_error (page, error);
  else
    gb_window_toast (page, _ ("Recorded that it left."));
}

static void
write_down (GtkWidget *page)
{
  State *state = state_of (page);
  Note *note = g_new0 (Note, 1);

  note->sheet = copy_sheet (state->sheet);
  note->document = g_strdup (state->document);
  note->case_id = g_strdup (state->case_id);
  note->about = g_strdup (state->about);
  note->to_whom = g_strdup (state->to_whom);
  note->why = g_strdup (state->why);
  note->saves = state->saves;
  gb_view_ask (page, state->book, ask_note, note, note_free, NULL, show_noted);
}

static void
on_printed (GtkWidget *page, gboolean printed)
{
  if (printed)
    write_down (page);
}

static void
on_saved (GtkWidget *page, GFile *file)
{
  if (file != NULL)
    write_down (page);
}

static void
on_answered (GtkWidget *page, JsonObject *body, GbForm *form)
{
  State *state = state_of (page);

  g_free (state->to_whom);
  g_free (state->why);
  state->to_whom = g_strdup (gb_json_text (body, "to_whom"));
  state->why = g_strdup (gb_json_text (body, "why"));
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (form))));
  if (state->saves)
    gb_save_sheet (page, copy_sheet (state->sheet), on_saved);
  else
    gb_print_sheet (page, copy_sheet (state->sheet), on_printed);
}

static void
ask_whom (GtkWidget *page, gboolean saves)
{
  State *state = state_of (page);
  GbForm *form;

  if (state->sheet == NULL)
    return;
  state->saves = saves;
  form = gb_form_new (state->book);
  gb_form_line (form, "to_whom", _ ("To whom it goes"));
  gb_form_line (form, "why", _ ("Why"));
  gb_form_require (form, "to_whom");
  gb_form_require (form, "why");
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_answered), page, G_CONNECT_SWAPPED);
  gb_form_open (form, page, _ ("A page that leaves"), saves ? _ ("Save…") : _ ("Print…"));
}

static void
on_print (GtkWidget *page)
{
  ask_whom (page, FALSE);
}

static void
on_save (GtkWidget *page)
{
  ask_whom (page, TRUE);
}

GtkWidget *
gb_paper_page_new (GbBook *book, const char *title, const char *about, const char *document, const char *case_id,
                   GbPaperMake make)
{
  GbPage *page = gb_page_new (title);
  State *state = g_new0 (State, 1);
  GtkWidget *save;

  state->book = g_object_ref (book);
  state->make = make;
  state->about = g_strdup (about);
  state->document = g_strdup (document);
  state->case_id = g_strdup (case_id);
  state->view = gb_sheet_view_new ();
  g_object_set_data_full (G_OBJECT (page), "gb-paper-page", state, state_free);
  gb_page_set_title (page, title, about);
  gb_page_set_accent (page, "printer-symbolic", _ ("Print…"));
  save = gb_page_add_button (page, "document-save-symbolic", _ ("Save as a file"), FALSE);
  g_signal_connect_object (save, "clicked", G_CALLBACK (on_save), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_print), page, 0);
  g_signal_connect_object (page, "print", G_CALLBACK (on_print), page, 0);
  gb_sheet_view_say (state->view, _ ("Drawing…"));
  gb_page_set_body (page, GTK_WIDGET (state->view));
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}

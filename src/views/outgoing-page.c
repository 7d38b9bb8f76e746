/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "casework/outgoing.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/print-sheet.h"
#include "views/save-sheet.h"
#include "views/sheet-view.h"
#include "views/window.h"

/* The page's own state, kept on it. */
typedef struct
{
  GbBook *book;
  char *id, *about;
  GbOutgoingMake make;
  GbSheetView *view;
  GbSheet *sheet; /* NULL while it is drawn */
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_clear_pointer (&state->sheet, gb_sheet_free);
  g_free (state->id);
  g_free (state->about);
  g_free (state);
}

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-outgoing-page");
}

static GbSheet *
sheet_copy (const GbSheet *sheet)
{
  GbSheet *copy = g_new0 (GbSheet, 1);

  copy->pdf = g_bytes_ref (sheet->pdf);
  copy->title = g_strdup (sheet->title);
  copy->file = g_strdup (sheet->file);
  copy->document = g_strdup (sheet->document);
  copy->pages = sheet->pages;
  return copy;
}

/* --- drawing ------------------------------------------------------------------ */

typedef struct
{
  GbOutgoingMake make;
  char *id;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_free (making->id);
  g_free (making);
}

/* Worker. */
static gpointer
ask_sheet (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Making *making = data;
  return making->make (book, making->id, error);
}

static void
show_sheet (GtkWidget *page, gpointer answer, GError *error)
{
  State *state = state_of (page);
  g_autoptr (GError) local = NULL;

  if (answer == NULL)
    {
      gb_sheet_view_say (state->view, error->message);
      return;
    }
  state->sheet = sheet_copy (answer);
  if (!gb_sheet_view_show (state->view, state->sheet->pdf, &local))
    gb_sheet_view_say (state->view, local->message);
}

static void
draw (GtkWidget *page)
{
  State *state = state_of (page);
  Making *making = g_new0 (Making, 1);

  making->make = state->make;
  making->id = g_strdup (state->id);
  gb_sheet_view_say (state->view, _ ("Drawing…"));
  gb_view_ask (page, state->book, ask_sheet, making, making_free, (GDestroyNotify) gb_sheet_free, show_sheet);
}

/* --- leaving -------------------------------------------------------------------- */

static void
on_printed (GbForm *form, GbDone *done, GtkWidget *page)
{
  gb_print_sheet (page, sheet_copy (state_of (page)->sheet), NULL);
}

static void
on_saved (GbForm *form, GbDone *done, GtkWidget *page)
{
  gb_save_sheet (page, sheet_copy (state_of (page)->sheet), NULL);
}

/* It is written down first: no copy leaves that the journal doesn't know of. */
static void
ask_where_to (GtkWidget *page, const char *way, const char *title, const char *accent, GCallback then)
{
  State *state = state_of (page);
  GbForm *form;
  g_autofree char *hash = NULL;

  if (state->sheet == NULL)
    return;
  form = gb_form_new (state->book);
  hash = gb_hash_text ("guardbook.page.1", g_bytes_get_data (state->sheet->pdf, NULL),
                       g_bytes_get_size (state->sheet->pdf));
  gb_form_say (form,
               _ ("What leaves the program is written down, with a mark by which this very paper is known again."));
  gb_form_line (form, "to_whom", _ ("To whom it goes"));
  gb_form_line (form, "why", _ ("Why"));
  gb_form_require (form, "to_whom");
  gb_form_require (form, "why");
  gb_form_keep_text (form, "document", state->sheet->document);
  gb_form_keep_text (form, "about_id", state->id);
  gb_form_keep_text (form, "about", state->about);
  gb_form_keep_text (form, "hash", hash);
  gb_form_keep_number (form, "pages", state->sheet->pages);
  gb_form_keep_text (form, "way", way);
  gb_form_set_act (form, "page.made", NULL);
  g_signal_connect_object (form, "done", then, page, 0);
  gb_form_open (form, page, title, accent);
}

static void
on_print (GtkWidget *page)
{
  ask_where_to (page, "printed", _ ("Print"), _ ("Print…"), G_CALLBACK (on_printed));
}

static void
on_save (GtkWidget *page)
{
  ask_where_to (page, "saved", _ ("Save as a file"), _ ("Save…"), G_CALLBACK (on_saved));
}

GtkWidget *
gb_outgoing_page_new (GbBook *book, const char *title, const char *id, const char *about, GbOutgoingMake make)
{
  GbPage *page = gb_page_new (title);
  State *state = g_new0 (State, 1);
  GtkWidget *save;

  state->book = g_object_ref (book);
  state->id = g_strdup (id);
  state->about = g_strdup (about);
  state->make = make;
  state->view = gb_sheet_view_new ();
  g_object_set_data_full (G_OBJECT (page), "gb-outgoing-page", state, state_free);
  gb_page_set_body (page, GTK_WIDGET (state->view));
  gb_page_set_accent (page, "document-print-symbolic", _ ("Print…"));
  save = gb_page_add_button (page, "document-save-symbolic", _ ("Save as a file…"), FALSE);
  g_signal_connect_object (save, "clicked", G_CALLBACK (on_save), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_print), page, 0);
  g_signal_connect_object (page, "print", G_CALLBACK (on_print), page, 0);
  draw (GTK_WIDGET (page));
  return GTK_WIDGET (page);
}

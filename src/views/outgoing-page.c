/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "casework/outgoing.h"
#include "casework/seal.h"
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
  GbOutgoingMakeFor make_for;
  char *to_whom, *why; /* asked before it was drawn; NULL: asked when it leaves */
  GbSheetView *view;
  GbSheet *sheet; /* NULL while it is drawn */
  gboolean saves;  /* the way last chosen: a file, not the printer */
  gboolean locked; /* and that file under words of its own */
  char *last;      /* to whom it went then */
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_clear_pointer (&state->sheet, gb_sheet_free);
  g_free (state->id);
  g_free (state->about);
  g_free (state->to_whom);
  g_free (state->why);
  g_free (state->last);
  g_free (state);
}

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-outgoing-page");
}

/* --- drawing ------------------------------------------------------------------ */

typedef struct
{
  GbOutgoingMake make;
  GbOutgoingMakeFor make_for;
  char *id, *title, *to_whom, *why;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_free (making->id);
  g_free (making->title);
  g_free (making->to_whom);
  g_free (making->why);
  g_free (making);
}

/* Worker. */
static gpointer
ask_sheet (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Making *making = data;

  /* Of a sealed case its readers are told who looked at which document. */
  if (!gb_seal_note_reading (book, making->id, making->title, error))
    return NULL;
  if (making->make_for != NULL)
    return making->make_for (book, making->id, making->to_whom, making->why, error);
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
  state->sheet = gb_sheet_copy (answer);
  if (!gb_sheet_view_show (state->view, state->sheet->pdf, &local))
    gb_sheet_view_say (state->view, local->message);
}

static void
draw (GtkWidget *page)
{
  State *state = state_of (page);
  Making *making = g_new0 (Making, 1);

  making->make = state->make;
  making->make_for = state->make_for;
  making->id = g_strdup (state->id);
  making->title = g_strdup (gb_page_get_title (GB_PAGE (page)));
  making->to_whom = g_strdup (state->to_whom);
  making->why = g_strdup (state->why);
  gb_sheet_view_say (state->view, _ ("Drawing…"));
  gb_view_ask (page, state->book, ask_sheet, making, making_free, (GDestroyNotify) gb_sheet_free, show_sheet);
}

/* --- leaving -------------------------------------------------------------------- */

static void
let_go (GtkWidget *page)
{
  State *state = state_of (page);

  if (state->saves && state->locked)
    gb_save_sheet_locked (page, gb_sheet_copy (state->sheet), state->last);
  else if (state->saves)
    gb_save_sheet (page, gb_sheet_copy (state->sheet), NULL);
  else
    gb_print_sheet (page, gb_sheet_copy (state->sheet), NULL);
}

static void
on_written (GtkWidget *page, GbDone *done, GError *error)
{
  if (error != NULL)
    gb_view_show_error (page, error);
  else
    let_go (page);
}

static void
on_done (GbForm *form, GbDone *done, GtkWidget *page)
{
  let_go (page);
}

/* What no field holds. */
static void
complete (GbForm *form, JsonObject *body, GtkWidget *page)
{
  State *state = state_of (page);
  const GbSheet *sheet = state->sheet;
  const char *about_id = gb_id_is_valid (state->id) ? state->id : NULL; /* a whole register is known by its name */

  gb_outgoing_fill (body, sheet->document, about_id, state->about, sheet->pdf, sheet->pages,
                    state->saves ? "saved" : "printed");
  if (state->sheet->code != NULL)
    json_object_set_string_member (body, "code", state->sheet->code);
  state->locked = gb_json_flag (body, "locked");
  g_free (state->last);
  state->last = g_strdup (gb_json_text (body, "to_whom"));
}

static void
ask_where_to (GtkWidget *page)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);

  gb_form_say (form,
               _ ("What leaves the program is written down, with a mark by which this very paper is known again."));
  if (state->to_whom == NULL)
    {
      gb_form_line (form, "to_whom", _ ("To whom it goes"));
      gb_form_line (form, "why", _ ("Why"));
      GB_FORM_REQUIRE (form, "to_whom", "why");
    }
  else
    {
      gb_form_keep_text (form, "to_whom", state->to_whom);
      gb_form_keep_text (form, "why", state->why);
    }
  if (state->saves)
    gb_save_sheet_ask_lock (form, TRUE);
  gb_form_set_act (form, "page.made", NULL);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete), page, 0);
  g_signal_connect_object (form, "done", G_CALLBACK (on_done), page, 0);
  gb_form_open (form, page, state->saves ? _ ("Save as a file") : _ ("Print"),
                state->saves ? _ ("Save…") : _ ("Print…"));
}

/* It is written down first: no copy leaves that the journal doesn't know of. */
static void
leave (GtkWidget *page, gboolean saves)
{
  State *state = state_of (page);
  g_autoptr (JsonObject) body = NULL;

  if (state->sheet == NULL)
    return;
  state->saves = saves;
  if (state->to_whom == NULL || saves)
    {
      ask_where_to (page);
      return;
    }
  body = json_object_new ();
  json_object_set_string_member (body, "to_whom", state->to_whom);
  json_object_set_string_member (body, "why", state->why);
  complete (NULL, body, page);
  gb_view_act (page, state->book, "page.made", NULL, NULL, body, on_written);
}

static void
on_print (GtkWidget *page)
{
  leave (page, FALSE);
}

static void
on_save (GtkWidget *page)
{
  leave (page, TRUE);
}

static GtkWidget *
page_new (const char *title, State *state)
{
  GbPage *page = gb_page_new (title);
  GtkWidget *save;

  state->view = gb_sheet_view_new ();
  g_object_set_data_full (G_OBJECT (page), "gb-outgoing-page", state, state_free);
  gb_page_set_body (page, GTK_WIDGET (state->view));
  if (strstr (title, state->about) == NULL)
    gb_page_set_title (page, title, state->about);
  gb_page_set_accent (page, "document-print-symbolic", _ ("Print…"));
  save = gb_page_add_button (page, "document-save-symbolic", _ ("Save as a file…"), FALSE);
  g_signal_connect_object (save, "clicked", G_CALLBACK (on_save), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_print), page, 0);
  g_signal_connect_object (page, "print", G_CALLBACK (on_print), page, 0);
  draw (GTK_WIDGET (page));
  return GTK_WIDGET (page);
}

static State *
state_new (GbBook *book, const char *id, const char *about)
{
  State *state = g_new0 (State, 1);

  state->book = g_object_ref (book);
  state->id = g_strdup (id);
  state->about = g_strdup (about);
  return state;
}

GtkWidget *
gb_outgoing_page_new (GbBook *book, const char *title, const char *id, const char *about, GbOutgoingMake make)
{
  State *state = state_new (book, id, about);

  state->make = make;
  return page_new (title, state);
}

GtkWidget *
gb_outgoing_page_new_for (GbBook *book, const char *title, const char *id, const char *about, const char *to_whom,
                          const char *why, GbOutgoingMakeFor make)
{
  State *state = state_new (book, id, about);

  state->make_for = make;
  state->to_whom = g_strdup (to_whom);
  state->why = g_strdup (why);
  return page_new (title, state);
}

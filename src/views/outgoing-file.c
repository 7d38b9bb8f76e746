/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/outgoing.h"
#include "print/sheet.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/outgoing-file.h"
#include "views/save-sheet.h"

/* Held by the question, then by the dialog until the file is saved. */
typedef struct
{
  GbBook *book;
  char *heading, *say, *document, *about_id, *about, *piece_id, *file;
  gboolean is_open, locked;
  char *to_whom;
  GbOutgoingBytes make;
  gpointer data;
  GDestroyNotify data_free;
  GBytes *bytes;
} State;

static void
state_clear (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_clear_pointer (&state->bytes, g_bytes_unref);
  if (state->data_free != NULL)
    state->data_free (state->data);
  g_free (state->heading);
  g_free (state->say);
  g_free (state->document);
  g_free (state->about_id);
  g_free (state->about);
  g_free (state->piece_id);
  g_free (state->file);
  g_free (state->to_whom);
}

static State *
state_ref (State *state)
{
  return g_atomic_rc_box_acquire (state);
}

static void
state_unref (gpointer state)
{
  g_atomic_rc_box_release_full (state, state_clear);
}

static State *
state_of (gpointer form)
{
  return g_object_get_data (G_OBJECT (form), "gb-outgoing-file");
}

static void
complete (GbForm *form, JsonObject *body)
{
  State *state = state_of (form);

  gb_outgoing_fill (body, state->document, state->about_id, state->about, state->bytes, 0, "saved");
  gb_json_set_text (body, "piece_id", state->piece_id);
  state->locked = gb_json_flag (body, "locked");
  g_free (state->to_whom);
  state->to_whom = g_strdup (gb_json_text (body, "to_whom"));
}

static void
on_noted (GbForm *form, GbDone *done, GtkWidget *over)
{
  State *state = state_of (form);
  GbSheet *sheet = g_new0 (GbSheet, 1);

  sheet->pdf = g_bytes_ref (state->bytes);
  sheet->title = g_strdup (state->heading);
  sheet->file = g_strdup (state->file);
  if (state->locked)
    gb_save_sheet_locked (over, sheet, state->to_whom);
  else
    gb_save_sheet (over, sheet, NULL);
}

static void
ask_where_to (GtkWidget *over, State *state)
{
  GbForm *form = gb_form_new (state->book);

  g_object_set_data_full (G_OBJECT (form), "gb-outgoing-file", state_ref (state), state_unref);
  gb_form_say (form, state->say);
  gb_form_line (form, "to_whom", _ ("To whom it goes"));
  gb_form_line (form, "why", _ ("Why"));
  GB_FORM_REQUIRE (form, "to_whom", "why");
  if (!state->is_open)
    gb_save_sheet_ask_lock (form, FALSE);
  gb_form_set_act (form, "page.made", NULL);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete), form, 0);
  g_signal_connect_object (form, "done", G_CALLBACK (on_noted), over, 0);
  gb_form_open (form, over, state->heading, _ ("Save…"));
}

/* Worker. */
static gpointer
ask_bytes (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  State *state = data;

  state->bytes = state->make (book, state->data, error);
  return state->bytes != NULL ? state_ref (state) : NULL;
}

static void
show_bytes (GtkWidget *over, gpointer answer, GError *error)
{
  if (answer == NULL)
    gb_view_show_error (over, error);
  else
    ask_where_to (over, answer);
}

void
gb_outgoing_file_open (GtkWidget *over, GbBook *book, const GbOutgoingFile *file, GbOutgoingBytes make, gpointer data,
                       GDestroyNotify data_free)
{
  State *state = g_atomic_rc_box_new0 (State);

  state->book = g_object_ref (book);
  state->heading = g_strdup (file->heading);
  state->say = g_strdup (file->say);
  state->document = g_strdup (file->document);
  state->about_id = g_strdup (file->about_id);
  state->about = g_strdup (file->about);
  state->piece_id = g_strdup (file->piece_id);
  state->file = g_strdup (file->file);
  state->is_open = file->is_open;
  state->make = make;
  state->data = data;
  state->data_free = data_free;
  gb_view_ask (over, book, ask_bytes, state, state_unref, state_unref, show_bytes);
}

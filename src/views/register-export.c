/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "casework/outgoing.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/register-export.h"
#include "views/save-sheet.h"

/* The bytes are held by the dialog from the question until they are saved. */
typedef struct
{
  GbBook *book;
  const GbRegister *plan;
  GBytes *csv;
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_clear_pointer (&state->csv, g_bytes_unref);
  g_free (state);
}

static State *
state_of (gpointer form)
{
  return g_object_get_data (G_OBJECT (form), "gb-export");
}

static void
complete (GbForm *form, JsonObject *body)
{
  State *state = state_of (form);
  g_autofree char *hash =
      gb_hash_text ("guardbook.page.1", g_bytes_get_data (state->csv, NULL), g_bytes_get_size (state->csv));

  json_object_set_string_member (body, "document", "register-table");
  json_object_set_string_member (body, "about", state->plan->title);
  json_object_set_string_member (body, "hash", hash);
  json_object_set_int_member (body, "pages", 0);
  json_object_set_string_member (body, "way", "saved");
}

static void
on_noted (GbForm *form, GbDone *done, GtkWidget *over)
{
  State *state = state_of (form);
  GbSheet *sheet = g_new0 (GbSheet, 1);

  sheet->pdf = g_bytes_ref (state->csv);
  sheet->title = g_strdup (state->plan->title);
  sheet->file = g_strdup_printf ("%s.csv", state->plan->id);
  gb_save_sheet (over, sheet, NULL);
}

static void
ask_where_to (GtkWidget *over, State *state)
{
  GbForm *form = gb_form_new (state->book);

  g_object_set_data_full (G_OBJECT (form), "gb-export", state, state_free);
  gb_form_say (form, _ ("A table leaves the vault unencrypted. Whoever gets it, and why, is written down."));
  gb_form_line (form, "to_whom", _ ("To whom it goes"));
  gb_form_line (form, "why", _ ("Why"));
  gb_form_require (form, "to_whom");
  gb_form_require (form, "why");
  gb_form_set_act (form, "page.made", NULL);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete), form, 0);
  g_signal_connect_object (form, "done", G_CALLBACK (on_noted), over, 0);
  gb_form_open (form, over, _ ("Save as a table"), _ ("Save…"));
}

/* Worker. */
static gpointer
ask_csv (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  State *state = g_new0 (State, 1);

  state->book = g_object_ref (book);
  state->plan = data;
  state->csv = gb_register_csv (book, data, error);
  if (state->csv != NULL)
    return state;
  state_free (state);
  return NULL;
}

static void
show_csv (GtkWidget *over, gpointer answer, GError *error)
{
  State *found = answer;
  State *state;

  if (found == NULL)
    {
      gb_view_show_error (over, error);
      return;
    }
  state = g_new0 (State, 1);
  state->book = g_object_ref (found->book);
  state->plan = found->plan;
  state->csv = g_bytes_ref (found->csv);
  ask_where_to (over, state);
}

void
gb_register_export_open (GtkWidget *over, GbBook *book, const GbRegister *plan)
{
  gb_view_ask (over, book, ask_csv, (gpointer) plan, NULL, state_free, show_csv);
}

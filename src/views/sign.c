/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "casework/factor.h"
#include "views/ask.h"
#include "views/callout.h"
#include "views/form.h"
#include "views/paper.h"
#include "views/prove.h"
#include "views/sign.h"
#include "views/tall.h"
#include "views/text.h"
#include "views/veil.h"
#include "views/window.h"

GtkWidget *
gb_signing_paper_new (const char *title, const char *school, GPtrArray *rows)
{
  GbPaper *paper = gb_paper_new (title, school);

  for (guint i = 0; i < rows->len; i++)
    {
      const GbSigningRow *row = rows->pdata[i];
      if (i > 0 && i + 1 == rows->len && row->wide)
        gb_paper_add_rule (paper);
      gb_paper_add (paper, row->label, row->value, row->wide);
    }
  return GTK_WIDGET (paper);
}

/* The dialog's own state, kept on its window. */
typedef struct
{
  GbBook *book;
  GtkWidget *over, *callout, *code, *sign;
  GtkWidget *passphrase; /* NULL: this signature needs none, or has been proven */
  JsonObject *body;
  char *kind, *case_id, *request, *refuse;
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_clear_weak_pointer (&state->over);
  json_object_unref (state->body);
  g_free (state->kind);
  g_free (state->case_id);
  g_free (state->request);
  g_free (state->refuse);
  g_free (state);
}

static State *
state_of (gpointer window)
{
  return g_object_get_data (G_OBJECT (window), "gb-sign");
}

static void
on_signed (GtkWidget *window, GbDone *done, GError *error)
{
  State *state = state_of (window);

  gtk_widget_set_sensitive (state->sign, TRUE);
  gb_callout_set_error (state->callout, error);
  if (error != NULL)
    {
      gtk_widget_grab_focus (state->passphrase != NULL ? state->passphrase : state->sign);
      return;
    }
  if (state->over != NULL)
    gb_window_toast (state->over, _ ("Signed."));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
on_proven (GtkWidget *window, gpointer data, GError *error)
{
  State *state = state_of (window);

  if (error != NULL)
    on_signed (window, NULL, error);
  else
    gb_view_act (window, state->book, state->kind, state->case_id, state->request, state->body, on_signed);
}

/* Pressed twice, it is one request all the same: the button is dead until the answer. */
static void
on_sign (GtkWidget *window)
{
  State *state = state_of (window);

  if (!gtk_widget_get_sensitive (state->sign))
    return;
  if (gb_veil_is_down ())
    {
      gb_callout_set (state->callout, GB_CALLOUT_STOP,
                      _ ("Names are hidden, so this is not what you would be signing. Show them with Ctrl+Shift+H, "
                         "read the sheet, then sign."));
      return;
    }
  gtk_widget_set_sensitive (state->sign, FALSE);
  if (state->passphrase == NULL || !gb_book_needs_proof (state->book, state->kind))
    {
      on_proven (window, NULL, NULL);
      return;
    }
  gb_view_prove_with (window, state->book, state->kind, gtk_editable_get_text (GTK_EDITABLE (state->passphrase)),
                      on_proven, NULL, NULL);
  gtk_editable_set_text (GTK_EDITABLE (state->passphrase), "");
}

static void
on_refuse (GtkWidget *window)
{
  State *state = state_of (window);

  if (state->over != NULL)
    {
      GbForm *form = gb_reason_open (state->over, state->book, _ ("Refuse"), _ ("Why it is refused"), _ ("Refuse"),
                                     state->refuse, state->case_id, "reason");
      gb_form_keep_text (form, "item_id", gb_json_text (state->body, "item_id"));
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
code_new (GbSigning *sheet)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  g_autofree char *words = gb_signing_words (sheet->hash);
  GtkWidget *code = gtk_label_new (words);
  GtkWidget *label = gb_text_new (GB_TEXT_QUIET, _ ("Code"));
  g_autofree char *name = g_strdup_printf (_ ("The code of this sheet: %s"), words);

  gtk_widget_set_hexpand (label, FALSE);
  gb_text_keep_words (label);
  gtk_box_append (GTK_BOX (line), label);
  gtk_label_set_xalign (GTK_LABEL (code), 0);
  gtk_widget_add_css_class (code, "monospace");
  gtk_label_set_selectable (GTK_LABEL (code), TRUE);
  gtk_label_set_wrap (GTK_LABEL (code), TRUE);
  gb_name (code, name);
  gtk_box_append (GTK_BOX (line), code);
  return line;
}

static GtkWidget *
buttons_new (GtkWidget *window, State *state)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));

  gtk_box_set_homogeneous (GTK_BOX (bar), TRUE);
  gtk_box_append (GTK_BOX (bar), cancel);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_destroy), window, G_CONNECT_SWAPPED);
  if (state->refuse != NULL)
    {
      GtkWidget *refuse = gtk_button_new_with_label (_ ("Refuse…"));
      gtk_box_append (GTK_BOX (bar), refuse);
      g_signal_connect_object (refuse, "clicked", G_CALLBACK (on_refuse), window, G_CONNECT_SWAPPED);
    }
  state->sign = gtk_button_new_with_label (_ ("Sign"));
  gtk_widget_add_css_class (state->sign, "suggested-action");
  gtk_box_append (GTK_BOX (bar), state->sign);
  g_signal_connect_object (state->sign, "clicked", G_CALLBACK (on_sign), window, G_CONNECT_SWAPPED);
  return bar;
}

static GtkWidget *
content_new (GtkWidget *window, State *state, const char *question, GbSigning *sheet)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *title = gb_text_new (GB_TEXT_TITLE, question);
  GtkWidget *handle = gtk_window_handle_new ();
  GtkWidget *buttons;

  gtk_widget_set_halign (title, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (box, 24);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (
      GTK_BOX (box),
      gb_text_new (GB_TEXT_QUIET, _ ("You are signing exactly this. If a word of it changes afterwards, the "
                                     "signature is void and every screen and page will say so.")));
  state->callout = gb_callout_new (GB_CALLOUT_STOP, NULL);
  gtk_box_append (GTK_BOX (box), state->callout);
  gtk_box_append (GTK_BOX (box), gb_tall_new (gb_signing_paper_new (sheet->title, sheet->school, sheet->rows), 480));
  state->code = code_new (sheet);
  gtk_box_append (GTK_BOX (box), state->code);
  buttons = buttons_new (window, state);
  if (gb_book_needs_proof (state->book, state->kind))
    {
      GtkWidget *group = adw_preferences_group_new ();
      state->passphrase = gb_passphrase_row_new (_ ("Your passphrase"), state->sign);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), state->passphrase);
      gtk_box_append (GTK_BOX (box), group);
    }
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_window_handle_set_child (GTK_WINDOW_HANDLE (handle), box);
  return handle;
}

/* Escape leaves; nothing is signed by a key that was meant for something else. */
static void
add_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape"), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

static void
copy_member (JsonObject *from, const char *name, JsonNode *node, gpointer to)
{
  json_object_set_member (to, name, json_node_copy (node));
}

GtkWindow *
gb_sign_open (GtkWidget *over, GbBook *book, const char *question, GbSigning *sheet, const char *kind,
              const char *case_id, JsonObject *body, const char *refuse)
{
  GtkRoot *root = gtk_widget_get_root (over);
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "title", question, "modal", TRUE, "default-width", 580, NULL);
  State *state = g_new0 (State, 1);

  state->book = g_object_ref (book);
  g_set_weak_pointer (&state->over, over);
  state->kind = g_strdup (kind);
  state->case_id = g_strdup (case_id);
  state->refuse = g_strdup (refuse);
  state->request = gb_id_new ();
  state->body = json_object_new ();
  if (body != NULL)
    json_object_foreach_member (body, copy_member, state->body);
  json_object_set_string_member (state->body, "sheet_hash", sheet->hash);
  g_object_set_data_full (G_OBJECT (window), "gb-sign", state, state_free);
  adw_window_set_content (ADW_WINDOW (window), content_new (window, state, question, sheet));
  add_escape (window);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (state->passphrase != NULL ? state->passphrase : state->sign);
  return GTK_WINDOW (window);
}

GtkWidget *
gb_sign_offer (GtkWindow *sign, const char *label)
{
  State *state = state_of (sign);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_box_append (GTK_BOX (state->code), button);
  g_signal_connect_object (button, "clicked", G_CALLBACK (gtk_window_destroy), sign,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return button;
}

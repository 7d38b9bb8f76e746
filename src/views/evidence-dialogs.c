/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/ask.h"
#include "views/evidence-dialogs.h"
#include "views/form.h"
#include "views/text.h"
#include "views/window.h"

typedef struct
{
  GbBook *book;
  char *case_id;
  GFile *file;
} Coming;

static void
coming_free (gpointer data)
{
  Coming *coming = data;

  g_clear_object (&coming->book);
  g_clear_object (&coming->file);
  g_free (coming->case_id);
  g_free (coming);
}

static Coming *
coming_new (GbBook *book, const char *case_id, GFile *file)
{
  Coming *coming = g_new0 (Coming, 1);

  coming->book = g_object_ref (book);
  coming->case_id = g_strdup (case_id);
  coming->file = file != NULL ? g_object_ref (file) : NULL;
  return coming;
}

/* --- the form ------------------------------------------------------------------------------ */

/* Worker. */
static GbDone *
do_attach (GbBook *book, const char *case_id, const char *request, JsonObject *body, GError **error)
{
  g_autoptr (GbPiece) piece = gb_piece_find (gb_json_text (body, "evidence_id"));

  if (piece != NULL)
    return gb_evidence_attach_all (book, piece, case_id, request, body, error);
  /* Its gate says that the file isn't at hand any more. */
  return gb_book_act (book, "evidence.added", case_id, request, body, error);
}

static void
complete (GbForm *form, JsonObject *body)
{
  GbPiece *piece = g_object_get_data (G_OBJECT (form), "gb-piece");

  json_object_set_string_member (body, "evidence_id", piece->id);
  if (json_object_has_member (body, "apart"))
    {
      piece->whole = !gb_json_flag (body, "apart");
      json_object_remove_member (body, "apart");
    }
}

static void
on_attached (GbForm *form, GbDone *done, GtkWidget *page)
{
  GbPiece *piece = g_object_get_data (G_OBJECT (form), "gb-piece");
  g_autofree char *said = piece->left != NULL ? g_strjoinv ("\n\n", piece->left) : NULL;
  GtkWidget *dialog;

  if (!gb_text_is_filled (said))
    {
      gb_window_toast (page, _ ("Attached."));
      return;
    }
  dialog = gb_view_dialog (page, _ ("Attached, but for these"), said);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gb_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* "PDF, 3 pages, 1.2 MB. SHA-256 begins 3f9a 21c4 07be 5512." */
static char *
say_piece (const GbPiece *piece)
{
  g_autofree char *sort = gb_evidence_say_sort (piece->sort, gb_piece_get_pages (piece));
  g_autofree char *size = g_format_size (g_bytes_get_size (piece->bytes));
  g_autofree char *hash = gb_evidence_say_hash (piece->sha256);

  return g_strdup_printf (_ ("“%s”: %s, %s. Its SHA-256 begins with %s."), piece->file, sort, size, hash);
}

/* What it calls itself, else its file's name without the ending. */
static char *
name_of (const GbPiece *piece)
{
  g_autofree char *name = g_strdup (piece->title != NULL ? piece->title : piece->file);
  char *dot = piece->title == NULL ? strrchr (name, '.') : NULL;

  if (dot != NULL && dot > name && strlen (dot) <= 6)
    *dot = '\0';
  return g_steal_pointer (&name);
}

static void
open_form (GtkWidget *page, Coming *coming, GbPiece *piece)
{
  GbForm *form = gb_form_new (coming->book);
  g_autofree char *said = say_piece (piece), *name = name_of (piece), *today = gb_today ();
  g_autoptr (JsonObject) known = json_object_new ();
  guint parts = piece->parts->len;

  g_object_set_data_full (G_OBJECT (form), "gb-piece", gb_piece_ref (piece), (GDestroyNotify) gb_piece_unref);
  gb_form_say (form, said);
  gb_form_line (form, "name", _ ("What it is"));
  gb_form_line (form, "from_whom", _ ("From whom"));
  gb_form_when (form, "got_on", _ ("When it reached the school"), FALSE);
  gb_form_text (form, "note", _ ("What it shows, if that needs saying"));
  if (parts > 0)
    {
      g_autofree char *label =
          g_strdup_printf (ngettext ("Attach its %u attachment too", "Attach its %u attachments too", parts), parts);
      gb_form_switch (form, "apart", label, _ ("Each as a piece of its own. They stay inside the e-mail as well."));
      json_object_set_boolean_member (known, "apart", TRUE);
    }
  json_object_set_string_member (known, "name", name);
  gb_json_set_text (known, "from_whom", piece->from);
  json_object_set_string_member (known, "got_on", today);
  gb_form_write (form, known);
  GB_FORM_REQUIRE (form, "name", "from_whom");
  gb_form_set_do (form, do_attach, coming->case_id);
  gb_form_keep_draft (form, "evidence.added", coming->case_id);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete), form, 0);
  g_signal_connect_object (form, "done", G_CALLBACK (on_attached), page, 0);
  gb_form_open (form, page, _ ("Attach evidence"), _ ("Attach"));
}

/* --- asked first ------------------------------------------------------------------------------- */

/* What the case says to this very piece, before anybody types. */
typedef struct
{
  Coming *coming;
  GbPiece *piece;
} Hearing;

static void
hearing_free (gpointer data)
{
  Hearing *hearing = data;

  coming_free (hearing->coming);
  gb_piece_unref (hearing->piece);
  g_free (hearing);
}

/* Worker. */
static gpointer
ask_gate (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Hearing *hearing = data;
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "evidence_id", hearing->piece->id);
  return gb_book_may (book, "evidence.added", hearing->coming->case_id, body, error) ? book : NULL;
}

static void
show_gate (GtkWidget *page, gpointer answer, GError *error)
{
  Hearing *hearing = g_object_get_data (G_OBJECT (page), "gb-evidence-hearing");

  if (answer != NULL)
    open_form (page, hearing->coming, hearing->piece);
  else
    gb_view_show_error (page, error);
  g_object_set_data (G_OBJECT (page), "gb-evidence-hearing", NULL);
}

/* --- read and taken apart ------------------------------------------------------------------------- */

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Coming *coming = data;
  GError *error = NULL;
  GbPiece *piece = gb_piece_new_of_file (coming->file, &error);

  if (piece != NULL)
    g_task_return_pointer (task, piece, (GDestroyNotify) gb_piece_unref);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GtkWidget *page = GTK_WIDGET (source);
  Coming *coming = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPiece) piece = g_task_propagate_pointer (G_TASK (result), &error);
  Hearing *hearing;

  /* The page may have gone meanwhile, and the desk with it. */
  if (gtk_widget_get_root (page) == NULL)
    return;
  if (piece == NULL)
    {
      gb_view_show_error (page, error);
      return;
    }
  hearing = g_new0 (Hearing, 1);
  hearing->coming = coming_new (coming->book, coming->case_id, coming->file);
  hearing->piece = g_steal_pointer (&piece);
  g_object_set_data_full (G_OBJECT (page), "gb-evidence-hearing", hearing, hearing_free);
  gb_view_ask (page, coming->book, ask_gate, hearing, NULL, NULL, show_gate);
}

void
gb_evidence_ask_file (GtkWidget *page, GbBook *book, const char *case_id, GFile *file)
{
  g_autoptr (GTask) task = g_task_new (page, NULL, on_read, NULL);

  g_task_set_task_data (task, coming_new (book, case_id, file), coming_free);
  g_task_run_in_thread (task, read_thread);
}

/* --- chosen or dropped ------------------------------------------------------------------------------ */

static void
on_chosen (GtkNativeDialog *dialog, int response, GtkWidget *page)
{
  Coming *coming = g_object_get_data (G_OBJECT (dialog), "gb-coming");

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      gb_evidence_ask_file (page, coming->book, coming->case_id, file);
    }
  g_object_set_data (G_OBJECT (page), "gb-evidence-chooser", NULL);
}

/* Worker. */
static gpointer
ask_case (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_book_may (book, "evidence.added", data, NULL, error) ? book : NULL;
}

static void
show_chooser (GtkWidget *page, gpointer answer, GError *error)
{
  GtkNativeDialog *dialog = g_object_get_data (G_OBJECT (page), "gb-evidence-chooser");

  if (answer != NULL && dialog != NULL)
    gtk_native_dialog_show (dialog);
  else if (error != NULL)
    gb_view_show_error (page, error);
}

void
gb_evidence_ask_add (GtkWidget *page, GbBook *book, const char *case_id)
{
  GtkRoot *root = gtk_widget_get_root (page);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Choose a letter, an e-mail or a PDF"),
                                                              GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open"), _ ("Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data_full (G_OBJECT (dialog), "gb-coming", coming_new (book, case_id, NULL), coming_free);
  g_object_set_data_full (G_OBJECT (page), "gb-evidence-chooser", dialog, g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_chosen), page, 0);
  gb_view_ask (page, book, ask_case, g_strdup (case_id), g_free, NULL, show_chooser);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, GtkWidget *page)
{
  Coming *coming = g_object_get_data (G_OBJECT (target), "gb-coming");

  gb_evidence_ask_file (page, coming->book, coming->case_id, g_value_get_object (value));
  return TRUE;
}

void
gb_evidence_take_drops (GtkWidget *page, GbBook *book, const char *case_id)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_object_set_data_full (G_OBJECT (target), "gb-coming", coming_new (book, case_id, NULL), coming_free);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), page, 0);
  gtk_widget_add_controller (page, GTK_EVENT_CONTROLLER (target));
}

/* --- a piece that is there ------------------------------------------------------------------------------ */

void
gb_evidence_ask_note (GtkWidget *page, GbBook *book, GbEvidence *piece, guint shown_page)
{
  GbForm *form = gb_form_new_for (book, "evidence.annotated", piece->case_id);

  gb_form_text (form, "text", _ ("What is to be noted about it"));
  if (piece->pages > 1)
    {
      GtkWidget *number = gb_form_number (form, "page", _ ("Page (0: the whole)"), 0, (int) piece->pages);
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (number), shown_page);
    }
  gb_form_keep_text (form, "evidence_id", piece->id);
  gb_form_require (form, "text");
  gb_form_open (form, page, _ ("Note on this evidence"), _ ("Add"));
}

void
gb_evidence_ask_aside (GtkWidget *page, GbBook *book, GbEvidence *piece)
{
  GbForm *form = gb_form_new_for (book, "evidence.set-aside", piece->case_id);

  gb_form_text (form, "reason", _ ("Why it doesn’t belong to the case. It stays in the record"));
  gb_form_keep_text (form, "evidence_id", piece->id);
  gb_form_require (form, "reason");
  gb_form_open (form, page, _ ("Set aside"), _ ("Set aside"));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/member.h"
#include "casework/seal.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/readers.h"
#include "views/row.h"
#include "views/seal-box.h"
#include "views/section.h"
#include "views/tall.h"
#include "views/text.h"

/* --- everybody with a key ------------------------------------------------------ */

/* Worker: of GbMember, those who hold a key today. */
static gpointer
ask_members (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) members = gb_members (gb_book_get_vault (book), today, error);

  if (members == NULL)
    return NULL;
  for (guint i = members->len; i > 0; i--)
    if (g_strcmp0 (((GbMember *) members->pdata[i - 1])->state, "active") != 0)
      g_ptr_array_remove_index (members, i - 1);
  return g_steal_pointer (&members);
}

static char *
say_roles (const char *words)
{
  g_auto (GStrv) roles = g_strsplit (words != NULL ? words : "", " ", -1);

  for (guint i = 0; roles[i] != NULL; i++)
    {
      g_autofree char *role = roles[i];
      roles[i] = g_strdup (gb_role_label (role));
    }
  return gb_text_join_and ((const char *const *) roles);
}

static void
show_members (GtkWidget *self, gpointer answer, GError *error)
{
  GPtrArray *members = answer;
  GbSection *section = GB_SECTION (self);

  gb_section_clear (section);
  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      g_autofree char *roles = say_roles (member->roles);
      GbRow *row = gb_row_new (member->name, roles);
      gb_row_set_avatar (row, member->name);
      gb_section_add (section, GTK_WIDGET (row));
    }
}

GtkWidget *
gb_readers_new (GbBook *book)
{
  GbSection *section = gb_section_new (_ ("Who will see this"));

  gb_section_set_note (section,
                       _ ("Members who hold a key to this vault. Nobody else can, your technicians included."));
  gb_view_ask (GTK_WIDGET (section), book, ask_members, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, show_members);
  return GTK_WIDGET (section);
}

/* --- of one case ------------------------------------------------------------------ */

typedef struct { GPtrArray *readers; /* of GbSealReader; NULL: not sealed */ GPtrArray *members; GbSeal *seal; } Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->readers, g_ptr_array_unref);
  g_clear_pointer (&answer->members, g_ptr_array_unref);
  g_clear_object (&answer->seal);
  g_free (answer);
}

/* Worker. */
static gpointer
ask_case (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Answer *answer = g_new0 (Answer, 1);
  g_autoptr (GError) local = NULL;

  if (data != NULL)
    {
      answer->readers = gb_seal_readers_of (book, data, &local);
      answer->seal = local == NULL ? gb_seal_get (gb_book_get_vault (book), data, &local) : NULL;
    }
  answer->members = local == NULL ? ask_members (book, NULL, cancellable, &local) : NULL;
  if (local == NULL)
    return answer;
  answer_free (answer);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

typedef struct { GbBook *book; char *case_id; GtkWidget *over; GbSection *can, *cannot; } Dialog;

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  g_object_unref (dialog->book);
  g_free (dialog->case_id);
  g_clear_weak_pointer (&dialog->over);
  g_free (dialog);
}

static Dialog *
dialog_of (gpointer window)
{
  return g_object_get_data (G_OBJECT (window), "gb-readers");
}

static void
on_remove (GtkWidget *button, GtkWidget *window)
{
  Dialog *dialog = dialog_of (window);
  const char *name = g_object_get_data (G_OBJECT (button), "gb-name");
  g_autofree char *title = g_strdup_printf (_ ("Take the key from %s"), name);
  GbForm *form = gb_form_new (dialog->book);

  gb_form_group (form, NULL, _ ("What they have read they have read. Nothing that is written from now on will open for "
                                "them, and they are not told why."));
  gb_form_text (form, "reason", _ ("Why they no longer need to know"));
  gb_form_require (form, "reason");
  gb_form_keep_text (form, "member_id", g_object_get_data (G_OBJECT (button), "gb-member"));
  gb_form_set_act (form, "seal.reader-removed", dialog->case_id);
  if (dialog->over != NULL)
    gb_form_open (form, dialog->over, title, _ ("Take the key"));
  gtk_window_close (GTK_WINDOW (window));
}

static GbRow *
reader_row (GtkWidget *window, GbSealReader *reader)
{
  Dialog *dialog = dialog_of (window);
  GbRow *row = gb_row_new (reader->name, reader->sentence);
  g_autofree char *roles = say_roles (reader->roles);

  gb_row_set_avatar (row, reader->name);
  gb_row_set_clause (row, roles);
  if (reader->reads && g_strcmp0 (reader->member_id, gb_book_get_member_id (dialog->book)) != 0)
    {
      GtkWidget *button = gb_icon_button_new ("list-remove-symbolic", _ ("Take the key away"));
      gtk_widget_add_css_class (button, "flat");
      g_object_set_data_full (G_OBJECT (button), "gb-member", g_strdup (reader->member_id), g_free);
      g_object_set_data_full (G_OBJECT (button), "gb-name", g_strdup (reader->name), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove), window, 0);
      gb_row_add_end (row, button);
    }
  return row;
}

static void
on_sealed_answer (AdwMessageDialog *window, const char *response, gpointer data)
{
  Dialog *dialog = dialog_of (window);

  if (dialog->over == NULL)
    return;
  if (g_str_equal (response, "add"))
    gb_seal_box_add_reader (dialog->over, dialog->book, dialog->case_id);
  else if (g_str_equal (response, "recuse"))
    gb_reason_open (dialog->over, dialog->book, _ ("Step back from this case"),
                    _ ("Why you should not know more of it. You lose your key, and this page closes to you."),
                    _ ("Step back"), "seal.recused", dialog->case_id, "reason");
  else if (g_str_equal (response, "seal"))
    gb_seal_box_open (dialog->over, dialog->book, dialog->case_id);
}

static void
show_sealed (GtkWidget *window, Answer *answer)
{
  Dialog *dialog = dialog_of (window);
  g_autofree char *said = NULL;
  const char *open = answer->seal != NULL && answer->seal->begun_open
                         ? _ (" What was written before that stays as it was: whoever does casework reads it.")
                         : "";

  if (answer->seal != NULL)
    {
      g_autofree char *when = gb_say_instant (answer->seal->sealed_at);
      said = g_strdup_printf (_ ("Sealed by %s, %s. Nobody else is told that it exists.%s"), answer->seal->sealed_by,
                              when, open);
    }
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (window), said);
  for (guint i = 0; i < answer->readers->len; i++)
    {
      GbSealReader *reader = answer->readers->pdata[i];
      gb_section_add (reader->reads ? dialog->can : dialog->cannot, GTK_WIDGET (reader_row (window, reader)));
    }
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (window), "recuse", _ ("Step back…"), "add",
                                    _ ("Add a reader…"), NULL);
}

static void
show_case (GtkWidget *window, gpointer data, GError *error)
{
  Answer *answer = data;
  Dialog *dialog = dialog_of (window);

  if (answer == NULL)
    return;
  if (answer->readers != NULL)
    show_sealed (window, answer);
  else
    {
      adw_message_dialog_set_body (
          ADW_MESSAGE_DIALOG (window),
          _ ("Members who hold a key to this vault. Nobody else can, your technicians included."));
      show_members (GTK_WIDGET (dialog->can), answer->members, NULL);
      if (dialog->case_id != NULL)
        adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (window), "seal", _ ("Seal this case…"));
    }
  gb_name_buttons (window);
}

void
gb_readers_open (GtkWidget *over, GbBook *book, const char *case_id)
{
  GtkWidget *window = gb_view_dialog (over, _ ("Who can see this"), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gb_tall_new (box, 420);
  Dialog *dialog = g_new0 (Dialog, 1);

  dialog->book = g_object_ref (book);
  dialog->case_id = g_strdup (case_id);
  g_set_weak_pointer (&dialog->over, over);
  dialog->can = gb_section_new ("");
  dialog->cannot = gb_section_new (_ ("Who can’t, and why"));
  gb_section_set_counts (dialog->can, FALSE);
  gb_section_set_counts (dialog->cannot, FALSE);
  g_object_set_data_full (G_OBJECT (window), "gb-readers", dialog, dialog_free);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->can));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->cannot));
  gtk_widget_set_size_request (scroller, 420, -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (window), scroller);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (window), "close", _ ("Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (window), "close");
  g_signal_connect_object (window, "response", G_CALLBACK (on_sealed_answer), window, 0);
  gb_view_ask (window, book, ask_case, g_strdup (case_id), g_free, answer_free, show_case);
  gtk_window_present (GTK_WINDOW (window));
}

/* --- the button ---------------------------------------------------------------------- */

typedef struct { GbBook *book; char *case_id; } Button;

static void
button_free (gpointer data)
{
  g_object_unref (((Button *) data)->book);
  g_free (((Button *) data)->case_id);
  g_free (data);
}

static Button *
button_of (gpointer button)
{
  return g_object_get_data (G_OBJECT (button), "gb-readers-button");
}

/* Worker: that the page was opened is noted, too. */
static gpointer
ask_for_button (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  if (data != NULL && !gb_seal_note_reading (book, data, "page", error))
    return NULL;
  return ask_case (book, data, cancellable, error);
}

static void
show_count (GtkWidget *button, gpointer data, GError *error)
{
  Answer *answer = data;
  guint n = 0;
  g_autofree char *label = NULL;

  if (answer == NULL)
    return;
  for (guint i = 0; answer->readers != NULL && i < answer->readers->len; i++)
    n += ((GbSealReader *) answer->readers->pdata[i])->reads ? 1 : 0;
  if (answer->readers != NULL)
    label = g_strdup_printf (ngettext ("Sealed: %u reads it", "Sealed: %u read it", n), n);
  else
    label = g_strdup_printf (ngettext ("%u can see this", "%u can see this", answer->members->len),
                             answer->members->len);
  gb_word_button_set (button, answer->readers != NULL ? "channel-secure-symbolic" : "system-lock-screen-symbolic",
                      label);
}

static void
refresh_button (GtkWidget *button)
{
  Button *self = button_of (button);

  gb_view_ask (button, self->book, ask_for_button, g_strdup (self->case_id), g_free, answer_free, show_count);
}

static void
on_clicked (GtkWidget *button, gpointer data)
{
  Button *self = button_of (button);

  gb_readers_open (button, self->book, self->case_id);
}

GtkWidget *
gb_readers_button_new (GbBook *book, const char *case_id)
{
  GtkWidget *button = gb_word_button_new ("system-lock-screen-symbolic", _ ("Who can see this"));
  Button *self = g_new0 (Button, 1);

  self->book = g_object_ref (book);
  self->case_id = g_strdup (case_id);
  g_object_set_data_full (G_OBJECT (button), "gb-readers-button", self, button_free);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), button, 0);
  gb_view_follow (button, book, refresh_button);
  return button;
}

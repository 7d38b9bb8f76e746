/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/member.h"
#include "views/ask.h"
#include "views/readers.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"

/* Worker: of GbMember, those who hold a key today. */
static gpointer
ask_readers (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
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
say_roles (GbMember *member)
{
  g_auto (GStrv) roles = g_strsplit (member->roles != NULL ? member->roles : "", " ", -1);

  for (guint i = 0; roles[i] != NULL; i++)
    {
      g_autofree char *role = roles[i];
      roles[i] = g_strdup (gb_role_label (role));
    }
  return gb_text_join_and ((const char *const *) roles);
}

static void
show_readers (GtkWidget *self, gpointer answer, GError *error)
{
  GPtrArray *members = answer;
  GbSection *section = GB_SECTION (self);

  gb_section_clear (section);
  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      g_autofree char *roles = say_roles (member);
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
  gb_view_ask (GTK_WIDGET (section), book, ask_readers, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, show_readers);
  return GTK_WIDGET (section);
}

void
gb_readers_open (GtkWidget *over, GbBook *book)
{
  GtkWidget *dialog = gb_view_dialog (over, _ ("Who can see this"), NULL);
  GtkWidget *section = gb_readers_new (book);

  gb_section_set_title (GB_SECTION (section), "");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), section);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_count (GtkWidget *button, gpointer answer, GError *error)
{
  GPtrArray *members = answer;
  g_autofree char *label = NULL;

  if (members == NULL)
    return;
  label = g_strdup_printf (ngettext ("%u can see this", "%u can see this", members->len), members->len);
  adw_button_content_set_label (ADW_BUTTON_CONTENT (gtk_button_get_child (GTK_BUTTON (button))), label);
}

static void
on_clicked (GtkWidget *button, GbBook *book)
{
  gb_readers_open (button, book);
}

GtkWidget *
gb_readers_button_new (GbBook *book)
{
  GtkWidget *button = gb_word_button_new ("system-lock-screen-symbolic", _ ("Who can see this"));

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), book, 0);
  gb_view_ask (button, book, ask_readers, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, show_count);
  return button;
}

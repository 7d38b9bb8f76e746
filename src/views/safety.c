/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/time.h"
#include "views/ask.h"
#include "views/safety.h"
#include "views/text.h"
#include "views/window.h"
#include "views/word-cards.h"

/* --- the words ----------------------------------------------------------------- */

GtkWidget *
gb_safety_words_new (const char *words)
{
  g_autofree char *spoken = g_strdup_printf (_ ("Safety words: %s"), words);
  return gb_word_cards_new (words, spoken);
}

/* --- comparing ------------------------------------------------------------------ */

static JsonObject *
confirmation (GbMember *member, const char *words)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "member_id", member->id);
  json_object_set_string_member (body, "name", member->name);
  json_object_set_string_member (body, "sign_key", member->sign_key);
  json_object_set_string_member (body, "box_key", member->box_key);
  json_object_set_string_member (body, "words", words);
  return body;
}

static void
on_confirmed (GtkWidget *from, GbDone *done, GError *error)
{
  if (error != NULL)
    gb_view_show_error (from, error);
  else
    gb_window_toast (from, _ ("The key is confirmed"));
}

static void
say_what_differs (GtkWidget *from, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (from);
  g_autofree char *sentence = g_strdup_printf (
      _ ("Then this is not the key that %s made: somebody may have come in under their name. Don’t confirm it. Remove "
         "%s as a member, which gives the vault a new key, and invite them anew; then read the journal’s newest "
         "entries."),
      name, name);
  GtkWidget *dialog
      = adw_message_dialog_new (root != NULL ? GTK_WINDOW (root) : NULL, _ ("The words differ"), sentence);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Understood"));
  gb_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_compared (AdwMessageDialog *dialog, const char *response, GtkWidget *from)
{
  GbMember *member = g_object_get_data (G_OBJECT (dialog), "member");
  GbBook *book = g_object_get_data (G_OBJECT (dialog), "book");
  g_autofree char *words = gb_member_safety_words (gb_book_get_vault (book), member);
  g_autoptr (JsonObject) body = NULL;

  if (g_str_equal (response, "differ"))
    say_what_differs (from, member->name);
  if (!g_str_equal (response, "same"))
    return;
  body = confirmation (member, words);
  gb_view_act (from, book, "member.confirmed", NULL, NULL, body, on_confirmed);
}

static GtkWidget *
compare_dialog (GtkWidget *from, GbBook *book, GbMember *member, const char *title, const char *sentence)
{
  GtkRoot *root = gtk_widget_get_root (from);
  GtkWidget *dialog = adw_message_dialog_new (root != NULL ? GTK_WINDOW (root) : NULL, title, sentence);
  g_autofree char *words = gb_member_safety_words (gb_book_get_vault (book), member);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), gb_safety_words_new (words));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _ ("Not now"), "differ", _ ("They differ"),
                                    "same", _ ("They are the same"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "differ", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "same", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_object_set_data_full (G_OBJECT (dialog), "member", g_object_ref (member), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "book", g_object_ref (book), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_compared), from, 0);
  gb_name_buttons (dialog);
  return dialog;
}

void
gb_safety_compare (GtkWidget *from, GbBook *book, GbMember *member)
{
  g_autofree char *title = g_strdup_printf (_ ("Compare words with %s"), member->name);
  g_autofree char *sentence
      = g_strdup_printf (_ ("Sit together or telephone. %s reads out the six words that stand in Members on their own "
                            "screen. Are they these, in this order?"),
                         member->name);
  gtk_window_present (GTK_WINDOW (compare_dialog (from, book, member, title, sentence)));
}

/* --- a key that changed ------------------------------------------------------------ */

static gpointer
ask_changed (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;

  if (!gb_book_may (book, "member.confirmed", NULL, NULL, NULL))
    return NULL;
  found = gb_members_unconfirmed (gb_book_get_vault (book), gb_book_get_member_id (book), error);
  if (found == NULL || found->len == 0
      || g_strcmp0 (((GbMember *) found->pdata[0])->keyed_how, "recovered") != 0
      || g_strcmp0 (((GbMember *) found->pdata[0])->half_by, gb_book_get_member_id (book)) == 0)
    return NULL;
  return g_object_ref (found->pdata[0]);
}

static void
show_changed (GtkWidget *from, gpointer answer, GError *error)
{
  GbMember *member = answer;
  GbBook *book = g_object_get_data (G_OBJECT (from), "safety-book");
  g_autofree char *title = NULL, *when = NULL, *sentence = NULL;

  if (member == NULL || gtk_widget_get_root (from) == NULL)
    return;
  when = gb_say_instant (member->keyed_at);
  title = g_strdup_printf (_ ("%s has another key"), member->name);
  sentence = g_strdup_printf (
      _ ("The old key was lost and a new one made: %s. Make sure that it was really %s: let them read out the six "
         "words that stand in Members on their own screen. Until two members have confirmed it, nothing is given to "
         "this key and nothing that it signs counts."),
      when, member->name);
  gtk_window_present (GTK_WINDOW (compare_dialog (from, book, member, title, sentence)));
}

void
gb_safety_warn (GtkWidget *from, GbBook *book)
{
  g_object_set_data_full (G_OBJECT (from), "safety-book", g_object_ref (book), g_object_unref);
  gb_view_ask (from, book, ask_changed, NULL, NULL, g_object_unref, show_changed);
}

/* --- having come in ------------------------------------------------------------------- */

static gpointer
ask_own (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GbMember) member
      = gb_member_get (gb_book_get_vault (book), gb_book_get_member_id (book), today, error);

  return member != NULL ? gb_member_safety_words (gb_book_get_vault (book), member) : NULL;
}

static void
show_own (GtkWidget *box, gpointer words, GError *error)
{
  if (words != NULL)
    gtk_box_append (GTK_BOX (box), gb_safety_words_new (words));
}

GtkWidget *
gb_safety_welcome_new (GbBook *book, GCallback done, GObject *object)
{
  GtkWidget *page = g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", "object-select-symbolic", "title",
                                  _ ("You are back"), "vexpand", TRUE, NULL);
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 24, NULL);
  GtkWidget *words = g_object_new (GTK_TYPE_BOX, "halign", GTK_ALIGN_CENTER, NULL);
  GtkWidget *button = gtk_button_new_with_label (_ ("Go to the desk"));

  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _ ("Your keys were made on this account. Read these six words to the DSL or the "
                                      "headteacher, in one room or by telephone: they see the same ones and confirm "
                                      "that it is you. The words stand in Members as well."));
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", done, object, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), button);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), box);
  gb_view_ask (words, book, ask_own, NULL, NULL, g_free, show_own);
  return page;
}

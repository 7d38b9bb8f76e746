/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start page when the keyring was emptied: what it says, and the way from
 * there to the desk with two shares, the twelve words or a new code. */
#include <adwaita.h>
#include <locale.h>
#include <string.h>

#include "casework/member.h"
#include "casework/recovery.h"
#include "casework/seat.h"
#include "support/desk.h"
#include "support/screen.h"
#include "views/lost.h"
#include "views/start.h"
#include "views/window.h"
#include "views/word-pad.h"

static GtkApplication *application;

typedef struct
{
  GbTestDesk *desk;
  GbShares *shares;
  GbKeyring *empty;
  GbWindow *window;
  GbStart *start;
  GbBook *opened;
  char *martin, *ruth;
} Room;

static void
on_opened (Room *room, GbBook *book)
{
  g_set_object (&room->opened, book);
}

/* Ruth's keyring was emptied; the vault has three members and proved shares. */
static Room *
room_new (gboolean remembered)
{
  Room *room = g_new0 (Room, 1);
  GbShareHolder holders[GB_SHARES] = { { NULL, "Martin Pell" }, { NULL, "Ruth Adeyemi" }, { NULL, "Gwen Ashdown" } };
  g_autofree char *vault_id = NULL;

  room->desk = gb_test_desk_new ();
  room->martin = gb_test_desk_enrol (room->desk, "Martin Pell", "headteacher");
  room->ruth = g_strdup (gb_book_get_member_id (room->desk->book));
  room->shares = gb_shares_make (room->desk->book, holders, NULL);
  for (guint i = 0; i < GB_SHARES; i++)
    g_assert_true (gb_share_rehearse (room->desk->book, room->shares->words[i], NULL, NULL, NULL));
  gb_test_desk_close (room->desk);
  vault_id = gb_vault_read_id (room->desk->path, NULL);
  if (remembered)
    gb_seat_remember (vault_id, room->ruth);
  room->empty = gb_keyring_new_in_memory ();
  room->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (room->window), 1100, 820);
  room->start = gb_start_new (room->empty, room->desk->path);
  g_signal_connect_swapped (room->start, "opened", G_CALLBACK (on_opened), room);
  gb_window_show_start (room->window, GTK_WIDGET (room->start));
  gb_start_try (room->start);
  gtk_window_present (GTK_WINDOW (room->window));
  return room;
}

static void
room_free (Room *room)
{
  g_signal_handlers_disconnect_by_data (room->start, room);
  gtk_window_destroy (GTK_WINDOW (room->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (room->opened != NULL)
    gb_book_close (room->opened);
  g_clear_object (&room->opened);
  g_object_unref (room->empty);
  gb_shares_free (room->shares);
  gb_test_desk_free (room->desk);
  g_free (room->martin);
  g_free (room->ruth);
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

static gboolean
is_pad (GtkWidget *widget, const char *text)
{
  return GB_IS_WORD_PAD (widget) && gb_test_find (widget, gb_test_says, text) != NULL;
}

static void
type_into (Room *room, const char *pad, const char *words)
{
  GtkWidget *found = gb_test_wait_for (of (room), is_pad, pad);
  GtkWidget *view = gb_test_wait_for_type (found, GTK_TYPE_TEXT_VIEW);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), words, -1);
}

static void
wait_for_desk (Room *room)
{
  gb_test_wait_until (gb_test_has_come, &room->opened, "the desk");
}

static void
test_an_emptied_keyring_is_told_from_one_that_never_had_a_key (void)
{
  g_autoptr (Room) room = room_new (FALSE);

  gb_test_wait_for (of (room), gb_test_says, "No key of yours");
  gb_test_wait_for (of (room), gb_test_is_button, "Join with a one-time code");
  gb_test_press (of (room), "I was a member and lost my key");
  gb_test_wait_for (of (room), gb_test_says, "Come back to the desk");
}

/* The key is there; only what opens it is not known any more. */
static void
test_a_forgotten_passphrase_is_no_emptied_keyring (void)
{
  g_autoptr (Room) room = room_new (TRUE);
  GbStart *start = gb_start_new (room->desk->keyring, room->desk->path);

  gb_test_wait_for (of (room), gb_test_says, "Your keyring was emptied");
  gb_window_show_start (room->window, GTK_WIDGET (start));
  room->start = start;
  gb_start_try (start);
  gb_test_press (of (room), "Sit down");
  gb_test_press (of (room), "I have forgotten it");
  gb_test_wait_for (of (room), gb_test_says, "You have forgotten your passphrase");
  g_assert_null (gb_test_find (of (room), gb_test_says, "keyring was emptied"));
  gb_test_wait_for (of (room), gb_test_is_button, "Type the shares");
  gb_test_shoot (of (room), "forgotten");
}

static void
test_two_shares_lead_back_to_the_desk (void)
{
  g_autoptr (Room) room = room_new (TRUE);

  gb_test_wait_for (of (room), gb_test_says, "Your keyring was emptied");
  gb_test_settle (200);
  gb_test_shoot (of (room), "lost");
  gb_test_press (of (room), "Type the shares");
  type_into (room, "One share", room->shares->words[2]);
  gb_test_settle (200);
  gb_test_shoot (of (room), "lost-shares");
  type_into (room, "Another share", room->shares->words[2]);
  gb_test_press (of (room), "Go on");
  gb_test_wait_for (of (room), gb_test_says, "the same share twice");
  type_into (room, "Another share", room->shares->words[0]);
  gb_test_press (of (room), "Go on");
  gb_test_wait_for (of (room), gb_test_says, "You are back");
  gb_test_settle (400);
  gb_test_shoot (of (room), "lost-back");
  g_assert_null (room->opened);
  gb_test_press (of (room), "Go to the desk");
  wait_for_desk (room);
  g_assert_cmpstr (gb_book_get_member_id (room->opened), ==, room->ruth);
}

static void
test_the_twelve_words_ask_whose_keys_they_are (void)
{
  g_autoptr (Room) room = room_new (FALSE);

  gb_test_wait_for (of (room), gb_test_is_button, "I was a member and lost my key");
  gb_test_press (of (room), "I was a member and lost my key");
  gb_test_press (of (room), "Type the words");
  type_into (room, "Twelve words", room->desk->words);
  gb_test_press (of (room), "Go on");
  gb_test_wait_for (of (room), gb_test_says, "Whose keys were lost?");
  gb_test_wait_for (of (room), gb_test_says, "Martin Pell");
  gb_test_settle (200);
  gb_test_shoot (of (room), "lost-whose");
  gb_test_press (of (room), "Make new keys");
  gb_test_wait_for (of (room), gb_test_says, "You are back");
  gb_test_press (of (room), "Go to the desk");
  wait_for_desk (room);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  /* Under its own name the application finds its style sheet. */
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_func ("/start/forgotten", test_a_forgotten_passphrase_is_no_emptied_keyring);
  g_test_add_func ("/start/emptied", test_an_emptied_keyring_is_told_from_one_that_never_had_a_key);
  g_test_add_func ("/start/two-shares", test_two_shares_lead_back_to_the_desk);
  g_test_add_func ("/start/twelve-words", test_the_twelve_words_ask_whose_keys_they_are);
  return g_test_run ();
}

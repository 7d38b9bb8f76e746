/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Members place over a real vault: who can open everything, whose key is
 * confirmed, and the recovery shares from making to proving. */
#include <adwaita.h>
#include <locale.h>
#include <string.h>

#include "casework/member.h"
#include "casework/recovery.h"
#include "support/desk.h"
#include "support/screen.h"
#include "views/members.h"
#include "views/safety.h"
#include "views/shares.h"
#include "views/window.h"
#include "views/word-pad.h"

static GtkApplication *application;

typedef struct
{
  GbTestDesk *desk;
  GbWindow *window;
  char *carys, *martin;
} Room;

static Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->desk = gb_test_desk_new ();
  room->martin = gb_test_desk_enrol (room->desk, "Martin Pell", "headteacher");
  room->carys = gb_test_desk_enrol (room->desk, "Carys Whitlock", "deputy");
  room->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (room->window), 1280, 1020);
  gb_window_set_book (room->window, room->desk->book);
  gtk_window_present (GTK_WINDOW (room->window));
  gb_window_push (GTK_WIDGET (room->window), gb_members_page_new (room->desk->book));
  return room;
}

static void
room_free (Room *room)
{
  gb_window_set_book (room->window, NULL);
  gtk_window_destroy (GTK_WINDOW (room->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  gb_test_desk_free (room->desk);
  g_free (room->carys);
  g_free (room->martin);
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

static void
test_the_page_says_who_opens_everything_and_whose_key_nobody_confirmed (void)
{
  g_autoptr (Room) room = room_new ();

  gb_test_wait_for (of (room), gb_test_says,
                    "3 people can open everything that isn’t sealed: Ruth Adeyemi, Martin Pell and Carys Whitlock.");
  gb_test_wait_for (of (room), gb_test_says, "Not confirmed");
  gb_test_wait_for (of (room), gb_test_says, "Your safety words:");
  gb_test_wait_for (of (room), gb_test_says, "Twelve words on one sheet");
  gb_test_shoot (of (room), "members");
}

static void
test_a_role_for_a_time_stands_with_its_dates (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *acting = g_strdup_printf (
      "{'member_id':'%s','name':'Carys Whitlock','roles':['dsl'],'from':'2031-01-06','until':'2031-01-17',"
      "'reason':'Acts for Ruth Adeyemi, who is on a course'}",
      room->carys);

  g_free (gb_test_act (room->desk->book, "member.roles", NULL, acting));
  gb_test_wait_for (of (room), gb_test_says, "Designated Safeguarding Lead from 6 January 2031 to 17 January 2031.");
}

static void
test_comparing_words_confirms_a_key (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  gb_test_wait_for (of (room), gb_test_is_button, "Compare words…");
  gb_test_press (of (room), "Compare words…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "Compare words with Martin Pell");
  gb_test_settle (200);
  gb_test_shoot (dialog, "compare");
  gb_test_press (dialog, "They are the same");
  gb_test_wait_for (of (room), gb_test_says, "Key confirmed by Ruth Adeyemi");
}

static void
type_share (GtkWidget *dialog, const char *words)
{
  GtkWidget *pad = gb_test_wait_for_type (dialog, GB_TYPE_WORD_PAD);
  GtkWidget *view = gb_test_wait_for_type (pad, GTK_TYPE_TEXT_VIEW);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), words, -1);
}

static void
test_shares_are_made_and_proved_in_the_window (void)
{
  g_autoptr (Room) room = room_new ();
  const GbShareHolder holders[GB_SHARES] = { { room->martin, "Martin Pell, Headteacher" },
                                             { gb_book_get_member_id (room->desk->book), "Ruth Adeyemi, DSL" },
                                             { NULL, "Gwen Ashdown, chair of governors" } };
  g_autoptr (GbShares) shares = NULL;
  GtkWidget *dialog;

  gb_test_wait_for (of (room), gb_test_is_button, "Make shares…");
  gb_test_press (of (room), "Make shares…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_settle (300);
  gb_test_shoot (dialog, "make-shares");
  /* The chair of governors is no member here, so somebody must say who it is. */
  gb_test_press (dialog, "Make them");
  gb_test_wait_for (dialog, gb_test_says, "Share 3 has no holder yet");
  gtk_window_destroy (GTK_WINDOW (dialog));
  shares = gb_shares_make (room->desk->book, holders, NULL);
  g_assert_nonnull (shares);
  gb_test_wait_for (of (room), gb_test_says, "Not yet typed back");
  gb_share_rehearse_open (of (room), room->desk->book);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  type_share (dialog, "abandon abq");
  gb_test_wait_for (dialog, gb_test_says, "Word 2, “abq”");
  gb_test_settle (200);
  gb_test_shoot (dialog, "rehearse");
  type_share (dialog, shares->words[2]);
  gb_test_wait_for (dialog, gb_test_says, "All 24 words are there.");
  gb_test_press (dialog, "Prove it");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "at Ruth Adeyemi’s desk");
  g_assert_true (gb_share_rehearse (room->desk->book, shares->words[0], NULL, NULL, NULL));
  g_assert_true (gb_share_rehearse (room->desk->book, shares->words[1], NULL, NULL, NULL));
  gb_test_wait_for (of (room), gb_test_is_button, "Withdraw…");
  gb_test_settle (200);
  gb_test_shoot (of (room), "members-shares");
}

static void
test_a_key_that_changed_stands_before_everything_else (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *martin = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  g_autoptr (GError) error = NULL;
  char *code = gb_book_invite_again (desk->book, martin, &error);
  GbWindow *window = gb_window_new (application);
  GtkWidget *dialog;

  g_assert_no_error (error);
  gb_test_desk_close (desk);
  desk->book = gb_book_enrol (desk->path, code, desk->keyring, &error);
  g_assert_no_error (error);
  gb_wipe_text (code);
  gb_test_desk_reopen (desk, NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 820);
  gb_window_set_book (window, desk->book);
  gtk_window_present (GTK_WINDOW (window));
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (window));
  gb_test_wait_for (dialog, gb_test_says, "Martin Pell has another key");
  gb_test_settle (200);
  gb_test_shoot (dialog, "another-key");
  gb_test_press (dialog, "They differ");
  dialog = gb_test_wait_for_dialog_with (GTK_WINDOW (window), gb_test_says, "not the key that Martin Pell made");
  gb_test_press (dialog, "Understood");
  gb_test_settle (200);
  gb_window_set_book (window, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
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
  g_test_add_func ("/members/who-opens", test_the_page_says_who_opens_everything_and_whose_key_nobody_confirmed);
  g_test_add_func ("/members/acting", test_a_role_for_a_time_stands_with_its_dates);
  g_test_add_func ("/members/compare", test_comparing_words_confirms_a_key);
  g_test_add_func ("/members/shares", test_shares_are_made_and_proved_in_the_window);
  g_test_add_func ("/members/another-key", test_a_key_that_changed_stands_before_everything_else);
  return g_test_run ();
}

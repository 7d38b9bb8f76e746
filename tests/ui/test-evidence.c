/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence in the window: a file dropped on a case, looked through, attached,
 * read, found in, turned, noted; and refused where it may not be. */
#include "room.h"
#include "casework/evidence.h"
#include "support/files.h"
#include "views/evidence-dialogs.h"
#include "views/evidence-page.h"
#include "views/evidence-view.h"
#include "views/page.h"
#include "views/row.h"
#include "views/veil.h"

static const char *const letter[] = { "Dana Reed\n14 Mill Lane, Marsh\n\n16 November 2026\n\nDear Ms Adeyemi,\n\nJonah "
                                      "came home in tears on Tuesday. He says that "
                                      "three\nchildren in his class wrote about him all through break,\nand that "
                                      "nobody stopped it.\n\nI should like to know what "
                                      "the school will do.",
                                      "He has kept the messages. I can bring his telephone\nto the office on Thursday "
                                      "morning.\n\nYours sincerely,\nDana Reed",
                                      NULL };

static GFile *
file_of (Room *room, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (room->desk->desk->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  return g_file_new_for_path (path);
}

static GtkWidget *
page_of (Room *room)
{
  return gtk_widget_get_ancestor (gb_test_wait_for (of (room), gb_test_says, "Evidence"), GB_TYPE_PAGE);
}

static void
drop (Room *room, const char *case_id, const char *name, GBytes *bytes)
{
  g_autoptr (GFile) file = file_of (room, name, bytes);

  gb_evidence_ask_file (page_of (room), room->desk->book, case_id, file);
}

static void
open_row (Room *room, const char *title)
{
  g_signal_emit_by_name (gtk_widget_get_ancestor (gb_test_wait_for (of (room), gb_test_says, title), GB_TYPE_ROW),
                         "open");
}

static void
test_a_letter_is_attached_read_found_in_turned_and_noted (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  g_autoptr (GBytes) pdf = gb_test_pdf (letter, NULL);
  GtkWidget *dialog, *view;

  gb_window_open_case (of (room), "incident", id);
  gb_test_wait_for (of (room), gb_test_says, "Letters, e-mails and PDFs go here");
  drop (room, id, "Letter of 16 November.pdf", pdf);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "PDF, 2 pages");
  gb_test_settle (300);
  gb_test_shoot (dialog, "evidence-attach");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "“From whom” is still empty");
  fill (dialog, "{'from_whom':'Dana Reed, Jonah’s mother','note':'What she asks for.'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "PDF, 2 pages, from Dana Reed");
  gb_test_settle (600);
  gb_test_shoot (of (room), "evidence-case");
  open_row (room, "Letter of 16 November");
  view = gb_test_wait_for_type (of (room), GB_TYPE_EVIDENCE_VIEW);
  gb_test_wait_for (of (room), gb_test_says, "SHA-256, in the signed entry");
  gb_test_settle (1500);
  gb_test_shoot (of (room), "evidence-page");
  gb_veil_set_down (TRUE);
  gb_test_settle (600);
  gb_test_shoot (of (room), "evidence-page-hidden");
  gb_veil_set_down (FALSE);
  gb_evidence_view_open_find (GB_EVIDENCE_VIEW (view));
  gtk_editable_set_text (GTK_EDITABLE (gb_test_wait_for_type (view, GTK_TYPE_SEARCH_ENTRY)), "school");
  gb_test_wait_for (view, gb_test_says, "1 of 1");
  gb_evidence_view_turn (GB_EVIDENCE_VIEW (view));
  gb_test_settle (1200);
  gb_test_shoot (of (room), "evidence-turned");
  gb_test_press (of (room), "Note…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'text':'“Tuesday” is 17 November.'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "“Tuesday” is 17 November.");
  gb_test_press (of (room), "Check now");
  gb_test_wait_for (of (room), gb_test_says, "unchanged");
  gb_test_settle (300);
  gb_test_shoot (of (room), "evidence-noted");
}

static void
test_an_e_mail_is_read_as_text_and_its_attachment_is_a_piece (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "yes");
  g_autoptr (GBytes) pdf = gb_test_pdf (letter, NULL);
  g_autoptr (GBytes) mail =
      gb_test_mail ("Dear all,\r\n\r\nJonah was in tears. My letter is attached.\r\n\r\nDana Reed", "letter.pdf",
                    "application/pdf", pdf);
  GtkWidget *dialog;
  GdkRGBA ink;

  gb_window_open_case (of (room), "incident", id);
  gb_test_wait_for (of (room), gb_test_says, "Letters, e-mails and PDFs go here");
  drop (room, id, "mail.eml", mail);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "Attach its 1 attachment too");
  gb_test_settle (300);
  gb_test_shoot (dialog, "evidence-mail-attach");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "PDF, 2 pages, from");
  open_row (room, "E-mail, from Dana Reed");
  gb_test_wait_for (of (room), gb_test_says, "SHA-256, in the signed entry");
  gb_test_settle (1500);
  gb_test_shoot (of (room), "evidence-mail");
  gb_veil_set_down (TRUE);
  gb_test_wait_for (of (room), gb_test_says, "Words hidden");
  g_assert_null (gb_test_find (of (room), gb_test_says, "Dana"));
  gb_test_shoot (of (room), "evidence-mail-hidden");
  gtk_style_context_get_color (
      gtk_widget_get_style_context (gb_test_wait_for_type (of (room), GTK_TYPE_TEXT_VIEW)), &ink);
  g_assert_cmpfloat (ink.alpha, ==, 0);
  gb_veil_set_down (FALSE);
  gb_test_wait_for (of (room), gb_test_says, "Dana");
}

static void
test_hidden_names_hide_the_piece_too (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  g_autoptr (GBytes) pdf = gb_test_pdf (letter, NULL);
  g_autoptr (GbPiece) piece = gb_piece_new (pdf, "letter.pdf", NULL);
  g_autoptr (JsonObject) body = body_of ("{'name':'Letter','from_whom':'Dana Reed'}");
  g_autoptr (GbDone) done = gb_evidence_attach (room->desk->book, piece, id, "attach-1", body, NULL);

  g_assert_nonnull (done);
  gb_window_open_case (of (room), "incident", id);
  gb_test_wait_for (of (room), gb_test_says, "PDF, 2 pages");
  gb_window_push (page_of (room), gb_evidence_page_new (room->desk->book, piece->id));
  gb_test_wait_for (of (room), gb_test_says, "SHA-256, in the signed entry");
  gb_test_settle (800);
  gb_veil_set_down (TRUE);
  gb_test_wait_until_gone (of (room), gb_test_says, "Dana Reed");
  gb_test_shoot (of (room), "evidence-veiled");
  gb_veil_set_down (FALSE);
  gb_test_wait_for (of (room), gb_test_says, "Dana Reed");
}

static void
test_a_picture_is_refused_on_the_do_not_view_path_in_one_sentence (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "unknown");
  g_autoptr (GBytes) png = gb_test_png (40, 30);
  GtkWidget *dialog;

  gb_window_open_case (of (room), "incident", id);
  gb_test_wait_for (of (room), gb_test_says, "Letters, e-mails and PDFs go here");
  drop (room, id, "letter.pdf", png);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "This file holds a picture, whatever it is called");
  gb_test_settle (300);
  gb_test_shoot (dialog, "evidence-refused");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
#define TEST(name) g_test_add_func ("/evidence/" #name, test_##name)
  TEST (a_letter_is_attached_read_found_in_turned_and_noted);
  TEST (an_e_mail_is_read_as_text_and_its_attachment_is_a_piece);
  TEST (hidden_names_hide_the_piece_too);
  TEST (a_picture_is_refused_on_the_do_not_view_path_in_one_sentence);
  return g_test_run ();
}

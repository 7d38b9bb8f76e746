/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes along when a child's record leaves: each gate from both sides, what
 * can't go, and that a sealed case's pieces aren't even offered. */
#include <locale.h>

#include "casework/enclosure.h"
#include "search-support.h"
#include "support/files.h"

/* The id of the piece. */
static char *
attach (Desk *desk, const char *case_id, GBytes *bytes, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPiece) piece = gb_piece_new (bytes, name, &error);
  g_autofree char *json = g_strdup_printf ("{'name':'%s','from_whom':'Dana Reed'}", name);
  g_autoptr (JsonObject) body = body_of (json);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = NULL;

  g_assert_no_error (error);
  done = gb_evidence_attach (desk->book, piece, case_id, request, body, &error);
  g_assert_no_error (error);
  return g_strdup (piece->id);
}

static char *
attach_letter (Desk *desk, const char *case_id)
{
  static const char *const pages[] = { "Dear Ms Adeyemi, Jonah came home in tears.", NULL };
  g_autoptr (GBytes) pdf = gb_test_pdf (pages, NULL);
  return attach (desk, case_id, pdf, "letter.pdf");
}

static char *
incident_of (Desk *desk, const char *person, const char *more)
{
  g_autofree char *body = g_strdup_printf (
      "{'title':'A quarrel','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':'playground','site':'on','channel':'staff-saw','narrative':'A quarrel.',"
      "'danger':'no','indecent_image':'no','people':["
      "{'person_id':'%s','name':'Jonah Reed','sort':'pupil','role':'did','year_group':'6'}]%s}",
      desk_now - GB_HOUR, person, more);
  return gb_test_act (desk->book, "incident.recorded", NULL, body);
}

static char *
begin_transfer (Desk *desk)
{
  return gb_test_act (desk->book, "transfer.begun", NULL,
                      "{'person_id':'" JONAH "','person':'Jonah Reed','school':'Oakfield School',"
                      "'left_on':'2026-11-19'}");
}

static char *
begin_disclosure (Desk *desk)
{
  return gb_test_act (desk->book, "disclosure.begun", NULL,
                      "{'person_id':'" JONAH "','person':'Jonah Reed','applicant':'Dana Reed','relation':'Mother',"
                      "'basis':'subject-access','identity':'Known to the office','asked_on':'2026-11-19'}");
}

static char *
say (const char *piece, gboolean goes, const char *more)
{
  return g_strdup_printf ("{'evidence_id':'%s','goes':%s,'why':'They will need it.'%s}", piece,
                          goes ? "true" : "false", more);
}

typedef struct { const char *about, *piece; GPtrArray *all; GBytes *bytes; GError *error; } Wish;

static gpointer
list_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;
  wish->all = gb_enclosures (gb_book_get_vault (book), JONAH, wish->about, FALSE, error);
  return wish;
}

static GPtrArray *
list_of (Desk *desk, const char *about)
{
  Wish wish = { .about = about };
  gb_book_ask (desk->book, list_on_worker, &wish, NULL);
  return wish.all;
}

static gpointer
open_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;
  wish->bytes = gb_enclosure_open (gb_book_get_vault (book), wish->about, wish->piece, &wish->error);
  return wish;
}

static gboolean
leaves (Desk *desk, const char *about, const char *piece)
{
  Wish wish = { .about = about, .piece = piece };
  gboolean opened;

  gb_book_ask (desk->book, open_on_worker, &wish, NULL);
  opened = wish.bytes != NULL;
  g_assert_true (opened == (wish.error == NULL));
  g_clear_error (&wish.error);
  g_clear_pointer (&wish.bytes, g_bytes_unref);
  return opened;
}

static void
test_a_piece_leaves_only_once_it_was_said_why (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = incident_of (desk, JONAH, "");
  g_autofree char *piece = attach_letter (desk, incident), *transfer = begin_transfer (desk);
  g_autofree char *goes = say (piece, TRUE, ""), *stays = say (piece, FALSE, "");
  g_autofree char *silent = g_strdup_printf ("{'evidence_id':'%s','goes':true,'why':' '}", piece);
  g_autoptr (GPtrArray) before = list_of (desk, transfer), after = NULL;
  const GbEnclosure *one;

  g_assert_cmpuint (before->len, ==, 1);
  g_assert_null (((GbEnclosure *) before->pdata[0])->said);
  g_assert_false (leaves (desk, transfer, piece));
  desk_refuses (desk, "transfer.enclosed", transfer, silent, GB_ERROR_REFUSED, "Say why it goes along or stays");
  desk_does (desk, "transfer.enclosed", transfer, goes);
  g_assert_true (leaves (desk, transfer, piece));
  after = list_of (desk, transfer);
  one = after->pdata[0];
  g_assert_true (gb_enclosure_goes (one));
  g_assert_cmpstr (one->said->why, ==, "They will need it.");
  g_assert_cmpstr (one->said->by, ==, "Ruth Adeyemi");
  desk_does (desk, "transfer.enclosed", transfer, stays);
  g_assert_false (leaves (desk, transfer, piece));
}

static void
test_only_what_is_attached_to_this_childs_open_cases_can_go (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *own = incident_of (desk, JONAH, "");
  g_autofree char *anothers = incident_of (desk, ELIN, "");
  g_autofree char *sealed = incident_of (desk, JONAH, ",'sealing':{'rule':'owner','reason':'About a colleague.'}");
  g_autofree char *piece = attach_letter (desk, own), *other = attach_letter (desk, anothers);
  g_autofree char *close = attach_letter (desk, sealed), *transfer = begin_transfer (desk);
  g_autofree char *fits = say (piece, TRUE, ""), *wrong = say (other, TRUE, ""), *kept = say (close, TRUE, "");
  g_autoptr (GPtrArray) all = list_of (desk, transfer);

  g_assert_cmpuint (all->len, ==, 1);
  desk_refuses (desk, "transfer.enclosed", transfer, wrong, GB_ERROR_MISSING, "isn’t attached to any open case");
  desk_refuses (desk, "transfer.enclosed", transfer, kept, GB_ERROR_MISSING, "isn’t attached to any open case");
  desk_does (desk, "transfer.enclosed", transfer, fits);
}

static void
test_what_was_set_aside_or_may_not_be_shown_stays (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = incident_of (desk, JONAH, "");
  g_autoptr (GBytes) png = gb_test_png (40, 30);
  g_autofree char *letter = attach_letter (desk, incident), *picture = attach (desk, incident, png, "screen.png");
  g_autofree char *transfer = begin_transfer (desk);
  g_autofree char *one = say (letter, TRUE, ""), *other = say (picture, TRUE, ""), *no = say (picture, FALSE, "");
  g_autofree char *aside = g_strdup_printf ("{'evidence_id':'%s','reason':'Of another child'}", letter);

  desk_does (desk, "transfer.enclosed", transfer, one);
  desk_does (desk, "transfer.enclosed", transfer, other);
  g_assert_true (leaves (desk, transfer, picture));
  desk_does (desk, "evidence.set-aside", incident, aside);
  desk_does (desk, "incident.amended", incident,
             "{'changes':[{'field':'indecent_image','old':'no','new':'unknown'}],'reason':'A pupil said so.'}");
  g_assert_false (leaves (desk, transfer, letter));
  g_assert_false (leaves (desk, transfer, picture));
  desk_refuses (desk, "transfer.enclosed", transfer, one, GB_ERROR_REFUSED, "was set aside, so it goes to nobody");
  desk_refuses (desk, "transfer.enclosed", transfer, other, GB_ERROR_REFUSED, "an indecent image may be involved");
  desk_does (desk, "transfer.enclosed", transfer, no);
}

/* What leaves for @about: its own page, or the bytes of @piece. */
static char *
leaving (const char *document, const char *about, const char *piece)
{
  g_autofree char *which = piece != NULL ? g_strdup_printf (",'piece_id':'%s'", piece) : g_strdup ("");
  return g_strdup_printf ("{'document':'%s','about_id':'%s','about':'26-0001','hash':'00','pages':3,"
                          "'to_whom':'Oakfield School','why':'The child goes there','way':'saved'%s}",
                          document, about, which);
}

static gint64
saved_at (Desk *desk, const char *about)
{
  g_autoptr (GPtrArray) all = list_of (desk, about);
  g_assert_cmpuint (all->len, ==, 1);
  return ((GbEnclosure *) all->pdata[0])->saved_at;
}

static void
test_nothing_was_sent_before_what_goes_along_left (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = incident_of (desk, JONAH, "");
  g_autofree char *piece = attach_letter (desk, incident), *transfer = begin_transfer (desk);
  g_autofree char *goes = say (piece, TRUE, ""), *file = leaving ("transfer-file", transfer, NULL);
  g_autofree char *bytes = leaving (GB_ENCLOSURE_DOCUMENT, transfer, piece);
  g_autofree char *sent
      = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'to':'The DSL','method':'secure-mail','by':'Ruth Adeyemi',"
                         "'apart':true}",
                         desk_now);

  g_free (gb_test_act (desk->book, "page.made", NULL, file));
  desk_refuses (desk, "page.made", NULL, bytes, GB_ERROR_REFUSED, "This attachment doesn’t go along");
  desk_does (desk, "transfer.enclosed", transfer, goes);
  g_assert_cmpint (saved_at (desk, transfer), ==, 0);
  desk_refuses (desk, "transfer.sent", transfer, sent, GB_ERROR_REFUSED, "“letter.pdf” is to go along and was never");
  g_free (gb_test_act (desk->book, "page.made", NULL, bytes));
  g_assert_cmpint (saved_at (desk, transfer), ==, desk_now);
  desk_does (desk, "transfer.sent", transfer, sent);
}

/* Chosen, never saved, and then kept back: nothing is missing. */
static void
test_what_stays_after_all_need_not_have_left (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = incident_of (desk, JONAH, "");
  g_autofree char *piece = attach_letter (desk, incident), *request = begin_disclosure (desk);
  g_autofree char *given = say (piece, TRUE, ""), *held = say (piece, FALSE, ",'ground':'third-party'");
  g_autofree char *made = leaving ("disclosure-pack", request, NULL);
  g_autofree char *sent
      = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'to':'Dana Reed','method':'by-hand'}", desk_now);

  g_free (gb_test_act (desk->book, "page.made", NULL, made));
  desk_does (desk, "disclosure.enclosed", request, given);
  desk_refuses (desk, "disclosure.sent", request, sent, GB_ERROR_REFUSED, "was never saved from here");
  desk_does (desk, "disclosure.enclosed", request, held);
  desk_does (desk, "disclosure.sent", request, sent);
}

static void
test_an_answer_holds_back_on_a_ground_and_waits_for_every_piece (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = incident_of (desk, JONAH, "");
  g_autofree char *piece = attach_letter (desk, incident), *request = begin_disclosure (desk);
  g_autofree char *bare = say (piece, FALSE, ""), *wrong = say (piece, FALSE, ",'ground':'weather'");
  g_autofree char *held = say (piece, FALSE, ",'ground':'third-party'"), *given = say (piece, TRUE, "");
  g_autofree char *made = leaving ("disclosure-pack", request, NULL);
  g_autofree char *sent = g_strdup_printf (
      "{'at':%" G_GINT64_FORMAT ",'to':'Dana Reed','method':'by-hand'}", desk_now);

  g_free (gb_test_act (desk->book, "page.made", NULL, made));
  desk_refuses (desk, "disclosure.sent", request, sent, GB_ERROR_REFUSED, "Of some attachment nobody has said");
  desk_refuses (desk, "disclosure.enclosed", request, bare, GB_ERROR_REFUSED, "on which ground");
  desk_refuses (desk, "disclosure.enclosed", request, wrong, GB_ERROR_INPUT, "");
  desk_does (desk, "disclosure.enclosed", request, given);
  desk_does (desk, "disclosure.enclosed", request, held);
  desk_does (desk, "disclosure.sent", request, sent);
  desk_refuses (desk, "disclosure.enclosed", request, given, GB_ERROR_REFUSED, "handed over");
}

static void
test_after_the_receipt_nothing_is_said_any_more (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = incident_of (desk, JONAH, "");
  g_autofree char *piece = attach_letter (desk, incident), *transfer = begin_transfer (desk);
  g_autofree char *goes = say (piece, TRUE, "");

  desk_does (desk, "transfer.enclosed", transfer, goes);
  desk_does (desk, "transfer.withdrawn", transfer, "{'reason':'The child stays.'}");
  desk_refuses (desk, "transfer.enclosed", transfer, goes, GB_ERROR_REFUSED, "called off");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enclosure/said", test_a_piece_leaves_only_once_it_was_said_why);
  g_test_add_func ("/enclosure/own", test_only_what_is_attached_to_this_childs_open_cases_can_go);
  g_test_add_func ("/enclosure/stays", test_what_was_set_aside_or_may_not_be_shown_stays);
  g_test_add_func ("/enclosure/left", test_nothing_was_sent_before_what_goes_along_left);
  g_test_add_func ("/enclosure/kept-back", test_what_stays_after_all_need_not_have_left);
  g_test_add_func ("/enclosure/answer", test_an_answer_holds_back_on_a_ground_and_waits_for_every_piece);
  g_test_add_func ("/enclosure/over", test_after_the_receipt_nothing_is_said_any_more);
  return g_test_run ();
}

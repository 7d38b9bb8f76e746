/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child's file from the last day here to the receipt: the clock of five days,
 * the code that stands on its last page alone, and both sides of every gate. */
#include "casework/search-support.h"
#include "pages.h"
#include "casework/clock.h"
#include "casework/outgoing.h"
#include "casework/enclosure.h"
#include "support/files.h"
#include "casework/transfer.h"
#include "print/transfer.h"

static gpointer
load_transfer (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_transfer_load (gb_book_get_vault (book), id, error);
}

static GbTransfer *
transfer_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbTransfer *transfer = gb_book_ask (desk->book, load_transfer, (gpointer) id, &error);
  g_assert_no_error (error);
  return transfer;
}

static gpointer
print (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_transfer (book, id, "Oakfield School", "The child moves there", error);
}

static char *
begin_with (Desk *desk, const char *left, const char *starts)
{
  g_autofree char *start = starts != NULL ? g_strdup_printf (",'starts_on':'%s'", starts) : g_strdup ("");
  g_autofree char *json = g_strdup_printf (
      "{'person_id':'" JONAH "','person':'Jonah Reed','school':'Oakfield School','contact':'Sian Prosser',"
      "'address':'dsl@oakfield.example','left_on':'%s'%s}",
      left, start);
  return gb_test_act (desk->book, "transfer.begun", NULL, json);
}

/* The page leaves as the window lets it leave.  (transfer full) */
static GbSheet *
make_file (Desk *desk, const char *id, const char *name)
{
  g_autoptr (GError) error = NULL;
  GbSheet *sheet = keep (gb_book_ask (desk->book, print, (gpointer) id, &error), error, name);
  g_autofree char *hash =
      gb_hash_text ("guardbook.page.1", g_bytes_get_data (sheet->pdf, NULL), g_bytes_get_size (sheet->pdf));
  g_autofree char *json = g_strdup_printf (
      "{'document':'%s','about_id':'%s','about':'x','hash':'%s','pages':%u,'to_whom':'Oakfield School',"
      "'why':'The child moves there','way':'printed','code':'%s'}",
      sheet->document, id, hash, sheet->pages, sheet->code);
  g_autofree char *done = gb_test_act (desk->book, "page.made", NULL, json);
  return sheet;
}

static char *
sent_json (void)
{
  return g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'method':'tracked-post','to':'Sian Prosser','by_id':'" OWEN
                          "','by':'Owen Maddox','apart':true}",
                          desk_now);
}

static char *
received_json (const char *more)
{
  return g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'who':'Sian Prosser','role':'DSL'%s}", desk_now, more);
}

static char *
record_quarrel (Desk *desk)
{
  g_autofree char *body = g_strdup_printf (
      "{'title':'A quarrel about a phone','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':'playground','site':'on','channel':'staff-saw','narrative':'Jonah took the "
      "phone of Elin Marsh.','danger':'no','indecent_image':'no','people':["
      "{'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil','role':'did','year_group':'6'},"
      "{'person_id':'" ELIN "','name':'Elin Marsh','sort':'pupil','role':'affected','year_group':'6'}]}",
      desk_now - 2 * GB_DAY);
  return gb_test_act (desk->book, "incident.recorded", NULL, body);
}

static void
test_the_code_stands_on_the_last_page_alone (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autoptr (GbPreview) preview = NULL;
  g_autofree char *words = NULL;

  g_free (record_quarrel (desk));
  id = begin_with (desk, "2026-11-19", NULL);
  sheet = make_file (desk, id, "transfer");
  preview = gb_preview_new (sheet->pdf, NULL);
  for (guint i = 0; i < sheet->pages; i++)
    {
      g_autoptr (GArray) found = gb_preview_find (preview, i, sheet->code);
      g_assert_cmpuint (found->len, ==, i + 1 == sheet->pages ? 1 : 0);
    }
  words = words_of (sheet);
  assert_says (words, "Oakfield School");
  assert_says (words, "Jonah took the phone of [another child]");
  assert_says (words, "The code from the last page of the file");
  assert_silent_about (words, "Elin");
  assert_silent_about (sheet->file, "Reed");
  assert_fonts_embedded (sheet);
}

/* A letter attached to the case, whose name names another child.  Its id.  (transfer full) */
static char *
attach_letter (Desk *desk, const char *case_id)
{
  static const char *const pages[] = { "Dear Ms Adeyemi", "Dana Reed", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = gb_test_pdf (pages, NULL);
  g_autoptr (GbPiece) piece = gb_piece_new (pdf, "letter.pdf", &error);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GbDone) done = NULL;

  g_assert_no_error (error);
  json_object_set_string_member (body, "name", "Letter about Elin Marsh");
  json_object_set_string_member (body, "from_whom", "Dana Reed");
  done = gb_evidence_attach (desk->book, piece, case_id, "attach-1", body, &error);
  g_assert_no_error (error);
  return g_strdup (piece->id);
}

static void
test_attachments_are_listed_with_whether_they_go_along (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = record_quarrel (desk);
  g_autofree char *piece = attach_letter (desk, incident), *id = begin_with (desk, "2026-11-19", NULL);
  g_autofree char *goes = g_strdup_printf ("{'evidence_id':'%s','goes':true,'why':'They need it.'}", piece);
  g_autofree char *stays = g_strdup_printf ("{'evidence_id':'%s','goes':false,'why':'Elin Marsh wrote it.'}", piece);
  g_autoptr (GbSheet) none = make_file (desk, id, "transfer-undecided"), along = NULL, kept = NULL;
  g_autofree char *before = words_of (none), *with = NULL, *without = NULL;

  assert_says (before, "Letter about [another child]");
  assert_says (before, "PDF, 2 pages, from Dana Reed");
  assert_says (before, "No attachment goes along with this file.");
  assert_says (before, "Stays: nobody has chosen it yet");
  desk_does (desk, "transfer.enclosed", id, goes);
  along = make_file (desk, id, "transfer-along");
  with = words_of (along);
  assert_says (with, "1 attachment goes along with this file.");
  assert_says (with, "Goes along");
  g_assert_cmpstr (along->code, !=, none->code);
  desk_does (desk, "transfer.enclosed", id, stays);
  kept = make_file (desk, id, "transfer-kept");
  without = words_of (kept);
  assert_says (without, "Stays: [another child] wrote it.");
  assert_silent_about (without, "Elin");
  assert_fonts_embedded (kept);
}

static gpointer
count_sealed (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  *(gint64 *) data = gb_transfer_sealed (gb_book_get_vault (book), JONAH, error);
  return data;
}

static void
test_a_sealed_case_stays_and_its_reader_is_told (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *body = g_strdup_printf (
      "{'title':'Kept close','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':'playground','site':'on','channel':'staff-saw','narrative':'Said quietly.',"
      "'danger':'no','indecent_image':'no','people':["
      "{'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil','role':'did','year_group':'6'}],"
      "'sealing':{'rule':'owner','reason':'It is about a colleague.'}}",
      desk_now - GB_HOUR);
  g_autofree char *sealed = NULL, *id = NULL, *words = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  gint64 before = -1, after = -1;

  g_free (record_quarrel (desk));
  gb_book_ask (desk->book, count_sealed, &before, NULL);
  sealed = gb_test_act (desk->book, "incident.recorded", NULL, body);
  gb_book_ask (desk->book, count_sealed, &after, NULL);
  g_assert_cmpint (before, ==, 0);
  g_assert_cmpint (after, ==, 1);
  id = begin_with (desk, "2026-11-19", NULL);
  sheet = make_file (desk, id, "transfer-sealed");
  words = words_of (sheet);
  assert_says (words, "A quarrel about a phone");
  assert_silent_about (words, "Kept close");
  assert_silent_about (words, "sealed");
}

static void
test_the_receipt_with_the_code_proves_that_this_file_arrived (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin_with (desk, "2026-11-19", NULL);
  g_autoptr (GbSheet) sheet = make_file (desk, id, "transfer-empty");
  g_autofree char *sent = sent_json ();
  g_autofree char *given = g_ascii_strdown (sheet->code, -1);
  g_autofree char *more = g_strdup_printf (",'code':'%s'", g_strdelimit (given, " ", '-'));
  g_autofree char *received = received_json (more);
  g_autoptr (GbTransfer) transfer = NULL;

  desk_does (desk, "transfer.sent", id, sent);
  desk_does (desk, "transfer.received", id, received);
  transfer = transfer_of (desk, id);
  g_assert_cmpstr (transfer->state, ==, "received");
  g_assert_true (transfer->proven);
  g_assert_cmpstr (transfer->code, ==, sheet->code);
  g_assert_cmpint (transfer->pages, ==, sheet->pages);
  g_assert_cmpint (transfer->due_at, ==, 0);
}

static void
test_another_code_a_slip_and_no_word_are_refused (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin_with (desk, "2026-11-19", NULL);
  g_autoptr (GbSheet) sheet = make_file (desk, id, "transfer-empty");
  g_autofree char *sent = sent_json ();
  g_autofree char *foreign = gb_transfer_code (id, "another file");
  g_autofree char *foreign_more = g_strdup_printf (",'code':'%s'", foreign);
  g_autofree char *foreign_json = received_json (foreign_more);
  g_autofree char *slip = received_json (",'code':'00000 00000 00000'");
  g_autofree char *bare = received_json ("");
  g_autofree char *by_word = received_json (",'how':'Their DSL rang'");
  g_autofree char *said = NULL, *slipped = NULL, *asked = NULL;
  g_autoptr (GbTransfer) transfer = NULL;

  desk_does (desk, "transfer.sent", id, sent);
  said = gb_test_refused (desk->book, "transfer.received", id, foreign_json, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (said, "isn’t the code of the file that was sent"));
  slipped = gb_test_refused (desk->book, "transfer.received", id, slip, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (slipped, "slip"));
  asked = gb_test_refused (desk->book, "transfer.received", id, bare, GB_ERROR_REFUSED);
  desk_does (desk, "transfer.received", id, by_word);
  transfer = transfer_of (desk, id);
  g_assert_false (transfer->proven);
}

static void
test_what_was_never_made_cannot_have_been_sent (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin_with (desk, "2026-11-19", NULL);
  g_autofree char *sent = sent_json ();
  g_autofree char *early = received_json (",'how':'They rang'");
  g_autofree char *said = gb_test_refused (desk->book, "transfer.sent", id, sent, GB_ERROR_REFUSED);
  g_autofree char *first = gb_test_refused (desk->book, "transfer.received", id, early, GB_ERROR_REFUSED);

  g_assert_nonnull (strstr (said, "hasn’t been printed or saved yet"));
  g_assert_nonnull (strstr (first, "hasn’t been sent yet"));
}

static void
test_a_second_file_of_one_child_and_of_an_adult_are_refused (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin_with (desk, "2026-11-19", NULL);
  g_autofree char *twice = gb_test_refused (desk->book, "transfer.begun", NULL,
                                            "{'person_id':'" JONAH "','person':'Jonah Reed','school':'Another School',"
                                            "'left_on':'2026-11-19'}",
                                            GB_ERROR_REFUSED);
  g_autofree char *adult = gb_test_refused (desk->book, "transfer.begun", NULL,
                                            "{'person_id':'" OWEN "','person':'Owen Maddox','school':'Another School',"
                                            "'left_on':'2026-11-19'}",
                                            GB_ERROR_REFUSED);
  g_autofree char *again = NULL;

  desk_does (desk, "transfer.withdrawn", id, "{'reason':'The family stays'}");
  again = begin_with (desk, "2026-11-19", NULL);
  g_assert_nonnull (again);
}

/* --- the clock --------------------------------------------------------------------------- */

static char *
due_day (Desk *desk, const char *id)
{
  g_autoptr (GbTransfer) transfer = transfer_of (desk, id);
  return transfer->due_at > 0 ? gb_instant_to_day (transfer->due_at) : g_strdup ("none");
}

static void
test_the_file_is_due_five_days_from_the_last_day_or_the_new_term (void)
{
  static const struct
  {
    const char *left, *starts, *due;
  } moves[] = {
    { "2026-11-19", NULL, "2026-11-24" },
    { "2026-11-19", "2026-11-23", "2026-11-24" }, /* within the term: the last day here */
    { "2026-12-18", "2027-01-05", "2027-01-09" }, /* over Christmas: the term’s first day, 4 January */
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_autoptr (Desk) desk = desk_of_school ();
      g_autofree char *id = begin_with (desk, moves[i].left, moves[i].starts);
      g_autofree char *due = due_day (desk, id);
      g_assert_cmpstr (due, ==, moves[i].due);
    }
}

typedef struct
{
  gint64 kept, missed;
  GPtrArray *running;
} Clocks;

static gpointer
count (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Clocks *clocks = data;
  GbVault *vault = gb_book_get_vault (book);

  clocks->running = gb_clocks_running (vault, error);
  gb_clocks_count (vault, "transfer.", 0, G_MAXINT64, gb_now (), &clocks->kept, &clocks->missed, error);
  return clocks->running;
}

static void
test_the_receipt_is_chased_and_the_clocks_are_kept_or_missed (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin_with (desk, "2026-11-19", NULL);
  g_autoptr (GbSheet) sheet = make_file (desk, id, "transfer-empty");
  g_autofree char *sent = sent_json ();
  g_autofree char *chased = NULL, *received = NULL, *due = NULL;
  g_autoptr (GbTransfer) transfer = NULL;
  Clocks clocks = { 0 };

  desk_does (desk, "transfer.sent", id, sent);
  due = due_day (desk, id);
  g_assert_cmpstr (due, ==, "2026-11-24"); /* the receipt's own five days */
  gb_book_ask (desk->book, count, &clocks, NULL);
  g_assert_cmpint (clocks.kept, ==, 1);
  g_assert_cmpuint (clocks.running->len, ==, 1);
  g_assert_cmpstr (((GbRunningClock *) clocks.running->pdata[0])->noun, ==, "transfer");
  g_ptr_array_unref (clocks.running);
  desk_now += 7 * GB_DAY;
  chased = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'spoke_to':'Sian Prosser','said':'Not seen yet'}", desk_now);
  desk_does (desk, "transfer.chased", id, chased);
  received = received_json (",'how':'Their DSL rang'");
  desk_does (desk, "transfer.received", id, received);
  gb_book_ask (desk->book, count, &clocks, NULL);
  g_assert_cmpint (clocks.kept, ==, 1);
  g_assert_cmpint (clocks.missed, ==, 1);
  g_assert_cmpuint (clocks.running->len, ==, 0);
  g_ptr_array_unref (clocks.running);
  transfer = transfer_of (desk, id);
  g_assert_cmpint (transfer->chased, ==, 1);
}

#define TEST(name) g_test_add_func ("/transfer/" #name, test_##name)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  TEST (the_code_stands_on_the_last_page_alone);
  TEST (a_sealed_case_stays_and_its_reader_is_told);
  TEST (the_receipt_with_the_code_proves_that_this_file_arrived);
  TEST (another_code_a_slip_and_no_word_are_refused);
  TEST (what_was_never_made_cannot_have_been_sent);
  TEST (a_second_file_of_one_child_and_of_an_adult_are_refused);
  TEST (the_file_is_due_five_days_from_the_last_day_or_the_new_term);
  TEST (the_receipt_is_chased_and_the_clocks_are_kept_or_missed);
  TEST (attachments_are_listed_with_whether_they_go_along);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The incident record, printed from a real vault. */
#include "pages.h"
#include "casework/procedure.h"
#include "print/incident.h"
#include "casework/evidence.h"
#include "support/desk.h"
#include "support/files.h"

static gpointer
print_it (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_print_incident (book, data, error);
}

static gint64
held_clock (gpointer data)
{
  return PAGES_NOW;
}

static void
test_record_says_what_was_recorded (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = gb_test_incident (desk->book);
  g_autofree char *said = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GbSheet) sheet = NULL;

  said = gb_test_act (desk->book, "incident.decided", id,
                      "{'question':'outcome','decision':'Phone policy explained','reason':'A first time'}");
  sheet = keep (gb_book_ask (desk->book, print_it, id, &error), error, "incident");
  words = words_of (sheet);
  assert_says (words, "Incident record");
  assert_says (words, "Phone used in the changing room");
  assert_says (words, "A phone was seen in use during PE.");
  assert_says (words, "Phone policy explained");
  assert_says (words, "A first time");
  assert_says (words, "Ruth Adeyemi");
  g_assert_true (g_str_has_prefix (sheet->file, "incident-record-"));
  assert_fonts_embedded (sheet);
}

/* A case with everything in it: people, a telling, a procedure, advice, an action. */
static char *
whole_case (GbBook *book)
{
  g_autofree char *body = g_strdup_printf (
      "{'title':'Film of a child passed round','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','occurred_words':'about break','location':'playground','site':'on','channel':'staff-saw',"
      "'narrative':'Two children were seen looking at a phone behind the shed. They said that it was a film of another "
      "child. "
      "Nobody took it from them and nobody looked.','child_words':'He showed it to everyone and they laughed.',"
      "'danger':'no','indecent_image':'no','four_c':['conduct'],'people':["
      "{'person_id':'00000000000000000000000000000001','name':'Kieran "
      "Doyle','sort':'pupil','role':'did','year_group':'5'},"
      "{'person_id':'00000000000000000000000000000002','name':'Amara Linfield','sort':'pupil','role':'affected',"
      "'year_group':'5'},"
      "{'person_id':'00000000000000000000000000000003','name':'Owen Farrow','sort':'staff','role':'reporter'}]}",
      gb_now () - GB_HOUR);
  char *id = gb_test_act (book, "incident.recorded", NULL, body);
  g_autofree char *told = g_strdup_printf (
      "{'person_id':'00000000000000000000000000000001','name':'Kieran Doyle','told':true,'whom':'Mrs A. Doyle','by':"
      "'Ruth Adeyemi','at':%" G_GINT64_FORMAT ",'how':'telephone'}",
      gb_now () - GB_MINUTE);
  g_autofree char *advice = g_strdup_printf ("{'agency':'police','person':'PC Ellis','at':%" G_GINT64_FORMAT
                                             ",'question':'Is it a matter for you?','advice':"
                                             "'Not on what is known.','decision':'Dealt with in school.'}",
                                             gb_now () - GB_MINUTE);
  g_autofree char *first = gb_test_act (book, "incident.parent-told", id, told);
  g_autofree char *second = gb_test_act (book, "advice.sought", id, advice);
  g_autofree char *third =
      gb_test_act (book, "action.set", id,
                   "{'action_id':'00000000000000000000000000000009','what':'A lesson on consent and film',"
                   "'owner_id':'00000000000000000000000000000003','owner':'Owen Farrow','due':'2026-09-14'}");
  g_autoptr (GbDone) procedure =
      gb_procedure_begin (book, id, "device-misuse", "0000000000000000000000000000000a", NULL, NULL);

  g_assert_nonnull (procedure);
  return id;
}

static void
test_whole_case_is_on_paper (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = whole_case (desk->book);
  g_autoptr (GbSheet) sheet = keep (gb_book_ask (desk->book, print_it, id, &error), error, "incident-whole");
  g_autofree char *words = words_of (sheet);
  g_autofree char *last = g_strdup_printf ("Page %u of %u", sheet->pages, sheet->pages);

  assert_says (words, "Kieran Doyle, year 5");
  assert_says (words, "Mrs A. Doyle told");
  assert_says (words, "“He showed it to everyone and they laughed.”");
  assert_says (words, "Not on what is known.");
  assert_says (words, "A lesson on consent and film");
  assert_says (words, "“about break”");
  assert_says (words, last);
  assert_silent_about (sheet->file, "Doyle");
}

/* Listed with what anybody needs to hold the file against it; not printed itself. */
static void
test_evidence_is_listed_with_its_hash (void)
{
  static const char *const pages[] = { "Dear Ms Adeyemi", "Dana Reed", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = gb_test_incident (desk->book);
  g_autoptr (GBytes) pdf = gb_test_pdf (pages, NULL);
  g_autoptr (GbPiece) piece = gb_piece_new (pdf, "letter.pdf", &error);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autofree char *words = NULL, *hash = NULL;

  g_assert_no_error (error);
  json_object_set_string_member (body, "name", "Letter of 16 November");
  json_object_set_string_member (body, "from_whom", "Dana Reed");
  done = gb_evidence_attach (desk->book, piece, id, "attach-1", body, &error);
  g_assert_no_error (error);
  sheet = keep (gb_book_ask (desk->book, print_it, id, &error), error, "incident-evidence");
  words = words_of (sheet);
  hash = gb_evidence_say_hash (piece->sha256);
  assert_says (words, "Evidence");
  assert_says (words, "Letter of 16 November");
  assert_says (words, "PDF, 2 pages, Dana Reed");
  assert_says (words, hash);
}

static void
test_printing_twice_gives_the_same_bytes (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = gb_test_incident (desk->book);
  g_autoptr (GbSheet) once = gb_book_ask (desk->book, print_it, id, NULL);
  g_autoptr (GbSheet) again = gb_book_ask (desk->book, print_it, id, NULL);

  g_assert_true (g_bytes_equal (once->pdf, again->pdf));
}

static void
test_no_such_incident_is_said_so (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_book_ask (desk->book, print_it, (gpointer) "00000000000000000000000000000000", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  gb_clock_set (held_clock, NULL);
  g_test_add_func ("/incident/says-what-was-recorded", test_record_says_what_was_recorded);
  g_test_add_func ("/incident/whole-case", test_whole_case_is_on_paper);
  g_test_add_func ("/incident/evidence", test_evidence_is_listed_with_its_hash);
  g_test_add_func ("/incident/same-bytes", test_printing_twice_gives_the_same_bytes);
  g_test_add_func ("/incident/none-such", test_no_such_incident_is_said_so);
  return g_test_run ();
}

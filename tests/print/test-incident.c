/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The incident record, printed from a real vault. */
#include "pages.h"
#include "print/incident.h"
#include "support/desk.h"

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
  g_test_add_func ("/incident/same-bytes", test_printing_twice_gives_the_same_bytes);
  g_test_add_func ("/incident/none-such", test_no_such_incident_is_said_so);
  return g_test_run ();
}

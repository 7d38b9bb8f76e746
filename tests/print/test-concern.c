/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheets of a staff concern, printed from a real vault: what stands on them,
 * whose name doesn't, and for whom there is nothing to print. */
#include "pages.h"
#include "casework/concern.h"
#include "casework/outgoing.h"
#include "print/concern.h"
#include "support/desk.h"
#include "vault/statement.h"

static gpointer
print_record (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_print_concern (book, data, error);
}

static gpointer
print_lado (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_print_concern_lado (book, data, error);
}

static char *
recorded (GbBook *book, gboolean anonymous)
{
  g_autofree char *body = g_strdup_printf (
    "{'person_id':'00000000000000000000000000000009','person':'Gareth Lowe','person_role':'staff','title':'Messages at "
    "night','narrative':'A parent says that private messages were answered on three evenings.','occurred_at':%"
    G_GINT64_FORMAT ",'precision':'about','place':'Online','noticed_at':%" G_GINT64_FORMAT
    ",'online':true,'told_by':'Dana Reed, by telephone','anonymous':%s,'own_words':'He wrote back at night.',"
    "'self_reported':false,'danger':'no','children':[{'person_id':'00000000000000000000000000000008','name':'Jonah "
    "Reed'}]}",
    gb_now () - 2 * GB_HOUR, gb_now () - GB_HOUR, anonymous ? "true" : "false");
  char *id = gb_test_act (book, "concern.recorded", NULL, body);
  g_autofree char *asked = gb_test_act (book, "concern.assessed", id,
                                        "{'harmed':'no','offence':'no','risk':'unknown','unsuitable':'yes','reason':"
                                        "'As the parent told it.'}");
  return id;
}

static void
test_the_record_sheet_says_what_a_record_must (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = recorded (desk->book, FALSE);
  g_autoptr (GbSheet) sheet = keep (gb_book_ask (desk->book, print_record, id, &error), error, "concern");
  g_autofree char *words = words_of (sheet);

  assert_says (words, "not for the personnel file");
  assert_says (words, "Gareth Lowe");
  assert_says (words, "private messages were answered");
  assert_says (words, "Dana Reed, by telephone");
  assert_says (words, "As the parent told it.");
  assert_says (words, "allegation");
  assert_says (words, "Asked the four limbs of the harm threshold");
  assert_fonts_embedded (sheet);
  g_assert_null (strstr (sheet->file, "Lowe"));
  g_assert_true (g_str_has_prefix (sheet->file, "concern-record-"));
}

static void
test_who_asked_not_to_be_named_is_not (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = recorded (desk->book, TRUE);
  g_autoptr (GbSheet) record = keep (gb_book_ask (desk->book, print_record, id, &error), error, "concern-anonymous");
  g_autoptr (GbSheet) lado = keep (gb_book_ask (desk->book, print_lado, id, &error), error, "concern-lado-anonymous");
  g_autofree char *words = words_of (record);
  g_autofree char *told = words_of (lado);

  assert_silent_about (words, "Dana Reed");
  assert_silent_about (told, "Dana Reed");
}

static void
test_the_lados_sheet_is_filled_from_the_concern (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = recorded (desk->book, FALSE);
  g_autoptr (GbSheet) sheet = keep (gb_book_ask (desk->book, print_lado, id, &error), error, "concern-lado");
  g_autofree char *words = words_of (sheet);
  guint figures;
  g_autofree char *kinds = structure_of (sheet, &figures);

  assert_says (words, "LADO referral sheet");
  assert_says (words, "Gareth Lowe");
  assert_says (words, "Jonah Reed");
  assert_says (words, "He wrote back at night.");
  assert_says (words, "None on this record");
  assert_says (words, "one working day");
  g_assert_true (g_str_has_prefix (kinds, "H1 H2 "));
}

static gpointer
count_outgoing (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  *(gint64 *) data
    = gb_vault_ask_number (gb_book_get_vault (book), -1, error, "SELECT count (*) FROM p_outgoing", NULL);
  return data;
}

/* What left, to whom and why, is for the readers alone; and who has no key prints nothing. */
static void
test_nobody_without_a_key_prints_it_or_sees_that_it_left (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) missing = NULL;
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *carys = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");
  g_autofree char *id = recorded (desk->book, FALSE);
  g_autoptr (GbSheet) sheet = keep (gb_book_ask (desk->book, print_record, id, &error), error, "concern-leaves");
  gint64 n = 0;

  g_assert_true (gb_outgoing_note (desk->book, "concern-record", id, "S-AAAAA", sheet->pdf, sheet->pages, "The LADO",
                                   "Asked for it", "printed", FALSE, &error));
  g_assert_no_error (error);
  gb_book_ask (desk->book, count_outgoing, &n, NULL);
  g_assert_cmpint (n, ==, 1);
  desk->book = gb_test_desk_reopen (desk, carys);
  g_assert_null (gb_book_ask (desk->book, print_record, id, &missing));
  g_assert_error (missing, GB_ERROR, GB_ERROR_MISSING);
  gb_book_ask (desk->book, count_outgoing, &n, NULL);
  g_assert_cmpint (n, ==, 0);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/concern/record-sheet", test_the_record_sheet_says_what_a_record_must);
  g_test_add_func ("/concern/not-named", test_who_asked_not_to_be_named_is_not);
  g_test_add_func ("/concern/lado-sheet", test_the_lados_sheet_is_filled_from_the_concern);
  g_test_add_func ("/concern/no-key-no-sheet", test_nobody_without_a_key_prints_it_or_sees_that_it_left);
  return g_test_run ();
}

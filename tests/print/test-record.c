/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages made from the records of a real vault: what was signed is what is
 * printed, what was changed afterwards is void, no name on a label. */
#include "casework/search-support.h"
#include "pages.h"
#include "print/device.h"
#include "print/referral.h"
#include "print/search.h"

static gpointer
print_search (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_search (book, id, error);
}

static gpointer
print_label (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_device_label (book, id, error);
}

static gpointer
print_receipt (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_device_receipt (book, id, error);
}

static gpointer
print_referral (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_referral (book, id, error);
}

static char *
printed (Desk *desk, GbBookQuestion question, const char *id, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = keep (gb_book_ask (desk->book, question, (gpointer) id, &error), error, name);
  return words_of (sheet);
}

static void
test_unsigned_search_waits (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autofree char *words = printed (desk, print_search, id, "record-waiting");

  assert_says (words, "waiting for the headteacher");
  assert_says (words, "Jonah Reed, Year 6");
  assert_silent_about (words, "Signed in Guardbook");
}

static void
test_every_row_that_was_signed_is_printed (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autofree char *words = NULL;
  g_autofree char *code = NULL;
  g_autoptr (GbSigning) sheet = NULL;

  sign (desk, id);
  sheet = sheet_of (desk, id);
  words = printed (desk, print_search, id, "record-permit");
  assert_says (words, "Authorised before the search");
  assert_says (words, "Martin Pell");
  assert_says (words, "Headteacher");
  for (guint i = 0; i < sheet->rows->len; i++)
    assert_says (words, ((GbSigningRow *) sheet->rows->pdata[i])->label);
  code = gb_signing_words (sheet->hash);
  assert_says (words, code);
}

static void
test_changed_after_signature_is_void_on_paper (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autofree char *words = NULL;

  sign (desk, id);
  desk_does (desk, "search.amended", id,
             "{'changes':[{'field':'scope','old':'The class chat group, and nothing else','new':'Everything on it'}],"
             "'reason':'More was said'}");
  words = printed (desk, print_search, id, "record-void");
  assert_says (words, "Void: changed after signature");
  assert_says (words, "The class chat group, and nothing else");
  assert_silent_about (words, "Everything on it");
  assert_silent_about (words, "Valid Thu");
}

static void
test_search_carried_out_says_what_came_of_it (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = searched (desk, NULL);
  g_autofree char *words = printed (desk, print_search, id, "record-searched");

  assert_says (words, "Search authority and record");
  assert_says (words, "Nothing was found.");
  assert_says (words, "Spoke with the class teacher");
  assert_says (words, "Neil Farrow");
}

static void
test_label_never_names_the_owner (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *plain = take (desk, NULL);
  g_autofree char *named =
      take (desk, "{'description':'Jonah’s black phone','condition':'Sticker says REED','seal':'0418'}");
  g_autofree char *first = printed (desk, print_label, plain, "record-label");
  g_autofree char *second = printed (desk, print_label, named, "record-label-named");

  assert_says (first, "Mobile phone: Black phone");
  assert_says (first, "Home today");
  assert_says (first, "0417");
  assert_silent_about (first, "Jonah");
  assert_says (second, "Mobile phone");
  assert_silent_about (second, "Jonah");
  assert_silent_about (second, "Reed");
}

static void
test_held_device_is_never_labelled_home (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
  g_autofree char *words = NULL;

  does (desk, "device.held", id,
        g_strdup_printf ("{'at':%" G_GINT64_FORMAT
                         ",'why':'police','reason':'Asked to keep it','officer':'PC Ellis','reference':"
                         "'KP 4471'}",
                         at_time (11 * 60 + 10)));
  words = printed (desk, print_label, id, "record-label-held");
  assert_says (words, "Hold: police");
  assert_says (words, "KP 4471");
  assert_silent_about (words, "home");
}

static void
test_receipt_before_the_hand_over_has_lines (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = take (desk, NULL);
  g_autofree char *code = gb_print_device_code (id);
  g_autofree char *check = gb_print_check_letters (code);
  g_autofree char *words = printed (desk, print_receipt, id, "record-receipt");

  assert_says (words, "Family’s copy");
  assert_says (words, check);
  assert_silent_about (words, "Jonah Reed");
}

static void
test_referral_sheet_has_its_clock_and_its_list (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *body = g_strdup_printf (
      "{'agency':'lado','subject':'Callum Reave','subject_role':'Sports coach','noticed_at':%" G_GINT64_FORMAT
      ",'limbs':['risk'],'summary':'Asked a child for a gamer name and to keep it secret.','children':["
      "{'person_id':'" JONAH "','name':'Jonah Reed'}]}", at_time (11 * 60));
  g_autofree char *id = gb_test_act (desk->book, "referral.begun", NULL, body);
  g_autofree char *words = NULL;

  desk_does (desk, "referral.item", id,
             "{'item':'adult-born','title':'The adult: true date of birth','value':'3 May 1988','ready':true}");
  words = printed (desk, print_referral, id, "record-lado");
  assert_says (words, "LADO referral sheet");
  assert_says (words, "Must be referred by");
  assert_says (words, "3 May 1988");
  assert_says (words, "Callum Reave");
  assert_says (words, "Jonah Reed");
  assert_says (words, "Portal receipt number");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/unsigned-waits", test_unsigned_search_waits);
  g_test_add_func ("/record/signed-rows-are-printed", test_every_row_that_was_signed_is_printed);
  g_test_add_func ("/record/changed-is-void", test_changed_after_signature_is_void_on_paper);
  g_test_add_func ("/record/search-carried-out", test_search_carried_out_says_what_came_of_it);
  g_test_add_func ("/record/label-names-nobody", test_label_never_names_the_owner);
  g_test_add_func ("/record/held-never-home", test_held_device_is_never_labelled_home);
  g_test_add_func ("/record/receipt-has-lines", test_receipt_before_the_hand_over_has_lines);
  g_test_add_func ("/record/referral", test_referral_sheet_has_its_clock_and_its_list);
  return g_test_run ();
}

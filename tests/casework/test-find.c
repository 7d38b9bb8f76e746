/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/errors.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/find.h"
#include "journal/projection.h"
#include "support/desk.h"
#include "support/journal.h"
#include "vault/statement.h"

typedef struct
{
  const char *text;
  guint most;
} Ask;

static gpointer
ask (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Ask *it = data;
  return gb_find (gb_book_get_vault (book), it->text, it->most, error);
}

static GPtrArray *
find (GbBook *book, const char *text, guint most)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found = gb_book_ask (book, ask, &(Ask){ text, most }, &error);

  g_assert_no_error (error);
  return found;
}

static void
assert_finds (GbBook *book, const char *text, guint n)
{
  g_autoptr (GPtrArray) found = find (book, text, 50);

  if (found->len != n)
    g_printerr ("“%s” finds %u\n", text, found->len);
  g_assert_cmpuint (found->len, ==, n);
}

static char *
incident (GbBook *book, const char *title, const char *narrative)
{
  g_autofree char *text = g_strdup_printf (
      "{'title':'%s','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'exact','location':'changing-room',"
      "'site':'on','channel':'staff-saw','narrative':'%s','danger':'no','indecent_image':'no','people':[]}",
      title, gb_now () - GB_HOUR, narrative);

  return gb_test_act (book, "incident.recorded", NULL, text);
}

static void
test_what_was_just_written_is_found_by_the_beginnings_of_its_words (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *first = incident (desk->book, "Phone in the changing room", "Zoë said that a film was made.");
  g_autofree char *second = incident (desk->book, "Messages in a group chat", "The group has forty members.");
  g_autoptr (GPtrArray) found = find (desk->book, "gro ch", 50);
  GbFound *one;

  g_assert_cmpuint (found->len, ==, 1);
  one = found->pdata[0];
  g_assert_cmpstr (one->case_id, ==, second);
  g_assert_cmpstr (one->noun, ==, "incident");
  g_assert_cmpstr (one->title, ==, "Messages in a group chat");
  g_assert_nonnull (strstr (one->words, "\u2068group\u2069"));
  assert_finds (desk->book, "zoe film", 1);
  assert_finds (desk->book, "ZOË", 1);
  assert_finds (desk->book, "film group", 0);
  assert_finds (desk->book, one->reference, 1);
  assert_finds (desk->book, "elephant", 0);
  assert_finds (desk->book, "g", 0);
  assert_finds (desk->book, "", 0);
  assert_finds (desk->book, "\" OR * NEAR( --", 0);
  assert_finds (desk->book, "in", 2);
}

static void
test_the_newest_stands_first_and_each_case_once (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *older = incident (desk->book, "Older bicycle", "A bicycle was borrowed.");
  g_autofree char *newer = incident (desk->book, "Newer bicycle", "A bicycle was lent.");
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) page = NULL;

  for (int i = 0; i < 5; i++)
    g_free (gb_test_act (desk->book, "incident.noted", older, "{'text':'The bicycle was seen again.'}"));
  found = find (desk->book, "bicycle", 2);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (((GbFound *) found->pdata[0])->case_id, ==, older);
  g_assert_cmpstr (((GbFound *) found->pdata[1])->case_id, ==, newer);
  page = find (desk->book, "bicycle", 1);
  g_assert_cmpuint (page->len, ==, 1);
}

static char *
lesson (GbBook *book, const char *learnt)
{
  g_autofree char *text = g_strdup_printf (
      "{'register':'lessons','item_id':'0123456789abcdef0123456789abcdef','values':{'learnt':'%s','source':'check',"
      "'on':'2026-09-10','changed':'The rota names two adults'}}",
      learnt);

  g_free (gb_test_act (book, "register.entered", NULL, text));
  return g_strdup ("0123456789abcdef0123456789abcdef");
}

static void
test_an_entry_of_a_register_is_found_by_its_answers (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = lesson (desk->book, "Changing rooms need a second adult");
  g_autoptr (GPtrArray) found = find (desk->book, "second adult", 50);
  GbFound *one;

  g_assert_cmpuint (found->len, ==, 1);
  one = found->pdata[0];
  g_assert_cmpstr (one->noun, ==, "register");
  g_assert_cmpstr (one->case_id, ==, id);
  g_assert_null (one->person_id);
  g_assert_nonnull (one->title);
  g_free (
      gb_test_act (desk->book, "register.ended", NULL,
                   "{'item_id':'0123456789abcdef0123456789abcdef','on':'2026-09-12','reason':'Superseded wholly'}"));
  assert_finds (desk->book, "superseded", 1);
  assert_finds (desk->book, "rota adults", 1);
}

static void
test_a_register_is_found_by_those_who_read_it_alone (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *chair = gb_test_desk_enrol (desk, "Helen Brook", "chair");
  g_autofree char *id = lesson (desk->book, "Changing rooms need a second adult");

  assert_finds (desk->book, "changing rooms", 1);
  g_assert_nonnull (id);
  gb_test_desk_reopen (desk, chair);
  assert_finds (desk->book, "changing rooms", gb_book_can (desk->book, GB_CAN_READ_REGISTERS) ? 1 : 0);
}

static void
test_a_device_is_found_by_its_seal_and_by_who_had_it (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *text = g_strdup_printf (
      "{'owner_id':'11111111111111111111111111111111','owner':'Jonah Reed','device_type':'phone','description':'Black "
      "phone','condition':'Screen whole','ground':'behaviour','by_id':'%s','by':'Ruth Adeyemi','at':%" G_GINT64_FORMAT
      ",'place':'main-office-safe','seal':'BAG0417','switched_off':true}",
      gb_book_get_member_id (desk->book), gb_now () - GB_HOUR);
  g_autofree char *device = gb_test_act (desk->book, "device.confiscated", NULL, text);
  g_autofree char *moved = g_strdup_printf (
      "{'at':%" G_GINT64_FORMAT ",'from_person':'Ruth Adeyemi','to_person':'Tamsin Quill','place':'main-office-safe',"
      "'seal':'BAG0417','seal_intact':'yes','reason':'End of the day'}",
      gb_now () - GB_MINUTE);
  g_autoptr (GPtrArray) found = find (desk->book, "bag0417", 50);

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((GbFound *) found->pdata[0])->noun, ==, "device");
  g_assert_cmpstr (((GbFound *) found->pdata[0])->case_id, ==, device);
  g_free (gb_test_act (desk->book, "device.moved", device, moved));
  assert_finds (desk->book, "tamsin quill", 1);
}

static void
test_a_page_that_left_leads_to_its_case (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = incident (desk->book, "Phone in the changing room", "Zoë said that a film was made.");
  g_autofree char *text = g_strdup_printf ("{'document':'incident','about_id':'%s','about':'26-0001','hash':'%064d','"
                                           "pages':2,'to_whom':'Wendy Straker, social"
                                           " care','why':'Strategy meeting','way':'printed'}",
                                           id, 0);
  g_autoptr (GPtrArray) found = NULL;

  g_free (gb_test_act (desk->book, "page.made", NULL, text));
  found = find (desk->book, "straker", 50);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((GbFound *) found->pdata[0])->case_id, ==, id);
  g_assert_cmpstr (((GbFound *) found->pdata[0])->noun, ==, "incident");
}

static void
test_a_member_is_found_as_a_person (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GPtrArray) found = find (desk->book, "adeyemi", 50);
  GbFound *one;

  g_assert_cmpuint (found->len, ==, 1);
  one = found->pdata[0];
  g_assert_null (one->case_id);
  g_assert_cmpstr (one->person_id, ==, gb_book_get_member_id (desk->book));
  g_assert_cmpstr (one->title, ==, "Ruth Adeyemi");
  /* Whoever wrote an entry is not what it is about. */
  g_free (incident (desk->book, "Phone", "A phone was seen."));
  assert_finds (desk->book, "adeyemi", 1);
}

static void
test_after_a_rebuild_the_index_begins_anew (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = NULL;

  g_free (incident (desk->book, "Phone in the changing room", "A film was made."));
  assert_finds (desk->book, "film", 1);
  gb_projection_rebuild (gb_book_get_vault (desk->book), NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_finds (desk->book, "film", 1);
  verdict = gb_book_verify (desk->book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

/* --- a long way behind --------------------------------------------------------- */

static gpointer
write_much (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbTestWriter) writer = gb_test_writer_new (7);

  gb_test_writer_write (writer, gb_book_get_vault (book), 600, error);
  return NULL;
}

static gpointer
one_slice (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gb_find_catch_up (gb_book_get_vault (book), 100, data, error);
  return NULL;
}

static gpointer
one_tidying (GbBook *book, gpointer more, GCancellable *cancellable, GError **error)
{
  gb_find_tidy (gb_book_get_vault (book), more, error);
  return NULL;
}

static void
test_an_index_that_is_behind_catches_up_in_slices (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL;
  gint64 left = 1, before = G_MAXINT64;
  gboolean more = TRUE;

  gb_book_ask (desk->book, write_much, NULL, &error);
  g_assert_no_error (error);
  while (left > 0)
    {
      gb_book_ask (desk->book, one_slice, &left, &error);
      g_assert_no_error (error);
      g_assert_cmpint (left, <, before);
      before = left;
    }
  for (int i = 0; more && i < 1000; i++)
    gb_book_ask (desk->book, one_tidying, &more, &error);
  g_assert_no_error (error);
  g_assert_false (more);
  found = find (desk->book, "playground", 20);
  g_assert_cmpuint (found->len, ==, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/find/what-was-just-written-is-found-by-the-beginnings-of-its-words",
                   test_what_was_just_written_is_found_by_the_beginnings_of_its_words);
  g_test_add_func ("/find/register", test_an_entry_of_a_register_is_found_by_its_answers);
  g_test_add_func ("/find/register-readers", test_a_register_is_found_by_those_who_read_it_alone);
  g_test_add_func ("/find/device", test_a_device_is_found_by_its_seal_and_by_who_had_it);
  g_test_add_func ("/find/page", test_a_page_that_left_leads_to_its_case);
  g_test_add_func ("/find/the-newest-stands-first-and-each-case-once", test_the_newest_stands_first_and_each_case_once);
  g_test_add_func ("/find/a-member-is-found-as-a-person", test_a_member_is_found_as_a_person);
  g_test_add_func ("/find/after-a-rebuild-the-index-begins-anew", test_after_a_rebuild_the_index_begins_anew);
  g_test_add_func ("/find/an-index-that-is-behind-catches-up-in-slices",
                   test_an_index_that_is_behind_catches_up_in_slices);
  return g_test_run ();
}

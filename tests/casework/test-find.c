/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
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
test_whom_was_asked_before_a_decision_is_found (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = incident (desk->book, "Phone in the changing room", "A film was made.");

  g_free (gb_test_act (desk->book, "incident.decided", id,
                       "{'question':'outcome','decision':'Support','reason':'First time','consulted':'Tamsin Quill, the "
                       "SENCO'}"));
  assert_finds (desk->book, "tamsin senco", 1);
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

/* --- names spelt nearly right, references, days ------------------------------------ */

static char *
pupil (GbBook *book, const char *forename, const char *surname, const char *dob)
{
  g_autofree char *id = gb_id_new ();
  g_autofree char *text
      = g_strdup_printf ("{'person_id':'%s','sort':'pupil','forename':'%s','surname':'%s','dob':'%s','reason':'Not sent'}",
                         id, forename, surname, dob);

  g_free (gb_test_act (book, "person.added", NULL, text));
  return g_steal_pointer (&id);
}

/* Whether @text finds @person, and whether as spelt nearly so. */
static gboolean
finds_person (GbBook *book, const char *text, const char *person, gboolean near)
{
  g_autoptr (GPtrArray) found = find (book, text, 50);

  for (guint i = 0; i < found->len; i++)
    {
      const GbFound *one = found->pdata[i];
      if (g_strcmp0 (one->person_id, person) == 0)
        return one->near == near;
    }
  return FALSE;
}

static void
test_a_name_spelt_nearly_right_is_found_after_what_was_asked_for (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *kasia = pupil (desk->book, "Katarzyna", "Wójcik", "2016-05-12");
  g_autofree char *mohammed = pupil (desk->book, "Mohammed", "Chaudhry", "2015-01-09");
  g_autofree char *robert = pupil (desk->book, "Robert", "O’Brien", "2014-03-02");
  g_autofree char *told = incident (desk->book, "Picture passed on", "Robert showed it to Mohammed.");
  g_autoptr (GPtrArray) found = NULL;

  g_assert_true (finds_person (desk->book, "katarzyna", kasia, FALSE));
  g_assert_true (finds_person (desk->book, "Kasia", kasia, TRUE));
  g_assert_true (finds_person (desk->book, "Katie", kasia, TRUE));
  g_assert_true (finds_person (desk->book, "Woycik", kasia, TRUE));
  g_assert_true (finds_person (desk->book, "Muhamad", mohammed, TRUE));
  g_assert_true (finds_person (desk->book, "muhamm", mohammed, TRUE));
  g_assert_true (finds_person (desk->book, "choudhury muhamad", mohammed, TRUE));
  g_assert_true (finds_person (desk->book, "obrien", robert, TRUE));
  g_assert_true (finds_person (desk->book, "o'brien", robert, FALSE));
  g_assert_false (finds_person (desk->book, "Choudhury Katie", mohammed, TRUE));
  found = find (desk->book, "bob", 50);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (((GbFound *) found->pdata[0])->case_id, ==, told);
  g_assert_nonnull (strstr (((GbFound *) found->pdata[0])->words, "\u2068Robert\u2069"));
}

static void
test_a_name_that_was_changed_is_found_by_both_spellings (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = pupil (desk->book, "Sienna", "Kowalska", "2016-05-12");
  g_autofree char *text = g_strdup_printf (
      "{'person_id':'%s','changes':[{'field':'surname','old':'Kowalska','new':'Prendergast'}],'source':'desk'}", id);

  g_free (gb_test_act (desk->book, "person.changed", NULL, text));
  g_assert_true (finds_person (desk->book, "Prendargast", id, TRUE));
  g_assert_true (finds_person (desk->book, "Kovalska", id, TRUE));
}

static gpointer
ask_reference (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error, "SELECT reference FROM p_case WHERE id = :id", ":id", id,
                            NULL);
}

static char *
reference_of (GbBook *book, const char *id)
{
  return gb_book_ask (book, ask_reference, (gpointer) id, NULL);
}

static void
test_a_reference_and_a_day_are_typed_in_the_same_box (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *today = gb_today ();
  g_autofree char *kasia = pupil (desk->book, "Katarzyna", "Wójcik", "2016-05-12");
  g_autofree char *id = incident (desk->book, "Bicycle", "A bicycle was lent.");
  g_autofree char *reference = reference_of (desk->book, id);
  g_autoptr (GPtrArray) found = find (desk->book, reference, 50);

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((GbFound *) found->pdata[0])->case_id, ==, id);
  assert_finds (desk->book, "1", 1);
  assert_finds (desk->book, "99", 0);
  assert_finds (desk->book, today, 1);
  assert_finds (desk->book, "12 May 2001", 0);
  g_assert_true (finds_person (desk->book, "12 May 2016", kasia, FALSE));
  g_assert_true (finds_person (desk->book, "12/5/2016", kasia, FALSE));
  g_assert_true (finds_person (desk->book, "2016-05-12", kasia, FALSE));
  g_assert_true (finds_person (desk->book, "12th may 2016 katarzyna", kasia, FALSE));
  g_assert_false (finds_person (desk->book, "13 May 2016", kasia, FALSE));
  assert_finds (desk->book, "12 May 2016 bicycle", 0); /* was lent on another day */
}

static gboolean
finds_case (GbBook *book, const char *text, const char *case_id)
{
  g_autoptr (GPtrArray) found = find (book, text, 50);

  for (guint i = 0; i < found->len; i++)
    if (g_strcmp0 (((GbFound *) found->pdata[i])->case_id, case_id) == 0)
      return TRUE;
  return FALSE;
}

/* By its words, a form of a name, a name spelt nearly so (also one that stands in no other
 * record), the day and the reference. */
static void
test_what_is_sealed_is_found_on_every_road_by_its_readers_alone (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *head = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  g_autofree char *robert = pupil (desk->book, "Robert", "Quillfeather", "2014-03-02");
  g_autofree char *text = g_strdup_printf (
      "{'title':'Film of Robert Quillfeather','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'exact','location':'changing-room','site':'on','channel':'staff-saw','narrative':'Robert and "
      "Katarzyna were filmed.','danger':'no','indecent_image':'no','people':[],'sealing':{'rule':'owner','reason':'It is "
      "about a colleague.','subjects':[{'person_id':'%s','name':'Martin Pell'}]}}",
      gb_now () - GB_HOUR, head);
  g_autofree char *id = gb_test_act (desk->book, "incident.recorded", NULL, text);
  g_autofree char *reference = reference_of (desk->book, id);
  const char *const roads[]
      = { "Film", "Bob", "Rob film", "Quilfether", "robbie quillfether", "Kasia", "today", "today Bob", reference };

  for (gsize i = 0; i < G_N_ELEMENTS (roads); i++)
    if (!finds_case (desk->book, roads[i], id))
      g_test_fail_printf ("its reader doesn’t find it by “%s”", roads[i]);
  g_assert_nonnull (gb_test_desk_reopen (desk, head));
  g_assert_true (finds_person (desk->book, "Quilfether", robert, TRUE));
  for (gsize i = 0; i < G_N_ELEMENTS (roads); i++)
    if (finds_case (desk->book, roads[i], id))
      g_test_fail_printf ("who has no key finds it by “%s”", roads[i]);
  assert_finds (desk->book, "Kasia", 0);
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
  g_test_add_func ("/find/consulted", test_whom_was_asked_before_a_decision_is_found);
  g_test_add_func ("/find/page", test_a_page_that_left_leads_to_its_case);
  g_test_add_func ("/find/the-newest-stands-first-and-each-case-once", test_the_newest_stands_first_and_each_case_once);
  g_test_add_func ("/find/a-member-is-found-as-a-person", test_a_member_is_found_as_a_person);
  g_test_add_func ("/find/near", test_a_name_spelt_nearly_right_is_found_after_what_was_asked_for);
  g_test_add_func ("/find/changed-name", test_a_name_that_was_changed_is_found_by_both_spellings);
  g_test_add_func ("/find/reference-and-day", test_a_reference_and_a_day_are_typed_in_the_same_box);
  g_test_add_func ("/find/sealed", test_what_is_sealed_is_found_on_every_road_by_its_readers_alone);
  g_test_add_func ("/find/after-a-rebuild-the-index-begins-anew", test_after_a_rebuild_the_index_begins_anew);
  g_test_add_func ("/find/an-index-that-is-behind-catches-up-in-slices",
                   test_an_index_that_is_behind_catches_up_in_slices);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chronology: every entry once, late and changed ones marked, the head again on each page. */
#include "casework/search-support.h"
#include "pages.h"
#include "casework/evidence.h"
#include "print/chronology.h"
#include "support/files.h"

static const GbChronologyEntry entries[] = {
  { "Tue 9 Sept 2025", "morning register", "recorded same day, 09.40", "by S. Hart", FALSE,
    "Late for the fourth time since term began. Said mum was “asleep and wouldn’t wake”.", NULL,
    "Spoke to Kieran alone at break. Lead told 09.45. Telephoned home: no answer; tried again 12.10, mother "
    "apologised." },
  { "Mon 6 Oct 2025", "15.20", "recorded 3 days later", "by C. Whitlock", TRUE,
    "Collected by an adult not on the list. Adult gave the password.", NULL,
    "Mother confirmed by telephone: her brother. Added to the list. Late entry: writer was on a course." },
  { "Tue 10 Mar 2026", "playtime", "recorded same day, 13.30", "by O. Farrow", FALSE,
    "Pushed another child after being called names about his clothes.",
    "Was “hit another child”. Changed 11 March by O. Farrow: seen again on the account of two witnesses.",
    "Both children heard. Restorative talk." },
};

static GbChronology
front (void)
{
  GbChronology given = {
    .school = "Marsh Lane Primary School",
    .child = "Kieran Doyle",
    .born = "14 February 2016",
    .class_name = "5B",
    .lead = "Ruth Adeyemi",
    .period = "9 September 2025 to 17 July 2026",
    .made_for = "Front Door, child in need review",
    .why = "Review of the plan, 9 September 2026",
    .brief = "Neglect was met with early help, which ended in January with the family doing well. Since June there is "
             "a different "
             "concern: someone he met online asked Kieran for film of other children.",
    .entries = entries,
    .n_entries = G_N_ELEMENTS (entries),
    .reference = "26-0112",
    .code = "pebble orchard tin river",
    .made_at = PAGES_NOW,
  };
  return given;
}

static void
test_entries_say_when_and_when_recorded (void)
{
  g_autoptr (GError) error = NULL;
  const GbChronology given = front ();
  g_autoptr (GbSheet) sheet = keep (gb_print_chronology_sheet (&given, &error), error, "chronology");
  g_autofree char *words = words_of (sheet);

  assert_says (words, "recorded 3 days later");
  assert_says (words, "Was “hit another child”");
  assert_says (words, "3 entries");
  assert_says (words, "pebble orchard tin");
  g_assert_cmpstr (sheet->file, ==, "chronology-26-0112.pdf");
  assert_fonts_embedded (sheet);
}

static void
test_heads_stand_on_every_page (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree GbChronologyEntry *many = g_new0 (GbChronologyEntry, 40);
  g_autoptr (GbSheet) sheet = NULL;
  g_autoptr (GbPreview) preview = NULL;
  GbChronology given = front ();

  for (guint i = 0; i < 40; i++)
    many[i] = entries[i % G_N_ELEMENTS (entries)];
  given.entries = many;
  given.n_entries = 40;
  sheet = keep (gb_print_chronology_sheet (&given, &error), error, "chronology-long");
  preview = gb_preview_new (sheet->pdf, NULL);
  g_assert_cmpuint (sheet->pages, >=, 4);
  for (guint i = 0; i + 1 < sheet->pages; i++)
    {
      g_autoptr (GArray) heads = gb_preview_find (preview, i, "When, and when recorded");
      g_assert_cmpuint (heads->len, ==, 1);
    }
}

static void
test_names_of_others_are_taken_out_wherever_they_stand (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *clean = NULL;

  g_ptr_array_add (names, (gpointer) "Élin Ŵyn");
  g_ptr_array_add (names, (gpointer) "Jo Reed");
  g_ptr_array_add (names, (gpointer) "Will Marsh");
  clean = gb_print_without_names ("Élin said that ŴYN’s bag was Jo Reed’s. Reeds grow by the pond. Jo ran. "
                                  "He will be Ada Marsh’s brother.",
                                  names, "Ada Marsh");
  g_assert_cmpstr (
      clean, ==,
      "[another child] said that [another child]’s bag was [another child]’s. Reeds grow by the pond. Jo ran. "
      "He will be Ada Marsh’s brother.");
}

static gpointer
print_jonah (GbBook *book, gpointer why, GCancellable *cancellable, GError **error)
{
  return gb_print_chronology (book, JONAH, "Front Door", why, error);
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
test_chronology_from_the_record_names_one_child (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *body = g_strdup_printf (
      "{'title':'A quarrel about a phone','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':'playground','site':'on','channel':'staff-saw','narrative':'Jonah took the "
      "phone of "
      "Elin Marsh. Elin cried.','danger':'no','indecent_image':'no','people':["
      "{'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil','role':'did','year_group':'6'},"
      "{'person_id':'" ELIN "','name':'Elin Marsh','sort':'pupil','role':'affected','year_group':'6'}]}",
      desk_now - 2 * GB_DAY);
  g_autofree char *id = gb_test_act (desk->book, "incident.recorded", NULL, body);
  g_autofree char *piece = attach_letter (desk, id);
  g_autoptr (GbSheet) sheet = NULL;
  g_autofree char *words = NULL;

  desk_does (desk, "incident.decided", id,
             "{'question':'outcome','decision':'Talk with Elin and Jonah','reason':'First time'}");
  sheet = keep (gb_book_ask (desk->book, print_jonah, (gpointer) "A review", &error), error, "chronology-record");
  words = words_of (sheet);
  assert_says (words, "Jonah Reed");
  assert_says (words, "recorded 2 days later");
  assert_says (words, "Jonah took the phone of [another child]");
  assert_says (words, "Talk with [another child] and Jonah");
  assert_says (words, "14 February 2016");
  assert_says (words, "Letter about [another child]");
  assert_says (words, "PDF, 2 pages, from Dana Reed");
  assert_silent_about (words, "Goes along");
  assert_silent_about (words, "Elin");
  assert_silent_about (words, "Marsh. ");
  assert_silent_about (sheet->file, "Reed");
}

static gpointer
print_family (GbBook *book, gpointer why, GCancellable *cancellable, GError **error)
{
  return gb_print_chronology_of_family (book, JONAH, "Front Door", why, error);
}

#define SISTER "99999999999999999999999999999999"

static char *
quarrel (const char *words, const char *id, const char *name)
{
  return g_strdup_printf (
      "{'title':'A quarrel','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':'playground','site':'on','channel':'staff-saw','narrative':'%s','danger':'no',"
      "'indecent_image':'no','people':[{'person_id':'%s','name':'%s','sort':'pupil','role':'did','year_group':'4'},"
      "{'person_id':'" ELIN "','name':'Elin Marsh','sort':'pupil','role':'affected','year_group':'6'}]}",
      desk_now - GB_DAY, words, id, name);
}

static void
test_brothers_and_sisters_come_when_asked_for_and_others_never (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *hers = quarrel ("Tilly shouted at Elin.", SISTER, "Tilly Reed");
  g_autofree char *his = quarrel ("Jonah ran off.", JONAH, "Jonah Reed");
  g_autoptr (GbSheet) alone = NULL;
  g_autoptr (GbSheet) family = NULL;
  g_autofree char *words = NULL, *all = NULL, *one = NULL, *other = NULL;

  add_person (desk, SISTER, "pupil", "Tilly", "Reed", "female",
              ",'year_group':'4','reason':'new','relations':[{'person_id':'" MOTHER
              "','name':'Dana Reed','relation':'mother'}]");
  one = gb_test_act (desk->book, "incident.recorded", NULL, hers);
  other = gb_test_act (desk->book, "incident.recorded", NULL, his);
  alone = keep (gb_book_ask (desk->book, print_jonah, (gpointer) "A review", &error), error, "chronology-alone");
  family = keep (gb_book_ask (desk->book, print_family, (gpointer) "A review", &error), error, "chronology-family");
  words = words_of (alone);
  all = words_of (family);
  assert_silent_about (words, "Tilly");
  assert_says (all, "about Tilly Reed");
  assert_says (all, "Tilly shouted at [another child].");
  assert_says (all, "about Jonah Reed");
  assert_silent_about (all, "Elin");
}

/* Jonah's phone is in custody without an incident; his other record has a case of its own. */
static void
test_both_records_of_a_child_are_in_one_chronology_until_they_are_taken_apart (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *his = quarrel ("Yonah shouted at Elin.", SISTER, "Yonah Reid");
  g_autofree char *device = g_strdup_printf (
      "{'owner_id':'" JONAH "','owner':'Jonah Reed','device_type':'phone','description':'Silver phone','condition':"
      "'Whole','ground':'behaviour','by_id':'%s','by':'Ruth Adeyemi','at':%" G_GINT64_FORMAT
      ",'place':'main-office-safe','seal':'BAG0417','switched_off':true}",
      gb_book_get_member_id (desk->book), desk_now - GB_HOUR);
  static const char link[] = "{'person_id':'" JONAH "','name':'Jonah Reed','other_id':'" SISTER
                             "','other':'Yonah Reid','reason':'Seen with both'}";
  g_autoptr (GbSheet) before = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autoptr (GbSheet) after = NULL;
  g_autofree char *words = NULL, *linked = NULL, *apart = NULL;

  add_person (desk, SISTER, "pupil", "Yonah", "Reid", "male", ",'year_group':'6','reason':'new'");
  g_free (gb_test_act (desk->book, "incident.recorded", NULL, his));
  g_free (gb_test_act (desk->book, "device.confiscated", NULL, device));
  before = keep (gb_book_ask (desk->book, print_jonah, (gpointer) "A review", &error), error, "chronology-before");
  words = words_of (before);
  assert_says (words, "A device was taken into custody: Silver phone.");
  assert_silent_about (words, "Yonah");
  g_free (gb_test_act (desk->book, "person.linked", NULL, link));
  sheet = keep (gb_book_ask (desk->book, print_jonah, (gpointer) "A review", &error), error, "chronology-linked");
  linked = words_of (sheet);
  assert_says (linked, "Jonah Reed (also recorded as Yonah Reid)");
  assert_says (linked, "recorded under Yonah Reid");
  assert_says (linked, "Yonah shouted at [another child].");
  assert_says (linked, "Silver phone");
  g_free (gb_test_act (desk->book, "person.unlinked", NULL, link));
  after = keep (gb_book_ask (desk->book, print_jonah, (gpointer) "A review", &error), error, "chronology-apart");
  apart = words_of (after);
  assert_silent_about (apart, "Yonah");
}

static void
test_chronology_needs_a_reason (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_book_ask (desk->book, print_jonah, (gpointer) " ", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chronology/when-and-when-recorded", test_entries_say_when_and_when_recorded);
  g_test_add_func ("/chronology/family", test_brothers_and_sisters_come_when_asked_for_and_others_never);
  g_test_add_func ("/chronology/heads-on-every-page", test_heads_stand_on_every_page);
  g_test_add_func ("/chronology/without-names", test_names_of_others_are_taken_out_wherever_they_stand);
  g_test_add_func ("/chronology/names-one-child", test_chronology_from_the_record_names_one_child);
  g_test_add_func ("/chronology/same", test_both_records_of_a_child_are_in_one_chronology_until_they_are_taken_apart);
  g_test_add_func ("/chronology/needs-a-reason", test_chronology_needs_a_reason);
  return g_test_run ();
}

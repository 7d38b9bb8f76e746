/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a request for data: everything in it, what was taken out nowhere in
 * the file, each piece provable by its salted hash, and both sides of every gate. */
#include "casework/search-support.h"
#include "pages.h"
#include "casework/disclosure.h"
#include "casework/enclosure.h"
#include "support/files.h"
#include "print/disclosure.h"

#define SECRET "Quillfeather"
#define NIA "9999999999999999aaaaaaaaaaaaaaaa"

/* --- a request about Jonah --------------------------------------------------------------- */

/* Its id.  (transfer full) */
static char *
record_quarrel (Desk *desk)
{
  g_autofree char *body = g_strdup_printf (
      "{'title':'A quarrel about a phone','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':'playground','site':'on','channel':'staff-saw','narrative':'Jonah took the "
      "phone of Elin Marsh. ELIN cried. A neighbour, Mrs " SECRET ", rang the office twice.','danger':'no',"
      "'indecent_image':'no','people':["
      "{'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil','role':'did','year_group':'6'},"
      "{'person_id':'" ELIN "','name':'Elin Marsh','sort':'pupil','role':'affected','year_group':'6'}]}",
      desk_now - 2 * GB_DAY);
  g_autofree char *id = NULL;

  add_person (desk, ELIN, "pupil", "Elin", "Marsh", "female", ",'year_group':'6','reason':'new'");
  add_person (desk, NIA, "pupil", "Nia", "Boon", "female", ",'year_group':'5','reason':'new'");
  id = gb_test_act (desk->book, "incident.recorded", NULL, body);
  desk_does (desk, "incident.person-added", id,
             "{'person_id':'" NIA "','name':'Nia Boon','sort':'pupil','role':'saw','year_group':'5'}");
  desk_does (desk, "incident.decided", id,
             "{'question':'outcome','decision':'Talk with Elin and Jonah','reason':'First time'}");
  return g_steal_pointer (&id);
}

static char *
begin (Desk *desk, const char *basis)
{
  g_autofree char *json = g_strdup_printf (
      "{'person_id':'" JONAH "','person':'Jonah Reed','applicant':'Dana Reed','relation':'Mother','basis':'%s',"
      "'identity':'Known to the office; holds parental responsibility','asked_on':'2026-11-19'}",
      basis);
  return gb_test_act (desk->book, "disclosure.begun", NULL, json);
}

typedef struct
{
  const char *id;
  GPtrArray *passages, *removals;
  JsonArray *names;
  GbDisclosure *disclosure;
} Look;

static gpointer
look_at (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  GbVault *vault = gb_book_get_vault (book);

  look->disclosure = gb_disclosure_load (vault, look->id, error);
  look->passages = gb_disclosure_passages (book, look->disclosure->person_id, error);
  look->removals = gb_disclosure_removals (vault, look->id, error);
  look->names = gb_disclosure_find_names (book, look->id, error);
  return look->names;
}

static void
look_clear (Look *look)
{
  g_clear_pointer (&look->passages, g_ptr_array_unref);
  g_clear_pointer (&look->removals, g_ptr_array_unref);
  g_clear_pointer (&look->names, json_array_unref);
  g_clear_object (&look->disclosure);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static Look
look_now (Desk *desk, const char *id)
{
  Look look = { .id = id };
  g_autoptr (GError) error = NULL;

  gb_book_ask (desk->book, look_at, &look, &error);
  g_assert_no_error (error);
  return look;
}

/* The passage that holds @words, and where. */
static const GbPassage *
find_words (const Look *look, const char *words, gint64 *from)
{
  for (guint i = 0; i < look->passages->len; i++)
    {
      const GbPassage *passage = look->passages->pdata[i];
      const char *at = strstr (passage->text, words);
      if (at != NULL)
        {
          *from = g_utf8_pointer_to_offset (passage->text, at);
          return passage;
        }
    }
  g_error ("“%s” is in no passage", words);
}

static char *
removal_of (Desk *desk, const char *id, const char *words, const char *ground)
{
  g_auto (Look) look = look_now (desk, id);
  gint64 from = 0;
  const GbPassage *passage = find_words (&look, words, &from);

  return g_strdup_printf ("{'removals':[{'passage':'%s','from':%" G_GINT64_FORMAT ",'until':%" G_GINT64_FORMAT
                          "}],'ground':'%s','reason':'She isn’t of the family'}",
                          passage->id, from, from + g_utf8_strlen (words, -1), ground);
}

static void
take_names_out (Desk *desk, const char *id)
{
  g_auto (Look) look = look_now (desk, id);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *json = NULL;

  g_assert_cmpuint (json_array_get_length (look.names), >=, 4);
  json_object_set_array_member (body, "removals", json_array_ref (look.names));
  json_object_set_string_member (body, "ground", "third-party");
  json_object_set_string_member (body, "reason", "Another child");
  json = gb_json_print (body);
  desk_does (desk, "disclosure.removed", id, json);
}

static gpointer
print (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_disclosure (book, id, "Dana Reed", "Subject access", error);
}

static GbSheet *
sheet_of_request (Desk *desk, const char *id, const char *name)
{
  g_autoptr (GError) error = NULL;
  return keep (gb_book_ask (desk->book, print, (gpointer) id, &error), error, name);
}

/* --- nowhere in the file -------------------------------------------------------------------- */

/* The bytes of the file with every stream unpacked; NULL without qpdf.  (transfer full) */
static GBytes *
unpacked (const char *name)
{
  g_autofree char *qpdf = g_find_program_in_path ("qpdf");
  g_autofree char *in = g_strdup_printf ("%s/pages/%s.pdf", g_getenv ("G_TEST_BUILDDIR"), name);
  g_autofree char *out = g_strdup_printf ("%s/pages/%s.qdf", g_getenv ("G_TEST_BUILDDIR"), name);
  const char *const argv[] = { qpdf, "--qdf", "--object-streams=disable", in, out, NULL };
  char *bytes;
  gsize length;

  if (qpdf == NULL)
    return NULL;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_get_contents (out, &bytes, &length, NULL));
  return g_bytes_new_take (bytes, length);
}

/* As a text string of a PDF may hold it: plain, UTF-16 (outline, alternate text), and either as hex digits. */
static void
assert_not_in_bytes (GBytes *bytes, const char *word)
{
  gsize size, wide_size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *wide = g_convert (word, -1, "UTF-16BE", "UTF-8", NULL, &wide_size, NULL);
  g_autofree char *hex = gb_bytes_to_hex ((const guint8 *) word, strlen (word));
  g_autofree char *wide_hex = gb_bytes_to_hex ((const guint8 *) wide, wide_size);
  g_autofree char *upper = g_ascii_strup (hex, -1), *wide_upper = g_ascii_strup (wide_hex, -1);
  const char *const spellings[] = { word, hex, upper, wide_hex, wide_upper };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (memmem (data, size, spellings[i], strlen (spellings[i])) != NULL)
      g_error ("“%s” stands in the bytes of the file as %s", word, spellings[i]);
  g_assert_null (memmem (data, size, wide, wide_size));
}

static char *
pdftotext (const char *name)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  g_autofree char *in = g_strdup_printf ("%s/pages/%s.pdf", g_getenv ("G_TEST_BUILDDIR"), name);
  const char *const argv[] = { program, "-raw", in, "-", NULL };
  char *out = NULL;

  if (program != NULL)
    g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &out, NULL, NULL, NULL);
  return out;
}

static void
test_what_was_taken_out_is_nowhere_in_the_file (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL, *out = NULL, *words = NULL, *text = NULL, *whole = NULL;
  g_autoptr (GbSheet) before = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autoptr (GBytes) raw = NULL;

  g_free (record_quarrel (desk));
  id = begin (desk, "subject-access");
  before = sheet_of_request (desk, id, "disclosure-whole");
  whole = words_of (before);
  assert_says (whole, SECRET);
  assert_says (whole, "Elin");
  take_names_out (desk, id);
  out = removal_of (desk, id, "Mrs " SECRET, "third-party");
  desk_does (desk, "disclosure.removed", id, out);
  sheet = sheet_of_request (desk, id, "disclosure");
  words = words_of (sheet);
  assert_says (words, "Jonah took the phone of [taken out: 1]");
  assert_says (words, "rang the office twice");
  assert_says (words, "Talk with [taken out:");
  assert_silent_about (words, "Elin");
  assert_silent_about (words, "Boon");
  assert_silent_about (words, SECRET);
  text = pdftotext ("disclosure");
  if (text != NULL)
    {
      assert_silent_about (text, SECRET);
      assert_silent_about (text, "Elin");
    }
  raw = unpacked ("disclosure");
  if (raw != NULL)
    {
      assert_not_in_bytes (raw, SECRET);
      assert_not_in_bytes (raw, "Elin");
    }
  assert_not_in_bytes (sheet->pdf, SECRET);
  assert_fonts_embedded (sheet);
}

/* Sealed from the start, or later, when its first entries lay open: neither is in it. */
static void
test_a_sealed_case_is_not_in_it (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *body = g_strdup_printf (
      "{'title':'Kept close','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':'playground','site':'on','channel':'staff-saw','narrative':'" SECRET
      " spoke of it.','danger':'no','indecent_image':'no','people':["
      "{'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil','role':'did','year_group':'6'}],"
      "'sealing':{'rule':'owner','reason':'It is about a colleague.'}}",
      desk_now - GB_HOUR);
  g_autofree char *open = NULL, *sealed = NULL, *id = NULL, *words = NULL, *seal = NULL;
  g_autoptr (GbSheet) sheet = NULL;

  sealed = gb_test_act (desk->book, "incident.recorded", NULL, body);
  g_free (record_quarrel (desk));
  open = gb_test_incident (desk->book);
  desk_does (desk, "incident.person-added", open,
             "{'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil','role':'saw','year_group':'6'}");
  seal = g_strdup_printf ("{'reason':'It is about a colleague.','sealing':{'rule':'owner','readers':['%s']}}",
                          gb_book_get_member_id (desk->book));
  desk_does (desk, "case.sealed", open, seal);
  id = begin (desk, "subject-access");
  sheet = sheet_of_request (desk, id, "disclosure-sealed");
  words = words_of (sheet);
  assert_says (words, "A quarrel about a phone");
  assert_silent_about (words, "Kept close");
  assert_silent_about (words, "changing room");
  assert_silent_about (words, "colleague");
}

static void
test_each_piece_is_proved_by_salt_and_words_alone (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL, *page = NULL, *first = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_auto (Look) look = { 0 };
  g_autoptr (GHashTable) hashes = g_hash_table_new (g_str_hash, g_str_equal);

  g_free (record_quarrel (desk));
  id = begin (desk, "subject-access");
  take_names_out (desk, id);
  look = look_now (desk, id);
  sheet = sheet_of_request (desk, id, "disclosure-names");
  page = words_of (sheet);
  for (guint i = 0; i < look.removals->len; i++)
    {
      const GbRemoval *removal = look.removals->pdata[i];
      g_autofree char *words = NULL, *eight = g_strndup (removal->hash, 8);
      for (guint n = 0; words == NULL; n++)
        words = gb_removal_words (removal, look.passages->pdata[n]);
      g_assert_true (gb_removal_proves (removal->hash, removal->salt, words));
      g_assert_false (gb_removal_proves (removal->hash, removal->salt, "Jonah"));
      g_assert_false (gb_removal_proves (removal->hash, "", words));
      g_assert_true (g_hash_table_add (hashes, removal->hash)); /* the same name twice looks different */
      assert_says (page, eight);
      assert_silent_about (page, removal->salt);
    }
  g_assert_cmpuint (json_array_get_length (look.names), ==, 0);
}

static gpointer
print_list (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_removals (book, id, error);
}

static void
test_the_inspectors_list_has_the_words_and_what_proves_them (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL, *out = NULL, *words = NULL, *eight = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Look) look = { 0 };
  const GbRemoval *removal;

  g_free (record_quarrel (desk));
  id = begin (desk, "subject-access");
  out = removal_of (desk, id, SECRET, "third-party");
  desk_does (desk, "disclosure.removed", id, out);
  look = look_now (desk, id);
  removal = look.removals->pdata[0];
  eight = g_strndup (removal->hash, 8);
  sheet = keep (gb_book_ask (desk->book, print_list, id, &error), error, "disclosure-list");
  words = words_of (sheet);
  assert_says (words, SECRET);
  assert_says (words, removal->salt);
  assert_says (words, eight);
  assert_says (words, "never for whoever asked");
  assert_silent_about (words, "Elin");
}

static void
test_words_can_be_put_back (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL, *out = NULL, *back = NULL, *words = NULL, *twice = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_auto (Look) look = { 0 };

  g_free (record_quarrel (desk));
  id = begin (desk, "subject-access");
  out = removal_of (desk, id, SECRET, "third-party");
  desk_does (desk, "disclosure.removed", id, out);
  look = look_now (desk, id);
  back = g_strdup_printf ("{'removal':%" G_GINT64_FORMAT ",'number':1,'reason':'She agreed'}",
                          ((GbRemoval *) look.removals->pdata[0])->entry);
  desk_does (desk, "disclosure.restored", id, back);
  sheet = sheet_of_request (desk, id, "disclosure-back");
  words = words_of (sheet);
  assert_says (words, SECRET);
  assert_says (words, "Nothing was taken out of it.");
  twice = gb_test_refused (desk->book, "disclosure.restored", id, back, GB_ERROR_MISSING);
}

static void
test_what_is_no_piece_of_it_is_refused (void)
{
  static const struct
  {
    const char *json;
    int code;
  } wrong[] = {
    { "{'removals':[],'ground':'third-party','reason':'x'}", GB_ERROR_REFUSED },
    { "{'removals':[{'passage':'1.title','from':0,'until':3}],'ground':'third-party','reason':'x'}", GB_ERROR_INPUT },
    { "{'removals':[{'passage':'%s','from':5,'until':5}],'ground':'third-party','reason':'x'}", GB_ERROR_INPUT },
    { "{'removals':[{'passage':'%s','from':-1,'until':5}],'ground':'third-party','reason':'x'}", GB_ERROR_INPUT },
    { "{'removals':[{'passage':'%s','from':0,'until':99999}],'ground':'third-party','reason':'x'}", GB_ERROR_INPUT },
    { "{'removals':[{'passage':'%s','from':0,'until':5}],'ground':'awkward','reason':'x'}", GB_ERROR_INPUT },
  };
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL, *out = NULL, *again = NULL;
  g_auto (Look) look = { 0 };
  gint64 from = 0;
  const char *passage;

  g_free (record_quarrel (desk));
  id = begin (desk, "subject-access");
  look = look_now (desk, id);
  passage = find_words (&look, SECRET, &from)->id;
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *json = g_strdup_printf (wrong[i].json, passage);
      g_free (gb_test_refused (desk->book, "disclosure.removed", id, json, wrong[i].code));
    }
  out = removal_of (desk, id, SECRET, "third-party");
  desk_does (desk, "disclosure.removed", id, out);
  again = gb_test_refused (desk->book, "disclosure.removed", id, out, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (again, "taken out already"));
}

static char *
as_number (const GbRemoval *removal, gpointer data)
{
  return g_strdup ("[]");
}

static void
test_a_text_that_is_no_longer_what_it_was_is_not_drawn (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL, *out = NULL, *drawn = NULL, *clean = NULL;
  g_auto (Look) look = { 0 };
  g_autoptr (GError) error = NULL;
  GbPassage *passage;
  gint64 from = 0;

  g_free (record_quarrel (desk));
  id = begin (desk, "subject-access");
  out = removal_of (desk, id, SECRET, "third-party");
  desk_does (desk, "disclosure.removed", id, out);
  look = look_now (desk, id);
  passage = (GbPassage *) find_words (&look, SECRET, &from);
  clean = gb_passage_redact (passage, look.removals, as_number, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (clean, SECRET));
  passage->text[0] = passage->text[0] == 'X' ? 'Y' : 'X';
  drawn = gb_passage_redact (passage, look.removals, as_number, NULL, &error);
  g_assert_no_error (error); /* what was taken out is where it was */
  g_clear_pointer (&drawn, g_free);
  *strstr (passage->text, SECRET) = 'q';
  drawn = gb_passage_redact (passage, look.removals, as_number, NULL, &error);
  g_assert_null (drawn);
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
}

/* --- its life ------------------------------------------------------------------------------------ */

static void
test_it_is_handed_over_once_it_was_made_and_then_nothing_changes (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL, *sent = NULL, *early = NULL, *made = NULL, *page = NULL, *late = NULL, *out = NULL;
  g_auto (Look) look = { 0 };

  g_free (record_quarrel (desk));
  id = begin (desk, "subject-access");
  out = removal_of (desk, id, SECRET, "third-party");
  sent = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'to':'Dana Reed','method':'By hand'}", desk_now);
  early = gb_test_refused (desk->book, "disclosure.sent", id, sent, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (early, "hasn’t been printed or saved yet"));
  page = g_strdup_printf ("{'document':'disclosure-pack','about_id':'%s','hash':'ff','pages':3,'to_whom':'Dana Reed',"
                          "'why':'Subject access','way':'printed'}",
                          id);
  made = gb_test_act (desk->book, "page.made", NULL, page);
  desk_does (desk, "disclosure.sent", id, sent);
  look = look_now (desk, id);
  g_assert_cmpstr (look.disclosure->state, ==, "sent");
  g_assert_cmpstr (look.disclosure->pack_hash, ==, "ff");
  g_assert_cmpint (look.disclosure->due_at, ==, 0);
  late = gb_test_refused (desk->book, "disclosure.removed", id, out, GB_ERROR_REFUSED);
}

static void
test_the_answer_is_due_by_its_own_clock (void)
{
  static const struct
  {
    const char *basis, *due;
    gboolean extends;
  } asks[] = {
    { "subject-access", "2026-12-19", TRUE }, /* a Saturday: the month runs over it */
    { "educational-record", "2026-12-10", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      g_autoptr (Desk) desk = desk_of_school ();
      g_autofree char *id = begin (desk, asks[i].basis);
      g_auto (Look) look = look_now (desk, id);
      g_autofree char *due = gb_instant_to_day (look.disclosure->due_at);
      g_assert_cmpstr (due, ==, asks[i].due);
      if (asks[i].extends)
        {
          g_auto (Look) longer = { 0 };
          g_autofree char *later = NULL, *twice = NULL;
          desk_does (desk, "disclosure.extended", id, "{'reason':'Two hundred entries'}");
          longer = look_now (desk, id);
          later = gb_instant_to_day (longer.disclosure->due_at);
          g_assert_cmpstr (later, ==, "2027-02-19");
          twice = gb_test_refused (desk->book, "disclosure.extended", id, "{'reason':'More'}", GB_ERROR_REFUSED);
        }
      else
        g_free (gb_test_refused (desk->book, "disclosure.extended", id, "{'reason':'More'}", GB_ERROR_REFUSED));
    }
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
test_attachments_are_named_with_their_ground_and_without_what_was_taken_out (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = record_quarrel (desk), *piece = attach_letter (desk, incident);
  g_autofree char *id = begin (desk, "subject-access"), *before = NULL, *held = NULL, *given = NULL;
  g_autofree char *stays = g_strdup_printf (
      "{'evidence_id':'%s','goes':false,'ground':'third-party','why':'She wrote it in confidence.'}", piece);
  g_autofree char *goes = g_strdup_printf ("{'evidence_id':'%s','goes':true,'why':'Her own.'}", piece);
  g_autoptr (GbSheet) first = NULL, second = NULL, third = NULL;
  g_autoptr (GError) error = NULL;

  take_names_out (desk, id);
  first = keep (gb_book_ask (desk->book, print, id, &error), error, "disclosure-undecided");
  before = words_of (first);
  assert_says (before, "Letter about [taken out:");
  assert_says (before, "PDF, 2 pages, from Dana Reed");
  assert_says (before, "Not decided yet");
  assert_silent_about (before, "Elin");
  desk_does (desk, "disclosure.enclosed", id, stays);
  second = keep (gb_book_ask (desk->book, print, id, &error), error, "disclosure-held");
  held = words_of (second);
  assert_says (held, "Held back: Somebody else’s data");
  assert_silent_about (held, "in confidence");
  desk_does (desk, "disclosure.enclosed", id, goes);
  third = keep (gb_book_ask (desk->book, print, id, &error), error, "disclosure-given");
  given = words_of (third);
  assert_says (given, "Given with it");
  assert_fonts_embedded (third);
}

static void
test_nobody_unknown_and_nothing_from_tomorrow (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *unknown =
      gb_test_refused (desk->book, "disclosure.begun", NULL,
                       "{'person_id':'" JONAH "','person':'Jonah Reed','applicant':'A caller','relation':'Says father',"
                       "'basis':'subject-access','identity':' ','asked_on':'2026-11-19'}",
                       GB_ERROR_REFUSED);
  g_autofree char *tomorrow =
      gb_test_refused (desk->book, "disclosure.begun", NULL,
                       "{'person_id':'" JONAH "','person':'Jonah Reed','applicant':'Dana Reed','relation':'Mother',"
                       "'basis':'subject-access','identity':'Known','asked_on':'2026-11-20'}",
                       GB_ERROR_REFUSED);
  g_autofree char *id = begin (desk, "subject-access");

  g_assert_nonnull (strstr (unknown, "wrong person"));
  g_assert_nonnull (strstr (tomorrow, "after today"));
  desk_does (desk, "disclosure.refused", id, "{'reason':'Manifestly unfounded: the same was answered last week'}");
}

#define TEST(name) g_test_add_func ("/disclosure/" #name, test_##name)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  TEST (what_was_taken_out_is_nowhere_in_the_file);
  TEST (a_sealed_case_is_not_in_it);
  TEST (each_piece_is_proved_by_salt_and_words_alone);
  TEST (the_inspectors_list_has_the_words_and_what_proves_them);
  TEST (words_can_be_put_back);
  TEST (what_is_no_piece_of_it_is_refused);
  TEST (a_text_that_is_no_longer_what_it_was_is_not_drawn);
  TEST (it_is_handed_over_once_it_was_made_and_then_nothing_changes);
  TEST (the_answer_is_due_by_its_own_clock);
  TEST (attachments_are_named_with_their_ground_and_without_what_was_taken_out);
  TEST (nobody_unknown_and_nothing_from_tomorrow);
  return g_test_run ();
}

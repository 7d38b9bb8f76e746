/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence: attached, opened, annotated, checked, set aside, erased; and, on a
 * case where an indecent image may be involved, a picture refused in every
 * disguise with nothing kept, while a letter is taken. */
#include <locale.h>

#include "casework/evidence.h"
#include "casework/seal.h"
#include "retention-support.h"
#include "support/files.h"

static GbPiece *
piece_of (GBytes *bytes, const char *file)
{
  g_autoptr (GError) error = NULL;
  GbPiece *piece = gb_piece_new (bytes, file, &error);

  g_assert_no_error (error);
  return piece;
}

static GBytes *
letter (void)
{
  static const char *const pages[] = { "Dear Ms Adeyemi, Jonah came home in tears.", "Yours sincerely, Dana Reed",
                                       NULL };

  return gb_test_pdf (pages, NULL);
}

static JsonObject *
said (const char *name)
{
  g_autofree char *json =
      g_strdup_printf ("{'name':'%s','from_whom':'Dana Reed, Jonah’s mother','got_on':'2026-11-18'}", name);

  return body_of (json);
}

/* The id of the piece. */
static char *
attach (Desk *desk, const char *case_id, GBytes *bytes, const char *file)
{
  g_autoptr (GbPiece) piece = piece_of (bytes, file);
  g_autoptr (JsonObject) body = said (file);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_evidence_attach_all (desk->book, piece, case_id, request, body, &error);

  g_assert_no_error (error);
  return g_strdup (piece->id);
}

typedef struct
{
  const char *id;
  gint64 (*ask) (GbVault *, const char *, GError **);
} Question;

static gint64
ask_blobs (GbVault *vault, const char *id, GError **error)
{
  return gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM blob", NULL);
}

static gint64
ask_entries (GbVault *vault, const char *id, GError **error)
{
  return gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM entry", NULL);
}

static gpointer
on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  return GSIZE_TO_POINTER ((gsize) question->ask (gb_book_get_vault (book), question->id, error));
}

static gsize
number_of (Desk *desk, gint64 (*ask) (GbVault *, const char *, GError **))
{
  Question question = { NULL, ask };

  return GPOINTER_TO_SIZE (gb_book_ask (desk->book, on_worker, &question, NULL));
}

static gpointer
list_on_worker (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_evidence_of_case (gb_book_get_vault (book), id, FALSE, error);
}

static GPtrArray *
list_of (Desk *desk, const char *id)
{
  return gb_book_ask (desk->book, list_on_worker, (gpointer) id, NULL);
}

static gpointer
open_on_worker (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_evidence_open (gb_book_get_vault (book), id, error);
}

static gpointer
damage_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  gboolean done;

  gb_vault_fence (vault, FALSE);
  done =
      gb_vault_execute (vault,
                        "DROP TRIGGER blob_stays; UPDATE blob SET bytes = CAST (substr (bytes, 1, length (bytes) - 1)"
                        " || x'00' AS BLOB) WHERE CAST (substr (bytes, 1, 8) AS TEXT) = 'GBCHUNK1';",
                        error);
  gb_vault_fence (vault, TRUE);
  return done ? book : NULL;
}

static void
assert_verifies (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = gb_book_verify (desk->book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < verdict->findings->len; i++)
    g_test_message ("%s", ((GbFinding *) verdict->findings->pdata[i])->sentence);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

/* --- attached and opened --------------------------------------------------------------- */

static void
test_a_letter_is_kept_whole_and_opened_again (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GBytes) bytes = letter ();
  g_autofree char *evidence = attach (desk, id, bytes, "letter.pdf");
  g_autoptr (GPtrArray) list = list_of (desk, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) opened = gb_book_ask (desk->book, open_on_worker, evidence, &error);
  GbEvidence *first = list->pdata[0];

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, opened));
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (first->sort, ==, "pdf");
  g_assert_cmpint (first->pages, ==, 2);
  g_assert_cmpint (first->shut, ==, 0);
  g_assert_cmpstr (first->added_by, ==, "Ruth Adeyemi");
  assert_verifies (desk);
}

static void
test_a_large_file_is_kept_in_chunks (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL, opened = NULL;
  g_autofree char *evidence = NULL;
  gsize before = number_of (desk, ask_blobs);

  while (words->len < 3 * 1024 * 1024)
    g_string_append_printf (words, "Line %u of what was said.\n", (guint) words->len);
  bytes = gb_test_bytes (words->str);
  evidence = attach (desk, id, bytes, "long.txt");
  opened = gb_book_ask (desk->book, open_on_worker, evidence, NULL);
  g_assert_true (g_bytes_equal (bytes, opened));
  g_assert_cmpuint (number_of (desk, ask_blobs) - before, ==, 4);
}

static void
test_an_e_mail_brings_its_attachments_as_pieces (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GBytes) inner = letter (), bytes = gb_test_mail ("He cried.", "letter.pdf", "application/pdf", inner);
  g_autofree char *evidence = attach (desk, id, bytes, "mail.eml");
  g_autoptr (GPtrArray) list = list_of (desk, id);

  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((GbEvidence *) list->pdata[0])->sort, ==, "mail");
  g_assert_cmpstr (((GbEvidence *) list->pdata[1])->sort, ==, "pdf");
  g_assert_cmpstr (((GbEvidence *) list->pdata[1])->parent_id, ==, evidence);
}

static void
refuse_piece (Desk *desk, const char *case_id, GBytes *bytes, const char *file, const char *words)
{
  g_autoptr (GbPiece) piece = piece_of (bytes, file);
  g_autoptr (JsonObject) body = said (file);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_evidence_attach_all (desk->book, piece, case_id, request, body, &error);

  g_assert_null (done);
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” was expected in: %s", words, error->message);
}

static void
test_the_same_file_is_attached_once (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no"), *other = new_incident (desk, "no");
  g_autoptr (GBytes) bytes = letter ();
  g_autofree char *evidence = attach (desk, id, bytes, "letter.pdf"), *again = NULL;

  refuse_piece (desk, id, bytes, "copy.pdf", "already, as “letter.pdf”");
  again = attach (desk, other, bytes, "letter.pdf");
  g_assert_nonnull (again);
}

/* Whoever writes the entry by hand has had no file looked through. */
static void
test_nothing_is_attached_that_was_not_looked_through (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autofree char *hash = g_strnfill (64, '0');
  g_autofree char *json = g_strdup_printf ("{'evidence_id':'" ELIN "','name':'x','sort':'pdf','media':'','bytes':1,"
                                           "'sha256':'%s','chunks':[],'key':'%s'}",
                                           hash, hash);

  desk_refuses (desk, "evidence.added", id, json, GB_ERROR_REFUSED, "Choose it again");
  g_assert_true (gb_book_may (desk->book, "evidence.added", id, NULL, NULL));
}

static void
test_a_closed_case_takes_none (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = closed_incident (desk);
  g_autoptr (GBytes) bytes = letter ();

  refuse_piece (desk, id, bytes, "letter.pdf", "Open it again first");
}

/* --- guarded ---------------------------------------------------------------------------------- */

static void
refuse_disguise (Desk *desk, const char *case_id, GBytes *bytes, const char *file, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPiece) piece = gb_piece_new (bytes, file, &error);

  g_test_message ("%s", file);
  if (piece != NULL)
    refuse_piece (desk, case_id, bytes, file, words);
  else
    g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
}

/* As the answer to an e-mail quotes it. */
static char *
quote (const char *letters)
{
  GString *quoted = g_string_new ("> ");

  for (guint i = 0; letters[i] != '\0'; i++)
    g_string_append_printf (quoted, "%c%s", letters[i], i % 60 == 59 ? "\n> " : "");
  return g_string_free (quoted, FALSE);
}

static void
test_a_picture_in_any_disguise_is_refused_where_one_may_be_indecent (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "unknown");
  g_autoptr (GBytes) png = gb_test_png (40, 30), plain = letter ();
  static const char *const page[] = { "A letter with a picture", NULL };
  g_autoptr (GBytes) zip = gb_test_zip ("notes.txt", png), mail = gb_test_mail ("See", "notes.txt", "text/plain", png);
  g_autoptr (GBytes) pdf = gb_test_pdf (page, png), html = gb_test_html ("Hello", png);
  g_autoptr (GBytes) polyglot = gb_test_joined (plain, png), zipped = gb_test_joined (plain, zip);
  g_autoptr (GBytes) heic = gb_test_boxed ("heic"), video = gb_test_boxed ("isom");
  g_autoptr (GBytes) docx = gb_test_docx ("Hello", png),
                     mailed_pdf = gb_test_mail ("See", "x.pdf", "application/pdf", pdf);
  g_autoptr (GBytes) nested = gb_test_mail ("See", "fwd.eml", "application/octet-stream", mail);
  g_autoptr (GBytes) mailed_video = gb_test_mail ("See", "x.txt", "text/plain", video);
  g_autofree char *coded = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  g_autofree char *answer = quote (coded);
  g_autoptr (GBytes) letters = gb_test_bytes (coded), quoted = gb_test_bytes (answer);
  gsize blobs = number_of (desk, ask_blobs), entries = number_of (desk, ask_entries);

  refuse_disguise (desk, id, png, "screenshot.png", "a picture, whatever it is called");
  refuse_disguise (desk, id, png, "letter.pdf", "a picture, whatever it is called");
  refuse_disguise (desk, id, zip, "notes.zip", "");
  refuse_disguise (desk, id, mail, "mail.eml", "“notes.txt” in this file holds a picture");
  refuse_disguise (desk, id, pdf, "letter.pdf", "a picture");
  refuse_disguise (desk, id, html, "page.html", "a picture");
  refuse_disguise (desk, id, polyglot, "letter.pdf", "a picture");
  refuse_disguise (desk, id, heic, "letter.txt", "");
  refuse_disguise (desk, id, video, "letter.txt", "");
  refuse_disguise (desk, id, zipped, "letter.pdf", "an archive");
  refuse_disguise (desk, id, docx, "letter.docx", "“image1.bin” in this file holds a picture");
  refuse_disguise (desk, id, mailed_pdf, "mail.eml", "“x.pdf” in this file holds a picture");
  refuse_disguise (desk, id, nested, "mail.eml", "a picture");
  refuse_disguise (desk, id, mailed_video, "mail.eml", "“x.txt” in this file holds video");
  refuse_disguise (desk, id, letters, "letters.txt", "a picture");
  refuse_disguise (desk, id, quoted, "answer.txt", "a picture");
  g_assert_cmpuint (number_of (desk, ask_blobs), ==, blobs);
  g_assert_cmpuint (number_of (desk, ask_entries), ==, entries);
}

static void
test_words_are_taken_on_the_same_case (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "yes");
  g_autoptr (GBytes) pdf = letter (), docx = gb_test_docx ("Dear Ms Adeyemi", NULL);
  g_autoptr (GBytes) mail = gb_test_mail ("He cried.", NULL, NULL, NULL), text = gb_test_bytes ("MZ said it.\n");
  /* With a link as long as an e-mail's are. */
  g_autofree char *link = g_strnfill (300, 'q');
  g_autofree char *linked = g_strconcat ("<a href='https://example.org/?data=", link, "'>Hello</a>", NULL);
  g_autoptr (GBytes) html = gb_test_html (linked, NULL);
  g_autofree char *a = attach (desk, id, pdf, "letter.pdf"), *b = attach (desk, id, docx, "letter.docx");
  g_autofree char *c = attach (desk, id, mail, "mail.eml"), *d = attach (desk, id, text, "notes.txt");
  g_autofree char *e = attach (desk, id, html, "page.html");
  g_autoptr (GPtrArray) list = list_of (desk, id);

  g_assert_cmpuint (list->len, ==, 5);
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpint (((GbEvidence *) list->pdata[i])->shut, ==, 0);
}

static void
test_a_picture_is_taken_where_none_is_suspected_and_shut_when_one_is (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GBytes) png = gb_test_png (40, 30), opened = NULL, later = NULL;
  g_autofree char *evidence = attach (desk, id, png, "screenshot.png");
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body =
      body_of ("{'changes':[{'field':'indecent_image','old':'no','new':'unknown'}],'reason':'A pupil said so.'}");
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = NULL;

  opened = gb_book_ask (desk->book, open_on_worker, evidence, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (png, opened));
  done = gb_incident_amend (desk->book, id, request, body, &error);
  g_assert_no_error (error);
  list = list_of (desk, id);
  g_assert_cmpint (((GbEvidence *) list->pdata[0])->shut, ==, 1);
  later = gb_book_ask (desk->book, open_on_worker, evidence, &error);
  g_assert_null (later);
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  assert_verifies (desk);
}

/* --- annotated, checked, set aside ------------------------------------------------------------ */

static void
test_it_is_annotated_checked_and_set_aside (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no"), *other = new_incident (desk, "no");
  g_autoptr (GBytes) bytes = letter ();
  g_autofree char *evidence = attach (desk, id, bytes, "letter.pdf");
  g_autofree char *note =
      g_strdup_printf ("{'evidence_id':'%s','text':'The second line is about Tuesday.','page':1}", evidence);
  g_autofree char *check = g_strdup_printf ("{'evidence_id':'%s'}", evidence);
  g_autofree char *aside = g_strdup_printf ("{'evidence_id':'%s','reason':'It is about another child.'}", evidence);
  g_autofree char *empty = g_strdup_printf ("{'evidence_id':'%s','reason':' '}", evidence);
  g_autoptr (GPtrArray) list = NULL;
  GbEvidence *piece;

  desk_does (desk, "evidence.annotated", id, note);
  desk_refuses (desk, "evidence.annotated", other, note, GB_ERROR_MISSING, "no such evidence");
  desk_does (desk, "evidence.checked", id, check);
  desk_refuses (desk, "evidence.set-aside", id, empty, GB_ERROR_REFUSED, "Say why");
  desk_does (desk, "evidence.set-aside", id, aside);
  desk_refuses (desk, "evidence.set-aside", id, aside, GB_ERROR_REFUSED, "set aside already");
  list = list_of (desk, id);
  piece = list->pdata[0];
  g_assert_cmpint (piece->notes, ==, 1);
  g_assert_cmpint (piece->intact, ==, 1);
  g_assert_cmpint (piece->checked_at, >, 0);
  g_assert_cmpstr (piece->aside, ==, "It is about another child.");
}

static void
test_a_changed_byte_is_found_when_it_is_opened_checked_and_verified (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GBytes) bytes = letter (), opened = NULL;
  g_autofree char *evidence = attach (desk, id, bytes, "letter.pdf");
  g_autofree char *check = g_strdup_printf ("{'evidence_id':'%s'}", evidence);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gboolean named = FALSE;

  g_assert_nonnull (gb_book_ask (desk->book, damage_on_worker, NULL, &error));
  opened = gb_book_ask (desk->book, open_on_worker, evidence, &error);
  g_assert_null (opened);
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
  desk_does (desk, "evidence.checked", id, check);
  list = list_of (desk, id);
  g_assert_cmpint (((GbEvidence *) list->pdata[0])->intact, ==, 0);
  verdict = gb_book_verify (desk->book, GB_VERIFY_BLOBS, NULL, NULL, NULL, NULL);
  for (guint i = 0; i < verdict->findings->len; i++)
    named |= strstr (((GbFinding *) verdict->findings->pdata[i])->sentence, "letter.pdf") != NULL;
  g_assert_true (named);
}

/* Whoever opens the vault next is told, without asking. */
static void
test_a_changed_byte_is_found_by_itself_after_the_next_unlock (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GBytes) bytes = letter ();
  g_autofree char *evidence = attach (desk, id, bytes, "letter.pdf");
  const char *reason = NULL;

  g_assert_nonnull (evidence);
  g_assert_nonnull (gb_book_ask (desk->book, damage_on_worker, NULL, NULL));
  gb_test_desk_close (desk->desk);
  desk->book = gb_test_desk_reopen (desk->desk, NULL);
  for (guint i = 0; i < 200 && (reason = gb_book_get_read_only_reason (desk->book)) == NULL; i++)
    g_usleep (50000);
  g_assert_nonnull (reason);
  g_assert_nonnull (strstr (reason, "“letter.pdf” isn’t what was attached"));
}

/* --- the end -------------------------------------------------------------------------------------- */

static gint64
ask_chunks (GbVault *vault, const char *id, GError **error)
{
  return gb_vault_ask_number (
      vault, -1, error, "SELECT count (*) FROM blob WHERE CAST (substr (bytes, 1, 8) AS TEXT) = 'GBCHUNK1'", NULL);
}

static void
test_it_is_erased_with_its_case_and_no_other (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_incident (desk, "no"), *other = new_incident (desk, "no");
  g_autoptr (GBytes) bytes = letter (), more = gb_test_bytes ("Another letter.\n"), opened = NULL;
  g_autofree char *evidence = attach (desk, id, bytes, "letter.pdf"), *stays = attach (desk, other, more, "other.txt");
  g_autofree char *body = g_strdup_printf ("{'erased_id':'%s','reason':'The rule’s time is over.'}", id);
  g_autofree char *none = NULL;
  g_autoptr (GPtrArray) list = NULL;

  settle_general (desk, id);
  desk_does (desk, "incident.closed", id, CLOSING);
  desk_now = gb_day_to_instant ("2041-03-04", 10 * 60);
  desk_does (desk, "retention.proposed", id, "{'reason':'The rule’s time is over and nobody asks for it.'}");
  desk_sit (desk, MARTIN);
  g_assert_cmpuint (number_of (desk, ask_chunks), ==, 2);
  none = gb_test_act (desk->book, "retention.erased", NULL, body);
  g_assert_cmpuint (number_of (desk, ask_chunks), ==, 1);
  list = list_of (desk, id);
  g_assert_cmpuint (list->len, ==, 0);
  opened = gb_book_ask (desk->book, open_on_worker, stays, NULL);
  g_assert_true (g_bytes_equal (opened, more));
  assert_verifies (desk);
}

static gpointer
seal_on_worker (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error,
                            "SELECT hex (group_concat (CAST (body AS TEXT))) FROM main.entry", NULL);
}

/* The words of a sealed case's evidence are nowhere in the open, and only its readers open it. */
static void
test_evidence_of_a_sealed_case_is_for_its_readers (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GBytes) bytes = letter (), opened = NULL, hidden = NULL;
  g_autofree char *evidence = NULL, *all = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strdup_printf (
      "{'reason':'Asked for by the family.','sealing':{'rule':'owner','readers':['%s'],'subjects':[]}}",
      gb_book_get_member_id (desk->book));

  desk_does (desk, "case.sealed", id, json);
  evidence = attach (desk, id, bytes, "kept-apart.pdf");
  all = gb_book_ask (desk->book, seal_on_worker, NULL, NULL);
  g_assert_null (strstr (all, "6B6570742D6170617274"));
  opened = gb_book_ask (desk->book, open_on_worker, evidence, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, opened));
  desk_sit (desk, MARTIN);
  hidden = gb_book_ask (desk->book, open_on_worker, evidence, &error);
  g_assert_null (hidden);
  g_assert_error (error, GB_ERROR, GB_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evidence/a-letter-is-kept-whole-and-opened-again", test_a_letter_is_kept_whole_and_opened_again);
  g_test_add_func ("/evidence/a-large-file-is-kept-in-chunks", test_a_large_file_is_kept_in_chunks);
  g_test_add_func ("/evidence/an-e-mail-brings-its-attachments-as-pieces",
                   test_an_e_mail_brings_its_attachments_as_pieces);
  g_test_add_func ("/evidence/the-same-file-is-attached-once", test_the_same_file_is_attached_once);
  g_test_add_func ("/evidence/nothing-is-attached-that-was-not-looked-through",
                   test_nothing_is_attached_that_was_not_looked_through);
  g_test_add_func ("/evidence/a-closed-case-takes-none", test_a_closed_case_takes_none);
  g_test_add_func ("/evidence/a-picture-in-any-disguise-is-refused-where-one-may-be-indecent",
                   test_a_picture_in_any_disguise_is_refused_where_one_may_be_indecent);
  g_test_add_func ("/evidence/words-are-taken-on-the-same-case", test_words_are_taken_on_the_same_case);
  g_test_add_func ("/evidence/a-picture-is-taken-where-none-is-suspected-and-shut-when-one-is",
                   test_a_picture_is_taken_where_none_is_suspected_and_shut_when_one_is);
  g_test_add_func ("/evidence/it-is-annotated-checked-and-set-aside", test_it_is_annotated_checked_and_set_aside);
  g_test_add_func ("/evidence/a-changed-byte-is-found-when-it-is-opened-checked-and-verified",
                   test_a_changed_byte_is_found_when_it_is_opened_checked_and_verified);
  g_test_add_func ("/evidence/a-changed-byte-is-found-by-itself-after-the-next-unlock",
                   test_a_changed_byte_is_found_by_itself_after_the_next_unlock);
  g_test_add_func ("/evidence/it-is-erased-with-its-case-and-no-other", test_it_is_erased_with_its_case_and_no_other);
  g_test_add_func ("/evidence/evidence-of-a-sealed-case-is-for-its-readers",
                   test_evidence_of_a_sealed_case_is_for_its_readers);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk of those who have no key to the vault: what lies there for them,
 * that nothing else opens to their keys, and that nobody can slip them
 * something; and how a key is taken away and given by a change of roles. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/backup.h"
#include "casework/book-private.h"
#include "casework/member.h"
#include "casework/outer.h"
#include "casework/report.h"
#include "casework/seal.h"
#include "support/desk.h"
#include "vault/letter.h"
#include "vault/slots.h"

#define PDF "%PDF-1.5 these very bytes"

/* --- a school with both ----------------------------------------------------------- */

typedef struct { GbTestDesk *desk; char *imran, *tess; } School;

static void
school_clear (School *school)
{
  gb_test_desk_free (school->desk);
  g_free (school->imran);
  g_free (school->tess);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (School, school_clear)

static School
new_school (void)
{
  School school = { gb_test_desk_new () };

  school.imran = gb_test_desk_enrol (school.desk, "Imran Dale", "link-governor");
  school.tess = gb_test_desk_enrol (school.desk, "Tess Okoye", "technician");
  return school;
}

static GbOuter *
sit_outside (School *school, const char *who)
{
  g_autoptr (GError) error = NULL;
  GbOuter *outer;

  gb_test_desk_close (school->desk);
  outer = gb_outer_open (school->desk->path, who, school->desk->keyring, &error);
  g_assert_no_error (error);
  return outer;
}

static void
issue_report (School *school)
{
  static const GbFiguresPlan plan = { .sections = GB_SECTION_ALL };
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbFigures) figures = gb_report_freeze (school->desk->book, &plan, &error);
  g_autoptr (GBytes) pdf = g_bytes_new_static (PDF, strlen (PDF));
  g_autoptr (GbDone) done = NULL;

  g_assert_no_error (error);
  done = gb_report_issue (school->desk->book, request, figures, pdf, 6, &error);
  g_assert_no_error (error);
}

static void
assert_verifies (GbBook *book)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = gb_book_verify (book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < verdict->findings->len; i++)
    g_test_message ("%s", ((GbFinding *) verdict->findings->pdata[i])->sentence);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

/* Neither the vault as it lies there nor any of its slots is theirs. */
static void
assert_opens_nothing (GbTestDesk *desk, const char *who)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *vault_id = gb_vault_read_id (desk->path, NULL);
  g_autoptr (GbIdentity) identity = gb_book_load_identity (desk->keyring, vault_id, who, NULL, &error);
  g_autoptr (GbSlots) slots = gb_slots_read (desk->path, NULL, &error);
  const GPtrArray *infos;

  g_assert_no_error (error);
  infos = gb_slots_get_infos (slots);
  for (guint i = 0; i < infos->len; i++)
    g_assert_cmpstr (((GbSlotInfo *) infos->pdata[i])->holder, !=, who);
  g_assert_null (gb_slots_unlock (slots, identity, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  g_assert_null (gb_vault_open (desk->path, identity, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
}

/* --- what is there -------------------------------------------------------------------- */

static void
test_the_governor_reads_what_was_issued_and_opens_nothing_else (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GbOuter) outer = NULL;
  const GPtrArray *reports;
  GbOuterReport *report;

  g_free (gb_test_incident (school.desk->book));
  outer = sit_outside (&school, school.imran);
  g_assert_cmpuint (gb_outer_get_reports (outer)->len, ==, 0);
  g_assert_cmpstr (gb_outer_get_school (outer), ==, "Marsh Lane Primary School");
  g_clear_object (&outer);
  gb_test_desk_reopen (school.desk, NULL);
  issue_report (&school);
  assert_verifies (school.desk->book);
  outer = sit_outside (&school, school.imran);
  reports = gb_outer_get_reports (outer);
  g_assert_cmpuint (reports->len, ==, 1);
  report = reports->pdata[0];
  g_assert_cmpuint (g_bytes_get_size (report->pdf), ==, strlen (PDF));
  g_assert_cmpmem (g_bytes_get_data (report->pdf, NULL), g_bytes_get_size (report->pdf), PDF, strlen (PDF));
  g_assert_nonnull (strstr (report->figures, "Marsh Lane Primary School"));
  g_assert_cmpint (gb_outer_get_backup_days (outer), ==, 0);
  assert_opens_nothing (school.desk, school.imran);
}

static void
test_the_technician_sees_the_backups_and_no_report (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GbOuter) outer = NULL;
  g_autofree char *to = g_build_filename (school.desk->folder, "copy.guardbook", NULL);
  g_autoptr (GError) error = NULL;

  issue_report (&school);
  g_assert_true (gb_backup_make (school.desk->book, to, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  outer = sit_outside (&school, school.tess);
  g_assert_cmpuint (gb_outer_get_reports (outer)->len, ==, 0);
  g_assert_cmpint (gb_outer_get_backup_at (outer), >, 0);
  g_assert_cmpstr (gb_outer_get_backup_by (outer), ==, "Ruth Adeyemi");
  g_assert_cmpint (gb_outer_get_backup_days (outer), ==, 7);
  assert_opens_nothing (school.desk, school.tess);
}

/* --- copies ------------------------------------------------------------------------------ */

static gpointer
ask_last_backup (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_backup_last (gb_book_get_vault (book), error);
}

static void
test_a_copy_made_without_a_key_counts_once_it_is_proved (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *to = g_build_filename (school.desk->folder, "copy.guardbook", NULL);
  g_autoptr (GbOuter) outer = NULL;
  g_autoptr (GbBackup) none = NULL, last = NULL;
  g_autoptr (GError) error = NULL;

  g_free (gb_test_incident (school.desk->book));
  outer = sit_outside (&school, school.tess);
  g_assert_true (gb_outer_copy (outer, to, &error));
  g_assert_no_error (error);
  g_assert_cmpint (gb_outer_get_copied_at (outer), >, 0);
  g_assert_cmpint (gb_outer_get_backup_at (outer), ==, 0);
  g_assert_false (gb_outer_copy (outer, to, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  g_clear_object (&outer);
  gb_test_desk_reopen (school.desk, NULL);
  none = gb_book_ask (school.desk->book, ask_last_backup, NULL, NULL);
  g_assert_null (none);
  g_assert_true (gb_outer_prove_copies (school.desk->book, &error));
  g_assert_no_error (error);
  last = gb_book_ask (school.desk->book, ask_last_backup, NULL, NULL);
  g_assert_cmpstr (last->by_name, ==, "Tess Okoye");
  outer = sit_outside (&school, school.tess);
  g_assert_cmpint (gb_outer_get_backup_at (outer), ==, last->at);
  g_assert_cmpint (gb_outer_get_copied_at (outer), ==, 0);
}

static gpointer
prove (gpointer book)
{
  return GINT_TO_POINTER (gb_outer_prove_copies (book, NULL));
}

static gpointer
count_backups (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT,
                          gb_vault_ask_number (gb_book_get_vault (book), -1, error,
                                               "SELECT count (*) FROM main.entry WHERE kind = 'backup.verified'", NULL));
}

static void
test_two_who_prove_at_once_write_a_copy_down_once (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *to = g_build_filename (school.desk->folder, "copy.guardbook", NULL);
  g_autofree char *written = NULL;
  g_autoptr (GbOuter) outer = NULL;
  GThread *threads[4];

  g_free (gb_test_incident (school.desk->book));
  outer = sit_outside (&school, school.tess);
  g_assert_true (gb_outer_copy (outer, to, NULL));
  g_clear_object (&outer);
  gb_test_desk_reopen (school.desk, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("prove", prove, school.desk->book);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (GPOINTER_TO_INT (g_thread_join (threads[i])));
  written = gb_book_ask (school.desk->book, count_backups, NULL, NULL);
  g_assert_cmpstr (written, ==, "1");
}

static void
spoil (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  text[length / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, text, (gssize) length, NULL));
}

static void
test_a_copy_that_was_changed_since_counts_for_nothing (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *to = g_build_filename (school.desk->folder, "copy.guardbook", NULL);
  g_autoptr (GbOuter) outer = sit_outside (&school, school.tess);
  g_autoptr (GbBackup) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gb_outer_copy (outer, to, &error));
  spoil (to, "vault.db");
  gb_test_desk_reopen (school.desk, NULL);
  g_assert_false (gb_outer_prove_copies (school.desk->book, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
  none = gb_book_ask (school.desk->book, ask_last_backup, NULL, NULL);
  g_assert_null (none);
}

static void
test_nobody_copies_what_is_open_or_not_theirs_to_keep (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *to = g_build_filename (school.desk->folder, "copy.guardbook", NULL);
  g_autoptr (GbOuter) governor = sit_outside (&school, school.imran);
  g_autoptr (GbOuter) technician = sit_outside (&school, school.tess);
  g_autoptr (GError) error = NULL;

  g_assert_false (gb_outer_copy (governor, to, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_clear_error (&error);
  gb_test_desk_reopen (school.desk, NULL);
  g_assert_false (gb_outer_copy (technician, to, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_HELD);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
}

static gpointer
ask_member (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *today = gb_today ();

  return gb_member_get (gb_book_get_vault (book), data, today, error);
}

/* --- the registers of filtering ---------------------------------------------------------------- */

#define CHANGE                                                                                                         \
  "{'what':'Video site for Year 6','kind':'allow','reason':'A lesson on news','asked_by':'The class teacher'}"

static gpointer
ask_entry (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error,
                            "SELECT title || '|' || entered_by || '|' || asked_by_id FROM p_register", NULL);
}

static gpointer
ask_written (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error,
                            "SELECT CAST (body AS TEXT) FROM entry WHERE kind = 'register.entered'",
                            NULL);
}

typedef void (*Spoil) (JsonObject *body, JsonObject *written);

/* The entry with the technician's own words beside it, changed by @how. */
static JsonObject *
body_as_taken_up (School *school, Spoil how)
{
  g_autofree char *text = gb_book_ask (school->desk->book, ask_written, NULL, NULL);
  JsonObject *body = gb_json_parse (text, -1, NULL);

  how (body, gb_json_object (body, "written"));
  return body;
}

static void
spoil_nothing (JsonObject *body, JsonObject *written)
{
}

static void
spoil_values (JsonObject *body, JsonObject *written)
{
  json_object_set_string_member (gb_json_object (body, "values"), "what", "Every site for everybody");
}

static void
spoil_text (JsonObject *body, JsonObject *written)
{
  g_autofree char *text = g_strdup (gb_json_text (written, "text"));
  char *at = strstr (text, "Year 6");

  g_assert_nonnull (at);
  at[5] = '7';
  json_object_set_string_member (written, "text", text);
  json_object_set_string_member (gb_json_object (body, "values"), "what", "Video site for Year 7");
}

static void
spoil_author (JsonObject *body, JsonObject *written)
{
  json_object_set_string_member (written, "name", "Imran Dhillon");
}

static void
spoil_time (JsonObject *body, JsonObject *written)
{
  json_object_set_int_member (written, "at", gb_json_number (written, "at") - G_USEC_PER_SEC);
}

static void
spoil_signature (JsonObject *body, JsonObject *written)
{
  json_object_remove_member (written, "signature");
}

/* Each a keyholder's try to put words into the technician's mouth; but the first, which is what they wrote. */
static const Spoil spoils[] = { spoil_nothing, spoil_values, spoil_text, spoil_author, spoil_time, spoil_signature };

static gpointer
append_behind_the_gate (GbBook *book, gpointer body, GCancellable *cancellable, GError **error)
{
  g_autofree char *request = gb_id_new ();
  return gb_journal_append (gb_book_get_vault (book), "register.entered", NULL, request, body, error);
}

static guint
count_findings (GbBook *book, const char *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = gb_book_verify (book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);
  guint found = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < verdict->findings->len; i++)
    found += strstr (((GbFinding *) verdict->findings->pdata[i])->sentence, sentence) != NULL;
  return found;
}

static void
test_what_the_technician_writes_is_taken_up_under_their_name (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GbOuter) outer = sit_outside (&school, school.tess);
  g_autoptr (JsonObject) values = gb_test_body (CHANGE);
  g_autofree char *entry = NULL, *expected = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gb_outer_enter (outer, "filtering-changes", values, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (gb_outer_count_entries (outer), ==, 1);
  gb_test_desk_reopen (school.desk, NULL);
  entry = gb_book_ask (school.desk->book, ask_entry, NULL, &error);
  g_assert_no_error (error);
  expected = g_strdup_printf ("Video site for Year 6|Tess Okoye|%s", school.tess);
  g_assert_cmpstr (entry, ==, expected);
  g_assert_cmpuint (gb_outer_count_entries (outer), ==, 0);
  assert_verifies (school.desk->book);
}

static void
test_words_that_the_technician_did_not_write_are_refused_and_found (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++)
    {
      g_auto (School) school = new_school ();
      g_autoptr (GbOuter) outer = sit_outside (&school, school.tess);
      g_autoptr (JsonObject) values = gb_test_body (CHANGE);
      g_autofree char *again = gb_id_new ();
      g_autoptr (JsonObject) body = NULL;
      g_autoptr (GbDone) done = NULL;
      g_autoptr (GbEntry) entry = NULL;
      g_autoptr (GError) error = NULL;
      int expected = i == 0 ? GB_ERROR_CONFLICT : GB_ERROR_REFUSED;

      g_assert_true (gb_outer_enter (outer, "filtering-changes", values, NULL));
      gb_test_desk_reopen (school.desk, NULL);
      body = body_as_taken_up (&school, spoils[i]);
      done = gb_book_act (school.desk->book, "register.entered", NULL, again, body, &error);
      g_assert_error (error, GB_ERROR, expected);
      g_clear_error (&error);
      entry = gb_book_ask (school.desk->book, append_behind_the_gate, body, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (count_findings (school.desk->book, "didn’t sign"), ==, i == 0 ? 0 : 1);
    }
}

static void
test_what_is_left_out_or_not_theirs_is_refused_at_once (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GbOuter) technician = sit_outside (&school, school.tess);
  g_autoptr (GbOuter) governor = sit_outside (&school, school.imran);
  g_autoptr (JsonObject) values = gb_test_body (CHANGE);
  g_autoptr (JsonObject) half = gb_test_body ("{'what':'Video site for Year 6','kind':'allow'}");
  g_autoptr (GError) error = NULL;

  g_assert_false (gb_outer_enter (technician, "filtering-changes", half, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "Why"));
  g_clear_error (&error);
  g_assert_false (gb_outer_enter (technician, "complaints", values, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (gb_outer_enter (governor, "filtering-changes", values, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
}

/* Another member's letter, put where the technician's would lie. */
static void
test_what_another_signed_is_not_taken_up_as_theirs (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *vault_id = gb_vault_read_id (school.desk->path, NULL);
  g_autofree char *id = gb_id_new ();
  g_autofree char *name = g_strdup_printf ("%s.entry-%s", school.tess, id);
  g_autofree char *json = g_strdup_printf ("{\"id\":\"%s\",\"register\":\"filtering-changes\",\"at\":1,\"values\":"
                                           "{\"what\":\"All\",\"kind\":\"allow\",\"reason\":\"x\",\"asked_by\":\"x\"}}",
                                           id);
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  const char *ruth = gb_book_get_member_id (school.desk->book);
  g_autofree char *reader = g_strdup (ruth);
  g_autoptr (GbMember) her = gb_book_ask (school.desk->book, ask_member, reader, NULL);
  g_autoptr (GbIdentity) governor = NULL;
  g_autofree char *entry = NULL;
  guint8 box_key[GB_BOX_KEY_SIZE];
  GbSealHolder holder = { reader, box_key };

  g_assert_true (gb_hex_to_bytes (her->box_key, box_key, sizeof box_key));
  gb_test_desk_close (school.desk);
  governor = gb_book_load_identity (school.desk->keyring, vault_id, school.imran, NULL, NULL);
  g_assert_true (gb_letter_write (school.desk->path, name, governor, &holder, 1, bytes, NULL));
  gb_test_desk_reopen (school.desk, NULL);
  entry = gb_book_ask (school.desk->book, ask_entry, NULL, NULL);
  g_assert_null (entry);
}

/* --- coming in ----------------------------------------------------------------------------- */

static char *
invite (GbTestDesk *desk, const char *name, const char *role)
{
  const char *const roles[] = { role, NULL };
  g_autoptr (GError) error = NULL;
  char *code = gb_book_invite (desk->book, name, roles, &error);

  g_assert_no_error (error);
  return code;
}

static void
test_a_code_lets_in_once_and_the_desk_waits_for_somebody_with_a_key (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *code = invite (desk, "Imran Dale", "link-governor");
  g_autofree char *id = NULL;
  g_autoptr (GbOuter) outer = NULL, ready = NULL;
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  g_assert_true (gb_outer_is_code (desk->path, code));
  outer = gb_outer_join (desk->path, code, desk->keyring, &error);
  g_assert_no_error (error);
  id = g_strdup (gb_outer_get_member_id (outer));
  g_assert_true (gb_outer_is_waiting (outer));
  g_assert_null (gb_outer_join (desk->path, code, desk->keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  gb_test_desk_reopen (desk, NULL);
  assert_verifies (desk->book);
  gb_test_desk_close (desk);
  ready = gb_outer_open (desk->path, id, desk->keyring, &error);
  g_assert_no_error (error);
  g_assert_false (gb_outer_is_waiting (ready));
  g_assert_nonnull (gb_outer_get_words (ready));
  assert_opens_nothing (desk, id);
}

static void
test_the_code_itself_opens_no_vault (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *code = invite (desk, "Imran Dale", "link-governor");
  g_autofree char *vault_id = gb_vault_read_id (desk->path, NULL);
  g_autoptr (GbIdentity) identity = gb_identity_new_from_code (vault_id, code, NULL);
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  g_assert_null (gb_vault_open (desk->path, identity, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
}

static GbMember *
member_of (GbTestDesk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbMember *member = gb_book_ask (desk->book, ask_member, (gpointer) id, &error);

  g_assert_no_error (error);
  return member;
}

/* Whoever can write in the folder puts keys of their own beside an invitation. */
static void
test_keys_that_no_code_let_in_are_not_taken_up (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *code = invite (desk, "Imran Dale", "link-governor");
  g_autofree char *id = NULL, *name = NULL, *text = NULL;
  g_autoptr (GbOuter) outer = NULL;
  g_autoptr (GbMember) member = NULL;
  char *own;

  gb_test_desk_close (desk);
  outer = gb_outer_join (desk->path, code, desk->keyring, NULL);
  id = g_strdup (gb_outer_get_member_id (outer));
  name = g_strconcat (id, ".join", NULL);
  text = gb_letter_read_open (desk->path, name, NULL);
  own = strstr (text, "\"box_key\":\"") + strlen ("\"box_key\":\"");
  own[0] = own[0] == '0' ? '1' : '0';
  g_assert_true (gb_letter_write_open (desk->path, name, text, NULL));
  gb_test_desk_reopen (desk, NULL);
  member = member_of (desk, id);
  g_assert_cmpstr (member->state, ==, "invited");
}

/* --- what somebody might slip in --------------------------------------------------------------- */

static void
refuses_to_open (School *school, const char *who, GbErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_outer_open (school->desk->path, who, school->desk->keyring, &error));
  g_assert_error (error, GB_ERROR, (int) code);
}

static char *
desk_file (School *school, const char *who)
{
  g_autofree char *name = g_strconcat (who, ".desk", NULL);

  return g_build_filename (school->desk->path, "outer", name, NULL);
}

static void
test_a_changed_an_older_and_anothers_letter_are_refused (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *imran = desk_file (&school, school.imran), *tess = desk_file (&school, school.tess);
  g_autofree char *before = NULL, *after = NULL, *hers = NULL;
  gsize before_length, after_length, hers_length;
  g_autoptr (GbOuter) outer = NULL;

  g_assert_true (g_file_get_contents (imran, &before, &before_length, NULL));
  g_usleep (2000);
  issue_report (&school);
  g_assert_true (g_file_get_contents (imran, &after, &after_length, NULL));
  outer = sit_outside (&school, school.imran);
  g_assert_true (g_file_set_contents (imran, before, (gssize) before_length, NULL));
  refuses_to_open (&school, school.imran, GB_ERROR_TAMPERED);
  g_assert_true (g_file_get_contents (tess, &hers, &hers_length, NULL));
  g_assert_true (g_file_set_contents (imran, hers, (gssize) hers_length, NULL));
  refuses_to_open (&school, school.imran, GB_ERROR_NO_KEY);
  after[after_length / 2] ^= 1;
  g_assert_true (g_file_set_contents (imran, after, (gssize) after_length, NULL));
  refuses_to_open (&school, school.imran, GB_ERROR_TAMPERED);
}

/* Well formed, closed for him, and signed by somebody who isn't of the school. */
static void
test_a_strangers_letter_is_refused (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GbMember) imran = member_of (school.desk, school.imran);
  g_autofree char *vault_id = gb_vault_read_id (school.desk->path, NULL);
  g_autofree char *id = gb_id_new ();
  g_autoptr (GbIdentity) stranger = gb_identity_new (vault_id, id);
  g_autofree char *name = g_strconcat (school.imran, ".desk", NULL);
  static const char text[] = "{\"name\":\"Imran Dale\",\"roles\":[\"link-governor\"],\"reports\":[],"
                             "\"written_at\":9000000000000000}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  guint8 box_key[GB_BOX_KEY_SIZE];
  GbSealHolder holder = { school.imran, box_key };

  g_assert_true (gb_hex_to_bytes (imran->box_key, box_key, sizeof box_key));
  gb_test_desk_close (school.desk);
  g_assert_true (gb_letter_write (school.desk->path, name, stranger, &holder, 1, bytes, NULL));
  refuses_to_open (&school, school.imran, GB_ERROR_TAMPERED);
}

/* --- a change of roles ------------------------------------------------------------------------------ */

static void
give_roles (GbTestDesk *desk, const char *id, const char *name, const char *roles)
{
  g_autofree char *body = g_strdup_printf (
      "{'member_id':'%s','name':'%s','roles':[%s],'reason':'Other work'}", id, name, roles);

  g_free (gb_test_act (desk->book, "member.roles", NULL, body));
}

static char *
sealed_incident (GbBook *book)
{
  g_autofree char *text = g_strdup_printf (
      "{'title':'A sealed matter','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT ",'precision':'exact',"
      "'location':'changing-room','site':'on','channel':'staff-saw','narrative':'It was heard.','danger':'no',"
      "'indecent_image':'no','people':[],'sealing':{'rule':'owner','reason':'A colleague is in it.'}}",
      gb_now () - GB_HOUR);
  return gb_test_act (book, "incident.recorded", NULL, text);
}

static gpointer
ask_readers (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) readers = gb_seal_readers_of (book, data, error);
  GString *names = g_string_new (NULL);

  for (guint i = 0; readers != NULL && i < readers->len; i++)
    if (((GbSealReader *) readers->pdata[i])->reads)
      g_string_append_printf (names, "%s;", ((GbSealReader *) readers->pdata[i])->name);
  return g_string_free (names, FALSE);
}

static gpointer
ask_epoch (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GSIZE_TO_POINTER ((gsize) gb_vault_get_epoch (gb_book_get_vault (book)));
}

static void
test_who_loses_the_key_by_a_role_is_rekeyed_away_and_gets_it_back_by_another (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *martin = gb_test_desk_enrol (desk, "Martin Pell", "headteacher");
  g_autofree char *gwen = gb_test_desk_enrol (desk, "Gwen Tarrant", "deputy");
  g_autofree char *id = sealed_incident (desk->book);
  g_autofree char *before = gb_book_ask (desk->book, ask_readers, id, NULL), *after = NULL, *old = NULL;
  g_autofree char *slots = g_build_filename (desk->path, "slots.json", NULL);
  gsize epoch = GPOINTER_TO_SIZE (gb_book_ask (desk->book, ask_epoch, NULL, NULL));
  g_autoptr (GbOuter) outer = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (before, "Gwen Tarrant"));
  /* She sat at the desk inside, where it was remembered whom to believe. */
  gb_test_desk_reopen (desk, gwen);
  gb_test_desk_reopen (desk, NULL);
  g_assert_true (g_file_get_contents (slots, &old, NULL, NULL));
  give_roles (desk, gwen, "Gwen Tarrant", "'technician'");
  g_assert_cmpuint (GPOINTER_TO_SIZE (gb_book_ask (desk->book, ask_epoch, NULL, NULL)), ==, epoch + 1);
  after = gb_book_ask (desk->book, ask_readers, id, NULL);
  g_assert_null (strstr (after, "Gwen Tarrant"));
  assert_verifies (desk->book);
  gb_test_desk_close (desk);
  assert_opens_nothing (desk, gwen);
  outer = gb_outer_open (desk->path, gwen, desk->keyring, &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_contains (gb_outer_get_roles (outer), "technician"));
  /* The slots that she kept a copy of open no longer what is there. */
  {
    g_autofree char *now = NULL;
    g_assert_true (g_file_get_contents (slots, &now, NULL, NULL));
    g_assert_cmpstr (old, !=, now);
  }
  gb_test_desk_reopen (desk, NULL);
  give_roles (desk, gwen, "Gwen Tarrant", "'deputy'");
  g_assert_false (gb_outer_is_member (desk->path, gwen));
  gb_test_desk_reopen (desk, gwen);
  g_assert_true (gb_book_has_role (desk->book, "deputy"));
  assert_verifies (desk->book);
  g_free (martin);
  martin = NULL;
}

/* Acting up ends with a day, and no entry is written on it. */
static gint64 the_time;

static gint64
set_clock (gpointer data)
{
  return the_time;
}

static void
test_the_key_goes_when_acting_up_ends (void)
{
  g_autoptr (GbTestDesk) desk = NULL;
  g_autofree char *gwen = NULL, *body = NULL;

  the_time = gb_day_to_instant ("2026-11-19", 11 * 60);
  gb_clock_set (set_clock, NULL);
  desk = gb_test_desk_new ();
  gwen = gb_test_desk_enrol (desk, "Gwen Tarrant", "technician");
  body = g_strdup_printf ("{'member_id':'%s','name':'Gwen Tarrant','roles':['deputy'],'from':'2026-11-19','until':"
                          "'2026-11-20','reason':'The deputy is ill'}",
                          gwen);
  g_free (gb_test_act (desk->book, "member.roles", NULL, body));
  gb_test_desk_reopen (desk, gwen);
  g_assert_true (gb_book_has_role (desk->book, "deputy"));
  the_time += 2 * GB_DAY;
  gb_test_desk_reopen (desk, NULL);
  g_assert_cmpuint (GPOINTER_TO_SIZE (gb_book_ask (desk->book, ask_epoch, NULL, NULL)), ==, 2);
  gb_test_desk_close (desk);
  assert_opens_nothing (desk, gwen);
  g_assert_true (gb_outer_is_member (desk->path, gwen));
  gb_clock_set (NULL, NULL);
}

static void
test_paper_brings_nobody_to_a_key_whose_role_has_none (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) who = NULL;
  g_autoptr (GbBook) book = NULL;

  gb_test_desk_close (school.desk);
  who = gb_book_who_may_return (school.desk->path, school.desk->words, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (who->len, ==, 1);
  book = gb_book_recover (school.desk->path, school.desk->words, school.tess, school.desk->keyring, &error);
  g_assert_null (book);
  g_assert_error (error, GB_ERROR, GB_ERROR_MISSING);
}

static void
test_who_leaves_finds_nothing_more (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *body = g_strdup_printf ("{'member_id':'%s','name':'Imran Dale','reason':'Term of office'}",
                                           school.imran);

  g_free (gb_test_act (school.desk->book, "member.left", NULL, body));
  g_assert_false (gb_outer_is_member (school.desk->path, school.imran));
  g_assert_true (gb_outer_is_member (school.desk->path, school.tess));
  assert_verifies (school.desk->book);
}

#define TEST(name) g_test_add_func ("/outer/" #name, test_##name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST (the_governor_reads_what_was_issued_and_opens_nothing_else);
  TEST (the_technician_sees_the_backups_and_no_report);
  TEST (a_copy_made_without_a_key_counts_once_it_is_proved);
  TEST (two_who_prove_at_once_write_a_copy_down_once);
  TEST (a_copy_that_was_changed_since_counts_for_nothing);
  TEST (nobody_copies_what_is_open_or_not_theirs_to_keep);
  TEST (what_the_technician_writes_is_taken_up_under_their_name);
  TEST (what_is_left_out_or_not_theirs_is_refused_at_once);
  TEST (words_that_the_technician_did_not_write_are_refused_and_found);
  TEST (what_another_signed_is_not_taken_up_as_theirs);
  TEST (a_code_lets_in_once_and_the_desk_waits_for_somebody_with_a_key);
  TEST (the_code_itself_opens_no_vault);
  TEST (keys_that_no_code_let_in_are_not_taken_up);
  TEST (a_changed_an_older_and_anothers_letter_are_refused);
  TEST (a_strangers_letter_is_refused);
  TEST (who_loses_the_key_by_a_role_is_rekeyed_away_and_gets_it_back_by_another);
  TEST (the_key_goes_when_acting_up_ends);
  TEST (paper_brings_nobody_to_a_key_whose_role_has_none);
  TEST (who_leaves_finds_nothing_more);
  return g_test_run ();
}

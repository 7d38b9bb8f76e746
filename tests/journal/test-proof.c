/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A history that somebody with every key wrote anew is sound in itself; the codes
 * on paper and the files that were kept contradict it.  Each contradiction is
 * found by Guardbook's own check and, where Python is there, by the page of
 * Python that is shipped for strangers. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "journal/proof.h"
#include "support/journal.h"
#include "vault/statement.h"

/* --- a journal with two issued reports ------------------------------------------------ */

typedef struct
{
  gint64 entry;
  char *code;
  GBytes *bytes;
} Job;

static gboolean
code_job (GbVault *vault, gpointer data, GError **error)
{
  Job *job = data;
  job->code = gb_journal_code (vault, job->entry, error);
  return job->code != NULL;
}

static char *
code_at (GbVault *vault, gint64 entry)
{
  Job job = { .entry = entry };
  g_autoptr (GError) error = NULL;

  gb_vault_run (vault, code_job, &job, &error);
  g_assert_no_error (error);
  return job.code;
}

/* What is recorded now is reported: the code that was printed.  (transfer full) */
static char *
issue (GbVault *vault, gint64 entries, const char *reference)
{
  char *code = code_at (vault, entries);
  g_autofree char *id = gb_id_new ();
  g_autofree char *body = g_strdup_printf (
      "{'title':'Report','from':'2026-04-20','until':'2026-07-21','figures_hash':'f','pdf_hash':'p','pages':9,"
      "'head':'h','head_entries':%" G_GINT64_FORMAT ",'code':'ten words','anchor':'%s','reference':'%s'}",
      entries, code, reference);

  gb_test_append (vault, "report.issued", id, body);
  return code;
}

typedef struct
{
  GbTestJournal *journal;
  char *codes[2];
  GBytes *kept; /* the proof file after both reports */
} Story;

static gboolean
proof_job (GbVault *vault, gpointer data, GError **error)
{
  g_autoptr (GbProof) proof = gb_proof_new_from_vault (vault, error);
  if (proof != NULL)
    ((Job *) data)->bytes = gb_proof_to_bytes (proof);
  return proof != NULL;
}

static GBytes *
proof_of (GbVault *vault)
{
  Job job = { 0 };
  g_autoptr (GError) error = NULL;

  gb_vault_run (vault, proof_job, &job, &error);
  g_assert_no_error (error);
  return job.bytes;
}

/* Entries 1-4 | report 26-0001 at 4 | entries 6-8, with a second member | report 26-0002 at 8. */
static Story
story_new (void)
{
  Story story = { .journal = gb_test_journal_new () };
  GbVault *vault = story.journal->vault;

  for (int i = 0; i < 3; i++)
    gb_test_append_some (vault);
  story.codes[0] = issue (vault, 4, "26-0001");
  for (int i = 0; i < 3; i++)
    gb_test_append_some (vault);
  story.codes[1] = issue (vault, 8, "26-0002");
  gb_test_append_some (vault);
  story.kept = proof_of (vault);
  return story;
}

static void
story_clear (Story *story)
{
  gb_test_journal_free (story->journal);
  g_free (story->codes[0]);
  g_free (story->codes[1]);
  g_bytes_unref (story->kept);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Story, story_clear)

/* --- both verifiers -------------------------------------------------------------------- */

static char *
write_file (Story *story, const char *name, GBytes *bytes)
{
  char *path = g_build_filename (story->journal->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  return path;
}

/* What the stranger's check says; NULL without Python.  (transfer full) */
static char *
ask_python (Story *story, GBytes *now, const char *codes, GBytes *older, int wanted)
{
  g_autofree char *python = g_find_program_in_path ("python3");
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "..", "data", "verify", "guardbook-check.py", NULL);
  g_autofree char *file = write_file (story, "now.jsonl", now);
  g_autofree char *old = older != NULL ? write_file (story, "older.jsonl", older) : NULL;
  const char *argv[] = { python, script, file, codes != NULL ? codes : old, codes != NULL ? old : NULL, NULL };
  char *out = NULL;
  int status;

  if (python == NULL)
    return NULL;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &out, NULL, &status, NULL));
  if (!WIFEXITED (status) || WEXITSTATUS (status) != wanted)
    g_error ("wanted exit %d; the stranger’s check said %s", wanted, out);
  return out;
}

static GbVerdict *
check_file (GBytes *now, const char *codes, GBytes *older, GPtrArray **agreed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbProof) proof = gb_proof_new_from_bytes (now, &error);
  g_autoptr (GbProof) kept = older != NULL ? gb_proof_new_from_bytes (older, NULL) : NULL;
  g_auto (GStrv) list = codes != NULL ? gb_journal_codes_parse (codes, &error) : NULL;

  g_assert_no_error (error);
  return gb_proof_check (proof, (const char *const *) list, kept, agreed);
}

static const char *
first_sentence (const GbVerdict *verdict)
{
  g_assert_cmpuint (verdict->findings->len, >=, 1);
  g_test_message ("%s", ((GbFinding *) verdict->findings->pdata[0])->sentence);
  return ((GbFinding *) verdict->findings->pdata[0])->sentence;
}

#define assert_says(text, words)                            \
  G_STMT_START                                              \
  {                                                         \
    if ((text) != NULL && strstr ((text), (words)) == NULL) \
      g_error ("“%s” doesn’t say “%s”", (text), (words));   \
  }                                                         \
  G_STMT_END

static void
assert_vault_is_sound (GbVault *vault)
{
  g_autoptr (GbVerdict) verdict =
      gb_journal_verify (vault, GB_VERIFY_HASHES | GB_VERIFY_SIGNATURES, 1, NULL, NULL, NULL, NULL);

  if (verdict->findings->len > 0)
    g_error ("%s", ((GbFinding *) verdict->findings->pdata[0])->sentence);
}

static void
test_what_was_not_changed_agrees_with_every_code (void)
{
  g_auto (Story) story = story_new ();
  g_autofree char *both = g_strjoin (" ", story.codes[0], story.codes[1], NULL);
  g_autoptr (GPtrArray) agreed = NULL;
  g_autoptr (GbVerdict) verdict = NULL;
  g_autoptr (GBytes) now = NULL;
  g_autofree char *said = NULL;

  gb_test_append_some (story.journal->vault);
  now = proof_of (story.journal->vault);
  verdict = check_file (now, both, story.kept, &agreed);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
  g_assert_cmpuint (agreed->len, ==, 3);
  assert_says ((char *) agreed->pdata[1], "report 26-0001 (20 April 2026 to 21 July 2026)");
  said = ask_python (&story, now, both, story.kept, 0);
  assert_says (said, "ok, 11 entries");
}

static void
test_history_written_anew_by_who_has_every_key_is_named (void)
{
  g_auto (Story) story = story_new ();
  GbVault *vault = story.journal->vault;
  g_autofree char *both = g_strjoin (" ", story.codes[0], story.codes[1], NULL);
  g_autoptr (GbVerdict) verdict = NULL;
  g_autoptr (GBytes) now = NULL;
  g_autofree char *said = NULL;

  gb_test_rewrite (story.journal->vault, 3);
  assert_vault_is_sound (vault);
  now = proof_of (vault);
  verdict = check_file (now, both, NULL, NULL);
  g_assert_cmpuint (verdict->findings->len, ==, 2);
  g_assert_cmpint (((GbFinding *) verdict->findings->pdata[0])->entry, ==, 4);
  assert_says (first_sentence (verdict), "Entry 4 contradicts report 26-0001");
  assert_says (first_sentence (verdict), "between entry 1 and entry 4");
  said = ask_python (&story, now, both, NULL, 1);
  assert_says (said, "entry 4 contradicts report 26-0001");
}

static void
test_a_code_that_holds_narrows_where_it_was_written_anew (void)
{
  g_auto (Story) story = story_new ();
  g_autofree char *both = g_strjoin (" ", story.codes[0], story.codes[1], NULL);
  g_autoptr (GbVerdict) verdict = NULL;
  g_autoptr (GPtrArray) agreed = NULL;
  g_autoptr (GBytes) now = NULL;
  g_autofree char *said = NULL;

  gb_test_rewrite (story.journal->vault, 7);
  assert_vault_is_sound (story.journal->vault);
  now = proof_of (story.journal->vault);
  verdict = check_file (now, both, NULL, &agreed);
  g_assert_cmpuint (agreed->len, ==, 1);
  g_assert_cmpuint (verdict->findings->len, ==, 1);
  assert_says (first_sentence (verdict), "Entry 8 contradicts report 26-0002");
  assert_says (first_sentence (verdict), "between entry 5 and entry 8");
  said = ask_python (&story, now, both, NULL, 1);
  assert_says (said, "entry 8 contradicts report 26-0002");
}

static void
test_a_file_that_was_kept_names_the_very_entry (void)
{
  g_auto (Story) story = story_new ();
  g_autoptr (GbVerdict) verdict = NULL;
  g_autoptr (GBytes) now = NULL;
  g_autofree char *said = NULL;

  gb_test_rewrite (story.journal->vault, 7);
  now = proof_of (story.journal->vault);
  verdict = check_file (now, NULL, story.kept, NULL);
  g_assert_cmpuint (verdict->findings->len, ==, 1);
  g_assert_cmpint (((GbFinding *) verdict->findings->pdata[0])->entry, ==, 7);
  assert_says (first_sentence (verdict), "Entry 7 contradicts report 26-0002");
  said = ask_python (&story, now, NULL, story.kept, 1);
  assert_says (said, "entry 7 contradicts report 26-0002");
}

static void
test_entries_cut_off_after_a_report_are_told (void)
{
  g_auto (Story) story = story_new ();
  g_autoptr (GbVerdict) verdict = NULL;
  g_autoptr (GBytes) now = NULL;
  g_autofree char *said = NULL;

  gb_test_tamper (story.journal->vault, "DELETE FROM entry WHERE id > 6");
  now = proof_of (story.journal->vault);
  verdict = check_file (now, story.codes[1], NULL, NULL);
  assert_says (first_sentence (verdict), "there were 8 entries, and now there are 6");
  said = ask_python (&story, now, story.codes[1], NULL, 1);
  assert_says (said, "entry 8 contradicts");
}

/* --- the file itself ---------------------------------------------------------------------- */

static GBytes *
changed (GBytes *bytes, const char *pattern, const char *by)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  char *other = g_regex_replace (regex, text, -1, 0, by, 0, NULL);

  if (g_str_equal (text, other) && g_str_has_suffix (by, "00")) /* a signature that begins so, once in 256 */
    {
      g_autofree char *instead = g_strdup_printf ("%.*s11", (int) strlen (by) - 2, by);
      g_free (other);
      other = g_regex_replace (regex, text, -1, 0, instead, 0, NULL);
    }
  g_assert_cmpstr (text, !=, other);
  return g_bytes_new_take (other, strlen (other));
}

static void
test_a_file_says_nothing_of_what_was_recorded (void)
{
  static const char *const secrets[] = { "Adeyemi", "backup", "Marsh", "kind", "body", "case_id", "anchor" };
  g_auto (Story) story = story_new ();
  g_autofree char *text = g_strndup (g_bytes_get_data (story.kept, NULL), g_bytes_get_size (story.kept));

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (strstr (text, secrets[i]) != NULL)
      g_error ("the proof file says “%s”", secrets[i]);
}

static void
test_a_file_is_read_back_byte_for_byte (void)
{
  g_auto (Story) story = story_new ();
  g_autoptr (GbProof) proof = gb_proof_new_from_bytes (story.kept, NULL);
  g_autoptr (GBytes) again = gb_proof_to_bytes (proof);

  g_assert_true (g_bytes_equal (story.kept, again));
}

static void
test_a_changed_file_is_told_from_a_sound_one (void)
{
  static const struct
  {
    const char *pattern, *by, *says;
  } changes[] = {
    { "(\"entry\":3,.*\"signature\":\")..", "\\g<1>00", "Entry 3 doesn’t bear its writer’s signature" },
    { "(\"entry\":5,.*\"seq\":)5", "\\g<1>6", "Entry 5 doesn’t follow its writer’s entry before" },
    { "\"from\":1\\}", "\"from\":1,\"until\":7}", "Entry 8 was written by somebody who had no key then" },
    { "\"made\":\"....", "\"made\":\"1999", "signature of whoever made it" },
  };
  g_auto (Story) story = story_new ();

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GBytes) other = changed (story.kept, changes[i].pattern, changes[i].by);
      g_autoptr (GbVerdict) verdict = check_file (other, NULL, NULL, NULL);
      assert_says (first_sentence (verdict), changes[i].says);
    }
}

static void
test_a_file_that_cannot_be_read_is_refused_by_its_line (void)
{
  static const struct
  {
    const char *pattern, *by, *says;
  } changes[] = {
    { "^\\{\"guardbook-proof\":1", "{\"guardbook-proof\":2", "Line 1" },
    { "^.*\"entry\":2,.*\n", "", "Line 4" },
    { "\"hash\":\"..", "\"hash\":\"zz", "Line 3" },
    { "^\\{\"roll\".*\n", "", "ends before its last line" },
    { "\\z", "{\"key\":\"\"}\n", "Line" },
  };
  g_auto (Story) story = story_new ();

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GBytes) other = changed (story.kept, changes[i].pattern, changes[i].by);
      g_autoptr (GError) error = NULL;
      g_autoptr (GbProof) proof = gb_proof_new_from_bytes (other, &error);
      g_assert_null (proof);
      g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
      assert_says (error->message, changes[i].says);
    }
}

static void
test_another_vaults_file_is_not_compared (void)
{
  g_auto (Story) story = story_new ();
  g_auto (Story) other = story_new ();
  g_autoptr (GbVerdict) verdict = check_file (story.kept, NULL, other.kept, NULL);
  g_autoptr (GbVerdict) foreign = check_file (story.kept, other.codes[0], NULL, NULL);

  assert_says (first_sentence (verdict), "of another vault");
  assert_says (first_sentence (foreign), "Entry 4 contradicts");
}

/* --- codes over the telephone ------------------------------------------------------------- */

static void
test_a_code_is_read_however_it_is_written (void)
{
  g_auto (Story) story = story_new ();
  g_autofree char *spelt = g_ascii_strdown (story.codes[0], -1);
  g_autofree char *hyphens = g_strdelimit (g_strdup (story.codes[0]), " ", '-');
  g_autofree char *text = NULL;
  g_auto (GStrv) codes = NULL;
  g_autoptr (GError) error = NULL;

  for (char *p = strchr (spelt, ' '); *p != '\0'; p++)
    *p = *p == '0' ? 'o' : *p == '1' ? 'l' : *p;
  text = g_strconcat ("  ", spelt, ", ", hyphens, NULL);
  codes = gb_journal_codes_parse (text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (codes), ==, 2);
  g_assert_cmpstr (codes[0], ==, story.codes[0]);
  g_assert_cmpstr (codes[1], ==, story.codes[0]);
}

static void
test_a_slip_in_a_code_is_no_contradiction (void)
{
  g_auto (Story) story = story_new ();
  guint slips = 0;

  for (gsize i = 0; story.codes[0][i] != '\0'; i++)
    {
      g_autofree char *slip = g_strdup (story.codes[0]);
      g_auto (GStrv) codes = NULL;
      g_autoptr (GError) error = NULL;
      if (slip[i] == ' ')
        continue;
      slip[i] = slip[i] == '7' ? '8' : '7';
      codes = gb_journal_codes_parse (slip, &error);
      slips += codes == NULL && g_error_matches (error, GB_ERROR, GB_ERROR_INPUT);
    }
  g_assert_cmpuint (slips, >=, 24); /* of 26: one slip in 1,024 passes */
}

static void
test_what_is_no_code_is_refused (void)
{
  static const char *const wrong[] = { "",
                                       "412",
                                       "412 7KQ2M 9XW4T HB3ZD PQ81M",
                                       "7KQ2M",
                                       "0 00000 00000 00000 00000 00000",
                                       "4127KQ2M9XW4THB3ZDPQ81MX9C4C",
                                       "9999999999 7KQ2M 9XW4T HB3ZD PQ81M X9C4C",
                                       "412 7KQ2M 9XU4T HB3ZD PQ81M X9C4C" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (gb_journal_codes_parse (wrong[i], &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
    }
}

#define TEST(name) g_test_add_func ("/proof/" #name, test_##name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST (what_was_not_changed_agrees_with_every_code);
  TEST (history_written_anew_by_who_has_every_key_is_named);
  TEST (a_code_that_holds_narrows_where_it_was_written_anew);
  TEST (a_file_that_was_kept_names_the_very_entry);
  TEST (entries_cut_off_after_a_report_are_told);
  TEST (a_file_says_nothing_of_what_was_recorded);
  TEST (a_file_is_read_back_byte_for_byte);
  TEST (a_changed_file_is_told_from_a_sound_one);
  TEST (a_file_that_cannot_be_read_is_refused_by_its_line);
  TEST (another_vaults_file_is_not_compared);
  TEST (a_code_is_read_however_it_is_written);
  TEST (a_slip_in_a_code_is_no_contradiction);
  TEST (what_is_no_code_is_refused);
  return g_test_run ();
}

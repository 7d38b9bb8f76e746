/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guardbookctl as a technician meets it: the real program, started for each
 * command, with libsecret's file keyring in place of a session's.  Two people
 * have a keyring each; restore has an empty one.
 *
 * What founding a school is about has one founded by the program at the real
 * price of a passphrase (half a second for each command from then on).  All
 * others get a copy of one school, made by this program in a process of its
 * own, whose passphrase costs next to nothing. */
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "casework/book.h"
#include "support/passphrase.h"
#include "support/program.h"
#include "vault/statement.h"

/* One test opens libsecret's file keyring in this very process, which leaves a
 * path behind in GIO (below); what is tried here is the other program. */
int __lsan_is_turned_off (void);
int
__lsan_is_turned_off (void)
{
  return 1;
}

typedef struct
{
  char *home, *vault, *words; /* words: the recovery key that init showed */
} Fixture;

static Fixture ready; /* the school that is copied: founded, its recovery key confirmed */

static void
use_keyring (Fixture *f, GSubprocessLauncher *launcher, const char *person)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.keyring", f->home, person);
  g_autofree char *home = g_build_filename (f->home, person, NULL);

  g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "file", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PATH", path, TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PASSWORD", person, TRUE);
  /* Each person has an account of their own: another home, another keyring. */
  g_mkdir_with_parents (home, 0700);
  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", home, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "GUARDBOOK_VAULT");
  g_subprocess_launcher_unsetenv (launcher, "GUARDBOOK_MEMBER");
}

static const char *passphrases = GB_TEST_PASSPHRASE "\n"; /* of the next runs; NULL: none is given */

/* Runs guardbookctl as @person with @input on its standard input. */
G_GNUC_NULL_TERMINATED static GbTestRun
run (Fixture *f, const char *person, const char *input, ...)
{
  g_autoptr (GSubprocessLauncher) launcher = gb_test_launcher_new ();
  GbTestRun result;
  va_list words;

  use_keyring (f, launcher, person);
  va_start (words, input);
  result = gb_test_run_words (launcher, passphrases, input, g_getenv ("GUARDBOOKCTL"), words);
  va_end (words);
  return result;
}

#define assert_run(r, wanted, says) gb_test_assert_ran (&(r), wanted, says)

/* The twelve words as init printed them: "  1 anchor      2 velvet ...". */
static char *
read_words (const char *out)
{
  g_autoptr (GRegex) regex = g_regex_new ("\\b\\d+ ([a-z]+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GString *words = g_string_new (NULL);

  for (g_regex_match (regex, out, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *word = g_match_info_fetch (match, 1);
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", word);
    }
  return g_string_free (words, FALSE);
}

static void
place (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->home = g_dir_make_tmp ("guardbookctl-XXXXXX", &error);
  g_assert_no_error (error);
  f->vault = g_build_filename (f->home, "school.guardbook", NULL);
}

static void
set_up_by_init (Fixture *f, gconstpointer data)
{
  g_auto (GbTestRun) made = { 0 };

  place (f);
  made = run (f, "ruth", NULL, "init", f->vault, "--school", "Marsh Lane Primary School", "--dfe", "886/5201", "--name",
              "Ruth Adeyemi", "--role", "dsl", NULL);
  assert_run (made, 0, "recovery key");
  f->words = read_words (made.out);
}

/* --- the school that is copied ----------------------------------------------------------- */

/* Plays the one who founds it: the keyring is that of the environment. */
static int
found_school (const char *vault)
{
  static const char *const roles[] = { "dsl", NULL };
  const GbBookPlan plan = { .dir = vault,
                            .school = "Marsh Lane Primary School",
                            .dfe_number = "886/5201",
                            .pack = "kent-2023",
                            .member_name = "Ruth Adeyemi",
                            .member_roles = roles,
                            .passphrase = GB_TEST_PASSPHRASE };
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = NULL;
  g_autofree char *words = NULL;

  gb_test_passphrases ();
  book = gb_book_create (&plan, keyring, &words, &error);
  if (book != NULL && gb_book_confirm_recovery (book, words, &error))
    g_print ("%s", words);
  else
    g_printerr ("%s", error->message);
  if (book != NULL)
    gb_book_close (book);
  return error == NULL ? 0 : 1;
}

static void
make_ready (void)
{
  g_autoptr (GSubprocessLauncher) launcher = gb_test_launcher_new ();
  g_auto (GbTestRun) founded = { 0 };
  const char *argv[] = { "/proc/self/exe", "--found", NULL, NULL };

  place (&ready);
  argv[2] = ready.vault;
  use_keyring (&ready, launcher, "ruth");
  founded = gb_test_run (launcher, NULL, NULL, argv);
  gb_test_assert_ran (&founded, 0, "");
  ready.words = g_steal_pointer (&founded.out);
}

static void
copy_folder (const char *from, const char *to)
{
  const char *const clear[] = { "rm", "-rf", to, NULL };
  const char *const copy[] = { "cp", "-a", from, to, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) clear, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) copy, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  if (ready.home == NULL)
    make_ready ();
  f->home = g_dir_make_tmp ("guardbookctl-XXXXXX", NULL);
  g_assert_nonnull (f->home);
  copy_folder (ready.home, f->home);
  f->vault = g_build_filename (f->home, "school.guardbook", NULL);
  f->words = g_strdup (ready.words);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  const char *const argv[] = { "rm", "-rf", f->home, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (f->home);
  g_free (f->vault);
  g_free (f->words);
}

static void
confirm (Fixture *f)
{
  g_auto (GbTestRun) confirmed = run (f, "ruth", f->words, "confirm", f->vault, NULL);
  assert_run (confirmed, 0, "ready for its first record");
}

static void
add_visitor (Fixture *f, int wanted, const char *says)
{
  g_autofree char *id = g_strdup_printf ("person_id=%032x", 7);
  g_auto (GbTestRun) added = run (f, "ruth", NULL, "act", "person.added", id, "sort=visitor", "forename=Idris",
                            "surname=Vale", "--vault", f->vault, NULL);
  assert_run (added, wanted, says);
}

static void
test_no_record_before_the_recovery_key_is_confirmed (Fixture *f, gconstpointer data)
{
  g_auto (GbTestRun) wrong = { 0 };

  add_visitor (f, 3, "recovery key");
  wrong = run (f, "ruth", "abandon ability able about above absent absorb abstract absurd abuse access accident",
               "confirm", f->vault, NULL);
  g_assert_cmpint (wrong.status, !=, 0);
  add_visitor (f, 3, "recovery key");
  confirm (f);
  add_visitor (f, 0, "Added a person");
}

static void
test_verify_says_ok_of_a_sound_vault (Fixture *f, gconstpointer data)
{
  g_auto (GbTestRun) verified = { 0 };

  confirm (f);
  verified = run (f, "ruth", NULL, "verify", f->vault, NULL);
  assert_run (verified, 0, "\nok\n");
  assert_run (verified, 0, "writers 1");
}

static char *
write_pack (Fixture *f, const char *name, const char *version, const char *change)
{
  char *path = g_build_filename (f->home, name, NULL);
  g_autofree char *xml =
      g_strdup_printf ("<pack xmlns=\"urn:guardbook:policy:1\" id=\"kent-2023\" version=\"%s\" extends=\"kent-2023\">\n"
                       "<title>Marsh Lane</title>\n%s\n</pack>\n",
                       version, change);

  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  return path;
}

static void
test_a_pack_is_checked_adopted_and_a_broken_one_leaves_the_old_in_force (Fixture *f, gconstpointer data)
{
  g_autofree char *own = write_pack (f, "own.xml", "2.1", "<clock id=\"debrief\" count=\"5\"/>");
  g_autofree char *broken = write_pack (f, "broken.xml", "2.2", "<clock id=\"debrief\" unit=\"moons\"/>");
  g_auto (GbTestRun) list = run (f, "ruth", NULL, "pack", "list", NULL);
  g_auto (GbTestRun) good = run (f, "ruth", NULL, "pack", "check", own, NULL);
  g_auto (GbTestRun) bad = run (f, "ruth", NULL, "pack", "check", broken, NULL);
  g_auto (GbTestRun) adopted = { 0 };
  g_auto (GbTestRun) refused = { 0 };
  g_auto (GbTestRun) shown = { 0 };

  assert_run (list, 0, "kent-2021");
  assert_run (good, 0, "version 2.1");
  assert_run (bad, 2, "Line 3");
  adopted = run (f, "ruth", NULL, "pack", "adopt", own, "--vault", f->vault, "--reason", "Five days are enough", NULL);
  assert_run (adopted, 0, "10 school days -> 5 school days");
  refused = run (f, "ruth", NULL, "pack", "adopt", broken, "--vault", f->vault, NULL);
  assert_run (refused, 2, "Line 3");
  shown = run (f, "ruth", NULL, "pack", "show", "--vault", f->vault, NULL);
  assert_run (shown, 0, "version 2.1");
}

/* One letter of one body, changed inside the database with every fence down. */
static gboolean
alter_body (GbVault *vault, gpointer data, GError **error)
{
  gb_vault_fence (vault, FALSE);
  return gb_vault_execute (
      vault,
      "DROP TRIGGER entry_stays; UPDATE entry SET body = CAST (replace (CAST (body AS TEXT), 'Idris', 'Idras') "
      "AS BLOB) WHERE kind = 'person.added' AND instr (CAST (body AS TEXT), 'Idris') > 0",
      error);
}

static void
test_verify_names_the_altered_entry (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("%s/ruth.keyring", f->home);
  g_autoptr (GbKeyring) keyring = NULL;
  g_autoptr (GbBook) book = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GbTestRun) verified = { 0 };

  add_visitor (f, 0, "Entry ");
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "ruth", TRUE);
  gb_test_passphrases ();
  keyring = gb_keyring_new ();
  book = gb_book_open (f->vault, NULL, keyring, &error);
  g_assert_no_error (error);
  g_assert_true (gb_vault_run (gb_book_get_vault (book), alter_body, NULL, &error));
  g_assert_no_error (error);
  gb_book_close (book);
  verified = run (f, "ruth", NULL, "verify", f->vault, NULL);
  g_test_message ("%s", verified.out);
  assert_run (verified, 1, "ntry ");
  g_assert_null (strstr (verified.out, "\nok\n"));
}

/* "code    12 7KQ2M …" in what it said.  (transfer full) */
static char *
code_in (const char *out)
{
  const char *at = strstr (out, "code    ");

  g_assert_nonnull (at);
  return g_strndup (at + 8, strcspn (at + 8, "\n"));
}

static void
test_what_was_minuted_is_held_against_the_record (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->home, "proof.jsonl", NULL);
  g_autofree char *code = NULL, *foreign = NULL;
  g_auto (GbTestRun) unsaid = { 0 }, saved = { 0 }, fits = { 0 }, checked = { 0 }, kept = { 0 }, other = { 0 }, told = { 0 },
               misread = { 0 };

  unsaid = run (f, "ruth", NULL, "proof", f->vault, file, NULL);
  assert_run (unsaid, 2, "to whom it goes and why");
  saved = run (f, "ruth", NULL, "proof", f->vault, file, "--to", "Chair of governors", "--why", "For the minutes", NULL);
  assert_run (saved, 0, "it says nothing of what they hold");
  code = code_in (saved.out);
  add_visitor (f, 0, "Entry ");
  fits = run (f, "ruth", NULL, "verify", f->vault, "--against", code, NULL);
  assert_run (fits, 0, "Nothing recorded until then was changed");
  kept = run (f, "ruth", NULL, "verify", f->vault, "--against", file, NULL);
  assert_run (kept, 0, "entries was changed");
  /* Nobody who checks needs a keyring or the vault. */
  checked = run (f, "nobody", NULL, "check", file, code, NULL);
  assert_run (checked, 0, "ok");
  for (char sign = '0'; misread.status != 2 && sign < '3'; sign++) /* one slip in 1,024 passes */
    {
      g_clear_pointer (&foreign, g_free);
      gb_test_run_clear (&misread);
      foreign = g_strdup (code);
      memset (strchr (foreign, ' ') + 1, sign, 5);
      misread = run (f, "nobody", NULL, "check", file, foreign, NULL);
    }
  assert_run (misread, 2, "There is a slip in the code");
  g_clear_pointer (&f->vault, g_free);
  f->vault = g_build_filename (f->home, "other.guardbook", NULL);
  other = run (f, "carys", NULL, "init", f->vault, "--school", "Marsh Lane Primary School", "--dfe", "886/5201", "--name",
               "Carys Whitlock", "--role", "dsl", NULL);
  told = run (f, "carys", NULL, "verify", f->vault, "--against", code, NULL);
  assert_run (told, 1, "contradicts");
}

static void
test_data_leaves_in_the_form_of_the_files_ending (Fixture *f, gconstpointer data)
{
  static const struct { const char *file, *what; int status; const char *says, *begins; } wishes[] = {
    { "cases.csv", "cases", 0, "1 entries", "\"Reference\",\"Kind\"" },
    { "clocks.json", "clocks", 0, "entries", "{\"set\":\"clocks\"" },
    { "due.ics", "due", 0, "entries", "BEGIN:VCALENDAR" },
    { "due.xlsx", "due", 2, "ending", NULL },
    { "cases.ics", "cases", 2, "can’t leave as .ics", NULL },
    { "x.csv", "passwords", 2, "There is no set", NULL },
  };
  g_auto (GbTestRun) left = { 0 }, begun = { 0 }, locked = { 0 };
  g_autofree char *log = g_build_filename (f->home, "left.json", NULL);
  g_autofree char *again = g_build_filename (f->home, "again.csv", NULL);
  g_autofree char *zip = g_build_filename (f->home, "again.csv.zip", NULL);
  g_autofree char *packed = NULL;

  begun = run (f, "ruth", NULL, "act", "referral.begun", "agency=police", "noticed_at=now", "summary=A phone was taken",
               "--vault", f->vault, NULL);
  assert_run (begun, 0, "Began a referral");
  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      g_autofree char *path = g_build_filename (f->home, wishes[i].file, NULL);
      g_autofree char *text = NULL;
      g_auto (GbTestRun) done = run (f, "ruth", NULL, "export", path, "--what", wishes[i].what, "--to", "The office", "--why",
                               "The weekly meeting", "--vault", f->vault, NULL);
      assert_run (done, wishes[i].status, wishes[i].says);
      g_assert_cmpint (g_file_get_contents (path, &text, NULL, NULL), ==, wishes[i].begins != NULL);
      g_assert_true (text == NULL || g_str_has_prefix (text, wishes[i].begins));
    }
  locked = run (f, "ruth", NULL, "export", again, "--what", "cases", "--to", "The office", "--why", "The weekly meeting",
                "--lock", "--vault", f->vault, NULL);
  assert_run (locked, 0, "These six words open it: ");
  g_assert_false (g_file_test (again, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (zip, &packed, NULL, NULL));
  g_assert_true (g_str_has_prefix (packed, "PK"));
  left = run (f, "ruth", NULL, "export", log, "--what", "outgoing", "--to", "Auditor", "--why", "Check", "--vault",
              f->vault, NULL);
  assert_run (left, 0, "entries");
}

static void
test_a_second_member_joins_with_a_code_and_own_keys (Fixture *f, gconstpointer data)
{
  g_auto (GbTestRun) invited = { 0 }, joined = { 0 }, listed = { 0 }, again = { 0 }, stranger = { 0 };

  invited = run (f, "ruth", NULL, "member", f->vault, "--invite", "Martin Pell", "--role", "headteacher", NULL);
  assert_run (invited, 0, "-");
  stranger = run (f, "martin", NULL, "verify", f->vault, NULL);
  g_assert_cmpint (stranger.status, ==, 1);
  joined = run (f, "martin", invited.out, "enrol", f->vault, NULL);
  assert_run (joined, 0, "Martin Pell is now a member");
  listed = run (f, "martin", NULL, "member", f->vault, NULL);
  assert_run (listed, 0, "headteacher");
  again = run (f, "carys", invited.out, "enrol", f->vault, NULL);
  g_assert_cmpint (again.status, !=, 0);
}

/* --- older than it was ------------------------------------------------------------------- */

static void
test_yesterdays_files_are_named_and_take_no_act (Fixture *f, gconstpointer data)
{
  g_autofree char *yesterday = g_build_filename (f->home, "yesterday", NULL);
  g_auto (GbTestRun) verified = { 0 }, listed = { 0 };

  copy_folder (f->vault, yesterday);
  add_visitor (f, 0, "Entry ");
  copy_folder (yesterday, f->vault);
  verified = run (f, "ruth", NULL, "verify", f->vault, NULL);
  assert_run (verified, 1, "older than the one you last saw: 1 entry");
  g_assert_null (strstr (verified.out, "\nok\n"));
  add_visitor (f, 1, "open for reading only");
  listed = run (f, "ruth", NULL, "list", "--vault", f->vault, NULL);
  assert_run (listed, 0, "");
}

static void
test_a_backup_is_proved_and_restored_on_an_empty_machine (Fixture *f, gconstpointer data)
{
  g_autofree char *copy = g_build_filename (f->home, "copy.guardbook", NULL);
  g_autofree char *back = g_build_filename (f->home, "back.guardbook", NULL);
  g_auto (GbTestRun) backed = { 0 }, over = { 0 }, restored = { 0 }, listed = { 0 };

  confirm (f);
  add_visitor (f, 0, "Entry ");
  backed = run (f, "ruth", NULL, "backup", f->vault, copy, NULL);
  assert_run (backed, 0, "opened and proved");
  over = run (f, "ruth", NULL, "backup", f->vault, copy, NULL);
  g_assert_cmpint (over.status, !=, 0);
  restored = run (f, "nobody", f->words, "restore", copy, back, NULL);
  assert_run (restored, 0, "Ruth Adeyemi is back");
  listed = run (f, "nobody", NULL, "verify", back, NULL);
  assert_run (listed, 0, "\nok\n");
}

static void
test_backups_are_named_by_date_and_a_restore_is_practised (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->home, "copies", NULL);
  g_autofree char *copy = NULL;
  g_auto (GbTestRun) nowhere = { 0 }, both = { 0 }, backed = { 0 }, drilled = { 0 }, worded = { 0 };
  g_autoptr (GDir) dir = NULL;

  nowhere = run (f, "ruth", NULL, "backup", f->vault, "--auto", folder, NULL);
  assert_run (nowhere, 2, "Say where the copy goes");
  g_mkdir_with_parents (folder, 0700);
  both = run (f, "ruth", NULL, "backup", f->vault, folder, "--auto", folder, NULL);
  assert_run (both, 2, "Say where the copy goes");
  backed = run (f, "ruth", NULL, "backup", f->vault, "--auto", folder, NULL);
  assert_run (backed, 0, "1 copy is in that folder. None was removed.");
  dir = g_dir_open (folder, 0, NULL);
  copy = g_build_filename (folder, g_dir_read_name (dir), NULL);
  drilled = run (f, "ruth", NULL, "drill", copy, f->vault, NULL);
  assert_run (drilled, 0, "The practice copy was removed");
  worded = run (f, "ruth", f->words, "drill", copy, f->vault, "--words", NULL);
  assert_run (worded, 0, "restored for practice");
}

static void
test_exit_statuses_say_what_kind_of_no_it_is (Fixture *f, gconstpointer data)
{
  g_autofree char *out = g_build_filename (f->home, "journal.jsonl", NULL);
  g_auto (GbTestRun) unknown = { 0 }, field = { 0 }, reason = { 0 }, missing = { 0 }, exported = { 0 };

  unknown = run (f, "ruth", NULL, "act", "person.painted", "--vault", f->vault, NULL);
  assert_run (unknown, 2, "There is no act");
  field = run (f, "ruth", NULL, "act", "person.added", "colour=red", "--vault", f->vault, NULL);
  assert_run (field, 2, "has no field “colour”");
  reason = run (f, "ruth", NULL, "export", out, "--vault", f->vault, NULL);
  assert_run (reason, 2, "to whom it goes and why");
  missing = run (f, "ruth", NULL, "verify", "/nowhere/school.guardbook", NULL);
  g_assert_cmpint (missing.status, !=, 0);
  exported = run (f, "ruth", NULL, "export", out, "--to", "The school’s solicitor", "--why", "Advice on a complaint",
                  "--vault", f->vault, NULL);
  assert_run (exported, 0, "entries are in");
}

static void
test_a_register_is_kept_from_the_terminal_by_the_same_gates (Fixture *f, gconstpointer data)
{
  g_autofree char *out = g_build_filename (f->home, "lessons.csv", NULL);
  g_autofree char *csv = NULL, *id = NULL;
  g_auto (GbTestRun) gap = { 0 }, added = { 0 }, listed = { 0 }, silent = { 0 }, exported = { 0 }, asked = { 0 }, own = { 0 };

  gap = run (f, "ruth", NULL, "register", "add", "lessons", "learnt=Ask sooner", "--vault", f->vault, NULL);
  assert_run (gap, 2, "“From” is still empty");
  added = run (f, "ruth", NULL, "register", "add", "lessons", "learnt==Ask sooner", "source=debrief", "on=2026-11-02",
               "changed=We ask sooner", "--vault", f->vault, NULL);
  assert_run (added, 0, "");
  listed = run (f, "ruth", NULL, "register", "list", "lessons", "--vault", f->vault, NULL);
  assert_run (listed, 0, "=Ask sooner");
  silent = run (f, "ruth", NULL, "register", "export", "lessons", "--file", out, "--vault", f->vault, NULL);
  assert_run (silent, 2, "to whom it goes and why");
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
  exported = run (f, "ruth", NULL, "register", "export", "lessons", "--file", out, "--to", "Board", "--why", "Meeting",
                  "--vault", f->vault, NULL);
  assert_run (exported, 0, "");
  g_assert_true (g_file_get_contents (out, &csv, NULL, NULL));
  g_assert_nonnull (strstr (csv, "\"'=Ask sooner\""));
  asked = run (f, "ruth", NULL, "register", "add", "filtering-changes", "what=Museum", "kind=allow", "reason=Topic",
               "asked_by=Owen", "risk_on=2026-11-02", "risk_by=Ruth", "risks=None", "measures=None", "--vault",
               f->vault, NULL);
  assert_run (asked, 0, "");
  id = g_strstrip (g_strdup (asked.out));
  own = run (f, "ruth", NULL, "register", "approve", id, "--vault", f->vault, NULL);
  assert_run (own, 3, "You asked for this");
}

static void
test_help_describes_every_command (Fixture *f, gconstpointer data)
{
  static const char *const folders[] = { "case-commands.c", "proof-commands.c", "vault-commands.c" };
  g_autoptr (GRegex) option = g_regex_new ("\\{ \"([a-z-]+)\", 0, 0, G_OPTION_ARG", 0, 0, NULL);
  static const char *const commands[] = { "init",   "confirm", "member", "enrol",   "import",
                                          "verify", "rebuild", "backup", "restore", "report", "proof", "check",
                                          "export", "demo",    "act",    "list",    "register" };
  g_auto (GbTestRun) help = run (f, "ruth", NULL, "--help", NULL);

  g_assert_cmpint (help.status, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *line = g_strdup_printf ("guardbookctl %s ", commands[i]);
      g_assert_nonnull (strstr (help.out, line));
    }
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "src", "ctl", folders[i], NULL);
      g_autofree char *source = NULL;
      g_autoptr (GMatchInfo) match = NULL;
      g_assert_true (g_file_get_contents (path, &source, NULL, NULL));
      for (g_regex_match (option, source, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
        {
          g_autofree char *name = g_match_info_fetch (match, 1);
          g_autofree char *spelt = g_strdup_printf ("--%s", name);
          if (strstr (help.out, spelt) == NULL)
            g_error ("%s takes %s, and --help doesn’t say so", folders[i], spelt);
        }
    }
}

/* Nobody who copies the folder learns a name from it. */
static void
test_no_name_and_no_word_is_legible_in_the_folder (Fixture *f, gconstpointer data)
{
  static const char *const secrets[] = { "Adeyemi", "Idris", "Marsh Lane", "886/5201", "person.added" };
  g_autoptr (GDir) dir = NULL;
  const char *name;

  add_visitor (f, 0, "Entry ");
  dir = g_dir_open (f->vault, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->vault, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length;
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
        if (memmem (bytes, length, secrets[i], strlen (secrets[i])) != NULL)
          g_error ("“%s” stands in clear in %s", secrets[i], name);
    }
}

static void
test_every_obligation_is_met_somewhere (Fixture *f, gconstpointer data)
{
  g_auto (GbTestRun) table = run (f, "ruth", NULL, "obligations", NULL);
  g_auto (GbTestRun) unknown = run (f, "ruth", NULL, "obligations", "--pack", "kent-1998", NULL);

  assert_run (table, 0, "237 rows, 0 unresolved");
  assert_run (table, 0, "Possible indecent image of a child: “Stop: don’t look, copy, send or delete”");
  assert_run (unknown, 2, "kent-1998");
}

static void
test_trends_are_counted_and_listed_from_the_terminal (Fixture *f, gconstpointer data)
{
  g_auto (GbTestRun) json = { 0 };
  g_auto (GbTestRun) words = { 0 };
  g_auto (GbTestRun) wrong = { 0 };
  g_auto (GbTestRun) none = { 0 };

  json = run (f, "ruth", NULL, "trends", "--json", "--vault", f->vault, NULL);
  words = run (f, "ruth", NULL, "trends", "--vault", f->vault, NULL);
  wrong = run (f, "ruth", NULL, "trends", "--from", "yesterday", "--vault", f->vault, NULL);
  none = run (f, "ruth", NULL, "trends", "shoe-size", "--vault", f->vault, NULL);
  assert_run (json, 0, "searched-sex");
  assert_run (words, 0, "By time of day (time)");
  assert_run (wrong, 2, "in that order");
  assert_run (none, 2, "No table of trends");
}

static void
test_the_calendar_is_set_and_holidays_come_in_from_the_terminal (Fixture *f, gconstpointer data)
{
  g_autofree char *year = g_build_filename (f->home, "year.json", NULL);
  g_autofree char *table = g_build_filename (f->home, "bank-holidays.json", NULL);
  g_auto (GbTestRun) shown = { 0 };
  g_auto (GbTestRun) set = { 0 };
  g_auto (GbTestRun) dry = { 0 };
  g_auto (GbTestRun) taken = { 0 };
  g_auto (GbTestRun) bad = { 0 };

  shown = run (f, "ruth", NULL, "calendar", "show", "2031-32", "--vault", f->vault, NULL);
  assert_run (shown, 0, "isn’t set yet");
  g_assert_true (g_file_set_contents (year, shown.out, -1, NULL));
  set = run (f, "ruth", NULL, "calendar", "set", year, "--vault", f->vault, NULL);
  assert_run (set, 0, "No clock that runs would change.");
  g_assert_true (g_file_set_contents (
      table, "{\"england-and-wales\":{\"events\":[{\"title\":\"A royal day\",\"date\":\"2031-06-10\"}]}}", -1,
      NULL));
  dry = run (f, "ruth", NULL, "calendar", "holidays", table, "--dry-run", "--vault", f->vault, NULL);
  assert_run (dry, 0, "New: 10 June 2031: A royal day");
  g_assert_null (strstr (dry.out, "Saved."));
  taken = run (f, "ruth", NULL, "calendar", "holidays", table, "--vault", f->vault, NULL);
  assert_run (taken, 0, "Saved.");
  bad = run (f, "ruth", NULL, "calendar", "holidays", year, "--vault", f->vault, NULL);
  assert_run (bad, 2, "no bank holidays");
}

/* A 1 by 1 PNG. */
#define DOT                                                                                                            \
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

static char *
record_image_incident (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->home, "incident.json", NULL);
  g_auto (GbTestRun) made = { 0 };
  const char *reference;

  g_assert_true (g_file_set_contents (
      path,
      "{\"title\":\"A picture may be about\",\"category\":\"harmful-content\",\"occurred_at\":1790000000000000,"
      "\"precision\":\"about\",\"location\":\"online\",\"site\":\"on\",\"channel\":\"parent\","
      "\"narrative\":\"Somebody said so.\",\"danger\":\"no\",\"indecent_image\":\"unknown\",\"people\":[]}",
      -1, NULL));
  made = run (f, "ruth", NULL, "act", "incident.recorded", "--json", path, "--vault", f->vault, NULL);
  assert_run (made, 0, "Recorded the incident");
  reference = strrchr (made.out, ' ') + 1;
  return g_strchomp (g_strdup (reference));
}

static void
test_evidence_is_added_listed_and_checked_from_the_terminal (Fixture *f, gconstpointer data)
{
  g_autofree char *letter = g_build_filename (f->home, "letter.txt", NULL);
  g_autofree char *picture = g_build_filename (f->home, "words.txt", NULL);
  g_autofree char *reference = NULL;
  g_autofree guchar *dot = NULL;
  gsize length;
  g_auto (GbTestRun) added = { 0 };
  g_auto (GbTestRun) again = { 0 };
  g_auto (GbTestRun) refused = { 0 };
  g_auto (GbTestRun) listed = { 0 };
  g_auto (GbTestRun) checked = { 0 };
  g_auto (GbTestRun) all = { 0 };
  g_auto (GbTestRun) none = { 0 };
  g_auto (GbTestRun) wrong = { 0 };

  confirm (f);
  reference = record_image_incident (f);
  dot = g_base64_decode (DOT, &length);
  g_assert_true (g_file_set_contents (letter, "Dear Ms Adeyemi\n", -1, NULL));
  g_assert_true (g_file_set_contents (picture, (const char *) dot, (gssize) length, NULL));
  added = run (f, "ruth", NULL, "evidence", "add", reference, letter, "--from", "Dana Reed", "--vault", f->vault, NULL);
  assert_run (added, 0, "SHA-256 ");
  again = run (f, "ruth", NULL, "evidence", "add", reference, letter, "--vault", f->vault, NULL);
  assert_run (again, 3, "attached to this case already");
  refused = run (f, "ruth", NULL, "evidence", "add", reference, picture, "--vault", f->vault, NULL);
  assert_run (refused, 3, "This file holds a picture");
  listed = run (f, "ruth", NULL, "evidence", "list", reference, "--vault", f->vault, NULL);
  assert_run (listed, 0, "letter.txt");
  g_assert_null (strstr (listed.out, "words.txt"));
  checked = run (f, "ruth", NULL, "evidence", "check", reference, "--vault", f->vault, NULL);
  assert_run (checked, 0, "unchanged");
  all = run (f, "ruth", NULL, "evidence", "check", "--vault", f->vault, NULL);
  assert_run (all, 0, "Every piece is what was attached");
  none = run (f, "ruth", NULL, "evidence", "list", "26-9999", "--vault", f->vault, NULL);
  assert_run (none, 2, "There is no case 26-9999");
  wrong = run (f, "ruth", NULL, "evidence", "burn", reference, "--vault", f->vault, NULL);
  assert_run (wrong, 2, "evidence add CASE FILE");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
#define ADD_INIT(path, func) g_test_add (path, Fixture, NULL, set_up_by_init, func, tear_down)

int
main (int argc, char **argv)
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--found"))
    return found_school (argv[2]);
  g_test_init (&argc, &argv, NULL);
  ADD_INIT ("/guardbookctl/recovery-first", test_no_record_before_the_recovery_key_is_confirmed);
  ADD_INIT ("/guardbookctl/verify-ok", test_verify_says_ok_of_a_sound_vault);
  ADD ("/guardbookctl/pack", test_a_pack_is_checked_adopted_and_a_broken_one_leaves_the_old_in_force);
  ADD ("/guardbookctl/verify-names", test_verify_names_the_altered_entry);
  ADD ("/guardbookctl/minuted", test_what_was_minuted_is_held_against_the_record);
  ADD ("/guardbookctl/data", test_data_leaves_in_the_form_of_the_files_ending);
  ADD ("/guardbookctl/enrol", test_a_second_member_joins_with_a_code_and_own_keys);
  ADD ("/guardbookctl/older", test_yesterdays_files_are_named_and_take_no_act);
  ADD ("/guardbookctl/drill", test_backups_are_named_by_date_and_a_restore_is_practised);
  ADD_INIT ("/guardbookctl/restore", test_a_backup_is_proved_and_restored_on_an_empty_machine);
  ADD ("/guardbookctl/exit-status", test_exit_statuses_say_what_kind_of_no_it_is);
  ADD ("/guardbookctl/register", test_a_register_is_kept_from_the_terminal_by_the_same_gates);
  ADD ("/guardbookctl/trends", test_trends_are_counted_and_listed_from_the_terminal);
  ADD ("/guardbookctl/calendar", test_the_calendar_is_set_and_holidays_come_in_from_the_terminal);
  ADD ("/guardbookctl/evidence", test_evidence_is_added_listed_and_checked_from_the_terminal);
  ADD ("/guardbookctl/help", test_help_describes_every_command);
  ADD ("/guardbookctl/obligations", test_every_obligation_is_met_somewhere);
  ADD ("/guardbookctl/legible", test_no_name_and_no_word_is_legible_in_the_folder);
  status = g_test_run ();
  if (ready.home != NULL)
    tear_down (&ready, NULL);
  return status;
}

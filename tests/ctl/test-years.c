/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A generated school: every procedure and every register in use, the last weeks'
 * cases open, nothing that verify or a replay finds wrong, and the same school
 * again from the same seed.  A primary of one year; with -m slow, as the suite
 * "faults" runs it, two years of a primary and of a secondary of 1,500. */
#include <string.h>

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "casework/book.h"
#include "casework/factor.h"
#include "policy/register.h"
#include "support/folder.h"
#include "support/program.h"
#include "vault/hash.h"

#define UNTIL "2026-11-20"

typedef struct
{
  char *folder, *vault;
  const char *size, *years;
} School;

/* Runs guardbookctl with the words after @school. */
G_GNUC_NULL_TERMINATED static GbTestRun
run (const School *school, ...)
{
  g_autoptr (GSubprocessLauncher) launcher = gb_test_launcher_new ();
  g_autofree char *keyring = g_build_filename (school->folder, "keyring", NULL);
  GbTestRun result;
  va_list words;

  g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "file", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PASSWORD", "years", TRUE);
  g_subprocess_launcher_setenv (launcher, "GUARDBOOK_MEMBER", "Ruth", TRUE);
  va_start (words, school);
  result = gb_test_run_words (launcher, GB_DEMO_PASSPHRASE "\n", NULL, g_getenv ("GUARDBOOKCTL"), words);
  va_end (words);
  return result;
}

static void
assert_ran (const GbTestRun *run, const char *says)
{
  if (run->status != 0 || strstr (run->out, says) == NULL)
    g_error ("wanted “%s”; got exit %d, out: %s err: %s", says, run->status, run->out, run->err);
}

/* In memory if there is any: a disk that syncs each act is not what is tried here. */
static School *
school_new (const char *size, const char *years, const char *seed, const char *until)
{
  School *school = g_new0 (School, 1);
  g_auto (GbTestRun) made = { 0 };

  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  school->folder = gb_test_folder_new ();
  school->vault = g_build_filename (school->folder, "school.guardbook", NULL);
  school->size = size;
  school->years = years;
  made = run (school, "demo", school->vault, "--years", years, "--size", size, "--seed", seed, "--until", until, NULL);
  assert_ran (&made, "an invented");
  return school;
}

static void
school_free (School *school)
{
  gb_test_folder_free (school->folder);
  g_free (school->vault);
  g_free (school);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (School, school_free)

/* --- what is in it ------------------------------------------------------------------ */

static void
count (GHashTable *table, const char *word)
{
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (table, word));

  g_hash_table_insert (table, g_strdup (word), GUINT_TO_POINTER (before + 1));
}

/* Kinds, "register.entered/aup" and "procedure.begun/general" of every entry. */
static GHashTable *
count_kinds (const School *school)
{
  g_autofree char *file = g_build_filename (school->folder, "journal.jsonl", NULL);
  g_auto (GbTestRun) exported =
      run (school, "export", file, "--to", "A test", "--why", "To count", "--vault", school->vault, NULL);
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) entries = NULL;

  assert_ran (&exported, "");
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  entries = g_strsplit (text, "\n", -1);
  for (guint i = 0; entries[i] != NULL && *entries[i] != '\0'; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (entries[i], NULL);
      JsonObject *entry = json_node_get_object (node);
      const char *kind = json_object_get_string_member (entry, "kind");
      JsonObject *body = json_object_get_object_member (entry, "body");
      const char *of = json_object_get_string_member_with_default (
          body, g_str_has_prefix (kind, "procedure.") ? "procedure" : "register", "");
      g_autofree char *both = g_strconcat (kind, "/", of, NULL);
      count (table, kind);
      count (table, both);
    }
  return table;
}

static guint
count_of (GHashTable *table, const char *word)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (table, word));
}

static void
assert_has (GHashTable *table, const char *kind, const char *of, gboolean wanted)
{
  g_autofree char *both = g_strconcat (kind, "/", of, NULL);

  if ((count_of (table, both) > 0) != wanted)
    g_test_fail_printf ("%s: %u", both, count_of (table, both));
}

static void
assert_all_in_use (GHashTable *table)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) pack = gb_pack_load_shipped ("kent-2023", &error);
  GPtrArray *procedures, *registers = gb_registers ();

  g_assert_no_error (error);
  procedures = gb_pack_procedures (pack);
  for (guint i = 0; i < procedures->len; i++)
    assert_has (table, "procedure.begun", ((GbProcedure *) procedures->pdata[i])->id, TRUE);
  for (guint i = 0; i < registers->len; i++)
    {
      const GbRegister *plan = registers->pdata[i];
      assert_has (table, "register.entered", plan->id, TRUE);
    }
}

static void
assert_sound (const School *school)
{
  g_auto (GbTestRun) first = run (school, "verify", school->vault, NULL);
  g_auto (GbTestRun) rebuilt = run (school, "rebuild", school->vault, NULL);
  g_auto (GbTestRun) second = run (school, "verify", school->vault, NULL);

  assert_ran (&first, "\nok\n");
  assert_ran (&rebuilt, "replayed from the journal");
  assert_ran (&second, "\nok\n");
}

static void
assert_lived_in (const School *school, guint incidents)
{
  g_autoptr (GHashTable) table = count_kinds (school);
  g_auto (GbTestRun) listed = run (school, "list", "incident", "--vault", school->vault, NULL);
  g_auto (GbTestRun) concerns = run (school, "list", "concern", "--vault", school->vault, NULL);

  assert_ran (&listed, " open ");
  assert_ran (&listed, " closed ");
  g_assert_cmpuint (count_of (table, "incident.recorded"), >=, incidents);
  g_assert_cmpuint (count_of (table, "incident.closed"), >, incidents * 3 / 4);
  g_assert_cmpuint (count_of (table, "search.authorised"), >, 0);
  g_assert_cmpuint (count_of (table, "device.released"), >, 5);
  g_assert_cmpuint (count_of (table, "referral.answered"), >, 20);
  g_assert_cmpuint (count_of (table, "incident.amended"), >, 0);
  g_assert_cmpuint (count_of (table, "pack.adopted"), ==, 2);
  g_assert_cmpuint (count_of (table, "authority.given"), >, 0);
  g_assert_cmpuint (count_of (table, "transfer.received"), >, 0);
  g_assert_cmpuint (count_of (table, "disclosure.sent"), >, 0);
  /* Sealed: only a reader's list has them. */
  assert_ran (&concerns, " closed ");
  assert_all_in_use (table);
}

/* --- its report ---------------------------------------------------------------------- */

/* What the first report's entry says of its pages. (transfer full) */
static char *
first_pdf_hash (const School *school)
{
  g_autofree char *file = g_build_filename (school->folder, "journal.jsonl", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) entries = NULL;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL)); /* that count_kinds left */
  entries = g_strsplit (text, "\n", -1);
  for (guint i = 0; entries[i] != NULL; i++)
    if (strstr (entries[i], "\"report.issued\"") != NULL)
      {
        g_autoptr (JsonNode) node = json_from_string (entries[i], NULL);
        JsonObject *body = json_object_get_object_member (json_node_get_object (node), "body");
        return g_strdup (json_object_get_string_member (body, "pdf_hash"));
      }
  g_assert_not_reached ();
}

/* The report of @term as it is kept, in a file.  (transfer full) */
static char *
print_again (const School *school, const char *term)
{
  char *file = g_strdup_printf ("%s/%s.pdf", school->folder, term);
  g_auto (GbTestRun) again = run (school, "report", "--again", "--term", term, "--pdf", file, "--vault", school->vault, NULL);

  assert_ran (&again, "Annual safeguarding report");
  return file;
}

/* Issued in July, and all that was written since: the pages are those that were signed then. */
static void
assert_reprinted (const School *school, const char *term)
{
  g_autofree char *file = print_again (school, term);
  g_autofree char *signed_then = first_pdf_hash (school);
  g_autofree char *bytes = NULL, *now = NULL;
  g_auto (GbTestRun) since = run (school, "report", "--since", "--term", term, "--vault", school->vault, NULL);
  gsize length = 0;

  assert_ran (&since, "stand as they did");
  g_assert_true (g_file_get_contents (file, &bytes, &length, NULL));
  now = gb_hash_text ("guardbook.blob.1", bytes, length);
  g_assert_cmpstr (now, ==, signed_then);
}

/* What @tool says of the file; NULL: it isn't installed.  (transfer full) */
static char *
ask_tool (const char *tool, const char *option, const char *file)
{
  g_autofree char *path = g_find_program_in_path (tool);
  const char *const argv[] = { path, option != NULL ? option : file, option != NULL ? file : NULL, NULL };
  char *said = NULL;

  if (path != NULL)
    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &said, NULL, NULL, NULL);
  return said;
}

static guint
times_said (const char *text, const char *words)
{
  guint n = 0;
  while ((text = strstr (text, words)) != NULL)
    n++, text += strlen (words);
  return n;
}

/* Each line of pdffonts after its two heads ends "emb sub uni object ID": embedded is "yes". */
static void
assert_fonts_embedded (const char *said)
{
  g_auto (GStrv) lines = g_strsplit (said, "\n", -1);
  guint fonts = 0;

  for (guint i = 2; lines[0] != NULL && lines[i] != NULL && *lines[i] != '\0'; i++, fonts++)
    if (strstr (lines[i], " yes yes ") == NULL)
      g_error ("not embedded: %s", lines[i]);
  g_assert_cmpuint (fonts, >=, 3);
}

/* A text for whoever can't see it beside each figure. */
static void
assert_alternates (const char *file, guint figures)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;
  guint n = 0;

  g_assert_true (g_file_get_contents (file, &bytes, &length, NULL));
  for (const char *at = bytes; (at = memmem (at, length - (gsize) (at - bytes), "/Alt ", 5)) != NULL; at += 5)
    n++;
  g_assert_cmpuint (n, >=, figures);
}

/* The lead's words, in a file. (transfer full) */
static char *
words_in_file (const School *school, const char *name, const char *words)
{
  char *file = g_build_filename (school->folder, name, NULL);
  g_assert_true (g_file_set_contents (file, words, -1, NULL));
  return file;
}

/* As a lead would issue it; the pages.  (transfer full) */
static char *
issue_year (const School *school, const char *term)
{
  g_autofree char *narrative = words_in_file (
      school, "narrative",
      "More children came forward by themselves this year, and most did so after the assemblies in the spring. Form"
      " tutors now ask the same three questions in the first week of each term, and the answers are read the same"
      " day.\n\nTwo things went well. Phones are handed over at the gate, and the first talk with parents happens on"
      " the day itself.\n\nOne thing did not. Answers from outside school took longer than they should, and some"
      " families waited for weeks. We now ring on the fifth day, and say so to the family on the first.\n\nLife online"
      " is where the work has grown. The lessons on consent and on pictures were moved to the autumn, before the"
      " months in which most is told to us.\n");
  g_autofree char *missed
    = words_in_file (school, "missed", "Most fell in the weeks before a holiday, when both leads were teaching.\n");
  g_autofree char *asks
    = words_in_file (school, "asks", "Agree that the deputy has two afternoons for this work\nAsk how long answers"
                                     " took\n");
  g_autofree char *questions = words_in_file (
      school, "questions",
      "Why did concerns about life online rise?\nMore were told to us; how much more happened we cannot say.\n\nWho"
      " stands in when both leads are away?\nThe assistant head, who has had the same training.\n");
  char *file = g_strdup_printf ("%s/issued.pdf", school->folder);
  g_auto (GbTestRun) issued
    = run (school, "report", "--issue", "--term", term, "--compared", "5", "--narrative", narrative, "--missed",
           missed, "--asks", asks, "--questions", questions, "--key-sentence",
           "More children told us, and were heard.", "--pdf", file, "--vault", school->vault, NULL);

  assert_ran (&issued, "Issued as");
  return file;
}

static void
assert_same_bytes (const char *one, const char *other)
{
  g_autofree char *first = NULL, *second = NULL;
  gsize length = 0, again = 0;

  g_assert_true (g_file_get_contents (one, &first, &length, NULL));
  g_assert_true (g_file_get_contents (other, &second, &again, NULL));
  g_assert_cmpmem (first, length, second, again);
}

static void
assert_annual_report (const School *school, const char *term, guint pages)
{
  g_autofree char *file = issue_year (school, term);
  g_autofree char *again = print_again (school, term);
  g_autofree char *info = ask_tool ("pdfinfo", NULL, file);
  g_autofree char *structure = ask_tool ("pdfinfo", "-struct", file);
  g_autofree char *fonts = ask_tool ("pdffonts", NULL, file);
  const char *count = info != NULL ? strstr (info, "Pages:") : NULL;

  assert_same_bytes (file, again);
  if (count == NULL || structure == NULL || fonts == NULL)
    {
      g_test_skip ("poppler-utils are not installed");
      return;
    }
  g_assert_cmpuint (g_ascii_strtoull (count + strlen ("Pages:") + 1, NULL, 10), >=, pages);
  g_assert_cmpuint (times_said (structure, "H1"), >=, 1);
  g_assert_cmpuint (times_said (structure, "H2"), >=, 10);
  g_assert_cmpuint (times_said (structure, "Table"), >=, 10);
  g_assert_cmpuint (times_said (structure, "Figure"), >=, 1);
  assert_alternates (file, times_said (structure, "Figure"));
  assert_fonts_embedded (fonts);
}

static void
test_a_generated_primary_is_in_full_use_and_sound (void)
{
  gboolean slow = g_test_slow ();
  g_autoptr (School) school = school_new ("primary", slow ? "2" : "1", "5201", UNTIL);

  assert_lived_in (school, slow ? 200 : 100);
  assert_reprinted (school, slow ? "2024-25" : "2025-26");
  assert_sound (school);
}

static void
test_a_generated_secondary_is_in_full_use_and_sound (void)
{
  g_autoptr (School) school = NULL;

  if (!g_test_slow ())
    {
      g_test_skip ("two minutes: in the suite faults");
      return;
    }
  school = school_new ("secondary", "2", "4107", "2026-07-28");
  assert_lived_in (school, 1000);
  assert_reprinted (school, "2023-24");
  /* Issued in the year's last week, over what the July before has printed of the year before. */
  assert_annual_report (school, "2025-26", 20);
  assert_sound (school);
}

/* Keys are new each time, and with them hashes; what the lists show is the same. */
static void
test_the_same_seed_gives_the_same_school (void)
{
  g_autoptr (School) one = school_new ("primary", "1", "17", UNTIL);
  g_autoptr (School) two = school_new ("primary", "1", "17", UNTIL);
  g_auto (GbTestRun) first = run (one, "list", "--vault", one->vault, NULL);
  g_auto (GbTestRun) second = run (two, "list", "--vault", two->vault, NULL);

  assert_ran (&first, "incident");
  g_assert_cmpstr (first.out, ==, second.out);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/years/primary", test_a_generated_primary_is_in_full_use_and_sound);
  g_test_add_func ("/years/secondary", test_a_generated_secondary_is_in_full_use_and_sound);
  if (g_test_slow ())
    g_test_add_func ("/years/same-seed", test_the_same_seed_gives_the_same_school);
  return g_test_run ();
}

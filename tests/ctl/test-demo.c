/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invented school through guardbookctl: made, verified, altered by a byte
 * and caught; its roll brought in twice; its report issued, and read again out
 * of the PDF; and nothing of it legible in the folder or in a backup.
 *
 * One vault serves all tests, in the order below: making it is the slow part. */
#include <string.h>

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "casework/book.h"
#include "casework/factor.h"
#include "support/folder.h"
#include "support/program.h"
#include "vault/statement.h"

/* libsecret's file keyring leaves a path behind in GIO; what is tried here is the other program. */
int __lsan_is_turned_off (void);
int
__lsan_is_turned_off (void)
{
  return 1;
}

typedef struct
{
  char *folder, *vault;
  const char *program; /* this test itself */
} Demo;
static Demo demo;

/* Runs @program with the words after it; its keyring is the environment's. */
G_GNUC_NULL_TERMINATED static GbTestRun
run (const char *program, ...)
{
  g_autoptr (GSubprocessLauncher) launcher = gb_test_launcher_new ();
  gboolean ctl = g_str_equal (program, g_getenv ("GUARDBOOKCTL"));
  GbTestRun result;
  va_list words;

  va_start (words, program);
  result = gb_test_run_words (launcher, ctl ? GB_DEMO_PASSPHRASE "\n" : NULL, NULL, program, words);
  va_end (words);
  return result;
}

#define CTL g_getenv ("GUARDBOOKCTL")

static void
test_the_invented_school_verifies (void)
{
  g_auto (GbTestRun) verified = run (CTL, "verify", demo.vault, NULL);

  gb_test_assert_ran (&verified, 0, "\nok\n");
  gb_test_assert_ran (&verified, 0, "entries ");
  gb_test_assert_ran (&verified, 0, "writers ");
  gb_test_assert_ran (&verified, 0, "head ");
}

typedef struct { gint64 mails, letters, same; } Shown;

static gboolean
count_shown (GbVault *vault, gpointer data, GError **error)
{
  Shown *shown = data;
  static const char sql[] = "SELECT count (*) FROM entry WHERE kind = 'evidence.added'"
                            " AND CAST (body AS TEXT) ->> 'sort' = :sort";

  shown->mails = gb_vault_ask_number (vault, -1, error, sql, ":sort", "mail", NULL);
  shown->letters = gb_vault_ask_number (vault, -1, error, sql, ":sort", "pdf", NULL);
  shown->same = gb_vault_ask_number (vault, -1, error, "SELECT count (*) FROM entry WHERE kind = 'person.linked'", NULL);
  return TRUE;
}

/* Whoever opens it sees what an attachment and a linked pair are like. */
static void
test_it_shows_attachments_and_two_records_of_one_child (void)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autofree char *id = gb_vault_read_id (demo.vault, NULL);
  g_auto (GStrv) members = gb_keyring_members (keyring, id, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = gb_book_open (demo.vault, members[0], keyring, &error);
  Shown shown = { 0 };

  g_assert_no_error (error);
  g_assert_true (gb_vault_run (gb_book_get_vault (book), count_shown, &shown, &error));
  gb_book_close (book);
  g_assert_cmpint (shown.mails, ==, 1);
  g_assert_cmpint (shown.letters, ==, 1);
  g_assert_cmpint (shown.same, ==, 1);
}

/* --- the roll ---------------------------------------------------------------------------------- */

static void
test_a_roll_is_previewed_and_brought_in_once (void)
{
  g_autofree char *file = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "demo", "roll-faults.xml", NULL);
  g_auto (GbTestRun) dry = run (CTL, "import", file, "--dry-run", "--keep-leavers", "--vault", demo.vault, NULL);
  g_auto (GbTestRun) again = run (CTL, "import", file, "--dry-run", "--keep-leavers", "--vault", demo.vault, NULL);
  g_auto (GbTestRun) first = run (CTL, "import", file, "--keep-leavers", "--vault", demo.vault, NULL);
  g_auto (GbTestRun) second = run (CTL, "import", file, "--keep-leavers", "--vault", demo.vault, NULL);

  gb_test_assert_ran (&dry, 0, "new 3, changed 0, leavers ");
  gb_test_assert_ran (&dry, 0, "refused 5");
  gb_test_assert_ran (&dry, 0, "Line 31: the UPN A886520126802 has the check letter A");
  g_assert_cmpstr (again.out, ==, dry.out);
  g_assert_cmpstr (first.out, ==, dry.out);
  gb_test_assert_ran (&second, 0, "new 0, changed 0, leavers ");
  gb_test_assert_ran (&second, 0, "refused 5");
  gb_test_assert_ran (&second, 0, "Line 31: ");
}

/* --- the report ----------------------------------------------------------------------------------- */

static void collect_shown (JsonNode *node, GPtrArray *shown);

/* A row of a table: its cells as one line of the page, blanks between them. */
static void
collect_row (JsonArray *cells, GPtrArray *shown)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (cells); i++)
    g_string_append_printf (line, "%s%s", i > 0 ? " " : "", json_array_get_string_element (cells, i));
  g_ptr_array_add (shown, g_string_free (line, FALSE));
}

static void
collect_member (const char *name, JsonNode *member, GPtrArray *shown)
{
  if (g_str_equal (name, "shown") && JSON_NODE_HOLDS_VALUE (member))
    g_ptr_array_add (shown, json_node_dup_string (member));
  else if (g_str_equal (name, "cells") && JSON_NODE_HOLDS_ARRAY (member))
    collect_row (json_node_get_array (member), shown);
  else if (!g_str_equal (name, "listing")) /* words */
    collect_shown (member, shown);
}

/* Every figure as it is shown, wherever it stands. */
static void
collect_shown (JsonNode *node, GPtrArray *shown)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        collect_shown (json_array_get_element (array, i), shown);
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) names = json_object_get_members (object);
      if (json_object_has_member (object, "own_duties")) /* training: shown however small */
        return;
      for (GList *l = names; l != NULL; l = l->next)
        collect_member (l->data, json_object_get_member (object, l->data), shown);
    }
}

static gboolean
has_small_count (const char *shown)
{
  g_auto (GStrv) cells = g_strsplit (shown, " ", -1);

  for (guint i = 0; cells[i] != NULL; i++)
    if (strlen (cells[i]) == 1 && *cells[i] >= '1' && *cells[i] <= '4')
      return TRUE;
  return FALSE;
}

/* Any run of blanks as one. */
static char *
squeeze (const char *text)
{
  g_autoptr (GRegex) blanks = g_regex_new ("\\s+", 0, 0, NULL);
  return g_regex_replace_literal (blanks, text, -1, 0, " ", 0, NULL);
}

static void
test_the_issued_page_shows_the_figures_of_the_json_and_no_small_count (void)
{
  g_autofree char *pdf = g_build_filename (demo.folder, "report.pdf", NULL);
  g_auto (GbTestRun) issued = run (CTL, "report", demo.vault, "--issue", "--pdf", pdf, NULL);
  g_auto (GbTestRun) json = run (CTL, "report", demo.vault, "--again", "--json", NULL);
  g_auto (GbTestRun) text = run ("pdftotext", "-layout", pdf, "-", NULL);
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *page = NULL;

  gb_test_assert_ran (&issued, 0, "Issued as");
  gb_test_assert_ran (&json, 0, "{");
  gb_test_assert_ran (&text, 0, "Safeguarding report to governors");
  node = json_from_string (json.out, NULL);
  g_assert_nonnull (node);
  collect_shown (node, shown);
  page = squeeze (text.out);
  g_assert_cmpuint (shown->len, >, 12);
  for (guint i = 0; i < shown->len; i++)
    {
      const char *figure = shown->pdata[i];
      g_assert_false (has_small_count (figure));
      if (strstr (page, figure) == NULL)
        g_error ("“%s” is a figure of the JSON and not on the page", figure);
    }
}

/* --- the folder and a backup ------------------------------------------------------------------------ */

/* What must never be legible, and the key itself. */
static void
assert_hides (const char *folder, GBytes *seed)
{
  static const char *const secrets[] = { "Adeyemi",     "Whitlock",         "Martin Pell", "Marsh Lane", "886/5201",
                                         "cyberbullying", "incident.recorded", "class chat",  "Imogen Edevane" };
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint looked_at = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length, key_length;
      const void *key = g_bytes_get_data (seed, &key_length);
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
        if (memmem (bytes, length, secrets[i], strlen (secrets[i])) != NULL)
          g_error ("“%s” stands in clear in %s", secrets[i], path);
      g_assert_null (memmem (bytes, length, key, key_length));
      looked_at++;
    }
  g_assert_cmpuint (looked_at, >=, 3);
}

/* Looked at while the vault is open, so that its log of writes is there too. */
static void
test_no_name_no_story_and_no_key_is_legible_in_folder_log_or_backup (void)
{
  g_autofree char *copy = g_build_filename (demo.folder, "copy.guardbook", NULL);
  g_autofree char *log = g_build_filename (demo.vault, "vault.db-wal", NULL);
  g_auto (GbTestRun) backed = run (CTL, "backup", demo.vault, copy, NULL);
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autofree char *id = gb_vault_read_id (demo.vault, NULL);
  g_auto (GStrv) members = gb_keyring_members (keyring, id, NULL);
  g_autoptr (GbBook) book = gb_book_open (demo.vault, members[0], keyring, NULL);
  g_autoptr (GBytes) seed = gb_keyring_load (keyring, id, members[0], "seed", NULL);

  gb_test_assert_ran (&backed, 0, "opened and proved");
  g_assert_nonnull (book);
  g_assert_nonnull (seed);
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
  assert_hides (demo.vault, seed);
  assert_hides (copy, seed);
  gb_book_close (book);
}

/* --- how long cases are kept -------------------------------------------------------------------- */

/* The headteacher set it down about a teaching assistant: DSL and headteacher read it, the deputy's
 * terminal is that of a school without one. */
static void
test_a_staff_concern_is_listed_for_its_readers_alone (void)
{
  g_auto (GbTestRun) head = run (CTL, "list", "concern", "--vault", demo.vault, "--as", "headteacher", NULL);
  g_auto (GbTestRun) lead = run (CTL, "list", "concern", "--vault", demo.vault, "--as", "dsl", NULL);
  g_auto (GbTestRun) deputy = run (CTL, "list", "concern", "--vault", demo.vault, "--as", "deputy", NULL);
  g_auto (GbTestRun) everything = run (CTL, "list", "--vault", demo.vault, "--as", "deputy", NULL);

  g_assert_cmpint (head.status, ==, 0);
  g_assert_nonnull (strstr (head.out, "photograph on his own phone"));
  g_assert_cmpstr (lead.out, ==, head.out);
  g_assert_cmpint (deputy.status, ==, 0);
  g_assert_cmpstr (deputy.out, ==, "");
  g_assert_cmpint (everything.status, ==, 0);
  g_assert_nonnull (strstr (everything.out, "incident"));
  g_assert_null (strstr (everything.out, "concern  "));
  g_assert_null (strstr (everything.out, "\nS-"));
}

static void
test_retention_lists_each_closed_case_with_its_rule_and_nothing_is_due (void)
{
  g_auto (GbTestRun) due = run (CTL, "retention", demo.vault, "--as", "dsl", NULL);
  g_auto (GbTestRun) all = run (CTL, "retention", demo.vault, "--all", "--as", "dsl", NULL);
  g_auto (GbTestRun) erased = run (CTL, "retention", demo.vault, "--erased", "--as", "dsl", NULL);

  gb_test_assert_ran (&due, 0, "No case is due, held or proposed.");
  gb_test_assert_ran (&all, 0, "the youngest child in it, is 25 on");
  gb_test_assert_ran (&all, 0, "IRMS schools toolkit");
  gb_test_assert_ran (&erased, 0, "Nothing was erased.");
}

/* --- no memory ----------------------------------------------------------------------------------------- */

/* What the keyring remembers of the journal is forgotten; the keys stay.  In a process of
 * its own: the file keyring isn't written by one that read it before another changed it. */
static int
forget_anchors (const char *vault)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autofree char *id = gb_vault_read_id (vault, NULL);
  g_auto (GStrv) members = gb_keyring_members (keyring, id, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; members[i] != NULL; i++)
    {
      g_autoptr (GBytes) seed = gb_keyring_load (keyring, id, members[i], "seed", &error);
      g_assert_no_error (error);
      g_assert_true (gb_keyring_remove (keyring, id, members[i], &error));
      g_assert_true (gb_keyring_store (keyring, id, members[i], "seed", "Invented", seed, &error));
      g_assert_no_error (error);
    }
  return 0;
}

static void
test_verify_without_a_memory_says_that_a_missing_end_cant_be_seen (void)
{
  static const char words[] = "entries that were cut off its end can’t be\nmissed this time";
  g_auto (GbTestRun) remembered = run (CTL, "verify", demo.vault, "--as", "dsl", NULL);
  g_auto (GbTestRun) forgetting = { 0 }, forgotten = { 0 }, again = { 0 };

  gb_test_assert_ran (&remembered, 0, "\nok\n");
  g_assert_null (strstr (remembered.out, words));
  forgetting = run (demo.program, "--forget-anchors", demo.vault, NULL);
  g_assert_cmpint (forgetting.status, ==, 0);
  forgotten = run (CTL, "verify", demo.vault, "--as", "dsl", NULL);
  gb_test_assert_ran (&forgotten, 0, "\nok\n");
  gb_test_assert_ran (&forgotten, 0, words);
  again = run (CTL, "verify", demo.vault, "--as", "dsl", NULL);
  gb_test_assert_ran (&again, 0, "\nok\n");
  g_assert_null (strstr (again.out, words));
}

/* --- one byte ------------------------------------------------------------------------------------------ */

static gboolean
alter_one_byte (GbVault *vault, gpointer entry, GError **error)
{
  gb_vault_fence (vault, FALSE);
  *(gint64 *)entry = gb_vault_ask_number (
      vault, -1, error, "SELECT min (id) FROM entry WHERE kind = 'incident.recorded' AND id > 300", NULL);
  return gb_vault_execute (vault,
                           "DROP TRIGGER entry_stays; UPDATE entry SET body = CAST (replace (CAST (body AS TEXT), "
                           "'\"narrative\":\"', '\"narrative\":\"x') AS BLOB) WHERE id = (SELECT min (id) FROM entry "
                           "WHERE kind = 'incident.recorded' AND id > 300)",
                           error);
}

/* The last: the vault is no good afterwards. */
static void
test_one_byte_altered_inside_is_the_first_bad_entry_that_verify_prints (void)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autofree char *id = gb_vault_read_id (demo.vault, NULL);
  g_auto (GStrv) members = gb_keyring_members (keyring, id, NULL);
  g_autoptr (GbBook) book = gb_book_open (demo.vault, members[0], keyring, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *numbered = NULL;
  gint64 entry = -1;
  g_auto (GbTestRun) verified = { 0 };

  g_assert_true (gb_vault_run (gb_book_get_vault (book), alter_one_byte, &entry, &error));
  g_assert_no_error (error);
  g_assert_cmpint (entry, >, 300);
  gb_book_close (book);
  numbered = g_strdup_printf ("ntry %" G_GINT64_FORMAT, entry);
  verified = run (CTL, "verify", demo.vault, NULL);
  g_test_message ("%s", verified.out);
  gb_test_assert_ran (&verified, 1, numbered);
  g_assert_null (strstr (verified.out, "\nok\n"));
}

static char *
say_passphrase (gboolean fresh, gpointer data, GError **error)
{
  return gb_passphrase_spell (GB_DEMO_PASSPHRASE);
}

int
main (int argc, char **argv)
{
  g_autofree char *reader = g_find_program_in_path ("pdftotext");
  g_autofree char *file = NULL;
  g_auto (GbTestRun) made = { 0 };
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--forget-anchors"))
    return forget_anchors (argv[2]);
  g_test_init (&argc, &argv, NULL);
  demo.program = argv[0];
  gb_passphrase_set_asker (say_passphrase, NULL);
  demo.folder = gb_test_folder_new ();
  demo.vault = g_build_filename (demo.folder, "demo.guardbook", NULL);
  file = g_build_filename (demo.folder, "keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "demo", TRUE);
  g_setenv ("GUARDBOOK_MEMBER", "Ruth", TRUE);
  made = run (CTL, "demo", demo.vault, NULL);
  gb_test_assert_ran (&made, 0, "an invented school");
  g_test_add_func ("/demo/verifies", test_the_invented_school_verifies);
  g_test_add_func ("/demo/shows", test_it_shows_attachments_and_two_records_of_one_child);
  g_test_add_func ("/demo/roll-twice", test_a_roll_is_previewed_and_brought_in_once);
  /* What reads the page isn't in every sandbox. */
  if (reader != NULL)
    g_test_add_func ("/demo/report-page", test_the_issued_page_shows_the_figures_of_the_json_and_no_small_count);
  g_test_add_func ("/demo/legible", test_no_name_no_story_and_no_key_is_legible_in_folder_log_or_backup);
  g_test_add_func ("/demo/staff-concern", test_a_staff_concern_is_listed_for_its_readers_alone);
  g_test_add_func ("/demo/retention", test_retention_lists_each_closed_case_with_its_rule_and_nothing_is_due);
  g_test_add_func ("/demo/no-memory", test_verify_without_a_memory_says_that_a_missing_end_cant_be_seen);
  g_test_add_func ("/demo/one-byte", test_one_byte_altered_inside_is_the_first_bad_entry_that_verify_prints);
  status = g_test_run ();
  gb_test_folder_free (demo.folder);
  g_free (demo.vault);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 in the middle of acts, two hundred times: what was acknowledged is
 * there, what was only begun is there once or not at all, and the journal
 * verifies.  And while one program holds the vault, a second is told which. */
#include <string.h>

#include <gio/gio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "casework/draft.h"
#include "journal/sealed.h"
#include "keyring-folder.h"
#include "support/desk.h"
#include "support/folder.h"

#define KILLS 200
#define TYPING_KILLS 20
#define COMPARE_EVERY 40
#define MOST_HEARD 8 /* lines: what it does until then is counted and not timed, for a machine may stand still */

static const char *writer; /* the program that acts */

typedef struct
{
  char *folder, *path, *keys;
  GbKeyring *keyring;
  gint64 verified; /* entries found good so far */
  guint done, open;
} School;

static void
school_init (School *school)
{
  static const char *const roles[] = { "dsl", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = NULL;
  char *words = NULL;
  GbBookPlan plan = { .school = "Marsh Lane Primary School",
                      .dfe_number = "886/5201",
                      .pack = "kent-2023",
                      .member_name = "Ruth Adeyemi",
                      .member_roles = roles };

  g_assert_true (gb_vault_guard (NULL));
  school->folder = gb_test_folder_new ();
  school->path = g_build_filename (school->folder, "Marsh Lane.guardbook", NULL);
  school->keys = gb_test_folder_new ();
  school->keyring = gb_test_keyring_new (school->keys);
  plan.dir = school->path;
  book = gb_book_create (&plan, school->keyring, &words, &error);
  g_assert_no_error (error);
  g_assert_true (gb_book_confirm_recovery (book, words, NULL));
  gb_book_close (book);
  gb_wipe_text (words);
}

static void
school_clear (School *school)
{
  g_object_unref (school->keyring);
  gb_test_folder_free (school->keys);
  gb_test_folder_free (school->folder);
  g_free (school->path);
}

/* @draft: it types into that one; NULL: it acts. */
static GSubprocess *
start_writer (School *school, const char *draft)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process
    = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, writer, school->path, school->keys, draft, NULL);

  g_assert_no_error (error);
  return process;
}

static char *
read_line (GDataInputStream *lines)
{
  return g_data_input_stream_read_line (lines, NULL, NULL, NULL);
}

/* Lets it act until it has said some lines and for a moment more, kills it, and gives back all it has said. */
static GPtrArray *
run_and_kill (School *school, GRand *chance, const char *draft)
{
  GPtrArray *said = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocess) process = start_writer (school, draft);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  char *line;

  /* One in five dies while it opens the vault or does its first act. */
  if (g_rand_int_range (chance, 0, 5) == 0)
    g_usleep ((gulong) g_rand_int_range (chance, 0, 60000));
  else
    {
      for (gint left = g_rand_int_range (chance, 1, MOST_HEARD + 1); left > 0; left--)
        {
          line = read_line (lines);
          g_assert_nonnull (line);
          g_ptr_array_add (said, line);
        }
      g_usleep ((gulong) g_rand_int_range (chance, 0, 20000));
    }
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  while ((line = read_line (lines)) != NULL)
    g_ptr_array_add (said, line);
  return said;
}

typedef struct
{
  School *school;
  GPtrArray *said;
  GbVerifyParts parts;
} Looking;

static void
look_for (GbVault *vault, School *school, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbEntry) entry = gb_sealed_entry_by_request (vault, words[1], &error);

  g_assert_no_error (error);
  school->open += strcmp (words[0], "try") == 0;
  if (strcmp (words[0], "done") != 0)
    return;
  school->done++;
  if (entry == NULL)
    g_error ("An act was acknowledged and is gone: %s", line);
  g_assert_cmpstr (entry->case_id, ==, words[2]);
}

static gboolean
look_after (GbVault *vault, gpointer data, GError **error)
{
  Looking *looking = data;
  g_autoptr (GbVerdict) verdict = NULL;

  for (guint i = 0; i < looking->said->len; i++)
    look_for (vault, looking->school, g_ptr_array_index (looking->said, i));
  verdict = gb_journal_verify (vault, looking->parts, looking->school->verified + 1, NULL, NULL, NULL, error);
  if (verdict == NULL)
    return FALSE;
  for (guint i = 0; i < verdict->findings->len; i++)
    g_error ("%s", ((GbFinding *) g_ptr_array_index (verdict->findings, i))->sentence);
  looking->school->verified = gb_journal_count (vault, error);
  return TRUE;
}

/* An act whose answer was never heard is done again under the same request. */
static void
finish_last (GbBook *book, GPtrArray *said)
{
  const char *last = said->len > 0 ? g_ptr_array_index (said, said->len - 1) : "";
  g_auto (GStrv) words = g_strsplit (last, " ", 3);
  g_autoptr (JsonObject) body = gb_test_body ("{'text':'The parent rang and was told what happened.'}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) first = NULL, second = NULL;

  if (g_strv_length (words) != 3 || strcmp (words[0], "try") != 0 || strcmp (words[2], "-") == 0)
    return;
  first = gb_book_act (book, "incident.noted", words[2], words[1], body, &error);
  g_assert_no_error (error);
  second = gb_book_act (book, "incident.noted", words[2], words[1], body, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->entry, ==, second->entry);
}

static void
look_at_school (School *school, GPtrArray *said, gboolean all)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = gb_book_open (school->path, NULL, school->keyring, &error);
  Looking looking = { school, said, GB_VERIFY_HASHES | GB_VERIFY_SIGNATURES };

  g_assert_no_error (error);
  g_assert_cmpstr (gb_book_get_read_only_reason (book), ==, NULL);
  if (all)
    {
      looking.parts = GB_VERIFY_ALL;
      school->verified = 0;
    }
  gb_vault_run (gb_book_get_vault (book), look_after, &looking, &error);
  g_assert_no_error (error);
  finish_last (book, said);
  gb_book_close (book);
}

static void
test_no_acknowledged_act_is_lost (void)
{
  School school = { 0 };
  g_autoptr (GRand) chance = g_rand_new_with_seed (2026);

  school_init (&school);
  for (guint i = 1; i <= KILLS; i++)
    {
      g_autoptr (GPtrArray) said = run_and_kill (&school, chance, NULL);

      look_at_school (&school, said, i % COMPARE_EVERY == 0);
    }
  g_test_message ("%d kills, %u acts acknowledged, %u begun, %" G_GINT64_FORMAT " entries", KILLS, school.done,
                  school.open, school.verified);
  /* Neither killed before it did anything nor only between two acts. */
  g_assert_cmpuint (school.done, >, KILLS);
  g_assert_cmpuint (school.open, >, school.done);
  school_clear (&school);
}

/* How many words of the draft are kept. */
static guint
words_kept (School *school, const char *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = gb_book_open (school->path, NULL, school->keyring, &error);
  g_autoptr (JsonObject) content = NULL;
  guint words = 0;

  g_assert_no_error (error);
  content = gb_draft_load (book, draft, &error);
  g_assert_no_error (error);
  for (const char *p = content != NULL ? gb_json_text (content, "summary") : ""; *p != '\0'; p++)
    words += *p == ' ';
  gb_book_close (book);
  return words;
}

static void
test_no_word_that_was_kept_is_lost (void)
{
  School school = { 0 };
  g_autoptr (GRand) chance = g_rand_new_with_seed (2027);
  guint most = 0;

  school_init (&school);
  for (guint i = 0; i < TYPING_KILLS; i++)
    {
      g_autofree char *draft = gb_id_new ();
      g_autoptr (GPtrArray) said = run_and_kill (&school, chance, draft);
      g_auto (GStrv) last = said->len > 0 ? g_strsplit (said->pdata[said->len - 1], " ", 3) : NULL;
      guint acknowledged = last != NULL ? (guint) g_ascii_strtoull (last[1], NULL, 10) : 0;
      guint kept = words_kept (&school, draft);

      /* What was being written when it died may be there as well. */
      g_assert_cmpuint (kept, >=, acknowledged);
      g_assert_cmpuint (kept, <=, acknowledged + 1);
      most = MAX (most, acknowledged);
    }
  g_assert_cmpuint (most, >, 1);
  school_clear (&school);
}

static void
test_a_second_program_is_told_which_holds_the_vault (void)
{
  School school = { 0 };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL, *who = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = NULL;

  school_init (&school);
  process = start_writer (&school, NULL);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = read_line (lines);
  who = g_strdup_printf ("process %s", g_subprocess_get_identifier (process));
  g_assert_null (gb_book_open (school.path, NULL, school.keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_HELD);
  g_assert_nonnull (strstr (error->message, who));
  g_clear_error (&error);
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  book = gb_book_open (school.path, NULL, school.keyring, &error);
  g_assert_no_error (error);
  gb_book_close (book);
  school_clear (&school);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  writer = argv[argc - 1];
  g_test_add_func ("/kill/no-acknowledged-act-is-lost", test_no_acknowledged_act_is_lost);
  g_test_add_func ("/kill/no-word-that-was-kept-is-lost", test_no_word_that_was_kept_is_lost);
  g_test_add_func ("/kill/a-second-program-is-told-which", test_a_second_program_is_told_which_holds_the_vault);
  return g_test_run ();
}

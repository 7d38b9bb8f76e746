/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 at every step at which somebody comes, leaves, loses the key by a change
 * of roles, or the vault gets a new key.
 *
 * The child is this same program.  It stands before the C library's calls that
 * change a disk (rename, unlink, fsync, truncate, and some of the many writes)
 * and kills itself at the Nth; the parent then opens what is left, as each
 * member, and asks that it is either as it was before or as it should be after.
 * N goes up by one until the child gets through alive. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/member.h"
#include "casework/outer.h"
#include "casework/recovery.h"
#include "keyring-folder.h"
#include "support/desk.h"
#include "support/folder.h"

#define EACH_WRITE 16 /* one write in so many is a step */

/* --- the child's disk ------------------------------------------------------------ */

static int steps_left = -1; /* -1: not armed */

static void
step (void)
{
  if (__atomic_load_n (&steps_left, __ATOMIC_SEQ_CST) > 0 && __atomic_sub_fetch (&steps_left, 1, __ATOMIC_SEQ_CST) == 0)
    kill (getpid (), SIGKILL);
}

static void
step_of_writes (void)
{
  static int writes;

  if (__atomic_load_n (&steps_left, __ATOMIC_SEQ_CST) > 0
      && __atomic_add_fetch (&writes, 1, __ATOMIC_SEQ_CST) % EACH_WRITE == 0)
    step ();
}

int counted_rename (const char *from, const char *to) __asm__ ("rename");
int counted_unlink (const char *path) __asm__ ("unlink");
int counted_fsync (int fd) __asm__ ("fsync");
int counted_fdatasync (int fd) __asm__ ("fdatasync");
int counted_ftruncate (int fd, off_t length) __asm__ ("ftruncate64");
ssize_t counted_pwrite (int fd, const void *bytes, size_t length, off_t at) __asm__ ("pwrite64");

int
counted_rename (const char *from, const char *to)
{
  step ();
  return (int) syscall (SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int
counted_unlink (const char *path)
{
  step ();
  return (int) syscall (SYS_unlinkat, AT_FDCWD, path, 0);
}

int
counted_fsync (int fd)
{
  step ();
  return (int) syscall (SYS_fsync, fd);
}

int
counted_fdatasync (int fd)
{
  step ();
  return (int) syscall (SYS_fdatasync, fd);
}

int
counted_ftruncate (int fd, off_t length)
{
  step ();
  return (int) syscall (SYS_ftruncate, fd, length);
}

ssize_t
counted_pwrite (int fd, const void *bytes, size_t length, off_t at)
{
  step_of_writes ();
  return syscall (SYS_pwrite64, fd, bytes, length, at);
}

/* --- what the child does ----------------------------------------------------------- */

/* --child WHAT PATH KEYS STEPS ARGUMENT */
static int
run_child (char **argv)
{
  g_autoptr (GbKeyring) keyring = gb_test_keyring_new (argv[4]);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = NULL;
  g_autoptr (GbDone) done = NULL;
  g_autoptr (JsonObject) body = NULL;
  gboolean fine = FALSE;

  if (!gb_vault_guard (&error))
    return 2;
  if (g_str_equal (argv[2], "come"))
    {
      steps_left = atoi (argv[5]);
      book = gb_book_enrol (argv[3], argv[6], keyring, &error);
      fine = book != NULL;
    }
  else
    {
      g_auto (GStrv) who = g_strsplit (argv[6], " ", -1);
      book = gb_book_open (argv[3], who[0], keyring, &error);
      g_assert_no_error (error);
      steps_left = atoi (argv[5]);
      body = json_object_new ();
      json_object_set_string_member (body, "member_id", who[1]);
      json_object_set_string_member (body, "name", "Carys Whitlock");
      json_object_set_string_member (body, "reason", "Moved to another school");
      if (g_str_equal (argv[2], "rekey"))
        fine = gb_vault_rekey (gb_book_get_vault (book), &error);
      else if (g_str_equal (argv[2], "demote"))
        {
          JsonArray *roles = json_array_new ();
          json_array_add_string_element (roles, "technician");
          json_object_set_array_member (body, "roles", roles);
          fine = (done = gb_book_act (book, "member.roles", NULL, NULL, body, &error)) != NULL;
        }
      else
        fine = (done = gb_book_act (book, "member.left", NULL, NULL, body, &error)) != NULL;
    }
  steps_left = -1;
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  if (book != NULL)
    gb_book_close (book);
  return fine ? 0 : 3;
}

/* --- the school --------------------------------------------------------------------- */

typedef struct
{
  char *folder, *path, *keys;     /* as it was before */
  char *now_path, *now_keys;      /* what the child had */
  char *ruth, *martin, *carys, *code;
} School;

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_mkdir_with_parents (to, 0770);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length = 0;

      g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
      g_assert_true (g_file_set_contents (target, bytes, (gssize) length, NULL));
    }
}

static void
clear_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      if (g_unlink (file) != 0)
        {
          clear_folder (file);
          g_rmdir (file);
        }
    }
}

static char *
let_in (School *school, GbKeyring *keyring, GbBook **book, const char *name, const char *role)
{
  const char *const roles[] = { role, NULL };
  g_autoptr (GError) error = NULL;
  char *code = gb_book_invite (*book, name, roles, &error);
  char *id;

  g_assert_no_error (error);
  gb_book_close (*book);
  g_clear_object (book);
  *book = gb_book_enrol (school->path, code, keyring, &error);
  g_assert_no_error (error);
  id = g_strdup (gb_book_get_member_id (*book));
  gb_book_close (*book);
  g_clear_object (book);
  gb_wipe_text (code);
  *book = gb_book_open (school->path, school->ruth, keyring, &error);
  g_assert_no_error (error);
  return id;
}

static void
school_init (School *school)
{
  static const char *const dsl[] = { "dsl", NULL };
  static const char *const deputy[] = { "deputy", NULL };
  g_autoptr (GbKeyring) keyring = NULL;
  g_autoptr (GError) error = NULL;
  GbBook *book;
  char *words = NULL;
  GbBookPlan plan = { .school = "Marsh Lane Primary School", .dfe_number = "886/5201", .pack = "kent-2023",
                      .member_name = "Ruth Adeyemi", .member_roles = dsl };

  g_assert_true (gb_vault_guard (NULL));
  school->folder = gb_test_folder_new ();
  school->path = g_build_filename (school->folder, "Marsh Lane.guardbook", NULL);
  school->keys = g_build_filename (school->folder, "keys", NULL);
  school->now_path = g_build_filename (school->folder, "Now.guardbook", NULL);
  school->now_keys = g_build_filename (school->folder, "now-keys", NULL);
  g_mkdir (school->keys, 0700);
  keyring = gb_test_keyring_new (school->keys);
  plan.dir = school->path;
  book = gb_book_create (&plan, keyring, &words, &error);
  g_assert_no_error (error);
  g_assert_true (gb_book_confirm_recovery (book, words, NULL));
  gb_wipe_text (words);
  school->ruth = g_strdup (gb_book_get_member_id (book));
  school->martin = let_in (school, keyring, &book, "Martin Pell", "headteacher");
  school->carys = let_in (school, keyring, &book, "Carys Whitlock", "deputy");
  school->code = gb_book_invite (book, "Nasreen Malik", deputy, &error);
  g_assert_no_error (error);
  gb_book_close (book);
  g_object_unref (book);
}

static void
school_clear (School *school)
{
  g_free (school->path);
  g_free (school->keys);
  g_free (school->now_path);
  g_free (school->now_keys);
  g_free (school->ruth);
  g_free (school->martin);
  g_free (school->carys);
  gb_wipe_text (school->code);
  gb_test_folder_free (school->folder);
}

/* TRUE: it was killed; FALSE: it got through. */
static gboolean
let_child (School *school, const char *what, guint steps, const char *argument)
{
  g_autofree char *count = g_strdup_printf ("%u", steps);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;

  clear_folder (school->now_path);
  clear_folder (school->now_keys);
  copy_folder (school->path, school->now_path);
  copy_folder (school->keys, school->now_keys);
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "--child", what, school->now_path,
                            school->now_keys, count, argument, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, NULL);
  if (g_subprocess_get_if_signaled (child))
    {
      g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
      return TRUE;
    }
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  return FALSE;
}

static GbBook *
sit_down (School *school, const char *who, GError **error)
{
  g_autoptr (GbKeyring) keyring = gb_test_keyring_new (school->now_keys);

  return gb_book_open (school->now_path, who, keyring, error);
}

/* Opens for writing, and the journal is whole. */
static GbBook *
sit_down_soundly (School *school, const char *who)
{
  g_autoptr (GError) error = NULL;
  GbBook *book = sit_down (school, who, &error);
  g_autoptr (GbVerdict) verdict = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (gb_book_get_read_only_reason (book), ==, NULL);
  verdict = gb_book_verify (book, GB_VERIFY_HASHES | GB_VERIFY_SIGNATURES, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < verdict->findings->len; i++)
    g_error ("%s", ((GbFinding *) verdict->findings->pdata[i])->sentence);
  return book;
}

static void
stand_up (GbBook *book)
{
  gb_book_close (book);
  g_object_unref (book);
}

static void
assert_tidy (School *school)
{
  static const char *const names[] = { "vault.db.next", "vault.db.next-journal", "slots.next.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (school->now_path, names[i], NULL);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static gpointer
count_left (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 *counts = data;
  GbVault *vault = gb_book_get_vault (book);

  counts[0] = gb_vault_ask_number (vault, 0, error, "SELECT count (*) FROM entry WHERE kind = 'member.left'", NULL);
  counts[1] = gb_vault_ask_number (vault, 0, error, "SELECT count (*) FROM entry WHERE kind = 'vault.rekeyed'", NULL);
  counts[2] = gb_recovery_rekey_is_due (vault, error);
  return NULL;
}

/* --- leaving -------------------------------------------------------------------------- */

/* Either nobody left, and she still opens it; or she left, and once anybody has
 * opened it the vault has another key and hers opens nothing. */
static gboolean
look_after_leaving (School *school)
{
  g_autoptr (GError) error = NULL;
  gint64 counts[3] = { 0 };
  GbBook *book = sit_down_soundly (school, school->martin);
  gint64 epoch = gb_vault_get_epoch (gb_book_get_vault (book));
  gboolean left;

  gb_book_ask (book, count_left, counts, NULL);
  left = counts[0] == 1;
  g_assert_cmpint (counts[1] >= 1, ==, left);
  g_assert_cmpint (counts[2], ==, 0);
  g_assert_cmpint (epoch >= 2, ==, left);
  stand_up (book);
  assert_tidy (school);
  book = sit_down (school, school->carys, &error);
  if (left)
    g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  else
    {
      g_assert_no_error (error);
      stand_up (book);
    }
  stand_up (sit_down_soundly (school, school->ruth));
  return left;
}

static void
test_a_leave_that_is_killed_anywhere_is_undone_or_finished (void)
{
  School school = { 0 };
  g_autofree char *argument = NULL;
  guint steps = 1, undone = 0, finished = 0;

  school_init (&school);
  argument = g_strdup_printf ("%s %s", school.ruth, school.carys);
  for (; let_child (&school, "leave", steps, argument); steps++)
    if (look_after_leaving (&school))
      finished++;
    else
      undone++;
  g_assert_true (look_after_leaving (&school));
  g_test_message ("killed at %u steps: %u before the entry, %u finished at the next opening", steps - 1, undone,
                  finished);
  g_assert_cmpuint (undone, >, 0);
  g_assert_cmpuint (finished, >, 10);
  school_clear (&school);
}

/* --- losing the key by a change of roles ------------------------------------------------- */

static gpointer
count_demoted (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 *counts = data;
  GbVault *vault = gb_book_get_vault (book);

  counts[0] = gb_vault_ask_number (vault, 0, error, "SELECT count (*) FROM entry WHERE kind = 'member.roles'", NULL);
  counts[1] = gb_vault_ask_number (vault, 0, error, "SELECT count (*) FROM entry WHERE kind = 'vault.rekeyed'", NULL);
  counts[2] = gb_recovery_rekey_is_due (vault, error);
  return NULL;
}

/* Either she is the deputy still, and opens it; or once anybody has opened it
 * the vault has another key, and what she has is the desk outside. */
static gboolean
look_after_demotion (School *school)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbKeyring) keyring = NULL;
  g_autoptr (GbOuter) outer = NULL;
  gint64 counts[3] = { 0 };
  GbBook *book = sit_down_soundly (school, school->martin);
  gint64 epoch = gb_vault_get_epoch (gb_book_get_vault (book));
  gboolean demoted;

  gb_book_ask (book, count_demoted, counts, NULL);
  demoted = counts[0] == 1;
  g_assert_cmpint (counts[1] >= 1, ==, demoted);
  g_assert_cmpint (counts[2], ==, 0);
  g_assert_cmpint (epoch >= 2, ==, demoted);
  stand_up (book);
  assert_tidy (school);
  book = sit_down (school, school->carys, &error);
  if (!demoted)
    {
      g_assert_no_error (error);
      stand_up (book);
      return FALSE;
    }
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  keyring = gb_test_keyring_new (school->now_keys);
  outer = gb_outer_open (school->now_path, school->carys, keyring, &error);
  g_assert_no_error (error);
  return TRUE;
}

static void
test_a_key_lost_by_a_role_that_is_killed_anywhere_is_kept_or_gone (void)
{
  School school = { 0 };
  g_autofree char *argument = NULL;
  guint steps = 1, undone = 0, finished = 0;

  school_init (&school);
  argument = g_strdup_printf ("%s %s", school.ruth, school.carys);
  for (; let_child (&school, "demote", steps, argument); steps++)
    if (look_after_demotion (&school))
      finished++;
    else
      undone++;
  g_assert_true (look_after_demotion (&school));
  g_test_message ("killed at %u steps: %u before the entry, %u finished at the next opening", steps - 1, undone,
                  finished);
  g_assert_cmpuint (undone, >, 0);
  g_assert_cmpuint (finished, >, 10);
  school_clear (&school);
}

static void
test_a_new_key_that_is_killed_anywhere_leaves_one_that_opens (void)
{
  School school = { 0 };
  g_autofree char *argument = NULL;
  guint steps = 1, before = 0, after = 0;

  school_init (&school);
  argument = g_strdup_printf ("%s %s", school.ruth, school.carys);
  for (; let_child (&school, "rekey", steps, argument); steps++)
    {
      GbBook *book = sit_down_soundly (&school, school.carys);

      if (gb_vault_get_epoch (gb_book_get_vault (book)) == 1)
        before++;
      else
        after++;
      stand_up (book);
      assert_tidy (&school);
      stand_up (sit_down_soundly (&school, school.martin));
    }
  g_test_message ("killed at %u steps: the old key opened %u times, the new one %u times", steps - 1, before, after);
  g_assert_cmpuint (before, >, 5);
  g_assert_cmpuint (after, >, 3);
  school_clear (&school);
}

/* --- coming ------------------------------------------------------------------------------ */

static gboolean
has_member (GbBook *book, const char *name)
{
  return g_strcmp0 (gb_book_get_member_name (book), name) == 0;
}

/* Whoever was inside still is; the new one is in, or gets in with the same code. */
static gboolean
look_after_coming (School *school)
{
  g_autoptr (GbKeyring) keyring = gb_test_keyring_new (school->now_keys);
  g_autofree char *vault_id = gb_vault_read_id (school->now_path, NULL);
  g_auto (GStrv) members = gb_keyring_members (keyring, vault_id, NULL);
  g_autoptr (GError) error = NULL;
  gboolean in = FALSE;
  GbBook *book;

  stand_up (sit_down_soundly (school, school->ruth));
  for (guint i = 0; members[i] != NULL; i++)
    {
      book = sit_down (school, members[i], NULL);
      in |= book != NULL && has_member (book, "Nasreen Malik");
      if (book != NULL)
        stand_up (book);
    }
  book = gb_book_enrol (school->now_path, school->code, keyring, &error);
  g_assert_cmpint (book == NULL, ==, in);
  if (book != NULL)
    stand_up (book);
  stand_up (sit_down_soundly (school, school->martin));
  return in;
}

static void
test_joining_that_is_killed_anywhere_can_be_done_again (void)
{
  School school = { 0 };
  guint steps = 1, in = 0, out = 0;

  school_init (&school);
  for (; let_child (&school, "come", steps, school.code); steps++)
    if (look_after_coming (&school))
      in++;
    else
      out++;
  g_test_message ("killed at %u steps: in %u times, let in by the same code %u times", steps - 1, in, out);
  g_assert_cmpuint (out, >, 0);
  g_assert_cmpuint (in, >, 0);
  school_clear (&school);
}

/* --- one member's key on two machines ------------------------------------------------------- */

static void
write_in (School *school, GbBook *book)
{
  g_free (gb_test_incident (book));
  stand_up (book);
}

/* A folder that was copied and worked in on both sides: whoever sits down with
 * what they remember of the one is told when they are given the other. */
static void
test_a_copy_that_went_another_way_is_found_at_unlock (void)
{
  School school = { 0 };
  g_autofree char *other = NULL;
  g_autofree char *mine = NULL;
  g_autoptr (GError) error = NULL;
  GbBook *book;

  school_init (&school);
  clear_folder (school.now_path);
  copy_folder (school.path, school.now_path);
  copy_folder (school.keys, school.now_keys);
  other = g_build_filename (school.folder, "Other.guardbook", NULL);
  copy_folder (school.path, other);
  write_in (&school, sit_down_soundly (&school, school.ruth));
  /* The second machine: the same key, another keyring's memory. */
  mine = g_steal_pointer (&school.now_path);
  school.now_path = g_strdup (other);
  copy_folder (school.keys, school.now_keys);
  write_in (&school, sit_down_soundly (&school, school.ruth));
  /* Back at the first, whose folder the second one's copy now stands for. */
  g_free (school.now_path);
  school.now_path = g_strdup (mine);
  book = sit_down (&school, school.ruth, &error);
  g_assert_no_error (error);
  g_assert_nonnull (gb_book_get_read_only_reason (book));
  g_assert_nonnull (strstr (gb_book_get_read_only_reason (book), "went another way"));
  g_free (gb_test_refused (book, "incident.recorded", NULL, "{}", GB_ERROR_READ_ONLY));
  stand_up (book);
  school_clear (&school);
}

int
main (int argc, char **argv)
{
  if (argc == 7 && g_str_equal (argv[1], "--child"))
    return run_child (argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/leaving/a-leave-that-is-killed", test_a_leave_that_is_killed_anywhere_is_undone_or_finished);
  g_test_add_func ("/leaving/demoted", test_a_key_lost_by_a_role_that_is_killed_anywhere_is_kept_or_gone);
  g_test_add_func ("/leaving/a-new-key-that-is-killed", test_a_new_key_that_is_killed_anywhere_leaves_one_that_opens);
  g_test_add_func ("/leaving/joining-that-is-killed", test_joining_that_is_killed_anywhere_can_be_done_again);
  g_test_add_func ("/leaving/a-copy-that-went-another-way", test_a_copy_that_went_another_way_is_found_at_unlock);
  return g_test_run ();
}

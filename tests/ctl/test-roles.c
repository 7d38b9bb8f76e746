/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may know, through the real program: for every role and kind of case
 * guardbookctl lists what the member's keys open, and does what the table of
 * roles says; and the one whom a sealed case is about is told by no command,
 * and by nothing in the vault's folder, that there is one. */
#include <string.h>

#include <gio/gio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/act.h"
#include "casework/book.h"
#include "casework/capability.h"
#include "casework/outer.h"
#include "casework/seal.h"
#include "journal/sealed.h"
#include "support/cover.h"
#include "support/folder.h"
#include "support/passphrase.h"
#include "support/program.h"
#include "vault/statement.h"

/* libsecret's file keyring leaves a path behind in GIO in this very process; what is tried is the other program. */
int __lsan_is_turned_off (void);
int
__lsan_is_turned_off (void)
{
  return 1;
}

enum { RUTH, CARYS, MARTIN, PRIYA, TOM, NORA, HELEN, IMRAN, TESS, N_CAST };
static const struct
{
  const char *name, *role;
} cast[N_CAST] = {
  { "Ruth Adeyemi", "dsl" },       { "Carys Whitlock", "deputy" }, { "Martin Pell", "headteacher" },
  { "Priya Sandhu", "online-lead" }, { "Tom Garrick", "leadership" }, { "Nora Vane", "case-manager" },
  { "Helen Brook", "chair" },      { "Imran Dale", "link-governor" }, { "Tess Okoye", "technician" },
};

#define OWEN "44444444444444444444444444444444"

typedef struct
{
  char *folder, *vault;
  GbKeyring *keyring;
  char *ids[N_CAST];
} School;

/* One keyring file for all schools of this process: libsecret keeps the first that it opens. */
static char *keyring_folder;

static GbBook *
sit (School *school, guint who)
{
  g_autoptr (GError) error = NULL;
  GbBook *book = gb_book_open (school->vault, school->ids[who], school->keyring, &error);

  g_assert_no_error (error);
  return book;
}

static void
rise (GbBook *book)
{
  gb_book_close (book);
  g_object_unref (book);
}

static void
found (School *school)
{
  const char *const roles[] = { "dsl", NULL };
  const GbBookPlan plan = { .dir = school->vault,
                            .school = "Marsh Lane Primary School",
                            .dfe_number = "886/5201",
                            .pack = "kent-2023",
                            .member_name = cast[RUTH].name,
                            .member_roles = roles };
  g_autoptr (GError) error = NULL;
  char *words = NULL;
  GbBook *book = gb_book_create (&plan, school->keyring, &words, &error);

  g_assert_no_error (error);
  g_assert_true (gb_book_confirm_recovery (book, words, &error));
  gb_wipe_text (words);
  school->ids[RUTH] = g_strdup (gb_book_get_member_id (book));
  rise (book);
}

static void
enrol (School *school, guint who)
{
  const char *const roles[] = { cast[who].role, NULL };
  g_autoptr (GError) error = NULL;
  GbBook *book = sit (school, RUTH);
  char *code = gb_book_invite (book, cast[who].name, roles, &error);

  g_assert_no_error (error);
  rise (book);
  if (gb_outer_is_code (school->vault, code))
    {
      g_autoptr (GbOuter) outer = gb_outer_join (school->vault, code, school->keyring, &error);
      g_assert_no_error (error);
      school->ids[who] = g_strdup (gb_outer_get_member_id (outer));
      rise (sit (school, RUTH));
    }
  else
    {
      book = gb_book_enrol (school->vault, code, school->keyring, &error);
      g_assert_no_error (error);
      school->ids[who] = g_strdup (gb_book_get_member_id (book));
      rise (book);
    }
  gb_wipe_text (code);
}

static School *
school_new (guint members)
{
  School *school = g_new0 (School, 1);

  school->folder = gb_test_folder_new ();
  school->vault = g_build_filename (school->folder, "school.guardbook", NULL);
  school->keyring = gb_keyring_new ();
  found (school);
  for (guint i = 1; i < members; i++)
    enrol (school, i);
  return school;
}

static void
school_free (School *school)
{
  g_clear_object (&school->keyring);
  for (guint i = 0; i < N_CAST; i++)
    g_free (school->ids[i]);
  gb_test_folder_free (school->folder);
  g_free (school->vault);
  g_free (school);
}

static void
does (School *school, guint who, const char *kind, const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = gb_json_parse (text, -1, &error);
  g_autofree char *request = gb_id_new ();
  GbBook *book = sit (school, who);
  g_autoptr (GbDone) done = NULL;

  g_assert_no_error (error);
  done = gb_book_act (book, kind, NULL, request, body, &error);
  g_assert_no_error (error);
  rise (book);
}

static void
record (School *school, guint who, const char *title, const char *sealing)
{
  g_autofree char *json = g_strdup_printf (
      "{'title':'%s','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT ",'precision':'exact',"
      "'location':'changing-room','site':'on','channel':'staff-saw','narrative':'The xylophone was heard.',"
      "'danger':'no','indecent_image':'no','people':[]%s}",
      title, gb_now () - GB_HOUR, sealing);
  does (school, who, "incident.recorded", json);
}

static void
concern (School *school, guint who, const char *title, int about)
{
  g_autofree char *json = g_strdup_printf (
      "{'person_id':'%s','person':'%s','person_role':'staff','title':'%s','narrative':'The xylophone was heard.',"
      "'occurred_at':%" G_GINT64_FORMAT ",'precision':'about','place':'online','noticed_at':%" G_GINT64_FORMAT
      ",'online':false,'told_by':'A parent','own_words':'He wrote back at night.','self_reported':false,'danger':'no'}",
      about < 0 ? OWEN : school->ids[about], about < 0 ? "Owen Maddox" : cast[about].name, title,
      gb_now () - 2 * GB_HOUR, gb_now () - GB_HOUR);
  does (school, who, "concern.recorded", json);
}

/* --- the program ------------------------------------------------------------------------ */

/* Its words on both channels, and its exit status as the last line. */
static char *
run (const char *const *words)
{
  g_autoptr (GSubprocessLauncher) launcher = gb_test_launcher_new ();
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_auto (GbTestRun) said = { 0 };

  g_ptr_array_add (argv, (gpointer) g_getenv ("GUARDBOOKCTL"));
  for (; *words != NULL; words++)
    g_ptr_array_add (argv, (gpointer) *words);
  g_ptr_array_add (argv, NULL);
  said = gb_test_run (launcher, GB_TEST_PASSPHRASE "\n", NULL, (const char *const *) argv->pdata);
  return g_strdup_printf ("%s%s\nexit %d", said.out, said.err, said.status);
}

static gboolean
went_well (const char *said)
{
  return g_str_has_suffix (said, "\nexit 0");
}

/* --- every role ---------------------------------------------------------------------------- */

static const struct { const char *title; GbMatter matter; int subject; guint writer; } matters[] = {
  { "Matter open", GB_MATTER_OPEN, -1, RUTH },           { "Matter sealed", GB_MATTER_SEALED, -1, RUTH },
  { "Matter of staff", GB_MATTER_STAFF, -1, RUTH },      { "Matter of the lead", GB_MATTER_STAFF, RUTH, MARTIN },
  { "Matter of the head", GB_MATTER_HEAD, MARTIN, CARYS },
};

static gboolean
model_says (guint matter, guint who)
{
  const char *const held[] = { cast[who].role, NULL };
  gboolean writes = matters[matter].matter != GB_MATTER_OPEN && matters[matter].writer == who;

  return matters[matter].subject != (int) who && (writes || gb_roles_may (held, "read", matters[matter].matter));
}

static void
look_as (School *school, guint who)
{
  const char *const list[] = { "list", "--vault", school->vault, "--as", cast[who].name, NULL };
  g_autofree char *said = run (list);

  if (!gb_role_words_can (cast[who].role, GB_CAN_HOLD_KEY))
    {
      g_assert_false (went_well (said));
      g_assert_nonnull (strstr (said, "Your role has no key to the vault"));
      g_assert_null (strstr (said, "Matter"));
      return;
    }
  g_assert_true (went_well (said));
  for (guint m = 0; m < G_N_ELEMENTS (matters); m++)
    if ((strstr (said, matters[m].title) != NULL) != model_says (m, who))
      g_error ("%s, %s: listed %d", cast[who].role, matters[m].title, !model_says (m, who));
}

/* A command of the terminal that is a deed of the table. */
static void
try_as (School *school, guint who, const char *deed, const char *const *words)
{
  const char *const held[] = { cast[who].role, NULL };
  g_autofree char *said = run (words);

  if (went_well (said) != gb_roles_may (held, deed, GB_MATTER_OPEN))
    g_error ("%s, %s: %s", cast[who].role, deed, said);
}

/* All schools are made before the program first runs: from then on the keyring's file is the program's. */
static School *of_every_role;

static School *
make_of_every_role (void)
{
  School *school = school_new (N_CAST);

  does (school, RUTH, "person.added", "{'person_id':'" OWEN "','sort':'staff','forename':'Owen','surname':'Maddox'}");
  record (school, RUTH, matters[0].title, "");
  record (school, RUTH, matters[1].title, ",'sealing':{'rule':'owner','reason':'A colleague is in it.'}");
  concern (school, RUTH, matters[2].title, -1);
  concern (school, MARTIN, matters[3].title, RUTH);
  concern (school, CARYS, matters[4].title, MARTIN);
  return school;
}

/* Of the first case of the year in which this runs. */
static char *
first_reference (void)
{
  g_autofree char *today = gb_today ();
  return g_strdup_printf ("%.2s-0001", today + 2);
}

static void
test_every_role_is_told_and_allowed_what_the_table_says (void)
{
  g_autofree char *first = first_reference ();
  School *school = of_every_role;

  for (guint who = 0; who < N_CAST; who++)
    {
      g_autofree char *copy = g_strdup_printf ("%s/copy-%u.guardbook", school->folder, who);
      g_autofree char *file = g_strdup_printf ("%s/journal-%u", school->folder, who);
      const char *const export[] = { "export", file,         "--to",  "The LADO", "--why",
                                     "A test", "--vault", school->vault, "--as",     cast[who].name, NULL };
      const char *const backup[] = { "backup", school->vault, copy, "--as", cast[who].name, NULL };
      const char *const report[] = { "report", school->vault, "--json", "--as", cast[who].name, NULL };
      const char *const act[] = { "act", "incident.noted", "text=Seen", "--case", first, "--vault", school->vault, "--as",
                                  cast[who].name, NULL };
      look_as (school, who);
      try_as (school, who, "export", export);
      try_as (school, who, "backup", backup);
      try_as (school, who, "report", report);
      try_as (school, who, "incident.noted", act);
    }
}

/* --- the person named -------------------------------------------------------------------------- */

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names and sizes of the files in @dir, but for the lock, which says what process had it. */
static void
add_folder (GString *all, const char *dir)
{
  g_autoptr (GDir) listing = g_dir_open (dir, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *entry;

  while (listing != NULL && (entry = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *file = g_build_filename (dir, entry, NULL);
      g_autoptr (GMappedFile) mapped = g_mapped_file_new (file, FALSE, NULL);
      gboolean counts = mapped != NULL && !g_str_equal (entry, "lock");
      g_ptr_array_add (names, g_strdup_printf ("%s %" G_GSIZE_FORMAT, entry,
                                               counts ? g_mapped_file_get_length (mapped) : 0));
    }
  g_ptr_array_sort (names, by_text);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (all, "%s\n", (char *) names->pdata[i]);
}

/* What differs between any two vaults: ids, keys, hashes and the words that stand for one, places, minutes. */
static char *
without_chance (School *school, const char *text)
{
  g_autoptr (GRegex) random = g_regex_new (
      "[0-9a-f]{16,}|[0-9]{2}[.:][0-9]{2}(:[0-9.]+Z?)?|[0-9]{13,}|(?<=[0-9])( [a-z]+){4}$|( [0-9A-Z]{5}){5}", G_REGEX_MULTILINE, 0, NULL);
  g_autofree char *temporary = g_regex_escape_string (g_get_tmp_dir (), -1);
  g_autofree char *below = g_strconcat (temporary, "/[^ /\"]+", NULL);
  g_autoptr (GRegex) folder = g_regex_new (below, 0, 0, NULL);
  g_autofree char *one = g_regex_replace_literal (random, text, -1, 0, "#", 0, NULL);

  return g_regex_replace_literal (folder, one, -1, 0, "/tmp/#", 0, NULL);
}

static void
add_run (School *school, GString *all, const char *first, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *said = NULL;
  va_list args;

  va_start (args, first);
  for (const char *word = first; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (args);
  g_ptr_array_add (words, (gpointer) "--as");
  g_ptr_array_add (words, (gpointer) cast[MARTIN].name);
  g_ptr_array_add (words, NULL);
  said = run ((const char *const *) words->pdata);
  g_string_append_printf (all, "--- %s %s\n%s\n", first, (const char *) words->pdata[1], said);
}

/* Everything that the terminal and the folder tell Martin Pell; @hidden: the
 * reference of the case about him, to be asked for by name in both schools. */
static char *
as_the_person_named (School *school, const char *hidden)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *file = g_build_filename (school->folder, "journal", NULL);
  g_autofree char *exported = NULL;

  add_folder (all, school->vault);
  add_run (school, all, "list", "--vault", school->vault, NULL);
  add_run (school, all, "list", "concern", "--vault", school->vault, NULL);
  add_run (school, all, "list", "incident", "--vault", school->vault, NULL);
  add_run (school, all, "member", school->vault, NULL);
  add_run (school, all, "verify", school->vault, NULL);
  add_run (school, all, "report", school->vault, "--json", NULL);
  add_run (school, all, "trends", "--json", "--vault", school->vault, NULL);
  add_run (school, all, "retention", school->vault, NULL);
  add_run (school, all, "register", "list", "--vault", school->vault, NULL);
  add_run (school, all, "act", "concern.noted", "text=Seen", "--case", hidden, "--vault", school->vault, NULL);
  add_run (school, all, "act", "incident.noted", "text=Seen", "--case", hidden, "--vault", school->vault, NULL);
  add_run (school, all, "export", file, "--to", "The LADO", "--why", "A test", "--vault", school->vault, NULL);
  g_assert_true (g_file_get_contents (file, &exported, NULL, NULL));
  g_string_append (all, exported);
  return without_chance (school, all->str);
}

static gpointer
ask_reference (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error, "SELECT reference FROM p_case WHERE title = :title", ":title",
                            data, NULL);
}

static School *with, *without; /* the case about Martin Pell */
static char *hidden;           /* its reference */

static void
make_with_and_without (void)
{
  Sizes sizes = { 0 };
  GbBook *book;

  with = school_new (MARTIN + 1);
  without = school_new (MARTIN + 1);
  record (with, RUTH, "Seen in the open", "");
  record (without, RUTH, "Seen in the open", "");
  concern (with, RUTH, "About the head", MARTIN);
  book = sit (with, RUTH);
  gb_book_ask (book, ask_sizes, &sizes, NULL);
  hidden = gb_book_ask (book, ask_reference, (gpointer) "About the head", NULL);
  rise (book);
  g_assert_cmpuint (sizes.entries, >, 0);
  g_assert_true (g_str_has_prefix (hidden, "S-"));
  book = sit (without, RUTH);
  gb_book_ask (book, ask_cover, &sizes, NULL);
  rise (book);
  rise (sit (without, RUTH)); /* as often opened as the other */
}

static void
test_the_person_named_is_told_nothing_by_any_command (void)
{
  g_autofree char *one = as_the_person_named (with, hidden), *other = as_the_person_named (without, hidden);
  g_auto (GStrv) left = g_strsplit (one, "\n", -1), right = g_strsplit (other, "\n", -1);

  g_assert_null (strstr (one, "About the head"));
  g_assert_nonnull (strstr (one, "Seen in the open"));
  for (guint i = 0; left[i] != NULL && right[i] != NULL; i++)
    g_assert_cmpstr (left[i], ==, right[i]);
  g_assert_cmpuint (g_strv_length (left), ==, g_strv_length (right));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  keyring_folder = gb_test_folder_new ();
  {
    g_autofree char *file = g_build_filename (keyring_folder, "keyring", NULL);
    g_setenv ("SECRET_BACKEND", "file", TRUE);
    g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
    g_setenv ("SECRET_FILE_TEST_PASSWORD", "of all of them", TRUE);
  }
  gb_test_passphrases ();
  of_every_role = make_of_every_role ();
  make_with_and_without ();
  g_test_add_func ("/roles/every-role", test_every_role_is_told_and_allowed_what_the_table_says);
  g_test_add_func ("/roles/the-person-named", test_the_person_named_is_told_nothing_by_any_command);
  status = g_test_run ();
  school_free (of_every_role);
  school_free (with);
  school_free (without);
  g_free (hidden);
  gb_test_folder_free (keyring_folder);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vault-commands: making, opening, proving and keeping a vault. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/backup.h"
#include "casework/book.h"
#include "casework/capability.h"
#include "casework/factor.h"
#include "casework/outer.h"
#include "ctl/command.h"
#include "journal/projection.h"
#include "vault/statement.h"

/* Who is meant by @as: a name or part of it, or an id. */
static const GbSitter *
find_sitter (GPtrArray *sitters, const char *as)
{
  g_autofree char *wanted = gb_text_fold (as);

  for (guint i = 0; i < sitters->len; i++)
    {
      const GbSitter *sitter = sitters->pdata[i];
      g_autofree char *name = sitter->name != NULL ? gb_text_fold (sitter->name) : NULL;
      if (g_str_equal (as, sitter->member_id) || (name != NULL && strstr (name, wanted) != NULL))
        return sitter;
    }
  return NULL;
}

/* Roles are inside the vault: each key is tried until one holds it. */
static GbBook *
open_by_role (const char *dir, GPtrArray *sitters, const char *role, GbKeyring *keyring, GError **error)
{
  for (guint i = 0; i < sitters->len; i++)
    {
      const GbSitter *sitter = sitters->pdata[i];
      g_autoptr (GbBook) book = gb_book_open (dir, sitter->member_id, keyring, error);
      if (book == NULL)
        return NULL;
      if (gb_book_has_role (book, role) || (sitter->name == NULL && sitters->len == 1))
        return g_steal_pointer (&book);
      gb_book_close (book);
    }
  g_set_error (error, GB_ERROR, GB_ERROR_NO_KEY,
               _ ("This keyring holds no key of “%s” for this vault. Check the name, or join with a one-time code."),
               role);
  return NULL;
}

static GbBook *
open_by_name (const char *dir, const char *as, GbKeyring *keyring, GError **error)
{
  g_autoptr (GPtrArray) sitters = gb_book_sitters (dir, keyring, error);
  const GbSitter *sitter = sitters != NULL ? find_sitter (sitters, as) : NULL;

  if (sitters == NULL)
    return NULL;
  if (sitter != NULL)
    return gb_book_open (dir, sitter->member_id, keyring, error);
  return open_by_role (dir, sitters, as, keyring, error);
}

GbBook *
gb_command_open (const char *given, const char *as, GError **error)
{
  g_autofree char *dir = gb_command_find_vault (given, error);
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();

  if (dir == NULL)
    return NULL;
  if (as == NULL)
    as = g_getenv ("GUARDBOOK_MEMBER");
  if (as != NULL && *as != '\0')
    return open_by_name (dir, as, keyring, error);
  return gb_book_open (dir, NULL, keyring, error);
}

/* --- init, confirm ------------------------------------------------------------------ */

static void
print_words (const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  g_print ("%s\n", _ ("The recovery key. Write it down or print it now: it is shown this once, and no record can be\n"
                      "written until it has been confirmed (guardbookctl confirm)."));
  for (guint i = 0; list[i] != NULL; i++)
    g_print ("%3u %-10s%s", i + 1, list[i], i % 4 == 3 ? "\n" : "");
}

static gboolean
check_init (const char *school, const char *dfe, const char *name, char **roles, GError **error)
{
  if (school != NULL && dfe != NULL && name != NULL && roles != NULL)
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("A vault needs --school, --dfe, --name and --role: the school, its DfE number such as "
                          "886/5201, and the first member with their role."));
  return FALSE;
}

static gboolean
run_init (int argc, char **argv, GError **error)
{
  g_autofree char *school = NULL, *dfe = NULL, *name = NULL, *pack = NULL;
  g_auto (GStrv) roles = NULL;
  const GOptionEntry entries[] = {
    { "school", 0, 0, G_OPTION_ARG_STRING, &school }, { "dfe", 0, 0, G_OPTION_ARG_STRING, &dfe },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name },     { "role", 0, 0, G_OPTION_ARG_STRING_ARRAY, &roles },
    { "pack", 0, 0, G_OPTION_ARG_STRING, &pack },     { NULL },
  };
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autoptr (GbBook) book = NULL;
  char *words = NULL;
  GbBookPlan plan = { 0 };

  if (!gb_command_parse ("init", entries, &argc, &argv, 1, 1, error) || !check_init (school, dfe, name, roles, error))
    return FALSE;
  plan = (GbBookPlan){ .dir = argv[1],
                       .school = school,
                       .dfe_number = dfe,
                       .pack = pack != NULL ? pack : "kent-2023",
                       .member_name = name,
                       .member_roles = (const char *const *) roles };
  book = gb_book_create (&plan, keyring, &words, error);
  if (book == NULL)
    return FALSE;
  print_words (words);
  gb_wipe_text (words);
  gb_book_close (book);
  return TRUE;
}

static gboolean
run_confirm (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as }, { NULL } };
  g_autoptr (GbBook) book = NULL;
  char *words;
  gboolean done;

  if (!gb_command_parse ("confirm", entries, &argc, &argv, 0, 1, error))
    return FALSE;
  book = gb_command_open (argc > 1 ? argv[1] : NULL, as, error);
  if (book == NULL)
    return FALSE;
  words = gb_command_read_line (_ ("The twelve words:"), error);
  done = words != NULL && gb_book_confirm_recovery (book, words, error);
  gb_wipe_text (words);
  if (done)
    g_print ("%s\n", _ ("The recovery key is confirmed. The vault is ready for its first record."));
  gb_book_close (book);
  return done;
}

/* --- members -------------------------------------------------------------------------- */

static gpointer
list_members (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (gb_book_get_vault (book),
                        "SELECT m.name, group_concat (r.role, ', ') AS roles, m.state FROM p_member m "
                        "LEFT JOIN p_member_role r ON r.member_id = m.id GROUP BY m.id ORDER BY m.name",
                        error);

  if (s == NULL)
    return NULL;
  while (gb_statement_step (s, error))
    g_print ("%-28s %-34s %s\n", gb_statement_text (s, "name"), gb_statement_text (s, "roles"),
             gb_statement_text (s, "state"));
  return GINT_TO_POINTER (1);
}

static gboolean
run_member (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *invite = NULL;
  g_auto (GStrv) roles = NULL;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "invite", 0, 0, G_OPTION_ARG_STRING, &invite },
                                   { "role", 0, 0, G_OPTION_ARG_STRING_ARRAY, &roles },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  char *code;
  gboolean done = TRUE;

  if (!gb_command_parse ("member", entries, &argc, &argv, 0, 1, error))
    return FALSE;
  book = gb_command_open (argc > 1 ? argv[1] : NULL, as, error);
  if (book == NULL)
    return FALSE;
  if (invite == NULL)
    done = gb_book_ask (book, list_members, NULL, error) != NULL;
  else if ((code = gb_book_invite (book, invite, (const char *const *) roles, error)) != NULL)
    {
      g_print ("%s\n", code);
      gb_wipe_text (code);
    }
  else
    done = FALSE;
  gb_book_close (book);
  return done;
}

static gboolean
run_enrol (int argc, char **argv, GError **error)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autofree char *dir = NULL;
  g_autoptr (GbBook) book = NULL;
  g_autoptr (GbOuter) outer = NULL;
  char *code;

  if (!gb_command_parse ("enrol", NULL, &argc, &argv, 0, 1, error))
    return FALSE;
  dir = gb_command_find_vault (argc > 1 ? argv[1] : NULL, error);
  code = dir != NULL ? gb_command_read_line (_ ("The one-time code:"), error) : NULL;
  if (code == NULL)
    return FALSE;
  if (gb_outer_is_code (dir, code))
    outer = gb_outer_join (dir, code, keyring, error);
  else
    book = gb_book_enrol (dir, code, keyring, error);
  gb_wipe_text (code);
  if (outer != NULL)
    g_print (_ ("%s has joined. The keys are in this account’s keyring; once somebody with a key has opened the vault, "
                "guardbookctl outer shows what is theirs.\n"),
             gb_outer_get_name (outer));
  if (book == NULL)
    return outer != NULL;
  g_print (_ ("%s is now a member. The keys are in this account’s keyring.\n"), gb_book_get_member_name (book));
  gb_book_close (book);
  return TRUE;
}

/* --- without a key to the vault ------------------------------------------------------------ */

static const GbSitter *
outer_sitter (GPtrArray *sitters, const char *dir, const char *as, GError **error)
{
  for (guint i = 0; i < sitters->len; i++)
    {
      const GbSitter *sitter = sitters->pdata[i];
      if (gb_outer_is_member (dir, sitter->member_id)
          && (as == NULL || find_sitter (sitters, as) == sitter))
        return sitter;
    }
  g_set_error_literal (error, GB_ERROR, GB_ERROR_NO_KEY,
                       _ ("This keyring holds no key of a member whose desk is outside this vault."));
  return NULL;
}

static void
print_outer (GbOuter *outer)
{
  const GPtrArray *reports = gb_outer_get_reports (outer);
  const char *const *roles = gb_outer_get_roles (outer);
  g_autofree char *backup
      = gb_outer_get_backup_at (outer) > 0 ? gb_instant_to_iso (gb_outer_get_backup_at (outer)) : g_strdup ("-");
  g_autofree char *copied
      = gb_outer_get_copied_at (outer) > 0 ? gb_instant_to_iso (gb_outer_get_copied_at (outer)) : NULL;

  g_print ("%s\n%s\n", gb_outer_get_name (outer), gb_outer_get_school (outer));
  if (gb_outer_is_waiting (outer))
    g_print ("%s\n", _ ("Joined; somebody with a key has to open the vault once."));
  if (gb_outer_get_words (outer) != NULL)
    g_print (_ ("Your safety words: %s\n"), gb_outer_get_words (outer));
  for (guint i = 0; i < reports->len; i++)
    {
      const GbOuterReport *report = reports->pdata[i];
      g_print ("%-10s %-24s %s\n", report->reference, report->term, report->title);
    }
  if (gb_roles_may (roles, "backup", GB_MATTER_OPEN))
    g_print (_ ("Newest backup: %s\n"), backup);
  if (copied != NULL)
    g_print (_ ("Your copy of %s waits to be proved.\n"), copied);
}

static gboolean
save_report (GbOuter *outer, const char *reference, const char *pdf, gboolean figures, GError **error)
{
  const GPtrArray *reports = gb_outer_get_reports (outer);

  for (guint i = 0; i < reports->len; i++)
    {
      const GbOuterReport *report = reports->pdata[i];
      if (g_strcmp0 (report->reference, reference) != 0)
        continue;
      if (figures)
        g_print ("%s\n", report->figures);
      return pdf == NULL
             || g_file_set_contents_full (pdf, g_bytes_get_data (report->pdf, NULL),
                                          (gssize) g_bytes_get_size (report->pdf), G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                          error);
    }
  g_set_error (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no issued report “%s” here."), reference);
  return FALSE;
}

static gboolean
copy_outside (GbOuter *outer, const char *to, GError **error)
{
  if (!gb_outer_copy (outer, to, error))
    return FALSE;
  g_print (_ ("The encrypted files are in %s. The copy counts once somebody with a key has opened the vault and it was "
              "proved.\n"),
           to);
  return TRUE;
}

/* Whoever is meant, when they have no key to the vault; NULL: they have, or it can't be said. */
static GbOuter *
outer_alone (const char *given, const char *as)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autofree char *dir = gb_command_find_vault (given, NULL);
  g_autoptr (GPtrArray) sitters = dir != NULL ? gb_book_sitters (dir, keyring, NULL) : NULL;
  const char *who = as != NULL ? as : g_getenv ("GUARDBOOK_MEMBER");
  const GbSitter *sitter = sitters == NULL || sitters->len == 0     ? NULL
                           : who != NULL && *who != '\0' ? find_sitter (sitters, who)
                           : sitters->len == 1           ? sitters->pdata[0]
                                                         : NULL;

  if (sitter == NULL || !gb_outer_is_member (dir, sitter->member_id))
    return NULL;
  return gb_outer_open (dir, sitter->member_id, keyring, NULL);
}

static gboolean
run_outer (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *reference = NULL, *pdf = NULL, *copy = NULL, *dir = NULL;
  gboolean figures = FALSE;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "report", 0, 0, G_OPTION_ARG_STRING, &reference },
                                   { "pdf", 0, 0, G_OPTION_ARG_FILENAME, &pdf },
                                   { "json", 0, 0, G_OPTION_ARG_NONE, &figures },
                                   { "copy", 0, 0, G_OPTION_ARG_FILENAME, &copy },
                                   { NULL } };
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autoptr (GPtrArray) sitters = NULL;
  g_autoptr (GbOuter) outer = NULL;
  const GbSitter *sitter;

  if (!gb_command_parse ("outer", entries, &argc, &argv, 0, 1, error))
    return FALSE;
  dir = gb_command_find_vault (argc > 1 ? argv[1] : NULL, error);
  sitters = dir != NULL ? gb_book_sitters (dir, keyring, error) : NULL;
  sitter = sitters != NULL ? outer_sitter (sitters, dir, as, error) : NULL;
  outer = sitter != NULL ? gb_outer_open (dir, sitter->member_id, keyring, error) : NULL;
  if (outer == NULL)
    return FALSE;
  if (reference != NULL)
    return save_report (outer, reference, pdf, figures, error);
  if (copy == NULL)
    {
      print_outer (outer);
      return TRUE;
    }
  return copy_outside (outer, copy, error);
}

/* --- the passphrase ---------------------------------------------------------------------- */

static gboolean
run_passphrase (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as }, { NULL } };
  g_autoptr (GbBook) book = NULL;
  char *old = NULL, *fresh;
  gboolean done = FALSE;

  if (!gb_command_parse ("passphrase", entries, &argc, &argv, 0, 1, error))
    return FALSE;
  book = gb_command_open (argc > 1 ? argv[1] : NULL, as, error);
  if (book == NULL)
    return FALSE;
  if (!gb_book_has_passphrase (book) || (old = gb_passphrase_ask (FALSE, error)) != NULL)
    {
      fresh = gb_passphrase_ask (TRUE, error);
      done = fresh != NULL && gb_book_set_passphrase (book, old, fresh, error);
      gb_guarded_free (fresh);
    }
  gb_guarded_free (old);
  gb_book_close (book);
  if (done)
    g_print ("%s\n", _ ("The new passphrase is set. The old one opens nothing any more."));
  return done;
}

/* --- verify, rebuild --------------------------------------------------------------------- */

static void
print_verdict (const GbVerdict *verdict)
{
  g_print ("entries %" G_GINT64_FORMAT "\nwriters %" G_GINT64_FORMAT "\n", verdict->entries, verdict->writers);
  for (guint i = 0; i < verdict->heads->len; i++)
    g_print ("head    %s\n", (const char *) verdict->heads->pdata[i]);
  for (guint i = 0; i < verdict->findings->len; i++)
    {
      const GbFinding *finding = verdict->findings->pdata[i];
      g_print ("%s\n", finding->sentence);
    }
  if (verdict->findings->len == 0)
    g_print ("ok\n");
}

/* What is sound in itself, and then against what was printed: only the second
 * shows a history that somebody with every key wrote anew. */
static gboolean
verify_book (GbBook *book, char **against, GError **error)
{
  g_autoptr (GbVerdict) verdict
      = gb_book_verify (book, GB_VERIFY_ALL, gb_command_progress, _ ("Checking"), NULL, error);
  gboolean kept = FALSE;

  if (verdict == NULL)
    return FALSE;
  print_verdict (verdict);
  if (!gb_book_is_remembered (book) && (against == NULL || *against == NULL))
    g_print ("%s\n", _ ("This keyring remembers no earlier look at the vault, so entries that were cut off its end "
                        "can’t be\nmissed this time. What stands there now is remembered from here on."));
  return gb_command_hold_against (book, against, &kept, error) && kept && verdict->findings->len == 0;
}

static gboolean
run_verify (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL;
  g_auto (GStrv) against = NULL;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "against", 0, 0, G_OPTION_ARG_STRING_ARRAY, &against },
                                   { NULL } };
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autoptr (GbBook) book = NULL;
  const char *dir;
  gboolean sound;

  if (!gb_command_parse ("verify", entries, &argc, &argv, 0, 4096, error))
    return FALSE;
  dir = argc > 1 && (against == NULL || g_file_test (argv[1], G_FILE_TEST_IS_DIR)) ? argv[1] : NULL;
  if (against != NULL)
    g_strv_builder_addv (words, (const char **) against);
  for (int i = dir != NULL ? 2 : 1; i < argc; i++)
    g_strv_builder_add (words, argv[i]);
  all = g_strv_builder_end (words);
  book = gb_command_open (dir, as, error);
  if (book == NULL)
    return FALSE;
  sound = verify_book (book, all, error);
  gb_book_close (book);
  return sound;
}

static gpointer
rebuild_job (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gboolean done =
      gb_projection_rebuild (gb_book_get_vault (book), gb_command_progress, _ ("Replaying"), cancellable, error);
  return done ? GINT_TO_POINTER (1) : NULL;
}

static gboolean
run_rebuild (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as }, { NULL } };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!gb_command_parse ("rebuild", entries, &argc, &argv, 0, 1, error))
    return FALSE;
  book = gb_command_open (argc > 1 ? argv[1] : NULL, as, error);
  if (book == NULL)
    return FALSE;
  done = gb_book_ask (book, rebuild_job, NULL, error) != NULL;
  gb_book_close (book);
  if (done)
    g_print ("%s\n", _ ("Every list and figure was replayed from the journal."));
  return done;
}

/* --- backup, restore ------------------------------------------------------------------------- */

/* How many copies of this vault lie in @folder already: nothing is ever removed
 * by itself, so somebody must be told when there are many. */
static guint
count_copies (const char *folder, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen ("2026-11-22-1730.guardbook"));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;
  guint count = 0;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    count += g_str_has_prefix (entry, stem) && g_str_has_suffix (entry, ".guardbook");
  return count;
}

/* The copies that were made without a key. */
static gboolean
prove_copies (const char *given, const char *as, GError **error)
{
  g_autoptr (GbBook) book = gb_command_open (given, as, error);
  gboolean done = book != NULL && gb_outer_prove_copies (book, error);

  if (book != NULL)
    gb_book_close (book);
  if (done)
    g_print ("%s\n", _ ("Every copy that was left to be proved and can be reached from here is proved."));
  return done;
}

static gboolean
run_backup (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *into = NULL, *to = NULL;
  g_autoptr (GbOuter) outer = NULL;
  gboolean prove = FALSE;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "auto", 0, 0, G_OPTION_ARG_FILENAME, &into },
                                   { "prove", 0, 0, G_OPTION_ARG_NONE, &prove },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  gint64 count = 0;
  gboolean done;

  if (!gb_command_parse ("backup", entries, &argc, &argv, 0, 2, error))
    return FALSE;
  if (prove)
    return prove_copies (argc > 1 ? argv[1] : NULL, as, error);
  if ((into == NULL) != (argc == 3) || (into != NULL && !g_file_test (into, G_FILE_TEST_IS_DIR)))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("Say where the copy goes: a new folder TO, or --auto and a folder that is there."));
      return FALSE;
    }
  outer = outer_alone (argc > 1 ? argv[1] : NULL, as);
  if (outer != NULL)
    {
      to = into != NULL ? gb_backup_path_of (gb_outer_get_dir (outer), into) : g_strdup (argv[2]);
      return copy_outside (outer, to, error);
    }
  book = gb_command_open (argc > 1 ? argv[1] : NULL, as, error);
  if (book == NULL)
    return FALSE;
  to = into != NULL ? gb_backup_path (book, into) : g_strdup (argv[2]);
  done = gb_backup_make (book, to, gb_command_progress, _ ("Checking the copy"), &count, error);
  gb_book_close (book);
  if (!done)
    return FALSE;
  g_print (_ ("The backup was opened and proved by another key than yours: %" PRId64 " entries, in %s.\n"),
           count, to);
  if (into != NULL)
    g_print (ngettext ("%u copy is in that folder. None was removed.\n",
                       "%u copies are in that folder. None was removed.\n", count_copies (into, to)),
             count_copies (into, to));
  return TRUE;
}

/* "twelve words" or "share, share": one or two lines. */
static gboolean
read_paper (gboolean words, gboolean shares, char **one, char **other, GError **error)
{
  if (shares)
    *one = gb_command_read_line (_ ("The twenty-four words of one share:"), error);
  else if (words)
    *one = gb_command_read_line (_ ("The twelve words of the recovery key:"), error);
  if (shares && *one != NULL)
    *other = gb_command_read_line (_ ("The twenty-four words of another share:"), error);
  return (!words && !shares) || (*one != NULL && (!shares || *other != NULL));
}

static gboolean
run_drill (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL;
  gboolean words = FALSE, shares = FALSE, done;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "words", 0, 0, G_OPTION_ARG_NONE, &words },
                                   { "shares", 0, 0, G_OPTION_ARG_NONE, &shares },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  char *one = NULL, *other = NULL;
  gint64 count = 0;

  if (!gb_command_parse ("drill", entries, &argc, &argv, 1, 2, error)
      || !read_paper (words, shares, &one, &other, error))
    return FALSE;
  book = gb_command_open (argc > 2 ? argv[2] : NULL, as, error);
  done = book != NULL && gb_backup_drill (book, argv[1], one, other, gb_command_progress, _ ("Proving"), &count, error);
  gb_wipe_text (one);
  gb_wipe_text (other);
  if (book != NULL)
    gb_book_close (book);
  if (done)
    g_print (_ ("The backup was restored for practice: %" PRId64
                " entries, each proved, and the newest is the vault’s own. The practice copy was removed.\n"),
             count);
  return done;
}

/* Puts the copy in its place and proves that the words open it, before any
 * new key is made for a member. */
static gboolean
restore_copy (const char *from, const char *to, const char *words, const char *other, GError **error)
{
  g_autofree char *vault_id = gb_vault_read_id (from, error);
  g_autoptr (GbIdentity) recovery = vault_id == NULL ? NULL
                                    : other == NULL  ? gb_identity_new_from_words (vault_id, words, error)
                                                     : gb_identity_new_from_shares (vault_id, words, other, error);
  g_autoptr (GbVault) vault = recovery != NULL ? gb_vault_restore (from, to, recovery, error) : NULL;

  if (vault == NULL)
    return FALSE;
  gb_vault_close (vault);
  return TRUE;
}

static gboolean
restore_with_paper (const char *from, const char *to, const char *member, gboolean shares, GError **error)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autoptr (GbBook) book = NULL;
  char *words = NULL, *other = NULL;

  if (read_paper (!shares, shares, &words, &other, error) && restore_copy (from, to, words, other, error))
    book = other == NULL ? gb_book_recover (to, words, member, keyring, error)
                         : gb_book_recover_with_shares (to, words, other, member, keyring, error);
  gb_wipe_text (words);
  gb_wipe_text (other);
  if (book == NULL)
    return FALSE;
  g_print (_ ("%s is back at the desk of %s, with new keys in this keyring.\n"), gb_book_get_member_name (book),
           gb_book_get_school (book));
  gb_book_close (book);
  return TRUE;
}

static gboolean
run_restore (int argc, char **argv, GError **error)
{
  g_autofree char *member = NULL;
  gboolean shares = FALSE;
  const GOptionEntry entries[] = { { "member", 0, 0, G_OPTION_ARG_STRING, &member },
                                   { "shares", 0, 0, G_OPTION_ARG_NONE, &shares },
                                   { NULL } };

  if (!gb_command_parse ("restore", entries, &argc, &argv, 2, 2, error))
    return FALSE;
  return restore_with_paper (argv[1], argv[2], member, shares, error);
}

const GbCommand gb_vault_commands[] = {
  { "init", "DIR --school NAME --dfe NUMBER --name NAME --role ROLE… [--pack ID]",
    N_ ("Makes a vault and shows its recovery key once."),
    N_ ("--dfe     the school’s DfE number, such as 886/5201\n--role    dsl or headteacher; may be given again\n--pack "
        "   the policy pack (kent-2023)"),
    run_init },
  { "confirm", "[DIR] [--as NAME]", N_ ("Reads the recovery key’s twelve words from standard input and confirms it."),
    NULL, run_confirm },
  { "member", "[DIR] [--as NAME] [--invite NAME --role ROLE…]",
    N_ ("Lists the members, or prints a one-time code for a new one."),
    N_ ("--role    dsl, deputy, headteacher, online-lead, leadership, case-manager, chair; link-governor and "
        "technician\n"
        "          have no key to the vault (guardbookctl outer); may be given again"),
    run_member },
  { "enrol", "[DIR]",
    N_ ("Reads a one-time code from standard input and joins; the keys are made in this account’s keyring."), NULL,
    run_enrol },
  { "outer", "[DIR] [--as NAME] [--report REFERENCE --pdf FILE | --copy TO]",
    N_ ("Shows what lies there for a member who has no key to the vault: issued reports, or the backups."),
    N_ ("--report  one issued report: --pdf writes the page, --json its figures\n--copy    copies the encrypted vault "
        "to the new folder TO"),
    run_outer },
  { "passphrase", "[DIR] [--as NAME]", N_ ("Sets or changes your passphrase: the old one first, then the new one."),
    NULL, run_passphrase },
  { "verify", "[DIR] [--against CODE…|FILE] [--as NAME]",
    N_ ("Checks every hash, signature, list and figure; names the first bad entry and exits 1."),
    N_ ("--against  the codes of issued reports, from their last pages, or a proof file that was kept: names the\n"
        "           first report and entry that the record contradicts, even when all of it was signed anew"),
    run_verify },
  { "rebuild", "[DIR] [--as NAME]", N_ ("Replays every list and figure from the journal."), NULL, run_rebuild },
  { "backup", "DIR TO | [DIR] --auto FOLDER | [DIR] --prove [--as NAME]",
    N_ ("Writes an encrypted copy to the new folder TO, opens it by another key, and proves it."),
    N_ ("--auto    names the copy by date and time in FOLDER; older copies are counted, never removed\n"
        "--prove   restores and checks the copies that a technician made"),
    run_backup },
  { "drill", "BACKUP [DIR] [--words | --shares] [--as NAME]",
    N_ ("Restores BACKUP beside the vault for practice, proves it, compares it with the vault, and removes it again."),
    N_ ("--words   opens it with the recovery key instead of your own\n--shares  opens it with two recovery shares\n"
        "The words come on standard input, a paper a line."),
    run_drill },
  { "restore", "FROM TO [--member NAME] [--shares]",
    N_ ("Copies the backup FROM to the new folder TO and opens it with the recovery key."),
    N_ ("--member  whose keys are made anew (the first member)\n--shares  with two recovery shares, a line each\n"
        "The words come on standard input."),
    run_restore },
  { NULL },
};

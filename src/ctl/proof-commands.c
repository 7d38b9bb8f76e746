/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proof-commands: what was printed, against what is there now - with the vault
 * (verify --against), and for those who have neither vault nor key (check). */
#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/disclosure.h"
#include "casework/outgoing.h"
#include "ctl/command.h"
#include "journal/proof.h"

#define DOCUMENT "proof-file"

/* --- what is held against it ------------------------------------------------------- */

static GbProof *
read_proof (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &local))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s can’t be read: %s"), path, local->message);
      return NULL;
    }
  bytes = g_bytes_new_take (text, length);
  return gb_proof_new_from_bytes (bytes, error);
}

/* A word that is a file is an older proof file; all others together are codes. */
static gboolean
read_words (char **words, char ***codes, GbProof **older, GError **error)
{
  GString *text = g_string_new (NULL);
  gboolean fine = TRUE;

  for (; fine && words != NULL && *words != NULL; words++)
    if (!g_file_test (*words, G_FILE_TEST_IS_REGULAR))
      g_string_append_printf (text, "%s ", *words);
    else if (*older != NULL)
      {
        g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                             _ ("One proof file at a time can be held against it. Give the others one by one."));
        fine = FALSE;
      }
    else
      fine = (*older = read_proof (*words, error)) != NULL;
  if (fine && text->len > 0)
    fine = (*codes = gb_journal_codes_parse (text->str, error)) != NULL;
  g_string_free (text, TRUE);
  return fine;
}

static gboolean
print_check (const GbProof *proof, char **codes, const GbProof *older)
{
  g_autoptr (GPtrArray) agreed = NULL;
  g_autoptr (GbVerdict) verdict = gb_proof_check (proof, (const char *const *) codes, older, &agreed);
  g_autofree char *code = gb_proof_get_code (proof);

  g_print (_ ("code    %s\n"), code);
  for (guint i = 0; i < agreed->len; i++)
    g_print ("%s\n", (const char *) agreed->pdata[i]);
  for (guint i = 0; i < verdict->findings->len; i++)
    g_print ("%s\n", ((GbFinding *) verdict->findings->pdata[i])->sentence);
  return verdict->findings->len == 0;
}

/* Worker. */
static gpointer
ask_proof (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_proof_new_from_vault (gb_book_get_vault (book), error);
}

gboolean
gb_command_hold_against (GbBook *book, char **words, gboolean *sound, GError **error)
{
  g_auto (GStrv) codes = NULL;
  g_autoptr (GbProof) older = NULL;
  g_autoptr (GbProof) proof = NULL;

  if (!read_words (words, &codes, &older, error))
    return FALSE;
  proof = gb_book_ask (book, ask_proof, NULL, error);
  if (proof == NULL)
    return FALSE;
  *sound = print_check (proof, codes, older);
  return TRUE;
}

/* --- proof ------------------------------------------------------------------------------ */

static gboolean
write_proof (GbBook *book, const char *path, const char *to_whom, const char *why, GError **error)
{
  g_autoptr (GbProof) proof = gb_book_ask (book, ask_proof, NULL, error);
  g_autoptr (GBytes) bytes = proof != NULL ? gb_proof_to_bytes (proof) : NULL;
  g_autofree char *code = NULL;

  if (bytes == NULL || !gb_outgoing_note (book, DOCUMENT, NULL, NULL, bytes, 0, to_whom, why, "export", FALSE, error)
      || !g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                    G_FILE_SET_CONTENTS_CONSISTENT, 0644, error))
    return FALSE;
  code = gb_proof_get_code (proof);
  g_print (_ ("The proof of %" PRId64 " entries is in %s: it says nothing of what they hold.\ncode    %s\n"),
           gb_proof_get_entries (proof), path, code);
  return TRUE;
}

static gboolean
run_proof (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *to_whom = NULL, *why = NULL;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "to", 0, 0, G_OPTION_ARG_STRING, &to_whom },
                                   { "why", 0, 0, G_OPTION_ARG_STRING, &why },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!gb_command_parse ("proof", entries, &argc, &argv, 1, 2, error))
    return FALSE;
  book = gb_command_open (argc > 2 ? argv[1] : NULL, as, error);
  if (book == NULL)
    return FALSE;
  done = write_proof (book, argv[argc - 1], to_whom, why, error);
  gb_book_close (book);
  return done;
}

/* --- check ------------------------------------------------------------------------------- */

static gboolean
run_check (int argc, char **argv, GError **error)
{
  g_autoptr (GbProof) proof = NULL;
  g_autoptr (GbProof) older = NULL;
  g_auto (GStrv) codes = NULL;
  gboolean sound;

  if (!gb_command_parse ("check", NULL, &argc, &argv, 1, 4096, error))
    return FALSE;
  proof = read_proof (argv[1], error);
  if (proof == NULL || !read_words (argv + 2, &codes, &older, error))
    return FALSE;
  g_print ("entries %" G_GINT64_FORMAT "\n", gb_proof_get_entries (proof));
  sound = print_check (proof, codes, older);
  if (sound)
    g_print ("ok\n");
  return sound;
}

/* --- removed ------------------------------------------------------------------------------ */

/* The eight groups of the page, or the whole. */
static char *
join_hash (int argc, char **argv, int from)
{
  GString *hash = g_string_new (NULL);

  for (int i = from; i < argc; i++)
    g_string_append (hash, argv[i]);
  return g_string_free (hash, FALSE);
}

static gboolean
run_removed (int argc, char **argv, GError **error)
{
  g_autofree char *salt = NULL, *hash = NULL, *words = NULL;
  const GOptionEntry entries[] = { { "salt", 0, 0, G_OPTION_ARG_STRING, &salt }, { NULL } };

  if (!gb_command_parse ("removed", entries, &argc, &argv, 1, 8, error))
    return FALSE;
  if (salt == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("Give the random number that the school kept for these words, with --salt."));
      return FALSE;
    }
  words = gb_command_read_line (_ ("The words that were taken out:"), error);
  if (words == NULL)
    return FALSE;
  hash = join_hash (argc, argv, 1);
  if (gb_removal_proves (hash, salt, words))
    {
      g_print ("%s\n", _ ("Yes: these very words were taken out there."));
      return TRUE;
    }
  g_print ("%s\n", _ ("No: other words were taken out there, or the number isn’t theirs."));
  return FALSE;
}

typedef struct
{
  GPtrArray *removals, *passages;
} Removals;

/* Worker. */
static gpointer
ask_removals (GbBook *book, gpointer reference, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *id = gb_vault_ask_text (vault, error, "SELECT id FROM p_disclosure WHERE reference = :reference",
                                           ":reference", (const char *) reference, NULL);
  g_autoptr (GbDisclosure) disclosure = gb_disclosure_load (vault, id, error);
  g_autoptr (GPtrArray) passages =
      disclosure != NULL ? gb_disclosure_passages (book, disclosure->person_id, error) : NULL;
  g_autoptr (GPtrArray) removals = passages != NULL ? gb_disclosure_removals (vault, id, error) : NULL;

  for (guint i = 0; removals != NULL && i < removals->len; i++)
    for (guint n = 0; n < passages->len; n++)
      {
        const GbRemoval *removal = removals->pdata[i];
        g_autofree char *words = gb_removal_words (removal, passages->pdata[n]);
        if (words != NULL)
          g_print ("%s\n  --salt %s\n  %s\n", removal->hash, removal->salt, words);
      }
  return removals != NULL ? GINT_TO_POINTER (1) : NULL;
}

/* For the inspector who has a right to it: what stood there, and what proves it. */
static gboolean
run_removals (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *vault = NULL;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "vault", 0, 0, G_OPTION_ARG_FILENAME, &vault },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!gb_command_parse ("removals", entries, &argc, &argv, 1, 1, error))
    return FALSE;
  book = gb_command_open (vault, as, error);
  if (book == NULL)
    return FALSE;
  done = gb_book_ask (book, ask_removals, argv[1], error) != NULL;
  gb_book_close (book);
  return done;
}

const GbCommand gb_proof_commands[] = {
  { "proof", "[DIR] FILE --to WHOM --why REASON [--as NAME]",
    N_ ("Writes the proof file: hashes, signatures and the reports’ codes, nothing of what was recorded."),
    N_ ("--to   to whom it goes: the chair of governors, the auditor\n--why  why; both are logged"), run_proof },
  { "check", "FILE [CODE…] [OLDER]",
    N_ ("Holds a proof file against the codes of issued reports, or an older proof file. No vault and no key is "
        "needed."),
    N_ ("CODE   from a report’s last page, such as 412 7KQ2M 9XW4T HB3ZD PQ81M X9C4C; several one after the other\n"
        "OLDER  a proof file that was kept: names the very entry that is another one now\n"
        "The file’s format is in the help (data/help/C/proof.page): anybody can write this check anew."),
    run_check },
  { "removals", "REFERENCE [--vault DIR] [--as NAME]",
    N_ ("Lists what was taken out of the answer to a request for data: the mark, its random number, the words."), NULL,
    run_removals },
  { "removed", "MARK --salt NUMBER",
    N_ ("Reads words from standard input: whether they are the ones that an answer’s mark stands for."),
    N_ ("--salt  the random number from guardbookctl removals. No vault and no key is needed."), run_removed },
  { NULL },
};

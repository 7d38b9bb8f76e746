/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evidence-commands: the evidence of a case at the terminal - listed, added and
 * held against its hashes, through the same reader and the same gate. */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/evidence.h"
#include "ctl/command.h"

typedef struct
{
  char *as, *vault, *name, *from, *got, *note;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->as);
  g_free (self->vault);
  g_free (self->name);
  g_free (self->from);
  g_free (self->got);
  g_free (self->note);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gpointer
find_case (GbBook *book, gpointer reference, GCancellable *cancellable, GError **error)
{
  char *id = gb_vault_ask_text (gb_book_get_vault (book), error,
                                "SELECT id FROM p_case WHERE reference = :reference OR id = :reference", ":reference",
                                (const char *) reference, NULL);

  if (id == NULL && (error == NULL || *error == NULL))
    g_set_error (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no case %s that you can see."),
                 (const char *) reference);
  return id;
}

static gpointer
list_pieces (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_evidence_of_case (gb_book_get_vault (book), id, TRUE, error);
}

/* --- list ------------------------------------------------------------------------------- */

static gboolean
list (GbBook *book, const char *case_id, GError **error)
{
  g_autoptr (GPtrArray) all = gb_book_ask (book, list_pieces, (gpointer) case_id, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      GbEvidence *piece = all->pdata[i];
      g_autofree char *at = gb_say_instant (piece->added_at);
      g_autofree char *sort = gb_evidence_say_sort (piece->sort, piece->pages);
      g_print ("%s  %10" G_GINT64_FORMAT "  %-16s  %s, %s  %s%s%s\n", piece->sha256, piece->bytes, sort,
               piece->added_by, at, piece->name, piece->aside != NULL ? ". " : "",
               piece->aside != NULL ? piece->aside : "");
    }
  return all != NULL;
}

/* --- add ---------------------------------------------------------------------------------- */

static JsonObject *
said_of (const Options *options, const GbPiece *piece)
{
  JsonObject *body = json_object_new ();
  g_autofree char *today = gb_today ();

  json_object_set_string_member (body, "name",
                                 options->name != NULL  ? options->name
                                 : piece->title != NULL ? piece->title
                                                        : piece->file);
  gb_json_set_text (body, "from_whom", options->from != NULL ? options->from : piece->from);
  gb_json_set_text (body, "got_on", options->got != NULL ? options->got : today);
  gb_json_set_text (body, "note", options->note);
  return body;
}

static gboolean
add (GbBook *book, const char *case_id, const char *path, const Options *options, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GbPiece) piece = gb_piece_new_of_file (file, error);
  g_autoptr (JsonObject) body = piece != NULL ? said_of (options, piece) : NULL;
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = piece != NULL ? gb_evidence_attach_all (book, piece, case_id, request, body, error) : NULL;

  if (done == NULL)
    return FALSE;
  g_print (_ ("Attached. SHA-256 %s\n"), piece->sha256);
  for (guint i = 0; piece->left[i] != NULL; i++)
    g_printerr ("%s\n", piece->left[i]);
  return TRUE;
}

/* --- check ------------------------------------------------------------------------------------ */

static gboolean
say_findings (GPtrArray *findings, GError **error)
{
  for (guint i = 1; i < findings->len; i++)
    g_printerr ("%s\n", ((GbFinding *) findings->pdata[i])->sentence);
  if (findings->len > 0)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_TAMPERED, ((GbFinding *) findings->pdata[0])->sentence);
  else
    g_print ("%s\n", _ ("Every piece is what was attached."));
  return findings->len == 0;
}

/* All that this member can read; nothing is written. */
static gboolean
check_all (GbBook *book, GError **error)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_finding_free);

  return gb_evidence_verify (gb_book_get_vault (book), findings, NULL, error) && say_findings (findings, error);
}

static gpointer
load_piece (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_evidence_load (gb_book_get_vault (book), id, error);
}

/* Of one case, each with an entry that says so. */
static gboolean
check_case (GbBook *book, const char *case_id, GError **error)
{
  g_autoptr (GPtrArray) all = gb_book_ask (book, list_pieces, (gpointer) case_id, error);
  g_autoptr (GbEvidence) now = NULL;
  guint changed = 0;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      GbEvidence *piece = all->pdata[i];
      g_autoptr (JsonObject) body = json_object_new ();
      g_autofree char *request = gb_id_new ();
      g_autoptr (GbDone) done = NULL;
      json_object_set_string_member (body, "evidence_id", piece->id);
      done = gb_book_act (book, "evidence.checked", piece->case_id, request, body, error);
      if (done == NULL)
        return FALSE;
      g_clear_object (&now);
      if ((now = gb_book_ask (book, load_piece, piece->id, error)) == NULL)
        return FALSE;
      changed += now->intact ? 0 : 1;
      g_print ("%s  %s  %s\n", piece->sha256, now->intact ? _ ("unchanged") : _ ("changed"), piece->name);
    }
  if (changed > 0)
    g_set_error (error, GB_ERROR, GB_ERROR_TAMPERED,
                 ngettext ("%u piece isn’t what was attached. Bring it back from a backup.",
                           "%u pieces aren’t what was attached. Bring them back from a backup.", changed),
                 changed);
  return all != NULL && changed == 0;
}

/* --- the command -------------------------------------------------------------------------------- */

static gboolean
do_it (GbBook *book, const char *what, char **words, const Options *options, GError **error)
{
  g_autofree char *case_id = words[0] != NULL ? gb_book_ask (book, find_case, words[0], error) : NULL;

  if (words[0] != NULL && case_id == NULL)
    return FALSE;
  if (g_str_equal (what, "list") && case_id != NULL)
    return list (book, case_id, error);
  if (g_str_equal (what, "add") && case_id != NULL && words[1] != NULL)
    return add (book, case_id, words[1], options, error);
  if (g_str_equal (what, "check"))
    return case_id != NULL ? check_case (book, case_id, error) : check_all (book, error);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("Write evidence list CASE, evidence add CASE FILE, or evidence check [CASE]."));
  return FALSE;
}

static gboolean
run_evidence (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { NULL };
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &options.as },
                                   { "vault", 0, 0, G_OPTION_ARG_FILENAME, &options.vault },
                                   { "name", 0, 0, G_OPTION_ARG_STRING, &options.name },
                                   { "from", 0, 0, G_OPTION_ARG_STRING, &options.from },
                                   { "got", 0, 0, G_OPTION_ARG_STRING, &options.got },
                                   { "note", 0, 0, G_OPTION_ARG_STRING, &options.note },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!gb_command_parse ("evidence", entries, &argc, &argv, 1, 3, error))
    return FALSE;
  book = gb_command_open (options.vault, options.as, error);
  if (book == NULL)
    return FALSE;
  done = gb_book_may_at_all (book, "list", error) && do_it (book, argv[1], argv + 2, &options, error);
  gb_book_close (book);
  return done;
}

const GbCommand gb_evidence_commands[] = {
  { "evidence", "list CASE | add CASE FILE | check [CASE] [--vault DIR] [--as NAME]",
    N_ ("The evidence of a case: what it is with its SHA-256; a file taken in; all of it held against its hashes."),
    N_ ("--name TEXT   add: what it is; else what the file calls itself\n"
        "--from TEXT   add: from whom\n"
        "--got DAY     add: when it reached the school (today)\n"
        "--note TEXT   add: what it shows"),
    run_evidence },
  { NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pack-commands: policy packs from the terminal - which there are, what one
 * says, whether a file is one, and adopting it.
 *
 * A file may be a whole pack or a layer over "base" or a shipped pack.  check
 * opens no vault; show and adopt do. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/guide.h"
#include "casework/policy.h"
#include "ctl/command.h"

/* Windows keep what they print; a script may read the columns. */
static void
print_changes (GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const GbPackChange *change = changes->pdata[i];
      g_print ("  %-10s %s: %s -> %s\n", change->sort, change->title, change->old != NULL ? change->old : "-",
               change->new != NULL ? change->new : "-");
    }
}

static gboolean
list_packs (GError **error)
{
  g_auto (GStrv) ids = gb_pack_list_shipped ();

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GbPack) pack = gb_pack_load_shipped (ids[i], error);
      if (pack == NULL)
        return FALSE;
      g_print ("%-12s %-5s %s\n", gb_pack_get_id (pack), gb_pack_get_version (pack), gb_pack_get_title (pack));
    }
  return TRUE;
}

static GbPack *
read_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize size = 0;
  g_autoptr (GBytes) bytes = NULL;

  if (!g_file_get_contents (path, &text, &size, error))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&text), size);
  return gb_pack_new (bytes, error);
}

static gboolean
check_file (const char *path, GError **error)
{
  g_autoptr (GbPack) pack = read_file (path, error);

  if (pack == NULL)
    return FALSE;
  g_print (_ ("%s: %s, version %s. %u rules, %u clocks, %u procedures, %u contacts.\n"), path,
           gb_pack_get_title (pack), gb_pack_get_version (pack), gb_pack_rules (pack)->len,
           gb_pack_clocks (pack)->len, gb_pack_procedures (pack)->len, gb_pack_contacts (pack)->len);
  return TRUE;
}

/* --- with a vault ----------------------------------------------------------------- */

static void
print_rules (GbBook *book, GbPack *pack)
{
  GPtrArray *rules = gb_pack_rules (pack);

  for (guint i = 0; i < rules->len; i++)
    {
      const GbRule *rule = rules->pdata[i];
      const char *value = gb_policy_rule (book, NULL, rule->name);
      const char *silent = g_str_equal (rule->value, GB_RULE_SILENT) ? _ (" (decided by the school)") : "";

      g_print ("%s: %s%s [%s]\n", gb_pack_rule_title (pack, rule->name),
               value != NULL ? gb_pack_answer (pack, value) : _ ("to be decided by the school"),
               value != NULL ? silent : "", rule->basis);
    }
}

static void
print_contacts (GbPack *pack)
{
  GPtrArray *contacts = gb_pack_contacts (pack);

  for (guint i = 0; i < contacts->len; i++)
    {
      const GbContact *contact = contacts->pdata[i];
      g_autofree char *ways = gb_contact_say_ways (contact);
      g_print (_ ("%s: %s (checked %s)\n"), contact->label, ways, contact->checked);
    }
}

static gpointer
show_in_force (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbPack *pack = gb_book_get_pack (book);
  g_autofree char *hash = gb_policy_hash_of (gb_book_get_vault (book), NULL, error);

  if (hash == NULL)
    return NULL;
  g_print (_ ("%s, version %s\n%s\n\n"), gb_pack_get_title (pack), gb_pack_get_version (pack), hash);
  print_rules (book, pack);
  g_print ("\n");
  print_contacts (pack);
  return book;
}

static gpointer
show_preview (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbPolicyPreview) preview = gb_policy_preview (book, data, error);

  if (preview == NULL)
    return NULL;
  g_print (_ ("What changes:\n"));
  print_changes (preview->changes);
  g_print (ngettext ("%u open case keeps its own answer:\n", "%u open cases keep their own answer:\n",
                     preview->cases->len),
           preview->cases->len);
  for (guint i = 0; i < preview->cases->len; i++)
    {
      const GbPolicyCase *one = preview->cases->pdata[i];
      g_print ("  %s %s\n", one->reference, one->says);
    }
  return book;
}

/* The preview first: whoever adopts from a terminal sees what the window shows. */
static gboolean
adopt_file (GbBook *book, const char *path, const char *reason, GError **error)
{
  g_autoptr (GbPack) pack = read_file (path, error);
  g_autoptr (GbDone) done = NULL;

  if (pack == NULL || gb_book_ask (book, show_preview, pack, error) == NULL)
    return FALSE;
  done = gb_policy_adopt (book, pack, NULL, NULL, NULL, reason, error);
  if (done == NULL)
    return FALSE;
  g_print (_ ("%s, version %s, is in force.\n"), gb_pack_get_title (pack), gb_pack_get_version (pack));
  return TRUE;
}

static gboolean
with_vault (const char *vault, const char *as, const char *file, const char *reason, GError **error)
{
  g_autoptr (GbBook) book = gb_command_open (vault, as, error);
  gboolean done;

  if (book == NULL)
    return FALSE;
  done = file != NULL ? adopt_file (book, file, reason, error) : gb_book_ask (book, show_in_force, NULL, error) != NULL;
  gb_book_close (book);
  return done;
}

static gboolean
run_pack (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *vault = NULL, *reason = NULL;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "vault", 0, 0, G_OPTION_ARG_FILENAME, &vault },
                                   { "reason", 0, 0, G_OPTION_ARG_STRING, &reason },
                                   { NULL } };
  const char *what;

  if (!gb_command_parse ("pack", entries, &argc, &argv, 1, 2, error))
    return FALSE;
  what = argv[1];
  if (g_str_equal (what, "list") && argc == 2)
    return list_packs (error);
  if (g_str_equal (what, "show") && argc == 2)
    return with_vault (vault, as, NULL, NULL, error);
  if (g_str_equal (what, "check") && argc == 3)
    return check_file (argv[2], error);
  if (g_str_equal (what, "adopt") && argc == 3)
    return with_vault (vault, as, argv[2], reason, error);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("Say what: pack list, pack show, pack check FILE or pack adopt FILE."));
  return FALSE;
}

/* --- the procedures ---------------------------------------------------------------- */

static void
print_procedure (GbPack *pack, const GbProcedure *procedure)
{
  g_print ("%s (%s)\n", procedure->title, procedure->id);
  for (guint i = 0; i < procedure->steps->len; i++)
    {
      const GbStep *step = procedure->steps->pdata[i];
      const GbPackClock *clock = step->clock != NULL ? gb_pack_clock (pack, step->clock) : NULL;
      g_print ("  %2u  %s\n      %s%s%s\n      %s\n", i + 1, step->title, step->who, clock != NULL ? "; " : "",
               clock != NULL ? clock->rule : "", step->basis);
    }
}

static gboolean
run_procedures (int argc, char **argv, GError **error)
{
  g_autofree char *id = g_strdup ("kent-2023");
  gboolean as_page = FALSE;
  const GOptionEntry entries[] = { { "pack", 0, 0, G_OPTION_ARG_STRING, &id, NULL, NULL },
                                   { "page", 0, 0, G_OPTION_ARG_NONE, &as_page, NULL, NULL },
                                   { NULL } };
  g_autoptr (GbPack) pack = NULL;
  GPtrArray *procedures;

  if (!gb_command_parse ("procedures", entries, &argc, &argv, 0, 0, error)
      || (pack = gb_pack_load_shipped (id, error)) == NULL)
    return FALSE;
  if (as_page)
    {
      g_autofree char *page = gb_guide_procedures_page (pack);
      g_print ("%s", page);
      return TRUE;
    }
  procedures = gb_pack_procedures (pack);
  for (guint i = 0; i < procedures->len; i++)
    print_procedure (pack, procedures->pdata[i]);
  return TRUE;
}

const GbCommand gb_pack_commands[] = {
  { "pack", "list|show|check FILE|adopt FILE", N_ ("the policy packs: those shipped, the one in force, a file"),
    N_ ("--vault   the vault, for show and adopt\n--as      who adopts it\n--reason  why it is adopted"), run_pack },
  { "procedures", "[--pack ID] [--page]",
    N_ ("Lists every procedure with its steps: who, by when, under which clause."),
    N_ ("--pack  the policy pack (kent-2023)\n--page  as the page of the help"), run_procedures },
  { NULL },
};

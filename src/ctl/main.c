/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guardbookctl: argv, locale, the table of commands. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "ctl/command.h"
#include "ctl/passphrase.h"

static const GbCommand *const tables[] = { gb_vault_commands, gb_case_commands, gb_pack_commands,
                                           gb_register_commands, gb_proof_commands, gb_trend_commands,
                                           gb_calendar_commands, gb_evidence_commands };

static const GbCommand *
find_command (const char *name)
{
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const GbCommand *c = tables[t]; c->name != NULL; c++)
      if (g_str_equal (c->name, name))
        return c;
  return NULL;
}

static void
print_command (const GbCommand *command)
{
  g_print ("  guardbookctl %s %s\n      %s\n", command->name, command->usage, _ (command->summary));
  if (command->detail != NULL)
    {
      g_auto (GStrv) lines = g_strsplit (_ (command->detail), "\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        g_print ("        %s\n", lines[i]);
    }
}

static void
print_help (void)
{
  g_print ("%s\n\n", _ ("guardbookctl - the casework of a Designated Safeguarding Lead, without a window"));
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const GbCommand *c = tables[t]; c->name != NULL; c++)
      print_command (c);
  g_print ("\n%s\n",
           _ ("DIR is the vault’s folder (NAME.guardbook). Where it may be left out, $GUARDBOOK_VAULT or the only\n"
              "vault in your data folder is taken. --as NAME says who you are when this keyring holds the keys of\n"
              "several members. Times are written 2026-11-22 09.30.\n"
              "A passphrase is asked for at the terminal; a script gives it on a descriptor: --passphrase-fd 3 3<FILE\n"
              "(its first line; the last one where a new passphrase is chosen)."));
  g_print ("%s\n", _ ("Exit status: 0 done; 1 a fault, or verify found something; 2 bad input; 3 refused by a gate."));
}

gboolean
gb_command_parse (const char *name, const GOptionEntry *entries, int *argc, char ***argv, int least, int most,
                  GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) local = NULL;
  const GbCommand *command = find_command (name);

  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &local))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s. Usage: guardbookctl %s %s"), local->message, name,
                   command->usage);
      return FALSE;
    }
  if (*argc - 1 < least || *argc - 1 > most)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("Usage: guardbookctl %s %s"), name, command->usage);
      return FALSE;
    }
  return TRUE;
}

/* The vaults in the user's data folder: NAME.guardbook. */
static GPtrArray *
list_own_vaults (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "guardbook", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".guardbook"))
      g_ptr_array_add (found, g_build_filename (folder, name, NULL));
  return found;
}

char *
gb_command_find_vault (const char *given, GError **error)
{
  const char *set = g_getenv ("GUARDBOOK_VAULT");
  g_autoptr (GPtrArray) own = NULL;

  if (given != NULL)
    return g_strdup (given);
  if (set != NULL && *set != '\0')
    return g_strdup (set);
  own = list_own_vaults ();
  if (own->len == 1)
    return g_strdup (own->pdata[0]);
  g_set_error_literal (
      error, GB_ERROR, GB_ERROR_INPUT,
      own->len == 0
          ? _ ("There is no vault in your data folder. Say which one you mean: its folder ends in .guardbook.")
          : _ ("There are several vaults in your data folder. Say which one you mean."));
  return NULL;
}

char *
gb_command_read_line (const char *prompt, GError **error)
{
  char line[4096];

  if (isatty (STDIN_FILENO))
    g_printerr ("%s ", prompt);
  if (fgets (line, sizeof line, stdin) == NULL)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("Nothing came on standard input. Asked for: %s"), prompt);
      return NULL;
    }
  line[strcspn (line, "\r\n")] = '\0';
  return g_strdup (line);
}

void
gb_command_progress (gint64 done, gint64 total, gpointer what)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r%s %" G_GINT64_FORMAT " / %" G_GINT64_FORMAT "%s", (const char *) what, done, total,
                done >= total ? "\n" : "");
}

/* A case must not end in a core file: its pages would hold names and keys. */
static void
forbid_core_dumps (void)
{
  struct rlimit none = { 0, 0 };
  setrlimit (RLIMIT_CORE, &none);
  (void) g_file_set_contents ("/proc/self/coredump_filter", "0", 1, NULL);
}

static int
run_command (const GbCommand *command, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc > 1 && g_str_equal (argv[1], "--help"))
    {
      print_command (command);
      return 0;
    }
  if (!gb_vault_guard (&error) || !command->func (argc, argv, &error))
    {
      if (error != NULL)
        g_printerr ("guardbookctl: %s\n", error->message);
      return error != NULL ? gb_error_exit_status (error) : 1;
    }
  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const GbCommand *command;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, GB_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("guardbookctl");
  forbid_core_dumps ();

  if (!gb_ctl_passphrase_init (&argc, argv, &error))
    {
      g_printerr ("guardbookctl: %s\n", error->message);
      return gb_error_exit_status (error);
    }
  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "help"))
    {
      print_help ();
      return argc < 2 ? 2 : 0;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("guardbookctl %s\n", GB_VERSION);
      return 0;
    }
  command = find_command (argv[1]);
  if (command == NULL)
    {
      g_printerr (_ ("guardbookctl: there is no command “%s”. guardbookctl --help lists them.\n"), argv[1]);
      return 2;
    }
  status = run_command (command, argc - 1, argv + 1);
  gb_ctl_passphrase_clear ();
  return status;
}

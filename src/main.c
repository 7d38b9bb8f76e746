/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guardbook: argv, locale, run. */
#include <locale.h>
#include <sys/resource.h>

#include <glib/gi18n.h>

#include "app/application.h"
#include "base/errors.h"
#include "vault/vault.h"

/* A case must not end in a core file: its pages would hold names and keys. */
static void
forbid_core_dumps (void)
{
  struct rlimit none = { 0, 0 };
  setrlimit (RLIMIT_CORE, &none);
  (void) g_file_set_contents_full ("/proc/self/coredump_filter", "0", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static gboolean version, service;
static char **rest;

static const GOptionEntry entries[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version and leave"), NULL },
  { "gapplication-service", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &service, NULL, NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, N_ ("[DIR]") },
  { NULL },
};

static gboolean
read_options (int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _ ("The casework desk of a school’s Designated Safeguarding Lead."));
  g_option_context_set_description (
      context, _ ("DIR is the vault’s folder (NAME.guardbook). Without it the window opens $GUARDBOOK_VAULT, the "
                  "vault opened last, or the only\none in your data folder; where there is none, it helps to make "
                  "one.\nEverything that needs no window is done by guardbookctl."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (rest == NULL || rest[1] == NULL)
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("Only one vault can be opened in a window. Give one folder."));
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbApplication) application = NULL;
  g_autofree char *dir = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, GB_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  forbid_core_dumps ();
  if (!read_options (&argc, &argv, &error))
    {
      g_printerr ("guardbook: %s\n", error->message);
      return 2;
    }
  if (version)
    {
      g_print ("guardbook %s\n", GB_VERSION);
      return 0;
    }
  if (!gb_vault_guard (&error))
    {
      g_printerr ("guardbook: %s\n", error->message);
      return 1;
    }
  dir = rest != NULL ? g_canonicalize_filename (rest[0], NULL) : NULL;
  application = gb_application_new (dir);
  /* The session's bus started it: it waits to be asked for the window. */
  if (service)
    g_application_set_flags (G_APPLICATION (application), G_APPLICATION_IS_SERVICE);
  g_set_application_name (_ ("Guardbook"));
  return g_application_run (G_APPLICATION (application), 1, argv);
}

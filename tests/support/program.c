/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "support/passphrase.h"
#include "support/program.h"

#define PASSPHRASE_FD 7

void
gb_test_run_clear (GbTestRun *run)
{
  g_clear_pointer (&run->out, g_free);
  g_clear_pointer (&run->err, g_free);
}

GSubprocessLauncher *
gb_test_launcher_new (void)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);

  /* libsecret's file keyring, which stands in for a session's in tests alone, leaves a path behind in GIO. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  return launcher;
}

static GPtrArray *
words_of (GSubprocessLauncher *launcher, const char *passphrases, const char *const *argv)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (; *argv != NULL; argv++)
    g_ptr_array_add (words, g_strdup (*argv));
  if (passphrases != NULL)
    {
      g_ptr_array_add (words, g_strdup_printf ("--passphrase-fd=%d", PASSPHRASE_FD));
      g_subprocess_launcher_take_fd (launcher, gb_test_passphrase_fd (passphrases), PASSPHRASE_FD);
    }
  g_ptr_array_add (words, NULL);
  return words;
}

GbTestRun
gb_test_run (GSubprocessLauncher *launcher, const char *passphrases, const char *input, const char *const *argv)
{
  g_autoptr (GPtrArray) words = words_of (launcher, passphrases, argv);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  GbTestRun run = { 0 };

  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &run.out, &run.err, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_if_signaled (process))
    {
      g_autofree char *line = g_strjoinv (" ", (char **) words->pdata);
      g_error ("signal %d ended %s, out: %s err: %s", g_subprocess_get_term_sig (process), line, run.out, run.err);
    }
  run.status = g_subprocess_get_exit_status (process);
  return run;
}

GbTestRun
gb_test_run_words (GSubprocessLauncher *launcher, const char *passphrases, const char *input, const char *program,
                   va_list words)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  for (const char *word = program; word != NULL; word = va_arg (words, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  g_ptr_array_add (argv, NULL);
  return gb_test_run (launcher, passphrases, input, (const char *const *) argv->pdata);
}

void
gb_test_assert_ran (const GbTestRun *run, int status, const char *says)
{
  if (run->status != status || (strstr (run->out, says) == NULL && strstr (run->err, says) == NULL))
    g_error ("wanted exit %d and “%s”; got exit %d, out: %s err: %s", status, says, run->status, run->out, run->err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window's program says at a terminal, where there is no display: its
 * help, its version, and what it can't be asked for. */
#include <string.h>

#include "support/program.h"

static GbTestRun
run (const char *word, const char *other)
{
  const char *const argv[] = { g_getenv ("GUARDBOOK"), word, other, NULL };
  g_autoptr (GSubprocessLauncher) launcher = gb_test_launcher_new ();

  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
  return gb_test_run (launcher, NULL, NULL, argv);
}

static void
test_help_says_what_it_is_and_what_dir_is_without_a_display (void)
{
  g_auto (GbTestRun) help = run ("--help", NULL);

  g_assert_cmpint (help.status, ==, 0);
  g_assert_nonnull (strstr (help.out, "Designated Safeguarding Lead"));
  g_assert_nonnull (strstr (help.out, "[DIR]"));
  g_assert_nonnull (strstr (help.out, "NAME.guardbook"));
  g_assert_nonnull (strstr (help.out, "--version"));
  g_assert_nonnull (strstr (help.out, "guardbookctl"));
  g_assert_cmpstr (help.err, ==, "");
}

static void
test_version_is_one_line (void)
{
  g_auto (GbTestRun) version = run ("--version", NULL);

  g_assert_cmpint (version.status, ==, 0);
  g_assert_true (g_str_has_prefix (version.out, "guardbook "));
  g_assert_cmpuint (strcspn (version.out, "\n"), ==, strlen (version.out) - 1);
}

static void
test_two_vaults_and_unknown_words_are_refused_with_status_2 (void)
{
  g_auto (GbTestRun) two = run ("/tmp/one.guardbook", "/tmp/two.guardbook");
  g_auto (GbTestRun) unknown = run ("--unheard-of", NULL);

  g_assert_cmpint (two.status, ==, 2);
  g_assert_nonnull (strstr (two.err, "Only one vault"));
  g_assert_cmpint (unknown.status, ==, 2);
  g_assert_nonnull (strstr (unknown.err, "--unheard-of"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guardbook/help", test_help_says_what_it_is_and_what_dir_is_without_a_display);
  g_test_add_func ("/guardbook/version", test_version_is_one_line);
  g_test_add_func ("/guardbook/bad-input", test_two_vaults_and_unknown_words_are_refused_with_status_2);
  return g_test_run ();
}

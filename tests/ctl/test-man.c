/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual pages name every command and option that the programs name
 * themselves, and no command that there is not. */
#include <string.h>

#include "support/program.h"

/* What a reader sees of a page's source: no macros, no escapes. */
static char *
read_page (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *source = NULL;
  g_autoptr (GRegex) macro = g_regex_new ("^\\.[A-Z]+ ?", G_REGEX_MULTILINE, 0, NULL);
  g_autofree char *bare = NULL;
  GString *page;

  g_file_get_contents (path, &source, NULL, &error);
  g_assert_no_error (error);
  bare = g_regex_replace_literal (macro, source, -1, 0, "", 0, &error);
  g_assert_no_error (error);
  page = g_string_new (bare);
  g_string_replace (page, "\\-", "-", 0);
  g_string_replace (page, "\\(aq", "'", 0);
  g_string_replace (page, "\\&", "", 0);
  g_string_replace (page, "\\e", "\\", 0);
  return g_string_free (page, FALSE);
}

static char *
read_help (const char *program)
{
  const char *const argv[] = { program, "--help", NULL };
  g_autoptr (GSubprocessLauncher) launcher = gb_test_launcher_new ();
  g_auto (GbTestRun) help = gb_test_run (launcher, NULL, NULL, argv);

  return g_steal_pointer (&help.out);
}

typedef void (*MatchFunc) (const char *found, const char *page);

static guint
each_match (const char *text, const char *pattern, const char *page, MatchFunc func)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint count = 0;

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *found = g_match_info_fetch (match, 1);
      func (found, page);
      count++;
    }
  return count;
}

static void
must_have (const char *found, const char *page)
{
  if (strstr (page, found) != NULL)
    return;
  g_test_message ("the manual lacks “%s”", found);
  g_test_fail ();
}

/* "backup DIR TO | …" with all its words. */
static void
test_every_command_is_in_the_manual (void)
{
  g_autofree char *help = read_help (g_getenv ("GUARDBOOKCTL"));
  g_autofree char *page = read_page (g_getenv ("GUARDBOOK_MANUAL"));

  g_assert_cmpuint (each_match (help, "^  (guardbookctl .*\\S)\\s*$", page, must_have), >, 20);
}

static void
test_every_option_is_in_the_manual (void)
{
  g_autofree char *help = read_help (g_getenv ("GUARDBOOKCTL"));
  g_autofree char *page = read_page (g_getenv ("GUARDBOOK_MANUAL"));

  g_assert_cmpuint (each_match (help, "(--[a-z][a-z-]+)", page, must_have), >, 30);
}

static void
test_the_manual_names_no_command_that_there_is_not (void)
{
  g_autofree char *help = read_help (g_getenv ("GUARDBOOKCTL"));
  g_autofree char *page = read_page (g_getenv ("GUARDBOOK_MANUAL"));

  g_assert_cmpuint (each_match (page, "^(guardbookctl [a-z]+)", help, must_have), >, 20);
}

/* The guide quotes commands too. */
static void
test_the_guide_names_no_command_that_there_is_not (void)
{
  g_autofree char *help = read_help (g_getenv ("GUARDBOOKCTL"));
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "help", "C", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;
      g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
      count += each_match (text, "(?:>|^)(guardbookctl [a-z]+)", help, must_have);
    }
  g_assert_cmpuint (count, >, 8);
}

static void
test_the_window_has_a_page_too (void)
{
  g_autofree char *help = read_help (g_getenv ("GUARDBOOK"));
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "man", "guardbook.1", NULL);
  g_autofree char *page = read_page (path);

  g_assert_cmpuint (each_match (help, "(--(?:help|version))\\b", page, must_have), >=, 2);
  g_assert_nonnull (strstr (page, "GUARDBOOK_VAULT"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/man/commands", test_every_command_is_in_the_manual);
  g_test_add_func ("/man/options", test_every_option_is_in_the_manual);
  g_test_add_func ("/man/no-others", test_the_manual_names_no_command_that_there_is_not);
  g_test_add_func ("/man/guide", test_the_guide_names_no_command_that_there_is_not);
  g_test_add_func ("/man/window", test_the_window_has_a_page_too);
  return g_test_run ();
}

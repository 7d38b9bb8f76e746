/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The house rules that a machine can read.  Each failure names file and line,
 * all of them at once, so that one run is enough to put things right.
 *
 * One test a rule.  A rule that needs an exception has it written here, with
 * its reason, and nowhere else.
 */
#include <gio/gio.h>
#include <string.h>

static char *root;          /* the source tree */
static GPtrArray *problems; /* of "file:line: sentence" */

static const char *const rooms[] = { "base", "policy", "vault", "journal", "casework", "print", "views", "app", NULL };

G_GNUC_PRINTF (3, 4)
static void
problem (const char *file, int line, const char *format, ...)
{
  va_list args;
  g_autofree char *sentence = NULL;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (problems, g_strdup_printf ("%s:%d: %s", file, line, sentence));
}

static void
assert_no_problems (void)
{
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) problems->pdata[i]);
  if (problems->len > 0)
    g_test_fail_printf ("%u problem(s); the first: %s", problems->len, (char *) problems->pdata[0]);
  g_ptr_array_set_size (problems, 0);
}

typedef void (*FileFunc) (const char *relative, const char *text, gpointer data);

/* Calls @func with each file below @folder whose name ends in one of
 * @endings (blank-separated). */
static void
each_file (const char *folder, const char *endings, FileFunc func, gpointer data)
{
  g_autofree char *path = g_build_filename (root, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_auto (GStrv) wanted = g_strsplit (endings, " ", -1);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *relative = g_build_filename (folder, name, NULL);
      g_autofree char *full = g_build_filename (root, relative, NULL);
      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        {
          each_file (relative, endings, func, data);
          continue;
        }
      for (guint i = 0; wanted[i] != NULL; i++)
        {
          g_autofree char *text = NULL;
          if (!g_str_has_suffix (name, wanted[i]) || !g_file_get_contents (full, &text, NULL, NULL))
            continue;
          func (relative, text, data);
          break;
        }
    }
}

typedef void (*LineFunc) (const char *file, int number, const char *line);

static void
each_line (const char *file, const char *text, gpointer data)
{
  LineFunc func = (LineFunc) data;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++)
    func (file, i + 1, lines[i]);
}

static int
room_index (const char *name, gsize length)
{
  for (int i = 0; rooms[i] != NULL; i++)
    if (strlen (rooms[i]) == length && strncmp (rooms[i], name, length) == 0)
      return i;
  return -1;
}

/* "src/casework/act.c" -> "casework". */
static char *
room_of (const char *file)
{
  g_auto (GStrv) parts = g_strsplit (file, "/", 3);
  return g_strdup (parts[0] != NULL && parts[1] != NULL ? parts[1] : "");
}

/* --- includes --------------------------------------------------------------- */

static void
check_include (const char *file, int number, const char *line)
{
  g_autofree char *room = room_of (file);
  const char *name = line + strlen ("#include \"");
  const char *slash = strchr (name, '/');
  int here = room_index (room, strlen (room));
  int there = slash != NULL ? room_index (name, (gsize) (slash - name)) : -1;

  if (!g_str_has_prefix (line, "#include \"") || slash == NULL)
    return;
  if (g_str_equal (room, "ctl")) /* beside app and views, on the same libraries, without a window */
    here = room_index ("views", 5) - 1;
  if (g_str_equal (room, "reader")) /* a program of its own, which knows nothing of vaults */
    here = room_index ("base", 4);
  if (here >= 0 && there > here && !(g_str_equal (room, "ctl") && g_str_has_prefix (name, "ctl/")))
    problem (file, number, "%s may not include %.*s: dependencies run one way", room, (int) (slash - name), name);
}

static void
test_rooms_include_one_way (void)
{
  each_file ("src", ".c .h", each_line, check_include);
  assert_no_problems ();
}

/* Which room alone may include a header. */
static const struct { const char *header, *allowed; } fences[] = {
  { "sqlite3.h", "vault" },         { "sodium.h", "vault" },          { "libsecret/secret.h", "vault" },
  { "gtk/gtk.h", "views app" },     { "adwaita.h", "views app" },     { "poppler.h", "reader print views" },
  { "cairo.h", "reader print views" },     { "cairo-pdf.h", "print" },       { "qpdf/qpdf-c.h", "reader print" },
  { "libxml/tree.h", "policy casework" }, { "glpk.h", "casework" },   { "gmime/gmime.h", "reader" },
  { "archive.h", "reader print" },        { "seccomp.h", "reader" },        { "jpeglib.h", "reader" },
  { "libxml/HTMLparser.h", "reader" },
};

static void
check_fence (const char *file, int number, const char *line)
{
  g_autofree char *room = room_of (file);

  if (!g_str_has_prefix (line, "#include <"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (fences); i++)
    {
      g_auto (GStrv) allowed = g_strsplit (fences[i].allowed, " ", -1);
      if (strstr (line, fences[i].header) != NULL && !g_strv_contains ((const char *const *) allowed, room))
        problem (file, number, "only %s may include %s", fences[i].allowed, fences[i].header);
    }
}

static void
test_outside_libraries_stay_in_their_room (void)
{
  each_file ("src", ".c .h", each_line, check_fence);
  assert_no_problems ();
}

/* --- each file ---------------------------------------------------------------- */

static void
check_licence (const char *file, const char *text, gpointer data)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 4);
  for (int i = 0; i < 3 && lines[i] != NULL; i++)
    if (strstr (lines[i], "SPDX-License-Identifier: GPL-3.0-or-later") != NULL)
      return;
  problem (file, 1, "no SPDX line in the first three lines");
}

static void
test_every_source_names_its_licence (void)
{
  each_file ("src", ".c .h .sql .build", check_licence, NULL);
  each_file ("tests", ".c .h .build", check_licence, NULL);
  each_file ("ui", ".ui .css", check_licence, NULL);
  assert_no_problems ();
}

static void
check_words (const char *file, int number, const char *line)
{
  static const char *const unfinished[] = { "TO" "DO", "FIX" "ME", "not imple" "mented" };

  for (guint i = 0; i < G_N_ELEMENTS (unfinished); i++)
    if (strstr (line, unfinished[i]) != NULL)
      problem (file, number, "unfinished: “%s”", unfinished[i]);
  if (strstr (line, "G_DISABLE" "_ASSERT") != NULL)
    problem (file, number, "asserts stay on");
  if (g_regex_match_simple ("^\\s+goto\\s", line, 0, 0))
    problem (file, number, "goto: use g_autoptr instead");
}

static void
test_nothing_is_left_unfinished (void)
{
  each_file ("src", ".c .h .sql", each_line, check_words);
  each_file ("ui", ".ui .css", each_line, check_words);
  assert_no_problems ();
}

static void
check_width (const char *file, int number, const char *line)
{
  if (g_utf8_strlen (line, -1) > 120)
    problem (file, number, "%ld characters wide; 120 is the limit", g_utf8_strlen (line, -1));
}

static void
test_lines_fit (void)
{
  each_file ("src", ".c .h", each_line, check_width);
  assert_no_problems ();
}

static void
check_signal (const char *file, int number, const char *line)
{
  if (g_regex_match_simple ("\\bg_signal_connect \\(", line, 0, 0))
    problem (file, number, "a plain g_signal_connect outlives its owner: use g_signal_connect_object");
}

static void
test_signals_are_tied_to_a_lifetime (void)
{
  each_file ("src/views", ".c", each_line, check_signal);
  each_file ("src/app", ".c", each_line, check_signal);
  assert_no_problems ();
}

/* A body runs from "{" to "}", each alone in the first column. */
static void
check_lengths (const char *file, const char *text, gpointer data)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  int start = -1;

  for (int i = 0; lines[i] != NULL; i++)
    {
      if (g_str_equal (lines[i], "{"))
        start = i;
      else if (g_str_has_prefix (lines[i], "}") && start >= 0)
        {
          gboolean is_function = g_str_equal (lines[i], "}") && start > 0 && strchr (lines[start - 1], ')') != NULL;
          if (is_function && i - start - 1 > 70)
            problem (file, start, "a function of %d lines; 70 is the limit", i - start - 1);
          start = -1;
        }
    }
}

static void
test_functions_stay_short (void)
{
  each_file ("src", ".c", check_lengths, NULL);
  assert_no_problems ();
}

/* --- one concept, one stem -------------------------------------------------------- */

static void
check_template (const char *file, const char *text, gpointer data)
{
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *stem = g_strndup (base, strlen (base) - strlen (".ui"));
  g_autofree char *path = g_strdup_printf ("%s/src/views/%s.c", root, stem);

  /* GTK finds the window of the keys by this name; no code of ours goes with it. */
  if (g_str_equal (stem, "help-overlay"))
    return;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    problem (file, 1, "no src/views/%s.c goes with this template", stem);
}

static void
check_projection (const char *file, const char *text, gpointer data)
{
  g_autofree char *path = g_strdup_printf ("%s/%.*s.c", root, (int) (strlen (file) - 4), file);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_str_has_suffix (file, "/case.sql"))
    problem (file, 1, "no .c of the same stem goes with this projection");
  for (int i = 0; lines[i] != NULL; i++)
    if (g_regex_match_simple ("^CREATE (VIRTUAL )?TABLE (?!p_)", lines[i], 0, 0))
      problem (file, i + 1, "a projection makes only tables named p_*");
}

static void
test_one_concept_has_one_stem (void)
{
  each_file ("ui", ".ui", check_template, NULL);
  each_file ("src/casework", ".sql", check_projection, NULL);
  assert_no_problems ();
}

/* --- the map and the two commands -------------------------------------------------- */

static char *
read_file (const char *relative)
{
  g_autofree char *path = g_build_filename (root, relative, NULL);
  char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    problem (relative, 1, "missing");
  return text;
}

/* Every line of the map "src/base/  words" names a folder that is there, and
 * every folder of src is on it. */
static void
test_the_map_matches_the_tree (void)
{
  g_autofree char *readme = read_file ("README.md");
  g_autofree char *path = g_build_filename (root, "src", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GRegex) entry = g_regex_new ("^\\| `([a-z]+/(?:[a-z-]+/)?)` \\|", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  const char *name;

  g_regex_match (entry, readme != NULL ? readme : "", 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *folder = g_match_info_fetch (match, 1);
      g_autofree char *full = g_build_filename (root, folder, NULL);
      if (!g_file_test (full, G_FILE_TEST_IS_DIR))
        problem ("README.md", 1, "the map names %s, which isn’t there", folder);
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *line = g_strdup_printf ("| `src/%s/` |", name);
      g_autofree char *full = g_build_filename (path, name, NULL);
      if (g_file_test (full, G_FILE_TEST_IS_DIR) && strstr (readme, line) == NULL)
        problem ("README.md", 1, "the map lacks src/%s/", name);
    }
  assert_no_problems ();
}

static void
test_the_two_commands_are_there (void)
{
  g_autofree char *readme = read_file ("README.md");
  g_autofree char *run = read_file ("run");
  g_autofree char *ci = read_file (".ci/run");

  g_assert_nonnull (strstr (readme, "\n./run\n"));
  g_assert_nonnull (strstr (readme, "\n./run test\n"));
  g_assert_nonnull (strstr (run, "  test)"));
  g_assert_nonnull (strstr (ci, "./run test"));
  assert_no_problems ();
}

/* --- translations --------------------------------------------------------------------- */

static void
check_potfile (const char *file, const char *text, gpointer data)
{
  gboolean translatable = g_str_has_suffix (file, ".ui") ? strstr (text, "translatable=\"yes\"") != NULL
                                                         : g_regex_match_simple ("\\b(_|N_|C_|ngettext) ?\\(", text, 0, 0);
  g_autofree char *line = g_strdup_printf ("\n%s\n", file);
  g_autofree char *potfiles = g_strdup_printf ("\n%s", (const char *) data);

  if (translatable && strstr (potfiles, line) == NULL)
    problem (file, 1, "has words to translate and isn’t in po/POTFILES");
}

static void
test_potfiles_is_complete (void)
{
  g_autofree char *potfiles = read_file ("po/POTFILES");
  g_auto (GStrv) listed = g_strsplit (potfiles != NULL ? potfiles : "", "\n", -1);

  each_file ("src", ".c", check_potfile, potfiles);
  each_file ("ui", ".ui", check_potfile, potfiles);
  for (int i = 0; listed[i] != NULL; i++)
    {
      g_autofree char *full = g_build_filename (root, listed[i], NULL);
      if (*listed[i] != '\0' && *listed[i] != '#' && !g_file_test (full, G_FILE_TEST_EXISTS))
        problem ("po/POTFILES", i + 1, "%s isn’t there", listed[i]);
    }
  assert_no_problems ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  root = g_strdup (g_getenv ("GUARDBOOK_SOURCE_ROOT"));
  g_assert_nonnull (root);
  problems = g_ptr_array_new_with_free_func (g_free);
  g_test_add_func ("/style/rooms-include-one-way", test_rooms_include_one_way);
  g_test_add_func ("/style/outside-libraries", test_outside_libraries_stay_in_their_room);
  g_test_add_func ("/style/licence", test_every_source_names_its_licence);
  g_test_add_func ("/style/nothing-unfinished", test_nothing_is_left_unfinished);
  g_test_add_func ("/style/width", test_lines_fit);
  g_test_add_func ("/style/signals", test_signals_are_tied_to_a_lifetime);
  g_test_add_func ("/style/function-length", test_functions_stay_short);
  g_test_add_func ("/style/stems", test_one_concept_has_one_stem);
  g_test_add_func ("/style/map", test_the_map_matches_the_tree);
  g_test_add_func ("/style/commands", test_the_two_commands_are_there);
  g_test_add_func ("/style/potfiles", test_potfiles_is_complete);
  return g_test_run ();
}

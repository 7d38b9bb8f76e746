/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every screen of the program (screens.h) as somebody sees it who speaks another
 * language: nothing is cut off, though the words are longer and may run from right
 * to left; and nothing stays in English that a translator could have translated.
 *
 *   GUARDBOOK_TONGUE  cy: Welsh, as it is translated; xx: the pseudo language that
 *                     tests/support/pseudo makes, every sentence longer and in brackets
 *   GUARDBOOK_RTL     the windows are laid out from right to left
 *
 * In the pseudo language whatever stands outside brackets must be what people
 * wrote, which the journal holds, or a number, a day, a key: else it is a word that
 * nobody was asked to translate.  With GUARDBOOK_SHOTS it leaves a picture of each. */
#include <glib/gi18n.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "base/text.h"
#include "base/tongue.h"
#include "fit.h"
#include "screens.h"
#include "support/screen.h"
#include "vault/words.h"

static GbStage *stage;

static gboolean
is_pseudo (void)
{
  return g_strcmp0 (g_getenv ("GUARDBOOK_TONGUE"), "xx") == 0;
}

/* --- what people wrote -------------------------------------------------------------------- */

/* Each text of the record. */
static GHashTable *written;
/* Names of the invented people; and what the policy cites, which is called so in every language: the pack's
 * attributes, as clauses, Acts and telephone numbers. */
static GHashTable *names;
/* The members', who stand on the screens before anything is opened. */
static const char *const members[] = { "ruth", "adeyemi", "carys", "whitlock", "martin", "pell" };
static GString *cited;

static void
learn_file (const char *path)
{
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  folded = g_utf8_casefold (text, -1);
  if (strstr (path, "/demo/") == NULL)
    {
      g_string_append (cited, folded);
      return;
    }
  words = g_regex_split_simple ("[^\\w’'-]+", folded, 0, 0);
  for (guint i = 0; words[i] != NULL; i++)
    g_hash_table_add (names, g_strdup (words[i]));
}

static void
learn_folder (const char *relative)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", relative, NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      if (g_str_has_suffix (name, ".xml"))
        learn_file (file);
    }
}

/* Only what stands between quotation marks: the words between tags are translated. */
static void
keep_attributes (void)
{
  g_autofree char *all = g_strdup (cited->str);
  g_autoptr (GRegex) attribute = g_regex_new ("=\"([^\"]*)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_string_set_size (cited, 0);
  for (g_regex_match (attribute, all, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *value = g_match_info_fetch (match, 1);
      g_autofree char *line = gb_text_one_line (value);
      g_string_append_printf (cited, "%s\n", line);
    }
}

static gboolean
is_name (const char *folded)
{
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (!g_hash_table_contains (names, words[i]))
      return FALSE;
  return words[0] != NULL;
}

static void
take_in (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (GList) values = json_object_get_values (json_node_get_object (node));
      for (GList *each = values; each != NULL; each = each->next)
        take_in (each->data);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      take_in (json_array_get_element (json_node_get_array (node), i));
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *line = gb_text_one_line (json_node_get_string (node));
      g_hash_table_add (written, g_utf8_casefold (line, -1));
    }
}

/* Everything that the journal says so far, for whoever sits here. */
static void
learn (void)
{
  g_autofree char *all = NULL;
  g_auto (GStrv) lines = NULL;

  g_hash_table_remove_all (written);
  if (stage->book == NULL)
    return;
  all = gb_stage_ask (stage, "SELECT group_concat (body, char (10)) FROM p_entry WHERE body IS NOT NULL");
  lines = g_strsplit (all, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
      if (node != NULL)
        take_in (node);
    }
}

/* A piece of what was written, of some length, or all of a short one. */
static gboolean
was_written (const char *piece)
{
  g_autofree char *folded = g_utf8_casefold (piece, -1);
  GHashTableIter iter;
  gpointer text;

  if (g_hash_table_contains (written, folded) || is_name (folded) || strstr (cited->str, folded) != NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, written);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    if (strlen (folded) >= 8 ? strstr (text, folded) != NULL
                              : g_str_has_prefix (text, folded) || g_str_has_suffix (text, folded))
      return TRUE;
  return FALSE;
}

/* --- what was not translated ------------------------------------------------------------------ */

/* @text without what stands in brackets, however deep, a mark in its place. */
static char *
outside_brackets (const char *text)
{
  GString *left = g_string_new (NULL);
  int deep = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (*at == '[' && deep++ == 0)
        g_string_append_c (left, '|');
      if (deep == 0)
        g_string_append_unichar (left, g_utf8_get_char (at));
      if (*at == ']' && deep > 0)
        deep--;
    }
  return g_string_free (left, FALSE);
}

/* Days, times, numbers, references, keys, codes, addresses: no language's words. */
static gboolean
is_no_word (const char *piece)
{
  static const char *const patterns =
      "^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day)?|Tue|Wed|Thu|Sat|"
      "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|"
      "Nov(?:ember)?|Dec(?:ember)?|Ctrl|Alt|Shift|Return|Esc|[A-Z]{1,6}|[^A-Za-z]+|\\S*[0-9_/@.]\\S*|\\s+)+$";

  return g_regex_match_simple (patterns, piece, 0, 0);
}

/* A hash as people compare it, alone or behind whose it is and a number: four words of the list at least. */
static gboolean
is_key (const char *text)
{
  g_auto (GStrv) words = g_regex_split_simple ("[ ,]+", text, 0, 0);
  guint n = g_strv_length (words), last = n;

  while (last > 0 && g_strv_contains (gb_word_list (), words[last - 1]))
    last--;
  return n - last >= 4 && (last == 0 || g_ascii_isdigit (*words[last - 1]));
}

static void
check_words (GbFit *fit, GtkWidget *label, const char *text)
{
  g_autofree char *left = outside_brackets (text);
  g_auto (GStrv) pieces = g_regex_split_simple ("[|\\n·→“”(),:;]|\\. |\\.$|  ", left, 0, 0);

  for (guint i = 0; !is_key (text) && pieces[i] != NULL; i++)
    {
      const char *piece = g_strstrip (pieces[i]);
      if (strlen (piece) >= 2 && !is_no_word (piece) && !was_written (piece))
        g_ptr_array_add (fit->faults, g_strdup_printf ("“%s” of “%.70s” isn’t translated (%s)", piece, text,
                                                       G_OBJECT_TYPE_NAME (gtk_widget_get_parent (label))));
    }
}

/* What GTK and libadwaita draw by themselves, they translate by themselves. */
static gboolean
is_gtks (GtkWidget *widget)
{
  return GTK_IS_CALENDAR (widget) || GTK_IS_TEXT (widget) || GTK_IS_TEXT_VIEW (widget)
         || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_PASSWORD_ENTRY (widget) || GTK_IS_SHORTCUTS_WINDOW (widget)
         || GTK_IS_ABOUT_DIALOG (widget)
         || (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) == NULL
             && g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)), "AdwToastWidget"))
         || g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "GtkFileChooser");
}

static void
check_translated (GbFit *fit, GtkWidget *widget)
{
  /* The words of a key are the same in every language. */
  if (is_gtks (widget) || !gtk_widget_get_mapped (widget) || gtk_widget_has_css_class (widget, "word-card"))
    return;
  if (GTK_IS_LABEL (widget))
    check_words (fit, widget, gtk_label_get_text (GTK_LABEL (widget)));
  if (gtk_widget_get_tooltip_text (widget) != NULL && !GTK_IS_LABEL (widget)
      && gtk_widget_get_ancestor (widget, ADW_TYPE_PASSWORD_ENTRY_ROW) == NULL)
    check_words (fit, widget, gtk_widget_get_tooltip_text (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_translated (fit, child);
}

/* --- each screen --------------------------------------------------------------------------------- */

/* The guide has pages in languages that people speak; what is shown to look at a refusal is written in the table; and
 * what was found is torn out of what was written. */
static gboolean
says_what_a_test_says (const GbScreen *screen)
{
  static const char *const ids[] = { "guide", "guide-page", "conflict", "refusal", "find-found", "who", "outer-governor",
                                     "outer-technician", NULL };
  return g_strv_contains (ids, screen->id);
}

static void
test_screen (gconstpointer data)
{
  const GbScreen *screen = data;
  g_autoptr (GbFit) fit = gb_fit_new ();
  GtkWidget *front = gb_screen_show (stage, screen);

  gb_test_shoot_now (front, screen->id);
  gb_fit_check_room (fit, front);
  if (is_pseudo () && !says_what_a_test_says (screen))
    {
      learn ();
      check_translated (fit, front);
    }
  for (guint i = 0; i < fit->faults->len; i++)
    g_test_message ("%s", (const char *) fit->faults->pdata[i]);
  if (fit->faults->len > 0)
    g_test_fail_printf ("%u faults", fit->faults->len);
  g_assert_cmpuint (fit->labels, >, 0);
}

/* The test itself: words that nobody translated are found, and what people wrote is let be. */
static void
test_the_search_for_english_finds_it (void)
{
  g_autoptr (GbFit) fit = gb_fit_new ();
  g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *label = gtk_label_new ("Not translated");

  gtk_box_append (GTK_BOX (box), label);
  g_hash_table_add (written, g_strdup ("amara linfield"));
  check_words (fit, label, "[Ţôðåý ōñē]: Amara Linfield, Thu 19 Nov, 26-0147");
  g_assert_cmpuint (fit->faults->len, ==, 0);
  check_words (fit, label, "Not translated");
  check_words (fit, label, "[Ţôðåý ōñē] and more");
  g_assert_cmpuint (fit->faults->len, ==, 2);
}

static void
speak (void)
{
  const char *tongue = g_getenv ("GUARDBOOK_TONGUE");

  if (tongue != NULL)
    {
      g_setenv ("LANGUAGE", tongue, TRUE);
      bindtextdomain (GETTEXT_PACKAGE, g_getenv (is_pseudo () ? "GUARDBOOK_PSEUDO" : "GUARDBOOK_TRANSLATIONS"));
      bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
      textdomain (GETTEXT_PACKAGE);
    }
}

int
main (int argc, char **argv)
{
  GtkApplication *application;
  guint n;
  const GbScreen *screens = gb_screens (&n);
  int status;

  speak ();
  application = gb_stage_start (&argc, &argv);
  gb_tongue_allow ();
  if (g_getenv ("GUARDBOOK_RTL") != NULL)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  cited = g_string_new (NULL);
  learn_folder ("data/policy");
  learn_folder ("data/policy/base");
  learn_folder ("data/policy/base/procedures");
  learn_folder ("data/policy/registers");
  keep_attributes ();
  learn_folder ("data/demo");
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_hash_table_add (names, g_strdup (members[i]));
  stage = gb_stage_new (application);
  g_test_add_func ("/tongues/english-is-found", test_the_search_for_english_finds_it);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat ("/tongues/", screens[i].id, NULL);
      g_test_add_data_func (path, &screens[i], test_screen);
    }
  status = g_test_run ();
  gb_stage_free (stage);
  g_hash_table_unref (written);
  g_hash_table_unref (names);
  g_string_free (cited, TRUE);
  return status;
}

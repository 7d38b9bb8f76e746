/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With names hidden, no room of the invented school's window says one: not in a
 * label, a tooltip, a window's title, or to the screen reader; nor what anybody wrote. */
#include <adwaita.h>
#include <locale.h>
#include <string.h>

#include "../../src/ctl/demo.h"
#include "../../src/ctl/command.h"
#include "base/ids.h"
#include "base/text.h"
#include "casework/factor.h"
#include "support/folder.h"
#include "support/screen.h"
#include "vault/statement.h"
#include "views/places.h"
#include "views/start.h"
#include "views/veil.h"
#include "views/window.h"

typedef struct
{
  char *folder, *dir;
  GbKeyring *keyring;
  GbBook *book;
  GbWindow *window;
  GHashTable *words; /* each word of a name */
  GPtrArray *texts;  /* beginnings of what was written */
  GPtrArray *cases;  /* noun, id, noun, id ... */
} School;

static GtkApplication *application;
static School school;

static void
take (GPtrArray *into, GbVault *vault, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbStatement) ask = gb_statement_new (vault, sql, &error);

  g_assert_no_error (error);
  while (gb_statement_step (ask, &error))
    for (int i = 0; i < gb_statement_columns (ask); i++)
      g_ptr_array_add (into, g_strdup (gb_statement_text_at (ask, i)));
  g_assert_no_error (error);
}

/* These are names at Marsh Lane and words of the desk: alone, they stay. */
static const char *const both[] = { "Mark", "May", "April", "June", "August", "Page", "Will", "Field", "Marsh", "Lane", NULL };

static gpointer
ask_names (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  take (names, vault, "SELECT forename, surname FROM p_person UNION SELECT name, name FROM p_member");
  for (guint i = 0; i < names->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (names->pdata[i], " -’'", -1);
      for (char **part = parts; *part != NULL; part++)
        if (strlen (*part) > 2 && !g_strv_contains (both, *part))
          g_hash_table_add (school.words, g_strdup (*part));
    }
  take (school.texts, vault, "SELECT title FROM p_incident UNION SELECT substr (narrative, 1, 25) FROM p_incident"
                             " UNION SELECT substr (child_words, 1, 25) FROM p_incident WHERE child_words <> ''"
                             " UNION SELECT device FROM p_search UNION SELECT description FROM p_device"
                             " UNION SELECT summary FROM p_referral UNION SELECT what FROM p_action");
  take (school.cases, vault, "SELECT noun, id FROM (SELECT noun, id, row_number () OVER (PARTITION BY noun ORDER BY id)"
                             " AS n FROM p_case WHERE noun <> 'authority') WHERE n <= 3");
  take (school.cases, vault, "SELECT 'person', id FROM (SELECT id FROM p_person WHERE sort = 'pupil' LIMIT 2)");
  take (school.cases, vault, "SELECT 'register', id FROM (SELECT id FROM p_register LIMIT 4)");
  return school.words;
}

/* --- what the windows say ---------------------------------------------------------------- */

static void
add_name (GtkWidget *widget, GString *said)
{
  g_autofree char *name
      = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "?");

  if (name != NULL)
    g_string_append_printf (said, "%s\n", name);
}

static void
add_description (GtkWidget *widget, GString *said)
{
  g_autofree char *name
      = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "?");

  if (name != NULL)
    g_string_append_printf (said, "%s\n", name);
}

static void
add_all (GtkWidget *widget, GString *said)
{
  /* A page that isn't shown passes the veil on its way into sight. */
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_realized (widget))
    return;
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (said, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_WINDOW (widget) && gtk_window_get_title (GTK_WINDOW (widget)) != NULL)
    g_string_append_printf (said, "%s\n", gtk_window_get_title (GTK_WINDOW (widget)));
  if (gtk_widget_get_tooltip_text (widget) != NULL)
    g_string_append_printf (said, "%s\n", gtk_widget_get_tooltip_text (widget));
  if (g_object_get_data (G_OBJECT (widget), "gb-veil-name") != NULL)
    add_name (widget, said);
  if (g_object_get_data (G_OBJECT (widget), "gb-veil-description") != NULL)
    add_description (widget, said);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    add_all (child, said);
}

static char *
said_by_windows (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GString *said = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      add_all (window, said);
    }
  return g_string_free (said, FALSE);
}

/* Once nothing comes any more. */
static char *
said_at_rest (void)
{
  char *before = g_strdup ("");

  for (guint same = 0, tries = 0; same < 3 && tries < 60; tries++)
    {
      char *now;
      gb_test_settle (120);
      gb_test_wait_until_answered (school.book);
      now = said_by_windows ();
      same = g_str_equal (now, before) ? same + 1 : 0;
      g_free (before);
      before = now;
    }
  return before;
}

static gboolean
is_name (const char *word)
{
  return g_hash_table_contains (school.words, word);
}

/* The lines that say a name or begin what was written; NULL: none. */
static char *
betrayed (const char *said)
{
  g_auto (GStrv) lines = g_strsplit (said, "\n", -1);
  GString *found = g_string_new (NULL);

  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) words = g_strsplit_set (*line, " .,:;()[]“”\"'-–/?!…\t", -1);
      gboolean bad = FALSE;
      for (char **word = words; *word != NULL; word++)
        {
          char *s = strstr (*word, "’");
          if (s != NULL)
            *s = '\0';
          bad |= is_name (*word);
        }
      for (guint i = 0; i < school.texts->len && !bad; i++)
        bad = strlen (school.texts->pdata[i]) > 12 && strstr (*line, school.texts->pdata[i]) != NULL;
      if (bad)
        g_string_append_printf (found, "  %s\n", *line);
    }
  return g_string_free (found, found->len == 0);
}

static void
check (const char *where)
{
  g_autofree char *said = NULL, *found = NULL;

  said = said_at_rest ();
  found = betrayed (said);
  if (found != NULL)
    {
      g_test_message ("%s says:\n%s", where, found);
      g_test_fail ();
    }
}

static void
close_dialogs (void)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = g_list_model_get_n_items (windows); i > 0; i--)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i - 1);
      if (gtk_window_get_transient_for (window) != NULL)
        gtk_window_destroy (window);
    }
}

/* --- tests ------------------------------------------------------------------------------------ */

static GtkWidget *
window (void)
{
  return GTK_WIDGET (school.window);
}

static void
test_without_it_the_window_is_full_of_names (void)
{
  g_autofree char *said = NULL, *found = NULL;

  g_assert_false (gb_veil_is_down ());
  gb_window_go (window (), "incidents");
  said = said_at_rest ();
  found = betrayed (said);
  g_assert_nonnull (found);
  gb_test_shoot (window (), "veil-lifted");
}

static void
test_no_room_says_a_name (void)
{
  guint n;
  const GbPlace *places = gb_places (&n);

  gtk_widget_activate_action (window (), "win.hide-names", NULL);
  g_assert_true (gb_veil_is_down ());
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *shot = g_strdup_printf ("veil-%s", places[i].id);
      gb_window_go (window (), places[i].id);
      gb_test_settle (500);
      check (places[i].id);
      gb_test_shoot (window (), shot);
    }
  gtk_widget_activate_action (window (), "win.members", NULL);
  check ("members");
}

static void
test_no_case_and_no_dialog_of_it_says_a_name (void)
{
  for (guint i = 0; i + 1 < school.cases->len; i += 2)
    {
      const char *noun = school.cases->pdata[i];
      g_autofree char *shot = g_strdup_printf ("veil-case-%s-%u", noun, i);
      gb_window_go (window (), "today");
      gb_window_open_case (window (), noun, school.cases->pdata[i + 1]);
      gb_test_settle (350);
      check (noun);
      gb_test_shoot (window (), shot);
      gtk_widget_activate_action (window (), "win.accent", NULL);
      check ("the dialog of its next act");
      close_dialogs ();
      gb_test_settle (100);
    }
}

static void
sit (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = NULL;
  const char *id = NULL;

  gb_window_set_book (school.window, NULL);
  gb_test_settle (50);
  if (school.book != NULL)
    gb_book_close (school.book);
  g_clear_object (&school.book);
  people = gb_book_sitters (school.dir, school.keyring, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < people->len; i++)
    if (g_str_equal (((GbSitter *) people->pdata[i])->name, name))
      id = ((GbSitter *) people->pdata[i])->member_id;
  g_assert_nonnull (id);
  school.book = gb_book_open (school.dir, id, school.keyring, &error);
  g_assert_no_error (error);
}

/* Ctrl+Shift+H, as the dialog's own shortcut. */
static void
press_the_key (GtkWidget *dialog)
{
  GListModel *keys = G_LIST_MODEL (g_object_get_data (G_OBJECT (dialog), "gb-hide-key"));
  g_autoptr (GtkShortcut) shortcut = NULL;

  g_assert_nonnull (keys);
  shortcut = g_list_model_get_item (keys, 0);
  g_assert_true (gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, dialog, NULL));
}

static void
test_nothing_is_signed_that_cannot_be_read (void)
{
  GtkWidget *dialog;

  sit ("Martin Pell");
  gb_window_set_book (school.window, school.book);
  gb_test_press (window (), "Read and sign");
  gb_test_press (window (), "Read and sign…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (school.window));
  check ("the sheet to be signed");
  gb_test_press (dialog, "Sign");
  gb_test_wait_for (dialog, gb_test_says, "Names are hidden");
  gb_test_shoot (dialog, "veil-sign");
  press_the_key (dialog);
  g_assert_false (gb_veil_is_down ());
  gb_test_wait_for (dialog, gb_test_says, "Imogen Edevane");
  gtk_widget_activate_action (window (), "win.hide-names", NULL);
  g_assert_true (gb_veil_is_down ());
  close_dialogs ();
}

static void
test_the_lock_says_no_name (void)
{
  GbStart *start;

  sit ("Ruth Adeyemi");
  start = gb_start_new (school.keyring, school.dir);
  gb_window_show_start (school.window, GTK_WIDGET (start));
  gb_start_show_locked (start, gb_book_get_member_id (school.book), "Ruth Adeyemi", TRUE);
  check ("the lock");
  /* Lifted and hidden again, it still knows who is on the page. */
  gtk_widget_activate_action (window (), "win.hide-names", NULL);
  g_assert_nonnull (gb_test_find (window (), gb_test_says, "Ruth Adeyemi"));
  gtk_widget_activate_action (window (), "win.hide-names", NULL);
  check ("the lock, hidden again");
  gb_test_shoot (window (), "veil-lock");
  gb_window_set_book (school.window, school.book);
  check ("the desk, unlocked");
}

static void
test_what_is_written_now_is_hidden_too (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = gb_json_parse (
      "{\"sort\":\"pupil\",\"forename\":\"Zebedee\",\"surname\":\"Quillfeather\",\"sex\":\"male\",\"year_group\":\"3\","
      "\"reason\":\"New\"}", -1, NULL);
  g_autofree char *id = gb_id_new ();
  g_autofree char *said = NULL;
  g_autoptr (GbDone) done = NULL;

  json_object_set_string_member (body, "person_id", id);
  gb_window_go (window (), "people");
  gb_test_settle (300);
  done = gb_book_act (school.book, "person.added", NULL, NULL, body, &error);
  g_assert_no_error (error);
  gb_window_open_case (window (), "person", id);
  gb_test_wait_for (window (), gb_test_says, "Z. Q.");
  said = said_at_rest ();
  g_assert_null (strstr (said, "Quillfeather"));
  g_assert_nonnull (strstr (said, "Z. Q."));
}

static void
test_lifted_everything_is_back (void)
{
  g_autofree char *before = NULL, *after = NULL;

  gb_window_go (window (), "incidents");
  gb_test_settle (500);
  gtk_widget_activate_action (window (), "win.hide-names", NULL);
  g_assert_false (gb_veil_is_down ());
  before = said_at_rest ();
  gtk_widget_activate_action (window (), "win.hide-names", NULL);
  gb_test_settle (300);
  gtk_widget_activate_action (window (), "win.hide-names", NULL);
  after = said_at_rest ();
  g_assert_cmpstr (before, ==, after);
  g_assert_nonnull (betrayed (after));
}

static char *
say_passphrase (gboolean fresh, gpointer data, GError **error)
{
  return gb_passphrase_spell (GB_DEMO_PASSPHRASE);
}

static void
make_school (void)
{
  g_autoptr (GError) error = NULL;

  school.folder = gb_test_folder_new ();
  school.dir = g_build_filename (school.folder, "demo.guardbook", NULL);
  school.keyring = gb_keyring_new_in_memory ();
  school.words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  school.texts = g_ptr_array_new_with_free_func (g_free);
  school.cases = g_ptr_array_new_with_free_func (g_free);
  gb_demo_make (school.dir, school.keyring, &error);
  g_assert_no_error (error);
  gb_passphrase_set_cost (1, 64);
  gb_passphrase_set_asker (say_passphrase, NULL);
  school.window = gb_window_new (application);
  sit ("Ruth Adeyemi");
  g_assert_nonnull (gb_book_ask (school.book, ask_names, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (school.words), >, 100);
}

int
main (int argc, char **argv)
{
  int result;

  gtk_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  if (g_getenv ("GUARDBOOK_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  make_school ();
  gtk_window_set_default_size (GTK_WINDOW (school.window), 1280, 820);
  gb_window_set_book (school.window, school.book);
  gtk_window_present (GTK_WINDOW (school.window));
  g_test_add_func ("/veil/lifted", test_without_it_the_window_is_full_of_names);
  g_test_add_func ("/veil/every-room", test_no_room_says_a_name);
  g_test_add_func ("/veil/every-case", test_no_case_and_no_dialog_of_it_says_a_name);
  g_test_add_func ("/veil/signing", test_nothing_is_signed_that_cannot_be_read);
  g_test_add_func ("/veil/lock", test_the_lock_says_no_name);
  g_test_add_func ("/veil/written-now", test_what_is_written_now_is_hidden_too);
  g_test_add_func ("/veil/lifted-again", test_lifted_everything_is_back);
  result = g_test_run ();
  gb_window_set_book (school.window, NULL);
  gtk_window_destroy (GTK_WINDOW (school.window));
  gb_test_settle (50);
  gb_book_close (school.book);
  g_clear_object (&school.book);
  gb_test_folder_free (school.folder);
  return result;
}

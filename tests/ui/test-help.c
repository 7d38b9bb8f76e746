/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guide in the window: F1 opens the page that fits, each page can be read,
 * a word finds it, links and keys turn the pages, and locking puts it away; the
 * keys that lead to the places, as the window of shortcuts says them. */
#include "room.h"

#include "views/calendar.h"
#include "views/help.h"
#include "views/lost.h"
#include "views/places.h"
#include "views/retention.h"
#include "views/search-dialogs.h"
#include "views/trends.h"

static gboolean
is_open (gpointer help)
{
  GListModel *tops = gtk_window_get_toplevels ();

  for (guint t = 0; t < g_list_model_get_n_items (tops); t++)
    {
      g_autoptr (GtkWidget) top = g_list_model_get_item (tops, t);
      if (GB_IS_HELP (top))
        *(GtkWidget **) help = top;
    }
  return gb_test_has_come (help);
}

static GbHelp *
press_f1 (GtkWidget *at)
{
  GtkWidget *help = NULL;

  gtk_widget_activate_action (at, "win.guide", NULL);
  gb_test_settle (20);
  gb_test_wait_until (is_open, &help, "the guide");
  return GB_HELP (help);
}

static void
close_guide (GbHelp *help)
{
  gtk_window_destroy (GTK_WINDOW (help));
  gb_test_settle (20);
}

static gboolean
is_listed (const char *page)
{
  g_auto (GStrv) pages = gb_help_list ();
  return g_strv_contains ((const char *const *) pages, page);
}

static void
test_each_place_opens_a_page_of_its_own (void)
{
  g_autoptr (Room) room = room_new ();
  guint count;
  const GbPlace *places = gb_places (&count);

  for (guint i = 0; i < count; i++)
    {
      const char *page = gb_help_page_for (places[i].id);
      GbHelp *help;
      if (!is_listed (page))
        g_test_fail_printf ("the guide has no page for the place %s", places[i].id);
      if (!gb_place_is_for (&places[i], room->desk->book))
        continue;
      gb_window_go (of (room), places[i].id);
      help = press_f1 (of (room));
      g_assert_cmpstr (gb_help_get_page (help), ==, page);
      close_guide (help);
    }
}

static void
test_a_case_opens_the_page_of_its_place (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *search = new_search (room->desk, NULL);
  GbHelp *help;

  gb_window_go (of (room), "reports");
  gb_window_open_case (of (room), "search", search);
  help = press_f1 (of (room));
  g_assert_cmpstr (gb_help_get_page (help), ==, "search");
  /* The guide that is open turns its page; there is no second one. */
  gb_window_back (of (room));
  g_assert_true (press_f1 (of (room)) == help);
  g_assert_cmpstr (gb_help_get_page (help), ==, "report");
  close_guide (help);
}

static void
test_over_a_form_the_page_is_that_of_the_window_behind (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;
  GbHelp *help;

  gb_window_go (of (room), "searches");
  gb_search_ask_request (of (room), room->desk->book, NULL, NULL, FALSE);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_window_guide (dialog);
  help = press_f1 (of (room));
  g_assert_cmpstr (gb_help_get_page (help), ==, "search");
  gb_test_press (dialog, "Cancel");
  gb_test_settle (100);
}

static void
test_every_page_can_be_read (void)
{
  g_autoptr (Room) room = room_new ();
  g_auto (GStrv) pages = gb_help_list ();
  GbHelp *help = gb_help_open (of (room), NULL);

  g_assert_cmpstr (gb_help_get_page (help), ==, "index");
  gb_test_settle (100);
  gb_test_shoot (GTK_WIDGET (help), "guide-contents");
  g_assert_cmpuint (g_strv_length (pages), >=, 20);
  for (guint i = 0; pages[i] != NULL; i++)
    {
      g_autofree char *shot = g_strdup_printf ("guide-%s", pages[i]);
      gb_help_turn_to (help, pages[i]);
      gb_test_settle (60);
      g_assert_cmpstr (gb_help_get_page (help), ==, pages[i]);
      gb_test_shoot (GTK_WIDGET (help), shot);
    }
  close_guide (help);
}

/* In a window as narrow as a telephone nothing is cut off sideways. */
static void
test_every_page_fits_a_narrow_window (void)
{
  g_autoptr (Room) room = room_new ();
  g_auto (GStrv) pages = gb_help_list ();
  GbHelp *help = gb_help_open (of (room), NULL);

  for (guint i = 0; pages[i] != NULL; i++)
    {
      int least;
      gb_help_turn_to (help, pages[i]);
      gtk_widget_measure (gtk_window_get_child (GTK_WINDOW (help)), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                          NULL);
      if (least > 360)
        g_test_fail_printf ("%s is at least %d wide", pages[i], least);
    }
  close_guide (help);
}

static void
test_a_section_is_opened_by_its_address (void)
{
  g_autoptr (Room) room = room_new ();
  GbHelp *help = gb_help_open (of (room), "procedures#device-misuse");

  gb_test_wait_for (GTK_WIDGET (help), gb_test_says, "Take the device and lock it away");
  g_assert_null (gb_test_find (GTK_WIDGET (help), gb_test_says, "Ask the visitor to stop and to put it away"));
  close_guide (help);
}

static void
test_a_word_finds_the_pages_that_have_it (void)
{
  g_autoptr (Room) room = room_new ();
  GbHelp *help = gb_help_open (of (room), NULL);
  GtkWidget *entry = gb_test_wait_for_type (GTK_WIDGET (help), GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), "administrator PASSWORD");
  gb_test_wait_for (GTK_WIDGET (help), gb_test_says, "A word for IT");
  gb_test_shoot (GTK_WIDGET (help), "guide-found");
  gtk_editable_set_text (GTK_EDITABLE (entry), "saxophone");
  gb_test_wait_for (GTK_WIDGET (help), gb_test_says, "No page of the guide has these words.");
  close_guide (help);
}

static gboolean
is_focus_in_what_is_read (gpointer help)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (help));
  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_SCROLLED_WINDOW) != NULL;
}

static void
test_back_and_contents_turn_the_pages (void)
{
  g_autoptr (Room) room = room_new ();
  GbHelp *help = gb_help_open (of (room), "lock");

  gb_help_turn_to (help, "recovery");
  gtk_widget_activate_action (GTK_WIDGET (help), "guide.back", NULL);
  g_assert_cmpstr (gb_help_get_page (help), ==, "lock");
  /* Whoever came by keyboard goes on by it: the focus is in what is read. */
  gb_test_wait_until (is_focus_in_what_is_read, help, "the focus");
  gtk_widget_activate_action (GTK_WIDGET (help), "guide.back", NULL); /* nothing is before it */
  g_assert_cmpstr (gb_help_get_page (help), ==, "lock");
  gtk_widget_activate_action (GTK_WIDGET (help), "guide.contents", NULL);
  g_assert_cmpstr (gb_help_get_page (help), ==, "index");
  gb_help_turn_to (help, "a-page-that-there-is-not");
  g_assert_cmpstr (gb_help_get_page (help), ==, "index");
  close_guide (help);
}

/* What fills the window while nobody is at the desk says what its reader needs. */
static void
test_the_start_page_opens_what_its_reader_needs (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *dir = g_strdup (gb_vault_get_path (gb_book_get_vault (room->desk->book)));
  GbHelp *help;

  gb_window_set_book (room->window, NULL);
  gb_window_show_start (room->window, GTK_WIDGET (gb_lost_new (dir, FALSE, NULL)));
  gb_test_settle (100);
  help = press_f1 (of (room));
  g_assert_cmpstr (gb_help_get_page (help), ==, "password-reset");
  gb_window_show_start (room->window, GTK_WIDGET (gb_lost_new (dir, TRUE, NULL)));
  gb_test_settle (100);
  press_f1 (of (room));
  g_assert_cmpstr (gb_help_get_page (help), ==, "recovery");
  close_guide (help);
}

static void
test_a_page_within_a_place_has_its_own (void)
{
  static const struct { const char *place; GtkWidget *(*page_new) (GbBook *book); const char *page; } within[] = {
    { "journal", gb_retention_page_new, "retention" },
    { "policy", gb_calendar_page_new, "calendar" },
    { "reports", gb_trends_page_new, "trends" },
  };
  g_autoptr (Room) room = room_new ();
  GbHelp *help = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (within); i++)
    {
      gb_window_go (of (room), within[i].place);
      gb_window_push (of (room), within[i].page_new (room->desk->book));
      gb_test_settle (100);
      help = press_f1 (of (room));
      g_assert_cmpstr (gb_help_get_page (help), ==, within[i].page);
      gb_window_back (of (room));
      press_f1 (of (room));
      g_assert_cmpstr (gb_help_get_page (help), ==, gb_help_page_for (within[i].place));
    }
  close_guide (help);
}

/* The key of @widget that is called @key: its own, or its class's.  (transfer full) */
static GtkShortcut *
find_key (GtkWidget *widget, const char *key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint s = 0; s < g_list_model_get_n_items (G_LIST_MODEL (controller)); s++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), s);
          g_autofree char *trigger = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));
          if (g_str_equal (trigger, key))
            return g_steal_pointer (&shortcut);
        }
    }
  return NULL;
}

/* F1 is a key of the window, and of each form over it. */
static gboolean
has_key (GtkWidget *widget, const char *key)
{
  g_autoptr (GtkShortcut) shortcut = find_key (widget, key);

  return shortcut != NULL;
}

/* The ninth after the eighth, then the tenth, then the journal's own. */
static char *
key_of_place (guint i)
{
  return i < 10 ? g_strdup_printf ("<Control>%u", (i + 1) % 10) : g_strdup ("<Control>j");
}

static guint
chosen_place (Room *room)
{
  GObject *places = gtk_widget_get_template_child (of (room), GB_TYPE_WINDOW, "places");

  return (guint) gtk_list_box_row_get_index (gtk_list_box_get_selected_row (GTK_LIST_BOX (places)));
}

static void
test_each_place_has_a_key_that_leads_to_it (void)
{
  g_autoptr (Room) room = room_new ();
  guint count;
  const GbPlace *places = gb_places (&count);

  for (guint i = count; i-- > 0;)
    {
      g_autofree char *key = key_of_place (i);
      g_autoptr (GtkShortcut) shortcut = find_key (of (room), key);
      g_assert_nonnull (shortcut);
      g_assert_true (gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, of (room), NULL));
      gb_test_settle (50);
      g_assert_cmpstr (places[chosen_place (room)].id, ==, places[i].id);
    }
  g_assert_false (has_key (of (room), "<Control>y"));
}

/* What the window of shortcuts says a key does; "1...9" are nine keys.  (transfer full) */
static char *
said_of_key (GtkBuilder *overlay, const char *key)
{
  g_autoptr (GSList) all = gtk_builder_get_objects (overlay);

  for (GSList *link = all; link != NULL; link = link->next)
    {
      g_autofree char *accelerator = NULL, *title = NULL;
      if (!GTK_IS_SHORTCUTS_SHORTCUT (link->data))
        continue;
      g_object_get (link->data, "accelerator", &accelerator, "title", &title, NULL);
      if (g_ascii_strcasecmp (accelerator, key) == 0
          || (g_str_equal (accelerator, "<Control>1...9") && strlen (key) == strlen ("<Control>1")
              && g_ascii_isdigit (key[strlen ("<Control>")]) && key[strlen ("<Control>")] != '0'))
        return g_steal_pointer (&title);
    }
  return NULL;
}

static void
test_the_window_of_shortcuts_says_the_key_of_each_place (void)
{
  g_autoptr (GtkBuilder) overlay = gtk_builder_new_from_resource ("/org/guardbook/Guardbook/gtk/help-overlay.ui");
  g_autofree char *journal = said_of_key (overlay, "<Control>j"), *nothing = said_of_key (overlay, "<Control>y");
  guint count;

  gb_places (&count);
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *key = key_of_place (i);
      g_autofree char *said = said_of_key (overlay, key);
      g_assert_nonnull (said);
    }
  g_assert_cmpstr (journal, ==, "Journal");
  g_assert_null (nothing);
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (overlay, "help_overlay")));
}

static void
test_f1_is_a_key_of_the_window_and_of_every_form (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  g_assert_true (has_key (of (room), "F1"));
  gb_search_ask_request (of (room), room->desk->book, NULL, NULL, FALSE);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  g_assert_true (has_key (dialog, "F1"));
  g_assert_false (has_key (dialog, "F2"));
  gb_test_press (dialog, "Cancel");
  gb_test_settle (100);
}

static void
test_locking_puts_the_guide_away_and_the_start_page_has_its_own (void)
{
  g_autoptr (Room) room = room_new ();
  GbHelp *help = press_f1 (of (room));
  gpointer gone = help;

  g_object_add_weak_pointer (G_OBJECT (help), &gone);
  gb_window_set_book (room->window, NULL);
  gb_test_wait_until (gb_test_has_gone, &gone, "the end of the guide");
  help = press_f1 (of (room));
  g_assert_cmpstr (gb_help_get_page (help), ==, "lock");
  close_guide (help);
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
  g_test_add_func ("/help/each-place-opens-a-page-of-its-own", test_each_place_opens_a_page_of_its_own);
  g_test_add_func ("/help/a-case-opens-the-page-of-its-place", test_a_case_opens_the_page_of_its_place);
  g_test_add_func ("/help/over-a-form", test_over_a_form_the_page_is_that_of_the_window_behind);
  g_test_add_func ("/help/every-page-can-be-read", test_every_page_can_be_read);
  g_test_add_func ("/help/narrow", test_every_page_fits_a_narrow_window);
  g_test_add_func ("/help/a-section-is-opened-by-its-address", test_a_section_is_opened_by_its_address);
  g_test_add_func ("/help/a-word-finds-the-pages", test_a_word_finds_the_pages_that_have_it);
  g_test_add_func ("/help/back-and-contents", test_back_and_contents_turn_the_pages);
  g_test_add_func ("/help/start-page", test_the_start_page_opens_what_its_reader_needs);
  g_test_add_func ("/help/page-within-a-place", test_a_page_within_a_place_has_its_own);
  g_test_add_func ("/help/key", test_f1_is_a_key_of_the_window_and_of_every_form);
  g_test_add_func ("/help/place-keys", test_each_place_has_a_key_that_leads_to_it);
  g_test_add_func ("/help/place-keys-are-said", test_the_window_of_shortcuts_says_the_key_of_each_place);
  g_test_add_func ("/help/locking-puts-it-away", test_locking_puts_the_guide_away_and_the_start_page_has_its_own);
  return g_test_run ();
}

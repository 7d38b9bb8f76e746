/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame and the kit over a real vault: every template can be made, every
 * button and input of every page has a name that a screen reader can say,
 * quiet text and pills can be read in every look, locking leaves nothing behind. */
#include <adwaita.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "../casework/incident-support.h"
#include "fit.h"
#include "support/passphrase.h"
#include "support/screen.h"
#include "vault/statement.h"
#include "views/first-start.h"
#include "views/form.h"
#include "views/members.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/places.h"
#include "views/row.h"
#include "views/section.h"
#include "views/start.h"
#include "views/text.h"
#include "views/window.h"

static GtkApplication *application;

/* --- names ----------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *root;
  guint least;
} Names;

static gboolean
are_there (gpointer data)
{
  Names *names = data;
  g_autoptr (GbFit) fit = gb_fit_new ();

  gb_fit_check_names (fit, names->root);
  return fit->named >= names->least;
}

static void
look_over (GtkWidget *root, const char *where, guint least)
{
  g_autoptr (GbFit) fit = gb_fit_new ();

  gb_test_wait_until (are_there, &(Names){ root, least }, where);
  gb_test_settle (250); /* what comes after the least */
  gb_fit_check_names (fit, root);
  for (guint i = 0; i < fit->faults->len; i++)
    {
      g_test_message ("%s: %s", where, (const char *) fit->faults->pdata[i]);
      g_test_fail ();
    }
  g_test_message ("%s: %u named", where, fit->named);
  g_assert_cmpuint (fit->named, >=, least);
}

/* The first item of a menu that has no name of its own, or NULL. */
static GtkWidget *
find_nameless_item (GtkWidget *inside)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (inside), "GtkModelButton"))
    return gtk_test_accessible_has_property (GTK_ACCESSIBLE (inside), GTK_ACCESSIBLE_PROPERTY_LABEL) ? NULL : inside;
  for (GtkWidget *child = gtk_widget_get_first_child (inside); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_nameless_item (child);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_a_menus_items_have_names (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = g_object_ref_sink (gtk_menu_button_new ());

  g_menu_append (menu, "Amend…", "case.amend");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  g_assert_nonnull (find_nameless_item (button));
  gb_name_menu (button);
  g_assert_null (find_nameless_item (button));
  g_object_unref (button);
}

static void
test_a_nameless_button_would_be_found (void)
{
  GtkWidget *nameless = g_object_ref_sink (gtk_button_new_from_icon_name ("printer-symbolic"));
  GtkWidget *named = g_object_ref_sink (gb_icon_button_new ("printer-symbolic", "Print"));

  g_assert_false (gb_fit_has_name (nameless));
  g_assert_true (gb_fit_has_name (named));
  g_object_unref (nameless);
  g_object_unref (named);
}

/* --- pages ------------------------------------------------------------------------ */

static gpointer
ask_cases (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (gb_book_get_vault (book), "SELECT noun, id FROM p_case", error);
  GPtrArray *cases = g_ptr_array_new_with_free_func (g_free);

  while (gb_statement_step (s, error))
    {
      g_ptr_array_add (cases, g_strdup (gb_statement_text (s, "noun")));
      g_ptr_array_add (cases, g_strdup (gb_statement_text (s, "id")));
    }
  return cases;
}

static GbWindow *
open_window (GbBook *book)
{
  GbWindow *window = gb_window_new (application);

  gb_window_set_book (window, book);
  gtk_window_present (GTK_WINDOW (window));
  gb_test_settle (200);
  return window;
}

static void
close_window (GbWindow *window)
{
  gb_window_set_book (window, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  gb_test_settle (50);
}

static void
test_every_page_can_be_read_out (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  g_autofree char *incident = gb_test_incident (desk->book);
  g_autoptr (GPtrArray) cases = gb_book_ask (desk->book, ask_cases, NULL, NULL);
  GbWindow *window = open_window (desk->book);
  guint n;
  const GbPlace *places = gb_places (&n);

  for (guint i = 0; i < n; i++)
    {
      gb_window_go (GTK_WIDGET (window), places[i].id);
      look_over (GTK_WIDGET (window), places[i].id, n + 4);
    }
  for (guint i = 0; i < cases->len; i += 2)
    {
      gb_window_open_case (GTK_WIDGET (window), cases->pdata[i], cases->pdata[i + 1]);
      look_over (GTK_WIDGET (window), cases->pdata[i], n + 4);
    }
  gb_window_push (GTK_WIDGET (window), gb_members_page_new (desk->book));
  look_over (GTK_WIDGET (window), "members", n + 4);
  close_window (window);
}

static void
test_the_start_can_be_read_out (void)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  GbWindow *window = gb_window_new (application);
  GbStart *start = gb_start_new (keyring, NULL);

  gb_window_show_start (window, GTK_WIDGET (start));
  gb_start_try (start);
  gtk_window_present (GTK_WINDOW (window));
  look_over (GTK_WIDGET (window), "welcome", 2);
  gb_start_show_locked (start, "", "Ruth Adeyemi", FALSE);
  look_over (GTK_WIDGET (window), "locked", 1);
  gb_start_show_locked (start, "", "Ruth Adeyemi", TRUE);
  look_over (GTK_WIDGET (window), "locked with a passphrase", 3);
  gb_window_show_start (window, GTK_WIDGET (gb_first_start_new (keyring)));
  look_over (GTK_WIDGET (window), "first start", 4);
  gtk_window_destroy (GTK_WINDOW (window));
  gb_test_settle (50);
}

static void
test_every_field_of_a_form_has_a_name (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GbWindow *window = open_window (desk->book);
  GbForm *form = gb_form_new (desk->book);
  GPtrArray *words = gb_pack_words (gb_book_get_pack (desk->book), "four-c");
  GtkWindow *dialog;

  gb_form_line (form, "a", "One line");
  gb_form_text (form, "b", "Several lines");
  gb_form_switch (form, "c", "A switch", NULL);
  gb_form_tri (form, "d", "Yes or no");
  gb_form_choice (form, "e", "A choice", words);
  gb_form_list (form, "f", "Several choices", words);
  gb_form_when (form, "g", "When", TRUE);
  gb_form_number (form, "h", "How many", 0, 9);
  gb_form_person (form, "i", NULL, "Who");
  dialog = gb_form_open (form, GTK_WIDGET (window), "A form", "Record");
  look_over (GTK_WIDGET (dialog), "form", 18);
  gtk_window_destroy (dialog);
  close_window (window);
}

static void
test_locking_leaves_nothing_of_the_desk (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GbWindow *window = open_window (desk->book);
  GbPage *page = gb_page_new ("A case");
  GbForm *form = gb_form_new (desk->book);
  GtkWindow *dialog;

  gb_window_push (GTK_WIDGET (window), GTK_WIDGET (page));
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gb_form_text (form, "text", "What happened");
  dialog = gb_form_open (form, GTK_WIDGET (window), "A form", "Record");
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gb_test_settle (100);
  gb_window_set_book (window, NULL);
  gb_test_wait_until (gb_test_has_gone, &page, "the end of the page");
  gb_test_wait_until (gb_test_has_gone, &dialog, "the end of the form");
  g_assert_null (gb_window_get_book (window));
  gtk_window_destroy (GTK_WINDOW (window));
  gb_test_settle (50);
}

static void
keep_draft (GbForm *form, JsonObject *body, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (gb_json_text (body, "text"));
}

static void
test_a_form_hands_in_its_draft_when_the_desk_is_locked (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GbWindow *window = open_window (desk->book);
  GbForm *form = gb_form_new (desk->book);
  GtkWidget *view = gb_form_text (form, "text", "What happened");
  g_autofree char *kept = NULL;

  g_signal_connect (form, "draft", G_CALLBACK (keep_draft), &kept);
  gb_form_open (form, GTK_WIDGET (window), "A form", "Record");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "She told me at the gate", -1);
  gb_test_settle (50);
  gb_window_set_book (window, NULL);
  gb_test_wait_until (gb_test_has_come, &kept, "the draft");
  g_assert_cmpstr (kept, ==, "She told me at the gate");
  gtk_window_destroy (GTK_WINDOW (window));
  gb_test_settle (50);
}

static void
test_a_refused_form_keeps_what_was_typed (void)
{
  g_autoptr (Desk) desk = desk_new ();
  GbWindow *window = open_window (desk->book);
  GbForm *form = gb_form_new (desk->book);
  GtkWidget *line = gb_form_line (form, "reason", "Why");
  g_autoptr (JsonObject) body = NULL;
  GtkWindow *dialog;
  GtkWidget *proof;

  gb_form_keep_text (form, "member_id", "00000000000000000000000000000000");
  gb_form_keep_text (form, "name", "Nobody");
  gb_form_set_act (form, "member.left", NULL);
  dialog = gb_form_open (form, GTK_WIDGET (window), "A form", "Remove");
  gtk_editable_set_text (GTK_EDITABLE (line), "Has moved to another school");
  gb_form_submit (form);
  /* It is not sent off, and so not refused, before it is signed. */
  proof = gb_test_wait_for_dialog (dialog);
  gb_test_give_passphrase (proof, GB_TEST_PASSPHRASE);
  gb_test_press (proof, "Sign");
  gb_test_wait_for (GTK_WIDGET (dialog), gb_test_says, "no key that could be taken away");
  body = gb_form_read (form);
  g_assert_cmpstr (gb_json_text (body, "reason"), ==, "Has moved to another school");
  close_window (window);
}

/* --- days and times as they are typed -------------------------------------------------- */

static void
check_day (const char *text, const char *expected)
{
  g_autofree char *day = gb_when_read_day (text, "2026-11-19");
  g_assert_cmpstr (day, ==, expected);
}

static void
test_days_are_read_as_people_write_them (void)
{
  check_day ("today", "2026-11-19");
  check_day ("Yesterday", "2026-11-18");
  check_day ("2026-11-17", "2026-11-17");
  check_day ("17/11/2026", "2026-11-17");
  check_day ("17/11/26", "2026-11-17");
  check_day ("17 Nov", "2026-11-17");
  check_day ("17 November 2025", "2025-11-17");
  check_day ("Tuesday 17 November", "2026-11-17");
  check_day ("3/9", "2026-09-03");
}

static void
test_what_is_no_day_is_no_day (void)
{
  check_day ("", NULL);
  check_day ("31/02/2026", NULL);
  check_day ("11/17/2026", NULL);
  check_day ("last week", NULL);
}

static void
test_times_are_read_as_people_write_them (void)
{
  g_assert_cmpint (gb_when_read_time ("11.05"), ==, 665);
  g_assert_cmpint (gb_when_read_time ("11:05"), ==, 665);
  g_assert_cmpint (gb_when_read_time ("1105"), ==, 665);
  g_assert_cmpint (gb_when_read_time ("9"), ==, 540);
  g_assert_cmpint (gb_when_read_time ("24.00"), ==, -1);
  g_assert_cmpint (gb_when_read_time ("9.75"), ==, -1);
  g_assert_cmpint (gb_when_read_time ("noon"), ==, -1);
}

/* --- contrast --------------------------------------------------------------------------- */

static double
channel (double c)
{
  return c <= 0.03928 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *colour)
{
  return 0.2126 * channel (colour->red) + 0.7152 * channel (colour->green) + 0.0722 * channel (colour->blue);
}

static double
contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  double la = luminance (a) + 0.05, lb = luminance (b) + 0.05;
  return MAX (la, lb) / MIN (la, lb);
}

/* @over at its own alpha over @under. */
static GdkRGBA
blend (const GdkRGBA *over, const GdkRGBA *under)
{
  float a = over->alpha;
  return (GdkRGBA){ over->red * a + under->red * (1 - a), over->green * a + under->green * (1 - a),
                    over->blue * a + under->blue * (1 - a), 1 };
}

/* The colour that a widget has at a point, as drawn. */
static GdkRGBA
colour_at (GtkWidget *root, int x, int y)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (root);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int width = gtk_widget_get_width (root), height = gtk_widget_get_height (root);
  g_autofree guchar *pixels = g_malloc ((gsize) width * height * 4);
  guchar *p;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (root)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  gdk_texture_download (texture, pixels, (gsize) width * 4);
  p = pixels + ((gsize) y * width + x) * 4;
  return (GdkRGBA){ p[2] / 255.0f, p[1] / 255.0f, p[0] / 255.0f, 1 };
}

/* Text colour of @label against what lies just before its first letter. */
static void
check_contrast (GtkWidget *root, GtkWidget *label, const char *what)
{
  GdkRGBA ink, ground;
  double x, y, ratio;

  gtk_style_context_get_color (gtk_widget_get_style_context (label), &ink);
  g_assert_true (gtk_widget_translate_coordinates (label, root, -1, gtk_widget_get_height (label) / 2, &x, &y));
  ground = colour_at (root, (int) x, (int) y);
  ink = blend (&ink, &ground);
  ratio = contrast (&ink, &ground);
  g_test_message ("%s %.1f : 1", what, ratio);
  if (ratio < 4.5)
    g_test_fail_printf ("%s has only %.2f : 1", what, ratio);
}

static const char *const pill_words[] = { "Plain", "Open", "Go", "Warn", "Stop", "Sealed" };

static void
check_look (AdwColorScheme scheme, const char *look)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *quiet = gb_text_new (GB_TEXT_QUIET, "Asked for by Carys Whitlock at 10.42.");
  GtkWidget *clause = gb_text_new (GB_TEXT_CLAUSE, "000 MST 6.1");
  GbSection *section = gb_section_new ("On a card");
  GtkWidget *pills[2][6];

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
  gtk_widget_add_css_class (box, "background");
  gtk_box_append (GTK_BOX (box), quiet);
  gtk_box_append (GTK_BOX (box), clause);
  for (guint i = 0; i < 6; i++)
    {
      GbRow *row = gb_row_new ("A row", "Its quiet line");
      pills[0][i] = gb_pill_new (i, pill_words[i]);
      pills[1][i] = gb_pill_new (i, pill_words[i]);
      gtk_box_append (GTK_BOX (box), pills[0][i]);
      gb_row_add_pill (row, pills[1][i]);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (section));
  /* In a scroller, as everything tall is: newer GTK minds a window that might be too low for its rows. */
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window),
                                      g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER,
                                                    "propagate-natural-width", TRUE, "propagate-natural-height", TRUE,
                                                    "child", box, NULL));
  gtk_window_present (GTK_WINDOW (window));
  gb_test_wait_for_frame (window);
  check_contrast (box, quiet, look);
  check_contrast (box, clause, look);
  for (guint on = 0; on < 2; on++)
    for (guint i = 0; i < 6; i++)
      {
        g_autofree char *what =
            g_strdup_printf ("%s, pill %s, %s", look, pill_words[i], on == 0 ? "on the window" : "on a card");
        check_contrast (box, gtk_widget_get_last_child (pills[on][i]), what);
      }
  gtk_window_destroy (GTK_WINDOW (window));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gb_test_settle (50);
}

static void
test_quiet_text_and_pills_can_be_read (void)
{
  check_look (ADW_COLOR_SCHEME_FORCE_LIGHT, "light");
  check_look (ADW_COLOR_SCHEME_FORCE_DARK, "dark");
}

int
main (int argc, char **argv)
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_func ("/frame/a-nameless-button-would-be-found", test_a_nameless_button_would_be_found);
  g_test_add_func ("/frame/a-menus-items-have-names", test_a_menus_items_have_names);
  g_test_add_func ("/frame/every-page-can-be-read-out", test_every_page_can_be_read_out);
  g_test_add_func ("/frame/the-start-can-be-read-out", test_the_start_can_be_read_out);
  g_test_add_func ("/frame/every-field-of-a-form-has-a-name", test_every_field_of_a_form_has_a_name);
  g_test_add_func ("/frame/locking-leaves-nothing-of-the-desk", test_locking_leaves_nothing_of_the_desk);
  g_test_add_func ("/frame/a-form-hands-in-its-draft-when-locked",
                   test_a_form_hands_in_its_draft_when_the_desk_is_locked);
  g_test_add_func ("/frame/a-refused-form-keeps-what-was-typed", test_a_refused_form_keeps_what_was_typed);
  g_test_add_func ("/frame/days-are-read-as-people-write-them", test_days_are_read_as_people_write_them);
  g_test_add_func ("/frame/what-is-no-day-is-no-day", test_what_is_no_day_is_no_day);
  g_test_add_func ("/frame/times-are-read-as-people-write-them", test_times_are_read_as_people_write_them);
  g_test_add_func ("/frame/quiet-text-and-pills-can-be-read", test_quiet_text_and_pills_can_be_read);
  return g_test_run ();
}

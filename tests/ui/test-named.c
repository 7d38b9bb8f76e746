/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of somebody whom a sealed case is about, against the window of a
 * vault without it: Today, every room, every badge and every word in them; and
 * the sidebar of each role against the table of roles. */
#include "casework/capability.h"
#include "casework/seal.h"
#include "journal/sealed.h"
#include "room.h"
#include "support/cover.h"
#include "vault/statement.h"
#include "views/places.h"

/* --- what stands in a window ----------------------------------------------------------- */

static void
add_words (GtkWidget *widget, GString *all)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    g_string_append_printf (all, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    add_words (child, all);
}

/* What a page says once nothing comes any more: some are counted, some drawn. */
static char *
said_in (GtkWidget *widget, GbBook *book)
{
  char *before = g_strdup ("");

  for (guint same = 0, tries = 0; same < 3 && tries < 80; tries++)
    {
      GString *now = g_string_new (NULL);
      gb_test_settle (100);
      gb_test_wait_until_answered (book);
      add_words (widget, now);
      same = g_str_equal (now->str, before) ? same + 1 : 0;
      g_free (before);
      before = g_string_free (now, FALSE);
    }
  return before;
}

/* Every place of the sidebar, one after another, as whoever sits there sees it. */
static char *
walk (Room *room)
{
  guint n;
  const GbPlace *places = gb_places (&n);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *said = NULL;
      if (!gb_place_is_for (&places[i], room->desk->book))
        continue;
      gb_window_go (of (room), places[i].id);
      said = said_in (of (room), room->desk->book);
      g_string_append_printf (all, "=== %s\n%s", places[i].id, said);
    }
  return g_string_free (all, FALSE);
}

/* --- with and without ------------------------------------------------------------------- */

static void
set_down (Room *room)
{
  g_autofree char *json = g_strdup_printf (
      "{'person_id':'%s','person':'Martin Pell','person_role':'staff','title':'The xylophone','narrative':'The xylophone "
      "was heard.','occurred_at':%" G_GINT64_FORMAT ",'precision':'about','place':'online','noticed_at':%"
      G_GINT64_FORMAT ",'online':false,'told_by':'A parent','own_words':'He wrote back at night.',"
      "'self_reported':false,'danger':'no'}",
      room->desk->members[MARTIN], at_time (8 * 60), at_time (9 * 60 + 30));
  g_autofree char *id = gb_test_act (room->desk->book, "concern.recorded", NULL, json);
  g_autofree char *note = gb_test_act (room->desk->book, "concern.noted", id, "{'text':'Again the xylophone.'}");
}

/* His safety words, and the hashes and codes of the vault, are its own. */
static char *
without_chance (const char *text)
{
  g_autoptr (GRegex) chance
      = g_regex_new ("[0-9a-f]{16,}|(?<=in Members: )[a-z ]+|(?<=mark: )[a-z ]+|([0-9A-Z]{5} ?){5}", 0, 0, NULL);

  return g_regex_replace_literal (chance, text, -1, 0, "#", 0, NULL);
}

static char *
as_the_person_named (gboolean sealed, Sizes *sizes)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *incident = gb_test_incident (room->desk->book);
  g_autofree char *all = NULL;

  if (sealed)
    {
      set_down (room);
      gb_book_ask (room->desk->book, ask_sizes, sizes, NULL);
    }
  else
    gb_book_ask (room->desk->book, ask_cover, sizes, NULL);
  g_free (gb_test_incident (room->desk->book));
  if (sealed)
    {
      /* She who set it down has it on her screen. */
      gb_window_go (of (room), "today");
      gb_test_wait_for (of (room), gb_test_says, "LADO");
    }
  sit (room, MARTIN);
  gb_test_wait_for (of (room), gb_test_says, "Martin Pell");
  all = walk (room);
  return without_chance (all);
}

static void
test_todays_page_and_every_room_say_the_same_without_the_case (void)
{
  Sizes sizes = { 0 };
  g_autofree char *with = as_the_person_named (TRUE, &sizes);
  g_autofree char *without = as_the_person_named (FALSE, &sizes);
  g_auto (GStrv) one = g_strsplit (with, "\n", -1), other = g_strsplit (without, "\n", -1);

  g_assert_cmpuint (sizes.entries, ==, 2);
  if (g_getenv ("GUARDBOOK_SAY") != NULL)
    g_printerr ("%s", with);
  g_assert_null (strstr (with, "xylophone"));
  g_assert_nonnull (strstr (with, "Phone used in the changing room"));
  g_assert_nonnull (strstr (with, "=== journal"));
  for (guint i = 0; one[i] != NULL && other[i] != NULL; i++)
    g_assert_cmpstr (one[i], ==, other[i]);
  g_assert_cmpuint (g_strv_length (one), ==, g_strv_length (other));
}

/* --- each role's rooms ------------------------------------------------------------------------ */

static const struct { const char *role, *hidden; } sidebars[] = {
  { "online-lead", "" },
  { "leadership", "" },
  { "case-manager", "incidents searches devices referrals people registers reports journal" },
  { "chair", "incidents searches devices referrals people registers journal" },
};

static GtkListBox *
sidebar_of (GtkWidget *inside)
{
  for (GtkWidget *child = gtk_widget_get_first_child (inside); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkListBox *found = GTK_IS_LIST_BOX (child) && gtk_widget_has_css_class (child, "navigation-sidebar")
                              ? GTK_LIST_BOX (child)
                              : sidebar_of (child);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
check_sidebar (Room *room, const char *role, const char *hidden)
{
  g_auto (GStrv) names = g_strsplit (hidden, " ", -1);
  GtkListBox *list = sidebar_of (of (room));
  guint n;
  const GbPlace *places = gb_places (&n);

  g_assert_nonnull (list);
  for (guint i = 0; i < n; i++)
    {
      gboolean shown = gtk_widget_get_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (list, (int) i)));
      gboolean expected = !g_strv_contains ((const char *const *) names, places[i].id);
      if (g_strv_contains ((const char *const *) names, places[i].id) && shown)
        g_error ("%s is shown %s", role, places[i].id);
      g_assert_cmpint (shown, ==, gb_place_is_for (&places[i], room->desk->book));
      if (expected && !shown && places[i].needs != 0)
        g_error ("%s isn't shown %s", role, places[i].id);
    }
}

static void
test_each_role_is_shown_its_rooms_and_no_open_case_elsewhere (void)
{
  g_autoptr (Room) room = room_new ();
  char *ids[G_N_ELEMENTS (sidebars)];

  g_free (gb_test_incident (room->desk->book));
  gb_window_set_book (room->window, NULL);
  gb_test_settle (50);
  for (guint i = 0; i < G_N_ELEMENTS (sidebars); i++)
    ids[i] = gb_test_desk_enrol (room->desk->desk, "Owen Farrant", sidebars[i].role);
  for (guint i = 0; i < G_N_ELEMENTS (sidebars); i++)
    {
      gboolean reads = gb_role_words_can (sidebars[i].role, GB_CAN_READ_CASES);
      g_autofree char *all = NULL;
      room->desk->book = gb_test_desk_reopen (room->desk->desk, ids[i]);
      gb_window_set_book (room->window, room->desk->book);
      gb_test_wait_until_answered (room->desk->book);
      check_sidebar (room, sidebars[i].role, sidebars[i].hidden);
      all = walk (room);
      if ((strstr (all, "Phone used in the changing room") != NULL) != reads)
        g_error ("%s: the open case is %s", sidebars[i].role, reads ? "hidden" : "shown");
      gb_test_shoot (of (room), sidebars[i].role);
      gb_window_set_book (room->window, NULL);
      gb_test_settle (50);
      g_free (ids[i]);
    }
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
  g_test_add_func ("/named/every-room", test_todays_page_and_every_room_say_the_same_without_the_case);
  g_test_add_func ("/named/sidebars", test_each_role_is_shown_its_rooms_and_no_open_case_elsewhere);
  return g_test_run ();
}

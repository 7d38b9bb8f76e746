/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The box over everything: what is typed, what stands under it, where it leads. */
#include <adwaita.h>
#include <locale.h>
#include <string.h>

#include "base/time.h"
#include "casework/roll.h"
#include "support/desk.h"
#include "support/screen.h"
#include "views/person-picker.h"
#include "views/row.h"
#include "views/window.h"

static GtkApplication *application;

typedef struct
{
  GbTestDesk *desk;
  GbWindow *window;
} Room;

/* What happened an hour ago is today's at any hour, and its reference is of 2026. */
static gint64
stand_still (gpointer data)
{
  return gb_day_to_instant ("2026-11-19", 11 * 60 + 20);
}

static Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->desk = gb_test_desk_new ();
  room->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (room->window), 1280, 820);
  g_assert_true (gb_roll_import_shipped (room->desk->book, NULL));
  g_free (gb_test_incident (room->desk->book));
  gb_window_set_book (room->window, room->desk->book);
  gtk_window_present (GTK_WINDOW (room->window));
  return room;
}

static void
room_free (Room *room)
{
  gb_window_set_book (room->window, NULL);
  gtk_window_destroy (GTK_WINDOW (room->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  gb_test_desk_free (room->desk);
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

static GtkWidget *
box_of (Room *room)
{
  gtk_widget_activate_action (of (room), "win.find-all", NULL);
  gb_test_wait_for (of (room), gb_test_says, "A name, even if you aren’t sure of its spelling.");
  return gb_test_wait_for_type (of (room), GTK_TYPE_SEARCH_ENTRY);
}

static void
test_what_is_typed_is_found_at_once_and_opened_by_return (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *box = box_of (room);

  gb_test_shoot (of (room), "find-empty");
  gtk_editable_set_text (GTK_EDITABLE (box), "marsh");
  gb_test_wait_for (of (room), gb_test_says, "Elin Marsh");
  gb_test_settle (300);
  gb_test_shoot (of (room), "find");
  gb_test_wait_for (of (room), gb_test_says, "Amina Marsh");
  gtk_editable_set_text (GTK_EDITABLE (box), "elin marsh");
  gb_test_wait_until_gone (of (room), gb_test_says, "Amina Marsh");
  gb_test_wait_for (of (room), gb_test_says, "Elin Marsh");
  g_signal_emit_by_name (box, "activate");
  gb_test_wait_for (of (room), gb_test_says, "Year 6, aged ");
}

/* Who types fast presses Return before what was typed has been looked up: what
 * stands there is the answer to something else, perhaps another child. */
static void
test_return_waits_for_the_answer_to_what_was_typed (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *box = box_of (room);

  gtk_editable_set_text (GTK_EDITABLE (box), "amelie baptiste");
  gb_test_wait_for (of (room), gb_test_says, "Amelie Baptiste");
  gtk_editable_set_text (GTK_EDITABLE (box), "elin marsh");
  g_signal_emit_by_name (box, "activate");
  gb_test_wait_for (of (room), gb_test_says, "Year 6, aged ");
  g_assert_nonnull (gb_test_find (of (room), gb_test_says, "Elin Marsh"));
  g_assert_null (gb_test_find (of (room), gb_test_says, "Amelie Baptiste"));
}

/* What was typed on after Return is no longer what Return was pressed for. */
static void
test_what_is_typed_on_calls_return_off (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *box = box_of (room);

  gtk_editable_set_text (GTK_EDITABLE (box), "elin");
  g_signal_emit_by_name (box, "activate");
  gtk_editable_set_text (GTK_EDITABLE (box), "amelie baptiste");
  gb_test_wait_for (of (room), gb_test_says, "Amelie Baptiste");
  gb_test_settle (300);
  g_assert_nonnull (gb_test_find (of (room), gb_test_says, "Found"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (box)), ==, "amelie baptiste");
}

static gboolean
has_chosen (gpointer picker)
{
  return gb_person_picker_get (GB_PERSON_PICKER (picker)) != NULL;
}

/* The same where a name is put into a record. */
static void
test_a_name_typed_in_haste_is_the_one_that_is_chosen (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *window = gtk_window_new (), *list = gtk_list_box_new (), *entry;
  GbPersonPicker *picker = gb_person_picker_new (room->desk->book, "Pupil");

  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (picker));
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  entry = gb_test_wait_for_type (window, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "amelie");
  gb_test_wait_for (window, gb_test_says, "Amelie Baptiste");
  gtk_editable_set_text (GTK_EDITABLE (entry), "elin marsh");
  g_signal_emit_by_name (entry, "activate");
  gb_test_wait_until (has_chosen, picker, "the person");
  g_assert_cmpstr (gb_person_picker_get (picker)->name, ==, "Elin Marsh");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_what_is_nearly_right_stands_under_its_own_heading (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *box = box_of (room);

  gtk_editable_set_text (GTK_EDITABLE (box), "Ellin Marsch");
  gb_test_wait_for (of (room), gb_test_says, "Spelt nearly so");
  gb_test_wait_for (of (room), gb_test_says, "Elin Marsh");
  gb_test_settle (300);
  gb_test_shoot (of (room), "find-near");
  gtk_editable_set_text (GTK_EDITABLE (box), "zzyzx");
  gb_test_wait_for (of (room), gb_test_says, "Nothing here has that.");
  gb_test_shoot (of (room), "find-none");
}

static void
test_a_day_and_a_reference_lead_to_the_case (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *box = box_of (room);

  gtk_editable_set_text (GTK_EDITABLE (box), "today");
  gb_test_wait_for (of (room), gb_test_says, "Happened on ");
  gb_test_settle (300);
  gb_test_shoot (of (room), "find-day");
  gtk_editable_set_text (GTK_EDITABLE (box), "26-1");
  gb_test_settle (400);
  gb_test_wait_for (of (room), gb_test_says, "Incident 26-0001");
}

/* A cell's label with the words @text, not the preview's. */
static GtkWidget *
cell_of (Room *room, const char *text)
{
  GtkWidget *table = gb_test_wait_for_type (of (room), GTK_TYPE_COLUMN_VIEW);
  return gb_test_wait_for (table, gb_test_says, text);
}

/* What of it is bold.  (transfer full) */
static char *
marked_in (GtkWidget *label)
{
  PangoAttrList *list = gtk_label_get_attributes (GTK_LABEL (label));
  GSList *all = list != NULL ? pango_attr_list_get_attributes (list) : NULL;
  GString *text = g_string_new (NULL);

  for (GSList *link = all; link != NULL; link = link->next)
    {
      const PangoAttribute *one = link->data;
      g_string_append_printf (text, "%s%.*s", text->len > 0 ? "|" : "", (int) (one->end_index - one->start_index),
                              gtk_label_get_label (GTK_LABEL (label)) + one->start_index);
    }
  g_slist_free_full (all, (GDestroyNotify) pango_attribute_destroy);
  return g_string_free (text, FALSE);
}

typedef struct
{
  Room *room;
  const char *row, *marks;
} Marked;

static gboolean
is_marked (gpointer data)
{
  Marked *wanted = data;
  g_autofree char *marked = marked_in (cell_of (wanted->room, wanted->row));
  return g_str_equal (marked, wanted->marks);
}

static void
wait_for_marks (Room *room, const char *row, const char *marks)
{
  gb_test_wait_until (is_marked, &(Marked){ room, row, marks }, row);
}

static void
test_a_list_marks_what_its_rows_were_found_by (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *search;

  gb_window_go (of (room), "incidents");
  wait_for_marks (room, "Phone used in the changing room", "");
  search = gb_test_wait_for_type (of (room), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "phon chang");
  wait_for_marks (room, "Phone used in the changing room", "Phone|changing");
  gb_test_settle (300);
  gb_test_shoot (of (room), "find-list");
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  wait_for_marks (room, "Phone used in the changing room", "");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  gb_clock_set (stand_still, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  if (g_getenv ("GUARDBOOK_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_func ("/find/typed", test_what_is_typed_is_found_at_once_and_opened_by_return);
  g_test_add_func ("/find/return-waits", test_return_waits_for_the_answer_to_what_was_typed);
  g_test_add_func ("/find/chosen-in-haste", test_a_name_typed_in_haste_is_the_one_that_is_chosen);
  g_test_add_func ("/find/return-called-off", test_what_is_typed_on_calls_return_off);
  g_test_add_func ("/find/near", test_what_is_nearly_right_stands_under_its_own_heading);
  g_test_add_func ("/find/day", test_a_day_and_a_reference_lead_to_the_case);
  g_test_add_func ("/find/list", test_a_list_marks_what_its_rows_were_found_by);
  return g_test_run ();
}

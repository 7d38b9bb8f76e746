/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list that goes by quickly: whoever is still on the screen gets their row, those
 * in sight before those near by, and nobody fetches for those who have gone, or
 * for those out of sight while the list jumps about. */
#include <gtk/gtk.h>

#include "base/ids.h"
#include "support/desk.h"
#include "views/case-list.h"
#include "views/text.h"

#define ROWS 2000
#define STAYING 10

static int fetched; /* atomic: the worker counts */

static gpointer
fetch_row (GbBook *book G_GNUC_UNUSED, const char *id G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  g_atomic_int_inc (&fetched);
  return g_object_new (G_TYPE_OBJECT, NULL);
}

static GbCaseList *
list_new (GbBook *book)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  GbCaseList *list = gb_case_list_new (book, fetch_row);

  for (guint i = 0; i < ROWS; i++)
    g_ptr_array_add (ids, gb_id_new ());
  gb_case_list_set_ids (list, ids);
  g_atomic_int_set (&fetched, 0);
  return list;
}

static void
test_rows_that_have_gone_by_are_not_fetched (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbCaseList) list = list_new (desk->book);
  g_autoptr (GPtrArray) staying = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < ROWS; i++)
    {
      GbCaseItem *item = g_list_model_get_item (G_LIST_MODEL (list), i);
      if (i < ROWS - STAYING)
        g_object_unref (item);
      else
        g_ptr_array_add (staying, item);
    }
  for (guint i = 0; i < STAYING; i++)
    while (gb_case_item_get_record (staying->pdata[i]) == NULL)
      g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_atomic_int_get (&fetched), ==, STAYING);
}

static void
test_every_row_of_a_long_page_comes_the_first_first (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbCaseList) list = list_new (desk->book);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 300; i++)
    g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (list), i));
  while (gb_case_item_get_record (rows->pdata[0]) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (gb_case_item_get_record (rows->pdata[299]));
  while (gb_case_item_get_record (rows->pdata[299]) == NULL)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < rows->len; i++)
    g_assert_nonnull (gb_case_item_get_record (rows->pdata[i]));
  g_assert_cmpint (g_atomic_int_get (&fetched), ==, 300);
}

static GPtrArray *
first_items (GbCaseList *list, guint n)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (list), i));
  return rows;
}

static void
test_rows_in_sight_come_before_those_asked_for_earlier (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbCaseList) list = list_new (desk->book);
  g_autoptr (GPtrArray) rows = first_items (list, 300);

  gb_case_list_look_at (list, 200, 20);
  while (gb_case_item_get_record (rows->pdata[200]) == NULL)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 300; i++)
    g_assert_cmpint (gb_case_item_get_record (rows->pdata[i]) != NULL, ==, i >= 200 && i < 220);
  while (gb_case_item_get_record (rows->pdata[0]) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (gb_case_item_get_record (rows->pdata[299]));
  g_assert_cmpint (g_atomic_int_get (&fetched), ==, 300);
}

static void
test_a_list_that_jumps_about_fetches_what_is_in_sight (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbCaseList) list = list_new (desk->book);
  g_autoptr (GPtrArray) rows = first_items (list, 300);

  for (guint i = 0; gb_case_item_get_record (rows->pdata[119]) == NULL
                    || gb_case_item_get_record (rows->pdata[219]) == NULL; i++)
    {
      gb_case_list_look_at (list, i % 2 == 0 ? 100 : 200, 20);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpint (g_atomic_int_get (&fetched), ==, 40);
  for (guint i = 0; i < rows->len; i++) /* the rest comes in one go or in several */
    while (gb_case_item_get_record (rows->pdata[i]) == NULL)
      g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_atomic_int_get (&fetched), ==, 300);
}

/* As when the pointer rests on it. */
static gboolean
tells (GtkWidget *widget)
{
  g_autoptr (GObject) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean tells_something = FALSE;

  g_signal_emit_by_name (widget, "query-tooltip", 1, 1, FALSE, tooltip, &tells_something);
  return tells_something;
}

static void
test_a_cell_that_waits_for_its_row_tells_nothing_of_another (void)
{
  g_autoptr (GtkWidget) cell = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *title = gtk_label_new ("Phone passed round in the annexe");

  gtk_box_append (GTK_BOX (cell), title);
  gtk_box_append (GTK_BOX (cell), gtk_label_new (""));
  gb_text_tell_rest (cell);
  g_assert_true (tells (cell));
  gtk_widget_set_opacity (cell, 0);
  g_assert_false (tells (cell));
  gtk_widget_set_opacity (cell, 1);
  gtk_label_set_label (GTK_LABEL (title), "");
  g_assert_false (tells (cell));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case-list/gone-by", test_rows_that_have_gone_by_are_not_fetched);
  g_test_add_func ("/case-list/in-order", test_every_row_of_a_long_page_comes_the_first_first);
  g_test_add_func ("/case-list/in-sight", test_rows_in_sight_come_before_those_asked_for_earlier);
  g_test_add_func ("/case-list/jumps", test_a_list_that_jumps_about_fetches_what_is_in_sight);
  g_test_add_func ("/case-list/waits", test_a_cell_that_waits_for_its_row_tells_nothing_of_another);
  return g_test_run ();
}

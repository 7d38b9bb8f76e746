/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/errors.h"
#include "casework/record.h"
#include "support/desk.h"

#define TEST_ROW_FIELDS(TEXT, NUMBER) TEXT (title) NUMBER (opened_at) TEXT (note)
GB_RECORD_DECLARE (TestRow, test_row, TEST_ROW_FIELDS)
GB_RECORD_DEFINE (TestRow, test_row, TEST_ROW_FIELDS)

static gpointer
rows (GbBook *book, gpointer sql, GCancellable *cancellable, GError **error)
{
  return gb_records (gb_book_get_vault (book), test_row_get_type (), error, sql, ":title", "Phone", NULL);
}

static gpointer
one (GbBook *book, gpointer sql, GCancellable *cancellable, GError **error)
{
  return gb_record_one (gb_book_get_vault (book), test_row_get_type (), error, sql, NULL);
}

static void
test_rows_become_records_by_name (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GPtrArray) found = gb_book_ask (
      desk->book, rows, (gpointer) "SELECT NULL AS note, 7 AS opened_at, :title AS title UNION ALL SELECT 'n', 8, 't'",
      NULL);
  TestRow *first;
  g_autofree char *title = NULL;
  gint64 opened_at = 0;

  g_assert_cmpuint (found->len, ==, 2);
  first = found->pdata[0];
  g_assert_cmpstr (first->title, ==, "Phone");
  g_assert_cmpint (first->opened_at, ==, 7);
  g_assert_null (first->note);
  g_object_get (found->pdata[1], "title", &title, "opened-at", &opened_at, NULL);
  g_assert_cmpstr (title, ==, "t");
  g_assert_cmpint (opened_at, ==, 8);
}

static void
test_no_row_is_no_error (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (
      gb_book_ask (desk->book, one, (gpointer) "SELECT 1 AS opened_at, 'a' AS title, 'b' AS note WHERE 0", &error));
  g_assert_no_error (error);
  g_assert_null (gb_book_ask (desk->book, one, (gpointer) "SELECT nothing FROM nowhere", &error));
  g_assert_nonnull (error);
}

/* A misspelt name must not slip through to a window that shows nothing. */
static void
test_a_query_with_other_columns_aborts (void)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("/record/subprocess/%u", i);
      g_test_trap_subprocess (path, 0, 0);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*TestRow: the query has*");
    }
}

static void
bad_query (gconstpointer sql)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  gb_book_ask (desk->book, one, (gpointer) sql, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/rows-become-records-by-name", test_rows_become_records_by_name);
  g_test_add_func ("/record/no-row-is-no-error", test_no_row_is_no_error);
  g_test_add_func ("/record/a-query-with-other-columns-aborts", test_a_query_with_other_columns_aborts);
  g_test_add_data_func ("/record/subprocess/0", "SELECT 1 AS opened_at, 'a' AS titel, 'b' AS note", bad_query);
  g_test_add_data_func ("/record/subprocess/1", "SELECT 1 AS opened_at, 'a' AS title", bad_query);
  g_test_add_data_func ("/record/subprocess/2", "SELECT 1 AS opened_at, 'a' AS title, 'b' AS note, 'c' AS more",
                        bad_query);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scrolling costs: the list of incidents over 100,000 of them, as the
 * window has it (GbCaseList, its ids from one query, its rows fetched as they
 * are shown).  Prints how long the ids take, how long a page takes from being
 * asked for until its last row is there, at places all over the list, and - when
 * there is a display - the time between frames of a list view that is scrolled
 * through it.  Asserts nothing about time.
 *
 *   bench-list [INCIDENTS] */
#include <stdio.h>

#include <adwaita.h>

#include "casework/incident.h"
#include "support/desk.h"
#include "vault/statement.h"
#include "views/case-list.h"

#define PAGE 40 /* rows on a tall screen */
#define PAGES 200
#define FRAMES 600

static int
compare_times (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *) a < *(const gint64 *) b ? -1 : *(const gint64 *) a > *(const gint64 *) b;
}

static void
print_times (const char *label, GArray *times)
{
  if (times->len == 0)
    return;
  g_array_sort (times, compare_times);
  printf ("%-42s %9.2f %9.2f %9.2f\n", label, (double) g_array_index (times, gint64, times->len / 2) / 1000,
          (double) g_array_index (times, gint64, times->len * 99 / 100) / 1000,
          (double) g_array_index (times, gint64, times->len - 1) / 1000);
}

/* --- a hundred thousand incidents ------------------------------------------------- */

/* The one incident that was recorded, @count times over, in the tables that the
 * list reads: what is measured is reading. */
static gboolean
multiply (GbVault *vault, const char *table, guint count, GError **error)
{
  g_autofree char *columns = gb_vault_ask_text (
      vault, error,
      "SELECT group_concat (CASE name WHEN 'id' THEN 'printf (''%032x'', n.i)' WHEN 'case_id' THEN 'printf (''%032x'', "
      "n.i)'"
      " WHEN 'root' THEN 'printf (''%032x'', n.i)' WHEN 'entry' THEN '1000 + n.i' WHEN 'number' THEN '1000 + n.i'"
      " WHEN 'reference' THEN 'printf (''26-%04d'', 1000 + n.i)' WHEN 'occurred_at' THEN 'one.occurred_at + n.i'"
      " ELSE 'one.' || name END, ', ') FROM pragma_table_info (:table)",
      ":table", table, NULL);
  g_autofree char *sql =
      g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
                       " INSERT INTO %s SELECT %s FROM (SELECT * FROM %s LIMIT 1) AS one JOIN n",
                       count, table, columns, table);

  return columns != NULL && gb_vault_execute (vault, sql, error);
}

static gpointer
fill (GbBook *book, gpointer count, GCancellable *cancellable G_GNUC_UNUSED, GError **error)
{
  static const char *const tables[] = { "p_case", "p_case_link", "p_incident" };
  GbVault *vault = gb_book_get_vault (book);
  gboolean fine = gb_vault_begin (vault, error);

  for (guint i = 0; fine && i < G_N_ELEMENTS (tables); i++)
    fine = multiply (vault, tables[i], GPOINTER_TO_UINT (count), error);
  if (fine)
    gb_vault_commit (vault, error);
  return NULL;
}

/* --- the model -------------------------------------------------------------------- */

static gpointer
ask_ids (GbBook *book, gpointer data G_GNUC_UNUSED, GCancellable *cancellable G_GNUC_UNUSED, GError **error)
{
  return gb_incident_ids (gb_book_get_vault (book), &(GbIncidentFilter){ 0 }, error);
}

/* As the page of incidents fetches a row. */
static gpointer
fetch_row (GbBook *book, const char *id, GError **error)
{
  const char *const ids[] = { id, NULL };
  g_autoptr (GPtrArray) rows = gb_incident_rows (gb_book_get_vault (book), ids, error);

  return rows != NULL && rows->len > 0 ? g_object_ref (rows->pdata[0]) : NULL;
}

static GPtrArray *
time_ids (GbBook *book)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  GPtrArray *ids = NULL;

  for (guint round = 0; round < 5; round++)
    {
      gint64 start = g_get_monotonic_time (), took;
      g_clear_pointer (&ids, g_ptr_array_unref);
      ids = gb_book_ask (book, ask_ids, NULL, NULL);
      took = g_get_monotonic_time () - start;
      g_array_append_val (times, took);
    }
  print_times ("ids of the whole list", times);
  return ids;
}

/* Until the last row of the page that begins at @first is there. */
static gint64
time_page (GbCaseList *list, guint first)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < PAGE; i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (list), first + i));
  for (guint i = 0; i < PAGE; i++)
    while (gb_case_item_get_record (items->pdata[i]) == NULL)
      g_main_context_iteration (NULL, TRUE);
  return g_get_monotonic_time () - start;
}

static void
time_pages (GbCaseList *list)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = 0; i < PAGES; i++)
    {
      gint64 took = time_page (list, (guint) ((guint64) i * 7919 * PAGE % (n - PAGE)));
      g_array_append_val (times, took);
    }
  print_times ("a page of 40 rows, asked for until there", times);
}

/* --- frames ------------------------------------------------------------------------ */

typedef struct
{
  GtkAdjustment *adjustment;
  GArray *times;
  gint64 last;
  guint frames;
} Scroll;

static void
say_record (GtkListItem *row)
{
  GbCaseItem *item = gtk_list_item_get_item (row);
  GbIncident *record = item != NULL ? gb_case_item_get_record (item) : NULL;

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (row)), record != NULL ? record->title : "…");
}

static void
set_up_row (GtkListItemFactory *factory G_GNUC_UNUSED, GtkListItem *row)
{
  gtk_list_item_set_child (row, gtk_label_new (NULL));
}

static void
bind_row (GtkListItemFactory *factory G_GNUC_UNUSED, GtkListItem *row)
{
  say_record (row);
  g_signal_connect_object (gtk_list_item_get_item (row), "notify::record", G_CALLBACK (say_record), row,
                           G_CONNECT_SWAPPED);
}

static void
unbind_row (GtkListItemFactory *factory G_GNUC_UNUSED, GtkListItem *row)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (row), say_record, row);
}

/* A third of a page with each frame, as a held Page Down gives. */
static gboolean
on_frame (GtkWidget *widget G_GNUC_UNUSED, GdkFrameClock *clock, gpointer data)
{
  Scroll *scroll = data;
  gint64 time = gdk_frame_clock_get_frame_time (clock);
  gint64 took = time - scroll->last;

  if (scroll->frames > 10)
    g_array_append_val (scroll->times, took);
  scroll->last = time;
  gtk_adjustment_set_value (scroll->adjustment, gtk_adjustment_get_value (scroll->adjustment)
                                                    + gtk_adjustment_get_page_size (scroll->adjustment) / 3);
  return ++scroll->frames < FRAMES;
}

static GtkWidget *
list_view (GbCaseList *list)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (set_up_row), list, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row), list, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_row), list, 0);
  return gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (list)))), factory);
}

static void
time_frames (GbCaseList *list)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  GtkWidget *window = gtk_window_new (), *scrolled = gtk_scrolled_window_new ();
  Scroll scroll = { NULL, times, 0, 0 };

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list_view (list));
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 800);
  scroll.adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_add_tick_callback (scrolled, on_frame, &scroll, NULL);
  while (scroll.frames < FRAMES)
    g_main_context_iteration (NULL, TRUE);
  print_times ("between two frames while scrolling", times);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  guint count = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  gboolean display = gtk_init_check ();
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *first = gb_test_incident (desk->book);
  g_autoptr (GbCaseList) list = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  gb_book_ask (desk->book, fill, GUINT_TO_POINTER (count), &error);
  g_assert_no_error (error);
  printf ("%-42s %9s %9s %9s\n", "milliseconds", "p50", "p99", "longest");
  ids = time_ids (desk->book);
  printf ("# %u incidents\n", ids->len);
  list = gb_case_list_new (desk->book, fetch_row);
  gb_case_list_set_ids (list, ids);
  time_pages (list);
  if (display)
    time_frames (list);
  else
    printf ("# no display: no frames\n");
  return 0;
}

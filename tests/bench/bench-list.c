/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scrolling costs: the list of incidents over 100,000 of them, as the
 * window has it (GbCaseList, its ids from one query, its rows fetched as they
 * are shown).  Prints how long the ids take, how long a page takes from being
 * asked for until its last row is there, at places all over the list, and - when
 * there is a display - the time between frames of a list view that is scrolled
 * through it.  Asserts nothing about time.
 *
 *   bench-list [INCIDENTS [WAY]]      only the ways of scrolling that have WAY in their names */
#include <stdio.h>
#include <time.h>

#include <adwaita.h>

#include "casework/incident.h"
#include "support/desk.h"
#include "support/screen.h"
#include "vault/statement.h"
#include "views/case-list.h"
#include "views/incidents.h"

#define PAGE 40 /* rows on a tall screen */
#define PAGES 200
#define FRAMES 600
#define WARM_UP 10

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
  printf ("%-52s %9.2f %9.2f %9.2f\n", label, (double) g_array_index (times, gint64, times->len / 2) / 1000,
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
  gb_case_list_look_at (list, first, PAGE);
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

/* One way of going through the list, a step with each frame. */
typedef struct
{
  const char *label;
  double pages; /* of a page, in one frame; 0: so that all of the list goes by */
} Pace;

static const Pace paces[] = {
  { "wheel, 4 rows a frame", 0.15 },
  { "Page Down held, a third of a page a frame", 1.0 / 3 },
  { "a page with each frame", 1.0 },
  { "scroll bar dragged from end to end", 0 },
};

typedef struct
{
  const Pace *pace;
  GtkAdjustment *adjustment;
  GArray *between; /* two frames, microseconds */
  GArray *busy;    /* what the window's thread reckoned between them */
  gint64 last, reckoned, refresh;
  guint frames, dropped, late;
} Scroll;

/* On a machine that has other things to do, only this says what a frame costs. */
static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
count_frame (Scroll *scroll, gint64 took, gint64 reckoned)
{
  g_array_append_val (scroll->between, took);
  g_array_append_val (scroll->busy, reckoned);
  /* A frame that comes in the next interval but one has left one out; it is our
   * own doing when the window's thread was at work for longer than an interval. */
  scroll->dropped += (guint) MAX (0, (took + scroll->refresh / 2) / scroll->refresh - 1);
  scroll->late += reckoned > scroll->refresh;
}

static gboolean
on_frame (GtkWidget *widget G_GNUC_UNUSED, GdkFrameClock *clock, gpointer data)
{
  Scroll *scroll = data;
  gint64 time = gdk_frame_clock_get_frame_time (clock), reckoned = thread_time ();
  double page = gtk_adjustment_get_page_size (scroll->adjustment);
  double all = gtk_adjustment_get_upper (scroll->adjustment) - page;
  double step = scroll->pace->pages > 0 ? page * scroll->pace->pages : all / FRAMES;

  gdk_frame_clock_get_refresh_info (clock, 0, &scroll->refresh, NULL);
  if (scroll->frames > WARM_UP)
    count_frame (scroll, time - scroll->last, reckoned - scroll->reckoned);
  scroll->last = time;
  scroll->reckoned = reckoned;
  gtk_adjustment_set_value (scroll->adjustment, gtk_adjustment_get_value (scroll->adjustment) + step);
  return ++scroll->frames < FRAMES;
}

static void
time_frames (GtkWidget *table, const Pace *pace)
{
  g_autofree char *own = g_strconcat (pace->label, ", processor", NULL);
  Scroll scroll = { .pace = pace,
                    .adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table)),
                    .between = g_array_new (FALSE, FALSE, sizeof (gint64)),
                    .busy = g_array_new (FALSE, FALSE, sizeof (gint64)) };

  gtk_adjustment_set_value (scroll.adjustment, 0);
  gtk_widget_add_tick_callback (table, on_frame, &scroll, NULL);
  while (scroll.frames < FRAMES)
    g_main_context_iteration (NULL, TRUE);
  printf ("# dropped frames: %u of %u, %u of them for our own work\n", scroll.dropped, scroll.between->len,
          scroll.late);
  print_times (pace->label, scroll.between);
  print_times (own, scroll.busy);
  g_array_unref (scroll.between);
  g_array_unref (scroll.busy);
}

/* The page of incidents itself, as the window shows it. */
static void
time_scrolling (GbBook *book, const char *only)
{
  GtkWidget *window = adw_window_new (), *table;

  adw_window_set_content (ADW_WINDOW (window), gb_incidents_page_new (book));
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 800);
  gtk_window_present (GTK_WINDOW (window));
  table = gb_test_wait_for_type (window, GTK_TYPE_COLUMN_VIEW);
  gb_test_settle (1000);
  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      if (only != NULL && strstr (paces[i].label, only) == NULL)
        continue;
      time_frames (table, &paces[i]);
      if (i == 0)
        gb_test_shoot (window, "scrolled");
    }
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
  setvbuf (stdout, NULL, _IOLBF, 0);
  if (display)
    adw_init ();
  printf ("%-52s %9s %9s %9s\n", "milliseconds", "p50", "p99", "longest");
  ids = time_ids (desk->book);
  printf ("# %u incidents\n", ids->len);
  list = gb_case_list_new (desk->book, fetch_row);
  gb_case_list_set_ids (list, ids);
  time_pages (list);
  if (display)
    time_scrolling (desk->book, argc > 2 ? argv[2] : NULL);
  else
    printf ("# no display: no frames\n");
  return 0;
}

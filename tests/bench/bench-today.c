/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the first page of the day costs in a school that is in full use: two
 * generated years of a primary and of a secondary of 1,500 (guardbookctl demo
 * --years), each opened as its DSL opens it.  Prints how long the making took,
 * the question behind the page, and - when there is a display - the time from the
 * opened vault to Today painted with all its rows, in a new window and again in
 * one that is there.  Asserts nothing about time.
 *
 *   bench-today GUARDBOOKCTL [YEARS [FOLDER]]
 *
 * FOLDER keeps the schools for the next run; without it they go. */
#include <stdio.h>
#include <time.h>

#include <adwaita.h>

#include "casework/book.h"
#include "casework/factor.h"
#include "support/folder.h"
#include "support/passphrase.h"
#include "support/screen.h"
#include "vault/statement.h"
#include "views/today.h"
#include "views/window.h"

#define ROUNDS 21

typedef struct
{
  const char *size;
  char *folder, *vault;
  GbBook *book;
  GtkApplication *application;
} School;

static int
compare_times (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *) a < *(const gint64 *) b ? -1 : *(const gint64 *) a > *(const gint64 *) b;
}

static void
print_times (const School *school, const char *label, GArray *times)
{
  g_array_sort (times, compare_times);
  printf ("%-10s %-46s %9.2f %9.2f\n", school->size, label,
          (double) g_array_index (times, gint64, times->len / 2) / 1000,
          (double) g_array_index (times, gint64, times->len - 1) / 1000);
}

/* --- the school -------------------------------------------------------------------- */

/* libsecret reads these once: both schools' keys are in one file. */
static void
set_keyring (const char *folder)
{
  g_autofree char *keyring = g_build_filename (folder, "keyring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "bench", TRUE);
}

static void
make_school (School *school, const char *program, const char *years)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  if (g_file_test (school->vault, G_FILE_TEST_EXISTS))
    return;
  process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, program, "demo",
                        school->vault, "--years", years, "--size", school->size, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  printf ("%-10s %-46s %9.0f\n", school->size, "making the years", (double) (g_get_monotonic_time () - start) / 1000);
}

/* Whoever opens it with the role of DSL. */
static void
open_school (School *school)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autofree char *id = gb_vault_read_id (school->vault, NULL);
  g_auto (GStrv) members = gb_keyring_members (keyring, id, NULL);

  for (guint i = 0; school->book == NULL && members[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GbBook) book = gb_book_open (school->vault, members[i], keyring, &error);
      g_assert_no_error (error);
      if (gb_book_has_role (book, "dsl"))
        school->book = g_steal_pointer (&book);
      else
        gb_book_close (book);
    }
}

static gpointer
count_rows (GbBook *book, gpointer sql, GCancellable *cancellable G_GNUC_UNUSED, GError **error)
{
  return GSIZE_TO_POINTER ((gsize) gb_vault_ask_number (gb_book_get_vault (book), 0, error, sql, NULL));
}

static void
describe (const School *school)
{
  printf (
      "# %s: %zu entries, %zu incidents, %zu clocks running\n", school->size,
      GPOINTER_TO_SIZE (gb_book_ask (school->book, count_rows, (gpointer) "SELECT max (id) FROM entry", NULL)),
      GPOINTER_TO_SIZE (gb_book_ask (school->book, count_rows, (gpointer) "SELECT count (*) FROM p_incident", NULL)),
      GPOINTER_TO_SIZE (gb_book_ask (school->book, count_rows,
                                     (gpointer) "SELECT count (*) FROM p_clock WHERE stopped_at IS NULL", NULL)));
}

/* --- the question --------------------------------------------------------------------- */

static gpointer
ask_count (GbBook *book, gpointer data G_GNUC_UNUSED, GCancellable *cancellable G_GNUC_UNUSED, GError **error)
{
  return GSIZE_TO_POINTER ((gsize) gb_today_count (book, error) + 1);
}

static void
time_question (const School *school)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 start = g_get_monotonic_time (), took;
      gb_book_ask (school->book, ask_count, NULL, NULL);
      took = g_get_monotonic_time () - start;
      g_array_append_val (times, took);
    }
  print_times (school, "what Today asks for its badge", times);
}

/* --- the page --------------------------------------------------------------------------- */

static void
on_painted (GdkFrameClock *clock G_GNUC_UNUSED, gboolean *painted)
{
  *painted = TRUE;
}

/* The greeting is said with the rows. */
static gboolean
is_shown (GtkWidget *window)
{
  return gb_test_find (window, gb_test_says, ", Ruth") != NULL;
}

/* From the opened vault until the frame with the rows has been painted. */
static gint64
time_showing (GbWindow *window, GbBook *book)
{
  gint64 start = g_get_monotonic_time (), looked = 0;
  gboolean painted = FALSE;
  gulong handler;
  GdkFrameClock *clock;

  gb_window_set_book (window, book);
  gtk_window_present (GTK_WINDOW (window));
  /* Looking goes through every widget, so it isn't done at each turn. */
  while (g_get_monotonic_time () - looked < 2000 || !is_shown (GTK_WIDGET (window)))
    {
      looked = g_get_monotonic_time () - looked < 2000 ? looked : g_get_monotonic_time ();
      g_main_context_iteration (NULL, TRUE);
    }
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &painted);
  gtk_widget_queue_draw (GTK_WIDGET (window));
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
  return g_get_monotonic_time () - start;
}

/* On a machine that has other things to do only the second says what the page costs. */
typedef struct
{
  GArray *elapsed, *reckoned;
} Times;

static gint64
cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
take_times (Times *times, GbWindow *window, GbBook *book)
{
  gint64 before = cpu_time (), took = time_showing (window, book), reckoned = cpu_time () - before;

  g_array_append_val (times->elapsed, took);
  g_array_append_val (times->reckoned, reckoned);
}

static Times
times_new (void)
{
  return (Times){ g_array_new (FALSE, FALSE, sizeof (gint64)), g_array_new (FALSE, FALSE, sizeof (gint64)) };
}

static void
times_print (const School *school, const char *label, Times *times)
{
  g_autofree char *cpu = g_strconcat (label, ", processor", NULL);

  print_times (school, label, times->elapsed);
  print_times (school, cpu, times->reckoned);
  g_array_unref (times->elapsed);
  g_array_unref (times->reckoned);
}

static void
time_page (const School *school)
{
  Times fresh = times_new (), again = times_new ();

  for (guint round = 0; round < ROUNDS; round++)
    {
      GbWindow *window = gb_window_new (school->application);
      take_times (&fresh, window, school->book);
      gb_window_set_book (window, NULL);
      gb_test_settle (100);
      take_times (&again, window, school->book);
      if (round == 0)
        gb_test_shoot (GTK_WIDGET (window), school->size);
      gb_window_set_book (window, NULL);
      gtk_window_destroy (GTK_WINDOW (window));
      gb_test_settle (100);
    }
  times_print (school, "Today painted, in a new window", &fresh);
  times_print (school, "Today painted, in one that is there", &again);
}

static char *
say_passphrase (gboolean fresh G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return gb_passphrase_spell (GB_DEMO_PASSPHRASE);
}

static void
time_school (School *school, gboolean display)
{
  open_school (school);
  describe (school);
  time_question (school);
  if (display)
    time_page (school);
  gb_book_close (school->book);
  g_clear_object (&school->book);
}

int
main (int argc, char **argv)
{
  static const char *const sizes[] = { "primary", "secondary" };
  const char *years = argc > 2 ? argv[2] : "2";
  School schools[G_N_ELEMENTS (sizes)] = { 0 };
  gboolean display;
  char *folder;
  g_autoptr (GtkApplication) application = NULL;

  setvbuf (stdout, NULL, _IOLBF, 0);
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  folder = argc > 3 ? g_strdup (argv[3]) : gb_test_folder_new ();
  set_keyring (folder);
  printf ("%-10s %-46s %9s %9s\n", "", "milliseconds", "p50", "longest");
  /* The file keyring isn't read again by a process that has read it: all is made first. */
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      schools[i].size = sizes[i];
      schools[i].vault = g_strdup_printf ("%s/%s.guardbook", folder, sizes[i]);
      make_school (&schools[i], argv[1], years);
    }
  gb_passphrase_set_asker (say_passphrase, NULL);
  display = gtk_init_check ();
  if (display)
    {
      adw_init ();
      application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
      g_application_register (G_APPLICATION (application), NULL, NULL);
    }
  else
    printf ("# no display: no page\n");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      schools[i].application = application;
      time_school (&schools[i], display);
      g_free (schools[i].vault);
    }
  if (argc <= 3)
    gb_test_folder_free (folder);
  return 0;
}

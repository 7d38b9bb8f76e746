/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page through the print dialogue into a real queue: a CUPS of the test's own,
 * on a socket in a folder of its own, with one printer that keeps what it is sent.
 * Skipped where cupsd isn't installed. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "base/time.h"
#include "print/page.h"
#include "print/preview.h"
#include "support/folder.h"
#include "support/screen.h"
#include "views/print-sheet.h"

#define PAGES 3

static struct
{
  char *folder, *socket;
  GSubprocess *daemon;
} cups;

/* @text with the folder for each "@". */
static char *
in_folder (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "@", -1);
  return g_strjoinv (cups.folder, parts);
}

static void
write_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (cups.folder, name, NULL);
  g_autofree char *said = in_folder (text);
  g_assert_true (g_file_set_contents (path, said, -1, NULL));
}

static gboolean
run (const char *const *argv)
{
  g_autoptr (GSubprocess) process
    = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL);
  return process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

static void
make_folders (void)
{
  static const char *const names[] = { "etc/ssl", "state", "spool", "cache", "tmp" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (cups.folder, names[i], NULL);
      g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
    }
  write_file ("etc/cups-files.conf",
              "ServerRoot @/etc\nStateDir @/state\nRequestRoot @/spool\nCacheDir @/cache\nTempDir @/tmp\n"
              "FileDevice Yes\nAccessLog @/access\nErrorLog @/error\nPageLog @/page\nSystemGroup root\n");
  write_file ("etc/cupsd.conf",
              "Listen @/socket\nDefaultAuthType None\nWebInterface No\nBrowsing No\nPreserveJobFiles Yes\n"
              "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
              "<Location /admin>\nOrder allow,deny\nAllow all\n</Location>\n"
              "<Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n");
}

/* FALSE: there is no CUPS on this machine, or none may be started. */
static gboolean
start_cups (void)
{
  const char *const queue[] = { "lpadmin", "-p", "Office", "-E", "-v", "file:///dev/null", "-m", "raw", NULL };
  const char *const standard[] = { "lpadmin", "-d", "Office", NULL };
  g_autofree char *conf = NULL;
  g_autofree char *files = NULL;
  g_autofree char *program = g_find_program_in_path ("cupsd");
  gint64 end = g_get_monotonic_time () + GB_TEST_PATIENCE;

  if (program == NULL && g_file_test ("/usr/sbin/cupsd", G_FILE_TEST_IS_EXECUTABLE))
    program = g_strdup ("/usr/sbin/cupsd");
  if (program == NULL)
    return FALSE;
  cups.folder = gb_test_folder_new ();
  g_chmod (cups.folder, 0755);
  cups.socket = g_build_filename (cups.folder, "socket", NULL);
  make_folders ();
  conf = in_folder ("@/etc/cupsd.conf");
  files = in_folder ("@/etc/cups-files.conf");
  cups.daemon = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, program,
                                  "-f", "-c", conf, "-s", files, NULL);
  g_setenv ("CUPS_SERVER", cups.socket, TRUE);
  /* One that may not be started here has ended: it has no process any more. */
  while (cups.daemon != NULL && g_subprocess_get_identifier (cups.daemon) != NULL && g_get_monotonic_time () < end)
    {
      if (run (queue))
        return run (standard);
      g_usleep (50000);
    }
  return FALSE;
}

static void
stop_cups (void)
{
  if (cups.daemon != NULL)
    {
      g_subprocess_send_signal (cups.daemon, SIGTERM);
      g_subprocess_wait (cups.daemon, NULL, NULL);
    }
  g_clear_object (&cups.daemon);
  g_clear_pointer (&cups.folder, gb_test_folder_free);
  g_free (cups.socket);
}

static GbSheet *
make_sheet (void)
{
  const GbPageSetup setup = { .title = "Three pages", .school = "Marsh Lane Primary School", .running = "Three pages",
                              .foot = "For the test", .made_at = G_GINT64_CONSTANT (1784733000000000) };
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPages) pages = gb_pages_new (&setup, &error);
  GbSheet *sheet;

  g_assert_no_error (error);
  for (guint i = 0; i < PAGES; i++)
    {
      g_autofree char *words = g_strdup_printf ("This is leaf %u.", i + 1);
      gb_pages_prose (pages, words);
      if (i + 1 < PAGES)
        gb_pages_break (pages);
    }
  sheet = gb_pages_finish (pages, "test", "three.pdf", &error);
  g_assert_no_error (error);
  return sheet;
}

/* What the queue was sent for its first job; NULL: nothing yet. */
static GBytes *
sent (void)
{
  g_autofree char *path = in_folder ("@/spool/d00001-001");
  char *data;
  gsize size;

  return g_file_get_contents (path, &data, &size, NULL) && size > 0 ? g_bytes_new_take (data, size) : NULL;
}

static gboolean printed;

static void
on_printed (GtkWidget *from, gboolean done)
{
  printed = done;
}

static gboolean
is_ready (gpointer button)
{
  return gtk_widget_is_sensitive (button);
}

static GtkWidget *
ready_button (GtkWidget *dialog)
{
  GtkWidget *button = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);

  gb_test_wait_until (is_ready, button, "the button that prints");
  return button;
}

/* The last byte of a PDF is in the line that ends it. */
static gboolean
is_sent_whole (gpointer data)
{
  g_autoptr (GBytes) bytes = sent ();
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0, end = MIN (size, 16);

  return size > 0 && memmem ((const char *) g_bytes_get_data (bytes, NULL) + size - end, end, "%%EOF", 5) != NULL;
}

static gboolean
is_printed (gpointer data)
{
  return printed;
}

static void
test_a_sheet_reaches_the_queue_with_all_its_pages (void)
{
  GtkWidget *window, *dialog;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GbPreview) preview = NULL;
  g_autofree char *last = NULL;

  if (cups.daemon == NULL)
    {
      g_test_skip ("no cupsd here");
      return;
    }
  window = gtk_window_new ();
  gtk_window_present (GTK_WINDOW (window));
  gb_test_settle (200);
  gb_print_sheet (window, make_sheet (), on_printed);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (window));
  gb_test_shoot (dialog, "print-dialog");
  g_signal_emit_by_name (ready_button (dialog), "clicked");
  gb_test_wait_until (is_sent_whole, NULL, "the job in the queue");
  gb_test_wait_until (is_printed, NULL, "that it is printed");
  bytes = sent ();
  preview = gb_preview_new (bytes, NULL);
  g_assert_nonnull (preview); /* a PDF, whole */
  g_assert_cmpuint (gb_preview_get_pages (preview), ==, PAGES);
  last = gb_preview_get_text (preview, PAGES - 1);
  g_assert_nonnull (strstr (last, "This is leaf 3."));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gboolean started;
  int status;

  g_setenv ("GTK_A11Y", "none", FALSE);
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  /* GTK's printing warns that this session has neither avahi nor colord, which it does without. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  started = start_cups ();
  if (!started)
    stop_cups ();
  adw_init ();
  g_test_add_func ("/print/a_sheet_reaches_the_queue_with_all_its_pages",
                   test_a_sheet_reaches_the_queue_with_all_its_pages);
  status = g_test_run ();
  if (started)
    stop_cups ();
  return status;
}

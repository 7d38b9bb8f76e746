/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window comes back as large as it was left, and a spoilt file does no harm. */
#include "room.h"

#include "views/window-size.h"

static char *
state_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "guardbook", "window.ini", NULL);
}

static void
write_state (const char *text)
{
  g_autofree char *file = state_file ();
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (file, text, -1, &error);
  g_assert_no_error (error);
}

static void
assert_comes_back (int width, int height)
{
  GtkWidget *window = gtk_window_new ();
  int w, h;

  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 820);
  gb_window_size_restore (GTK_WINDOW (window));
  gtk_window_get_default_size (GTK_WINDOW (window), &w, &h);
  g_assert_cmpint (w, ==, width);
  g_assert_cmpint (h, ==, height);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_the_size_is_kept_when_the_window_closes (void)
{
  GbWindow *window = gb_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), 1010, 707);
  gtk_window_present (GTK_WINDOW (window));
  gb_test_wait_for_frame (GTK_WIDGET (window));
  gtk_window_close (GTK_WINDOW (window));
  gb_test_settle (200);
  assert_comes_back (1010, 707);
}

static void
test_nothing_of_what_was_read_is_kept (void)
{
  g_autofree char *file = state_file ();
  g_autofree char *text = NULL;
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_auto (GStrv) keys = NULL;

  g_assert_true (g_key_file_load_from_file (state, file, G_KEY_FILE_NONE, NULL));
  keys = g_key_file_get_keys (state, "window", NULL, NULL);
  text = g_strjoinv (" ", keys);
  g_assert_cmpstr (text, ==, "width height maximized names-hidden");
}

static void
test_a_spoilt_file_changes_nothing (void)
{
  write_state ("[window]\nwidth=7\nheight=900\n");
  assert_comes_back (1280, 820);
  write_state ("[window]\nwidth=99999999\nheight=900\n");
  assert_comes_back (1280, 820);
  write_state ("not a file of keys at all");
  assert_comes_back (1280, 820);
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
  g_test_add_func ("/window-size/kept", test_the_size_is_kept_when_the_window_closes);
  g_test_add_func ("/window-size/nothing-else", test_nothing_of_what_was_read_is_kept);
  g_test_add_func ("/window-size/spoilt", test_a_spoilt_file_changes_nothing);
  return g_test_run ();
}

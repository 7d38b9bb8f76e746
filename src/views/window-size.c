/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/veil.h"
#include "views/window-size.h"

#define GROUP "window"
/* The least that the window asks for, and more than any screen has. */
#define LEAST 360
#define MOST 16384

static char *
state_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "guardbook", "window.ini", NULL);
}

void
gb_window_size_restore (GtkWindow *window)
{
  g_autofree char *file = state_file ();
  g_autoptr (GKeyFile) state = g_key_file_new ();
  int width, height;

  if (!g_key_file_load_from_file (state, file, G_KEY_FILE_NONE, NULL))
    return;
  width = g_key_file_get_integer (state, GROUP, "width", NULL);
  height = g_key_file_get_integer (state, GROUP, "height", NULL);
  if (width >= LEAST && width <= MOST && height >= LEAST && height <= MOST)
    gtk_window_set_default_size (window, width, height);
  if (g_key_file_get_boolean (state, GROUP, "maximized", NULL))
    gtk_window_maximize (window);
  gb_veil_set_down (g_key_file_get_boolean (state, GROUP, "names-hidden", NULL));
}

void
gb_window_size_keep (GtkWindow *window)
{
  g_autofree char *file = state_file ();
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  int width, height;

  /* GTK keeps the default size at what the window has while it isn't maximized. */
  gtk_window_get_default_size (window, &width, &height);
  g_key_file_set_integer (state, GROUP, "width", width);
  g_key_file_set_integer (state, GROUP, "height", height);
  g_key_file_set_boolean (state, GROUP, "maximized", gtk_window_is_maximized (window));
  g_key_file_set_boolean (state, GROUP, "names-hidden", gb_veil_is_down ());
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (state, file, &error))
    g_debug ("the window’s size was not kept: %s", error->message);
}

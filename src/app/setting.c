/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/setting.h"

static char *
settings_file (void)
{
  return g_build_filename (g_get_user_config_dir (), "guardbook", "settings.ini", NULL);
}

static GKeyFile *
load (void)
{
  g_autofree char *file = settings_file ();
  GKeyFile *settings = g_key_file_new ();

  g_key_file_load_from_file (settings, file, G_KEY_FILE_NONE, NULL);
  return settings;
}

int
gb_setting_get (const char *group, const char *key, int otherwise)
{
  g_autoptr (GKeyFile) settings = load ();
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (settings, group, key, &error);

  return error == NULL ? value : otherwise;
}

void
gb_setting_set (const char *group, const char *key, int value)
{
  g_autoptr (GKeyFile) settings = load ();
  g_autofree char *file = settings_file ();
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GError) error = NULL;

  g_key_file_set_integer (settings, group, key, value);
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (settings, file, &error))
    g_debug ("the setting was not kept: %s", error->message);
}

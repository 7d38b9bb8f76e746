/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ids.h"
#include "casework/seat.h"

static char *
seat_path (const char *vault_id)
{
  return g_build_filename (g_get_user_state_dir (), "guardbook", vault_id, NULL);
}

void
gb_seat_remember (const char *vault_id, const char *member_id)
{
  g_autofree char *path = seat_path (vault_id);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *before = gb_seat_recall (vault_id);
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (before, member_id) == 0 || g_mkdir_with_parents (folder, 0700) != 0)
    return;
  if (!g_file_set_contents_full (path, member_id, (gssize) strlen (member_id), G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
    g_debug ("the seat was not remembered: %s", error->message);
}

char *
gb_seat_recall (const char *vault_id)
{
  g_autofree char *path = seat_path (vault_id);
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, NULL) || !gb_id_is_valid (text))
    return NULL;
  return g_steal_pointer (&text);
}

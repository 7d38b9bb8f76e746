/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ftw.h>
#include <stdio.h>

#include "folder.h"

char *
gb_test_folder_new (void)
{
  GError *error = NULL;
  char *folder = g_dir_make_tmp ("guardbook-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static int
remove_one (const char *path, const struct stat *facts, int kind, struct FTW *place)
{
  return remove (path);
}

void
gb_test_folder_free (char *folder)
{
  if (folder == NULL)
    return;
  nftw (folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free (folder);
}

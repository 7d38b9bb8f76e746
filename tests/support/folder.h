/* SPDX-License-Identifier: GPL-3.0-or-later */
/* folder: a folder of its own for a test, gone afterwards. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A new folder under the system's temporary one.  (transfer full) */
char *gb_test_folder_new (void);
/* Removes it with everything in it, and frees @folder. */
void gb_test_folder_free (char *folder);

typedef char GbTestFolder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbTestFolder, gb_test_folder_free)

G_END_DECLS

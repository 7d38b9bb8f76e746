/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window-size: the window as large as it was left, in this account's state
 * folder, and whether names were hidden.  Where it stood is the desktop's; which page it showed isn't kept,
 * since a file outside the vault must not say what somebody was reading. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Before it is shown; a file that is missing or absurd changes nothing. */
void gb_window_size_restore (GtkWindow *window);
/* When it closes. */
void gb_window_size_keep (GtkWindow *window);

G_END_DECLS

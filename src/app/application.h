/* SPDX-License-Identifier: GPL-3.0-or-later */
/* application: the composition root - the one window, who is at the desk, and
 * locking.
 *
 * Life: activate shows the start page (views/start.h), which opens a book;
 * the window gets it; Ctrl+L, quitting and every sign that the person has left
 * (base/away.h) take it away again: the window drops every page and dialog (forms hand in
 * their drafts), then a thread closes the book, which stores the anchor and
 * wipes the keys.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define GB_TYPE_APPLICATION (gb_application_get_type ())
G_DECLARE_FINAL_TYPE (GbApplication, gb_application, GB, APPLICATION, AdwApplication)

/* @dir: the vault to open (then this process stands alone, beside others);
 * NULL: $GUARDBOOK_VAULT, the last one opened, or the only one in the data folder. */
GbApplication *gb_application_new (const char *dir);

G_END_DECLS

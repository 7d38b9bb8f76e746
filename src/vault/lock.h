/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lock: one program holds a vault at a time, and another is told who does.
 *
 * The kernel's lock on the file decides, so one that was left behind by a
 * program that died holds nobody out.  What stands in the file (machine,
 * process, start of the machine; no name of a person) only serves the sentence.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes the lock.  The descriptor, to be given to gb_lock_release; -1 with
 * GB_ERROR_HELD (who) or GB_ERROR_FAULT; -2 without error: the folder can't be
 * written and holds no lock file, so nobody here can hold it. */
int gb_lock_take (const char *dir, gboolean *was_stale, GError **error);
void gb_lock_release (int lock);

G_END_DECLS

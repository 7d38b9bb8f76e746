/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notice: tells the desktop how many clocks run out (casework/notice.h), while
 * the desk is unlocked and its window isn't the one in use.
 *
 * It looks once in a few minutes; whoever sits at the window sees the same on
 * Today and is told nothing.  At the lock what stands on the desktop is taken
 * back.  What was told is kept as a day and two numbers in this account's
 * state folder, so that a new start tells nothing twice.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_TYPE_NOTICE (gb_notice_get_type ())
G_DECLARE_FINAL_TYPE (GbNotice, gb_notice, GB, NOTICE, GObject)

/* @application has the action app.open-today, which its button calls. */
GbNotice *gb_notice_new (GtkApplication *application);
/* NULL: nobody is at the desk. */
void gb_notice_set_book (GbNotice *self, GbBook *book);
void gb_notice_set_wanted (GbNotice *self, gboolean wanted);
/* Looks now; else it is done every few minutes. */
void gb_notice_look (GbNotice *self);

G_END_DECLS

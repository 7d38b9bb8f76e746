/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notice: what may be said on the desktop, outside the window, where anybody
 * can read it: how many clocks run out, and nothing else.
 *
 * Never a name, a category, a title or a reference.  The same is not said twice: a
 * notice comes when more clocks run out than were told of before, on that day
 * or in that hour; late ones are on Today and are not called out again.
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct { guint today, soon; } GbNoticeCounts;

/* How many clocks run out from @now until the end of its day, and within the hour.  Worker only. */
gboolean gb_notice_count (GbVault *vault, gint64 now, GbNoticeCounts *counts, GError **error);

/* What is to be said of @counts when @told was said already, which is brought up to it; NULL: nothing.
 * (transfer full) */
char *gb_notice_say (GbNoticeCounts counts, GbNoticeCounts *told);

G_END_DECLS

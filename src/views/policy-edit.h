/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy-edit: the school's own changes to its pack - places, contacts,
 * thresholds and times, optional steps - shown against what they change, and
 * adopted as a new version when the school says so. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_policy_edit_page_new (GbBook *book);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* referral-page: one referral - the clock as the largest thing, the limbs, what
 * to have ready, who was asked, how it was made and what came back. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

GtkWidget *gb_referral_page_new (GbBook *book, const char *case_id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* referrals: the list of what goes, or went, or will not go, outside the school. */
#pragma once

#include <gtk/gtk.h>

#include "casework/referral.h"

G_BEGIN_DECLS

GtkWidget *gb_referrals_page_new (GbBook *book);
gint64 gb_referrals_open (GbBook *book, GError **error); /* worker */

GtkWidget *gb_referral_pill_new (GbReferral *referral);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* referral-dialogs: what is asked at each step of a referral.  The dialogs hold
 * no rule: what is missing or wrong is the act's own sentence. */
#pragma once

#include <gtk/gtk.h>

#include "casework/concern.h"
#include "casework/referral.h"

G_BEGIN_DECLS

void gb_referral_ask_begin (GtkWidget *over, GbBook *book, const char *incident_id);
/* The same with the agency already chosen; it may be changed. */
void gb_referral_ask_begin_to (GtkWidget *over, GbBook *book, const char *incident_id, const char *agency);
/* The LADO's, from a staff concern: sealed for its readers, filled from what it says. */
void gb_referral_ask_begin_for (GtkWidget *over, GbBook *book, GbConcern *concern);
void gb_referral_ask_item (GtkWidget *over, GbBook *book, GbReferral *referral, GbReferralItem *item);
void gb_referral_ask_consulted (GtkWidget *over, GbBook *book, GbReferral *referral);
void gb_referral_ask_made (GtkWidget *over, GbBook *book, GbReferral *referral);
void gb_referral_ask_declined (GtkWidget *over, GbBook *book, GbReferral *referral);
void gb_referral_ask_answered (GtkWidget *over, GbBook *book, GbReferral *referral);
void gb_referral_ask_close (GtkWidget *over, GbBook *book, GbReferral *referral);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search-dialogs: what is asked at each step of a search's life.  The dialogs
 * hold no rule: what is missing or wrong is the act's own sentence. */
#pragma once

#include <gtk/gtk.h>

#include "casework/device.h"
#include "casework/search.h"

G_BEGIN_DECLS

/* A request for a search of @device (may be NULL) in @incident_id (may be
 * NULL); @already: it has been made, and is recorded as retrospective. */
void gb_search_ask_request (GtkWidget *over, GbBook *book, GbDevice *device, const char *incident_id, gboolean already);
void gb_search_ask_amend (GtkWidget *over, GbBook *book, GbSearch *search);
void gb_search_ask_carried_out (GtkWidget *over, GbBook *book, GbSearch *search);
void gb_search_ask_dsl (GtkWidget *over, GbBook *book, GbSearch *search);
void gb_search_ask_parent (GtkWidget *over, GbBook *book, GbSearch *search);
void gb_search_ask_withdraw (GtkWidget *over, GbBook *book, GbSearch *search);
void gb_search_ask_refuse (GtkWidget *over, GbBook *book, GbSearch *search);
void gb_search_ask_close (GtkWidget *over, GbBook *book, GbSearch *search);
/* The headteacher reads @sheet, the permit as it stands, and signs it, adds a
 * condition and reads the new sheet, or refuses. */
void gb_search_sign (GtkWidget *over, GbBook *book, GbSearch *search, GbSigning *sheet);

/* A standing authority: who, for what, from and until; then it is signed. */
void gb_authority_ask (GtkWidget *over, GbBook *book);

G_END_DECLS

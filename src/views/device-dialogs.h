/* SPDX-License-Identifier: GPL-3.0-or-later */
/* device-dialogs: what is asked at each link of a custody.  The dialogs hold no
 * rule: what is missing or wrong is the act's own sentence. */
#pragma once

#include <gtk/gtk.h>

#include "casework/device.h"

G_BEGIN_DECLS

void gb_device_ask_take (GtkWidget *over, GbBook *book, const char *incident_id);
void gb_device_ask_move (GtkWidget *over, GbBook *book, GbDevice *device);
void gb_device_ask_release (GtkWidget *over, GbBook *book, GbDevice *device);
void gb_device_ask_police (GtkWidget *over, GbBook *book, GbDevice *device);
void gb_device_ask_hold (GtkWidget *over, GbBook *book, GbDevice *device);
void gb_device_ask_lift (GtkWidget *over, GbBook *book, GbDevice *device);
/* @searches: of GbSearch, those under which it may be done. */
void gb_device_ask_examine (GtkWidget *over, GbBook *book, GbDevice *device, GPtrArray *searches);
void gb_device_ask_confirm (GtkWidget *over, GbBook *book, GbDevice *device);
void gb_device_ask_erase (GtkWidget *over, GbBook *book, GbDevice *device, GPtrArray *searches);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* devices: the list of devices in custody - what goes back before the bell, what
 * is held for the police, what has left to whom. */
#pragma once

#include <gtk/gtk.h>

#include "casework/device.h"

G_BEGIN_DECLS

GtkWidget *gb_devices_page_new (GbBook *book);
gint64 gb_devices_in_custody (GbBook *book, GError **error); /* worker */

/* "Police hold", "2 h 10 min left", "Given back": the pill of its state. */
GtkWidget *gb_device_pill_new (GbDevice *device);
/* "Main office safe": a place of the pack, or as it was written. */
const char *gb_device_say_place (GbDevice *device, GbBook *book);

G_END_DECLS

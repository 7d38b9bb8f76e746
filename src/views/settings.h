/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings: what this account on this computer chooses for itself.  What the
 * school decides is on Policy, in the record; nothing here loosens it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Over the window of @from.  Its choices are the application's actions:
 * app.notices (boolean) and app.lock-after (minutes as text). */
void gb_settings_open (GtkWidget *from);

G_END_DECLS

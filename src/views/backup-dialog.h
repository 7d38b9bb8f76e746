/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup-dialog: asks where the copy goes, makes and proves it while the rest
 * of the window stays alive, and says what came of it. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

void gb_backup_dialog_open (GtkWidget *from, GbBook *book);
/* Asks for a backup, restores it beside the vault, proves it, and removes it again (gb_backup_drill). */
void gb_drill_dialog_open (GtkWidget *from, GbBook *book);

/* How old the newest backup may be before Today asks for another: now so many days. */
void gb_backup_rule_open (GtkWidget *from, GbBook *book, gint64 days);

G_END_DECLS

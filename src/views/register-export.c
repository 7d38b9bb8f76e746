/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "views/outgoing-file.h"
#include "views/register-export.h"

/* Worker. */
static GBytes *
make_csv (GbBook *book, gpointer data, GError **error)
{
  return gb_register_csv (book, data, error);
}

void
gb_register_export_open (GtkWidget *over, GbBook *book, const GbRegister *plan)
{
  g_autofree char *name = g_strdup_printf ("%s.csv", plan->id);
  const GbOutgoingFile file = {
    .heading = _ ("Save as a table"),
    .say = _ ("A table leaves the vault unencrypted. Whoever gets it, and why, is written down."),
    .document = "register-table",
    .about = plan->title,
    .file = name,
  };

  gb_outgoing_file_open (over, book, &file, make_csv, (gpointer) plan, NULL);
}

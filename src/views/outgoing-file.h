/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outgoing-file: what leaves as a file and is no page - a table, a calendar, a
 * proof.  To whom it goes and why is asked and written down first, with the hash
 * of the very bytes (B50, C33); then the desktop asks where to.
 *
 *   gb_outgoing_file_open (widget, book, &(GbOutgoingFile){ .heading = _("Save as a table"), ... },
 *                          make_csv, g_strdup (id), g_free);
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct
{
  const char *heading;  /* of the dialog: "Save as a table" */
  const char *say;      /* what goes, in a sentence */
  const char *document; /* kind of document in the journal: "register-table" */
  const char *about_id; /* a case or person, or NULL */
  const char *about;    /* its reference or title, or NULL */
  const char *piece_id; /* the attachment that it is, or NULL */
  const char *file;     /* suggested name, which names nobody */
  gboolean is_open;     /* says nothing of anybody and is read by programs: a calendar, a proof; not to be locked */
} GbOutgoingFile;

/* The bytes.  Worker.  NULL with the gate's sentence.  (transfer full) */
typedef GBytes *(*GbOutgoingBytes) (GbBook *book, gpointer data, GError **error);

/* @file is copied; @data is freed with @data_free (may be NULL) when it is done with. */
void gb_outgoing_file_open (GtkWidget *over, GbBook *book, const GbOutgoingFile *file, GbOutgoingBytes make,
                            gpointer data, GDestroyNotify data_free);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* enclosures: a section with what is attached to a child's cases, and whether each
 * piece goes along with what leaves (casework/enclosure.h): said with a reason, and
 * saved as a file, which asks to whom and why.  It follows the book by itself. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct
{
  const char *kind;      /* "transfer.enclosed", "disclosure.enclosed" */
  const char *about_id;  /* the transfer, the request */
  const char *reference; /* of it */
  const char *person_id;
  gboolean grounds;      /* what stays needs one */
  gboolean open;         /* whether it can still be said */
} GbEnclosuresPlan;

/* Hidden while nothing is attached. */
GtkWidget *gb_enclosures_new (GbBook *book, const GbEnclosuresPlan *plan);
/* The same on a page of its own, which says so when there is nothing. */
GtkWidget *gb_enclosures_page_new (GbBook *book, const GbEnclosuresPlan *plan);

G_END_DECLS

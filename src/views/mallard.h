/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mallard: a page of the guide as it is read - a small tree of what the page
 * says, and each piece of it as a widget.
 *
 * The pages (data/help/C) are Mallard, so that a desktop's own help browser can
 * show them too; here is what the guide in the window needs of it: section,
 * title, p, list, steps, terms, item, note, screen, and within a line em, gui,
 * key, cmd, code, file, link.  A test holds the pages to these.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _GbMallard GbMallard;
struct _GbMallard
{
  char *name;          /* "p"; NULL: words */
  char *words;         /* or NULL */
  GHashTable *extra;   /* its attributes */
  GPtrArray *children; /* of GbMallard */
};

/* GB_ERROR_INPUT with line and reason.  (transfer full) */
GbMallard *gb_mallard_read (GBytes *page, GError **error);
void gb_mallard_free (GbMallard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbMallard, gb_mallard_free)

const char *gb_mallard_get (const GbMallard *self, const char *attribute); /* or NULL */
const GbMallard *gb_mallard_child (const GbMallard *self, const char *name); /* the first, or NULL */
/* All that is said in it, without marks, blanks made one.  (transfer full) */
char *gb_mallard_say (const GbMallard *self);

/* The line's words with their marks, for a label; a link's address is its xref.  (transfer full) */
char *gb_mallard_markup (const GbMallard *self);
/* What @self holds, one widget under the other; titles and what isn't for reading are left out.
 * on_link: of a label's activate-link, swapped with @target. */
void gb_mallard_fill (GtkBox *box, const GbMallard *self, GCallback on_link, gpointer target);

G_END_DECLS

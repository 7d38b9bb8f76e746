/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help: the guide - one window beside the desk, with its contents, a search
 * over every page, and the page that fits where somebody is (F1).
 *
 * The pages are inside the program (ui/guardbook.gresource.xml takes them from
 * data/help/C), so that the guide is there without a browser, a network or an
 * installation, and is the one that belongs to this version.  It knows nothing
 * of any case.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define GB_TYPE_HELP (gb_help_get_type ())
G_DECLARE_FINAL_TYPE (GbHelp, gb_help, GB, HELP, AdwWindow)

/* Opens the guide at @page ("search", "procedures#general"; NULL: its contents),
 * over the window of @from; one that is open there turns to it. */
GbHelp *gb_help_open (GtkWidget *from, const char *page);
void gb_help_turn_to (GbHelp *self, const char *page);
const char *gb_help_get_page (GbHelp *self); /* "index" for its contents */

/* The page for somebody at @where: a place of the sidebar, "members", "start"
 * (nobody is at the desk); the contents for any other. */
const char *gb_help_page_for (const char *where);
/* Says that @page is what whoever looks at @widget (a page of the window, or a part of the start page)
 * may want to know.  A page that was pushed over another without saying is of the same matter. */
void gb_help_mark (GtkWidget *widget, const char *page);
/* What was said of @widget itself; NULL: nothing. */
const char *gb_help_marked (GtkWidget *widget);
/* What was said of what is shown in @widget, the innermost first; NULL: nothing. */
const char *gb_help_shown_in (GtkWidget *widget);

/* The names of all pages but the contents, in the order of the contents.  (transfer full) */
char **gb_help_list (void);

G_END_DECLS

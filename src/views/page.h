/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page: one room of the window - header bar, band, body.  Every view that
 * fills the window is a GbPage, or derives from it:
 *
 *   GbPage *page = gb_page_new (_("Devices"));
 *   gb_page_set_accent (page, "list-add-symbolic", _("Take in a device"));
 *   g_signal_connect_object (page, "accent", G_CALLBACK (on_new), page, 0);
 *   GtkWidget *desk = gb_page_make_desk (page);             // one column, clamp 940
 *   gtk_box_append (GTK_BOX (desk), GTK_WIDGET (section));
 *
 * Signals, so that the keys work everywhere: "accent" (the accent button, or
 * Ctrl+Return), "new" (Ctrl+N; falls back to accent), "find" (Ctrl+F),
 * "print" (Ctrl+P).  A page that doesn't answer one lets it go by.
 *
 * Three bodies (look.md): desk - one column; list - see list-page.h; case -
 * story at the left, a pane of 392 px at the right, each scrolling alone, the
 * pane a page of its own in a narrow window.
 */
#pragma once

#include <adwaita.h>

#include "views/callout.h"

G_BEGIN_DECLS

#define GB_TYPE_PAGE (gb_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (GbPage, gb_page, GB, PAGE, AdwBin)

struct _GbPageClass
{
  AdwBinClass parent_class;
};

GbPage *gb_page_new (const char *title);
void gb_page_set_title (GbPage *self, const char *title, const char *subtitle);
const char *gb_page_get_title (GbPage *self);

/* The act that is most likely next; @label NULL takes the button away.  @icon may be NULL. */
void gb_page_set_accent (GbPage *self, const char *icon, const char *label);
/* A button of the page's own, before the menu; with an icon and no word it
 * wears @label as tooltip and name.  (transfer none) */
GtkWidget *gb_page_add_button (GbPage *self, const char *icon, const char *label, gboolean with_word);
/* A menu button, named @label, for the acts of a case beside its accent: @group names their actions,
 * "act0" and on, and @chosen does the one that was picked.  Hidden until gb_page_show_acts. */
typedef void (*GbPageAct) (GtkWidget *page, int act);
GtkWidget *gb_page_add_acts (GbPage *self, const char *group, const char *label, int n_acts, GbPageAct chosen);
/* Which of them are offered now: @offered has a flag for each of @labels (untranslated). */
void gb_page_show_acts (GtkWidget *button, const char *group, const char *const *labels, const gboolean *offered,
                        int n_acts);
void gb_page_add_start (GbPage *self, GtkWidget *widget);
void gb_page_add_end (GbPage *self, GtkWidget *widget);
/* A notice across the page under the header bar; NULL takes it away. */
void gb_page_set_band (GbPage *self, GbCalloutKind kind, const char *text);

/* @button, in the header bar, is there only while @foldable (a leaflet or a flap of the body) is folded. */
void gb_page_show_while_folded (GtkWidget *button, GtkWidget *foldable);

void gb_page_set_body (GbPage *self, GtkWidget *body);
/* Makes the body; returns the box for its sections (spacing 22). */
GtkWidget *gb_page_make_desk (GbPage *self);
/* Makes the body; gives the boxes of story (spacing 18) and pane (spacing 12).
 * @pane_title names the button that shows the pane in a narrow window. */
void gb_page_make_case (GbPage *self, const char *pane_title, GtkWidget **story, GtkWidget **pane);
/* The same beside something that scrolls itself: @whole fills the left.  The box of the pane (transfer none). */
GtkWidget *gb_page_make_beside (GbPage *self, const char *pane_title, GtkWidget *whole);
/* An empty page in place of the body until set otherwise: icon, what goes
 * here, the sentence; an accent pill button and a quiet second way, which emit
 * "new" and "second"; either label may be NULL. */
void gb_page_set_empty (GbPage *self, const char *icon, const char *title, const char *sentence, const char *button,
                        const char *second);
void gb_page_clear_empty (GbPage *self);

/* For the window. */
void gb_page_set_can_go_back (GbPage *self, gboolean can);
gboolean gb_page_emit (GbPage *self, const char *signal); /* FALSE: nobody answers */

G_END_DECLS

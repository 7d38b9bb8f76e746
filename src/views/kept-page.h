/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kept-page: what is being changed on a page that is no form (the policy, the
 * school year), kept as kept.h keeps what is typed into one.
 *
 *   GbSection *offer = gb_kept_page_follow (page, book, "pack.adopted", _("Changes to the policy"), read, write);
 *   gtk_box_append (GTK_BOX (desk), GTK_WIDGET (offer));
 *   ... gb_kept_page_save (page) after each change
 *
 * @read gives what is to be kept (NULL: nothing, then the draft is dropped), @write
 * puts it back when somebody carries on.  An act of that kind drops the draft.
 */
#pragma once

#include "casework/book.h"
#include "views/section.h"

G_BEGIN_DECLS

typedef JsonObject *(*GbKeptRead) (GtkWidget *page); /* (transfer full) */
typedef void (*GbKeptWrite) (GtkWidget *page, JsonObject *content);

/* The section that offers a draft of before, empty and hidden until there is one.
 * @title: what such a draft is called. */
GbSection *gb_kept_page_follow (GtkWidget *page, GbBook *book, const char *kind, const char *title, GbKeptRead read,
                                GbKeptWrite write);
/* Looks for a draft to offer: once the page can take it. */
void gb_kept_page_offer (GtkWidget *page);
void gb_kept_page_save (GtkWidget *page);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* case-page: what every page of one thing keeps and does - an incident, a search,
 * a device, a referral, a staff concern, an entry of a register.
 *
 * It asks when it is first shown and after each act of anybody, keeps the answer
 * as long as it is shown, and empties story and pane before it is shown anew.
 * An answer that doesn't come leaves what stands and says why over it.
 *
 *   static const GbCasePlan plan = { ask_device, shown_free, show_device };
 *
 *   GbPage *page = gb_case_page_new (_ ("Device"), _ ("Label and gates"), book, id, &plan);
 *
 * The answer is an atomic rc box: question and page share it.
 */
#pragma once

#include "casework/book.h"
#include "views/page.h"

G_BEGIN_DECLS

typedef struct
{
  GbBook *book;
  char *id;
  gpointer shown; /* the last answer; NULL before the first */
  GtkWidget *story, *pane;
  GtkWidget *more, *other; /* a page's own menu and second button, or NULL */
  int accent;              /* the act of the accent button; -1: none */
} GbCaseState;

typedef struct
{
  GbBookQuestion ask;     /* on the worker; its data is the id */
  GDestroyNotify release; /* of the answer */
  void (*show) (GtkWidget *page, GbCaseState *state);
} GbCasePlan;

/* @plan must outlive the page.  (transfer floating) */
GbPage *gb_case_page_new (const char *title, const char *pane_title, GbBook *book, const char *id,
                          const GbCasePlan *plan);
GbCaseState *gb_case_state (gpointer page);

/* @child: any widget. */
void gb_box_add (GtkWidget *box, gpointer child);
/* Takes every child out of a box. */
void gb_box_clear (GtkWidget *box);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window: the one window - start page or desk, sidebar of places, and the way
 * between pages.
 *
 * How to build a view, in two minutes:
 *
 *  1. Make a page.  Desk: gb_page_new + gb_page_make_desk (page.h).  List:
 *     describe columns and queries in a GbListPlan, gb_list_page_new does the
 *     rest (list-page.h).  Case: derive from GbPage or keep your struct in
 *     g_object_set_data_full, gb_page_make_case for story and pane.
 *  2. Put it into the table in places.c (one line), its files into
 *     src/views/meson.build, its template (if it has one) into
 *     ui/guardbook.gresource.xml.
 *  3. Read on the worker, show in the window: gb_view_follow calls your
 *     refresh function when the page is first shown and after each act;
 *     there gb_view_ask runs your question (ask.h).
 *  4. Fill it from the kit: gb_section_new + gb_row_new (boxed lists),
 *     gb_step_row_new, gb_gate_row_new, gb_record_row_new, gb_pill_new,
 *     gb_quote_new, gb_paper_new, gb_callout_new, gb_text_new.
 *  5. Acts: gb_form_new + fields + gb_form_open (form.h); it gathers the body,
 *     does the act, shows the refusal, keeps what was typed.  A plain reason:
 *     gb_reason_open.  An act without questions: gb_view_act.  No rule is held
 *     here: gates answer through gb_book_may and through the act itself.
 *  6. Move about with the functions below, from any widget.
 *
 * Signals by g_signal_connect_object only, each icon button with a label
 * (gb_icon_button_new), each row a sentence.
 */
#pragma once

#include <adwaita.h>

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_TYPE_WINDOW (gb_window_get_type ())
G_DECLARE_FINAL_TYPE (GbWindow, gb_window, GB, WINDOW, AdwApplicationWindow)

GbWindow *gb_window_new (GtkApplication *application);

/* NULL: nobody is at the desk; every page is dropped and @start_page fills the
 * window.  Else the desk is shown, at Today. */
void gb_window_set_book (GbWindow *self, GbBook *book);
GbBook *gb_window_get_book (GbWindow *self);
/* What fills the window while there is no book (start, first start). */
void gb_window_show_start (GbWindow *self, GtkWidget *page);

/* From any widget inside the window (or its dialogs).  They do nothing when it
 * has left the window meanwhile. */
GbWindow *gb_window_of (GtkWidget *widget);
void gb_window_go (GtkWidget *from, const char *place);
void gb_window_open_case (GtkWidget *from, const char *noun, const char *case_id);
void gb_window_push (GtkWidget *from, GtkWidget *page); /* a GbPage; Back returns */
void gb_window_back (GtkWidget *from);
/* Opens the guide over the window or dialog of @from, at the page for where its reader is. */
void gb_window_guide (GtkWidget *from);
/* What needs no answer: "Recorded." */
void gb_window_toast (GtkWidget *from, const char *text);

G_END_DECLS

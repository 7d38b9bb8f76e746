/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ask: questions and acts from a widget that may be gone before the answer.
 *
 * A question (GbBookQuestion) runs on the vault's worker: it may call every
 * casework query, and must not touch a widget.  The answer comes on the main
 * context, and only if the widget still lives and no newer question of the
 * same function has been asked by it (stale answers are dropped).
 *
 *   static gpointer
 *   ask_case (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
 *   { return gb_incident_get (book, data, error); }                // worker
 *   static void
 *   show_case (GtkWidget *widget, gpointer answer, GError *error)  // window; answer is freed after
 *   { ... }
 *   gb_view_ask (GTK_WIDGET (self), book, ask_case, g_strdup (id), g_free, g_object_unref, show_case);
 *
 * gb_view_follow asks once when the widget is first shown, and again after each
 * act of anybody, a few at once told together, and only while it is shown.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* @answer NULL with @error set, or the answer (freed afterwards: ref what you keep). */
typedef void (*GbViewAnswer) (GtkWidget *self, gpointer answer, GError *error);
void gb_view_ask (GtkWidget *self, GbBook *book, GbBookQuestion question, gpointer data, GDestroyNotify data_free,
                  GDestroyNotify answer_free, GbViewAnswer answer);

typedef void (*GbViewRefresh) (GtkWidget *self);
void gb_view_follow (GtkWidget *self, GbBook *book, GbViewRefresh refresh);

/* Does an act; one that is signed asks for the passphrase first (prove.h).  @done may be NULL; without it a refusal is
 * shown as a dialog.
 * @request: a client-made id, so that a second try is the same act; NULL: a new one. */
typedef void (*GbViewDone) (GtkWidget *self, GbDone *done, GError *error);
void gb_view_act (GtkWidget *self, GbBook *book, const char *kind, const char *case_id, const char *request,
                  JsonObject *body, GbViewDone done);

/* A dialog over @self's window that asks @heading (borrowed) with @body under it (may be NULL); the
 * caller adds the responses and presents it. */
GtkWidget *gb_view_dialog (GtkWidget *self, const char *heading, const char *body);

/* Shows the sentence of @error in a dialog over the widget's window; nothing for a cancel. */
void gb_view_show_error (GtkWidget *self, const GError *error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screen: a window under test, seen as a person sees it - what is written on
 * it, which buttons can be pressed.  With GUARDBOOK_SHOTS set to a folder,
 * gb_test_shoot leaves a picture there. */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* How long anything is waited for that ought to come: no test fails because the machine had much else to do, and
 * where all is well nothing takes longer for it.  In microseconds. */
#define GB_TEST_PATIENCE (60 * G_USEC_PER_SEC)

typedef gboolean (*GbTestFits) (GtkWidget *widget, const char *text);
gboolean gb_test_says (GtkWidget *widget, const char *text);      /* a label with these words in it */
gboolean gb_test_is_button (GtkWidget *widget, const char *text); /* a button with this label */

/* The first shown widget that fits, from the top; NULL: none now. */
GtkWidget *gb_test_find (GtkWidget *inside, GbTestFits fits, const char *text);
/* The same, waiting for it; aborts with what didn't come. */
GtkWidget *gb_test_wait_for (GtkWidget *inside, GbTestFits fits, const char *text);
/* Until nothing shown fits any longer. */
void gb_test_wait_until_gone (GtkWidget *inside, GbTestFits fits, const char *text);
/* Until @is_so; aborts with @what, which didn't come. */
typedef gboolean (*GbTestIsSo) (gpointer data);
void gb_test_wait_until (GbTestIsSo is_so, gpointer data, const char *what);
/* For it, of the address of a pointer: it is set; it is NULL, as a weak one becomes. */
gboolean gb_test_has_come (gpointer pointer);
gboolean gb_test_has_gone (gpointer pointer);
/* Types @passphrase where @inside asks for one. */
void gb_test_give_passphrase (GtkWidget *inside, const char *passphrase);
void gb_test_press (GtkWidget *inside, const char *label);
/* The first widget of @type, waiting for it. */
GtkWidget *gb_test_wait_for_type (GtkWidget *inside, GType type);
/* A dialog over @window, waiting for it; the one with what fits, for the one that led
 * to it may still be on its way out; and until none is there. */
GtkWidget *gb_test_wait_for_dialog (GtkWindow *window);
GtkWidget *gb_test_wait_for_dialog_with (GtkWindow *window, GbTestFits fits, const char *text);
void gb_test_wait_until_closed (GtkWindow *window);
/* So long and no shorter: for what must not happen, or for a picture.  What is to happen is waited for. */
void gb_test_settle (int milliseconds);
/* Goes on until nothing has been to do for so long: no longer than it takes, and as long as a busy machine needs. */
void gb_test_rest (int milliseconds);
/* Until @book has answered every question and nothing is to do; NULL: there is none to ask. */
void gb_test_wait_until_answered (GbBook *book);
/* Until @window was laid out anew and painted; ten seconds at most, for one that is hidden never is. */
void gb_test_wait_for_frame (GtkWidget *window);
void gb_test_shoot (GtkWidget *window, const char *name);
/* The same of a window that stands still already. */
void gb_test_shoot_now (GtkWidget *window, const char *name);

G_END_DECLS

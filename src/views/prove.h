/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prove: the second factor in the window (policy 001 s7.9).
 *
 * Whatever is signed asks for the signer's passphrase once more: in the signing
 * dialog itself (sign.h), or, for acts that have another form, in a small
 * dialog that comes up before the act is done (gb_view_prove; gb_view_act calls
 * it by itself).  A wrong one is said calmly, waits a little longer each time,
 * and loses nothing.  What is typed goes straight into guarded memory.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

/* Proven, or @error with GB_ERROR_PASSPHRASE when the person turned back. */
typedef void (*GbViewProven) (GtkWidget *self, gpointer data, GError *error);

/* Asks for the passphrase if @kind needs it from this member now; else answers at once. */
void gb_view_prove (GtkWidget *self, GbBook *book, const char *kind, GbViewProven done, gpointer data,
                    GDestroyNotify data_free);

/* The same with what was @typed already; never at once.  @self hears it only if it still lives. */
void gb_view_prove_with (GtkWidget *self, GbBook *book, const char *kind, const char *typed, GbViewProven done,
                         gpointer data, GDestroyNotify data_free);

/* A row for a passphrase: hidden, in guarded memory, Enter does what @button does. */
GtkWidget *gb_passphrase_row_new (const char *title, GtkWidget *button);

/* Two rows for a new one with its strength under them.  @known: words that are
 * too easy for this person, blank-separated, or NULL. */
#define GB_TYPE_NEW_PASSPHRASE (gb_new_passphrase_get_type ())
G_DECLARE_FINAL_TYPE (GbNewPassphrase, gb_new_passphrase, GB, NEW_PASSPHRASE, GtkBox)
GbNewPassphrase *gb_new_passphrase_new (const char *known);
void gb_new_passphrase_set_known (GbNewPassphrase *self, const char *known);
/* What was typed, guarded (gb_guarded_free); NULL with GB_ERROR_INPUT while it
 * is too weak or the two differ. */
char *gb_new_passphrase_take (GbNewPassphrase *self, GError **error);
void gb_new_passphrase_clear (GbNewPassphrase *self);

/* The dialog that changes the passphrase of who sits here. */
void gb_change_passphrase_open (GtkWidget *over, GbBook *book);

G_END_DECLS

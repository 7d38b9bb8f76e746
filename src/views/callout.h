/* SPDX-License-Identifier: GPL-3.0-or-later */
/* callout: a refusal or a notice inside a page or a dialog, in its own tint,
 * with the sentence as it stands in the GError.  Hidden while it says nothing.
 * band: the same across the page under the header bar (GbPage has one). */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  GB_CALLOUT_NOTE,   /* blue: good to know */
  GB_CALLOUT_WARN,   /* amber: mind this */
  GB_CALLOUT_STOP,   /* red: can't be done, and why */
  GB_CALLOUT_SEALED, /* amber with a lock: who holds a key */
} GbCalloutKind;

GtkWidget *gb_callout_new (GbCalloutKind kind, const char *text);
void gb_callout_set (GtkWidget *callout, GbCalloutKind kind, const char *text); /* NULL hides it */
/* Shows the sentence of @error (an amber note for a refusal, red for a fault); NULL hides it. */
void gb_callout_set_error (GtkWidget *callout, const GError *error);

G_END_DECLS

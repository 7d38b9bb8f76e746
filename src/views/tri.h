/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tri: Yes, No, Not known - three linked toggles, never a check box: unknown
 * is an answer, and so is "nobody has answered yet" (NULL). */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GB_TYPE_TRI (gb_tri_get_type ())
G_DECLARE_FINAL_TYPE (GbTri, gb_tri, GB, TRI, GtkBox)

/* @label: what is asked, for the screen reader.  Signal "changed". */
GbTri *gb_tri_new (const char *label);
void gb_tri_set (GbTri *self, const char *answer); /* "yes" "no" "unknown" NULL */
const char *gb_tri_get (GbTri *self);

G_END_DECLS

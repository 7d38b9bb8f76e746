/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gates: what the law and the policy ask, always on show beside the thing; and
 * the stages of its life over it.  Both only show what casework computed. */
#pragma once

#include <gtk/gtk.h>

#include "casework/gate.h"
#include "views/dot.h"
#include "views/section.h"

G_BEGIN_DECLS

/* A row for each GbGate: a tick with how it is met, a red triangle with the
 * rule that isn't, a grey sign where nothing is asked yet. */
GbSection *gb_gates_new (const char *title, const char *note, GPtrArray *gates);

/* The steps of a life on one line: "Asked for", "Authorised", ... */
typedef struct { const char *label; GbDotState state; } GbStage;
GtkWidget *gb_stages_new (const GbStage *stages, guint n_stages);

G_END_DECLS

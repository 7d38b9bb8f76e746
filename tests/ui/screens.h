/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screens: the table of every screen of the program - each page, dialog, refusal,
 * empty state and error that a person can come to.  Whoever wants to look at all
 * of them (in another look, another size of text, another language, from right to
 * left) walks this table:
 *
 *   guint n;
 *   const GbScreen *all = gb_screens (&n);
 *   for (guint i = 0; i < n; i++)
 *     look_at (gb_screen_show (stage, &all[i]), all[i].id);
 *
 * A new screen is one line here.  What it does is done in the order of its fields.
 */
#pragma once

#include "stage.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id; /* also the name of its picture */
  GbSeat seat;
  const char *place;                 /* a place of the sidebar; NULL: Today */
  const char *noun, *which;          /* a case, and the SQL that gives its id */
  GtkWidget *(*page) (GbBook *book); /* pushed */
  /* A dialog about the case, whose record is @noun's; or (with no noun) about nothing. */
  void (*ask) (GtkWidget *over, GbBook *book, gpointer record);
  void (*open) (GtkWidget *over, GbBook *book);
  void (*set) (GbStage *stage); /* whatever else leads there */
  const char *press[4];         /* one after another, in what is in front; as written in the source */
  const char *action;           /* of the window */
  int settle;                   /* further milliseconds: what is drawn by a thread */
  gboolean to_the_end;          /* of what a bar shows the progress of */
} GbScreen;

const GbScreen *gb_screens (guint *n);
/* Leads there and waits; what is in front.  (transfer none) */
GtkWidget *gb_screen_show (GbStage *stage, const GbScreen *screen);

G_END_DECLS

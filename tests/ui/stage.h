/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stage: the invented school with one window over it, set up so that every screen
 * of the program can be shown and looked at (screens.h).
 *
 * Life: gb_stage_new makes nothing; a seat is filled when the first screen asks
 * for it, and stays until another is asked for.  The clock stands still on
 * Thursday 19 November 2026, 11.20.
 */
#pragma once

#include <adwaita.h>

#include "support/desk.h"
#include "views/window.h"

G_BEGIN_DECLS

/* Who sits there, in the order in which screens should be asked for. */
typedef enum
{
  GB_SEAT_NONE,   /* the window is made, nobody has opened anything */
  GB_SEAT_NEW,    /* Ruth Adeyemi in a vault in which nothing has happened */
  GB_SEAT_RUTH,   /* in the school with its terms of work */
  GB_SEAT_CARYS,  /* the deputy */
  GB_SEAT_MARTIN, /* the headteacher */
  GB_SEAT_START,  /* in front of the school's vault */
} GbSeat;

typedef struct
{
  GbWindow *window;
  GbSeat seat;
  GbBook *book; /* of whoever sits; NULL: nobody */
  int width, height; /* that the window was asked to have */
  /* private */
  GtkApplication *application;
  GbTestDesk *fresh, *school;
} GbStage;

/* The toolkit, the application under its own name (so that its style sheet is found) and a
 * look: GUARDBOOK_LOOK "light" (default) or "dark"; high contrast is the environment's
 * (ADW_DEBUG_HIGH_CONTRAST=1).  GUARDBOOK_TEXT: how large the text is, in hundredths of its
 * ordinary size; GUARDBOOK_SIZE: "1000x700". */
GtkApplication *gb_stage_start (int *argc, char ***argv);

GbStage *gb_stage_new (GtkApplication *application);
void gb_stage_free (GbStage *self);

/* Ends what the last screen opened, and lets @seat be taken: the window at Today, or empty. */
void gb_stage_sit (GbStage *self, GbSeat seat);
/* Until the worker has answered, the pages have been filled and the last frame was drawn. */
void gb_stage_wait (GbStage *self);
/* What is in front: the newest dialog over the window, or the window. */
GtkWidget *gb_stage_front (GbStage *self);
/* Presses the button that says @label (as it is written in the source: it is translated here) in what is in front. */
void gb_stage_press (GbStage *self, const char *label);
/* The first column of the first row of @sql.  (transfer full) */
char *gb_stage_ask (GbStage *self, const char *sql);

G_END_DECLS

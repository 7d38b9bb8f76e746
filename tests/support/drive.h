/* SPDX-License-Identifier: GPL-3.0-or-later */
/* drive: sits at the real program from outside, through AT-SPI, as a person
 * with a screen reader would; where GTK 4.8 offers no action (rows, the choices
 * of a drop-down) it clicks with the pointer or types, through xdotool.
 *
 * Everything waits for an effect with a deadline and never sleeps for luck.  A
 * thing that does not come fails the running test with its name, after a
 * screenshot has been left beside the others.
 */
#pragma once

#include <atspi/atspi.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Drive Drive;

/* Starts @argv (NULL-terminated) and waits for its window; @shots is the
 * folder for screenshots. */
Drive *drive_start (const char *const *argv, const char *shots);
/* Closes the window as a person does and waits for the program to end. */
void drive_stop (Drive *self);
/* Ends it as a power cut does: SIGKILL. */
void drive_kill (Drive *self);

/* The process, for a test that looks into it. */
int drive_get_pid (Drive *self);

/* Waits for something shown whose name or text contains @text; fails after the deadline. */
void drive_see (Drive *self, const char *text);
gboolean drive_sees (Drive *self, const char *text, int milliseconds);
void drive_see_gone (Drive *self, const char *text);
/* The whole text of the first shown thing that contains @text.  (transfer full) */
char *drive_read_label (Drive *self, const char *text);
/* What on the screen matches the regular expression.  (transfer full) */
char *drive_read_like (Drive *self, const char *pattern);

/* The button (or link, menu item, toggle) of that name. */
void drive_press (Drive *self, const char *name);
/* The same for the button that ends a dialog: waits until its window is gone. */
void drive_finish (Drive *self, const char *name);
/* The same, when several have it: the one in the row that says @row. */
void drive_press_in (Drive *self, const char *row, const char *name);
/* A window action, "win.lock". */
void drive_action (Drive *self, const char *action);
/* Chooses @name, a person, in the person field @field. */
void drive_pick (Drive *self, const char *field, const char *name);
/* Text into the entry or text view of that name. */
void drive_fill (Drive *self, const char *name, const char *text);
char *drive_read (Drive *self, const char *name); /* (transfer full) */
/* Turns the switch of that name on or off. */
void drive_switch (Drive *self, const char *name, gboolean on);
/* The choice whose label contains @choice, of the drop-down named @name. */
void drive_choose (Drive *self, const char *name, const char *choice);
/* Clicks the row (or anything) whose name or text contains @text, with the pointer. */
void drive_click (Drive *self, const char *text);
/* Clicks the row of a list whose name contains @text. */
void drive_open (Drive *self, const char *text);
/* Keys as xdotool names them: "ctrl+l", "Return". */
void drive_key (Drive *self, const char *keys);
void drive_type (Drive *self, const char *text);
/* --- by keyboard alone: no action and no pointer, only keys, and what has the focus --- */

/* Tab until what is called @name (or begins so) has the focus; fails after a round. */
void drive_tab_to (Drive *self, const char *name);
/* Tabs there and types over what it says. */
void drive_enter (Drive *self, const char *name, const char *text);
/* Tabs there and chooses with the arrows. */
void drive_elect (Drive *self, const char *name, const char *choice);
/* Types into a person field and takes the one who was found. */
void drive_name_person (Drive *self, const char *field, const char *name);
/* Tabs to a button and presses it. */
void drive_push (Drive *self, const char *name);

/* Makes the window so tall that a whole form is in reach of the pointer, or
 * gives it its ordinary size again. */
void drive_make_tall (Drive *self, gboolean tall);
/* A picture of the window in front: SHOTS/NAME.png. */
void drive_shoot (Drive *self, const char *name);
/* Everything with a name that is shown, for a failing test's log. */
void drive_dump (Drive *self);

G_END_DECLS

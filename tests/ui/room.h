/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of searches, devices, referrals and registers share: the window
 * over the desk of the invented school, who sits at it, and a form in a dialog. */
#pragma once

#include <adwaita.h>
#include <locale.h>

#include "../casework/search-support.h"
#include "support/screen.h"
#include "views/form.h"
#include "views/window.h"

static GtkApplication *application;

typedef struct
{
  Desk *desk;
  GbWindow *window;
} Room;

static inline Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->desk = desk_of_school ();
  room->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (room->window), 1280, 820);
  gb_window_set_book (room->window, room->desk->book);
  gtk_window_present (GTK_WINDOW (room->window));
  return room;
}

static inline void
room_free (Room *room)
{
  gb_window_set_book (room->window, NULL);
  gtk_window_destroy (GTK_WINDOW (room->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  desk_free (room->desk);
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

/* Another member sits down at the same window. */
static inline void
sit (Room *room, Member member)
{
  gb_window_set_book (room->window, NULL);
  gb_test_settle (50);
  desk_sit (room->desk, member);
  gb_window_set_book (room->window, room->desk->book);
}

static inline GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

static inline GbForm *
form_in (GtkWidget *dialog)
{
  return GB_FORM (gb_test_wait_for_type (dialog, GB_TYPE_FORM));
}

static inline void
fill (GtkWidget *dialog, const char *json)
{
  g_autoptr (JsonObject) body = body_of (json);
  gb_form_write (form_in (dialog), body);
}

/* The toolkit and an application for the windows; GUARDBOOK_DARK asks for the dark look. */
static inline void
room_start (int *argc, char ***argv)
{
  gtk_test_init (argc, argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  if (g_getenv ("GUARDBOOK_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
}

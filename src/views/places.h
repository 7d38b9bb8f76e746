/* SPDX-License-Identifier: GPL-3.0-or-later */
/* places: the rooms of the sidebar, and which page shows which kind of case.
 *
 * One line a place in places.c:
 *   { "devices", N_ ("Devices"), "phone-symbolic", gb_devices_page_new, gb_devices_waiting, "device",
 *     gb_device_page_new, GB_CAN_READ_CASES },
 * A place with nothing behind it, or that this member's roles don't show (capability.h), is absent, not greyed.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;    /* "devices": gb_window_go (window, "devices") */
  const char *title; /* N_() */
  const char *icon;
  /* A GbPage, or a widget derived from it. */
  GtkWidget *(*page_new) (GbBook *book);
  /* What asks for this member's attention, for the badge (worker; NULL: no badge). */
  gint64 (*count) (GbBook *book, GError **error);
  /* The noun of the cases that live here ("device"; kinds.c) and the page of one; or NULL. */
  const char *noun;
  GtkWidget *(*case_new) (GbBook *book, const char *case_id);
  /* What a member must be able to do to be shown it: any of these capabilities; 0: it is everybody's. */
  guint needs;
} GbPlace;

/* Goes, from a widget of the window, to where a kept draft of @kind, about
 * @about (may be NULL), is carried on with: the page that it fills, or the case
 * or place whose form offers it. */
void gb_place_open_draft (GtkWidget *from, GbBook *book, const char *kind, const char *about, const char *draft_id);

/* What one of that kind is called, as a heading: "Incident", "Device". */
const char *gb_place_say_noun (const char *noun);
/* Opens the case, person or entry of a register; what has no page of its own, the place where it lives. */
void gb_place_open (GtkWidget *from, const char *noun, const char *id);

const GbPlace *gb_places (guint *count);
/* Whether it is in the sidebar of whoever sits here. */
gboolean gb_place_is_for (const GbPlace *place, GbBook *book);
const GbPlace *gb_place_find (const char *id);
const GbPlace *gb_place_of_noun (const char *noun);

G_END_DECLS

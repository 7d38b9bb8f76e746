/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident-people: who was in it, each with a part of their own.
 *
 * A group of two rows for each person: found on the roll as you type, and the
 * part they had in this incident, which opens on nothing: it is never taken from
 * the category, nor from the person before.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/book.h"

G_BEGIN_DECLS

#define GB_TYPE_INCIDENT_PEOPLE (gb_incident_people_box_get_type ())
G_DECLARE_FINAL_TYPE (GbIncidentPeople, gb_incident_people_box, GB, INCIDENT_PEOPLE, GtkBox)

/* Signal "changed". */
GbIncidentPeople *gb_incident_people_new (GbBook *book);
/* Rows for the body's "people": person_id, name, sort, role, year_group; a
 * person without a part is there without it, so that the gate names them.
 * (transfer full) */
JsonArray *gb_incident_people_read (GbIncidentPeople *self);
void gb_incident_people_write (GbIncidentPeople *self, JsonArray *people);
/* One more, empty; its search takes the focus. */
void gb_incident_people_add (GbIncidentPeople *self);

G_END_DECLS

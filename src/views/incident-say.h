/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident-say: how an incident's facts are worded on its row and its page.
 * All return (transfer full). */
#pragma once

#include "casework/incident.h"
#include "casework/procedure.h"
#include "views/pill.h"

G_BEGIN_DECLS

/* "Three in Y5 and Y6", "One adult", "Nobody named". */
char *gb_incident_say_people (GbIncident *incident);
/* What sort, short enough for a pill: "Online safety: conduct", "Safeguarding". */
char *gb_incident_say_sort (GbIncident *incident, GbBook *book);
/* The state of a step's clock as a pill: "At once" while it may still be said
 * so, "3 h left", "1 day late". */
GtkWidget *gb_step_pill_new (GbCaseStep *step, GbPack *pack);
/* "Happened Tuesday 17 November, about break.  Recorded …  Off site, own device." */
char *gb_incident_say_when (GbIncident *incident, GbBook *book);
char *gb_incident_say_state (GbIncident *incident);
GbPillKind gb_incident_state_pill (GbIncident *incident);
/* The words of a JSON list, joined: "Conduct and Contact"; NULL if empty. */
char *gb_words_said (GbPack *pack, const char *vocabulary, const char *json);

G_END_DECLS

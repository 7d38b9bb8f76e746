/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident-dialogs: the forms in which something is added to a case, one for
 * each act.  None holds a rule: what may not be done is said by the act itself,
 * over what was typed, which stays.
 */
#pragma once

#include <gtk/gtk.h>

#include "casework/incident.h"
#include "casework/procedure.h"

G_BEGIN_DECLS

void gb_incident_ask_note (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_amend (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_person (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_role (GtkWidget *over, GbBook *book, GbIncident *incident, GbIncidentPerson *person);
void gb_incident_ask_parent (GtkWidget *over, GbBook *book, GbIncident *incident, GbIncidentPerson *person);
/* @question: GB_QUESTION_… to begin with, or NULL. */
void gb_incident_ask_decision (GtkWidget *over, GbBook *book, GbIncident *incident, const char *question);
void gb_incident_ask_advice (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_action (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_action_done (GtkWidget *over, GbBook *book, GbIncident *incident, const char *action_id);
void gb_incident_ask_debrief (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_close (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_reopen (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_procedure (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_viewing (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_confirmation (GtkWidget *over, GbBook *book, GbIncident *incident);
void gb_incident_ask_deletion (GtkWidget *over, GbBook *book, GbIncident *incident);

/* A step: tick it with time, note and answer, or set it aside, or open it again. */
void gb_incident_ask_tick (GtkWidget *over, GbBook *book, GbIncident *incident, GbCaseStep *step);
void gb_incident_ask_set_aside (GtkWidget *over, GbBook *book, GbIncident *incident, GbCaseStep *step);
void gb_incident_ask_take_back (GtkWidget *over, GbBook *book, GbIncident *incident, GbCaseStep *step);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form: the fields of one act, named once, and the dialog around them.
 *
 * Each field is added under the name it has in the entry's body (kinds.c); the
 * form gathers the body from its own widgets, does the act, keeps what was
 * typed when it is refused and shows the refusal over the fields:
 *
 *   GbForm *form = gb_form_new (book);
 *   gb_form_text (form, "lessons", _("What we learned"));
 *   gb_form_when (form, "at", _("When"), TRUE);
 *   gb_form_require (form, "lessons");
 *   gb_form_keep_text (form, "source", "desk");                   // what isn't asked
 *   gb_form_set_act (form, "incident.debriefed", case_id);
 *   g_signal_connect_object (form, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);  // (GbDone *)
 *   gb_form_open (form, GTK_WIDGET (self), _("Debrief"), _("Record"));
 *
 * Signal "complete" (JsonObject *body) lets the view add what no field holds,
 * just before the act; "changed" tells of typing; "draft" (JsonObject *) comes a
 * second after something was typed.  A form can also stand in a page: then call
 * gb_form_submit.  A form without an act gives its body to "submitted"
 * (JsonObject *) instead, and is closed by whoever answers.
 *
 * What is typed is kept (kept.h) by every form with an act, and by any other
 * that calls gb_form_keep_draft: it survives a lock, a conflict and a crash, and
 * is offered when the same form is opened again.  A view that holds more than
 * fields adds it in "keep" (JsonObject *) and shows it again in "restore"
 * (JsonObject *); "kept" (const char *) says that it was kept, as a sentence.
 */
#pragma once

#include "views/choice.h"
#include "views/person-picker.h"
#include "views/tri.h"
#include "views/when.h"

G_BEGIN_DECLS

#define GB_TYPE_FORM (gb_form_get_type ())
G_DECLARE_FINAL_TYPE (GbForm, gb_form, GB, FORM, GtkBox)

GbForm *gb_form_new (GbBook *book);
/* With its act set (gb_form_set_act). */
GbForm *gb_form_new_for (GbBook *book, const char *kind, const char *case_id);

/* Fields from here on stand in a new boxed group; both may be NULL. */
void gb_form_group (GbForm *self, const char *title, const char *description);
/* Each returns its widget (transfer none). */
GtkWidget *gb_form_line (GbForm *self, const char *field, const char *label);                      /* text, one line */
GtkWidget *gb_form_text (GbForm *self, const char *field, const char *label); /* text, several lines */
GtkWidget *gb_form_switch (GbForm *self, const char *field, const char *label, const char *detail); /* flag */
GbTri *gb_form_tri (GbForm *self, const char *field, const char *label);
/* @words: of GbWord, or NULL. */
GbChoice *gb_form_choice (GbForm *self, const char *field, const char *label, GPtrArray *words);
/* Any number of toggles: a list of ids. */
GtkWidget *gb_form_list (GbForm *self, const char *field, const char *label, GPtrArray *words);
/* An instant, or a day when not @with_time. */
GbWhen *gb_form_when (GbForm *self, const char *field, const char *label, gboolean with_time);
/* With the time, now until it is set otherwise, and required. */
void gb_form_ask_when (GbForm *self, const char *field, const char *label);
/* A vocabulary of the policy, for a choice or a list.  (transfer none, element-type GbWord) */
GPtrArray *gb_form_words (GbForm *self, const char *vocabulary);
GtkWidget *gb_form_number (GbForm *self, const char *field, const char *label, int from, int until);
/* Sets @id_field and, unless NULL, @name_field. */
GbPersonPicker *gb_form_person (GbForm *self, const char *id_field, const char *name_field, const char *label);
void gb_form_add (GbForm *self, GtkWidget *widget); /* anything else, between the groups */

void gb_form_require (GbForm *self, const char *field);
void gb_form_require_all (GbForm *self, const char *const *fields); /* NULL-terminated */
#define GB_FORM_REQUIRE(form, ...) gb_form_require_all (form, (const char *const[]){ __VA_ARGS__, NULL })
/* Hidden fields are neither required nor gathered. */
void gb_form_show_field (GbForm *self, const char *field, gboolean shown);
GtkWidget *gb_form_get_field (GbForm *self, const char *field);

/* What isn't asked but belongs to the body. */
void gb_form_keep_text (GbForm *self, const char *field, const char *value);
void gb_form_keep_number (GbForm *self, const char *field, gint64 value);
void gb_form_keep_flag (GbForm *self, const char *field, gboolean value);

/* A form that changes a record: shows what @record says now (@fields_of, as
 * gb_form_write takes it; transfer full), and when the act is refused because
 * somebody changed it meanwhile, asks again (@load, on the worker, with a copy of
 * @id as its data: a GObject), takes in what was not touched here, and lets the
 * person choose for each field that both changed. */
typedef JsonObject *(*GbFormFields) (GbForm *self, gpointer record);
void gb_form_set_record (GbForm *self, gpointer record, GbBookQuestion load, const char *id, GbFormFields fields_of);

JsonObject *gb_form_read (GbForm *self);                /* (transfer full) */
void gb_form_write (GbForm *self, JsonObject *body);    /* fields it has; others are let be */
void gb_form_set_error (GbForm *self, const GError *error);
void gb_form_say (GbForm *self, const char *sentence);  /* NULL hides it */

void gb_form_set_act (GbForm *self, const char *kind, const char *case_id);
/* The same through a function of casework that does more than the one act
 * (gb_incident_record); it runs on the worker. */
typedef GbDone *(*GbFormDo) (GbBook *book, const char *case_id, const char *request, JsonObject *body, GError **error);
void gb_form_set_do (GbForm *self, GbFormDo func, const char *case_id);
/* The client-made id under which the act is done; a form that comes back from
 * a draft goes on under its own. */
void gb_form_set_request (GbForm *self, const char *request);
const char *gb_form_get_request (GbForm *self);
/* Keeps what is typed as a draft of @kind, about @about (a case, a register; or
 * NULL): for a form whose act is a function, or that hands its body on. */
void gb_form_keep_draft (GbForm *self, const char *kind, const char *about);
/* Shows what was kept under @draft, and goes on under that id. */
void gb_form_go_on (GbForm *self, const char *draft);
/* Something outside the fields was typed. */
void gb_form_touch (GbForm *self);
/* Forgets what was typed, and keeps nothing from now on. */
void gb_form_throw_away (GbForm *self);
/* Asks first, for a form that fills @page; then the page goes. */
void gb_form_ask_throw_away (GbForm *self, GtkWidget *page);
/* What isn't asked (gb_form_keep_text and its like): which thing it is for.  (transfer none) */
JsonObject *gb_form_get_kept (GbForm *self);
/* What the dialog calls itself; NULL in a page. */
const char *gb_form_get_heading (GbForm *self);
/* Does the act (all that is asked being there); emits "done". */
void gb_form_submit (GbForm *self);

/* The dialog: Cancel at the left, the accent button at the right.  It closes
 * by itself when the act is done. */
GtkWindow *gb_form_open (GbForm *self, GtkWidget *over, const char *title, const char *accent);

/* Asks in @self, new and perhaps with something to read in it, for a reason and gives it to an act as
 * @field ("reason").  Opens at once. */
void gb_form_ask_reason (GbForm *self, GtkWidget *over, const char *title, const char *question, const char *accent,
                         const char *kind, const char *case_id, const char *field);
/* The same in a form with nothing else in it. */
GbForm *gb_reason_open (GtkWidget *over, GbBook *book, const char *title, const char *question, const char *accent,
                        const char *kind, const char *case_id, const char *field);

G_END_DECLS

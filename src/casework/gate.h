/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gate: what the gates of several concepts have in common - the table of
 * moves, the list of conditions that a page shows before anyone presses
 * anything, and small questions that every gate asks alike.
 *
 * A condition (GbGate) is computed by one function for the page and for the
 * act, so that the two can't drift apart.  A move that a state does not allow
 * has a sentence of its own in the concept's table; a pair that the table lacks
 * is a programmer's error and aborts.
 */
#pragma once

#include "casework/act.h"

G_BEGIN_DECLS

/* --- moves --------------------------------------------------------------------- */

/* May @kind be done in @state?  @refusal NULL: yes.  Ended by a NULL kind. */
typedef struct { const char *kind, *state, *refusal; } GbMove;
/* GB_ERROR_REFUSED with the sentence of the wrong move. */
gboolean gb_move_check (const GbMove *moves, const char *kind, const char *state, GError **error);

/* --- conditions ------------------------------------------------------------------ */

typedef enum { GB_GATE_MET, GB_GATE_UNMET, GB_GATE_OPEN } GbGateState; /* open: not yet said */

typedef struct
{
  const char *id;    /* "people" "limb" "witness" ...: static */
  GbGateState state;
  char *title;       /* "Three different people" */
  char *sentence;    /* how it is met, or the rule that isn't */
} GbGate;
void gb_gate_free (GbGate *gate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbGate, gb_gate_free)
/* Takes @sentence. */
GbGate *gb_gate_new (const char *id, GbGateState state, const char *title, char *sentence);
/* The gate @id of @gates, or NULL. */
const GbGate *gb_gate_find (GPtrArray *gates, const char *id);
/* Refuses with the sentence of the first of @ids (NULL-terminated) that is not
 * met; one that is still open is let by while only asking. */
gboolean gb_gates_require (GPtrArray *gates, const char *const *ids, gboolean asking, GError **error);

/* --- small questions ----------------------------------------------------------------- */

/* Whether the body's @field, if it says anything, is a word of the pack's
 * @vocabulary.  GB_ERROR_INPUT lists the words. */
gboolean gb_gate_word (GbRequest *request, const char *field, const char *vocabulary, GError **error);
/* Whether the instant @field, if given, is not in the future (two minutes of grace). */
gboolean gb_gate_past (GbRequest *request, const char *field, GError **error);
/* Whether text @field is filled; lets it by while only asking.  @sentence is the refusal. */
gboolean gb_gate_filled (GbRequest *request, const char *field, const char *sentence, GError **error);
/* Whether the body gives @field at all (a filled text, or any number or flag). */
gboolean gb_gate_has (GbRequest *request, const char *field);
/* Refuses unless this member leads (DSL, deputy, headteacher), or reads the sealed case
 * that this is about and handles such cases (the chair of governors); @what: "lift a hold". */
gboolean gb_gate_leads (GbRequest *request, const char *what, GError **error);
/* Refuses when the body's incident_id is no incident, or a closed one. */
gboolean gb_gate_incident_open (GbRequest *request, GError **error);
/* Whether the case @incident_id (may be NULL) is on the do-not-view path now (A27). */
gboolean gb_gate_do_not_view (GbVault *vault, const char *incident_id, GError **error);

/* The recorded sex of a person, "female" or "male"; NULL if not known.  (transfer full) */
char *gb_gate_person_sex (GbVault *vault, const char *person_id);
/* Whether the person holds one of the blank-separated @roles on @day. */
gboolean gb_gate_person_holds (GbVault *vault, const char *person_id, const char *roles, const char *day);

/* Starts a clock of the case itself, unless the procedure of its incident has
 * just begun the same one (same rule, same due time) in this act. */
gboolean gb_gate_start_clock (GbRequest *request, const char *key, const char *clock, const char *title,
                              gint64 started_at, GError **error);
/* Stops the clock @key of the case, and the step's clock that may stand for it. */
void gb_gate_stop_clock (GbRequest *request, const char *key);

G_END_DECLS

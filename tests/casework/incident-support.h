/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every test of an incident needs: one to work on, and its records read
 * on the worker.  Everybody in it is invented. */
#pragma once

#include "casework/image.h"
#include "casework/incident.h"
#include "casework/procedure.h"
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "support/desk.h"

/* The desk with a clock that stands still until it is moved, at first on
 * Thursday 19 November 2026, 11.20; and who may sit at it. */
typedef enum
{
  RUTH,
  CARYS,
  MARTIN,
  N_MEMBERS
} Member;
typedef struct
{
  GbTestDesk *desk;
  GbBook *book; /* of whoever sits */
  char *members[N_MEMBERS];
} Desk;

static gint64 desk_now;

static gint64
desk_clock (gpointer data)
{
  return desk_now;
}

static inline Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  desk_now = gb_day_to_instant ("2026-11-19", 11 * 60 + 20);
  gb_clock_set (desk_clock, NULL);
  desk->desk = gb_test_desk_new ();
  desk->book = desk->desk->book;
  return desk;
}

static inline void
desk_sit (Desk *desk, Member member)
{
  desk->book = gb_test_desk_reopen (desk->desk, desk->members[member]);
}

static inline Desk *
desk_new_of_three (void)
{
  Desk *desk = desk_new ();

  desk->members[CARYS] = gb_test_desk_enrol (desk->desk, "Carys Whitlock", "deputy");
  desk->members[MARTIN] = gb_test_desk_enrol (desk->desk, "Martin Pell", "headteacher");
  desk_sit (desk, RUTH);
  return desk;
}

static inline void
desk_free (Desk *desk)
{
  for (guint i = 0; i < N_MEMBERS; i++)
    g_free (desk->members[i]);
  gb_test_desk_free (desk->desk);
  g_free (desk);
  gb_clock_set (NULL, NULL);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static inline void
desk_does (Desk *desk, const char *kind, const char *case_id, const char *json)
{
  g_autofree char *id = gb_test_act (desk->book, kind, case_id, json);
  g_assert_nonnull (id);
}

/* It must fail with @code and a sentence that holds @words. */
static inline void
desk_refuses (Desk *desk, const char *kind, const char *case_id, const char *json, GbErrorCode code, const char *words)
{
  g_autofree char *sentence = gb_test_refused (desk->book, kind, case_id, json, (int) code);

  if (strstr (sentence, words) == NULL)
    g_error ("“%s” was expected in: %s", words, sentence);
}

/* Parsed bodies are read-only: one that may be changed. */
static inline JsonObject *
body_of (const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_assert_nonnull (node);
  return json_object_ref (json_node_get_object (node));
}

#define ELIN "11111111111111111111111111111111"
#define JONAH "22222222222222222222222222222222"
#define BETH "33333333333333333333333333333333"

/* A general concern of Tuesday about break, told on Thursday: two pupils and a teacher. */
#define GENERAL                                                                                                 \
  "{'title':'Hurtful messages in a class chat','category':'harmful-content','four_c':['conduct'],"              \
  " 'occurred_at':%" G_GINT64_FORMAT ",'precision':'about','occurred_words':'about break','location':'online'," \
  " 'site':'off','offsite_tests':['harm'],'channel':'parent','told_by':'Mrs Marsh',"                            \
  " 'narrative':'Three pupils were named in messages.','child_words':'It made my tummy hurt.','danger':'no',"   \
  " 'indecent_image':'%s','people':["                                                                           \
  "  {'person_id':'" ELIN "','name':'Elin Marsh','sort':'pupil','role':'affected','year_group':'6'},"           \
  "  {'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil','role':'sent','year_group':'6'},"              \
  "  {'person_id':'" BETH "','name':'Beth Oyelaran','sort':'staff','role':'told'}]}"

static inline JsonObject *
general_body (const char *indecent_image)
{
  g_autofree char *json = g_strdup_printf (GENERAL, gb_day_to_instant ("2026-11-17", 10 * 60 + 30), indecent_image);
  return body_of (json);
}

/* The id of a new incident. */
static inline char *
new_incident (Desk *desk, const char *indecent_image)
{
  g_autoptr (JsonObject) body = general_body (indecent_image);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_incident_record (desk->book, request, body, &error);

  g_assert_no_error (error);
  return g_strdup (done->case_id);
}

static gpointer
load_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_incident_load (gb_book_get_vault (book), data, error);
}

static inline GbIncident *
load (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbIncident *incident = gb_book_ask (desk->book, load_on_worker, (gpointer) id, &error);
  g_assert_no_error (error);
  return incident;
}

static gpointer
missing_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_incident_missing (gb_book_get_vault (book), data, error);
}

static inline GPtrArray *
missing (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = gb_book_ask (desk->book, missing_on_worker, (gpointer) id, &error);
  g_assert_no_error (error);
  return list;
}

static gpointer
steps_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_procedure_steps (book, data, error);
}

static inline GPtrArray *
steps_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *steps = gb_book_ask (desk->book, steps_on_worker, (gpointer) id, &error);
  g_assert_no_error (error);
  return steps;
}

static inline char *
step_state (Desk *desk, const char *id, const char *step)
{
  g_autoptr (GPtrArray) steps = steps_of (desk, id);

  for (guint i = 0; i < steps->len; i++)
    if (g_str_equal (((GbCaseStep *) steps->pdata[i])->step, step))
      return g_strdup (((GbCaseStep *) steps->pdata[i])->state);
  return NULL;
}

static inline void
assert_step (Desk *desk, const char *id, const char *step, const char *state)
{
  g_autofree char *is = step_state (desk, id, step);
  g_assert_cmpstr (is, ==, state);
}

/* Ticks it; a question is answered with @answer, and what wants a note gets one. */
static inline void
tick_with (Desk *desk, const char *id, const char *name, const char *answer)
{
  g_autoptr (GPtrArray) steps = steps_of (desk, id);
  g_autofree char *json = NULL;

  for (guint i = 0; i < steps->len; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      if (g_str_equal (step->step, name))
        json = g_strdup_printf ("{'procedure':'%s','step':'%s','title':'-','at':%" G_GINT64_FORMAT "%s%s%s%s}",
                                step->procedure, step->step, gb_now (), step->asks != NULL ? ",'answer':'" : "",
                                step->asks != NULL ? answer : "", step->asks != NULL ? "'" : "",
                                step->wants_note ? ",'note':'Agreed with the class teacher.'" : "");
    }
  if (json == NULL)
    g_error ("no step %s to tick", name);
  desk_does (desk, "step.done", id, json);
}

static inline void
tick (Desk *desk, const char *id, const char *name)
{
  tick_with (desk, id, name, "no");
}

/* Whether a parent of each pupil was told. */
static inline void
tell_parents (Desk *desk, const char *id)
{
  g_autofree char *elin =
      g_strdup_printf ("{'person_id':'" ELIN "','name':'Elin Marsh','told':true,'whom':'Mrs Marsh',"
                       "'reply':'Thanked us.','by':'Ruth Adeyemi','at':%" G_GINT64_FORMAT ",'how':'phone'}",
                       gb_now ());
  desk_does (desk, "incident.parent-told", id, elin);
  desk_does (desk, "incident.parent-told", id,
             "{'person_id':'" JONAH "','name':'Jonah Reed','told':false,'reason_not':'The police asked us to wait.'}");
}

#define NOT_REFERRED "{'question':'not-referred','decision':'No','reason':'It stayed between two children.'}"
#define OUTCOME "{'question':'outcome','decision':'Both','reason':'Fair to each.'}"
#define DEBRIEF "{'waived':false,'lessons':'Class rules for chats.','present':'Ruth Adeyemi, Martin Pell'}"
#define CLOSING "{'outcomes':['support'],'summary':'Talked through; support until Easter.'}"

/* Everything that a general concern needs before it may close. */
static inline void
settle_general (Desk *desk, const char *id)
{
  tick (desk, id, "safe-now");
  tick (desk, id, "tell-dsl");
  desk_does (desk, "incident.decided", id, NOT_REFERRED);
  tell_parents (desk, id);
  tick (desk, id, "support");
  desk_does (desk, "incident.decided", id, OUTCOME);
  desk_does (desk, "incident.debriefed", id, DEBRIEF);
}

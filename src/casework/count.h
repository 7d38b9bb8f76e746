/* SPDX-License-Identifier: GPL-3.0-or-later */
/* count: what happened in a time, counted from the projections.
 *
 * The only queries behind any figure about a period.  Each answers with small
 * facts of words (a category, a band, an outcome), never with a name.
 *
 * Concerns about adults are in none of them: an incident in which an adult's
 * conduct is in question, or whose category is one, is not counted, nor is a
 * referral to the LADO or a clock of either.  So no figure, and no difference
 * of two figures, says whether there was one (look-pages.md, "Adults").
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

/* In SQL, of the p_incident called i: it is, or may be, about an adult's conduct. */
#define GB_COUNT_ABOUT_AN_ADULT                                                                                        \
  "(i.category = 'personal-account'"                                                                          \
  " OR EXISTS (SELECT 1 FROM p_incident_person AS a WHERE a.incident_id = i.id AND a.role = 'adult-concern')" \
  " OR EXISTS (SELECT 1 FROM json_each (i.outcomes) AS o WHERE o.value = 'lado')"                             \
  " OR EXISTS (SELECT 1 FROM p_referral AS l WHERE l.incident_id = i.id AND l.agency = 'lado'))"

/* Instants: from (inclusive) until (exclusive). */
typedef struct { gint64 from, until; } GbSpan;

typedef enum
{
  GB_OUTCOME_SUPPORT,
  GB_OUTCOME_EARLY_HELP,
  GB_OUTCOME_REFERRED,
  GB_OUTCOME_NONE,
  GB_OUTCOME_OPEN,
  GB_N_OUTCOMES,
} GbOutcome;
typedef enum { GB_ANSWER_TAKEN_ON, GB_ANSWER_ADVICE, GB_ANSWER_WAITING, GB_N_ANSWERS } GbAnswer;

typedef enum
{
  GB_SEARCH_AUTHORISED, /* asked for, and authorised (before or after) */
  GB_SEARCH_REFUSED,
  GB_SEARCH_UNDECIDED,  /* withdrawn or still waiting */
  GB_SEARCH_BEFORE,     /* carried out under an authority given before */
  GB_SEARCH_AFTER,      /* searched first */
  GB_SEARCH_FOUND,
  GB_SEARCH_NOTHING,
  GB_DEVICE_SAME_DAY,   /* given back by the time its clock gave */
  GB_DEVICE_LATER,
  GB_DEVICE_POLICE,
  GB_DEVICE_HELD,       /* still here when the figures were gathered */
  GB_N_SEARCH_FACTS,
} GbSearchFact;

/* What every fact begins with: when it counts, and the case that it is about. */
typedef struct { gint64 at; char *case_id; } GbFact;

typedef struct
{
  GbFact fact;
  char *category;
  char *risk;        /* first of the four Cs, or NULL */
  char *year;        /* year group of the oldest child, or NULL: no child is named */
  GbOutcome outcome; /* the strongest step so far */
} GbConcernFact;

typedef struct { GbFact fact; char *agency; GbAnswer answer; } GbReferralFact;

/* A search may be several: asked for, carried out, with something found. */
typedef struct { GbFact fact; GbSearchFact what; } GbSearchingFact;

/* How a deadline ended. */
typedef enum
{
  GB_DUTY_KEPT,
  GB_DUTY_SAME_DAY, /* missed, and done later on the day it was due */
  GB_DUTY_NEXT_DAYS, /* within three days more */
  GB_DUTY_LATER,
  GB_DUTY_NOT_DONE, /* when the figures were gathered */
  GB_N_DUTY_ENDS,
} GbDutyEnd;
typedef struct { GbFact fact; char *title, *rule; GbDutyEnd end; } GbDutyFact;

typedef struct
{
  GPtrArray *concerns;  /* of GbConcernFact */
  GPtrArray *referrals; /* of GbReferralFact */
  GPtrArray *searches;  /* of GbSearchingFact */
  GPtrArray *duties;    /* of GbDutyFact: deadlines that ended, by title and rule */
  gint64 on_roll;
} GbFacts;

/* All facts of @whole.  Worker only. */
GbFacts *gb_facts_count (GbBook *book, GbSpan whole, GError **error);
void gb_facts_free (GbFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbFacts, gb_facts_free)

G_END_DECLS

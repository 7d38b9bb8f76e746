/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo-years: a generated school with years of casework behind it - a one-form
 * primary of 210 pupils, or a secondary of 1,500 - for benches, for tests of
 * whatever needs a full desk, and to look at.
 *
 * A diary holds what will happen, by its hour, and is worked through from the
 * first day to the last: children join and leave, cases begin in school hours, are
 * worked in several sittings and closed weeks later or not yet, registers fill at
 * the pace at which a school fills them.  What is written in the diary after the
 * last day doesn't happen, so that the last weeks' cases are open and clocks run.
 *
 * All of it goes through the ordinary acts (demo.h): whoever would sign sits down
 * and signs, and every gate is passed.  Everybody is invented.
 *
 * The same seed and last day give the same people, ids, words and hours.  New each
 * time are the keys, and so signatures, hashes and sealed bodies; and the ids of the
 * vault and its founder, since a keyring may hold the keys of several.
 */
#pragma once

#include "ctl/demo.h"

G_BEGIN_DECLS

/* A story with its place in the school's life. */
typedef struct
{
  GbDemoStory story;
  guint weight;          /* how many of all cards in the deck */
  int least, most;       /* year groups; reception is 0 */
  const char *equipment; /* NULL: not said */
  guint device, search;  /* in a hundred: a device is taken, and then searched */
  guint yes;             /* in a hundred: a question of the procedure is answered yes */
  gboolean image;        /* nobody knows whether an indecent image is involved */
} GbYearsPlot;

typedef struct { char *id, *name, *sex; } GbYearsAdult;

typedef struct _GbYears GbYears;
typedef struct _GbYearsRoll GbYearsRoll;
typedef gboolean (*GbYearsDo) (GbYears *years, gpointer data, GError **error);

struct _GbYears
{
  GbDemo demo; /* first: the story's functions are given it */
  GRand *chance, *ids;
  gboolean secondary;
  char *from, *until;   /* days */
  GPtrArray *days;      /* of char *: the school days of it */
  GSequence *diary;
  guint written;        /* in the diary so far */
  GPtrArray *adults;    /* of GbYearsAdult: staff who are not members */
  GPtrArray *readings;  /* of GPtrArray: each reading of the roll, since cases hold its pupils */
  GPtrArray *cases;     /* of demo-years-cases.c, as long as the years */
  GbYearsRoll *roll;
  guint bags;           /* seals used */
  char *visitor;        /* a person's id */
};

/* --- the diary (demo-years.c) ------------------------------------------------------ */
/* @data is freed by @data_free after it was done, or when it never will be. */
void gb_years_write (GbYears *years, gint64 at, GbYearsDo what, gpointer data, GDestroyNotify data_free);
gboolean gb_years_chance (GbYears *years, guint in_a_hundred);
guint gb_years_below (GbYears *years, guint count); /* 0 .. count - 1 */
#define gb_years_pick(years, table) ((table)[gb_years_below ((years), G_N_ELEMENTS (table))])
/* @minutes after midnight on the school day that lies @count school days after @instant's. */
gint64 gb_years_school_day (GbYears *years, gint64 instant, guint count, int minutes);
/* Who leads safeguarding on the day of @instant: the deputy one day a week. */
GbDemoWho gb_years_lead (gint64 instant);
const GbDemoPupil *gb_years_pupil (GbYears *years, int least, int most);
/* One of the staff; @sex and @unlike may be NULL. */
const GbYearsAdult *gb_years_adult (GbYears *years, const char *sex, const GbYearsAdult *unlike);
/* Frees the case id; whether there was one. */
gboolean gb_years_did (char *case_id);

/* --- people (demo-years-roll.c) -------------------------------------------------------- */
GbYearsRoll *gb_years_roll_new (GbYears *years);
void gb_years_roll_free (GbYearsRoll *roll);
/* Brings in the roll of the school year that begins in @autumn, as a transfer file. */
gboolean gb_years_roll_bring_in (GbYears *years, int autumn, GError **error);
gboolean gb_years_add_staff (GbYears *years, GError **error);

/* --- cases (demo-years-cases.c, demo-years-plots.c) -------------------------------------- */
extern const GbYearsPlot gb_years_plots[];
extern const guint gb_years_n_plots;
/* Begins a case of @data, a GbYearsPlot. */
gboolean gb_years_begin_case (GbYears *years, gpointer data, GError **error);
void gb_years_case_free (gpointer data);

/* --- staff and policy (demo-years-staff.c) --------------------------------------------------- */
void gb_years_plan_staff (GbYears *years);

/* --- registers (demo-years-registers.c) ------------------------------------------------------ */
void gb_years_plan_registers (GbYears *years);

/* --- what leaves (demo-years-papers.c) -------------------------------------------------------- */
void gb_years_plan_papers (GbYears *years);

G_END_DECLS

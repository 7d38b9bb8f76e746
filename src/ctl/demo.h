/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo: the invented school, Marsh Lane Primary.
 *
 * It is made as a school would have made it: through the acts and their
 * gates, by its members one after another, with the clock moved along.
 * Nothing here writes to the vault by another way, so whatever the demo holds
 * a school could hold.  Every person and event is invented.
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef enum { GB_DEMO_DSL, GB_DEMO_DEPUTY, GB_DEMO_HEAD, GB_DEMO_MEMBERS } GbDemoWho;

typedef struct { char *id, *name, *sex, *year_group, *parent_id, *parent, *relation; } GbDemoPupil;

/* One kind of incident: what is recorded of it, and where it leads. */
typedef struct
{
  const char *title, *category, *four_c; /* four_c: JSON or NULL */
  const char *location, *site, *channel;
  const char *narrative, *words;
  const char *role, *other_role; /* of the first and second child; NULL: one child */
  const char *agency;            /* made to; NULL: declined */
  const char *outcomes;          /* JSON */
} GbDemoStory;

typedef struct
{
  const char *dir, *school, *dfe_number;
  GbKeyring *keyring;
  GbBook *book; /* opened as `who` */
  GbDemoWho who;
  char *members[GB_DEMO_MEMBERS]; /* ids, also of their persons */
  GPtrArray *pupils;              /* of GbDemoPupil, by year group */
  guint next_pupil;
  char *staff[4];                 /* ids of staff who are not members */
  gint64 now;                     /* the demo's clock */
  gint64 real_now;
} GbDemo;

/* The machinery (demo.c). */
extern const char *const gb_demo_member_names[GB_DEMO_MEMBERS];
extern const char *const gb_demo_staff_names[4];
gboolean gb_demo_sit_down (GbDemo *demo, GbDemoWho who, GError **error);
/* Moves the clock forward to @instant (never back). */
void gb_demo_move_to (GbDemo *demo, gint64 instant);
/* @minutes after midnight of the school day that lies @back school days before today. */
gint64 gb_demo_school_day (GbDemo *demo, int back, int minutes);
/* Does @kind; fields as pairs: "title", text; "@at", (gint64) number; "?told",
 * gboolean; "[people", JSON text.  A NULL text leaves the field out.  Gives the case id. */
char *gb_demo_act (GbDemo *demo, GError **error, const char *kind, const char *case_id, const char *field,
                   ...) G_GNUC_NULL_TERMINATED;
const GbDemoPupil *gb_demo_pupil (GbDemo *demo, const char *year_group); /* the next one of that year */

/* Calls @story with the demo's clock set to demo->now, with everybody's passphrase
 * at hand at little cost, and puts both back; leaves the note for the start page. */
gboolean gb_demo_tell (GbDemo *demo, gboolean (*story) (GbDemo *demo, GError **error), GError **error);
/* Founds the school of demo->school, with the DSL at the desk. */
gboolean gb_demo_found (GbDemo *demo, GError **error);
/* Sets the built-in term dates of the school year of @day. */
gboolean gb_demo_set_calendar (GbDemo *demo, const char *day, GError **error);
/* Lets deputy and headteacher in; the DSL has compared the safety words with both. */
gboolean gb_demo_enrol_others (GbDemo *demo, GError **error);
/* Who is on the roll now, by year group and name.  (transfer full, of GbDemoPupil) */
GPtrArray *gb_demo_read_pupils (GbDemo *demo, GError **error);

/* The content (demo-cases.c). */
extern const GbDemoStory gb_demo_stories[];
extern const guint gb_demo_n_stories;
gboolean gb_demo_terms_of_work (GbDemo *demo, GError **error);
gboolean gb_demo_this_week (GbDemo *demo, GError **error);
/* An e-mail from @pupil's parent and a letter, attached to @incident; and two records of one child, marked as the
 * same person (demo-evidence.c). */
gboolean gb_demo_attach (GbDemo *demo, const char *incident, const GbDemoPupil *pupil, GError **error);
gboolean gb_demo_same_person (GbDemo *demo, GError **error);
/* The registers (demo-registers.c). */
gboolean gb_demo_registers (GbDemo *demo, GError **error);

G_END_DECLS

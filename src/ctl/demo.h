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

typedef struct { char *id, *name, *sex, *year_group, *parent_id, *parent; } GbDemoPupil;

typedef struct
{
  const char *dir;
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

/* The content (demo-cases.c). */
gboolean gb_demo_terms_of_work (GbDemo *demo, GError **error);
gboolean gb_demo_this_week (GbDemo *demo, GError **error);
/* The registers (demo-registers.c). */
gboolean gb_demo_registers (GbDemo *demo, GError **error);

G_END_DECLS

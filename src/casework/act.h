/* SPDX-License-Identifier: GPL-3.0-or-later */
/* act: what casework knows of each entry kind - its gate and its preparation.
 *
 * Each concept file (incident.c, search.c, device.c ...) exports one table of
 * GbAct, gb_NAME_acts, ended by a NULL kind; act.c lists the tables.  A kind
 * that is in no table can't be done by gb_book_act.
 *
 *   gate     may this be done now by this member?  Runs on the worker, reads
 *            projections, sets GB_ERROR_REFUSED with a sentence that names the
 *            rule.  Fields that the body does not have yet are not judged.
 *   prepare  adds what the act computes to the body (due times by
 *            gb_act_start_clock, sheet hashes).  Runs after gate, inside the
 *            transaction.  Only casework decides; projections never do.
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct
{
  GbBook *book;
  GbVault *vault;
  const char *kind;
  const char *case_id; /* NULL when it opens a case and none is allotted yet */
  JsonObject *body;    /* never NULL; may be unfinished when only asked (asking is TRUE) */
  gboolean asking;
} GbRequest;

typedef struct _GbSealPlan GbSealPlan; /* seal.h */

typedef struct
{
  const char *kind;
  gboolean (*gate) (GbRequest *request, GError **error);    /* NULL: any member whose role may write */
  gboolean (*prepare) (GbRequest *request, GError **error); /* NULL: nothing to compute */
  /* For a kind that opens a case that is always sealed: says by which rule and
   * about whom (seal.h).  NULL: sealed only when the body asks for it. */
  gboolean (*seal) (GbRequest *request, GbSealPlan *plan, GError **error);
} GbAct;

const GbAct *gb_act_find (const char *kind);

/* For gates. */
gboolean gb_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3); /* always FALSE */

/* When @clock is due, and by which rule in words: as gb_clock_due, but a clock
 * that the school's terms do not reach counts working days and says so. */
gint64 gb_act_due (const GbPackClock *clock, GbCalendar *calendar, gint64 started_at, char **rule, GError **error);

/* Starts the clock @clock (an id in the pack) of this case at @started_at: adds
 * it with title, rule in words and due time to the body's "clocks".  @clock_key
 * tells clocks of one case apart ("search.tell-parent"). */
gboolean gb_act_start_clock (GbRequest *request, const char *clock_key, const char *clock, const char *title,
                             gint64 started_at, GError **error);
/* Adds @clock_key to the body's "stops". */
void gb_act_stop_clock (GbRequest *request, const char *clock_key);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* roll: the pupils of the school, brought in from a file.
 *
 * A DfE Common Transfer File (CTF 25 or the one before; XML) or a table (CSV).
 * Reading a file writes nothing: the preview says who is new, what changed
 * (old and new), who has left, and which rows are refused, each with its line
 * and the reason.  The import then does the acts, a few in each transaction:
 * person.added, person.changed, person.left, person.returned, and at the end
 * roll.imported.  The same file twice changes nothing the second time.
 *
 * A file is hostile until read: size bounded, no network, no entities, no
 * document type.  Birth dates are year-month-day, in a table also day/month/year;
 * a table that puts the month first is never guessed at.
 */
#pragma once

#include "casework/act.h"

G_BEGIN_DECLS

typedef enum { GB_ROLL_NEW, GB_ROLL_CHANGED, GB_ROLL_LEAVER, GB_ROLL_REFUSED, GB_ROLL_PARTS } GbRollPart;

/* One row of the preview. */
typedef struct
{
  guint line;    /* of the file; 0: not in it (a leaver) */
  char *name;    /* NULL when the row has none */
  char *detail;  /* "Year 6"; "Year group: Year 5 → Year 6"; or why it is refused, a whole sentence with its line */
} GbRollLine;

#define GB_TYPE_ROLL (gb_roll_get_type ())
G_DECLARE_FINAL_TYPE (GbRoll, gb_roll, GB, ROLL, GObject)

/* Reads @bytes and compares them with the people in the vault (any thread).
 * @file: the file's name.  GB_ERROR_INPUT when the file as a whole can't be read. */
GbRoll *gb_roll_preview (GbBook *book, GBytes *bytes, const char *file, GError **error);

const char *gb_roll_get_file (GbRoll *self);
GPtrArray *gb_roll_lines (GbRoll *self, GbRollPart part); /* (transfer none, of GbRollLine) */
guint gb_roll_count (GbRoll *self, GbRollPart part);
guint gb_roll_unchanged (GbRoll *self);
guint gb_roll_new_parents (GbRoll *self); /* parents and carers that come with the pupils */
/* Whether the file is taken for the whole roll: a full transfer file or a table,
 * and at least half of the pupils who are here are in it.  If not, nobody is
 * taken for a leaver. */
gboolean gb_roll_is_whole (GbRoll *self);
gboolean gb_roll_has_work (GbRoll *self); /* FALSE: importing would change nothing */
/* "new 210, changed 0, leavers 0, refused 2".  (transfer full) */
char *gb_roll_summary (GbRoll *self);

/* Does what the preview says (any thread but the worker; blocks).  @leavers
 * FALSE leaves those who are not in the file as they are.  @progress runs on
 * this thread.  Cancelled, what is done stays done, and a new preview says what is left. */
gboolean gb_roll_import (GbBook *book, GbRoll *self, gboolean leavers, GbProgressFunc progress, gpointer data,
                         GCancellable *cancellable, GError **error);

/* The invented school's roll (data/demo), for the demo and tests. */
gboolean gb_roll_import_shipped (GbBook *book, GError **error);

G_END_DECLS
